/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef REPORT_STATISTICS_H
#define REPORT_STATISTICS_H

#include "run-statistics.h"

#include <ostream>
#include <string>

namespace ns3
{

/**
 * @file
 * @brief The part of the report page on several runs.
 */

/// @param key of a figure, for the unit @param estimate of it @return "81.4 ms ± 2.1 ms" as text
std::string ShowEstimate(const std::string& key, const Estimate& estimate);

/// @param row of figures @param key of one of them @return what is known of it; null: nothing
const Estimate* FindEstimate(const StatisticsRow& row, const std::string& key);

/**
 * @brief Write the means of several runs with their 95 % confidence intervals: a table of the
 * moves, one of the flows with a drawing of their interruptions, and one of the links.
 * @param os where to
 * @param statistics the runs
 */
void WriteStatistics(std::ostream& os, const RunStatistics& statistics);

} // namespace ns3

#endif /* REPORT_STATISTICS_H */
