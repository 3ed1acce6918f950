/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-statistics.h"

#include "run-result.h"

#include <algorithm>
#include <cmath>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <iterator>
#include <stdexcept>

namespace ns3
{

namespace
{

/// Of each side of the interval: 95 % lie between.
constexpr double UPPER_QUANTILE = 0.975;

} // namespace

Estimate
EstimateMean(const std::vector<double>& values)
{
    std::vector<double> measured;
    std::copy_if(values.begin(), values.end(), std::back_inserter(measured), [](double value) {
        return std::isfinite(value);
    });
    const auto count = measured.size();
    Estimate estimate;
    estimate.runs = count;
    if (count > 0)
    {
        estimate.mean = gsl_stats_mean(measured.data(), 1, count);
        estimate.percentiles = FindPercentiles(measured);
    }
    if (count > 1)
    {
        estimate.deviation = gsl_stats_sd(measured.data(), 1, count);
        estimate.halfWidth = gsl_cdf_tdist_Pinv(UPPER_QUANTILE, static_cast<double>(count - 1)) *
                             estimate.deviation / std::sqrt(count);
    }
    return estimate;
}

bool
RunSeries::Fits(const std::vector<Row>& rows, const std::vector<RunFigures::Row>& run)
{
    return std::equal(rows.begin(),
                      rows.end(),
                      run.begin(),
                      run.end(),
                      [](const Row& row, const RunFigures::Row& other) {
                          return row.name == other.name && row.names.size() == other.figures.size();
                      });
}

void
RunSeries::Collect(std::vector<Row>& rows, const std::vector<RunFigures::Row>& run)
{
    rows.resize(run.size());
    for (std::size_t i = 0; i < rows.size(); i++)
    {
        const auto& figures = run[i].figures;
        rows[i].name = run[i].name;
        rows[i].names.resize(figures.size());
        rows[i].values.resize(figures.size());
        for (std::size_t j = 0; j < figures.size(); j++)
        {
            rows[i].names[j] = figures[j].first;
            rows[i].values[j].push_back(figures[j].second);
        }
    }
}

void
RunSeries::Add(const RunFigures& figures)
{
    if (m_runs > 0 && !(Fits(m_migrations, figures.migrations) && Fits(m_flows, figures.flows) &&
                        Fits(m_fabric, figures.fabric) && Fits(m_groups, figures.groups)))
    {
        throw std::invalid_argument("a run with other moves or flows than the first: accepted are "
                                    "runs of the same study");
    }
    Collect(m_migrations, figures.migrations);
    Collect(m_flows, figures.flows);
    Collect(m_fabric, figures.fabric);
    Collect(m_groups, figures.groups);
    m_runs++;
}

void
RunSeries::Add(const RunResult& result)
{
    Add(MakeRunFigures(result));
}

std::vector<StatisticsRow>
RunSeries::Estimates(const std::vector<Row>& rows)
{
    std::vector<StatisticsRow> estimates;
    for (const auto& row : rows)
    {
        estimates.push_back({row.name, {}});
        for (std::size_t i = 0; i < row.names.size(); i++)
        {
            estimates.back().figures.emplace_back(row.names[i], EstimateMean(row.values[i]));
        }
    }
    return estimates;
}

RunStatistics
RunSeries::GetStatistics() const
{
    return {m_runs,
            Estimates(m_migrations),
            Estimates(m_flows),
            Estimates(m_fabric),
            Estimates(m_groups)};
}

} // namespace ns3
