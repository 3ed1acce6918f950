/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-chart.h"
#include "svg-drawing.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ns3
{

using namespace svg;

namespace
{

/// A point in the drawing.
using Place = std::pair<double, double>;

/// @param place a place @param away whether the machine is @return where it is drawn
Place
Where(const NetworkSketch::Place& place, bool away)
{
    return away && std::isfinite(place.xAfter) ? Place(place.xAfter, place.yAfter)
                                               : Place(place.x, place.y);
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
            if (away && Place(place.x, place.y) == Place(x, y))
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

} // namespace ns3
