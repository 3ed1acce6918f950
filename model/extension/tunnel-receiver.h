/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TUNNEL_RECEIVER_H
#define TUNNEL_RECEIVER_H

#include "ns3/ip-l4-protocol.h"
#include "ns3/network-address.h"

namespace ns3
{

class Node;
class Packet;

/**
 * @brief The end of tunnels over IPv4 and IPv6: takes what comes to a node with an IP protocol
 * number. What is sent into tunnels does not pass it.
 */
class TunnelReceiver : public IpL4Protocol
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    TunnelReceiver();
    ~TunnelReceiver() override;

    // Inherited from IpL4Protocol.
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> interface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> interface) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

    /// @param node gives what comes from now on, by IPv4 and IPv6 @return false if it has neither
    bool Join(Ptr<Node> node);
    /// @param packet has come, without outer header @param source the outer source
    virtual void Take(const Ptr<Packet>& packet, const NetworkAddress& source) = 0;

  private:
    DownTargetCallback m_down;   //!< kept for IpL4Protocol; nothing is sent here
    DownTargetCallback6 m_down6; //!< kept for IpL4Protocol; nothing is sent here
};

} // namespace ns3

#endif /* TUNNEL_RECEIVER_H */
