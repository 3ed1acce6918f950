/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GRE_PROTOCOL_H
#define GRE_PROTOCOL_H

#include "mpls-drop-reason.h"
#include "tunnel-receiver.h"

#include "ns3/traced-callback.h"

#include <array>
#include <functional>
#include <unordered_map>

namespace ns3
{

/**
 * @brief Takes the GRE packets (RFC 2784) that have come to this node by IPv4 or IPv6, and hands
 * the labelled packets in them (RFC 4023) to whoever owns the label.
 *
 * **Scope and limitations.** MPLS (protocol 0x8847) is what it takes, with one label. A checksum is
 * verified if there is one; keys and sequence numbers (RFC 2890) are not in use.
 */
class GreProtocol : public TunnelReceiver
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    GreProtocol();
    ~GreProtocol() override;

    /**
     * @brief The one of a node, which is made if there is none.
     * @param node a node with IPv4, IPv6 or both
     * @return it
     * @throws std::invalid_argument if the node has neither
     */
    static Ptr<GreProtocol> Of(Ptr<Node> node);
    /// @return the node
    Ptr<Node> GetNode() const;

    /// Gets what is below a label.
    using Handler = std::function<void(Ptr<Packet>)>;
    /**
     * @brief Hand what comes with a label to a handler.
     * @param label a free label, 16 to 1048575
     * @param peer the only address that it may come from
     * @param handler gets the packets
     * @throws std::invalid_argument if the label is not free
     */
    void AddLabel(uint32_t label, const NetworkAddress& peer, Handler handler);
    /// @param label a label that is free again
    void RemoveLabel(uint32_t label);

    /// @return packets handed to a handler
    uint64_t GetDelivered() const;
    /// @param reason a reason @return the packets dropped for it
    uint64_t GetDrops(MplsDropReason reason) const;

    /// Signature of the trace source Drop: a packet from its GRE header on, or what is left of it,
    /// and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, MplsDropReason reason);

    // Inherited from IpL4Protocol.
    int GetProtocolNumber() const override;

  protected:
    void DoDispose() override;
    void Take(const Ptr<Packet>& packet, const NetworkAddress& source) override;

  private:
    /// Who gets what comes with a label.
    struct Owner
    {
        NetworkAddress peer; //!< from here alone
        Handler handler;     //!< gets it
    };

    /**
     * @brief Take the GRE header off.
     * @param packet a packet @param reason gets what is wrong with it
     * @return true if it has a header, and MPLS below it
     */
    static bool RemoveGre(const Ptr<Packet>& packet, MplsDropReason& reason);
    /// @param packet what there is of it @param reason why it is dropped
    void Drop(Ptr<const Packet> packet, MplsDropReason reason);

    Ptr<Node> m_node;                                              //!< the host
    std::unordered_map<uint32_t, Owner> m_labels;                  //!< by label
    uint64_t m_delivered{0};                                       //!< see GetDelivered
    std::array<uint64_t, MPLS_DROP_REASONS> m_drops{};             //!< by reason
    TracedCallback<Ptr<const Packet>, MplsDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* GRE_PROTOCOL_H */
