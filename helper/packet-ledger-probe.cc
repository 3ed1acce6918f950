/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-ledger-probe.h"

#include "ns3/arp-cache.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/bundle-extension.h"
#include "ns3/gre-protocol.h"
#include "ns3/home-agent.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/lan-extension.h"
#include "ns3/link-bundle.h"
#include "ns3/lisp-xtr.h"
#include "ns3/mpls-router.h"
#include "ns3/pseudowire.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/vlan-switch.h"
#include "ns3/vpls-extension.h"

namespace ns3
{

namespace
{

/// @param reason why IPv4 dropped a packet @return its name
const char*
GetName(Ipv4L3Protocol::DropReason reason)
{
    switch (reason)
    {
    case Ipv4L3Protocol::DROP_TTL_EXPIRED:
        return "ip-ttl-expired";
    case Ipv4L3Protocol::DROP_NO_ROUTE:
        return "ip-no-route";
    case Ipv4L3Protocol::DROP_BAD_CHECKSUM:
        return "ip-bad-checksum";
    case Ipv4L3Protocol::DROP_INTERFACE_DOWN:
        return "interface-down";
    case Ipv4L3Protocol::DROP_ROUTE_ERROR:
        return "ip-route-error";
    case Ipv4L3Protocol::DROP_FRAGMENT_TIMEOUT:
        return "ip-fragment-timeout";
    case Ipv4L3Protocol::DROP_DUPLICATE:
        return "ip-duplicate";
    }
    return "ip-other";
}

/// @param reason why IPv6 dropped a packet @return its name
const char*
GetName(Ipv6L3Protocol::DropReason reason)
{
    switch (reason)
    {
    case Ipv6L3Protocol::DROP_TTL_EXPIRED:
        return "ip-ttl-expired";
    case Ipv6L3Protocol::DROP_NO_ROUTE:
        return "ip-no-route";
    case Ipv6L3Protocol::DROP_INTERFACE_DOWN:
        return "interface-down";
    case Ipv6L3Protocol::DROP_ROUTE_ERROR:
        return "ip-route-error";
    case Ipv6L3Protocol::DROP_UNKNOWN_PROTOCOL:
        return "ip-unknown-protocol";
    case Ipv6L3Protocol::DROP_UNKNOWN_OPTION:
        return "ip-unknown-option";
    case Ipv6L3Protocol::DROP_MALFORMED_HEADER:
        return "ip-malformed-header";
    case Ipv6L3Protocol::DROP_FRAGMENT_TIMEOUT:
        return "ip-fragment-timeout";
    }
    return "ip-other";
}

} // namespace

PacketLedgerProbe::PacketLedgerProbe(PacketLedger& ledger, Ptr<Node> node)
    : m_ledger(ledger),
      m_node(node)
{
    ListenToDevices();
    if (auto ipv4 = node->GetObject<Ipv4L3Protocol>())
    {
        ListenToIpv4(ipv4);
    }
    if (auto ipv6 = node->GetObject<Ipv6L3Protocol>())
    {
        ListenToIpv6(ipv6);
    }
    if (auto trafficControl = node->GetObject<TrafficControlLayer>())
    {
        trafficControl->TraceConnectWithoutContext(
            "TcDrop",
            MakeCallback(&PacketLedgerProbe::TrafficControlDrops, this));
    }
    ListenToLisp();
    if (auto lanSwitch = node->GetObject<VlanSwitch>())
    {
        lanSwitch->TraceConnectWithoutContext("Drop",
                                              MakeCallback(&PacketLedgerProbe::SwitchDrops, this));
        for (const auto& port : lanSwitch->GetPorts())
        {
            ListenToPort(port);
        }
    }
    if (auto router = node->GetObject<MplsRouter>())
    {
        router->TraceConnectWithoutContext("Drop",
                                           MakeCallback(&PacketLedgerProbe::MplsDrops, this));
    }
    if (auto gre = node->GetObject<GreProtocol>())
    {
        gre->TraceConnectWithoutContext("Drop", MakeCallback(&PacketLedgerProbe::MplsDrops, this));
    }
    if (auto agent = node->GetObject<HomeAgent>())
    {
        agent->GetTunnel()->TraceConnectWithoutContext(
            "Drop",
            MakeCallback(&PacketLedgerProbe::HomeAgentDrops, this));
    }
}

void
PacketLedgerProbe::ListenToDevices()
{
    while (m_devices.size() < m_node->GetNDevices())
    {
        m_devices.push_back(
            std::make_unique<PacketLedgerDevice>(m_ledger, m_node->GetDevice(m_devices.size())));
    }
}

void
PacketLedgerProbe::ListenToLisp()
{
    ListenToDevices();
    const auto xtr = m_node->GetObject<LispXtr>();
    if (xtr && !m_hearsLisp)
    {
        m_hearsLisp = true;
        xtr->TraceConnectWithoutContext("Drop", MakeCallback(&PacketLedgerProbe::LispDrops, this));
    }
}

void
PacketLedgerProbe::ListenToIpv4(Ptr<Ipv4L3Protocol> ipv4)
{
    using Probe = PacketLedgerProbe;
    ipv4->TraceConnectWithoutContext("SendOutgoing", MakeCallback(&Probe::Ipv4Originates, this));
    ipv4->TraceConnectWithoutContext("UnicastForward", MakeCallback(&Probe::Ipv4Forwards, this));
    ipv4->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&Probe::Ipv4Delivers, this));
    ipv4->TraceConnectWithoutContext("Tx", MakeCallback(&Probe::Ipv4Sends, this));
    ipv4->TraceConnectWithoutContext("Rx", MakeCallback(&Probe::Ipv4Receives, this));
    ipv4->TraceConnectWithoutContext("Drop", MakeCallback(&Probe::Ipv4Drops, this));
    if (auto arp = ipv4->GetObject<ArpL3Protocol>())
    {
        arp->TraceConnectWithoutContext("Drop", MakeCallback(&Probe::ArpDrops, this));
    }
    for (uint32_t i = 0; i < ipv4->GetNInterfaces(); i++)
    {
        if (auto cache = ipv4->GetInterface(i)->GetArpCache())
        {
            cache->TraceConnectWithoutContext("Drop", MakeCallback(&Probe::ArpGivesUp, this));
        }
    }
}

void
PacketLedgerProbe::ListenToIpv6(Ptr<Ipv6L3Protocol> ipv6)
{
    using Probe = PacketLedgerProbe;
    ipv6->TraceConnectWithoutContext("SendOutgoing", MakeCallback(&Probe::Ipv6Originates, this));
    ipv6->TraceConnectWithoutContext("UnicastForward", MakeCallback(&Probe::Ipv6Forwards, this));
    ipv6->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&Probe::Ipv6Delivers, this));
    ipv6->TraceConnectWithoutContext("Tx", MakeCallback(&Probe::Ipv6Sends, this));
    ipv6->TraceConnectWithoutContext("Rx", MakeCallback(&Probe::Ipv6Receives, this));
    ipv6->TraceConnectWithoutContext("Drop", MakeCallback(&Probe::Ipv6Drops, this));
}

void
PacketLedgerProbe::ListenToPort(const Ptr<SwitchPort>& port)
{
    auto bundle = DynamicCast<LinkBundle>(port);
    if (DynamicCast<LanExtension>(port) || DynamicCast<Pseudowire>(port))
    {
        port->TraceConnectWithoutContext("Drop",
                                         MakeCallback(&PacketLedgerProbe::ExtensionDrops, this));
    }
    if (auto extension = DynamicCast<BundleExtension>(port))
    {
        bundle = extension->GetBundle();
    }
    if (bundle)
    {
        bundle->TraceConnectWithoutContext("Drop",
                                           MakeCallback(&PacketLedgerProbe::BundleDrops, this));
        for (const auto& member : bundle->GetMembers())
        {
            ListenToPort(member);
        }
    }
    if (auto mesh = DynamicCast<VplsExtension>(port))
    {
        for (const auto& wire : mesh->GetPeers())
        {
            ListenToPort(wire);
        }
    }
}

void
PacketLedgerProbe::Close()
{
    for (auto& device : m_devices)
    {
        device->Close();
    }
}

void
PacketLedgerProbe::Drop(Ptr<const Packet> packet, const std::string& reason)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        for (auto& device : m_devices)
        {
            device->Leaves(key);
        }
    }
    m_ledger.Dropped(packet, reason);
}

void
PacketLedgerProbe::Seen(Ptr<const Packet> packet, PacketStage stage)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        m_ledger.Seen(key, stage, m_node->GetId());
    }
}

void
PacketLedgerProbe::Sends(Ptr<const Packet> packet,
                         Ptr<NetDevice> device,
                         const NetworkAddress& destination)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        m_ledger.Seen(key, PacketStage::IP_SENT, m_node->GetId());
        if (device->GetIfIndex() < m_devices.size())
        {
            m_devices[device->GetIfIndex()]->IpSends(key, destination);
        }
    }
}

void
PacketLedgerProbe::Receives(Ptr<const Packet> packet)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        m_ledger.Seen(key, PacketStage::IP_RECEIVED, m_node->GetId());
        m_ledger.Came(key, m_node->GetId(), FlowLedger::NO_NODE);
    }
}

void
PacketLedgerProbe::Delivers(Ptr<const Packet> packet)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        m_ledger.IpDelivers(m_node->GetId(), key, packet);
    }
}

void
PacketLedgerProbe::Ipv4Originates(const Ipv4Header& header,
                                  Ptr<const Packet> packet,
                                  uint32_t /* interface */)
{
    m_ledger.IpSends(m_node->GetId(),
                     packet,
                     header.GetProtocol(),
                     header.GetSource(),
                     header.GetDestination());
    Seen(packet, PacketStage::IP_ROUTED);
}

void
PacketLedgerProbe::Ipv4Forwards(const Ipv4Header& /* header */,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    Seen(packet, PacketStage::IP_ROUTED);
}

void
PacketLedgerProbe::Ipv4Delivers(const Ipv4Header& /* header */,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    Delivers(packet);
}

void
PacketLedgerProbe::Ipv4Sends(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    Sends(packet, ipv4->GetNetDevice(interface), header.GetDestination());
}

void
PacketLedgerProbe::Ipv4Receives(Ptr<const Packet> packet,
                                Ptr<Ipv4> /* ipv4 */,
                                uint32_t /* interface */)
{
    Receives(packet);
}

void
PacketLedgerProbe::Ipv4Drops(const Ipv4Header& /* header */,
                             Ptr<const Packet> packet,
                             Ipv4L3Protocol::DropReason reason,
                             Ptr<Ipv4> /* ipv4 */,
                             uint32_t /* interface */)
{
    Drop(packet, GetName(reason));
}

void
PacketLedgerProbe::Ipv6Originates(const Ipv6Header& header,
                                  Ptr<const Packet> packet,
                                  uint32_t /* interface */)
{
    m_ledger.IpSends(m_node->GetId(),
                     packet,
                     header.GetNextHeader(),
                     header.GetSource(),
                     header.GetDestination());
    Seen(packet, PacketStage::IP_ROUTED);
}

void
PacketLedgerProbe::Ipv6Forwards(const Ipv6Header& /* header */,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    Seen(packet, PacketStage::IP_ROUTED);
}

void
PacketLedgerProbe::Ipv6Delivers(const Ipv6Header& /* header */,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    Delivers(packet);
}

void
PacketLedgerProbe::Ipv6Sends(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface)
{
    Ipv6Header header;
    packet->PeekHeader(header);
    Sends(packet, ipv6->GetNetDevice(interface), header.GetDestination());
}

void
PacketLedgerProbe::Ipv6Receives(Ptr<const Packet> packet,
                                Ptr<Ipv6> /* ipv6 */,
                                uint32_t /* interface */)
{
    Receives(packet);
}

void
PacketLedgerProbe::Ipv6Drops(const Ipv6Header& /* header */,
                             Ptr<const Packet> packet,
                             Ipv6L3Protocol::DropReason reason,
                             Ptr<Ipv6> /* ipv6 */,
                             uint32_t /* interface */)
{
    Drop(packet, GetName(reason));
}

void
PacketLedgerProbe::ArpDrops(Ptr<const Packet> packet)
{
    // ARP traces replies that it does not want too; their header is off by then.
    if (packet->GetSize() == 0)
    {
        Drop(packet, "arp-reply-ignored");
        return;
    }
    Drop(packet, IsNeighborDead(packet) ? "arp-unresolved" : "arp-queue-full");
}

bool
PacketLedgerProbe::IsNeighborDead(Ptr<const Packet> packet) const
{
    Ipv4Header header;
    packet->PeekHeader(header);
    auto ipv4 = m_node->GetObject<Ipv4L3Protocol>();
    Socket::SocketErrno error;
    auto route = ipv4->GetRoutingProtocol()->RouteOutput(packet->Copy(), header, nullptr, error);
    auto interface =
        route ? ipv4->GetInterface(ipv4->GetInterfaceForDevice(route->GetOutputDevice())) : nullptr;
    if (!interface || !interface->GetArpCache())
    {
        return false;
    }
    auto entry = interface->GetArpCache()->Lookup(
        route->GetGateway().IsAny() ? header.GetDestination() : route->GetGateway());
    return entry && entry->IsDead();
}

void
PacketLedgerProbe::ArpGivesUp(Ptr<const Packet> packet)
{
    Drop(packet, "arp-unresolved");
}

void
PacketLedgerProbe::TrafficControlDrops(Ptr<const Packet> packet)
{
    Drop(packet, "traffic-control-full");
}

void
PacketLedgerProbe::LispDrops(Ptr<const Packet> packet, LispDropReason reason, Ptr<Node> /* node */)
{
    Drop(packet, ToString(reason));
}

void
PacketLedgerProbe::HomeAgentDrops(Ptr<const Packet> packet, TunnelDropReason reason)
{
    Drop(packet, ToString(reason));
}

void
PacketLedgerProbe::SwitchDrops(Ptr<const Packet> frame, SwitchDropReason reason)
{
    Drop(frame, ToString(reason));
}

void
PacketLedgerProbe::BundleDrops(Ptr<const Packet> frame, BundleDropReason reason)
{
    Drop(frame, ToString(reason));
}

void
PacketLedgerProbe::MplsDrops(Ptr<const Packet> packet, MplsDropReason reason)
{
    Drop(packet, ToString(reason));
}

void
PacketLedgerProbe::ExtensionDrops(Ptr<const Packet> frame, ExtensionDropReason reason)
{
    Drop(frame, ToString(reason));
}

} // namespace ns3
