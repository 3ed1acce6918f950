/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "guest-test-simulation.h"
#include "script-mistakes.h"

#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/guest-boot.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6.h"
#include "ns3/link-failure.h"
#include "ns3/measured-delays.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-traffic.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief The traffic of studies: flows of each protocol, and delays drawn from measurements.
 */

namespace
{

/**
 * Method: two hosts on a link of 20 ms, for IPv4 and IPv6. UDP (10 ms), TCP (400 kbit/s in writes
 * of 1,000 bytes, one segment each 20 ms) and ping (100 ms) flows from 2 s to 12 s; from 5 s to 6 s
 * the second host receives nothing.
 * Expected: UDP loses 100 packets (those that arrive in that second), an interruption of 1 s; ping
 * loses 10 requests and measures a round trip of 40 ms; TCP sends the lost ones again, its
 * application receives what was written but for the start and what is under way at the stop (1 %),
 * the first of it within two retransmission time-outs of the end of the pause; each account adds
 * up.
 */
class FlowsTestCase : public TestCase
{
  public:
    /// @param six IPv6 rather than IPv4
    explicit FlowsTestCase(bool six)
        : TestCase(six ? "flows of each protocol, IPv6" : "flows of each protocol, IPv4"),
          m_six(six)
    {
    }

  private:
    void DoRun() override
    {
        NodeContainer nodes(2);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("20ms"));
        auto devices = link.Install(nodes);
        StudyTraffic::End ends[2] = {{nodes.Get(0), {}}, {nodes.Get(1), {}}};
        if (m_six)
        {
            Ipv6AddressHelper(Ipv6Address("fd00::"), Ipv6Prefix(64)).Assign(devices);
            for (auto& end : ends)
            {
                end.address = end.node->GetObject<Ipv6>()->GetAddress(1, 1).GetAddress();
            }
        }
        else
        {
            Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
            for (auto& end : ends)
            {
                end.address = end.node->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
            }
        }
        StudyTraffic traffic(Seconds(2), Seconds(12));
        traffic.Watch(nodes);
        traffic.AddUdp("udp", ends[0], ends[1], MilliSeconds(10), 100);
        traffic.AddTcp("tcp", ends[0], ends[1], 400000);
        traffic.AddPing("ping", ends[0], ends[1], MilliSeconds(100));
        auto errors = CreateObject<RateErrorModel>();
        errors->SetAttribute("ErrorRate", DoubleValue(1));
        errors->SetAttribute("ErrorUnit", StringValue("ERROR_UNIT_PACKET"));
        errors->Disable();
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
        Simulator::Schedule(Seconds(5), &ErrorModel::Enable, errors);
        Simulator::Schedule(Seconds(6), &ErrorModel::Disable, errors);
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        auto flows = traffic.Report({{5, 6}}, 6);
        NS_TEST_ASSERT_MSG_EQ(flows.size(), 3, "flows");
        for (const auto& flow : flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent,
                                  flow.received - flow.duplicated + flow.lost,
                                  flow.name << " adds up");
            const auto found = flow.lostByReason.find("receive-error");
            NS_TEST_ASSERT_MSG_EQ((found != flow.lostByReason.end()), true, flow.name << " lost");
            NS_TEST_EXPECT_MSG_EQ(found->second, flow.lost, flow.name << " for one reason");
        }
        const auto& udp = flows[0];
        NS_TEST_EXPECT_MSG_EQ(udp.sent, 1000, "10 s at 100 packets a second");
        NS_TEST_EXPECT_MSG_EQ(udp.lost, 100, "1 s at 100 packets a second");
        NS_TEST_EXPECT_MSG_EQ_TOL(udp.interruption_s, 1, 1e-6, "the longest gap");
        NS_TEST_EXPECT_MSG_EQ_TOL(udp.delayBefore_s, 0.02, 1e-4, "one way");

        const auto& tcp = flows[1];
        NS_TEST_EXPECT_MSG_EQ(tcp.extra[0].first, "goodput_bps", "goodput");
        NS_TEST_EXPECT_MSG_EQ_TOL(tcp.extra[0].second, 400e3, 4e3, "what was written");
        NS_TEST_EXPECT_MSG_EQ(tcp.extra[1].first, "recovery_s", "recovery");
        NS_TEST_EXPECT_MSG_EQ((tcp.extra[1].second > 0 && tcp.extra[1].second < 2.1),
                              true,
                              "after " << tcp.extra[1].second << " s");
        NS_TEST_EXPECT_MSG_GT(tcp.lost, 0, "segments lost");

        const auto& ping = flows[2];
        NS_TEST_EXPECT_MSG_EQ(ping.sent, 100, "10 s at 10 requests a second");
        NS_TEST_EXPECT_MSG_EQ(ping.lost, 10, "1 s at 10 requests a second");
        NS_TEST_EXPECT_MSG_EQ_TOL(ping.delayBefore_s, 0.04, 1e-4, "there and back");
        NS_TEST_EXPECT_MSG_EQ(ping.pathBefore.size(), 2, "the way there");
        Simulator::Destroy();
    }

    bool m_six; ///< IPv6
};

/**
 * Method: the same hosts, UDP and TCP as before; the link is broken from 5 s to 6 s, when the
 * second host has booted. Expected: UDP loses the 100 packets of that second as "link-failed".
 * TCP's sender sends again 1 s after its first loss, at 6.04 s at the latest, if nothing new comes
 * before; 20 ms later that is answered by a reset, which takes as long; a new connection has data
 * there after a handshake of 40 ms, 20 ms until there are 1,000 bytes, and 20 ms: within 0.2 s from
 * 6 s on. What comes of the connection before, in a round trip of 40 ms and the time until the
 * first, is lost as "connection-ended": from one to five segments. Each account adds up.
 */
class BootTestCase : public TestCase
{
  public:
    BootTestCase()
        : TestCase("a host that boots")
    {
    }

  private:
    void DoRun() override
    {
        NodeContainer nodes(2);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("20ms"));
        auto devices = link.Install(nodes);
        Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        StudyTraffic::End ends[2] = {{nodes.Get(0), {}}, {nodes.Get(1), {}}};
        for (auto& end : ends)
        {
            end.address = end.node->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
        }
        StudyTraffic traffic(Seconds(2), Seconds(12));
        traffic.Watch(nodes);
        traffic.AddUdp("udp", ends[0], ends[1], MilliSeconds(10), 100);
        traffic.AddTcp("tcp", ends[0], ends[1], 400000);
        Simulator::Schedule(Seconds(5), &LinkFailure::SetLink, devices.Get(0), false);
        Simulator::Schedule(Seconds(6), [&]() {
            LinkFailure::SetLink(devices.Get(1), true);
            ForgetAsByBooting(nodes.Get(1));
            traffic.GetLedger()->EndConnections(nodes.Get(1));
        });
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        auto flows = traffic.Report({{5, 6}}, 6);
        for (const auto& flow : flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent,
                                  flow.received - flow.duplicated + flow.lost,
                                  flow.name << " adds up");
            NS_TEST_EXPECT_MSG_EQ(flow.lostByReason.count("link-failed"), 1, flow.name);
        }
        NS_TEST_EXPECT_MSG_EQ(flows[0].lostByReason["link-failed"], 100, "1 s at 100 a second");
        NS_TEST_EXPECT_MSG_EQ(flows[0].lost, 100, "nothing else");
        const uint64_t ended = flows[1].lostByReason["connection-ended"];
        NS_TEST_EXPECT_MSG_EQ((ended >= 1 && ended <= 5), true, ended << " segments");
        NS_TEST_EXPECT_MSG_EQ(flows[1].extra[1].first, "recovery_s", "recovery");
        NS_TEST_EXPECT_MSG_LT(flows[1].extra[1].second, 0.2, "connected anew");
        NS_TEST_EXPECT_MSG_GT(flows[1].extra[1].second, 0.06, "by a handshake");
        const auto bad = [&]() { LinkFailure::SetLink(nodes.Get(0)->GetDevice(0), false); };
        NS_TEST_EXPECT_MSG_EQ(IsRefused(bad), true, "a loopback device");
        Simulator::Destroy();
    }
};

/**
 * Method: the time of a host stands still from 3 s to 5 s of a flow from 2 s to 7 s at 100 packets
 * a second. Expected: 100 packets before (2.00 to 2.99 s), 200 after (5.00 to 6.99 s), none lost:
 * it goes on where it was, and ends when the study's senders do, not two seconds later.
 */
class PauseTestCase : public TestCase
{
  public:
    PauseTestCase()
        : TestCase("a host that stands still sends nothing")
    {
    }

  private:
    void DoRun() override
    {
        GuestTestSimulation simulation;
        NodeContainer nodes(2);
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        auto devices = link.Install(nodes);
        auto addresses = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        const uint32_t host = nodes.Get(0)->GetId();
        GuestSimulatorImpl::Get()->AddGuest(host);
        StudyTraffic traffic(Seconds(2), Seconds(7));
        traffic.Watch(nodes);
        traffic.AddUdp("udp",
                       {nodes.Get(0), addresses.GetAddress(0)},
                       {nodes.Get(1), addresses.GetAddress(1)},
                       MilliSeconds(10),
                       100);
        // Before the packet of that time.
        Simulator::Schedule(Seconds(3) - NanoSeconds(1),
                            [host]() { GuestSimulatorImpl::Get()->Pause(host); });
        Simulator::Schedule(Seconds(5) - NanoSeconds(1),
                            [host]() { GuestSimulatorImpl::Get()->Resume(host); });
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        auto flow = traffic.Report({}, NOT_MEASURED).front();
        NS_TEST_EXPECT_MSG_EQ(flow.sent, 300, "sent");
        NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, "lost");
        Simulator::Destroy();
    }
};

/**
 * Method: 20,000 draws of each measured delay.
 * Expected: the share at or below each published point is the published one, to the mapping system
 * divided by the 0.9 that are drawn from; none beyond the ends. With 20,000 draws the standard
 * deviation of a share is at most 0.0036: 0.015 is more than four.
 */
class DelaysTestCase : public TestCase
{
  public:
    DelaysTestCase()
        : TestCase("measured delays")
    {
    }

  private:
    void DoRun() override
    {
        constexpr int DRAWS = 20000;
        auto delays = CreateObject<MeasuredDelays>();
        NS_TEST_EXPECT_MSG_EQ(delays->AssignStreams(5), 2, "streams");
        std::vector<double> between;
        std::vector<double> mapping;
        for (int i = 0; i < DRAWS; i++)
        {
            between.push_back(delays->DrawBetweenTunnelRouters().GetSeconds());
            mapping.push_back(delays->DrawToMappingSystem().GetSeconds());
        }
        const auto share = [](const std::vector<double>& draws, double limit) {
            return std::count_if(draws.begin(),
                                 draws.end(),
                                 [limit](double draw) { return draw <= limit; }) /
                   static_cast<double>(DRAWS);
        };
        const double tolerance = 0.015;
        NS_TEST_EXPECT_MSG_EQ_TOL(share(between, 0.02929), 0.24, tolerance, "24 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(share(between, 0.09083), 0.63, tolerance, "63 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(share(between, 0.1518), 0.89, tolerance, "89 %");
        NS_TEST_EXPECT_MSG_EQ(share(between, 1.00026), 1, "the slowest");
        NS_TEST_EXPECT_MSG_EQ_TOL(share(mapping, 0.01254), 0.5 / 0.9, tolerance, "50 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(share(mapping, 0.08334), 0.744 / 0.9, tolerance, "74.4 %");
        NS_TEST_EXPECT_MSG_EQ(share(mapping, 0.3102), 1, "the slowest drawn");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(*std::min_element(between.begin(), between.end()),
                                    0.00323 - 1e-9,
                                    "the fastest");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(*std::min_element(mapping.begin(), mapping.end()),
                                    0.00369 - 1e-9,
                                    "the fastest");
    }
};

/// The suite of traffic.
class TrafficTestSuite : public TestSuite
{
  public:
    TrafficTestSuite()
        : TestSuite("lisp-helper-traffic", TestSuite::Type::UNIT)
    {
        AddTestCase(new FlowsTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new FlowsTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new BootTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PauseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DelaysTestCase, compat::TestDuration<>::QUICK);
    }
};

TrafficTestSuite g_suite; ///< registers itself

} // namespace
