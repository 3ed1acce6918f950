/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multicast-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief Signal-free multicast over whole sites: one source, three sites with receivers, one whose
 * receiver comes and goes, replication at the ITR and at an RTR.
 *
 * The source, host 1, sends a packet at 2.9005 s and one a millisecond from 3.0005 s on. On its way
 * a packet takes 1 ms to the ITR, 20 ms to an ETR and 1 ms to the host: 22 ms; by an RTR 20 ms
 * more: 42 ms. Asking the mapping system takes 40 ms there and back, once at each router that
 * replicates; the first packet waits for that.
 *
 * A host that joins at t is known to its ETR at t + 1 ms, to the Map-Server at t + 21 ms, to who
 * replicates at t + 41 ms (Map-Notify). The first packet that passes there afterwards comes at half
 * a millisecond, t + 41.5 ms, and is with the host 21 ms later: a join takes 62.5 ms, whoever
 * replicates. A host that leaves at t is asked for twice, a second apart, by a router that learned
 * of it at t + 1 ms; at t + 2001 ms the group is left, at t + 2041 ms there are no more copies.
 */

namespace
{

constexpr int64_t BEFORE = 2900500; //!< microseconds, the first packet
constexpr int64_t FIRST = 3000500;  //!< microseconds, the second one
constexpr uint32_t STREAM = 8000;   //!< packets from then on: the last one at 10.9995 s
constexpr uint32_t COUNT = 8001;    //!< packets
/// What serialisation adds at most to a way: 10 messages of 200 octets at 1 Gbit/s are 16 us.
constexpr int64_t SLACK = 30;

/**
 * @brief Members come and go by IGMP.
 */
class MembersTestCase : public TestCase
{
  public:
    /// @param isByRtr whether an RTR replicates
    explicit MembersTestCase(bool isByRtr)
        : TestCase(isByRtr ? "an RTR replicates" : "the ITR replicates"),
          m_isByRtr(isByRtr)
    {
    }

  private:
    /**
     * Method: hosts 2, 3 and 4 join at 2 s; host 5 joins at 5 s and leaves at 7 s.
     * Expected: hosts 2, 3 and 4 get each of the 8,001 packets once. The first waits for the
     * mapping system: 62 ms by the ITR, 122 ms by the RTR, which has to ask as well; later ones
     * take 22 and 42 ms. Host 5 gets what passes the replicating router from 5.0415 s to
     * before 9.001 s less the way to its ETR, 20 ms: from 5.0415 s to 8.9805 s, a packet a
     * millisecond, 3,940 of them, the first at 5.0625 s. What passes from 8.9815 s to 9.0405 s, 60
     * packets, comes to an ETR that has left, and is dropped there by name. The source's own host
     * gets nothing.
     *
     * Copies: three of each packet, and 4,000 for site 5 (5.0415 s to 9.0405 s): 28,003. With the
     * RTR they are its, and one of each packet leaves the source's router: 8,001.
     */
    void DoRun() override
    {
        MulticastNet net;
        net.DetectMembers();
        if (m_isByRtr)
        {
            net.lisp.UseReplicator(net.nodes[MulticastNet::RTR], "239.0.0.0/8");
        }
        for (uint32_t site = 2; site <= 4; ++site)
        {
            net.Join(site, 2000);
        }
        net.Join(5, 5000);
        net.Leave(5, 7000);
        net.Send(BEFORE, 1);
        net.Send(FIRST, STREAM, 1000, MulticastNet::GROUP, 1);
        MulticastNet::Run(12);

        const int64_t way = m_isByRtr ? 42000 : 22000;
        const int64_t first = m_isByRtr ? 122000 : 62000;
        for (uint32_t site = 2; site <= 4; ++site)
        {
            const auto& got = net.arrivals[site];
            NS_TEST_ASSERT_MSG_EQ(got.copies.size(), COUNT, "each packet at host " << site);
            NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(site), 1, "and each once");
            NS_TEST_EXPECT_MSG_EQ_TOL(got.delays.front(), first, SLACK, "asking takes 40 ms");
            NS_TEST_EXPECT_MSG_EQ_TOL(got.delays.back(), way, SLACK, "the way");
        }
        const auto& late = net.arrivals[5];
        NS_TEST_ASSERT_MSG_EQ(late.copies.size(), 3940, "while it is a member");
        NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(5), 1, "and each once");
        NS_TEST_EXPECT_MSG_EQ_TOL(late.times.front(), 5062500, SLACK, "a join takes 62.5 ms");
        NS_TEST_EXPECT_MSG_EQ_TOL(late.times.back(), 9001500, SLACK, "the last one");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(5)->GetDrops(LispDropReason::ETR_GROUP_NOT_JOINED),
                              60,
                              "copies under way when it left");
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[1].times.size(), 0, "the sender gets nothing back");

        const uint64_t copies = 3 * COUNT + 4000;
        NS_TEST_EXPECT_MSG_EQ(net.uplinkData, (m_isByRtr ? COUNT : copies), "the source's uplink");
        NS_TEST_EXPECT_MSG_EQ(net.Replicator(1)->GetReplicated(), COUNT, "packets");
        NS_TEST_EXPECT_MSG_EQ(net.Replicator(1)->GetCopies(),
                              (m_isByRtr ? COUNT : copies),
                              "copies");
        if (m_isByRtr)
        {
            NS_TEST_EXPECT_MSG_EQ(net.Replicator(MulticastNet::RTR)->GetCopies(), copies, "RTR");
        }
        uint64_t drops = 0;
        for (uint32_t number = 1; number <= MulticastNet::RTR; ++number)
        {
            drops += net.Xtr(number)->GetTotalDrops();
        }
        NS_TEST_EXPECT_MSG_EQ(drops, 60, "nothing else is dropped");
        NS_TEST_EXPECT_MSG_EQ(net.server->GetPendingNotifies(), 0, "Map-Notifies are acknowledged");
    }

    const bool m_isByRtr; //!< see the constructor
};

/**
 * @brief IPv6 groups, and sources by name, joined by a script.
 */
class ScriptTestCase : public TestCase
{
  public:
    ScriptTestCase()
        : TestCase("IPv6, and one source")
    {
    }

  private:
    /**
     * Method: at 2 s sites 2 and 3 join ff0e::5 from any source, site 4 from host 1, site 5 from a
     * host that does not send. Host 1 sends 100 packets from 3.0005 s on, one each 10 ms. At 3.5 s
     * site 3 leaves.
     * Expected: hosts 2 and 4 get all packets once, those that wait for the list too; host 5 none.
     * Site 3 leaves at 3.5 s at its router: the last packet to arrive there before is that of
     * 3.4705 s, at 3.4915 s, the 48th. The Map-Server knows at 3.52 s, the ITR at 3.54 s: what
     * passes there up to 3.5315 s, the packets of 3.4805 s to 3.5305 s, 6 of them, are dropped at
     * site 3.
     */
    void DoRun() override
    {
        MulticastNet net(true);
        const std::string group = MulticastNet::GROUP6;
        Simulator::Schedule(Seconds(2), [&]() {
            net.lisp.JoinGroup(net.nodes[2], net.ports[2], group);
            net.lisp.JoinGroup(net.nodes[3], net.ports[3], group);
            net.lisp.JoinGroup(net.nodes[4], net.ports[4], group, "fd11:1::9");
            net.lisp.JoinGroup(net.nodes[5], net.ports[5], group, "fd11:1::77");
        });
        Simulator::Schedule(Seconds(3.5),
                            [&]() { net.lisp.LeaveGroup(net.nodes[3], net.ports[3], group); });
        net.Send(FIRST, 100, 10000, group);
        MulticastNet::Run(6);
        for (const uint32_t site : {2, 4})
        {
            NS_TEST_ASSERT_MSG_EQ(net.arrivals[site].copies.size(), 100, "host " << site);
            NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(site), 1, "once");
            NS_TEST_EXPECT_MSG_EQ_TOL(net.arrivals[site].delays.back(), 22000, SLACK, "the way");
        }
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[3].copies.size(), 48, "host 3");
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[5].copies.size(), 0, "host 5");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(3)->GetDrops(LispDropReason::ETR_GROUP_NOT_JOINED),
                              6,
                              "under way when it left");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(1)->GetTotalDrops(), 0, "nothing is lost at the ITR");
    }
};

/**
 * @brief Two routers replicate: one after the other, or side by side.
 */
class TreeTestCase : public TestCase
{
  public:
    /// @param level of node 5; node 6 has level 0
    explicit TreeTestCase(uint8_t level)
        : TestCase(level == 0 ? "two RTRs of a level" : "two levels of RTRs"),
          m_level(level)
    {
    }

  private:
    /**
     * Method: node 6 replicates at level 0; node 5, which has a site as well, at level 0 or 1.
     * Hosts 2, 3, 4 and 5 join. Host 1 sends 100 packets from 3.0005 s on, one each 10 ms.
     * Expected: each host gets each packet once.
     *
     * Level 1: the ITR sends to 6, 6 to 5, and 5 to 2, 3 and 4 and to its own port: 100, 100 and
     * 300 copies. To host 2 it takes 1 + 20 + 20 + 20 + 1 = 62 ms, to host 5 20 ms less. The first
     * packet waits 40 ms at each of the three.
     *
     * Level 0: the ITR sends to both, 200 copies. Of the receivers 2, 3 and 4 (5 is in the list
     * already) the first and the third are those of 5, the lower address, and the second is that of
     * 6: 200 and 100 copies. To host 2 it takes 42 ms, to host 5 22 ms; the first packet waits
     * twice.
     */
    void DoRun() override
    {
        MulticastNet net;
        net.DetectMembers();
        net.lisp.UseReplicator(net.nodes[MulticastNet::RTR], "239.0.0.0/8");
        net.lisp.UseReplicator(net.nodes[5], "239.0.0.0/8", m_level);
        for (uint32_t site = 2; site <= 5; ++site)
        {
            net.Join(site, 2000);
        }
        net.Send(FIRST, 100, 10000);
        MulticastNet::Run(6);
        const int64_t hops = m_level == 0 ? 0 : 20000;
        for (uint32_t site = 2; site <= 5; ++site)
        {
            NS_TEST_ASSERT_MSG_EQ(net.arrivals[site].copies.size(), 100, "host " << site);
            NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(site), 1, "once");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(net.arrivals[2].delays.back(), 42000 + hops, SLACK, "host 2");
        NS_TEST_EXPECT_MSG_EQ_TOL(net.arrivals[5].delays.back(), 22000 + hops, SLACK, "host 5");
        NS_TEST_EXPECT_MSG_EQ_TOL(net.arrivals[2].delays.front(),
                                  122000 + 3 * hops,
                                  SLACK,
                                  "the first packet");
        NS_TEST_EXPECT_MSG_EQ(net.uplinkData, (m_level == 0 ? 200 : 100), "the source's uplink");
        NS_TEST_EXPECT_MSG_EQ(net.Replicator(MulticastNet::RTR)->GetCopies(), 100, "node 6");
        NS_TEST_EXPECT_MSG_EQ(net.Replicator(5)->GetCopies(), (m_level == 0 ? 200 : 300), "node 5");
        for (uint32_t number = 1; number <= MulticastNet::RTR; ++number)
        {
            NS_TEST_EXPECT_MSG_EQ(net.Xtr(number)->GetTotalDrops(), 0, "node " << number);
        }
    }

    const uint8_t m_level; //!< see the constructor
};

/**
 * @brief A host that sends to groups that nobody has joined.
 */
class FloodTestCase : public TestCase
{
  public:
    FloodTestCase()
        : TestCase("groups without members")
    {
    }

  private:
    /**
     * Method: host 1 sends to 1,000 groups, a packet each millisecond from 3 s on, and again from 5
     * s on; beside that 100 packets to the group that host 2 has joined, one each 10 ms.
     * Expected: host 2 gets its packets once. Each group is asked for once, 1,001 Map-Requests; the
     * packet that waits, and the second one, are dropped for want of receivers: 2,000. The
     * Map-Server remembers 1,001 groups that were asked for; nothing goes to the core for them, 100
     * copies in all.
     */
    void DoRun() override
    {
        MulticastNet net;
        net.DetectMembers();
        net.Join(2, 2000);
        net.Send(FIRST, 100, 10000);
        for (uint32_t i = 0; i < 1000; ++i)
        {
            const auto group = "239.7." + std::to_string(i / 250) + "." + std::to_string(i % 250);
            net.Send(3000000 + i * 1000, 2, 2000000, group, 1000);
        }
        MulticastNet::Run(8);
        NS_TEST_EXPECT_MSG_EQ(net.arrivals[2].copies.size(), 100, "host 2");
        NS_TEST_EXPECT_MSG_EQ(net.GetMostCopies(2), 1, "once");
        NS_TEST_EXPECT_MSG_EQ(net.nodes[1]->GetObject<LispMulticastItr>()->GetSent(),
                              1001,
                              "Map-Requests");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(1)->GetDrops(LispDropReason::ITR_NO_RECEIVERS),
                              2000,
                              "no receivers");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(1)->GetTotalDrops(), 2000, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(net.server->GetInterests(), 1001, "asked for");
        NS_TEST_EXPECT_MSG_EQ(net.uplinkData, 100, "copies");
    }
};

/**
 * @brief The system suite of multicast.
 */
class LispSystemMulticastTestSuite : public TestSuite
{
  public:
    LispSystemMulticastTestSuite()
        : TestSuite("lisp-system-multicast", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new MembersTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new MembersTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new ScriptTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FloodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TreeTestCase(0), compat::TestDuration<>::QUICK);
        AddTestCase(new TreeTestCase(1), compat::TestDuration<>::QUICK);
    }
};

LispSystemMulticastTestSuite g_lispSystemMulticastTestSuite; //!< registers the suite

} // namespace
