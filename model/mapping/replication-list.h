/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef REPLICATION_LIST_H
#define REPLICATION_LIST_H

#include "ns3/lisp-lcaf.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/multicast-eid.h"

#include <functional>
#include <vector>

/**
 * @file
 * @brief Replication lists: what a record says, and whom of it a router sends copies to.
 */

namespace ns3
{

/// Level of the ETRs of receiver sites in a replication list (RFC 8378 section 5.1.2); lower ones
/// are re-encapsulating tunnel routers.
constexpr uint8_t LISP_RECEIVER_LEVEL = 128;

/**
 * @brief One tunnel router of a replication list.
 */
struct ReplicationHop
{
    uint8_t level{LISP_RECEIVER_LEVEL};    //!< 0 is next to the source's ITR
    uint8_t priority{1};                   //!< of its RLOC-record; lower is better
    std::vector<NetworkAddress> addresses; //!< its locators, best first (RFC 8378 section 7.3)

    /// @param o another @return true if they are the same
    bool operator==(const ReplicationHop& o) const
    {
        return level == o.level && priority == o.priority && addresses == o.addresses;
    }
};

/**
 * @brief What a record says: replication lists, in which an explicit locator path stands for the
 * locators of one router (RFC 8378 section 7.3), and plain locators, each a router of
 * LISP_RECEIVER_LEVEL (RFC 8060 section 4.5). RLOC-records with multicast priority 255 or without
 * the R bit are left out (RFC 9301 section 5.4), and so are addresses that nothing can be sent to.
 * @param record a record
 * @return its routers, by level, then by address; each address once, at its lowest level
 */
std::vector<ReplicationHop> ReadReplicationList(const LispMappingRecord& record);

/**
 * @brief What a record registers: as ReadReplicationList reads it, but plain locators are those of
 * one router, in the order of their multicast priority.
 * @param record of a Map-Register
 * @return its routers
 */
std::vector<ReplicationHop> ReadRegisteredReplication(const LispMappingRecord& record);

/**
 * @brief A record of replication lists: an RLOC-record for each priority (RFC 8378 section 9),
 * or more, if one list cannot say it all.
 * @param eid what it is about
 * @param hops the routers; none makes a record that drops
 * @param ttl minutes
 * @return the record
 */
LispMappingRecord MakeReplicationRecord(const MulticastEid& eid,
                                        const std::vector<ReplicationHop>& hops,
                                        uint32_t ttl);

/// Says something of an address.
using AddressTest = std::function<bool(const NetworkAddress&)>;

/**
 * @brief Whom a router sends copies to (RFC 8060 section 4.9, RFC 8378 sections 2 and 9).
 *
 * An ITR, which is not in the list below LISP_RECEIVER_LEVEL, sends to the lowest level of the best
 * priority; if none of it can be reached, to the next level, then to the next priority. A router of
 * a level sends to the next level that there is. What several routers of a level are to do together
 * is open in the standards: here the next level is dealt out among them in turn, all lists being in
 * the same order, so that each of it gets one copy.
 *
 * @param hops the list, as ReadReplicationList has it
 * @param isOwn tells the router's own locators, to which it sends nothing
 * @param isUsable tells which can be sent to
 * @return a locator for each copy
 */
std::vector<NetworkAddress> ChooseReplicationTargets(const std::vector<ReplicationHop>& hops,
                                                     const AddressTest& isOwn,
                                                     const AddressTest& isUsable);

} // namespace ns3

#endif /* REPLICATION_LIST_H */
