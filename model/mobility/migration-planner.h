/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_PLANNER_H
#define MIGRATION_PLANNER_H

#include "migration-plan.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

class MigrationRoom;

/**
 * @brief Says which machines are to move where: to empty hypervisors, to relieve a data centre, to
 * balance the load.
 *
 * Values in, values out: it knows neither a network nor a clock. The same inventory gives the same
 * plan. No plan ever puts more on a hypervisor than it has, in whatever order the moves are made.
 *
 * **Scope and limitations.** To place machines as well as possible is bin packing, which nobody can
 * do quickly for many. Evacuate goes by first-fit-decreasing; on equal hypervisors it needs at most
 * 11/9 of the fewest possible, and 6/9 of one more (Dosa, "The tight bound of first fit decreasing
 * bin-packing algorithm", ESCAPE 2007). Burst and Balance find the fewest moves where few
 * machines and hypervisors are looked at, and otherwise plan greedily.
 */
class MigrationPlanner
{
  public:
    /// What must be equal after Balance.
    enum class Unit : uint8_t
    {
        HYPERVISOR,  //!< each hypervisor
        DATA_CENTER, //!< each data centre as a whole
    };

    /**
     * @param inventory what there is
     * @throws std::invalid_argument as MigrationInventory::Check
     */
    explicit MigrationPlanner(MigrationInventory inventory);

    /**
     * @brief Empty hypervisors: the largest machines first, each over the link groups that have
     * least to carry so far, to the first hypervisor behind these that it fits at. If machines
     * remain without a place, the links do not count: whichever leaves fewer of them.
     * @param hypervisors by number
     * @return the plan
     * @throws std::invalid_argument if there is no such hypervisor
     */
    MigrationPlan Evacuate(const std::vector<std::size_t>& hypervisors) const;
    /// @param dataCenter whose hypervisors are to be emptied @return the plan
    /// @throws std::invalid_argument if there is no such data centre
    MigrationPlan EvacuateDataCenter(const std::string& dataCenter) const;

    /**
     * @brief Move as few machines as needed from a data centre to another one (a cloud).
     * @param home the data centre that is to be relieved
     * @param cloud the other one
     * @param threshold the utilisation that the home is to have at most, 0 to 1
     * @param load what the utilisation is measured in
     * @return the plan; if it is not reached, the machines left at home are refused
     * @throws std::invalid_argument if there is no such data centre, or the threshold is no share
     */
    MigrationPlan Burst(const std::string& home,
                        const std::string& cloud,
                        double threshold,
                        PlanLoad load = PlanLoad::MEMORY) const;

    /**
     * @brief Move machines until all utilisations are within a bound of each other, by few moves,
     * and among these by few bytes.
     * @param unit what is to be equal
     * @param bound the difference of utilisations that may remain, 0 to 1
     * @param load what the utilisation is measured in
     * @return the plan; nobody is refused: who has no place stays
     * @throws std::invalid_argument if the bound is no share
     */
    MigrationPlan Balance(Unit unit, double bound, PlanLoad load = PlanLoad::MEMORY) const;

    /// @param moves how many moves Burst and Balance may look at in search of the fewest; 0: none
    void SetSearchBudget(uint64_t moves);
    /// @return what there is
    const MigrationInventory& GetInventory() const;

  private:
    /// @param dataCenter a name @return the numbers of its hypervisors
    /// @throws std::invalid_argument if there are none
    std::vector<std::size_t> GetHypervisors(const std::string& dataCenter) const;
    /// @return by hypervisor, the number of its data centre
    std::vector<std::size_t> GetDataCenters() const;
    /// @param machines to be moved, in order @param targets where to @param bySpread whether links
    /// count @return the plan
    MigrationPlan Place(const std::vector<std::size_t>& machines,
                        const std::vector<std::size_t>& targets,
                        bool bySpread) const;
    /**
     * @brief Send a plan's machines to other hypervisors of the same units, so that the links have
     * as much to carry each; if they have no place there, all stays as it is.
     * @param moves of the plan @param units by hypervisor @param room gets them
     */
    void Spread(std::vector<PlannedMove>& moves,
                const std::vector<std::size_t>& units,
                MigrationRoom& room) const;
    /// @param room what is left @param machine that is to move @param targets where to
    /// @param bySpread whether links count @return the target; the number of hypervisors: none
    std::size_t Choose(const MigrationRoom& room,
                       std::size_t machine,
                       const std::vector<std::size_t>& targets,
                       bool bySpread) const;

    const MigrationInventory m_inventory; //!< what there is
    uint64_t m_searchBudget{200000};      //!< some tens of milliseconds
};

} // namespace ns3

#endif /* MIGRATION_PLANNER_H */
