/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "igmp-snooper.h"

#include "vlan-switch.h"

#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(IgmpSnooper);

namespace
{

constexpr uint32_t LINK_LOCAL =
    0xe0000000; //!< 224.0.0.0/24, never snooped (RFC 4541 section 2.1.2)
constexpr uint32_t LINK_LOCAL_MASK = 0xffffff00;
constexpr unsigned VLAN_SHIFT = 32;  //!< in a key of groups
constexpr uint32_t DESTINATION = 16; //!< where an IPv4 header has it

/// @param vlan a VLAN @param group a group @return both as one number
uint64_t
MakeKey(uint16_t vlan, Ipv4Address group)
{
    return uint64_t{vlan} << VLAN_SHIFT | group.Get();
}

/// @param group a group @return true if it is always flooded
bool
IsLinkLocal(Ipv4Address group)
{
    return (group.Get() & LINK_LOCAL_MASK) == LINK_LOCAL;
}

/**
 * @brief The group that an IPv4 multicast frame is for.
 * @param frame a frame
 * @param type gets the type of the IGMP message that it is, or 0
 * @return the group; 0.0.0.0: it is no IPv4 multicast
 */
Ipv4Address
GetGroup(const EthernetFrame& frame, uint8_t& type)
{
    type = 0;
    uint8_t octets[64];
    uint8_t mac[6];
    frame.destination.CopyTo(mac);
    // RFC 1112 section 6.4.
    const bool isMapped = mac[0] == 0x01 && mac[1] == 0 && mac[2] == 0x5e && (mac[3] & 0x80) == 0;
    const uint32_t size = frame.payload->CopyData(octets, sizeof(octets));
    if (!isMapped || frame.protocol != EthernetFrame::IPV4 || size < DESTINATION + 4 ||
        octets[0] >> 4 != 4)
    {
        return Ipv4Address(uint32_t{0});
    }
    const uint32_t header = (octets[0] & 0x0fU) * 4;
    if (octets[9] == IgmpMessage::PROTOCOL && header < size)
    {
        type = octets[header];
    }
    uint32_t group = 0;
    for (uint32_t i = 0; i < 4; i++)
    {
        group = group << 8 | octets[DESTINATION + i];
    }
    return Ipv4Address(group);
}

/// @param type of an IGMP message @return true if queriers alone are to get it
bool
IsReport(uint8_t type)
{
    return type == static_cast<uint8_t>(IgmpMessage::Type::REPORT_V1) ||
           type == static_cast<uint8_t>(IgmpMessage::Type::REPORT_V2) ||
           type == static_cast<uint8_t>(IgmpMessage::Type::REPORT_V3) ||
           type == static_cast<uint8_t>(IgmpMessage::Type::LEAVE);
}

} // namespace

TypeId
IgmpSnooper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::IgmpSnooper")
            .SetParent<MulticastSnooper>()
            .SetGroupName("Lisp")
            .AddConstructor<IgmpSnooper>()
            .AddAttribute(
                "FloodUnregistered",
                "Whether groups that nobody has asked for leave by all ports, or by those "
                "to routers alone (RFC 4541 section 2.1.2 has both).",
                BooleanValue(true),
                MakeBooleanAccessor(&IgmpSnooper::m_floodUnregistered),
                MakeBooleanChecker())
            .AddAttribute("Version",
                          "Version of the own queries: 2 (RFC 2236) or 3 (RFC 3376).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&IgmpSnooper::m_version),
                          MakeUintegerChecker<uint32_t>(2, 3))
            .AddAttribute("Robustness",
                          "How many messages in a row may be lost and one more (RFC 3376 section "
                          "8.1: 2).",
                          UintegerValue(2),
                          MakeUintegerAccessor(&IgmpSnooper::m_robustness),
                          MakeUintegerChecker<uint32_t>(1, 7))
            .AddAttribute("QueryInterval",
                          "Between general queries (RFC 3376 section 8.2: 125 s).",
                          TimeValue(Seconds(125)),
                          MakeTimeAccessor(&IgmpSnooper::m_queryInterval),
                          MakeTimeChecker(Seconds(1), Seconds(31744)))
            .AddAttribute("QueryResponseInterval",
                          "When hosts are to have answered (RFC 3376 section 8.3: 10 s).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&IgmpSnooper::m_responseInterval),
                          MakeTimeChecker(MilliSeconds(100), Seconds(3174.4)))
            .AddAttribute("LastMemberQueryInterval",
                          "When hosts are to have answered after a leave (RFC 3376 section 8.8: 1 "
                          "s).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&IgmpSnooper::m_lastMemberInterval),
                          MakeTimeChecker(MilliSeconds(100), Seconds(3174.4)))
            .AddAttribute("MaxMemberships",
                          "The most memberships of ports in groups; when one more comes, all is "
                          "flooded for as long as a membership lasts. Open in the standards.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&IgmpSnooper::m_maxMemberships),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Joined",
                            "A port is a new member of a group.",
                            MakeTraceSourceAccessor(&IgmpSnooper::m_joinedTrace),
                            "ns3::IgmpSnooper::MemberTracedCallback")
            .AddTraceSource("Left",
                            "A port is no member of a group any more.",
                            MakeTraceSourceAccessor(&IgmpSnooper::m_leftTrace),
                            "ns3::IgmpSnooper::MemberTracedCallback")
            .AddTraceSource("Drop",
                            "An IGMP message is not taken, and why; the frame is forwarded as any "
                            "other.",
                            MakeTraceSourceAccessor(&IgmpSnooper::m_dropTrace),
                            "ns3::IgmpSnooper::DropTracedCallback");
    return tid;
}

IgmpSnooper::IgmpSnooper()
    : m_sweep([this]() { Sweep(); })
{
}

IgmpSnooper::~IgmpSnooper() = default;

void
IgmpSnooper::DoDispose()
{
    m_sweep.Cancel();
    for (auto& [number, vlan] : m_vlans)
    {
        vlan.event.Cancel();
    }
    m_vlans.clear();
    m_groups.clear();
    m_routerPorts.clear();
    m_lan = nullptr;
    MulticastSnooper::DoDispose();
}

void
IgmpSnooper::Install(Ptr<VlanSwitch> lan)
{
    if (m_lan || !lan || !lan->GetNode() || lan->GetNode()->GetObject<IgmpSnooper>())
    {
        throw std::invalid_argument("IgmpSnooper::Install: give each snooper one switch that is on "
                                    "a node, and each switch one snooper");
    }
    m_lan = lan;
    lan->GetNode()->AggregateObject(this);
    lan->SetSnooper(this);
}

Time
IgmpSnooper::GetMembershipInterval() const
{
    return m_queryInterval * m_robustness + m_responseInterval;
}

Time
IgmpSnooper::GetLastMemberTime() const
{
    return m_lastMemberInterval * m_robustness;
}

// ---- what comes --------------------------------------------------------------------------------

void
IgmpSnooper::Hear(const Ptr<SwitchPort>& port, const EthernetFrame& frame)
{
    uint8_t type = 0;
    if (frame.protocol != EthernetFrame::IPV4 || GetGroup(frame, type).IsAny())
    {
        return;
    }
    auto reason = IgmpDropReason::NONE;
    const auto message = IgmpMessage::Read(frame.payload, reason);
    if (!message)
    {
        // What is no IPv4 at all is for its receiver to judge.
        if (type != 0 && reason != IgmpDropReason::NONE)
        {
            Count(frame.payload, reason);
        }
        return;
    }
    if (message->type == IgmpMessage::Type::QUERY)
    {
        HearQuery(port, frame.vlan, *message);
        return;
    }
    HearReport(port, frame.vlan, *message);
}

void
IgmpSnooper::HearReport(const Ptr<SwitchPort>& port, uint16_t vlan, const IgmpMessage& message)
{
    switch (message.type)
    {
    case IgmpMessage::Type::REPORT_V1:
    case IgmpMessage::Type::REPORT_V2:
        Join(port, vlan, message.group);
        return;
    case IgmpMessage::Type::LEAVE:
        Leave(port, vlan, message.group);
        return;
    default:
        break;
    }
    for (const auto& record : message.records)
    {
        if (record.IsJoin())
        {
            Join(port, vlan, record.group);
        }
        else if (record.IsLeave())
        {
            Leave(port, vlan, record.group);
        }
    }
}

void
IgmpSnooper::HearQuery(const Ptr<SwitchPort>& port, uint16_t vlan, const IgmpMessage& message)
{
    const Time now = Simulator::Now();
    // RFC 4541 section 2.1.1: a source of 0.0.0.0 is no querier's.
    if (!message.source.IsAny())
    {
        Vlan& known = m_vlans[vlan];
        // RFC 3376 section 8.5: Other Querier Present Interval.
        const Time until = now + m_queryInterval * m_robustness + m_responseInterval / 2;
        known.routers[PeekPointer(port)] = until;
        if (!known.source.IsAny() && message.source < known.source)
        {
            known.otherUntil = until;
            known.event.Cancel();
            known.event = Simulator::Schedule(until - now, &IgmpSnooper::Query, this, vlan);
        }
    }
    const auto found = m_groups.find(MakeKey(vlan, message.group));
    if (found == m_groups.end() || IsQuerier(vlan))
    {
        return;
    }
    // Asked for one group, its members answer soon or are none (RFC 3376 section 6.6.1).
    const Time soon = now + message.maxResponse * m_robustness;
    for (auto& [member, until] : found->second)
    {
        until = std::min(until, soon);
    }
    m_sweep.Watch(soon);
}

void
IgmpSnooper::Join(const Ptr<SwitchPort>& port, uint16_t vlan, Ipv4Address group)
{
    if (IsLinkLocal(group))
    {
        return;
    }
    const Time until = Simulator::Now() + GetMembershipInterval();
    const auto found = m_groups.find(MakeKey(vlan, group));
    if (found != m_groups.end())
    {
        const auto member = found->second.find(PeekPointer(port));
        if (member != found->second.end())
        {
            member->second = until;
            return;
        }
    }
    if (m_memberships >= m_maxMemberships)
    {
        m_floodUntil = std::max(m_floodUntil, until);
        Count(nullptr, IgmpDropReason::FULL);
        return;
    }
    m_groups[MakeKey(vlan, group)][PeekPointer(port)] = until;
    m_memberships++;
    m_sweep.Watch(until);
    m_joinedTrace(vlan, group, port);
}

void
IgmpSnooper::Leave(const Ptr<SwitchPort>& port, uint16_t vlan, Ipv4Address group)
{
    const auto found = m_groups.find(MakeKey(vlan, group));
    if (found == m_groups.end() || !IsQuerier(vlan))
    {
        return; // the querier asks, and is heard
    }
    const auto member = found->second.find(PeekPointer(port));
    if (member == found->second.end())
    {
        return;
    }
    const Time soon = Simulator::Now() + GetLastMemberTime();
    member->second = std::min(member->second, soon);
    m_sweep.Watch(member->second);
    // In the switch's own context, whoever has left in which.
    Simulator::ScheduleWithContext(m_lan->GetNode()->GetId(),
                                   Time(0),
                                   &IgmpSnooper::QueryGroup,
                                   Ptr<IgmpSnooper>(this),
                                   vlan,
                                   group,
                                   port,
                                   m_robustness);
}

void
IgmpSnooper::Forget(const Ptr<SwitchPort>& port)
{
    for (auto& [number, vlan] : m_vlans)
    {
        vlan.routers.erase(PeekPointer(port));
    }
    for (auto& [key, members] : m_groups)
    {
        const auto member = members.find(PeekPointer(port));
        if (member != members.end())
        {
            member->second = Time(0);
        }
    }
    Sweep();
}

void
IgmpSnooper::Count(const Ptr<const Packet>& packet, IgmpDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(packet, reason);
}

void
IgmpSnooper::Sweep()
{
    const Time now = Simulator::Now();
    std::vector<std::tuple<uint16_t, Ipv4Address, Ptr<SwitchPort>>> gone;
    const auto deadline = [](Time until) { return until; };
    Time next = Time::Max();
    for (auto group = m_groups.begin(); group != m_groups.end();)
    {
        const auto leave = [&gone, key = group->first](const auto& member) {
            gone.emplace_back(static_cast<uint16_t>(key >> VLAN_SHIFT),
                              Ipv4Address(static_cast<uint32_t>(key)),
                              member.first);
        };
        next = std::min(next, DeadlineTimer::TakeDue(group->second, now, deadline, leave));
        group = group->second.empty() ? m_groups.erase(group) : std::next(group);
    }
    m_memberships -= gone.size();
    m_sweep.Watch(next);
    for (const auto& [vlan, group, port] : gone)
    {
        m_leftTrace(vlan, group, port);
    }
}

// ---- what is wanted ----------------------------------------------------------------------------

bool
IgmpSnooper::IsWanted(const Ptr<SwitchPort>& port, const EthernetFrame& frame) const
{
    uint8_t type = 0;
    const auto group = GetGroup(frame, type);
    const auto vlan = m_vlans.find(frame.vlan);
    if (group.IsAny() || vlan == m_vlans.end() || !HasQuerier(vlan->second))
    {
        return true;
    }
    if (IsReport(type))
    {
        return IsRouterPort(frame.vlan, port);
    }
    if (IsLinkLocal(group) || type != 0 || m_floodUntil > Simulator::Now() ||
        IsRouterPort(frame.vlan, port))
    {
        return true;
    }
    const auto found = m_groups.find(MakeKey(frame.vlan, group));
    if (found == m_groups.end())
    {
        return m_floodUnregistered;
    }
    return found->second.count(PeekPointer(port)) > 0;
}

bool
IgmpSnooper::IsMember(uint16_t vlan, Ipv4Address group, Ptr<const SwitchPort> port) const
{
    const auto found = m_groups.find(MakeKey(vlan, group));
    return found != m_groups.end() &&
           found->second.count(const_cast<SwitchPort*>(PeekPointer(port))) > 0;
}

bool
IgmpSnooper::IsRouterPort(uint16_t vlan, Ptr<const SwitchPort> port) const
{
    if (m_lan->HasPort(port) &&
        (m_lan->GetRole(port) == SwitchPortRole::GATEWAY || m_routerPorts.count(port) > 0))
    {
        return true;
    }
    const auto known = m_vlans.find(vlan);
    if (known == m_vlans.end())
    {
        return false;
    }
    const auto found = known->second.routers.find(const_cast<SwitchPort*>(PeekPointer(port)));
    return found != known->second.routers.end() && found->second > Simulator::Now();
}

std::size_t
IgmpSnooper::GetMemberships() const
{
    return m_memberships;
}

uint64_t
IgmpSnooper::GetDrops(IgmpDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

} // namespace ns3
