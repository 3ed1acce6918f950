/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_WAITING_PACKETS_H
#define LISP_WAITING_PACKETS_H

#include "ns3/eid-prefix.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Packets that wait for the mapping of an EID, by that EID and in their order, until they
 * are taken or their time is over.
 *
 * How many may wait is for the owner to say, and what becomes of them.
 *
 * @tparam Item a packet and what belongs to it
 */
template <typename Item>
class LispWaitingPackets
{
  public:
    /// What says of an EID whether its packets are to be taken.
    using Choice = std::function<bool(const EidPrefix&)>;
    /// Gets the packets that have waited too long, which are not here any more.
    using Expired = std::function<void(const std::vector<Item>&)>;

    /// @param timeout how long a packet waits at most: an attribute of the owner, which may change
    /// @param expired gets those that have
    LispWaitingPackets(const Time& timeout, Expired expired)
        : m_timeout(timeout),
          m_expired(std::move(expired))
    {
    }

    ~LispWaitingPackets()
    {
        m_timer.Cancel();
    }

    LispWaitingPackets(const LispWaitingPackets&) = delete;
    LispWaitingPackets& operator=(const LispWaitingPackets&) = delete;

    /// @param eid a host prefix @param item is to wait for it
    void Push(const EidPrefix& eid, Item item)
    {
        m_queues[eid].push_back({std::move(item), Simulator::Now()});
        ++m_size;
        StartTimer();
    }

    /// @param prefix take out the packets for EIDs inside @param wanted which of these; none: all
    /// @return the packets
    std::vector<Item> Take(const EidPrefix& prefix, const Choice& wanted = {})
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
                taken.push_back(waiting.item);
            }
            m_size -= queue->second.size();
            queue = m_queues.erase(queue);
        }
        return taken;
    }

    /// @return all packets, which are taken out
    std::vector<Item> TakeAll()
    {
        return TakeOlder(Time::Max());
    }

    /// Forget all packets.
    void Clear()
    {
        m_timer.Cancel();
        m_queues.clear();
        m_size = 0;
    }

    /// @param eid a host prefix @return the number of packets for it
    std::size_t GetSizeOf(const EidPrefix& eid) const
    {
        const auto queue = m_queues.find(eid);
        return queue == m_queues.end() ? 0 : queue->second.size();
    }

    /// @return the number of packets
    std::size_t GetSize() const
    {
        return m_size;
    }

  private:
    /// A packet and when it came.
    struct Waiting
    {
        Item item;    //!< the packet
        Time arrival; //!< when it came
    };

    /// @param arrival take out what came then or before @return the packets
    std::vector<Item> TakeOlder(Time arrival)
    {
        std::vector<Item> taken;
        for (auto queue = m_queues.begin(); queue != m_queues.end();)
        {
            auto& waiting = queue->second;
            while (!waiting.empty() && waiting.front().arrival <= arrival)
            {
                taken.push_back(std::move(waiting.front().item));
                waiting.pop_front();
                --m_size;
            }
            queue = waiting.empty() ? m_queues.erase(queue) : std::next(queue);
        }
        return taken;
    }

    /// Have the timer for the packet that came first.
    void StartTimer()
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
        // Not before now, if the time has become shorter.
        m_timer = Simulator::Schedule(std::max(oldest + m_timeout - Simulator::Now(), Time(0)),
                                      &LispWaitingPackets::HandleTimer,
                                      this);
    }

    /// End what has waited too long.
    void HandleTimer()
    {
        const auto items = TakeOlder(Simulator::Now() - m_timeout);
        StartTimer();
        m_expired(items);
    }

    std::map<EidPrefix, std::deque<Waiting>> m_queues; //!< by EID; none is empty
    std::size_t m_size{0};                             //!< packets in all of them
    const Time& m_timeout;                             //!< see the constructor
    Expired m_expired;                                 //!< see the constructor
    EventId m_timer;                                   //!< when the oldest has waited long enough
};

} // namespace ns3

#endif /* LISP_WAITING_PACKETS_H */
