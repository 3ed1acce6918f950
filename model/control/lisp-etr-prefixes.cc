/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The EID-prefixes of an ETR, their locators and their registration.
 */

#include "lisp-etr.h"

#include "ns3/explicit-path.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/net-device.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

// ---- the database and its registration ----------------------------------------------------------

void
LispEtr::AddMapServer(const NetworkAddress& address, const LispKey& key, bool proxyReply)
{
    if ((address.GetFamily() != AddressFamily::IPV4 &&
         address.GetFamily() != AddressFamily::IPV6) ||
        address.IsMulticast())
    {
        throw std::invalid_argument("Map-Server '" + address.ToString() +
                                    "' is no unicast IPv4 or IPv6 address");
    }
    for (const auto& server : m_registrar.GetMapServers())
    {
        if (server.address == address)
        {
            throw std::invalid_argument("Map-Server " + address.ToString() +
                                        " is there already: each can be given once");
        }
    }
    m_registrar.AddMapServer({address, key, proxyReply, 0});
    if (m_started)
    {
        RegisterAll();
    }
}

Ptr<const LocatorSet>
LispEtr::MakeLocators(std::vector<LispLocator> locators) const
{
    if (locators.empty())
    {
        for (const auto& rloc : m_xtr->GetRlocs())
        {
            locators.emplace_back();
            locators.back().address = rloc;
        }
    }
    for (auto& locator : locators)
    {
        if (const auto* path = GetExplicitPath(locator.address))
        {
            const auto error = CheckExplicitPath(*path);
            if (error != ExplicitPathError::NONE)
            {
                throw std::invalid_argument("bad path '" + FormatExplicitPath(*path) +
                                            "' as a locator: " + ToString(error));
            }
        }
        const auto address = GetEtrAddress(locator);
        locator.local = address && m_xtr->IsLocalRloc(*address);
    }
    return m_xtr->GetLocatorSets().Intern(locators);
}

void
LispEtr::AddPrefix(const EidPrefix& prefix, std::vector<LispLocator> locators)
{
    auto& database = m_xtr->GetEidDatabase();
    if (database.AddPrefix(prefix, MakeLocators(std::move(locators))).version ==
        LISP_NULL_MAP_VERSION)
    {
        database.SetMapVersion(prefix, m_firstVersion);
    }
    m_xtr->MappingChanged(prefix);
    if (m_started)
    {
        Register(prefix);
    }
}

void
LispEtr::AddSharedPrefix(const EidPrefix& prefix, std::vector<LispLocator> locators)
{
    m_shared.insert(prefix);
    AddPrefix(prefix, std::move(locators));
}

std::vector<LispLocator>
LispEtr::GetMergedLocators(const EidPrefix& prefix) const
{
    const auto found = m_merged.find(prefix);
    return found == m_merged.end() ? std::vector<LispLocator>() : found->second;
}

void
LispEtr::SetLocators(const EidPrefix& prefix, std::vector<LispLocator> locators)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto* present = database.Find(prefix);
    const Ptr<const LocatorSet> before = present ? present->locators : nullptr;
    const auto set = MakeLocators(std::move(locators));
    if (!database.SetLocators(prefix, set))
    {
        throw std::invalid_argument("no EID-prefix " + prefix.ToString() +
                                    " in the database: expected one that was added");
    }
    if (present->locators != before)
    {
        ChangeMapping(prefix);
    }
    m_changedHops.erase(prefix);
    RememberHops(*set, prefix);
    database.GetEntries().ForEachCovered(prefix, [&](const EidDatabaseEntry& entry) {
        const bool isIt = entry.prefix == prefix && entry.IsConfigured();
        if (isIt || (entry.kind == EidKind::DISCOVERED && entry.origin->prefix == prefix))
        {
            if (!isIt && entry.IsExtended())
            {
                // The others are not to take it for an older word.
                database.SetVersion(entry.prefix, GetNextMapVersion(entry.version), entry.place);
            }
            Register(entry.prefix);
            m_notifier.Repeat(entry.prefix);
        }
    });
}

bool
LispEtr::RemovePrefix(const EidPrefix& prefix)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto* removed = database.Find(prefix);
    if (!removed)
    {
        return false;
    }
    std::vector<EidPrefix> registered;
    database.GetEntries().ForEachCovered(prefix, [&](const EidDatabaseEntry& entry) {
        if (&entry == removed || entry.origin == removed)
        {
            registered.push_back(entry.prefix);
        }
    });
    m_changedHops.erase(prefix);
    database.Remove(prefix);
    for (const auto& eid : registered)
    {
        m_registrar.Withdraw(eid);
        m_notifier.Withdraw(eid);
        m_peers.Remove(eid);
        m_returns.Remove(eid);
        m_merged.erase(eid);
        m_toSolicit.erase(eid);
        m_shared.erase(eid);
        m_xtr->MappingChanged(eid);
    }
    return true;
}

void
LispEtr::RememberHops(const LocatorSet& locators, const EidPrefix& eid)
{
    for (const auto& locator : locators.GetLocators())
    {
        if (!locator.path)
        {
            continue;
        }
        for (const auto& hop : GetExplicitPath(locator.path->path)->hops)
        {
            if (!hop.lookup)
            {
                m_changedHops[eid].insert(*hop.address.GetNetworkAddress());
            }
        }
    }
}

void
LispEtr::Register(const EidPrefix& eid)
{
    const auto* entry = m_xtr->GetEidDatabase().Find(eid);
    if (m_started && entry)
    {
        m_registrar.Register(eid, (m_merge && entry->IsConfigured()) || m_shared.count(eid) > 0);
    }
}

bool
LispEtr::SetReachable(const NetworkAddress& rloc, bool reachable)
{
    const bool changed =
        reachable ? m_unreachable.erase(rloc) != 0 : m_unreachable.insert(rloc).second;
    if (!changed || !m_started || !m_xtr)
    {
        return false;
    }
    std::vector<EidPrefix> changedEids;
    m_xtr->GetEidDatabase().GetEntries().ForEach([&](const EidDatabaseEntry& entry) {
        if ((entry.IsConfigured() || entry.kind == EidKind::DISCOVERED) &&
            entry.GetLocators()->Find(rloc))
        {
            changedEids.push_back(entry.prefix);
        }
    });
    for (const auto& eid : changedEids)
    {
        // That is another mapping (RFC 9302 section 7).
        ChangeMapping(eid);
        m_toSolicit.insert(eid);
        Register(eid);
    }
    return !changedEids.empty();
}

bool
LispEtr::IsReachable(const NetworkAddress& rloc) const
{
    return m_unreachable.count(rloc) == 0;
}

void
LispEtr::ClearUnreachable(std::vector<LispLocator>& locators) const
{
    if (m_unreachable.empty())
    {
        return;
    }
    for (auto& locator : locators)
    {
        const auto address = locator.GetNetworkAddress();
        locator.reachable = locator.reachable && (!address || IsReachable(*address));
    }
}

void
LispEtr::EnableMapVersions(uint16_t first)
{
    m_firstVersion = first;
    auto& database = m_xtr->GetEidDatabase();
    std::vector<EidPrefix> unnumbered;
    database.GetEntries().ForEach([&unnumbered](const EidDatabaseEntry& entry) {
        if (entry.IsConfigured() && entry.version == LISP_NULL_MAP_VERSION)
        {
            unnumbered.push_back(entry.prefix);
        }
    });
    for (const auto& eid : unnumbered)
    {
        database.SetMapVersion(eid, first);
        if (m_started)
        {
            Register(eid);
        }
    }
}

void
LispEtr::ChangeMapping(const EidPrefix& eid)
{
    auto& database = m_xtr->GetEidDatabase();
    const auto* entry = database.Find(eid);
    if (entry && entry->version != LISP_NULL_MAP_VERSION)
    {
        database.SetMapVersion(eid, GetNextMapVersion(entry->version));
    }
    m_mappingTrace(eid);
}

void
LispEtr::SetMerged(const EidPrefix& eid, const LispMappingRecord& record)
{
    // All xTRs of a site are to say the same version (RFC 9302 section 9): the newest.
    auto& database = m_xtr->GetEidDatabase();
    const auto* entry = database.Find(eid);
    if (entry && IsNewerMapVersion(record.mapVersion, entry->version))
    {
        database.SetMapVersion(eid, record.mapVersion);
    }
    auto& merged = m_merged[eid];
    if (merged != record.locators)
    {
        merged = record.locators;
        m_mappingTrace(eid);
    }
}

void
LispEtr::AddMerged(const EidPrefix& eid, std::vector<LispLocator>& locators) const
{
    const auto merged = m_merged.find(eid);
    if (merged == m_merged.end())
    {
        return;
    }
    // The other xTRs' locators are to be known to ITRs as well (RFC 9301 section 5.5).
    for (const auto& locator : merged->second)
    {
        const auto isSame = [&locator](const LispLocator& own) {
            return own.address == locator.address;
        };
        if (std::none_of(locators.begin(), locators.end(), isSame) &&
            locators.size() < LISP_MAX_RECORDS)
        {
            locators.push_back(locator);
        }
    }
    SortLispLocators(locators);
    ClearUnreachable(locators);
}

std::vector<LispLocator>
LispEtr::GetSiteLocators(const EidPrefix& eid) const
{
    auto locators = MakeRecord(eid).locators;
    AddMerged(eid, locators);
    return locators;
}

LispMappingRecord
LispEtr::MakeRecord(const EidPrefix& eid) const
{
    LispMappingRecord record;
    record.SetEidPrefix(eid);
    record.ttl = m_ttl;
    record.authoritative = true;
    // Without an entry the prefix is being withdrawn, which needs no locators.
    if (const auto* entry = m_xtr->GetEidDatabase().Find(eid))
    {
        record.locators = entry->GetLocators()->ToLispLocators();
        ClearUnreachable(record.locators);
        record.mapVersion = entry->version;
    }
    return record;
}

} // namespace ns3
