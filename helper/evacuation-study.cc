/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "evacuation-study.h"

#include "checked-attribute.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/enum.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/hypervisor.h"
#include "ns3/migration-planner.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

constexpr uint64_t PAGE = 4096;          //!< bytes: memories are whole pages
constexpr uint32_t MAX_MACHINES = 10000; //!< at dc1
const Time BEGIN = Seconds(1);           //!< when the moves are asked for
const Time DRAIN = Seconds(1);           //!< after the last one, for TCP to close
const Time END = Hours(24);              //!< of what does not end by itself

/// Kinds of migration by the words of the option, the default first.
const std::vector<std::pair<std::string, std::string>> KINDS = {
    {"pre-copy", "ns3::PreCopyMigration"},
    {"stop-and-copy", "ns3::StopAndCopyMigration"},
    {"post-copy", "ns3::PostCopyMigration"},
    {"cold", "ns3::ColdMigration"},
};

/// @param what a parameter @param value of it @param words that are accepted
void
CheckWord(const std::string& what, const std::string& value, const std::vector<std::string>& words)
{
    if (std::find(words.begin(), words.end(), value) != words.end())
    {
        return;
    }
    std::string accepted;
    for (const auto& word : words)
    {
        accepted += (accepted.empty() ? "" : ", ") + word;
    }
    throw std::invalid_argument(what + " '" + value + "': accepted: " + accepted);
}

/// @param what a parameter @param value of it @param least accepted @param most accepted
void
CheckRange(const std::string& what, double value, double least, double most)
{
    if (!(value >= least && value <= most))
    {
        const auto write = [](double number) {
            auto text = std::to_string(number);
            text.erase(text.find_last_not_of('0') + 1);
            return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
        };
        throw std::invalid_argument(what + " " + write(value) + ": accepted: " + write(least) +
                                    " to " + write(most));
    }
}

/// @param machine a machine @return the name of its node
std::string
NameOf(Ptr<const VirtualMachine> machine)
{
    return Names::FindName(machine->GetNode());
}

/// All moves have ended: what TCP has to say goes out, and that is all.
void
StopAfterDrain()
{
    Simulator::Stop(DRAIN);
}

/// @param time of the simulation; zero: it did not come to that
/// @return seconds since the moves were asked for
double
Since(Time time)
{
    return time.IsZero() ? NOT_MEASURED : (time - BEGIN).GetSeconds();
}

} // namespace

EvacuationStudy::EvacuationStudy(const EvacuationParameters& parameters)
    : m_parameters(parameters)
{
    Check();
    GuestSimulatorImpl::Enable();
    RngSeedManager::SetRun(parameters.seed);
    DrawMachines();
    BuildNetwork();
    BuildPlan();
    BuildScheduler();
}

EvacuationStudy::~EvacuationStudy()
{
    m_machines.clear();
    m_scheduler = nullptr;
    m_network.reset();
    Simulator::Destroy();
    Names::Clear();
}

std::vector<std::string>
EvacuationStudy::GetMigrations()
{
    std::vector<std::string> words;
    for (const auto& [word, type] : KINDS)
    {
        TypeId tid;
        if (TypeId::LookupByNameFailSafe(type, &tid) && tid.IsChildOf(Migration::GetTypeId()))
        {
            words.push_back(word);
        }
    }
    return words;
}

void
EvacuationStudy::Check() const
{
    CheckWord("policy", m_parameters.policy, {"evacuate", "burst", "balance"});
    CheckWord("order", m_parameters.order, {"fifo", "deadline", "bandwidth"});
    CheckWord("late", m_parameters.late, {"warn", "refuse"});
    CheckWord("migration", m_parameters.migration, GetMigrations());
    CheckRange("machines", m_parameters.machines, 1, MAX_MACHINES);
    CheckRange("memory", static_cast<double>(m_parameters.memory), PAGE, 1e15);
    CheckRange("spread", m_parameters.spread, 0, 0.9);
    CheckRange("write rate", m_parameters.writeRate, 0, 1e15);
    CheckRange("room", m_parameters.room, 1, 100);
    CheckRange("threshold", m_parameters.threshold, 0, 1);
    CheckRange("bound", m_parameters.bound, 0, 1);
    CheckRange("deadline", m_parameters.deadline, 0, END.GetSeconds());
    CheckRange("move rate", static_cast<double>(m_parameters.moveRate), 0, 1e12);
    CheckRange("link rate", static_cast<double>(m_parameters.linkRate), 1e6, 1e12);
}

void
EvacuationStudy::DrawMachines()
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    const double mean = static_cast<double>(m_parameters.memory) / PAGE;
    for (uint32_t i = 0; i < m_parameters.machines; i++)
    {
        const double pages =
            random->GetValue(mean * (1 - m_parameters.spread), mean * (1 + m_parameters.spread));
        PlanMachine machine;
        machine.name = "vm" + std::to_string(i + 1);
        machine.hypervisor = i % m_parameters.hypervisors;
        machine.memory = PAGE * static_cast<uint64_t>(std::max(1.0, std::round(pages)));
        machine.dirtyRate = m_parameters.writeRate;
        m_inventory.machines.push_back(machine);
        m_deadlines.push_back(random->GetValue(0, 1) * m_parameters.deadline);
    }
}

void
EvacuationStudy::BuildNetwork()
{
    EvacuationNetworkOptions options;
    options.hypervisors = m_parameters.hypervisors;
    options.links = m_parameters.links;
    options.linkRate = m_parameters.linkRate;
    std::vector<uint64_t> needed(m_parameters.hypervisors);
    for (const auto& machine : m_inventory.machines)
    {
        needed[machine.hypervisor] += machine.memory;
    }
    const auto most = static_cast<double>(*std::max_element(needed.begin(), needed.end()));
    options.hostMemory = static_cast<uint64_t>(m_parameters.room * most);
    // Memory is the limit here: each hypervisor could have all machines' processors.
    options.hostVCpus = m_parameters.machines;
    m_network = std::make_unique<EvacuationNetwork>(options);

    auto machines = std::move(m_inventory.machines);
    m_inventory = m_network->GetInventory();
    m_inventory.machines = std::move(machines);
    for (const auto& planned : m_inventory.machines)
    {
        auto machine = m_network->AddMachine(planned.name, planned.hypervisor, planned.memory);
        if (m_parameters.writeRate > 0)
        {
            auto writes = CreateObject<ConstantRateWrites>();
            const auto rate = static_cast<uint64_t>(m_parameters.writeRate * 8);
            writes->SetAttribute("Rate", DataRateValue(DataRate(rate)));
            machine->SetWritePattern(writes);
        }
        m_machines.push_back(machine);
    }
}

void
EvacuationStudy::BuildPlan()
{
    if (m_parameters.moveRate > 0)
    {
        m_inventory.moveRate = static_cast<double>(m_parameters.moveRate);
    }
    const MigrationPlanner planner(m_inventory);
    m_plan = m_parameters.policy == "evacuate" ? planner.EvacuateDataCenter("dc1")
             : m_parameters.policy == "burst"
                 ? planner.Burst("dc1", "dc2", m_parameters.threshold)
                 : planner.Balance(MigrationPlanner::Unit::DATA_CENTER, m_parameters.bound);
}

void
EvacuationStudy::BuildScheduler()
{
    m_scheduler = CreateObject<MigrationScheduler>();
    const std::map<std::string, MigrationScheduler::Order> orders = {
        {"fifo", MigrationScheduler::FIFO},
        {"deadline", MigrationScheduler::DEADLINE},
        {"bandwidth", MigrationScheduler::BANDWIDTH}};
    m_scheduler->SetAttribute("Order", EnumValue(orders.at(m_parameters.order)));
    m_scheduler->SetAttribute("Lateness",
                              EnumValue(m_parameters.late == "refuse" ? MigrationScheduler::REFUSE
                                                                      : MigrationScheduler::WARN));
    m_scheduler->SetAttribute("MaxParallel", UintegerValue(m_parameters.parallel));
    m_scheduler->SetAttribute("MaxPerSource", UintegerValue(0));
    m_scheduler->SetAttribute("MaxPerTarget", UintegerValue(0));
    m_scheduler->SetAttribute("MoveRate", DataRateValue(DataRate(m_parameters.moveRate)));
    m_scheduler->SetAttribute("RoundTrip", TimeValue(m_network->GetRoundTrip()));
    const auto kind = std::find_if(KINDS.begin(), KINDS.end(), [this](const auto& one) {
        return one.first == m_parameters.migration;
    });
    ObjectFactory factory(kind->second);
    SetCheckedAttribute(factory, "Announcement", StringValue("None"));
    m_scheduler->SetMigration(factory);
    for (const auto& group : m_inventory.linkGroups)
    {
        m_scheduler->AddLinkGroup(group.name, group.capacity);
    }
    m_scheduler->TraceConnectWithoutContext("Finished", MakeCallback(&StopAfterDrain));
    Simulator::Schedule(BEGIN, &EvacuationStudy::Request, this);
}

void
EvacuationStudy::Request()
{
    for (const auto& planned : m_plan.moves)
    {
        MoveRequest request;
        request.machine = m_machines[planned.machine];
        request.to = m_network->GetHypervisors()[planned.to];
        request.linkGroups = planned.linkGroups;
        if (m_parameters.deadline > 0)
        {
            request.deadline = BEGIN + Seconds(m_deadlines[planned.machine]);
        }
        m_scheduler->Request(request);
    }
    m_scheduler->Start();
    if (m_plan.moves.empty())
    {
        StopAfterDrain();
    }
}

EvacuationResult
EvacuationStudy::Run()
{
    EvacuationResult result;
    Describe(result);
    result.reached = m_plan.reached;
    result.achieved = m_plan.achieved;
    result.planned_s = m_plan.GetLowerBound();
    Measure(false, result);
    Simulator::Stop(END);
    Simulator::Run();
    Measure(true, result);
    ReportMoves(result);
    ReportLinks(result);
    result.complete = IsComplete();
    return result;
}

void
EvacuationStudy::Describe(EvacuationResult& result) const
{
    const auto number = [](uint32_t value) { return uint64_t{value}; };
    result.seed = m_parameters.seed;
    result.parameters = {{"policy", m_parameters.policy},
                         {"order", m_parameters.order},
                         {"migration", m_parameters.migration},
                         {"late", m_parameters.late},
                         {"machines", number(m_parameters.machines)},
                         {"hypervisors", number(m_parameters.hypervisors)},
                         {"links", number(m_parameters.links)},
                         {"parallel", number(m_parameters.parallel)},
                         {"memory", m_parameters.memory},
                         {"spread", m_parameters.spread},
                         {"write_rate", m_parameters.writeRate},
                         {"link_rate", m_parameters.linkRate},
                         {"move_rate", m_parameters.moveRate},
                         {"room", m_parameters.room},
                         {"threshold", m_parameters.threshold},
                         {"bound", m_parameters.bound},
                         {"deadline_s", m_parameters.deadline}};
}

void
EvacuationStudy::Measure(bool after, EvacuationResult& result) const
{
    double used[2] = {};
    double capacity[2] = {};
    const auto& hypervisors = m_network->GetHypervisors();
    for (std::size_t i = 0; i < hypervisors.size(); i++)
    {
        const int side = m_network->GetDataCenter(i) == "dc1" ? 0 : 1;
        const auto memory = static_cast<double>(m_inventory.hypervisors[i].memory);
        capacity[side] += memory;
        used[side] += memory - static_cast<double>(hypervisors[i]->GetFreeMemory());
    }
    for (int side = 0; side < 2; side++)
    {
        result.utilisation[side][after ? 1 : 0] = used[side] / capacity[side];
    }
}

void
EvacuationStudy::ReportMoves(EvacuationResult& result) const
{
    for (const auto& report : m_scheduler->GetReports())
    {
        EvacuationMove move;
        const auto& record = report.record;
        const bool isDone = report.outcome == MoveOutcome::DONE;
        move.machine = NameOf(report.request.machine);
        move.from = report.from ? report.from->GetName() : "";
        move.to = report.request.to->GetName();
        for (const std::size_t group : report.request.linkGroups)
        {
            move.links += (move.links.empty() ? "" : " ") + m_inventory.linkGroups[group].name;
        }
        move.memory = report.request.machine->GetMemory();
        move.predicted_s = report.predicted.GetSeconds();
        move.deadline_s = Since(report.request.deadline);
        move.started_s = Since(report.started);
        move.paused_s = Since(record.paused);
        move.resumed_s = Since(record.resumed);
        move.ended_s = Since(report.ended);
        move.downtime_s = isDone ? record.GetDowntime().GetSeconds() : NOT_MEASURED;
        move.rounds = record.rounds.size();
        move.bytes = record.memoryBytes;
        move.tries = report.tries;
        move.outcome = ToString(report.outcome);
        move.reason = report.outcome == MoveOutcome::REFUSED && report.why.empty()
                          ? ToString(report.refusal)
                          : report.why;
        move.missedDeadline = report.missedDeadline;
        result.makespan_s = std::max(result.makespan_s, report.HasEnded() ? move.ended_s : 0);
        result.moves.push_back(move);
    }
    for (const auto& refused : m_plan.refused)
    {
        EvacuationMove move;
        const auto& machine = m_inventory.machines[refused.machine];
        move.machine = machine.name;
        move.from = m_inventory.hypervisors[machine.hypervisor].name;
        move.memory = machine.memory;
        move.outcome = ToString(MoveOutcome::REFUSED);
        move.reason = ToString(refused.reason);
        result.moves.push_back(move);
    }
    std::stable_sort(result.moves.begin(),
                     result.moves.end(),
                     [](const EvacuationMove& a, const EvacuationMove& b) {
                         // Those that never began are at the end.
                         return std::isfinite(a.started_s) && !(b.started_s <= a.started_s);
                     });
    for (const auto& move : result.moves)
    {
        result.counts[move.outcome]++;
    }
}

void
EvacuationStudy::ReportLinks(EvacuationResult& result) const
{
    const auto groups = m_scheduler->GetLinkGroups();
    for (std::size_t i = 0; i < groups.size(); i++)
    {
        EvacuationLink link;
        link.name = groups[i].name;
        link.rate = groups[i].capacity;
        link.moves = groups[i].moves;
        link.mostMoves = groups[i].mostMoves;
        link.bytes = groups[i].bytes;
        link.octets = std::max(m_network->GetSent(i, 1), m_network->GetSent(i, 2));
        link.busy_s = groups[i].busy.GetSeconds();
        const auto rate = static_cast<double>(link.rate);
        link.utilisation = result.makespan_s > 0
                               ? static_cast<double>(link.octets) * 8 / rate / result.makespan_s
                               : 0;
        result.bound_s = std::max(result.bound_s, static_cast<double>(link.bytes) * 8 / rate);
        result.links.push_back(link);
    }
}

bool
EvacuationStudy::IsComplete() const
{
    const auto& hypervisors = m_network->GetHypervisors();
    std::size_t hosted = 0;
    for (const auto& hypervisor : hypervisors)
    {
        hosted += hypervisor->GetMachines().size();
    }
    const auto reports = m_scheduler->GetReports();
    return hosted == m_machines.size() &&
           std::all_of(m_machines.begin(),
                       m_machines.end(),
                       [](const Ptr<VirtualMachine>& machine) {
                           return Hypervisor::Find(machine) &&
                                  machine->GetState() == VirtualMachine::RUNNING;
                       }) &&
           reports.size() == m_plan.moves.size() &&
           std::all_of(reports.begin(), reports.end(), [](const MoveReport& report) {
               return report.HasEnded();
           });
}

const EvacuationNetwork&
EvacuationStudy::GetNetwork() const
{
    return *m_network;
}

const MigrationPlan&
EvacuationStudy::GetPlan() const
{
    return m_plan;
}

Ptr<MigrationScheduler>
EvacuationStudy::GetScheduler() const
{
    return m_scheduler;
}

} // namespace ns3
