/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-words.h"

#include <algorithm>
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

/// @param name of a figure @param end a word @return true if the name is it or ends with it
bool
EndsWith(const std::string& name, const std::string& end)
{
    return name == end ||
           (name.size() > end.size() &&
            name.compare(name.size() - end.size() - 1, end.size() + 1, "_" + end) == 0);
}

/// @param name of a figure @param value of it, a number @return it with its unit
std::string
FormatNumber(const std::string& name, double value)
{
    if (!std::isfinite(value))
    {
        return "-";
    }
    if (EndsWith(name, "s"))
    {
        return Duration(value);
    }
    if (EndsWith(name, "bps") || EndsWith(name, "rate"))
    {
        return Text("%.1f Mbit/s", value / 1e6);
    }
    if (EndsWith(name, "bytes") || EndsWith(name, "octets") || EndsWith(name, "memory"))
    {
        return Text("%.1f MiB", value / (1 << 20));
    }
    if (EndsWith(name, "utilisation") || EndsWith(name, "depth") || EndsWith(name, "ratio"))
    {
        return Text("%.1f %%", value * 100);
    }
    return Text("%.6g", value);
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
NameFigure(const std::string& name)
{
    std::string words = name;
    for (const char* unit : {"_s", "_bps"})
    {
        const std::string end = unit;
        if (words.size() > end.size() &&
            words.compare(words.size() - end.size(), end.size(), end) == 0)
        {
            words.erase(words.size() - end.size());
            break;
        }
    }
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string
FormatFigure(const std::string& name, const ResultValue& value)
{
    return std::visit(
        [&name](const auto& held) -> std::string {
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
                return FormatNumber(name, static_cast<double>(held));
            }
        },
        value);
}

} // namespace ns3
