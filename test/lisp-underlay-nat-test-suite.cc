/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nat-test-net.h"

#include "ns3/nat-header.h"
#include "ns3/nat-table.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/test.h"

#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief The NAT: its mappings, what it does to headers, what it drops.
 */

namespace
{

constexpr uint8_t UDP = 17; ///< IP protocol
constexpr uint8_t ICMP = 1; ///< IP protocol

/**
 * Method: a table of at most 3 mappings, time-outs of 10 s (UDP) and 5 s (ICMP), first port 65533,
 * with and without filtering by address. Endpoints send and are sent to.
 * Expected: one port for an endpoint whomever it sends to, given out one after another, and round
 * after 65535; what comes in finds it, from anybody or only from whom it sent to; what goes out
 * keeps it, what comes in does not: one that sent at 0 s is there at 9.999 s and gone at 10 s. With
 * 3 mappings there is no fourth until one is over. The port of ICMP is another number space.
 */
class TableTestCase : public TestCase
{
  public:
    TableTestCase()
        : TestCase("mappings")
    {
    }

  private:
    void DoRun() override
    {
        const Time udp = Seconds(10);
        const Time icmp = Seconds(5);
        const uint32_t most = 3;
        const uint16_t first = 65533;
        const Ipv4Address inside("172.16.0.2");
        const Ipv4Address peer("10.0.1.2");
        const Ipv4Address other("10.0.2.2");
        for (bool filters : {false, true})
        {
            NatTable table({udp, icmp, most, first, filters});
            const auto out = [&](uint8_t protocol, uint16_t port, Ipv4Address to, double when) {
                return table.GoOut({protocol, inside, port}, to, Seconds(when)).value_or(0);
            };
            const auto in = [&](uint8_t protocol, uint16_t port, Ipv4Address from, double when) {
                const auto target = table.ComeIn(protocol, port, from, Seconds(when));
                return target.failure == NatDropReason::COUNT
                           ? std::to_string(target.inside.port)
                           : std::string(ToString(target.failure));
            };
            NS_TEST_EXPECT_MSG_EQ(out(UDP, 4341, peer, 0), 65533, "the first");
            NS_TEST_EXPECT_MSG_EQ(in(UDP, 65533, other, 1),
                                  (filters ? "nat-filtered" : "4341"),
                                  "who was not sent to");
            NS_TEST_EXPECT_MSG_EQ(out(UDP, 4341, other, 2), 65533, "whomever it sends to");
            NS_TEST_EXPECT_MSG_EQ(in(UDP, 65533, other, 3), "4341", "who was sent to");
            NS_TEST_EXPECT_MSG_EQ(out(UDP, 4342, peer, 3), 65534, "the next");
            NS_TEST_EXPECT_MSG_EQ(out(ICMP, 7, peer, 3), 65535, "an echo");
            NS_TEST_EXPECT_MSG_EQ(out(UDP, 4343, peer, 4), 0, "no fourth");
            NS_TEST_EXPECT_MSG_EQ(in(ICMP, 65534, peer, 4), "nat-no-mapping", "not of ICMP");
            NS_TEST_EXPECT_MSG_EQ(in(ICMP, 65535, peer, 7.999), "7", "still there");
            NS_TEST_EXPECT_MSG_EQ(in(ICMP, 65535, peer, 8), "nat-no-mapping", "over");
            NS_TEST_EXPECT_MSG_EQ(out(UDP, 4343, peer, 8), 65535, "round: 65533 is in use");
            NS_TEST_EXPECT_MSG_EQ(in(UDP, 65533, peer, 11.999), "4341", "kept by what goes out");
            NS_TEST_EXPECT_MSG_EQ(in(UDP, 65533, peer, 12), "nat-no-mapping", "not by what comes");
            NS_TEST_EXPECT_MSG_EQ(table.GetSize(Seconds(12)), 2, "alive");
            table.Clear();
            NS_TEST_EXPECT_MSG_EQ(in(UDP, 65535, peer, 12), "nat-no-mapping", "after a restart");
        }
    }
};

/**
 * Method: a table of at most 2 mappings, time-outs of 100 s (UDP) and 10 s (ICMP). UDP endpoints 1
 * and 2 send at 0 s and 50 s; a third tries at 60 s, 99 s and 100 s, a fourth at 110 s and 150 s;
 * an ICMP one at 250 s, when both are over, a fifth of UDP at 251 s, and a sixth at 259 s and 260
 * s.
 * Expected: no room until one is over, and room at once then, however often it was tried before:
 * the third gets the place of the first at 100 s, the fourth that of the second at 150 s. At 250 s
 * the third (100 + 100 s) and the fourth are over. The ICMP one is over at 260 s.
 */
class FullTableTestCase : public TestCase
{
  public:
    FullTableTestCase()
        : TestCase("a full table")
    {
    }

  private:
    void DoRun() override
    {
        const Time udpTimeout = Seconds(100);
        const Time icmpTimeout = Seconds(10);
        const uint32_t most = 2;
        const uint16_t first = 50000;
        const bool filters = false;
        NatTable table({udpTimeout, icmpTimeout, most, first, filters});
        const auto send = [&table](uint8_t protocol, uint16_t port, int when) {
            const NatEndpoint inside{protocol, Ipv4Address("172.16.0.2"), port};
            return table.GoOut(inside, Ipv4Address("10.0.2.2"), Seconds(when)).has_value();
        };
        NS_TEST_EXPECT_MSG_EQ(send(17, 1, 0), true, "the first");
        NS_TEST_EXPECT_MSG_EQ(send(17, 2, 50), true, "the second");
        NS_TEST_EXPECT_MSG_EQ(send(17, 3, 60), false, "full");
        NS_TEST_EXPECT_MSG_EQ(send(17, 3, 99), false, "still full");
        NS_TEST_EXPECT_MSG_EQ(send(17, 3, 100), true, "the first is over");
        NS_TEST_EXPECT_MSG_EQ(send(17, 4, 110), false, "full again");
        NS_TEST_EXPECT_MSG_EQ(send(17, 4, 150), true, "the second is over");
        NS_TEST_EXPECT_MSG_EQ(send(1, 1, 250), true, "both are over");
        NS_TEST_EXPECT_MSG_EQ(send(17, 5, 251), true, "beside the ICMP one");
        NS_TEST_EXPECT_MSG_EQ(send(17, 6, 259), false, "full");
        NS_TEST_EXPECT_MSG_EQ(send(17, 6, 260), true, "the ICMP one is over");
    }
};

/**
 * Method: a UDP header of 4341 to 4342, length 12, with the checksum for 172.16.0.2 to 10.0.3.2 and
 * the four octets "LISP"; the source becomes 10.0.1.2, port 49152. Then one without a checksum, and
 * an ICMP echo request whose identifier 7 becomes 0xc001.
 * Expected: the checksum that is summed up anew (RFC 768, RFC 1071) over pseudo-header, header and
 * octets. The other has none before and after. The echo's was ~(0800 + 0007 + 0001) = f7f7 and
 * becomes ~(0800 + c001 + 0001) = 37fd.
 */
class HeaderTestCase : public TestCase
{
  public:
    HeaderTestCase()
        : TestCase("checksums")
    {
    }

  private:
    /// @param words of what is summed @return the checksum
    static uint16_t Sum(const std::vector<uint32_t>& words)
    {
        uint32_t sum = 0;
        for (const auto word : words)
        {
            sum += word;
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return static_cast<uint16_t>(~sum);
    }

    /// @param words of eight octets @return the header
    static NatHeader Make(const std::array<uint16_t, 4>& words)
    {
        std::vector<uint8_t> octets;
        for (const auto word : words)
        {
            octets.push_back(word >> 8);
            octets.push_back(word & 0xff);
        }
        NatHeader header;
        Create<Packet>(octets.data(), octets.size())->PeekHeader(header);
        return header;
    }

    void DoRun() override
    {
        const uint16_t before =
            Sum({0xac10, 2, 0x0a00, 0x0302, 17, 12, 4341, 4342, 12, 0x4c49, 0x5350});
        const uint16_t after =
            Sum({0x0a00, 0x0102, 0x0a00, 0x0302, 17, 12, 49152, 4342, 12, 0x4c49, 0x5350});
        auto udp = Make({4341, 4342, 12, before});
        udp.Replace(NatHeader::UDP_SOURCE, 49152, NatHeader::UDP_CHECKSUM);
        udp.ReplaceAddress("172.16.0.2", "10.0.1.2");
        NS_TEST_EXPECT_MSG_EQ(udp.Get16(0), 49152, "source port");
        NS_TEST_EXPECT_MSG_EQ(udp.Get16(6), after, "adapted");
        auto none = Make({4341, 4342, 12, 0});
        none.Replace(NatHeader::UDP_SOURCE, 49152, NatHeader::UDP_CHECKSUM);
        none.ReplaceAddress("172.16.0.2", "10.0.1.2");
        NS_TEST_EXPECT_MSG_EQ(none.Get16(6), 0, "none stays none");
        auto echo = Make({0x0800, 0xf7f7, 7, 1});
        echo.Replace(NatHeader::ICMP_IDENTIFIER, 0xc001, NatHeader::ICMP_CHECKSUM);
        NS_TEST_EXPECT_MSG_EQ(echo.Get16(2), 0x37fd, "an echo's");
    }
};

/**
 * Method: a node inside, 172.16.0.2, behind a NAT at 10.0.1.2, and nodes 2 and 3 outside. The node
 * inside sends UDP from port 5000 to port 6000 of both; each answers to where it came from, and
 * node 3 once more after the time-out of 30 s. Then what a NAT cannot translate: a packet of
 * protocol 253 from inside, a fragment, and from outside packets to a port without a mapping, and
 * to the address inside. Expected: both see 10.0.1.2 and the same port 49152, the first dynamic
 * one; the answers arrive from 10.0.2.2 and 10.0.3.2 at port 5000. The late one is dropped for want
 * of a mapping. Each of the others is dropped by its name.
 */
class RouterTestCase : public TestCase
{
  public:
    RouterTestCase()
        : TestCase("packets through a NAT")
    {
    }

  private:
    void DoRun() override
    {
        NatTestNet net;
        net.nat->SetAttribute("UdpTimeout", TimeValue(Seconds(30)));
        const Ptr<Node> second = net.network.AddNode();
        const Ptr<Node> third = net.network.AddNode();
        const auto inside = net.OpenUdp(net.inside, 5000);
        for (const auto& node : {second, third})
        {
            net.OpenUdp(node, 6000, true);
        }
        for (const char* to : {"10.0.2.2", "10.0.3.2"})
        {
            net.SendUdp(1000, inside, to, 6000);
        }
        Simulator::Schedule(Seconds(40), [&] {
            net.sockets.back()->SendTo(Create<Packet>(4),
                                       0,
                                       InetSocketAddress(Ipv4Address("10.0.1.2"), 49152));
        });
        const auto raw = [&](Ptr<Node> node, uint8_t protocol, const char* from, const char* to) {
            const auto ipv4 = node->GetObject<Ipv4L3Protocol>();
            Ipv4Header header;
            header.SetDestination(Ipv4Address(to));
            Socket::SocketErrno error;
            const auto route =
                ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
            ipv4->Send(Create<Packet>(20), Ipv4Address(from), Ipv4Address(to), protocol, route);
        };
        Simulator::Schedule(Seconds(50), [&] {
            raw(net.inside, 253, "172.16.0.2", "10.0.2.2");
            raw(second, 17, "10.0.2.2", "10.0.1.2");
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(net.network.GetCore()->GetObject<Ipv4>())
                ->AddNetworkRouteTo("172.16.0.0", "255.255.255.0", "10.0.1.2", 1);
            raw(second, 17, "10.0.2.2", "172.16.0.2");
        });
        // More than the link's 1500 octets.
        Simulator::Schedule(Seconds(60), [inside] {
            inside->SendTo(Create<Packet>(2000),
                           0,
                           InetSocketAddress(Ipv4Address("10.0.2.2"), 6000));
        });
        Simulator::Stop(Seconds(70));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.received,
                              "10.0.1.2:49152>6000 10.0.1.2:49152>6000 10.0.2.2:6000>5000 "
                              "10.0.3.2:6000>5000 ",
                              "who received what");
        const auto drops = [&](NatDropReason reason) { return net.nat->GetDrops(reason); };
        NS_TEST_EXPECT_MSG_EQ(drops(NatDropReason::NO_MAPPING), 3, "late, none, not translated");
        NS_TEST_EXPECT_MSG_EQ(drops(NatDropReason::PROTOCOL), 1, "of another protocol");
        NS_TEST_EXPECT_MSG_EQ(drops(NatDropReason::FRAGMENT), 2, "both fragments");
        NS_TEST_EXPECT_MSG_EQ(net.nat->GetMappings(), 0, "all over");
    }
};

/**
 * Method: scripts that cannot be right.
 * Expected: one line each.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("what scripts are told")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        const auto node = network.AddNode();
        const auto say = [](const Ptr<Node>& where, const Ptr<NetDevice>& device) {
            try
            {
                CreateObject<NatRouter>()->Install(where, device);
            }
            catch (const std::invalid_argument& error)
            {
                return std::string(error.what());
            }
            return std::string("accepted");
        };
        NS_TEST_EXPECT_MSG_EQ(say(CreateObject<Node>(), nullptr),
                              "a NAT needs a node with an IPv4 stack",
                              "no stack");
        NS_TEST_EXPECT_MSG_EQ(say(node, nullptr),
                              "the outside of a NAT must be a device of node " +
                                  std::to_string(node->GetId()) + " with an IPv4 address",
                              "no device");
    }
};

/// The suite.
class NatTestSuite : public TestSuite
{
  public:
    NatTestSuite()
        : TestSuite("lisp-underlay-nat", TestSuite::Type::UNIT)
    {
        AddTestCase(new TableTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FullTableTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HeaderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RouterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

NatTestSuite g_suite; ///< registers itself

} // namespace
