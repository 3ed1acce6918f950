/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "nat-router.h"

#include "nat-header.h"

#include "ns3/enum.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NatRouter);

namespace
{

constexpr uint8_t UDP = 17; ///< IP protocol (RFC 768)

} // namespace

TypeId
NatRouter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NatRouter")
            .SetParent<Ipv4RoutingProtocol>()
            .SetGroupName("Lisp")
            .AddConstructor<NatRouter>()
            .AddAttribute("UdpTimeout",
                          "How long a mapping of UDP lasts without a packet from inside (RFC 4787 "
                          "section 4.3, REQ-5: two minutes at least, five recommended).",
                          TimeValue(Minutes(5)),
                          MakeTimeAccessor(&NatRouter::m_udpTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IcmpTimeout",
                          "The same of ICMP echoes (RFC 5508 section 3.2, REQ-2: 60 s at least).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&NatRouter::m_icmpTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxMappings",
                          "The most mappings. Open in RFC 4787; there are no more than ports.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&NatRouter::m_maxMappings),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("FirstPort",
                          "The lowest port given out; they follow one another up to 65535. Open in "
                          "RFC 4787; the default is the first dynamic one (RFC 6335 section 6).",
                          UintegerValue(49152),
                          MakeUintegerAccessor(&NatRouter::m_firstPort),
                          MakeUintegerChecker<uint16_t>(1024))
            .AddAttribute("Filtering",
                          "From whom packets to a mapped port are let in (RFC 4787 section 5, "
                          "REQ-8): EndpointIndependent or AddressDependent. To be set before the "
                          "first packet.",
                          EnumValue(ENDPOINT_INDEPENDENT),
                          compat::MakeEnumAttributeAccessor<Filtering>(&NatRouter::SetFiltering,
                                                                       &NatRouter::GetFiltering),
                          MakeEnumChecker(ENDPOINT_INDEPENDENT,
                                          "EndpointIndependent",
                                          ADDRESS_DEPENDENT,
                                          "AddressDependent"))
            .AddTraceSource("Drop",
                            "A packet goes no further",
                            MakeTraceSourceAccessor(&NatRouter::m_dropTrace),
                            "ns3::NatRouter::DropTrace")
            .AddTraceSource("Translated",
                            "A packet got another address and port",
                            MakeTraceSourceAccessor(&NatRouter::m_translatedTrace),
                            "ns3::NatRouter::TranslatedTrace");
    return tid;
}

NatRouter::NatRouter()
    : m_table({m_udpTimeout, m_icmpTimeout, m_maxMappings, m_firstPort, m_filtersByPeer})
{
}

NatRouter::~NatRouter() = default;

void
NatRouter::SetFiltering(Filtering filtering)
{
    m_filtersByPeer = filtering == ADDRESS_DEPENDENT;
}

NatRouter::Filtering
NatRouter::GetFiltering() const
{
    return m_filtersByPeer ? ADDRESS_DEPENDENT : ENDPOINT_INDEPENDENT;
}

void
NatRouter::Install(Ptr<Node> node, Ptr<NetDevice> outside)
{
    const auto ipv4 = node ? node->GetObject<Ipv4>() : nullptr;
    if (!ipv4)
    {
        throw std::invalid_argument("a NAT needs a node with an IPv4 stack");
    }
    const int32_t interface = outside ? ipv4->GetInterfaceForDevice(outside) : -1;
    if (interface < 0 || ipv4->GetNAddresses(interface) == 0)
    {
        throw std::invalid_argument("the outside of a NAT must be a device of node " +
                                    std::to_string(node->GetId()) + " with an IPv4 address");
    }
    m_outside = outside;
    m_address = ipv4->GetAddress(interface, 0).GetLocal();
    m_inner = ipv4->GetRoutingProtocol();
    ipv4->SetRoutingProtocol(this);
}

void
NatRouter::DoInitialize()
{
    if (m_inner)
    {
        m_inner->Initialize();
    }
    Ipv4RoutingProtocol::DoInitialize();
}

void
NatRouter::DoDispose()
{
    m_table.Clear();
    m_inner = nullptr;
    m_outside = nullptr;
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

void
NatRouter::Restart()
{
    m_table.Clear();
}

std::size_t
NatRouter::GetMappings() const
{
    return m_table.GetSize(Simulator::Now());
}

uint64_t
NatRouter::GetDrops(NatDropReason reason) const
{
    const auto index = static_cast<std::size_t>(reason);
    return index < m_drops.size() ? m_drops[index] : 0;
}

void
NatRouter::Drop(Ptr<const Packet> packet, NatDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(packet, reason);
}

// ---- packets -----------------------------------------------------------------------------------

NatDropReason
NatRouter::Check(const Packet& packet, const Ipv4Header& header)
{
    if (header.GetProtocol() != UDP && header.GetProtocol() != IP_PROTOCOL_ICMP)
    {
        return NatDropReason::PROTOCOL;
    }
    if (!header.IsLastFragment() || header.GetFragmentOffset() != 0)
    {
        return NatDropReason::FRAGMENT;
    }
    return packet.GetSize() < NatHeader::SIZE ? NatDropReason::TRUNCATED : NatDropReason::COUNT;
}

NatDropReason
NatRouter::GoOut(Ptr<Packet> packet, Ipv4Header& header)
{
    const NatDropReason failure = Check(*packet, header);
    if (failure != NatDropReason::COUNT)
    {
        return failure;
    }
    NatHeader transport;
    packet->RemoveHeader(transport);
    const bool isUdp = header.GetProtocol() == UDP;
    if (!isUdp && transport.GetIcmpType() != NatHeader::ICMP_ECHO)
    {
        return NatDropReason::PROTOCOL;
    }
    const uint32_t field = isUdp ? NatHeader::UDP_SOURCE : NatHeader::ICMP_IDENTIFIER;
    const NatEndpoint inside{header.GetProtocol(), header.GetSource(), transport.Get16(field)};
    const auto port = m_table.GoOut(inside, header.GetDestination(), Simulator::Now());
    if (!port)
    {
        return NatDropReason::TABLE_FULL;
    }
    transport.Replace(field, *port, isUdp ? NatHeader::UDP_CHECKSUM : NatHeader::ICMP_CHECKSUM);
    if (isUdp)
    {
        transport.ReplaceAddress(header.GetSource(), m_address);
    }
    header.SetSource(m_address);
    packet->AddHeader(transport);
    m_translatedTrace(true, inside, *port);
    return NatDropReason::COUNT;
}

NatDropReason
NatRouter::ComeIn(Ptr<Packet> packet, Ipv4Header& header)
{
    const NatDropReason failure = Check(*packet, header);
    if (failure != NatDropReason::COUNT)
    {
        return failure;
    }
    NatHeader transport;
    packet->RemoveHeader(transport);
    const bool isUdp = header.GetProtocol() == UDP;
    const uint32_t field = isUdp ? NatHeader::UDP_DESTINATION : NatHeader::ICMP_IDENTIFIER;
    const uint16_t port = transport.Get16(field);
    const auto target =
        m_table.ComeIn(header.GetProtocol(), port, header.GetSource(), Simulator::Now());
    if (target.failure != NatDropReason::COUNT)
    {
        return target.failure;
    }
    transport.Replace(field,
                      target.inside.port,
                      isUdp ? NatHeader::UDP_CHECKSUM : NatHeader::ICMP_CHECKSUM);
    if (isUdp)
    {
        transport.ReplaceAddress(m_address, target.inside.address);
    }
    header.SetDestination(target.inside.address);
    packet->AddHeader(transport);
    m_translatedTrace(false, target.inside, port);
    return NatDropReason::COUNT;
}

bool
NatRouter::IsForMapping(const Packet& packet, const Ipv4Header& header) const
{
    if (header.GetProtocol() != IP_PROTOCOL_ICMP)
    {
        return true;
    }
    // Echoes to the NAT itself, and errors about its own packets, are the node's.
    uint8_t type = NatHeader::ICMP_ECHO;
    packet.CopyData(&type, 1);
    return type == NatHeader::ICMP_ECHO_REPLY;
}

bool
NatRouter::RouteInput(Ptr<const Packet> packet,
                      const Ipv4Header& header,
                      Ptr<const NetDevice> device,
                      Input::Unicast unicast,
                      Input::Multicast multicast,
                      Input::Local local,
                      Input::Error error)
{
    const Ipv4Address destination = header.GetDestination();
    const bool isFromOutside = device == m_outside;
    const bool isOwn = m_ipv4->GetInterfaceForAddress(destination) >= 0;
    Socket::SocketErrno errorNumber = Socket::ERROR_NOTERROR;
    bool isTranslated = false;
    if (destination.IsMulticast() || destination.IsBroadcast())
    {
        isTranslated = false;
    }
    else if (isFromOutside)
    {
        isTranslated = !isOwn || (destination == m_address && IsForMapping(*packet, header));
    }
    else if (!isOwn)
    {
        const auto route = m_inner->RouteOutput(nullptr, header, nullptr, errorNumber);
        isTranslated = route && route->GetOutputDevice() == m_outside;
    }
    if (!isTranslated)
    {
        return m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    const Ptr<Packet> changed = packet->Copy();
    Ipv4Header changedHeader = header;
    NatDropReason failure = NatDropReason::NO_MAPPING;
    if (!isFromOutside)
    {
        failure = GoOut(changed, changedHeader);
    }
    else if (destination == m_address)
    {
        failure = ComeIn(changed, changedHeader);
    }
    if (failure != NatDropReason::COUNT)
    {
        Drop(packet, failure);
        return true;
    }
    const auto route = m_inner->RouteOutput(nullptr, changedHeader, nullptr, errorNumber);
    if (!route)
    {
        Drop(packet, NatDropReason::NO_ROUTE);
        return true;
    }
    unicast(route, changed, changedHeader);
    return true;
}

Ptr<Ipv4Route>
NatRouter::RouteOutput(Ptr<Packet> packet,
                       const Ipv4Header& header,
                       Ptr<NetDevice> oif,
                       Socket::SocketErrno& error)
{
    return m_inner->RouteOutput(packet, header, oif, error);
}

// ---- what the routing inside is told -----------------------------------------------------------

void
NatRouter::NotifyInterfaceUp(uint32_t interface)
{
    m_inner->NotifyInterfaceUp(interface);
}

void
NatRouter::NotifyInterfaceDown(uint32_t interface)
{
    m_inner->NotifyInterfaceDown(interface);
}

void
NatRouter::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
    m_inner->NotifyAddAddress(interface, address);
}

void
NatRouter::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
    m_inner->NotifyRemoveAddress(interface, address);
}

void
NatRouter::SetIpv4(Ptr<Ipv4> ipv4)
{
    // What is inside has been told already, when the node got it.
    m_ipv4 = ipv4;
}

void
NatRouter::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    *stream->GetStream() << "NatRouter: all inside as " << m_address << ", " << GetMappings()
                         << " mappings\n";
    m_inner->PrintRoutingTable(stream, unit);
}

} // namespace ns3
