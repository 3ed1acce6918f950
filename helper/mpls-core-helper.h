/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPLS_CORE_HELPER_H
#define MPLS_CORE_HELPER_H

#include "ns3/mac48-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class EthernetNic;
class MplsRouter;
class Pseudowire;

/**
 * @brief Builds a provider's network: a label-switching router at each site, every one linked to
 * every other, and pseudowires between the edge devices that are connected to them.
 *
 * Each edge device has a label of its own, by which all routers know the way to it; the last one
 * takes it off.
 */
class MplsCoreHelper
{
  public:
    /// @param delay of the links between sites
    explicit MplsCoreHelper(Time delay);

    /**
     * @brief Add a router for a site, and links to its edge devices.
     * @param name of the site; the router's node is "mpls-NAME"
     * @param edges its edge devices, which become label-switching routers
     */
    void AddSite(const std::string& name, const NodeContainer& edges);
    /**
     * @brief Add a pseudowire.
     * @param a an edge device @param b another one, of another site
     * @return its ends at a and at b
     */
    std::pair<Ptr<Pseudowire>, Ptr<Pseudowire>> AddPseudowire(Ptr<Node> a, Ptr<Node> b);
    /// @return the routers
    const NodeContainer& GetNodes() const;

  private:
    /// An end of a link between label-switching routers.
    struct Hop
    {
        Ptr<EthernetNic> nic; //!< leaves by this
        Mac48Address next;    //!< the NIC at the other end
    };

    /// An edge device.
    struct Edge
    {
        std::size_t site; //!< where it is
        uint32_t label;   //!< by which routers know the way to it
        Hop up;           //!< to its router
        Hop down;         //!< from its router
    };

    /// @param a a node @param b another @param delay of the link @return both ends
    static std::pair<Hop, Hop> Link(Ptr<Node> a, Ptr<Node> b, Time delay);
    /// @param at a site @param edge an edge device: the way there is told to the site's router
    void Route(std::size_t at, const Edge& edge);

    Time m_delay;                                              //!< between sites
    NodeContainer m_routers;                                   //!< by site
    std::map<Ptr<Node>, Edge> m_edges;                         //!< by node
    std::map<std::pair<std::size_t, std::size_t>, Hop> m_hops; //!< [from, to]
    uint32_t m_nextLabel;                                      //!< not yet in use
};

} // namespace ns3

#endif /* MPLS_CORE_HELPER_H */
