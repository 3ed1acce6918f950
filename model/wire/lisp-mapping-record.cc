/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-mapping-record.h"

#include <tuple>

namespace ns3
{

void
LispMappingRecord::SetEidPrefix(const EidPrefix& prefix)
{
    eid = LispAddress::FromEidPrefix(prefix);
    maskLength = prefix.GetLength();
}

bool
LispMappingRecord::operator==(const LispMappingRecord& o) const
{
    return std::tie(eid, maskLength, ttl, action, authoritative, mapVersion, locators) ==
           std::tie(o.eid,
                    o.maskLength,
                    o.ttl,
                    o.action,
                    o.authoritative,
                    o.mapVersion,
                    o.locators);
}

} // namespace ns3
