/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-smr-sender.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// EID-prefixes that wait for a locator at most. Each stale packet may have to look through them.
constexpr std::size_t MAX_WAITING = 64;

} // namespace

LispSmrSender::LispSmrSender(const Time& interval, const uint32_t& maxPeers, SendCallback send)
    : m_interval(interval),
      m_maxPeers(maxPeers),
      m_send(std::move(send)),
      m_deadlines([this](const NetworkAddress& rloc) { OnDeadline(rloc); })
{
}

bool
LispSmrSender::Solicit(const NetworkAddress& rloc, const EidPrefix& eid, bool again)
{
    const auto found = m_peers.find(rloc);
    if (found == m_peers.end())
    {
        if (m_peers.size() >= m_maxPeers)
        {
            return false;
        }
        m_peers[rloc].last = eid;
        m_deadlines.Set(rloc, Simulator::Now() + m_interval);
        m_send(rloc, eid);
        return true;
    }
    Peer& peer = found->second;
    if ((peer.last == eid && !again) || peer.waiting.size() >= MAX_WAITING ||
        std::count(peer.waiting.begin(), peer.waiting.end(), eid) > 0)
    {
        return false;
    }
    peer.waiting.push_back(eid);
    return true;
}

void
LispSmrSender::Answered(const NetworkAddress& rloc, const EidPrefix& eid)
{
    const auto found = m_peers.find(rloc);
    if (found == m_peers.end())
    {
        return;
    }
    auto& waiting = found->second.waiting;
    waiting.erase(std::remove_if(waiting.begin(),
                                 waiting.end(),
                                 [&eid](const EidPrefix& waits) { return eid.Covers(waits); }),
                  waiting.end());
}

void
LispSmrSender::OnDeadline(const NetworkAddress& rloc)
{
    const auto found = m_peers.find(rloc);
    Peer& peer = found->second;
    if (peer.waiting.empty())
    {
        m_peers.erase(found);
        return;
    }
    const EidPrefix eid = peer.waiting.front();
    peer.waiting.pop_front();
    peer.last = eid;
    m_deadlines.Set(rloc, Simulator::Now() + m_interval);
    m_send(rloc, eid);
}

void
LispSmrSender::Clear()
{
    m_deadlines.Clear();
    m_peers.clear();
}

} // namespace ns3
