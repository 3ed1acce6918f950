/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "locator-set-pool.h"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param locators locators @return their hash
std::size_t
HashOf(const std::vector<LocatorSet::Locator>& locators)
{
    std::size_t seed = 0;
    for (const auto& locator : locators)
    {
        // Which hop of a path is used may change.
        boost::hash_combine(seed, (locator.path ? locator.path->end : locator.address).Hash());
        boost::hash_combine(seed,
                            locator.priority << 24 | locator.weight << 16 |
                                locator.multicastPriority << 8 | locator.multicastWeight);
        boost::hash_combine(seed, locator.local << 1 | locator.reachable);
    }
    return seed;
}

/**
 * @param locator one of a message
 * @param resolver see LocatorSetPool::Intern
 * @return where it leads, if it is a path that leads anywhere
 */
std::shared_ptr<const ExplicitRoute>
MakeRoute(const LispLocator& locator, const ExplicitPathResolver& resolver)
{
    const auto* path = GetExplicitPath(locator.address);
    if (!path || CheckExplicitPath(*path, LISP_MAX_RECORDS) != ExplicitPathError::NONE)
    {
        return nullptr;
    }
    auto route = std::make_shared<ExplicitRoute>();
    route->path = locator.address;
    route->end = GetEtrAddress(locator).value_or(NetworkAddress());
    if (resolver)
    {
        route->next = resolver(*path);
    }
    else
    {
        route->next.push_back({*path->hops.back().address.GetNetworkAddress(), false});
    }
    return route->next.empty() ? nullptr : route;
}

/// @param address an address @return true if packets can be sent to it over an IP core
bool
IsIp(const NetworkAddress& address)
{
    return address.GetFamily() == AddressFamily::IPV4 || address.GetFamily() == AddressFamily::IPV6;
}

} // namespace

Ptr<const LocatorSet>
LocatorSetPool::Intern(std::vector<LocatorSet::Locator> locators)
{
    if (locators.size() > LISP_MAX_RECORDS)
    {
        throw std::invalid_argument(std::to_string(locators.size()) +
                                    " locators in one mapping: at most " +
                                    std::to_string(LISP_MAX_RECORDS) + " are accepted");
    }
    for (const auto& locator : locators)
    {
        if (!IsIp(locator.address))
        {
            throw std::invalid_argument("bad locator '" + locator.address.ToString() +
                                        "': expected an IPv4 or IPv6 address");
        }
    }
    // A stable sort: what comes twice, as some senders do it, stays in its order.
    std::stable_sort(locators.begin(), locators.end(), [](const auto& a, const auto& b) {
        return a.path || b.path ? !a.path && b.path : a.address < b.address;
    });
    const std::size_t hash = HashOf(locators);
    const auto [begin, end] = m_sets.equal_range(hash);
    for (auto at = begin; at != end; ++at)
    {
        if (at->second->GetLocators() == locators)
        {
            return at->second;
        }
    }
    const auto set = Ptr<const LocatorSet>(new LocatorSet(this, std::move(locators), hash), false);
    m_sets.emplace(hash, PeekPointer(set));
    return set;
}

Ptr<const LocatorSet>
LocatorSetPool::Intern(const std::vector<LispLocator>& locators,
                       const ExplicitPathResolver& resolver)
{
    std::vector<LocatorSet::Locator> own;
    own.reserve(locators.size());
    for (const auto& locator : locators)
    {
        const auto route = MakeRoute(locator, resolver);
        const auto address = route ? route->next.front().rloc : locator.GetNetworkAddress();
        if (address && IsIp(*address))
        {
            own.push_back({*address,
                           locator.priority,
                           locator.weight,
                           locator.multicastPriority,
                           locator.multicastWeight,
                           locator.local,
                           locator.reachable,
                           RlocTable::NONE,
                           route});
        }
    }
    return own.empty() ? nullptr : Intern(std::move(own));
}

void
LocatorSetPool::SetPolicy(const Ptr<const LocatorPolicy>& policy)
{
    m_policy = policy;
    m_rlocs.SetDelaysMatter(policy && policy->UsesDelays());
    m_rlocs.Touch();
}

void
LocatorSetPool::Forget(const LocatorSet* set)
{
    const auto [begin, end] = m_sets.equal_range(set->m_hash);
    m_sets.erase(
        std::find_if(begin, end, [set](const auto& entry) { return entry.second == set; }));
}

} // namespace ns3
