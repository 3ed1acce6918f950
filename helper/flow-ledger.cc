/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-ledger.h"

#include "ns3/names.h"
#include "ns3/node-list.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

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

/// @param sum seconds @param count how many @return the mean, to the nanosecond
double
Mean(double sum, uint64_t count)
{
    return count == 0 ? NOT_MEASURED : std::round(sum / count * 1e9) / 1e9;
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

uint32_t
FlowLedger::FindPath(const Entry& entry)
{
    std::vector<uint32_t> path = {m_description.destination->GetId()};
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
    Measure(report, moves);
    report.interruption_s = FindInterruption(moves);
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

void
FlowLedger::Measure(FlowReport& report, const std::vector<MoveWindow>& moves) const
{
    const double before = moves.empty() ? INFINITY : moves.front().started_s;
    const double after = moves.empty() ? INFINITY : moves.back().settled_s;
    double sums[2] = {0, 0};
    uint64_t counts[2] = {0, 0};
    std::vector<const Entry*> arrivals;
    for (const auto& entry : m_entries)
    {
        if (entry.copies == 0)
        {
            continue;
        }
        arrivals.push_back(&entry);
        const double sent = entry.sent.GetSeconds();
        const double delay = (entry.received - entry.sent).GetSeconds();
        if (sent < before && entry.received.GetSeconds() < before)
        {
            sums[0] += delay;
            counts[0]++;
            report.pathBefore = NamePath(entry.path);
        }
        else if (sent >= after)
        {
            sums[1] += delay;
            counts[1]++;
            report.pathAfter = NamePath(entry.path);
        }
    }
    report.delayBefore_s = Mean(sums[0], counts[0]);
    report.delayAfter_s = Mean(sums[1], counts[1]);

    std::stable_sort(arrivals.begin(), arrivals.end(), [](const Entry* one, const Entry* other) {
        return one->received < other->received;
    });
    for (std::size_t i = 0; i < arrivals.size(); i++)
    {
        if (i == 0 || arrivals[i]->path != arrivals[i - 1]->path)
        {
            report.pathChanges.push_back(
                {arrivals[i]->received.GetSeconds(), NamePath(arrivals[i]->path)});
        }
    }
}

double
FlowLedger::FindInterruption(const std::vector<MoveWindow>& moves) const
{
    std::vector<Time> arrivals;
    for (const auto& entry : m_entries)
    {
        if (entry.copies > 0)
        {
            arrivals.push_back(entry.received);
        }
    }
    if (moves.empty() || arrivals.empty())
    {
        return NOT_MEASURED;
    }
    std::sort(arrivals.begin(), arrivals.end());
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
