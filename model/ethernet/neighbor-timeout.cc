/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-timeout.h"

#include "ethernet-frame.h"

#include "ns3/arp-cache.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NeighborTimeout);

namespace
{

/// @param port a device @return its ARP cache; null if it has none
Ptr<ArpCache>
GetArpCache(const Ptr<NetDevice>& port)
{
    const auto ipv4 = port->GetNode()->GetObject<Ipv4L3Protocol>();
    const int32_t index = ipv4 ? ipv4->GetInterfaceForDevice(port) : -1;
    return index < 0 ? nullptr : ipv4->GetInterface(index)->GetArpCache();
}

/// @param port a device @return its cache of IPv6 neighbours; null if it has none
Ptr<NdiscCache>
GetNdiscCache(const Ptr<NetDevice>& port)
{
    const auto ipv6 = port->GetNode()->GetObject<Ipv6L3Protocol>();
    const int32_t index = ipv6 ? ipv6->GetInterfaceForDevice(port) : -1;
    return index < 0 ? nullptr : ipv6->GetInterface(index)->GetNdiscCache();
}

} // namespace

TypeId
NeighborTimeout::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NeighborTimeout")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<NeighborTimeout>()
            .AddAttribute("ReachableTime",
                          "How long a neighbour that was heard is taken to be reachable. RFC 4861 "
                          "sections 6.3.2 and 10: REACHABLE_TIME, 30 s, times a random factor from "
                          "0.5 on, as Linux has it for ARP too; the default is the least.",
                          TimeValue(Seconds(15)),
                          MakeTimeAccessor(&NeighborTimeout::m_reachableTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("Expired",
                            "A neighbour is to be asked for again.",
                            MakeTraceSourceAccessor(&NeighborTimeout::m_expiredTrace),
                            "ns3::NeighborTimeout::ExpiredTracedCallback");
    return tid;
}

NeighborTimeout::NeighborTimeout() = default;
NeighborTimeout::~NeighborTimeout() = default;

void
NeighborTimeout::DoDispose()
{
    m_timer.Cancel();
    m_port = nullptr;
    Object::DoDispose();
}

void
NeighborTimeout::Install(Ptr<NetDevice> port)
{
    if (m_port || !port || !port->GetNode() || !Mac48Address::IsMatchingType(port->GetAddress()))
    {
        throw std::invalid_argument("NeighborTimeout::Install: give each one device, on a node, "
                                    "with a 48-bit MAC address");
    }
    m_port = port;
    for (const uint16_t protocol : {NeighborMessage::ARP, NeighborMessage::IPV6})
    {
        port->GetNode()->RegisterProtocolHandler(
            MakeCallback(&NeighborTimeout::Hear, Ptr<NeighborTimeout>(this)),
            protocol,
            port);
    }
}

uint64_t
NeighborTimeout::GetExpired(AddressFamily family) const
{
    return m_expired[family == AddressFamily::IPV6 ? 1 : 0];
}

void
NeighborTimeout::Hear(Ptr<NetDevice>,
                      Ptr<const Packet> packet,
                      uint16_t protocol,
                      const Address& from,
                      const Address&,
                      NetDevice::PacketType)
{
    EthernetFrame frame;
    frame.source = Mac48Address::ConvertFrom(from);
    frame.protocol = protocol;
    frame.payload = packet;
    NeighborMessage message;
    if (NeighborMessage::Read(frame, message) != NeighborMessage::Outcome::HOST ||
        message.cause == HostSeenCause::NEIGHBOR_SOLICITATION || !IsKnown(message.host))
    {
        return;
    }
    m_ends[message.host] = Simulator::Now() + m_reachableTime;
    if (m_timer.IsExpired())
    {
        m_timer = Simulator::Schedule(m_reachableTime, &NeighborTimeout::Expire, this);
    }
}

bool
NeighborTimeout::IsKnown(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto cache = GetArpCache(m_port);
        return cache && cache->Lookup(host.ToIpv4());
    }
    const auto cache = GetNdiscCache(m_port);
    return cache && cache->Lookup(host.ToIpv6());
}

void
NeighborTimeout::Expire()
{
    const Time now = Simulator::Now();
    Time next = Time::Max();
    for (auto end = m_ends.begin(); end != m_ends.end();)
    {
        if (end->second > now)
        {
            next = std::min(next, end->second);
            ++end;
            continue;
        }
        if (End(end->first))
        {
            m_expired[end->first.GetFamily() == AddressFamily::IPV6 ? 1 : 0]++;
            m_expiredTrace(end->first);
        }
        end = m_ends.erase(end);
    }
    if (next != Time::Max())
    {
        m_timer = Simulator::Schedule(next - now, &NeighborTimeout::Expire, this);
    }
}

bool
NeighborTimeout::End(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto cache = GetArpCache(m_port);
        auto* entry = cache ? cache->Lookup(host.ToIpv4()) : nullptr;
        if (!entry || !entry->IsAlive())
        {
            return false; // asked for already, or permanent
        }
        cache->Remove(entry);
        return true;
    }
    const auto cache = GetNdiscCache(m_port);
    auto* entry = cache ? cache->Lookup(host.ToIpv6()) : nullptr;
    if (!entry || !entry->IsReachable())
    {
        return false;
    }
    entry->MarkStale();
    return true;
}

} // namespace ns3
