/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "node-failure.h"

#include "ns3/channel.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/loopback-net-device.h"
#include "ns3/underlay-routes.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{

struct NodeFailure::Lost
{
    std::vector<std::pair<Ipv4RoutingTableEntry, uint32_t>> ipv4; //!< with their metrics
    std::vector<std::pair<Ipv6RoutingTableEntry, uint32_t>> ipv6; //!< with their metrics
    std::vector<Ipv6InterfaceAddress> addresses;                  //!< of the interface
};

NodeFailure::NodeFailure() = default;
NodeFailure::~NodeFailure() = default;

void
NodeFailure::SetLink(Ptr<NetDevice> end, bool isUp)
{
    const auto channel = end ? end->GetChannel() : nullptr;
    if (!channel)
    {
        throw std::invalid_argument("NodeFailure::SetLink: accepted: a device that is at a link");
    }
    for (std::size_t i = 0; i < channel->GetNDevices(); i++)
    {
        SetInterfaces(channel->GetDevice(i), isUp);
    }
}

void
NodeFailure::SetNode(Ptr<Node> node, bool isUp, bool isNoticed)
{
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        const auto device = node->GetDevice(i);
        if (DynamicCast<LoopbackNetDevice>(device))
        {
            continue;
        }
        if (isNoticed && device->GetChannel())
        {
            SetLink(device, isUp);
        }
        else
        {
            SetInterfaces(device, isUp);
        }
    }
}

void
NodeFailure::SetInterfaces(Ptr<NetDevice> device, bool isUp)
{
    const auto node = device->GetNode();
    Lost& lost = m_lost[{node->GetId(), device->GetIfIndex()}];
    const auto ipv4 = node->GetObject<Ipv4>();
    const int32_t interface4 = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    if (interface4 >= 0 && ipv4->IsUp(interface4) != isUp)
    {
        const auto routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        for (uint32_t i = 0; routing && !isUp && i < routing->GetNRoutes(); i++)
        {
            const auto route = routing->GetRoute(i);
            // A route to the own subnet comes back by itself.
            if (route.GetInterface() == static_cast<uint32_t>(interface4) && route.IsGateway() &&
                routing->GetMetric(i) != UnderlayRoutes::METRIC)
            {
                lost.ipv4.emplace_back(route, routing->GetMetric(i));
            }
        }
        isUp ? ipv4->SetUp(interface4) : ipv4->SetDown(interface4);
        for (std::size_t i = 0; routing && isUp && i < lost.ipv4.size(); i++)
        {
            const auto& [route, metric] = lost.ipv4[i];
            routing->AddNetworkRouteTo(route.GetDestNetwork(),
                                       route.GetDestNetworkMask(),
                                       route.GetGateway(),
                                       interface4,
                                       metric);
        }
    }
    const auto ipv6 = node->GetObject<Ipv6>();
    const int32_t interface6 = ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
    if (interface6 >= 0 && ipv6->IsUp(interface6) != isUp)
    {
        const auto routing = Ipv6StaticRoutingHelper().GetStaticRouting(ipv6);
        for (uint32_t i = 0; routing && !isUp && i < routing->GetNRoutes(); i++)
        {
            const auto route = routing->GetRoute(i);
            if (route.GetInterface() == static_cast<uint32_t>(interface6) && route.IsGateway() &&
                routing->GetMetric(i) != UnderlayRoutes::METRIC)
            {
                lost.ipv6.emplace_back(route, routing->GetMetric(i));
            }
        }
        for (uint32_t i = 0; !isUp && i < ipv6->GetNAddresses(interface6); i++)
        {
            const auto address = ipv6->GetAddress(interface6, i);
            if (!address.GetAddress().IsLinkLocal()) // which comes back by itself
            {
                lost.addresses.emplace_back(address.GetAddress(), address.GetPrefix());
            }
        }
        for (const auto& address : lost.addresses)
        {
            if (isUp)
            {
                ipv6->AddAddress(interface6, address);
            }
        }
        isUp ? ipv6->SetUp(interface6) : ipv6->SetDown(interface6);
        for (std::size_t i = 0; routing && isUp && i < lost.ipv6.size(); i++)
        {
            const auto& [route, metric] = lost.ipv6[i];
            routing->AddNetworkRouteTo(route.GetDestNetwork(),
                                       route.GetDestNetworkPrefix(),
                                       route.GetGateway(),
                                       interface6,
                                       route.GetPrefixToUse(),
                                       metric);
        }
    }
    if (isUp)
    {
        lost = Lost();
    }
}

} // namespace ns3
