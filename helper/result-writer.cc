/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-writer.h"

#include "report-page.h"
#include "result-folder.h"
#include "result-text.h"

#include <filesystem>
#include <fstream>

namespace ns3
{

namespace
{

/// The report, which is for looking at, and the longest line that names files.
const char* const REPORT = "report.html";
constexpr std::size_t FILES_WIDTH = 100;

/// @param file a table as text @return true if it has more than the names of its columns
bool
HasRows(const std::filesystem::path& file)
{
    std::ifstream table(file, std::ios::binary);
    std::string line;
    return std::getline(table, line) && table.peek() != std::ifstream::traits_type::eof();
}

/// @param folder a folder @return how many captures are in it, as words; empty: none
std::string
CountCaptures(const std::string& folder)
{
    std::size_t captures = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder))
    {
        captures += file.path().extension() == ".pcap" ? 1 : 0;
    }
    return captures == 0 ? ""
                         : std::to_string(captures) + (captures == 1 ? " capture" : " captures") +
                               " (*.pcap)";
}

} // namespace

std::vector<std::string>
WriteResult(ResultFolder& folder, const RunResult& result)
{
    std::vector<std::string> files{REPORT, "summary.json"};
    const auto write = [&](const std::string& name, const auto& writer) {
        folder.Write(name, writer);
        if (HasRows(std::filesystem::path(folder.GetWorkPath()) / name))
        {
            files.push_back(name);
        }
    };
    folder.Write("summary.json", [&result](std::ostream& os) { os << WriteJson(result); });
    for (const auto& table : result.tables)
    {
        write(table.name + ".csv", [&table](std::ostream& os) { WriteTableCsv(os, table); });
    }
    if (result.areMovesMany)
    {
        write("moves.csv", [&result](std::ostream& os) { WriteMovesCsv(os, result); });
    }
    write("flows.csv", [&result](std::ostream& os) { WriteFlowsCsv(os, result); });
    write("packets.csv", [&result](std::ostream& os) { WritePacketsCsv(os, result); });
    write("tcp.csv", [&result](std::ostream& os) { WriteTcpCsv(os, result); });
    write("series.csv", [&result](std::ostream& os) { WriteSeriesCsv(os, result); });
    write("events.csv", [&result](std::ostream& os) { WriteEventsCsv(os, result); });
    folder.Write(REPORT, [&result](std::ostream& os) { WriteReportPage(os, result); });
    const auto captures = CountCaptures(folder.GetWorkPath());
    if (!captures.empty())
    {
        files.push_back(captures);
    }
    folder.Commit();
    return files;
}

std::string
NameFiles(const std::string& folder, const std::vector<std::string>& files)
{
    std::string text = "result in " + folder + ":\n";
    std::size_t column = 0;
    for (std::size_t i = 0; i < files.size(); i++)
    {
        std::string word = files[i] + (files[i] == REPORT ? " to look at" : "");
        if (i + 1 < files.size())
        {
            word += files[i] == REPORT ? ";" : ",";
        }
        if (column > 0 && column + 1 + word.size() > FILES_WIDTH)
        {
            text += "\n";
            column = 0;
        }
        text += (column > 0 ? " " : "") + word;
        column += (column > 0 ? 1 : 0) + word.size();
    }
    return text + "\n";
}

} // namespace ns3
