/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-source-queue.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace ns3
{

LispSourceQueue::LispSourceQueue(const Limits& limits, Release release)
    : m_limits(limits),
      m_release(std::move(release))
{
}

LispSourceQueue::~LispSourceQueue()
{
    m_timer.Cancel();
}

LispDropReason
LispSourceQueue::Push(const EidPrefix& source,
                      const Ptr<const Packet>& packet,
                      const LispDecapsulator::Outer& outer)
{
    const auto queue = m_queues.find(source);
    const std::size_t ofSource = queue == m_queues.end() ? 0 : queue->second.size();
    const auto held = m_held.find(outer.source);
    const uint32_t ofLocator = held == m_held.end() ? 0 : held->second;
    if (ofSource >= m_limits.perSource || ofLocator >= m_limits.perLocator ||
        m_size >= m_limits.total)
    {
        return LispDropReason::ETR_SOURCE_PENDING_FULL;
    }
    if (ofSource == 0 && !MayAsk(outer.source))
    {
        return LispDropReason::ETR_SOURCE_LOOKUP_RATE;
    }
    m_queues[source].push_back({packet, outer, Simulator::Now()});
    ++m_held[outer.source];
    ++m_size;
    StartTimer();
    return LispDropReason::NONE;
}

bool
LispSourceQueue::MayAsk(const NetworkAddress& locator)
{
    const Time now = Simulator::Now();
    if (now - m_second >= Seconds(1))
    {
        m_second = now;
        m_lookups = 0;
        m_askedFor.clear();
    }
    const auto asked = m_askedFor.find(locator);
    if (m_lookups >= m_limits.lookups ||
        (asked != m_askedFor.end() && asked->second >= m_limits.lookupsPerLocator) ||
        m_limits.lookupsPerLocator == 0)
    {
        return false;
    }
    ++m_lookups;
    ++m_askedFor[locator];
    return true;
}

void
LispSourceQueue::Forget(const Item& item)
{
    --m_size;
    const auto held = m_held.find(item.outer.source);
    if (--held->second == 0)
    {
        m_held.erase(held);
    }
}

void
LispSourceQueue::Settle(const EidPrefix& prefix,
                        const std::function<bool(const EidPrefix&)>& wanted,
                        LispDropReason reason)
{
    // Taken out first: what comes of a packet may lead back here.
    std::vector<Item> items;
    for (auto queue = m_queues.begin(); queue != m_queues.end();)
    {
        if (!prefix.Covers(queue->first) || !wanted(queue->first))
        {
            ++queue;
            continue;
        }
        items.insert(items.end(), queue->second.begin(), queue->second.end());
        queue = m_queues.erase(queue);
    }
    std::for_each(items.begin(), items.end(), [this](const Item& item) { Forget(item); });
    for (const auto& item : items)
    {
        m_release(item, reason);
    }
}

void
LispSourceQueue::StartTimer()
{
    if (m_size == 0 || !m_timer.IsExpired())
    {
        return;
    }
    Time oldest = Time::Max();
    for (const auto& queue : m_queues)
    {
        oldest = std::min(oldest, queue.second.front().arrival);
    }
    m_timer = Simulator::Schedule(std::max(oldest + m_limits.timeout - Simulator::Now(), Time(0)),
                                  &LispSourceQueue::EndWaiting,
                                  this);
}

void
LispSourceQueue::EndWaiting()
{
    const Time now = Simulator::Now();
    std::vector<Item> items;
    for (auto queue = m_queues.begin(); queue != m_queues.end();)
    {
        auto& waiting = queue->second;
        while (!waiting.empty() && waiting.front().arrival + m_limits.timeout <= now)
        {
            items.push_back(waiting.front());
            waiting.pop_front();
        }
        queue = waiting.empty() ? m_queues.erase(queue) : std::next(queue);
    }
    std::for_each(items.begin(), items.end(), [this](const Item& item) { Forget(item); });
    StartTimer();
    for (const auto& item : items)
    {
        m_release(item, LispDropReason::ETR_SOURCE_UNANSWERED);
    }
}

void
LispSourceQueue::Clear()
{
    m_queues.clear();
    m_held.clear();
    m_size = 0;
    m_timer.Cancel();
}

} // namespace ns3
