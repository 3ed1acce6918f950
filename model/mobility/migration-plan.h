/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_PLAN_H
#define MIGRATION_PLAN_H

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/// A virtual machine, as a plan sees it.
struct PlanMachine
{
    std::string name;          //!< for messages
    std::size_t hypervisor{0}; //!< where it is, by number
    uint64_t memory{0};        //!< bytes
    uint32_t vCpus{1};         //!< its processors
    double dirtyRate{0};       //!< predicted: bytes a second of pages that it writes anew
};

/// A hypervisor, as a plan sees it.
struct PlanHypervisor
{
    std::string name;        //!< for messages
    std::string dataCenter;  //!< where it is
    uint64_t memory{0};      //!< bytes for machines
    uint32_t vCpus{0};       //!< processors for machines, those counted twice included
    uint64_t otherMemory{0}; //!< bytes taken by what stays: machines not listed, a reserve
    uint32_t otherVCpus{0};  //!< processors taken by it
    std::vector<std::size_t> sendsOver;    //!< link groups that what it sends elsewhere passes
    std::vector<std::size_t> receivesOver; //!< those that what comes from elsewhere passes
};

/// Links between data centres that are used as one.
struct PlanLinkGroup
{
    std::string name;     //!< for messages
    uint64_t capacity{0}; //!< bit/s for migrations, each way
};

/// All that a plan is made from.
struct MigrationInventory
{
    std::vector<PlanMachine> machines;       //!< those that may be moved
    std::vector<PlanHypervisor> hypervisors; //!< by number
    std::vector<PlanLinkGroup> linkGroups;   //!< by number
    double moveRate{1e9};                    //!< bit/s that a single move is expected to have

    /**
     * @brief Bytes that a move of a machine is expected to carry.
     *
     * Each round of a pre-copy carries what was written in the one before (Clark et al., "Live
     * Migration of Virtual Machines", NSDI 2005, section 3): with the dirty rate d and the move's
     * rate r the memory, d/r of it, the square of d/r of it, and so on, up to three times the
     * memory and once more in the pause.
     *
     * @param machine its number
     * @return the bytes
     */
    double GetMoveBytes(std::size_t machine) const;
    /**
     * @brief Link groups that a move passes: what the source sends over and the target receives
     * over. None within a data centre.
     * @param from the source
     * @param to the target
     * @return each of them once
     */
    std::vector<std::size_t> GetLinkGroups(std::size_t from, std::size_t to) const;
    /**
     * @brief Find out whether a plan can be made from this.
     * @throws std::invalid_argument naming the machine, hypervisor or link group that is wrong
     */
    void Check() const;
};

/// What utilisation is measured in.
enum class PlanLoad : uint8_t
{
    MEMORY, //!< bytes of memory
    VCPUS,  //!< processors
};

/// Why a machine has no place.
enum class PlanRefusal : uint8_t
{
    NO_TARGET, //!< no hypervisor may take machines
    NO_MEMORY, //!< none has so much memory left
    NO_VCPUS,  //!< none has so many processors left
    NO_ROOM,   //!< some have the memory left and others the processors
};

/// @param refusal a reason @return its name
const char* ToString(PlanRefusal refusal);
/// @param os a stream @param refusal a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, PlanRefusal refusal);

/// A move to be made. All are numbers of the inventory.
struct PlannedMove
{
    std::size_t machine;                 //!< what is moved
    std::size_t from;                    //!< the hypervisor that it is at
    std::size_t to;                      //!< the one that it is to come to
    double bytes;                        //!< expected to be carried
    std::vector<std::size_t> linkGroups; //!< that it passes
};

/// A machine that was to be moved and has no place.
struct RefusedMachine
{
    std::size_t machine; //!< its number
    PlanRefusal reason;  //!< why
};

/// What is to be moved where.
struct MigrationPlan
{
    std::vector<PlannedMove> moves;      //!< in the order that they are best begun in
    std::vector<RefusedMachine> refused; //!< those without a place
    bool reached{false};                 //!< whether the moves do all that was asked for
    double achieved{0}; //!< evacuation: share of the machines that have a place; burst: the home's
                        //!< utilisation afterwards; balance: the greatest difference
    std::vector<double> linkSeconds; //!< by link group: how long its share takes at its capacity

    /// @return seconds that no schedule of these moves can be quicker than
    double GetLowerBound() const;
};

} // namespace ns3

#endif /* MIGRATION_PLAN_H */
