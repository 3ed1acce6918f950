/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Benchmarks of the data plane: what a packet costs from host to host, in CPU time of this
 * process.
 *
 * The two sides of each ratio are two lines of nodes in one simulation, which take turns of some
 * packets each; the ratio is the median of the turns'.
 */

#include "bench-dataplane.h"
#include "benchmark.h"

#include <algorithm>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::lispbench;

namespace
{

constexpr uint32_t TURNS = 201;    //!< of each line; odd, so that the median is one of them
constexpr uint32_t PACKETS = 1000; //!< in a turn

/// @param values numbers @return their median
double
GetMedian(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// What two lines cost.
struct Comparison
{
    double first;  //!< nanoseconds a packet, the median
    double second; //!< the same
    double ratio;  //!< second to first, the median over the turns
};

/**
 * @brief Let two lines take turns.
 * @param first a line
 * @param second a line
 * @return what they cost
 */
Comparison
Compare(BenchLine& first, BenchLine& second)
{
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> ratios;
    first.Run(PACKETS);
    second.Run(PACKETS);
    for (uint32_t turn = 0; turn < TURNS; ++turn)
    {
        // Who comes first changes, so that what one leaves in the caches harms both alike.
        const bool swap = turn % 2;
        const double one = (swap ? second : first).Run(PACKETS);
        const double other = (swap ? first : second).Run(PACKETS);
        a.push_back(swap ? other : one);
        b.push_back(swap ? one : other);
        ratios.push_back(b.back() / a.back());
    }
    return {GetMedian(a), GetMedian(b), GetMedian(ratios)};
}

/// @return how Compare measures
std::string
Describe()
{
    return "CPU time for a packet of 512 octets, host-ITR-core-ETR-host, median of " +
           std::to_string(TURNS) + " turns of " + std::to_string(PACKETS) + " packets each";
}

/// @return what LISP costs against the same nodes and links with IPv4 forwarding alone
BenchmarkResult
RunEncapsulation(uint64_t /* seed */)
{
    Comparison cost{};
    uint64_t traced = 0;
    {
        BenchLine plain;
        BenchLine lisp;
        lisp.InstallLisp();
        cost = Compare(plain, lisp);
        traced = lisp.GetTraced();
        Simulator::Destroy();
    }
    // Each packet is traced on the way in and on the way out.
    if (traced != 2 * uint64_t{PACKETS} * (TURNS + 1))
    {
        throw std::runtime_error("benchmark: not every packet took the tunnel");
    }
    return {{{"ratio", cost.ratio}, {"plain_ns", cost.first}, {"lisp_ns", cost.second}},
            Describe() +
                ": LISP, with map-cache, locator choice by flow, path MTU, source check, counters "
                "and connected traces, over IPv4 forwarding on the same nodes and links."};
}

/// @param seed of the random destinations @return what 10,000 locators cost against 10
BenchmarkResult
RunRlocs(uint64_t seed)
{
    constexpr uint32_t mappings = 10000;
    constexpr uint32_t rlocs[2] = {10, 10000};
    constexpr uint32_t eids = 0x14000000;  // 20.0.0.0
    constexpr uint32_t first = 0xac400001; // 172.64.0.1
    Comparison cost{};
    {
        BenchLine lines[2];
        std::mt19937_64 random(seed);
        std::vector<Ipv4Address> destinations;
        for (uint32_t i = 0; i < PACKETS * TURNS; ++i)
        {
            destinations.emplace_back(eids + 1 + (random() % mappings << 8));
        }
        for (int i = 0; i < 2; ++i)
        {
            lines[i].InstallLisp();
            lines[i].TakeAnyDestination();
            for (uint32_t j = 0; j < rlocs[i]; ++j)
            {
                lines[i].AddRloc(Ipv4Address(first + j));
            }
            for (uint32_t j = 0; j < mappings; ++j)
            {
                lines[i].Map(EidPrefix(NetworkAddress(Ipv4Address(eids + (j << 8))), 24),
                             NetworkAddress(Ipv4Address(first + j % rlocs[i])));
            }
            lines[i].SetDestinations(destinations);
        }
        cost = Compare(lines[0], lines[1]);
        Simulator::Destroy();
    }
    return {{{"smallest", rlocs[0]},
             {"largest", rlocs[1]},
             {"ratio", cost.ratio},
             {"smallest_ns", cost.first},
             {"largest_ns", cost.second}},
            Describe() + ": the largest number of RLOCs over the smallest; 10,000 mappings spread "
                         "over them, random destinations, all RLOCs the ETR's."};
}

/// @param seed of the random destinations @return what a million mappings cost against 10
BenchmarkResult
RunMappings(uint64_t seed)
{
    constexpr uint32_t mappings[2] = {10, 1000000};
    Comparison cost{};
    {
        BenchLine lines[2];
        std::vector<uint32_t> addresses;
        for (auto& line : lines)
        {
            line.InstallLisp();
            line.TakeAnyDestination();
        }
        // InstallLisp made one mapping already. The others cover 16.0.0.0 to 111.255.255.255.
        for (uint32_t i = 1; i < mappings[0]; ++i)
        {
            lines[0].Map(EidPrefix(NetworkAddress(Ipv4Address((i << 28) % 0x60000000)), 4),
                         NetworkAddress::FromString("172.16.2.1"));
        }
        // Scattered over the same range: /24 prefixes, each with a /32 inside.
        for (uint32_t i = 1; i < mappings[1]; ++i)
        {
            const uint32_t subnet = (i / 2 * 0x9e3779b1U >> 12 << 8) % 0x60000000;
            addresses.push_back(0x10000000 + subnet + i % 2);
            lines[1].Map(EidPrefix(NetworkAddress(Ipv4Address(addresses.back())), i % 2 ? 32 : 24),
                         NetworkAddress::FromString("172.16.2.1"));
        }
        // The same for both, because a sender's IP in ns-3 keeps a counter for each destination.
        std::mt19937_64 random(seed);
        std::vector<Ipv4Address> destinations;
        for (uint32_t i = 0; i < PACKETS * TURNS; ++i)
        {
            destinations.emplace_back(addresses[random() % addresses.size()]);
        }
        for (auto& line : lines)
        {
            line.SetDestinations(destinations);
        }
        cost = Compare(lines[0], lines[1]);
        Simulator::Destroy();
    }
    return {{{"smallest", mappings[0]},
             {"largest", mappings[1]},
             {"ratio", cost.ratio},
             {"smallest_ns", cost.first},
             {"largest_ns", cost.second}},
            Describe() + ": the largest number of mappings over the smallest; half of them /24, "
                         "half /32 inside those, random destinations."};
}

const Benchmark g_encapsulation("encapsulation", "LISP against IPv4 forwarding", RunEncapsulation);
const Benchmark g_rlocs("rlocs", "a packet's cost as RLOCs grow in number", RunRlocs);
const Benchmark g_mappings("mappings", "a packet's cost as mappings grow in number", RunMappings);

} // namespace
