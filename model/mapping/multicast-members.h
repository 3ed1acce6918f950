/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_MEMBERS_H
#define MULTICAST_MEMBERS_H

#include "ns3/multicast-eid.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief Which groups a tunnel router's site has joined, and on which ports.
 */
class MulticastMembers
{
  public:
    /// The ports of a group, by device index, in the order of joining.
    using Ports = std::vector<uint32_t>;

    /**
     * @brief A port joins.
     * @param eid the group and from which source: exact
     * @param port a device index
     * @return true if no port had joined it before
     */
    bool Join(const MulticastEid& eid, uint32_t port);
    /// @param eid as Join @param port a device index @return true if no port has joined it any more
    bool Leave(const MulticastEid& eid, uint32_t port);
    /// @param eid as Join @param port a device index @return true if that has joined
    bool Has(const MulticastEid& eid, uint32_t port) const;

    /// @param instanceId an instance @param source a packet's @param group its destination @return
    /// true if a port wants it
    bool Wants(uint32_t instanceId, const NetworkAddress& source, const NetworkAddress& group) const
    {
        return !m_ports.empty() &&
               (m_ports.count(MulticastEid::AnySource(instanceId, group)) != 0 ||
                m_ports.count(MulticastEid::Of(instanceId, source, group)) != 0);
    }

    /**
     * @brief Visit the ports that want a packet, each once.
     * @param instanceId its instance
     * @param source its source
     * @param group its destination
     * @param visit called with a device index
     */
    template <class Visit>
    void ForEachPort(uint32_t instanceId,
                     const NetworkAddress& source,
                     const NetworkAddress& group,
                     Visit visit) const
    {
        // Held on to: what comes of a visit may change them.
        const auto any = Find(MulticastEid::AnySource(instanceId, group));
        const auto own = Find(MulticastEid::Of(instanceId, source, group));
        if (any)
        {
            std::for_each(any->begin(), any->end(), visit);
        }
        if (!own)
        {
            return;
        }
        for (const uint32_t port : *own)
        {
            if (!any || !Contains(*any, port))
            {
                visit(port);
            }
        }
    }

    /// @return the groups, to be visited
    const std::unordered_map<MulticastEid, std::shared_ptr<const Ports>>& GetGroups() const
    {
        return m_ports;
    }

  private:
    /// @param ports some @param port one @return true if it is there
    static bool Contains(const Ports& ports, uint32_t port)
    {
        return std::find(ports.begin(), ports.end(), port) != ports.end();
    }

    /// @param eid exact @return its ports; null: none
    std::shared_ptr<const Ports> Find(const MulticastEid& eid) const
    {
        const auto found = m_ports.find(eid);
        return found == m_ports.end() ? nullptr : found->second;
    }

    /// None is empty; what is in a vector stays as it is.
    std::unordered_map<MulticastEid, std::shared_ptr<const Ports>> m_ports;
};

} // namespace ns3

#endif /* MULTICAST_MEMBERS_H */
