/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A virtual machine moves, and its traffic follows.
 *
 * It keeps its address. Two data centres, two remote sites with a client each, and a mapping system
 * around a core whose delays are drawn from measured ones: see VmMobilityNetwork. The machine is
 * carried over by a migration, as pre-copy, and goes on in the other data centre; LISP, routing or
 * its home data centre make traffic follow it. vm-mobility.py is the same in Python.
 */

#include "ns3/result-folder.h"
#include "ns3/study-program.h"
#include "ns3/vm-mobility-options.h"
#include "ns3/vm-mobility-study.h"

using namespace ns3;

namespace
{

/// When the machine moves, in seconds, and how long traffic is watched after the move's expected
/// end.
constexpr int MOVE_S = 10;
constexpr int WATCH_S = 20;

/**
 * @brief Run the study once.
 * @param options the command line
 * @param parameters of the study
 * @param captures where captures go; empty: nowhere
 * @return what happened
 */
RunResult
RunOnce(const VmMobilityOptions& options,
        const VmMobilityParameters& parameters,
        const std::string& captures)
{
    const Time away = Seconds(MOVE_S);
    const Time step = VmMobilityStudy::GetMoveTime(parameters) + Seconds(WATCH_S);
    const bool returns = options.GetFlag("return-home");
    VmMobilityStudy study(parameters, returns ? away + step + step : away + step);
    study.AddTraffic();
    study.Move(away, VmMobilityNetwork::AWAY);
    if (returns)
    {
        study.Move(away + step, VmMobilityNetwork::HOME);
    }
    if (!captures.empty())
    {
        study.EnablePcap(captures);
    }
    auto result = study.Run();
    options.Describe(result);
    return result;
}

/// @param options the command line @return the exit status
int
RunStudy(const VmMobilityOptions& options)
{
    const auto parameters = options.GetParameters();
    ResultFolder folder(options.GetText("out"));
    const auto result = RunSeeds(options, folder, [&](uint64_t seed, const std::string& captures) {
        auto own = parameters;
        own.seed = seed;
        return RunOnce(options, own, captures);
    });
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    VmMobilityOptions options;
    return options.Run(argc, argv, [&options](const ProgramOptions&) { return RunStudy(options); });
}
