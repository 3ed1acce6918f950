/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BENCH_DATAPLANE_H
#define BENCH_DATAPLANE_H

#include "ns3/eid-database.h"
#include "ns3/eid-prefix.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

/**
 * @file
 * @brief What a packet costs in the data plane, in CPU time of this process, over host - ITR - core
 * - ETR - host with point-to-point links.
 *
 * The two sides of each ratio are two such lines in one simulation, which take turns of some
 * thousand packets each; the ratio is the median of the turns'. Nothing else runs in a turn:
 * destinations are drawn before, and each line has one and the same sender and receiver.
 */

namespace ns3
{
namespace lispbench
{

/// @return CPU time of this process, in nanoseconds
inline double
GetCpuTime()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// @param values numbers @return their median
inline double
GetMedian(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/**
 * @brief Host A 10.1.0.2, router X 172.16.1.1, core C, router Y 172.16.2.1, host B 10.2.0.2.
 */
class BenchLine
{
  public:
    /// UDP payload, so that an IP packet has 512 octets.
    static constexpr uint32_t PAYLOAD = 484;

    BenchLine()
    {
        InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        NodeContainer nodes;
        nodes.Create(5);
        internet.Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10us"));
        const char* addresses[][2] = {{"10.1.0.2", "10.1.0.1"},
                                      {"172.16.1.1", "172.16.1.2"},
                                      {"172.16.2.2", "172.16.2.1"},
                                      {"10.2.0.1", "10.2.0.2"}};
        for (uint32_t i = 0; i < 4; ++i)
        {
            const NetDeviceContainer ends = link.Install(nodes.Get(i), nodes.Get(i + 1));
            for (uint32_t j = 0; j < 2; ++j)
            {
                const Ptr<Ipv4> ipv4 = nodes.Get(i + j)->GetObject<Ipv4>();
                const uint32_t index = ipv4->AddInterface(ends.Get(j));
                ipv4->AddAddress(
                    index,
                    Ipv4InterfaceAddress(Ipv4Address(addresses[i][j]), Ipv4Mask("/24")));
                ipv4->SetUp(index);
            }
        }
        m_x = nodes.Get(1);
        m_y = nodes.Get(3);
        GetRoutes(nodes.Get(0))->SetDefaultRoute("10.1.0.1", 1);
        GetRoutes(m_x)->SetDefaultRoute("172.16.1.2", 2);
        GetRoutes(m_y)->SetDefaultRoute("172.16.2.2", 1);
        GetRoutes(nodes.Get(4))->SetDefaultRoute("10.2.0.1", 1);
        // Only plain forwarding needs EIDs in the core; LISP gets the same table to search.
        GetRoutes(nodes.Get(2))->AddNetworkRouteTo("10.1.0.0", "/16", "172.16.1.1", 1);
        GetRoutes(nodes.Get(2))->AddNetworkRouteTo("10.2.0.0", "/16", "172.16.2.1", 2);

        m_sender = Socket::CreateSocket(nodes.Get(0), UdpSocketFactory::GetTypeId());
        m_sender->Bind(InetSocketAddress(Ipv4Address::GetAny(), 5000));
        m_receiver = Socket::CreateSocket(nodes.Get(4), UdpSocketFactory::GetTypeId());
        m_receiver->Bind(InetSocketAddress(Ipv4Address::GetAny(), 6000));
        m_receiver->SetRecvCallback(MakeCallback(&BenchLine::Receive, this));
        m_b = nodes.Get(4);
        m_core = nodes.Get(2);
        m_destinations = {Ipv4Address("10.2.0.2")};
    }

    /// @param node a node @return its static routes
    static Ptr<Ipv4StaticRouting> GetRoutes(const Ptr<Node>& node)
    {
        return Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
    }

    /// Make X and Y tunnel routers, with all they can do switched on.
    void InstallLisp()
    {
        Install(m_itr, m_x, "172.16.1.1", "10.1.0.0/16");
        Install(m_etr, m_y, "172.16.2.1", "10.2.0.0/16");
        Map("10.2.0.0/16", "172.16.2.1");
        LispMapping back;
        back.eid = EidPrefix::FromString("10.1.0.0/16");
        back.locators = MakeLocators(m_etr, NetworkAddress::FromString("172.16.1.1"));
        back.ttl = Hours(24);
        m_etr->GetMapCache().Insert(back, LispMapCacheSource::MAP_REPLY, Simulator::Now());
    }

    /// @param prefix an EID-prefix @param rloc where X is to send its packets
    void Map(const std::string& prefix, const std::string& rloc)
    {
        Map(EidPrefix::FromString(prefix), NetworkAddress::FromString(rloc));
    }

    /// @param prefix an EID-prefix @param rloc where X is to send its packets
    void Map(const EidPrefix& prefix, const NetworkAddress& rloc)
    {
        LispMapping mapping;
        mapping.eid = prefix;
        mapping.locators = MakeLocators(m_itr, rloc);
        mapping.ttl = Hours(24);
        m_itr->GetMapCache().Insert(mapping, LispMapCacheSource::MAP_REPLY, Simulator::Now());
    }

    /// @param rloc a further locator of Y
    void AddRloc(const Ipv4Address& rloc)
    {
        m_y->GetObject<Ipv4>()->AddAddress(1, Ipv4InterfaceAddress(rloc, Ipv4Mask::GetOnes()));
        m_etr->AddRloc(NetworkAddress(rloc));
    }

    /// Send what Y gets for any address to B, whose device counts it.
    void TakeAnyDestination()
    {
        GetRoutes(m_core)->AddNetworkRouteTo("172.0.0.0", "/8", "172.16.2.1", 2);
        const auto locators = MakeLocators(m_etr, NetworkAddress::FromString("172.16.2.1"));
        m_etr->GetEidDatabase().AddPrefix(EidPrefix::FromString("0.0.0.0/1"), locators);
        GetRoutes(m_y)->AddNetworkRouteTo("0.0.0.0", "/1", "10.2.0.2", 2);
        m_b->GetDevice(1)->SetReceiveCallback(MakeCallback(&BenchLine::Count, this));
    }

    /// @param destinations where packets go, one after the other, again and again
    void SetDestinations(std::vector<Ipv4Address> destinations)
    {
        m_destinations = std::move(destinations);
        m_next = 0;
    }

    /**
     * @brief Send packets and wait until they are there.
     * @param packets how many
     * @return CPU time for a packet, in nanoseconds
     */
    double Run(uint32_t packets)
    {
        const uint64_t before = m_received;
        m_left = packets;
        Simulator::ScheduleNow(&BenchLine::Send, this);
        Simulator::Stop(MicroSeconds(packets) + MilliSeconds(1));
        const double start = GetCpuTime();
        Simulator::Run();
        const double used = GetCpuTime() - start;
        if (m_received - before != packets)
        {
            throw std::runtime_error("benchmark: " + std::to_string(m_received - before) + " of " +
                                     std::to_string(packets) + " packets arrived");
        }
        return used / packets;
    }

    /// @return packets that went into the tunnel and came out of it, by the trace sources
    uint64_t GetTraced() const
    {
        return m_traced;
    }

  private:
    /// @param xtr a tunnel router @param rloc an address @return the set of it
    static Ptr<const LocatorSet> MakeLocators(const Ptr<LispXtr>& xtr, const NetworkAddress& rloc)
    {
        std::vector<LocatorSet::Locator> locators(1);
        locators.front().address = rloc;
        return xtr->GetLocatorSets().Intern(locators);
    }

    /// @param xtr a tunnel router @param node its node @param rloc its locator @param eid its EIDs
    void Install(Ptr<LispXtr>& xtr,
                 const Ptr<Node>& node,
                 const std::string& rloc,
                 const std::string& eid)
    {
        xtr = CreateObject<LispXtr>();
        xtr->Install(node);
        const auto address = NetworkAddress::FromString(rloc);
        xtr->AddRloc(address);
        xtr->GetEidDatabase().AddPrefix(EidPrefix::FromString(eid), MakeLocators(xtr, address));
        xtr->TraceConnectWithoutContext("Encapsulated", MakeCallback(&BenchLine::Trace, this));
        xtr->TraceConnectWithoutContext("Decapsulated", MakeCallback(&BenchLine::Trace, this));
        PointerValue decapsulator;
        xtr->GetAttribute("Decapsulator", decapsulator);
        decapsulator.GetObject()->SetAttribute("SourceCheck", StringValue("Loose"));
    }

    /// Send one packet, and the next a microsecond later.
    void Send()
    {
        m_sender->SendTo(Create<Packet>(PAYLOAD),
                         0,
                         InetSocketAddress(m_destinations[m_next], 6000));
        m_next = m_next + 1 == m_destinations.size() ? 0 : m_next + 1;
        if (--m_left != 0)
        {
            Simulator::Schedule(MicroSeconds(1), &BenchLine::Send, this);
        }
    }

    /// @param socket where a packet came
    void Receive(Ptr<Socket> socket)
    {
        while (socket->Recv())
        {
            ++m_received;
        }
    }

    /// Count a packet at B's device. @return true
    bool Count(Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&)
    {
        ++m_received;
        return true;
    }

    /// Count a packet at the tunnel.
    void Trace(Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&)
    {
        ++m_traced;
    }

    Ptr<Node> m_x;                           //!< ITR
    Ptr<Node> m_core;                        //!< between
    Ptr<Node> m_y;                           //!< ETR
    Ptr<Node> m_b;                           //!< receiving host
    Ptr<LispXtr> m_itr;                      //!< of X
    Ptr<LispXtr> m_etr;                      //!< of Y
    Ptr<Socket> m_sender;                    //!< of A
    Ptr<Socket> m_receiver;                  //!< of B
    std::vector<Ipv4Address> m_destinations; //!< see SetDestinations
    std::size_t m_next{0};                   //!< the next of them
    uint32_t m_left{0};                      //!< packets left to send
    uint64_t m_received{0};                  //!< packets that came
    uint64_t m_traced{0};                    //!< see GetTraced
};

/// What two lines cost.
struct BenchResult
{
    double first;  //!< nanoseconds a packet, the median
    double second; //!< the same
    double ratio;  //!< second to first, the median over the turns
};

/**
 * @brief Let two lines take turns.
 * @param first a line
 * @param second a line
 * @param turns how many
 * @param packets in each turn, for each line
 * @return what they cost
 */
inline BenchResult
Compare(BenchLine& first, BenchLine& second, uint32_t turns = 61, uint32_t packets = 4000)
{
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> ratios;
    first.Run(packets);
    second.Run(packets);
    for (uint32_t turn = 0; turn < turns; ++turn)
    {
        // Who comes first changes, so that what one leaves in the caches harms both alike.
        const bool swap = turn % 2;
        const double one = (swap ? second : first).Run(packets);
        const double other = (swap ? first : second).Run(packets);
        a.push_back(swap ? other : one);
        b.push_back(swap ? one : other);
        ratios.push_back(b.back() / a.back());
    }
    return {GetMedian(a), GetMedian(b), GetMedian(ratios)};
}

/// @return LISP against the same nodes and links with IPv4 forwarding alone
inline nlohmann::json
BenchEncapsulation()
{
    BenchResult result{};
    {
        BenchLine plain;
        BenchLine lisp;
        lisp.InstallLisp();
        result = Compare(plain, lisp);
        Simulator::Destroy();
    }
    return {{"ratio", result.ratio},
            {"plain_ns", result.first},
            {"lisp_ns", result.second},
            {"measured",
             "CPU time for a packet of 512 octets, host-ITR-core-ETR-host, LISP over IPv4 "
             "forwarding, median of 61 turns of 4000 packets"}};
}

/// @return 10,000 locators, spread over as many mappings, against 10
inline nlohmann::json
BenchRlocs()
{
    constexpr uint32_t mappings = 10000;
    BenchResult result{};
    {
        BenchLine lines[2];
        const uint32_t rlocs[2] = {10, 10000};
        std::mt19937 random(1);
        std::vector<Ipv4Address> destinations;
        for (uint32_t i = 0; i < 2 * mappings; ++i)
        {
            destinations.emplace_back(0x14000001 + (random() % mappings << 8));
        }
        for (int i = 0; i < 2; ++i)
        {
            lines[i].InstallLisp();
            lines[i].TakeAnyDestination();
            for (uint32_t j = 0; j < rlocs[i]; ++j)
            {
                lines[i].AddRloc(Ipv4Address(0xac400001 + j));
            }
            for (uint32_t j = 0; j < mappings; ++j)
            {
                lines[i].Map(EidPrefix(NetworkAddress(Ipv4Address(0x14000000 + (j << 8))), 24),
                             NetworkAddress(Ipv4Address(0xac400001 + j % rlocs[i])));
            }
            lines[i].SetDestinations(destinations);
        }
        result = Compare(lines[0], lines[1]);
        Simulator::Destroy();
    }
    return {
        {"smallest", 10},
        {"largest", 10000},
        {"ratio", result.ratio},
        {"smallest_ns", result.first},
        {"largest_ns", result.second},
        {"measured",
         "as encapsulation; 10,000 mappings, random destinations, spread over the locators, all "
         "of them the ETR's"}};
}

/// @return a million mappings with random destinations, against 10
inline nlohmann::json
BenchMappings()
{
    BenchResult result{};
    {
        BenchLine lines[2];
        const uint32_t mappings[2] = {10, 1000000};
        for (int i = 0; i < 2; ++i)
        {
            lines[i].InstallLisp();
            lines[i].TakeAnyDestination();
            std::vector<uint32_t> addresses;
            for (uint32_t j = 0; addresses.size() < mappings[i]; ++j)
            {
                // Scattered over 16/4 to 96/4: /24 prefixes, every second one with a /32 inside.
                const uint32_t address =
                    0x10000000 + (j / 2 * 0x9e3779b1U >> 12 << 8) % 0x60000000 + j % 2;
                addresses.push_back(address);
                lines[i].Map(EidPrefix(NetworkAddress(Ipv4Address(address)), j % 2 ? 32 : 24),
                             NetworkAddress::FromString("172.16.2.1"));
            }
            std::mt19937 random(1);
            std::vector<Ipv4Address> destinations;
            for (uint32_t j = 0; j < 500000; ++j)
            {
                destinations.emplace_back(addresses[random() % addresses.size()]);
            }
            lines[i].SetDestinations(destinations);
        }
        result = Compare(lines[0], lines[1]);
        Simulator::Destroy();
    }
    return {{"smallest", 10},
            {"largest", 1000000},
            {"ratio", result.ratio},
            {"smallest_ns", result.first},
            {"largest_ns", result.second},
            {"measured",
             "as encapsulation; half the mappings /24, half /32 inside them, random destinations"}};
}

} // namespace lispbench
} // namespace ns3

#endif /* BENCH_DATAPLANE_H */
