/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Iterative pre-copy: rounds, stop rules, adaptive rate, downtime, all by hand.
 *
 * The machine has 16 MiB, 4096 pages. Those take 4096 * 4104 octets and 16 for each
 * of 274 messages of 15 pages: 16814368.
 */

#include "migration-test-net.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = uint64_t{16} << 20; //!< octets
constexpr double RATE = 5e8;                    //!< bit/s

/// @param rate bit/s @return writes of as much
Ptr<ConstantRateWrites>
MakeWrites(uint64_t rate)
{
    const auto writes = CreateObject<ConstantRateWrites>();
    writes->SetAttribute("Rate", DataRateValue(DataRate(rate)));
    return writes;
}

/// @return a migration at RATE
Ptr<PreCopyMigration>
MakeMigration()
{
    const auto migration = CreateObject<PreCopyMigration>();
    migration->SetAttribute("MaxRate", DataRateValue(DataRate(static_cast<uint64_t>(RATE))));
    return migration;
}

/**
 * Method: the guest writes 2500 pages a second, one after the other (81.92 Mbit/s); it is moved at
 * 2 s at 500 Mbit/s. The client asks it every 100 ms throughout, over UDP.
 * Expected, by hand: two round trips of 20 ms until the first page (TCP's handshake, HELLO and
 * ACCEPT). Round 0 takes 16814368 * 8 / (5 * 10^8) = 269.030 ms; 672 pages are written meanwhile,
 * which take 44.138 ms; 110 meanwhile, 7.225 ms; 18 meanwhile, which are no more than 50. They
 * take 73904 octets, the device state of 65536 takes 65568: 2.232 ms. With 10 ms of propagation
 * the downtime is 12.232 ms, and a further 10 ms later the source knows. One page more or less in
 * a round, by how the writes fall. A round takes what its octets take at the rate, to 1 ns for
 * each message. The small packets on the way take less than 100 us in all. Every question is
 * answered.
 */
class RoundsTestCase : public TestCase
{
  public:
    explicit RoundsTestCase(bool isIpv6)
        : TestCase(isIpv6 ? "rounds by hand, IPv6" : "rounds by hand"),
          m_isIpv6(isIpv6)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net(m_isIpv6);
        const auto machine = net.AddMachine(MEMORY, 65536);
        machine->SetWritePattern(MakeWrites(81920000));
        const auto migration = MakeMigration();
        MigrationLog log(migration);
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        echo.Run(Seconds(1), Seconds(3));
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_ASSERT_MSG_EQ(log.GetStates(), "connecting copying paused done", "states");
        NS_TEST_EXPECT_MSG_EQ(record.failure, "", "no failure");
        Near(record.connected, Seconds(2.02), "handshake");
        Near(log.GetTime(Migration::COPYING), Seconds(2.04), "accepted");
        const std::vector<uint64_t> pages = {4096, 672, 110, 18};
        NS_TEST_ASSERT_MSG_EQ(record.rounds.size(), pages.size(), "rounds");
        NS_TEST_EXPECT_MSG_EQ(log.rounds, pages.size(), "traced");
        uint64_t octets = 0;
        for (std::size_t i = 0; i < pages.size(); ++i)
        {
            const MigrationRound& round = record.rounds[i];
            NS_TEST_EXPECT_MSG_EQ(round.number, i, "number");
            NS_TEST_EXPECT_MSG_EQ_TOL(round.pages, pages[i], (i == 0 ? 0 : 1), "pages of " << i);
            NS_TEST_EXPECT_MSG_EQ(round.bytes, net.GetRoundOctets(round.pages), "octets of " << i);
            NS_TEST_EXPECT_MSG_EQ(round.rate, static_cast<uint64_t>(RATE), "rate of " << i);
            const Time taken = net.TimeFor(round.bytes, RATE);
            NS_TEST_EXPECT_MSG_EQ_TOL((round.end - round.begin).GetNanoSeconds(),
                                      taken.GetNanoSeconds(),
                                      274,
                                      "time of " << i);
            if (i > 0)
            {
                NS_TEST_EXPECT_MSG_EQ(round.begin, record.rounds[i - 1].end, "without a gap");
            }
            octets += round.bytes;
        }
        NS_TEST_EXPECT_MSG_EQ(record.memoryBytes, octets + 65568, "octets in all");
        NS_TEST_EXPECT_MSG_EQ(record.storageBytes, 0, "no disk");
        Near(record.paused, Seconds(2.04 + 0.269030 + 0.044138 + 0.007225), "paused", 140);
        NS_TEST_EXPECT_MSG_EQ(record.paused, log.GetTime(Migration::PAUSED), "paused");
        const Time last = net.TimeFor(record.rounds[3].bytes + 65568, RATE);
        Near(record.GetDowntime(), last + MilliSeconds(10), "downtime");
        Near(record.ended, record.resumed + MilliSeconds(10), "told");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        NS_TEST_EXPECT_MSG_EQ(record.toPort, machine->GetPort(), "its port");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "it runs");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->GetFreeMemory(),
                              uint64_t{64} << 30,
                              "room at the source");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(),
                              (uint64_t{64} << 30) - MEMORY,
                              "room at the target");
        // HELLO and COMPLETE besides, and less than one keep-alive in 2.5 s.
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->GetSentOctets(), record.memoryBytes + 32, "sent");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetReceivedOctets(),
                              net.hypervisor[0]->GetSentOctets(),
                              "received");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->GetReceivedOctets(), 32, "ACCEPT and TAKEN");
        NS_TEST_EXPECT_MSG_EQ(echo.received.size(), echo.sent, "all answered");
        NS_TEST_EXPECT_MSG_EQ(echo.sent, 21, "all asked");
        Simulator::Destroy();
    }

    /// @param actual a time @param expected it @param what it is of @param microseconds tolerance
    void Near(Time actual, Time expected, const std::string& what, int64_t microseconds = 100)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(actual.GetMicroSeconds(),
                                  expected.GetMicroSeconds(),
                                  microseconds,
                                  what);
    }

    bool m_isIpv6; //!< the hypervisors' family
};

/// Attributes of a migration.
using Attributes = std::map<std::string, std::string>;

/**
 * Method: the same guest, with one stop rule at a time.
 * Expected, by hand, with the rounds of 4096, 672, 110 and 18 pages: StopPages 700 stops after
 * round 0; MaxRounds 2 after round 1; MaxSent 1.1 after round 1, when 4768 pages or 1.16 times the
 * memory are sent; DowntimeLimit 20 ms after round 1, when 110 pages take 7.2 ms and half a round
 * trip 10 ms (672 take 44). A guest that writes 600 Mbit/s writes all pages in each round: with
 * the defaults it is stopped by MaxSent when more than three times its memory has been sent, after
 * round 3; with MaxRounds 29 alone after round 28. A guest that does not write is stopped after
 * round 0, with nothing left to carry. One round more is carried in the pause.
 */
class StopRuleTestCase : public TestCase
{
  public:
    StopRuleTestCase(const std::string& name,
                     uint64_t writes,
                     Attributes attributes,
                     uint32_t live,
                     uint64_t memory = MEMORY)
        : TestCase("stop rule: " + name),
          m_memory(memory),
          m_writes(writes),
          m_attributes(attributes),
          m_live(live)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(m_memory);
        if (m_writes != 0)
        {
            machine->SetWritePattern(MakeWrites(m_writes));
        }
        const auto migration = MakeMigration();
        for (const auto& [name, value] : m_attributes)
        {
            migration->SetAttribute(name, StringValue(value));
        }
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(12));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        NS_TEST_EXPECT_MSG_EQ(migration->GetRecord().rounds.size(), m_live + 1, "rounds");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        Simulator::Destroy();
    }

    uint64_t m_memory;       //!< octets
    uint64_t m_writes;       //!< bit/s
    Attributes m_attributes; //!< of the migration
    uint32_t m_live;         //!< rounds before the pause
};

/**
 * Method: RateControl Adaptive, from 100 Mbit/s on, with the guest that writes 81.92 Mbit/s,
 * without MaxSent.
 * Expected, by hand: each round but the first at 81.92 + 50 Mbit/s, to what one page is in it; its
 * pages are 2500 times what the one before took. Round 0 takes 1.34515 s, so 3362 or 3363 pages;
 * then 2093, 1302, 810, 504, 314, 195, 121, 75 or 76, and 47, which are no more than 50: 10
 * rounds. The last one is at 500 Mbit/s.
 */
class AdaptiveTestCase : public TestCase
{
  public:
    AdaptiveTestCase()
        : TestCase("adaptive rate")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        machine->SetWritePattern(MakeWrites(81920000));
        const auto migration = MakeMigration();
        migration->SetAttribute("RateControl", StringValue("Adaptive"));
        migration->SetAttribute("MaxSent", DoubleValue(0));
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        const std::vector<uint64_t> pages =
            {4096, 3363, 2093, 1302, 810, 504, 314, 195, 121, 76, 47};
        const auto& rounds = migration->GetRecord().rounds;
        NS_TEST_ASSERT_MSG_EQ(rounds.size(), pages.size(), "rounds");
        for (std::size_t i = 0; i < pages.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(rounds[i].pages, pages[i], 2, "pages of round " << i);
            const double seconds =
                i == 0 ? 1 : (rounds[i - 1].end - rounds[i - 1].begin).GetSeconds();
            const double rate = i == 0 ? 1e8 : i + 1 == pages.size() ? RATE : 131.92e6;
            const double page = i == 0 || i + 1 == pages.size() ? 0 : 32768 / seconds;
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(rounds[i].rate),
                                      rate,
                                      page + 1,
                                      "rate of round " << i);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: a guest with 2 MiB that writes 200 Mbit/s is moved at 500 Mbit/s over a link of 100,
 * which the migration does not know, without MaxRounds and MaxSent; once with MaxRate 0 as well.
 * TCP's window is 256 KiB, about what the link and its 20 ms of round trip hold. Expected: of the
 * 512 pages, 2 MiB, at least 2 MiB - 256 KiB of window - 128 KiB that wait unsent have to pass the
 * link in a round, which takes 0.136 s; 830 pages are written meanwhile, so that every round has
 * all of them. Round 0 is the smallest; ten rounds later it is given up: eleven rounds, and the
 * guest goes on where it was.
 */
class EndlessTestCase : public TestCase
{
  public:
    /// @param maxRate attribute
    explicit EndlessTestCase(const std::string& maxRate)
        : TestCase("no end in sight, MaxRate " + maxRate),
          m_maxRate(maxRate)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net(false, "100Mbps");
        for (const auto& hypervisor : net.hypervisor)
        {
            hypervisor->SetAttribute("InitialWindow", UintegerValue(10));
            hypervisor->SetAttribute("Window", UintegerValue(1 << 18));
        }
        const auto machine = net.AddMachine(1 << 21);
        machine->SetWritePattern(MakeWrites(200000000));
        const auto migration = MakeMigration();
        migration->SetAttribute("MaxRate", StringValue(m_maxRate));
        migration->SetAttribute("MaxRounds", UintegerValue(0));
        migration->SetAttribute("MaxSent", DoubleValue(0));
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(12));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::ABORTED, "given up");
        NS_TEST_EXPECT_MSG_EQ(migration->GetRecord().rounds.size(), 11, "rounds");
        NS_TEST_EXPECT_MSG_EQ(migration->GetRecord().failure.empty(), false, "says why");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "goes on");
        Simulator::Destroy();
    }

    std::string m_maxRate; //!< attribute
};

/**
 * Method: what cannot be moved, or would never end, is asked for.
 * Expected: std::invalid_argument of one line for each, the machine untouched, no room taken.
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
        const auto busy = net.AddMachine(MEMORY, 0, 3);
        const auto fast = net.AddMachine(MEMORY, 0, 4);
        fast->SetWritePattern(MakeWrites(600000000));
        const auto off = net.AddMachine(MEMORY, 0, 5);
        off->Suspend();
        const auto nowhere = CreateObject<VirtualMachine>();
        nowhere->Install(DynamicCast<EthernetNic>(net.AddHost("10.9.0.6")->GetDevice(1)));
        const auto large = net.AddMachine(MEMORY, 0, 7);
        large->SetAttribute("Memory", UintegerValue(uint64_t{65} << 30));
        const auto wide = net.AddMachine(MEMORY, 0, 8);
        wide->SetAttribute("VCpus", UintegerValue(65));
        const auto blank = net.AddMachine(MEMORY, 0, 9);
        blank->SetAttribute("Memory", UintegerValue(0));
        const auto addressless = CreateObject<Hypervisor>();
        const auto bare = CreateObject<Node>();
        CreateObject<VlanSwitch>()->Install(bare);
        addressless->Install(bare);
        const auto other = MakeMigration();
        other->Start(busy, net.hypervisor[1]);
        const auto target = net.hypervisor[1];
        const uint64_t free = target->GetFreeMemory();
        const auto start = [](Ptr<VirtualMachine> what, Ptr<Hypervisor> to, uint16_t vlan = 0) {
            return [=]() { MakeMigration()->Start(what, to, vlan); };
        };
        const auto with = [target](Ptr<VirtualMachine> what, const Attributes& attributes) {
            const auto migration = MakeMigration();
            for (const auto& [name, value] : attributes)
            {
                migration->SetAttribute(name, StringValue(value));
            }
            return [=]() { migration->Start(what, target); };
        };
        const std::map<std::string, std::function<void()>> refused = {
            {"no machine", start(nullptr, target)},
            {"no guest", start(CreateObject<VirtualMachine>(), target)},
            {"no memory", start(blank, target)},
            {"off", start(off, target)},
            {"at no hypervisor", start(nowhere, target)},
            {"being moved", start(busy, target)},
            {"no target", start(machine, nullptr)},
            {"there already", start(machine, net.hypervisor[0])},
            {"no address", start(machine, addressless)},
            {"no such VLAN", start(machine, target, 7)},
            {"not enough memory", start(large, target)},
            {"not enough processors", start(wide, target)},
            {"a second one", [&]() { other->Start(machine, target); }},
            {"never ends", with(fast, {{"MaxRounds", "0"}, {"MaxSent", "0"}})},
            {"adaptive without a limit",
             with(machine, {{"RateControl", "Adaptive"}, {"MaxRate", "0bps"}})},
            {"adaptive from 0", with(machine, {{"RateControl", "Adaptive"}, {"MinRate", "0bps"}})},
            {"adaptive downwards",
             with(machine, {{"RateControl", "Adaptive"}, {"MinRate", "501Mbps"}})},
            {"adaptive, never ends",
             with(fast,
                  {{"RateControl", "Adaptive"},
                   {"StopAtMaxRate", "false"},
                   {"MaxRounds", "0"},
                   {"MaxSent", "0"}})},
        };
        for (const auto& [name, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(attempt), true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(target->GetFreeMemory(), free, "no room taken");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[0]->IsMoving(machine), false, "untouched");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "untouched");
        MakeMigration()->Start(machine, target); // and can be moved
        Simulator::Destroy();
    }
};

/// The suite of pre-copy.
class PreCopyTestSuite : public TestSuite
{
  public:
    PreCopyTestSuite()
        : TestSuite("lisp-mobility-pre-copy", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        const uint64_t slow = 81920000;
        const uint64_t fast = 600000000;
        AddTestCase(new RoundsTestCase(false), quick);
        AddTestCase(new RoundsTestCase(true), quick);
        AddTestCase(new StopRuleTestCase("StopPages", slow, {{"StopPages", "700"}}, 1), quick);
        AddTestCase(
            new StopRuleTestCase("MaxRounds", slow, {{"StopPages", "0"}, {"MaxRounds", "2"}}, 2),
            quick);
        AddTestCase(
            new StopRuleTestCase("MaxSent", slow, {{"StopPages", "0"}, {"MaxSent", "1.1"}}, 2),
            quick);
        AddTestCase(new StopRuleTestCase("DowntimeLimit",
                                         slow,
                                         {{"StopPages", "0"}, {"DowntimeLimit", "20ms"}},
                                         2),
                    quick);
        AddTestCase(new StopRuleTestCase("defaults, fast guest", fast, {}, 4), quick);
        AddTestCase(
            new StopRuleTestCase("29 rounds, fast guest", fast, {{"MaxSent", "0"}}, 29, 1 << 21),
            quick);
        AddTestCase(new StopRuleTestCase("idle guest", 0, {}, 1), quick);
        AddTestCase(new AdaptiveTestCase, quick);
        AddTestCase(new EndlessTestCase("500Mbps"), quick);
        AddTestCase(new EndlessTestCase("0bps"), quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

PreCopyTestSuite g_preCopyTestSuite; //!< registers the suite

} // namespace
