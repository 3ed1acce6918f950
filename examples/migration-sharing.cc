/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A migration and bulk TCP flows share a link: the dip and the recovery.
 *
 * The link between the two routers of SharingNetwork is the bottleneck. All connections have jumbo
 * frames and CUBIC, so that none has an advantage: a migration that is limited to less than its
 * fair share takes its limit, or less for a while after a loss; one that is not gets towards its
 * share as its window opens. The flows have the rest of the link.
 */

#include "ns3/config.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-helper.h"
#include "ns3/fabric-meter.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/hypervisor.h"
#include "ns3/migration-forecast.h"
#include "ns3/migration-model.h"
#include "ns3/move-events.h"
#include "ns3/names.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sharing-network.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"
#include "ns3/tcp-cubic.h"
#include "ns3/throughput-meter.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"
#include "ns3/vm-mobility-migration.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint32_t SEGMENT = 8920;   //!< octets of data in a packet: MigrationChannel's
constexpr uint32_t HEADERS = 52;     //!< octets of IPv4 and TCP before it
constexpr uint32_t FRAMING = 2;      //!< octets of PPP before these
constexpr uint32_t WINDOW = 1 << 24; //!< octets of TCP's buffers
constexpr double START_S = 4;        //!< when flows start
constexpr double MOVE_S = 5.5;       //!< when the machine moves
constexpr double BEFORE_S = 1;       //!< goodput before is that of so long before that
constexpr double AFTER_S = 2;        //!< how long flows are watched after the move
constexpr double DRAIN_S = 1;        //!< for the last packets
constexpr double LEAST_RATE = 100e6; //!< of a rate that adapts, bit/s: the attribute's default
constexpr int64_t STREAMS = 1000;    //!< of random numbers: the first one

/// @param options the command line @return what the network is to be
SharingNetworkOptions
MakeNetworkOptions(const ProgramOptions& options)
{
    SharingNetworkOptions network;
    network.flows = static_cast<uint32_t>(options.GetInteger("flows"));
    network.linkRate = static_cast<uint64_t>(options.GetAmount("link-rate"));
    network.linkDelay = Seconds(options.GetAmount("link-delay"));
    network.window = WINDOW;
    return network;
}

/// @param options the command line @return a machine at the first hypervisor
Ptr<VirtualMachine>
MakeMachine(const ProgramOptions& options)
{
    const auto guest = CreateObject<Node>();
    Names::Add("vm1", guest);
    const auto machine = CreateObject<VirtualMachine>();
    machine->SetAttribute("Memory",
                          UintegerValue(static_cast<uint64_t>(options.GetAmount("memory"))));
    machine->Install(EthernetHelper().Install(guest));
    const auto rate = static_cast<uint64_t>(options.GetAmount("write-rate"));
    if (rate > 0)
    {
        const auto writes = CreateObject<ConstantRateWrites>();
        writes->SetAttribute("Rate", DataRateValue(DataRate(8 * rate)));
        machine->SetWritePattern(writes);
    }
    return machine;
}

/// @param options the command line @return the migration
Ptr<PreCopyMigration>
MakeMigration(const ProgramOptions& options)
{
    const auto migration = CreateObject<PreCopyMigration>();
    const auto rate = static_cast<uint64_t>(options.GetAmount("migration-rate"));
    const bool isAdaptive = options.GetText("rate-control") == "adaptive";
    migration->SetAttribute("MaxRate", DataRateValue(DataRate(rate)));
    migration->SetAttribute("RateControl", StringValue(isAdaptive ? "Adaptive" : "Fixed"));
    migration->SetAttribute("Announcement", StringValue("None"));
    return migration;
}

/// @param options the command line @param network it is in @return the migration's way
MigrationForecast::Way
FindWay(const ProgramOptions& options, const SharingNetwork& network)
{
    auto way = MigrationForecast::FindWay(network.GetHypervisor(0),
                                          network.GetHypervisor(1),
                                          Seconds(2 * options.GetAmount("link-delay")));
    way.rate_bps =
        TcpPayloadRate(options.GetAmount("link-rate"), SEGMENT + HEADERS, HEADERS, FRAMING);
    return way;
}

/// @param options the command line @throws std::invalid_argument naming two options that make no
/// sense together
void
CheckCombination(const ProgramOptions& options)
{
    const double rate = options.GetAmount("migration-rate");
    if (options.GetText("rate-control") == "adaptive" && rate <= LEAST_RATE)
    {
        options.Refuse("rate-control",
                       "migration-rate",
                       "more than 100Mbps, the least that it adapts to");
    }
}

/// @param options the command line @param seed of the random numbers
void
SetDefaults(const ProgramOptions& options, uint64_t seed)
{
    GuestSimulatorImpl::Enable();
    RngSeedManager::SetRun(seed);
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(WINDOW));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(WINDOW));
    // As from earlier connections: none has to find out by losing a window of packets.
    const double held = options.GetAmount("link-rate") / 8 * 2 * options.GetAmount("link-delay");
    const auto flows = static_cast<double>(options.GetInteger("flows"));
    Config::SetDefault("ns3::TcpSocket::InitialSlowStartThreshold",
                       UintegerValue(std::max(SEGMENT, static_cast<uint32_t>(held / flows))));
}

/// @param total what all flows receive @param window of the migration @param stop_s when they stop
/// @param result gets what the flows together have
void
Measure(const ThroughputMeter& total, const MoveWindow& window, double stop_s, RunResult& result)
{
    const auto dip = total.FindDip(window, stop_s);
    double after = 0;
    for (const auto& flow : result.flows)
    {
        const auto own = std::find_if(flow.extra.begin(), flow.extra.end(), [](const auto& figure) {
            return figure.first == "goodput_after_bps";
        });
        after += own == flow.extra.end() ? NOT_MEASURED : own->second;
    }
    result.groups.push_back({"sharing",
                             "All flows together",
                             {{"goodput_before_bps", std::round(dip.before_bps)},
                              {"goodput_during_bps", std::round(dip.during_bps)},
                              {"goodput_after_bps", after},
                              {"goodput_least_bps", std::round(dip.least_bps)},
                              {"dip_depth", 1 - dip.during_bps / dip.before_bps},
                              {"dip_started_s", dip.started_s},
                              {"dip_recovered_s", dip.recovered_s},
                              {"time_to_recover_s", dip.recovery_s},
                              {"recovery_after_end_s", dip.recovered_s - window.settled_s}},
                             {}});
}

/// @param migration has ended @param predicted what was to be expected of it @return its report
MigrationReport
ReportMove(const Migration& migration, const MigrationPrediction& predicted)
{
    MigrationReport move;
    move.vm = "vm1";
    move.from = "paris";
    move.to = "rome";
    move.mode = "pre-copy";
    VmMobilityMigration::Report(migration, move);
    VmMobilityMigration::Report(predicted, move);
    return move;
}

/// @param options the command line @param seed of the random numbers @param captures where captures
/// go; empty: nowhere @return what happened
RunResult
RunOnce(const ProgramOptions& options, uint64_t seed, const std::string& captures)
{
    SetDefaults(options, seed);
    auto result = DescribeStudy(options,
                                "a migration and bulk TCP flows on one link",
                                {"flows",
                                 "memory",
                                 "write-rate",
                                 "migration-rate",
                                 "link-rate",
                                 "link-delay",
                                 "rate-control"});
    result.notes.emplace_back("no LISP here: nothing detects or registers the machine");
    result.notes.emplace_back("the closed form is of a migration that has the link for itself");
    SharingNetwork network(MakeNetworkOptions(options));
    const auto machine = MakeMachine(options);
    network.GetHypervisor(0)->Start(machine, SharingNetwork::VLAN);
    const auto migration = MakeMigration(options);
    const MigrationForecast forecast(migration);
    const auto way = FindWay(options, network);
    const auto input = forecast.MakeInput(machine, way);
    const auto predicted = forecast.Predict(machine, way);
    if (predicted.isEndless)
    {
        throw std::invalid_argument("--write-rate=" + options.GetText("write-rate") + ": " +
                                    DescribeBound(input) +
                                    ", and nothing would stop them; accepted: a lower one");
    }
    const bool converges = FindMigrationBound(input).converges;
    if (!converges)
    {
        result.notes.push_back(DescribeBound(input));
    }
    // An unlimited one shares the link with the flows: it takes longer than alone, and so does one
    // that has to send all that it may.
    const auto flows = options.GetInteger("flows");
    const double alone = options.GetAmount("link-rate") / input.rate_bps;
    const double length =
        predicted.total_s *
        std::max(converges ? 1.2 : 1.6, 1.5 * static_cast<double>(flows + 1) / alone);
    const double stop = MOVE_S + length + AFTER_S;
    StudyTraffic traffic(Seconds(START_S), Seconds(stop));
    ThroughputMeter::Parameters meter;
    meter.before_s = BEFORE_S;
    meter.after_s = BEFORE_S;
    traffic.SetMeter(meter);
    traffic.Watch(NodeContainer::GetGlobal());
    for (std::size_t i = 0; i < flows; i++)
    {
        traffic.AddTcp("bulk" + std::to_string(i + 1),
                       network.GetServer(0, i),
                       network.GetServer(1, i),
                       0);
    }
    network.AssignStreams(STREAMS);
    FabricMeter fabric;
    network.Watch(fabric);
    if (!captures.empty())
    {
        network.EnablePcap(captures);
    }
    MoveEvents events(Create<EventLog>());
    events.Watch(machine);
    events.Watch(migration, machine, true);
    Simulator::Schedule(Seconds(MOVE_S), [&events, migration, machine, &network]() {
        events.GetLog()->Add(machine->GetNode(), "migration-started", "paris to rome");
        migration->Start(machine, network.GetHypervisor(1));
    });
    Simulator::Stop(Seconds(stop + DRAIN_S));
    Simulator::Run();
    if (migration->GetState() != Migration::DONE)
    {
        throw std::runtime_error("the migration has not ended by " + std::to_string(stop) +
                                 " s: beside the flows it is slower than was foreseen");
    }

    const auto& record = migration->GetRecord();
    const MoveWindow window{MOVE_S, record.ended.GetSeconds(), record.resumed.GetSeconds()};
    result.end_s = Simulator::Now().GetSeconds();
    result.migrations.push_back(ReportMove(*migration, predicted));
    result.flows = traffic.Report({window}, window.resumed_s);
    const auto total = traffic.GetTotal();
    Measure(total, window, stop, result);
    result.series.push_back({"all flows", options.GetAmount("link-rate"), total.Report(stop)});
    result.drops = traffic.GetLedger()->GetDrops();
    result.fabric = fabric.GetOctets();
    result.events = events.GetLog()->GetEvents();
    Simulator::Destroy();
    Names::Clear();
    return result;
}

/// @param options the command line @return the exit status
int
Share(const ProgramOptions& options)
{
    CheckCombination(options);
    ResultFolder folder(options.GetText("out"));
    const auto result =
        RunSeeds(options, folder, [&options](uint64_t seed, const std::string& captures) {
            return RunOnce(options, seed, captures);
        });
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("migration-sharing",
                           "a migration and bulk TCP flows share a link: the dip and the recovery");
    options.AddInteger("flows", "TCP transfers beside it", 2, 1, 100);
    options.AddAmount("memory",
                      "the machine's memory, a multiple of 4096",
                      ProgramOptions::BYTES,
                      "48MiB",
                      "1MiB",
                      "64GiB");
    options.AddAmount("write-rate",
                      "memory that it writes a second while it runs, whole pages",
                      ProgramOptions::BYTES_PER_SECOND,
                      "2MiB/s",
                      "0",
                      "1TiB/s");
    options.AddAmount("migration-rate",
                      "at which it is carried over, at most",
                      ProgramOptions::BITS_PER_SECOND,
                      "150Mbps",
                      "1Mbps",
                      "400Gbps");
    options.AddChoice("rate-control",
                      "every round at that rate, or as fast as it writes, and a bit more",
                      {"fixed", "adaptive"});
    options.AddAmount("link-rate",
                      "of the link that is shared",
                      ProgramOptions::BITS_PER_SECOND,
                      "1Gbps",
                      "1Mbps",
                      "10Gbps");
    options.AddAmount("link-delay",
                      "of that link, one way",
                      ProgramOptions::SECONDS,
                      "5ms",
                      "0",
                      "1s");
    AddSeeds(options);
    return options.Run(argc, argv, Share);
}
