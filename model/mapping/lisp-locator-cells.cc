/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-locator-cells.h"

#include "explicit-path.h"

#include <string>

namespace ns3
{

namespace
{

/// @param locator one of a set @return its address or path
std::string
GetPlace(const LocatorSet::Locator& locator)
{
    return locator.path ? FormatExplicitPath(*GetExplicitPath(locator.path->path))
                        : locator.address.ToString();
}

/// @param locator one of a message @return its address or path
std::string
GetPlace(const LispLocator& locator)
{
    const auto* path = GetExplicitPath(locator.address);
    return path ? FormatExplicitPath(*path) : locator.address.ToString();
}

/// @param locator of either kind @param up as far as this node knows @return its line
template <class Locator>
LispTextTable::Row
MakeRow(const Locator& locator, bool up)
{
    return {GetPlace(locator),
            std::to_string(locator.priority) + "/" + std::to_string(locator.weight),
            !locator.reachable ? "unreachable"
            : up               ? "up"
                               : "down"};
}

} // namespace

std::vector<LispTextTable::Row>
MakeLocatorCells(const LocatorSet& locators)
{
    std::vector<LispTextTable::Row> rows;
    for (const auto& locator : locators.GetLocators())
    {
        rows.push_back(MakeRow(locator, locators.IsUp(locator)));
    }
    return rows;
}

std::vector<LispTextTable::Row>
MakeLocatorCells(const std::vector<LispLocator>& locators)
{
    std::vector<LispTextTable::Row> rows;
    rows.reserve(locators.size());
    for (const auto& locator : locators)
    {
        rows.push_back(MakeRow(locator, true));
    }
    return rows;
}

} // namespace ns3
