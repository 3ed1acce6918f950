/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_STATISTICS_H
#define RUN_STATISTICS_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

struct RunResult;

/// The mean of a figure over several runs.
struct Estimate
{
    double mean;      //!< NOT_MEASURED if no run had the figure
    double halfWidth; //!< of the 95 % confidence interval; NOT_MEASURED with fewer than two runs
    uint64_t runs;    //!< that had the figure
};

/**
 * @brief Estimate a mean and its 95 % confidence interval, by Student's t distribution.
 * @param values a figure of each run; those that are NOT_MEASURED do not count
 * @return the estimate
 */
Estimate EstimateMean(const std::vector<double>& values);

/// The figures of a move or a flow, over several runs.
struct StatisticsRow
{
    std::string name;                                      //!< of the move or flow
    std::vector<std::pair<std::string, Estimate>> figures; //!< by name, in the result's order
};

/// The figures of all moves and flows, over several runs.
struct RunStatistics
{
    uint64_t runs{0};                      //!< how many; 0: these are not statistics
    std::vector<StatisticsRow> migrations; //!< in order of time
    std::vector<StatisticsRow> flows;      //!< in the order they were added
};

/**
 * @brief Collects the results of the same study with several seeds.
 *
 * Besides the figures of the result itself, each move has how long after the machine ran again it
 * was detected, registered and followed: detected_after_s, registered_after_s, converged_after_s.
 */
class RunSeries
{
  public:
    /**
     * @brief Add the result of a run.
     * @param result a result with the same moves and flows as those before
     * @throws std::invalid_argument if its moves and flows are others
     */
    void Add(const RunResult& result);
    /// @return what the results so far say
    RunStatistics GetStatistics() const;

  private:
    /// A figure of a move or flow.
    struct Figure
    {
        std::string name;           //!< as in the result
        std::vector<double> values; //!< of each run
    };

    /// The figures of a move or flow.
    struct Row
    {
        std::string name;            //!< of the move or flow
        std::vector<Figure> figures; //!< in the result's order
    };

    /// A move's or flow's name, and its figures.
    using Values = std::pair<std::string, std::vector<std::pair<std::string, double>>>;

    /// @param rows of the runs before @param values of a run @return true if they are of one study
    static bool Fits(const std::vector<Row>& rows, const std::vector<Values>& values);
    /// @param rows of the runs before @param values of this run, in the same order
    static void Collect(std::vector<Row>& rows, const std::vector<Values>& values);
    /// @param rows of all runs @return their means
    static std::vector<StatisticsRow> Estimates(const std::vector<Row>& rows);

    uint64_t m_runs{0};            //!< added
    std::vector<Row> m_migrations; //!< in order of time
    std::vector<Row> m_flows;      //!< in the order they were added
};

} // namespace ns3

#endif /* RUN_STATISTICS_H */
