/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two data centres serve one prefix, one fails: shares, affinity, losses.
 *
 * One fails as a whole and comes back. Which data centre a flow comes to, how evenly, who moves
 * when, what is lost until the other one has taken over.
 */

#include "ns3/active-active-network.h"
#include "ns3/active-active-report.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-result.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"

#include <string>

using namespace ns3;

namespace
{

const ActiveActiveReport::Times TIMES{5, 20, 50, 80}; //!< of the run: sites have registered at 5 s
constexpr double DRAIN_S = 1;                         //!< for the last packets
constexpr int64_t STREAMS = 1000;                     //!< of random numbers: the first one

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
    StudyTraffic traffic(Seconds(TIMES.start_s), Seconds(TIMES.stop_s));
    network.AddTraffic(traffic);
    if (options.GetFlag("pcap"))
    {
        network.EnablePcap(folder.GetWorkPath() + "/active-active");
    }
    Simulator::Schedule(Seconds(TIMES.fail_s), [&network] { network.SetCenter(false); });
    Simulator::Schedule(Seconds(TIMES.back_s), [&network] { network.SetCenter(true); });
    Simulator::Stop(Seconds(TIMES.stop_s + DRAIN_S));
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
    result.flows = traffic.Report({}, NOT_MEASURED);
    result.drops = traffic.GetLedger()->GetDrops();
    LispHelper::CountControl(result.control, result.drops);
    ActiveActiveReport(network, TIMES).Add(result);
    result.end_s = Simulator::Now().GetSeconds();
    Simulator::Destroy();
    FinishStudy(options, folder, result, false);
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
    options.AddEffect("probe-interval", "detection", {"probe"});
    options.AddEffect("retry", "detection", {"icmp"});
    return options.Run(argc, argv, Serve);
}
