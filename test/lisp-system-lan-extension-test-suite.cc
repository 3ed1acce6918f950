/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres that share a VLAN over each of the LAN extensions, nothing failing: each
 * frame comes once, each data centre keeps its spanning tree, and its gateway if it is to.
 */

#include "lan-extension-test-net.h"

#include "ns3/arp-cache.h"
#include "ns3/hsrp-router.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/study-traffic.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

using Net = LanExtensionTestNet;

/// The first hellos in the site VLAN go out while spanning tree does not forward; the next ones,
/// 3 s later, elect. Who hears nobody waits for the hold time of 9 s, and 3.1 s more.
const Time SETTLED = Seconds(15);

/// Traffic is sent for so long, a frame every 10 ms: so many frames of each stream.
const Time DURATION = Seconds(1);
constexpr uint64_t FRAMES = 100;

/**
 * Method: all hosts send broadcasts; then host 0 and the last one send to an IPv4 multicast group
 * that nobody has asked for, and to a unicast address that nobody has. One second each, 100 frames.
 * Then a BPDU is given to the extension of the first gateway.
 * Expected: each of the 100 frames comes to each other host once, in its own data centre and in the
 * others, whichever gateways it passes. Only the unicast does not leave its data centre with OTV,
 * which floods none (draft-hasmit-otv-04): the edge device that carries the VLAN drops the 100
 * frames of each of the two senders, by name. All switches of a data centre have its first gateway
 * as root, whose priority of 4096 is the lowest, so there are as many roots as data centres; no
 * BPDU went to the extension before the test's own one, which is dropped and counted.
 */
class SteadyTestCase : public TestCase
{
  public:
    SteadyTestCase(const std::string& kind,
                   std::size_t dataCenters,
                   const std::string& transport = "")
        : TestCase(kind + (transport.empty() ? "" : " over " + transport) + ", " +
                   std::to_string(dataCenters) + " data centres: once to each host"),
          m_kind(kind),
          m_dataCenters(dataCenters),
          m_transport(transport)
    {
    }

  private:
    /// @param net a network @param reason a reason @return the frames that its edge devices dropped
    static uint64_t CountDrops(const Net& net, ExtensionDropReason reason)
    {
        uint64_t drops = 0;
        for (const auto& ports : net.extension.GetExtensions())
        {
            for (const auto& port : ports)
            {
                drops += port->GetDrops(reason);
            }
        }
        return drops;
    }

    /// @param net a network @param at where the drops of a BPDU are counted
    void CheckTrees(const Net& net)
    {
        for (const auto& site : net.sites)
        {
            const auto root = site->GetSpanningTree(site->GetGateways().Get(0))->GetBridgeId();
            for (const auto& nodes : {site->GetGateways(), site->GetRacks()})
            {
                for (auto node = nodes.Begin(); node != nodes.End(); ++node)
                {
                    const auto tree = site->GetSpanningTree(*node);
                    NS_TEST_EXPECT_MSG_EQ((tree->GetRootId() == root),
                                          true,
                                          Names::FindName(*node));
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(CountDrops(net, ExtensionDropReason::BPDU), 0, "none goes there");
        EthernetFrame bpdu;
        bpdu.destination = Mac48Address("01:80:c2:00:00:00");
        bpdu.source = Mac48Address("02:00:00:00:00:01");
        bpdu.vlan = Net::VLAN;
        bpdu.protocol = 38;
        bpdu.payload = Create<Packet>(38);
        net.extension.GetExtensions()[0][0]->Send(bpdu);
        NS_TEST_EXPECT_MSG_EQ(CountDrops(net, ExtensionDropReason::BPDU), 1, "it stays here");
    }

    void DoRun() override
    {
        Net net(m_kind, m_dataCenters, true, m_transport);
        const std::size_t last = net.hosts.size() - 1;
        const Mac48Address nobody("02:00:00:00:00:99");
        net.AddBroadcasts(SETTLED, SETTLED + DURATION);
        for (const std::size_t host : {std::size_t{0}, last})
        {
            const Time start = SETTLED + 2 * DURATION + MicroSeconds(1500 * host);
            net.AddStream(host, nobody, start, start + DURATION, Ipv4Address("239.1.1.1"));
        }
        const std::size_t unicast = net.streams.size();
        for (const std::size_t host : {std::size_t{0}, last})
        {
            const Time start = SETTLED + 4 * DURATION + MicroSeconds(1500 * host);
            net.AddStream(host, nobody, start, start + DURATION);
        }
        Simulator::Stop(SETTLED + 6 * DURATION);
        Simulator::Run();
        for (std::size_t stream = 0; stream < net.streams.size(); stream++)
        {
            const std::size_t from = net.streams[stream].from;
            NS_TEST_EXPECT_MSG_EQ(net.streams[stream].sent.size(), FRAMES, "sent");
            for (std::size_t host = 0; host < net.hosts.size(); host++)
            {
                const bool isFar = net.hosts[host].dataCenter != net.hosts[from].dataCenter;
                if (host == from || (m_kind == "otv" && stream >= unicast && isFar))
                {
                    NS_TEST_EXPECT_MSG_EQ(net.GetCopies(stream, host), 0, "none comes back");
                    continue;
                }
                NS_TEST_EXPECT_MSG_EQ(net.Check(stream, host), "", "stream " << stream);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(CountDrops(net, ExtensionDropReason::UNKNOWN_UNICAST),
                              (m_kind == "otv" ? 2 * FRAMES : 0),
                              "unknown unicast");
        CheckTrees(net);
    }

    std::string m_kind;        //!< of extension
    std::size_t m_dataCenters; //!< how many
    std::string m_transport;   //!< of pseudowires
};

/**
 * Method: with FilterHsrp and without; every host pings the shared gateway address once a second,
 * from 15 to 25 s.
 * Expected: with it, the first gateway of each data centre is active and the second standby (its
 * priority is 10 lower), HSRP messages are dropped at the extension, and no state changes after 15
 * s. Without it, one gateway in all is active: of the two with the highest priority, the one with
 * the higher address (RFC 2281 section 5.1), which is the second data centre's. Either way all
 * hosts have the shared address at the same virtual MAC address, that of group 1 in HSRP version 2,
 * 00:00:0c:9f:f0:01, and all pings are answered: 10 of each host.
 */
class GatewayTestCase : public TestCase
{
  public:
    GatewayTestCase(const std::string& kind, bool filter)
        : TestCase(kind + (filter ? ": a gateway in each data centre" : ": one gateway in all")),
          m_kind(kind),
          m_filter(filter)
    {
    }

  private:
    /// The state of a gateway changed.
    void Changed(HsrpState, HsrpState)
    {
        m_changes += Simulator::Now() > SETTLED;
    }

    void DoRun() override
    {
        Net net(m_kind, 2, m_filter);
        StudyTraffic traffic(SETTLED, SETTLED + Seconds(10));
        NodeContainer all;
        for (const auto& site : net.sites)
        {
            all.Add(site->GetNodes());
            for (const auto& router : site->GetVlan(Net::VLAN).routers)
            {
                router->TraceConnectWithoutContext("StateChanged",
                                                   MakeCallback(&GatewayTestCase::Changed, this));
            }
        }
        traffic.Watch(all);
        const auto gateway = NetworkAddress::FromString(Net::GATEWAY);
        for (const auto& host : net.hosts)
        {
            traffic.AddPing(
                host.address,
                {host.node, NetworkAddress::FromString(host.address)},
                {net.sites[m_filter ? host.dataCenter : 1]->GetGateways().Get(0), gateway},
                Seconds(1));
        }
        Simulator::Stop(SETTLED + Seconds(12));
        Simulator::Run();
        std::size_t active = 0;
        for (const auto& site : net.sites)
        {
            const auto& routers = site->GetVlan(Net::VLAN).routers;
            for (const auto& router : routers)
            {
                active += router->GetState() == HsrpState::ACTIVE;
            }
            if (m_filter)
            {
                NS_TEST_EXPECT_MSG_EQ(routers[1]->GetState(), HsrpState::STANDBY, site->GetName());
            }
            if (m_filter || site == net.sites[1])
            {
                NS_TEST_EXPECT_MSG_EQ(routers[0]->GetState(), HsrpState::ACTIVE, site->GetName());
            }
        }
        NS_TEST_EXPECT_MSG_EQ(active, (m_filter ? 2 : 1), "active gateways");
        NS_TEST_EXPECT_MSG_EQ(m_changes, 0, "no flapping");
        uint64_t drops = 0;
        for (const auto& ports : net.extension.GetExtensions())
        {
            drops += ports[0]->GetDrops(ExtensionDropReason::HSRP);
        }
        NS_TEST_EXPECT_MSG_EQ((drops > 0), m_filter, "messages that stay in their data centre");
        for (const auto& host : net.hosts)
        {
            auto ipv4 = host.node->GetObject<Ipv4L3Protocol>();
            auto cache = ipv4->GetInterface(ipv4->GetInterfaceForDevice(host.nic))->GetArpCache();
            const auto* entry = cache->Lookup(Ipv4Address(Net::GATEWAY));
            NS_TEST_ASSERT_MSG_NE(entry, nullptr, "an entry");
            NS_TEST_EXPECT_MSG_EQ(Mac48Address::ConvertFrom(entry->GetMacAddress()),
                                  Mac48Address("00:00:0c:9f:f0:01"),
                                  "the virtual address");
        }
        for (const auto& flow : traffic.Report({}, NOT_MEASURED))
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 10, flow.name);
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name);
            NS_TEST_EXPECT_MSG_EQ(flow.duplicated, 0, flow.name);
        }
    }

    std::string m_kind;    //!< of extension
    bool m_filter;         //!< attribute FilterHsrp
    uint64_t m_changes{0}; //!< of HSRP states, when all is settled
};

/// The suite of LAN extensions, nothing failing.
class SystemLanExtensionTestSuite : public TestSuite
{
  public:
    SystemLanExtensionTestSuite()
        : TestSuite("lisp-system-lan-extension", TestSuite::Type::SYSTEM)
    {
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            AddTestCase(new SteadyTestCase(kind, 2), compat::TestDuration<>::QUICK);
            AddTestCase(new GatewayTestCase(kind, true), compat::TestDuration<>::QUICK);
            AddTestCase(new GatewayTestCase(kind, false), compat::TestDuration<>::QUICK);
        }
        for (const std::string kind : {"vpls", "otv", "lisp"})
        {
            AddTestCase(new SteadyTestCase(kind, 3), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new SteadyTestCase("eompls", 2, "gre"), compat::TestDuration<>::QUICK);
        AddTestCase(new SteadyTestCase("vpls", 3, "gre"), compat::TestDuration<>::QUICK);
    }
};

SystemLanExtensionTestSuite g_systemLanExtensionTestSuite; //!< registers the suite

} // namespace
