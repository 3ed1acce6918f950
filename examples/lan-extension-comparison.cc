/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Five LAN extensions, three systems: a move compared.
 *
 * What a client sees of it: the study of lisp-vm-mobility with a stretched subnet, once for each
 * pair, with the same delays. The table is that of the manual: as reStructuredText in
 * comparison.rst, as JSON in summary.json.
 */

#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-version.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/result-writer.h"
#include "ns3/study-program.h"
#include "ns3/vlan-switch.h"
#include "ns3/vm-mobility-study.h"

#include <filesystem>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>
#include <vector>

using namespace ns3;

namespace fs = std::filesystem;

namespace
{

using Json = nlohmann::ordered_json;

constexpr uint64_t MEMORY = 64 << 20; //!< of the machine, bytes: carried in some seconds at most
constexpr int MOVE_S = 10;            //!< when it moves, seconds
constexpr int END_S = 30;             //!< of each run, seconds
const char* const INBOUND = "client1-to-vm";  //!< the flow that is looked at
const char* const OUTBOUND = "vm-to-client1"; //!< and the one back

/// A column of the table: its key in JSON and its heading.
struct Column
{
    const char* key;     //!< in JSON
    const char* heading; //!< in the table
};

const std::vector<Column> COLUMNS = {{"extension", "Extension"},
                                     {"system", "System"},
                                     {"interruption_s", "Interruption, s"},
                                     {"lost", "Lost"},
                                     {"flooded", "Flooded frames"},
                                     {"path_in", "Way in, after"},
                                     {"path_out", "Way out, after"}};

/// @param network a network @return the unicast frames that its switches have flooded
uint64_t
CountFlooded(const VmMobilityNetwork& network)
{
    uint64_t flooded = 0;
    const auto nodes = network.GetNodes();
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (auto lanSwitch = (*node)->GetObject<VlanSwitch>())
        {
            flooded += lanSwitch->GetFlooded();
        }
    }
    return flooded;
}

/// @param path a way @return the data centres on it, in order
std::string
NameDataCenters(const std::vector<std::string>& path)
{
    std::string names;
    std::string last;
    for (const auto& node : path)
    {
        const auto place = node.substr(0, node.find('-'));
        if (place != last && place.compare(0, 2, "dc") == 0)
        {
            names += (names.empty() ? "" : ", ") + place;
            last = place;
        }
    }
    return names;
}

/**
 * @brief Run one study.
 * @param extension of the LAN @param system what makes traffic follow @param seed of the run
 * @param captures folder for captures, each named after the pair; "": none
 * @return a row
 */
Json
RunPair(const std::string& extension,
        const std::string& system,
        uint64_t seed,
        const std::string& captures)
{
    VmMobilityParameters parameters;
    parameters.extension = extension;
    parameters.system = system;
    parameters.memory = MEMORY;
    parameters.seed = seed;
    VmMobilityStudy study(parameters, Seconds(END_S));
    study.AddTraffic();
    study.Move(Seconds(MOVE_S), VmMobilityNetwork::AWAY);
    const fs::path own = fs::path(captures) / (extension + "-" + system);
    if (!captures.empty())
    {
        fs::create_directory(own);
        study.EnablePcap(own.string());
    }
    const auto result = study.Run();
    Json row = {{"extension", extension}, {"system", system}};
    for (const auto& flow : result.flows)
    {
        if (flow.name == INBOUND)
        {
            row["interruption_s"] = flow.interruption_s;
            row["lost"] = flow.lost;
            row["path_in"] = NameDataCenters(flow.pathAfter);
        }
        else if (flow.name == OUTBOUND)
        {
            row["path_out"] = NameDataCenters(flow.pathAfter);
        }
    }
    row["flooded"] = CountFlooded(study.GetNetwork());
    return row;
}

/// @param folder where each pair has a folder of captures: they get the pair's name before theirs
void
NameCaptures(const fs::path& folder)
{
    for (const auto& own : fs::directory_iterator(folder))
    {
        for (const auto& file : fs::directory_iterator(own))
        {
            fs::rename(
                file.path(),
                folder / (own.path().filename().string() + "-" + file.path().filename().string()));
        }
        fs::remove(own);
    }
}

/// @param value of a cell @return its text
std::string
WriteCell(const Json& value)
{
    std::ostringstream text;
    if (value.is_number_float())
    {
        text << std::fixed << std::setprecision(3) << value.get<double>();
    }
    else if (value.is_string())
    {
        text << value.get<std::string>();
    }
    else
    {
        text << value;
    }
    return text.str();
}

/// @param rows the rows @return the table as reStructuredText
std::string
WriteTable(const Json& rows)
{
    std::vector<std::vector<std::string>> cells(1);
    for (const auto& column : COLUMNS)
    {
        cells.front().emplace_back(column.heading);
    }
    for (const auto& row : rows)
    {
        cells.emplace_back();
        for (const auto& column : COLUMNS)
        {
            cells.back().push_back(WriteCell(row.at(column.key)));
        }
    }
    std::vector<std::size_t> widths(COLUMNS.size());
    for (const auto& line : cells)
    {
        for (std::size_t i = 0; i < line.size(); i++)
        {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    std::string rule;
    for (const std::size_t width : widths)
    {
        rule += (rule.empty() ? "" : " ") + std::string(width, '=');
    }
    std::ostringstream table;
    table << rule << "\n";
    for (std::size_t line = 0; line < cells.size(); line++)
    {
        for (std::size_t i = 0; i < widths.size(); i++)
        {
            const bool isLast = i + 1 == widths.size();
            table << (i == 0 ? "" : " ") << std::left
                  << std::setw(isLast ? 0 : static_cast<int>(widths[i])) << cells[line][i];
        }
        table << "\n" << (line == 0 ? rule + "\n" : "");
    }
    table << rule << "\n";
    return table.str();
}

/// @param options the command line @return the exit status
int
Compare(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& extension : LanExtensionHelper::GetKinds())
    {
        for (const auto* system : {"lisp", "triangular", "host-route"})
        {
            pairs.emplace_back(extension, system);
        }
    }
    const auto captures = FindCaptures(options, folder);
    const auto told = RunBeside(
        options,
        pairs.size(),
        [&](uint64_t run) {
            const auto& [extension, system] = pairs[run];
            return RunPair(extension, system, options.GetInteger("seed"), captures).dump();
        },
        [&](uint64_t run) { return pairs[run].first + ", " + pairs[run].second; });
    Json rows = Json::array();
    for (const auto& row : told)
    {
        rows.push_back(Json::parse(row));
    }
    if (options.GetFlag("pcap"))
    {
        NameCaptures(folder.GetWorkPath());
    }
    const Json result = {{"program", "lan-extension-comparison"},
                         {"version", LispVersion()},
                         {"seed", options.GetInteger("seed")},
                         {"rows", rows}};
    const auto table = WriteTable(rows);
    folder.Write("summary.json", [&](std::ostream& os) { os << result.dump(2) << "\n"; });
    folder.Write("comparison.rst", [&](std::ostream& os) { os << table; });
    folder.Commit();
    if (options.GetFlag("json"))
    {
        std::cout << result.dump(2) << "\n";
        return 0;
    }
    std::cout << table << "\n"
              << NameFiles(options.GetText("out"), {"comparison.rst", "summary.json"});
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("lan-extension-comparison",
                           "five LAN extensions, three systems: a move compared");
    AddJobs(options, "the runs");
    return options.Run(argc, argv, Compare);
}
