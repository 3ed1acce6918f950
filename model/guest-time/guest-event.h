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
 * @brief Stands for an event of a guest in the simulator's list, and knows when it is due in guest
 * time.
 *
 * The clock of its guest decides at each of its turns whether the event runs. It leaves the list of
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
     * @param deadline guest time, in ticks
     * @param number counts the guest's events as they were scheduled
     */
    GuestEvent(GuestClock* clock, EventImpl* event, int64_t deadline, uint64_t number);

    /// @return when it is due: guest time, in ticks
    int64_t GetDeadline() const
    {
        return m_deadline;
    }

    /// @param id what the simulator knows it by at present
    void SetTurn(const EventId& id);
    /// @param held whether it waits for the guest to go on, and has no turn
    void SetHeld(bool held);
    /// @param context the guest's @return what the simulator knows it by at present
    EventId GetTurn(uint32_t context);

    /// @return true while it waits for the guest to go on
    bool IsHeld() const
    {
        return m_held;
    }

    /// @return true if it has run, runs or was cancelled
    bool IsOver();
    /// Cancel it: it leaves the list of what pauses have moved, and lets go of what it was to run.
    void CancelForGood();

    /// @param a an event @param b another of the same guest @return true if a runs first
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
    GuestClock* m_clock;    //!< of its guest
    Ptr<EventImpl> m_event; //!< null as soon as it runs
    int64_t m_deadline;     //!< guest time, ticks
    uint64_t m_number;      //!< order of scheduling
    uint64_t m_turnTime{0}; //!< of the present turn
    uint32_t m_turnUid{0};  //!< of the present turn
    bool m_held{false};     //!< see IsHeld
};

} // namespace ns3

#endif /* GUEST_EVENT_H */
