/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-channel.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

#include <algorithm>

/**
 * @file
 * @brief The TCP sockets of migrations.
 */

namespace ns3
{

namespace
{

constexpr uint32_t IPV4_HEADER = 20; //!< octets, without options (RFC 791 section 3.1)
constexpr uint32_t IPV6_HEADER = 40; //!< octets (RFC 8200 section 3)
/// Octets of a TCP header with all the options that there is room for (RFC 9293 section 3.1): what
/// a segment holds besides data differs from one to the next.
constexpr uint32_t TCP_HEADER = 60;
constexpr uint32_t MIN_SEGMENT = 536; //!< RFC 9293 section 3.7.1
/// ns-3's TCP probes a window that is closed, and fails if it has nothing to send then. It takes
/// the window of a listening socket for closed when a reset comes. What is read at once closes no
/// window, so that no probe is ever needed: this is longer than simulations last.
constexpr double NO_PROBE = 100.0 * 365 * 24 * 3600;

} // namespace

uint32_t
MigrationChannel::GetSegmentSize(uint32_t mtu, bool isIpv6)
{
    const uint32_t headers = (isIpv6 ? IPV6_HEADER : IPV4_HEADER) + TCP_HEADER;
    return std::max(mtu, MIN_SEGMENT + headers) - headers;
}

Ptr<Socket>
MigrationChannel::CreateSocket(Ptr<Node> node, uint32_t mtu, bool isIpv6, const Tcp& tcp)
{
    const Ptr<Socket> socket =
        node->GetObject<TcpL4Protocol>()->CreateSocket(tcp.congestionControl);
    ObjectFactory algorithm(tcp.congestionControl.GetName());
    TypeId::AttributeInformation hyStart;
    if (tcp.congestionControl.LookupAttributeByName("HyStart", &hyStart))
    {
        algorithm.Set("HyStart", BooleanValue(tcp.hyStart));
    }
    DynamicCast<TcpSocketBase>(socket)->SetCongestionControlAlgorithm(
        algorithm.Create<TcpCongestionOps>());
    socket->SetAttribute("SegmentSize", UintegerValue(GetSegmentSize(mtu, isIpv6)));
    socket->SetAttribute("SndBufSize", UintegerValue(tcp.window));
    socket->SetAttribute("RcvBufSize", UintegerValue(tcp.window));
    socket->SetAttribute("InitialCwnd", UintegerValue(tcp.initialWindow));
    socket->SetAttribute("DelAckCount", UintegerValue(tcp.ackEvery));
    socket->SetAttribute("PersistTimeout", TimeValue(Seconds(NO_PROBE)));
    return socket;
}

std::optional<uint32_t>
MigrationChannel::FindMtu(Ptr<Node> node, const NetworkAddress& to)
{
    Socket::SocketErrno error;
    Ptr<NetDevice> device;
    if (to.GetFamily() == AddressFamily::IPV6)
    {
        const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
        Ipv6Header header;
        header.SetDestination(to.ToIpv6());
        const Ptr<Ipv6Route> route =
            ipv6 && ipv6->GetRoutingProtocol()
                ? ipv6->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error)
                : nullptr;
        device = route ? route->GetOutputDevice() : nullptr;
    }
    else if (to.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        Ipv4Header header;
        header.SetDestination(to.ToIpv4());
        const Ptr<Ipv4Route> route =
            ipv4 && ipv4->GetRoutingProtocol()
                ? ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error)
                : nullptr;
        device = route ? route->GetOutputDevice() : nullptr;
    }
    return device ? std::optional<uint32_t>(device->GetMtu()) : std::nullopt;
}

} // namespace ns3
