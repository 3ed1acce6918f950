/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-pending-queue.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ns3
{

LispPendingQueue::LispPendingQueue(const Limits& limits, DropCallback drop)
    : m_limits(limits),
      m_drop(std::move(drop))
{
}

LispPendingQueue::~LispPendingQueue()
{
    m_timer.Cancel();
}

void
LispPendingQueue::Push(const EidPrefix& eid, Ptr<Packet> packet, const NetworkAddress& cameFrom)
{
    if (m_size >= m_limits.total)
    {
        m_drop(packet, LispDropReason::ITR_PENDING_FULL);
        return;
    }
    const auto queue = m_queues.find(eid);
    if ((queue == m_queues.end() ? 0 : queue->second.size()) >= m_limits.perEid)
    {
        m_drop(packet, LispDropReason::ITR_PENDING_EID_FULL);
        return;
    }
    m_queues[eid].push_back({packet, Simulator::Now(), cameFrom});
    ++m_size;
    StartTimer();
}

std::vector<LispPendingQueue::Item>
LispPendingQueue::Take(const EidPrefix& prefix, const Choice& wanted)
{
    std::vector<Item> taken;
    // EIDs inside a prefix stand together, from its first address on.
    auto queue = m_queues.lower_bound(prefix);
    while (queue != m_queues.end() && prefix.Covers(queue->first))
    {
        if (wanted && !wanted(queue->first))
        {
            ++queue;
            continue;
        }
        for (const Waiting& waiting : queue->second)
        {
            taken.push_back({queue->first.GetInstanceId(), waiting.packet, waiting.cameFrom});
        }
        m_size -= queue->second.size();
        queue = m_queues.erase(queue);
    }
    return taken;
}

std::vector<LispPendingQueue::Item>
LispPendingQueue::TakeOlder(Time arrival)
{
    std::vector<Item> taken;
    for (auto queue = m_queues.begin(); queue != m_queues.end();)
    {
        while (!queue->second.empty() && queue->second.front().arrival <= arrival)
        {
            const Waiting& oldest = queue->second.front();
            taken.push_back({queue->first.GetInstanceId(), oldest.packet, oldest.cameFrom});
            queue->second.pop_front();
            --m_size;
        }
        queue = queue->second.empty() ? m_queues.erase(queue) : std::next(queue);
    }
    return taken;
}

void
LispPendingQueue::Drop(const EidPrefix& prefix, LispDropReason reason)
{
    DropItems(Take(prefix), reason);
}

void
LispPendingQueue::DropAll(LispDropReason reason)
{
    DropItems(TakeOlder(Time::Max()), reason);
}

void
LispPendingQueue::DropItems(const std::vector<Item>& items, LispDropReason reason)
{
    for (const Item& item : items)
    {
        m_drop(item.packet, reason);
    }
}

void
LispPendingQueue::Clear()
{
    m_timer.Cancel();
    m_queues.clear();
    m_size = 0;
}

void
LispPendingQueue::StartTimer()
{
    if (m_timer.IsExpired())
    {
        Time oldest = Time::Max();
        for (const auto& queue : m_queues)
        {
            oldest = std::min(oldest, queue.second.front().arrival);
        }
        m_timer = Simulator::Schedule(oldest + m_limits.timeout - Simulator::Now(),
                                      &LispPendingQueue::HandleTimer,
                                      this);
    }
}

void
LispPendingQueue::HandleTimer()
{
    DropItems(TakeOlder(Simulator::Now() - m_limits.timeout), LispDropReason::ITR_PENDING_TIMEOUT);
    if (m_size > 0)
    {
        StartTimer();
    }
}

} // namespace ns3
