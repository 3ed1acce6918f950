/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACKET_LEDGER_H
#define PACKET_LEDGER_H

#include "flow-ledger.h"

#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/object.h"
#include "ns3/packet.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class PacketLedgerProbe;
class PacketLedgerTag;

/**
 * @brief Accounts for every packet of the flows it is told of, and for every drop in the nodes it
 * watches.
 *
 * Packets carry a PacketLedgerTag. The ledger listens to the traces of ns-3 and of this module that
 * tell of a drop, and to those that tell where a packet is, so that packets that ns-3 lets go
 * without a trace have a named cause too. Nothing is installed, and nothing costs, in nodes that
 * are not watched.
 *
 * Reasons that have no trace of their own, from the stage where a packet was last seen:
 *
 * | reason | what happened |
 * | --- | --- |
 * | arp-flush, nd-flush | it waited for a neighbour's MAC address when the link changed |
 * | nd-queue-full | newer packets took its place in the queue of neighbour discovery |
 * | nd-unresolved | the neighbour did not answer |
 * | interface-down | IP had routed it to an interface that was down |
 * | port-closed | no socket of its destination wanted it |
 * | connection-ended | it is of a TCP connection that its destination lost by booting |
 * | no-reply | an echo request arrived and no reply was sent |
 * | other-host | a device took it from the wire for another host |
 * | in-flight | it was under way at the end |
 * | vanished-STAGE | none of these: not seen for MaxTransit |
 */
class PacketLedger : public Object
{
  public:
    PacketLedger();
    ~PacketLedger() override;

    /// @return the type
    static TypeId GetTypeId();

    /**
     * @brief Watch nodes. To be called when their devices and protocols are complete, and again
     * for those where LISP is turned on later.
     * @param nodes the nodes; what is watched already is left out
     */
    void Watch(const NodeContainer& nodes);

    /**
     * @brief Add a flow whose application tells of each packet by Sent and Received.
     * @param description what the flow is
     * @return its number
     */
    uint32_t AddFlow(const FlowLedger::Description& description);

    /**
     * @brief Add a TCP flow (segments with data, each transmission counted) or an echo flow (a
     * request that its reply answers), recognised where IP sends them.
     * @param description what the flow is
     * @param source the address it sends from
     * @param destination the address it sends to
     * @param port the TCP destination port; 0 for an echo flow
     * @return its number
     * @throws std::invalid_argument if the two nodes are not watched or the protocol is another
     */
    uint32_t AddWatchedFlow(const FlowLedger::Description& description,
                            const NetworkAddress& source,
                            const NetworkAddress& destination,
                            uint16_t port);

    /**
     * @brief The application of a flow sends a packet: mark and record it.
     * @param flow the flow's number
     * @param packet the packet, with at least one byte
     * @return the packet's number
     */
    uint32_t Sent(uint32_t flow, Ptr<const Packet> packet);

    /**
     * @brief The application of a flow received a packet.
     * @param packet the packet
     * @return the number of its flow, or nothing if it is of none
     */
    std::optional<uint32_t> Received(Ptr<const Packet> packet);

    /**
     * @brief A packet was dropped. Packets that are of no flow are counted too.
     * @param packet the packet
     * @param reason why, in words with dashes
     */
    void Dropped(Ptr<const Packet> packet, const std::string& reason);

    /**
     * @brief Name a cause for each packet that neither arrived nor was dropped by a trace. To be
     * called once, when the simulation has ended.
     */
    void Close();

    /**
     * @brief A node has booted: its TCP connections are gone, and what still comes of them is lost
     * there. Those of TCP flows are told from new ones by the sender's port.
     * @param node the node
     */
    void EndConnections(Ptr<Node> node);

    /// @return the number of flows
    uint32_t GetFlowCount() const;
    /// @param flow a flow's number @param moves the moves @return the flow's report
    FlowReport Report(uint32_t flow, const std::vector<MoveWindow>& moves) const;
    /// @return every reason and how often it was met, in packets of any kind
    std::map<std::string, uint64_t> GetDrops() const;

  protected:
    void DoDispose() override;

  private:
    friend class PacketLedgerProbe;
    friend class PacketLedgerDevice;

    /// A flow recognised where IP sends it.
    struct Pattern
    {
        uint32_t flow;                       //!< its number
        uint32_t source;                     //!< the sending node
        uint32_t target;                     //!< the receiving node
        NetworkAddress sourceAddress;        //!< the sender's
        NetworkAddress destinationAddress;   //!< the receiver's
        uint16_t port;                       //!< TCP destination port, or 0
        std::map<uint16_t, uint32_t> echoes; //!< the packet of each echo sequence number
        std::set<uint16_t> ports;            //!< that the sender has had, of TCP
        std::set<uint16_t> ended;            //!< those of connections that are gone
    };

    /// A packet of a flow.
    struct Key
    {
        uint32_t flow;     //!< the flow
        uint32_t sequence; //!< the packet

        /// @param o another @return true if they are the same
        bool operator==(const Key& o) const
        {
            return flow == o.flow && sequence == o.sequence;
        }
    };

    /// @param packet a packet @param key what it is @return false if it is of no flow
    bool Identify(Ptr<const Packet> packet, Key& key) const;
    /// @param key a packet @return what is known of it
    FlowLedger::Entry& GetEntry(const Key& key);
    /// @param key a packet @param stage where it is @param node the node
    void Seen(const Key& key, PacketStage stage, uint32_t node);
    /// @param key a packet @param node a node it came to @param previous where from, or NO_NODE
    void Came(const Key& key, uint32_t node, uint32_t previous);
    /// @param key a packet @param reason why it is lost without a trace; counted as a drop
    void Vanished(const Key& key, const std::string& reason);
    /// @param name a reason @return its number
    uint16_t GetReason(const std::string& name);

    /**
     * @brief IP sends a packet from a node: mark it if it is of a watched flow.
     * @param node the node
     * @param packet the packet, from its transport header on
     * @param protocol the transport protocol's number
     * @param source from
     * @param destination to
     */
    void IpSends(uint32_t node,
                 Ptr<const Packet> packet,
                 uint8_t protocol,
                 const NetworkAddress& source,
                 const NetworkAddress& destination);

    /**
     * @brief IP delivers a packet to a transport.
     * @param node the node
     * @param key the packet
     * @param packet the same, from its transport header on
     */
    void IpDelivers(uint32_t node, const Key& key, Ptr<const Packet> packet);
    /// @param key a packet @param packet the same, from its TCP header on @return true if its
    /// connection is gone
    bool IsEnded(const Key& key, Ptr<const Packet> packet) const;

    /// @param entry a packet that did not arrive @param protocol its flow's @return why
    std::string Explain(const FlowLedger::Entry& entry, const std::string& protocol) const;

    Time m_maxTransit;                                               //!< attribute MaxTransit
    std::vector<FlowLedger> m_flows;                                 //!< by number
    std::vector<Pattern> m_patterns;                                 //!< the watched flows
    std::map<std::string, uint16_t> m_reasonNumbers;                 //!< by name
    std::vector<std::string> m_reasons;                              //!< by number
    std::vector<uint64_t> m_drops;                                   //!< by number of the reason
    std::map<uint32_t, std::unique_ptr<PacketLedgerProbe>> m_probes; //!< by node
};

} // namespace ns3

#endif /* PACKET_LEDGER_H */
