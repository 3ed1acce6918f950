/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CORE_HELPER_H
#define CORE_HELPER_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class BgpSpeaker;
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
 *
 * With EnableBgp, the routers learn their routes from each other instead, by BGP-4 (BgpSpeaker):
 * any topology that hangs together will do, routes change when links and routers go, and what a
 * router had learned by then is found out rather than known. What is attached can speak BGP, too:
 *
 * ```
 * core.EnableBgp();
 * ...
 * core.AttachSpeaker(resolver1, paris);
 * core.AttachSpeaker(resolver2, rome);
 * core.Anycast(resolver1, NetworkAddress::FromString("192.0.2.53"));
 * core.Anycast(resolver2, NetworkAddress::FromString("192.0.2.53"));
 * // traffic from core.GetConvergedTime() on
 * ```
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

    /**
     * @brief Let the routers speak BGP: each is an AS of its own. To be called before the first
     * router is added.
     * @throws std::invalid_argument if there is a router already
     */
    void EnableBgp();
    /**
     * @brief Set an attribute of the speakers made from then on.
     * @param name an attribute of BgpSpeaker @param value its value, or its text in a StringValue
     * @throws std::invalid_argument if there is no such attribute or the value does not fit
     */
    void SetSpeakerAttribute(const std::string& name, const AttributeValue& value);
    /// As SetSpeakerAttribute, of sessions. @param name an attribute of BgpSession @param value its
    /// value
    void SetSessionAttribute(const std::string& name, const AttributeValue& value);
    /**
     * @brief As Attach, but the node speaks BGP with the router: an AS of its own, which carries
     * nobody else's traffic. It learns all routes, and needs no default one. A node may be attached
     * to several routers.
     * @param node a node with a stack @param router the router @param delay of the link
     * @param mtu as Attach has it
     * @return the link
     * @throws std::invalid_argument as Attach, and without EnableBgp
     */
    Uplink AttachSpeaker(Ptr<Node> node,
                         uint32_t router,
                         Time delay = MicroSeconds(500),
                         uint16_t mtu = PLAIN_MTU);
    /**
     * @brief Give a node an address that others may have, too: the core leads to the nearest of
     * them that there is.
     * @param node a speaker @param address it gets it on its loopback interface, and originates it;
     * its IPv6 takes what comes for that by any interface (attribute StrongEndSystemModel)
     * @throws std::invalid_argument if it is no speaker or has the address, or that is not of the
     * core's family
     */
    void Anycast(Ptr<Node> node, const NetworkAddress& address);
    /// @param node a router of the core with BGP, or a speaker attached @return its speaker
    /// @throws std::invalid_argument if it is none
    static Ptr<BgpSpeaker> GetSpeaker(Ptr<Node> node);
    /// Let the routers that there are report packets without a route: see UnreachableReporter.
    void ReportUnreachable();
    /**
     * @brief Find out when every router knows the best routes, if nothing changes meanwhile: with
     * BGP, sessions are established StartDelay and five times the longest delay after the start,
     * and news takes AdvertisementInterval and a delay for each router on its way.
     * @return that time, with one second for TCP: an upper bound; 0 without BGP
     * @throws std::invalid_argument if some speaker cannot be reached from another
     */
    Time GetConvergedTime() const;
    /// @return when a speaker last changed a route; 0 without BGP
    Time GetLastRouteChange() const;
    /// @return the number of routes in each router's table, the subnets of its own links included,
    /// but not those that every node has: to its loopback and to link-local addresses
    std::vector<std::size_t> GetTableSizes() const;
    /// @param stream first stream index to use @return the number of stream indices used
    int64_t AssignStreams(int64_t stream) const;

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
    /// @param node is to speak BGP from now on @param isTransit whether for others, too
    void AddSpeaker(Ptr<Node> node, bool isTransit);
    /// @param a one end @param b the other @param link between them @param delay of it
    void AddSession(Ptr<Node> a, Ptr<Node> b, const Uplink& link, Time delay);
    /// @param destination let the router that it is behind originate it
    void Originate(const Destination& destination);

    AddressFamily m_family;                                         //!< of all addresses
    uint64_t m_rate{10000000000};                                   //!< see SetRate
    NodeContainer m_routers;                                        //!< by number
    uint32_t m_links{0};                                            //!< how many have got addresses
    std::vector<Adjacency> m_adjacencies;                           //!< both ends of each link
    std::vector<Destination> m_destinations;                        //!< what is routed
    std::map<std::pair<uint32_t, uint32_t>, NetworkAddress> m_next; //!< [from, to]: to's address
    bool m_isBgp{false};                                            //!< see EnableBgp
    ObjectFactory m_speakerFactory;                                 //!< of speakers
    std::vector<std::pair<std::string, Ptr<const AttributeValue>>> m_sessionAttributes; //!< to set
    NodeContainer m_speakers;                              //!< routers, and others, with BGP
    std::vector<std::pair<uint32_t, uint32_t>> m_sessions; //!< between which of these
    Time m_longest;                                        //!< delay of a session's link
};

} // namespace ns3

#endif /* CORE_HELPER_H */
