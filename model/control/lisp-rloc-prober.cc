/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-rloc-prober.h"

#include "lisp-nat-client.h"

#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/rloc-table.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

LispRlocProber::LispRlocProber(const Limits& limits, Owner owner, Ptr<UniformRandomVariable> random)
    : m_limits(limits),
      m_owner(std::move(owner)),
      m_random(random),
      m_deadlines([this](const RlocTable::Id& id) { OnDeadline(id); })
{
}

void
LispRlocProber::Start(Ptr<LispXtr> xtr, Ptr<LispControlPort> port)
{
    m_xtr = xtr;
    m_port = port;
    const RlocTable& rlocs = xtr->GetRlocTable();
    for (RlocTable::Id id = 0; id < rlocs.GetCapacity(); ++id)
    {
        if (rlocs.IsKnown(id))
        {
            Add(id);
        }
    }
}

void
LispRlocProber::Stop()
{
    m_deadlines.Clear();
    m_probes.clear();
    m_states.clear();
    m_xtr = nullptr;
    m_port = nullptr;
}

void
LispRlocProber::Add(RlocTable::Id id)
{
    if (!m_xtr)
    {
        return;
    }
    if (id >= m_states.size())
    {
        m_states.resize(id + 1);
    }
    m_states[id] = State();
    if (m_limits.enabled)
    {
        m_deadlines.Set(id, Simulator::Now() + m_limits.firstDelay * m_random->GetValue(0, 1));
    }
}

void
LispRlocProber::Remove(RlocTable::Id id)
{
    if (id < m_states.size())
    {
        m_deadlines.Remove(id);
        ForgetNonces(m_states[id]);
        m_states[id] = State();
    }
}

void
LispRlocProber::ForgetNonces(State& state)
{
    for (const auto nonce : state.nonces)
    {
        m_probes.erase(nonce);
    }
    state.nonces.clear();
}

EidPrefix
LispRlocProber::GetQuestion(RlocTable::Id id) const
{
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    const EidPrefix& example = rlocs.GetExample(id);
    const NetworkAddress& rloc = rlocs.GetAddress(id);
    const LocatorSet* petrs = m_xtr->GetProxyEtrs();
    return !example.GetAddress().IsValid() && petrs && petrs->Find(rloc) ? EidPrefix(rloc, 0)
                                                                         : example;
}

const LocatorSet*
LispRlocProber::GetSet(RlocTable::Id id) const
{
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    const NetworkAddress& rloc = rlocs.GetAddress(id);
    const auto* entry = m_xtr->GetMapCache().Find(rlocs.GetExample(id));
    if (entry && entry->locators && entry->locators->Find(rloc))
    {
        return PeekPointer(entry->locators);
    }
    const LocatorSet* petrs = m_xtr->GetProxyEtrs();
    return petrs && petrs->Find(rloc) ? petrs : nullptr;
}

bool
LispRlocProber::CanProbe(RlocTable::Id id) const
{
    const auto nat = m_xtr->GetNode()->GetObject<LispNatClient>();
    if (nat && nat->GetRtr().IsValid())
    {
        return false; // the answer would go to an address behind the NAT
    }
    const NetworkAddress& rloc = m_xtr->GetRlocTable().GetAddress(id);
    const LocatorSet* set = GetSet(id);
    return GetQuestion(id).GetAddress().IsValid() && (!set || set->Find(rloc)->MayProbe()) &&
           !m_xtr->IsLocalRloc(rloc) && m_xtr->GetRloc(rloc.GetFamily()).IsValid();
}

bool
LispRlocProber::IsWanted(RlocTable::Id id)
{
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    const Time now = Simulator::Now();
    if (m_limits.idleTime.IsZero() || !rlocs.IsUp(id) || m_states[id].wantedUntil > now)
    {
        return true;
    }
    // What went to this locator, or to any of its mapping.
    auto used = m_xtr->GetLastUse(id);
    const auto* entry = m_xtr->GetMapCache().Find(rlocs.GetExample(id));
    const LocatorSet* set = GetSet(id);
    if (entry && set && PeekPointer(entry->locators) == set && entry->hits > 0)
    {
        used = std::max(used.value_or(Time(0)), Time(entry->lastUsed));
    }
    if (!used || *used + m_limits.idleTime <= now)
    {
        return false;
    }
    // The others of its mapping are what the flows would change over to.
    for (std::size_t i = 0; set && i < set->GetLocators().size(); ++i)
    {
        const RlocTable::Id other = set->GetLocators()[i].id;
        if (other < m_states.size())
        {
            m_states[other].wantedUntil =
                std::max(m_states[other].wantedUntil, *used + m_limits.idleTime);
        }
    }
    return true;
}

void
LispRlocProber::Arm(RlocTable::Id id, Time interval)
{
    const double part = m_random->GetValue(1 - m_limits.jitter, 1);
    m_deadlines.Set(id, Simulator::Now() + interval * part);
}

void
LispRlocProber::OnDeadline(RlocTable::Id id)
{
    if (m_states[id].isWaiting)
    {
        OnTimeout(id);
    }
    else if (m_limits.enabled && CanProbe(id) && IsWanted(id))
    {
        ForgetNonces(m_states[id]);
        m_states[id].unanswered = 0;
        Send(id);
    }
    else
    {
        Arm(id, m_limits.interval);
    }
}

void
LispRlocProber::OnTimeout(RlocTable::Id id)
{
    State& state = m_states[id];
    RlocTable& rlocs = m_xtr->GetRlocTable();
    ++state.measured.timedOut;
    ++state.unanswered;
    state.isWaiting = false;
    m_owner.onTimedOut(id);
    if (state.isConfirming)
    {
        state.isConfirming = false;
        m_owner.onUnconfirmed(id);
    }
    if (!m_limits.enabled)
    {
        return;
    }
    const bool wasDown = rlocs.IsDownFor(id, RlocDownCause::PROBE);
    if (!wasDown && state.unanswered < m_limits.attempts)
    {
        Send(id);
        return;
    }
    rlocs.SetUp(id, RlocDownCause::PROBE, false);
    Arm(id, m_limits.downInterval.IsZero() ? m_limits.interval : m_limits.downInterval);
}

bool
LispRlocProber::Confirm(RlocTable::Id id)
{
    if (!m_xtr || id >= m_states.size() || !CanProbe(id))
    {
        return false;
    }
    State& state = m_states[id];
    state.isConfirming = true;
    if (!state.isWaiting)
    {
        ForgetNonces(state);
        state.unanswered = 0;
        Send(id);
    }
    return true;
}

void
LispRlocProber::Send(RlocTable::Id id)
{
    State& state = m_states[id];
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    const NetworkAddress rloc = rlocs.GetAddress(id);
    state.eid = GetQuestion(id);

    LispMapRequest request;
    request.probe = true;
    // Not to be guessed by who does not see the probe (RFC 9301 section 5.2): 64 random bits.
    request.nonce = static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
                    m_random->GetInteger(0, 0xffffffff);
    request.requests = {state.eid};
    // The locator that data to there leaves from comes first: the answer is to take its way back.
    auto source = m_port->GetSourceFor(rloc).value_or(NetworkAddress());
    source = m_xtr->IsLocalRloc(source) ? source : m_xtr->GetRloc(rloc.GetFamily());
    request.itrRlocs.emplace_back(source);
    for (const auto& own : m_xtr->GetUsableRlocs())
    {
        if (own != source && request.itrRlocs.size() < LISP_MAX_ITR_RLOCS)
        {
            request.itrRlocs.emplace_back(own);
        }
    }

    const Time now = Simulator::Now();
    state.nonces.push_back(request.nonce);
    m_probes[request.nonce] = {id, now};
    state.isWaiting = true;
    ++state.measured.sent;
    m_deadlines.Set(id, now + m_limits.timeout * std::pow(m_limits.backoff, state.unanswered));
    const unsigned before = state.unanswered;
    m_port->Send(request, {rloc, source, LISP_CONTROL_PORT});
    m_owner.onSent(rloc, m_states[id].eid, before);
}

std::optional<EidPrefix>
LispRlocProber::Receive(const LispMapReply& reply)
{
    const auto found = m_probes.find(reply.nonce);
    if (found == m_probes.end())
    {
        return std::nullopt;
    }
    const RlocTable::Id id = found->second.id;
    const Time rtt = Simulator::Now() - found->second.sent;
    State& state = m_states[id];
    ForgetNonces(state);
    state.isWaiting = false;
    state.isConfirming = false;
    state.unanswered = 0;

    // RFC 6298 section 2, (2.2) and (2.3): alpha is 1/8, beta 1/4. Each probe has a nonce of its
    // own, so that an answer to a repeat is none of Karn's ambiguous ones.
    Measured& measured = state.measured;
    if (measured.answered == 0)
    {
        measured.smoothed = rtt;
        measured.variation = rtt * 0.5;
    }
    else
    {
        const Time off =
            measured.smoothed > rtt ? measured.smoothed - rtt : rtt - measured.smoothed;
        measured.variation = measured.variation * 0.75 + off * 0.25;
        measured.smoothed = measured.smoothed * 0.875 + rtt * 0.125;
    }
    measured.last = rtt;
    ++measured.answered;
    const EidPrefix eid = state.eid;
    const Time smoothed = measured.smoothed;
    RlocTable& rlocs = m_xtr->GetRlocTable();
    rlocs.SetDelay(id, smoothed);
    rlocs.SetUp(id, RlocDownCause::PROBE, true);
    if (m_limits.enabled)
    {
        Arm(id, m_limits.interval);
    }
    else
    {
        m_deadlines.Remove(id);
    }
    m_owner.onAnswered(id, rtt, smoothed);
    return eid;
}

const LispRlocProber::Measured*
LispRlocProber::Get(RlocTable::Id id) const
{
    return id < m_states.size() && m_states[id].measured.sent > 0 ? &m_states[id].measured
                                                                  : nullptr;
}

} // namespace ns3
