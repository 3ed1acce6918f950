/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/flow-ledger.h"
#include "ns3/lisp-version.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/report-page.h"
#include "ns3/result-folder.h"
#include "ns3/result-table.h"
#include "ns3/result-text.h"
#include "ns3/result-writer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;

/**
 * @file
 * @brief What becomes of the account of a run: its figures, its files, its folder.
 */

namespace
{

namespace fs = std::filesystem;

/// @return a result with one of everything
RunResult
MakeResult()
{
    RunResult result;
    result.program = "lisp-study";
    result.seed = 7;
    result.title = "a <study>";
    result.parameters = {{"mode", std::string("cold")},
                         {"memory", uint64_t(1024)},
                         {"rate", 2.5},
                         {"return-home", false}};
    MigrationReport migration;
    migration.vm = "vm1";
    migration.from = "dc1";
    migration.to = "dc2";
    migration.mode = "cold";
    migration.requested_s = 0.75;
    migration.started_s = 1;
    migration.paused_s = 1;
    migration.resumed_s = 1.1;
    migration.downtime_s = 0.1;
    migration.ended_s = 1.125;
    migration.total_s = 0.1;
    migration.bytesCopied = 1024;
    migration.copyRounds.resize(1);
    migration.copyRounds.front().number = 1;
    migration.copyRounds.front().start_s = 1;
    migration.copyRounds.front().end_s = 1.05;
    migration.copyRounds.front().pages = 1;
    migration.copyRounds.front().bytes = 1024;
    migration.copyRounds.front().rate_bps = 163840;
    migration.predicted.total_s = 0.125;
    migration.predicted.downtime_s = 0.0625;
    migration.predicted.rounds = 2;
    migration.predicted.bytesCopied = 1000;
    result.migrations.push_back(migration);
    FlowReport flow;
    flow.name = "a,b";
    flow.source = "a";
    flow.destination = "b";
    flow.protocol = "udp";
    flow.sent = 3;
    flow.received = 2;
    flow.lost = 1;
    flow.lostByReason = {{"link-down", 1}};
    flow.interruption_s = 0.25;
    flow.delayBefore_s = 0.000000001;
    flow.pathBefore = {"a", "b"};
    flow.pathChanges = {{0.5, {"a", "b"}}};
    flow.reasons = {"link-down"};
    flow.packets = {{0.5, 0.75, 0}, {1, NOT_MEASURED, 1}, {2, 2.25, 0}};
    flow.extra = {{"goodput_bps", 1000}};
    flow.reordered = 1;
    flow.reorderedRatio = 0.5;
    flow.delayDuring_s = 0.25;
    flow.delaysDuring = {0.125, 0.25, 0.5};
    flow.throughput = {1, 0.5, {125, 0}};
    result.flows.push_back(flow);
    result.fabric = {{"core", {{"applications", 1500000}, {"control", 64}}}};
    result.control = {{"map-request", 2}};
    result.drops = {{"link-down", 4}};
    result.events = {{1, "dc1", "paused", "it said \"stop\""}};
    result.end_s = 3;
    return result;
}

/**
 * Method: a result is written as JSON and as tables of commas.
 * Expected: the text below, character for character: keys in the order of the contract, null for
 * what was not measured, nanoseconds kept, fields quoted as RFC 4180 says.
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
        const std::string json = R"({
  "program": "lisp-study",
  "version": ")" + LispVersion() +
                                 R"(",
  "ns3": ")" + LispNs3Version() + R"(",
  "seed": 7,
  "parameters": {
    "mode": "cold",
    "memory": 1024,
    "rate": 2.5,
    "return-home": false
  },
  "migrations": [
    {
      "vm": "vm1",
      "from": "dc1",
      "to": "dc2",
      "mode": "cold",
      "requested_s": 0.75,
      "started_s": 1.0,
      "paused_s": 1.0,
      "resumed_s": 1.1,
      "detected_s": null,
      "registered_s": null,
      "notified_s": null,
      "last_stale_s": null,
      "converged_s": null,
      "ended_s": 1.125,
      "downtime_s": 0.1,
      "total_s": 0.1,
      "stalled_s": null,
      "rounds": 0,
      "bytes_copied": 1024,
      "storage_bytes": 0,
      "faults": 0,
      "copy_rounds": [
        {
          "number": 1,
          "start_s": 1.0,
          "end_s": 1.05,
          "pages": 1,
          "bytes": 1024,
          "rate_bps": 163840.0
        }
      ],
      "predicted": {
        "total_s": 0.125,
        "downtime_s": 0.0625,
        "rounds": 2,
        "bytes_copied": 1000
      },
      "failure": null
    }
  ],
  "flows": [
    {
      "name": "a,b",
      "source": "a",
      "destination": "b",
      "protocol": "udp",
      "sent": 3,
      "received": 2,
      "duplicated": 0,
      "lost": 1,
      "lost_by_reason": {
        "link-down": 1
      },
      "interruption_s": 0.25,
      "path_before": [
        "a",
        "b"
      ],
      "path_after": [],
      "delay_before_s": 1e-09,
      "delay_after_s": null,
      "delay_during_s": 0.25,
      "delay_percentiles_s": {
        "before": {
          "p5": null,
          "p50": null,
          "p95": null
        },
        "during": {
          "p5": 0.125,
          "p50": 0.25,
          "p95": 0.5
        },
        "after": {
          "p5": null,
          "p50": null,
          "p95": null
        }
      },
      "reordered": 1,
      "reordered_ratio": 0.5,
      "goodput_bps": 1000.0,
      "path_changes": [
        {
          "time_s": 0.5,
          "path": [
            "a",
            "b"
          ]
        }
      ]
    }
  ],
  "control": {
    "map-request": 2
  },
  "drops": {
    "link-down": 4
  },
  "fabric": {
    "core": {
      "applications": 1500000,
      "control": 64
    }
  },
  "notes": []
}
)";
        const auto result = MakeResult();
        NS_TEST_EXPECT_MSG_EQ(WriteJson(result), json, "summary.json");

        std::ostringstream flows;
        WriteFlowsCsv(flows, result);
        NS_TEST_EXPECT_MSG_EQ(
            flows.str(),
            "name,source,destination,protocol,sent,received,duplicated,lost,lost_by_reason,"
            "interruption_s,delay_before_s,delay_after_s,path_before,path_after,delay_during_s,"
            "delay_before_p5_s,delay_before_p50_s,delay_before_p95_s,"
            "delay_during_p5_s,delay_during_p50_s,delay_during_p95_s,"
            "delay_after_p5_s,delay_after_p50_s,delay_after_p95_s,reordered,reordered_ratio\n"
            "\"a,b\",a,b,udp,3,2,0,1,link-down=1,0.25,0.000000001,,a b,,0.25,"
            ",,,0.125,0.25,0.5,,,,1,0.5\n",
            "flows.csv");
        // 125 bytes in half a second are 2,000 bit/s.
        std::ostringstream tcp;
        WriteTcpCsv(tcp, result);
        NS_TEST_EXPECT_MSG_EQ(tcp.str(),
                              "flow,start_s,end_s,bytes,goodput_bps\n"
                              "\"a,b\",1,1.5,125,2000\n\"a,b\",1.5,2,0,0\n",
                              "tcp.csv");
        std::ostringstream packets;
        WritePacketsCsv(packets, result);
        NS_TEST_EXPECT_MSG_EQ(packets.str(),
                              "flow,sequence,sent_s,received_s,lost_reason\n"
                              "\"a,b\",0,0.5,0.75,\n\"a,b\",1,1,,link-down\n\"a,b\",2,2,2.25,\n",
                              "packets.csv");
        std::ostringstream events;
        WriteEventsCsv(events, result);
        NS_TEST_EXPECT_MSG_EQ(events.str(),
                              "time,node,event,detail\n1,dc1,paused,\"it said \"\"stop\"\"\"\n",
                              "events.csv");
    }
};

/**
 * Method: a result is printed, and written as a page.
 * Expected: no line of the print is longer than 100 columns, and its counts are there; the page
 * refers to nothing outside itself and shows text as text.
 */
class PageTestCase : public TestCase
{
  public:
    PageTestCase()
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
             {"1 link-down",
              "4 link-down",
              "2 map-request",
              "a > b",
              "250.0 ms",
              "0.750000 s                requested: it is to move",
              "1.000000 s          +0 s  memory: 1 page, 0.0 MiB at 0.2 Mbit/s",
              "1.125000 s      +25.0 ms  ended: dc1 has forgotten vm1",
              "goodput 1.0 kbit/s",
              "closed form: downtime 62.5 ms, total 125.0 ms, 2 rounds, 0.0 MiB",
              "reordered: 1, 50 % of those that arrived",
              "core                           1.500         0.000"})
        {
            NS_TEST_EXPECT_MSG_NE(print.str().find(words), std::string::npos, words);
        }

        std::ostringstream page;
        WriteReportPage(page, result);
        for (const char* words : {"http", "src=", "href=", "<script", "url(", "a <study>"})
        {
            NS_TEST_EXPECT_MSG_EQ(page.str().find(words), std::string::npos, words);
        }
        // The flow's time is from 0 to 3 s, from 70 to 945 on the page: 1, 1.5 and 2 s are at
        // 361.67, 507.5 and 653.33. The most is 2,000 bit/s, at 1 / 1.1 of the way from 150 up to
        // 20: 31.82.
        for (const char* words :
             {"a &lt;study&gt;",
              "<td class=n>1.500<td class=n>0.000",
              "points=\"361.67,150 361.67,31.82 507.5,31.82 507.5,150 653.33,150 653.33,150\"",
              "memory: 1 page in 50.0 ms",
              "<summary>The one pass over its memory</summary>",
              "ended: dc1 has forgotten vm1",
              "<tr><td>closed form<td class=n>62.5 ms<td class=n>125.0 ms<td class=n>2<td "
              "class=n>1000</tr>"})
        {
            NS_TEST_EXPECT_MSG_NE(page.str().find(words), std::string::npos, words);
        }

        // A run without anything to tell is no reason to fail.
        std::ostringstream nothing;
        RunResult empty;
        empty.end_s = 1;
        PrintResult(nothing, empty);
        WriteReportPage(nothing, empty);
        NS_TEST_EXPECT_MSG_EQ(WriteJson(empty).empty(), false, "JSON of nothing");
    }
};

/**
 * Method: the page of a flow from b to a machine a that was at (10, 20), moved to (30, 40) at 1 s,
 * and moved back at 2 s; it took the way b a, from 0.5 s on b c a, from 2.5 s on b a again.
 * Expected: the ways before and after end at (10, 20), 3 up and left, and 3 down and right; that
 * between goes through c and ends at (30, 40); the machine is marked as gone there, not here. A
 * figure and a line for each move say which it was.
 */
class ReturnTestCase : public TestCase
{
  public:
    ReturnTestCase()
        : TestCase("the page of a machine that came back")
    {
    }

  private:
    void DoRun() override
    {
        RunResult result;
        result.end_s = 3;
        result.sketch.places = {{"a", "vm", 10, 20, 30, 40},
                                {"b", "host", 100, 200},
                                {"c", "host", 300, 400}};
        result.migrations.resize(2);
        result.migrations[0].vm = result.migrations[1].vm = "a";
        result.migrations[0].from = result.migrations[1].to = "dc1";
        result.migrations[0].to = result.migrations[1].from = "dc2";
        result.migrations[0].started_s = 1;
        result.migrations[1].started_s = 2;
        FlowReport flow;
        flow.pathBefore = flow.pathAfter = {"b", "a"};
        flow.pathChanges = {{0.1, {"b", "a"}}, {1.5, {"b", "c", "a"}}, {2.5, {"b", "a"}}};
        result.flows = {flow};
        std::ostringstream stream;
        WriteReportPage(stream, result);
        const std::string page = stream.str();
        for (const char* words : {"class=\"before\" points=\"97,197 7,17 \"",
                                  "class=\"away\" points=\"100,200 300,400 30,40 \"",
                                  "class=\"after\" points=\"103,203 13,23 \"",
                                  "class=\"node vm\" x=\"-1.7\" y=\"11\"",
                                  "class=\"node vm left\" x=\"18.3\" y=\"31\"",
                                  "a was down, on its way to dc2",
                                  "a was down, on its way to dc1",
                                  "while away: b → c → a<br>"})
        {
            NS_TEST_EXPECT_MSG_NE(page.find(words), std::string::npos, words);
        }
        // The first move alone: after it, the machine is away.
        result.migrations.pop_back();
        std::ostringstream away;
        WriteReportPage(away, result);
        for (const char* words : {"class=\"after\" points=\"103,203 33,43 \"",
                                  "class=\"node vm left\" x=\"-1.7\" y=\"11\"",
                                  "a was down<"})
        {
            NS_TEST_EXPECT_MSG_NE(away.str().find(words), std::string::npos, words);
        }
        NS_TEST_EXPECT_MSG_EQ(away.str().find("while away"), std::string::npos, "it is still");
    }
};

/**
 * Method: folders are made, written to and given up.
 * Expected: the result is there after Commit only, and whole; without it everything is as before,
 * folders that were made for it included; what was there before stays unless it has the same name;
 * a file in the folder's place, and a place that cannot be made, are refused.
 */
class FolderTestCase : public TestCase
{
  public:
    FolderTestCase()
        : TestCase("the folder of a result")
    {
    }

  private:
    void DoRun() override
    {
        const fs::path root = CreateTempDirFilename("folder");
        fs::create_directories(root);
        const auto count = [&root]() {
            return std::distance(fs::recursive_directory_iterator(root),
                                 fs::recursive_directory_iterator());
        };

        {
            ResultFolder folder((root / "a" / "b").string());
            folder.Write("summary.json", [](std::ostream& os) { os << "half"; });
            NS_TEST_EXPECT_MSG_EQ(fs::exists(root / "a" / "b"), false, "nothing there so far");
        }
        NS_TEST_EXPECT_MSG_EQ(count(), 0, "given up");

        {
            ResultFolder folder((root / "a" / "b" / "").string());
            WriteResult(folder, MakeResult());
        }
        NS_TEST_EXPECT_MSG_EQ(count(), 2 + 7, "two folders, seven files");
        NS_TEST_EXPECT_MSG_EQ(fs::exists(root / "a" / "b" / "summary.json"), true, "there");

        std::ofstream(root / "a" / "b" / "mine.txt") << "mine";
        std::ofstream(root / "a" / "b" / "summary.json") << "old";
        std::ofstream(root / "a" / "b" / "old.pcap") << "its capture, which is to go";
        {
            ResultFolder folder((root / "a" / "b").string());
            WriteResult(folder, MakeResult());
        }
        NS_TEST_EXPECT_MSG_EQ(count(), 2 + 7 + 1, "and what was there");
        NS_TEST_EXPECT_MSG_GT(fs::file_size(root / "a" / "b" / "summary.json"), 3, "replaced");
        {
            ResultFolder folder((root / "a" / "b").string());
            folder.Write("summary.json", [](std::ostream& os) { os << "half"; });
        }
        NS_TEST_EXPECT_MSG_EQ(count(),
                              2 + 7 + 1,
                              "the old result stays when the new one is given up");
        NS_TEST_EXPECT_MSG_GT(fs::file_size(root / "a" / "b" / "summary.json"), 4, "and whole");

        for (const auto& bad : {root / "a" / "b" / "mine.txt",
                                root / "a" / "b" / "mine.txt" / "under",
                                fs::path("/proc/no-such-place")})
        {
            bool refused = false;
            try
            {
                ResultFolder folder(bad.string());
            }
            catch (const std::invalid_argument& mistake)
            {
                refused = std::string(mistake.what()).find(bad.string()) != std::string::npos;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, true, bad.string());
        }
        NS_TEST_EXPECT_MSG_EQ(count(), 2 + 7 + 1, "refused without a trace");
        fs::remove_all(root);
    }
};

/**
 * Method: a result with a flow, a table of its own and two captures is written, and its files are
 * named; so are 12 files with names of 10 letters.
 * Expected: those that have rows, the report first; of series there are none, so that their file
 * has the names of columns alone. 8 names of 10 letters with a comma each and 7 blanks between have
 * 95 letters, a ninth one would make it 107, and a line has 100.
 */
class FilesTestCase : public TestCase
{
  public:
    FilesTestCase()
        : TestCase("the files of a result, named")
    {
    }

  private:
    void DoRun() override
    {
        const fs::path root = CreateTempDirFilename("files");
        ResultFolder folder(root.string());
        auto result = MakeResult();
        result.tables = {{"growth", "Growth", {{{"things", uint64_t{1}}}}}, {"none", "None", {}}};
        for (const auto* name : {"a-0.pcap", "a-1.pcap"})
        {
            folder.Write(name, [](std::ostream& os) { os << "a capture"; });
        }
        const auto files = WriteResult(folder, result);
        NS_TEST_EXPECT_MSG_EQ(NameFiles("results/mine", files),
                              "result in results/mine:\n"
                              "report.html to look at; summary.json, growth.csv, flows.csv, "
                              "packets.csv, tcp.csv, events.csv,\n2 captures (*.pcap)\n",
                              "named");
        NS_TEST_EXPECT_MSG_EQ(fs::exists(root / "series.csv"), true, "there all the same");
        fs::remove_all(root);

        const std::vector<std::string> many(12, "abcdef.csv");
        std::istringstream lines(NameFiles("x", many));
        std::string line;
        std::getline(lines, line);
        std::getline(lines, line);
        NS_TEST_EXPECT_MSG_EQ(line.size(), 8 * 11 + 7, "eight with commas, seven blanks");
        std::getline(lines, line);
        NS_TEST_EXPECT_MSG_EQ(line.size(), 4 * 11 - 1 + 3, "four, no comma after the last");
    }
};

/**
 * Method: a process makes a folder, writes to it, and gets SIGINT, SIGTERM or SIGHUP; or it gets
 * SIGKILL, and another makes a folder in the same place.
 * Expected: the process ends by the signal; nothing is left, but after SIGKILL, where the next
 * folder removes what is left; that of this process, which lives, stays. SIGHUP that is ignored
 * does nothing.
 */
class SignalTestCase : public TestCase
{
  public:
    SignalTestCase()
        : TestCase("a result that a signal ends")
    {
    }

  private:
    /// @param place of the folder @param signal to get @param ignored or not @return its status
    static int RunProcess(const fs::path& place, int signal, bool ignored)
    {
        const pid_t process = fork();
        if (process == 0)
        {
            std::signal(signal, ignored ? SIG_IGN : SIG_DFL);
            {
                ResultFolder folder((place / "a").string());
                folder.Write("half.csv", [](std::ostream& os) { os << "half"; });
                raise(signal);
                // Longer than it takes another thread to clean up.
                sleep(ignored ? 0 : 60);
            }
            _exit(7);
        }
        int status = 0;
        waitpid(process, &status, 0);
        return status;
    }

    void DoRun() override
    {
        const fs::path root = CreateTempDirFilename("signals");
        fs::create_directories(root);
        for (const int signal : std::array<int, 3>{SIGINT, SIGTERM, SIGHUP})
        {
            const int status = RunProcess(root / "under", signal, false);
            NS_TEST_EXPECT_MSG_EQ(WIFSIGNALED(status), true, signal);
            NS_TEST_EXPECT_MSG_EQ(WTERMSIG(status), signal, signal);
            NS_TEST_EXPECT_MSG_EQ(fs::is_empty(root), true, "nothing is left, by " << signal);
        }
        const int ignored = RunProcess(root, SIGHUP, true);
        NS_TEST_EXPECT_MSG_EQ(WIFEXITED(ignored), true, "it went on");
        NS_TEST_EXPECT_MSG_EQ(fs::is_empty(root), true, "nothing is left by its end");

        ResultFolder mine((root / "mine").string());
        RunProcess(root, SIGKILL, false);
        const auto count = [&root]() {
            return std::distance(fs::directory_iterator(root), fs::directory_iterator());
        };
        NS_TEST_EXPECT_MSG_EQ(count(), 2, "mine, and what was left");
        {
            ResultFolder next((root / "next").string());
            NS_TEST_EXPECT_MSG_EQ(count(), 2, "mine, and the next");
        }
        NS_TEST_EXPECT_MSG_EQ(fs::exists(mine.GetWorkPath()), true, "mine");
    }
};

/**
 * Method: a flow of 10 packets, 0.1 s apart from 0 s on, 50 ms of delay; those sent at 0.3 to 0.6 s
 * are lost, but for the one at 0.4 s, which takes another way; the one at 0.8 s arrives twice. A
 * move from 0.25 to 0.75 s.
 * Expected: sent 10, received 8, duplicated 1, lost 3; the interruption is the 0.3 s from the
 * arrival at 0.45 to that at 0.75 s less the interval: 0.2 s. Delays 50 ms; before the move the way
 * a b, after it a c b. Without a move, no interruption is measured.
 *
 * Method: a flow that never comes back after 0.25 s, its last packet sent at 0.9 s.
 * Expected: from the last arrival, at 0.25 s, to 0.9 + 0.1 s, less the interval: 0.65 s.
 *
 * Method: a flow whose packet of 0.5 s comes 99 microseconds late, then one 101 microseconds late.
 * Expected: no interruption, for that is waiting for eight frames; one of 101 microseconds.
 */
class MeasureTestCase : public TestCase
{
  public:
    MeasureTestCase()
        : TestCase("figures of a flow")
    {
    }

  private:
    void DoRun() override
    {
        auto a = CreateObject<Node>();
        auto b = CreateObject<Node>();
        auto c = CreateObject<Node>();
        Names::Add("a", a);
        Names::Add("b", b);
        Names::Add("c", c);
        FlowLedger flow({"flow", "udp", a, b, MilliSeconds(100)});
        FlowLedger broken({"broken", "udp", a, b, MilliSeconds(100)});
        FlowLedger waits({"waits", "udp", a, b, MilliSeconds(100)});
        FlowLedger late({"late", "udp", a, b, MilliSeconds(100)});
        for (int i = 0; i < 10; i++)
        {
            Simulator::Schedule(MilliSeconds(100 * i), [&]() {
                flow.Sent();
                broken.Sent();
                waits.Sent();
                late.Sent();
            });
            const Time arrival = MilliSeconds(100 * i + 50);
            Simulator::Schedule(arrival + MicroSeconds(i == 5 ? 99 : 0),
                                [i, &waits]() { waits.Received(i); });
            Simulator::Schedule(arrival + MicroSeconds(i == 5 ? 101 : 0),
                                [i, &late]() { late.Received(i); });
            const bool arrives = i < 3 || i == 4 || i > 6;
            Simulator::Schedule(MilliSeconds(100 * i + 50), [=, &flow, &broken]() {
                if (arrives)
                {
                    if (i >= 4)
                    {
                        flow.Came(i, c->GetId(), a->GetId());
                    }
                    flow.Came(i, b->GetId(), i >= 4 ? c->GetId() : a->GetId());
                    flow.Received(i);
                }
                else
                {
                    flow.Dropped(i, 1);
                    flow.Dropped(i, 2);
                }
                if (i == 8)
                {
                    flow.Received(i);
                }
                if (i < 3)
                {
                    broken.Received(i);
                }
            });
        }
        Simulator::Run();
        const auto name = [](uint16_t reason) { return "reason-" + std::to_string(reason); };
        const auto report = flow.Report({{0.25, 0.75}}, name);
        NS_TEST_EXPECT_MSG_EQ(report.sent, 10, "sent");
        NS_TEST_EXPECT_MSG_EQ(report.received, 8, "received");
        NS_TEST_EXPECT_MSG_EQ(report.duplicated, 1, "duplicated");
        NS_TEST_EXPECT_MSG_EQ(report.lost, 3, "lost");
        NS_TEST_EXPECT_MSG_EQ(report.lostByReason.at("reason-1"), 3, "the first reason stays");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.interruption_s, 0.2, 1e-9, "interruption");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.delayBefore_s, 0.05, 1e-9, "delay before");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.delayAfter_s, 0.05, 1e-9, "delay after");
        const std::vector<std::string> before = {"a", "b"};
        const std::vector<std::string> after = {"a", "c", "b"};
        NS_TEST_EXPECT_MSG_EQ((report.pathBefore == before), true, "way before");
        NS_TEST_EXPECT_MSG_EQ((report.pathAfter == after), true, "way after");
        NS_TEST_EXPECT_MSG_EQ(report.pathChanges.size(), 2, "two ways");
        NS_TEST_EXPECT_MSG_EQ_TOL(report.pathChanges[1].time_s, 0.45, 1e-9, "from then on");

        NS_TEST_EXPECT_MSG_EQ(std::isnan(flow.Report({}, name).interruption_s), true, "no move");
        NS_TEST_EXPECT_MSG_EQ_TOL(broken.Report({{0.25, INFINITY}}, name).interruption_s,
                                  0.65,
                                  1e-9,
                                  "never back");
        NS_TEST_EXPECT_MSG_EQ(waits.Report({{0.25, 0.75}}, name).interruption_s, 0, "waiting");
        NS_TEST_EXPECT_MSG_EQ_TOL(late.Report({{0.25, 0.75}}, name).interruption_s,
                                  101e-6,
                                  1e-9,
                                  "late");
        Names::Clear();
        Simulator::Destroy();
    }
};

/// The suite of results.
class ResultTestSuite : public TestSuite
{
  public:
    ResultTestSuite()
        : TestSuite("lisp-helper-result", TestSuite::Type::UNIT)
    {
        AddTestCase(new TextTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReturnTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FolderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FilesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SignalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MeasureTestCase, compat::TestDuration<>::QUICK);
    }
};

ResultTestSuite g_suite; ///< registers itself

} // namespace
