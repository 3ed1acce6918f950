/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A LispLanExtension's frames: out, in, and those that wait for a mapping.
 */

#include "lisp-lan-extension.h"

#include "ns3/eid-database.h"
#include "ns3/flow-hash.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-protocol.h"
#include "ns3/lisp-xtr.h"
#include "ns3/simulator.h"

namespace ns3
{

// ---- out ---------------------------------------------------------------------------------------

void
LispLanExtension::Carry(const EthernetFrame& frame)
{
    const Segment* segment = Find(frame.vlan);
    if (!segment)
    {
        Drop(frame.ToPacket(), ExtensionDropReason::DOWN);
        return;
    }
    if (frame.IsGroup())
    {
        Replicate(*segment, frame);
        return;
    }
    const LispMapCacheEntry* entry =
        m_xtr->GetMapCache().Lookup(segment->instanceId, frame.destination, Simulator::Now());
    if (!entry || !entry->locators)
    {
        const auto action = entry ? entry->action : LispAction::SEND_MAP_REQUEST;
        const bool isUnknown = action == LispAction::SEND_MAP_REQUEST ||
                               action == LispAction::NATIVELY_FORWARD ||
                               action == LispAction::NO_ACTION;
        if (isUnknown)
        {
            HandleUnknown(*segment, frame, action == LispAction::SEND_MAP_REQUEST);
        }
        else
        {
            Drop(frame.ToPacket(), ExtensionDropReason::UNKNOWN_UNICAST);
        }
        return;
    }
    const auto flow = static_cast<uint32_t>(HashFlow(frame, HASH_LAYER34));
    const auto* locator = entry->locators->Select(flow);
    const auto reason =
        locator ? Transmit(*segment, frame, *locator, flow) : LispDropReason::ITR_NO_USABLE_RLOC;
    switch (reason)
    {
    case LispDropReason::NONE:
        CountSent(frame);
        break;
    case LispDropReason::ITR_TOO_BIG:
        Drop(frame.ToPacket(), ExtensionDropReason::TOO_LARGE);
        break;
    case LispDropReason::ITR_RLOC_IS_OWN:
        // The mapping system has not heard yet that it left.
        m_xtr->GetMapCache().Erase(EidPrefix::Host(frame.destination, segment->instanceId));
        HandleUnknown(*segment, frame, true);
        break;
    default:
        Drop(frame.ToPacket(), ExtensionDropReason::DOWN);
    }
}

LispDropReason
LispLanExtension::Transmit(const Segment& segment,
                           const EthernetFrame& frame,
                           const LocatorSet::Locator& locator,
                           uint32_t flow)
{
    // The instance stands for the VLAN (RFC 9305 section 4.4); a priority stays in a tag of no
    // VLAN.
    EthernetFrame inner = frame;
    inner.vlan = 0;
    const auto reason =
        m_xtr->SendFrame(inner.ToPacket(), segment.instanceId, flow, locator.id, locator.address);
    m_copies += reason == LispDropReason::NONE;
    return reason;
}

void
LispLanExtension::Replicate(const Segment& segment, const EthernetFrame& frame)
{
    bool isSent = false;
    auto failure = ExtensionDropReason::DOWN;
    const Ptr<const LocatorSet> locators = segment.locators;
    const auto flow = static_cast<uint32_t>(HashFlow(frame, HASH_LAYER34));
    for (std::size_t i = 0; locators && i < locators->GetLocators().size(); i++)
    {
        const auto& locator = locators->GetLocators()[i];
        if (locator.priority == LISP_PRIORITY_UNUSABLE || m_xtr->IsLocalRloc(locator.address))
        {
            continue;
        }
        const auto reason = Transmit(segment, frame, locator, flow);
        isSent = isSent || reason == LispDropReason::NONE;
        failure = reason == LispDropReason::ITR_TOO_BIG ? ExtensionDropReason::TOO_LARGE : failure;
    }
    if (isSent)
    {
        m_flooded += !frame.IsGroup();
        CountSent(frame);
    }
    else
    {
        Drop(frame.ToPacket(), failure);
    }
}

void
LispLanExtension::HandleUnknown(const Segment& segment,
                                const EthernetFrame& frame,
                                bool isToBeAsked)
{
    const auto destination = EidPrefix::Host(frame.destination, segment.instanceId);
    // What is registered here the switch has only forgotten; no answer would help.
    isToBeAsked = isToBeAsked && !m_xtr->IsLocalEid(segment.instanceId, frame.destination);
    if (m_floodUnknown)
    {
        Replicate(segment, frame);
    }
    else if (!isToBeAsked)
    {
        Drop(frame.ToPacket(), ExtensionDropReason::UNKNOWN_UNICAST);
        return;
    }
    else
    {
        m_waiting.Push(destination, frame.ToPacket());
    }
    if (isToBeAsked)
    {
        m_xtr->RequestMapping(destination, NetworkAddress());
    }
}

void
LispLanExtension::MappingChanged(const EidPrefix& prefix)
{
    const auto items = m_waiting.Take(prefix, [this](const EidPrefix& eid) {
        if (m_xtr->IsLocalEid(eid.GetInstanceId(), eid.GetAddress()))
        {
            return true;
        }
        const auto* entry = m_xtr->PeekMapping(eid.GetInstanceId(), eid.GetAddress());
        return entry && (entry->locators || entry->action != LispAction::SEND_MAP_REQUEST);
    });
    for (const auto& item : items)
    {
        Send(*EthernetFrame::FromPacket(item.packet));
    }
}

void
LispLanExtension::ResolutionFailed(const EidPrefix& prefix)
{
    for (const auto& item : m_waiting.Take(prefix))
    {
        Drop(item.packet, ExtensionDropReason::UNKNOWN_UNICAST);
    }
}

// ---- in ----------------------------------------------------------------------------------------

bool
LispLanExtension::ReceiveFrame(Ptr<const Packet> packet,
                               uint32_t instanceId,
                               const NetworkAddress& source)
{
    const auto known = m_instances.find(instanceId);
    if (known == m_instances.end())
    {
        return false;
    }
    const Segment& segment = m_segments.at(known->second);
    auto frame = EthernetFrame::FromPacket(packet);
    if (!frame || frame->vlan != 0 || frame->source.IsGroup())
    {
        Drop(packet, ExtensionDropReason::MALFORMED);
        return true;
    }
    // Who is not the forwarder knows nobody; whoever sends there has only not heard of that yet.
    const bool isKnown = segment.locators && segment.locators->Find(source);
    if (m_checkPeers && IsForwarder(segment.vlan) && !isKnown)
    {
        Drop(packet, ExtensionDropReason::UNKNOWN_PEER);
        return true;
    }
    frame->vlan = segment.vlan;
    ExtensionDropReason reason;
    if (!MayPass(*frame, reason))
    {
        if (reason == ExtensionDropReason::NOT_FORWARDER)
        {
            Solicit(segment, *frame, source);
        }
        Drop(packet, reason);
        return true;
    }
    HearSource(segment, *frame, source);
    const auto* entry =
        frame->IsGroup() ? nullptr : m_xtr->GetEidDatabase().Lookup(instanceId, frame->destination);
    if (entry && entry->kind == EidKind::AWAY)
    {
        Solicit(segment, *frame, source);
        Drop(packet, ExtensionDropReason::MOVED);
        return true;
    }
    Accept(*frame);
    return true;
}

void
LispLanExtension::Solicit(const Segment& segment,
                          const EthernetFrame& frame,
                          const NetworkAddress& source)
{
    if (!frame.IsGroup())
    {
        m_xtr->ReportStaleData(source,
                               EidPrefix::Host(frame.destination, segment.instanceId),
                               frame.source);
    }
}

void
LispLanExtension::HearSource(const Segment& segment,
                             const EthernetFrame& frame,
                             const NetworkAddress& source)
{
    const auto* entry = m_xtr->PeekMapping(segment.instanceId, frame.source);
    if (entry && !(entry->locators && entry->locators->Find(source)))
    {
        m_refuted++;
        m_xtr->GetMapCache().Erase(EidPrefix(entry->prefix));
    }
}

} // namespace ns3
