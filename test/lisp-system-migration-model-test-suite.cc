/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Migrations in closed form beside simulated ones, where the closed form's assumptions hold.
 *
 * The network is MigrationTestNet's: links for the migration alone, 20 ms of round trip and TCP
 * whose window never holds it up, or 150 ms and TCP as it is. A page of 4096 octets counts c = 4096
 * + 8 + 16 / 15 = 4105.07 octets: its own header, and its part of a message's, of which 65520 /
 * 4104 = 15 pages share one. At R = 500 Mbit/s it takes 8 c / R = 65.681 us, 8192 pages (32 MiB)
 * take 538.06 ms and the 1 MiB of device state 16.777 ms. Each total has two round trips before the
 * first page, 40 ms, and half a one at the end, until the source knows, 10 ms; each downtime half a
 * one, 10 ms.
 *
 * What is expected is worked out by hand from that and stands with each case: how many rounds the
 * machine runs in, the pages left for the pause, total time and downtime. The closed form is held
 * to it within 0.5 %, and the simulation to the closed form within 5 %: in total time, downtime and
 * octets; the rounds are to be as many. Where pages are written one after the other, each round's
 * pages agree within 5 % and the page that is written at its edge as well; where they are written
 * at random, the number of a single small round is a random number of which the closed form knows
 * the mean, and sums are compared.
 */

#include "migration-test-net.h"

#include "ns3/config.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/double.h"
#include "ns3/guest-memory.h"
#include "ns3/migration-forecast.h"
#include "ns3/migration-model.h"
#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/working-set-writes.h"

#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr double TOLERANCE = 0.05;       //!< of the simulation, as a part of the closed form
constexpr double HAND_TOLERANCE = 0.005; //!< of the closed form, as a part of what was worked out
constexpr uint64_t STATE = 1 << 20;      //!< octets of device state
constexpr uint32_t DEFAULT_TOGETHER = 2; //!< segments to an acknowledgement
constexpr uint64_t MIB = uint64_t{1} << 20; //!< octets

const char* const PRE_COPY = "ns3::PreCopyMigration";          //!< a type
const char* const STOP_AND_COPY = "ns3::StopAndCopyMigration"; //!< a type
const char* const ONE_BY_ONE = "ns3::ConstantRateWrites";      //!< a type
const char* const WORKING_SET = "ns3::WorkingSetWrites";       //!< a type
const char* const POST_COPY = "ns3::PostCopyMigration";        //!< a type
const char* const COLD = "ns3::ColdMigration";                 //!< a type

/// Attributes and their values.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// What a migration is, and what is to be expected of it.
struct ModelCase
{
    std::string name;      //!< of the case
    std::string type;      //!< of the migration
    uint64_t mebibytes;    //!< of memory
    std::string pattern;   //!< type of what writes to it; "": nothing
    Attributes writes;     //!< of that
    Attributes attributes; //!< of the migration
    std::size_t live;      //!< rounds while it runs
    double left;           //!< pages for the pause
    double total_s;        //!< until the source has forgotten it
    double downtime_s;     //!< in which it stands still
    Attributes machine{};  //!< of the virtual machine
    double faults{0};      //!< of post-copy
    double rate_bps{0};    //!< what TCP carries on the way; 0: the limit is less
    uint32_t together{0};  //!< over 150 ms: segments to an acknowledgement; 0: over 20 ms
    Attributes source{};   //!< of the hypervisor
};

/// @param object gets attributes @param attributes they
void
SetAll(Ptr<Object> object, const Attributes& attributes)
{
    for (const auto& [name, value] : attributes)
    {
        object->SetAttribute(name, StringValue(value));
    }
}

/// Method and Expected: the file's comment, and that of each case.
class ModelTestCase : public TestCase
{
  public:
    explicit ModelTestCase(const ModelCase& what)
        : TestCase(what.name),
          m_case(what)
    {
    }

  private:
    void DoRun() override
    {
        const bool isFar = m_case.together > 0;
        // Hypervisors listen with it from when they are made.
        Config::SetDefault("ns3::Hypervisor::AckEvery",
                           UintegerValue(isFar ? m_case.together : DEFAULT_TOGETHER));
        MigrationTestNet net(false, "1Gbps", isFar ? MilliSeconds(75) : MilliSeconds(10));
        if (isFar)
        {
            SetAll(net.hypervisor[0], {{"InitialWindow", "10"}});
        }
        SetAll(net.hypervisor[0], m_case.source);
        const auto machine = net.AddMachine(m_case.mebibytes * MIB, STATE);
        SetAll(machine, m_case.machine);
        if (!m_case.pattern.empty())
        {
            const auto writes = ObjectFactory(m_case.pattern).Create<WritePattern>();
            SetAll(writes, m_case.writes);
            writes->AssignStreams(7);
            machine->SetWritePattern(writes);
        }
        const auto migration = ObjectFactory(m_case.type).Create<Migration>();
        migration->SetAttribute("MaxRate", DataRateValue(DataRate("500Mbps")));
        SetAll(migration, m_case.attributes);
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(14));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        auto way = MigrationForecast::FindWay(net.hypervisor[0],
                                              net.hypervisor[1],
                                              isFar ? MilliSeconds(150) : MilliSeconds(20));
        way.rate_bps = m_case.rate_bps;
        const auto predicted = MigrationForecast(migration).Predict(machine, way);
        CheckByHand(predicted);
        Compare(migration->GetRecord(), predicted);
        Simulator::Destroy();
        Config::SetDefault("ns3::Hypervisor::AckEvery", UintegerValue(DEFAULT_TOGETHER));
    }

    /// @param predicted is to be as worked out
    void CheckByHand(const MigrationPrediction& predicted)
    {
        NS_TEST_ASSERT_MSG_EQ(predicted.rounds.size(), m_case.live + 1, "rounds by hand");
        NS_TEST_EXPECT_MSG_EQ_TOL(predicted.rounds.back().pages,
                                  m_case.left,
                                  HAND_TOLERANCE * m_case.left,
                                  "pages left by hand");
        NS_TEST_EXPECT_MSG_EQ_TOL(predicted.total_s,
                                  m_case.total_s,
                                  HAND_TOLERANCE * m_case.total_s,
                                  "total by hand");
        NS_TEST_EXPECT_MSG_EQ_TOL(predicted.downtime_s,
                                  m_case.downtime_s,
                                  HAND_TOLERANCE * m_case.downtime_s,
                                  "downtime by hand");
        NS_TEST_EXPECT_MSG_EQ_TOL(predicted.faults,
                                  m_case.faults,
                                  HAND_TOLERANCE * m_case.faults,
                                  "faults by hand");
    }

    /// @param record of the simulation @param predicted in closed form
    void Compare(const MigrationRecord& record, const MigrationPrediction& predicted)
    {
        const double total = record.GetTotal().GetSeconds();
        const double downtime = record.GetDowntime().GetSeconds();
        const auto bytes = static_cast<double>(record.memoryBytes + record.storageBytes);
        NS_TEST_ASSERT_MSG_EQ(record.rounds.size(), predicted.rounds.size(), "rounds");
        NS_TEST_EXPECT_MSG_EQ_TOL(total, predicted.total_s, TOLERANCE * predicted.total_s, "total");
        NS_TEST_EXPECT_MSG_EQ_TOL(downtime,
                                  predicted.downtime_s,
                                  TOLERANCE * predicted.downtime_s,
                                  "downtime");
        NS_TEST_EXPECT_MSG_EQ_TOL(bytes, predicted.bytes, TOLERANCE * predicted.bytes, "octets");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(record.faults),
                                  predicted.faults,
                                  TOLERANCE * predicted.faults,
                                  "faults");
        NS_TEST_EXPECT_MSG_EQ_TOL(record.stalled.GetSeconds(),
                                  predicted.stalled_s,
                                  TOLERANCE * predicted.stalled_s,
                                  "stalled");
        for (std::size_t i = 0; i < record.rounds.size(); ++i)
        {
            const double pages = predicted.rounds[i].pages;
            if (m_case.pattern != "ns3::WorkingSetWrites")
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(record.rounds[i].pages),
                                          pages,
                                          TOLERANCE * pages + 1,
                                          "pages of round " << i);
            }
        }
    }

    ModelCase m_case; //!< what is moved, and how
};

/**
 * Pages written one after the other at D: a round is q = D / (8 * 4096) * 8 c / R times the one
 * before.
 * @return the cases
 */
std::vector<ModelCase>
MakeSequentialCases()
{
    std::vector<ModelCase> cases;
    // q = 2500 * 65.681e-6 = 0.16420: 8192, 1345.1, 220.9 pages, and 36.27 <= 50. 9758.1 pages take
    // 640.92 ms, the last ones 2.382.
    cases.push_back({"one after the other",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "81920000bps"}},
                     {},
                     3,
                     36.27,
                     0.72008,
                     0.029159});
    // q = 0.50111: 8192, 4105.1, 2057.1, 1030.8, 516.5 pages take 1.04440 s; 258.8 take 17.00
    // ms, with state and way 43.78; 516.5 would take 60.70.
    cases.push_back({"a limit of the downtime",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "250Mbps"}},
                     {{"DowntimeLimit", "45ms"}},
                     5,
                     258.8,
                     1.1382,
                     0.043778});
    // q = 1.2026: every page is written in each round. After four of them more than three times the
    // memory is sent: 4 * 538.06 ms, and as much again in the pause.
    cases.push_back({"faster than it is sent",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "600Mbps"}},
                     {},
                     4,
                     8192,
                     2.7671,
                     0.56484});
    // Pages of 64 KiB: one in a message, c = 65536 + 8 + 16, 1.04896 ms. 156.25 are written a
    // second, q = 0.16390: 512, 83.92, 13.75 and 2.25 pages.
    cases.push_back({"pages of 64 KiB",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "81920000bps"}},
                     {{"StopPages", "3"}},
                     3,
                     2.2544,
                     0.71868,
                     0.029142,
                     {{"PageSize", "65536"}}});
    // 16 MiB of disk go first, 268.50 ms with 16 octets for each 65520; the machine as the first.
    cases.push_back({"with its disk",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "81920000bps"}},
                     {},
                     3,
                     36.27,
                     0.98858,
                     0.029159,
                     {{"DiskSize", "16777216"}}});
    // Adaptive, from 200 Mbit/s on: 60 + 50 is less. 164.20 us for a page, q = 0.30066: 8192,
    // 2463.0, 740.5, 222.7, 66.9 pages take 1.91871 s; 20.13 at 500 Mbit/s 1.322 ms.
    cases.push_back({"adaptive, at the lowest rate",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "60Mbps"}},
                     {{"RateControl", "Adaptive"}, {"MinRate", "200Mbps"}},
                     5,
                     20.13,
                     1.9968,
                     0.028099});
    // Adaptive, from 100 Mbit/s on: 328.41 us for a page, 4926.1 are written in the 2.69029 s of
    // the first round. From then on at 60 * c / 4096 + 50 = 110.13 Mbit/s; a round is
    // 60 * c / 4096 / 110.13 = 0.54601 times the one before: 2689.7, 1468.6, 801.9, 437.8, 239.1,
    // 130.5, 71.3 and 38.9 pages; 10764.9 of them take 3.2100 s.
    cases.push_back({"adaptive, above what is written",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "60Mbps"}},
                     {{"RateControl", "Adaptive"}, {"MaxSent", "0"}},
                     9,
                     38.91,
                     5.9796,
                     0.029333});
    return cases;
}

/**
 * H hot and W others get the shares s and 1 - s of k writes: H (1 - (1 - s / H)^k) +
 * W (1 - (1 - (1 - s) / W)^k) different ones are written.
 * @return the cases
 */
std::vector<ModelCase>
MakeWorkingSetCases()
{
    std::vector<ModelCase> cases;
    // 16384 pages: H = 328, W = 2949, s = 0.9, 6103.5 writes a second. The first round takes
    // 1.07612 s: k = 6568.2 write all hot and 588.8 other pages. 917 take 60.2 ms, k = 367.5: 208.5
    // and 36.5. 245 take 16.1 ms, k = 98.2: 77.5 and 9.8. 87.4: 5.74 ms, k = 35.0: 30.1 and 3.5.
    cases.push_back({"a working set",
                     PRE_COPY,
                     64,
                     WORKING_SET,
                     {{"Rate", "200Mbps"}},
                     {},
                     4,
                     33.61,
                     1.2372,
                     0.028984});
    // 819 hot pages are written faster than sent: 24414 writes a second, of which 23193 to them.
    // The rounds, 16384, 1942.8, 949.8, 754.6, 678.0, 641.1, 621.7, 611.0 pages, tend to n = E(n 8
    // c / R), about 597; 605.0 of them are left after eight and take 39.74 ms.
    cases.push_back(
        {"a hot set that is written faster than sent",
         PRE_COPY,
         64,
         WORKING_SET,
         {{"Rate", "800Mbps"}, {"HotShare", "0.05"}, {"HotWrites", "0.95"}, {"TotalShare", "0.3"}},
         {{"MaxRounds", "8"}},
         8,
         605.0,
         1.5998,
         0.066517});
    // The rate follows what is written: 200, 200, 200, 200, 214, 235 Mbit/s for 8192, 998.8, 306.7,
    // 196.4, 160.9, 139.2 pages; 120.2 are left and take 7.90 ms at 500.
    cases.push_back({"adaptive, a working set",
                     PRE_COPY,
                     32,
                     WORKING_SET,
                     {{"Rate", "300Mbps"}},
                     {{"RateControl", "Adaptive"}, {"MinRate", "200Mbps"}, {"MaxRounds", "6"}},
                     6,
                     120.2,
                     1.7206,
                     0.034670});
    return cases;
}

/// @return cases without rounds
std::vector<ModelCase>
MakePausedCases()
{
    std::vector<ModelCase> cases;
    // 16384 pages take 1.07612 s, with 5 and 7 ms to stop and to go on.
    cases.push_back({"stop-and-copy",
                     STOP_AND_COPY,
                     64,
                     ONE_BY_ONE,
                     {{"Rate", "250Mbps"}},
                     {{"PauseTime", "5ms"}, {"ResumeTime", "7ms"}},
                     0,
                     16384,
                     1.16490,
                     1.11490});
    // As fast as TCP takes it: 8920 octets of data in each packet of 8972 (52 of IP, TCP and its
    // time stamps), 2 of PPP around it: 993.98 Mbit/s. 4096 pages take 135.33 ms, the state 8.44.
    cases.push_back({"stop-and-copy as fast as TCP",
                     STOP_AND_COPY,
                     16,
                     "",
                     {},
                     {{"MaxRate", "0bps"}},
                     0,
                     4096,
                     0.20377,
                     0.15377,
                     {},
                     0,
                     TcpPayloadRate(1e9, 8972, 52, 2)});
    // Once connected: 100 ms to shut down, 268435456 bits written at 2 and read at 4 Gbit/s, 134.22
    // and 67.11 ms, 210 ms to boot; between them 16 MiB of disk, 268.50 ms, and the memory, 538.06.
    cases.push_back({"cold, with its disk",
                     COLD,
                     32,
                     "",
                     {},
                     {{"SaveRate", "2Gbps"},
                      {"RestoreRate", "4Gbps"},
                      {"ShutdownTime", "100ms"},
                      {"BootTime", "210ms"}},
                     0,
                     8192,
                     1.39467,
                     1.34467,
                     {{"DiskSize", "16777216"}}});
    // At 200 Mbit/s a page takes 164.2 us, the push of 16384 of them 2.6903 s, the state 41.94 ms.
    // 1000 pages a second are written at random, each as likely as any other. With the share s that
    // was pushed, dg of the machine's time meets 1000 (1 - s) dg pages that are not there, about,
    // each of which takes 20 ms and a page's time: dt = dg (1 + 20.16 (1 - s)). Integrated over s,
    // with fewer new pages as time goes on, by Euler's method in 200,000 steps, 113.2 faults in
    // 0.407 s of the machine's time.
    cases.push_back({"post-copy",
                     POST_COPY,
                     64,
                     WORKING_SET,
                     {{"Rate", "32768000bps"}, {"HotShare", "0"}, {"TotalShare", "1"}},
                     {{"MaxRate", "200Mbps"}, {"Prepaging", "Sequential"}},
                     0,
                     16384,
                     2.79224,
                     0.051943,
                     {},
                     113.2});
    return cases;
}

/**
 * A far target: T = 150 ms of round trip, a fresh connection with W = 10 segments of m = 9000 - 80
 * = 8920 octets, acknowledged by twos. As much as fills T at R is 9.375 MB or 1051 segments. In
 * MigrationModelTcp's recursion up to 10, 30, 70, 150, 310, 630, 1270 segments leave in 1 to 7
 * round trips, the window is 10, 20, ..., 640, and 1280 in the eighth: from then on, 1.05 s
 * and 11.328 MB after the beginning, at R.
 *
 * By sevens they are 10, 24, 52, 108, 220, 444, 892 and 1788, of which 7, 21, 49, 105, 217, 441,
 * 889 and 1785 are acknowledged, with windows of 10, 17, 31, 59, 115, 227, 451, 899, and 1795 in
 * the ninth: 1.2 s and 15.949 MB after the beginning.
 *
 * 8192 pages are 33.629 MB, 16384 are 67.257 MB. Two round trips before and half a one after are
 * 375 ms, the way in the pause is 75 ms.
 *
 * @return the cases
 */
std::vector<ModelCase>
MakeFarCases()
{
    const auto add = [](ModelCase one, uint32_t together, const Attributes& source = {}) {
        one.together = together;
        one.source = source;
        return one;
    };
    std::vector<ModelCase> cases;
    // 1.05 s and 22.301 MB at R, 356.8 ms: 1.4068 s, in which 3517.0 pages are written; q =
    // 0.16420: 577.5, 94.83, 15.57. 4189.4 of them take 275.16 ms, the last ones 1.02.
    cases.push_back(add({"far: one after the other",
                         PRE_COPY,
                         32,
                         ONE_BY_ONE,
                         {{"Rate", "81920000bps"}},
                         {},
                         4,
                         15.57,
                         2.14978,
                         0.09280},
                        2));
    // 1.05 s and 55.929 MB at R, 894.9 ms; then the state.
    cases.push_back(
        add({"far: stop-and-copy", STOP_AND_COPY, 64, "", {}, {}, 0, 16384, 2.41164, 2.03664}, 2));
    // The memory as in the first case, 100 + 134.22 ms before it, the state, 67.11 + 210 ms after.
    cases.push_back(add({"far: cold",
                         COLD,
                         32,
                         "",
                         {},
                         {{"SaveRate", "2Gbps"},
                          {"RestoreRate", "4Gbps"},
                          {"ShutdownTime", "100ms"},
                          {"BootTime", "210ms"}},
                         0,
                         8192,
                         2.38493,
                         2.00993},
                        2));
    // 1 MiB of state is 117.6 segments: three round trips and 424176 octets, 6.787 ms. The last of
    // 68.306 MB leaves after 1.05 s and 911.6 ms.
    cases.push_back(
        add({"far: post-copy", POST_COPY, 64, "", {}, {}, 0, 16384, 2.41164, 0.53179}, 2));
    // The state is out after four round trips and 85216 octets, 1.363 ms; 68.306 MB after 1.2 s and
    // 52.357 MB at R, 837.7 ms.
    cases.push_back(add({"far: post-copy, acknowledged by sevens",
                         POST_COPY,
                         64,
                         "",
                         {},
                         {},
                         0,
                         16384,
                         2.48771,
                         0.67636},
                        7));
    // At 100 Mbit/s 1.875 MB, 210.2 segments, fill T: five round trips with 310 segments, 2.7652
    // MB, and 30.864 MB, 2.4691 s. In 3.2191 s 5894.3 pages are written. From then on at 110.13
    // Mbit/s, 298.19 us for a page, 0.54601 times as many in each: 3218.3, 1757.3, 959.5, 523.9,
    // 286.0, 156.2, 85.3, and 46.57 are left; 12880.8 of them take 3.8409 s. The window has grown
    // to twice 110.13 Mbit/s * T, 4.13 MB, so that the last 1.24 MB go at R: 3.06 + 16.78 ms.
    cases.push_back(add({"far: adaptive",
                         PRE_COPY,
                         32,
                         ONE_BY_ONE,
                         {{"Rate", "60Mbps"}},
                         {{"RateControl", "Adaptive"}, {"MaxSent", "0"}},
                         9,
                         46.57,
                         7.52985,
                         0.09484},
                        2));
    // Buffers of 4 MiB carry as much in T: 223.70 Mbit/s, from the seventh round trip on. By then,
    // 0.9 s, 630 segments or 5.6196 MB have left; 28.009 MB take 1.00169 s, the state 37.5 ms.
    cases.push_back(
        add({"far: small buffers", STOP_AND_COPY, 32, "", {}, {}, 0, 8192, 2.38919, 2.01419},
            2,
            {{"Window", "4194304"}}));
    return cases;
}

/// The suite of closed forms beside simulations.
class MigrationModelSystemTestSuite : public TestSuite
{
  public:
    MigrationModelSystemTestSuite()
        : TestSuite("lisp-system-migration-model", TestSuite::Type::SYSTEM)
    {
        for (const auto& cases :
             {MakeSequentialCases(), MakeWorkingSetCases(), MakePausedCases(), MakeFarCases()})
        {
            for (const auto& one : cases)
            {
                AddTestCase(new ModelTestCase(one), compat::TestDuration<>::QUICK);
            }
        }
    }
};

MigrationModelSystemTestSuite g_migrationModelSystemTestSuite; //!< registers the suite

} // namespace
