/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IPV4_INTERFACE_WATCH_H
#define IPV4_INTERFACE_WATCH_H

#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"

#include <functional>

namespace ns3
{

class Node;

/**
 * @brief Hears when IPv4 interfaces of a node go up and down: ns-3 tells routing protocols alone,
 * so this is one, the last in the node's list. It routes nothing, but for who asks for a route by a
 * certain device, if somebody knows one.
 */
class Ipv4InterfaceWatch : public Ipv4RoutingProtocol
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv4RoutingProtocol>;
    /// Called with an interface and whether it is up from now on.
    using Handler = std::function<void(uint32_t, bool)>;
    /// Called with a destination and a device: the next hop by which the one leads to the other, or
    /// no address.
    using RouteFinder = std::function<NetworkAddress(const NetworkAddress&, Ptr<NetDevice>)>;

    /// @return the type
    static TypeId GetTypeId();

    Ipv4InterfaceWatch();
    ~Ipv4InterfaceWatch() override;

    /**
     * @brief Watch a node's interfaces.
     * @param node a node with IPv4
     * @return the watch
     * @throws std::invalid_argument if its routing is no Ipv4ListRouting
     */
    static Ptr<Ipv4InterfaceWatch> Install(Ptr<Node> node);
    /// @param handler hears of interfaces, from now on
    void SetHandler(Handler handler);
    /// @param finder is asked for a route by a certain device that no other protocol has, from now
    /// on
    void SetRouteFinder(RouteFinder finder);

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
    void DoDispose() override;

  private:
    Handler m_handler;    //!< hears of the interfaces; none: nobody
    RouteFinder m_finder; //!< knows further routes; none: nobody
};

} // namespace ns3

#endif /* IPV4_INTERFACE_WATCH_H */
