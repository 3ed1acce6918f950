/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"

#include "ns3/ip-interfaces.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;

/**
 * @file
 * @brief A site turns LISP on while its traffic flows.
 *
 * Nodes of LispTestSites: 1 is the router of the site that adopts LISP (host 1), 2 that of a site
 * without LISP (host 2), 3 the tunnel router of a LISP site (host 3), 4 the proxy ITR, to which the
 * core routes 192.168.0.0/22, 5 the mapping system. The core routes 192.168.1.0/24 and
 * 192.168.2.0/24 to nodes 1 and 2. Nodes are 10 ms from the core, hosts 1 ms from their routers.
 *
 * Four UDP flows, of a packet every 100 ms from 4 s to 70 s, 660 packets each, n from 0 on:
 *
 *     legacy-in    host 2 to host 1, sent at 4.000 + 0.1 n
 *     legacy-out   host 1 to host 2,         4.001 + 0.1 n
 *     lisp-in      host 3 to host 1,         4.002 + 0.1 n
 *     lisp-out     host 1 to host 3,         4.003 + 0.1 n
 *
 * A negative mapping for what is no EID lives one minute here (NoSuchEidTtl). Router 3 gets that of
 * host 1 for the first packet of lisp-in: sent at 4.002, at the router at 4.003, answered after 40
 * ms, at 4.043. It is asked for again by the first packet after 64.043: that of 64.102.
 */

namespace
{

/// The network that the test cases have in common.
class Adoption
{
  public:
    LispTestSites sites;                     ///< the nodes
    LispHelper lisp;                         ///< installs LISP
    Ptr<LispXtr> adopter;                    ///< of node 1, from when it is one on
    Ptr<LispXtr> other;                      ///< of node 3
    Ptr<LispXtr> pitr;                       ///< of node 4
    std::map<std::string, FlowReport> flows; ///< by name, after Run

    Adoption()
        : sites(3)
    {
        const auto core = sites.network.GetCore();
        m_mapServer = sites.network.AddNode();
        for (const uint32_t number : {1, 2})
        {
            AddIpRoute(core, GetPrefix(number), sites.network.Ipv4Of(number));
        }
        lisp.SetMapServerAttribute("NoSuchEidTtl", UintegerValue(1));
        lisp.SetMapResolverAttribute("NoSuchEidTtl", UintegerValue(1));
        lisp.SetMapServer(m_mapServer, "10.0.5.2");
        lisp.AddSite("other", "their key");
        other = lisp.InstallXtr(sites.nodes[3], "other", {"10.0.3.2"}, {"192.168.3.0/24"});
        lisp.SetAdvertiser([this, core](Ptr<Node>, const EidPrefix& prefix) {
            AddIpRoute(core, prefix, sites.network.Ipv4Of(4));
        });
        pitr = lisp.InstallPitr(sites.nodes[4], {"10.0.4.2"}, {"192.168.0.0/22"});
    }

    /// @param adopt seconds when the site turns LISP on @param withdraw when the core stops routing
    /// its prefix
    void Run(double adopt, double withdraw)
    {
        NodeContainer nodes(sites.network.GetCore(), m_mapServer);
        for (std::size_t i = 1; i < sites.nodes.size(); ++i)
        {
            nodes.Add(sites.nodes[i]);
        }
        for (std::size_t i = 1; i < sites.hosts.size(); ++i)
        {
            nodes.Add(sites.hosts[i]);
        }
        StudyTraffic traffic(Seconds(4), Seconds(70));
        traffic.Watch(nodes);
        traffic.AddUdp("legacy-in", GetEnd(2), GetEnd(1), MilliSeconds(100), 100);
        traffic.AddUdp("legacy-out", GetEnd(1), GetEnd(2), MilliSeconds(100), 100);
        traffic.AddUdp("lisp-in", GetEnd(3), GetEnd(1), MilliSeconds(100), 100);
        traffic.AddUdp("lisp-out", GetEnd(1), GetEnd(3), MilliSeconds(100), 100);
        Simulator::Schedule(Seconds(adopt), [&]() {
            lisp.AddSite("adopter", "our key");
            adopter = lisp.InstallXtr(sites.nodes[1], "adopter", {"10.0.1.2"}, {"192.168.1.0/24"});
            traffic.Watch(NodeContainer(sites.nodes[1]));
        });
        Simulator::Schedule(Seconds(withdraw), &Adoption::Withdraw, this);
        LispTestSites::Run(72);
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            flows[flow.name] = flow;
        }
    }

  private:
    /// @param number of a site @return its prefix
    static EidPrefix GetPrefix(uint32_t number)
    {
        return EidPrefix::FromString("192.168." + std::to_string(number) + ".0/24");
    }

    /// @param number of a host @return it as an end of a flow
    StudyTraffic::End GetEnd(uint32_t number) const
    {
        return {sites.hosts[number],
                NetworkAddress::FromString("192.168." + std::to_string(number) + ".9")};
    }

    /// The core stops routing the prefix of the site that adopts LISP.
    void Withdraw()
    {
        const auto routes =
            Ipv4StaticRoutingHelper().GetStaticRouting(sites.network.GetCore()->GetObject<Ipv4>());
        for (uint32_t i = 0; i < routes->GetNRoutes(); ++i)
        {
            if (routes->GetRoute(i).GetDestNetwork() == Ipv4Address("192.168.1.0"))
            {
                routes->RemoveRoute(i);
                return;
            }
        }
    }

    Ptr<Node> m_mapServer; ///< node 5
};

/// @param flow a flow @return its packets sent, arrived and lost by reason
std::string
Describe(const FlowReport& flow)
{
    std::string text = std::to_string(flow.sent) + " " + std::to_string(flow.received);
    for (const auto& [reason, count] : flow.lostByReason)
    {
        text += " " + reason + " " + std::to_string(count);
    }
    return text;
}

/**
 * Method: node 1 becomes a tunnel router at 10 s, and the core stops routing its prefix at 11 s.
 * Expected: nothing is lost.
 *
 * legacy-in: a packet is at the core 11 ms after it was sent. The 70 sent from 4.0 to 10.9 find
 * the site's own route; the other 590 go by the proxy ITR.
 * legacy-out: the 60 sent until 9.901 pass a router without LISP; the other 600 are forwarded
 * natively by a tunnel router, which knows by a negative mapping that there is no tunnel.
 * lisp-in: by its negative mapping, router 3 forwards the 601 packets of 4.002 to 64.002 natively;
 * those that are at the core after 11 s, of 11.002 to 64.002, go by the proxy ITR: 531. The
 * other 59, of 64.102 to 69.902, it sends by tunnel.
 * lisp-out: host 3 has no route of its own: the 60 packets of 4.003 to 9.903 go by the proxy ITR.
 * The other 600 are sent by tunnel.
 *
 * So the proxy ITR encapsulates 590 + 531 + 60 = 1181; node 1 decapsulates 590 + 531 + 59 = 1180,
 * encapsulates 600 and forwards 600 natively; node 3 decapsulates 660, encapsulates 59 and forwards
 * 601 natively.
 */
class OrderlyTestCase : public TestCase
{
  public:
    OrderlyTestCase()
        : TestCase("LISP first, then the route goes: nothing is lost")
    {
    }

  private:
    void DoRun() override
    {
        Adoption net;
        net.Run(10, 11);
        for (const auto& [name, flow] : net.flows)
        {
            NS_TEST_EXPECT_MSG_EQ(Describe(flow), "660 660", name);
        }
        NS_TEST_EXPECT_MSG_EQ(net.pitr->GetEncapsulated(), 1181, "by the proxy ITR");
        NS_TEST_EXPECT_MSG_EQ(net.adopter->GetDecapsulated(), 1180, "in by tunnel");
        NS_TEST_EXPECT_MSG_EQ(net.adopter->GetEncapsulated(), 600, "out by tunnel");
        NS_TEST_EXPECT_MSG_EQ(net.adopter->GetForwardedNatively(), 600, "out natively");
        NS_TEST_EXPECT_MSG_EQ(net.other->GetDecapsulated(), 660, "in by tunnel, there");
        NS_TEST_EXPECT_MSG_EQ(net.other->GetEncapsulated(), 59, "out by tunnel, there");
        NS_TEST_EXPECT_MSG_EQ(net.other->GetForwardedNatively(), 601, "out natively, there");
    }
};

/**
 * Method: the wrong order: the core stops routing the prefix at 10 s, and node 1 becomes a tunnel
 * router at 11 s.
 * Expected: the first packet that comes to the proxy ITR, sent at 10.0 and there at 10.021, brings
 * it the answer that host 1 is no EID, at 10.061, for a minute: past the end. Each packet that is
 * attracted meanwhile is lost there, by name. legacy-in: 60 arrive (4.0 to 9.9), 600 are lost.
 * lisp-in: 60 (4.002 to 9.902) arrive, 541 (10.002 to 64.002) are lost, 59 arrive by tunnel; so 119
 * in all. What host 1 sends is not lost: node 1 forwards 590 natively (11.001 to 69.901) and
 * encapsulates 590 (11.003 to 69.903).
 */
class HastyTestCase : public TestCase
{
  public:
    HastyTestCase()
        : TestCase("the route goes first: lost by name")
    {
    }

  private:
    void DoRun() override
    {
        Adoption net;
        net.Run(11, 10);
        NS_TEST_EXPECT_MSG_EQ(Describe(net.flows["legacy-in"]),
                              "660 60 lisp-itr-proxy-not-eid 600",
                              "legacy-in");
        NS_TEST_EXPECT_MSG_EQ(Describe(net.flows["lisp-in"]),
                              "660 119 lisp-itr-proxy-not-eid 541",
                              "lisp-in");
        NS_TEST_EXPECT_MSG_EQ(Describe(net.flows["legacy-out"]), "660 660", "legacy-out");
        NS_TEST_EXPECT_MSG_EQ(Describe(net.flows["lisp-out"]), "660 660", "lisp-out");
        NS_TEST_EXPECT_MSG_EQ(net.adopter->GetForwardedNatively(), 590, "out natively");
        NS_TEST_EXPECT_MSG_EQ(net.adopter->GetEncapsulated(), 590, "out by tunnel");
    }
};

/**
 * @brief The suite.
 */
class AdoptionTestSuite : public TestSuite
{
  public:
    AdoptionTestSuite()
        : TestSuite("lisp-system-adoption-midrun", Type::SYSTEM)
    {
        AddTestCase(new OrderlyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HastyTestCase, compat::TestDuration<>::QUICK);
    }
};

AdoptionTestSuite g_adoptionTestSuite; ///< the suite

} // namespace
