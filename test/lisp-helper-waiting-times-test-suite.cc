/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/waiting-times.h"

#include <cmath>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: the weeks until 21 patients with 6-mercaptopurine had a relapse (Freireich and others,
 * Blood 21, 1963), by which textbooks show the estimate: 6, 6, 6, 7, 10, 13, 16, 22, 23, and
 * without one until 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35. Expected: without a relapse are,
 * at 6 weeks, 18/21 = 0.857 (at 7 weeks 0.857 * 16/17 = 0.807; at 10, 0.807 * 14/15 = 0.753; at 13,
 * 0.753
 * * 11/12 = 0.690; at 16, 0.690 * 10/11 = 0.627; at 22, 0.627 * 6/7 = 0.538; at 23, 0.538 * 5/6 =
 * 0.448). So 5 % had it at 6 weeks, half at 23, and 95 % is not known. Of those that had one, the
 * median alone would be 10.
 */
class RelapseTestCase : public TestCase
{
  public:
    RelapseTestCase()
        : TestCase("some were not watched to the end")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<WaitingTime> times;
        for (const double weeks : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
        {
            times.push_back({weeks, false});
        }
        for (const double weeks : {23, 22, 16, 13, 10, 7, 6, 6, 6})
        {
            times.push_back({weeks, true});
        }
        const auto found = FindWaitingPercentiles(times);
        NS_TEST_EXPECT_MSG_EQ(found.p5, 6, "5 %");
        NS_TEST_EXPECT_MSG_EQ(found.p50, 23, "half");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(found.p95), true, "95 %");
    }
};

/**
 * Method: 1 to 20, all watched to the end; then none; then one that never ended.
 * Expected: one has ended at 1, which is 5 %; ten at 10, half; 19 at 19, 95 %. Nothing else is
 * known.
 */
class WholeTestCase : public TestCase
{
  public:
    WholeTestCase()
        : TestCase("all, or none, were watched to the end")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<WaitingTime> times;
        for (int i = 20; i >= 1; --i)
        {
            times.push_back({static_cast<double>(i), true});
        }
        const auto found = FindWaitingPercentiles(times);
        NS_TEST_EXPECT_MSG_EQ(found.p5, 1, "5 %");
        NS_TEST_EXPECT_MSG_EQ(found.p50, 10, "half");
        NS_TEST_EXPECT_MSG_EQ(found.p95, 19, "95 %");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(FindWaitingPercentiles({}).p50), true, "none");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(FindWaitingPercentiles({{3, false}}).p5), true, "never");
    }
};

/// The suite.
class WaitingTimesTestSuite : public TestSuite
{
  public:
    WaitingTimesTestSuite()
        : TestSuite("lisp-helper-waiting-times", TestSuite::Type::UNIT)
    {
        AddTestCase(new RelapseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WholeTestCase, compat::TestDuration<>::QUICK);
    }
};

WaitingTimesTestSuite g_suite; ///< registers itself

} // namespace
