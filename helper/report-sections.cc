/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-words.h"
#include "many-moves.h"
#include "report-chart.h"
#include "result-sections.h"
#include "svg-drawing.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{

using namespace svg;

namespace
{

constexpr double TALLEST_ROW = 15;    //!< of a move
constexpr double MOVES_HEIGHT = 900;  //!< of all of them, at most
constexpr double LABEL_ROW = 11;      //!< a lower one has no room for a name
constexpr double TALLEST_STRIP = 46;  //!< of a series
constexpr double SERIES_HEIGHT = 900; //!< of all of them, at most
constexpr double LETTER = 6.4;        //!< width of one of a name
constexpr double LABEL_GAP = 14;      //!< beside a name

/// @param os gets a figure @param value what it is @param label what it says
void
WriteFigure(std::ostream& os, const std::string& value, const std::string& label)
{
    os << "<div><b>" << EscapeHtml(value) << "</b>" << EscapeHtml(label) << "</div>\n";
}

/// @param bps bit/s @return them with three digits and their unit
std::string
ShowRate(double bps)
{
    char text[40];
    std::snprintf(text,
                  sizeof(text),
                  bps < 1e6 ? "%.3g kbit/s" : "%.3g Mbit/s",
                  bps / (bps < 1e6 ? 1e3 : 1e6));
    return text;
}

/// @param octets carried in a bin @param series whose @return the rate, bit/s
double
FindRate(uint64_t octets, const RunResult::Series& series)
{
    return static_cast<double>(octets) * 8 / series.carried.bin_s;
}

/// @param series what is carried @return the most that it can be, or else is, bit/s
double
FindHeight(const RunResult::Series& series)
{
    const auto& bytes = series.carried.bytes;
    return series.most_bps > 0 || bytes.empty()
               ? series.most_bps
               : FindRate(*std::max_element(bytes.begin(), bytes.end()), series);
}

/// @param time in the simulation @return it in a table
std::string
At(double time)
{
    return std::isfinite(time) ? Number(time) : "–";
}

/// @param move a move @return what is to be said of it in words
std::string
Describe(const MigrationReport& move)
{
    return !move.remark.empty() ? move.remark : move.failure;
}

} // namespace

std::string
DrawMoves(const std::vector<MigrationReport>& migrations)
{
    const auto span = FindSpan(migrations);
    if (!(span.to > span.from))
    {
        return "";
    }
    constexpr double TOP = 10;
    const auto count = static_cast<double>(migrations.size());
    const double row = std::min(TALLEST_ROW, MOVES_HEIGHT / count);
    const double bar = row > 4 ? row - 2 : row;
    const double bottom = TOP + row * count;
    const Axis time{span.from, span.to, LEFT, RIGHT};
    std::string svg = Open(bottom + 30, "the moves") + TimeAxis(time, bottom, TOP);
    double y = TOP;
    for (const auto& move : migrations)
    {
        std::string name = move.vm;
        name.append(" from ").append(move.from).append(" to ").append(move.to);
        const auto box = [&](double from, double to, const char* style, const std::string& what) {
            if (std::isfinite(from) && std::isfinite(to) && to > from)
            {
                std::string hint = name;
                hint.append(": ").append(what).append(", ").append(PageDuration(to - from));
                svg += Box(time.At(from), y, time.At(to) - time.At(from), bar, style, hint);
            }
        };
        const double end = FindMoveEnd(move);
        box(move.requested_s, move.started_s, "waits", "waits");
        box(move.started_s, end, "copied", "is copied");
        box(move.paused_s, move.resumed_s, "paused", "does not run");
        if (!move.failure.empty())
        {
            const double from = std::isfinite(move.started_s) ? move.started_s : span.from;
            svg += Box(time.At(from), y, 6, bar, "astray", name + ": " + Describe(move));
        }
        else if (!move.remark.empty())
        {
            svg += Box(time.At(end) - 2, y, 4, bar, "astray", name + ": " + move.remark);
        }
        if (row >= LABEL_ROW)
        {
            svg += Label(LEFT - 6, y + bar - 2, move.vm, "end", "tick");
        }
        y += row;
    }
    return svg + "</svg>\n";
}

std::string
DrawSeries(const std::vector<RunResult::Series>& series, const MovesSpan& span)
{
    if (series.empty() || !(span.to > span.from))
    {
        return "";
    }
    constexpr double TOP = 10;
    const auto count = static_cast<double>(series.size());
    const double strip = std::min(TALLEST_STRIP, SERIES_HEIGHT / count);
    const double bottom = TOP + strip * count;
    // Names stand to the left, and what the strip's height is above them where there is room.
    const bool isNamed = strip >= LABEL_ROW;
    const bool isScaled = strip >= 2 * LABEL_ROW;
    std::size_t longest = 0;
    for (const auto& one : series)
    {
        longest = std::max({longest,
                            isNamed ? one.name.size() : 0,
                            isScaled ? ShowRate(FindHeight(one)).size() : 0});
    }
    const double left = std::max(LEFT, LABEL_GAP + LETTER * static_cast<double>(longest));
    const Axis time{span.from, span.to, left, RIGHT};
    std::string svg = Open(bottom + 30, "what is carried over time") + TimeAxis(time, bottom, TOP);
    double low = TOP;
    for (const auto& one : series)
    {
        low += strip;
        const auto& bytes = one.carried.bytes;
        const double most = FindHeight(one);
        const Axis carried{0, most > 0 ? most : 1, low, low - strip + 4};
        std::string points;
        const auto add = [&points](double x, double y) {
            points.append(points.empty() ? "" : " ").append(Px(x)).append(",").append(Px(y));
        };
        double end = time.At(one.carried.start_s);
        for (std::size_t i = 0; i < bytes.size(); i++)
        {
            const double from = one.carried.start_s + static_cast<double>(i) * one.carried.bin_s;
            const double to = from + one.carried.bin_s;
            if (to < span.from || from > span.to)
            {
                continue;
            }
            if (points.empty())
            {
                add(time.At(from), low);
            }
            end = time.At(to);
            add(time.At(from), carried.At(FindRate(bytes[i], one)));
            add(end, carried.At(FindRate(bytes[i], one)));
        }
        add(end, low);
        svg += "<polygon class=\"goodput\" points=\"" + points + "\"><title>" +
               EscapeHtml(one.name + ", at most " + ShowRate(most)) + "</title></polygon>\n";
        svg += Line(left, low, RIGHT, low, "grid");
        if (isNamed)
        {
            svg += Label(left - 6, low - 2, one.name, "end", "tick");
        }
        if (isScaled)
        {
            svg += Label(left - 6, low - strip + LABEL_ROW, ShowRate(most), "end", "tick");
        }
    }
    return svg + "</svg>\n";
}

void
WriteMovesFigures(std::ostream& os, const RunResult& result)
{
    for (const auto& [name, value] : PoolMoves(result.migrations))
    {
        if (name == "moves" || name == "failed")
        {
            WriteFigure(os, Number(value), name == "moves" ? "moves" : "of them failed");
        }
        else if (name == "downtime_s" || name == "total_s")
        {
            WriteFigure(os, PageDuration(value), NameFigure(name) + " in the mean");
        }
        else if (name == "downtime_most_s")
        {
            WriteFigure(os, PageDuration(value), "downtime at most");
        }
    }
}

void
WriteManyMoves(std::ostream& os, const RunResult& result)
{
    os << "<h2>Moves</h2>\n"
       << DrawMoves(result.migrations)
       << "<p class=soft>A row for each move, by its begin; its name and times are under the "
          "mouse. "
          "Grey: it waits. Blue: the machine runs while it is copied. Red: it does not run. Amber: "
          "late, or not done.</p>\n";
    const auto series = DrawSeries(result.series, FindSpan(result.migrations));
    if (!series.empty())
    {
        os << series
           << "<p class=soft>What is carried in the same time; a strip is as high as what can "
              "be.</p>\n";
    }
    os << "<details><summary>All " << result.migrations.size()
       << " moves</summary>\n<div class=scroll><table>\n<tr><th>machine<th>from<th>to<th "
          "class=n>begun (s)<th class=n>paused<th class=n>resumed<th class=n>ended<th "
          "class=n>downtime<th class=n>rounds<th class=n>copied (bytes)<th></tr>\n";
    for (const auto& move : result.migrations)
    {
        os << "<tr><td>" << EscapeHtml(move.vm) << "<td>" << EscapeHtml(move.from) << "<td>"
           << EscapeHtml(move.to) << "<td class=n>" << At(move.started_s) << "<td class=n>"
           << At(move.paused_s) << "<td class=n>" << At(move.resumed_s) << "<td class=n>"
           << At(FindMoveEnd(move)) << "<td class=n>" << PageDuration(move.downtime_s)
           << "<td class=n>" << move.rounds << "<td class=n>" << move.bytesCopied << "<td>"
           << EscapeHtml(Describe(move)) << "</tr>\n";
    }
    os << "</table></div>\n</details>\n";
}

void
WriteSections(std::ostream& os, const RunResult& result)
{
    for (const auto& group : result.groups)
    {
        if (group.label.empty())
        {
            continue;
        }
        os << "<h2>" << EscapeHtml(group.label) << "</h2>\n";
        for (const auto& sentence : group.sentences)
        {
            os << "<p>" << EscapeHtml(sentence) << "</p>\n";
        }
        if (group.sentences.empty())
        {
            os << "<table>\n";
            for (const auto& [name, value] : group.figures)
            {
                os << "<tr><td>" << EscapeHtml(NameFigure(name)) << "<td>"
                   << EscapeHtml(FormatFigure(name, value)) << "</tr>\n";
            }
            os << "</table>\n";
        }
    }
    for (const auto& table : result.tables)
    {
        os << "<h2>" << EscapeHtml(table.label) << "</h2>\n"
           << DrawTable(table) << "<div class=scroll><table>\n<tr>";
        for (std::size_t i = 0; !table.rows.empty() && i < table.rows.front().size(); i++)
        {
            os << (i == 0 ? "<th>" : "<th class=n>")
               << EscapeHtml(NameFigure(table.rows.front()[i].first));
        }
        os << "</tr>\n";
        for (const auto& row : table.rows)
        {
            os << "<tr>";
            for (std::size_t i = 0; i < row.size(); i++)
            {
                os << (i == 0 ? "<td>" : "<td class=n>")
                   << EscapeHtml(FormatFigure(row[i].first, row[i].second));
            }
            os << "</tr>\n";
        }
        os << "</table></div>\n";
    }
    if (!result.areMovesMany)
    {
        const auto series = DrawSeries(result.series, {0, result.end_s});
        if (!series.empty())
        {
            os << "<h2>Carried over time</h2>\n"
               << series << "<p class=soft>A strip is as high as what is written beside it.</p>\n";
        }
    }
}

} // namespace ns3
