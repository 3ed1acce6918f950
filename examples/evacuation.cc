/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Many machines move at once, over a few links.
 *
 * MigrationPlanner says which machines go where: all of them (--policy=evacuate), as few as needed
 * to relieve the first data centre (burst), or until both are equally full (balance).
 * MigrationScheduler runs the moves, so many at a time, over TCP. The table shows each move's time
 * line and what each link carried; the makespan stands beside what the busiest link would have
 * needed for the same bytes.
 */

#include "ns3/evacuation-study.h"
#include "ns3/migration-kinds.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/study-program.h"

#include <string>

using namespace ns3;

namespace
{

/// @param options gets what a study has
void
AddOptions(ProgramOptions& options)
{
    options.AddChoice("policy",
                      "what is to be moved: all, as little as needed, until both are equally full",
                      {"evacuate", "burst", "balance"});
    options.AddChoice("order",
                      "which move is next: as planned, by deadline, the shortest",
                      {"fifo", "deadline", "bandwidth"});
    options.AddChoice("migration", "how machines are moved", GetMigrationKinds());
    options.AddChoice("late", "moves that would miss their deadline", {"warn", "refuse"});
    options.AddInteger("machines", "at the first data centre", 40, 1, 10000);
    options.AddInteger("hypervisors", "in each data centre", 8, 1, 250);
    options.AddInteger("links", "between the data centres", 4, 1, 64);
    options.AddInteger("parallel", "moves at a time; 0: as many as the links carry", 8, 0, 10000);
    options.AddAmount("memory",
                      "of a machine; each has between half of it and one and a half",
                      ProgramOptions::BYTES,
                      "8MiB",
                      "64KiB",
                      "1TiB");
    options.AddAmount("write-rate",
                      "memory that each machine writes a second",
                      ProgramOptions::BYTES_PER_SECOND,
                      "1MiB/s",
                      "0",
                      "1TiB/s");
    options.AddAmount("link-rate",
                      "of each link",
                      ProgramOptions::BITS_PER_SECOND,
                      "1Gbps",
                      "1Mbps",
                      "400Gbps");
    options.AddAmount("move-rate",
                      "of each move; 0: at most 128 MiB/s, with no regard to the others",
                      ProgramOptions::BITS_PER_SECOND,
                      "480Mbps",
                      "0",
                      "400Gbps");
    options.AddAmount("deadline",
                      "each machine's is drawn between now and then; 0: none has one",
                      ProgramOptions::SECONDS,
                      "0",
                      "0",
                      "24h");
    options.AddInteger("room",
                       "memory of each hypervisor, in percent of what the machines at the fullest "
                       "one of the first data centre have",
                       200,
                       100,
                       10000);
    options.AddInteger("threshold", "burst: percent of the first that may stay in use", 30, 0, 100);
    options.AddInteger("bound", "balance: percent between the data centres", 10, 0, 100);
    options.AddEffect("threshold", "policy", {"burst"});
    options.AddEffect("bound", "policy", {"balance"});
    options.AddEffect({"order", {"deadline"}, "deadline", {}});
    options.AddEffect({"late", {}, "deadline", {}});
    // Where machines run while they are copied.
    options.AddEffect("write-rate", "migration", {"pre-copy", "post-copy"});
    AddSeeds(options);
}

/// @param options the command line @throws std::invalid_argument naming two options that make no
/// sense together
void
CheckCombination(const ProgramOptions& options)
{
    if (options.GetAmount("move-rate") > options.GetAmount("link-rate"))
    {
        options.Refuse("move-rate", "link-rate", "up to the link's");
    }
}

/// @param options the command line @return what the study is about
/// @throws std::invalid_argument naming what makes no sense together
EvacuationParameters
GetParameters(const ProgramOptions& options)
{
    CheckCombination(options);
    EvacuationParameters parameters;
    parameters.policy = options.GetText("policy");
    parameters.order = options.GetText("order");
    parameters.migration = options.GetText("migration");
    parameters.late = options.GetText("late");
    parameters.machines = static_cast<uint32_t>(options.GetInteger("machines"));
    parameters.hypervisors = static_cast<uint32_t>(options.GetInteger("hypervisors"));
    parameters.links = static_cast<uint32_t>(options.GetInteger("links"));
    parameters.parallel = static_cast<uint32_t>(options.GetInteger("parallel"));
    parameters.memory = static_cast<uint64_t>(options.GetAmount("memory"));
    parameters.writeRate = options.GetAmount("write-rate");
    parameters.linkRate = static_cast<uint64_t>(options.GetAmount("link-rate"));
    parameters.moveRate = static_cast<uint64_t>(options.GetAmount("move-rate"));
    parameters.deadline = options.GetAmount("deadline");
    parameters.room = static_cast<double>(options.GetInteger("room")) / 100;
    parameters.threshold = static_cast<double>(options.GetInteger("threshold")) / 100;
    parameters.bound = static_cast<double>(options.GetInteger("bound")) / 100;
    parameters.seed = options.GetInteger("seed");
    return parameters;
}

/// @param parameters of the study @param captures where captures go; empty: nowhere
/// @return what happened
RunResult
RunOnce(const EvacuationParameters& parameters, const std::string& captures)
{
    EvacuationStudy study(parameters);
    if (!captures.empty())
    {
        study.GetNetwork().EnablePcap(captures + "/evacuation");
    }
    return study.Run();
}

/// @param options the command line @return the exit status
int
RunStudy(const ProgramOptions& options)
{
    const auto parameters = GetParameters(options);
    ResultFolder folder(options.GetText("out"));
    const auto result =
        RunSeeds(options, folder, [&parameters](uint64_t seed, const std::string& captures) {
            auto own = parameters;
            own.seed = seed;
            return RunOnce(own, captures);
        });
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("evacuation", "many machines move at once, over a few links");
    AddOptions(options);
    return options.Run(argc, argv, RunStudy);
}
