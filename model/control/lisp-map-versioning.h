/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_VERSIONING_H
#define LISP_MAP_VERSIONING_H

#include "ns3/eid-prefix.h"
#include "ns3/lisp-header-signals.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <unordered_map>

namespace ns3
{

class LispDataHeader;
class LispXtr;
struct EidDatabaseEntry;
struct LispMapCacheEntry;

/**
 * @brief Map-versions in the headers of data packets: who uses an old mapping is told, and what is
 * told of a new one is asked for (RFC 9302 sections 7.1 and 7.2).
 *
 * Versions stand for prefixes that scripts give. Those of hosts that come and go do not appear in
 * data packets: a version can only be compared with one of the same mapping, and the other side may
 * still use the prefix around the host.
 */
class LispMapVersioning
{
  public:
    /// The timers and limits: references to the owner's attributes.
    struct Limits
    {
        const Time& solicitInterval; //!< between solicitations of a sender with an old mapping
        const uint32_t& retries;     //!< of them, until its packets are dropped
        const Time& retryInterval;   //!< between those that follow
        const bool& dropOldSource;   //!< drop packets of a source version older than the cached one
        const uint32_t& maxSenders;  //!< with an old mapping
    };

    /// What the owner does.
    struct Owner
    {
        /// Solicit: a locator, the EID-prefix whose mapping it should ask for, the version it has.
        std::function<void(const NetworkAddress&, const EidPrefix&, uint16_t)> solicit;
        /// Ask for a mapping of the map-cache: the EID-prefix, the version that was seen.
        std::function<void(const EidPrefix&, uint16_t)> renew;
    };

    /// What has been counted.
    struct Statistics
    {
        uint64_t sent{0};      //!< packets sent with versions
        uint64_t received{0};  //!< packets received with versions
        uint64_t stale{0};     //!< of these, with an older destination version
        uint64_t solicited{0}; //!< solicitations for them
        uint64_t newer{0};     //!< packets with a newer source version
        uint64_t full{0};      //!< senders not solicited: too many others
    };

    /**
     * @param limits the timers
     * @param owner what the owner does
     */
    LispMapVersioning(const Limits& limits, Owner owner);

    /// @param xtr whose mappings; null: stop
    void SetXtr(Ptr<LispXtr> xtr);

    /**
     * @brief Put versions into a header, if the destination's mapping has one (RFC 9302 section
     * 6.1).
     * @param header the header
     * @param packet about it
     * @param source the database's entry of the inner source; nullptr: none
     */
    void Write(LispDataHeader& header,
               const LispHeaderSignals::Outgoing& packet,
               const EidDatabaseEntry* source);
    /**
     * @brief Check the versions of a header.
     * @param header one that has them
     * @param packet about it
     * @param sender the mapping of the inner source, if the outer one is a locator of it; nullptr
     * @return why the packet is to be dropped; NONE: it is not
     */
    LispDropReason Read(const LispDataHeader& header,
                        const LispHeaderSignals::Incoming& packet,
                        const LispMapCacheEntry* sender);

    /// @return what has been counted
    const Statistics& GetStatistics() const
    {
        return m_statistics;
    }

  private:
    /// A sender with an old mapping.
    struct Key
    {
        NetworkAddress rloc; //!< its locator
        EidPrefix eid;       //!< of this site

        /// @param o another @return true if they are the same
        bool operator==(const Key& o) const
        {
            return rloc == o.rloc && eid == o.eid;
        }
    };

    /// Hash of a Key.
    struct KeyHash
    {
        /// @param key a key @return its hash
        std::size_t operator()(const Key& key) const
        {
            return key.rloc.Hash() * 31 + key.eid.Hash();
        }
    };

    /// What was done about it.
    struct Told
    {
        uint16_t version{0}; //!< ours, that it was told of
        uint32_t times{0};   //!< solicitations
        Time last;           //!< when the last one was
    };

    LispDropReason CheckDestination(uint16_t version, const LispHeaderSignals::Incoming& packet);
    LispDropReason CheckStale(const EidDatabaseEntry& own,
                              uint16_t version,
                              const NetworkAddress& rloc);
    LispDropReason CheckSource(uint16_t version, const LispMapCacheEntry& sender);
    /// Make room among senders that are silent. @return false if there is none
    bool Purge();

    const Limits m_limits;                         //!< of the owner
    const Owner m_owner;                           //!< what it does
    Ptr<LispXtr> m_xtr;                            //!< whose mappings
    std::unordered_map<Key, Told, KeyHash> m_told; //!< senders with an old mapping
    Time m_purge;                                  //!< not to be purged before
    Statistics m_statistics;                       //!< counters
};

} // namespace ns3

#endif /* LISP_MAP_VERSIONING_H */
