/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "home-agent.h"

#include "ns3/neighbor-listener.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HomeAgent);

TypeId
HomeAgent::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HomeAgent")
                            .SetParent<Object>()
                            .SetGroupName("Lisp")
                            .AddConstructor<HomeAgent>()
                            .AddAttribute("MaxHosts",
                                          "The hosts of which something is kept; more are refused.",
                                          UintegerValue(100000),
                                          MakeUintegerAccessor(&HomeAgent::m_maxHosts),
                                          MakeUintegerChecker<uint32_t>())
                            .AddTraceSource("BindingChanged",
                                            "A host is at another gateway now.",
                                            MakeTraceSourceAccessor(&HomeAgent::m_changed),
                                            "ns3::HomeAgent::BindingChangedTracedCallback");
    return tid;
}

HomeAgent::HomeAgent()
    : m_channel(CreateObject<HostRouteChannel>()),
      m_tunnel(CreateObject<HomeAgentTunnel>())
{
}

HomeAgent::~HomeAgent() = default;

void
HomeAgent::DoDispose()
{
    m_hosts.clear();
    m_routes.reset();
    m_channel->Dispose();
    m_tunnel->Dispose();
    m_node = nullptr;
    Object::DoDispose();
}

void
HomeAgent::Install(Ptr<Node> node, const NetworkAddress& local)
{
    if (m_node || !node || node->GetObject<HomeAgent>())
    {
        throw std::invalid_argument(
            "HomeAgent::Install: give each agent one node, and each node one "
            "agent");
    }
    m_routes = std::make_unique<HostRoutes>(node);
    m_tunnel->Install(node, local);
    m_channel->Open(node, MakeCallback(&HomeAgent::Receive, this));
    m_node = node;
    node->AggregateObject(this);
}

void
HomeAgent::AddPeer(const NetworkAddress& peer)
{
    m_tunnel->AddPeer(peer);
    m_channel->AddPeer(peer);
}

void
HomeAgent::AddHomePrefix(const EidPrefix& prefix)
{
    m_home.push_back(prefix);
}

void
HomeAgent::AddForeignPrefix(const EidPrefix& prefix, const NetworkAddress& home)
{
    if (m_channel->GetPeers().count(home) == 0)
    {
        throw std::invalid_argument("HomeAgent::AddForeignPrefix: " + home.ToString() +
                                    ", home gateway of " + prefix.ToString() +
                                    ", is no peer; add it with AddPeer first");
    }
    m_foreign.emplace_back(prefix, home);
}

void
HomeAgent::Listen(Ptr<NeighborListener> listener)
{
    listener->TraceConnectWithoutContext("HostSeen", MakeCallback(&HomeAgent::Hear, this));
}

void
HomeAgent::Hear(const NetworkAddress& host, const Mac48Address&, Ptr<NetDevice> port, HostSeenCause)
{
    if (SviDevice::IsFromHostAt(port))
    {
        HostHere(host, port);
    }
}

bool
HomeAgent::IsHome(const NetworkAddress& host) const
{
    return std::any_of(m_home.begin(), m_home.end(), [&host](const EidPrefix& prefix) {
        return prefix.Covers(host);
    });
}

NetworkAddress
HomeAgent::GetHomeOf(const NetworkAddress& host) const
{
    for (const auto& [prefix, home] : m_foreign)
    {
        if (prefix.Covers(host))
        {
            return home;
        }
    }
    return NetworkAddress();
}

void
HomeAgent::HostHere(const NetworkAddress& host, Ptr<NetDevice> port)
{
    if (IsHome(host))
    {
        ReturnHome(host);
        return;
    }
    const NetworkAddress home = GetHomeOf(host);
    if (home.IsValid())
    {
        Register(host, port, home);
    }
}

void
HomeAgent::ReturnHome(const NetworkAddress& host)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end() && m_hosts.size() >= m_maxHosts)
    {
        return; // nothing is lost: there is no binding to end
    }
    // Kept while it is at home too: a registration that was under way since before is older.
    Entry& entry = m_hosts[host];
    entry.latest = MakeNews(HostRouteMessage::WITHDRAW, host);
    if (entry.gateway.IsValid())
    {
        m_channel->Send(entry.gateway, entry.latest);
        entry.gateway = NetworkAddress();
        m_tunnel->Unbind(host);
        m_routes->Remove(host);
        m_changed(host, NetworkAddress());
    }
}

void
HomeAgent::Register(const NetworkAddress& host, Ptr<NetDevice> port, const NetworkAddress& home)
{
    const auto found = m_hosts.find(host);
    if (found != m_hosts.end() && found->second.port == port)
    {
        return;
    }
    const bool isFull = found == m_hosts.end() && m_hosts.size() >= m_maxHosts;
    if (isFull || !m_routes->CanRoute(host, port))
    {
        m_channel->Drop(HostRouteMessage(HostRouteMessage::ADVERTISE, host, 0, m_node->GetId()),
                        isFull ? HostRouteDropReason::NO_ROOM : HostRouteDropReason::NOT_OURS);
        return;
    }
    const bool isNew = found == m_hosts.end();
    m_routes->Set(host, port);
    Entry& entry = m_hosts[host];
    entry.port = port;
    entry.gateway = m_tunnel->GetLocal();
    if (isNew)
    {
        m_tunnel->Bind(host, m_tunnel->GetLocal());
        m_changed(host, m_tunnel->GetLocal());
        entry.latest = MakeNews(HostRouteMessage::ADVERTISE, host);
        m_channel->Send(home, entry.latest);
    }
}

HostRouteMessage
HomeAgent::MakeNews(HostRouteMessage::Type type, const NetworkAddress& host) const
{
    // RFC 5213 section 5.5: a time stamp orders the news of several gateways.
    const auto now = static_cast<uint64_t>(Simulator::Now().GetNanoSeconds());
    const auto found = m_hosts.find(host);
    const uint64_t least = found == m_hosts.end() ? 0 : found->second.latest.GetSequence() + 1;
    return HostRouteMessage(type, host, std::max(now, least), m_node->GetId());
}

void
HomeAgent::Receive(const NetworkAddress& peer, const HostRouteMessage& message)
{
    const NetworkAddress& host = message.GetHost();
    const auto found = m_hosts.find(host);
    if (found != m_hosts.end() && !message.IsNewerThan(found->second.latest))
    {
        m_channel->Drop(message, HostRouteDropReason::STALE);
        return;
    }
    if (message.GetType() == HostRouteMessage::ADVERTISE)
    {
        Bind(peer, message);
        return;
    }
    if (GetHomeOf(host) != peer || found == m_hosts.end())
    {
        m_channel->Drop(message, HostRouteDropReason::NOT_OURS);
        return;
    }
    m_hosts.erase(found);
    m_tunnel->Unbind(host);
    m_routes->Remove(host);
    m_changed(host, NetworkAddress());
}

void
HomeAgent::Bind(const NetworkAddress& peer, const HostRouteMessage& message)
{
    const NetworkAddress& host = message.GetHost();
    const auto found = m_hosts.find(host);
    const bool isFull = found == m_hosts.end() && m_hosts.size() >= m_maxHosts;
    if (isFull || !IsHome(host) || !m_routes->CanRoute(host, m_tunnel->GetDevice()))
    {
        m_channel->Drop(message,
                        isFull ? HostRouteDropReason::NO_ROOM : HostRouteDropReason::NOT_OURS);
        return;
    }
    Entry& entry = m_hosts[host];
    if (entry.gateway.IsValid() && entry.gateway != peer)
    {
        m_channel->Send(entry.gateway,
                        HostRouteMessage(HostRouteMessage::WITHDRAW,
                                         host,
                                         message.GetSequence(),
                                         message.GetOrigin()));
    }
    entry.latest = message;
    entry.gateway = peer;
    m_tunnel->Bind(host, peer);
    m_routes->Set(host, m_tunnel->GetDevice());
    m_changed(host, peer);
}

Ptr<HostRouteChannel>
HomeAgent::GetChannel() const
{
    return m_channel;
}

Ptr<HomeAgentTunnel>
HomeAgent::GetTunnel() const
{
    return m_tunnel;
}

} // namespace ns3
