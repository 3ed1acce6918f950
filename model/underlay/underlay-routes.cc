/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "underlay-routes.h"

#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-routing-table-entry.h"
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

/// @param prefix of IPv4 @return its mask
Ipv4Mask
GetMask(const EidPrefix& prefix)
{
    const uint8_t length = prefix.GetLength();
    return Ipv4Mask(length == 0 ? 0 : static_cast<uint32_t>(~0ULL << (32 - length)));
}

} // namespace

UnderlayRoutes::UnderlayRoutes(Ptr<Node> node)
    : m_node(node)
{
    const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    m_ipv4 = ipv4 ? Ipv4StaticRoutingHelper().GetStaticRouting(ipv4) : nullptr;
    m_ipv6 = ipv6 ? Ipv6StaticRoutingHelper().GetStaticRouting(ipv6) : nullptr;
    if (!m_ipv4 && !m_ipv6)
    {
        throw std::invalid_argument("UnderlayRoutes: node " + std::to_string(node->GetId()) +
                                    " has no static routing of IPv4 or IPv6");
    }
}

UnderlayRoutes::~UnderlayRoutes() = default;

void
UnderlayRoutes::Set(const EidPrefix& prefix, Ptr<NetDevice> device, const NetworkAddress& nextHop)
{
    const bool isIpv4 = prefix.GetFamily() == AddressFamily::IPV4;
    const int32_t interface = isIpv4 ? m_node->GetObject<Ipv4>()->GetInterfaceForDevice(device)
                                     : m_node->GetObject<Ipv6>()->GetInterfaceForDevice(device);
    Route& route = m_routes[prefix];
    if (route.isInstalled && route.nextHop == nextHop &&
        route.interface == static_cast<uint32_t>(interface))
    {
        return;
    }
    Erase(prefix, route);
    route.nextHop = nextHop;
    route.interface = static_cast<uint32_t>(interface);
    Install(prefix, route);
}

void
UnderlayRoutes::Remove(const EidPrefix& prefix)
{
    const auto found = m_routes.find(prefix);
    if (found != m_routes.end())
    {
        Erase(prefix, found->second);
        m_routes.erase(found);
    }
}

void
UnderlayRoutes::Install(const EidPrefix& prefix, Route& route)
{
    if (prefix.GetFamily() == AddressFamily::IPV4)
    {
        if (!m_node->GetObject<Ipv4>()->IsUp(route.interface))
        {
            return;
        }
        m_ipv4->AddNetworkRouteTo(prefix.GetAddress().ToIpv4(),
                                  GetMask(prefix),
                                  route.nextHop.ToIpv4(),
                                  route.interface,
                                  METRIC);
    }
    else
    {
        if (!m_node->GetObject<Ipv6>()->IsUp(route.interface))
        {
            return;
        }
        m_ipv6->AddNetworkRouteTo(prefix.GetAddress().ToIpv6(),
                                  Ipv6Prefix(prefix.GetLength()),
                                  route.nextHop.ToIpv6(),
                                  route.interface,
                                  METRIC);
    }
    route.isInstalled = true;
    ++m_installed;
}

void
UnderlayRoutes::Erase(const EidPrefix& prefix, Route& route)
{
    if (!route.isInstalled)
    {
        return;
    }
    route.isInstalled = false;
    --m_installed;
    // ns-3 finds a route by its place, and walks there. What goes together was put in together, and
    // in the same order: from the front, most are found at once.
    if (prefix.GetFamily() == AddressFamily::IPV4)
    {
        for (uint32_t i = 0; i < m_ipv4->GetNRoutes(); ++i)
        {
            const Ipv4RoutingTableEntry entry = m_ipv4->GetRoute(i);
            if (entry.GetDestNetwork() == prefix.GetAddress().ToIpv4() &&
                entry.GetDestNetworkMask() == GetMask(prefix) && m_ipv4->GetMetric(i) == METRIC &&
                entry.GetGateway() == route.nextHop.ToIpv4() &&
                entry.GetInterface() == route.interface)
            {
                m_ipv4->RemoveRoute(i);
                return;
            }
        }
        return;
    }
    for (uint32_t i = 0; i < m_ipv6->GetNRoutes(); ++i)
    {
        const Ipv6RoutingTableEntry entry = m_ipv6->GetRoute(i);
        if (entry.GetDestNetwork() == prefix.GetAddress().ToIpv6() &&
            entry.GetDestNetworkPrefix() == Ipv6Prefix(prefix.GetLength()) &&
            m_ipv6->GetMetric(i) == METRIC && entry.GetGateway() == route.nextHop.ToIpv6() &&
            entry.GetInterface() == route.interface)
        {
            m_ipv6->RemoveRoute(i);
            return;
        }
    }
}

void
UnderlayRoutes::SetInterface(AddressFamily family, uint32_t interface, bool isUp)
{
    for (auto& [prefix, route] : m_routes)
    {
        if (prefix.GetFamily() != family || route.interface != interface ||
            route.isInstalled == isUp)
        {
            continue;
        }
        if (isUp)
        {
            Install(prefix, route);
        }
        else
        {
            route.isInstalled = false; // ns-3 has removed it
            --m_installed;
        }
    }
}

std::size_t
UnderlayRoutes::GetSize() const
{
    return m_installed;
}

} // namespace ns3
