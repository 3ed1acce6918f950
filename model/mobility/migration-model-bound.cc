/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The size that rounds of pre-copy tend to.
 */

#include "bracketed-root.h"
#include "migration-model-terms.h"
#include "migration-model.h"

#include <cmath>
#include <iomanip>
#include <sstream>
#include <string>

namespace ns3
{

namespace
{

/// A round of less than this is none: the root of interest is above it.
constexpr double FEWEST_PAGES = 0.5;
/// Of the memory: nearer than this to all of it is all of it.
constexpr double PRECISION = 1e-9;

/// @param terms of a migration @return the pages of the round that is followed by one of its size
double
FindFixedPoint(const MigrationModelTerms& terms)
{
    // By how much more pages are written while some are sent.
    const auto growth = [&terms](double pages) {
        return terms.GetWritten(terms.GetTime(pages * terms.GetPageBytes())) - pages;
    };
    const double all = terms.GetPages();
    if (growth(all) >= -PRECISION * all)
    {
        return all;
    }
    // What is written in a time grows ever more slowly with it: where it is below the line at the
    // beginning, it stays so.
    if (growth(FEWEST_PAGES) <= 0)
    {
        return 0;
    }
    return FindBracketedRoot(growth, FEWEST_PAGES, all, PRECISION);
}

/// @param rate_bps bit/s @return it, with a prefix
std::string
ShowRate(double rate_bps)
{
    std::ostringstream text;
    text << std::setprecision(3);
    if (rate_bps >= 1e9)
    {
        text << rate_bps / 1e9 << " Gbit/s";
    }
    else
    {
        text << rate_bps / 1e6 << " Mbit/s";
    }
    return text.str();
}

} // namespace

MigrationBound
FindMigrationBound(const MigrationModelInput& input)
{
    const MigrationModelTerms terms(input);
    MigrationBound bound;
    bound.pages = FindFixedPoint(terms);
    bound.converges = bound.pages == 0;
    bound.bytes = bound.pages * terms.GetPageBytes();
    bound.downtime_s = terms.GetDowntime(bound.pages, input.rate_bps);
    // The rate at a time's beginning, before pages are written for the second time: that of as long
    // as the least round takes.
    const double moment = terms.GetTime(FEWEST_PAGES * terms.GetPageBytes());
    bound.writeRate_bps = terms.GetWritten(moment) * terms.GetPageBytes() * 8 / moment;
    return bound;
}

std::string
DescribeBound(const MigrationModelInput& input)
{
    const MigrationBound bound = FindMigrationBound(input);
    std::ostringstream text;
    text << std::setprecision(3) << "the machine writes pages at " << ShowRate(bound.writeRate_bps)
         << ", the migration sends them at " << ShowRate(input.rate_bps) << ": rounds ";
    if (bound.converges)
    {
        text << "become as small as one likes";
    }
    else
    {
        text << "do not become smaller than " << std::llround(bound.pages) << " pages ("
             << bound.bytes / 1e6 << " MB), a pause of " << bound.downtime_s << " s";
    }
    return text.str();
}

} // namespace ns3
