/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "study-program.h"

#include "lisp-helper.h"
#include "parallel-runs.h"
#include "program-options.h"
#include "result-folder.h"
#include "result-table.h"
#include "result-text.h"
#include "result-writer.h"
#include "run-progress.h"
#include "seed-runs.h"
#include "study-traffic.h"

#include "ns3/simulator.h"

#include <iostream>
#include <variant>

namespace ns3
{

void
AddJobs(ProgramOptions& options, const std::string& runs)
{
    options.AddInteger("jobs",
                       "processes that do " + runs + "; 0: as many as there are processors",
                       0,
                       0,
                       1024);
}

void
AddSeeds(ProgramOptions& options)
{
    options.AddInteger("runs",
                       "seeds to run, from --seed on; the result then has means with intervals",
                       1,
                       1,
                       1000);
    AddJobs(options, "these runs");
}

void
CheckSeeds(const ProgramOptions& options)
{
    if (options.IsGiven("jobs") && options.GetInteger("runs") == 1)
    {
        options.Refuse("jobs", "runs", "with --runs of more than 1");
    }
}

RunResult
DescribeStudy(const ProgramOptions& options,
              const std::string& title,
              const std::vector<std::string>& parameters,
              const std::string& unit)
{
    RunResult result;
    result.program = options.GetProgram();
    result.seed = options.GetInteger("seed");
    result.title = title;
    for (const auto& name : parameters)
    {
        const auto value = options.GetValue(name);
        const bool isAmount = std::holds_alternative<double>(value);
        result.parameters.emplace_back(isAmount ? name + unit : name, value);
    }
    return result;
}

std::string
FindCaptures(const ProgramOptions& options, const ResultFolder& folder)
{
    return options.GetFlag("pcap") ? folder.GetWorkPath() : "";
}

std::vector<std::string>
RunBeside(const ProgramOptions& options,
          uint64_t runs,
          const std::function<std::string(uint64_t run)>& job,
          const std::function<std::string(uint64_t run)>& name)
{
    ParallelRuns parallel(runs, options.GetInteger("jobs"), job, name);
    RunProgress progress(runs);
    return parallel.Finish(&progress);
}

RunResult
RunSeeds(const ProgramOptions& options,
         const ResultFolder& folder,
         const std::function<RunResult(uint64_t seed, const std::string& captures)>& run)
{
    const auto seed = options.GetInteger("seed");
    SeedRuns others(seed,
                    options.GetInteger("runs"),
                    options.GetInteger("jobs"),
                    [&run](uint64_t own) { return run(own, ""); });
    others.Start();
    auto result = run(seed, FindCaptures(options, folder));
    others.Finish(result);
    return result;
}

void
FinishStudy(const ProgramOptions& options,
            ResultFolder& folder,
            const RunResult& result,
            const std::string& files,
            bool printsFlows)
{
    WriteResult(folder, result);
    if (options.GetFlag("json"))
    {
        std::cout << WriteJson(result);
        return;
    }
    if (printsFlows)
    {
        PrintResult(std::cout, result);
    }
    else
    {
        auto printed = result;
        printed.flows.clear();
        PrintResult(std::cout, printed);
    }
    if (!files.empty())
    {
        std::cout << "\nresult in " << options.GetText("out") << ":\nreport.html to look at; "
                  << files << "\n";
    }
}

void
FinishStudy(const ProgramOptions& options,
            ResultFolder& folder,
            StudyTraffic& traffic,
            RunResult& result,
            const std::string& tables)
{
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
