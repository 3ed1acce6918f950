/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a mobility study tells of its moves: when traffic had followed, and in words.
 */

#include "migration-parting.h"
#include "move-steps.h"
#include "result-text.h"
#include "vm-mobility-study.h"

#include "ns3/nstime.h"

#include <cmath>

namespace ns3
{

namespace
{

/// How much longer than by way of the home data centre the direct way to the other one may take
/// before the reader is told: triangular routing is then the faster one.
constexpr double NOTED_DETOUR = 4.0 / 3;

} // namespace

std::vector<MoveWindow>
VmMobilityStudy::FindConvergence(std::vector<FlowReport>& flows)
{
    std::vector<MoveWindow> windows;
    for (std::size_t i = 0; i < m_moves.size(); i++)
    {
        auto& move = m_moves[i];
        const double end =
            i + 1 < m_moves.size() ? m_moves[i + 1].requested_s : m_stop.GetSeconds();
        MoveWindow window{move.requested_s, move.resumed_s, move.resumed_s};
        for (auto& flow : flows)
        {
            if (flow.protocol == "tcp" || (flow.source != move.vm && flow.destination != move.vm))
            {
                continue; // TCP's own timers say when it sends again: its recovery_s
            }
            double last = NOT_MEASURED;
            for (const auto& change : flow.pathChanges)
            {
                if (change.time_s > move.resumed_s && change.time_s < end)
                {
                    last = change.time_s;
                }
            }
            flow.converged_s.push_back(last);
            window.settled_s = std::fmax(window.settled_s, last);
            if (std::isnan(last))
            {
                window.astray.insert(flow.name);
            }
        }
        move.converged_s = window.astray.empty() ? window.settled_s : NOT_MEASURED;
        if (std::isnan(window.settled_s))
        {
            window.settled_s = INFINITY; // the machine never ran there
        }
        windows.push_back(window);
    }
    return windows;
}

void
VmMobilityStudy::NoteStrays(RunResult& result, const std::vector<FlowReport>& flows) const
{
    for (std::size_t i = 0; i < m_moves.size(); i++)
    {
        std::string names;
        for (const auto& flow : flows)
        {
            if (i < flow.converged_s.size() && std::isnan(flow.converged_s[i]))
            {
                names += (names.empty() ? "" : ", ") + flow.name;
            }
        }
        if (!names.empty() && std::isfinite(m_moves[i].resumed_s))
        {
            result.notes.push_back("no packet has followed " + m_moves[i].vm + " to " +
                                   m_moves[i].to + ": " + names);
        }
    }
}

void
VmMobilityStudy::NotePredictions(RunResult& result) const
{
    for (const auto& move : m_moves)
    {
        const auto note = DescribeParting(move);
        if (!note.empty())
        {
            result.notes.push_back(note);
        }
    }
}

void
VmMobilityStudy::Describe(RunResult& result) const
{
    const bool isLisp = m_parameters.system == "lisp";
    result.program = "vm-mobility-study";
    result.seed = m_parameters.seed;
    const bool isStretched = m_network->IsStretched();
    const auto& options = m_network->GetOptions();
    result.title = "A virtual machine moves " +
                   (isStretched ? "in a subnet stretched by " + options.extension
                                : std::string("across subnets")) +
                   ", " + m_kind.GetPhrase() + "; " +
                   (isLisp ? "LISP, " + m_parameters.update : m_parameters.system) + ", " +
                   m_parameters.family;
    result.parameters = {{"mode", m_parameters.mode}};
    if (isStretched)
    {
        result.parameters.emplace_back("extension", options.extension);
    }
    result.parameters.emplace_back("migration", m_kind.GetMode());
    result.parameters.emplace_back("system", m_parameters.system);
    if (isLisp)
    {
        result.parameters.emplace_back("update", m_parameters.update);
    }
    result.parameters.emplace_back("family", m_parameters.family);
    if (m_parameters.without != "nothing")
    {
        result.parameters.emplace_back("without", m_parameters.without);
    }
    for (const auto& parameter : m_kind.Describe())
    {
        result.parameters.push_back(parameter);
    }
    result.notes = m_kind.GetNotes();
    result.notes.insert(result.notes.end(), m_refused.begin(), m_refused.end());
    for (const auto& move : m_moves)
    {
        if (!move.failure.empty())
        {
            result.notes.push_back("the move to " + move.to + " failed: " + move.failure + "; " +
                                   DescribeRest(move));
        }
    }
    if (m_migration->IsUnderWay())
    {
        result.notes.push_back("the move to " + m_moves.back().to +
                               " is not over when the simulation ends");
    }
    NotePredictions(result);
    NoteDetours(result);
}

void
VmMobilityStudy::NoteDetours(RunResult& result) const
{
    const auto home = VmMobilityNetwork::HOME;
    const auto away = VmMobilityNetwork::AWAY;
    for (const auto remote : {VmMobilityNetwork::REMOTE1, VmMobilityNetwork::REMOTE2})
    {
        const double direct = m_network->GetDelay(remote, away).GetSeconds();
        const double around =
            (m_network->GetDelay(remote, home) + m_network->GetDelay(home, away)).GetSeconds();
        if (direct > NOTED_DETOUR * around)
        {
            const auto name = [this](auto site) { return m_network->Get(site).name; };
            const auto ms = [](double seconds) {
                return FormatSeconds(std::round(seconds * 1e4) / 10) + " ms";
            };
            result.notes.push_back(name(remote) + " to " + name(away) + " takes " + ms(direct) +
                                   ", through " + name(home) + " " + ms(around) +
                                   ": delays are drawn from measured ones");
        }
    }
}

} // namespace ns3
