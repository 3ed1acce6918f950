/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "run-result.h"

#include <string>

namespace ns3
{

/**
 * @file
 * @brief The drawings of the report page, each an SVG element; colours are classes that the page
 * defines.
 */

/// @param text any text @return it as HTML text
std::string EscapeHtml(const std::string& text);

/// @param seconds a duration @return it as FormatDuration, in a page's letters
std::string PageDuration(double seconds);

/// @param migrations the moves, in order of time @return true if the machine was away and is back
bool IsBackHome(const std::vector<MigrationReport>& migrations);

/// @param flow a flow @param migrations the moves of a machine that came back
/// @return the way of the last packet that arrived before the last move began; empty if none did
std::vector<std::string> FindPathAway(const FlowReport& flow,
                                      const std::vector<MigrationReport>& migrations);

/**
 * @brief Draw the network, and the way of a flow before and after the moves, and between them if
 * the machine came back.
 * @param sketch the network
 * @param flow the flow, or null
 * @param migrations the moves
 * @return the drawing; empty if the sketch is
 */
std::string DrawNetwork(const NetworkSketch& sketch,
                        const FlowReport* flow,
                        const std::vector<MigrationReport>& migrations);

/**
 * @brief Draw the steps of a move: all of it, and closer what happened once the machine ran again.
 * @param migration the move
 * @param events what happened
 * @return the drawing
 */
std::string DrawMove(const MigrationReport& migration, const std::vector<LoggedEvent>& events);

/**
 * @brief Draw the rounds of a move, on the same scale of time: the width of a bar is how long a
 * round took, its height the rate, so that its area is what it copied.
 * @param migration the move
 * @return the drawing; empty if it had no rounds
 */
std::string DrawRounds(const MigrationReport& migration);

/**
 * @brief Draw what a TCP flow's application received over time.
 * @param flow the flow
 * @param migrations the moves, shaded
 * @param end_s the end of the axis
 * @return the drawing; empty if nothing is known
 */
std::string DrawThroughput(const FlowReport& flow,
                           const std::vector<MigrationReport>& migrations,
                           double end_s);

/**
 * @brief Draw the delay of a flow's packets by the time they were sent, and below it, a row for
 * each cause, when packets were lost.
 * @param flow the flow
 * @param migrations the moves, shaded
 * @param end_s the end of the axis
 * @return the drawing
 */
std::string DrawFlow(const FlowReport& flow,
                     const std::vector<MigrationReport>& migrations,
                     double end_s);

} // namespace ns3

#endif /* REPORT_CHART_H */
