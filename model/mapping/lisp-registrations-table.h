/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REGISTRATIONS_TABLE_H
#define LISP_REGISTRATIONS_TABLE_H

#include "ns3/nstime.h"

#include <ostream>

namespace ns3
{

class LispRegistrations;
class LispSiteTable;

/**
 * @brief Print what is registered with a Map-Server: for each EID-prefix the site that has it, and
 * for each xTR that registers it since when, until when, with which flags and locators. Configured
 * EID-prefixes that nobody registers are there too, as "not registered".
 *
 * Flags are the bits of the Map-Register as RFC 9301 section 5.6 names them: P for proxy replies, a
 * for merging, M for a Map-Notify.
 *
 * @param sites the configured sites
 * @param registrations what is registered
 * @param now the time
 * @param os where to
 */
void PrintLispRegistrations(const LispSiteTable& sites,
                            const LispRegistrations& registrations,
                            Time now,
                            std::ostream& os);

} // namespace ns3

#endif /* LISP_REGISTRATIONS_TABLE_H */
