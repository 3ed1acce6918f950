/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-registrations-table.h"

#include "lisp-locator-cells.h"
#include "lisp-registrations.h"

#include <algorithm>
#include <map>

namespace ns3
{

namespace
{

/// @param registrant an xTR's part @return its bits, as "P-M"
std::string
FormatFlags(const LispRegistrant& registrant)
{
    return std::string(registrant.proxyReply ? "P" : "-") + (registrant.merge ? "a" : "-") +
           (registrant.wantMapNotify ? "M" : "-");
}

} // namespace

void
PrintLispRegistrations(const LispSiteTable& sites,
                       const LispRegistrations& registrations,
                       Time now,
                       std::ostream& os)
{
    const auto& entries = registrations.GetEntries();
    os << "LISP registrations: sites " << sites.GetSites().size() << ", EID-prefixes registered "
       << entries.GetSize() << '\n';

    // Both what is configured and what is registered, in the order of EID-prefixes.
    std::map<EidPrefix, std::pair<const LispSite*, const LispRegistration*>> prefixes;
    for (const auto& [name, site] : sites.GetSites())
    {
        for (const auto& prefix : site.prefixes)
        {
            prefixes[prefix.eid].first = &site;
        }
    }
    entries.ForEach([&prefixes](const LispRegistration& entry) {
        prefixes[entry.prefix] = {&entry.site, &entry};
    });

    LispTextTable table(
        {"EID-prefix", "Site", "xTR", "Uptime", "Expires", "Flags", "Locator", "Pri/Wgt", "State"});
    for (const auto& [eid, found] : prefixes)
    {
        LispTextTable::Row whose{eid.ToString(), found.first->name};
        if (!found.second)
        {
            whose.emplace_back("not registered");
            table.AddRow(whose);
            continue;
        }
        for (const auto& registrant : found.second->registrants)
        {
            const Time left = std::max(registrant.expires - now, Time(0));
            whose.insert(whose.end(),
                         {registrant.xtr.source.ToString(),
                          LispTextTable::FormatTime(now - registrant.since),
                          LispTextTable::FormatTime(left),
                          FormatFlags(registrant)});
            table.AddRows(whose, MakeLocatorCells(registrant.record.locators));
            whose = {"", ""};
        }
    }
    table.Print(os);
}

} // namespace ns3
