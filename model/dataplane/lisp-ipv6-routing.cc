/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-ipv6-routing.h"

#include "lisp-net-device.h"
#include "lisp-replicator.h"
#include "lisp-xtr.h"

#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispIpv6Routing);

/// @param address an address @return true if it has a meaning on one link only, or is a group
static bool
IsOnLink(const Ipv6Address& address)
{
    return address.IsMulticast() || address.IsLinkLocal();
}

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
    if (m_inner)
    {
        m_inner->Initialize();
    }
    Ipv6ListRouting::DoInitialize();
}

void
LispIpv6Routing::DoDispose()
{
    Detach();
    m_instances.clear();
    m_ports.clear();
    m_inner = nullptr;
    m_ipv6 = nullptr;
    Ipv6ListRouting::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
LispIpv6Routing::Install(LispXtr* xtr, Ptr<Ipv6> ipv6)
{
    m_xtr = xtr;
    m_inner = ipv6->GetRoutingProtocol();
    ipv6->SetRoutingProtocol(this);
}

void
LispIpv6Routing::SetIpv6(Ptr<Ipv6> ipv6)
{
    // What is inside has been told already, when the node got it.
    m_ipv6 = ipv6;
}

void
LispIpv6Routing::Detach()
{
    m_xtr = nullptr;
}

void
LispIpv6Routing::AddInstance(uint32_t instanceId, Ptr<LispNetDevice> device, bool isDefault)
{
    auto instance = std::make_unique<Instance>();
    instance->id = instanceId;
    instance->device = device;
    instance->toTunnel = Create<Ipv6Route>();
    instance->toTunnel->SetDestination(Ipv6Address::GetAny());
    instance->toTunnel->SetGateway(Ipv6Address::GetAny());
    instance->toTunnel->SetSource(Ipv6Address::GetAny());
    instance->toTunnel->SetOutputDevice(device);
    if (!isDefault)
    {
        instance->table = CreateObject<Ipv6StaticRouting>();
        instance->table->SetIpv6(m_ipv6);
        for (uint32_t i = 0; i < m_ipv6->GetNInterfaces(); ++i)
        {
            // The table made routes for all interfaces; none is the instance's yet.
            instance->table->NotifyInterfaceDown(i);
        }
    }
    m_instances.push_back(std::move(instance));
    SetOwnAddresses(*m_instances.back());
    m_ports.clear();
}

void
LispIpv6Routing::MovePort(uint32_t interface, uint32_t instanceId)
{
    Instance& from = GetInstanceOf(interface);
    Instance* to = Find(instanceId);
    if (!to || to == &from)
    {
        return;
    }
    GetNative(from)->NotifyInterfaceDown(interface);
    if (to->table)
    {
        m_moved[interface] = instanceId;
    }
    else
    {
        m_moved.erase(interface);
    }
    if (m_ipv6->IsUp(interface))
    {
        GetNative(*to)->NotifyInterfaceUp(interface);
    }
    SetOwnAddresses(from);
    SetOwnAddresses(*to);
    m_ports.clear();
}

LispIpv6Routing::Instance*
LispIpv6Routing::Find(uint32_t instanceId) const
{
    const auto found =
        std::find_if(m_instances.begin(), m_instances.end(), [instanceId](const auto& instance) {
            return instance->id == instanceId;
        });
    return found == m_instances.end() ? nullptr : found->get();
}

LispIpv6Routing::Instance&
LispIpv6Routing::GetInstanceOf(uint32_t interface) const
{
    const auto moved = m_moved.find(interface);
    return moved == m_moved.end() ? *m_instances.front() : *Find(moved->second);
}

Ptr<Ipv6RoutingProtocol>
LispIpv6Routing::GetNative(const Instance& instance) const
{
    if (instance.table)
    {
        return instance.table;
    }
    return m_inner;
}

bool
LispIpv6Routing::IsTunnel(uint32_t interface) const
{
    return DynamicCast<LispNetDevice>(m_ipv6->GetNetDevice(interface)) != nullptr;
}

void
LispIpv6Routing::SetOwnAddresses(Instance& instance)
{
    instance.own.clear();
    for (uint32_t i = 0; i < m_ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ipv6->GetNAddresses(i); ++j)
        {
            instance.own.insert(m_ipv6->GetAddress(i, j).GetAddress());
        }
    }
}

const LispIpv6Routing::Port&
LispIpv6Routing::GetPort(const NetDevice& device)
{
    const uint32_t index = device.GetIfIndex();
    if (index >= m_ports.size())
    {
        m_ports.resize(index + 1);
    }
    Port& port = m_ports[index];
    if (!port.instance)
    {
        port.interface = m_ipv6->GetInterfaceForDevice(Ptr<const NetDevice>(&device));
        const auto tunnel =
            std::find_if(m_instances.begin(), m_instances.end(), [&device](const auto& instance) {
                return PeekPointer(instance->device) == &device;
            });
        port.isTunnel = tunnel != m_instances.end();
        port.instance = port.isTunnel ? tunnel->get() : &GetInstanceOf(port.interface);
    }
    return port;
}

// ---- lookups -----------------------------------------------------------------------------------

Ptr<Ipv6RoutingProtocol>
LispIpv6Routing::GetInner() const
{
    return m_inner;
}

Ptr<Ipv6StaticRouting>
LispIpv6Routing::GetTable(uint32_t instanceId) const
{
    const Instance* instance = Find(instanceId);
    return instance ? instance->table : nullptr;
}

Ptr<Ipv6Route>
LispIpv6Routing::LookupUnderlay(Ipv6Address rloc) const
{
    Ipv6Header header;
    header.SetDestination(rloc);
    Socket::SocketErrno error;
    return m_inner->RouteOutput(nullptr, header, nullptr, error);
}

Ptr<Ipv6Route>
LispIpv6Routing::LookupNative(uint32_t instanceId, Ipv6Address destination) const
{
    const Instance* instance = Find(instanceId);
    if (!instance)
    {
        return nullptr;
    }
    Ipv6Header header;
    header.SetDestination(destination);
    Socket::SocketErrno error;
    return GetNative(*instance)->RouteOutput(nullptr, header, nullptr, error);
}

Ptr<Ipv6Route>
LispIpv6Routing::MakeTunnelRoute(const Instance& instance, Ipv6Address source) const
{
    const Ptr<Ipv6Route> route = Create<Ipv6Route>();
    route->SetDestination(Ipv6Address::GetAny());
    route->SetGateway(Ipv6Address::GetAny());
    route->SetSource(source);
    route->SetOutputDevice(instance.device);
    return route;
}

Ipv6Address
LispIpv6Routing::FindOwnEid(const Instance& instance) const
{
    for (uint32_t i = 0; i < m_ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ipv6->GetNAddresses(i); ++j)
        {
            const Ipv6Address address = m_ipv6->GetAddress(i, j).GetAddress();
            if (m_xtr->IsLocalEid(instance.id, address))
            {
                return address;
            }
        }
    }
    return Ipv6Address::GetAny();
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
    if (!m_xtr || IsOnLink(header.GetDestination()))
    {
        return m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    const Port port = GetPort(*device);
    const Instance& instance = *port.instance;
    if (!port.isTunnel)
    {
        const bool isForTunnel =
            m_xtr->IsForTunnel(instance.id, header.GetSource(), header.GetDestination(), device) &&
            m_ipv6->IsForwarding(port.interface);
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
        return m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    Socket::SocketErrno errorNumber;
    const Ptr<Ipv6Route> route =
        port.isTunnel || m_ipv6->IsForwarding(port.interface)
            ? GetNative(instance)->RouteOutput(nullptr, header, nullptr, errorNumber)
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

const Ptr<Ipv6Route>&
LispIpv6Routing::GetRouteTo(uint32_t device)
{
    if (device >= m_routesTo.size())
    {
        m_routesTo.resize(device + 1);
    }
    Ptr<Ipv6Route>& route = m_routesTo[device];
    if (!route)
    {
        route = Create<Ipv6Route>();
        route->SetDestination(Ipv6Address::GetAny());
        route->SetGateway(Ipv6Address::GetAny());
        route->SetSource(Ipv6Address::GetAny());
        route->SetOutputDevice(m_xtr->GetNode()->GetDevice(device));
    }
    return route;
}

bool
LispIpv6Routing::ForwardGroup(Ptr<const Packet> packet,
                              const Ipv6Header& header,
                              Ptr<const NetDevice> from,
                              const UnicastForwardCallback& unicast)
{
    const Port port = GetPort(*from);
    const Instance& instance = *port.instance;
    const bool isForTunnel =
        !port.isTunnel && header.GetHopLimit() > 1 &&
        !m_xtr->GetReplicator()->IsSilent(from->GetIfIndex()) &&
        m_xtr->IsForTunnel(instance.id, header.GetSource(), header.GetDestination(), from) &&
        m_ipv6->IsForwarding(port.interface);
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
                unicast(from, GetRouteTo(member), packet, header);
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
    if (!m_xtr || !m_xtr->IsItr())
    {
        return m_inner->RouteOutput(packet, header, oif, error);
    }
    const Instance& instance = oif ? *GetPort(*oif).instance : *m_instances.front();
    const bool toTunnel = oif && GetPort(*oif).isTunnel;
    const Ptr<Ipv6RoutingProtocol> native = GetNative(instance);
    const Ipv6Address destination = header.GetDestination();
    if (toTunnel && IsOnLink(destination))
    {
        // The tunnel is no link: what the stack would say on one, as a Router Solicitation, ends
        // here, since static routing would insist on an interface for it.
        error = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    if ((oif && !toTunnel) || IsOnLink(destination) || instance.own.count(destination) != 0 ||
        m_xtr->IsLocalEid(instance.id, destination))
    {
        return native->RouteOutput(packet, header, toTunnel ? nullptr : oif, error);
    }
    // Without a source so far, one that is an EID, and so takes the tunnel, is chosen for what is
    // known to be an EID, and for what cannot be reached without.
    const bool hasSource = instance.own.count(header.GetSource()) != 0;
    if (!hasSource && !toTunnel && !m_xtr->IsRemoteEid(instance.id, destination))
    {
        if (const Ptr<Ipv6Route> route = native->RouteOutput(packet, header, oif, error))
        {
            return route;
        }
    }
    const Ipv6Address source = hasSource ? header.GetSource() : FindOwnEid(instance);
    if (source.IsAny() || !m_xtr->IsLocalEid(instance.id, source))
    {
        return native->RouteOutput(packet, header, toTunnel ? nullptr : oif, error);
    }
    error = Socket::ERROR_NOTERROR;
    return MakeTunnelRoute(instance, source);
}

} // namespace ns3
