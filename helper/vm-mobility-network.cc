/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-network.h"

#include "checked-capture.h"
#include "ethernet-helper.h"
#include "ip-interfaces.h"
#include "link-failure.h"
#include "lisp-helper.h"
#include "measured-delays.h"

#include "ns3/channel.h"
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
#include "ns3/uinteger.h"
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
/// The VLAN of migrations, of each data centre's own.
constexpr uint16_t MIGRATION_VLAN = 900;
/// TCP's buffers: at least as large as Hypervisor's default, at most what its attribute takes.
constexpr double LEAST_WINDOW = 1 << 24;
constexpr double MOST_WINDOW = 1 << 30;
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

/// @param family of locators @param site number of a data centre @return the gateway address of its
/// migration VLAN, with the length of the subnet
std::string
GetMigrationGateway(AddressFamily family, uint32_t site)
{
    const std::string s = std::to_string(site);
    return family == AddressFamily::IPV6 ? "fd20:" + s + "::1/64" : "10.20" + s + ".0.1/24";
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
    m_core.SetRate(options.coreRate);
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
    site.vlan = vlan;
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
    dataCenter.Attach(m_core, site.core, ACCESS_DELAY);
    dataCenter.AddMigrationVlan(MIGRATION_VLAN,
                                GetMigrationGateway(m_options.families.rloc, SITE_NUMBERS[name]));
    const auto window = GetWindow(m_options.migrationRate, 2 * m_delays[HOME][AWAY]);
    dataCenter.SetHypervisorAttribute("Memory", UintegerValue(m_options.hypervisorMemory));
    dataCenter.SetHypervisorAttribute("VCpus", UintegerValue(m_options.hypervisorVCpus));
    dataCenter.SetHypervisorAttribute("Window", UintegerValue(window));
    dataCenter.SetHypervisorAttribute("AckEvery", UintegerValue(SEGMENTS_TOGETHER));
    site.hypervisor = dataCenter.AddHypervisor(site.name + "-hv1");
    site.hypervisorAddress = dataCenter.GetMigrationAddress(site.hypervisor);
    for (uint32_t i = 0; i < dataCenter.GetGateways().GetN(); i++)
    {
        const auto& built = dataCenter.GetVlan(vlan);
        site.gateways.push_back({dataCenter.GetGateways().Get(i),
                                 dataCenter.GetUplinks()[i],
                                 built.svis[i],
                                 built.proxies.empty() ? nullptr : built.proxies[i]});
    }
    if (m_options.hostRoutes && (name == HOME || !IsStretched()))
    {
        m_core.Advertise(site.subnet, site.core, site.gateways.front().uplink.address);
    }
}

uint32_t
VmMobilityNetwork::GetWindow(uint64_t rate, Time roundTrip)
{
    // Twice what is under way, as Linux reckons with.
    const double octets = 2 * static_cast<double>(rate) / 8 * roundTrip.GetSeconds();
    return static_cast<uint32_t>(std::min(std::max(octets, LEAST_WINDOW), MOST_WINDOW));
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
    for (const auto& dataCenter : m_dataCenters)
    {
        for (const auto& router : dataCenter.GetVlan(MIGRATION_VLAN).routers)
        {
            stream += router->AssignStreams(stream);
        }
    }
    return stream - first;
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
                const auto capture = Create<CheckedCapture>(file, PcapHelper::DLT_PPP);
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

void
VmMobilityNetwork::SetLink(SiteName a, SiteName b, bool isUp) const
{
    const auto from = m_core.GetRouters().Get(m_sites[a].core);
    const auto to = m_core.GetRouters().Get(m_sites[b].core);
    for (const auto& end : m_core.GetAdjacencies())
    {
        const auto channel = end.device->GetChannel();
        const bool leads =
            channel->GetDevice(0)->GetNode() == to || channel->GetDevice(1)->GetNode() == to;
        if (end.device->GetNode() == from && leads)
        {
            LinkFailure::SetLink(end.device, isUp);
        }
    }
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

} // namespace ns3
