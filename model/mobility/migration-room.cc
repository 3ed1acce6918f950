/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-room.h"

#include <algorithm>

namespace ns3
{

MigrationRoom::MigrationRoom(const MigrationInventory& inventory)
    : m_inventory(inventory),
      m_linkSeconds(inventory.linkGroups.size())
{
    for (const auto& hypervisor : inventory.hypervisors)
    {
        m_used.push_back({hypervisor.otherMemory, hypervisor.otherVCpus});
    }
    for (const auto& machine : inventory.machines)
    {
        m_used[machine.hypervisor].memory += machine.memory;
        m_used[machine.hypervisor].vCpus += machine.vCpus;
        m_places.push_back(machine.hypervisor);
    }
    m_taken = m_used;
}

bool
MigrationRoom::Fits(std::size_t machine, std::size_t to) const
{
    const auto& moved = m_inventory.machines[machine];
    const auto& target = m_inventory.hypervisors[to];
    return moved.memory <= target.memory - m_taken[to].memory &&
           moved.vCpus <= target.vCpus - m_taken[to].vCpus;
}

PlanRefusal
MigrationRoom::Explain(std::size_t machine, const std::vector<std::size_t>& targets) const
{
    if (targets.empty())
    {
        return PlanRefusal::NO_TARGET;
    }
    const auto& moved = m_inventory.machines[machine];
    const bool hasMemory = std::any_of(targets.begin(), targets.end(), [&](std::size_t to) {
        return moved.memory <= m_inventory.hypervisors[to].memory - m_taken[to].memory;
    });
    const bool hasVCpus = std::any_of(targets.begin(), targets.end(), [&](std::size_t to) {
        return moved.vCpus <= m_inventory.hypervisors[to].vCpus - m_taken[to].vCpus;
    });
    if (!hasMemory)
    {
        return PlanRefusal::NO_MEMORY;
    }
    return hasVCpus ? PlanRefusal::NO_ROOM : PlanRefusal::NO_VCPUS;
}

double
MigrationRoom::GetLinkSeconds(std::size_t machine, std::size_t to) const
{
    double busiest = 0;
    const double bits = m_inventory.GetMoveBytes(machine) * 8;
    for (const std::size_t group : m_inventory.GetLinkGroups(m_places[machine], to))
    {
        const auto capacity = static_cast<double>(m_inventory.linkGroups[group].capacity);
        busiest = std::max(busiest, m_linkSeconds[group] + bits / capacity);
    }
    return busiest;
}

PlannedMove
MigrationRoom::Move(std::size_t machine, std::size_t to)
{
    const std::size_t from = m_places[machine];
    PlannedMove move{machine,
                     from,
                     to,
                     m_inventory.GetMoveBytes(machine),
                     m_inventory.GetLinkGroups(from, to)};
    Count(move, 1);
    m_places[machine] = to;
    return move;
}

void
MigrationRoom::Undo(const PlannedMove& move)
{
    Count(move, -1);
    m_places[move.machine] = move.from;
}

void
MigrationRoom::Count(const PlannedMove& move, int sign)
{
    const auto& moved = m_inventory.machines[move.machine];
    // Unsigned numbers wrap around: adding the negative of one takes it away.
    const uint64_t memory = sign > 0 ? moved.memory : -moved.memory;
    const uint64_t vCpus = sign > 0 ? moved.vCpus : -static_cast<uint64_t>(moved.vCpus);
    m_taken[move.to].memory += memory;
    m_taken[move.to].vCpus += vCpus;
    m_used[move.to].memory += memory;
    m_used[move.to].vCpus += vCpus;
    m_used[move.from].memory -= memory;
    m_used[move.from].vCpus -= vCpus;
    for (const std::size_t group : move.linkGroups)
    {
        m_linkSeconds[group] +=
            sign * move.bytes * 8 / static_cast<double>(m_inventory.linkGroups[group].capacity);
    }
}

std::size_t
MigrationRoom::GetPlace(std::size_t machine) const
{
    return m_places[machine];
}

double
MigrationRoom::GetUsed(std::size_t hypervisor, PlanLoad load) const
{
    const auto& used = m_used[hypervisor];
    return static_cast<double>(load == PlanLoad::MEMORY ? used.memory : used.vCpus);
}

double
MigrationRoom::GetCapacity(std::size_t hypervisor, PlanLoad load) const
{
    const auto& has = m_inventory.hypervisors[hypervisor];
    return static_cast<double>(load == PlanLoad::MEMORY ? has.memory : has.vCpus);
}

double
MigrationRoom::GetLoad(std::size_t machine, PlanLoad load) const
{
    const auto& moved = m_inventory.machines[machine];
    return static_cast<double>(load == PlanLoad::MEMORY ? moved.memory : moved.vCpus);
}

const std::vector<double>&
MigrationRoom::GetLinkSeconds() const
{
    return m_linkSeconds;
}

} // namespace ns3
