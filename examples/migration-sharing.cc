/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A migration shares the link between two data centres with bulk TCP flows: what they lose,
 * and when they have it back.
 *
 * ```
 *   sources ----+                                             +---- sinks
 *              paris's switches -- core1 ---- core2 -- rome's switches
 *   hypervisor1 +                                             + hypervisor2
 * ```
 *
 * The link of the core is the bottleneck. All connections have jumbo frames and CUBIC, so that none
 * has an advantage: a migration that is limited to less than its fair share takes its limit, or
 * less for a while after a loss; one that is not gets towards its share as its window opens. The
 * flows have the rest of the link.
 */

#include "ns3/config.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/data-rate.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-memory.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/hypervisor.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/program-options.h"
#include "ns3/queue-size.h"
#include "ns3/result-folder.h"
#include "ns3/result-table.h"
#include "ns3/result-text.h"
#include "ns3/result-writer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-traffic.h"
#include "ns3/tcp-cubic.h"
#include "ns3/throughput-meter.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"
#include "ns3/vm-mobility-migration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t VLAN = 100;           //!< of servers and machines
constexpr uint16_t MIGRATION_VLAN = 900; //!< of hypervisors
constexpr uint16_t MTU = 9000;           //!< of all hosts: jumbo frames
constexpr uint32_t SEGMENT = 8920;       //!< octets of data in a packet: MigrationChannel's
constexpr uint32_t WINDOW = 1 << 24;     //!< octets of TCP's buffers
constexpr double ANNOUNCE_S = 3;         //!< when hosts announce themselves, seconds
constexpr double START_S = 4;            //!< when flows start
constexpr double MOVE_S = 5.5;           //!< when the machine moves
constexpr double BEFORE_S = 1;           //!< goodput before is that of so long before that
constexpr double AFTER_S = 2;            //!< how long flows are watched after the move
constexpr double DRAIN_S = 1;            //!< for the last packets

/// Two data centres, each with a hypervisor and as many servers as there are flows.
class Network
{
  public:
    /// @param options the command line
    explicit Network(const ProgramOptions& options)
        : m_core(AddressFamily::IPV4)
    {
        const auto rate = static_cast<uint64_t>(options.GetAmount("link-rate"));
        const Time delay = Seconds(options.GetAmount("link-delay"));
        m_core.SetRate(rate);
        m_core.AddRouter("core1");
        m_core.AddRouter("core2");
        m_core.Connect(0, 1, delay);
        // What the way holds, as a router's queue does by rule of thumb.
        SetQueues(static_cast<double>(rate) / 8 * 2 * (delay.GetSeconds() + 0.001) / MTU);
        m_core.SetRate(10000000000);
        DataCenterOptions dataCenter;
        dataCenter.gateways = 1;
        dataCenter.hostRate = dataCenter.rate;
        m_places.reserve(2);
        for (uint32_t i = 0; i < 2; i++)
        {
            const std::string net = "10." + std::to_string(i + 1);
            auto& place = m_places.emplace_back(i == 0 ? "paris" : "rome", dataCenter);
            place.AddVlan(VLAN, net + ".0.1/24", 1, "", MTU);
            place.AddMigrationVlan(MIGRATION_VLAN,
                                   "10.20" + std::to_string(i + 1) + ".0.1/24",
                                   MTU);
            for (uint64_t flow = 1; flow <= options.GetInteger("flows"); flow++)
            {
                AddServer(place,
                          i,
                          (i == 0 ? "source" : "sink") + std::to_string(flow),
                          net + ".0." + std::to_string(10 + flow));
            }
            m_hypervisors.push_back(place.AddHypervisor(i == 0 ? "hypervisor1" : "hypervisor2")
                                        ->GetObject<Hypervisor>());
            m_hypervisors.back()->SetAttribute("Window", UintegerValue(WINDOW));
            place.Attach(m_core, i);
            m_core.Advertise(EidPrefix::FromString(net + ".0.0/24"),
                             i,
                             place.GetUplinks().front().address);
            place.AnnounceHostsAt(Seconds(ANNOUNCE_S));
        }
    }

    /// @param place 0 or 1 @param flow from 0 @return its end there
    StudyTraffic::End GetServer(std::size_t place, std::size_t flow) const
    {
        return m_servers[place][flow];
    }

    /// @param place 0 or 1 @return the hypervisor
    Ptr<Hypervisor> GetHypervisor(std::size_t place) const
    {
        return m_hypervisors[place];
    }

    /// Capture on the link. @param folder where to
    void EnablePcap(const std::string& folder) const
    {
        PointToPointHelper().EnablePcap(folder + "/core1", m_core.GetAdjacencies().front().device);
    }

  private:
    /// @param packets that each end of the link keeps at most
    void SetQueues(double packets)
    {
        for (const auto& end : m_core.GetAdjacencies())
        {
            const auto queue = CreateObject<DropTailQueue<Packet>>();
            queue->SetMaxSize(
                QueueSize(QueueSizeUnit::PACKETS, std::max(20U, static_cast<uint32_t>(packets))));
            DynamicCast<PointToPointNetDevice>(end.device)->SetQueue(queue);
        }
    }

    /// @param place where @param number of it @param name and @param address of a server
    void AddServer(DataCenterHelper& place,
                   std::size_t number,
                   const std::string& name,
                   const std::string& address)
    {
        const auto node = place.AddHost(name, VLAN, address);
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            if (const auto nic = DynamicCast<EthernetNic>(node->GetDevice(i)))
            {
                nic->SetMtu(MTU);
                nic->GetPeer()->SetMtu(MTU);
            }
        }
        m_servers[number].push_back({node, NetworkAddress::FromString(address)});
    }

    CoreHelper m_core;                                       //!< two routers, the link between them
    std::vector<DataCenterHelper> m_places;                  //!< at its ends
    std::array<std::vector<StudyTraffic::End>, 2> m_servers; //!< by place
    std::vector<Ptr<Hypervisor>> m_hypervisors;              //!< by place
};

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
    migration->SetAttribute("MinRate",
                            DataRateValue(DataRate(std::min<uint64_t>(rate, 100000000))));
    migration->SetAttribute("RateControl", StringValue(isAdaptive ? "Adaptive" : "Fixed"));
    migration->SetAttribute("Announcement", StringValue("None"));
    return migration;
}

/// @param options the command line @param machine is moved @return what is to be expected of it
MigrationPrediction
Predict(const ProgramOptions& options, const Ptr<VirtualMachine>& machine)
{
    auto input = MakeModelInput(*machine->GetGuestMemory());
    input.rate_bps = options.GetAmount("migration-rate");
    input.minRate_bps = std::min(input.minRate_bps, input.rate_bps);
    input.isAdaptive = options.GetText("rate-control") == "adaptive";
    input.roundTrip_s = 2 * options.GetAmount("link-delay");
    input.pagesPerMessage = 15;
    return PredictPreCopy(input);
}

/// @param flows have throughput over parts of the same length @return that of all of them
FlowReport::Throughput
AddUp(const std::vector<FlowReport>& flows)
{
    auto sum = flows.front().throughput;
    sum.start_s = START_S;
    for (auto flow = flows.begin() + 1; flow != flows.end(); ++flow)
    {
        // Flows start a millisecond apart, which is little of a part.
        for (std::size_t i = 0; i < std::min(sum.bytes.size(), flow->throughput.bytes.size()); i++)
        {
            sum.bytes[i] += flow->throughput.bytes[i];
        }
    }
    return sum;
}

/// @param all goodput @param from_s from when @param to_s until when @return its mean, bit/s
double
Mean(const FlowReport::Throughput& all, double from_s, double to_s)
{
    double bytes = 0;
    double seconds = 0;
    for (std::size_t i = 0; i < all.bytes.size(); i++)
    {
        const double start = all.start_s + static_cast<double>(i) * all.bin_s;
        const double part = std::min(to_s, start + all.bin_s) - std::max(from_s, start);
        if (part > 0)
        {
            bytes += static_cast<double>(all.bytes[i]) * part / all.bin_s;
            seconds += part;
        }
    }
    return bytes * 8 / seconds;
}

/// @param result of the run, gets a flow that stands for all of them @param record of the move
void
Measure(RunResult& result, const MigrationRecord& record)
{
    FlowReport all;
    all.name = "all flows";
    all.source = "paris";
    all.destination = "rome";
    all.protocol = "tcp";
    all.throughput = AddUp(result.flows);
    for (const auto& flow : result.flows)
    {
        all.sent += flow.sent;
        all.received += flow.received;
        all.duplicated += flow.duplicated;
        all.lost += flow.lost;
        all.reordered += flow.reordered;
        for (const auto& [reason, count] : flow.lostByReason)
        {
            all.lostByReason[reason] += count;
        }
    }
    ThroughputMeter meter(START_S);
    for (std::size_t i = 0; i < all.throughput.bytes.size(); i++)
    {
        meter.Add(Seconds(START_S + static_cast<double>(i + 1) * all.throughput.bin_s),
                  static_cast<uint32_t>(all.throughput.bytes[i]));
    }
    const double ended = record.ended.GetSeconds();
    const double stop = result.end_s - DRAIN_S;
    const double begun = record.rounds.front().begin.GetSeconds();
    const auto dip = meter.FindDip({MOVE_S, ended, record.resumed.GetSeconds()}, stop);
    const double before = Mean(all.throughput, MOVE_S - BEFORE_S, MOVE_S);
    const double during = Mean(all.throughput, begun, record.resumed.GetSeconds());
    const double after = Mean(all.throughput, stop - BEFORE_S, stop);
    all.extra = {{"goodput_before_bps", std::round(before)},
                 {"goodput_during_bps", std::round(during)},
                 {"goodput_after_bps", std::round(after)},
                 {"goodput_least_bps", std::round(dip.least_bps)},
                 {"dip_depth", 1 - during / before},
                 {"dip_started_s", dip.started_s},
                 {"dip_recovered_s", dip.recovered_s},
                 {"recovery_after_end_s", dip.recovered_s - ended}};
    result.flows.insert(result.flows.begin(), all);
}

/// @param options the command line @return the exit status
int
Share(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    GuestSimulatorImpl::Enable();
    RngSeedManager::SetRun(options.GetInteger("seed"));
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(WINDOW));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(WINDOW));
    // As from earlier connections: none has to find out by losing a window of packets.
    const double held = options.GetAmount("link-rate") / 8 * 2 * options.GetAmount("link-delay");
    const auto flows = options.GetInteger("flows");
    Config::SetDefault(
        "ns3::TcpSocket::InitialSlowStartThreshold",
        UintegerValue(std::max(SEGMENT, static_cast<uint32_t>(held / static_cast<double>(flows)))));
    Network network(options);
    const auto machine = MakeMachine(options);
    network.GetHypervisor(0)->Start(machine, VLAN);
    const auto migration = MakeMigration(options);
    const auto predicted = Predict(options, machine);
    // An unlimited one shares the link with the flows: it takes longer than alone.
    const double alone = options.GetAmount("link-rate") / options.GetAmount("migration-rate");
    const double length =
        predicted.total_s * std::max(1.2, 1.5 * static_cast<double>(flows + 1) / alone);
    const double stop = MOVE_S + length + AFTER_S;
    StudyTraffic traffic(Seconds(START_S), Seconds(stop));
    traffic.Watch(NodeContainer::GetGlobal());
    for (std::size_t i = 0; i < flows; i++)
    {
        traffic.AddTcp("bulk" + std::to_string(i + 1),
                       network.GetServer(0, i),
                       network.GetServer(1, i),
                       0);
    }
    if (options.GetFlag("pcap"))
    {
        network.EnablePcap(folder.GetWorkPath());
    }
    Simulator::Schedule(Seconds(MOVE_S), [migration, machine, target = network.GetHypervisor(1)]() {
        migration->Start(machine, target);
    });
    Simulator::Stop(Seconds(stop + DRAIN_S));
    Simulator::Run();
    if (migration->GetState() != Migration::DONE)
    {
        throw std::runtime_error("the migration has not ended by " + std::to_string(stop) +
                                 " s: beside the flows it is slower than was foreseen");
    }

    RunResult result;
    result.program = options.GetProgram();
    result.seed = options.GetInteger("seed");
    result.title = "a migration and bulk TCP flows on one link";
    result.notes.emplace_back("no LISP here: nothing detects or registers the machine");
    result.parameters.emplace_back("flows", flows);
    for (const auto* name : {"memory", "write-rate", "migration-rate", "link-rate", "link-delay"})
    {
        result.parameters.emplace_back(name, options.GetAmount(name));
    }
    result.parameters.emplace_back("rate-control", options.GetText("rate-control"));
    result.end_s = Simulator::Now().GetSeconds();
    MigrationReport move;
    move.vm = "vm1";
    move.from = "paris";
    move.to = "rome";
    move.mode = "pre-copy";
    VmMobilityMigration::Report(*migration, move);
    move.predicted.total_s = predicted.total_s;
    move.predicted.downtime_s = predicted.downtime_s;
    move.predicted.bytesCopied = static_cast<uint64_t>(std::llround(predicted.bytes));
    move.predicted.rounds = predicted.rounds.size() - 1;
    result.migrations.push_back(move);
    const auto& record = migration->GetRecord();
    result.flows =
        traffic.Report({{MOVE_S, record.ended.GetSeconds(), record.resumed.GetSeconds()}},
                       record.resumed.GetSeconds());
    Measure(result, record);
    WriteResult(folder, result);
    Simulator::Destroy();
    if (options.GetFlag("json"))
    {
        std::cout << WriteJson(result);
    }
    else
    {
        PrintResult(std::cout, result);
    }
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
    return options.Run(argc, argv, Share);
}
