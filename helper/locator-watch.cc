/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "locator-watch.h"

#include "not-measured.h"

#include "ns3/lisp-itr.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-signals.h"
#include "ns3/lisp-xtr.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

LocatorWatch::LocatorWatch(Ptr<Node> router,
                           const NetworkAddress& first,
                           const NetworkAddress& second)
    : m_router(router),
      m_locators{first, second}
{
    router->GetObject<LispXtr>()->TraceConnectWithoutContext(
        "Encapsulated",
        MakeCallback(&LocatorWatch::Sent, this));
    router->GetObject<LispItr>()->TraceConnectWithoutContext(
        "MappingLearned",
        MakeCallback(&LocatorWatch::Learned, this));
    // Reachability tells of every cause, signals of theirs.
    Ptr<Object> teller = router->GetObject<LispReachability>();
    if (!teller)
    {
        teller = router->GetObject<LispSignals>();
    }
    if (teller)
    {
        teller->TraceConnectWithoutContext("LocatorDown", MakeCallback(&LocatorWatch::Down, this));
        teller->TraceConnectWithoutContext("LocatorUp", MakeCallback(&LocatorWatch::Up, this));
    }
}

void
LocatorWatch::Sent(Ptr<const Packet> /* packet */,
                   uint32_t /* instanceId */,
                   const NetworkAddress& /* source */,
                   const NetworkAddress& destination)
{
    for (std::size_t i = 0; i < m_locators.size(); i++)
    {
        if (destination == m_locators[i])
        {
            m_sent[i].push_back(Simulator::Now());
        }
    }
}

void
LocatorWatch::Learned(const LispMappingRecord& record, const NetworkAddress& /* source */)
{
    const auto find = [&record](const NetworkAddress& address) {
        return std::find_if(record.locators.begin(),
                            record.locators.end(),
                            [&address](const auto& locator) { return locator.address == address; });
    };
    const auto first = find(m_locators[0]);
    if (first == record.locators.end() || find(m_locators[1]) == record.locators.end())
    {
        return;
    }
    m_learned.push_back(Simulator::Now());
    if (!first->reachable)
    {
        m_downs.push_back(Simulator::Now());
    }
}

void
LocatorWatch::Down(const NetworkAddress& rloc, RlocDownCause cause)
{
    if (rloc == m_locators[0])
    {
        m_downs.push_back(Simulator::Now());
    }
    Note(rloc, "locator-down", cause);
}

void
LocatorWatch::Up(const NetworkAddress& rloc, RlocDownCause cause)
{
    Note(rloc, "locator-up", cause);
}

void
LocatorWatch::Note(const NetworkAddress& rloc, const char* event, RlocDownCause cause)
{
    if (rloc == m_locators[0] || rloc == m_locators[1])
    {
        m_events.push_back({Simulator::Now().GetSeconds(),
                            EventLog::NameNode(m_router),
                            event,
                            rloc.ToString() + " " + ToString(cause)});
    }
}

double
LocatorWatch::FindNotice(Time failed) const
{
    const auto down = std::lower_bound(m_downs.begin(), m_downs.end(), failed);
    return down == m_downs.end() ? NOT_MEASURED : (*down - failed).GetSeconds();
}

const std::vector<LoggedEvent>&
LocatorWatch::GetEvents() const
{
    return m_events;
}

double
LocatorWatch::FindLeaving(Time failed, Time until, Time pause) const
{
    Time last = failed;
    for (auto next = std::lower_bound(m_sent[0].begin(), m_sent[0].end(), failed);
         next != m_sent[0].end() && *next < until && *next - last <= pause;
         ++next)
    {
        last = *next;
    }
    return until - last > pause ? (last - failed).GetSeconds() : NOT_MEASURED;
}

double
LocatorWatch::FindReturn(Time back) const
{
    const auto next = std::lower_bound(m_sent[0].begin(), m_sent[0].end(), back);
    return next == m_sent[0].end() ? NOT_MEASURED : (*next - back).GetSeconds();
}

double
LocatorWatch::FindShare(Time from, Time until) const
{
    std::array<double, 2> counts{};
    for (std::size_t i = 0; i < counts.size(); i++)
    {
        const auto& sent = m_sent[i];
        counts[i] = static_cast<double>(std::lower_bound(sent.begin(), sent.end(), until) -
                                        std::lower_bound(sent.begin(), sent.end(), from));
    }
    const double all = counts[0] + counts[1];
    return all > 0 ? counts[0] / all : NOT_MEASURED;
}

double
LocatorWatch::FindLearned(Time after) const
{
    const auto next = std::upper_bound(m_learned.begin(), m_learned.end(), after);
    return next == m_learned.end() ? NOT_MEASURED : (*next - after).GetSeconds();
}

} // namespace ns3
