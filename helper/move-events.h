/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MOVE_EVENTS_H
#define MOVE_EVENTS_H

#include "event-log.h"

#include "ns3/migration.h"
#include "ns3/ptr.h"
#include "ns3/virtual-machine.h"

#include <string>

namespace ns3
{

class Node;

/**
 * @brief Notes what happens to machines and in migrations: vm-paused, vm-resumed and vm-booted,
 * copy-started and the other steps of a kind, round-ended.
 *
 * It is to be there as long as what it watches.
 */
class MoveEvents
{
  public:
    /// @param log gets the events
    explicit MoveEvents(Ptr<EventLog> log);

    MoveEvents(const MoveEvents&) = delete;
    MoveEvents& operator=(const MoveEvents&) = delete;

    /// @param machine a machine: its standing still and going on are noted
    void Watch(Ptr<VirtualMachine> machine);
    /// @param migration of a machine: its steps are noted @param machine which
    /// @param withRounds whether the end of each round is
    void Watch(Ptr<Migration> migration, Ptr<VirtualMachine> machine, bool withRounds);

    /// @return the events
    Ptr<EventLog> GetLog() const;

  private:
    /// See VirtualMachine's trace source StateChanged. @param node the machine's
    void OnMachine(uint32_t node, VirtualMachine::State before, VirtualMachine::State after);
    /// See VirtualMachine's trace source Booted. @param node the machine's
    void OnBoot(uint32_t node);
    /// See Migration's trace source StateChanged. @param migration whose @param node the machine's
    void OnMigration(Migration* migration,
                     uint32_t node,
                     Migration::State before,
                     Migration::State after);
    /// See Migration's trace source RoundEnded. @param node the machine's @param isOneOfMany
    /// whether rounds have numbers, as in pre-copy
    void OnRound(uint32_t node, bool isOneOfMany, const MigrationRound& round);

    Ptr<EventLog> m_log; //!< gets the events
};

} // namespace ns3

#endif /* MOVE_EVENTS_H */
