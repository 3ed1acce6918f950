/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-registration.h"

#include "explicit-path.h"
#include "lisp-map-version.h"

#include <algorithm>

namespace ns3
{

LispMappingRecord
LispRegistration::GetRecord() const
{
    LispMappingRecord merged = registrants.back().record;
    for (std::size_t i = 0; i + 1 < registrants.size(); ++i)
    {
        // What is merged is as new as the newest part (RFC 9302 section 9).
        const uint16_t version = registrants[i].record.mapVersion;
        merged.mapVersion =
            IsNewerMapVersion(version, merged.mapVersion) ? version : merged.mapVersion;
        for (const auto& locator : registrants[i].record.locators)
        {
            const auto same = std::find_if(
                merged.locators.begin(),
                merged.locators.end(),
                [&locator](const LispLocator& other) { return other.address == locator.address; });
            if (same == merged.locators.end())
            {
                merged.locators.push_back(locator);
            }
            else if (locator.local && !same->local)
            {
                *same = locator;
            }
        }
    }
    if (merged.locators.size() > LISP_MAX_RECORDS)
    {
        merged.locators.resize(LISP_MAX_RECORDS);
    }
    for (auto& locator : merged.locators)
    {
        locator.local = false;
        locator.probed = false;
    }
    SortLispLocators(merged.locators);
    merged.authoritative = false;
    merged.action = LispAction::NO_ACTION;
    return merged;
}

std::vector<NetworkAddress>
LispRegistration::GetRlocs() const
{
    std::vector<NetworkAddress> rlocs;
    for (const auto& registrant : registrants)
    {
        for (const auto& locator : registrant.record.locators)
        {
            if (const auto address = GetEtrAddress(locator))
            {
                rlocs.push_back(*address);
            }
        }
    }
    std::sort(rlocs.begin(), rlocs.end());
    rlocs.erase(std::unique(rlocs.begin(), rlocs.end()), rlocs.end());
    return rlocs;
}

bool
LispRegistration::WantsProxyReply() const
{
    return site.proxyReply ||
           std::any_of(registrants.begin(),
                       registrants.end(),
                       [](const LispRegistrant& registrant) { return registrant.proxyReply; });
}

LispRegistrant*
LispRegistration::Find(const LispXtrIdentity& xtr)
{
    const auto found =
        std::find_if(registrants.begin(), registrants.end(), [&xtr](const LispRegistrant& other) {
            return other.xtr == xtr;
        });
    return found == registrants.end() ? nullptr : &*found;
}

} // namespace ns3
