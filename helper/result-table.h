/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_TABLE_H
#define RESULT_TABLE_H

#include "run-result.h"

#include <ostream>

namespace ns3
{

/**
 * @brief Write a result for people, on a terminal of 100 columns: what happened when, what became
 * of each flow, the control messages and the drops.
 * @param os where to
 * @param result the result
 */
void PrintResult(std::ostream& os, const RunResult& result);

} // namespace ns3

#endif /* RESULT_TABLE_H */
