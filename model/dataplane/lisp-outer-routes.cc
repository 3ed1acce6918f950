/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-outer-routes.h"

#include "lisp-ipv4-routing.h"
#include "lisp-ipv6-routing.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/loopback-net-device.h"
#include "ns3/rloc-table.h"

namespace ns3
{

LispOuterRoutes::LispOuterRoutes(const LispXtr& xtr)
    : m_xtr(xtr)
{
}

void
LispOuterRoutes::SetLifetime(int64_t lifetime)
{
    m_lifetime = lifetime;
    Invalidate();
}

void
LispOuterRoutes::Invalidate()
{
    for (LispOuterRoute& route : m_routes)
    {
        route.expires = -1;
    }
}

void
LispOuterRoutes::SetPathMtu(uint32_t id, const NetworkAddress& rloc, uint32_t mtu, int64_t expires)
{
    LispOuterRoute& route = GetSlot(id, rloc);
    route.pathMtu = mtu;
    route.pathMtuExpires = expires;
}

int64_t
LispOuterRoutes::GetLookUp(uint32_t id, const NetworkAddress& rloc) const
{
    return id < m_routes.size() && m_routes[id].destination == rloc ? m_lookUps[id] : -1;
}

LispOuterRoute&
LispOuterRoutes::GetSlot(uint32_t id, const NetworkAddress& rloc)
{
    if (id >= m_routes.size())
    {
        m_routes.resize(m_xtr.GetRlocTable().GetCapacity());
        m_lookUps.resize(m_routes.size(), -1);
    }
    LispOuterRoute& route = m_routes[id];
    if (route.destination != rloc)
    {
        route = LispOuterRoute();
        route.destination = rloc;
        m_lookUps[id] = -1;
    }
    return route;
}

const LispOuterRoute&
LispOuterRoutes::LookUp(uint32_t id, const NetworkAddress& rloc, int64_t now)
{
    LispOuterRoute& route = GetSlot(id, rloc);
    route.rloc = id;
    route.expires = now + m_lifetime;
    m_lookUps[id] = now;
    if (route.pathMtuExpires <= now)
    {
        route.pathMtu = 0;
    }
    if (m_xtr.IsLocalRloc(rloc))
    {
        route.failure = LispDropReason::ITR_RLOC_IS_OWN;
    }
    else
    {
        route.failure = rloc.GetFamily() == AddressFamily::IPV4 ? FindIpv4(route) : FindIpv6(route);
    }
    return route;
}

LispDropReason
LispOuterRoutes::FindIpv4(LispOuterRoute& route) const
{
    const Ptr<Ipv4L3Protocol> ipv4 = m_xtr.GetIpv4();
    if (!ipv4)
    {
        return LispDropReason::ITR_NO_LOCAL_RLOC;
    }
    const Ipv4Address rloc = route.destination.ToIpv4();
    const Ptr<Ipv4Route> found = m_xtr.GetIpv4Routing()->GetRoutes().LookupUnderlay(rloc);
    if (!found)
    {
        return LispDropReason::ITR_NO_ROUTE_TO_RLOC;
    }
    const Ptr<NetDevice> device = found->GetOutputDevice();
    if (DynamicCast<LoopbackNetDevice>(device))
    {
        return LispDropReason::ITR_RLOC_IS_OWN;
    }
    const int32_t index = ipv4->GetInterfaceForDevice(device);
    route.source = m_xtr.GetRlocFor(AddressFamily::IPV4, device);
    if (!route.source.IsValid())
    {
        return LispDropReason::ITR_NO_LOCAL_RLOC;
    }
    route.interface4 = ipv4->GetInterface(index);
    route.nextHop = found->GetGateway().IsAny() ? rloc : found->GetGateway();
    route.linkMtu = device->GetMtu();
    return LispDropReason::NONE;
}

LispDropReason
LispOuterRoutes::FindIpv6(LispOuterRoute& route) const
{
    const Ptr<Ipv6L3Protocol> ipv6 = m_xtr.GetIpv6();
    if (!ipv6)
    {
        return LispDropReason::ITR_NO_LOCAL_RLOC;
    }
    const Ipv6Address rloc = route.destination.ToIpv6();
    const Ptr<Ipv6Route> found = m_xtr.GetIpv6Routing()->GetRoutes().LookupUnderlay(rloc);
    if (!found)
    {
        return LispDropReason::ITR_NO_ROUTE_TO_RLOC;
    }
    const Ptr<NetDevice> device = found->GetOutputDevice();
    if (DynamicCast<LoopbackNetDevice>(device))
    {
        return LispDropReason::ITR_RLOC_IS_OWN;
    }
    route.source = m_xtr.GetRlocFor(AddressFamily::IPV6, device);
    if (!route.source.IsValid())
    {
        return LispDropReason::ITR_NO_LOCAL_RLOC;
    }
    route.interface6 = ipv6->GetInterface(ipv6->GetInterfaceForDevice(device));
    route.nextHop = found->GetGateway().IsAny() ? rloc : found->GetGateway();
    route.linkMtu = device->GetMtu();
    return LispDropReason::NONE;
}

} // namespace ns3
