/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-bindings.h"

namespace ns3
{

std::optional<Mac48Address>
HostBindings::Learn(const EidPrefix& host,
                    const Mac48Address& mac,
                    bool isAtPort,
                    Time now,
                    Time window)
{
    Binding binding;
    binding.host = host;
    binding.mac = mac;
    std::optional<Mac48Address> other;
    const auto known = m_byHost.find(host);
    if (known != m_byHost.end())
    {
        const Binding& before = *known->second;
        if (before.mac == mac)
        {
            binding.seenAtPort = before.seenAtPort;
        }
        else if (isAtPort && before.seenAtPort && now - *before.seenAtPort < window)
        {
            other = before.mac;
        }
        Erase(known->second);
    }
    if (isAtPort)
    {
        binding.seenAtPort = now;
    }
    while (!m_order.empty() && m_order.size() >= m_maxSize)
    {
        Erase(m_order.begin());
    }
    const auto place = m_order.insert(m_order.end(), binding);
    m_byHost[host] = place;
    m_byMac[{mac, host}] = place;
    return other;
}

std::vector<EidPrefix>
HostBindings::Find(const Mac48Address& mac) const
{
    std::vector<EidPrefix> hosts;
    for (auto it = m_byMac.lower_bound({mac, EidPrefix()});
         it != m_byMac.end() && it->first.first == mac;
         ++it)
    {
        hosts.push_back(it->first.second);
    }
    return hosts;
}

void
HostBindings::Erase(Order::iterator binding)
{
    m_byMac.erase({binding->mac, binding->host});
    m_byHost.erase(binding->host);
    m_order.erase(binding);
}

} // namespace ns3
