/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_REPORT_H
#define MIGRATION_REPORT_H

#include "flow-report.h"
#include "result-value.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/// One move of a virtual machine. Times in seconds of simulated time, NOT_MEASURED where a step did
/// not happen.
struct MigrationReport
{
    /// One pass over the machine's memory, or over what changed in the pass before.
    struct Round
    {
        uint64_t number{0};            //!< from 1
        double start_s{NOT_MEASURED};  //!< its first page was sent
        double end_s{NOT_MEASURED};    //!< its last page was sent
        uint64_t pages{0};             //!< sent in it
        uint64_t bytes{0};             //!< of these pages
        double rate_bps{NOT_MEASURED}; //!< at which they were sent, bit/s of payload
    };

    /// What a closed form says of the move.
    struct Prediction
    {
        double total_s{NOT_MEASURED}; //!< see MigrationReport::total_s; NOT_MEASURED: none is made
        double downtime_s{NOT_MEASURED};   //!< see MigrationReport::downtime_s
        double connect_s{NOT_MEASURED};    //!< from MigrationReport::requested_s to started_s
        double firstRound_s{NOT_MEASURED}; //!< what the first of copyRounds takes
        uint64_t rounds{0};                //!< see MigrationReport::rounds
        uint64_t bytesCopied{0};           //!< see MigrationReport::bytesCopied

        /// @return true if there is a prediction
        bool IsMade() const
        {
            return std::isfinite(total_s);
        }
    };

    std::string vm;                    //!< name of the virtual machine
    std::string from;                  //!< name of the host it left
    std::string to;                    //!< name of the host it came to
    std::string mode;                  //!< how it was moved: "pre-copy", "cold", ...
    double requested_s{NOT_MEASURED};  //!< someone asked for the move
    double started_s{NOT_MEASURED};    //!< both hosts were connected: the migration began
    double paused_s{NOT_MEASURED};     //!< the machine stopped running
    double resumed_s{NOT_MEASURED};    //!< the machine ran again, at its new place
    double detected_s{NOT_MEASURED};   //!< the network noticed it there
    double registered_s{NOT_MEASURED}; //!< the mapping system, or routing, knew its new place
    double notified_s{NOT_MEASURED};   //!< its former place was told that it had gone
    double lastStale_s{NOT_MEASURED};  //!< see FlowReport::lastStale_s: of all its flows
    double converged_s{
        NOT_MEASURED}; //!< all traffic but TCP's, which has timers of its own, takes the new way
    double ended_s{NOT_MEASURED};    //!< its old host had forgotten it, or the move was given up
    double downtime_s{NOT_MEASURED}; //!< resumed - paused
    double total_s{NOT_MEASURED};    //!< ended - started, of a move that succeeded
    double stalled_s{NOT_MEASURED};  //!< how long it waited for pages that were not there yet
    uint64_t rounds{0};              //!< copies made while it ran
    uint64_t bytesCopied{0};         //!< bytes of memory carried over
    uint64_t storageBytes{0};        //!< bytes of its disk carried over
    uint64_t faults{0};              //!< pages that it asked for before they had come
    std::vector<Round> copyRounds;   //!< in order of time; the last may be made while it is paused
    Prediction predicted;            //!< by the closed form
    std::string failure;             //!< why the move did not succeed; empty if it did
    ResultFigures extra;             //!< more of it, as when it was to be done
    std::string remark;              //!< what a list of many moves says beside it
};

} // namespace ns3

#endif /* MIGRATION_REPORT_H */
