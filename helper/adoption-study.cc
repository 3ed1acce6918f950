/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adoption-study.h"

#include "percentiles.h"
#include "study-traffic.h"
#include "told-figures.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

namespace ns3
{

namespace
{

constexpr double FLOWS_START_S = 5;        //!< when flows start: sites have registered
constexpr double FLOWS_LENGTH_S = 10;      //!< how long they send
constexpr double FLOWS_INTERVAL_S = .1;    //!< from one packet to the next
constexpr double FLOWS_DRAIN_S = 2;        //!< for the last packets
constexpr int64_t ADOPTION_STREAMS = 1000; //!< of random numbers: the first one

/// @param flow a flow @return the median of its packets' delays, seconds
double
FindMedianDelay(const FlowReport& flow)
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

/// @param sum of some values @param count of them @return their mean; NOT_MEASURED without any
double
FindMean(double sum, uint64_t count)
{
    return count > 0 ? sum / static_cast<double>(count) : NOT_MEASURED;
}

} // namespace

std::string
AdoptionStudy::Run() const
{
    RngSeedManager::SetRun(seed);
    const AdoptionNetwork net(network, ADOPTION_STREAMS);
    StudyTraffic traffic(Seconds(FLOWS_START_S), Seconds(FLOWS_START_S + FLOWS_LENGTH_S));
    net.AddTraffic(traffic, Seconds(FLOWS_INTERVAL_S));
    if (!captures.empty())
    {
        net.EnablePcap(captures);
    }
    Simulator::Stop(Seconds(FLOWS_START_S + FLOWS_LENGTH_S + FLOWS_DRAIN_S));
    Simulator::Run();
    const auto routes = net.CountRoutes(0);
    nlohmann::json result = {{"prefixes", routes.prefixes},
                             {"locators", routes.locators},
                             {"aggregates", routes.aggregates},
                             {"links", routes.links},
                             {"attracted", net.CountAttracted()},
                             {"proxied", net.CountProxied()},
                             {"order", net.GetOrder()},
                             {"end_s", Simulator::Now().GetSeconds()},
                             {"flows", nlohmann::json::array()}};
    const auto flows = traffic.Report({}, NOT_MEASURED);
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        const auto& [from, to] = net.GetFlows()[i];
        result["flows"].push_back({{"sent", flows[i].sent},
                                   {"lost", flows[i].lost},
                                   {"delay_s", FindMedianDelay(flows[i])},
                                   {"from", net.HasLisp(from)},
                                   {"to", net.HasLisp(to)}});
    }
    TellCounts(*traffic.GetLedger(), result);
    return result.dump();
}

ResultFigures
AdoptionStudy::MakeRow(uint64_t percent,
                       const nlohmann::json& step,
                       const nlohmann::json& base,
                       bool usesPetr)
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
            {"pitr_ratio", FindMean(attracted, sent)},
            {"petr_ratio", FindMean(proxied, sent)},
            {"delay_s", FindMean(delay, flows.size())},
            {"extra_delay_s", FindMean(extra, flows.size())},
            {"extra_delay_of_proxied_s", FindMean(extraByProxy, byProxy)},
            {"stretch", FindMean(stretch, flows.size())},
            {"sent", sent},
            {"lost", lost}};
}

} // namespace ns3
