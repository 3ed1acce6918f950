/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A virtual machine moves between two data centres, keeps its address, and is followed.
 *
 * Two data centres, two remote sites with a client each, and a mapping system around a core whose
 * delays are drawn from measured ones: see VmMobilityNetwork. The machine is switched off at its
 * home, carried over, and goes on in the other data centre; LISP, routing or its home data centre
 * make traffic follow it.
 */

#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/result-table.h"
#include "ns3/result-text.h"
#include "ns3/result-writer.h"
#include "ns3/run-statistics.h"
#include "ns3/vm-mobility-study.h"

#include <iostream>
#include <stdexcept>

using namespace ns3;

namespace
{

/// When the machine moves, in seconds, and how long traffic is watched after it runs again.
constexpr int MOVE_S = 10;
constexpr int WATCH_S = 20;
/// The longest move that is simulated.
constexpr int LONGEST_MOVE_S = 3600;

/// @return the options of this program
ProgramOptions
MakeOptions()
{
    ProgramOptions options("lisp-vm-mobility", "a virtual machine moves, and its traffic follows");
    options.AddChoice("mode",
                      "where the machine lands (across-subnet in this version)",
                      {"across-subnet", "extended-subnet"});
    options.AddChoice("extension",
                      "what stretches the subnet (extended-subnet only)",
                      {"otv", "dark-fiber", "vpls", "eompls"});
    options.AddChoice("migration",
                      "how the machine is moved (cold in this version)",
                      {"cold", "pre-copy", "post-copy", "stop-and-copy"});
    options.AddChoice("update",
                      "how senders learn of it, with system lisp (no pubsub in this version)",
                      {"map-notify", "smr", "pubsub"});
    options.AddChoice("system", "what makes traffic follow", {"lisp", "triangular", "host-route"});
    options.AddChoice("family",
                      "addresses: of hosts, over those of the core",
                      {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"});
    options.AddAmount("memory",
                      "the machine's memory",
                      ProgramOptions::BYTES,
                      "1GiB",
                      "1MiB",
                      "16TiB");
    options.AddAmount("write-rate",
                      "memory that it writes a second; none while it is off",
                      ProgramOptions::BYTES_PER_SECOND,
                      "0",
                      "0",
                      "1TiB/s");
    options.AddAmount("migration-rate",
                      "at which its memory is carried over",
                      ProgramOptions::BITS_PER_SECOND,
                      "1Gbps",
                      "1Mbps",
                      "400Gbps");
    options.AddFlag("return-home", "the machine moves back afterwards");
    options.AddInteger("runs",
                       "seeds to run, from --seed on; the result then has means with intervals",
                       1,
                       1,
                       1000);
    return options;
}

/**
 * @brief Refuse what this version does not have, and what makes no sense together.
 * @param options the command line
 * @throws std::invalid_argument naming the option
 */
void
CheckCombination(const ProgramOptions& options)
{
    const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
    if (options.GetText("mode") != "across-subnet")
    {
        refuse("--mode=extended-subnet: the stretched LAN is not there yet; accepted: "
               "across-subnet");
    }
    if (options.IsGiven("extension"))
    {
        refuse("--extension=" + options.GetText("extension") +
               ": for --mode=extended-subnet only, which is not there yet");
    }
    if (options.GetText("migration") != "cold")
    {
        refuse("--migration=" + options.GetText("migration") +
               ": live migration is not there yet; accepted: cold");
    }
    if (options.GetText("update") == "pubsub")
    {
        refuse("--update=pubsub: publish/subscribe is not there yet; accepted: map-notify, smr");
    }
    if (options.IsGiven("update") && options.GetText("system") != "lisp")
    {
        refuse("--update=" + options.GetText("update") + " with --system=" +
               options.GetText("system") + ": accepted with --system=lisp only");
    }
}

/// @param options the command line @return what the study is about
VmMobilityParameters
ReadParameters(const ProgramOptions& options)
{
    VmMobilityParameters parameters;
    parameters.system = options.GetText("system");
    parameters.update = options.GetText("update");
    parameters.family = options.GetText("family");
    parameters.memory = static_cast<uint64_t>(options.GetAmount("memory"));
    parameters.migrationRate = static_cast<uint64_t>(options.GetAmount("migration-rate"));
    parameters.seed = options.GetInteger("seed");
    if (VmMobilityStudy::GetMoveTime(parameters) > Seconds(LONGEST_MOVE_S))
    {
        throw std::invalid_argument(
            "--memory=" + std::to_string(parameters.memory) +
            " at --migration-rate=" + std::to_string(parameters.migrationRate) +
            ": the move would take more than an hour; accepted: less memory, or a higher rate");
    }
    return parameters;
}

/**
 * @brief Run the study once.
 * @param options the command line
 * @param parameters of the study
 * @param captures where captures go; empty: nowhere
 * @return what happened
 */
RunResult
RunOnce(const ProgramOptions& options,
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
    return study.Run();
}

/// @param options the command line @return the exit status
int
RunStudy(const ProgramOptions& options)
{
    CheckCombination(options);
    auto parameters = ReadParameters(options);
    ResultFolder folder(options.GetText("out"));
    auto result = RunOnce(options, parameters, options.GetFlag("pcap") ? folder.GetWorkPath() : "");
    result.program = "lisp-vm-mobility";
    result.parameters.emplace_back("return-home", options.GetFlag("return-home"));
    const uint64_t runs = options.GetInteger("runs");
    if (runs > 1)
    {
        result.parameters.emplace_back("runs", runs);
        RunSeries series;
        series.Add(result);
        for (uint64_t run = 1; run < runs; run++)
        {
            std::cerr << "run " << run + 1 << " of " << runs << "\r" << std::flush;
            parameters.seed++;
            series.Add(RunOnce(options, parameters, ""));
        }
        std::cerr << std::endl;
        result.statistics = series.GetStatistics();
    }
    if (options.IsGiven("write-rate"))
    {
        result.notes.emplace_back("--write-rate changes nothing here: a machine that is off "
                                  "writes no memory");
    }
    WriteResult(folder, result);
    if (options.GetFlag("json"))
    {
        std::cout << WriteJson(result);
    }
    else
    {
        PrintResult(std::cout, result);
        std::cout << "\nresult in " << options.GetText("out")
                  << ": report.html to look at; summary.json, flows.csv, events.csv, packets.csv\n";
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return MakeOptions().Run(argc, argv, RunStudy);
}
