/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PSEUDOWIRE_TRANSPORT_H
#define PSEUDOWIRE_TRANSPORT_H

#include "extension-drop-reason.h"

#include "ns3/object.h"

#include <functional>
#include <string>

namespace ns3
{

class Node;
class Packet;

/**
 * @brief What carries a pseudowire's packets to the other edge device and back: the tunnel, and the
 * label that tells one pseudowire in it from another.
 */
class PseudowireTransport : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    PseudowireTransport();
    ~PseudowireTransport() override;

    /// @return the edge device
    virtual Ptr<Node> GetNode() const = 0;
    /**
     * @brief Send a packet to the other end.
     * @param packet from its control word on; becomes what is sent
     * @param priority of the frame in it, 3 bits
     * @param reason gets why it is not sent
     * @return true if it was sent
     */
    virtual bool Send(Ptr<Packet> packet, uint8_t priority, ExtensionDropReason& reason) = 0;
    /// @return the most octets, control word included, that can be sent now; 0 if none
    virtual uint32_t GetMtu() const = 0;
    /// @return whether the link that it leaves by is up, as far as can be told at this end
    virtual bool IsUp() const = 0;
    /// @return the label by which the node knows the pseudowire
    uint32_t GetLabel() const;
    /// @return what it is, for tables: "mpls 100"
    virtual std::string GetName() const = 0;

    /// Gets a packet from its control word on.
    using Receiver = std::function<void(const Ptr<Packet>& packet)>;
    /**
     * @brief Give it an owner.
     * @param receiver gets what arrives @param linkChanged is called when IsUp may have changed
     */
    void SetOwner(Receiver receiver, std::function<void()> linkChanged);

  protected:
    void DoDispose() override;

    /**
     * @brief Set the labels of both directions.
     * @param out by which the other edge device knows the pseudowire
     * @param in by which this one knows it
     * @throws std::invalid_argument if the first cannot be one
     */
    void SetLabels(uint32_t out, uint32_t in);
    /// @param packet from its control word on, gets the pseudowire's label @param priority of the
    /// frame in it: the label's traffic class (RFC 5462)
    void AddLabel(const Ptr<Packet>& packet, uint8_t priority) const;
    /// @return attribute Ttl
    uint8_t GetTtl() const;
    /// @param packet that has arrived, from its control word on
    void Deliver(const Ptr<Packet>& packet);
    /// To be called when what IsUp says may have changed.
    void LinkChanged();

  private:
    uint32_t m_out{0};                   //!< label there
    uint32_t m_in{0};                    //!< label here
    uint8_t m_ttl;                       //!< attribute Ttl
    Receiver m_receiver;                 //!< the owner
    std::function<void()> m_linkChanged; //!< the owner
};

} // namespace ns3

#endif /* PSEUDOWIRE_TRANSPORT_H */
