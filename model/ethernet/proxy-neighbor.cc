/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "proxy-neighbor.h"

#include "hsrp-groups.h"
#include "hsrp-router.h"
#include "neighbor-reply.h"
#include "svi-device.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"

#include <stdexcept>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ProxyNeighbor);

namespace
{

/**
 * @brief Judge a route by RFC 1027 section 2.2: see ProxyNeighbor::JudgeRoute.
 * @param route a route or null @param port where the request came from
 * @param usesDefault whether the default route counts
 * @return NONE if it leads elsewhere
 */
template <typename Route>
ProxyRefusal
JudgeBy(const Ptr<Route>& route, Ptr<const NetDevice> port, bool usesDefault)
{
    if (!route)
    {
        return ProxyRefusal::NO_ROUTE;
    }
    if (route->GetOutputDevice() == port)
    {
        return ProxyRefusal::SAME_PORT;
    }
    // A default route is one to everywhere by way of another router.
    const bool isDefault = route->GetDestination().IsAny() && !route->GetGateway().IsAny();
    return isDefault && !usesDefault ? ProxyRefusal::DEFAULT_ROUTE : ProxyRefusal::NONE;
}

} // namespace

const char*
ToString(ProxyRefusal refusal)
{
    switch (refusal)
    {
    case ProxyRefusal::NONE:
        return "none";
    case ProxyRefusal::MALFORMED:
        return "proxy-malformed";
    case ProxyRefusal::PROBE:
        return "proxy-probe";
    case ProxyRefusal::GRATUITOUS:
        return "proxy-gratuitous";
    case ProxyRefusal::OWN_ADDRESS:
        return "proxy-own-address";
    case ProxyRefusal::EXCEPTED:
        return "proxy-excepted";
    case ProxyRefusal::NOT_A_HOST:
        return "proxy-not-a-host";
    case ProxyRefusal::POLICY:
        return "proxy-policy";
    case ProxyRefusal::NO_ROUTE:
        return "proxy-no-route";
    case ProxyRefusal::DEFAULT_ROUTE:
        return "proxy-default-route";
    case ProxyRefusal::SAME_PORT:
        return "proxy-same-port";
    case ProxyRefusal::NOT_ACTIVE:
        return "proxy-not-active";
    }
    return "proxy-unknown";
}

std::ostream&
operator<<(std::ostream& os, ProxyRefusal refusal)
{
    return os << ToString(refusal);
}

TypeId
ProxyNeighbor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ProxyNeighbor")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<ProxyNeighbor>()
            .AddAttribute("UseDefaultRoute",
                          "Whether a default route is a reason to answer. RFC 1027 section 2.2: it "
                          "must not be.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ProxyNeighbor::m_usesDefaultRoute),
                          MakeBooleanChecker())
            .AddAttribute("AnswerUnlessActive",
                          "Whether a router answers, with the virtual MAC address, that is not the "
                          "active one of the port's HSRP group. RFC 2281 section 6.4 wants it to; "
                          "deployed routers leave it to the active one, as here by default.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ProxyNeighbor::m_answersInactive),
                          MakeBooleanChecker())
            .AddTraceSource("Answered",
                            "A request for a host elsewhere was answered.",
                            MakeTraceSourceAccessor(&ProxyNeighbor::m_answeredTrace),
                            "ns3::ProxyNeighbor::AnsweredTracedCallback")
            .AddTraceSource("Announced",
                            "The VLAN was told that a host elsewhere is at the gateway's address.",
                            MakeTraceSourceAccessor(&ProxyNeighbor::m_announcedTrace),
                            "ns3::ProxyNeighbor::AnnouncedTracedCallback")
            .AddTraceSource("Refused",
                            "A request was left unanswered, or a host not announced.",
                            MakeTraceSourceAccessor(&ProxyNeighbor::m_refusedTrace),
                            "ns3::ProxyNeighbor::RefusedTracedCallback");
    return tid;
}

ProxyNeighbor::ProxyNeighbor() = default;
ProxyNeighbor::~ProxyNeighbor() = default;

void
ProxyNeighbor::DoDispose()
{
    m_svi = nullptr;
    m_policy = nullptr;
    Object::DoDispose();
}

void
ProxyNeighbor::Install(Ptr<SviDevice> svi)
{
    if (m_svi || !svi || !svi->GetNode())
    {
        throw std::invalid_argument(
            "ProxyNeighbor::Install: give each proxy one gateway port, on a node");
    }
    m_svi = svi;
    svi->AddInterceptor([self = Ptr<ProxyNeighbor>(this)](const EthernetFrame& frame) {
        self->Hear(frame);
        return false; // whoever listens to ARP is to hear it as well
    });
}

void
ProxyNeighbor::SetPolicy(Policy policy)
{
    m_policy = std::move(policy);
}

uint64_t
ProxyNeighbor::GetAnswered(AddressFamily family) const
{
    return m_answered[family == AddressFamily::IPV6 ? 1 : 0];
}

void
ProxyNeighbor::Except(const NetworkAddress& host)
{
    m_excepted.insert(host);
}

Ptr<SviDevice>
ProxyNeighbor::GetPort() const
{
    return m_svi;
}

ProxyRefusal
ProxyNeighbor::Announce(const NetworkAddress& host)
{
    Mac48Address mac;
    Mac48Address fromMac;
    const auto refusal = JudgeHost(host, mac, fromMac);
    if (refusal != ProxyRefusal::NONE)
    {
        Refuse(host, refusal);
        return refusal;
    }
    m_announced[host.GetFamily() == AddressFamily::IPV6 ? 1 : 0]++;
    m_announcedTrace(host, mac);
    Tell(host, mac, fromMac, nullptr);
    return refusal;
}

uint64_t
ProxyNeighbor::GetAnnounced(AddressFamily family) const
{
    return m_announced[family == AddressFamily::IPV6 ? 1 : 0];
}

uint64_t
ProxyNeighbor::GetRefused(ProxyRefusal refusal) const
{
    return m_refused.at(static_cast<std::size_t>(refusal));
}

void
ProxyNeighbor::Hear(const EthernetFrame& frame)
{
    // Switches flood what they know no port for: a host may be probing another's MAC address.
    const bool isForUs = frame.destination.IsGroup() || m_svi->HasMacAddress(frame.destination);
    if (!isForUs || frame.protocol == EthernetFrame::RARP)
    {
        return;
    }
    NeighborMessage message;
    const auto outcome = NeighborMessage::Read(frame, message);
    if (outcome == NeighborMessage::Outcome::OTHER ||
        (outcome != NeighborMessage::Outcome::MALFORMED && !message.isRequest))
    {
        return;
    }
    Mac48Address mac;
    Mac48Address fromMac;
    const auto refusal = Judge(message, outcome, mac, fromMac);
    if (refusal != ProxyRefusal::NONE)
    {
        Refuse(message.target, refusal);
        return;
    }
    m_answered[message.target.GetFamily() == AddressFamily::IPV6 ? 1 : 0]++;
    m_answeredTrace(message.target, message.host, mac);
    Tell(message.target, mac, fromMac, &message);
}

void
ProxyNeighbor::Refuse(const NetworkAddress& host, ProxyRefusal refusal)
{
    m_refused[static_cast<std::size_t>(refusal)]++;
    m_refusedTrace(host, refusal);
}

ProxyRefusal
ProxyNeighbor::Judge(const NeighborMessage& message,
                     NeighborMessage::Outcome outcome,
                     Mac48Address& mac,
                     Mac48Address& fromMac) const
{
    if (outcome == NeighborMessage::Outcome::MALFORMED)
    {
        return ProxyRefusal::MALFORMED;
    }
    if (outcome == NeighborMessage::Outcome::SILENT)
    {
        return ProxyRefusal::PROBE;
    }
    if (message.target == message.host)
    {
        return ProxyRefusal::GRATUITOUS;
    }
    return JudgeHost(message.target, mac, fromMac);
}

ProxyRefusal
ProxyNeighbor::JudgeHost(const NetworkAddress& host, Mac48Address& mac, Mac48Address& fromMac) const
{
    if (!m_svi || IsOwn(host))
    {
        return ProxyRefusal::OWN_ADDRESS;
    }
    if (!IsHost(host))
    {
        return ProxyRefusal::NOT_A_HOST;
    }
    if (m_excepted.count(host) > 0)
    {
        return ProxyRefusal::EXCEPTED;
    }
    if (m_policy)
    {
        if (!m_policy(host))
        {
            return ProxyRefusal::POLICY;
        }
    }
    else if (const auto refusal = JudgeRoute(host); refusal != ProxyRefusal::NONE)
    {
        return refusal;
    }
    mac = Mac48Address::ConvertFrom(m_svi->GetAddress());
    fromMac = mac;
    if (const auto gateway = HsrpGroups::Find(m_svi, host.GetFamily()))
    {
        if (!gateway->isActive && !m_answersInactive)
        {
            return ProxyRefusal::NOT_ACTIVE;
        }
        // Bridges learn where the virtual address is from the active router's frames alone.
        mac = gateway->mac;
        fromMac = gateway->isActive ? mac : fromMac;
    }
    return ProxyRefusal::NONE;
}

bool
ProxyNeighbor::IsOwn(const NetworkAddress& host) const
{
    const auto groups = m_svi->GetObject<HsrpGroups>();
    for (std::size_t i = 0; groups && i < groups->GetRouters().size(); ++i)
    {
        if (groups->GetRouters()[i]->GetVirtualAddress() == host)
        {
            return true;
        }
    }
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto ipv4 = m_svi->GetNode()->GetObject<Ipv4>();
        return ipv4 && ipv4->GetInterfaceForAddress(host.ToIpv4()) >= 0;
    }
    const auto ipv6 = m_svi->GetNode()->GetObject<Ipv6>();
    return ipv6 && ipv6->GetInterfaceForAddress(host.ToIpv6()) >= 0;
}

bool
ProxyNeighbor::IsHost(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV6)
    {
        const auto address = host.ToIpv6();
        return !address.IsAny() && !address.IsLocalhost() && !address.IsMulticast() &&
               !address.IsLinkLocal();
    }
    // RFC 1122 section 3.2.1.3: 0/8, 127/8 and from 224.0.0.0 on name no host.
    const uint8_t first = host.GetOctets()[0];
    if (first == 0 || first == 127 || first >= 224)
    {
        return false;
    }
    // RFC 1027 section 2.4: a request for a broadcast address must elicit no reply.
    const auto ipv4 = m_svi->GetNode()->GetObject<Ipv4>();
    for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv4->GetNAddresses(i); ++j)
        {
            const auto own = ipv4->GetAddress(i, j);
            const auto network = own.GetLocal().CombineMask(own.GetMask());
            if (own.GetMask().GetPrefixLength() < 31 &&
                (host.ToIpv4() == network ||
                 host.ToIpv4() == network.GetSubnetDirectedBroadcast(own.GetMask())))
            {
                return false;
            }
        }
    }
    return true;
}

ProxyRefusal
ProxyNeighbor::JudgeRoute(const NetworkAddress& host) const
{
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto ipv4 = m_svi->GetNode()->GetObject<Ipv4>();
        Ipv4Header header;
        header.SetDestination(host.ToIpv4());
        return JudgeBy(
            ipv4->GetRoutingProtocol()->RouteOutput(Create<Packet>(), header, nullptr, error),
            m_svi,
            m_usesDefaultRoute);
    }
    const auto ipv6 = m_svi->GetNode()->GetObject<Ipv6>();
    Ipv6Header header;
    header.SetDestination(host.ToIpv6());
    return JudgeBy(
        ipv6->GetRoutingProtocol()->RouteOutput(Create<Packet>(), header, nullptr, error),
        m_svi,
        m_usesDefaultRoute);
}

void
ProxyNeighbor::Tell(const NetworkAddress& host,
                    const Mac48Address& mac,
                    const Mac48Address& fromMac,
                    const NeighborMessage* message)
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        ArpReply reply;
        reply.host = host.ToIpv4();
        reply.mac = mac;
        reply.asker = message ? message->host.ToIpv4() : reply.host;
        reply.askerMac = message ? message->mac : Mac48Address::GetBroadcast();
        reply.fromMac = fromMac;
        m_svi->SendFrame(MakeArpReply(reply));
        return;
    }
    const auto ipv6 = m_svi->GetNode()->GetObject<Ipv6>();
    const int32_t interface = ipv6->GetInterfaceForDevice(m_svi);
    NeighborAdvertisement advertisement;
    advertisement.host = host.ToIpv6();
    advertisement.mac = mac;
    for (uint32_t i = 0; i < ipv6->GetNAddresses(interface); ++i)
    {
        const auto own = ipv6->GetAddress(interface, i).GetAddress();
        if (own.IsLinkLocal())
        {
            advertisement.source = own;
            break;
        }
    }
    advertisement.asker = message ? message->host.ToIpv6() : Ipv6Address::GetAny();
    advertisement.askerMac = message ? message->mac : Mac48Address();
    advertisement.fromMac = fromMac;
    advertisement.isRouter = ipv6->IsForwarding(interface);
    advertisement.isOverride = message == nullptr;
    m_svi->SendFrame(MakeNeighborAdvertisement(advertisement));
}

} // namespace ns3
