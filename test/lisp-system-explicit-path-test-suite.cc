/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"
#include "script-mistakes.h"

#include "ns3/boolean.h"
#include "ns3/explicit-path.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief Traffic engineering by explicit locator paths (RFC 8060 section 4.6): two sites whose
 * packets go through re-encapsulating tunnel routers (RTR).
 *
 * Nodes of LispTestSites: 1 and 2 are the routers of the sites, with a host behind each, 3 is the
 * mapping system, 4, 5 and 6 are RTRs. A host's link takes 1 ms; between two nodes there is the
 * core router, 10 ms from each: a leg of the path takes 20 ms. Packets are of some 100 octets: a
 * link of 1 Gbit/s adds less than 1 us, so that milliseconds are exact.
 */

namespace
{

/// The sites, the routers, and the legs that packets take.
struct PathNet
{
    LispTestSites sites;           ///< the nodes
    LispHelper lisp;               ///< makes them LISP nodes
    std::vector<Ptr<LispXtr>> at;  ///< tunnel routers by node, from 1; none: null
    std::string legs;              ///< of packets to host 2: "from>to ", by the last octets but one
    std::vector<std::string> ttls; ///< of these: outer and inner at each leg's start, "o/i"

    /// @param path of the second site's locators
    explicit PathNet(const std::vector<std::string>& path)
    {
        sites.nodes.push_back(sites.network.AddNode());
        sites.nodes.push_back(sites.network.AddNode());
        lisp.SetEtrAttribute("SolicitOnChange", BooleanValue(true));
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("paris", "louvre");
        lisp.AddSite("lyon", "rhone");
        at.resize(7);
        at[1] = lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        at[2] = lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
        lisp.SetLocators(sites.nodes[2], "192.168.2.0/24", path);
        for (uint32_t rtr = 4; rtr <= 6; ++rtr)
        {
            at[rtr] = lisp.InstallRtr(sites.nodes[rtr], {"10.0." + std::to_string(rtr) + ".2"});
        }
        lisp.AssignStreams(100);
        for (const auto& xtr : at)
        {
            if (xtr)
            {
                xtr->TraceConnectWithoutContext("Encapsulated",
                                                MakeCallback(&PathNet::OnEncapsulated, this));
            }
        }
    }

    /// See LispXtr::TunnelTrace.
    void OnEncapsulated(Ptr<const Packet> packet,
                        uint32_t /* instanceId */,
                        const NetworkAddress& from,
                        const NetworkAddress& to)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        if (header.GetDestination() == Ipv4Address("192.168.2.9"))
        {
            legs +=
                std::to_string(from.GetOctets()[2]) + ">" + std::to_string(to.GetOctets()[2]) + " ";
            ttls.push_back(std::to_string(header.GetTtl()));
        }
    }

    /// @param node a tunnel router @param rlocs of node 2's EIDs, for good
    void MapAt(uint32_t node, const std::vector<std::string>& rlocs)
    {
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString("192.168.2.0/24");
        std::vector<LispLocator> locators(rlocs.size());
        for (std::size_t i = 0; i < rlocs.size(); ++i)
        {
            locators[i].address = NetworkAddress::FromString(rlocs[i]);
        }
        mapping.locators = at[node]->GetLocatorSets().Intern(locators);
        at[node]->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
    }

    /// @return the legs so far, from now on forgotten
    std::string TakeLegs()
    {
        return std::exchange(legs, "");
    }

    /// @return the drops of all tunnel routers
    uint64_t GetDrops() const
    {
        uint64_t drops = 0;
        for (const auto& xtr : at)
        {
            drops += xtr ? xtr->GetTotalDrops() : 0;
        }
        return drops;
    }
};

/// Writes down the TTL of ICMP packets that a node receives from the network.
struct TtlLog
{
    std::string ttls; ///< "57 "

    /// @param node a node with IPv4
    explicit TtlLog(Ptr<Node> node)
    {
        node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "Rx",
            MakeCallback(&TtlLog::OnReceived, this));
    }

    /// See Ipv4L3Protocol::TxRxTracedCallback.
    void OnReceived(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t /* interface */)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        ttls += std::to_string(header.GetTtl()) + " ";
    }
};

/**
 * Method: the second site's EIDs are at 10.0.4.2>10.0.5.2>10.0.2.2, the first one's at its router.
 * Host 1 pings host 2 at 5 s and at 6 s.
 * Expected: each echo request takes the legs 1>4, 4>5, 5>2, and the reply goes straight back.
 *
 * Warm, a request takes 1 + 3 * 20 + 1 = 62 ms and a reply 1 + 20 + 1 = 22 ms: 84 ms. A miss costs
 * 60 ms (to the Map-Resolver, to the ETR, back): at the ITR, at both RTRs and, for the reply, at
 * the other router: the first ping takes 84 + 4 * 60 = 324 ms.
 *
 * A host sends with TTL 64. A tunnel router takes 1 before it encapsulates (63 at the ITR), and the
 * outer TTL is the inner one; the core router takes 1 of that, and what comes out of a tunnel has
 * the smaller of both (RFC 9300 section 5.3). So 63, 63 - 1 - 1 = 61, 59 are sent, and at the ETR
 * 58 come out, of which it takes 1 to forward: 57. The reply: 63, 62, 61.
 */
class PathTakenTestCase : public TestCase
{
  public:
    PathTakenTestCase()
        : TestCase("the path that packets take")
    {
    }

  private:
    void DoRun() override
    {
        PathNet net({"10.0.4.2>10.0.5.2>10.0.2.2"});
        TtlLog first(net.sites.hosts[1]);
        TtlLog second(net.sites.hosts[2]);
        net.sites.Ping(5000, 1, 2, 1);
        net.sites.Ping(6000, 1, 2, 2);
        LispTestSites::Run(10);
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@5324 2@6084 ", "replies");
        NS_TEST_EXPECT_MSG_EQ(net.legs, "1>4 4>5 5>2 1>4 4>5 5>2 ", "legs");
        std::string inner;
        for (const auto& ttl : net.ttls)
        {
            inner += ttl + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(inner, "63 61 59 63 61 59 ", "TTL at the start of each leg");
        NS_TEST_EXPECT_MSG_EQ(second.ttls, "57 57 ", "at the host");
        NS_TEST_EXPECT_MSG_EQ(first.ttls, "61 61 ", "the replies");
        NS_TEST_EXPECT_MSG_EQ(net.at[4]->GetReencapsulated(), 2, "first RTR");
        NS_TEST_EXPECT_MSG_EQ(net.at[5]->GetReencapsulated(), 2, "second RTR");
        NS_TEST_EXPECT_MSG_EQ(net.at[6]->GetReencapsulated(), 0, "not on the path");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(), 0, "nothing lost");
        for (uint32_t node : {1, 4, 5})
        {
            const auto* entry =
                net.at[node]->GetMapCache().Find(EidPrefix::FromString("192.168.2.0/24"));
            NS_TEST_ASSERT_MSG_NE(entry, nullptr, "mapping at " << node);
            NS_TEST_EXPECT_MSG_EQ(entry->locators->ToString(),
                                  "10.0.4.2>10.0.5.2>10.0.2.2 1/100",
                                  "all have the same mapping");
        }
    }
};

/**
 * Method: a ping every 10 ms from 9.005 s to 10.505 s; at 10 s the path becomes
 * 10.0.4.2>10.0.6.2>10.0.2.2.
 * Expected: the Map-Register takes 20 ms, the Map-Notify 20 ms; the ETR then solicits the first
 * site's router (it has sent to it) and the RTRs of the new path: 20 ms, at 10.060 s. Each that has
 * the mapping asks again: 60 ms, so at 10.120 s both the ITR and RTR 4 have the new path. A ping
 * comes to RTR 4 after 1 + 20 ms: those sent up to 10.095 s go on to 5, which has the old path
 * still and sends them to the ETR; from 10.105 s on they go to 6. That has no mapping when the
 * first comes, and packets wait 60 ms there; none is lost: 151 replies.
 */
class ChangeTestCase : public TestCase
{
  public:
    ChangeTestCase()
        : TestCase("a path that changes")
    {
    }

  private:
    void DoRun() override
    {
        PathNet net({"10.0.4.2>10.0.5.2>10.0.2.2"});
        net.sites.Ping(5000, 1, 2, 1000);
        uint16_t sequence = 0;
        for (int64_t when = 9005; when <= 10505; when += 10)
        {
            net.sites.Ping(when, 1, 2, sequence++);
        }
        Simulator::Schedule(Seconds(10), [&net] {
            net.lisp.SetLocators(net.sites.nodes[2],
                                 "192.168.2.0/24",
                                 {"10.0.4.2>10.0.6.2>10.0.2.2"});
        });
        const auto count = [&net] {
            return std::make_pair(net.at[5]->GetReencapsulated(), net.at[6]->GetReencapsulated());
        };
        LispTestSites::Run(12);
        // The first ping, and 9.005 s to 10.095 s: 110; then 10.105 s to 10.505 s: 41.
        NS_TEST_EXPECT_MSG_EQ(count().first, 1 + 110, "by RTR 5");
        NS_TEST_EXPECT_MSG_EQ(count().second, 41, "by RTR 6");
        NS_TEST_EXPECT_MSG_EQ(net.at[4]->GetReencapsulated(), 152, "all by RTR 4");
        NS_TEST_EXPECT_MSG_EQ(net.sites.echoes.size(), 152, "replies");
        NS_TEST_EXPECT_MSG_EQ(net.sites.echoes[109], 10095 + 84, "the last one on the old path");
        NS_TEST_EXPECT_MSG_EQ(net.sites.echoes[110], 10105 + 84 + 60, "the first on the new one");
        NS_TEST_EXPECT_MSG_EQ(net.sites.echoes[116], 10165 + 84, "after the miss");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(), 0, "nothing lost");
    }
};

/**
 * Method: RTR 4 is found unreachable at the ITR at 6 s and reachable at 7 s, as a probe would say;
 * a ping at 5 s, and at 6.5 s and 7.5 s. Once it may be skipped, once not (S); once there is a
 * second locator of a lower priority besides.
 * Expected: at 6.5 s the ping skips it, is dropped for want of a usable locator, or goes by the
 * other locator; at 7.5 s it takes the path again.
 */
class StrictTestCase : public TestCase
{
  public:
    StrictTestCase()
        : TestCase("hops that may be skipped, and those that may not")
    {
    }

  private:
    void DoRun() override
    {
        Check({"10.0.4.2>10.0.5.2>10.0.2.2"}, "1>5 5>2 ", 0);
        Check({"10.0.4.2(S)>10.0.5.2>10.0.2.2"}, "", 1);
        Check({"10.0.4.2(S)>10.0.5.2>10.0.2.2", "10.0.2.2 2/100"}, "1>2 ", 0);
    }

    /// @param locators of the second site @param legs while RTR 4 is down @param drops then
    void Check(const std::vector<std::string>& locators, const std::string& legs, uint64_t drops)
    {
        PathNet net(locators);
        for (int64_t when : {5000, 6500, 7500})
        {
            net.sites.Ping(when, 1, 2, when / 100);
        }
        auto& rlocs = net.at[1]->GetRlocTable();
        std::string before;
        std::string between;
        Simulator::Schedule(Seconds(6), [&] {
            before = net.TakeLegs();
            rlocs.SetUp(rlocs.Find(NetworkAddress::FromString("10.0.4.2")),
                        RlocDownCause::SCRIPT,
                        false);
        });
        Simulator::Schedule(Seconds(7), [&] {
            between = net.TakeLegs();
            rlocs.SetUp(rlocs.Find(NetworkAddress::FromString("10.0.4.2")),
                        RlocDownCause::SCRIPT,
                        true);
        });
        LispTestSites::Run(9);
        const std::string whole = "1>4 4>5 5>2 ";
        NS_TEST_EXPECT_MSG_EQ(before, whole, "before " << locators[0]);
        NS_TEST_EXPECT_MSG_EQ(between, legs, "while it is down " << locators[0]);
        NS_TEST_EXPECT_MSG_EQ(net.legs, whole, "after " << locators[0]);
        NS_TEST_EXPECT_MSG_EQ(net.at[1]->GetDrops(LispDropReason::ITR_NO_USABLE_RLOC),
                              drops,
                              "dropped " << locators[0]);
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(), drops, "nothing else is " << locators[0]);
    }
};

/**
 * Method: the map-caches of the RTRs contradict each other: 4 and 5 send host 2's packets to each
 * other; or 4, 5 and 6 round. One ping each, with TTL 64 and 63.
 * Expected: of the two, 4 sends to 5, and 5 drops it: it would go back. Round, a leg costs 2 of the
 * TTL. With 64 at the host, the ITR sends 63, and RTRs 61, 59, ..., 1: 31 times; the last one ends
 * in the core router. With 63, RTRs send 60, 58, ..., 2: 30 times, and the next gets 1, of which
 * nothing is left: it drops it by name.
 */
class LoopTestCase : public TestCase
{
  public:
    LoopTestCase()
        : TestCase("loops end")
    {
    }

  private:
    void DoRun() override
    {
        {
            PathNet net({"10.0.4.2>10.0.2.2"});
            net.MapAt(4, {"10.0.5.2"});
            net.MapAt(5, {"10.0.4.2"});
            net.sites.Ping(5000, 1, 2, 1);
            LispTestSites::Run(8);
            NS_TEST_EXPECT_MSG_EQ(net.legs, "1>4 4>5 ", "legs of two");
            NS_TEST_EXPECT_MSG_EQ(net.at[5]->GetDrops(LispDropReason::RTR_LOOP), 1, "dropped");
            NS_TEST_EXPECT_MSG_EQ(net.GetDrops(), 1, "once");
        }
        for (uint8_t ttl : {64, 63})
        {
            PathNet net({"10.0.4.2>10.0.2.2"});
            net.MapAt(4, {"10.0.5.2"});
            net.MapAt(5, {"10.0.6.2"});
            net.MapAt(6, {"10.0.4.2"});
            net.sites.Ping(5000, 1, 2, 1);
            net.sites.sockets.back()->SetIpTtl(ttl);
            LispTestSites::Run(8);
            const uint64_t rounds = net.at[4]->GetReencapsulated() +
                                    net.at[5]->GetReencapsulated() + net.at[6]->GetReencapsulated();
            NS_TEST_EXPECT_MSG_EQ(rounds, (ttl == 64 ? 31 : 30), "times round");
            // 30 legs after 1>4: the 31st RTR is, after 4, 5, 6, ..., number 4 again.
            NS_TEST_EXPECT_MSG_EQ(net.at[4]->GetDrops(LispDropReason::RTR_TTL_EXPIRED),
                                  (ttl == 64 ? 0 : 1),
                                  "TTL");
            NS_TEST_EXPECT_MSG_EQ(net.GetDrops(), (ttl == 64 ? 0 : 1), "no other drop");
        }
    }
};

/**
 * Method: the first hop of the path is an EID, 192.168.4.1, to be looked up (L): it is behind node
 * 4, a tunnel router of a third site that is an RTR besides. A ping at 5 s and one at 6 s.
 * Expected: the ITR asks for host 2 and then for the hop, 60 ms each; node 4 finds itself in the
 * path by its EID, after a miss of its own; with the miss for the reply, 1 + 120 + 20 + 60 + 20 + 1
 * + 82 ms. Warm: 1 + 40 + 1 + 22.
 */
class LookupTestCase : public TestCase
{
  public:
    LookupTestCase()
        : TestCase("a hop that is an EID")
    {
    }

  private:
    void DoRun() override
    {
        LispTestSites sites;
        LispHelper lisp;
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        for (const char* site : {"paris", "lyon", "dijon"})
        {
            lisp.AddSite(site, "correct horse");
        }
        lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
        lisp.InstallXtr(sites.nodes[2],
                        "lyon",
                        {"192.168.4.1(L)>10.0.2.2 1/100"},
                        {"192.168.2.0/24"});
        auto rtr = lisp.InstallXtr(sites.nodes[4], "dijon", {"10.0.4.2"}, {"192.168.4.0/24"});
        rtr->SetAttribute("Rtr", BooleanValue(true));
        lisp.AssignStreams(100);
        sites.Ping(5000, 1, 2, 1);
        sites.Ping(6000, 1, 2, 2);
        LispTestSites::Run(8);
        NS_TEST_EXPECT_MSG_EQ(sites.Echoes(), "1@5304 2@6064 ", "replies");
        NS_TEST_EXPECT_MSG_EQ(rtr->GetReencapsulated(), 2, "through the RTR");
    }
};

/**
 * Method: mistakes of a script.
 * Expected: one line each, and no RTR or locator.
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
        LispTestSites sites;
        LispHelper lisp;
        lisp.AddSite("lyon", "rhone");
        const auto& node = sites.nodes[4];
        const std::string name = "node " + std::to_string(node->GetId());
        NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallRtr(node, {"10.0.9.9"}); }),
                              "10.0.9.9 is not an address of " + name +
                                  ": accepted are 10.0.4.2, fd00:4::2",
                              "a foreign address");
        const auto bare = Say([&] { lisp.InstallRtr(CreateObject<Node>()); });
        NS_TEST_EXPECT_MSG_NE(bare.find("has no address"), std::string::npos, "no address");
        const auto install = [&](const std::string& locator) {
            return Say([&] { lisp.InstallXtr(node, "lyon", {locator}, {"192.168.4.0/24"}); });
        };
        NS_TEST_EXPECT_MSG_EQ(install("10.0.5.2>10.0.9.9"),
                              "10.0.9.9 is not an address of " + name +
                                  ": accepted are 10.0.4.2, fd00:4::2",
                              "ends elsewhere");
        NS_TEST_EXPECT_MSG_EQ(install("10.0.5.2>10.0.4.2(L)"),
                              "a path to " + name +
                                  " ends in an address to be looked up: expected one of the "
                                  "node's, without L",
                              "ends in an EID");
        NS_TEST_EXPECT_MSG_EQ(install("10.0.4.2>10.0.5.2>10.0.4.2"),
                              "bad path '10.0.4.2>10.0.5.2>10.0.4.2': an address comes twice; "
                              "expected up to 16 different routers, the last one the ETR",
                              "a loop");
        NS_TEST_EXPECT_MSG_EQ(node->GetObject<LispXtr>(), nullptr, "nothing done");
        lisp.InstallRtr(node);
        NS_TEST_EXPECT_MSG_EQ(node->GetObject<LispXtr>()->GetRlocs().size(), 2, "all addresses");
        NS_TEST_EXPECT_MSG_EQ(Say([&] { lisp.InstallRtr(node); }),
                              name + " is a LISP tunnel router already",
                              "twice");
    }
};

/// The suite.
class ExplicitPathTestSuite : public TestSuite
{
  public:
    ExplicitPathTestSuite()
        : TestSuite("lisp-system-explicit-path", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new PathTakenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChangeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StrictTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LoopTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LookupTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

ExplicitPathTestSuite g_suite; ///< registers itself

} // namespace
