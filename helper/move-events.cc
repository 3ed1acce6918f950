/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "move-events.h"

#include "move-steps.h"
#include "result-text.h"

#include "ns3/callback.h"
#include "ns3/node-list.h"
#include "ns3/node.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/string.h"

namespace ns3
{

namespace
{

/// @param migration whose @param state it is in now @return the event that this is; null: none
const char*
FindEvent(const Migration& migration, Migration::State state)
{
    StringValue method;
    const bool isShutDown =
        migration.GetAttributeFailSafe("Method", method) && method.Get() == "Shutdown";
    switch (state)
    {
    case Migration::SAVING:
        return isShutDown ? "shutdown-started" : "save-started";
    case Migration::STORAGE:
        return "disk-copy-started";
    case Migration::COPYING:
        return "copy-started";
    case Migration::PUSHING:
        return "push-started";
    case Migration::RESTORING:
        return isShutDown ? "boot-started" : "restore-started";
    case Migration::DONE:
        return "migration-ended";
    case Migration::ABORTED:
        return "migration-aborted";
    case Migration::LOST:
        return "vm-lost";
    default:
        return nullptr;
    }
}

} // namespace

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
    machine->TraceConnectWithoutContext(
        "Booted",
        MakeCallback(&MoveEvents::OnBoot, this).Bind(machine->GetNode()->GetId()));
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
        const bool isPreCopy = DynamicCast<PreCopyMigration>(migration) != nullptr;
        migration->TraceConnectWithoutContext(
            "RoundEnded",
            MakeCallback(&MoveEvents::OnRound, this).Bind(node).Bind(isPreCopy));
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
MoveEvents::OnBoot(uint32_t node)
{
    m_log->Add(NodeList::GetNode(node), "vm-booted");
}

void
MoveEvents::OnMigration(Migration* migration,
                        uint32_t node,
                        Migration::State before,
                        Migration::State after)
{
    if (const char* event = FindEvent(*migration, after))
    {
        const auto& failure = migration->GetRecord().failure;
        m_log->Add(NodeList::GetNode(node),
                   event,
                   failure.empty() ? "after " + std::string(ToString(before)) : failure);
    }
}

void
MoveEvents::OnRound(uint32_t node, bool isOneOfMany, const MigrationRound& round)
{
    m_log->Add(NodeList::GetNode(node),
               "round-ended",
               (isOneOfMany ? "round " + std::to_string(round.number + 1) + ": " : "") +
                   FormatCount(round.pages, "page") + " in " +
                   FormatSeconds((round.end - round.begin).GetSeconds()) + " s");
}

} // namespace ns3
