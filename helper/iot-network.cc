/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "iot-network.h"

#include "accepted-count.h"
#include "ip-interfaces.h"
#include "study-nodes.h"
#include "thing-field.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/names.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"

namespace ns3
{

namespace
{

const char* const FIELD_SITE = "field"; //!< the LISP site of all gateways

} // namespace

IotNetwork::IotNetwork(const IotNetworkOptions& options)
    : m_core(AddressFamily::IPV4)
{
    CheckCount("gateways", options.gateways, 2, 64);
    CheckCount("collectors", options.collectors, 1, 16);
    const auto field = m_core.AddRouter("core1");
    const auto others = m_core.AddRouter("core2");
    m_core.Connect(field, others, MilliSeconds(10));
    const auto server = m_core.AddServer("map-server", others);
    m_mapServer = server.device->GetNode();
    m_lisp.SetMapServer(m_mapServer, server.address.ToString());
    m_lisp.SetEtrAttribute("SolicitOnChange", BooleanValue(options.solicitsOnChange));
    m_lisp.SetEtrAttribute("SmrInterval", TimeValue(options.smrInterval));
    m_lisp.AddSite(FIELD_SITE, "the key of the field");
    for (uint32_t i = 0; i < options.gateways; i++)
    {
        BuildGateway(i, field);
    }
    for (uint32_t i = 0; i < options.collectors; i++)
    {
        BuildCollector(i, others);
    }
}

IotNetwork::~IotNetwork() = default;

void
IotNetwork::BuildGateway(uint32_t number, uint32_t router)
{
    const auto name = std::to_string(number + 1);
    const auto gateway = MakeStudyNode("gateway" + name);
    m_gateways.Add(gateway);
    m_uplinks.push_back(m_core.Attach(gateway, router));
    const auto cell = CreateObject<Node>();
    Names::Add("cell" + name, cell);
    PointToPointHelper air;
    air.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    air.SetChannelAttribute("Delay", StringValue("5ms"));
    const auto devices = air.Install(gateway, cell);
    AddIpInterface(devices.Get(0),
                   InterfaceAddress::FromString("192.168." + std::to_string(number) + ".1/30"));
    m_cells.push_back(devices.Get(1));
    m_lisp.InstallXtr(gateway, FIELD_SITE, {m_uplinks.back().address.ToString()});
    m_lisp.AddDynamicPrefix(gateway, ThingField::PREFIX);
}

void
IotNetwork::BuildCollector(uint32_t number, uint32_t router)
{
    const auto name = std::to_string(number + 1);
    const auto gateway = MakeStudyNode("collector-gw" + name);
    const auto host = MakeStudyNode("collector" + name);
    m_routers.Add(gateway);
    m_collectors.Add(host);
    const auto uplink = m_core.Attach(gateway, router);
    const auto net = "10.1." + std::to_string(number) + ".";
    JoinStudyNodes(gateway, net + "1/24", host, net + "9/24", MicroSeconds(100));
    AddIpRoute(host, MakeDefaultPrefix(AddressFamily::IPV4), NetworkAddress::FromString(net + "1"));
    const auto site = "collector" + name;
    m_lisp.AddSite(site, "the key of " + site);
    m_lisp.InstallXtr(gateway, site, {uplink.address.ToString()}, {net + "0/24"});
}

const std::vector<Ptr<NetDevice>>&
IotNetwork::GetCells() const
{
    return m_cells;
}

const NodeContainer&
IotNetwork::GetGateways() const
{
    return m_gateways;
}

NetworkAddress
IotNetwork::GetLocator(uint32_t gateway) const
{
    return m_uplinks[gateway].address;
}

const NodeContainer&
IotNetwork::GetCollectorRouters() const
{
    return m_routers;
}

const NodeContainer&
IotNetwork::GetCollectors() const
{
    return m_collectors;
}

NetworkAddress
IotNetwork::GetCollectorAddress(uint32_t collector)
{
    return NetworkAddress::FromString("10.1." + std::to_string(collector) + ".9");
}

Ptr<Node>
IotNetwork::GetMapServer() const
{
    return m_mapServer;
}

NodeContainer
IotNetwork::GetNodes() const
{
    NodeContainer nodes(m_core.GetRouters(), m_gateways, m_routers, m_collectors);
    nodes.Add(m_mapServer);
    for (const auto& cell : m_cells)
    {
        nodes.Add(cell->GetNode());
    }
    return nodes;
}

std::size_t
IotNetwork::CountCoreRoutes() const
{
    return Ipv4StaticRoutingHelper()
        .GetStaticRouting(m_core.GetRouters().Get(0)->GetObject<Ipv4>())
        ->GetNRoutes();
}

int64_t
IotNetwork::AssignStreams(int64_t stream) const
{
    return m_lisp.AssignStreams(stream);
}

void
IotNetwork::EnablePcap(const std::string& prefix) const
{
    for (const auto& uplink : m_uplinks)
    {
        PointToPointHelper().EnablePcap(prefix, uplink.device);
    }
}

} // namespace ns3
