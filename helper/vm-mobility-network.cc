/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-network.h"

#include "checked-capture.h"
#include "ethernet-helper.h"
#include "ip-interfaces.h"
#include "measured-delays.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hsrp-router.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/link-bundle.h"
#include "ns3/names.h"
#include "ns3/neighbor-timeout.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pseudowire.h"
#include "ns3/svi-device.h"
#include "ns3/trace-helper.h"
#include "ns3/vlan-switch.h"
#include "ns3/vpls-extension.h"

#include <algorithm>

namespace ns3
{

const char* const VmMobilityNetwork::VIRTUAL_MAC = "00:00:0c:9f:f0:01";

namespace
{

/// From a gateway to its core router, and from the core to the mapping node.
const Time ACCESS_DELAY = MicroSeconds(500);
/// The core's links are at least this long.
const Time LEAST_DELAY = MicroSeconds(100);

/// Numbers of hosts in their subnet; the gateways' shared address is 1.
enum HostNumber : uint32_t
{
    GATEWAY = 1,  ///< the default router
    HOST = 10,    ///< a host that stays; in the away data centre's part of a stretched subnet, 20
    MACHINE = 100 ///< the virtual machine
};

/// Where the gateways' own addresses begin, counted from the shared one.
constexpr uint32_t FIRST_OWN[] = {1, 3};
/// The VLANs of home and away; a stretched one has the number of home.
constexpr uint16_t VLANS[] = {100, 200};
/// Without a virtual MAC address by hand, that of this HSRP group is used away.
const char* const OTHER_MAC = "00:00:0c:9f:f0:02";

/// Numbers of the sites in their addresses.
constexpr uint32_t SITE_NUMBERS[] = {1, 2, 11, 12};
/// Names of the sites.
constexpr const char* SITE_NAMES[] = {"dc1", "dc2", "site1", "site2"};
/// Names of the hosts that stay.
constexpr const char* HOST_NAMES[] = {"host1", "host2", "client1", "client2"};

/// @param family of it @param site number of a site @param host number of a host @return its EID
NetworkAddress
GetEid(AddressFamily family, uint32_t site, uint32_t host)
{
    const std::string s = std::to_string(site);
    const std::string h = std::to_string(host);
    // ns-3 does not forward packets to IPv6's documentation prefix.
    return NetworkAddress::FromString(family == AddressFamily::IPV6 ? "fd10:" + s + "::" + h
                                                                    : "10." + s + ".0." + h);
}

/// @param family of EIDs @return the length of a subnet's prefix
uint8_t
GetSubnetLength(AddressFamily family)
{
    return family == AddressFamily::IPV6 ? 64 : 24;
}

} // namespace

VmMobilityNetwork::VmMobilityNetwork(const VmMobilityNetworkOptions& options,
                                     Ptr<MeasuredDelays> delays)
    : m_options(options),
      m_core(options.families.rloc)
{
    for (std::size_t i = 0; i <= SITES; i++)
    {
        m_core.AddRouter("core" + std::to_string(i + 1));
    }
    ConnectCore(delays);
    for (const auto name : {HOME, AWAY})
    {
        BuildDataCenter(name);
    }
    for (const auto name : {REMOTE1, REMOTE2})
    {
        BuildRemote(name);
    }
    if (IsStretched())
    {
        Stretch();
    }
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(options.families.rloc == AddressFamily::IPV4);
    stack.SetIpv6StackInstall(options.families.rloc == AddressFamily::IPV6);
    m_mapping = CreateObject<Node>();
    Names::Add("map-server", m_mapping);
    stack.Install(m_mapping);
    m_mappingAddress = m_core.Attach(m_mapping, SITES, ACCESS_DELAY).address;

    m_machine = CreateObject<Node>();
    Names::Add("vm1", m_machine);
    stack.SetIpv4StackInstall(options.families.eid == AddressFamily::IPV4);
    stack.SetIpv6StackInstall(options.families.eid == AddressFamily::IPV6);
    stack.Install(m_machine);
    m_machineAddress = GetEid(options.families.eid, SITE_NUMBERS[HOME], MACHINE);
}

VmMobilityNetwork::~VmMobilityNetwork() = default;

void
VmMobilityNetwork::ConnectCore(Ptr<MeasuredDelays> delays)
{
    for (uint32_t a = 0; a <= SITES; a++)
    {
        for (uint32_t b = a + 1; b <= SITES; b++)
        {
            const Time roundTrip =
                b == SITES ? delays->DrawToMappingSystem() : delays->DrawBetweenTunnelRouters();
            const Time delay = std::max(roundTrip / 2 - 2 * ACCESS_DELAY, LEAST_DELAY);
            m_core.Connect(a, b, delay);
            if (b != SITES)
            {
                m_delays[a][b] = m_delays[b][a] = delay + 2 * ACCESS_DELAY;
            }
        }
    }
}

void
VmMobilityNetwork::BuildDataCenter(SiteName name)
{
    Site& site = m_sites[name];
    const auto family = m_options.families.eid;
    const bool shares = IsStretched() || name == HOME;
    const uint32_t number = SITE_NUMBERS[shares ? HOME : name];
    const uint16_t vlan = VLANS[shares ? HOME : name];
    const uint8_t length = GetSubnetLength(family);
    const auto shared = [family, length](SiteName of) {
        return InterfaceAddress{GetEid(family, SITE_NUMBERS[of], GATEWAY), length};
    };
    site.name = SITE_NAMES[name];
    site.core = name;
    site.subnet = EidPrefix(GetEid(family, number, 0), length);
    site.gatewayAddress = GetEid(family, number, GATEWAY);
    site.hostAddress = GetEid(family, number, IsStretched() && name == AWAY ? 2 * HOST : HOST);

    DataCenterOptions dataCenterOptions;
    // Should HSRP pass the extension, a gateway at home is the active one.
    dataCenterOptions.hsrpPriority = name == HOME ? 120 : 100;
    m_dataCenters.emplace_back(site.name, dataCenterOptions);
    auto& dataCenter = m_dataCenters.back();
    const char* mac = m_options.sameMac || name == HOME ? VIRTUAL_MAC : OTHER_MAC;
    dataCenter.AddVlan(vlan,
                       shared(shares ? HOME : name).ToString(),
                       FIRST_OWN[IsStretched() ? name : HOME],
                       mac);
    if (!IsStretched() && name == AWAY)
    {
        dataCenter.AddForeignSubnet(vlan,
                                    shared(HOME).ToString(),
                                    FIRST_OWN[AWAY],
                                    m_options.homeGateway);
    }
    if (!IsStretched() && m_options.proxyArp)
    {
        dataCenter.AnswerForOthers(vlan);
    }
    site.host = dataCenter.AddHost(HOST_NAMES[name], vlan, site.hostAddress.ToString());
    site.machinePort =
        dataCenter.AddMachinePort(dataCenter.AddHypervisor(site.name + "-hv1"), vlan);
    for (uint32_t i = 0; i < dataCenter.GetGateways().GetN(); i++)
    {
        auto node = dataCenter.GetGateways().Get(i);
        const auto& built = dataCenter.GetVlan(vlan);
        site.gateways.push_back({node,
                                 m_core.Attach(node, site.core, ACCESS_DELAY),
                                 built.svis[i],
                                 built.proxies.empty() ? nullptr : built.proxies[i]});
    }
    if (m_options.hostRoutes && (name == HOME || !IsStretched()))
    {
        m_core.Advertise(site.subnet, site.core, site.gateways.front().uplink.address);
    }
}

void
VmMobilityNetwork::BuildRemote(SiteName name)
{
    Site& site = m_sites[name];
    const auto family = m_options.families.eid;
    const uint32_t number = SITE_NUMBERS[name];
    const uint8_t length = GetSubnetLength(family);
    site.name = SITE_NAMES[name];
    site.core = name;
    site.subnet = EidPrefix(GetEid(family, number, 0), length);
    site.gatewayAddress = GetEid(family, number, GATEWAY);
    site.hostAddress = GetEid(family, number, HOST);
    auto gateway = CreateObject<Node>();
    site.host = CreateObject<Node>();
    Names::Add(site.name + "-gw", gateway);
    Names::Add(HOST_NAMES[name], site.host);
    InternetStackHelper stack;
    stack.Install(gateway);
    stack.SetIpv4StackInstall(family == AddressFamily::IPV4);
    stack.SetIpv6StackInstall(family == AddressFamily::IPV6);
    stack.Install(site.host);
    const auto link = EthernetHelper().Install(gateway, site.host);
    AddIpInterface(link.Get(0), {site.gatewayAddress, length});
    AddIpInterface(link.Get(1), {site.hostAddress, length});
    AddIpRoute(site.host, MakeDefaultPrefix(family), site.gatewayAddress);
    site.gateways = {
        {gateway, m_core.Attach(gateway, site.core, ACCESS_DELAY), link.Get(0), nullptr}};
    if (m_options.hostRoutes)
    {
        m_core.Advertise(site.subnet, site.core, site.gateways.front().uplink.address);
    }
}

int64_t
VmMobilityNetwork::AssignStreams(int64_t stream) const
{
    const int64_t first = stream;
    const auto assign = [&stream](const std::vector<Ptr<SwitchPort>>& ports) {
        for (const auto& port : ports)
        {
            if (auto wire = DynamicCast<Pseudowire>(port))
            {
                stream += wire->AssignStreams(stream);
            }
        }
    };
    for (const auto name : {HOME, AWAY})
    {
        for (const auto& router :
             m_dataCenters[name].GetVlan(VLANS[IsStretched() ? HOME : name]).routers)
        {
            stream += router->AssignStreams(stream);
        }
        for (const auto& gateway : m_sites[name].gateways)
        {
            for (const auto& port : gateway.node->GetObject<VlanSwitch>()->GetPorts())
            {
                if (auto bundle = DynamicCast<LinkBundle>(port))
                {
                    assign(bundle->GetMembers());
                }
                else if (auto vpls = DynamicCast<VplsExtension>(port))
                {
                    const auto peers = vpls->GetPeers();
                    assign({peers.begin(), peers.end()});
                }
            }
        }
    }
    return stream - first;
}

void
VmMobilityNetwork::Stretch()
{
    m_extension = std::make_unique<LanExtensionHelper>(m_options.extension);
    m_extension->SetAttribute("FilterHsrp", BooleanValue(m_options.filterHsrp));
    m_extension->SetDelay(m_delays[HOME][AWAY]);
    m_extension->AddVlan(VLANS[HOME]);
    for (auto& dataCenter : m_dataCenters)
    {
        m_extension->Add(dataCenter);
    }
    m_extension->Install();
}

void
VmMobilityNetwork::ConfigureMachine(Ptr<EthernetNic> nic) const
{
    m_dataCenters[HOME].Configure(nic, VLANS[HOME], m_machineAddress.ToString());
    if (!IsStretched())
    {
        CreateObject<NeighborTimeout>()->Install(nic);
    }
}

const VmMobilityNetworkOptions&
VmMobilityNetwork::GetOptions() const
{
    return m_options;
}

bool
VmMobilityNetwork::IsStretched() const
{
    return !m_options.extension.empty();
}

const VmMobilityNetwork::Site&
VmMobilityNetwork::Get(SiteName name) const
{
    return m_sites[name];
}

const DataCenterHelper&
VmMobilityNetwork::GetDataCenter(SiteName name) const
{
    return m_dataCenters.at(name);
}

const LanExtensionHelper*
VmMobilityNetwork::GetExtension() const
{
    return m_extension.get();
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

const CoreHelper&
VmMobilityNetwork::GetCore() const
{
    return m_core;
}

void
VmMobilityNetwork::EnablePcap(const std::string& folder) const
{
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
                const auto capture = OpenCheckedCapture(file, PcapHelper::DLT_PPP);
                device->TraceConnectWithoutContext(
                    "PromiscSniffer",
                    MakeBoundCallback(&WriteCheckedCapture, capture));
            }
        }
    };
    for (const auto& site : m_sites)
    {
        for (const auto& gateway : site.gateways)
        {
            captureAll(gateway.node);
        }
        captureAll(site.host);
    }
    captureAll(m_mapping);
    captureAll(m_machine);
}

Time
VmMobilityNetwork::GetDelay(SiteName from, SiteName to) const
{
    return m_delays.at(from).at(to);
}

NodeContainer
VmMobilityNetwork::GetNodes() const
{
    NodeContainer nodes(m_core.GetRouters());
    for (const auto& dataCenter : m_dataCenters)
    {
        nodes.Add(dataCenter.GetNodes());
    }
    for (const auto name : {REMOTE1, REMOTE2})
    {
        nodes.Add(m_sites[name].gateways.front().node);
        nodes.Add(m_sites[name].host);
    }
    if (m_extension)
    {
        nodes.Add(m_extension->GetNodes());
    }
    nodes.Add(m_mapping);
    nodes.Add(m_machine);
    return nodes;
}

NetworkSketch
VmMobilityNetwork::GetSketch() const
{
    NetworkSketch sketch;
    sketch.areas = {{"dc1 (home)", 15, 15, 275, 210},
                    {"dc2", 670, 15, 275, 210},
                    {"core", 310, 15, 340, 370},
                    {"site1", 15, 260, 250, 105},
                    {"site2", 695, 260, 250, 105}};
    sketch.places = {{"vm1", "vm", 50, 60, 910, 60},
                     {"dc1-hv1", "host", 95, 105},
                     {"host1", "host", 60, 180},
                     {"dc1-sw1", "switch", 165, 125},
                     {"dc1-gw1", "tunnel-router", 250, 80},
                     {"dc1-gw2", "tunnel-router", 250, 170},
                     {"core1", "router", 350, 125},
                     {"core2", "router", 610, 125},
                     {"dc2-gw1", "tunnel-router", 710, 80},
                     {"dc2-gw2", "tunnel-router", 710, 170},
                     {"dc2-sw1", "switch", 795, 125},
                     {"dc2-hv1", "host", 865, 105},
                     {"host2", "host", 900, 180},
                     {"core5", "router", 420, 345},
                     {"map-server", "server", 520, 345},
                     {"core3", "router", 350, 310},
                     {"core4", "router", 610, 310},
                     {"site1-gw", "tunnel-router", 220, 310},
                     {"site2-gw", "tunnel-router", 740, 310},
                     {"client1", "host", 90, 310},
                     {"client2", "host", 870, 310}};
    sketch.links = {{"vm1", "dc1-hv1"},      {"dc1-hv1", "dc1-sw1"}, {"host1", "dc1-sw1"},
                    {"dc1-sw1", "dc1-gw1"},  {"dc1-sw1", "dc1-gw2"}, {"dc1-gw1", "dc1-gw2"},
                    {"dc1-gw1", "core1"},    {"dc1-gw2", "core1"},   {"dc2-gw1", "core2"},
                    {"dc2-gw2", "core2"},    {"dc2-gw1", "dc2-gw2"}, {"dc2-sw1", "dc2-gw1"},
                    {"dc2-sw1", "dc2-gw2"},  {"dc2-hv1", "dc2-sw1"}, {"host2", "dc2-sw1"},
                    {"core5", "map-server"}, {"site1-gw", "core3"},  {"site2-gw", "core4"},
                    {"client1", "site1-gw"}, {"client2", "site2-gw"}};
    for (std::size_t a = 1; a <= SITES + 1; a++)
    {
        for (std::size_t b = a + 1; b <= SITES + 1; b++)
        {
            sketch.links.emplace_back("core" + std::to_string(a), "core" + std::to_string(b));
        }
    }
    if (m_extension)
    {
        DrawExtension(sketch);
    }
    return sketch;
}

void
VmMobilityNetwork::DrawExtension(NetworkSketch& sketch) const
{
    // The provider's routers, if there are any, in a row between the data centres.
    NodeContainer ends = m_extension->GetNodes();
    for (uint32_t i = 0; i < ends.GetN(); i++)
    {
        sketch.places.push_back(
            {Names::FindName(ends.Get(i)), "router", 350 + 260.0 * (i + 0.5) / ends.GetN(), 45});
    }
    ends.Add(m_dataCenters[HOME].GetGateways());
    ends.Add(m_dataCenters[AWAY].GetGateways());
    for (auto node = ends.Begin(); node != ends.End(); ++node)
    {
        for (uint32_t i = 0; i < (*node)->GetNDevices(); i++)
        {
            auto nic = DynamicCast<EthernetNic>((*node)->GetDevice(i));
            auto peer = nic ? nic->GetPeer() : nullptr;
            const auto a = Names::FindName(*node);
            const auto b = peer ? Names::FindName(peer->GetNode()) : "";
            // Each link once; those inside a data centre are drawn already.
            if (peer && a < b && ends.Contains(peer->GetNode()->GetId()) &&
                a.substr(0, 3) != b.substr(0, 3))
            {
                sketch.links.emplace_back(a, b);
            }
        }
    }
}

} // namespace ns3
