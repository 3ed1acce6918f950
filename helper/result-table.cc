/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-table.h"

#include "figure-words.h"
#include "many-moves.h"
#include "move-steps.h"
#include "result-sections.h"

#include "ns3/lisp-version.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace ns3
{

namespace
{

constexpr int PAGE_WIDTH = 96;  ///< columns of the page
constexpr int NAME_WIDTH = 22;  ///< columns of a name at the start of a line
constexpr int CHART_WIDTH = 72; ///< columns of a chart

/// @param format as printf @param values as printf @return the text
template <typename... T>
std::string
Text(const char* format, T... values)
{
    char text[400];
    std::snprintf(text, sizeof(text), format, values...);
    return text;
}

/**
 * @brief Write words, over as many lines as they need.
 * @param os where to
 * @param indent columns to leave free from the second line on
 * @param column where the first line begins
 * @param words the words
 * @param separator after each word but the last
 */
void
Wrap(std::ostream& os,
     int indent,
     int column,
     const std::vector<std::string>& words,
     const std::string& separator)
{
    for (std::size_t i = 0; i < words.size(); i++)
    {
        const std::string word = words[i] + (i + 1 < words.size() ? separator : "");
        if (column > indent && column + static_cast<int>(word.size()) > PAGE_WIDTH)
        {
            os << "\n" << std::string(indent, ' ');
            column = indent;
        }
        os << word;
        column += word.size();
    }
    os << "\n";
}

/// @param os gets a heading @param text what it says
void
Heading(std::ostream& os, const std::string& text)
{
    os << "\n" << text << "\n";
}

/// The first and last time that a chart shows.
struct Span
{
    double from; ///< seconds
    double to;   ///< seconds

    /// @param time a time @return its column
    int Column(double time) const
    {
        const double column = (time - from) / (to - from) * CHART_WIDTH;
        return std::clamp(static_cast<int>(column), 0, CHART_WIDTH - 1);
    }
};

/// @param os gets a scale of times @param span what it shows
void
Scale(std::ostream& os, const Span& span)
{
    constexpr int STEP = 12;
    std::string marks(CHART_WIDTH + 8, ' ');
    for (int column = 0; column <= CHART_WIDTH; column += STEP)
    {
        const double time = span.from + (span.to - span.from) * column / CHART_WIDTH;
        const std::string mark = Text(span.to - span.from < 1 ? "%.3f" : "%.1f", time);
        marks.replace(column, mark.size(), mark);
    }
    marks.erase(marks.find_last_not_of(' ') + 1);
    os << Text("%-*s", NAME_WIDTH, "time (s)") << marks << "\n";
}

/// @param os gets the steps of a move @param migration the move
void
PrintMigration(std::ostream& os, const MigrationReport& migration)
{
    Heading(os,
            migration.vm + " moves from " + migration.from + " to " + migration.to + " (" +
                migration.mode + ", " + FormatBytes(migration.bytesCopied) + " copied)");
    double last = NOT_MEASURED;
    for (const auto& [time, what] : ListMoveSteps(migration))
    {
        if (!std::isfinite(time))
        {
            os << Text("  %12s  %12s  ", "-", "") << what << "\n";
            continue;
        }
        const std::string since = std::isfinite(last) ? "+" + FormatDuration(time - last) : "";
        os << Text("  %10.6f s  %12s  ", time, since.c_str()) << what << "\n";
        last = time;
    }
    std::vector<std::string> words = {"downtime " + FormatDuration(migration.downtime_s),
                                      "total " + FormatDuration(migration.total_s)};
    if (migration.rounds > 0)
    {
        words.push_back(FormatCount(migration.rounds, "round") + " while it ran");
    }
    if (migration.storageBytes > 0)
    {
        words.push_back(FormatBytes(migration.storageBytes) + " of its disk");
    }
    if (migration.faults > 0)
    {
        words.push_back(FormatCount(migration.faults, "page") + " asked for before " +
                        (migration.faults == 1 ? "it" : "they") + " came");
    }
    if (migration.stalled_s > 0)
    {
        words.push_back("waited for pages " + FormatDuration(migration.stalled_s));
    }
    os << "  ";
    Wrap(os, 2, 2, words, ", ");
    if (migration.predicted.IsMade())
    {
        os << "  closed form: downtime " << FormatDuration(migration.predicted.downtime_s)
           << ", total " << FormatDuration(migration.predicted.total_s) << ", "
           << (migration.predicted.rounds > 0
                   ? FormatCount(migration.predicted.rounds, "round") + ", "
                   : "")
           << FormatBytes(migration.predicted.bytesCopied) << "\n";
    }
    if (!migration.failure.empty())
    {
        os << "  failed: ";
        Wrap(os, 10, 10, {migration.failure}, "");
    }
}

/**
 * @brief Draw which packets arrived and which did not, by the time they were sent.
 * @param flow a flow @param span the times to show @return a column for each part of the time
 */
std::string
DrawFlow(const FlowReport& flow, const Span& span)
{
    std::vector<uint32_t> sent(CHART_WIDTH);
    std::vector<uint32_t> lost(CHART_WIDTH);
    for (const auto& packet : flow.packets)
    {
        if (packet.sent_s >= span.from && packet.sent_s <= span.to)
        {
            const int column = span.Column(packet.sent_s);
            sent[column]++;
            lost[column] += packet.reason != 0;
        }
    }
    std::string line;
    for (int column = 0; column < CHART_WIDTH; column++)
    {
        const bool none = sent[column] == 0;
        const bool all = lost[column] == sent[column];
        line += none ? ' ' : all ? 'x' : lost[column] > 0 ? '-' : '=';
    }
    return line;
}

/// @param os gets a chart of the flows @param result the result @param span the times to show
void
PrintTimeLine(std::ostream& os, const RunResult& result, const Span& span)
{
    Scale(os, span);
    std::string marks(CHART_WIDTH, ' ');
    for (const auto& migration : result.migrations)
    {
        const auto mark = [&](double time, char letter) {
            if (std::isfinite(time) && time >= span.from && time <= span.to)
            {
                marks[span.Column(time)] = letter;
            }
        };
        mark(migration.converged_s, 'C');
        mark(migration.registered_s, 'G');
        mark(migration.detected_s, 'D');
        mark(migration.resumed_s, 'R');
        mark(migration.paused_s, 'P');
    }
    marks.erase(marks.find_last_not_of(' ') + 1);
    os << Text("%-*s", NAME_WIDTH, "move") << marks << "\n";
    for (const auto& flow : result.flows)
    {
        os << Text("%-*.*s", NAME_WIDTH, NAME_WIDTH - 1, flow.name.c_str()) << DrawFlow(flow, span)
           << "\n";
    }
}

/// @param os gets the account of the flows @param result the result
void
PrintFlows(std::ostream& os, const RunResult& result)
{
    Heading(os, "Flows");
    os << Text("%-*s%-5s%7s%9s%5s%6s%12s  %s\n",
               NAME_WIDTH,
               "",
               "",
               "sent",
               "received",
               "dup",
               "lost",
               "interrupted",
               "delay before, during, after");
    for (const auto& flow : result.flows)
    {
        os << Text("%-*.*s%-5s%7llu%9llu%5llu%6llu%12s  %s, %s, %s\n",
                   NAME_WIDTH,
                   NAME_WIDTH - 1,
                   flow.name.c_str(),
                   flow.protocol.c_str(),
                   static_cast<unsigned long long>(flow.sent),
                   static_cast<unsigned long long>(flow.received),
                   static_cast<unsigned long long>(flow.duplicated),
                   static_cast<unsigned long long>(flow.lost),
                   FormatDuration(flow.interruption_s).c_str(),
                   FormatDuration(flow.delayBefore_s).c_str(),
                   FormatDuration(flow.delayDuring_s).c_str(),
                   FormatDuration(flow.delayAfter_s).c_str());
        std::vector<std::string> reasons;
        for (const auto& [reason, count] : flow.lostByReason)
        {
            reasons.push_back(Text("%llu ", static_cast<unsigned long long>(count)) + reason);
        }
        if (!reasons.empty())
        {
            os << "    lost: ";
            Wrap(os, 10, 10, reasons, ", ");
        }
        if (flow.reordered > 0)
        {
            os << "    reordered: " << flow.reordered << ", "
               << FormatFigure("reordered_ratio", flow.reorderedRatio)
               << " of those that arrived\n";
        }
        std::vector<std::string> figures;
        for (const auto& [name, value] : flow.extra)
        {
            if (std::isfinite(value))
            {
                figures.push_back(NameFigure(name) + " " + FormatFigure(name, value));
            }
        }
        if (!figures.empty())
        {
            os << "    ";
            Wrap(os, 4, 4, figures, ", ");
        }
    }
}

/// @param os gets what links carried @param fabric octets by class of link and kind of traffic
void
PrintFabric(std::ostream& os, const std::map<std::string, std::map<std::string, uint64_t>>& fabric)
{
    if (fabric.empty())
    {
        return;
    }
    Heading(os, "Carried by links, in MB: a frame counts on each link");
    os << Text("%-*s", NAME_WIDTH, "");
    for (const auto& [kind, octets] : fabric.begin()->second)
    {
        os << Text("%14s", kind.c_str());
    }
    os << "\n";
    for (const auto& [links, kinds] : fabric)
    {
        os << Text("%-*s", NAME_WIDTH, links.c_str());
        for (const auto& [kind, octets] : kinds)
        {
            os << Text("%14.3f", static_cast<double>(octets) / 1e6);
        }
        os << "\n";
    }
}

/// @param os gets the ways @param result the result
void
PrintPaths(std::ostream& os, const RunResult& result)
{
    Heading(os, "Ways, before and after");
    for (const auto& flow : result.flows)
    {
        for (const auto& [label, path] :
             {std::pair<std::string, const std::vector<std::string>&>(flow.name, flow.pathBefore),
              {"", flow.pathAfter}})
        {
            os << Text("%-*.*s", NAME_WIDTH, NAME_WIDTH - 1, label.c_str());
            Wrap(os,
                 NAME_WIDTH,
                 NAME_WIDTH,
                 path.empty() ? std::vector<std::string>{"-"} : path,
                 " > ");
        }
    }
}

/// @param os gets counts @param heading what they count @param counts the counts
void
PrintCounts(std::ostream& os,
            const std::string& heading,
            const std::map<std::string, uint64_t>& counts)
{
    std::vector<std::string> words;
    for (const auto& [name, count] : counts)
    {
        if (count > 0)
        {
            words.push_back(Text("%llu ", static_cast<unsigned long long>(count)) + name);
        }
    }
    Heading(os, heading);
    os << "  ";
    Wrap(os, 2, 2, words.empty() ? std::vector<std::string>{"none"} : words, ", ");
}

/// @param os gets what became of the flows @param result the result
void
PrintTraffic(std::ostream& os, const RunResult& result)
{
    Heading(os,
            "Time line of packets sent: = arrived, - some lost, x all lost;"
            " P paused, R resumed, C converged");
    PrintTimeLine(os, result, {0, result.end_s});
    for (const auto& migration : result.migrations)
    {
        if (std::isfinite(migration.resumed_s) && std::isfinite(migration.converged_s))
        {
            Heading(os, "Closer: from resumed to converged; D detected, G registered");
            const double part = std::max((migration.converged_s - migration.resumed_s) / 6, 0.005);
            PrintTimeLine(os,
                          result,
                          {migration.resumed_s - part, migration.converged_s + 2 * part});
        }
    }
    PrintFlows(os, result);
    PrintPaths(os, result);
}

/// @param name of a figure @param value of it @return it with its unit
std::string
Figure(const std::string& name, double value)
{
    return name == "lost" ? Text("%.1f", value) : FormatFigure(name, value);
}

/// @param os gets the means @param statistics of several runs
void
PrintStatistics(std::ostream& os, const RunStatistics& statistics)
{
    Heading(os,
            "Means of " + FormatCount(statistics.runs, "run") +
                " with 95 % confidence intervals, (5th to 95th percentile); the rest is of "
                "the first run");
    const auto print = [&os](const StatisticsRow& row,
                             const std::vector<std::pair<std::string, std::string>>& columns) {
        os << Text("%-*.*s", NAME_WIDTH, NAME_WIDTH - 1, row.name.c_str());
        std::vector<std::string> words;
        for (const auto& [name, label] : columns)
        {
            for (const auto& [figure, estimate] : row.figures)
            {
                if (figure == name && std::isfinite(estimate.mean))
                {
                    words.push_back(label + " " + Figure(name, estimate.mean) + " +- " +
                                    Figure(name, estimate.halfWidth) + " (" +
                                    Figure(name, estimate.percentiles.p5) + " to " +
                                    Figure(name, estimate.percentiles.p95) + ")");
                }
            }
        }
        Wrap(os, NAME_WIDTH, NAME_WIDTH, words, ", ");
    };
    for (const auto& row : statistics.migrations)
    {
        print(row,
              {{"downtime_s", "downtime"},
               {"total_s", "total"},
               {"registered_after_s", "registered after"},
               {"converged_after_s", "converged after"}});
    }
    for (const auto& row : statistics.flows)
    {
        print(row,
              {{"lost", "lost"},
               {"interruption_s", "interrupted"},
               {"delay_before_s", "delay"},
               {"delay_during_s", "during"},
               {"delay_after_s", "then"},
               {"time_to_recover_s", "recovered after"}});
    }
}

} // namespace

void
PrintResult(std::ostream& os, const RunResult& result)
{
    os << result.program << " " << LispVersion() << ", ns-3 " << LispNs3Version() << ", seed "
       << result.seed << "\n"
       << result.title << "\n";
    for (const auto& note : result.notes)
    {
        os << "note: " << note << "\n";
    }
    if (result.areMovesMany)
    {
        PrintMoves(os, result.migrations);
    }
    else
    {
        for (const auto& migration : result.migrations)
        {
            PrintMigration(os, migration);
        }
    }
    if (!result.flows.empty())
    {
        PrintTraffic(os, result);
    }
    PrintGroups(os, result.groups);
    PrintTables(os, result.tables);
    PrintFabric(os, result.fabric);
    PrintCounts(os, "Control messages sent", result.control);
    PrintCounts(
        os,
        "Drops by reason: packets of any kind, and control messages not acted on or held back",
        result.drops);
    if (result.statistics.runs > 0)
    {
        PrintStatistics(os, result.statistics);
        PrintGroupStatistics(os, result.statistics.groups);
    }
}

} // namespace ns3
