/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ACTIVE_ACTIVE_REPORT_H
#define ACTIVE_ACTIVE_REPORT_H

#include "run-result.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class ActiveActiveNetwork;

/**
 * @brief What is to be told of an ActiveActiveNetwork whose first data centre failed and came back:
 * the data centres' parts of the load, which flows moved when, and who took over how soon.
 */
class ActiveActiveReport
{
  public:
    /// When what happened, in seconds.
    struct Times
    {
        double start_s{5}; //!< flows start
        double fail_s{20}; //!< the first data centre fails
        double back_s{50}; //!< it is back
        double stop_s{80}; //!< flows end
    };

    /// @param network that has run; to outlive the report @param times of the run
    ActiveActiveReport(const ActiveActiveNetwork& network, const Times& times);

    /// @param result has the flows; gets tables of the data centres' shares and of the flows'
    /// affinity to them, figures of clients' tunnel routers, events, and the load over time
    void Add(RunResult& result) const;

  private:
    /// Where a flow has been.
    struct Stay
    {
        double from_s;      //!< arrival of the first packet
        std::size_t center; //!< data centre that it came to
    };

    /// What is found of flows of one kind.
    struct Affinity
    {
        uint64_t flows{0};              //!< of the kind
        uint64_t before{0};             //!< moved while both were up, before the failure
        uint64_t atFailure{0};          //!< moved from the failure on, before the return
        uint64_t atReturn{0};           //!< moved from the return on
        uint64_t sent{0};               //!< packets
        uint64_t lost{0};               //!< of these
        uint64_t hit{0};                //!< flows that were at the data centre that failed
        uint64_t recovered{0};          //!< of these: something arrived before it was back
        std::vector<double> recovery_s; //!< of these: from the failure to the first packet
    };

    /// @param flow a flow @return where it has been, one after the other
    std::vector<Stay> FindStays(const FlowReport& flow) const;
    /// @param flow a flow @param affinity gets what is found of it
    void Look(const FlowReport& flow, Affinity& affinity) const;
    /// @param flows of the run @param result gets a row for each kind of flow
    void AddAffinity(const std::vector<FlowReport>& flows, RunResult& result) const;
    /// @param flows of the run @param result gets the first data centre's part of the load by phase
    void AddShares(const std::vector<FlowReport>& flows, RunResult& result) const;
    /// @param result gets when clients' tunnel routers left the data centre
    void AddTakeover(RunResult& result) const;

    const ActiveActiveNetwork& m_network; //!< that has run
    Times m_times;                        //!< of the run
};

} // namespace ns3

#endif /* ACTIVE_ACTIVE_REPORT_H */
