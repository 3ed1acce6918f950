/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Content served by several copies of one address: the nearest by measured delay, all by
 * weights, or one in the middle; a copy fails or gets far in mid-run, and clients follow.
 *
 * One simulation of ContentNetwork for each policy, with the same places and requests, in parallel.
 * The copy that changes is the one in the middle.
 */

#include "ns3/content-measures.h"
#include "ns3/content-study.h"
#include "ns3/figure-words.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/run-result.h"
#include "ns3/study-program.h"
#include "ns3/told-figures.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr double SETTLE_S = 5; //!< from the first request on: locators have been probed
constexpr uint32_t BINS = 12;  //!< of a stage, in the table over time

const char* const STAGE_NAMES[] = {"before", "during", "after"}; //!< of ContentMeasures

/// A policy.
struct Policy
{
    ContentPolicy policy; //!< which
    std::string name;     //!< on the command line
    std::string figure;   //!< before the names of its figures over time
};

/// @param options the command line @return the policies to compare
std::vector<Policy>
FindPolicies(const ProgramOptions& options)
{
    std::vector<Policy> policies;
    for (const auto& policy : {Policy{ContentPolicy::LOWEST_DELAY, "lowest-delay", "lowest"},
                               Policy{ContentPolicy::WEIGHTS, "weights", "weights"},
                               Policy{ContentPolicy::CENTRAL, "central", "central"}})
    {
        if (options.GetText("policy") == "all" || options.GetText("policy") == policy.name)
        {
            policies.push_back(policy);
        }
    }
    return policies;
}

/// @param options the command line @return when the stages begin
ContentMeasures::Times
FindTimes(const ProgramOptions& options)
{
    const double stage = options.GetAmount("stage");
    const double start = ContentStudy::START_S + SETTLE_S;
    return {start, start + stage, start + 2 * stage, start + 3 * stage};
}

/**
 * @brief Run one policy.
 * @param options the command line @param policy which
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunPolicy(const ProgramOptions& options, const Policy& policy, const std::string& captures)
{
    ContentStudy study;
    study.seed = options.GetInteger("seed");
    study.network.copies = static_cast<uint32_t>(options.GetInteger("copies"));
    study.network.clients = static_cast<uint32_t>(options.GetInteger("clients"));
    study.network.policy = policy.policy;
    study.network.probeInterval = Seconds(options.GetAmount("probe-interval"));
    const auto& fail = options.GetText("fail");
    study.change = fail == "dies"  ? ContentStudy::DIES
                   : fail == "far" ? ContentStudy::FAR
                                   : ContentStudy::NONE;
    study.detour = Seconds(options.GetAmount("detour"));
    study.times = FindTimes(options);
    study.bins = ContentMeasures::STAGES * BINS;
    study.captures = captures.empty() ? "" : captures + "/" + policy.name;
    return study.Run();
}

/// @param told of a policy @param name of a figure of its changes @return the number of clients
/// that have it, its mean and its maximum
std::vector<double>
SumUp(const Json& told, const char* name)
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

/// @param policy a policy @param told of it @return its row
ResultFigures
MakeRow(const Policy& policy, const Json& told)
{
    const auto& all = told.at("all");
    return {{"policy", policy.name},
            {"delay_s", HearNumber(all.at("delay_s"))},
            {"delay_p95_s", HearNumber(all.at("delay_p95_s"))},
            {"nearest_ratio", HearNumber(all.at("nearest_ratio"))},
            {"lost", all.at("lost").get<uint64_t>()},
            {"followed_after_s", SumUp(told, "followed_s")[1]},
            {"returned_after_s", SumUp(told, "returned_s")[1]},
            {"probes", told.at("probes").get<uint64_t>()}};
}

/// @param name of the row @param told of a policy @param figure of its changes @return a row
ResultFigures
MakeChangeRow(const std::string& name, const Json& told, const char* figure)
{
    const auto sums = SumUp(told, figure);
    return {{"change", name},
            {"concerned", uint64_t{told.at("changes").size()}},
            {"clients", static_cast<uint64_t>(sums[0])},
            {"mean_after_s", sums[1]},
            {"last_after_s", sums[2]}};
}

/// @param policies compared @param told of each @param result gets the tables
void
AddTables(const std::vector<Policy>& policies, const std::vector<Json>& told, RunResult& result)
{
    RunResult::Table rows{"policies", "All in all", {}};
    RunResult::Table stages{"stages", "Delays from request to answer", {}};
    RunResult::Table changes{"changes", "Clients that followed, and returned", {}};
    RunResult::Table losses{"losses", "Requests and answers lost", {}};
    for (std::size_t i = 0; i < policies.size(); i++)
    {
        rows.rows.push_back(MakeRow(policies[i], told[i]));
        for (std::size_t j = 0; j < ContentMeasures::STAGES; j++)
        {
            const auto& stage = told[i].at("stages").at(j);
            stages.rows.push_back({{"stage", policies[i].name + ", " + STAGE_NAMES[j]},
                                   {"requests", stage.at("requests").get<uint64_t>()},
                                   {"lost", stage.at("lost").get<uint64_t>()},
                                   {"delay_s", HearNumber(stage.at("delay_s"))},
                                   {"delay_p95_s", HearNumber(stage.at("delay_p95_s"))},
                                   {"nearest_ratio", HearNumber(stage.at("nearest_ratio"))}});
        }
        changes.rows.push_back(
            MakeChangeRow(policies[i].name + ", followed", told[i], "followed_s"));
        changes.rows.push_back(
            MakeChangeRow(policies[i].name + ", returned", told[i], "returned_s"));
        for (const auto& [reason, count] : told[i].at("losses").items())
        {
            losses.rows.push_back(
                {{"loss", policies[i].name + ", " + reason}, {"packets", count.get<uint64_t>()}});
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

/// @param options the command line @param policies compared @param told of each @return how it
/// went over time
RunResult::Table
MakeTimeline(const ProgramOptions& options,
             const std::vector<Policy>& policies,
             const std::vector<Json>& told)
{
    RunResult::Table table{"timeline", "Over time", {}};
    table.over = "second";
    const double bin = options.GetAmount("stage") / BINS;
    for (uint32_t i = 0; i < ContentMeasures::STAGES * BINS; i++)
    {
        const double second = FindTimes(options)[0] + i * bin;
        ResultFigures row{{"from", FormatDuration(second)}, {"second", second}};
        for (std::size_t j = 0; j < policies.size(); j++)
        {
            const auto& part = told[j].at("bins").at(i);
            row.emplace_back(policies[j].figure + "_delay_s", HearNumber(part.at("delay_s")));
            row.emplace_back(policies[j].figure + "_nearest_ratio",
                             HearNumber(part.at("nearest_ratio")));
        }
        table.rows.push_back(row);
    }
    for (const char* figure : {"_delay_s", "_nearest_ratio"})
    {
        for (const auto& policy : policies)
        {
            table.drawn.push_back(policy.figure + figure);
        }
    }
    return table;
}

/// @param options the command line @param policies compared @param told of each @param result gets
/// the events
void
AddEvents(const ProgramOptions& options,
          const std::vector<Policy>& policies,
          const std::vector<Json>& told,
          RunResult& result)
{
    const auto name = [](const char* what, const Json& number) {
        return what + std::to_string(number.get<uint32_t>() + 1);
    };
    const auto times = FindTimes(options);
    const auto copy = name("copy", told.front().at("central"));
    const auto& fail = options.GetText("fail");
    result.events.push_back({times[0], copy, "is-central", "has the shortest way to all clients"});
    if (fail != "none")
    {
        result.events.push_back({times[1],
                                 copy,
                                 fail == "dies" ? "link-fails" : "gets-far",
                                 "neither end of its uplink notices"});
        result.events.push_back({times[2], copy, "is-as-before", ""});
    }
    for (std::size_t i = 0; i < policies.size(); i++)
    {
        for (const auto& change : told[i].at("changes"))
        {
            const auto client = name("client", change.at("client"));
            const double followed = HearNumber(change.at("followed_s"));
            const double returned = HearNumber(change.at("returned_s"));
            if (!std::isnan(followed))
            {
                result.events.push_back(
                    {times[1] + followed,
                     client,
                     "follows",
                     policies[i].name + ", to " + name("copy", change.at("copy"))});
            }
            if (!std::isnan(returned))
            {
                result.events.push_back(
                    {times[2] + returned, client, "returns", policies[i].name + ", to " + copy});
            }
        }
    }
    SortEvents(result.events);
}

/// @param options the command line @param policies compared @param told of each @return the result
RunResult
MakeResult(const ProgramOptions& options,
           const std::vector<Policy>& policies,
           const std::vector<Json>& told)
{
    auto result =
        DescribeStudy(options,
                      "content from several copies, of which one changes",
                      {"copies", "clients", "policy", "fail", "probe-interval", "stage", "detour"});
    result.notes.emplace_back("delays are from a request to its answer; the nearest copy is the "
                              "one that works and has the shortest way");
    result.notes.emplace_back("the stages are of one length: before the change, during it, after "
                              "it");
    AddTables(policies, told, result);
    result.tables.push_back(MakeTimeline(options, policies, told));
    AddEvents(options, policies, told, result);
    for (const auto& one : told)
    {
        HearCounts(one.at("control"), result.control);
        HearCounts(one.at("drops"), result.drops);
        result.end_s = one.at("end_s");
    }
    return result;
}

/// @param options the command line @return the exit status
int
Deliver(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    const auto policies = FindPolicies(options);
    const auto captures = FindCaptures(options, folder);
    const auto told = HearAll(RunBeside(
        options,
        policies.size(),
        [&](uint64_t run) { return RunPolicy(options, policies[run], captures); },
        [&](uint64_t run) { return policies[run].name; }));
    const auto result = MakeResult(options, policies, told);
    FinishStudy(options,
                folder,
                result,
                "summary.json, policies.csv, stages.csv, changes.csv, timeline.csv, events.csv");
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("content-delivery",
                           "content from the nearest of several copies, by locator choice");
    options.AddInteger("copies", "of the content, at sites in different places", 4, 2, 16);
    options.AddInteger("clients", "sites that ask for it", 12, 1, 200);
    options.AddChoice("policy",
                      "how clients' routers choose a copy; central: there is one alone",
                      {"all", "lowest-delay", "weights", "central"});
    options.AddChoice("fail",
                      "what becomes of the copy in the middle: its link fails, or gets longer",
                      {"dies", "far", "none"});
    options.AddAmount("detour",
                      "by how much, with --fail=far",
                      ProgramOptions::SECONDS,
                      "100ms",
                      "1ms",
                      "1s");
    options.AddAmount("probe-interval",
                      "of RLOC-probes; deployed routers have 60 s",
                      ProgramOptions::SECONDS,
                      "5s",
                      "1s",
                      "10min");
    options.AddAmount("stage",
                      "how long it is well, then changed, then well again",
                      ProgramOptions::SECONDS,
                      "120s",
                      "10s",
                      "1h");
    AddJobs(options, "the policies");
    return options.Run(argc, argv, Deliver);
}
