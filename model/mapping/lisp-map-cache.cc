/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-cache.h"

#include <algorithm>
#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>
#include <vector>

namespace ns3
{

const char*
ToString(LispMapCacheSource source)
{
    switch (source)
    {
    case LispMapCacheSource::STATIC:
        return "static";
    case LispMapCacheSource::MAP_REPLY:
        return "map-reply";
    case LispMapCacheSource::NOTIFICATION:
        return "notification";
    }
    return "unknown";
}

const char*
ToString(LispMapCacheRemoval removal)
{
    switch (removal)
    {
    case LispMapCacheRemoval::EXPIRED:
        return "expired";
    case LispMapCacheRemoval::EVICTED:
        return "evicted";
    case LispMapCacheRemoval::WITHDRAWN:
        return "withdrawn";
    case LispMapCacheRemoval::SUPERSEDED:
        return "superseded";
    case LispMapCacheRemoval::ERASED:
        return "erased";
    }
    return "unknown";
}

namespace
{

namespace bi = boost::intrusive;

} // namespace

/// The orders in which entries leave.
struct LispMapCache::Queues
{
    /// How the order of expiry reads an entry.
    struct ExpiryOf
    {
        using type = int64_t; //!< as the container asks for it

        /// @param entry an entry @return when it expires
        int64_t operator()(const LispMapCacheEntry& entry) const
        {
            return entry.expires;
        }
    };

    /// By expiry, the next first.
    bi::multiset<LispMapCacheEntry,
                 bi::member_hook<LispMapCacheEntry,
                                 decltype(LispMapCacheEntry::byExpiry),
                                 &LispMapCacheEntry::byExpiry>,
                 bi::key_of_value<ExpiryOf>>
        byExpiry;
    /// By turn, the next to be evicted first.
    bi::list<LispMapCacheEntry,
             bi::member_hook<LispMapCacheEntry,
                             decltype(LispMapCacheEntry::byTurn),
                             &LispMapCacheEntry::byTurn>>
        byTurn;
};

LispMapCache::LispMapCache()
    : m_queues(std::make_unique<Queues>())
{
}

LispMapCache::~LispMapCache()
{
    m_queues->byExpiry.clear();
    m_queues->byTurn.clear();
}

void
LispMapCache::Remove(LispMapCacheEntry& entry, LispMapCacheRemoval removal)
{
    if (m_removed)
    {
        m_removed(entry, removal);
    }
    if (entry.source != LispMapCacheSource::STATIC)
    {
        m_queues->byExpiry.erase(m_queues->byExpiry.iterator_to(entry));
        m_queues->byTurn.erase(m_queues->byTurn.iterator_to(entry));
    }
    const EidPrefix prefix = entry.prefix;
    m_tree.Erase(prefix);
}

bool
LispMapCache::MakeRoom(std::size_t size)
{
    auto& turns = m_queues->byTurn;
    while (m_tree.GetSize() > size && !turns.empty())
    {
        LispMapCacheEntry& next = turns.front();
        if (next.used)
        {
            next.used = false;
            turns.splice(turns.end(), turns, turns.begin());
        }
        else
        {
            Remove(next, LispMapCacheRemoval::EVICTED);
        }
    }
    return m_tree.GetSize() <= size;
}

const LispMapCacheEntry*
LispMapCache::Insert(const LispMapping& mapping, LispMapCacheSource source, Time now)
{
    ExpireUntil(now);
    const bool isStatic = source == LispMapCacheSource::STATIC;
    LispMapCacheEntry* entry = m_tree.Find(mapping.eid);
    if (entry && entry->source == LispMapCacheSource::STATIC && !isStatic)
    {
        return entry;
    }
    if (!isStatic && !mapping.ttl.IsStrictlyPositive())
    {
        if (entry)
        {
            Remove(*entry, LispMapCacheRemoval::WITHDRAWN);
        }
        return nullptr;
    }
    if (!entry)
    {
        if (m_maxSize && !MakeRoom(m_maxSize - 1))
        {
            return nullptr;
        }
        entry = m_tree.Emplace(mapping.eid).first;
        if (!entry)
        {
            return nullptr;
        }
        entry->made = now.GetTimeStep();
        entry->lastUsed = now.GetTimeStep();
    }
    else if (entry->source != LispMapCacheSource::STATIC)
    {
        m_queues->byExpiry.erase(m_queues->byExpiry.iterator_to(*entry));
        m_queues->byTurn.erase(m_queues->byTurn.iterator_to(*entry));
    }
    entry->locators = mapping.locators;
    if (entry->locators)
    {
        entry->locators->SetExample(mapping.eid);
    }
    entry->mapVersion = mapping.mapVersion;
    entry->echoesNonces = mapping.echoesNonces;
    entry->action = mapping.action;
    entry->source = source;
    entry->authoritative = mapping.authoritative;
    entry->expires = LispMapCacheEntry::NEVER;
    if (!isStatic)
    {
        int64_t expires = (now + std::min(mapping.ttl, Time::Max() - now)).GetTimeStep();
        m_tree.ForEachCovered(mapping.eid, [&expires](const LispMapCacheEntry& other) {
            expires = std::min(expires, other.expires);
        });
        entry->expires = expires;
        // Most lives are equally long: the new one is most often the last to expire.
        m_queues->byExpiry.insert(m_queues->byExpiry.end(), *entry);
        m_queues->byTurn.push_back(*entry);
    }
    return entry;
}

std::size_t
LispMapCache::EraseSuperseded(const EidPrefix& asked, const EidPrefix& answered)
{
    std::vector<LispMapCacheEntry*> superseded;
    m_tree.ForEachCovering(asked, [&](LispMapCacheEntry& entry) {
        if (entry.prefix != answered && answered.Covers(entry.prefix) &&
            entry.source != LispMapCacheSource::STATIC)
        {
            superseded.push_back(&entry);
        }
    });
    for (LispMapCacheEntry* entry : superseded)
    {
        Remove(*entry, LispMapCacheRemoval::SUPERSEDED);
    }
    return superseded.size();
}

bool
LispMapCache::Erase(const EidPrefix& prefix)
{
    LispMapCacheEntry* entry = m_tree.Find(prefix);
    if (entry)
    {
        Remove(*entry, LispMapCacheRemoval::ERASED);
    }
    return entry;
}

void
LispMapCache::Clear()
{
    if (m_removed)
    {
        m_tree.ForEach([this](const LispMapCacheEntry& entry) {
            m_removed(entry, LispMapCacheRemoval::ERASED);
        });
    }
    m_queues->byExpiry.clear();
    m_queues->byTurn.clear();
    m_tree.Clear();
}

std::size_t
LispMapCache::ExpireUntil(Time now)
{
    const std::size_t before = m_tree.GetSize();
    auto& entries = m_queues->byExpiry;
    while (!entries.empty() && entries.begin()->expires <= now.GetTimeStep())
    {
        Remove(*entries.begin(), LispMapCacheRemoval::EXPIRED);
    }
    return before - m_tree.GetSize();
}

Time
LispMapCache::GetNextExpiry() const
{
    const auto& entries = m_queues->byExpiry;
    return entries.empty() ? Time::Max() : Time(entries.begin()->expires);
}

void
LispMapCache::SetMaxSize(std::size_t entries)
{
    m_maxSize = entries;
    if (entries)
    {
        MakeRoom(entries);
    }
}

void
LispMapCache::SetRemovalCallback(RemovalCallback callback)
{
    m_removed = std::move(callback);
}

} // namespace ns3
