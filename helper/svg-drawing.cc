/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "svg-drawing.h"

#include "figure-words.h"
#include "report-chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{

namespace svg
{

double
Axis::At(double value) const
{
    return low + (high - low) * std::clamp((value - from) / (to - from), 0.0, 1.0);
}

std::vector<double>
Axis::Ticks(int about) const
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

std::string
Number(double value)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.5g", std::abs(value) < 1e-9 ? 0.0 : value);
    return text;
}

std::string
Px(double value)
{
    return Number(std::round(value * 100) / 100);
}

std::string
Open(double height, const std::string& name)
{
    return "<svg viewBox=\"0 0 " + Px(WIDTH) + " " + Px(height) + "\" role=\"img\" aria-label=\"" +
           EscapeHtml(name) + "\">\n";
}

std::string
Line(double x1, double y1, double x2, double y2, const std::string& style)
{
    return "<line class=\"" + style + "\" x1=\"" + Px(x1) + "\" y1=\"" + Px(y1) + "\" x2=\"" +
           Px(x2) + "\" y2=\"" + Px(y2) + "\"/>\n";
}

std::string
Box(double x,
    double y,
    double width,
    double height,
    const std::string& style,
    const std::string& hint)
{
    return "<rect class=\"" + style + "\" x=\"" + Px(x) + "\" y=\"" + Px(y) + "\" width=\"" +
           Px(std::max(width, 0.5)) + "\" height=\"" + Px(height) + "\">" +
           (hint.empty() ? "" : "<title>" + EscapeHtml(hint) + "</title>") + "</rect>\n";
}

std::string
Label(double x,
      double y,
      const std::string& text,
      const std::string& anchor,
      const std::string& style)
{
    return "<text class=\"" + style + "\" x=\"" + Px(x) + "\" y=\"" + Px(y) + "\" text-anchor=\"" +
           anchor + "\">" + EscapeHtml(text) + "</text>\n";
}

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
    svg += Label(axis.low - 20, y + 15, "s", "end", "tick");
    return svg + Line(axis.low, y, axis.high, y, "axis");
}

std::string
ValueAxis(const Axis& axis, const std::string& unit)
{
    std::string svg;
    for (double tick : axis.Ticks(4))
    {
        svg += Line(LEFT, axis.At(tick), RIGHT, axis.At(tick), "grid");
        svg += Label(LEFT - 6, axis.At(tick) + 4, Number(tick), "end", "tick");
    }
    return svg + Label(LEFT + 4, axis.high + 10, unit, "start", "tick");
}

} // namespace svg

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
PageDuration(double seconds)
{
    return FormatDuration(seconds, Letters::UNICODE);
}

} // namespace ns3
