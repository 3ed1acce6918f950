/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GUEST_EVENT_H
#define GUEST_EVENT_H

#include "ns3/event-id.h"
#include "ns3/event-impl.h"
#include "ns3/ptr.h"

#include <boost/intrusive/set_hook.hpp>
#include <cstddef>
#include <cstdint>

namespace ns3
{

class GuestClock;

/**
 * @brief Stands for an event of a guest in the simulator's list.
 *
 * The clock of its guest decides at each of its turns whether the event runs. Until a pause moves
 * it, it knows when it is due from its turn alone: that is what costs least. It leaves the list of
 * what pauses have moved by itself when it goes, hence the kind of hook.
 */
class GuestEvent final : public EventImpl,
                         public boost::intrusive::set_base_hook<
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>,
                             boost::intrusive::optimize_size<true>>
{
  public:
    /**
     * @param clock the guest's
     * @param event what is to run; its reference becomes ours
     * @param missed length of the guest's pauses so far, in ticks
     * @param number counts the guest's events as they were scheduled
     */
    GuestEvent(GuestClock* clock, EventImpl* event, int64_t missed, uint64_t number)
        : m_clock(clock),
          m_event(event),
          m_missed(missed),
          m_number(number)
    {
    }

    ~GuestEvent() override
    {
        Drop();
    }

    GuestEvent(const GuestEvent&) = delete;
    GuestEvent& operator=(const GuestEvent&) = delete;

    /// @return length of the guest's pauses until it was given its turn, in ticks; what the turn is
    /// later than this, it is due in guest time
    int64_t GetMissed() const
    {
        return m_missed;
    }

    /// @return when it is due: guest time, in ticks; for one that a pause has moved
    int64_t GetDeadline() const
    {
        return m_deadline;
    }

    /// @param deadline guest time, in ticks
    void SetDeadline(int64_t deadline)
    {
        m_deadline = deadline;
    }

    /// @param held whether it waits for the guest to go on, and has no turn
    void SetHeld(bool held)
    {
        m_held = held;
    }

    /// @return true while it waits for the guest to go on
    bool IsHeld() const
    {
        return m_held;
    }

    /// @param id what the simulator knows its next turn by @param missed pauses so far, in ticks
    void SetTurn(const EventId& id, int64_t missed);
    /// @param context the guest's @return what SetTurn was given
    EventId GetTurn(uint32_t context);
    /// @return true if it has run, runs or was cancelled
    bool IsOver();
    /// Cancel it: it leaves the list of what pauses have moved, and lets go of what it was to run.
    void CancelForGood();

    /// @param a one that a pause has moved @param b another of the same guest @return true if a
    /// runs first
    friend bool operator<(const GuestEvent& a, const GuestEvent& b)
    {
        return a.m_deadline < b.m_deadline ||
               (a.m_deadline == b.m_deadline && a.m_number < b.m_number);
    }

    /// @param size octets @return memory, kept for the next one when it is freed
    static void* operator new(std::size_t size);
    /// @param memory of operator new
    static void operator delete(void* memory);

  protected:
    void Notify() override;

  private:
    /// Let go of what was to run.
    void Drop();

    GuestClock* m_clock;    //!< of its guest
    EventImpl* m_event;     //!< ours; null as soon as it runs
    int64_t m_missed;       //!< see GetMissed
    int64_t m_deadline{0};  //!< see GetDeadline
    uint64_t m_number;      //!< order of scheduling
    uint64_t m_turnTime{0}; //!< of SetTurn
    uint32_t m_turnUid{0};  //!< of SetTurn
    bool m_held{false};     //!< see IsHeld
};

} // namespace ns3

#endif /* GUEST_EVENT_H */
