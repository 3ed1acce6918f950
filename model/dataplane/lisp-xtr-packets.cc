/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a tunnel router decides about packets by its tables, and what it counts.
 */

#include "lisp-decapsulator.h"
#include "lisp-encapsulator.h"
#include "lisp-frame-receiver.h"
#include "lisp-xtr.h"

#include "ns3/eid-database.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-text-table.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <numeric>
#include <string>

namespace ns3
{

// ---- what control says and asks ----------------------------------------------------------------

void
LispXtr::SetMapRequestCallback(MapRequestCallback callback)
{
    m_mapRequest = callback;
}

void
LispXtr::SetHeaderSignals(LispHeaderSignals* signals)
{
    m_headerSignals = signals;
}

void
LispXtr::SetControlCallback(ControlCallback callback)
{
    m_control = callback;
}

LispNatPeers&
LispXtr::UseNatPeers(std::size_t most)
{
    m_natPeers = std::make_unique<LispNatPeers>(GetRlocTable(), most);
    return *m_natPeers;
}

const LispNatPeer*
LispXtr::LookUpNatPeer(uint32_t instanceId, const NetworkAddress& eid) const
{
    return m_natPeers->Find(instanceId, eid, Simulator::Now().GetTimeStep());
}

void
LispXtr::RequestMapping(const EidPrefix& destination, const NetworkAddress& source)
{
    if (!m_mapRequest.IsNull())
    {
        m_mapRequest(destination, source);
    }
}

void
LispXtr::MappingChanged(const EidPrefix& prefix)
{
    if (prefix.GetFamily() != AddressFamily::MAC)
    {
        m_encapsulator->MappingChanged(prefix);
        m_decapsulator->MappingChanged(prefix);
    }
    else if (m_frameReceiver)
    {
        m_frameReceiver->MappingChanged(prefix);
    }
}

void
LispXtr::ResolutionFailed(const EidPrefix& prefix)
{
    if (prefix.GetFamily() != AddressFamily::MAC)
    {
        m_encapsulator->ResolutionFailed(prefix);
        m_decapsulator->ResolutionFailed(prefix);
    }
    else if (m_frameReceiver)
    {
        m_frameReceiver->ResolutionFailed(prefix);
    }
}

void
LispXtr::SetFrameReceiver(LispFrameReceiver* receiver)
{
    m_frameReceiver = receiver;
}

LispDropReason
LispXtr::SendFrame(Ptr<Packet> frame,
                   uint32_t instanceId,
                   uint32_t flowHash,
                   uint32_t locator,
                   const NetworkAddress& address)
{
    return m_itr ? m_encapsulator->SendFrame(frame, instanceId, flowHash, locator, address)
                 : LispDropReason::ITR_DISABLED;
}

const LispMapCacheEntry*
LispXtr::PeekMapping(uint32_t instanceId, const NetworkAddress& eid) const
{
    const LispMapCacheEntry* entry = m_mapCache->GetEntries().Lookup(instanceId, eid);
    return entry && entry->expires > Simulator::Now().GetTimeStep() ? entry : nullptr;
}

bool
LispXtr::IsLocalEid(uint32_t instanceId, const NetworkAddress& eid) const
{
    const EidDatabaseEntry* entry = m_eidDatabase->Lookup(instanceId, eid);
    return entry && entry->IsHere();
}

LispDropReason
LispXtr::CheckDestination(uint32_t instanceId, const NetworkAddress& eid) const
{
    const EidDatabaseEntry* entry = m_eidDatabase->Lookup(instanceId, eid);
    if (!entry)
    {
        return LispDropReason::ETR_NOT_MY_EID;
    }
    switch (entry->kind)
    {
    case EidKind::AWAY:
        return LispDropReason::ETR_EID_AWAY;
    case EidKind::DYNAMIC:
        return LispDropReason::ETR_EID_NOT_DISCOVERED;
    default:
        return LispDropReason::NONE;
    }
}

bool
LispXtr::IsForTunnel(uint32_t instanceId,
                     const NetworkAddress& source,
                     const NetworkAddress& destination,
                     Ptr<const NetDevice> port)
{
    const EidDatabaseEntry* from = m_eidDatabase->Lookup(instanceId, source);
    if (!from)
    {
        return m_proxyItr && IsAttracted(instanceId, destination);
    }
    bool isFromHere = from->IsHere();
    const bool isExtended = from->IsExtended();
    if (from->kind != EidKind::CONFIGURED &&
        (!isFromHere || Simulator::Now() - from->lastSeen >= m_sightInterval))
    {
        m_sourceSeenTrace(source, instanceId, ConstCast<NetDevice>(port));
        isFromHere = IsLocalEid(instanceId, source);
    }
    // Elsewhere in its subnet, it may still have this router as its gateway.
    isFromHere = isFromHere || isExtended;
    if (isFromHere && m_itr)
    {
        return !IsLocalEid(instanceId, destination);
    }
    return m_proxyItr && IsAttracted(instanceId, destination);
}

LispDropReason
LispXtr::CheckExtended(uint32_t instanceId,
                       const NetworkAddress& destination,
                       bool isForTunnel) const
{
    if (!m_eidDatabase->HasExtended())
    {
        return LispDropReason::NONE;
    }
    const EidDatabaseEntry* entry = m_eidDatabase->Lookup(instanceId, destination);
    if (!entry || !entry->IsExtended())
    {
        return LispDropReason::NONE;
    }
    if (entry->kind == EidKind::DYNAMIC)
    {
        return isForTunnel && !entry->IsStretched() ? LispDropReason::NONE
                                                    : LispDropReason::ITR_EID_NOT_DISCOVERED;
    }
    return entry->kind == EidKind::AWAY && !isForTunnel ? LispDropReason::ITR_EID_AWAY
                                                        : LispDropReason::NONE;
}

bool
LispXtr::IsAwayEid(uint32_t instanceId, const NetworkAddress& eid) const
{
    const EidDatabaseEntry* entry = m_eidDatabase->Lookup(instanceId, eid);
    return entry && entry->kind == EidKind::AWAY;
}

bool
LispXtr::IsRemoteEid(uint32_t instanceId, const NetworkAddress& eid) const
{
    const LispMapCacheEntry* entry = PeekMapping(instanceId, eid);
    return entry && entry->locators;
}

// ---- packets -----------------------------------------------------------------------------------

void
LispXtr::SendToTunnel(Ptr<Packet> packet, uint32_t instanceId, const NetworkAddress& cameFrom)
{
    m_encapsulator->Send(packet, instanceId, cameFrom);
}

bool
LispXtr::ReceiveFromTunnel(Ptr<const Packet> packet,
                           const NetworkAddress& source,
                           const NetworkAddress& destination,
                           uint8_t ttl,
                           uint8_t tos,
                           bool isToRloc)
{
    return m_decapsulator->Receive(packet, {source, destination, ttl, tos, isToRloc});
}

void
LispXtr::LearnPathMtu(const NetworkAddress& source, const NetworkAddress& destination, uint32_t mtu)
{
    m_encapsulator->LearnPathMtu(source, destination, mtu);
}

void
LispXtr::ReportUnreachable(const NetworkAddress& source,
                           const NetworkAddress& destination,
                           const NetworkAddress& reporter,
                           uint8_t code)
{
    m_icmpTrace(source, destination, reporter, code);
}

void
LispXtr::Drop(Ptr<const Packet> packet, LispDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(packet, reason, m_node);
}

void
LispXtr::DropUnrouted(Ptr<const Packet> packet, const Ipv4Header& header, LispDropReason reason)
{
    const Ptr<Packet> whole = packet->Copy();
    whole->AddHeader(header);
    Drop(whole, reason);
}

void
LispXtr::DropUnrouted(Ptr<const Packet> packet, const Ipv6Header& header, LispDropReason reason)
{
    const Ptr<Packet> whole = packet->Copy();
    whole->AddHeader(header);
    Drop(whole, reason);
}

void
LispXtr::CountEncapsulated(Ptr<const Packet> packet,
                           uint32_t instanceId,
                           const NetworkAddress& source,
                           const NetworkAddress& destination)
{
    ++m_encapsulated;
    m_encapsulatedTrace(packet, instanceId, source, destination);
}

void
LispXtr::CountDecapsulated(Ptr<const Packet> packet,
                           uint32_t instanceId,
                           const NetworkAddress& source,
                           const NetworkAddress& destination)
{
    ++m_decapsulated;
    m_decapsulatedTrace(packet, instanceId, source, destination);
}

void
LispXtr::CountReencapsulated(Ptr<const Packet> packet,
                             uint32_t instanceId,
                             const NetworkAddress& source,
                             const NetworkAddress& destination)
{
    ++m_reencapsulated;
    m_reencapsulatedTrace(packet, instanceId, source, destination);
}

void
LispXtr::CountForwardedNatively(Ptr<const Packet> packet, uint32_t instanceId)
{
    ++m_native;
    m_nativeTrace(packet, instanceId);
}

void
LispXtr::ReportStaleData(const NetworkAddress& outerSource,
                         const EidPrefix& destination,
                         const NetworkAddress& innerSource)
{
    m_staleDataTrace(outerSource, destination, innerSource);
}

bool
LispXtr::ReadChecksumEnabled()
{
    return Node::ChecksumEnabled();
}

// ---- what it counts ----------------------------------------------------------------------------

uint64_t
LispXtr::GetDrops(LispDropReason reason) const
{
    const auto index = static_cast<std::size_t>(reason);
    return index < m_drops.size() ? m_drops[index] : 0;
}

uint64_t
LispXtr::GetTotalDrops() const
{
    return std::accumulate(m_drops.begin(), m_drops.end(), uint64_t{0});
}

uint64_t
LispXtr::GetEncapsulated() const
{
    return m_encapsulated;
}

uint64_t
LispXtr::GetDecapsulated() const
{
    return m_decapsulated;
}

uint64_t
LispXtr::GetReencapsulated() const
{
    return m_reencapsulated;
}

uint64_t
LispXtr::GetForwardedNatively() const
{
    return m_native;
}

uint64_t
LispXtr::GetProxied() const
{
    return m_proxied;
}

std::size_t
LispXtr::GetPending() const
{
    return m_encapsulator->GetPending() + m_decapsulator->GetPending();
}

void
LispXtr::Print(std::ostream& os) const
{
    LispTextTable packets({"LISP data packets", ">packets"});
    packets.AddRow({"  encapsulated", std::to_string(m_encapsulated)});
    packets.AddRow({"  decapsulated", std::to_string(m_decapsulated)});
    if (m_reencapsulated != 0)
    {
        packets.AddRow({"  of these from tunnel to tunnel", std::to_string(m_reencapsulated)});
    }
    packets.AddRow({"  forwarded natively", std::to_string(m_native)});
    if (m_proxyEtr)
    {
        packets.AddRow({"  decapsulated as a proxy", std::to_string(m_proxied)});
    }
    packets.AddRow({"  waiting for a mapping", std::to_string(GetPending())});
    packets.Print(os);
    LispTextTable drops({"LISP data drops", ">packets"});
    for (std::size_t i = 0; i < m_drops.size(); ++i)
    {
        if (m_drops[i] != 0)
        {
            drops.AddRow({std::string("  ") + ToString(static_cast<LispDropReason>(i)),
                          std::to_string(m_drops[i])});
        }
    }
    drops.Print(os);
}

} // namespace ns3
