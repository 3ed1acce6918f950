/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_IPV4_ROUTING_H
#define LISP_IPV4_ROUTING_H

#include "lisp-instance-routes.h"
#include "lisp-ipv4-set.h"

#include "ns3/ipv4-list-routing.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"

#include <cstdint>

namespace ns3
{

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
    /// What it knows of instances.
    using Routes = LispInstanceRoutes<LispIpv4Family>;

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
     * @param tunnel its instance's
     * @return false if it is for the node itself, or IPv4 has not said how to forward so far
     */
    bool Forward(Ptr<const Packet> packet, const Ipv4Header& header, const NetDevice& tunnel);
    /// Leave all to the routing inside from now on.
    void Detach();

    /// @return the instances and their routes without a tunnel; those of the default one, and of
    /// the underlay, are the routing inside this
    Routes& GetRoutes()
    {
        return m_routes;
    }

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
    using Instance = Routes::Instance; //!< an address space with its own routes
    using Port = Routes::Port;         //!< a device of the node

    void HandleChange();
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

    LispXtr* m_xtr{nullptr};          //!< null: all is left to the routing inside
    Routes m_routes;                  //!< of the instances, and the routing inside
    UnicastForwardCallback m_unicast; //!< how IPv4 forwards; null at first
    LispIpv4Set m_rlocs;              //!< this router's locators
};

} // namespace ns3

#endif /* LISP_IPV4_ROUTING_H */
