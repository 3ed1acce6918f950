/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/iot-study.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief Things that move between gateways.
 *
 * Of IotNetwork: a cell is 5 ms from its gateway; what crosses the core goes 0.5 ms up, 10 ms, and
 * 0.5 ms down, 11 ms; from the collector's router to the Map-Server it is 1 ms, from it to its host
 * 0.1 ms. A report or a command is 50 octets and 28 of headers, 80 with those of the link: 64 us on
 * the 10 Mbit/s of a cell. On all other links a message takes less than 2 us in all.
 */

namespace
{

constexpr double IOT_SLACK = 4e-6; //!< for octets on fast links, seconds

/// @param solicits whether the new gateway solicits @return a small field, in which things move by
/// MoveAt alone: at first, even ones are in the first cell, odd ones in the second
IotStudyOptions
MakeSmallField(bool solicits)
{
    IotStudyOptions options;
    options.things = 8;
    options.movesAnHour = 0;
    options.duration = Seconds(10);
    options.network.gateways = 2;
    options.network.solicitsOnChange = solicits;
    return options;
}

/// @param study that has run @param name of a figure @return its value
double
GetFigure(const IotStudy& study, const std::string& name)
{
    return FindNumber(study.GetFigures(), name);
}

/**
 * Method: one thing moves at 30 s; the new gateway solicits.
 * Expected: its first packet is at the new gateway after 5.064 ms, the Map-Register at the
 * Map-Server 11 ms later: registered after 16.064 ms. The Map-Notify is back after 11 ms, then the
 * SMR goes, 11 ms; the collector's router asks, 1 ms to the Map-Server, 11 ms to the new gateway,
 * and has the answer 11 ms later: followed after 61.064 ms. A command comes within 10 s more. The
 * thing is the only host route that a core without LISP would have; the Map-Server has 8 things and
 * the collector's prefix, and the collector's router the 8 things.
 */
class IotSolicitedMoveTestCase : public TestCase
{
  public:
    IotSolicitedMoveTestCase()
        : TestCase("a move, of which the new gateway tells")
    {
    }

  private:
    void DoRun() override
    {
        IotStudy study(MakeSmallField(true), 100);
        NS_TEST_EXPECT_MSG_EQ(study.GetStart(), Seconds(25), "two intervals and 5 s");
        study.MoveAt(Seconds(30), 0, 1);
        study.Run();
        NS_TEST_EXPECT_MSG_EQ(study.CountMoves(), 1, "moves");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetFigure(study, "registered_max_s"),
                                  16.064e-3,
                                  IOT_SLACK,
                                  "registered");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetFigure(study, "followed_max_s"),
                                  61.064e-3,
                                  IOT_SLACK,
                                  "followed");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "reached"), 1, "reached");
        NS_TEST_EXPECT_MSG_LT(GetFigure(study, "reached_max_s"), 10.07, "within an interval");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "commands_lost"), 0, "none was under way");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "host_routes"), 1, "away from home");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "registrations"), 9, "registrations");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "collector_cache"), 8, "mappings");
        Simulator::Destroy();
        Names::Clear();
    }
};

/**
 * Method: 120 things, of which one moves at 30 s; the new gateway solicits.
 * Expected: at the start 60 things are new to each gateway. It solicits their collector for one
 * each 3 s, which would take 180 s. But the collector's router asks for each thing when it commands
 * it, once in 10 s, and who asks is not solicited: at 25 s nothing waits, and the move is followed
 * after 61.064 ms, as when it is alone.
 */
class IotNewThingsTestCase : public TestCase
{
  public:
    IotNewThingsTestCase()
        : TestCase("things that are new hold up no move")
    {
    }

  private:
    void DoRun() override
    {
        auto options = MakeSmallField(true);
        options.things = 120;
        IotStudy study(options, 100);
        study.MoveAt(Seconds(30), 0, 1);
        study.Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(GetFigure(study, "followed_max_s"),
                                  61.064e-3,
                                  IOT_SLACK,
                                  "followed");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "commands_lost"), 0, "none was under way");
        Simulator::Destroy();
        Names::Clear();
    }
};

/**
 * Method: one thing moves at 30 s; nobody solicits but the old gateway, when data comes.
 * Expected: the next command, sent at some time c, is lost there as lisp-etr-eid-away after
 * 0.1 + 11 ms. The SMR takes 11 ms, the question and its answer 23 ms: followed at c + 45.1 ms. The
 * command after, sent at c + 10 s, arrives after 0.1 + 11 + 5.064 ms: 9.971064 s after that.
 */
class IotStaleMoveTestCase : public TestCase
{
  public:
    IotStaleMoveTestCase()
        : TestCase("a move, of which the next command tells")
    {
    }

  private:
    void DoRun() override
    {
        IotStudy study(MakeSmallField(false), 100);
        study.MoveAt(Seconds(30), 0, 1);
        study.Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(GetFigure(study, "reached_max_s") -
                                      GetFigure(study, "followed_max_s"),
                                  9.971064,
                                  IOT_SLACK,
                                  "from following to arrival");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "commands_lost"), 1, "the one that told");
        const auto losses = study.GetLosses();
        NS_TEST_ASSERT_MSG_EQ(losses.size(), 1, "one reason");
        NS_TEST_EXPECT_MSG_EQ(FindText(losses[0], "reason"), "lisp-etr-eid-away", "the reason");
        NS_TEST_EXPECT_MSG_EQ(FindNumber(losses[0], "commands"), 1, "once");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(study, "reports_lost"), 0, "no report");
        Simulator::Destroy();
        Names::Clear();
    }
};

/**
 * Method: the four things of the first cell move to the second one within 3 ms; nobody solicits but
 * the old gateway.
 * Expected: all are registered at once, each after 16.064 ms. An ETR solicits a locator once in 3 s
 * at most (RFC 9301 section 6.1), so that their collector's router follows them one by one, with
 * 3 s between two at least; and each loses a command at least.
 */
class IotSmrRateTestCase : public TestCase
{
  public:
    IotSmrRateTestCase()
        : TestCase("moves from one gateway wait for each other")
    {
    }

  private:
    void DoRun() override
    {
        IotStudy study(MakeSmallField(false), 100);
        for (uint32_t i = 0; i < 4; i++)
        {
            study.MoveAt(Seconds(30) + MilliSeconds(i), 2 * i, 1);
        }
        study.Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(GetFigure(study, "registered_max_s"),
                                  16.064e-3,
                                  IOT_SLACK,
                                  "the last one registered");
        auto times = study.GetTimes(IotStudy::FOLLOWED);
        NS_TEST_ASSERT_MSG_EQ(times.size(), 4, "all are followed");
        std::sort(times.begin(), times.end());
        for (std::size_t i = 1; i < times.size(); i++)
        {
            // The moves themselves are 1 ms apart, and their times are counted from these.
            NS_TEST_EXPECT_MSG_GT(times[i] - times[i - 1], 3 - 4e-3, "3 s after the one before");
        }
        NS_TEST_EXPECT_MSG_GT(GetFigure(study, "commands_lost"), 3, "one of each thing");
        Simulator::Destroy();
        Names::Clear();
    }
};

/**
 * Method: fields that cannot be.
 * Expected: each is refused, in words that name the value and what is accepted.
 */
class IotRefusedTestCase : public TestCase
{
  public:
    IotRefusedTestCase()
        : TestCase("fields that cannot be")
    {
    }

  private:
    /// @param change makes the options wrong @return what is said about it
    static std::string Try(const std::function<void(IotStudyOptions&)>& change)
    {
        std::string said;
        IotStudyOptions options;
        change(options);
        try
        {
            IotStudy study(options, 100);
        }
        catch (const std::invalid_argument& e)
        {
            said = e.what();
        }
        Simulator::Destroy();
        Names::Clear();
        return said;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Try([](IotStudyOptions& o) { o.network.gateways = 1; }),
                              "gateways 1: accepted: 2 to 64",
                              "nowhere to move to");
        NS_TEST_EXPECT_MSG_EQ(Try([](IotStudyOptions& o) { o.network.collectors = 17; }),
                              "collectors 17: accepted: 1 to 16",
                              "too many");
        NS_TEST_EXPECT_MSG_EQ(Try([](IotStudyOptions& o) { o.things = 65001; }),
                              "things 65001: accepted: 1 to 65000",
                              "no addresses for them");
    }
};

/// The suite.
class LispSystemIotFieldTestSuite : public TestSuite
{
  public:
    LispSystemIotFieldTestSuite()
        : TestSuite("lisp-system-iot-field", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new IotSolicitedMoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IotNewThingsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IotStaleMoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IotSmrRateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IotRefusedTestCase, compat::TestDuration<>::QUICK);
    }
};

LispSystemIotFieldTestSuite g_suite; ///< registers itself

} // namespace
