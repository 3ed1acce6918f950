/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/lisp-encapsulator.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-nat-client.h"
#include "ns3/lisp-nat-rtr.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-xtr.h"
#include "ns3/nat-router.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief A LISP site behind a NAT (draft-ermagan-lisp-nat-traversal).
 *
 * Nodes of LispTestSites: 1 is the NAT, 10.0.1.2 outside; behind it, on a link of 1 ms, the site's
 * tunnel router, 192.168.1.9 (a private locator), and behind that its host, 192.168.5.9. Node 2 is
 * the tunnel router of a site outside with host 192.168.2.9, 3 the mapping system, 4 an RTR, and
 * 10.0.5.2 a further one. Between nodes outside it is 20 ms, from the router inside to one of them
 * 21 ms.
 *
 * Start: the Info-Request of 0 s is answered at 42 ms. The Map-Register is at the RTR at 63 ms, at
 * the Map-Server at 83 ms; its Map-Notify is at the RTR at 103 ms, at the router at 124 ms. The NAT
 * gave 49152 to the control port, which spoke first, and 49153 to the data port.
 */

namespace
{

/// The nodes and what the RTR was told.
struct NatNet
{
    LispTestSites sites;                           ///< the nodes
    LispHelper lisp;                               ///< makes them LISP nodes
    Ptr<NatRouter> nat{CreateObject<NatRouter>()}; ///< on node 1
    Ptr<LispXtr> inside;                           ///< behind the NAT
    Ptr<LispXtr> outside;                          ///< of the other site
    Ptr<LispXtr> rtr;                              ///< the first RTR
    Ptr<LispXtr> second;                           ///< the second one; may be null
    std::string peers;                             ///< "49153@103 ": port, ms
    std::string states;                            ///< "10.0.4.2@42 ": RTR, ms

    /// @param rtrs how many RTRs @param probes whether locators are probed every 5 s
    explicit NatNet(uint32_t rtrs = 1, bool probes = false)
    {
        if (probes)
        {
            lisp.EnableReachability();
            lisp.SetReachabilityAttribute("Probing", BooleanValue(true));
            lisp.SetReachabilityAttribute("ProbeInterval", TimeValue(Seconds(5)));
            lisp.SetReachabilityAttribute("ProbeJitter", DoubleValue(0));
            lisp.SetReachabilityAttribute("FirstProbeDelay", TimeValue(Seconds(0)));
        }
        sites.nodes.push_back(sites.hosts[1]);
        sites.hosts.push_back(sites.AddHost(5));
        nat->Install(sites.nodes[1], sites.nodes[1]->GetDevice(1));
        nat->SetAttribute("UdpTimeout", TimeValue(Seconds(30)));
        // After the first one, Map-Registers every 60 s.
        lisp.SetEtrAttribute("QuickPhase", TimeValue(Seconds(0)));
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("home", "sweet");
        lisp.AddSite("lyon", "rhone");
        if (rtrs > 0)
        {
            rtr = lisp.InstallNatRtr(sites.nodes[4], {"10.0.4.2"});
            sites.nodes[4]->GetObject<LispNatRtr>()->TraceConnectWithoutContext(
                "PeerSet",
                MakeCallback(&NatNet::OnPeer, this));
        }
        if (rtrs > 1)
        {
            second = lisp.InstallNatRtr(sites.network.AddNode(), {"10.0.5.2"});
        }
        inside = lisp.InstallXtr(sites.nodes[5], "home", {"192.168.1.9"}, {"192.168.5.0/24"});
        outside = lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
        lisp.LookForNat(sites.nodes[5]);
        lisp.AssignStreams(100);
        GetClient()->TraceConnectWithoutContext("StateChanged",
                                                MakeCallback(&NatNet::OnState, this));
    }

    /// @return what looks for a NAT
    Ptr<LispNatClient> GetClient() const
    {
        return sites.nodes[5]->GetObject<LispNatClient>();
    }

    /// See LispNatRtr::PeerTrace.
    void OnPeer(const EidPrefix&, const NetworkAddress&, uint16_t port)
    {
        peers +=
            std::to_string(port) + "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// See LispNatClient::StateTrace.
    void OnState(LispNatClient::State, const NetworkAddress&, const NetworkAddress& rtrRloc)
    {
        states +=
            rtrRloc.ToString() + "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param when in milliseconds @param sequence of an echo of the host outside to that inside
    void PingIn(int64_t when, uint16_t sequence)
    {
        sites.Ping(when, 2, "192.168.5.9", sequence);
    }

    /// @param when in milliseconds @param sequence of an echo of the host inside to that outside
    void PingOut(int64_t when, uint16_t sequence)
    {
        sites.Ping(when, 3, "192.168.2.9", sequence);
    }
};

/**
 * Method: the host inside pings that outside at 5 s and 6 s, and is pinged by it at 7 s.
 * Expected: registered as in the file's comment: the site's EIDs are at the RTR, which sends them
 * to 10.0.1.2, port 49153.
 *
 * A warm echo takes 1 + 21 + 20 + 1 ms there and as much back: 86 ms. At the first one the RTR asks
 * for the site outside, 60 ms, and that for the EIDs inside, which the Map-Server answers itself:
 * 40 ms. The router inside asks for nothing: all goes to the RTR. The NAT has two mappings, and
 * nothing is dropped.
 */
class BothWaysTestCase : public TestCase
{
  public:
    BothWaysTestCase()
        : TestCase("a site behind a NAT reaches out and is reached")
    {
    }

  private:
    /// See LispXtr::TunnelTrace.
    void OnEncapsulated(Ptr<const Packet>,
                        uint32_t,
                        const NetworkAddress&,
                        const NetworkAddress& to)
    {
        m_to += to.ToString() + " ";
    }

    void DoRun() override
    {
        NatNet net;
        net.PingOut(5000, 1);
        net.PingOut(6000, 2);
        net.PingIn(7000, 3);
        Simulator::Schedule(Seconds(4), [&] {
            net.rtr->TraceConnectWithoutContext(
                "Encapsulated",
                MakeCallback(&BothWaysTestCase::OnEncapsulated, this));
        });
        LispTestSites::Run(9);
        NS_TEST_EXPECT_MSG_EQ(net.states, "10.0.4.2@42 ", "when the RTR is known");
        NS_TEST_EXPECT_MSG_EQ(net.peers, "49153@103 ", "when the RTR knows the router");
        NS_TEST_EXPECT_MSG_EQ(net.GetClient()->GetState(), LispNatClient::TRANSLATED, "a NAT");
        NS_TEST_EXPECT_MSG_EQ(net.GetClient()->GetGlobalAddress().ToString(),
                              "10.0.1.2",
                              "its address");
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@5186 2@6086 3@7086 ", "replies");
        NS_TEST_EXPECT_MSG_EQ(m_to,
                              "10.0.2.2 10.0.1.2 10.0.2.2 10.0.1.2 10.0.1.2 10.0.2.2 ",
                              "where the RTR sends");
        const auto* entry =
            net.outside->GetMapCache().Find(EidPrefix::FromString("192.168.5.0/24"));
        NS_TEST_ASSERT_MSG_NE(entry, nullptr, "mapping outside");
        NS_TEST_EXPECT_MSG_EQ(entry->locators->ToString(), "10.0.4.2 1/100", "at the RTR");
        NS_TEST_EXPECT_MSG_EQ(net.nat->GetMappings(), 2, "mappings");
        NS_TEST_EXPECT_MSG_EQ(net.nat->GetDrops(NatDropReason::NO_MAPPING), 0, "none at the NAT");
        for (const auto& xtr : {net.inside, net.outside, net.rtr})
        {
            NS_TEST_EXPECT_MSG_EQ(xtr->GetTotalDrops(), 0, "nothing lost");
        }
        NS_TEST_EXPECT_MSG_EQ(net.rtr->GetReencapsulated(), 6, "all by the RTR");
    }

    std::string m_to; ///< addresses
};

/**
 * Method: the NAT forgets what was silent for 30 s. Once Info-Requests keep the data port alive
 * every 20 s, once nothing does; pings from outside at 5 s, 45 s and 61 s.
 * Expected: kept alive, all three come through, and the port is the same. Else the last packet out
 * is the reply of 5 s: the ping of 45 s is dropped at the NAT. The Map-Register of 60.042 s makes a
 * new mapping, after that of the Info-Request to the Map-Server at the same time: port 49155, known
 * to the RTR 61 ms later.
 */
class TimeoutTestCase : public TestCase
{
  public:
    TimeoutTestCase()
        : TestCase("the NAT's time-out and the renewal of its mapping")
    {
    }

  private:
    void DoRun() override
    {
        for (bool keepsAlive : {true, false})
        {
            NatNet net;
            if (!keepsAlive)
            {
                net.GetClient()->SetAttribute("KeepAlive", TimeValue(Seconds(0)));
            }
            net.PingIn(5000, 1);
            net.PingIn(45000, 2);
            net.PingIn(61000, 3);
            LispTestSites::Run(63);
            // The first one has the miss outside, 40 ms, and that of the RTR for the reply, 60 ms.
            NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(),
                                  (keepsAlive ? "1@5186 2@45086 3@61086 " : "1@5186 3@61086 "),
                                  "replies");
            NS_TEST_EXPECT_MSG_EQ(
                net.peers,
                (keepsAlive ? "49153@103 49153@60103 " : "49153@103 49155@60103 "),
                "ports");
            NS_TEST_EXPECT_MSG_EQ(net.nat->GetDrops(NatDropReason::NO_MAPPING),
                                  (keepsAlive ? 0 : 1),
                                  "at the NAT");
        }
    }
};

/**
 * Method: at 10 s the RTR, or the NAT, forgets everything; pings from outside at 5 s, 15 s and 21
 * s. Expected: the one of 15 s is lost: the RTR asks the mapping system for the EID, and is told
 * its own locator; or the NAT has no mapping. The Info-Request of 20.042 s is at the RTR at 20.063
 * s, which knows nothing of that address and port and says so: 20.084 s. The Map-Register is at the
 * RTR at 20.105 s, at the Map-Server at 20.125 s, and acknowledged at the RTR at 20.145 s. After
 * the NAT's loss the data port is the first to speak: 49154.
 */
class RestartTestCase : public TestCase
{
  public:
    RestartTestCase()
        : TestCase("an RTR and a NAT that restart")
    {
    }

  private:
    void DoRun() override
    {
        for (bool isRtr : {true, false})
        {
            NatNet net;
            Simulator::Schedule(Seconds(10), [&net, isRtr] {
                if (isRtr)
                {
                    net.sites.nodes[4]->GetObject<LispNatRtr>()->Restart();
                }
                else
                {
                    net.nat->Restart();
                }
            });
            net.PingIn(5000, 1);
            net.PingIn(15000, 2);
            net.PingIn(21000, 3);
            LispTestSites::Run(25);
            NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@5186 3@21086 ", "replies");
            NS_TEST_EXPECT_MSG_EQ(net.peers,
                                  (isRtr ? "49153@103 49153@20145 " : "49153@103 49154@20145 "),
                                  "ports");
            NS_TEST_EXPECT_MSG_EQ(net.rtr->GetDrops(LispDropReason::ITR_RLOC_IS_OWN),
                                  (isRtr ? 1 : 0),
                                  "at the RTR");
            NS_TEST_EXPECT_MSG_EQ(net.nat->GetDrops(NatDropReason::NO_MAPPING),
                                  (isRtr ? 0 : 1),
                                  "at the NAT");
        }
    }
};

/**
 * Method: two RTRs, the first of which loses its link at 10 s; the host inside pings that outside
 * at 82 s. Expected: Info-Requests to the first one go out at 20.042 s, 40.042 s and 60.042 s;
 * at 80.042 s three were not answered, and the second one is used. The EIDs are registered there,
 * and the ping takes as long as the first one of a site.
 */
class FailoverTestCase : public TestCase
{
  public:
    FailoverTestCase()
        : TestCase("an RTR that fails")
    {
    }

  private:
    void DoRun() override
    {
        NatNet net(2);
        Simulator::Schedule(Seconds(10),
                            [&net] { net.sites.network.SetLink(net.sites.nodes[4], false); });
        net.PingOut(82000, 1);
        LispTestSites::Run(84);
        NS_TEST_EXPECT_MSG_EQ(net.states, "10.0.4.2@42 10.0.5.2@80042 ", "RTRs");
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@82186 ", "by the second one");
        NS_TEST_EXPECT_MSG_EQ(net.second->GetReencapsulated(), 2, "both ways");
    }
};

/**
 * Method: a router that is not behind a NAT looks for one; one behind a NAT finds no RTR.
 * Expected: the first registers as ever, 40 ms after the start, and the ping between the sites
 * comes through without an RTR. The second registers nothing, says why, and asks every minute.
 */
class NoneTestCase : public TestCase
{
  public:
    NoneTestCase()
        : TestCase("no NAT, and no RTR")
    {
    }

  private:
    void DoRun() override
    {
        {
            LispTestSites sites;
            LispHelper lisp;
            lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
            lisp.AddSite("paris", "louvre");
            lisp.AddSite("lyon", "rhone");
            lisp.InstallXtr(sites.nodes[1], "paris", {"10.0.1.2"}, {"192.168.1.0/24"});
            lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
            lisp.InstallNatRtr(sites.nodes[4], {"10.0.4.2"});
            lisp.LookForNat(sites.nodes[1]);
            lisp.AssignStreams(100);
            sites.Ping(5000, 1, 2, 1);
            LispTestSites::Run(7);
            const auto client = sites.nodes[1]->GetObject<LispNatClient>();
            NS_TEST_EXPECT_MSG_EQ(client->GetState(), LispNatClient::DIRECT, "no NAT");
            NS_TEST_EXPECT_MSG_EQ(sites.Echoes(), "1@5164 ", "as without");
        }
        NatNet net(0);
        LispTestSites::Run(10);
        NS_TEST_EXPECT_MSG_EQ(net.GetClient()->GetState(), LispNatClient::UNKNOWN, "no RTR");
        const auto& statistics = LispControlPort::Of(net.sites.nodes[5])->GetStatistics();
        // After 0 s, 1 s, 3 s and 7 s: answered each.
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::NAT_NO_RTR), 4, "says so");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetSent(LispMessageType::MAP_REGISTER), 0, "registers");
    }
};

/**
 * Method: as in the first case, but all routers probe locators every 5 s; the host outside pings
 * that inside at 5 s, 20 s and 40 s.
 * Expected: the router outside learns at 5.041 s that the site inside is at the RTR, and probes
 * that: at 5.041 s, and each time 5 s after the answer, which takes 40 ms. Up to 41 s these are 8
 * probes (the last one at 5.041 + 7 * 5.04 = 40.321 s). The RTR, which has no EID, answers each of
 * them: its locator stays up, and all pings are answered. The router inside probes nothing: it
 * would be answered at the address that it has behind the NAT. Its Info-Requests look after the
 * RTR.
 */
class ProbesTestCase : public TestCase
{
  public:
    ProbesTestCase()
        : TestCase("a site behind a NAT and a router that probes")
    {
    }

  private:
    void DoRun() override
    {
        NatNet net(1, true);
        net.PingIn(5000, 1);
        net.PingIn(20000, 2);
        net.PingIn(40000, 3);
        LispTestSites::Run(41);
        const auto echoes = net.sites.Echoes();
        NS_TEST_EXPECT_MSG_EQ(std::count(echoes.begin(), echoes.end(), '@'), 3, echoes);
        const auto reachability = net.sites.nodes[2]->GetObject<LispReachability>();
        NS_TEST_EXPECT_MSG_EQ(reachability->GetStatistics().probesSent, 8, "probes");
        NS_TEST_EXPECT_MSG_EQ(reachability->GetStatistics().probesAnswered, 8, "answers");
        NS_TEST_EXPECT_MSG_EQ(reachability->GetStatistics().downs, 0, "up all the time");
        const auto inside = net.sites.nodes[5]->GetObject<LispReachability>();
        NS_TEST_EXPECT_MSG_EQ(inside->GetStatistics().probesSent, 0, "none from behind the NAT");
    }
};

/// The suite.
class NatTestSuite : public TestSuite
{
  public:
    NatTestSuite()
        : TestSuite("lisp-system-nat", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new BothWaysTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TimeoutTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RestartTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailoverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProbesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NoneTestCase, compat::TestDuration<>::QUICK);
    }
};

NatTestSuite g_suite; ///< registers itself

} // namespace
