/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/explicit-path.h"
#include "ns3/lisp-mapping-record.h"
#include "ns3/lisp-mapping.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <stdexcept>

using namespace ns3;

/**
 * @file
 * @brief Explicit locator paths (RFC 8060 section 4.6): where a node sends next, what is refused,
 * and the locator sets that have them.
 */

namespace
{

using Path = LispExplicitLocatorPath;

/// @param hops a path @return its addresses with their bits
std::string
Text(const std::vector<Path::Hop>& hops)
{
    return FormatExplicitPath(Path{hops});
}

/// @param text a path @param own the node's addresses, blank between @return its next hops
std::string
Next(const std::string& text, const std::string& own)
{
    return Text(GetNextHops(ParseExplicitPath(text), [&own](const Path::Hop& hop) {
        return (" " + own + " ").find(" " + hop.address.ToString() + " ") != std::string::npos;
    }));
}

/// @param text a path @return what is wrong with it to a script
std::string
Complaint(const std::string& text)
{
    try
    {
        ParseExplicitPath(text);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "accepted";
}

/**
 * Method: paths of three and four hops, seen from nodes outside, in the middle and at the end, with
 * hops that may be skipped and not.
 * Expected: from outside all from the first on, inside all after the own one, up to the first with
 * S; at the end nothing.
 */
class NextHopsTestCase : public TestCase
{
  public:
    NextHopsTestCase()
        : TestCase("next hops of a path")
    {
    }

  private:
    void DoRun() override
    {
        const std::string loose = "10.0.0.1>10.0.0.2>10.0.0.3";
        NS_TEST_EXPECT_MSG_EQ(Next(loose, "10.0.0.9"), loose, "an ITR");
        NS_TEST_EXPECT_MSG_EQ(Next(loose, "10.0.0.1"), "10.0.0.2>10.0.0.3", "the first RTR");
        NS_TEST_EXPECT_MSG_EQ(Next(loose, "10.9.0.1 10.0.0.2"), "10.0.0.3", "the last RTR");
        NS_TEST_EXPECT_MSG_EQ(Next(loose, "10.0.0.3"), "", "the ETR");
        const std::string strict = "10.0.0.1>10.0.0.2(S)>fd00::3(P)>10.0.0.4";
        NS_TEST_EXPECT_MSG_EQ(Next(strict, ""), "10.0.0.1>10.0.0.2(S)", "not past a strict hop");
        NS_TEST_EXPECT_MSG_EQ(Next(strict, "10.0.0.1"), "10.0.0.2(S)", "only the strict hop");
        NS_TEST_EXPECT_MSG_EQ(Next(strict, "10.0.0.2"), "fd00::3(P)>10.0.0.4", "after it");
        NS_TEST_EXPECT_MSG_EQ(Next("10.0.0.1(LPS)>10.0.0.2", ""), "10.0.0.1(LPS)", "all bits");
    }
};

/**
 * Method: paths that cannot be followed, as scripts and as messages give them.
 * Expected: one line that names the path and what is accepted; the error of each message.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("paths that are refused")
    {
    }

  private:
    void DoRun() override
    {
        const std::string hop = ": expected a unicast IPv4 or IPv6 address, with bits L, P or S "
                                "behind it in parentheses, such as 192.0.2.1(PS)";
        const std::string routers = "; expected up to 16 different routers, the last one the ETR";
        NS_TEST_EXPECT_MSG_EQ(Complaint(""), "bad hop '' of path ''" + hop, "empty");
        NS_TEST_EXPECT_MSG_EQ(Complaint("10.0.0.1>"),
                              "bad hop '' of path '10.0.0.1>'" + hop,
                              "an end without a hop");
        for (const std::string bad : {"10.0.0.1(X)",
                                      "10.0.0.1()",
                                      "10.0.0.1(S",
                                      "224.0.0.5",
                                      "ff02::1",
                                      "02:00:00:00:00:01",
                                      "rome"})
        {
            NS_TEST_EXPECT_MSG_EQ(Complaint(bad + ">10.0.0.2"),
                                  "bad hop '" + bad + "' of path '" + bad + ">10.0.0.2'" + hop,
                                  bad);
        }
        NS_TEST_EXPECT_MSG_EQ(Complaint("10.0.0.1>10.0.0.2>10.0.0.1"),
                              "bad path '10.0.0.1>10.0.0.2>10.0.0.1': an address comes twice" +
                                  routers,
                              "a loop");
        std::string longest = "10.0.0.1";
        for (int i = 2; i <= 16; ++i)
        {
            longest += ">10.0.0." + std::to_string(i);
        }
        NS_TEST_EXPECT_MSG_EQ(Complaint(longest), "accepted", "16 hops");
        NS_TEST_EXPECT_MSG_EQ(Complaint(longest + ">10.0.0.17"),
                              "bad path '" + longest + ">10.0.0.17': it has too many hops" +
                                  routers,
                              "17 hops");

        const auto check = [](const std::vector<LispAddress>& addresses, std::size_t most) {
            Path path;
            for (const auto& address : addresses)
            {
                path.hops.push_back({false, false, false, address});
            }
            return std::string(ToString(CheckExplicitPath(path, most)));
        };
        const LispAddress a = NetworkAddress::FromString("10.0.0.1");
        const LispAddress b = NetworkAddress::FromString("fd00::1");
        const LispAddress mac = NetworkAddress::FromString("02:00:00:00:00:01");
        NS_TEST_EXPECT_MSG_EQ(check({a, b}, 2), "nothing", "of two families");
        NS_TEST_EXPECT_MSG_EQ(check({}, 2), "it has no hop", "empty");
        NS_TEST_EXPECT_MSG_EQ(check({a, b}, 1), "it has too many hops", "long");
        NS_TEST_EXPECT_MSG_EQ(check({a, b, a}, 3), "an address comes twice", "a loop");
        for (const auto& bad : {mac, LispAddress(), LispAddress::FromName("rome")})
        {
            NS_TEST_EXPECT_MSG_EQ(check({bad, a}, 3),
                                  "a hop is no unicast IPv4 or IPv6 address",
                                  bad.ToString());
        }
    }
};

/**
 * Method: a record with a path of a hop that may be skipped, a strict one and the ETR, and beside
 * it a plain locator of the next priority; a resolver that takes the hops as they are. Hops are
 * found down and up again. The same record is taken in twice. Expected: flows go to the first hop
 * that is up of those before the strict one and it; with both down to the plain locator; back when
 * they are up. One set for both records. What messages get is the path itself, after the plain
 * locator (AFI 1 before 16387, RFC 9301 section 5.5). The ETR is the end, which is found in the set
 * as the hops are; the P bit is the hop's. Without a resolver the path leads to its end. A path
 * that leads nowhere is left out.
 */
class SetTestCase : public TestCase
{
  public:
    SetTestCase()
        : TestCase("a locator set with a path")
    {
    }

  private:
    void DoRun() override
    {
        const auto pool = Create<LocatorSetPool>();
        auto& rlocs = pool->GetRlocs();
        const auto address = [](const char* text) { return NetworkAddress::FromString(text); };
        const std::string text = "10.0.0.1(P)>10.0.0.2(S)>10.0.0.3";
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString("10.2.0.0/24"));
        record.locators.resize(2);
        record.locators[0].address = LispLcaf{ParseExplicitPath(text)};
        record.locators[1].address = address("10.0.0.9");
        record.locators[1].priority = 2;
        const ExplicitPathResolver resolver = [](const Path& path) {
            std::vector<ExplicitRoute::Hop> next;
            for (const auto& hop : GetNextHops(path, [](const Path::Hop&) { return false; }))
            {
                next.push_back({*hop.address.GetNetworkAddress(), hop.probe});
            }
            return next;
        };
        const auto set = LispMapping::FromRecord(record, *pool, 1, resolver)->locators;
        NS_TEST_ASSERT_MSG_EQ(set->GetLocators().size(), 2, "both");
        NS_TEST_EXPECT_MSG_EQ(set->ToString(), "10.0.0.9 2/100, " + text + " 1/100", "as a text");
        NS_TEST_EXPECT_MSG_EQ((set->ToLispLocators()[1] == record.locators[0]), true, "unchanged");
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->address.ToString(), "10.0.0.1", "the first hop");
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->MayProbe(), true, "it has P");
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->GetEtr().ToString(), "10.0.0.3", "the ETR");

        rlocs.SetUp(rlocs.Find(address("10.0.0.1")), RlocDownCause::SCRIPT, false);
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->address.ToString(), "10.0.0.2", "skipped");
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->MayProbe(), false, "it has no P");
        NS_TEST_EXPECT_MSG_EQ(LispMapping::FromRecord(record, *pool, 1, resolver)->locators,
                              set,
                              "the same set, whichever hop is used");
        rlocs.SetUp(rlocs.Find(address("10.0.0.2")), RlocDownCause::SCRIPT, false);
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->address.ToString(), "10.0.0.9", "S: not to the end");
        rlocs.SetUp(rlocs.Find(address("10.0.0.1")), RlocDownCause::SCRIPT, true);
        NS_TEST_EXPECT_MSG_EQ(set->Select(7)->address.ToString(), "10.0.0.1", "back");
        for (const char* place : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.9"})
        {
            NS_TEST_EXPECT_MSG_NE(set->Find(address(place)), nullptr, place);
        }
        NS_TEST_EXPECT_MSG_EQ(set->Find(address("10.0.0.4")), nullptr, "not in it");

        const auto end = LispMapping::FromRecord(record, *pool)->locators;
        NS_TEST_EXPECT_MSG_EQ(end->Select(7)->address.ToString(), "10.0.0.3", "at the ETR");
        const auto nowhere = LispMapping::FromRecord(record, *pool, 1, [](const Path&) {
            return std::vector<ExplicitRoute::Hop>();
        });
        NS_TEST_EXPECT_MSG_EQ(nowhere->locators->ToString(), "10.0.0.9 2/100", "left out");
    }
};

/// The suite.
class ExplicitPathTestSuite : public TestSuite
{
  public:
    ExplicitPathTestSuite()
        : TestSuite("lisp-mapping-explicit-path", TestSuite::Type::UNIT)
    {
        AddTestCase(new NextHopsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SetTestCase, compat::TestDuration<>::QUICK);
    }
};

ExplicitPathTestSuite g_suite; ///< registers itself

} // namespace
