/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_ROOM_H
#define MIGRATION_ROOM_H

#include "migration-plan.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @brief What is left at hypervisors and on link groups while a plan is made.
 *
 * What a machine leaves behind counts as free only for the utilisation, not for the next one to
 * come: so the moves of a plan fit in whatever order they are made, and while they are made both
 * ends hold the machine.
 */
class MigrationRoom
{
  public:
    /// @param inventory what there is; it must outlive this
    explicit MigrationRoom(const MigrationInventory& inventory);

    /// @param machine a machine @param to a hypervisor @return whether it has a place there
    bool Fits(std::size_t machine, std::size_t to) const;
    /**
     * @brief Say why a machine has no place.
     * @param machine a machine
     * @param targets where it was to go, none of which it fits at
     * @return why
     */
    PlanRefusal Explain(std::size_t machine, const std::vector<std::size_t>& targets) const;
    /**
     * @brief Find out how busy a move would make its links.
     * @param machine a machine
     * @param to where to
     * @return seconds of the busiest link group on its way, with this move; 0: it passes none
     */
    double GetLinkSeconds(std::size_t machine, std::size_t to) const;

    /// @param machine a machine @param to where it fits @return the move, taken into account
    PlannedMove Move(std::size_t machine, std::size_t to);
    /// @param move a move that counts, the only one of its machine: it does not any more
    void Undo(const PlannedMove& move);

    /// @param machine a machine @return the hypervisor that it is at, after the moves so far
    std::size_t GetPlace(std::size_t machine) const;
    /// @param hypervisor a hypervisor @param load of it @return what its machines use
    double GetUsed(std::size_t hypervisor, PlanLoad load) const;
    /// @param hypervisor a hypervisor @param load of it @return what it has
    double GetCapacity(std::size_t hypervisor, PlanLoad load) const;
    /// @param machine a machine @param load of it @return what it uses
    double GetLoad(std::size_t machine, PlanLoad load) const;
    /// @return seconds by link group
    const std::vector<double>& GetLinkSeconds() const;

  private:
    /// Memory and processors.
    struct Amount
    {
        uint64_t memory{0}; //!< bytes
        uint64_t vCpus{0};  //!< processors
    };

    /// @param move a move @param sign 1: it counts, -1: it does not any more
    void Count(const PlannedMove& move, int sign);

    const MigrationInventory& m_inventory; //!< what there is
    std::vector<Amount> m_used;            //!< by hypervisor, after the moves so far
    std::vector<Amount> m_taken;           //!< by hypervisor, nothing of it free again
    std::vector<std::size_t> m_places;     //!< by machine
    std::vector<double> m_linkSeconds;     //!< by link group
};

} // namespace ns3

#endif /* MIGRATION_ROOM_H */
