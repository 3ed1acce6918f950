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
    Estimate estimate{NOT_MEASURED, NOT_MEASURED, count};
    if (count > 0)
    {
        estimate.mean = gsl_stats_mean(measured.data(), 1, count);
    }
    if (count > 1)
    {
        const double deviation = gsl_stats_sd(measured.data(), 1, count);
        estimate.halfWidth = gsl_cdf_tdist_Pinv(UPPER_QUANTILE, static_cast<double>(count - 1)) *
                             deviation / std::sqrt(count);
    }
    return estimate;
}

bool
RunSeries::Fits(const std::vector<Row>& rows, const std::vector<Values>& values)
{
    return std::equal(rows.begin(),
                      rows.end(),
                      values.begin(),
                      values.end(),
                      [](const Row& row, const Values& value) {
                          return row.name == value.first &&
                                 row.figures.size() == value.second.size();
                      });
}

void
RunSeries::Collect(std::vector<Row>& rows, const std::vector<Values>& values)
{
    rows.resize(values.size());
    for (std::size_t i = 0; i < rows.size(); i++)
    {
        rows[i].name = values[i].first;
        rows[i].figures.resize(values[i].second.size());
        for (std::size_t j = 0; j < rows[i].figures.size(); j++)
        {
            rows[i].figures[j].name = values[i].second[j].first;
            rows[i].figures[j].values.push_back(values[i].second[j].second);
        }
    }
}

void
RunSeries::Add(const RunResult& result)
{
    std::vector<Values> migrations;
    for (const auto& move : result.migrations)
    {
        migrations.push_back({move.vm + " " + move.from + " > " + move.to,
                              {{"detected_after_s", move.detected_s - move.resumed_s},
                               {"registered_after_s", move.registered_s - move.resumed_s},
                               {"converged_after_s", move.converged_s - move.resumed_s},
                               {"started_s", move.started_s},
                               {"paused_s", move.paused_s},
                               {"resumed_s", move.resumed_s},
                               {"detected_s", move.detected_s},
                               {"registered_s", move.registered_s},
                               {"converged_s", move.converged_s},
                               {"downtime_s", move.downtime_s},
                               {"total_s", move.total_s},
                               {"rounds", static_cast<double>(move.rounds)},
                               {"bytes_copied", static_cast<double>(move.bytesCopied)}}});
    }
    std::vector<Values> flows;
    for (const auto& flow : result.flows)
    {
        flows.push_back({flow.name,
                         {{"sent", static_cast<double>(flow.sent)},
                          {"received", static_cast<double>(flow.received)},
                          {"duplicated", static_cast<double>(flow.duplicated)},
                          {"lost", static_cast<double>(flow.lost)},
                          {"interruption_s", flow.interruption_s},
                          {"delay_before_s", flow.delayBefore_s},
                          {"delay_after_s", flow.delayAfter_s}}});
        auto& figures = flows.back().second;
        figures.insert(figures.end(), flow.extra.begin(), flow.extra.end());
    }
    if (m_runs > 0 && !(Fits(m_migrations, migrations) && Fits(m_flows, flows)))
    {
        throw std::invalid_argument("a run with other moves or flows than the first: accepted are "
                                    "runs of the same study");
    }
    Collect(m_migrations, migrations);
    Collect(m_flows, flows);
    m_runs++;
}

std::vector<StatisticsRow>
RunSeries::Estimates(const std::vector<Row>& rows)
{
    std::vector<StatisticsRow> estimates;
    for (const auto& row : rows)
    {
        estimates.push_back({row.name, {}});
        for (const auto& figure : row.figures)
        {
            estimates.back().figures.emplace_back(figure.name, EstimateMean(figure.values));
        }
    }
    return estimates;
}

RunStatistics
RunSeries::GetStatistics() const
{
    return {m_runs, Estimates(m_migrations), Estimates(m_flows)};
}

} // namespace ns3
