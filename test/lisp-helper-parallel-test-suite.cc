/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ns3-compat.h"
#include "ns3/parallel-runs.h"
#include "ns3/run-figures.h"
#include "ns3/run-progress.h"
#include "ns3/run-result.h"
#include "ns3/run-statistics.h"
#include "ns3/seed-runs.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Runs in processes of their own: what they tell, and what becomes of them.
 */

namespace
{

/// @param run a number @return its name
std::string
NameRun(uint64_t run)
{
    return "seed " + std::to_string(run + 1);
}

/// @return true if this process has no child, dead or alive
bool
HasNoChild()
{
    return waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
}

/// Standard error goes nowhere while there is one of these: what a test ends by a signal may say.
class Silence
{
  public:
    Silence()
        : m_before(dup(STDERR_FILENO))
    {
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }

    ~Silence()
    {
        dup2(m_before, STDERR_FILENO);
        close(m_before);
    }

    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

  private:
    int m_before; //!< what it was
};

/**
 * Method: 7 runs, of which the later ones tell more, the last one 3,000,000 octets, more than any
 * pipe holds; by 1, 2 and 7 processes, and 3 of which are started before. Each changes a variable
 * and runs a simulation.
 * Expected: what each tells, in order; nothing of it has happened in this process.
 */
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("what runs tell, in order")
    {
    }

  private:
    void DoRun() override
    {
        int changed = 0;
        const auto job = [&changed](uint64_t run) {
            changed++;
            Simulator::Stop(Seconds(run));
            Simulator::Run();
            const auto now = Simulator::Now().GetSeconds();
            return std::to_string(now) + std::string(run * 500000, 'x');
        };
        for (const uint64_t jobs : {1, 2, 7, 3})
        {
            ParallelRuns runs(7, jobs, job, NameRun);
            NS_TEST_EXPECT_MSG_EQ(runs.GetJobs(), jobs, "processes at a time");
            if (jobs == 3)
            {
                runs.Start(3);
            }
            const auto told = runs.Finish();
            NS_TEST_ASSERT_MSG_EQ(told.size(), 7, "results");
            for (uint64_t run = 0; run < 7; run++)
            {
                NS_TEST_EXPECT_MSG_EQ((told[run] == std::to_string(static_cast<double>(run)) +
                                                        std::string(run * 500000, 'x')),
                                      true,
                                      "run " << run << " of " << jobs << " at a time");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(changed, 0, "in a process of its own");
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now().IsZero(), true, "with its simulation");
        NS_TEST_EXPECT_MSG_EQ(HasNoChild(), true, "all have been waited for");
        NS_TEST_EXPECT_MSG_GT(ParallelRuns(1, 0, job, NameRun).GetJobs(), 0, "all processors");
        NS_TEST_EXPECT_MSG_EQ(ParallelRuns(0, 1, job, NameRun).Finish().size(), 0, "no runs");
        Simulator::Destroy();
    }
};

/**
 * Method: of 3 runs at a time, the second one fails in each way that there is; the others would
 * take an hour.
 * Expected: one line with its name, as the exception that it threw, or what ended it; and within
 * seconds, since the others are ended, and none is left.
 */
class FailureTestCase : public TestCase
{
  public:
    FailureTestCase()
        : TestCase("a run that fails")
    {
    }

  private:
    /// @param fail what the second run does @return what is said, and as which exception
    static std::string Complain(const std::function<std::string()>& fail)
    {
        ParallelRuns runs(
            3,
            3,
            [&fail](uint64_t run) {
                if (run == 1)
                {
                    return fail();
                }
                sleep(3600);
                return std::string("late");
            },
            NameRun);
        try
        {
            runs.Finish();
        }
        catch (const std::invalid_argument& mistake)
        {
            return std::string("mistake: ") + mistake.what();
        }
        catch (const std::runtime_error& failure)
        {
            return std::string("failure: ") + failure.what();
        }
        return "nothing";
    }

    void DoRun() override
    {
        const auto begin = std::chrono::steady_clock::now();
        const Silence silence;
        NS_TEST_EXPECT_MSG_EQ(
            Complain([]() -> std::string { throw std::invalid_argument("no such thing"); }),
            "mistake: seed 2: no such thing",
            "a mistake");
        NS_TEST_EXPECT_MSG_EQ(Complain([]() -> std::string { throw std::out_of_range("too far"); }),
                              "failure: seed 2: too far",
                              "another exception");
        NS_TEST_EXPECT_MSG_EQ(Complain([]() {
                                  raise(SIGKILL);
                                  return std::string();
                              }),
                              "failure: seed 2: ended by signal 9 (Killed)",
                              "a signal");
        NS_TEST_EXPECT_MSG_EQ(Complain([]() {
                                  _exit(3);
                                  return std::string();
                              }),
                              "failure: seed 2: ended without a result, with status 3",
                              "its end");
        NS_TEST_EXPECT_MSG_EQ(Complain([]() {
                                  _exit(0);
                                  return std::string();
                              }),
                              "failure: seed 2: ended without a result, with status 0",
                              "its end, as if nothing were wrong");
        NS_TEST_EXPECT_MSG_EQ(Complain([]() { return std::string(ParallelRuns::MAX_OCTETS, 'x'); }),
                              "failure: seed 2: tells more than 16777216 octets",
                              "too much to tell: with the octet before it");
        NS_TEST_EXPECT_MSG_EQ(HasNoChild(), true, "all others have been ended");
        const auto taken = std::chrono::steady_clock::now() - begin;
        NS_TEST_EXPECT_MSG_LT(std::chrono::duration<double>(taken).count(), 600, "soon");
    }
};

/**
 * Method: runs that take an hour are started, and given up.
 * Expected: none is left.
 */
class GivenUpTestCase : public TestCase
{
  public:
    GivenUpTestCase()
        : TestCase("runs that are given up")
    {
    }

  private:
    void DoRun() override
    {
        {
            ParallelRuns runs(
                5,
                2,
                [](uint64_t /* run */) {
                    sleep(3600);
                    return std::string();
                },
                NameRun);
            runs.Start(2);
            NS_TEST_EXPECT_MSG_EQ(HasNoChild(), false, "under way");
        }
        NS_TEST_EXPECT_MSG_EQ(HasNoChild(), true, "ended");
    }
};

/**
 * Method: a process starts two runs that take an hour, one of them in a terminal's place, which
 * interrupts all processes of its group (setpgid, kill); another is killed outright.
 * Expected: it ends by SIGINT, and both runs are gone; by SIGKILL the same, within seconds. A pipe
 * that they hold says so: it has an end when nobody has it open for writing.
 */
class EndedTestCase : public TestCase
{
  public:
    EndedTestCase()
        : TestCase("a process that a signal ends takes its runs with it")
    {
    }

  private:
    void DoRun() override
    {
        for (const int number : {SIGINT, SIGTERM, SIGKILL})
        {
            int ends[2];
            NS_TEST_ASSERT_MSG_EQ(pipe(ends), 0, "a pipe");
            const int process = fork();
            if (process == 0)
            {
                setpgid(0, 0);
                close(ends[0]);
                std::signal(SIGINT, SIG_DFL);
                std::signal(SIGTERM, SIG_DFL);
                ParallelRuns runs(
                    2,
                    2,
                    [&ends](uint64_t /* run */) {
                        if (write(ends[1], "r", 1) == 1)
                        {
                            sleep(3600);
                        }
                        return std::string();
                    },
                    NameRun);
                try
                {
                    runs.Finish();
                }
                catch (const std::exception&)
                {
                    _exit(1);
                }
                _exit(0);
            }
            close(ends[1]);
            char octets[2];
            for (int count = 0; count < 2; count++)
            {
                NS_TEST_ASSERT_MSG_EQ(read(ends[0], octets, 1), 1, "a run is under way");
            }
            kill(number == SIGINT ? -process : process, number);
            int status = 0;
            NS_TEST_EXPECT_MSG_EQ(waitpid(process, &status, 0), process, "it ends");
            NS_TEST_EXPECT_MSG_EQ(WIFSIGNALED(status), true, "by a signal");
            NS_TEST_EXPECT_MSG_EQ(WTERMSIG(status), number, "that one");
            NS_TEST_EXPECT_MSG_EQ(read(ends[0], octets, 1), 0, "and so do its runs");
            close(ends[0]);
        }
    }
};

/// @param seed of a run @return a result that depends on it, with numbers that need all digits
RunResult
MakeResult(uint64_t seed)
{
    RunResult result;
    result.seed = seed;
    result.migrations.emplace_back();
    result.migrations.back().vm = "vm1";
    result.migrations.back().from = "dc1";
    result.migrations.back().to = "dc2";
    result.migrations.back().resumed_s = 10;
    result.migrations.back().converged_s = 10 + 1.0 / (seed + 2);
    result.migrations.back().notified_s = seed % 2 == 0 ? NOT_MEASURED : 10.1;
    result.flows.emplace_back();
    result.flows.back().name = "\"a\", b";
    result.flows.back().lost = seed * seed;
    result.flows.back().delayDuring_s = std::sqrt(seed);
    result.flows.back().extra = {{"goodput_bps", 1e15 / 3 * seed}};
    result.fabric["core"]["control"] = (1ULL << 40) + seed;
    return result;
}

/**
 * Method: the seeds 5 to 9 of a study are run one after the other in this process, and by 1, 2 and
 * 4 processes.
 * Expected: the same statistics to the last bit, in the same order; one run alone has none; a run
 * that fails is named by its seed.
 */
class SeedsTestCase : public TestCase
{
  public:
    SeedsTestCase()
        : TestCase("the same statistics for any number of processes")
    {
    }

  private:
    /// @param rows of statistics @param expected rows
    void Compare(const std::vector<StatisticsRow>& rows, const std::vector<StatisticsRow>& expected)
    {
        NS_TEST_ASSERT_MSG_EQ(rows.size(), expected.size(), "rows");
        for (std::size_t i = 0; i < rows.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(rows[i].name, expected[i].name, "row");
            NS_TEST_ASSERT_MSG_EQ(rows[i].figures.size(), expected[i].figures.size(), "figures");
            for (std::size_t j = 0; j < rows[i].figures.size(); j++)
            {
                const auto& [name, ours] = rows[i].figures[j];
                const auto& [otherName, theirs] = expected[i].figures[j];
                NS_TEST_EXPECT_MSG_EQ(name, otherName, "figure");
                NS_TEST_EXPECT_MSG_EQ(ours.runs, theirs.runs, name);
                const double pairs[][2] = {{ours.mean, theirs.mean},
                                           {ours.halfWidth, theirs.halfWidth},
                                           {ours.deviation, theirs.deviation},
                                           {ours.percentiles.p5, theirs.percentiles.p5},
                                           {ours.percentiles.p50, theirs.percentiles.p50},
                                           {ours.percentiles.p95, theirs.percentiles.p95}};
                for (const auto& pair : pairs)
                {
                    const bool same =
                        pair[0] == pair[1] || (std::isnan(pair[0]) && std::isnan(pair[1]));
                    NS_TEST_EXPECT_MSG_EQ(same, true, name);
                }
            }
        }
    }

    void DoRun() override
    {
        constexpr uint64_t FIRST = 5;
        constexpr uint64_t RUNS = 5;
        const Silence silence;
        RunSeries series;
        for (uint64_t run = 0; run < RUNS; run++)
        {
            series.Add(MakeResult(FIRST + run));
        }
        const auto expected = series.GetStatistics();
        for (const uint64_t jobs : {1, 2, 4})
        {
            SeedRuns others(FIRST, RUNS, jobs, MakeResult);
            others.Start();
            auto first = MakeResult(FIRST);
            others.Finish(first);
            NS_TEST_ASSERT_MSG_EQ(first.statistics.runs, RUNS, "runs");
            Compare(first.statistics.migrations, expected.migrations);
            Compare(first.statistics.flows, expected.flows);
            Compare(first.statistics.fabric, expected.fabric);
        }
        SeedRuns none(FIRST, 1, 0, MakeResult);
        none.Start();
        auto alone = MakeResult(FIRST);
        none.Finish(alone);
        NS_TEST_EXPECT_MSG_EQ(alone.statistics.runs, 0, "no statistics of one");

        std::string said;
        try
        {
            SeedRuns failing(FIRST, RUNS, 2, [](uint64_t seed) {
                if (seed == 7)
                {
                    throw std::runtime_error("it broke");
                }
                return MakeResult(seed);
            });
            failing.Start();
            auto first = MakeResult(FIRST);
            failing.Finish(first);
        }
        catch (const std::runtime_error& failure)
        {
            said = failure.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said, "seed 7: it broke", "by its seed");
    }
};

/**
 * Method: figures are written and read; texts that nobody wrote are read.
 * Expected: the text below, with numbers that read back as they were (0.1 is the shortest text of
 * its double; 1/3 needs 16 digits); null for what was not measured. Anything else is refused.
 */
class FiguresTestCase : public TestCase
{
  public:
    FiguresTestCase()
        : TestCase("figures as text")
    {
    }

  private:
    void DoRun() override
    {
        RunFigures figures;
        figures.migrations = {{"vm1", {{"a", 0.1}, {"b", NOT_MEASURED}}}};
        figures.fabric = {{"core", {{"c", 1.0 / 3}}}};
        const auto text = WriteRunFigures(figures);
        NS_TEST_EXPECT_MSG_EQ(
            text,
            "{\"fabric\":[[\"core\",[[\"c\",0.3333333333333333]]]],\"flows\":[],"
            "\"groups\":[],\"migrations\":[[\"vm1\",[[\"a\",0.1],[\"b\",null]]]]}",
            "as text");
        const auto read = ReadRunFigures(text);
        NS_TEST_ASSERT_MSG_EQ(read.migrations.size(), 1, "a move");
        NS_TEST_EXPECT_MSG_EQ(read.migrations[0].figures[0].second, 0.1, "to the last bit");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(read.migrations[0].figures[1].second), true, "missing");
        NS_TEST_EXPECT_MSG_EQ(read.fabric[0].figures[0].second, 1.0 / 3, "to the last bit");
        for (const char* wrong :
             {"",
              "{",
              "[]",
              "{\"fabric\":[],\"flows\":[]}",
              "{\"fabric\":[],\"flows\":[],\"migrations\":[]}",
              "{\"fabric\":[],\"flows\":[],\"groups\":[],\"migrations\":[[1,[]]]}",
              "{\"fabric\":[],\"flows\":[],\"groups\":[],\"migrations\":[[\"a\",[[\"b\"]]]]}",
              "{\"fabric\":[],\"flows\":[],\"groups\":[],\"migrations\":[[\"a\"]]}"})
        {
            bool refused = false;
            try
            {
                ReadRunFigures(wrong);
            }
            catch (const std::invalid_argument&)
            {
                refused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, true, wrong);
        }
    }
};

/**
 * Method: progress is put into words.
 * Expected: a bar of 30 columns, 7 of 20 runs being 10.5 of them; 7 runs in 14 s are 2 s each, so
 * 26 s for 13 more, 23 s after 3 s of them, and 0 s when they take longer; above two minutes in
 * minutes; less than 80 columns with the most runs that there can be (--runs=1000), after a day.
 */
class ProgressTestCase : public TestCase
{
  public:
    ProgressTestCase()
        : TestCase("progress in words")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(
            RunProgress::Format(7, 20, 14, 14, true),
            "[##########....................] 7 of 20 runs, 14 s, about 26 s left",
            "under way");
        NS_TEST_EXPECT_MSG_EQ(RunProgress::Format(7, 20, 17, 14, false),
                              "7 of 20 runs, 17 s, about 23 s left",
                              "a little later");
        NS_TEST_EXPECT_MSG_EQ(RunProgress::Format(7, 20, 50, 14, false),
                              "7 of 20 runs, 50 s, about 0 s left",
                              "longer than it seemed");
        NS_TEST_EXPECT_MSG_EQ(RunProgress::Format(0, 20, 1.4, 0, false),
                              "0 of 20 runs, 1 s",
                              "none");
        NS_TEST_EXPECT_MSG_EQ(RunProgress::Format(2, 2, 180, 180, false),
                              "2 of 2 runs, 3 min",
                              "all");
        NS_TEST_EXPECT_MSG_LT(RunProgress::Format(999, 1000, 86400, 86400, true).size(),
                              80,
                              "a line");
    }
};

/// The suite of runs in processes of their own.
class HelperParallelTestSuite : public TestSuite
{
  public:
    HelperParallelTestSuite()
        : TestSuite("lisp-helper-parallel", TestSuite::Type::UNIT)
    {
        AddTestCase(new OrderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GivenUpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EndedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SeedsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FiguresTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProgressTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperParallelTestSuite g_helperParallelTestSuite; //!< registers the suite

} // namespace
