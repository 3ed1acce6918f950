/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-underlay.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/lisp-ipv4-routing.h"
#include "ns3/lisp-ipv6-routing.h"
#include "ns3/lisp-xtr.h"
#include "ns3/loopback-net-device.h"
#include "ns3/socket.h"

#include <algorithm>

namespace ns3
{

namespace
{

/**
 * @param xtr a tunnel router
 * @param address where to
 * @param device where it is to leave; null: anywhere
 * @return the route; null: none
 */
Ptr<Ipv4Route>
FindIpv4(const LispXtr& xtr, const NetworkAddress& address, const Ptr<NetDevice>& device)
{
    if (!xtr.GetIpv4Routing())
    {
        return nullptr;
    }
    Ipv4Header header;
    header.SetDestination(address.ToIpv4());
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    return xtr.GetIpv4Routing()->GetRoutes().GetInner()->RouteOutput(nullptr,
                                                                     header,
                                                                     device,
                                                                     error);
}

/// As FindIpv4. @param xtr a tunnel router @param address where to @param device where it is to
/// leave; null: anywhere @return the route; null: none
Ptr<Ipv6Route>
FindIpv6(const LispXtr& xtr, const NetworkAddress& address, const Ptr<NetDevice>& device)
{
    if (!xtr.GetIpv6Routing())
    {
        return nullptr;
    }
    Ipv6Header header;
    header.SetDestination(address.ToIpv6());
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    return xtr.GetIpv6Routing()->GetRoutes().GetInner()->RouteOutput(nullptr,
                                                                     header,
                                                                     device,
                                                                     error);
}

} // namespace

LispUnderlayRoute
LispFindUnderlayRoute(const LispXtr& xtr, const NetworkAddress& address)
{
    bool isDefault = false;
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        const auto route = FindIpv4(xtr, address, nullptr);
        if (!route)
        {
            return LispUnderlayRoute::NONE;
        }
        isDefault = route->GetDestination().IsAny();
    }
    else
    {
        const auto route = FindIpv6(xtr, address, nullptr);
        if (!route)
        {
            return LispUnderlayRoute::NONE;
        }
        isDefault = route->GetDestination().IsAny();
    }
    return isDefault ? LispUnderlayRoute::DEFAULT : LispUnderlayRoute::SPECIFIC;
}

Ptr<NetDevice>
LispGetUplink(const LispXtr& xtr, const NetworkAddress& rloc)
{
    if (rloc.GetFamily() == AddressFamily::IPV4)
    {
        const int32_t interface =
            xtr.GetIpv4() ? xtr.GetIpv4()->GetInterfaceForAddress(rloc.ToIpv4()) : -1;
        return interface < 0 ? nullptr : xtr.GetIpv4()->GetNetDevice(interface);
    }
    const int32_t interface =
        xtr.GetIpv6() ? xtr.GetIpv6()->GetInterfaceForAddress(rloc.ToIpv6()) : -1;
    return interface < 0 ? nullptr : xtr.GetIpv6()->GetNetDevice(interface);
}

bool
LispIsUplinkUp(const LispXtr& xtr, const NetworkAddress& rloc)
{
    const auto device = LispGetUplink(xtr, rloc);
    if (!device || !device->IsLinkUp())
    {
        return false;
    }
    return rloc.GetFamily() == AddressFamily::IPV4
               ? xtr.GetIpv4()->IsUp(xtr.GetIpv4()->GetInterfaceForDevice(device))
               : xtr.GetIpv6()->IsUp(xtr.GetIpv6()->GetInterfaceForDevice(device));
}

bool
LispLeadsAnywhere(const LispXtr& xtr,
                  const NetworkAddress& rloc,
                  const std::vector<NetworkAddress>& core)
{
    auto device = LispGetUplink(xtr, rloc);
    if (DynamicCast<LoopbackNetDevice>(device))
    {
        device = nullptr;
    }
    const bool isIpv4 = rloc.GetFamily() == AddressFamily::IPV4;
    return std::any_of(core.begin(), core.end(), [&](const NetworkAddress& address) {
        return address.GetFamily() == rloc.GetFamily() &&
               (isIpv4 ? FindIpv4(xtr, address, device) != nullptr
                       : FindIpv6(xtr, address, device) != nullptr);
    });
}

} // namespace ns3
