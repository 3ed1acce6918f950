/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-figures.h"

#include "many-moves.h"
#include "run-result.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/// @param move of a machine @return its figures
RunFigures::Row
MakeRow(const MigrationReport& move)
{
    return {move.vm + " " + move.from + " > " + move.to,
            {{"detected_after_s", move.detected_s - move.resumed_s},
             {"registered_after_s", move.registered_s - move.resumed_s},
             {"converged_after_s", move.converged_s - move.resumed_s},
             {"notified_after_s", move.notified_s - move.resumed_s},
             {"last_stale_after_s", move.lastStale_s - move.resumed_s},
             {"requested_s", move.requested_s},
             {"started_s", move.started_s},
             {"paused_s", move.paused_s},
             {"resumed_s", move.resumed_s},
             {"detected_s", move.detected_s},
             {"registered_s", move.registered_s},
             {"notified_s", move.notified_s},
             {"last_stale_s", move.lastStale_s},
             {"converged_s", move.converged_s},
             {"ended_s", move.ended_s},
             {"downtime_s", move.downtime_s},
             {"total_s", move.total_s},
             {"stalled_s", move.stalled_s},
             {"rounds", static_cast<double>(move.rounds)},
             {"bytes_copied", static_cast<double>(move.bytesCopied)},
             {"storage_bytes", static_cast<double>(move.storageBytes)},
             {"faults", static_cast<double>(move.faults)}}};
}

/// @param flow of packets @return its figures
RunFigures::Row
MakeRow(const FlowReport& flow)
{
    RunFigures::Row row = {flow.name,
                           {{"sent", static_cast<double>(flow.sent)},
                            {"received", static_cast<double>(flow.received)},
                            {"duplicated", static_cast<double>(flow.duplicated)},
                            {"lost", static_cast<double>(flow.lost)},
                            {"reordered", static_cast<double>(flow.reordered)},
                            {"reordered_ratio", flow.reorderedRatio},
                            {"interruption_s", flow.interruption_s},
                            {"delay_before_s", flow.delayBefore_s},
                            {"delay_during_s", flow.delayDuring_s},
                            {"delay_after_s", flow.delayAfter_s}}};
    row.figures.insert(row.figures.end(), flow.extra.begin(), flow.extra.end());
    return row;
}

/// @param name of it @param values of a group or of a row of a table @return its figures: what is a
/// number or true or false
RunFigures::Row
MakeRow(const std::string& name, const ResultFigures& values)
{
    RunFigures::Row row{name, {}};
    for (const auto& [figure, value] : values)
    {
        if (!std::holds_alternative<std::string>(value))
        {
            row.figures.emplace_back(figure, FindNumber(values, figure));
        }
    }
    return row;
}

/// @param rows some figures @return them as [[name, [[figure, value], ...]], ...]
Json
WriteRows(const std::vector<RunFigures::Row>& rows)
{
    Json json = Json::array();
    for (const auto& row : rows)
    {
        Json figures = Json::array();
        for (const auto& [name, value] : row.figures)
        {
            figures.push_back({name, std::isfinite(value) ? Json(value) : Json(nullptr)});
        }
        json.push_back({row.name, figures});
    }
    return json;
}

/// @param json what WriteRows wrote @return the figures
std::vector<RunFigures::Row>
ReadRows(const Json& json)
{
    std::vector<RunFigures::Row> rows;
    for (const auto& row : json)
    {
        rows.push_back({row.at(0).get<std::string>(), {}});
        for (const auto& figure : row.at(1))
        {
            const auto& value = figure.at(1);
            rows.back().figures.emplace_back(figure.at(0).get<std::string>(),
                                             value.is_null() ? NOT_MEASURED : value.get<double>());
        }
    }
    return rows;
}

} // namespace

RunFigures
MakeRunFigures(const RunResult& result)
{
    RunFigures figures;
    if (result.areMovesMany)
    {
        figures.migrations.push_back({"moves", PoolMoves(result.migrations)});
    }
    else
    {
        for (const auto& move : result.migrations)
        {
            figures.migrations.push_back(MakeRow(move));
        }
    }
    for (const auto& flow : result.flows)
    {
        figures.flows.push_back(MakeRow(flow));
    }
    for (const auto& [links, kinds] : result.fabric)
    {
        figures.fabric.push_back({links, {}});
        for (const auto& [kind, octets] : kinds)
        {
            figures.fabric.back().figures.emplace_back(kind, static_cast<double>(octets));
        }
    }
    for (const auto& group : result.groups)
    {
        figures.groups.push_back(MakeRow(group.name.empty() ? "run" : group.name, group.figures));
    }
    for (const auto& table : result.tables)
    {
        for (const auto& row : table.rows)
        {
            const std::string of = row.empty() ? "" : FindText(row, row.front().first);
            figures.groups.push_back(MakeRow(table.name + " " + of, row));
        }
    }
    return figures;
}

std::string
WriteRunFigures(const RunFigures& figures)
{
    // Numbers are written with as many digits as it takes to read the same ones back.
    return Json({{"migrations", WriteRows(figures.migrations)},
                 {"flows", WriteRows(figures.flows)},
                 {"fabric", WriteRows(figures.fabric)},
                 {"groups", WriteRows(figures.groups)}})
        .dump();
}

RunFigures
ReadRunFigures(const std::string& text)
{
    try
    {
        const auto json = Json::parse(text);
        return {ReadRows(json.at("migrations")),
                ReadRows(json.at("flows")),
                ReadRows(json.at("fabric")),
                ReadRows(json.at("groups"))};
    }
    catch (const Json::exception&)
    {
        throw std::invalid_argument("figures that cannot be read: accepted: what WriteRunFigures "
                                    "wrote");
    }
}

} // namespace ns3
