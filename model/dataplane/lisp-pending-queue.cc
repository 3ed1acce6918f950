/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-pending-queue.h"

#include <algorithm>

namespace ns3
{

void
LispPendingQueue::SetLimits(uint32_t perEid, uint32_t total)
{
    m_perEid = perEid;
    m_total = total;
}

LispPendingQueue::Result
LispPendingQueue::Push(const EidPrefix& eid,
                       Ptr<Packet> packet,
                       Time now,
                       const NetworkAddress& cameFrom)
{
    if (m_size >= m_total)
    {
        return Result::FULL;
    }
    if (m_perEid == 0)
    {
        return Result::EID_FULL;
    }
    auto& queue = m_queues[eid];
    if (queue.size() >= m_perEid)
    {
        return Result::EID_FULL;
    }
    queue.push_back({packet, now, cameFrom});
    ++m_size;
    return Result::QUEUED;
}

std::vector<LispPendingQueue::Item>
LispPendingQueue::Take(const EidPrefix& prefix, const std::function<bool(const EidPrefix&)>& wanted)
{
    std::vector<Item> taken;
    for (auto queue = m_queues.begin(); queue != m_queues.end();)
    {
        if (!prefix.Covers(queue->first) || !wanted(queue->first))
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

std::vector<LispPendingQueue::Item>
LispPendingQueue::TakeAll()
{
    return TakeOlder(Time::Max());
}

Time
LispPendingQueue::GetOldest() const
{
    Time oldest = Time::Max();
    for (const auto& queue : m_queues)
    {
        oldest = std::min(oldest, queue.second.front().arrival);
    }
    return oldest;
}

} // namespace ns3
