/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-xtr.h"

#include "lisp-decapsulator.h"
#include "lisp-encapsulator.h"
#include "lisp-ipv4-routing.h"
#include "lisp-ipv6-routing.h"
#include "lisp-net-device.h"
#include "lisp-proxy.h"
#include "lisp-replicator.h"
#include "lisp-udp-port.h"

#include "ns3/boolean.h"
#include "ns3/eid-database.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-protocol.h"
#include "ns3/locator-set-pool.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispXtr);

TypeId
LispXtr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispXtr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispXtr>()
            .AddAttribute("Itr",
                          "Encapsulate packets of local EIDs to remote ones (RFC 9300 section 3, "
                          "ITR).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispXtr::SetItr, &LispXtr::IsItr),
                          MakeBooleanChecker())
            .AddAttribute("Etr",
                          "Decapsulate packets that come to the RLOCs (RFC 9300 section 3, ETR).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispXtr::m_etr),
                          MakeBooleanChecker())
            .AddAttribute(
                "Rtr",
                "Send packets that come out of a tunnel and are for no EID here into the "
                "next one, by the map-cache (RFC 9300 section 3, RTR); with a LispReplicator "
                "those to groups as well (RFC 8378 section 9).",
                BooleanValue(false),
                MakeBooleanAccessor(&LispXtr::m_rtr),
                MakeBooleanChecker())
            .AddAttribute("ProxyItr",
                          "Encapsulate packets of any source to the EIDs of the prefixes that were "
                          "given to AddProxyPrefix (RFC 6832 section 5, Proxy-ITR).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispXtr::SetProxyItr, &LispXtr::IsProxyItr),
                          MakeBooleanChecker())
            .AddAttribute("ProxyEtr",
                          "Decapsulate packets whose inner destination is no EID of this router, "
                          "and forward them natively (RFC 6832 section 6, Proxy-ETR).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispXtr::m_proxyEtr),
                          MakeBooleanChecker())
            .AddAttribute("DefaultInstanceId",
                          "The instance of ports that have none of their own, whose routes are the "
                          "node's; 24 bits, to be set before Install (RFC 9300 section 8). Packets "
                          "of instance 0 are sent without an instance ID.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LispXtr::SetDefaultInstanceId,
                                               &LispXtr::GetDefaultInstanceId),
                          MakeUintegerChecker<uint32_t>(0, LISP_MAX_INSTANCE_ID))
            .AddAttribute(
                "LocatorPolicy",
                "How flows are shared out over the locators of a mapping: a "
                "LocatorPolicy; null: as RFC 9300 section 9 has it, by priority and "
                "weight.",
                PointerValue(),
                MakePointerAccessor(&LispXtr::SetLocatorPolicy, &LispXtr::GetLocatorPolicy),
                MakePointerChecker<LocatorPolicy>())
            .AddAttribute("SightInterval",
                          "How often at most the trace source SourceSeen tells of a host that is "
                          "known to be here; a tenth or less of the dynamic-EID idle time-out.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispXtr::m_sightInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Encapsulator",
                          "The way into the tunnel, with attributes of its own.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&LispXtr::m_encapsulator),
                          MakePointerChecker<LispEncapsulator>())
            .AddAttribute("Decapsulator",
                          "The way out of the tunnel, with attributes of its own.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&LispXtr::m_decapsulator),
                          MakePointerChecker<LispDecapsulator>())
            .AddTraceSource("Drop",
                            "The data plane dropped a packet",
                            MakeTraceSourceAccessor(&LispXtr::m_dropTrace),
                            "ns3::LispXtr::DropTrace")
            .AddTraceSource("Encapsulated",
                            "A packet goes into the tunnel",
                            MakeTraceSourceAccessor(&LispXtr::m_encapsulatedTrace),
                            "ns3::LispXtr::TunnelTrace")
            .AddTraceSource("Decapsulated",
                            "A packet came out of the tunnel",
                            MakeTraceSourceAccessor(&LispXtr::m_decapsulatedTrace),
                            "ns3::LispXtr::TunnelTrace")
            .AddTraceSource("Reencapsulated",
                            "A packet goes from one tunnel into the next",
                            MakeTraceSourceAccessor(&LispXtr::m_reencapsulatedTrace),
                            "ns3::LispXtr::TunnelTrace")
            .AddTraceSource("ForwardedNatively",
                            "A packet that came to the tunnel is forwarded without it",
                            MakeTraceSourceAccessor(&LispXtr::m_nativeTrace),
                            "ns3::LispXtr::NativeTrace")
            .AddTraceSource("StaleData",
                            "Data came for an EID that is not here: its sender's mapping is old",
                            MakeTraceSourceAccessor(&LispXtr::m_staleDataTrace),
                            "ns3::LispXtr::StaleDataTrace")
            .AddTraceSource(
                "SourceSeen",
                "Data came from a host of a dynamic-EID prefix that is not known to be here, or "
                "was not seen for SightInterval",
                MakeTraceSourceAccessor(&LispXtr::m_sourceSeenTrace),
                "ns3::LispXtr::SourceSeenTrace")
            .AddTraceSource("IcmpUnreachable",
                            "An ICMP message quotes a data packet that reached no locator",
                            MakeTraceSourceAccessor(&LispXtr::m_icmpTrace),
                            "ns3::LispXtr::IcmpTrace")
            .AddTraceSource("UnderlayChanged",
                            "The node's routing was told of a change, or this router's locators "
                            "changed",
                            MakeTraceSourceAccessor(&LispXtr::m_underlayTrace),
                            "ns3::LispXtr::UnderlayTrace");
    return tid;
}

LispXtr::LispXtr()
    : m_encapsulator(CreateObject<LispEncapsulator>()),
      m_decapsulator(CreateObject<LispDecapsulator>()),
      m_locatorSets(Create<LocatorSetPool>()),
      m_mapCache(std::make_unique<LispMapCache>()),
      m_eidDatabase(std::make_unique<EidDatabase>()),
      m_proxy(std::make_unique<LispProxy>())
{
    m_encapsulator->SetXtr(this);
    m_decapsulator->SetXtr(this);
    HandleRlocs();
}

LispXtr::~LispXtr() = default;

void
LispXtr::DoDispose()
{
    if (m_replicator)
    {
        m_replicator->XtrChanged(true);
        m_replicator = nullptr;
    }
    m_encapsulator->Dispose();
    m_decapsulator->Dispose();
    if (m_ipv4Routing)
    {
        m_ipv4Routing->Detach();
    }
    if (m_ipv6Routing)
    {
        m_ipv6Routing->Detach();
    }
    if (m_udpPort)
    {
        m_udpPort->Dispose();
    }
    m_ipv4Routing = nullptr;
    m_ipv6Routing = nullptr;
    m_udpPort = nullptr;
    m_devices.clear();
    m_mapRequest = MapRequestCallback();
    m_frameReceiver = nullptr;
    m_headerSignals = nullptr;
    m_control = ControlCallback();
    m_natPeers.reset();
    m_ipv4 = nullptr;
    m_ipv6 = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

// ---- set-up ------------------------------------------------------------------------------------

void
LispXtr::Install(Ptr<Node> node)
{
    if (!node || !(node->GetObject<Ipv4L3Protocol>() || node->GetObject<Ipv6L3Protocol>()))
    {
        throw std::invalid_argument("a LISP tunnel router needs a node with an IPv4 or IPv6 stack");
    }
    if (node->GetObject<LispXtr>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " is a LISP tunnel router already");
    }
    node->AggregateObject(this);
    m_node = node;
    m_ipv4 = node->GetObject<Ipv4L3Protocol>();
    m_ipv6 = node->GetObject<Ipv6L3Protocol>();
    if (m_ipv4)
    {
        m_ipv4Routing = CreateObject<LispIpv4Routing>();
        m_ipv4Routing->Install(this, m_ipv4);
    }
    if (m_ipv6)
    {
        m_ipv6Routing = CreateObject<LispIpv6Routing>();
        m_ipv6Routing->Install(this, m_ipv6);
    }
    m_udpPort = CreateObject<LispUdpPort>();
    m_udpPort->Install(this, node);
    AddInstance(m_defaultInstanceId);
}

void
LispXtr::SetReplicator(LispReplicator* replicator)
{
    m_replicator = replicator;
}

Ptr<Node>
LispXtr::GetNode() const
{
    return m_node;
}

void
LispXtr::SetItr(bool itr)
{
    m_itr = itr;
    if (!Encapsulates())
    {
        m_encapsulator->Flush();
    }
}

void
LispXtr::SetProxyItr(bool proxyItr)
{
    m_proxyItr = proxyItr;
    if (!Encapsulates())
    {
        m_encapsulator->Flush();
    }
}

void
LispXtr::SetLocatorPolicy(Ptr<LocatorPolicy> policy)
{
    m_locatorSets->SetPolicy(policy);
}

Ptr<LocatorPolicy>
LispXtr::GetLocatorPolicy() const
{
    return ConstCast<LocatorPolicy>(m_locatorSets->GetPolicy());
}

void
LispXtr::SetDefaultInstanceId(uint32_t instanceId)
{
    if (m_node && instanceId != m_defaultInstanceId)
    {
        throw std::invalid_argument("DefaultInstanceId can only be set before Install");
    }
    m_defaultInstanceId = instanceId;
}

uint32_t
LispXtr::GetDefaultInstanceId() const
{
    return m_defaultInstanceId;
}

void
LispXtr::AddInstance(uint32_t instanceId)
{
    const bool isDefault = instanceId == m_defaultInstanceId;
    const Ptr<LispNetDevice> device = CreateObject<LispNetDevice>();
    device->SetXtr(this, instanceId);
    m_node->AddDevice(device);
    m_devices[instanceId] = device;
    if (m_ipv4)
    {
        m_ipv4->SetUp(m_ipv4->AddInterface(device));
        m_ipv4Routing->GetRoutes().Add(instanceId, device, isDefault);
    }
    if (m_ipv6)
    {
        const uint32_t interface = m_ipv6->AddInterface(device);
        // A router's: it does not look for routers at the far end of the tunnel.
        m_ipv6->SetForwarding(interface, true);
        m_ipv6->SetUp(interface);
        m_ipv6Routing->GetRoutes().Add(instanceId, device, isDefault);
    }
}

void
LispXtr::SetInstanceId(Ptr<NetDevice> port, uint32_t instanceId)
{
    if (!m_node || !port || port->GetNode() != m_node)
    {
        throw std::invalid_argument("a port of a LISP instance must be a device of the tunnel "
                                    "router's node");
    }
    if (instanceId > LISP_MAX_INSTANCE_ID)
    {
        throw std::invalid_argument("bad instance ID " + std::to_string(instanceId) +
                                    ": expected 0 to 16777215");
    }
    if (!HasInstance(instanceId))
    {
        AddInstance(instanceId);
    }
    m_ports[PeekPointer(port)] = instanceId;
    const int32_t ipv4 = m_ipv4 ? m_ipv4->GetInterfaceForDevice(port) : -1;
    const int32_t ipv6 = m_ipv6 ? m_ipv6->GetInterfaceForDevice(port) : -1;
    if (ipv4 >= 0)
    {
        m_ipv4Routing->GetRoutes().MovePort(ipv4, instanceId);
    }
    if (ipv6 >= 0)
    {
        m_ipv6Routing->GetRoutes().MovePort(ipv6, instanceId);
    }
}

uint32_t
LispXtr::GetInstanceId(Ptr<const NetDevice> port) const
{
    const auto found = m_ports.find(PeekPointer(port));
    return found == m_ports.end() ? m_defaultInstanceId : found->second;
}

Ptr<LispNetDevice>
LispXtr::GetTunnelDevice(uint32_t instanceId) const
{
    const auto found = m_devices.find(instanceId);
    return found == m_devices.end() ? nullptr : found->second;
}

Ptr<Ipv4StaticRouting>
LispXtr::GetInstanceIpv4Routing(uint32_t instanceId) const
{
    return m_ipv4Routing ? m_ipv4Routing->GetRoutes().GetTable(instanceId) : nullptr;
}

Ptr<Ipv6StaticRouting>
LispXtr::GetInstanceIpv6Routing(uint32_t instanceId) const
{
    return m_ipv6Routing ? m_ipv6Routing->GetRoutes().GetTable(instanceId) : nullptr;
}

// ---- locators ----------------------------------------------------------------------------------

void
LispXtr::AddRloc(const NetworkAddress& rloc)
{
    const bool isOurs = (rloc.GetFamily() == AddressFamily::IPV4 && m_ipv4Routing &&
                         m_ipv4Routing->HasAddress(rloc.ToIpv4())) ||
                        (rloc.GetFamily() == AddressFamily::IPV6 && m_ipv6 &&
                         m_ipv6->GetInterfaceForAddress(rloc.ToIpv6()) >= 0);
    if (!isOurs)
    {
        throw std::invalid_argument("RLOC " + rloc.ToString() + " is not an address of " +
                                    (m_node ? "node " + std::to_string(m_node->GetId())
                                            : std::string("a node: Install comes first")));
    }
    if (const EidPrefix* prefix = m_proxy->FindPrefix(m_defaultInstanceId, rloc))
    {
        throw std::invalid_argument("RLOC " + rloc.ToString() + " lies in " + prefix->ToString() +
                                    ", which this proxy ITR attracts: expected one outside");
    }
    if (m_rlocSet.insert(rloc).second)
    {
        m_rlocs.push_back(rloc);
        if (rloc.GetFamily() == AddressFamily::IPV4)
        {
            m_ipv4Routing->AddRloc(rloc.ToIpv4());
        }
        HandleRlocs();
    }
}

void
LispXtr::RemoveRloc(const NetworkAddress& rloc)
{
    if (m_rlocSet.erase(rloc) != 0)
    {
        m_rlocs.erase(std::find(m_rlocs.begin(), m_rlocs.end(), rloc));
        m_downRlocs.erase(rloc);
        if (rloc.GetFamily() == AddressFamily::IPV4 && m_ipv4Routing)
        {
            m_ipv4Routing->RemoveRloc(rloc.ToIpv4());
        }
        HandleRlocs();
    }
}

void
LispXtr::HandleRlocs()
{
    GetRlocTable().SetUsableFamilies(GetRloc(AddressFamily::IPV4).IsValid(),
                                     GetRloc(AddressFamily::IPV6).IsValid());
    InvalidateRoutes();
    if (m_replicator)
    {
        m_replicator->XtrChanged(false);
    }
}

const std::vector<NetworkAddress>&
LispXtr::GetRlocs() const
{
    return m_rlocs;
}

bool
LispXtr::IsLocalRloc(const NetworkAddress& address) const
{
    return m_rlocSet.count(address) != 0;
}

NetworkAddress
LispXtr::GetRloc(AddressFamily family) const
{
    NetworkAddress first;
    for (const NetworkAddress& rloc : m_rlocs)
    {
        if (rloc.GetFamily() == family)
        {
            if (IsRlocUp(rloc))
            {
                return rloc;
            }
            first = first.IsValid() ? first : rloc;
        }
    }
    return first;
}

void
LispXtr::SetRlocUp(const NetworkAddress& rloc, bool up)
{
    const bool changed =
        up ? m_downRlocs.erase(rloc) != 0 : IsLocalRloc(rloc) && m_downRlocs.insert(rloc).second;
    if (changed)
    {
        InvalidateRoutes();
    }
}

bool
LispXtr::IsRlocUp(const NetworkAddress& rloc) const
{
    return m_downRlocs.empty() || m_downRlocs.count(rloc) == 0;
}

std::vector<NetworkAddress>
LispXtr::GetUsableRlocs() const
{
    if (m_downRlocs.size() == m_rlocs.size())
    {
        return m_rlocs;
    }
    std::vector<NetworkAddress> usable;
    std::copy_if(m_rlocs.begin(),
                 m_rlocs.end(),
                 std::back_inserter(usable),
                 [this](const NetworkAddress& rloc) { return IsRlocUp(rloc); });
    return usable;
}

NetworkAddress
LispXtr::GetRlocFor(AddressFamily family, Ptr<NetDevice> device) const
{
    for (const NetworkAddress& rloc : m_rlocs)
    {
        const int32_t interface = rloc.GetFamily() != family ? -1
                                  : family == AddressFamily::IPV4
                                      ? m_ipv4->GetInterfaceForAddress(rloc.ToIpv4())
                                      : m_ipv6->GetInterfaceForAddress(rloc.ToIpv6());
        if (interface >= 0 &&
            interface == (family == AddressFamily::IPV4 ? m_ipv4->GetInterfaceForDevice(device)
                                                        : m_ipv6->GetInterfaceForDevice(device)))
        {
            return rloc;
        }
    }
    return GetRloc(family);
}

LispMapCache&
LispXtr::GetMapCache()
{
    return *m_mapCache;
}

EidDatabase&
LispXtr::GetEidDatabase()
{
    return *m_eidDatabase;
}

RlocTable&
LispXtr::GetRlocTable() const
{
    return m_locatorSets->GetRlocs();
}

LocatorSetPool&
LispXtr::GetLocatorSets()
{
    return *m_locatorSets;
}

void
LispXtr::InvalidateRoutes()
{
    m_encapsulator->InvalidateRoutes();
    m_underlayTrace();
}

std::optional<Time>
LispXtr::GetLastUse(uint32_t id) const
{
    return m_encapsulator->GetLastUse(id, GetRlocTable().GetAddress(id));
}

} // namespace ns3
