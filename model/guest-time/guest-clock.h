/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_CLOCK_H
#define GUEST_CLOCK_H

#include "guest-event.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <boost/intrusive/set.hpp>
#include <cstdint>
#include <vector>

namespace ns3
{

class SimulatorImpl;

/**
 * @brief The time of one guest, which stands still in its pauses, and the events that wait for it.
 *
 * An event has its turn in the simulator's list when it would be due if no further pause came. At
 * its turn it is held if the guest is paused, and gets another turn if a pause has come between.
 * What had its turn and did not run is kept in order of deadline and scheduling, and goes before
 * anything that is due no earlier: an event that was scheduled after a pause, with its turn at the
 * same tick, has its own before it.
 */
class GuestClock
{
  public:
    /// @param context the guest's @param simulator what keeps the events; to outlive the clock
    GuestClock(uint32_t context, SimulatorImpl* simulator);

    /// @return true while the guest stands still
    bool IsPaused() const
    {
        return m_paused;
    }

    /// @return how long the guest has run, in ticks
    int64_t Now() const;
    /// Let the guest's time stand still.
    void Pause();
    /// Let it go on.
    void Resume();

    /// @param delay of guest time @param event to run @return its identifier
    EventId Schedule(const Time& delay, EventImpl* event);
    /// @param delay of guest time @param event to run; the call comes from another context
    void ScheduleFromOutside(const Time& delay, EventImpl* event);
    /// @param event of this guest, not over @param id of it
    void Remove(GuestEvent& event, const EventId& id);
    /// @param event of this guest, not over @param id of it @return how long it has to go, in ticks
    int64_t GetLeft(const GuestEvent& event, const EventId& id) const;

    /// @param event has its turn @return true if it is to run
    bool Admit(GuestEvent& event)
    {
        // As all are that no pause concerns.
        const bool exact = !m_paused && event.GetMissed() == m_missed && m_moved.empty();
        return exact || AdmitMoved(event);
    }

  private:
    /// @param event to run @return its stand-in
    GuestEvent* Wrap(EventImpl* event);
    /// @param delay given @return true if it is to a point of time that passed in a pause
    bool IsPast(const Time& delay) const;
    /// @param event has its turn, and there have been pauses @return true if it is to run
    bool AdmitMoved(GuestEvent& event);
    /// @param event gets another turn, when it is due if no pause comes
    void GiveTurn(GuestEvent& event);
    /// In the guest's context, after a pause: what was held gets its turns.
    void ReleaseHeld();

    /// What had a turn and did not run, by deadline.
    using Moved = boost::intrusive::set<GuestEvent, boost::intrusive::constant_time_size<false>>;

    SimulatorImpl* m_simulator;          //!< keeps the events
    uint32_t m_context;                  //!< the guest's
    bool m_paused{false};                //!< stands still
    int64_t m_pausedAt{0};               //!< simulation time of the present pause, ticks
    int64_t m_missed{0};                 //!< length of all pauses that are over, ticks
    uint64_t m_numbers{0};               //!< events so far
    std::vector<Ptr<GuestEvent>> m_held; //!< without a turn until the guest goes on
    Moved m_moved;                       //!< those of m_held included
};

} // namespace ns3

#endif /* GUEST_CLOCK_H */
