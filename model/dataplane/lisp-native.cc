/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-native.h"

#include "lisp-eid-packet.h"
#include "lisp-ipv4-routing.h"
#include "lisp-ipv6-routing.h"
#include "lisp-too-big.h"
#include "lisp-xtr.h"

#include "ns3/eid-prefix.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

namespace ns3
{

namespace
{

/// @param xtr a tunnel router @param instanceId an instance @param to where to @return the route
Ptr<Ipv4Route>
LookupIpv4(const LispXtr& xtr, uint32_t instanceId, const NetworkAddress& to)
{
    return xtr.GetIpv4Routing()
               ? xtr.GetIpv4Routing()->GetRoutes().LookupNative(instanceId, to.ToIpv4())
               : nullptr;
}

/// @param xtr a tunnel router @param instanceId an instance @param to where to @return the route
Ptr<Ipv6Route>
LookupIpv6(const LispXtr& xtr, uint32_t instanceId, const NetworkAddress& to)
{
    return xtr.GetIpv6Routing()
               ? xtr.GetIpv6Routing()->GetRoutes().LookupNative(instanceId, to.ToIpv6())
               : nullptr;
}

/// @copydoc LispForwardNatively
void
ForwardIpv4(LispXtr& xtr, Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    const Ptr<Ipv4Route> route = LookupIpv4(xtr, instanceId, eid.destination);
    if (!route)
    {
        xtr.Drop(packet, LispDropReason::ITR_NO_NATIVE_ROUTE);
        return;
    }
    const Ptr<Ipv4L3Protocol> ipv4 = xtr.GetIpv4();
    if (!ipv4->IsUp(ipv4->GetInterfaceForDevice(route->GetOutputDevice())))
    {
        xtr.Drop(packet, LispDropReason::ITR_INTERFACE_DOWN);
        return;
    }
    // ns-3 would fragment it all the same (RFC 1812 section 4.2.2.7).
    const uint32_t mtu = route->GetOutputDevice()->GetMtu();
    if (packet->GetSize() > mtu && !eid.mayFragment)
    {
        LispTellTooBig(xtr, *packet, eid, instanceId, mtu);
        xtr.Drop(packet, LispDropReason::ITR_TOO_BIG);
        return;
    }
    xtr.CountForwardedNatively(packet, instanceId);
    Ipv4Header header;
    packet->RemoveHeader(header);
    ipv4->SendWithHeader(packet, header, route);
}

/// @copydoc LispForwardNatively
void
ForwardIpv6(LispXtr& xtr, Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    const Ptr<Ipv6Route> route = LookupIpv6(xtr, instanceId, eid.destination);
    if (!route)
    {
        xtr.Drop(packet, LispDropReason::ITR_NO_NATIVE_ROUTE);
        return;
    }
    const Ptr<NetDevice> device = route->GetOutputDevice();
    const Ptr<Ipv6L3Protocol> ipv6 = xtr.GetIpv6();
    const Ptr<Ipv6Interface> interface = ipv6->GetInterface(ipv6->GetInterfaceForDevice(device));
    if (!interface->IsUp())
    {
        xtr.Drop(packet, LispDropReason::ITR_INTERFACE_DOWN);
        return;
    }
    if (packet->GetSize() > device->GetMtu())
    {
        LispTellTooBig(xtr, *packet, eid, instanceId, device->GetMtu());
        xtr.Drop(packet, LispDropReason::ITR_TOO_BIG);
        return;
    }
    xtr.CountForwardedNatively(packet, instanceId);
    Ipv6Header header;
    packet->RemoveHeader(header);
    interface->Send(packet,
                    header,
                    route->GetGateway().IsAny() ? header.GetDestination() : route->GetGateway());
}

} // namespace

bool
LispHasOptions(const Ipv4Header& header)
{
    constexpr uint32_t withoutOptions = 20; // RFC 791 section 3.1
    return header.GetSerializedSize() != withoutOptions;
}

Ipv4Header
LispWithoutOptions(const Ipv4Header& header)
{
    Ipv4Header plain;
    plain.SetTos(header.GetTos());
    plain.SetPayloadSize(header.GetPayloadSize());
    plain.SetIdentification(header.GetIdentification());
    plain.SetFragmentOffset(header.GetFragmentOffset());
    if (!header.IsLastFragment())
    {
        plain.SetMoreFragments();
    }
    if (header.IsDontFragment())
    {
        plain.SetDontFragment();
    }
    plain.SetTtl(header.GetTtl());
    plain.SetProtocol(header.GetProtocol());
    plain.SetSource(header.GetSource());
    plain.SetDestination(header.GetDestination());
    return plain;
}

bool
LispHasNativeRoute(const LispXtr& xtr, uint32_t instanceId, const NetworkAddress& destination)
{
    if (destination.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4Route> route = LookupIpv4(xtr, instanceId, destination);
        return route && !route->GetDestination().IsAny();
    }
    const Ptr<Ipv6Route> route = LookupIpv6(xtr, instanceId, destination);
    return route && !route->GetDestination().IsAny();
}

bool
LispHasNativeRouteInside(const LispXtr& xtr,
                         const EidPrefix& prefix,
                         const NetworkAddress& destination)
{
    NetworkAddress network;
    if (destination.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4Route> route = LookupIpv4(xtr, prefix.GetInstanceId(), destination);
        network = route ? NetworkAddress(route->GetDestination()) : NetworkAddress();
    }
    else
    {
        const Ptr<Ipv6Route> route = LookupIpv6(xtr, prefix.GetInstanceId(), destination);
        network = route ? NetworkAddress(route->GetDestination()) : NetworkAddress();
    }
    return network.IsValid() && prefix.Covers(network) && network != prefix.GetAddress();
}

void
LispForwardNatively(LispXtr& xtr, Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    if (eid.destination.GetFamily() == AddressFamily::IPV4)
    {
        ForwardIpv4(xtr, packet, eid, instanceId);
    }
    else
    {
        ForwardIpv6(xtr, packet, eid, instanceId);
    }
}

void
LispTellTooBig(LispXtr& xtr,
               const Packet& packet,
               const LispEidPacket& eid,
               uint32_t instanceId,
               uint32_t mtu)
{
    constexpr uint8_t icmp = 1;
    constexpr uint8_t icmp6 = 58;
    if (!LispMayTellTooBig(packet, eid))
    {
        return;
    }
    if (eid.source.GetFamily() == AddressFamily::IPV4)
    {
        if (const Ptr<Ipv4Route> route = LookupIpv4(xtr, instanceId, eid.source))
        {
            const Ipv4Address from = route->GetSource();
            xtr.GetIpv4()->Send(LispMakeTooBig(packet, mtu, from, eid.source),
                                from,
                                eid.source.ToIpv4(),
                                icmp,
                                route);
        }
    }
    else if (const Ptr<Ipv6Route> route = LookupIpv6(xtr, instanceId, eid.source))
    {
        const Ipv6Address from = route->GetSource();
        xtr.GetIpv6()->Send(LispMakeTooBig(packet, mtu, from, eid.source),
                            from,
                            eid.source.ToIpv6(),
                            icmp6,
                            route);
    }
}

void
LispSendFragmented(LispXtr& xtr, Ptr<Packet> packet, const Ipv4Header& outer)
{
    xtr.GetIpv4()->SendWithHeader(
        packet,
        outer,
        xtr.GetIpv4Routing()->GetRoutes().LookupUnderlay(outer.GetDestination()));
}

void
LispSendFragmented(LispXtr& xtr, Ptr<Packet> packet, const Ipv6Header& outer)
{
    // IPv6 in ns-3 fragments what it builds the header of itself.
    SocketIpv6HopLimitTag hopLimit;
    hopLimit.SetHopLimit(outer.GetHopLimit());
    packet->ReplacePacketTag(hopLimit);
    SocketIpv6TclassTag trafficClass;
    trafficClass.SetTclass(outer.GetTrafficClass());
    packet->ReplacePacketTag(trafficClass);
    xtr.GetIpv6()->Send(packet,
                        outer.GetSource(),
                        outer.GetDestination(),
                        outer.GetNextHeader(),
                        xtr.GetIpv6Routing()->GetRoutes().LookupUnderlay(outer.GetDestination()));
}

} // namespace ns3
