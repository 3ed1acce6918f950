/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef DYNAMIC_EID_DETECTION_H
#define DYNAMIC_EID_DETECTION_H

#include "host-routes.h"

#include "ns3/eid-database.h"
#include "ns3/eid-prefix.h"
#include "ns3/mac48-address.h"
#include "ns3/neighbor-message.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <string>

namespace ns3
{

class LispEtr;
class LispXtr;
class NeighborListener;
class NetDevice;
class Node;

/**
 * @brief Where virtual machines and LISP meet: hears of hosts at a tunnel router's ports, tells the
 * ETR, and keeps the routes to those of other subnets.
 *
 * A host is heard of by its ARP or Neighbor Discovery on a port that is listened to, or by the
 * first data that it sends out through the tunnel router. The ETR says whether it may be here; a
 * host that is not of the port's own subnet then gets a host route to that port, until the ETR says
 * that it is away or gone.
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

    /// @return what listens on the ports: counters and traces
    Ptr<NeighborListener> GetListener() const;
    /// @return the hosts that have a route of their own here
    std::size_t GetNRoutes() const;
    /// @return the times a host was seen on a port that has no way to send to it: a port without an
    /// IP interface of that family, or for IPv6 without its prefix
    uint64_t GetUnroutable() const;

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
    /// @param eid a host that is here no longer
    void Leave(const EidPrefix& eid);
    /// @param host an address @return true if it is one of the node's own
    bool IsOwn(const NetworkAddress& host) const;
    /// @param instanceId an instance @return the host routes kept in its table
    HostRoutes& GetRoutes(uint32_t instanceId);

    Ptr<Node> m_node;                                         //!< the tunnel router
    Ptr<LispXtr> m_xtr;                                       //!< its data plane
    Ptr<LispEtr> m_etr;                                       //!< its control plane
    Ptr<NeighborListener> m_listener;                         //!< on the ports
    std::map<uint32_t, std::unique_ptr<HostRoutes>> m_routes; //!< by instance ID
    uint64_t m_unroutable{0};                                 //!< see GetUnroutable
    TracedCallback<const EidPrefix&, Ptr<NetDevice>, EidDiscovery, const std::string&>
        m_detected; //!< "Detected"
};

} // namespace ns3

#endif /* DYNAMIC_EID_DETECTION_H */
