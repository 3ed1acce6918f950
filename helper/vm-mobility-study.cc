/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-study.h"

#include "ethernet-helper.h"
#include "result-text.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-nic.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/net-device.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <unistd.h>

namespace ns3
{

const Time VmMobilityStudy::START = Seconds(4);
const Time VmMobilityStudy::DRAIN = Seconds(2);

namespace
{

/// Streams of random numbers: the delays, the system, the data centres, the stacks.
enum Streams : int64_t
{
    DELAY_STREAMS = 100,
    SYSTEM_STREAMS = 200,
    NETWORK_STREAMS = 600,
    STACK_STREAMS = 1000,
};

/// Index of a host's NIC, after its loopback device.
constexpr uint32_t FIRST_NIC = 1;
/// How much longer than by way of the home data centre the direct way to the other one may take
/// before the reader is told: triangular routing is then the faster one.
constexpr double NOTED_DETOUR = 4.0 / 3;
/// When hosts announce themselves, as systems do that start.
const Time ANNOUNCE = Seconds(3);

/// Families of EIDs and RLOCs by name.
const std::map<std::string, VmMobilityNetwork::Families> FAMILIES = {
    {"ipv4", {AddressFamily::IPV4, AddressFamily::IPV4}},
    {"ipv6", {AddressFamily::IPV6, AddressFamily::IPV6}},
    {"ipv4-over-ipv6", {AddressFamily::IPV4, AddressFamily::IPV6}},
    {"ipv6-over-ipv4", {AddressFamily::IPV6, AddressFamily::IPV4}}};

/// @param parameters of a study @return its families @throws std::invalid_argument if it has none
VmMobilityNetwork::Families
FindFamilies(const VmMobilityParameters& parameters)
{
    const auto families = FAMILIES.find(parameters.family);
    if (families == FAMILIES.end())
    {
        throw std::invalid_argument("family '" + parameters.family +
                                    "': accepted: ipv4, ipv6, ipv4-over-ipv6, ipv6-over-ipv4");
    }
    if (families->second.eid != families->second.rloc && parameters.system != "lisp")
    {
        throw std::invalid_argument("family '" + parameters.family + "' with system '" +
                                    parameters.system +
                                    "': hosts and core of different families need a tunnel between "
                                    "sites; accepted: ipv4, ipv6");
    }
    return families->second;
}

/// @param parameters of a study @return its network @throws std::invalid_argument naming what is
/// wrong
VmMobilityNetworkOptions
MakeNetworkOptions(const VmMobilityParameters& parameters)
{
    const auto& mode = parameters.mode;
    const auto& without = parameters.without;
    const bool isStretched = mode == "extended-subnet";
    if (!isStretched && mode != "across-subnet")
    {
        throw std::invalid_argument("mode '" + mode +
                                    "': accepted: extended-subnet, across-subnet");
    }
    const std::set<std::string> parts =
        isStretched ? std::set<std::string>{"nothing", "hsrp-filter"}
                    : std::set<std::string>{"nothing", "virtual-mac", "home-gateway", "proxy-arp"};
    if (parts.count(without) == 0)
    {
        throw std::invalid_argument("without '" + without + "' in mode '" + mode + "': accepted: " +
                                    (isStretched
                                         ? "nothing, hsrp-filter"
                                         : "nothing, virtual-mac, home-gateway, proxy-arp"));
    }
    VmMobilityNetworkOptions options;
    options.families = FindFamilies(parameters);
    options.hostRoutes = parameters.system != "lisp";
    options.extension = isStretched ? parameters.extension : "";
    options.filterHsrp = without != "hsrp-filter";
    options.sameMac = without != "virtual-mac";
    options.homeGateway = without != "home-gateway";
    options.proxyArp = without != "proxy-arp";
    return options;
}

/// @param parameters of a study @return how its machine is carried
Ptr<ColdMigration>
MakeMigration(const VmMobilityParameters& parameters)
{
    auto migration = CreateObject<ColdMigration>();
    migration->SetAttribute("MigrationRate", DataRateValue(DataRate(parameters.migrationRate)));
    return migration;
}

} // namespace

Time
VmMobilityStudy::GetMoveTime(const VmMobilityParameters& parameters)
{
    return MakeMigration(parameters)->GetDuration(parameters.memory);
}

VmMobilityStudy::VmMobilityStudy(const VmMobilityParameters& parameters, Time stop)
    : m_parameters(parameters),
      m_stop(stop),
      m_delays(CreateObject<MeasuredDelays>()),
      m_log(Create<EventLog>()),
      m_system(VmMobilitySystem::Create(parameters.system, parameters.update)),
      m_migration(MakeMigration(parameters))
{
    const auto options = MakeNetworkOptions(parameters);
    Check();
    // What is captured is to look like a real host's.
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(parameters.seed);
    m_delays->AssignStreams(DELAY_STREAMS);
    m_network = std::make_unique<VmMobilityNetwork>(options, m_delays);
    m_network->AssignStreams(NETWORK_STREAMS);
    InternetStackHelper().AssignStreams(m_network->GetNodes(), STACK_STREAMS);
    BuildMachine();
    m_system->Install(*m_network, m_log, SYSTEM_STREAMS);
    m_traffic = std::make_unique<StudyTraffic>(START, stop - DRAIN);
    m_traffic->Watch(m_network->GetNodes());
}

void
VmMobilityStudy::Check() const
{
    if (Names::Find<Node>("vm1"))
    {
        throw std::invalid_argument("another study is still there: accepted: one at a time; in "
                                    "Python, 'del' the one before");
    }
    if (m_parameters.memory == 0 || m_parameters.migrationRate == 0 || m_parameters.seed == 0)
    {
        throw std::invalid_argument("memory, migration rate and seed: accepted: more than 0");
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
    m_machine = CreateObject<VirtualMachine>();
    m_machine->SetAttribute("Memory", UintegerValue(m_parameters.memory));
    m_machine->Install(nic);
    m_machine->Attach(home.machinePort);
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
    m_migration->TraceConnectWithoutContext("StateChanged",
                                            MakeCallback(&VmMobilityStudy::OnMigration, this));
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
VmMobilityStudy::StartMove(VmMobilityNetwork::SiteName to)
{
    if (to == m_at)
    {
        m_log->Add(m_network->GetMachine(), "migration-refused", "the machine is there already");
        return;
    }
    EndMove();
    const auto& from = m_network->Get(m_at);
    const auto& site = m_network->Get(to);
    m_at = to;
    m_moves.emplace_back();
    m_moves.back().vm = EventLog::NameNode(m_network->GetMachine());
    m_moves.back().from = from.name;
    m_moves.back().to = site.name;
    m_moves.back().mode = "cold";
    m_log->Add(m_network->GetMachine(), "migration-started", from.name + " to " + site.name);
    NodeContainer gateways;
    for (const auto& gateway : site.gateways)
    {
        gateways.Add(gateway.node);
    }
    m_system->BeginMove(gateways);
    m_migration->Start(m_machine, site.machinePort);
}

void
VmMobilityStudy::OnMigration(ColdMigration::State before, ColdMigration::State after)
{
    auto node = m_network->GetMachine();
    if (after == ColdMigration::SAVING)
    {
        m_traffic->Suspend(node);
    }
    if (after == ColdMigration::DONE)
    {
        m_traffic->Resume(node);
    }
    static const std::map<ColdMigration::State, const char*> NAMES = {
        {ColdMigration::SAVING, "vm-paused"},
        {ColdMigration::COPYING, "copy-started"},
        {ColdMigration::RESTORING, "copy-ended"},
        {ColdMigration::DONE, "vm-resumed"},
        {ColdMigration::FAILED, "migration-failed"}};
    const auto name = NAMES.find(after);
    if (name != NAMES.end())
    {
        m_log->Add(node, name->second, "after " + std::string(ToString(before)));
    }
}

void
VmMobilityStudy::EndMove()
{
    if (m_moves.empty())
    {
        return;
    }
    auto& move = m_moves.back();
    const auto& record = m_migration->GetRecord();
    move.started_s = record.started.GetSeconds();
    move.paused_s = record.paused.GetSeconds();
    if (m_migration->GetState() == ColdMigration::DONE)
    {
        move.resumed_s = record.resumed.GetSeconds();
        move.downtime_s = record.GetDowntime().GetSeconds();
        move.total_s = record.GetTotal().GetSeconds();
    }
    move.rounds = record.rounds;
    move.bytesCopied = record.bytesCopied;
    move.detected_s = m_system->GetProgress().detected_s;
    move.registered_s = m_system->GetProgress().registered_s;
}

void
VmMobilityStudy::FindConvergence(const std::vector<FlowReport>& flows)
{
    for (std::size_t i = 0; i < m_moves.size(); i++)
    {
        auto& move = m_moves[i];
        const double end = i + 1 < m_moves.size() ? m_moves[i + 1].started_s : m_stop.GetSeconds();
        double converged = move.resumed_s;
        for (const auto& flow : flows)
        {
            if (flow.protocol == "tcp" || (flow.source != move.vm && flow.destination != move.vm))
            {
                continue; // TCP's own timers say when it sends again: its recovery_s
            }
            double last = NOT_MEASURED;
            for (const auto& change : flow.pathChanges)
            {
                if (change.time_s > move.resumed_s && change.time_s < end)
                {
                    last = change.time_s;
                }
            }
            // Not std::max: one flow that did not find its way makes it unknown.
            converged = last > converged || std::isnan(last) ? last : converged;
            if (std::isnan(converged))
            {
                break;
            }
        }
        move.converged_s = converged;
    }
}

RunResult
VmMobilityStudy::Run()
{
    Simulator::Stop(m_stop);
    Simulator::Run();
    EndMove();
    FindConvergence(m_traffic->Report({}, NOT_MEASURED));
    std::vector<MoveWindow> windows;
    for (const auto& move : m_moves)
    {
        windows.push_back(
            {move.started_s, std::isnan(move.converged_s) ? INFINITY : move.converged_s});
    }
    RunResult result;
    Describe(result);
    result.migrations = m_moves;
    result.flows =
        m_traffic->Report(windows, m_moves.empty() ? NOT_MEASURED : m_moves.back().resumed_s);
    result.drops = m_traffic->GetLedger()->GetDrops();
    m_system->CountControl(result.control, result.drops);
    result.events = m_log->GetEvents();
    result.sketch = m_network->GetSketch();
    result.end_s = m_stop.GetSeconds();
    return result;
}

void
VmMobilityStudy::Describe(RunResult& result) const
{
    const bool isLisp = m_parameters.system == "lisp";
    result.program = "vm-mobility-study";
    result.seed = m_parameters.seed;
    const bool isStretched = m_network->IsStretched();
    const auto& options = m_network->GetOptions();
    result.title = "A virtual machine moves " +
                   (isStretched ? "in a subnet stretched by " + options.extension
                                : std::string("across subnets")) +
                   ", switched off on the way; " +
                   (isLisp ? "LISP, " + m_parameters.update : m_parameters.system) + ", " +
                   m_parameters.family;
    result.parameters = {{"mode", m_parameters.mode}};
    if (isStretched)
    {
        result.parameters.emplace_back("extension", options.extension);
    }
    result.parameters.emplace_back("migration", std::string("cold"));
    result.parameters.emplace_back("system", m_parameters.system);
    if (isLisp)
    {
        result.parameters.emplace_back("update", m_parameters.update);
    }
    result.parameters.emplace_back("family", m_parameters.family);
    if (m_parameters.without != "nothing")
    {
        result.parameters.emplace_back("without", m_parameters.without);
    }
    result.parameters.emplace_back("memory", m_parameters.memory);
    result.parameters.emplace_back("migration-rate", m_parameters.migrationRate);
    NoteDetours(result);
}

void
VmMobilityStudy::NoteDetours(RunResult& result) const
{
    const auto home = VmMobilityNetwork::HOME;
    const auto away = VmMobilityNetwork::AWAY;
    for (const auto remote : {VmMobilityNetwork::REMOTE1, VmMobilityNetwork::REMOTE2})
    {
        const double direct = m_network->GetDelay(remote, away).GetSeconds();
        const double around =
            (m_network->GetDelay(remote, home) + m_network->GetDelay(home, away)).GetSeconds();
        if (direct > NOTED_DETOUR * around)
        {
            const auto name = [this](auto site) { return m_network->Get(site).name; };
            const auto ms = [](double seconds) {
                return FormatSeconds(std::round(seconds * 1e4) / 10) + " ms";
            };
            result.notes.push_back(name(remote) + " to " + name(away) + " takes " + ms(direct) +
                                   ", through " + name(home) + " " + ms(around) +
                                   ": delays are drawn from measured ones");
        }
    }
}

void
VmMobilityStudy::EnablePcap(const std::string& folder)
{
    if (access(folder.c_str(), W_OK) != 0 || !std::filesystem::is_directory(folder))
    {
        throw std::invalid_argument("captures in '" + folder +
                                    "': accepted: a folder that can be written to");
    }
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
