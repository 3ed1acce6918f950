/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Sites adopt LISP one after the other: the routing table of the core, the part of the
 * traffic that passes proxies, and the delay that it costs.
 *
 * One simulation of AdoptionNetwork for each step, with the same places and flows, in parallel.
 * What a flow's packets take longer than with no LISP at all is the proxies' detour.
 */

#include "ns3/adoption-network.h"
#include "ns3/figure-words.h"
#include "ns3/percentiles.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"
#include "ns3/told-figures.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

constexpr double START_S = 5;     //!< when flows start: sites have registered
constexpr double LENGTH_S = 10;   //!< how long they send
constexpr double INTERVAL_S = .1; //!< from one packet to the next
constexpr double DRAIN_S = 2;     //!< for the last packets
constexpr int64_t STREAMS = 1000; //!< of random numbers: the first one

/// @param options the command line @return the parts of the sites that have LISP, in per cent
std::vector<uint64_t>
MakeSteps(const ProgramOptions& options)
{
    std::vector<uint64_t> steps;
    for (uint64_t part = 0; part < 100; part += options.GetInteger("step"))
    {
        steps.push_back(part);
    }
    steps.push_back(100);
    return steps;
}

/// @param options the command line @param percent of the sites that have LISP @return the network
AdoptionOptions
MakeNetworkOptions(const ProgramOptions& options, uint64_t percent)
{
    AdoptionOptions network;
    network.sites = static_cast<uint32_t>(options.GetInteger("sites"));
    network.adopters = static_cast<uint32_t>((network.sites * percent + 50) / 100);
    network.prefixes = static_cast<uint32_t>(options.GetInteger("prefixes"));
    network.providers = static_cast<uint32_t>(options.GetInteger("providers"));
    network.proxies = static_cast<uint32_t>(options.GetInteger("proxies"));
    network.usesPetr = options.GetText("to-others") == "petr";
    network.flows = static_cast<uint32_t>(options.GetInteger("flows"));
    return network;
}

/// @param flow a flow @return the median of its packets' delays, seconds
double
FindMedian(const FlowReport& flow)
{
    std::vector<double> delays;
    for (const auto& packet : flow.packets)
    {
        if (std::isfinite(packet.received_s))
        {
            delays.push_back(packet.received_s - packet.sent_s);
        }
    }
    return FindPercentiles(delays).p50;
}

/**
 * @brief Run one step.
 * @param options the command line @param percent of the sites that have LISP
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunStep(const ProgramOptions& options, uint64_t percent, const std::string& captures)
{
    RngSeedManager::SetRun(options.GetInteger("seed"));
    const AdoptionNetwork network(MakeNetworkOptions(options, percent), STREAMS);
    StudyTraffic traffic(Seconds(START_S), Seconds(START_S + LENGTH_S));
    network.AddTraffic(traffic, Seconds(INTERVAL_S));
    if (!captures.empty())
    {
        network.EnablePcap(captures + "/lisp-" + std::to_string(percent));
    }
    Simulator::Stop(Seconds(START_S + LENGTH_S + DRAIN_S));
    Simulator::Run();
    const auto routes = network.CountRoutes(0);
    Json result = {{"prefixes", routes.prefixes},
                   {"locators", routes.locators},
                   {"aggregates", routes.aggregates},
                   {"links", routes.links},
                   {"attracted", network.CountAttracted()},
                   {"proxied", network.CountProxied()},
                   {"order", network.GetOrder()},
                   {"end_s", Simulator::Now().GetSeconds()},
                   {"flows", Json::array()}};
    const auto flows = traffic.Report({}, NOT_MEASURED);
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        const auto& [from, to] = network.GetFlows()[i];
        result["flows"].push_back({{"sent", flows[i].sent},
                                   {"lost", flows[i].lost},
                                   {"delay_s", FindMedian(flows[i])},
                                   {"from", network.HasLisp(from)},
                                   {"to", network.HasLisp(to)}});
    }
    TellCounts(*traffic.GetLedger(), result);
    return result.dump();
}

/// @param sum of some values @param count of them @return their mean; NOT_MEASURED without any
double
Mean(double sum, uint64_t count)
{
    return count > 0 ? sum / static_cast<double>(count) : NOT_MEASURED;
}

/// @param percent of the sites that have LISP @param step what happened @param base what happens
/// without LISP @param usesPetr whether LISP sites send to others by proxy @return a row
ResultFigures
MakeRow(uint64_t percent, const Json& step, const Json& base, bool usesPetr)
{
    uint64_t sent = 0;
    uint64_t lost = 0;
    uint64_t byProxy = 0;
    double delay = 0;
    double stretch = 0;
    double extra = 0;
    double extraByProxy = 0;
    const auto& flows = step.at("flows");
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        const auto& flow = flows[i];
        sent += flow.at("sent").get<uint64_t>();
        lost += flow.at("lost").get<uint64_t>();
        const double own = flow.at("delay_s");
        const double direct = base.at("flows")[i].at("delay_s");
        delay += own;
        stretch += own / direct;
        extra += own - direct;
        const bool from = flow.at("from");
        if (from != flow.at("to").get<bool>() && (!from || usesPetr))
        {
            byProxy++;
            extraByProxy += own - direct;
        }
    }
    const uint64_t prefixes = step.at("prefixes");
    const uint64_t locators = step.at("locators");
    const uint64_t aggregates = step.at("aggregates");
    const double attracted = step.at("attracted");
    const double proxied = step.at("proxied");
    return {{"step", std::to_string(percent) + " %"},
            {"lisp_ratio", static_cast<double>(percent) / 100},
            {"site_prefixes", prefixes},
            {"locators", locators},
            {"aggregates", aggregates},
            {"routes", prefixes + locators + aggregates},
            {"links", step.at("links").get<uint64_t>()},
            {"pitr_ratio", Mean(attracted, sent)},
            {"petr_ratio", Mean(proxied, sent)},
            {"delay_s", Mean(delay, flows.size())},
            {"extra_delay_s", Mean(extra, flows.size())},
            {"extra_delay_of_proxied_s", Mean(extraByProxy, byProxy)},
            {"stretch", Mean(stretch, flows.size())},
            {"sent", sent},
            {"lost", lost}};
}

/// @param options the command line @param steps in per cent @param told what happened in each
/// @return the result
RunResult
MakeResult(const ProgramOptions& options,
           const std::vector<uint64_t>& steps,
           const std::vector<Json>& told)
{
    auto result =
        DescribeStudy(options,
                      "sites adopt LISP, one after the other",
                      {"sites", "step", "flows", "prefixes", "providers", "proxies", "to-others"});
    result.notes.emplace_back("routes are those of the first core router; its links are apart");
    result.notes.emplace_back("delays are medians of each flow: first packets, which wait for a "
                              "mapping, do not count");
    RunResult::Table table{"adoption", "Step by step", {}};
    table.over = "lisp_ratio";
    table.drawn = {"routes", "pitr_ratio", "extra_delay_s", "stretch"};
    if (options.GetText("to-others") == "petr")
    {
        table.drawn.insert(table.drawn.begin() + 2, "petr_ratio");
    }
    const auto& base = told.front();
    for (std::size_t i = 0; i < steps.size(); i++)
    {
        const auto& step = told[i];
        table.rows.push_back(MakeRow(steps[i], step, base, options.GetText("to-others") == "petr"));
        HearCounts(step.at("control"), result.control);
        HearCounts(step.at("drops"), result.drops);
        result.end_s = step.at("end_s");
    }
    result.tables.push_back(table);
    const std::vector<uint32_t> order = base.at("order");
    for (std::size_t i = 0; i < order.size(); i++)
    {
        const auto first = std::find_if(steps.begin(), steps.end(), [&](uint64_t percent) {
            return MakeNetworkOptions(options, percent).adopters > i;
        });
        result.events.push_back({0,
                                 "site" + std::to_string(order[i] + 1),
                                 "adopts-lisp",
                                 "from " + std::to_string(*first) + " % on"});
    }
    return result;
}

/// @param options the command line @return the exit status
int
Adopt(const ProgramOptions& options)
{
    if (options.GetInteger("proxies") > options.GetInteger("providers"))
    {
        options.Refuse("proxies", "providers", "at most one for each provider");
    }
    ResultFolder folder(options.GetText("out"));
    const auto steps = MakeSteps(options);
    const auto captures = FindCaptures(options, folder);
    const auto told = HearAll(RunBeside(
        options,
        steps.size(),
        [&](uint64_t run) { return RunStep(options, steps[run], captures); },
        [&](uint64_t run) { return std::to_string(steps[run]) + " % LISP sites"; }));
    const auto result = MakeResult(options, steps, told);
    FinishStudy(options, folder, result, "summary.json, adoption.csv, events.csv");
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("incremental-adoption",
                           "sites adopt LISP: the core's routing table, proxies, detours");
    options.AddInteger("sites", "sites in all", 20, 2, 200);
    options.AddInteger("step", "per cent of them that adopt LISP in a step", 20, 1, 100);
    options.AddInteger("flows", "UDP flows between two sites each", 40, 1, 10000);
    options.AddInteger("prefixes", "prefixes of each site", 4, 1, 200);
    options.AddInteger("providers", "core routers", 4, 2, 16);
    options.AddInteger("proxies", "of them with a proxy beside, for the nearest senders", 1, 1, 16);
    options.AddChoice("to-others",
                      "how LISP sites send to those without: natively, or by a proxy ETR",
                      {"native", "petr"});
    AddJobs(options, "the steps");
    return options.Run(argc, argv, Adopt);
}
