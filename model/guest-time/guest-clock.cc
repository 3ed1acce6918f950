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
GuestClock::Wrap(Time& delay, EventImpl* event)
{
    if (m_missed && delay.IsStrictlyNegative())
    {
        delay = Time(0); // to a point of simulation time that passed in a pause: due now
    }
    return new GuestEvent(this, event, Now() + delay.GetTimeStep(), m_numbers++);
}

EventId
GuestClock::Schedule(const Time& delay, EventImpl* event)
{
    Time wait = delay;
    GuestEvent* standIn = Wrap(wait, event);
    EventId id = m_simulator->Schedule(wait, standIn);
    standIn->SetTurn(id);
    return id;
}

void
GuestClock::ScheduleFromOutside(const Time& delay, EventImpl* event)
{
    Time wait = delay;
    GuestEvent* standIn = Wrap(wait, event);
    m_simulator->ScheduleWithContext(m_context, wait, standIn);
}

void
GuestClock::Remove(GuestEvent& event)
{
    if (!event.IsHeld())
    {
        m_simulator->Remove(event.GetTurn(m_context));
    }
    event.CancelForGood();
}

bool
GuestClock::Admit(GuestEvent& event)
{
    const int64_t now = m_simulator->Now().GetTimeStep();
    if (m_paused)
    {
        if (!event.is_linked())
        {
            m_moved.insert(event);
        }
        event.SetHeld(true);
        m_held.emplace_back(&event);
        return false;
    }
    const bool early = event.GetDeadline() > now - m_missed &&
                       now < m_simulator->GetMaximumSimulationTime().GetTimeStep();
    if (!early && m_moved.empty())
    {
        return true;
    }
    if (!event.is_linked())
    {
        m_moved.insert(event);
    }
    if (!early)
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
    event.SetTurn(m_simulator->Schedule(TimeStep(std::min(left, last - now)), &event));
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
