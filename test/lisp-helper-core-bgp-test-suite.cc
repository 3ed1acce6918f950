/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A core whose routers learn their routes by BGP.
 */

#include "ns3/bgp-speaker.h"
#include "ns3/boolean.h"
#include "ns3/core-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/node-failure.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

/// @param attempt something @return what it throws, "" if nothing
std::string
Catch(const std::function<void()>& attempt)
{
    try
    {
        attempt();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/// @return a node with both stacks
Ptr<Node>
MakeNode()
{
    const auto node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    return node;
}

/// When the route of a speaker to a prefix changed, and to what.
struct RouteLog
{
    /// @param speaker is watched @param prefix that matters
    RouteLog(Ptr<BgpSpeaker> speaker, EidPrefix prefix)
        : wanted(std::move(prefix))
    {
        speaker->TraceConnectWithoutContext("RouteChanged", MakeCallback(&RouteLog::Add, this));
    }

    /// @param prefix where to @param nextHop by whom
    void Add(const EidPrefix& prefix, const NetworkAddress& nextHop)
    {
        if (prefix == wanted)
        {
            changes.emplace_back(Simulator::Now(), nextHop);
        }
    }

    EidPrefix wanted;                                     //!< that matters
    std::vector<std::pair<Time, NetworkAddress>> changes; //!< in order
};

/**
 * Method: a line of four routers, 10 ms apart, a node at each end; UDP from one end to the other at
 * GetConvergedTime. The middle link is down from 150 to 200 s. Each family.
 * Expected: GetConvergedTime = 2 s (StartDelay) + 5 x 10 ms + 3 x (30 s + 10 ms) + 1 s = 93.08 s,
 * and no route changes between the last change before and then. The datagram arrives 0.5 + 3 x 10 +
 * 0.5 ms later. Tables: at the ends of the line two links and the other end's uplink, 3; in between
 * two links and both uplinks, 4. At 150 s router 1 loses the far uplink, and router 0 hears of it
 * 10 ms later: no AdvertisementInterval (at most 30 s after the last news, which was before 93 s)
 * is running then. From 200 s on: 3.75 to 5 s to the connection, 60 ms at most until the UPDATE is
 * there, 10 ms to router 0.
 */
class LineTestCase : public TestCase
{
  public:
    explicit LineTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "a line, IPv4" : "a line, IPv6"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        const bool isIpv4 = m_family == AddressFamily::IPV4;
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
        const auto near = core.Attach(MakeNode(), 0);
        const auto far = core.Attach(MakeNode(), 3);
        core.AssignStreams(1);
        const Time converged = core.GetConvergedTime();
        NS_TEST_EXPECT_MSG_EQ(converged, Seconds(93.08), "the rule");

        const auto server =
            Socket::CreateSocket(far.device->GetNode(), UdpSocketFactory::GetTypeId());
        const auto client =
            Socket::CreateSocket(near.device->GetNode(), UdpSocketFactory::GetTypeId());
        const auto at = [&](const NetworkAddress& address) {
            return isIpv4 ? Address(InetSocketAddress(address.ToIpv4(), 9))
                          : Address(Inet6SocketAddress(address.ToIpv6(), 9));
        };
        server->Bind(isIpv4 ? Address(InetSocketAddress(Ipv4Address::GetAny(), 9))
                            : Address(Inet6SocketAddress(Ipv6Address::GetAny(), 9)));
        server->SetRecvCallback(MakeCallback(&LineTestCase::Arrived, this));
        std::vector<std::size_t> sizes;
        Simulator::ScheduleWithContext(near.device->GetNode()->GetId(), converged, [&]() {
            NS_TEST_EXPECT_MSG_LT(core.GetLastRouteChange(), converged, "nothing changes any more");
            sizes = core.GetTableSizes();
            client->SendTo(Create<Packet>(100), 0, at(far.address));
        });
        RouteLog log(CoreHelper::GetSpeaker(core.GetRouters().Get(0)), far.link);
        NodeFailure failure;
        Ptr<NetDevice> middle;
        for (const auto& adjacency : core.GetAdjacencies())
        {
            if (adjacency.device->GetNode() == core.GetRouters().Get(1))
            {
                middle = adjacency.device; // the second of its links
            }
        }
        Simulator::Schedule(Seconds(150), [&]() { failure.SetLink(middle, false); });
        Simulator::Schedule(Seconds(200), [&]() { failure.SetLink(middle, true); });
        Simulator::Stop(Seconds(250));
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ((Abs(m_arrived - converged - MilliSeconds(31)) < MicroSeconds(10)),
                              true,
                              m_arrived);
        NS_TEST_EXPECT_MSG_EQ((sizes == std::vector<std::size_t>{3, 4, 4, 3}), true, "tables");
        NS_TEST_ASSERT_MSG_EQ(log.changes.size(), 3, "learned, lost, learned");
        NS_TEST_EXPECT_MSG_LT(log.changes[0].first, converged, "learned");
        NS_TEST_EXPECT_MSG_EQ((Abs(log.changes[1].first - Seconds(150.01)) < MilliSeconds(1)),
                              true,
                              log.changes[1].first);
        NS_TEST_EXPECT_MSG_EQ(log.changes[1].second.IsValid(), false, "no way any more");
        NS_TEST_EXPECT_MSG_EQ(
            (log.changes[2].first > Seconds(203.799) && log.changes[2].first < Seconds(205.071)),
            true,
            log.changes[2].first);
        Simulator::Destroy();
        Names::Clear();
    }

    /// @param socket has it
    void Arrived(Ptr<Socket> socket)
    {
        m_arrived = Simulator::Now();
        socket->Recv();
    }

    AddressFamily m_family; //!< of the core
    Time m_arrived;         //!< when UDP did
};

/**
 * Method: two routers, 10 ms apart. From 100 s on the first originates one prefix, after a second
 * another, and a second later none of the first any more. AdvertisementInterval 30 s, with and
 * without DelayWithdrawals, and 0.
 * Expected: the second hears of the first prefix at 100.01 s. With 30 s (RFC 4271 section 9.2.1.1,
 * 75 to 100 % of it) of the other not before 122.5 and by 130.01 s; the withdrawal comes with it,
 * or if it is exempted, at 102.01 s. With 0 each at its time, 10 ms later.
 */
class IntervalTestCase : public TestCase
{
  public:
    IntervalTestCase()
        : TestCase("the interval between advertisements")
    {
    }

  private:
    /// @param interval AdvertisementInterval @param isDelayed DelayWithdrawals
    void Run(const std::string& interval, bool isDelayed)
    {
        CoreHelper core(AddressFamily::IPV4);
        core.EnableBgp();
        core.SetSpeakerAttribute("AdvertisementInterval", StringValue(interval));
        core.SetSpeakerAttribute("DelayWithdrawals", BooleanValue(isDelayed));
        core.AddRouter("a");
        core.AddRouter("b");
        core.Connect(0, 1, MilliSeconds(10));
        const auto speaker = CoreHelper::GetSpeaker(core.GetRouters().Get(0));
        const auto first = EidPrefix::FromString("192.0.2.0/24");
        const auto second = EidPrefix::FromString("198.51.100.0/24");
        RouteLog one(CoreHelper::GetSpeaker(core.GetRouters().Get(1)), first);
        RouteLog other(CoreHelper::GetSpeaker(core.GetRouters().Get(1)), second);
        Simulator::Schedule(Seconds(100), [&]() { speaker->Originate(first); });
        Simulator::Schedule(Seconds(101), [&]() { speaker->Originate(second); });
        Simulator::Schedule(Seconds(102), [&]() { speaker->Withdraw(first); });
        Simulator::Stop(Seconds(200));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(one.changes.size(), 2, interval);
        NS_TEST_ASSERT_MSG_EQ(other.changes.size(), 1, interval);
        const auto isNear = [](Time a, double seconds) {
            return Abs(a - Seconds(seconds)) < MilliSeconds(1);
        };
        const Time there = one.changes[0].first;
        const Time gone = one.changes[1].first;
        const Time news = other.changes[0].first;
        NS_TEST_EXPECT_MSG_EQ(isNear(there, 100.01), true, there);
        if (interval == "0s")
        {
            NS_TEST_EXPECT_MSG_EQ(isNear(news, 101.01), true, news);
            NS_TEST_EXPECT_MSG_EQ(isNear(gone, 102.01), true, gone);
        }
        else
        {
            NS_TEST_EXPECT_MSG_EQ((news > Seconds(122.5) && news < Seconds(130.011)), true, news);
            NS_TEST_EXPECT_MSG_EQ((isDelayed ? gone == news : isNear(gone, 102.01)), true, gone);
        }
        Simulator::Destroy();
        Names::Clear();
    }

    void DoRun() override
    {
        Run("30s", true);
        Run("30s", false);
        Run("0s", true);
    }
};

/**
 * Method: a triangle of routers, 0 to 2, 10 ms apart, AdvertisementInterval 0. Two speakers have
 * one anycast address, one at router 0, one at router 2; one of them is attached to routers 0
 * and 1. A site is at router 1, with a prefix behind it. At 50 s the link between 0 and 1 goes; at
 * 80 s the site's; at 100 s the whole speaker at router 0 does, and is back at 150 s. Expected: of
 * the anycast address router 0 knows the path of one AS, its own neighbour's. The site's prefix:
 * router 0 first goes to router 1; at 50 s at once to router 2, whose route it had already (path of
 * two ASes); 10 ms after 80 s router 2 has lost it, router 0 after 20 ms. What is attached to 0 and
 * 1 never carries it. At 100 s router 0 goes to router 2 for the address; from 150 s on back,
 * within 5 s and 5 link delays of 0.5 ms.
 */
class TriangleTestCase : public TestCase
{
  public:
    TriangleTestCase()
        : TestCase("other ways, and other places")
    {
    }

  private:
    void DoRun() override
    {
        CoreHelper core(AddressFamily::IPV4);
        core.EnableBgp();
        core.SetSpeakerAttribute("AdvertisementInterval", StringValue("0s"));
        for (int i = 0; i < 3; ++i)
        {
            core.AddRouter("core" + std::to_string(i));
        }
        core.Connect(0, 1, MilliSeconds(10));
        core.Connect(0, 2, MilliSeconds(10));
        core.Connect(1, 2, MilliSeconds(10));
        const auto address = NetworkAddress::FromString("192.0.2.53");
        const auto first = MakeNode();
        const auto second = MakeNode();
        const auto uplink = core.AttachSpeaker(first, 0);
        core.AttachSpeaker(first, 1);
        const auto other = core.AttachSpeaker(second, 2);
        core.Anycast(first, address);
        core.Anycast(second, address);
        const auto site = core.Attach(MakeNode(), 1);
        const auto prefix = EidPrefix::FromString("198.51.100.0/24");
        core.Advertise(prefix, 1, site.address);
        core.AssignStreams(1);
        const auto router = core.GetRouters().Get(0);
        const auto speaker = CoreHelper::GetSpeaker(router);
        RouteLog toSite(speaker, prefix);
        RouteLog toAddress(speaker, EidPrefix::Host(address));
        RouteLog atTwo(CoreHelper::GetSpeaker(core.GetRouters().Get(2)), prefix);
        const auto& links = core.GetAdjacencies(); // pairs, in the order of laying
        const auto toOne = links[0];
        const auto toTwo = links[2];
        NodeFailure failure;
        Simulator::Schedule(Seconds(49), [&]() {
            const auto* best = speaker->GetRib().GetBest(EidPrefix::Host(address));
            NS_TEST_ASSERT_MSG_EQ((best != nullptr), true, "a route");
            NS_TEST_EXPECT_MSG_EQ(best->attributes->GetPathLength(), 1, "the near one");
            NS_TEST_EXPECT_MSG_EQ(best->nextHop, uplink.address, "the near one");
        });
        Simulator::Schedule(Seconds(50), [&]() { failure.SetLink(toOne.device, false); });
        Simulator::Schedule(Seconds(80), [&]() { failure.SetLink(site.device, false); });
        Simulator::Schedule(Seconds(100), [&]() { failure.SetNode(first, false); });
        Simulator::Schedule(Seconds(150), [&]() { failure.SetNode(first, true); });
        Simulator::Stop(Seconds(200));
        Simulator::Run();

        const auto isNear = [](Time a, double seconds) {
            return Abs(a - Seconds(seconds)) < MilliSeconds(1);
        };
        const auto before = [](const RouteLog& log, Time time) {
            NetworkAddress last;
            for (const auto& [when, nextHop] : log.changes)
            {
                last = when < time ? nextHop : last;
            }
            return last;
        };
        NS_TEST_EXPECT_MSG_EQ(before(toSite, Seconds(50)), toOne.neighbor, "the direct way");
        NS_TEST_EXPECT_MSG_EQ(before(toSite, Seconds(50.001)), toTwo.neighbor, "at once");
        NS_TEST_EXPECT_MSG_EQ(before(toSite, Seconds(80.019)), toTwo.neighbor, "not yet");
        NS_TEST_EXPECT_MSG_EQ(before(toSite, Seconds(80.021)).IsValid(), false, "gone");
        NS_TEST_EXPECT_MSG_EQ(isNear(atTwo.changes.back().first, 80.01), true, "router 2 before");
        NS_TEST_EXPECT_MSG_EQ(before(toAddress, Seconds(100)), uplink.address, "the near one");
        NS_TEST_EXPECT_MSG_EQ(before(toAddress, Seconds(100.001)), toTwo.neighbor, "the far one");
        NS_TEST_EXPECT_MSG_EQ(before(toAddress, Seconds(155.01)), uplink.address, "back");
        NS_TEST_EXPECT_MSG_GT(toAddress.changes.back().first, Seconds(153.75), "not before");
        NS_TEST_EXPECT_MSG_EQ(before(toAddress, Seconds(200)), uplink.address, "for good");
        NS_TEST_EXPECT_MSG_NE(other.address, uplink.address, "two links");

        CoreHelper fixed(AddressFamily::IPV4);
        fixed.AddRouter("static");
        NS_TEST_EXPECT_MSG_EQ(fixed.GetConvergedTime(), Time(0), "from the start");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { fixed.EnableBgp(); }).find("1 routers"),
                              std::string::npos,
                              "too late");
        const std::map<std::string, std::function<void()>> refused = {
            {"no BGP", [&]() { fixed.AttachSpeaker(MakeNode(), 0); }},
            {"no speaker", [&]() { core.Anycast(site.device->GetNode(), address); }},
            {"has it", [&]() { core.Anycast(second, address); }},
            {"family", [&]() { core.Anycast(first, NetworkAddress::FromString("fd00::1")); }},
            {"a group", [&]() { core.Anycast(first, NetworkAddress::FromString("224.0.0.9")); }},
            {"no neighbour", [&]() { core.Advertise(prefix, 0, site.address); }},
            {"no attribute", [&]() { core.SetSpeakerAttribute("Mrai", StringValue("1s")); }},
            {"no value", [&]() { core.SetSessionAttribute("HoldTime", StringValue("-1s")); }},
            {"in parts",
             [&]() {
                 core.AddRouter("alone");
                 core.GetConvergedTime();
             }},
        };
        for (const auto& [what, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_NE(Catch(attempt), "", what);
        }
        Simulator::Destroy();
        Names::Clear();
    }
};

/// The suite.
class CoreBgpTestSuite : public TestSuite
{
  public:
    CoreBgpTestSuite()
        : TestSuite("lisp-helper-core-bgp", TestSuite::Type::UNIT)
    {
        AddTestCase(new LineTestCase(AddressFamily::IPV4), compat::TestDuration<>::QUICK);
        AddTestCase(new LineTestCase(AddressFamily::IPV6), compat::TestDuration<>::QUICK);
        AddTestCase(new IntervalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TriangleTestCase, compat::TestDuration<>::QUICK);
    }
};

CoreBgpTestSuite g_coreBgpTestSuite; //!< registers the suite

} // namespace
