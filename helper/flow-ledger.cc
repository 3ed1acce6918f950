/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-ledger.h"

#include "ns3/names.h"
#include "ns3/node-list.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ns3
{

namespace
{

/**
 * An interruption shorter than this is none: a packet may come that much later than the one before
 * because it waited behind others. On each of up to 8 links of 1 Gbit/s, host to host, it waits for
 * at most one frame that is being sent: 1,538 octets with preamble and gap (IEEE 802.3) are 12.3
 * microseconds, 8 of them 98.4.
 */
const Time JITTER = MicroSeconds(100);

/// @param delays in seconds @return their mean, to the nanosecond
double
MeanDelay(const std::vector<double>& delays)
{
    const double sum = std::accumulate(delays.begin(), delays.end(), 0.0);
    return delays.empty() ? NOT_MEASURED : std::round(sum / delays.size() * 1e9) / 1e9;
}

/// @param node a node's number @return its name, or "node-N"
std::string
NameNode(uint32_t node)
{
    std::string name = Names::FindName(NodeList::GetNode(node));
    return name.empty() ? "node-" + std::to_string(node) : name;
}

} // namespace

FlowLedger::FlowLedger(const Description& description)
    : m_description(description)
{
}

const FlowLedger::Description&
FlowLedger::GetDescription() const
{
    return m_description;
}

uint32_t
FlowLedger::Sent()
{
    Entry entry;
    entry.sent = Simulator::Now();
    entry.seen = entry.sent;
    entry.node = m_description.source->GetId();
    m_entries.push_back(entry);
    return m_entries.size() - 1;
}

bool
FlowLedger::Has(uint32_t sequence) const
{
    return sequence < m_entries.size();
}

FlowLedger::Entry&
FlowLedger::GetEntry(uint32_t sequence)
{
    return m_entries[sequence];
}

uint32_t
FlowLedger::GetCount() const
{
    return m_entries.size();
}

void
FlowLedger::Came(uint32_t sequence, uint32_t node, uint32_t previous)
{
    Entry& entry = m_entries[sequence];
    // An answer's way back is not the packet's way, and a copy's way does not matter.
    if (entry.copies > 0 || entry.answered)
    {
        return;
    }
    if (previous == NO_NODE)
    {
        previous = entry.hops.empty() ? m_description.source->GetId() : entry.hops.back().node;
    }
    if (node != previous)
    {
        entry.hops.push_back({node, previous});
    }
}

void
FlowLedger::Received(uint32_t sequence)
{
    Entry& entry = m_entries[sequence];
    if (entry.copies++ == 0)
    {
        entry.received = Simulator::Now();
        entry.path = FindPath(entry);
        entry.hops = {};
    }
}

void
FlowLedger::Dropped(uint32_t sequence, uint16_t reason)
{
    Entry& entry = m_entries[sequence];
    if (entry.reason == NO_REASON)
    {
        entry.reason = reason;
    }
}

bool
FlowLedger::Description::IsEnd(uint32_t node) const
{
    return node == destination->GetId() ||
           std::any_of(replicas.begin(), replicas.end(), [node](const Ptr<Node>& replica) {
               return node == replica->GetId();
           });
}

uint32_t
FlowLedger::FindPath(const Entry& entry)
{
    std::vector<uint32_t> path = {
        m_description.IsEnd(entry.node) ? entry.node : m_description.destination->GetId()};
    const uint32_t source = m_description.source->GetId();
    for (auto hop = entry.hops.rbegin(); hop != entry.hops.rend(); ++hop)
    {
        if (hop->node == path.back())
        {
            path.push_back(hop->previous);
        }
    }
    if (path.back() != source)
    {
        path.push_back(source);
    }
    std::reverse(path.begin(), path.end());

    // A flow takes few ways, and mostly the one it took last.
    auto found = std::find(m_paths.rbegin(), m_paths.rend(), path);
    if (found != m_paths.rend())
    {
        return std::distance(found, m_paths.rend()) - 1;
    }
    m_paths.push_back(path);
    return m_paths.size() - 1;
}

std::vector<std::string>
FlowLedger::NamePath(uint32_t path) const
{
    std::vector<std::string> names;
    for (uint32_t node : m_paths[path])
    {
        names.push_back(NameNode(node));
    }
    return names;
}

FlowReport
FlowLedger::Report(const std::vector<MoveWindow>& moves, const ReasonName& reasonName) const
{
    FlowReport report;
    report.name = m_description.name;
    report.source = NameNode(m_description.source->GetId());
    report.destination = NameNode(m_description.destination->GetId());
    report.protocol = m_description.protocol;
    Count(report, reasonName);
    auto own = moves;
    for (auto& move : own)
    {
        if (move.astray.count(m_description.name) > 0)
        {
            move.settled_s = INFINITY;
        }
    }
    Measure(report, own);
    report.interruption_s = FindInterruption(own);
    return report;
}

void
FlowLedger::Count(FlowReport& report, const ReasonName& reasonName) const
{
    std::map<uint16_t, uint32_t> indices;
    report.sent = m_entries.size();
    report.packets.reserve(m_entries.size());
    for (const auto& entry : m_entries)
    {
        FlowReport::Packet packet{entry.sent.GetSeconds(), NOT_MEASURED, 0};
        report.received += entry.copies;
        if (entry.copies > 0)
        {
            report.duplicated += entry.copies - 1;
            packet.received_s = entry.received.GetSeconds();
        }
        else
        {
            report.lost++;
            auto [index, added] = indices.emplace(entry.reason, report.reasons.size() + 1);
            if (added)
            {
                report.reasons.push_back(reasonName(entry.reason));
            }
            packet.reason = index->second;
            report.lostByReason[report.reasons[packet.reason - 1]]++;
        }
        report.packets.push_back(packet);
    }
}

std::vector<const FlowLedger::Entry*>
FlowLedger::GetArrivals() const
{
    std::vector<const Entry*> arrivals;
    for (const auto& entry : m_entries)
    {
        if (entry.copies > 0)
        {
            arrivals.push_back(&entry);
        }
    }
    std::stable_sort(arrivals.begin(), arrivals.end(), [](const Entry* one, const Entry* other) {
        return one->received < other->received;
    });
    return arrivals;
}

void
FlowLedger::Measure(FlowReport& report, const std::vector<MoveWindow>& moves) const
{
    const double before = moves.empty() ? INFINITY : moves.front().started_s;
    const double after = moves.empty() ? INFINITY : moves.back().settled_s;
    std::vector<double> delays[3];
    for (const auto& entry : m_entries)
    {
        if (entry.copies == 0)
        {
            continue;
        }
        const double sent = entry.sent.GetSeconds();
        const double delay = (entry.received - entry.sent).GetSeconds();
        if (sent < before && entry.received.GetSeconds() < before)
        {
            delays[0].push_back(delay);
            report.pathBefore = NamePath(entry.path);
        }
        else if (sent >= after)
        {
            delays[2].push_back(delay);
            report.pathAfter = NamePath(entry.path);
        }
        else if (std::any_of(moves.begin(), moves.end(), [sent](const MoveWindow& move) {
                     return sent >= move.started_s && sent < move.settled_s;
                 }))
        {
            delays[1].push_back(delay);
        }
    }
    report.delayBefore_s = MeanDelay(delays[0]);
    report.delayDuring_s = MeanDelay(delays[1]);
    report.delayAfter_s = MeanDelay(delays[2]);
    report.delaysBefore = FindPercentiles(std::move(delays[0]));
    report.delaysDuring = FindPercentiles(std::move(delays[1]));
    report.delaysAfter = FindPercentiles(std::move(delays[2]));

    const auto arrivals = GetArrivals();
    for (std::size_t i = 0; i < arrivals.size(); i++)
    {
        if (i == 0 || arrivals[i]->path != arrivals[i - 1]->path)
        {
            report.pathChanges.push_back(
                {arrivals[i]->received.GetSeconds(), NamePath(arrivals[i]->path)});
        }
    }
    CountReordered(report, arrivals);
    for (std::size_t i = 0; i < moves.size(); i++)
    {
        const double until = i + 1 < moves.size() ? moves[i + 1].started_s : INFINITY;
        report.lastStale_s.push_back(FindLastStale(arrivals, moves[i].resumed_s, until));
    }
}

void
FlowLedger::CountReordered(FlowReport& report, const std::vector<const Entry*>& arrivals) const
{
    // RFC 4737 section 3.3: NextExp is one more than the highest number that has arrived. Entries
    // stand in order of sending, so that their places are their numbers.
    const Entry* next = m_entries.data();
    for (const auto* arrival : arrivals)
    {
        if (arrival < next)
        {
            report.reordered++;
        }
        else
        {
            next = arrival + 1;
        }
    }
    if (!arrivals.empty())
    {
        report.reorderedRatio = static_cast<double>(report.reordered) / arrivals.size();
    }
}

double
FlowLedger::FindLastStale(const std::vector<const Entry*>& arrivals,
                          double resumed_s,
                          double until_s) const
{
    const auto isBetween = [resumed_s, until_s](const Time& time) {
        return time.GetSeconds() > resumed_s && time.GetSeconds() < until_s;
    };
    const auto last = std::find_if(arrivals.rbegin(), arrivals.rend(), [&](const Entry* arrival) {
        return isBetween(arrival->received);
    });
    if (last == arrivals.rend())
    {
        return NOT_MEASURED;
    }
    const auto stale = std::find_if(last, arrivals.rend(), [&](const Entry* arrival) {
        return arrival->path != (*last)->path;
    });
    double found = NOT_MEASURED;
    if (stale != arrivals.rend() && isBetween((*stale)->received))
    {
        found = (*stale)->received.GetSeconds();
    }
    const auto& path = m_paths[(*last)->path];
    for (const auto& entry : m_entries)
    {
        if (entry.copies == 0 && isBetween(entry.seen) &&
            std::find(path.begin(), path.end(), entry.node) == path.end())
        {
            found = std::fmax(found, entry.seen.GetSeconds());
        }
    }
    return found;
}

double
FlowLedger::FindInterruption(const std::vector<MoveWindow>& moves) const
{
    std::vector<Time> arrivals;
    for (const auto* arrival : GetArrivals())
    {
        arrivals.push_back(arrival->received);
    }
    if (moves.empty() || arrivals.empty())
    {
        return NOT_MEASURED;
    }
    // Nothing came after the last arrival: an interruption if more was sent than could be on its
    // way then.
    if (m_entries.back().sent > arrivals.back() + m_description.interval)
    {
        arrivals.push_back(m_entries.back().sent + m_description.interval);
    }
    Time longest;
    for (std::size_t i = 1; i < arrivals.size(); i++)
    {
        const double from = arrivals[i - 1].GetSeconds();
        const double to = arrivals[i].GetSeconds();
        for (const auto& move : moves)
        {
            if (to > move.started_s && from < move.settled_s)
            {
                longest = std::max(longest, arrivals[i] - arrivals[i - 1]);
            }
        }
    }
    const Time interruption = longest - m_description.interval;
    return interruption < JITTER ? 0 : interruption.GetSeconds();
}

} // namespace ns3
