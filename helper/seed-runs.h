/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SEED_RUNS_H
#define SEED_RUNS_H

#include "parallel-runs.h"
#include "run-progress.h"
#include "run-result.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace ns3
{

/**
 * @brief Runs a study with several seeds, in processes beside this one, which does the first run.
 *
 * ```
 * SeedRuns others(seed, runs, 0, [&](uint64_t seed) { return RunOnce(seed); });
 * others.Start();
 * RunResult result = RunOnce(seed);
 * others.Finish(result);             // result.statistics
 * ```
 *
 * The statistics are the same whatever the number of processes is.
 */
class SeedRuns
{
  public:
    /// Does a run with a seed. @return what happened
    using Study = std::function<RunResult(uint64_t)>;

    /**
     * @param seed of the first run, which is the caller's
     * @param runs how many, the first one included
     * @param jobs processes at a time, this one included; 0: as many as there are processors
     * @param study does a run
     */
    SeedRuns(uint64_t seed, uint64_t runs, uint64_t jobs, Study study);

    /**
     * @brief Let other runs begin, if there is room for processes beside this one.
     * @throws std::runtime_error if no process can be started
     */
    void Start();

    /**
     * @brief Do all other runs.
     * @param first the result of the first run; if there are others, gets the statistics, and how
     * many runs there are as a parameter
     * @throws std::invalid_argument or std::runtime_error as ParallelRuns::Finish, with the seed
     */
    void Finish(RunResult& first);

  private:
    uint64_t m_count;                        //!< of runs besides the first one
    ParallelRuns m_runs;                     //!< those
    std::unique_ptr<RunProgress> m_progress; //!< null before Start
};

} // namespace ns3

#endif /* SEED_RUNS_H */
