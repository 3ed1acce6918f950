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
    m_etr->TraceConnectWithoutContext("Away", MakeCallback(&DynamicEidDetection::Leave, this));
    m_etr->TraceConnectWithoutContext("Gone", MakeCallback(&DynamicEidDetection::Leave, this));
    node->AggregateObject(this);
}

void
DynamicEidDetection::Listen(Ptr<NetDevice> port)
{
    m_listener->Listen(port);
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

void
DynamicEidDetection::Hear(const NetworkAddress& host,
                          const Mac48Address&,
                          Ptr<NetDevice> port,
                          HostSeenCause cause)
{
    // A RARP need not say whose MAC address it is.
    if (host.IsValid())
    {
        Sight(host, m_xtr->GetInstanceId(port), port, ToString(cause));
    }
}

void
DynamicEidDetection::SeeData(const NetworkAddress& source, uint32_t instanceId, Ptr<NetDevice> port)
{
    Sight(source, instanceId, port, "data");
}

void
DynamicEidDetection::Sight(const NetworkAddress& host,
                           uint32_t instanceId,
                           Ptr<NetDevice> port,
                           const char* cause)
{
    // Most of what is heard is of hosts that were never elsewhere, and of no interest.
    const auto* match = m_xtr->GetEidDatabase().Lookup(instanceId, host);
    if (!match || match->kind == EidKind::CONFIGURED || IsOwn(host))
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
        discovery == EidDiscovery::SEEN)
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
DynamicEidDetection::Leave(const EidPrefix& eid)
{
    const auto routes = m_routes.find(eid.GetInstanceId());
    if (routes != m_routes.end() && eid.IsHost())
    {
        routes->second->Remove(eid.GetAddress());
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
