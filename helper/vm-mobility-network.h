/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_NETWORK_H
#define VM_MOBILITY_NETWORK_H

#include "core-helper.h"
#include "data-center-helper.h"
#include "lan-extension-helper.h"
#include "run-result.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/proxy-neighbor.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class EthernetNic;
class LispHelper;
class MeasuredDelays;

/// The addresses in use.
struct VmMobilityFamilies
{
    AddressFamily eid;  //!< of hosts
    AddressFamily rloc; //!< of the core
};

/// What a network of the mobility study is to be.
struct VmMobilityNetworkOptions
{
    VmMobilityFamilies families{AddressFamily::IPV4, AddressFamily::IPV4}; //!< addresses
    uint64_t coreRate{10000000000};         //!< of the links of the core and to it, bit/s
    uint64_t hypervisorMemory{64ULL << 30}; //!< of each hypervisor for machines, bytes
    uint32_t hypervisorVCpus{64};           //!< of each hypervisor, its processors for machines
    uint64_t migrationRate{1000000000};     //!< that a migration is to reach, bit/s
    bool hostRoutes{false};                 //!< the core routes the hosts' subnets: without LISP
    std::string extension;  //!< of the LAN, as LanExtensionHelper names it; "": two subnets
    bool filterHsrp{true};  //!< the extension keeps HSRP in its data centre
    bool sameMac{true};     //!< both data centres' gateways have one virtual MAC address
    bool homeGateway{true}; //!< the away data centre's gateways answer for the home gateway as well
    bool proxyArp{true};    //!< gateways answer for hosts that are elsewhere
};

/**
 * @brief The network of the mobility study: two data centres, two remote sites with a client each,
 * and a mapping node, joined by a core of one router for each, every one linked to every other.
 *
 * ```
 *  host1 --+                                                               +-- host2
 *          |        +- dc1-gw1 -+                       +- dc2-gw1 -+      |
 *       dc1-sw1 ----+     |     +-- core1 ---- core2 ---+     |     +-- dc2-sw1
 *          |        +- dc1-gw2 -+       \     /         +- dc2-gw2 -+      |
 *  vm1 - dc1-hv1                     (a link between                    dc2-hv1
 *                                     any two of the
 *                                     core's routers)
 *                            core3      core4     core5 -- map-server
 *                              |          |
 *                          site1-gw   site2-gw
 *                              |          |
 *                           client1    client2
 * ```
 *
 * The data centres are DataCenterHelper's: two gateways each, HSRP, spanning tree. With a LAN
 * extension, both have one VLAN and one subnet, and the gateways of both have the same shared
 * address; without, a VLAN and a subnet each. The round-trip time between two gateways, and between
 * a gateway and the mapping node, is drawn from what was measured on the Internet; that of the LAN
 * extension is the one between the data centres. The routes of the core are fixed and take the
 * direct link. With LISP, they hold locators only, those of hypervisors among them: these send each
 * other machines in a VLAN of their own, with jumbo frames, which pass between the data centres
 * and on no way to a remote site.
 */
class VmMobilityNetwork
{
  public:
    /// See VmMobilityFamilies.
    using Families = VmMobilityFamilies;

    /// Segments of migrations' TCP that are acknowledged together: those of 9000 octets that
    /// receive offload makes one of 64 KiB.
    static constexpr uint32_t SEGMENTS_TOGETHER = 7;
    /// @param rate of migrations, bit/s @param roundTrip between the data centres
    /// @return octets of TCP's buffers, which fill that
    static uint32_t GetWindow(uint64_t rate, Time roundTrip);

    /// A router between a site and the core.
    struct Gateway
    {
        Ptr<Node> node;            //!< itself
        CoreHelper::Uplink uplink; //!< to the core; its address is the locator
        Ptr<NetDevice> lanPort;    //!< towards the hosts
        Ptr<ProxyNeighbor> proxy;  //!< answers there for hosts elsewhere; null: none does
    };

    /// A data centre or a remote site.
    struct Site
    {
        std::string name;              //!< "dc1", "site1", ...
        std::vector<Gateway> gateways; //!< two in data centres, one elsewhere
        uint32_t core{0};              //!< the number of the core's router for it
        Ptr<Node> host;                //!< a host that does not move
        EidPrefix subnet;              //!< of its hosts
        NetworkAddress gatewayAddress; //!< of the gateways towards the hosts
        NetworkAddress hostAddress;    //!< of the host
        uint16_t vlan{0};              //!< of the hosts, in a data centre
        Ptr<Node> hypervisor;          //!< of a data centre
        /// Of the hypervisor, in the migration VLAN: routed by the core, of the locators' family.
        NetworkAddress hypervisorAddress;
    };

    /**
     * @brief Build it.
     * @param options what it is to be
     * @param delays where round-trip times are drawn
     * @throws std::invalid_argument as LanExtensionHelper
     */
    VmMobilityNetwork(const VmMobilityNetworkOptions& options, Ptr<MeasuredDelays> delays);
    ~VmMobilityNetwork();

    /// Sites by what they are for.
    enum SiteName
    {
        HOME,    //!< where the machine is at first
        AWAY,    //!< where it goes
        REMOTE1, //!< a client's
        REMOTE2, //!< another client's
        SITES    //!< how many there are
    };

    /**
     * @brief Let all that draws random numbers in the data centres and their LAN extension do so
     * from fixed streams; the stacks of nodes are InternetStackHelper's.
     * @param stream the first stream
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream) const;
    /**
     * @brief Lay a LAN extension that itself runs over LISP, once the system is there; others are
     * laid already.
     * @param lisp what made the gateways tunnel routers; null: nothing, so that the extension gets
     * a mapping system of its own on the mapping node
     * @param stream the first stream of random numbers for that
     */
    void FinishExtension(LispHelper* lisp, int64_t stream);
    /**
     * @brief Add up the control messages of the LAN extension's own mapping system, if it has one.
     * @param sent gets them by type
     * @param drops gets what came to nothing by reason
     */
    void CountControl(std::map<std::string, uint64_t>& sent,
                      std::map<std::string, uint64_t>& drops) const;
    /// @return what it was asked to be
    const VmMobilityNetworkOptions& GetOptions() const;
    /// @return true if both data centres have the same subnet
    bool IsStretched() const;
    /// @param name which @return the site
    const Site& Get(SiteName name) const;
    /// @param name HOME or AWAY @return the data centre
    const DataCenterHelper& GetDataCenter(SiteName name) const;
    /// @return the LAN extension; null: none
    const LanExtensionHelper* GetExtension() const;
    /// @return the virtual machine's node, with its stack and no device
    Ptr<Node> GetMachine() const;
    /// @return the virtual machine's address, of the home subnet
    NetworkAddress GetMachineAddress() const;
    /**
     * @brief Give the virtual machine its address and default route. Across subnets it has a
     * NeighborTimeout: after a move it asks for its gateway anew before long.
     * @param nic the virtual machine's NIC
     */
    void ConfigureMachine(Ptr<EthernetNic> nic) const;
    /// @return the node of Map-Server and Map-Resolver
    Ptr<Node> GetMappingNode() const;
    /// @return the mapping node's locator
    NetworkAddress GetMappingAddress() const;
    /// @return the core
    const CoreHelper& GetCore() const;
    /// @param from a site @param to another @return how long a packet takes, by the direct link
    Time GetDelay(SiteName from, SiteName to) const;
    /**
     * @brief Break or mend the core's link between two sites.
     * @param a a site
     * @param b another
     * @param isUp whether it carries anything from now on
     */
    void SetLink(SiteName a, SiteName b, bool isUp) const;
    /// @return every node
    NodeContainer GetNodes() const;
    /**
     * @brief Capture what passes the gateways, the mapping node, and the hosts' NICs: a file for
     * each device, named after its node. Of jumbo frames their beginning: see CheckedCapture.
     * @param folder where to
     */
    void EnablePcap(const std::string& folder) const;

    /// @return the drawing
    NetworkSketch GetSketch() const;

    /// The MAC address that both data centres' gateways have towards their hosts: of HSRP version
    /// 2, group 1.
    static const char* const VIRTUAL_MAC;

  private:
    /// Join the core's routers to each other. @param delays where round-trip times are drawn
    void ConnectCore(Ptr<MeasuredDelays> delays);
    /// @param name of a data centre, to be built
    void BuildDataCenter(SiteName name);
    /// @param name of a remote site, to be built
    void BuildRemote(SiteName name);
    /// Lay the LAN extension.
    void Stretch();
    /// @param sketch gets the LAN extension
    void DrawExtension(NetworkSketch& sketch) const;

    VmMobilityNetworkOptions m_options; //!< what it is to be
    CoreHelper m_core;                  //!< one router for each site, and for mapping
    std::array<std::array<Time, SITES>, SITES> m_delays; //!< between gateways, [from][to]
    std::array<Site, SITES> m_sites;                     //!< the sites
    std::vector<DataCenterHelper> m_dataCenters;         //!< home and away
    std::unique_ptr<LanExtensionHelper> m_extension;     //!< null: none
    std::unique_ptr<LispHelper> m_lisp;                  //!< of the LAN extension alone; or null
    Ptr<Node> m_mapping;                                 //!< Map-Server and Map-Resolver
    NetworkAddress m_mappingAddress;                     //!< its locator
    Ptr<Node> m_machine;                                 //!< the virtual machine
    NetworkAddress m_machineAddress;                     //!< its address
};

} // namespace ns3

#endif /* VM_MOBILITY_NETWORK_H */
