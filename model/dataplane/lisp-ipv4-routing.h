/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_IPV4_ROUTING_H
#define LISP_IPV4_ROUTING_H

#include "lisp-ipv4-set.h"

#include "ns3/ipv4-list-routing.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

class Ipv4StaticRouting;
class LispNetDevice;
class LispXtr;

/**
 * @brief The IPv4 routing of a tunnel router, around the routing that the node had.
 *
 * Takes encapsulated packets for the router's RLOCs, sends packets of local EIDs to remote ones by
 * the tunnel device of their instance, routes the packets of instances other than the default one
 * by tables of their own, and passes all else on to the routing that it is around.
 *
 * It is a list of what is inside, so that scripts that look for a protocol of the node, such as
 * Ipv4StaticRoutingHelper, find it as before.
 */
class LispIpv4Routing : public Ipv4ListRouting
{
  public:
    /// Callbacks of RouteInput, as this release of ns-3 passes them.
    using Input = compat::RouteInput<Ipv4RoutingProtocol>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispIpv4Routing();
    ~LispIpv4Routing() override;

    /**
     * @brief Go around a node's IPv4 routing.
     * @param xtr the tunnel router
     * @param ipv4 the node's IPv4
     */
    void Install(LispXtr* xtr, Ptr<Ipv4> ipv4);

    /**
     * @brief Give an instance its tunnel device and, unless it is the node's own, a routing table.
     * @param instanceId the instance
     * @param device its tunnel device, with an interface in the node's IPv4
     * @param isDefault whether the instance uses the node's own routing
     */
    void AddInstance(uint32_t instanceId, Ptr<LispNetDevice> device, bool isDefault);
    /**
     * @brief Move a port from the node's own routing to an instance's table.
     * @param interface the port's interface
     * @param instanceId its instance
     */
    void MovePort(uint32_t interface, uint32_t instanceId);
    /// @param address an address @return true if it is one of the node's, of whatever instance
    bool HasAddress(Ipv4Address address) const;
    /// @param rloc where packets may come encapsulated
    void AddRloc(Ipv4Address rloc);
    /// @param rloc where packets come encapsulated no longer
    void RemoveRloc(Ipv4Address rloc);
    /**
     * @brief Forward a decapsulated packet to a host of its instance, as IPv4 would after a look at
     * every header once more.
     * @param packet the packet without its IP header
     * @param header that
     * @param instanceId its instance
     * @return false if it is for the node itself, or IPv4 has not said how to forward so far
     */
    bool Forward(Ptr<const Packet> packet, const Ipv4Header& header, uint32_t instanceId);
    /// Leave all to the routing inside from now on.
    void Detach();

    /// @return the routing of the underlay and the default instance, inside this
    Ptr<Ipv4RoutingProtocol> GetInner() const;
    /// @param instanceId an instance @return its table; null for the default one and unknown ones
    Ptr<Ipv4StaticRouting> GetTable(uint32_t instanceId) const;
    /// @param rloc a locator @return the underlay's route to it, or null
    Ptr<Ipv4Route> LookupUnderlay(Ipv4Address rloc) const;
    /**
     * @brief Look up a route without the tunnel.
     * @param instanceId an instance
     * @param destination where to
     * @return the route, or null
     */
    Ptr<Ipv4Route> LookupNative(uint32_t instanceId, Ipv4Address destination) const;

    // From Ipv4ListRouting.
    void AddRoutingProtocol(Ptr<Ipv4RoutingProtocol> protocol, int16_t priority) override;
    uint32_t GetNRoutingProtocols() const override;
    Ptr<Ipv4RoutingProtocol> GetRoutingProtocol(uint32_t index, int16_t& priority) const override;
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
    /// An address space with its own routes.
    struct Instance
    {
        uint32_t id{0};               //!< its number
        Ptr<LispNetDevice> device;    //!< its tunnel
        Ptr<Ipv4Route> toTunnel;      //!< the route that leads there
        Ptr<Ipv4StaticRouting> table; //!< its routes; null: those inside
        LispIpv4Set addresses;        //!< the node's in it
        LispIpv4Set own;              //!< these, and the broadcast addresses
    };

    /// What is known of a device of the node, by its interface index.
    struct Port
    {
        Instance* instance{nullptr}; //!< whose packets come in here
        int32_t interface{-1};       //!< its IPv4 interface
        bool isTunnel{false};        //!< a LispNetDevice
    };

    Instance* Find(uint32_t instanceId) const;
    const Port& GetPort(const NetDevice& device);
    Instance& GetInstanceOf(uint32_t interface) const;
    Ptr<Ipv4RoutingProtocol> GetNative(const Instance& instance) const;
    void HandleChange();
    void SetOwnAddresses(Instance& instance);
    static void AddOwnAddress(Instance& instance, const Ipv4InterfaceAddress& address);
    bool IsTunnel(uint32_t interface) const;
    bool TakeOuter(Ptr<const Packet> packet, const Ipv4Header& header);
    bool Route(const Instance& instance,
               const Port& port,
               Ptr<const Packet> packet,
               const Ipv4Header& header,
               const UnicastForwardCallback& unicast,
               const LocalDeliverCallback& local) const;
    /// @param packet to a group, from inside or out of the tunnel @param header its header @param
    /// instance its instance @param from the device where it came in @param unicast how to forward
    void ForwardGroup(const Instance& instance,
                      const NetDevice& from,
                      const Ptr<const Packet>& packet,
                      const Ipv4Header& header,
                      const UnicastForwardCallback& unicast);
    /// @param device index of a device @return the route out there, without a next hop
    const Ptr<Ipv4Route>& GetRouteTo(uint32_t device);
    Ptr<Ipv4Route> MakeTunnelRoute(const Instance& instance, Ipv4Address source) const;
    Ipv4Address FindOwnEid(const Instance& instance) const;

    LispXtr* m_xtr{nullptr};                            //!< null: all is left to m_inner
    Ptr<Ipv4> m_ipv4;                                   //!< the node's IPv4
    Ptr<Ipv4RoutingProtocol> m_inner;                   //!< the routing that this is around
    std::vector<std::unique_ptr<Instance>> m_instances; //!< the default one first
    std::vector<Port> m_ports;                          //!< by device index
    std::vector<Ptr<Ipv4Route>> m_routesTo;             //!< the same, see GetRouteTo
    std::unordered_map<uint32_t, uint32_t> m_moved;     //!< interfaces of other instances
    UnicastForwardCallback m_unicast;                   //!< how IPv4 forwards; null at first
    LispIpv4Set m_rlocs;                                //!< this router's locators
};

} // namespace ns3

#endif /* LISP_IPV4_ROUTING_H */
