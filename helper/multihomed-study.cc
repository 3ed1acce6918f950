/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multihomed-study.h"

#include "study-traffic.h"
#include "told-figures.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace ns3
{

namespace
{

constexpr double LAST_PACKETS_S = 1;         //!< for the last packets
constexpr int64_t MULTIHOMED_STREAMS = 1000; //!< of random numbers: the first one

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

/// @param network that has run @param result gets what its tunnel routers did
void
TellLocators(const MultihomedNetwork& network, nlohmann::json& result)
{
    std::vector<double> learned;
    std::vector<double> noticed;
    std::vector<double> left;
    std::vector<double> returned;
    std::map<std::string, double> shares;
    const auto count = static_cast<double>(network.GetWatches().size());
    for (const auto& watch : network.GetWatches())
    {
        learned.push_back(watch->FindLearned(Seconds(MultihomedStudy::WEIGHTS_S)));
        noticed.push_back(watch->FindNotice(Seconds(MultihomedStudy::FAIL_S)));
        // In one interval every flow sends.
        left.push_back(watch->FindLeaving(Seconds(MultihomedStudy::FAIL_S),
                                          Seconds(MultihomedStudy::BACK_S),
                                          network.GetInterval() + MilliSeconds(1)));
        returned.push_back(watch->FindReturn(Seconds(MultihomedStudy::BACK_S)));
        const auto add = [&](const std::string& name, double from, double until) {
            shares[name] += watch->FindShare(Seconds(from), Seconds(until)) / count;
        };
        add("before",
            MultihomedStudy::START_S + MultihomedStudy::SETTLE_S,
            MultihomedStudy::WEIGHTS_S);
        add("after",
            MultihomedStudy::WEIGHTS_S + MultihomedStudy::SETTLE_S,
            MultihomedStudy::FAIL_S);
        add("failed", MultihomedStudy::FAIL_S + MultihomedStudy::SETTLE_S, MultihomedStudy::BACK_S);
        add("back", MultihomedStudy::STOP_S - MultihomedStudy::SETTLE_S, MultihomedStudy::STOP_S);
    }
    const double leaving = FindLatest(left);
    result["followed_s"] = FindLatest(learned);
    result["failover_s"] = std::isfinite(leaving) ? FindLatest(noticed) : NOT_MEASURED;
    result["last_packet_s"] = leaving;
    result["return_s"] = std::isfinite(leaving) ? FindLatest(returned) : NOT_MEASURED;
    result["locators"] = nlohmann::json::array();
    for (const auto& watch : network.GetWatches())
    {
        for (const auto& event : watch->GetEvents())
        {
            result["locators"].push_back({event.time_s, event.node, event.event, event.detail});
        }
    }
    for (const auto& [name, share] : shares)
    {
        result["shares"][name] = share;
    }
}

} // namespace

std::string
MultihomedStudy::Run() const
{
    RngSeedManager::SetRun(seed);
    MultihomedNetwork net(network, MULTIHOMED_STREAMS);
    StudyTraffic traffic(Seconds(START_S), Seconds(STOP_S));
    net.AddTraffic(traffic);
    if (!captures.empty())
    {
        net.EnablePcap(captures);
    }
    const auto set = [&](bool isUp) { isOneWay ? net.SetArrival(isUp) : net.SetLink(isUp); };
    Simulator::Schedule(Seconds(WEIGHTS_S), [&] { net.SetWeight(newWeight); });
    Simulator::Schedule(Seconds(FAIL_S), [&set] { set(false); });
    Simulator::Schedule(Seconds(BACK_S), [&set] { set(true); });
    Simulator::Stop(Seconds(STOP_S + LAST_PACKETS_S));
    Simulator::Run();
    nlohmann::json result = {{"messages", net.CountMessages()}, {"lost", nlohmann::json::object()}};
    TellLocators(net, result);
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
        const auto load = net.GetLoad(i);
        result["loads"].push_back({{"bin_s", load.bin_s}, {"bytes", load.bytes}});
    }
    TellCounts(*traffic.GetLedger(), result);
    result["end_s"] = Simulator::Now().GetSeconds();
    return result.dump();
}

} // namespace ns3
