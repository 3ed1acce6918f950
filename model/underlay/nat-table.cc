/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "nat-table.h"

#include "ns3/network-octets.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

namespace
{

/// Peers of one mapping that are remembered to filter by; the lowest goes for a further one.
constexpr std::size_t MAX_PEERS = 256;
/// Ports of UDP and identifiers of ICMP end here.
constexpr uint32_t PORTS = 65536;

} // namespace

bool
NatEndpoint::operator<(const NatEndpoint& o) const
{
    return std::make_tuple(protocol, address.Get(), port) <
           std::make_tuple(o.protocol, o.address.Get(), o.port);
}

NatTable::NatTable(const Limits& limits)
    : m_limits(limits)
{
}

Time
NatTable::GetEnd(const NatEndpoint& inside, const Mapping& mapping) const
{
    return mapping.lastSent +
           (inside.protocol == IP_PROTOCOL_ICMP ? m_limits.icmpTimeout : m_limits.udpTimeout);
}

bool
NatTable::IsOver(const NatEndpoint& inside, const Mapping& mapping, Time now) const
{
    return now >= GetEnd(inside, mapping);
}

void
NatTable::Erase(Mappings::iterator at)
{
    m_outside.erase({at->first.protocol, at->second.port});
    m_mappings.erase(at);
}

void
NatTable::EraseIdle(Time now)
{
    // A full table is walked only when a mapping can have become idle, not for each packet.
    if (now < m_nextIdle)
    {
        return;
    }
    m_nextIdle = now + std::min(m_limits.udpTimeout, m_limits.icmpTimeout);
    for (auto at = m_mappings.begin(); at != m_mappings.end();)
    {
        const auto next = std::next(at);
        if (IsOver(at->first, at->second, now))
        {
            Erase(at);
        }
        else
        {
            m_nextIdle = std::min(m_nextIdle, GetEnd(at->first, at->second));
        }
        at = next;
    }
}

std::optional<uint16_t>
NatTable::GoOut(const NatEndpoint& inside, Ipv4Address peer, Time now)
{
    auto at = m_mappings.find(inside);
    if (at != m_mappings.end() && IsOver(inside, at->second, now))
    {
        Erase(at);
        at = m_mappings.end();
    }
    if (at == m_mappings.end())
    {
        const uint32_t ports = PORTS - m_limits.first;
        const std::size_t most = std::min<std::size_t>(m_limits.most, ports);
        if (m_mappings.size() >= most)
        {
            EraseIdle(now);
        }
        if (m_mappings.size() >= most)
        {
            return std::nullopt;
        }
        Mapping mapping;
        do
        {
            mapping.port = static_cast<uint16_t>(m_limits.first + m_next++ % ports);
        } while (m_outside.count({inside.protocol, mapping.port}) > 0);
        at = m_mappings.emplace(inside, mapping).first;
        m_outside[{inside.protocol, mapping.port}] = at;
    }
    at->second.lastSent = now;
    if (m_limits.filtersByPeer)
    {
        auto& peers = at->second.peers;
        if (peers.size() >= MAX_PEERS && peers.count(peer) == 0)
        {
            peers.erase(peers.begin());
        }
        peers.insert(peer);
    }
    return at->second.port;
}

NatTable::Target
NatTable::ComeIn(uint8_t protocol, uint16_t port, Ipv4Address peer, Time now) const
{
    const auto found = m_outside.find({protocol, port});
    if (found == m_outside.end() || IsOver(found->second->first, found->second->second, now))
    {
        return {NatDropReason::NO_MAPPING, {}};
    }
    if (m_limits.filtersByPeer && found->second->second.peers.count(peer) == 0)
    {
        return {NatDropReason::FILTERED, {}};
    }
    return {NatDropReason::COUNT, found->second->first};
}

void
NatTable::Clear()
{
    m_outside.clear();
    m_mappings.clear();
    m_nextIdle = Time();
}

std::size_t
NatTable::GetSize(Time now) const
{
    return std::count_if(m_mappings.begin(), m_mappings.end(), [&](const auto& entry) {
        return !IsOver(entry.first, entry.second, now);
    });
}

} // namespace ns3
