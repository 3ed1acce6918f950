/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_SNOOPER_H
#define MULTICAST_SNOOPER_H

#include "ethernet-frame.h"
#include "switch-port.h"

namespace ns3
{

/**
 * @brief Tells a switch which ports want which multicast groups (RFC 4541).
 */
class MulticastSnooper : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    /**
     * @brief A multicast frame arrived: it may be a report, a query, a leave.
     * @param port where @param frame in its VLAN
     */
    virtual void Hear(const Ptr<SwitchPort>& port, const EthernetFrame& frame) = 0;
    /**
     * @brief Whether a multicast frame is to leave by a port.
     * @param port a port @param frame in its VLAN, not a broadcast
     * @return true if so
     */
    virtual bool IsWanted(const Ptr<SwitchPort>& port, const EthernetFrame& frame) const = 0;
    /// @param port is being removed or went down: what was heard there is forgotten
    virtual void Forget(const Ptr<SwitchPort>& port) = 0;
};

} // namespace ns3

#endif /* MULTICAST_SNOOPER_H */
