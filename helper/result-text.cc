/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-text.h"

#include "ns3/lisp-version.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace ns3
{

namespace
{

using OrderedJson = nlohmann::ordered_json;

/// @param seconds a time @return it to the nanosecond, which is what the simulation counts
OrderedJson
Seconds9(double seconds)
{
    return std::isfinite(seconds) ? OrderedJson(std::round(seconds * 1e9) / 1e9)
                                  : OrderedJson(nullptr);
}

/// @param counts counts by name @return the same
OrderedJson
Counts(const std::map<std::string, uint64_t>& counts)
{
    OrderedJson json = OrderedJson::object();
    for (const auto& [name, count] : counts)
    {
        json[name] = count;
    }
    return json;
}

/// @param value a value @return the same
OrderedJson
WriteValue(const ResultValue& value)
{
    return std::visit(
        [](const auto& held) {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, double>)
            {
                return Seconds9(held);
            }
            else
            {
                return OrderedJson(held);
            }
        },
        value);
}

/// @param json an object that gets figures @param figures the figures
void
AddFigures(OrderedJson& json, const ResultFigures& figures)
{
    for (const auto& [name, value] : figures)
    {
        json[name] = WriteValue(value);
    }
}

/// @param rounds of a move @return them as objects
OrderedJson
WriteRounds(const std::vector<MigrationReport::Round>& rounds)
{
    OrderedJson json = OrderedJson::array();
    for (const auto& round : rounds)
    {
        json.push_back({{"number", round.number},
                        {"start_s", Seconds9(round.start_s)},
                        {"end_s", Seconds9(round.end_s)},
                        {"pages", round.pages},
                        {"bytes", round.bytes},
                        {"rate_bps", Seconds9(round.rate_bps)}});
    }
    return json;
}

/// @param prediction of a move @return it as an object, or null if there is none
OrderedJson
WritePrediction(const MigrationReport::Prediction& prediction)
{
    return prediction.IsMade() ? OrderedJson({{"total_s", Seconds9(prediction.total_s)},
                                              {"downtime_s", Seconds9(prediction.downtime_s)},
                                              {"rounds", prediction.rounds},
                                              {"bytes_copied", prediction.bytesCopied}})
                               : OrderedJson(nullptr);
}

/// @param migration a move @return it as an object
OrderedJson
WriteMigration(const MigrationReport& migration)
{
    OrderedJson json = {
        {"vm", migration.vm},
        {"from", migration.from},
        {"to", migration.to},
        {"mode", migration.mode},
        {"requested_s", Seconds9(migration.requested_s)},
        {"started_s", Seconds9(migration.started_s)},
        {"paused_s", Seconds9(migration.paused_s)},
        {"resumed_s", Seconds9(migration.resumed_s)},
        {"detected_s", Seconds9(migration.detected_s)},
        {"registered_s", Seconds9(migration.registered_s)},
        {"notified_s", Seconds9(migration.notified_s)},
        {"last_stale_s", Seconds9(migration.lastStale_s)},
        {"converged_s", Seconds9(migration.converged_s)},
        {"ended_s", Seconds9(migration.ended_s)},
        {"downtime_s", Seconds9(migration.downtime_s)},
        {"total_s", Seconds9(migration.total_s)},
        {"stalled_s", Seconds9(migration.stalled_s)},
        {"rounds", migration.rounds},
        {"bytes_copied", migration.bytesCopied},
        {"storage_bytes", migration.storageBytes},
        {"faults", migration.faults},
        {"copy_rounds", WriteRounds(migration.copyRounds)},
        {"predicted", WritePrediction(migration.predicted)},
        {"failure",
         migration.failure.empty() ? OrderedJson(nullptr) : OrderedJson(migration.failure)}};
    AddFigures(json, migration.extra);
    return json;
}

/// @param json the summary @param result of it: its groups of figures and its tables
void
AddSections(OrderedJson& json, const RunResult& result)
{
    for (const auto& group : result.groups)
    {
        auto& place = group.name.empty() ? json : json[OrderedJson::json_pointer("/" + group.name)];
        AddFigures(place, group.figures);
    }
    for (const auto& table : result.tables)
    {
        json[table.name] = OrderedJson::array();
        for (const auto& row : table.rows)
        {
            json[table.name].push_back(OrderedJson::object());
            AddFigures(json[table.name].back(), row);
        }
    }
}

/// @param percentiles of delays @return them as an object
OrderedJson
WritePercentiles(const Percentiles& percentiles)
{
    return {{"p5", Seconds9(percentiles.p5)},
            {"p50", Seconds9(percentiles.p50)},
            {"p95", Seconds9(percentiles.p95)}};
}

/// @param flow a flow @return it as an object
OrderedJson
WriteFlow(const FlowReport& flow)
{
    OrderedJson json = {{"name", flow.name},
                        {"source", flow.source},
                        {"destination", flow.destination},
                        {"protocol", flow.protocol},
                        {"sent", flow.sent},
                        {"received", flow.received},
                        {"duplicated", flow.duplicated},
                        {"lost", flow.lost},
                        {"lost_by_reason", Counts(flow.lostByReason)},
                        {"interruption_s", Seconds9(flow.interruption_s)},
                        {"path_before", flow.pathBefore},
                        {"path_after", flow.pathAfter},
                        {"delay_before_s", Seconds9(flow.delayBefore_s)},
                        {"delay_after_s", Seconds9(flow.delayAfter_s)},
                        {"delay_during_s", Seconds9(flow.delayDuring_s)},
                        {"delay_percentiles_s",
                         {{"before", WritePercentiles(flow.delaysBefore)},
                          {"during", WritePercentiles(flow.delaysDuring)},
                          {"after", WritePercentiles(flow.delaysAfter)}}},
                        {"reordered", flow.reordered},
                        {"reordered_ratio", Seconds9(flow.reorderedRatio)}};
    for (const auto& [name, value] : flow.extra)
    {
        json[name] = Seconds9(value);
    }
    json["path_changes"] = OrderedJson::array();
    for (const auto& change : flow.pathChanges)
    {
        json["path_changes"].push_back(
            {{"time_s", Seconds9(change.time_s)}, {"path", change.path}});
    }
    return json;
}

/// @param rows means of moves or flows @return them as objects
OrderedJson
WriteEstimates(const std::vector<StatisticsRow>& rows)
{
    OrderedJson json = OrderedJson::array();
    for (const auto& row : rows)
    {
        OrderedJson object = {{"name", row.name}};
        for (const auto& [name, estimate] : row.figures)
        {
            object[name] = {{"mean", Seconds9(estimate.mean)},
                            {"half_width", Seconds9(estimate.halfWidth)},
                            {"standard_deviation", Seconds9(estimate.deviation)},
                            {"p5", Seconds9(estimate.percentiles.p5)},
                            {"p50", Seconds9(estimate.percentiles.p50)},
                            {"p95", Seconds9(estimate.percentiles.p95)},
                            {"runs", estimate.runs}};
        }
        json.push_back(object);
    }
    return json;
}

/// @param text a field @return it in quotes if it has to be (RFC 4180)
std::string
Field(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
    {
        return text;
    }
    std::string quoted = "\"";
    for (char letter : text)
    {
        quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return quoted + "\"";
}

/// @param value a value @return it as a field
std::string
Field(const ResultValue& value)
{
    return std::visit(
        [](const auto& held) -> std::string {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string>)
            {
                return Field(held);
            }
            else if constexpr (std::is_same_v<Held, bool>)
            {
                return held ? "true" : "false";
            }
            else if constexpr (std::is_same_v<Held, double>)
            {
                return FormatSeconds(held);
            }
            else
            {
                return std::to_string(held);
            }
        },
        value);
}

/// @param path names of nodes @return them with spaces between
std::string
JoinPath(const std::vector<std::string>& path)
{
    std::string joined;
    for (const auto& node : path)
    {
        joined += (joined.empty() ? "" : " ") + node;
    }
    return joined;
}

} // namespace

std::string
WriteJson(const RunResult& result)
{
    OrderedJson json = {{"program", result.program},
                        {"version", LispVersion()},
                        {"ns3", LispNs3Version()},
                        {"seed", result.seed},
                        {"parameters", OrderedJson::object()},
                        {"migrations", OrderedJson::array()},
                        {"flows", OrderedJson::array()}};
    for (const auto& parameter : result.parameters)
    {
        std::visit([&](const auto& held) { json["parameters"][parameter.first] = held; },
                   parameter.second);
    }
    for (const auto& migration : result.migrations)
    {
        json["migrations"].push_back(WriteMigration(migration));
    }
    for (const auto& flow : result.flows)
    {
        json["flows"].push_back(WriteFlow(flow));
    }
    json["control"] = Counts(result.control);
    json["drops"] = Counts(result.drops);
    json["fabric"] = OrderedJson::object();
    for (const auto& [links, kinds] : result.fabric)
    {
        json["fabric"][links] = Counts(kinds);
    }
    AddSections(json, result);
    json["notes"] = result.notes;
    if (result.statistics.runs > 0)
    {
        json["statistics"] = {{"runs", result.statistics.runs},
                              {"confidence", 0.95},
                              {"migrations", WriteEstimates(result.statistics.migrations)},
                              {"flows", WriteEstimates(result.statistics.flows)},
                              {"fabric", WriteEstimates(result.statistics.fabric)}};
        if (!result.statistics.groups.empty())
        {
            json["statistics"]["groups"] = WriteEstimates(result.statistics.groups);
        }
    }
    return json.dump(2) + "\n";
}

std::string
FormatSeconds(double seconds)
{
    if (!std::isfinite(seconds))
    {
        return "";
    }
    char text[40];
    std::snprintf(text, sizeof(text), "%.9f", seconds);
    std::string trimmed = text;
    trimmed.erase(trimmed.find_last_not_of('0') + 1);
    if (trimmed.back() == '.')
    {
        trimmed.pop_back();
    }
    return trimmed == "-0" ? "0" : trimmed;
}

void
WriteFlowsCsv(std::ostream& os, const RunResult& result)
{
    os << "name,source,destination,protocol,sent,received,duplicated,lost,lost_by_reason,"
          "interruption_s,delay_before_s,delay_after_s,path_before,path_after,delay_during_s,"
          "delay_before_p5_s,delay_before_p50_s,delay_before_p95_s,"
          "delay_during_p5_s,delay_during_p50_s,delay_during_p95_s,"
          "delay_after_p5_s,delay_after_p50_s,delay_after_p95_s,reordered,reordered_ratio\n";
    for (const auto& flow : result.flows)
    {
        std::string reasons;
        for (const auto& [reason, count] : flow.lostByReason)
        {
            reasons += (reasons.empty() ? "" : " ") + reason + "=" + std::to_string(count);
        }
        os << Field(flow.name) << "," << Field(flow.source) << "," << Field(flow.destination) << ","
           << flow.protocol << "," << flow.sent << "," << flow.received << "," << flow.duplicated
           << "," << flow.lost << "," << reasons << "," << FormatSeconds(flow.interruption_s) << ","
           << FormatSeconds(flow.delayBefore_s) << "," << FormatSeconds(flow.delayAfter_s) << ","
           << Field(JoinPath(flow.pathBefore)) << "," << Field(JoinPath(flow.pathAfter)) << ","
           << FormatSeconds(flow.delayDuring_s);
        for (const auto* delays : {&flow.delaysBefore, &flow.delaysDuring, &flow.delaysAfter})
        {
            for (const double percentile : {delays->p5, delays->p50, delays->p95})
            {
                os << "," << FormatSeconds(percentile);
            }
        }
        os << "," << flow.reordered << "," << FormatSeconds(flow.reorderedRatio) << "\n";
    }
}

void
WriteTcpCsv(std::ostream& os, const RunResult& result)
{
    os << "flow,start_s,end_s,bytes,goodput_bps\n";
    for (const auto& flow : result.flows)
    {
        const auto& throughput = flow.throughput;
        for (std::size_t i = 0; i < throughput.bytes.size(); i++)
        {
            const double start = throughput.start_s + i * throughput.bin_s;
            os << Field(flow.name) << "," << FormatSeconds(start) << ","
               << FormatSeconds(start + throughput.bin_s) << "," << throughput.bytes[i] << ","
               << FormatSeconds(throughput.bytes[i] * 8 / throughput.bin_s) << "\n";
        }
    }
}

void
WriteTableCsv(std::ostream& os, const RunResult::Table& table)
{
    std::vector<std::string> columns;
    for (const auto& row : table.rows)
    {
        for (const auto& [name, value] : row)
        {
            if (std::find(columns.begin(), columns.end(), name) == columns.end())
            {
                columns.push_back(name);
            }
        }
    }
    std::string line;
    for (const auto& name : columns)
    {
        line += (line.empty() ? "" : ",") + Field(name);
    }
    os << line << (columns.empty() ? "" : "\n");
    for (const auto& row : table.rows)
    {
        for (std::size_t i = 0; i < columns.size(); i++)
        {
            const auto cell = std::find_if(row.begin(), row.end(), [&](const auto& figure) {
                return figure.first == columns[i];
            });
            os << (i == 0 ? "" : ",") << (cell == row.end() ? "" : Field(cell->second));
        }
        os << "\n";
    }
}

void
WriteSeriesCsv(std::ostream& os, const RunResult& result)
{
    os << "name,start_s,end_s,bytes,bps\n";
    for (const auto& series : result.series)
    {
        const auto& carried = series.carried;
        for (std::size_t i = 0; i < carried.bytes.size(); i++)
        {
            const double start = carried.start_s + static_cast<double>(i) * carried.bin_s;
            os << Field(series.name) << "," << FormatSeconds(start) << ","
               << FormatSeconds(start + carried.bin_s) << "," << carried.bytes[i] << ","
               << FormatSeconds(static_cast<double>(carried.bytes[i]) * 8 / carried.bin_s) << "\n";
        }
    }
}

void
WriteMovesCsv(std::ostream& os, const RunResult& result)
{
    RunResult::Table table;
    for (const auto& move : result.migrations)
    {
        ResultFigures row = {{"vm", move.vm},
                             {"from", move.from},
                             {"to", move.to},
                             {"mode", move.mode},
                             {"requested_s", move.requested_s},
                             {"started_s", move.started_s},
                             {"paused_s", move.paused_s},
                             {"resumed_s", move.resumed_s},
                             {"ended_s", move.ended_s},
                             {"downtime_s", move.downtime_s},
                             {"total_s", move.total_s},
                             {"rounds", move.rounds},
                             {"bytes_copied", move.bytesCopied},
                             {"failure", move.failure}};
        row.insert(row.end(), move.extra.begin(), move.extra.end());
        table.rows.push_back(row);
    }
    WriteTableCsv(os, table);
}

void
WriteEventsCsv(std::ostream& os, const RunResult& result)
{
    os << "time,node,event,detail\n";
    for (const auto& event : result.events)
    {
        os << FormatSeconds(event.time_s) << "," << Field(event.node) << "," << Field(event.event)
           << "," << Field(event.detail) << "\n";
    }
}

void
WritePacketsCsv(std::ostream& os, const RunResult& result)
{
    os << "flow,sequence,sent_s,received_s,lost_reason\n";
    for (const auto& flow : result.flows)
    {
        const std::string name = Field(flow.name);
        for (std::size_t i = 0; i < flow.packets.size(); i++)
        {
            const auto& packet = flow.packets[i];
            os << name << "," << i << "," << FormatSeconds(packet.sent_s) << ","
               << FormatSeconds(packet.received_s) << ","
               << (packet.reason == 0 ? "" : flow.reasons[packet.reason - 1]) << "\n";
        }
    }
}

} // namespace ns3
