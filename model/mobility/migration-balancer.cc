/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-balancer.h"

#include "migration-room.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ns3
{

namespace
{

/// What rounding may add to a difference of two utilisations.
constexpr double ROUNDING = 1e-9;

/// @param values some numbers @return the greatest less the least
double
Spread(const std::vector<double>& values)
{
    if (values.empty())
    {
        return 0;
    }
    const auto ends = std::minmax_element(values.begin(), values.end());
    return *ends.second - *ends.first;
}

} // namespace

MigrationBalancer::MigrationBalancer(const MigrationInventory& inventory,
                                     MigrationRoom& room,
                                     std::vector<std::size_t> units,
                                     PlanLoad load,
                                     double bound)
    : m_inventory(inventory),
      m_room(room),
      m_units(std::move(units)),
      m_load(load),
      m_bound(bound + ROUNDING)
{
    for (std::size_t i = 0; i < m_units.size(); i++)
    {
        m_capacity.resize(std::max(m_capacity.size(), m_units[i] + 1));
        m_capacity[m_units[i]] += m_room.GetCapacity(i, m_load);
    }
}

std::vector<double>
MigrationBalancer::GetUtilisations() const
{
    std::vector<double> shares(m_capacity.size());
    for (std::size_t i = 0; i < m_units.size(); i++)
    {
        shares[m_units[i]] += m_room.GetUsed(i, m_load) / m_capacity[m_units[i]];
    }
    return shares;
}

double
MigrationBalancer::GetSpread() const
{
    return Spread(GetUtilisations());
}

bool
MigrationBalancer::IsReached() const
{
    return GetSpread() <= m_bound;
}

MigrationBalancer::Step
MigrationBalancer::Look(std::size_t machine, std::size_t to) const
{
    const std::size_t source = m_units[m_room.GetPlace(machine)];
    const std::size_t target = m_units[to];
    const double load = m_room.GetLoad(machine, m_load);
    const auto square = [](double value) { return value * value; };
    const double descent =
        (square(m_used[source] - load) - square(m_used[source])) / m_capacity[source] +
        (square(m_used[target] + load) - square(m_used[target])) / m_capacity[target];
    return {machine, to, false, descent, m_inventory.GetMoveBytes(machine)};
}

bool
MigrationBalancer::IsBetter(const Step& a, const Step& b)
{
    if (a.isLast != b.isLast)
    {
        return a.isLast;
    }
    if (!a.isLast && a.descent != b.descent)
    {
        return a.descent < b.descent;
    }
    return a.bytes < b.bytes;
}

std::vector<PlannedMove>
MigrationBalancer::Level()
{
    std::vector<PlannedMove> moves;
    std::vector<bool> hasMoved(m_inventory.machines.size());
    while (!IsReached())
    {
        auto shares = GetUtilisations();
        m_used.resize(shares.size());
        for (std::size_t unit = 0; unit < shares.size(); unit++)
        {
            m_used[unit] = shares[unit] * m_capacity[unit];
        }
        const auto ends = std::minmax_element(shares.begin(), shares.end());
        const auto least = static_cast<std::size_t>(ends.first - shares.begin());
        const auto most = static_cast<std::size_t>(ends.second - shares.begin());
        std::optional<Step> best;
        for (std::size_t machine = 0; machine < hasMoved.size(); machine++)
        {
            const std::size_t source = m_units[m_room.GetPlace(machine)];
            for (std::size_t to = 0; to < m_units.size(); to++)
            {
                const std::size_t target = m_units[to];
                if (hasMoved[machine] || target == source || !m_room.Fits(machine, to))
                {
                    continue;
                }
                auto step = Look(machine, to);
                if (source == most || target == least)
                {
                    const double before[] = {shares[source], shares[target]};
                    const double load = m_room.GetLoad(machine, m_load);
                    shares[source] -= load / m_capacity[source];
                    shares[target] += load / m_capacity[target];
                    step.isLast = Spread(shares) <= m_bound;
                    shares[source] = before[0];
                    shares[target] = before[1];
                }
                // The sum's own rounding is not to be taken for an improvement.
                if ((step.isLast || step.descent < -ROUNDING * m_capacity[source]) &&
                    (!best || IsBetter(step, *best)))
                {
                    best = step;
                }
            }
        }
        if (!best)
        {
            break;
        }
        moves.push_back(m_room.Move(best->machine, best->to));
        hasMoved[best->machine] = true;
    }
    return moves;
}

} // namespace ns3
