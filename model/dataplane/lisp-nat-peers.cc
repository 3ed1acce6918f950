/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-nat-peers.h"

#include "ns3/simulator.h"

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
LispNatPeers::Set(const EidPrefix& prefix,
                  const NetworkAddress& address,
                  uint16_t port,
                  Time expires)
{
    LispNatPeer* peer = m_peers.Find(prefix);
    if (!peer && m_peers.GetSize() >= m_most)
    {
        const int64_t now = Simulator::Now().GetTimeStep();
        std::vector<EidPrefix> over;
        m_peers.ForEach([&](const LispNatPeer& known) {
            if (known.expires <= now)
            {
                over.push_back(known.prefix);
            }
        });
        for (const auto& old : over)
        {
            Remove(old);
        }
        if (m_peers.GetSize() >= m_most)
        {
            return false;
        }
    }
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
    return true;
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
}

bool
LispNatPeers::HasEndpoint(const NetworkAddress& address, uint16_t port, int64_t now) const
{
    bool has = false;
    m_peers.ForEach([&](const LispNatPeer& peer) {
        has = has || (peer.address == address && peer.port == port && now < peer.expires);
    });
    return has;
}

std::size_t
LispNatPeers::GetSize() const
{
    return m_peers.GetSize();
}

} // namespace ns3
