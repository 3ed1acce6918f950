/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_IPV6_ROUTING_H
#define LISP_IPV6_ROUTING_H

#include "lisp-instance-routes.h"

#include "ns3/ipv6-list-routing.h"
#include "ns3/ns3-compat.h"

#include <cstdint>

namespace ns3
{

class LispXtr;

/**
 * @brief The IPv6 routing of a tunnel router, around the routing that the node had.
 *
 * The twin of LispIpv4Routing, except that IPv6 in ns-3 delivers what is for the node before it
 * asks its routing: encapsulated packets come by LispUdpPort, and packets to an address of the node
 * are delivered whatever their instance (RFC 9300 section 8 advises against overlapping IPv6 EIDs).
 *
 * It is a list of what is inside, so that scripts that look for a protocol of the node, such as
 * Ipv6StaticRoutingHelper, find it as before.
 */
class LispIpv6Routing : public Ipv6ListRouting
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv6RoutingProtocol>;
    /// What it knows of instances.
    using Routes = LispInstanceRoutes<LispIpv6Family>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispIpv6Routing();
    ~LispIpv6Routing() override;

    /**
     * @brief Go around a node's IPv6 routing.
     * @param xtr the tunnel router
     * @param ipv6 the node's IPv6
     */
    void Install(LispXtr* xtr, Ptr<Ipv6> ipv6);

    /// Leave all to the routing inside from now on.
    void Detach();

    /// @return the instances and their routes without a tunnel; those of the default one, and of
    /// the underlay, are the routing inside this
    Routes& GetRoutes()
    {
        return m_routes;
    }

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
                        Ipv6Prefix prefix,
                        Ipv6Address nextHop,
                        uint32_t interface,
                        Ipv6Address prefixToUse = Ipv6Address::GetZero()) override;
    void NotifyRemoveRoute(Ipv6Address destination,
                           Ipv6Prefix prefix,
                           Ipv6Address nextHop,
                           uint32_t interface,
                           Ipv6Address prefixToUse = Ipv6Address::GetZero()) override;
    void SetIpv6(Ptr<Ipv6> ipv6) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream,
                           Time::Unit unit = Time::S) const override;

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    using Instance = Routes::Instance; //!< an address space with its own routes
    using Port = Routes::Port;         //!< a device of the node

    void HandleChange();
    /// @param packet to a group, from inside or out of the tunnel @param header its header @param
    /// from the device where it came in @param unicast how to forward @return true if the tunnel or
    /// a port got it
    bool ForwardGroup(Ptr<const Packet> packet,
                      const Ipv6Header& header,
                      Ptr<const NetDevice> from,
                      const UnicastForwardCallback& unicast);

    LispXtr* m_xtr{nullptr}; //!< null: all is left to the routing inside
    Routes m_routes;         //!< of the instances, and the routing inside
};

} // namespace ns3

#endif /* LISP_IPV6_ROUTING_H */
