/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A simulated LISP router on a real wire.
 *
 * It is the tunnel router of a site, a Map-Server, or a proxy ITR.
 *
 * ```
 *   machine's bridge, a NIC, or nothing else --- tap === router of the simulation --- its site
 * ```
 *
 * It needs the right to use a tap (root, or a network namespace of one's own). The page "Emulation"
 * of the manual has commands to copy.
 */

#include "ns3/emulation-parameters.h"
#include "ns3/emulation.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/stop-signals.h"
#include "ns3/study-program.h"

#include <iostream>

using namespace ns3;

namespace
{

/// @param options the command line @return the exit status
int
RunEmulation(const ProgramOptions& options)
{
    const auto parameters = EmulationParameters::FromOptions(options);
    const StopSignals signals;
    ResultFolder folder(options.GetText("out"));
    const bool isJson = options.GetFlag("json");
    Emulation::UseRealTime();
    Emulation emulation(parameters, isJson ? std::cerr : std::cout);
    if (options.GetFlag("pcap"))
    {
        emulation.EnablePcap(folder.GetWorkPath());
    }
    auto result = emulation.Run();
    result.program = options.GetProgram();
    if (!isJson)
    {
        std::cout << "\n";
    }
    FinishStudy(options, folder, result);
    return emulation.IsGood() ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("lisp-emulation", "a simulated LISP router on a real wire");
    EmulationParameters::AddOptions(options);
    return options.Run(argc, argv, RunEmulation);
}
