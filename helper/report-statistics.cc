/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-statistics.h"

#include "figure-words.h"
#include "move-steps.h"
#include "report-chart.h"
#include "svg-drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace ns3
{

using namespace svg;

namespace
{

/// The figures of a move that are shown.
constexpr std::array<const char*, 11> OF_MOVES = {"downtime_s",
                                                  "total_s",
                                                  "rounds",
                                                  "bytes_copied",
                                                  "faults",
                                                  "stalled_s",
                                                  "detected_after_s",
                                                  "registered_after_s",
                                                  "notified_after_s",
                                                  "last_stale_after_s",
                                                  "converged_after_s"};
/// The figures of a flow that are shown.
constexpr std::array<const char*, 6> OF_FLOWS = {"lost",
                                                 "interruption_s",
                                                 "delay_before_s",
                                                 "delay_during_s",
                                                 "delay_after_s",
                                                 "time_to_recover_s"};

/// @param os gets a row @param key of a figure @param estimate of it
void
WriteRow(std::ostream& os, const std::string& key, const Estimate& estimate)
{
    const auto show = [&os, &key](double value) {
        os << "<td class=n>" << EscapeHtml(FormatFigure(key, value));
    };
    os << "<tr><td>" << EscapeHtml(NameFigure(key));
    show(estimate.mean);
    os << "<td class=n>± " << EscapeHtml(FormatFigure(key, estimate.halfWidth));
    show(estimate.deviation);
    show(estimate.percentiles.p5);
    show(estimate.percentiles.p50);
    show(estimate.percentiles.p95);
    os << "<td class=n>" << estimate.runs << "</tr>\n";
}

/// @param os gets the table of a move @param row its figures
void
WriteMoveRow(std::ostream& os, const StatisticsRow& row)
{
    os << "<div class=scroll><table>\n<tr><th>" << EscapeHtml(row.name)
       << "<th class=n>mean<th class=n>95 % interval<th class=n>deviation<th class=n>5th "
          "percentile<th class=n>median<th class=n>95th<th class=n>runs</tr>\n";
    for (const char* key : OF_MOVES)
    {
        const Estimate* estimate = FindEstimate(row, key);
        // What never happened, as faults of a move that has none, is left out.
        if (estimate && std::isfinite(estimate->mean) &&
            (estimate->mean != 0 || estimate->deviation > 0))
        {
            WriteRow(os, key, *estimate);
        }
    }
    os << "</table></div>\n";
}

/// @param os gets the table @param rows of flows
void
WriteFlowRows(std::ostream& os, const std::vector<StatisticsRow>& rows)
{
    os << "<div class=scroll><table>\n<tr><th>flow";
    for (const char* key : OF_FLOWS)
    {
        os << "<th class=n>" << EscapeHtml(NameFigure(key));
    }
    os << "</tr>\n";
    for (const auto& row : rows)
    {
        os << "<tr><td>" << EscapeHtml(row.name);
        for (const char* key : OF_FLOWS)
        {
            const Estimate* estimate = FindEstimate(row, key);
            if (!estimate || !std::isfinite(estimate->mean))
            {
                os << "<td class=n>–";
                continue;
            }
            const auto& spread = estimate->percentiles;
            os << "<td class=n title=\"" << FormatCount(estimate->runs, "run") << ", 5 % less than "
               << FormatFigure(key, spread.p5) << ", half than " << FormatFigure(key, spread.p50)
               << ", 95 % than " << FormatFigure(key, spread.p95) << "\">"
               << EscapeHtml(ShowEstimate(key, *estimate));
        }
        os << "</tr>\n";
    }
    os << "</table></div>\n";
}

/// @param rows of flows @param key of a figure in seconds
/// @return its means with their intervals, a row for each flow; empty if none has it
std::string
DrawIntervals(const std::vector<StatisticsRow>& rows, const std::string& key)
{
    constexpr double TOP = 12;
    constexpr double ROW = 22;
    constexpr double NAMES = 150;
    std::vector<std::pair<const StatisticsRow*, const Estimate*>> shown;
    double most = 0;
    for (const auto& row : rows)
    {
        const Estimate* estimate = FindEstimate(row, key);
        if (estimate && std::isfinite(estimate->mean))
        {
            shown.emplace_back(&row, estimate);
            most = std::fmax(most, estimate->mean);
            most = std::fmax(most, estimate->mean + estimate->halfWidth);
            most = std::fmax(most, estimate->percentiles.p95);
        }
    }
    if (shown.empty() || most == 0)
    {
        return "";
    }
    const Axis axis{0, most * 1.05, LEFT + NAMES, RIGHT};
    const double bottom = TOP + ROW * shown.size();
    std::string svg = Open(bottom + 30, NameFigure(key) + ", means") + TimeAxis(axis, bottom, TOP);
    double y = TOP + ROW / 2;
    for (const auto& [row, estimate] : shown)
    {
        const auto& spread = estimate->percentiles;
        svg += Label(axis.low - 8, y + 4, row->name, "end", "tick");
        if (std::isfinite(spread.p5) && std::isfinite(spread.p95))
        {
            svg += Line(axis.At(spread.p5), y, axis.At(spread.p95), y, "axis");
        }
        if (std::isfinite(estimate->halfWidth))
        {
            const double from = axis.At(std::max(estimate->mean - estimate->halfWidth, 0.0));
            const double to = axis.At(estimate->mean + estimate->halfWidth);
            svg += Box(from, y - 5, to - from, 10, "interval", ShowEstimate(key, *estimate));
        }
        svg += "<circle class=\"event\" cx=\"" + Px(axis.At(estimate->mean)) + "\" cy=\"" + Px(y) +
               "\" r=\"3.5\"><title>" + EscapeHtml(ShowEstimate(key, *estimate)) +
               "</title></circle>\n";
        y += ROW;
    }
    return svg + "</svg>\n";
}

/// @param os gets the table of links @param rows of links, octets by kind of traffic
void
WriteFabricRows(std::ostream& os, const std::vector<StatisticsRow>& rows)
{
    if (rows.empty())
    {
        return;
    }
    os << "<h3>Carried by links</h3>\n<div class=scroll><table>\n<tr><th>MB";
    for (const auto& [kind, estimate] : rows.front().figures)
    {
        os << "<th class=n>" << EscapeHtml(kind);
    }
    os << "</tr>\n";
    for (const auto& row : rows)
    {
        os << "<tr><td>" << EscapeHtml(row.name);
        for (const auto& [kind, estimate] : row.figures)
        {
            os << "<td class=n>" << FormatFigure("", estimate.mean / 1e6) << " ± "
               << FormatFigure("", estimate.halfWidth / 1e6);
        }
        os << "</tr>\n";
    }
    os << "</table></div>\n";
}

} // namespace

std::string
ShowEstimate(const std::string& key, const Estimate& estimate)
{
    return FormatFigure(key, estimate.mean) + " ± " + FormatFigure(key, estimate.halfWidth);
}

const Estimate*
FindEstimate(const StatisticsRow& row, const std::string& key)
{
    const auto found = std::find_if(row.figures.begin(),
                                    row.figures.end(),
                                    [&key](const auto& figure) { return figure.first == key; });
    return found == row.figures.end() ? nullptr : &found->second;
}

void
WriteStatistics(std::ostream& os, const RunStatistics& statistics)
{
    os << "<h2>Means of " << FormatCount(statistics.runs, "run")
       << "</h2>\n<p class=soft>Each mean with half the width of its 95 % confidence interval "
          "(Student's t).</p>\n";
    for (const auto& row : statistics.migrations)
    {
        WriteMoveRow(os, row);
    }
    if (!statistics.flows.empty())
    {
        WriteFlowRows(os, statistics.flows);
        const auto drawing = DrawIntervals(statistics.flows, "interruption_s");
        if (!drawing.empty())
        {
            os << drawing
               << "<p class=soft>Interruption. Dots: means; boxes: their 95 % confidence "
                  "intervals; lines: from the 5th to the 95th percentile.</p>\n";
        }
    }
    WriteFabricRows(os, statistics.fabric);
    os << "<p>All that follows is of the first run.</p>\n";
}

} // namespace ns3
