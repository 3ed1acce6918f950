/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STUDY_PROGRAM_H
#define STUDY_PROGRAM_H

#include "run-result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

class ProgramOptions;
class ResultFolder;
class StudyTraffic;

/**
 * @file
 * @brief What the programs of studies have in common: how their result begins, how several
 * simulations are run beside each other, and how they end.
 */

/// @param options gets --jobs @param runs what these processes do: "runs"
void AddJobs(ProgramOptions& options, const std::string& runs);
/// @param options gets --runs, and --jobs, which counts with more than one run: see RunSeeds
void AddSeeds(ProgramOptions& options);

/**
 * @brief Begin a result.
 * @param options the command line
 * @param title what is run, one line
 * @param parameters the names of the options that say how, in order
 * @param unit put behind the name of each amount in the result: "_s"
 * @return a result with program, seed, title and parameters
 */
RunResult DescribeStudy(const ProgramOptions& options,
                        const std::string& title,
                        const std::vector<std::string>& parameters,
                        const std::string& unit = "");

/// @param options the command line @param folder of the result @return where captures go; empty:
/// nowhere
std::string FindCaptures(const ProgramOptions& options, const ResultFolder& folder);

/**
 * @brief Do simulations in processes of their own, --jobs at a time, with their progress on
 * standard error.
 * @param options the command line
 * @param runs how many there are
 * @param job does one, by its number from 0 on, and returns what it has to tell
 * @param name what people call one, by its number
 * @return what each has told, in order
 * @throws std::invalid_argument if --jobs is given for one simulation, and std::invalid_argument or
 * std::runtime_error as ParallelRuns::Finish
 */
std::vector<std::string> RunBeside(const ProgramOptions& options,
                                   uint64_t runs,
                                   const std::function<std::string(uint64_t run)>& job,
                                   const std::function<std::string(uint64_t run)>& name);

/**
 * @brief Do a run with --seed, and --runs less one with the seeds after it in other processes.
 * @param options the command line
 * @param folder of the result
 * @param run does one, with captures if its folder for them is not empty
 * @return what happened in the first one, with statistics of all
 * @throws std::invalid_argument or std::runtime_error as SeedRuns
 */
RunResult RunSeeds(const ProgramOptions& options,
                   const ResultFolder& folder,
                   const std::function<RunResult(uint64_t seed, const std::string& captures)>& run);

/**
 * @brief End a program: write its result, and print it, and which files it has, as the options
 * ask for.
 * @param options its command line
 * @param folder where the result goes
 * @param result all of it
 * @param printsFlows false: they are too many to print, one by one
 * @throws std::runtime_error if the result cannot be written
 */
void FinishStudy(const ProgramOptions& options,
                 ResultFolder& folder,
                 const RunResult& result,
                 bool printsFlows = true);

/**
 * @brief End a program that has run flows over a network of its own: complete its result, write it,
 * and print it as the options ask for. The simulation is over afterwards.
 * @param options its command line
 * @param folder where the result goes
 * @param traffic its flows
 * @param result has title and parameters; gets flows, drops, control messages, end
 * @param tables printed before the result, unless that is printed as JSON
 * @throws std::runtime_error if the result cannot be written
 */
void FinishStudy(const ProgramOptions& options,
                 ResultFolder& folder,
                 StudyTraffic& traffic,
                 RunResult& result,
                 const std::string& tables);

} // namespace ns3

#endif /* STUDY_PROGRAM_H */
