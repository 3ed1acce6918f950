/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPLS_ROUTER_H
#define MPLS_ROUTER_H

#include "mpls-drop-reason.h"
#include "mpls-label-stack-entry.h"

#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace ns3
{

class EthernetNic;
class Node;
class Packet;

/// A label-switched path as its first router sees it: the labels it pushes and the first hop.
struct MplsPath
{
    std::vector<uint32_t> labels; //!< pushed, the topmost first; none: the next hop is the last one
    Ptr<EthernetNic> nic;         //!< leaves by this
    Mac48Address nextHop;         //!< the MAC address of the next router
};

/**
 * @brief A label-switching router (RFC 3031, 3032) over Ethernet links (EtherType 0x8847).
 *
 * **Scope and limitations.** Labels are configured by the script: there is no LDP (RFC 5036) and no
 * RSVP-TE (RFC 3209), hence no rerouting, and no equal-cost paths. One label space a node (RFC 3031
 * section 3.14). The special labels 0 to 15 are not used: an egress whose penultimate router pops
 * (AddPenultimate) takes the place of the implicit null label. A packet whose time to live is over
 * is dropped without an ICMP message. The links are EthernetNic: PointToPointNetDevice carries IP
 * alone.
 *
 * The time to live goes by the pipe model of RFC 3443, or the uniform model if UniformTtl says so.
 */
class MplsRouter : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    MplsRouter();
    ~MplsRouter() override;

    /**
     * @brief Make a node a label-switching router: aggregate this to it.
     * @param node the node
     * @throws std::invalid_argument if it is one already
     */
    void Install(Ptr<Node> node);
    /// @return the node; null before Install
    Ptr<Node> GetNode() const;
    /**
     * @brief Take labelled packets from a link, and allow them to leave by it.
     * @param nic a NIC of the node; it may have IP interfaces, but must be no port of a switch
     * @throws std::invalid_argument if it is not the node's
     */
    void AddInterface(Ptr<EthernetNic> nic);

    // ---- labels --------------------------------------------------------------------------------

    /**
     * @brief Swap a label and send on.
     * @param in a free label, 16 to 1048575 @param out the label that takes its place
     * @param nic leaves by this interface @param nextHop the next router's MAC address
     * @throws std::invalid_argument for a label or a NIC that cannot be
     */
    void AddSwap(uint32_t in, uint32_t out, Ptr<EthernetNic> nic, const Mac48Address& nextHop);
    /**
     * @brief Take a label off and send what is below it to the last router of the path.
     * @param in a free label, 16 to 1048575
     * @param nic leaves by this interface @param nextHop the last router's MAC address
     * @throws std::invalid_argument for a label or a NIC that cannot be
     */
    void AddPenultimate(uint32_t in, Ptr<EthernetNic> nic, const Mac48Address& nextHop);
    /**
     * @brief Take a label off and look at the one below it, as the last router of a path does whose
     * penultimate router swaps.
     * @param in a free label, 16 to 1048575
     * @throws std::invalid_argument for a label that cannot be
     */
    void AddPop(uint32_t in);

    /// Gets what is below a label, with the label's traffic class and time to live.
    using Handler = std::function<void(Ptr<Packet> packet, const MplsLabelStackEntry& entry)>;
    /**
     * @brief Hand what comes with a label to a handler. It must be the last one of its stack.
     * @param in a free label, 16 to 1048575 @param handler gets the packets
     * @throws std::invalid_argument for a label that cannot be
     */
    void AddLocal(uint32_t in, Handler handler);
    /// @param in a label of which nothing is known any more
    void Remove(uint32_t in);

    // ---- packets -------------------------------------------------------------------------------

    /**
     * @brief Send a packet down a path.
     * @param packet from its innermost labels on; the path's go before them
     * @param path a path that CheckPath has accepted
     * @param trafficClass of the path's labels
     * @param ttl of the path's labels
     * @return false if it was dropped
     */
    bool Send(Ptr<Packet> packet, const MplsPath& path, uint8_t trafficClass, uint8_t ttl);
    /// @param path a path @throws std::invalid_argument if it cannot start here
    void CheckPath(const MplsPath& path) const;
    /// @param label a label @throws std::invalid_argument if it is not one of 16 to 1048575
    static void CheckLabel(uint32_t label);
    /// @param packet a labelled packet that has arrived, from its label stack on
    void Receive(Ptr<Packet> packet);

    /**
     * @brief Hear of the links of the interfaces.
     * @param listener called when one comes up or goes down
     * @return a number for RemoveLinkListener
     */
    uint32_t AddLinkListener(std::function<void()> listener);
    /// @param number of a listener that is not to be called any more
    void RemoveLinkListener(uint32_t number);

    /// @return labelled packets sent on that came from another router
    uint64_t GetForwarded() const;
    /// @return packets sent into a path here
    uint64_t GetSent() const;
    /// @return packets handed to a handler
    uint64_t GetDelivered() const;
    /// @param reason a reason @return the packets dropped for it
    uint64_t GetDrops(MplsDropReason reason) const;

    /// Signature of the trace source Drop: a packet from its label stack on, or what is left of it,
    /// and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, MplsDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// What is done with a label.
    enum class Action : uint8_t
    {
        SWAP,        //!< see AddSwap
        PENULTIMATE, //!< see AddPenultimate
        POP,         //!< see AddPop
        LOCAL,       //!< see AddLocal
    };

    /// What is known of a label.
    struct Entry
    {
        Action action;        //!< what to do
        uint32_t out;         //!< SWAP: the label that takes its place
        Ptr<EthernetNic> nic; //!< SWAP, PENULTIMATE: leaves by this
        Mac48Address nextHop; //!< SWAP, PENULTIMATE: the next router
        Handler handler;      //!< LOCAL: gets the packets
    };

    /// @param in a label @param entry what is to be known of it
    void Add(uint32_t in, Entry entry);
    /// @param nic a NIC @throws std::invalid_argument if it is no interface
    void CheckInterface(const Ptr<const EthernetNic>& nic) const;
    /// A frame arrived. See Node::ProtocolHandler.
    void ReceiveFrame(Ptr<NetDevice> nic,
                      Ptr<const Packet> packet,
                      uint16_t protocol,
                      const Address& source,
                      const Address& destination,
                      NetDevice::PacketType type);
    /// @param packet from its label stack on @param nic leaves by this @param nextHop to this
    /// @return false if it was dropped
    bool Transmit(const Ptr<Packet>& packet,
                  const Ptr<EthernetNic>& nic,
                  const Mac48Address& nextHop);
    /// The popped label's time to live goes to the next one. @param packet from that one on
    static void CopyTtl(const Ptr<Packet>& packet, uint8_t ttl);
    /// @param packet what there is of it @param reason why it is dropped
    void Drop(Ptr<const Packet> packet, MplsDropReason reason);
    /// @param packet without its first label @param entry that label @param reason why it is
    /// dropped
    void Drop(const Ptr<Packet>& packet, const MplsLabelStackEntry& entry, MplsDropReason reason);
    /// The link of an interface came up or went down.
    void LinkChanged();

    Ptr<Node> m_node;                                              //!< the router
    bool m_uniformTtl;                                             //!< attribute UniformTtl
    std::vector<Ptr<EthernetNic>> m_nics;                          //!< the interfaces
    std::unordered_map<uint32_t, Entry> m_labels;                  //!< by incoming label
    std::map<uint32_t, std::function<void()>> m_listeners;         //!< of links, by number
    uint32_t m_nextListener{0};                                    //!< the next one's number
    uint64_t m_forwarded{0};                                       //!< see GetForwarded
    uint64_t m_sent{0};                                            //!< see GetSent
    uint64_t m_delivered{0};                                       //!< see GetDelivered
    std::array<uint64_t, MPLS_DROP_REASONS> m_drops{};             //!< by reason
    TracedCallback<Ptr<const Packet>, MplsDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* MPLS_ROUTER_H */
