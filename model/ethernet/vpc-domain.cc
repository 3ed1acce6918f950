/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vpc-domain.h"

#include "ethernet-nic.h"
#include "vlan-switch.h"
#include "vpc-member.h"

#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(VpcDomain);

TypeId
VpcDomain::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::VpcDomain")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<VpcDomain>()
            .AddAttribute("Priority",
                          "The switch with the lower one, or else with the lower MAC address, is "
                          "the primary one. The default is that of deployed switches.",
                          UintegerValue(32667),
                          MakeUintegerAccessor(&VpcDomain::m_priority),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute("HelloInterval",
                          "Time between two hellos, beside those that tell news; that of the "
                          "keepalives of deployed switches.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&VpcDomain::m_helloInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HoldTime",
                          "Without a hello for this long, the peer is dead: three intervals.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&VpcDomain::m_holdTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute(
                "RefreshInterval",
                "Time between two times at which all addresses are told, which heals lost "
                "messages; well below the ageing time of 300 s (IEEE 802.1Q-2018, table "
                "8-6).",
                TimeValue(Seconds(10)),
                MakeTimeAccessor(&VpcDomain::m_refreshInterval),
                MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute(
                "SuspendOnPeerLinkLoss",
                "Whether the secondary switch suspends its vPC members when the peer-link "
                "is down and the primary one lives, as deployed switches do.",
                BooleanValue(true),
                MakeBooleanAccessor(&VpcDomain::m_suspend),
                MakeBooleanChecker())
            .AddAttribute("DelayRestore",
                          "How long a switch that comes back keeps its vPC members down after it "
                          "hears its peer, so that its tables and its routing are there before "
                          "traffic is. Deployed switches have 30 s to 180 s by default; larger "
                          "networks set more.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&VpcDomain::m_delayRestore),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "RecoveryDelay",
                "How long a switch that failed waits for its peer before it brings its "
                "vPC members up alone: the automatic recovery of deployed switches, whose "
                "least time is 240 s.",
                TimeValue(Seconds(240)),
                MakeTimeAccessor(&VpcDomain::m_recoveryDelay),
                MakeTimeChecker(Time(0)))
            .AddAttribute("MaxAddresses",
                          "The most addresses of the peer to remember; a switch's own bound is "
                          "another.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&VpcDomain::m_maxAddresses),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("PeerState",
                            "What is known of the peer has changed.",
                            MakeTraceSourceAccessor(&VpcDomain::m_stateTrace),
                            "ns3::VpcDomain::StateTracedCallback")
            .AddTraceSource("Vpc",
                            "This switch's member of a vPC carries frames from now on, or no "
                            "longer.",
                            MakeTraceSourceAccessor(&VpcDomain::m_vpcTrace),
                            "ns3::VpcDomain::VpcTracedCallback")
            .AddTraceSource("Holding",
                            "The vPC members are kept down from now on, or no longer.",
                            MakeTraceSourceAccessor(&VpcDomain::m_holdingTrace),
                            "ns3::VpcDomain::HoldingTracedCallback")
            .AddTraceSource("Drop",
                            "A message is not heeded, and why.",
                            MakeTraceSourceAccessor(&VpcDomain::m_dropTrace),
                            "ns3::VpcDomain::DropTracedCallback");
    return tid;
}

VpcDomain::VpcDomain() = default;
VpcDomain::~VpcDomain() = default;

void
VpcDomain::DoDispose()
{
    for (EventId* event :
         {&m_helloEvent, &m_holdEvent, &m_refreshEvent, &m_judgeEvent, &m_releaseEvent})
    {
        event->Cancel();
    }
    if (m_keepaliveLink)
    {
        m_keepaliveLink->SetOwner(nullptr, nullptr);
    }
    m_byPort.clear();
    m_vpcs.clear();
    m_keepaliveLink = nullptr;
    m_peerLink = nullptr;
    m_switch = nullptr;
    Object::DoDispose();
}

void
VpcDomain::Install(Ptr<VlanSwitch> lanSwitch, uint16_t domain, Ptr<SwitchPort> peerLink)
{
    if (m_switch || !lanSwitch || !lanSwitch->GetNode() ||
        lanSwitch->GetNode()->GetObject<VpcDomain>())
    {
        throw std::invalid_argument("VpcDomain::Install: give each domain one switch on a node, "
                                    "and each switch one domain");
    }
    const Ptr<Node> node = lanSwitch->GetNode();
    Ptr<EthernetNic> nic;
    for (uint32_t i = 0; i < node->GetNDevices() && !nic; i++)
    {
        nic = DynamicCast<EthernetNic>(node->GetDevice(i));
    }
    if (!nic || !peerLink || !lanSwitch->HasPort(peerLink))
    {
        throw std::invalid_argument("VpcDomain::Install: the peer-link of node " +
                                    std::to_string(node->GetId()) +
                                    " must be a port of its switch, and the node must have a NIC");
    }
    m_switch = lanSwitch;
    m_domain = domain;
    m_peerLink = peerLink;
    m_system = Mac48Address::ConvertFrom(nic->GetAddress());
    lanSwitch->SetLearning(peerLink, false);
    lanSwitch->SetLinkHandler(
        Mac48Address(VpcMessage::DESTINATION),
        [this](const EthernetFrame& frame, const Ptr<SwitchPort>& port) { Hear(frame, port); });
    lanSwitch->SetExitFilter([this](const Ptr<SwitchPort>& from, const Ptr<SwitchPort>& to) {
        return Filter(from, to);
    });
    lanSwitch->AddPortListener([this](const Ptr<SwitchPort>& port) { PortChanged(port); });
    lanSwitch->TraceConnectWithoutContext("Learned", MakeCallback(&VpcDomain::Learned, this));
    node->AggregateObject(this);
    m_helloEvent = Simulator::ScheduleNow(&VpcDomain::Start, this);
}

void
VpcDomain::SetKeepaliveLink(Ptr<SwitchPort> port)
{
    if (!port || m_keepaliveLink)
    {
        throw std::invalid_argument(
            "VpcDomain::SetKeepaliveLink: give each domain one port that belongs to no switch");
    }
    auto* raw = PeekPointer(port);
    port->SetOwner([this, raw](const EthernetFrame& frame) { Hear(frame, raw); }, nullptr);
    m_keepaliveLink = port;
}

void
VpcDomain::AddVpc(uint16_t number, Ptr<SwitchPort> port)
{
    const std::string name = "vPC " + std::to_string(number);
    const bool isTaken = std::any_of(m_vpcs.begin(), m_vpcs.end(), [number](const auto& vpc) {
        return vpc->number == number;
    });
    if (number < 1 || number > VpcMessage::MAX_VPC || isTaken ||
        m_vpcs.size() >= VpcMessage::MAX_VPCS)
    {
        throw std::invalid_argument(name + ": accepted are 1 to 4094, each once, and " +
                                    std::to_string(VpcMessage::MAX_VPCS) + " in all");
    }
    if (!m_switch || !port || !m_switch->HasPort(port) || port == m_peerLink ||
        m_byPort.count(PeekPointer(port)) > 0)
    {
        throw std::invalid_argument(name + ": its port must be one of the domain's switch, and "
                                           "neither the peer-link nor another vPC's");
    }
    auto vpc = std::make_unique<Vpc>();
    vpc->number = number;
    vpc->port = port;
    m_byPort.emplace(PeekPointer(port), vpc.get());
    m_vpcs.push_back(std::move(vpc));
    if (m_hold != Hold::NO)
    {
        port->SetEnabled(false);
    }
    PortChanged(port);
}

// ---- what happens to links
// -----------------------------------------------------------------------

void
VpcDomain::Start()
{
    m_isRunning = true;
    m_refreshEvent = Simulator::Schedule(m_refreshInterval, &VpcDomain::Refresh, this);
    Tick();
}

void
VpcDomain::Tick()
{
    m_helloEvent = Simulator::Schedule(m_helloInterval, &VpcDomain::Tick, this);
    SendHello();
}

void
VpcDomain::PortChanged(const Ptr<SwitchPort>& port)
{
    const bool isThere = m_switch->HasPort(port);
    const bool up = isThere && port->IsUp();
    if (port == m_peerLink)
    {
        PeerLinkChanged(up);
        return;
    }
    const auto found = m_byPort.find(PeekPointer(port));
    if (found == m_byPort.end())
    {
        return;
    }
    Vpc* vpc = found->second;
    MemberChanged(*vpc, up);
    if (!isThere)
    {
        m_byPort.erase(PeekPointer(port));
        m_vpcs.erase(std::find_if(m_vpcs.begin(), m_vpcs.end(), [vpc](const auto& other) {
            return other.get() == vpc;
        }));
    }
}

void
VpcDomain::PeerLinkChanged(bool up)
{
    if (!up)
    {
        ForgetPeer();
        if (m_state == VpcPeerState::ALIVE)
        {
            SetPeerState(VpcPeerState::LOST);
        }
        return;
    }
    m_linkSequence = ++m_sequence;
    SendHello();
}

void
VpcDomain::MemberChanged(Vpc& vpc, bool up)
{
    if (up == vpc.isUp)
    {
        return;
    }
    vpc.isUp = up;
    m_sequence++;
    if (up)
    {
        vpc.since = m_sequence;
        if (m_state != VpcPeerState::ALIVE)
        {
            Use(vpc);
        }
    }
    else if (vpc.inUse)
    {
        vpc.inUse = false;
        PlaceAll(vpc);
        m_vpcTrace(vpc.number, false);
    }
    SendHello();
    if (!up && m_state == VpcPeerState::LOST && m_judgeEvent.IsExpired())
    {
        m_judgeEvent = Simulator::ScheduleNow(&VpcDomain::Judge, this);
    }
}

void
VpcDomain::Use(Vpc& vpc)
{
    if (!vpc.inUse && vpc.isUp)
    {
        vpc.inUse = true;
        PlaceAll(vpc);
        m_vpcTrace(vpc.number, true);
    }
}

SwitchDropReason
VpcDomain::Filter(const Ptr<SwitchPort>& from, const Ptr<SwitchPort>& to)
{
    const bool isFromPeer = from == m_peerLink;
    const auto in = m_byPort.find(PeekPointer(from));
    if ((isFromPeer && m_state != VpcPeerState::ALIVE) ||
        (in != m_byPort.end() && !in->second->inUse))
    {
        return SwitchDropReason::BLOCKED;
    }
    if (to == m_peerLink)
    {
        return m_open ? SwitchDropReason::NONE : SwitchDropReason::BLOCKED_EXIT;
    }
    const auto out = m_byPort.find(PeekPointer(to));
    if (out == m_byPort.end())
    {
        return SwitchDropReason::NONE;
    }
    if (isFromPeer && out->second->isPeerUp)
    {
        m_filtered++;
        return SwitchDropReason::PEER_LINK;
    }
    return out->second->inUse ? SwitchDropReason::NONE : SwitchDropReason::BLOCKED_EXIT;
}

// ---- what is known
// -----------------------------------------------------------------------------------

VpcPeerState
VpcDomain::GetPeerState() const
{
    return m_state;
}

VpcRole
VpcDomain::GetRole() const
{
    if (m_state == VpcPeerState::NONE)
    {
        return VpcRole::NONE;
    }
    return std::tie(m_priority, m_system) < std::tie(m_peerPriority, m_peerSystem)
               ? VpcRole::PRIMARY
               : VpcRole::SECONDARY;
}

bool
VpcDomain::IsInUse(uint16_t number) const
{
    return std::any_of(m_vpcs.begin(), m_vpcs.end(), [number](const auto& vpc) {
        return vpc->number == number && vpc->inUse;
    });
}

bool
VpcDomain::IsPeerUp(uint16_t number) const
{
    return std::any_of(m_vpcs.begin(), m_vpcs.end(), [number](const auto& vpc) {
        return vpc->number == number && vpc->isPeerUp;
    });
}

bool
VpcDomain::IsHolding() const
{
    return m_hold != Hold::NO;
}

uint64_t
VpcDomain::GetFiltered() const
{
    return m_filtered;
}

uint64_t
VpcDomain::GetSent() const
{
    return m_sent;
}

uint64_t
VpcDomain::GetReceived() const
{
    return m_received;
}

uint64_t
VpcDomain::GetDrops(VpcDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

const char*
ToString(VpcPeerState state)
{
    switch (state)
    {
    case VpcPeerState::NONE:
        return "none";
    case VpcPeerState::ALIVE:
        return "alive";
    case VpcPeerState::LOST:
        return "lost";
    case VpcPeerState::SPLIT:
        return "split";
    case VpcPeerState::DEAD:
        return "dead";
    }
    return "unknown";
}

} // namespace ns3
