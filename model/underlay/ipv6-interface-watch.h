/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IPV6_INTERFACE_WATCH_H
#define IPV6_INTERFACE_WATCH_H

#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/ns3-compat.h"

#include <functional>

namespace ns3
{

class Node;

/**
 * @brief Hears when IPv6 interfaces of a node go up and down: ns-3 tells routing protocols alone,
 * so this is one, the last in the node's list, which routes nothing.
 */
class Ipv6InterfaceWatch : public Ipv6RoutingProtocol
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv6RoutingProtocol>;
    /// Called with an interface and whether it is up from now on.
    using Handler = std::function<void(uint32_t, bool)>;

    /// @return the type
    static TypeId GetTypeId();

    Ipv6InterfaceWatch();
    ~Ipv6InterfaceWatch() override;

    /**
     * @brief Watch a node's interfaces.
     * @param node a node with IPv6 @param handler hears of them
     * @return the watch; to be told when nobody is there to hear any more
     * @throws std::invalid_argument if its routing is no Ipv6ListRouting
     */
    static Ptr<Ipv6InterfaceWatch> Install(Ptr<Node> node, Handler handler);
    /// Tell nobody any more.
    void Forget();

    // From Ipv6RoutingProtocol.
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
    void DoDispose() override;

  private:
    Handler m_handler; //!< hears of the interfaces; none: nobody
};

} // namespace ns3

#endif /* IPV6_INTERFACE_WATCH_H */
