/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTICAST_TEST_NET_H
#define MULTICAST_TEST_NET_H

#include "control-test-network.h"

#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/igmp-host.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-multicast-etr.h"
#include "ns3/lisp-multicast-itr.h"
#include "ns3/lisp-multicast-server.h"
#include "ns3/lisp-replicator.h"
#include "ns3/multicast-membership.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @brief Sites around a core, for multicast: nodes 1 to 5 are tunnel routers of a site each, with a
 * host behind them; node 6 is a tunnel router without a site's EIDs; node 7 is the Map-Server and
 * Map-Resolver.
 *
 * From a host to its router it takes 1 ms, from any of the seven nodes to another one 20 ms; every
 * link has 1 Gbit/s, which adds some microseconds. Site i has 192.168.i.0/24 and fd11:i::/64, its
 * host is .9 and ::9; RLOCs are IPv4.
 */

namespace ns3
{

/// The sites, what the source sends, what the receivers get.
struct MulticastNet
{
    static constexpr uint32_t SITES = 5;              ///< with a host
    static constexpr uint32_t RTR = 6;                ///< the router without
    static constexpr uint32_t SERVER = 7;             ///< the mapping system
    static constexpr const char* GROUP6 = "ff0e::5";  ///< the same, by IPv6
    static constexpr const char* GROUP = "239.1.2.3"; ///< that is sent to

    /// What a host got.
    struct Arrivals
    {
        std::map<uint32_t, uint32_t> copies; ///< by packet
        std::vector<int64_t> times;          ///< of each, microseconds
        std::vector<int64_t> delays;         ///< of each, microseconds
    };

    ControlTestNetwork network;            ///< the underlay
    LispHelper lisp;                       ///< the overlay
    std::vector<Ptr<Node>> nodes{{}};      ///< from 1
    std::vector<Ptr<Node>> hosts{{}};      ///< from 1
    std::vector<Ptr<NetDevice>> ports{{}}; ///< of the sites' routers, towards their hosts; from 1
    std::vector<Ptr<IgmpHost>> igmp{{}};   ///< of the hosts, from 1
    std::vector<Arrivals> arrivals;        ///< by host
    std::map<uint32_t, int64_t> sentAt;    ///< by packet, microseconds
    std::vector<Ptr<Socket>> sockets;      ///< kept open
    uint64_t uplinkData{0};                ///< data packets that left the source's router
    Ptr<LispMulticastServer> server;       ///< on node 7

    /// @param isIpv6 whether the sites' hosts speak IPv6 to the group
    explicit MulticastNet(bool isIpv6 = false)
        : arrivals(SITES + 1)
    {
        for (uint32_t number = 1; number <= SERVER; ++number)
        {
            nodes.push_back(network.AddNode());
        }
        lisp.SetMapServer(nodes[SERVER], Rloc(SERVER));
        for (uint32_t site = 1; site <= SITES; ++site)
        {
            const auto name = std::to_string(site);
            AddHost(site);
            lisp.AddSite("site" + name, "key" + name);
            lisp.InstallXtr(nodes[site],
                            "site" + name,
                            {Rloc(site)},
                            {"192.168." + name + ".0/24", "fd11:" + name + "::/64"});
            lisp.EnableMulticast(nodes[site]);
            Listen(site, isIpv6);
        }
        lisp.AddSite("replicators", "key of the replicators");
        lisp.InstallXtr(nodes[RTR], "replicators", {Rloc(RTR)});
        server = nodes[SERVER]->GetObject<LispMulticastServer>();
        lisp.AssignStreams(100);
        // Data of the tunnel on the source's uplink: UDP to 4341 (RFC 9300 section 5.3).
        nodes[1]->GetDevice(1)->TraceConnectWithoutContext(
            "MacTx",
            MakeCallback(&MulticastNet::CountUplink, this));
    }

    /// @param number a node @return its RLOC
    static std::string Rloc(uint32_t number)
    {
        return ControlTestNetwork::Ipv4Of(number).ToString();
    }

    /// @param packet leaves the source's router
    void CountUplink(Ptr<const Packet> packet)
    {
        uint8_t octets[26]; // PPP 2, IPv4 20, UDP ports 4
        if (packet->CopyData(octets, sizeof(octets)) == sizeof(octets) && octets[2] == 0x45 &&
            octets[11] == 17 && (octets[24] << 8 | octets[25]) == LISP_DATA_PORT)
        {
            ++uplinkData;
        }
    }

    /// @param site that gets a host
    void AddHost(uint32_t site)
    {
        auto host = CreateObject<Node>();
        InternetStackHelper().Install(host);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        auto devices = link.Install(nodes[site], host);
        const std::string subnet = "192.168." + std::to_string(site) + ".";
        const std::string subnet6 = "fd11:" + std::to_string(site) + "::";
        for (uint32_t end = 0; end < 2; ++end)
        {
            auto owner = end == 0 ? nodes[site] : host;
            const std::string last = end == 0 ? "1" : "9";
            auto ipv4 = owner->GetObject<Ipv4>();
            const auto at = ipv4->AddInterface(devices.Get(end));
            ipv4->AddAddress(at, Ipv4InterfaceAddress(Ipv4Address((subnet + last).c_str()), "/24"));
            ipv4->SetUp(at);
            auto ipv6 = owner->GetObject<Ipv6>();
            ipv6->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
            const auto at6 = ipv6->AddInterface(devices.Get(end));
            ipv6->SetUp(at6);
            ipv6->AddAddress(
                at6,
                Ipv6InterfaceAddress(Ipv6Address((subnet6 + last).c_str()), Ipv6Prefix(64)));
            ipv6->SetForwarding(at6, end == 0);
        }
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(host->GetObject<Ipv4>())
            ->AddNetworkRouteTo("224.0.0.0", "240.0.0.0", 1);
        Ipv6StaticRoutingHelper()
            .GetStaticRouting(host->GetObject<Ipv6>())
            ->SetDefaultRoute(Ipv6Address((subnet6 + "1").c_str()), 1);
        hosts.push_back(host);
        ports.push_back(devices.Get(0));
        igmp.push_back(CreateObject<IgmpHost>());
        igmp.back()->Install(devices.Get(1));
        igmp.back()->AssignStreams(50 + site);
    }

    /// @param site whose host hears port 5000 @param isIpv6 by IPv6
    void Listen(uint32_t site, bool isIpv6)
    {
        auto socket = Socket::CreateSocket(hosts[site], UdpSocketFactory::GetTypeId());
        isIpv6 ? socket->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 5000))
               : socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 5000));
        socket->SetRecvCallback(MakeBoundCallback(&MulticastNet::TakeAt, this, site));
        sockets.push_back(socket);
        if (isIpv6)
        {
            // IPv6 in ns-3 takes what was asked for alone.
            hosts[site]->GetObject<Ipv6L3Protocol>()->AddMulticastAddress(Ipv6Address(GROUP6));
        }
    }

    /// @param net the network @param site whose host got something @param socket there
    static void TakeAt(MulticastNet* net, uint32_t site, Ptr<Socket> socket)
    {
        net->Take(site, socket);
    }

    /// @param site whose host got something @param socket there
    void Take(uint32_t site, Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            uint8_t octets[4];
            packet->CopyData(octets, 4);
            const uint32_t number = octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3];
            const int64_t now = Simulator::Now().GetMicroSeconds();
            ++arrivals[site].copies[number];
            arrivals[site].times.push_back(now);
            arrivals[site].delays.push_back(now - sentAt[number]);
        }
    }

    /**
     * @brief Host 1 sends to a group.
     * @param first when the first packet goes, microseconds
     * @param count how many packets
     * @param interval between them, microseconds
     * @param group to whom, IPv4 or IPv6
     * @param number of the first packet
     */
    void Send(int64_t first,
              uint32_t count,
              int64_t interval = 1000,
              const std::string& group = GROUP,
              uint32_t number = 0)
    {
        auto socket = Socket::CreateSocket(hosts[1], UdpSocketFactory::GetTypeId());
        const auto address = NetworkAddress::FromString(group);
        const auto to = address.GetFamily() == AddressFamily::IPV4
                            ? ns3::Address(InetSocketAddress(address.ToIpv4(), 5000))
                            : ns3::Address(Inet6SocketAddress(address.ToIpv6(), 5000));
        sockets.push_back(socket);
        for (uint32_t sent = 0; sent < count; ++sent)
        {
            const uint32_t i = number + sent;
            Simulator::Schedule(MicroSeconds(first + sent * interval), [this, socket, to, i] {
                const uint8_t octets[] = {static_cast<uint8_t>(i >> 24),
                                          static_cast<uint8_t>(i >> 16),
                                          static_cast<uint8_t>(i >> 8),
                                          static_cast<uint8_t>(i)};
                sentAt[i] = Simulator::Now().GetMicroSeconds();
                socket->SendTo(Create<Packet>(octets, 4), 0, to);
            });
        }
    }

    /// @param site a site @return its tunnel router
    Ptr<LispXtr> Xtr(uint32_t site) const
    {
        return nodes[site]->GetObject<LispXtr>();
    }

    /// @param number a node @return its multicast data plane
    Ptr<LispReplicator> Replicator(uint32_t number) const
    {
        return nodes[number]->GetObject<LispReplicator>();
    }

    /// @param site whose host joins at a time @param when milliseconds
    void Join(uint32_t site, int64_t when)
    {
        Simulator::Schedule(MilliSeconds(when), &IgmpHost::Join, igmp[site], Ipv4Address(GROUP));
    }

    /// @param site whose host leaves at a time @param when milliseconds
    void Leave(uint32_t site, int64_t when)
    {
        Simulator::Schedule(MilliSeconds(when), &IgmpHost::Leave, igmp[site], Ipv4Address(GROUP));
    }

    /// Have all sites hear of groups by IGMP.
    void DetectMembers()
    {
        for (uint32_t site = 1; site <= SITES; ++site)
        {
            lisp.DetectMembers(nodes[site], ports[site]);
        }
    }

    /// @param site a site @return the most copies of a packet that its host got
    uint32_t GetMostCopies(uint32_t site) const
    {
        uint32_t most = 0;
        for (const auto& [number, copies] : arrivals[site].copies)
        {
            most = std::max(most, copies);
        }
        return most;
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

} // namespace ns3

#endif /* MULTICAST_TEST_NET_H */
