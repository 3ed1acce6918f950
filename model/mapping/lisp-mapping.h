/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAPPING_H
#define LISP_MAPPING_H

#include "explicit-path.h"
#include "locator-set.h"

#include "ns3/eid-prefix.h"
#include "ns3/lisp-protocol.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <optional>

namespace ns3
{

struct LispMappingRecord;

/// Map-cache life of a mapping whose TTL leaves it to the receiver, and default TTL of mappings: 24
/// hours, which deployed routers send.
constexpr uint32_t LISP_DEFAULT_TTL_MINUTES = 1440;

/**
 * @param minutes a TTL as messages hold it
 * @return as a time; no longer than half of what time can say, so that it can be added to a time
 */
Time LispTtlToTime(uint32_t minutes);

/**
 * @brief A mapping as a node keeps it: an EID-prefix and where it is.
 */
struct LispMapping
{
    EidPrefix eid;                            //!< the EIDs
    Ptr<const LocatorSet> locators;           //!< where they are; nullptr: see action
    LispAction action{LispAction::NO_ACTION}; //!< what to do if there are no locators
    Time ttl{0};                              //!< how long it holds; 0 withdraws it
    uint16_t mapVersion{0};                   //!< 0 is none (RFC 9302)
    bool authoritative{false};                //!< the ETR itself says so
    bool echoesNonces{false};                 //!< its site echoes nonces (RFC 9301 section 5.4, E)

    /**
     * @brief Take a mapping from a message.
     * @param record the record
     * @param pool the node's locator sets
     * @param ownChoice minutes to keep it if the record leaves that to the receiver
     * @param resolver says where the node may send next on an explicit path: see
     * LocatorSetPool::Intern
     * @return the mapping; nothing if the record's EID is no prefix that data packets can have. A
     * record whose locators are all such that no packet can be sent to them gives a mapping that
     * drops.
     */
    static std::optional<LispMapping> FromRecord(const LispMappingRecord& record,
                                                 LocatorSetPool& pool,
                                                 uint32_t ownChoice = LISP_DEFAULT_TTL_MINUTES,
                                                 const ExplicitPathResolver& resolver = {});

    /// @return the mapping as a record of a message
    LispMappingRecord ToRecord() const;
};

} // namespace ns3

#endif /* LISP_MAPPING_H */
