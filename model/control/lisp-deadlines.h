/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DEADLINES_H
#define LISP_DEADLINES_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace ns3
{

/**
 * @brief The deadlines of a table's entries, all on one simulator event.
 *
 * Entries that are due at the same time come in the order in which their deadlines were set.
 *
 * @tparam Key names an entry
 * @tparam Hash its hash
 */
template <class Key, class Hash = std::hash<Key>>
class LispDeadlines
{
  public:
    /// Called with an entry whose deadline is over, and no longer set.
    using Handler = std::function<void(const Key&)>;

    /// @param handler what to do when a deadline is over
    explicit LispDeadlines(Handler handler)
        : m_handler(std::move(handler))
    {
    }

    LispDeadlines(const LispDeadlines&) = delete;
    LispDeadlines& operator=(const LispDeadlines&) = delete;

    ~LispDeadlines()
    {
        m_event.Cancel();
    }

    /// @param key an entry @param when its deadline; replaces the one it has
    void Set(const Key& key, Time when)
    {
        Remove(key);
        m_places[key] = m_order.emplace(std::make_pair(when, m_count++), key).first;
        Arm();
    }

    /// @param key an entry that has a deadline no longer
    void Remove(const Key& key)
    {
        const auto place = m_places.find(key);
        if (place != m_places.end())
        {
            m_order.erase(place->second);
            m_places.erase(place);
        }
    }

    /// @param key an entry @return its deadline, if it has one
    std::optional<Time> Get(const Key& key) const
    {
        const auto place = m_places.find(key);
        return place == m_places.end() ? std::nullopt
                                       : std::make_optional(place->second->first.first);
    }

    /// Forget every deadline.
    void Clear()
    {
        m_order.clear();
        m_places.clear();
        m_event.Cancel();
    }

  private:
    /// By time, then in the order of setting.
    using Order = std::map<std::pair<Time, uint64_t>, Key>;

    /// Have the event at the first deadline, or before it.
    void Arm()
    {
        if (m_order.empty())
        {
            return;
        }
        const Time first = std::max(m_order.begin()->first.first, Simulator::Now());
        // An event too early, left by a removed deadline, does no harm: Expire arms again.
        if (m_event.IsExpired() || first < m_armed)
        {
            m_event.Cancel();
            m_armed = first;
            m_event = Simulator::Schedule(first - Simulator::Now(), &LispDeadlines::Expire, this);
        }
    }

    /// The event.
    void Expire()
    {
        const Time now = Simulator::Now();
        while (!m_order.empty() && m_order.begin()->first.first <= now)
        {
            const Key key = m_order.begin()->second;
            Remove(key);
            m_handler(key);
        }
        Arm();
    }

    Handler m_handler;                                                //!< of the table
    Order m_order;                                                    //!< the deadlines
    std::unordered_map<Key, typename Order::iterator, Hash> m_places; //!< of the entries
    uint64_t m_count{0};                                              //!< deadlines ever set
    Time m_armed;                                                     //!< when the event comes
    EventId m_event;                                                  //!< the event
};

} // namespace ns3

#endif /* LISP_DEADLINES_H */
