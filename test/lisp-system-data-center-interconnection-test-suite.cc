/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/multihomed-network.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Two data centres with two uplinks each: what is lost with an uplink, packet by packet, and
 * how load follows weights.
 *
 * Of MultihomedNetwork: an uplink takes 10 ms, from isp1 to isp2 it is 2 ms, from a host to its
 * gateway 1 ms, from isp1 to the Map-Server 0.5 ms. The uplinks of dc1 are a1 and a2, those of dc2
 * b1 and b2, to isp1 and isp2. Flows start at 5 s; dc1 sends a packet at each even millisecond, dc2
 * at each odd one, each flow in its turn. On all links together a packet takes less than 5 us.
 *
 * A packet of dc1 for b1, sent at t, is at dc1's gateway at t + 1 ms, at isp1 at t + 11 ms, at
 * dc2's gateway at t + 21 ms. One of dc2 by b1 is at its gateway at t + 1, at isp1 at t + 11 ms.
 */

namespace
{

constexpr double START_S = 5;     //!< flows start
constexpr double FAIL_S = 7.0005; //!< b1 fails, between two packets
constexpr double BACK_S = 9.0005; //!< it is back
constexpr double STOP_S = 10;     //!< flows end
constexpr double MS = 1e-3;       //!< seconds
constexpr double SLACK_S = 5e-6;  //!< for octets on links

/// @param flow a flow @param from the node before @param to the next one @return whether its first
/// packets took that way
bool
Passes(const FlowReport& flow, const std::string& from, const std::string& to)
{
    const auto& path = flow.pathChanges.at(0).path;
    const auto at = std::find(path.begin(), path.end(), from);
    return at != path.end() && at + 1 != path.end() && *(at + 1) == to;
}

/// @param flow a flow @param packet of it @return why it was lost; empty if it arrived
std::string
GetLoss(const FlowReport& flow, const FlowReport::Packet& packet)
{
    return packet.reason == 0 ? "" : flow.reasons.at(packet.reason - 1);
}

/**
 * Method: 10 flows each way, weights 50 and 50; b1 fails at 7.0005 s and is back at 9.0005 s, and
 * dc1 finds that out by one of the mechanisms, or nobody does.
 *
 * Expected: dc1 leaves b1
 * - route: when isp2 withdraws it, too, by which it went after isp1 had: 2 + 10 ms.
 * - icmp: 10 ms after the first packet for it that comes to isp1 after the failure. (It is tried
 *   again after 10 s, when this is over.)
 * - status-bits: with dc2's next packet. That is at its gateway at 7.002 s, and goes by b2: 20 ms
 *   to a2, or 22 ms to a1, which is when the one after that is at a2: 21.5 or 23.5 ms.
 * - signalled: dc2 registers by b2, 12.5 ms, is answered, 12.5 ms, solicits, 20 ms to a2 or 22 ms
 *   to a1; dc1 asks, 10.5 ms to the Map-Server and 12.5 ms to b2, and is answered after 20 or 22
 *   ms: 88, 90 or 92 ms.
 * - none, and signalled where nothing arrives but nobody notices: never.
 *
 * By then it has sent to b1 what is lost: if both ends notice, as "interface-down" what was on the
 * link then (at isp1 before, at dc2 after the failure), sent at 6.980 to 6.988 s; as "ip-no-route"
 * what came to isp1 later, before the return. If nobody notices, as "link-failed" what comes to dc2
 * from the failure to the return. Of dc2's packets, those of 6.991 to 6.999 s that go by b1 were on
 * the link: "interface-down", if both ends notice. Nothing else is lost, neither before nor
 * afterwards; and nothing of the flows that took b2.
 */
class UplinkLossTestCase : public TestCase
{
  public:
    /// @param detection of MultihomedOptions @param isOneWay nobody notices
    UplinkLossTestCase(const std::string& detection, bool isOneWay)
        : TestCase(detection + (isOneWay ? ", nobody notices" : ", both ends notice")),
          m_detection(detection),
          m_isOneWay(isOneWay)
    {
    }

  private:
    /// @param flow from dc1 that takes b1 @param sent when a packet was @param left when dc1 leaves
    /// b1, or infinity @return why the packet is lost; empty: it is not
    std::string Foresee(const FlowReport& flow, double sent, double left) const
    {
        if (flow.source == "dc2-host")
        {
            const bool isUnderWay = sent + MS < FAIL_S && sent + 11 * MS > FAIL_S;
            return isUnderWay && !m_isOneWay ? "interface-down" : "";
        }
        const double atIsp = sent + 11 * MS;
        const double atEnd = sent + 21 * MS;
        if (sent + MS > left || atEnd < FAIL_S)
        {
            return "";
        }
        if (m_isOneWay)
        {
            return atEnd < BACK_S ? "link-failed" : "";
        }
        return atIsp < FAIL_S ? "interface-down" : atIsp < BACK_S ? "ip-no-route" : "";
    }

    /// @param flows of the run @return when dc1 is to leave b1, in as many ways as there may be
    std::vector<double> ForeseeLeaving(const std::vector<FlowReport>& flows) const
    {
        if (m_isOneWay || m_detection == "none")
        {
            return {};
        }
        if (m_detection == "route")
        {
            return {12 * MS};
        }
        if (m_detection == "status-bits")
        {
            return {21.5 * MS, 23.5 * MS};
        }
        if (m_detection == "signalled")
        {
            return {88 * MS, 90 * MS, 92 * MS};
        }
        double first = INFINITY;
        for (const auto& flow : flows)
        {
            for (const auto& packet : flow.packets)
            {
                const double atIsp = packet.sent_s + 11 * MS;
                const bool isFor = flow.source == "dc1-host" && Passes(flow, "isp1", "dc2-gateway");
                first = isFor && atIsp > FAIL_S ? std::min(first, atIsp) : first;
            }
        }
        return {first + 10 * MS - FAIL_S};
    }

    /// @param flows of the run @param left when dc1 leaves b1, or infinity
    void CheckFates(const std::vector<FlowReport>& flows, double left)
    {
        uint32_t byFirst = 0;
        uint32_t bySecond = 0;
        for (const auto& flow : flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 250, "one each 20 ms for 5 s");
            const bool isFrom = flow.source == "dc1-host";
            const bool isByFirst =
                isFrom ? Passes(flow, "isp1", "dc2-gateway") : Passes(flow, "dc2-gateway", "isp1");
            byFirst += isFrom && isByFirst;
            bySecond += isFrom && !isByFirst;
            for (const auto& packet : flow.packets)
            {
                const auto expected = isByFirst ? Foresee(flow, packet.sent_s, left) : "";
                NS_TEST_EXPECT_MSG_EQ(GetLoss(flow, packet),
                                      expected,
                                      flow.name << " at " << packet.sent_s << " s");
            }
        }
        NS_TEST_EXPECT_MSG_GT(byFirst, 0, "some take b1");
        NS_TEST_EXPECT_MSG_GT(bySecond, 0, "some take b2");
    }

    void DoRun() override
    {
        MultihomedOptions options;
        options.flows = 10;
        options.detection = m_detection;
        MultihomedNetwork network(options, 100);
        StudyTraffic traffic(Seconds(START_S), Seconds(STOP_S));
        network.AddTraffic(traffic);
        for (const bool isUp : {false, true})
        {
            Simulator::Schedule(Seconds(isUp ? BACK_S : FAIL_S), [this, &network, isUp] {
                m_isOneWay ? network.SetArrival(isUp) : network.SetLink(isUp);
            });
        }
        Simulator::Stop(Seconds(STOP_S + 1));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        const double notice = network.GetWatches().at(0)->FindNotice(Seconds(FAIL_S));
        const auto foreseen = ForeseeLeaving(flows);
        NS_TEST_EXPECT_MSG_EQ(std::isnan(notice), foreseen.empty(), "finds it out or not");
        const bool isForeseen =
            foreseen.empty() ||
            std::any_of(foreseen.begin(), foreseen.end(), [notice](double time) {
                return std::abs(notice - time) < SLACK_S;
            });
        NS_TEST_EXPECT_MSG_EQ(isForeseen, true, "when: after " << notice << " s");
        CheckFates(flows, std::isnan(notice) ? INFINITY : FAIL_S + notice);
        Simulator::Destroy();
        Names::Clear();
    }

    std::string m_detection; //!< of MultihomedOptions
    bool m_isOneWay;         //!< nobody notices
};

/**
 * Method: 500 flows each way, weights 30 and 70; at 8.0005 s dc2's become 90 and 10.
 *
 * Expected: of 500 flows, each of which takes b1 with a probability of 0.3, then 0.9, the part that
 * does has a standard deviation of sqrt(0.3 * 0.7 / 500) = 0.0205, then 0.0134: within four of
 * these. In the second from 6 to 7 s, and from 10 to 11 s, each sends once, so that what is sent
 * has the same parts as the flows. dc1 knows the weights when dc2 has registered, 10.5 ms, been
 * answered, 10.5 ms, and solicited it, 20 ms from b1 to a1 or 22 ms to a2; when dc1 has asked, 10.5
 * ms to the Map-Server and 10.5 ms to b1 or 12.5 ms to b2, and been answered, 20 or 22 ms: 82, 84,
 * 86 or 88 ms. No flow changes its way but once then, and nothing is lost.
 */
class UplinkWeightsTestCase : public TestCase
{
  public:
    UplinkWeightsTestCase()
        : TestCase("load follows weights")
    {
    }

  private:
    void DoRun() override
    {
        constexpr double change = 8.0005;
        MultihomedOptions options;
        options.weight = 30;
        options.flows = 500;
        options.detection = "none";
        MultihomedNetwork network(options, 100);
        StudyTraffic traffic(Seconds(START_S), Seconds(11));
        network.AddTraffic(traffic);
        Simulator::Schedule(Seconds(change), [&network] { network.SetWeight(90); });
        Simulator::Stop(Seconds(12));
        Simulator::Run();
        const auto& watch = network.GetWatches().at(0);
        const double followed = watch->FindLearned(Seconds(change));
        const double more = std::round((followed - 82 * MS) / (2 * MS));
        NS_TEST_EXPECT_MSG_EQ_TOL(followed, (82 + 2 * more) * MS, SLACK_S, "ways of 2 ms more");
        NS_TEST_EXPECT_MSG_EQ((more >= 0 && more <= 3), true, "followed after " << followed);

        uint32_t before = 0;
        uint32_t after = 0;
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name << " loses nothing");
            if (flow.source != "dc1-host")
            {
                NS_TEST_EXPECT_MSG_EQ(flow.pathChanges.size(), 1, flow.name << " stays");
                continue;
            }
            const bool isByFirst = Passes(flow, "isp1", "dc2-gateway");
            const bool moves = flow.pathChanges.size() > 1;
            NS_TEST_EXPECT_MSG_LT(flow.pathChanges.size(), 3, flow.name << " moves once");
            // What was sent after the change to be followed arrives 22 ms later at least.
            NS_TEST_EXPECT_MSG_EQ(
                (!moves || flow.pathChanges[1].time_s > change + followed + 21 * MS),
                true,
                flow.name << " moves by the new weights");
            before += isByFirst;
            after += isByFirst != moves;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(before / 500., .3, 4 * std::sqrt(.3 * .7 / 500), "at first");
        NS_TEST_EXPECT_MSG_EQ_TOL(after / 500., .9, 4 * std::sqrt(.9 * .1 / 500), "then");
        NS_TEST_EXPECT_MSG_EQ_TOL(watch->FindShare(Seconds(6), Seconds(7)),
                                  before / 500.,
                                  1e-9,
                                  "what is sent at first");
        NS_TEST_EXPECT_MSG_EQ_TOL(watch->FindShare(Seconds(10), Seconds(11)),
                                  after / 500.,
                                  1e-9,
                                  "what is sent then");
        Simulator::Destroy();
        Names::Clear();
    }
};

/// The suite.
class DataCenterInterconnectionTestSuite : public TestSuite
{
  public:
    DataCenterInterconnectionTestSuite()
        : TestSuite("lisp-system-data-center-interconnection", TestSuite::Type::SYSTEM)
    {
        for (const auto* detection : {"none", "route", "icmp", "status-bits", "signalled"})
        {
            AddTestCase(new UplinkLossTestCase(detection, false), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new UplinkLossTestCase("signalled", true), compat::TestDuration<>::QUICK);
        AddTestCase(new UplinkWeightsTestCase, compat::TestDuration<>::QUICK);
    }
};

DataCenterInterconnectionTestSuite g_suite; //!< registers itself

} // namespace
