/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IPV6_INTERFACE_WATCH_H
#define IPV6_INTERFACE_WATCH_H

#include "ns3/ipv6-list-routing.h"
#include "ns3/ipv6.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"

#include <functional>
#include <vector>

namespace ns3
{

class Node;

/**
 * @brief Hears when IPv6 interfaces of a node go up and down: ns-3 tells the routing protocol
 * alone.
 *
 * ns-3 gives a node Ipv6StaticRouting without a list around it; then this goes around it, and
 * passes all on. In an Ipv6ListRouting this is the last. It routes nothing itself, but for who asks
 * for a route by a certain device, if somebody knows one.
 *
 * Around a protocol it also hears of packets without a route, which ns-3 loses in silence there:
 * the list alone has IPv6 report them.
 */
class Ipv6InterfaceWatch : public Ipv6ListRouting
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv6RoutingProtocol>;
    /// Called with an interface and whether it is up from now on.
    using Handler = std::function<void(uint32_t, bool)>;
    /// Called with a destination and a device: the next hop by which the one leads to the other, or
    /// no address.
    using RouteFinder = std::function<NetworkAddress(const NetworkAddress&, Ptr<NetDevice>)>;
    /// Called with a packet that is not for the node and has no route, and its header.
    using NoRouteHandler = std::function<void(Ptr<const Packet>, const Ipv6Header&)>;

    /// @return the type
    static TypeId GetTypeId();

    Ipv6InterfaceWatch();
    ~Ipv6InterfaceWatch() override;

    /**
     * @brief Watch a node's interfaces; each node has one watch.
     * @param node a node with IPv6
     * @return the watch
     * @throws std::invalid_argument if LISP routes there and is around something else than a list:
     * the watch goes first
     */
    static Ptr<Ipv6InterfaceWatch> Install(Ptr<Node> node);
    /// @param handler hears of interfaces, from now on
    void SetHandler(Handler handler);
    /// @param finder is asked for a route by a certain device that no other protocol has, from now
    /// on
    void SetRouteFinder(RouteFinder finder);
    /// @param handler hears of packets without a route, from now on
    /// @return false if IPv6 reports them itself
    bool SetNoRouteHandler(NoRouteHandler handler);

    // From Ipv6ListRouting.
    void AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> protocol, int16_t priority) override;
    uint32_t GetNRoutingProtocols() const override;
    Ptr<Ipv6RoutingProtocol> GetRoutingProtocol(uint32_t index, int16_t& priority) const override;
    Ptr<Ipv6Route> RouteOutput(Ptr<Packet> packet,
                               const Ipv6Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& error) override;
    bool RouteInput(Ptr<const Packet> packet,
                    const Ipv6Header& header,
                    Ptr<const NetDevice> device,
                    Input::Unicast unicast,
                    Input::Multicast multicast,
                    Input::Local local,
                    Input::Error error) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyAddRoute(Ipv6Address destination,
                        Ipv6Prefix mask,
                        Ipv6Address nextHop,
                        uint32_t interface,
                        Ipv6Address prefixToUse) override;
    void NotifyRemoveRoute(Ipv6Address destination,
                           Ipv6Prefix mask,
                           Ipv6Address nextHop,
                           uint32_t interface,
                           Ipv6Address prefixToUse) override;
    void SetIpv6(Ptr<Ipv6> ipv6) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream,
                           Time::Unit unit = Time::S) const override;

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    Ptr<Ipv6> m_ipv6;                 //!< of the node
    Ptr<Ipv6RoutingProtocol> m_inner; //!< what this is around; null: it is in a list
    Handler m_handler;                //!< hears of the interfaces; none: nobody
    RouteFinder m_finder;             //!< knows further routes; none: nobody
    NoRouteHandler m_noRoute;         //!< hears of packets; none: nobody
};

} // namespace ns3

#endif /* IPV6_INTERFACE_WATCH_H */
