/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-flap-guard.h"

namespace ns3
{

LispFlapGuard::LispFlapGuard(const Limits& limits)
    : m_limits(limits)
{
}

bool
LispFlapGuard::IsOver(const History& history, Time now) const
{
    return history.heldUntil <= now &&
           (history.moves.empty() || now - history.moves.back() >= m_limits.window);
}

LispFlapGuard::History*
LispFlapGuard::Find(const EidPrefix& eid, Time now)
{
    const auto found = m_hosts.find(eid);
    if (found != m_hosts.end())
    {
        auto& moves = found->second.moves;
        while (!moves.empty() && now - moves.front() >= m_limits.window)
        {
            moves.pop_front();
        }
        return &found->second;
    }
    // A full table is gone through once in a window, not for each host that it has no room for.
    if (m_hosts.size() >= m_maxHosts && now - m_prunedAt >= m_limits.window)
    {
        m_prunedAt = now;
        for (auto it = m_hosts.begin(); it != m_hosts.end();)
        {
            it = IsOver(it->second, now) ? m_hosts.erase(it) : std::next(it);
        }
    }
    return m_hosts.size() < m_maxHosts ? &m_hosts[eid] : nullptr;
}

void
LispFlapGuard::Count(const EidPrefix& eid, Time now)
{
    ++m_moves;
    History* history = Find(eid, now);
    if (history && m_limits.moves > 0)
    {
        history->moves.push_back(now);
        while (history->moves.size() > m_limits.moves)
        {
            history->moves.pop_front();
        }
    }
}

LispFlapGuard::Verdict
LispFlapGuard::Move(const EidPrefix& eid, Time now)
{
    if (GetHold(eid, now))
    {
        return Verdict::HELD;
    }
    History* history = Find(eid, now);
    if (history && m_limits.moves > 0 && history->moves.size() >= m_limits.moves)
    {
        history->moves.clear();
        history->heldUntil = now + m_limits.hold;
        ++m_holds;
        return Verdict::BEGINS;
    }
    Count(eid, now);
    return Verdict::FREE;
}

std::optional<Time>
LispFlapGuard::GetHold(const EidPrefix& eid, Time now) const
{
    const auto found = m_hosts.find(eid);
    return found == m_hosts.end() || found->second.heldUntil <= now
               ? std::nullopt
               : std::make_optional(found->second.heldUntil);
}

void
LispFlapGuard::Clear()
{
    m_hosts.clear();
}

} // namespace ns3
