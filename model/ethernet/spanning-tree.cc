/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "spanning-tree.h"

#include "ethernet-nic.h"
#include "nic-port.h"

#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

const char* const GROUP_ADDRESS = "01:80:c2:00:00:00"; //!< IEEE 802.1D-2004 table 7-10

constexpr uint16_t PRIORITY_STEP = 4096;   //!< of a bridge (IEEE 802.1D-2004 table 17-2)
constexpr uint8_t PORT_PRIORITY_STEP = 16; //!< of a port (table 17-2)
constexpr uint8_t PORT_PRIORITY = 128;     //!< of a port (table 17-2)
constexpr uint16_t MOST_PORTS = 4095;      //!< 12 bits, from 1 on (section 9.2.7)

// Path costs: 20000000000 divided by the rate in kbit/s (table 17-3).
constexpr uint64_t COST_TIMES_RATE = 20000000000000;
constexpr uint32_t GREATEST_COST = 200000000;
constexpr uint32_t USUAL_COST = 20000; // of 1 Gbit/s

/// @param port a port @return the cost of its data rate
uint32_t
GetUsualCost(const Ptr<SwitchPort>& port)
{
    const auto nic = DynamicCast<NicPort>(port);
    if (!nic)
    {
        return USUAL_COST;
    }
    const uint64_t cost = COST_TIMES_RATE / nic->GetNic()->GetDataRate().GetBitRate();
    return static_cast<uint32_t>(std::clamp<uint64_t>(cost, 1, GREATEST_COST));
}

} // namespace

SpanningTree::SpanningTree() = default;
SpanningTree::~SpanningTree() = default;

void
SpanningTree::DoDispose()
{
    m_event.Cancel();
    if (m_lan)
    {
        m_lan->SetLinkHandler(Mac48Address(GROUP_ADDRESS), nullptr);
    }
    m_bridge.reset();
    m_ports.clear();
    m_lan = nullptr;
    Object::DoDispose();
}

void
SpanningTree::Install(Ptr<VlanSwitch> lan)
{
    if (m_lan || !lan || !lan->GetNode() || lan->GetNode()->GetObject<SpanningTree>())
    {
        throw std::invalid_argument("SpanningTree::Install: give each spanning tree one switch "
                                    "that is on a node, and each switch one spanning tree");
    }
    if (m_priority % PRIORITY_STEP != 0)
    {
        throw std::invalid_argument("SpanningTree: BridgePriority " + std::to_string(m_priority) +
                                    ": accepted: 0 to 61440 in steps of 4096");
    }
    // IEEE 802.1D-2004 section 17.14.
    if (m_maxAge > 2 * (m_forwardDelay - Seconds(1)) || m_maxAge < 2 * (m_helloTime + Seconds(1)))
    {
        throw std::invalid_argument(
            "SpanningTree: MaxAge " + std::to_string(m_maxAge.GetSeconds()) +
            " s: accepted: from 2 * (HelloTime + 1 s) to 2 * (ForwardDelay - 1 s)");
    }
    m_lan = lan;
    lan->GetNode()->AggregateObject(this);
    for (const auto& port : lan->GetPorts())
    {
        Track(port);
    }
    lan->AddPortListener([this](const Ptr<SwitchPort>& port) { PortChanged(port); });
    lan->SetLinkHandler(
        Mac48Address(GROUP_ADDRESS),
        [this](const EthernetFrame& frame, const Ptr<SwitchPort>& port) { Receive(frame, port); });
    Wake();
}

Mac48Address
SpanningTree::ChooseAddress() const
{
    Mac48Address lowest = m_address;
    if (!lowest.IsBroadcast())
    {
        return lowest;
    }
    const auto node = m_lan->GetNode();
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        // Not a loopback device's address, which every router has.
        if (auto nic = DynamicCast<EthernetNic>(node->GetDevice(i)))
        {
            lowest = std::min(lowest, Mac48Address::ConvertFrom(nic->GetAddress()));
        }
    }
    return lowest;
}

void
SpanningTree::Start()
{
    SpanningTreeBridge::Settings settings;
    settings.id = BridgeId::Make(m_priority, ChooseAddress());
    settings.times.maxAge = BridgeTimes::FromTime(m_maxAge);
    settings.times.helloTime = BridgeTimes::FromTime(m_helloTime);
    settings.times.forwardDelay = BridgeTimes::FromTime(m_forwardDelay);
    settings.migrateTime = m_migrateTime;
    settings.transmitHold = m_transmitHold;
    SpanningTreeActions& actions = *this;
    m_bridge = std::make_unique<SpanningTreeBridge>(actions, settings);
}

// ---- ports -------------------------------------------------------------------------------------

void
SpanningTree::Track(const Ptr<SwitchPort>& port)
{
    if (m_lastNumber >= MOST_PORTS)
    {
        throw std::invalid_argument(
            "SpanningTree: " + port->GetName() +
            " is the 4096th port of the switch: accepted: 4095 in its life");
    }
    const auto role = m_lan->GetRole(port);
    auto known = std::make_unique<Port>();
    known->port = port;
    known->number = ++m_lastNumber;
    known->priority = PORT_PRIORITY;
    known->edge = m_edgeHosts && role == SwitchPortRole::HOST;
    known->inside = role == SwitchPortRole::FABRIC || role == SwitchPortRole::HOST;
    if (known->inside)
    {
        m_lan->SetState(port, SwitchPortState::DISCARDING);
    }
    m_ports.push_back(std::move(known));
}

void
SpanningTree::PortChanged(const Ptr<SwitchPort>& port)
{
    if (!m_lan)
    {
        return;
    }
    Port* known = Find(port);
    if (!known && m_lan->HasPort(port))
    {
        Track(port);
    }
    else if (known)
    {
        known->wentDown = known->wentDown || !port->IsUp() || !m_lan->HasPort(port);
        if (known->inside && m_lan->HasPort(port) && known->wentDown)
        {
            m_lan->SetState(port, SwitchPortState::DISCARDING);
        }
    }
    Wake();
}

void
SpanningTree::Wake()
{
    if (m_waking)
    {
        return;
    }
    m_waking = true;
    // Links change, and scripts speak, in any context.
    Simulator::ScheduleWithContext(m_lan->GetNode()->GetId(),
                                   Time(0),
                                   &SpanningTree::Run,
                                   Ptr<SpanningTree>(this));
}

void
SpanningTree::Reconcile(Port& known)
{
    const Time now = Simulator::Now();
    const bool isThere = m_lan->HasPort(known.port);
    const bool isInside = isThere && known.inside;
    if (known.machine && (!isInside || known.wentDown))
    {
        known.machine->SetLink(false, now);
        m_bridge->Run(now);
    }
    if (known.machine && !isInside)
    {
        m_bridge->RemovePort(*known.machine);
        known.machine = nullptr;
    }
    if (isThere && !isInside)
    {
        m_lan->SetState(known.port, SwitchPortState::FORWARDING);
    }
    if (isInside && !known.machine)
    {
        m_lan->SetState(known.port, SwitchPortState::DISCARDING);
        known.machine = &m_bridge->AddPort(known.number);
        known.changed = true;
    }
    if (known.machine)
    {
        if (known.changed)
        {
            known.machine->SetPriority(known.cost.value_or(GetUsualCost(known.port)),
                                       known.priority);
            known.machine->SetAdminEdge(known.edge);
            known.machine->SetAutoEdge(m_autoEdge);
        }
        known.machine->SetLink(known.port->IsUp(), now);
    }
    known.changed = false;
    known.wentDown = false;
}

void
SpanningTree::Run()
{
    m_waking = false;
    if (!m_lan || !m_lan->GetNode())
    {
        return;
    }
    if (!m_bridge)
    {
        Start();
    }
    const Time now = Simulator::Now();
    // By index: whoever hears of a step may add a port.
    for (std::size_t i = 0; i < m_ports.size(); i++)
    {
        Reconcile(*m_ports[i]);
    }
    m_bridge->Run(now);
    m_ports.erase(std::remove_if(m_ports.begin(),
                                 m_ports.end(),
                                 [this](const auto& known) {
                                     return !known->machine && !m_lan->HasPort(known->port);
                                 }),
                  m_ports.end());
    m_event.Cancel();
    const Time next = m_bridge->GetNextDeadline(now);
    if (next != Time::Max())
    {
        m_event = Simulator::Schedule(next - now, &SpanningTree::Run, this);
    }
}

SpanningTree::Port*
SpanningTree::Find(const Ptr<const SwitchPort>& port) const
{
    for (const auto& known : m_ports)
    {
        if (known->port == port)
        {
            return known.get();
        }
    }
    return nullptr;
}

SpanningTree::Port&
SpanningTree::Get(const Ptr<const SwitchPort>& port) const
{
    Port* known = Find(port);
    if (!known)
    {
        throw std::invalid_argument("SpanningTree: " + (port ? port->GetName() : "no port") +
                                    ": not a port of its switch");
    }
    return *known;
}

SpanningTree::Port&
SpanningTree::Get(const SpanningTreePort& machine) const
{
    return **std::find_if(m_ports.begin(), m_ports.end(), [&machine](const auto& known) {
        return known->machine == &machine;
    });
}

void
SpanningTree::SetEdge(Ptr<SwitchPort> port, bool edge)
{
    Port& known = Get(port);
    known.edge = edge;
    known.changed = true;
    Wake();
}

void
SpanningTree::SetPathCost(Ptr<SwitchPort> port, uint32_t cost)
{
    if (cost < 1 || cost > GREATEST_COST)
    {
        throw std::invalid_argument("SpanningTree: path cost " + std::to_string(cost) +
                                    ": accepted: 1 to 200000000");
    }
    Port& known = Get(port);
    known.cost = cost;
    known.changed = true;
    Wake();
}

void
SpanningTree::SetPortPriority(Ptr<SwitchPort> port, uint8_t priority)
{
    if (priority % PORT_PRIORITY_STEP != 0)
    {
        throw std::invalid_argument("SpanningTree: port priority " + std::to_string(priority) +
                                    ": accepted: 0 to 240 in steps of 16");
    }
    Port& known = Get(port);
    known.priority = priority;
    known.changed = true;
    Wake();
}

void
SpanningTree::SetEnabled(Ptr<SwitchPort> port, bool enabled)
{
    Get(port).inside = enabled;
    Wake();
}

// ---- BPDUs -------------------------------------------------------------------------------------

void
SpanningTree::Receive(const EthernetFrame& frame, const Ptr<SwitchPort>& port)
{
    Port* known = Find(port);
    const auto reason = known ? Take(frame, *known) : BpduDropReason::OUTSIDE;
    if (reason == BpduDropReason::NONE)
    {
        Run();
        return;
    }
    m_drops[static_cast<std::size_t>(reason)]++;
    if (!m_dropTrace.IsEmpty())
    {
        m_dropTrace(frame.ToPacket(), reason);
    }
}

BpduDropReason
SpanningTree::Take(const EthernetFrame& frame, Port& known)
{
    if (!known.inside || !known.machine)
    {
        return BpduDropReason::OUTSIDE;
    }
    if (frame.IsTagged())
    {
        return BpduDropReason::TAGGED;
    }
    if (frame.protocol >= EthernetFrame::MIN_TYPE)
    {
        return BpduDropReason::NO_LLC;
    }
    auto reason = BpduDropReason::NONE;
    const auto bpdu = BridgeBpdu::Read(frame.payload, reason);
    if (!bpdu)
    {
        return reason;
    }
    // IEEE 802.1D-2004 section 9.3.4.
    if (bpdu->type != BridgeBpdu::Type::TOPOLOGY_CHANGE && bpdu->IsDesignated() &&
        bpdu->priority.bridge == m_bridge->GetSettings().id &&
        bpdu->priority.port == known.machine->GetId())
    {
        return BpduDropReason::OWN;
    }
    known.received++;
    m_received++;
    known.machine->Receive(*bpdu, Simulator::Now());
    return BpduDropReason::NONE;
}

void
SpanningTree::Send(const SpanningTreePort& port, const BridgeBpdu& bpdu)
{
    Port& known = Get(port);
    if (!m_lan->HasPort(known.port))
    {
        return;
    }
    EthernetFrame frame;
    const auto nic = DynamicCast<NicPort>(known.port);
    frame.source = nic ? Mac48Address::ConvertFrom(nic->GetNic()->GetAddress())
                       : m_bridge->GetSettings().id.GetAddress();
    frame.destination = Mac48Address(GROUP_ADDRESS);
    frame.payload = bpdu.ToPayload();
    frame.protocol = static_cast<uint16_t>(frame.payload->GetSize());
    known.sent++;
    m_sent++;
    m_lan->SendOut(known.port, frame);
}

void
SpanningTree::StateChanged(const SpanningTreePort& port)
{
    const auto& known = Get(port);
    if (m_lan->HasPort(known.port))
    {
        m_lan->SetState(known.port, GetState(port));
        m_stateTrace(known.port, GetState(port));
    }
}

void
SpanningTree::RoleChanged(const SpanningTreePort& port, SpanningTreeRole before)
{
    m_roleTrace(Get(port).port, before, port.GetRole());
}

void
SpanningTree::Flush(const SpanningTreePort& port)
{
    const auto& known = Get(port);
    m_lan->Flush(known.port);
}

void
SpanningTree::TopologyChanged(const SpanningTreePort& port, bool isDetected)
{
    m_changes++;
    m_changeTrace(Get(port).port, isDetected);
}

} // namespace ns3
