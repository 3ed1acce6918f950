/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Virtual machines and their cold migration, with real ARP and Neighbor Discovery, without
 * LISP.
 */

#include "mobility-test-net.h"

#include "ns3/boolean.h"
#include "ns3/cold-migration.h"
#include "ns3/enum.h"
#include "ns3/neighbor-listener.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <array>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

using namespace ns3;

namespace
{

/// @param attempt what is to be refused @return true if std::invalid_argument was thrown
bool
IsRefused(const std::function<void()>& attempt)
{
    try
    {
        attempt();
    }
    catch (const std::invalid_argument&)
    {
        return true;
    }
    return false;
}

/**
 * Method: the guest asks its default gateway every 100 ms from 3 s to 19.9 s by IPv4 and by IPv6,
 * 170 questions each. At 5.05 s it moves from the home to the away gateway, at 12.05 s back. It
 * has 125,000,000 bytes, 10^9 bits; by hand: writing takes 0.1 s and 0.5 s at 2 Gbit/s, carrying 1
 * s at 1 Gbit/s, reading 0.25 s at 4 Gbit/s and 0.21 s: 2.06 s in all. Once with link signals.
 * Expected: the states change at those times. Of each family 21 questions (5.1 to 7.1 s) and again
 * 21 are dropped at the NIC, "ethernet-host-off"; all others are answered, by the away gateway
 * those from 7.2 to 12.0 s (49), with the guest's addresses and routes untouched. Each gateway's
 * listener hears the guest's announcements when it goes on.
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
    void Changed(ColdMigration::State, ColdMigration::State after)
    {
        m_changes.emplace_back(after, Simulator::Now());
    }

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
        net.machine->SetAttribute("Memory", UintegerValue(125000000));
        net.machine->SetAttribute("LinkSignals", BooleanValue(m_linkSignals));
        for (std::size_t i = 0; i < 2; ++i)
        {
            Ptr<NeighborListener> listener = CreateObject<NeighborListener>();
            listener->Listen(net.port[i]);
            listener->TraceConnectWithoutContext("HostSeen",
                                                 MakeCallback(&ThereAndBackTestCase::Seen, this));
        }
        Ptr<ColdMigration> migration = CreateObject<ColdMigration>();
        migration->SetAttribute("SaveRate", StringValue("2Gbps"));
        migration->SetAttribute("MigrationRate", StringValue("1Gbps"));
        migration->SetAttribute("RestoreRate", StringValue("4Gbps"));
        migration->SetAttribute("ShutdownTime", TimeValue(Seconds(0.1)));
        migration->SetAttribute("BootTime", TimeValue(Seconds(0.21)));
        migration->TraceConnectWithoutContext("StateChanged",
                                              MakeCallback(&ThereAndBackTestCase::Changed, this));
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
        Simulator::Schedule(Seconds(5.05), [&]() { migration->Start(net.machine, net.port[1]); });
        Simulator::Schedule(Seconds(6), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetState(), VirtualMachine::OFF, "off");
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetPort(), nullptr, "attached nowhere");
            Ptr<ColdMigration> other = CreateObject<ColdMigration>();
            NS_TEST_EXPECT_MSG_EQ(IsRefused([&]() { other->Start(net.machine, net.port[1]); }),
                                  true,
                                  "it is being moved");
        });
        Simulator::Schedule(Seconds(8), [&]() {
            const MigrationRecord& record = migration->GetRecord();
            NS_TEST_EXPECT_MSG_EQ(record.started, Seconds(5.05), "started");
            NS_TEST_EXPECT_MSG_EQ(record.paused, Seconds(5.05), "paused");
            NS_TEST_EXPECT_MSG_EQ(record.resumed, Seconds(7.11), "resumed");
            NS_TEST_EXPECT_MSG_EQ(record.GetDowntime(), Seconds(2.06), "downtime");
            NS_TEST_EXPECT_MSG_EQ(record.GetTotal(), Seconds(2.06), "total");
            NS_TEST_EXPECT_MSG_EQ(record.bytesCopied, 125000000, "bytes");
            NS_TEST_EXPECT_MSG_EQ(record.rounds, 0, "none while it runs");
            NS_TEST_EXPECT_MSG_EQ(record.from, net.port[0], "from");
            NS_TEST_EXPECT_MSG_EQ(record.to, net.port[1], "to");
            NS_TEST_EXPECT_MSG_EQ(net.machine->GetPort(), net.port[1], "at");
        });
        Simulator::Schedule(Seconds(12.05), [&]() { migration->Start(net.machine, net.port[0]); });
        Simulator::Stop(Seconds(25));
        Simulator::Run();

        const std::vector<std::pair<ColdMigration::State, Time>> changes = {
            {ColdMigration::SAVING, Seconds(5.05)},
            {ColdMigration::COPYING, Seconds(5.65)},
            {ColdMigration::RESTORING, Seconds(6.65)},
            {ColdMigration::DONE, Seconds(7.11)},
            {ColdMigration::SAVING, Seconds(12.05)},
            {ColdMigration::COPYING, Seconds(12.65)},
            {ColdMigration::RESTORING, Seconds(13.65)},
            {ColdMigration::DONE, Seconds(14.11)},
        };
        NS_TEST_EXPECT_MSG_EQ((m_changes == changes), true, "the time line");
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

    bool m_linkSignals;                                           //!< the attribute
    std::vector<std::pair<ColdMigration::State, Time>> m_changes; //!< as traced
    std::vector<std::pair<Ptr<NetDevice>, Time>> m_announced;     //!< by gratuitous ARP
};

/**
 * Method: a guest moves to the away gateway without an announcement and without sending anything;
 * then the away gateway asks it, by IPv4 and by IPv6.
 * Expected: the away gateway finds it by ARP and Neighbor Discovery, the guest answers from its own
 * addresses, and the gateway's listener hears no announcement, only those answers.
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
        net.machine->SetAttribute("Memory", UintegerValue(125000));
        Ptr<NeighborListener> listener = CreateObject<NeighborListener>();
        listener->Listen(net.port[1]);
        Ptr<ColdMigration> migration = CreateObject<ColdMigration>();
        migration->SetAttribute("Announcement", StringValue("None"));
        Simulator::Schedule(Seconds(3), [&]() { migration->Start(net.machine, net.port[1]); });
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
 * Method: two machines are sent to the same port, the second one while the first is under way.
 * Expected: the first arrives; the second fails on arrival and stays off, detached.
 */
class TakenTestCase : public TestCase
{
  public:
    TakenTestCase()
        : TestCase("the port is taken meanwhile")
    {
    }

  private:
    void DoRun() override
    {
        EthernetHelper helper;
        Ptr<EthernetNic> target = helper.Install(CreateObject<Node>());
        std::array<Ptr<VirtualMachine>, 2> machines;
        std::array<Ptr<ColdMigration>, 2> migrations;
        for (std::size_t i = 0; i < 2; ++i)
        {
            machines[i] = CreateObject<VirtualMachine>();
            machines[i]->SetAttribute("Memory", UintegerValue(1000000 * (i + 1)));
            machines[i]->Install(helper.Install(CreateObject<Node>()));
            machines[i]->Attach(helper.Install(CreateObject<Node>()));
            migrations[i] = CreateObject<ColdMigration>();
            migrations[i]->Start(machines[i], target);
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migrations[0]->GetState(), ColdMigration::DONE, "first");
        NS_TEST_EXPECT_MSG_EQ(migrations[1]->GetState(), ColdMigration::FAILED, "second");
        NS_TEST_EXPECT_MSG_EQ(machines[0]->GetPort(), target, "first");
        NS_TEST_EXPECT_MSG_EQ(machines[1]->GetPort(), nullptr, "second");
        NS_TEST_EXPECT_MSG_EQ(machines[1]->GetState(), VirtualMachine::OFF, "second");
        Simulator::Destroy();
    }
};

/**
 * Method: what cannot be done with a virtual machine and a migration is tried.
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
        Ptr<ColdMigration> migration = CreateObject<ColdMigration>();
        machine->Install(nic);
        machine->Attach(port);
        auto start = [&](Ptr<VirtualMachine> what, Ptr<EthernetNic> to) {
            return [migration, what, to]() { migration->Start(what, to); };
        };
        auto with = [&](const char* name, const AttributeValue& value) {
            Ptr<ColdMigration> odd = CreateObject<ColdMigration>();
            odd->SetAttribute(name, value);
            return [odd, machine, other]() { odd->Start(machine, other); };
        };
        Ptr<VirtualMachine> noMemory = CreateObject<VirtualMachine>();
        noMemory->SetAttribute("Memory", UintegerValue(0));
        noMemory->Install(helper.Install(CreateObject<Node>()));
        const std::map<std::string, std::function<void()>> refused = {
            {"no machine", start(nullptr, other)},
            {"no guest", start(empty, other)},
            {"no memory", start(noMemory, other)},
            {"no port", start(machine, nullptr)},
            {"a port on no node", start(machine, CreateObject<EthernetNic>())},
            {"a port in use", start(machine, busy)},
            {"its own port", start(machine, port)},
            {"no migration rate", with("MigrationRate", DataRateValue(DataRate(0)))},
            {"no disk", with("RestoreRate", DataRateValue(DataRate(0)))},
            {"1 bit/s", with("SaveRate", DataRateValue(DataRate(1)))},
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
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), ColdMigration::IDLE, "never started");
        Simulator::Destroy();
    }
};

/// The suite of virtual machines and cold migration.
class MobilityMigrationTestSuite : public TestSuite
{
  public:
    MobilityMigrationTestSuite()
        : TestSuite("lisp-mobility-migration", TestSuite::Type::UNIT)
    {
        AddTestCase(new ThereAndBackTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new ThereAndBackTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new AskedFromAwayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TakenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

MobilityMigrationTestSuite g_mobilityMigrationTestSuite; //!< registers the suite

} // namespace
