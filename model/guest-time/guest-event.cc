/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "guest-event.h"

#include "guest-clock.h"

#include <new>
#include <utility>

namespace ns3
{

namespace
{

/// Memory of an event that is gone.
struct Free
{
    Free* next; //!< the next one
};

// Never given back: an EventId may be the last to go, after all static objects have.
Free* g_free = nullptr; //!< the first one

} // namespace

GuestEvent::GuestEvent(GuestClock* clock, EventImpl* event, int64_t deadline, uint64_t number)
    : m_clock(clock),
      m_event(event, false),
      m_deadline(deadline),
      m_number(number)
{
}

void
GuestEvent::SetTurn(const EventId& id)
{
    m_turnTime = id.GetTs();
    m_turnUid = id.GetUid();
}

EventId
GuestEvent::GetTurn(uint32_t context)
{
    return EventId(this, m_turnTime, context, m_turnUid);
}

void
GuestEvent::SetHeld(bool held)
{
    m_held = held;
}

bool
GuestEvent::IsOver()
{
    return !m_event || IsCancelled();
}

void
GuestEvent::CancelForGood()
{
    Cancel();
    unlink();
    m_event = nullptr;
}

void
GuestEvent::Notify()
{
    if (!m_clock->Admit(*this))
    {
        return;
    }
    const Ptr<EventImpl> event = std::exchange(m_event, nullptr);
    event->Invoke();
}

void*
GuestEvent::operator new(std::size_t size)
{
    if (!g_free)
    {
        return ::operator new(size);
    }
    Free* first = g_free;
    g_free = first->next;
    return first;
}

void
GuestEvent::operator delete(void* memory)
{
    g_free = new (memory) Free{g_free};
}

} // namespace ns3
