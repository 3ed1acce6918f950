/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CORE_TEST_NET_H
#define CORE_TEST_NET_H

#include "mobility-test-net.h"

#include "ns3/boolean.h"
#include "ns3/neighbor-listener.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @brief The network of mobility without LISP.
 *
 * Home gateway, away gateway and a client, each linked to a router of its own; the three routers
 * linked to each other. Every link takes 10 ms and has 1 Gbit/s. The subnets are routed; hosts away
 * from home are not. (ns-3 forwards no packets of 2001:db8::/32.)
 * ```
 *   guest - home gateway - core 0 --- core 1 - away gateway
 *                              \       /
 *                               core 2 - client
 * ```
 */

namespace ns3
{

/// Two gateways and a client around a core.
struct CoreNet : TwoGateways
{
    CoreNet()
    {
        InternetStackHelper stack;
        for (Ptr<Node>& router : core)
        {
            router = CreateObject<Node>();
            stack.Install(router);
        }
        client = CreateObject<Node>();
        stack.Install(client);
        for (const Ptr<Node>& router : {core[0], core[1], core[2], gateway[0], gateway[1]})
        {
            router->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(true));
        }
        const std::array<Ptr<Node>, 3> sites = {gateway[0], gateway[1], client};
        for (int i = 0; i < 3; ++i)
        {
            Link(sites[i], core[i], i);
            AddRoute(sites[i], NetworkAddress(Ipv4Address("0.0.0.0")), 0, Far(i, false));
            AddRoute(sites[i], NetworkAddress(Ipv6Address("::")), 0, Far(i, true));
        }
        for (int i = 0; i < 3; ++i)
        {
            Link(core[i], core[(i + 1) % 3], 3 + i);
        }
        for (int at = 0; at < 3; ++at)
        {
            for (int site = 0; site < 3; ++site)
            {
                for (bool isIpv6 : {false, true})
                {
                    const NetworkAddress via = Via(at, site, isIpv6);
                    AddRoute(core[at], Near(site, isIpv6), isIpv6 ? 64 : 24, via);
                    AddRoute(core[at], Lan(site, isIpv6), isIpv6 ? 64 : 24, via);
                }
            }
        }
    }

    /// @param site 0 to 2 @param isIpv6 or IPv4 @return its address towards the core
    static NetworkAddress Near(int site, bool isIpv6)
    {
        return Address(site, isIpv6, 1);
    }

    /// @param site 0 to 2 @param isIpv6 or IPv4 @return its core router's address towards it
    static NetworkAddress Far(int site, bool isIpv6)
    {
        return Address(site, isIpv6, 2);
    }

    /// @param at a core router @param site a site @param isIpv6 or IPv4 @return the next hop there
    static NetworkAddress Via(int at, int site, bool isIpv6)
    {
        if (at == site)
        {
            return Near(site, isIpv6);
        }
        const bool isClockwise = (at + 1) % 3 == site;
        return isClockwise ? Address(3 + at, isIpv6, 2) : Address(3 + site, isIpv6, 1);
    }

    /// @param site 0 to 2 @param isIpv6 or IPv4 @return an address of its subnet
    static NetworkAddress Lan(int site, bool isIpv6)
    {
        const std::string number = std::to_string(site + 1);
        return NetworkAddress::FromString(isIpv6 ? "fd0e:" + number + "::"
                                                 : "10." + number + ".0.0");
    }

    /// @param link 0 to 5 @param isIpv6 or IPv4 @param end 1 or 2 @return its address
    static NetworkAddress Address(int link, bool isIpv6, int end)
    {
        const std::string number = std::to_string(link);
        return NetworkAddress::FromString(
            (isIpv6 ? "fd00:" + number + "::" : "10.0." + number + ".") + std::to_string(end));
    }

    /// @param a a node @param b another @param number of the link between them
    void Link(Ptr<Node> a, Ptr<Node> b, int number)
    {
        PointToPointHelper helper;
        helper.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        helper.SetChannelAttribute("Delay", StringValue("10ms"));
        links.push_back(helper.Install(a, b));
        for (int end : {1, 2})
        {
            Ptr<NetDevice> device = links.back().Get(end - 1);
            Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
            Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
            const uint32_t interface4 = ipv4->AddInterface(device);
            const uint32_t interface6 = ipv6->AddInterface(device);
            ipv4->AddAddress(interface4,
                             Ipv4InterfaceAddress(Address(number, false, end).ToIpv4(), "/24"));
            ipv6->AddAddress(
                interface6,
                Ipv6InterfaceAddress(Address(number, true, end).ToIpv6(), Ipv6Prefix(64)));
            ipv4->SetUp(interface4);
            ipv6->SetUp(interface6);
        }
    }

    /// @param node a router @param to a prefix's address @param length its length @param via next
    /// hop
    static void AddRoute(Ptr<Node> node, NetworkAddress to, uint8_t length, NetworkAddress via)
    {
        if (to.GetFamily() == AddressFamily::IPV4)
        {
            Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
            const Ipv4Mask mask(length ? 0xffffffffU << (32 - length) : 0);
            const int32_t interface = ipv4->GetInterfaceForPrefix(via.ToIpv4(), "/24");
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(to.ToIpv4(),
                                                                                mask,
                                                                                via.ToIpv4(),
                                                                                interface);
            return;
        }
        Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
        Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->AddNetworkRouteTo(
            to.ToIpv6(),
            Ipv6Prefix(length),
            via.ToIpv6(),
            ipv6->GetInterfaceForPrefix(via.ToIpv6(), Ipv6Prefix(64)));
    }

    /// @param isIpv6 or IPv4 @return the guest's address
    static NetworkAddress Guest(bool isIpv6)
    {
        return NetworkAddress::FromString(isIpv6 ? "fd0e:1::a" : "10.1.0.10");
    }

    /// @param isIpv6 or IPv4 @return the client's questions to the guest
    std::unique_ptr<Echo> AskGuest(bool isIpv6)
    {
        const auto at = [isIpv6](NetworkAddress address) {
            return isIpv6 ? ns3::Address(Inet6SocketAddress(address.ToIpv6(), 7))
                          : ns3::Address(InetSocketAddress(address.ToIpv4(), 7));
        };
        const NetworkAddress any = NetworkAddress::FromString(isIpv6 ? "::" : "0.0.0.0");
        return std::make_unique<Echo>(client,
                                      at(Guest(isIpv6)),
                                      at(any),
                                      std::vector<Ptr<Node>>{guest});
    }

    /**
     * @brief Move the guest there and back: it leaves at 5.05 s and is away from 5.25 s on, it
     * leaves again at 12.05 s and is at home from 12.25 s on.
     */
    void MoveThereAndBack()
    {
        Move(Seconds(5.05), MilliSeconds(200), 1);
        Move(Seconds(12.05), MilliSeconds(200), 0);
        for (std::size_t i = 0; i < 2; ++i)
        {
            listener[i] = CreateObject<NeighborListener>();
            listener[i]->Listen(port[i]);
        }
    }

    std::array<Ptr<Node>, 3> core;                 //!< a router for each site
    Ptr<Node> client;                              //!< site 2
    std::vector<NetDeviceContainer> links;         //!< 0 to 2: sites; 3 to 5: core
    std::array<Ptr<NeighborListener>, 2> listener; //!< of the gateways' ports
};

/// @param expected times @param actual times @return true if they agree within 0.1 ms
inline bool
AreClose(const std::vector<Time>& expected, const std::vector<Time>& actual)
{
    bool close = expected.size() == actual.size();
    for (std::size_t i = 0; close && i < expected.size(); ++i)
    {
        close = Abs(expected[i] - actual[i]) < MicroSeconds(100);
    }
    return close;
}

} // namespace ns3

#endif /* CORE_TEST_NET_H */
