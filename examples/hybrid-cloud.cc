/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A workload moves into a public cloud without LISP.
 *
 * It is an enterprise's, and keeps its address: ways, delays and losses with LISP, with LISP behind
 * the cloud's NAT, and through the enterprise without LISP.
 *
 * One simulation of HybridStudy for each of the three and each distance of the enterprise from the
 * cloud, in parallel; that of --system at --distance is told in full.
 */

#include "ns3/figure-words.h"
#include "ns3/hybrid-study.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/told-figures.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr int64_t STREAMS = 1000; //!< of random numbers: the first one
/// What is compared, in the order of the rows.
constexpr HybridSystem SYSTEMS[] = {HybridSystem::LISP,
                                    HybridSystem::LISP_NAT,
                                    HybridSystem::TRIANGULAR};

/// One simulation.
struct Case
{
    HybridSystem system;  //!< how traffic finds the workload
    double distance_s{0}; //!< from the enterprise to the cloud, one way
};

/// @param options the command line @return the distances, the longest last
std::vector<double>
MakeDistances(const ProgramOptions& options)
{
    const auto steps = options.GetInteger("steps");
    std::vector<double> distances;
    for (uint64_t i = 1; i <= steps; i++)
    {
        distances.push_back(options.GetAmount("distance") * static_cast<double>(i) /
                            static_cast<double>(steps));
    }
    return distances;
}

/// @param options the command line @param one a case @return a study of it
std::unique_ptr<HybridStudy>
MakeStudy(const ProgramOptions& options, const Case& one)
{
    RngSeedManager::SetRun(options.GetInteger("seed"));
    HybridNetworkOptions network;
    network.system = one.system;
    network.distance = Seconds(one.distance_s);
    network.toCloud = Seconds(options.GetAmount("to-cloud"));
    return std::make_unique<HybridStudy>(network, Seconds(options.GetAmount("downtime")), STREAMS);
}

/// @param options the command line @param one a case @return what happened, as text
std::string
RunCase(const ProgramOptions& options, const Case& one)
{
    const auto study = MakeStudy(options, one);
    study->Run();
    Json flows = Json::array();
    for (const auto& flow : study->GetFlows())
    {
        flows.push_back({{"name", flow.name},
                         {"before_s", flow.delaysBefore.p50},
                         {"after_s", flow.delaysAfter.p50},
                         {"interruption_s", flow.interruption_s},
                         {"sent", flow.sent},
                         {"lost", flow.lost},
                         {"reasons", flow.lostByReason},
                         {"path_before", HybridStudy::NamePath(flow.pathBefore)},
                         {"path_after", HybridStudy::NamePath(flow.pathAfter)}});
    }
    return flows.dump();
}

/// @param flows of a case @param name of one @return it
const Json&
FindFlow(const Json& flows, const std::string& name)
{
    for (const auto& flow : flows)
    {
        if (flow.at("name") == name)
        {
            return flow;
        }
    }
    throw std::logic_error("no flow " + name);
}

/// @param all what each system's flows did at the longest distance @return rows of them
RunResult::Table
MakeFlowTable(const std::vector<Json>& all)
{
    RunResult::Table table{"systems", "At the longest distance", {}};
    for (const auto* sender : {"user", "branch", "database"})
    {
        for (std::size_t i = 0; i < all.size(); i++)
        {
            const auto& flow = FindFlow(all[i], sender + std::string("-to-app"));
            const auto& ping = FindFlow(all[i], sender + std::string("-ping"));
            table.rows.push_back({{"flow", sender + std::string(", ") + ToString(SYSTEMS[i])},
                                  {"delay_before_s", HearNumber(flow.at("before_s"))},
                                  {"delay_after_s", HearNumber(flow.at("after_s"))},
                                  {"round_trip_before_s", HearNumber(ping.at("before_s"))},
                                  {"round_trip_after_s", HearNumber(ping.at("after_s"))},
                                  {"interruption_s", HearNumber(flow.at("interruption_s"))},
                                  {"sent", flow.at("sent").get<uint64_t>()},
                                  {"lost", flow.at("lost").get<uint64_t>()},
                                  {"way_after", flow.at("path_after").get<std::string>()}});
        }
    }
    return table;
}

/// @param all as MakeFlowTable @return rows of why packets were lost
RunResult::Table
MakeLossTable(const std::vector<Json>& all)
{
    RunResult::Table table{"losses", "Why packets were lost", {}};
    for (std::size_t i = 0; i < all.size(); i++)
    {
        for (const auto& flow : all[i])
        {
            for (const auto& [reason, count] : flow.at("reasons").items())
            {
                table.rows.push_back({{"loss",
                                       flow.at("name").get<std::string>() + ", " +
                                           ToString(SYSTEMS[i]) + ": " + reason},
                                      {"packets", count.get<uint64_t>()}});
            }
        }
    }
    return table;
}

/// @param distances of the rows @param told what each case did, system by system for each distance
/// @return rows of the user's delays after the move
RunResult::Table
MakeDistanceTable(const std::vector<double>& distances, const std::vector<Json>& told)
{
    RunResult::Table table{"distances", "The user's delay after the move", {}};
    table.over = "distance_s";
    for (std::size_t i = 0; i < distances.size(); i++)
    {
        ResultFigures row = {{"way", FormatDuration(distances[i])}, {"distance_s", distances[i]}};
        for (std::size_t j = 0; j < std::size(SYSTEMS); j++)
        {
            std::string name = ToString(SYSTEMS[j]);
            std::replace(name.begin(), name.end(), '-', '_');
            const auto& flows = told[i * std::size(SYSTEMS) + j];
            const double delay = HearNumber(FindFlow(flows, "user-to-app").at("after_s"));
            const double trip = HearNumber(FindFlow(flows, "user-ping").at("after_s"));
            row.emplace_back(name + "_s", delay);
            row.emplace_back(name + "_round_trip_s", trip);
        }
        table.rows.push_back(row);
    }
    for (const auto* name : {"lisp_s", "lisp_nat_s", "triangular_s"})
    {
        table.drawn.emplace_back(name);
    }
    return table;
}

/// @param options the command line @return the exit status
int
RunCloud(const ProgramOptions& options)
{
    const auto distances = MakeDistances(options);
    std::vector<Case> cases;
    for (const double distance : distances)
    {
        for (const auto system : SYSTEMS)
        {
            cases.push_back({system, distance});
        }
    }
    ResultFolder folder(options.GetText("out"));
    const auto told = HearAll(RunBeside(
        options,
        cases.size(),
        [&](uint64_t run) { return RunCase(options, cases[run]); },
        [&](uint64_t run) {
            return std::string(ToString(cases[run].system)) + " at " +
                   FormatDuration(cases[run].distance_s);
        }));
    const auto& system = options.GetText("system");
    auto result = DescribeStudy(options,
                                "a workload moves into the cloud: " + system,
                                {"system", "distance", "to-cloud", "downtime", "steps"},
                                "_s");
    result.notes.emplace_back("flows, events, drops and control messages are those of " + system +
                              " at the longest distance");
    result.notes.emplace_back("a ping's delay is there and back; delays of tables are medians");
    const std::vector<Json> last(told.end() - std::size(SYSTEMS), told.end());
    result.tables = {MakeFlowTable(last), MakeDistanceTable(distances, told), MakeLossTable(last)};
    const auto study = MakeStudy(options, {ParseHybridSystem(system), distances.back()});
    if (options.GetFlag("pcap"))
    {
        study->GetNetwork().EnablePcap(folder.GetWorkPath() + "/lisp");
    }
    study->Run();
    result.flows = study->GetFlows();
    result.events = study->GetEvents();
    result.control = study->CountControl(result.drops);
    result.end_s = Simulator::Now().GetSeconds();
    Simulator::Destroy();
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("hybrid-cloud", "a workload moves into a public cloud without LISP");
    options.AddChoice("system",
                      "which is told in full; the tables have all of them",
                      {"lisp", "lisp-nat", "triangular"});
    options.AddAmount("distance",
                      "from the enterprise to users and cloud, one way",
                      ProgramOptions::SECONDS,
                      "40ms",
                      "1ms",
                      "1s");
    options.AddAmount("to-cloud",
                      "from users to the cloud, one way",
                      ProgramOptions::SECONDS,
                      "5ms",
                      "1ms",
                      "1s");
    options.AddInteger("steps", "distances compared, up to --distance", 4, 1, 20);
    options.AddAmount("downtime",
                      "the workload is off before it comes up in the cloud",
                      ProgramOptions::SECONDS,
                      "1s",
                      "10ms",
                      "1min");
    AddJobs(options, "the cases");
    return options.Run(argc, argv, RunCloud);
}
