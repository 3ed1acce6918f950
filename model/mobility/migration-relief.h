/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_RELIEF_H
#define MIGRATION_RELIEF_H

#include "migration-plan.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace ns3
{

class MigrationRoom;

/**
 * @brief Relieves hypervisors, taken as one, until they use no more than a share of what they have.
 *
 * The largest machine goes first, until a single one is enough for the rest: then the one of these
 * with the fewest bytes to carry.
 */
class MigrationRelief
{
  public:
    /// Finds a target for a machine; the number of hypervisors if there is none.
    using Chooser = std::function<std::size_t(std::size_t machine)>;

    /**
     * @param inventory what there is
     * @param room what is left; moves are made in it
     * @param sources hypervisors to be relieved
     * @param load what utilisation is measured in
     * @param threshold the utilisation that they are to have at most
     */
    MigrationRelief(const MigrationInventory& inventory,
                    MigrationRoom& room,
                    const std::vector<std::size_t>& sources,
                    PlanLoad load,
                    double threshold);

    /// @return the machines at the sources, the largest first, when this was made
    const std::vector<std::size_t>& GetMachines() const;
    /// @return so many moves are needed at least, were there room for all machines
    std::size_t GetLeastMoves() const;
    /// @return what the sources use over what they have
    double GetUtilisation() const;
    /// @return whether the threshold is not exceeded
    bool IsReached() const;
    /**
     * @brief Make moves until the threshold is reached or no machine that is left has a target.
     * @param choose finds targets
     * @return the moves
     */
    std::vector<PlannedMove> Relieve(const Chooser& choose);

  private:
    /// @return what is used above the threshold; not positive: reached
    double GetExcess() const;

    const MigrationInventory& m_inventory;    //!< what there is
    MigrationRoom& m_room;                    //!< what is left
    const std::vector<std::size_t> m_sources; //!< to be relieved
    const PlanLoad m_load;                    //!< what utilisation is measured in
    double m_capacity{0};                     //!< of the sources
    double m_most{0};                         //!< that they are to use
    std::vector<std::size_t> m_machines;      //!< see GetMachines
};

} // namespace ns3

#endif /* MIGRATION_RELIEF_H */
