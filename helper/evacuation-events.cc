/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evacuation-events.h"

#include "evacuation-report.h"
#include "result-text.h"

#include "ns3/hypervisor.h"

namespace ns3
{

EvacuationEvents::EvacuationEvents(Ptr<MigrationScheduler> scheduler,
                                   const std::vector<Ptr<VirtualMachine>>& machines)
    : m_moves(Create<EventLog>())
{
    for (const auto& machine : machines)
    {
        m_moves.Watch(machine);
    }
    scheduler->TraceConnectWithoutContext("MoveStarted",
                                          MakeCallback(&EvacuationEvents::OnStarted, this));
    scheduler->TraceConnectWithoutContext("MoveEnded",
                                          MakeCallback(&EvacuationEvents::OnEnded, this));
}

void
EvacuationEvents::Requested(const MoveRequest& request, const std::string& from) const
{
    std::string detail = from + " to " + request.to->GetName();
    if (!request.deadline.IsZero())
    {
        detail += ", by " + FormatSeconds(request.deadline.GetSeconds()) + " s";
    }
    m_moves.GetLog()->Add(request.machine->GetNode(), "migration-requested", detail);
}

void
EvacuationEvents::Refused(Ptr<VirtualMachine> machine, const std::string& why) const
{
    m_moves.GetLog()->Add(machine->GetNode(), "migration-refused", why);
}

const std::vector<LoggedEvent>&
EvacuationEvents::GetEvents() const
{
    return m_moves.GetLog()->GetEvents();
}

void
EvacuationEvents::OnStarted(const MoveReport& report, Ptr<Migration> migration)
{
    const auto& machine = report.request.machine;
    const bool isAgain = report.tries > 1;
    std::string detail = report.from->GetName() + " to " + report.request.to->GetName();
    if (isAgain)
    {
        detail += ", try " + std::to_string(report.tries);
    }
    else if (report.isLate)
    {
        detail += ", expected to be late by " + FormatSeconds(FindLateness(report)) + " s";
    }
    m_moves.GetLog()->Add(machine->GetNode(),
                          isAgain ? "migration-retried" : "migration-started",
                          detail);
    m_moves.Watch(migration, machine, false);
}

void
EvacuationEvents::OnEnded(const MoveReport& report)
{
    if (report.outcome == MoveOutcome::REFUSED)
    {
        Refused(report.request.machine, DescribeFailure(report));
    }
    else if (report.missedDeadline)
    {
        const double late = FindLateness(report);
        m_moves.GetLog()->Add(report.request.machine->GetNode(),
                              "deadline-missed",
                              late > 0 ? "by " + FormatSeconds(late) + " s" : "it was not moved");
    }
}

} // namespace ns3
