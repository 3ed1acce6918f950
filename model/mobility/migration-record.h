/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_RECORD_H
#define MIGRATION_RECORD_H

#include "hypervisor.h"
#include "virtual-machine.h"

#include "ns3/ethernet-nic.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief One pass over pages of a machine's memory.
 *
 * It ends when the rate allows what comes after its last page, so that it takes bytes * 8 / rate
 * unless TCP is slower; the last octets may be under way then.
 */
struct MigrationRound
{
    uint32_t number{0}; //!< 0: the first one
    uint64_t pages{0};  //!< carried
    uint64_t bytes{0};  //!< octets of their messages
    Time begin;         //!< its first page could be sent
    Time end;           //!< what follows its last page could be sent
    uint64_t rate{0};   //!< its limit, bit/s; 0: none
};

/**
 * @brief The times and sizes of one migration.
 */
struct MigrationRecord
{
    Ptr<VirtualMachine> machine;        //!< what is moved
    Ptr<Hypervisor> from;               //!< where it was
    Ptr<Hypervisor> to;                 //!< where it is to be
    Ptr<EthernetNic> fromPort;          //!< its port there
    Ptr<EthernetNic> toPort;            //!< its port here; null before it is here
    Time started;                       //!< asked for
    Time connected;                     //!< TCP was connected; zero before
    Time paused;                        //!< the guest stopped; zero before
    Time resumed;                       //!< it went on at the target; zero before
    Time ended;                         //!< all was over; zero before
    std::vector<MigrationRound> rounds; //!< passes over its memory
    uint64_t memoryBytes{0};            //!< octets of messages with memory and device state
    uint64_t storageBytes{0};           //!< octets of messages with its disk
    uint64_t faults{0};                 //!< times it waited for a page that was not there
    Time stalled;                       //!< how long, in all
    std::string failure;                //!< why it did not come to pass; empty if it did

    /// @return how long the guest stood still; meaningful once it has gone on at the target
    Time GetDowntime() const
    {
        return resumed - paused;
    }

    /// @return from being asked for to its end; meaningful once it is over
    Time GetTotal() const
    {
        return ended - started;
    }
};

} // namespace ns3

#endif /* MIGRATION_RECORD_H */
