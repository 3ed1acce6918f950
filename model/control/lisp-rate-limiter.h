/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_RATE_LIMITER_H
#define LISP_RATE_LIMITER_H

#include "ns3/nstime.h"

#include <cstddef>
#include <unordered_map>

namespace ns3
{

/**
 * @brief Lets a thing happen once in an interval, for each key. Of bounded size: when it has seen
 * too many keys within an interval, further ones must wait.
 *
 * @tparam Key for whom
 * @tparam Hash its hash
 */
template <class Key, class Hash = std::hash<Key>>
class LispRateLimiter
{
  public:
    /// @param limit the most keys remembered
    explicit LispRateLimiter(std::size_t limit = 65536)
        : m_limit(limit)
    {
    }

    /**
     * @brief Ask, and if it may happen, count it as happened.
     * @param key for whom
     * @param now the time
     * @param interval the least time between two
     * @return true if it may
     */
    bool Allow(const Key& key, Time now, Time interval)
    {
        const auto found = m_last.find(key);
        if (found != m_last.end())
        {
            if (now < found->second + interval)
            {
                return false;
            }
            found->second = now;
            return true;
        }
        if (m_last.size() >= m_limit && !Purge(now, interval))
        {
            return false;
        }
        m_last.emplace(key, now);
        return true;
    }

  private:
    /// Forget what is past. @param now the time @param interval as Allow @return true if there is
    /// room now
    bool Purge(Time now, Time interval)
    {
        // At most once an interval, so that a flood of keys cannot make each call a long walk.
        if (now < m_purge)
        {
            return false;
        }
        m_purge = now + interval;
        for (auto entry = m_last.begin(); entry != m_last.end();)
        {
            entry = now < entry->second + interval ? std::next(entry) : m_last.erase(entry);
        }
        return m_last.size() < m_limit;
    }

    std::size_t m_limit;                        //!< the most keys
    std::unordered_map<Key, Time, Hash> m_last; //!< when it happened last
    Time m_purge;                               //!< not to be purged before
};

} // namespace ns3

#endif /* LISP_RATE_LIMITER_H */
