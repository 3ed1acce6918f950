/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-network.h"

#include "ethernet-helper.h"
#include "measured-delays.h"

#include "ns3/bridge-helper.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

// HSRP version 2, group 1 (draft-wilson-hsrp; vendor pages).
const char* const VmMobilityNetwork::VIRTUAL_MAC = "00:00:0c:9f:f0:01";

namespace
{

/// From a gateway to its core router, and from the core to the mapping node.
const Time ACCESS_DELAY = MicroSeconds(500);
/// The core's links are at least this long.
const Time LEAST_DELAY = MicroSeconds(100);

/// Number of a host in its subnet.
enum HostNumber : uint32_t
{
    GATEWAY = 1,  ///< the default router
    HOST = 10,    ///< a host that stays
    MACHINE = 100 ///< the virtual machine
};

/// Numbers of the sites in their addresses.
constexpr uint32_t SITE_NUMBERS[] = {1, 2, 11, 12};
/// Names of the sites.
constexpr const char* SITE_NAMES[] = {"dc1", "dc2", "site1", "site2"};
/// Names of the hosts that stay.
constexpr const char* HOST_NAMES[] = {"host1", "host2", "client1", "client2"};

/// @param family of it @param text4 IPv4 @param text6 IPv6 @return the address
NetworkAddress
Choose(AddressFamily family, const std::string& text4, const std::string& text6)
{
    return NetworkAddress::FromString(family == AddressFamily::IPV6 ? text6 : text4);
}

/// @param family of it @param site number of a site @param host number of a host @return its EID
NetworkAddress
GetEid(AddressFamily family, uint32_t site, uint32_t host)
{
    const std::string s = std::to_string(site);
    const std::string h = std::to_string(host);
    // ns-3 does not forward packets to IPv6's documentation prefix.
    return Choose(family, "10." + s + ".0." + h, "fd10:" + s + "::" + h);
}

/// @param nic gets an IP interface @param address of it @param length of the subnet's prefix
void
AddInterface(Ptr<NetDevice> nic, const NetworkAddress& address, uint8_t length)
{
    auto node = nic->GetNode();
    if (address.GetFamily() == AddressFamily::IPV6)
    {
        auto ipv6 = node->GetObject<Ipv6>();
        const uint32_t interface = ipv6->AddInterface(nic);
        ipv6->AddAddress(interface, Ipv6InterfaceAddress(address.ToIpv6(), Ipv6Prefix(length)));
        ipv6->SetUp(interface);
    }
    else
    {
        auto ipv4 = node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(nic);
        const Ipv4Mask mask(static_cast<uint32_t>(0xffffffffULL << (32 - length)));
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(address.ToIpv4(), mask));
        ipv4->SetUp(interface);
    }
}

/// @param node is to forward packets
void
Forward(Ptr<Node> node)
{
    auto ipv6 = node->GetObject<Ipv6>();
    for (uint32_t i = 1; ipv6 && i < ipv6->GetNInterfaces(); i++)
    {
        ipv6->SetForwarding(i, true);
    }
}

} // namespace

VmMobilityNetwork::VmMobilityNetwork(const Families& families,
                                     bool hostRoutes,
                                     Ptr<MeasuredDelays> delays)
    : m_families(families)
{
    CreateNodes();
    ConnectCore(delays);
    for (auto& site : m_sites)
    {
        BuildSite(site);
    }
    AddRoutes(hostRoutes);
    const auto nodes = GetNodes();
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (*node != m_machine)
        {
            Forward(*node);
        }
    }
}

void
VmMobilityNetwork::CreateNodes()
{
    const auto create = [](const std::string& name) {
        auto node = CreateObject<Node>();
        Names::Add(name, node);
        return node;
    };
    NodeContainer stacks;
    for (std::size_t i = 0; i < CORE; i++)
    {
        m_core.Add(create("core" + std::to_string(i + 1)));
    }
    for (std::size_t i = 0; i < SITES; i++)
    {
        auto& site = m_sites[i];
        site.name = SITE_NAMES[i];
        site.gateway = create(site.name + "-gw");
        site.core = m_core.Get(i);
        site.host = create(HOST_NAMES[i]);
        stacks.Add(site.gateway);
        stacks.Add(site.host);
        if (i == HOME || i == AWAY)
        {
            site.lanSwitch = create(site.name + "-sw");
        }
    }
    m_mapping = create("map-server");
    m_machine = create("vm1");
    stacks.Add(m_core);
    stacks.Add(m_mapping);
    stacks.Add(m_machine);
    const auto used = [this](AddressFamily family) {
        return m_families.eid == family || m_families.rloc == family;
    };
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(used(AddressFamily::IPV4));
    stack.SetIpv6StackInstall(used(AddressFamily::IPV6));
    stack.Install(stacks);
    m_machineAddress = GetEid(m_families.eid, SITE_NUMBERS[HOME], MACHINE);
}

EidPrefix
VmMobilityNetwork::GetLinkPrefix(uint32_t number) const
{
    const std::string n = std::to_string(number);
    return EidPrefix(Choose(m_families.rloc, "100.64." + n + ".0", "fd64:" + n + "::"),
                     m_families.rloc == AddressFamily::IPV6 ? 64 : 30);
}

std::array<NetworkAddress, 2>
VmMobilityNetwork::Connect(Ptr<Node> a, Ptr<Node> b, Time delay, uint32_t number)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    auto devices = link.Install(a, b);
    const std::string n = std::to_string(number);
    const std::array<NetworkAddress, 2> ends = {
        Choose(m_families.rloc, "100.64." + n + ".1", "fd64:" + n + "::1"),
        Choose(m_families.rloc, "100.64." + n + ".2", "fd64:" + n + "::2")};
    for (int end : {0, 1})
    {
        AddInterface(devices.Get(end), ends[end], GetLinkPrefix(number).GetLength());
        m_links.push_back({devices.Get(end), ends[1 - end]});
    }
    return ends;
}

void
VmMobilityNetwork::ConnectCore(Ptr<MeasuredDelays> delays)
{
    for (std::size_t i = 0; i < SITES; i++)
    {
        auto& site = m_sites[i];
        const auto ends = Connect(site.gateway, site.core, ACCESS_DELAY, i + 1);
        site.rloc = ends[0];
        site.coreAddress = ends[1];
    }
    const auto ends = Connect(m_mapping, m_core.Get(SITES), ACCESS_DELAY, CORE);
    m_mappingAddress = ends[0];
    m_mappingCore = ends[1];
    uint32_t number = 16;
    for (std::size_t a = 0; a < CORE; a++)
    {
        for (std::size_t b = a + 1; b < CORE; b++)
        {
            const Time roundTrip =
                b == SITES ? delays->DrawToMappingSystem() : delays->DrawBetweenTunnelRouters();
            const Time delay = std::max(roundTrip / 2 - 2 * ACCESS_DELAY, LEAST_DELAY);
            const auto link = Connect(m_core.Get(a), m_core.Get(b), delay, number++);
            m_via[a][b] = link[1];
            m_via[b][a] = link[0];
        }
    }
}

void
VmMobilityNetwork::BuildSite(Site& site)
{
    const std::size_t index = &site - m_sites.data();
    const uint32_t number = SITE_NUMBERS[index];
    const uint8_t length = m_families.eid == AddressFamily::IPV6 ? 64 : 24;
    site.subnet = EidPrefix(GetEid(m_families.eid, number, 0), length);
    site.gatewayAddress = GetEid(m_families.eid, number, GATEWAY);
    site.hostAddress = GetEid(m_families.eid, number, HOST);
    EthernetHelper ethernet;
    auto hostNic = ethernet.Install(site.host);
    site.lanPort = ethernet.Install(site.gateway);
    if (site.lanSwitch)
    {
        // The same in both data centres, so that the machine finds its gateway where it comes to.
        site.lanPort->SetAddress(Mac48Address(VIRTUAL_MAC));
        NetDeviceContainer ports;
        for (const auto& nic : {hostNic, site.lanPort})
        {
            auto port = ethernet.Install(site.lanSwitch);
            ethernet.Connect(nic, port);
            ports.Add(port);
        }
        site.machinePort = ethernet.Install(site.lanSwitch);
        ports.Add(site.machinePort);
        BridgeHelper().Install(site.lanSwitch, ports);
    }
    else
    {
        ethernet.Connect(hostNic, site.lanPort);
    }
    Configure(site.lanPort, site.gatewayAddress, length, NetworkAddress());
    Configure(hostNic, site.hostAddress, length, site.gatewayAddress);
}

void
VmMobilityNetwork::Configure(Ptr<EthernetNic> nic,
                             const NetworkAddress& address,
                             uint8_t length,
                             const NetworkAddress& gateway)
{
    AddInterface(nic, address, length);
    if (gateway.IsValid())
    {
        AddRoute(nic->GetNode(), EidPrefix(gateway, 0), gateway);
    }
}

void
VmMobilityNetwork::AddRoutes(bool hostRoutes)
{
    for (std::size_t to = 0; to < CORE; to++)
    {
        const auto link = GetLinkPrefix(to + 1);
        for (std::size_t from = 0; from < CORE; from++)
        {
            if (from != to)
            {
                AddRoute(m_core.Get(from), link, m_via[from][to]);
                if (hostRoutes && to < SITES)
                {
                    AddRoute(m_core.Get(from), m_sites[to].subnet, m_via[from][to]);
                }
            }
        }
    }
    for (auto& site : m_sites)
    {
        AddRoute(site.gateway, EidPrefix(site.coreAddress, 0), site.coreAddress);
        if (hostRoutes)
        {
            AddRoute(site.core, site.subnet, site.rloc);
        }
    }
    AddRoute(m_mapping, EidPrefix(m_mappingCore, 0), m_mappingCore);
}

void
VmMobilityNetwork::AddRoute(Ptr<Node> node, const EidPrefix& prefix, const NetworkAddress& via)
{
    // The interface is the one whose subnet the next router is in.
    if (via.GetFamily() == AddressFamily::IPV6)
    {
        auto ipv6 = node->GetObject<Ipv6>();
        const int32_t interface =
            ipv6->GetInterfaceForPrefix(via.ToIpv6(), Ipv6Prefix(64)); // every subnet has 64 bits
        Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->AddNetworkRouteTo(
            prefix.GetAddress().ToIpv6(),
            Ipv6Prefix(prefix.GetLength()),
            via.ToIpv6(),
            interface);
    }
    else
    {
        auto ipv4 = node->GetObject<Ipv4>();
        auto routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        for (uint32_t i = 1; i < ipv4->GetNInterfaces(); i++)
        {
            const auto address = ipv4->GetAddress(i, 0);
            if (address.GetLocal().CombineMask(address.GetMask()) ==
                via.ToIpv4().CombineMask(address.GetMask()))
            {
                const auto length = prefix.GetLength();
                routing->AddNetworkRouteTo(
                    prefix.GetAddress().ToIpv4(),
                    Ipv4Mask(length == 0 ? 0 : static_cast<uint32_t>(~0ULL << (32 - length))),
                    via.ToIpv4(),
                    i);
                break;
            }
        }
    }
}

const VmMobilityNetwork::Site&
VmMobilityNetwork::Get(SiteName name) const
{
    return m_sites[name];
}

Ptr<Node>
VmMobilityNetwork::GetMachine() const
{
    return m_machine;
}

NetworkAddress
VmMobilityNetwork::GetMachineAddress() const
{
    return m_machineAddress;
}

Ptr<Node>
VmMobilityNetwork::GetMappingNode() const
{
    return m_mapping;
}

NetworkAddress
VmMobilityNetwork::GetMappingAddress() const
{
    return m_mappingAddress;
}

const NodeContainer&
VmMobilityNetwork::GetCore() const
{
    return m_core;
}

const std::vector<VmMobilityNetwork::Adjacency>&
VmMobilityNetwork::GetAdjacencies() const
{
    return m_links;
}

void
VmMobilityNetwork::EnablePcap(const std::string& folder) const
{
    PointToPointHelper link;
    EthernetHelper ethernet;
    const auto captureAll = [&](Ptr<Node> node) {
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            auto device = node->GetDevice(i);
            const auto file =
                folder + "/" + Names::FindName(node) + "-" + std::to_string(i) + ".pcap";
            if (DynamicCast<EthernetNic>(device))
            {
                ethernet.EnablePcap(file, device, false, true);
            }
            else if (DynamicCast<PointToPointNetDevice>(device))
            {
                link.EnablePcap(file, device, false, true);
            }
        }
    };
    for (const auto& site : m_sites)
    {
        captureAll(site.gateway);
        captureAll(site.host);
    }
    captureAll(m_mapping);
    captureAll(m_machine);
}

NodeContainer
VmMobilityNetwork::GetNodes() const
{
    NodeContainer nodes(m_core);
    for (const auto& site : m_sites)
    {
        nodes.Add(site.gateway);
        nodes.Add(site.host);
        if (site.lanSwitch)
        {
            nodes.Add(site.lanSwitch);
        }
    }
    nodes.Add(m_mapping);
    nodes.Add(m_machine);
    return nodes;
}

NetworkSketch
VmMobilityNetwork::GetSketch() const
{
    NetworkSketch sketch;
    sketch.areas = {{"dc1 (home)", 15, 15, 250, 210},
                    {"dc2", 695, 15, 250, 210},
                    {"core", 300, 15, 360, 350},
                    {"site1", 15, 260, 250, 105},
                    {"site2", 695, 260, 250, 105}};
    sketch.places = {{"vm1", "vm", 60, 70, 900, 70},
                     {"host1", "host", 60, 165},
                     {"dc1-sw", "switch", 140, 115},
                     {"dc1-gw", "tunnel-router", 220, 115},
                     {"core1", "router", 350, 115},
                     {"core2", "router", 610, 115},
                     {"dc2-gw", "tunnel-router", 740, 115},
                     {"dc2-sw", "switch", 820, 115},
                     {"host2", "host", 900, 165},
                     {"core5", "router", 480, 60},
                     {"map-server", "server", 480, 180},
                     {"core3", "router", 350, 310},
                     {"core4", "router", 610, 310},
                     {"site1-gw", "tunnel-router", 220, 310},
                     {"site2-gw", "tunnel-router", 740, 310},
                     {"client1", "host", 90, 310},
                     {"client2", "host", 870, 310}};
    sketch.links = {{"vm1", "dc1-sw"},
                    {"host1", "dc1-sw"},
                    {"dc1-sw", "dc1-gw"},
                    {"dc1-gw", "core1"},
                    {"dc2-gw", "core2"},
                    {"dc2-sw", "dc2-gw"},
                    {"host2", "dc2-sw"},
                    {"core5", "map-server"},
                    {"site1-gw", "core3"},
                    {"site2-gw", "core4"},
                    {"client1", "site1-gw"},
                    {"client2", "site2-gw"}};
    for (std::size_t a = 1; a <= CORE; a++)
    {
        for (std::size_t b = a + 1; b <= CORE; b++)
        {
            sketch.links.emplace_back("core" + std::to_string(a), "core" + std::to_string(b));
        }
    }
    return sketch;
}

} // namespace ns3
