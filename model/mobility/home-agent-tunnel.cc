/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "home-agent-tunnel.h"

#include "host-routes.h"
#include "ip-in-ip-protocol.h"

#include "ns3/ethernet-frame.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6.h"
#include "ns3/mac48-address.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/virtual-net-device.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HomeAgentTunnel);

namespace
{

/// @param family a family @return the size of an outer header of it
uint16_t
GetHeaderSize(AddressFamily family)
{
    return family == AddressFamily::IPV4 ? IPV4_HEADER_SIZE : IPV6_HEADER_SIZE;
}

/**
 * @brief Check an IP packet that came out of a tunnel, and cut off what is behind it.
 * @param packet the packet @param family what it is to be
 * @param destination where it is to go
 * @return false if it is not whole
 */
bool
ReadInner(Ptr<Packet> packet, AddressFamily family, NetworkAddress& destination)
{
    uint8_t header[IPV6_HEADER_SIZE];
    const uint32_t size = packet->CopyData(header, sizeof(header));
    uint32_t length = 0;
    if (family == AddressFamily::IPV4)
    {
        const uint32_t headerLength = (header[0] & 0x0f) * 4;
        if (size < IPV4_HEADER_SIZE || header[0] >> 4 != 4 || headerLength < IPV4_HEADER_SIZE)
        {
            return false;
        }
        length = header[2] << 8 | header[3];
        if (length < headerLength)
        {
            return false;
        }
        destination = NetworkAddress::FromOctets(family, header + 16);
    }
    else
    {
        if (size < IPV6_HEADER_SIZE || header[0] >> 4 != 6)
        {
            return false;
        }
        length = IPV6_HEADER_SIZE + (header[4] << 8 | header[5]);
        destination = NetworkAddress::FromOctets(family, header + 24);
    }
    if (length > packet->GetSize())
    {
        return false;
    }
    packet->RemoveAtEnd(packet->GetSize() - length);
    return true;
}

/// @param ipv6 a node's @return the first global address of it; any if there is none
Ipv6Address
FindGlobalAddress(Ptr<Ipv6> ipv6)
{
    for (uint32_t i = 1; i < ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv6->GetNAddresses(i); ++j)
        {
            const Ipv6InterfaceAddress address = ipv6->GetAddress(i, j);
            if (address.GetScope() == Ipv6InterfaceAddress::GLOBAL)
            {
                return address.GetAddress();
            }
        }
    }
    return Ipv6Address::GetAny();
}

} // namespace

TypeId
HomeAgentTunnel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HomeAgentTunnel")
                            .SetParent<Object>()
                            .SetGroupName("Lisp")
                            .AddConstructor<HomeAgentTunnel>()
                            .AddTraceSource("Drop",
                                            "A packet is lost in the tunnel, and why.",
                                            MakeTraceSourceAccessor(&HomeAgentTunnel::m_dropTrace),
                                            "ns3::HomeAgentTunnel::DropTracedCallback");
    return tid;
}

HomeAgentTunnel::HomeAgentTunnel() = default;
HomeAgentTunnel::~HomeAgentTunnel() = default;

void
HomeAgentTunnel::DoDispose()
{
    m_node = nullptr;
    m_device = nullptr;
    m_protocols = {};
    m_bindings.clear();
    Object::DoDispose();
}

void
HomeAgentTunnel::Install(Ptr<Node> node, const NetworkAddress& local)
{
    if (m_node || !node)
    {
        throw std::invalid_argument("HomeAgentTunnel::Install: give each tunnel one node");
    }
    const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    Ptr<NetDevice> underlay;
    if (local.GetFamily() == AddressFamily::IPV4 && ipv4)
    {
        const int32_t interface = ipv4->GetInterfaceForAddress(local.ToIpv4());
        underlay = interface < 0 ? nullptr : ipv4->GetNetDevice(interface);
    }
    if (local.GetFamily() == AddressFamily::IPV6 && ipv6)
    {
        const int32_t interface = ipv6->GetInterfaceForAddress(local.ToIpv6());
        underlay = interface < 0 ? nullptr : ipv6->GetNetDevice(interface);
    }
    if (!underlay)
    {
        throw std::invalid_argument("HomeAgentTunnel::Install: node " +
                                    std::to_string(node->GetId()) + " has no address " +
                                    local.ToString());
    }
    m_node = node;
    m_local = local;
    m_device = CreateObject<VirtualNetDevice>();
    m_device->SetAddress(Mac48Address::Allocate());
    m_device->SetNeedsArp(false);
    m_device->SetIsPointToPoint(true);
    m_device->SetMtu(underlay->GetMtu() - GetHeaderSize(local.GetFamily()));
    m_device->SetSendCallback(MakeCallback(&HomeAgentTunnel::Send, this));
    node->AddDevice(m_device);
    AddInterfaces();
    const AddressFamily families[] = {AddressFamily::IPV4, AddressFamily::IPV6};
    for (std::size_t i = 0; i < m_protocols.size(); ++i)
    {
        m_protocols[i] = CreateObject<IpInIpProtocol>();
        m_protocols[i]->Install(node, families[i], MakeCallback(&HomeAgentTunnel::Receive, this));
    }
}

void
HomeAgentTunnel::AddInterfaces()
{
    // ns-3 wants an address on an interface that routes lead to; one that the node has will do.
    const Ptr<Ipv4> ipv4 = m_node->GetObject<Ipv4>();
    for (uint32_t i = 1; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        if (ipv4->GetNAddresses(i) > 0)
        {
            const Ipv4Address address = ipv4->GetAddress(i, 0).GetLocal();
            ipv4->SetUp(ipv4->AddInterface(m_device));
            AddForeignGateway(m_device, address, 32);
            break;
        }
    }
    const Ptr<Ipv6> ipv6 = m_node->GetObject<Ipv6>();
    const Ipv6Address global = ipv6 ? FindGlobalAddress(ipv6) : Ipv6Address::GetAny();
    if (!global.IsAny())
    {
        const uint32_t interface = ipv6->AddInterface(m_device);
        ipv6->SetForwarding(interface, true); // else what comes out of the tunnel goes nowhere
        ipv6->SetUp(interface);
        AddForeignGateway(m_device, global, 128);
    }
}

void
HomeAgentTunnel::AddPeer(const NetworkAddress& peer)
{
    if (peer.GetFamily() != m_local.GetFamily() || peer.IsMulticast() || peer == m_local)
    {
        throw std::invalid_argument("HomeAgentTunnel::AddPeer: " + peer.ToString() +
                                    " cannot be the other end of a tunnel from " +
                                    m_local.ToString());
    }
    m_peers.insert(peer);
}

void
HomeAgentTunnel::Bind(const NetworkAddress& host, const NetworkAddress& gateway)
{
    m_bindings[host] = gateway;
}

void
HomeAgentTunnel::Unbind(const NetworkAddress& host)
{
    m_bindings.erase(host);
}

bool
HomeAgentTunnel::Send(Ptr<Packet> packet, const Address&, const Address&, uint16_t protocol)
{
    uint8_t header[IPV6_HEADER_SIZE];
    packet->CopyData(header, sizeof(header));
    const bool isIpv4 = protocol == EthernetFrame::IPV4;
    const NetworkAddress host = isIpv4
                                    ? NetworkAddress::FromOctets(AddressFamily::IPV4, header + 16)
                                    : NetworkAddress::FromOctets(AddressFamily::IPV6, header + 24);
    if (host.IsMulticast() || (isIpv4 && host.ToIpv4().IsBroadcast()))
    {
        Drop(packet, TunnelDropReason::NOT_UNICAST);
        return false;
    }
    const auto binding = m_bindings.find(host);
    if (binding == m_bindings.end() || binding->second == m_local)
    {
        Drop(packet, TunnelDropReason::NO_BINDING);
        return false;
    }
    ++m_encapsulated;
    const uint8_t tos = isIpv4 ? header[1] : (header[0] & 0x0f) << 4 | header[1] >> 4;
    const uint8_t number = isIpv4 ? IpInIpProtocol::IPV4 : IpInIpProtocol::IPV6;
    const NetworkAddress& gateway = binding->second;
    if (m_local.GetFamily() == AddressFamily::IPV4)
    {
        SocketIpTosTag tag;
        tag.SetTos(tos);
        packet->ReplacePacketTag(tag);
        m_node->GetObject<Ipv4>()->Send(packet,
                                        m_local.ToIpv4(),
                                        gateway.ToIpv4(),
                                        number,
                                        nullptr);
    }
    else
    {
        SocketIpv6TclassTag tag;
        tag.SetTclass(tos);
        packet->ReplacePacketTag(tag);
        m_node->GetObject<Ipv6>()->Send(packet,
                                        m_local.ToIpv6(),
                                        gateway.ToIpv6(),
                                        number,
                                        nullptr);
    }
    return true;
}

void
HomeAgentTunnel::Receive(Ptr<Packet> packet, AddressFamily family, const NetworkAddress& from)
{
    NetworkAddress host;
    if (m_peers.count(from) == 0)
    {
        Drop(packet, TunnelDropReason::UNKNOWN_PEER);
        return;
    }
    if (!ReadInner(packet, family, host))
    {
        Drop(packet, TunnelDropReason::MALFORMED);
        return;
    }
    const auto binding = m_bindings.find(host);
    if (binding == m_bindings.end() || binding->second != m_local)
    {
        // Routed on it would come back: the peer still thinks that the host is here.
        Drop(packet, TunnelDropReason::NOT_HERE);
        return;
    }
    ++m_decapsulated;
    m_device->Receive(packet,
                      family == AddressFamily::IPV4 ? EthernetFrame::IPV4 : EthernetFrame::IPV6,
                      m_device->GetAddress(),
                      m_device->GetAddress(),
                      NetDevice::PACKET_HOST);
}

void
HomeAgentTunnel::Drop(Ptr<const Packet> packet, TunnelDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(packet, reason);
}

Ptr<NetDevice>
HomeAgentTunnel::GetDevice() const
{
    return m_device;
}

const NetworkAddress&
HomeAgentTunnel::GetLocal() const
{
    return m_local;
}

uint64_t
HomeAgentTunnel::GetEncapsulated() const
{
    return m_encapsulated;
}

uint64_t
HomeAgentTunnel::GetDecapsulated() const
{
    return m_decapsulated;
}

uint64_t
HomeAgentTunnel::GetDrops(TunnelDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

const char*
ToString(TunnelDropReason reason)
{
    switch (reason)
    {
    case TunnelDropReason::NOT_UNICAST:
        return "tunnel-not-unicast";
    case TunnelDropReason::NO_BINDING:
        return "tunnel-no-binding";
    case TunnelDropReason::UNKNOWN_PEER:
        return "tunnel-unknown-peer";
    case TunnelDropReason::MALFORMED:
        return "tunnel-malformed";
    case TunnelDropReason::NOT_HERE:
        return "tunnel-not-here";
    }
    return "tunnel-unknown";
}

std::ostream&
operator<<(std::ostream& os, TunnelDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
