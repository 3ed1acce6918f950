/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "move-steps.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{

namespace
{

/// @param rate of a round, bit/s @return it in words, after what was copied
std::string
FormatRate(double rate)
{
    char text[40] = "";
    if (std::isfinite(rate))
    {
        std::snprintf(text, sizeof(text), " at %.1f Mbit/s", rate / 1e6);
    }
    return text;
}

/// @param steps gets the rounds of a move, the first and the last ones @param migration the move
void
AddRounds(std::vector<MoveStep>& steps, const MigrationReport& migration)
{
    const auto& rounds = migration.copyRounds;
    constexpr std::size_t FIRST = 5;
    constexpr std::size_t LAST = 2;
    const bool all = rounds.size() <= FIRST + LAST + 1;
    for (std::size_t i = 0; i < rounds.size(); i++)
    {
        const auto& round = rounds[i];
        if (!all && i == FIRST)
        {
            i = rounds.size() - LAST - 1;
            steps.push_back(
                {round.start_s, std::to_string(i + 1 - FIRST) + " more rounds of copying"});
            continue;
        }
        steps.push_back({round.start_s,
                         NameRound(migration, round) + ": " + FormatCount(round.pages, "page") +
                             ", " + FormatBytes(round.bytes) + FormatRate(round.rate_bps)});
    }
}

} // namespace

std::string
FormatBytes(uint64_t bytes)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.1f MiB", static_cast<double>(bytes) / 1048576.0);
    return text;
}

std::string
NameRound(const MigrationReport& migration, const MigrationReport::Round& round)
{
    if (migration.mode == "post-copy")
    {
        return "pages follow";
    }
    const bool isInPause = round.start_s >= migration.paused_s;
    if (isInPause && migration.copyRounds.size() == 1)
    {
        return "memory";
    }
    return "round " + std::to_string(round.number) + (isInPause ? ", in the pause" : "");
}

std::string
DescribeRest(const MigrationReport& migration)
{
    // Who has run at the target and then lost the source has lost pages.
    return std::isfinite(migration.resumed_s)
               ? migration.vm + " is off: pages that it needs were still at " + migration.from
               : migration.vm + " goes on at " + migration.from;
}

std::string
FormatCount(uint64_t count, const std::string& noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::vector<MoveStep>
ListMoveSteps(const MigrationReport& migration)
{
    // Not every move has these. They come first, as a request does before what begins at once.
    const auto happened = [](const MoveStep& step) { return std::isfinite(step.time_s); };
    std::vector<MoveStep> steps = {
        {migration.requested_s, "requested: it is to move"},
        {migration.notified_s, "notified: the gateways of " + migration.from + " know"},
        {migration.lastStale_s, "last stale packet, on its old way"}};
    steps.erase(std::remove_if(steps.begin(),
                               steps.end(),
                               [&happened](const MoveStep& step) { return !happened(step); }),
                steps.end());
    steps.insert(
        steps.end(),
        {{migration.started_s,
          "started: " + migration.from + " and " + migration.to + " are connected"},
         {migration.paused_s, "paused: " + migration.vm + " stops running"},
         {migration.resumed_s, "resumed: it runs again, at " + migration.to},
         {migration.detected_s, "detected: the network there has seen it"},
         {migration.registered_s, "registered: its new place is known"},
         {migration.converged_s, "converged: all traffic but TCP's takes the new way"},
         {migration.ended_s,
          migration.failure.empty() ? "ended: " + migration.from + " has forgotten " + migration.vm
                                    : "ended: the move is given up, " + DescribeRest(migration)}});
    AddRounds(steps, migration);
    std::stable_sort(steps.begin(), steps.end(), [&](const MoveStep& one, const MoveStep& other) {
        return happened(one) && (!happened(other) || one.time_s < other.time_s);
    });
    return steps;
}

} // namespace ns3
