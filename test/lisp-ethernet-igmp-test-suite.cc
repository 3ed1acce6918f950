/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief IGMP: a switch that snoops and asks, and hosts that join and leave.
 *
 * A short frame is at the switch HOP = 1076 ns after it was sent (72 octet times at 1 Gbit/s, 500
 * ns of cable).
 */

#include "igmp-test-tools.h"

#include "ns3/boolean.h"
#include "ns3/igmp-host.h"
#include "ns3/igmp-snooper.h"
#include "ns3/nic-port.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <stdexcept>

using namespace ns3;
using namespace ns3::igmptest;

namespace
{

const Ipv4Address OTHER_GROUP("239.1.2.4");

/**
 * Method: A sends to a group every second from 0.5 s on; C is nothing, R a querier that asks at 2
 * s; B joins at 5 s and leaves at 10 s, in version 2 or 3, while the switch itself or R is the
 * querier. Expected: until 5 s nobody has asked: all get all, 5 packets (RFC 4541 section 2.1.2).
 * From then on B and R. After the leave the querier asks twice, a second apart, and B does not
 * answer; the group is kept for 2 * 1 s (RFC 3376 section 8.10): B gets what is sent at 5.5 to 11.5
 * s, 7 packets. When its own querier, the switch drops it as the leave came; when R is, R asks for
 * the group at 10.1 s. Reports come to R, not to C. Then nobody has asked again: all get all
 * at 12.5 .. 14.5 s, 3 packets, or nobody but R where unregistered groups are not flooded: B then
 * has 7 and C none.
 */
class SnoopingTestCase : public TestCase
{
  public:
    SnoopingTestCase()
        : TestCase("join and leave")
    {
    }

  private:
    static void Left(std::vector<int64_t>* left, uint16_t, Ipv4Address, Ptr<SwitchPort>)
    {
        left->push_back(Simulator::Now().GetNanoSeconds());
    }

    void Run(uint32_t version, bool own, bool floods)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        Host& r = net.AddHost(lan);
        auto snooper = AddSnooper(lan);
        snooper->SetAttribute("FloodUnregistered", BooleanValue(floods));
        if (own)
        {
            snooper->EnableQuerier(1, QUERIER);
        }
        std::vector<int64_t> left;
        snooper->TraceConnectWithoutContext("Left", MakeBoundCallback(&Left, &left));
        auto member = CreateObject<IgmpHost>();
        member->SetAttribute("Version", UintegerValue(version));
        member->AssignStreams(1);
        member->Install(b.nic);
        const auto ask = [&r](Ipv4Address group) {
            IgmpMessage query;
            query.source = Ipv4Address("10.0.0.7");
            query.group = group;
            query.destination = group.IsAny() ? Ipv4Address("224.0.0.1") : group;
            query.maxResponse = group.IsAny() ? Seconds(10) : Seconds(1);
            query.queryInterval = Seconds(125);
            SendMessage(r, query);
        };
        Simulator::Schedule(Seconds(0.1), [&]() { ask(Ipv4Address(uint32_t{0})); });
        Simulator::Schedule(Seconds(5), [&]() { member->Join(GROUP); });
        Simulator::Schedule(Seconds(10), [&]() { member->Leave(GROUP); });
        if (!own)
        {
            Simulator::Schedule(Seconds(10.1), [&]() { ask(GROUP); });
        }
        for (int i = 0; i < 15; ++i)
        {
            Simulator::Schedule(Seconds(0.5 + i), [&]() { SendData(a, GROUP); });
        }
        Simulator::Schedule(Seconds(7), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, b.port), true, "a member");
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, c.port), false, "none");
            NS_TEST_EXPECT_MSG_EQ(snooper->IsRouterPort(1, r.port), true, "a querier");
        });
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        const std::string name = std::to_string(version) + (own ? " own" : " other");
        NS_TEST_EXPECT_MSG_EQ(CountData(b, GROUP), (floods ? 5 + 7 + 3 : 7), name << ": B");
        NS_TEST_EXPECT_MSG_EQ(CountData(c, GROUP), (floods ? 5 + 3 : 0), name << ": C");
        NS_TEST_EXPECT_MSG_EQ(CountData(r, GROUP), 15, name << ": R");
        const auto type = version == 3 ? Type::REPORT_V3 : Type::REPORT_V2;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(GetTimes(r, type).size(), 1, name << ": reports to R");
        NS_TEST_EXPECT_MSG_EQ(GetTimes(c, type).size(), 0, name << ": reports to C");
        NS_TEST_ASSERT_MSG_EQ(left.size(), 1, name << ": left once");
        NS_TEST_EXPECT_MSG_EQ(left[0],
                              (own ? 12 * SECOND : 12 * SECOND + SECOND / 10) + HOP,
                              name << ": left");
        NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, name << ": none");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(3, true, true);
        Run(2, true, true);
        Run(3, false, true);
        Run(2, false, true);
        Run(3, true, false);
    }
};

/**
 * Method: a member reports once and is silent; there are groups and frames that are never snooped,
 * a gateway port, and, in the second run, no querier. Expected: the membership lasts 2 * 125 s + 10
 * s = 260 s (RFC 3376 section 8.4). What goes to 224.0.0.5, IPv6 multicast and broadcasts come to
 * C, what goes to the group does not; the gateway port gets it. Without a querier C gets all.
 */
class LifetimeTestCase : public TestCase
{
  public:
    LifetimeTestCase()
        : TestCase("the life of a membership, and what is not snooped")
    {
    }

  private:
    static void Left(std::vector<int64_t>* left, uint16_t, Ipv4Address, Ptr<SwitchPort>)
    {
        left->push_back(Simulator::Now().GetNanoSeconds());
    }

    static void Heard(uint32_t* count, Ptr<const Packet>)
    {
        ++*count;
    }

    void Run(bool querier)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 1);
        uint32_t up = 0;
        auto snooper = AddSnooper(lan);
        if (querier)
        {
            snooper->EnableQuerier(1, QUERIER);
        }
        std::vector<int64_t> left;
        snooper->TraceConnectWithoutContext("Left", MakeBoundCallback(&Left, &left));
        const Ipv4Address local("224.0.0.5");
        Simulator::Schedule(Seconds(1), [&]() {
            SendMessage(b, MakeReport(Type::REPORT_V2, GROUP));
            SendMessage(b, MakeReport(Type::REPORT_V2, local));
        });
        Simulator::Schedule(Seconds(2), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "not of 224.0.0.5");
            c.seen.clear();
            svi->TraceConnectWithoutContext("MacRx", MakeBoundCallback(&Heard, &up));
            SendData(a, GROUP);
            SendData(a, local);
            a.Send(Mac48Address("33:33:00:00:00:42"));
            a.Send(Mac48Address::GetBroadcast());
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(up, 4, "all to the gateway port");
            NS_TEST_EXPECT_MSG_EQ(CountData(c, GROUP), (querier ? 0 : 1), "C is no member");
            NS_TEST_EXPECT_MSG_EQ(CountData(c, local), 1, "always flooded");
            NS_TEST_EXPECT_MSG_EQ(c.Count(), 2, "IPv6 multicast, broadcast");
            NS_TEST_EXPECT_MSG_EQ(CountData(b, GROUP), 1, "a member");
        });
        Simulator::Stop(Seconds(300));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(left.size(), 1, "aged");
        NS_TEST_EXPECT_MSG_EQ(left[0], 261 * SECOND + HOP, "after 260 s");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(true);
        Run(false);
    }
};

/**
 * Method: a router joins a group at its gateway port and leaves it, from a script's own context;
 * the switch is the querier. Expected: the port is a member, is asked twice for each report of the
 * leave, and is gone 2 s after the leave (RFC 3376 section 8.10).
 */
class GatewayTestCase : public TestCase
{
  public:
    GatewayTestCase()
        : TestCase("a member at a gateway port")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        net.AddHost(lan);
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 1);
        auto snooper = AddSnooper(lan);
        snooper->EnableQuerier(1, QUERIER);
        auto member = CreateObject<IgmpHost>();
        member->Install(svi);
        Simulator::Schedule(Seconds(1), [&]() { member->Join(GROUP); });
        Simulator::Schedule(Seconds(19), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper->IsMember(1, GROUP, svi->GetSwitchPort()),
                                  true,
                                  "member");
        });
        Simulator::Schedule(Seconds(20), [&]() { member->Leave(GROUP); });
        Simulator::Schedule(Seconds(21.9),
                            [&]() { NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 1, "kept"); });
        Simulator::Stop(Seconds(22.1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(snooper->GetMemberships(), 0, "gone");
        // The general query, and two for the group for each of the two reports of the leave.
        NS_TEST_EXPECT_MSG_EQ(member->GetQueries(), 5, "asked");
        Simulator::Destroy();
    }
};

/**
 * Method: four hosts at a switch that is the querier. The port of host 2, from which no query
 * comes, is set to be a router's. Host 1 reports a group at 1 s; host 0 sends to it at 2 s.
 * Expected (RFC 4541 section 2.1.1): the report comes to host 2 and to no other, as do the data
 * beside host 1. A port of no switch, or none, is refused.
 */
class RouterPortTestCase : public TestCase
{
  public:
    RouterPortTestCase()
        : TestCase("a router's port that is set")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        std::vector<Host*> hosts;
        for (int i = 0; i < 4; i++)
        {
            hosts.push_back(&net.AddHost(lan));
        }
        auto snooper = AddSnooper(lan);
        snooper->EnableQuerier(1, QUERIER);
        NS_TEST_EXPECT_MSG_EQ(snooper->IsRouterPort(1, hosts[2]->port), false, "as any other");
        snooper->AddRouterPort(hosts[2]->port);
        NS_TEST_EXPECT_MSG_EQ(snooper->IsRouterPort(1, hosts[2]->port), true, "set");
        Simulator::Schedule(Seconds(1),
                            [&]() { SendMessage(*hosts[1], MakeReport(Type::REPORT_V2, GROUP)); });
        Simulator::Schedule(Seconds(2), [&]() { SendData(*hosts[0], GROUP); });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        for (std::size_t i = 0; i < hosts.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(GetTimes(*hosts[i], Type::REPORT_V2).size(), (i == 2), i);
            NS_TEST_EXPECT_MSG_EQ(CountData(*hosts[i], GROUP), (i == 1 || i == 2), i);
        }
        for (const auto& port : {Ptr<SwitchPort>(), Ptr<SwitchPort>(CreateObject<NicPort>())})
        {
            bool isRefused = false;
            try
            {
                snooper->AddRouterPort(port);
            }
            catch (const std::invalid_argument&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, "refused");
        }
        Simulator::Destroy();
    }
};

/**
 * Method: two switches, each with a querier, of 10.0.0.1 and 10.0.0.2, and a host; the cable
 * between them is cut at 300 s. Expected: both ask at 0; the second hears of a lower address and is
 * silent (RFC 3376 section 6.6.2). The first asks again at 31.25 s (section 8.6) and every 125 s:
 * at 156.25 and 281.25 s. The second, 2 * 125 s + 5 s after the last query that it heard
 * (section 8.5), at 536.25 s.
 */
class QuerierTestCase : public TestCase
{
  public:
    QuerierTestCase()
        : TestCase("queriers")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        auto& link = net.Connect(first, second);
        Host& near = net.AddHost(first);
        Host& far = net.AddHost(second);
        auto snooper1 = AddSnooper(first);
        auto snooper2 = AddSnooper(second);
        snooper1->EnableQuerier(1, QUERIER);
        snooper2->EnableQuerier(1, Ipv4Address("10.0.0.2"));
        Simulator::Schedule(Seconds(200), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper1->IsQuerier(1), true, "the lower address");
            NS_TEST_EXPECT_MSG_EQ(snooper2->IsQuerier(1), false, "the higher address");
            NS_TEST_EXPECT_MSG_EQ(snooper2->IsRouterPort(1, link.port[1]), true, "heard there");
        });
        Simulator::Schedule(Seconds(300), [&]() { link.Cut(); });
        Simulator::Stop(Seconds(540));
        Simulator::Run();
        const auto quarter = SECOND / 4;
        const auto times = GetTimes(near, Type::QUERY);
        const std::vector<int64_t> expected = {HOP,
                                               31 * SECOND + quarter + HOP,
                                               156 * SECOND + quarter + HOP,
                                               281 * SECOND + quarter + HOP,
                                               406 * SECOND + quarter + HOP,
                                               531 * SECOND + quarter + HOP};
        // The second's query of 0 comes to the first's host a hop later.
        auto heard = times;
        NS_TEST_ASSERT_MSG_EQ(heard.size(), 7, "queries");
        heard.erase(heard.begin() + 1);
        NS_TEST_EXPECT_MSG_EQ((heard == expected), true, "times");
        const auto later = GetTimes(far, Type::QUERY);
        NS_TEST_ASSERT_MSG_EQ(later.size(), 6, "two at 0, three of the first, one at last");
        NS_TEST_EXPECT_MSG_EQ(later.back(), 536 * SECOND + quarter + 2 * HOP, "after 255 s");
        NS_TEST_EXPECT_MSG_EQ(snooper2->IsQuerier(1), true, "now");
        Simulator::Destroy();
    }
};

/**
 * Method: two switches, the querier at the first; a member of one group at the second, of another
 * at the first; hosts at both send to both groups. Then the topology changes. Expected: the report
 * crosses to the first switch, and data to the member, once. Data of the second switch's host to
 * the first's member crosses, since the querier is there; data of the first's host to it does not
 * go to the second switch. For 10 s after a change of topology (RFC 3376 section 8.3) all is
 * flooded, and a query goes out.
 */
class TwoSwitchesTestCase : public TestCase
{
  public:
    TwoSwitchesTestCase()
        : TestCase("two switches, and a change of topology")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        net.Connect(first, second);
        Host& near = net.AddHost(first);
        Host& far = net.AddHost(second);
        Host& idle = net.AddHost(second);
        auto snooper1 = AddSnooper(first);
        auto snooper2 = AddSnooper(second);
        snooper1->EnableQuerier(1, QUERIER);
        auto nearHost = CreateObject<IgmpHost>();
        nearHost->Install(near.nic);
        auto farHost = CreateObject<IgmpHost>();
        farHost->Install(far.nic);
        Simulator::Schedule(Seconds(1), [&]() {
            farHost->Join(GROUP);
            nearHost->Join(OTHER_GROUP);
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(snooper1->GetMemberships(), 2, "both");
            NS_TEST_EXPECT_MSG_EQ(snooper2->GetMemberships(), 1, "its own");
            SendData(near, GROUP);
            SendData(near, OTHER_GROUP);
            SendData(far, OTHER_GROUP);
        });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_EXPECT_MSG_EQ(CountData(far, GROUP), 1, "to the member");
            NS_TEST_EXPECT_MSG_EQ(CountData(far, OTHER_GROUP), 0, "not to the second switch");
            NS_TEST_EXPECT_MSG_EQ(CountData(near, OTHER_GROUP), 1, "towards the querier");
            NS_TEST_EXPECT_MSG_EQ(CountData(idle, GROUP), 0, "no member");
        });
        uint64_t queries = 0;
        Simulator::Schedule(Seconds(40), [&]() {
            queries = snooper1->GetQueries();
            snooper1->TopologyChanged();
            snooper2->TopologyChanged();
        });
        Simulator::Schedule(Seconds(49.9), [&]() { SendData(near, GROUP); });
        Simulator::Schedule(Seconds(50.1), [&]() { SendData(near, GROUP); });
        Simulator::Stop(Seconds(51));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(CountData(far, GROUP), 3, "the member");
        NS_TEST_EXPECT_MSG_EQ(CountData(idle, GROUP), 1, "flooded for 10 s");
        NS_TEST_EXPECT_MSG_EQ(snooper1->GetQueries() - queries, 2, "one query at two ports");
        NS_TEST_EXPECT_MSG_EQ(nearHost->GetQueries(), 3, "at 0, 31.25 and 40 s");
        Simulator::Destroy();
    }
};

/**
 * Method: two switches with spanning trees that the snoopers watch; the cable between them is cut
 * at 40 s and plugged in again at 50 s. Expected: at 50 s the port comes to forwarding, which is a
 * change of topology (IEEE 802.1D-2004 section 17.11): the querier asks at once, at its host and at
 * the cable, 2 queries; none at 40 s, since a port that goes down is none.
 */
class WatchTestCase : public TestCase
{
  public:
    WatchTestCase()
        : TestCase("a spanning tree is watched")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto first = net.AddSwitch();
        auto second = net.AddSwitch();
        auto& link = net.Connect(first, second);
        net.AddHost(first);
        auto snooper = AddSnooper(first);
        for (const auto& lan : net.switches)
        {
            auto tree = CreateObject<SpanningTree>();
            tree->Install(lan);
            if (lan == first)
            {
                snooper->Watch(tree);
            }
        }
        snooper->EnableQuerier(1, QUERIER);
        std::vector<uint64_t> queries;
        for (const int at : {39, 49, 51})
        {
            Simulator::Schedule(Seconds(at), [&]() { queries.push_back(snooper->GetQueries()); });
        }
        Simulator::Schedule(Seconds(40), [&]() { link.Cut(); });
        Simulator::Schedule(Seconds(50), [&]() { link.Heal(); });
        Simulator::Stop(Seconds(52));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(queries.size(), 3, "looked");
        NS_TEST_EXPECT_MSG_EQ(queries[1], queries[0], "none at the cut");
        NS_TEST_EXPECT_MSG_EQ(queries[2] - queries[1], 2, "at once");
        Simulator::Destroy();
    }
};

/// The suite of switches that snoop and ask.
class EthernetIgmpTestSuite : public TestSuite
{
  public:
    EthernetIgmpTestSuite()
        : TestSuite("lisp-ethernet-igmp", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new SnoopingTestCase, quick);
        AddTestCase(new LifetimeTestCase, quick);
        AddTestCase(new GatewayTestCase, quick);
        AddTestCase(new RouterPortTestCase, quick);
        AddTestCase(new QuerierTestCase, quick);
        AddTestCase(new TwoSwitchesTestCase, quick);
        AddTestCase(new WatchTestCase, quick);
    }
};

EthernetIgmpTestSuite g_ethernetIgmpTestSuite; //!< registers the suite

} // namespace
