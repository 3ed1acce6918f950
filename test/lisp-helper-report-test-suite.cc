/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What people read of a result: words and units, notes, the page of several runs.
 */

#include "ns3/figure-words.h"
#include "ns3/migration-parting.h"
#include "ns3/ns3-compat.h"
#include "ns3/report-page.h"
#include "ns3/result-table.h"
#include "ns3/run-statistics.h"
#include "ns3/test.h"

#include <sstream>
#include <string>
#include <tuple>
#include <vector>

using namespace ns3;

namespace
{

/// @return a result with a move and a flow
RunResult
MakeResult()
{
    RunResult result;
    result.end_s = 3;
    MigrationReport move;
    move.vm = "vm1";
    move.from = "dc1";
    move.to = "dc2";
    move.mode = "pre-copy";
    move.requested_s = 0.75;
    move.started_s = 0.9;
    move.paused_s = 1;
    move.resumed_s = 1.1;
    move.ended_s = 1.125;
    move.downtime_s = 0.1;
    move.total_s = 0.225;
    move.predicted.total_s = 0.125;
    move.predicted.downtime_s = 0.0625;
    result.migrations.push_back(move);
    FlowReport flow;
    flow.name = "a";
    result.flows.push_back(flow);
    return result;
}

/**
 * Method: moves of each kind with rounds, faults and counts of one and two.
 * Expected: a round is one of pre-copy alone, and its last is the pause's; what post-copy pushes,
 * and the one pass of others, are no rounds; one page is a page, two are pages. A move that failed
 * has lost the machine if that had gone on at the target.
 */
class StepsTestCase : public TestCase
{
  public:
    StepsTestCase()
        : TestCase("the steps of a move in words")
    {
    }

  private:
    void DoRun() override
    {
        MigrationReport move = MakeResult().migrations.front();
        move.rounds = 1;
        move.faults = 1;
        move.predicted.rounds = 1;
        move.copyRounds = {{1, 0.9, 1, 2, 8192, 1e6}, {2, 1, 1.05, 1, 4096, 1e6}};
        Expect(move,
               {"round 1: 2 pages, ",
                "round 2, in the pause: 1 page, ",
                "1 round while it ran",
                "1 page asked for before it came",
                "total 125.0 ms, 1 round, 0.0 MiB"});
        move.rounds = move.faults = 2;
        Expect(move, {"2 rounds while it ran", "2 pages asked for before they came"});
        move.mode = "post-copy";
        move.copyRounds = {{1, 1.1, 1.2, 2, 8192, 1e6}};
        move.predicted.rounds = 0;
        Expect(move, {"pages follow: 2 pages, ", "total 125.0 ms, 0.0 MiB"});
        move.mode = "stop-and-copy";
        move.copyRounds = {{1, 1, 1.1, 2, 8192, 1e6}};
        Expect(move, {"memory: 2 pages, "});
        move.failure = "no answer";
        Expect(move,
               {"ended: the move is given up, vm1 is off: pages that it needs were still at dc1"});
        move.resumed_s = NOT_MEASURED;
        Expect(move, {"ended: the move is given up, vm1 goes on at dc1"});
    }

    /// @param move a move @param words that a table with it has
    void Expect(const MigrationReport& move, const std::vector<std::string>& words)
    {
        RunResult result;
        result.end_s = 3;
        result.migrations = {move};
        std::ostringstream print;
        PrintResult(print, result);
        for (const auto& word : words)
        {
            NS_TEST_EXPECT_MSG_NE(print.str().find(word), std::string::npos, word);
        }
    }
};

/**
 * Method: figures by their keys.
 * Expected: a name without the unit, and the value in a unit that suits it; of a key that nobody
 * knows the words.
 */
class LabelTestCase : public TestCase
{
  public:
    LabelTestCase()
        : TestCase("figures in words")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& [key, value, text] :
             {std::tuple<const char*, double, const char*>("goodput_before_bps",
                                                           7999600,
                                                           "goodput before 8.000 Mbit/s"),
              {"goodput_bps", 2.5e9, "goodput 2.500 Gbit/s"},
              {"goodput_least_bps", 500, "least goodput 0.5 kbit/s"},
              {"time_to_recover_s", 0.25, "recovered after 250.0 ms"},
              {"recovery_s", 0, "first data after the pause 0 s"},
              {"recovery_after_end_s", -1.5, "recovered after the end -1.500 s"},
              {"dip_depth", 0.125, "share of the goodput lost 12.5 %"},
              {"reordered_ratio", 0.5, "reordered ratio 50 %"},
              {"bytes_copied", 1572864, "memory copied 1.5 MiB"},
              {"of_mine_s", 2e-6, "of mine 2.0 us"},
              {"of_mine", 12, "of mine 12"},
              {"lost", NOT_MEASURED, "lost -"}})
        {
            NS_TEST_EXPECT_MSG_EQ(NameFigure(key) + " " + FormatFigure(key, value), text, key);
        }
    }
};

/**
 * Method: moves beside predictions of 2 s in all, of which rounds take 1.5 s and the downtime is
 * 0.1 s, with a round trip of 0.1 s. Expected: within 5 % nothing is said, nor of a move that
 * failed or that nothing is foretold of. Else by how much: 0.25 s of downtime are 150 % more, 1.8 s
 * in all 10 % less. And why: another number of rounds, or of octets; rounds that took longer, by
 * more than one and a half round trips; or as little as these, which is slow start.
 */
class PartingTestCase : public TestCase
{
  public:
    PartingTestCase()
        : TestCase("a move that parts from its closed form")
    {
    }

  private:
    void DoRun() override
    {
        MigrationReport move;
        move.to = "dc2";
        move.downtime_s = 0.104;
        move.total_s = 1.91;
        move.rounds = 3;
        move.bytesCopied = 104 << 20;
        move.copyRounds.resize(1);
        move.copyRounds[0].start_s = 1;
        move.copyRounds[0].end_s = 2.5;
        NS_TEST_EXPECT_MSG_EQ(DescribeParting(move), "", "nothing is foretold");
        move.predicted.downtime_s = 0.1;
        move.predicted.total_s = 2;
        move.predicted.connect_s = 0.1;
        move.predicted.firstRound_s = 1.5;
        move.predicted.rounds = 3;
        move.predicted.bytesCopied = 100 << 20;
        NS_TEST_EXPECT_MSG_EQ(DescribeParting(move), "", "within 5 %");
        move.downtime_s = 0.25;
        NS_TEST_EXPECT_MSG_EQ(
            DescribeParting(move),
            "closed form of the move to dc2: downtime 100.0 ms foretold, 250.0 ms "
            "measured (+150 %); TCP's slow start needed another number of round "
            "trips, of 100.0 ms, than full segments would",
            "slow start");
        move.downtime_s = 0.1;
        move.total_s = 1.8;
        move.bytesCopied = 90 << 20;
        NS_TEST_EXPECT_MSG_EQ(DescribeParting(move),
                              "closed form of the move to dc2: total 2.000 s foretold, 1.800 s "
                              "measured (-10 %); 3 rounds and 90.0 MiB, not 3 and 100.0 MiB: other "
                              "pages were written than the pattern lets expect",
                              "octets");
        move.bytesCopied = 100 << 20;
        move.total_s = 3;
        move.copyRounds[0].end_s = 3.5;
        NS_TEST_EXPECT_MSG_EQ(DescribeParting(move),
                              "closed form of the move to dc2: total 2.000 s foretold, 3.000 s "
                              "measured (+50 %); the first round took 2.500 s, not 1.500 s: the "
                              "migration did not have its rate to itself, or TCP lost segments",
                              "a link that is shared");
        move.rounds = 4;
        const auto both = DescribeParting(move);
        NS_TEST_EXPECT_MSG_NE(
            both.find("TCP lost segments; 4 rounds and 100.0 MiB, not 3 and 100.0 MiB"),
            std::string::npos,
            both);
        move.total_s = NOT_MEASURED;
        NS_TEST_EXPECT_MSG_EQ(DescribeParting(move), "", "it failed");
    }
};

/**
 * Method: the page of two runs with downtimes of 100 and 200 ms and interruptions of 1 and 2 s.
 * Expected: the mean of 100 and 200 is 150, their deviation the root of 5000 or 70.7; Student's t
 * for one degree of freedom is 12.706, so that the interval is 12.706 * 70.711 / sqrt 2 = 635.3
 * wide to each side, and 6.353 s for the interruption. The drawing's axis has the greatest of
 * all, 1.5 + 6.353 = 7.853 s, at 1 / 1.05 of the way from 220 to 945: 910.48; the box begins at
 * zero, 220, and the dot is at 220 + 725 * 1.5 / (7.853 * 1.05) = 351.89. The page says that the
 * rest is of the first run. One of a single run has none of that.
 */
class MeansTestCase : public TestCase
{
  public:
    MeansTestCase()
        : TestCase("the page of several runs")
    {
    }

  private:
    void DoRun() override
    {
        RunSeries series;
        RunResult result = MakeResult();
        for (const double factor : {1, 2})
        {
            result.migrations[0].downtime_s = 0.1 * factor;
            result.flows[0].interruption_s = factor;
            series.Add(result);
        }
        std::ostringstream single;
        WriteReportPage(single, result);
        NS_TEST_EXPECT_MSG_EQ(single.str().find("Means of"), std::string::npos, "one run");
        result.statistics = series.GetStatistics();
        std::ostringstream page;
        WriteReportPage(page, result);
        for (const char* words :
             {"<h2>Means of 2 runs</h2>",
              "<b>150.0 ms ± 635.3 ms</b>down",
              "<tr><td>downtime<td class=n>150.0 ms<td class=n>± 635.3 ms<td class=n>70.7 ms",
              "1.500 s ± 6.353 s",
              "<rect class=\"interval\" x=\"220\"",
              "cx=\"351.89\"",
              "All that follows is of the first run."})
        {
            NS_TEST_EXPECT_MSG_NE(page.str().find(words), std::string::npos, words);
        }
    }
};

/// The suite of what people read.
class ReportTestSuite : public TestSuite
{
  public:
    ReportTestSuite()
        : TestSuite("lisp-helper-report", TestSuite::Type::UNIT)
    {
        AddTestCase(new StepsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LabelTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PartingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MeansTestCase, compat::TestDuration<>::QUICK);
    }
};

ReportTestSuite g_reportTestSuite; //!< registers the suite

} // namespace
