/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Benchmark of many moves at once: whether 500 machines cost each as much as 125.
 */

#include "benchmark.h"

#include "ns3/evacuation-study.h"
#include "ns3/global-value.h"
#include "ns3/string.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = 4 << 20; //!< of a machine, bytes: packets, not moves, would cost more

/// In each data centre. With fewer, ns-3's lists of TCP connections that are closed but not
/// forgotten yet (TIME-WAIT), which each packet is looked up in, grow with the machines.
constexpr uint32_t HYPERVISORS = 32;
constexpr double ROOM = 1.2; //!< at the targets: all of them take machines

/// What an evacuation came to.
struct Outcome
{
    double cpu_ms;     //!< CPU time for each machine, network and plan included
    double makespan_s; //!< of simulated time
    double bound_s;    //!< what the busiest link needs for the same bytes
};

/**
 * @brief Empty a data centre over four links.
 * @param machines how many there are @param seed of the random numbers
 * @return what it came to
 * @throws std::runtime_error if a machine was lost track of
 */
Outcome
Evacuate(uint32_t machines, uint64_t seed)
{
    EvacuationParameters parameters;
    parameters.machines = machines;
    parameters.memory = MEMORY;
    parameters.spread = 0;
    parameters.hypervisors = HYPERVISORS;
    parameters.room = ROOM;
    parameters.seed = seed;
    // The study chooses a simulator that knows guests: the other benchmarks keep theirs.
    StringValue simulator;
    GlobalValue::GetValueByName("SimulatorImplementationType", simulator);
    const double begin = GetCpuTime();
    RunResult result;
    {
        EvacuationStudy study(parameters);
        result = study.Run();
    }
    const double cpu = GetCpuTime() - begin;
    GlobalValue::Bind("SimulatorImplementationType", simulator);
    const auto done = static_cast<uint64_t>(FindFigure(result, "counts", "done"));
    if (FindFigure(result, "", "complete") != 1 || done != machines)
    {
        throw std::runtime_error("evacuation: of " + std::to_string(machines) + " machines " +
                                 std::to_string(done) + " have moved");
    }
    return {cpu / 1e6 / machines,
            FindFigure(result, "", "makespan_s"),
            FindFigure(result, "", "bound_s")};
}

/// @param seed of the random numbers @return the figures
BenchmarkResult
RunEvacuation(uint64_t seed)
{
    BenchmarkResult result;
    // Twice, first and last, of which the faster counts: the other one was disturbed.
    auto few = Evacuate(125, seed);
    const auto some = Evacuate(250, seed);
    const auto many = Evacuate(500, seed);
    few.cpu_ms = std::min(few.cpu_ms, Evacuate(125, seed).cpu_ms);
    for (const auto& [number, outcome] :
         std::vector<std::pair<std::string, Outcome>>{{"125", few}, {"250", some}, {"500", many}})
    {
        result.figures.emplace_back("cpu_ms_a_machine_" + number, outcome.cpu_ms);
        result.figures.emplace_back("makespan_s_" + number, outcome.makespan_s);
        result.figures.emplace_back("bound_s_" + number, outcome.bound_s);
    }
    result.figures.emplace_back("ratio_500_to_125", many.cpu_ms / few.cpu_ms);
    result.measured =
        "EvacuationStudy: machines of 4 MiB, with 1 MiB of device state, that write 1 MiB/s leave "
        "a "
        "data centre of 32 hypervisors by pre-copy over TCP, 8 at a time, over four links of 1 "
        "Gbit/s. CPU time for each machine, from building the network to the last move; of 125 the "
        "faster of two passes. The ratio is 1 if it grows linearly. Every request is done and "
        "every "
        "machine runs at one hypervisor at the end, or there is no result. bound: the bytes that "
        "the busiest link carried, at its rate.";
    return result;
}

const Benchmark g_evacuation("evacuation", "many machines moved at once", RunEvacuation);

} // namespace
