/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/figure-words.h"
#include "ns3/many-moves.h"
#include "ns3/not-measured.h"
#include "ns3/ns3-compat.h"
#include "ns3/report-page.h"
#include "ns3/result-sections.h"
#include "ns3/result-table.h"
#include "ns3/result-text.h"
#include "ns3/run-statistics.h"
#include "ns3/test.h"

#include <cmath>
#include <map>
#include <sstream>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief The parts of a result that not every program has: many moves, figures of the run as a
 * whole, more tables, what is carried over time.
 */

namespace
{

/// @param vm name @param started when it began @param downtime of it @param rounds of it
/// @return a move asked for at 1 s that is copied for 1 s, stands still, and ends 2 s after its
/// begin
MigrationReport
MakeMove(const std::string& vm, double started, double downtime, uint64_t rounds)
{
    MigrationReport move;
    move.vm = vm;
    move.from = "hv1";
    move.to = "hv2";
    move.mode = "pre-copy";
    move.requested_s = 1;
    move.started_s = started;
    move.paused_s = started + 1;
    move.resumed_s = move.paused_s + downtime;
    move.downtime_s = downtime;
    move.ended_s = started + 2;
    move.total_s = 2;
    move.rounds = rounds;
    move.bytesCopied = 1 << 20;
    return move;
}

/// @return a result with three moves, two of which are done, and one of every other part
RunResult
MakeResult()
{
    RunResult result;
    result.program = "lisp-study";
    result.title = "many";
    result.areMovesMany = true;
    result.migrations = {MakeMove("vm1", 1, 0.5, 1), MakeMove("vm2", 3, 0.75, 3)};
    result.migrations[1].extra = {{"links", std::string("a b")},
                                  {"tries", uint64_t{2}},
                                  {"deadline_s", 5.0},
                                  {"missed_deadline", true}};
    result.migrations[1].remark = "late 0.5 s";
    MigrationReport refused;
    refused.vm = "vm3";
    refused.from = "hv1";
    refused.requested_s = 1;
    refused.failure = "no-memory";
    result.migrations.push_back(refused);
    result.groups = {{"", "The run", {{"makespan_s", 4.0}, {"complete", true}}, {"it took <4 s>"}},
                     {"counts", "Outcome", {{"done", uint64_t{2}}}, {}},
                     {"use/dc1", "", {{"before", 0.5}, {"after", NOT_MEASURED}}, {}}};
    result.tables = {{"links",
                      "Links",
                      {{{"name", std::string("link1")},
                        {"rate", uint64_t{1000000}},
                        {"busy_s", 0.25},
                        {"goodput_before_bps", 2e6}}}}};
    result.series = {{"link1", 1e6, {1, 2, {125000, 250000}}}};
    result.end_s = 6;
    return result;
}

/// @param text a text @param part of it @return how often it is in it
int
CountParts(const std::string& text, const std::string& part)
{
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    {
        count++;
    }
    return count;
}

/**
 * Method: values by the keys that they have in JSON. Expected: with the unit that the key says:
 * seconds as people read them, rates in Gbit/s, sizes in MiB, shares in percent; a dash for what
 * was not measured; texts as they are. A share is 0 % or 100 % only if it is: 8 lost of 18785 leave
 * 99.9574 %; three digits of it would be 100, four are 99.96. One of 2000 is 0.05 %, which is not
 * 0.0. Neither is 1.0001, more than all, 100 %.
 */
class WordsTestCase : public TestCase
{
  public:
    WordsTestCase()
        : TestCase("figures in words")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("rate", uint64_t{1000000000}), "1.000 Gbit/s", "rate");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("busy_s", 0.0413), "41.3 ms", "time");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("busy_s", NOT_MEASURED), "-", "none");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("bytes", uint64_t{3 << 19}), "1.5 MiB", "size");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("utilisation", 0.119863), "12.0 %", "share");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("delivered_ratio", 18777.0 / 18785), "99.96 %", "lost");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("delivered_ratio", 1.0), "100 %", "all");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("delivered_ratio", 0.0), "0 %", "none");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("delivered_ratio", 1.0001), "100.01 %", "more");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("delivered_ratio", 0.9974), "99.7 %", "many");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("utilisation", 0.9998), "99.98 %", "nearly all");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("utilisation", 0.0004), "0.04 %", "nearly none");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("utilisation", 0.0), "0.0 %", "none");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("utilisation", 1.0), "100.0 %", "all");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("most_moves", uint64_t{12}), "12", "number");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("complete", true), "yes", "yes");
        NS_TEST_EXPECT_MSG_EQ(FormatFigure("name", std::string("a_b")), "a_b", "a name");
        NS_TEST_EXPECT_MSG_EQ(FormatDuration(-0.5), "-500.0 ms", "a time before");
        NS_TEST_EXPECT_MSG_EQ(FormatDuration(2), "2.000 s", "seconds");
    }
};

/**
 * Method: the result above as text. Expected: figures of a move behind its own; groups under their
 * keys, one below the other where there is a slash, those without a key at the top; tables as lists
 * of objects; null for what was not measured. The CSV of moves has a column for each figure that
 * moves have (an empty field without one), that of the link its row, that of the series its two
 * parts from 1 s on: 125,000 octets in 2 s are 500,000 bit/s.
 */
class TextTestCase : public TestCase
{
  public:
    TextTestCase()
        : TestCase("JSON and tables of commas")
    {
    }

  private:
    void DoRun() override
    {
        auto result = MakeResult();
        const auto json = WriteJson(result);
        for (const char* part : {"      \"failure\": null,\n"
                                 "      \"links\": \"a b\",\n"
                                 "      \"tries\": 2,\n"
                                 "      \"deadline_s\": 5.0,\n"
                                 "      \"missed_deadline\": true\n"
                                 "    }",
                                 "\n  \"fabric\": {},\n"
                                 "  \"makespan_s\": 4.0,\n"
                                 "  \"complete\": true,\n"
                                 "  \"counts\": {\n"
                                 "    \"done\": 2\n"
                                 "  },\n"
                                 "  \"use\": {\n"
                                 "    \"dc1\": {\n"
                                 "      \"before\": 0.5,\n"
                                 "      \"after\": null\n"
                                 "    }\n"
                                 "  },\n"
                                 "  \"links\": [\n"
                                 "    {\n"
                                 "      \"name\": \"link1\",\n"
                                 "      \"rate\": 1000000,\n"
                                 "      \"busy_s\": 0.25,\n"
                                 "      \"goodput_before_bps\": 2000000.0\n"
                                 "    }\n"
                                 "  ],\n"
                                 "  \"notes\": []\n}"})
        {
            NS_TEST_EXPECT_MSG_NE(json.find(part), std::string::npos, part);
        }
        std::ostringstream table;
        WriteTableCsv(table, result.tables.front());
        NS_TEST_EXPECT_MSG_EQ(table.str(),
                              "name,rate,busy_s,goodput_before_bps\nlink1,1000000,0.25,2000000\n",
                              "links.csv");
        std::ostringstream series;
        WriteSeriesCsv(series, result);
        NS_TEST_EXPECT_MSG_EQ(series.str(),
                              "name,start_s,end_s,bytes,bps\n"
                              "link1,1,3,125000,500000\nlink1,3,5,250000,1000000\n",
                              "series.csv");
        std::ostringstream moves;
        WriteMovesCsv(moves, result);
        NS_TEST_EXPECT_MSG_EQ(
            moves.str(),
            "vm,from,to,mode,requested_s,started_s,paused_s,resumed_s,ended_s,downtime_s,total_s,"
            "rounds,bytes_copied,failure,links,tries,deadline_s,missed_deadline\n"
            "vm1,hv1,hv2,pre-copy,1,1,2,2.5,3,0.5,2,1,1048576,,,,,\n"
            "vm2,hv1,hv2,pre-copy,1,3,4,4.75,5,0.75,2,3,1048576,,a b,2,5,true\n"
            "vm3,hv1,,,1,,,,,,,0,0,no-memory,,,,\n",
            "moves.csv");
    }
};

/**
 * Method: figures of the moves above as one, and over two runs, in the other of which both pauses
 * take 0.25 s more and the makespan is 6 s. Expected: three moves, one of them failed; downtime of
 * 0.5 and 0.75 s: mean 0.625, 95th percentile 0.5 + 0.95 * 0.25 = 0.7375, most 0.75; (1 + 3) / 2
 * rounds. Over the runs one row for all moves, downtime (0.625 + 0.875) / 2; the makespan's mean is
 * 5 s; the link's row has its own.
 */
class PoolTestCase : public TestCase
{
  public:
    PoolTestCase()
        : TestCase("many moves as one")
    {
    }

  private:
    void DoRun() override
    {
        auto result = MakeResult();
        std::map<std::string, double> pooled;
        for (const auto& [name, value] : PoolMoves(result.migrations))
        {
            pooled[name] = value;
        }
        for (const auto& [name, value] : std::map<std::string, double>{{"moves", 3},
                                                                       {"failed", 1},
                                                                       {"downtime_s", 0.625},
                                                                       {"downtime_p95_s", 0.7375},
                                                                       {"downtime_most_s", 0.75},
                                                                       {"total_s", 2},
                                                                       {"rounds", 2},
                                                                       {"bytes_copied", 1 << 20}})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(pooled[name], value, 1e-12, name);
        }
        auto other = result;
        for (auto& move : other.migrations)
        {
            move.downtime_s += 0.25;
        }
        other.groups.front().figures.front().second = 6.0;
        RunSeries series;
        series.Add(result);
        series.Add(other);
        const auto statistics = series.GetStatistics();
        NS_TEST_ASSERT_MSG_EQ(statistics.migrations.size(), 1, "one row");
        NS_TEST_EXPECT_MSG_EQ(statistics.migrations[0].name, "moves", "of all");
        NS_TEST_EXPECT_MSG_EQ(statistics.migrations[0].figures[2].first, "downtime_s", "figure");
        NS_TEST_EXPECT_MSG_EQ_TOL(statistics.migrations[0].figures[2].second.mean,
                                  0.75,
                                  1e-12,
                                  "mean of means");
        NS_TEST_ASSERT_MSG_EQ(statistics.groups.size(), 4, "three groups, a link");
        NS_TEST_EXPECT_MSG_EQ(statistics.groups[0].name, "run", "without a name");
        NS_TEST_EXPECT_MSG_EQ(statistics.groups[0].figures[0].second.mean, 5, "makespan");
        NS_TEST_EXPECT_MSG_EQ(statistics.groups[0].figures[1].second.mean, 1, "all complete");
        NS_TEST_EXPECT_MSG_EQ(statistics.groups[3].name, "links link1", "a row of a table");
        NS_TEST_EXPECT_MSG_EQ(statistics.groups[3].figures[0].first, "rate", "without its name");
        result.statistics = statistics;
        NS_TEST_EXPECT_MSG_NE(WriteJson(result).find("\"groups\": [\n      {\n        \"name\": "
                                                     "\"run\",\n        \"makespan_s\": {\n"
                                                     "          \"mean\": 5.0"),
                              std::string::npos,
                              "in the JSON");
    }
};

/**
 * Method: the result above in the terminal and on the page. Expected: no line longer than 100
 * columns, a line for each move, sentences where there are some, else each figure in words, never
 * the key. On the page, time from 1 to 5 s is from 70 to 945, 218.75 for a second; rows of 15 from
 * 10 on, bars of 13. The first move is copied from 1 to 3 s, 437.5 wide, and paused from 2 s (at
 * 288.75) for 0.5 s (109.38); the second one waits from 1 to 3 s in its row at 25; its lateness is
 * marked at its end (945 - 2); the refused one at the begin of its row, at 40. The link's strip is
 * 46 high, from 10 to 56, of which 42 stand for 1 Mbit/s: the part from 1 to 3 s at half of it, 35,
 * the next one at all of it, 14.
 */
class ShowTestCase : public TestCase
{
  public:
    ShowTestCase()
        : TestCase("for people")
    {
    }

  private:
    void DoRun() override
    {
        const auto result = MakeResult();
        std::ostringstream print;
        PrintResult(print, result);
        std::istringstream lines(print.str());
        for (std::string line; std::getline(lines, line);)
        {
            NS_TEST_EXPECT_MSG_LT(line.size(), 101, line);
        }
        for (const char* words :
             {"vm1     hv1      hv2         1.0    1.000    3.000   500.0  ======####====",
              "vm2     hv1      hv2         1.0    3.000    5.000   750.0  "
              ".............======######= late 0.5 s",
              "vm3     hv1                  0.0        -        -       -  no-memory",
              "The run\n  it took <4 s>\n",
              "Outcome\n  done 2\n",
              "               rate      busy  goodput before\n"
              "link1  1.000 Mbit/s  250.0 ms    2.000 Mbit/s\n"})
        {
            NS_TEST_EXPECT_MSG_NE(print.str().find(words), std::string::npos, words);
        }
        for (const char* key : {"_bps", "_s ", "Flows", "use/dc1"})
        {
            NS_TEST_EXPECT_MSG_EQ(print.str().find(key), std::string::npos, key);
        }

        std::ostringstream page;
        WriteReportPage(page, result);
        for (const char* part :
             {"<rect class=\"copied\" x=\"70\" y=\"10\" width=\"437.5\" height=\"13\">",
              "<rect class=\"paused\" x=\"288.75\" y=\"10\" width=\"109.38\" height=\"13\">",
              "<rect class=\"waits\" x=\"70\" y=\"25\" width=\"437.5\" height=\"13\">",
              "<rect class=\"astray\" x=\"943\" y=\"25\" width=\"4\" height=\"13\">",
              "<rect class=\"astray\" x=\"70\" y=\"40\" width=\"6\" height=\"13\"><title>vm3 from "
              "hv1 to : no-memory</title>",
              "points=\"70,56 70,35 507.5,35 507.5,14 945,14 945,56\"",
              "<p>it took &lt;4 s&gt;</p>",
              "<td>done<td>2</tr>",
              "<th>name<th class=n>rate<th class=n>busy<th class=n>goodput before</tr>"})
        {
            NS_TEST_EXPECT_MSG_NE(page.str().find(part), std::string::npos, part);
        }
        NS_TEST_EXPECT_MSG_EQ(page.str().find("_bps"), std::string::npos, "no key");
    }
};

/**
 * Method: 500 moves and 64 links. Expected: a page with one drawing of the moves, 900 high (and 40
 * for margins and scale), one of the links, as high; not a chapter for each; 60 lines in the
 * terminal, and a word of the other 440.
 */
class ManyTestCase : public TestCase
{
  public:
    ManyTestCase()
        : TestCase("500 moves on one page")
    {
    }

  private:
    void DoRun() override
    {
        auto result = MakeResult();
        result.migrations.clear();
        result.series.clear();
        for (int i = 0; i < 500; i++)
        {
            result.migrations.push_back(MakeMove("vm" + std::to_string(i), 1 + i, 0.5, 1));
        }
        for (int i = 0; i < 64; i++)
        {
            result.series.push_back({"link" + std::to_string(i), 1e6, {0, 1, {125000}}});
        }
        std::ostringstream page;
        WriteReportPage(page, result);
        NS_TEST_EXPECT_MSG_EQ(CountParts(page.str(), "<svg "), 2, "drawings");
        NS_TEST_EXPECT_MSG_EQ(CountParts(page.str(), "viewBox=\"0 0 960 940\""), 2, "their height");
        NS_TEST_EXPECT_MSG_EQ(CountParts(page.str(), " moves from "), 0, "no chapters");
        NS_TEST_EXPECT_MSG_EQ(CountParts(page.str(), ": does not run, 500.0 ms"), 500, "pauses");
        std::ostringstream print;
        PrintResult(print, result);
        NS_TEST_EXPECT_MSG_EQ(CountParts(print.str(), "\nvm"), 60, "lines");
        NS_TEST_EXPECT_MSG_EQ(CountParts(print.str(), "... and 440 more"), 1, "the others");
    }
};

/**
 * Method: a table drawn over time, of which a figure was not measured in the second of four rows,
 * and another goes up to 40 s; series of one link, 500 kbit/s at most, with a name of 21 letters.
 * Expected: the first figure's curve is in two parts, not across the gap; it is told in
 * milliseconds, the other one in seconds. The strip begins at 14 + 21 * 6.4 = 148.4, so
 * that the name ends at 142.4, and has its height beside it.
 */
class DrawingTestCase : public TestCase
{
  public:
    DrawingTestCase()
        : TestCase("gaps, units and names of drawings")
    {
    }

  private:
    void DoRun() override
    {
        RunResult::Table table;
        table.label = "steps";
        table.over = "things";
        table.drawn = {"delay_s", "followed_s"};
        for (const double things : {0, 1, 2, 3})
        {
            table.rows.push_back({{"things", things},
                                  {"delay_s", things == 1 ? NOT_MEASURED : 0.02},
                                  {"followed_s", 10 + 10 * things}});
        }
        const auto svg = DrawTable(table);
        NS_TEST_EXPECT_MSG_EQ(CountParts(svg, "<polyline"), 3, "two of one, one of the other");
        NS_TEST_EXPECT_MSG_EQ(CountParts(svg, "(ms)</text>"), 1, "a short time");
        NS_TEST_EXPECT_MSG_EQ(CountParts(svg, "(s)</text>"), 1, "a long one");
        const auto series =
            DrawSeries({{"link with a long name", 0, {0, 1, {62500, 31250}}}}, {0, 2});
        NS_TEST_EXPECT_MSG_EQ(CountParts(series, "500 kbit/s</text>"), 1, "its scale");
        NS_TEST_EXPECT_MSG_EQ(CountParts(series, "x=\"142.4\""), 2, "name and scale");
    }
};

/// The suite of the parts of a result that not every program has.
class HelperSectionsTestSuite : public TestSuite
{
  public:
    HelperSectionsTestSuite()
        : TestSuite("lisp-helper-sections", TestSuite::Type::UNIT)
    {
        AddTestCase(new WordsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TextTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoolTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ShowTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DrawingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ManyTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperSectionsTestSuite g_helperSectionsTestSuite; ///< the suite

} // namespace
