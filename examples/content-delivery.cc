/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Content from the nearest of several copies, by locator choice.
 *
 * All copies have one address: clients get the nearest by measured delay, all by weights, or one in
 * the middle; a copy fails or gets far in mid-run, and clients follow.
 *
 * One simulation of ContentNetwork for each policy, with the same places and requests, in parallel.
 * The copy that changes is the one in the middle.
 */

#include "ns3/content-comparison.h"
#include "ns3/content-measures.h"
#include "ns3/content-study.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/run-result.h"
#include "ns3/study-program.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr double SETTLE_S = 5; //!< from the first request on: locators have been probed

/// A policy.
struct Policy
{
    ContentPolicy policy; //!< which
    std::string name;     //!< on the command line
    std::string figure;   //!< before the names of its figures over time
};

/// @param options the command line @return the policies to compare
std::vector<Policy>
FindPolicies(const ProgramOptions& options)
{
    std::vector<Policy> policies;
    for (const auto& policy : {Policy{ContentPolicy::LOWEST_DELAY, "lowest-delay", "lowest"},
                               Policy{ContentPolicy::WEIGHTS, "weights", "weights"},
                               Policy{ContentPolicy::CENTRAL, "central", "central"}})
    {
        if (options.GetText("policy") == "all" || options.GetText("policy") == policy.name)
        {
            policies.push_back(policy);
        }
    }
    return policies;
}

/// @param options the command line @return when the stages begin
ContentMeasures::Times
FindTimes(const ProgramOptions& options)
{
    const double stage = options.GetAmount("stage");
    const double start = ContentStudy::START_S + SETTLE_S;
    return {start, start + stage, start + 2 * stage, start + 3 * stage};
}

/**
 * @brief Run one policy.
 * @param options the command line @param policy which
 * @param captures where captures go; empty: nowhere
 * @return what happened, as text
 */
std::string
RunPolicy(const ProgramOptions& options, const Policy& policy, const std::string& captures)
{
    ContentStudy study;
    study.seed = options.GetInteger("seed");
    study.network.copies = static_cast<uint32_t>(options.GetInteger("copies"));
    study.network.clients = static_cast<uint32_t>(options.GetInteger("clients"));
    study.network.policy = policy.policy;
    study.network.probeInterval = Seconds(options.GetAmount("probe-interval"));
    const auto& fail = options.GetText("fail");
    study.change = fail == "dies"  ? ContentStudy::DIES
                   : fail == "far" ? ContentStudy::FAR
                                   : ContentStudy::NONE;
    study.detour = Seconds(options.GetAmount("detour"));
    study.times = FindTimes(options);
    study.bins = ContentMeasures::STAGES * ContentComparison::BINS;
    study.captures = captures.empty() ? "" : captures + "/" + policy.name;
    return study.Run();
}

/// @param options the command line @param policies compared @param told of each @return the result
RunResult
MakeResult(const ProgramOptions& options,
           const std::vector<Policy>& policies,
           const std::vector<std::string>& told)
{
    auto result =
        DescribeStudy(options,
                      "content from several copies, of which one changes",
                      {"copies", "clients", "policy", "fail", "probe-interval", "stage", "detour"});
    result.notes.emplace_back("delays are from a request to its answer; the nearest copy is the "
                              "one that works and has the shortest way");
    result.notes.emplace_back("the stages are of one length: before the change, during it, after "
                              "it");
    result.notes.emplace_back("drops and control messages are those of all simulations together");
    ContentComparison comparison(FindTimes(options), options.GetText("fail"));
    for (std::size_t i = 0; i < policies.size(); i++)
    {
        comparison.Add(policies[i].name, policies[i].figure, told[i]);
    }
    comparison.Report(result);
    return result;
}

/// @param options the command line @return the exit status
int
Deliver(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    const auto policies = FindPolicies(options);
    const auto captures = FindCaptures(options, folder);
    const auto told = RunBeside(
        options,
        policies.size(),
        [&](uint64_t run) { return RunPolicy(options, policies[run], captures); },
        [&](uint64_t run) { return policies[run].name; });
    const auto result = MakeResult(options, policies, told);
    FinishStudy(options, folder, result);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("content-delivery",
                           "content from the nearest of several copies, by locator choice");
    options.AddInteger("copies", "of the content, at sites in different places", 4, 2, 16);
    options.AddInteger("clients", "sites that ask for it", 12, 1, 200);
    options.AddChoice("policy",
                      "how clients' routers choose a copy; central: there is one alone",
                      {"all", "lowest-delay", "weights", "central"});
    options.AddChoice("fail",
                      "what becomes of the copy in the middle: its link fails, or gets longer",
                      {"dies", "far", "none"});
    options.AddAmount("detour",
                      "by how much its link gets longer",
                      ProgramOptions::SECONDS,
                      "100ms",
                      "1ms",
                      "1s");
    options.AddAmount("probe-interval",
                      "of RLOC-probes; deployed routers have 60 s",
                      ProgramOptions::SECONDS,
                      "5s",
                      "1s",
                      "10min");
    options.AddAmount("stage",
                      "how long it is well, then changed, then well again",
                      ProgramOptions::SECONDS,
                      "120s",
                      "10s",
                      "1h");
    options.AddEffect("detour", "fail", {"far"});
    AddJobs(options, "the policies");
    return options.Run(argc, argv, Deliver);
}
