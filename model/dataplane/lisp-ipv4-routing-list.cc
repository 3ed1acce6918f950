/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What LISP's IPv4 routing is told of ports and addresses, and the list of protocols that it
 * appears as.
 */

#include "lisp-ipv4-routing.h"
#include "lisp-net-device.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-static-routing.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"
#include "ns3/simulator.h"

#include <stdexcept>

namespace ns3
{

// ---- notifications -----------------------------------------------------------------------------

void
LispIpv4Routing::HandleChange()
{
    m_routes.ForgetPorts();
    if (m_xtr)
    {
        m_xtr->InvalidateRoutes();
    }
}

void
LispIpv4Routing::NotifyInterfaceUp(uint32_t interface)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))->NotifyInterfaceUp(interface);
        HandleChange();
    }
}

void
LispIpv4Routing::NotifyInterfaceDown(uint32_t interface)
{
    if (!m_routes.IsTunnel(interface))
    {
        m_routes.GetNative(m_routes.GetInstanceOf(interface))->NotifyInterfaceDown(interface);
        HandleChange();
    }
}

void
LispIpv4Routing::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
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
LispIpv4Routing::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
    if (!m_routes.IsTunnel(interface))
    {
        Instance& instance = m_routes.GetInstanceOf(interface);
        m_routes.GetNative(instance)->NotifyRemoveAddress(interface, address);
        m_routes.SetOwnAddresses(instance);
        HandleChange();
    }
}

// ---- the list that this appears as -------------------------------------------------------------

void
LispIpv4Routing::AddRoutingProtocol(Ptr<Ipv4RoutingProtocol> protocol, int16_t priority)
{
    const Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routes.GetInner());
    if (!list)
    {
        throw std::invalid_argument("the node's IPv4 routing is no list: a protocol can be added "
                                    "to an Ipv4ListRouting only");
    }
    list->AddRoutingProtocol(protocol, priority);
}

uint32_t
LispIpv4Routing::GetNRoutingProtocols() const
{
    const Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routes.GetInner());
    return list ? list->GetNRoutingProtocols() : 1;
}

Ptr<Ipv4RoutingProtocol>
LispIpv4Routing::GetRoutingProtocol(uint32_t index, int16_t& priority) const
{
    const Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routes.GetInner());
    if (list)
    {
        return list->GetRoutingProtocol(index, priority);
    }
    priority = 0;
    return m_routes.GetInner();
}

void
LispIpv4Routing::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    std::ostream& os = *stream->GetStream();
    os << "Node: " << m_routes.GetIp()->GetObject<Node>()->GetId() << ", Time: " << Now().As(unit)
       << ", LispIpv4Routing table\n";
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
