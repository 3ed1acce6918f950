/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The benchmarks: what the module costs, in figures and in ratios within one run.
 */

#include "benchmark.h"

#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

using namespace ns3;

namespace
{

/**
 * @param names what the command line asks for; nothing is everything
 * @return the benchmarks in the order of their names
 * @throws std::invalid_argument naming one that does not exist
 */
std::vector<const Benchmark*>
Select(const std::vector<std::string>& names)
{
    auto all = Benchmark::GetAll();
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
        return a->GetName() < b->GetName();
    });
    std::string known;
    for (const auto* benchmark : all)
    {
        known += known.empty() ? "" : ", ";
        known += benchmark->GetName();
    }
    std::vector<const Benchmark*> selected;
    for (const auto& name : names)
    {
        const auto found = std::find_if(all.begin(), all.end(), [&name](const auto* benchmark) {
            return benchmark->GetName() == name;
        });
        if (found == all.end())
        {
            known.insert(0, "no benchmark '" + name + "': accepted are ");
            throw std::invalid_argument(known);
        }
        selected.push_back(*found);
    }
    return names.empty() ? all : selected;
}

/// @param value a figure @return as people read it: thousands apart, or four digits that count
std::string
Format(double value)
{
    std::ostringstream text;
    if (std::abs(value) < 1000)
    {
        text << std::setprecision(4) << value;
        return text.str();
    }
    text << std::fixed << std::setprecision(0) << value;
    std::string digits = text.str();
    for (int at = static_cast<int>(digits.size()) - 3; at > (value < 0); at -= 3)
    {
        digits.insert(at, ",");
    }
    return digits;
}

/// @param name a benchmark's @param result what it measured
void
PrintTable(const std::string& name, const BenchmarkResult& result)
{
    std::cout << name << "\n";
    for (const auto& [figure, value] : result.figures)
    {
        std::cout << "  " << std::left << std::setw(30) << figure << std::right << std::setw(16)
                  << Format(value) << "\n";
    }
    std::cout << "  " << result.measured << "\n\n" << std::flush;
}

/// @param result what was measured @return as JSON
nlohmann::ordered_json
ToJson(const BenchmarkResult& result)
{
    nlohmann::ordered_json json;
    for (const auto& [figure, value] : result.figures)
    {
        // Counts without a fraction, as JSON has one kind of number only.
        if (value == std::floor(value) && std::abs(value) < 1e15)
        {
            json[figure] = static_cast<int64_t>(value);
        }
        else
        {
            json[figure] = value;
        }
    }
    json["measured"] = result.measured;
    return json;
}

} // namespace

int
main(int argc, char* argv[])
{
    // Names come without dashes, and are no options.
    std::vector<std::string> names;
    std::vector<char*> options{argv[0]};
    for (int i = 1; i < argc; ++i)
    {
        if (argv[i][0] == '-')
        {
            options.push_back(argv[i]);
        }
        else
        {
            names.emplace_back(argv[i]);
        }
    }
    ProgramOptions program("lisp-bench",
                           "Measure what the module costs: all benchmarks, or those named");
    return program.Run(static_cast<int>(options.size()),
                       options.data(),
                       [&names](const ProgramOptions& chosen) {
                           if (chosen.GetFlag("pcap"))
                           {
                               throw std::invalid_argument(
                                   "--pcap: benchmarks write no captures; accepted: --seed, --out, "
                                   "--json");
                           }
                           const auto benchmarks = Select(names);
                           // Until a simulation has run, ns-3 keeps a list of all times that exist.
                           Simulator::Run();
                           Simulator::Destroy();
                           nlohmann::ordered_json json;
                           for (const auto* benchmark : benchmarks)
                           {
                               const auto result = benchmark->Run(chosen.GetInteger("seed"));
                               json[benchmark->GetName()] = ToJson(result);
                               if (!chosen.GetFlag("json"))
                               {
                                   PrintTable(benchmark->GetName(), result);
                               }
                           }
                           if (chosen.GetFlag("json"))
                           {
                               std::cout << json.dump(2) << "\n";
                           }
                           if (chosen.IsGiven("out"))
                           {
                               ResultFolder folder(chosen.GetText("out"));
                               folder.Write("bench.json", [&json](std::ostream& os) {
                                   os << json.dump(2) << "\n";
                               });
                               folder.Commit();
                           }
                           return 0;
                       });
}
