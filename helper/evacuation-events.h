/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVACUATION_EVENTS_H
#define EVACUATION_EVENTS_H

#include "move-events.h"

#include "ns3/migration-scheduler.h"
#include "ns3/move-report.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Notes what becomes of the moves of a MigrationScheduler: migration-requested,
 * migration-started, migration-retried, migration-refused, deadline-missed, and what MoveEvents
 * does. They are in the machine's name.
 */
class EvacuationEvents
{
  public:
    /// @param scheduler is listened to @param machines their pauses are noted
    EvacuationEvents(Ptr<MigrationScheduler> scheduler,
                     const std::vector<Ptr<VirtualMachine>>& machines);

    /// @param request that is made now @param from where its machine is
    void Requested(const MoveRequest& request, const std::string& from) const;
    /// @param machine that a plan has no place for @param why it has none
    void Refused(Ptr<VirtualMachine> machine, const std::string& why) const;

    /// @return the events
    const std::vector<LoggedEvent>& GetEvents() const;

  private:
    /// See MigrationScheduler's trace source MoveStarted.
    void OnStarted(const MoveReport& report, Ptr<Migration> migration);
    /// See MigrationScheduler's trace source MoveEnded.
    void OnEnded(const MoveReport& report);

    MoveEvents m_moves; //!< what happens in them
};

} // namespace ns3

#endif /* EVACUATION_EVENTS_H */
