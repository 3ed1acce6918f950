/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "seed-runs.h"

#include "run-figures.h"
#include "run-statistics.h"

#include <string>
#include <utility>

namespace ns3
{

SeedRuns::SeedRuns(uint64_t seed, uint64_t runs, uint64_t jobs, Study study)
    : m_count(runs > 0 ? runs - 1 : 0),
      m_runs(
          m_count,
          jobs,
          [seed, study = std::move(study)](uint64_t run) {
              return WriteRunFigures(MakeRunFigures(study(seed + 1 + run)));
          },
          [seed](uint64_t run) { return "seed " + std::to_string(seed + 1 + run); })
{
}

void
SeedRuns::Start()
{
    if (m_count > 0)
    {
        m_progress = std::make_unique<RunProgress>(m_count + 1);
        m_progress->Show(0);
        m_runs.Start(m_runs.GetJobs() - 1);
    }
}

void
SeedRuns::Finish(RunResult& first)
{
    if (m_count == 0)
    {
        return;
    }
    RunSeries series;
    series.Add(first);
    for (const auto& figures : m_runs.Finish(m_progress.get(), 1))
    {
        series.Add(ReadRunFigures(figures));
    }
    m_progress.reset();
    first.statistics = series.GetStatistics();
    first.parameters.emplace_back("runs", m_count + 1);
}

} // namespace ns3
