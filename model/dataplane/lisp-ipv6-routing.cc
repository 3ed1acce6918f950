/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-ipv6-routing.h"

#include "lisp-net-device.h"
#include "lisp-replicator.h"
#include "lisp-xtr.h"

#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/packet.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispIpv6Routing);

TypeId
LispIpv6Routing::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispIpv6Routing")
                            .SetParent<Ipv6ListRouting>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispIpv6Routing>();
    return tid;
}

LispIpv6Routing::LispIpv6Routing() = default;
LispIpv6Routing::~LispIpv6Routing() = default;

void
LispIpv6Routing::DoInitialize()
{
    if (m_routes.GetInner())
    {
        m_routes.GetInner()->Initialize();
    }
    Ipv6ListRouting::DoInitialize();
}

void
LispIpv6Routing::DoDispose()
{
    Detach();
    m_routes.Clear();
    Ipv6ListRouting::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
LispIpv6Routing::Install(LispXtr* xtr, Ptr<Ipv6> ipv6)
{
    m_xtr = xtr;
    m_routes.SetInner(ipv6->GetRoutingProtocol());
    ipv6->SetRoutingProtocol(this);
}

void
LispIpv6Routing::SetIpv6(Ptr<Ipv6> ipv6)
{
    // What is inside has been told already, when the node got it.
    m_routes.SetIp(ipv6);
}

void
LispIpv6Routing::Detach()
{
    m_xtr = nullptr;
}

// ---- packets -----------------------------------------------------------------------------------

bool
LispIpv6Routing::RouteInput(Ptr<const Packet> packet,
                            const Ipv6Header& header,
                            Ptr<const NetDevice> device,
                            Input::Unicast unicast,
                            Input::Multicast multicast,
                            Input::Local local,
                            Input::Error error)
{
    if (m_xtr && m_xtr->GetReplicator() && IsGroupBeyondSite(header.GetDestination()) &&
        ForwardGroup(packet, header, device, unicast) &&
        !m_xtr->GetIpv6()->IsRegisteredMulticastAddress(header.GetDestination()))
    {
        return true;
    }
    if (!m_xtr || LispIpv6Family::IsOnLink(header.GetDestination()))
    {
        return m_routes.GetInner()
            ->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    const Port port = m_routes.GetPort(*device);
    const Instance& instance = *port.instance;
    if (!port.isTunnel)
    {
        const bool isForTunnel =
            m_xtr->IsForTunnel(instance.id, header.GetSource(), header.GetDestination(), device) &&
            m_routes.GetIp()->IsForwarding(port.interface);
        const auto reason = m_xtr->CheckExtended(instance.id, header.GetDestination(), isForTunnel);
        if (reason != LispDropReason::NONE)
        {
            m_xtr->DropUnrouted(packet, header, reason);
            return true;
        }
        if (isForTunnel)
        {
            unicast(device, instance.toTunnel, packet, header);
            return true;
        }
    }
    if (!port.isTunnel && !instance.table)
    {
        return m_routes.GetInner()
            ->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    Socket::SocketErrno errorNumber;
    const Ptr<Ipv6Route> route =
        port.isTunnel || m_routes.GetIp()->IsForwarding(port.interface)
            ? m_routes.GetNative(instance)->RouteOutput(nullptr, header, nullptr, errorNumber)
            : nullptr;
    if (route)
    {
        unicast(device, route, packet, header);
    }
    else if (port.isTunnel)
    {
        m_xtr->DropUnrouted(packet, header);
    }
    else
    {
        error(packet, header, Socket::ERROR_NOROUTETOHOST);
    }
    return true;
}

bool
LispIpv6Routing::ForwardGroup(Ptr<const Packet> packet,
                              const Ipv6Header& header,
                              Ptr<const NetDevice> from,
                              const UnicastForwardCallback& unicast)
{
    const Port port = m_routes.GetPort(*from);
    const Instance& instance = *port.instance;
    const bool isForTunnel =
        !port.isTunnel && header.GetHopLimit() > 1 &&
        !m_xtr->GetReplicator()->IsSilent(from->GetIfIndex()) &&
        m_xtr->IsForTunnel(instance.id, header.GetSource(), header.GetDestination(), from) &&
        m_routes.GetIp()->IsForwarding(port.interface);
    if (!port.isTunnel && !isForTunnel)
    {
        return false;
    }
    m_xtr->GetReplicator()->GetMembers().ForEachPort(
        instance.id,
        header.GetSource(),
        header.GetDestination(),
        [&](uint32_t member) {
            if (member != from->GetIfIndex())
            {
                unicast(from, m_routes.GetRouteTo(member), packet, header);
            }
        });
    if (isForTunnel || m_xtr->IsRtr())
    {
        unicast(from, instance.toTunnel, packet, header);
    }
    return true;
}

Ptr<Ipv6Route>
LispIpv6Routing::RouteOutput(Ptr<Packet> packet,
                             const Ipv6Header& header,
                             Ptr<NetDevice> oif,
                             Socket::SocketErrno& error)
{
    return m_xtr && m_xtr->IsItr() ? m_routes.RouteOutput(*m_xtr, packet, header, oif, error)
                                   : m_routes.GetInner()->RouteOutput(packet, header, oif, error);
}

} // namespace ns3
