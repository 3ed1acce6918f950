/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_WRITER_H
#define RESULT_WRITER_H

#include "run-result.h"

#include <string>
#include <vector>

namespace ns3
{

class ResultFolder;

/**
 * @brief Write summary.json, flows.csv, packets.csv, tcp.csv, series.csv, events.csv and
 * report.html, besides moves.csv of many moves and a file for each more table, and move them and
 * whatever else is in the folder to their place.
 * @param folder the folder
 * @param result the result
 * @return the files for NameFiles: those that have something in them besides the names of columns,
 * and how many captures
 * @throws std::runtime_error if that fails; then nothing of it is there
 */
std::vector<std::string> WriteResult(ResultFolder& folder, const RunResult& result);

/// @param folder of a result, as it was asked for @param files in it @return where it is
/// and what is in it, for people, in lines of at most 100 columns
std::string NameFiles(const std::string& folder, const std::vector<std::string>& files);

} // namespace ns3

#endif /* RESULT_WRITER_H */
