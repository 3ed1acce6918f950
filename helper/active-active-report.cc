/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "active-active-report.h"

#include "active-active-network.h"
#include "percentiles.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ns3
{

namespace
{

constexpr double PHASE_MARGIN_S = 2; //!< after flows have started, and before they end
constexpr double GRACE_S = .05;      //!< what was under way at the failure has arrived then

/// @param flow a flow @param after a time @return when the next packet arrived; NOT_MEASURED: none
double
FindNextArrival(const FlowReport& flow, double after)
{
    double next = NOT_MEASURED;
    for (const auto& packet : flow.packets)
    {
        if (packet.received_s > after && !(packet.received_s >= next))
        {
            next = packet.received_s;
        }
    }
    return next;
}

} // namespace

ActiveActiveReport::ActiveActiveReport(const ActiveActiveNetwork& network, const Times& times)
    : m_network(network),
      m_times(times)
{
}

void
ActiveActiveReport::Add(RunResult& result) const
{
    AddShares(result.flows, result);
    AddAffinity(result.flows, result);
    AddTakeover(result);
    for (std::size_t i = 0; i < ActiveActiveNetwork::CENTERS; i++)
    {
        result.series.push_back({"dc" + std::to_string(i + 1), 0, m_network.GetLoad(i)});
    }
}

std::vector<ActiveActiveReport::Stay>
ActiveActiveReport::FindStays(const FlowReport& flow) const
{
    std::vector<Stay> stays;
    for (const auto& change : flow.pathChanges)
    {
        const auto center = m_network.FindEntry(change.path);
        if (stays.empty() || stays.back().center != center)
        {
            stays.push_back({change.time_s, center});
        }
    }
    return stays;
}

void
ActiveActiveReport::Look(const FlowReport& flow, Affinity& affinity) const
{
    affinity.flows++;
    affinity.sent += flow.sent;
    affinity.lost += flow.lost;
    const auto stays = FindStays(flow);
    bool before = false;
    bool atFailure = false;
    bool atReturn = false;
    std::size_t center = ActiveActiveNetwork::CENTERS;
    for (std::size_t i = 0; i < stays.size(); i++)
    {
        const double from = stays[i].from_s;
        center = from < m_times.fail_s ? stays[i].center : center;
        before |= i > 0 && from < m_times.fail_s;
        atFailure |= i > 0 && from >= m_times.fail_s && from < m_times.back_s;
        atReturn |= i > 0 && from >= m_times.back_s;
    }
    affinity.before += before;
    affinity.atFailure += atFailure;
    affinity.atReturn += atReturn;
    if (center == 0)
    {
        affinity.hit++;
        const double next = FindNextArrival(flow, m_times.fail_s + GRACE_S);
        if (next < m_times.back_s)
        {
            affinity.recovered++;
            affinity.recovery_s.push_back(next - m_times.fail_s);
        }
    }
}

void
ActiveActiveReport::AddAffinity(const std::vector<FlowReport>& flows, RunResult& result) const
{
    std::map<std::string, Affinity> kinds;
    for (const auto& flow : flows)
    {
        Look(flow, kinds[flow.protocol]);
    }
    RunResult::Table table{"affinity", "Flows and their data centre", {}};
    for (const auto& [kind, found] : kinds)
    {
        const auto recovery = FindPercentiles(found.recovery_s);
        const double most = found.recovery_s.empty() ? NOT_MEASURED
                                                     : *std::max_element(found.recovery_s.begin(),
                                                                         found.recovery_s.end());
        table.rows.push_back({{"protocol", kind},
                              {"flows", found.flows},
                              {"moved_before", found.before},
                              {"moved_at_failure", found.atFailure},
                              {"moved_at_return", found.atReturn},
                              {"hit", found.hit},
                              {"recovered", found.recovered},
                              {"recovery_median_s", recovery.p50},
                              {"recovery_most_s", most},
                              {"sent", found.sent},
                              {"lost", found.lost}});
    }
    result.tables.push_back(table);
}

void
ActiveActiveReport::AddShares(const std::vector<FlowReport>& flows, RunResult& result) const
{
    RunResult::Table table{"phases", "Phases", {}};
    const auto add = [&](const char* name, double from, double to) {
        double share = 0;
        for (const auto& watch : m_network.GetWatches())
        {
            share += watch->FindShare(Seconds(from), Seconds(to)) /
                     static_cast<double>(m_network.GetWatches().size());
        }
        uint64_t sent = 0;
        uint64_t lost = 0;
        for (const auto& flow : flows)
        {
            for (const auto& packet : flow.packets)
            {
                const bool isIn = packet.sent_s >= from && packet.sent_s < to;
                sent += isIn;
                lost += isIn && !std::isfinite(packet.received_s);
            }
        }
        table.rows.push_back({{"phase", name},
                              {"from_s", from},
                              {"to_s", to},
                              {"dc1_ratio", share},
                              {"sent", sent},
                              {"lost", lost}});
    };
    add("both", m_times.start_s + PHASE_MARGIN_S, m_times.fail_s);
    add("dc1 has failed", m_times.fail_s, m_times.back_s);
    add("both again", m_times.back_s, m_times.stop_s);
    add("at the end", m_times.stop_s - PHASE_MARGIN_S, m_times.stop_s);
    result.tables.push_back(table);
}

void
ActiveActiveReport::AddTakeover(RunResult& result) const
{
    RunResult::Group group{"takeover", "Clients' tunnel routers", {}, {}};
    double first = NOT_MEASURED;
    double last = NOT_MEASURED;
    double back = NOT_MEASURED;
    uint64_t noticed = 0;
    for (const auto& watch : m_network.GetWatches())
    {
        const double notice = watch->FindNotice(Seconds(m_times.fail_s));
        if (notice < m_times.back_s - m_times.fail_s)
        {
            noticed++;
            first = !(first <= notice) ? notice : first;
            last = !(last >= notice) ? notice : last;
            const double returned = watch->FindReturn(Seconds(m_times.back_s));
            back = !(back >= returned) ? returned : back;
        }
        result.events.insert(result.events.end(),
                             watch->GetEvents().begin(),
                             watch->GetEvents().end());
    }
    group.figures = {{"noticed", noticed},
                     {"noticed_first_s", first},
                     {"noticed_last_s", last},
                     {"returned_last_s", back},
                     {"refused_segments", m_network.GetRefused()}};
    result.groups.push_back(group);
    result.events.push_back({m_times.fail_s, "dc1-gw1", "data-center-fails", "gateway and server"});
    result.events.push_back(
        {m_times.back_s, "dc1-gw1", "data-center-is-back", "gateway and server"});
    SortEvents(result.events);
}

} // namespace ns3
