/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOME_AGENT_H
#define HOME_AGENT_H

#include "home-agent-tunnel.h"
#include "host-route-channel.h"
#include "host-routes.h"

#include "ns3/eid-prefix.h"
#include "ns3/mac48-address.h"
#include "ns3/neighbor-message.h"

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{

class NeighborListener;

/**
 * @brief Mobility through the home gateway: traffic for a host that has left home goes home as
 * before, and from there in a tunnel to the gateway where the host is.
 *
 * The gateway that hears of a visitor registers it with its home gateway; when the home gateway
 * hears of the host itself, it tells the other one that it is gone. Hosts notice nothing, as in
 * Proxy Mobile IPv6 (RFC 5213), whose order of things this is: sequence numbers are time stamps
 * (section 5.5), and registrations are repeated until acknowledged.
 *
 * **Scope and limitations.** The messages are HostRouteMessages, not those of RFC 5213. There is no
 * lifetime: a binding lasts until the host is heard of elsewhere. A host is heard of by ARP and
 * Neighbor Discovery, not by its data.
 */
class HomeAgent : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    HomeAgent();
    ~HomeAgent() override;

    /**
     * @brief Make a gateway an agent; this is aggregated to it.
     * @param node a router with static routing
     * @param local its address for peers
     * @throws std::invalid_argument if it has no such address or routing, or is an agent already
     */
    void Install(Ptr<Node> node, const NetworkAddress& local);
    /**
     * @param peer another gateway's address for peers
     * @throws std::invalid_argument if it cannot be one
     */
    void AddPeer(const NetworkAddress& peer);
    /// @param prefix a subnet of this gateway, whose hosts may leave
    void AddHomePrefix(const EidPrefix& prefix);
    /**
     * @brief Add a subnet whose hosts may come to this gateway.
     * @param prefix the subnet
     * @param home its gateway, a peer
     * @throws std::invalid_argument if it is no peer
     */
    void AddForeignPrefix(const EidPrefix& prefix, const NetworkAddress& home);
    /// @param listener tells of hosts at this gateway's ports
    void Listen(Ptr<NeighborListener> listener);
    /**
     * @brief A host is here. Nothing happens if that is known, or no prefix covers it.
     * @param host its address
     * @param port where
     */
    void HostHere(const NetworkAddress& host, Ptr<NetDevice> port);

    /// @return what carries the messages: counters and traces
    Ptr<HostRouteChannel> GetChannel() const;
    /// @return the tunnel: counters and traces
    Ptr<HomeAgentTunnel> GetTunnel() const;

    /**
     * @brief Signature of the trace source BindingChanged.
     * @param host the host
     * @param gateway where it is: a peer, or this gateway; no address: nothing is known of it here
     */
    typedef void (*BindingChangedTracedCallback)(const NetworkAddress& host,
                                                 const NetworkAddress& gateway);

  protected:
    void DoDispose() override;

  private:
    /// What is known of a host.
    struct Entry
    {
        HostRouteMessage latest; //!< news
        NetworkAddress gateway;  //!< where it is; no address: at home, here
        Ptr<NetDevice> port;     //!< where, if it is here
    };

    /// @param host was heard @param mac at this address @param port here @param cause so
    void Hear(const NetworkAddress& host,
              const Mac48Address& mac,
              Ptr<NetDevice> port,
              HostSeenCause cause);
    /// @param peer said it @param message what it said
    void Receive(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param peer has the host now @param message said so
    void Bind(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param host is here @param port at this port @param home its home gateway
    void Register(const NetworkAddress& host, Ptr<NetDevice> port, const NetworkAddress& home);
    /// @param host of this gateway's subnet, is here
    void ReturnHome(const NetworkAddress& host);
    /// @param type what @param host about whom @return a message that is newer than the latest one
    HostRouteMessage MakeNews(HostRouteMessage::Type type, const NetworkAddress& host) const;
    /// @param host an address @return true if a subnet of this gateway covers it
    bool IsHome(const NetworkAddress& host) const;
    /// @param host an address @return the gateway of the foreign subnet that covers it, or none
    NetworkAddress GetHomeOf(const NetworkAddress& host) const;

    Ptr<Node> m_node;                                            //!< the gateway
    Ptr<HostRouteChannel> m_channel;                             //!< to the peers
    Ptr<HomeAgentTunnel> m_tunnel;                               //!< to the peers
    std::unique_ptr<HostRoutes> m_routes;                        //!< what is installed
    std::vector<EidPrefix> m_home;                               //!< subnets of this gateway
    std::vector<std::pair<EidPrefix, NetworkAddress>> m_foreign; //!< others, and their gateways
    std::unordered_map<NetworkAddress, Entry> m_hosts;           //!< by address
    uint32_t m_maxHosts;                                         //!< bound of m_hosts
    TracedCallback<const NetworkAddress&, const NetworkAddress&> m_changed; //!< "BindingChanged"
};

} // namespace ns3

#endif /* HOME_AGENT_H */
