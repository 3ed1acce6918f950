/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NODE_FAILURE_H
#define NODE_FAILURE_H

#include "ns3/net-device.h"
#include "ns3/node.h"

#include <cstdint>
#include <map>
#include <utility>

namespace ns3
{

/**
 * @brief Takes links and nodes down, and brings them back.
 *
 * A link that is down is noticed at both ends, as the loss of a signal is: their IP interfaces are
 * down. (One that LinkFailure breaks is not: nothing arrives, and that is all.) ns-3 forgets static
 * routes by an interface that goes down, and its IPv6 addresses; those that were there are put back
 * with it, but for routes that a routing protocol keeps. One NodeFailure is to do both.
 */
class NodeFailure
{
  public:
    NodeFailure();
    ~NodeFailure();
    NodeFailure(const NodeFailure&) = delete;
    NodeFailure& operator=(const NodeFailure&) = delete;

    /**
     * @brief Take a link down, or bring it back.
     * @param end a device @param isUp whether its IP interfaces, and those of all devices at its
     * channel, are up from now on
     * @throws std::invalid_argument if it is at no channel
     */
    void SetLink(Ptr<NetDevice> end, bool isUp);
    /**
     * @brief Take a node down, with all its links, or bring it back.
     * @param node the node
     * @param isUp whether its interfaces, but for the loopback, are up from now on
     * @param isNoticed whether its neighbours' are, too: else it is silent, and that is all they
     * can find out
     */
    void SetNode(Ptr<Node> node, bool isUp, bool isNoticed = true);

  private:
    /// What went with an interface.
    struct Lost;

    /// @param device its IP interfaces @param isUp are, from now on
    void SetInterfaces(Ptr<NetDevice> device, bool isUp);

    std::map<std::pair<uint32_t, uint32_t>, Lost> m_lost; //!< by node and device
};

} // namespace ns3

#endif /* NODE_FAILURE_H */
