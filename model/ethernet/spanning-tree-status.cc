/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a SpanningTree declares and what it tells of itself; spanning-tree.cc has what it
 * does.
 */
#include "spanning-tree.h"

#include "ns3/boolean.h"
#include "ns3/uinteger.h"

#include <iomanip>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SpanningTree);

TypeId
SpanningTree::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SpanningTree")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<SpanningTree>()
            .AddAttribute("BridgePriority",
                          "The lower, the more likely is the bridge the root: 0 to 61440 in steps "
                          "of 4096 (IEEE 802.1D-2004 table 17-2: 32768).",
                          UintegerValue(32768),
                          MakeUintegerAccessor(&SpanningTree::m_priority),
                          MakeUintegerChecker<uint16_t>(0, 61440))
            .AddAttribute("BridgeAddress",
                          "The MAC address in the bridge's identifier; the broadcast address: the "
                          "lowest one of the node's devices when the simulation starts (IEEE "
                          "802.1D-2004 section 7.12.5).",
                          Mac48AddressValue(Mac48Address::GetBroadcast()),
                          MakeMac48AddressAccessor(&SpanningTree::m_address),
                          MakeMac48AddressChecker())
            .AddAttribute("HelloTime",
                          "Between BPDUs (IEEE 802.1D-2004 table 17-1: 2 s, 1 s to 2 s).",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&SpanningTree::m_helloTime),
                          MakeTimeChecker(Seconds(1), Seconds(2)))
            .AddAttribute("MaxAge",
                          "The most bridges from the root, a second each (IEEE 802.1D-2004 table "
                          "17-1: 20 s, 6 s to 40 s).",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&SpanningTree::m_maxAge),
                          MakeTimeChecker(Seconds(6), Seconds(40)))
            .AddAttribute("ForwardDelay",
                          "In each of the two states on the way to forwarding, where nobody agrees "
                          "(IEEE 802.1D-2004 table 17-1: 15 s, 4 s to 30 s).",
                          TimeValue(Seconds(15)),
                          MakeTimeAccessor(&SpanningTree::m_forwardDelay),
                          MakeTimeChecker(Seconds(4), Seconds(30)))
            .AddAttribute("TxHoldCount",
                          "The most BPDUs of a port at once, and then one a second (IEEE "
                          "802.1D-2004 table 17-1: 6, 1 to 10).",
                          UintegerValue(6),
                          MakeUintegerAccessor(&SpanningTree::m_transmitHold),
                          MakeUintegerChecker<uint32_t>(1, 10))
            .AddAttribute("MigrateTime",
                          "How long a version of the protocol is kept at least, and how long an "
                          "edge port has to hear nothing (IEEE 802.1D-2004 table 17-1: 3 s).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&SpanningTree::m_migrateTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("AutoEdge",
                          "Whether a port at which no BPDU comes becomes an edge port (IEEE "
                          "802.1D-2004 section 17.13.3).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SpanningTree::m_autoEdge),
                          MakeBooleanChecker())
            .AddAttribute("EdgeHosts",
                          "Whether ports with hosts are edge ports unless told otherwise, as "
                          "operators set them.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SpanningTree::m_edgeHosts),
                          MakeBooleanChecker())
            .AddTraceSource("PortRole",
                            "A port has another role.",
                            MakeTraceSourceAccessor(&SpanningTree::m_roleTrace),
                            "ns3::SpanningTree::RoleTracedCallback")
            .AddTraceSource("PortState",
                            "A port has another state.",
                            MakeTraceSourceAccessor(&SpanningTree::m_stateTrace),
                            "ns3::SpanningTree::StateTracedCallback")
            .AddTraceSource(
                "TopologyChange",
                "The topology changed here, or a neighbour tells that it did elsewhere.",
                MakeTraceSourceAccessor(&SpanningTree::m_changeTrace),
                "ns3::SpanningTree::ChangeTracedCallback")
            .AddTraceSource("Drop",
                            "A BPDU is not taken, and why.",
                            MakeTraceSourceAccessor(&SpanningTree::m_dropTrace),
                            "ns3::SpanningTree::DropTracedCallback");
    return tid;
}

SwitchPortState
SpanningTree::GetState(const SpanningTreePort& port)
{
    if (port.IsForwarding())
    {
        return SwitchPortState::FORWARDING;
    }
    return port.IsLearning() ? SwitchPortState::LEARNING : SwitchPortState::DISCARDING;
}

SpanningTreeRole
SpanningTree::GetPortRole(Ptr<const SwitchPort> port) const
{
    const Port& known = Get(port);
    return known.machine ? known.machine->GetRole() : SpanningTreeRole::DISABLED;
}

bool
SpanningTree::IsEdge(Ptr<const SwitchPort> port) const
{
    const Port& known = Get(port);
    return known.machine && known.machine->IsEdge();
}

bool
SpanningTree::IsRapid(Ptr<const SwitchPort> port) const
{
    const Port& known = Get(port);
    return !known.machine || known.machine->IsRapid();
}

uint64_t
SpanningTree::GetSent(Ptr<const SwitchPort> port) const
{
    return Get(port).sent;
}

uint64_t
SpanningTree::GetReceived(Ptr<const SwitchPort> port) const
{
    return Get(port).received;
}

BridgeId
SpanningTree::GetBridgeId() const
{
    return m_bridge ? m_bridge->GetSettings().id : BridgeId();
}

BridgeId
SpanningTree::GetRootId() const
{
    return m_bridge ? m_bridge->GetRootPriority().root : BridgeId();
}

uint32_t
SpanningTree::GetRootCost() const
{
    return m_bridge ? m_bridge->GetRootPriority().cost : 0;
}

Ptr<SwitchPort>
SpanningTree::GetRootPort() const
{
    const auto* port = m_bridge ? m_bridge->GetRootPort() : nullptr;
    return port ? Get(*port).port : nullptr;
}

uint64_t
SpanningTree::GetTopologyChanges() const
{
    return m_changes;
}

uint64_t
SpanningTree::GetSent() const
{
    return m_sent;
}

uint64_t
SpanningTree::GetReceived() const
{
    return m_received;
}

uint64_t
SpanningTree::GetDrops(BpduDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

void
SpanningTree::Print(std::ostream& os) const
{
    const auto rootPort = GetRootPort();
    os << "bridge " << GetBridgeId() << ", root " << GetRootId() << ", cost " << GetRootCost()
       << ", " << (rootPort ? "by " + rootPort->GetName() : "this is the root")
       << ", topology changes " << m_changes << '\n'
       << std::left << std::setw(16) << "port" << std::setw(12) << "role" << std::setw(12)
       << "state" << std::setw(10) << "cost" << std::setw(8) << "prio.nr" << std::setw(14) << "type"
       << std::setw(8) << "sent" << std::setw(10) << "received"
       << "designated bridge\n";
    for (const auto& known : m_ports)
    {
        os << std::setw(16) << known->port->GetName();
        if (!known->machine)
        {
            os << "outside\n";
            continue;
        }
        const auto& port = *known->machine;
        const std::string id =
            std::to_string(known->priority) + "." + std::to_string(known->number);
        os << std::setw(12) << ToString(port.GetRole()) << std::setw(12) << ToString(GetState(port))
           << std::setw(10) << port.GetCost() << std::setw(8) << id << std::setw(14)
           << (port.IsEdge()    ? "edge"
               : port.IsRapid() ? "rapid"
                                : "version 0")
           << std::setw(8) << known->sent << std::setw(10) << known->received
           << port.GetPriority().bridge << '\n';
    }
    os << std::right;
}

} // namespace ns3
