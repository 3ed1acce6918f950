/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/content-network.h"
#include "ns3/lisp-reachability.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Copies of a content: which one serves whom, in which time, and what is lost when one dies,
 * request by request.
 *
 * Of ContentNetwork: places are drawn, so that the way between a client's and a copy's router, w,
 * is asked of the network. A request takes w, and 0.1 ms at either end, and so does the answer.
 * With 130 and 1130 octets on two links of 1 Gbit/s (2.08 and 18.08 us), and 36 more of them on two
 * or three of 10 Gbit/s (0.133 and 0.933 us each) it takes 22.3 to 23.4 us more. The copy's uplink
 * is the last 0.5 ms of w. Client n, from 0, asks n ms after 5 s first.
 */

namespace
{

constexpr double COPIES_START_S = 5;      //!< clients ask
constexpr double COPIES_FAIL_S = 10.0505; //!< a copy dies
constexpr double COPIES_BACK_S = 20.0505; //!< it is back
constexpr double COPIES_STOP_S = 24;      //!< clients stop
constexpr double HOST_S = 1e-4;           //!< between a router and its host
constexpr double OCTETS_S = 22.8e-6;      //!< on links
constexpr double OCTETS_SLACK_S = .7e-6;  //!< see the file's comment
constexpr uint32_t COPIES_CLIENTS = 4;    //!< of the cases with a copy that dies

/// When a client's router finds out that a locator is down, and up again.
struct CopyNotice
{
    double down_s{INFINITY}; //!< first
    double up_s{INFINITY};   //!< first
};

/// @param when gets the time, if there is none @param cause expected: probes
void
NoteCopy(double* when, const NetworkAddress& /* rloc */, RlocDownCause cause)
{
    if (cause == RlocDownCause::PROBE && std::isinf(*when))
    {
        *when = Simulator::Now().GetSeconds();
    }
}

/// A request, and what was to become of it.
struct Outcome
{
    ContentClient::Request request; //!< it
    std::string loss;               //!< why it was lost; empty: it was answered
};

/**
 * Method: 3 copies and 4 clients, which ask every 100 ms, and probe each locator every second. The
 * copy in the middle dies at 10.0505 s and is back at 20.0505 s. By delay, or with that copy alone.
 *
 * Expected: before it dies, and at the end, a client is served by the one copy, or, by delay, by
 * one whose way there and back is less than Hysteresis, 5 ms, longer than the shortest: 2 w less
 * than 5 ms more. All answers come in the time of the file's comment.
 *
 * R is the way there and back of a probe, 2 w. One sent R before the failure is answered; after one
 * that was sent before it and answered, the next goes out R + 1 s later at the latest. Of three
 * without an answer the first is waited for 1 s, then 2.1 and 4.41 s: who probes it finds out
 * between 7.51 - R and 8.51 + R after the failure. What a client that was served by the copy asks
 * is lost as "link-failed" if it is at its router before that, and its answer has not crossed the
 * copy's uplink before the failure: w, 0.1 ms twice, and 0.5 ms after it was there. Then, by delay,
 * the nearest copy that works answers; with the one copy alone requests are lost as
 * "lisp-itr-no-usable-rloc", until a probe is answered: 1 + 1 s and R after the return at the
 * latest. Nothing else is lost.
 */
class CopyDiesTestCase : public TestCase
{
  public:
    /// @param policy by delay, or one copy
    explicit CopyDiesTestCase(ContentPolicy policy)
        : TestCase(policy == ContentPolicy::CENTRAL ? "the only copy dies"
                                                    : "the copy in the middle dies"),
          m_isAlone(policy == ContentPolicy::CENTRAL)
    {
    }

  private:
    /// @param network built @param client a number @param outcomes of its requests @param notice of
    /// its router @param nearest that works, while the one in the middle does not
    void CheckClient(const ContentNetwork& network,
                     uint32_t client,
                     const std::vector<Outcome>& outcomes,
                     const CopyNotice& notice,
                     uint32_t nearest)
    {
        const auto central = network.GetCentral();
        const auto getWay = [&network, client](uint32_t copy) {
            return network.GetWay(client, copy).GetSeconds();
        };
        const double way = getWay(central);
        NS_TEST_EXPECT_MSG_GT(notice.down_s, COPIES_FAIL_S + 7.51 - 2 * way, "three probes");
        NS_TEST_EXPECT_MSG_LT(notice.down_s, COPIES_FAIL_S + 8.51 + 2 * way, "and an interval");
        NS_TEST_EXPECT_MSG_GT(notice.up_s, COPIES_BACK_S, "a probe is answered");
        NS_TEST_EXPECT_MSG_LT(notice.up_s, COPIES_BACK_S + 2 + 2 * way, "in one cycle of probes");
        uint32_t served = 0;              // before the failure
        std::map<uint32_t, double> known; // since when, by copy
        for (const auto& outcome : outcomes)
        {
            const auto& request = outcome.request;
            const double atRouter = request.sent_s + HOST_S;
            const bool isHit = served == central;
            const double crossed = atRouter + way + 2 * HOST_S + 5e-4;
            std::string loss;
            if (isHit && crossed > COPIES_FAIL_S && atRouter < notice.down_s)
            {
                loss = "link-failed";
            }
            else if (m_isAlone && atRouter > notice.down_s && atRouter < notice.up_s)
            {
                loss = "lisp-itr-no-usable-rloc";
            }
            NS_TEST_EXPECT_MSG_EQ(outcome.loss,
                                  loss,
                                  "client " << client << " at " << request.sent_s << " s");
            // Copies are chosen by delay as soon as all are probed, which takes a second and R.
            if (!outcome.loss.empty() || request.sent_s < COPIES_START_S + 2)
            {
                continue;
            }
            const double first = known.emplace(request.copy, request.sent_s).first->second;
            const double late = request.answered_s - request.sent_s - OCTETS_S -
                                2 * (getWay(request.copy) + 2 * HOST_S);
            NS_TEST_EXPECT_MSG_GT(late, -OCTETS_SLACK_S, "an answer of copy " << request.copy);
            NS_TEST_EXPECT_MSG_LT(late,
                                  (request.sent_s < first + .2 ? .2 : OCTETS_SLACK_S),
                                  "an answer of copy " << request.copy);
            if (request.sent_s < COPIES_FAIL_S - .2)
            {
                served = request.copy;
            }
            else if (isHit && request.sent_s > notice.down_s && request.sent_s < COPIES_BACK_S)
            {
                NS_TEST_EXPECT_MSG_EQ(request.copy, nearest, "the nearest that works");
            }
            const bool isWhole =
                request.sent_s < COPIES_FAIL_S || request.sent_s > COPIES_BACK_S + 3;
            NS_TEST_EXPECT_MSG_EQ(
                (m_isAlone ? request.copy == central
                 : isWhole ? 2 * (getWay(request.copy) - getWay(network.FindNearest(client))) < 5e-3
                           : true),
                true,
                "client " << client << " is served by copy " << request.copy);
        }
        m_hit += served == central;
    }

    void DoRun() override
    {
        RngSeedManager::SetRun(1);
        ContentOptions options;
        options.copies = 3;
        options.clients = COPIES_CLIENTS;
        options.policy = m_isAlone ? ContentPolicy::CENTRAL : ContentPolicy::LOWEST_DELAY;
        options.probeInterval = Seconds(1);
        ContentNetwork network(options, 100);
        network.AddTraffic(Seconds(COPIES_START_S), Seconds(COPIES_STOP_S), MilliSeconds(100));
        std::vector<CopyNotice> notices(COPIES_CLIENTS);
        for (uint32_t i = 0; i < COPIES_CLIENTS; i++)
        {
            const auto router = Names::Find<Node>("client" + std::to_string(i + 1) + "-router");
            const auto watch = router->GetObject<LispReachability>();
            watch->TraceConnectWithoutContext("LocatorDown",
                                              MakeBoundCallback(&NoteCopy, &notices[i].down_s));
            watch->TraceConnectWithoutContext("LocatorUp",
                                              MakeBoundCallback(&NoteCopy, &notices[i].up_s));
        }
        std::vector<uint32_t> nearest;
        Simulator::Schedule(Seconds(COPIES_FAIL_S), [&] {
            network.SetWorking(network.GetCentral(), false);
            for (uint32_t i = 0; i < COPIES_CLIENTS; i++)
            {
                nearest.push_back(network.FindNearest(i));
            }
        });
        Simulator::Schedule(Seconds(COPIES_BACK_S),
                            [&] { network.SetWorking(network.GetCentral(), true); });
        Simulator::Stop(Seconds(COPIES_STOP_S + 1));
        Simulator::Run();
        network.GetLedger()->Close();
        m_hit = 0;
        for (uint32_t i = 0; i < COPIES_CLIENTS; i++)
        {
            const auto report = network.GetLedger()->Report(i, {});
            const auto& requests = network.GetRequests(i);
            NS_TEST_ASSERT_MSG_EQ(requests.size(), 190, "every 100 ms");
            NS_TEST_ASSERT_MSG_EQ(report.packets.size(), 190, "every 100 ms");
            std::vector<Outcome> outcomes;
            for (std::size_t j = 0; j < requests.size(); j++)
            {
                const auto reason = report.packets[j].reason;
                outcomes.push_back({requests[j], reason > 0 ? report.reasons[reason - 1] : ""});
            }
            CheckClient(network, i, outcomes, notices[i], nearest.at(i));
        }
        NS_TEST_EXPECT_MSG_GT(m_hit, 0, "some were served by the copy that died");
        NS_TEST_EXPECT_MSG_EQ((m_hit < COPIES_CLIENTS || m_isAlone), true, "others were not");
        Simulator::Destroy();
        Names::Clear();
    }

    bool m_isAlone;    //!< there is one copy alone
    uint32_t m_hit{0}; //!< clients that were served by the copy that died
};

/**
 * Method: 4 copies of equal weights and 100 clients, which ask every 20 ms from each of 16 ports in
 * turn, three times.
 * Expected: of 1600 ports a copy serves 400, with a standard deviation of sqrt(1600 * 1/4 * 3/4) =
 * 17.3: within four of these. A port has the same copy in the second turn as in the third one; the
 * first one begins when no mapping is known, and is left out. All are answered in the time of the
 * file's comment, or later by as long as four others' answers take, of 9.04 us each: five clients
 * ask in the same millisecond.
 */
class CopyWeightsTestCase : public TestCase
{
  public:
    CopyWeightsTestCase()
        : TestCase("copies of equal weights")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t copies = 4;
        constexpr uint32_t clients = 100;
        constexpr uint32_t ports = ContentNetwork::PORTS;
        RngSeedManager::SetRun(1);
        ContentOptions options;
        options.copies = copies;
        options.clients = clients;
        options.policy = ContentPolicy::WEIGHTS;
        ContentNetwork network(options, 100);
        network.AddTraffic(Seconds(COPIES_START_S), Seconds(6.059), MilliSeconds(20));
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        std::vector<double> served(copies, 0);
        for (uint32_t i = 0; i < clients; i++)
        {
            const auto& requests = network.GetRequests(i);
            NS_TEST_ASSERT_MSG_GT(requests.size(), 3 * ports - 1, "three turns");
            for (uint32_t j = ports; j < 2 * ports; j++)
            {
                const auto& request = requests[j];
                const auto copy = request.copy;
                const double late = request.answered_s - request.sent_s - OCTETS_S -
                                    2 * (network.GetWay(i, copy).GetSeconds() + 2 * HOST_S);
                NS_TEST_EXPECT_MSG_GT(late, -OCTETS_SLACK_S, "an answer of copy " << copy);
                NS_TEST_EXPECT_MSG_LT(late, 4 * 9.04e-6 + OCTETS_SLACK_S, "it waits for few");
                NS_TEST_EXPECT_MSG_EQ(requests[j + ports].copy, copy, "the same for the port");
                served.at(copy)++;
            }
        }
        for (uint32_t i = 0; i < copies; i++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(served[i], 400, 4 * 17.3, "copy " << i);
        }
        Simulator::Destroy();
        Names::Clear();
    }
};

/// The suite.
class ContentDeliveryTestSuite : public TestSuite
{
  public:
    ContentDeliveryTestSuite()
        : TestSuite("lisp-system-content-delivery", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new CopyDiesTestCase(ContentPolicy::LOWEST_DELAY),
                    compat::TestDuration<>::QUICK);
        AddTestCase(new CopyDiesTestCase(ContentPolicy::CENTRAL), compat::TestDuration<>::QUICK);
        AddTestCase(new CopyWeightsTestCase, compat::TestDuration<>::QUICK);
    }
};

ContentDeliveryTestSuite g_suite; //!< registers itself

} // namespace
