/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief One timer for a table of deadlines.
 */

#include "ns3/deadline-timer.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: a timer watches for 5 s, for 3 s, for 4 s and for Time::Max(), in this order; at 4 s for
 * 6 s; at 6.5 s for 7 s, and is cancelled then.
 * Expected: it is due at 3 s, the first of all; not at 4 and 5 s, for which its owner, who looks at
 * the table then, has not watched again; at 6 s; not at 7 s.
 */
class WatchTestCase : public TestCase
{
  public:
    WatchTestCase()
        : TestCase("the first deadline")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<Time> due;
        DeadlineTimer timer([&due]() { due.push_back(Simulator::Now()); });
        timer.Watch(Seconds(5));
        timer.Watch(Seconds(3));
        timer.Watch(Seconds(4));
        timer.Watch(Time::Max());
        Simulator::Schedule(Seconds(4), [&timer]() { timer.Watch(Seconds(6)); });
        Simulator::Schedule(MilliSeconds(6500), [&timer]() {
            timer.Watch(Seconds(7));
            timer.Cancel();
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((due == std::vector<Time>{Seconds(3), Seconds(6)}), true, "due");
        Simulator::Destroy();
    }
};

/**
 * Method: from a table with deadlines at 1, 2, 3 and 5 s takes what is due at 2 s, then at 5 s.
 * Expected: those of 1 and 2 s go, in order, and the next is at 3 s; then the others, and there is
 * no next.
 */
class TakeDueTestCase : public TestCase
{
  public:
    TakeDueTestCase()
        : TestCase("what has had its time goes")
    {
    }

  private:
    void DoRun() override
    {
        std::map<std::string, int> table = {{"a", 3}, {"b", 1}, {"c", 5}, {"d", 2}};
        std::string gone;
        const auto deadline = [](int second) { return Seconds(second); };
        const auto go = [&gone](const auto& entry) { gone += entry.first; };
        NS_TEST_EXPECT_MSG_EQ(DeadlineTimer::TakeDue(table, Seconds(2), deadline, go),
                              Seconds(3),
                              "the next");
        NS_TEST_EXPECT_MSG_EQ(gone, "bd", "due");
        NS_TEST_EXPECT_MSG_EQ(table.size(), 2, "the others stay");
        NS_TEST_EXPECT_MSG_EQ(DeadlineTimer::TakeDue(table, Seconds(5), deadline, go),
                              Time::Max(),
                              "no next");
        NS_TEST_EXPECT_MSG_EQ(gone, "bdac", "all");
        NS_TEST_EXPECT_MSG_EQ(table.empty(), true, "all");
    }
};

/// The suite.
class DeadlineTestSuite : public TestSuite
{
  public:
    DeadlineTestSuite()
        : TestSuite("lisp-ethernet-deadline", TestSuite::Type::UNIT)
    {
        AddTestCase(new WatchTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TakeDueTestCase, compat::TestDuration<>::QUICK);
    }
};

const DeadlineTestSuite g_deadlineTestSuite; //!< registers itself

} // namespace
