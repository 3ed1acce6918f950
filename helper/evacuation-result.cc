/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "evacuation-result.h"

#include "result-folder.h"
#include "result-text.h"

#include "ns3/lisp-version.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ns3
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr int TIME_LINE = 36;         //!< columns
constexpr double MIB = 1024 * 1024.0; //!< bytes

/// @param seconds a time @return it to the nanosecond, which is what the simulation counts
Json
Seconds9(double seconds)
{
    return std::isfinite(seconds) ? Json(std::round(seconds * 1e9) / 1e9) : Json(nullptr);
}

/// @param share a share @return it, to a millionth
double
Round6(double share)
{
    return std::round(share * 1e6) / 1e6;
}

/// @param move a move @return it as an object
Json
WriteMove(const EvacuationMove& move)
{
    return {{"machine", move.machine},
            {"from", move.from},
            {"to", move.to},
            {"links", move.links},
            {"memory", move.memory},
            {"predicted_s", Seconds9(move.predicted_s)},
            {"deadline_s", Seconds9(move.deadline_s)},
            {"started_s", Seconds9(move.started_s)},
            {"paused_s", Seconds9(move.paused_s)},
            {"resumed_s", Seconds9(move.resumed_s)},
            {"ended_s", Seconds9(move.ended_s)},
            {"downtime_s", Seconds9(move.downtime_s)},
            {"rounds", move.rounds},
            {"bytes", move.bytes},
            {"tries", move.tries},
            {"outcome", move.outcome},
            {"reason", move.reason},
            {"missed_deadline", move.missedDeadline}};
}

/// @param link a link @return it as an object
Json
WriteLink(const EvacuationLink& link)
{
    return {{"name", link.name},
            {"rate", link.rate},
            {"moves", link.moves},
            {"most_moves", link.mostMoves},
            {"bytes", link.bytes},
            {"octets", link.octets},
            {"busy_s", Seconds9(link.busy_s)},
            {"utilisation", Round6(link.utilisation)}};
}

/// @param os where to @param rows objects with the same keys, as lines with a heading
void
WriteCsv(std::ostream& os, const std::vector<Json>& rows)
{
    bool isFirst = true;
    for (const auto& row : rows)
    {
        std::string heading;
        std::string line;
        for (const auto& item : row.items())
        {
            const auto& value = item.value();
            std::string text = value.is_string()         ? value.get<std::string>()
                               : value.is_null()         ? ""
                               : value.is_number_float() ? FormatSeconds(value.get<double>())
                                                         : value.dump();
            if (text.find_first_of(",\"\r\n") != std::string::npos)
            {
                // RFC 4180 section 2: a field in quotes, a quote in it twice.
                std::string quoted = "\"";
                for (char letter : text)
                {
                    quoted += letter == '"' ? "\"\"" : std::string(1, letter);
                }
                text = quoted + "\"";
            }
            heading += (heading.empty() ? "" : ",") + item.key();
            line += (item.key() == row.begin().key() ? "" : ",") + text;
        }
        os << (isFirst ? heading + "\n" : "") << line << "\n";
        isFirst = false;
    }
}

/**
 * @brief Draw a move: dots while it waits, = while it is copied, # while the machine stands still.
 * @param move the move
 * @param end what the line's right end stands for, seconds
 * @return the line
 */
std::string
DrawMove(const EvacuationMove& move, double end)
{
    std::string line(TIME_LINE, ' ');
    const auto column = [end](double seconds) {
        return std::clamp(static_cast<int>(seconds / end * TIME_LINE), 0, TIME_LINE - 1);
    };
    const auto fill = [&](double from, double to, char with) {
        if (std::isfinite(from) && std::isfinite(to))
        {
            std::fill(line.begin() + column(from), line.begin() + column(to) + 1, with);
        }
    };
    if (end > 0 && std::isfinite(move.started_s))
    {
        fill(0, move.started_s, '.');
        fill(move.started_s, move.ended_s, '=');
        fill(move.paused_s, move.resumed_s, '#');
    }
    return line;
}

/// @param seconds a time @param digits after the point @return its text; "-" if there is none
std::string
Cell(double seconds, int digits)
{
    std::ostringstream text;
    if (!std::isfinite(seconds))
    {
        return "-";
    }
    text << std::fixed << std::setprecision(digits) << seconds;
    return text.str();
}

/// @param os where to @param result a result @param most moves to be shown
void
PrintMoves(std::ostream& os, const EvacuationResult& result, std::size_t most)
{
    os << std::left << std::setw(8) << "machine" << std::setw(10) << "from" << std::setw(10) << "to"
       << std::right << std::setw(6) << "MiB" << std::setw(8) << "begun" << std::setw(8) << "ended"
       << std::setw(8) << "down ms"
       << "  . waits = is copied # stands still\n";
    for (std::size_t i = 0; i < std::min(most, result.moves.size()); i++)
    {
        const auto& move = result.moves[i];
        os << std::left << std::setw(8) << move.machine << std::setw(10) << move.from
           << std::setw(10) << move.to << std::right << std::setw(6)
           << Cell(static_cast<double>(move.memory) / MIB, 1) << std::setw(8)
           << Cell(move.started_s, 3) << std::setw(8) << Cell(move.ended_s, 3) << std::setw(8)
           << Cell(move.downtime_s * 1000, 1) << "  ";
        if (move.outcome == "done")
        {
            os << DrawMove(move, result.makespan_s);
            os << (move.missedDeadline ? " late" : "");
        }
        else
        {
            os << move.outcome << ": " << move.reason;
        }
        os << "\n";
    }
    if (result.moves.size() > most)
    {
        os << "... and " << result.moves.size() - most << " more: all of them are in moves.csv\n";
    }
}

} // namespace

std::string
WriteEvacuationJson(const EvacuationResult& result)
{
    Json json = {{"program", "evacuation"},
                 {"version", LispVersion()},
                 {"ns3", LispNs3Version()},
                 {"seed", result.seed},
                 {"parameters", Json::object()},
                 {"reached", result.reached},
                 {"achieved", Round6(result.achieved)},
                 {"counts", result.counts},
                 {"complete", result.complete},
                 {"makespan_s", Seconds9(result.makespan_s)},
                 {"bound_s", Seconds9(result.bound_s)},
                 {"planned_s", Seconds9(result.planned_s)},
                 {"utilisation", Json::object()},
                 {"links", Json::array()},
                 {"moves", Json::array()}};
    for (const auto& parameter : result.parameters)
    {
        std::visit([&](const auto& held) { json["parameters"][parameter.first] = held; },
                   parameter.second);
    }
    for (int side = 0; side < 2; side++)
    {
        json["utilisation"]["dc" + std::to_string(side + 1)] = {
            {"before", Round6(result.utilisation[side][0])},
            {"after", Round6(result.utilisation[side][1])}};
    }
    for (const auto& link : result.links)
    {
        json["links"].push_back(WriteLink(link));
    }
    for (const auto& move : result.moves)
    {
        json["moves"].push_back(WriteMove(move));
    }
    return json.dump(2) + "\n";
}

void
WriteMovesCsv(std::ostream& os, const EvacuationResult& result)
{
    std::vector<Json> rows;
    std::transform(result.moves.begin(), result.moves.end(), std::back_inserter(rows), WriteMove);
    WriteCsv(os, rows);
}

void
WriteLinksCsv(std::ostream& os, const EvacuationResult& result)
{
    std::vector<Json> rows;
    std::transform(result.links.begin(), result.links.end(), std::back_inserter(rows), WriteLink);
    WriteCsv(os, rows);
}

void
PrintEvacuation(std::ostream& os, const EvacuationResult& result, std::size_t most)
{
    if (!result.moves.empty())
    {
        PrintMoves(os, result, most);
        os << "\n";
    }
    os << std::left << std::setw(8) << "link" << std::right << std::setw(8) << "Mbit/s"
       << std::setw(8) << "moves" << std::setw(10) << "at a time" << std::setw(8) << "MiB"
       << std::setw(9) << "busy s" << std::setw(13) << "utilisation\n";
    for (const auto& link : result.links)
    {
        os << std::left << std::setw(8) << link.name << std::right << std::setw(8)
           << link.rate / 1000000 << std::setw(8) << link.moves << std::setw(10) << link.mostMoves
           << std::setw(8) << Cell(static_cast<double>(link.bytes) / MIB, 1) << std::setw(9)
           << Cell(link.busy_s, 3) << std::setw(10) << Cell(link.utilisation * 100, 1) << " %\n";
    }
    os << "\n";
    for (int side = 0; side < 2; side++)
    {
        os << (side == 0 ? "memory in use: " : ", ") << "dc" << side + 1 << " "
           << Cell(result.utilisation[side][0] * 100, 1) << " % before, "
           << Cell(result.utilisation[side][1] * 100, 1) << " % after";
    }
    os << "\nmoves:";
    for (const auto& [outcome, count] : result.counts)
    {
        os << " " << count << " " << outcome;
    }
    os << (result.counts.empty() ? " none" : "")
       << (result.complete ? "; every machine is at one hypervisor and runs\n"
                           : "; NOT every machine is at one hypervisor and runs\n")
       << "makespan " << Cell(result.makespan_s, 3) << " s; the busiest link alone needs "
       << Cell(result.bound_s, 3) << " s for the bytes that were carried over it\n";
    if (!result.reached)
    {
        os << "the plan does not reach what was asked for: " << Cell(result.achieved, 3) << "\n";
    }
}

void
WriteEvacuation(ResultFolder& folder, const EvacuationResult& result)
{
    folder.Write("summary.json", [&](std::ostream& os) { os << WriteEvacuationJson(result); });
    folder.Write("moves.csv", [&](std::ostream& os) { WriteMovesCsv(os, result); });
    folder.Write("links.csv", [&](std::ostream& os) { WriteLinksCsv(os, result); });
    folder.Commit();
}

} // namespace ns3
