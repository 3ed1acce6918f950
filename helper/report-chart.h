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

/// @param seconds a duration @return it as people read it: "41.3 ms", "2.034 s", or a dash
std::string FormatDuration(double seconds);

/**
 * @brief Draw the network, and the way of a flow before and after the move.
 * @param sketch the network
 * @param flow the flow, or null
 * @return the drawing; empty if the sketch is
 */
std::string DrawNetwork(const NetworkSketch& sketch, const FlowReport* flow);

/**
 * @brief Draw the steps of a move: all of it, and closer what happened once the machine ran again.
 * @param migration the move
 * @param events what happened
 * @return the drawing
 */
std::string DrawMove(const MigrationReport& migration, const std::vector<LoggedEvent>& events);

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
