/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adoption-network.h"

#include "accepted-count.h"
#include "ip-interfaces.h"
#include "study-nodes.h"

#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/net-device.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/random-variable-stream.h"

#include <cmath>

namespace ns3
{

namespace
{

constexpr uint32_t PAYLOAD = 100;           //!< octets in a packet
const char* const AGGREGATE = "10.0.0.0/8"; //!< of all sites' prefixes

/// @param provider a number @return the block of its customers' uplinks, up to the third number
std::string
GetBlock(uint32_t provider)
{
    return "172." + std::to_string(16 + provider) + ".";
}

} // namespace

AdoptionNetwork::AdoptionNetwork(const AdoptionOptions& options, int64_t stream)
    : m_random(CreateObject<UniformRandomVariable>()),
      m_core(AddressFamily::IPV4)
{
    Check(options);
    m_random->SetStream(stream++);
    Draw(options);
    BuildCore(options.delay);
    for (uint32_t i = 0; i < options.sites; i++)
    {
        BuildSite(i, options.prefixes);
    }
    BuildProxies(options);
    for (uint32_t i = 0; i < options.adopters; i++)
    {
        Site& site = m_sites[m_order[i]];
        const std::string name = "site" + std::to_string(m_order[i] + 1);
        site.hasLisp = true;
        m_lisp.AddSite(name, "the key of " + name);
        m_lisp.InstallXtr(site.router, name, {site.locator.ToString()}, site.prefixes);
        if (options.usesPetr)
        {
            const auto next = FindProxy(site.provider);
            m_lisp.UsePetr(name, {m_uplinks[next].address.ToString() + " 1/100"});
        }
    }
    for (const auto& site : m_sites)
    {
        for (const auto& prefix : site.hasLisp ? std::vector<std::string>() : site.prefixes)
        {
            m_core.Advertise(EidPrefix::FromString(prefix), site.provider, site.locator);
        }
    }
    m_lisp.AssignStreams(stream);
}

AdoptionNetwork::~AdoptionNetwork() = default;

void
AdoptionNetwork::Check(const AdoptionOptions& options)
{
    CheckCount("sites", options.sites, 2, 200);
    CheckCount("adopters", options.adopters, 0, options.sites);
    CheckCount("prefixes", options.prefixes, 1, 200);
    CheckCount("providers", options.providers, 2, 16);
    CheckCount("proxies", options.proxies, 1, options.providers);
    CheckCount("flows", options.flows, 1, 10000);
}

void
AdoptionNetwork::Draw(const AdoptionOptions& options)
{
    const auto drawNumber = [this](uint32_t below) {
        return static_cast<uint32_t>(m_random->GetInteger(0, below - 1));
    };
    for (uint32_t i = 0; i < options.providers; i++)
    {
        const double x = m_random->GetValue(0, 1);
        m_places.emplace_back(x, m_random->GetValue(0, 1));
    }
    for (uint32_t i = 0; i < options.sites; i++)
    {
        m_order.push_back(i);
        std::swap(m_order.back(), m_order[drawNumber(i + 1)]);
    }
    for (uint32_t i = 0; i < options.flows; i++)
    {
        const uint32_t from = drawNumber(options.sites);
        const uint32_t to = drawNumber(options.sites - 1);
        m_flows.emplace_back(from, to < from ? to : to + 1);
    }
}

double
AdoptionNetwork::GetDistance(uint32_t a, uint32_t b) const
{
    return std::hypot(m_places[a].first - m_places[b].first,
                      m_places[a].second - m_places[b].second);
}

void
AdoptionNetwork::BuildCore(Time delay)
{
    const auto count = static_cast<uint32_t>(m_places.size());
    for (uint32_t i = 0; i < count; i++)
    {
        m_core.AddRouter("core" + std::to_string(i + 1));
    }
    for (uint32_t a = 0; a < count; a++)
    {
        for (uint32_t b = a + 1; b < count; b++)
        {
            m_core.Connect(a, b, Seconds(GetDistance(a, b) * delay.GetSeconds()));
        }
        m_core.Advertise(EidPrefix::FromString(GetBlock(a) + "0.0/16"), a, NetworkAddress());
    }
    const auto server = m_core.AddServer("mapping", 0);
    m_lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
    m_lisp.AddUnderlay("100.64.0.0/10");
    m_lisp.AddUnderlay("172.16.0.0/12");
}

void
AdoptionNetwork::BuildSite(uint32_t number, uint32_t prefixes)
{
    const auto name = "site" + std::to_string(number + 1);
    const auto providers = static_cast<uint32_t>(m_places.size());
    Site site;
    site.provider = number % providers;
    site.router = MakeStudyNode(name + "-router");
    site.host = MakeStudyNode(name + "-host");
    const std::string link = GetBlock(site.provider) + std::to_string(number / providers) + ".";
    JoinStudyNodes(m_core.GetRouters().Get(site.provider),
                   link + "1/30",
                   site.router,
                   link + "2/30",
                   MilliSeconds(1));
    site.locator = NetworkAddress::FromString(link + "2");
    const std::string net = "10." + std::to_string(number) + ".";
    JoinStudyNodes(site.router, net + "0.1/24", site.host, net + "0.9/24", MilliSeconds(1));
    const auto everywhere = MakeDefaultPrefix(AddressFamily::IPV4);
    AddIpRoute(site.router, everywhere, NetworkAddress::FromString(link + "1"));
    AddIpRoute(site.host, everywhere, NetworkAddress::FromString(net + "0.1"));
    for (uint32_t i = 0; i < prefixes; i++)
    {
        site.prefixes.push_back(net + std::to_string(i) + ".0/24");
    }
    m_sites.push_back(site);
}

uint32_t
AdoptionNetwork::FindProxy(uint32_t provider) const
{
    uint32_t nearest = 0;
    for (uint32_t i = 0; i < m_uplinks.size(); i++)
    {
        nearest = GetDistance(provider, i) < GetDistance(provider, nearest) ? i : nearest;
    }
    return nearest;
}

NetworkAddress
AdoptionNetwork::FindNeighbor(uint32_t at, uint32_t to) const
{
    const auto other = m_core.GetRouters().Get(to);
    for (const auto& end : m_core.GetAdjacencies())
    {
        const auto ipv4 = other->GetObject<Ipv4>();
        if (end.device->GetNode() == m_core.GetRouters().Get(at) &&
            ipv4->GetInterfaceForAddress(end.neighbor.ToIpv4()) >= 0)
        {
            return end.neighbor;
        }
    }
    return {};
}

void
AdoptionNetwork::BuildProxies(const AdoptionOptions& options)
{
    for (uint32_t i = 0; i < options.proxies; i++)
    {
        m_uplinks.push_back(m_core.Attach(MakeStudyNode("proxy" + std::to_string(i + 1)), i));
    }
    for (const auto& uplink : m_uplinks)
    {
        const auto node = uplink.device->GetNode();
        const std::string rloc = uplink.address.ToString();
        m_lisp.InstallPitr(node, {rloc}, {AGGREGATE});
        m_proxies.push_back(m_lisp.InstallPetr(node, {rloc}));
    }
    // Anycast: each core router knows the nearest one alone, as a routing protocol would have it.
    for (uint32_t at = 0; at < m_places.size(); at++)
    {
        const uint32_t next = FindProxy(at);
        AddIpRoute(m_core.GetRouters().Get(at),
                   EidPrefix::FromString(AGGREGATE),
                   next == at ? m_uplinks[next].address : FindNeighbor(at, next));
    }
}

bool
AdoptionNetwork::HasLisp(uint32_t number) const
{
    return m_sites[number].hasLisp;
}

const std::vector<uint32_t>&
AdoptionNetwork::GetOrder() const
{
    return m_order;
}

const std::vector<AdoptionNetwork::Flow>&
AdoptionNetwork::GetFlows() const
{
    return m_flows;
}

void
AdoptionNetwork::AddTraffic(StudyTraffic& traffic, Time interval) const
{
    NodeContainer nodes = m_core.GetRouters();
    for (const auto& uplink : m_uplinks)
    {
        nodes.Add(uplink.device->GetNode());
    }
    for (const auto& site : m_sites)
    {
        nodes.Add(site.router);
        nodes.Add(site.host);
    }
    traffic.Watch(nodes);
    const auto getEnd = [this](uint32_t number) {
        return StudyTraffic::End{
            m_sites[number].host,
            NetworkAddress::FromString("10." + std::to_string(number) + ".0.9")};
    };
    for (std::size_t i = 0; i < m_flows.size(); i++)
    {
        const auto& [from, to] = m_flows[i];
        traffic.AddUdp("flow" + std::to_string(i + 1), getEnd(from), getEnd(to), interval, PAYLOAD);
    }
}

AdoptionNetwork::Routes
AdoptionNetwork::CountRoutes(uint32_t router) const
{
    const auto aggregate = EidPrefix::FromString(AGGREGATE);
    const auto locators = EidPrefix::FromString("172.16.0.0/12");
    const auto table = Ipv4StaticRoutingHelper().GetStaticRouting(
        m_core.GetRouters().Get(router)->GetObject<Ipv4>());
    Routes routes;
    for (uint32_t i = 0; i < table->GetNRoutes(); i++)
    {
        const auto route = table->GetRoute(i);
        const NetworkAddress network(route.GetDestNetwork());
        if (route.GetDestNetwork() == Ipv4Address("127.0.0.0"))
        {
            continue;
        }
        if (network == aggregate.GetAddress() &&
            route.GetDestNetworkMask().GetPrefixLength() == aggregate.GetLength())
        {
            routes.aggregates++;
        }
        else if (aggregate.Covers(network))
        {
            routes.prefixes++;
        }
        else if (locators.Covers(network))
        {
            routes.locators++;
        }
        else
        {
            routes.links++;
        }
    }
    return routes;
}

uint64_t
AdoptionNetwork::CountAttracted() const
{
    uint64_t packets = 0;
    for (const auto& proxy : m_proxies)
    {
        packets += proxy->GetEncapsulated();
    }
    return packets;
}

uint64_t
AdoptionNetwork::CountProxied() const
{
    uint64_t packets = 0;
    for (const auto& proxy : m_proxies)
    {
        packets += proxy->GetProxied();
    }
    return packets;
}

void
AdoptionNetwork::EnablePcap(const std::string& prefix) const
{
    for (const auto& uplink : m_uplinks)
    {
        PointToPointHelper().EnablePcap(prefix, uplink.device);
    }
}

} // namespace ns3
