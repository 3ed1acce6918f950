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
#include <stdexcept>
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
    options.AddEffect({"jobs", {}, "runs", {}, EffectRule::REFUSED, 1});
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
    if (runs == 1 && options.IsGiven("jobs"))
    {
        throw std::invalid_argument("--jobs=" + options.GetText("jobs") +
                                    " with one simulation: accepted with several only");
    }
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
            bool printsFlows)
{
    const auto files = WriteResult(folder, result);
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
    std::cout << "\n" << NameFiles(options.GetText("out"), files);
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
    if (!options.GetFlag("json"))
    {
        std::cout << tables << "\n";
    }
    FinishStudy(options, folder, result);
}

} // namespace ns3
