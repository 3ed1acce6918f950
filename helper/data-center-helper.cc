/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "data-center-helper.h"

#include "checked-attribute.h"
#include "ethernet-helper.h"

#include "ns3/data-rate.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hypervisor.h"
#include "ns3/igmp-snooper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/names.h"
#include "ns3/neighbor-updater.h"
#include "ns3/node.h"
#include "ns3/spanning-tree.h"
#include "ns3/svi-device.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint32_t MAX_RACKS = 64;
/// Where hypervisors' addresses begin in the migration VLAN, counted from the shared one.
constexpr uint32_t FIRST_HYPERVISOR = 9;
/// Bridge priorities: the first gateway is the root, the second the next (IEEE 802.1D-2004 section
/// 17.14: steps of 4096, 32768 for all others).
constexpr uint16_t ROOT_PRIORITY = 4096;
constexpr uint16_t NEXT_PRIORITY = 8192;
constexpr uint16_t OTHER_PRIORITY = 32768;

/// @param what is wrong @param accepted is right @throws std::invalid_argument saying so
[[noreturn]] void
Refuse(const std::string& what, const std::string& accepted)
{
    throw std::invalid_argument(what + ": accepted: " + accepted);
}

/// @param name of a node, to be made @return the node
Ptr<Node>
CreateNamed(const std::string& name)
{
    if (name.empty() || Names::Find<Node>(name))
    {
        Refuse("node name '" + name + "'", "a name that no other node has");
    }
    auto node = CreateObject<Node>();
    Names::Add(name, node);
    return node;
}

} // namespace

DataCenterHelper::DataCenterHelper(const std::string& name, const DataCenterOptions& options)
    : m_name(name),
      m_options(options)
{
    if (name.empty())
    {
        Refuse("a data centre without a name", "a name, with which its nodes' names begin");
    }
    if (options.gateways < 1 || options.gateways > 2)
    {
        Refuse(name + ": " + std::to_string(options.gateways) + " gateways", "1 or 2");
    }
    if (options.racks < 1 || options.racks > MAX_RACKS)
    {
        Refuse(name + ": " + std::to_string(options.racks) + " racks", "1 to 64");
    }
    if (options.hsrpPriority < 11)
    {
        Refuse(name + ": HSRP priority " + std::to_string(options.hsrpPriority), "from 11 to 255");
    }
    m_hypervisors.SetTypeId(Hypervisor::GetTypeId());
    SetHypervisorAttribute("PortRate", DataRateValue(DataRate(options.hostRate)));
    for (uint32_t i = 0; i < options.gateways; i++)
    {
        m_gateways.Add(AddSwitch(name + "-gw" + std::to_string(i + 1),
                                 i == 0 ? ROOT_PRIORITY : NEXT_PRIORITY));
    }
    InternetStackHelper().Install(m_gateways);
    if (options.gateways == 2)
    {
        const auto ports = AddTrunk(m_gateways.Get(0),
                                    m_gateways.Get(1),
                                    SwitchPortRole::FABRIC,
                                    SwitchPortRole::FABRIC,
                                    options.rate);
        m_peerPorts = {ports.first, ports.second};
        for (uint32_t i = 0; options.igmpSnooping && i < options.gateways; i++)
        {
            // Which of them asks may change, and if they share a port (vPC), a query that came by
            // it is not heard as one from the other.
            m_gateways.Get(i)->GetObject<IgmpSnooper>()->AddRouterPort(m_peerPorts[i]);
        }
    }
    for (uint32_t i = 0; i < options.racks; i++)
    {
        auto rack = AddSwitch(name + "-sw" + std::to_string(i + 1), OTHER_PRIORITY);
        m_racks.Add(rack);
        for (auto gateway = m_gateways.Begin(); gateway != m_gateways.End(); ++gateway)
        {
            const auto ports = AddTrunk(*gateway,
                                        rack,
                                        SwitchPortRole::HOST,
                                        SwitchPortRole::FABRIC,
                                        options.rate);
            // There are hosts behind it, but a switch at its other end.
            GetSpanningTree(*gateway)->SetEdge(ports.first, false);
        }
    }
}

DataCenterHelper::~DataCenterHelper() = default;
DataCenterHelper::DataCenterHelper(DataCenterHelper&&) noexcept = default;

Ptr<Node>
DataCenterHelper::AddSwitch(const std::string& name, uint16_t priority) const
{
    auto node = CreateNamed(name);
    auto lanSwitch = CreateObject<VlanSwitch>();
    lanSwitch->Install(node);
    auto tree = CreateObject<SpanningTree>();
    tree->SetAttribute("BridgePriority", UintegerValue(priority));
    tree->Install(lanSwitch);
    if (m_options.igmpSnooping)
    {
        auto snooper = CreateObject<IgmpSnooper>();
        snooper->Install(lanSwitch);
        snooper->Watch(tree);
    }
    return node;
}

std::pair<Ptr<SwitchPort>, Ptr<SwitchPort>>
DataCenterHelper::AddTrunk(Ptr<Node> a,
                           Ptr<Node> b,
                           SwitchPortRole roleA,
                           SwitchPortRole roleB,
                           uint64_t rate)
{
    EthernetHelper ethernet;
    ethernet.SetNicAttribute("DataRate", DataRateValue(DataRate(rate)));
    ethernet.SetNicAttribute("Mtu", UintegerValue(m_options.mtu));
    ethernet.DisableFlowControl();
    auto nicA = ethernet.Install(a);
    auto nicB = ethernet.Install(b);
    auto portA = a->GetObject<VlanSwitch>()->AddNic(nicA, roleA);
    auto portB = b->GetObject<VlanSwitch>()->AddNic(nicB, roleB);
    ethernet.Connect(nicA, nicB);
    VlanSet vlans;
    for (const auto& [number, vlan] : m_vlans)
    {
        vlans.set(number);
    }
    for (const auto& [node, port] : {std::make_pair(a, portA), std::make_pair(b, portB)})
    {
        auto lanSwitch = node->GetObject<VlanSwitch>();
        lanSwitch->SetTrunk(port, vlans);
        m_trunks.push_back({lanSwitch, port});
    }
    return {portA, portB};
}

// ---- VLANs -------------------------------------------------------------------------------------

void
DataCenterHelper::AddVlan(uint16_t vlan,
                          const std::string& gateway,
                          uint32_t firstOwn,
                          const std::string& virtualMac,
                          uint16_t mtu)
{
    if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN)
    {
        Refuse(m_name + ": VLAN " + std::to_string(vlan), "1 to 4094");
    }
    if (m_vlans.count(vlan) > 0)
    {
        Refuse(m_name + ": VLAN " + std::to_string(vlan) + " once more", "each VLAN once");
    }
    const auto address =
        gateway.empty() ? InterfaceAddress() : InterfaceAddress::FromString(gateway);
    if (!gateway.empty())
    {
        address.Next(firstOwn + m_options.gateways - 1); // is there room?
    }
    auto mac = NetworkAddress::Parse(virtualMac);
    if (!virtualMac.empty() &&
        (!mac || mac->GetFamily() != AddressFamily::MAC || mac->IsMulticast()))
    {
        Refuse(m_name + ": virtual MAC address '" + virtualMac + "'",
               "a unicast MAC address, such as 00:00:0c:9f:f0:01");
    }
    if (mtu > m_options.mtu)
    {
        Refuse(m_name + ": VLAN " + std::to_string(vlan) + " with an MTU of " + std::to_string(mtu),
               "at most that of the links between switches, " + std::to_string(m_options.mtu));
    }
    Vlan& added = m_vlans[vlan];
    added.mtu = mtu;
    if (mac)
    {
        added.virtualMac = mac->ToMac48();
    }
    for (const auto& trunk : m_trunks)
    {
        auto vlans = trunk.lanSwitch->GetVlans(trunk.port);
        vlans.set(vlan);
        trunk.lanSwitch->SetTrunk(trunk.port, vlans);
    }
    if (!gateway.empty())
    {
        added.gateway = address;
        for (uint32_t i = 0; i < m_gateways.GetN(); i++)
        {
            auto svi = CreateObject<SviDevice>();
            svi->SetMtu(mtu);
            svi->Install(m_gateways.Get(i), vlan);
            added.svis.push_back(svi);
            added.own.push_back(address.Next(firstOwn + i));
            AddIpInterface(svi, added.own.back());
            if (m_options.igmpSnooping && address.address.GetFamily() == AddressFamily::IPV4)
            {
                m_gateways.Get(i)->GetObject<IgmpSnooper>()->EnableQuerier(
                    vlan,
                    added.own.back().address.ToIpv4());
            }
            MakeIpRouter(m_gateways.Get(i));
        }
        ShareAddress(added, address);
    }
}

void
DataCenterHelper::AddMigrationVlan(uint16_t vlan, const std::string& gateway, uint16_t mtu)
{
    if (m_migrationVlan != 0)
    {
        Refuse(m_name + ": VLAN " + std::to_string(vlan) + " for migrations beside VLAN " +
                   std::to_string(m_migrationVlan),
               "one migration VLAN");
    }
    // Read here, so that a VLAN without a gateway is refused.
    InterfaceAddress::FromString(gateway);
    AddVlan(vlan, gateway, 1, "", mtu);
    m_migrationVlan = vlan;
    AdvertiseMigration();
}

// ---- hosts -------------------------------------------------------------------------------------

Ptr<Node>
DataCenterHelper::GetRack(uint32_t rack) const
{
    if (rack < 1 || rack > m_racks.GetN())
    {
        Refuse(m_name + ": rack " + std::to_string(rack), "1 to " + std::to_string(m_racks.GetN()));
    }
    return m_racks.Get(rack - 1);
}

Ptr<Node>
DataCenterHelper::AddHost(const std::string& name,
                          uint16_t vlan,
                          const std::string& address,
                          uint32_t rack)
{
    GetVlan(vlan);
    auto lanSwitch = GetRack(rack)->GetObject<VlanSwitch>();
    auto host = CreateNamed(name);
    InternetStackHelper stack;
    const auto parsed = NetworkAddress::FromString(address.substr(0, address.find('/')));
    stack.SetIpv4StackInstall(parsed.GetFamily() == AddressFamily::IPV4);
    stack.SetIpv6StackInstall(parsed.GetFamily() == AddressFamily::IPV6);
    stack.Install(host);
    EthernetHelper ethernet;
    ethernet.SetNicAttribute("DataRate", DataRateValue(DataRate(m_options.hostRate)));
    auto nic = ethernet.Install(host);
    auto port = ethernet.Install(lanSwitch->GetNode());
    auto switchPort = lanSwitch->AddNic(port, SwitchPortRole::HOST);
    lanSwitch->SetAccess(switchPort, vlan);
    GetSpanningTree(lanSwitch->GetNode())->SetEdge(switchPort, true);
    ethernet.Connect(nic, port);
    Configure(nic, vlan, address);
    m_others.Add(host);
    m_hostNics.push_back(nic);
    return host;
}

void
DataCenterHelper::SetHypervisorAttribute(const std::string& name, const AttributeValue& value)
{
    SetCheckedAttribute(m_hypervisors, name, value);
}

Ptr<Node>
DataCenterHelper::AddHypervisor(const std::string& name, uint32_t rack)
{
    auto rackNode = GetRack(rack);
    InterfaceAddress own;
    if (m_migrationVlan != 0)
    {
        own = GetVlan(m_migrationVlan)
                  .gateway.Next(
                      static_cast<uint32_t>(FIRST_HYPERVISOR + m_migrationAddresses.size()));
    }
    auto hypervisor = CreateNamed(name);
    auto lanSwitch = CreateObject<VlanSwitch>();
    lanSwitch->Install(hypervisor);
    const auto ports = AddTrunk(rackNode,
                                hypervisor,
                                SwitchPortRole::HOST,
                                SwitchPortRole::FABRIC,
                                m_options.hypervisorRate);
    // A virtual switch has one way out and takes no part in the spanning tree.
    GetSpanningTree(rackNode)->SetEdge(ports.first, true);
    m_others.Add(hypervisor);
    if (m_migrationVlan != 0)
    {
        const auto family = own.address.GetFamily();
        InternetStackHelper stack;
        stack.SetIpv4StackInstall(family == AddressFamily::IPV4);
        stack.SetIpv6StackInstall(family == AddressFamily::IPV6);
        stack.Install(hypervisor);
        const auto& vlan = GetVlan(m_migrationVlan);
        auto port = CreateObject<SviDevice>();
        port->SetMtu(vlan.mtu);
        port->Install(hypervisor, m_migrationVlan);
        AddIpInterface(port, own);
        AddIpRoute(hypervisor, MakeDefaultPrefix(family), vlan.gateway.address);
        m_migrationAddresses[hypervisor->GetId()] = own.address;
    }
    auto machines = m_hypervisors.Create<Hypervisor>();
    machines->Install(hypervisor);
    if (m_migrationVlan != 0)
    {
        machines->SetAddress(own.address);
    }
    return hypervisor;
}

const NetworkAddress&
DataCenterHelper::GetMigrationAddress(Ptr<Node> hypervisor) const
{
    const auto found =
        hypervisor ? m_migrationAddresses.find(hypervisor->GetId()) : m_migrationAddresses.end();
    if (found == m_migrationAddresses.end())
    {
        Refuse(m_name + ": the address of a hypervisor for migrations",
               "a node of AddHypervisor, added after AddMigrationVlan");
    }
    return found->second;
}

void
DataCenterHelper::Configure(Ptr<EthernetNic> nic, uint16_t vlan, const std::string& address) const
{
    const auto& gateway = GetVlan(vlan).gateway;
    const bool hasGateway = gateway.address.IsValid();
    const auto text = address.find('/') == std::string::npos && hasGateway
                          ? address + "/" + std::to_string(gateway.length)
                          : address;
    const auto own = InterfaceAddress::FromString(text);
    if (hasGateway && own.GetSubnet() != gateway.GetSubnet())
    {
        Refuse(m_name + ": host address " + address + " in VLAN " + std::to_string(vlan),
               "an address of its subnet " + gateway.GetSubnet().ToPrefixString());
    }
    AddIpInterface(nic, own);
    if (own.address.GetFamily() == AddressFamily::IPV4)
    {
        CreateObject<NeighborUpdater>()->Install(nic);
    }
    if (hasGateway)
    {
        AddIpRoute(nic->GetNode(), MakeDefaultPrefix(own.address.GetFamily()), gateway.address);
    }
}

// ---- what is there -----------------------------------------------------------------------------

const std::string&
DataCenterHelper::GetName() const
{
    return m_name;
}

const NodeContainer&
DataCenterHelper::GetGateways() const
{
    return m_gateways;
}

const NodeContainer&
DataCenterHelper::GetRacks() const
{
    return m_racks;
}

NodeContainer
DataCenterHelper::GetNodes() const
{
    return NodeContainer(m_gateways, m_racks, m_others);
}

const std::map<uint16_t, DataCenterHelper::Vlan>&
DataCenterHelper::GetVlans() const
{
    return m_vlans;
}

const DataCenterHelper::Vlan&
DataCenterHelper::GetVlan(uint16_t vlan) const
{
    const auto found = m_vlans.find(vlan);
    if (found == m_vlans.end())
    {
        Refuse("VLAN " + std::to_string(vlan) + " is not in " + m_name, "a VLAN given to AddVlan");
    }
    return found->second;
}

Ptr<SwitchPort>
DataCenterHelper::GetPeerPort(uint32_t gateway) const
{
    return gateway < m_peerPorts.size() ? m_peerPorts[gateway] : nullptr;
}

Ptr<SpanningTree>
DataCenterHelper::GetSpanningTree(Ptr<Node> node) const
{
    return node->GetObject<SpanningTree>();
}

} // namespace ns3
