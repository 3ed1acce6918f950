/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef DEADLINE_TIMER_H
#define DEADLINE_TIMER_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <algorithm>
#include <functional>

namespace ns3
{

/**
 * @brief One timer for a table of deadlines, such as hold times of neighbours: it waits for the
 * first of them.
 */
class DeadlineTimer
{
  public:
    /// @param due is called when the first deadline that was watched for has come
    explicit DeadlineTimer(std::function<void()> due);
    ~DeadlineTimer();
    DeadlineTimer(const DeadlineTimer&) = delete;
    DeadlineTimer& operator=(const DeadlineTimer&) = delete;

    /// @param deadline to wait for, besides those before; Time::Max(): none
    void Watch(Time deadline);
    /// Wait for none.
    void Cancel();

    /**
     * @brief Take out of a table what has had its time.
     * @param table a map
     * @param now the time
     * @param deadline says of a value of the table when that is
     * @param gone is called with each entry that goes, before it does
     * @return the first deadline of those that stay; Time::Max() if there is none
     */
    template <typename Table, typename Deadline, typename Gone>
    static Time TakeDue(Table& table, Time now, Deadline deadline, Gone gone)
    {
        Time next = Time::Max();
        for (auto entry = table.begin(); entry != table.end();)
        {
            const Time end = deadline(entry->second);
            if (end > now)
            {
                next = std::min(next, end);
                ++entry;
                continue;
            }
            gone(*entry);
            entry = table.erase(entry);
        }
        return next;
    }

  private:
    std::function<void()> m_due; //!< see the constructor
    Time m_deadline;             //!< the first
    EventId m_event;             //!< then
};

} // namespace ns3

#endif /* DEADLINE_TIMER_H */
