/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef DATA_CENTER_HELPER_H
#define DATA_CENTER_HELPER_H

#include "core-helper.h"
#include "ip-interfaces.h"

#include "ns3/attribute.h"
#include "ns3/hsrp-router.h"
#include "ns3/mac48-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/proxy-neighbor.h"
#include "ns3/ptr.h"
#include "ns3/svi-device.h"
#include "ns3/vlan-switch.h"

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

class EthernetNic;
class LispHelper;
class SpanningTree;
class SwitchPort;

/// What a data centre is to be.
struct DataCenterOptions
{
    uint32_t gateways{2};                    //!< switches that are routers as well: 1 or 2
    uint32_t racks{1};                       //!< switches that hosts are connected to: 1 to 64
    uint64_t rate{10000000000ULL};           //!< of the links between switches, bit/s
    uint64_t hostRate{1000000000};           //!< of the links of hosts, bit/s
    uint64_t hypervisorRate{10000000000ULL}; //!< of the links of hypervisors, bit/s
    /// Of the links between switches, to hypervisors and to the core: the longest payload, octets.
    /// Those of hosts carry 1500 (IEEE 802.3-2018 section 3.2.7).
    uint16_t mtu{CoreHelper::JUMBO_MTU};
    uint8_t hsrpPriority{110}; //!< of the first gateway, the second one's is 10 less: from 11
    Time hsrpHello{MilliSeconds(250)}; //!< between HSRP messages; in data centres below a second
    Time hsrpHold{MilliSeconds(750)};  //!< without one, the active gateway is taken to be dead
    bool igmpSnooping{false}; //!< switches send IPv4 multicast to who asked; gateways ask hosts
};

/**
 * @brief Builds a data centre: gateways, a switch for each rack, the links between them, VLANs with
 * their gateway addresses, hosts and hypervisors.
 *
 * ```
 * DataCenterHelper paris("paris");
 * paris.AddVlan(100, "10.1.0.1/24");
 * auto web = paris.AddHost("web", 100, "10.1.0.10");
 * ```
 *
 * ```
 *        (core)     (core)
 *          |          |
 *       paris-gw1--paris-gw2        gateways: switches with a router inside
 *             \      /
 *            paris-sw1              the switch of a rack
 *            /       \
 *          web    hypervisor
 * ```
 *
 * The switches run one rapid spanning tree, with the first gateway as its root and the second one
 * as the next. In a VLAN with a gateway address the gateways share it by HSRP version 2, the first
 * one with the higher priority; their own addresses are the next ones in the subnet.
 *
 * Hypervisors move machines to each other in a VLAN of their own (AddMigrationVlan), with jumbo
 * frames. The core routes its subnet: its addresses are locators, as the gateways' are, and nothing
 * that LISP has to follow.
 *
 * With igmpSnooping in the options all switches but those of hypervisors snoop on IGMP, and the
 * gateways are queriers in VLANs with an IPv4 gateway address. HSRP's groups are always flooded;
 * the gateways ask for the group of a VLAN that AddDynamicVlan names.
 */
class DataCenterHelper
{
  public:
    /// A VLAN of the data centre.
    struct Vlan
    {
        InterfaceAddress gateway;                //!< shared by the gateways; none: no gateway
        Mac48Address virtualMac;                 //!< of that address
        std::vector<Ptr<SviDevice>> svis;        //!< by gateway
        std::vector<InterfaceAddress> own;       //!< their own addresses, by gateway
        std::vector<Ptr<HsrpRouter>> routers;    //!< by gateway
        std::vector<Ptr<ProxyNeighbor>> proxies; //!< by gateway; see AnswerForOthers
        std::vector<NetworkAddress> foreign;     //!< gateways of AddForeignSubnet
        uint16_t mtu{CoreHelper::PLAIN_MTU};     //!< the longest packet of the gateways
    };

    /**
     * @brief Build gateways and racks.
     * @param name the data centre's; its nodes are NAME-gw1, NAME-gw2, NAME-sw1, ...
     * @param options what it is to be
     * @throws std::invalid_argument if there is no name, it is taken, or a number is out of range
     */
    explicit DataCenterHelper(const std::string& name, const DataCenterOptions& options = {});
    ~DataCenterHelper();
    DataCenterHelper(DataCenterHelper&&) noexcept;
    DataCenterHelper(const DataCenterHelper&) = delete;
    DataCenterHelper& operator=(const DataCenterHelper&) = delete;

    /**
     * @brief Add a VLAN, on all switches.
     * @param vlan 1 to 4094
     * @param gateway the address that the gateways share and the subnet, such as "10.1.0.1/24"; "":
     * no gateway
     * @param firstOwn where the gateways' own addresses begin, counted from that address: in a
     * subnet that is stretched, each data centre needs addresses of its own
     * @param virtualMac the MAC address of the shared address; "": HSRP's own, of the group
     * @param mtu the longest packet that the gateways send, octets
     * @throws std::invalid_argument if there is no such VLAN, it is there already, an address is
     * wrong, or the MTU is beyond that of the links between switches
     */
    void AddVlan(uint16_t vlan,
                 const std::string& gateway = "",
                 uint32_t firstOwn = 1,
                 const std::string& virtualMac = "",
                 uint16_t mtu = CoreHelper::PLAIN_MTU);
    /**
     * @brief Add the VLAN by which hypervisors send each other machines: those that are added from
     * then on get an address in it, from the tenth one after the shared address on. Once the
     * gateways are attached to the core, it routes the subnet, by way of the first gateway.
     * @param vlan 1 to 4094
     * @param gateway the address that the gateways share and the subnet, of the core's family
     * @param mtu the longest packet of gateways and hypervisors, octets. Open in the standards;
     * 9000 is usual for jumbo frames.
     * @throws std::invalid_argument as AddVlan, or if there is a migration VLAN already
     */
    void AddMigrationVlan(uint16_t vlan, const std::string& gateway, uint16_t mtu = 9000);
    /**
     * @brief Let the gateways serve hosts of another data centre's subnet that come to a VLAN: they
     * share its gateway's address too. The subnet is not routed here, its hosts are.
     * @param vlan a VLAN with a gateway
     * @param gateway the address and its subnet
     * @param firstOwn as in AddVlan
     * @param shared whether they answer for that address; else they only reach its subnet's hosts,
     * and no proxy answers for it either
     * @throws std::invalid_argument as AddVlan
     */
    void AddForeignSubnet(uint16_t vlan,
                          const std::string& gateway,
                          uint32_t firstOwn,
                          bool shared = true);
    /**
     * @brief Let the gateways answer ARP and Neighbor Discovery in a VLAN for addresses that they
     * have a way to elsewhere (proxy ARP, RFC 1027): by their routing, or by
     * ProxyNeighbor::SetPolicy and DynamicEidDetection::AddProxy.
     * @param vlan a VLAN with a gateway
     */
    void AnswerForOthers(uint16_t vlan);

    /**
     * @brief Add a host. Its ARP cache follows what is announced (NeighborUpdater).
     * @param name of its node
     * @param vlan its VLAN
     * @param address its address, in the VLAN's subnet: its default route is the shared address
     * @param rack 1 to the number of racks
     * @return its node
     * @throws std::invalid_argument if there is no such VLAN or rack, or the address is wrong
     */
    Ptr<Node> AddHost(const std::string& name,
                      uint16_t vlan,
                      const std::string& address,
                      uint32_t rack = 1);
    /**
     * @brief Set an attribute of the hypervisors that are added from then on.
     * @param name an attribute of Hypervisor
     * @param value its value
     */
    void SetHypervisorAttribute(const std::string& name, const AttributeValue& value);
    /**
     * @brief Add a hypervisor (Hypervisor): a node with a virtual switch, connected to a rack by
     * one link. If there is a migration VLAN, it has a port of its own there (SviDevice) with an IP
     * stack, its default route leads to the shared address, and machines can move there.
     * @param name of its node
     * @param rack 1 to the number of racks
     * @return its node, with the Hypervisor
     * @throws std::invalid_argument if there is no such rack, or no address left
     */
    Ptr<Node> AddHypervisor(const std::string& name, uint32_t rack = 1);
    /// @param hypervisor a node of AddHypervisor @return its address in the migration VLAN
    /// @throws std::invalid_argument if it has none
    const NetworkAddress& GetMigrationAddress(Ptr<Node> hypervisor) const;
    /**
     * @brief Give a NIC of a host an address, and the default route of its VLAN. Its ARP cache
     * follows what is announced.
     * @param nic a NIC on a node with a stack
     * @param vlan its VLAN
     * @param address its address, in the VLAN's subnet
     * @throws std::invalid_argument as AddHost
     */
    void Configure(Ptr<EthernetNic> nic, uint16_t vlan, const std::string& address) const;

    /**
     * @brief Let the hosts of AddHost announce themselves, as systems do that start: gateways and
     * switches hear where they are before anybody sends to them.
     * @param when the time
     */
    void AnnounceHostsAt(Time when) const;

    // ---- the core, LISP ------------------------------------------------------------------------

    /**
     * @brief Connect every gateway to the core.
     * @param core the core; it must stay as long as VLANs are added
     * @param router the number of its router
     * @param delay of the links
     * @return see GetLocators
     * @throws std::invalid_argument as CoreHelper::Attach
     */
    const std::vector<std::string>& Attach(CoreHelper& core,
                                           uint32_t router,
                                           Time delay = MicroSeconds(500));
    /// @return the gateways' addresses in the core, as LispHelper takes them; none before Attach
    const std::vector<std::string>& GetLocators() const;
    /// @return the gateways' links to the core; none before Attach
    const std::vector<CoreHelper::Uplink>& GetUplinks() const;
    /**
     * @brief Make the gateways tunnel routers of a LISP site, each with its address in the core as
     * its locator.
     * @param lisp knows the site
     * @param site the name of the site
     * @param prefixes EID-prefixes behind all of them
     * @throws std::invalid_argument as LispHelper::InstallXtr
     */
    void InstallXtrs(LispHelper& lisp,
                     const std::string& site,
                     const std::vector<std::string>& prefixes = {});
    /**
     * @brief Let LISP find the hosts of a VLAN one by one: its subnet is a dynamic-EID prefix.
     * @param lisp has made the gateways tunnel routers
     * @param vlan a VLAN with a gateway
     * @param notifyGroup if it is stretched, as LispHelper::AddDynamicPrefix has it
     * @throws std::invalid_argument if there is no such VLAN, and as LispHelper::AddDynamicPrefix
     */
    void AddDynamicVlan(LispHelper& lisp, uint16_t vlan, const std::string& notifyGroup = "");

    // ---- what is there -------------------------------------------------------------------------

    /**
     * @brief Print what each switch knows of where MAC addresses are.
     * @param when the time, now or to come
     * @param os where to; it must outlive the simulation
     */
    void PrintMacTablesAt(Time when, std::ostream& os) const;
    /// @return the name
    const std::string& GetName() const;
    /// @return the gateways
    const NodeContainer& GetGateways() const;
    /// @return the switches of the racks
    const NodeContainer& GetRacks() const;
    /// @return every node: gateways, racks, hypervisors, hosts
    NodeContainer GetNodes() const;
    /// @return the VLANs by number
    const std::map<uint16_t, Vlan>& GetVlans() const;
    /// @param vlan a VLAN @return it @throws std::invalid_argument if it is not here
    const Vlan& GetVlan(uint16_t vlan) const;
    /// @param gateway 0 or 1 @return its port towards the other gateway; null if it is the only one
    Ptr<SwitchPort> GetPeerPort(uint32_t gateway) const;
    /// @param node a gateway or rack @return its spanning tree
    Ptr<SpanningTree> GetSpanningTree(Ptr<Node> node) const;

  private:
    /// A link between two switches of the data centre.
    struct Trunk
    {
        Ptr<VlanSwitch> lanSwitch; //!< one of its ends
        Ptr<SwitchPort> port;      //!< there
    };

    /// @param name of a switch @param priority of its bridge @return its node
    Ptr<Node> AddSwitch(const std::string& name, uint16_t priority) const;
    /// @param a a switch @param b another @param roleA what is behind a's port @param roleB behind
    /// b's @param rate bit/s @return the ports
    std::pair<Ptr<SwitchPort>, Ptr<SwitchPort>> AddTrunk(Ptr<Node> a,
                                                         Ptr<Node> b,
                                                         SwitchPortRole roleA,
                                                         SwitchPortRole roleB,
                                                         uint64_t rate);
    /// Let the core route the migration VLAN's subnet, if there are both.
    void AdvertiseMigration();
    /// @param rack 1 to the number of racks @return its switch
    /// @throws std::invalid_argument if there is none
    Ptr<Node> GetRack(uint32_t rack) const;
    /// @param vlan a VLAN: its proxies leave gateways of other subnets to these
    static void ExceptGateways(const Vlan& vlan);
    /// @param vlan a VLAN @param address that its gateways are to share
    void ShareAddress(Vlan& vlan, const InterfaceAddress& address);

    std::string m_name;                                      //!< the data centre's
    DataCenterOptions m_options;                             //!< what it is to be
    NodeContainer m_gateways;                                //!< in order
    NodeContainer m_racks;                                   //!< in order
    NodeContainer m_others;                                  //!< hypervisors and hosts
    std::vector<Ptr<EthernetNic>> m_hostNics;                //!< of hosts
    std::vector<std::string> m_locators;                     //!< see GetLocators
    std::vector<CoreHelper::Uplink> m_uplinks;               //!< see GetUplinks
    CoreHelper* m_core{nullptr};                             //!< see Attach
    uint32_t m_coreRouter{0};                                //!< see Attach
    ObjectFactory m_hypervisors;                             //!< make them
    uint16_t m_migrationVlan{0};                             //!< see AddMigrationVlan; 0: none
    std::map<uint32_t, NetworkAddress> m_migrationAddresses; //!< of hypervisors by node number
    std::vector<Trunk> m_trunks;              //!< every end of every link between switches
    std::vector<Ptr<SwitchPort>> m_peerPorts; //!< by gateway; empty: one gateway
    std::map<uint16_t, Vlan> m_vlans;         //!< by number
};

} // namespace ns3

#endif /* DATA_CENTER_HELPER_H */
