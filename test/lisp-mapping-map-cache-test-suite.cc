/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief LispMapCache: life, replacement and eviction of mappings, and mappings from records.
 */

namespace
{

/// A cache with what is needed to fill and watch it.
struct Bench
{
    Ptr<LocatorSetPool> pool{Create<LocatorSetPool>()}; ///< locator sets
    LispMapCache cache;                                 ///< what is tested
    std::string removed;                                ///< what left, as "prefix reason, "

    Bench()
    {
        cache.SetRemovalCallback([this](const LispMapCacheEntry& entry, LispMapCacheRemoval why) {
            removed += entry.prefix.ToString() + " " + ToString(why) + ", ";
        });
    }

    /// @param prefix an EID-prefix @param rloc its locator @param ttl its life @return the mapping
    LispMapping Mapping(const std::string& prefix, const std::string& rloc, Time ttl) const
    {
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString(prefix);
        LocatorSet::Locator locator;
        locator.address = NetworkAddress::FromString(rloc);
        mapping.locators = pool->Intern(std::vector<LocatorSet::Locator>{locator});
        mapping.ttl = ttl;
        return mapping;
    }

    /// Insert a Map-Reply's mapping. @return its entry
    const LispMapCacheEntry* Put(const std::string& prefix, Time ttl, Time now)
    {
        return cache.Insert(Mapping(prefix, "192.0.2.1", ttl), LispMapCacheSource::MAP_REPLY, now);
    }

    /// @param address an address @param now the time @return the match's prefix, or "none"
    std::string Match(const std::string& address, Time now)
    {
        const auto* entry = cache.Lookup(0, NetworkAddress::FromString(address), now);
        return entry ? entry->prefix.ToString() : "none";
    }

    /// @return what left since the last call
    std::string TakeRemoved()
    {
        return std::exchange(removed, "");
    }
};

/**
 * Method: a mapping of 10 s inside one of 20 s; lookups before, at and after the ends, without and
 * with the owner's timer; a mapping with a TTL of 0; one that is put in again with more time.
 * Expected: an entry holds until just before its end, never at it; the next end is always known; 0
 * takes the entry out; the second life counts from the second time, in the same entry.
 */
class LifeTestCase : public TestCase
{
  public:
    LifeTestCase()
        : TestCase("life of entries")
    {
    }

  private:
    void DoRun() override
    {
        Bench b;
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetNextExpiry(), Time::Max(), "nothing to expire");
        const auto* site = b.Put("10.1.0.0/16", Seconds(20), Seconds(0));
        b.Put("10.1.1.0/24", Seconds(10), Seconds(0));
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetNextExpiry(), Seconds(10), "the shorter life");
        NS_TEST_EXPECT_MSG_EQ(b.Match("10.1.1.1", Seconds(10) - TimeStep(1)), "10.1.1.0/24", "yet");
        NS_TEST_EXPECT_MSG_EQ(b.Match("10.1.1.1", Seconds(10)), "10.1.0.0/16", "no longer");
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.1.1.0/24 expired, ", "told");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.1.0.0/16", Seconds(60), Seconds(15)), site, "in place");
        NS_TEST_EXPECT_MSG_EQ(site->GetLifeLeft(Seconds(16)), Seconds(59), "a new life");
        NS_TEST_EXPECT_MSG_EQ(b.cache.ExpireUntil(Seconds(74)), 0, "not yet");
        NS_TEST_EXPECT_MSG_EQ(b.cache.ExpireUntil(b.cache.GetNextExpiry()), 1, "at its end");
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.1.0.0/16 expired, ", "told");
        b.Put("10.1.0.0/16", Seconds(60), Seconds(80));
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.1.0.0/16", Seconds(0), Seconds(81)), nullptr, "withdrawn");
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.1.0.0/16 withdrawn, ", "told");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.9.0.0/16", Seconds(0), Seconds(81)), nullptr, "unknown");
        NS_TEST_EXPECT_MSG_NE(b.Put("10.9.0.0/16", Time::Max(), Seconds(81)),
                              nullptr,
                              "the longest life there is");
        NS_TEST_EXPECT_MSG_EQ(b.Match("10.9.0.1", Seconds(1e9)), "10.9.0.0/16", "does not end");
        NS_TEST_EXPECT_MSG_EQ(b.cache.Erase(EidPrefix::FromString("10.9.0.0/16")), true, "erased");
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.9.0.0/16 erased, ", "told");
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetHits(), 3, "three lookups that found something");
        NS_TEST_EXPECT_MSG_EQ(b.Match("10.9.0.1", Seconds(1e9)), "none", "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetMisses(), 1, "one that did not");
    }
};

/**
 * Method: the two cases of RFC 9301 section 5.5: a less specific mapping comes while more specific
 * ones are there, with a longer and with a shorter life than theirs; more specific ones come later.
 * Then the answer for a moved host: asked for its /32, the answer is its home's /24.
 * Expected: the less specific life is cut to the shortest; the others keep theirs. The /32 goes,
 * the host's neighbour's /32 and what covers the answer stay.
 */
class OverlapTestCase : public TestCase
{
  public:
    OverlapTestCase()
        : TestCase("overlapping mappings")
    {
    }

  private:
    void DoRun() override
    {
        Bench b;
        const Time now = Seconds(100);
        b.Put("10.1.1.0/24", Seconds(30), now);
        b.Put("10.1.2.0/24", Seconds(50), now);
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.1.0.0/16", Seconds(60), now)->GetLifeLeft(now),
                              Seconds(30),
                              "not longer than the shortest");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.0.0.0/8", Seconds(5), now)->GetLifeLeft(now),
                              Seconds(5),
                              "its own");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.1.1.0/25", Seconds(90), now)->GetLifeLeft(now),
                              Seconds(90),
                              "a more specific one that comes later");

        Bench c;
        for (const auto* prefix : {"10.1.0.0/16", "10.1.1.0/24", "10.1.1.7/32", "10.1.1.8/32"})
        {
            c.Put(prefix, Seconds(60), now);
        }
        const auto erased = c.cache.EraseSuperseded(EidPrefix::FromString("10.1.1.7"),
                                                    EidPrefix::FromString("10.1.1.0/24"));
        NS_TEST_EXPECT_MSG_EQ(erased, 1, "the host's");
        NS_TEST_EXPECT_MSG_EQ(c.TakeRemoved(), "10.1.1.7/32 superseded, ", "told");
        NS_TEST_EXPECT_MSG_EQ(c.Match("10.1.1.7", now), "10.1.1.0/24", "the host is at home");
        NS_TEST_EXPECT_MSG_EQ(c.Match("10.1.1.8", now), "10.1.1.8/32", "its neighbour is not");
    }
};

/**
 * Method: a cache of three is filled beyond that: with an entry in use, with an expired one, with
 * all in use, with static ones; it is made smaller. Expected: those not used since their last turn
 * go, the oldest first; an expired one before any other; one must go even if all are in use; static
 * ones stay, and leave no room for others.
 */
class EvictionTestCase : public TestCase
{
  public:
    EvictionTestCase()
        : TestCase("a full cache")
    {
    }

  private:
    void DoRun() override
    {
        Bench b;
        b.cache.SetMaxSize(3);
        b.Put("10.0.1.0/24", Seconds(100), Seconds(0));
        b.Put("10.0.2.0/24", Seconds(50), Seconds(1));
        b.Put("10.0.3.0/24", Seconds(100), Seconds(2));
        b.Match("10.0.1.1", Seconds(3));
        b.Put("10.0.4.0/24", Seconds(100), Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.0.2.0/24 evicted, ", "unused, and the oldest");
        b.Put("10.0.5.0/24", Seconds(5), Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.0.3.0/24 evicted, ", "unused");
        b.Put("10.0.6.0/24", Seconds(100), Seconds(10));
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.0.5.0/24 expired, ", "its time was up anyway");
        for (const auto* address : {"10.0.1.1", "10.0.4.1", "10.0.6.1"})
        {
            b.Match(address, Seconds(11));
        }
        b.Put("10.0.7.0/24", Seconds(100), Seconds(12));
        NS_TEST_EXPECT_MSG_NE(b.TakeRemoved().find(" evicted, "), std::string::npos, "one");
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetSize(), 3, "as many as may be");
        b.cache.SetMaxSize(1);
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetSize(), 1, "fewer");
        NS_TEST_EXPECT_MSG_EQ(b.Match("10.0.7.1", Seconds(13)), "10.0.7.0/24", "the newest");

        const auto fixed = b.Mapping("10.0.8.0/24", "192.0.2.8", Seconds(0));
        const auto* entry = b.cache.Insert(fixed, LispMapCacheSource::STATIC, Seconds(14));
        NS_TEST_EXPECT_MSG_EQ(entry->GetLifeLeft(Seconds(15)), Time::Max(), "static");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.0.9.0/24", Seconds(9), Seconds(15)), nullptr, "no room");
        NS_TEST_EXPECT_MSG_EQ(b.Put("10.0.8.0/24", Seconds(0), Seconds(15)),
                              entry,
                              "not withdrawn");
        NS_TEST_EXPECT_MSG_EQ(entry->locators, fixed.locators, "nor changed");
        b.TakeRemoved();
        b.cache.Clear();
        NS_TEST_EXPECT_MSG_EQ(b.TakeRemoved(), "10.0.8.0/24 erased, ", "but erased");
    }
};

/**
 * Method: an entry is used and replaced by one with other locators, then turned static and back.
 * Expected: use is counted and timed; the entry keeps its count and its place; new data holds at
 * once.
 */
class UpdateTestCase : public TestCase
{
  public:
    UpdateTestCase()
        : TestCase("use and update of an entry")
    {
    }

  private:
    void DoRun() override
    {
        Bench b;
        const auto* entry = b.Put("10.0.0.0/8", Seconds(60), Seconds(1));
        NS_TEST_EXPECT_MSG_EQ(entry->hits, 0, "not used");
        b.Match("10.0.0.1", Seconds(2));
        b.Match("10.0.0.2", Seconds(3));
        const auto moved = b.Mapping("10.0.0.0/8", "198.51.100.1", Seconds(60));
        NS_TEST_EXPECT_MSG_EQ(b.cache.Insert(moved, LispMapCacheSource::NOTIFICATION, Seconds(4)),
                              entry,
                              "in place");
        NS_TEST_EXPECT_MSG_EQ(entry->locators, moved.locators, "where it is now");
        NS_TEST_EXPECT_MSG_EQ(entry->hits, 2, "used twice");
        NS_TEST_EXPECT_MSG_EQ(Time(entry->lastUsed), Seconds(3), "last used");
        NS_TEST_EXPECT_MSG_EQ(Time(entry->made), Seconds(1), "known since");
        b.cache.Insert(moved, LispMapCacheSource::STATIC, Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(b.cache.GetNextExpiry(), Time::Max(), "does not expire any more");
        NS_TEST_EXPECT_MSG_EQ(b.cache.ExpireUntil(Seconds(1000)), 0, "nothing expires");
        NS_TEST_EXPECT_MSG_EQ(b.cache.Insert(LispMapping(), LispMapCacheSource::STATIC, Seconds(6)),
                              nullptr,
                              "a mapping without a prefix");
    }
};

/**
 * Method: records as messages hold them are turned into mappings and back.
 * Expected: 1440 minutes are 86,400 s; 0xffffffff is the receiver's own choice and 0xfffffffe as
 * long as time can say; no locators keep the action; locators that no packet can be sent to make a
 * mapping that drops; an EID that is a name makes none; there and back is the same record.
 */
class RecordTestCase : public TestCase
{
  public:
    RecordTestCase()
        : TestCase("mappings and records")
    {
    }

  private:
    void DoRun() override
    {
        auto pool = Create<LocatorSetPool>();
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString("10.1.0.0/16", 7));
        record.mapVersion = 5;
        record.authoritative = true;
        record.locators.resize(1);
        record.locators[0].address = NetworkAddress::FromString("192.0.2.1");
        auto mapping = LispMapping::FromRecord(record, *pool);
        NS_TEST_ASSERT_MSG_EQ(mapping.has_value(), true, "a mapping");
        NS_TEST_EXPECT_MSG_EQ(mapping->eid, EidPrefix::FromString("10.1.0.0/16", 7), "its EIDs");
        NS_TEST_EXPECT_MSG_EQ(mapping->ttl, Seconds(86400), "a day");
        NS_TEST_EXPECT_MSG_EQ((mapping->ToRecord() == record), true, "there and back");
        record.ttl = LISP_TTL_RECEIVER_DECIDES;
        NS_TEST_EXPECT_MSG_EQ(LispMapping::FromRecord(record, *pool, 2)->ttl,
                              Seconds(120),
                              "own choice");
        record.ttl = LISP_TTL_RECEIVER_DECIDES - 1;
        NS_TEST_EXPECT_MSG_GT(LispMapping::FromRecord(record, *pool)->ttl,
                              Seconds(3600.0 * 24 * 365),
                              "years");
        record.locators[0].address = LispAddress::FromName("far away");
        mapping = LispMapping::FromRecord(record, *pool);
        NS_TEST_EXPECT_MSG_EQ(mapping->locators, nullptr, "no locators");
        NS_TEST_EXPECT_MSG_EQ(ToString(mapping->action), std::string("drop-no-reason"), "drops");
        record.locators.clear();
        record.action = LispAction::NATIVELY_FORWARD;
        record.ttl = 15;
        mapping = LispMapping::FromRecord(record, *pool);
        NS_TEST_EXPECT_MSG_EQ(ToString(mapping->action),
                              std::string("natively-forward"),
                              "as said");
        NS_TEST_EXPECT_MSG_EQ((mapping->ToRecord() == record), true, "there and back");
        record.eid = LispAddress::FromName("somebody");
        NS_TEST_EXPECT_MSG_EQ(LispMapping::FromRecord(record, *pool).has_value(), false, "a name");
    }
};

/// The suite.
class MapCacheTestSuite : public TestSuite
{
  public:
    MapCacheTestSuite()
        : TestSuite("lisp-mapping-map-cache", TestSuite::Type::UNIT)
    {
        AddTestCase(new LifeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OverlapTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EvictionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UpdateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RecordTestCase, compat::TestDuration<>::QUICK);
    }
};

MapCacheTestSuite g_suite; ///< registers itself

} // namespace
