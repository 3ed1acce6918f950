/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GRE_PSEUDOWIRE_TRANSPORT_H
#define GRE_PSEUDOWIRE_TRANSPORT_H

#include "pseudowire-transport.h"

#include "ns3/network-address.h"

namespace ns3
{

class GreProtocol;

/**
 * @brief Carries a pseudowire over an IPv4 or IPv6 network: [IP][GRE][pseudowire's label] (RFC 4023
 * section 3.2).
 *
 * Nothing is fragmented here: what is longer than the MTU of the device that the route leaves by,
 * outer headers included, is not sent. An IP tunnel has no link of its own: it counts as up, and
 * the pseudowire's liveness says whether the other end is there. The frame's priority becomes the
 * class selector of the outer DSCP (RFC 2474 section 4.2.2).
 */
class GrePseudowireTransport : public PseudowireTransport
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    GrePseudowireTransport();
    ~GrePseudowireTransport() override;

    /**
     * @brief Set it up; the other end does the same the other way round.
     * @param node the edge device
     * @param local an address of it @param remote the other edge device's, of the same family
     * @param out the label by which the other edge device knows the pseudowire
     * @param in the label by which this one knows it
     * @throws std::invalid_argument for an address or a label that cannot be
     */
    void Install(Ptr<Node> node,
                 const NetworkAddress& local,
                 const NetworkAddress& remote,
                 uint32_t out,
                 uint32_t in);

    Ptr<Node> GetNode() const override;
    bool Send(Ptr<Packet> packet, uint8_t priority, ExtensionDropReason& reason) override;
    uint32_t GetMtu() const override;
    bool IsUp() const override;
    std::string GetName() const override;

  protected:
    void DoDispose() override;

  private:
    /// Give its label back.
    void Release();
    /// @param mtu of the device that it leaves by @param header octets of the outer IP header
    /// @return octets left below GRE header and label
    static uint32_t GetRoom(uint32_t mtu, uint32_t header);
    /// See Send. @param room gets the octets there are; no packet: that alone is asked
    bool SendIpv4(const Ptr<Packet>& packet, uint8_t priority, uint32_t& room) const;
    /// See Send. @param room gets the octets there are; no packet: that alone is asked
    bool SendIpv6(const Ptr<Packet>& packet, uint8_t priority, uint32_t& room) const;
    /// @param packet gets GRE header and label
    void AddHeaders(const Ptr<Packet>& packet, uint8_t priority) const;

    Ptr<GreProtocol> m_gre;  //!< the edge device's
    NetworkAddress m_local;  //!< outer source
    NetworkAddress m_remote; //!< outer destination
};

} // namespace ns3

#endif /* GRE_PSEUDOWIRE_TRANSPORT_H */
