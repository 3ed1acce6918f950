/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-pending-queue.h"

#include <utility>

namespace ns3
{

LispPendingQueue::LispPendingQueue(const Limits& limits, DropCallback drop)
    : m_limits(limits),
      m_drop(std::move(drop)),
      m_waiting(m_limits.timeout, [this](const std::vector<Item>& items) {
          DropItems(items, LispDropReason::ITR_PENDING_TIMEOUT);
      })
{
}

void
LispPendingQueue::Push(const EidPrefix& eid, Ptr<Packet> packet, const NetworkAddress& cameFrom)
{
    if (m_waiting.GetSize() >= m_limits.total)
    {
        m_drop(packet, LispDropReason::ITR_PENDING_FULL);
        return;
    }
    if (m_waiting.GetSizeOf(eid) >= m_limits.perEid)
    {
        m_drop(packet, LispDropReason::ITR_PENDING_EID_FULL);
        return;
    }
    m_waiting.Push(eid, {eid.GetInstanceId(), packet, cameFrom});
}

std::vector<LispPendingQueue::Item>
LispPendingQueue::Take(const EidPrefix& prefix, const Choice& wanted)
{
    return m_waiting.Take(prefix, wanted);
}

void
LispPendingQueue::Drop(const EidPrefix& prefix, LispDropReason reason)
{
    DropItems(Take(prefix), reason);
}

void
LispPendingQueue::DropAll(LispDropReason reason)
{
    DropItems(m_waiting.TakeAll(), reason);
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
    m_waiting.Clear();
}

} // namespace ns3
