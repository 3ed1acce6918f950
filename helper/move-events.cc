/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "move-events.h"

#include "result-text.h"
#include "vm-mobility-migration.h"

#include "ns3/callback.h"
#include "ns3/node-list.h"
#include "ns3/node.h"

namespace ns3
{

MoveEvents::MoveEvents(Ptr<EventLog> log)
    : m_log(log)
{
}

void
MoveEvents::Watch(Ptr<VirtualMachine> machine)
{
    machine->TraceConnectWithoutContext(
        "StateChanged",
        MakeCallback(&MoveEvents::OnMachine, this).Bind(machine->GetNode()->GetId()));
}

void
MoveEvents::Watch(Ptr<Migration> migration, Ptr<VirtualMachine> machine, bool withRounds)
{
    const uint32_t node = machine->GetNode()->GetId();
    migration->TraceConnectWithoutContext(
        "StateChanged",
        MakeCallback(&MoveEvents::OnMigration, this).Bind(PeekPointer(migration)).Bind(node));
    if (withRounds)
    {
        migration->TraceConnectWithoutContext("RoundEnded",
                                              MakeCallback(&MoveEvents::OnRound, this).Bind(node));
    }
}

Ptr<EventLog>
MoveEvents::GetLog() const
{
    return m_log;
}

void
MoveEvents::OnMachine(uint32_t node, VirtualMachine::State before, VirtualMachine::State after)
{
    const auto stands = [](VirtualMachine::State state) {
        return state == VirtualMachine::PAUSED || state == VirtualMachine::OFF;
    };
    if (stands(after) && !stands(before))
    {
        m_log->Add(NodeList::GetNode(node), "vm-paused", ToString(after));
    }
    if (stands(before) && !stands(after))
    {
        m_log->Add(NodeList::GetNode(node), "vm-resumed", "after " + std::string(ToString(before)));
    }
}

void
MoveEvents::OnMigration(Migration* migration,
                        uint32_t node,
                        Migration::State before,
                        Migration::State after)
{
    if (const char* event = VmMobilityMigration::GetEvent(after))
    {
        const auto& failure = migration->GetRecord().failure;
        m_log->Add(NodeList::GetNode(node),
                   event,
                   failure.empty() ? "after " + std::string(ToString(before)) : failure);
    }
}

void
MoveEvents::OnRound(uint32_t node, const MigrationRound& round)
{
    m_log->Add(NodeList::GetNode(node),
               "round-ended",
               "round " + std::to_string(round.number + 1) + ": " + std::to_string(round.pages) +
                   " pages in " + FormatSeconds((round.end - round.begin).GetSeconds()) + " s");
}

} // namespace ns3
