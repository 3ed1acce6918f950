/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/adoption-network.h"
#include "ns3/channel.h"
#include "ns3/names.h"
#include "ns3/net-device.h"
#include "ns3/ns3-compat.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief Sites adopt LISP, one after the other: what the core routes, what passes proxies, and what
 * that costs, flow by flow.
 *
 * Of AdoptionNetwork: 6 sites have 2 prefixes each, 3 providers have 2 customers each, site n being
 * that of provider n modulo 3. A host is 1 ms from its router, that 1 ms from its provider, a proxy
 * 0.5 ms from its provider, and two providers are as far apart as their link is long, d. 30 flows
 * begin a millisecond after each other, from 5 s on, and send every 100 ms until 6.05 s: 11 packets
 * each.
 */

namespace
{

constexpr uint32_t SITES = 6;     //!< in all
constexpr uint32_t PROVIDERS = 3; //!< core routers
constexpr uint32_t FLOWS = 30;    //!< between sites
constexpr uint64_t PACKETS = 11;  //!< of a flow

/// @param a a provider @param b another, or the same @return how long the link between them is,
/// seconds
double
GetDistance(uint32_t a, uint32_t b)
{
    const auto node = Names::Find<Node>("core" + std::to_string(a + 1));
    const auto other = Names::Find<Node>("core" + std::to_string(b + 1));
    for (uint32_t i = 0; a != b && i < node->GetNDevices(); i++)
    {
        const auto channel = node->GetDevice(i)->GetChannel();
        for (std::size_t j = 0; channel && j < channel->GetNDevices(); j++)
        {
            if (channel->GetDevice(j)->GetNode() == other)
            {
                TimeValue delay;
                channel->GetAttribute("Delay", delay);
                return delay.Get().GetSeconds();
            }
        }
    }
    return 0;
}

/**
 * Method: some of the sites have LISP; LISP sites send to others natively or by proxy ETRs, and
 * there is one proxy, at the first provider, or one at each.
 *
 * Expected, of the first and the second core router's table: 2 prefixes of each site without LISP,
 * none of one with it; locators: the uplinks of 2 customers and the blocks of 2 other providers;
 * one aggregate, to the nearest proxy; links: those to 2 others, the mapping system's, and those of
 * the proxies.
 *
 * A flow from a site without LISP to one with it passes the proxy that is nearest to the sender's
 * provider, with all of its packets; by proxy ETRs one the other way does, too; no other one passes
 * a proxy. So proxies encapsulate 11 packets for each flow of the first kind, which are counted
 * among those drawn, and decapsulate 11 for each of the second one. Where nobody has LISP, or
 * everybody, there are none.
 *
 * When mappings are known, after half a second, a packet takes 4 ms and d directly; by a proxy 4
 * ms, d to the proxy's provider, 0.5 ms twice, and d from there. With its 130 octets on four links
 * of 1 Gbit/s (4.2 us), 36 more on some of these and up to four links of 10 Gbit/s it takes 4.2 to
 * 5.4 us more. Nothing is lost.
 */
class AdoptionStepTestCase : public TestCase
{
  public:
    /// @param adopters sites with LISP @param proxies how many @param usesPetr as AdoptionOptions
    AdoptionStepTestCase(uint32_t adopters, uint32_t proxies, bool usesPetr)
        : TestCase(std::to_string(adopters) + " sites with LISP, " + std::to_string(proxies) +
                   (usesPetr ? " proxies both ways" : " proxies one way")),
          m_adopters(adopters),
          m_proxies(proxies),
          m_usesPetr(usesPetr)
    {
    }

  private:
    /// @param network that has run
    void CheckRoutes(const AdoptionNetwork& network)
    {
        for (const uint32_t router : {0, 1})
        {
            const auto routes = network.CountRoutes(router);
            NS_TEST_EXPECT_MSG_EQ(routes.prefixes, (SITES - m_adopters) * 2, "without LISP");
            NS_TEST_EXPECT_MSG_EQ(routes.locators, 4, "customers, other providers");
            NS_TEST_EXPECT_MSG_EQ(routes.aggregates, 1, "to the nearest proxy");
            NS_TEST_EXPECT_MSG_EQ(routes.links, 2 + 1 + m_proxies, "links");
        }
    }

    /// @param flow a flow @param from the sender's provider @param to the receiver's
    /// @param isByProxy whether it passes one
    void CheckFlow(const FlowReport& flow, uint32_t from, uint32_t to, bool isByProxy)
    {
        const uint32_t proxy = m_proxies == 1 ? 0 : from;
        double delay = 4e-3 + 4.8e-6;
        delay += isByProxy ? 1e-3 + GetDistance(from, proxy) + GetDistance(proxy, to)
                           : GetDistance(from, to);
        NS_TEST_EXPECT_MSG_EQ(flow.sent, PACKETS, flow.name << " is sent");
        NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name << " arrives");
        for (std::size_t i = PACKETS / 2; i < flow.packets.size(); i++)
        {
            const auto& packet = flow.packets[i];
            NS_TEST_EXPECT_MSG_EQ_TOL(packet.received_s - packet.sent_s,
                                      delay,
                                      .7e-6,
                                      flow.name << " takes its way");
        }
        const auto name = "proxy" + std::to_string(proxy + 1);
        for (const auto& change : flow.pathChanges)
        {
            const auto passed =
                std::count_if(change.path.begin(), change.path.end(), [](const std::string& node) {
                    return node.compare(0, 5, "proxy") == 0;
                });
            NS_TEST_EXPECT_MSG_EQ(passed, (isByProxy ? 1 : 0), flow.name << " passes a proxy");
            NS_TEST_EXPECT_MSG_EQ(std::count(change.path.begin(), change.path.end(), name),
                                  passed,
                                  flow.name << " passes the nearest proxy");
        }
    }

    void DoRun() override
    {
        RngSeedManager::SetRun(1);
        AdoptionOptions options;
        options.sites = SITES;
        options.adopters = m_adopters;
        options.prefixes = 2;
        options.providers = PROVIDERS;
        options.proxies = m_proxies;
        options.usesPetr = m_usesPetr;
        options.flows = FLOWS;
        const AdoptionNetwork network(options, 100);
        StudyTraffic traffic(Seconds(5), Seconds(6.05));
        network.AddTraffic(traffic, MilliSeconds(100));
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        CheckRoutes(network);

        uint64_t toLisp = 0;
        uint64_t fromLisp = 0;
        const auto reports = traffic.Report({}, NOT_MEASURED);
        NS_TEST_ASSERT_MSG_EQ(reports.size(), FLOWS, "flows");
        for (uint32_t i = 0; i < FLOWS; i++)
        {
            const auto& [from, to] = network.GetFlows()[i];
            const bool isToLisp = !network.HasLisp(from) && network.HasLisp(to);
            const bool isFromLisp = network.HasLisp(from) && !network.HasLisp(to);
            toLisp += isToLisp;
            fromLisp += isFromLisp;
            CheckFlow(reports[i],
                      from % PROVIDERS,
                      to % PROVIDERS,
                      isToLisp || (isFromLisp && m_usesPetr));
        }
        const bool isMixed = m_adopters > 0 && m_adopters < SITES;
        NS_TEST_EXPECT_MSG_EQ((toLisp > 0), isMixed, "to LISP sites");
        NS_TEST_EXPECT_MSG_EQ((fromLisp > 0), isMixed, "from LISP sites");
        NS_TEST_EXPECT_MSG_EQ(network.CountAttracted(), toLisp * PACKETS, "by proxy ITRs");
        NS_TEST_EXPECT_MSG_EQ(network.CountProxied(),
                              (m_usesPetr ? fromLisp * PACKETS : 0),
                              "by proxy ETRs");
        Simulator::Destroy();
        Names::Clear();
    }

    uint32_t m_adopters; //!< sites with LISP
    uint32_t m_proxies;  //!< how many
    bool m_usesPetr;     //!< as AdoptionOptions
};

/// The suite.
class AdoptionTestSuite : public TestSuite
{
  public:
    AdoptionTestSuite()
        : TestSuite("lisp-system-adoption", TestSuite::Type::SYSTEM)
    {
        const auto add = [this](uint32_t adopters, uint32_t proxies, bool usesPetr) {
            AddTestCase(new AdoptionStepTestCase(adopters, proxies, usesPetr),
                        compat::TestDuration<>::QUICK);
        };
        add(0, 1, false);
        add(3, 1, false);
        add(3, 1, true);
        add(3, PROVIDERS, true);
        add(SITES, 1, true);
    }
};

AdoptionTestSuite g_suite; //!< registers itself

} // namespace
