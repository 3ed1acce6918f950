/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evacuation-report.h"

#include "evacuation-network.h"
#include "figure-words.h"
#include "vm-mobility-migration.h"

#include "ns3/hypervisor.h"
#include "ns3/names.h"
#include "ns3/virtual-machine.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{

namespace
{

/// Machines that are named where there is a list of them.
constexpr std::size_t NAMED = 8;

/// Outcomes, in the order in which they are told.
const std::vector<MoveOutcome> OUTCOMES = {MoveOutcome::DONE,
                                           MoveOutcome::ABORTED,
                                           MoveOutcome::REFUSED,
                                           MoveOutcome::LOST,
                                           MoveOutcome::WAITING,
                                           MoveOutcome::RUNNING};

/// @param time of the simulation; zero: it did not come to that @return it in seconds
double
Seconds9(Time time)
{
    return time.IsZero() ? NOT_MEASURED : time.GetSeconds();
}

/// @param report of a move @return whether it was refused because it would have been late
bool
IsTooLate(const MoveReport& report)
{
    return report.outcome == MoveOutcome::REFUSED && report.refusal == MoveRefusal::TOO_LATE;
}

} // namespace

double
FindLateness(const MoveReport& report)
{
    const auto& deadline = report.request.deadline;
    if (deadline.IsZero())
    {
        return NOT_MEASURED;
    }
    if (report.outcome == MoveOutcome::REFUSED)
    {
        return (report.ended + report.predicted - deadline).GetSeconds();
    }
    return report.HasEnded() ? (report.ended - deadline).GetSeconds()
                             : (report.started + report.predicted - deadline).GetSeconds();
}

std::string
DescribeFailure(const MoveReport& report)
{
    if (report.outcome == MoveOutcome::DONE)
    {
        return "";
    }
    if (IsTooLate(report))
    {
        return std::string(ToString(report.refusal)) + ": it would be " +
               FormatDuration(FindLateness(report)) + " late";
    }
    if (!report.HasEnded())
    {
        return "it has not ended";
    }
    return report.why.empty() ? ToString(report.refusal) : report.why;
}

EvacuationReport::EvacuationReport(const MigrationInventory& inventory,
                                   const MigrationPlan& plan,
                                   const MigrationScheduler& scheduler,
                                   const std::string& mode)
    : m_inventory(inventory),
      m_plan(plan),
      m_moves(scheduler.GetReports()),
      m_links(scheduler.GetLinkGroups()),
      m_mode(mode)
{
}

MigrationReport
EvacuationReport::MakeMove(const MoveReport& report) const
{
    const bool isDone = report.outcome == MoveOutcome::DONE;
    MigrationReport move;
    move.vm = Names::FindName(report.request.machine->GetNode());
    move.from = report.from ? report.from->GetName() : "";
    move.to = report.request.to->GetName();
    move.mode = m_mode;
    VmMobilityMigration::Report(report.record, isDone, move);
    // Of all tries, where the record is of the last one.
    move.requested_s = Seconds9(report.requested);
    move.started_s = Seconds9(report.started);
    move.ended_s = Seconds9(report.ended);
    move.total_s = isDone ? (report.ended - report.started).GetSeconds() : NOT_MEASURED;
    move.failure = DescribeFailure(report);
    std::string links;
    for (const std::size_t group : report.request.linkGroups)
    {
        links += (links.empty() ? "" : " ") + m_inventory.linkGroups[group].name;
    }
    const bool isLate = report.missedDeadline && (isDone || IsTooLate(report));
    move.extra = {{"links", links},
                  {"memory", report.request.machine->GetMemory()},
                  {"predicted_s", Seconds9(report.predicted)},
                  {"deadline_s", Seconds9(report.request.deadline)},
                  {"tries", uint64_t{report.tries}},
                  {"outcome", std::string(ToString(report.outcome))},
                  {"reason",
                   report.outcome == MoveOutcome::REFUSED && report.why.empty()
                       ? std::string(ToString(report.refusal))
                       : report.why},
                  {"missed_deadline", report.missedDeadline},
                  {"late_by_s", isLate ? FindLateness(report) : NOT_MEASURED}};
    if (!isDone)
    {
        move.remark =
            std::string(ToString(report.outcome)) + ": " +
            (isLate ? "too late by " + FormatDuration(FindLateness(report)) : move.failure);
    }
    else if (isLate)
    {
        move.remark = "late " + FormatDuration(FindLateness(report));
    }
    return move;
}

MigrationReport
EvacuationReport::MakeRefused(const RefusedMachine& refused) const
{
    const auto& machine = m_inventory.machines[refused.machine];
    const std::string outcome = ToString(MoveOutcome::REFUSED);
    const std::string reason = ToString(refused.reason);
    MigrationReport move;
    move.vm = machine.name;
    move.from = m_inventory.hypervisors[machine.hypervisor].name;
    move.mode = m_mode;
    move.failure = reason;
    move.remark = outcome + ": " + reason;
    move.extra = {{"links", std::string()},
                  {"memory", machine.memory},
                  {"predicted_s", NOT_MEASURED},
                  {"deadline_s", NOT_MEASURED},
                  {"tries", uint64_t{0}},
                  {"outcome", outcome},
                  {"reason", reason},
                  {"missed_deadline", false},
                  {"late_by_s", NOT_MEASURED}};
    return move;
}

void
EvacuationReport::AddMoves(RunResult& result) const
{
    result.areMovesMany = true;
    for (const auto& report : m_moves)
    {
        result.migrations.push_back(MakeMove(report));
    }
    for (const auto& refused : m_plan.refused)
    {
        result.migrations.push_back(MakeRefused(refused));
    }
    std::stable_sort(result.migrations.begin(),
                     result.migrations.end(),
                     [](const MigrationReport& a, const MigrationReport& b) {
                         // Those that never began are at the end.
                         return std::isfinite(a.started_s) && !(b.started_s <= a.started_s);
                     });
}

void
EvacuationReport::AddCounts(RunResult& result) const
{
    RunResult::Group group{"counts", "Outcome", {}, {}};
    std::string said;
    for (const auto outcome : OUTCOMES)
    {
        auto count = static_cast<uint64_t>(
            std::count_if(m_moves.begin(), m_moves.end(), [outcome](const MoveReport& report) {
                return report.outcome == outcome;
            }));
        count += outcome == MoveOutcome::REFUSED ? m_plan.refused.size() : 0;
        group.figures.emplace_back(ToString(outcome), count);
        if (count > 0)
        {
            said += (said.empty() ? "" : ", ") + std::to_string(count) + " " + ToString(outcome);
        }
    }
    group.sentences.push_back("moves: " + (said.empty() ? "none" : said));
    result.groups.push_back(group);
}

void
EvacuationReport::AddDeadlines(RunResult& result) const
{
    uint64_t asked = 0;
    std::vector<std::pair<double, std::string>> missed;
    std::vector<std::pair<double, std::string>> refused;
    uint64_t neverDone = 0;
    for (const auto& report : m_moves)
    {
        if (report.request.deadline.IsZero())
        {
            continue;
        }
        asked++;
        const std::string name = Names::FindName(report.request.machine->GetNode());
        if (IsTooLate(report))
        {
            refused.emplace_back(FindLateness(report), name);
        }
        else if (report.missedDeadline && report.outcome == MoveOutcome::DONE)
        {
            missed.emplace_back(FindLateness(report), name);
        }
        else if (report.outcome != MoveOutcome::DONE)
        {
            neverDone++;
        }
    }
    if (asked == 0)
    {
        return;
    }
    const auto most = [](const auto& some) {
        return some.empty() ? std::make_pair(NOT_MEASURED, std::string())
                            : *std::max_element(some.begin(), some.end());
    };
    const double sum =
        std::accumulate(missed.begin(), missed.end(), 0.0, [](double all, const auto& one) {
            return all + one.first;
        });
    const double mean = missed.empty() ? NOT_MEASURED : sum / static_cast<double>(missed.size());
    RunResult::Group group{"deadlines", "Deadlines", {}, {}};
    group.figures = {{"asked", asked},
                     {"missed", uint64_t{missed.size()}},
                     {"refused", uint64_t{refused.size()}},
                     {"never_done", neverDone},
                     {"late_by_mean_s", mean},
                     {"late_by_most_s", most(missed).first}};
    std::string said = std::to_string(missed.size()) + " of " + std::to_string(asked) + " missed";
    if (!missed.empty())
    {
        said += ", by " + FormatDuration(mean) + " in the mean and " +
                FormatDuration(most(missed).first) + " at most (" + most(missed).second + ")";
    }
    group.sentences.push_back(said);
    if (neverDone > 0)
    {
        group.sentences.push_back(std::to_string(neverDone) +
                                  " not met, as the machine was not moved");
    }
    if (!refused.empty())
    {
        std::string names;
        for (std::size_t i = 0; i < std::min(NAMED, refused.size()); i++)
        {
            names += (i == 0 ? "" : ", ") + refused[i].second + " (" +
                     FormatDuration(refused[i].first) + ")";
        }
        const auto more = refused.size() - std::min(NAMED, refused.size());
        names += more > 0 ? " and " + std::to_string(more) + " more: see moves.csv" : "";
        group.sentences.push_back(std::to_string(refused.size()) +
                                  " refused, as they would be late by: " + names);
    }
    result.groups.push_back(group);
}

void
EvacuationReport::AddNetwork(const EvacuationNetwork& network,
                             double makespan_s,
                             RunResult& result) const
{
    RunResult::Table table{"links", "Links between the data centres", {}};
    for (std::size_t i = 0; i < m_links.size(); i++)
    {
        const auto& link = m_links[i];
        const auto rate = static_cast<double>(link.capacity);
        const uint64_t octets = std::max(network.GetSent(i, 1), network.GetSent(i, 2));
        const double utilisation =
            makespan_s > 0 ? static_cast<double>(octets) * 8 / rate / makespan_s : 0;
        table.rows.push_back({{"name", link.name},
                              {"rate", link.capacity},
                              {"moves", uint64_t{link.moves}},
                              {"most_moves", uint64_t{link.mostMoves}},
                              {"bytes", link.bytes},
                              {"octets", octets},
                              {"busy_s", link.busy.GetSeconds()},
                              {"utilisation", std::round(utilisation * 1e6) / 1e6}});
        result.series.push_back({link.name, rate, network.GetLoad(i)});
    }
    result.tables.push_back(table);
    result.fabric = network.GetFabric();
    result.drops = network.GetDrops();
}

double
EvacuationReport::FindMakespan() const
{
    double makespan = 0;
    for (const auto& report : m_moves)
    {
        if (report.HasEnded())
        {
            makespan = std::max(makespan, (report.ended - report.requested).GetSeconds());
        }
    }
    return makespan;
}

double
EvacuationReport::FindBound() const
{
    double bound = 0;
    for (const auto& link : m_links)
    {
        bound = std::max(bound,
                         static_cast<double>(link.bytes) * 8 / static_cast<double>(link.capacity));
    }
    return bound;
}

} // namespace ns3
