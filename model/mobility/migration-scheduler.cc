/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-scheduler.h"

#include "hypervisor.h"
#include "virtual-machine.h"

#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MigrationScheduler);

TypeId
MigrationScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MigrationScheduler")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<MigrationScheduler>()
            .AddAttribute(
                "Order",
                "Which of the waiting moves is looked at first: the one asked for first, "
                "the one with the earliest deadline, or the one with the shortest "
                "predicted time.",
                EnumValue(FIFO),
                compat::MakeEnumAttributeAccessor<Order>(&MigrationScheduler::m_order),
                MakeEnumChecker(FIFO, "Fifo", DEADLINE, "Deadline", BANDWIDTH, "Bandwidth"))
            .AddAttribute(
                "Lateness",
                "What becomes of a move that would miss its deadline, by its prediction: "
                "begun all the same, or refused.",
                EnumValue(WARN),
                compat::MakeEnumAttributeAccessor<Lateness>(&MigrationScheduler::m_lateness),
                MakeEnumChecker(WARN, "Warn", REFUSE, "Refuse"))
            .AddAttribute("MaxParallel",
                          "Most moves at a time; 0: any number. The default is that of KubeVirt "
                          "(parallelMigrationsPerCluster).",
                          UintegerValue(5),
                          MakeUintegerAccessor(&MigrationScheduler::m_maxParallel),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxPerSource",
                          "Most moves at a time from a hypervisor; 0: any number. The default is "
                          "that of KubeVirt (parallelOutboundMigrationsPerNode).",
                          UintegerValue(2),
                          MakeUintegerAccessor(&MigrationScheduler::m_maxPerSource),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxPerTarget",
                          "Most moves at a time to a hypervisor; 0: any number. The default is "
                          "vSphere's for a network of 1 Gbit/s (network cost of vMotion).",
                          UintegerValue(4),
                          MakeUintegerAccessor(&MigrationScheduler::m_maxPerTarget),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxPerLinkGroup",
                          "Most moves at a time over a link group; 0: any number. Nothing says a "
                          "number for links between data centres; MoveRate bounds them, too.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MigrationScheduler::m_maxPerLinkGroup),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "MoveRate",
                "Bits a second that a move without a rate of its own has to itself on its link "
                "groups, and does "
                "not exceed (the migration's MaxRate); 0: the migration's own MaxRate, "
                "and no sum is kept. KubeVirt's default (bandwidthPerMigration) is 0, too.",
                DataRateValue(DataRate(0)),
                MakeDataRateAccessor(&MigrationScheduler::m_moveRate),
                MakeDataRateChecker())
            .AddAttribute("ExpectedRate",
                          "Bits a second that a move is predicted with if it has neither a rate "
                          "nor a link group. The default is that of Gigabit Ethernet (IEEE "
                          "802.3-2018 clause 34).",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&MigrationScheduler::m_expectedRate),
                          MakeDataRateChecker())
            .AddAttribute("RoundTrip",
                          "What a packet takes from a hypervisor to another and back, for "
                          "predictions. The default leaves it out.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&MigrationScheduler::m_roundTrip),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Retries",
                          "How often a move that failed is tried again. No standard says; with one "
                          "a link that was down for a moment costs no machine its move.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&MigrationScheduler::m_retries),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("RetryDelay",
                          "How long a move that failed waits for the next try. No standard says; "
                          "the default is about what routing takes to find another way.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&MigrationScheduler::m_retryDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("MoveStarted",
                            "A move begins, for the first time or again; its migration is about to "
                            "start.",
                            MakeTraceSourceAccessor(&MigrationScheduler::m_startedTrace),
                            "ns3::MigrationScheduler::MoveStartedTracedCallback")
            .AddTraceSource("MoveEnded",
                            "A request has come to its end, whichever.",
                            MakeTraceSourceAccessor(&MigrationScheduler::m_endedTrace),
                            "ns3::MigrationScheduler::MoveEndedTracedCallback")
            .AddTraceSource("Finished",
                            "All requests so far have come to their end.",
                            MakeTraceSourceAccessor(&MigrationScheduler::m_finishedTrace),
                            "ns3::MigrationScheduler::FinishedTracedCallback");
    return tid;
}

MigrationScheduler::MigrationScheduler()
    : m_resources({m_maxParallel, m_maxPerSource, m_maxPerTarget, m_maxPerLinkGroup})
{
}

MigrationScheduler::~MigrationScheduler()
{
    DropMigrations();
}

void
MigrationScheduler::DropMigrations()
{
    for (const auto& move : m_moves)
    {
        // One that is under way lives on otherwise, and would tell a scheduler that is gone.
        if (move->migration)
        {
            move->migration->Dispose();
        }
    }
}

void
MigrationScheduler::DoDispose()
{
    DropMigrations();
    m_isStarted = false;
    m_waiting.clear();
    m_moves.clear();
    m_open.clear();
    m_leaving.clear();
    m_numbers.clear();
    m_predictor = nullptr;
    m_forecast = MigrationForecast();
    Object::DoDispose();
}

void
MigrationScheduler::SetMigration(const ObjectFactory& factory)
{
    m_forecast = MigrationForecast(factory);
    m_factory = factory;
}

void
MigrationScheduler::SetPredictor(Predictor predictor)
{
    m_predictor = std::move(predictor);
}

std::size_t
MigrationScheduler::AddLinkGroup(const std::string& name, uint64_t capacity)
{
    return m_resources.AddLinkGroup(name, capacity);
}

// ---- requests ----------------------------------------------------------------------------------

uint32_t
MigrationScheduler::Request(const MoveRequest& request)
{
    if (!request.machine || !request.to)
    {
        throw std::invalid_argument("a request to move a machine needs a machine and a hypervisor");
    }
    m_resources.CheckLinkGroups(request.linkGroups);
    const auto number = static_cast<uint32_t>(m_moves.size());
    m_moves.push_back(std::make_unique<Move>());
    Move& move = *m_moves.back();
    move.report.number = number;
    move.report.request = request;
    move.report.requested = Simulator::Now();
    move.report.from = Hypervisor::Find(request.machine);
    m_isFinished = false;
    if (!m_open.emplace(request.machine, number).second)
    {
        Refuse(move, MoveRefusal::IN_PROGRESS);
        return number;
    }
    move.leaves = move.report.from;
    if (move.leaves)
    {
        m_leaving[move.leaves]++;
    }
    move.report.predicted = Predict(move);
    const bool isUrgent = m_order == DEADLINE && !request.deadline.IsZero();
    move.key = m_order == BANDWIDTH ? move.report.predicted.GetSeconds()
               : isUrgent           ? request.deadline.GetSeconds()
               : m_order == FIFO    ? 0
                                    : std::numeric_limits<double>::infinity();
    m_waiting.emplace(move.key, number);
    Wake();
    return number;
}

void
MigrationScheduler::RequestPlan(const MigrationPlan& plan,
                                const std::vector<Ptr<VirtualMachine>>& machines,
                                const std::vector<Ptr<Hypervisor>>& hypervisors)
{
    for (const auto& planned : plan.moves)
    {
        if (planned.machine >= machines.size() || planned.to >= hypervisors.size())
        {
            throw std::invalid_argument("the plan is of more machines or hypervisors than given");
        }
        MoveRequest request;
        request.machine = machines[planned.machine];
        request.to = hypervisors[planned.to];
        request.linkGroups = planned.linkGroups;
        Request(request);
    }
}

void
MigrationScheduler::Start()
{
    m_isStarted = true;
    Wake();
}

Time
MigrationScheduler::Predict(const Move& move) const
{
    const uint64_t rate = GetExpectedRate(move);
    const auto& request = move.report.request;
    if (m_predictor)
    {
        return m_predictor(request.machine, rate);
    }
    MigrationForecast::Way way;
    way.roundTrip = m_roundTrip;
    if (move.report.from) // else it will be refused
    {
        way = MigrationForecast::FindWay(move.report.from, request.to, m_roundTrip);
    }
    way.rate_bps = static_cast<double>(rate);
    return m_forecast.PredictTime(request.machine, way);
}

uint64_t
MigrationScheduler::GetRate(const Move& move) const
{
    const uint64_t own = move.report.request.rate;
    return own > 0 ? own : m_moveRate.GetBitRate();
}

uint64_t
MigrationScheduler::GetExpectedRate(const Move& move) const
{
    if (const uint64_t own = GetRate(move); own > 0)
    {
        return own;
    }
    const uint64_t capacity = m_resources.GetCapacity(move.report.request.linkGroups);
    return capacity > 0 ? capacity : m_expectedRate.GetBitRate();
}

// ---- reports -----------------------------------------------------------------------------------

const MoveReport&
MigrationScheduler::GetReport(uint32_t number) const
{
    if (number >= m_moves.size())
    {
        throw std::invalid_argument("request " + std::to_string(number) + ": accepted: below " +
                                    std::to_string(m_moves.size()) +
                                    ", as Request has numbered them");
    }
    return m_moves[number]->report;
}

std::vector<MoveReport>
MigrationScheduler::GetReports() const
{
    std::vector<MoveReport> reports;
    for (const auto& move : m_moves)
    {
        reports.push_back(move->report);
    }
    return reports;
}

uint32_t
MigrationScheduler::Count(MoveOutcome outcome) const
{
    return static_cast<uint32_t>(
        std::count_if(m_moves.begin(), m_moves.end(), [outcome](const auto& move) {
            return move->report.outcome == outcome;
        }));
}

std::vector<LinkGroupReport>
MigrationScheduler::GetLinkGroups() const
{
    return m_resources.GetLinkGroups(Simulator::Now());
}

} // namespace ns3
