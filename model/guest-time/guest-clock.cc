/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-clock.h"

#include "ns3/make-event.h"
#include "ns3/simulator-impl.h"

#include <algorithm>
#include <utility>

namespace ns3
{

GuestClock::GuestClock(uint32_t context, SimulatorImpl* simulator)
    : m_simulator(simulator),
      m_context(context)
{
}

int64_t
GuestClock::Now() const
{
    return (m_paused ? m_pausedAt : m_simulator->Now().GetTimeStep()) - m_missed;
}

void
GuestClock::Pause()
{
    m_pausedAt = m_simulator->Now().GetTimeStep();
    m_paused = true;
}

void
GuestClock::Resume()
{
    m_missed += m_simulator->Now().GetTimeStep() - m_pausedAt;
    m_paused = false;
    if (!m_held.empty())
    {
        // In the guest's context an event gets an identifier, which Remove needs.
        m_simulator->ScheduleWithContext(m_context,
                                         Time(0),
                                         MakeEvent(&GuestClock::ReleaseHeld, this));
    }
}

GuestEvent*
GuestClock::Wrap(EventImpl* event)
{
    const int64_t missed =
        m_missed + (m_paused ? m_simulator->Now().GetTimeStep() - m_pausedAt : 0);
    return new GuestEvent(this, event, missed, m_numbers++);
}

bool
GuestClock::IsPast(const Time& delay) const
{
    return m_missed && delay.IsStrictlyNegative();
}

EventId
GuestClock::Schedule(const Time& delay, EventImpl* event)
{
    return IsPast(delay) ? m_simulator->Schedule(Time(0), Wrap(event))
                         : m_simulator->Schedule(delay, Wrap(event));
}

void
GuestClock::ScheduleFromOutside(const Time& delay, EventImpl* event)
{
    m_simulator->ScheduleWithContext(m_context, IsPast(delay) ? Time(0) : delay, Wrap(event));
}

void
GuestClock::Remove(GuestEvent& event, const EventId& id)
{
    if (!event.IsHeld())
    {
        m_simulator->Remove(event.is_linked() ? event.GetTurn(m_context) : id);
    }
    event.CancelForGood();
}

int64_t
GuestClock::GetLeft(const GuestEvent& event, const EventId& id) const
{
    return (event.is_linked() ? event.GetDeadline() : id.GetTs() - event.GetMissed()) - Now();
}

bool
GuestClock::AdmitMoved(GuestEvent& event)
{
    const int64_t now = m_simulator->Now().GetTimeStep();
    if (!event.is_linked())
    {
        event.SetDeadline(now - event.GetMissed());
        m_moved.insert(event);
    }
    if (m_paused)
    {
        event.SetHeld(true);
        m_held.emplace_back(&event);
        return false;
    }
    if (event.GetDeadline() <= now - m_missed ||
        now >= m_simulator->GetMaximumSimulationTime().GetTimeStep())
    {
        while (m_moved.begin()->IsCancelled()) // by hand, not by the simulator
        {
            m_moved.begin()->unlink();
        }
        if (&*m_moved.begin() == &event)
        {
            event.unlink();
            return true;
        }
    }
    GiveTurn(event);
    return false;
}

void
GuestClock::GiveTurn(GuestEvent& event)
{
    const int64_t now = m_simulator->Now().GetTimeStep();
    const int64_t last = m_simulator->GetMaximumSimulationTime().GetTimeStep();
    const int64_t left = std::max<int64_t>(event.GetDeadline() - (now - m_missed), 0);
    event.SetHeld(false);
    event.Ref(); // the simulator's, which lets go of it after each turn
    event.SetTurn(m_simulator->Schedule(TimeStep(std::min(left, last - now)), &event), m_missed);
}

void
GuestClock::ReleaseHeld()
{
    if (m_paused)
    {
        return;
    }
    for (const Ptr<GuestEvent>& event : std::exchange(m_held, {}))
    {
        if (!event->IsOver())
        {
            GiveTurn(*event);
        }
    }
}

} // namespace ns3
