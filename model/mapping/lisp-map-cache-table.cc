/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-cache-table.h"

#include "lisp-locator-cells.h"
#include "lisp-map-cache.h"

#include <algorithm>

namespace ns3
{

void
PrintLispMapCache(const LispMapCache& cache, Time now, std::ostream& os)
{
    os << "LISP map-cache: mappings " << cache.GetSize() << ", hits " << cache.GetHits()
       << ", misses " << cache.GetMisses() << '\n';
    LispTextTable table(
        {"EID-prefix", "Uptime", "Expires", "Source", "Locator", "Pri/Wgt", "State"});
    cache.GetEntries().ForEach([&](const LispMapCacheEntry& entry) {
        // One whose time is up stays until the table's timer or a lookup comes by.
        const Time left = std::max(entry.GetLifeLeft(now), Time(0));
        table.AddRows({entry.prefix.ToString(),
                       LispTextTable::FormatTime(now - Time(entry.made)),
                       LispTextTable::FormatTime(left),
                       ToString(entry.source)},
                      entry.locators ? MakeLocatorCells(*entry.locators)
                                     : std::vector<LispTextTable::Row>{{ToString(entry.action)}});
    });
    table.Print(os);
}

} // namespace ns3
