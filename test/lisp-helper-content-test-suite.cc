/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/content-measures.h"
#include "ns3/content-network.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief What clients of a content measure, by hand, and a network of them.
 */

namespace
{

constexpr uint32_t NOBODY = ContentMeasures::NO_COPY; //!< a request that is lost

/// @param delay_s of all answers @param copy that answers the request of a number, or NOBODY
/// @return 30 requests, the first one at 0.5 s, one a second
std::vector<ContentClient::Request>
MakeRequests(double delay_s, const std::function<uint32_t(int)>& copy)
{
    std::vector<ContentClient::Request> requests;
    for (int i = 0; i < 30; ++i)
    {
        ContentClient::Request request;
        request.sent_s = i + 0.5;
        if (copy(i) != NOBODY)
        {
            request.copy = copy(i);
            request.answered_s = request.sent_s + delay_s;
        }
        requests.push_back(request);
    }
    return requests;
}

/**
 * Method: stages of 10 s each, copy 1 changes, a client has followed when 2 more requests do
 * without it. Client 0 is served by 1, loses requests 10 to 12, is served by 0 up to request 21,
 * and by 1 again. Client 1 is served by 1, and in the second stage in turns by 1 and 0, 1 first.
 * Client 2 is served by 1 and loses requests 10 to 20. Client 3 is served by 0. Copy 1 is the
 * nearest to all but client 3, 0 in the second stage.
 *
 * Expected: client 0 follows with request 13, at 13.5 s: after 3.5 s, and returns with request 22,
 * at 22.5 s: after 2.5 s. The change concerns client 1, whose request 18 still goes to 1: it stays.
 * Client 2 does not follow, and is back with request 21, after 1.5 s. It does not concern client 3.
 * Second stage: 40 requests, 13 lost, of the 27 others 7 of client 0, 5 of client 1 and 10 of
 * client 3 by the nearest. They take 0.1, 0.3 and 0.1 s: (17 * 0.1 + 10 * 0.3) / 27 s in the mean,
 * and 10 of 27 being the longest, these are the 95 % too. Third stage: one is lost, and of 39
 * answers 8, 10, 9 and 10 are by the nearest.
 */
class ContentMeasuresTestCase : public TestCase
{
  public:
    ContentMeasuresTestCase()
        : TestCase("clients follow a copy that changes")
    {
    }

  private:
    void DoRun() override
    {
        ContentMeasures measures({0, 10, 20, 30}, 1, 2);
        measures.Add(
            MakeRequests(0.1, [](int i) { return i < 10 || i > 21 ? 1
                                                 : i < 13         ? NOBODY
                                                                  : 0; }),
            {1, 0, 1});
        measures.Add(
            MakeRequests(0.3, [](int i) { return i >= 10 && i < 20 && i % 2 == 1 ? 0U : 1U; }),
            {1, 0, 1});
        measures.Add(MakeRequests(0.1, [](int i) { return i >= 10 && i < 21 ? NOBODY : 1U; }),
                     {1, 0, 1});
        measures.Add(MakeRequests(0.1, [](int) { return 0; }), {0, 0, 0});

        const auto changes = measures.FindChanges();
        NS_TEST_ASSERT_MSG_EQ(changes.size(), 3, "concerned");
        for (uint32_t i = 0; i < 3; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(changes[i].client, i, "in order");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(changes[0].followed_s, 3.5, 1e-9, "follows");
        NS_TEST_EXPECT_MSG_EQ(changes[0].copy, 0, "to the other");
        NS_TEST_EXPECT_MSG_EQ_TOL(changes[0].returned_s, 2.5, 1e-9, "returns");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(changes[1].followed_s), true, "stays");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(changes[1].returned_s), true, "so does not return");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(changes[2].followed_s), true, "has nobody");
        NS_TEST_EXPECT_MSG_EQ_TOL(changes[2].returned_s, 1.5, 1e-9, "is served again");

        const auto second = measures.Measure(10, 20);
        NS_TEST_EXPECT_MSG_EQ(second.requests, 40, "sent");
        NS_TEST_EXPECT_MSG_EQ(second.lost, 13, "lost");
        NS_TEST_EXPECT_MSG_EQ_TOL(second.delay_s, 4.7 / 27, 1e-9, "mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(second.delayP95_s, 0.3, 1e-9, "95 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(second.nearest_ratio, 22. / 27, 1e-9, "by the nearest");
        const auto third = measures.Measure(20, 30);
        NS_TEST_EXPECT_MSG_EQ(third.lost, 1, "lost");
        NS_TEST_EXPECT_MSG_EQ_TOL(third.nearest_ratio, 37. / 39, 1e-9, "by the nearest");
        const auto none = measures.Measure(40, 50);
        NS_TEST_EXPECT_MSG_EQ(none.requests, 0, "nothing was sent");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(none.delay_s), true, "and nothing measured");
    }
};

/**
 * Method: 3 copies and 2 clients, lowest delay. Clients ask every 100 ms from 5 s to 12 s. A copy
 * is made to fail, and one to be far, in the network alone; and numbers out of range are tried.
 *
 * Expected: what is answered from 7 s on (locators are probed within FirstProbeDelay, 1 s, and the
 * longest way and back, 2 * (57 + 57 + 1) ms) comes from a copy whose way is at most half of
 * Hysteresis, 2.5 ms, longer than the nearest's. It takes twice that way, four times 0.1 ms in the
 * sites, and on the links of 1 Gbit/s some octets: 16 us for 1000, with those of the core less than
 * 40 us in all. The nearest is another if that one fails, or is 1 s farther away.
 */
class ContentNetworkTestCase : public TestCase
{
  public:
    ContentNetworkTestCase()
        : TestCase("clients ask copies of a content")
    {
    }

  private:
    /// @param options a number of which is out of range @param message that is to be thrown
    void Refuse(const ContentOptions& options, const std::string& message)
    {
        std::string said;
        try
        {
            ContentNetwork network(options, 1);
        }
        catch (const std::invalid_argument& mistake)
        {
            said = mistake.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said, message, "refused");
    }

    void DoRun() override
    {
        ContentOptions wrong;
        wrong.copies = 1;
        Refuse(wrong, "copies 1: accepted: 2 to 16");
        wrong.copies = 2;
        wrong.clients = 201;
        Refuse(wrong, "clients 201: accepted: 1 to 200");

        ContentOptions options;
        options.copies = 3;
        options.clients = 2;
        ContentNetwork network(options, 1);
        network.AddTraffic(Seconds(5), Seconds(12), MilliSeconds(100));
        Simulator::Stop(Seconds(13));
        Simulator::Run();
        for (uint32_t client = 0; client < 2; ++client)
        {
            const auto& requests = network.GetRequests(client);
            NS_TEST_ASSERT_MSG_EQ(requests.size(), 70, "every 100 ms");
            const uint32_t nearest = network.FindNearest(client);
            const Time least = network.GetWay(client, nearest);
            for (std::size_t i = 20; i < requests.size(); ++i)
            {
                const Time way = network.GetWay(client, requests[i].copy);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(way, least + MicroSeconds(2500), "near enough");
                const double delay = requests[i].answered_s - requests[i].sent_s;
                NS_TEST_EXPECT_MSG_EQ_TOL(delay, 2 * way.GetSeconds() + 0.42e-3, 20e-6, "delay");
            }
            network.SetWorking(nearest, false);
            const uint32_t second = network.FindNearest(client);
            NS_TEST_EXPECT_MSG_NE(second, nearest, "another one");
            network.SetDetour(second, Seconds(1));
            const uint32_t third = network.FindNearest(client);
            NS_TEST_EXPECT_MSG_EQ(nearest + second + third, 0 + 1 + 2, "the last one");
            network.SetDetour(second, Seconds(0));
            network.SetWorking(nearest, true);
        }
        const auto sum = [&network](uint32_t copy) {
            return network.GetWay(0, copy) + network.GetWay(1, copy);
        };
        NS_TEST_EXPECT_MSG_EQ(sum(network.GetCentral()),
                              std::min({sum(0), sum(1), sum(2)}),
                              "in the middle");
        network.GetLedger()->Close();
        for (uint32_t client = 0; client < 2; ++client)
        {
            NS_TEST_EXPECT_MSG_EQ(network.GetLedger()->Report(client, {}).lost, 0, "none lost");
        }
        Simulator::Destroy();
        Names::Clear();
    }
};

/// The suite.
class ContentTestSuite : public TestSuite
{
  public:
    ContentTestSuite()
        : TestSuite("lisp-helper-content", TestSuite::Type::UNIT)
    {
        AddTestCase(new ContentMeasuresTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ContentNetworkTestCase, compat::TestDuration<>::QUICK);
    }
};

ContentTestSuite g_contentTestSuite; //!< registers the suite

} // namespace
