/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Migrations in closed form beside simulated ones, where the closed form's assumptions hold.
 *
 * The network is MigrationTestNet's: 20 ms of round trip, links for the migration alone, TCP whose
 * window never holds it up. A page of 4096 octets counts c = 4096 + 8 + 16 / 15 = 4105.07 octets:
 * its own header, and its part of a message's, of which 65520 / 4104 = 15 pages share one. At
 * R = 500 Mbit/s it takes 8 c / R = 65.681 us, 8192 pages (32 MiB) take 538.06 ms and the 1 MiB of
 * device state 16.777 ms. Each total has two round trips before the first page, 40 ms; each
 * downtime half a round trip, 10 ms.
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

#include "ns3/constant-rate-writes.h"
#include "ns3/double.h"
#include "ns3/guest-memory.h"
#include "ns3/migration-model.h"
#include "ns3/ns3-compat.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/working-set-writes.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr double TOLERANCE = 0.05;       //!< of the simulation, as a part of the closed form
constexpr double HAND_TOLERANCE = 0.005; //!< of the closed form, as a part of what was worked out
constexpr uint64_t STATE = 1 << 20;      //!< octets of device state
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
    /// Tells the closed form what the attributes tell the migration.
    std::function<void(MigrationModelInput&)> tell;
    std::size_t live;     //!< rounds while it runs
    double left;          //!< pages for the pause
    double total_s;       //!< until it runs there
    double downtime_s;    //!< in which it stands still
    Attributes machine{}; //!< of the virtual machine
    double faults{0};     //!< of post-copy
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
        MigrationTestNet net;
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
        const auto predicted = Predict(machine);
        CheckByHand(predicted);
        Compare(migration->GetRecord(), predicted);
        Simulator::Destroy();
    }

    /// @param machine is moved @return what is to be expected
    MigrationPrediction Predict(Ptr<VirtualMachine> machine) const
    {
        auto input = MakeModelInput(*machine->GetGuestMemory());
        input.deviceState = STATE;
        input.rate_bps = 500e6;
        input.roundTrip_s = 0.02;
        input.pagesPerMessage = 15;
        if (m_case.tell)
        {
            m_case.tell(input);
        }
        return m_case.type == PRE_COPY    ? PredictPreCopy(input)
               : m_case.type == POST_COPY ? PredictPostCopy(input)
               : m_case.type == COLD      ? PredictCold(input)
                                          : PredictStopAndCopy(input);
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
        // Post-copy is over when the last page has come.
        const Time end = m_case.type == POST_COPY ? record.ended : record.resumed;
        const double total = (end - record.started).GetSeconds();
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
                     nullptr,
                     3,
                     36.27,
                     0.71008,
                     0.029159});
    // q = 0.50111: 8192, 4105.1, 2057.1, 1030.8, 516.5 pages take 1.04440 s; 258.8 take 17.00
    // ms, with state and way 43.78; 516.5 would take 60.70.
    cases.push_back({"a limit of the downtime",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "250Mbps"}},
                     {{"DowntimeLimit", "45ms"}},
                     [](MigrationModelInput& input) { input.downtimeLimit_s = 0.045; },
                     5,
                     258.8,
                     1.1282,
                     0.043778});
    // q = 1.2026: every page is written in each round. After four of them more than three times the
    // memory is sent: 4 * 538.06 ms, and as much again in the pause.
    cases.push_back({"faster than it is sent",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "600Mbps"}},
                     {},
                     nullptr,
                     4,
                     8192,
                     2.7571,
                     0.56484});
    // Pages of 64 KiB: one in a message, c = 65536 + 8 + 16, 1.04896 ms. 156.25 are written a
    // second, q = 0.16390: 512, 83.92, 13.75 and 2.25 pages.
    cases.push_back({"pages of 64 KiB",
                     PRE_COPY,
                     32,
                     ONE_BY_ONE,
                     {{"Rate", "81920000bps"}},
                     {{"StopPages", "3"}},
                     [](MigrationModelInput& input) {
                         input.pagesPerMessage = 1;
                         input.stopPages = 3;
                     },
                     3,
                     2.2544,
                     0.70868,
                     0.029142,
                     {{"PageSize", "65536"}}});
    // 16 MiB of disk go first, 268.50 ms with 16 octets for each 65520; the machine as the first.
    cases.push_back(
        {"with its disk",
         PRE_COPY,
         32,
         ONE_BY_ONE,
         {{"Rate", "81920000bps"}},
         {},
         [](MigrationModelInput& input) { input.storage = 16 * MIB * (1 + 16 / 65520.0); },
         3,
         36.27,
         0.97858,
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
                     [](MigrationModelInput& input) {
                         input.isAdaptive = true;
                         input.minRate_bps = 200e6;
                     },
                     5,
                     20.13,
                     1.9868,
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
                     [](MigrationModelInput& input) {
                         input.isAdaptive = true;
                         input.maxSent = 0;
                     },
                     9,
                     38.91,
                     5.9696,
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
                     nullptr,
                     4,
                     33.61,
                     1.2272,
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
         [](MigrationModelInput& input) { input.maxRounds = 8; },
         8,
         605.0,
         1.5898,
         0.066517});
    // The rate follows what is written: 200, 200, 200, 200, 214, 235 Mbit/s for 8192, 998.8, 306.7,
    // 196.4, 160.9, 139.2 pages; 120.2 are left and take 7.90 ms at 500.
    cases.push_back({"adaptive, a working set",
                     PRE_COPY,
                     32,
                     WORKING_SET,
                     {{"Rate", "300Mbps"}},
                     {{"RateControl", "Adaptive"}, {"MinRate", "200Mbps"}, {"MaxRounds", "6"}},
                     [](MigrationModelInput& input) {
                         input.isAdaptive = true;
                         input.minRate_bps = 200e6;
                         input.maxRounds = 6;
                     },
                     6,
                     120.2,
                     1.7106,
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
                     [](MigrationModelInput& input) {
                         input.pauseTime_s = 0.005;
                         input.resumeTime_s = 0.007;
                     },
                     0,
                     16384,
                     1.15490,
                     1.11490});
    // As fast as TCP takes it: 8920 octets of data in each packet of 8972 (52 of IP, TCP and its
    // time stamps), 2 of PPP around it: 993.98 Mbit/s. 4096 pages take 135.33 ms, the state 8.44.
    cases.push_back(
        {"stop-and-copy as fast as TCP",
         STOP_AND_COPY,
         16,
         "",
         {},
         {{"MaxRate", "0bps"}},
         [](MigrationModelInput& input) { input.rate_bps = TcpPayloadRate(1e9, 8972, 52, 2); },
         0,
         4096,
         0.19377,
         0.15377});
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
                     [](MigrationModelInput& input) {
                         input.storage = 16 * MIB * (1 + 16 / 65520.0);
                         input.saveRate_bps = 2e9;
                         input.restoreRate_bps = 4e9;
                         input.shutdownTime_s = 0.1;
                         input.bootTime_s = 0.21;
                     },
                     0,
                     8192,
                     1.38467,
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
                     [](MigrationModelInput& input) { input.rate_bps = 200e6; },
                     0,
                     16384,
                     2.78224,
                     0.051943,
                     {},
                     113.2});
    return cases;
}

/// The suite of closed forms beside simulations.
class MigrationModelSystemTestSuite : public TestSuite
{
  public:
    MigrationModelSystemTestSuite()
        : TestSuite("lisp-system-migration-model", TestSuite::Type::SYSTEM)
    {
        for (const auto& cases : {MakeSequentialCases(), MakeWorkingSetCases(), MakePausedCases()})
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
