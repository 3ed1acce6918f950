/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief RlocTable, LocatorSet and LocatorSetPool: numbers, sharing of sets and of flows.
 */

namespace
{

using Locators = std::vector<LocatorSet::Locator>; ///< what sets are made of

/// @param text an address @param priority its priority @param weight its weight @return a locator
LocatorSet::Locator
Locator(const std::string& text, uint8_t priority, uint8_t weight)
{
    LocatorSet::Locator locator;
    locator.address = NetworkAddress::FromString(text);
    locator.priority = priority;
    locator.weight = weight;
    return locator;
}

/**
 * @param set a set
 * @param flows how many flows to send, their hashes 0, 1, 2, ...
 * @return how many went to each address
 */
std::map<std::string, int>
Share(const Ptr<const LocatorSet>& set, uint32_t flows)
{
    std::map<const LocatorSet::Locator*, int> counts;
    for (uint32_t flow = 0; flow < flows; ++flow)
    {
        ++counts[set->Select(flow)];
    }
    std::map<std::string, int> shares;
    for (const auto& [chosen, count] : counts)
    {
        shares[chosen ? chosen->address.ToString() : "none"] = count;
    }
    return shares;
}

/**
 * Method: locators get users and lose them; one is reported down for one cause, then for two, and
 * its delay is measured.
 * Expected: it is up again when no cause is left; a delay moves the epoch only where delays matter;
 * the same address has the same number as long as it has users; a freed number is given
 * out again, to a locator that is up, with a higher generation; the epoch moves with the news only.
 */
class RlocTableTestCase : public TestCase
{
  public:
    RlocTableTestCase()
        : TestCase("numbers of locators")
    {
    }

  private:
    void DoRun() override
    {
        RlocTable table;
        const auto first = NetworkAddress::FromString("192.0.2.1");
        const auto second = NetworkAddress::FromString("2001:db8::2");
        const auto id = table.Acquire(first);
        NS_TEST_EXPECT_MSG_EQ(table.Acquire(first), id, "the same locator");
        NS_TEST_EXPECT_MSG_NE(table.Acquire(second), id, "another");
        NS_TEST_EXPECT_MSG_EQ(table.GetAddress(id), first, "its address");
        NS_TEST_EXPECT_MSG_EQ(table.GetSize(), 2, "two locators");
        const auto epoch = table.GetEpoch();
        NS_TEST_EXPECT_MSG_EQ(table.SetUp(id, RlocDownCause::SCRIPT, true), false, "no news");
        NS_TEST_EXPECT_MSG_EQ(table.GetEpoch(), epoch, "hence no change");
        NS_TEST_EXPECT_MSG_EQ(table.SetUp(id, RlocDownCause::SCRIPT, false), true, "news");
        NS_TEST_EXPECT_MSG_NE(table.GetEpoch(), epoch, "a change");
        NS_TEST_EXPECT_MSG_EQ(table.SetUp(id, RlocDownCause::PROBE, false), false, "down already");
        NS_TEST_EXPECT_MSG_EQ(table.SetUp(id, RlocDownCause::SCRIPT, true), false, "still down");
        NS_TEST_EXPECT_MSG_EQ(table.IsUp(id), false, "for the other cause");
        NS_TEST_EXPECT_MSG_EQ(table.IsDownFor(id, RlocDownCause::PROBE), true, "that one");
        NS_TEST_EXPECT_MSG_EQ(table.IsDownFor(id, RlocDownCause::SCRIPT), false, "not this one");
        NS_TEST_EXPECT_MSG_EQ(table.GetDelay(id).has_value(), false, "not measured");
        const auto beforeDelay = table.GetEpoch();
        table.SetDelay(id, MilliSeconds(7));
        NS_TEST_EXPECT_MSG_EQ(*table.GetDelay(id), MilliSeconds(7), "measured");
        NS_TEST_EXPECT_MSG_EQ(table.GetEpoch(), beforeDelay, "nobody asked for delays");
        table.SetDelaysMatter(true);
        table.SetDelay(id, MilliSeconds(7));
        NS_TEST_EXPECT_MSG_EQ(table.GetEpoch(), beforeDelay, "the same delay");
        table.SetDelay(id, MilliSeconds(8));
        NS_TEST_EXPECT_MSG_NE(table.GetEpoch(), beforeDelay, "another delay");
        const auto generation = table.GetGeneration(id);
        table.Release(id);
        NS_TEST_EXPECT_MSG_EQ(table.Find(first), id, "one user left");
        table.Release(id);
        NS_TEST_EXPECT_MSG_EQ(table.Find(first), RlocTable::NONE, "no user left");
        const auto third = NetworkAddress::FromString("192.0.2.3");
        NS_TEST_EXPECT_MSG_EQ(table.Acquire(third), id, "the number is free");
        NS_TEST_EXPECT_MSG_EQ(table.IsUp(id), true, "the new one is not down");
        NS_TEST_EXPECT_MSG_EQ(table.GetDelay(id).has_value(), false, "nor measured");
        NS_TEST_EXPECT_MSG_EQ(table.GetGeneration(id), generation + 1, "nor the old one");
        NS_TEST_EXPECT_MSG_EQ(table.GetCapacity(), 2, "two numbers are enough");
        table.SetUsableFamilies(true, false);
        NS_TEST_EXPECT_MSG_EQ(table.IsUsable(id), true, "IPv4");
        NS_TEST_EXPECT_MSG_EQ(table.IsUsable(table.Find(second)), false, "IPv6");
        NS_TEST_EXPECT_MSG_EQ(table.IsUp(table.Find(second)), true, "up all the same");
    }
};

/**
 * Method: sets are made of the same locators in two orders, of others, and dropped.
 * Expected: the same content is the same object, sorted with IPv4 first (RFC 9301 section 5.5); a
 * difference in any field is another; a set without users is forgotten, and its locators with it;
 * what is no locator is refused by name, or left out if it came in a message.
 */
class PoolTestCase : public TestCase
{
  public:
    PoolTestCase()
        : TestCase("sets are shared")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        auto a = Locator("2001:db8::1", 1, 50);
        auto b = Locator("192.0.2.1", 1, 50);
        auto c = Locator("10.0.0.1", 1, 50);
        auto set = pool->Intern(Locators{a, b, c});
        NS_TEST_EXPECT_MSG_EQ(set->ToString(),
                              "10.0.0.1 1/50, 192.0.2.1 1/50, 2001:db8::1 1/50",
                              "sorted");
        NS_TEST_EXPECT_MSG_EQ(pool->Intern(Locators{c, a, b}), set, "the same in another order");
        b.local = true;
        auto other = pool->Intern(Locators{a, b, c});
        NS_TEST_EXPECT_MSG_NE(other, set, "another L bit");
        NS_TEST_EXPECT_MSG_EQ(pool->GetSize(), 2, "two sets");
        NS_TEST_EXPECT_MSG_EQ(pool->GetRlocs().GetSize(), 3, "of three locators");
        NS_TEST_EXPECT_MSG_EQ(pool->Intern(set->ToLispLocators()), set, "there and back");
        set = nullptr;
        NS_TEST_EXPECT_MSG_EQ(pool->GetSize(), 1, "forgotten");
        other = nullptr;
        NS_TEST_EXPECT_MSG_EQ(pool->GetRlocs().GetSize(), 0, "no locator is left");

        const auto mac = Locator("02:00:00:00:00:01", 1, 1);
        std::string said;
        try
        {
            pool->Intern(Locators{a, mac});
        }
        catch (const std::invalid_argument& error)
        {
            said = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said,
                              "bad locator '02:00:00:00:00:01': expected an IPv4 or IPv6 address",
                              "named");
        LispLocator named;
        named.address = LispAddress::FromName("elsewhere");
        NS_TEST_EXPECT_MSG_EQ(pool->Intern(std::vector<LispLocator>{named}), nullptr, "no address");
        const auto last = pool->Intern(Locators{c});
        pool = nullptr;
        NS_TEST_EXPECT_MSG_EQ(last->GetLocators().size(), 1, "a set outlives its pool's owner");
    }
};

/**
 * Method: flows with the hashes 0 to 2^20-1 choose from sets of different priorities and weights.
 * Expected: RFC 9301 section 5.4's example shares 30:20:20:10 as 3/8, 1/4, 1/4, 1/8; equal weights
 * and all-zero ones equally; a zero among others gets nothing; worse priorities nothing; priority
 * 255 and a cleared R bit are never chosen. Shares are exact but for the flows that hash to the
 * border of a slot, here one in 1,000. Forty weights that do not fit the slots are met to
 * 1/256 of the flows.
 */
class SelectTestCase : public TestCase
{
  public:
    SelectTestCase()
        : TestCase("flows are shared by priority and weight")
    {
    }

  private:
    static constexpr uint32_t FLOWS = 1 << 20; ///< enough to see each slot's share

    /// Checks the shares of a set. @param locators the set @param expected shares in eighths
    void Expect(const Locators& locators, const std::map<std::string, int>& expected)
    {
        auto pool = Create<LocatorSetPool>();
        const auto set = pool->Intern(locators);
        const auto shares = Share(set, FLOWS);
        NS_TEST_EXPECT_MSG_EQ(shares.size(),
                              expected.size(),
                              "locators used of " << set->ToString());
        for (const auto& [address, eighths] : expected)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(shares.count(address) ? shares.at(address) : 0,
                                      static_cast<int>(FLOWS / 8 * eighths),
                                      static_cast<int>(FLOWS / 1000),
                                      "share of " << address << " in " << set->ToString());
        }
    }

    void DoRun() override
    {
        const std::string a = "10.0.0.1";
        const std::string b = "10.0.0.2";
        const std::string c = "10.0.0.3";
        const std::string d = "10.0.0.4";
        Expect({Locator(a, 1, 30), Locator(b, 1, 20), Locator(c, 1, 20), Locator(d, 1, 10)},
               {{a, 3}, {b, 2}, {c, 2}, {d, 1}});
        Expect({Locator(a, 1, 7), Locator(b, 1, 7)}, {{a, 4}, {b, 4}});
        Expect({Locator(a, 1, 0), Locator(b, 1, 0)}, {{a, 4}, {b, 4}});
        Expect({Locator(a, 1, 0), Locator(b, 1, 1)}, {{b, 8}});
        Expect({Locator(a, 2, 99), Locator(b, 1, 1), Locator(c, 1, 1)}, {{b, 4}, {c, 4}});
        Expect({Locator(a, 0, 1), Locator(b, 1, 99)}, {{a, 8}});
        Expect({Locator(a, 255, 99), Locator(b, 254, 1)}, {{b, 8}});
        Expect({Locator(a, 255, 99)}, {{"none", 8}});
        auto unreachable = Locator(a, 1, 1);
        unreachable.reachable = false;
        Expect({unreachable, Locator(b, 2, 1)}, {{b, 8}});
        Expect({unreachable}, {{"none", 8}});
        Expect({Locator(a, 1, 1), Locator("2001:db8::1", 1, 3)}, {{a, 2}, {"2001:db8::1", 6}});

        Locators many;
        double sum = 0;
        for (int i = 0; i < 40; ++i)
        {
            many.push_back(Locator("10.0.1." + std::to_string(i), 1, 251 - 5 * i));
            sum += many.back().weight;
        }
        auto pool = Create<LocatorSetPool>();
        auto shares = Share(pool->Intern(many), FLOWS);
        for (const auto& locator : many)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(shares[locator.address.ToString()] / double(FLOWS),
                                      locator.weight / sum,
                                      1.01 / LocatorSet::MAX_SLOTS,
                                      "share of weight " << +locator.weight);
        }
    }
};

/**
 * Method: a set of two preferred locators, 3:1, and a spare one; the preferred ones go down one by
 * one and come up again; the node loses its IPv6 locator.
 * Expected: all flows on the other preferred one; all on the spare one; none at all; then the
 * shares from before. A flow always takes the same locator while nothing changes.
 */
class ReachabilityTestCase : public TestCase
{
  public:
    ReachabilityTestCase()
        : TestCase("locators that go down and up")
    {
    }

  private:
    void DoRun() override
    {
        using Shares = std::map<std::string, int>;
        auto pool = Create<LocatorSetPool>();
        auto& table = pool->GetRlocs();
        const auto set = pool->Intern(Locators{Locator("10.0.0.1", 1, 75),
                                               Locator("2001:db8::1", 1, 25),
                                               Locator("10.0.0.9", 2, 1)});
        const auto id = [&set](std::size_t i) { return set->GetLocators()[i].id; };
        const uint32_t flows = 4000;
        const auto before = Share(set, flows);
        NS_TEST_EXPECT_MSG_EQ_TOL(before.at("10.0.0.1"), 3000, 4, "three of four");
        NS_TEST_EXPECT_MSG_EQ(set->Select(77), set->Select(77), "the same flow");
        table.SetUp(id(0), RlocDownCause::SCRIPT, false);
        NS_TEST_EXPECT_MSG_EQ((Share(set, flows) == Shares{{"2001:db8::1", 4000}}), true, "other");
        table.SetUsableFamilies(true, false);
        NS_TEST_EXPECT_MSG_EQ((Share(set, flows) == Shares{{"10.0.0.9", 4000}}), true, "spare");
        table.SetUp(id(1), RlocDownCause::SCRIPT, false);
        NS_TEST_EXPECT_MSG_EQ((Share(set, flows) == Shares{{"none", 4000}}), true, "none");
        table.SetUsableFamilies(true, true);
        table.SetUp(id(0), RlocDownCause::SCRIPT, true);
        table.SetUp(id(1), RlocDownCause::SCRIPT, true);
        NS_TEST_EXPECT_MSG_EQ((Share(set, flows) == before), true, "as before");
    }
};

/// The suite.
class LocatorSetTestSuite : public TestSuite
{
  public:
    LocatorSetTestSuite()
        : TestSuite("lisp-mapping-locator-set", TestSuite::Type::UNIT)
    {
        AddTestCase(new RlocTableTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoolTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SelectTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReachabilityTestCase, compat::TestDuration<>::QUICK);
    }
};

LocatorSetTestSuite g_suite; ///< registers itself

} // namespace
