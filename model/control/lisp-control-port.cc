/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-control-port.h"

#include "ns3/ipv4-end-point.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-end-point.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/log.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LispControlPort");
NS_OBJECT_ENSURE_REGISTERED(LispControlPort);

namespace
{

constexpr std::size_t IPV4_HEADER = 20; ///< octets, without options (RFC 791)
constexpr std::size_t IPV6_HEADER = 40; ///< octets, without extensions (RFC 8200)

} // namespace

TypeId
LispControlPort::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispControlPort")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispControlPort>()
            .AddAttribute("MaxIpv4PacketSize",
                          "The longest IPv4 packet a message may make, in octets. The default is "
                          "for underlays whose MTU is not known (RFC 9301 section 5).",
                          UintegerValue(576),
                          MakeUintegerAccessor(&LispControlPort::m_maxIpv4Packet),
                          MakeUintegerChecker<uint32_t>(68, 65535))
            .AddAttribute("MaxIpv6PacketSize",
                          "The longest IPv6 packet a message may make, in octets. The default is "
                          "for underlays whose MTU is not known (RFC 9301 section 5).",
                          UintegerValue(1280),
                          MakeUintegerAccessor(&LispControlPort::m_maxIpv6Packet),
                          MakeUintegerChecker<uint32_t>(68, 65535))
            .AddAttribute("Ttl",
                          "TTL or hop limit of control packets. Open in the standard; 32 is what "
                          "deployed routers send.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&LispControlPort::m_ttl),
                          MakeUintegerChecker<uint8_t>(1))
            .AddAttribute("TrafficClass",
                          "TOS or traffic class of control packets. Open in the standard; 0xc0 "
                          "(network control) is what deployed routers send.",
                          UintegerValue(0xc0),
                          MakeUintegerAccessor(&LispControlPort::m_trafficClass),
                          MakeUintegerChecker<uint8_t>())
            .AddTraceSource("Sent",
                            "A message went out.",
                            MakeTraceSourceAccessor(&LispControlPort::m_sent),
                            "ns3::LispControlPort::MessageTrace")
            .AddTraceSource("Received",
                            "A message came in; one inside another is told after it.",
                            MakeTraceSourceAccessor(&LispControlPort::m_received),
                            "ns3::LispControlPort::MessageTrace")
            .AddTraceSource("Drop",
                            "A message, or a part of one, was not acted on.",
                            MakeTraceSourceAccessor(&LispControlPort::m_drop),
                            "ns3::LispControlPort::DropTrace");
    return tid;
}

LispControlPort::LispControlPort()
    : m_udpPayload(std::numeric_limits<std::size_t>::max())
{
}

LispControlPort::~LispControlPort() = default;

Ptr<LispControlPort>
LispControlPort::Of(Ptr<Node> node)
{
    auto port = node->GetObject<LispControlPort>();
    if (!port)
    {
        port = CreateObject<LispControlPort>();
        port->Open(node);
        node->AggregateObject(port);
    }
    return port;
}

void
LispControlPort::Open(Ptr<Node> node)
{
    const auto name = "node " + std::to_string(node->GetId());
    auto udp = node->GetObject<UdpL4Protocol>();
    auto ipv4 = node->GetObject<Ipv4L3Protocol>();
    auto ipv6 = node->GetObject<Ipv6L3Protocol>();
    if (!udp || (!ipv4 && !ipv6))
    {
        throw std::invalid_argument(name + " has no internet stack; LISP control needs one with "
                                           "IPv4 or IPv6");
    }
    if (ipv4)
    {
        m_endPoint4 = udp->Allocate(nullptr, LISP_CONTROL_PORT);
    }
    if (ipv6)
    {
        m_endPoint6 = udp->Allocate6(nullptr, LISP_CONTROL_PORT);
    }
    if ((ipv4 && !m_endPoint4) || (ipv6 && !m_endPoint6))
    {
        // The other one is not to keep the port for good.
        if (m_endPoint4)
        {
            udp->DeAllocate(m_endPoint4);
        }
        if (m_endPoint6)
        {
            udp->DeAllocate(m_endPoint6);
        }
        m_endPoint4 = nullptr;
        m_endPoint6 = nullptr;
        throw std::invalid_argument(name + " has UDP port 4342 in use; LISP control needs it");
    }
    m_node = node;
    m_ipv4 = ipv4;
    m_ipv6 = ipv6;
    if (ipv4)
    {
        m_endPoint4->SetRxCallback(MakeCallback(&LispControlPort::ReceiveIpv4, this));
        ipv4->TraceConnectWithoutContext("LocalDeliver",
                                         MakeCallback(&LispControlPort::CheckIpv4, this));
    }
    if (ipv6)
    {
        m_endPoint6->SetRxCallback(MakeCallback(&LispControlPort::ReceiveIpv6, this));
        ipv6->TraceConnectWithoutContext("LocalDeliver",
                                         MakeCallback(&LispControlPort::CheckIpv6, this));
    }
}

void
LispControlPort::DoDispose()
{
    // The end points belong to UDP, which is disposed of with the same node.
    m_handlers.clear();
    m_endPoint4 = nullptr;
    m_endPoint6 = nullptr;
    m_ipv4 = nullptr;
    m_ipv6 = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

Ptr<Node>
LispControlPort::GetNode() const
{
    return m_node;
}

void
LispControlPort::SetHandler(Role role, Handler handler)
{
    auto place =
        std::lower_bound(m_handlers.begin(), m_handlers.end(), role, [](const auto& entry, Role r) {
            return entry.first < r;
        });
    if (place != m_handlers.end() && place->first == role)
    {
        place->second = std::move(handler);
    }
    else
    {
        m_handlers.emplace(place, role, std::move(handler));
    }
}

bool
LispControlPort::HasRole(Role role) const
{
    return std::any_of(m_handlers.begin(), m_handlers.end(), [role](const auto& entry) {
        return entry.first == role;
    });
}

void
LispControlPort::Drop(LispControlDrop reason, const NetworkAddress& peer, const std::string& detail)
{
    NS_LOG_INFO(reason << ": " << peer << ": " << detail);
    m_statistics.CountDrop(reason);
    m_drop(reason, peer, detail);
}

std::size_t
LispControlPort::GetMaxMessageSize(AddressFamily family) const
{
    return family == AddressFamily::IPV4 ? m_maxIpv4Packet - IPV4_HEADER - UDP_HEADER_SIZE
                                         : m_maxIpv6Packet - IPV6_HEADER - UDP_HEADER_SIZE;
}

bool
LispControlPort::IsLocal(const NetworkAddress& address) const
{
    switch (address.GetFamily())
    {
    case AddressFamily::IPV4:
        return m_ipv4 && m_ipv4->GetInterfaceForAddress(address.ToIpv4()) >= 0;
    case AddressFamily::IPV6:
        return m_ipv6 && m_ipv6->GetInterfaceForAddress(address.ToIpv6()) >= 0;
    default:
        return false;
    }
}

std::optional<NetworkAddress>
LispControlPort::GetSourceFor(const NetworkAddress& destination) const
{
    if (IsLocal(destination))
    {
        return destination;
    }
    if (destination.IsMulticast())
    {
        return std::nullopt; // see GetSourceOn
    }
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    if (destination.GetFamily() == AddressFamily::IPV4 && m_ipv4 && m_ipv4->GetRoutingProtocol())
    {
        Ipv4Header header;
        header.SetDestination(destination.ToIpv4());
        header.SetProtocol(UdpL4Protocol::PROT_NUMBER);
        auto route = m_ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
        if (route)
        {
            return NetworkAddress(route->GetSource());
        }
    }
    if (destination.GetFamily() == AddressFamily::IPV6 && m_ipv6 && m_ipv6->GetRoutingProtocol())
    {
        Ipv6Header header;
        header.SetDestination(destination.ToIpv6());
        header.SetNextHeader(UdpL4Protocol::PROT_NUMBER);
        auto route = m_ipv6->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
        if (route)
        {
            return NetworkAddress(route->GetSource());
        }
    }
    return std::nullopt;
}

std::optional<NetworkAddress>
LispControlPort::ChooseItrRloc(const LispMapRequest& request) const
{
    for (const auto& rloc : request.itrRlocs)
    {
        auto address = rloc.GetNetworkAddress();
        if (address && !address->IsMulticast() && GetSourceFor(*address))
        {
            return address;
        }
    }
    return std::nullopt;
}

LispInnerHeader
LispControlPort::MakeInnerHeader(const NetworkAddress& eid,
                                 const NetworkAddress& source,
                                 uint16_t sourcePort)
{
    static constexpr uint8_t UNSPECIFIED[16] = {};
    // A MAC address cannot stand in an IP header; the record in the message says it.
    const bool isIp =
        eid.GetFamily() == AddressFamily::IPV4 || eid.GetFamily() == AddressFamily::IPV6;
    LispInnerHeader header;
    header.destination = isIp ? eid : NetworkAddress::FromOctets(AddressFamily::IPV4, UNSPECIFIED);
    header.source = source.GetFamily() == header.destination.GetFamily()
                        ? source
                        : NetworkAddress::FromOctets(header.destination.GetFamily(), UNSPECIFIED);
    header.sourcePort = sourcePort;
    header.destinationPort = LISP_CONTROL_PORT;
    return header;
}

bool
LispControlPort::Send(const LispMessage& message, const LispControlPath& path)
{
    std::vector<uint8_t> octets;
    try
    {
        octets = EncodeLispMessage(message);
    }
    catch (const std::invalid_argument& error)
    {
        // What came from others, with a header around it or merged, can be more than length fields
        // say.
        Drop(LispControlDrop::TOO_LONG, path.destination, error.what());
        return false;
    }
    return SendOctets(message, octets, path);
}

bool
LispControlPort::SendOctets(const LispMessage& message,
                            const std::vector<uint8_t>& octets,
                            const LispControlPath& path)
{
    LispControlPath full = path;
    if (!full.source.IsValid() || full.source.GetFamily() != full.destination.GetFamily())
    {
        auto source =
            full.port ? GetSourceOn(full.port, full.destination) : GetSourceFor(full.destination);
        if (!source)
        {
            Drop(LispControlDrop::NO_ROUTE,
                 full.destination,
                 LispControlStatistics::GetTypeName(message));
            return false;
        }
        full.source = *source;
    }
    if (octets.size() > GetMaxMessageSize(full.destination.GetFamily()))
    {
        Drop(LispControlDrop::TOO_LONG,
             full.destination,
             std::string(LispControlStatistics::GetTypeName(message)) + " of " +
                 std::to_string(octets.size()) + " octets");
        return false;
    }

    auto packet = Create<Packet>(octets.data(), octets.size());
    UdpHeader udp;
    udp.SetSourcePort(full.sourcePort);
    udp.SetDestinationPort(full.destinationPort);
    // Not left to the global value: these checksums are always there (RFC 9301 section 5).
    udp.EnableChecksums();
    udp.InitializeChecksum(full.source.ToAddress(),
                           full.destination.ToAddress(),
                           UdpL4Protocol::PROT_NUMBER);
    packet->AddHeader(udp);

    const bool isIpv4 = full.destination.GetFamily() == AddressFamily::IPV4;
    if (!(isIpv4 ? SendIpv4(packet, full) : SendIpv6(packet, full)))
    {
        Drop(LispControlDrop::NO_ROUTE,
             full.destination,
             LispControlStatistics::GetTypeName(message));
        return false;
    }
    m_statistics.CountSent(message);
    m_sent(message, full.source, full.destination);
    const auto* outer = std::get_if<LispEncapsulatedControl>(&message);
    if (outer && outer->inner)
    {
        m_statistics.CountSent(*outer->inner);
        m_sent(*outer->inner, full.source, full.destination);
    }
    return true;
}

bool
LispControlPort::SendIpv4(Ptr<Packet> packet, const LispControlPath& path)
{
    if (!m_ipv4)
    {
        return false;
    }
    Ipv4Header header;
    header.SetSource(path.source.ToIpv4());
    header.SetDestination(path.destination.ToIpv4());
    header.SetProtocol(UdpL4Protocol::PROT_NUMBER);
    auto route = FindRoute(path, header);
    if (!route)
    {
        return false;
    }
    SocketIpTtlTag ttl;
    ttl.SetTtl(path.ttl ? path.ttl : m_ttl);
    packet->ReplacePacketTag(ttl);
    SocketIpTosTag tos;
    tos.SetTos(m_trafficClass);
    packet->ReplacePacketTag(tos);
    m_ipv4->Send(packet,
                 header.GetSource(),
                 header.GetDestination(),
                 UdpL4Protocol::PROT_NUMBER,
                 route);
    return true;
}

bool
LispControlPort::SendIpv6(Ptr<Packet> packet, const LispControlPath& path)
{
    if (!m_ipv6)
    {
        return false;
    }
    Ipv6Header header;
    header.SetSource(path.source.ToIpv6());
    header.SetDestination(path.destination.ToIpv6());
    header.SetNextHeader(UdpL4Protocol::PROT_NUMBER);
    auto route = FindRoute(path, header);
    if (!route)
    {
        return false;
    }
    SocketIpv6HopLimitTag hopLimit;
    hopLimit.SetHopLimit(path.ttl ? path.ttl : m_ttl);
    packet->ReplacePacketTag(hopLimit);
    SocketIpv6TclassTag trafficClass;
    trafficClass.SetTclass(m_trafficClass);
    packet->ReplacePacketTag(trafficClass);
    m_ipv6->Send(packet,
                 header.GetSource(),
                 header.GetDestination(),
                 UdpL4Protocol::PROT_NUMBER,
                 route);
    return true;
}

} // namespace ns3
