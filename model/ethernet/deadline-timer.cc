/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "deadline-timer.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{

DeadlineTimer::DeadlineTimer(std::function<void()> due)
    : m_due(std::move(due))
{
}

DeadlineTimer::~DeadlineTimer()
{
    Cancel();
}

void
DeadlineTimer::Watch(Time deadline)
{
    const bool isWaiting = !m_event.IsExpired();
    if (deadline == Time::Max() || (isWaiting && m_deadline <= deadline))
    {
        return;
    }
    m_event.Cancel();
    m_deadline = deadline;
    m_event = Simulator::Schedule(deadline - Simulator::Now(), [this]() { m_due(); });
}

void
DeadlineTimer::Cancel()
{
    m_event.Cancel();
}

} // namespace ns3
