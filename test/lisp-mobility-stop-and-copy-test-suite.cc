/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Stop-and-copy by hand, and what it shares with the other kinds: storage, several at once,
 * calling it off, announcements.
 *
 * The machine has 16 MiB, 4096 pages. Those take 4096 * 4104 octets and 16 for each of 274 messages
 * of 15 pages: 16814368, or 269.030 ms at 500 Mbit/s. Two round trips of 20 ms precede them.
 */

#include "migration-test-net.h"
#include "packet-hex.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/stop-and-copy-migration.h"
#include "ns3/storage.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = uint64_t{16} << 20; //!< octets
constexpr uint64_t DISK = uint64_t{8} << 20;    //!< octets

/// @return a migration at 500 Mbit/s
Ptr<StopAndCopyMigration>
MakeMigration()
{
    const auto migration = CreateObject<StopAndCopyMigration>();
    migration->SetAttribute("MaxRate", DataRateValue(DataRate("500Mbps")));
    return migration;
}

/**
 * Method: the machine is moved at 2 s, with 65536 octets of device state, 5 ms of PauseTime and 7
 * ms of ResumeTime; the client asks it every 100 ms. Then back again with the same object.
 * Expected, by hand: paused after two round trips, 40 ms; 5 ms later its pages, 269.030 ms, and
 * the state's 65568 octets, 1.049 ms; 10 ms to the target, and 7 ms: 292.079 ms of downtime,
 * within 100 us for small packets. One round of 4096 pages. All questions are answered, those in
 * the pause after it. Back: the same.
 */
class ByHandTestCase : public TestCase
{
  public:
    ByHandTestCase()
        : TestCase("there and back by hand")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        const auto port = machine->GetPort();
        const auto migration = MakeMigration();
        migration->SetAttribute("PauseTime", TimeValue(MilliSeconds(5)));
        migration->SetAttribute("ResumeTime", TimeValue(MilliSeconds(7)));
        MigrationLog log(migration);
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        echo.Run(Seconds(1), Seconds(5));
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(4), [&]() {
            Check(migration->GetRecord(), Seconds(2), "there");
            NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
            migration->Start(machine, net.hypervisor[0]);
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        Check(migration->GetRecord(), Seconds(4), "back");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "back");
        NS_TEST_EXPECT_MSG_EQ(machine->GetPort(), port, "at the port that it had");
        NS_TEST_EXPECT_MSG_EQ(log.GetStates(),
                              "connecting paused done connecting paused done",
                              "states");
        NS_TEST_EXPECT_MSG_EQ(echo.received.size(), 41, "all answered");
        Simulator::Destroy();
    }

    /// @param record of a migration @param start when @param what which one
    void Check(const MigrationRecord& record, Time start, const std::string& what)
    {
        NS_TEST_ASSERT_MSG_EQ(record.rounds.size(), 1, what);
        NS_TEST_EXPECT_MSG_EQ(record.rounds[0].pages, 4096, what);
        NS_TEST_EXPECT_MSG_EQ(record.rounds[0].bytes, 16814368, what);
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, 16814368 + 65568, what);
        NS_TEST_EXPECT_MSG_EQ_TOL((record.paused - start).GetMicroSeconds(), 40000, 50, what);
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetMicroSeconds(), 292079, 100, what);
        NS_TEST_EXPECT_MSG_EQ_TOL((record.ended - record.resumed).GetMicroSeconds(),
                                  10000,
                                  50,
                                  what);
    }
};

/// Where the disks are.
struct Disks
{
    const char* name;      //!< of the case
    const char* source;    //!< rate of the source's storage, 0: no limit, "": none
    const char* target;    //!< of the target's, "shared": the same
    bool always;           //!< WithStorage
    uint64_t microseconds; //!< that the disk takes; 0: it is not carried
};

/**
 * Method: the machine has a disk of 8 MiB, in several places.
 * Expected, by hand: 8388608 octets in messages of 65520, 129 of them, are 8390672: 134.251 ms at
 * 500 Mbit/s. Read at 200 Mbit/s: 128 whole blocks take 335.462 ms, the last of them and the 2048
 * octets that are read meanwhile 1.082 ms to send. Written at 200 Mbit/s: 335.627 ms. Shared:
 * none, unless WithStorage: then at 4.8 Gbit/s the first message waits 0.109 ms for its octets.
 * The guest runs meanwhile, and is paused after that; its pages take longer than what is left to
 * be written, so that its downtime is that of its memory, 279.030 ms. The room in the storage goes
 * along.
 */
class StorageTestCase : public TestCase
{
  public:
    explicit StorageTestCase(const Disks& disks)
        : TestCase(std::string("disk: ") + disks.name),
          m_disks(disks)
    {
    }

  private:
    static Ptr<Storage> Make(const std::string& rate)
    {
        if (rate.empty())
        {
            return nullptr;
        }
        const auto storage = CreateObject<Storage>();
        storage->SetAttribute("Rate", DataRateValue(DataRate(rate)));
        storage->SetAttribute("Capacity", UintegerValue(3 * DISK));
        return storage;
    }

    void DoRun() override
    {
        MigrationTestNet net;
        const bool isShared = std::string(m_disks.target) == "shared";
        const auto source = Make(m_disks.source);
        const auto target = isShared ? source : Make(m_disks.target);
        net.hypervisor[0]->SetStorage(source);
        net.hypervisor[1]->SetStorage(target);
        const auto guest = MigrationTestNet::AddHost("10.9.0.2");
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(MEMORY));
        machine->SetAttribute("DeviceState", UintegerValue(0));
        machine->SetAttribute("DiskSize", UintegerValue(DISK));
        machine->Install(DynamicCast<EthernetNic>(guest->GetDevice(1)));
        net.hypervisor[0]->Start(machine, 1);
        const auto migration = MakeMigration();
        migration->SetAttribute("WithStorage", BooleanValue(m_disks.always));
        MigrationLog log(migration);
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        const bool isCarried = m_disks.microseconds != 0;
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(
            log.GetStates(),
            (isCarried ? "connecting storage paused done" : "connecting paused done"),
            "states");
        NS_TEST_EXPECT_MSG_EQ(record.storageBytes, (isCarried ? 8390672U : 0U), "octets");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.paused.GetMicroSeconds(),
                                  static_cast<int64_t>(2040000 + m_disks.microseconds),
                                  100,
                                  "paused");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetMicroSeconds(), 279030, 100, "downtime");
        if (source)
        {
            NS_TEST_EXPECT_MSG_EQ(source->GetFree(), (isShared ? 2 : 3) * DISK, "source");
        }
        if (target)
        {
            NS_TEST_EXPECT_MSG_EQ(target->GetFree(), 2 * DISK, "target");
        }
        Simulator::Destroy();
    }

    Disks m_disks; //!< the case
};

/**
 * Method: the target's storage has room for one octet less than the disk has.
 * Expected: neither is the machine started there nor moved there, and nothing is taken.
 */
class FullStorageTestCase : public TestCase
{
  public:
    FullStorageTestCase()
        : TestCase("disk: no room")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto storage = CreateObject<Storage>();
        storage->SetAttribute("Capacity", UintegerValue(DISK - 1));
        net.hypervisor[1]->SetStorage(storage);
        const auto guest = MigrationTestNet::AddHost("10.9.0.2");
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("DiskSize", UintegerValue(DISK));
        machine->Install(DynamicCast<EthernetNic>(guest->GetDevice(1)));
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { net.hypervisor[1]->Start(machine, 1); }),
                              true,
                              "no room for it");
        net.hypervisor[0]->Start(machine, 1);
        NS_TEST_EXPECT_MSG_EQ(
            IsRefusedWithOneLine([&]() { MakeMigration()->Start(machine, net.hypervisor[1]); }),
            true,
            "nor for one that moves");
        NS_TEST_EXPECT_MSG_EQ(storage->GetFree(), DISK - 1, "untouched");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), uint64_t{64} << 30, "untouched");
        Simulator::Destroy();
    }
};

/**
 * Method: two machines of 16 MiB are moved at the same time, as fast as TCP allows, over the link
 * of 1 Gbit/s, a third one the other way.
 * Expected: 2 * 16814368 octets take 269.03 ms, and 1.6 ms more with the headers of TCP, IP and
 * PPP (54 of 8974): both are there then, neither sooner than half of it; the third one, alone in
 * its direction, after 134.5 ms and 10 ms, 0.8 ms of headers and what acknowledgements of the
 * others take: one of 66 octets for two segments, 0.4 %.
 */
class SeveralTestCase : public TestCase
{
  public:
    SeveralTestCase()
        : TestCase("several at once")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        std::vector<Ptr<VirtualMachine>> machines;
        std::vector<Ptr<StopAndCopyMigration>> migrations;
        for (uint32_t i = 0; i < 3; ++i)
        {
            const std::size_t from = i == 2 ? 1 : 0;
            machines.push_back(net.AddMachine(MEMORY, 0, 2 + i, from));
            migrations.push_back(MakeMigration());
            migrations[i]->SetAttribute("MaxRate", DataRateValue(DataRate(0)));
            net.StartAt2s(migrations[i], machines[i], 1 - from);
        }
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        for (uint32_t i = 0; i < 3; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(migrations[i]->GetState(), Migration::DONE, "done");
            NS_TEST_EXPECT_MSG_EQ(net.Locate(machines[i]), (i == 2 ? 0 : 1), "there");
        }
        const Time first = migrations[0]->GetRecord().GetDowntime();
        const Time second = migrations[1]->GetRecord().GetDowntime();
        const Time third = migrations[2]->GetRecord().GetDowntime();
        NS_TEST_EXPECT_MSG_GT(std::max(first, second), MilliSeconds(279), "the link's");
        NS_TEST_EXPECT_MSG_LT(std::max(first, second), MilliSeconds(283), "the link's");
        NS_TEST_EXPECT_MSG_GT(std::min(first, second), MilliSeconds(145), "shared");
        NS_TEST_EXPECT_MSG_GT(third, MilliSeconds(145), "alone");
        NS_TEST_EXPECT_MSG_LT(third, MilliSeconds(147), "alone");
        Simulator::Destroy();
    }
};

/**
 * Method: migrations are called off: before they connect, in the pause, after the guest has gone
 * on at the target; and by someone who suspends the machine while its disk is carried.
 * Expected: the first two take the machine back at once, and it runs at the source; the target
 * hears of it within 11 ms, and frees the room. The third one is too late and changes nothing. The
 * fourth ends when the disk is carried, and the machine stays off at the source.
 */
class AbortTestCase : public TestCase
{
  public:
    AbortTestCase()
        : TestCase("called off")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        const auto stopped = net.AddMachine(MEMORY, 0, 3);
        stopped->SetAttribute("DiskSize", UintegerValue(DISK));
        const auto migration = MakeMigration();
        const auto other = MakeMigration();
        const uint64_t room = uint64_t{64} << 30;
        const auto isAtHome = [&](const std::string& what) {
            NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::ABORTED, what);
            NS_TEST_EXPECT_MSG_EQ(migration->GetRecord().failure, what, what);
            NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, what);
            NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, what);
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->IsMoving(machine), false, what);
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->GetFreeMemory(), room - 2 * MEMORY, what);
            NS_TEST_EXPECT_MSG_EQ(migration->Abort("twice"), false, what);
        };
        NS_TEST_EXPECT_MSG_EQ(migration->Abort("nothing"), false, "none is under way");
        Simulator::Schedule(Seconds(2), [&]() {
            migration->Start(machine, net.hypervisor[1]);
            NS_TEST_EXPECT_MSG_EQ(migration->Abort("before it connects"), true, "at once");
            isAtHome("before it connects");
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), room, "never came");
            migration->Start(machine, net.hypervisor[1]);
        });
        Simulator::Schedule(Seconds(2.1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::PAUSED, "paused");
            NS_TEST_EXPECT_MSG_EQ(migration->Abort("in the pause"), true, "in the pause");
            isAtHome("in the pause");
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), room - MEMORY, "not heard");
        });
        Simulator::Schedule(Seconds(2.111), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), room, "heard");
            migration->Start(machine, net.hypervisor[1]);
            machine->TraceConnectWithoutContext("StateChanged",
                                                MakeCallback(&AbortTestCase::TooLate, this));
            m_migration = migration;
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "not called off");
            NS_TEST_EXPECT_MSG_EQ(m_late, 1, "asked when it ran there");
            NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
            other->Start(stopped, net.hypervisor[1]);
        });
        Simulator::Schedule(Seconds(3.1), [&]() { stopped->Suspend(); });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(other->GetState(), Migration::ABORTED, "given up");
        NS_TEST_EXPECT_MSG_EQ(other->GetRecord().failure,
                              "someone else made the machine off",
                              "why");
        NS_TEST_EXPECT_MSG_EQ(stopped->GetState(), VirtualMachine::OFF, "still off");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(stopped), 0, "at home");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), room - MEMORY, "heard");
        m_migration = nullptr;
        Simulator::Destroy();
    }

    void TooLate(VirtualMachine::State, VirtualMachine::State after)
    {
        if (m_migration && after == VirtualMachine::RUNNING)
        {
            ++m_late;
            NS_TEST_EXPECT_MSG_EQ(m_migration->Abort("too late"), false, "the target has it");
        }
    }

    Ptr<Migration> m_migration; //!< the third
    uint32_t m_late{0};         //!< times it was asked
};

/**
 * Method: the machine is moved with each Announcement; the client listens to the LAN.
 * Expected: None: nothing. Gratuitous: ARP announcements (RFC 5227: requests, 0001 for Ethernet,
 * 0800, 6, 4, operation 1, sender 10.9.0.2, target 10.9.0.2). Rarp: reverse ARP requests (RFC 903:
 * the same with operation 3, its MAC address as sender and target, no protocol address), type 8035.
 * Both 0, 50, 200, 450 and 800 ms after it goes on; and the LAN's switch has its MAC address at the
 * port of hypervisor 1. Also if the client sends a datagram to a closed port every 0.5 ms: in
 * the pause, 269 ms, more come than the 256 frames that are kept, and as many errors (RFC 1122
 * section 3.2.2.1) go out at once, more than the 100 that the NIC's queue has room for.
 */
class AnnouncementTestCase : public TestCase
{
  public:
    explicit AnnouncementTestCase(const std::string& kind, bool isBusy = false)
        : TestCase("announcement: " + kind + (isBusy ? ", busy" : "")),
          m_kind(kind),
          m_isBusy(isBusy)
    {
    }

  private:
    /// @param client sends a datagram to the machine, to a port that is closed
    static void SendDatagram(Ptr<Node> client)
    {
        const auto socket = Socket::CreateSocket(client, UdpSocketFactory::GetTypeId());
        socket->SendTo(Create<Packet>(100), 0, InetSocketAddress("10.9.0.2", 9));
        socket->Close();
    }

    void Heard(Ptr<const Packet> frame)
    {
        // Destination, source, type and 28 octets of ARP or RARP.
        const std::string octets = ToHex(frame->CreateFragment(0, 42));
        const std::string type = octets.substr(24, 4);
        if (Simulator::Now() > Seconds(2) && (type == "0806" || type == "8035"))
        {
            m_heard.emplace_back(octets, Simulator::Now());
        }
    }

    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        const auto nic = machine->GetNic();
        nic->SetAddress(Mac48Address("02:00:00:00:00:2a"));
        const auto migration = MakeMigration();
        migration->SetAttribute("Announcement", StringValue(m_kind));
        net.client->GetDevice(1)->TraceConnectWithoutContext(
            "PromiscSniffer",
            MakeCallback(&AnnouncementTestCase::Heard, this));
        net.StartAt2s(migration, machine);
        for (int i = 0; m_isBusy && i < 800; ++i)
        {
            Simulator::ScheduleWithContext(net.client->GetId(),
                                           Seconds(1.9) + MicroSeconds(500 * i),
                                           [&net]() { SendDatagram(net.client); });
        }
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        const Time resumed = migration->GetRecord().resumed;
        const std::string start = "ffffffffffff02000000002a";
        const std::string garp =
            start + "0806000108000604000102000000002a0a0900020000000000000a090002";
        const std::string rarp =
            start + "8035000108000604000302000000002a0000000002000000002a00000000";
        const bool isRarp = m_kind == "Rarp";
        const auto times =
            m_kind == "None" ? std::vector<int64_t>{} : std::vector<int64_t>{0, 50, 200, 450, 800};
        NS_TEST_ASSERT_MSG_EQ(m_heard.size(), times.size(), "as many");
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(m_heard[i].first, (isRarp ? rarp : garp), "octets");
            NS_TEST_EXPECT_MSG_EQ_TOL((m_heard[i].second - resumed).GetMicroSeconds(),
                                      times[i] * 1000,
                                      10,
                                      "time");
        }
        const auto lanSwitch = net.lan->GetObject<VlanSwitch>();
        const auto port = lanSwitch->Locate(1, Mac48Address("02:00:00:00:00:2a"));
        NS_TEST_EXPECT_MSG_EQ((port != nullptr), (m_kind != "None"), "known to the switch");
        NS_TEST_EXPECT_MSG_EQ((!port || port == lanSwitch->GetPorts()[2]), true, "at its port");
        Simulator::Destroy();
    }

    std::string m_kind;                                //!< the attribute
    bool m_isBusy;                                     //!< frames wait for the machine
    std::vector<std::pair<std::string, Time>> m_heard; //!< frames
};

/// The suite of stop-and-copy.
class StopAndCopyTestSuite : public TestSuite
{
  public:
    StopAndCopyTestSuite()
        : TestSuite("lisp-mobility-stop-and-copy", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new ByHandTestCase, quick);
        for (const Disks& disks : std::vector<Disks>{
                 {"nowhere known", "", "", false, 134251},
                 {"of their own", "0bps", "0bps", false, 134251},
                 {"slow to read", "200Mbps", "0bps", false, 336544},
                 {"slow to write", "0bps", "200Mbps", false, 335627},
                 {"shared", "200Mbps", "shared", false, 0},
                 {"shared, carried", "4.8Gbps", "shared", true, 134360},
             })
        {
            AddTestCase(new StorageTestCase(disks), quick);
        }
        AddTestCase(new FullStorageTestCase, quick);
        AddTestCase(new SeveralTestCase, quick);
        AddTestCase(new AbortTestCase, quick);
        for (const char* kind : {"None", "Gratuitous", "Rarp"})
        {
            AddTestCase(new AnnouncementTestCase(kind), quick);
        }
        AddTestCase(new AnnouncementTestCase("Gratuitous", true), quick);
    }
};

StopAndCopyTestSuite g_stopAndCopyTestSuite; //!< registers the suite

} // namespace
