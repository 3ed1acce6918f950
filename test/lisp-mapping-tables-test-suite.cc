/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/eid-database-table.h"
#include "ns3/eid-database.h"
#include "ns3/lisp-map-cache-table.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-register.h"
#include "ns3/lisp-registrations-table.h"
#include "ns3/lisp-registrations.h"
#include "ns3/lisp-text-table.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <sstream>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief The tables of the mapping room as people read them, against text written by hand.
 */

namespace
{

/// @param text an address @return it
NetworkAddress
Address(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/// @param pool a node's @param texts addresses @return the set; priorities 1, 2, ..., weight 50
Ptr<const LocatorSet>
Locators(const Ptr<LocatorSetPool>& pool, const std::vector<std::string>& texts)
{
    std::vector<LocatorSet::Locator> locators;
    for (const auto& text : texts)
    {
        auto& locator = locators.emplace_back();
        locator.address = Address(text);
        locator.priority = static_cast<uint8_t>(locators.size());
        locator.weight = 50;
    }
    return pool->Intern(locators);
}

/**
 * Method: a table of a left and a right column, with rows that are short, empty, and of several
 * lines; times of each length.
 * Expected: columns as wide as their widest cell, two spaces apart, no spaces at the ends.
 */
class TextTestCase : public TestCase
{
  public:
    TextTestCase()
        : TestCase("a table's text")
    {
    }

  private:
    void DoRun() override
    {
        LispTextTable table({"Name", ">Count", "Note"});
        table.AddRow({"a", "1", "first"});
        table.AddRow({"much longer"});
        table.AddRows({"two", "1000000"}, {{"x"}, {"y"}});
        table.AddRows({"none"}, {});
        std::ostringstream text;
        table.Print(text);
        NS_TEST_EXPECT_MSG_EQ(text.str(),
                              "Name           Count  Note\n"
                              "a                  1  first\n"
                              "much longer\n"
                              "two          1000000  x\n"
                              "                      y\n"
                              "none\n",
                              "columns");
        NS_TEST_EXPECT_MSG_EQ(LispTextTable::FormatTime(Seconds(0)), "00:00:00", "none");
        NS_TEST_EXPECT_MSG_EQ(LispTextTable::FormatTime(MilliSeconds(59999)), "00:00:59", "whole");
        NS_TEST_EXPECT_MSG_EQ(LispTextTable::FormatTime(Seconds(86400 + 3 * 60 + 9)),
                              "24:03:09",
                              "a day");
        NS_TEST_EXPECT_MSG_EQ(LispTextTable::FormatTime(Hours(1000)), "1000:00:00", "weeks");
        NS_TEST_EXPECT_MSG_EQ(LispTextTable::FormatTime(Time::Max()), "never", "for ever");
    }
};

/**
 * Method: a map-cache with, at 0 s, a mapping of two locators for 24 h; at 10 s a negative one for
 * 15 min and a static one of instance 7 with IPv6; 192.0.2.2 is found down. One lookup finds a
 * mapping and two do not. Printed at 100 s.
 * Expected: ages 100, 90 and 90 s; 86400 - 100 = 86300 s = 23:58:20 are left, and 910 - 100 = 810 s
 * = 00:13:30; in the order of EID-prefixes.
 */
class MapCacheTestCase : public TestCase
{
  public:
    MapCacheTestCase()
        : TestCase("a map-cache")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        LispMapCache cache;
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString("10.2.0.0/16");
        mapping.locators = Locators(pool, {"192.0.2.1", "192.0.2.2"});
        mapping.ttl = Hours(24);
        cache.Insert(mapping, LispMapCacheSource::MAP_REPLY, Seconds(0));
        pool->GetRlocs().SetUp(pool->GetRlocs().Find(Address("192.0.2.2")),
                               RlocDownCause::SCRIPT,
                               false);
        LispMapping negative;
        negative.eid = EidPrefix::FromString("11.0.0.0/8");
        negative.action = LispAction::NATIVELY_FORWARD;
        negative.ttl = Minutes(15);
        cache.Insert(negative, LispMapCacheSource::MAP_REPLY, Seconds(10));
        LispMapping fixed;
        fixed.eid = EidPrefix::FromString("2001:db8::/32", 7);
        fixed.locators = Locators(pool, {"2001:db8:ffff::1"});
        cache.Insert(fixed, LispMapCacheSource::STATIC, Seconds(10));
        for (const auto* eid : {"10.2.3.4", "12.0.0.1", "13.0.0.1"})
        {
            cache.Lookup(0, Address(eid), Seconds(20));
        }
        std::ostringstream text;
        PrintLispMapCache(cache, Seconds(100), text);
        NS_TEST_EXPECT_MSG_EQ(
            text.str(),
            "LISP map-cache: mappings 3, hits 1, misses 2\n"
            "EID-prefix        Uptime    Expires   Source     Locator           Pri/Wgt  State\n"
            "10.2.0.0/16       00:01:40  23:58:20  map-reply  192.0.2.1         1/50     up\n"
            "                                                 192.0.2.2         2/50     down\n"
            "11.0.0.0/8        00:01:30  00:13:30  map-reply  natively-forward\n"
            "[7]2001:db8::/32  00:01:30  never     static     2001:db8:ffff::1  1/50     up\n",
            "as an operator sees it");
    }
};

/**
 * Method: a configured prefix of two locators, one of which its ETR has no route to, and a
 * dynamic-EID prefix, from the start; a host of that is seen at 60 s and at 75 s, another one of
 * the configured prefix goes away at 90 s. Printed at 100 s.
 * Expected: a host has its prefix's locators, was first seen 40 s ago and is silent for 25 s; the
 * one away has none.
 */
class DatabaseTestCase : public TestCase
{
  public:
    DatabaseTestCase()
        : TestCase("an EID database")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        EidDatabase database;
        std::vector<LocatorSet::Locator> two(2);
        two[0].address = Address("192.0.2.1");
        two[1].address = Address("192.0.2.9");
        two[1].priority = 255;
        two[1].reachable = false;
        database.AddPrefix(EidPrefix::FromString("10.1.0.0/24"), pool->Intern(two));
        database.AddDynamicPrefix(EidPrefix::FromString("10.7.0.0/16"),
                                  Locators(pool, {"192.0.2.1"}));
        database.Discover(0, Address("10.7.0.5"), 3, Seconds(60));
        database.Discover(0, Address("10.7.0.5"), 3, Seconds(75));
        database.MarkAway(EidPrefix::FromString("10.1.0.77"), Seconds(90));
        std::ostringstream text;
        PrintEidDatabase(database, Seconds(100), text);
        NS_TEST_EXPECT_MSG_EQ(
            text.str(),
            "LISP EID database: EID-prefixes 4, of which hosts 2\n"
            "EID-prefix    Uptime    Silent    Kind        Locator    Pri/Wgt  State\n"
            "10.1.0.0/24   00:01:40            configured  192.0.2.1  1/100    up\n"
            "                                              192.0.2.9  255/100  unreachable\n"
            "10.1.0.77/32  00:00:10            away\n"
            "10.7.0.0/16   00:01:40            dynamic     192.0.2.1  1/50     up\n"
            "10.7.0.5/32   00:00:40  00:00:25  discovered  192.0.2.1  1/50     up\n",
            "as an operator sees it");
    }
};

/**
 * Method: two sites; paris has 10.1.0.0/24, which two xTRs register with the bits a and M, at 0 s
 * and at 30 s (again at 60 s), and 10.3.0.0/24, which nobody does; lyon's xTR registers a host at
 * 80 s with the bit P. Printed at 100 s; a registration lasts 180 s.
 * Expected: the first xTR's ends 80 s from now, the second one's 140 s, lyon's 160 s.
 */
class RegistrationsTestCase : public TestCase
{
  public:
    RegistrationsTestCase()
        : TestCase("a Map-Server's registrations")
    {
    }

  private:
    void DoRun() override
    {
        LispSiteTable sites;
        LispSite paris;
        paris.name = "paris";
        paris.keys[0].secret = "x";
        paris.prefixes = {{EidPrefix::FromString("10.1.0.0/24"), false},
                          {EidPrefix::FromString("10.3.0.0/24"), false}};
        sites.AddSite(paris);
        LispSite lyon;
        lyon.name = "lyon";
        lyon.keys[0].secret = "y";
        lyon.prefixes = {{EidPrefix::FromString("10.2.0.0/16", 7), true}};
        sites.AddSite(lyon);
        LispRegistrations registrations(sites);
        const auto add = [&registrations](const EidPrefix& eid,
                                          const std::string& xtr,
                                          const LispMapRegister& message,
                                          Time now) {
            LispMappingRecord record;
            record.SetEidPrefix(eid);
            record.ttl = 1440;
            record.locators.resize(1);
            record.locators.front().address = Address(xtr);
            registrations.Register(message, record, Address(xtr), now);
        };
        LispMapRegister merged;
        merged.merge = true;
        merged.wantMapNotify = true;
        const auto shared = EidPrefix::FromString("10.1.0.0/24");
        add(shared, "192.0.2.1", merged, Seconds(0));
        add(shared, "192.0.2.2", merged, Seconds(30));
        add(shared, "192.0.2.2", merged, Seconds(60));
        LispMapRegister proxied;
        proxied.proxyReply = true;
        add(EidPrefix::FromString("10.2.0.5", 7), "192.0.2.3", proxied, Seconds(80));
        std::ostringstream text;
        PrintLispRegistrations(sites, registrations, Seconds(100), text);
        NS_TEST_EXPECT_MSG_EQ(
            text.str(),
            "LISP registrations: sites 2, EID-prefixes registered 2\n"
            "EID-prefix      Site   xTR             Uptime    Expires   Flags  Locator    "
            "Pri/Wgt  State\n"
            "10.1.0.0/24     paris  192.0.2.1       00:01:40  00:01:20  -aM    192.0.2.1  "
            "1/100    up\n"
            "                       192.0.2.2       00:01:10  00:02:20  -aM    192.0.2.2  "
            "1/100    up\n"
            "10.3.0.0/24     paris  not registered\n"
            "[7]10.2.0.0/16  lyon   not registered\n"
            "[7]10.2.0.5/32  lyon   192.0.2.3       00:00:20  00:02:40  P--    192.0.2.3  "
            "1/100    up\n",
            "as an operator sees it");
    }
};

/// The suite of the tables.
class MappingTablesTestSuite : public TestSuite
{
  public:
    MappingTablesTestSuite()
        : TestSuite("lisp-mapping-tables", TestSuite::Type::UNIT)
    {
        AddTestCase(new TextTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MapCacheTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DatabaseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RegistrationsTestCase, compat::TestDuration<>::QUICK);
    }
};

MappingTablesTestSuite g_suite; ///< registers itself

} // namespace
