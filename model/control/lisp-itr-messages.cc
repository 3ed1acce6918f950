/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an ITR makes of Map-Replies and of Map-Requests that solicit its own.
 */

#include "lisp-itr.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// @param address an address @return false if no packet can be sent to it across a core: a group,
/// a broadcast, loopback, link-local or unspecified address (RFC 9301 section 5.4)
bool
CanBeRloc(const NetworkAddress& address)
{
    switch (address.GetFamily())
    {
    case AddressFamily::IPV4: {
        const auto ipv4 = address.ToIpv4();
        return !ipv4.IsMulticast() && !ipv4.IsBroadcast() && !ipv4.IsLocalhost() && !ipv4.IsAny() &&
               ipv4.CombineMask("255.255.0.0") != Ipv4Address("169.254.0.0");
    }
    case AddressFamily::IPV6: {
        const auto ipv6 = address.ToIpv6();
        return !ipv6.IsMulticast() && !ipv6.IsLocalhost() && !ipv6.IsAny() && !ipv6.IsLinkLocal();
    }
    default:
        return false;
    }
}

} // namespace

bool
LispItr::Receive(const LispReception& reception)
{
    if (const auto* reply = std::get_if<LispMapReply>(reception.message))
    {
        ReceiveReply(reception, *reply);
        return true;
    }
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    if (request && request->smr && !reception.encapsulation)
    {
        ReceiveSmr(reception, *request);
        return true;
    }
    return false;
}

void
LispItr::ReceiveReply(const LispReception& reception, const LispMapReply& reply)
{
    if (reply.probe && m_probeReply && m_probeReply(reception, reply))
    {
        return;
    }
    const auto asked = m_requester.Find(reply.nonce);
    if (!asked || reply.probe)
    {
        m_port->Drop(LispControlDrop::NONCE_NOT_OUTSTANDING, reception.source, "map-reply");
        return;
    }
    const auto records = Accept(reception, reply, *asked);
    if (records.empty())
    {
        return;
    }
    m_preferred = m_lastAsked;
    m_requester.Answered(*asked);
    const auto answer = *records.front().GetEidPrefix();
    m_xtr->GetMapCache().EraseSuperseded(*asked, answer);
    for (const auto& record : records)
    {
        Take(record, reception.source, reply.echoNonce);
    }
    if (records.front().ttl == 0)
    {
        m_xtr->ResolutionFailed(*asked);
    }
}

void
LispItr::SetProbeReplyHandler(ProbeReplyHandler handler)
{
    m_probeReply = std::move(handler);
}

void
LispItr::FollowProbe(const LispReception& reception,
                     const LispMapReply& reply,
                     const EidPrefix& asked)
{
    const auto* entry = m_xtr->GetMapCache().Find(asked);
    if (!entry || reply.records.empty())
    {
        return;
    }
    const auto records = Accept(reception, reply, asked);
    if (records.empty())
    {
        return;
    }
    const auto known = entry->locators;
    const auto mapping = MakeMapping(records.front(), reply.echoNonce);
    if (records.size() == 1 && mapping && mapping->eid == asked && mapping->locators == known &&
        mapping->mapVersion == entry->mapVersion && mapping->ttl.IsStrictlyPositive())
    {
        return;
    }
    m_xtr->GetMapCache().EraseSuperseded(asked, *records.front().GetEidPrefix());
    for (const auto& record : records)
    {
        Take(record, reception.source, reply.echoNonce);
    }
}

std::vector<LispMappingRecord>
LispItr::Accept(const LispReception& reception, const LispMapReply& reply, const EidPrefix& asked)
{
    // The answer is the longest prefix that covers what was asked for; what else the message has
    // must lie inside it (RFC 9301 section 5.5).
    const LispMappingRecord* answer = nullptr;
    EidPrefix prefix;
    for (const auto& record : reply.records)
    {
        const auto eid = record.GetEidPrefix();
        if (eid && eid->Covers(asked) && (!answer || eid->GetLength() > prefix.GetLength()))
        {
            answer = &record;
            prefix = *eid;
        }
    }
    if (!answer)
    {
        m_port->Drop(LispControlDrop::REPLY_NOT_COVERING, reception.source, asked.ToString());
        return {};
    }
    LispMappingRecord first = *answer;
    if (!AcceptRecord(reception, first))
    {
        return {};
    }
    std::vector<LispMappingRecord> accepted{first};
    for (const auto& record : reply.records)
    {
        const auto eid = record.GetEidPrefix();
        if (&record == answer)
        {
            continue;
        }
        if (!eid || !prefix.Covers(*eid) || *eid == prefix)
        {
            m_port->Drop(LispControlDrop::REPLY_UNRELATED_RECORD,
                         reception.source,
                         record.eid.ToPrefixString(record.maskLength));
            continue;
        }
        LispMappingRecord further = record;
        if (AcceptRecord(reception, further))
        {
            accepted.push_back(further);
        }
    }
    return accepted;
}

bool
LispItr::AcceptRecord(const LispReception& reception, LispMappingRecord& record)
{
    if (record.locators.empty())
    {
        return true;
    }
    const auto prefix = *record.GetEidPrefix();
    const auto refuse = [&](LispControlDrop reason) {
        m_port->Drop(reason, reception.source, prefix.ToString());
        return false;
    };
    const EidDatabaseEntry* own = nullptr;
    m_xtr->GetEidDatabase().GetEntries().ForEachCovering(
        prefix,
        [&own](const EidDatabaseEntry& entry) { own = &entry; });
    if (own && (own->IsHere() || own->isCovering))
    {
        return refuse(LispControlDrop::REPLY_FOR_OWN_EID);
    }
    const auto broadest = prefix.GetFamily() == AddressFamily::IPV4   ? m_broadestIpv4
                          : prefix.GetFamily() == AddressFamily::IPV6 ? m_broadestIpv6
                                                                      : m_broadestMac;
    if (prefix.GetLength() < broadest)
    {
        return refuse(LispControlDrop::REPLY_TOO_BROAD);
    }
    const auto isOwn = [&](const LispLocator& locator) {
        return GetEtrAddress(locator) == reception.source;
    };
    if (m_checkSource && record.authoritative &&
        std::none_of(record.locators.begin(), record.locators.end(), isOwn))
    {
        return refuse(LispControlDrop::REPLY_UNEXPECTED_SOURCE);
    }
    const auto isBadPath = [this](const LispLocator& locator) {
        const auto* path = GetExplicitPath(locator.address);
        return path && (CheckExplicitPath(*path, m_maxHops) != ExplicitPathError::NONE ||
                        !std::all_of(path->hops.begin(), path->hops.end(), [](const auto& hop) {
                            return CanBeRloc(*hop.address.GetNetworkAddress());
                        }));
    };
    const auto isBad = [](const LispLocator& locator) {
        const auto address = locator.GetNetworkAddress();
        return !GetExplicitPath(locator.address) && (!address || !CanBeRloc(*address));
    };
    const auto remove = [&](const auto& isWrong, LispControlDrop reason) {
        const auto good = std::remove_if(record.locators.begin(), record.locators.end(), isWrong);
        if (good != record.locators.end())
        {
            record.locators.erase(good, record.locators.end());
            refuse(reason);
        }
    };
    remove(isBadPath, LispControlDrop::REPLY_BAD_PATH);
    remove(isBad, LispControlDrop::REPLY_BAD_LOCATOR);
    return !record.locators.empty();
}

std::optional<LispMapping>
LispItr::MakeMapping(const LispMappingRecord& record, bool echoesNonces) const
{
    auto mapping = LispMapping::FromRecord(
        record,
        m_xtr->GetLocatorSets(),
        m_ownTtl,
        [this](const LispExplicitLocatorPath& path) { return FollowPath(path); });
    if (mapping)
    {
        mapping->echoesNonces = echoesNonces;
        // A host's version orders what xTRs say of its moves. Data packets have none for it: the
        // ETR could take it for one of the prefix around the host.
        mapping->mapVersion = mapping->eid.IsHost() ? LISP_NULL_MAP_VERSION : mapping->mapVersion;
    }
    return mapping;
}

void
LispItr::Learn(const Answer& answer)
{
    const auto& [record, source, since, echoesNonces] = answer;
    auto mapping = MakeMapping(record, echoesNonces);
    if (!mapping)
    {
        m_port->Drop(LispControlDrop::BAD_EID, source, record.eid.ToString());
        return;
    }
    const Time now = Simulator::Now();
    mapping->ttl = std::max(mapping->ttl - (now - since), Time(0));
    const auto* entry = m_xtr->GetMapCache().Insert(*mapping, LispMapCacheSource::MAP_REPLY, now);
    if (entry && entry->locators && entry->expires != LispMapCacheEntry::NEVER && m_refreshAt < 1)
    {
        m_refresh.Set(mapping->eid, now + entry->GetLifeLeft(now) * m_refreshAt);
    }
    else
    {
        m_refresh.Remove(mapping->eid);
    }
    ArmExpiry();
    m_learnedTrace(record, source);
    m_xtr->MappingChanged(mapping->eid);
    RevisePaths(mapping->eid, true);
}

void
LispItr::ReceiveSmr(const LispReception& reception, const LispMapRequest& request)
{
    // The EID-prefix that changed is in the record (RFC 6830 section 6.6.2); some senders have it
    // in the source EID, and the receiver's own EID in the record.
    bool known = false;
    for (const auto& record : request.requests)
    {
        const auto eid = record.GetEidPrefix();
        known |= eid && FollowSmr(*eid, reception.source);
    }
    const auto source = request.sourceEid.GetNetworkAddress();
    if (!known && source)
    {
        known = FollowSmr(EidPrefix::Host(*source, request.sourceEid.GetInstanceId()),
                          reception.source);
    }
    if (!known)
    {
        m_port->Drop(LispControlDrop::SMR_WITHOUT_MAPPING,
                     reception.source,
                     request.requests.empty() ? "no EID" : request.requests.front().eid.ToString());
    }
}

bool
LispItr::FollowSmr(const EidPrefix& eid, const NetworkAddress& peer)
{
    const auto& entries = m_xtr->GetMapCache().GetEntries();
    const LispMapCacheEntry* covering = nullptr;
    entries.ForEachCovering(eid, [&](const LispMapCacheEntry& entry) { covering = &entry; });
    if (covering)
    {
        AskAgain(eid, covering->prefix, peer);
        return true;
    }
    // What changed is broader than what is cached: ask for that, since nobody need answer for all
    // of the prefix, and an ITR wants to know of nothing else.
    std::vector<EidPrefix> cached;
    entries.ForEachCovered(eid, [&](const LispMapCacheEntry& entry) {
        cached.push_back(entry.prefix);
        return cached.size() < m_maxSmrs;
    });
    for (const auto& prefix : cached)
    {
        AskAgain(prefix, prefix, peer);
    }
    return !cached.empty();
}

void
LispItr::AskAgain(const EidPrefix& eid, const EidPrefix& mapping, const NetworkAddress& peer)
{
    const Time now = Simulator::Now();
    bool allowed = m_smrLimit.Allow(eid, now, m_smrInterval);
    for (uint32_t turn = 0;
         allowed && !m_mappingSmrLimit.Allow({mapping, turn}, now, m_smrInterval);)
    {
        allowed = ++turn < m_maxSmrs;
    }
    if (!allowed)
    {
        m_port->Drop(LispControlDrop::SMR_RATE, peer, eid.ToString());
        return;
    }
    m_smrTrace(eid, peer);
    m_requester.Ask(eid, NetworkAddress(), LispMapRequester::Purpose::SMR);
}

} // namespace ns3
