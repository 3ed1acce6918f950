/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-system.h"

#include "vm-mobility-lisp.h"
#include "vm-mobility-routed.h"

#include "ns3/simulator.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{

namespace
{

/// See ProxyNeighbor's trace source Announced. @param log gets it @param node the gateway
void
LogAnnouncement(Ptr<EventLog> log,
                Ptr<Node> node,
                const NetworkAddress& host,
                const Mac48Address& mac)
{
    std::ostringstream text;
    text << host << " is at " << mac;
    log->Add(node, "proxy-announced", text.str());
}

} // namespace

std::unique_ptr<VmMobilitySystem>
VmMobilitySystem::Create(const std::string& name, const std::string& update)
{
    if (name == "lisp")
    {
        return std::make_unique<VmMobilityLisp>(update);
    }
    if (name == "host-route")
    {
        return std::make_unique<VmMobilityHostRoute>();
    }
    if (name == "triangular")
    {
        return std::make_unique<VmMobilityTriangular>();
    }
    throw std::invalid_argument("system '" + name + "': accepted: lisp, triangular, host-route");
}

LispHelper*
VmMobilitySystem::GetLisp()
{
    return nullptr;
}

void
VmMobilitySystem::BeginMove(const NodeContainer& gateways)
{
    m_gateways = gateways;
    m_told = NodeContainer();
    m_progress = Progress();
}

const VmMobilitySystem::Progress&
VmMobilitySystem::GetProgress() const
{
    return m_progress;
}

void
VmMobilitySystem::LogAnnouncements(const VmMobilityNetwork::Gateway& gateway,
                                   const Ptr<EventLog>& log)
{
    gateway.proxy->TraceConnectWithoutContext(
        "Announced",
        MakeCallback(&LogAnnouncement).Bind(log).Bind(gateway.node));
}

void
VmMobilitySystem::NoteDetected(Ptr<Node> gateway)
{
    if (m_gateways.Contains(gateway->GetId()) && std::isnan(m_progress.detected_s))
    {
        m_progress.detected_s = Simulator::Now().GetSeconds();
    }
}

void
VmMobilitySystem::NoteRegistered()
{
    if (m_gateways.GetN() > 0 && std::isnan(m_progress.registered_s))
    {
        m_progress.registered_s = Simulator::Now().GetSeconds();
    }
}

void
VmMobilitySystem::NoteAway(Ptr<Node> gateway)
{
    if (m_gateways.GetN() > 0 && !m_gateways.Contains(gateway->GetId()) &&
        !m_told.Contains(gateway->GetId()))
    {
        m_told.Add(gateway);
        m_progress.notified_s = Simulator::Now().GetSeconds();
    }
}

void
VmMobilitySystem::NoteAnotherKnows()
{
    if (m_gateways.GetN() > 0)
    {
        m_progress.registered_s = Simulator::Now().GetSeconds();
    }
}

} // namespace ns3
