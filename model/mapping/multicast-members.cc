/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-members.h"

namespace ns3
{

bool
MulticastMembers::Join(const MulticastEid& eid, uint32_t port)
{
    const auto before = Find(eid);
    if (before && Contains(*before, port))
    {
        return false;
    }
    Ports ports = before ? *before : Ports();
    ports.push_back(port);
    m_ports[eid] = std::make_shared<const Ports>(std::move(ports));
    return !before;
}

bool
MulticastMembers::Leave(const MulticastEid& eid, uint32_t port)
{
    const auto before = Find(eid);
    if (!before || !Contains(*before, port))
    {
        return false;
    }
    Ports ports = *before;
    ports.erase(std::find(ports.begin(), ports.end(), port));
    if (!ports.empty())
    {
        m_ports[eid] = std::make_shared<const Ports>(std::move(ports));
        return false;
    }
    m_ports.erase(eid);
    return true;
}

bool
MulticastMembers::Has(const MulticastEid& eid, uint32_t port) const
{
    const auto ports = Find(eid);
    return ports && Contains(*ports, port);
}

} // namespace ns3
