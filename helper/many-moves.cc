/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "many-moves.h"

#include "figure-words.h"
#include "percentiles.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace ns3
{

namespace
{

constexpr int TIME_LINE = 26;    //!< columns of a time line
constexpr int REMARK_WIDTH = 13; //!< columns of what is said beside it

/// @param values some numbers @return their mean, NOT_MEASURED if there are none
double
Mean(const std::vector<double>& values)
{
    return values.empty() ? NOT_MEASURED
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// @param migrations some moves @param get gives a figure of one
/// @return the figures of those that have not failed
template <typename Get>
std::vector<double>
Collect(const std::vector<MigrationReport>& migrations, Get get)
{
    std::vector<double> values;
    for (const auto& move : migrations)
    {
        const double value = get(move);
        if (move.failure.empty() && std::isfinite(value))
        {
            values.push_back(value);
        }
    }
    return values;
}

/// @param seconds a time @param digits after the point @return its text; "-" if there is none
std::string
Cell(double seconds, int digits)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.*f", digits, seconds);
    return std::isfinite(seconds) ? text : "-";
}

/**
 * @brief Draw a move: dots while it waits, = while it is copied, # while the machine stands still.
 * @param move the move
 * @param span what the line stands for
 * @return the line
 */
std::string
DrawLine(const MigrationReport& move, const MovesSpan& span)
{
    std::string line(TIME_LINE, ' ');
    const auto column = [&span](double time) {
        const double part = (time - span.from) / (span.to - span.from);
        return std::clamp(static_cast<int>(part * TIME_LINE), 0, TIME_LINE - 1);
    };
    const auto fill = [&](double from, double to, char with) {
        if (std::isfinite(from) && std::isfinite(to) && span.to > span.from)
        {
            std::fill(line.begin() + column(from), line.begin() + column(to) + 1, with);
        }
    };
    fill(move.requested_s, move.started_s, '.');
    fill(move.started_s, FindMoveEnd(move), '=');
    fill(move.paused_s, move.resumed_s, '#');
    return line;
}

} // namespace

double
FindMoveEnd(const MigrationReport& migration)
{
    return std::fmax(migration.ended_s, migration.resumed_s);
}

MovesSpan
FindSpan(const std::vector<MigrationReport>& migrations)
{
    MovesSpan span{NOT_MEASURED, NOT_MEASURED};
    for (const auto& move : migrations)
    {
        // std::fmin and std::fmax leave out what was not measured.
        span.from = std::fmin(span.from, std::fmin(move.requested_s, move.started_s));
        span.to = std::fmax(span.to, std::fmax(move.started_s, FindMoveEnd(move)));
    }
    return std::isfinite(span.from) && std::isfinite(span.to) ? span : MovesSpan{};
}

std::vector<std::pair<std::string, double>>
PoolMoves(const std::vector<MigrationReport>& migrations)
{
    const auto failed =
        std::count_if(migrations.begin(), migrations.end(), [](const MigrationReport& move) {
            return !move.failure.empty();
        });
    std::vector<std::pair<std::string, double>> figures = {
        {"moves", static_cast<double>(migrations.size())},
        {"failed", static_cast<double>(failed)}};
    for (const auto& [name, values] :
         {std::pair<std::string, std::vector<double>>(
              "downtime",
              Collect(migrations, [](const auto& move) { return move.downtime_s; })),
          {"total", Collect(migrations, [](const auto& move) { return move.total_s; })}})
    {
        const bool isNone = values.empty();
        figures.emplace_back(name + "_s", Mean(values));
        figures.emplace_back(name + "_p95_s", FindPercentiles(values).p95);
        figures.emplace_back(name + "_most_s",
                             isNone ? NOT_MEASURED
                                    : *std::max_element(values.begin(), values.end()));
    }
    const auto add = [&](const char* name, auto get) {
        figures.emplace_back(name, Mean(Collect(migrations, get)));
    };
    add("stalled_s", [](const auto& move) { return move.stalled_s; });
    add("rounds", [](const auto& move) { return static_cast<double>(move.rounds); });
    add("bytes_copied", [](const auto& move) { return static_cast<double>(move.bytesCopied); });
    add("storage_bytes", [](const auto& move) { return static_cast<double>(move.storageBytes); });
    add("faults", [](const auto& move) { return static_cast<double>(move.faults); });
    return figures;
}

void
PrintMoves(std::ostream& os, const std::vector<MigrationReport>& migrations, std::size_t most)
{
    if (migrations.empty())
    {
        return;
    }
    const auto span = FindSpan(migrations);
    const auto row = [&os](const std::string& vm,
                           const std::string& from,
                           const std::string& to,
                           const std::string& size,
                           const std::string& begun,
                           const std::string& ended,
                           const std::string& down,
                           const std::string& line) {
        char text[200];
        std::snprintf(text,
                      sizeof(text),
                      "%-7.7s %-8.8s %-8.8s %6s %8s %8s %7s  ",
                      vm.c_str(),
                      from.c_str(),
                      to.c_str(),
                      size.c_str(),
                      begun.c_str(),
                      ended.c_str(),
                      down.c_str());
        os << text << line << "\n";
    };
    os << "\n";
    row("machine",
        "from",
        "to",
        "MiB",
        "begun s",
        "ended s",
        "down ms",
        ". waits = copied # paused");
    for (std::size_t i = 0; i < std::min(most, migrations.size()); i++)
    {
        const auto& move = migrations[i];
        std::string line = move.remark.empty() ? move.failure : move.remark;
        line = move.failure.empty() ? DrawLine(move, span) + " " + line.substr(0, REMARK_WIDTH)
                                    : line.substr(0, TIME_LINE + REMARK_WIDTH);
        line.erase(line.find_last_not_of(' ') + 1);
        row(move.vm,
            move.from,
            move.to,
            Cell(static_cast<double>(move.bytesCopied) / (1 << 20), 1),
            Cell(move.started_s, 3),
            Cell(FindMoveEnd(move), 3),
            Cell(move.downtime_s * 1000, 1),
            line);
    }
    if (migrations.size() > most)
    {
        os << "... and " << migrations.size() - most << " more: all of them are in moves.csv\n";
    }
    const auto pooled = PoolMoves(migrations);
    const auto find = [&pooled](const std::string& name) {
        return FormatDuration(std::find_if(pooled.begin(), pooled.end(), [&name](const auto& one) {
                                  return one.first == name;
                              })->second);
    };
    os << "mean, 95th percentile, most: downtime " << find("downtime_s") << ", "
       << find("downtime_p95_s") << ", " << find("downtime_most_s") << "; total " << find("total_s")
       << ", " << find("total_p95_s") << ", " << find("total_most_s") << "\n";
}

} // namespace ns3
