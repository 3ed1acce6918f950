/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The querier of an IgmpSnooper; igmp-snooper.cc has the rest of it.
 */
#include "ethernet-nic.h"
#include "igmp-snooper.h"
#include "nic-port.h"
#include "spanning-tree.h"
#include "vlan-switch.h"

#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{

namespace
{

const Ipv4Address ALL_HOSTS("224.0.0.1"); //!< where general queries go (RFC 3376 section 4.1.12)
constexpr uint32_t STARTUP_PART = 4;      //!< of the query interval (RFC 3376 section 8.6)

/// @param node of a switch @return its address where a port has none: that of its first NIC, since
/// a router's first device is the loopback, whose address is no one's
Mac48Address
GetAddress(const Ptr<Node>& node)
{
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        if (DynamicCast<EthernetNic>(node->GetDevice(i)))
        {
            return Mac48Address::ConvertFrom(node->GetDevice(i)->GetAddress());
        }
    }
    return Mac48Address::ConvertFrom(node->GetDevice(0)->GetAddress());
}

} // namespace

void
IgmpSnooper::EnableQuerier(uint16_t vlan, Ipv4Address source)
{
    if (!m_lan || vlan < 1 || vlan > EthernetFrame::MAX_VLAN || source.IsAny() ||
        source.IsMulticast() || source.IsBroadcast())
    {
        throw std::invalid_argument("IgmpSnooper::EnableQuerier: VLAN " + std::to_string(vlan) +
                                    ": accepted: on a switch, 1 to 4094, and a source address "
                                    "of a host");
    }
    Vlan& known = m_vlans[vlan];
    known.source = source;
    known.startup = m_robustness;
    known.event.Cancel();
    Simulator::ScheduleWithContext(m_lan->GetNode()->GetId(),
                                   Time(0),
                                   &IgmpSnooper::Query,
                                   Ptr<IgmpSnooper>(this),
                                   vlan);
}

void
IgmpSnooper::AddRouterPort(Ptr<SwitchPort> port)
{
    if (!m_lan || !port || !m_lan->HasPort(port))
    {
        throw std::invalid_argument("IgmpSnooper::AddRouterPort: accepted: a port of its switch");
    }
    m_routerPorts.insert(port);
}

void
IgmpSnooper::Watch(Ptr<SpanningTree> tree)
{
    tree->TraceConnectWithoutContext("TopologyChange",
                                     MakeCallback(&IgmpSnooper::HearChange, this));
}

void
IgmpSnooper::HearChange(Ptr<SwitchPort>, bool)
{
    TopologyChanged();
}

void
IgmpSnooper::TopologyChanged()
{
    const bool isNew = m_floodUntil != Simulator::Now() + m_responseInterval;
    m_floodUntil = Simulator::Now() + m_responseInterval;
    for (auto& [number, vlan] : m_vlans)
    {
        if (isNew && IsQuerier(number))
        {
            vlan.event.Cancel();
            Simulator::ScheduleWithContext(m_lan->GetNode()->GetId(),
                                           Time(0),
                                           &IgmpSnooper::Query,
                                           Ptr<IgmpSnooper>(this),
                                           number);
        }
    }
}

void
IgmpSnooper::Query(uint16_t vlan)
{
    if (!m_lan)
    {
        return;
    }
    Vlan& known = m_vlans[vlan];
    if (known.otherUntil > Simulator::Now())
    {
        return; // it is asked again when the other one is silent
    }
    SendQuery(vlan, Ipv4Address(uint32_t{0}), nullptr);
    Time next = m_queryInterval;
    if (known.startup > 0)
    {
        known.startup--;
        next = known.startup > 0 ? m_queryInterval / STARTUP_PART : next;
    }
    known.event.Cancel();
    known.event = Simulator::Schedule(next, &IgmpSnooper::Query, this, vlan);
}

void
IgmpSnooper::QueryGroup(uint16_t vlan, Ipv4Address group, Ptr<SwitchPort> port, uint32_t times)
{
    if (!m_lan || !m_lan->HasPort(port) || times == 0 || !IsQuerier(vlan))
    {
        return;
    }
    SendQuery(vlan, group, port);
    Simulator::Schedule(m_lastMemberInterval,
                        &IgmpSnooper::QueryGroup,
                        Ptr<IgmpSnooper>(this),
                        vlan,
                        group,
                        port,
                        times - 1);
}

void
IgmpSnooper::SendQuery(uint16_t vlan, Ipv4Address group, const Ptr<SwitchPort>& port)
{
    IgmpMessage message;
    message.version = static_cast<uint8_t>(m_version);
    message.maxResponse = group.IsAny() ? m_responseInterval : m_lastMemberInterval;
    message.group = group;
    message.robustness = static_cast<uint8_t>(m_robustness);
    message.queryInterval = m_queryInterval;
    message.source = m_vlans[vlan].source;
    message.destination = group.IsAny() ? ALL_HOSTS : group;
    EthernetFrame frame;
    frame.destination = Mac48Address::GetMulticast(message.destination);
    frame.vlan = vlan;
    frame.protocol = EthernetFrame::IPV4;
    frame.payload = message.ToPacket();
    const auto ports = port ? std::vector<Ptr<SwitchPort>>{port} : m_lan->GetPorts();
    for (const auto& to : ports)
    {
        if (const auto nic = DynamicCast<NicPort>(to))
        {
            frame.source = Mac48Address::ConvertFrom(nic->GetNic()->GetAddress());
        }
        else
        {
            frame.source = GetAddress(m_lan->GetNode());
        }
        m_queries += m_lan->SendInVlan(to, frame);
    }
}

bool
IgmpSnooper::HasQuerier(const Vlan& vlan) const
{
    const Time now = Simulator::Now();
    return !vlan.source.IsAny() ||
           std::any_of(vlan.routers.begin(), vlan.routers.end(), [now](const auto& router) {
               return router.second > now;
           });
}

bool
IgmpSnooper::IsQuerier(uint16_t vlan) const
{
    const auto known = m_vlans.find(vlan);
    return known != m_vlans.end() && !known->second.source.IsAny() &&
           known->second.otherUntil <= Simulator::Now();
}

uint64_t
IgmpSnooper::GetQueries() const
{
    return m_queries;
}

} // namespace ns3
