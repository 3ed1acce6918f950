/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-label.h"

#include <cmath>
#include <cstdio>
#include <map>

namespace ns3
{

namespace
{

/// What people call figures.
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
    {"notified_after_s", "old place notified after"},
    {"recovery_after_end_s", "recovered after the end"},
    {"recovery_s", "first data after the pause"},
    {"registered_after_s", "registered after"},
    {"stalled_s", "waited for pages"},
    {"time_to_recover_s", "recovered after"},
    {"total_s", "total"}};

/// @param text any text @param end what it may end with @return true if it does
bool
EndsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// @param format as printf, for one number @param value the number @return the text
std::string
Text(const char* format, double value)
{
    char text[60];
    std::snprintf(text, sizeof(text), format, value);
    return text;
}

/// @param seconds a time or a duration @return it in the unit that suits it
std::string
Seconds(double seconds)
{
    const double size = std::abs(seconds);
    if (size == 0)
    {
        return "0 s";
    }
    if (size < 1e-3)
    {
        return Text("%.1f us", seconds * 1e6);
    }
    return size < 1 ? Text("%.1f ms", seconds * 1e3) : Text("%.3f s", seconds);
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

} // namespace

std::string
NameFigure(const std::string& key)
{
    const auto label = LABELS.find(key);
    if (label != LABELS.end())
    {
        return label->second;
    }
    std::string name = key;
    for (const char* unit : {"_s", "_bps", "_bytes"})
    {
        if (EndsWith(name, unit))
        {
            name.resize(name.size() - std::string(unit).size());
            break;
        }
    }
    for (auto& letter : name)
    {
        letter = letter == '_' ? ' ' : letter;
    }
    return name;
}

std::string
FormatFigure(const std::string& key, double value)
{
    if (!std::isfinite(value))
    {
        return "-";
    }
    if (EndsWith(key, "_s"))
    {
        return Seconds(value);
    }
    if (EndsWith(key, "_bps"))
    {
        return Rate(value);
    }
    if (EndsWith(key, "_ratio") || key == "dip_depth")
    {
        return Text("%.3g %%", value * 100);
    }
    if (key == "bytes_copied" || EndsWith(key, "_bytes"))
    {
        return Text("%.1f MiB", value / 1048576);
    }
    // Counts as they are, their means with few digits.
    return Text(value == std::round(value) ? "%.0f" : "%.4g", value);
}

} // namespace ns3
