/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "event-log.h"

#include "flow-report.h"

#include "ns3/names.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

void
SortEvents(std::vector<LoggedEvent>& events)
{
    std::stable_sort(events.begin(), events.end(), [](const auto& one, const auto& other) {
        return one.time_s < other.time_s;
    });
}

void
EventLog::Add(Ptr<const Node> node, const std::string& event, const std::string& detail)
{
    m_events.push_back({Simulator::Now().GetSeconds(), NameNode(node), event, detail});
}

const std::vector<LoggedEvent>&
EventLog::GetEvents() const
{
    return m_events;
}

double
EventLog::FindFirst(const std::string& event) const
{
    for (const auto& logged : m_events)
    {
        if (logged.event == event)
        {
            return logged.time_s;
        }
    }
    return NOT_MEASURED;
}

std::string
EventLog::NameNode(Ptr<const Node> node)
{
    if (!node)
    {
        return "";
    }
    std::string name = Names::FindName(ConstCast<Node>(node));
    return name.empty() ? "node-" + std::to_string(node->GetId()) : name;
}

} // namespace ns3
