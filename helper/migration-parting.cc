/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "migration-parting.h"

#include "figure-words.h"
#include "move-steps.h"

#include <cmath>
#include <cstdio>
#include <vector>

namespace ns3
{

namespace
{

/// What slow start may be ahead or behind by, in round trips: one window, and what it waits for.
constexpr double SLOW_START_TRIPS = 1.5;

/// @param measured a figure @param foretold the same in closed form @return true if they part
bool
Parts(double measured, double foretold)
{
    return std::isfinite(measured) && std::abs(measured - foretold) > PARTING * foretold;
}

/// @param name of a figure @param measured it @param foretold it in closed form @return the words
std::string
Compare(const char* name, double measured, double foretold)
{
    char part[40];
    std::snprintf(part, sizeof(part), "%+.0f %%", (measured / foretold - 1) * 100);
    return std::string(name) + " " + FormatFigure("_s", foretold) + " foretold, " +
           FormatFigure("_s", measured) + " measured (" + part + ")";
}

/// @param parts some words @param between them @return one text
std::string
Join(const std::vector<std::string>& parts, const std::string& between)
{
    std::string text;
    for (const auto& part : parts)
    {
        text += (text.empty() ? "" : between) + part;
    }
    return text;
}

} // namespace

std::string
DescribeParting(const MigrationReport& move)
{
    const auto& predicted = move.predicted;
    if (!predicted.IsMade() || !std::isfinite(move.total_s))
    {
        return "";
    }
    std::vector<std::string> parts;
    if (Parts(move.downtime_s, predicted.downtime_s))
    {
        parts.push_back(Compare("downtime", move.downtime_s, predicted.downtime_s));
    }
    if (Parts(move.total_s, predicted.total_s))
    {
        parts.push_back(Compare("total", move.total_s, predicted.total_s));
    }
    if (parts.empty())
    {
        return "";
    }
    // All pages go in the first round, whatever is written meanwhile.
    const double first = move.copyRounds.empty()
                             ? NOT_MEASURED
                             : move.copyRounds.front().end_s - move.copyRounds.front().start_s;
    const bool isLate =
        Parts(first, predicted.firstRound_s) &&
        std::abs(first - predicted.firstRound_s) > SLOW_START_TRIPS * predicted.connect_s;
    const auto octets = move.bytesCopied + move.storageBytes;
    const bool isOther =
        move.rounds != predicted.rounds ||
        Parts(static_cast<double>(octets), static_cast<double>(predicted.bytesCopied));
    std::vector<std::string> reasons;
    if (isLate)
    {
        reasons.push_back("the first round took " + FormatFigure("_s", first) + ", not " +
                          FormatFigure("_s", predicted.firstRound_s) +
                          ": the migration did not have its rate to itself, or TCP lost segments");
    }
    if (isOther)
    {
        reasons.push_back(
            FormatCount(move.rounds, "round") + " and " + FormatBytes(octets) + ", not " +
            std::to_string(predicted.rounds) + " and " + FormatBytes(predicted.bytesCopied) +
            (isLate ? "" : ": other pages were written than the pattern lets expect"));
    }
    if (reasons.empty())
    {
        reasons.emplace_back("TCP's slow start needed another number of round trips, of " +
                             FormatFigure("_s", predicted.connect_s) +
                             ", than full segments would");
    }
    return "closed form of the move to " + move.to + ": " + Join(parts, ", ") + "; " +
           Join(reasons, "; ");
}

} // namespace ns3
