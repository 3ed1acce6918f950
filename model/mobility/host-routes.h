/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_ROUTES_H
#define HOST_ROUTES_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace ns3
{

class Ipv4StaticRouting;
class Ipv6StaticRouting;
class NetDevice;
class Node;

/**
 * @brief The routes to single hosts that someone keeps in a node's static routing, IPv4 and IPv6.
 *
 * Only its own routes are replaced and removed. A node's routes to its own subnets stay; a host
 * route is longer, and wins.
 */
class HostRoutes
{
  public:
    /**
     * @param node the node
     * @throws std::invalid_argument if it has no static routing of IPv4 or IPv6
     */
    explicit HostRoutes(Ptr<Node> node);
    /**
     * @param node the node
     * @param ipv4 the table to keep IPv4 routes in, or null
     * @param ipv6 the table to keep IPv6 routes in, or null
     */
    HostRoutes(Ptr<Node> node, Ptr<Ipv4StaticRouting> ipv4, Ptr<Ipv6StaticRouting> ipv6);
    ~HostRoutes();

    /**
     * @brief Whether Set would take a route.
     * @param host an address
     * @param device the device to send its packets from
     * @param nextHop as in Set
     * @return true if the node routes that family, the device has an interface of it, and the host,
     * if it is to be an IPv6 neighbour, is in a prefix of that interface: ns-3's Neighbor Discovery
     * ends the program when it is asked for any other (AddForeignGateway gives the interface one)
     */
    bool CanRoute(const NetworkAddress& host,
                  Ptr<NetDevice> device,
                  const NetworkAddress& nextHop = NetworkAddress()) const;
    /**
     * @brief Route a host, in place of what Set said of it before.
     * @param host its address
     * @param device the device to send its packets from, with an IP interface of that family
     * @param nextHop the router to send them to; no address if the host is a neighbour
     * @throws std::invalid_argument if it cannot be (see CanRoute)
     */
    void Set(const NetworkAddress& host,
             Ptr<NetDevice> device,
             const NetworkAddress& nextHop = NetworkAddress());
    /// @param host a host @return true if it had a route of this table; it has none now
    bool Remove(const NetworkAddress& host);
    /// @param host a host @return the device of its route here; null if there is none
    Ptr<NetDevice> GetDevice(const NetworkAddress& host) const;
    /// @return the number of routes of this table
    std::size_t GetSize() const;

  private:
    /// A route as it was set.
    struct Route
    {
        Ptr<NetDevice> device;  //!< where to
        NetworkAddress nextHop; //!< to whom
        uint32_t interface;     //!< of the device
    };

    /// @param host a host @param route its route, to be taken out of the node's routing
    void Erase(const NetworkAddress& host, const Route& route);

    Ptr<Node> m_node;                                   //!< whose routing it is
    Ptr<Ipv4StaticRouting> m_ipv4;                      //!< null: no IPv4
    Ptr<Ipv6StaticRouting> m_ipv6;                      //!< null: no IPv6
    std::unordered_map<NetworkAddress, Route> m_routes; //!< by host
};

/**
 * @brief Give a port the address of another site's gateway, so that hosts of that site's subnet
 * find their gateway here.
 *
 * The port answers ARP and Neighbor Discovery for the address and can itself ask hosts of that
 * subnet, but the subnet is not routed here: only hosts with a host route are.
 *
 * @param port a device of a node, its IP interface up
 * @param gateway the address
 * @param length the subnet's prefix length
 * @throws std::invalid_argument if the device has no interface of the family that is up, or the
 * length is beyond the address
 */
void AddForeignGateway(Ptr<NetDevice> port, const NetworkAddress& gateway, uint8_t length);

} // namespace ns3

#endif /* HOST_ROUTES_H */
