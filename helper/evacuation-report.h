/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVACUATION_REPORT_H
#define EVACUATION_REPORT_H

#include "run-result.h"

#include "ns3/migration-plan.h"
#include "ns3/migration-scheduler.h"
#include "ns3/move-report.h"

#include <string>

namespace ns3
{

class EvacuationNetwork;

/// @param report of a move with a deadline @return by how much it was done later than that, in
/// seconds; if it has not ended or was refused, by how much it is expected to be. NOT_MEASURED
/// without a deadline
double FindLateness(const MoveReport& report);
/// @param report of a move that was not done @return why, in words
std::string DescribeFailure(const MoveReport& report);

/**
 * @brief What is told of the moves of a plan that a MigrationScheduler has run.
 */
class EvacuationReport
{
  public:
    /**
     * @param inventory what there is
     * @param plan made of it
     * @param scheduler that has run it
     * @param mode kind of migration, as "pre-copy"
     */
    EvacuationReport(const MigrationInventory& inventory,
                     const MigrationPlan& plan,
                     const MigrationScheduler& scheduler,
                     const std::string& mode);

    /// @param result gets each machine that was to be moved, once, by the order in which moves
    /// began
    void AddMoves(RunResult& result) const;
    /// @param result gets how many moves came to which end
    void AddCounts(RunResult& result) const;
    /// @param result gets how many deadlines were missed, and by how much, if there were any
    void AddDeadlines(RunResult& result) const;
    /// @param network that the moves went over @param makespan_s from the request to the last
    /// move's end @param result gets its links, what they carried over time, and what was dropped
    void AddNetwork(const EvacuationNetwork& network, double makespan_s, RunResult& result) const;
    /// @return seconds from when moves were asked for until the last one had ended
    double FindMakespan() const;
    /// @return seconds that the busiest link needs for the bytes that moves carried over it
    double FindBound() const;

  private:
    /// @param report of a move @return it for the result
    MigrationReport MakeMove(const MoveReport& report) const;
    /// @param refused a machine without a place @return it for the result
    MigrationReport MakeRefused(const RefusedMachine& refused) const;

    const MigrationInventory& m_inventory;      //!< what there is
    const MigrationPlan& m_plan;                //!< made of it
    const std::vector<MoveReport> m_moves;      //!< what has become of it
    const std::vector<LinkGroupReport> m_links; //!< what it has made of the links
    const std::string m_mode;                   //!< kind of migration
};

} // namespace ns3

#endif /* EVACUATION_REPORT_H */
