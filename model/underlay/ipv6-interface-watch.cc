/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ipv6-interface-watch.h"

#include "ns3/ipv6-route.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Ipv6InterfaceWatch);

namespace
{

/// Behind all that route, so that their tables are up to date already.
constexpr int16_t WATCH_PRIORITY = -1000;

} // namespace

TypeId
Ipv6InterfaceWatch::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Ipv6InterfaceWatch")
                            .SetParent<Ipv6ListRouting>()
                            .SetGroupName("Lisp")
                            .AddConstructor<Ipv6InterfaceWatch>();
    return tid;
}

Ipv6InterfaceWatch::Ipv6InterfaceWatch() = default;
Ipv6InterfaceWatch::~Ipv6InterfaceWatch() = default;

Ptr<Ipv6InterfaceWatch>
Ipv6InterfaceWatch::Install(Ptr<Node> node)
{
    const auto ipv6 = node->GetObject<Ipv6>();
    const auto routing = ipv6->GetRoutingProtocol();
    if (const auto known = DynamicCast<Ipv6InterfaceWatch>(routing))
    {
        return known;
    }
    const auto watch = CreateObject<Ipv6InterfaceWatch>();
    watch->m_ipv6 = ipv6;
    if (const auto list = DynamicCast<Ipv6ListRouting>(routing))
    {
        for (uint32_t i = 0; i < list->GetNRoutingProtocols(); ++i)
        {
            int16_t priority = 0;
            if (const auto known =
                    DynamicCast<Ipv6InterfaceWatch>(list->GetRoutingProtocol(i, priority)))
            {
                return known;
            }
        }
        list->AddRoutingProtocol(watch, WATCH_PRIORITY);
    }
    else
    {
        watch->m_inner = routing;
        ipv6->SetRoutingProtocol(watch);
    }
    return watch;
}

void
Ipv6InterfaceWatch::SetHandler(Handler handler)
{
    m_handler = std::move(handler);
}

void
Ipv6InterfaceWatch::SetRouteFinder(RouteFinder finder)
{
    m_finder = std::move(finder);
}

bool
Ipv6InterfaceWatch::SetNoRouteHandler(NoRouteHandler handler)
{
    m_noRoute = std::move(handler);
    return m_inner != nullptr;
}

void
Ipv6InterfaceWatch::DoInitialize()
{
    if (m_inner)
    {
        m_inner->Initialize();
    }
    Ipv6ListRouting::DoInitialize();
}

void
Ipv6InterfaceWatch::DoDispose()
{
    m_handler = nullptr;
    m_finder = nullptr;
    m_noRoute = nullptr;
    m_inner = nullptr;
    m_ipv6 = nullptr;
    Ipv6ListRouting::DoDispose();
}

// ---- what this is around
// -------------------------------------------------------------------------

void
Ipv6InterfaceWatch::AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> /* protocol */,
                                       int16_t /* priority */)
{
    throw std::invalid_argument("the node's IPv6 routing is no list: a protocol can be added to an "
                                "Ipv6ListRouting only");
}

uint32_t
Ipv6InterfaceWatch::GetNRoutingProtocols() const
{
    return m_inner ? 1 : 0;
}

Ptr<Ipv6RoutingProtocol>
Ipv6InterfaceWatch::GetRoutingProtocol(uint32_t /* index */, int16_t& priority) const
{
    priority = 0;
    return m_inner;
}

Ptr<Ipv6Route>
Ipv6InterfaceWatch::RouteOutput(Ptr<Packet> packet,
                                const Ipv6Header& header,
                                Ptr<NetDevice> oif,
                                Socket::SocketErrno& error)
{
    error = Socket::ERROR_NOROUTETOHOST;
    const auto known = m_inner ? m_inner->RouteOutput(packet, header, oif, error) : nullptr;
    if (known || !oif || !m_finder)
    {
        return known;
    }
    const Ipv6Address destination = header.GetDestination();
    const NetworkAddress nextHop = m_finder(destination, oif);
    if (!nextHop.IsValid())
    {
        return nullptr;
    }
    const auto route = Create<Ipv6Route>();
    route->SetDestination(destination);
    route->SetGateway(nextHop.ToIpv6());
    route->SetOutputDevice(oif);
    route->SetSource(
        m_ipv6->SourceAddressSelection(m_ipv6->GetInterfaceForDevice(oif), destination));
    error = Socket::ERROR_NOTERROR;
    return route;
}

bool
Ipv6InterfaceWatch::RouteInput(Ptr<const Packet> packet,
                               const Ipv6Header& header,
                               Ptr<const NetDevice> device,
                               Input::Unicast unicast,
                               Input::Multicast multicast,
                               Input::Local local,
                               Input::Error error)
{
    if (!m_inner)
    {
        return false;
    }
    const bool isRouted =
        m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    if (!isRouted && m_noRoute)
    {
        m_noRoute(packet, header);
    }
    return isRouted;
}

void
Ipv6InterfaceWatch::NotifyInterfaceUp(uint32_t interface)
{
    if (m_inner)
    {
        m_inner->NotifyInterfaceUp(interface);
    }
    if (m_handler)
    {
        m_handler(interface, true);
    }
}

void
Ipv6InterfaceWatch::NotifyInterfaceDown(uint32_t interface)
{
    if (m_inner)
    {
        m_inner->NotifyInterfaceDown(interface);
    }
    if (m_handler)
    {
        m_handler(interface, false);
    }
}

void
Ipv6InterfaceWatch::NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    if (m_inner)
    {
        m_inner->NotifyAddAddress(interface, address);
    }
}

void
Ipv6InterfaceWatch::NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    if (m_inner)
    {
        m_inner->NotifyRemoveAddress(interface, address);
    }
}

void
Ipv6InterfaceWatch::NotifyAddRoute(Ipv6Address destination,
                                   Ipv6Prefix mask,
                                   Ipv6Address nextHop,
                                   uint32_t interface,
                                   Ipv6Address prefixToUse)
{
    if (m_inner)
    {
        m_inner->NotifyAddRoute(destination, mask, nextHop, interface, prefixToUse);
    }
}

void
Ipv6InterfaceWatch::NotifyRemoveRoute(Ipv6Address destination,
                                      Ipv6Prefix mask,
                                      Ipv6Address nextHop,
                                      uint32_t interface,
                                      Ipv6Address prefixToUse)
{
    if (m_inner)
    {
        m_inner->NotifyRemoveRoute(destination, mask, nextHop, interface, prefixToUse);
    }
}

void
Ipv6InterfaceWatch::SetIpv6(Ptr<Ipv6> /* ipv6 */)
{
    // What this is around has been told already, when the node got it.
}

void
Ipv6InterfaceWatch::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    if (m_inner)
    {
        m_inner->PrintRoutingTable(stream, unit);
    }
}

} // namespace ns3
