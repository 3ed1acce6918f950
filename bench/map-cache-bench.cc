/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Benchmarks of the map-cache: how fast it answers, how much memory it takes.
 */

#include "benchmark.h"

#include "ns3/lisp-map-cache.h"
#include "ns3/locator-set-pool.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <malloc.h>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

using namespace ns3;

namespace
{

constexpr std::size_t MANY = 1000000;    //!< mappings, as a large ITR has them
constexpr std::size_t LOOKUPS = 1000000; //!< in one measurement
constexpr int REPEATS = 5; //!< measurements, of which the fastest counts: others were disturbed

/// A map-cache with random mappings, and addresses that are in them.
struct Load
{
    std::vector<EidPrefix> prefixes;          ///< all different
    std::vector<NetworkAddress> destinations; ///< one for each lookup

    /**
     * @param count how many mappings
     * @param seed of the random numbers
     */
    Load(std::size_t count, uint64_t seed)
    {
        // Half of them subnets, half hosts; every second host in one of the subnets, as if moved.
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < count; ++i)
        {
            const auto bits = static_cast<uint32_t>(random());
            const auto host = static_cast<uint8_t>(random());
            const bool isSubnet = i % 2 == 0;
            const bool inside = i % 4 == 1;
            const auto subnet = inside ? prefixes[random() % (i / 2 + 1) * 2].GetAddress()
                                       : NetworkAddress(Ipv4Address(bits));
            const uint32_t address = (subnet.ToIpv4().Get() & 0xffffff00) | host;
            prefixes.emplace_back(Ipv4Address(address), isSubnet ? 24 : 32);
        }
        for (std::size_t i = 0; i < LOOKUPS; ++i)
        {
            const EidPrefix& prefix = prefixes[random() % count];
            const uint32_t address = prefix.GetAddress().ToIpv4().Get();
            const uint32_t host = prefix.IsHost() ? 0 : random() & 0xff;
            destinations.emplace_back(Ipv4Address(address + host));
        }
    }
};

/**
 * @param cache gets the mappings
 * @param load the mappings
 * @param pool the locator sets, of which there are a hundred, as a site has many mappings
 */
void
Fill(LispMapCache& cache, const Load& load, LocatorSetPool& pool)
{
    std::vector<Ptr<const LocatorSet>> sets;
    for (uint32_t i = 0; i < 100; ++i)
    {
        LocatorSet::Locator locator;
        locator.address = Ipv4Address(0xc6120000 + i);
        sets.push_back(pool.Intern(std::vector<LocatorSet::Locator>{locator}));
    }
    LispMapping mapping;
    mapping.ttl = Seconds(86400);
    for (std::size_t i = 0; i < load.prefixes.size(); ++i)
    {
        mapping.eid = load.prefixes[i];
        mapping.locators = sets[i % sets.size()];
        cache.Insert(mapping, LispMapCacheSource::MAP_REPLY, Seconds(0));
    }
}

/**
 * @param lookup looks an address up, and says whether it was found
 * @param destinations the addresses
 * @return nanoseconds of CPU time for one
 */
template <class Lookup>
double
Measure(const std::vector<NetworkAddress>& destinations, Lookup&& lookup)
{
    double best = 1e18;
    for (int i = 0; i < REPEATS; ++i)
    {
        std::size_t found = 0;
        const double start = GetCpuTime();
        for (const auto& destination : destinations)
        {
            found += lookup(destination);
        }
        best = std::min(best, GetCpuTime() - start);
        if (found != destinations.size())
        {
            throw std::runtime_error("a lookup found nothing");
        }
    }
    return best / destinations.size();
}

/// The plain way to do it, to compare with: a tree that decides on one bit at each node.
class BinaryTrie
{
  public:
    /// @param prefix a prefix to be added
    void Add(const EidPrefix& prefix)
    {
        const uint32_t address = prefix.GetAddress().ToIpv4().Get();
        Node* node = &m_root;
        for (int i = 0; i < prefix.GetLength(); ++i)
        {
            auto& next = node->next[(address >> (31 - i)) & 1];
            next = next ? std::move(next) : std::make_unique<Node>();
            node = next.get();
        }
        node->value = 1;
    }

    /// @param destination an address @return the value of its longest match; 0 if there is none
    int Lookup(const NetworkAddress& destination) const
    {
        const uint32_t address = destination.ToIpv4().Get();
        int value = 0;
        const Node* node = &m_root;
        for (int i = 0; node; ++i)
        {
            value = node->value ? node->value : value;
            node = i < 32 ? node->next[(address >> (31 - i)) & 1].get() : nullptr;
        }
        return value;
    }

  private:
    /// A bit.
    struct Node
    {
        std::array<std::unique_ptr<Node>, 2> next; ///< the next bit
        int value{0};                              ///< of the prefix that ends here
    };

    Node m_root; ///< the first bit
};

/// @param count mappings @param seed of the random numbers @return nanoseconds for one lookup
double
MeasureCache(std::size_t count, uint64_t seed)
{
    const Load load(count, seed);
    auto pool = Create<LocatorSetPool>();
    LispMapCache cache;
    Fill(cache, load, *pool);
    const Time now = Seconds(1);
    return Measure(load.destinations, [&cache, now](const NetworkAddress& destination) {
        return cache.Lookup(0, destination, now) != nullptr;
    });
}

/// @param seed of the random numbers @return nanoseconds for one lookup in the binary trie
double
MeasureBinaryTrie(uint64_t seed)
{
    const Load load(MANY, seed);
    BinaryTrie trie;
    for (const auto& prefix : load.prefixes)
    {
        trie.Add(prefix);
    }
    return Measure(load.destinations, [&trie](const NetworkAddress& destination) {
        return trie.Lookup(destination) != 0;
    });
}

/**
 * @brief What this machine takes, at this moment, to read memory at random: the floor for a lookup
 * that ends at one of a million entries.
 * @param seed of the random numbers
 * @return nanoseconds for one read of as many octets as a million entries have
 */
double
MeasureRandomRead(uint64_t seed)
{
    /// As far apart as entries are.
    struct Place
    {
        std::size_t next;                                           ///< to be read next
        char rest[sizeof(LispMapCacheEntry) - sizeof(std::size_t)]; ///< unused
    };

    std::vector<Place> places(MANY);
    for (std::size_t i = 0; i < MANY; ++i)
    {
        places[i].next = i;
    }
    // Sattolo's shuffle gives one round through all places, so that each read waits for the last.
    std::mt19937_64 random(seed);
    for (std::size_t i = MANY - 1; i > 0; --i)
    {
        std::swap(places[i].next, places[random() % i].next);
    }
    std::size_t at = 0;
    return Measure(std::vector<NetworkAddress>(LOOKUPS), [&](const NetworkAddress&) {
        at = places[at].next;
        return at < MANY;
    });
}

/// @param seed of the random numbers @return the lookup's figures
BenchmarkResult
RunLookup(uint64_t seed)
{
    const double large = MeasureCache(MANY, seed);
    const double binary = MeasureBinaryTrie(seed);
    const double read = MeasureRandomRead(seed);
    BenchmarkResult result;
    result.figures = {
        {"per_second", std::round(1e9 / large)},
        {"mappings", MANY},
        {"ns_10_mappings", MeasureCache(10, seed)},
        {"ns_1000_mappings", MeasureCache(1000, seed)},
        {"ns_1000000_mappings", large},
        {"random_read_ns", read},
        {"random_reads_a_lookup", large / read},
        {"binary_trie_ns", binary},
        {"binary_trie_ratio", binary / large},
    };
    result.measured =
        "LispMapCache::Lookup of a million random destinations in random mappings, half /24 and "
        "half "
        "/32, every second /32 inside a /24; CPU time of the fastest of 5 passes, one thread. "
        "random_read: memory read at random over as many octets as the entries have, each read "
        "waiting "
        "for the last: the floor. binary_trie: the same destinations and prefixes in a tree of one "
        "bit a node.";
    return result;
}

/**
 * @param load mappings
 * @return octets that the allocator gave out for them, and still does
 */
double
MeasureMemory(const Load& load)
{
    auto pool = Create<LocatorSetPool>();
    const auto cache = std::make_unique<LispMapCache>();
    const auto before = mallinfo2();
    Fill(*cache, load, *pool);
    const auto after = mallinfo2();
    const auto used = [](const auto& info) { return double(info.uordblks) + info.hblkhd; };
    return (used(after) - used(before)) / cache->GetSize();
}

/// @param seed of the random numbers @return the memory's figures
BenchmarkResult
RunMemory(uint64_t seed)
{
    const Load load(MANY, seed);
    BenchmarkResult result;
    result.figures = {{"bytes_per_mapping", MeasureMemory(load)},
                      {"mappings", MANY},
                      {"entry_bytes", sizeof(LispMapCacheEntry)}};
    result.measured =
        "Growth of the octets in use by the allocator, its own overhead included (mallinfo2), when "
        "a "
        "map-cache takes in a million mappings as in the lookup benchmark, divided by their "
        "number: "
        "prefix tree, entry with its EID-prefix, orders of expiry and eviction, and the 100 "
        "locator sets that the mappings share.";
    return result;
}

const Benchmark g_lookup("lookup", "longest-prefix match in the map-cache", RunLookup);
const Benchmark g_memory("memory", "memory of a mapping in the map-cache", RunMemory);

} // namespace
