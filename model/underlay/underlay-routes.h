/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef UNDERLAY_ROUTES_H
#define UNDERLAY_ROUTES_H

#include "ns3/eid-prefix.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <map>

namespace ns3
{

class Ipv4StaticRouting;
class Ipv6StaticRouting;
class NetDevice;
class Node;

/**
 * @brief The routes to prefixes that a routing protocol keeps in a node's static routing.
 *
 * Only its own routes are replaced and removed. ns-3 forgets static routes when their interface
 * goes down; those that are still wanted are put back when it comes up.
 *
 * A route that the node has from its own interfaces or from a script is preferred to one of these
 * to the same prefix.
 */
class UnderlayRoutes
{
  public:
    /// The metric of these routes: the administrative distance that routers commonly give to
    /// external BGP. Routes to a node's own subnets have 0.
    static constexpr uint32_t METRIC = 20;

    /**
     * @param node the node
     * @throws std::invalid_argument if it has no static routing of IPv4 or IPv6
     */
    explicit UnderlayRoutes(Ptr<Node> node);
    ~UnderlayRoutes();

    /**
     * @brief Route a prefix, in place of what was said of it before.
     * @param prefix where to
     * @param device the device to send its packets from, with an IP interface of that family
     * @param nextHop the router to send them to
     */
    void Set(const EidPrefix& prefix, Ptr<NetDevice> device, const NetworkAddress& nextHop);
    /// @param prefix is not routed here any more
    void Remove(const EidPrefix& prefix);
    /**
     * @brief Take note of an interface.
     * @param family of it @param interface its index @param isUp its state from now on
     */
    void SetInterface(AddressFamily family, uint32_t interface, bool isUp);
    /// @return the number of routes of this table that are in the node's
    std::size_t GetSize() const;

  private:
    /// A route.
    struct Route
    {
        NetworkAddress nextHop;  //!< to whom
        uint32_t interface{0};   //!< out of which interface
        bool isInstalled{false}; //!< in the node's table
    };

    /// @param prefix where to @param route to be put into the node's table, if its interface is up
    void Install(const EidPrefix& prefix, Route& route);
    /// @param prefix where to @param route to be taken out of it
    void Erase(const EidPrefix& prefix, Route& route);

    Ptr<Node> m_node;                    //!< whose routing it is
    Ptr<Ipv4StaticRouting> m_ipv4;       //!< null: no IPv4
    Ptr<Ipv6StaticRouting> m_ipv6;       //!< null: no IPv6
    std::map<EidPrefix, Route> m_routes; //!< by prefix
    std::size_t m_installed{0};          //!< see GetSize
};

} // namespace ns3

#endif /* UNDERLAY_ROUTES_H */
