/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What LISP's IPv6 routing is told of ports and addresses, and the list of protocols that it
 * appears as.
 */

#include "lisp-ipv6-routing.h"
#include "lisp-net-device.h"
#include "lisp-xtr.h"

#include "ns3/ipv6-static-routing.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"
#include "ns3/simulator.h"

#include <stdexcept>

namespace ns3
{

// ---- notifications -----------------------------------------------------------------------------

void
LispIpv6Routing::HandleChange()
{
    m_routes.ForgetPorts();
    if (m_xtr)
    {
        m_xtr->InvalidateRoutes();
    }
}

void
LispIpv6Routing::NotifyInterfaceUp(uint32_t interface)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))->NotifyInterfaceUp(interface);
        HandleChange();
    }
}

void
LispIpv6Routing::NotifyInterfaceDown(uint32_t interface)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))->NotifyInterfaceDown(interface);
        HandleChange();
    }
}

void
LispIpv6Routing::NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    if (!m_routes.IsTunnel(interface))
    {
        Instance& instance = m_routes.GetInstanceOf(interface);
        m_routes.GetNative(instance)->NotifyAddAddress(interface, address);
        instance.own.Insert(address);
        HandleChange();
    }
}

void
LispIpv6Routing::NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    if (!m_routes.IsTunnel(interface))
    {
        Instance& instance = m_routes.GetInstanceOf(interface);
        m_routes.GetNative(instance)->NotifyRemoveAddress(interface, address);
        m_routes.SetOwnAddresses(instance);
        HandleChange();
    }
}

void
LispIpv6Routing::NotifyAddRoute(Ipv6Address destination,
                                Ipv6Prefix prefix,
                                Ipv6Address nextHop,
                                uint32_t interface,
                                Ipv6Address prefixToUse)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))
            ->NotifyAddRoute(destination, prefix, nextHop, interface, prefixToUse);
        HandleChange();
    }
}

void
LispIpv6Routing::NotifyRemoveRoute(Ipv6Address destination,
                                   Ipv6Prefix prefix,
                                   Ipv6Address nextHop,
                                   uint32_t interface,
                                   Ipv6Address prefixToUse)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))
            ->NotifyRemoveRoute(destination, prefix, nextHop, interface, prefixToUse);
        HandleChange();
    }
}

// ---- the list that this appears as -------------------------------------------------------------

void
LispIpv6Routing::AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> protocol, int16_t priority)
{
    const Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routes.GetInner());
    if (!list)
    {
        throw std::invalid_argument("the node's IPv6 routing is no list: a protocol can be added "
                                    "to an Ipv6ListRouting only");
    }
    list->AddRoutingProtocol(protocol, priority);
}

uint32_t
LispIpv6Routing::GetNRoutingProtocols() const
{
    const Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routes.GetInner());
    return list ? list->GetNRoutingProtocols() : 1;
}

Ptr<Ipv6RoutingProtocol>
LispIpv6Routing::GetRoutingProtocol(uint32_t index, int16_t& priority) const
{
    const Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routes.GetInner());
    if (list)
    {
        return list->GetRoutingProtocol(index, priority);
    }
    priority = 0;
    return m_routes.GetInner();
}

void
LispIpv6Routing::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    std::ostream& os = *stream->GetStream();
    os << "Node: " << m_routes.GetIp()->GetObject<Node>()->GetId() << ", Time: " << Now().As(unit)
       << ", LispIpv6Routing table\n";
    for (const auto& instance : m_routes.GetAll())
    {
        os << "  instance " << instance->id << ": remote EIDs by interface "
           << m_routes.GetIp()->GetInterfaceForDevice(instance->device) << ", other addresses by "
           << (instance->table ? "its own table" : "the node's routing") << "\n";
        if (instance->table)
        {
            instance->table->PrintRoutingTable(stream, unit);
        }
    }
    m_routes.GetInner()->PrintRoutingTable(stream, unit);
}

} // namespace ns3
