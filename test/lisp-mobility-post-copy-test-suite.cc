/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Post-copy by hand: downtime, faults, prepaging, the documented loss.
 *
 * The machine has 16 MiB, 4096 pages. Those take 4096 * 4104 octets and 16 for each of 274 messages
 * of 15 pages: 16814368, or 269.030 ms at 500 Mbit/s. A guest that writes 2500 pages a second, one
 * after the other, comes to page 1004 next when its time is 2.04 s (the 5101st write, at 2.0404 s).
 */

#include "migration-test-net.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/post-copy-migration.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = uint64_t{16} << 20; //!< octets

/// @param prepaging the attribute @return a migration at 500 Mbit/s
Ptr<PostCopyMigration>
MakeMigration(const std::string& prepaging)
{
    const auto migration = CreateObject<PostCopyMigration>();
    migration->SetAttribute("MaxRate", DataRateValue(DataRate("500Mbps")));
    migration->SetAttribute("Prepaging", StringValue(prepaging));
    return migration;
}

/// @param machine gets a guest that writes 2500 pages a second
void
LetWrite(Ptr<VirtualMachine> machine)
{
    const auto writes = CreateObject<ConstantRateWrites>();
    writes->SetAttribute("Rate", DataRateValue(DataRate("81920000bps")));
    machine->SetWritePattern(writes);
}

/**
 * Method: a guest that does not write is moved at 2 s, with 65536 octets of device state. The
 * client asks it every 100 ms.
 * Expected, by hand: paused after two round trips, at 2.04 s; the state's 65568 octets take 1.049
 * ms, their way 10 ms: 11.049 ms of downtime. The pages follow, 269.030 ms; the last message, of
 * one page (4120 octets, 66 us at the rate, 35 us on the links), is there at 2.320049 s; the
 * source knows 10 ms later. No fault, one round of 4096 pages, all questions answered.
 */
class IdleTestCase : public TestCase
{
  public:
    explicit IdleTestCase(const std::string& prepaging)
        : TestCase("idle guest, " + prepaging),
          m_prepaging(prepaging)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        const auto migration = MakeMigration(m_prepaging);
        MigrationLog log(migration);
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        echo.Run(Seconds(1), Seconds(3));
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(2.2), [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there already");
            NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::COPIED, "and runs");
            NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->IsMoving(machine), true, "still moved");
            NS_TEST_EXPECT_MSG_EQ(migration->Abort("too late"), false, "too late");
        });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_ASSERT_MSG_EQ(log.GetStates(), "connecting paused pushing done", "states");
        Near(record.paused, 2040000, "paused");
        Near(record.resumed, 2051049, "resumed");
        Near(record.ended, 2330049, "ended");
        NS_TEST_ASSERT_MSG_EQ(record.rounds.size(), 1, "rounds");
        NS_TEST_EXPECT_MSG_EQ(record.rounds[0].pages, 4096, "pages");
        NS_TEST_EXPECT_MSG_EQ(record.rounds[0].bytes, 16814368, "octets");
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, 16814368 + 65568, "octets");
        NS_TEST_EXPECT_MSG_EQ(record.faults, 0, "faults");
        NS_TEST_EXPECT_MSG_EQ(record.stalled, Time(0), "stalled");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "runs");
        NS_TEST_EXPECT_MSG_EQ(echo.received.size(), 21, "all answered");
        Simulator::Destroy();
    }

    /// @param actual a time @param microseconds expected @param what it is of
    void Near(Time actual, int64_t microseconds, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(actual.GetMicroSeconds(), microseconds, 100, what);
    }

    std::string m_prepaging; //!< the attribute
};

/**
 * Method: the guest that writes is moved, with either order.
 * Expected, by hand: it comes to page 1004 0.4 ms after it has gone on, at 2.0514 s, when pages
 * from 0 on have come for 11 ms. Its page is there after 20 ms and at most 0.6 ms, as one message
 * of 61576 octets may be before it on the link. Sequential: so are 1005 and 1006, each asked for
 * 0.4 ms later; the pages before 1004 take 67 messages or 66 ms from 2.041 s on, the run from 1007
 * on is there at 2.118 s, just after it was asked for at 2.113 s: 4 faults, the last one of 3 to 6
 * ms; from then on pages come six times as fast as they are written. Bubble: the pages after 1004
 * come right behind it: at most one more fault, of no more than one message's 1.1 ms and 0.6 ms.
 */
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("order of pages")
    {
    }

  private:
    void Run(const std::string& prepaging, MigrationRecord& record)
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        LetWrite(machine);
        const auto migration = MakeMigration(prepaging);
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, prepaging);
        record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(record.rounds.at(0).pages, 4096, prepaging);
        // Its time stood still in the pause and while it waited.
        NS_TEST_EXPECT_MSG_EQ(machine->GetGuestTime(),
                              Seconds(4) - record.GetDowntime() - record.stalled,
                              prepaging);
        record.machine = nullptr;
        Simulator::Destroy();
    }

    void DoRun() override
    {
        MigrationRecord record;
        Run("Sequential", record);
        NS_TEST_EXPECT_MSG_EQ(record.faults, 4, "sequential");
        NS_TEST_EXPECT_MSG_GT(record.stalled, MilliSeconds(63), "sequential");
        NS_TEST_EXPECT_MSG_LT(record.stalled, MilliSeconds(68), "sequential");
        Run("Bubble", record);
        NS_TEST_EXPECT_MSG_GT(record.faults, 0, "bubble");
        NS_TEST_EXPECT_MSG_LT(record.faults, 3, "bubble");
        NS_TEST_EXPECT_MSG_GT(record.stalled, MilliSeconds(20), "bubble");
        NS_TEST_EXPECT_MSG_LT(record.stalled, MicroSeconds(22300), "bubble");
    }
};

/**
 * Method: without prepaging, a guest of 256 KiB, 64 pages, that writes all of them, with one and
 * with two processors.
 * Expected, by hand: 64 faults of 20 ms and less than 0.1 ms for the small packets and the page:
 * 1280 to 1286.4 ms in all. One processor: the guest runs 0.4 ms between them, so that all is
 * there 63 * 0.4 + 0.36 ms later, from when it went on: 1305.6 to 1312 ms. Two: the second fault
 * is 0.4 ms after the first one, then its time stands still until the first page comes, and so on:
 * two faults in 20.4 to 20.5 ms, 32 times and 0.4 ms less: 652.4 to 656 ms. The octets are 64
 * messages of 4120.
 */
class DemandTestCase : public TestCase
{
  public:
    explicit DemandTestCase(uint32_t processors)
        : TestCase("on demand, processors: " + std::to_string(processors)),
          m_processors(processors)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(uint64_t{1} << 18);
        machine->SetAttribute("VCpus", UintegerValue(m_processors));
        LetWrite(machine);
        const auto migration = MakeMigration("None");
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        NS_TEST_EXPECT_MSG_EQ(record.faults, 64, "faults");
        NS_TEST_EXPECT_MSG_GT(record.stalled, MilliSeconds(1280), "stalled");
        NS_TEST_EXPECT_MSG_LT(record.stalled, MicroSeconds(1286400), "stalled");
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, 64 * 4120, "octets");
        const Time there = record.ended - MilliSeconds(10) - record.resumed;
        const bool isOne = m_processors == 1;
        NS_TEST_EXPECT_MSG_GT(there, MicroSeconds(isOne ? 1305500 : 652400), "all there");
        NS_TEST_EXPECT_MSG_LT(there, MicroSeconds(isOne ? 1312000 : 656000), "all there");
        Simulator::Destroy();
    }

    uint32_t m_processors; //!< of the machine
};

/**
 * Method: the link fails at 2.1 s, while pages come, for good.
 * Expected: the target gives the source up StallTimeout after the last octets came, at 12.1 s and
 * within 1.1 ms for a piece before, 10.6 ms for what was on its way; the machine is LOST: off, in
 * the target's list and at its port; the source keeps nothing. It can be started anew.
 */
class LostTestCase : public TestCase
{
  public:
    LostTestCase()
        : TestCase("lost")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY, 65536);
        LetWrite(machine);
        const auto migration = MakeMigration("Bubble");
        MigrationLog log(migration);
        net.StartAt2s(migration, machine);
        Simulator::Schedule(Seconds(2.1), [&]() { net.SetLink(false); });
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(log.GetStates(), "connecting paused pushing lost", "states");
        NS_TEST_EXPECT_MSG_EQ(record.failure, "no answer for 10000 ms", "why");
        NS_TEST_EXPECT_MSG_GT(record.ended, Seconds(12.0989), "when");
        NS_TEST_EXPECT_MSG_LT(record.ended, Seconds(12.1106), "when");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::OFF, "off");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "at the target");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->GetFreeMemory(), uint64_t{64} << 30, "source");
        machine->Resume();
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "started anew");
        Simulator::Destroy();
    }
};

/// The suite of post-copy.
class PostCopyTestSuite : public TestSuite
{
  public:
    PostCopyTestSuite()
        : TestSuite("lisp-mobility-post-copy", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new IdleTestCase("Sequential"), quick);
        AddTestCase(new IdleTestCase("Bubble"), quick);
        AddTestCase(new OrderTestCase, quick);
        AddTestCase(new DemandTestCase(1), quick);
        AddTestCase(new DemandTestCase(2), quick);
        AddTestCase(new LostTestCase, quick);
    }
};

PostCopyTestSuite g_postCopyTestSuite; //!< registers the suite

} // namespace
