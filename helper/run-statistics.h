/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_STATISTICS_H
#define RUN_STATISTICS_H

#include "not-measured.h"
#include "percentiles.h"
#include "run-figures.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

struct RunResult;

/// What a figure was over several runs.
struct Estimate
{
    double mean{NOT_MEASURED};      //!< NOT_MEASURED if no run had the figure
    double halfWidth{NOT_MEASURED}; //!< of the mean's 95 % confidence interval; NOT_MEASURED with
                                    //!< fewer than two runs
    double deviation{NOT_MEASURED}; //!< standard deviation; NOT_MEASURED with fewer than two runs
    Percentiles percentiles;        //!< of the values
    uint64_t runs{0};               //!< that had the figure
};

/**
 * @brief Estimate a mean and its 95 % confidence interval, by Student's t distribution, and say how
 * the values spread: their standard deviation (of a sample: over one less than their number) and
 * their percentiles.
 * @param values a figure of each run; those that are NOT_MEASURED do not count
 * @return the estimate
 */
Estimate EstimateMean(const std::vector<double>& values);

/// The figures of a move, a flow or a class of links, over several runs.
struct StatisticsRow
{
    std::string name;                                      //!< of it
    std::vector<std::pair<std::string, Estimate>> figures; //!< by name, in the result's order
};

/// The figures of all moves, flows and links, over several runs.
struct RunStatistics
{
    uint64_t runs{0};                      //!< how many; 0: these are not statistics
    std::vector<StatisticsRow> migrations; //!< in order of time
    std::vector<StatisticsRow> flows;      //!< in the order they were added
    std::vector<StatisticsRow> fabric;     //!< by class of link
    std::vector<StatisticsRow> groups;     //!< of the run as a whole, and rows of more tables
};

/**
 * @brief Collects the figures of the same study with several seeds.
 */
class RunSeries
{
  public:
    /**
     * @brief Add a run.
     * @param figures of a run with the same moves, flows and links as those before
     * @throws std::invalid_argument if they are others
     */
    void Add(const RunFigures& figures);
    /// @param result of such a run @throws std::invalid_argument if it is another study's
    void Add(const RunResult& result);
    /// @return what the results so far say
    RunStatistics GetStatistics() const;

  private:
    /// What each run says of a move, a flow or a class of links.
    struct Row
    {
        std::string name;                        //!< of it
        std::vector<std::string> names;          //!< of the figures
        std::vector<std::vector<double>> values; //!< of each figure, a value for each run
    };

    /// @param rows of the runs before @param run another @return true if they are of one study
    static bool Fits(const std::vector<Row>& rows, const std::vector<RunFigures::Row>& run);
    /// @param rows of the runs before @param run gets added, in the same order
    static void Collect(std::vector<Row>& rows, const std::vector<RunFigures::Row>& run);
    /// @param rows of all runs @return their means
    static std::vector<StatisticsRow> Estimates(const std::vector<Row>& rows);

    uint64_t m_runs{0};            //!< added
    std::vector<Row> m_migrations; //!< in order of time
    std::vector<Row> m_flows;      //!< in the order they were added
    std::vector<Row> m_fabric;     //!< by class of link
    std::vector<Row> m_groups;     //!< of the run as a whole, and rows of more tables
};

} // namespace ns3

#endif /* RUN_STATISTICS_H */
