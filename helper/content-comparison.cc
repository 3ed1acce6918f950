/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-comparison.h"

#include "figure-words.h"
#include "told-figures.h"

#include <cmath>

namespace ns3
{

namespace
{

const char* const STAGE_NAMES[] = {"before", "during", "after"}; //!< of ContentMeasures

/// @param told of a policy @param name of a figure of its changes @return the number of clients
/// that have it, its mean and its maximum
std::vector<double>
SumUpChanges(const nlohmann::json& told, const char* name)
{
    double sum = 0;
    double most = NOT_MEASURED;
    double count = 0;
    for (const auto& change : told.at("changes"))
    {
        const double value = HearNumber(change.at(name));
        if (!std::isnan(value))
        {
            count++;
            sum += value;
            most = std::fmax(most, value);
        }
    }
    return {count, count > 0 ? sum / count : NOT_MEASURED, most};
}

/// @param policy its name @param told of it @return its row
ResultFigures
MakePolicyRow(const std::string& policy, const nlohmann::json& told)
{
    const auto& all = told.at("all");
    return {{"policy", policy},
            {"delay_s", HearNumber(all.at("delay_s"))},
            {"delay_p95_s", HearNumber(all.at("delay_p95_s"))},
            {"nearest_ratio", HearNumber(all.at("nearest_ratio"))},
            {"lost", all.at("lost").get<uint64_t>()},
            {"followed_after_s", SumUpChanges(told, "followed_s")[1]},
            {"returned_after_s", SumUpChanges(told, "returned_s")[1]},
            {"probes", told.at("probes").get<uint64_t>()}};
}

/// @param name of the row @param told of a policy @param figure of its changes @return a row
ResultFigures
MakeChangeRow(const std::string& name, const nlohmann::json& told, const char* figure)
{
    const auto sums = SumUpChanges(told, figure);
    return {{"change", name},
            {"concerned", uint64_t{told.at("changes").size()}},
            {"clients", static_cast<uint64_t>(sums[0])},
            {"mean_after_s", sums[1]},
            {"last_after_s", sums[2]}};
}

} // namespace

ContentComparison::ContentComparison(const ContentMeasures::Times& times, const std::string& fail)
    : m_times(times),
      m_fail(fail)
{
}

void
ContentComparison::Add(const std::string& name, const std::string& figure, const std::string& told)
{
    m_policies.push_back({name, figure, nlohmann::json::parse(told)});
}

void
ContentComparison::Report(RunResult& result) const
{
    AddTables(result);
    result.tables.push_back(MakeTimeline());
    AddEvents(result);
    for (const auto& policy : m_policies)
    {
        HearCounts(policy.told.at("control"), result.control);
        HearCounts(policy.told.at("drops"), result.drops);
        result.end_s = policy.told.at("end_s");
    }
}

void
ContentComparison::AddTables(RunResult& result) const
{
    RunResult::Table rows{"policies", "All in all", {}};
    RunResult::Table stages{"stages", "Delays from request to answer", {}};
    RunResult::Table changes{"changes", "Clients that followed, and returned", {}};
    RunResult::Table losses{"losses", "Requests and answers lost", {}};
    for (std::size_t i = 0; i < m_policies.size(); i++)
    {
        rows.rows.push_back(MakePolicyRow(m_policies[i].name, m_policies[i].told));
        for (std::size_t j = 0; j < ContentMeasures::STAGES; j++)
        {
            const auto& stage = m_policies[i].told.at("stages").at(j);
            stages.rows.push_back({{"stage", m_policies[i].name + ", " + STAGE_NAMES[j]},
                                   {"requests", stage.at("requests").get<uint64_t>()},
                                   {"lost", stage.at("lost").get<uint64_t>()},
                                   {"delay_s", HearNumber(stage.at("delay_s"))},
                                   {"delay_p95_s", HearNumber(stage.at("delay_p95_s"))},
                                   {"nearest_ratio", HearNumber(stage.at("nearest_ratio"))}});
        }
        changes.rows.push_back(
            MakeChangeRow(m_policies[i].name + ", followed", m_policies[i].told, "followed_s"));
        changes.rows.push_back(
            MakeChangeRow(m_policies[i].name + ", returned", m_policies[i].told, "returned_s"));
        for (const auto& [reason, count] : m_policies[i].told.at("losses").items())
        {
            losses.rows.push_back(
                {{"loss", m_policies[i].name + ", " + reason}, {"packets", count.get<uint64_t>()}});
        }
    }
    result.tables.push_back(rows);
    result.tables.push_back(stages);
    result.tables.push_back(changes);
    if (!losses.rows.empty())
    {
        result.tables.push_back(losses);
    }
}

RunResult::Table
ContentComparison::MakeTimeline() const
{
    RunResult::Table table{"timeline", "Over time", {}};
    table.over = "second";
    const double bin = (m_times[1] - m_times[0]) / BINS;
    for (uint32_t i = 0; i < ContentMeasures::STAGES * BINS; i++)
    {
        const double second = m_times[0] + i * bin;
        ResultFigures row{{"from", FormatDuration(second)}, {"second", second}};
        for (std::size_t j = 0; j < m_policies.size(); j++)
        {
            const auto& part = m_policies[j].told.at("bins").at(i);
            row.emplace_back(m_policies[j].figure + "_delay_s", HearNumber(part.at("delay_s")));
            row.emplace_back(m_policies[j].figure + "_nearest_ratio",
                             HearNumber(part.at("nearest_ratio")));
        }
        table.rows.push_back(row);
    }
    for (const char* figure : {"_delay_s", "_nearest_ratio"})
    {
        for (const auto& policy : m_policies)
        {
            table.drawn.push_back(policy.figure + figure);
        }
    }
    return table;
}

void
ContentComparison::AddEvents(RunResult& result) const
{
    const auto name = [](const char* what, const nlohmann::json& number) {
        return what + std::to_string(number.get<uint32_t>() + 1);
    };
    const auto copy = name("copy", m_policies.front().told.at("central"));
    result.events.push_back(
        {m_times[0], copy, "is-central", "has the shortest way to all clients"});
    if (m_fail != "none")
    {
        result.events.push_back({m_times[1],
                                 copy,
                                 m_fail == "dies" ? "link-fails" : "gets-far",
                                 "neither end of its uplink notices"});
        result.events.push_back({m_times[2], copy, "is-as-before", ""});
    }
    for (std::size_t i = 0; i < m_policies.size(); i++)
    {
        for (const auto& change : m_policies[i].told.at("changes"))
        {
            const auto client = name("client", change.at("client"));
            const double followed = HearNumber(change.at("followed_s"));
            const double returned = HearNumber(change.at("returned_s"));
            if (!std::isnan(followed))
            {
                result.events.push_back(
                    {m_times[1] + followed,
                     client,
                     "follows",
                     m_policies[i].name + ", to " + name("copy", change.at("copy"))});
            }
            if (!std::isnan(returned))
            {
                result.events.push_back({m_times[2] + returned,
                                         client,
                                         "returns",
                                         m_policies[i].name + ", to " + copy});
            }
        }
    }
    SortEvents(result.events);
}

} // namespace ns3
