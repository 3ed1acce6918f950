/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "emulation.h"

#include "echo-services.h"
#include "stop-signals.h"
#include "tap-net-device.h"
#include "tcp-echo-port.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-registration.h"
#include "ns3/lisp-registrations.h"
#include "ns3/realtime-simulator-impl.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace ns3
{

namespace
{

/// How often to look for signals: soon enough for whoever waits for the end.
constexpr int64_t LOOK_MS = 50;

/// After so long without a registration something is wrong: a Map-Register is repeated after 1 s,
/// 2 s and 4 s (LispEtr).
constexpr double REMIND_S = 10;

/// @param locators of a mapping @return them as people read them
std::string
Describe(const std::vector<LispLocator>& locators)
{
    std::ostringstream text;
    for (const auto& locator : locators)
    {
        text << (text.tellp() > 0 ? ", " : "") << locator.address << " (priority "
             << +locator.priority << ", weight " << +locator.weight << ")";
    }
    return text.str();
}

/// @param action of a mapping without locators @return what is done with packets
const char*
Describe(LispAction action)
{
    switch (action)
    {
    case LispAction::NATIVELY_FORWARD:
        return "no EID: packets go natively";
    case LispAction::SEND_MAP_REQUEST:
        return "no locator: packets wait for one";
    default:
        return "no locator: packets are dropped";
    }
}

} // namespace

void
Emulation::UseRealTime()
{
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    if (!DynamicCast<RealtimeSimulatorImpl>(Simulator::GetImplementation()))
    {
        throw std::logic_error("the simulator was in use before real time was asked for");
    }
}

Emulation::Emulation(const EmulationParameters& parameters, std::ostream& lines)
    : m_parameters(parameters),
      m_lines(lines),
      m_router(parameters),
      m_log(Create<EventLog>())
{
    Watch();
}

void
Emulation::EnablePcap(const std::string& folder)
{
    m_router.EnablePcap(folder);
}

bool
Emulation::IsGood() const
{
    return m_isGood;
}

void
Emulation::Say(const std::string& event, const std::string& detail)
{
    std::string words = event;
    std::replace(words.begin(), words.end(), '-', ' ');
    m_lines << std::fixed << std::setprecision(3) << std::setw(9) << Simulator::Now().GetSeconds()
            << " s  " << words << (detail.empty() ? "" : ": ") << detail << std::endl;
    m_log->Add(m_router.GetNode(), event, detail);
}

void
Emulation::Watch()
{
    const auto watch = [](auto object, const char* source, auto callback) {
        if (object)
        {
            object->TraceConnectWithoutContext(source, callback);
        }
    };
    const auto node = m_router.GetNode();
    watch(node->GetObject<LispEtr>(), "Registered", MakeCallback(&Emulation::OnRegistered, this));
    const auto itr = node->GetObject<LispItr>();
    watch(itr, "MappingLearned", MakeCallback(&Emulation::OnLearned, this));
    watch(itr, "ResolutionFailed", MakeCallback(&Emulation::OnFailed, this));
    const auto server = node->GetObject<LispMapServer>();
    watch(server, "Registration", MakeCallback(&Emulation::OnRegistration, this));
    watch(server, "Refused", MakeCallback(&Emulation::OnRefused, this));
}

RunResult
Emulation::Run()
{
    RunResult result;
    Describe(result);
    if (m_parameters.duration_s > 0)
    {
        Simulator::Stop(Seconds(m_parameters.duration_s));
    }
    Simulator::ScheduleNow([this]() {
        std::string detail = m_parameters.rloc.ToString() + " at " + m_parameters.tap;
        if (m_parameters.host.IsValid())
        {
            detail += ", host " + m_parameters.host.ToString();
        }
        if (!m_parameters.siteTap.empty())
        {
            detail += ", site " + m_parameters.eid.ToString() + " at " + m_parameters.siteTap +
                      " with gateway " + m_parameters.siteGateway.ToString();
        }
        Say("started", detail);
        Look();
    });
    if (m_parameters.role == EmulationParameters::Role::XTR)
    {
        Simulator::Schedule(Seconds(REMIND_S), &Emulation::Remind, this);
    }
    Simulator::Run();
    result.end_s = Simulator::Now().GetSeconds();
    Count(result);
    result.events = m_log->GetEvents();
    Simulator::Destroy();
    return result;
}

void
Emulation::Look()
{
    const auto simulator = DynamicCast<RealtimeSimulatorImpl>(Simulator::GetImplementation());
    m_latest = std::max(m_latest, simulator->RealtimeNow() - Simulator::Now());
    if (const int signal = StopSignals::GetSignal())
    {
        Say("stopped", signal == SIGINT ? "by SIGINT" : "by SIGTERM");
        Simulator::Stop();
        return;
    }
    for (const auto& [name, device] : m_router.GetTaps())
    {
        if (!device->IsAlive())
        {
            m_isGood = false;
            Say("stopped", "tap " + name + " is gone");
            Simulator::Stop();
            return;
        }
    }
    Simulator::Schedule(MilliSeconds(LOOK_MS), &Emulation::Look, this);
}

void
Emulation::Remind()
{
    if (!m_isRegistered)
    {
        Say("not-registered",
            "no word from Map-Server " + m_parameters.mapServer.ToString() +
                ": can it be reached, and does it know this prefix and key?");
    }
}

void
Emulation::OnRegistered(const EidPrefix& eid, const NetworkAddress& mapServer)
{
    m_isRegistered = true;
    Say("registered", eid.ToString() + " with " + mapServer.ToString());
}

void
Emulation::OnLearned(const LispMappingRecord& record, const NetworkAddress& source)
{
    const auto eid = record.GetEidPrefix();
    Say("mapping-learned",
        (eid ? eid->ToString() : "?") + " from " + source.ToString() + ", " +
            (record.locators.empty() ? ns3::Describe(record.action)
                                     : "at " + ns3::Describe(record.locators)));
}

void
Emulation::OnFailed(const EidPrefix& eid, const NetworkAddress& /* peer */)
{
    Say("no-mapping", eid.ToString() + ": no answer from " + m_parameters.mapResolver.ToString());
}

void
Emulation::OnRegistration(const LispRegisterResult& result, const NetworkAddress& source)
{
    if (result.outcome == LispRegisterOutcome::REFRESHED)
    {
        return;
    }
    const std::string by = source.IsValid() ? " by " + source.ToString() : ", its time is up";
    if (result.outcome == LispRegisterOutcome::ADDED ||
        result.outcome == LispRegisterOutcome::CHANGED)
    {
        Say("registered", result.eid.ToString() + by);
        return;
    }
    Say(std::string("registration-") + ToString(result.outcome), result.eid.ToString() + by);
}

void
Emulation::OnRefused(const EidPrefix& eid, const NetworkAddress& source)
{
    Say("registration-refused", eid.ToString() + " of " + source.ToString());
}

void
Emulation::Describe(RunResult& result) const
{
    using Role = EmulationParameters::Role;
    const bool isXtr = m_parameters.role == Role::XTR;
    const bool isPitr = m_parameters.role == Role::PITR;
    result.seed = m_parameters.seed;
    result.title = std::string("a simulated ") +
                   (isXtr    ? "tunnel router"
                    : isPitr ? "proxy ITR"
                             : "Map-Server and Map-Resolver") +
                   " on a real wire";
    auto& figures = result.parameters;
    figures.emplace_back("role", std::string(isXtr ? "xtr" : isPitr ? "pitr" : "map-server"));
    figures.emplace_back("tap", m_parameters.tap);
    figures.emplace_back("rloc", m_parameters.rloc.ToString());
    figures.emplace_back("eid", m_parameters.eid.ToPrefixString());
    figures.emplace_back("instance-id", uint64_t{m_parameters.eid.GetInstanceId()});
    if (m_parameters.gateway.IsValid())
    {
        figures.emplace_back("gateway", m_parameters.gateway.ToString());
    }
    if (isXtr)
    {
        const bool hasHost = m_parameters.host.IsValid();
        figures.emplace_back(hasHost ? "host" : "site-tap",
                             hasHost ? m_parameters.host.ToString() : m_parameters.siteTap);
        figures.emplace_back("map-server", m_parameters.mapServer.ToString());
        figures.emplace_back("algorithm", m_parameters.algorithm);
    }
    if (isXtr || isPitr)
    {
        figures.emplace_back("map-resolver", m_parameters.mapResolver.ToString());
    }
    figures.emplace_back("duration", m_parameters.duration_s);
}

void
Emulation::Count(RunResult& result) const
{
    const auto node = m_router.GetNode();
    RunResult::Group frames;
    frames.name = "frames";
    frames.label = "Frames of the taps";
    uint64_t received = 0;
    uint64_t sent = 0;
    uint64_t refused = 0;
    for (const auto& [name, device] : m_router.GetTaps())
    {
        received += device->GetReceived();
        sent += device->GetSent();
        refused += device->GetTotalRefused();
        for (const auto& [reason, count] : device->GetRefused())
        {
            result.drops["frame-" + reason] += count;
        }
        if (device->GetUnsent() > 0)
        {
            result.drops["frame-unsent"] += device->GetUnsent();
        }
    }
    frames.figures = {{"received", received}, {"sent", sent}, {"refused", refused}};
    result.groups.push_back(frames);

    if (const auto xtr = node->GetObject<LispXtr>())
    {
        RunResult::Group tunnel;
        tunnel.name = "tunnel";
        tunnel.label = "Packets of the tunnel";
        tunnel.figures = {{"encapsulated", xtr->GetEncapsulated()},
                          {"decapsulated", xtr->GetDecapsulated()}};
        result.groups.push_back(tunnel);
        for (std::size_t i = 0; i < LISP_DROP_REASONS; ++i)
        {
            const auto reason = static_cast<LispDropReason>(i);
            if (xtr->GetDrops(reason) > 0)
            {
                result.drops[ToString(reason)] += xtr->GetDrops(reason);
            }
        }
    }
    if (const auto services = m_router.GetServices())
    {
        RunResult::Group host;
        host.name = "host";
        host.label = "The simulated host";
        host.figures = {{"datagrams_echoed", services->GetEchoed()},
                        {"datagrams_ignored", services->GetIgnored()},
                        {"connections", services->GetTcp()->GetAccepted()},
                        {"connections_refused", services->GetTcp()->GetRefused()},
                        {"segments_bad", services->GetTcp()->GetBad()},
                        {"tcp_bytes", services->GetTcp()->GetReceived()}};
        result.groups.push_back(host);
    }
    RunResult::Group time;
    time.name = "real_time";
    time.label = "Real time";
    time.figures = {{"latest_s", m_latest.GetSeconds()}};
    result.groups.push_back(time);
    LispHelper::CountControl(result.control, result.drops);
}

} // namespace ns3
