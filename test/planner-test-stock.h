/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PLANNER_TEST_STOCK_H
#define PLANNER_TEST_STOCK_H

#include "ns3/migration-planner.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @brief Inventories for the suites of plans. Memory is in MB (10^6 bytes), so that 125 of them
 * take a second at 1 Gbit/s.
 */

namespace ns3
{

inline constexpr uint64_t MB = 1000000;
inline constexpr uint64_t GBPS = 1000000000;
inline constexpr uint32_t MANY = 1000; //!< vCPUs that are no limit

/// An inventory, written down shortly.
struct Stock : MigrationInventory
{
    /// @param dataCenter of the new hypervisor @param memory MB @param vCpus its processors
    /// @param link that what comes to it passes; -1: none @return this
    Stock& Host(const std::string& dataCenter,
                uint64_t memory,
                uint32_t vCpus = MANY,
                int link = -1)
    {
        PlanHypervisor host;
        host.name = "hv" + std::to_string(hypervisors.size());
        host.dataCenter = dataCenter;
        host.memory = memory * MB;
        host.vCpus = vCpus;
        if (link >= 0)
        {
            host.receivesOver = {static_cast<std::size_t>(link)};
        }
        hypervisors.push_back(host);
        return *this;
    }

    /// @param at a hypervisor @param memory MB of a machine there @param vCpus its processors
    /// @param dirtyMB written a second @return this
    Stock& Vm(std::size_t at, uint64_t memory, uint32_t vCpus = 1, double dirtyMB = 0)
    {
        PlanMachine machine;
        machine.name = "vm" + std::to_string(machines.size());
        machine.hypervisor = at;
        machine.memory = memory * MB;
        machine.vCpus = vCpus;
        machine.dirtyRate = dirtyMB * MB;
        machines.push_back(machine);
        return *this;
    }

    /// @param capacity of a link group, bit/s @return this
    Stock& Link(uint64_t capacity)
    {
        linkGroups.push_back({"link" + std::to_string(linkGroups.size()), capacity});
        return *this;
    }
};

/// @param plan a plan @return its moves as "machine>to", in order
inline std::string
Write(const MigrationPlan& plan)
{
    std::string text;
    for (const auto& move : plan.moves)
    {
        text += (text.empty() ? "" : " ") + std::to_string(move.machine) + ">" +
                std::to_string(move.to);
    }
    return text;
}

} // namespace ns3

#endif /* PLANNER_TEST_STOCK_H */
