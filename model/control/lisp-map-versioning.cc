/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-versioning.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-xtr.h"
#include "ns3/simulator.h"

#include <iterator>

namespace ns3
{

LispMapVersioning::LispMapVersioning(const Limits& limits, Owner owner)
    : m_limits(limits),
      m_owner(std::move(owner))
{
}

void
LispMapVersioning::SetXtr(Ptr<LispXtr> xtr)
{
    m_xtr = xtr;
    m_told.clear();
}

void
LispMapVersioning::Write(LispDataHeader& header,
                         const LispHeaderSignals::Outgoing& packet,
                         const EidDatabaseEntry* source)
{
    if (packet.mapVersion == LISP_NULL_MAP_VERSION)
    {
        return;
    }
    // The null one says nothing about the source (RFC 9302 section 6.1).
    const uint16_t own = source && !source->IsHost() ? source->version : LISP_NULL_MAP_VERSION;
    header.SetMapVersions(own, packet.mapVersion);
    ++m_statistics.sent;
}

LispDropReason
LispMapVersioning::Read(const LispDataHeader& header,
                        const LispHeaderSignals::Incoming& packet,
                        const LispMapCacheEntry* sender)
{
    ++m_statistics.received;
    const LispDropReason reason = CheckDestination(header.GetDestinationMapVersion(), packet);
    if (reason != LispDropReason::NONE || !sender)
    {
        return reason;
    }
    return CheckSource(header.GetSourceMapVersion(), *sender);
}

LispDropReason
LispMapVersioning::CheckDestination(uint16_t version, const LispHeaderSignals::Incoming& packet)
{
    const EidDatabaseEntry* own =
        m_xtr->GetEidDatabase().Lookup(packet.instanceId, packet.destinationEid);
    if (!own || own->IsHost())
    {
        // For somebody else's EID: of a proxy ETR, it has no mapping (RFC 9302 section A.2.3).
        return LispDropReason::NONE;
    }
    if (version == LISP_NULL_MAP_VERSION || own->version == LISP_NULL_MAP_VERSION)
    {
        return LispDropReason::ETR_MAP_VERSION_NULL;
    }
    if (version == own->version)
    {
        if (!m_told.empty())
        {
            m_told.erase({packet.sourceRloc, own->prefix});
        }
        return LispDropReason::NONE;
    }
    return IsNewerMapVersion(version, own->version) ? LispDropReason::ETR_MAP_VERSION_NEWER
                                                    : CheckStale(*own, version, packet.sourceRloc);
}

LispDropReason
LispMapVersioning::CheckStale(const EidDatabaseEntry& own,
                              uint16_t version,
                              const NetworkAddress& rloc)
{
    ++m_statistics.stale;
    const Key key{rloc, own.prefix};
    auto found = m_told.find(key);
    if (found == m_told.end())
    {
        if (m_told.size() >= m_limits.maxSenders && !Purge())
        {
            ++m_statistics.full;
            return LispDropReason::NONE;
        }
        found = m_told.emplace(key, Told()).first;
    }
    Told& told = found->second;
    if (told.version != own.version)
    {
        told = Told();
        told.version = own.version;
    }
    // The last retry is given its interval, too.
    const bool isDeaf = told.times >= m_limits.retries;
    const Time now = Simulator::Now();
    const bool isDropped =
        told.times > m_limits.retries || (isDeaf && now >= told.last + m_limits.solicitInterval);
    const Time& interval = isDeaf ? m_limits.retryInterval : m_limits.solicitInterval;
    if (told.times == 0 || now >= told.last + interval)
    {
        ++told.times;
        told.last = now;
        ++m_statistics.solicited;
        m_owner.solicit(rloc, own.prefix, version);
    }
    return isDropped ? LispDropReason::ETR_MAP_VERSION_STALE : LispDropReason::NONE;
}

bool
LispMapVersioning::Purge()
{
    // Not for each packet of a flood of senders.
    const Time now = Simulator::Now();
    if (now < m_purge)
    {
        return false;
    }
    m_purge = now + m_limits.solicitInterval;
    for (auto entry = m_told.begin(); entry != m_told.end();)
    {
        const bool isSilent = now >= entry->second.last + m_limits.retryInterval * 2;
        entry = isSilent ? m_told.erase(entry) : std::next(entry);
    }
    return m_told.size() < m_limits.maxSenders;
}

LispDropReason
LispMapVersioning::CheckSource(uint16_t version, const LispMapCacheEntry& sender)
{
    if (IsNewerMapVersion(version, sender.mapVersion))
    {
        ++m_statistics.newer;
        m_owner.renew(sender.prefix, version);
    }
    else if (IsNewerMapVersion(sender.mapVersion, version) && m_limits.dropOldSource)
    {
        return LispDropReason::ETR_SOURCE_VERSION_OLD;
    }
    return LispDropReason::NONE;
}

} // namespace ns3
