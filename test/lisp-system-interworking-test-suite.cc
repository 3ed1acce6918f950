/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"

#include "ns3/ip-interfaces.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief Hosts of a LISP site and of a site without LISP reach each other by proxies (RFC 6832).
 *
 * Nodes of LispTestSites: 1 is the tunnel router of the LISP site "paris" (host 1), 2 the router of
 * a site without LISP (host 2), whose prefixes the core routes; 3 is the mapping system, 4 the
 * proxy ITR, to which the core routes 192.168.0.0/23 and fd11::/31; 5 is the proxy ETR. Every node
 * is 10 ms from the core, every host 1 ms from its router. So from one host to the other:
 *
 *     natively            1 + 10 + 10 + 1 = 22 ms
 *     by a proxy          1 + 10 + 10 + 10 + 10 + 1 = 42 ms
 *
 * A Map-Request takes 20 ms to node 3. Its negative answer is back after 40 ms, that of the ETR
 * after 60 (20 ms to the ETR, 20 ms from there).
 */

namespace
{

/// The network that the test cases have in common.
struct Interworking
{
    LispTestSites sites; ///< the nodes
    LispHelper lisp;     ///< installs LISP
    Ptr<LispXtr> paris;  ///< tunnel router of host 1
    Ptr<LispXtr> pitr;   ///< proxy ITR
    Ptr<LispXtr> petr;   ///< proxy ETR, if there is one
    std::string asked;   ///< what the proxy ITR had advertised

    /// @param usesPetr whether the site uses the proxy ETR
    explicit Interworking(bool usesPetr)
    {
        const auto core = sites.network.GetCore();
        const auto route = [core](const std::string& prefix, const NetworkAddress& via) {
            AddIpRoute(core, EidPrefix::FromString(prefix), via);
        };
        route("192.168.2.0/24", sites.network.Ipv4Of(2));
        route("fd11:2::/32", sites.network.Ipv6Of(2));
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        paris = lisp.InstallXtr(sites.nodes[1],
                                "paris",
                                {"10.0.1.2"},
                                {"192.168.1.0/24", "fd11:1::/64"});
        lisp.SetAdvertiser([this, core](Ptr<Node> node, const EidPrefix& prefix) {
            const bool ipv4 = prefix.GetFamily() == AddressFamily::IPV4;
            AddIpRoute(core, prefix, ipv4 ? sites.network.Ipv4Of(4) : sites.network.Ipv6Of(4));
            asked += prefix.ToPrefixString() + (node == sites.nodes[4] ? " " : " elsewhere ");
        });
        pitr = lisp.InstallPitr(sites.nodes[4], {"10.0.4.2"}, {"192.168.0.0/23", "fd11::/31"});
        if (usesPetr)
        {
            const auto node = sites.network.AddNode();
            lisp.UsePetr("paris", {"10.0.5.2 1/100"});
            petr = lisp.InstallPetr(node, {"10.0.5.2"});
        }
    }
};

/**
 * Method: host 2 pings host 1 at 5 s and 6 s, host 1 pings host 2 at 7 s.
 * Expected: a request to host 1 goes by the proxy ITR, 42 ms, the first one 60 ms later, when the
 * mapping is there; a reply goes natively, 22 ms, the first one 40 ms later. So the replies are
 * back after 42 + 60 + 22 + 40 = 164 ms, 64 ms and, the other way round, 64 ms. The proxy has
 * encapsulated 3 packets, paris decapsulated these, encapsulated none and forwarded 3 natively.
 * The advertiser was called for the two aggregates, of which the first comes first.
 */
class NativeTestCase : public TestCase
{
  public:
    NativeTestCase()
        : TestCase("in by a proxy ITR, out natively")
    {
    }

  private:
    void DoRun() override
    {
        Interworking net(false);
        net.sites.Ping(5000, 2, 1, 1);
        net.sites.Ping(6000, 2, 1, 2);
        net.sites.Ping(7000, 1, 2, 3);
        LispTestSites::Run(9);
        NS_TEST_EXPECT_MSG_EQ(net.asked, "192.168.0.0/23 fd11::/31 ", "advertised");
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@5164 2@6064 3@7064 ", "replies");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetEncapsulated(), 3, "by the proxy ITR");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetDecapsulated(), 0, "it is no ETR");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetDecapsulated(), 3, "at paris");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetEncapsulated(), 0, "not into a tunnel");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetForwardedNatively(), 3, "but natively");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetTotalDrops() + net.pitr->GetTotalDrops(), 0, "no drop");
    }
};

/**
 * Method: as before, IPv4, with a proxy ETR that paris uses. Then the proxy's client list is tried:
 * node 2, without LISP, sends it a packet as if it were a tunnel router.
 * Expected: 42 ms each way: 42 + 60 + 42 + 40 = 184 ms, then 84 and 84 ms. The proxy ETR has
 * decapsulated 3 packets, none of them for EIDs of its own; paris encapsulated these and sent
 * nothing natively. The forged packet is dropped as of no client.
 */
class ProxyEtrTestCase : public TestCase
{
  public:
    ProxyEtrTestCase()
        : TestCase("in by a proxy ITR, out by a proxy ETR")
    {
    }

  private:
    void DoRun() override
    {
        Interworking net(true);
        net.sites.Ping(5000, 2, 1, 1);
        net.sites.Ping(6000, 2, 1, 2);
        net.sites.Ping(7000, 1, 2, 3);
        LispTestSites::Run(9);
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@5184 2@6084 3@7084 ", "replies");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetEncapsulated(), 3, "by the proxy ITR");
        NS_TEST_EXPECT_MSG_EQ(net.petr->GetDecapsulated(), 3, "by the proxy ETR");
        NS_TEST_EXPECT_MSG_EQ(net.petr->GetProxied(), 3, "for others");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetEncapsulated(), 3, "into the tunnel");
        NS_TEST_EXPECT_MSG_EQ(net.paris->GetForwardedNatively(), 0, "not natively");
        const uint64_t drops = net.paris->GetTotalDrops() + net.pitr->GetTotalDrops();
        NS_TEST_EXPECT_MSG_EQ(drops + net.petr->GetTotalDrops(), 0, "no drop");
        auto packet = Create<Packet>(100);
        Ipv4Header inner;
        inner.SetSource("192.168.2.9");
        inner.SetDestination("192.168.2.9");
        inner.SetProtocol(254); // for experiments (RFC 3692 section 2.1)
        inner.SetPayloadSize(packet->GetSize());
        inner.SetTtl(64);
        packet->AddHeader(inner);
        const uint8_t lisp[8] = {};
        auto outer = Create<Packet>(lisp, sizeof(lisp));
        outer->AddAtEnd(packet);
        const auto socket =
            Socket::CreateSocket(net.sites.nodes[2], TypeId::LookupByName("ns3::UdpSocketFactory"));
        socket->SendTo(outer, 0, InetSocketAddress(Ipv4Address("10.0.5.2"), 4341));
        LispTestSites::Run(1);
        NS_TEST_EXPECT_MSG_EQ(net.petr->GetDrops(LispDropReason::ETR_PROXY_NOT_CLIENT),
                              1,
                              "no client");
        NS_TEST_EXPECT_MSG_EQ(net.petr->GetDecapsulated(), 3, "nothing came through");
    }
};

/**
 * Method: paris has IPv6 hosts and an IPv4 uplink alone; host 2 pings host 1 by IPv6 at 5 s and
 * 6 s, host 1 host 2 at 7 s; with a proxy ETR and without.
 * Expected: with it, the times of IPv4, over IPv4 locators (RFC 6832 section 6: "traversing a
 * different IP protocol"). Without it, requests come to host 1, and its packets are dropped by
 * name: two replies and its own request.
 */
class Ipv6TestCase : public TestCase
{
  public:
    Ipv6TestCase()
        : TestCase("IPv6 EIDs behind an IPv4 uplink")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool usesPetr : {true, false})
        {
            Interworking net(usesPetr);
            net.sites.nodes[1]->GetObject<Ipv6>()->SetDown(1);
            net.sites.Ping6(5000, 2, 1, 1);
            net.sites.Ping6(6000, 2, 1, 2);
            net.sites.Ping6(7000, 1, 2, 3);
            LispTestSites::Run(9);
            NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(),
                                  usesPetr ? "1@5184 2@6084 3@7084 " : "",
                                  "replies");
            // The third request's answer does not come in if that did not go out.
            NS_TEST_EXPECT_MSG_EQ(net.pitr->GetEncapsulated(), usesPetr ? 3 : 2, "by the PITR");
            NS_TEST_EXPECT_MSG_EQ(net.paris->GetEncapsulated(), usesPetr ? 3 : 0, "by the PETR");
            NS_TEST_EXPECT_MSG_EQ(net.paris->GetDrops(LispDropReason::ITR_NO_NATIVE_ROUTE),
                                  usesPetr ? 0 : 3,
                                  "no way out");
            NS_TEST_EXPECT_MSG_EQ(net.paris->GetTotalDrops(), usesPetr ? 0 : 3, "nothing else");
        }
    }
};

/**
 * Method: host 2 pings 192.168.0.9, which is in the aggregate but of no site, at 5 s and 6 s; and
 * host 1, whose router has lost its registration for good 200 s later (its uplink is down).
 * Expected: the proxy ITR gets a negative mapping and drops both by name: natively they would come
 * back to it (RFC 6832 section 5.1). A Map-Register every 60 s holds for 180 s (RFC 9301 section
 * 8.2): at 250 s, with no mapping of the proxy's that is older, host 1 is known to be unregistered,
 * and its packet dropped the same way.
 */
class NobodyTestCase : public TestCase
{
  public:
    NobodyTestCase()
        : TestCase("attracted, and no EID")
    {
    }

  private:
    void DoRun() override
    {
        Interworking net(false);
        net.sites.Ping(5000, 2, "192.168.0.9", 1);
        net.sites.Ping(6000, 2, "192.168.0.9", 2);
        Simulator::Schedule(Seconds(10), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.pitr->GetDrops(LispDropReason::ITR_PROXY_NOT_EID),
                                  2,
                                  "nobody's");
            net.sites.network.SetLink(net.sites.nodes[1], false);
        });
        net.sites.Ping(250000, 2, 1, 3);
        LispTestSites::Run(252);
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "", "no reply");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetDrops(LispDropReason::ITR_PROXY_NOT_EID),
                              3,
                              "not registered");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetTotalDrops(), 3, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetEncapsulated(), 0, "nothing encapsulated");
    }
};

/**
 * @brief The suite.
 */
class InterworkingTestSuite : public TestSuite
{
  public:
    InterworkingTestSuite()
        : TestSuite("lisp-system-interworking", Type::SYSTEM)
    {
        AddTestCase(new NativeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyEtrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Ipv6TestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NobodyTestCase, compat::TestDuration<>::QUICK);
    }
};

InterworkingTestSuite g_interworkingTestSuite; ///< the suite

} // namespace
