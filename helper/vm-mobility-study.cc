/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-study.h"

#include "ethernet-helper.h"
#include "move-steps.h"
#include "result-text.h"
#include "vm-mobility-measures.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-nic.h"
#include "ns3/global-value.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/hypervisor.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/net-device.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/storage.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <unistd.h>

namespace ns3
{

const Time VmMobilityStudy::START = Seconds(4);
const Time VmMobilityStudy::DRAIN = Seconds(2);

namespace
{

/// Streams of random numbers: the delays, what the machine writes, the system, the LAN extension
/// where it is one of its own, the data centres, the stacks.
enum Streams : int64_t
{
    DELAY_STREAMS = 100,
    WRITE_STREAMS = 150,
    SYSTEM_STREAMS = 200,
    EXTENSION_STREAMS = 500,
    NETWORK_STREAMS = 600,
    STACK_STREAMS = 1000,
};

/// Index of a host's NIC, after its loopback device.
constexpr uint32_t FIRST_NIC = 1;
/// When hosts announce themselves, as systems do that start.
const Time ANNOUNCE = Seconds(3);

/// Families of EIDs and RLOCs by name.
const std::map<std::string, VmMobilityNetwork::Families> FAMILIES = {
    {"ipv4", {AddressFamily::IPV4, AddressFamily::IPV4}},
    {"ipv6", {AddressFamily::IPV6, AddressFamily::IPV6}},
    {"ipv4-over-ipv6", {AddressFamily::IPV4, AddressFamily::IPV6}},
    {"ipv6-over-ipv4", {AddressFamily::IPV6, AddressFamily::IPV4}}};

/// @param parameters of a study, checked @return its network
VmMobilityNetworkOptions
MakeNetworkOptions(const VmMobilityParameters& parameters)
{
    const auto& without = parameters.without;
    const bool isStretched = parameters.mode == "extended-subnet";
    VmMobilityNetworkOptions options;
    options.families = FAMILIES.at(parameters.family);
    options.hostRoutes = parameters.system != "lisp";
    options.coreRate = parameters.coreRate;
    options.hypervisorMemory = parameters.hypervisorMemory;
    options.hypervisorVCpus = std::max(options.hypervisorVCpus, parameters.vCpus);
    options.migrationRate = parameters.migrationRate;
    options.extension = isStretched ? parameters.extension : "";
    options.filterHsrp = without != "hsrp-filter";
    options.sameMac = without != "virtual-mac";
    options.homeGateway = without != "home-gateway";
    options.proxyArp = without != "proxy-arp";
    return options;
}

/// The round-trip time between data centres that GetMoveTime takes for common.
const Time COMMON_ROUND_TRIP = MilliSeconds(150);

} // namespace

Time
VmMobilityStudy::GetMoveTime(const VmMobilityParameters& parameters)
{
    const double move = VmMobilityMigration(parameters).Predict(COMMON_ROUND_TRIP).total_s;
    if (parameters.failLink < 0)
    {
        return Seconds(move);
    }
    const bool isRepaired = parameters.repairLink >= 0;
    const double outage =
        isRepaired ? parameters.repairLink - parameters.failLink : parameters.stallTimeout;
    // TCP tries again up to as late as the failure was long, and is slower for a while then. A
    // machine that is off comes back by what is, at most, a move.
    const double wait = 2 * std::min(outage, parameters.stallTimeout);
    const double rest = isRepaired ? 4 * move : move;
    return Seconds(std::max({move, parameters.failLink, parameters.repairLink}) + wait + rest);
}

VmMobilityStudy::VmMobilityStudy(const VmMobilityParameters& parameters, Time stop)
    : m_parameters(parameters),
      m_stop(stop),
      m_delays(CreateObject<MeasuredDelays>()),
      m_log(Create<EventLog>()),
      m_events(m_log),
      m_system(VmMobilitySystem::Create(parameters.system, parameters.update)),
      m_kind(parameters)
{
    const auto options = MakeNetworkOptions(parameters);
    Check();
    GuestSimulatorImpl::Enable();
    // Nobody looks at them: see EnablePcap.
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(parameters.seed);
    m_delays->AssignStreams(DELAY_STREAMS);
    m_network = std::make_unique<VmMobilityNetwork>(options, m_delays);
    m_network->AssignStreams(NETWORK_STREAMS);
    InternetStackHelper().AssignStreams(m_network->GetNodes(), STACK_STREAMS);
    BuildMachine();
    m_system->Install(*m_network, m_log, SYSTEM_STREAMS);
    m_network->FinishExtension(m_system->GetLisp(), EXTENSION_STREAMS);
    m_traffic = std::make_unique<StudyTraffic>(START, stop - DRAIN);
    m_traffic->Watch(m_network->GetNodes());
    m_fabric = WatchFabric(*m_network);
}

void
VmMobilityStudy::Check() const
{
    if (Names::Find<Node>("vm1"))
    {
        throw std::invalid_argument("another study is still there: accepted: one at a time; in "
                                    "Python, 'del' the one before");
    }
    if (m_parameters.seed == 0)
    {
        throw std::invalid_argument("seed 0: accepted: more than 0");
    }
    if (m_stop <= START + DRAIN)
    {
        throw std::invalid_argument("a study that ends at " + FormatSeconds(m_stop.GetSeconds()) +
                                    " s: accepted: an end after " +
                                    FormatSeconds((START + DRAIN).GetSeconds()) + " s");
    }
}

VmMobilityStudy::~VmMobilityStudy()
{
    GlobalValue::Bind("EthernetFrameCheck", BooleanValue(true));
    // Before the objects that its events refer to. ns-3 keeps names, and the nodes, beyond that.
    Simulator::Destroy();
    Names::Clear();
}

void
VmMobilityStudy::BuildMachine()
{
    const auto& home = m_network->Get(VmMobilityNetwork::HOME);
    auto nic = EthernetHelper().Install(m_network->GetMachine());
    m_network->ConfigureMachine(nic);
    m_machine = m_kind.CreateMachine();
    m_machine->Install(nic);
    if (auto pattern = m_kind.CreatePattern())
    {
        pattern->AssignStreams(WRITE_STREAMS);
        m_machine->SetWritePattern(pattern);
    }
    auto shared = CreateObject<Storage>();
    for (const auto name : {VmMobilityNetwork::HOME, VmMobilityNetwork::AWAY})
    {
        auto hypervisor = m_network->Get(name).hypervisor->GetObject<Hypervisor>();
        hypervisor->SetStorage(m_kind.WithDisk() ? CreateObject<Storage>() : shared);
    }
    home.hypervisor->GetObject<Hypervisor>()->Start(m_machine, home.vlan);
    std::vector<Ptr<NetDevice>> nics{nic};
    for (const auto name : {VmMobilityNetwork::HOME, VmMobilityNetwork::AWAY})
    {
        nics.push_back(m_network->Get(name).host->GetDevice(FIRST_NIC));
    }
    for (const auto& device : nics)
    {
        Simulator::ScheduleWithContext(device->GetNode()->GetId(), ANNOUNCE, [device]() {
            AnnounceNeighbor(device);
        });
    }
    m_machine->TraceConnectWithoutContext("Booted", MakeCallback(&VmMobilityStudy::OnBoot, this));
    m_events.Watch(m_machine);
    m_migration = m_kind.Create();
    m_events.Watch(m_migration, m_machine, true);
}

void
VmMobilityStudy::AddTraffic()
{
    const auto end = [this](VmMobilityNetwork::SiteName name) {
        const auto& site = m_network->Get(name);
        return StudyTraffic::End{site.host, site.hostAddress};
    };
    const StudyTraffic::End machine{m_network->GetMachine(), m_network->GetMachineAddress()};
    const auto client1 = end(VmMobilityNetwork::REMOTE1);
    const auto client2 = end(VmMobilityNetwork::REMOTE2);
    const Time interval = MilliSeconds(10);
    const uint32_t size = 512;
    m_traffic->AddUdp("client1-to-vm", client1, machine, interval, size);
    m_traffic->AddUdp("vm-to-client1", machine, client1, interval, size);
    m_traffic->AddUdp("client2-to-vm", client2, machine, interval, size);
    m_traffic->AddTcp("tcp-client2-to-vm", client2, machine, 1000000);
    m_traffic->AddPing("ping-client2-vm", client2, machine, MilliSeconds(100));
    m_traffic->AddUdp("host1-to-vm", end(VmMobilityNetwork::HOME), machine, interval, size);
    m_traffic->AddUdp("client1-to-host1", client1, end(VmMobilityNetwork::HOME), interval, size);
    m_traffic->AddUdp("host2-to-client2", end(VmMobilityNetwork::AWAY), client2, interval, size);
}

void
VmMobilityStudy::Move(Time at, VmMobilityNetwork::SiteName to)
{
    if (to != VmMobilityNetwork::HOME && to != VmMobilityNetwork::AWAY)
    {
        throw std::invalid_argument("the machine can move to a data centre: HOME or AWAY");
    }
    if (at.IsStrictlyNegative() || at >= m_stop)
    {
        throw std::invalid_argument("a move at " + FormatSeconds(at.GetSeconds()) +
                                    " s: accepted: from 0 on, before the end at " +
                                    FormatSeconds(m_stop.GetSeconds()) + " s");
    }
    const Time when = Simulator::Now() + at;
    if (when >= m_planned.first)
    {
        if (to == m_planned.second)
        {
            throw std::invalid_argument("a move to " + m_network->Get(to).name + " at " +
                                        FormatSeconds(when.GetSeconds()) +
                                        " s: the machine is there already; accepted: a move to the "
                                        "other data centre, moves "
                                        "in order of time");
        }
        m_planned = {when, to};
    }
    Simulator::Schedule(at, &VmMobilityStudy::StartMove, this, to);
}

void
VmMobilityStudy::RefuseMove(const std::string& why)
{
    m_log->Add(m_network->GetMachine(), "migration-refused", why);
    m_refused.push_back("the move at " + FormatSeconds(Simulator::Now().GetSeconds()) +
                        " s was left out: " + why);
}

void
VmMobilityStudy::StartMove(VmMobilityNetwork::SiteName to)
{
    if (m_migration->IsUnderWay())
    {
        RefuseMove("the machine is being moved");
        return;
    }
    const auto here = Hypervisor::Find(m_machine)->GetNode();
    const auto& site = m_network->Get(to);
    if (site.hypervisor == here)
    {
        RefuseMove("the machine is there already");
        return;
    }
    EndMove();
    const auto& from = m_network->Get(to == VmMobilityNetwork::HOME ? VmMobilityNetwork::AWAY
                                                                    : VmMobilityNetwork::HOME);
    m_moves.emplace_back();
    auto& move = m_moves.back();
    move.vm = EventLog::NameNode(m_network->GetMachine());
    move.from = from.name;
    move.to = site.name;
    move.mode = m_kind.GetMode();
    if (m_kind.HasEnd())
    {
        VmMobilityMigration::Report(m_kind.Predict(GetRoundTrip()), move);
    }
    m_log->Add(m_network->GetMachine(), "migration-started", from.name + " to " + site.name);
    NodeContainer gateways;
    for (const auto& gateway : site.gateways)
    {
        gateways.Add(gateway.node);
    }
    m_system->BeginMove(gateways);
    for (const auto& [after, isUp] :
         {std::pair<double, bool>(m_parameters.failLink, false), {m_parameters.repairLink, true}})
    {
        if (after >= 0 && m_moves.size() == 1)
        {
            Simulator::Schedule(Seconds(after), &VmMobilityStudy::SetLink, this, isUp);
        }
    }
    m_migration->Start(m_machine, site.hypervisor->GetObject<Hypervisor>(), site.vlan);
}

void
VmMobilityStudy::SetLink(bool isUp)
{
    const auto home = VmMobilityNetwork::HOME;
    const auto away = VmMobilityNetwork::AWAY;
    m_network->SetLink(home, away, isUp);
    const auto& routers = m_network->GetCore().GetRouters();
    const auto far = EventLog::NameNode(routers.Get(m_network->Get(away).core));
    m_log->Add(routers.Get(m_network->Get(home).core),
               isUp ? "link-repaired" : "link-failed",
               "to " + far);
}

void
VmMobilityStudy::OnBoot()
{
    m_traffic->GetLedger()->EndConnections(m_network->GetMachine());
}

Time
VmMobilityStudy::GetRoundTrip() const
{
    return m_network->GetDelay(VmMobilityNetwork::HOME, VmMobilityNetwork::AWAY) +
           m_network->GetDelay(VmMobilityNetwork::AWAY, VmMobilityNetwork::HOME);
}

void
VmMobilityStudy::EndMove()
{
    if (m_moves.empty())
    {
        return;
    }
    auto& move = m_moves.back();
    VmMobilityMigration::Report(*m_migration, move);
    move.detected_s = m_system->GetProgress().detected_s;
    move.registered_s = m_system->GetProgress().registered_s;
    move.notified_s = m_system->GetProgress().notified_s;
}

RunResult
VmMobilityStudy::Run()
{
    Simulator::Stop(m_stop);
    Simulator::Run();
    EndMove();
    auto flows = m_traffic->Report({}, NOT_MEASURED);
    const auto windows = FindConvergence(flows);
    RunResult result;
    Describe(result);
    NoteStrays(result, flows);
    result.flows =
        m_traffic->Report(windows, m_moves.empty() ? NOT_MEASURED : m_moves.back().resumed_s);
    for (std::size_t i = 0; i < flows.size(); i++)
    {
        result.flows[i].converged_s = flows[i].converged_s;
    }
    FindLastStale(m_moves, result.flows);
    result.migrations = m_moves;
    result.fabric = m_fabric->GetOctets();
    result.drops = m_traffic->GetLedger()->GetDrops();
    m_system->CountControl(result.control, result.drops);
    m_network->CountControl(result.control, result.drops);
    result.events = m_log->GetEvents();
    result.sketch = m_network->GetSketch();
    result.end_s = m_stop.GetSeconds();
    return result;
}

void
VmMobilityStudy::EnablePcap(const std::string& folder)
{
    if (access(folder.c_str(), W_OK) != 0 || !std::filesystem::is_directory(folder))
    {
        throw std::invalid_argument("captures in '" + folder +
                                    "': accepted: a folder that can be written to");
    }
    if (!Simulator::Now().IsZero())
    {
        // What was sent without a checksum would be dropped for it.
        throw std::invalid_argument("captures from " +
                                    FormatSeconds(Simulator::Now().GetSeconds()) +
                                    " s on: accepted: from the start of the simulation");
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    // Captures hold no frame check sequence, and over jumbo frames it takes long.
    GlobalValue::Bind("EthernetFrameCheck", BooleanValue(false));
    m_network->EnablePcap(folder);
}

const VmMobilityNetwork&
VmMobilityStudy::GetNetwork() const
{
    return *m_network;
}

StudyTraffic&
VmMobilityStudy::GetTraffic()
{
    return *m_traffic;
}

Ptr<EventLog>
VmMobilityStudy::GetLog() const
{
    return m_log;
}

} // namespace ns3
