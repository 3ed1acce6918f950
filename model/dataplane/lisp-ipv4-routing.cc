/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-ipv4-routing.h"

#include "lisp-native.h"
#include "lisp-net-device.h"
#include "lisp-replicator.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-route.h"
#include "ns3/packet.h"
#include "ns3/udp-l4-protocol.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispIpv4Routing);

TypeId
LispIpv4Routing::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispIpv4Routing")
                            .SetParent<Ipv4ListRouting>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispIpv4Routing>();
    return tid;
}

LispIpv4Routing::LispIpv4Routing() = default;
LispIpv4Routing::~LispIpv4Routing() = default;

void
LispIpv4Routing::DoInitialize()
{
    if (m_routes.GetInner())
    {
        m_routes.GetInner()->Initialize();
    }
    Ipv4ListRouting::DoInitialize();
}

void
LispIpv4Routing::DoDispose()
{
    Detach();
    m_routes.Clear();
    Ipv4ListRouting::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
LispIpv4Routing::Install(LispXtr* xtr, Ptr<Ipv4> ipv4)
{
    m_xtr = xtr;
    m_routes.SetInner(ipv4->GetRoutingProtocol());
    ipv4->SetRoutingProtocol(this);
}

void
LispIpv4Routing::SetIpv4(Ptr<Ipv4> ipv4)
{
    // What is inside has been told already, when the node got it.
    m_routes.SetIp(ipv4);
}

void
LispIpv4Routing::Detach()
{
    m_xtr = nullptr;
    m_unicast = UnicastForwardCallback(); // it holds on to the node's IPv4
}

bool
LispIpv4Routing::HasAddress(Ipv4Address address) const
{
    // IPv4 itself would go through a list for each address of each interface.
    const auto& all = m_routes.GetAll();
    return std::any_of(all.begin(), all.end(), [address](const auto& instance) {
        return instance->own.addresses.Contains(address);
    });
}

void
LispIpv4Routing::AddRloc(Ipv4Address rloc)
{
    m_rlocs.Insert(rloc);
}

void
LispIpv4Routing::RemoveRloc(Ipv4Address rloc)
{
    m_rlocs.Erase(rloc);
}

// ---- packets -----------------------------------------------------------------------------------

bool
LispIpv4Routing::TakeOuter(Ptr<const Packet> packet, const Ipv4Header& header)
{
    // Fragments are for the node to put together; they come back through LispUdpPort.
    return header.GetProtocol() == UdpL4Protocol::PROT_NUMBER && header.IsLastFragment() &&
           header.GetFragmentOffset() == 0 &&
           m_xtr->ReceiveFromTunnel(packet,
                                    header.GetSource(),
                                    header.GetDestination(),
                                    header.GetTtl(),
                                    header.GetTos(),
                                    true);
}

bool
LispIpv4Routing::RouteInput(Ptr<const Packet> packet,
                            const Ipv4Header& header,
                            Ptr<const NetDevice> device,
                            Input::Unicast unicast,
                            Input::Multicast multicast,
                            Input::Local local,
                            Input::Error error)
{
    if (!m_xtr)
    {
        return m_routes.GetInner()
            ->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    if (m_unicast.IsNull())
    {
        m_unicast = unicast;
    }
    if (m_rlocs.Contains(header.GetDestination()) && TakeOuter(packet, header))
    {
        return true;
    }
    const Port port = m_routes.GetPort(*device);
    const Instance& instance = *port.instance;
    const bool isOnLink = LispIpv4Family::IsOnLink(header.GetDestination());
    if (port.isTunnel && isOnLink)
    {
        ForwardGroup(instance, *device, packet, header, unicast);
        return true;
    }
    if (port.isTunnel)
    {
        if (!Route(instance, port, packet, header, unicast, local))
        {
            m_xtr->DropUnrouted(packet, header);
        }
        return true;
    }
    // Asked of every packet, because its source may be news.
    const bool isForTunnel =
        m_xtr->IsForTunnel(instance.id, header.GetSource(), header.GetDestination(), device) &&
        m_routes.GetIp()->IsForwarding(port.interface);
    if (!isOnLink && !instance.own.Contains(header.GetDestination()))
    {
        const auto reason = m_xtr->CheckExtended(instance.id, header.GetDestination(), isForTunnel);
        if (reason != LispDropReason::NONE)
        {
            m_xtr->DropUnrouted(packet, header, reason);
            return true;
        }
        if (isForTunnel)
        {
            unicast(instance.toTunnel,
                    packet,
                    LispHasOptions(header) ? LispWithoutOptions(header) : header);
            return true;
        }
    }
    if (isOnLink && isForTunnel && header.GetTtl() > 1 && m_xtr->GetReplicator() &&
        !m_xtr->GetReplicator()->IsSilent(device->GetIfIndex()) &&
        IsGroupBeyondSite(header.GetDestination()))
    {
        ForwardGroup(instance, *device, packet, header, unicast);
    }
    if (m_routes.GetAll().size() == 1 || isOnLink)
    {
        return m_routes.GetInner()
            ->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    // The routing inside would deliver to an address of any instance.
    return Route(instance, port, packet, header, unicast, local);
}

bool
LispIpv4Routing::Forward(Ptr<const Packet> packet,
                         const Ipv4Header& header,
                         const NetDevice& tunnel)
{
    const Instance& instance = *m_routes.GetPort(tunnel).instance;
    if (m_unicast.IsNull() || instance.own.Contains(header.GetDestination()))
    {
        return false;
    }
    if (header.GetDestination().IsMulticast())
    {
        ForwardGroup(instance, tunnel, packet, header, m_unicast);
        return true;
    }
    Socket::SocketErrno error;
    const Ptr<Ipv4Route> route =
        m_routes.GetNative(instance)->RouteOutput(nullptr, header, nullptr, error);
    if (route)
    {
        m_unicast(route, packet, header);
    }
    else
    {
        m_xtr->DropUnrouted(packet, header);
    }
    return true;
}

void
LispIpv4Routing::ForwardGroup(const Instance& instance,
                              const NetDevice& from,
                              const Ptr<const Packet>& packet,
                              const Ipv4Header& header,
                              const UnicastForwardCallback& unicast)
{
    LispReplicator* replicator = m_xtr->GetReplicator();
    const bool isFromTunnel = &from == PeekPointer(instance.device);
    if (!replicator)
    {
        m_xtr->DropUnrouted(packet, header);
        return;
    }
    replicator->GetMembers().ForEachPort(instance.id,
                                         header.GetSource(),
                                         header.GetDestination(),
                                         [&](uint32_t port) {
                                             if (port != from.GetIfIndex())
                                             {
                                                 unicast(m_routes.GetRouteTo(port), packet, header);
                                             }
                                         });
    if (!isFromTunnel || m_xtr->IsRtr())
    {
        unicast(instance.toTunnel,
                packet,
                LispHasOptions(header) ? LispWithoutOptions(header) : header);
    }
}

bool
LispIpv4Routing::Route(const Instance& instance,
                       const Port& port,
                       Ptr<const Packet> packet,
                       const Ipv4Header& header,
                       const UnicastForwardCallback& unicast,
                       const LocalDeliverCallback& local) const
{
    if (instance.own.Contains(header.GetDestination()))
    {
        local(packet, header, port.interface);
        return true;
    }
    if (!port.isTunnel && !m_routes.GetIp()->IsForwarding(port.interface))
    {
        return false;
    }
    Socket::SocketErrno error;
    const Ptr<Ipv4Route> route =
        m_routes.GetNative(instance)->RouteOutput(nullptr, header, nullptr, error);
    if (route)
    {
        unicast(route, packet, header);
    }
    return route != nullptr;
}

Ptr<Ipv4Route>
LispIpv4Routing::RouteOutput(Ptr<Packet> packet,
                             const Ipv4Header& header,
                             Ptr<NetDevice> oif,
                             Socket::SocketErrno& error)
{
    return m_xtr && m_xtr->IsItr() ? m_routes.RouteOutput(*m_xtr, packet, header, oif, error)
                                   : m_routes.GetInner()->RouteOutput(packet, header, oif, error);
}

} // namespace ns3
