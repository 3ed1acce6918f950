/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tenants-test-network.h"

#include "ns3/lisp-etr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-server.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <tuple>

using namespace ns3;

/**
 * @file
 * @brief Who may send to a tenant's hosts: with the helper's defaults, whoever sends from where the
 * mapping system says that the inner source is (RFC 9300 section 16). The network is that of
 * TenantsTestNetwork, in which a message takes 20 ms from one node to another, and some
 * microseconds for its octets.
 */

namespace
{

constexpr uint32_t RED = TenantsTestNetwork::RED; ///< instance

/// @param time a time @return whole milliseconds
int64_t
Whole(Time time)
{
    return time.GetMilliSeconds();
}

/**
 * Method: red's host 1 sends to its host 2, which answers nothing, from 5 s on, every 100 ms.
 * Expected: none of the 100 is lost, although router 2 never asked for host 1 before, and the first
 * two are late. The Map-Request of router 1 goes to the mapping system, from there to router 2,
 * and the Map-Reply back: 3 * 20 ms, after which the packet goes out; it is at router 2 at 80 ms.
 * The same takes router 2 60 ms for host 1: it is delivered at 140 ms. The second, sent at 100 ms,
 * is at router 2 at 120 ms, waits with it, and comes with it. The third comes after its 20 ms, at
 * 220 ms. Each router has asked once.
 */
class OneWayTestCase : public TestCase
{
  public:
    OneWayTestCase()
        : TestCase("one way: first packets are late, not lost")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        net.Send("red1", 2, 100);
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.Describe("red2"), "100 octets 100 times ", "all come");
        const auto& times = net.arrivals["red2"];
        NS_TEST_ASSERT_MSG_GT(times.size(), 3, "some came");
        NS_TEST_EXPECT_MSG_EQ(Whole(times[0]), 5140, "the first");
        NS_TEST_EXPECT_MSG_EQ(Whole(times[1]), 5140, "the second, with it");
        NS_TEST_EXPECT_MSG_EQ(Whole(times[2]), 5220, "the third");
        NS_TEST_EXPECT_MSG_EQ(net.asked[1], 1, "router 1 asked for the destination");
        NS_TEST_EXPECT_MSG_EQ(net.asked[2], 1, "router 2 asked for the source");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 0, "at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetTotalDrops(), 0, "at router 2");
    }
};

/**
 * Method: the same, 200 packets, the first at 5 s, the k-th after it at k - 1/2 ms.
 * Expected: what waits is 16 at either router. Router 1: the answer comes at 60 ms; up to then come
 * the first and k = 1 to 60, of which 61 - 16 = 45 are dropped. Router 2: the 16 come at 80 ms and
 * take the room; its answer comes at 140 ms, and k = 61 (sent at 60.5 ms) to k = 120 (119.5 + 20
 * ms) are there before it: 60 are dropped. 200 - 45 - 60 = 95 are delivered.
 */
class FastTestCase : public TestCase
{
  public:
    FastTestCase()
        : TestCase("one way, fast: as many wait as may")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        net.Send("red1", 2, 100, Seconds(5), MilliSeconds(1), 1);
        net.Send("red1", 2, 100, Seconds(5) + MicroSeconds(500), MilliSeconds(1), 199);
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ITR_PENDING_EID_FULL),
                              45,
                              "at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetDrops(LispDropReason::ETR_SOURCE_PENDING_FULL),
                              60,
                              "at router 2");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetTotalDrops(), 60, "no more at router 2");
        NS_TEST_EXPECT_MSG_EQ(net.Describe("red2"), "100 octets 95 times ", "the rest");
    }
};

/**
 * Method: router 3, which is not red's, sends one packet in red to red's host 1. Its inner source
 * is red's host 2, which has a mapping; an address that no EID-prefix holds; or a neighbour of host
 * 1. Its outer source is router 3's own, or router 2's. At 3 s, when nobody has sent (cold), or at
 * 10 s, with traffic of all hosts (warm). IPv4 and IPv6 as EIDs and as locators, in each mix.
 * Expected: with its own outer source none comes to the host, and each is dropped as
 * lisp-etr-spoofed-source and by no other name; nor does one with router 2's, unless the inner
 * source is what is behind router 2. That one arrives: nothing in it tells it from a packet of
 * router 2's (RFC 9300 section 8: the instance ID is not protected). Traffic of hosts is as it is
 * without that.
 */
class IntruderTestCase : public TestCase
{
  public:
    /// @param ipv6Eids what hosts have @param ipv6Rlocs what routers have
    IntruderTestCase(bool ipv6Eids, bool ipv6Rlocs)
        : TestCase("a router that is not the tenant's: IPv" + std::string(ipv6Eids ? "6" : "4") +
                   " in IPv" + (ipv6Rlocs ? "6" : "4")),
          m_ipv6Eids(ipv6Eids),
          m_ipv6Rlocs(ipv6Rlocs)
    {
    }

  private:
    void DoRun() override
    {
        for (const bool isWarm : {false, true})
        {
            for (const uint32_t outerSource : {3, 2})
            {
                // Behind router 2, behind none, behind router 1.
                for (const uint32_t behind : {2, 9, 1})
                {
                    Intrude(isWarm, outerSource, behind);
                }
            }
        }
    }

    /// @param isWarm whether there is traffic @param outerSource whose address
    /// @param behind the router that the inner source is behind
    void Intrude(bool isWarm, uint32_t outerSource, uint32_t behind)
    {
        const std::string what = std::string(isWarm ? "warm" : "cold") + ", as router " +
                                 std::to_string(outerSource) + ", from a host behind router " +
                                 std::to_string(behind);
        TenantsTestNetwork net(m_ipv6Eids, m_ipv6Rlocs);
        if (isWarm)
        {
            net.SendAll();
        }
        const auto source = net.GetEid(behind, behind == 1 ? 77 : 9);
        net.Forge(Seconds(isWarm ? 10 : 3), {3, 1, RED, outerSource, source, net.GetEid(1)});
        Simulator::Stop(Seconds(isWarm ? 17 : 5));
        Simulator::Run();
        const bool isHidden = outerSource == 2 && behind == 2;
        NS_TEST_EXPECT_MSG_EQ(net.received["red1"][TenantsTestNetwork::FORGED],
                              (isHidden ? 1U : 0U),
                              what << ": delivered");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ETR_SPOOFED_SOURCE),
                              (isHidden ? 0U : 1U),
                              what << ": dropped");
        for (const uint32_t number : {1, 2, 3})
        {
            NS_TEST_EXPECT_MSG_EQ(net.xtrs[number]->GetTotalDrops(),
                                  (isHidden || number != 1 ? 0U : 1U),
                                  what << ": drops at router " << number);
        }
        net.received["red1"].erase(TenantsTestNetwork::FORGED);
        for (const auto& [host, expected] : TenantsTestNetwork::GetExpected())
        {
            NS_TEST_EXPECT_MSG_EQ(net.Describe(host),
                                  (isWarm ? expected : ""),
                                  what << ", " << host);
        }
    }

    bool m_ipv6Eids;  ///< what hosts have
    bool m_ipv6Rlocs; ///< what routers have
};

/**
 * Method: TenantSourceCheck is set to another value, or SourceCheck, and router 3 sends one packet
 * in red to red's host 1 from its own outer source, with red's host 2 as its inner source, before
 * any traffic.
 * Expected: Off and Loose deliver it, since the map-cache has nothing against it; Strict drops it,
 * and does not ask. What SourceCheck says is for other instances.
 */
class ChoiceTestCase : public TestCase
{
  public:
    ChoiceTestCase()
        : TestCase("other checks, as a script wants them")
    {
    }

  private:
    void DoRun() override
    {
        using Row = std::tuple<std::string, std::string, uint32_t, uint32_t>;
        for (const auto& [attribute, value, delivered, asked] :
             {Row("TenantSourceCheck", "Off", 1, 0),
              Row("TenantSourceCheck", "Loose", 1, 0),
              Row("TenantSourceCheck", "Strict", 0, 0),
              Row("TenantSourceCheck", "Verify", 0, 1),
              Row("SourceCheck", "Off", 0, 1)})
        {
            const auto name = attribute;
            const auto setting = value;
            TenantsTestNetwork net(false, false, [&name, &setting](LispHelper& lisp) {
                lisp.SetXtrAttribute(name, StringValue(setting));
            });
            net.Forge(Seconds(3), {3, 1, RED, 3, "10.2.0.9", "10.1.0.9"});
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            const auto what = name + " " + setting;
            NS_TEST_EXPECT_MSG_EQ(net.received["red1"][TenantsTestNetwork::FORGED],
                                  delivered,
                                  what);
            NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ETR_SPOOFED_SOURCE),
                                  1 - delivered,
                                  what);
            NS_TEST_EXPECT_MSG_EQ(net.asked[1], asked, what);
        }
    }
};

/**
 * Method: router 3 sends 200 packets in red to red's host 1 from its own outer source, each from
 * another inner source: the first at 3 s, the k-th after it at k - 1/2 ms. The inner sources are in
 * red's subnet behind router 2, or in one that nobody has. Meanwhile blue's host 2, of whom router
 * 1 has not heard, sends to its host 1, from 3 s on, every 100 ms. Expected: none of the 200 comes
 * to a host, and blue's 100 all do: each outer source has room of its own. Sources behind router 2
 * are asked for one by one, since one of them may have moved, but no more than 100 in a second; the
 * other 100 are dropped at once. That the others are no EIDs the Map-Server says itself, after 40
 * ms, and for all of them. Up to then come the first and k = 1 to 40 (39.5 ms), and are asked
 * for: 41. What comes later is dropped without a question. Router 1 asks once more for blue's host
 * 2; and router 3 has no part in it but what it makes up.
 */
class FloodTestCase : public TestCase
{
  public:
    FloodTestCase()
        : TestCase("a flood of made-up sources")
    {
    }

  private:
    void DoRun() override
    {
        Flood(2, 100, 100);
        Flood(9, 41, 0);
    }

    /// @param behind the router that the inner sources are behind @param asked how many are asked
    /// for @param limited how many are too many
    void Flood(uint32_t behind, uint32_t asked, uint32_t limited)
    {
        TenantsTestNetwork net;
        for (uint32_t k = 0; k < 200; ++k)
        {
            const Time at = Seconds(3) + (k == 0 ? Time(0) : MicroSeconds(1000 * k - 500));
            net.Forge(at, {3, 1, RED, 3, net.GetEid(behind, 20 + k), "10.1.0.9"});
        }
        net.Send("blue2", 1, 200, Seconds(3));
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        const auto what = "behind router " + std::to_string(behind);
        NS_TEST_EXPECT_MSG_EQ(net.Describe("red1"), "", what);
        NS_TEST_EXPECT_MSG_EQ(net.Describe("blue1"), "200 octets 100 times ", what);
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ETR_SPOOFED_SOURCE),
                              200 - limited,
                              what);
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ETR_SOURCE_LOOKUP_RATE),
                              limited,
                              what);
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 200, what << ": nothing else");
        NS_TEST_EXPECT_MSG_EQ(net.asked[1], asked + 1, what << ": Map-Requests");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetPending(), 0, what << ": nothing waits");
    }
};

/**
 * Method: red has 10.5.0.0/24 behind router 1, which sends a packet from 10.5.0.9 to red's host 2
 * at 3 s. At 4 s the prefix goes to router 2's neighbour in the site, router 5. At 6 s that one
 * sends such a packet, and at 7.5 s router 1 does once more.
 * Expected: the first two come: router 2 has the mapping of the first place, asks again because the
 * second packet is from another, and holds that until it knows. The last one is dropped. Router 2
 * has asked three times.
 */
class MovedTestCase : public TestCase
{
  public:
    MovedTestCase()
        : TestCase("a prefix that moved is followed")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        net.nodes.push_back(net.network.AddNode());
        net.xtrs.emplace_back();
        net.AddRouter(5, "shared");
        net.lisp.AddPrefix(net.nodes[1], "[7]10.5.0.0/24");
        const auto prefix = EidPrefix::FromString("10.5.0.0/24", RED);
        net.Forge(Seconds(3), {1, 2, RED, 1, "10.5.0.9", "10.2.0.9"});
        Simulator::Schedule(Seconds(4), [&net, &prefix]() {
            net.nodes[1]->GetObject<LispEtr>()->RemovePrefix(prefix);
        });
        Simulator::Schedule(Seconds(5), [this, &net, &prefix]() {
            NS_TEST_EXPECT_MSG_EQ(net.Describe("red2"), "300 octets 1 times ", "from router 1");
            net.nodes[5]->GetObject<LispEtr>()->AddPrefix(prefix, {});
        });
        net.Forge(Seconds(6), {5, 2, RED, 5, "10.5.0.9", "10.2.0.9"});
        net.Forge(Seconds(7.5), {1, 2, RED, 1, "10.5.0.9", "10.2.0.9"});
        Simulator::Stop(Seconds(9));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.Describe("red2"), "300 octets 2 times ", "and from router 5");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetDrops(LispDropReason::ETR_SPOOFED_SOURCE),
                              1,
                              "router 1's last one");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetTotalDrops(), 1, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(net.asked[2], 3, "asked for each");
    }
};

/**
 * Method: router 3, which is not red's, asks the mapping system for red's host 1 at 3 s. At 4 s it
 * registers [7]10.7.0.0/24, which nobody has, with the key of its site, and at 6 s sends to red's
 * host 1 from 10.7.0.9, with its own outer source.
 * Expected: it is told that red's host 1 is behind router 1. A Map-Request is not signed, and the
 * standard has no rule of who may ask (RFC 9301 section 5.2): who can send to the mapping system
 * knows each tenant's locators. The Map-Register is refused, because its site may not register that
 * (section 8.2); the ETR repeats it, so that is counted at least once. The packet is dropped: the
 * prefix is nobody's.
 */
class StrangerTestCase : public TestCase
{
  public:
    StrangerTestCase()
        : TestCase("what the mapping system tells and takes of another tenant")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        const auto wanted = EidPrefix::FromString("10.1.0.9/32", RED);
        const auto own = EidPrefix::FromString("10.7.0.0/24", RED);
        Simulator::Schedule(Seconds(3), [&net, &wanted]() {
            net.nodes[3]->GetObject<LispItr>()->Resolve(wanted, NetworkAddress());
        });
        Simulator::Schedule(Seconds(4), [&net, &own]() {
            net.nodes[3]->GetObject<LispEtr>()->AddPrefix(own, {});
        });
        net.Forge(Seconds(6), {3, 1, RED, 3, "10.7.0.9", "10.1.0.9"});
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        const auto* entry = net.xtrs[3]->PeekMapping(RED, wanted.GetAddress());
        NS_TEST_ASSERT_MSG_EQ((entry && entry->locators), true, "told");
        NS_TEST_EXPECT_MSG_EQ(entry->locators->ToString(), "10.0.1.2 1/100", "where it is");
        NS_TEST_EXPECT_MSG_GT(net.GetControlDrops(4, LispControlDrop::EID_NOT_ALLOWED),
                              0,
                              "the Map-Register");
        const auto& registrations = net.nodes[4]->GetObject<LispMapServer>()->GetRegistrations();
        NS_TEST_EXPECT_MSG_EQ((registrations.Find(own) == nullptr), true, "not registered");
        NS_TEST_EXPECT_MSG_EQ(net.Describe("red1"), "", "nothing came");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ETR_SPOOFED_SOURCE),
                              1,
                              "dropped");
    }
};

/**
 * @brief The suite.
 */
class TenantSourcesTestSuite : public TestSuite
{
  public:
    TenantSourcesTestSuite()
        : TestSuite("lisp-system-tenant-sources", Type::SYSTEM)
    {
        AddTestCase(new OneWayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FastTestCase, compat::TestDuration<>::QUICK);
        for (const bool ipv6Eids : {false, true})
        {
            for (const bool ipv6Rlocs : {false, true})
            {
                AddTestCase(new IntruderTestCase(ipv6Eids, ipv6Rlocs),
                            compat::TestDuration<>::QUICK);
            }
        }
        AddTestCase(new ChoiceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FloodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MovedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StrangerTestCase, compat::TestDuration<>::QUICK);
    }
};

TenantSourcesTestSuite g_tenantSourcesTestSuite; ///< the suite

} // namespace
