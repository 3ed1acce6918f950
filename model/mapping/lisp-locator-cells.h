/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_LOCATOR_CELLS_H
#define LISP_LOCATOR_CELLS_H

#include "lisp-text-table.h"
#include "locator-set.h"

namespace ns3
{

/**
 * @brief Locators for a table: in each line a locator, "priority/weight" and its state.
 *
 * The state is "up"; "down" if this node found it unreachable; or "unreachable" if the ETR that
 * names it says so (RFC 9301 section 5.4, R bit).
 *
 * @param locators the locators
 * @return their lines
 */
std::vector<LispTextTable::Row> MakeLocatorCells(const LocatorSet& locators);

/// As above. @param locators of a message: no node has an opinion of them @return their lines
std::vector<LispTextTable::Row> MakeLocatorCells(const std::vector<LispLocator>& locators);

} // namespace ns3

#endif /* LISP_LOCATOR_CELLS_H */
