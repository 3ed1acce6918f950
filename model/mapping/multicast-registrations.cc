/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-registrations.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

MulticastRegistrations::Outcome
MulticastRegistrations::Register(const MulticastEid& eid,
                                 const LispXtrIdentity& xtr,
                                 std::vector<ReplicationHop> hops,
                                 uint32_t ttl,
                                 Time now)
{
    const auto found = m_entries.find(eid);
    if (hops.empty() && found == m_entries.end())
    {
        return Outcome::REFRESHED;
    }
    if (found == m_entries.end() && m_entries.size() >= m_maxSize)
    {
        return Outcome::FULL;
    }
    Registrants& registrants = m_entries[eid];
    if (registrants.empty() && !eid.IsExact())
    {
        m_broad.push_back(eid);
    }
    const auto own = std::find_if(registrants.begin(), registrants.end(), [&xtr](const auto& one) {
        return one.xtr == xtr;
    });
    const bool isKnown = own != registrants.end();
    if (hops.empty())
    {
        if (isKnown)
        {
            registrants.erase(own);
        }
        if (registrants.empty())
        {
            m_broad.erase(std::remove(m_broad.begin(), m_broad.end(), eid), m_broad.end());
            m_entries.erase(eid);
        }
        return isKnown ? Outcome::CHANGED : Outcome::REFRESHED;
    }
    if (!isKnown)
    {
        if (registrants.size() >= m_maxSize)
        {
            return Outcome::FULL;
        }
        registrants.push_back({xtr, std::move(hops), ttl, now + m_timeout});
        return Outcome::CHANGED;
    }
    const bool isSame = own->hops == hops;
    *own = {xtr, std::move(hops), ttl, now + m_timeout};
    return isSame ? Outcome::REFRESHED : Outcome::CHANGED;
}

bool
MulticastRegistrations::Expire(const MulticastEid& eid, Time now)
{
    const auto found = m_entries.find(eid);
    if (found == m_entries.end())
    {
        return false;
    }
    Registrants& registrants = found->second;
    const auto gone = std::remove_if(registrants.begin(),
                                     registrants.end(),
                                     [now](const auto& one) { return one.expires <= now; });
    if (gone == registrants.end())
    {
        return false;
    }
    registrants.erase(gone, registrants.end());
    if (registrants.empty())
    {
        m_broad.erase(std::remove(m_broad.begin(), m_broad.end(), eid), m_broad.end());
        m_entries.erase(found);
    }
    return true;
}

Time
MulticastRegistrations::GetExpiry(const MulticastEid& eid) const
{
    Time next = Time::Max();
    const auto found = m_entries.find(eid);
    if (found != m_entries.end())
    {
        for (const auto& one : found->second)
        {
            next = std::min(next, one.expires);
        }
    }
    return next;
}

template <class Visit>
void
MulticastRegistrations::ForEachCovering(const MulticastEid& asked, Visit visit) const
{
    const auto visitAll = [&](const MulticastEid& eid) {
        const auto found = m_entries.find(eid);
        if (found != m_entries.end())
        {
            std::for_each(found->second.begin(), found->second.end(), visit);
        }
    };
    visitAll(asked);
    const auto any = MulticastEid::AnySource(asked.GetInstanceId(), asked.GetGroup().GetAddress());
    if (!(any == asked))
    {
        visitAll(any);
    }
    for (const auto& broad : m_broad)
    {
        if (!(broad == asked) && broad.Covers(asked))
        {
            visitAll(broad);
        }
    }
}

LispMappingRecord
MulticastRegistrations::GetRecord(const MulticastEid& asked, uint32_t emptyTtl) const
{
    std::vector<ReplicationHop> hops;
    uint32_t ttl = LISP_TTL_RECEIVER_DECIDES;
    ForEachCovering(asked, [&](const Registrant& one) {
        hops.insert(hops.end(), one.hops.begin(), one.hops.end());
        ttl = std::min(ttl, one.ttl);
    });
    const auto isReceiver = [](const ReplicationHop& hop) {
        return hop.level >= LISP_RECEIVER_LEVEL;
    };
    const auto receivers = std::count_if(hops.begin(), hops.end(), isReceiver);
    if (receivers == 0)
    {
        return MakeReplicationRecord(asked, {}, emptyTtl);
    }
    const bool hasReplicators = static_cast<std::size_t>(receivers) < hops.size();
    for (auto& hop : hops)
    {
        hop.priority = hasReplicators && isReceiver(hop) ? SECOND_PRIORITY : FIRST_PRIORITY;
    }
    // An RLOC comes once in a list (RFC 8378 section 5.1.3): a router that replicates can have
    // receivers as well.
    std::sort(hops.begin(), hops.end(), [](const auto& a, const auto& b) {
        return std::tie(a.level, a.addresses) < std::tie(b.level, b.addresses);
    });
    const auto isSame = [](const ReplicationHop& a, const ReplicationHop& b) {
        return a.level == b.level && a.addresses.front() == b.addresses.front();
    };
    hops.erase(std::unique(hops.begin(), hops.end(), isSame), hops.end());
    return MakeReplicationRecord(asked, hops, ttl);
}

std::size_t
MulticastRegistrations::GetCount(const MulticastEid& eid) const
{
    const auto found = m_entries.find(eid);
    return found == m_entries.end() ? 0 : found->second.size();
}

std::vector<NetworkAddress>
MulticastRegistrations::GetReplicators(const MulticastEid& asked) const
{
    std::vector<NetworkAddress> found;
    ForEachCovering(asked, [&found](const Registrant& one) {
        for (const auto& hop : one.hops)
        {
            if (hop.level < LISP_RECEIVER_LEVEL)
            {
                found.push_back(one.xtr.source);
            }
        }
    });
    return found;
}

std::vector<MulticastEid>
MulticastRegistrations::GetEids() const
{
    std::vector<MulticastEid> eids;
    for (const auto& [eid, registrants] : m_entries)
    {
        eids.push_back(eid);
    }
    return eids;
}

} // namespace ns3
