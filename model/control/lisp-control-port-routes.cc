/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How control messages leave a node: by its routing, or to a group out of one port.
 */

#include "lisp-control-port.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/socket.h"

namespace ns3
{

void
LispControlPort::JoinGroup(const NetworkAddress& group)
{
    // IPv4 in ns-3 delivers what is for any group; IPv6 asks.
    const auto ipv6 = DynamicCast<Ipv6L3Protocol>(m_ipv6);
    if (group.GetFamily() == AddressFamily::IPV6 && ipv6 &&
        !ipv6->IsRegisteredMulticastAddress(group.ToIpv6()))
    {
        ipv6->AddMulticastAddress(group.ToIpv6());
    }
}

std::optional<NetworkAddress>
LispControlPort::GetSourceOn(Ptr<NetDevice> port, const NetworkAddress& group) const
{
    if (group.GetFamily() == AddressFamily::IPV4 && m_ipv4)
    {
        const int32_t interface = m_ipv4->GetInterfaceForDevice(port);
        if (interface >= 0 && m_ipv4->IsUp(interface) && m_ipv4->GetNAddresses(interface) > 0)
        {
            return NetworkAddress(m_ipv4->GetAddress(interface, 0).GetLocal());
        }
    }
    if (group.GetFamily() == AddressFamily::IPV6 && m_ipv6)
    {
        // The link-local address comes first: every port has one, and the message stays on its
        // link.
        const int32_t interface = m_ipv6->GetInterfaceForDevice(port);
        if (interface >= 0 && m_ipv6->IsUp(interface) && m_ipv6->GetNAddresses(interface) > 0)
        {
            return NetworkAddress(m_ipv6->GetAddress(interface, 0).GetAddress());
        }
    }
    return std::nullopt;
}

Ptr<Ipv4Route>
LispControlPort::FindRoute(const LispControlPath& path, const Ipv4Header& header) const
{
    if (path.port)
    {
        if (m_ipv4->GetInterfaceForDevice(path.port) < 0)
        {
            return nullptr;
        }
        // Routing would want a route to the group; the port says it all.
        auto route = Create<Ipv4Route>();
        route->SetDestination(header.GetDestination());
        route->SetGateway(Ipv4Address::GetAny());
        route->SetSource(header.GetSource());
        route->SetOutputDevice(path.port);
        return route;
    }
    // ns-3 ends the program over a group of the link without a port; a broadcast would go out of
    // all.
    const Ipv4Address to = header.GetDestination();
    const auto routing =
        to.IsMulticast() || to.IsBroadcast() ? nullptr : m_ipv4->GetRoutingProtocol();
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    return routing ? routing->RouteOutput(nullptr, header, nullptr, error) : nullptr;
}

Ptr<Ipv6Route>
LispControlPort::FindRoute(const LispControlPath& path, const Ipv6Header& header) const
{
    if (path.port)
    {
        if (m_ipv6->GetInterfaceForDevice(path.port) < 0)
        {
            return nullptr;
        }
        auto route = Create<Ipv6Route>();
        route->SetDestination(header.GetDestination());
        route->SetGateway(Ipv6Address::GetAny());
        route->SetSource(header.GetSource());
        route->SetOutputDevice(path.port);
        return route;
    }
    const auto routing =
        header.GetDestination().IsMulticast() ? nullptr : m_ipv6->GetRoutingProtocol();
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    return routing ? routing->RouteOutput(nullptr, header, nullptr, error) : nullptr;
}

} // namespace ns3
