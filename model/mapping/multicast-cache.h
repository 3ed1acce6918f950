/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_CACHE_H
#define MULTICAST_CACHE_H

#include "replication-list.h"
#include "rloc-table.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

/// Where a copy goes.
struct ReplicationTarget
{
    RlocTable::Id id{RlocTable::NONE}; //!< the locator's number in the node
    NetworkAddress rloc;               //!< the locator
};

/**
 * @brief The replication lists that an ITR or RTR knows, by source and group.
 *
 * A packet's list is found in at most two looks, however many there are: its source's own, then
 * that of any source. Whom the router sends to is worked out when a list comes, and again after the
 * state of a locator changed. When the cache is full, the list that would expire first makes room.
 */
class MulticastCache
{
  public:
    /// The targets of a packet.
    using Targets = std::vector<ReplicationTarget>;

    /// What is known of a source and group.
    struct Entry
    {
        MulticastEid eid;                       //!< what it is about
        std::vector<ReplicationHop> hops;       //!< the list; none: nobody has joined
        int64_t expires{0};                     //!< time step from which on it is not to be used
        uint32_t epoch{0};                      //!< the locators' state that targets are made of
        std::shared_ptr<const Targets> targets; //!< never null after a Lookup
        std::vector<RlocTable::Id> users;       //!< locators that are held on to
        std::multimap<int64_t, MulticastEid>::iterator byExpiry; //!< its place
    };

    /**
     * @param rlocs the node's locators; outlives this
     * @param isOwn tells the router's own locators
     */
    MulticastCache(RlocTable& rlocs, AddressTest isOwn);
    ~MulticastCache();
    MulticastCache(const MulticastCache&) = delete;
    MulticastCache& operator=(const MulticastCache&) = delete;

    /**
     * @brief Find a packet's list.
     * @param instanceId its instance
     * @param source its source
     * @param group its destination
     * @param now the time
     * @return the entry, its targets up to date; null if there is none. It holds until the next
     * change
     */
    const Entry* Lookup(uint32_t instanceId,
                        const NetworkAddress& source,
                        const NetworkAddress& group,
                        Time now);
    /**
     * @brief Keep a list, in the place of one that is there.
     * @param eid what it is about: exact
     * @param hops the list
     * @param life how long it holds; zero removes what is there
     * @param now the time
     */
    void Insert(const MulticastEid& eid, std::vector<ReplicationHop> hops, Time life, Time now);
    /// @param eid what is to be forgotten
    void Erase(const MulticastEid& eid);
    /// @param eid exact @return its entry, be it expired; null if there is none
    const Entry* Find(const MulticastEid& eid) const;
    /// The router's own locators changed.
    void Invalidate();

    /// @return how many lists there are
    std::size_t GetSize() const
    {
        return m_entries.size();
    }

    /// @param entries the most lists, at least 1
    void SetMaxSize(std::size_t entries)
    {
        m_maxSize = entries;
    }

    /// @return the entries, to be visited
    const std::unordered_map<MulticastEid, Entry>& GetEntries() const
    {
        return m_entries;
    }

  private:
    void Work(Entry& entry) const;
    void Release(Entry& entry);

    RlocTable& m_rlocs;                                //!< of the node
    AddressTest m_isOwn;                               //!< see the constructor
    std::unordered_map<MulticastEid, Entry> m_entries; //!< by what they are about
    std::multimap<int64_t, MulticastEid> m_byExpiry;   //!< the same
    std::size_t m_maxSize{100000};                     //!< see SetMaxSize
};

} // namespace ns3

#endif /* MULTICAST_CACHE_H */
