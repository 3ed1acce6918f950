/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <type_traits>

namespace ns3
{

namespace
{

/// What people call figures whose names are not words enough.
const std::map<std::string, const char*> LABELS = {
    {"bytes_copied", "memory copied"},
    {"converged_after_s", "all traffic followed after"},
    {"delay_after_s", "delay after"},
    {"delay_before_s", "delay before"},
    {"delay_during_s", "delay during"},
    {"detected_after_s", "detected after"},
    {"dip_depth", "share of the goodput lost"},
    {"dip_recovered_s", "goodput back at"},
    {"dip_started_s", "goodput falls at"},
    {"faults", "pages waited for"},
    {"goodput_after_bps", "goodput after"},
    {"goodput_before_bps", "goodput before"},
    {"goodput_bps", "goodput"},
    {"goodput_during_bps", "goodput during"},
    {"goodput_least_bps", "least goodput"},
    {"interruption_s", "interrupted for"},
    {"last_stale_after_s", "last stale packet after"},
    {"lisp_ratio", "sites with LISP"},
    {"nearest_ratio", "by the nearest"},
    {"notified_after_s", "old place notified after"},
    {"petr_ratio", "by proxy ETR"},
    {"pitr_ratio", "by proxy ITR"},
    {"recovery_after_end_s", "recovered after the end"},
    {"recovery_s", "first data after the pause"},
    {"registered_after_s", "registered after"},
    {"stalled_s", "waited for pages"},
    {"time_to_recover_s", "recovered after"},
    {"total_s", "total"}};

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

/// @param rate bit/s @return it in the unit that suits it
std::string
Rate(double rate)
{
    if (rate >= 1e9)
    {
        return Text("%.3f Gbit/s", rate / 1e9);
    }
    return rate >= 1e6 ? Text("%.3f Mbit/s", rate / 1e6) : Text("%.1f kbit/s", rate / 1e3);
}

/// @param value a share @param format of it in per cent, as printf, with the number of digits as an
/// argument @param digits how many @return it in per cent; with more digits, where it would be read
/// as nothing or as all and is not
std::string
Share(double value, const char* format, int digits)
{
    constexpr int most = 15; // which a number has
    char text[60];
    for (; digits <= most; digits++)
    {
        std::snprintf(text, sizeof(text), format, digits, value * 100);
        const double read = std::strtod(text, nullptr);
        if ((read != 0 || value == 0) && (read != 100 || value == 1))
        {
            break;
        }
    }
    return std::string(text) + " %";
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
        return FormatDuration(value);
    }
    if (EndsWith(name, "bps") || EndsWith(name, "rate"))
    {
        return Rate(value);
    }
    if (name == "bytes_copied" || EndsWith(name, "bytes") || EndsWith(name, "octets") ||
        EndsWith(name, "memory"))
    {
        return Text("%.1f MiB", value / (1 << 20));
    }
    if (EndsWith(name, "utilisation"))
    {
        return Share(value, "%.*f", 1);
    }
    if (EndsWith(name, "depth") || EndsWith(name, "ratio"))
    {
        return Share(value, "%.*g", 3);
    }
    // Counts as they are, their means with few digits.
    return Text(value == std::round(value) ? "%.0f" : "%.4g", value);
}

} // namespace

std::string
FormatDuration(double seconds, Letters letters)
{
    const bool isPage = letters == Letters::UNICODE;
    if (!std::isfinite(seconds))
    {
        return isPage ? "–" : "-";
    }
    const double size = std::abs(seconds);
    if (size == 0)
    {
        return isPage ? "0.000 s" : "0 s";
    }
    if (size < 1e-3)
    {
        return Text(isPage ? "%.1f µs" : "%.1f us", seconds * 1e6);
    }
    return size < 1 ? Text("%.1f ms", seconds * 1e3) : Text("%.3f s", seconds);
}

std::string
NameFigure(const std::string& name)
{
    const auto label = LABELS.find(name);
    if (label != LABELS.end())
    {
        return label->second;
    }
    std::string words = name;
    for (const char* unit : {"_s", "_bps", "_bytes"})
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
