/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "evacuation-study.h"

#include "accepted-words.h"
#include "checked-attribute.h"
#include "evacuation-report.h"
#include "figure-words.h"
#include "migration-kinds.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/enum.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-memory.h"
#include "ns3/guest-simulator-impl.h"
#include "ns3/hypervisor.h"
#include "ns3/migration-channel.h"
#include "ns3/migration-model.h"
#include "ns3/migration-planner.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/pre-copy-migration.h"
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
constexpr uint32_t MTU = 9000;           //!< octets of the largest packet, as the network's default
constexpr uint32_t HEADERS = 52;         //!< octets of IPv4 and TCP in it
constexpr uint32_t FRAMING = 2;          //!< octets of PPP before it
constexpr uint32_t MAX_MACHINES = 10000; //!< at dc1
const Time BEGIN = Seconds(1);           //!< when the moves are asked for
const Time DRAIN = Seconds(1);           //!< after the last one, for TCP to close
const Time END = Hours(24);              //!< of what does not end by itself

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

/// All moves have ended: what TCP has to say goes out, and that is all.
void
StopAfterDrain()
{
    Simulator::Stop(DRAIN);
}

/// @param share a share @return it in percent
std::string
Percent(double share)
{
    return FormatFigure("utilisation", share);
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
    m_events.reset();
    m_network.reset();
    Simulator::Destroy();
    Names::Clear();
}

void
EvacuationStudy::Check() const
{
    const auto check = [](const std::string& what,
                          const std::string& value,
                          const std::vector<std::string>& accepted) {
        CheckWord(what + " '" + value + "'", value, accepted);
    };
    check("policy", m_parameters.policy, {"evacuate", "burst", "balance"});
    check("order", m_parameters.order, {"fifo", "deadline", "bandwidth"});
    check("late", m_parameters.late, {"warn", "refuse"});
    check("migration", m_parameters.migration, GetMigrationKinds());
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
        // The plan's bytes are those of pre-copy's rounds: the others carry a page once.
        machine.dirtyRate = m_parameters.migration == "pre-copy" ? m_parameters.writeRate : 0;
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
    ObjectFactory factory(GetMigrationType(m_parameters.migration));
    SetCheckedAttribute(factory, "Announcement", StringValue("None"));
    m_scheduler->SetMigration(factory);
    for (const auto& group : m_inventory.linkGroups)
    {
        m_scheduler->AddLinkGroup(group.name, group.capacity);
    }
    m_events = std::make_unique<EvacuationEvents>(m_scheduler, m_machines);
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
        m_events->Requested(request, m_inventory.hypervisors[planned.from].name);
        m_scheduler->Request(request);
    }
    for (const auto& refused : m_plan.refused)
    {
        m_events->Refused(m_machines[refused.machine], ToString(refused.reason));
    }
    m_scheduler->Start();
    if (m_plan.moves.empty())
    {
        StopAfterDrain();
    }
}

RunResult
EvacuationStudy::Run()
{
    RunResult result;
    Describe(result);
    const auto before = MeasureUse();
    Simulator::Stop(END);
    Simulator::Run();
    const auto after = MeasureUse();
    const EvacuationReport report(m_inventory, m_plan, *m_scheduler, m_parameters.migration);
    const double makespan = report.FindMakespan();
    report.AddMoves(result);
    report.AddCounts(result);
    auto& counts = result.groups.back().sentences.front();
    if (result.migrations.empty())
    {
        counts += ": " + ExplainNoMoves();
    }
    const bool isComplete = IsComplete();
    counts += isComplete ? "; every machine is at one hypervisor and runs"
                         : "; NOT every machine is at one hypervisor and runs";
    report.AddDeadlines(result);
    RunResult::Group whole{"", "All moves together", {}, {}};
    const double bound = report.FindBound();
    whole.figures = {{"reached", m_plan.reached},
                     {"achieved", std::round(m_plan.achieved * 1e6) / 1e6},
                     {"complete", isComplete},
                     {"makespan_s", makespan},
                     {"bound_s", bound},
                     {"planned_s", m_plan.GetLowerBound()}};
    whole.sentences = {"makespan " + FormatDuration(makespan) + "; the busiest link alone needs " +
                       FormatDuration(bound) + " for the bytes that were carried over it"};
    if (!m_plan.reached)
    {
        whole.sentences.push_back("the plan does not reach what was asked for: " +
                                  Percent(m_plan.achieved));
    }
    std::string used = "memory in use: ";
    for (std::size_t side = 0; side < 2; side++)
    {
        used += (side == 0 ? "dc" : ", dc") + std::to_string(side + 1) + " " +
                Percent(before[side]) + " before, " + Percent(after[side]) + " after";
    }
    whole.sentences.push_back(used);
    result.groups.push_back(whole);
    for (std::size_t side = 0; side < 2; side++)
    {
        result.groups.push_back({"utilisation/dc" + std::to_string(side + 1),
                                 "",
                                 {{"before", std::round(before[side] * 1e6) / 1e6},
                                  {"after", std::round(after[side] * 1e6) / 1e6}},
                                 {}});
    }
    report.AddNetwork(*m_network, makespan, result);
    result.events = m_events->GetEvents();
    result.end_s = Simulator::Now().GetSeconds();
    return result;
}

void
EvacuationStudy::Describe(RunResult& result) const
{
    const auto number = [](uint32_t value) { return uint64_t{value}; };
    result.program = "evacuation";
    result.seed = m_parameters.seed;
    result.title = std::to_string(m_parameters.machines) + " machines at dc1: " +
                   (m_parameters.policy == "evacuate" ? "it is emptied"
                    : m_parameters.policy == "burst"  ? "as few as needed leave it"
                                                      : "it and dc2 are to be equally full") +
                   ", by " + m_parameters.migration;
    result.notes.emplace_back("no traffic but the moves' own: there are no flows, and nothing "
                              "registers machines");
    if (const auto writes = DescribeWrites(); !writes.empty())
    {
        result.notes.push_back(writes);
    }
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

std::string
EvacuationStudy::DescribeWrites() const
{
    if (m_parameters.migration != "pre-copy" || m_machines.empty())
    {
        return "";
    }
    // The largest machine has the largest bound.
    const auto largest =
        std::max_element(m_machines.begin(), m_machines.end(), [](const auto& a, const auto& b) {
            return a->GetMemory() < b->GetMemory();
        });
    const auto& memory = (*largest)->GetGuestMemory();
    auto input = MakeModelInput(*memory);
    DataRateValue most;
    CreateObject<PreCopyMigration>()->GetAttribute("MaxRate", most);
    const uint64_t rate =
        m_parameters.moveRate > 0 ? m_parameters.moveRate : most.Get().GetBitRate();
    input.rate_bps =
        std::min(static_cast<double>(rate),
                 TcpPayloadRate(static_cast<double>(m_parameters.linkRate), MTU, HEADERS, FRAMING));
    input.roundTrip_s = m_network->GetRoundTrip().GetSeconds();
    input.pagesPerMessage = std::floor(MigrationChannel::PIECE / (PAGE + input.pageHeader));
    return FindMigrationBound(input).converges ? "" : DescribeBound(input);
}

std::string
EvacuationStudy::ExplainNoMoves() const
{
    const auto used = MeasureUse();
    if (m_parameters.policy == "burst")
    {
        return "dc1 has " + Percent(used[0]) +
               " of its memory in use, no more than the threshold "
               "of " +
               Percent(m_parameters.threshold);
    }
    const std::string differ = "the data centres differ by " +
                               Percent(std::abs(used[0] - used[1])) + " of memory in use, ";
    return m_plan.reached ? differ + "no more than the bound of " + Percent(m_parameters.bound)
                          : differ + "and no move brings them closer to the bound of " +
                                Percent(m_parameters.bound);
}

std::array<double, 2>
EvacuationStudy::MeasureUse() const
{
    std::array<double, 2> used{};
    std::array<double, 2> capacity{};
    const auto& hypervisors = m_network->GetHypervisors();
    for (std::size_t i = 0; i < hypervisors.size(); i++)
    {
        const int side = m_network->GetDataCenter(i) == "dc1" ? 0 : 1;
        const auto memory = static_cast<double>(m_inventory.hypervisors[i].memory);
        capacity[side] += memory;
        used[side] += memory - static_cast<double>(hypervisors[i]->GetFreeMemory());
    }
    return {used[0] / capacity[0], used[1] / capacity[1]};
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

EvacuationNetwork&
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
