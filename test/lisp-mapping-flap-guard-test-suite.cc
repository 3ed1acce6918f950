/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Map-Versions, and hosts that move too often.
 */

#include "ns3/lisp-flap-guard.h"
#include "ns3/lisp-map-version.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;

namespace
{

/**
 * Method: the example of RFC 9302 section 6 and the edges of its rules.
 * Expected: of 69, 70 to 69 + 2048 are newer and 69 + 2049 to 68 older; the next of 4095 is 1,
 * since 0 is no version; nothing is newer than none, nor none than anything.
 */
class VersionTestCase : public TestCase
{
  public:
    VersionTestCase()
        : TestCase("the order of Map-Versions")
    {
    }

  private:
    void DoRun() override
    {
        for (uint16_t version : {70, 71, 69 + 2048})
        {
            NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(version, 69), true, version);
            NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(69, version), false, version);
        }
        for (uint16_t version : {69 + 2049, 4095, 1, 68})
        {
            NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(version, 69), false, version);
            NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(69, version), true, version);
        }
        NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(69, 69), false, "the same");
        NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(69, 0), false, "than none");
        NS_TEST_EXPECT_MSG_EQ(IsNewerMapVersion(0, 4000), false, "none");
        NS_TEST_EXPECT_MSG_EQ(GetNextMapVersion(0), 1, "the first");
        NS_TEST_EXPECT_MSG_EQ(GetNextMapVersion(69), 70, "the next");
        NS_TEST_EXPECT_MSG_EQ(GetNextMapVersion(4095), 1, "around");
    }
};

/**
 * Method: limit 2 in 10 s, hold 20 s, room for two hosts. Moves of a host at 1 s (told of), 2 s and
 * 3 s; sightings during the hold and after it. Then other hosts.
 * Expected: the third move is one too many: held until 23 s, also at 22.999 s, and free at 23 s. A
 * move 10 s ago does not count any more. A third host has no room, until the others' moves are out
 * of the window.
 */
class GuardTestCase : public TestCase
{
  public:
    GuardTestCase()
        : TestCase("a host with too many moves is held")
    {
    }

  private:
    void DoRun() override
    {
        using Verdict = LispFlapGuard::Verdict;
        const uint32_t moves = 2;
        const Time window = Seconds(10);
        const Time hold = Seconds(20);
        LispFlapGuard guard({moves, window, hold});
        guard.SetMaxHosts(2);
        const auto a = EidPrefix::FromString("10.1.0.1/32");
        const auto b = EidPrefix::FromString("10.1.0.2/32");
        const auto c = EidPrefix::FromString("10.1.0.3/32");
        const auto at = [](int64_t ms) { return MilliSeconds(ms); };
        guard.Count(a, at(1000));
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(2000)) == Verdict::FREE), true, "the second");
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(3000)) == Verdict::BEGINS), true, "the third");
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(22999)) == Verdict::HELD), true, "held");
        NS_TEST_EXPECT_MSG_EQ(guard.GetHold(a, at(22999)).value_or(Time(0)), at(23000), "until");
        NS_TEST_EXPECT_MSG_EQ(guard.GetHold(a, at(23000)).has_value(), false, "over");
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(23000)) == Verdict::FREE), true, "free");
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(24000)) == Verdict::FREE), true, "and again");
        NS_TEST_EXPECT_MSG_EQ((guard.Move(a, at(33000)) == Verdict::FREE), true, "10 s later");
        NS_TEST_EXPECT_MSG_EQ(guard.GetMoves(), 5, "moves that were made");
        NS_TEST_EXPECT_MSG_EQ(guard.GetHolds(), 1, "holds");
        for (int64_t i = 0; i < 3; ++i)
        {
            guard.Count(b, at(34000 + i));
            NS_TEST_EXPECT_MSG_EQ((guard.Move(c, at(34000 + i)) == Verdict::FREE), true, "no room");
        }
        NS_TEST_EXPECT_MSG_EQ((guard.Move(b, at(34003)) == Verdict::BEGINS), true, "b's have room");
        guard.Count(c, at(54003));
        guard.Count(c, at(54004));
        NS_TEST_EXPECT_MSG_EQ((guard.Move(c, at(54005)) == Verdict::BEGINS), true, "now c's too");
    }
};

/**
 * Method: a limit of 0.
 * Expected: any number of moves.
 */
class UnlimitedTestCase : public TestCase
{
  public:
    UnlimitedTestCase()
        : TestCase("no limit")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t moves = 0;
        const Time window = Seconds(10);
        LispFlapGuard guard({moves, window, window});
        for (int64_t i = 0; i < 100; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((guard.Move(EidPrefix::FromString("10.1.0.1/32"), Seconds(1)) ==
                                   LispFlapGuard::Verdict::FREE),
                                  true,
                                  i);
        }
    }
};

/// The suite.
class FlapGuardTestSuite : public TestSuite
{
  public:
    FlapGuardTestSuite()
        : TestSuite("lisp-mapping-flap-guard", TestSuite::Type::UNIT)
    {
        AddTestCase(new VersionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GuardTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UnlimitedTestCase, compat::TestDuration<>::QUICK);
    }
};

FlapGuardTestSuite g_flapGuardTestSuite; //!< registers the suite

} // namespace
