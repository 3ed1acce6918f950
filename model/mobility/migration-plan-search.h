/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_PLAN_SEARCH_H
#define MIGRATION_PLAN_SEARCH_H

#include "migration-plan.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{

class MigrationRoom;

/**
 * @brief Looks through all plans with so many moves for the one that carries the fewest bytes.
 *
 * There are very many of them but for small numbers: a budget of moves looked at bounds the time.
 */
class MigrationPlanSearch
{
  public:
    /// What is looked among.
    struct Choices
    {
        std::vector<std::size_t> machines; //!< those that may move, each once
        std::vector<std::size_t> targets;  //!< hypervisors that they may go to
        std::vector<std::size_t> units;    //!< by hypervisor: a move leads to another unit
        std::function<bool()> isReached;   //!< whether the moves in the room do what they are for
    };

    /**
     * @param room what is left; as it was, after each search
     * @param choices what is looked among
     * @param budget how many moves may be looked at, in all searches
     */
    MigrationPlanSearch(MigrationRoom& room, Choices choices, uint64_t budget);

    /**
     * @brief Search.
     * @param moves how many moves
     * @param most bytes that they must be below
     * @return the moves; none if nothing was found
     */
    std::vector<PlannedMove> Find(std::size_t moves, double most);

  private:
    /// @param first the first machine that may move next @param left how many moves are to come
    /// @param bytes of the moves so far
    void Descend(std::size_t first, std::size_t left, double bytes);

    MigrationRoom& m_room;            //!< what is left
    const Choices m_choices;          //!< what is looked among
    uint64_t m_budget;                //!< moves that may still be looked at
    double m_most{0};                 //!< bytes of the best plan so far
    std::vector<PlannedMove> m_moves; //!< those in the room
    std::vector<PlannedMove> m_best;  //!< the best plan so far
};

} // namespace ns3

#endif /* MIGRATION_PLAN_SEARCH_H */
