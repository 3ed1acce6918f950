/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_REGISTRATIONS_H
#define MULTICAST_REGISTRATIONS_H

#include "lisp-replay-guard.h"
#include "replication-list.h"

#include "ns3/nstime.h"

#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief What tunnel routers have registered with a Map-Server for multicast, always merged (RFC
 * 8378 section 5.1.3).
 *
 * Receiver sites register a group, from one source or from any; re-encapsulating tunnel routers
 * offer themselves for sources and groups by prefix (section 9). What a source and group get is all
 * that covers them: section 8 has the list of any source only where there is none of the source's
 * own, since its last routers then join the source as well; receivers that are not told of sources
 * would be left out.
 *
 * Messages are authenticated, and checked for replay, before they come here.
 */
class MulticastRegistrations
{
  public:
    /// What came of a record.
    enum class Outcome : uint8_t
    {
        REFRESHED, //!< nothing new
        CHANGED,   //!< there are other routers than before
        FULL,      //!< as many are registered as may be
    };

    /// The priority of routers that replicate, and of receivers' ETRs where there are such routers
    /// (RFC 8378 section 9: a greater one has the ITR send to the former).
    static constexpr uint8_t FIRST_PRIORITY = 1;
    /// See FIRST_PRIORITY.
    static constexpr uint8_t SECOND_PRIORITY = 2;

    /**
     * @brief Take one record of a Map-Register.
     * @param eid what it is about
     * @param xtr who registers
     * @param hops its part; none: it takes back what it registered
     * @param ttl minutes that ITRs may keep the list
     * @param now the time
     * @return what changed
     */
    Outcome Register(const MulticastEid& eid,
                     const LispXtrIdentity& xtr,
                     std::vector<ReplicationHop> hops,
                     uint32_t ttl,
                     Time now);
    /// @param eid as registered @param now the time @return true if a router did not register
    /// again in time, and is forgotten
    bool Expire(const MulticastEid& eid, Time now);
    /// @param eid as registered @return when the first of its routers expires; Time::Max() if there
    /// is none
    Time GetExpiry(const MulticastEid& eid) const;

    /**
     * @brief The list of a source and group.
     * @param asked the source and group
     * @param emptyTtl minutes, if there is no receiver
     * @return the record; without receivers' ETRs it has no locators
     */
    LispMappingRecord GetRecord(const MulticastEid& asked, uint32_t emptyTtl) const;
    /// @param eid as registered @return how many routers have registered it
    std::size_t GetCount(const MulticastEid& eid) const;
    /// @param asked a source and group @return who replicates it, if it is replicated
    std::vector<NetworkAddress> GetReplicators(const MulticastEid& asked) const;

    /// @return how many entries are registered
    std::size_t GetSize() const
    {
        return m_entries.size();
    }

    /// @return the entries, to be visited: see GetCount
    std::vector<MulticastEid> GetEids() const;

    /// @param timeout how long a registration lasts
    void SetTimeout(Time timeout)
    {
        m_timeout = timeout;
    }

    /// @param entries the most entries, and the most routers of one
    void SetLimits(std::size_t entries)
    {
        m_maxSize = entries;
    }

  private:
    /// What one router registered.
    struct Registrant
    {
        LispXtrIdentity xtr;              //!< who
        std::vector<ReplicationHop> hops; //!< what
        uint32_t ttl;                     //!< minutes
        Time expires;                     //!< forgotten then
    };

    using Registrants = std::vector<Registrant>;

    /// Everything that covers a source and group. @param asked them @param visit called with each
    template <class Visit>
    void ForEachCovering(const MulticastEid& asked, Visit visit) const;

    std::unordered_map<MulticastEid, Registrants> m_entries; //!< none is empty
    std::vector<MulticastEid> m_broad;                       //!< of these, those that are prefixes
    Time m_timeout{Minutes(3)};                              //!< RFC 9301 section 8.2
    std::size_t m_maxSize{100000};                           //!< see SetLimits
};

} // namespace ns3

#endif /* MULTICAST_REGISTRATIONS_H */
