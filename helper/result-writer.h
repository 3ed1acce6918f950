/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_WRITER_H
#define RESULT_WRITER_H

#include "run-result.h"

namespace ns3
{

class ResultFolder;

/**
 * @brief Write summary.json, flows.csv, packets.csv, tcp.csv, series.csv, events.csv and
 * report.html, besides moves.csv of many moves and a file for each more table, and move them and
 * whatever else is in the folder to their place.
 * @param folder the folder
 * @param result the result
 * @throws std::runtime_error if that fails; then nothing of it is there
 */
void WriteResult(ResultFolder& folder, const RunResult& result);

} // namespace ns3

#endif /* RESULT_WRITER_H */
