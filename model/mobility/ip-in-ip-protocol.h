/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IP_IN_IP_PROTOCOL_H
#define IP_IN_IP_PROTOCOL_H

#include "ns3/callback.h"
#include "ns3/tunnel-receiver.h"

namespace ns3
{

/**
 * @brief Takes the packets inside IP packets that have come to this node: IPv4 (protocol 4, RFC
 * 2003 and 2473) or IPv6 (protocol 41, RFC 4213 and 2473) in either.
 */
class IpInIpProtocol : public TunnelReceiver
{
  public:
    static constexpr uint8_t IPV4 = 4;  //!< protocol number of IPv4 inside (RFC 2003 section 3.1)
    static constexpr uint8_t IPV6 = 41; //!< protocol number of IPv6 inside (RFC 4213 section 3.5)

    /// Called with the packet inside, its family, and the outer source.
    using ReceiveCallback = Callback<void, Ptr<Packet>, AddressFamily, const NetworkAddress&>;

    /// @return the type
    static TypeId GetTypeId();

    IpInIpProtocol();
    ~IpInIpProtocol() override;

    /**
     * @brief Take one kind of packet from a node's IPv4 and IPv6.
     * @param node the node
     * @param inside IPV4 or IPV6: the family inside
     * @param callback gets the packets
     */
    void Install(Ptr<Node> node, AddressFamily inside, ReceiveCallback callback);

    // Inherited from IpL4Protocol.
    int GetProtocolNumber() const override;

  protected:
    void DoDispose() override;
    void Take(const Ptr<Packet>& packet, const NetworkAddress& source) override;

  private:
    AddressFamily m_inside{AddressFamily::IPV4}; //!< the family inside
    ReceiveCallback m_callback;                  //!< gets the packets
};

} // namespace ns3

#endif /* IP_IN_IP_PROTOCOL_H */
