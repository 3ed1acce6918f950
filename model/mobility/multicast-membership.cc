/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-membership.h"

#include "ns3/ethernet-frame.h"
#include "ns3/ipv4.h"
#include "ns3/lisp-multicast-etr.h"
#include "ns3/lisp-replicator.h"
#include "ns3/lisp-xtr.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MulticastMembership);

namespace
{

const Ipv4Address ALL_SYSTEMS("224.0.0.1"); //!< where general queries go (RFC 3376 section 4.1.12)

} // namespace

TypeId
MulticastMembership::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MulticastMembership")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<MulticastMembership>()
            .AddAttribute("Robustness",
                          "How many messages in a row may be lost, plus one (RFC 3376 section 8.1: "
                          "2).",
                          UintegerValue(2),
                          MakeUintegerAccessor(&MulticastMembership::m_robustness),
                          MakeUintegerChecker<uint32_t>(1, 7))
            .AddAttribute("QueryInterval",
                          "Between general queries (RFC 3376 section 8.2: 125 s).",
                          TimeValue(Seconds(125)),
                          MakeTimeAccessor(&MulticastMembership::m_queryInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("QueryResponseInterval",
                          "Within which hosts answer these (RFC 3376 section 8.3: 10 s).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&MulticastMembership::m_responseInterval),
                          MakeTimeChecker(MilliSeconds(100)))
            .AddAttribute("LastMemberQueryInterval",
                          "Between the queries for a group that was left (RFC 3376 section 8.8: 1 "
                          "s).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&MulticastMembership::m_lastMemberInterval),
                          MakeTimeChecker(MilliSeconds(100)))
            .AddAttribute("MaxMemberships",
                          "The most groups, each counted once a port. Open in the standard.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&MulticastMembership::m_maxMembers),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

MulticastMembership::MulticastMembership()
    : m_deadlines([this](const Member& member) { Expire(member); })
{
}

MulticastMembership::~MulticastMembership() = default;

void
MulticastMembership::DoDispose()
{
    for (auto& [index, port] : m_ports)
    {
        port.query.Cancel();
    }
    m_ports.clear();
    m_members.clear();
    m_deadlines.Clear();
    m_etr = nullptr;
    Object::DoDispose();
}

void
MulticastMembership::Install(Ptr<Node> node)
{
    if (!node || !node->GetObject<LispMulticastEtr>() || node->GetObject<MulticastMembership>())
    {
        throw std::invalid_argument("groups are heard of at a tunnel router with multicast, once a "
                                    "node");
    }
    m_etr = node->GetObject<LispMulticastEtr>();
    node->AggregateObject(this);
}

void
MulticastMembership::Listen(Ptr<NetDevice> port)
{
    const auto node = m_etr ? m_etr->GetObject<Node>() : nullptr;
    const auto ipv4 = node ? node->GetObject<Ipv4>() : nullptr;
    const int32_t interface = ipv4 && port ? ipv4->GetInterfaceForDevice(port) : -1;
    if (interface < 0 || ipv4->GetNAddresses(interface) == 0 || port->GetNode() != node ||
        !Mac48Address::IsMatchingType(port->GetAddress()) || m_ports.count(port->GetIfIndex()) != 0)
    {
        throw std::invalid_argument("MulticastMembership::Listen: accepted is a device of the node "
                                    "with an Ethernet and an IPv4 address, once");
    }
    Port& known = m_ports[port->GetIfIndex()];
    known.device = port;
    known.source = ipv4->GetAddress(interface, 0).GetLocal();
    known.startup = m_robustness;
    port->GetNode()->RegisterProtocolHandler(
        MakeCallback(&MulticastMembership::Hear, Ptr<MulticastMembership>(this)),
        EthernetFrame::IPV4,
        port);
    Simulator::ScheduleWithContext(node->GetId(),
                                   Time(0),
                                   &MulticastMembership::Query,
                                   Ptr<MulticastMembership>(this),
                                   port->GetIfIndex());
}

// ---- what hosts say ----------------------------------------------------------------------------

void
MulticastMembership::Hear(Ptr<NetDevice> device,
                          Ptr<const Packet> packet,
                          uint16_t,
                          const Address&,
                          const Address&,
                          NetDevice::PacketType)
{
    const auto found = m_ports.find(device->GetIfIndex());
    auto reason = IgmpDropReason::NONE;
    const auto message = found == m_ports.end() ? std::nullopt : IgmpMessage::Read(packet, reason);
    if (!message)
    {
        if (reason != IgmpDropReason::NONE)
        {
            ++m_drops[static_cast<std::size_t>(reason)];
        }
        return;
    }
    Port& port = found->second;
    if (message->type == IgmpMessage::Type::QUERY)
    {
        HearQuery(port, *message);
        return;
    }
    if (!SviDevice::IsFromHostAt(device))
    {
        return;
    }
    ++m_reports;
    if (message->type == IgmpMessage::Type::LEAVE)
    {
        MayLeave(port, message->group);
        return;
    }
    if (message->type != IgmpMessage::Type::REPORT_V3)
    {
        Join(port, message->group);
        return;
    }
    for (const auto& record : message->records)
    {
        if (record.IsJoin())
        {
            Join(port, record.group);
        }
        else if (record.IsLeave())
        {
            MayLeave(port, record.group);
        }
    }
}

void
MulticastMembership::Join(Port& port, Ipv4Address group)
{
    if (!IsGroupBeyondSite(group))
    {
        return;
    }
    const Member member{port.device->GetIfIndex(), group.Get()};
    const bool isNew = m_members.count(member) == 0;
    if (isNew && m_members.size() >= m_maxMembers)
    {
        ++m_drops[static_cast<std::size_t>(IgmpDropReason::FULL)];
        return;
    }
    const Time until = Simulator::Now() + GetMembershipInterval();
    m_members[member] = until;
    m_deadlines.Set(member, until);
    if (isNew && port.isQuerier)
    {
        const auto xtr = m_etr->GetObject<LispXtr>();
        m_etr->Join(MulticastEid::AnySource(xtr->GetInstanceId(port.device), group), port.device);
    }
}

void
MulticastMembership::MayLeave(Port& port, Ipv4Address group)
{
    const Member member{port.device->GetIfIndex(), group.Get()};
    const auto found = m_members.find(member);
    const Time soon = Simulator::Now() + m_lastMemberInterval * m_robustness;
    // RFC 3376 section 6.6.3.1: a timer that ends before is left alone, and asked for already.
    if (!port.isQuerier || found == m_members.end() || found->second <= soon)
    {
        return;
    }
    found->second = soon;
    m_deadlines.Set(member, soon);
    QueryGroup(member.first, group, m_robustness);
}

void
MulticastMembership::Expire(const Member& member)
{
    const auto port = m_ports.find(member.first);
    m_members.erase(member);
    if (port != m_ports.end())
    {
        const auto xtr = m_etr->GetObject<LispXtr>();
        m_etr->Leave(MulticastEid::AnySource(xtr->GetInstanceId(port->second.device),
                                             Ipv4Address(member.second)),
                     port->second.device);
    }
}

// ---- queries -----------------------------------------------------------------------------------

void
MulticastMembership::HearQuery(Port& port, const IgmpMessage& message)
{
    // The lower address is the querier; 0.0.0.0 is none (RFC 3376 section 6.6.2, RFC 4541 section
    // 2.1.1).
    if (message.source.IsAny() || port.source.Get() <= message.source.Get())
    {
        return;
    }
    const Time now = Simulator::Now();
    port.otherUntil = now + m_queryInterval * m_robustness + m_responseInterval / 2;
    port.query.Cancel();
    port.query = Simulator::Schedule(port.otherUntil - now,
                                     &MulticastMembership::Query,
                                     this,
                                     port.device->GetIfIndex());
    SetQuerier(port, false);
    if (message.group.IsAny())
    {
        return;
    }
    // RFC 3376 section 6.6.1: who is not the querier follows its timers.
    const Member member{port.device->GetIfIndex(), message.group.Get()};
    const auto found = m_members.find(member);
    const Time soon = now + message.maxResponse * m_robustness;
    if (found != m_members.end() && found->second > soon)
    {
        found->second = soon;
        m_deadlines.Set(member, soon);
    }
}

void
MulticastMembership::SetQuerier(Port& port, bool isQuerier)
{
    if (port.isQuerier == isQuerier)
    {
        return;
    }
    port.isQuerier = isQuerier;
    const uint32_t index = port.device->GetIfIndex();
    const auto xtr = m_etr->GetObject<LispXtr>();
    m_etr->GetObject<LispReplicator>()->SetSilent(index, !isQuerier);
    for (const auto& [member, until] : m_members)
    {
        if (member.first != index)
        {
            continue;
        }
        const auto eid =
            MulticastEid::AnySource(xtr->GetInstanceId(port.device), Ipv4Address(member.second));
        isQuerier ? m_etr->Join(eid, port.device) : m_etr->Leave(eid, port.device);
    }
}

void
MulticastMembership::Query(uint32_t index)
{
    const auto found = m_ports.find(index);
    if (found == m_ports.end())
    {
        return;
    }
    Port& port = found->second;
    SetQuerier(port, true);
    const bool isStartup = port.startup > 1;
    port.startup -= port.startup > 0;
    SendQuery(port, Ipv4Address(uint32_t{0}), m_responseInterval);
    // RFC 3376 section 8.6: a quarter at the start.
    port.query = Simulator::Schedule(isStartup ? m_queryInterval / 4 : m_queryInterval,
                                     &MulticastMembership::Query,
                                     this,
                                     index);
}

void
MulticastMembership::QueryGroup(uint32_t index, Ipv4Address group, uint32_t times)
{
    const auto port = m_ports.find(index);
    if (port == m_ports.end() || times == 0 || m_members.count({index, group.Get()}) == 0)
    {
        return;
    }
    SendQuery(port->second, group, m_lastMemberInterval);
    Simulator::Schedule(m_lastMemberInterval,
                        &MulticastMembership::QueryGroup,
                        Ptr<MulticastMembership>(this),
                        index,
                        group,
                        times - 1);
}

void
MulticastMembership::SendQuery(const Port& port, Ipv4Address group, Time most)
{
    IgmpMessage message;
    message.type = IgmpMessage::Type::QUERY;
    message.maxResponse = most;
    message.group = group;
    message.robustness = static_cast<uint8_t>(m_robustness);
    message.queryInterval = m_queryInterval;
    message.source = port.source;
    message.destination = group.IsAny() ? ALL_SYSTEMS : group;
    ++m_queries;
    port.device->Send(message.ToPacket(),
                      Mac48Address::GetMulticast(message.destination),
                      EthernetFrame::IPV4);
}

// ---- what it is --------------------------------------------------------------------------------

Time
MulticastMembership::GetMembershipInterval() const
{
    return m_queryInterval * m_robustness + m_responseInterval;
}

bool
MulticastMembership::IsMember(Ptr<const NetDevice> port, Ipv4Address group) const
{
    return port && m_members.count({port->GetIfIndex(), group.Get()}) != 0;
}

bool
MulticastMembership::IsQuerier(Ptr<const NetDevice> port) const
{
    const auto found = port ? m_ports.find(port->GetIfIndex()) : m_ports.end();
    return found != m_ports.end() && found->second.isQuerier;
}

uint64_t
MulticastMembership::GetQueries() const
{
    return m_queries;
}

uint64_t
MulticastMembership::GetReports() const
{
    return m_reports;
}

uint64_t
MulticastMembership::GetDrops(IgmpDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

} // namespace ns3
