/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_NETWORK_H
#define VM_MOBILITY_NETWORK_H

#include "run-result.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <array>
#include <string>
#include <vector>

namespace ns3
{

class EthernetNic;
class MeasuredDelays;

/**
 * @brief The network of the mobility study: two data centres, two remote sites with a client each,
 * and a mapping node, joined by a core of one router for each, every one linked to every other.
 *
 * ```
 *   host1 --+                                                    +-- host2
 *           |                                                    |
 *   vm1 -- dc1-sw -- dc1-gw -- core1 ---------- core2 -- dc2-gw -- dc2-sw
 *                                 \   (a link   /
 *                    core3 ------ between any -- core4    core5 -- map-server
 *                      |            two)           |
 *                   site1-gw                    site2-gw
 *                      |                           |
 *                   client1                     client2
 * ```
 *
 * The round-trip time between two gateways, and between a gateway and the mapping node, is drawn
 * from what was measured on the Internet. The routes of the core are fixed and take the direct
 * link. With LISP, they hold locators only.
 */
class VmMobilityNetwork
{
  public:
    /// The addresses in use.
    struct Families
    {
        AddressFamily eid;  //!< of hosts
        AddressFamily rloc; //!< of the core
    };

    /// A data centre or a remote site.
    struct Site
    {
        std::string name;              //!< "dc1", "site1", ...
        Ptr<Node> gateway;             //!< joins it to the core
        Ptr<Node> core;                //!< the core's router for it
        Ptr<Node> lanSwitch;           //!< in data centres; null elsewhere
        Ptr<Node> host;                //!< a host that does not move
        EidPrefix subnet;              //!< of its hosts
        NetworkAddress gatewayAddress; //!< of the gateway towards the hosts
        NetworkAddress hostAddress;    //!< of the host
        NetworkAddress rloc;           //!< of the gateway towards the core
        NetworkAddress coreAddress;    //!< of the core's router towards the gateway
        Ptr<EthernetNic> lanPort;      //!< the gateway's, towards the hosts
        Ptr<EthernetNic> machinePort;  //!< the switch's, for the virtual machine
    };

    /// One end of a link of the core.
    struct Adjacency
    {
        Ptr<NetDevice> device;   //!< a router's
        NetworkAddress neighbor; //!< the address at the other end
    };

    /**
     * @brief Build it.
     * @param families of hosts and core
     * @param hostRoutes whether the core routes the hosts' subnets: without LISP
     * @param delays where round-trip times are drawn
     */
    VmMobilityNetwork(const Families& families, bool hostRoutes, Ptr<MeasuredDelays> delays);

    /// Sites by what they are for.
    enum SiteName
    {
        HOME,    //!< where the machine is at first
        AWAY,    //!< where it goes
        REMOTE1, //!< a client's
        REMOTE2, //!< another client's
        SITES    //!< how many there are
    };

    /// @param name which @return the site
    const Site& Get(SiteName name) const;
    /// @return the virtual machine's node, with its stack and no device
    Ptr<Node> GetMachine() const;
    /// @return the virtual machine's address, of the home subnet
    NetworkAddress GetMachineAddress() const;
    /// @return the node of Map-Server and Map-Resolver
    Ptr<Node> GetMappingNode() const;
    /// @return the mapping node's locator
    NetworkAddress GetMappingAddress() const;
    /// @return the routers of the core
    const NodeContainer& GetCore() const;
    /// @return the neighbours of every gateway and router of the core, link by link
    const std::vector<Adjacency>& GetAdjacencies() const;
    /// @return every node
    NodeContainer GetNodes() const;
    /**
     * @brief Capture what passes the gateways towards the core, the mapping node, and the hosts'
     * NICs: a file for each device, named after its node.
     * @param folder where to
     */
    void EnablePcap(const std::string& folder) const;

    /// @return the drawing
    NetworkSketch GetSketch() const;

    /**
     * @brief Give a NIC of a host an address of a subnet, and a default route.
     * @param nic the NIC
     * @param address the address
     * @param length of the subnet's prefix
     * @param gateway the default router; no address: none
     */
    static void Configure(Ptr<EthernetNic> nic,
                          const NetworkAddress& address,
                          uint8_t length,
                          const NetworkAddress& gateway);

    /// The MAC address that both data centres' gateways have towards their hosts.
    static const char* const VIRTUAL_MAC;

  private:
    static constexpr std::size_t CORE = SITES + 1; //!< routers: one for each site and for mapping

    /// Make the nodes and name them.
    void CreateNodes();
    /// Join sites and mapping node to the core, and the core's routers to each other.
    void ConnectCore(Ptr<MeasuredDelays> delays);
    /// @param site gets its hosts, its switch and its addresses
    void BuildSite(Site& site);
    /// @param hostRoutes whether the core routes the hosts' subnets
    void AddRoutes(bool hostRoutes);
    /**
     * @brief Connect two routers.
     * @param a one @param b the other
     * @param delay of the link
     * @param number of the link's subnet
     * @return their addresses
     */
    std::array<NetworkAddress, 2> Connect(Ptr<Node> a, Ptr<Node> b, Time delay, uint32_t number);
    /// @param number of a core link @return the prefix of its addresses
    EidPrefix GetLinkPrefix(uint32_t number) const;
    /// @param node a router @param prefix where to @param via the next router's address
    static void AddRoute(Ptr<Node> node, const EidPrefix& prefix, const NetworkAddress& via);

    Families m_families;             //!< of hosts and core
    std::array<Site, SITES> m_sites; //!< the sites
    NodeContainer m_core;            //!< the core, in the order of the sites
    std::vector<Adjacency> m_links;  //!< both ends of each
    Ptr<Node> m_mapping;             //!< Map-Server and Map-Resolver
    NetworkAddress m_mappingAddress; //!< its locator
    NetworkAddress m_mappingCore;    //!< its core router's address towards it
    Ptr<Node> m_machine;             //!< the virtual machine
    NetworkAddress m_machineAddress; //!< its address
    /// m_via[a][b]: the address at core router b of its link to a
    std::array<std::array<NetworkAddress, CORE>, CORE> m_via;
};

} // namespace ns3

#endif /* VM_MOBILITY_NETWORK_H */
