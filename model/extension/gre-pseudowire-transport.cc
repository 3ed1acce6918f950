/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "gre-pseudowire-transport.h"

#include "gre-header.h"
#include "gre-protocol.h"
#include "mpls-router.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GrePseudowireTransport);

namespace
{

constexpr uint32_t IPV4_SIZE = 20; //!< octets of an IPv4 header without options (RFC 791, 3.1)
constexpr uint32_t IPV6_SIZE = 40; //!< octets of an IPv6 header (RFC 8200 section 3)
constexpr unsigned CLASS_BITS = 5; //!< from a class selector to its octet (RFC 2474, 4.2.2)

} // namespace

TypeId
GrePseudowireTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::GrePseudowireTransport")
                            .SetParent<PseudowireTransport>()
                            .SetGroupName("Lisp")
                            .AddConstructor<GrePseudowireTransport>();
    return tid;
}

GrePseudowireTransport::GrePseudowireTransport() = default;

GrePseudowireTransport::~GrePseudowireTransport()
{
    Release();
}

void
GrePseudowireTransport::Release()
{
    if (m_gre)
    {
        m_gre->RemoveLabel(GetLabel());
    }
    m_gre = nullptr;
}

void
GrePseudowireTransport::DoDispose()
{
    Release();
    PseudowireTransport::DoDispose();
}

void
GrePseudowireTransport::Install(Ptr<Node> node,
                                const NetworkAddress& local,
                                const NetworkAddress& remote,
                                uint32_t out,
                                uint32_t in)
{
    if (m_gre || !node)
    {
        throw std::invalid_argument("GrePseudowireTransport::Install: give each one node");
    }
    const bool isIpv4 = local.GetFamily() == AddressFamily::IPV4;
    if (local.GetFamily() != remote.GetFamily() ||
        (!isIpv4 && local.GetFamily() != AddressFamily::IPV6) || remote.IsMulticast())
    {
        throw std::invalid_argument("pseudowire from " + local.ToString() + " to " +
                                    remote.ToString() +
                                    ": accepted: two unicast addresses, both IPv4 or both IPv6");
    }
    auto ipv4 = node->GetObject<Ipv4>();
    auto ipv6 = node->GetObject<Ipv6>();
    const int32_t interface = isIpv4 ? (ipv4 ? ipv4->GetInterfaceForAddress(local.ToIpv4()) : -1)
                                     : (ipv6 ? ipv6->GetInterfaceForAddress(local.ToIpv6()) : -1);
    if (interface < 0)
    {
        throw std::invalid_argument("pseudowire from " + local.ToString() +
                                    ": accepted: an address of node " +
                                    std::to_string(node->GetId()));
    }
    SetLabels(out, in);
    auto gre = GreProtocol::Of(node);
    gre->AddLabel(in, remote, [this](const Ptr<Packet>& packet) { Deliver(packet); });
    m_gre = gre;
    m_local = local;
    m_remote = remote;
}

Ptr<Node>
GrePseudowireTransport::GetNode() const
{
    return m_gre ? m_gre->GetNode() : nullptr;
}

uint32_t
GrePseudowireTransport::GetRoom(uint32_t mtu, uint32_t header)
{
    const uint32_t used = header + GreHeader::SIZE + MplsLabelStackEntry::SIZE;
    return mtu > used ? mtu - used : 0;
}

void
GrePseudowireTransport::AddHeaders(const Ptr<Packet>& packet, uint8_t priority) const
{
    AddLabel(packet, priority);
    GreHeader gre;
    gre.protocol = MplsLabelStackEntry::ETHER_TYPE;
    packet->AddHeader(gre);
}

bool
GrePseudowireTransport::SendIpv4(const Ptr<Packet>& packet, uint8_t priority, uint32_t& room) const
{
    auto ipv4 = GetNode()->GetObject<Ipv4>();
    Ipv4Header header;
    header.SetSource(m_local.ToIpv4());
    header.SetDestination(m_remote.ToIpv4());
    header.SetProtocol(GreHeader::PROTOCOL);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    const auto route = ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
    room = route ? GetRoom(route->GetOutputDevice()->GetMtu(), IPV4_SIZE) : 0;
    if (!packet || packet->GetSize() > room)
    {
        return false;
    }
    AddHeaders(packet, priority);
    SocketIpTosTag tos;
    tos.SetTos(static_cast<uint8_t>(priority << CLASS_BITS));
    packet->ReplacePacketTag(tos);
    ipv4->Send(packet, m_local.ToIpv4(), m_remote.ToIpv4(), GreHeader::PROTOCOL, route);
    return true;
}

bool
GrePseudowireTransport::SendIpv6(const Ptr<Packet>& packet, uint8_t priority, uint32_t& room) const
{
    auto ipv6 = GetNode()->GetObject<Ipv6>();
    Ipv6Header header;
    header.SetSource(m_local.ToIpv6());
    header.SetDestination(m_remote.ToIpv6());
    header.SetNextHeader(GreHeader::PROTOCOL);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    const auto route = ipv6->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
    room = route ? GetRoom(route->GetOutputDevice()->GetMtu(), IPV6_SIZE) : 0;
    if (!packet || packet->GetSize() > room)
    {
        return false;
    }
    AddHeaders(packet, priority);
    SocketIpv6TclassTag tclass;
    tclass.SetTclass(static_cast<uint8_t>(priority << CLASS_BITS));
    packet->ReplacePacketTag(tclass);
    ipv6->Send(packet, m_local.ToIpv6(), m_remote.ToIpv6(), GreHeader::PROTOCOL, route);
    return true;
}

bool
GrePseudowireTransport::Send(Ptr<Packet> packet, uint8_t priority, ExtensionDropReason& reason)
{
    uint32_t room = 0;
    const bool sent =
        m_gre && (m_local.GetFamily() == AddressFamily::IPV4 ? SendIpv4(packet, priority, room)
                                                             : SendIpv6(packet, priority, room));
    reason = room == 0 ? ExtensionDropReason::DOWN : ExtensionDropReason::TOO_LARGE;
    return sent;
}

uint32_t
GrePseudowireTransport::GetMtu() const
{
    uint32_t room = 0;
    if (m_gre)
    {
        const auto ask = m_local.GetFamily() == AddressFamily::IPV4
                             ? &GrePseudowireTransport::SendIpv4
                             : &GrePseudowireTransport::SendIpv6;
        (this->*ask)(nullptr, 0, room);
    }
    return room;
}

bool
GrePseudowireTransport::IsUp() const
{
    return m_gre != nullptr;
}

std::string
GrePseudowireTransport::GetName() const
{
    return "gre " + std::to_string(GetLabel());
}

} // namespace ns3
