/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_XTR_H
#define LISP_XTR_H

#include "lisp-drop-reason.h"
#include "lisp-nat-peers.h"

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
class LispFrameReceiver;
class LispHeaderSignals;
class LispIpv4Routing;
class LispIpv6Routing;
class LispMapCache;
class LispNetDevice;
class LispProxy;
class LispReplicator;
class LispUdpPort;
class LocatorPolicy;
class LocatorSet;
class LocatorSetPool;
class NetDevice;
class Node;
class Packet;
class RlocTable;
struct LispLocator;
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
    /**
     * @brief Say whether a locator of this router has an uplink that works. Packets are sent from
     * those that have one, as long as there are any.
     * @param rloc one of GetRlocs
     * @param up whether it has; at first it has
     */
    void SetRlocUp(const NetworkAddress& rloc, bool up);
    /// @param rloc one of GetRlocs @return what SetRlocUp said last
    bool IsRlocUp(const NetworkAddress& rloc) const;
    /// @return the locators that are up, in the order in which they were added; all if none is
    std::vector<NetworkAddress> GetUsableRlocs() const;
    /// @param family a family @return the first locator of that family that is up, or else the
    /// first one, or no address
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

    /**
     * @brief As a proxy ITR (attribute ProxyItr), encapsulate packets of any source to the EIDs of
     * a prefix (RFC 6832 section 5).
     * @param prefix an aggregate of EID-prefixes, which the underlay routes to this node
     * @throws std::invalid_argument if a locator of this router lies inside, whose packets would
     * come back, and as LispProxy::AddPrefix
     */
    void AddProxyPrefix(const EidPrefix& prefix);
    /**
     * @brief As an ITR, send what would be forwarded natively to proxy ETRs (RFC 6832 section 6).
     * @param locators of them, with priority and weight; none: forward natively
     * @throws std::invalid_argument if one is no IPv4 or IPv6 address, or they are more than a
     * mapping may have
     */
    void SetProxyEtrs(const std::vector<LispLocator>& locators);
    /// @return what it is told as a proxy, and of proxies
    LispProxy& GetProxy();

    /// @return remote mappings; call MappingChanged after a change
    LispMapCache& GetMapCache();
    /// @return this site's EID-prefixes
    EidDatabase& GetEidDatabase();
    /// @return the locators that mappings name
    RlocTable& GetRlocTable() const;
    /// @return what makes the locator sets of mappings
    LocatorSetPool& GetLocatorSets();

    /// @param signals what is told in the headers of data packets; null: nothing. Not owned.
    void SetHeaderSignals(LispHeaderSignals* signals);
    /**
     * @brief Takes a packet for UDP port 4342 that came out of the tunnel, from its inner IP header
     * on, and the outer source: a control message for a router behind a NAT.
     */
    using ControlCallback = Callback<void, Ptr<Packet>, const NetworkAddress&>;

    /// @param callback takes control messages that come as data for no EID here; null: nobody does
    void SetControlCallback(ControlCallback callback);
    /**
     * @brief Know tunnel routers behind NATs, as an RTR does.
     * @param most EID-prefixes of theirs
     * @return what is known of them
     */
    LispNatPeers& UseNatPeers(std::size_t most);

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
    /// @return the packets that went from one tunnel into the next; both others count them too
    uint64_t GetReencapsulated() const;
    /// @return the packets that came to the tunnel, and were forwarded without it
    uint64_t GetForwardedNatively() const;
    /// @return the packets taken out of the tunnel as a proxy ETR, for what is no EID here
    uint64_t GetProxied() const;
    /// @return the packets that wait for a mapping: of their destination, or of their source
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
     * @brief Signature of the trace sources Encapsulated, Decapsulated and, with the locator that
     * the packet came from and the one that it goes to, Reencapsulated.
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
     * @brief Signature of the trace source ForwardedNatively.
     * @param packet the packet from its IP header on
     * @param instanceId its instance
     */
    using NativeTrace = void (*)(Ptr<const Packet> packet, uint32_t instanceId);
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
    /**
     * @brief Signature of the trace source IcmpUnreachable: somebody says that a data packet did
     * not reach its locator. Nothing of it has been checked.
     * @param source the outer source, as quoted
     * @param destination the outer destination, as quoted
     * @param reporter who says so
     * @param code the code of the ICMPv4 or ICMPv6 message, as the destination's family says
     */
    using IcmpTrace = void (*)(const NetworkAddress& source,
                               const NetworkAddress& destination,
                               const NetworkAddress& reporter,
                               uint8_t code);
    /// Signature of the trace source UnderlayChanged.
    using UnderlayTrace = void (*)();

    // ---- a layer-2 overlay ---------------------------------------------------------------------

    /// @param receiver gets Ethernet frames and what becomes of MAC addresses' mappings; null:
    /// nobody any more. It must stay until then
    void SetFrameReceiver(LispFrameReceiver* receiver);

    /// @return who gets Ethernet frames; null: nobody
    LispFrameReceiver* GetFrameReceiver() const
    {
        return m_frameReceiver;
    }

    /// As LispEncapsulator::SendFrame. @param frame the frame from its header on
    /// @param instanceId its instance @param flowHash the hash of its flow @param locator the
    /// number of the locator @param address its address @return why it did not go out; NONE: it did
    LispDropReason SendFrame(Ptr<Packet> frame,
                             uint32_t instanceId,
                             uint32_t flowHash,
                             uint32_t locator,
                             const NetworkAddress& address);

    // What the parts of the data plane ask and say.

    /// @return true if it encapsulates packets of local EIDs
    bool IsItr() const
    {
        return m_itr;
    }

    /// @return true if it decapsulates packets for local EIDs
    bool IsEtr() const
    {
        return m_etr;
    }

    /// @return true if what comes out of a tunnel for no EID here goes into the next one
    bool IsRtr() const
    {
        return m_rtr;
    }

    /// @return true if a control message that comes as data is wanted
    bool TakesControl() const
    {
        return !m_control.IsNull();
    }

    /// @param packet one from its inner IP header on @param outerSource see ControlCallback
    void TakeControl(Ptr<Packet> packet, const NetworkAddress& outerSource)
    {
        m_control(packet, outerSource);
    }

    /// @param instanceId an instance @param eid an EID @return where it is behind a NAT, or null
    const LispNatPeer* FindNatPeer(uint32_t instanceId, const NetworkAddress& eid) const
    {
        return m_natPeers ? LookUpNatPeer(instanceId, eid) : nullptr;
    }

    /// @return true if it encapsulates packets of any source to the EIDs that it attracts
    bool IsProxyItr() const
    {
        return m_proxyItr;
    }

    /// @return true if it decapsulates packets for what is no EID of its own
    bool IsProxyEtr() const
    {
        return m_proxyEtr;
    }

    /// @return true if anything goes into a tunnel here
    bool Encapsulates() const
    {
        return m_itr || m_proxyItr;
    }

    /// @return true if anything comes out of a tunnel here
    bool Decapsulates() const
    {
        return m_etr || m_proxyEtr || m_rtr;
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

    /// @return what SetHeaderSignals said; null: nothing
    LispHeaderSignals* GetHeaderSignals() const
    {
        return m_headerSignals;
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
     * @return the locator on that device, or else that of GetRloc
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
     * @brief Whether a packet is for the tunnel: from an EID that is here to an address that is not
     * (RFC 9300 section 4.2), or, at a proxy ITR, to what it attracts (RFC 6832 section 5). An EID
     * of a stretched subnet may send from any of its data centres.
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
    /**
     * @param instanceId an instance
     * @param destination an address
     * @return the longest prefix by which this router attracts packets for it, as a proxy ITR;
     * nullptr if it does not
     */
    const EidPrefix* FindProxyPrefix(uint32_t instanceId, const NetworkAddress& destination) const;
    /// @return the proxy ETRs for what would be forwarded natively; nullptr if there are none
    const LocatorSet* GetProxyEtrs() const;
    /**
     * @brief Whether a proxy ETR takes a packet for what is no EID here.
     * @param outerSource its outer source
     * @param instanceId its instance
     * @param source its inner source
     * @param destination its inner destination
     * @return why not; NONE: it does
     */
    LispDropReason CheckProxied(const NetworkAddress& outerSource,
                                uint32_t instanceId,
                                const NetworkAddress& source,
                                const NetworkAddress& destination) const;
    /// @param packet a packet from its IP header on @param instanceId its instance @param cameFrom
    /// the outer source that it had, if it came out of a tunnel
    void SendToTunnel(Ptr<Packet> packet, uint32_t instanceId, const NetworkAddress& cameFrom = {});
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
    /// Look outer routes up again: a route, an address or an interface has changed.
    void InvalidateRoutes();
    /// @copydoc IcmpTrace
    void ReportUnreachable(const NetworkAddress& source,
                           const NetworkAddress& destination,
                           const NetworkAddress& reporter,
                           uint8_t code);
    /**
     * @brief When a locator was sent to last, as exactly as the attribute RouteLifetime of the
     * encapsulator, because no packet writes it down.
     * @param id its number in the RlocTable
     * @return no earlier than the last packet to it; nothing: none was sent
     */
    std::optional<Time> GetLastUse(uint32_t id) const;
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
    /// @copydoc TunnelTrace
    void CountReencapsulated(Ptr<const Packet> packet,
                             uint32_t instanceId,
                             const NetworkAddress& source,
                             const NetworkAddress& destination);
    /// @copydoc NativeTrace
    void CountForwardedNatively(Ptr<const Packet> packet, uint32_t instanceId);

    /// A packet came out of the tunnel that is for no EID here.
    void CountProxied()
    {
        ++m_proxied;
    }

    /// @copydoc StaleDataTrace
    void ReportStaleData(const NetworkAddress& outerSource,
                         const EidPrefix& destination,
                         const NetworkAddress& innerSource);

  protected:
    void DoDispose() override;

  private:
    void SetItr(bool itr);
    void SetLocatorPolicy(Ptr<LocatorPolicy> policy);
    Ptr<LocatorPolicy> GetLocatorPolicy() const;
    void SetProxyItr(bool proxyItr);
    void SetDefaultInstanceId(uint32_t instanceId);
    uint32_t GetDefaultInstanceId() const;
    void AddInstance(uint32_t instanceId);
    void HandleRlocs();
    const LispNatPeer* LookUpNatPeer(uint32_t instanceId, const NetworkAddress& eid) const;
    bool IsAttracted(uint32_t instanceId, const NetworkAddress& destination) const;
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
    std::unique_ptr<LispProxy> m_proxy;                         //!< what it is told of proxies
    std::vector<NetworkAddress> m_rlocs;                        //!< in order of addition
    std::unordered_set<NetworkAddress> m_rlocSet;               //!< the same, to look up
    std::unordered_set<NetworkAddress> m_downRlocs;             //!< those without an uplink
    std::unordered_map<uint32_t, Ptr<LispNetDevice>> m_devices; //!< tunnels by instance
    std::unordered_map<const NetDevice*, uint32_t> m_ports;     //!< instances by port
    std::unique_ptr<LispNatPeers> m_natPeers;                   //!< of an RTR; else null
    ControlCallback m_control;                                  //!< behind a NAT
    MapRequestCallback m_mapRequest;                            //!< asks control
    LispFrameReceiver* m_frameReceiver{nullptr};                //!< see SetFrameReceiver
    std::array<uint64_t, LISP_DROP_REASONS> m_drops{};          //!< by reason
    uint64_t m_encapsulated{0};                                 //!< packets into the tunnel
    uint64_t m_decapsulated{0};                                 //!< packets out of it
    uint64_t m_reencapsulated{0};                //!< packets out of one into the next
    uint64_t m_native{0};                        //!< packets forwarded without it
    uint64_t m_proxied{0};                       //!< packets for others, out of it
    uint32_t m_defaultInstanceId{0};             //!< attribute
    Time m_sightInterval;                        //!< attribute SightInterval
    std::optional<bool> m_checksums;             //!< see UsesChecksums
    LispHeaderSignals* m_headerSignals{nullptr}; //!< see SetHeaderSignals
    bool m_itr{true};                            //!< attribute Itr
    bool m_etr{true};                            //!< attribute Etr
    bool m_rtr{false};                           //!< attribute Rtr
    bool m_proxyItr{false};                      //!< attribute ProxyItr
    bool m_proxyEtr{false};                      //!< attribute ProxyEtr

    TracedCallback<Ptr<const Packet>, LispDropReason, Ptr<Node>> m_dropTrace; //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&>
        m_encapsulatedTrace; //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&>
        m_decapsulatedTrace; //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t, const NetworkAddress&, const NetworkAddress&>
        m_reencapsulatedTrace;                                 //!< see GetTypeId
    TracedCallback<Ptr<const Packet>, uint32_t> m_nativeTrace; //!< see GetTypeId
    TracedCallback<const NetworkAddress&, const EidPrefix&, const NetworkAddress&>
        m_staleDataTrace; //!< see GetTypeId
    TracedCallback<const NetworkAddress&, uint32_t, Ptr<NetDevice>>
        m_sourceSeenTrace; //!< see GetTypeId
    TracedCallback<const NetworkAddress&, const NetworkAddress&, const NetworkAddress&, uint8_t>
        m_icmpTrace;                  //!< see GetTypeId
    TracedCallback<> m_underlayTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* LISP_XTR_H */
