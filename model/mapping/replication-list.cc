/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "replication-list.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ns3
{

namespace
{

/// @param address an address @return true if packets can be sent to it across a core (RFC 9301
/// section 5.4)
bool
CanReplicateTo(const NetworkAddress& address)
{
    switch (address.GetFamily())
    {
    case AddressFamily::IPV4: {
        const auto ipv4 = address.ToIpv4();
        return !ipv4.IsMulticast() && !ipv4.IsBroadcast() && !ipv4.IsLocalhost() &&
               ipv4 != Ipv4Address(uint32_t{0}) &&
               ipv4.CombineMask("255.255.0.0") != Ipv4Address("169.254.0.0");
    }
    case AddressFamily::IPV6: {
        const auto ipv6 = address.ToIpv6();
        return !ipv6.IsMulticast() && !ipv6.IsLocalhost() && !ipv6.IsAny() && !ipv6.IsLinkLocal();
    }
    default:
        return false;
    }
}

/// @param address an entry of a replication list @return the locators that it stands for
std::vector<NetworkAddress>
GetAlternatives(const LispAddress& address)
{
    std::vector<NetworkAddress> found;
    const auto add = [&found](const LispAddress& one) {
        const auto plain = one.GetNetworkAddress();
        if (plain && CanReplicateTo(*plain))
        {
            found.push_back(*plain);
        }
    };
    const auto* lcaf = address.GetLcaf();
    const auto* path = lcaf ? lcaf->Get<LispExplicitLocatorPath>() : nullptr;
    if (!path)
    {
        add(address);
        return found;
    }
    for (const auto& hop : path->hops)
    {
        if (!hop.lookup)
        {
            add(hop.address);
        }
    }
    return found;
}

/// @param locator an RLOC-record @return true if it may be used
bool
IsForReplication(const LispLocator& locator)
{
    return locator.multicastPriority != LISP_PRIORITY_UNUSABLE && locator.reachable;
}

/// @param locator an RLOC-record @param hops gets what its replication list says @return false if
/// it is none
bool
AddReplicationList(const LispLocator& locator, std::vector<ReplicationHop>& hops)
{
    const auto* lcaf = locator.address.GetLcaf();
    const auto* list = lcaf ? lcaf->Get<LispReplicationList>() : nullptr;
    if (!list)
    {
        return false;
    }
    for (const auto& entry : list->entries)
    {
        auto addresses = GetAlternatives(entry.address);
        if (!addresses.empty())
        {
            hops.push_back({entry.level, locator.multicastPriority, std::move(addresses)});
        }
    }
    return true;
}

/// @param hops are sorted; each address stays where it is first
void
SortReplicationHops(std::vector<ReplicationHop>& hops)
{
    std::stable_sort(hops.begin(), hops.end(), [](const auto& a, const auto& b) {
        return std::tie(a.level, a.addresses.front(), a.priority) <
               std::tie(b.level, b.addresses.front(), b.priority);
    });
    std::set<NetworkAddress> known;
    const auto isAgain = [&known](const ReplicationHop& hop) {
        return !known.insert(hop.addresses.front()).second;
    };
    std::vector<ReplicationHop> once;
    std::copy_if(hops.begin(), hops.end(), std::back_inserter(once), [&](const auto& hop) {
        return !isAgain(hop);
    });
    hops = std::move(once);
}

/// The replication lists of one priority: what the length field of one cannot say goes on in the
/// next (RFC 8060 section 3).
struct ListsOfPriority
{
    std::vector<LispReplicationList> all; ///< the lists
    std::size_t octets{0};                ///< of the last one

    /// @param entry another one @param size its octets
    void Add(const LispReplicationList::Entry& entry, std::size_t size)
    {
        constexpr std::size_t most = 0xffff;
        if (all.empty() || octets + size > most)
        {
            all.emplace_back();
            octets = 0;
        }
        all.back().entries.push_back(entry);
        octets += size;
    }
};

} // namespace

std::vector<ReplicationHop>
ReadReplicationList(const LispMappingRecord& record)
{
    std::vector<ReplicationHop> hops;
    for (const auto& locator : record.locators)
    {
        if (!IsForReplication(locator) || AddReplicationList(locator, hops))
        {
            continue;
        }
        auto addresses = GetAlternatives(locator.address);
        if (!addresses.empty())
        {
            hops.push_back({LISP_RECEIVER_LEVEL, locator.multicastPriority, std::move(addresses)});
        }
    }
    SortReplicationHops(hops);
    return hops;
}

std::vector<ReplicationHop>
ReadRegisteredReplication(const LispMappingRecord& record)
{
    std::vector<ReplicationHop> hops;
    std::multimap<uint8_t, NetworkAddress> plain;
    for (const auto& locator : record.locators)
    {
        if (!IsForReplication(locator) || AddReplicationList(locator, hops))
        {
            continue;
        }
        for (const auto& address : GetAlternatives(locator.address))
        {
            plain.emplace(locator.multicastPriority, address);
        }
    }
    if (!plain.empty())
    {
        ReplicationHop own;
        for (const auto& [priority, address] : plain)
        {
            own.addresses.push_back(address);
        }
        hops.push_back(own);
    }
    SortReplicationHops(hops);
    return hops;
}

LispMappingRecord
MakeReplicationRecord(const MulticastEid& eid,
                      const std::vector<ReplicationHop>& hops,
                      uint32_t ttl)
{
    LispMappingRecord record;
    record.eid = eid.ToLispAddress();
    // The lengths that count are inside the EID; here stands the source's.
    record.maskLength = eid.GetSource().GetLength();
    record.ttl = ttl;
    record.action = hops.empty() ? LispAction::DROP_NO_REASON : LispAction::NO_ACTION;
    std::map<uint8_t, ListsOfPriority> lists;
    for (const auto& hop : hops)
    {
        LispReplicationList::Entry entry;
        entry.level = hop.level;
        entry.address = LispAddress(hop.addresses.front());
        std::size_t octets = 4 + 2 + hop.addresses.front().GetSize(); // RFC 8060 section 4.8
        if (hop.addresses.size() > 1)
        {
            LispExplicitLocatorPath path;
            octets = 4 + 2 + 6;
            for (const auto& address : hop.addresses)
            {
                octets += 2 + 2 + address.GetSize(); // RFC 8060 section 4.6
                path.hops.emplace_back();
                path.hops.back().probe = true;
                path.hops.back().strict = true;
                path.hops.back().address = LispAddress(address);
            }
            entry.address = LispAddress(LispLcaf{path});
        }
        lists[hop.priority].Add(entry, octets);
    }
    for (const auto& [priority, ofPriority] : lists)
    {
        LispLocator locator;
        locator.priority = priority;
        locator.multicastPriority = priority;
        locator.multicastWeight = 100;
        for (const auto& list : ofPriority.all)
        {
            // Beyond that, no message has room for any of it.
            if (record.locators.size() < LISP_MAX_RECORDS)
            {
                locator.address = LispAddress(LispLcaf{list});
                record.locators.push_back(locator);
            }
        }
    }
    return record;
}

std::vector<NetworkAddress>
ChooseReplicationTargets(const std::vector<ReplicationHop>& hops,
                         const AddressTest& isOwn,
                         const AddressTest& isUsable)
{
    const auto isOwnHop = [&isOwn](const ReplicationHop& hop) {
        return std::any_of(hop.addresses.begin(), hop.addresses.end(), isOwn);
    };
    const auto own = std::find_if(hops.begin(), hops.end(), isOwnHop);
    const bool isRouter = own != hops.end() && own->level < LISP_RECEIVER_LEVEL;
    std::size_t peers = 1; // routers of the own level
    std::size_t place = 0; // among them
    if (isRouter)
    {
        const auto isPeer = [&own](const ReplicationHop& hop) { return hop.level == own->level; };
        peers = std::count_if(hops.begin(), hops.end(), isPeer);
        place = std::count_if(hops.begin(), own, isPeer);
    }

    // Priority, then level; what lies behind a router matters to it by level alone.
    std::map<std::pair<uint8_t, uint8_t>, std::vector<const ReplicationHop*>> groups;
    for (const auto& hop : hops)
    {
        if (isRouter ? hop.level > own->level : !isOwnHop(hop))
        {
            groups[{isRouter ? uint8_t{0} : hop.priority, hop.level}].push_back(&hop);
        }
    }
    for (const auto& [key, members] : groups)
    {
        bool some = false;
        std::vector<NetworkAddress> targets;
        for (std::size_t i = 0; i < members.size(); ++i)
        {
            const auto& addresses = members[i]->addresses;
            const auto usable = std::find_if(addresses.begin(), addresses.end(), isUsable);
            some = some || usable != addresses.end();
            if (usable != addresses.end() && i % peers == place && !isOwnHop(*members[i]))
            {
                targets.push_back(*usable);
            }
        }
        if (some)
        {
            return targets;
        }
    }
    return {};
}

} // namespace ns3
