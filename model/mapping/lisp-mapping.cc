/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-mapping.h"

#include "locator-set-pool.h"

#include "ns3/lisp-mapping-record.h"

#include <algorithm>

namespace ns3
{

Time
LispTtlToTime(uint32_t minutes)
{
    return Seconds(std::min(60.0 * minutes, Time::Max().GetSeconds() / 2));
}

std::optional<LispMapping>
LispMapping::FromRecord(const LispMappingRecord& record,
                        LocatorSetPool& pool,
                        uint32_t ownChoice,
                        const ExplicitPathResolver& resolver)
{
    const auto eid = record.GetEidPrefix();
    if (!eid)
    {
        return std::nullopt;
    }
    LispMapping mapping;
    mapping.eid = *eid;
    mapping.locators = pool.Intern(record.locators, resolver);
    mapping.action = record.action;
    if (!mapping.locators && !record.locators.empty())
    {
        mapping.action = LispAction::DROP_NO_REASON;
    }
    mapping.ttl = LispTtlToTime(record.ttl == LISP_TTL_RECEIVER_DECIDES ? ownChoice : record.ttl);
    mapping.mapVersion = record.mapVersion;
    mapping.authoritative = record.authoritative;
    return mapping;
}

LispMappingRecord
LispMapping::ToRecord() const
{
    LispMappingRecord record;
    record.SetEidPrefix(eid);
    record.ttl = static_cast<uint32_t>(ttl.GetSeconds() / 60);
    record.action = locators ? LispAction::NO_ACTION : action;
    record.authoritative = authoritative;
    record.mapVersion = mapVersion;
    if (locators)
    {
        record.locators = locators->ToLispLocators();
    }
    return record;
}

} // namespace ns3
