/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_SPEAKER_H
#define BGP_SPEAKER_H

#include "bgp-drop-reason.h"
#include "bgp-rib.h"
#include "bgp-session.h"

#include <array>
#include <memory>
#include <set>
#include <vector>

namespace ns3
{

class Ipv4InterfaceWatch;
class Ipv6InterfaceWatch;
class UnderlayRoutes;

/**
 * @brief A router that speaks BGP-4 (RFC 4271) with its neighbours and routes by what it hears.
 *
 * ```
 * auto speaker = CreateObject<BgpSpeaker>();
 * speaker->Install(router, 64512);
 * speaker->AddNeighbor(device, NetworkAddress::FromString("10.0.0.2"), 64513);
 * speaker->Originate(EidPrefix::FromString("192.0.2.0/24"));
 * ```
 *
 * The node's routing has the best routes. Who asks it for a route by a certain device (as a socket
 * that is bound to one) gets what the neighbours there offer, if no best route leads there: see
 * FindOffer.
 *
 * **Scope and limitations.** External BGP alone: each router is an AS of its own, its neighbours
 * are on its links, and next hops are theirs. No policy but two: what is not best is not exported,
 * and an AS that carries nobody else's traffic (Transit) exports what is its own. Nothing is
 * aggregated; one of several equal routes is taken. No route flap damping, no graceful restart, no
 * MinASOriginationIntervalTimer (RFC 4271 section 9.2.1.2).
 */
class BgpSpeaker : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    BgpSpeaker();
    ~BgpSpeaker() override;

    /**
     * @brief Make a node a speaker; this is aggregated to it.
     * @param node a router with static routing, that of IPv4 in an Ipv4ListRouting; if it is to be
     * a tunnel router, too, it is that later
     * @param asNumber its AS, not 0: also its BGP Identifier (RFC 6286)
     * @throws std::invalid_argument if it has none or is a speaker already, or the AS is 0 or
     * AS_TRANS
     */
    void Install(Ptr<Node> node, uint32_t asNumber);
    /**
     * @brief Have a session with a neighbour.
     * @param device the device towards it
     * @param address its address, in a subnet of the device
     * @param remoteAs its AS, another one
     * @return this end of the session
     * @throws std::invalid_argument if one of these is not so, or it is a neighbour already
     */
    Ptr<BgpSession> AddNeighbor(Ptr<NetDevice> device,
                                const NetworkAddress& address,
                                uint32_t remoteAs);
    /**
     * @brief Tell neighbours that a prefix is here, from now on.
     * @param prefix the prefix
     * @param device the device it is behind; null: it is here as long as this node is
     * @param via the router it is behind, to which it is then routed; none: no such route is needed
     * @throws std::invalid_argument if the prefix is none of the default instance, there is a
     * router without a device, or the device is not the node's
     */
    void Originate(const EidPrefix& prefix,
                   Ptr<NetDevice> device = nullptr,
                   const NetworkAddress& via = NetworkAddress());
    /// @param prefix is not here any more; nothing happens if it was not
    void Withdraw(const EidPrefix& prefix);

    /// @return the AS
    uint32_t GetAsNumber() const;
    /// @return the sessions, in the order of AddNeighbor
    std::vector<Ptr<BgpSession>> GetSessions() const;
    /// @param address of a neighbour @return the session with it; null: there is none
    Ptr<BgpSession> GetSession(const NetworkAddress& address) const;
    /// @return what was heard, and what is best
    const BgpRib& GetRib() const;
    /**
     * @brief The next hop by which a neighbour's routes lead somewhere, whether or not the best
     * route does: of the longest prefix that neighbours on one device have announced.
     * @param destination an address
     * @param device of the node
     * @return the next hop; none: no neighbour there offers a route, or the interface is down
     */
    NetworkAddress FindOffer(const NetworkAddress& destination, Ptr<NetDevice> device) const;
    /// @return the routes that this has put into the node's routing
    std::size_t GetNRoutes() const;
    /// @return when a best route changed last; 0: never
    Time GetLastChange() const;
    /// @param reason a reason @return the routes, or connections, not taken for it
    uint64_t GetDrops(BgpDropReason reason) const;
    /// @return AdvertisementInterval
    Time GetAdvertisementInterval() const;
    /// @param stream first stream index to use @return the number of indices used
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Signature of the trace source RouteChanged.
     * @param prefix where to
     * @param nextHop by whom; none: it is here, or not to be reached
     */
    typedef void (*RouteChangedTracedCallback)(const EidPrefix& prefix,
                                               const NetworkAddress& nextHop);
    /// Signature of the trace source OffersChanged. @param neighbor whose routes are others now
    typedef void (*OffersChangedTracedCallback)(const NetworkAddress& neighbor);
    /// Signature of the trace source Drop; a connection has no prefix.
    typedef void (*DropTracedCallback)(const NetworkAddress& peer,
                                       const EidPrefix& prefix,
                                       BgpDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// A neighbour.
    struct Neighbor
    {
        Ptr<BgpSession> session;     //!< with it
        std::set<EidPrefix> pending; //!< what it is to be told of
        EventId interval;            //!< MinRouteAdvertisementIntervalTimer
        std::map<EidPrefix, std::shared_ptr<const BgpAttributes>> out; //!< Adj-RIB-Out
    };

    /// A prefix that is here.
    struct Origin
    {
        Ptr<NetDevice> device; //!< see Originate
        NetworkAddress via;    //!< see Originate
    };

    /// @param family for connections of it @throws std::invalid_argument if the port is taken
    void Listen(AddressFamily family);
    /// @param socket listens @param from asks @return true if it may connect
    bool HandleRequest(Ptr<Socket> socket, const Address& from);
    /// @param socket is connected @param from to it
    void HandleConnection(Ptr<Socket> socket, const Address& from) const;
    /// @param peer's session is established
    void HandleEstablished(BgpRib::Peer peer);
    /// @param peer's session is not established any more
    void HandleDown(BgpRib::Peer peer);
    /// @param peer sent it @param update what it says
    void HandleUpdate(BgpRib::Peer peer, const BgpUpdate& update);
    /// @param family of it @param interface its index @param isUp its state from now on
    void HandleInterface(AddressFamily family, uint32_t interface, bool isUp);
    /// @param session over which it came @param reach what is announced @return whether its next
    /// hop is on the link, and not this node
    static bool IsOnLink(const BgpSession& session, const BgpReach& reach);
    /// @param session over which it came @param prefix where to @param reason why it is not taken
    void Drop(const BgpSession& session, const EidPrefix& prefix, BgpDropReason reason);
    /// @param origin of a prefix @param prefix that @return true if it is here at this time
    bool IsHere(const Origin& origin, const EidPrefix& prefix) const;
    /// @param prefix the best route to it changed: use it, and tell of it
    void Apply(const EidPrefix& prefix);
    /// @param neighbor a neighbour @param prefix where to @return the route it is told; null: none
    const BgpRib::Route* Export(const Neighbor& neighbor, const EidPrefix& prefix) const;
    /// Flush for all neighbours, soon.
    void ScheduleFlush();
    /// Flush for all neighbours.
    void FlushAll();
    /// @param peer is to be told what it may be told now
    void Flush(BgpRib::Peer peer);
    /// @param neighbor is sent @param announced prefixes @param attributes of the route to them
    void SendRoutes(Neighbor& neighbor,
                    std::vector<EidPrefix> announced,
                    const BgpAttributes& attributes) const;

    Ptr<Node> m_node;                                 //!< the router
    uint32_t m_asNumber{0};                           //!< its AS
    std::unique_ptr<BgpRib> m_rib;                    //!< see GetRib
    std::unique_ptr<UnderlayRoutes> m_routes;         //!< in the node's routing
    std::vector<Neighbor> m_neighbors;                //!< by their numbers in m_rib
    std::map<EidPrefix, Origin> m_origins;            //!< see Originate
    std::shared_ptr<const BgpAttributes> m_own;       //!< of what is originated
    Ptr<Socket> m_listener4;                          //!< null: none
    Ptr<Socket> m_listener6;                          //!< null: none
    Ptr<Ipv4InterfaceWatch> m_watch4;                 //!< null: no IPv4
    Ptr<Ipv6InterfaceWatch> m_watch6;                 //!< null: no IPv6
    bool m_isFlushing{false};                         //!< FlushAll is to come
    Time m_lastChange;                                //!< see there
    Time m_interval;                                  //!< see the attribute
    bool m_delayWithdrawals;                          //!< see the attribute
    bool m_transit;                                   //!< see the attribute
    uint32_t m_maxPrefixes;                           //!< see the attribute
    Ptr<UniformRandomVariable> m_jitter;              //!< of the interval
    std::array<uint64_t, BGP_DROP_REASONS> m_drops{}; //!< by reason
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_routeChanged; //!< "RouteChanged"
    TracedCallback<const NetworkAddress&> m_offersChanged;                  //!< "OffersChanged"
    TracedCallback<const NetworkAddress&, const EidPrefix&, BgpDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* BGP_SPEAKER_H */
