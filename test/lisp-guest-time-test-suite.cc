/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Guests whose time stands still: their events, nobody else's, wait, and keep their order.
 *
 * All times are in milliseconds unless they say otherwise. A context is a number: what the events
 * of a guest are is told by it alone, so that most cases need no nodes.
 */

#include "guest-test-simulation.h"

#include "ns3/host-time.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: an event of the guest is scheduled at 0 for some time; the guest is paused in between.
 * Expected: it runs when the guest has run for so long, by hand in each row. A pause that begins at
 * the tick of the event, and was scheduled before it, comes first. An event of another node, one of
 * the guest's context under HostTime, and one without context run at their times.
 */
class DeadlineTestCase : public TestCase
{
  public:
    DeadlineTestCase()
        : TestCase("an event runs at its time and the pauses until then")
    {
    }

  private:
    /// One course of events.
    struct Row
    {
        std::vector<std::pair<int64_t, int64_t>> pauses; //!< from, to
        double delay;                                    //!< of guest time
        double runs;                                     //!< simulation time
    };

    void DoRun() override
    {
        const Row rows[] = {
            {{}, 20, 20},
            {{{5, 15}}, 20, 30},
            {{{5, 100}}, 20, 115},           // its first turn is in the pause
            {{{5, 15}, {25, 30}}, 20, 35},   // 5 + 10 until 25, 5 from 30
            {{{5, 15}, {29, 129}}, 20, 130}, // 19 have passed at 29
            {{{20, 50}}, 20, 50},
            {{{10, 10}}, 20, 20},
            {{{25, 30}}, 20, 20},
            {{{0, 1}, {1, 2}, {2, 3}}, 20, 23},
            {{{5, 15}}, 0, 0},
        };
        for (const Row& row : rows)
        {
            OneGuest net;
            for (const auto& [from, to] : row.pauses)
            {
                GuestTestSimulation::PauseBetween(GUEST, from, to);
            }
            net.At(GUEST, row.delay, "guest");
            net.At(OTHER, 20, "other");
            net.Set(20, "none");
            net.Do(GUEST, 0, [&]() {
                const HostTime hostTime;
                net.Set(20, "host");
                net.At(GUEST, 20, "host");
            });
            Simulator::Run();
            std::map<std::string, double> when(net.course.begin(), net.course.end());
            NS_TEST_EXPECT_MSG_EQ(net.course.size(), 5, "each once");
            NS_TEST_EXPECT_MSG_EQ(when["guest"], row.runs, "guest, after " << row.delay);
            // The guest's own event at 0 waits for the pause that is first at 0.
            const double start = !row.pauses.empty() && row.pauses[0].first == 0 ? 3 : 0;
            NS_TEST_EXPECT_MSG_EQ(when["host"], start + 20, "the machine under it");
            NS_TEST_EXPECT_MSG_EQ(when["other"], 20, "another node");
            NS_TEST_EXPECT_MSG_EQ(when["none"], 20, "a script");
        }
    }
};

/**
 * Method: the guest is paused for 1 ms in every 2, a thousand times: [1, 2), [3, 4) .. [1999,
 * 2000). Expected: what is due after 599.5 runs after 599 pauses, at 1198.5; what is due after 1500
 * at 2500, exactly the sum; guest time is 599.5 and 1500 then.
 */
class ManyPausesTestCase : public TestCase
{
  public:
    ManyPausesTestCase()
        : TestCase("a thousand short pauses")
    {
    }

  private:
    void DoRun() override
    {
        OneGuest net;
        for (int64_t i = 0; i < 1000; ++i)
        {
            GuestTestSimulation::PauseBetween(GUEST, 1 + 2 * i, 2 + 2 * i);
        }
        std::vector<double> guest;
        for (const double delay : {599.5, 1500.0})
        {
            net.Do(GUEST, delay, [&]() {
                net.Record("");
                guest.push_back(GuestSimulatorImpl::Get()->GuestNow(GUEST).GetNanoSeconds() / 1e6);
            });
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.course == Course{{"", 1198.5}, {"", 2500}}), true, "times");
        NS_TEST_EXPECT_MSG_EQ((guest == std::vector<double>{599.5, 1500}), true, "guest time");
    }
};

/**
 * Method: a timer of 20 is set in the guest at 0, which is paused in [5, 50) or not, so that it is
 * due at 65 or 20. It is left alone, cancelled or removed: before the pause, in it, in it when its
 * first turn has come (at 20), after it, when its next turn has come (it gets one at 50).
 * Expected: an event that is cancelled or removed does not run and has expired. Left alone it has
 * not expired until 65, has 15 to go in the pause and at its end, 5 at 60, and has expired while it
 * runs, and no time to go. A copy of its identifier is equal to it. After a removal nothing is left
 * in the simulator's list: the run ends at 60, with the last event of the case.
 */
class IdentifierTestCase : public TestCase
{
  public:
    IdentifierTestCase()
        : TestCase("cancelling, removing and asking of events")
    {
    }

  private:
    /// @param id of the event @return how long it has to go, in ms
    static double Left(const EventId& id)
    {
        return Simulator::GetDelayLeft(id).GetNanoSeconds() / 1e6;
    }

    void Leave()
    {
        OneGuest net;
        GuestTestSimulation::PauseBetween(GUEST, 5, 50);
        EventId id;
        net.Do(GUEST, 0, [&]() {
            id = Simulator::Schedule(MilliSeconds(20), [&]() {
                net.Record("ran");
                NS_TEST_EXPECT_MSG_EQ(id.IsExpired(), true, "as with every event that runs");
                NS_TEST_EXPECT_MSG_EQ(Left(id), 0, "none to go");
            });
            const EventId copy = id;
            const EventId second = Simulator::Schedule(MilliSeconds(20), []() {});
            NS_TEST_EXPECT_MSG_EQ((copy == id), true, "a copy");
            NS_TEST_EXPECT_MSG_EQ((second != id), true, "another event");
        });
        for (const auto& [at, left] : std::map<double, double>{{1, 19},
                                                               {4, 16},
                                                               {10, 15},
                                                               {20, 15},
                                                               {30, 15},
                                                               {50, 15},
                                                               {51, 14},
                                                               {60, 5}})
        {
            net.Do(OTHER, at, [&, left = left, copy = &id]() {
                NS_TEST_EXPECT_MSG_EQ(copy->IsExpired(), false, "at " << NowMs());
                NS_TEST_EXPECT_MSG_EQ(Left(*copy), left, "at " << NowMs());
            });
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.course == Course{{"ran", 65}}), true, "once");
        NS_TEST_EXPECT_MSG_EQ(id.IsExpired(), true, "afterwards");
    }

    void End(bool remove, double at, uint32_t where)
    {
        OneGuest net;
        GuestTestSimulation::PauseBetween(GUEST, 5, 50);
        EventId id;
        auto object = std::make_shared<int>(0);
        net.Do(GUEST, 0, [&]() {
            id = Simulator::Schedule(MilliSeconds(20), [&net, object]() { net.Record("ran"); });
        });
        net.Do(where, at, [&]() {
            NS_TEST_EXPECT_MSG_EQ(id.IsExpired(), false, "not yet");
            remove ? Simulator::Remove(id) : Simulator::Cancel(id);
            NS_TEST_EXPECT_MSG_EQ(id.IsExpired(), true, "over");
            NS_TEST_EXPECT_MSG_EQ(Left(id), 0, "over");
            id.Cancel();
            id.Remove(); // neither does any harm twice
        });
        net.At(OTHER, 60, "last");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.course == Course{{"last", 60}}), true, "ended at " << at);
        if (remove)
        {
            NS_TEST_EXPECT_MSG_EQ(NowMs(), 60, "nothing is left, ended at " << at);
        }
        id = EventId();
        NS_TEST_EXPECT_MSG_EQ(object.use_count(), 1, "what the event held is free");
    }

    void DoRun() override
    {
        Leave();
        for (const bool remove : {false, true})
        {
            for (const double at : {2, 10, 30, 49, 50, 55})
            {
                End(remove, at, OTHER);
            }
            End(remove, 3, GUEST);
            End(remove, 9, GUEST); // is itself held, until 54
        }
    }
};

/**
 * Method: events of the guest that are due at the same guest time, 100: A and B are scheduled at 0;
 * C at 80 with 30 to go, after a pause in [50, 60); A schedules D for at once. With further pauses:
 * while they wait for their second turn; at the tick when they are due, before and after any ran.
 * Expected: A, B, C, D, as without pauses, all at 110 and the length of the other pauses. By hand:
 * A and B get their second turn at 100, after C had got the same one at 80.
 */
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("events that are due at once keep their order")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::vector<std::pair<int64_t, int64_t>>> more =
            {{}, {{90, 95}}, {{105, 205}}, {{70, 75}, {101, 102}, {108, 109}}, {{110, 120}}};
        for (const auto& pauses : more)
        {
            OneGuest net;
            GuestTestSimulation::PauseBetween(GUEST, 50, 60);
            double due = 110;
            double late = 80;
            for (const auto& [from, to] : pauses)
            {
                GuestTestSimulation::PauseBetween(GUEST, from, to);
                due += to - from;
                late += from < 80 ? to - from : 0;
            }
            net.Do(GUEST, 100, [&]() {
                net.Record("A");
                net.Set(0, "D");
            });
            net.At(GUEST, 100, "B");
            net.Do(GUEST, 70, [&]() {
                NS_TEST_EXPECT_MSG_EQ(NowMs(), late, "scheduled then");
                net.Set(30, "C");
            });
            Simulator::Run();
            const Course expected{{"A", due}, {"B", due}, {"C", due}, {"D", due}};
            NS_TEST_EXPECT_MSG_EQ((net.course == expected), true, "due at " << due);
        }
    }
};

/**
 * Method: a guest whose events schedule, cancel and remove others by a fixed rule that looks at
 * guest time alone, with delays of 0 to 7 us so that many are due at once, runs without pauses and
 * with 400 of 0 to 9 us at times that often are those of its events.
 * Expected: the same events at the same guest times in the same order.
 */
class ProgramTestCase : public TestCase
{
  public:
    ProgramTestCase()
        : TestCase("a program with pauses does what it does without")
    {
    }

  private:
    /// Numbers by a fixed rule (Numerical Recipes' constants).
    struct Rule
    {
        uint32_t state; //!< of the rule

        /// @param below more than any result @return the next number
        uint32_t Next(uint32_t below)
        {
            state = state * 1664525 + 1013904223;
            return (state >> 16) % below;
        }
    };

    /// What the guest is and has done.
    struct Program
    {
        Rule rule;                                        //!< decides
        std::vector<EventId> events;                      //!< all so far
        std::vector<std::pair<int64_t, uint32_t>> course; //!< guest time and number

        /// @param number of the event that runs
        void Step(uint32_t number)
        {
            course.emplace_back(GuestSimulatorImpl::Get()->GuestNow(GUEST).GetNanoSeconds(),
                                number);
            for (uint32_t i = rule.Next(3); i > 0 && events.size() < 3000; --i)
            {
                Plan(rule.Next(8));
            }
            const uint32_t other = rule.Next(events.size());
            switch (rule.Next(6))
            {
            case 0:
                events[other].Cancel();
                break;
            case 1:
                events[other].Remove();
                break;
            default:
                break;
            }
        }

        /// @param delay us
        void Plan(uint32_t delay)
        {
            const uint32_t number = events.size();
            events.push_back(
                Simulator::Schedule(MicroSeconds(delay), [this, number]() { Step(number); }));
        }
    };

    std::vector<std::pair<int64_t, uint32_t>> Play(uint32_t seed, uint32_t pauses)
    {
        OneGuest net;
        Program program{Rule{seed}, {}, {}};
        net.Do(GUEST, 0, [&]() {
            for (uint32_t i = 0; i < 60; ++i)
            {
                program.Plan(i);
            }
        });
        Rule when{seed + 1};
        for (uint32_t i = 0, at = 0; i < pauses; ++i)
        {
            at += when.Next(4);
            const uint32_t length = when.Next(10);
            Simulator::Schedule(MicroSeconds(at),
                                []() { GuestSimulatorImpl::Get()->Pause(GUEST); });
            at += length;
            Simulator::Schedule(MicroSeconds(at),
                                []() { GuestSimulatorImpl::Get()->Resume(GUEST); });
        }
        Simulator::Run();
        return program.course;
    }

    void DoRun() override
    {
        for (uint32_t seed = 1; seed <= 20; ++seed)
        {
            const auto without = Play(seed, 0);
            NS_TEST_EXPECT_MSG_GT(without.size(), 60, "the program does something");
            NS_TEST_EXPECT_MSG_EQ((Play(seed, 400) == without), true, "with seed " << seed);
        }
    }
};

/// The suite.
class GuestTimeTestSuite : public TestSuite
{
  public:
    GuestTimeTestSuite()
        : TestSuite("lisp-guest-time", TestSuite::Type::UNIT)
    {
        AddTestCase(new DeadlineTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ManyPausesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IdentifierTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OrderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ProgramTestCase, compat::TestDuration<>::QUICK);
    }
};

GuestTimeTestSuite g_guestTimeTestSuite; //!< registers the suite

} // namespace
