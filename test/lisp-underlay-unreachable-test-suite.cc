/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a router says about packets that it has no route for.
 */

#include "bgp-test-pair.h"
#include "packet-hex.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/unreachable-reporter.h"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// A host (router 0 of the pair, without forwarding) whose default route leads to a router.
struct HostAndRouter : BgpTestPair
{
    /// @param family of the addresses
    explicit HostAndRouter(AddressFamily family)
        : BgpTestPair(family)
    {
        AddIpRoute(routers[0], MakeDefaultPrefix(family), addresses[1]);
        MakeIpRouter(routers[1]);
        reporter = CreateObject<UnreachableReporter>();
        reporter->Install(routers[1]);
        if (family == AddressFamily::IPV4)
        {
            routers[0]->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
                "Rx",
                MakeCallback(&HostAndRouter::Received, this));
        }
        else
        {
            routers[0]->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
                "Rx",
                MakeCallback(&HostAndRouter::Received6, this));
        }
    }

    /// @param packet came to the host
    void Received(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        const auto copy = packet->Copy();
        Ipv4Header header;
        copy->RemoveHeader(header);
        if (header.GetProtocol() == 1)
        {
            precedence = header.GetTos() >> 5;
            messages.push_back(ToHex(copy));
        }
    }

    /// @param packet came to the host
    void Received6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t)
    {
        const auto copy = packet->Copy();
        Ipv6Header header;
        copy->RemoveHeader(header);
        // No Neighbor Discovery.
        if (header.GetNextHeader() == 58 && ToHex(copy).substr(0, 2) == "01")
        {
            messages.push_back(ToHex(copy));
        }
    }

    /// Send UDP from port 4000 to port 9. @param to where @param size octets @param count datagrams
    void SendUdp(const NetworkAddress& to, uint32_t size, uint32_t count = 1)
    {
        const auto socket = Socket::CreateSocket(routers[0], UdpSocketFactory::GetTypeId());
        if (to.GetFamily() == AddressFamily::IPV4)
        {
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 4000));
        }
        else
        {
            socket->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 4000));
        }
        for (uint32_t i = 0; i < count; ++i)
        {
            socket->SendTo(Create<Packet>(size),
                           0,
                           to.GetFamily() == AddressFamily::IPV4
                               ? Address(InetSocketAddress(to.ToIpv4(), 9))
                               : Address(Inet6SocketAddress(to.ToIpv6(), 9)));
        }
        socket->Close();
    }

    /// Send a packet as it is. @param from source @param to destination @param protocol of it
    /// @param payload in hexadecimal
    void SendRaw(const char* from, const char* to, uint8_t protocol, const std::string& payload)
    {
        const auto packet = FromHex(payload);
        Ipv4Header header;
        header.SetSource(Ipv4Address(from));
        header.SetDestination(Ipv4Address(to));
        header.SetProtocol(protocol);
        header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        header.SetTtl(64);
        const auto ipv4 = routers[0]->GetObject<Ipv4L3Protocol>();
        Socket::SocketErrno error;
        const auto route = ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
        ipv4->SendWithHeader(packet, header, route);
    }

    /// Send a packet of IPv6 from fd00::1 to fd99::1 as it is. @param next its next header
    /// @param payload in hexadecimal
    void SendRaw6(uint8_t next, const std::string& payload)
    {
        const auto packet = FromHex(payload);
        Ipv6Header header;
        header.SetSource(Ipv6Address("fd00::1"));
        header.SetDestination(Ipv6Address("fd99::1"));
        header.SetNextHeader(next);
        header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        header.SetHopLimit(64);
        packet->AddHeader(header);
        devices.Get(0)->Send(packet, devices.Get(0)->GetBroadcast(), 0x86dd);
    }

    Ptr<UnreachableReporter> reporter; //!< of the router
    std::vector<std::string> messages; //!< that came to the host
    int precedence{0};                 //!< of the last of IPv4
};

/**
 * Method: the host sends UDP, 10 octets of zero from port 4000 to port 9 of an address that the
 * router has no route to. Each family.
 * Expected, IPv4 (RFC 792): type 3, code 0, checksum, 4 octets unused, the IP header as it came (38
 * = 26 octets in all, TTL 64, UDP, ns-3 computes no checksums) and 8 octets: UDP's header. The sum
 * of the words is 0300 + 4500 + 0026 + 4011 + 0a00 + 0001 + cb00 + 7101 + 0fa0 + 0009 + 0012 =
 * 1ddf4, folded ddf5, the checksum 220a; the precedence of the message is 6, Internetwork Control
 * (RFC 1812 section 4.3.2.5: SHOULD be 6 or 7). IPv6 (RFC 4443 section 3.1): type 1, code 0, all of
 * the packet, whose flow label is 1 as of any that ns-3's IPv6 sends; with the pseudo-header (fd00
 * + 0002
 * + fd00 + 0001 + 0042 + 003a) + 0100 + 6000 + 0001 + 0012 + 1140 + fd00 + 0001 + fd99 + 0001 +
 * 0fa0
 * + 0009 + 0012 = 47728, folded 772c, the checksum 88d3. (A release that loses flow labels quotes
 * 0: 88d4.)
 */
class OctetsTestCase : public TestCase
{
  public:
    explicit OctetsTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "octets, IPv4" : "octets, IPv6"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        const bool isIpv4 = m_family == AddressFamily::IPV4;
        HostAndRouter net(m_family);
        Simulator::Schedule(Seconds(2), [&]() {
            net.SendUdp(NetworkAddress::FromString(isIpv4 ? "203.0.113.1" : "fd99::1"), 10);
        });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(net.messages.size(), 1, "a message");
        NS_TEST_EXPECT_MSG_EQ(net.messages[0],
                              (isIpv4 ? std::string("0300220a00000000") + "450000260000000040110000"
                                                                          "0a000001cb007101"
                                                                          "0fa0000900120000"
                                      : (compat::IPV6_LOSES_FLOW_LABEL
                                             ? std::string("010088d4000000006000000000121140")
                                             : "010088d3000000006000000100121140") +
                                            "fd000000000000000000000000000001"
                                            "fd990000000000000000000000000001"
                                            "0fa0000900120000"
                                            "00000000000000000000"),
                              "octets");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSent(), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(net.precedence, (isIpv4 ? 6 : 0), "precedence");
        Simulator::Destroy();
    }

    AddressFamily m_family; //!< of the packet
};

/**
 * Method: the router has a second interface, 10.0.1.2/24, which is down. The host sends, a second
 * apart from 2 s on: UDP to 10.0.1.9; UDP of 2000 octets, which leaves in two fragments, to an
 * address without a route; an ICMP error, an ICMP echo request; a packet from 240.0.0.1, one from
 * 0.0.0.1, one from 198.51.100.1, all without a route; an ICMP message of no octets. QuotedOctets
 * is 64. Expected: code 1 for the subnet that is the router's own, with 64 octets quoted behind the
 * header of 20: 8 + 84 = 92; code 0 about the first fragment and the echo request; silence about
 * the others, by their reasons (RFC 1812 section 4.3.2.7): there is no route to 198.51.100.1.
 */
class SilenceTestCase : public TestCase
{
  public:
    SilenceTestCase()
        : TestCase("what is said, and what is not")
    {
    }

  private:
    void DoRun() override
    {
        HostAndRouter net(AddressFamily::IPV4);
        net.reporter->SetAttribute("QuotedOctets", UintegerValue(64));
        const auto other = CreateObject<Node>();
        InternetStackHelper().Install(other);
        const auto devices = PointToPointHelper().Install(net.routers[1], other);
        AddIpInterface(devices.Get(0), {NetworkAddress::FromString("10.0.1.2"), 24});
        const auto ipv4 = net.routers[1]->GetObject<Ipv4>();
        ipv4->SetDown(ipv4->GetInterfaceForDevice(devices.Get(0)));
        const auto nowhere = NetworkAddress::FromString("203.0.113.1");
        const std::vector<std::function<void()>> actions = {
            [&]() { net.SendUdp(NetworkAddress::FromString("10.0.1.9"), 100); },
            [&]() { net.SendUdp(nowhere, 2000); },
            [&]() { net.SendRaw("10.0.0.1", "203.0.113.1", 1, "0b00000000000000"); },
            [&]() { net.SendRaw("10.0.0.1", "203.0.113.1", 1, "0800000000000000"); },
            [&]() { net.SendRaw("240.0.0.1", "203.0.113.1", 17, "00"); },
            [&]() { net.SendRaw("0.0.0.1", "203.0.113.1", 17, "00"); },
            [&]() { net.SendRaw("198.51.100.1", "203.0.113.1", 17, "00"); },
            [&]() { net.SendRaw("10.0.0.1", "203.0.113.1", 1, ""); },
        };
        for (std::size_t i = 0; i < actions.size(); ++i)
        {
            Simulator::Schedule(Seconds(2.0 + i), actions[i]);
        }
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(net.messages.size(), 3, "messages");
        NS_TEST_EXPECT_MSG_EQ(net.messages[0].substr(0, 4), "0301", "host");
        NS_TEST_EXPECT_MSG_EQ(net.messages[0].size() / 2, 92, "octets");
        NS_TEST_EXPECT_MSG_EQ(net.messages[1].substr(0, 4), "0300", "net");
        NS_TEST_EXPECT_MSG_EQ(net.messages[2].substr(0, 4), "0300", "net");
        const auto silent = [&](UnreachableSilence why) { return net.reporter->GetSilent(why); };
        NS_TEST_EXPECT_MSG_EQ(silent(UnreachableSilence::FRAGMENT), 1, "fragment");
        NS_TEST_EXPECT_MSG_EQ(silent(UnreachableSilence::ICMP_ERROR), 2, "error, and no type");
        NS_TEST_EXPECT_MSG_EQ(silent(UnreachableSilence::SOURCE), 2, "source");
        NS_TEST_EXPECT_MSG_EQ(silent(UnreachableSilence::NO_ROUTE), 1, "no route back");
        NS_TEST_EXPECT_MSG_EQ(silent(UnreachableSilence::RATE), 0, "slow enough");
        Simulator::Destroy();
    }
};

/**
 * Method: the host sends packets of IPv6 to an address without a route, a second apart: an ICMPv6
 * error (type 1), a redirect (137), an echo request (128), an error behind a Hop-by-Hop Options
 * header (0) and a Destination Options header (60) of 8 octets each, an echo request behind one, a
 * later fragment (44, offset 1), and a header that is not all there.
 * Expected: messages about the two echo requests alone (RFC 4443 section 2.4 (e.1) and (e.2):
 * neither errors nor redirects are answered, wherever their header begins, RFC 8200 section 4).
 * What a later fragment, or one cut off, belongs to cannot be told, so that nothing is said either.
 */
class Silence6TestCase : public TestCase
{
  public:
    Silence6TestCase()
        : TestCase("what is not said of IPv6")
    {
    }

  private:
    void DoRun() override
    {
        HostAndRouter net(AddressFamily::IPV6);
        const std::vector<std::pair<uint8_t, std::string>> packets = {
            {58, "0100000000000000"},
            {58, "8900000000000000"},
            {58, "8000000000000000"},
            {0, "3c00010400000000 3a00010400000000 0100000000000000"},
            {60, "3a00010400000000 8000000000000000"},
            {44, "3a00000800000001 8000000000000000"},
            {60, "3a020104"},
        };
        for (std::size_t i = 0; i < packets.size(); ++i)
        {
            std::string hex;
            for (const char digit : packets[i].second)
            {
                hex += digit == ' ' ? "" : std::string(1, digit);
            }
            Simulator::ScheduleWithContext(
                net.routers[0]->GetId(),
                Seconds(2 + i),
                [&net, hex, next = packets[i].first]() { net.SendRaw6(next, hex); });
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSent(), 2, "echo requests");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSilent(UnreachableSilence::ICMP_ERROR),
                              4,
                              "errors, a redirect, and what may be one");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSilent(UnreachableSilence::FRAGMENT), 1, "later");
        Simulator::Destroy();
    }
};

/**
 * Method: 30 packets at 2 s and 15 at 4 s; each family; at 3 s, of IPv6, one to a group that the
 * router knows nothing of (ns-3's IPv4 never lets that come so far); then reporters for what cannot
 * have one.
 * Expected: a bucket of 10 that fills by 10 a second: 10 messages of each burst, and silence about
 * 20 and 5; and about the group's. std::invalid_argument for each mistake.
 */
class RateTestCase : public TestCase
{
  public:
    explicit RateTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "the rate, IPv4" : "the rate, IPv6"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        HostAndRouter net(m_family);
        const auto nowhere =
            NetworkAddress::FromString(m_family == AddressFamily::IPV4 ? "203.0.113.1" : "fd99::1");
        Simulator::Schedule(Seconds(2), [&]() { net.SendUdp(nowhere, 10, 30); });
        Simulator::Schedule(Seconds(4), [&]() { net.SendUdp(nowhere, 10, 15); });
        const bool isIpv6 = m_family == AddressFamily::IPV6;
        if (isIpv6)
        {
            Simulator::Schedule(Seconds(3),
                                [&]() { net.SendUdp(NetworkAddress::FromString("ff0e::1"), 10); });
        }
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.messages.size(), 20, "messages");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSent(), 20, "counted");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSilent(UnreachableSilence::RATE), 25, "silence");
        NS_TEST_EXPECT_MSG_EQ(net.reporter->GetSilent(UnreachableSilence::BROADCAST),
                              (isIpv6 ? 1 : 0),
                              "to a group");
        for (const auto& node : {net.routers[1], CreateObject<Node>()})
        {
            bool isRefused = false;
            try
            {
                CreateObject<UnreachableReporter>()->Install(node);
            }
            catch (const std::invalid_argument&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, "has one; has no IP");
        }
        Simulator::Destroy();
    }

    AddressFamily m_family; //!< of the packets
};

/// The suite.
class UnreachableTestSuite : public TestSuite
{
  public:
    UnreachableTestSuite()
        : TestSuite("lisp-underlay-unreachable", TestSuite::Type::UNIT)
    {
        for (const auto family : {AddressFamily::IPV4, AddressFamily::IPV6})
        {
            AddTestCase(new OctetsTestCase(family), compat::TestDuration<>::QUICK);
            AddTestCase(new RateTestCase(family), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new SilenceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Silence6TestCase, compat::TestDuration<>::QUICK);
    }
};

UnreachableTestSuite g_unreachableTestSuite; //!< registers the suite

} // namespace
