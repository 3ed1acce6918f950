/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MANY_MOVES_H
#define MANY_MOVES_H

#include "run-result.h"

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @file
 * @brief What is told of many moves at once, where a chapter for each would be too much.
 */

/// The time that many moves take, in seconds.
struct MovesSpan
{
    double from{0}; //!< the first one was asked for
    double to{0};   //!< the last one had ended
};

/// @param migrations some moves @return the time that they take; nothing if none has begun
MovesSpan FindSpan(const std::vector<MigrationReport>& migrations);

/// @param migration a move @return when it had ended, in seconds: the machine needed its old host
/// no more; NOT_MEASURED if it did not come to that
double FindMoveEnd(const MigrationReport& migration);

/**
 * @brief Figures of many moves as one: how many there are and how many have failed, and of those
 * that have not, the mean of each figure; of downtime_s and total_s also the 95th percentile
 * (downtime_p95_s) and the greatest (downtime_most_s).
 * @param migrations the moves
 * @return the figures; NOT_MEASURED where no move has it
 */
std::vector<std::pair<std::string, double>> PoolMoves(
    const std::vector<MigrationReport>& migrations);

/**
 * @brief Write many moves for people, a line for each, with its time line.
 * @param os where to
 * @param migrations the moves
 * @param most how many lines
 */
void PrintMoves(std::ostream& os,
                const std::vector<MigrationReport>& migrations,
                std::size_t most = 60);

} // namespace ns3

#endif /* MANY_MOVES_H */
