/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-writer.h"

#include "report-page.h"
#include "result-folder.h"
#include "result-text.h"

namespace ns3
{

void
WriteResult(ResultFolder& folder, const RunResult& result)
{
    folder.Write("summary.json", [&result](std::ostream& os) { os << WriteJson(result); });
    folder.Write("flows.csv", [&result](std::ostream& os) { WriteFlowsCsv(os, result); });
    folder.Write("packets.csv", [&result](std::ostream& os) { WritePacketsCsv(os, result); });
    folder.Write("tcp.csv", [&result](std::ostream& os) { WriteTcpCsv(os, result); });
    folder.Write("events.csv", [&result](std::ostream& os) { WriteEventsCsv(os, result); });
    if (result.areMovesMany)
    {
        folder.Write("moves.csv", [&result](std::ostream& os) { WriteMovesCsv(os, result); });
    }
    folder.Write("series.csv", [&result](std::ostream& os) { WriteSeriesCsv(os, result); });
    for (const auto& table : result.tables)
    {
        folder.Write(table.name + ".csv", [&table](std::ostream& os) { WriteTableCsv(os, table); });
    }
    folder.Write("report.html", [&result](std::ostream& os) { WriteReportPage(os, result); });
    folder.Commit();
}

} // namespace ns3
