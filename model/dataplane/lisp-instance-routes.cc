/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-instance-routes.h"

#include "lisp-net-device.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>
#include <utility>

namespace ns3
{

/// @param table of an instance @param ip of its node
static void
AttachTable(Ipv4StaticRouting& table, const Ptr<Ipv4>& ip)
{
    table.SetIpv4(ip);
}

/// @param table of an instance @param ip of its node
static void
AttachTable(Ipv6StaticRouting& table, const Ptr<Ipv6>& ip)
{
    table.SetIpv6(ip);
}

template <class Family>
LispInstanceRoutes<Family>::LispInstanceRoutes() = default;

template <class Family>
LispInstanceRoutes<Family>::~LispInstanceRoutes() = default;

// ---- set-up ------------------------------------------------------------------------------------

template <class Family>
void
LispInstanceRoutes<Family>::SetInner(const Ptr<Protocol>& inner)
{
    m_inner = inner;
}

template <class Family>
void
LispInstanceRoutes<Family>::SetIp(const Ptr<Ip>& ip)
{
    m_ip = ip;
}

template <class Family>
void
LispInstanceRoutes<Family>::Clear()
{
    m_byId.clear();
    m_instances.clear();
    m_ports.clear();
    m_inner = nullptr;
    m_ip = nullptr;
}

template <class Family>
void
LispInstanceRoutes<Family>::Add(uint32_t instanceId,
                                const Ptr<LispNetDevice>& device,
                                bool isDefault)
{
    auto instance = std::make_unique<Instance>();
    instance->id = instanceId;
    instance->device = device;
    instance->toTunnel = MakeRoute(device, Address::GetAny());
    if (!isDefault)
    {
        instance->table = CreateObject<Table>();
        AttachTable(*instance->table, m_ip);
        for (uint32_t i = 0; i < m_ip->GetNInterfaces(); ++i)
        {
            // The table made routes for all interfaces; none is the instance's yet.
            instance->table->NotifyInterfaceDown(i);
        }
    }
    m_byId[instanceId] = instance.get();
    m_instances.push_back(std::move(instance));
    SetOwnAddresses(*m_instances.back());
    ForgetPorts();
}

template <class Family>
void
LispInstanceRoutes<Family>::MovePort(uint32_t interface, uint32_t instanceId)
{
    Instance& from = GetInstanceOf(interface);
    const auto found = m_byId.find(instanceId);
    if (found == m_byId.end() || found->second == &from)
    {
        return;
    }
    Instance& to = *found->second;
    GetNative(from)->NotifyInterfaceDown(interface);
    if (to.table)
    {
        m_moved[interface] = instanceId;
    }
    else
    {
        m_moved.erase(interface);
    }
    if (m_ip->IsUp(interface))
    {
        GetNative(to)->NotifyInterfaceUp(interface);
    }
    SetOwnAddresses(from);
    SetOwnAddresses(to);
    ForgetPorts();
}

template <class Family>
void
LispInstanceRoutes<Family>::ForgetPorts()
{
    m_ports.clear();
}

template <class Family>
void
LispInstanceRoutes<Family>::SetOwnAddresses(Instance& instance) const
{
    instance.own.Clear();
    for (uint32_t i = 0; i < m_ip->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ip->GetNAddresses(i); ++j)
        {
            instance.own.Insert(m_ip->GetAddress(i, j));
        }
    }
}

// ---- instances and ports -----------------------------------------------------------------------

template <class Family>
const typename LispInstanceRoutes<Family>::Instance*
LispInstanceRoutes<Family>::Find(uint32_t instanceId) const
{
    const auto found = m_byId.find(instanceId);
    return found == m_byId.end() ? nullptr : found->second;
}

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Table>
LispInstanceRoutes<Family>::GetTable(uint32_t instanceId) const
{
    const Instance* instance = Find(instanceId);
    return instance ? instance->table : nullptr;
}

template <class Family>
typename LispInstanceRoutes<Family>::Instance&
LispInstanceRoutes<Family>::GetInstanceOf(uint32_t interface) const
{
    const auto moved = m_moved.find(interface);
    return moved == m_moved.end() ? *m_instances.front() : *m_byId.at(moved->second);
}

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Protocol>
LispInstanceRoutes<Family>::GetNative(const Instance& instance) const
{
    if (instance.table)
    {
        return instance.table;
    }
    return m_inner;
}

template <class Family>
bool
LispInstanceRoutes<Family>::IsTunnel(uint32_t interface) const
{
    return DynamicCast<LispNetDevice>(m_ip->GetNetDevice(interface)) != nullptr;
}

template <class Family>
const typename LispInstanceRoutes<Family>::Port&
LispInstanceRoutes<Family>::MakePort(const NetDevice& device)
{
    const uint32_t index = device.GetIfIndex();
    if (index >= m_ports.size())
    {
        m_ports.resize(index + 1);
    }
    Port& port = m_ports[index];
    port.interface = m_ip->GetInterfaceForDevice(Ptr<const NetDevice>(&device));
    const auto tunnel =
        std::find_if(m_instances.begin(), m_instances.end(), [&device](const auto& instance) {
            return PeekPointer(instance->device) == &device;
        });
    port.isTunnel = tunnel != m_instances.end();
    port.instance = port.isTunnel ? tunnel->get() : &GetInstanceOf(port.interface);
    return port;
}

// ---- routes ------------------------------------------------------------------------------------

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Route>
LispInstanceRoutes<Family>::LookupUnderlay(const Address& rloc) const
{
    Header header;
    header.SetDestination(rloc);
    Socket::SocketErrno error;
    return m_inner->RouteOutput(nullptr, header, nullptr, error);
}

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Route>
LispInstanceRoutes<Family>::LookupNative(uint32_t instanceId, const Address& destination) const
{
    const Instance* instance = Find(instanceId);
    if (!instance)
    {
        return nullptr;
    }
    Header header;
    header.SetDestination(destination);
    Socket::SocketErrno error;
    return GetNative(*instance)->RouteOutput(nullptr, header, nullptr, error);
}

template <class Family>
const Ptr<typename LispInstanceRoutes<Family>::Route>&
LispInstanceRoutes<Family>::GetRouteTo(uint32_t device)
{
    if (device >= m_routesTo.size())
    {
        m_routesTo.resize(device + 1);
    }
    Ptr<Route>& route = m_routesTo[device];
    if (!route)
    {
        route = MakeRoute(m_ip->template GetObject<Node>()->GetDevice(device), Address::GetAny());
    }
    return route;
}

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Route>
LispInstanceRoutes<Family>::MakeRoute(const Ptr<NetDevice>& device, const Address& source) const
{
    const Ptr<Route> route = Create<Route>();
    route->SetDestination(Address::GetAny());
    route->SetGateway(Address::GetAny());
    route->SetSource(source);
    route->SetOutputDevice(device);
    return route;
}

template <class Family>
typename LispInstanceRoutes<Family>::Address
LispInstanceRoutes<Family>::FindOwnEid(const LispXtr& xtr, const Instance& instance) const
{
    for (uint32_t i = 0; i < m_ip->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; &GetInstanceOf(i) == &instance && j < m_ip->GetNAddresses(i); ++j)
        {
            const Address address = Family::GetAddress(m_ip->GetAddress(i, j));
            if (xtr.IsLocalEid(instance.id, address))
            {
                return address;
            }
        }
    }
    return Address::GetAny();
}

template <class Family>
Ptr<typename LispInstanceRoutes<Family>::Route>
LispInstanceRoutes<Family>::RouteOutput(const LispXtr& xtr,
                                        const Ptr<Packet>& packet,
                                        const Header& header,
                                        const Ptr<NetDevice>& oif,
                                        Socket::SocketErrno& error)
{
    const Instance& instance = oif ? *GetPort(*oif).instance : *m_instances.front();
    const bool toTunnel = oif && GetPort(*oif).isTunnel;
    const Ptr<Protocol> native = GetNative(instance);
    const Address destination = header.GetDestination();
    if (toTunnel && Family::IsOnLink(destination))
    {
        // The tunnel is no link: what the stack would say on one, as a Router Solicitation, ends
        // here, since static routing would insist on an interface for it.
        error = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    const Ptr<NetDevice> nativeOif = toTunnel ? nullptr : oif;
    if ((oif && !toTunnel) || Family::IsOnLink(destination) || instance.own.Contains(destination) ||
        xtr.IsLocalEid(instance.id, destination))
    {
        return native->RouteOutput(packet, header, nativeOif, error);
    }
    // Without a source so far, one that is an EID, and so takes the tunnel, is chosen for what is
    // known to be an EID, and for what cannot be reached without.
    const bool hasSource = instance.own.Contains(header.GetSource());
    if (!hasSource && !toTunnel && !xtr.IsRemoteEid(instance.id, destination))
    {
        if (const Ptr<Route> route = native->RouteOutput(packet, header, oif, error))
        {
            return route;
        }
    }
    const Address source = hasSource ? header.GetSource() : FindOwnEid(xtr, instance);
    if (source.IsAny() || !xtr.IsLocalEid(instance.id, source))
    {
        return native->RouteOutput(packet, header, nativeOif, error);
    }
    error = Socket::ERROR_NOTERROR;
    return MakeRoute(instance.device, source);
}

template class LispInstanceRoutes<LispIpv4Family>;
template class LispInstanceRoutes<LispIpv6Family>;

} // namespace ns3
