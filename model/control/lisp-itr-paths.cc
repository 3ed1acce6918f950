/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an ITR makes of explicit locator paths (RFC 8060 section 4.6).
 */

#include "lisp-itr.h"

#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// @param hop one to be looked up @return its EID
EidPrefix
GetEid(const LispExplicitLocatorPath::Hop& hop)
{
    return EidPrefix::Host(*hop.address.GetNetworkAddress(), hop.address.GetInstanceId());
}

} // namespace

std::vector<LispExplicitLocatorPath::Hop>
LispItr::FindNextHops(const LispExplicitLocatorPath& path) const
{
    return GetNextHops(path, [this](const LispExplicitLocatorPath::Hop& hop) {
        const auto address = *hop.address.GetNetworkAddress();
        return hop.lookup ? m_xtr->IsLocalEid(hop.address.GetInstanceId(), address)
                          : m_xtr->IsLocalRloc(address);
    });
}

std::vector<ExplicitRoute::Hop>
LispItr::FollowPath(const LispExplicitLocatorPath& path) const
{
    std::vector<ExplicitRoute::Hop> next;
    for (const auto& hop : FindNextHops(path))
    {
        auto rloc = *hop.address.GetNetworkAddress();
        if (hop.lookup)
        {
            const auto eid = GetEid(hop);
            const auto* entry = m_xtr->PeekMapping(eid.GetInstanceId(), eid.GetAddress());
            // All flows take the same locator of it.
            const auto* locator = entry && entry->locators
                                      ? entry->locators->Select(static_cast<uint32_t>(eid.Hash()))
                                      : nullptr;
            rloc = locator ? locator->address : NetworkAddress();
        }
        if (rloc.IsValid() && !m_xtr->IsLocalRloc(rloc))
        {
            next.push_back({rloc, hop.probe});
        }
    }
    return next;
}

std::vector<EidPrefix>
LispItr::FindLookups(const LispMappingRecord& record) const
{
    const auto prefix = record.GetEidPrefix();
    std::vector<EidPrefix> lookups;
    for (const auto& locator : record.locators)
    {
        const auto* path = GetExplicitPath(locator.address);
        if (!prefix || !path)
        {
            continue;
        }
        for (const auto& hop : FindNextHops(*path))
        {
            if (hop.lookup && !prefix->Covers(GetEid(hop)))
            {
                lookups.push_back(GetEid(hop));
            }
        }
    }
    return lookups;
}

bool
LispItr::IsLookedUp(const EidPrefix& eid) const
{
    return m_xtr->PeekMapping(eid.GetInstanceId(), eid.GetAddress()) != nullptr;
}

void
LispItr::Take(const LispMappingRecord& record, const NetworkAddress& source, bool echoesNonces)
{
    const Answer answer{record, source, Simulator::Now(), echoesNonces};
    const auto prefix = record.GetEidPrefix();
    const auto lookups = FindLookups(record);
    if (!prefix || lookups.empty() || record.ttl == 0)
    {
        if (prefix)
        {
            m_paths.erase(*prefix);
        }
        Learn(answer);
        return;
    }
    // What the map-cache has forgotten is kept no longer.
    for (auto at = m_paths.begin(); m_paths.size() >= m_maxPending && at != m_paths.end();)
    {
        const bool isGone = !at->second.isWaiting && !m_xtr->GetMapCache().Find(at->first);
        at = isGone ? m_paths.erase(at) : std::next(at);
    }
    const auto known = m_paths.find(*prefix);
    if (known == m_paths.end() && m_paths.size() >= m_maxPending)
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, source, "path of " + prefix->ToString());
        return;
    }
    // Who asks for it a second time, while its lookups wait for each other, gets what there is.
    const bool mayWait = known == m_paths.end() || !known->second.isWaiting;
    const bool isWaiting =
        mayWait && !std::all_of(lookups.begin(), lookups.end(), [this](const EidPrefix& eid) {
            return IsLookedUp(eid);
        });
    m_paths[*prefix] = {answer, isWaiting};
    if (!isWaiting)
    {
        Learn(answer);
        return;
    }
    bool canWait = true;
    for (const auto& eid : lookups)
    {
        if (!IsLookedUp(eid))
        {
            const auto outcome =
                m_requester.Ask(eid, NetworkAddress(), LispMapRequester::Purpose::MISS);
            canWait = canWait && (outcome == LispMapRequester::Outcome::ASKED ||
                                  outcome == LispMapRequester::Outcome::WAITING);
        }
    }
    if (!canWait)
    {
        m_paths[*prefix].isWaiting = false;
        Learn(answer);
    }
}

void
LispItr::RevisePaths(const EidPrefix& changed, bool isAnswer)
{
    std::vector<EidPrefix> affected;
    for (const auto& [prefix, mapping] : m_paths)
    {
        const auto lookups = FindLookups(mapping.answer.record);
        const auto isChanged = [&](const EidPrefix& eid) { return changed.Covers(eid); };
        if (prefix == changed || std::none_of(lookups.begin(), lookups.end(), isChanged))
        {
            continue;
        }
        const bool isOpen = isAnswer && mapping.isWaiting &&
                            !std::all_of(lookups.begin(),
                                         lookups.end(),
                                         [this](const EidPrefix& eid) { return IsLookedUp(eid); });
        const bool isKept = mapping.isWaiting || m_xtr->GetMapCache().Find(prefix);
        if (!isOpen && isKept)
        {
            affected.push_back(prefix);
        }
    }
    // In an order that is the same in each run.
    std::sort(affected.begin(), affected.end());
    for (const auto& prefix : affected)
    {
        const auto found = m_paths.find(prefix);
        const auto& cache = m_xtr->GetMapCache();
        const auto* entry = cache.Find(prefix);
        if (found == m_paths.end())
        {
            continue;
        }
        auto& mapping = found->second;
        const auto resolved = MakeMapping(mapping.answer.record, mapping.answer.echoesNonces);
        // Two paths through each other's prefixes end here: nothing new is nothing to tell.
        if (mapping.isWaiting || !entry || !resolved || resolved->locators != entry->locators)
        {
            mapping.isWaiting = false;
            const Answer copy = mapping.answer;
            Learn(copy);
        }
    }
}

} // namespace ns3
