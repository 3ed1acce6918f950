/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_PARTING_H
#define MIGRATION_PARTING_H

#include "migration-report.h"

#include <string>

namespace ns3
{

/// What a simulation and its closed form may differ by, as a part of the latter, without a word.
constexpr double PARTING = 0.05;

/**
 * @brief Say by how much a move and its closed form part, and which assumption fails.
 *
 * The closed form takes for granted that as many pages are written as the pattern lets expect, that
 * the migration has the link for itself, and that TCP's slow start goes by full segments. Which of
 * them failed shows in how long the first round took, which carries all pages whatever is written
 * meanwhile, in the rounds and their octets, and in what is left, which is then about a round trip.
 *
 * @param move a move
 * @return a sentence; empty if there is no prediction, the move did not succeed, or total and
 * downtime agree within PARTING
 */
std::string DescribeParting(const MigrationReport& move);

} // namespace ns3

#endif /* MIGRATION_PARTING_H */
