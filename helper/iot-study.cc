/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "iot-study.h"

#include "ns3/double.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint32_t THING_PAYLOAD = 50;   //!< octets of reports and commands
constexpr std::size_t LOGGED_MOVES = 10; //!< of which events tell
constexpr double REGISTER_S = 1;         //!< from the last first report to the first command
constexpr double SETTLE_S = 5;    //!< and from the last first command to the first move, less that
constexpr double IN_FLIGHT_S = 1; //!< for the last packets
constexpr double HOUR_S = 3600;   //!< seconds
/// What is logged of each stage.
const char* const STAGE_EVENTS[] = {"registered", "followed", "reached"};

/// @param eid an EID-prefix @param field the things @param thing gets its number, if it is one
/// @return true if it is one
bool
IsOfThing(const EidPrefix& eid, const ThingField& field, uint32_t& thing)
{
    return eid.IsHost() && field.Find(eid.GetAddress(), thing);
}

} // namespace

IotStudy::IotStudy(const IotStudyOptions& options, int64_t stream)
    : m_options(options),
      m_start(options.reportInterval + options.commandInterval + Seconds(SETTLE_S)),
      m_movesEnd(m_start + options.duration),
      m_trafficEnd(m_movesEnd + options.commandInterval + options.commandInterval),
      m_random(CreateObject<UniformRandomVariable>()),
      m_pause(CreateObject<ExponentialRandomVariable>()),
      m_network(options.network),
      m_ledger(CreateObject<PacketLedger>()),
      m_log(Create<EventLog>())
{
    m_random->SetStream(stream++);
    m_pause->SetStream(stream++);
    ThingFieldOptions field;
    field.things = options.things;
    field.reportInterval = options.reportInterval;
    field.payload = THING_PAYLOAD;
    field.cells = options.network.gateways;
    m_field = std::make_unique<ThingField>(field, m_ledger, stream++);
    m_lastMove.resize(options.things);
    for (const auto& cell : m_network.GetCells())
    {
        m_field->AddCell(cell);
    }
    m_ledger->Watch(m_network.GetNodes());
    const auto collectors = m_network.GetCollectors();
    const auto cell = m_network.GetCells().front()->GetNode();
    for (uint32_t i = 0; i < collectors.GetN(); i++)
    {
        const auto name = std::to_string(i + 1);
        const auto host = collectors.Get(i);
        const auto reports =
            m_ledger->AddFlow({"reports to collector" + name, "udp", cell, host, Time()});
        const auto commands =
            m_ledger->AddFlow({"commands of collector" + name, "udp", host, cell, Time()});
        m_collectors.push_back(
            std::make_unique<ThingCollector>(host, m_ledger, commands, stream++));
        for (uint32_t thing = 0; thing < options.things; thing++)
        {
            if (FindCollector(thing) != i)
            {
                continue;
            }
            m_collectors.back()->AddThing(ThingField::GetAddress(thing));
            m_field->SetCollector(thing, IotNetwork::GetCollectorAddress(i), reports);
        }
        const auto router = m_network.GetCollectorRouters().Get(i);
        router->GetObject<LispItr>()->TraceConnectWithoutContext(
            "MappingLearned",
            MakeCallback(&IotStudy::OnLearned, this).Bind(router));
    }
    for (uint32_t i = 0; i < m_network.GetGateways().GetN(); i++)
    {
        m_network.GetGateways().Get(i)->GetObject<LispEtr>()->TraceConnectWithoutContext(
            "SmrSent",
            MakeCallback(&IotStudy::OnSmr, this));
    }
    const auto server = m_network.GetMapServer()->GetObject<LispMapServer>();
    server->TraceConnectWithoutContext("Registration",
                                       MakeCallback(&IotStudy::OnRegistration, this));
    server->TraceConnectWithoutContext("Notified", MakeCallback(&IotStudy::OnNotified, this));
    m_field->SetCommanded([this](uint32_t thing) {
        Reach(thing, REACHED, m_network.GetCells()[m_field->GetCell(thing)]->GetNode());
    });
    m_network.AssignStreams(stream);
}

IotStudy::~IotStudy()
{
    m_ledger->Dispose();
}

const IotNetwork&
IotStudy::GetNetwork() const
{
    return m_network;
}

Time
IotStudy::GetStart() const
{
    return m_start;
}

void
IotStudy::MoveAt(Time time, uint32_t thing, uint32_t cell)
{
    const auto node = m_network.GetCells()[cell]->GetNode()->GetId();
    Simulator::ScheduleWithContext(node, time, &IotStudy::Move, this, thing, cell);
}

void
IotStudy::Move(uint32_t thing, uint32_t cell)
{
    m_moves.push_back({thing, cell, Simulator::Now().GetSeconds()});
    m_lastMove[thing] = m_moves.size();
    if (m_moves.size() <= LOGGED_MOVES)
    {
        m_log->Add(m_network.GetCells()[cell]->GetNode(),
                   "thing-moved",
                   ThingField::GetAddress(thing).ToString() + " from cell" +
                       std::to_string(m_field->GetCell(thing) + 1));
    }
    m_field->Move(thing, cell);
    // Who returns before anybody has followed is where the collector's router still sends to.
    const auto router = m_network.GetCollectorRouters().Get(FindCollector(thing));
    const auto* mapping = router->GetObject<LispXtr>()->GetMapCache().Find(
        EidPrefix::Host(ThingField::GetAddress(thing)));
    if (mapping && mapping->locators && mapping->locators->Find(m_network.GetLocator(cell)))
    {
        Reach(thing, FOLLOWED, router);
    }
}

uint32_t
IotStudy::FindCollector(uint32_t thing) const
{
    // Each gateway is home to things of every collector.
    return thing / m_options.network.gateways % m_network.GetCollectors().GetN();
}

void
IotStudy::MoveAny()
{
    if (Simulator::Now() >= m_movesEnd)
    {
        return;
    }
    const auto thing = static_cast<uint32_t>(m_random->GetInteger(0, m_field->GetCount() - 1));
    const auto cells = static_cast<uint32_t>(m_network.GetCells().size());
    const auto other = static_cast<uint32_t>(m_random->GetInteger(1, cells - 1));
    MoveAt(Time(0), thing, (m_field->GetCell(thing) + other) % cells);
    Simulator::Schedule(Seconds(m_pause->GetValue()), &IotStudy::MoveAny, this);
}

void
IotStudy::Reach(uint32_t thing, Stage stage, Ptr<Node> node)
{
    const auto last = m_lastMove[thing];
    if (last == 0 || !std::isnan(m_moves[last - 1].after_s[stage]))
    {
        return;
    }
    auto& move = m_moves[last - 1];
    move.after_s[stage] = Simulator::Now().GetSeconds() - move.time_s;
    if (last <= LOGGED_MOVES)
    {
        m_log->Add(node, STAGE_EVENTS[stage], ThingField::GetAddress(thing).ToString());
    }
}

void
IotStudy::OnRegistration(const LispRegisterResult& result, const NetworkAddress& source)
{
    uint32_t thing = 0;
    if (IsOfThing(result.eid, *m_field, thing) &&
        source == m_network.GetLocator(m_field->GetCell(thing)))
    {
        Reach(thing, REGISTERED, m_network.GetMapServer());
    }
}

void
IotStudy::OnLearned(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress&)
{
    const auto eid = record.GetEidPrefix();
    uint32_t thing = 0;
    if (eid && IsOfThing(*eid, *m_field, thing) && !record.locators.empty() &&
        record.locators.front().GetNetworkAddress() ==
            m_network.GetLocator(m_field->GetCell(thing)))
    {
        Reach(thing, FOLLOWED, node);
    }
}

void
IotStudy::OnSmr(const EidPrefix&, const NetworkAddress&)
{
    m_smrs++;
}

void
IotStudy::OnNotified(const EidPrefix&, const NetworkAddress&)
{
    m_notified++;
}

void
IotStudy::Run()
{
    m_field->Start(m_trafficEnd);
    for (const auto& collector : m_collectors)
    {
        collector->Start(m_options.reportInterval + Seconds(REGISTER_S),
                         m_trafficEnd,
                         m_options.commandInterval,
                         THING_PAYLOAD);
    }
    if (m_options.movesAnHour > 0)
    {
        m_pause->SetAttribute("Mean",
                              DoubleValue(HOUR_S / (m_options.movesAnHour * m_options.things)));
        Simulator::Schedule(m_start + Seconds(m_pause->GetValue()), &IotStudy::MoveAny, this);
    }
    Simulator::Schedule(m_start, [this] { m_before = Count(); });
    Simulator::Schedule(m_movesEnd, [this] { m_after = Count(); });
    Simulator::Stop(m_trafficEnd + Seconds(IN_FLIGHT_S));
    Simulator::Run();
    m_events = Simulator::GetEventCount();
    m_ledger->Close();
}

IotStudy::Counts
IotStudy::Count() const
{
    Counts sent;
    Counts drops;
    LispHelper::CountControl(sent, drops);
    sent["smr"] = m_smrs;
    sent["notified"] = m_notified;
    return sent;
}

std::size_t
IotStudy::CountMoves() const
{
    return m_moves.size();
}

std::vector<double>
IotStudy::GetTimes(Stage stage) const
{
    std::vector<double> times;
    for (const auto& move : m_moves)
    {
        if (!std::isnan(move.after_s[stage]))
        {
            times.push_back(move.after_s[stage]);
        }
    }
    return times;
}

std::vector<WaitingTime>
IotStudy::GetWaitingTimes(Stage stage) const
{
    // A move is watched until the thing moves again, and at most to the end.
    std::map<uint32_t, double> until;
    std::vector<WaitingTime> times;
    for (auto move = m_moves.rbegin(); move != m_moves.rend(); ++move)
    {
        const auto end = until.emplace(move->thing, Simulator::Now().GetSeconds()).first;
        const double after_s = move->after_s[stage];
        times.push_back(std::isnan(after_s) ? WaitingTime{end->second - move->time_s, false}
                                            : WaitingTime{after_s, true});
        end->second = move->time_s;
    }
    return times;
}

IotStudy::Totals
IotStudy::AddUp(uint32_t first) const
{
    Totals totals;
    for (uint32_t flow = first; flow < m_ledger->GetFlowCount(); flow += 2)
    {
        const auto report = m_ledger->Report(flow, {});
        totals.sent += report.sent;
        totals.lost += report.lost;
        for (const auto& [reason, count] : report.lostByReason)
        {
            totals.reasons[reason] += count;
        }
    }
    return totals;
}

ResultFigures
IotStudy::GetFigures() const
{
    ResultFigures figures = {{"step", std::to_string(m_options.things) + " things"},
                             {"things", static_cast<uint64_t>(m_options.things)},
                             {"moves", static_cast<uint64_t>(m_moves.size())}};
    const auto addRate = [&](const char* name, const char* type) {
        const auto before = m_before.find(type);
        const auto after = m_after.find(type);
        const uint64_t sent = (after == m_after.end() ? 0 : after->second) -
                              (before == m_before.end() ? 0 : before->second);
        figures.emplace_back(name, static_cast<double>(sent) / m_options.duration.GetSeconds());
    };
    addRate("registers_per_second", "map-register");
    addRate("notifies_per_second", "map-notify");
    addRate("unasked_notifies_per_second", "notified");
    addRate("requests_per_second", "map-request");
    addRate("smrs_per_second", "smr");
    figures.emplace_back("events", m_events);
    const auto server = m_network.GetMapServer()->GetObject<LispMapServer>();
    const auto getCache = [](const NodeContainer& nodes) {
        std::size_t most = 0;
        for (uint32_t i = 0; i < nodes.GetN(); i++)
        {
            most = std::max(most, nodes.Get(i)->GetObject<LispXtr>()->GetMapCache().GetSize());
        }
        return static_cast<uint64_t>(most);
    };
    figures.emplace_back("registrations",
                         static_cast<uint64_t>(server->GetRegistrations().GetEntries().GetSize()));
    figures.emplace_back("gateway_cache", getCache(m_network.GetGateways()));
    figures.emplace_back("collector_cache", getCache(m_network.GetCollectorRouters()));
    figures.emplace_back("core_routes", static_cast<uint64_t>(m_network.CountCoreRoutes()));
    figures.emplace_back("host_routes", static_cast<uint64_t>(m_field->CountAway()));
    const auto addDelivery = [&](const char* what, const Totals& totals) {
        figures.emplace_back(what + std::string("_sent"), totals.sent);
        figures.emplace_back(what + std::string("_lost"), totals.lost);
        figures.emplace_back(what + std::string("_delivered_ratio"),
                             totals.sent == 0 ? NOT_MEASURED
                                              : 1 - static_cast<double>(totals.lost) /
                                                        static_cast<double>(totals.sent));
    };
    addDelivery("reports", AddUp(0));
    addDelivery("commands", AddUp(1));
    for (const auto stage : {REGISTERED, FOLLOWED, REACHED})
    {
        const std::string name = STAGE_EVENTS[stage];
        const auto times = GetTimes(stage);
        const auto spread = FindWaitingPercentiles(GetWaitingTimes(stage));
        figures.emplace_back(name, static_cast<uint64_t>(times.size()));
        figures.emplace_back(name + "_p50_s", spread.p50);
        figures.emplace_back(name + "_p95_s", spread.p95);
        figures.emplace_back(name + "_max_s",
                             times.empty() ? NOT_MEASURED
                                           : *std::max_element(times.begin(), times.end()));
    }
    return figures;
}

std::vector<ResultFigures>
IotStudy::GetLosses() const
{
    const auto reports = AddUp(0);
    const auto commands = AddUp(1);
    std::set<std::string> reasons;
    for (const auto* totals : {&reports, &commands})
    {
        for (const auto& [reason, count] : totals->reasons)
        {
            reasons.insert(reason);
        }
    }
    const auto find = [](const Totals& totals, const std::string& reason) {
        const auto found = totals.reasons.find(reason);
        return found == totals.reasons.end() ? uint64_t{0} : found->second;
    };
    std::vector<ResultFigures> rows;
    rows.reserve(reasons.size());
    for (const auto& reason : reasons)
    {
        rows.push_back({{"reason", reason},
                        {"reports", find(reports, reason)},
                        {"commands", find(commands, reason)}});
    }
    return rows;
}

std::map<std::string, uint64_t>
IotStudy::CountControl(std::map<std::string, uint64_t>& drops) const
{
    std::map<std::string, uint64_t> sent;
    drops = m_ledger->GetDrops();
    LispHelper::CountControl(sent, drops);
    return sent;
}

const std::vector<LoggedEvent>&
IotStudy::GetEvents() const
{
    return m_log->GetEvents();
}

} // namespace ns3
