/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-chart.h"
#include "svg-drawing.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{

using namespace svg;

namespace
{

/// @param migrations the moves @param time scale of time @param top upper edge @param bottom lower
/// edge @return each move's time, until traffic has followed, or to the end
std::string
ShadeMoves(const std::vector<MigrationReport>& migrations,
           const Axis& time,
           double top,
           double bottom)
{
    std::string svg;
    for (const auto& migration : migrations)
    {
        const double to = std::isfinite(migration.converged_s) ? migration.converged_s : time.to;
        if (std::isfinite(migration.started_s))
        {
            svg += Box(time.At(migration.started_s),
                       top,
                       time.At(to) - time.At(migration.started_s),
                       bottom - top,
                       "shade",
                       "the move");
        }
    }
    return svg;
}

/// @param flow a flow @param name of one of its extra figures @return it, or NOT_MEASURED
double
FindExtra(const FlowReport& flow, const std::string& name)
{
    for (const auto& [figure, value] : flow.extra)
    {
        if (figure == name)
        {
            return value;
        }
    }
    return NOT_MEASURED;
}

} // namespace

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
    svg += ShadeMoves(migrations, time, TOP, BOTTOM + ROW * flow.reasons.size());
    svg += ValueAxis(delay, "ms");
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
                       PageDuration(column.sum / column.count / 1e3) + " on average");
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
    return svg + TimeAxis(time, y, BOTTOM) + "</svg>\n";
}

std::string
DrawThroughput(const FlowReport& flow, const std::vector<MigrationReport>& migrations, double end_s)
{
    constexpr double TOP = 20;
    constexpr double BOTTOM = 150;
    const auto& throughput = flow.throughput;
    if (throughput.bytes.empty() || !(end_s > 0))
    {
        return "";
    }
    const auto rate = [&throughput](uint64_t bytes) {
        return static_cast<double>(bytes) * 8 / throughput.bin_s / 1e6;
    };
    const double most = rate(*std::max_element(throughput.bytes.begin(), throughput.bytes.end()));
    const Axis time{0, end_s, LEFT, RIGHT};
    const Axis goodput{0, most > 0 ? most * 1.1 : 1, BOTTOM, TOP};
    std::string svg = Open(BOTTOM + 30, "goodput of " + flow.name);
    svg += ShadeMoves(migrations, time, TOP, BOTTOM) + ValueAxis(goodput, "Mbit/s") +
           TimeAxis(time, BOTTOM, TOP);
    // One outline: a box for each part would have seams between them.
    std::string points = Px(time.At(throughput.start_s)) + "," + Px(BOTTOM) + " ";
    double end = throughput.start_s;
    for (const uint64_t bytes : throughput.bytes)
    {
        const std::string y = Px(goodput.At(rate(bytes)));
        points += Px(time.At(end)) + "," + y + " ";
        end += throughput.bin_s;
        points += Px(time.At(end)) + "," + y + " ";
    }
    svg += "<polygon class=\"goodput\" points=\"" + points + Px(time.At(end)) + "," + Px(BOTTOM) +
           "\"/>\n";
    const double before = FindExtra(flow, "goodput_before_bps") / 1e6;
    if (std::isfinite(before))
    {
        svg += Line(LEFT, goodput.At(before), RIGHT, goodput.At(before), "mark");
    }
    for (const auto& migration : migrations)
    {
        for (const auto& [moment, name] :
             {std::pair(migration.paused_s, "paused"), std::pair(migration.resumed_s, "resumed")})
        {
            if (std::isfinite(moment))
            {
                svg += Line(time.At(moment), TOP, time.At(moment), BOTTOM, "mark");
                svg += Box(time.At(moment) - 4, TOP, 8, BOTTOM - TOP, "hidden", name);
            }
        }
    }
    const double from = FindExtra(flow, "dip_started_s");
    const double to = FindExtra(flow, "dip_recovered_s");
    if (std::isfinite(from) && std::isfinite(to))
    {
        svg += Line(time.At(from), TOP - 4, time.At(to), TOP - 4, "span");
        svg += Label(std::clamp((time.At(from) + time.At(to)) / 2, LEFT + 110, RIGHT - 110),
                     TOP - 8,
                     "recovered after " + PageDuration(to - from),
                     "middle",
                     "tick");
    }
    return svg + "</svg>\n";
}

} // namespace ns3
