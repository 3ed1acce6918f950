/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Gateway ports that announce hosts which have left, hosts whose ARP cache follows and ends,
 * and listeners that do not take an announcement for the host.
 *
 * Golden octets were written by hand from RFC 826 and RFC 4861; the ICMPv6 checksums were computed
 * apart (ones' complement sum in Python). The router is 10.1.0.2 and 2001:db8:1::2 at
 * 02:00:00:00:01:02.
 */

#include "gateway-test-net.h"

#include "ns3/arp-cache.h"
#include "ns3/double.h"
#include "ns3/hsrp-router.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/neighbor-listener.h"
#include "ns3/neighbor-timeout.h"
#include "ns3/neighbor-updater.h"
#include "ns3/ns3-compat.h"
#include "ns3/proxy-neighbor.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Net = GatewayTestNet;
using Refusal = ProxyRefusal;

constexpr uint16_t ARP = 0x0806;
constexpr uint16_t IPV6 = 0x86dd;
const Mac48Address ROUTER("02:00:00:00:01:02");
/// HSRP version 1, group 1; version 2, IPv6, group 5.
const Mac48Address VIRTUAL4("00:00:0c:07:ac:01");
const Mac48Address VIRTUAL6("00:05:73:a0:00:05");

/// @param text an address @return it
NetworkAddress
At(const char* text)
{
    return NetworkAddress::FromString(text);
}

/// @param router gets HSRP in both families @param priority in its groups
void
AddGroups(const Net::Router& router, uint8_t priority)
{
    for (const uint8_t version : {1, 2})
    {
        const auto hsrp = CreateObject<HsrpRouter>();
        hsrp->SetAttribute("Version", UintegerValue(version));
        hsrp->SetAttribute("Priority", UintegerValue(priority));
        hsrp->SetAttribute("HelloJitter", DoubleValue(0));
        hsrp->Install(router.svi,
                      version == 1 ? 1 : 5,
                      version == 1 ? At("10.1.0.1") : NetworkAddress(Ipv6Address::GetAny()));
    }
}

/**
 * Method: a router is told to announce, one address a row, with a policy that says yes but for
 * 10.1.0.88; 10.1.0.89 is excepted. Then a host asks for 10.1.0.89, and asks another MAC address,
 * which no switch knows, for 10.1.0.100.
 * Expected: a gratuitous ARP reply (RFC 826: operation 2, the host as sender and as target) to the
 * broadcast address, and a Neighbor Advertisement to all nodes with the flags R and O, not S (RFC
 * 4861 section 7.2.6), octet for octet, from the port's MAC address; for others nothing but a
 * counted reason. Nobody answers for what is excepted, nor to what was for another.
 */
class AnnounceTestCase : public TestCase
{
  public:
    AnnounceTestCase()
        : TestCase("a proxy announces hosts that have left")
    {
    }

  private:
    /// @param traced counts those at the router's address
    static void Count(uint32_t* traced, const NetworkAddress&, const Mac48Address& mac)
    {
        *traced += mac == ROUTER;
    }

    void DoRun() override
    {
        const std::string reply = "0001080006040002"
                                  "020000000102"
                                  "0a010064"
                                  "ffffffffffff"
                                  "0a010064";
        const std::string advertisement = "6000000000203aff"
                                          "fe80000000000000000000fffe000102"
                                          "ff020000000000000000000000000001"
                                          "8800a755a0000000"
                                          "20010db8000500000000000000000007"
                                          "0201020000000102";
        Net net;
        auto& router = net.AddRouter(2);
        auto& host = net.AddHost(9);
        const auto proxy = CreateObject<ProxyNeighbor>();
        NS_TEST_EXPECT_MSG_EQ(proxy->Announce(At("10.1.0.100")), Refusal::OWN_ADDRESS, "no port");
        proxy->Install(router.svi);
        proxy->SetPolicy([](const NetworkAddress& who) { return who != At("10.1.0.88"); });
        proxy->Except(At("10.1.0.89"));
        uint32_t traced = 0;
        proxy->TraceConnectWithoutContext("Announced",
                                          MakeBoundCallback(&AnnounceTestCase::Count, &traced));
        const std::vector<std::pair<const char*, Refusal>> rows = {
            {"10.1.0.100", Refusal::NONE},
            {"2001:db8:5::7", Refusal::NONE},
            {"10.1.0.2", Refusal::OWN_ADDRESS},
            {"10.1.0.88", Refusal::POLICY},
            {"10.1.0.89", Refusal::EXCEPTED},
            {"10.1.0.255", Refusal::NOT_A_HOST},
            {"fe80::77", Refusal::NOT_A_HOST},
        };
        Simulator::Schedule(Seconds(5), [&]() {
            for (const auto& [who, refusal] : rows)
            {
                NS_TEST_EXPECT_MSG_EQ(proxy->Announce(At(who)), refusal, who);
            }
        });
        const auto socket = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        Simulator::Schedule(Seconds(6), [&]() {
            socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.1.0.89", 9));
        });
        Simulator::Schedule(Seconds(6.5), [&]() {
            const auto octets = Net::FromHex("0001080006040001 02000000000a 0a010009 "
                                             "020000000077 0a010064");
            EthernetFrame probe;
            probe.protocol = ARP;
            probe.source = Mac48Address("02:00:00:00:00:0a");
            probe.destination = Mac48Address("02:00:00:00:00:77");
            probe.payload = Create<Packet>(octets.data(), octets.size());
            host.Send(probe);
        });
        Simulator::Stop(Seconds(6.9));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(proxy->GetAnswered(AddressFamily::IPV4), 0, "another was asked");
        std::vector<EthernetFrame> frames;
        for (const auto& [time, frame] : host.seen)
        {
            if (frame.source == ROUTER && time >= Seconds(5))
            {
                frames.push_back(frame);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(frames.size(), 2, "one of each family");
        NS_TEST_EXPECT_MSG_EQ(Net::ToHex(frames[0].payload).substr(0, reply.size()), reply, "ARP");
        NS_TEST_EXPECT_MSG_EQ(frames[0].destination.IsBroadcast(), true, "to all");
        NS_TEST_EXPECT_MSG_EQ(Net::ToHex(frames[1].payload), advertisement, "ND");
        NS_TEST_EXPECT_MSG_EQ(frames[1].destination, Mac48Address("33:33:00:00:00:01"), "to all");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetAnnounced(AddressFamily::IPV4), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetAnnounced(AddressFamily::IPV6), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(traced, 2, "traced");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetRefused(Refusal::POLICY), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetRefused(Refusal::NOT_A_HOST), 2, "counted");
        NS_TEST_EXPECT_MSG_EQ(proxy->GetRefused(Refusal::EXCEPTED), 2, "announced, asked for");
        Simulator::Destroy();
    }
};

/**
 * Method: two routers with HSRP in both families and proxies for who is away, listeners and a host
 * that keeps up its ARP cache, which another host (number 10) is in. At 25, when the first router
 * is active, each is told to announce 10.1.0.10 and 2001:db8:1::10; at 27 the host itself announces
 * its IPv4 address, as when it is back. Expected: the first router tells its virtual MAC address,
 * the second is not active and silent. The host sends to the virtual MAC address from then on, IPv6
 * by ns-3's own doing (RFC 4861 section 7.2.5: with the override flag), and after 27 to the other
 * host's again. The second router's listener takes neither announcement for a host; what the host
 * itself announces it does.
 */
class FollowTestCase : public TestCase
{
  public:
    FollowTestCase()
        : TestCase("hosts follow, listeners of other routers do not")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        bool isAway = false;
        std::vector<Ptr<ProxyNeighbor>> proxies;
        std::vector<Ptr<NeighborListener>> listeners;
        for (const uint8_t i : {0, 1})
        {
            auto& router = net.AddRouter(2 + i);
            AddGroups(router, 110 - i);
            proxies.push_back(CreateObject<ProxyNeighbor>());
            proxies.back()->Install(router.svi);
            proxies.back()->SetPolicy([&isAway](const NetworkAddress&) { return isAway; });
            listeners.push_back(CreateObject<NeighborListener>());
            listeners.back()->Listen(router.svi);
        }
        auto& host = net.AddHost(9);
        auto& other = net.AddHost(10);
        const auto updater = CreateObject<NeighborUpdater>();
        updater->Install(host.nic);
        const auto socket = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        const auto socket6 = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        socket6->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 0));
        const auto at = [](double time, std::function<void()> action) {
            Simulator::Schedule(Seconds(time), [action = std::move(action)]() { action(); });
        };
        for (const double time : {24, 26, 28})
        {
            at(time, [&]() {
                socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.1.0.10", 9));
                socket6->SendTo(Create<Packet>(10), 0, Inet6SocketAddress("2001:db8:1::10", 9));
            });
        }
        const auto expect = [&](double time, const Address& ipv4, const Address& ipv6) {
            at(time, [this, &host, ipv4, ipv6]() {
                const auto stack4 = host.node->GetObject<Ipv4L3Protocol>();
                auto* arp = stack4->GetInterface(stack4->GetInterfaceForDevice(host.nic))
                                ->GetArpCache()
                                ->Lookup("10.1.0.10");
                const bool isRight4 = arp && arp->IsAlive() && arp->GetMacAddress() == ipv4;
                NS_TEST_EXPECT_MSG_EQ(isRight4, true, "ARP at " << Simulator::Now());
                const auto stack6 = host.node->GetObject<Ipv6L3Protocol>();
                auto* nd = stack6->GetInterface(stack6->GetInterfaceForDevice(host.nic))
                               ->GetNdiscCache()
                               ->Lookup("2001:db8:1::10");
                const bool isRight6 = nd && nd->GetMacAddress() == ipv6;
                NS_TEST_EXPECT_MSG_EQ(isRight6, true, "ND at " << Simulator::Now());
            });
        };
        const Address own = other.nic->GetAddress();
        uint64_t announced = 0;
        uint64_t solicited = 0;
        expect(24.9, own, own);
        at(25, [&]() {
            isAway = true;
            solicited = listeners[1]->GetSeen(HostSeenCause::GRATUITOUS_ARP);
            announced = listeners[1]->GetSeen(HostSeenCause::NEIGHBOR_ADVERTISEMENT);
            for (const auto* who : {"10.1.0.10", "2001:db8:1::10"})
            {
                NS_TEST_EXPECT_MSG_EQ(proxies[0]->Announce(At(who)), Refusal::NONE, who);
                NS_TEST_EXPECT_MSG_EQ(proxies[1]->Announce(At(who)), Refusal::NOT_ACTIVE, who);
            }
        });
        expect(25.1, VIRTUAL4, VIRTUAL6);
        expect(26.5, VIRTUAL4, VIRTUAL6);
        at(26.9, [&]() {
            NS_TEST_EXPECT_MSG_EQ(listeners[1]->GetSeen(HostSeenCause::GRATUITOUS_ARP),
                                  solicited,
                                  "no host seen");
            NS_TEST_EXPECT_MSG_EQ(listeners[1]->GetSeen(HostSeenCause::NEIGHBOR_ADVERTISEMENT),
                                  announced,
                                  "no host seen");
            NS_TEST_EXPECT_MSG_EQ((listeners[1]->GetProxied() >= 2), true, "a gateway's word");
        });
        at(27, [&]() {
            isAway = false;
            uint8_t mac[6];
            Mac48Address::ConvertFrom(own).CopyTo(mac);
            auto octets = Net::FromHex("0001080006040001 000000000000 0a01000a 000000000000 "
                                       "0a01000a");
            std::copy(mac, mac + 6, octets.begin() + 8);
            EthernetFrame frame;
            frame.protocol = ARP;
            frame.source = Mac48Address::ConvertFrom(own);
            frame.destination = Mac48Address::GetBroadcast();
            frame.payload = Create<Packet>(octets.data(), octets.size());
            other.Send(frame);
        });
        expect(28.5, own, VIRTUAL6);
        Simulator::Stop(Seconds(29));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(updater->GetUpdated(), 2, "away, and back");
        NS_TEST_EXPECT_MSG_EQ(listeners[1]->GetSeen(HostSeenCause::GRATUITOUS_ARP),
                              solicited + 1,
                              "the host itself");
        std::vector<std::pair<uint16_t, Mac48Address>> sent;
        for (const auto& seen : other.seen)
        {
            const auto& frame = seen.frame;
            if (frame.source == Mac48Address::ConvertFrom(host.nic->GetAddress()) &&
                frame.protocol == 0x0800)
            {
                sent.emplace_back(frame.protocol, frame.destination);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(sent.size(), 2, "at 24 and at 28 straight, at 26 to the gateway");
        Simulator::Destroy();
    }
};

/**
 * Method: a host with a NeighborTimeout sends to another, in both families, each second from 5 to
 * 45 s; both nodes send nothing else.
 * Expected: ARP asks at 5, is answered within the jitter of 10 ms, and forgets at 20.0; the packet
 * of 21 makes it ask, that of 37 again: 3 requests, 2 expired. Neighbor Discovery asks all at 5,
 * doubts at 20.0; the packet of 21 begins the 5 s after which the neighbour alone is asked (RFC
 * 4861 section 7.3.3: DELAY, PROBE), at 26, which confirms it until 41: 2 solicitations, 2 expired.
 * All packets arrive.
 */
class TimeoutTestCase : public TestCase
{
  public:
    TimeoutTestCase()
        : TestCase("what is known of neighbours in use ends")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        auto& host = net.AddHost(9);
        auto& other = net.AddHost(10);
        const auto timeout = CreateObject<NeighborTimeout>();
        timeout->Install(host.nic);
        bool isRefused = false;
        try
        {
            timeout->Install(host.nic);
        }
        catch (const std::invalid_argument&)
        {
            isRefused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, "one device each");
        const auto socket = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        const auto socket6 = Socket::CreateSocket(host.node, UdpSocketFactory::GetTypeId());
        socket6->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 0));
        for (int time = 5; time <= 45; time++)
        {
            Simulator::Schedule(Seconds(time), [&]() {
                socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.1.0.10", 9));
                socket6->SendTo(Create<Packet>(10), 0, Inet6SocketAddress("2001:db8:1::10", 9));
            });
        }
        Simulator::Stop(Seconds(46));
        Simulator::Run();
        std::vector<int> requests;
        std::vector<int> solicitations;
        uint32_t data = 0;
        for (const auto& [time, frame] : other.seen)
        {
            const auto hex = Net::ToHex(frame.payload);
            if (frame.source != Mac48Address::ConvertFrom(host.nic->GetAddress()) ||
                time < Seconds(5))
            {
                continue;
            }
            const bool isUdp =
                frame.protocol == 0x0800 ? hex.substr(18, 2) == "11" : hex.substr(12, 2) == "11";
            if (frame.protocol == ARP && hex.substr(12, 4) == "0001")
            {
                requests.push_back(static_cast<int>(time.GetSeconds()));
            }
            else if (frame.protocol == IPV6 && hex.substr(12, 2) == "3a" &&
                     hex.substr(80, 2) == "87")
            {
                solicitations.push_back(static_cast<int>(time.GetSeconds()));
            }
            data += frame.protocol != ARP && isUdp;
        }
        NS_TEST_EXPECT_MSG_EQ((requests == std::vector<int>{5, 21, 37}), true, "ARP");
        NS_TEST_EXPECT_MSG_EQ((solicitations == std::vector<int>{5, 26}), true, "ND");
        NS_TEST_EXPECT_MSG_EQ(data, 2 * 41, "all packets");
        NS_TEST_EXPECT_MSG_EQ(timeout->GetExpired(AddressFamily::IPV4), 2, "expired");
        NS_TEST_EXPECT_MSG_EQ(timeout->GetExpired(AddressFamily::IPV6), 2, "expired");
        Simulator::Destroy();
    }
};

/// The suite of announcements for others.
class EthernetAnnounceTestSuite : public TestSuite
{
  public:
    EthernetAnnounceTestSuite()
        : TestSuite("lisp-ethernet-announce", TestSuite::Type::UNIT)
    {
        AddTestCase(new AnnounceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FollowTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TimeoutTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetAnnounceTestSuite g_ethernetAnnounceTestSuite; //!< registers the suite

} // namespace
