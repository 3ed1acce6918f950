/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-routes.h"

#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

#include <stdexcept>
#include <string>

namespace ns3
{

namespace
{

/// @param node a node @return its static routing, or null
Ptr<Ipv4StaticRouting>
FindIpv4Routing(Ptr<Node> node)
{
    const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    return ipv4 ? Ipv4StaticRoutingHelper().GetStaticRouting(ipv4) : nullptr;
}

/// @param node a node @return its static routing, or null
Ptr<Ipv6StaticRouting>
FindIpv6Routing(Ptr<Node> node)
{
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    return ipv6 ? Ipv6StaticRoutingHelper().GetStaticRouting(ipv6) : nullptr;
}

/**
 * @param device a device @param family IPV4 or IPV6
 * @return its IP interface, or -1
 */
int32_t
FindInterface(Ptr<NetDevice> device, AddressFamily family)
{
    if (!device || !device->GetNode())
    {
        return -1;
    }
    if (family == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
        return ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    }
    const Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    return ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
}

/**
 * @brief Remove the first IPv4 route that is just so.
 * @param routing the table @param network where to @param mask its mask
 * @param nextHop to whom @param interface out of which interface
 */
void
RemoveIpv4Route(Ptr<Ipv4StaticRouting> routing,
                Ipv4Address network,
                Ipv4Mask mask,
                Ipv4Address nextHop,
                uint32_t interface)
{
    for (uint32_t i = 0; i < routing->GetNRoutes(); ++i)
    {
        const Ipv4RoutingTableEntry route = routing->GetRoute(i);
        if (route.GetDestNetwork() == network && route.GetDestNetworkMask() == mask &&
            route.GetGateway() == nextHop && route.GetInterface() == interface)
        {
            routing->RemoveRoute(i);
            return;
        }
    }
}

} // namespace

HostRoutes::HostRoutes(Ptr<Node> node)
    : HostRoutes(node, FindIpv4Routing(node), FindIpv6Routing(node))
{
    if (!m_ipv4 && !m_ipv6)
    {
        throw std::invalid_argument("HostRoutes: node " + std::to_string(node->GetId()) +
                                    " has no static routing of IPv4 or IPv6");
    }
}

HostRoutes::HostRoutes(Ptr<Node> node, Ptr<Ipv4StaticRouting> ipv4, Ptr<Ipv6StaticRouting> ipv6)
    : m_node(node),
      m_ipv4(ipv4),
      m_ipv6(ipv6)
{
}

HostRoutes::~HostRoutes() = default;

bool
HostRoutes::CanRoute(const NetworkAddress& host,
                     Ptr<NetDevice> device,
                     const NetworkAddress& nextHop) const
{
    const int32_t interface = FindInterface(device, host.GetFamily());
    if (interface < 0 || device->GetNode() != m_node)
    {
        return false;
    }
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        return m_ipv4 != nullptr;
    }
    const Ptr<Ipv6> ipv6 = m_node->GetObject<Ipv6>();
    bool isOnLink = nextHop.IsValid() || !device->NeedsArp();
    for (uint32_t i = 0; i < ipv6->GetNAddresses(interface) && !isOnLink; ++i)
    {
        const Ipv6InterfaceAddress address = ipv6->GetAddress(interface, i);
        isOnLink = address.GetPrefix().IsMatch(address.GetAddress(), host.ToIpv6());
    }
    return m_ipv6 && isOnLink;
}

void
HostRoutes::Set(const NetworkAddress& host, Ptr<NetDevice> device, const NetworkAddress& nextHop)
{
    if (!CanRoute(host, device, nextHop))
    {
        throw std::invalid_argument("HostRoutes: " + host.ToString() +
                                    " cannot be routed on node " + std::to_string(m_node->GetId()) +
                                    ", which needs static routing and, on the device, an IP "
                                    "interface of that family; for an IPv6 neighbour, with its "
                                    "prefix");
    }
    const bool isIpv4 = host.GetFamily() == AddressFamily::IPV4;
    const int32_t interface = FindInterface(device, host.GetFamily());
    const Route route{device, nextHop, static_cast<uint32_t>(interface)};
    const auto found = m_routes.find(host);
    if (found != m_routes.end())
    {
        if (found->second.device == device && found->second.nextHop == nextHop)
        {
            return;
        }
        Erase(host, found->second);
    }
    m_routes[host] = route;
    if (isIpv4)
    {
        m_ipv4->AddHostRouteTo(host.ToIpv4(), nextHop.ToIpv4(), route.interface);
    }
    else
    {
        m_ipv6->AddHostRouteTo(host.ToIpv6(), nextHop.ToIpv6(), route.interface);
    }
}

bool
HostRoutes::Remove(const NetworkAddress& host)
{
    const auto found = m_routes.find(host);
    if (found == m_routes.end())
    {
        return false;
    }
    Erase(host, found->second);
    m_routes.erase(found);
    return true;
}

void
HostRoutes::Erase(const NetworkAddress& host, const Route& route)
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        RemoveIpv4Route(m_ipv4,
                        host.ToIpv4(),
                        Ipv4Mask::GetOnes(),
                        route.nextHop.ToIpv4(),
                        route.interface);
    }
    else
    {
        m_ipv6->RemoveRoute(host.ToIpv6(),
                            Ipv6Prefix::GetOnes(),
                            route.interface,
                            Ipv6Address::GetAny());
    }
}

Ptr<NetDevice>
HostRoutes::GetDevice(const NetworkAddress& host) const
{
    const auto found = m_routes.find(host);
    return found == m_routes.end() ? nullptr : found->second.device;
}

std::size_t
HostRoutes::GetSize() const
{
    return m_routes.size();
}

void
AddForeignGateway(Ptr<NetDevice> port, const NetworkAddress& gateway, uint8_t length)
{
    const int32_t interface = FindInterface(port, gateway.GetFamily());
    if (interface < 0 || length > gateway.GetSize() * 8)
    {
        throw std::invalid_argument("AddForeignGateway: " + gateway.ToString() + "/" +
                                    std::to_string(length) +
                                    ": the port needs an IP interface of that family, and the "
                                    "length must fit it");
    }
    const Ptr<Node> node = port->GetNode();
    if (gateway.GetFamily() == AddressFamily::IPV6)
    {
        node->GetObject<Ipv6>()->AddAddress(
            interface,
            Ipv6InterfaceAddress(gateway.ToIpv6(), Ipv6Prefix(length)),
            false);
        return;
    }
    const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    if (!ipv4->IsUp(interface))
    {
        throw std::invalid_argument("AddForeignGateway: " + gateway.ToString() +
                                    ": the port's interface is down, and ns-3 would route the "
                                    "subnet there when it comes up; set it up first");
    }
    const Ipv4Mask mask(length == 0 ? 0 : 0xffffffffU << (32 - length));
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(gateway.ToIpv4(), mask));
    if (const Ptr<Ipv4StaticRouting> routing = FindIpv4Routing(node))
    {
        // ns-3 has just routed the subnet to this port.
        RemoveIpv4Route(routing,
                        gateway.ToIpv4().CombineMask(mask),
                        mask,
                        Ipv4Address::GetZero(),
                        interface);
    }
}

} // namespace ns3
