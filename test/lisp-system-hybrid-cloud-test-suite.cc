/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/hybrid-study.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief A workload that moves from the enterprise into the cloud.
 *
 * Of HybridNetwork: the enterprise is 40 ms from users and cloud, these 5 ms from each other; an
 * uplink is 0.5 ms, a link behind a router 0.1 ms. On all links together a packet takes less than
 * 20 us.
 *
 * To the workload in the enterprise it is 0.5 + 40 + 0.5 + 0.1 = 41.1 ms from the user, and 1 ms
 * more by the proxy, up and down its uplink. Into the cloud it is 0.5 + 5 + 0.5 + 0.1 + 0.1 = 6.2
 * ms; 7.2 ms by the proxy, and 1 ms more by the RTR. Through the enterprise it is 0.5 + 40 + 0.5,
 * then 0.5 + 40 + 0.5 + 0.1 + 0.1: 82.2 ms.
 */

namespace
{

/**
 * Method: one of the systems, with 1 s from the workload's stop at 10 s to its start.
 * Expected: medians of the user's delays as in the file's comment. Back to the user the workload's
 * answers take 6.2 ms and, with LISP, 1 ms more by the proxy ETR or the RTR. From the database it
 * is 0.2 ms before, and 0.1 + 0.5 + 40 + 0.5 + 0.1 + 0.1 = 41.3 ms after, 1 ms more by the RTR. No
 * packet is lost but those for a workload that is off or has gone.
 */
class HybridSystemTestCase : public TestCase
{
  public:
    /// @param system which @param before the user's delay @param after the same, later @param trip
    /// of the user's ping, later @param database the delay from there, later; all in milliseconds
    HybridSystemTestCase(HybridSystem system,
                         double before,
                         double after,
                         double trip,
                         double database)
        : TestCase(std::string("a move into the cloud: ") + ToString(system)),
          m_system(system),
          m_before(before),
          m_after(after),
          m_trip(trip),
          m_database(database)
    {
    }

  private:
    void DoRun() override
    {
        constexpr double slack = .02;
        HybridNetworkOptions options;
        options.system = m_system;
        HybridStudy study(options, Seconds(1), 100);
        study.Run();
        const auto& flows = study.GetFlows();
        NS_TEST_ASSERT_MSG_EQ(flows.size(), 6, "flows");
        NS_TEST_EXPECT_MSG_EQ(flows[0].name, "user-to-app", "the first");
        NS_TEST_EXPECT_MSG_EQ_TOL(flows[0].delaysBefore.p50 * 1e3, m_before, slack, "before");
        NS_TEST_EXPECT_MSG_EQ_TOL(flows[0].delaysAfter.p50 * 1e3, m_after, slack, "after");
        NS_TEST_EXPECT_MSG_EQ_TOL(flows[1].delaysAfter.p50 * 1e3, m_trip, slack, "and back");
        NS_TEST_EXPECT_MSG_EQ_TOL(flows[4].delaysBefore.p50 * 1e3, .2, slack, "at home");
        NS_TEST_EXPECT_MSG_EQ_TOL(flows[4].delaysAfter.p50 * 1e3, m_database, slack, "database");
        for (const auto& flow : flows)
        {
            for (const auto& [reason, count] : flow.lostByReason)
            {
                NS_TEST_EXPECT_MSG_EQ((reason == "interface-down" || reason == "lisp-etr-eid-away"),
                                      true,
                                      flow.name + " lost by " + reason);
            }
            NS_TEST_EXPECT_MSG_EQ(flow.pathAfter.back(), "app", flow.name + " arrives");
        }
        Simulator::Destroy();
        Names::Clear();
    }

    HybridSystem m_system; ///< which
    double m_before;       ///< milliseconds
    double m_after;        ///< milliseconds
    double m_trip;         ///< milliseconds
    double m_database;     ///< milliseconds
};

/**
 * Method: with LISP, the packets that the user's flow loses.
 * Expected: what comes to the workload's old place from its stop on: sent after 10 s - 42.1 ms, as
 * it takes that long. The last one has left the proxy before that has learned the new place, which
 * is this long after the workload's start: 0.1 ms to its router and 6.1 ms to the Map-Server (0.1 +
 * 0.5 + 5 + 0.5), 41 ms to the old router, which then solicits when the next packet comes, within
 * 10 ms; 41 ms to the proxy, 1 ms to the Map-Server, 6.1 ms to the new router, 6.1 ms back to the
 * proxy: 101.4 to 111.4 ms. The packet was sent 1 ms before. In all 1 s + 42.1 ms + 100.4 to 110.4
 * ms, a packet each 10 ms: 114 to 116. Of these, "lisp-etr-eid-away" are those that came to the old
 * router since it knows, at 11 s + 47.2 ms: sent 42 ms before that or later, in 95 to 105 ms, 9 to
 * 11 packets.
 */
class HybridLossTestCase : public TestCase
{
  public:
    HybridLossTestCase()
        : TestCase("what a move into the cloud costs")
    {
    }

  private:
    void DoRun() override
    {
        HybridStudy study(HybridNetworkOptions{}, Seconds(1), 100);
        study.Run();
        const auto& flow = study.GetFlows().front();
        NS_TEST_EXPECT_MSG_GT(flow.lost, 113, "from the stop to the last one astray");
        NS_TEST_EXPECT_MSG_LT(flow.lost, 117, "from the stop to the last one astray");
        const auto away = flow.lostByReason.at("lisp-etr-eid-away");
        NS_TEST_EXPECT_MSG_GT(away, 8, "since the old router knows");
        NS_TEST_EXPECT_MSG_LT(away, 12, "since the old router knows");
        NS_TEST_EXPECT_MSG_EQ(flow.lostByReason.at("interface-down") + away, flow.lost, "the rest");
        Simulator::Destroy();
        Names::Clear();
    }
};

/**
 * Method: the names of systems.
 * Expected: each is read as it is written; another one is refused with what is accepted.
 */
class HybridNamesTestCase : public TestCase
{
  public:
    HybridNamesTestCase()
        : TestCase("names of systems")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto* name : {"lisp", "lisp-nat", "triangular"})
        {
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(ParseHybridSystem(name))), name, "the same");
        }
        std::string said;
        try
        {
            ParseHybridSystem("vpn");
        }
        catch (const std::invalid_argument& e)
        {
            said = e.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said,
                              "system 'vpn': accepted: lisp, lisp-nat, triangular",
                              "refused");
    }
};

/// The suite.
class HybridCloudTestSuite : public TestSuite
{
  public:
    HybridCloudTestSuite()
        : TestSuite("lisp-system-hybrid-cloud", TestSuite::Type::SYSTEM)
    {
        const auto add =
            [this](HybridSystem system, double before, double after, double trip, double database) {
                AddTestCase(new HybridSystemTestCase(system, before, after, trip, database),
                            compat::TestDuration<>::QUICK);
            };
        add(HybridSystem::LISP, 42.1, 7.2, 14.4, 41.3);
        add(HybridSystem::LISP_NAT, 42.1, 8.2, 15.4, 42.3);
        add(HybridSystem::TRIANGULAR, 41.1, 82.2, 88.4, 41.3);
        AddTestCase(new HybridLossTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HybridNamesTestCase, compat::TestDuration<>::QUICK);
    }
};

HybridCloudTestSuite g_suite; ///< registers itself

} // namespace
