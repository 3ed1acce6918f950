/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef STUDY_TRAFFIC_H
#define STUDY_TRAFFIC_H

#include "packet-ledger.h"
#include "throughput-meter.h"

#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief The traffic of a study: UDP, TCP and ping flows, each accounted for by a PacketLedger.
 *
 * Flows start one after the other, a millisecond apart, so that their packets do not meet at one
 * instant. One that would start when senders stop is refused with std::invalid_argument.
 */
class StudyTraffic
{
  public:
    /**
     * @param start when the first flow starts
     * @param stop when senders stop
     */
    StudyTraffic(Time start, Time stop);
    ~StudyTraffic();

    StudyTraffic(const StudyTraffic&) = delete;
    StudyTraffic& operator=(const StudyTraffic&) = delete;

    /// An end of a flow.
    struct End
    {
        Ptr<Node> node;         //!< the host
        NetworkAddress address; //!< its address
        /// Other hosts with the same address, which receive what is routed to them; of TCP, see
        /// UnknownConnections.
        std::vector<Ptr<Node>> replicas{};

        /// @return the host and the others
        std::vector<Ptr<Node>> GetNodes() const;
    };

    /**
     * @brief Account for what happens in these nodes. To be called when they are complete, before
     * flows are added.
     * @param nodes the nodes
     */
    void Watch(const NodeContainer& nodes);

    /**
     * @brief Add a UDP flow of constant rate.
     * @param name what the study calls it
     * @param from sends
     * @param to receives
     * @param interval from one packet to the next
     * @param size bytes of payload
     */
    void AddUdp(const std::string& name,
                const End& from,
                const End& to,
                Time interval,
                uint32_t size);

    /**
     * @brief Add a TCP flow whose application writes at a constant rate.
     * @param name what the study calls it
     * @param from sends
     * @param to receives
     * @param rate bit/s of payload; 0: as fast as TCP takes it
     *
     * A connection that the other end does not know any more, as after it has booted, is opened
     * anew as soon as the sender is told.
     */
    void AddTcp(const std::string& name, const End& from, const End& to, uint64_t rate);

    /// @param meter how the goodput of TCP flows that are added from now on is looked at
    void SetMeter(const ThroughputMeter::Parameters& meter);

    /**
     * @brief Add a ping.
     * @param name what the study calls it
     * @param from asks
     * @param to answers
     * @param interval from one request to the next
     */
    void AddPing(const std::string& name, const End& from, const End& to, Time interval);

    /// @return the account
    Ptr<PacketLedger> GetLedger() const;

    /**
     * @brief Make the reports, when the simulation has ended and before it is destroyed.
     *
     * TCP flows have throughput over time and, as extra figures, goodput_bps, over the time from
     * their start to the end of their sending; recovery_s, from the end of the last pause to the
     * next data at the application; and of the move that it took longest to recover from (see
     * ThroughputMeter): goodput_before_bps, goodput_least_bps, dip_started_s, dip_recovered_s and
     * time_to_recover_s. With a mean after (see ThroughputMeter::Parameters), also that,
     * goodput_after_bps, goodput_during_bps, and dip_depth, the part of the goodput before that
     * it lacked in the mean.
     *
     * @param moves the moves
     * @param resumed_s when the machine last ran again, or NOT_MEASURED
     * @return a report for each flow, in the order they were added
     */
    std::vector<FlowReport> Report(const std::vector<MoveWindow>& moves, double resumed_s);

    /// @return what all TCP flows' applications have received, as one, without a mean after
    ThroughputMeter GetTotal() const;

  private:
    struct TcpReceiver;
    struct TcpSender;

    /// @param end an end of a flow @param port a port @return both as a socket address
    static Address ToSocketAddress(const End& end, uint16_t port);
    /// @return when the next flow is to start
    /// @throws std::invalid_argument if senders have stopped by then
    Time NextStart();

    Time m_start;                                          //!< of the first flow
    Time m_stop;                                           //!< of sending
    uint16_t m_port{5000};                                 //!< of the next flow
    ThroughputMeter::Parameters m_meter;                   //!< of TCP flows
    bool m_closed{false};                                  //!< the account is complete
    Ptr<PacketLedger> m_ledger;                            //!< the account
    std::vector<std::unique_ptr<TcpReceiver>> m_receivers; //!< TCP flows
    std::vector<std::unique_ptr<TcpSender>> m_senders;     //!< of the same
};

} // namespace ns3

#endif /* STUDY_TRAFFIC_H */
