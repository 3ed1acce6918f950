/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two sites with two uplinks each: how soon each mechanism finds that a locator is gone, and
 * that it is back; and traffic engineering by an ETR's weights.
 *
 * MultihomedTestNet: any two nodes at the core are 20 ms apart, the core itself 10 ms, hosts 1 ms
 * from their routers. Host 1 sends to host 2 every 8 ms from 5 s on, so that router A encapsulates
 * at 5.001 s + k * 8 ms, with k from 0. Site B's locators are b1 = 10.0.3.2 with priority 1 and b2
 * = 10.0.4.2 with priority 2; b1 fails at 20 s and is back at 40 s. Serialization takes a few
 * microseconds in all, less than what lies between an event and the next packet below.
 *
 * The first packet misses at 5.001 s. The Map-Request is at the mapping node at 5.021, at router B
 * at 5.041 and the Map-Reply at router A at 5.061 s, so that the map-cache knows b1 from then on.
 *
 * - ICMP: the core's end of b1's uplink goes down, and the core says "network unreachable". The
 *   packet that A sends at 19.993 s (k = 1874) is at the core at 20.003 s, the message at A at
 *   20.013 s; the next packet, of 20.017 s (k = 1877), takes b2. Packets 1874 to 1876 are lost.
 *   All that is lost is lost at the core, which has no route any more. IcmpHoldTime is 10 s:
 * at 30.013 s b1 is tried again, by the packet of 30.017 s, whose ICMP message comes at 30.037 s: 3
 * more are lost (30.017, 30.025, 30.033 s). At 40.037 s it is tried again, by the packet of 40.041
 * s, now well.
 * - Signalled: B's own end goes down. B sees it at once and registers by b2: its Map-Register is at
 *   the Map-Server at 20.020 s, the Map-Notify at B at 20.040, the SMR at A at 20.060, A's
 *   Map-Request at the Map-Resolver at 20.080, at B at 20.100, and the Map-Reply at A at 20.120 s:
 *   the packet of 20.121 s (k = 1890) takes b2. What arrives at B from 20 s on is lost: packets
 *   1873 (19.985 s) to 1889, 17 of them, at an interface that is down. The return takes as long:
 *   40.121 s.
 * - Routing: A has routes to both locators' networks, which count other than its default route, and
 *   looks at them each second. The route to b1's is withdrawn at 20.3 s and back at 40.3 s: the
 *   packets of 21.001 s (k = 2000) and 41.001 s (k = 4500) are the first to change over. b1 itself
 *   works all the time: nothing is lost.
 * - Probes: every 10 s without jitter, the first one at once. b1's go out at 5.061 and, 10 s after
 *   each answer (40 ms), at 15.101 and 25.141 s. The core's end went down at 20 s without a word:
 *   the last one is not answered, nor are the repeats, for 1 + 2.1 + 4.41 = 7.51 s. b1 is down at
 *   32.651 s, and the packet of 32.657 s (k = 3457) takes b2. What came to the core from 20 s on is
 *   lost, without a route: packets 1874 to 3456, 1583 of them. A probe 10 s later, at 42.651 s, is
 * answered at 42.691 s: the packet of 42.697 s (k = 4712) takes b1.
 *
 * In general: ICMP costs a round trip to where the way ends; signalling three round trips between
 * routers; routing what its protocol takes, and RoutePeriod where nobody tells of it; probes up to
 * an interval and their timeouts, but they need nobody's help.
 */

#include "multihomed-test-net.h"

#include "ns3/channel.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/locator-set.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <sstream>
#include <string>

using namespace ns3;

namespace
{

/// What router A is.
enum class Sender
{
    SITE,       ///< a site's tunnel router
    PROXY,      ///< a proxy ITR
    LATE_PROXY, ///< a proxy ETR that watches over locators, and becomes a proxy ITR then
};

/// The network with LISP on it, and what router A sends where.
struct Scene
{
    /// A packet that router A encapsulated.
    struct Sent
    {
        Time when;           ///< the time
        NetworkAddress rloc; ///< the outer destination
    };

    MultihomedTestNet net;     ///< the network
    LispHelper lisp;           ///< LISP
    std::vector<Sent> sent;    ///< by router A
    std::vector<Sent> answers; ///< by router B
    std::string learned;       ///< by router A, with the time

    /**
     * @param prepare what to set before the routers are installed
     * @param locators those of site B
     * @param sender what router A is
     */
    explicit Scene(const std::function<void(LispHelper&)>& prepare,
                   const std::vector<std::string>& locators = {"10.0.3.2 1/100", "10.0.4.2 2/100"},
                   Sender sender = Sender::SITE)
    {
        lisp.EnableReachability();
        prepare(lisp);
        lisp.SetMapServer(net.mapping, "10.0.5.2");
        lisp.AddSite("a", "the secret of a");
        lisp.AddSite("b", "the secret of b");
        auto router = sender == Sender::SITE ? lisp.InstallXtr(net.routers[1],
                                                               "a",
                                                               {"10.0.1.2 1/100", "10.0.2.2 2/100"},
                                                               {"192.168.1.0/24"})
                                             : InstallProxy(sender);
        auto other = lisp.InstallXtr(net.routers[2], "b", locators, {"192.168.2.0/24"});
        lisp.AssignStreams(1);
        router->TraceConnectWithoutContext("Encapsulated", MakeCallback(&Scene::OnSent, this));
        other->TraceConnectWithoutContext("Encapsulated", MakeCallback(&Scene::OnAnswer, this));
        net.routers[1]->GetObject<LispItr>()->TraceConnectWithoutContext(
            "MappingLearned",
            MakeCallback(&Scene::OnLearned, this));
    }

    /// @param sender which kind of proxy @return router A, which takes packets for site B
    Ptr<LispXtr> InstallProxy(Sender sender)
    {
        const std::vector<std::string> locators{"10.0.1.2", "10.0.2.2"};
        if (sender == Sender::LATE_PROXY)
        {
            lisp.InstallPetr(net.routers[1], locators);
            lisp.InstallReachability(net.routers[1]);
        }
        return lisp.InstallPitr(net.routers[1], locators, {"192.168.2.0/24"});
    }

    /// @param destination the locator
    void OnSent(Ptr<const Packet>,
                uint32_t,
                const NetworkAddress&,
                const NetworkAddress& destination)
    {
        sent.push_back({Simulator::Now(), destination});
    }

    /// @param destination the locator
    void OnAnswer(Ptr<const Packet>,
                  uint32_t,
                  const NetworkAddress&,
                  const NetworkAddress& destination)
    {
        answers.push_back({Simulator::Now(), destination});
    }

    /// @param record a mapping
    void OnLearned(const LispMappingRecord& record, const NetworkAddress&)
    {
        learned += record.GetEidPrefix()->ToString() + "@" +
                   std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param uplink whose locator @param after a time @return when router A first sent there after
    /// it, in milliseconds; -1: never
    int64_t FirstTo(uint32_t uplink, Time after) const
    {
        for (const auto& one : sent)
        {
            if (one.when > after && one.rloc == MultihomedTestNet::Rloc(uplink))
            {
                return one.when.GetMilliSeconds();
            }
        }
        return -1;
    }

    /// @param from a time @param until another @return the part of router A's packets between them
    /// that went to b1
    double ShareOfFirst(Time from, Time until) const
    {
        double all = 0;
        double first = 0;
        for (const auto& one : sent)
        {
            if (one.when >= from && one.when < until)
            {
                all += 1;
                first += one.rloc == MultihomedTestNet::Rloc(3) ? 1 : 0;
            }
        }
        return all > 0 ? first / all : -1;
    }
};

/// What a mechanism took.
struct Figures
{
    int64_t failover{0}; ///< first packet by b2, milliseconds
    int64_t comeback{0}; ///< first packet by b1 after it is back, milliseconds
    std::string lost;    ///< packets, by reason
};

/// How a mechanism is measured.
struct Experiment
{
    std::function<void(LispHelper&)> prepare; ///< sets attributes
    std::function<void(Scene&)> start;        ///< before the simulation
    std::function<void(Scene&)> fail;         ///< makes b1 fail
    std::function<void(Scene&)> recover;      ///< makes it come back, 20 s later
    Time at;                                  ///< when it fails
};

/// @param experiment what to do @param sender what router A is @return what it took
Figures
Measure(const Experiment& experiment, Sender sender = Sender::SITE)
{
    Scene scene(experiment.prepare, {"10.0.3.2 1/100", "10.0.4.2 2/100"}, sender);
    experiment.start(scene);
    scene.net.Account();
    const Time back = experiment.at + Seconds(20);
    scene.net.SendFlow(Seconds(5), Seconds(50), MilliSeconds(8));
    Simulator::Schedule(experiment.at, [&] { experiment.fail(scene); });
    Simulator::Schedule(back, [&] { experiment.recover(scene); });
    Simulator::Stop(Seconds(51));
    Simulator::Run();
    Figures figures;
    figures.failover = scene.FirstTo(4, experiment.at);
    figures.comeback = scene.FirstTo(3, back);
    figures.lost = scene.net.Losses();
    return figures;
}

/// @param sender what router A is @return by ICMP
Figures
MeasureIcmp(Sender sender = Sender::SITE)
{
    return Measure({[](LispHelper& lisp) {
                        lisp.SetReachabilityAttribute("IcmpHoldTime", TimeValue(Seconds(10)));
                    },
                    [](Scene& scene) { scene.net.reports = true; },
                    [](Scene& scene) { scene.net.SetCoreEnd(3, false); },
                    [](Scene& scene) { scene.net.SetCoreEnd(3, true); },
                    Seconds(20)},
                   sender);
}

/// @return signalled by the site
Figures
MeasureSignalled()
{
    return Measure({[](LispHelper&) {},
                    [](Scene&) {},
                    [](Scene& scene) { scene.net.SetUplink(3, false); },
                    [](Scene& scene) { scene.net.SetUplink(3, true); },
                    Seconds(20)});
}

/// @return by a route that is withdrawn
Figures
MeasureRoute()
{
    const auto add = [](Scene& scene, const std::string& subnet) {
        scene.net.RoutesOf(1)->AddNetworkRouteTo(Ipv4Address(subnet.c_str()),
                                                 Ipv4Mask("/24"),
                                                 Ipv4Address("10.0.1.1"),
                                                 scene.net.atRouter[1]);
    };
    return Measure({[](LispHelper& lisp) {
                        lisp.SetReachabilityAttribute("RoutePeriod", TimeValue(Seconds(1)));
                    },
                    [add](Scene& scene) {
                        add(scene, "10.0.3.0");
                        add(scene, "10.0.4.0");
                        scene.net.routers[1]->GetObject<LispReachability>()->SetAttribute(
                            "RouteCheck",
                            EnumValue(LispReachability::SPECIFIC));
                    },
                    [](Scene& scene) {
                        auto routes = scene.net.RoutesOf(1);
                        for (uint32_t i = 0; i < routes->GetNRoutes(); ++i)
                        {
                            if (routes->GetRoute(i).GetDest() == Ipv4Address("10.0.3.0"))
                            {
                                routes->RemoveRoute(i);
                                return;
                            }
                        }
                    },
                    [add](Scene& scene) { add(scene, "10.0.3.0"); },
                    MilliSeconds(20300)});
}

/// @param lisp RLOC-probes every 10 s, without chance
void
UseProbes(LispHelper& lisp)
{
    lisp.SetReachabilityAttribute("Probing", BooleanValue(true));
    lisp.SetReachabilityAttribute("ProbeInterval", TimeValue(Seconds(10)));
    lisp.SetReachabilityAttribute("DownProbeInterval", TimeValue(Seconds(10)));
    lisp.SetReachabilityAttribute("ProbeJitter", DoubleValue(0));
    lisp.SetReachabilityAttribute("FirstProbeDelay", TimeValue(Seconds(0)));
}

/// @return by RLOC-probes
Figures
MeasureProbes()
{
    return Measure({UseProbes,
                    [](Scene&) {},
                    [](Scene& scene) { scene.net.SetCoreEnd(3, false); },
                    [](Scene& scene) { scene.net.SetCoreEnd(3, true); },
                    Seconds(20)});
}

/**
 * Method: each mechanism by itself, as described above.
 * Expected: the times and losses derived there; of the fail-over times, ICMP's is the shortest,
 * then what the site signals, then the withdrawn route's with its period, then the probes'.
 */
class MechanismsTestCase : public TestCase
{
  public:
    MechanismsTestCase()
        : TestCase("fail-over and return by each mechanism")
    {
    }

  private:
    /// @param what a mechanism @param figures measured @param expected derived
    void Check(const std::string& what, const Figures& figures, const Figures& expected)
    {
        NS_TEST_EXPECT_MSG_EQ(figures.failover, expected.failover, what << ": fail-over");
        NS_TEST_EXPECT_MSG_EQ(figures.comeback, expected.comeback, what << ": return");
        NS_TEST_EXPECT_MSG_EQ(figures.lost, expected.lost, what << ": lost packets");
    }

    void DoRun() override
    {
        const auto icmp = MeasureIcmp();
        const auto signalled = MeasureSignalled();
        const auto route = MeasureRoute();
        const auto probes = MeasureProbes();
        Check("icmp", icmp, {20017, 40041, "ip-no-route 6 "});
        Check("signalled", signalled, {20121, 40121, "interface-down 17 "});
        Check("route", route, {21001, 41001, ""});
        Check("probes", probes, {32657, 42697, "ip-no-route 1583 "});
        NS_TEST_EXPECT_MSG_LT(icmp.failover - 20000, signalled.failover - 20000, "order");
        NS_TEST_EXPECT_MSG_LT(signalled.failover - 20000, route.failover - 20300, "order");
        NS_TEST_EXPECT_MSG_LT(route.failover - 20300, probes.failover - 20000, "order");
    }
};

/**
 * Method: as by ICMP and by probes above, but router A is a proxy ITR to which host 1's packets are
 * routed, or a proxy ETR that becomes one; the interval between probes of a locator that is down
 * is left to be that of the others.
 * Expected: a proxy ITR watches over the locators that it sends to as a site's router does: the
 * same fail-over, return and losses. What host 2 sends back goes natively, and nowhere.
 */
class ProxyTestCase : public TestCase
{
  public:
    ProxyTestCase()
        : TestCase("fail-over and return of a proxy ITR")
    {
    }

  private:
    void DoRun() override
    {
        const auto prepare = [](LispHelper& lisp) {
            UseProbes(lisp);
            lisp.SetReachabilityAttribute("DownProbeInterval", StringValue("0s"));
        };
        for (const auto sender : {Sender::PROXY, Sender::LATE_PROXY})
        {
            const auto icmp = MeasureIcmp(sender);
            NS_TEST_EXPECT_MSG_EQ(icmp.failover, 20017, "fail-over by ICMP");
            NS_TEST_EXPECT_MSG_EQ(icmp.comeback, 40041, "return by ICMP");
            NS_TEST_EXPECT_MSG_EQ(icmp.lost, "ip-no-route 6 ", "lost by ICMP");
            const auto probes = Measure({prepare,
                                         [](Scene&) {},
                                         [](Scene& scene) { scene.net.SetCoreEnd(3, false); },
                                         [](Scene& scene) { scene.net.SetCoreEnd(3, true); },
                                         Seconds(20)},
                                        sender);
            NS_TEST_EXPECT_MSG_EQ(probes.failover, 32657, "fail-over by probes");
            NS_TEST_EXPECT_MSG_EQ(probes.comeback, 42697, "return by probes");
            NS_TEST_EXPECT_MSG_EQ(probes.lost, "ip-no-route 1583 ", "lost by probes");
        }
    }
};

/**
 * Method: B's end of b1's uplink goes down at 20 s and is up again at 21 s.
 * Expected: the flow leaves b1 as above, by the packet of 20.121 s. The return is registered, and
 * the Map-Notify of that is at B at 21.040 s; but the last SMR to A left at 20.040 s, so that the
 * next one has to wait until 23.040 s (RFC 9301 section 6.1: one in 3 s). It is at A at 23.060, 3 s
 * after the first one, and followed by the Map-Reply of 23.120 s: the packet of 23.121 s (k = 2265)
 * takes b1.
 *
 * Method: A's own first uplink goes down at 20 s and is up at 40 s.
 * Expected: A sends to b1 all the time, by its second uplink, and nothing is lost: what was on the
 * first one's wire arrives. B's answers went to a1; A registers by a2 at once, and B's mapping
 * follows as A's does above, at 20.120 s. Host 2 answers packet k at 5.022 s + k * 8 ms, and B
 * encapsulates that at 5.023 s + k * 8 ms: the first one to a2 is of 20.127 s (k = 1888), the first
 * to a1 after the return of 40.127 s (k = 4388).
 */
class UplinkTestCase : public TestCase
{
  public:
    UplinkTestCase()
        : TestCase("uplinks that come and go, and one of the site that sends")
    {
    }

  private:
    void DoRun() override
    {
        {
            Scene scene([](LispHelper&) {});
            scene.net.SendFlow(Seconds(5), Seconds(25), MilliSeconds(8));
            Simulator::Schedule(Seconds(20), [&scene] { scene.net.SetUplink(3, false); });
            Simulator::Schedule(Seconds(21), [&scene] { scene.net.SetUplink(3, true); });
            Simulator::Stop(Seconds(26));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(scene.FirstTo(4, Seconds(20)), 20121, "away");
            NS_TEST_EXPECT_MSG_EQ(scene.FirstTo(3, MilliSeconds(20121)), 23121, "and back");
        }
        Scene scene([](LispHelper&) {});
        scene.net.SendFlow(Seconds(5), Seconds(50), MilliSeconds(8));
        Simulator::Schedule(Seconds(20), [&scene] { scene.net.SetUplink(1, false); });
        Simulator::Schedule(Seconds(40), [&scene] { scene.net.SetUplink(1, true); });
        Simulator::Stop(Seconds(51));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(scene.FirstTo(4, Seconds(0)), -1, "b1 all the time");
        NS_TEST_EXPECT_MSG_EQ(scene.sent.size(), scene.net.heard.size(), "nothing is lost");
        const auto firstTo = [&scene](uint32_t uplink, Time after) {
            for (const auto& one : scene.answers)
            {
                if (one.when > after && one.rloc == MultihomedTestNet::Rloc(uplink))
                {
                    return one.when.GetMilliSeconds();
                }
            }
            return int64_t{-1};
        };
        NS_TEST_EXPECT_MSG_EQ(firstTo(2, Seconds(20)), 20127, "answers change over");
        NS_TEST_EXPECT_MSG_EQ(firstTo(1, Seconds(40)), 40127, "and back");
    }
};

/**
 * Method: site B's locators have the same priority and weights 50/50; 10,000 flows of one packet
 * each are sent from 10 to 20 s. At 20 s the ETR's weights become 90/10 (SetLocators, with
 * SolicitOnChange); 10,000 flows of one packet each follow from 20.5 to 30.5 s.
 * Expected: 50 % of the flows take b1 before, 90 % after, to within 1 % for weights plus chance:
 * the table of slots is exact (2 and 10 slots), so only chance is left, 3.5 standard deviations of
 * sqrt(p (1 - p) / 10,000): 1.75 % and 1.05 %. Router A has the new mapping 120 ms after the
 * change, as it has when an uplink is signalled: at 20.120 s. The locators' priorities and weights
 * for multicast, 2/70 and 3/30, come with the first mapping.
 */
class EngineeringTestCase : public TestCase
{
  public:
    EngineeringTestCase()
        : TestCase("weights that change in mid-run")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(
            [](LispHelper& lisp) { lisp.SetEtrAttribute("SolicitOnChange", BooleanValue(true)); },
            {"10.0.3.2 1/50 2/70", "10.0.4.2 1/50 3/30"});
        // Something for B to send back, so that it knows A for a peer.
        scene.net.SendFlow(Seconds(5), Seconds(9), MilliSeconds(500));
        scene.net.SendFlow(Seconds(10), MicroSeconds(19999000), MilliSeconds(1), 10000);
        scene.net.SendFlow(MilliSeconds(20500), MicroSeconds(30499000), MilliSeconds(1), 10000);
        std::string multicast;
        Simulator::Schedule(Seconds(9), [&] {
            const auto* entry = scene.net.routers[1]->GetObject<LispXtr>()->GetMapCache().Find(
                EidPrefix::FromString("192.168.2.0/24"));
            NS_TEST_ASSERT_MSG_EQ((entry != nullptr), true, "learned");
            for (const auto& locator : entry->locators->GetLocators())
            {
                multicast += std::to_string(locator.multicastPriority) + '/' +
                             std::to_string(locator.multicastWeight) + ' ';
            }
        });
        Simulator::Schedule(Seconds(20), [&scene] {
            std::vector<LispLocator> locators(2);
            locators[0].address = MultihomedTestNet::Rloc(3);
            locators[0].weight = 90;
            locators[1].address = MultihomedTestNet::Rloc(4);
            locators[1].weight = 10;
            scene.net.routers[2]->GetObject<LispEtr>()->SetLocators(
                EidPrefix::FromString("192.168.2.0/24"),
                locators);
        });
        Simulator::Stop(Seconds(31));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(scene.ShareOfFirst(Seconds(10), MilliSeconds(20010)),
                                  0.5,
                                  0.0175,
                                  "before");
        NS_TEST_EXPECT_MSG_EQ_TOL(scene.ShareOfFirst(MilliSeconds(20500), Seconds(31)),
                                  0.9,
                                  0.0105,
                                  "after");
        NS_TEST_EXPECT_MSG_EQ(scene.learned,
                              "192.168.2.0/24@5061 192.168.2.0/24@20120 ",
                              "followed");
        NS_TEST_EXPECT_MSG_EQ(multicast, "2/70 3/30 ", "for multicast");
    }
};

/**
 * Method: site B's locators have the same priority and weight, and b2's uplink takes 4 ms instead
 * of 10 ms; router A has the policy of the lowest delay and RLOC-probing. 1,000 flows of one packet
 * each are sent from 5.2 s on. At 12 s b2's uplink takes 30 ms, both ways.
 * Expected: router B sends by b2's uplink, which it prefers. So a probe to b1 takes 10 + 10 ms, its
 * answer 4 + 10 ms: 34 ms; one to b2 14 + 14 = 28 ms. 6 ms less are more than the hysteresis of 5
 * ms: once both are measured (5.061 + 0.034 s) all flows take b2. From 12 s on it is 20 + 40 = 60
 * ms for b1 and 40 + 40 = 80 ms for b2, smoothed by 1/8: after n measurements 60 - 26 * (7/8)^(n-1)
 * and 80 - 52 * (7/8)^(n-1) ms. b1 is lower by 4.76 ms after the fifth of both and by 6.66 ms after
 * the sixth: 46.66 and 53.33 ms. Until b2's follows b1's each time it is lower by less: 2.85 ms at
 * the sixth. b2's answers come at 5.089 s and, 10 s after each, 80 ms later: the sixth at 5.089 + 5
 * * 10.080 = 55.489 s. From then on flows take b1.
 */
class DelayTestCase : public TestCase
{
  public:
    DelayTestCase()
        : TestCase("the locator with the lowest delay")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene(
            [](LispHelper& lisp) {
                UseProbes(lisp);
                lisp.SetXtrAttribute("LocatorPolicy", StringValue("ns3::LowestDelayPolicy"));
            },
            {"10.0.3.2 1/50", "10.0.4.2 1/50"});
        const auto channel =
            scene.net.core->GetObject<Ipv4>()->GetNetDevice(scene.net.atCore[4])->GetChannel();
        channel->SetAttribute("Delay", TimeValue(MilliSeconds(4)));
        Simulator::Schedule(Seconds(12), [channel] {
            channel->SetAttribute("Delay", TimeValue(MilliSeconds(30)));
        });
        scene.net.SendFlow(Seconds(5), Seconds(5), MilliSeconds(1));
        scene.net.SendFlow(MilliSeconds(5200), Seconds(65), MilliSeconds(60), 1000);
        Simulator::Stop(Seconds(66));
        Simulator::Run();
        const auto reachability = scene.net.routers[1]->GetObject<LispReachability>();
        NS_TEST_EXPECT_MSG_EQ(scene.ShareOfFirst(MilliSeconds(5200), Seconds(55)),
                              0,
                              "b2 at first");
        NS_TEST_EXPECT_MSG_EQ(scene.ShareOfFirst(MilliSeconds(55490), Seconds(66)), 1, "then b1");
        NS_TEST_EXPECT_MSG_EQ_TOL(
            reachability->GetMeasured(MultihomedTestNet::Rloc(3))->last.GetSeconds() * 1000,
            60,
            0.02,
            "RTT of b1");
        NS_TEST_EXPECT_MSG_EQ_TOL(
            reachability->GetMeasured(MultihomedTestNet::Rloc(4))->last.GetSeconds() * 1000,
            80,
            0.02,
            "RTT of b2");
    }
};

/**
 * Method: the helper makes two routers; one of IPv4 only is given an IPv6 locator, and an attribute
 * that does not exist and a policy that is none are set; locators are printed.
 * Expected: one line that names the value and what is accepted; the table has each locator that a
 * router knows, and its state.
 */
class HelperTestCase : public TestCase
{
  public:
    HelperTestCase()
        : TestCase("what the helper refuses and prints")
    {
    }

  private:
    /// @param call what is wrong @return what is said of it
    static std::string Refusal(const std::function<void()>& call)
    {
        try
        {
            call();
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "";
    }

    void DoRun() override
    {
        Scene scene([](LispHelper&) {});
        auto node = CreateObject<Node>();
        InternetStackHelper().Install(node);
        const auto family =
            Refusal([&] { scene.lisp.InstallXtr(node, "a", {"2001:db8::7"}, {"192.168.3.0/24"}); });
        NS_TEST_EXPECT_MSG_EQ((family.find("2001:db8::7") != std::string::npos),
                              true,
                              "another family's locator: " << family);
        NS_TEST_EXPECT_MSG_NE(
            Refusal([&] { scene.lisp.SetReachabilityAttribute("Nothing", BooleanValue(true)); }),
            "",
            "no such attribute");
        const auto policy = Refusal(
            [&] { scene.lisp.SetXtrAttribute("LocatorPolicy", StringValue("ns3::NoSuchPolicy")); });
        NS_TEST_EXPECT_MSG_EQ((policy.find("ns3::NoSuchPolicy") != std::string::npos),
                              true,
                              "no such policy: " << policy);
        NS_TEST_EXPECT_MSG_NE(Refusal([&] {
                                  scene.lisp.SetXtrAttribute("LocatorPolicy",
                                                             StringValue("ns3::LispItr"));
                              }),
                              "",
                              "no policy");
        NS_TEST_EXPECT_MSG_NE(Refusal([&] { scene.lisp.InstallReachability(node); }),
                              "",
                              "no tunnel router");
        NS_TEST_EXPECT_MSG_NE(
            Refusal([&] { scene.lisp.InstallReachability(scene.net.routers[1]); }),
            "",
            "twice");
        std::ostringstream os;
        scene.net.SendFlow(Seconds(5), Seconds(6), MilliSeconds(100));
        LispHelper::PrintLocatorsAt(Seconds(7), scene.net.routers[1], os);
        LispHelper::PrintLocatorsAllAt(Seconds(7), os);
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        const std::string expected = "LISP locator  state  RTT ms  smoothed  probes  answered  "
                                     "timed out\n"
                                     "10.0.1.2      own\n"
                                     "10.0.2.2      own\n"
                                     "10.0.3.2      up\n"
                                     "10.0.4.2      up\n";
        NS_TEST_EXPECT_MSG_EQ((os.str().find(expected) != std::string::npos), true, os.str());
    }
};

/// The suite.
class SystemReachabilityTestSuite : public TestSuite
{
  public:
    SystemReachabilityTestSuite()
        : TestSuite("lisp-system-reachability", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new MechanismsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProxyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UplinkTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EngineeringTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DelayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HelperTestCase, compat::TestDuration<>::QUICK);
    }
};

SystemReachabilityTestSuite g_suite; ///< registers itself

} // namespace
