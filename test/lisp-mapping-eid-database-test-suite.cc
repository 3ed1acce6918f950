/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "script-mistakes.h"

#include "ns3/eid-database.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief EidDatabase: prefixes of a site, and hosts that come and go.
 */

namespace
{

/// @param text a prefix @return it
EidPrefix
Prefix(const std::string& text)
{
    return EidPrefix::FromString(text);
}

/// @param text an address @return it
NetworkAddress
Address(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/// A database with a pool of locator sets.
struct Site
{
    Ptr<LocatorSetPool> pool{Create<LocatorSetPool>()}; ///< locator sets
    EidDatabase database;                               ///< what is tested

    /// @param rloc an address @return the set of it
    Ptr<const LocatorSet> Locators(const std::string& rloc) const
    {
        LocatorSet::Locator locator;
        locator.address = Address(rloc);
        return pool->Intern(std::vector<LocatorSet::Locator>{locator});
    }

    /// @param address an address @return what is known of it, as "prefix kind", or "none"
    std::string Look(const std::string& address) const
    {
        const auto* entry = database.Lookup(0, Address(address));
        return entry ? entry->prefix.ToString() + " " + ToString(entry->kind) : "none";
    }

    /// See a host. @return what came of it
    std::string See(const std::string& address, uint32_t interface, Time now)
    {
        return ToString(database.Discover(0, Address(address), interface, now).result);
    }
};

/**
 * Method: the away site of a mobile subnet: a host of the dynamic-EID prefix is seen, seen again,
 * seen at another port, marked away, seen again; others stay silent. Expected: undiscovered hosts
 * match the dynamic prefix; the host's own entry says where it is, since when, and has the prefix's
 * locators, also after these change; the silent are forgotten in order.
 */
class DynamicTestCase : public TestCase
{
  public:
    DynamicTestCase()
        : TestCase("hosts that come and go")
    {
    }

  private:
    void DoRun() override
    {
        Site site;
        const auto old = site.Locators("192.0.2.1");
        site.database.AddPrefix(Prefix("10.2.0.0/16"), site.Locators("192.0.2.9"));
        site.database.AddDynamicPrefix(Prefix("10.1.1.0/24"), old, Address("239.1.1.1"));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.0/24 dynamic", "not seen");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.2.3.4"), "10.2.0.0/16 configured", "in the site");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.3.0.1"), "none", "not of this site");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.3.0.1", 1, Seconds(1)), "ignored", "a stranger");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.2.3.4", 1, Seconds(1)), "ignored", "at home anyway");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 1, Seconds(2)), "new", "seen first");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 discovered", "here");
        const auto* host = site.database.Find(Prefix("10.1.1.7"));
        NS_TEST_EXPECT_MSG_EQ(host->GetLocators(), old, "reached as the prefix says");
        NS_TEST_EXPECT_MSG_EQ(host->origin->notifyGroup, Address("239.1.1.1"), "whom to tell");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.8", 1, Seconds(3)), "new", "another");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 1, Seconds(4)), "seen", "once more");
        NS_TEST_EXPECT_MSG_EQ(host->since, Seconds(2), "since then");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 5, Seconds(5)), "moved", "another port");
        NS_TEST_EXPECT_MSG_EQ(host->interface, 5, "that one");
        const auto fresh = site.Locators("198.51.100.1");
        site.database.SetLocators(Prefix("10.1.1.0/24"), fresh);
        NS_TEST_EXPECT_MSG_EQ(host->GetLocators(), fresh, "reached in the new way");

        NS_TEST_EXPECT_MSG_EQ(site.database.GetOldestSight(), Seconds(3), "the silent one");
        const auto silent = site.database.ForgetSilent(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(silent.size(), 1, "one only");
        NS_TEST_EXPECT_MSG_EQ(silent[0], Prefix("10.1.1.8"), "that one");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.8"), "10.1.1.0/24 dynamic", "forgotten");

        site.database.MarkAway(Prefix("10.1.1.7"), Seconds(6));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 away", "it left");
        NS_TEST_EXPECT_MSG_EQ(site.database.ForgetSilent(Seconds(99)).size(),
                              0,
                              "not silent: away");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 1, Seconds(7)), "returned", "back");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 discovered", "here again");
        NS_TEST_EXPECT_MSG_EQ(site.database.Remove(Prefix("10.1.1.0/24")), true, "given up");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "none", "with its hosts");
        NS_TEST_EXPECT_MSG_EQ(site.database.GetHosts(), 0, "none is left");
    }
};

/**
 * Method: the home site of a mobile subnet, without a dynamic-EID prefix: a host leaves, comes back
 * and stays; a stranger and the whole subnet are said to be away.
 * Expected: the host is away, found again, and later covered by the subnet as before; the others
 * are refused.
 */
class HomeTestCase : public TestCase
{
  public:
    HomeTestCase()
        : TestCase("a host that leaves home and returns")
    {
    }

  private:
    void DoRun() override
    {
        Site site;
        site.database.AddPrefix(Prefix("10.1.1.0/24"), site.Locators("192.0.2.1"));
        NS_TEST_EXPECT_MSG_EQ(site.database.MarkAway(Prefix("10.9.9.9"), Seconds(1)),
                              nullptr,
                              "a stranger");
        NS_TEST_EXPECT_MSG_EQ(site.database.MarkAway(Prefix("10.1.1.0/24"), Seconds(1)),
                              nullptr,
                              "the subnet stays");
        NS_TEST_EXPECT_MSG_NE(site.database.MarkAway(Prefix("10.1.1.7"), Seconds(1)),
                              nullptr,
                              "one");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 away", "gone");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.8"), "10.1.1.0/24 configured", "still here");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 2, Seconds(9)), "returned", "back");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 discovered", "registered awhile");
        NS_TEST_EXPECT_MSG_EQ(site.database.ForgetSilent(Seconds(30)).size(), 1, "then no more");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.0/24 configured", "as before");
    }
};

/**
 * Method: prefixes that a script may not give, and nested ones that it may; more hosts than
 * allowed. Expected: one line that names the prefix and the other one; nested ones are found by
 * length; hosts beyond the limit get no entry, and those known are still served.
 */
class LimitsTestCase : public TestCase
{
  public:
    LimitsTestCase()
        : TestCase("refused prefixes and too many hosts")
    {
    }

  private:
    void DoRun() override
    {
        Site site;
        auto& database = site.database;
        const auto locators = site.Locators("192.0.2.1");
        database.AddPrefix(Prefix("10.0.0.0/8"), locators);
        database.AddDynamicPrefix(Prefix("10.1.0.0/16"), locators);
        const auto add = [&](const std::string& prefix) {
            return Say([&] { database.AddPrefix(Prefix(prefix), locators); });
        };
        const auto addDynamic = [&](const std::string& prefix, const NetworkAddress& group = {}) {
            return Say([&] { database.AddDynamicPrefix(Prefix(prefix), locators, group); });
        };
        NS_TEST_EXPECT_MSG_EQ(
            add("10.0.0.0/8"),
            "EID-prefix 10.0.0.0/8 is there already, as a configured one: each can "
            "be given once",
            "twice");
        NS_TEST_EXPECT_MSG_EQ(
            add("10.1.0.0/16"),
            "EID-prefix 10.1.0.0/16 is there already, as a dynamic one: each can be "
            "given once",
            "both ways");
        NS_TEST_EXPECT_MSG_EQ(addDynamic("10.1.2.0/24"),
                              "dynamic-EID prefix 10.1.2.0/24 overlaps dynamic-EID prefix "
                              "10.1.0.0/16: a host can come from one only",
                              "inside");
        NS_TEST_EXPECT_MSG_EQ(addDynamic("10.0.0.0/15"),
                              "dynamic-EID prefix 10.0.0.0/15 overlaps dynamic-EID prefix "
                              "10.1.0.0/16: a host can come from one only",
                              "around");
        NS_TEST_EXPECT_MSG_EQ(addDynamic("10.3.0.0/16", Address("10.3.0.1")),
                              "bad map-notify group '10.3.0.1': expected a multicast address",
                              "no group");
        NS_TEST_EXPECT_MSG_EQ(Say([&] { database.AddPrefix(Prefix("11.0.0.0/8"), nullptr); }),
                              "EID-prefix 11.0.0.0/8 without locators: give it at least one",
                              "nowhere");
        NS_TEST_EXPECT_MSG_EQ(Say([&] { database.AddPrefix(EidPrefix(), locators); }),
                              "bad EID-prefix 'none': expected one such as 192.0.2.0/24",
                              "nothing");
        NS_TEST_EXPECT_MSG_EQ(add("10.1.9.0/24"), "accepted", "nested on purpose");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.9.1"), "10.1.9.0/24 configured", "the inner one");
        NS_TEST_EXPECT_MSG_EQ(database.GetEntries().GetSize(), 3, "nothing half-done");

        database.SetMaxHosts(2);
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.0.1", 1, Seconds(1)), "new", "one");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.0.2", 1, Seconds(1)), "new", "two");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.0.3", 1, Seconds(1)), "full", "three");
        NS_TEST_EXPECT_MSG_EQ(database.MarkAway(Prefix("10.1.0.4"), Seconds(1)), nullptr, "four");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.0.1", 1, Seconds(2)), "seen", "one");
        NS_TEST_EXPECT_MSG_EQ(add("10.1.0.2/32"), "accepted", "a host, now on purpose");
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.0.2"),
                              "10.1.0.2/32 configured",
                              "as the script says");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.0.3", 1, Seconds(3)), "new", "there is room");
    }
};

/**
 * Method: a stretched subnet, 10.1.1.0/24 with a group, and a plain dynamic prefix beside it. A
 * host is seen by a peer, then here, leaves, comes back by the peer, and stays silent; the subnet's
 * prefix is configured as well, and so is one whose group comes later.
 * Expected: its versions are 1 when first seen here, 1 more when it comes back from elsewhere, and
 * the same from peer to here, since its locators stay; a plain prefix has none. One that was seen
 * here does not become a peer's. Peers' hosts are no silent ones. The subnet's hosts that nobody
 * has seen stay undiscovered with the configured prefix; one prefix cannot be given twice.
 */
class ExtendedTestCase : public TestCase
{
  public:
    ExtendedTestCase()
        : TestCase("hosts of a stretched subnet")
    {
    }

  private:
    void DoRun() override
    {
        Site site;
        auto& database = site.database;
        const auto locators = site.Locators("192.0.2.1");
        database.AddDynamicPrefix(Prefix("10.2.0.0/24"), locators);
        NS_TEST_EXPECT_MSG_EQ(database.HasExtended(), false, "none so far");
        database.AddDynamicPrefix(Prefix("10.1.1.0/24"), locators, Address("239.1.1.1"));
        NS_TEST_EXPECT_MSG_EQ(database.HasExtended(), true, "one");
        NS_TEST_EXPECT_MSG_EQ(database.MarkPeer(Prefix("10.3.0.1/32"), 4, Seconds(1)),
                              nullptr,
                              "of no prefix");
        const auto* host = database.MarkPeer(Prefix("10.1.1.7/32"), 4, Seconds(1));
        NS_TEST_ASSERT_MSG_NE(host, nullptr, "a peer's");
        database.SetVersion(Prefix("10.1.1.7/32"), 5, NetworkAddress());
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 peer", "a peer's");
        NS_TEST_EXPECT_MSG_EQ((host->IsHere() && host->IsExtended()), true, "delivered to");
        NS_TEST_EXPECT_MSG_EQ(host->interface, 4, "at its subnet");
        NS_TEST_EXPECT_MSG_EQ(database.GetOldestSight(), Time::Max(), "not one of ours to watch");
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 4, Seconds(2)), "new", "here");
        NS_TEST_EXPECT_MSG_EQ(host->version, 5, "the locators are the same");
        database.MarkPeer(Prefix("10.1.1.7/32"), 4, Seconds(3));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "10.1.1.7/32 discovered", "still here");
        database.MarkAway(Prefix("10.1.1.7/32"), Seconds(4));
        database.SetVersion(Prefix("10.1.1.7/32"), 6, Address("192.0.2.9"));
        NS_TEST_EXPECT_MSG_EQ(site.See("10.1.1.7", 4, Seconds(5)), "returned", "back");
        NS_TEST_EXPECT_MSG_EQ(host->version, 7, "its locators have changed");
        NS_TEST_EXPECT_MSG_EQ(host->place.IsValid(), false, "nowhere else");
        database.MarkAway(Prefix("10.1.1.7/32"), Seconds(6));
        database.MarkPeer(Prefix("10.1.1.7/32"), 4, Seconds(7));
        NS_TEST_EXPECT_MSG_EQ(host->since, Seconds(7), "a peer's since then");
        database.MarkPeer(Prefix("10.1.1.7/32"), 4, Seconds(8));
        NS_TEST_EXPECT_MSG_EQ(host->since, Seconds(7), "a refresh is no news");
        NS_TEST_EXPECT_MSG_EQ(database.ForgetSilent(Seconds(99)).size(), 0, "the peer watches it");
        site.See("10.1.1.8", 4, Seconds(9));
        site.See("10.2.0.8", 5, Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(database.Find(Prefix("10.1.1.8/32"))->version, 1, "the first");
        NS_TEST_EXPECT_MSG_EQ(database.Find(Prefix("10.2.0.8/32"))->version, 0, "not stretched");

        database.AddPrefix(Prefix("10.1.1.0/24"), site.Locators("192.0.2.5"));
        const auto* subnet = database.Find(Prefix("10.1.1.0/24"));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.99"), "10.1.1.0/24 dynamic", "still nobody");
        NS_TEST_EXPECT_MSG_EQ((subnet->IsConfigured() && !subnet->IsHere()),
                              true,
                              "but registered");
        NS_TEST_EXPECT_MSG_EQ(subnet->locators, locators, "where its hosts are");
        NS_TEST_EXPECT_MSG_NE(Say([&] { database.AddPrefix(Prefix("10.1.1.0/24"), locators); }),
                              "accepted",
                              "twice");
        database.AddPrefix(Prefix("10.4.0.0/24"), locators);
        database.AddDynamicPrefix(Prefix("10.4.0.0/24"), locators, Address("239.1.1.1"));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.4.0.1"), "10.4.0.0/24 dynamic", "in this order too");
        database.AddPrefix(Prefix("10.5.0.0/24"), locators);
        NS_TEST_EXPECT_MSG_NE(
            Say([&] { database.AddDynamicPrefix(Prefix("10.5.0.0/24"), locators); }),
            "accepted",
            "without a group");
        database.Remove(Prefix("10.1.1.0/24"));
        NS_TEST_EXPECT_MSG_EQ(site.Look("10.1.1.7"), "none", "with its hosts");
        database.Remove(Prefix("10.4.0.0/24"));
        NS_TEST_EXPECT_MSG_EQ(database.HasExtended(), false, "none any more");
    }
};

/// The suite.
class EidDatabaseTestSuite : public TestSuite
{
  public:
    EidDatabaseTestSuite()
        : TestSuite("lisp-mapping-eid-database", TestSuite::Type::UNIT)
    {
        AddTestCase(new DynamicTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HomeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ExtendedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LimitsTestCase, compat::TestDuration<>::QUICK);
    }
};

EidDatabaseTestSuite g_suite; ///< registers itself

} // namespace
