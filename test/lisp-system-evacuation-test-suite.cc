/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "guest-test-simulation.h"

#include "ns3/evacuation-study.h"
#include "ns3/not-measured.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief What a study of many moves tells: moves, events, deadlines, why nothing moved, links.
 *
 * Four machines of 1 MiB that write nothing, two at each of two hypervisors, leave by moves of 100
 * Mbit/s over two links of 1 Gbit/s. Each carries its memory and 1 MiB of device state, 2 MiB and
 * some headers: 168 ms at least.
 */

namespace
{

constexpr uint64_t MIB = 1 << 20;          //!< bytes
constexpr double LEAST_S = 2 * 8e-8 * MIB; //!< that 2 MiB take at 100 Mbit/s
constexpr double REQUESTED_S = 1;          //!< when moves are asked for

/// @return what the studies of this file are about
EvacuationParameters
MakeParameters()
{
    EvacuationParameters parameters;
    parameters.machines = 4;
    parameters.hypervisors = 2;
    parameters.links = 2;
    parameters.memory = MIB;
    parameters.spread = 0;
    parameters.writeRate = 0;
    parameters.moveRate = 100000000;
    parameters.parallel = 1;
    return parameters;
}

/// @param parameters of a study @return what it tells
RunResult
RunStudy(const EvacuationParameters& parameters)
{
    [[maybe_unused]] const GuestTestSimulation simulation;
    EvacuationStudy study(parameters);
    return study.Run();
}

/// @param result of a study @param vm a machine @return its events, in order, with commas between
std::string
ListEvents(const RunResult& result, const std::string& vm)
{
    std::string events;
    for (const auto& event : result.events)
    {
        if (event.node == vm)
        {
            events += (events.empty() ? "" : ",") + event.event;
        }
    }
    return events;
}

/// @param result of a study @param part of a sentence @return whether one of its sentences has it
bool
Says(const RunResult& result, const std::string& part)
{
    for (const auto& group : result.groups)
    {
        for (const auto& sentence : group.sentences)
        {
            if (sentence.find(part) != std::string::npos)
            {
                return true;
            }
        }
    }
    return false;
}

/**
 * Method: the four machines leave, one at a time.
 * Expected: four moves with the contract's fields and those of a schedule, each done in one try,
 * after 168 ms at least and less than half more; the first begins when it is asked for, at 1 s.
 * Each machine's events in order. The links carried the moves' bytes, two moves each; on the core's
 * links more than that was sent, as TCP's headers are on them, and as much twice on the access
 * links, there and here. Every link's octets over time are what it sent in all.
 */
class MovesTestCase : public TestCase
{
  public:
    MovesTestCase()
        : TestCase("moves, events, links")
    {
    }

  private:
    void DoRun() override
    {
        const auto result = RunStudy(MakeParameters());
        NS_TEST_ASSERT_MSG_EQ(result.migrations.size(), 4, "moves");
        double bytes = 0;
        for (const auto& move : result.migrations)
        {
            NS_TEST_EXPECT_MSG_EQ(move.mode, "pre-copy", "kind");
            NS_TEST_EXPECT_MSG_EQ(move.failure, "", "done");
            NS_TEST_EXPECT_MSG_EQ(move.requested_s, REQUESTED_S, "asked for");
            NS_TEST_EXPECT_MSG_EQ((move.total_s > LEAST_S && move.total_s < 1.5 * LEAST_S),
                                  true,
                                  move.total_s);
            NS_TEST_EXPECT_MSG_EQ_TOL(move.started_s + move.total_s, move.ended_s, 1e-9, "end");
            NS_TEST_EXPECT_MSG_EQ(FindNumber(move.extra, "tries"), 1, "tries");
            NS_TEST_EXPECT_MSG_EQ(FindNumber(move.extra, "memory"), MIB, "memory");
            NS_TEST_EXPECT_MSG_EQ(FindText(move.extra, "outcome"), "done", "outcome");
            NS_TEST_EXPECT_MSG_EQ(std::isnan(FindNumber(move.extra, "deadline_s")), true, "none");
            NS_TEST_EXPECT_MSG_EQ(ListEvents(result, move.vm),
                                  "migration-requested,migration-started,copy-started,vm-paused,"
                                  "vm-resumed,migration-ended",
                                  move.vm);
            bytes += static_cast<double>(move.bytesCopied);
        }
        NS_TEST_EXPECT_MSG_EQ(result.migrations[0].started_s, REQUESTED_S, "the first one");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(result, "counts", "done"), 4, "done");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(result, "", "complete"), 1, "nothing lost track of");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(result, "utilisation/dc1", "after"), 0, "empty");

        NS_TEST_ASSERT_MSG_EQ(result.tables.size(), 1, "a table");
        NS_TEST_ASSERT_MSG_EQ(result.tables[0].rows.size(), 2, "links");
        double carried = 0;
        double octets = 0;
        for (std::size_t i = 0; i < 2; i++)
        {
            const auto& link = result.tables[0].rows[i];
            NS_TEST_EXPECT_MSG_EQ(FindNumber(link, "moves"), 2, "moves over each");
            NS_TEST_EXPECT_MSG_EQ(FindNumber(link, "most_moves"), 1, "one at a time");
            carried += FindNumber(link, "bytes");
            octets += FindNumber(link, "octets");
            double sum = 0;
            for (const uint64_t part : result.series[i].carried.bytes)
            {
                sum += static_cast<double>(part);
            }
            NS_TEST_EXPECT_MSG_EQ(sum, FindNumber(link, "octets"), "over time");
        }
        NS_TEST_EXPECT_MSG_EQ(carried, bytes, "what moves carried");
        const double core = static_cast<double>(result.fabric.at("core").at("migration"));
        NS_TEST_EXPECT_MSG_EQ((octets > bytes && octets < core), true, "with headers");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(result.fabric.at("access").at("migration")) /
                                      core,
                                  2,
                                  1e-9,
                                  "there and here");
    }
};

/**
 * Method: the same with deadlines drawn from 0 to 0.4 s after the request: begun in any case, and
 * refused if it would be late. Expected: who ended after its deadline is late by the difference,
 * has an event that says so, and is counted; the mean and the most are theirs. The last of four
 * moves ends after 4 * 168 ms, and a drawn deadline is 0.4 s at most: one is late at least.
 * Refused: each by the time that it would be late, which is its prediction's end less the deadline;
 * it never began.
 */
class DeadlinesTestCase : public TestCase
{
  public:
    DeadlinesTestCase()
        : TestCase("deadlines that are missed, and refused")
    {
    }

  private:
    void DoRun() override
    {
        auto parameters = MakeParameters();
        parameters.deadline = 0.4;
        const auto warned = RunStudy(parameters);
        int missed = 0;
        double sum = 0;
        double most = 0;
        for (const auto& move : warned.migrations)
        {
            const double late = move.ended_s - FindNumber(move.extra, "deadline_s");
            const bool isLate = late > 0;
            NS_TEST_EXPECT_MSG_EQ(FindNumber(move.extra, "missed_deadline"), isLate, move.vm);
            const auto events = ListEvents(warned, move.vm);
            NS_TEST_EXPECT_MSG_EQ((events.find("deadline-missed") != std::string::npos),
                                  isLate,
                                  events);
            if (isLate)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(FindNumber(move.extra, "late_by_s"), late, 1e-9, "by");
                missed++;
                sum += late;
                most = std::max(most, late);
            }
        }
        NS_TEST_ASSERT_MSG_GT(missed, 0, "late");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(warned, "deadlines", "asked"), 4, "deadlines");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(warned, "deadlines", "missed"), missed, "missed");
        NS_TEST_EXPECT_MSG_EQ_TOL(FindFigure(warned, "deadlines", "late_by_mean_s"),
                                  sum / missed,
                                  1e-9,
                                  "mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(FindFigure(warned, "deadlines", "late_by_most_s"),
                                  most,
                                  1e-9,
                                  "most");
        NS_TEST_EXPECT_MSG_EQ(Says(warned, std::to_string(missed) + " of 4 missed, by "),
                              true,
                              "for people");

        parameters.late = "refuse";
        const auto strict = RunStudy(parameters);
        int refused = 0;
        for (const auto& move : strict.migrations)
        {
            if (FindText(move.extra, "outcome") == "refused")
            {
                refused++;
                const double late = move.ended_s + FindNumber(move.extra, "predicted_s") -
                                    FindNumber(move.extra, "deadline_s");
                NS_TEST_EXPECT_MSG_EQ(FindText(move.extra, "reason"), "too-late", "why");
                NS_TEST_EXPECT_MSG_EQ_TOL(FindNumber(move.extra, "late_by_s"), late, 1e-9, "by");
                NS_TEST_EXPECT_MSG_EQ(std::isnan(move.started_s), true, "never began");
                NS_TEST_EXPECT_MSG_EQ(ListEvents(strict, move.vm),
                                      "migration-requested,migration-refused",
                                      move.vm);
            }
        }
        NS_TEST_ASSERT_MSG_GT(refused, 0, "refused");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(strict, "deadlines", "refused"), refused, "counted");
        NS_TEST_EXPECT_MSG_EQ(FindFigure(strict, "counts", "refused"), refused, "counted");
        NS_TEST_EXPECT_MSG_EQ(
            Says(strict, std::to_string(refused) + " refused, as they would be late by: vm"),
            true,
            "for people");
    }
};

/**
 * Method: hypervisors with four times the memory of their machines; a burst that leaves 30 % in
 * use, a balance within 30 %. Expected: a quarter is in use at dc1, nothing at dc2: neither has
 * anything to do, and says so with these numbers.
 */
class NothingTestCase : public TestCase
{
  public:
    NothingTestCase()
        : TestCase("why nothing is moved")
    {
    }

  private:
    void DoRun() override
    {
        auto parameters = MakeParameters();
        parameters.room = 4;
        parameters.threshold = 0.3;
        parameters.bound = 0.3;
        for (const auto& [policy, why] : std::map<std::string, std::string>{
                 {"burst",
                  "moves: none: dc1 has 25.0 % of its memory in use, no more than the threshold of "
                  "30.0 %"},
                 {"balance",
                  "moves: none: the data centres differ by 25.0 % of memory in use, no more than "
                  "the bound of 30.0 %"}})
        {
            parameters.policy = policy;
            const auto result = RunStudy(parameters);
            NS_TEST_EXPECT_MSG_EQ(result.migrations.size(), 0, policy);
            NS_TEST_EXPECT_MSG_EQ(Says(result, why), true, why);
        }
    }
};

/**
 * Method: machines write 20 MiB/s, 168 Mbit/s, by moves of 100 and of 500 Mbit/s. Expected: a note
 * with the bound that rounds tend to, in the first case only: all 256 pages.
 */
class WritesTestCase : public TestCase
{
  public:
    WritesTestCase()
        : TestCase("machines that write faster than they are carried")
    {
    }

  private:
    void DoRun() override
    {
        auto parameters = MakeParameters();
        parameters.writeRate = 20 * MIB;
        const auto result = RunStudy(parameters);
        NS_TEST_ASSERT_MSG_EQ(result.notes.size(), 2, "a note");
        NS_TEST_EXPECT_MSG_NE(result.notes[1].find("the migration sends them at 100 Mbit/s: rounds "
                                                   "do not become smaller than 256 pages"),
                              std::string::npos,
                              result.notes[1]);
        parameters.moveRate = 500000000;
        NS_TEST_EXPECT_MSG_EQ(RunStudy(parameters).notes.size(), 1, "none");
    }
};

/**
 * Method: both links fail 50 ms after the first move began, until 12 s; a side gives up after 10 s
 * without an answer, and the move is tried again 2 s later. Expected: its machine's events tell of
 * the first try's end and of the second try, which is done; time from its begin on is that of both.
 */
class RetriedTestCase : public TestCase
{
  public:
    RetriedTestCase()
        : TestCase("a move that is tried again")
    {
    }

  private:
    void DoRun() override
    {
        auto parameters = MakeParameters();
        parameters.machines = 1;
        [[maybe_unused]] const GuestTestSimulation simulation;
        EvacuationStudy study(parameters);
        study.GetScheduler()->SetAttribute("RetryDelay", StringValue("2s"));
        for (const auto& [when, isUp] : std::map<double, bool>{{1.05, false}, {12, true}})
        {
            Simulator::Schedule(Seconds(when), [&study, isUp = isUp]() {
                study.GetNetwork().SetLink(0, isUp);
                study.GetNetwork().SetLink(1, isUp);
            });
        }
        const auto result = study.Run();
        NS_TEST_ASSERT_MSG_EQ(result.migrations.size(), 1, "a move");
        NS_TEST_EXPECT_MSG_EQ(FindNumber(result.migrations[0].extra, "tries"), 2, "tries");
        NS_TEST_EXPECT_MSG_EQ(ListEvents(result, "vm1"),
                              "migration-requested,migration-started,copy-started,"
                              "migration-aborted,migration-retried,copy-started,vm-paused,"
                              "vm-resumed,migration-ended",
                              "events");
        NS_TEST_EXPECT_MSG_GT(result.migrations[0].total_s, 12, "of both tries");
    }
};

/// The suite of studies of many moves.
class SystemEvacuationTestSuite : public TestSuite
{
  public:
    SystemEvacuationTestSuite()
        : TestSuite("lisp-system-evacuation", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new MovesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeadlinesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NothingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WritesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RetriedTestCase, compat::TestDuration<>::QUICK);
    }
};

SystemEvacuationTestSuite g_systemEvacuationTestSuite; ///< the suite

} // namespace
