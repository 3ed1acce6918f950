/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOME_AGENT_TUNNEL_H
#define HOME_AGENT_TUNNEL_H

#include "ns3/address.h"
#include "ns3/network-address.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <ostream>
#include <unordered_map>
#include <unordered_set>

namespace ns3
{

class IpInIpProtocol;
class NetDevice;
class Node;
class Packet;
class VirtualNetDevice;

/**
 * @brief Why a tunnel dropped a packet. Each such packet has exactly one reason.
 */
enum class TunnelDropReason : uint8_t
{
    NOT_UNICAST,  //!< sent to a group: the tunnel carries packets of single hosts
    NO_BINDING,   //!< sent to a host of which no gateway is known
    UNKNOWN_PEER, //!< arrived from someone who is no peer
    MALFORMED,    //!< arrived, and what is inside is no whole IP packet
    NOT_HERE,     //!< arrived for a host that is not here (any more)
};

/// The number of values of TunnelDropReason.
constexpr std::size_t TUNNEL_DROP_REASONS =
    static_cast<std::size_t>(TunnelDropReason::NOT_HERE) + 1;

/// @param reason a reason @return its name, such as "tunnel-not-here"
const char* ToString(TunnelDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, TunnelDropReason reason);

/**
 * @brief A gateway's IP-in-IP tunnel to the gateways where hosts away from home are.
 *
 * A device of the node: what is routed to it is put into a packet to the gateway that the host is
 * bound to (IPv4 in IPv4: RFC 2003; in or with IPv6: RFC 2473, RFC 4213), the DSCP and ECN field
 * copied. What arrives from a peer for a host that is here is routed on as any arriving packet.
 *
 * The device's MTU is that of the interface that has the local address, less the outer header, so
 * that the node's IP fragments or refuses larger packets before they come here.
 *
 * **Scope and limitations.** ns-3's IPv4 does not heed the Don't Fragment bit and sends no
 * Fragmentation Needed: larger IPv4 packets are fragmented. The MTU of links further on is not
 * discovered. Congestion marks (ECN) made on the outer header are lost with it.
 */
class HomeAgentTunnel : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    HomeAgentTunnel();
    ~HomeAgentTunnel() override;

    /**
     * @brief Add the tunnel to a gateway.
     * @param node the gateway, with its addresses of the families that are to go through
     * @param local the address at this end: one of the node's
     * @throws std::invalid_argument if it has a node already, or the node has not that address
     */
    void Install(Ptr<Node> node, const NetworkAddress& local);
    /**
     * @param peer a gateway from which packets are accepted
     * @throws std::invalid_argument if it is not of the local address's family, or is that address
     */
    void AddPeer(const NetworkAddress& peer);
    /**
     * @brief Say where a host is.
     * @param host its address
     * @param gateway a peer; the local address: it is here
     */
    void Bind(const NetworkAddress& host, const NetworkAddress& gateway);
    /// @param host of which nothing is known any more
    void Unbind(const NetworkAddress& host);

    /// @return the device, to which routes of bound hosts lead
    Ptr<NetDevice> GetDevice() const;
    /// @return the address at this end
    const NetworkAddress& GetLocal() const;
    /// @return the packets sent into the tunnel
    uint64_t GetEncapsulated() const;
    /// @return the packets that came out of it
    uint64_t GetDecapsulated() const;
    /// @param reason a reason @return the packets dropped for it
    uint64_t GetDrops(TunnelDropReason reason) const;

    /// Signature of the trace source Drop: the packet that was inside or was to be, and why.
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet, TunnelDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// Give the device interfaces, each with an address that the node has already.
    void AddInterfaces();
    /// The device is to send. @param packet an IP packet @param protocol its type @return true if
    /// so
    bool Send(Ptr<Packet> packet, const Address&, const Address&, uint16_t protocol);
    /// A packet came. @param packet what was inside @param family its @param from the outer source
    void Receive(Ptr<Packet> packet, AddressFamily family, const NetworkAddress& from);
    /// @param packet is lost @param reason why
    void Drop(Ptr<const Packet> packet, TunnelDropReason reason);

    Ptr<Node> m_node;                                                //!< the gateway
    Ptr<VirtualNetDevice> m_device;                                  //!< what routes lead to
    std::array<Ptr<IpInIpProtocol>, 2> m_protocols;                  //!< what arrives: IPv4, IPv6
    NetworkAddress m_local;                                          //!< this end
    std::unordered_set<NetworkAddress> m_peers;                      //!< other ends
    std::unordered_map<NetworkAddress, NetworkAddress> m_bindings;   //!< gateway by host
    uint64_t m_encapsulated{0};                                      //!< packets sent
    uint64_t m_decapsulated{0};                                      //!< packets received
    std::array<uint64_t, TUNNEL_DROP_REASONS> m_drops{};             //!< by reason
    TracedCallback<Ptr<const Packet>, TunnelDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* HOME_AGENT_TUNNEL_H */
