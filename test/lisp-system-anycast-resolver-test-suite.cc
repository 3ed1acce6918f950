/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bgp-speaker.h"
#include "ns3/core-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/names.h"
#include "ns3/node-failure.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <array>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Two Map-Resolvers with one anycast address: the near one answers, and when it dies the
 * other one does.
 *
 * A line of four core routers that speak BGP, 10 ms apart; each other link takes 0.5 ms:
 * ```
 *   west, near, Map-Server - core 0 - core 1 - core 2 - core 3 - east, far
 *                                                 |
 *                                               south
 * ```
 * near and far are the Map-Resolvers; west, east and south are tunnel routers. West and east ask
 * for EIDs of south, whose ETR answers. One way of a message:
 * - west to near 1 ms, near to the Map-Server 1, the Map-Server to south 0.5 + 20 + 0.5 = 21, south
 *   to west 21: west's answer takes 44 ms.
 * - east to far 1, far to the Map-Server 0.5 + 30 + 0.5 = 31, then 21, south to east 11: 64 ms.
 * - west to far 31, then 31, 21, 21: 104 ms.
 */

namespace
{

constexpr double FAILURE_S = 400; //!< when near dies
constexpr double RETURN_S = 600;  //!< when it is back

/**
 * Method: west asks at 300 s and east at 302 s; near dies at 400 s. Either its link goes down, and
 * core 0 notices; or near falls silent. Core 0 has no other route to the anycast address, since
 * core 1's own best leads to core 0.
 *
 * Expected with a link that goes down: core 0 withdraws at once, core 1 hears of it after 10 ms and
 * has core 2's route ready, of which it tells core 0 in the same moment: core 0 has a route again
 * 20 ms after the failure (the AdvertisementInterval of 30 s holds nothing up, as there was no news
 * for so long). West asks 5 ms after the failure: that Map-Request is lost; the next follows after
 * 1 s (RFC 9301 section 5.3): answered after 1.104 s. What it asks at 405 s takes 104 ms.
 *
 * Expected with silence: core 0's hold timer of 90 s ran from near's last KEEPALIVE, which is sent
 * each 22.5 to 30 s: it runs out 60 to 90 s after the failure, and 20 ms later there is a route.
 * West asks at 401 s, and as long as there is no answer each second from 402 s on, as traffic does:
 * its Map-Requests go out at 401 to 411 s (one, and 10 repeats), then it is silent for 30 s: 441 to
 * 451 s, 481 to 491 s. The first of these after the route is there is answered after 104 ms.
 *
 * Expected in both: east asks at 402 s and is answered by far in 64 ms. Near is back at 600 s, and
 * at 700 s west is answered by way of near in 44 ms again. Each Map-Resolver has forwarded what it
 * was asked.
 */
class AnycastTestCase : public TestCase
{
  public:
    /// @param isSilent how near dies @param family of locators
    AnycastTestCase(bool isSilent, AddressFamily family)
        : TestCase(std::string("the near Map-Resolver ") +
                   (isSilent ? "falls silent" : "loses its link") +
                   (family == AddressFamily::IPV4 ? ", IPv4" : ", IPv6")),
          m_isSilent(isSilent),
          m_family(family)
    {
    }

  private:
    /// A question and its answer.
    struct Question
    {
        Time first;        //!< when it was asked
        Time latest;       //!< the latest Map-Request
        Time answered;     //!< when the answer came; 0: not yet
        unsigned asked{0}; //!< Map-Requests
    };

    /// An ITR's questions, one at a time.
    struct Asker
    {
        Ptr<LispItr> itr;                //!< who asks
        std::vector<Question> questions; //!< in order
    };

    /// What MapRequestSent calls. @param asker whose
    static void Asked(Asker* asker,
                      const EidPrefix& /* eid */,
                      LispMapRequester::Purpose /* purpose */,
                      unsigned /* number */,
                      const NetworkAddress& /* destination */)
    {
        asker->questions.back().latest = Simulator::Now();
        ++asker->questions.back().asked;
    }

    /// What MappingLearned calls. @param asker whose
    static void Answered(Asker* asker,
                         const LispMappingRecord& /* record */,
                         const NetworkAddress& /* source */)
    {
        if (asker->questions.back().answered.IsZero())
        {
            asker->questions.back().answered = Simulator::Now();
        }
    }

    /// What Forwarded calls. @param times gets the time
    static void Forwarded(std::vector<Time>* times,
                          const EidPrefix& /* eid */,
                          const NetworkAddress& /* mapServer */)
    {
        times->push_back(Simulator::Now());
    }

    /// What RouteChanged calls. @param prefix where to @param nextHop by whom
    void RouteChanged(const EidPrefix& prefix, const NetworkAddress& nextHop)
    {
        if (prefix == EidPrefix::Host(m_address) && Simulator::Now() >= Seconds(FAILURE_S))
        {
            (nextHop.IsValid() ? m_found : m_lost).push_back(Simulator::Now());
        }
    }

    /// @param asker asks @param host of south's EID-prefix @param again whether for the same
    void Ask(Asker* asker, int host, bool again)
    {
        if (!again)
        {
            asker->questions.push_back({Simulator::Now(), Time(), Time(), 0});
        }
        if (asker->questions.back().answered.IsZero())
        {
            asker->itr->Resolve(EidPrefix::FromString("192.168.3." + std::to_string(host)),
                                NetworkAddress::FromString("192.168.1.1"));
        }
    }

    /// @param seconds when @param asker asks @param host for what @param again for the same
    void AskAt(double seconds, Asker& asker, int host, bool again = false)
    {
        Simulator::ScheduleWithContext(asker.itr->GetObject<Node>()->GetId(),
                                       Seconds(seconds),
                                       &AnycastTestCase::Ask,
                                       this,
                                       &asker,
                                       host,
                                       again);
    }

    /// @param question a question @param seconds that its answer is to take
    void Check(const Question& question, double seconds)
    {
        const Time took = question.answered - question.first;
        NS_TEST_EXPECT_MSG_EQ((Abs(took - Seconds(seconds)) < MicroSeconds(100)),
                              true,
                              "asked at " << question.first << ", took " << took);
    }

    void DoRun() override
    {
        CoreHelper core(m_family);
        core.EnableBgp();
        for (int i = 0; i < 4; ++i)
        {
            core.AddRouter("core" + std::to_string(i));
        }
        for (uint32_t i = 0; i < 3; ++i)
        {
            core.Connect(i, i + 1, MilliSeconds(10));
        }
        std::array<Ptr<Node>, 5> nodes;
        for (auto& node : nodes)
        {
            node = CreateObject<Node>();
            InternetStackHelper().Install(node);
        }
        const auto& [near, far, west, east, south] = nodes;
        core.AttachSpeaker(near, 0);
        core.AttachSpeaker(far, 3);
        m_address =
            NetworkAddress::FromString(m_family == AddressFamily::IPV4 ? "192.0.2.53" : "fd53::53");
        core.Anycast(near, m_address);
        core.Anycast(far, m_address);
        const auto server = core.AddServer("map-server", 0);
        const std::array<CoreHelper::Uplink, 3> uplinks = {core.Attach(west, 0),
                                                           core.Attach(east, 3),
                                                           core.Attach(south, 2)};
        core.AssignStreams(1);

        LispHelper lisp;
        lisp.InstallMapServer(server.device->GetNode(), server.address.ToString());
        std::array<std::vector<Time>, 2> forwarded;
        for (std::size_t i = 0; i < 2; ++i)
        {
            lisp.InstallMapResolver(nodes[i], m_address.ToString())
                ->TraceConnectWithoutContext("Forwarded",
                                             MakeBoundCallback(&Forwarded, &forwarded[i]));
        }
        for (std::size_t i = 0; i < 3; ++i)
        {
            const auto site = "site" + std::to_string(i + 1);
            lisp.AddSite(site, "secret");
            lisp.InstallXtr(nodes[2 + i],
                            site,
                            {uplinks[i].address.ToString()},
                            {"192.168." + std::to_string(i + 1) + ".0/24"});
        }
        lisp.AssignStreams(1000);
        std::array<Asker, 2> askers;
        for (std::size_t i = 0; i < 2; ++i)
        {
            askers[i].itr = nodes[2 + i]->GetObject<LispItr>();
            askers[i].itr->TraceConnectWithoutContext("MapRequestSent",
                                                      MakeBoundCallback(&Asked, &askers[i]));
            askers[i].itr->TraceConnectWithoutContext("MappingLearned",
                                                      MakeBoundCallback(&Answered, &askers[i]));
        }
        CoreHelper::GetSpeaker(core.GetRouters().Get(0))
            ->TraceConnectWithoutContext("RouteChanged",
                                         MakeCallback(&AnycastTestCase::RouteChanged, this));

        NS_TEST_EXPECT_MSG_LT(core.GetConvergedTime(), Seconds(300), "before the first question");
        NodeFailure failure;
        Simulator::Schedule(Seconds(FAILURE_S),
                            [&]() { failure.SetNode(near, false, !m_isSilent); });
        Simulator::Schedule(Seconds(RETURN_S), [&]() { failure.SetNode(near, true, !m_isSilent); });
        AskAt(300, askers[0], 10);
        AskAt(302, askers[1], 11);
        AskAt(402, askers[1], 12);
        AskAt(m_isSilent ? 401 : 400.005, askers[0], 20);
        for (int second = 402; m_isSilent && second < 500; ++second)
        {
            AskAt(second, askers[0], 20, true);
        }
        AskAt(m_isSilent ? 500 : 405, askers[0], 21);
        AskAt(700, askers[0], 22);
        Simulator::Stop(Seconds(710));
        Simulator::Run();

        const auto& fromWest = askers[0].questions;
        const auto& fromEast = askers[1].questions;
        NS_TEST_ASSERT_MSG_EQ(fromWest.size(), 4, "questions of west");
        NS_TEST_ASSERT_MSG_EQ(fromEast.size(), 2, "questions of east");
        NS_TEST_ASSERT_MSG_EQ(m_lost.empty() || m_found.empty(), false, "the route is another");
        Check(fromWest[0], 0.044);
        Check(fromEast[0], 0.064);
        Check(fromEast[1], 0.064);
        Check(fromWest[2], 0.104);
        Check(fromWest[3], 0.044);
        NS_TEST_EXPECT_MSG_EQ((Abs(m_found[0] - m_lost[0] - MilliSeconds(20)) < MicroSeconds(100)),
                              true,
                              "two ways over a link: " << m_found[0] - m_lost[0]);
        const Question& during = fromWest[1];
        if (!m_isSilent)
        {
            NS_TEST_EXPECT_MSG_EQ(m_lost[0], Seconds(FAILURE_S), "noticed at once");
            Check(during, 1.104);
            NS_TEST_EXPECT_MSG_EQ(during.asked, 2, "a repeat");
        }
        else
        {
            NS_TEST_EXPECT_MSG_EQ(
                (m_lost[0] > Seconds(FAILURE_S + 60) && m_lost[0] < Seconds(FAILURE_S + 90)),
                true,
                "the hold timer: " << m_lost[0]);
            Time next;
            for (int start : {401, 441, 481})
            {
                for (int second = start; second <= start + 10 && next.IsZero(); ++second)
                {
                    next = Seconds(second) > m_found[0] ? Seconds(second) : next;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(during.latest, next, "the Map-Request that was answered");
            Check(during, (next - during.first).GetSeconds() + 0.104);
        }
        // Near: the first question, and the last. Far: all others, by the one that got through.
        NS_TEST_EXPECT_MSG_EQ(forwarded[0].size(), 2, "by near");
        NS_TEST_EXPECT_MSG_EQ(forwarded[1].size(), 4, "by far");
        Simulator::Destroy();
        Names::Clear();
    }

    bool m_isSilent;           //!< how near dies
    AddressFamily m_family;    //!< of locators
    NetworkAddress m_address;  //!< of the Map-Resolvers
    std::vector<Time> m_lost;  //!< when core 0 lost the way there, since the failure
    std::vector<Time> m_found; //!< when it found another
};

/// The suite.
class AnycastResolverTestSuite : public TestSuite
{
  public:
    AnycastResolverTestSuite()
        : TestSuite("lisp-system-anycast-resolver", TestSuite::Type::SYSTEM)
    {
        for (const auto family : {AddressFamily::IPV4, AddressFamily::IPV6})
        {
            AddTestCase(new AnycastTestCase(false, family), compat::TestDuration<>::QUICK);
            AddTestCase(new AnycastTestCase(true, family), compat::TestDuration<>::QUICK);
        }
    }
};

AnycastResolverTestSuite g_anycastResolverTestSuite; //!< registers the suite

} // namespace
