/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Gateway ports that answer for hosts elsewhere, and whose ARP cache follows announcements.
 *
 * Golden octets were written by hand from RFC 826 and RFC 4861; the ICMPv6 checksums were computed
 * apart (ones' complement sum in Python). The router is 10.1.0.2 and 2001:db8:1::2 at
 * 02:00:00:00:01:02 and routes 10.1.5.0/24 and 2001:db8:5::/64 by its uplink, which is
 * 10.8.2.0/24. The asker is 10.1.0.10 and 2001:db8:1::10 at 02:00:00:00:00:0a.
 */

#include "gateway-test-net.h"

#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
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
#include "ns3/neighbor-updater.h"
#include "ns3/ns3-compat.h"
#include "ns3/proxy-neighbor.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

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
const Mac48Address ASKER("02:00:00:00:00:0a");
const Mac48Address ROUTER("02:00:00:00:01:02");

/// @param type EtherType @param hex the payload @param source of the frame @return to all, or all
/// IPv6 nodes of a solicited address
EthernetFrame
MakeFrame(uint16_t type, const std::string& hex, const Mac48Address& source = ASKER)
{
    const auto octets = Net::FromHex(hex);
    EthernetFrame frame;
    frame.protocol = type;
    frame.source = source;
    frame.destination =
        type == ARP ? Mac48Address::GetBroadcast() : Mac48Address("33:33:ff:00:00:07");
    frame.payload = Create<Packet>(octets.data(), octets.size());
    return frame;
}

/// @param sender an IPv4 address in 8 digits @param target likewise @return an ARP request
std::string
MakeRequest(const std::string& sender, const std::string& target)
{
    return "0001080006040001 02000000000a " + sender + " 000000000000 " + target;
}

/// @param target an IPv6 address in 32 digits @param checksum of ICMPv6 @return a solicitation
std::string
MakeSolicitation(const std::string& target, const std::string& checksum)
{
    return "6000000000203aff 20010db8000100000000000000000010 ff0200000000000000000001ff000007 "
           "8700 " +
           checksum + " 00000000 " + target + " 0101 02000000000a";
}

/// @param net a net whose first router gets routes by its uplink @param hasDefault one to all, too
void
AddRoutes(Net& net, bool hasDefault)
{
    auto& router = *net.routers[0];
    const auto ipv4 = router.node->GetObject<Ipv4>();
    const auto static4 = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
    const uint32_t interface4 = ipv4->GetInterfaceForDevice(router.uplink);
    static4->AddNetworkRouteTo("10.1.5.0", "255.255.255.0", "10.8.2.2", interface4);
    Net::Assign(router.uplink, "2001:db8:8::1");
    const auto ipv6 = router.node->GetObject<Ipv6>();
    const auto static6 = Ipv6StaticRoutingHelper().GetStaticRouting(ipv6);
    const uint32_t interface6 = ipv6->GetInterfaceForDevice(router.uplink);
    static6->AddNetworkRouteTo("2001:db8:5::", Ipv6Prefix(64), "2001:db8:8::2", interface6);
    if (hasDefault)
    {
        static4->SetDefaultRoute("10.8.2.2", interface4);
        static6->SetDefaultRoute("2001:db8:8::2", interface6);
    }
}

/// @param host a host @param type EtherType @return the frames of it that came to the asker's MAC
std::vector<EthernetFrame>
GetReplies(const Net::Host& host, uint16_t type)
{
    std::vector<EthernetFrame> replies;
    for (const auto& [time, frame] : host.seen)
    {
        if (frame.protocol == type && frame.destination == ASKER)
        {
            replies.push_back(frame);
        }
    }
    return replies;
}

/**
 * Method: a host asks by ARP and by Neighbor Solicitation, one question a net.
 * Expected: by RFC 1027 sections 2.2 and 2.4, RFC 5227 and RFC 4861 section 7.2.8 in each row; an
 * answer is octet for octet the golden one, to the asker, from the port's MAC address. Advertised
 * with the flags R and S, not O, from the port's link-local address.
 */
class AnswerTestCase : public TestCase
{
  public:
    AnswerTestCase()
        : TestCase("proxy ARP and proxy ND: who is answered for, octet by octet")
    {
    }

  private:
    /// How the proxy and the routing are.
    enum Setting
    {
        PLAIN,          //!< with no default route
        DEFAULT,        //!< with a default route
        USES_DEFAULT,   //!< and UseDefaultRoute
        POLICY_OF_NONE, //!< a policy that says no
        POLICY_OF_ALL,  //!< a policy that says yes
    };

    /// A question.
    struct Row
    {
        const char* name;  //!< what it is
        Setting setting;   //!< of the proxy
        uint16_t type;     //!< EtherType
        std::string hex;   //!< the request
        Refusal refusal;   //!< expected
        const char* reply; //!< expected: the payload
    };

    void DoRun() override
    {
        const std::string here = "0a01000a";
        const std::string away6 = "20010db8000500000000000000000007";
        const char* reply4 = "0001080006040002"
                             "020000000102"
                             "0a010507"
                             "02000000000a"
                             "0a01000a";
        const char* reply6 = "6000000000203aff"
                             "fe80000000000000000000fffe000102"
                             "20010db8000100000000000000000010"
                             "8800588fc0000000"
                             "20010db8000500000000000000000007"
                             "0201020000000102";
        const Row rows[] = {
            {"routed", PLAIN, ARP, MakeRequest(here, "0a010507"), Refusal::NONE, reply4},
            {"own subnet", PLAIN, ARP, MakeRequest(here, "0a01004d"), Refusal::SAME_PORT, ""},
            {"no route", PLAIN, ARP, MakeRequest(here, "0a4d0001"), Refusal::NO_ROUTE, ""},
            {"default", DEFAULT, ARP, MakeRequest(here, "0a4d0001"), Refusal::DEFAULT_ROUTE, ""},
            {"default route counts",
             USES_DEFAULT,
             ARP,
             MakeRequest(here, "0a4d0001"),
             Refusal::NONE,
             "00010800060400020200000001020a4d000102000000000a0a01000a"},
            {"the router's", PLAIN, ARP, MakeRequest(here, "0a010002"), Refusal::OWN_ADDRESS, ""},
            {"its uplink's", PLAIN, ARP, MakeRequest(here, "0a080201"), Refusal::OWN_ADDRESS, ""},
            {"probe", PLAIN, ARP, MakeRequest("00000000", "0a010507"), Refusal::PROBE, ""},
            {"gratuitous", PLAIN, ARP, MakeRequest(here, here), Refusal::GRATUITOUS, ""},
            {"broadcast", PLAIN, ARP, MakeRequest(here, "0a0802ff"), Refusal::NOT_A_HOST, ""},
            {"network", PLAIN, ARP, MakeRequest(here, "0a080200"), Refusal::NOT_A_HOST, ""},
            {"group", PLAIN, ARP, MakeRequest(here, "e0010101"), Refusal::NOT_A_HOST, ""},
            {"lengths", PLAIN, ARP, "0001080006050001 02000000000b", Refusal::MALFORMED, ""},
            {"policy", POLICY_OF_NONE, ARP, MakeRequest(here, "0a010507"), Refusal::POLICY, ""},
            {"policy: a host of the subnet that is away",
             POLICY_OF_ALL,
             ARP,
             MakeRequest(here, "0a01004d"),
             Refusal::NONE,
             "00010800060400020200000001020a01004d02000000000a0a01000a"},
            {"policy, but a probe",
             POLICY_OF_ALL,
             ARP,
             MakeRequest("00000000", "0a010507"),
             Refusal::PROBE,
             ""},
            {"routed", PLAIN, IPV6, MakeSolicitation(away6, "1bff"), Refusal::NONE, reply6},
            {"own subnet",
             PLAIN,
             IPV6,
             MakeSolicitation("20010db8000100000000000000000077", "1b93"),
             Refusal::SAME_PORT,
             ""},
            {"the router's",
             PLAIN,
             IPV6,
             MakeSolicitation("20010db8000100000000000000000002", "1c08"),
             Refusal::OWN_ADDRESS,
             ""},
            {"link-local",
             POLICY_OF_ALL,
             IPV6,
             MakeSolicitation("fe800000000000000000000000000077", "4acc"),
             Refusal::NOT_A_HOST,
             ""},
            {"default route",
             DEFAULT,
             IPV6,
             MakeSolicitation("20010db8007700000000000000000001", "1b93"),
             Refusal::DEFAULT_ROUTE,
             ""},
            {"no route",
             PLAIN,
             IPV6,
             MakeSolicitation("20010db8007700000000000000000001", "1b93"),
             Refusal::NO_ROUTE,
             ""},
            {"itself",
             PLAIN,
             IPV6,
             MakeSolicitation("20010db8000100000000000000000010", "1bfa"),
             Refusal::GRATUITOUS,
             ""},
            {"checksum", PLAIN, IPV6, MakeSolicitation(away6, "1bfe"), Refusal::MALFORMED, ""},
            {"duplicate address detection",
             PLAIN,
             IPV6,
             "6000000000183aff 00000000000000000000000000000000 "
             "ff0200000000000000000001ff000007 87004cdc00000000" +
                 away6,
             Refusal::PROBE,
             ""},
        };
        for (const auto& row : rows)
        {
            Run(row);
        }
    }

    void Run(const Row& row)
    {
        Net net;
        auto& router = net.AddRouter(2);
        auto& host = net.AddHost(9);
        AddRoutes(net, row.setting == DEFAULT || row.setting == USES_DEFAULT);
        const auto proxy = CreateObject<ProxyNeighbor>();
        proxy->SetAttribute("UseDefaultRoute", BooleanValue(row.setting == USES_DEFAULT));
        proxy->Install(router.svi);
        if (row.setting == POLICY_OF_NONE || row.setting == POLICY_OF_ALL)
        {
            proxy->SetPolicy(
                [&row](const NetworkAddress&) { return row.setting == POLICY_OF_ALL; });
        }
        // Each node has detected by then that its addresses are its own.
        Simulator::Schedule(Seconds(5), [&]() { host.Send(MakeFrame(row.type, row.hex)); });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        const auto replies = GetReplies(host, row.type);
        // ARP of the router's own answers for the address of the port.
        const bool isOwn = row.hex.find("000000000000 0a010002") != std::string::npos;
        const std::size_t expected = row.refusal == Refusal::NONE || isOwn ? 1 : 0;
        NS_TEST_EXPECT_MSG_EQ(replies.size(), expected, row.name);
        if (row.refusal == Refusal::NONE && !replies.empty())
        {
            const std::string golden = row.reply;
            NS_TEST_EXPECT_MSG_EQ(Net::ToHex(replies[0].payload).substr(0, golden.size()),
                                  golden,
                                  row.name);
            NS_TEST_EXPECT_MSG_EQ(replies[0].source, ROUTER, row.name);
        }
        const auto family = row.type == ARP ? AddressFamily::IPV4 : AddressFamily::IPV6;
        NS_TEST_EXPECT_MSG_EQ(proxy->GetAnswered(family),
                              (row.refusal == Refusal::NONE ? 1 : 0),
                              row.name);
        if (row.refusal != Refusal::NONE)
        {
            NS_TEST_EXPECT_MSG_EQ((proxy->GetRefused(row.refusal) >= 1), true, row.name);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: two routers of an HSRP group in each family, each with a proxy and a listener; at 25,
 * when the first is active and the second speaks, a host asks for an address elsewhere. Once more
 * with the second one's AnswerUnlessActive. Expected: one answer with the virtual MAC address, in
 * the message and as the frame's source; the second router refuses, its group not being active.
 * With the attribute a second answer names the virtual MAC address, as RFC 2281 section 6.4 says,
 * in a frame from the router's own. Both listeners hear the request all the same. The virtual
 * address is none for a proxy.
 */
class HsrpProxyTestCase : public TestCase
{
  public:
    HsrpProxyTestCase()
        : TestCase("with HSRP the active router answers, with the virtual MAC address")
    {
    }

  private:
    void DoRun() override
    {
        Run(false);
        Run(true);
    }

    /// @param answersInactive attribute AnswerUnlessActive of the second router
    void Run(bool answersInactive)
    {
        Net net;
        std::vector<Ptr<ProxyNeighbor>> proxies;
        std::vector<Ptr<NeighborListener>> listeners;
        for (uint8_t i : {0, 1})
        {
            auto& router = net.AddRouter(2 + i);
            for (uint8_t version : {1, 2})
            {
                const auto hsrp = CreateObject<HsrpRouter>();
                hsrp->SetAttribute("Version", UintegerValue(version));
                hsrp->SetAttribute("Priority", UintegerValue(110 - i));
                hsrp->SetAttribute("HelloJitter", DoubleValue(0));
                hsrp->Install(router.svi,
                              version == 1 ? 1 : 5,
                              version == 1 ? NetworkAddress(Ipv4Address("10.1.0.1"))
                                           : NetworkAddress(Ipv6Address::GetAny()));
            }
            proxies.push_back(CreateObject<ProxyNeighbor>());
            proxies.back()->Install(router.svi);
            proxies.back()->SetPolicy([](const NetworkAddress&) { return true; });
            listeners.push_back(CreateObject<NeighborListener>());
            listeners.back()->Listen(router.svi);
        }
        proxies[1]->SetAttribute("AnswerUnlessActive", BooleanValue(answersInactive));
        auto& host = net.AddHost(9);
        Simulator::Schedule(Seconds(25), [&]() {
            host.Send(MakeFrame(ARP, MakeRequest("0a01000a", "0a010507")));
            host.Send(
                MakeFrame(IPV6, MakeSolicitation("20010db8000500000000000000000007", "1bff")));
            host.Send(MakeFrame(ARP, MakeRequest("0a01000a", "0a010001")));
        });
        Simulator::Stop(Seconds(26));
        Simulator::Run();
        const std::string arp = "0001080006040002"
                                "00000c07ac01"
                                "0a010507"
                                "02000000000a"
                                "0a01000a";
        const std::string advertisement = "6000000000203aff"
                                          "fe80000000000000000000fffe000102"
                                          "20010db8000100000000000000000010"
                                          "8800e7e6"
                                          "c0000000"
                                          "20010db8000500000000000000000007"
                                          "0201000573a00005";
        std::vector<std::string> froms;
        for (const auto& reply : GetReplies(host, ARP))
        {
            const auto hex = Net::ToHex(reply.payload).substr(0, arp.size());
            if (hex == arp)
            {
                froms.push_back(NetworkAddress(reply.source).ToString());
            }
        }
        NS_TEST_EXPECT_MSG_EQ(froms.size(), (answersInactive ? 2 : 1), "answers by ARP");
        NS_TEST_EXPECT_MSG_EQ(froms.empty() ? "" : froms[0], "00:00:0c:07:ac:01", "the active");
        NS_TEST_EXPECT_MSG_EQ((!answersInactive || froms.back() == "02:00:00:00:01:03"),
                              true,
                              "bridges are not to learn the virtual address from the other");
        const auto replies = GetReplies(host, IPV6);
        std::size_t golden = 0;
        for (const auto& reply : replies)
        {
            golden += Net::ToHex(reply.payload) == advertisement &&
                      reply.source == Mac48Address("00:05:73:a0:00:05");
        }
        NS_TEST_EXPECT_MSG_EQ(golden, 1, "answers by ND, of the active");
        NS_TEST_EXPECT_MSG_EQ(replies.size(), (answersInactive ? 2 : 1), "answers by ND");
        NS_TEST_EXPECT_MSG_EQ(proxies[0]->GetAnswered(AddressFamily::IPV4), 1, "the active");
        NS_TEST_EXPECT_MSG_EQ(proxies[1]->GetRefused(Refusal::NOT_ACTIVE),
                              (answersInactive ? 0 : 2),
                              "the other, in both families");
        for (std::size_t i : {0, 1})
        {
            NS_TEST_EXPECT_MSG_EQ(proxies[i]->GetRefused(Refusal::OWN_ADDRESS), 1, "10.1.0.1");
            NS_TEST_EXPECT_MSG_EQ(listeners[i]->GetSeen(HostSeenCause::ARP_REQUEST), 2, "heard");
        }
        Simulator::Destroy();
    }
};

/**
 * Method: the router sends a datagram to hosts that answer, that do not, and that announce
 * themselves meanwhile; others announce what is new or false. Times in seconds.
 * Expected: in each step's comment; the counters add them up.
 */
class UpdaterTestCase : public TestCase
{
  public:
    UpdaterTestCase()
        : TestCase("announcements change the ARP cache of a gateway port")
    {
    }

  private:
    /// @param operation 1 or 2 @param mac of the sender @param host of it @param target asked for
    /// @return an ARP message
    static std::string Arp(int operation,
                           const std::string& mac,
                           const std::string& host,
                           const std::string& target)
    {
        return "000108000604000" + std::to_string(operation) + mac + host + "ffffffffffff" + target;
    }

    void DoRun() override
    {
        Net net;
        auto& router = net.AddRouter(2);
        auto& host = net.AddHost(10);
        auto& other = net.AddHost(11);
        const auto updater = CreateObject<NeighborUpdater>();
        updater->Install(router.svi);
        const auto ipv4 = router.node->GetObject<Ipv4L3Protocol>();
        const auto cache =
            ipv4->GetInterface(ipv4->GetInterfaceForDevice(router.svi))->GetArpCache();
        const auto socket = Socket::CreateSocket(router.node, UdpSocketFactory::GetTypeId());
        const auto at = [](double time, std::function<void()> action) {
            Simulator::Schedule(Seconds(time), [action = std::move(action)]() { action(); });
        };
        const auto send = [&](double time, const char* to) {
            at(time,
               [socket, to]() { socket->SendTo(Create<Packet>(10), 0, InetSocketAddress(to, 9)); });
        };
        const auto announce = [&](double time, const std::string& hex) {
            at(time, [&other, hex]() {
                other.Send(MakeFrame(ARP, hex, Mac48Address("02:00:00:00:00:0b")));
            });
        };
        const auto expect = [&](double time, const char* who, const Address& mac, const char* why) {
            at(time, [this, cache, who, mac, why]() {
                auto* entry = cache->Lookup(who);
                const bool isRight =
                    mac.IsInvalid() ? entry == nullptr
                                    : entry && !entry->IsDead() && entry->GetMacAddress() == mac;
                NS_TEST_EXPECT_MSG_EQ(isRight, true, who << ": " << why);
            });
        };
        const Address first = host.nic->GetAddress();
        const Mac48Address b("02:00:00:00:00:0b");
        const Mac48Address c("02:00:00:00:00:0c");
        const std::string ten = "0a01000a";
        // Nobody is known: nothing to change, and nothing made.
        announce(0.5, Arp(1, "02000000000b", ten, ten));
        expect(0.6, "10.1.0.10", Address(), "not made");
        send(1, "10.1.0.10");
        expect(1.1, "10.1.0.10", first, "asked for");
        // 1: an announcement; again: nothing new.
        announce(2, Arp(1, "02000000000b", ten, ten));
        expect(2.1, "10.1.0.10", b, "an announcement (RFC 5227 section 3)");
        announce(2.2, Arp(1, "02000000000b", ten, ten));
        // 2: a gratuitous reply.
        announce(3, Arp(2, "02000000000c", ten, ten));
        expect(3.1, "10.1.0.10", c, "a gratuitous reply");
        // 3: a request for someone else tells of the sender as well (RFC 826).
        announce(4, Arp(1, "02000000000b", ten, "0a010002"));
        expect(4.1, "10.1.0.10", b, "a request");
        // 4: while the router asks for a host, that host announces itself: the packet goes out.
        send(5, "10.1.0.99");
        announce(5.5, Arp(1, "02000000000b", "0a010063", "0a010063"));
        expect(5.6, "10.1.0.99", b, "waited for");
        // 5: nobody answered three times, one second each; the entry is dead and comes alive.
        send(6, "10.1.0.88");
        at(11, [this, cache]() {
            auto* entry = cache->Lookup("10.1.0.88");
            NS_TEST_EXPECT_MSG_EQ((entry && entry->IsDead()), true, "nobody answers");
        });
        announce(12, Arp(1, "02000000000c", "0a010058", "0a010058"));
        expect(12.1, "10.1.0.88", c, "alive again");
        // What a script made permanent stays.
        at(13, [cache, b]() {
            auto* entry = cache->Add("10.1.0.66");
            entry->MarkWaitReply(std::make_pair(Create<Packet>(), Ipv4Header()));
            entry->MarkAlive(b);
            entry->DequeuePending();
            entry->MarkPermanent();
        });
        announce(13.5, Arp(1, "02000000000c", "0a010042", "0a010042"));
        expect(13.6, "10.1.0.66", b, "permanent");
        // The router's own address is not for others to have.
        announce(14, Arp(1, "02000000000b", "0a010002", "0a010002"));
        // New hosts of the subnet are taken in on demand; others never.
        at(15, [updater]() { updater->SetAttribute("CreateEntries", BooleanValue(true)); });
        announce(15.1, Arp(1, "02000000000b", "0a01004d", "0a01004d"));
        expect(15.2, "10.1.0.77", b, "made");
        announce(15.3, Arp(1, "02000000000b", "0a02004d", "0a02004d"));
        expect(15.4, "10.2.0.77", Address(), "of another subnet");
        announce(15.5, Arp(1, "02000000000b", "0a01004e", "0a010002"));
        expect(15.6, "10.1.0.78", Address(), "no announcement");
        announce(15.7, "0001080006040001 02000000000b");
        Simulator::Stop(Seconds(16));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(updater->GetUpdated(), 5, "as numbered");
        NS_TEST_EXPECT_MSG_EQ(updater->GetCreated(), 1, "10.1.0.77");
        NS_TEST_EXPECT_MSG_EQ(updater->GetConflicts(), 1, "10.1.0.2");
        std::size_t released = 0;
        for (const auto& [time, frame] : other.seen)
        {
            released += frame.protocol == 0x0800 && frame.destination == b && time > Seconds(5.4) &&
                        time < Seconds(5.6);
        }
        NS_TEST_EXPECT_MSG_EQ(released, 1, "what waited for 10.1.0.99, once");
        Simulator::Destroy();
    }
};

/**
 * Method: the router knows a host by Neighbor Discovery; another MAC address is advertised for it,
 * unsolicited, with the override flag.
 * Expected: ns-3 itself takes the new address (RFC 4861 section 7.2.5), so that NeighborUpdater has
 * nothing to do.
 */
class UnsolicitedAdvertisementTestCase : public TestCase
{
  public:
    UnsolicitedAdvertisementTestCase()
        : TestCase("unsolicited advertisements change ns-3's neighbour cache")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        auto& router = net.AddRouter(2);
        auto& host = net.AddHost(10);
        auto& other = net.AddHost(11);
        const auto ipv6 = router.node->GetObject<Ipv6L3Protocol>();
        const auto cache =
            ipv6->GetInterface(ipv6->GetInterfaceForDevice(router.svi))->GetNdiscCache();
        const auto socket = Socket::CreateSocket(router.node, UdpSocketFactory::GetTypeId());
        socket->Bind6();
        Simulator::Schedule(Seconds(5), [&]() {
            socket->SendTo(Create<Packet>(10),
                           0,
                           Inet6SocketAddress(Ipv6Address("2001:db8:1::10"), 9));
        });
        const auto check = [this, cache](const Address& mac, const char* name) {
            auto* entry = cache->Lookup(Ipv6Address("2001:db8:1::10"));
            NS_TEST_EXPECT_MSG_EQ((entry && entry->GetMacAddress() == mac), true, name);
        };
        Simulator::Schedule(Seconds(6), [&]() { check(host.nic->GetAddress(), "asked for"); });
        Simulator::Schedule(Seconds(7), [&]() {
            auto frame = MakeFrame(IPV6,
                                   "6000000000203aff 20010db8000100000000000000000010 "
                                   "ff020000000000000000000000000001 8800f90020000000 "
                                   "20010db8000100000000000000000010 020102000000000b",
                                   Mac48Address("02:00:00:00:00:0b"));
            frame.destination = Mac48Address("33:33:00:00:00:01");
            other.Send(frame);
        });
        Simulator::Schedule(Seconds(8),
                            [&]() { check(Mac48Address("02:00:00:00:00:0b"), "advertised"); });
        Simulator::Stop(Seconds(9));
        Simulator::Run();
        Simulator::Destroy();
    }
};

/**
 * Method: a proxy and an updater are installed on nothing, and twice.
 * Expected: refused.
 */
class RefuseTestCase : public TestCase
{
  public:
    RefuseTestCase()
        : TestCase("a proxy and an updater are each for one gateway port")
    {
    }

  private:
    void DoRun() override
    {
        Net net;
        auto& router = net.AddRouter(2);
        const auto proxy = CreateObject<ProxyNeighbor>();
        const auto updater = CreateObject<NeighborUpdater>();
        proxy->Install(router.svi);
        updater->Install(router.svi);
        const std::function<void()> actions[] = {
            [&]() { proxy->Install(router.svi); },
            [&]() { updater->Install(router.svi); },
            []() { CreateObject<ProxyNeighbor>()->Install(nullptr); },
            []() { CreateObject<NeighborUpdater>()->Install(CreateObject<SviDevice>()); },
        };
        uint32_t refused = 0;
        for (const auto& action : actions)
        {
            try
            {
                action();
            }
            catch (const std::invalid_argument&)
            {
                ++refused;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(refused, 4, "each");
        Simulator::Destroy();
    }
};

/// The suite of proxy ARP, proxy ND and announcements.
class EthernetProxyTestSuite : public TestSuite
{
  public:
    EthernetProxyTestSuite()
        : TestSuite("lisp-ethernet-proxy", TestSuite::Type::UNIT)
    {
        AddTestCase(new AnswerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HsrpProxyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UpdaterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UnsolicitedAdvertisementTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefuseTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetProxyTestSuite g_ethernetProxyTestSuite; //!< registers the suite

} // namespace
