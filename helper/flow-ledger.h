/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FLOW_LEDGER_H
#define FLOW_LEDGER_H

#include "flow-report.h"

#include "ns3/node.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/// How far a packet was seen to come. A later stage does not follow an earlier one on every way.
enum class PacketStage : uint8_t
{
    HANDED_DOWN, //!< the application gave it to its socket
    IP_ROUTED,   //!< IP decided where it goes: sent here or forwarded
    IP_SENT,     //!< IP gave it to an interface
    LINK,        //!< it is in a device's queue or on the wire
    ARRIVED,     //!< a device took it from the wire
    IP_RECEIVED, //!< IP took it from a device
    DELIVERED,   //!< IP gave it to the transport of its destination
};

/**
 * @brief The account of one flow: a record for each packet, from which the report is made.
 *
 * Knows nothing of ns-3's traces: PacketLedger tells it what happened.
 */
class FlowLedger
{
  public:
    /// No reason: the packet is under way or has arrived.
    static constexpr uint16_t NO_REASON = 0;
    /// A node that is not known.
    static constexpr uint32_t NO_NODE = UINT32_MAX;

    /// Where a packet came to, and from where.
    struct Hop
    {
        uint32_t node;     //!< the node it came to
        uint32_t previous; //!< the node it came from, or NO_NODE
    };

    /// What is known of one packet.
    struct Entry
    {
        Time sent;                                   //!< when it was handed down
        Time received;                               //!< first arrival, when copies > 0
        Time seen;                                   //!< when it was last seen
        uint32_t node{NO_NODE};                      //!< where it was last seen
        uint32_t path{0};                            //!< the way it took, when copies > 0
        uint32_t copies{0};                          //!< arrivals
        uint16_t reason{NO_REASON};                  //!< why a copy of it was dropped
        PacketStage stage{PacketStage::HANDED_DOWN}; //!< how far it was seen to come
        bool answered{false};                        //!< an echo request whose reply was sent
        std::vector<Hop> hops;                       //!< as far as it has come, until it arrives
    };

    /// What the flow is.
    struct Description
    {
        std::string name;                  //!< what the study calls it
        std::string protocol;              //!< "udp", "tcp" or "icmp"
        Ptr<Node> source;                  //!< sends
        Ptr<Node> destination;             //!< receives
        Time interval;                     //!< between packets; zero if not constant
        std::vector<Ptr<Node>> replicas{}; //!< other nodes with the destination's address

        /// @param node a node @return true if it is the destination or one of the replicas
        bool IsEnd(uint32_t node) const;
    };

    /// @param description what the flow is
    explicit FlowLedger(const Description& description);

    /// @return what the flow is
    const Description& GetDescription() const;

    /// @return the number of the packet that is sent now
    uint32_t Sent();

    /// @param sequence a packet @return true if the flow has sent it
    bool Has(uint32_t sequence) const;

    /// @param sequence a packet that was sent @return what is known of it
    Entry& GetEntry(uint32_t sequence);

    /// @return the number of packets sent
    uint32_t GetCount() const;

    /**
     * @brief A packet came to a node.
     * @param sequence the packet
     * @param node the node
     * @param previous the node it came from, or NO_NODE
     */
    void Came(uint32_t sequence, uint32_t node, uint32_t previous);

    /**
     * @brief A packet arrived where it was to go.
     * @param sequence the packet
     */
    void Received(uint32_t sequence);

    /**
     * @brief A copy of a packet was dropped. The first reason stays: the loss of a fragment comes
     * before the time-out of the others.
     * @param sequence the packet
     * @param reason the number of the reason
     */
    void Dropped(uint32_t sequence, uint16_t reason);

    /// Names a reason from its number.
    using ReasonName = std::function<std::string(uint16_t)>;

    /**
     * @brief Make the report.
     *
     * The interruption is the longest time between two arrivals one after the other that overlaps
     * a move, less the sending interval; from the last arrival to the end when none follows. Less
     * than 0.1 ms, which queueing alone makes, is none. Delays and ways are those of packets sent
     * before the first move started, while one was under way, and after the last one settled, which
     * it never does for a flow that is astray. The way is that of the last such packet.
     *
     * A packet is reordered if one that was sent after it arrived before it (Type-P-Reordered, RFC
     * 4737 section 3.3); the ratio is of the packets that arrived, copies left out (section 4.1).
     *
     * The last stale packet of a move is the last that, once the machine ran at its new place,
     * arrived on another way than the one on which the flow then stayed, or was last seen at a node
     * that is not on that way and did not arrive. Until the next move, none if nothing arrived.
     *
     * @param moves the moves, in order of time
     * @param reasonName names the reasons
     * @return the report; every packet is in it once
     */
    FlowReport Report(const std::vector<MoveWindow>& moves, const ReasonName& reasonName) const;

  private:
    /**
     * @brief The way of a packet that arrived, from its hops: back from the destination along the
     * node each hop came from, so that frames flooded elsewhere do not count.
     * @param entry the packet
     * @return the number of the way
     */
    uint32_t FindPath(const Entry& entry);

    /// @param path the number of a way @return the names of its nodes
    std::vector<std::string> NamePath(uint32_t path) const;
    /// @param report gets the counts and the packets @param reasonName names the reasons
    void Count(FlowReport& report, const ReasonName& reasonName) const;
    /// @return the packets that arrived, in order of arrival
    std::vector<const Entry*> GetArrivals() const;
    /// @param report gets delays and ways @param moves the moves
    void Measure(FlowReport& report, const std::vector<MoveWindow>& moves) const;
    /// @param report gets what RFC 4737 counts @param arrivals in order of arrival
    void CountReordered(FlowReport& report, const std::vector<const Entry*>& arrivals) const;
    /**
     * @brief Find the last stale packet of a move.
     * @param arrivals in order of arrival
     * @param resumed_s the machine ran at its new place
     * @param until_s the next move starts
     * @return when it was last seen, or NOT_MEASURED
     */
    double FindLastStale(const std::vector<const Entry*>& arrivals,
                         double resumed_s,
                         double until_s) const;
    /// @param moves the moves @return the interruption in seconds, or NOT_MEASURED
    double FindInterruption(const std::vector<MoveWindow>& moves) const;

    Description m_description;                  //!< what the flow is
    std::vector<Entry> m_entries;               //!< one for each packet sent
    std::vector<std::vector<uint32_t>> m_paths; //!< the ways taken, each once
};

} // namespace ns3

#endif /* FLOW_LEDGER_H */
