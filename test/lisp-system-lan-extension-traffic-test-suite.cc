/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres that share a VLAN over each of the LAN extensions: frames of full size, and
 * multicast with snooping switches.
 */

#include "lan-extension-test-net.h"

#include "ns3/igmp-host.h"
#include "ns3/igmp-snooper.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

using Net = LanExtensionTestNet;

const Time SETTLED = Seconds(15); //!< the elections of the start are over

/**
 * Method: UDP of several sizes each way between the first hosts of two data centres, one packet
 * every 10 ms for two seconds, so 200 of each; they are untagged at the hosts and tagged between
 * switches. Once with the defaults, once with an extension MTU of 1000, and with otv, lisp and GRE
 * once with links to the core that carry 1500 octets.
 *
 * Expected: 1472 octets, with UDP's 8 and IPv4's 20, are a full payload of 1500. It passes, since
 * the links of the provider take the 30 octets that are put around it (14 of the frame's header, 4
 * of its tag, 4 of the control word, 8 of two labels: 1530 of 1600), and those of the core and to
 * it the 54 of otv: 18 octets of the frame's header and tag, and 8 + 8 + 20 of OTV, UDP and IPv4,
 * 1554 of 9216. Of a link of 1500 otv leaves 1500 - 54 = 1446 octets of payload, so 1418 of UDP's
 * pass and 1419 do not (draft-hasmit-otv-04: the core must not fragment). lisp, whose frames have
 * no tag, puts 14 and 8 + 8 + 20 of LISP, UDP and IPv4 around it, 50, so 1422 of UDP's pass. eompls
 * over GRE, with the same 18 octets and 4 + 4 + 4 + 20 of control word, label, GRE and IPv4, leaves
 * 1500 - 50 = 1450, so 1422 of UDP's pass and 1423 do not. With an MTU of 1000, 972 octets pass and
 * 973 do not. In the first 100 ms hosts resolve addresses (20 ms; ns-3's queue is of three packets)
 * and OTV tells of them (50 ms and the way). Of the 190 packets after it all that are too large are
 * dropped as extension-too-large; everything is accounted for.
 */
class SizeTestCase : public TestCase
{
  public:
    SizeTestCase(const std::string& kind,
                 uint16_t mtu,
                 uint16_t link = CoreHelper::JUMBO_MTU,
                 const std::string& transport = "")
        : TestCase(kind + (transport.empty() ? "" : " over " + transport) +
                   ": full size, extension MTU " + std::to_string(mtu) + ", links " +
                   std::to_string(link)),
          m_kind(kind),
          m_mtu(mtu),
          m_link(link),
          m_transport(transport)
    {
    }

  private:
    void DoRun() override
    {
        Net net(m_kind, 2, true, m_transport, m_link);
        for (const auto& ports : net.extension.GetExtensions())
        {
            for (const auto& port : ports)
            {
                port->SetAttribute("Mtu", UintegerValue(m_mtu));
            }
        }
        uint32_t longest = 972;
        if (m_mtu == 1500)
        {
            longest = m_link != 1500 ? 1472 : m_kind == "otv" ? 1418 : 1422;
        }
        StudyTraffic traffic(SETTLED, SETTLED + Seconds(2));
        traffic.Watch(net.GetNodes());
        std::vector<uint32_t> sizes;
        for (const std::size_t from : {0, 2})
        {
            for (const uint32_t size : {longest, std::min(longest + 1, 1472U), 1472U})
            {
                sizes.push_back(size);
                traffic.AddUdp(std::to_string(size),
                               net.GetEnd(from),
                               net.GetEnd(2 - from),
                               MilliSeconds(10),
                               size);
            }
        }
        Simulator::Stop(SETTLED + Seconds(3));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        for (std::size_t i = 0; i < flows.size(); i++)
        {
            const auto& flow = flows[i];
            const Net::Windows known{{SETTLED, SETTLED + MilliSeconds(100)}};
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 200, flow.name);
            if (sizes[i] <= longest)
            {
                NS_TEST_EXPECT_MSG_EQ(Net::CheckFlow(flow, known), "", flow.name);
                continue;
            }
            uint64_t tooLarge = 0;
            for (const auto& packet : flow.packets)
            {
                const bool isKnown = Seconds(packet.sent_s) > known.front().second;
                const auto reason = packet.reason == 0 ? "" : flow.reasons[packet.reason - 1];
                tooLarge += isKnown && reason == "extension-too-large";
            }
            NS_TEST_EXPECT_MSG_EQ(flow.lost, flow.sent, flow.name);
            NS_TEST_EXPECT_MSG_EQ(tooLarge, 190, flow.name);
        }
        for (const auto& [reason, count] : traffic.GetLedger()->GetDrops())
        {
            NS_TEST_EXPECT_MSG_EQ(reason.find("vanished"), std::string::npos, reason);
        }
    }

    std::string m_kind;      //!< of extension
    uint16_t m_mtu;          //!< attribute Mtu of the extension
    uint16_t m_link;         //!< MTU of links to the core
    std::string m_transport; //!< of pseudowires
};

/**
 * Method: IGMP snooping on all switches, a querier in each data centre, at the first gateway, every
 * 10 s, whose queries pass the extension as soon as it carries anything. The
 * second host of each data centre joins 239.1.1.1 at 20 s, and leaves it at 40 s in the first one
 * alone. The first host of the first data centre sends to 239.1.1.1 from 19 to 20 s (before anybody
 * has joined) and from 30 to 31 s, the first one of the last from 32 to 33 s; the former again from
 * 50 to 51 s, and to 239.2.2.2, which nobody joins, from 30 to 31 s, and to 224.0.0.99 from 32 s.
 *
 * Expected, of 100 frames each: from 30 s on, members get each once, wherever they and the sender
 * are; the other hosts get none. At 50 s the member of the first data centre gets none, the others
 * as before: a leave holds after two queries of the last member, 2 s (RFC 3376 section 8.8). Groups
 * that nobody has joined are flooded (FloodUnregistered, RFC 4541 section 2.1.2), and 224.0.0.0/24
 * always is: each host gets each frame once. Of the two queriers the one with the lower address is
 * the only one after a while (RFC 3376 section 6.6.2).
 */
class MulticastTestCase : public TestCase
{
  public:
    explicit MulticastTestCase(const std::string& kind)
        : TestCase(kind + ": multicast to members"),
          m_kind(kind)
    {
    }

  private:
    /// @param net a network @return a snooper on each of its switches, with queriers
    static std::vector<Ptr<IgmpSnooper>> Snoop(const Net& net)
    {
        std::vector<Ptr<IgmpSnooper>> queriers;
        for (const auto& site : net.sites)
        {
            const NodeContainer switches(site->GetGateways(), site->GetRacks());
            for (auto node = switches.Begin(); node != switches.End(); ++node)
            {
                auto snooper = CreateObject<IgmpSnooper>();
                snooper->SetAttribute("QueryInterval", TimeValue(Seconds(10)));
                snooper->SetAttribute("QueryResponseInterval", TimeValue(Seconds(2)));
                snooper->Install((*node)->GetObject<VlanSwitch>());
                snooper->Watch((*node)->GetObject<SpanningTree>());
                if (node == switches.Begin())
                {
                    const auto own = site->GetVlan(Net::VLAN).own.front();
                    snooper->EnableQuerier(Net::VLAN, own.address.ToIpv4());
                    queriers.push_back(snooper);
                }
            }
        }
        return queriers;
    }

    void DoRun() override
    {
        const Ipv4Address group("239.1.1.1");
        const Mac48Address none;
        Net net(m_kind);
        const auto queriers = Snoop(net);
        std::vector<Ptr<IgmpHost>> members;
        for (const std::size_t host : {1, 3})
        {
            auto member = CreateObject<IgmpHost>();
            member->Install(net.hosts[host].nic);
            members.push_back(member);
            Simulator::Schedule(Seconds(20), [member, group]() { member->Join(group); });
        }
        Simulator::Schedule(Seconds(40), [&]() { members[0]->Leave(group); });
        // Who is to get what: by stream, hosts 0 to 3.
        std::vector<std::vector<bool>> expected;
        const auto add = [&](std::size_t from, Time start, Ipv4Address to, std::vector<bool> who) {
            net.AddStream(from, none, start, start + Seconds(1), to);
            expected.push_back(std::move(who));
        };
        add(0, Seconds(19), group, {false, true, true, true});
        add(0, Seconds(30), group, {false, true, false, true});
        add(2, Seconds(32), group, {false, true, false, true});
        add(0, Seconds(50), group, {false, false, false, true});
        add(0, MicroSeconds(30001500), Ipv4Address("239.2.2.2"), {false, true, true, true});
        add(0, MicroSeconds(32001500), Ipv4Address("224.0.0.99"), {false, true, true, true});
        Simulator::Stop(Seconds(52));
        Simulator::Run();
        for (std::size_t stream = 0; stream < expected.size(); stream++)
        {
            for (std::size_t host = 0; host < net.hosts.size(); host++)
            {
                if (expected[stream][host])
                {
                    NS_TEST_EXPECT_MSG_EQ(net.Check(stream, host), "", "stream " << stream);
                    NS_TEST_EXPECT_MSG_EQ(net.GetCopies(stream, host), 100, "stream " << stream);
                }
                else
                {
                    NS_TEST_EXPECT_MSG_EQ(net.GetCopies(stream, host),
                                          0,
                                          "stream " << stream << ", host " << host);
                }
            }
        }
        for (const auto& site : net.sites)
        {
            const NodeContainer switches(site->GetGateways(), site->GetRacks());
            for (auto node = switches.Begin(); node != switches.End(); ++node)
            {
                const auto known =
                    (*node)->GetObject<VlanSwitch>()->Locate(Net::VLAN,
                                                             Mac48Address("00:00:00:00:00:00"));
                NS_TEST_EXPECT_MSG_EQ((known == nullptr), true, "all queries have a source");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(queriers[0]->IsQuerier(Net::VLAN), true, "10.1.0.2");
        NS_TEST_EXPECT_MSG_EQ(queriers[1]->IsQuerier(Net::VLAN), false, "10.1.0.4");
    }

    std::string m_kind; //!< of extension
};

/// The suite of LAN extensions and what is sent over them.
class SystemLanExtensionTrafficTestSuite : public TestSuite
{
  public:
    SystemLanExtensionTrafficTestSuite()
        : TestSuite("lisp-system-lan-extension-traffic", TestSuite::Type::SYSTEM)
    {
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            AddTestCase(new SizeTestCase(kind, 1500), compat::TestDuration<>::QUICK);
            AddTestCase(new SizeTestCase(kind, 1000), compat::TestDuration<>::QUICK);
            AddTestCase(new MulticastTestCase(kind), compat::TestDuration<>::QUICK);
        }
        for (const std::string kind : {"otv", "lisp"})
        {
            AddTestCase(new SizeTestCase(kind, 1500, 1500), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new SizeTestCase("eompls", 1500, 1500, "gre"), compat::TestDuration<>::QUICK);
        AddTestCase(new SizeTestCase("eompls", 1500, CoreHelper::JUMBO_MTU, "gre"),
                    compat::TestDuration<>::QUICK);
    }
};

SystemLanExtensionTrafficTestSuite g_systemLanExtensionTrafficTestSuite; //!< registers the suite

} // namespace
