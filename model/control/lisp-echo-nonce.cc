/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-echo-nonce.h"

#include "ns3/lisp-data-header.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

LispEchoNonce::LispEchoNonce(const Limits& limits, Owner owner, Ptr<UniformRandomVariable> random)
    : m_limits(limits),
      m_owner(std::move(owner)),
      m_random(random),
      m_deadlines([this](RlocTable::Id id) { Retry(id); })
{
}

void
LispEchoNonce::SetTable(RlocTable* rlocs)
{
    if (m_rlocs && !rlocs)
    {
        for (RlocTable::Id id = 0; id < m_peers.size(); ++id)
        {
            if (m_rlocs->IsKnown(id) && Get(id).state == State::DOWN)
            {
                m_owner.setUp(id, true);
            }
        }
    }
    if (!rlocs)
    {
        m_peers.clear();
        m_nonces.clear();
        m_deadlines.Clear();
    }
    m_rlocs = rlocs;
}

LispEchoNonce::Peer&
LispEchoNonce::Get(RlocTable::Id id)
{
    if (id >= m_peers.size())
    {
        m_peers.resize(m_rlocs->GetCapacity());
    }
    Peer& peer = m_peers[id];
    if (peer.generation != m_rlocs->GetGeneration(id))
    {
        peer = Peer();
        peer.generation = m_rlocs->GetGeneration(id);
    }
    return peer;
}

LispEchoNonce::Debt*
LispEchoNonce::FindDebt(Peer& peer, const NetworkAddress& at)
{
    // No longer than the list of our own locators.
    const auto found = std::find_if(peer.debts.begin(), peer.debts.end(), [&at](const Debt& debt) {
        return debt.at == at;
    });
    return found == peer.debts.end() ? nullptr : &*found;
}

void
LispEchoNonce::Write(LispDataHeader& header, const LispHeaderSignals::Outgoing& packet)
{
    Peer& peer = Get(packet.rloc);
    const int64_t now = Simulator::Now().GetTimeStep();
    if (peer.state == State::REQUESTING && now >= peer.since + m_limits.requestTime.GetTimeStep())
    {
        // Nothing came back at all: there may be no traffic that could carry an echo.
        ++m_statistics.inconclusive;
        End(peer, State::IDLE);
    }
    if (peer.state == State::IDLE && packet.echoesNonces && now >= peer.next)
    {
        Start(packet.rloc, peer);
    }
    const bool resumes = peer.state == State::SUSPENDED && now >= peer.next;
    const bool moves = peer.state == State::REQUESTING && peer.from != packet.sourceRloc;
    if (resumes || moves)
    {
        peer.state = State::REQUESTING;
        peer.from = packet.sourceRloc;
        peer.since = now;
        peer.sent = 0;
    }
    Debt* debt = FindDebt(peer, packet.sourceRloc);
    const bool asks = peer.state == State::REQUESTING;
    if (debt && debt->owed && !(asks && peer.hasEchoed))
    {
        header.SetNonce(debt->nonce);
        debt->owed = false;
        peer.hasEchoed = true;
        ++m_statistics.sent;
    }
    else if (asks)
    {
        if (peer.sent == 0)
        {
            peer.from = packet.sourceRloc;
            peer.since = now;
        }
        header.SetNonce(peer.nonce, true);
        peer.hasEchoed = false;
        ++peer.sent;
    }
}

void
LispEchoNonce::Start(RlocTable::Id id, Peer& peer)
{
    // Not to be guessed, and another one for each locator (RFC 9300 section 5.3, LISP Nonce).
    constexpr uint32_t largest = 0xffffff;
    do
    {
        peer.nonce = m_random->GetInteger(1, largest);
    } while (!m_nonces.insert(peer.nonce).second);
    peer.state = State::REQUESTING;
    peer.wasSuspended = false;
    peer.sent = 0;
    peer.since = Simulator::Now().GetTimeStep();
    peer.from = NetworkAddress();
    ++m_statistics.requests;
    m_owner.onRequest(id, peer.nonce);
}

void
LispEchoNonce::End(Peer& peer, State state)
{
    m_nonces.erase(peer.nonce);
    peer.nonce = 0;
    peer.state = state;
    peer.next = (Simulator::Now() + m_limits.interval).GetTimeStep();
}

void
LispEchoNonce::Read(const LispDataHeader& header,
                    const LispHeaderSignals::Incoming& packet,
                    RlocTable::Id id)
{
    Peer& peer = Get(id);
    if (!header.HasNonce())
    {
        Miss(id, peer, packet);
        return;
    }
    if (!header.IsEchoRequested())
    {
        const bool isAsked = peer.nonce != 0 && peer.sent > 0 && header.GetNonce() == peer.nonce;
        if (!isAsked)
        {
            ++m_statistics.unknown;
            Miss(id, peer, packet);
            return;
        }
        const Time since = Simulator::Now() - Time(peer.since);
        ++m_statistics.echoes;
        End(peer, State::IDLE);
        m_owner.onEcho(id, since);
        return;
    }
    Debt* debt = FindDebt(peer, packet.destinationRloc);
    if (!debt)
    {
        peer.debts.emplace_back();
        debt = &peer.debts.back();
        debt->at = packet.destinationRloc;
    }
    debt->nonce = header.GetNonce();
    debt->owed = true;
    if (peer.state == State::REQUESTING && !peer.wasSuspended)
    {
        peer.state = State::SUSPENDED;
        peer.wasSuspended = true;
        peer.next = (Simulator::Now() + m_limits.suspendTime).GetTimeStep();
        return;
    }
    Miss(id, peer, packet);
}

void
LispEchoNonce::Miss(RlocTable::Id id, Peer& peer, const LispHeaderSignals::Incoming& packet)
{
    if (peer.state != State::REQUESTING || peer.sent < m_limits.minRequests ||
        peer.from != packet.destinationRloc ||
        Simulator::Now() < Time(peer.since) + m_limits.timeout)
    {
        return;
    }
    ++m_statistics.unanswered;
    End(peer, State::DOWN);
    if (m_limits.retryAfter.IsStrictlyPositive())
    {
        m_deadlines.Set(id, Simulator::Now() + m_limits.retryAfter);
    }
    m_owner.setUp(id, false);
}

void
LispEchoNonce::Retry(RlocTable::Id id)
{
    if (!m_rlocs || !m_rlocs->IsKnown(id))
    {
        return;
    }
    Peer& peer = Get(id);
    if (peer.state == State::DOWN)
    {
        peer.state = State::IDLE;
        peer.next = Simulator::Now().GetTimeStep();
        m_owner.setUp(id, true);
    }
}

void
LispEchoNonce::Confirm(RlocTable::Id id)
{
    if (!m_rlocs)
    {
        return;
    }
    Peer& peer = Get(id);
    if (peer.state == State::DOWN)
    {
        m_deadlines.Remove(id);
        Retry(id);
    }
    else if (peer.state != State::IDLE)
    {
        End(peer, State::IDLE);
    }
}

void
LispEchoNonce::Forget(RlocTable::Id id)
{
    m_deadlines.Remove(id);
    if (id < m_peers.size())
    {
        m_nonces.erase(m_peers[id].nonce);
        m_peers[id] = Peer();
    }
}

} // namespace ns3
