/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "migration-parting.h"

#include "figure-label.h"
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
    double copying = 0;
    for (const auto& round : move.copyRounds)
    {
        copying += round.end_s - round.start_s;
    }
    const auto octets = static_cast<double>(move.bytesCopied + move.storageBytes);
    std::vector<std::string> reasons;
    if (move.rounds != predicted.rounds ||
        Parts(octets, static_cast<double>(predicted.bytesCopied)))
    {
        reasons.push_back(FormatCount(move.rounds, "round") + " and " +
                          FormatBytes(move.bytesCopied + move.storageBytes) + ", not " +
                          std::to_string(predicted.rounds) + " and " +
                          FormatBytes(predicted.bytesCopied) +
                          ": other pages were written than the pattern lets expect");
    }
    const double late = copying - predicted.copying_s;
    const bool isFew = std::abs(late) <= SLOW_START_TRIPS * predicted.connect_s;
    if (reasons.empty() && !isFew && Parts(copying, predicted.copying_s))
    {
        reasons.push_back("the rounds took " + FormatFigure("_s", copying) + ", not " +
                          FormatFigure("_s", predicted.copying_s) +
                          ": the migration did not have the link for itself, or TCP lost segments");
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
