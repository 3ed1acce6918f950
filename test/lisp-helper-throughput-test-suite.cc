/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/throughput-meter.h"

#include <cmath>

using namespace ns3;

/**
 * @file
 * @brief Goodput over time, and what a move does to it.
 *
 * All flows get 1,000 bytes every 10 ms, at 10, 20, ... ms: 100,000 bytes, that is 800,000 bits, a
 * second. A window of 0.5 s has 50 arrivals in it, and 95 % of the mean are 47,500 bytes, that is,
 * 48 arrivals.
 */

namespace
{

/// Bytes of an arrival.
constexpr uint32_t SIZE = 1000;

/// @param meter gets arrivals @param from first, in ms @param to last, in ms @param step in ms
void
AddArrivals(ThroughputMeter& meter, int from, int to, int step = 10)
{
    for (int time = from; time <= to; time += step)
    {
        meter.Add(MilliSeconds(time), SIZE);
    }
}

/**
 * Method: arrivals from 10 ms to 250 ms, in a flow that starts at 0, in parts of 100 ms until 0.4
 * s; another report until 0.1 s. Expected: four parts: 9 arrivals (10 to 90 ms), 10 (100 to 190
 * ms), 6 (200 to 250 ms), none. A part that data comes in is there whatever the end is: three. In
 * all 25,000 bytes; the first data after 95 ms comes at 100 ms, after 100 ms at 110 ms, and none
 * after 250 ms.
 */
class PartsTestCase : public TestCase
{
  public:
    PartsTestCase()
        : TestCase("parts of the time")
    {
    }

  private:
    void DoRun() override
    {
        ThroughputMeter meter(0);
        AddArrivals(meter, 10, 250);
        const auto report = meter.Report(0.4);
        NS_TEST_EXPECT_MSG_EQ_TOL(report.bin_s, 0.1, 1e-12, "length");
        NS_TEST_ASSERT_MSG_EQ(report.bytes.size(), 4, "parts");
        const uint64_t expected[] = {9 * SIZE, 10 * SIZE, 6 * SIZE, 0};
        for (std::size_t i = 0; i < report.bytes.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(report.bytes[i], expected[i], "part " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(meter.Report(0.1).bytes.size(), 3, "as long as data comes");
        NS_TEST_EXPECT_MSG_EQ(meter.GetBytes(), 25 * SIZE, "bytes");
        NS_TEST_EXPECT_MSG_EQ_TOL(meter.FindFirstAfter(0.095), 0.1, 1e-9, "next");
        NS_TEST_EXPECT_MSG_EQ_TOL(meter.FindFirstAfter(0.1), 0.11, 1e-9, "after, not at");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(meter.FindFirstAfter(0.25)), true, "none");
        NS_TEST_EXPECT_MSG_EQ(ThroughputMeter(0).Report(0.3).bytes.size(), 3, "no data");
    }
};

/**
 * Method: data comes until 5 s, and again from 6.01 s on; the move lasts from 4 to 5.5 s. In a
 * second flow, all that was held up comes at once at 6 s; a third one never goes on, and a fourth
 * one does not stop.
 * Expected: from 0 to 4 s 400 arrivals, 800,000 bit/s. The window loses its arrivals of 4.51, 4.52
 * and 4.53 s at 5.01, 5.02 and 5.03 s: 47 are left, fewer than 48. The last data that kept up is
 * that of 5 s: there the dip begins. Nothing is in the window from 5.5 s on: the least is 0. 48
 * arrivals are in it again with that of 6.01 + 0.47 s: recovered at 6.48 s, after 1.48 s. At once:
 * after 1 s. The third one does not recover: not measured. The fourth one has no dip: 0, and never
 * less than 50 arrivals, 800,000 bit/s.
 */
class StopTestCase : public TestCase
{
  public:
    StopTestCase()
        : TestCase("a flow that stops for a while")
    {
    }

  private:
    void DoRun() override
    {
        const MoveWindow move{4, 5.5};
        ThroughputMeter slow(0);
        AddArrivals(slow, 10, 5000);
        ThroughputMeter never = slow;
        ThroughputMeter burst = slow;
        ThroughputMeter steady = slow;
        AddArrivals(slow, 6010, 9000);
        const auto dip = slow.FindDip(move, 9);
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.before_bps, 800000, 1e-6, "before");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.least_bps, 0, 1e-6, "least");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.started_s, 5, 1e-9, "begins");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovered_s, 6.48, 1e-9, "recovered");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovery_s, 1.48, 1e-9, "time to recover");

        burst.Add(Seconds(6), 100 * SIZE);
        AddArrivals(burst, 6010, 9000);
        NS_TEST_EXPECT_MSG_EQ_TOL(burst.FindDip(move, 9).recovery_s, 1, 1e-9, "all at once");

        const auto end = never.FindDip(move, 9);
        NS_TEST_EXPECT_MSG_EQ_TOL(end.started_s, 5, 1e-9, "begins all the same");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(end.recovered_s), true, "never recovered");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(end.recovery_s), true, "no time to recover");

        AddArrivals(steady, 5010, 9000);
        const auto none = steady.FindDip(move, 9);
        NS_TEST_EXPECT_MSG_EQ_TOL(none.recovery_s, 0, 1e-12, "no dip");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(none.started_s), true, "that does not begin");
        NS_TEST_EXPECT_MSG_EQ_TOL(none.least_bps, 800000, 1e-6, "never less");
    }
};

/**
 * Method: from 5 s on data comes every 20 ms (5.02, 5.04, ...), from 7.01 s on every 10 ms again,
 * as when a migration shares the link; the move lasts from 4 to 7.2 s. Expected: from 5.01 s on the
 * window loses an arrival every 10 ms and gets one every 20 ms: 49 at 5.01 and 5.02, 48 at 5.03
 * and 5.04, 47 at 5.05 s: it has fallen. At 5 s the flow was up with the mean, at 5.02 s one
 * arrival behind, more than half: the dip begins at 5 s. While every other one comes, the window
 * holds 25 of them: the least is 25,000 bytes, 400,000 bit/s. At 7 s it holds those of 6.52 to 7.00
 * s; at 7 + 0.01 n s it has n new ones, and has lost one every 20 ms, floor(n / 2): 25 - 22 + 45 =
 * 48 with n = 45: recovered at 7.45 s, after 2.45 s.
 */
class ShareTestCase : public TestCase
{
  public:
    ShareTestCase()
        : TestCase("a flow that shares its link for a while")
    {
    }

  private:
    void DoRun() override
    {
        ThroughputMeter meter(0);
        AddArrivals(meter, 10, 5000);
        AddArrivals(meter, 5020, 7000, 20);
        AddArrivals(meter, 7010, 9000);
        const auto dip = meter.FindDip({4, 7.2}, 9);
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.started_s, 5, 1e-9, "begins");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.least_bps, 400000, 1e-6, "half");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovered_s, 7.45, 1e-9, "recovered");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovery_s, 2.45, 1e-9, "time to recover");
    }
};

/**
 * Method: data stops at 5 s and at 7 s, each time for a second, during a move from 4 to 7.5 s; the
 * same flow and a move that is over at 6.5 s; a move at 0.3 s, when the flow is not half a second
 * old; a move whose flow is looked at until 6 s only, because another begins then.
 * Expected: the dip is from 5 s to 8.48 s (as in the case above: 0.48 s after data comes again at
 * 8.01 s); only the first one counts if the move is over before the second: 1.48 s. Nothing is
 * known of the young one. Until 6 s it has not recovered.
 */
class SeveralTestCase : public TestCase
{
  public:
    SeveralTestCase()
        : TestCase("two stops, a young flow, another move")
    {
    }

  private:
    void DoRun() override
    {
        ThroughputMeter meter(0);
        AddArrivals(meter, 10, 5000);
        AddArrivals(meter, 6010, 7000);
        AddArrivals(meter, 8010, 10000);
        const auto both = meter.FindDip({4, 7.5}, 10);
        NS_TEST_EXPECT_MSG_EQ_TOL(both.started_s, 5, 1e-9, "first begins");
        NS_TEST_EXPECT_MSG_EQ_TOL(both.recovered_s, 8.48, 1e-9, "second ends");
        NS_TEST_EXPECT_MSG_EQ_TOL(meter.FindDip({4, 6.5}, 10).recovery_s, 1.48, 1e-9, "first one");
        const auto young = meter.FindDip({0.3, 1}, 10);
        NS_TEST_EXPECT_MSG_EQ(std::isnan(young.before_bps), true, "no mean");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(young.recovery_s), true, "no time to recover");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(meter.FindDip({4, INFINITY}, 6).recovery_s),
                              true,
                              "until the next move");
    }
};

/**
 * Method: arrivals of 1,000 bytes every 10 ms until 2 s, every 20 ms in a move from 2 to 3 s, from
 * then on of 800 bytes every 10 ms until 5 s; the mean before and that after over 1 s.
 * Expected: 800 kbit/s before, 400 during, 640 after. It never comes back to 95 % of what it had,
 * 47,500 bytes in half a second, but to 95 % of what it has in the end, 38,000: at 3.42 s 4
 * arrivals of the move are in the window (2.94 to 3.00 s) and 42 after it, 37,600 bytes; at 3.43 s
 * 38,400. The dip began with the last data that kept up, at 2 s. Without a mean after it has not
 * recovered.
 */
class SettlesTestCase : public TestCase
{
  public:
    SettlesTestCase()
        : TestCase("a flow that has less afterwards")
    {
    }

  private:
    /// @param after over which the mean after is taken, seconds @param last arrival, ms @param end
    /// of what is looked at, seconds @return what the move did
    static ThroughputMeter::Dip Find(double after, int last = 5000, double end = 5)
    {
        ThroughputMeter::Parameters parameters;
        parameters.before_s = 1;
        parameters.after_s = after;
        ThroughputMeter meter(0, parameters);
        AddArrivals(meter, 10, 2000);
        AddArrivals(meter, 2020, 3000, 20);
        for (int time = 3010; time <= last; time += 10)
        {
            meter.Add(MilliSeconds(time), 800);
        }
        return meter.FindDip({2, 3, 3}, end);
    }

    void DoRun() override
    {
        const auto dip = Find(1);
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.before_bps, 800000, 1e-6, "before");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.during_bps, 400000, 1e-6, "during");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.after_bps, 640000, 1e-6, "after");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.started_s, 2, 1e-9, "begin");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovered_s, 3.43, 1e-9, "back at what it has then");
        NS_TEST_EXPECT_MSG_EQ_TOL(dip.recovery_s, 1.43, 1e-9, "how long");
        const auto other = Find(0);
        NS_TEST_EXPECT_MSG_EQ(std::isnan(other.after_bps), true, "no mean after");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(other.recovered_s), true, "not back at what it had");
        NS_TEST_EXPECT_MSG_EQ_TOL(Find(1, 4900, 4.95).after_bps, 640000, 1e-6, "held back");
    }
};

/**
 * Method: 1,000 bytes at 10, 20, ... 100 ms and at 15, 25, ... 95 ms, as one. Expected: 10 + 9
 * arrivals; after 20 and until 50 ms the 6 of 25, 30, 35, 40, 45 and 50 ms, 48,000 bits in 30 ms;
 * after 51 ms the first one at 55 ms.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("two applications as one")
    {
    }

  private:
    void DoRun() override
    {
        ThroughputMeter one(0.005);
        AddArrivals(one, 10, 100);
        ThroughputMeter other(0);
        AddArrivals(other, 15, 95);
        one.Merge(other);
        NS_TEST_EXPECT_MSG_EQ(one.GetBytes(), 19000, "all");
        NS_TEST_EXPECT_MSG_EQ_TOL(one.GetMean(0.02, 0.05), 1.6e6, 1e-6, "mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(one.FindFirstAfter(0.051), 0.055, 1e-12, "in order");
        NS_TEST_EXPECT_MSG_EQ(one.Report(0.1).start_s, 0, "from the first one's start");
    }
};

/// The suite of goodput over time.
class HelperThroughputTestSuite : public TestSuite
{
  public:
    HelperThroughputTestSuite()
        : TestSuite("lisp-helper-throughput", TestSuite::Type::UNIT)
    {
        AddTestCase(new PartsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StopTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ShareTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SeveralTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SettlesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MergeTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperThroughputTestSuite g_helperThroughputTestSuite; //!< registers the suite

} // namespace
