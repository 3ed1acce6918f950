/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-words.h"
#include "report-chart.h"
#include "result-sections.h"
#include "svg-drawing.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

using namespace svg;

namespace
{

constexpr double STRIP = 110; //!< height of one figure's drawing
constexpr double GAP = 14;    //!< between two of them

/// In which unit a figure is drawn.
struct Scale
{
    double factor;    //!< from the figure to it
    const char* unit; //!< its name
};

/// Times from here on are drawn in seconds.
constexpr double LONG_S = 10;

/// @param name of a figure @param most the largest value @return how it is drawn
Scale
FindScale(const std::string& name, double most)
{
    const auto endsWith = [&name](const std::string& end) {
        return name.size() > end.size() &&
               name.compare(name.size() - end.size(), end.size(), end) == 0;
    };
    if (endsWith("_ratio"))
    {
        return {100, " (%)"};
    }
    if (endsWith("_s"))
    {
        return most < LONG_S ? Scale{1e3, " (ms)"} : Scale{1, " (s)"};
    }
    return {1, ""};
}

/// @param table its rows @param name of a figure @return its largest value; 0: none is more
double
FindMost(const RunResult::Table& table, const std::string& name)
{
    double most = 0;
    for (const auto& row : table.rows)
    {
        const double value = FindNumber(row, name);
        most = std::isfinite(value) ? std::max(most, value) : most;
    }
    return most;
}

/// @param table its rows @param name of the figure upwards @param across the axis to the right, and
/// @param acrossScale how it is drawn @param top of the drawing @return the curve, with a gap where
/// nothing was measured
std::string
DrawFigure(const RunResult::Table& table,
           const std::string& name,
           const Axis& across,
           const Scale& acrossScale,
           double top)
{
    const double most = FindMost(table, name);
    const Scale scale = FindScale(name, most);
    const Axis up{0, most > 0 ? 1.15 * most * scale.factor : 1, top + STRIP, top};
    std::string svg = ValueAxis(up, NameFigure(name) + scale.unit);
    std::string points;
    std::string dots;
    const auto finish = [&svg, &points] {
        if (!points.empty())
        {
            svg.append("<polyline class=\"after\" points=\"").append(points).append("\"/>\n");
            points.clear();
        }
    };
    for (const auto& row : table.rows)
    {
        const double value = FindNumber(row, name);
        if (!std::isfinite(value))
        {
            finish();
            continue;
        }
        const double x = across.At(FindNumber(row, table.over) * acrossScale.factor);
        const double y = up.At(value * scale.factor);
        points.append(points.empty() ? "" : " ").append(Px(x)).append(",").append(Px(y));
        dots += Box(x - 3,
                    y - 3,
                    6,
                    6,
                    "event",
                    FindText(row, row.front().first) + ": " + NameFigure(name) + " " +
                        FormatFigure(name, value));
    }
    finish();
    return svg + dots + Line(LEFT, top + STRIP, RIGHT, top + STRIP, "axis");
}

} // namespace

std::string
DrawTable(const RunResult::Table& table)
{
    if (table.drawn.empty() || table.rows.empty())
    {
        return "";
    }
    const Scale scale = FindScale(table.over, FindMost(table, table.over));
    double from = INFINITY;
    double to = -INFINITY;
    for (const auto& row : table.rows)
    {
        const double value = FindNumber(row, table.over) * scale.factor;
        from = std::min(from, value);
        to = std::max(to, value);
    }
    if (!(to > from))
    {
        return "";
    }
    const Axis across{from, to, LEFT, RIGHT - 10};
    const double bottom = static_cast<double>(table.drawn.size()) * (STRIP + GAP);
    std::string svg = Open(bottom + 40, table.label);
    double top = GAP;
    for (const auto& name : table.drawn)
    {
        svg += DrawFigure(table, name, across, scale, top);
        top += STRIP + GAP;
    }
    for (const double tick : across.Ticks(8))
    {
        svg += Label(across.At(tick), bottom + 15, Number(tick), "middle", "tick");
    }
    return svg +
           Label((LEFT + RIGHT) / 2,
                 bottom + 32,
                 NameFigure(table.over) + scale.unit,
                 "middle",
                 "tick") +
           "</svg>\n";
}

} // namespace ns3
