/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Plans that balance, against every possible one of small cases, and of many machines.
 */

#include "planner-test-stock.h"

#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

using namespace ns3;

namespace
{

/// @param plan a plan @return bytes of all its moves
double
SumBytes(const MigrationPlan& plan)
{
    double sum = 0;
    for (const auto& move : plan.moves)
    {
        sum += move.bytes;
    }
    return sum;
}

/**
 * @brief Try every assignment of machines to hypervisors of an inventory that has room for it, with
 * what a machine leaves behind not free again.
 * @param stock the inventory
 * @param mayGo whether a machine may go to a hypervisor, other than where it is
 * @param visit gets each one: by machine, where it is
 */
void
TryAll(const MigrationInventory& stock,
       const std::function<bool(std::size_t, std::size_t)>& mayGo,
       const std::function<void(const std::vector<std::size_t>&)>& visit)
{
    std::vector<std::size_t> places;
    std::vector<uint64_t> memory;
    std::vector<uint64_t> vCpus;
    for (const auto& host : stock.hypervisors)
    {
        memory.push_back(host.memory - host.otherMemory);
        vCpus.push_back(host.vCpus - host.otherVCpus);
    }
    for (const auto& machine : stock.machines)
    {
        memory[machine.hypervisor] -= machine.memory;
        vCpus[machine.hypervisor] -= machine.vCpus;
        places.push_back(machine.hypervisor);
    }
    const std::function<void(std::size_t)> descend = [&](std::size_t index) {
        if (index == places.size())
        {
            visit(places);
            return;
        }
        descend(index + 1);
        const auto& machine = stock.machines[index];
        for (std::size_t to = 0; to < memory.size(); to++)
        {
            if (to != machine.hypervisor && mayGo(index, to) && machine.memory <= memory[to] &&
                machine.vCpus <= vCpus[to])
            {
                memory[to] -= machine.memory;
                vCpus[to] -= machine.vCpus;
                places[index] = to;
                descend(index + 1);
                places[index] = machine.hypervisor;
                memory[to] += machine.memory;
                vCpus[to] += machine.vCpus;
            }
        }
    };
    descend(0);
}

/// What the best of all plans needs.
struct Best
{
    std::size_t moves{std::numeric_limits<std::size_t>::max()}; //!< the fewest; the most: no plan
    double bytes{0};                                            //!< with so many, the fewest

    /// @param stock the inventory @param places by machine, in a plan that does what is asked for
    void Count(const MigrationInventory& stock, const std::vector<std::size_t>& places)
    {
        std::size_t count = 0;
        double sum = 0;
        for (std::size_t i = 0; i < places.size(); i++)
        {
            if (places[i] != stock.machines[i].hypervisor)
            {
                count++;
                sum += stock.GetMoveBytes(i);
            }
        }
        if (count < moves || (count == moves && sum < bytes))
        {
            moves = count;
            bytes = sum;
        }
    }

    /// @return whether there is a plan
    bool Exists() const
    {
        return moves != std::numeric_limits<std::size_t>::max();
    }
};

/// Draws small inventories.
class Dice
{
  public:
    Dice()
        : m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(1);
    }

    /// @param least the least @param most the most @return a number between
    uint32_t Roll(uint32_t least, uint32_t most)
    {
        return m_random->GetInteger(least, most);
    }

  private:
    Ptr<UniformRandomVariable> m_random; //!< one stream for all
};

/**
 * Method: two hypervisors of 100, one with 10, 10 and 20, the other empty; then as data centres
 * with another, larger hypervisor.
 * Expected: within 0.2 a machine of 10 is enough (0.3 and 0.1), within 0.1 it takes the one of 20
 * (0.2 and 0.2). The utilisation of data centres is that of all they have: with 300 more in the
 * second one, 40 of 100 and 0 of 400: 20 leaves 0.2 and 0.05; within 0.1 two of them must go: 20
 * and 10 leave 0.1 and 0.075, 10 and 10 leave 0.2 and 0.05. A machine larger than half of what is
 * between them cannot make it better. Without a search it is 10 within 0.2, too.
 */
class BalanceTestCase : public TestCase
{
  public:
    BalanceTestCase()
        : TestCase("balance: by hand")
    {
    }

  private:
    void DoRun() override
    {
        using Unit = MigrationPlanner::Unit;
        Stock stock;
        stock.Host("a", 100).Host("b", 100).Vm(0, 10).Vm(0, 10).Vm(0, 20);
        const MigrationPlanner two(stock);
        NS_TEST_EXPECT_MSG_EQ(Write(two.Balance(Unit::HYPERVISOR, 0.5)), "", "0.4 already");
        NS_TEST_EXPECT_MSG_EQ(Write(two.Balance(Unit::HYPERVISOR, 0.2)), "0>1", "0.3 and 0.1");
        const auto plan = two.Balance(Unit::HYPERVISOR, 0.1);
        NS_TEST_EXPECT_MSG_EQ(Write(plan), "2>1", "0.2 and 0.2");
        NS_TEST_EXPECT_MSG_EQ_TOL(plan.achieved, 0, 1e-9, "0.2 and 0.2");

        MigrationPlanner greedy(stock);
        greedy.SetSearchBudget(0);
        NS_TEST_EXPECT_MSG_EQ(Write(greedy.Balance(Unit::HYPERVISOR, 0.2)),
                              "0>1",
                              "enough, and fewer bytes than 20");

        stock.Host("b", 300);
        const MigrationPlanner three(stock);
        const auto wide = three.Balance(Unit::DATA_CENTER, 0.15);
        NS_TEST_EXPECT_MSG_EQ(Write(wide), "2>1", "0.2 and 0.05");
        NS_TEST_EXPECT_MSG_EQ_TOL(wide.achieved, 0.15, 1e-9, "0.2 and 0.05");
        const auto narrow = three.Balance(Unit::DATA_CENTER, 0.1);
        NS_TEST_EXPECT_MSG_EQ(Write(narrow), "2>1 0>1", "0.1 and 0.075");
        NS_TEST_EXPECT_MSG_EQ_TOL(narrow.achieved, 0.025, 1e-9, "0.1 and 0.075");

        Stock one;
        one.Host("a", 100).Host("b", 100).Vm(0, 50);
        const auto stuck = MigrationPlanner(one).Balance(Unit::HYPERVISOR, 0.1);
        NS_TEST_EXPECT_MSG_EQ(Write(stuck), "", "it would only change sides");
        NS_TEST_EXPECT_MSG_EQ(stuck.reached, false, "0.5 and 0");
        NS_TEST_EXPECT_MSG_EQ_TOL(stuck.achieved, 0.5, 1e-9, "0.5 and 0");
    }
};

/**
 * Method: 300 small evacuations, bursts and balances, drawn, each against all possible plans.
 * Expected: Burst and Balance reach what any plan reaches, with the fewest moves and among these
 * the fewest bytes. An evacuation places no more than possible and leaves nobody who has a place;
 * where room is no limit it is within Graham's bound for the longest first, 4/3 - 1/(3 links), of
 * the quickest one ("Bounds on Multiprocessing Timing Anomalies", SIAM J. Appl. Math. 17, 1969).
 */
class EveryPlanTestCase : public TestCase
{
  public:
    EveryPlanTestCase()
        : TestCase("against every possible plan")
    {
    }

  private:
    /// @param stock an inventory with data centres a and b
    void CheckEvacuation(const Stock& stock)
    {
        const auto isInB = [&](std::size_t, std::size_t to) {
            return stock.hypervisors[to].dataCenter == "b";
        };
        std::size_t most = 0;
        double quickest = std::numeric_limits<double>::infinity();
        TryAll(stock, isInB, [&](const std::vector<std::size_t>& places) {
            std::vector<double> seconds(stock.linkGroups.size());
            std::size_t placed = 0;
            for (std::size_t i = 0; i < places.size(); i++)
            {
                for (std::size_t group :
                     stock.GetLinkGroups(stock.machines[i].hypervisor, places[i]))
                {
                    seconds[group] += stock.GetMoveBytes(i) * 8 / GBPS;
                }
                placed += stock.hypervisors[places[i]].dataCenter == "b" ? 1 : 0;
            }
            most = std::max(most, placed);
            if (placed == places.size())
            {
                quickest = std::min(quickest, *std::max_element(seconds.begin(), seconds.end()));
            }
        });
        const auto plan = MigrationPlanner(stock).EvacuateDataCenter("a");
        const auto here = static_cast<std::size_t>(
            std::count_if(stock.machines.begin(), stock.machines.end(), [](const auto& machine) {
                return machine.hypervisor == 0;
            }));
        NS_TEST_EXPECT_MSG_EQ(plan.moves.size() + plan.refused.size(), here, "everybody, once");
        std::vector<uint64_t> left;
        for (const auto& host : stock.hypervisors)
        {
            left.push_back(host.memory);
        }
        for (const auto& machine : stock.machines)
        {
            left[machine.hypervisor] -= machine.memory;
        }
        for (const auto& move : plan.moves)
        {
            NS_TEST_EXPECT_MSG_EQ((stock.machines[move.machine].memory <= left[move.to]),
                                  true,
                                  "it has room");
            left[move.to] -= stock.machines[move.machine].memory;
        }
        for (const auto& refused : plan.refused)
        {
            for (std::size_t to = 1; to < left.size(); to++)
            {
                NS_TEST_EXPECT_MSG_EQ((stock.machines[refused.machine].memory > left[to]),
                                      true,
                                      "a place is left");
            }
        }
        const std::size_t others = stock.machines.size() - here;
        NS_TEST_EXPECT_MSG_LT_OR_EQ(plan.moves.size() + others, most, "more than is possible");
        const auto links = static_cast<double>(stock.linkGroups.size());
        if (std::all_of(stock.hypervisors.begin() + 1,
                        stock.hypervisors.end(),
                        [](const auto& host) { return host.memory >= 100 * MB; }))
        {
            NS_TEST_EXPECT_MSG_EQ(plan.reached, true, "room is no limit");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(plan.GetLowerBound(),
                                        quickest * (4.0 / 3 - 1 / (3 * links)) * (1 + 1e-9),
                                        "Graham's bound");
        }
    }

    /// @param stock an inventory with data centres a and b @param threshold at a
    void CheckBurst(const Stock& stock, double threshold)
    {
        Best best;
        TryAll(
            stock,
            [&](std::size_t machine, std::size_t to) {
                return stock.machines[machine].hypervisor == 0 && to != 0;
            },
            [&](const std::vector<std::size_t>& places) {
                uint64_t used = 0;
                for (std::size_t i = 0; i < places.size(); i++)
                {
                    used += places[i] == 0 ? stock.machines[i].memory : 0;
                }
                if (static_cast<double>(used) <=
                    threshold * static_cast<double>(stock.hypervisors[0].memory) + 1)
                {
                    best.Count(stock, places);
                }
            });
        const auto plan = MigrationPlanner(stock).Burst("a", "b", threshold);
        NS_TEST_EXPECT_MSG_EQ(plan.reached, best.Exists(), "burst: as possible");
        if (best.Exists())
        {
            NS_TEST_EXPECT_MSG_EQ(plan.moves.size(), best.moves, "burst: the fewest moves");
            NS_TEST_EXPECT_MSG_EQ_TOL(SumBytes(plan), best.bytes, 1, "burst: the fewest bytes");
        }
    }

    /// @param stock an inventory @param bound of the difference
    void CheckBalance(const Stock& stock, double bound)
    {
        Best best;
        TryAll(
            stock,
            [](std::size_t, std::size_t) { return true; },
            [&](const std::vector<std::size_t>& places) {
                std::vector<double> used(stock.hypervisors.size());
                for (std::size_t i = 0; i < places.size(); i++)
                {
                    used[places[i]] += static_cast<double>(stock.machines[i].memory) /
                                       static_cast<double>(stock.hypervisors[places[i]].memory);
                }
                const auto ends = std::minmax_element(used.begin(), used.end());
                if (*ends.second - *ends.first <= bound + 1e-9)
                {
                    best.Count(stock, places);
                }
            });
        const auto plan =
            MigrationPlanner(stock).Balance(MigrationPlanner::Unit::HYPERVISOR, bound);
        NS_TEST_EXPECT_MSG_EQ(plan.reached, best.Exists(), "balance: as possible");
        if (best.Exists())
        {
            NS_TEST_EXPECT_MSG_EQ(plan.moves.size(), best.moves, "balance: the fewest moves");
            NS_TEST_EXPECT_MSG_EQ_TOL(SumBytes(plan), best.bytes, 1, "balance: the fewest bytes");
        }
    }

    void DoRun() override
    {
        Dice dice;
        for (int run = 0; run < 100; run++)
        {
            const uint32_t targets = dice.Roll(1, 3);
            const uint64_t room = run % 2 == 0 ? 100 : dice.Roll(8, 20);
            Stock stock;
            stock.Host("a", 100);
            for (uint32_t i = 0; i < targets; i++)
            {
                stock.Host("b", room, MANY, static_cast<int>(i)).Link(GBPS);
            }
            const uint32_t machines = dice.Roll(3, 6);
            for (uint32_t i = 0; i < machines; i++)
            {
                stock.Vm(0, dice.Roll(1, 10), 1, dice.Roll(0, 2) * 30);
            }
            CheckEvacuation(stock);
            CheckBurst(stock, dice.Roll(0, 20) / 100.0);
            for (auto& machine : stock.machines)
            {
                const std::size_t at = dice.Roll(0, targets);
                machine.hypervisor = room == 100 ? at : 0;
            }
            CheckBalance(stock, dice.Roll(1, 10) / 100.0);
        }
    }
};

/**
 * Method: 500 machines of 1 to 4 MB, drawn, from ten hypervisors to ten behind four links; a burst
 * to half and a balance of the same.
 * Expected: everybody has a place. With the longest first, a link ends at most one machine after
 * another one: 4 MB, 32 ms at 1 Gbit/s. The burst moves the largest, so no fewer would do: without
 * its last one it would not be reached. The balance is reached.
 */
class ManyTestCase : public TestCase
{
  public:
    ManyTestCase()
        : TestCase("five hundred machines")
    {
    }

  private:
    void DoRun() override
    {
        Dice dice;
        Stock stock;
        for (int i = 0; i < 20; i++)
        {
            stock.Host(i < 10 ? "a" : "b", 250, MANY, i < 10 ? -1 : i % 4);
        }
        stock.Link(GBPS).Link(GBPS).Link(GBPS).Link(GBPS);
        uint64_t sum = 0;
        for (std::size_t i = 0; i < 500; i++)
        {
            stock.Vm(i % 10, dice.Roll(1, 4));
            sum += stock.machines.back().memory;
        }
        const MigrationPlanner planner(stock);
        const auto plan = planner.EvacuateDataCenter("a");
        NS_TEST_EXPECT_MSG_EQ(plan.moves.size(), 500, "everybody");
        const auto ends = std::minmax_element(plan.linkSeconds.begin(), plan.linkSeconds.end());
        NS_TEST_EXPECT_MSG_LT_OR_EQ(*ends.second - *ends.first, 0.032 + 1e-9, "4 MB at 1 Gbit/s");

        const double share = static_cast<double>(sum) / (2500.0 * MB);
        const auto burst = planner.Burst("a", "b", share / 2);
        NS_TEST_EXPECT_MSG_EQ(burst.reached, true, "half of it");
        const auto last = static_cast<double>(stock.machines[burst.moves.back().machine].memory);
        NS_TEST_EXPECT_MSG_GT(burst.achieved + last / (2500.0 * MB), share / 2, "one less");

        const auto balance = planner.Balance(MigrationPlanner::Unit::DATA_CENTER, 0.02);
        NS_TEST_EXPECT_MSG_EQ(balance.reached, true, "half of it");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(balance.achieved, 0.02, "bound");
    }
};

/// The suite.
class PlannerBestTestSuite : public TestSuite
{
  public:
    PlannerBestTestSuite()
        : TestSuite("lisp-mobility-planner-best", TestSuite::Type::UNIT)
    {
        AddTestCase(new BalanceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EveryPlanTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ManyTestCase, compat::TestDuration<>::QUICK);
    }
};

const PlannerBestTestSuite g_plannerBestTestSuite; //!< registers itself

} // namespace
