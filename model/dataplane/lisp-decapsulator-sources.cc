/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Whether the inner source of a packet out of a tunnel belongs to the outer one (RFC 9300
 * section 16), and packets that wait until that is known.
 */

#include "lisp-decapsulator.h"
#include "lisp-eid-packet.h"
#include "lisp-source-queue.h"
#include "lisp-xtr.h"

#include "ns3/eid-database.h"
#include "ns3/enum.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

namespace ns3
{

TypeId
LispDecapsulator::AddSourceAttributes(TypeId tid)
{
    return tid
        .AddAttribute(
            "SourceCheck",
            "Whether the inner source must be mapped to the outer source in the map-cache (RFC "
            "9300 section 16): Off, Loose (if it has a mapping), Strict (it must have one) or "
            "Verify (else the mapping system is asked, and the packet waits for its answer). "
            "With Loose and Strict a host that moved is refused until its new mapping is "
            "known.",
            EnumValue(OFF),
            compat::MakeEnumAttributeAccessor<SourceCheck>(&LispDecapsulator::m_sourceCheck),
            MakeEnumChecker(OFF, "Off", LOOSE, "Loose", STRICT, "Strict", VERIFY, "Verify"))
        .AddAttribute(
            "TenantSourceCheck",
            "As SourceCheck, in the instances of tenants (AddTenant): whoever can reach the "
            "router can send in their instance IDs, which nothing protects (RFC 9300 section "
            "8).",
            EnumValue(VERIFY),
            compat::MakeEnumAttributeAccessor<SourceCheck>(&LispDecapsulator::m_tenantCheck),
            MakeEnumChecker(OFF, "Off", LOOSE, "Loose", STRICT, "Strict", VERIFY, "Verify"))
        .AddAttribute("SourcePendingPerEid",
                      "With Verify, the most packets that wait for the mapping of one inner "
                      "source; 0: none waits. Open in the standard; the default is the "
                      "encapsulator's PendingPerEid.",
                      UintegerValue(16),
                      MakeUintegerAccessor(&LispDecapsulator::m_perSource),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("SourcePendingPerRloc",
                      "With Verify, the most packets from one outer source that wait. Open in "
                      "the standard; the default is a quarter of SourcePendingTotal, so that "
                      "one forger does not take the room of all.",
                      UintegerValue(256),
                      MakeUintegerAccessor(&LispDecapsulator::m_perLocator),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("SourcePendingTotal",
                      "With Verify, the most packets that wait in all. Open in the standard; "
                      "the default is the encapsulator's PendingTotal.",
                      UintegerValue(1024),
                      MakeUintegerAccessor(&LispDecapsulator::m_pendingTotal),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("SourcePendingTimeout",
                      "With Verify, how long a packet waits at most. Open in the standard; the "
                      "default is the encapsulator's PendingTimeout.",
                      TimeValue(Seconds(10)),
                      MakeTimeAccessor(&LispDecapsulator::m_pendingTimeout),
                      MakeTimeChecker(NanoSeconds(1)))
        .AddAttribute("SourceLookupsPerRloc",
                      "With Verify, the most inner sources of one outer source that are asked "
                      "for in a second, besides the limit for each EID-prefix (RFC 9301 "
                      "section 5.3: one a second). Open in the standard, which asks for rate "
                      "limiters (RFC 9301 section 9).",
                      UintegerValue(100),
                      MakeUintegerAccessor(&LispDecapsulator::m_lookupsPerLocator),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("SourceLookups",
                      "With Verify, the most inner sources that are asked for in a second in "
                      "all: outer sources can be made up. Open in the standard; the default "
                      "is ten times SourceLookupsPerRloc.",
                      UintegerValue(1000),
                      MakeUintegerAccessor(&LispDecapsulator::m_lookups),
                      MakeUintegerChecker<uint32_t>());
}

LispDecapsulator::LispDecapsulator()
    : m_waiting(std::make_unique<LispSourceQueue>(
          LispSourceQueue::Limits{m_perSource,
                                  m_perLocator,
                                  m_pendingTotal,
                                  m_pendingTimeout,
                                  m_lookupsPerLocator,
                                  m_lookups},
          [this](const LispSourceQueue::Item& item, LispDropReason reason) {
              if (!Take(item.packet, item.outer, reason))
              {
                  m_xtr->Drop(item.packet, reason);
              }
          }))
{
}

LispDropReason
LispDecapsulator::CheckSource(SourceCheck check,
                              const NetworkAddress& outerSource,
                              uint32_t instanceId,
                              const NetworkAddress& source,
                              bool& isUnverified) const
{
    const LispMapCacheEntry* entry = m_xtr->PeekMapping(instanceId, source);
    if (entry && entry->locators && entry->locators->Find(outerSource))
    {
        return LispDropReason::NONE;
    }
    if (check == LOOSE && (!entry || !entry->locators))
    {
        return LispDropReason::NONE;
    }
    if (check != VERIFY)
    {
        return LispDropReason::ETR_SPOOFED_SOURCE;
    }
    // Of the site's own EIDs the mapping system is not asked: another of its routers may send.
    const EidDatabaseEntry* own = m_xtr->GetEidDatabase().Lookup(instanceId, source);
    if (own && own->IsHere())
    {
        return own->GetLocators()->Find(outerSource) ? LispDropReason::NONE
                                                     : LispDropReason::ETR_SPOOFED_SOURCE;
    }
    // That it is no EID holds as long as the answer that said so; where else it is may be old.
    if (entry && !entry->locators && entry->action != LispAction::SEND_MAP_REQUEST)
    {
        return LispDropReason::ETR_SPOOFED_SOURCE;
    }
    isUnverified = true;
    return LispDropReason::NONE;
}

LispDropReason
LispDecapsulator::Hold(const Ptr<const Packet>& packet,
                       const Outer& outer,
                       uint32_t instanceId,
                       const LispEidPacket& eid)
{
    const EidPrefix source = EidPrefix::Host(eid.source, instanceId);
    const LispDropReason reason = m_waiting->Push(source, packet->Copy(), outer);
    if (reason == LispDropReason::NONE)
    {
        // After queueing, because the answer may be at hand.
        m_xtr->RequestMapping(source,
                              eid.destination.IsMulticast() ? NetworkAddress() : eid.destination);
    }
    return reason;
}

void
LispDecapsulator::AddTenant(uint32_t instanceId)
{
    m_tenants.insert(instanceId);
}

void
LispDecapsulator::MappingChanged(const EidPrefix& prefix)
{
    const auto isAnswered = [this](const EidPrefix& source) {
        const auto* entry = m_xtr->PeekMapping(source.GetInstanceId(), source.GetAddress());
        return (entry && (entry->locators || entry->action != LispAction::SEND_MAP_REQUEST)) ||
               m_xtr->IsLocalEid(source.GetInstanceId(), source.GetAddress());
    };
    m_waiting->Settle(prefix, isAnswered, LispDropReason::ETR_SPOOFED_SOURCE);
}

void
LispDecapsulator::ResolutionFailed(const EidPrefix& prefix)
{
    m_waiting->Settle(
        prefix,
        [](const EidPrefix&) { return true; },
        LispDropReason::ETR_SOURCE_UNANSWERED);
}

std::size_t
LispDecapsulator::GetPending() const
{
    return m_waiting->GetSize();
}

} // namespace ns3
