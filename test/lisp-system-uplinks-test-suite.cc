/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bgp-speaker.h"
#include "ns3/core-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-xtr.h"
#include "ns3/names.h"
#include "ns3/node-failure.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <string>
#include <utility>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief When an uplink of a site that speaks BGP with two providers counts as lost, and when not.
 *
 * Links between routers of the core take 10 ms, uplinks 5 ms, that of the mapping system 0.5 ms.
 * BGP sends at once.
 * ```
 *            isp1 -------- far -- mapping
 *           /   |         /
 *    gateway    |        /
 *           \   |       /
 *            isp2 -----
 * ```
 */

namespace
{

/// What happened to an uplink: its number, whether it can be used, and when.
struct UplinkEvent
{
    int uplink; ///< 1 or 2
    bool isUp;  ///< from now on
    Time when;  ///< time
};

/**
 * Method: the gateway's LISP has a locator on each uplink. LispReachability looks at routes by
 * itself once a minute at most, so that all that is seen below comes of news. 30 s: the link from
 * isp1 to far fails; 40 s: that from isp1 to isp2; 50 s: that of the mapping system, which is back
 * at 60 s; 70 s: isp1 to isp2 is back.
 * Expected: first the best route to the mapping system is isp1's: of two AS paths of length 2 that
 * of the lower BGP Identifier (RFC 4271 section 9.1.2.2, f), and isp1 is the older router. At 30 s
 * isp1 has isp2's route and says so: 5 ms later the best route is isp2's, of length 2 rather than
 * 3. Isp1 still offers one, and nothing is lost. At 40 s it withdraws that: 5 ms later uplink 1 is
 * lost, although no best route changed; its locator has no R bit, and is not sent from. At 50 s
 * there is no route to the mapping system any more, 10 + 5 ms later at the gateway, which says
 * nothing of uplink 2. At 60 s there is one by uplink 2 again: uplink 1 stays lost. At 70 s the
 * session of isp1 and isp2 begins anew, 75 to 100 % of IdleHoldTime (5 s) and a few ways of 10 ms
 * later: uplink 1 is back between 73.75 and 75.1 s.
 */
class UplinksTestCase : public TestCase
{
  public:
    /// @param family of the core's addresses
    explicit UplinksTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "the best route moves, IPv4"
                                                 : "the best route moves, IPv6"),
          m_family(family)
    {
    }

  private:
    /// See LispReachability::UplinkTrace. @param rloc the locator @param up whether it can be used
    void OnUplink(const NetworkAddress& rloc, bool up)
    {
        m_events.push_back({rloc == m_uplinks[0].address ? 1 : 2, up, Simulator::Now()});
    }

    void DoRun() override
    {
        m_events.clear();
        m_uplinks.clear();
        CoreHelper core(m_family);
        core.EnableBgp();
        core.SetSpeakerAttribute("AdvertisementInterval", TimeValue(Seconds(0)));
        for (const auto* name : {"isp1", "isp2", "far"})
        {
            core.AddRouter(name);
        }
        core.Connect(0, 1, MilliSeconds(10));
        core.Connect(0, 2, MilliSeconds(10));
        core.Connect(1, 2, MilliSeconds(10));
        const auto between = core.GetAdjacencies()[0].device;
        const auto toFar = core.GetAdjacencies()[2].device;
        const auto gateway = CreateObject<Node>();
        InternetStackHelper().Install(gateway);
        for (uint32_t i = 0; i < 2; ++i)
        {
            m_uplinks.push_back(core.AttachSpeaker(gateway, i, MilliSeconds(5)));
        }
        const auto server = core.AddServer("mapping", 2);
        LispHelper lisp;
        lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
        lisp.AddSite("paris", "louvre");
        lisp.SetReachabilityAttribute("RoutePeriod", TimeValue(Minutes(1)));
        const auto xtr =
            lisp.InstallXtr(gateway,
                            "paris",
                            {m_uplinks[0].address.ToString(), m_uplinks[1].address.ToString()},
                            {"192.168.1.0/24"});
        const auto watch = lisp.InstallReachability(gateway);
        watch->TraceConnectWithoutContext("UplinkChanged",
                                          MakeCallback(&UplinksTestCase::OnUplink, this));
        core.AssignStreams(1);
        lisp.AssignStreams(1000);
        const auto etr = gateway->GetObject<LispEtr>();
        const auto speaker = CoreHelper::GetSpeaker(gateway);

        NodeFailure failure;
        const auto set = [&failure](double when, Ptr<NetDevice> link, bool isUp) {
            Simulator::Schedule(Seconds(when),
                                [&failure, link, isUp] { failure.SetLink(link, isUp); });
        };
        set(30, toFar, false);
        set(40, between, false);
        set(50, server.device, false);
        set(60, server.device, true);
        set(70, between, true);
        // By which uplink the best route to the mapping system leaves; 0: none.
        std::string best;
        std::string usable;
        for (const double when : {29., 31., 41., 51., 61., 71., 79.})
        {
            Simulator::Schedule(Seconds(when), [&] {
                const auto* route = speaker->GetRib().GetBest(server.link);
                best += !route ? "0" : route->nextHop == m_uplinks[0].router ? "1" : "2";
                for (const auto& uplink : m_uplinks)
                {
                    const bool isUp = etr->IsReachable(uplink.address);
                    // Data leaves from there as long as others may send there.
                    usable += isUp == xtr->IsRlocUp(uplink.address) ? isUp ? "+" : "-" : "?";
                }
                usable += " ";
            });
        }
        Simulator::Stop(Seconds(80));
        Simulator::Run();
        Simulator::Destroy();
        Names::Clear();

        NS_TEST_EXPECT_MSG_EQ(best, "1220222", "the best route");
        NS_TEST_EXPECT_MSG_EQ(usable, "++ ++ -+ -+ -+ -+ ++ ", "uplinks");
        NS_TEST_EXPECT_MSG_EQ(m_events.size(), 2, "lost once, and back");
        if (m_events.size() != 2)
        {
            return;
        }
        const auto& [lost, isUp, when] = m_events[0];
        NS_TEST_EXPECT_MSG_EQ(lost, 1, "the first");
        NS_TEST_EXPECT_MSG_EQ(isUp, false, "is lost");
        NS_TEST_EXPECT_MSG_EQ((Abs(when - MilliSeconds(40005)) < MicroSeconds(100)),
                              true,
                              "when its neighbour withdraws the route: " << when);
        const auto& back = m_events[1];
        NS_TEST_EXPECT_MSG_EQ(back.uplink, 1, "the same");
        NS_TEST_EXPECT_MSG_EQ(back.isUp, true, "is back");
        NS_TEST_EXPECT_MSG_EQ((back.when > Seconds(73.75) && back.when < Seconds(75.1)),
                              true,
                              "with the session: " << back.when);
    }

    AddressFamily m_family;                    //!< of the core's addresses
    std::vector<UplinkEvent> m_events;         //!< in order
    std::vector<CoreHelper::Uplink> m_uplinks; //!< of the gateway
};

/// The suite.
class UplinksTestSuite : public TestSuite
{
  public:
    UplinksTestSuite()
        : TestSuite("lisp-system-uplinks", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new UplinksTestCase(AddressFamily::IPV4), compat::TestDuration<>::QUICK);
        AddTestCase(new UplinksTestCase(AddressFamily::IPV6), compat::TestDuration<>::QUICK);
    }
};

UplinksTestSuite g_uplinksTestSuite; ///< registers the suite

} // namespace
