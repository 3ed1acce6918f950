/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief MigrationScheduler: which move begins when, and what becomes of it.
 */

#include "hypervisor.h"
#include "migration-scheduler.h"
#include "virtual-machine.h"

#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

// ---- what begins when --------------------------------------------------------------------------

void
MigrationScheduler::Wake()
{
    if (m_isStarted && !m_isAwake)
    {
        m_isAwake = true;
        WakeIn(Time(0));
    }
}

void
MigrationScheduler::WakeIn(Time delay)
{
    // No node's event: whoever has asked for a move, or had one, may be paused meanwhile.
    Simulator::ScheduleWithContext(Simulator::NO_CONTEXT,
                                   delay,
                                   &MigrationScheduler::Dispatch,
                                   Ptr<MigrationScheduler>(this));
}

void
MigrationScheduler::Dispatch()
{
    m_isAwake = false;
    if (!m_isStarted)
    {
        return;
    }
    Sweep();
    // Who waits for room while nobody moves, or is to be tried again, waits in a circle.
    const auto isDelayed = [this](const auto& waiting) {
        return m_moves[waiting.second]->notBefore > Simulator::Now();
    };
    while (m_resources.GetMoves() == 0 &&
           std::none_of(m_waiting.begin(), m_waiting.end(), isDelayed))
    {
        const auto first =
            std::find_if(m_waiting.begin(), m_waiting.end(), [this](const auto& waiting) {
                return m_moves[waiting.second]->isForRoom;
            });
        if (first == m_waiting.end())
        {
            break;
        }
        Move& move = *m_moves[first->second];
        Refuse(move, CheckRoom(move));
        Sweep();
    }
    if (!m_isFinished && m_waiting.empty() && m_resources.GetMoves() == 0)
    {
        m_isFinished = true;
        m_finishedTrace();
    }
}

void
MigrationScheduler::Sweep()
{
    m_resources.ClearClaims();
    for (auto next = m_waiting.begin(); next != m_waiting.end() && !m_resources.IsFull();)
    {
        // It may be waiting no more afterwards.
        Move& move = *m_moves[(next++)->second];
        Consider(move);
    }
}

void
MigrationScheduler::Consider(Move& move)
{
    auto& report = move.report;
    const auto& request = report.request;
    move.isForRoom = false;
    if (Simulator::Now() < move.notBefore)
    {
        return;
    }
    report.from = Hypervisor::Find(request.machine);
    if (!report.from || report.from == request.to)
    {
        Refuse(move, report.from ? MoveRefusal::ALREADY_THERE : MoveRefusal::NOT_HOSTED);
        return;
    }
    move.need = {GetNumber(report.from), GetNumber(request.to), request.linkGroups, GetRate(move)};
    const bool isLate =
        !request.deadline.IsZero() && Simulator::Now() + report.predicted > request.deadline;
    if (!m_resources.IsPossible(move.need))
    {
        Refuse(move, MoveRefusal::RATE);
        return;
    }
    if (isLate && m_lateness == REFUSE)
    {
        Refuse(move, MoveRefusal::TOO_LATE);
        return;
    }
    if (!m_resources.Fits(move.need))
    {
        if (m_order != BANDWIDTH)
        {
            m_resources.Claim(move.need);
        }
        return;
    }
    const auto lacking = CheckRoom(move);
    if (lacking == MoveRefusal::NONE)
    {
        report.isLate = isLate;
        Begin(move);
    }
    else if (m_leaving[request.to] > 0)
    {
        move.isForRoom = true;
    }
    else
    {
        Refuse(move, lacking);
    }
}

MoveRefusal
MigrationScheduler::CheckRoom(const Move& move) const
{
    const auto& request = move.report.request;
    if (request.machine->GetMemory() > request.to->GetFreeMemory())
    {
        return MoveRefusal::NO_MEMORY;
    }
    return request.machine->GetVCpus() > request.to->GetFreeVCpus() ? MoveRefusal::NO_VCPUS
                                                                    : MoveRefusal::NONE;
}

std::size_t
MigrationScheduler::GetNumber(Ptr<Hypervisor> hypervisor)
{
    return m_numbers.emplace(hypervisor, m_numbers.size()).first->second;
}

// ---- a move's way ------------------------------------------------------------------------------

void
MigrationScheduler::Begin(Move& move)
{
    auto& report = move.report;
    m_waiting.erase({move.key, report.number});
    m_resources.Take(move.need, Simulator::Now());
    report.started = report.tries == 0 ? Simulator::Now() : report.started;
    report.tries++;
    report.outcome = MoveOutcome::RUNNING;
    move.migration = m_factory.Create<Migration>();
    if (move.need.rate > 0)
    {
        move.migration->SetAttribute("MaxRate", DataRateValue(DataRate(move.need.rate)));
    }
    move.migration->TraceConnectWithoutContext(
        "StateChanged",
        MakeCallback(&MigrationScheduler::OnState, this).Bind(report.number));
    m_startedTrace(report, move.migration);
    try
    {
        move.migration->Start(report.request.machine, report.request.to, report.request.vlan);
    }
    catch (const std::invalid_argument& mistake)
    {
        report.why = mistake.what();
        m_resources.Release(move.need, 0, Simulator::Now());
        Refuse(move, MoveRefusal::NOT_ACCEPTED);
    }
}

void
MigrationScheduler::OnState(uint32_t number, Migration::State, Migration::State after)
{
    if (after == Migration::DONE || after == Migration::ABORTED || after == Migration::LOST)
    {
        // The migration is still in the middle of it.
        Simulator::ScheduleWithContext(Simulator::NO_CONTEXT,
                                       Time(0),
                                       &MigrationScheduler::EndTry,
                                       Ptr<MigrationScheduler>(this),
                                       number);
    }
}

void
MigrationScheduler::EndTry(uint32_t number)
{
    // The scheduler may have been disposed of, or the migration refused after all.
    if (number >= m_moves.size() || !m_moves[number]->migration)
    {
        return;
    }
    Move& move = *m_moves[number];
    auto& report = move.report;
    report.record = move.migration->GetRecord();
    const auto state = move.migration->GetState();
    move.migration = nullptr;
    m_resources.Release(move.need,
                        report.record.memoryBytes + report.record.storageBytes,
                        Simulator::Now());
    report.why = report.record.failure;
    if (state == Migration::ABORTED && report.tries <= m_retries)
    {
        report.outcome = MoveOutcome::WAITING;
        move.notBefore = Simulator::Now() + m_retryDelay;
        m_waiting.emplace(move.key, number);
        WakeIn(m_retryDelay);
        Wake();
        return;
    }
    End(move,
        state == Migration::DONE      ? MoveOutcome::DONE
        : state == Migration::ABORTED ? MoveOutcome::ABORTED
                                      : MoveOutcome::LOST);
}

void
MigrationScheduler::Refuse(Move& move, MoveRefusal refusal)
{
    move.report.refusal = refusal;
    End(move, MoveOutcome::REFUSED);
}

void
MigrationScheduler::End(Move& move, MoveOutcome outcome)
{
    auto& report = move.report;
    m_waiting.erase({move.key, report.number});
    move.migration = nullptr;
    report.outcome = outcome;
    report.ended = Simulator::Now();
    const auto& deadline = report.request.deadline;
    report.missedDeadline =
        !deadline.IsZero() && (outcome != MoveOutcome::DONE || report.ended > deadline);
    if (move.leaves)
    {
        m_leaving[move.leaves]--;
    }
    const auto open = m_open.find(report.request.machine);
    if (open != m_open.end() && open->second == report.number)
    {
        m_open.erase(open);
    }
    m_endedTrace(report);
    Wake();
}

} // namespace ns3
