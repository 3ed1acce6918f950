/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-route-speaker.h"

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

NS_OBJECT_ENSURE_REGISTERED(HostRouteSpeaker);

namespace
{

/// News that has passed so many routers goes no further.
constexpr uint8_t MAX_HOPS = 254;

/// @param prefixes some prefixes @param host an address @return true if one of them covers it
bool
IsCovered(const std::vector<EidPrefix>& prefixes, const NetworkAddress& host)
{
    return std::any_of(prefixes.begin(), prefixes.end(), [&host](const EidPrefix& prefix) {
        return prefix.Covers(host);
    });
}

} // namespace

TypeId
HostRouteSpeaker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::HostRouteSpeaker")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<HostRouteSpeaker>()
            .AddAttribute(
                "ProcessingDelay",
                "How long a router takes over a message before it routes by it and passes "
                "it on. The default is the time by which OSPF routers commonly pace the "
                "flooding of updates (\"timers pacing flood\": 33 ms).",
                TimeValue(MilliSeconds(33)),
                MakeTimeAccessor(&HostRouteSpeaker::m_processingDelay),
                MakeTimeChecker(Time(0)))
            .AddAttribute(
                "AdvertisementInterval",
                "The least time between two messages about one host that one router "
                "originates (RFC 2328 appendix B, MinLSInterval; so too, between internal "
                "peers, RFC 4271 section 10, MinRouteAdvertisementIntervalTimer).",
                TimeValue(Seconds(5)),
                MakeTimeAccessor(&HostRouteSpeaker::m_advertisementInterval),
                MakeTimeChecker(Time(0)))
            .AddAttribute("MaxHosts",
                          "The hosts of which news is kept; news of more is dropped.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&HostRouteSpeaker::m_maxHosts),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("RouteChanged",
                            "A host route was installed, changed or removed here.",
                            MakeTraceSourceAccessor(&HostRouteSpeaker::m_routeChanged),
                            "ns3::HostRouteSpeaker::RouteChangedTracedCallback");
    return tid;
}

HostRouteSpeaker::HostRouteSpeaker()
    : m_channel(CreateObject<HostRouteChannel>())
{
}

HostRouteSpeaker::~HostRouteSpeaker() = default;

void
HostRouteSpeaker::DoDispose()
{
    for (auto& [host, entry] : m_hosts)
    {
        entry.deferred.Cancel();
    }
    m_hosts.clear();
    m_neighbors.clear();
    m_routes.reset();
    m_channel->Dispose();
    m_node = nullptr;
    Object::DoDispose();
}

void
HostRouteSpeaker::Install(Ptr<Node> node)
{
    if (m_node || !node || node->GetObject<HostRouteSpeaker>())
    {
        throw std::invalid_argument(
            "HostRouteSpeaker::Install: give each speaker one node, and each "
            "node one speaker");
    }
    m_routes = std::make_unique<HostRoutes>(node);
    m_channel->Open(node, MakeCallback(&HostRouteSpeaker::Receive, this));
    m_node = node;
    node->AggregateObject(this);
}

void
HostRouteSpeaker::AddNeighbor(Ptr<NetDevice> device, const NetworkAddress& neighbor)
{
    if (!device || !m_node || device->GetNode() != m_node)
    {
        throw std::invalid_argument("HostRouteSpeaker::AddNeighbor: " + neighbor.ToString() +
                                    " needs a device of the speaker's node");
    }
    m_channel->AddPeer(neighbor);
    m_neighbors[neighbor] = device;
}

void
HostRouteSpeaker::AddHomePrefix(const EidPrefix& prefix)
{
    m_home.push_back(prefix);
}

void
HostRouteSpeaker::AddMobilePrefix(const EidPrefix& prefix)
{
    m_mobile.push_back(prefix);
}

void
HostRouteSpeaker::Listen(Ptr<NeighborListener> listener)
{
    listener->TraceConnectWithoutContext("HostSeen", MakeCallback(&HostRouteSpeaker::Hear, this));
}

void
HostRouteSpeaker::Hear(const NetworkAddress& host,
                       const Mac48Address&,
                       Ptr<NetDevice> port,
                       HostSeenCause)
{
    if (SviDevice::IsFromHostAt(port))
    {
        HostHere(host, port);
    }
}

void
HostRouteSpeaker::HostHere(const NetworkAddress& host, Ptr<NetDevice> port)
{
    const bool isHome = IsCovered(m_home, host);
    if (!isHome && !IsCovered(m_mobile, host))
    {
        return;
    }
    const auto found = m_hosts.find(host);
    const bool isAdvertised =
        found != m_hosts.end() && found->second.latest.GetType() == HostRouteMessage::ADVERTISE;
    if (isHome)
    {
        if (isAdvertised)
        {
            RemoveRoute(host);
            Originate(host, HostRouteMessage::WITHDRAW);
        }
        return;
    }
    const bool isKnownHere = isAdvertised && found->second.port;
    if (isKnownHere && found->second.port == port)
    {
        return;
    }
    if (!m_routes->CanRoute(host, port))
    {
        m_channel->Drop(HostRouteMessage(HostRouteMessage::ADVERTISE, host, 0, m_node->GetId()),
                        HostRouteDropReason::NOT_OURS);
        return;
    }
    if (found == m_hosts.end() && m_hosts.size() >= m_maxHosts)
    {
        m_channel->Drop(HostRouteMessage(HostRouteMessage::ADVERTISE, host, 0, m_node->GetId()),
                        HostRouteDropReason::NO_ROOM);
        return;
    }
    SetRoute(host, port, NetworkAddress());
    m_hosts[host].port = port;
    if (!isKnownHere)
    {
        Originate(host, HostRouteMessage::ADVERTISE);
    }
}

void
HostRouteSpeaker::Originate(const NetworkAddress& host, HostRouteMessage::Type type)
{
    Entry& entry = m_hosts[host];
    entry.deferred.Cancel();
    const Time now = Simulator::Now();
    if (now < entry.next)
    {
        entry.deferred =
            Simulator::Schedule(entry.next - now, &HostRouteSpeaker::Originate, this, host, type);
        return;
    }
    entry.next = now + m_advertisementInterval;
    if (type == HostRouteMessage::WITHDRAW)
    {
        entry.port = nullptr;
    }
    entry.latest = HostRouteMessage(type, host, entry.latest.GetSequence() + 1, m_node->GetId());
    Flood(entry.latest, NetworkAddress());
}

void
HostRouteSpeaker::Receive(const NetworkAddress& peer, const HostRouteMessage& message)
{
    Simulator::Schedule(m_processingDelay, &HostRouteSpeaker::Process, this, peer, message);
}

void
HostRouteSpeaker::Process(const NetworkAddress& peer, const HostRouteMessage& message)
{
    const NetworkAddress& host = message.GetHost();
    const Ptr<NetDevice> device = m_neighbors.at(peer);
    if (host.GetFamily() != peer.GetFamily() || !m_routes->CanRoute(host, device, peer))
    {
        m_channel->Drop(message, HostRouteDropReason::NOT_OURS);
        return;
    }
    const auto found = m_hosts.find(host);
    if (found != m_hosts.end() && !message.IsNewerThan(found->second.latest))
    {
        m_channel->Drop(message, HostRouteDropReason::STALE);
        return;
    }
    if (found == m_hosts.end() && m_hosts.size() >= m_maxHosts)
    {
        m_channel->Drop(message, HostRouteDropReason::NO_ROOM);
        return;
    }
    Entry& entry = m_hosts[host];
    entry.deferred.Cancel();
    entry.latest = message;
    entry.port = nullptr;
    if (message.GetType() == HostRouteMessage::ADVERTISE)
    {
        SetRoute(host, device, peer);
    }
    else
    {
        RemoveRoute(host);
    }
    if (message.GetHops() < MAX_HOPS)
    {
        Flood(HostRouteMessage(message.GetType(),
                               host,
                               message.GetSequence(),
                               message.GetOrigin(),
                               message.GetHops() + 1),
              peer);
    }
}

void
HostRouteSpeaker::Flood(const HostRouteMessage& message, const NetworkAddress& except)
{
    for (const auto& [neighbor, device] : m_neighbors)
    {
        if (neighbor != except && neighbor.GetFamily() == message.GetHost().GetFamily())
        {
            m_channel->Send(neighbor, message);
        }
    }
}

void
HostRouteSpeaker::SetRoute(const NetworkAddress& host,
                           Ptr<NetDevice> device,
                           const NetworkAddress& nextHop)
{
    m_routes->Set(host, device, nextHop);
    m_routeChanged(host, device);
}

void
HostRouteSpeaker::RemoveRoute(const NetworkAddress& host)
{
    if (m_routes->Remove(host))
    {
        m_routeChanged(host, nullptr);
    }
}

Ptr<HostRouteChannel>
HostRouteSpeaker::GetChannel() const
{
    return m_channel;
}

std::size_t
HostRouteSpeaker::GetNRoutes() const
{
    return m_routes ? m_routes->GetSize() : 0;
}

} // namespace ns3
