/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FLOW_REPORT_H
#define FLOW_REPORT_H

#include "not-measured.h"
#include "percentiles.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief What became of a flow: the account of its packets, its delays and its way.
 *
 * sent = received - duplicated + lost, and lost is the sum of lostByReason.
 */
struct FlowReport
{
    /// One packet, for plots.
    struct Packet
    {
        double sent_s;     //!< when the sender handed it down
        double received_s; //!< when it first arrived; NOT_MEASURED if lost
        uint32_t reason;   //!< 0, or one more than the index of its reason in reasons
    };

    /// From a time on, packets took another way.
    struct PathChange
    {
        double time_s;                 //!< arrival of the first packet on this way
        std::vector<std::string> path; //!< names of the nodes passed, both ends included
    };

    /// What the receiving application got over time, in parts of equal length.
    struct Throughput
    {
        double start_s{0};           //!< the first part begins
        double bin_s{0};             //!< length of a part; 0: not measured
        std::vector<uint64_t> bytes; //!< received in each part
    };

    std::string name;        //!< what the study calls it
    std::string source;      //!< name of the sending node
    std::string destination; //!< name of the receiving node
    std::string protocol;    //!< "udp", "tcp" or "icmp"

    uint64_t sent{0};                             //!< packets sent
    uint64_t received{0};                         //!< packets that arrived, copies included
    uint64_t duplicated{0};                       //!< arrivals of packets that had arrived before
    uint64_t lost{0};                             //!< packets that never arrived
    uint64_t reordered{0};                        //!< see FlowLedger::Report
    double reorderedRatio{NOT_MEASURED};          //!< of those that arrived, copies left out
    std::map<std::string, uint64_t> lostByReason; //!< what became of the lost ones

    double interruption_s{NOT_MEASURED}; //!< see FlowLedger::Report
    double delayBefore_s{NOT_MEASURED};  //!< mean delay of packets sent before the first move
    double delayDuring_s{NOT_MEASURED};  //!< mean delay of packets sent during a move
    double delayAfter_s{NOT_MEASURED};   //!< mean delay of packets sent after the last move
    Percentiles delaysBefore;            //!< seconds, of the packets of delayBefore_s
    Percentiles delaysDuring;            //!< seconds, of the packets of delayDuring_s
    Percentiles delaysAfter;             //!< seconds, of the packets of delayAfter_s
    std::vector<std::string> pathBefore; //!< the way of the last packet before the first move
    std::vector<std::string> pathAfter;  //!< the way of the last packet after the last move
    std::vector<PathChange> pathChanges; //!< every change of way
    std::vector<double> lastStale_s;     //!< for each move, see FlowLedger::Report
    /// Of a flow of packets to or from a machine, for each move: it took the way on which it then
    /// stayed; NOT_MEASURED if it did not find one.
    std::vector<double> converged_s;
    Throughput throughput; //!< of a TCP flow

    std::vector<std::pair<std::string, double>> extra; //!< more figures, as a TCP flow's goodput

    std::vector<std::string> reasons; //!< the reasons that packets refer to
    std::vector<Packet> packets;      //!< every packet, in order of sending
};

/// The times between which a move is under way, in seconds.
struct MoveWindow
{
    double started_s;               //!< the move begins
    double settled_s;               //!< traffic has found the new place; infinite if it never did
    double resumed_s{NOT_MEASURED}; //!< the machine ran at its new place
    std::set<std::string> astray{}; //!< names of flows that never found it there
};

} // namespace ns3

#endif /* FLOW_REPORT_H */
