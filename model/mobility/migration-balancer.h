/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_BALANCER_H
#define MIGRATION_BALANCER_H

#include "migration-plan.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

class MigrationRoom;

/**
 * @brief Levels the utilisations of units: hypervisors, or data centres as a whole.
 *
 * It descends the sum over all units of used * used / capacity, which is least where all
 * utilisations are equal, by the steepest move each time. A move that is enough to be done comes
 * first; of several the one with the fewest bytes.
 */
class MigrationBalancer
{
  public:
    /**
     * @param inventory what there is
     * @param room what is left; moves are made in it
     * @param units by hypervisor, the number of its unit
     * @param load what utilisation is measured in
     * @param bound the difference of utilisations that may remain
     */
    MigrationBalancer(const MigrationInventory& inventory,
                      MigrationRoom& room,
                      std::vector<std::size_t> units,
                      PlanLoad load,
                      double bound);

    /// @return the greatest difference between two units
    double GetSpread() const;
    /// @return whether that is within the bound
    bool IsReached() const;
    /// @return moves, made in the room: until the bound is reached or none brings it nearer
    std::vector<PlannedMove> Level();

  private:
    /// What a move that can be made would do.
    struct Step
    {
        std::size_t machine; //!< what is moved
        std::size_t to;      //!< where to
        bool isLast;         //!< then the bound is reached
        double descent;      //!< change of the sum, negative
        double bytes;        //!< carried
    };

    /// @return by unit, what it uses over what it has
    std::vector<double> GetUtilisations() const;
    /// @param machine a machine @param to a hypervisor of another unit @return the move's effect
    Step Look(std::size_t machine, std::size_t to) const;
    /// @param a a step @param b another @return whether a is better
    static bool IsBetter(const Step& a, const Step& b);

    const MigrationInventory& m_inventory;  //!< what there is
    MigrationRoom& m_room;                  //!< what is left
    const std::vector<std::size_t> m_units; //!< by hypervisor
    const PlanLoad m_load;                  //!< what utilisation is measured in
    const double m_bound;                   //!< that may remain
    std::vector<double> m_capacity;         //!< by unit
    std::vector<double> m_used;             //!< by unit, while levelling
};

} // namespace ns3

#endif /* MIGRATION_BALANCER_H */
