/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-source-queue.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{

LispSourceQueue::LispSourceQueue(const Limits& limits, Release release)
    : m_limits(limits),
      m_release(std::move(release)),
      m_waiting(m_limits.timeout, [this](const std::vector<Item>& items) {
          ReleaseItems(items, LispDropReason::ETR_SOURCE_UNANSWERED);
      })
{
}

LispDropReason
LispSourceQueue::Push(const EidPrefix& source,
                      const Ptr<const Packet>& packet,
                      const LispDecapsulator::Outer& outer)
{
    const std::size_t ofSource = m_waiting.GetSizeOf(source);
    const auto held = m_held.find(outer.source);
    const uint32_t ofLocator = held == m_held.end() ? 0 : held->second;
    if (ofSource >= m_limits.perSource || ofLocator >= m_limits.perLocator ||
        m_waiting.GetSize() >= m_limits.total)
    {
        return LispDropReason::ETR_SOURCE_PENDING_FULL;
    }
    if (ofSource == 0 && !MayAsk(outer.source))
    {
        return LispDropReason::ETR_SOURCE_LOOKUP_RATE;
    }
    m_waiting.Push(source, {packet, outer});
    ++m_held[outer.source];
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
LispSourceQueue::ReleaseItems(const std::vector<Item>& items, LispDropReason reason)
{
    // All are counted off first: what comes of a packet may lead back here.
    for (const Item& item : items)
    {
        const auto held = m_held.find(item.outer.source);
        if (--held->second == 0)
        {
            m_held.erase(held);
        }
    }
    for (const Item& item : items)
    {
        m_release(item, reason);
    }
}

void
LispSourceQueue::Settle(const EidPrefix& prefix,
                        const LispWaitingPackets<Item>::Choice& wanted,
                        LispDropReason reason)
{
    ReleaseItems(m_waiting.Take(prefix, wanted), reason);
}

void
LispSourceQueue::Clear()
{
    m_waiting.Clear();
    m_held.clear();
}

} // namespace ns3
