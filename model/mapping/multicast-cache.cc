/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-cache.h"

#include <utility>

namespace ns3
{

MulticastCache::MulticastCache(RlocTable& rlocs, AddressTest isOwn)
    : m_rlocs(rlocs),
      m_isOwn(std::move(isOwn))
{
}

MulticastCache::~MulticastCache()
{
    for (auto& [eid, entry] : m_entries)
    {
        Release(entry);
    }
}

const MulticastCache::Entry*
MulticastCache::Lookup(uint32_t instanceId,
                       const NetworkAddress& source,
                       const NetworkAddress& group,
                       Time now)
{
    const int64_t step = now.GetTimeStep();
    for (const bool isAny : {false, true})
    {
        const auto found = m_entries.find(isAny ? MulticastEid::AnySource(instanceId, group)
                                                : MulticastEid::Of(instanceId, source, group));
        if (found != m_entries.end() && found->second.expires > step)
        {
            Entry& entry = found->second;
            if (!entry.targets || entry.epoch != m_rlocs.GetEpoch())
            {
                Work(entry);
            }
            return &entry;
        }
    }
    return nullptr;
}

void
MulticastCache::Work(Entry& entry) const
{
    const auto isUsable = [this](const NetworkAddress& address) {
        const auto id = m_rlocs.Find(address);
        return id != RlocTable::NONE && m_rlocs.IsUsable(id);
    };
    auto targets = std::make_shared<Targets>();
    for (const auto& rloc : ChooseReplicationTargets(entry.hops, m_isOwn, isUsable))
    {
        targets->push_back({m_rlocs.Find(rloc), rloc});
    }
    entry.targets = targets;
    entry.epoch = m_rlocs.GetEpoch();
}

void
MulticastCache::Insert(const MulticastEid& eid,
                       std::vector<ReplicationHop> hops,
                       Time life,
                       Time now)
{
    if (life.IsZero())
    {
        Erase(eid);
        return;
    }
    // The new users first: a locator that stays keeps its number, and what is known of it.
    std::vector<RlocTable::Id> users;
    for (const auto& hop : hops)
    {
        for (const auto& address : hop.addresses)
        {
            users.push_back(m_rlocs.Acquire(address));
        }
    }
    Erase(eid);
    while (m_entries.size() >= m_maxSize && !m_byExpiry.empty())
    {
        const MulticastEid first = m_byExpiry.begin()->second;
        Erase(first);
    }
    Entry& entry = m_entries[eid];
    entry.eid = eid;
    entry.hops = std::move(hops);
    entry.expires = (now + life).GetTimeStep();
    entry.users = std::move(users);
    entry.byExpiry = m_byExpiry.emplace(entry.expires, eid);
}

void
MulticastCache::Erase(const MulticastEid& eid)
{
    const auto found = m_entries.find(eid);
    if (found != m_entries.end())
    {
        Release(found->second);
        m_byExpiry.erase(found->second.byExpiry);
        m_entries.erase(found);
    }
}

void
MulticastCache::Release(Entry& entry)
{
    for (const auto id : entry.users)
    {
        m_rlocs.Release(id);
    }
    entry.users.clear();
}

const MulticastCache::Entry*
MulticastCache::Find(const MulticastEid& eid) const
{
    const auto found = m_entries.find(eid);
    return found == m_entries.end() ? nullptr : &found->second;
}

void
MulticastCache::Invalidate()
{
    for (auto& [eid, entry] : m_entries)
    {
        entry.targets.reset();
    }
}

} // namespace ns3
