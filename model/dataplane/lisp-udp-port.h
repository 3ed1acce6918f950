/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_UDP_PORT_H
#define LISP_UDP_PORT_H

#include "ns3/ip-l4-protocol.h"

namespace ns3
{

class LispXtr;
class Node;

/**
 * @brief Stands before a tunnel router's UDP and takes what is for LISP data, port 4341.
 *
 * A UDP endpoint would not do: ns-3's UDP drops a zero checksum in some releases and over IPv6,
 * where LISP sends it (RFC 9300 section 5.3), and finds no endpoint for an ICMP error about a
 * packet whose source port is a flow's hash. Everything else passes to UDP unchanged. Outer packets
 * that come whole over IPv4 are taken before, by LispIpv4Routing; reassembled ones and IPv6 come
 * here.
 */
class LispUdpPort : public IpL4Protocol
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispUdpPort();
    ~LispUdpPort() override;

    /**
     * @brief Take UDP's place in the node's IPv4 and IPv6.
     * @param xtr the tunnel router
     * @param node its node
     */
    void Install(LispXtr* xtr, Ptr<Node> node);

    // From IpL4Protocol.
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> incomingInterface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> incomingInterface) override;
    void ReceiveIcmp(Ipv4Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv4Address payloadSource,
                     Ipv4Address payloadDestination,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv6Address payloadSource,
                     Ipv6Address payloadDestination,
                     const uint8_t payload[8]) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    LispXtr* m_xtr{nullptr}; //!< the tunnel router; null when it is gone
    Ptr<IpL4Protocol> m_udp; //!< UDP itself
};

} // namespace ns3

#endif /* LISP_UDP_PORT_H */
