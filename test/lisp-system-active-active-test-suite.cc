/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/active-active-network.h"
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
 * @brief Two data centres with one prefix, of which one fails: who serves which flow, and which
 * packets are lost, one by one.
 *
 * Of ActiveActiveNetwork: a client is 1 ms from its gateway, that 5 ms from the core, odd sites at
 * core1, even ones at core2; these are 10 ms from each other, dc1's gateway is 0.5 ms from core1,
 * dc2's from core2. A UDP flow sends every 50 ms; flow n, from 0, starts n ms after 5 s. On all
 * links together a packet takes less than 20 us.
 *
 * dc1 fails at 12.038 s, when all that was sent for it, UDP packets at 12.012 s at the latest, has
 * come there or to the other one: from even sites they take 1 + 5 + 10 + 0.5 ms and less than 1 ms
 * to the server. So what is lost is lost at core1, whose link to dc1 is down: "ip-no-route".
 *
 * At first all flows of a site wait for a mapping, and then at once for the MAC address of a
 * server, for which three packets may wait ("arp-queue-full"). UDP packets count from 5.1 s on; a
 * TCP connection whose first segment was lost is open 3 s later.
 */

namespace
{

constexpr double AFFINITY_START_S = 5;     //!< flows start
constexpr double AFFINITY_SETTLED_S = 5.1; //!< MAC addresses are known
constexpr double AFFINITY_FAIL_S = 12.038; //!< dc1 fails
constexpr double AFFINITY_SLACK_S = 2e-5;  //!< for octets on links
constexpr double TO_DC1_S = 1e-3;          //!< from core1 to dc1's gateway and back
constexpr double TO_GATEWAY_S = 1e-3;      //!< from a client to its gateway

/// @param flow a flow @return the number of its site, from 0
std::size_t
GetSite(const FlowReport& flow)
{
    return std::stoul(flow.name.substr(std::string("site").size())) - 1;
}

/// @param site a number, from 0 @return the way from its gateway to dc1's and back, seconds
double
GetRoundTrip(std::size_t site)
{
    return site % 2 == 0 ? 11e-3 : 31e-3;
}

/// @param network that has run @param flow a flow @return the data centres that it came to, one
/// after the other, as "dc1 dc2 "
std::string
ListCenters(const ActiveActiveNetwork& network, const FlowReport& flow)
{
    std::string centers;
    std::size_t last = ActiveActiveNetwork::CENTERS;
    for (const auto& change : flow.pathChanges)
    {
        const auto center = network.FindEntry(change.path);
        if (center != last)
        {
            centers += "dc" + std::to_string(center + 1) + " ";
            last = center;
        }
        const auto server = "dc" + std::to_string(center + 1) + "-server";
        centers += change.path.back() == server ? "" : "not its server ";
    }
    return centers;
}

/// A run with some sites.
class AffinityTestCase : public TestCase
{
  protected:
    /// @param name of the case
    explicit AffinityTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    /// @param options what is to be @param back_s when dc1 is back @param stop_s when flows end
    void Serve(const ActiveActiveOptions& options, double back_s, double stop_s)
    {
        ActiveActiveNetwork network(options, 100);
        StudyTraffic traffic(Seconds(AFFINITY_START_S), Seconds(stop_s));
        network.AddTraffic(traffic);
        Simulator::Schedule(Seconds(AFFINITY_FAIL_S), [&network] { network.SetCenter(false); });
        Simulator::Schedule(Seconds(back_s), [&network] { network.SetCenter(true); });
        Simulator::Stop(Seconds(stop_s + 1));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        Check(network, *traffic.GetLedger(), flows);
        Simulator::Destroy();
        Names::Clear();
    }

    /**
     * @brief Check the UDP flows: those that were at dc1 lose, as "ip-no-route", all packets that
     * come to their gateway from the failure until that leaves dc1, and no other one; those that
     * were at dc2 lose nothing and stay.
     * @param network that has run
     * @param flows of the run
     * @param left when each site's gateway leaves dc1
     * @param way of the flows that were at dc1, as ListCenters has it
     */
    void CheckUdp(const ActiveActiveNetwork& network,
                  const std::vector<FlowReport>& flows,
                  const std::vector<double>& left,
                  const std::string& way)
    {
        uint32_t hit = 0;
        uint32_t spared = 0;
        for (const auto& flow : flows)
        {
            if (flow.protocol != "udp")
            {
                continue;
            }
            const auto centers = ListCenters(network, flow);
            const bool isHit = centers.compare(0, 3, "dc1") == 0;
            hit += isHit;
            spared += !isHit;
            NS_TEST_EXPECT_MSG_EQ(centers, (isHit ? way : "dc2 "), flow.name << " is served");
            for (const auto& packet : flow.packets)
            {
                if (packet.sent_s < AFFINITY_SETTLED_S)
                {
                    continue;
                }
                const bool isLost = isHit && packet.sent_s > AFFINITY_FAIL_S &&
                                    packet.sent_s + TO_GATEWAY_S < left.at(GetSite(flow));
                const auto why = packet.reason == 0 ? "" : flow.reasons.at(packet.reason - 1);
                NS_TEST_EXPECT_MSG_EQ(why,
                                      (isLost ? "ip-no-route" : ""),
                                      flow.name << " at " << packet.sent_s << " s");
            }
        }
        NS_TEST_EXPECT_MSG_GT(hit, 0, "some were at dc1");
        NS_TEST_EXPECT_MSG_GT(spared, 0, "some were at dc2");
    }

  private:
    /// @param network that has run @param ledger of it @param flows of the run
    virtual void Check(const ActiveActiveNetwork& network,
                       const PacketLedger& ledger,
                       const std::vector<FlowReport>& flows) = 0;
};

/**
 * Method: four sites with 3 UDP flows each, probes every second; dc1 is back at 22.038 s.
 *
 * Expected: way there and back, R, a probe takes 11 ms from odd sites, 31 ms from even ones. One
 * that was sent R before the failure is answered; and after one that was sent before it, and
 * answered, the next one goes out R + 1 s later at the latest. Of three without an answer the first
 * is waited for 1 s, the others 2.1 and 4.41 s: dc1 is left between 7.51 - R and 8.51 + R after the
 * failure. What its flows send until then is lost; then dc2's server has them. Of a locator that is
 * down a probe goes out 1 + 1 s after the one before at the latest: dc1 is sent to again 2 s + R
 * and an interval of the flows, 50 ms, after its return at the latest, by the same flows.
 */
class AffinityProbeTestCase : public AffinityTestCase
{
  public:
    AffinityProbeTestCase()
        : AffinityTestCase("probes find out that a data centre has failed")
    {
    }

  private:
    static constexpr double BACK_S = 22.038; //!< dc1 is back

    void Check(const ActiveActiveNetwork& network,
               const PacketLedger& /* ledger */,
               const std::vector<FlowReport>& flows) override
    {
        std::vector<double> left;
        for (std::size_t site = 0; site < network.GetWatches().size(); site++)
        {
            const auto& watch = network.GetWatches().at(site);
            const double notice = watch->FindNotice(Seconds(AFFINITY_FAIL_S));
            NS_TEST_EXPECT_MSG_GT(notice, 7.51 - GetRoundTrip(site), "three without an answer");
            NS_TEST_EXPECT_MSG_LT(notice, 8.51 + GetRoundTrip(site), "and one interval");
            left.push_back(AFFINITY_FAIL_S + notice);
            const bool isSentTo = std::any_of(flows.begin(), flows.end(), [&](const auto& flow) {
                return GetSite(flow) == site && ListCenters(network, flow) != "dc2 ";
            });
            const double back = watch->FindReturn(Seconds(BACK_S));
            NS_TEST_EXPECT_MSG_EQ(std::isnan(back), !isSentTo, "by its flows");
            if (!isSentTo)
            {
                continue;
            }
            NS_TEST_EXPECT_MSG_GT(back, GetRoundTrip(site) / 2, "answered since");
            NS_TEST_EXPECT_MSG_LT(back, 2.05 + GetRoundTrip(site), "and one cycle of probes");
        }
        CheckUdp(network, flows, left, "dc1 dc2 dc1 ");
    }

    void DoRun() override
    {
        ActiveActiveOptions options;
        options.clients = 4;
        options.udpFlows = 3;
        options.tcpFlows = 0;
        options.weight = 50;
        options.probeInterval = Seconds(1);
        Serve(options, BACK_S, 25.5);
    }
};

/**
 * Method: two sites with 3 UDP and 5 TCP flows each, dc1's core router reports what it has no
 * route for, and what it says holds for longer than the run.
 *
 * Expected: a site knows, if some of its flows are at dc1, when its first packet for there that
 * comes to its gateway after the failure has been at core1, and the report is back: 10 ms later at
 * odd sites, 30 ms at even ones. What its flows send until then is lost.
 *
 * A TCP flow at dc1 writes a segment every 100 ms. The first after the failure may be lost as
 * "ip-no-route", or as the second one be reset by dc2's server, "connection-unknown": each flow has
 * such a one, and nothing is lost for any other reason. Then it opens a connection, with another
 * port, and writes 100 ms after that. From the failure to the first segment at dc2 it is at most
 * 100 + 100 ms, twice 33.2 ms (1 + 5 + 10 + 0.5 and 0.1 ms within dc2, there and back), 100 ms,
 * and 16.6 ms: 383 ms, if it comes to dc2.
 */
class AffinityIcmpTestCase : public AffinityTestCase
{
  public:
    AffinityIcmpTestCase()
        : AffinityTestCase("a core router says that a data centre has failed")
    {
    }

  private:
    void Check(const ActiveActiveNetwork& network,
               const PacketLedger& ledger,
               const std::vector<FlowReport>& flows) override
    {
        std::vector<double> left(network.GetWatches().size(), INFINITY);
        for (const auto& flow : flows)
        {
            const auto site = GetSite(flow);
            const bool isHit = ListCenters(network, flow).compare(0, 3, "dc1") == 0;
            for (const auto& packet : flow.packets)
            {
                if (isHit && packet.sent_s > AFFINITY_FAIL_S)
                {
                    left[site] =
                        std::min(left[site],
                                 packet.sent_s + TO_GATEWAY_S + GetRoundTrip(site) - TO_DC1_S);
                }
            }
        }
        uint32_t told = 0;
        for (std::size_t site = 0; site < network.GetWatches().size(); site++)
        {
            const auto& watch = network.GetWatches().at(site);
            const double notice = watch->FindNotice(Seconds(AFFINITY_FAIL_S));
            if (std::isinf(left[site]))
            {
                NS_TEST_EXPECT_MSG_EQ(std::isnan(notice), true, "has no flow there");
                continue;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(notice,
                                      left[site] - AFFINITY_FAIL_S,
                                      AFFINITY_SLACK_S,
                                      "told by core1");
            left[site] = AFFINITY_FAIL_S + notice;
            told++;
        }
        NS_TEST_EXPECT_MSG_GT(told, 0, "some are told");
        CheckUdp(network, flows, left, "dc1 dc2 ");
        uint64_t refused = 0;
        for (const auto& flow : flows)
        {
            refused += flow.protocol == "tcp" ? CheckTcp(network, flow) : 0;
        }
        NS_TEST_EXPECT_MSG_GT(refused, 0, "some TCP flow was at dc1");
        NS_TEST_EXPECT_MSG_EQ(network.GetRefused(), refused, "reset by dc2's server");
        const auto drops = ledger.GetDrops();
        const auto found = drops.find("connection-unknown");
        NS_TEST_EXPECT_MSG_EQ((found == drops.end() ? 0 : found->second), refused, "named");
    }

    /// @param network that has run @param flow of TCP @return segments of it that were reset
    uint64_t CheckTcp(const ActiveActiveNetwork& network, const FlowReport& flow)
    {
        const auto get = [&flow](const std::string& reason) {
            const auto found = flow.lostByReason.find(reason);
            return found == flow.lostByReason.end() ? 0 : found->second;
        };
        const auto refused = get("connection-unknown");
        NS_TEST_EXPECT_MSG_EQ(refused + get("ip-no-route"), flow.lost, flow.name << " loses");
        const auto centers = ListCenters(network, flow);
        if (centers.compare(0, 3, "dc1") != 0)
        {
            NS_TEST_EXPECT_MSG_EQ(centers, "dc2 ", flow.name << " stays");
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name << " loses nothing");
            return refused;
        }
        NS_TEST_EXPECT_MSG_EQ(centers, "dc1 dc2 ", flow.name << " has the other server");
        NS_TEST_EXPECT_MSG_GT(refused, 0, flow.name << " is told so");
        double next = INFINITY;
        for (const auto& packet : flow.packets)
        {
            const bool isLater = packet.received_s > AFFINITY_FAIL_S + .05;
            next = isLater ? std::min(next, packet.received_s) : next;
        }
        NS_TEST_EXPECT_MSG_LT(next, AFFINITY_FAIL_S + .383, flow.name << " goes on");
        return refused;
    }

    void DoRun() override
    {
        ActiveActiveOptions options;
        options.clients = 2;
        options.udpFlows = 3;
        options.tcpFlows = 5;
        options.weight = 50;
        options.detection = "icmp";
        options.retry = Seconds(60);
        Serve(options, 15, 15);
    }
};

/**
 * Method: four sites with 3 UDP flows each, nobody finds out; dc1 is back 2 s after it has failed.
 * Expected: what its flows send in these 2 s is lost, 40 packets each; all stay where they are.
 */
class AffinityNoneTestCase : public AffinityTestCase
{
  public:
    AffinityNoneTestCase()
        : AffinityTestCase("nobody finds out that a data centre has failed")
    {
    }

  private:
    void Check(const ActiveActiveNetwork& network,
               const PacketLedger& /* ledger */,
               const std::vector<FlowReport>& flows) override
    {
        for (const auto& flow : flows)
        {
            const bool isHit = ListCenters(network, flow) == "dc1 ";
            const auto lost =
                std::count_if(flow.packets.begin(), flow.packets.end(), [](const auto& packet) {
                    return packet.sent_s > AFFINITY_SETTLED_S && packet.reason != 0;
                });
            NS_TEST_EXPECT_MSG_EQ(lost, (isHit ? 40 : 0), flow.name << " loses");
        }
        const double back = AFFINITY_FAIL_S + 2;
        CheckUdp(network, flows, std::vector<double>(4, back), "dc1 ");
    }

    void DoRun() override
    {
        ActiveActiveOptions options;
        options.clients = 4;
        options.udpFlows = 3;
        options.tcpFlows = 0;
        options.weight = 50;
        options.detection = "none";
        Serve(options, AFFINITY_FAIL_S + 2, 15);
    }
};

/**
 * Method: 20 sites with 20 UDP flows each; weights are 80 and 20; nothing fails.
 * Expected: of 400 flows, each of which takes dc1 with a probability of 0.8, 320 do, with a
 * standard deviation of sqrt(400 * 0.8 * 0.2) = 8: within four of these. From 5.5 to 6.5 s each
 * sends 20 packets, so that load has the same parts; no flow ever changes its data centre.
 * Of 20 flows of a site some packets at first are too many to wait for a MAC address; from then on
 * nothing is lost.
 */
class AffinitySharesTestCase : public TestCase
{
  public:
    AffinitySharesTestCase()
        : TestCase("flows are shared by capacity")
    {
    }

  private:
    void DoRun() override
    {
        ActiveActiveOptions options;
        options.clients = 20;
        options.udpFlows = 20;
        options.tcpFlows = 0;
        options.weight = 80;
        options.detection = "none";
        ActiveActiveNetwork network(options, 100);
        StudyTraffic traffic(Seconds(AFFINITY_START_S), Seconds(6.5));
        network.AddTraffic(traffic);
        Simulator::Stop(Seconds(7.5));
        Simulator::Run();
        uint32_t first = 0;
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            const auto centers = ListCenters(network, flow);
            NS_TEST_EXPECT_MSG_EQ((centers == "dc1 " || centers == "dc2 "),
                                  true,
                                  flow.name << " stays: " << centers);
            for (const auto& packet : flow.packets)
            {
                NS_TEST_EXPECT_MSG_EQ((packet.sent_s < 5.5 || packet.reason == 0),
                                      true,
                                      flow.name << " at " << packet.sent_s << " s");
            }
            first += centers == "dc1 ";
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(first), 320, 32, "by weights");
        double share = 0;
        for (const auto& watch : network.GetWatches())
        {
            share += watch->FindShare(Seconds(5.5), Seconds(6.5)) / 20;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(share, first / 400., 1e-9, "load is as flows are");
        Simulator::Destroy();
        Names::Clear();
    }
};

/// The suite.
class ActiveActiveTestSuite : public TestSuite
{
  public:
    ActiveActiveTestSuite()
        : TestSuite("lisp-system-active-active", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new AffinityProbeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AffinityIcmpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AffinityNoneTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AffinitySharesTestCase, compat::TestDuration<>::QUICK);
    }
};

ActiveActiveTestSuite g_suite; //!< registers itself

} // namespace
