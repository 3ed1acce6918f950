/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-plan-search.h"

#include "migration-room.h"

#include <utility>

namespace ns3
{

MigrationPlanSearch::MigrationPlanSearch(MigrationRoom& room, Choices choices, uint64_t budget)
    : m_room(room),
      m_choices(std::move(choices)),
      m_budget(budget)
{
}

std::vector<PlannedMove>
MigrationPlanSearch::Find(std::size_t moves, double most)
{
    m_most = most;
    m_best.clear();
    Descend(0, moves, 0);
    return std::move(m_best);
}

void
MigrationPlanSearch::Descend(std::size_t first, std::size_t left, double bytes)
{
    // The order of the moves does not matter: each set of machines is met in one order only.
    for (std::size_t i = first; i + left <= m_choices.machines.size(); i++)
    {
        const std::size_t machine = m_choices.machines[i];
        const std::size_t unit = m_choices.units[m_room.GetPlace(machine)];
        for (const std::size_t to : m_choices.targets)
        {
            if (m_budget == 0)
            {
                return;
            }
            if (m_choices.units[to] == unit || !m_room.Fits(machine, to))
            {
                continue;
            }
            m_budget--;
            m_moves.push_back(m_room.Move(machine, to));
            const double carried = bytes + m_moves.back().bytes;
            if (carried < m_most)
            {
                if (left > 1)
                {
                    Descend(i + 1, left - 1, carried);
                }
                else if (m_choices.isReached())
                {
                    m_most = carried;
                    m_best = m_moves;
                }
            }
            m_room.Undo(m_moves.back());
            m_moves.pop_back();
        }
    }
}

} // namespace ns3
