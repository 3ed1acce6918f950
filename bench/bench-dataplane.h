/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BENCH_DATAPLANE_H
#define BENCH_DATAPLANE_H

#include "benchmark.h"

#include "ns3/eid-database.h"
#include "ns3/eid-prefix.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-encapsulator.h"
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

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace lispbench
{

/**
 * @brief Host A 10.1.0.2, router X 172.16.1.1, core C, router Y 172.16.2.1, host B 10.2.0.2, joined
 * by point-to-point links.
 *
 * One sender and one receiver; destinations are given beforehand, so that nothing else runs while a
 * packet's cost is measured.
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

    /// @param rloc a further locator of Y, on its loopback interface, as routers have them
    void AddRloc(const Ipv4Address& rloc)
    {
        m_y->GetObject<Ipv4>()->AddAddress(0, Ipv4InterfaceAddress(rloc, Ipv4Mask::GetOnes()));
        // Static routing made a route to it, and goes through all routes for each packet.
        const auto routes = GetRoutes(m_y);
        routes->RemoveRoute(routes->GetNRoutes() - 1);
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
        PointerValue encapsulator;
        xtr->GetAttribute("Encapsulator", encapsulator);
        encapsulator.GetObject()->SetAttribute("MtuMode", StringValue("Stateful"));
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

} // namespace lispbench
} // namespace ns3

#endif /* BENCH_DATAPLANE_H */
