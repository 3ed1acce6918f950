/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NAT_ROUTER_H
#define NAT_ROUTER_H

#include "nat-table.h"

#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ns3-compat.h"
#include "ns3/traced-callback.h"

#include <array>

namespace ns3
{

class NatHeader;
class Node;

/**
 * @brief A router that translates addresses and ports (NAPT) of UDP and ICMP echoes over IPv4
 * between the network inside and one address outside (RFC 4787, RFC 5508).
 *
 * It stands around the routing that the node has: packets that would leave by the outer interface
 * get its address and a port of their own; those that come in at it for that port go to whom it was
 * given. The node's own packets, and those between interfaces inside, are left alone.
 *
 * Mapping is endpoint-independent; filtering so too, or by address (RFC 4787 section 5). Simpler
 * than RFC 4787 asks: no TCP, no fragments (REQ-14), no hairpinning (REQ-9), and ICMP errors from
 * outside about translated packets go no further.
 */
class NatRouter : public Ipv4RoutingProtocol
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv4RoutingProtocol>;

    /// From whom packets to a mapped port are let in (RFC 4787 section 5).
    enum Filtering
    {
        ENDPOINT_INDEPENDENT, //!< from everybody
        ADDRESS_DEPENDENT,    //!< from addresses that were sent to
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    NatRouter();
    ~NatRouter() override;

    /**
     * @brief Make a node a NAT. Its static routes are to be there: the helper of ns-3 does not find
     * the routing inside afterwards.
     * @param node a node with IPv4
     * @param outside its device to the outside, whose first address is that of all inside
     * @throws std::invalid_argument if it has no IPv4, or the device no IPv4 address there
     */
    void Install(Ptr<Node> node, Ptr<NetDevice> outside);

    /// Forget every mapping, as after a restart.
    void Restart();
    /// @return the mappings that are not idle for too long
    std::size_t GetMappings() const;
    /// @param reason a reason @return the packets dropped for it
    uint64_t GetDrops(NatDropReason reason) const;

    /**
     * @brief Signature of the trace source Drop.
     * @param packet the packet without its IP header
     * @param reason why
     */
    using DropTrace = void (*)(Ptr<const Packet> packet, NatDropReason reason);
    /**
     * @brief Signature of the trace source Translated.
     * @param isOut whether it goes out
     * @param inside the endpoint inside
     * @param port its port outside
     */
    using TranslatedTrace = void (*)(bool isOut, const NatEndpoint& inside, uint16_t port);

    // From Ipv4RoutingProtocol.
    Ptr<Ipv4Route> RouteOutput(Ptr<Packet> packet,
                               const Ipv4Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& error) override;
    bool RouteInput(Ptr<const Packet> packet,
                    const Ipv4Header& header,
                    Ptr<const NetDevice> device,
                    Input::Unicast unicast,
                    Input::Multicast multicast,
                    Input::Local local,
                    Input::Error error) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void SetIpv4(Ptr<Ipv4> ipv4) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream,
                           Time::Unit unit = Time::S) const override;

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    NatDropReason GoOut(Ptr<Packet> packet, Ipv4Header& header);
    NatDropReason ComeIn(Ptr<Packet> packet, Ipv4Header& header);
    static NatDropReason Check(const Packet& packet, const Ipv4Header& header);
    bool IsForMapping(const Packet& packet, const Ipv4Header& header) const;
    void Drop(Ptr<const Packet> packet, NatDropReason reason);

    Ptr<Ipv4> m_ipv4;                                 //!< the node's
    Ptr<Ipv4RoutingProtocol> m_inner;                 //!< the routing that this is around
    Ptr<NetDevice> m_outside;                         //!< to the outside
    Ipv4Address m_address;                            //!< of all inside
    Time m_udpTimeout;                                //!< attribute UdpTimeout
    Time m_icmpTimeout;                               //!< attribute IcmpTimeout
    uint32_t m_maxMappings;                           //!< attribute MaxMappings
    uint16_t m_firstPort;                             //!< attribute FirstPort
    bool m_filtersByPeer{false};                      //!< attribute Filtering
    NatTable m_table;                                 //!< mappings
    std::array<uint64_t, NAT_DROP_REASONS> m_drops{}; //!< by reason

    void SetFiltering(Filtering filtering);
    Filtering GetFiltering() const;

    TracedCallback<Ptr<const Packet>, NatDropReason> m_dropTrace;         //!< see GetTypeId
    TracedCallback<bool, const NatEndpoint&, uint16_t> m_translatedTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* NAT_ROUTER_H */
