/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "move-steps.h"
#include "report-chart.h"
#include "svg-drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace ns3
{

using namespace svg;

namespace
{

constexpr double BAR = 40;  ///< upper edge of the bar of the whole move
constexpr double TOP = 122; ///< upper edge of the closer view
constexpr double ROW = 36;  ///< height of a node's row in it

/// @param migration a move @return when all that is known of traffic's following had happened
double
FindSettled(const MigrationReport& migration)
{
    // std::fmax leaves out what was not measured.
    double end = migration.resumed_s;
    for (const double moment : {migration.registered_s,
                                migration.notified_s,
                                migration.lastStale_s,
                                migration.converged_s})
    {
        end = std::fmax(end, moment);
    }
    return std::isfinite(migration.resumed_s) ? end : NOT_MEASURED;
}

/// @param migration a move @return the same, and when the last page had come; or NOT_MEASURED
double
FindEnd(const MigrationReport& migration)
{
    const double settled = FindSettled(migration);
    return std::isfinite(settled) ? std::fmax(settled, migration.started_s + migration.total_s)
                                  : NOT_MEASURED;
}

/// @param migration a move @return the scale of all of it
Axis
MakeWholeAxis(const MigrationReport& migration)
{
    const double end = FindEnd(migration);
    const double margin = std::max(end - migration.started_s, 0.01) * 0.08;
    return {migration.started_s - margin, end + margin, LEFT, RIGHT};
}

/// @param migration a move @return the bar of all of it
std::string
DrawWhole(const MigrationReport& migration)
{
    const Axis whole = MakeWholeAxis(migration);
    std::string svg;
    const auto bar =
        [&](double from, double to, const std::string& style, const std::string& hint) {
            if (std::isfinite(from) && std::isfinite(to) && to > from)
            {
                svg += Box(whole.At(from),
                           BAR,
                           whole.At(to) - whole.At(from),
                           20,
                           style,
                           hint + ", " + PageDuration(to - from));
            }
        };
    bar(whole.from, migration.started_s, "runs", "runs at " + migration.from);
    bar(migration.started_s,
        migration.paused_s,
        "copied",
        "runs at " + migration.from + " while its memory is carried over");
    bar(migration.paused_s, migration.resumed_s, "paused", "does not run");
    const bool follows = std::isfinite(migration.converged_s);
    const double found = follows ? migration.converged_s : whole.to;
    bar(migration.resumed_s,
        found,
        "astray",
        "runs at " + migration.to +
            (follows ? ", traffic on its old way" : ", not all traffic has found it"));
    bar(found, whole.to, "runs", "runs at " + migration.to + ", traffic has followed");
    if (migration.mode == "post-copy")
    {
        bar(found,
            migration.started_s + migration.total_s,
            "copied",
            "runs at " + migration.to + " while its memory is carried over");
    }
    svg += TimeAxis(whole, BAR + 30, BAR);
    svg += Label(whole.low, BAR - 8, "runs at " + migration.from);
    svg += Label(whole.high, BAR - 8, "runs at " + migration.to, "end");
    // Where the text of the pause has room beside these.
    const double middle = (whole.At(migration.paused_s) + whole.At(migration.resumed_s)) / 2;
    svg += Label(std::clamp(middle, LEFT + 200, RIGHT - 190),
                 BAR - 8,
                 "down for " + PageDuration(migration.downtime_s),
                 "middle");
    return svg;
}

/// @param migration a move @param closer scale of time @param bottom lower edge
/// @return its moments, from top to bottom
std::string
DrawMoments(const MigrationReport& migration, const Axis& closer, double bottom)
{
    std::string svg;
    for (const auto& [time, name] : {std::pair(migration.resumed_s, "resumed"),
                                     std::pair(migration.detected_s, "detected"),
                                     std::pair(migration.registered_s, "registered"),
                                     std::pair(migration.notified_s, "notified"),
                                     std::pair(migration.lastStale_s, "last stale packet"),
                                     std::pair(migration.converged_s, "converged")})
    {
        if (std::isfinite(time) && time >= closer.from && time <= closer.to)
        {
            svg += Line(closer.At(time), TOP, closer.At(time), bottom, "mark");
            svg += "<line class=\"wide\" x1=\"" + Px(closer.At(time)) + "\" y1=\"" + Px(TOP) +
                   "\" x2=\"" + Px(closer.At(time)) + "\" y2=\"" + Px(bottom) + "\"><title>" +
                   name + "</title></line>\n";
        }
    }
    return svg;
}

} // namespace

std::string
DrawMove(const MigrationReport& migration, const std::vector<LoggedEvent>& events)
{
    const double end = FindSettled(migration);
    if (!std::isfinite(migration.started_s) || !std::isfinite(end))
    {
        return "";
    }
    std::string svg = DrawWhole(migration);

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
    const double bottom = TOP + ROW * rows.size();
    if (!rows.empty())
    {
        svg += Label(LEFT, TOP - 12, "Closer, from the time it ran again:", "start", "strong");
        svg += TimeAxis(closer, bottom, TOP);
        svg += DrawMoments(migration, closer, bottom);
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
           "</svg>\n";
}

std::string
DrawRounds(const MigrationReport& migration)
{
    constexpr double HIGHEST = 15;
    constexpr double LOWEST = 110;
    double most = 0;
    for (const auto& round : migration.copyRounds)
    {
        most = std::fmax(most, round.rate_bps / 1e6);
    }
    if (!std::isfinite(migration.started_s) || !std::isfinite(FindEnd(migration)) || most == 0)
    {
        return "";
    }
    const Axis time = MakeWholeAxis(migration);
    const Axis rate{0, most * 1.1, LOWEST, HIGHEST};
    std::string svg = Open(LOWEST + 30, "the rounds of the move") + ValueAxis(rate, "Mbit/s") +
                      TimeAxis(time, LOWEST, HIGHEST);
    double used = 0;
    for (const auto& round : migration.copyRounds)
    {
        const double x = time.At(round.start_s);
        const double width = time.At(round.end_s) - x;
        const double top = rate.At(round.rate_bps / 1e6);
        if (!std::isfinite(x) || !std::isfinite(width) || !std::isfinite(top))
        {
            continue;
        }
        const std::string number = std::to_string(round.number);
        // A gap between the bars, where there is room for one.
        svg += Box(x,
                   top,
                   width > 4 ? width - 1 : width,
                   LOWEST - top,
                   "round",
                   NameRound(migration, round) + ": " + FormatCount(round.pages, "page") + " in " +
                       PageDuration(round.end_s - round.start_s));
        const double middle = x + width / 2;
        if (middle - used > 14)
        {
            svg += Label(middle, top - 3, number, "middle", "tick");
            used = middle;
        }
    }
    for (const double moment : {migration.paused_s, migration.resumed_s})
    {
        if (std::isfinite(moment))
        {
            svg += Line(time.At(moment), HIGHEST, time.At(moment), LOWEST, "mark");
        }
    }
    return svg + "</svg>\n";
}

} // namespace ns3
