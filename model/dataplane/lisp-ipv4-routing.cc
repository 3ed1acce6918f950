/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-ipv4-routing.h"

#include "lisp-native.h"
#include "lisp-net-device.h"
#include "lisp-replicator.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/node.h"
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
    if (m_inner)
    {
        m_inner->Initialize();
    }
    Ipv4ListRouting::DoInitialize();
}

void
LispIpv4Routing::DoDispose()
{
    Detach();
    m_instances.clear();
    m_ports.clear();
    m_inner = nullptr;
    m_ipv4 = nullptr;
    m_unicast = UnicastForwardCallback();
    Ipv4ListRouting::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
LispIpv4Routing::Install(LispXtr* xtr, Ptr<Ipv4> ipv4)
{
    m_xtr = xtr;
    m_inner = ipv4->GetRoutingProtocol();
    ipv4->SetRoutingProtocol(this);
}

void
LispIpv4Routing::SetIpv4(Ptr<Ipv4> ipv4)
{
    // What is inside has been told already, when the node got it.
    m_ipv4 = ipv4;
}

void
LispIpv4Routing::Detach()
{
    m_xtr = nullptr;
    m_unicast = UnicastForwardCallback(); // it holds on to the node's IPv4
}

void
LispIpv4Routing::AddInstance(uint32_t instanceId, Ptr<LispNetDevice> device, bool isDefault)
{
    auto instance = std::make_unique<Instance>();
    instance->id = instanceId;
    instance->device = device;
    instance->toTunnel = Create<Ipv4Route>();
    instance->toTunnel->SetDestination(Ipv4Address::GetAny());
    instance->toTunnel->SetGateway(Ipv4Address::GetAny());
    instance->toTunnel->SetSource(Ipv4Address::GetAny());
    instance->toTunnel->SetOutputDevice(device);
    if (!isDefault)
    {
        instance->table = CreateObject<Ipv4StaticRouting>();
        instance->table->SetIpv4(m_ipv4);
        for (uint32_t i = 0; i < m_ipv4->GetNInterfaces(); ++i)
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
LispIpv4Routing::MovePort(uint32_t interface, uint32_t instanceId)
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
    if (m_ipv4->IsUp(interface))
    {
        GetNative(*to)->NotifyInterfaceUp(interface);
    }
    SetOwnAddresses(from);
    SetOwnAddresses(*to);
    m_ports.clear();
}

bool
LispIpv4Routing::HasAddress(Ipv4Address address) const
{
    // IPv4 itself would go through a list for each address of each interface.
    return std::any_of(m_instances.begin(), m_instances.end(), [address](const auto& instance) {
        return instance->addresses.Contains(address);
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

LispIpv4Routing::Instance*
LispIpv4Routing::Find(uint32_t instanceId) const
{
    const auto found =
        std::find_if(m_instances.begin(), m_instances.end(), [instanceId](const auto& instance) {
            return instance->id == instanceId;
        });
    return found == m_instances.end() ? nullptr : found->get();
}

LispIpv4Routing::Instance&
LispIpv4Routing::GetInstanceOf(uint32_t interface) const
{
    const auto moved = m_moved.find(interface);
    return moved == m_moved.end() ? *m_instances.front() : *Find(moved->second);
}

Ptr<Ipv4RoutingProtocol>
LispIpv4Routing::GetNative(const Instance& instance) const
{
    if (instance.table)
    {
        return instance.table;
    }
    return m_inner;
}

bool
LispIpv4Routing::IsTunnel(uint32_t interface) const
{
    return DynamicCast<LispNetDevice>(m_ipv4->GetNetDevice(interface)) != nullptr;
}

void
LispIpv4Routing::SetOwnAddresses(Instance& instance)
{
    instance.addresses.Clear();
    instance.own.Clear();
    for (uint32_t i = 0; i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ipv4->GetNAddresses(i); ++j)
        {
            AddOwnAddress(instance, m_ipv4->GetAddress(i, j));
        }
    }
}

void
LispIpv4Routing::AddOwnAddress(Instance& instance, const Ipv4InterfaceAddress& address)
{
    instance.addresses.Insert(address.GetLocal());
    instance.own.Insert(address.GetLocal());
    instance.own.Insert(address.GetBroadcast());
}

const LispIpv4Routing::Port&
LispIpv4Routing::GetPort(const NetDevice& device)
{
    const uint32_t index = device.GetIfIndex();
    if (index >= m_ports.size())
    {
        m_ports.resize(index + 1);
    }
    Port& port = m_ports[index];
    if (!port.instance)
    {
        port.interface = m_ipv4->GetInterfaceForDevice(Ptr<const NetDevice>(&device));
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

Ptr<Ipv4RoutingProtocol>
LispIpv4Routing::GetInner() const
{
    return m_inner;
}

Ptr<Ipv4StaticRouting>
LispIpv4Routing::GetTable(uint32_t instanceId) const
{
    const Instance* instance = Find(instanceId);
    return instance ? instance->table : nullptr;
}

Ptr<Ipv4Route>
LispIpv4Routing::LookupUnderlay(Ipv4Address rloc) const
{
    Ipv4Header header;
    header.SetDestination(rloc);
    Socket::SocketErrno error;
    return m_inner->RouteOutput(nullptr, header, nullptr, error);
}

Ptr<Ipv4Route>
LispIpv4Routing::LookupNative(uint32_t instanceId, Ipv4Address destination) const
{
    const Instance* instance = Find(instanceId);
    if (!instance)
    {
        return nullptr;
    }
    Ipv4Header header;
    header.SetDestination(destination);
    Socket::SocketErrno error;
    return GetNative(*instance)->RouteOutput(nullptr, header, nullptr, error);
}

Ptr<Ipv4Route>
LispIpv4Routing::MakeTunnelRoute(const Instance& instance, Ipv4Address source) const
{
    const Ptr<Ipv4Route> route = Create<Ipv4Route>();
    route->SetDestination(Ipv4Address::GetAny());
    route->SetGateway(Ipv4Address::GetAny());
    route->SetSource(source);
    route->SetOutputDevice(instance.device);
    return route;
}

Ipv4Address
LispIpv4Routing::FindOwnEid(const Instance& instance) const
{
    for (uint32_t i = 0; i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ipv4->GetNAddresses(i); ++j)
        {
            const Ipv4Address address = m_ipv4->GetAddress(i, j).GetLocal();
            if (m_xtr->IsLocalEid(instance.id, address))
            {
                return address;
            }
        }
    }
    return Ipv4Address::GetAny();
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
        return m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    if (m_unicast.IsNull())
    {
        m_unicast = unicast;
    }
    const uint32_t destination = header.GetDestination().Get();
    if (m_rlocs.Contains(header.GetDestination()) && TakeOuter(packet, header))
    {
        return true;
    }
    const Port port = GetPort(*device);
    const Instance& instance = *port.instance;
    constexpr uint32_t firstGroup = 0xe0000000; // groups, and limited broadcast above them
    if (port.isTunnel && destination >= firstGroup)
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
        m_ipv4->IsForwarding(port.interface);
    if (destination < firstGroup && !instance.own.Contains(header.GetDestination()))
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
    if (destination >= firstGroup && isForTunnel && header.GetTtl() > 1 && m_xtr->GetReplicator() &&
        !m_xtr->GetReplicator()->IsSilent(device->GetIfIndex()) &&
        IsGroupBeyondSite(header.GetDestination()))
    {
        ForwardGroup(instance, *device, packet, header, unicast);
    }
    if (m_instances.size() == 1 || destination >= firstGroup)
    {
        return m_inner->RouteInput(packet, header, device, unicast, multicast, local, error);
    }
    // The routing inside would deliver to an address of any instance.
    return Route(instance, port, packet, header, unicast, local);
}

bool
LispIpv4Routing::Forward(Ptr<const Packet> packet, const Ipv4Header& header, uint32_t instanceId)
{
    const Instance* instance = Find(instanceId);
    if (m_unicast.IsNull() || !instance || instance->own.Contains(header.GetDestination()))
    {
        return false;
    }
    if (header.GetDestination().IsMulticast())
    {
        ForwardGroup(*instance, *instance->device, packet, header, m_unicast);
        return true;
    }
    Socket::SocketErrno error;
    const Ptr<Ipv4Route> route = GetNative(*instance)->RouteOutput(nullptr, header, nullptr, error);
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

const Ptr<Ipv4Route>&
LispIpv4Routing::GetRouteTo(uint32_t device)
{
    if (device >= m_routesTo.size())
    {
        m_routesTo.resize(device + 1);
    }
    Ptr<Ipv4Route>& route = m_routesTo[device];
    if (!route)
    {
        route = Create<Ipv4Route>();
        route->SetDestination(Ipv4Address::GetAny());
        route->SetGateway(Ipv4Address::GetAny());
        route->SetSource(Ipv4Address::GetAny());
        route->SetOutputDevice(m_xtr->GetNode()->GetDevice(device));
    }
    return route;
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
                                                 unicast(GetRouteTo(port), packet, header);
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
    if (!port.isTunnel && !m_ipv4->IsForwarding(port.interface))
    {
        return false;
    }
    Socket::SocketErrno error;
    const Ptr<Ipv4Route> route = GetNative(instance)->RouteOutput(nullptr, header, nullptr, error);
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
    if (!m_xtr || !m_xtr->IsItr())
    {
        return m_inner->RouteOutput(packet, header, oif, error);
    }
    const Instance& instance = oif ? *GetPort(*oif).instance : *m_instances.front();
    const bool toTunnel = oif && GetPort(*oif).isTunnel;
    const Ptr<Ipv4RoutingProtocol> native = GetNative(instance);
    const Ipv4Address destination = header.GetDestination();
    constexpr uint32_t firstGroup = 0xe0000000;
    if (toTunnel && destination.Get() >= firstGroup)
    {
        // The tunnel is no link, and static routing would insist on an interface for a group.
        error = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    if ((oif && !toTunnel) || destination.Get() >= firstGroup ||
        instance.own.Contains(destination) || m_xtr->IsLocalEid(instance.id, destination))
    {
        return native->RouteOutput(packet, header, toTunnel ? nullptr : oif, error);
    }
    // Without a source so far, one that is an EID, and so takes the tunnel, is chosen for what is
    // known to be an EID, and for what cannot be reached without.
    const bool hasSource = instance.own.Contains(header.GetSource());
    if (!hasSource && !toTunnel && !m_xtr->IsRemoteEid(instance.id, destination))
    {
        if (const Ptr<Ipv4Route> route = native->RouteOutput(packet, header, oif, error))
        {
            return route;
        }
    }
    const Ipv4Address source = hasSource ? header.GetSource() : FindOwnEid(instance);
    if (source.IsAny() || !m_xtr->IsLocalEid(instance.id, source))
    {
        return native->RouteOutput(packet, header, toTunnel ? nullptr : oif, error);
    }
    error = Socket::ERROR_NOTERROR;
    return MakeTunnelRoute(instance, source);
}

} // namespace ns3
