/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Sites adopt LISP: the core's routing table, proxies, detours.
 *
 * They do so one after the other; what the core routes, the part of the traffic that passes proxies
 * and the delay that it costs are told step by step.
 *
 * One simulation of AdoptionNetwork for each step, with the same places and flows, in parallel.
 * What a flow's packets take longer than with no LISP at all is the proxies' detour.
 */

#include "ns3/adoption-study.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/study-program.h"
#include "ns3/told-figures.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

/// @param options the command line @return the parts of the sites that have LISP, in per cent
std::vector<uint64_t>
MakeSteps(const ProgramOptions& options)
{
    std::vector<uint64_t> steps;
    for (uint64_t part = 0; part < 100; part += options.GetInteger("step"))
    {
        steps.push_back(part);
    }
    steps.push_back(100);
    return steps;
}

/// @param options the command line @param percent of the sites that have LISP @return the network
AdoptionOptions
MakeNetworkOptions(const ProgramOptions& options, uint64_t percent)
{
    AdoptionOptions network;
    network.sites = static_cast<uint32_t>(options.GetInteger("sites"));
    network.adopters = static_cast<uint32_t>((network.sites * percent + 50) / 100);
    network.prefixes = static_cast<uint32_t>(options.GetInteger("prefixes"));
    network.providers = static_cast<uint32_t>(options.GetInteger("providers"));
    network.proxies = static_cast<uint32_t>(options.GetInteger("proxies"));
    network.usesPetr = options.GetText("to-others") == "petr";
    network.flows = static_cast<uint32_t>(options.GetInteger("flows"));
    return network;
}

/**
 * @brief Run one step.
 * @param options the command line @param percent of the sites that have LISP
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunStep(const ProgramOptions& options, uint64_t percent, const std::string& captures)
{
    AdoptionStudy study;
    study.network = MakeNetworkOptions(options, percent);
    study.seed = options.GetInteger("seed");
    study.captures = captures.empty() ? "" : captures + "/lisp-" + std::to_string(percent);
    return study.Run();
}

/// @param options the command line @param steps in per cent @param told what happened in each
/// @return the result
RunResult
MakeResult(const ProgramOptions& options,
           const std::vector<uint64_t>& steps,
           const std::vector<Json>& told)
{
    auto result =
        DescribeStudy(options,
                      "sites adopt LISP, one after the other",
                      {"sites", "step", "flows", "prefixes", "providers", "proxies", "to-others"});
    result.notes.emplace_back("routes are those of the first core router; its links are apart");
    result.notes.emplace_back("delays are medians of each flow: first packets, which wait for a "
                              "mapping, do not count");
    result.notes.emplace_back("drops and control messages are those of all simulations together");
    RunResult::Table table{"adoption", "Step by step", {}};
    table.over = "lisp_ratio";
    table.drawn = {"routes", "pitr_ratio", "extra_delay_s", "stretch"};
    if (options.GetText("to-others") == "petr")
    {
        table.drawn.insert(table.drawn.begin() + 2, "petr_ratio");
    }
    const auto& base = told.front();
    for (std::size_t i = 0; i < steps.size(); i++)
    {
        const auto& step = told[i];
        table.rows.push_back(
            AdoptionStudy::MakeRow(steps[i], step, base, options.GetText("to-others") == "petr"));
        HearCounts(step.at("control"), result.control);
        HearCounts(step.at("drops"), result.drops);
        result.end_s = step.at("end_s");
    }
    result.tables.push_back(table);
    const std::vector<uint32_t> order = base.at("order");
    for (std::size_t i = 0; i < order.size(); i++)
    {
        const auto first = std::find_if(steps.begin(), steps.end(), [&](uint64_t percent) {
            return MakeNetworkOptions(options, percent).adopters > i;
        });
        result.events.push_back({0,
                                 "site" + std::to_string(order[i] + 1),
                                 "adopts-lisp",
                                 "from " + std::to_string(*first) + " % on"});
    }
    return result;
}

/// @param options the command line @return the exit status
int
Adopt(const ProgramOptions& options)
{
    if (options.GetInteger("proxies") > options.GetInteger("providers"))
    {
        options.Refuse("proxies", "providers", "at most one for each provider");
    }
    ResultFolder folder(options.GetText("out"));
    const auto steps = MakeSteps(options);
    const auto captures = FindCaptures(options, folder);
    const auto told = HearAll(RunBeside(
        options,
        steps.size(),
        [&](uint64_t run) { return RunStep(options, steps[run], captures); },
        [&](uint64_t run) { return std::to_string(steps[run]) + " % LISP sites"; }));
    const auto result = MakeResult(options, steps, told);
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("incremental-adoption",
                           "sites adopt LISP: the core's routing table, proxies, detours");
    options.AddInteger("sites", "sites in all", 20, 2, 200);
    options.AddInteger("step", "per cent of them that adopt LISP in a step", 20, 1, 100);
    options.AddInteger("flows", "UDP flows between two sites each", 40, 1, 10000);
    options.AddInteger("prefixes", "prefixes of each site", 4, 1, 200);
    options.AddInteger("providers", "core routers", 4, 2, 16);
    options.AddInteger("proxies",
                       "of these, with a proxy beside for the nearest senders",
                       1,
                       1,
                       16);
    options.AddChoice("to-others",
                      "how LISP sites send to those without: natively, or by a proxy ETR",
                      {"native", "petr"});
    AddJobs(options, "the steps");
    return options.Run(argc, argv, Adopt);
}
