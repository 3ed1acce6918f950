/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>
#include <vector>

namespace ns3
{

namespace
{

constexpr double WIDTH = 960; ///< of every drawing, in its own units
constexpr double LEFT = 70;   ///< left edge of a plot
constexpr double RIGHT = 945; ///< right edge of a plot

/// @param value a coordinate or a tick @return it with few digits
std::string
Number(double value)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.5g", std::abs(value) < 1e-9 ? 0.0 : value);
    return text;
}

/// @param value a length in the drawing @return it to a hundredth
std::string
Px(double value)
{
    return Number(std::round(value * 100) / 100);
}

/// A scale from values to the drawing.
struct Axis
{
    double from; ///< the value at the start
    double to;   ///< the value at the end
    double low;  ///< the start in the drawing
    double high; ///< the end in the drawing

    /// @param value a value @return its place, within the axis
    double At(double value) const
    {
        return low + (high - low) * std::clamp((value - from) / (to - from), 0.0, 1.0);
    }

    /// @param about how many ticks there are to be @return round values, in order
    std::vector<double> Ticks(int about) const
    {
        const double rough = (to - from) / about;
        const double power = std::pow(10, std::floor(std::log10(rough)));
        double step = 10 * power;
        for (double nice : {1.0, 2.0, 5.0})
        {
            if (nice * power >= rough)
            {
                step = nice * power;
                break;
            }
        }
        std::vector<double> ticks;
        for (double tick = std::ceil(from / step) * step; tick <= to + step * 1e-6; tick += step)
        {
            ticks.push_back(tick);
        }
        return ticks;
    }
};

/// @param height of the drawing @param name for readers who do not see it @return its opening tag
std::string
Open(double height, const std::string& name)
{
    return "<svg viewBox=\"0 0 " + Px(WIDTH) + " " + Px(height) + "\" role=\"img\" aria-label=\"" +
           EscapeHtml(name) + "\">\n";
}

/// @return a line
std::string
Line(double x1, double y1, double x2, double y2, const std::string& style)
{
    return "<line class=\"" + style + "\" x1=\"" + Px(x1) + "\" y1=\"" + Px(y1) + "\" x2=\"" +
           Px(x2) + "\" y2=\"" + Px(y2) + "\"/>\n";
}

/// @return a rectangle, with a hint for the mouse
std::string
Box(double x,
    double y,
    double width,
    double height,
    const std::string& style,
    const std::string& hint = "")
{
    return "<rect class=\"" + style + "\" x=\"" + Px(x) + "\" y=\"" + Px(y) + "\" width=\"" +
           Px(std::max(width, 0.5)) + "\" height=\"" + Px(height) + "\">" +
           (hint.empty() ? "" : "<title>" + EscapeHtml(hint) + "</title>") + "</rect>\n";
}

/// @param anchor "start", "middle" or "end" @return a text
std::string
Label(double x,
      double y,
      const std::string& text,
      const std::string& anchor = "start",
      const std::string& style = "label")
{
    return "<text class=\"" + style + "\" x=\"" + Px(x) + "\" y=\"" + Px(y) + "\" text-anchor=\"" +
           anchor + "\">" + EscapeHtml(text) + "</text>\n";
}

/// @param axis a horizontal axis @param y its height @param grid upper end of its grid lines
/// @return the axis with its ticks
std::string
TimeAxis(const Axis& axis, double y, double grid)
{
    std::string svg;
    for (double tick : axis.Ticks(8))
    {
        const double x = axis.At(tick);
        svg += Line(x, grid, x, y, "grid");
        svg += Label(x, y + 15, Number(tick), "middle", "tick");
    }
    return svg + Line(axis.low, y, axis.high, y, "axis");
}

/// A point in the drawing.
using Point = std::pair<double, double>;

/// @param place a place @param away whether the machine is @return where it is drawn
Point
Where(const NetworkSketch::Place& place, bool away)
{
    return away && std::isfinite(place.xAfter) ? Point(place.xAfter, place.yAfter)
                                               : Point(place.x, place.y);
}

/// @param sketch the network @param name of a node @return its place, or null
const NetworkSketch::Place*
Find(const NetworkSketch& sketch, const std::string& name)
{
    for (const auto& place : sketch.places)
    {
        if (place.name == name)
        {
            return &place;
        }
    }
    return nullptr;
}

/// @param sketch the network @param path names of nodes @param away whether the machine is @param
/// style of it
/// @param shift to the side, so that two ways do not hide each other @return the way
std::string
DrawPath(const NetworkSketch& sketch,
         const std::vector<std::string>& path,
         bool away,
         const std::string& style,
         double shift)
{
    std::string points;
    for (const auto& name : path)
    {
        if (const auto* place = Find(sketch, name))
        {
            const auto [x, y] = Where(*place, away);
            points += Px(x + shift) + "," + Px(y + shift) + " ";
        }
    }
    return "<polyline class=\"" + style + "\" points=\"" + points + "\"/>\n";
}

} // namespace

std::string
EscapeHtml(const std::string& text)
{
    std::string escaped;
    for (char letter : text)
    {
        switch (letter)
        {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += letter;
        }
    }
    return escaped;
}

std::string
FormatDuration(double seconds)
{
    if (!std::isfinite(seconds))
    {
        return "–";
    }
    const double size = std::abs(seconds);
    char text[40];
    if (size >= 1 || size == 0)
    {
        std::snprintf(text, sizeof(text), "%.3f s", seconds);
    }
    else if (size >= 1e-3)
    {
        std::snprintf(text, sizeof(text), "%.1f ms", seconds * 1e3);
    }
    else
    {
        std::snprintf(text, sizeof(text), "%.1f µs", seconds * 1e6);
    }
    return text;
}

bool
IsBackHome(const std::vector<MigrationReport>& migrations)
{
    return migrations.size() > 1 && migrations.back().to == migrations.front().from;
}

std::vector<std::string>
FindPathAway(const FlowReport& flow, const std::vector<MigrationReport>& migrations)
{
    std::vector<std::string> path;
    for (const auto& change : flow.pathChanges)
    {
        if (change.time_s < migrations.back().started_s)
        {
            path = change.path;
        }
    }
    return path;
}

std::string
DrawNetwork(const NetworkSketch& sketch,
            const FlowReport* flow,
            const std::vector<MigrationReport>& migrations)
{
    if (sketch.places.empty())
    {
        return "";
    }
    double height = 0;
    for (const auto& area : sketch.areas)
    {
        height = std::max(height, area.y + area.height + 10);
    }
    for (const auto& place : sketch.places)
    {
        height = std::max(height, place.y + 40);
    }
    std::string svg = Open(height, "the network");
    for (const auto& area : sketch.areas)
    {
        svg += "<rect class=\"area\" rx=\"8\" x=\"" + Px(area.x) + "\" y=\"" + Px(area.y) +
               "\" width=\"" + Px(area.width) + "\" height=\"" + Px(area.height) + "\"/>\n";
        svg += Label(area.x + 10, area.y + 18, area.label, "start", "strong");
    }
    for (const auto& [one, other] : sketch.links)
    {
        const auto* from = Find(sketch, one);
        const auto* to = Find(sketch, other);
        if (from && to)
        {
            svg += Line(from->x, from->y, to->x, to->y, "wire");
        }
    }
    const bool isBack = IsBackHome(migrations);
    if (flow)
    {
        svg += DrawPath(sketch, flow->pathBefore, false, "before", -3);
        if (isBack)
        {
            svg += DrawPath(sketch, FindPathAway(*flow, migrations), true, "away", 0);
        }
        svg += DrawPath(sketch, flow->pathAfter, !isBack, "after", 3);
    }
    for (const auto& place : sketch.places)
    {
        for (bool away : {false, true})
        {
            const auto [x, y] = Where(place, away);
            if (away && Point(place.x, place.y) == Point(x, y))
            {
                continue;
            }
            const bool left = std::isfinite(place.xAfter) && away == isBack;
            const std::string style = "node " + place.kind + (left ? " left" : "");
            const bool round = place.kind == "router" || place.kind == "tunnel-router";
            const double half = round ? 11 : 9;
            svg += "<rect class=\"" + style + "\" x=\"" + Px(x - 1.3 * half) + "\" y=\"" +
                   Px(y - half) + "\" width=\"" + Px(2.6 * half) + "\" height=\"" + Px(2 * half) +
                   "\" rx=\"" + Px(round ? half : 2) + "\"/>\n";
            svg += Label(x, y + half + 13, place.name, "middle", left ? "tick" : "label");
        }
    }
    return svg + "</svg>\n";
}

std::string
DrawMove(const MigrationReport& migration, const std::vector<LoggedEvent>& events)
{
    constexpr double BAR = 40;
    const double end =
        std::isfinite(migration.converged_s) ? migration.converged_s : migration.resumed_s;
    if (!std::isfinite(migration.started_s) || !std::isfinite(end))
    {
        return "";
    }
    const double margin = std::max(end - migration.started_s, 0.01) * 0.08;
    const Axis whole{migration.started_s - margin, end + margin, LEFT, RIGHT};
    std::string svg;
    const auto bar =
        [&](double from, double to, const std::string& style, const std::string& hint) {
            if (std::isfinite(from) && std::isfinite(to))
            {
                svg += Box(whole.At(from),
                           BAR,
                           whole.At(to) - whole.At(from),
                           20,
                           style,
                           hint + ", " + FormatDuration(to - from));
            }
        };
    bar(whole.from, migration.paused_s, "runs", "runs at " + migration.from);
    bar(migration.paused_s, migration.resumed_s, "paused", "does not run");
    bar(migration.resumed_s, end, "astray", "runs at " + migration.to + ", traffic on its old way");
    bar(end, whole.to, "runs", "runs at " + migration.to + ", traffic has followed");
    svg += TimeAxis(whole, BAR + 30, BAR);
    svg += Label(whole.low, BAR - 8, "runs at " + migration.from);
    svg += Label((whole.At(migration.paused_s) + whole.At(migration.resumed_s)) / 2,
                 BAR - 8,
                 "down for " + FormatDuration(migration.downtime_s),
                 "middle");
    svg += Label(whole.high, BAR - 8, "runs at " + migration.to, "end");

    // Closer: a row for each node, in the order in which they come in.
    const double part = std::max((end - migration.resumed_s) * 0.1, 0.002);
    const Axis closer{migration.resumed_s - part, end + 3 * part, LEFT + 60, RIGHT};
    std::vector<std::string> rows;
    std::vector<const LoggedEvent*> shown;
    for (const auto& event : events)
    {
        if (event.time_s >= closer.from && event.time_s <= closer.to && !event.node.empty())
        {
            shown.push_back(&event);
            if (std::find(rows.begin(), rows.end(), event.node) == rows.end())
            {
                rows.push_back(event.node);
            }
        }
    }
    constexpr double TOP = 115;
    constexpr double ROW = 36;
    const double bottom = TOP + ROW * rows.size();
    if (!rows.empty())
    {
        svg += Label(LEFT, TOP - 12, "Closer, from the time it ran again:", "start", "strong");
        svg += TimeAxis(closer, bottom, TOP);
        for (const auto& [time, name] : {std::pair(migration.resumed_s, "resumed"),
                                         std::pair(migration.detected_s, "detected"),
                                         std::pair(migration.registered_s, "registered"),
                                         std::pair(migration.converged_s, "converged")})
        {
            if (std::isfinite(time))
            {
                svg += Line(closer.At(time), TOP, closer.At(time), bottom, "mark");
                svg += "<line class=\"wide\" x1=\"" + Px(closer.At(time)) + "\" y1=\"" + Px(TOP) +
                       "\" x2=\"" + Px(closer.At(time)) + "\" y2=\"" + Px(bottom) + "\"><title>" +
                       name + "</title></line>\n";
            }
        }
    }
    // Where the last text of each of the two lines of a row ends.
    std::vector<std::array<double, 2>> used(rows.size(), {0, 0});
    for (const auto* event : shown)
    {
        const std::size_t row = std::find(rows.begin(), rows.end(), event->node) - rows.begin();
        const double x = closer.At(event->time_s);
        const double y = TOP + ROW * row + ROW / 2;
        svg += "<circle class=\"event\" cx=\"" + Px(x) + "\" cy=\"" + Px(y) +
               "\" r=\"3.5\"><title>" +
               EscapeHtml(Number(event->time_s) + " s " + event->event + " " + event->detail) +
               "</title></circle>\n";
        const double width = event->event.size() * 6.2 + 8;
        for (int line : {0, 1})
        {
            if (x >= used[row][line] && x + width < WIDTH)
            {
                svg += Label(x + 5, y + (line == 0 ? -4 : 13), event->event, "start", "tick");
                used[row][line] = x + width;
                break;
            }
        }
    }
    for (std::size_t row = 0; row < rows.size(); row++)
    {
        svg += Label(LEFT + 52, TOP + ROW * row + ROW / 2 + 4, rows[row], "end");
        svg += Line(closer.low, TOP + ROW * row, closer.high, TOP + ROW * row, "grid");
    }
    return Open(rows.empty() ? BAR + 55 : bottom + 25, "the move of " + migration.vm) + svg +
           Label(RIGHT, (rows.empty() ? BAR + 45 : bottom) + 15, "s", "start", "tick") + "</svg>\n";
}

std::string
DrawFlow(const FlowReport& flow, const std::vector<MigrationReport>& migrations, double end_s)
{
    constexpr double TOP = 12;
    constexpr double BOTTOM = 150;
    constexpr double ROW = 15;
    constexpr int COLUMNS = 438; // two units of the drawing each

    struct Column
    {
        double least{INFINITY};
        double most{0};
        double sum{0};
        int count{0};
    };

    const Axis time{0, end_s, LEFT, RIGHT};
    std::vector<Column> columns(COLUMNS);
    std::vector<std::set<int>> lost(flow.reasons.size());
    double highest = 0;
    for (const auto& packet : flow.packets)
    {
        // A result made by hand may have packets outside its time, or no end.
        const double share = end_s > 0 ? std::clamp(packet.sent_s / end_s, 0.0, 1.0) : 0;
        const int index = std::min(static_cast<int>(share * COLUMNS), COLUMNS - 1);
        if (packet.reason != 0)
        {
            lost[packet.reason - 1].insert(index);
            continue;
        }
        const double delay = (packet.received_s - packet.sent_s) * 1e3;
        auto& column = columns[index];
        column.least = std::min(column.least, delay);
        column.most = std::max(column.most, delay);
        column.sum += delay;
        column.count++;
        highest = std::max(highest, delay);
    }
    const Axis delay{0, highest > 0 ? highest * 1.1 : 1, BOTTOM, TOP};
    std::string svg = Open(BOTTOM + 30 + ROW * flow.reasons.size(), "delay of " + flow.name);
    for (const auto& migration : migrations)
    {
        const double to = std::isfinite(migration.converged_s) ? migration.converged_s : end_s;
        if (std::isfinite(migration.started_s))
        {
            svg += Box(time.At(migration.started_s),
                       TOP,
                       time.At(to) - time.At(migration.started_s),
                       BOTTOM - TOP + ROW * flow.reasons.size(),
                       "shade",
                       "the move");
        }
    }
    for (double tick : delay.Ticks(4))
    {
        svg += Line(LEFT, delay.At(tick), RIGHT, delay.At(tick), "grid");
        svg += Label(LEFT - 6, delay.At(tick) + 4, Number(tick), "end", "tick");
    }
    svg += Label(8, TOP + 10, "ms", "start", "tick");
    const double width = (RIGHT - LEFT) / COLUMNS;
    for (int i = 0; i < COLUMNS; i++)
    {
        const auto& column = columns[i];
        if (column.count > 0)
        {
            const double top = delay.At(column.most) - 1;
            svg += Box(LEFT + i * width,
                       top,
                       width,
                       delay.At(column.least) + 1 - top,
                       "delay",
                       FormatDuration(column.sum / column.count / 1e3) + " on average");
        }
    }
    double y = BOTTOM + 4;
    for (std::size_t reason = 0; reason < flow.reasons.size(); reason++)
    {
        for (int index : lost[reason])
        {
            svg += Box(LEFT + index * width, y, width, ROW - 4, "lost", flow.reasons[reason]);
        }
        // Beside the marks, on the side where there is more room.
        const auto count = flow.lostByReason.find(flow.reasons[reason]);
        const std::string text =
            flow.reasons[reason] + " " +
            std::to_string(count == flow.lostByReason.end() ? 0 : count->second);
        const bool late = *lost[reason].begin() > COLUMNS / 2;
        svg += Label(late ? LEFT + *lost[reason].begin() * width - 6
                          : LEFT + (*lost[reason].rbegin() + 1) * width + 6,
                     y + ROW - 6,
                     text,
                     late ? "end" : "start",
                     "tick");
        y += ROW;
    }
    return svg + TimeAxis(time, y, BOTTOM) + Label(RIGHT + 4, y + 15, "s", "start", "tick") +
           "</svg>\n";
}

} // namespace ns3
