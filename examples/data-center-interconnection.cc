/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres with two uplinks each: load by weights, which change, and an uplink that
 * fails; how each mechanism finds that out.
 *
 * One simulation of MultihomedNetwork for each failure and mechanism, with the same flows, in
 * parallel.
 */

#include "ns3/figure-words.h"
#include "ns3/multihomed-network.h"
#include "ns3/parallel-runs.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/result-table.h"
#include "ns3/result-text.h"
#include "ns3/result-writer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-progress.h"
#include "ns3/simulator.h"
#include "ns3/study-traffic.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr double START_S = 5;          //!< when flows start: sites have registered
constexpr double WEIGHTS_S = 10;       //!< when weights change
constexpr double FAIL_S = 15;          //!< when the uplink fails
constexpr double BACK_S = 30;          //!< when it is back
constexpr double STOP_S = 45;          //!< when flows end
constexpr double DRAIN_S = 1;          //!< for the last packets
constexpr double SETTLE_S = 1;         //!< after a change, before shares are taken
constexpr uint64_t MOST_FLOWS = 1000;  //!< in all: so that all have started after SETTLE_S
constexpr int64_t STREAMS = 1000;      //!< of random numbers: the first one
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

/// @param values of each data centre @return the largest; NOT_MEASURED if one of them is
double
FindLatest(const std::vector<double>& values)
{
    double latest = 0;
    for (const double value : values)
    {
        latest = std::isfinite(value) ? std::max(latest, value) : NOT_MEASURED;
        if (!std::isfinite(latest))
        {
            break;
        }
    }
    return latest;
}

/// @param value of a figure @return it for JSON, which has no number for NOT_MEASURED
Json
Tell(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

/// @param value of a figure, from JSON @return it
double
Hear(const Json& value)
{
    return value.is_null() ? NOT_MEASURED : value.get<double>();
}

/// @param network that has run @param result gets what its tunnel routers did
void
TellLocators(const MultihomedNetwork& network, Json& result)
{
    std::vector<double> learned;
    std::vector<double> noticed;
    std::vector<double> left;
    std::vector<double> returned;
    std::map<std::string, double> shares;
    const auto count = static_cast<double>(network.GetWatches().size());
    for (const auto& watch : network.GetWatches())
    {
        learned.push_back(watch->FindLearned(Seconds(WEIGHTS_S)));
        noticed.push_back(watch->FindNotice(Seconds(FAIL_S)));
        // In one interval every flow sends.
        left.push_back(watch->FindLeaving(Seconds(FAIL_S),
                                          Seconds(BACK_S),
                                          network.GetInterval() + MilliSeconds(1)));
        returned.push_back(watch->FindReturn(Seconds(BACK_S)));
        const auto add = [&](const std::string& name, double from, double until) {
            shares[name] += watch->FindShare(Seconds(from), Seconds(until)) / count;
        };
        add("before", START_S + SETTLE_S, WEIGHTS_S);
        add("after", WEIGHTS_S + SETTLE_S, FAIL_S);
        add("failed", FAIL_S + SETTLE_S, BACK_S);
        add("back", STOP_S - SETTLE_S, STOP_S);
    }
    const double leaving = FindLatest(left);
    result["followed_s"] = Tell(FindLatest(learned));
    result["failover_s"] = Tell(std::isfinite(leaving) ? FindLatest(noticed) : NOT_MEASURED);
    result["last_packet_s"] = Tell(leaving);
    result["return_s"] = Tell(std::isfinite(leaving) ? FindLatest(returned) : NOT_MEASURED);
    result["locators"] = Json::array();
    for (const auto& watch : network.GetWatches())
    {
        for (const auto& event : watch->GetEvents())
        {
            result["locators"].push_back({event.time_s, event.node, event.event, event.detail});
        }
    }
    for (const auto& [name, share] : shares)
    {
        result["shares"][name] = Tell(share);
    }
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
    RngSeedManager::SetRun(options.GetInteger("seed"));
    MultihomedNetwork network(MakeNetworkOptions(options, run.detection), STREAMS);
    StudyTraffic traffic(Seconds(START_S), Seconds(STOP_S));
    network.AddTraffic(traffic);
    if (!captures.empty())
    {
        network.EnablePcap(captures + "/" + run.failure + "-" + run.detection);
    }
    const auto set = [&network, &run](bool isUp) {
        run.failure == LINK ? network.SetLink(isUp) : network.SetArrival(isUp);
    };
    Simulator::Schedule(Seconds(WEIGHTS_S), [&] {
        network.SetWeight(static_cast<uint32_t>(options.GetInteger("new-weight")));
    });
    Simulator::Schedule(Seconds(FAIL_S), [&set] { set(false); });
    Simulator::Schedule(Seconds(BACK_S), [&set] { set(true); });
    Simulator::Stop(Seconds(STOP_S + DRAIN_S));
    Simulator::Run();
    Json result = {{"messages", network.CountMessages()}, {"lost", Json::object()}};
    TellLocators(network, result);
    std::map<std::string, uint64_t> lost;
    uint64_t sent = 0;
    uint64_t lostFrom = 0;
    for (const auto& flow : traffic.Report({}, NOT_MEASURED))
    {
        const bool isTo = flow.destination == "dc2-host";
        sent += isTo ? flow.sent : 0;
        lostFrom += isTo ? 0 : flow.lost;
        for (const auto& [reason, packets] : flow.lostByReason)
        {
            lost[reason] += isTo ? packets : 0;
        }
    }
    result["sent"] = sent;
    result["lost_others"] = lostFrom;
    for (const auto& [reason, packets] : lost)
    {
        result["lost"][reason] = packets;
    }
    for (std::size_t i = 0; i < MultihomedNetwork::UPLINKS; i++)
    {
        const auto load = network.GetLoad(i);
        result["loads"].push_back({{"bin_s", load.bin_s}, {"bytes", load.bytes}});
    }
    result["drops"] = traffic.GetLedger()->GetDrops();
    std::map<std::string, uint64_t> control;
    std::map<std::string, uint64_t> drops;
    LispHelper::CountControl(control, drops);
    for (const auto& [reason, count] : drops)
    {
        result["drops"][reason] = count;
    }
    result["end_s"] = Simulator::Now().GetSeconds();
    return result.dump();
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
                          {"failover_s", Hear(one.at("failover_s"))},
                          {"last_packet_s", Hear(one.at("last_packet_s"))},
                          {"return_s", Hear(one.at("return_s"))}};
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
                               {"followed_s", Hear(one.at("followed_s"))},
                               {"before_ratio", Hear(parts.at("before"))},
                               {"after_ratio", Hear(parts.at("after"))},
                               {"failed_ratio", Hear(parts.at("failed"))},
                               {"back_ratio", Hear(parts.at("back"))}});
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
    add(WEIGHTS_S, "dc2-gateway", "weights-change");
    add(WEIGHTS_S + Hear(told.at("followed_s")), "others", "weights-followed");
    add(FAIL_S, "dc2-gateway", "uplink-fails");
    add(FAIL_S + Hear(told.at("failover_s")), "others", "uplink-left");
    add(BACK_S, "dc2-gateway", "uplink-is-back");
    add(BACK_S + Hear(told.at("return_s")), "others", "uplink-used-again");
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
    RunResult result;
    result.program = options.GetProgram();
    result.seed = options.GetInteger("seed");
    result.title = "data centres with two uplinks each, of which one fails";
    result.notes.emplace_back(
        "weights of dc2 change at 10 s, its first uplink fails at 15 s and is "
        "back at 30 s; flows last from 5 to 45 s");
    result.notes.emplace_back("link: both ends notice; one-way: nothing arrives at dc2, and nobody "
                              "notices");
    for (const auto* name : {"data-centers", "flows", "weight", "new-weight"})
    {
        result.parameters.emplace_back(name, options.GetInteger(name));
    }
    for (const auto* name : {"failure", "detection"})
    {
        result.parameters.emplace_back(name, options.GetText(name));
    }
    for (const auto* name : {"probe-interval", "echo-interval", "retry", "advertisement-interval"})
    {
        result.parameters.emplace_back(name, options.GetAmount(name));
    }
    AddTables(runs, told, result);
    const auto others = static_cast<double>(options.GetInteger("data-centers"));
    // One packet in a millisecond, shared by all data centres; a tenth for control.
    const double most = 1.1e3 / others * MultihomedNetwork::GetPacketSize() * 8;
    for (std::size_t i = 0; i < runs.size(); i++)
    {
        AddEvents(runs[i], told[i], result);
        for (const auto& [name, count] : told[i].at("messages").items())
        {
            result.control[name] += count.get<uint64_t>();
        }
        for (const auto& [name, count] : told[i].at("drops").items())
        {
            result.drops[name] += count.get<uint64_t>();
        }
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
    std::stable_sort(result.events.begin(), result.events.end(), [](const auto& a, const auto& b) {
        return a.time_s < b.time_s;
    });
    return result;
}

/// @param options the command line @return the exit status
int
Interconnect(const ProgramOptions& options)
{
    const auto sites = options.GetInteger("data-centers");
    if (options.GetInteger("flows") * sites * (sites - 1) > MOST_FLOWS)
    {
        throw std::invalid_argument("--flows=" + options.GetText("flows") +
                                    " with --data-centers=" + options.GetText("data-centers") +
                                    ": accepted: at most " + std::to_string(MOST_FLOWS) +
                                    " flows in all");
    }
    ResultFolder folder(options.GetText("out"));
    const auto runs = ListRuns(options);
    ParallelRuns parallel(
        runs.size(),
        options.GetInteger("jobs"),
        [&](uint64_t run) {
            return RunOne(options, runs[run], options.GetFlag("pcap") ? folder.GetWorkPath() : "");
        },
        [&runs](uint64_t run) { return runs[run].GetName(); });
    std::vector<Json> told;
    {
        RunProgress progress(runs.size());
        for (const auto& text : parallel.Finish(&progress))
        {
            told.push_back(Json::parse(text));
        }
    }
    const auto result = MakeResult(options, runs, told);
    WriteResult(folder, result);
    if (options.GetFlag("json"))
    {
        std::cout << WriteJson(result);
    }
    else
    {
        PrintResult(std::cout, result);
        std::cout << "\nresult in " << options.GetText("out")
                  << ":\nreport.html to look at; summary.json, detection.csv, messages.csv, "
                     "shares.csv, series.csv, events.csv\n";
    }
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
    options.AddInteger("flows", "UDP flows from each to each other one", 100, 1, 500);
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
    options.AddInteger("jobs",
                       "processes that do the runs; 0: as many as there are processors",
                       0,
                       0,
                       1024);
    return options.Run(argc, argv, Interconnect);
}
