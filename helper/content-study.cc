/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-study.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace ns3
{

namespace
{

constexpr double ANSWERS_S = 2;           //!< for the last answers
constexpr int64_t CONTENT_STREAMS = 1000; //!< of random numbers: the first one

/// @param part what was asked @return it, to be told
nlohmann::json
TellPart(const ContentMeasures::Part& part)
{
    return {{"requests", part.requests},
            {"lost", part.lost},
            {"delay_s", part.delay_s},
            {"delay_p95_s", part.delayP95_s},
            {"nearest_ratio", part.nearest_ratio}};
}

/// @param measures all clients' @param study whose @param result gets what they measure
void
TellMeasures(const ContentMeasures& measures, const ContentStudy& study, nlohmann::json& result)
{
    const double start = study.times.front();
    const double bin = (study.times.back() - start) / study.bins;
    result["all"] = TellPart(measures.Measure(start, study.times.back()));
    for (std::size_t i = 0; i < ContentMeasures::STAGES; i++)
    {
        result["stages"].push_back(TellPart(measures.Measure(study.times[i], study.times[i + 1])));
    }
    for (uint32_t i = 0; i < study.bins; i++)
    {
        result["bins"].push_back(
            TellPart(measures.Measure(start + i * bin, start + (i + 1) * bin)));
    }
    result["changes"] = nlohmann::json::array();
    for (const auto& change : measures.FindChanges())
    {
        result["changes"].push_back({{"client", change.client},
                                     {"copy", change.copy},
                                     {"followed_s", change.followed_s},
                                     {"returned_s", change.returned_s}});
    }
}

/// @param ledger an account, closed @param result gets what was lost and dropped
void
TellLosses(const Ptr<PacketLedger>& ledger, nlohmann::json& result)
{
    std::map<std::string, uint64_t> losses;
    for (uint32_t i = 0; i < ledger->GetFlowCount(); i++)
    {
        for (const auto& [reason, count] : ledger->Report(i, {}).lostByReason)
        {
            losses[reason] += count;
        }
    }
    std::map<std::string, uint64_t> control;
    std::map<std::string, uint64_t> drops = ledger->GetDrops();
    LispHelper::CountControl(control, drops);
    result["losses"] = losses;
    result["control"] = control;
    result["drops"] = drops;
}

} // namespace

std::string
ContentStudy::Run() const
{
    RngSeedManager::SetRun(seed);
    ContentNetwork net(network, CONTENT_STREAMS);
    net.AddTraffic(Seconds(START_S), Seconds(times.back()), interval);
    if (!captures.empty())
    {
        net.EnablePcap(captures);
    }
    const uint32_t central = net.GetCentral();
    std::vector<ContentMeasures::Nearest> nearest(network.clients);
    const auto look = [&](std::size_t stage) {
        for (uint32_t i = 0; i < network.clients; i++)
        {
            nearest[i][stage] = net.FindNearest(i);
        }
    };
    const auto set = [&](bool isChanged) {
        if (change == DIES)
        {
            net.SetWorking(central, !isChanged);
        }
        else if (change == FAR)
        {
            net.SetDetour(central, isChanged ? detour : Time(0));
        }
        look(isChanged ? 1 : 2);
    };
    look(0);
    Simulator::Schedule(Seconds(times[1]), [&set] { set(true); });
    Simulator::Schedule(Seconds(times[2]), [&set] { set(false); });
    Simulator::Stop(Seconds(times.back() + ANSWERS_S));
    Simulator::Run();

    nlohmann::json result = {{"central", central},
                             {"probes", net.CountProbes()},
                             {"end_s", Simulator::Now().GetSeconds()}};
    ContentMeasures measures(times,
                             change == NONE ? ContentMeasures::NO_COPY : central,
                             ContentNetwork::PORTS);
    for (uint32_t i = 0; i < network.clients; i++)
    {
        measures.Add(net.GetRequests(i), nearest[i]);
    }
    TellMeasures(measures, *this, result);
    net.GetLedger()->Close();
    TellLosses(net.GetLedger(), result);
    return result.dump();
}

} // namespace ns3
