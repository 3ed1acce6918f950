/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HOST_ROUTE_SPEAKER_H
#define HOST_ROUTE_SPEAKER_H

#include "host-route-channel.h"
#include "host-routes.h"

#include "ns3/eid-prefix.h"
#include "ns3/mac48-address.h"
#include "ns3/neighbor-message.h"

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

class NeighborListener;

/**
 * @brief Mobility by routing alone: every router learns a route to each host that has left home.
 *
 * A gateway that hears of a visiting host floods an advertisement, router by router; each installs
 * a host route to the neighbour that it heard it from. When the host is back in its own subnet,
 * whose route every router has, its gateway floods a withdrawal. Newer news carries a larger
 * sequence number; of the same news the one that has passed fewer routers counts. A router passes
 * news on in the moment in which it routes by it, and each router on a packet's way is nearer than
 * the one before: there are no loops.
 *
 * **Scope and limitations.** This stands for what an interior gateway protocol such as OSPF does
 * with a host route: it floods news, takes ProcessingDelay at each router, and prefers the way of
 * fewest hops, that is, every link costs the same. Neighbours are configured, and links are taken
 * to stay up. A host is heard of by ARP and Neighbor Discovery, not by its data.
 */
class HostRouteSpeaker : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    HostRouteSpeaker();
    ~HostRouteSpeaker() override;

    /**
     * @brief Make a node a speaker; this is aggregated to it.
     * @param node a router with static routing
     * @throws std::invalid_argument if it has none, or is a speaker already
     */
    void Install(Ptr<Node> node);
    /**
     * @brief Add a neighbouring speaker.
     * @param device the device towards it
     * @param neighbor its address on that link
     * @throws std::invalid_argument if the device is not the node's, or the address cannot be one
     */
    void AddNeighbor(Ptr<NetDevice> device, const NetworkAddress& neighbor);
    /// @param prefix a subnet of this gateway: its hosts need no route of their own while here
    void AddHomePrefix(const EidPrefix& prefix);
    /// @param prefix a subnet whose hosts may come to this gateway
    void AddMobilePrefix(const EidPrefix& prefix);
    /// @param listener tells of hosts at this gateway's ports
    void Listen(Ptr<NeighborListener> listener);
    /**
     * @brief A host is here. Nothing happens if that is known, or no prefix covers it.
     * @param host its address
     * @param port where
     */
    void HostHere(const NetworkAddress& host, Ptr<NetDevice> port);

    /// @return what carries the messages: counters and traces
    Ptr<HostRouteChannel> GetChannel() const;
    /// @return the number of host routes installed here
    std::size_t GetNRoutes() const;

    /**
     * @brief Signature of the trace source RouteChanged.
     * @param host the host
     * @param device where its packets leave now; null: it has no route of its own any more
     */
    typedef void (*RouteChangedTracedCallback)(const NetworkAddress& host, Ptr<NetDevice> device);

  protected:
    void DoDispose() override;

  private:
    /// What is known of a host.
    struct Entry
    {
        HostRouteMessage latest; //!< news
        Ptr<NetDevice> port;     //!< where it is, if it is here; else null
        Time next;               //!< no news from this router before
        EventId deferred;        //!< news that had to wait
    };

    /// @param host was heard @param mac at this address @param port here @param cause so
    void Hear(const NetworkAddress& host,
              const Mac48Address& mac,
              Ptr<NetDevice> port,
              HostSeenCause cause);
    /// @param peer said it @param message what it said
    void Receive(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param peer said it @param message what it said, ProcessingDelay ago
    void Process(const NetworkAddress& peer, const HostRouteMessage& message);
    /// @param host about which this router has news @param type the news
    void Originate(const NetworkAddress& host, HostRouteMessage::Type type);
    /// @param message to be told @param except to whom not; no address: nobody
    void Flood(const HostRouteMessage& message, const NetworkAddress& except);
    /// @param host to be routed @param device where to @param nextHop to whom
    void SetRoute(const NetworkAddress& host, Ptr<NetDevice> device, const NetworkAddress& nextHop);
    /// @param host to be routed by its subnet again
    void RemoveRoute(const NetworkAddress& host);

    Ptr<Node> m_node;                                     //!< the router
    Ptr<HostRouteChannel> m_channel;                      //!< to the neighbours
    std::unique_ptr<HostRoutes> m_routes;                 //!< what is installed
    std::map<NetworkAddress, Ptr<NetDevice>> m_neighbors; //!< device by address
    std::vector<EidPrefix> m_home;                        //!< subnets of this gateway
    std::vector<EidPrefix> m_mobile;                      //!< subnets of its visitors
    std::unordered_map<NetworkAddress, Entry> m_hosts;    //!< by address
    Time m_processingDelay;                               //!< of each message
    Time m_advertisementInterval;                         //!< between two of one host
    uint32_t m_maxHosts;                                  //!< bound of m_hosts
    TracedCallback<const NetworkAddress&, Ptr<NetDevice>> m_routeChanged; //!< "RouteChanged"
};

} // namespace ns3

#endif /* HOST_ROUTE_SPEAKER_H */
