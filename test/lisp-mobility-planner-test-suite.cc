/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Plans by hand: which machines move where.
 */

#include "planner-test-stock.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// @param plan a plan @return its refusals as "machine:reason", in order
std::string
WriteRefused(const MigrationPlan& plan)
{
    std::string text;
    for (const auto& refused : plan.refused)
    {
        text += (text.empty() ? "" : " ") + std::to_string(refused.machine) + ":" +
                ToString(refused.reason);
    }
    return text;
}

/**
 * Method: machines of 100 MB, moves of 1 Gbit/s (125 MB/s), various dirty rates.
 * Expected: with half the rate written again, 100 * (1 + 1/2 + 1/4 + ...) = 200 MB; with a tenth
 * 111.1; from 3/4 on four memories, however much is written: three while it runs and one in the
 * pause.
 */
class BytesTestCase : public TestCase
{
  public:
    BytesTestCase()
        : TestCase("bytes that a move is expected to carry")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("a", 1000);
        for (double dirty : {0.0, 62.5, 12.5, 93.75, 112.5, 125.0, 500.0})
        {
            stock.Vm(0, 100, 1, dirty);
        }
        const std::vector<double> expected = {100, 200, 100 / 0.9, 400, 400, 400, 400};
        for (std::size_t i = 0; i < expected.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(stock.GetMoveBytes(i) / MB, expected[i], 1e-9, i);
        }
    }
};

/**
 * Method: a hypervisor with machines of 5, 4, 5 and 6 is emptied into two of 10.
 * Expected: the largest first, each where it first fits: 6 to the first, both 5 to the second, 4 to
 * the first: all full. In the order given, 5 + 4 and 5 would leave no place for 6.
 */
class DecreasingTestCase : public TestCase
{
  public:
    DecreasingTestCase()
        : TestCase("evacuate: first fit, decreasing")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("a", 20).Host("a", 10).Host("a", 10);
        stock.Vm(0, 5).Vm(0, 4).Vm(0, 5).Vm(0, 6);
        const auto plan = MigrationPlanner(stock).Evacuate({0});
        NS_TEST_EXPECT_MSG_EQ(Write(plan), "3>1 0>2 2>2 1>1", "6, 5, 5, 4");
        NS_TEST_EXPECT_MSG_EQ(plan.reached, true, "everybody has a place");
        NS_TEST_EXPECT_MSG_EQ(plan.achieved, 1, "everybody has a place");
        NS_TEST_EXPECT_MSG_EQ(plan.GetLowerBound(), 0, "no link is passed");
    }
};

/**
 * Method: eight machines of 125 MB to four hypervisors behind a link of 1 Gbit/s each; and three to
 * two behind 2 Gbit/s and 1 Gbit/s.
 * Expected: each link carries two, one after the other: 2 s, which nothing can be quicker than.
 * Then: the first one to the fast link (0.5 s, not 1 s), the second there as well (1 s on either),
 * the third to the slow one (1 s, not 1.5 s): 1 s.
 */
class SpreadTestCase : public TestCase
{
  public:
    SpreadTestCase()
        : TestCase("evacuate: spread over link groups")
    {
    }

  private:
    void DoRun() override
    {
        Stock four;
        four.Host("a", 10000);
        for (int i = 0; i < 4; i++)
        {
            four.Host("b", 10000, MANY, i).Link(GBPS);
        }
        for (int i = 0; i < 8; i++)
        {
            four.Vm(0, 125);
        }
        const auto even = MigrationPlanner(four).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(Write(even), "0>1 1>2 2>3 3>4 4>1 5>2 6>3 7>4", "in turn");
        NS_TEST_ASSERT_MSG_EQ(even.linkSeconds.size(), 4, "links");
        for (double seconds : even.linkSeconds)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(seconds, 2, 1e-9, "250 MB at 1 Gbit/s");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(even.GetLowerBound(), 2, 1e-9, "250 MB at 1 Gbit/s");

        Stock two;
        two.Host("a", 10000).Host("b", 10000, MANY, 0).Host("b", 10000, MANY, 1);
        two.Link(2 * GBPS).Link(GBPS).Vm(0, 125).Vm(0, 125).Vm(0, 125);
        const auto uneven = MigrationPlanner(two).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(Write(uneven), "0>1 1>1 2>2", "by capacity");
        NS_TEST_EXPECT_MSG_EQ_TOL(uneven.GetLowerBound(), 1, 1e-9, "250 MB at 2 Gbit/s");
    }
};

/**
 * Method: a move whose source sends over link 0 and 1 and whose target receives over 1 and 2; one
 * within the data centre.
 * Expected: the first passes 0, 1 and 2, each once, and each has its second; the other none.
 */
class BothEndsTestCase : public TestCase
{
  public:
    BothEndsTestCase()
        : TestCase("link groups of both ends")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("a", 1000).Host("b", 1000).Host("a", 125).Link(GBPS).Link(GBPS).Link(GBPS);
        stock.hypervisors[0].sendsOver = {1, 0};
        stock.hypervisors[1].receivesOver = {2, 1};
        stock.hypervisors[2].receivesOver = {0};
        stock.Vm(0, 125).Vm(0, 125);
        const auto plan = MigrationPlanner(stock).Evacuate({0});
        NS_TEST_EXPECT_MSG_EQ(Write(plan), "0>2 1>1", "nearby first");
        NS_TEST_ASSERT_MSG_EQ(plan.moves.size(), 2, "both");
        NS_TEST_EXPECT_MSG_EQ(plan.moves[0].linkGroups.size(), 0, "within a data centre");
        NS_TEST_EXPECT_MSG_EQ((plan.moves[1].linkGroups == std::vector<std::size_t>{0, 1, 2}),
                              true,
                              "each once");
        for (double seconds : plan.linkSeconds)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(seconds, 1, 1e-9, "125 MB at 1 Gbit/s");
        }
    }
};

/**
 * Method: machines of 4, 4, 3, 3 to targets of 8 and 6 behind a link each.
 * Expected: to spread them, 4 and 3 would go to the first and 4 to the second, and neither has room
 * for the last 3. First fit has: 4 + 4 and 3 + 3. The plan is that one.
 */
class RoomBeforeLinksTestCase : public TestCase
{
  public:
    RoomBeforeLinksTestCase()
        : TestCase("evacuate: room counts more than links")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("a", 20).Host("b", 8, MANY, 0).Host("b", 6, MANY, 1).Link(GBPS).Link(GBPS);
        stock.Vm(0, 4).Vm(0, 4).Vm(0, 3).Vm(0, 3);
        const auto plan = MigrationPlanner(stock).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(Write(plan), "0>1 1>1 2>2 3>2", "first fit");
        NS_TEST_EXPECT_MSG_EQ(plan.reached, true, "everybody has a place");
    }
};

/**
 * Method: evacuations that cannot place everybody.
 * Expected: no-target if nothing is left to go to; no-memory: 9 where at most 8 is left; no-vcpus:
 * 5 processors where at most 4 are left; no-room: one target has the memory (8), the other the
 * processors (4), neither both. With a fourth machine that fits, a quarter of them has a place. Two
 * processors are enough for two of three machines.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("evacuate: refused by name")
    {
    }

  private:
    void DoRun() override
    {
        Stock alone;
        alone.Host("a", 10).Vm(0, 1);
        const auto nowhere = MigrationPlanner(alone).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(WriteRefused(nowhere), "0:no-target", "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(nowhere.reached, false, "nobody has a place");
        NS_TEST_EXPECT_MSG_EQ(nowhere.achieved, 0, "nobody has a place");

        Stock stock;
        stock.Host("a", 100).Host("b", 9, 1).Host("b", 2, 5);
        stock.Vm(0, 9).Vm(0, 1, 5).Vm(0, 4, 4).Vm(1, 1);
        stock.hypervisors[1].vCpus = 2;
        stock.hypervisors[2].otherVCpus = 1;
        const auto plan = MigrationPlanner(stock).EvacuateDataCenter("a");
        std::set<std::string> reasons;
        for (const auto& refused : plan.refused)
        {
            reasons.insert(std::to_string(refused.machine) + ":" + ToString(refused.reason));
        }
        const std::set<std::string> expected = {"0:no-memory", "1:no-vcpus", "2:no-room"};
        NS_TEST_EXPECT_MSG_EQ((reasons == expected), true, WriteRefused(plan));
        stock.Vm(0, 2, 4);
        const auto some = MigrationPlanner(stock).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(Write(some), "4>2", "2 and 4 processors");
        NS_TEST_EXPECT_MSG_EQ(some.achieved, 0.25, "one of four");

        Stock few;
        few.Host("a", 100).Host("b", 100, 2).Vm(0, 3).Vm(0, 2).Vm(0, 1);
        const auto two = MigrationPlanner(few).EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(Write(two), "0>1 1>1", "two processors");
        NS_TEST_EXPECT_MSG_EQ(WriteRefused(two), "2:no-vcpus", "the third");
    }
};

/**
 * Method: a home of 100, in use 30 + 20 + 20 + 10; a cloud.
 * Expected: to be at 0.5 at most, 30 goes: one move. At 0.65, 15 is to go: of 30 and twice 20 that
 * are enough, the first 20 has the fewest bytes, and if what is written makes it 40, the other. At
 * 0.35 two go, 30 and 20 (45 is to go), and into a cloud of two hypervisors of 20 only 20 and 20
 * fit: the home stays at 0.4, 30 and 10 are refused. A cloud of 40 takes these two as well, and a
 * cloud of 30 none but 20 and 10 or 30: at 0.5 it takes 30. At 0.8 nothing is to be done.
 */
class BurstTestCase : public TestCase
{
  public:
    BurstTestCase()
        : TestCase("burst: as few as needed")
    {
    }

  private:
    /// @param dirty MB/s of the first machine of 20 @return the home
    static Stock Home(double dirty = 0)
    {
        Stock stock;
        stock.Host("home", 50).Host("home", 50);
        stock.Vm(0, 30).Vm(1, 20, 1, dirty).Vm(1, 20).Vm(0, 10);
        return stock;
    }

    /// @param stock an inventory @param threshold at home @param moves expected
    /// @param achieved expected @param refused expected
    void Check(const Stock& stock,
               double threshold,
               const std::string& moves,
               double achieved,
               const std::string& refused = "")
    {
        const auto plan = MigrationPlanner(stock).Burst("home", "cloud", threshold);
        NS_TEST_EXPECT_MSG_EQ(Write(plan), moves, "at most " << threshold);
        NS_TEST_EXPECT_MSG_EQ_TOL(plan.achieved, achieved, 1e-9, "at most " << threshold);
        NS_TEST_EXPECT_MSG_EQ(WriteRefused(plan), refused, "at most " << threshold);
        NS_TEST_EXPECT_MSG_EQ(plan.reached, refused.empty(), "at most " << threshold);
    }

    void DoRun() override
    {
        Check(Home().Host("cloud", 1000), 0.8, "", 0.8);
        Check(Home().Host("cloud", 1000), 0.5, "0>2", 0.5);
        Check(Home().Host("cloud", 1000), 0.65, "1>2", 0.6);
        Check(Home(62.5).Host("cloud", 1000), 0.65, "2>2", 0.6);
        Check(Home().Host("cloud", 1000), 0.35, "0>2 1>2", 0.3);
        Check(Home().Host("cloud", 20).Host("cloud", 20),
              0.35,
              "1>2 2>3",
              0.4,
              "0:no-memory 3:no-memory");
        Check(Home().Host("cloud", 30), 0.5, "0>2", 0.5);
    }
};

/**
 * Method: a cloud of 10 for machines of 6, 5, 5, of which 10 are to go.
 * Expected: the largest first would leave no room for the second: two of 5 go.
 */
class BurstIntoLittleTestCase : public TestCase
{
  public:
    BurstIntoLittleTestCase()
        : TestCase("burst: into little room")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("home", 16).Host("cloud", 10).Vm(0, 6).Vm(0, 5).Vm(0, 5);
        MigrationPlanner planner(stock);
        const auto plan = planner.Burst("home", "cloud", 6.0 / 16);
        NS_TEST_EXPECT_MSG_EQ(Write(plan), "1>1 2>1", "10 of 10");
        NS_TEST_EXPECT_MSG_EQ(plan.reached, true, "6 of 16");
        planner.SetSearchBudget(0);
        const auto greedy = planner.Burst("home", "cloud", 6.0 / 16);
        NS_TEST_EXPECT_MSG_EQ(Write(greedy), "0>1", "without a search");
        NS_TEST_EXPECT_MSG_EQ(WriteRefused(greedy), "1:no-memory 2:no-memory", "4 are left");
        const auto byVCpus = planner.Burst("home", "cloud", 2.0 / MANY, PlanLoad::VCPUS);
        NS_TEST_EXPECT_MSG_EQ(Write(byVCpus), "1>1", "one of three processors, fewest bytes");
    }
};

/**
 * Method: a home with four machines of 125, of which two are to go, and a cloud of two hypervisors
 * behind a link each; the same as a balance of data centres, within 0.01 (two of four as well).
 * Expected: one over each link: 125 MB take 1 s. Without that both would go to the first one.
 */
class SpreadPlansTestCase : public TestCase
{
  public:
    SpreadPlansTestCase()
        : TestCase("burst and balance: spread over link groups")
    {
    }

  private:
    void DoRun() override
    {
        Stock stock;
        stock.Host("a", 1000).Host("b", 500, MANY, 0).Host("b", 500, MANY, 1);
        stock.Link(GBPS).Link(GBPS).Vm(0, 125).Vm(0, 125).Vm(0, 125).Vm(0, 125);
        const MigrationPlanner planner(stock);
        const auto burst = planner.Burst("a", "b", 0.25);
        NS_TEST_EXPECT_MSG_EQ(Write(burst), "0>1 1>2", "burst");
        NS_TEST_EXPECT_MSG_EQ_TOL(burst.GetLowerBound(), 1, 1e-9, "burst");
        const auto balance = planner.Balance(MigrationPlanner::Unit::DATA_CENTER, 0.01);
        NS_TEST_EXPECT_MSG_EQ(Write(balance), "0>1 1>2", "balance");
        NS_TEST_EXPECT_MSG_EQ_TOL(balance.GetLowerBound(), 1, 1e-9, "balance");
    }
};

/**
 * Method: what makes no sense.
 * Expected: std::invalid_argument, whose one line names it.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes")
    {
    }

  private:
    /// @param words that the message is to have @param mistake to be made
    void Expect(const std::string& words, const std::function<void()>& mistake)
    {
        std::string message = "nothing";
        try
        {
            mistake();
        }
        catch (const std::invalid_argument& thrown)
        {
            message = thrown.what();
        }
        NS_TEST_EXPECT_MSG_EQ((message.find(words) != std::string::npos), true, message);
    }

    void DoRun() override
    {
        const auto make = [](const Stock& stock) { MigrationPlanner{stock}; };
        Expect("hv0", [&]() { make(Stock().Host("a", 0)); });
        Expect("hv0", [&]() { make(Stock().Host("a", 10, 0)); });
        Expect("hv0", [&]() { make(Stock().Host("a", 10, 1, 0)); });
        Expect("hv0", [&]() { make(Stock().Host("a", 10).Vm(0, 6).Vm(0, 5)); });
        Expect("hv0", [&]() { make(Stock().Host("a", 10, 2).Vm(0, 1, 2).Vm(0, 1, 1)); });
        Expect("vm0", [&]() { make(Stock().Host("a", 10).Vm(0, 0)); });
        Expect("vm0", [&]() { make(Stock().Host("a", 10).Vm(1, 1)); });
        Expect("vm0", [&]() { make(Stock().Host("a", 10).Vm(0, 1, 0)); });
        Expect("vm0", [&]() { make(Stock().Host("a", 10).Vm(0, 1, 1, -1)); });
        Expect("link0", [&]() { make(Stock().Link(0)); });
        Expect("rate", [&]() {
            Stock stock;
            stock.moveRate = 0;
            make(stock);
        });
        Stock stock;
        stock.Host("a", 10).Host("b", 10).Vm(0, 1);
        const MigrationPlanner planner(stock);
        using Unit = MigrationPlanner::Unit;
        Expect("hypervisor 2", [&]() { planner.Evacuate({2}); });
        Expect("'c'", [&]() { planner.EvacuateDataCenter("c"); });
        Expect("'c'", [&]() { planner.Burst("a", "c", 0.5); });
        Expect("'a'", [&]() { planner.Burst("a", "a", 0.5); });
        Expect("1.5", [&]() { planner.Burst("a", "b", 1.5); });
        Expect("-0.5", [&]() { planner.Balance(Unit::DATA_CENTER, -0.5); });
    }
};

/// The suite.
class PlannerTestSuite : public TestSuite
{
  public:
    PlannerTestSuite()
        : TestSuite("lisp-mobility-planner", TestSuite::Type::UNIT)
    {
        AddTestCase(new BytesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DecreasingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SpreadTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BothEndsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RoomBeforeLinksTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BurstTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BurstIntoLittleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SpreadPlansTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

const PlannerTestSuite g_plannerTestSuite; //!< registers itself

} // namespace
