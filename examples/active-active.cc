/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two data centres that serve one EID-prefix, of which one fails as a whole and comes back.
 *
 * Which data centre a flow comes to, how evenly, who moves when, what is lost until the other one
 * has taken over.
 */

#include "ns3/active-active-network.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/percentiles.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-result.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr double START_S = 5;     //!< when flows start: sites have registered
constexpr double FAIL_S = 20;     //!< when the first data centre fails
constexpr double BACK_S = 50;     //!< when it is back
constexpr double STOP_S = 80;     //!< when flows end
constexpr double DRAIN_S = 1;     //!< for the last packets
constexpr double SETTLE_S = 2;    //!< after flows have started, and before they end
constexpr double GRACE_S = .05;   //!< what was under way at the failure has arrived then
constexpr int64_t STREAMS = 1000; //!< of random numbers: the first one

/// Where a flow has been.
struct Stay
{
    double from_s;      //!< arrival of the first packet
    std::size_t center; //!< data centre that it came to
};

/// What is found of flows of one kind.
struct Affinity
{
    uint64_t flows{0};              //!< of the kind
    uint64_t before{0};             //!< moved while both were up, before the failure
    uint64_t atFailure{0};          //!< moved from the failure on, before the return
    uint64_t atReturn{0};           //!< moved from the return on
    uint64_t sent{0};               //!< packets
    uint64_t lost{0};               //!< of these
    uint64_t hit{0};                //!< flows that were at the data centre that failed
    uint64_t recovered{0};          //!< of these: something arrived before it was back
    std::vector<double> recovery_s; //!< of these: from the failure to the first packet
};

/// @param network it ran in @param flow a flow @return where it has been, one after the other
std::vector<Stay>
FindStays(const ActiveActiveNetwork& network, const FlowReport& flow)
{
    std::vector<Stay> stays;
    for (const auto& change : flow.pathChanges)
    {
        const auto center = network.FindEntry(change.path);
        if (stays.empty() || stays.back().center != center)
        {
            stays.push_back({change.time_s, center});
        }
    }
    return stays;
}

/// @param flow a flow @param after a time @return when the next packet arrived; NOT_MEASURED: none
double
FindNextArrival(const FlowReport& flow, double after)
{
    double next = NOT_MEASURED;
    for (const auto& packet : flow.packets)
    {
        if (packet.received_s > after && !(packet.received_s >= next))
        {
            next = packet.received_s;
        }
    }
    return next;
}

/// @param network it ran in @param flow a flow @param affinity gets what is found of it
void
Look(const ActiveActiveNetwork& network, const FlowReport& flow, Affinity& affinity)
{
    affinity.flows++;
    affinity.sent += flow.sent;
    affinity.lost += flow.lost;
    const auto stays = FindStays(network, flow);
    bool before = false;
    bool atFailure = false;
    bool atReturn = false;
    std::size_t center = ActiveActiveNetwork::CENTERS;
    for (std::size_t i = 0; i < stays.size(); i++)
    {
        const double from = stays[i].from_s;
        center = from < FAIL_S ? stays[i].center : center;
        before |= i > 0 && from < FAIL_S;
        atFailure |= i > 0 && from >= FAIL_S && from < BACK_S;
        atReturn |= i > 0 && from >= BACK_S;
    }
    affinity.before += before;
    affinity.atFailure += atFailure;
    affinity.atReturn += atReturn;
    if (center == 0)
    {
        affinity.hit++;
        const double next = FindNextArrival(flow, FAIL_S + GRACE_S);
        if (next < BACK_S)
        {
            affinity.recovered++;
            affinity.recovery_s.push_back(next - FAIL_S);
        }
    }
}

/// @param network that has run @param flows of it @param result gets a row for each kind of flow
void
AddAffinity(const ActiveActiveNetwork& network,
            const std::vector<FlowReport>& flows,
            RunResult& result)
{
    std::map<std::string, Affinity> kinds;
    for (const auto& flow : flows)
    {
        Look(network, flow, kinds[flow.protocol]);
    }
    RunResult::Table table{"affinity", "Flows and their data centre", {}};
    for (const auto& [kind, found] : kinds)
    {
        const auto recovery = FindPercentiles(found.recovery_s);
        const double most = found.recovery_s.empty() ? NOT_MEASURED
                                                     : *std::max_element(found.recovery_s.begin(),
                                                                         found.recovery_s.end());
        table.rows.push_back({{"protocol", kind},
                              {"flows", found.flows},
                              {"moved_before", found.before},
                              {"moved_at_failure", found.atFailure},
                              {"moved_at_return", found.atReturn},
                              {"hit", found.hit},
                              {"recovered", found.recovered},
                              {"recovery_median_s", recovery.p50},
                              {"recovery_most_s", most},
                              {"sent", found.sent},
                              {"lost", found.lost}});
    }
    result.tables.push_back(table);
}

/// @param network that has run @param flows of it @param result gets the first data centre's part
/// of the load by phase
void
AddShares(const ActiveActiveNetwork& network,
          const std::vector<FlowReport>& flows,
          RunResult& result)
{
    RunResult::Table table{"phases", "Phases", {}};
    const auto add = [&](const char* name, double from, double to) {
        double share = 0;
        for (const auto& watch : network.GetWatches())
        {
            share += watch->FindShare(Seconds(from), Seconds(to)) /
                     static_cast<double>(network.GetWatches().size());
        }
        uint64_t sent = 0;
        uint64_t lost = 0;
        for (const auto& flow : flows)
        {
            for (const auto& packet : flow.packets)
            {
                const bool isIn = packet.sent_s >= from && packet.sent_s < to;
                sent += isIn;
                lost += isIn && !std::isfinite(packet.received_s);
            }
        }
        table.rows.push_back({{"phase", name},
                              {"from_s", from},
                              {"to_s", to},
                              {"dc1_ratio", share},
                              {"sent", sent},
                              {"lost", lost}});
    };
    add("both", START_S + SETTLE_S, FAIL_S);
    add("dc1 has failed", FAIL_S, BACK_S);
    add("both again", BACK_S, STOP_S);
    add("at the end", STOP_S - SETTLE_S, STOP_S);
    result.tables.push_back(table);
}

/// @param network that has run @param result gets when clients' tunnel routers left the data centre
void
AddTakeover(const ActiveActiveNetwork& network, RunResult& result)
{
    RunResult::Group group{"takeover", "Clients' tunnel routers", {}, {}};
    double first = NOT_MEASURED;
    double last = NOT_MEASURED;
    double back = NOT_MEASURED;
    uint64_t noticed = 0;
    for (const auto& watch : network.GetWatches())
    {
        const double notice = watch->FindNotice(Seconds(FAIL_S));
        if (notice < BACK_S - FAIL_S)
        {
            noticed++;
            first = !(first <= notice) ? notice : first;
            last = !(last >= notice) ? notice : last;
            const double returned = watch->FindReturn(Seconds(BACK_S));
            back = !(back >= returned) ? returned : back;
        }
        result.events.insert(result.events.end(),
                             watch->GetEvents().begin(),
                             watch->GetEvents().end());
    }
    group.figures = {{"noticed", noticed},
                     {"noticed_first_s", first},
                     {"noticed_last_s", last},
                     {"returned_last_s", back},
                     {"refused_segments", network.GetRefused()}};
    result.groups.push_back(group);
    result.events.push_back({FAIL_S, "dc1-gw1", "data-center-fails", "gateway and server"});
    result.events.push_back({BACK_S, "dc1-gw1", "data-center-is-back", "gateway and server"});
    SortEvents(result.events);
}

/// @param options the command line @return the network
ActiveActiveOptions
MakeNetworkOptions(const ProgramOptions& options)
{
    ActiveActiveOptions network;
    network.clients = static_cast<uint32_t>(options.GetInteger("clients"));
    network.udpFlows = static_cast<uint32_t>(options.GetInteger("udp-flows"));
    network.tcpFlows = static_cast<uint32_t>(options.GetInteger("tcp-flows"));
    network.weight = static_cast<uint32_t>(options.GetInteger("weight"));
    network.detection = options.GetText("detection");
    network.subnet = options.GetText("subnet");
    network.probeInterval = Seconds(options.GetAmount("probe-interval"));
    network.retry = Seconds(options.GetAmount("retry"));
    if (network.udpFlows + network.tcpFlows == 0)
    {
        options.Refuse("udp-flows", "tcp-flows", "some flow");
    }
    return network;
}

/// @param options the command line @return the exit status
int
Serve(const ProgramOptions& options)
{
    const auto described = MakeNetworkOptions(options);
    ResultFolder folder(options.GetText("out"));
    RngSeedManager::SetRun(options.GetInteger("seed"));
    ActiveActiveNetwork network(described, STREAMS);
    StudyTraffic traffic(Seconds(START_S), Seconds(STOP_S));
    network.AddTraffic(traffic);
    if (options.GetFlag("pcap"))
    {
        network.EnablePcap(folder.GetWorkPath() + "/active-active");
    }
    Simulator::Schedule(Seconds(FAIL_S), [&network] { network.SetCenter(false); });
    Simulator::Schedule(Seconds(BACK_S), [&network] { network.SetCenter(true); });
    Simulator::Stop(Seconds(STOP_S + DRAIN_S));
    Simulator::Run();

    auto result = DescribeStudy(options,
                                "two data centres serve one prefix, and one of them fails",
                                {"clients",
                                 "udp-flows",
                                 "tcp-flows",
                                 "weight",
                                 "detection",
                                 "subnet",
                                 "probe-interval",
                                 "retry"});
    result.notes.emplace_back("dc1 fails at 20 s and is back at 50 s; flows last from 5 to 80 s");
    const auto flows = traffic.Report({}, NOT_MEASURED);
    AddShares(network, flows, result);
    AddAffinity(network, flows, result);
    AddTakeover(network, result);
    for (std::size_t i = 0; i < ActiveActiveNetwork::CENTERS; i++)
    {
        result.series.push_back({"dc" + std::to_string(i + 1), 0, network.GetLoad(i)});
    }
    result.flows = flows;
    result.drops = traffic.GetLedger()->GetDrops();
    LispHelper::CountControl(result.control, result.drops);
    result.end_s = Simulator::Now().GetSeconds();
    Simulator::Destroy();
    FinishStudy(options,
                folder,
                result,
                "summary.json, phases.csv, affinity.csv, flows.csv, series.csv, events.csv",
                false);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options(
        "active-active",
        "two data centres serve one prefix, one fails: shares, affinity, losses");
    auto subnets = LanExtensionHelper::GetKinds();
    subnets.insert(subnets.begin(), "separate");
    options.AddChoice("detection",
                      "how clients' tunnel routers find out that a data centre has failed",
                      {"probe", "icmp", "none"});
    options.AddChoice("subnet",
                      "of the servers: separate, with one address for both, or what stretches it",
                      subnets);
    options.AddInteger("clients", "sites with a client", 8, 1, 40);
    options.AddInteger("udp-flows", "UDP flows from each", 5, 0, 20);
    options.AddInteger("tcp-flows", "TCP flows from each", 2, 0, 20);
    options.AddInteger("weight", "of the first data centre, per cent", 60, 10, 90);
    options.AddAmount("probe-interval",
                      "between RLOC-probes of a locator",
                      ProgramOptions::SECONDS,
                      "5s",
                      "100ms",
                      "1h");
    options.AddAmount("retry",
                      "until a locator is tried again that ICMP has taken down",
                      ProgramOptions::SECONDS,
                      "10s",
                      "100ms",
                      "1h");
    return options.Run(argc, argv, Serve);
}
