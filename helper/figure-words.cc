/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-words.h"

#include "figure-label.h"

#include <cmath>
#include <cstdio>
#include <type_traits>

namespace ns3
{

namespace
{

/// @param format as printf @param value what @return the text
std::string
Text(const char* format, double value)
{
    char text[60];
    std::snprintf(text, sizeof(text), format, value);
    return text;
}

/// @param key of a figure @param value of it, a number @return it with its unit
std::string
FormatNumber(const std::string& key, double value)
{
    if (key == "rate")
    {
        return FormatFigure("_bps", value);
    }
    if (key == "bytes" || key == "octets" || key == "memory")
    {
        return FormatFigure("_bytes", value);
    }
    if (key == "utilisation")
    {
        return std::isfinite(value) ? Text("%.1f %%", value * 100) : "-";
    }
    return FormatFigure(key, value);
}

} // namespace

std::string
Duration(double seconds)
{
    if (!std::isfinite(seconds))
    {
        return "-";
    }
    if (seconds == 0)
    {
        return "0";
    }
    const double size = std::abs(seconds);
    if (size < 1e-3)
    {
        return Text("%.1f us", seconds * 1e6);
    }
    return size < 1 ? Text("%.1f ms", seconds * 1e3) : Text("%.3f s", seconds);
}

std::string
FormatValue(const std::string& key, const ResultValue& value)
{
    return std::visit(
        [&key](const auto& held) -> std::string {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string>)
            {
                return held;
            }
            else if constexpr (std::is_same_v<Held, bool>)
            {
                return held ? "yes" : "no";
            }
            else
            {
                return FormatNumber(key, static_cast<double>(held));
            }
        },
        value);
}

} // namespace ns3
