/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "active-active-network.h"

#include "accepted-count.h"
#include "ip-interfaces.h"
#include "study-nodes.h"

#include "ns3/boolean.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

constexpr uint16_t SERVICE_VLAN = 100;             //!< of the servers
const char* const SERVICE_PREFIX = "10.1.0.0/24";  //!< of the servers
const char* const SERVICE_GATEWAY = "10.1.0.1/24"; //!< of the servers
constexpr uint64_t ACTIVE_TCP_RATE = 80000;        //!< of a flow, bit/s
constexpr uint32_t ACTIVE_UDP_PAYLOAD = 200;       //!< octets in a packet
const char* const SEPARATE = "separate";           //!< subnets that are not stretched

/// @param number of a client's site @return its EID-prefix, up to the last number
std::string
GetClientNet(uint32_t number)
{
    return "10." + std::to_string(100 + number) + ".0.";
}

} // namespace

ActiveActiveNetwork::ActiveActiveNetwork(const ActiveActiveOptions& options, int64_t stream)
    : m_options(options),
      m_core(AddressFamily::IPV4)
{
    Check(options);
    m_core.AddRouter("core1");
    m_core.AddRouter("core2");
    m_core.Connect(0, 1, MilliSeconds(10));
    const auto server = m_core.AddServer("mapping", 1);
    m_lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
    if (options.detection != "none")
    {
        m_lisp.EnableReachability();
        const bool isProbe = options.detection == "probe";
        m_lisp.SetReachabilityAttribute("Probing", BooleanValue(isProbe));
        m_lisp.SetReachabilityAttribute("ProbeInterval", TimeValue(options.probeInterval));
        m_lisp.SetReachabilityAttribute("DownProbeInterval", TimeValue(options.probeInterval));
        m_lisp.SetReachabilityAttribute("IcmpHoldTime",
                                        TimeValue(isProbe ? Time(0) : options.retry));
        m_lisp.SetReachabilityAttribute("RouteCheck", StringValue("Ignore"));
        m_lisp.SetReachabilityAttribute("WatchSite", BooleanValue(false));
    }
    // Many flows begin while the first mapping is on its way.
    m_lisp.SetXtrAttribute("PendingPerEid", UintegerValue(1000));
    BuildCenters();
    for (uint32_t i = 0; i < options.clients; i++)
    {
        BuildClient(i);
    }
    if (options.detection == "icmp")
    {
        m_core.ReportUnreachable();
    }
    for (std::size_t i = 0; i < CENTERS; i++)
    {
        m_centers[i].GetUplinks().front().device->TraceConnectWithoutContext(
            "MacRx",
            MakeBoundCallback(&ActiveActiveNetwork::Count, &m_loads[i]));
    }
    stream += m_lisp.AssignStreams(stream);
    m_core.AssignStreams(stream);
}

ActiveActiveNetwork::~ActiveActiveNetwork() = default;

void
ActiveActiveNetwork::Check(const ActiveActiveOptions& options)
{
    CheckCount("clients", options.clients, 1, 40);
    CheckCount("UDP flows", options.udpFlows, 0, 20);
    CheckCount("TCP flows", options.tcpFlows, 0, 20);
    CheckCount("weight", options.weight, 10, 90);
    if (options.detection != "probe" && options.detection != "icmp" && options.detection != "none")
    {
        throw std::invalid_argument("detection '" + options.detection +
                                    "': accepted: probe, icmp, none");
    }
}

void
ActiveActiveNetwork::BuildCenters()
{
    if (m_options.subnet != SEPARATE)
    {
        m_extension = std::make_unique<LanExtensionHelper>(m_options.subnet);
        m_extension->AddVlan(SERVICE_VLAN);
    }
    m_lisp.AddSite("service", "the key of the service");
    DataCenterOptions options;
    options.gateways = 1;
    for (uint32_t i = 0; i < CENTERS; i++)
    {
        const auto name = "dc" + std::to_string(i + 1);
        auto& center = m_centers.emplace_back(name, options);
        center.AddVlan(SERVICE_VLAN, SERVICE_GATEWAY, 1 + i);
        const std::string address = m_extension && i > 0 ? "10.1.0.20" : "10.1.0.10";
        m_servers.push_back({center.AddHost(name + "-server", SERVICE_VLAN, address),
                             NetworkAddress::FromString(address)});
        center.Attach(m_core, i);
        center.InstallXtrs(m_lisp, "service");
        if (m_extension)
        {
            m_extension->Add(center);
        }
        center.AnnounceHostsAt(Seconds(4));
    }
    if (m_extension)
    {
        if (m_options.subnet == "lisp")
        {
            m_extension->SetLisp(m_lisp);
        }
        m_extension->Install();
    }
    else
    {
        m_servers.front().replicas.push_back(m_servers.back().node);
    }
    for (const auto& center : m_centers)
    {
        m_lisp.AddPrefix(
            center.GetGateways().Get(0),
            SERVICE_PREFIX,
            {m_centers[0].GetLocators()[0] + " 1/" + std::to_string(m_options.weight),
             m_centers[1].GetLocators()[0] + " 1/" + std::to_string(100 - m_options.weight)});
    }
}

void
ActiveActiveNetwork::BuildClient(uint32_t number)
{
    const auto name = "site" + std::to_string(number + 1);
    const auto gateway = MakeStudyNode(name + "-gateway");
    const auto client = MakeStudyNode(name + "-client");
    const auto uplink = m_core.Attach(gateway, number % CENTERS, MilliSeconds(5));
    const auto net = GetClientNet(number);
    JoinStudyNodes(gateway, net + "1/24", client, net + "9/24", MilliSeconds(1));
    AddIpRoute(client,
               MakeDefaultPrefix(AddressFamily::IPV4),
               NetworkAddress::FromString(net + "1"));
    m_lisp.AddSite(name, "the key of " + name);
    m_lisp.InstallXtr(gateway, name, {uplink.address.ToString()}, {net + "0/24"});
    m_gateways.Add(gateway);
    m_clients.Add(client);
    m_watches.push_back(std::make_unique<LocatorWatch>(gateway,
                                                       m_centers[0].GetUplinks()[0].address,
                                                       m_centers[1].GetUplinks()[0].address));
}

void
ActiveActiveNetwork::AddTraffic(StudyTraffic& traffic)
{
    // Before the ledger: what they refuse has not been delivered.
    for (const auto& server : m_servers)
    {
        m_guards.push_back(std::make_unique<UnknownConnections>(server.node, traffic.GetLedger()));
    }
    NodeContainer nodes = m_core.GetRouters();
    for (const auto& center : m_centers)
    {
        nodes.Add(center.GetNodes());
    }
    nodes.Add(m_gateways);
    nodes.Add(m_clients);
    traffic.Watch(nodes);
    for (uint32_t site = 0; site < m_options.clients; site++)
    {
        const auto name = "site" + std::to_string(site + 1);
        const StudyTraffic::End client{m_clients.Get(site),
                                       NetworkAddress::FromString(GetClientNet(site) + "9")};
        for (uint32_t flow = 0; flow < m_options.udpFlows + m_options.tcpFlows; flow++)
        {
            const auto& server = m_servers[m_extension ? (site + flow) % CENTERS : 0];
            const bool isUdp = flow < m_options.udpFlows;
            auto label = name;
            label += isUdp ? "-udp-" : "-tcp-";
            label += std::to_string(flow + 1);
            if (isUdp)
            {
                traffic.AddUdp(label, client, server, MilliSeconds(50), ACTIVE_UDP_PAYLOAD);
            }
            else
            {
                traffic.AddTcp(label, client, server, ACTIVE_TCP_RATE);
            }
        }
    }
}

void
ActiveActiveNetwork::SetCenter(bool isUp)
{
    m_failure.SetNode(m_centers.front().GetGateways().Get(0), isUp);
    m_failure.SetNode(m_servers.front().node, isUp);
    if (isUp)
    {
        m_guards.front()->Boot();
    }
}

std::size_t
ActiveActiveNetwork::FindEntry(const std::vector<std::string>& path) const
{
    for (const auto& name : path)
    {
        for (std::size_t i = 0; i < CENTERS; i++)
        {
            if (name == Names::FindName(m_centers[i].GetGateways().Get(0)))
            {
                return i;
            }
        }
    }
    return CENTERS;
}

void
ActiveActiveNetwork::Count(LoadMeter* load, Ptr<const Packet> packet)
{
    load->Add(Simulator::Now(), packet->GetSize());
}

const std::vector<std::unique_ptr<LocatorWatch>>&
ActiveActiveNetwork::GetWatches() const
{
    return m_watches;
}

FlowReport::Throughput
ActiveActiveNetwork::GetLoad(std::size_t center) const
{
    return m_loads.at(center).Report();
}

uint64_t
ActiveActiveNetwork::GetRefused() const
{
    uint64_t refused = 0;
    for (const auto& guard : m_guards)
    {
        refused += guard->GetRefused();
    }
    return refused;
}

void
ActiveActiveNetwork::EnablePcap(const std::string& prefix) const
{
    for (const auto& center : m_centers)
    {
        PointToPointHelper().EnablePcap(prefix, center.GetUplinks().front().device);
    }
}

} // namespace ns3
