/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_IPV6_ROUTING_H
#define LISP_IPV6_ROUTING_H

#include "ns3/ipv6-list-routing.h"
#include "ns3/ns3-compat.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ns3
{

class Ipv6StaticRouting;
class LispNetDevice;
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

    /**
     * @brief Give an instance its tunnel device and, unless it is the node's own, a routing table.
     * @param instanceId the instance
     * @param device its tunnel device, with an interface in the node's IPv6
     * @param isDefault whether the instance uses the node's own routing
     */
    void AddInstance(uint32_t instanceId, Ptr<LispNetDevice> device, bool isDefault);
    /**
     * @brief Move a port from the node's own routing to an instance's table.
     * @param interface the port's interface
     * @param instanceId its instance
     */
    void MovePort(uint32_t interface, uint32_t instanceId);
    /// Leave all to the routing inside from now on.
    void Detach();

    /// @return the routing of the underlay and the default instance, inside this
    Ptr<Ipv6RoutingProtocol> GetInner() const;
    /// @param instanceId an instance @return its table; null for the default one and unknown ones
    Ptr<Ipv6StaticRouting> GetTable(uint32_t instanceId) const;
    /// @param rloc a locator @return the underlay's route to it, or null
    Ptr<Ipv6Route> LookupUnderlay(Ipv6Address rloc) const;
    /**
     * @brief Look up a route without the tunnel.
     * @param instanceId an instance
     * @param destination where to
     * @return the route, or null
     */
    Ptr<Ipv6Route> LookupNative(uint32_t instanceId, Ipv6Address destination) const;

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
    using Addresses = std::unordered_set<Ipv6Address, compat::AddressHash>;

    /// An address space with its own routes.
    struct Instance
    {
        uint32_t id{0};               //!< its number
        Ptr<LispNetDevice> device;    //!< its tunnel
        Ptr<Ipv6Route> toTunnel;      //!< the route that leads there
        Ptr<Ipv6StaticRouting> table; //!< its routes; null: those inside
        Addresses own;                //!< the node's addresses in it
    };

    /// What is known of a device of the node, by its interface index.
    struct Port
    {
        Instance* instance{nullptr}; //!< whose packets come in here
        int32_t interface{-1};       //!< its IPv6 interface
        bool isTunnel{false};        //!< a LispNetDevice
    };

    Instance* Find(uint32_t instanceId) const;
    const Port& GetPort(const NetDevice& device);
    Instance& GetInstanceOf(uint32_t interface) const;
    Ptr<Ipv6RoutingProtocol> GetNative(const Instance& instance) const;
    void HandleChange();
    void SetOwnAddresses(Instance& instance);
    bool IsTunnel(uint32_t interface) const;
    /// @param packet to a group, from inside or out of the tunnel @param header its header @param
    /// from the device where it came in @param unicast how to forward @return true if the tunnel or
    /// a port got it
    bool ForwardGroup(Ptr<const Packet> packet,
                      const Ipv6Header& header,
                      Ptr<const NetDevice> from,
                      const UnicastForwardCallback& unicast);
    /// @param device index of a device @return the route out there, without a next hop
    const Ptr<Ipv6Route>& GetRouteTo(uint32_t device);
    Ptr<Ipv6Route> MakeTunnelRoute(const Instance& instance, Ipv6Address source) const;
    Ipv6Address FindOwnEid(const Instance& instance) const;

    LispXtr* m_xtr{nullptr};                            //!< null: all is left to m_inner
    Ptr<Ipv6> m_ipv6;                                   //!< the node's IPv6
    Ptr<Ipv6RoutingProtocol> m_inner;                   //!< the routing that this is around
    std::vector<std::unique_ptr<Instance>> m_instances; //!< the default one first
    std::vector<Port> m_ports;                          //!< by device index
    std::vector<Ptr<Ipv6Route>> m_routesTo;             //!< the same, see GetRouteTo
    std::unordered_map<uint32_t, uint32_t> m_moved;     //!< interfaces of other instances
};

} // namespace ns3

#endif /* LISP_IPV6_ROUTING_H */
