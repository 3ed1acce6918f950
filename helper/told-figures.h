/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TOLD_FIGURES_H
#define TOLD_FIGURES_H

#include "result-value.h"

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ns3
{

class PacketLedger;

/**
 * @file
 * @brief What a simulation in a process of its own tells, as JSON. It has null for NOT_MEASURED.
 */

/// @param told texts of several simulations @return them, read
std::vector<nlohmann::json> HearAll(const std::vector<std::string>& told);
/// @param told a number, or null @return it; NOT_MEASURED if it is null
double HearNumber(const nlohmann::json& told);
/// @param told counts by name @param sums to which they are added
void HearCounts(const nlohmann::json& told, std::map<std::string, uint64_t>& sums);
/// @param told as by TellFigures @return the figures
ResultFigures HearFigures(const nlohmann::json& told);

/// @param figures of a row @return them, in their order
nlohmann::json TellFigures(const ResultFigures& figures);
/// @param ledger of a simulation that still is there @param told gets control messages as "control"
/// and what was dropped as "drops", by name
void TellCounts(const PacketLedger& ledger, nlohmann::json& told);

} // namespace ns3

#endif /* TOLD_FIGURES_H */
