/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVACUATION_RESULT_H
#define EVACUATION_RESULT_H

#include "run-result.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class ResultFolder;

/// A move of an EvacuationStudy. Times in seconds from when the moves were asked for on,
/// NOT_MEASURED where a step did not happen.
struct EvacuationMove
{
    std::string machine;              //!< name of the machine
    std::string from;                 //!< hypervisor that it was at
    std::string to;                   //!< hypervisor that it was to come to
    std::string links;                //!< those between the data centres that it passed
    uint64_t memory{0};               //!< of the machine, bytes
    double predicted_s{NOT_MEASURED}; //!< how long it was expected to take
    double deadline_s{NOT_MEASURED};  //!< when it was to be done
    double started_s{NOT_MEASURED};   //!< it first began
    double paused_s{NOT_MEASURED};    //!< the machine stopped
    double resumed_s{NOT_MEASURED};   //!< it ran again
    double ended_s{NOT_MEASURED};     //!< it came to its outcome
    double downtime_s{NOT_MEASURED};  //!< resumed - paused
    uint64_t rounds{0};               //!< copies made
    uint64_t bytes{0};                //!< of memory, carried by the last try
    uint32_t tries{0};                //!< how often it was begun
    std::string outcome;              //!< "done", "aborted", "refused", "lost"
    std::string reason;               //!< why it was not done; empty if it was
    bool missedDeadline{false};       //!< it was not done in time
};

/// A link between the data centres.
struct EvacuationLink
{
    std::string name;      //!< of the link
    uint64_t rate{0};      //!< bit/s
    uint32_t moves{0};     //!< that passed it
    uint32_t mostMoves{0}; //!< the most at the same time
    uint64_t bytes{0};     //!< of memory that they carried
    uint64_t octets{0};    //!< of frames, in the busier direction
    double busy_s{0};      //!< how long there was at least one move
    double utilisation{0}; //!< octets over what it could carry until the last move's end, 0 to 1
};

/// What an EvacuationStudy has to tell.
struct EvacuationResult
{
    uint64_t seed{1}; //!< of the random numbers
    /// By the names of the options, in their order.
    std::vector<std::pair<std::string, RunResult::Value>> parameters;
    bool reached{false};                    //!< the plan does all that was asked for
    double achieved{0};                     //!< see MigrationPlan::achieved
    double planned_s{0};                    //!< the plan's lower bound
    std::vector<EvacuationMove> moves;      //!< each machine that was to be moved, once
    std::vector<EvacuationLink> links;      //!< in order
    std::map<std::string, uint64_t> counts; //!< of moves, by outcome
    double makespan_s{0};                   //!< from the request to the last move's end
    double bound_s{0}; //!< what the busiest link needs for the bytes that moves carried over it
    double utilisation[2][2]{}; //!< of memory, by data centre, before and after
    bool complete{
        false}; //!< each machine is at exactly one hypervisor and runs, each move has ended
};

/// @param result a result @return the summary as JSON
std::string WriteEvacuationJson(const EvacuationResult& result);
/// @param os where to @param result a result: its moves, a line each
void WriteMovesCsv(std::ostream& os, const EvacuationResult& result);
/// @param os where to @param result a result: its links, a line each
void WriteLinksCsv(std::ostream& os, const EvacuationResult& result);
/**
 * @brief Write a result for people, on a terminal of 100 columns: the moves with a time line, the
 * links, what it took.
 * @param os where to
 * @param result the result
 * @param most moves to be shown
 */
void PrintEvacuation(std::ostream& os, const EvacuationResult& result, std::size_t most = 60);
/**
 * @brief Write summary.json, moves.csv and links.csv, and move them and whatever else is in the
 * folder to their place.
 * @param folder the folder
 * @param result the result
 * @throws std::runtime_error if that fails; then nothing of it is there
 */
void WriteEvacuation(ResultFolder& folder, const EvacuationResult& result);

} // namespace ns3

#endif /* EVACUATION_RESULT_H */
