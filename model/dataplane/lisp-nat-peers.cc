/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-nat-peers.h"

#include "ns3/simulator.h"

#include <iterator>
#include <vector>

namespace ns3
{

LispNatPeers::LispNatPeers(RlocTable& rlocs, std::size_t most)
    : m_rlocs(rlocs),
      m_most(most)
{
}

LispNatPeers::~LispNatPeers()
{
    Clear();
}

bool
LispNatPeers::HasRoom(const EidPrefix& prefix, const Endpoint& endpoint) const
{
    return (m_peers.GetSize() < m_most || m_peers.Find(prefix)) &&
           (m_endpoints.size() < m_most || m_endpoints.count(endpoint) > 0);
}

bool
LispNatPeers::Set(const EidPrefix& prefix,
                  const NetworkAddress& address,
                  uint16_t port,
                  Time expires,
                  const NetworkAddress& xtr)
{
    const Endpoint endpoint{address, port};
    if (!HasRoom(prefix, endpoint))
    {
        EraseOld();
        if (!HasRoom(prefix, endpoint))
        {
            return false;
        }
    }
    LispNatPeer* peer = m_peers.Find(prefix);
    if (!peer)
    {
        peer = m_peers.Emplace(prefix).first;
    }
    if (!peer)
    {
        return false;
    }
    if (peer->address != address)
    {
        const RlocTable::Id former = peer->id;
        peer->id = m_rlocs.Acquire(address);
        if (former != RlocTable::NONE)
        {
            m_rlocs.Release(former);
        }
    }
    peer->address = address;
    peer->port = port;
    peer->expires = expires.GetTimeStep();
    peer->xtr = xtr;
    m_endpoints[endpoint] = peer->expires;
    return true;
}

void
LispNatPeers::EraseOld()
{
    const int64_t now = Simulator::Now().GetTimeStep();
    std::vector<EidPrefix> old;
    m_peers.ForEach([&](const LispNatPeer& peer) {
        if (peer.expires <= now)
        {
            old.push_back(peer.prefix);
        }
    });
    for (const auto& prefix : old)
    {
        Remove(prefix);
    }
    for (auto at = m_endpoints.begin(); at != m_endpoints.end();)
    {
        at = at->second <= now ? m_endpoints.erase(at) : std::next(at);
    }
}

void
LispNatPeers::Remove(const EidPrefix& prefix)
{
    if (const LispNatPeer* peer = m_peers.Find(prefix))
    {
        m_rlocs.Release(peer->id);
        m_peers.Erase(prefix);
    }
}

void
LispNatPeers::Clear()
{
    m_peers.ForEach([this](const LispNatPeer& peer) { m_rlocs.Release(peer.id); });
    m_peers.Clear();
    m_endpoints.clear();
}

bool
LispNatPeers::HasEndpoint(const NetworkAddress& address, uint16_t port, int64_t now) const
{
    const auto found = m_endpoints.find({address, port});
    return found != m_endpoints.end() && now < found->second;
}

std::size_t
LispNatPeers::GetSize() const
{
    return m_peers.GetSize();
}

} // namespace ns3
