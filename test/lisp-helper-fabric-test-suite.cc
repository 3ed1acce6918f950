/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/fabric-meter.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-kind.h"
#include "ns3/udp-socket-factory.h"

#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief What links carry, and what for.
 */

namespace
{

/// @param hex octets, two digits each, with spaces @return the octets
std::vector<uint8_t>
Octets(const std::string& hex)
{
    std::vector<uint8_t> octets;
    std::string digits;
    for (const char letter : hex)
    {
        if (letter != ' ')
        {
            digits += letter;
        }
        if (digits.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoi(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return octets;
}

/// MAC addresses of a frame.
const std::string MACS = "02 00 00 00 00 01 02 00 00 00 00 02 ";
/// An IPv4 header, up to its protocol, and after it.
const std::string FOUR = "45 00 00 54 00 00 40 00 40 ";
const std::string FOUR_END = " 00 00 0a 01 00 0a 0a 02 00 0a ";
/// An IPv6 header up to its next header, and after it.
const std::string SIX = "60 00 00 00 00 40 ";
const std::string SIX_END =
    " 40 fd 10 00 00 00 00 00 00 00 00 00 00 00 00 00 0a fd 10 00 00 00 00 00 00 00 00 00 00 00 00 "
    "00 14 ";
/// A UDP header from and to unremarkable ports (5000 to 5001), and one of LISP data, OTV, control.
const std::string UDP = "13 88 13 89 00 40 00 00 ";
const std::string LISP_DATA = "f0 00 10 f5 00 40 00 00 88 00 00 00 00 00 00 01 ";
const std::string OTV = "f0 00 21 18 00 40 00 00 08 00 00 00 00 00 64 00 ";
const std::string LISP_CONTROL = "10 f6 10 f6 00 40 00 00 ";

/**
 * Method: frames made by hand, of the layouts of IEEE 802.3 and 802.1Q, RFC 791, 8200, 768, 9293,
 * 792, 4443, 2784, 2890, 3032, 4385, 9300 and 1661, and cut short at every octet.
 * Expected: what each is sent for is what its innermost packet is: an application's, a migration's
 * (TCP from or to port 49152, 0xc000), or control. Cut short it is something, and never read past
 * its end: what is cut before its ports is control.
 */
class KindTestCase : public TestCase
{
  public:
    KindTestCase()
        : TestCase("what frames are sent for")
    {
    }

  private:
    void DoRun() override
    {
        const std::string udp4 = FOUR + "11" + FOUR_END + UDP;
        const std::string tcp4 = FOUR + "06" + FOUR_END + "c0 01 c0 00 00 00 00 00 ";

        const struct
        {
            const char* what;
            std::string octets;
            TrafficKind kind;
        } rows[] = {
            {"UDP", MACS + "08 00 " + udp4, TrafficKind::APPLICATIONS},
            {"UDP in a VLAN", MACS + "81 00 00 64 08 00 " + udp4, TrafficKind::APPLICATIONS},
            {"UDP over IPv6",
             MACS + "86 dd " + SIX + "11" + SIX_END + UDP,
             TrafficKind::APPLICATIONS},
            {"TCP to port 49152", MACS + "08 00 " + tcp4, TrafficKind::MIGRATION},
            {"TCP from it, IPv6",
             MACS + "86 dd " + SIX + "06" + SIX_END + "c0 00 c0 01 ",
             TrafficKind::MIGRATION},
            {"UDP to port 49152",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + "13 88 c0 00 ",
             TrafficKind::APPLICATIONS},
            {"other TCP",
             MACS + "08 00 " + FOUR + "06" + FOUR_END + "c0 01 00 50 ",
             TrafficKind::APPLICATIONS},
            {"IPv4 with options",
             MACS + "08 00 46 00 00 54 00 00 40 00 40 06 00 00 0a 01 00 0a 0a 02 00 0a 01 01 01 01 "
                    "c0 01 c0 00 ",
             TrafficKind::MIGRATION},
            {"an echo request",
             MACS + "08 00 " + FOUR + "01" + FOUR_END + "08 00 ",
             TrafficKind::APPLICATIONS},
            {"unreachable",
             MACS + "08 00 " + FOUR + "01" + FOUR_END + "03 01 ",
             TrafficKind::CONTROL},
            {"an IPv6 echo reply",
             MACS + "86 dd " + SIX + "3a" + SIX_END + "81 00 ",
             TrafficKind::APPLICATIONS},
            {"a neighbor solicitation",
             MACS + "86 dd " + SIX + "3a" + SIX_END + "87 00 ",
             TrafficKind::CONTROL},
            {"ARP", MACS + "08 06 00 01 08 00 06 04 00 01 ", TrafficKind::CONTROL},
            {"RARP", MACS + "80 35 00 01 08 00 06 04 00 03 ", TrafficKind::CONTROL},
            {"spanning tree", MACS + "00 27 42 42 03 00 00 02 ", TrafficKind::CONTROL},
            {"HSRP",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + "07 c1 07 c1 00 40 00 00 ",
             TrafficKind::CONTROL},
            {"IGMP", MACS + "08 00 " + FOUR + "02" + FOUR_END + "11 00 ", TrafficKind::CONTROL},
            {"a LISP control message",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + LISP_CONTROL + "10 00 00 01 ",
             TrafficKind::CONTROL},
            {"an encapsulated one, with an inner header",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + LISP_CONTROL + "80 00 00 00 " + udp4,
             TrafficKind::CONTROL},
            {"UDP in LISP",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + LISP_DATA + udp4,
             TrafficKind::APPLICATIONS},
            {"a migration in LISP",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + LISP_DATA + tcp4,
             TrafficKind::MIGRATION},
            {"UDP in OTV",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + OTV + MACS + "08 00 " + udp4,
             TrafficKind::APPLICATIONS},
            {"IS-IS in OTV",
             MACS + "08 00 " + FOUR + "11" + FOUR_END + OTV + MACS + "00 40 fe fe 03 83 ",
             TrafficKind::CONTROL},
            {"a migration in a pseudowire of two labels, with control word",
             MACS + "88 47 00 01 00 40 00 06 41 40 00 00 00 00 " + MACS + "81 00 00 64 08 00 " +
                 tcp4,
             TrafficKind::MIGRATION},
            {"a pseudowire without control word",
             MACS + "88 47 00 06 41 40 " + "20 00 00 00 00 01 02 00 00 00 00 02 08 00 " + tcp4,
             TrafficKind::MIGRATION},
            {"a pseudowire's own message",
             MACS + "88 47 00 06 41 40 10 00 00 07 20 40 ",
             TrafficKind::CONTROL},
            {"MPLS in GRE with key and sequence number",
             MACS + "08 00 " + FOUR + "2f" + FOUR_END +
                 "30 00 88 47 00 00 00 07 00 00 00 01 00 06 41 40 00 00 00 00 " + MACS + "08 00 " +
                 tcp4,
             TrafficKind::MIGRATION},
            {"IP in IP",
             MACS + "08 00 " + FOUR + "04" + FOUR_END + udp4,
             TrafficKind::APPLICATIONS},
            {"host routes, protocol 253",
             MACS + "08 00 " + FOUR + "fd" + FOUR_END + "01 00 ",
             TrafficKind::CONTROL},
        };

        for (const auto& row : rows)
        {
            const auto octets = Octets(row.octets);
            NS_TEST_EXPECT_MSG_EQ(ToString(ClassifyEthernet(octets.data(), octets.size(), 49152)),
                                  std::string(ToString(row.kind)),
                                  row.what);
            for (std::size_t size = 0; size < octets.size(); size++)
            {
                // A copy of its own, past whose end the sanitizers look.
                const std::vector<uint8_t> cut(octets.begin(), octets.begin() + size);
                const auto kind = ClassifyEthernet(cut.data(), size, 49152);
                NS_TEST_EXPECT_MSG_EQ((size > 34 || kind == TrafficKind::CONTROL),
                                      true,
                                      row.what << " cut to " << size);
            }
        }
        const auto ppp = Octets("00 21 " + tcp4);
        NS_TEST_EXPECT_MSG_EQ(
            (ClassifyPpp(ppp.data(), ppp.size(), 49152) == TrafficKind::MIGRATION),
            true,
            "PPP");
        NS_TEST_EXPECT_MSG_EQ(
            (ClassifyPpp(ppp.data(), ppp.size(), 49153) == TrafficKind::MIGRATION),
            true,
            "from that port");
        NS_TEST_EXPECT_MSG_EQ(
            (ClassifyPpp(ppp.data(), ppp.size(), 80) == TrafficKind::APPLICATIONS),
            true,
            "another port");
        const auto six = Octets("00 57 " + SIX + "11" + SIX_END + UDP);
        NS_TEST_EXPECT_MSG_EQ(
            (ClassifyPpp(six.data(), six.size(), 49152) == TrafficKind::APPLICATIONS),
            true,
            "PPP, IPv6");
        const auto lcp = Octets("c0 21 01 01 00 04");
        NS_TEST_EXPECT_MSG_EQ((ClassifyPpp(lcp.data(), lcp.size(), 49152) == TrafficKind::CONTROL),
                              true,
                              "PPP's own");
    }
};

/**
 * Method: host a, gateway b and a gateway c beside it are a site, by Ethernet; b and d, in the
 * core, are on a point-to-point link, and d and e, a machine that is not counted, too. a sends 10
 * UDP packets of 100 octets to d, then opens a TCP connection to port 49152 there. Expected: UDP:
 * 20 + 8 + 100 = 128 octets of IP. On Ethernet 14 + 4 more: 1,460 octets; on the point-to-point
 * link 2 more: 1,300. ARP between a and b, a request and a reply of 28 octets, which the least
 * payload makes 46: 2 x 64. Nothing between b and c, a class that is there, and nothing is counted
 * towards e. A SYN that a closed port answers by a reset: 2 segments. IP without options has 20
 * octets, TCP 20; ns-3's SYN has options, so that the octets are known from the two links: each
 * frame has 16 more on Ethernet than on the other (14 + 4 - 2), less if it is padded.
 */
class MeterTestCase : public TestCase
{
  public:
    MeterTestCase()
        : TestCase("octets by class of link")
    {
    }

  private:
    void DoRun() override
    {
        NodeContainer nodes;
        nodes.Create(5);
        const auto a = nodes.Get(0);
        const auto d = nodes.Get(3);
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(nodes);
        const auto access = EthernetHelper().Install(a, nodes.Get(1));
        const auto inside = EthernetHelper().Install(nodes.Get(1), nodes.Get(2));
        PointToPointHelper pointToPoint;
        const auto core = pointToPoint.Install(nodes.Get(1), d);
        const auto machine = pointToPoint.Install(d, nodes.Get(4));
        Ipv4AddressHelper addresses("10.1.0.0", "/24");
        for (const auto& link : {access, inside, core, machine})
        {
            addresses.Assign(link);
            addresses.NewNetwork();
        }
        Ipv4StaticRoutingHelper routes;
        routes.GetStaticRouting(a->GetObject<Ipv4>())->SetDefaultRoute("10.1.0.2", 1);
        routes.GetStaticRouting(d->GetObject<Ipv4>())->SetDefaultRoute("10.1.2.1", 1);

        FabricMeter meter;
        NodeContainer site(a, nodes.Get(1), nodes.Get(2));
        meter.AddSite(site, NodeContainer(a));
        meter.Watch(NodeContainer(site, NodeContainer(d)));

        auto receiver = Socket::CreateSocket(d, UdpSocketFactory::GetTypeId());
        receiver->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        auto sender = Socket::CreateSocket(a, UdpSocketFactory::GetTypeId());
        sender->Connect(InetSocketAddress("10.1.2.2", 9));
        for (int i = 1; i <= 10; i++)
        {
            Simulator::Schedule(MilliSeconds(100 * i),
                                [sender]() { sender->Send(Create<Packet>(100)); });
        }
        std::map<std::string, std::map<std::string, uint64_t>> before;
        Simulator::Schedule(Seconds(1.5), [&]() { before = meter.GetOctets(); });
        auto other = Socket::CreateSocket(a, TcpSocketFactory::GetTypeId());
        Simulator::Schedule(Seconds(2), [other]() {
            other->Bind();
            other->Connect(InetSocketAddress("10.1.2.2", FabricMeter::MIGRATION_PORT));
        });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        const auto after = meter.GetOctets();

        const std::map<std::string, std::map<std::string, uint64_t>> expected = {
            {"access", {{"applications", 1460}, {"control", 128}, {"migration", 0}}},
            {"fabric", {{"applications", 0}, {"control", 0}, {"migration", 0}}},
            {"core", {{"applications", 1300}, {"control", 0}, {"migration", 0}}}};
        NS_TEST_EXPECT_MSG_EQ((before == expected), true, "after the UDP packets");
        // A SYN and its reset, at least 20 + 20 octets each.
        const uint64_t migration = after.at("core").at("migration");
        NS_TEST_EXPECT_MSG_GT(migration, 2 * 42 - 1, "SYN and reset");
        NS_TEST_EXPECT_MSG_EQ((after.at("access").at("migration") > migration),
                              true,
                              "longer frames");
        NS_TEST_EXPECT_MSG_EQ(after.at("access").at("applications"), 1460, "no others");
        NS_TEST_EXPECT_MSG_EQ(after.at("fabric").at("migration"), 0, "not that way");
        Simulator::Destroy();
    }
};

/// The suite of what links carry.
class HelperFabricTestSuite : public TestSuite
{
  public:
    HelperFabricTestSuite()
        : TestSuite("lisp-helper-fabric", TestSuite::Type::UNIT)
    {
        AddTestCase(new KindTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MeterTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperFabricTestSuite g_helperFabricTestSuite; //!< registers the suite

} // namespace
