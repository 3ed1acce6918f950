/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "dynamic-eid-detection.h"

#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-xtr.h"
#include "ns3/neighbor-listener.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/proxy-neighbor.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DynamicEidDetection);

TypeId
DynamicEidDetection::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DynamicEidDetection")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<DynamicEidDetection>()
            .AddAttribute("DuplicateWindow",
                          "A host that speaks with another MAC address than it did so shortly "
                          "before is two hosts with one address (RFC 5227 section 2.4: "
                          "DEFEND_INTERVAL, 10 s).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&DynamicEidDetection::m_duplicateWindow),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("Ignored",
                            "A host was heard, but at no port with hosts: others are to find it.",
                            MakeTraceSourceAccessor(&DynamicEidDetection::m_ignoredTrace),
                            "ns3::DynamicEidDetection::IgnoredTracedCallback")
            .AddTraceSource("DuplicateAddress",
                            "A host spoke with another MAC address than shortly before.",
                            MakeTraceSourceAccessor(&DynamicEidDetection::m_duplicateTrace),
                            "ns3::DynamicEidDetection::DuplicateTracedCallback")
            .AddTraceSource("Detected",
                            "A host was seen for the first time, again, or at another port.",
                            MakeTraceSourceAccessor(&DynamicEidDetection::m_detected),
                            "ns3::DynamicEidDetection::DetectedTracedCallback");
    return tid;
}

DynamicEidDetection::DynamicEidDetection()
    : m_listener(CreateObject<NeighborListener>())
{
}

DynamicEidDetection::~DynamicEidDetection() = default;

void
DynamicEidDetection::DoDispose()
{
    m_routes.clear();
    m_proxies.clear();
    m_listener = nullptr;
    m_etr = nullptr;
    m_xtr = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
DynamicEidDetection::Install(Ptr<Node> node)
{
    if (m_node || !node || node->GetObject<DynamicEidDetection>())
    {
        throw std::invalid_argument("DynamicEidDetection::Install: give each detection one node, "
                                    "and each node one detection");
    }
    m_xtr = node->GetObject<LispXtr>();
    m_etr = node->GetObject<LispEtr>();
    if (!m_xtr || !m_etr)
    {
        throw std::invalid_argument("DynamicEidDetection::Install: node " +
                                    std::to_string(node->GetId()) +
                                    " has no LispXtr or no LispEtr; install both first");
    }
    m_node = node;
    m_listener->TraceConnectWithoutContext("HostSeen",
                                           MakeCallback(&DynamicEidDetection::Hear, this));
    m_xtr->TraceConnectWithoutContext("SourceSeen",
                                      MakeCallback(&DynamicEidDetection::SeeData, this));
    m_etr->TraceConnectWithoutContext("Peer", MakeCallback(&DynamicEidDetection::Accept, this));
    m_etr->TraceConnectWithoutContext("Away", MakeCallback(&DynamicEidDetection::GoAway, this));
    m_etr->TraceConnectWithoutContext("Gone", MakeCallback(&DynamicEidDetection::Leave, this));
    node->AggregateObject(this);
}

void
DynamicEidDetection::Listen(Ptr<NetDevice> port)
{
    m_listener->Listen(port);
}

void
DynamicEidDetection::AddProxy(Ptr<ProxyNeighbor> proxy)
{
    const auto port = proxy ? proxy->GetPort() : nullptr;
    if (!m_node || !port || port->GetNode() != m_node)
    {
        throw std::invalid_argument("DynamicEidDetection::AddProxy: give it a proxy that is "
                                    "installed on a gateway port of the same node");
    }
    proxy->SetPolicy([xtr = m_xtr, port = PeekPointer(port)](const NetworkAddress& host) {
        const auto* entry = xtr->GetEidDatabase().Lookup(xtr->GetInstanceId(port), host);
        return entry && (entry->kind == EidKind::AWAY || entry->kind == EidKind::DYNAMIC) &&
               !entry->IsStretched();
    });
    m_proxies.push_back(proxy);
}

Ptr<NeighborListener>
DynamicEidDetection::GetListener() const
{
    return m_listener;
}

std::size_t
DynamicEidDetection::GetNRoutes() const
{
    std::size_t count = 0;
    for (const auto& [instanceId, routes] : m_routes)
    {
        count += routes->GetSize();
    }
    return count;
}

uint64_t
DynamicEidDetection::GetUnroutable() const
{
    return m_unroutable;
}

uint64_t
DynamicEidDetection::GetIgnored(HostSeenCause cause) const
{
    return m_ignored.at(static_cast<std::size_t>(cause));
}

uint64_t
DynamicEidDetection::GetIgnoredData() const
{
    return m_ignoredData;
}

uint64_t
DynamicEidDetection::GetDuplicates() const
{
    return m_duplicates;
}

void
DynamicEidDetection::Hear(const NetworkAddress& host,
                          const Mac48Address& mac,
                          Ptr<NetDevice> port,
                          HostSeenCause cause)
{
    const auto instanceId = m_xtr->GetInstanceId(port);
    const bool isFromHost = SviDevice::IsFromHostAt(port);
    if (host.IsValid() && !IsOfInterest(host, instanceId))
    {
        return;
    }
    const auto eid = host.IsValid() ? EidPrefix::Host(host, instanceId) : EidPrefix();
    if (host.IsValid())
    {
        Learn(eid, mac, port, isFromHost);
    }
    if (!isFromHost)
    {
        ++m_ignored[static_cast<std::size_t>(cause)];
        m_ignoredTrace(eid, port, ToString(cause));
    }
    else if (host.IsValid())
    {
        Sight(host, instanceId, port, ToString(cause));
    }
    else
    {
        // A RARP need not say whose MAC address it is: a hypervisor sends it for a machine that it
        // has just taken in.
        for (const auto& known : m_bindings.Find(mac))
        {
            if (known.GetInstanceId() == instanceId)
            {
                Sight(known.GetAddress(), instanceId, port, ToString(cause));
            }
        }
    }
}

void
DynamicEidDetection::Learn(const EidPrefix& eid,
                           const Mac48Address& mac,
                           Ptr<NetDevice> port,
                           bool isAtHosts)
{
    const auto before = m_bindings.Learn(eid, mac, isAtHosts, Simulator::Now(), m_duplicateWindow);
    if (before)
    {
        ++m_duplicates;
        m_duplicateTrace(eid, port, *before, mac);
    }
}

void
DynamicEidDetection::SeeData(const NetworkAddress& source, uint32_t instanceId, Ptr<NetDevice> port)
{
    if (SviDevice::IsFromHostAt(port))
    {
        Sight(source, instanceId, port, "data");
    }
    else if (IsOfInterest(source, instanceId))
    {
        ++m_ignoredData;
        m_ignoredTrace(EidPrefix::Host(source, instanceId), port, "data");
    }
}

bool
DynamicEidDetection::IsOfInterest(const NetworkAddress& host, uint32_t instanceId) const
{
    // Most of what is heard is of hosts that were never elsewhere.
    const auto* match = m_xtr->GetEidDatabase().Lookup(instanceId, host);
    return match && match->kind != EidKind::CONFIGURED && !IsOwn(host);
}

void
DynamicEidDetection::Sight(const NetworkAddress& host,
                           uint32_t instanceId,
                           Ptr<NetDevice> port,
                           const char* cause)
{
    if (!IsOfInterest(host, instanceId))
    {
        return;
    }
    auto& routes = GetRoutes(instanceId);
    if (!routes.CanRoute(host, port))
    {
        m_unroutable++;
        return;
    }
    const auto discovery = m_etr->HostDiscovered(host, instanceId, port);
    if (discovery == EidDiscovery::IGNORED || discovery == EidDiscovery::FULL ||
        discovery == EidDiscovery::SEEN || discovery == EidDiscovery::HELD)
    {
        return;
    }
    const auto eid = EidPrefix::Host(host, instanceId);
    const auto* entry = m_xtr->GetEidDatabase().Find(eid);
    if (entry && entry->origin && entry->origin->kind == EidKind::DYNAMIC)
    {
        routes.Set(host, port);
    }
    m_detected(eid, port, discovery, cause);
}

void
DynamicEidDetection::Accept(const EidPrefix& eid, Ptr<NetDevice> port)
{
    auto& routes = GetRoutes(eid.GetInstanceId());
    if (routes.CanRoute(eid.GetAddress(), port))
    {
        routes.Set(eid.GetAddress(), port);
    }
    else
    {
        m_unroutable++;
    }
}

void
DynamicEidDetection::Leave(const EidPrefix& eid)
{
    const auto routes = m_routes.find(eid.GetInstanceId());
    if (routes != m_routes.end() && eid.IsHost())
    {
        routes->second->Remove(eid.GetAddress());
    }
}

void
DynamicEidDetection::GoAway(const EidPrefix& eid)
{
    Leave(eid);
    for (const auto& proxy : m_proxies)
    {
        if (eid.IsHost() && m_xtr->GetInstanceId(proxy->GetPort()) == eid.GetInstanceId())
        {
            proxy->Announce(eid.GetAddress());
        }
    }
}

bool
DynamicEidDetection::IsOwn(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV6)
    {
        const auto ipv6 = m_node->GetObject<Ipv6>();
        return ipv6 && ipv6->GetInterfaceForAddress(host.ToIpv6()) >= 0;
    }
    const auto ipv4 = m_node->GetObject<Ipv4>();
    return ipv4 && host.GetFamily() == AddressFamily::IPV4 &&
           ipv4->GetInterfaceForAddress(host.ToIpv4()) >= 0;
}

HostRoutes&
DynamicEidDetection::GetRoutes(uint32_t instanceId)
{
    auto& routes = m_routes[instanceId];
    if (!routes)
    {
        auto ipv4 = m_xtr->GetInstanceIpv4Routing(instanceId);
        auto ipv6 = m_xtr->GetInstanceIpv6Routing(instanceId);
        routes = ipv4 || ipv6 ? std::make_unique<HostRoutes>(m_node, ipv4, ipv6)
                              : std::make_unique<HostRoutes>(m_node); // the node's own
    }
    return *routes;
}

} // namespace ns3
