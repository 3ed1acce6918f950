/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_FIGURES_H
#define RUN_FIGURES_H

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

struct RunResult;

/**
 * @brief The figures of a run that are compared over several: numbers by name, without packets,
 * ways and events.
 *
 * Besides those of the result itself, each move has how long after the machine ran again it was
 * detected, registered and so on: detected_after_s, registered_after_s, ... Many moves are one row,
 * see PoolMoves.
 */
struct RunFigures
{
    /// The figures of a move, a flow or a class of links.
    struct Row
    {
        std::string name;                                    //!< of it
        std::vector<std::pair<std::string, double>> figures; //!< in the result's order
    };

    std::vector<Row> migrations; //!< in order of time
    std::vector<Row> flows;      //!< in the order they were added
    std::vector<Row> fabric;     //!< by class of link
    std::vector<Row> groups;     //!< of the run as a whole, and rows of more tables
};

/// @param result of a run @return its figures
RunFigures MakeRunFigures(const RunResult& result);

/// @param figures of a run @return them as text that loses nothing of them
std::string WriteRunFigures(const RunFigures& figures);

/**
 * @param text what WriteRunFigures wrote
 * @return the figures
 * @throws std::invalid_argument if it is anything else
 */
RunFigures ReadRunFigures(const std::string& text);

} // namespace ns3

#endif /* RUN_FIGURES_H */
