/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-encapsulator.h"

#include "lisp-eid-packet.h"
#include "lisp-header-signals.h"
#include "lisp-nat-peers.h"
#include "lisp-native.h"
#include "lisp-shim-header.h"
#include "lisp-tunnel-rules.h"
#include "lisp-xtr.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-protocol.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/rloc-table.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispEncapsulator);

TypeId
LispEncapsulator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispEncapsulator")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispEncapsulator>()
            .AddAttribute("EncapsulationMtu",
                          "The largest encapsulated packet, outer headers included, that the paths "
                          "to ETRs are taken to carry, in octets: L of RFC 9300 section 7.1, which "
                          "recommends 1500. A smaller MTU of the outgoing link wins.",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&LispEncapsulator::m_mtu),
                          MakeUintegerChecker<uint32_t>(128, 65535))
            .AddAttribute(
                "MtuMode",
                "What becomes of packets too big for the path (RFC 9300 section 7): None, "
                "Stateless or Stateful.",
                EnumValue(STATELESS),
                compat::MakeEnumAttributeAccessor<MtuMode>(&LispEncapsulator::m_mtuMode),
                MakeEnumChecker(NONE, "None", STATELESS, "Stateless", STATEFUL, "Stateful"))
            .AddAttribute("PathMtuFloor",
                          "The smallest path MTU that is believed of an ICMPv4 message, in octets; "
                          "RFC 1191 section 3 allows 68, which only a forger would send. For IPv6 "
                          "it is 1280 (RFC 8201 section 4).",
                          UintegerValue(576),
                          MakeUintegerAccessor(&LispEncapsulator::m_pathMtuFloor),
                          MakeUintegerChecker<uint32_t>(68, 65535))
            .AddAttribute(
                "PathMtuLifetime",
                "How long a learned path MTU is heeded (RFC 1191 section 6.3: 10 minutes).",
                TimeValue(Minutes(10)),
                MakeTimeAccessor(&LispEncapsulator::m_pathMtuLifetime),
                MakeTimeChecker(Seconds(0)))
            .AddAttribute("RouteLifetime",
                          "How long the route to a locator is used before it is looked up again; a "
                          "change that routing is told of takes effect at once, an edited static "
                          "route after this time.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispEncapsulator::SetRouteLifetime,
                                           &LispEncapsulator::GetRouteLifetime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("PendingPerEid",
                          "The most packets that wait for the mapping of one EID; 0: none waits "
                          "(RFC 9300 section 6 leaves it open).",
                          UintegerValue(16),
                          MakeUintegerAccessor(&LispEncapsulator::m_pendingPerEid),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "PendingTotal",
                "The most packets that wait for mappings in all (RFC 9300 section 6 leaves "
                "it open).",
                UintegerValue(1024),
                MakeUintegerAccessor(&LispEncapsulator::m_pendingTotal),
                MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "PendingTimeout",
                "How long a packet waits for a mapping at most (RFC 9300 section 6 leaves "
                "it open).",
                TimeValue(Seconds(10)),
                MakeTimeAccessor(&LispEncapsulator::m_pendingTimeout),
                MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("CopyTtl",
                          "Copy the inner TTL or hop limit to the outer header (RFC 9300 section "
                          "5.3: SHOULD); else it is OuterTtl.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEncapsulator::m_copyTtl),
                          MakeBooleanChecker())
            .AddAttribute(
                "OuterTtl",
                "The outer TTL or hop limit where it is not copied; deployed routers send "
                "255.",
                UintegerValue(255),
                MakeUintegerAccessor(&LispEncapsulator::m_outerTtl),
                MakeUintegerChecker<uint8_t>(1))
            .AddAttribute("CopyDscp",
                          "Copy the inner DSCP to the outer header (RFC 9300 section 5.3: SHOULD); "
                          "else it is 0. ECN is always copied (RFC 6040 section 4.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEncapsulator::m_copyDscp),
                          MakeBooleanChecker())
            .AddAttribute("OuterDontFragment",
                          "Set DF in an IPv4 outer header (RFC 9300 section 7.1: SHOULD).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEncapsulator::m_dontFragment),
                          MakeBooleanChecker())
            .AddAttribute("UdpChecksum",
                          "Compute the outer UDP checksum; else it is zero (RFC 9300 section 5.3: "
                          "SHOULD).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispEncapsulator::m_udpChecksum),
                          MakeBooleanChecker())
            .AddAttribute("FrameChecksum",
                          "Compute the outer UDP checksum of Ethernet frames in LISP-GPE (RFC 9305 "
                          "section 4.3: over IPv4 SHOULD, over IPv6 MUST by default); zero is for "
                          "networks of one's own (section 4.3.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEncapsulator::m_frameChecksum),
                          MakeBooleanChecker())
            .AddAttribute("OuterFlowLabel",
                          "Set an IPv6 outer flow label from the flow's hash (RFC 9300 section 12: "
                          "MAY, RFC 6438); else it is 0.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEncapsulator::m_flowLabel),
                          MakeBooleanChecker())
            .AddAttribute("SourcePort",
                          "The outer UDP source port of all packets; 0: that of the flow (RFC 9300 "
                          "section 12). Behind a NAT it is 4341, so that the NAT has one port for "
                          "what is sent and what is to come.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LispEncapsulator::m_sourcePort),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute(
                "NativeRoutes",
                "Forward a packet without a mapping by the node's routing, if that has a "
                "route other than the default one; only else ask for a mapping (RFC 9300 "
                "section 4.2). False where the routing knows EIDs, as global routing does.",
                BooleanValue(true),
                MakeBooleanAccessor(&LispEncapsulator::m_nativeRoutes),
                MakeBooleanChecker());
    return tid;
}

LispEncapsulator::LispEncapsulator()
    : m_pending(
          {m_pendingPerEid, m_pendingTotal, m_pendingTimeout},
          [this](const Ptr<Packet>& packet, LispDropReason reason) { m_xtr->Drop(packet, reason); })
{
}

LispEncapsulator::~LispEncapsulator() = default;

void
LispEncapsulator::DoDispose()
{
    m_pending.Clear();
    m_routes.reset();
    m_xtr = nullptr;
    Object::DoDispose();
}

void
LispEncapsulator::SetXtr(LispXtr* xtr)
{
    m_xtr = xtr;
    m_routes = std::make_unique<LispOuterRoutes>(*xtr);
    m_routes->SetLifetime(m_routeLifetime.GetTimeStep());
}

// ---- the hot path ------------------------------------------------------------------------------

void
LispEncapsulator::Send(Ptr<Packet> packet, uint32_t instanceId, const NetworkAddress& cameFrom)
{
    std::array<uint8_t, LispEidPacket::VIEW> octets;
    packet->CopyData(octets.data(), octets.size());
    LispEidPacket eid;
    if (eid.Read(octets.data(), packet->GetSize(), false) != LispEidPacket::Error::NONE)
    {
        m_xtr->Drop(packet, LispDropReason::ITR_BAD_PACKET);
        return;
    }
    eid.cameFrom = cameFrom;
    if (!LispIsHostAddress(eid.destination))
    {
        HandleNotUnicast(packet, eid, instanceId);
        return;
    }
    if (!m_xtr->Encapsulates() && !(cameFrom.IsValid() && m_xtr->IsRtr()))
    {
        m_xtr->Drop(packet, LispDropReason::ITR_DISABLED);
        return;
    }
    const LispNatPeer* peer = m_xtr->FindNatPeer(instanceId, eid.destination);
    const LispMapCacheEntry* entry =
        m_xtr->GetMapCache().Lookup(instanceId, eid.destination, Simulator::Now());
    // A host that has left a prefix behind a NAT has a mapping of its own.
    if (peer && !(entry && entry->locators && entry->prefix.GetLength() > peer->prefix.GetLength()))
    {
        SendTo(packet, eid, instanceId, peer->id, peer->address, peer->port);
        return;
    }
    if (entry && entry->locators)
    {
        eid.mapVersion = entry->mapVersion;
        eid.echoesNonces = entry->echoesNonces;
        Forward(packet, eid, instanceId, *entry->locators);
    }
    else if (entry && entry->action != LispAction::SEND_MAP_REQUEST)
    {
        HandleNegative(packet, eid, instanceId, entry->action);
    }
    else
    {
        HandleMiss(packet, eid, instanceId);
    }
}

void
LispEncapsulator::SendTo(Ptr<Packet> packet,
                         uint32_t instanceId,
                         const NetworkAddress& address,
                         uint16_t port)
{
    std::array<uint8_t, LispEidPacket::VIEW> octets;
    packet->CopyData(octets.data(), octets.size());
    LispEidPacket eid;
    if (eid.Read(octets.data(), packet->GetSize(), false) != LispEidPacket::Error::NONE)
    {
        m_xtr->Drop(packet, LispDropReason::ITR_BAD_PACKET);
        return;
    }
    RlocTable& rlocs = m_xtr->GetRlocTable();
    const RlocTable::Id id = rlocs.Acquire(address);
    SendTo(packet, eid, instanceId, id, address, port);
    rlocs.Release(id);
}

void
LispEncapsulator::Forward(Ptr<Packet> packet,
                          const LispEidPacket& eid,
                          uint32_t instanceId,
                          const LocatorSet& locators)
{
    const LocatorSet::Locator* locator = locators.Select(eid.flowHash);
    if (!locator)
    {
        m_xtr->Drop(packet, ExplainUnusable(locators));
        return;
    }
    SendTo(packet, eid, instanceId, locator->id, locator->address);
}

void
LispEncapsulator::SendTo(Ptr<Packet> packet,
                         const LispEidPacket& eid,
                         uint32_t instanceId,
                         uint32_t id,
                         const NetworkAddress& rloc,
                         uint16_t natPort)
{
    // A copy: the table's may change under our feet, by what listens to a trace.
    LispOuterRoute route = m_routes->Get(id, rloc, Simulator::Now().GetTimeStep());
    route.natPort = natPort;
    if (route.failure != LispDropReason::NONE)
    {
        m_xtr->Drop(packet, route.failure);
        return;
    }
    // Behind a NAT there may be another tunnel router than the one that it came from.
    if (natPort == 0 && eid.cameFrom == route.destination)
    {
        m_xtr->Drop(packet, LispDropReason::RTR_LOOP);
        return;
    }
    if (eid.size > GetMost(route))
    {
        HandleTooBig(packet, eid, instanceId, route, GetMost(route));
        return;
    }
    Transmit(packet, eid, instanceId, route);
}

uint32_t
LispEncapsulator::GetMost(const LispOuterRoute& route) const
{
    // Whatever the links carry, the outer header's length must be able to say it.
    constexpr uint32_t longest = 0xffff;
    uint32_t most = m_mtuMode == NONE ? longest : std::min(m_mtu, route.linkMtu);
    if (m_mtuMode == STATEFUL && route.pathMtu != 0)
    {
        most = std::min(most, route.pathMtu);
    }
    // "S" is L - H (RFC 9300 section 7.1); a path too small for even the headers carries nothing.
    const uint32_t overhead = route.interface4 ? LISP_OVERHEAD_IPV4 : LISP_OVERHEAD_IPV6;
    return most > overhead ? most - overhead : 0;
}

void
LispEncapsulator::Transmit(Ptr<Packet> packet,
                           const LispEidPacket& eid,
                           uint32_t instanceId,
                           const LispOuterRoute& route)
{
    if (!(route.interface4 ? route.interface4->IsUp() : route.interface6->IsUp()))
    {
        m_xtr->Drop(packet, LispDropReason::ITR_INTERFACE_DOWN);
        return;
    }
    m_xtr->CountEncapsulated(packet, instanceId, route.source, route.destination);
    if (eid.cameFrom.IsValid())
    {
        m_xtr->CountReencapsulated(packet, instanceId, eid.cameFrom, route.destination);
    }
    LispShimHeader shim;
    shim.sourcePort = m_sourcePort != 0 ? m_sourcePort : LispSourcePort(eid.flowHash);
    if (route.natPort != 0)
    {
        // A NAT may let in only what comes from where its side has sent to: Map-Registers went to
        // the control port (draft-ermagan-lisp-nat-traversal section 5.3.1).
        shim.sourcePort = LISP_CONTROL_PORT;
        shim.destinationPort = route.natPort;
    }
    if (instanceId != 0)
    {
        shim.lisp.SetInstanceId(instanceId);
    }
    if (LispHeaderSignals* signals = m_xtr->GetHeaderSignals())
    {
        signals->Write(
            shim.lisp,
            {instanceId, eid.source, route.source, route.rloc, eid.mapVersion, eid.echoesNonces});
    }
    AddShim(*packet, shim, route, m_udpChecksum);
    if (route.interface4)
    {
        TransmitIpv4(packet, eid, route);
    }
    else
    {
        TransmitIpv6(packet, eid, route);
    }
}

LispDropReason
LispEncapsulator::SendFrame(Ptr<Packet> frame,
                            uint32_t instanceId,
                            uint32_t flowHash,
                            uint32_t locator,
                            const NetworkAddress& address)
{
    const LispOuterRoute route = m_routes->Get(locator, address, Simulator::Now().GetTimeStep());
    if (route.failure != LispDropReason::NONE)
    {
        return route.failure;
    }
    if (!(route.interface4 ? route.interface4->IsUp() : route.interface6->IsUp()))
    {
        return LispDropReason::ITR_INTERFACE_DOWN;
    }
    // What cannot be fragmented inside must fit, as with any LAN extension: what the core carries
    // is known by the link.
    const uint32_t overhead = route.interface4 ? LISP_OVERHEAD_IPV4 : LISP_OVERHEAD_IPV6;
    if (frame->GetSize() + overhead > route.linkMtu)
    {
        return LispDropReason::ITR_TOO_BIG;
    }
    LispShimHeader shim;
    shim.sourcePort = LispSourcePort(flowHash);
    shim.lisp.SetInstanceId(instanceId);
    shim.lisp.SetNextProtocol(LispNextProtocol::ETHERNET);
    AddShim(*frame, shim, route, m_frameChecksum);
    LispEidPacket outer;
    outer.flowHash = flowHash;
    outer.ttl = m_outerTtl;
    outer.tos = 0;
    if (route.interface4)
    {
        TransmitIpv4(frame, outer, route);
    }
    else
    {
        TransmitIpv6(frame, outer, route);
    }
    return LispDropReason::NONE;
}

void
LispEncapsulator::AddShim(Packet& packet,
                          const LispShimHeader& shim,
                          const LispOuterRoute& route,
                          bool hasChecksum) const
{
    if (hasChecksum)
    {
        AddWithChecksum(packet, shim, route);
    }
    else
    {
        packet.AddHeader(shim);
    }
}

void
LispEncapsulator::TransmitIpv4(Ptr<Packet> packet,
                               const LispEidPacket& eid,
                               const LispOuterRoute& route)
{
    Ipv4Header outer;
    outer.SetSource(route.source.ToIpv4());
    outer.SetDestination(route.destination.ToIpv4());
    outer.SetProtocol(LISP_UDP_PROTOCOL);
    outer.SetPayloadSize(packet->GetSize());
    outer.SetTtl(m_copyTtl ? eid.ttl : m_outerTtl);
    outer.SetTos(LispOuterTos(eid.tos, m_copyDscp));
    // Distinct although DF is set: routers in ns-3 fragment all the same.
    outer.SetIdentification(m_identification++);
    if (m_dontFragment)
    {
        outer.SetDontFragment();
    }
    else
    {
        outer.SetMayFragment();
    }
    if (m_xtr->UsesChecksums())
    {
        outer.EnableChecksum();
    }
    if (packet->GetSize() + outer.GetSerializedSize() > route.linkMtu)
    {
        LispSendFragmented(*m_xtr, packet, outer);
        return;
    }
    route.interface4->Send(packet, outer, route.nextHop.ToIpv4());
}

void
LispEncapsulator::TransmitIpv6(Ptr<Packet> packet,
                               const LispEidPacket& eid,
                               const LispOuterRoute& route)
{
    Ipv6Header outer;
    outer.SetSource(route.source.ToIpv6());
    outer.SetDestination(route.destination.ToIpv6());
    outer.SetNextHeader(LISP_UDP_PROTOCOL);
    outer.SetPayloadLength(packet->GetSize());
    outer.SetHopLimit(m_copyTtl ? eid.ttl : m_outerTtl);
    outer.SetTrafficClass(LispOuterTos(eid.tos, m_copyDscp));
    outer.SetFlowLabel(m_flowLabel ? LispFlowLabel(eid.flowHash) : 0);
    if (packet->GetSize() + outer.GetSerializedSize() > route.linkMtu)
    {
        LispSendFragmented(*m_xtr, packet, outer);
        return;
    }
    route.interface6->Send(packet, outer, route.nextHop.ToIpv6());
}

void
LispEncapsulator::AddWithChecksum(Packet& packet,
                                  const LispShimHeader& shim,
                                  const LispOuterRoute& route) const
{
    packet.AddHeader(shim.lisp);
    UdpHeader udp;
    udp.SetSourcePort(shim.sourcePort);
    udp.SetDestinationPort(shim.destinationPort);
    udp.EnableChecksums();
    udp.InitializeChecksum(route.source.ToAddress(),
                           route.destination.ToAddress(),
                           LISP_UDP_PROTOCOL);
    packet.AddHeader(udp);
}

// ---- routes to locators ------------------------------------------------------------------------

void
LispEncapsulator::InvalidateRoutes()
{
    m_routes->Invalidate();
}

std::optional<Time>
LispEncapsulator::GetLastUse(uint32_t id, const NetworkAddress& rloc) const
{
    const int64_t looked = m_routes->GetLookUp(id, rloc);
    if (looked < 0)
    {
        return std::nullopt;
    }
    return std::min(Time(looked) + m_routeLifetime, Simulator::Now());
}

void
LispEncapsulator::LearnPathMtu(const NetworkAddress& source,
                               const NetworkAddress& destination,
                               uint32_t mtu)
{
    constexpr uint32_t ipv6Minimum = 1280; // RFC 8201 section 4
    const uint32_t floor =
        destination.GetFamily() == AddressFamily::IPV6 ? ipv6Minimum : m_pathMtuFloor;
    const RlocTable::Id id = m_xtr->GetRlocTable().Find(destination);
    if (m_mtuMode == STATEFUL && m_xtr->IsLocalRloc(source) && id != RlocTable::NONE &&
        mtu >= floor)
    {
        m_routes->SetPathMtu(id,
                             destination,
                             mtu,
                             (Simulator::Now() + m_pathMtuLifetime).GetTimeStep());
    }
}

void
LispEncapsulator::SetRouteLifetime(Time lifetime)
{
    m_routeLifetime = lifetime;
    if (m_routes)
    {
        m_routes->SetLifetime(lifetime.GetTimeStep());
    }
}

Time
LispEncapsulator::GetRouteLifetime() const
{
    return m_routeLifetime;
}

} // namespace ns3
