/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/ns3-compat.h"
#include "ns3/result-text.h"
#include "ns3/run-result.h"
#include "ns3/test.h"

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: means of small samples. Tables of Student's t give 12.7062 for 97.5 % with 1 degree of
 * freedom and 2.77645 with 4.
 * Expected: 1 to 5 have the mean 3 and the standard deviation sqrt(2.5), so half the interval is
 * 2.77645 sqrt(2.5 / 5) = 1.96325; 1 and 3: 2, and 12.7062 sqrt(2 / 2) = 12.7062. What was not
 * measured does not count; one value has no interval, none has no mean. Percentiles lie between
 * the least, which is the 0th, and the largest, the 100th: of 1 to 5, 5 % of the 4 steps beyond 1
 * are 1.2, and 4.8 is the other; of 1 and 3, 1.1 and 2.9.
 */
class EstimateTestCase : public TestCase
{
  public:
    EstimateTestCase()
        : TestCase("mean and confidence interval")
    {
    }

  private:
    void DoRun() override
    {
        const auto five = EstimateMean({1, 2, 3, 4, 5});
        NS_TEST_EXPECT_MSG_EQ_TOL(five.mean, 3, 1e-12, "mean of five");
        NS_TEST_EXPECT_MSG_EQ_TOL(five.halfWidth, 1.96325, 1e-5, "interval of five");
        NS_TEST_EXPECT_MSG_EQ_TOL(five.deviation, std::sqrt(2.5), 1e-12, "deviation of five");
        NS_TEST_EXPECT_MSG_EQ_TOL(five.percentiles.p5, 1.2, 1e-12, "5 %");
        NS_TEST_EXPECT_MSG_EQ_TOL(five.percentiles.p50, 3, 1e-12, "median");
        NS_TEST_EXPECT_MSG_EQ_TOL(five.percentiles.p95, 4.8, 1e-12, "95 %");
        const auto two = EstimateMean({1, NOT_MEASURED, 3});
        NS_TEST_EXPECT_MSG_EQ_TOL(two.mean, 2, 1e-12, "mean of two");
        NS_TEST_EXPECT_MSG_EQ_TOL(two.halfWidth, 12.7062, 1e-4, "interval of two");
        NS_TEST_EXPECT_MSG_EQ(two.runs, 2, "those that were measured");
        NS_TEST_EXPECT_MSG_EQ_TOL(two.percentiles.p5, 1.1, 1e-12, "5 % of two");
        NS_TEST_EXPECT_MSG_EQ_TOL(two.percentiles.p95, 2.9, 1e-12, "95 % of two");
        const auto one = EstimateMean({7});
        NS_TEST_EXPECT_MSG_EQ_TOL(one.percentiles.p95, 7, 1e-12, "95 % of one");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(one.deviation), true, "no deviation of one");
        NS_TEST_EXPECT_MSG_EQ_TOL(one.mean, 7, 1e-12, "mean of one");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(one.halfWidth), true, "no interval of one");
        const auto none = EstimateMean({NOT_MEASURED});
        NS_TEST_EXPECT_MSG_EQ(std::isnan(none.percentiles.p50), true, "no median of none");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(none.mean), true, "no mean of none");
        NS_TEST_EXPECT_MSG_EQ(none.runs, 0, "none");
    }
};

/**
 * Method: two results with one move and one flow, which resume at 10 s and converge at 10.5 and
 * 11.5 s, and lose 4 and 6 packets; then one with a flow of another name.
 * Expected: converged after 0.5 and 1.5 s, so 1 +- 12.7062 sqrt(0.5 / 2) = 6.3531; lost 5 +-
 * 12.7062 sqrt(2 / 2). The other one is refused. The JSON has statistics only when there are some.
 */
class SeriesTestCase : public TestCase
{
  public:
    SeriesTestCase()
        : TestCase("several runs")
    {
    }

  private:
    static RunResult MakeResult(double converged, uint64_t lost, const std::string& flow)
    {
        RunResult result;
        result.migrations.emplace_back();
        result.migrations.back().vm = "vm1";
        result.migrations.back().from = "dc1";
        result.migrations.back().to = "dc2";
        result.migrations.back().resumed_s = 10;
        result.migrations.back().converged_s = converged;
        result.flows.emplace_back();
        result.flows.back().name = flow;
        result.flows.back().lost = lost;
        return result;
    }

    void DoRun() override
    {
        RunSeries series;
        auto first = MakeResult(10.5, 4, "a");
        series.Add(first);
        series.Add(MakeResult(11.5, 6, "a"));
        bool refused = false;
        try
        {
            series.Add(MakeResult(11.5, 6, "b"));
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "another study");
        NS_TEST_EXPECT_MSG_EQ(WriteJson(first).find("statistics"), std::string::npos, "one run");
        first.statistics = series.GetStatistics();
        NS_TEST_ASSERT_MSG_EQ(first.statistics.runs, 2, "runs");
        const auto& move = first.statistics.migrations.front();
        NS_TEST_EXPECT_MSG_EQ(move.name, "vm1 dc1 > dc2", "the move");
        NS_TEST_EXPECT_MSG_EQ(move.figures[2].first, "converged_after_s", "the figure");
        NS_TEST_EXPECT_MSG_EQ_TOL(move.figures[2].second.mean, 1, 1e-12, "its mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(move.figures[2].second.halfWidth, 6.3531, 1e-4, "interval");
        NS_TEST_EXPECT_MSG_EQ(move.figures[0].second.runs, 0, "never detected");
        const auto& flow = first.statistics.flows.front();
        NS_TEST_EXPECT_MSG_EQ(flow.figures[3].first, "lost", "the figure");
        NS_TEST_EXPECT_MSG_EQ_TOL(flow.figures[3].second.mean, 5, 1e-12, "its mean");
        NS_TEST_EXPECT_MSG_EQ_TOL(flow.figures[3].second.halfWidth, 12.7062, 1e-4, "interval");
        NS_TEST_EXPECT_MSG_NE(WriteJson(first).find("\"half_width\": 12.7062"),
                              std::string::npos,
                              "in the JSON");
    }
};

/// The suite of figures over several runs.
class HelperStatisticsTestSuite : public TestSuite
{
  public:
    HelperStatisticsTestSuite()
        : TestSuite("lisp-helper-statistics", TestSuite::Type::UNIT)
    {
        AddTestCase(new EstimateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SeriesTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperStatisticsTestSuite g_helperStatisticsTestSuite; //!< registers the suite

} // namespace
