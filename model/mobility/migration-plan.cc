/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-plan.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// The most that a pre-copy carries, in memories: three while the machine runs, as Xen's and
/// PreCopyMigration's stop rule has it (Clark et al. 2005), and one in the pause.
constexpr double MOST_CARRIED = 4;

/// @param what is wrong @param name of it @param accepted what would be right
[[noreturn]] void
Refuse(const std::string& what, const std::string& name, const std::string& accepted)
{
    throw std::invalid_argument(what + " '" + name + "': " + accepted);
}

/// @param groups numbers of link groups @param count of them @param name whose they are
void
CheckGroups(const std::vector<std::size_t>& groups, std::size_t count, const std::string& name)
{
    for (const std::size_t group : groups)
    {
        if (group >= count)
        {
            Refuse("hypervisor", name, "there is no link group " + std::to_string(group));
        }
    }
}

} // namespace

double
MigrationInventory::GetMoveBytes(std::size_t machine) const
{
    const auto& moved = machines[machine];
    const double share = moved.dirtyRate * 8 / moveRate;
    const double memories = share < 1 ? std::min(1 / (1 - share), MOST_CARRIED) : MOST_CARRIED;
    return static_cast<double>(moved.memory) * memories;
}

std::vector<std::size_t>
MigrationInventory::GetLinkGroups(std::size_t from, std::size_t to) const
{
    const auto& source = hypervisors[from];
    const auto& target = hypervisors[to];
    if (source.dataCenter == target.dataCenter)
    {
        return {};
    }
    auto groups = source.sendsOver;
    groups.insert(groups.end(), target.receivesOver.begin(), target.receivesOver.end());
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

void
MigrationInventory::Check() const
{
    if (!(moveRate > 0))
    {
        Refuse("rate of a move", std::to_string(moveRate), "it must be positive");
    }
    for (const auto& group : linkGroups)
    {
        if (group.capacity == 0)
        {
            Refuse("link group", group.name, "its capacity must be positive");
        }
    }
    std::vector<uint64_t> memory;
    std::vector<uint64_t> vCpus;
    for (const auto& hypervisor : hypervisors)
    {
        if (hypervisor.memory == 0 || hypervisor.vCpus == 0)
        {
            Refuse("hypervisor", hypervisor.name, "its memory and vCPUs must be positive");
        }
        CheckGroups(hypervisor.sendsOver, linkGroups.size(), hypervisor.name);
        CheckGroups(hypervisor.receivesOver, linkGroups.size(), hypervisor.name);
        memory.push_back(hypervisor.otherMemory);
        vCpus.push_back(hypervisor.otherVCpus);
    }
    for (const auto& machine : machines)
    {
        if (machine.memory == 0 || machine.vCpus == 0 || !(machine.dirtyRate >= 0))
        {
            Refuse("machine",
                   machine.name,
                   "its memory and vCPUs must be positive, its dirty rate not negative");
        }
        if (machine.hypervisor >= hypervisors.size())
        {
            Refuse("machine",
                   machine.name,
                   "there is no hypervisor " + std::to_string(machine.hypervisor));
        }
        memory[machine.hypervisor] += machine.memory;
        vCpus[machine.hypervisor] += machine.vCpus;
    }
    for (std::size_t i = 0; i < hypervisors.size(); i++)
    {
        if (memory[i] > hypervisors[i].memory || vCpus[i] > hypervisors[i].vCpus)
        {
            Refuse("hypervisor", hypervisors[i].name, "what it hosts exceeds what it has");
        }
    }
}

const char*
ToString(PlanRefusal refusal)
{
    switch (refusal)
    {
    case PlanRefusal::NO_TARGET:
        return "no-target";
    case PlanRefusal::NO_MEMORY:
        return "no-memory";
    case PlanRefusal::NO_VCPUS:
        return "no-vcpus";
    case PlanRefusal::NO_ROOM:
        return "no-room";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, PlanRefusal refusal)
{
    return os << ToString(refusal);
}

double
MigrationPlan::GetLowerBound() const
{
    return linkSeconds.empty() ? 0 : *std::max_element(linkSeconds.begin(), linkSeconds.end());
}

} // namespace ns3
