/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Virtual machines that are switched off and come to another gateway, with real ARP and
 * Neighbor Discovery, without LISP.
 */

#include "mobility-test-net.h"
#include "script-mistakes.h"

#include "ns3/boolean.h"
#include "ns3/neighbor-listener.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <array>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: the guest asks its default gateway every 100 ms from 3 s to 19.9 s by IPv4 and by IPv6,
 * 170 questions each. It is switched off at 5.05 s, and goes on at the away gateway 2.06 s later;
 * at 12.05 s it is switched off again, and goes on at home as much later. Once with link signals.
 * Expected: of each family 21 questions (5.1 to 7.1 s) and again 21 are dropped at the NIC,
 * "ethernet-host-off"; all others are answered, by the away gateway those from 7.2 to 12.0 s (49),
 * with the guest's addresses and routes untouched. Each gateway's listener hears the guest's
 * announcements when it goes on.
 */
class ThereAndBackTestCase : public TestCase
{
  public:
    explicit ThereAndBackTestCase(bool linkSignals)
        : TestCase(linkSignals ? "there and back, with link signals" : "there and back"),
          m_linkSignals(linkSignals)
    {
    }

  private:
    void Seen(const NetworkAddress& host,
              const Mac48Address&,
              Ptr<NetDevice> port,
              HostSeenCause cause)
    {
        if (cause == HostSeenCause::GRATUITOUS_ARP)
        {
            NS_TEST_EXPECT_MSG_EQ(host.ToString(), "10.1.0.10", "announced by ARP");
            m_announced.emplace_back(port, Simulator::Now());
        }
    }

    void DoRun() override
    {
        TwoGateways net;
        HostRoutes routes(net.gateway[1]);
        routes.Set(Ipv4Address("10.1.0.10"), net.port[1]);
        routes.Set(Ipv6Address("fd0e:1::a"), net.port[1]);
        net.machine->SetAttribute("LinkSignals", BooleanValue(m_linkSignals));
        for (std::size_t i = 0; i < 2; ++i)
        {
            Ptr<NeighborListener> listener = CreateObject<NeighborListener>();
            listener->Listen(net.port[i]);
            listener->TraceConnectWithoutContext("HostSeen",
                                                 MakeCallback(&ThereAndBackTestCase::Seen, this));
        }
        const std::vector<Ptr<Node>> gateways(net.gateway.begin(), net.gateway.end());
        Echo echo4(net.guest,
                   InetSocketAddress("10.1.0.1", 7),
                   InetSocketAddress(Ipv4Address::GetAny(), 7),
                   gateways);
        Echo echo6(net.guest,
                   Inet6SocketAddress("fd0e:1::1", 7),
                   Inet6SocketAddress(Ipv6Address::GetAny(), 7),
                   gateways);
        echo4.Run(Seconds(3), Seconds(19.9));
        echo6.Run(Seconds(3), Seconds(19.9));
        net.Move(Seconds(5.05), Seconds(2.06), 1);
        net.Move(Seconds(12.05), Seconds(2.06), 0);
        Simulator::Schedule(Seconds(6), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetState(), VirtualMachine::OFF, "off");
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetPort(), nullptr, "attached nowhere");
        });
        Simulator::Schedule(Seconds(8), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetPort(), net.port[1], "away");
        });
        Simulator::Stop(Seconds(25));
        Simulator::Run();

        for (Echo* echo : {&echo4, &echo6})
        {
            const char* family = echo == &echo4 ? "IPv4" : "IPv6";
            NS_TEST_EXPECT_MSG_EQ(echo->sent, 170, family);
            NS_TEST_EXPECT_MSG_EQ(echo->received.size(), 170 - 42, family);
            NS_TEST_EXPECT_MSG_EQ(echo->answeredBy[net.gateway[1]], 49, family);
        }
        const Ptr<EthernetNic> nic = net.machine->GetNic();
        NS_TEST_EXPECT_MSG_EQ(nic->GetDrops(EthernetDropReason::HOST_OFF), 84, "while off");
        NS_TEST_EXPECT_MSG_EQ(nic->GetDrops(), 84, "nothing else");
        NS_TEST_ASSERT_MSG_EQ(m_announced.size(), 2, "announced");
        NS_TEST_EXPECT_MSG_EQ(m_announced[0].first, net.port[1], "at the away port");
        NS_TEST_EXPECT_MSG_EQ((m_announced[0].second - Seconds(7.11) < MicroSeconds(10)), true, "");
        NS_TEST_EXPECT_MSG_EQ(m_announced[1].first, net.port[0], "at home");
        Simulator::Destroy();
    }

    bool m_linkSignals;                                       //!< the attribute
    std::vector<std::pair<Ptr<NetDevice>, Time>> m_announced; //!< by gratuitous ARP
};

/**
 * Method: a guest moves to the away gateway without an announcement and without sending anything;
 * then the away gateway asks it, by IPv4 and by IPv6.
 * Expected: the away gateway finds it by ARP and Neighbor Discovery, the guest answers from its
 * own addresses, and the gateway's listener hears no announcement, only those answers.
 */
class AskedFromAwayTestCase : public TestCase
{
  public:
    AskedFromAwayTestCase()
        : TestCase("the away gateway reaches a guest that said nothing")
    {
    }

  private:
    void DoRun() override
    {
        TwoGateways net;
        HostRoutes routes(net.gateway[1]);
        routes.Set(Ipv4Address("10.1.0.10"), net.port[1]);
        routes.Set(Ipv6Address("fd0e:1::a"), net.port[1]);
        Ptr<NeighborListener> listener = CreateObject<NeighborListener>();
        listener->Listen(net.port[1]);
        net.Move(Seconds(3), MilliSeconds(1), 1, false);
        Echo echo4(net.gateway[1],
                   InetSocketAddress("10.1.0.10", 7),
                   InetSocketAddress(Ipv4Address::GetAny(), 7),
                   {net.guest});
        Echo echo6(net.gateway[1],
                   Inet6SocketAddress("fd0e:1::a", 7),
                   Inet6SocketAddress(Ipv6Address::GetAny(), 7),
                   {net.guest});
        echo4.Run(Seconds(4), Seconds(4.9));
        echo6.Run(Seconds(4), Seconds(4.9));
        Simulator::Schedule(Seconds(3.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(HostSeenCause::GRATUITOUS_ARP), 0, "silent");
            NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(HostSeenCause::ARP_REPLY), 0, "silent");
        });
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo4.received.size(), 10, "IPv4");
        NS_TEST_EXPECT_MSG_EQ(echo6.received.size(), 10, "IPv6");
        NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(HostSeenCause::ARP_REPLY), 1, "one ARP reply");
        NS_TEST_EXPECT_MSG_GT(listener->GetSeen(HostSeenCause::NEIGHBOR_ADVERTISEMENT), 0, "ND");
        NS_TEST_EXPECT_MSG_EQ(listener->GetSeen(HostSeenCause::GRATUITOUS_ARP), 0, "still none");
        Simulator::Destroy();
    }
};

/**
 * Method: what cannot be done with a virtual machine is tried.
 * Expected: std::invalid_argument for each, and the machine is where it was.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        EthernetHelper helper;
        Ptr<EthernetNic> nic = helper.Install(CreateObject<Node>());
        Ptr<EthernetNic> port = helper.Install(CreateObject<Node>());
        Ptr<EthernetNic> other = helper.Install(CreateObject<Node>());
        NetDeviceContainer used = helper.Install(CreateObject<Node>(), CreateObject<Node>());
        Ptr<EthernetNic> busy = DynamicCast<EthernetNic>(used.Get(0));
        Ptr<VirtualMachine> machine = CreateObject<VirtualMachine>();
        Ptr<VirtualMachine> empty = CreateObject<VirtualMachine>();
        machine->Install(nic);
        machine->Attach(port);
        Ptr<VirtualMachine> unattached = CreateObject<VirtualMachine>();
        unattached->Install(helper.Install(CreateObject<Node>()));
        const std::map<std::string, std::function<void()>> refused = {
            {"a port in use", [&]() { unattached->Attach(busy); }},
            {"no port", [&]() { unattached->Attach(nullptr); }},
            {"a port on no node", [&]() { unattached->Attach(CreateObject<EthernetNic>()); }},
            {"attach twice", [&]() { machine->Attach(other); }},
            {"resume what runs", [&]() { machine->Resume(); }},
            {"install twice", [&]() { machine->Install(other); }},
            {"a NIC in use", [&]() { empty->Install(busy); }},
            {"no NIC", [&]() { empty->Install(nullptr); }},
            {"attach without a guest", [&]() { empty->Attach(other); }},
            {"detach without a guest", [&]() { empty->Detach(); }},
            {"suspend without a guest", [&]() { empty->Suspend(); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_EQ(IsRefused(attempt), true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(machine->GetPort(), port, "still there");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "still running");
        Simulator::Destroy();
    }
};

/// The suite of virtual machines that come to another gateway.
class MobilityMigrationTestSuite : public TestSuite
{
  public:
    MobilityMigrationTestSuite()
        : TestSuite("lisp-mobility-migration", TestSuite::Type::UNIT)
    {
        AddTestCase(new ThereAndBackTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new ThereAndBackTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new AskedFromAwayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

MobilityMigrationTestSuite g_mobilityMigrationTestSuite; //!< registers the suite

} // namespace
