/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-planner.h"

#include "migration-balancer.h"
#include "migration-plan-search.h"
#include "migration-relief.h"
#include "migration-room.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// @param what is a share @param value of it @throws std::invalid_argument if it is none
void
CheckShare(const char* what, double value)
{
    if (!(value >= 0 && value <= 1))
    {
        throw std::invalid_argument(std::string(what) + " " + std::to_string(value) +
                                    ": must be from 0 to 1");
    }
}

/// @param moves some moves @return the bytes that they carry
double
SumBytes(const std::vector<PlannedMove>& moves)
{
    return std::accumulate(moves.begin(),
                           moves.end(),
                           0.0,
                           [](double sum, const PlannedMove& move) { return sum + move.bytes; });
}

/// @param plan gets the moves of the room @param room has them
void
Conclude(MigrationPlan& plan, const MigrationRoom& room)
{
    plan.linkSeconds = room.GetLinkSeconds();
    std::stable_sort(plan.moves.begin(),
                     plan.moves.end(),
                     [](const PlannedMove& a, const PlannedMove& b) { return a.bytes > b.bytes; });
}

/**
 * @brief Look for a plan with fewer moves than the greedy one, or as many with fewer bytes.
 * @param plan the greedy plan; it gets the better moves
 * @param room with the plan's moves in it
 * @param search of other plans
 * @param least so many moves are needed at least
 * @param machines so many may move
 */
void
Improve(MigrationPlan& plan,
        MigrationRoom& room,
        MigrationPlanSearch& search,
        std::size_t least,
        std::size_t machines)
{
    const std::size_t most = plan.reached ? plan.moves.size() : machines;
    std::vector<PlannedMove> better;
    for (std::size_t count = least; count <= most && better.empty(); count++)
    {
        const bool isFewer = !plan.reached || count < plan.moves.size();
        better =
            search.Find(count,
                        isFewer ? std::numeric_limits<double>::infinity() : SumBytes(plan.moves));
    }
    if (better.empty())
    {
        return;
    }
    for (const auto& move : plan.moves)
    {
        room.Undo(move);
    }
    for (const auto& move : better)
    {
        room.Move(move.machine, move.to);
    }
    plan.moves = better;
    plan.reached = true;
}

} // namespace

MigrationPlanner::MigrationPlanner(MigrationInventory inventory)
    : m_inventory(std::move(inventory))
{
    m_inventory.Check();
}

void
MigrationPlanner::SetSearchBudget(uint64_t moves)
{
    m_searchBudget = moves;
}

const MigrationInventory&
MigrationPlanner::GetInventory() const
{
    return m_inventory;
}

std::vector<std::size_t>
MigrationPlanner::GetHypervisors(const std::string& dataCenter) const
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < m_inventory.hypervisors.size(); i++)
    {
        if (m_inventory.hypervisors[i].dataCenter == dataCenter)
        {
            found.push_back(i);
        }
    }
    if (found.empty())
    {
        throw std::invalid_argument("data centre '" + dataCenter +
                                    "': must be that of a hypervisor");
    }
    return found;
}

std::vector<std::size_t>
MigrationPlanner::GetDataCenters() const
{
    std::map<std::string, std::size_t> numbers;
    std::vector<std::size_t> dataCenters;
    for (const auto& hypervisor : m_inventory.hypervisors)
    {
        const std::size_t next = numbers.size();
        dataCenters.push_back(numbers.emplace(hypervisor.dataCenter, next).first->second);
    }
    return dataCenters;
}

std::size_t
MigrationPlanner::Choose(const MigrationRoom& room,
                         std::size_t machine,
                         const std::vector<std::size_t>& targets,
                         bool bySpread) const
{
    std::size_t chosen = m_inventory.hypervisors.size();
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t to : targets)
    {
        if (to == room.GetPlace(machine) || !room.Fits(machine, to))
        {
            continue;
        }
        if (!bySpread)
        {
            return to;
        }
        const double seconds = room.GetLinkSeconds(machine, to);
        if (seconds < least)
        {
            least = seconds;
            chosen = to;
        }
    }
    return chosen;
}

void
MigrationPlanner::Spread(std::vector<PlannedMove>& moves,
                         const std::vector<std::size_t>& units,
                         MigrationRoom& room) const
{
    std::stable_sort(moves.begin(), moves.end(), [](const PlannedMove& a, const PlannedMove& b) {
        return a.bytes > b.bytes;
    });
    MigrationRoom other(m_inventory);
    std::vector<PlannedMove> spread;
    for (const auto& move : moves)
    {
        std::vector<std::size_t> targets;
        for (std::size_t to = 0; to < units.size(); to++)
        {
            if (units[to] == units[move.to])
            {
                targets.push_back(to);
            }
        }
        const std::size_t to = Choose(other, move.machine, targets, true);
        if (to == m_inventory.hypervisors.size())
        {
            return;
        }
        spread.push_back(other.Move(move.machine, to));
    }
    for (const auto& move : moves)
    {
        room.Undo(move);
    }
    for (auto& move : spread)
    {
        move = room.Move(move.machine, move.to);
    }
    moves = spread;
}

MigrationPlan
MigrationPlanner::Place(const std::vector<std::size_t>& machines,
                        const std::vector<std::size_t>& targets,
                        bool bySpread) const
{
    MigrationPlan plan;
    MigrationRoom room(m_inventory);
    for (const std::size_t machine : machines)
    {
        const std::size_t to = Choose(room, machine, targets, bySpread);
        if (to < m_inventory.hypervisors.size())
        {
            plan.moves.push_back(room.Move(machine, to));
        }
        else
        {
            plan.refused.push_back({machine, room.Explain(machine, targets)});
        }
    }
    plan.reached = plan.refused.empty();
    plan.achieved = machines.empty() ? 1
                                     : static_cast<double>(plan.moves.size()) /
                                           static_cast<double>(machines.size());
    Conclude(plan, room);
    return plan;
}

MigrationPlan
MigrationPlanner::Evacuate(const std::vector<std::size_t>& hypervisors) const
{
    std::vector<bool> isSource(m_inventory.hypervisors.size());
    for (const std::size_t hypervisor : hypervisors)
    {
        if (hypervisor >= isSource.size())
        {
            throw std::invalid_argument("hypervisor " + std::to_string(hypervisor) +
                                        ": must be below " + std::to_string(isSource.size()));
        }
        isSource[hypervisor] = true;
    }
    std::vector<std::size_t> targets;
    double memory = 0;
    double vCpus = 0;
    for (std::size_t i = 0; i < isSource.size(); i++)
    {
        if (!isSource[i])
        {
            targets.push_back(i);
            memory += static_cast<double>(m_inventory.hypervisors[i].memory);
            vCpus += m_inventory.hypervisors[i].vCpus;
        }
    }
    std::vector<std::size_t> machines;
    for (std::size_t i = 0; i < m_inventory.machines.size(); i++)
    {
        if (isSource[m_inventory.machines[i].hypervisor])
        {
            machines.push_back(i);
        }
    }
    // A machine is as large as the larger of its shares of what the targets have.
    const auto size = [&](std::size_t machine) {
        const auto& one = m_inventory.machines[machine];
        return std::max(static_cast<double>(one.memory) / memory, one.vCpus / vCpus);
    };
    if (!targets.empty())
    {
        std::stable_sort(machines.begin(), machines.end(), [&](std::size_t a, std::size_t b) {
            return size(a) > size(b);
        });
    }
    auto plan = Place(machines, targets, true);
    if (!plan.reached)
    {
        auto other = Place(machines, targets, false);
        if (other.refused.size() < plan.refused.size())
        {
            return other;
        }
    }
    return plan;
}

MigrationPlan
MigrationPlanner::EvacuateDataCenter(const std::string& dataCenter) const
{
    return Evacuate(GetHypervisors(dataCenter));
}

MigrationPlan
MigrationPlanner::Burst(const std::string& home,
                        const std::string& cloud,
                        double threshold,
                        PlanLoad load) const
{
    CheckShare("threshold", threshold);
    const auto sources = GetHypervisors(home);
    const auto targets = GetHypervisors(cloud);
    if (home == cloud)
    {
        throw std::invalid_argument("data centre '" + cloud + "': must be another one than home");
    }
    MigrationPlan plan;
    MigrationRoom room(m_inventory);
    MigrationRelief relief(m_inventory, room, sources, load, threshold);
    const std::size_t least = relief.GetLeastMoves();
    plan.moves =
        relief.Relieve([&](std::size_t machine) { return Choose(room, machine, targets, true); });
    plan.reached = relief.IsReached();
    if (least > 0)
    {
        MigrationRoom empty(m_inventory);
        const MigrationRelief judge(m_inventory, empty, sources, load, threshold);
        MigrationPlanSearch search(
            empty,
            {judge.GetMachines(), targets, GetDataCenters(), [&]() { return judge.IsReached(); }},
            m_searchBudget);
        Improve(plan, room, search, least, judge.GetMachines().size());
        Spread(plan.moves, GetDataCenters(), room);
    }
    if (!plan.reached)
    {
        for (const std::size_t machine : relief.GetMachines())
        {
            if (room.GetPlace(machine) == m_inventory.machines[machine].hypervisor)
            {
                plan.refused.push_back({machine, room.Explain(machine, targets)});
            }
        }
    }
    plan.achieved = relief.GetUtilisation();
    Conclude(plan, room);
    return plan;
}

MigrationPlan
MigrationPlanner::Balance(Unit unit, double bound, PlanLoad load) const
{
    CheckShare("bound", bound);
    auto units = GetDataCenters();
    if (unit == Unit::HYPERVISOR)
    {
        std::iota(units.begin(), units.end(), 0);
    }
    MigrationPlan plan;
    MigrationRoom room(m_inventory);
    MigrationBalancer balancer(m_inventory, room, units, load, bound);
    plan.moves = balancer.Level();
    plan.reached = balancer.IsReached();
    if (!plan.reached || !plan.moves.empty())
    {
        MigrationRoom empty(m_inventory);
        const MigrationBalancer judge(m_inventory, empty, units, load, bound);
        std::vector<std::size_t> machines(m_inventory.machines.size());
        std::iota(machines.begin(), machines.end(), 0);
        std::vector<std::size_t> targets(m_inventory.hypervisors.size());
        std::iota(targets.begin(), targets.end(), 0);
        MigrationPlanSearch search(empty,
                                   {machines, targets, units, [&]() { return judge.IsReached(); }},
                                   m_searchBudget);
        Improve(plan, room, search, 1, machines.size());
        Spread(plan.moves, units, room);
    }
    plan.achieved = balancer.GetSpread();
    Conclude(plan, room);
    return plan;
}

} // namespace ns3
