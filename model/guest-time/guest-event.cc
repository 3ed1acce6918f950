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

void
GuestEvent::SetTurn(const EventId& id, int64_t missed)
{
    m_turnTime = id.GetTs();
    m_turnUid = id.GetUid();
    m_missed = missed;
}

EventId
GuestEvent::GetTurn(uint32_t context)
{
    return EventId(this, m_turnTime, context, m_turnUid);
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
    Drop();
}

void
GuestEvent::Drop()
{
    if (EventImpl* event = std::exchange(m_event, nullptr))
    {
        event->Unref();
    }
}

void
GuestEvent::Notify()
{
    if (m_clock->Admit(*this))
    {
        const Ptr<EventImpl> event(std::exchange(m_event, nullptr), false);
        event->Invoke();
    }
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
