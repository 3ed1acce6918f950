/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/load-meter.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief What a link carries over time, in a bounded number of parts.
 */

namespace
{

/**
 * Method: parts of 5 ms; 100 octets at 0, 200 at 4.999 ms, 400 at 5 ms, 800 at 21 ms. Expected: the
 * first two are in the part from 0 to 5 ms, the third in the one from 5 to 10 ms, the last one in
 * the fifth, from 20 to 25 ms: 300, 400, 0, 0, 800.
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
        LoadMeter meter(MilliSeconds(5));
        meter.Add(Seconds(0), 100);
        meter.Add(MicroSeconds(4999), 200);
        meter.Add(MilliSeconds(5), 400);
        meter.Add(MilliSeconds(21), 800);
        const auto report = meter.Report();
        NS_TEST_EXPECT_MSG_EQ_TOL(report.bin_s, 0.005, 1e-12, "length");
        NS_TEST_EXPECT_MSG_EQ(report.start_s, 0, "from zero on");
        const std::vector<uint64_t> expected = {300, 400, 0, 0, 800};
        NS_TEST_EXPECT_MSG_EQ((report.bytes == expected), true, "octets");
        NS_TEST_EXPECT_MSG_EQ(meter.GetOctets(), 1500, "in all");
        NS_TEST_EXPECT_MSG_EQ(LoadMeter().Report().bytes.size(), 0, "nothing");
    }
};

/**
 * Method: parts of 1 ms; an octet in each of the 512 that there are, and in a 513th; then one at
 * 3600 s. Expected: of 513 ms, 257 parts of 2 ms: 256 with 2 octets, one with 1. An hour in 512
 * parts of 1 ms times a power of two: 2^13 ms = 8.192 s (2^12 would reach 2,097 s only), in which
 * 3600 s are in the part 439 (439 * 8.192 = 3596.3), the last one of 440, and the 513 ms in the
 * first one.
 */
class BoundTestCase : public TestCase
{
  public:
    BoundTestCase()
        : TestCase("never more parts than a number")
    {
    }

  private:
    void DoRun() override
    {
        LoadMeter meter(MilliSeconds(1));
        for (int time = 0; time < 512; time++)
        {
            meter.Add(MilliSeconds(time), 1);
        }
        NS_TEST_EXPECT_MSG_EQ(meter.Report().bytes.size(), 512, "all of them");
        meter.Add(MilliSeconds(512), 1);
        const auto twice = meter.Report();
        NS_TEST_EXPECT_MSG_EQ_TOL(twice.bin_s, 0.002, 1e-12, "twice as long");
        NS_TEST_ASSERT_MSG_EQ(twice.bytes.size(), 257, "half as many");
        NS_TEST_EXPECT_MSG_EQ(twice.bytes[0], 2, "two in one");
        NS_TEST_EXPECT_MSG_EQ(twice.bytes[255], 2, "two in one");
        NS_TEST_EXPECT_MSG_EQ(twice.bytes[256], 1, "the last one");
        meter.Add(Seconds(3600), 7);
        const auto hour = meter.Report();
        NS_TEST_EXPECT_MSG_EQ_TOL(hour.bin_s, 8.192, 1e-9, "long enough");
        NS_TEST_ASSERT_MSG_EQ(hour.bytes.size(), 440, "parts");
        NS_TEST_EXPECT_MSG_EQ(hour.bytes.front(), 513, "none is lost");
        NS_TEST_EXPECT_MSG_EQ(hour.bytes.back(), 7, "the last one");
        NS_TEST_EXPECT_MSG_EQ(meter.GetOctets(), 520, "in all");
    }
};

/// The suite of what links carry over time.
class HelperLoadTestSuite : public TestSuite
{
  public:
    HelperLoadTestSuite()
        : TestSuite("lisp-helper-load", TestSuite::Type::UNIT)
    {
        AddTestCase(new PartsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BoundTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperLoadTestSuite g_helperLoadTestSuite; ///< the suite

} // namespace
