/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FINISH_STUDY_H
#define FINISH_STUDY_H

#include <string>

namespace ns3
{

class ProgramOptions;
class ResultFolder;
struct RunResult;
class StudyTraffic;

/**
 * @brief End a program that has run flows over a network of its own: complete its result, write it,
 * and print it as the options ask for. The simulation is over afterwards.
 * @param options its command line
 * @param folder where the result goes
 * @param traffic its flows
 * @param result has title and parameters; gets program, seed, flows, drops, control messages, end
 * @param tables printed before the result, unless that is printed as JSON
 * @throws std::runtime_error if the result cannot be written
 */
void FinishStudy(const ProgramOptions& options,
                 ResultFolder& folder,
                 StudyTraffic& traffic,
                 RunResult& result,
                 const std::string& tables);

} // namespace ns3

#endif /* FINISH_STUDY_H */
