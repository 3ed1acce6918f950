/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_SECTIONS_H
#define RESULT_SECTIONS_H

#include "many-moves.h"
#include "run-result.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @file
 * @brief The parts of a result that not every program has, for people: figures of the run as a
 * whole, more tables, many moves, what is carried over time. In the terminal, and on the page.
 */

/// @param os gets what is told of the run as a whole @param groups the figures; those without a
/// label are left out
void PrintGroups(std::ostream& os, const std::vector<RunResult::Group>& groups);
/// @param os gets more tables @param tables the tables
void PrintTables(std::ostream& os, const std::vector<RunResult::Table>& tables);
/// @param os gets means over several runs @param groups of the run as a whole, and of tables' rows
void PrintGroupStatistics(std::ostream& os, const std::vector<StatisticsRow>& groups);

/// @param os gets the figures of many moves that are to be seen first @param result the result
void WriteMovesFigures(std::ostream& os, const RunResult& result);
/// @param os gets many moves as a drawing and as a table @param result the result
void WriteManyMoves(std::ostream& os, const RunResult& result);
/// @param os gets groups, tables and series as parts of the page @param result the result
void WriteSections(std::ostream& os, const RunResult& result);

/**
 * @brief Draw many moves, a row for each in their order, as thin as their number asks for: when it
 * waited, was copied, stood still.
 * @param migrations the moves
 * @return the drawing; empty if none has begun
 */
std::string DrawMoves(const std::vector<MigrationReport>& migrations);

/**
 * @brief Draw what is carried over time, a strip for each: as high as the most it can carry, or
 * does.
 * @param series what
 * @param span the times to show
 * @return the drawing; empty if there is nothing to show
 */
std::string DrawSeries(const std::vector<RunResult::Series>& series, const MovesSpan& span);

/**
 * @brief Draw figures of a table over one of them, a curve for each.
 * @param table the table
 * @return the drawing; empty if the table asks for none
 */
std::string DrawTable(const RunResult::Table& table);

} // namespace ns3

#endif /* RESULT_SECTIONS_H */
