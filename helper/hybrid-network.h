/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HYBRID_NETWORK_H
#define HYBRID_NETWORK_H

#include "core-helper.h"
#include "event-log.h"
#include "lisp-helper.h"
#include "study-traffic.h"

#include "ns3/dynamic-eid-detection.h"
#include "ns3/nat-router.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <string>

namespace ns3
{

class HomeAgent;
struct LispMappingRecord;
struct LispRegisterResult;

/// How a workload's traffic finds it in the cloud.
enum class HybridSystem : uint8_t
{
    LISP,       //!< a virtual tunnel router in the cloud
    LISP_NAT,   //!< the same behind the provider's NAT, by an RTR
    TRIANGULAR, //!< no LISP: through the enterprise, and a tunnel from there
};

/// @param system a system @return "lisp", "lisp-nat" or "triangular"
const char* ToString(HybridSystem system);
/// @param text such a name @return the system @throws std::invalid_argument if it is none
HybridSystem ParseHybridSystem(const std::string& text);

/// What a HybridNetwork is to be.
struct HybridNetworkOptions
{
    HybridSystem system{HybridSystem::LISP}; //!< how traffic finds the workload
    Time distance{MilliSeconds(40)};         //!< from the enterprise's provider to the others
    Time toCloud{MilliSeconds(5)};           //!< from the users' provider to the cloud's
};

/**
 * @brief An enterprise whose workload moves into a public cloud and keeps its address.
 *
 * ```
 *   database -- dc-gw --- core-enterprise ----- core-users --- user   (no LISP)
 *        app --+                 \                /       \--- branch-gw -- branch
 *                                  core-cloud ---          \-- proxy (ITR and ETR)
 *                                  /      \                 \- map-server
 *                               rtr    cloud-edge (NAT) -- cloud-gw -- app, later
 * ```
 *
 * Everything of the enterprise has an address of 10.1.0.0/16, the branch of 10.2.0.0/24. With LISP
 * the core routes none of them but 10.0.0.0/8 as a whole, to the proxy: the cloud's provider has no
 * LISP, knows nothing of the enterprise's addresses, and gives the virtual tunnel router "cloud-gw"
 * an address of its own as any other machine, public or behind its NAT. It takes from its customers
 * only packets from addresses that it gave them, so that what the workload sends to the user goes
 * by the proxy ETR, or behind the NAT by the RTR. Without LISP the core routes the enterprise's
 * addresses to the enterprise, whose gateway has an IP-in-IP tunnel to cloud-gw; there is no NAT
 * then, which would not let it through, and the provider lets the workload's answers go straight
 * from the cloud: as good as this way can be.
 *
 * The workload is one host with a link at either place, of which one carries anything at a time: it
 * is off for a while, as of a cold migration, or one that is started anew from a copy. When it
 * comes up, the first that it does is to send a packet to its database.
 */
class HybridNetwork
{
  public:
    /// @param options what it is to be @param log gets what happens
    HybridNetwork(const HybridNetworkOptions& options, Ptr<EventLog> log);
    ~HybridNetwork();

    HybridNetwork(const HybridNetwork&) = delete;
    HybridNetwork& operator=(const HybridNetwork&) = delete;

    /// @return the user, without LISP
    StudyTraffic::End GetUser() const;
    /// @return the host of the branch
    StudyTraffic::End GetBranch() const;
    /// @return the database, in the enterprise
    StudyTraffic::End GetDatabase() const;
    /// @return the workload
    StudyTraffic::End GetWorkload() const;
    /// @return all nodes
    const NodeContainer& GetNodes() const;
    /// @param ledger is told of what a NAT drops
    void Watch(Ptr<PacketLedger> ledger);
    /// @param off when the workload stops @param on when it is in the cloud
    void MoveAt(Time off, Time on);
    /// @param stream of the random numbers, the first one @return how many are used
    int64_t AssignStreams(int64_t stream) const;
    /// Capture at the cloud's edge. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// @param name of a node, to be made with a stack @return it
    Ptr<Node> AddNode(const std::string& name);
    /// @param router a node @param address of its port @param host another, whose default route is
    /// the router @param hostAddress of its device @return the port
    Ptr<NetDevice> JoinHost(Ptr<Node> router,
                            const std::string& address,
                            Ptr<Node> host,
                            const std::string& hostAddress);
    /// Build the edge of the cloud and what is behind it.
    void BuildCloud();
    /// Turn LISP on.
    void BuildLisp();
    /// Route the enterprise's addresses, and lay the tunnel.
    void BuildTunnel();
    /// @param node an xTR whose events are logged
    void Listen(Ptr<Node> node);
    /// The workload stops.
    void Stop();
    /// The workload is in the cloud.
    void Start();

    // What traces call; their parameters are theirs.
    void OnDetected(Ptr<Node> node,
                    const EidPrefix& eid,
                    Ptr<NetDevice> port,
                    EidDiscovery discovery,
                    const std::string& cause);
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress& source);
    void OnAway(Ptr<Node> node, const EidPrefix& eid);
    void OnSmrSent(Ptr<Node> node, const EidPrefix& eid, const NetworkAddress& peer);
    void OnLearned(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress& source);
    void OnBinding(Ptr<Node> node, const NetworkAddress& host, const NetworkAddress& gateway);
    void OnNatDrop(Ptr<const Packet> packet, NatDropReason reason) const;

    HybridNetworkOptions m_options;     //!< what it is
    Ptr<EventLog> m_log;                //!< gets what happens
    CoreHelper m_core;                  //!< three routers
    LispHelper m_lisp;                  //!< installs LISP
    NodeContainer m_nodes;              //!< all
    uint32_t m_atEnterprise;            //!< a core router
    uint32_t m_atCloud;                 //!< a core router
    uint32_t m_atUsers;                 //!< a core router
    Ptr<Node> m_user;                   //!< without LISP
    Ptr<Node> m_branchGateway;          //!< tunnel router
    Ptr<Node> m_branch;                 //!< host
    Ptr<Node> m_gateway;                //!< of the enterprise
    Ptr<Node> m_database;               //!< host
    Ptr<Node> m_workload;               //!< host
    Ptr<Node> m_edge;                   //!< of the cloud's provider
    Ptr<Node> m_cloudGateway;           //!< virtual router
    NetworkAddress m_userAddress;       //!< of the user
    CoreHelper::Uplink m_gatewayUplink; //!< of the enterprise
    CoreHelper::Uplink m_branchUplink;  //!< of the branch
    CoreHelper::Uplink m_edgeUplink;    //!< of the cloud's edge
    Ptr<NetDevice> m_cloudPort;         //!< of the virtual router, to the workload
    Ptr<NetDevice> m_workloadInCloud;   //!< the workload's, there
    Ptr<NatRouter> m_nat;               //!< null: none
    Ptr<HomeAgent> m_cloudAgent;        //!< null with LISP
    Ptr<PacketLedger> m_ledger;         //!< see Watch
    Ptr<Node> m_mapServer;              //!< null without LISP
    Ptr<Socket> m_hello;                //!< of the workload, to its database
};

} // namespace ns3

#endif /* HYBRID_NETWORK_H */
