/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Cold migration by hand: suspend to disk, carry over TCP, restore; shut down and boot.
 *
 * The machine has 16 MiB, 134217728 bits: 67.109 ms to write at 2 Gbit/s, 33.554 ms to read at 4
 * Gbit/s. To carry it takes 4096 * 4104 octets and 16 for each of 274 messages of 15 pages:
 * 16814368, or 269.030 ms at 500 Mbit/s; device state of 65536 octets takes 65568 or 1.049 ms.
 */

#include "migration-test-net.h"

#include "ns3/cold-migration.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = uint64_t{16} << 20; //!< octets

/// @return a migration
Ptr<ColdMigration>
MakeMigration()
{
    const auto migration = CreateObject<ColdMigration>();
    migration->SetAttribute("MaxRate", DataRateValue(DataRate("500Mbps")));
    migration->SetAttribute("SaveRate", DataRateValue(DataRate("2Gbps")));
    migration->SetAttribute("RestoreRate", DataRateValue(DataRate("4Gbps")));
    migration->SetAttribute("ShutdownTime", TimeValue(MilliSeconds(100)));
    migration->SetAttribute("BootTime", TimeValue(MilliSeconds(210)));
    return migration;
}

/// @param time a time @return whole microseconds
int64_t
Micro(Time time)
{
    return time.GetMicroSeconds();
}

/// @param count of events
void
Count(uint32_t* count)
{
    ++*count;
}

/**
 * Method: the guest itself asks to be moved at 2 s. The client asks it every 100 ms from 1 s to 4
 * s.
 * Expected, by hand: it is suspended when the target has answered, at 2.04 s; saved after 100 ms
 * and 67.109 ms, at 2.207109; carried after 270.079 ms and 10 ms of propagation, at 2.487188;
 * restored after 33.554 ms and 210 ms, at 2.730742 s: off for 690.742 ms. The source knows 10 ms
 * later. GetDuration counts neither the way nor headers: 134217728 bits take 268.435 ms, 679.098
 * ms in all. Of the 31 questions those from 2.1 to 2.7 s, 7, are dropped at the NIC,
 * "ethernet-receiver-off"; the machine is at the source meanwhile. Small packets take less than
 * 100 us. A second migration of the machine is refused, and so is that the source removes it.
 */
class ByHandTestCase : public TestCase
{
  public:
    ByHandTestCase()
        : TestCase("by hand")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        const auto migration = MakeMigration();
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(migration->GetDuration(MEMORY)), 679098, 1, "duration");
        MigrationLog log(migration);
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        echo.Run(Seconds(1), Seconds(4));
        Simulator::ScheduleWithContext(machine->GetNode()->GetId(), Seconds(2), [&]() {
            migration->Start(machine, net.hypervisor[1]);
        });
        for (const double at : {2.1, 2.3, 2.6})
        {
            Simulator::Schedule(Seconds(at), [&]() {
                NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
                NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::OFF, "off");
                const auto second = [&]() { MakeMigration()->Start(machine, net.hypervisor[1]); };
                NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(second), true, "is being moved");
                const auto remove = [&]() { net.hypervisor[0]->Remove(machine); };
                NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(remove), true, "is being moved");
            });
        }
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_ASSERT_MSG_EQ(log.GetStates(),
                              "connecting saving copying restoring done",
                              "states");
        Near(log.GetTime(Migration::SAVING), 2040000, "saving");
        Near(log.GetTime(Migration::COPYING), 2207109, "copying");
        Near(log.GetTime(Migration::RESTORING), 2487188, "restoring");
        Near(record.paused, 2040000, "off");
        Near(record.resumed, 2730742, "on");
        Near(record.ended, 2740742, "told");
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, 16814368 + 65568, "octets");
        NS_TEST_EXPECT_MSG_EQ(record.rounds.size(), 1, "one round");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        NS_TEST_EXPECT_MSG_EQ(echo.sent, 31, "asked");
        NS_TEST_EXPECT_MSG_EQ(echo.received.size(), 24, "answered");
        const auto nic = machine->GetNic();
        NS_TEST_EXPECT_MSG_EQ(nic->GetDrops(EthernetDropReason::RECEIVER_OFF), 7, "lost");
        NS_TEST_EXPECT_MSG_EQ(nic->GetDrops(), 7, "nothing else");
        Simulator::Destroy();
    }

    /// @param actual a time @param microseconds expected @param what it is of
    void Near(Time actual, int64_t microseconds, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(actual), microseconds, 100, what);
    }
};

/**
 * Method: the machine has a disk of 8 MiB at the source; the guest takes 30 s to shut down and 30
 * s to boot, three times the StallTimeout of 10 s.
 * Expected, by hand: the disk's 8390672 octets take 134.251 ms at 500 Mbit/s between saving and
 * copying; keep-alives hold the connection up meanwhile. Off for 60 s and 0.067109 + 0.134251 +
 * 0.269030 + 0.010 + 0.033554 s.
 */
class DiskTestCase : public TestCase
{
  public:
    DiskTestCase()
        : TestCase("slow, with its disk")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        machine->SetAttribute("DiskSize", UintegerValue(uint64_t{8} << 20));
        const auto migration = MakeMigration();
        migration->SetAttribute("ShutdownTime", TimeValue(Seconds(30)));
        migration->SetAttribute("BootTime", TimeValue(Seconds(30)));
        MigrationLog log(migration);
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(70));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(log.GetStates(),
                              "connecting saving storage copying restoring done",
                              "states");
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(record.storageBytes, 8390672, "disk");
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(record.GetDowntime()), 60513944, 100, "off");
        Simulator::Destroy();
    }
};

/**
 * Method: what ends a cold migration early: it is called off while the image is saved, at 2.1 s;
 * the link fails while it is carried, at 2.3 s.
 * Expected: the image is read at the source, 243.554 ms, and the guest goes on there: at 2.343554
 * s; and as long after the source has given the target up, 10 s after its last acknowledgement.
 * Those come as pieces are sent, each 1.049 ms, so that the last one came that long before 2.3 s
 * at most, which leaves 12.543030 s and 525 us more or less. It is off and listed at the source
 * until then.
 */
class BackTestCase : public TestCase
{
  public:
    explicit BackTestCase(bool isCut)
        : TestCase(isCut ? "the link fails" : "called off"),
          m_isCut(isCut)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        const auto migration = MakeMigration();
        MigrationLog log(migration);
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(2.1), [&]() {
            if (!m_isCut)
            {
                NS_TEST_EXPECT_MSG_EQ(migration->Abort("enough"), true, "called off");
                NS_TEST_EXPECT_MSG_EQ(migration->Abort("enough"), false, "once");
                NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::OFF, "still off");
            }
        });
        Simulator::Schedule(Seconds(2.3), [&]() { net.SetLink(!m_isCut); });
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(log.GetStates(),
                              (m_isCut ? "connecting saving copying restoring aborted"
                                       : "connecting saving restoring aborted"),
                              "states");
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(record.ended),
                                  (m_isCut ? 12543030 : 2343554),
                                  (m_isCut ? 525 : 1),
                                  "on again");
        NS_TEST_EXPECT_MSG_EQ(record.failure,
                              (m_isCut ? "no answer for 10000 ms" : "enough"),
                              "why");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "it runs");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), uint64_t{64} << 30, "free");
        Simulator::Destroy();
    }

    bool m_isCut; //!< the link fails
};

/// A client that sends 100 octets every 100 ms over TCP, to a service in the guest, and connects
/// anew when it is told that the connection is gone.
class Session
{
  public:
    /// @param client sends @param guest the service's, 10.9.0.2
    Session(Ptr<Node> client, Ptr<Node> guest)
        : m_client(client)
    {
        Simulator::ScheduleWithContext(guest->GetId(), Seconds(0.5), [this, guest]() {
            m_service = Socket::CreateSocket(guest, TcpSocketFactory::GetTypeId());
            m_service->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
            m_service->Listen();
            m_service->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                         MakeCallback(&Session::Accept, this));
        });
        Simulator::ScheduleWithContext(client->GetId(), Seconds(1), [this]() {
            Connect();
            Send();
        });
    }

    std::vector<double> accepted; //!< when the service got a connection, in seconds
    std::vector<double> failed;   //!< when it was told of an error
    std::vector<double> closed;   //!< when the client was told
    std::vector<double> received; //!< when the service got data

  private:
    /// @return now, in seconds
    static double Now()
    {
        return Simulator::Now().GetSeconds();
    }

    void Connect()
    {
        m_socket = Socket::CreateSocket(m_client, TcpSocketFactory::GetTypeId());
        const auto gone = MakeCallback(&Session::Gone, this);
        m_socket->SetCloseCallbacks(gone, gone);
        m_socket->Connect(InetSocketAddress("10.9.0.2", 9));
    }

    void Send()
    {
        m_socket->Send(Create<Packet>(100));
        Simulator::Schedule(MilliSeconds(100), &Session::Send, this);
    }

    void Gone(Ptr<Socket>)
    {
        closed.push_back(Now());
        Connect();
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        accepted.push_back(Now());
        m_accepted.push_back(socket);
        socket->SetRecvCallback(MakeCallback(&Session::Receive, this));
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeCallback(&Session::Fail, this));
    }

    void Fail(Ptr<Socket>)
    {
        failed.push_back(Now());
    }

    void Receive(Ptr<Socket> socket)
    {
        while (socket->Recv())
        {
            received.push_back(Now());
        }
    }

    Ptr<Node> m_client;                  //!< sends
    Ptr<Socket> m_socket;                //!< the client's
    Ptr<Socket> m_service;               //!< listens
    std::vector<Ptr<Socket>> m_accepted; //!< the service's
};

/**
 * Method: the machine, with a disk of 8 MiB, is shut down and boots; a client has a session with a
 * service in it, and sends to it at 1.0, 1.1 s and so on.
 *
 * Expected, by hand: off at 2.04 s, shut down after 100 ms, its disk carried in 134.251 ms and 10
 * ms of propagation, booted after 210 ms, at 2.494251 s: off for 454.251 ms. No octet of memory or
 * state, no round. GetDuration counts 8388608 octets, 134.218 ms: 444.218 ms.
 *
 * What the client sends from 2.1 to 2.4 s is lost at the NIC. The service is told of its connection
 * when it is up again. What the client sends at 2.5 s, or a tick later since TCP counts its first
 * retransmission from 2.1 s to 3.1 s, is answered by a reset (RFC 9293 section 3.5.2), once the
 * guest has asked by ARP for the client, which it does not know any more: ns-3 asks after up to 10
 * ms (ArpL3Protocol's RequestJitter), and the rest takes less than 1 ms. Its new connection is
 * taken at once; data of it comes at 2.6 s, none from 2.04 s to then.
 */
class ShutdownTestCase : public TestCase
{
  public:
    ShutdownTestCase()
        : TestCase("shut down and booted")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        machine->SetAttribute("DiskSize", UintegerValue(uint64_t{8} << 20));
        const auto migration = MakeMigration();
        migration->SetAttribute("Method", EnumValue(ColdMigration::SHUTDOWN));
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(migration->GetDuration(MEMORY, 8 << 20)),
                                  444218,
                                  1,
                                  "duration");
        uint32_t boots = 0;
        machine->TraceConnectWithoutContext("Booted", MakeBoundCallback(&Count, &boots));
        MigrationLog log(migration);
        Session session(net.client, machine->GetNode());
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(log.GetStates(),
                              "connecting saving storage copying restoring done",
                              "states");
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ_TOL(Micro(record.GetDowntime()), 454251, 100, "off");
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, 0, "no memory");
        NS_TEST_EXPECT_MSG_EQ(record.storageBytes, 8390672, "the disk");
        NS_TEST_EXPECT_MSG_EQ(record.rounds.size(), 0, "no round");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        NS_TEST_EXPECT_MSG_EQ(boots, 1, "booted");
        NS_TEST_ASSERT_MSG_EQ(session.accepted.size(), 2, "connections");
        NS_TEST_ASSERT_MSG_EQ(session.failed.size(), 1, "the service is told");
        NS_TEST_ASSERT_MSG_EQ(session.closed.size(), 1, "the client is told");
        NS_TEST_EXPECT_MSG_EQ_TOL(session.failed[0], record.resumed.GetSeconds(), 1e-9, "by then");
        NS_TEST_EXPECT_MSG_GT(session.closed[0], 2.5, "by a reset");
        NS_TEST_EXPECT_MSG_LT(session.closed[0], 2.511, "and ARP before it");
        NS_TEST_EXPECT_MSG_EQ_TOL(session.accepted[1], session.closed[0], 1e-3, "a new one");
        const auto after = std::upper_bound(session.received.begin(), session.received.end(), 2.04);
        NS_TEST_ASSERT_MSG_EQ((after != session.received.end()), true, "data again");
        NS_TEST_EXPECT_MSG_EQ_TOL(*after, 2.6, 2e-3, "of the new one");
        Simulator::Destroy();
    }
};

/**
 * Method: the same is called off at 2.1 s, while the machine is being shut down; a machine that is
 * off is shut down, one without a guest is.
 * Expected: it boots at the source, after 210 ms, at 2.31 s, and its session is gone there, too.
 */
class ShutdownBackTestCase : public TestCase
{
  public:
    ShutdownBackTestCase()
        : TestCase("shut down, and called off")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        const auto migration = MakeMigration();
        migration->SetAttribute("Method", EnumValue(ColdMigration::SHUTDOWN));
        MigrationLog log(migration);
        Session session(net.client, machine->GetNode());
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(2.1), [&]() { migration->Abort("enough"); });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(log.GetStates(), "connecting saving restoring aborted", "states");
        NS_TEST_EXPECT_MSG_EQ(Micro(migration->GetRecord().ended), 2310000, "on again");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
        NS_TEST_ASSERT_MSG_EQ(session.failed.size(), 1, "the service is told");
        NS_TEST_EXPECT_MSG_EQ_TOL(session.failed[0], 2.31, 1e-9, "when it has booted");
        NS_TEST_EXPECT_MSG_EQ(session.accepted.size(), 2, "a new connection");
        machine->Suspend();
        machine->ShutDown();
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::OFF, "off");
        const auto none = []() { CreateObject<VirtualMachine>()->ShutDown(); };
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(none), true, "no guest");
        Simulator::Destroy();
    }
};

/**
 * Method: while the machine is on its way, someone else's cable is plugged into the port that is
 * kept for it.
 * Expected: it gets another port in its VLAN, and answers there.
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
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        const auto kept = net.hypervisor[1]->AddPort(1);
        const auto migration = MakeMigration();
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        echo.Run(Seconds(4), Seconds(4.2));
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(2.5), [&]() {
            const auto stranger = MigrationTestNet::AddHost("10.9.0.77");
            EthernetHelper().Connect(DynamicCast<EthernetNic>(stranger->GetDevice(1)), kept);
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        NS_TEST_EXPECT_MSG_NE(machine->GetPort(), kept, "at another port");
        NS_TEST_EXPECT_MSG_EQ(echo.received.size(), 3, "it answers");
        Simulator::Destroy();
    }
};

/**
 * Method: rates at which saving or restoring takes more than a year.
 * Expected: std::invalid_argument of one line, the machine untouched.
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
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        for (const char* rate : {"SaveRate", "RestoreRate"})
        {
            for (const uint64_t value : {0, 1})
            {
                const auto migration = MakeMigration();
                migration->SetAttribute(rate, DataRateValue(DataRate(value)));
                const auto start = [&]() { migration->Start(machine, net.hypervisor[1]); };
                NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(start), true, rate << " " << value);
                NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::IDLE, "never started");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "untouched");
        Simulator::Destroy();
    }
};

/// The suite of cold migration.
class ColdMigrationTestSuite : public TestSuite
{
  public:
    ColdMigrationTestSuite()
        : TestSuite("lisp-mobility-cold-migration", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new ByHandTestCase, quick);
        AddTestCase(new DiskTestCase, quick);
        AddTestCase(new BackTestCase(false), quick);
        AddTestCase(new BackTestCase(true), quick);
        AddTestCase(new ShutdownTestCase, quick);
        AddTestCase(new ShutdownBackTestCase, quick);
        AddTestCase(new TakenTestCase, quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

ColdMigrationTestSuite g_coldMigrationTestSuite; //!< registers the suite

} // namespace
