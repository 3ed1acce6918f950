/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Published migrations beside simulated ones: pre-copy, and how downtime spreads over write
 * patterns; the faults of post-copy.
 *
 * Megabytes are 10^6 octets, as in the publications. Some machines are scaled down by SCALE:
 * memory, hot pages and rules that count pages by the same factor, rates not. As E(t), the pages
 * written in a time t, is then E(SCALE * t) / SCALE of the whole machine, each round, its time, and
 * the downtime are those of the whole machine divided by SCALE; they are multiplied by it before
 * they are compared. Nothing but the packets of a connection's beginning does not scale, and takes
 * less than a millisecond in a LAN.
 *
 * Where a publication does not tell the pattern of writes, it is a WorkingSetWrites of which the
 * two classes were found from the published rounds; what that cannot show is how far each round is
 * from the published one, which is what the tolerances are for. Clark et al. give neither the
 * octets of headers nor the state of devices (Xen's paravirtual guests have little): there is none
 * here.
 */

#include "migration-test-net.h"

#include "ns3/boolean.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/post-copy-migration.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/working-set-writes.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr double MB = 1e6;          //!< octets of a megabyte
constexpr double PAGE = 4096;       //!< octets of a page
const Time LAN = MicroSeconds(100); //!< through a LAN of 1 Gbit/s

/// Attributes and their values.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// @param object gets attributes @param attributes they
void
SetAll(Ptr<Object> object, const Attributes& attributes)
{
    for (const auto& [name, value] : attributes)
    {
        object->SetAttribute(name, StringValue(value));
    }
}

/// @param megabytes some @return whole pages of as much, in octets
uint64_t
WholePages(double megabytes)
{
    return static_cast<uint64_t>(megabytes * MB / PAGE) * static_cast<uint64_t>(PAGE);
}

/**
 * @brief Move a machine through a LAN.
 * @param memory octets @param state octets of device state @param pattern writes, or null
 * @param attributes of the pre-copy @param seconds how long it takes at most
 * @return the record
 */
MigrationRecord
Move(uint64_t memory,
     uint64_t state,
     Ptr<WritePattern> pattern,
     const Attributes& attributes,
     double seconds)
{
    MigrationTestNet net(false, "1Gbps", LAN);
    const auto machine = net.AddMachine(memory, state);
    if (pattern)
    {
        pattern->AssignStreams(7);
        machine->SetWritePattern(pattern);
    }
    const auto migration = CreateObject<PreCopyMigration>();
    SetAll(migration, attributes);
    net.StartAt2s(migration, machine);
    Simulator::Stop(Seconds(2 + seconds));
    Simulator::Run();
    auto record = migration->GetRecord();
    record.failure = migration->GetState() == Migration::DONE ? "" : "not done";
    Simulator::Destroy();
    return record;
}

/// @param record of a migration @param scale of the machine @return megabytes of pages in each
/// round
std::vector<double>
GetRounds(const MigrationRecord& record, double scale = 1)
{
    std::vector<double> rounds;
    for (const auto& round : record.rounds)
    {
        rounds.push_back(round.pages * PAGE / MB * scale);
    }
    return rounds;
}

/// @param rounds megabytes of each @return their sum
double
Sum(const std::vector<double>& rounds)
{
    double sum = 0;
    for (const double round : rounds)
    {
        sum += round;
    }
    return sum;
}

/**
 * Published (Clark et al., NSDI 2005, section 6.2): SPECweb99 with 350 clients on a machine with
 * 800 MB. Rounds of 676.8, 126.7, 39.0, 28.4, 24.2, 16.7, 14.2, 15.3 MB and 18.2 MB in the pause,
 * 960 MB in 71 s, 201 ms to copy the last ones, downtime 210 ms. Rates of 100 to 500 Mbit/s, each
 * 50 above what was written. Method: 676.8 MB, what the first round carried, scaled by 4; 15 MB of
 * them written at 90 MB/s and 300 at 2.4 MB/s: 739.2 Mbit/s, of which 0.974 to 0.0222 of the pages,
 * 0.4654 in all; a PauseTime of 210 - 201 = 9 ms. Not known: the pattern, and why it stopped when
 * it did. Expected, in closed form for the whole machine: 676.8, 120.7, 37.4, 22.1, 18.9, 17.5,
 * ... 10.5 MB, 15 rounds in 73.6 s, 1031 MB, 177.5 ms. So within 20 % of the published first four
 * rounds, but 25 % for the fourth, within 15 % of total time and octets, within 30 % of the
 * downtime.
 */
class WebTestCase : public TestCase
{
  public:
    WebTestCase()
        : TestCase("Clark et al.: SPECweb99")
    {
    }

  private:
    static constexpr double SCALE = 4; //!< see the file

    void DoRun() override
    {
        const auto writes = CreateObject<WorkingSetWrites>();
        SetAll(writes,
               {{"Rate", "739.2Mbps"},
                {"HotWrites", "0.974"},
                {"HotShare", "0.02216"},
                {"TotalShare", "0.4654"}});
        const auto record = Move(WholePages(676.8 / SCALE),
                                 0,
                                 writes,
                                 {{"MaxRate", "500Mbps"},
                                  {"RateControl", "Adaptive"},
                                  {"StopPages", "16"},
                                  {"PauseTime", "2250us"}},
                                 30);
        const auto rounds = GetRounds(record, SCALE);
        NS_TEST_ASSERT_MSG_EQ(record.failure, "", "done");
        NS_TEST_ASSERT_MSG_GT(rounds.size(), 5, "rounds");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[0], 676.8, 0.1, "first round");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[1], 126.7, 0.2 * 126.7, "second round");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[2], 39.0, 0.2 * 39.0, "third round");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[3], 28.4, 0.25 * 28.4, "fourth round");
        NS_TEST_EXPECT_MSG_EQ_TOL(Sum(rounds), 960, 0.15 * 960, "MB in all");
        NS_TEST_EXPECT_MSG_EQ_TOL((record.resumed - record.started).GetSeconds() * SCALE,
                                  71,
                                  0.15 * 71,
                                  "s in all");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetSeconds() * 1e3 * SCALE,
                                  210,
                                  0.3 * 210,
                                  "ms of downtime");
    }
};

/**
 * Published (the same, section 6.3): a Quake 3 server with 6 players, 64 MB. Rounds of 56.3, 20.4,
 * 4.6, 1.6, 1.2, 0.9, 1.2, 1.1, 0.8, 0.2 and 0.1 MB in the pause (148 kB), 88 MB in all; 40 ms to
 * stop and to go on and 20 ms to copy, downtime 60 ms.
 * Method: 56.3 MB, what the first round carried; 0.8 MB of them written at 0.8 MB/s and 40 at 6
 * MB/s: 54.4 Mbit/s, of which 0.1176 to 0.0142 of the pages, 0.7247 in all; a PauseTime of 40 ms.
 * Not known: the pattern, and what took 20 ms, in which 1.25 MB could be sent. Expected, in closed
 * form: 56.3, 20.5, 9.4, 4.7, 2.4, 1.3, 0.7, 0.3 MB and 0.18 in the pause, 96 MB, 43.0 ms. So
 * within 10 % of the published first two rounds and of the octets in all, within 30 % of the
 * downtime.
 */
class GameTestCase : public TestCase
{
  public:
    GameTestCase()
        : TestCase("Clark et al.: Quake 3")
    {
    }

  private:
    void DoRun() override
    {
        const auto writes = CreateObject<WorkingSetWrites>();
        SetAll(writes,
               {{"Rate", "54.4Mbps"},
                {"HotWrites", "0.1176"},
                {"HotShare", "0.0142"},
                {"TotalShare", "0.7247"}});
        const auto record =
            Move(WholePages(56.3),
                 0,
                 writes,
                 {{"MaxRate", "500Mbps"}, {"RateControl", "Adaptive"}, {"PauseTime", "40ms"}},
                 15);
        const auto rounds = GetRounds(record);
        NS_TEST_ASSERT_MSG_EQ(record.failure, "", "done");
        NS_TEST_ASSERT_MSG_GT(rounds.size(), 2, "rounds");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[0], 56.3, 0.1, "first round");
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds[1], 20.4, 0.1 * 20.4, "second round");
        NS_TEST_EXPECT_MSG_EQ_TOL(Sum(rounds), 88, 0.1 * 88, "MB in all");
        NS_TEST_EXPECT_MSG_LT(rounds.back(), 0.25, "MB in the pause");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetSeconds() * 1e3,
                                  60,
                                  0.3 * 60,
                                  "ms of downtime");
    }
};

/// Writes the upper half of the memory from somewhere in it on, over and over.
class UpperHalfWrites : public ConstantRateWrites
{
  public:
    /// @param phase where it is at first, in pages
    explicit UpperHalfWrites(uint64_t phase)
        : m_phase(phase)
    {
    }

  private:
    uint64_t GetPage(uint64_t number) override
    {
        const uint64_t half = GetPages() / 2;
        return half + (number + m_phase) % half;
    }

    uint64_t m_phase; //!< in pages
};

/**
 * Published (the same, section 6.4): a machine with 512 MB of which a program writes 256 over and
 * over, faster than they are sent. Rounds of 255.4, 44.0, 116.0 MB and 222.5 MB in the pause, 638
 * MB in all, downtime 3.5 s. Pages that were written again are skipped.
 * Method: 512 MB scaled by 4, the upper 256 written at 120 MB/s: the 222.5 MB that were written in
 * the third round's 116.0 / 62.5 = 1.86 s. Rates from 100 to 500 Mbit/s, where rounds go on as in
 * Xen's source; three rounds. Not known: why three, and where the program was when the migration
 * began: 0.83 of its way is the one number that was chosen.
 * Expected, by hand: the first round carries the lower half, as the program has been everywhere
 * before the upper one's turn comes, 256 MB; 20.48 s. In the second, at 100 + 50 Mbit/s = 18.75
 * MB/s, pages are sent until the program overtakes: 18.75 / 120 = 0.156 of the 256 MB, 40.0. In the
 * third, at 62.5 MB/s, 0.52 of them or less, as the program overtakes sooner: 133 MB or less, and
 * in its time it has written 120 / 62.5 = 1.92 times as much. So within 10 % of each published
 * round, within 5 % of the octets in all and of the downtime. Without skipping: 256 MB, 4.1 s.
 */
class WriterTestCase : public TestCase
{
  public:
    WriterTestCase()
        : TestCase("Clark et al.: a program that writes faster than is sent")
    {
    }

  private:
    static constexpr double SCALE = 4; //!< see the file

    /// @param skips whether pages are skipped @return the record
    static MigrationRecord MoveWriter(bool skips)
    {
        const auto writes = CreateObject<UpperHalfWrites>(PHASE);
        writes->SetAttribute("Rate", StringValue("960Mbps"));
        return Move(WholePages(512 / SCALE),
                    0,
                    writes,
                    {{"MaxRate", "500Mbps"},
                     {"RateControl", "Adaptive"},
                     {"StopAtMaxRate", "false"},
                     {"MaxRounds", "3"},
                     {"MaxSent", "0"},
                     {"SkipRedirtied", skips ? "true" : "false"}},
                    30);
    }

    void DoRun() override
    {
        auto record = MoveWriter(true);
        auto rounds = GetRounds(record, SCALE);
        NS_TEST_ASSERT_MSG_EQ(record.failure, "", "done");
        const std::vector<double> published = {255.4, 44.0, 116.0, 222.5};
        NS_TEST_ASSERT_MSG_EQ(rounds.size(), published.size(), "rounds");
        for (std::size_t i = 0; i < published.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(rounds[i], published[i], 0.1 * published[i], "round " << i);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(Sum(rounds), 638, 0.05 * 638, "MB in all");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetSeconds() * SCALE, 3.5, 0.175, "s");
        record = MoveWriter(false);
        rounds = GetRounds(record, SCALE);
        NS_TEST_EXPECT_MSG_EQ_TOL(rounds.back(), 256, 0.1, "MB without skipping");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.GetDowntime().GetSeconds() * SCALE, 4.1, 0.041, "s");
    }

    static constexpr uint64_t PHASE = 1180; //!< pages of 15625 that it is ahead of the start
};

/**
 * Published (Salfner, Troeger, Polze, DEPEND 2011): downtime varies by more than 23 times with how
 * memory is used. Not known: sizes and rates.
 * Method: a machine with 32 MiB and 1 MiB of device state at 900 Mbit/s. It writes nothing; one
 * page after the other at a tenth of that; the same 2, 8, 25 MiB, or all of it, over and over at 2
 * Gbit/s. Expected, by hand: a page counts c = 4105.07 octets, 36.49 us; the state takes 9.32 ms
 * with 16 octets for each 65520, the way 0.1. Nothing: 9.42 ms. At a tenth 8192, 821.0, 82.3
 * and 8.2 pages: 0.30 ms more. Else what is written is left whole: 512, 2048, 6400, 8192
 * pages, 18.68, 74.73, 233.5 and 298.9 ms. From nothing to 25 MiB that is 25.8 times, to all of
 * it 32.7.
 */
class SpreadTestCase : public TestCase
{
  public:
    SpreadTestCase()
        : TestCase("Salfner et al.: the spread of downtimes")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* rate;   //!< of writes
            uint64_t pages;     //!< that are written; 0: all
            double downtime_ms; //!< expected
        };

        const std::vector<Row> rows = {{"0bps", 0, 9.42},
                                       {"90Mbps", 0, 9.72},
                                       {"2Gbps", 512, 28.11},
                                       {"2Gbps", 2048, 84.16},
                                       {"2Gbps", 6400, 242.96},
                                       {"2Gbps", 8192, 308.35}};
        std::vector<double> downtimes;
        for (const auto& row : rows)
        {
            const auto writes = CreateObject<ConstantRateWrites>();
            SetAll(writes, {{"Rate", row.rate}, {"Pages", std::to_string(row.pages)}});
            const auto record =
                Move(uint64_t{32} << 20, 1 << 20, writes, {{"MaxRate", "900Mbps"}}, 8);
            NS_TEST_ASSERT_MSG_EQ(record.failure, "", "done");
            downtimes.push_back(record.GetDowntime().GetSeconds() * 1e3);
            NS_TEST_EXPECT_MSG_EQ_TOL(downtimes.back(),
                                      row.downtime_ms,
                                      0.01 * row.downtime_ms,
                                      row.rate << " to " << row.pages << " pages");
        }
        NS_TEST_EXPECT_MSG_GT(downtimes[4] / downtimes[0], 23, "spread, 25 MiB");
        NS_TEST_EXPECT_MSG_GT(downtimes[5] / downtimes[0], 23, "spread, all");
    }
};

/**
 * Published (Hines, Deshpande, Gopalan, VEE 2009 and OSR 43(3), 2009): post-copy over a gigabit
 * LAN; no page is sent twice; with prepaging, faults over the network are within 21 % of the
 * working set (17 % in the later one); without, each page of it is one. Bubbling is better than a
 * sequential push. Not known: sizes of working sets, and in which order they are used. Method: a
 * machine with 64 MiB, 16384 pages, of which it writes the 4096 in the middle, each as likely as
 * any other, 6103.5 a second (200 Mbit/s), moved at 900 Mbit/s. Expected, by hand: pages take 36.49
 * us. A fault stalls for the round trip of 0.2 ms, the page and a message of 61576 octets at most
 * that is before it on the link (0.49 ms): 0.24 to 0.73 ms, and comes 0.16 ms or more after the one
 * before: 0.40 ms or more for each. Bubble: the push goes around the fault, all of the working set
 * has come after 4096 + 15 * 2 pages or fewer if it stays in it, 0.15 s, so 376 faults or
 * fewer, 9.2 %; but not none. Sequential: the pages before it come first, 6144
 * + 4096 pages or 0.374 s, so more than that: 934 or fewer, 22.8 %; as fewer and fewer are not
 * there, within 21 %. None: each page that is written, and after 5 s nearly all, 99 %, have been.
 */
class FaultTestCase : public TestCase
{
  public:
    FaultTestCase()
        : TestCase("Hines and Gopalan: faults beside the working set")
    {
    }

  private:
    /// @param prepaging the attribute @return faults, as a share of the working set
    double Move(const std::string& prepaging)
    {
        MigrationTestNet net(false, "1Gbps", LAN);
        const auto machine = net.AddMachine(uint64_t{64} << 20, 1 << 20);
        const auto writes = CreateObject<WorkingSetWrites>();
        SetAll(
            writes,
            {{"Rate", "200Mbps"}, {"HotShare", "0"}, {"TotalShare", "0.25"}, {"Spread", "false"}});
        writes->AssignStreams(7);
        machine->SetWritePattern(writes);
        const auto migration = CreateObject<PostCopyMigration>();
        SetAll(migration, {{"MaxRate", "900Mbps"}, {"Prepaging", prepaging}});
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        const auto& record = migration->GetRecord();
        const bool isPushed = prepaging != "None";
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(),
                              (isPushed ? Migration::DONE : Migration::PUSHING),
                              prepaging);
        if (isPushed)
        {
            NS_TEST_EXPECT_MSG_EQ(record.rounds.at(0).pages, 16384, "none twice: " << prepaging);
        }
        const double share = static_cast<double>(record.faults) / writes->GetWrittenPages();
        Simulator::Destroy();
        return share;
    }

    void DoRun() override
    {
        const double bubble = Move("Bubble");
        const double sequential = Move("Sequential");
        const double none = Move("None");
        NS_TEST_EXPECT_MSG_GT(bubble, 0, "some");
        NS_TEST_EXPECT_MSG_LT(bubble, 0.092, "bubble");
        NS_TEST_EXPECT_MSG_GT(sequential, bubble, "bubbling is better");
        NS_TEST_EXPECT_MSG_LT(sequential, 0.21, "sequential");
        NS_TEST_EXPECT_MSG_EQ_TOL(none, 1, 0.01, "none");
    }
};

/// The suite of published figures.
class PublishedMigrationTestSuite : public TestSuite
{
  public:
    PublishedMigrationTestSuite()
        : TestSuite("lisp-system-published-migration", TestSuite::Type::SYSTEM)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new WebTestCase, quick);
        AddTestCase(new GameTestCase, quick);
        AddTestCase(new WriterTestCase, quick);
        AddTestCase(new SpreadTestCase, quick);
        AddTestCase(new FaultTestCase, quick);
    }
};

PublishedMigrationTestSuite g_publishedMigrationTestSuite; //!< registers the suite

} // namespace
