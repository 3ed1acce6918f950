/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/multicast-cache.h"
#include "ns3/multicast-members.h"
#include "ns3/multicast-registrations.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Replication lists: what is kept of them, whom a router sends to, how they are merged; and
 * the ports that have joined.
 */

namespace
{

/// @param text an address @return it
NetworkAddress
Ip(const std::string& text)
{
    return NetworkAddress::FromString(text);
}

/// @param level of a router @param number its RLOC is 10.0.0.number @param priority of its record
/// @return the router
ReplicationHop
Hop(uint8_t level, int number, uint8_t priority = 1)
{
    return {level, priority, {Ip("10.0.0." + std::to_string(number))}};
}

/// @param addresses of 10.0.0.0/24 @return their last octets, "1 2 3"
std::string
Last(const std::vector<NetworkAddress>& addresses)
{
    std::string text;
    for (const auto& address : addresses)
    {
        text += (text.empty() ? "" : " ") + std::to_string(address.GetOctets()[3]);
    }
    return text;
}

/**
 * Method: choose targets from a tree: RTRs 11 and 12 of level 0, 21 to 24 of level 1, ETRs 31 to 36
 * of level 128 with priority 2.
 * Expected (RFC 8378 section 9 and the rule of ChooseReplicationTargets): an ITR sends to the
 * lowest level, 11 and 12. Of level 1, counted from 0, RTR 11 gets the even ones, 21 and 23, RTR 12
 * the odd ones. Four routers share six ETRs: 21 gets the first and the fifth, 31 and 35, 24 the
 * fourth only. So each ETR gets one copy. Without level 0 within reach the ITR sends to level 1, to
 * all of it; without any RTR to the ETRs. An ITR that is an ETR of the list sends nothing to
 * itself. RTR 12 that is an ETR too, at level 0 already, is not sent to by those of level 1: their
 * six become five.
 */
class TargetsTestCase : public TestCase
{
  public:
    TargetsTestCase()
        : TestCase("whom a router sends to")
    {
    }

  private:
    std::vector<ReplicationHop> m_hops; //!< the list

    /// @param own last octets of the router's locators @param down those that cannot be reached
    /// @return to whom it sends
    std::string Choose(const std::vector<int>& own, const std::vector<int>& down = {}) const
    {
        const auto isIn = [](const std::vector<int>& some, const NetworkAddress& address) {
            return std::count(some.begin(), some.end(), address.GetOctets()[3]) > 0;
        };
        return Last(ChooseReplicationTargets(
            m_hops,
            [&](const NetworkAddress& address) { return isIn(own, address); },
            [&](const NetworkAddress& address) { return !isIn(down, address); }));
    }

    void DoRun() override
    {
        m_hops = {Hop(0, 11), Hop(0, 12), Hop(1, 21), Hop(1, 22), Hop(1, 23), Hop(1, 24)};
        for (int number = 31; number <= 36; ++number)
        {
            m_hops.push_back(Hop(128, number, 2));
        }
        NS_TEST_EXPECT_MSG_EQ(Choose({1}), "11 12", "an ITR");
        NS_TEST_EXPECT_MSG_EQ(Choose({1}, {12}), "11", "those that can be reached");
        NS_TEST_EXPECT_MSG_EQ(Choose({1}, {11, 12}), "21 22 23 24", "the next level");
        NS_TEST_EXPECT_MSG_EQ(Choose({1}, {11, 12, 21, 22, 23, 24}),
                              "31 32 33 34 35 36",
                              "the next priority");
        NS_TEST_EXPECT_MSG_EQ(Choose({11}), "21 23", "a router of level 0");
        NS_TEST_EXPECT_MSG_EQ(Choose({12}), "22 24", "the other one");
        NS_TEST_EXPECT_MSG_EQ(Choose({21}), "31 35", "a router of level 1");
        NS_TEST_EXPECT_MSG_EQ(Choose({22}), "32 36", "a router of level 1");
        NS_TEST_EXPECT_MSG_EQ(Choose({23}), "33", "a router of level 1");
        NS_TEST_EXPECT_MSG_EQ(Choose({24}), "34", "a router of level 1");

        m_hops = {Hop(128, 31), Hop(128, 32)};
        NS_TEST_EXPECT_MSG_EQ(Choose({31}), "32", "not to itself");
        NS_TEST_EXPECT_MSG_EQ(Choose({1}, {31, 32}), "", "nobody can be reached");
        m_hops = {{128, 1, {Ip("10.0.0.31"), Ip("10.0.0.41")}}};
        NS_TEST_EXPECT_MSG_EQ(Choose({1}), "31", "one copy for two locators, the first");
        NS_TEST_EXPECT_MSG_EQ(Choose({1}, {31}), "41", "or else the second");

        // As a record says it, RTR 12 comes at its lowest level only.
        LispMappingRecord record =
            MakeReplicationRecord(MulticastEid::FromString("", "239.1.2.3"),
                                  {Hop(0, 12), Hop(1, 21), Hop(128, 12, 2), Hop(128, 33, 2)},
                                  5);
        m_hops = ReadReplicationList(record);
        NS_TEST_EXPECT_MSG_EQ(m_hops.size(), 3, "each address once");
        NS_TEST_EXPECT_MSG_EQ(Choose({21}), "33", "no way back");
    }
};

/**
 * Method: read records that others send.
 * Expected: plain locators are a router each, those with multicast priority 255 or without R none
 * (RFC 9301 section 5.4); in a Map-Register they are one router's, the best first. Addresses that
 * nothing can be sent to, and hops that are to be looked up, are left out.
 */
class RecordsTestCase : public TestCase
{
  public:
    RecordsTestCase()
        : TestCase("records of others")
    {
    }

  private:
    void DoRun() override
    {
        LispMappingRecord record;
        const auto add = [&record](const LispAddress& address, uint8_t priority, bool reachable) {
            LispLocator locator;
            locator.address = address;
            locator.multicastPriority = priority;
            locator.reachable = reachable;
            record.locators.push_back(locator);
        };
        add(Ip("10.0.0.2"), 2, true);
        add(Ip("10.0.0.1"), 1, true);
        add(Ip("10.0.0.3"), 255, true);
        add(Ip("10.0.0.4"), 1, false);
        add(Ip("224.0.0.9"), 1, true);
        add(Ip("127.0.0.1"), 1, true);
        add(LispAddress(), 1, true);
        const auto hops = ReadReplicationList(record);
        NS_TEST_ASSERT_MSG_EQ(hops.size(), 2, "two can be used");
        NS_TEST_EXPECT_MSG_EQ((hops[0] == Hop(128, 1, 1) && hops[1] == Hop(128, 2, 2)),
                              true,
                              "they");
        const auto own = ReadRegisteredReplication(record);
        NS_TEST_ASSERT_MSG_EQ(own.size(), 1, "one router");
        NS_TEST_EXPECT_MSG_EQ(Last(own[0].addresses), "1 2", "the best first");

        LispExplicitLocatorPath path;
        path.hops.resize(2);
        path.hops[0].lookup = true;
        path.hops[0].address = Ip("10.0.0.7");
        path.hops[1].address = Ip("10.0.0.8");
        LispReplicationList list;
        list.entries.resize(3);
        list.entries[0].level = 128;
        list.entries[0].address = LispAddress(LispLcaf{path});
        list.entries[1].address = LispAddress::FromName("router");
        list.entries[2].address = Ip("::1");
        record.locators.clear();
        add(LispAddress(LispLcaf{list}), 1, true);
        const auto nested = ReadReplicationList(record);
        NS_TEST_ASSERT_MSG_EQ(nested.size(), 1, "one entry can be used");
        NS_TEST_EXPECT_MSG_EQ(Last(nested[0].addresses), "8", "the hop that is a locator");
    }
};

/**
 * Method: a cache of three lists at most.
 * Expected: a source's own list comes before that of any source, and each is of its instance. A
 * list ends with its life. A locator that goes down is left out from then on. A fourth list takes
 * the place of the one that would end first. Locators are given back.
 */
class CacheTestCase : public TestCase
{
  public:
    CacheTestCase()
        : TestCase("the cache")
    {
    }

  private:
    void DoRun() override
    {
        RlocTable rlocs;
        {
            MulticastCache cache(rlocs,
                                 [](const NetworkAddress& rloc) { return rloc == Ip("10.0.0.1"); });
            cache.SetMaxSize(3);
            const auto own = MulticastEid::FromString("192.168.1.9", "239.1.2.3");
            const auto any = MulticastEid::FromString("", "239.1.2.3");
            const auto look = [&](const std::string& source, uint32_t instance, double second) {
                const auto* entry =
                    cache.Lookup(instance, Ip(source), Ip("239.1.2.3"), Seconds(second));
                std::vector<NetworkAddress> found;
                for (const auto& target : entry ? *entry->targets : MulticastCache::Targets())
                {
                    found.push_back(target.rloc);
                }
                return entry ? "to " + Last(found) : std::string("none");
            };
            cache.Insert(any, {Hop(128, 2), Hop(128, 3)}, Seconds(20), Seconds(0));
            cache.Insert(own, {Hop(128, 1), Hop(128, 4)}, Seconds(10), Seconds(0));
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.9", 0, 1), "to 4", "its own, but itself");
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.8", 0, 1), "to 2 3", "any source");
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.8", 7, 1), "none", "another instance");
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.9", 0, 10), "to 2 3", "its own has ended");
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.9", 0, 20), "none", "both have");

            cache.Insert(any, {Hop(128, 2), Hop(128, 3)}, Seconds(20), Seconds(20));
            rlocs.SetUp(rlocs.Find(Ip("10.0.0.3")), RlocDownCause::SCRIPT, false);
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.8", 0, 21), "to 2", "10.0.0.3 is down");
            rlocs.SetUp(rlocs.Find(Ip("10.0.0.3")), RlocDownCause::SCRIPT, true);
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.8", 0, 21), "to 2 3", "and up again");
            cache.Insert(any, {}, Seconds(20), Seconds(20));
            NS_TEST_EXPECT_MSG_EQ(look("192.168.1.8", 0, 21), "to ", "known to have no receivers");

            for (int number = 1; number <= 4; ++number)
            {
                cache.Insert(MulticastEid::FromString("", "239.9.9." + std::to_string(number)),
                             {Hop(128, 5)},
                             Seconds(10 * number),
                             Seconds(30));
            }
            NS_TEST_EXPECT_MSG_EQ(cache.GetSize(), 3, "bounded");
            NS_TEST_EXPECT_MSG_EQ(
                (cache.Find(MulticastEid::FromString("", "239.9.9.1")) == nullptr),
                true,
                "the first to end made room");
            NS_TEST_EXPECT_MSG_EQ(
                (cache.Find(MulticastEid::FromString("", "239.9.9.4")) != nullptr),
                true,
                "for the last");
            cache.Insert(MulticastEid::FromString("", "239.9.9.4"), {}, Seconds(0), Seconds(30));
            NS_TEST_EXPECT_MSG_EQ(cache.GetSize(), 2, "a life of 0 removes");
        }
        NS_TEST_EXPECT_MSG_EQ(rlocs.GetSize(), 0, "locators are given back");
    }
};

/**
 * Method: ETRs 1, 2 and 3 register; RTR 11 offers to replicate 239.0.0.0/8.
 * Expected: (S,G) gets what is registered for it and for (*,G), each RLOC once, sorted (RFC 8378
 * section 5.1.3); the least TTL; another source only (*,G). With the RTR there are two
 * RLOC-records, its of priority 1, the ETRs' of 2 (section 9); without receivers there is none, and
 * the record says drop. The same again is nothing new. A withdrawal and the time-out of 180 s take
 * one router out.
 */
class RegistrationsTestCase : public TestCase
{
  public:
    RegistrationsTestCase()
        : TestCase("merged registrations")
    {
    }

  private:
    MulticastRegistrations m_registrations; //!< what is registered

    /// @param source of a packet to 239.1.2.3 @return the list, "11/0/1 1/128/2": last octet,
    /// level, priority
    std::string List(const std::string& source) const
    {
        const auto record =
            m_registrations.GetRecord(MulticastEid::FromString(source, "239.1.2.3"), 1);
        std::string text;
        for (const auto& hop : ReadReplicationList(record))
        {
            text += (text.empty() ? "" : " ") + Last(hop.addresses) + "/" +
                    std::to_string(hop.level) + "/" + std::to_string(hop.priority);
        }
        return text + " ttl " + std::to_string(record.ttl);
    }

    void DoRun() override
    {
        using Outcome = MulticastRegistrations::Outcome;
        const auto own = MulticastEid::FromString("192.168.1.9", "239.1.2.3");
        const auto any = MulticastEid::FromString("", "239.1.2.3");
        const auto all = MulticastEid::FromString("", "239.0.0.0/8");
        const auto change = [&](const MulticastEid& eid,
                                int number,
                                std::vector<ReplicationHop> hops,
                                double second,
                                uint32_t ttl = 10) {
            const LispXtrIdentity xtr{{}, Ip("10.0.0." + std::to_string(number))};
            return m_registrations.Register(eid, xtr, std::move(hops), ttl, Seconds(second));
        };
        const bool isNew = change(own, 1, {Hop(128, 1)}, 0) == Outcome::CHANGED &&
                           change(any, 2, {Hop(128, 2)}, 10, 5) == Outcome::CHANGED &&
                           change(any, 3, {Hop(128, 3)}, 20) == Outcome::CHANGED &&
                           change(any, 1, {Hop(128, 1)}, 30) == Outcome::CHANGED;
        NS_TEST_EXPECT_MSG_EQ(isNew, true, "four registrations");
        NS_TEST_EXPECT_MSG_EQ((change(any, 1, {Hop(128, 1)}, 40) == Outcome::REFRESHED),
                              true,
                              "the same again");
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.9"), "1/128/1 2/128/1 3/128/1 ttl 5", "merged");
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.8"), "1/128/1 2/128/1 3/128/1 ttl 5", "any source");
        change(any, 1, {}, 50);
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.8"), "2/128/1 3/128/1 ttl 5", "1 has left");

        change(all, 11, {Hop(0, 11)}, 60, 30);
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.8"), "11/0/1 2/128/2 3/128/2 ttl 5", "by the RTR");
        NS_TEST_EXPECT_MSG_EQ(Last(m_registrations.GetReplicators(own)), "11", "who is told");

        NS_TEST_EXPECT_MSG_EQ(m_registrations.GetExpiry(own), Seconds(180), "1's (S,G)");
        NS_TEST_EXPECT_MSG_EQ(m_registrations.GetExpiry(any), Seconds(190), "2's (*,G)");
        NS_TEST_EXPECT_MSG_EQ(m_registrations.Expire(own, Seconds(179)), false, "too early");
        NS_TEST_EXPECT_MSG_EQ(m_registrations.Expire(own, Seconds(180)), true, "1");
        NS_TEST_EXPECT_MSG_EQ(m_registrations.Expire(any, Seconds(199)), true, "2");
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.9"), "11/0/1 3/128/2 ttl 10", "3 is left");
        NS_TEST_EXPECT_MSG_EQ(m_registrations.Expire(any, Seconds(200)), true, "3");
        NS_TEST_EXPECT_MSG_EQ(List("192.168.1.9"), " ttl 1", "nobody, but the RTR");
        m_registrations.Expire(all, Seconds(240));
        NS_TEST_EXPECT_MSG_EQ(m_registrations.GetSize(), 0, "all are gone");

        m_registrations.SetLimits(1);
        change(own, 1, {Hop(128, 1)}, 300);
        NS_TEST_EXPECT_MSG_EQ((change(any, 1, {Hop(128, 1)}, 300) == Outcome::FULL),
                              true,
                              "bounded");
        NS_TEST_EXPECT_MSG_EQ((change(own, 2, {Hop(128, 2)}, 300) == Outcome::FULL), true, "too");
    }
};

/**
 * Method: ports 1 and 2 join (*,G), port 2 and 3 join (S,G).
 * Expected: a packet of S is wanted at 1, 2 and 3, each once, one of another source at 1 and 2. The
 * first port of an entry is news, and so is the last one that leaves.
 */
class MembersTestCase : public TestCase
{
  public:
    MembersTestCase()
        : TestCase("ports with members")
    {
    }

  private:
    void DoRun() override
    {
        MulticastMembers members;
        const auto any = MulticastEid::FromString("", "239.1.2.3");
        const auto own = MulticastEid::FromString("192.168.1.9", "239.1.2.3");
        NS_TEST_EXPECT_MSG_EQ(members.Join(any, 1), true, "the first");
        NS_TEST_EXPECT_MSG_EQ(members.Join(any, 2), false, "the second");
        NS_TEST_EXPECT_MSG_EQ(members.Join(any, 2), false, "again");
        NS_TEST_EXPECT_MSG_EQ(members.Join(own, 2), true, "the first of S");
        NS_TEST_EXPECT_MSG_EQ(members.Join(own, 3), false, "the second of S");
        const auto ports = [&members](const std::string& source) {
            std::string text;
            members.ForEachPort(0, Ip(source), Ip("239.1.2.3"), [&](uint32_t port) {
                text += std::to_string(port) + " ";
            });
            return text;
        };
        NS_TEST_EXPECT_MSG_EQ(ports("192.168.1.9"), "1 2 3 ", "S");
        NS_TEST_EXPECT_MSG_EQ(ports("192.168.1.8"), "1 2 ", "another one");
        NS_TEST_EXPECT_MSG_EQ(members.Leave(any, 1), false, "not the last");
        NS_TEST_EXPECT_MSG_EQ(members.Leave(any, 1), false, "again");
        NS_TEST_EXPECT_MSG_EQ(members.Leave(any, 2), true, "the last");
        NS_TEST_EXPECT_MSG_EQ(members.Wants(0, Ip("192.168.1.8"), Ip("239.1.2.3")), false, "gone");
        NS_TEST_EXPECT_MSG_EQ(ports("192.168.1.9"), "2 3 ", "S is still wanted");
        NS_TEST_EXPECT_MSG_EQ(members.Wants(7, Ip("192.168.1.9"), Ip("239.1.2.3")),
                              false,
                              "not in another instance");
    }
};

/**
 * @brief The suite of what is kept of multicast.
 */
class LispMappingMulticastCacheTestSuite : public TestSuite
{
  public:
    LispMappingMulticastCacheTestSuite()
        : TestSuite("lisp-mapping-multicast-cache", TestSuite::Type::UNIT)
    {
        AddTestCase(new TargetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RecordsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CacheTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RegistrationsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MembersTestCase, compat::TestDuration<>::QUICK);
    }
};

LispMappingMulticastCacheTestSuite g_lispMappingMulticastCacheTestSuite; //!< registers the suite

} // namespace
