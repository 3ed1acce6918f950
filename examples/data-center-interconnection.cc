/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two uplinks each: load by weights, and how loss of one is found out.
 *
 * Data centres spread what comes in over their uplinks by weights, which change; then an uplink
 * fails, and each mechanism finds that out in its time.
 *
 * One simulation of MultihomedNetwork for each failure and mechanism, with the same flows, in
 * parallel.
 */

#include "ns3/figure-words.h"
#include "ns3/multihomed-study.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/study-program.h"
#include "ns3/told-figures.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr uint64_t MOST_FLOWS = 1000;  //!< in all: so that all have started after SETTLE_S
const char* const LINK = "link";       //!< the failure that both ends notice
const char* const ONE_WAY = "one-way"; //!< the failure that nobody notices

/// A simulation.
struct Run
{
    std::string failure;   //!< LINK or ONE_WAY
    std::string detection; //!< see MultihomedOptions

    /// @return its name
    std::string GetName() const
    {
        return failure + " " + detection;
    }
};

/// @param options the command line @return the simulations that it asks for
std::vector<Run>
ListRuns(const ProgramOptions& options)
{
    std::vector<Run> runs;
    for (const std::string failure : {LINK, ONE_WAY})
    {
        const auto& asked = options.GetText("failure");
        for (const auto& detection : MultihomedNetwork::GetDetections())
        {
            const auto& only = options.GetText("detection");
            if ((asked == failure || asked == "both") && (only == detection || only == "all"))
            {
                runs.push_back({failure, detection});
            }
        }
    }
    return runs;
}

/// @param options the command line @param detection of failures @return the network
MultihomedOptions
MakeNetworkOptions(const ProgramOptions& options, const std::string& detection)
{
    MultihomedOptions network;
    network.sites = static_cast<uint32_t>(options.GetInteger("data-centers"));
    network.weight = static_cast<uint32_t>(options.GetInteger("weight"));
    network.flows = static_cast<uint32_t>(options.GetInteger("flows"));
    network.detection = detection;
    network.probeInterval = Seconds(options.GetAmount("probe-interval"));
    network.echoInterval = Seconds(options.GetAmount("echo-interval"));
    network.retry = Seconds(options.GetAmount("retry"));
    network.advertisementInterval = Seconds(options.GetAmount("advertisement-interval"));
    return network;
}

/**
 * @brief Run one simulation.
 * @param options the command line @param run which
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunOne(const ProgramOptions& options, const Run& run, const std::string& captures)
{
    MultihomedStudy study;
    study.network = MakeNetworkOptions(options, run.detection);
    study.seed = options.GetInteger("seed");
    study.newWeight = static_cast<uint32_t>(options.GetInteger("new-weight"));
    study.isOneWay = run.failure == ONE_WAY;
    study.captures = captures.empty() ? "" : captures + "/" + run.failure + "-" + run.detection;
    return study.Run();
}

/// @param name of a reason or message @return it as part of a figure's name
std::string
ToFigureName(std::string name)
{
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// @param told of all runs @param part of it, with counts by name @return the names
std::set<std::string>
CollectNames(const std::vector<Json>& told, const char* part)
{
    std::set<std::string> names;
    for (const auto& one : told)
    {
        for (const auto& [name, count] : one.at(part).items())
        {
            names.insert(name);
        }
    }
    return names;
}

/// @param runs in order @param told of them @param result gets the tables
void
AddTables(const std::vector<Run>& runs, const std::vector<Json>& told, RunResult& result)
{
    RunResult::Table detection{"detection", "How the failure is found out", {}};
    RunResult::Table messages{"messages", "Control messages", {}};
    RunResult::Table shares{"shares", "The first uplink's part of what is sent to dc2", {}};
    const auto reasons = CollectNames(told, "lost");
    const auto types = CollectNames(told, "messages");
    for (std::size_t i = 0; i < runs.size(); i++)
    {
        const auto& one = told[i];
        ResultFigures row{{"run", runs[i].GetName()},
                          {"failover_s", HearNumber(one.at("failover_s"))},
                          {"last_packet_s", HearNumber(one.at("last_packet_s"))},
                          {"return_s", HearNumber(one.at("return_s"))}};
        uint64_t lost = 0;
        for (const auto& [reason, count] : one.at("lost").items())
        {
            lost += count.get<uint64_t>();
        }
        row.emplace_back("sent", one.at("sent").get<uint64_t>());
        row.emplace_back("lost", lost);
        for (const auto& reason : reasons)
        {
            row.emplace_back("lost_" + ToFigureName(reason),
                             one.at("lost").value(reason, uint64_t{0}));
        }
        row.emplace_back("lost_of_others", one.at("lost_others").get<uint64_t>());
        ResultFigures counts{{"run", runs[i].GetName()}};
        uint64_t all = 0;
        for (const auto& type : types)
        {
            const auto count = one.at("messages").value(type, uint64_t{0});
            counts.emplace_back(ToFigureName(type), count);
            all += count;
        }
        row.emplace_back("messages", all);
        detection.rows.push_back(row);
        messages.rows.push_back(counts);
        const auto& parts = one.at("shares");
        shares.rows.push_back({{"run", runs[i].GetName()},
                               {"followed_s", HearNumber(one.at("followed_s"))},
                               {"before_ratio", HearNumber(parts.at("before"))},
                               {"after_ratio", HearNumber(parts.at("after"))},
                               {"failed_ratio", HearNumber(parts.at("failed"))},
                               {"back_ratio", HearNumber(parts.at("back"))}});
    }
    result.tables = {detection, messages, shares};
}

/// @param run a simulation @param told of it @param result gets when what happened
void
AddEvents(const Run& run, const Json& told, RunResult& result)
{
    const auto add = [&](double time, const char* node, const char* event) {
        if (std::isfinite(time))
        {
            result.events.push_back({time, node, event, run.GetName()});
        }
    };
    add(MultihomedStudy::WEIGHTS_S, "dc2-gateway", "weights-change");
    add(MultihomedStudy::WEIGHTS_S + HearNumber(told.at("followed_s")),
        "others",
        "weights-followed");
    add(MultihomedStudy::FAIL_S, "dc2-gateway", "uplink-fails");
    add(MultihomedStudy::FAIL_S + HearNumber(told.at("failover_s")), "others", "uplink-left");
    add(MultihomedStudy::BACK_S, "dc2-gateway", "uplink-is-back");
    add(MultihomedStudy::BACK_S + HearNumber(told.at("return_s")), "others", "uplink-used-again");
    for (const auto& event : told.at("locators"))
    {
        result.events.push_back(
            {event[0], event[1], event[2], run.GetName() + ": " + event[3].get<std::string>()});
    }
}

/// @param options the command line @param runs in order @param told of them @return the result
RunResult
MakeResult(const ProgramOptions& options,
           const std::vector<Run>& runs,
           const std::vector<Json>& told)
{
    auto result = DescribeStudy(options,
                                "data centres with two uplinks each, of which one fails",
                                {"data-centers",
                                 "flows",
                                 "weight",
                                 "new-weight",
                                 "failure",
                                 "detection",
                                 "probe-interval",
                                 "echo-interval",
                                 "retry",
                                 "advertisement-interval"});
    result.notes.emplace_back(
        "weights of dc2 change at 10 s, its first uplink fails at 15 s and is "
        "back at 30 s; flows last from 5 to 45 s");
    result.notes.emplace_back("link: both ends notice; one-way: nothing arrives at dc2, and nobody "
                              "notices");
    result.notes.emplace_back("drops and control messages are those of all simulations together");
    AddTables(runs, told, result);
    const auto others = static_cast<double>(options.GetInteger("data-centers"));
    // One packet in a millisecond, shared by all data centres; a tenth for control.
    const double most = 1.1e3 / others * MultihomedNetwork::GetPacketSize() * 8;
    for (std::size_t i = 0; i < runs.size(); i++)
    {
        AddEvents(runs[i], told[i], result);
        HearCounts(told[i].at("messages"), result.control);
        HearCounts(told[i].at("drops"), result.drops);
        for (std::size_t uplink = 0; uplink < MultihomedNetwork::UPLINKS; uplink++)
        {
            const auto& load = told[i].at("loads")[uplink];
            result.series.push_back(
                {runs[i].GetName() + " " + std::to_string(uplink + 1),
                 most,
                 {0, load.at("bin_s"), load.at("bytes").get<std::vector<uint64_t>>()}});
        }
        result.end_s = told[i].at("end_s");
    }
    SortEvents(result.events);
    return result;
}

/// @param options the command line @return the exit status
int
Interconnect(const ProgramOptions& options)
{
    const auto sites = options.GetInteger("data-centers");
    if (options.GetInteger("flows") * sites * (sites - 1) > MOST_FLOWS)
    {
        options.Refuse("flows",
                       "data-centers",
                       "at most " + std::to_string(MOST_FLOWS) + " flows in all");
    }
    ResultFolder folder(options.GetText("out"));
    const auto runs = ListRuns(options);
    const auto captures = FindCaptures(options, folder);
    const auto told = HearAll(RunBeside(
        options,
        runs.size(),
        [&](uint64_t run) { return RunOne(options, runs[run], captures); },
        [&](uint64_t run) { return runs[run].GetName(); }));
    const auto result = MakeResult(options, runs, told);
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("data-center-interconnection",
                           "two uplinks each: load by weights, and how loss of one is found out");
    auto detections = MultihomedNetwork::GetDetections();
    detections.insert(detections.begin(), "all");
    options.AddChoice("detection",
                      "how failures are found out; all: each by itself, and all of them together",
                      detections);
    options.AddChoice("failure",
                      "what happens to dc2's first uplink: both ends notice, or nobody does that "
                      "nothing arrives",
                      {"both", LINK, ONE_WAY});
    options.AddInteger("data-centers", "data centres in all", 2, 2, 4);
    options.AddInteger("flows",
                       "UDP flows from each to each other one; at most 1000 in all",
                       100,
                       1,
                       500);
    options.AddInteger("weight", "of the first uplink, per cent, at first", 50, 10, 90);
    options.AddInteger("new-weight", "of dc2's first uplink, from 10 s on", 80, 10, 90);
    options.AddAmount("probe-interval",
                      "between RLOC-probes of a locator",
                      ProgramOptions::SECONDS,
                      "5s",
                      "100ms",
                      "1h");
    options.AddAmount("echo-interval",
                      "from an echo to the next request",
                      ProgramOptions::SECONDS,
                      "6s",
                      "100ms",
                      "1h");
    options.AddAmount("retry",
                      "until what ICMP or a missing echo has taken down is tried again",
                      ProgramOptions::SECONDS,
                      "10s",
                      "100ms",
                      "1h");
    options.AddAmount("advertisement-interval",
                      "BGP's, between UPDATEs to a neighbour; RFC 4271: 30s",
                      ProgramOptions::SECONDS,
                      "0s",
                      "0s",
                      "1min");
    const std::string together = detections.back();
    options.AddEffect("probe-interval", "detection", {"probe", together, "all"});
    options.AddEffect("echo-interval", "detection", {"echo-nonce", together, "all"});
    options.AddEffect("retry", "detection", {"icmp", "echo-nonce", together, "all"});
    options.AddEffect("advertisement-interval", "detection", {"route", together, "all"});
    AddJobs(options, "the runs");
    return options.Run(argc, argv, Interconnect);
}
