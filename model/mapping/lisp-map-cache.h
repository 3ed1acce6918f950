/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_CACHE_H
#define LISP_MAP_CACHE_H

#include "eid-tree.h"
#include "lisp-mapping.h"

#include <boost/intrusive/list_hook.hpp>
#include <boost/intrusive/set_hook.hpp>
#include <functional>
#include <memory>

namespace ns3
{

/// How a mapping came into a map-cache.
enum class LispMapCacheSource : uint8_t
{
    STATIC,       //!< the script's; it neither expires nor gives way to others
    MAP_REPLY,    //!< asked for
    NOTIFICATION, //!< told of unasked: publish/subscribe
};

/// Why an entry left a map-cache.
enum class LispMapCacheRemoval : uint8_t
{
    EXPIRED,    //!< its time was up
    EVICTED,    //!< the cache was full
    WITHDRAWN,  //!< a TTL of 0
    SUPERSEDED, //!< a less specific mapping answered for it
    ERASED,     //!< the owner's wish
};

/// @param source a source @return "static", "map-reply" or "notification"
const char* ToString(LispMapCacheSource source);
/// @param removal a reason @return "expired", "evicted", ...
const char* ToString(LispMapCacheRemoval removal);

/**
 * @brief A mapping in a map-cache. Times are in time steps of the simulation, which take less room
 * and care than Time.
 */
struct LispMapCacheEntry : public EidTreeLeaf
{
    using EidTreeLeaf::EidTreeLeaf;

    Ptr<const LocatorSet> locators; //!< nullptr: see action
    int64_t expires{0};             //!< when the entry goes; NEVER for a static one
    int64_t lastUsed{0};            //!< the last lookup that gave it; when made, before the first
    uint64_t hits{0};               //!< lookups that gave it
    uint16_t mapVersion{0};         //!< 0 is none (RFC 9302)
    LispAction action{LispAction::NO_ACTION};                 //!< if there are no locators
    LispMapCacheSource source{LispMapCacheSource::MAP_REPLY}; //!< how it came
    bool authoritative{false};                                //!< the ETR itself said so
    bool echoesNonces{false};                                 //!< its site echoes nonces (E)
    bool used{false};                                         //!< since the last eviction went by
    int64_t made{0};                                          //!< when it came first

    /// The expiry of what does not expire.
    static constexpr int64_t NEVER = INT64_MAX;

    /// Place in the order of expiry.
    boost::intrusive::set_member_hook<boost::intrusive::optimize_size<true>> byExpiry;
    /// Place in the round of eviction.
    boost::intrusive::list_member_hook<> byTurn;

    /// @param now the time @return what is left of its life; Time::Max() for a static one
    Time GetLifeLeft(Time now) const
    {
        return expires == NEVER ? Time::Max() : Time(expires) - now;
    }
};

/**
 * @brief The mappings that an ITR knows (RFC 9300 section 3, "Map-Cache").
 *
 * Entries expire one by one: the owner calls ExpireUntil at GetNextExpiry, with one timer for all.
 * A lookup never gives one whose time is up.
 *
 * With a maximum size, a new mapping takes the place of an expired one or else of one that was not
 * used lately. That is found as paging does it, by second chance: entries take turns, and one that
 * was used since its last turn goes to the end instead. An exact order of use would cost each
 * lookup a write to two more entries.
 */
class LispMapCache
{
  public:
    /// Called for each entry that leaves, before it is deleted. It may not change the cache.
    using RemovalCallback = std::function<void(const LispMapCacheEntry&, LispMapCacheRemoval)>;

    LispMapCache();
    ~LispMapCache();

    /**
     * @brief The mapping of a packet's destination; counts as use.
     * @param instanceId the packet's instance
     * @param address the destination EID
     * @param now the time
     * @return the longest match; nullptr if there is none. It stays valid until it is removed.
     */
    const LispMapCacheEntry* Lookup(uint32_t instanceId, const NetworkAddress& address, Time now)
    {
        LispMapCacheEntry* entry = m_tree.Lookup(instanceId, address);
        if (entry && entry->expires <= now.GetTimeStep())
        {
            ExpireUntil(now);
            entry = m_tree.Lookup(instanceId, address);
        }
        if (!entry)
        {
            ++m_misses;
            return nullptr;
        }
        entry->lastUsed = now.GetTimeStep();
        entry->used = true;
        ++entry->hits;
        ++m_hits;
        return entry;
    }

    /**
     * @brief Take a mapping in, or out if its TTL is 0.
     *
     * It replaces that of the same prefix, unless that one is static and the new one is not. It
     * lives no longer than the more specific ones that are there (RFC 9301 section 5.5).
     *
     * @param mapping the mapping
     * @param source how it came; if STATIC, the TTL is not looked at
     * @param now the time
     * @return the entry; nullptr if it was withdrawn, has no prefix, or the cache is full of static
     * entries
     */
    const LispMapCacheEntry* Insert(const LispMapping& mapping,
                                    LispMapCacheSource source,
                                    Time now);

    /**
     * @brief Take out what an answer says is no more: mappings more specific than the answer's that
     * cover all of what was asked for (RFC 9301 section 5.5: the less specific one replaces them).
     * A host that went home is so found at home, rather than where it was.
     * @param asked the EID-prefix of the Map-Request
     * @param answered the longest EID-prefix of the Map-Reply that covers it
     * @return how many went
     */
    std::size_t EraseSuperseded(const EidPrefix& asked, const EidPrefix& answered);

    /// @param prefix a prefix whose entry is to go @return false if it has none
    bool Erase(const EidPrefix& prefix);
    /// Take out every entry, static ones included.
    void Clear();

    /// @param now the time @return how many entries whose time was up went
    std::size_t ExpireUntil(Time now);
    /// @return when the next entry expires; Time::Max() if none does
    Time GetNextExpiry() const;

    /// @param prefix a prefix @return its entry, without counting as use; nullptr if it has none
    const LispMapCacheEntry* Find(const EidPrefix& prefix) const
    {
        return m_tree.Find(prefix);
    }

    /// @return the entries, to be visited: see EidTree
    const EidTree<LispMapCacheEntry>& GetEntries() const
    {
        return m_tree;
    }

    /// @param entries the most entries to keep; 0 is no limit. Those beyond go at once.
    void SetMaxSize(std::size_t entries);
    /// @param callback called for each entry that leaves
    void SetRemovalCallback(RemovalCallback callback);

    /// @return the number of entries
    std::size_t GetSize() const
    {
        return m_tree.GetSize();
    }

    /// @return lookups that gave an entry
    uint64_t GetHits() const
    {
        return m_hits;
    }

    /// @return lookups that gave none
    uint64_t GetMisses() const
    {
        return m_misses;
    }

  private:
    struct Queues;

    void Remove(LispMapCacheEntry& entry, LispMapCacheRemoval removal);
    bool MakeRoom(std::size_t size);

    EidTree<LispMapCacheEntry> m_tree; //!< the entries
    std::unique_ptr<Queues> m_queues;  //!< those that are not static, by expiry and by turn
    std::size_t m_maxSize{0};          //!< 0: no limit
    uint64_t m_hits{0};                //!< lookups that gave an entry
    uint64_t m_misses{0};              //!< lookups that gave none
    RemovalCallback m_removed;         //!< may be empty
};

} // namespace ns3

#endif /* LISP_MAP_CACHE_H */
