/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "eid-database-table.h"

#include "eid-database.h"
#include "lisp-locator-cells.h"

namespace ns3
{

void
PrintEidDatabase(const EidDatabase& database, Time now, std::ostream& os)
{
    const auto& entries = database.GetEntries();
    os << "LISP EID database: EID-prefixes " << entries.GetSize() << ", of which hosts "
       << database.GetHosts() << '\n';
    LispTextTable table({"EID-prefix", "Uptime", "Silent", "Kind", "Locator", "Pri/Wgt", "State"});
    entries.ForEach([&](const EidDatabaseEntry& entry) {
        const bool isSeen = entry.kind == EidKind::DISCOVERED;
        const bool isElsewhere = entry.kind == EidKind::AWAY;
        table.AddRows(
            {entry.prefix.ToString(),
             LispTextTable::FormatTime(now - entry.since),
             isSeen ? LispTextTable::FormatTime(now - entry.lastSeen) : std::string(),
             std::string(ToString(entry.kind)) + (entry.isCovering ? ", configured" : "")},
            isElsewhere ? std::vector<LispTextTable::Row>()
                        : MakeLocatorCells(*entry.GetLocators()));
    });
    table.Print(os);
}

} // namespace ns3
