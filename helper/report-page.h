/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "run-result.h"

#include <ostream>

namespace ns3
{

/**
 * @brief Write a result as one HTML page that needs nothing else: no scripts, no files beside it,
 * no network.
 * @param os where to
 * @param result the result
 */
void WriteReportPage(std::ostream& os, const RunResult& result);

} // namespace ns3

#endif /* REPORT_PAGE_H */
