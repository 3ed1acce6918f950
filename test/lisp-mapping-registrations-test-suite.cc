/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/lisp-map-register.h"
#include "ns3/lisp-registrations.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief LispSiteTable, LispReplayGuard and LispRegistrations: what a Map-Server knows.
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

/**
 * @param name a name
 * @param prefixes EID-prefixes; a plus sign behind one accepts more specifics
 * @return a site with a key
 */
LispSite
Site(const std::string& name, const std::vector<std::string>& prefixes)
{
    LispSite site;
    site.name = name;
    site.keys[1] = {LispAlgorithm::NONE, "secret"};
    for (const auto& prefix : prefixes)
    {
        const bool inside = prefix.back() == '+';
        site.prefixes.push_back({Prefix(prefix.substr(0, prefix.size() - inside)), inside});
    }
    return site;
}

/// @param rlocs what to print @return "a b c"
std::string
Join(const std::vector<NetworkAddress>& rlocs)
{
    std::string text;
    for (const auto& rloc : rlocs)
    {
        text += (text.empty() ? "" : " ") + rloc.ToString();
    }
    return text;
}

/// A Map-Server's state, and a short way to register.
struct Server
{
    LispSiteTable sites;            ///< sites
    LispRegistrations known{sites}; ///< what is tested
    LispMapRegister message;        ///< flags of the next message

    /**
     * @param eid the EID-prefix
     * @param rlocs the locators; none, to withdraw
     * @param source who registers
     * @param now the time
     * @return what came of it, as "outcome" or "outcome, not via ..."
     */
    std::string Register(const std::string& eid,
                         const std::vector<std::string>& rlocs,
                         const std::string& source,
                         Time now)
    {
        LispMappingRecord record;
        record.SetEidPrefix(Prefix(eid));
        record.ttl = rlocs.empty() ? 0 : 2;
        for (const auto& rloc : rlocs)
        {
            auto& locator = record.locators.emplace_back();
            locator.address = Address(rloc);
            locator.local = rloc == source;
            locator.weight = locator.local ? 70 : 30;
            locator.weight = message.merge ? locator.weight : 50;
        }
        const auto result = known.Register(message, record, Address(source), now);
        return ToString(result.outcome) +
               (result.formerRlocs.empty() ? "" : ", not via " + Join(result.formerRlocs));
    }

    /// @param eid a prefix @return its locators, or "none"
    std::string Rlocs(const std::string& eid) const
    {
        const auto* registration = known.Find(Prefix(eid));
        return registration ? Join(registration->GetRlocs()) : "none";
    }
};

/**
 * Method: sites that lack something, that repeat a name, that claim each other's space; a site
 * inside another that accepts more specifics. Expected: one line that names both sides; nothing of
 * a refused site stays; the inner prefix is its own site's, and only what was configured can be
 * registered.
 */
class SitesTestCase : public TestCase
{
  public:
    SitesTestCase()
        : TestCase("configured sites")
    {
    }

  private:
    /// @param table a table @param site a site @return what AddSite says against it, or "accepted"
    static std::string Add(LispSiteTable& table, const LispSite& site)
    {
        try
        {
            table.AddSite(site);
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "accepted";
    }

    /// @param table a table @param site a site's name @param prefix one more EID-prefix of it
    /// @return what AddPrefix says against it, or "accepted"
    static std::string AddPrefix(LispSiteTable& table,
                                 const std::string& site,
                                 const std::string& prefix)
    {
        try
        {
            table.AddPrefix(site, {Prefix(prefix), false});
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "accepted";
    }

    void DoRun() override
    {
        LispSiteTable table;
        NS_TEST_EXPECT_MSG_EQ(Add(table, Site("dc", {"10.1.0.0/16+", "10.2.0.0/16"})),
                              "accepted",
                              "the first");
        NS_TEST_EXPECT_MSG_EQ(Add(table, Site("dc", {"10.9.0.0/16"})),
                              "LISP site 'dc' is there already: each name can be given once",
                              "a name twice");
        NS_TEST_EXPECT_MSG_EQ(
            Add(table, Site("thief", {"10.8.0.0/16", "10.2.7.0/24"})),
            "EID-prefix 10.2.7.0/24 of LISP site 'thief' overlaps 10.2.0.0/16 of site 'dc': "
            "accepted only inside a prefix whose site accepts more specifics",
            "inside");
        NS_TEST_EXPECT_MSG_EQ(
            Add(table, Site("thief", {"10.0.0.0/8"})),
            "EID-prefix 10.0.0.0/8 of LISP site 'thief' overlaps 10.1.0.0/16 of site 'dc': "
            "accepted only inside a prefix whose site accepts more specifics",
            "around");
        NS_TEST_EXPECT_MSG_EQ(
            Add(table, Site("thief", {"10.1.0.0/16+"})),
            "EID-prefix 10.1.0.0/16 of LISP site 'thief' overlaps 10.1.0.0/16 of site 'dc': "
            "accepted only inside a prefix whose site accepts more specifics",
            "the same");
        NS_TEST_EXPECT_MSG_EQ(Add(table, Site("twice", {"10.5.0.0/16", "10.5.0.0/16"})),
                              "EID-prefix 10.5.0.0/16 of LISP site 'twice' is given twice",
                              "itself");
        NS_TEST_EXPECT_MSG_EQ(Add(table, Site("empty", {})), "accepted", "no prefix so far");
        NS_TEST_EXPECT_MSG_EQ(AddPrefix(table, "empty", "10.7.0.0/16"), "accepted", "its first");
        NS_TEST_EXPECT_MSG_EQ(AddPrefix(table, "empty", "10.7.1.0/24"), "accepted", "inside it");
        NS_TEST_EXPECT_MSG_EQ(
            AddPrefix(table, "empty", "10.7.0.0/16"),
            "EID-prefix 10.7.0.0/16 of LISP site 'empty' overlaps 10.7.0.0/16 of site 'empty': "
            "accepted only inside a prefix whose site accepts more specifics",
            "twice");
        NS_TEST_EXPECT_MSG_EQ(
            AddPrefix(table, "empty", "10.2.3.0/24"),
            "EID-prefix 10.2.3.0/24 of LISP site 'empty' overlaps 10.2.0.0/16 of site 'dc': "
            "accepted only inside a prefix whose site accepts more specifics",
            "another's");
        NS_TEST_EXPECT_MSG_EQ(AddPrefix(table, "nobody", "10.3.0.0/16"),
                              "no LISP site 'nobody': expected the name of one",
                              "no such site");
        NS_TEST_EXPECT_MSG_EQ(table.FindSite("empty")->prefixes.size(), 2, "its prefixes");
        LispSite keyless = Site("open", {"10.6.0.0/16"});
        keyless.keys.clear();
        NS_TEST_EXPECT_MSG_EQ(Add(table, keyless),
                              "LISP site 'open' has no key: give it at least one",
                              "no key");
        keyless.keys[3] = {};
        NS_TEST_EXPECT_MSG_EQ(Add(table, keyless),
                              "key 3 of LISP site 'open' is empty: expected some text",
                              "no secret");
        NS_TEST_EXPECT_MSG_EQ(table.Find(Prefix("10.8.0.0/16")), nullptr, "nothing half-done");

        NS_TEST_EXPECT_MSG_EQ(Add(table, Site("branch", {"10.1.7.0/24"})), "accepted", "inside");
        const auto owner = [&table](const std::string& prefix) {
            const auto* entry = table.FindForRegistration(Prefix(prefix));
            return entry ? entry->site.name : "nobody";
        };
        NS_TEST_EXPECT_MSG_EQ(owner("10.1.0.0/16"), "dc", "configured");
        NS_TEST_EXPECT_MSG_EQ(owner("10.1.1.7"), "dc", "a moved host");
        NS_TEST_EXPECT_MSG_EQ(owner("10.1.7.0/24"), "branch", "of the inner site");
        NS_TEST_EXPECT_MSG_EQ(owner("10.1.7.1"), "nobody", "which accepts no more specifics");
        NS_TEST_EXPECT_MSG_EQ(owner("10.2.0.1"), "nobody", "nor does this prefix");
        NS_TEST_EXPECT_MSG_EQ(owner("10.0.0.0/8"), "nobody", "too much");
    }
};

/**
 * Method: nonces of two xTRs, with and without xTR-ID, under two keys.
 * Expected: a rising nonce is fresh, the last one a repeat, any below a replay; an xTR-ID is the
 * same xTR from another address; each xTR and key counts for itself; beyond the limit only the
 * known are served.
 */
class ReplayTestCase : public TestCase
{
  public:
    ReplayTestCase()
        : TestCase("replayed messages")
    {
    }

  private:
    void DoRun() override
    {
        LispReplayGuard guard;
        const LispXtrIdentity plain{std::nullopt, Address("192.0.2.1")};
        const LispXtrIdentity other{std::nullopt, Address("192.0.2.2")};
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 1, 100), LispReplayGuard::FRESH, "the first");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 1, 100), LispReplayGuard::REPEAT, "again");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 1, 99), LispReplayGuard::REPLAY, "older");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 1, UINT64_MAX), LispReplayGuard::FRESH, "newer");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 1, 101), LispReplayGuard::REPLAY, "older now");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(plain, 2, 5), LispReplayGuard::FRESH, "another key");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(other, 1, 5), LispReplayGuard::FRESH, "another xTR");
        LispXtrIdentity named{LispXtrId{{7}, 1}, Address("192.0.2.1")};
        NS_TEST_EXPECT_MSG_EQ(guard.Check(named, 1, 5), LispReplayGuard::FRESH, "by name");
        named.source = Address("192.0.2.99");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(named, 1, 4), LispReplayGuard::REPLAY, "the same xTR");
        named.xtrId->siteId = 2;
        guard.SetMaxSenders(4);
        NS_TEST_EXPECT_MSG_EQ(guard.Check(named, 1, 4), LispReplayGuard::FULL, "one too many");
        NS_TEST_EXPECT_MSG_EQ(guard.Check(other, 1, 6), LispReplayGuard::FRESH, "a known one");
    }
};

/**
 * Method: a host moves between two data centres: home registers the /24, away registers its /32,
 * home takes it back as a /32 and then lets it go. Time-outs: three minutes, or the record's two
 * with the T bit. Expected: each time those xTRs are named where packets went before and go no
 * longer, also when that was because of the /24; a registration that is renewed in time changes
 * nothing and stays, another goes at its time.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("registrations that move and time out")
    {
    }

  private:
    void DoRun() override
    {
        Server server;
        server.sites.AddSite(Site("dc", {"10.1.0.0/16+"}));
        const std::string home = "192.0.2.1";
        const std::string away = "198.51.100.1";
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.0/24", {home}, home, Seconds(0)),
                              "added",
                              "the subnet");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.7/32", {away}, away, Seconds(10)),
                              "added, not via 192.0.2.1",
                              "the host leaves home");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.7/32", {away}, away, Seconds(70)),
                              "refreshed",
                              "and stays");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.7/32", {home}, home, Seconds(80)),
                              "changed, not via 198.51.100.1",
                              "it returns");
        NS_TEST_EXPECT_MSG_EQ(server.Rlocs("10.1.1.7/32"), home, "found at home");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.7/32", {}, away, Seconds(81)),
                              "refreshed",
                              "what is not its own, nobody takes back");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.1.7/32", {}, home, Seconds(82)),
                              "withdrawn",
                              "nobody has to be told: the subnet is at home too");
        NS_TEST_EXPECT_MSG_EQ(server.Rlocs("10.1.1.7/32"), "none", "gone");
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.2.0.0/16", {home}, home, Seconds(82)),
                              "not-admitted",
                              "not the site's");

        NS_TEST_EXPECT_MSG_EQ(server.known.GetNextExpiry(), Seconds(180), "three minutes");
        server.Register("10.1.1.0/24", {home}, home, Seconds(170));
        NS_TEST_EXPECT_MSG_EQ(server.known.GetNextExpiry(), Seconds(350), "from the last time on");
        server.message.useTtl = true;
        server.Register("10.1.1.8/32", {away}, away, Seconds(171));
        NS_TEST_EXPECT_MSG_EQ(server.known.GetNextExpiry(), Seconds(291), "two minutes");
        NS_TEST_EXPECT_MSG_EQ(server.known.ExpireUntil(Seconds(290)).size(), 0, "not yet");
        const auto expired = server.known.ExpireUntil(Seconds(291));
        NS_TEST_ASSERT_MSG_EQ(expired.size(), 1, "now");
        NS_TEST_EXPECT_MSG_EQ(expired[0].eid, Prefix("10.1.1.8"), "the host");
        NS_TEST_EXPECT_MSG_EQ(expired[0].registration, nullptr, "not registered any more");
        NS_TEST_EXPECT_MSG_EQ(Join(expired[0].formerRlocs), away, "which it went by");

        server.known.SetMaxSize(1);
        NS_TEST_EXPECT_MSG_EQ(server.Register("10.1.2.0/24", {home}, home, Seconds(300)),
                              "full",
                              "one prefix at most");
        LispMappingRecord nameless;
        nameless.eid = LispAddress::FromName("x");
        NS_TEST_EXPECT_MSG_EQ(
            ToString(server.known.Register({}, nameless, Address(home), Seconds(1)).outcome),
            std::string("bad-eid"),
            "no prefix");
    }
};

/**
 * Method: two xTRs of a site register the same prefix, each its own locator, with the merge bit;
 * then all locators, without it; then one moves away with others. A proxy reply is asked for by
 * one. Expected: merged, a locator that both have comes once and as its owner says, L and A bits
 * cleared, sorted; each xTR's time-out takes its own part only; complete registrations stand side
 * by side; others replace them. One that wants proxy replies is enough.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("several xTRs of a site")
    {
    }

  private:
    void DoRun() override
    {
        Server server;
        server.sites.AddSite(Site("dc", {"10.1.0.0/16"}));
        const std::string eid = "10.1.0.0/16";
        const std::string a = "192.0.2.1";
        const std::string b = "192.0.2.2";
        const std::string c = "2001:db8::3";
        server.message.merge = true;
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {c, a}, a, Seconds(0)), "added", "one");
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {b, a}, b, Seconds(60)), "changed", "two");
        const auto* registration = server.known.Find(Prefix(eid));
        const auto record = registration->GetRecord();
        NS_TEST_ASSERT_MSG_EQ(record.locators.size(), 3, "each once");
        const std::vector<std::string> order{a, b, c};
        const std::vector<int> weights{70, 70, 30};
        for (std::size_t i = 0; i < 3; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(record.locators[i].address.ToString(), order[i], "sorted");
            NS_TEST_EXPECT_MSG_EQ(+record.locators[i].weight, weights[i], "as its owner says");
            NS_TEST_EXPECT_MSG_EQ(record.locators[i].local, false, "of no sender");
        }
        NS_TEST_EXPECT_MSG_EQ(record.authoritative, false, "not the ETR's own word");
        NS_TEST_EXPECT_MSG_EQ(registration->WantsProxyReply(), false, "nobody asked");
        server.message.proxyReply = true;
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {b, a}, b, Seconds(61)), "refreshed", "two");
        NS_TEST_EXPECT_MSG_EQ(registration->WantsProxyReply(), true, "one asked");
        const auto expired = server.known.ExpireUntil(Seconds(180));
        NS_TEST_ASSERT_MSG_EQ(expired.size(), 1, "the first is silent");
        NS_TEST_EXPECT_MSG_EQ(Join(expired[0].formerRlocs), c, "which it alone had");
        NS_TEST_EXPECT_MSG_EQ(server.Rlocs(eid), a + " " + b, "the other's part");

        server.message.merge = false;
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {a, b}, a, Seconds(181)), "changed", "weights");
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {a, b}, b, Seconds(190)), "refreshed", "beside");
        NS_TEST_EXPECT_MSG_EQ(registration->registrants.size(), 2, "both");
        server.known.ExpireUntil(Seconds(361));
        NS_TEST_EXPECT_MSG_EQ(server.Rlocs(eid), a + " " + b, "one of them is enough");
        NS_TEST_EXPECT_MSG_EQ(server.Register(eid, {c}, c, Seconds(362)),
                              "changed, not via 192.0.2.1 192.0.2.2",
                              "moved");
        NS_TEST_EXPECT_MSG_EQ(registration->registrants.size(), 1, "the last is right");
    }
};

/**
 * Method: RFC 9301 section 5.5's example is registered and its two EIDs asked for; then EIDs of a
 * configured but unregistered prefix, beside registered ones in it, of nobody's space, inside an
 * aggregate and outside; prefixes are asked for, too, and fewer records.
 * Expected: one record, and three; negative answers for the widest prefix for which they are true,
 * with the right case of section 8.3.
 */
class ResolveTestCase : public TestCase
{
  public:
    ResolveTestCase()
        : TestCase("answers to Map-Requests")
    {
    }

  private:
    /// @param server a server @param asked a prefix @return the answer as text
    static std::string Ask(const Server& server, const std::string& asked, std::size_t most = 255)
    {
        const auto answer = server.known.Resolve(Prefix(asked), most);
        if (answer.kind != LispRegistryAnswer::REGISTERED)
        {
            return (answer.kind == LispRegistryAnswer::NOT_REGISTERED ? "not registered "
                                                                      : "no such EID ") +
                   answer.hole.ToString();
        }
        std::string text = answer.match->prefix.ToString();
        for (const auto* inside : answer.moreSpecifics)
        {
            text += " " + inside->prefix.ToString();
        }
        return text;
    }

    void DoRun() override
    {
        Server server;
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.0.0.1"), "no such EID 0.0.0.0/0", "an empty one");
        server.sites.AddSite(Site("six", {"2001:db8::/32+"}));
        server.sites.AddSite(Site("four", {"10.1.0.0/16+", "10.3.0.0/16"}));
        server.sites.AddSite(Site("inner", {"10.1.7.0/24"}));
        server.sites.AddAggregate(Prefix("10.0.0.0/8"));
        const std::string a = "192.0.2.1";
        for (const auto* eid :
             {"2001:db8::/32", "2001:db8:1::/48", "2001:db8:1:1::/64", "2001:db8:1:2::/64"})
        {
            server.Register(eid, {a}, a, Seconds(0));
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "2001:db8:1:1::1"), "2001:db8:1:1::/64", "one record");
        const std::string three = "2001:db8:1::/48 2001:db8:1:1::/64 2001:db8:1:2::/64";
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "2001:db8:1:5::5"), three, "three records");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "2001:db8:1::/48"), three, "the prefix itself");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "2001:db8:1:5::5", 2),
                              "2001:db8:1::/48 2001:db8:1:1::/64",
                              "as many as may be");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.2.3"),
                              "not registered 10.1.0.0/22",
                              "beside inner");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.7.3"), "not registered 10.1.7.0/24", "inner");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.3.2.1"), "not registered 10.3.0.0/16", "all of it");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.2.0.1"), "no such EID 10.2.0.0/16", "between");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.128.0.1"), "no such EID 10.128.0.0/9", "aggregate");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "11.0.0.1"), "no such EID 11.0.0.0/8", "outside of it");

        server.Register("10.1.0.0/16", {a}, a, Seconds(0));
        server.Register("10.1.1.7/32", {a}, a, Seconds(0));
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.1.7"), "10.1.1.7/32", "the host");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.1.8"), "10.1.0.0/16 10.1.1.7/32", "its neighbour");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.7.3"),
                              "not registered 10.1.7.0/24",
                              "the inner site's, whatever the outer registered");
        server.Register("10.1.0.0/16", {}, a, Seconds(1));
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.1.8"),
                              "not registered 10.1.1.8/29",
                              "beside a registered host");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "10.1.1.7/32"), "10.1.1.7/32", "the host");
        NS_TEST_EXPECT_MSG_EQ(Ask(server, "0.0.0.0/0"), "no such EID 0.0.0.0/5", "all there is");
    }
};

/// The suite.
class RegistrationsTestSuite : public TestSuite
{
  public:
    RegistrationsTestSuite()
        : TestSuite("lisp-mapping-registrations", TestSuite::Type::UNIT)
    {
        AddTestCase(new SitesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReplayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MergeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ResolveTestCase, compat::TestDuration<>::QUICK);
    }
};

RegistrationsTestSuite g_suite; ///< registers itself

} // namespace
