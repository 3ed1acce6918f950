/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-rib.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

BgpRib::BgpRib(uint32_t asNumber)
    : m_asNumber(asNumber)
{
}

BgpRib::Peer
BgpRib::AddPeer(const NetworkAddress& address)
{
    m_peers.push_back({address, 0, 0});
    return static_cast<Peer>(m_peers.size() - 1);
}

void
BgpRib::SetIdentifier(Peer peer, uint32_t identifier)
{
    m_peers.at(peer).identifier = identifier;
}

bool
BgpRib::IsBetter(const Route& a, const Route& b) const
{
    if (a.peer == LOCAL || b.peer == LOCAL)
    {
        return a.peer == LOCAL && b.peer != LOCAL;
    }
    const PeerState& peerA = m_peers[a.peer];
    const PeerState& peerB = m_peers[b.peer];
    const std::size_t lengthA = a.attributes->GetPathLength();
    const std::size_t lengthB = b.attributes->GetPathLength();
    return std::tie(lengthA, a.attributes->origin, peerA.identifier, peerA.address) <
           std::tie(lengthB, b.attributes->origin, peerB.identifier, peerB.address);
}

bool
BgpRib::IsLoop(const BgpAttributes& attributes) const
{
    return attributes.Contains(m_asNumber);
}

bool
BgpRib::Announce(const EidPrefix& prefix, const Route& route)
{
    if (route.peer != LOCAL && IsLoop(*route.attributes))
    {
        return Withdraw(prefix, route.peer);
    }
    std::vector<Route>& routes = m_table[prefix];
    const auto former =
        std::find_if(routes.begin(), routes.end(), [&route](const Route& candidate) {
            return candidate.peer == route.peer;
        });
    const bool isNew = former == routes.end();
    const bool wasBest = former == routes.begin() && !isNew;
    if (!isNew)
    {
        const bool isSame =
            former->nextHop == route.nextHop &&
            (former->attributes == route.attributes ||
             (former->attributes && route.attributes && *former->attributes == *route.attributes));
        if (isSame)
        {
            return false;
        }
        routes.erase(former);
    }
    else
    {
        ++m_count;
        if (route.peer != LOCAL)
        {
            ++m_peers.at(route.peer).routes;
        }
    }
    const auto place =
        std::find_if(routes.begin(), routes.end(), [this, &route](const Route& candidate) {
            return IsBetter(route, candidate);
        });
    const bool isBest = place == routes.begin();
    routes.insert(place, route);
    return isBest || wasBest;
}

bool
BgpRib::Erase(Table::iterator entry, Peer peer)
{
    std::vector<Route>& routes = entry->second;
    const auto route = std::find_if(routes.begin(), routes.end(), [peer](const Route& candidate) {
        return candidate.peer == peer;
    });
    if (route == routes.end())
    {
        return false;
    }
    const bool wasBest = route == routes.begin();
    routes.erase(route);
    --m_count;
    if (peer != LOCAL)
    {
        --m_peers.at(peer).routes;
    }
    return wasBest;
}

bool
BgpRib::Withdraw(const EidPrefix& prefix, Peer peer)
{
    const auto entry = m_table.find(prefix);
    if (entry == m_table.end())
    {
        return false;
    }
    const bool wasBest = Erase(entry, peer);
    if (entry->second.empty())
    {
        m_table.erase(entry);
    }
    return wasBest;
}

std::vector<EidPrefix>
BgpRib::WithdrawAll(Peer peer)
{
    std::vector<EidPrefix> changed;
    for (auto entry = m_table.begin(); entry != m_table.end();)
    {
        if (Erase(entry, peer))
        {
            changed.push_back(entry->first);
        }
        entry = entry->second.empty() ? m_table.erase(entry) : std::next(entry);
    }
    return changed;
}

const BgpRib::Route*
BgpRib::GetBest(const EidPrefix& prefix) const
{
    const auto entry = m_table.find(prefix);
    return entry == m_table.end() ? nullptr : &entry->second.front();
}

const BgpRib::Table&
BgpRib::GetTable() const
{
    return m_table;
}

std::size_t
BgpRib::GetNRoutes(Peer peer) const
{
    return m_peers.at(peer).routes;
}

std::size_t
BgpRib::GetNRoutes() const
{
    return m_count;
}

} // namespace ns3
