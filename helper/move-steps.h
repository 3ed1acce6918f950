/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MOVE_STEPS_H
#define MOVE_STEPS_H

#include "migration-report.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/// A step of a move.
struct MoveStep
{
    double time_s;    //!< when it happened; NOT_MEASURED if it did not
    std::string what; //!< what people call it
};

/**
 * @brief Say what happened in a move: its moments and its rounds (if there are many, the first and
 * the last ones).
 * @param migration a move
 * @return its steps in order of time, and after them those that did not happen and were to
 */
std::vector<MoveStep> ListMoveSteps(const MigrationReport& migration);

/// @param migration a move @param round one of its rounds
/// @return what people call it: "round 2", "round 3, in the pause", "memory", "pages follow"
std::string NameRound(const MigrationReport& migration, const MigrationReport::Round& round);

/// @param migration a move that failed @return what became of the machine: "vm1 goes on at dc1"
std::string DescribeRest(const MigrationReport& migration);

/// @param count of things @param noun one of them @return "1 page", "2 pages"
std::string FormatCount(uint64_t count, const std::string& noun);

/// @param bytes of memory or storage @return them in words, in MiB
std::string FormatBytes(uint64_t bytes);

} // namespace ns3

#endif /* MOVE_STEPS_H */
