/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-relief.h"

#include "migration-room.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Loads are whole numbers: a fraction of one is the rounding of the threshold.
constexpr double RELIEF_ROUNDING = 1e-6;

} // namespace

MigrationRelief::MigrationRelief(const MigrationInventory& inventory,
                                 MigrationRoom& room,
                                 const std::vector<std::size_t>& sources,
                                 PlanLoad load,
                                 double threshold)
    : m_inventory(inventory),
      m_room(room),
      m_sources(sources),
      m_load(load)
{
    for (const std::size_t source : m_sources)
    {
        m_capacity += m_room.GetCapacity(source, m_load);
    }
    m_most = threshold * m_capacity + RELIEF_ROUNDING;
    for (std::size_t i = 0; i < inventory.machines.size(); i++)
    {
        if (std::find(sources.begin(), sources.end(), m_room.GetPlace(i)) != sources.end())
        {
            m_machines.push_back(i);
        }
    }
    std::stable_sort(m_machines.begin(), m_machines.end(), [&](std::size_t a, std::size_t b) {
        return m_room.GetLoad(a, m_load) > m_room.GetLoad(b, m_load);
    });
}

const std::vector<std::size_t>&
MigrationRelief::GetMachines() const
{
    return m_machines;
}

std::size_t
MigrationRelief::GetLeastMoves() const
{
    std::size_t moves = 0;
    double left = GetExcess();
    while (left > 0 && moves < m_machines.size())
    {
        left -= m_room.GetLoad(m_machines[moves++], m_load);
    }
    return moves;
}

double
MigrationRelief::GetExcess() const
{
    double used = 0;
    for (const std::size_t source : m_sources)
    {
        used += m_room.GetUsed(source, m_load);
    }
    return used - m_most;
}

double
MigrationRelief::GetUtilisation() const
{
    return (GetExcess() + m_most) / m_capacity;
}

bool
MigrationRelief::IsReached() const
{
    return GetExcess() <= 0;
}

std::vector<PlannedMove>
MigrationRelief::Relieve(const Chooser& choose)
{
    std::vector<PlannedMove> moves;
    auto waiting = m_machines;
    for (double excess = GetExcess(); excess > 0; excess = GetExcess())
    {
        auto best = waiting.end();
        for (auto machine = waiting.begin(); machine != waiting.end(); ++machine)
        {
            if (best != waiting.end() &&
                (m_room.GetLoad(*machine, m_load) < excess ||
                 m_inventory.GetMoveBytes(*machine) >= m_inventory.GetMoveBytes(*best)))
            {
                continue;
            }
            if (choose(*machine) < m_inventory.hypervisors.size())
            {
                best = machine;
            }
        }
        if (best == waiting.end())
        {
            break;
        }
        moves.push_back(m_room.Move(*best, choose(*best)));
        waiting.erase(best);
    }
    return moves;
}

} // namespace ns3
