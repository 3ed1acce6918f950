/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-page.h"

#include "figure-words.h"
#include "move-steps.h"
#include "report-chart.h"
#include "report-statistics.h"
#include "result-sections.h"
#include "result-text.h"

#include "ns3/lisp-version.h"

#include <cmath>
#include <cstdio>
#include <type_traits>

namespace ns3
{

namespace
{

/// The look of the page; both for light and for dark surroundings.
constexpr const char* STYLE = R"(
:root { color-scheme: light dark; --ink:#1c2430; --soft:#5b6675; --paper:#ffffff; --card:#f5f7fa;
  --rule:#d9dfe7; --blue:#2563a8; --green:#2f855a; --red:#c0392b; --amber:#c77d0a; --violet:#7a4fb5; }
@media (prefers-color-scheme: dark) { :root { --ink:#e6eaf0; --soft:#9aa6b5; --paper:#14181f;
  --card:#1c222b; --rule:#343d4a; --blue:#6aa8e8; --green:#5fbf8d; --red:#e87465; --amber:#e5ab4d;
  --violet:#b394e6; } }
body { font:15px/1.5 system-ui, sans-serif; color:var(--ink); background:var(--paper);
  max-width:1000px; margin:2rem auto; padding:0 1rem; }
h1 { font-size:1.5rem; margin:0 0 .2rem; } h2 { font-size:1.15rem; margin:2rem 0 .6rem; }
h3 { font-size:1rem; margin:1.2rem 0 .2rem; } p { margin:.3rem 0; } .soft { color:var(--soft); }
.figures { display:flex; flex-wrap:wrap; gap:.8rem; margin:1.2rem 0; }
.figures div { background:var(--card); border:1px solid var(--rule); border-radius:8px;
  padding:.6rem 1rem; min-width:8rem; } .figures b { display:block; font-size:1.3rem; }
table { border-collapse:collapse; width:100%; font-size:.9rem; margin:.4rem 0; } th, td { text-align:left;
  padding:.3rem .45rem; border-bottom:1px solid var(--rule); vertical-align:top; }
td:first-child { white-space:nowrap; } td.n, th.n { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap; }
svg { width:100%; height:auto; background:var(--card); border:1px solid var(--rule);
  border-radius:8px; margin:.3rem 0; } svg text { font:12px system-ui, sans-serif; fill:var(--ink); }
svg text.label, svg text.tick { paint-order:stroke; stroke:var(--card); stroke-width:3.5px;
  stroke-linejoin:round; } svg text.tick { font-size:11px; fill:var(--soft); } svg text.strong { font-weight:600; }
.grid { stroke:var(--rule); stroke-width:.7; } .axis { stroke:var(--soft); }
.wire { stroke:var(--soft); stroke-width:1.2; } .area { fill:none; stroke:var(--rule);
  stroke-width:1.5; stroke-dasharray:5 4; }
.before, .away, .after { fill:none; stroke-width:3; stroke-linejoin:round; opacity:.85; }
.before { stroke:var(--amber); stroke-dasharray:7 5; } .after { stroke:var(--green); }
.away { stroke:var(--violet); }
.node { fill:var(--paper); stroke:var(--ink); stroke-width:1.3; } .tunnel-router {
  fill:var(--blue); } .switch { fill:var(--rule); } .vm { fill:var(--green); } .server {
  fill:var(--violet); } .left { fill:var(--paper); stroke:var(--amber); stroke-dasharray:3 3; }
.waits { fill:var(--rule); } .runs { fill:var(--green); } .copied, .round { fill:var(--blue); } .paused { fill:var(--red); } .astray { fill:var(--amber); }
.mark { stroke:var(--violet); stroke-dasharray:4 3; } .wide { stroke:transparent; stroke-width:9; }
.event { fill:var(--blue); } .shade { fill:var(--amber); opacity:.16; }
.goodput { fill:var(--blue); opacity:.75; } .hidden { fill:transparent; }
.span { stroke:var(--red); stroke-width:2; }
.interval { fill:var(--blue); opacity:.4; }
.delay { fill:var(--blue); } .lost { fill:var(--red); }
.key::before { content:""; display:inline-block; width:1.8em; height:0; margin:0 .4em .25em 1em;
  border-top:3px solid; } .key.b::before { border-top:3px dashed var(--amber); }
.key.a::before { border-color:var(--green); } .key.w::before { border-color:var(--violet); }
.scroll { overflow-x:auto; } summary { cursor:pointer; margin:.6rem 0; }
)";

/// @param value a number @param decimals how many @return it, with so many in each row of a table
std::string
Fixed(double value, int decimals)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.*f", decimals, value);
    return std::isfinite(value) ? text : "–";
}

/// @param os gets a figure @param value what it is @param label what it says
void
Figure(std::ostream& os, const std::string& value, const std::string& label)
{
    os << "<div><b>" << EscapeHtml(value) << "</b>" << EscapeHtml(label) << "</div>\n";
}

/// @param os gets the figures to see first, of several runs @param statistics the runs
void
WriteMeans(std::ostream& os, const RunStatistics& statistics)
{
    for (const auto& row : statistics.migrations)
    {
        for (const auto& [key, label] : {std::pair<const char*, const char*>("downtime_s", "down"),
                                         {"converged_after_s", "until all traffic followed"}})
        {
            const Estimate* estimate = FindEstimate(row, key);
            if (estimate)
            {
                Figure(os,
                       ShowEstimate(key, *estimate),
                       std::string(label) +
                           (statistics.migrations.size() > 1 ? ", " + row.name : ""));
            }
        }
    }
    Figure(os, std::to_string(statistics.runs), statistics.runs == 1 ? "run" : "runs");
}

/// @param os gets the figures to see first @param result the result
void
WriteFigures(std::ostream& os, const RunResult& result)
{
    os << "<div class=\"figures\">\n";
    if (result.statistics.runs > 0)
    {
        WriteMeans(os, result.statistics);
        os << "</div>\n";
        return;
    }
    if (result.areMovesMany)
    {
        WriteMovesFigures(os, result);
        os << "</div>\n";
        return;
    }
    for (const auto& migration : result.migrations)
    {
        // Which move, where there are several.
        const std::string to = result.migrations.size() > 1 ? " to " + migration.to : "";
        Figure(os,
               PageDuration(migration.downtime_s),
               migration.vm + " was down" + (to.empty() ? "" : ", on its way" + to));
        Figure(os,
               PageDuration(migration.converged_s - migration.resumed_s),
               "until all traffic followed" + to);
    }
    uint64_t sent = 0;
    uint64_t lost = 0;
    for (const auto& flow : result.flows)
    {
        sent += flow.sent;
        lost += flow.lost;
    }
    if (!result.flows.empty())
    {
        Figure(os, std::to_string(sent), "packets sent");
        Figure(os, std::to_string(lost), "lost, each with its cause");
    }
    os << "</div>\n";
}

/// @param path names of nodes @return them with arrows between
std::string
ShowPath(const std::vector<std::string>& path)
{
    std::string text;
    for (const auto& node : path)
    {
        text += (text.empty() ? "" : " → ") + EscapeHtml(node);
    }
    return text.empty() ? "–" : text;
}

/// @param os gets a cell @param mean of delays @param percentiles of the same, for the mouse
void
ShowDelay(std::ostream& os, double mean, const Percentiles& percentiles)
{
    os << "<td class=n title=\"5 % less than " << PageDuration(percentiles.p5) << ", half than "
       << PageDuration(percentiles.p50) << ", 95 % than " << PageDuration(percentiles.p95) << "\">"
       << PageDuration(mean);
}

/// @param os gets the table of a move's rounds @param rounds the rounds
void
WriteRounds(std::ostream& os, const std::vector<MigrationReport::Round>& rounds)
{
    os << "<details><summary>"
       << (rounds.size() == 1 ? "The one pass over its memory"
                              : "All " + std::to_string(rounds.size()) + " rounds")
       << "</summary>\n<table>\n<tr><th class=n>round<th class=n>begins (s)<th "
          "class=n>takes<th class=n>pages<th class=n>bytes<th class=n>Mbit/s</tr>\n";
    for (const auto& round : rounds)
    {
        os << "<tr><td class=n>" << round.number << "<td class=n>" << Fixed(round.start_s, 6)
           << "<td class=n>" << PageDuration(round.end_s - round.start_s) << "<td class=n>"
           << round.pages << "<td class=n>" << round.bytes << "<td class=n>"
           << Fixed(round.rate_bps / 1e6, 1) << "</tr>\n";
    }
    os << "</table>\n</details>\n";
}

/// @param os gets the steps of a move @param migration the move
void
WriteTimeLine(std::ostream& os, const MigrationReport& migration)
{
    os << "<div class=scroll><table>\n<tr><th>time line<th class=n>at (s)<th class=n>after</tr>\n";
    double last = NOT_MEASURED;
    for (const auto& [time, what] : ListMoveSteps(migration))
    {
        os << "<tr><td>" << EscapeHtml(what) << "<td class=n>" << Fixed(time, 6) << "<td class=n>"
           << (std::isfinite(time - last) ? PageDuration(time - last) : "") << "</tr>\n";
        last = std::isfinite(time) ? time : last;
    }
    os << "</table></div>\n";
}

/// @param os gets a move @param migration the move @param result the result
void
WriteMove(std::ostream& os, const MigrationReport& migration, const RunResult& result)
{
    os << "<h2>" << EscapeHtml(migration.vm) << " moves from " << EscapeHtml(migration.from)
       << " to " << EscapeHtml(migration.to) << "</h2>\n";
    if (!migration.failure.empty())
    {
        os << "<p>Failed: " << EscapeHtml(migration.failure) << "</p>\n";
    }
    os << DrawMove(migration, result.events)
       << "<p class=soft>Green: it runs and is reached. Blue: it runs while its memory is copied. "
          "Red: it does not run. Amber: it runs, and traffic has not all followed.</p>\n";
    os << "<div class=scroll><table>\n<tr><th><th class=n>downtime<th "
          "class=n>total<th "
          "class=n>rounds<th class=n>copied (bytes)</tr>\n<tr><td>simulated<td class=n>"
       << PageDuration(migration.downtime_s) << "<td class=n>" << PageDuration(migration.total_s)
       << "<td class=n>" << migration.rounds << "<td class=n>" << migration.bytesCopied
       << "</tr>\n";
    if (migration.predicted.IsMade())
    {
        os << "<tr><td>closed form<td class=n>" << PageDuration(migration.predicted.downtime_s)
           << "<td class=n>" << PageDuration(migration.predicted.total_s) << "<td class=n>"
           << migration.predicted.rounds << "<td class=n>" << migration.predicted.bytesCopied
           << "</tr>\n";
    }
    os << "</table></div>\n";
    const auto rounds = DrawRounds(migration);
    if (!rounds.empty())
    {
        os << rounds
           << "<p class=soft>Rounds: wide as they are long, high as their rate, so that the area "
              "is what was copied. Upright: paused and resumed.</p>\n";
        WriteRounds(os, migration.copyRounds);
    }
    WriteTimeLine(os, migration);
}

/// @param os gets what links carried @param result the result
void
WriteFabric(std::ostream& os, const RunResult& result)
{
    if (result.fabric.empty())
    {
        return;
    }
    os << "<h2>Carried by links</h2>\n<div class=scroll><table>\n<tr><th>MB";
    for (const auto& [kind, octets] : result.fabric.begin()->second)
    {
        os << "<th class=n>" << EscapeHtml(kind);
    }
    os << "</tr>\n";
    for (const auto& [links, kinds] : result.fabric)
    {
        os << "<tr><td>" << EscapeHtml(links);
        for (const auto& [kind, octets] : kinds)
        {
            os << "<td class=n>" << Fixed(octets / 1e6, 3);
        }
        os << "</tr>\n";
    }
    os << "</table></div>\n<p class=soft>A frame counts on each link that it crosses.</p>\n";
}

/// So many flows have their drawings on the page; those of more are folded.
constexpr std::size_t FEW_FLOWS = 16;

/// @param os gets a line with a flow's own figures @param flow the flow
void
WriteExtra(std::ostream& os, const FlowReport& flow)
{
    std::string text;
    for (const auto& [key, value] : flow.extra)
    {
        if (std::isfinite(value))
        {
            text += (text.empty() ? "" : ", ") + NameFigure(key) + " " + FormatFigure(key, value);
        }
    }
    if (!text.empty())
    {
        os << "<p class=soft>" << EscapeHtml(text) << "</p>\n";
    }
}

/// @param os gets the table of flows @param result the result
void
WriteFlows(std::ostream& os, const RunResult& result)
{
    os << "<h2>Flows</h2>\n";
    // Without a move all packets are those before it.
    const bool isMoving = !result.migrations.empty();
    const bool isFolded = result.flows.size() > FEW_FLOWS;
    if (isFolded)
    {
        os << "<details><summary>Each of the " << result.flows.size() << " flows</summary>\n";
    }
    os << "<div class=scroll><table>\n<tr><th>flow<th>protocol<th class=n>sent<th "
          "class=n>received"
          "<th class=n>copies<th class=n>lost<th class=n>reordered"
       << (isMoving ? "<th class=n>interruption<th class=n>delay before<th class=n>during<th "
                      "class=n>after</tr>\n"
                    : "<th class=n>delay</tr>\n");
    for (const auto& flow : result.flows)
    {
        os << "<tr><td>" << EscapeHtml(flow.name) << "<td>" << flow.protocol << "<td class=n>"
           << flow.sent << "<td class=n>" << flow.received << "<td class=n>" << flow.duplicated
           << "<td class=n>" << flow.lost << "<td class=n>" << flow.reordered;
        if (isMoving)
        {
            os << "<td class=n>" << PageDuration(flow.interruption_s);
        }
        ShowDelay(os, flow.delayBefore_s, flow.delaysBefore);
        if (isMoving)
        {
            ShowDelay(os, flow.delayDuring_s, flow.delaysDuring);
            ShowDelay(os, flow.delayAfter_s, flow.delaysAfter);
        }
        os << "</tr>\n";
    }
    os << "</table></div>\n";
    for (const auto& flow : result.flows)
    {
        os << "<h3>" << EscapeHtml(flow.name) << "</h3>\n<p class=soft>"
           << (isMoving ? "before: " : "way: ") << ShowPath(flow.pathBefore);
        if (IsBackHome(result.migrations))
        {
            os << "<br>while away: " << ShowPath(FindPathAway(flow, result.migrations));
        }
        if (isMoving)
        {
            os << "<br>after: " << ShowPath(flow.pathAfter);
        }
        os << "</p>\n";
        WriteExtra(os, flow);
        if (!flow.packets.empty())
        {
            os << DrawFlow(flow, result.migrations, result.end_s);
        }
        const auto goodput = DrawThroughput(flow, result.migrations, result.end_s);
        if (!goodput.empty())
        {
            os << "<p class=soft>Goodput, in parts of " << PageDuration(flow.throughput.bin_s)
               << "; dashed across: its mean before the move, upright: paused and resumed.</p>\n"
               << goodput;
        }
    }
    os << "<p class=soft>Blue: one-way delay (round trip for icmp), by the time a packet was sent, "
          "from the least to the most. Red: packets lost, a row for each cause."
       << (isMoving ? " Shaded: the move, until traffic has followed.</p>\n" : "</p>\n")
       << (isFolded ? "</details>\n" : "");
}

/// @param os gets a table of counts @param heading above it @param counts the counts
void
WriteCounts(std::ostream& os,
            const std::string& heading,
            const std::map<std::string, uint64_t>& counts)
{
    os << "<h2>" << heading << "</h2>\n<table>\n";
    for (const auto& [name, count] : counts)
    {
        if (count > 0)
        {
            os << "<tr><td>" << EscapeHtml(name) << "<td class=n>" << count << "</tr>\n";
        }
    }
    os << "</table>\n";
}

/// @param os gets the parameters @param result the result
void
WriteParameters(std::ostream& os, const RunResult& result)
{
    os << "<h2>Parameters</h2>\n<table>\n";
    for (const auto& [name, value] : result.parameters)
    {
        os << "<tr><td>" << EscapeHtml(name) << "<td>";
        std::visit(
            [&os](const auto& held) {
                using Held = std::decay_t<decltype(held)>;
                if constexpr (std::is_same_v<Held, std::string>)
                {
                    os << EscapeHtml(held);
                }
                else if constexpr (std::is_same_v<Held, bool>)
                {
                    os << (held ? "yes" : "no");
                }
                else if constexpr (std::is_same_v<Held, double>)
                {
                    os << FormatSeconds(held);
                }
                else
                {
                    os << held;
                }
            },
            value);
        os << "</tr>\n";
    }
    os << "</table>\n";
}

/// @param os gets the events @param result the result
void
WriteEvents(std::ostream& os, const RunResult& result)
{
    os << "<h2>Events</h2>\n<details><summary>" << FormatCount(result.events.size(), "event")
       << "</summary>\n<div class=scroll><table>\n<tr><th class=n>time "
          "(s)<th>node<th>event<th>detail</tr>\n";
    for (const auto& event : result.events)
    {
        os << "<tr><td class=n>" << FormatSeconds(event.time_s) << "<td>" << EscapeHtml(event.node)
           << "<td>" << EscapeHtml(event.event) << "<td>" << EscapeHtml(event.detail) << "</tr>\n";
    }
    os << "</table></div>\n</details>\n";
}

} // namespace

void
WriteReportPage(std::ostream& os, const RunResult& result)
{
    os << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
       << EscapeHtml(result.title) << "</title>\n<style>" << STYLE << "</style>\n</head>\n<body>\n"
       << "<h1>" << EscapeHtml(result.title) << "</h1>\n<p class=soft>"
       << EscapeHtml(result.program) << " " << LispVersion() << ", ns-3 " << LispNs3Version()
       << ", seed " << result.seed;
    if (result.statistics.runs > 0)
    {
        os << " and others, " << FormatCount(result.statistics.runs, "run");
    }
    os << "</p>\n";
    for (const auto& note : result.notes)
    {
        os << "<p>Note: " << EscapeHtml(note) << "</p>\n";
    }
    WriteFigures(os, result);
    if (result.statistics.runs > 0)
    {
        WriteStatistics(os, result.statistics);
    }
    const FlowReport* first = result.flows.empty() ? nullptr : &result.flows.front();
    if (!result.sketch.places.empty())
    {
        os << "<h2>The network</h2>\n" << DrawNetwork(result.sketch, first, result.migrations);
        if (first)
        {
            os << "<p class=soft>Way of " << EscapeHtml(first->name)
               << ":<span class=\"key b\">before</span>"
               << (IsBackHome(result.migrations) ? "<span class=\"key w\">while away</span>" : "")
               << "<span class=\"key a\">after</span></p>\n";
        }
    }
    if (result.areMovesMany)
    {
        WriteManyMoves(os, result);
    }
    else
    {
        for (const auto& migration : result.migrations)
        {
            WriteMove(os, migration, result);
        }
    }
    // What a study of many flows tells of all of them comes before each of them.
    const bool isSectionsFirst = result.flows.size() > FEW_FLOWS;
    if (isSectionsFirst)
    {
        WriteSections(os, result);
    }
    if (!result.flows.empty())
    {
        WriteFlows(os, result);
    }
    if (!isSectionsFirst)
    {
        WriteSections(os, result);
    }
    WriteFabric(os, result);
    WriteCounts(os, "Control messages sent", result.control);
    WriteCounts(
        os,
        "Drops by reason: packets of any kind, and control messages not acted on or held back",
        result.drops);
    WriteEvents(os, result);
    WriteParameters(os, result);
    os << "</body>\n</html>\n";
}

} // namespace ns3
