/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-network.h"

#include "accepted-count.h"
#include "content-server.h"
#include "ip-interfaces.h"
#include "link-failure.h"
#include "study-nodes.h"

#include "ns3/boolean.h"
#include "ns3/channel.h"
#include "ns3/lowest-delay-policy.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

constexpr uint32_t MORE_ROUTERS = 4;                  //!< core routers without a copy
const char* const CONTENT_NET = "198.51.100";         //!< of the content's addresses
const char* const CONTENT_PREFIX = "198.51.100.0/24"; //!< which is its EID-prefix

/// @return how long an uplink is at least: that of a copy, and of a client beside a core router
Time
GetLeastUplink()
{
    return MicroSeconds(500);
}

} // namespace

ContentNetwork::ContentNetwork(const ContentOptions& options, int64_t stream)
    : m_random(CreateObject<UniformRandomVariable>()),
      m_side(options.delay),
      m_core(AddressFamily::IPV4),
      m_ledger(CreateObject<PacketLedger>())
{
    CheckCount("copies", options.copies, 2, 16);
    CheckCount("clients", options.clients, 1, 200);
    m_random->SetStream(stream++);
    BuildCore(options.copies + MORE_ROUTERS);
    for (uint32_t i = 0; i < options.copies; i++)
    {
        m_copies.push_back(
            BuildSite("copy" + std::to_string(i + 1), i, GetLeastUplink(), CONTENT_NET));
        CreateObject<ContentServer>()->Install(
            m_copies[i].host,
            NetworkAddress::FromString(std::string(CONTENT_NET) + ".9"),
            static_cast<uint8_t>(i),
            CONTENT_SIZE);
    }
    for (uint32_t i = 0; i < options.clients; i++)
    {
        const auto place = DrawPlace();
        uint32_t at = 0;
        for (uint32_t j = 1; j < m_places.size(); j++)
        {
            at = GetDelay(place, m_places[j]) < GetDelay(place, m_places[at]) ? j : at;
        }
        m_clients.push_back(BuildSite("client" + std::to_string(i + 1),
                                      at,
                                      std::max(GetLeastUplink(), GetDelay(place, m_places[at])),
                                      "10.1." + std::to_string(i)));
    }
    InstallLisp(options);
    m_lisp.AssignStreams(stream);
}

ContentNetwork::~ContentNetwork()
{
    m_ledger->Dispose();
}

ContentNetwork::Place
ContentNetwork::DrawPlace() const
{
    const double x = m_random->GetValue(0, 1);
    return {x, m_random->GetValue(0, 1)};
}

Time
ContentNetwork::GetDelay(const Place& a, const Place& b) const
{
    return Seconds(std::hypot(a.first - b.first, a.second - b.second) * m_side.GetSeconds());
}

void
ContentNetwork::BuildCore(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
    {
        m_places.push_back(DrawPlace());
        m_core.AddRouter("core" + std::to_string(i + 1));
    }
    for (uint32_t a = 0; a < count; a++)
    {
        for (uint32_t b = a + 1; b < count; b++)
        {
            m_core.Connect(a, b, GetDelay(m_places[a], m_places[b]));
        }
    }
}

ContentNetwork::Site
ContentNetwork::BuildSite(const std::string& name, uint32_t at, Time delay, const std::string& net)
{
    Site site{MakeStudyNode(name + "-router"),
              MakeStudyNode(name + "-host"),
              CoreHelper::Uplink(),
              at,
              delay,
              Time(0),
              true};
    site.uplink = m_core.Attach(site.router, at, delay);
    JoinStudyNodes(site.router, net + ".1/24", site.host, net + ".9/24", MicroSeconds(100));
    AddIpRoute(site.host,
               MakeDefaultPrefix(AddressFamily::IPV4),
               NetworkAddress::FromString(net + ".1"));
    return site;
}

void
ContentNetwork::InstallLisp(const ContentOptions& options)
{
    const auto mapping = m_core.AddServer("mapping", options.copies);
    m_lisp.SetMapServer(mapping.device->GetNode(), mapping.address.ToString());
    m_lisp.AddSite("content", "the key of content");
    std::vector<std::string> locators;
    std::vector<Ptr<Node>> servers;
    for (uint32_t i = 0; i < m_copies.size(); i++)
    {
        if (options.policy != ContentPolicy::CENTRAL || i == GetCentral())
        {
            const auto rloc = m_copies[i].uplink.address.ToString();
            m_lisp.InstallXtr(m_copies[i].router, "content", {rloc});
            servers.push_back(m_copies[i].router);
            locators.push_back(rloc + " 1/100");
        }
    }
    for (const auto& server : servers)
    {
        m_lisp.AddPrefix(server, CONTENT_PREFIX, locators);
    }
    if (options.policy == ContentPolicy::LOWEST_DELAY)
    {
        m_lisp.SetXtrAttribute("LocatorPolicy", PointerValue(CreateObject<LowestDelayPolicy>()));
    }
    m_lisp.SetReachabilityAttribute("Probing", BooleanValue(true));
    m_lisp.SetReachabilityAttribute("ProbeInterval", TimeValue(options.probeInterval));
    m_lisp.SetReachabilityAttribute("DownProbeInterval", TimeValue(options.probeInterval));
    m_lisp.EnableReachability();
    for (uint32_t i = 0; i < m_clients.size(); i++)
    {
        const auto name = "client" + std::to_string(i + 1);
        m_lisp.AddSite(name, "the key of " + name);
        m_lisp.InstallXtr(m_clients[i].router,
                          name,
                          {m_clients[i].uplink.address.ToString()},
                          {"10.1." + std::to_string(i) + ".0/24"});
    }
}

void
ContentNetwork::AddTraffic(Time start, Time stop, Time interval)
{
    NodeContainer nodes = m_core.GetRouters();
    for (const auto* sites : {&m_copies, &m_clients})
    {
        for (const auto& site : *sites)
        {
            nodes.Add(site.router);
            nodes.Add(site.host);
        }
    }
    m_ledger->Watch(nodes);
    for (uint32_t i = 0; i < m_clients.size(); i++)
    {
        const auto host = m_clients[i].host;
        auto client = CreateObject<ContentClient>();
        client->Install(host,
                        NetworkAddress::FromString(std::string(CONTENT_NET) + ".9"),
                        PORTS,
                        interval);
        client->SetFlow(
            m_ledger,
            m_ledger->AddFlow({"client" + std::to_string(i + 1), "udp", host, host, interval}));
        client->SetStartTime(start + MilliSeconds(i));
        client->SetStopTime(stop);
        m_askers.push_back(client);
    }
}

Ptr<PacketLedger>
ContentNetwork::GetLedger() const
{
    return m_ledger;
}

const std::vector<ContentClient::Request>&
ContentNetwork::GetRequests(uint32_t client) const
{
    return m_askers.at(client)->GetRequests();
}

uint32_t
ContentNetwork::GetCentral() const
{
    uint32_t central = 0;
    Time least = Time::Max();
    for (uint32_t copy = 0; copy < m_copies.size(); copy++)
    {
        Time sum;
        for (uint32_t client = 0; client < m_clients.size(); client++)
        {
            sum += GetWay(client, copy);
        }
        if (sum < least)
        {
            least = sum;
            central = copy;
        }
    }
    return central;
}

void
ContentNetwork::SetWorking(uint32_t copy, bool isWorking)
{
    m_copies.at(copy).isWorking = isWorking;
    LinkFailure::SetLink(m_copies[copy].uplink.device, isWorking);
}

void
ContentNetwork::SetDetour(uint32_t copy, Time extra)
{
    Site& site = m_copies.at(copy);
    site.extra = extra;
    site.uplink.device->GetChannel()->SetAttribute("Delay", TimeValue(site.delay + extra));
}

Time
ContentNetwork::GetWay(uint32_t client, uint32_t copy) const
{
    const Site& from = m_clients.at(client);
    const Site& to = m_copies.at(copy);
    return from.delay + GetDelay(m_places[from.at], m_places[to.at]) + to.delay + to.extra;
}

uint32_t
ContentNetwork::FindNearest(uint32_t client) const
{
    uint32_t nearest = 0;
    Time least = Time::Max();
    for (uint32_t copy = 0; copy < m_copies.size(); copy++)
    {
        if (m_copies[copy].isWorking && GetWay(client, copy) < least)
        {
            least = GetWay(client, copy);
            nearest = copy;
        }
    }
    return nearest;
}

uint64_t
ContentNetwork::CountProbes() const
{
    uint64_t probes = 0;
    for (const auto& client : m_clients)
    {
        probes += client.router->GetObject<LispReachability>()->GetStatistics().probesSent;
    }
    return probes;
}

void
ContentNetwork::EnablePcap(const std::string& prefix) const
{
    for (const auto& copy : m_copies)
    {
        PointToPointHelper().EnablePcap(prefix, copy.uplink.device);
    }
}

} // namespace ns3
