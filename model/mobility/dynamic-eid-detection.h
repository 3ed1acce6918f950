/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef DYNAMIC_EID_DETECTION_H
#define DYNAMIC_EID_DETECTION_H

#include "host-bindings.h"
#include "host-routes.h"

#include "ns3/eid-database.h"
#include "ns3/eid-prefix.h"
#include "ns3/mac48-address.h"
#include "ns3/neighbor-message.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class LispEtr;
class LispXtr;
class NeighborListener;
class NetDevice;
class Node;
class ProxyNeighbor;

/**
 * @brief Where virtual machines and LISP meet: hears of hosts at a tunnel router's ports, tells the
 * ETR, and keeps the routes to those of other subnets.
 *
 * A host is heard of by its ARP or Neighbor Discovery on a port that is listened to, or by the
 * first data that it sends out through the tunnel router. The ETR says whether it may be here; a
 * host of a dynamic-EID prefix then gets a host route to that port, until the ETR says that it is
 * away or gone. So does a host of a stretched subnet that another xTR of the data centre has.
 *
 * At a gateway port (SviDevice) only what came into its switch at a port with hosts counts: what
 * comes from other switches or over the LAN extension is for the routers there to hear. A RARP that
 * tells a MAC address only counts as the hosts that were heard with it before, wherever that was.
 */
class DynamicEidDetection : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    DynamicEidDetection();
    ~DynamicEidDetection() override;

    /**
     * @brief Begin to detect hosts at a tunnel router; this is aggregated to its node.
     * @param node a node with a LispXtr and a LispEtr
     * @throws std::invalid_argument if it lacks one of these, or detects hosts already
     */
    void Install(Ptr<Node> node);

    /**
     * @brief Hear the ARP and Neighbor Discovery of hosts on a port.
     * @param port a device of the node
     * @throws std::invalid_argument as NeighborListener::Listen
     */
    void Listen(Ptr<NetDevice> port);

    /**
     * @brief Let a proxy speak for hosts by what the EID database says: it answers for those that
     * are away and those of another site's subnet that nobody has seen here, and announces each
     * that leaves. It is silent about hosts of a stretched subnet, who answer themselves.
     * @param proxy is on a gateway port of the node; its policy is set
     * @throws std::invalid_argument if it is not
     */
    void AddProxy(Ptr<ProxyNeighbor> proxy);

    /// @return what listens on the ports: counters and traces
    Ptr<NeighborListener> GetListener() const;
    /// @return the hosts that have a route of their own here
    std::size_t GetNRoutes() const;
    /// @return the times a host was seen on a port that has no way to send to it: a port without an
    /// IP interface of that family, or for IPv6 without its prefix
    uint64_t GetUnroutable() const;
    /// @param cause a kind of message @return those about hosts of interest that did not count,
    /// because they came in at no port with hosts
    uint64_t GetIgnored(HostSeenCause cause) const;
    /// @return the same of data packets
    uint64_t GetIgnoredData() const;
    /// @return the times a host spoke with another MAC address than shortly before
    uint64_t GetDuplicates() const;

    /**
     * @brief Signature of the trace source Detected.
     * @param eid the host
     * @param port where it is
     * @param discovery what is new about it
     * @param cause "data", or the kind of message that told of it
     */
    typedef void (*DetectedTracedCallback)(const EidPrefix& eid,
                                           Ptr<NetDevice> port,
                                           EidDiscovery discovery,
                                           const std::string& cause);

    /**
     * @brief Signature of the trace source Ignored.
     * @param eid the host; of a RARP that does not tell it, an empty prefix
     * @param port where it was heard
     * @param cause as in Detected
     */
    typedef void (*IgnoredTracedCallback)(const EidPrefix& eid,
                                          Ptr<NetDevice> port,
                                          const std::string& cause);
    /**
     * @brief Signature of the trace source DuplicateAddress.
     * @param eid the host
     * @param port where it was heard
     * @param before the MAC address that it had shortly before
     * @param mac the MAC address that it has now
     */
    typedef void (*DuplicateTracedCallback)(const EidPrefix& eid,
                                            Ptr<NetDevice> port,
                                            const Mac48Address& before,
                                            const Mac48Address& mac);

  protected:
    void DoDispose() override;

  private:
    /// See NeighborListener's trace source HostSeen.
    void Hear(const NetworkAddress& host,
              const Mac48Address& mac,
              Ptr<NetDevice> port,
              HostSeenCause cause);
    /// See LispXtr's trace source SourceSeen.
    void SeeData(const NetworkAddress& source, uint32_t instanceId, Ptr<NetDevice> port);
    /// @param host was seen @param instanceId in this instance @param port there @param cause so
    void Sight(const NetworkAddress& host,
               uint32_t instanceId,
               Ptr<NetDevice> port,
               const char* cause);
    /// @param eid a host @param mac its MAC address @param port where it was heard @param isAtHosts
    /// whether that is a port with hosts
    void Learn(const EidPrefix& eid, const Mac48Address& mac, Ptr<NetDevice> port, bool isAtHosts);
    /// @param eid a host @param port to its subnet, which a peer has seen it in
    void Accept(const EidPrefix& eid, Ptr<NetDevice> port);
    /// @param host an address @param instanceId its instance @return true if it may turn up here
    bool IsOfInterest(const NetworkAddress& host, uint32_t instanceId) const;
    /// @param eid a host that is here no longer
    void Leave(const EidPrefix& eid);
    /// @param eid a host that is elsewhere now
    void GoAway(const EidPrefix& eid);
    /// @param host an address @return true if it is one of the node's own
    bool IsOwn(const NetworkAddress& host) const;
    /// @param instanceId an instance @return the host routes kept in its table
    HostRoutes& GetRoutes(uint32_t instanceId);

    Ptr<Node> m_node;                                         //!< the tunnel router
    Ptr<LispXtr> m_xtr;                                       //!< its data plane
    Ptr<LispEtr> m_etr;                                       //!< its control plane
    Ptr<NeighborListener> m_listener;                         //!< on the ports
    std::map<uint32_t, std::unique_ptr<HostRoutes>> m_routes; //!< by instance ID
    std::vector<Ptr<ProxyNeighbor>> m_proxies;                //!< see AddProxy
    HostBindings m_bindings;                                  //!< MAC addresses of hosts
    Time m_duplicateWindow;                                   //!< attribute DuplicateWindow
    uint64_t m_unroutable{0};                                 //!< see GetUnroutable
    std::array<uint64_t, HOST_SEEN_CAUSES> m_ignored{};       //!< by cause
    uint64_t m_ignoredData{0};                                //!< see GetIgnoredData
    uint64_t m_duplicates{0};                                 //!< see GetDuplicates
    TracedCallback<const EidPrefix&, Ptr<NetDevice>, EidDiscovery, const std::string&>
        m_detected; //!< "Detected"
    TracedCallback<const EidPrefix&, Ptr<NetDevice>, const std::string&>
        m_ignoredTrace; //!< "Ignored"
    TracedCallback<const EidPrefix&, Ptr<NetDevice>, const Mac48Address&, const Mac48Address&>
        m_duplicateTrace; //!< "DuplicateAddress"
};

} // namespace ns3

#endif /* DYNAMIC_EID_DETECTION_H */
