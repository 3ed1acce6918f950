/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_TEXT_H
#define RESULT_TEXT_H

#include "run-result.h"

#include <ostream>
#include <string>

namespace ns3
{

/**
 * @brief The result as JSON: the keys of summary.json in their fixed order, so that the same result
 * gives the same bytes. Figures that were not measured are null. Of several runs it has
 * "statistics": of each figure the mean, half the width of its 95 % confidence interval, the
 * standard deviation, and percentiles.
 * @param result the result
 * @return the text, with a line feed at its end
 */
std::string WriteJson(const RunResult& result);

/// @param os gets one line for each flow, after a header @param result the result
void WriteFlowsCsv(std::ostream& os, const RunResult& result);
/// @param os gets one line for each part of the time of each TCP flow, after a header @param result
/// the result
void WriteTcpCsv(std::ostream& os, const RunResult& result);
/// @param os gets one line for each row, after a header @param table of a result
void WriteTableCsv(std::ostream& os, const RunResult::Table& table);
/// @param os gets one line for each part of the time of each series, after a header @param result
/// the result
void WriteSeriesCsv(std::ostream& os, const RunResult& result);
/// @param os gets one line for each move, after a header, if there is a move @param result the
/// result
void WriteMovesCsv(std::ostream& os, const RunResult& result);
/// @param os gets one line for each event, after a header @param result the result
void WriteEventsCsv(std::ostream& os, const RunResult& result);
/// @param os gets one line for each packet of a flow, after a header @param result the result
void WritePacketsCsv(std::ostream& os, const RunResult& result);

/**
 * @brief Write seconds as people read them in a table.
 * @param seconds a time, or NOT_MEASURED
 * @return with up to 9 decimals, none of them a trailing zero; empty if it was not measured
 */
std::string FormatSeconds(double seconds);

} // namespace ns3

#endif /* RESULT_TEXT_H */
