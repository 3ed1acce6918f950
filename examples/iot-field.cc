/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Thousands of things move between gateways.
 *
 * What the mapping system bears, how long a thing that moved cannot be reached, and how both grow
 * with the number of things.
 *
 * One simulation of IotStudy for each number of things, in parallel, with the same gateways.
 */

#include "ns3/iot-study.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/told-figures.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr int64_t STREAMS = 1000; //!< of random numbers: the first one

/// @param options the command line @return numbers of things
std::vector<uint64_t>
MakeSteps(const ProgramOptions& options)
{
    const auto most = options.GetInteger("things");
    const auto step = options.GetInteger("step");
    std::vector<uint64_t> steps;
    for (uint64_t things = step; step > 0 && things < most; things += step)
    {
        steps.push_back(things);
    }
    steps.push_back(most);
    return steps;
}

/// @param options the command line @param things how many @return what the study is to be
IotStudyOptions
MakeStudyOptions(const ProgramOptions& options, uint64_t things)
{
    IotStudyOptions study;
    study.things = static_cast<uint32_t>(things);
    study.movesAnHour = static_cast<double>(options.GetInteger("move-rate"));
    study.reportInterval = Seconds(options.GetAmount("report-interval"));
    study.commandInterval = Seconds(options.GetAmount("command-interval"));
    study.duration = Seconds(options.GetAmount("duration"));
    study.network.gateways = static_cast<uint32_t>(options.GetInteger("gateways"));
    study.network.collectors = static_cast<uint32_t>(options.GetInteger("collectors"));
    study.network.solicitsOnChange = options.GetText("update") == "smr";
    study.network.smrInterval = Seconds(options.GetAmount("smr-interval"));
    return study;
}

/**
 * @brief Run one number of things.
 * @param options the command line @param things how many
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunStep(const ProgramOptions& options, uint64_t things, const std::string& captures)
{
    RngSeedManager::SetRun(options.GetInteger("seed"));
    IotStudy study(MakeStudyOptions(options, things), STREAMS);
    if (!captures.empty())
    {
        study.GetNetwork().EnablePcap(captures + "/lisp-" + std::to_string(things));
    }
    study.Run();
    Json result = {{"figures", TellFigures(study.GetFigures())},
                   {"losses", Json::array()},
                   {"events", Json::array()},
                   {"end_s", Simulator::Now().GetSeconds()}};
    for (const auto& row : study.GetLosses())
    {
        result["losses"].push_back(TellFigures(row));
    }
    for (const auto& event : study.GetEvents())
    {
        result["events"].push_back({event.time_s, event.node, event.event, event.detail});
    }
    std::map<std::string, uint64_t> drops;
    result["control"] = study.CountControl(drops);
    result["drops"] = drops;
    return result.dump();
}

/// @param told what happened with each number of things @param result gets tables of it
void
AddTables(const std::vector<Json>& told, RunResult& result)
{
    std::vector<RunResult::Table> tables = {{"growth", "What the mapping system bears", {}},
                                            {"state", "What is kept", {}},
                                            {"delivery", "What arrives", {}},
                                            {"moves", "After a move", {}}};
    tables[0].drawn = {"registers_per_second", "smrs_per_second"};
    tables[1].drawn = {"registrations", "host_routes"};
    tables[2].drawn = {"commands_delivered_ratio"};
    tables[3].drawn = {"followed_p50_s", "followed_p95_s", "reached_p50_s", "reached_p95_s"};
    // Each takes the figures up to the first one of the next.
    const std::vector<std::string> firsts = {"registrations", "reports_sent", "registered", ""};
    for (const auto& one : told)
    {
        const auto figures = HearFigures(one.at("figures"));
        std::size_t i = 2; // after the name and the number
        for (std::size_t j = 0; j < tables.size(); j++)
        {
            ResultFigures row(figures.begin(), figures.begin() + 2);
            while (i < figures.size() && figures[i].first != firsts[j])
            {
                row.push_back(figures[i++]);
            }
            tables[j].rows.push_back(row);
        }
    }
    for (auto& table : tables)
    {
        table.over = "things";
        result.tables.push_back(table);
    }
}

/// @param options the command line @param told what happened with each number of things
/// @return the result
RunResult
MakeResult(const ProgramOptions& options, const std::vector<Json>& told)
{
    auto result = DescribeStudy(options,
                                "things move between gateways",
                                {"things",
                                 "step",
                                 "gateways",
                                 "collectors",
                                 "move-rate",
                                 "report-interval",
                                 "command-interval",
                                 "duration",
                                 "smr-interval",
                                 "update"},
                                "_s");
    result.notes.emplace_back("events, losses, drops and control messages are those of all things, "
                              "the last row");
    AddTables(told, result);
    const auto& last = told.back();
    RunResult::Table losses{"losses", "Why packets were lost", {}};
    for (const auto& row : last.at("losses"))
    {
        losses.rows.push_back(HearFigures(row));
    }
    if (!losses.rows.empty())
    {
        result.tables.push_back(losses);
    }
    for (const auto& event : last.at("events"))
    {
        result.events.push_back({event[0], event[1], event[2], event[3]});
    }
    HearCounts(last.at("control"), result.control);
    HearCounts(last.at("drops"), result.drops);
    result.end_s = last.at("end_s");
    return result;
}

/// @param options the command line @return the exit status
int
RunField(const ProgramOptions& options)
{
    const auto steps = MakeSteps(options);
    if (steps.size() > 100)
    {
        options.Refuse("step", "things", "at most 100 steps");
    }
    ResultFolder folder(options.GetText("out"));
    const auto captures = FindCaptures(options, folder);
    const auto told = HearAll(RunBeside(
        options,
        steps.size(),
        [&](uint64_t run) { return RunStep(options, steps[run], captures); },
        [&](uint64_t run) { return std::to_string(steps[run]) + " things"; }));
    const auto result = MakeResult(options, told);
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("iot-field", "thousands of things move between gateways");
    options.AddInteger("things", "things, each an EID", 2000, 1, ThingField::MAX_THINGS);
    options.AddInteger("step",
                       "how many more in each of at most 100 simulations; 0: there is one",
                       500,
                       0,
                       ThingField::MAX_THINGS);
    options.AddInteger("gateways", "tunnel routers with a cell each", 8, 2, 64);
    options.AddInteger("collectors", "LISP sites with a collector each", 1, 1, 16);
    options.AddInteger("move-rate", "moves of a thing in an hour, in the mean", 12, 0, 3600);
    options.AddAmount("report-interval",
                      "between reports of a thing",
                      ProgramOptions::SECONDS,
                      "10s",
                      "100ms",
                      "1h");
    options.AddAmount("command-interval",
                      "between commands to a thing",
                      ProgramOptions::SECONDS,
                      "10s",
                      "100ms",
                      "1h");
    options.AddAmount("duration",
                      "while things move and rates are taken",
                      ProgramOptions::SECONDS,
                      "60s",
                      "1s",
                      "1h");
    options.AddChoice("update",
                      "who solicits collectors: the old gateway, of data, or the new one at once",
                      {"map-notify", "smr"});
    options.AddAmount("smr-interval",
                      "between Solicit-Map-Requests of a gateway to a locator",
                      ProgramOptions::SECONDS,
                      "3s",
                      "1ms",
                      "1min");
    options.AddEffect({"update", {}, "move-rate", {}});
    options.AddEffect({"smr-interval", {}, "move-rate", {}});
    AddJobs(options, "the steps");
    return options.Run(argc, argv, RunField);
}
