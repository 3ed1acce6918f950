/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_XTR_H
#define LISP_XTR_H

#include "lisp-drop-reason.h"

#include "ns3/callback.h"
#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <memory>
#include <optional>
#include <ostream>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ns3
{

class EidDatabase;
class Ipv4Header;
class Ipv4L3Protocol;
class Ipv4StaticRouting;
class Ipv6Header;
class Ipv6L3Protocol;
class Ipv6StaticRouting;
class LispDecapsulator;
class LispEncapsulator;
class LispIpv4Routing;
class LispIpv6Routing;
class LispMapCache;
class LispNetDevice;
class LispReplicator;
class LispUdpPort;
class LocatorSetPool;
class NetDevice;
class Node;
class Packet;
class RlocTable;
struct LispMapCacheEntry;

/**
 * @brief A tunnel router's data plane: what it knows, what control tells it, what it counts.
 *
 * Aggregated to a node by Install, before or in the middle of a simulation. From then on the
 * node's IPv4 and IPv6 routing ask it which packets are for the tunnel, and UDP port 4341 of its
 * RLOCs is its own. Control fills the map-cache and the EID database through it, and tells it of
 * each change with MappingChanged.
 */
class LispXtr : public Object
{
  public:
    /**
     * @brief Asks control for a mapping: the destination, as a host prefix, and the source EID.
     *
     * Called for each packet that finds none; whoever asks the mapping system limits the rate.
     */
    using MapRequestCallback = Callback<void, const EidPrefix&, const NetworkAddress&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispXtr();
    ~LispXtr() override;

    /**
     * @brief Turn LISP on in a node: aggregate this to it, and go around its routing.
     * @param node a node with an IPv4 or IPv6 stack
     * @throws std::invalid_argument if it has neither, or has a LispXtr already
     */
    void Install(Ptr<Node> node);

    /// @return the node; null before Install
    Ptr<Node> GetNode() const;

    /**
     * @brief Add a routing locator, at which encapsulated packets are accepted and with which they
     * are sent.
     * @param rloc a unicast address of an interface of the node
     * @throws std::invalid_argument if the node does not have that address
     */
    void AddRloc(const NetworkAddress& rloc);
    /// @param rloc a locator that is to be one no longer; unknown ones are ignored
    void RemoveRloc(const NetworkAddress& rloc);
    /// @return the locators in the order in which they were added
    const std::vector<NetworkAddress>& GetRlocs() const;
    /// @param address an address @return true if it is a locator of this router
    bool IsLocalRloc(const NetworkAddress& address) const;
    /// @param family a family @return the first locator of that family, or no address
    NetworkAddress GetRloc(AddressFamily family) const;

    /**
     * @brief Put a site-facing port into an instance: an address space of its own (RFC 9300 section
     * 8).
     *
     * Ports not named belong to the attribute DefaultInstanceId.
     * @param port a device of the node that has an IP interface
     * @param instanceId 24 bits
     * @throws std::invalid_argument if the port is not the node's, or the number too large
     */
    void SetInstanceId(Ptr<NetDevice> port, uint32_t instanceId);
    /// @param port a device of the node @return its instance ID
    uint32_t GetInstanceId(Ptr<const NetDevice> port) const;
    /// @param instanceId an instance ID in use @return its tunnel device, or null
    Ptr<LispNetDevice> GetTunnelDevice(uint32_t instanceId) const;
    /**
     * @brief The routes of an instance other than the default one, whose routes are the node's.
     * @param instanceId an instance ID in use
     * @return where to add routes to inner routers, or null
     */
    Ptr<Ipv4StaticRouting> GetInstanceIpv4Routing(uint32_t instanceId) const;
    /// @param instanceId an instance ID in use @return as GetInstanceIpv4Routing, for IPv6
    Ptr<Ipv6StaticRouting> GetInstanceIpv6Routing(uint32_t instanceId) const;

    /// @return remote mappings; call MappingChanged after a change
    LispMapCache& GetMapCache();
    /// @return this site's EID-prefixes
    EidDatabase& GetEidDatabase();
    /// @return the locators that mappings name
    RlocTable& GetRlocTable() const;
    /// @return what makes the locator sets of mappings
    LocatorSetPool& GetLocatorSets();

    /// @param callback what asks control for a mapping
    void SetMapRequestCallback(MapRequestCallback callback);
    /**
     * @brief Say that the map-cache changed: packets that wait for a destination inside are looked
     * up again, and go out or go on waiting.
     * @param prefix what changed
     */
    void MappingChanged(const EidPrefix& prefix);
    /**
     * @brief Say that no mapping can be had: packets that wait for a destination inside are
     * dropped.
     * @param prefix what could not be resolved
     */
    void ResolutionFailed(const EidPrefix& prefix);

    /// @param reason a reason @return the packets dropped for it
    uint64_t GetDrops(LispDropReason reason) const;
    /// @return the packets dropped for whatever reason
    uint64_t GetTotalDrops() const;
    /// @return the packets sent encapsulated; the fragments, where one was split
    uint64_t GetEncapsulated() const;
    /// @return the packets taken out of the tunnel
    uint64_t GetDecapsulated() const;
    /// @return the packets that wait for a mapping
    std::size_t GetPending() const;

    /// @param os where to print the counters, and the drops by reason
    void Print(std::ostream& os) const;

    /**
     * @brief Signature of the trace source Drop.
     * @param packet the packet: from its inner header on, or from its outer one where the inner
     * could not be read
     * @param reason why
     * @param node the tunnel router
     */
    using DropTrace = void (*)(Ptr<const Packet> packet, LispDropReason reason, Ptr<Node> node);
    /**
     * @brief Signature of the trace sources Encapsulated and Decapsulated.
     * @param packet the packet from its inner header on
     * @param instanceId its instance
     * @param source the outer source
     * @param destination the outer destination
     */
    using TunnelTrace = void (*)(Ptr<const Packet> packet,
                                 uint32_t instanceId,
                                 const NetworkAddress& source,
                                 const NetworkAddress& destination);
    /**
     * @brief Signature of the trace source StaleData: data came for an EID that is not (any more)
     * here.
     * @param outerSource the sender's locator
     * @param destination the inner destination, as a host prefix
     * @param innerSource the inner source
     */
    using StaleDataTrace = void (*)(const NetworkAddress& outerSource,
                                    const EidPrefix& destination,
                                    const NetworkAddress& innerSource);
    /**
     * @brief Signature of the trace source SourceSeen: data from a host of a dynamic-EID prefix
     * that is not known to be here, or was not seen for a while.
     * @param source the source
     * @param instanceId its instance
     * @param port where it came in
     */
    using SourceSeenTrace = void (*)(const NetworkAddress& source,
                                     uint32_t instanceId,
                                     Ptr<NetDevice> port);

    // What the parts of the data plane ask and say.

    /// @return true if it encapsulates
    bool IsItr() const
    {
        return m_itr;
    }

    /// @return true if it decapsulates
    bool IsEtr() const
    {
        return m_etr;
    }

    /**
     * @brief Whether IPv4 header checksums are computed and verified: the global value
     * ChecksumEnabled when the first packet came, because each look at it costs as much as several
     * lookups in a map-cache.
     * @return true if so
     */
    bool UsesChecksums()
    {
        if (!m_checksums)
        {
            m_checksums = ReadChecksumEnabled();
        }
        return *m_checksums;
    }

    /// @return the node's IPv4, or null
    const Ptr<Ipv4L3Protocol>& GetIpv4() const
    {
        return m_ipv4;
    }

    /// @return the node's IPv6, or null
    const Ptr<Ipv6L3Protocol>& GetIpv6() const
    {
        return m_ipv6;
    }

    /// @return the node's IPv4 routing, or null
    const Ptr<LispIpv4Routing>& GetIpv4Routing() const
    {
        return m_ipv4Routing;
    }

    /// @return the node's IPv6 routing, or null
    const Ptr<LispIpv6Routing>& GetIpv6Routing() const
    {
        return m_ipv6Routing;
    }

    /// @return the way into the tunnel
    const Ptr<LispEncapsulator>& GetEncapsulator() const
    {
        return m_encapsulator;
    }

    /// @return the multicast data plane; null: off
    LispReplicator* GetReplicator() const
    {
        return m_replicator;
    }

    /// @param replicator the multicast data plane, which says when it ends; null: off
    void SetReplicator(LispReplicator* replicator);

    /// @param family a family @return true if the node routes it
    bool Routes(AddressFamily family) const
    {
        return family == AddressFamily::IPV4 ? m_ipv4 != nullptr : m_ipv6 != nullptr;
    }

    /// @param instanceId an instance ID @return true if it is in use here
    bool HasInstance(uint32_t instanceId) const
    {
        return m_devices.count(instanceId) != 0;
    }

    /**
     * @brief The locator to send with.
     * @param family a family
     * @param device where the packet leaves
     * @return the locator on that device, or else the first of the family
     */
    NetworkAddress GetRlocFor(AddressFamily family, Ptr<NetDevice> device) const;
    /// @param instanceId an instance @param eid an address @return true if it is an EID that is
    /// here
    bool IsLocalEid(uint32_t instanceId, const NetworkAddress& eid) const;
    /// @param instanceId an instance @param eid an address @return true if it has a mapping
    bool IsRemoteEid(uint32_t instanceId, const NetworkAddress& eid) const;
    /// @param instanceId an instance @param eid an address @return why an ETR must not deliver to
    /// it; NONE: it may
    LispDropReason CheckDestination(uint32_t instanceId, const NetworkAddress& eid) const;
    /**
     * @brief Whether a packet from inside is for a host of a stretched subnet to which the subnet's
     * own route must not take it, although a port here is in that subnet.
     * @param instanceId its instance
     * @param destination its destination
     * @param isForTunnel whether it is going into the tunnel
     * @return why to drop it; NONE: go on
     */
    LispDropReason CheckExtended(uint32_t instanceId,
                                 const NetworkAddress& destination,
                                 bool isForTunnel) const;
    /// @param instanceId an instance @param eid an address @return true if it is an EID of this
    /// site that has moved away, so that the site's own routes to it are wrong
    bool IsAwayEid(uint32_t instanceId, const NetworkAddress& eid) const;
    /**
     * @brief Look at a mapping without counting it as use.
     * @param instanceId an instance
     * @param eid an address
     * @return its entry in the map-cache, or null
     */
    const LispMapCacheEntry* PeekMapping(uint32_t instanceId, const NetworkAddress& eid) const;
    /**
     * @brief Whether a packet from inside is for the tunnel: from an EID that is here to an address
     * that is not (RFC 9300 section 4.2). An EID of a stretched subnet may send from any of its
     * data centres.
     * @param instanceId its instance
     * @param source its source, which may be news: see the trace source SourceSeen
     * @param destination its destination
     * @param port where it came in
     * @return true if so
     */
    bool IsForTunnel(uint32_t instanceId,
                     const NetworkAddress& source,
                     const NetworkAddress& destination,
                     Ptr<const NetDevice> port);
    /// @param packet a packet from its IP header on @param instanceId its instance
    void SendToTunnel(Ptr<Packet> packet, uint32_t instanceId);
    /**
     * @brief Take a packet out of the tunnel, or drop it.
     * @param packet from its outer UDP header on
     * @param source the outer source
     * @param destination the outer destination
     * @param ttl the outer TTL or hop limit
     * @param tos the outer TOS or traffic class
     * @param isToRloc whether the outer destination is known to be a locator of this router
     * @return false if it is not LISP data, or this is no ETR
     */
    bool ReceiveFromTunnel(Ptr<const Packet> packet,
                           const NetworkAddress& source,
                           const NetworkAddress& destination,
                           uint8_t ttl,
                           uint8_t tos,
                           bool isToRloc = false);
    /// @param source an outer source @param destination an outer destination @param mtu what a
    /// router on the way said it can forward
    void LearnPathMtu(const NetworkAddress& source,
                      const NetworkAddress& destination,
                      uint32_t mtu);
    /// Look outer routes up again.
    void InvalidateRoutes();
    /// @param destination a host prefix without a mapping @param source an EID that sends to it
    void RequestMapping(const EidPrefix& destination, const NetworkAddress& source);
    /// @param packet a packet @param reason why it goes no further
    void Drop(Ptr<const Packet> packet, LispDropReason reason);
    /// @param packet a packet @param header its header @param reason why it goes no further: there
    /// is no route, of one that was decapsulated
    void DropUnrouted(Ptr<const Packet> packet,
                      const Ipv4Header& header,
                      LispDropReason reason = LispDropReason::ETR_NO_ROUTE);
    /// @param packet a packet @param header its header @param reason as with IPv4
    void DropUnrouted(Ptr<const Packet> packet,
                      const Ipv6Header& header,
                      LispDropReason reason = LispDropReason::ETR_NO_ROUTE);
    /// @copydoc TunnelTrace
    void CountEncapsulated(Ptr<const Packet> packet,
                           uint32_t instanceId,
                           const NetworkAddress& source,
                           const NetworkAddress& destination);
    /// @copydoc TunnelTrace
    void CountDecapsulated(Ptr<const Packet> packet,
                           uint32_t instanceId,
                           const NetworkAddress& source,
                           const NetworkAddress& destination);
    /// @copydoc StaleDataTrace
    void ReportStaleData(const NetworkAddress& outerSource,
                         const EidPrefix& destination,
                         const NetworkAddress& innerSource);

  protected:
    void DoDispose() override;

  private:
    void SetItr(bool itr);
    void SetDefaultInstanceId(uint32_t instanceId);
    uint32_t GetDefaultInstanceId() const;
    void AddInstance(uint32_t instanceId);
    void HandleRlocs();
    static bool ReadChecksumEnabled();

    Ptr<Node> m_node;                                           //!< null before Install
    Ptr<Ipv4L3Protocol> m_ipv4;                                 //!< null if the node has none
    Ptr<Ipv6L3Protocol> m_ipv6;                                 //!< null if the node has none
    Ptr<LispIpv4Routing> m_ipv4Routing;                         //!< around the node's
    Ptr<LispIpv6Routing> m_ipv6Routing;                         //!< around the node's
    Ptr<LispUdpPort> m_udpPort;                                 //!< before the node's UDP
    Ptr<LispEncapsulator> m_encapsulator;                       //!< the way in
    Ptr<LispDecapsulator> m_decapsulator;                       //!< the way out
    LispReplicator* m_replicator{nullptr};                      //!< multicast; null: off
    Ptr<LocatorSetPool> m_locatorSets;                          //!< of the map-cache
    std::unique_ptr<LispMapCache> m_mapCache;                   //!< remote mappings
    std::unique_ptr<EidDatabase> m_eidDatabase;                 //!< this site's EID-prefixes
    std::vector<NetworkAddress> m_rlocs;                        //!< in order of addition
    std::unordered_set<NetworkAddress> m_rlocSet;               //!< the same, to look up
    std::unordered_map<uint32_t, Ptr<LispNetDevice>> m_devices; //!< tunnels by instance
    std::unordered_map<const NetDevice*, uint32_t> m_ports;     //!< instances by port
    MapRequestCallback m_mapRequest;                            //!< asks control
    std::array<uint64_t, LISP_DROP_REASONS> m_drops{};          //!< by reason
    uint64_t m_encapsulated{0};                                 //!< packets into the tunnel
    uint64_t m_decapsulated{0};                                 //!< packets out of it
    uint32_t m_defaultInstanceId{0};                            //!< attribute
    Time m_sightInterval;                                       //!< attribute SightInterval
    std::optional<bool> m_checksums;                            //!< see UsesChecksums
    bool m_itr{true};                                           //!< attribute Itr
    bool m_etr{true};                                           //!< attribute Etr

    TracedCallback<Ptr<const Packet>, LispDropReason, Ptr<Node>> m_dropTrace; //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&>
        m_encapsulatedTrace; //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&>
        m_decapsulatedTrace; //!< see GetTypeId
    TracedCallback<const NetworkAddress&, const EidPrefix&, const NetworkAddress&>
        m_staleDataTrace; //!< see GetTypeId
    TracedCallback<const NetworkAddress&, uint32_t, Ptr<NetDevice>>
        m_sourceSeenTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* LISP_XTR_H */
