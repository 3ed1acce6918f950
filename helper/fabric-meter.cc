/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-meter.h"

#include "ns3/channel.h"
#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"

#include <set>

namespace ns3
{

namespace
{

/// Packets that are remembered. A number comes again after so many new packets: at 10 Gbit/s of
/// full frames, after 79 ms. What was forgotten is read anew.
constexpr std::size_t KNOWN_PACKETS = 1 << 16;

/// Octets of a frame that are read: a TCP header in IPv6 in LISP in IPv6, with tags and labels.
constexpr uint32_t READ_OCTETS = 192;

/// Names of the classes of links.
constexpr const char* CLASS_NAMES[] = {"access", "fabric", "core"};

} // namespace

/// A device that is watched.
struct FabricMeter::Port
{
    FabricMeter* meter;    //!< counts
    LinkClass linkClass;   //!< of its link
    bool isEthernet;       //!< or PPP
    Ptr<NetDevice> device; //!< itself

    /// @param frame that it begins to send
    void Sends(Ptr<const Packet> frame) const
    {
        const auto kind = static_cast<std::size_t>(meter->FindKind(*this, frame));
        meter->m_octets[linkClass][kind] += frame->GetSize();
    }
};

FabricMeter::FabricMeter()
    : m_known(KNOWN_PACKETS)
{
}

FabricMeter::~FabricMeter()
{
    for (const auto& port : m_ports)
    {
        port->device->TraceDisconnectWithoutContext("PhyTxBegin",
                                                    MakeCallback(&Port::Sends, port.get()));
    }
}

void
FabricMeter::SetMigrationPort(uint16_t port)
{
    m_migrationPort = port;
}

void
FabricMeter::AddSite(const NodeContainer& nodes, const NodeContainer& hosts)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        m_places[(*node)->GetId()] = {m_sites, hosts.Contains((*node)->GetId())};
    }
    m_sites++;
}

Ptr<Node>
FabricMeter::FindPeer(Ptr<NetDevice> device)
{
    if (auto nic = DynamicCast<EthernetNic>(device))
    {
        auto peer = nic->GetPeer();
        return peer ? peer->GetNode() : nullptr;
    }
    auto channel = device->GetChannel();
    if (!DynamicCast<PointToPointNetDevice>(device) || !channel || channel->GetNDevices() != 2)
    {
        return nullptr;
    }
    return channel->GetDevice(channel->GetDevice(0) == device ? 1 : 0)->GetNode();
}

FabricMeter::LinkClass
FabricMeter::FindClass(Ptr<Node> a, Ptr<Node> b) const
{
    const auto one = m_places.find(a->GetId());
    const auto other = m_places.find(b->GetId());
    if (one == m_places.end() || other == m_places.end() || one->second.site != other->second.site)
    {
        return CORE;
    }
    return one->second.isHost || other->second.isHost ? ACCESS : FABRIC;
}

void
FabricMeter::Watch(const NodeContainer& nodes)
{
    std::set<uint32_t> watched;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        watched.insert((*node)->GetId());
    }
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        for (uint32_t i = 0; i < (*node)->GetNDevices(); i++)
        {
            auto device = (*node)->GetDevice(i);
            auto peer = FindPeer(device);
            // A machine, which is not among the nodes, and a hypervisor's own inside.
            if (!peer || peer == *node || watched.count(peer->GetId()) == 0)
            {
                continue;
            }
            const auto linkClass = FindClass(*node, peer);
            const bool isEthernet = DynamicCast<EthernetNic>(device) != nullptr;
            m_isThere[linkClass] = true;
            m_ports.push_back(std::make_unique<Port>(Port{this, linkClass, isEthernet, device}));
            device->TraceConnectWithoutContext("PhyTxBegin",
                                               MakeCallback(&Port::Sends, m_ports.back().get()));
        }
    }
}

TrafficKind
FabricMeter::FindKind(const Port& port, const Ptr<const Packet>& frame)
{
    const uint64_t packet = frame->GetUid() + 1;
    auto& known = m_known[packet % KNOWN_PACKETS];
    if (known.packet != packet)
    {
        std::array<uint8_t, READ_OCTETS> octets;
        const auto size = frame->CopyData(octets.data(), octets.size());
        known = {packet,
                 port.isEthernet ? ClassifyEthernet(octets.data(), size, m_migrationPort)
                                 : ClassifyPpp(octets.data(), size, m_migrationPort)};
    }
    return known.kind;
}

std::map<std::string, std::map<std::string, uint64_t>>
FabricMeter::GetOctets() const
{
    std::map<std::string, std::map<std::string, uint64_t>> octets;
    for (std::size_t linkClass = 0; linkClass < LINK_CLASSES; linkClass++)
    {
        for (std::size_t kind = 0; m_isThere[linkClass] && kind < TRAFFIC_KINDS; kind++)
        {
            octets[CLASS_NAMES[linkClass]][ToString(static_cast<TrafficKind>(kind))] =
                m_octets[linkClass][kind];
        }
    }
    return octets;
}

} // namespace ns3
