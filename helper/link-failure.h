/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LINK_FAILURE_H
#define LINK_FAILURE_H

#include "ns3/error-model.h"
#include "ns3/net-device.h"

namespace ns3
{

/**
 * @brief What a link does that is broken: nothing arrives at the end that has it.
 *
 * As an error model of a point-to-point device it takes all that comes, what is under way included;
 * neither end notices. A PacketLedger has these losses under "link-failed".
 */
class LinkFailure : public ErrorModel
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    /**
     * @brief Break or mend a link.
     * @param end a point-to-point device
     * @param isUp whether the link carries anything, both ways, from now on
     * @throws std::invalid_argument if it is not one, or not at a link
     */
    static void SetLink(Ptr<NetDevice> end, bool isUp);
    /// @param device any @return true if it is at a link that is broken
    static bool IsAt(Ptr<NetDevice> device);

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;
};

} // namespace ns3

#endif /* LINK_FAILURE_H */
