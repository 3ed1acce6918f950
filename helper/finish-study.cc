/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "finish-study.h"

#include "lisp-helper.h"
#include "program-options.h"
#include "result-folder.h"
#include "result-table.h"
#include "result-text.h"
#include "result-writer.h"
#include "run-result.h"
#include "study-traffic.h"

#include "ns3/simulator.h"

#include <iostream>

namespace ns3
{

void
FinishStudy(const ProgramOptions& options,
            ResultFolder& folder,
            StudyTraffic& traffic,
            RunResult& result,
            const std::string& tables)
{
    result.program = options.GetProgram();
    result.seed = options.GetInteger("seed");
    result.flows = traffic.Report({}, NOT_MEASURED);
    result.drops = traffic.GetLedger()->GetDrops();
    LispHelper::CountControl(result.control, result.drops);
    result.end_s = Simulator::Now().GetSeconds();
    Simulator::Destroy();
    WriteResult(folder, result);
    if (options.GetFlag("json"))
    {
        std::cout << WriteJson(result);
        return;
    }
    std::cout << tables << "\n";
    PrintResult(std::cout, result);
}

} // namespace ns3
