/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tenants-test-network.h"

#include "ns3/lisp-etr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-server.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief Two tenants with the same addresses behind the same tunnel routers, and whoever would mix
 * them (RFC 9300 section 8: an instance ID makes an address space of its own). The network is that
 * of TenantsTestNetwork; from 5 s to 15 s each pair of hosts sends both ways, 100 packets. Who
 * sends in an instance that is not his: see lisp-system-tenant-sources.
 */

namespace
{

constexpr uint32_t RED = TenantsTestNetwork::RED; ///< instance

/**
 * @brief A test case that ends with a look at what each host has received.
 */
class ApartTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Expect that each host has what its own tenant sent to it, and nothing else. @param net the
    /// network
    void ExpectApart(TenantsTestNetwork& net)
    {
        for (const auto& [host, what] : TenantsTestNetwork::GetExpected())
        {
            NS_TEST_EXPECT_MSG_EQ(net.Describe(host), what, host);
        }
    }
};

/**
 * Method: all send; and red's host 1 sends 100 packets to 10.3.0.9, which only blue has. With IPv4
 * and IPv6 as EIDs and as locators, in each mix. (RFC 9300 section 8: "The Instance ID SHOULD NOT
 * be used with overlapping IPv6 EID addresses". What does so all the same is to be kept apart.)
 * Expected: each gets what its tenant sent to it (blue 1 that of two hosts). Of red's 100 to blue's
 * host not one leaves router 1: the mapping system knows no such EID in red, and red has no way out
 * of LISP, so each is dropped by that name. No other drop, and so no first packet of anybody lost.
 */
class OverlapTestCase : public ApartTestCase
{
  public:
    /// @param ipv6Eids what hosts have @param ipv6Rlocs what routers have
    OverlapTestCase(bool ipv6Eids, bool ipv6Rlocs)
        : ApartTestCase("overlapping prefixes, and an EID that only the other tenant has: IPv" +
                        std::string(ipv6Eids ? "6" : "4") + " in IPv" + (ipv6Rlocs ? "6" : "4")),
          m_ipv6Eids(ipv6Eids),
          m_ipv6Rlocs(ipv6Rlocs)
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net(m_ipv6Eids, m_ipv6Rlocs);
        net.SendAll();
        net.Send("red1", 3, 100);
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ITR_NO_NATIVE_ROUTE),
                              100,
                              "to the other tenant's");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 100, "at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetTotalDrops(), 0, "at router 2");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetTotalDrops(), 0, "at router 3");
    }

    bool m_ipv6Eids;  ///< what hosts have
    bool m_ipv6Rlocs; ///< what routers have
};

/**
 * Method: all send; from 10 s on router 3, which carries blue only, sends packets of 300 octets
 * that it has made up, each to 10.1.0.9 from 10.2.0.9: to router 1 in red, in an instance that
 * nobody has, and without an instance; and router 1's node sends one in red to router 3.
 * Expected: of these none comes to a host. In red: dropped, since red's 10.2.0.9 is behind router 2
 * by the mapping system, and not behind the outer source (RFC 9300 section 16); the unknown
 * instance: as that, at router 1 and, red itself, at router 3; without an instance: 10.1.0.9 is no
 * EID there.
 */
class ForgedTestCase : public ApartTestCase
{
  public:
    ForgedTestCase()
        : ApartTestCase("forged instance IDs")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        net.SendAll();
        net.Forge(Seconds(10.00), {3, 1, RED, 3, "10.2.0.9", "10.1.0.9"});
        net.Forge(Seconds(10.01), {3, 1, 99, 3, "10.2.0.9", "10.1.0.9"});
        net.Forge(Seconds(10.02), {3, 1, 0, 3, "10.2.0.9", "10.1.0.9"});
        net.Forge(Seconds(10.03), {1, 3, RED, 1, "10.2.0.9", "10.1.0.9"});
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        for (const auto reason : {LispDropReason::ETR_SPOOFED_SOURCE,
                                  LispDropReason::ETR_UNKNOWN_INSTANCE,
                                  LispDropReason::ETR_NOT_MY_EID})
        {
            NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 3, "nothing else at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetDrops(LispDropReason::ETR_UNKNOWN_INSTANCE),
                              1,
                              "red at router 3");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetTotalDrops(), 1, "nothing else at router 3");
    }
};

/**
 * Method: all send; router 3, asked by router 1 for blue's 10.3.0.9, answers with the nonce of that
 * Map-Request: first that red's 10.2.0.0/24 is at router 3; then the truth, and with it the same
 * lie; and registers the prefix with its own key.
 * Expected: the first Map-Reply covers nothing of what was asked for; of the second the one record
 * that does is taken, and the other refused; the ETR's own, true one comes for a nonce that is
 * answered. The Map-Server refuses the Map-Register, which is not signed with the key of shared,
 * whose prefix it is. Router 1's
 * mapping of red's 10.2.0.0/24, and the Map-Server's, is router 2's all the time, and each host
 * gets what it is to get.
 */
class PoisonTestCase : public ApartTestCase
{
  public:
    PoisonTestCase()
        : ApartTestCase("mapping cache poisoning across instances")
    {
    }

  private:
    void DoRun() override
    {
        TenantsTestNetwork net;
        m_net = &net;
        net.SendAll();
        net.GetControl(3)->TraceConnectWithoutContext(
            "Received",
            MakeCallback(&PoisonTestCase::HandleReceived, this));
        Simulator::Schedule(Seconds(9), [&net]() {
            net.nodes[3]->GetObject<LispEtr>()->AddPrefix(EidPrefix::FromString("10.2.0.0/24", RED),
                                                          {});
        });
        Simulator::Schedule(Seconds(12), [this]() { ExpectMapping(); });
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        NS_TEST_EXPECT_MSG_EQ(m_lies, 2, "Map-Replies with a lie");
        for (const auto reason : {LispControlDrop::REPLY_NOT_COVERING,
                                  LispControlDrop::REPLY_UNRELATED_RECORD,
                                  LispControlDrop::NONCE_NOT_OUTSTANDING})
        {
            NS_TEST_EXPECT_MSG_EQ(net.GetControlDrops(1, reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_GT(net.GetControlDrops(4, LispControlDrop::BAD_SIGNATURE),
                              0,
                              "the Map-Register");
        ExpectMapping();
    }

    /// Expect that red's 10.2.0.0/24 is at router 2 for router 1 and for the Map-Server.
    void ExpectMapping()
    {
        const auto prefix = EidPrefix::FromString("10.2.0.0/24", RED);
        const auto* entry = m_net->xtrs[1]->GetMapCache().Find(prefix);
        NS_TEST_ASSERT_MSG_EQ((entry && entry->locators), true, "a mapping");
        NS_TEST_EXPECT_MSG_EQ(entry->locators->ToString(), "10.0.2.2 1/100", "at router 1");
        const auto& registrations = m_net->nodes[4]->GetObject<LispMapServer>()->GetRegistrations();
        const auto* registration = registrations.Find(prefix);
        NS_TEST_ASSERT_MSG_NE(registration, nullptr, "a registration");
        const auto& locators = registration->GetRecord().locators;
        NS_TEST_ASSERT_MSG_EQ(locators.size(), 1, "of one locator");
        NS_TEST_EXPECT_MSG_EQ(*locators[0].GetNetworkAddress(),
                              ControlTestNetwork::Ipv4Of(2),
                              "router 2's");
    }

    /// @param message that router 3 received
    void HandleReceived(const LispMessage& message, const NetworkAddress&, const NetworkAddress&)
    {
        const auto* outer = std::get_if<LispEncapsulatedControl>(&message);
        const auto* request = std::get_if<LispMapRequest>(outer ? outer->inner.get() : &message);
        if (!request || m_lies > 0)
        {
            return;
        }
        LispLocator here;
        here.address = ControlTestNetwork::Ipv4Of(3);
        here.priority = 1;
        here.weight = 100;
        LispMappingRecord lie;
        lie.SetEidPrefix(EidPrefix::FromString("10.2.0.0/24", RED));
        lie.ttl = 1440;
        lie.authoritative = true;
        lie.locators = {here};
        LispMappingRecord truth = lie;
        truth.SetEidPrefix(EidPrefix::FromString("10.3.0.0/24", TenantsTestNetwork::BLUE));
        for (const auto& records : {std::vector<LispMappingRecord>{lie}, {truth, lie}})
        {
            LispMapReply reply;
            reply.nonce = request->nonce;
            reply.records = records;
            m_net->GetControl(3)->Send(
                reply,
                {ControlTestNetwork::Ipv4Of(1), ControlTestNetwork::Ipv4Of(3)});
            ++m_lies;
        }
    }

    TenantsTestNetwork* m_net{nullptr}; ///< the network
    int m_lies{0};                      ///< Map-Replies that router 3 made up
};

/**
 * @brief The suite.
 */
class TenantsTestSuite : public TestSuite
{
  public:
    TenantsTestSuite()
        : TestSuite("lisp-system-tenants", Type::SYSTEM)
    {
        for (const bool ipv6Eids : {false, true})
        {
            for (const bool ipv6Rlocs : {false, true})
            {
                AddTestCase(new OverlapTestCase(ipv6Eids, ipv6Rlocs),
                            compat::TestDuration<>::QUICK);
            }
        }
        AddTestCase(new ForgedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoisonTestCase, compat::TestDuration<>::QUICK);
    }
};

TenantsTestSuite g_tenantsTestSuite; ///< the suite

} // namespace
