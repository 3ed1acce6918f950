/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vlan-switch.h"

#include "ethernet-nic.h"
#include "multicast-snooper.h"
#include "nic-port.h"
#include "vlan-switch-port.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(VlanSwitch);

TypeId
VlanSwitch::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::VlanSwitch")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<VlanSwitch>()
            .AddAttribute("AgeingTime",
                          "How long a learned address is kept without a frame from it (IEEE "
                          "802.1Q-2018, table 8-6: 300 s).",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&VlanSwitch::SetAgeingTime, &VlanSwitch::GetAgeingTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxAddresses",
                          "The most addresses to know; frames to others are flooded. Open in the "
                          "standard.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&VlanSwitch::m_maxAddresses),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Drop",
                            "A frame goes nowhere, and why.",
                            MakeTraceSourceAccessor(&VlanSwitch::m_dropTrace),
                            "ns3::VlanSwitch::DropTracedCallback")
            .AddTraceSource("Learned",
                            "An address was learned: new, or at another port than before.",
                            MakeTraceSourceAccessor(&VlanSwitch::m_learnedTrace),
                            "ns3::VlanSwitch::AddressTracedCallback")
            .AddTraceSource("Forgotten",
                            "A learned address was forgotten: too old, flushed, or taken over by a "
                            "static one.",
                            MakeTraceSourceAccessor(&VlanSwitch::m_forgottenTrace),
                            "ns3::VlanSwitch::AddressTracedCallback");
    return tid;
}

VlanSwitch::VlanSwitch() = default;
VlanSwitch::~VlanSwitch() = default;

void
VlanSwitch::DoDispose()
{
    m_ageEvent.Cancel();
    for (auto& port : m_ports)
    {
        port->port->SetOwner(nullptr, nullptr);
    }
    m_ports.clear();
    m_byPort.clear();
    m_linkHandlers.clear();
    m_listeners.clear();
    m_exitFilter = nullptr;
    m_stateListeners.clear();
    m_snooper = nullptr;
    m_ingress = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
VlanSwitch::Install(Ptr<Node> node)
{
    if (m_node || !node || node->GetObject<VlanSwitch>())
    {
        throw std::invalid_argument(
            "VlanSwitch::Install: give each switch one node, and each node one switch");
    }
    m_node = node;
    node->AggregateObject(this);
}

Ptr<Node>
VlanSwitch::GetNode() const
{
    return m_node;
}

// ---- ports -------------------------------------------------------------------------------------

Ptr<SwitchPort>
VlanSwitch::AddNic(Ptr<EthernetNic> nic, SwitchPortRole role)
{
    if (!nic || !m_node || nic->GetNode() != m_node)
    {
        throw std::invalid_argument("VlanSwitch::AddNic: the NIC must be one of the switch's node");
    }
    const std::string name = "VlanSwitch::AddNic: NIC " + std::to_string(nic->GetIfIndex()) +
                             " of node " + std::to_string(m_node->GetId());
    if (FindPort(nic))
    {
        throw std::invalid_argument(name + " is a port already");
    }
    auto ipv4 = m_node->GetObject<Ipv4>();
    auto ipv6 = m_node->GetObject<Ipv6>();
    if ((ipv4 && ipv4->GetInterfaceForDevice(nic) >= 0) ||
        (ipv6 && ipv6->GetInterfaceForDevice(nic) >= 0))
    {
        throw std::invalid_argument(name + " has an IP interface; give the switch an SVI instead");
    }
    auto port = CreateObject<NicPort>();
    port->Install(nic);
    AddPort(port, role);
    return port;
}

void
VlanSwitch::AddPort(Ptr<SwitchPort> port, SwitchPortRole role)
{
    auto* raw = PeekPointer(port);
    port->SetOwner([this, raw](const EthernetFrame& frame) { Receive(raw, frame); },
                   [this, raw]() { PortChanged(raw); },
                   [this](const Ptr<const Packet>& octets) { DropMalformed(octets); });
    auto entry = std::make_shared<Port>();
    entry->port = port;
    entry->role = role;
    entry->vlans.set(Port::DEFAULT_VLAN);
    m_byPort.emplace(raw, entry.get());
    m_ports.push_back(std::move(entry));
    PortChanged(port);
}

void
VlanSwitch::RemovePort(Ptr<SwitchPort> port)
{
    const Port* known = &Get(port);
    m_table.RemoveIf([&port](const MacTable::Entry& entry) { return entry.port == port; },
                     [this](uint16_t vlan, const Mac48Address& address, const auto& entry) {
                         if (!entry.isStatic)
                         {
                             m_forgottenTrace(vlan, address, entry.port);
                         }
                     });
    port->SetOwner(nullptr, nullptr);
    m_byPort.erase(PeekPointer(port));
    const auto found = std::find_if(m_ports.begin(), m_ports.end(), [known](const auto& other) {
        return other.get() == known;
    });
    const std::shared_ptr<Port> removed = *found;
    removed->removed = true;
    m_ports.erase(found);
    // A frame may be on its way through it, and its node in the middle of handing that frame up:
    // both have let go of it when this event is over.
    Simulator::ScheduleNow([removed]() { removed->port = nullptr; });
    PortChanged(port);
}

bool
VlanSwitch::HasPort(Ptr<const SwitchPort> port) const
{
    return m_byPort.count(PeekPointer(port)) > 0;
}

std::vector<Ptr<SwitchPort>>
VlanSwitch::GetPorts() const
{
    std::vector<Ptr<SwitchPort>> ports;
    for (const auto& port : m_ports)
    {
        ports.push_back(port->port);
    }
    return ports;
}

Ptr<SwitchPort>
VlanSwitch::FindPort(Ptr<const EthernetNic> nic) const
{
    for (const auto& port : m_ports)
    {
        auto nicPort = DynamicCast<NicPort>(port->port);
        if (nicPort && nicPort->GetNic() == nic)
        {
            return nicPort;
        }
    }
    return nullptr;
}

VlanSwitch::Port&
VlanSwitch::Get(const Ptr<const SwitchPort>& port) const
{
    const auto found = m_byPort.find(PeekPointer(port));
    if (found == m_byPort.end())
    {
        throw std::invalid_argument((port ? port->GetName() : "no port") +
                                    ": not a port of the switch of node " +
                                    (m_node ? std::to_string(m_node->GetId()) : "(none)"));
    }
    return *found->second;
}

void
VlanSwitch::SetAccess(Ptr<SwitchPort> port, uint16_t vlan)
{
    CheckVlan(vlan);
    Port& known = Get(port);
    known.vlans.reset();
    known.vlans.set(vlan);
    known.untagged = vlan;
    known.takesTags = false;
    Flush(port);
}

void
VlanSwitch::SetTrunk(Ptr<SwitchPort> port, const VlanSet& vlans, uint16_t native)
{
    Port& known = Get(port);
    if (native != 0)
    {
        CheckVlan(native);
    }
    known.vlans = vlans;
    known.vlans.reset(0);
    known.vlans.reset(EthernetFrame::MAX_VLAN + 1);
    if (native != 0)
    {
        known.vlans.set(native);
    }
    known.untagged = native;
    known.takesTags = true;
    Flush(port);
}

bool
VlanSwitch::IsMember(Ptr<const SwitchPort> port, uint16_t vlan) const
{
    return vlan <= EthernetFrame::MAX_VLAN && Get(port).vlans.test(vlan);
}

const VlanSet&
VlanSwitch::GetVlans(Ptr<const SwitchPort> port) const
{
    return Get(port).vlans;
}

SwitchPortRole
VlanSwitch::GetRole(Ptr<const SwitchPort> port) const
{
    return Get(port).role;
}

void
VlanSwitch::SetLearning(Ptr<SwitchPort> port, bool learns)
{
    Get(port).learns = learns;
}

void
VlanSwitch::SetState(Ptr<SwitchPort> port, SwitchPortState state)
{
    Port& known = Get(port);
    if (known.state == state)
    {
        return;
    }
    known.state = state;
    for (const auto& listener : m_stateListeners)
    {
        listener(port);
    }
}

SwitchPortState
VlanSwitch::GetState(Ptr<const SwitchPort> port) const
{
    return Get(port).state;
}

void
VlanSwitch::SetLinkHandler(const Mac48Address& destination, LinkHandler handler)
{
    if (handler)
    {
        m_linkHandlers[destination] = std::move(handler);
    }
    else
    {
        m_linkHandlers.erase(destination);
    }
}

void
VlanSwitch::AddPortListener(PortCallback callback)
{
    m_listeners.push_back(std::move(callback));
}

void
VlanSwitch::SetExitFilter(ExitFilter filter)
{
    m_exitFilter = std::move(filter);
}

void
VlanSwitch::AddStateListener(PortCallback callback)
{
    m_stateListeners.push_back(std::move(callback));
}

void
VlanSwitch::SetSnooper(Ptr<MulticastSnooper> snooper)
{
    m_snooper = snooper;
}

void
VlanSwitch::PortChanged(const Ptr<SwitchPort>& port)
{
    if (!port->IsUp() || !HasPort(port))
    {
        Flush(port);
        if (m_snooper)
        {
            m_snooper->Forget(port);
        }
    }
    for (const auto& listener : m_listeners)
    {
        listener(port);
    }
}

// ---- frames ------------------------------------------------------------------------------------

Ptr<SwitchPort>
VlanSwitch::GetIngress() const
{
    return m_ingress;
}

uint64_t
VlanSwitch::GetDrops(SwitchDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

uint64_t
VlanSwitch::GetForwarded() const
{
    return m_forwarded;
}

uint64_t
VlanSwitch::GetFlooded() const
{
    return m_flooded;
}

uint64_t
VlanSwitch::GetMulticast() const
{
    return m_multicast;
}

uint64_t
VlanSwitch::GetMoves() const
{
    return m_moves;
}

const char*
ToString(SwitchPortState state)
{
    switch (state)
    {
    case SwitchPortState::DISCARDING:
        return "discarding";
    case SwitchPortState::LEARNING:
        return "learning";
    case SwitchPortState::FORWARDING:
        return "forwarding";
    }
    return "unknown";
}

} // namespace ns3
