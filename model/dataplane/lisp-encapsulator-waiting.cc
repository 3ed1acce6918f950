/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Packets that are not simply sent: misses, those that wait for a mapping, those that are
 * too big.
 */

#include "lisp-eid-packet.h"
#include "lisp-encapsulator.h"
#include "lisp-native.h"
#include "lisp-replicator.h"
#include "lisp-too-big.h"
#include "lisp-xtr.h"

#include "ns3/ipv4-header.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>
#include <array>

namespace ns3
{

// ---- packets that are not simply sent ----------------------------------------------------------

void
LispEncapsulator::HandleNotUnicast(Ptr<Packet> packet,
                                   const LispEidPacket& eid,
                                   uint32_t instanceId)
{
    LispReplicator* replicator = m_xtr->GetReplicator();
    if (replicator && IsGroupBeyondSite(eid.destination))
    {
        replicator->Send(packet, eid, instanceId);
        return;
    }
    // The node's own neighbour discovery, which IPv6 starts on any new link; here is no neighbour.
    constexpr uint8_t icmp6 = 58;
    constexpr uint8_t neverForwarded = 255; // RFC 4861 section 4
    if (eid.protocol != icmp6 || eid.ttl != neverForwarded)
    {
        m_xtr->Drop(packet, LispDropReason::ITR_NOT_UNICAST);
    }
}

LispDropReason
LispEncapsulator::ExplainUnusable(const LocatorSet& locators) const
{
    for (const auto& locator : locators.GetLocators())
    {
        if (locator.priority != LISP_PRIORITY_UNUSABLE && locator.reachable &&
            m_xtr->GetRlocTable().IsUp(locator.id) &&
            !m_xtr->GetRloc(locator.address.GetFamily()).IsValid())
        {
            return LispDropReason::ITR_NO_LOCAL_RLOC;
        }
    }
    return LispDropReason::ITR_NO_USABLE_RLOC;
}

void
LispEncapsulator::HandleNegative(Ptr<Packet> packet,
                                 const LispEidPacket& eid,
                                 uint32_t instanceId,
                                 LispAction action)
{
    switch (action)
    {
    case LispAction::NATIVELY_FORWARD:
        HandleNotEid(packet, eid, instanceId);
        return;
    case LispAction::NO_ACTION:
        m_xtr->Drop(packet, LispDropReason::ITR_NO_ACTION);
        return;
    case LispAction::DROP_POLICY_DENIED:
        m_xtr->Drop(packet, LispDropReason::ITR_POLICY_DENIED);
        return;
    case LispAction::DROP_AUTH_FAILURE:
        m_xtr->Drop(packet, LispDropReason::ITR_AUTH_FAILURE);
        return;
    default:
        m_xtr->Drop(packet, LispDropReason::ITR_ACTION_DROP);
    }
}

void
LispEncapsulator::HandleNotEid(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    // What a proxy ITR attracts would come back by any route but those for a part of it.
    const EidPrefix* attracted = m_xtr->FindProxyPrefix(instanceId, eid.destination);
    if (attracted && !LispHasNativeRouteInside(*m_xtr, *attracted, eid.destination))
    {
        m_xtr->Drop(packet, LispDropReason::ITR_PROXY_NOT_EID);
        return;
    }
    if (const LocatorSet* etrs = attracted ? nullptr : m_xtr->GetProxyEtrs())
    {
        Forward(packet, eid, instanceId, *etrs);
        return;
    }
    LispForwardNatively(*m_xtr, packet, eid, instanceId);
}

void
LispEncapsulator::HandleMiss(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    // A host that has left its subnet is not where the subnet's route leads; what a proxy ITR
    // attracts may have a route to another one.
    if (m_nativeRoutes && !m_xtr->IsAwayEid(instanceId, eid.destination) &&
        !m_xtr->FindProxyPrefix(instanceId, eid.destination) &&
        LispHasNativeRoute(*m_xtr, instanceId, eid.destination))
    {
        LispForwardNatively(*m_xtr, packet, eid, instanceId);
        return;
    }
    const EidPrefix destination = EidPrefix::Host(eid.destination, instanceId);
    m_pending.Push(destination, packet, eid.cameFrom);
    // After queueing, because the answer may be at hand.
    m_xtr->RequestMapping(destination, eid.source);
}

void
LispEncapsulator::HandleTooBig(Ptr<Packet> packet,
                               const LispEidPacket& eid,
                               uint32_t instanceId,
                               const LispOuterRoute& route,
                               uint32_t most)
{
    if (eid.mayFragment)
    {
        Split(packet, eid, instanceId, route, most);
        return;
    }
    // The source of a packet from another tunnel is an EID of another site, to which no route leads
    // from here. No ICMP error answers an IPv4 datagram to a group (RFC 1122 section 3.2.2); in
    // IPv6 this one does (RFC 4443 section 2.4, e.3).
    const bool isIpv4Group =
        eid.destination.IsMulticast() && eid.destination.GetFamily() == AddressFamily::IPV4;
    if (!eid.cameFrom.IsValid() && !isIpv4Group)
    {
        LispTellTooBig(*m_xtr, *packet, eid, instanceId, most);
    }
    m_xtr->Drop(packet, LispDropReason::ITR_TOO_BIG);
}

void
LispEncapsulator::Split(Ptr<Packet> packet,
                        const LispEidPacket& eid,
                        uint32_t instanceId,
                        const LispOuterRoute& route,
                        uint32_t most)
{
    constexpr uint32_t unit = 8; // of fragment offsets (RFC 791 section 3.1)
    Ipv4Header header;
    const uint32_t room = most / unit >= 4 ? (most - header.GetSerializedSize()) / unit * unit : 0;
    if (room == 0)
    {
        m_xtr->Drop(packet, LispDropReason::ITR_TOO_BIG);
        return;
    }
    packet->RemoveHeader(header);
    const uint32_t size = packet->GetSize();
    // Equal parts, as many as it takes: two, unless the packet is longer than two times S.
    const uint32_t parts = (size + room - 1) / room;
    const uint32_t part = ((size + parts - 1) / parts + unit - 1) / unit * unit;
    for (uint32_t offset = 0; offset < size; offset += part)
    {
        const Ptr<Packet> fragment = packet->CreateFragment(offset, std::min(part, size - offset));
        LispEidPacket fragmentEid = eid;
        Ipv4Header fragmentHeader = header;
        fragmentHeader.SetFragmentOffset(header.GetFragmentOffset() + offset);
        fragmentHeader.SetPayloadSize(fragment->GetSize());
        if (offset + part < size)
        {
            fragmentHeader.SetMoreFragments();
        }
        if (m_xtr->UsesChecksums())
        {
            fragmentHeader.EnableChecksum();
        }
        fragment->AddHeader(fragmentHeader);
        fragmentEid.size = fragment->GetSize();
        Transmit(fragment, fragmentEid, instanceId, route);
    }
}

// ---- packets that wait -------------------------------------------------------------------------

bool
LispEncapsulator::IsResolved(const EidPrefix& eid) const
{
    const NetworkAddress& address = eid.GetAddress();
    if (m_xtr->IsLocalEid(eid.GetInstanceId(), address) ||
        m_xtr->FindNatPeer(eid.GetInstanceId(), address))
    {
        return true;
    }
    const LispMapCacheEntry* entry = m_xtr->PeekMapping(eid.GetInstanceId(), address);
    return entry && (entry->locators || entry->action != LispAction::SEND_MAP_REQUEST);
}

void
LispEncapsulator::MappingChanged(const EidPrefix& prefix)
{
    const auto items =
        m_pending.Take(prefix, [this](const EidPrefix& eid) { return IsResolved(eid); });
    for (const auto& item : items)
    {
        std::array<uint8_t, LispEidPacket::VIEW> octets;
        item.packet->CopyData(octets.data(), octets.size());
        LispEidPacket eid;
        eid.Read(octets.data(), item.packet->GetSize(), false);
        if (m_xtr->IsLocalEid(item.instanceId, eid.destination))
        {
            // It moved here while the packet waited.
            LispForwardNatively(*m_xtr, item.packet, eid, item.instanceId);
        }
        else
        {
            Send(item.packet, item.instanceId, item.cameFrom);
        }
    }
}

void
LispEncapsulator::ResolutionFailed(const EidPrefix& prefix)
{
    m_pending.Drop(prefix, LispDropReason::ITR_RESOLUTION_FAILED);
}

void
LispEncapsulator::Flush()
{
    m_pending.DropAll(LispDropReason::ITR_PENDING_LOST);
}

std::size_t
LispEncapsulator::GetPending() const
{
    return m_pending.GetSize();
}

} // namespace ns3
