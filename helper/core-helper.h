/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CORE_HELPER_H
#define CORE_HELPER_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class NetDevice;

/**
 * @brief Builds the core that data centres and sites are joined by: routers, point-to-point links
 * between them, static routes that take the direct link. It routes locators; EIDs only if told.
 *
 * ```
 * CoreHelper core(AddressFamily::IPV4);
 * const auto paris = core.AddRouter("core-paris");
 * const auto rome = core.AddRouter("core-rome");
 * core.Connect(paris, rome, MilliSeconds(8));
 * auto uplink = core.Attach(gateway, paris);   // uplink.address is the gateway's locator
 * ```
 *
 * Every two routers are to be connected: routes lead over one link of the core. Its links carry
 * jumbo frames, as backbones do, so that what data centres put around a full frame fits; a node's
 * link carries what is asked for.
 */
class CoreHelper
{
  public:
    /// The longest packet on a link of the core, in octets: what the ports of routers commonly take
    /// at most. No standard says how long a jumbo frame is.
    static constexpr uint16_t JUMBO_MTU = 9216;
    /// The longest payload of a plain Ethernet frame, in octets (IEEE 802.3-2018 section 3.2.7).
    static constexpr uint16_t PLAIN_MTU = 1500;

    /// A node's link to the core.
    struct Uplink
    {
        NetworkAddress address;    //!< the node's
        NetworkAddress router;     //!< the core router's
        Ptr<NetDevice> device;     //!< the node's
        Ptr<NetDevice> coreDevice; //!< the core router's
        EidPrefix link;            //!< the subnet of both addresses
    };

    /// One end of a link of the core, uplinks included.
    struct Adjacency
    {
        Ptr<NetDevice> device;   //!< a router's
        NetworkAddress neighbor; //!< the address at the other end
    };

    /// @param family of the core's addresses: 100.64.N.1 and .2, or fd64:N::1 and ::2
    explicit CoreHelper(AddressFamily family);

    /// @param rate of the links that are laid from then on, bit/s; 10 Gbit/s before
    /// @throws std::invalid_argument if it is zero
    void SetRate(uint64_t rate);
    /**
     * @brief Add a router, with a stack.
     * @param name of the node; it must be new
     * @return its number
     */
    uint32_t AddRouter(const std::string& name);
    /**
     * @brief Connect two routers.
     * @param a one @param b the other @param delay of the link
     * @param mtu the longest packet on it, octets: from 1280 (RFC 8200 section 5)
     * @throws std::invalid_argument if there is no such router, they are the same or connected, or
     * the MTU is below that
     */
    void Connect(uint32_t a, uint32_t b, Time delay, uint16_t mtu = JUMBO_MTU);
    /// Connect every two routers that are not connected yet. @param delay of the links @param mtu
    /// as Connect has it
    void ConnectAll(Time delay, uint16_t mtu = JUMBO_MTU);
    /**
     * @brief Connect a node to a router; the core learns the way there.
     * @param node a node with a stack
     * @param router the router
     * @param delay of the link
     * @param defaultRoute whether the node's default route goes there
     * @param mtu the longest packet on the link, octets: from 1280
     * @return the link
     * @throws std::invalid_argument if there is no such router, or the MTU is below that
     */
    Uplink Attach(Ptr<Node> node,
                  uint32_t router,
                  Time delay = MicroSeconds(500),
                  bool defaultRoute = true,
                  uint16_t mtu = PLAIN_MTU);
    /**
     * @brief Add a node with a stack and connect it to a router: a Map-Server, for one.
     * @param name of the node; it must be new
     * @param router the router
     * @return the link; its device is on the node
     * @throws std::invalid_argument as Attach
     */
    Uplink AddServer(const std::string& name, uint32_t router);
    /**
     * @brief Let the core route a prefix.
     * @param prefix the prefix
     * @param router the router that it is behind
     * @param via the next router from there
     * @throws std::invalid_argument if there is no such router
     */
    void Advertise(const EidPrefix& prefix, uint32_t router, const NetworkAddress& via);

    /// @return the routers by number
    const NodeContainer& GetRouters() const;
    /// @return both ends of every link
    const std::vector<Adjacency>& GetAdjacencies() const;
    /// @return the family of the core's addresses
    AddressFamily GetFamily() const;

  private:
    /// Where the core sends a prefix.
    struct Destination
    {
        EidPrefix prefix;   //!< to
        uint32_t router;    //!< behind this one
        NetworkAddress via; //!< the next router from there; none: a link of it
    };

    /// @param name of a node, to be made with a stack @return the node
    Ptr<Node> CreateNode(const std::string& name) const;
    /// @param a one end @param b the other @param delay of the link @param mtu of the link
    /// @return b as a's neighbour
    Uplink Lay(Ptr<Node> a, Ptr<Node> b, Time delay, uint16_t mtu);
    /// @param number of a router @throws std::invalid_argument if there is none
    void Check(uint32_t number) const;
    /// @param at a router @param destination where to: a route, if the way there is known
    void Route(uint32_t at, const Destination& destination);

    AddressFamily m_family;                                         //!< of all addresses
    uint64_t m_rate{10000000000};                                   //!< see SetRate
    NodeContainer m_routers;                                        //!< by number
    uint32_t m_links{0};                                            //!< how many have got addresses
    std::vector<Adjacency> m_adjacencies;                           //!< both ends of each link
    std::vector<Destination> m_destinations;                        //!< what is routed
    std::map<std::pair<uint32_t, uint32_t>, NetworkAddress> m_next; //!< [from, to]: to's address
};

} // namespace ns3

#endif /* CORE_HELPER_H */
