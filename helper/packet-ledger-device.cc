/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-ledger-device.h"

#include "link-failure.h"

#include "ns3/channel.h"
#include "ns3/ethernet-nic.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/queue-disc.h"
#include "ns3/queue-item.h"
#include "ns3/simulator.h"
#include "ns3/traffic-control-layer.h"

#include <algorithm>

namespace ns3
{

PacketLedgerDevice::PacketLedgerDevice(PacketLedger& ledger, Ptr<NetDevice> device)
    : m_ledger(ledger),
      m_device(device),
      m_node(device->GetNode()->GetId())
{
    Listen("MacTx", MakeCallback(&PacketLedgerDevice::Sends, this));
    if (auto nic = DynamicCast<EthernetNic>(device))
    {
        // A switch or a router that swaps labels takes frames for others from its ports.
        Listen("PhyRxEnd", MakeCallback(&PacketLedgerDevice::Arrives, this));
        // It says why, and fires ns-3's trace sources beside.
        nic->TraceConnectWithoutContext("Drop", MakeCallback(&PacketLedgerDevice::NicDrops, this));
    }
    else
    {
        // A bridge takes frames for other hosts from its ports.
        if (!Listen("MacPromiscRx", MakeCallback(&PacketLedgerDevice::Arrives, this)))
        {
            Listen("MacRx", MakeCallback(&PacketLedgerDevice::Arrives, this));
        }
        Listen("MacTxDrop", MakeCallback(&PacketLedgerDevice::SendDropped, this));
        Listen("PhyTxDrop", MakeCallback(&PacketLedgerDevice::TransmitDropped, this));
        Listen("PhyRxDrop", MakeCallback(&PacketLedgerDevice::ReceiveDropped, this));
    }
    auto trafficControl = device->GetNode()->GetObject<TrafficControlLayer>();
    auto queue = trafficControl ? trafficControl->GetRootQueueDiscOnDevice(device) : nullptr;
    if (queue)
    {
        queue->TraceConnectWithoutContext("Enqueue",
                                          MakeCallback(&PacketLedgerDevice::Queued, this));
        queue->TraceConnectWithoutContext("Drop",
                                          MakeCallback(&PacketLedgerDevice::QueueDropped, this));
    }
    device->AddLinkChangeCallback(MakeCallback(&PacketLedgerDevice::LinkChanged, this));
}

bool
PacketLedgerDevice::Listen(const std::string& name, const CallbackBase& callback)
{
    TypeId::TraceSourceInformation source;
    return m_device->GetInstanceTypeId().LookupTraceSourceByName(name, &source) &&
           source.callback == "ns3::Packet::TracedCallback" &&
           m_device->TraceConnectWithoutContext(name, callback);
}

NetworkAddress
PacketLedgerDevice::FindNeighbor(const NetworkAddress& destination) const
{
    if (destination.GetFamily() == AddressFamily::IPV6)
    {
        auto ipv6 = m_device->GetNode()->GetObject<Ipv6>();
        const int32_t interface = ipv6->GetInterfaceForDevice(m_device);
        for (uint32_t i = 0; i < ipv6->GetNAddresses(interface); i++)
        {
            const auto address = ipv6->GetAddress(interface, i);
            if (address.GetPrefix().IsMatch(address.GetAddress(), destination.ToIpv6()))
            {
                return destination;
            }
        }
    }
    // ARP traces what it gives up: one queue for all its neighbours is enough here.
    return NetworkAddress();
}

uint32_t
PacketLedgerDevice::FindPeer() const
{
    auto channel = m_device->GetChannel();
    if (!channel || channel->GetNDevices() != 2)
    {
        return FlowLedger::NO_NODE;
    }
    auto first = channel->GetDevice(0);
    auto peer = first == m_device ? channel->GetDevice(1) : first;
    return peer ? peer->GetNode()->GetId() : FlowLedger::NO_NODE;
}

Time
PacketLedgerDevice::GetPatience() const
{
    // One time to retransmit after each solicitation: NdiscCache::Entry::FunctionRetransmitTimeout.
    auto icmp = m_device->GetNode()->GetObject<Icmpv6L4Protocol>();
    return icmp->GetRetransmissionTime() * (icmp->GetMaxMulticastSolicit() + 1);
}

void
PacketLedgerDevice::IpSends(const PacketLedger::Key& key, const NetworkAddress& destination)
{
    if (!m_device->NeedsArp())
    {
        return;
    }
    const bool ipv6 = destination.GetFamily() == AddressFamily::IPV6;
    Waiting waiting{key, ipv6, FindNeighbor(destination), Simulator::Now()};
    for (auto other = m_waiting.rbegin(); ipv6 && other != m_waiting.rend(); ++other)
    {
        if (other->ipv6 && other->neighbor == waiting.neighbor)
        {
            if (other->resolving + GetPatience() > waiting.resolving)
            {
                waiting.resolving = other->resolving;
            }
            break;
        }
    }
    m_waiting.push_back(waiting);
}

std::string
PacketLedgerDevice::Explain(std::size_t index, const std::string& otherwise) const
{
    const Waiting& waiting = m_waiting[index];
    if (!waiting.ipv6)
    {
        return otherwise;
    }
    auto ipv6 = m_device->GetNode()->GetObject<Ipv6L3Protocol>();
    auto cache = ipv6->GetInterface(ipv6->GetInterfaceForDevice(m_device))->GetNdiscCache();
    const auto newer = std::count_if(m_waiting.begin() + index + 1,
                                     m_waiting.end(),
                                     [&waiting](const auto& other) {
                                         return other.ipv6 && other.neighbor == waiting.neighbor &&
                                                other.resolving == waiting.resolving;
                                     });
    if (newer >= cache->GetUnresQlen())
    {
        return "nd-queue-full";
    }
    return waiting.resolving + GetPatience() <= Simulator::Now() ? "nd-unresolved" : otherwise;
}

void
PacketLedgerDevice::Leaves(const PacketLedger::Key& key)
{
    auto found = std::find_if(m_waiting.begin(), m_waiting.end(), [&key](const Waiting& waiting) {
        return waiting.key == key;
    });
    if (found == m_waiting.end())
    {
        return;
    }
    const Waiting gone = *found;
    std::size_t index = found - m_waiting.begin();
    m_waiting.erase(found);
    // What waits for a neighbour goes in order: earlier packets for it that are still here were
    // given up. ARP has traced them.
    while (gone.ipv6 && index-- > 0)
    {
        if (m_waiting[index].ipv6 && m_waiting[index].neighbor == gone.neighbor)
        {
            m_ledger.Vanished(m_waiting[index].key, Explain(index, "nd-queue-full"));
            m_waiting.erase(m_waiting.begin() + index);
        }
    }
}

void
PacketLedgerDevice::LinkChanged()
{
    for (std::size_t index = 0; index < m_waiting.size(); index++)
    {
        m_ledger.Vanished(m_waiting[index].key,
                          Explain(index, m_waiting[index].ipv6 ? "nd-flush" : "arp-flush"));
    }
    m_waiting.clear();
}

void
PacketLedgerDevice::Close()
{
    for (std::size_t index = 0; index < m_waiting.size(); index++)
    {
        m_ledger.Vanished(m_waiting[index].key, Explain(index, "in-flight"));
    }
    m_waiting.clear();
}

void
PacketLedgerDevice::Sends(Ptr<const Packet> packet)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        Leaves(key);
        m_ledger.Seen(key, PacketStage::LINK, m_node);
    }
}

void
PacketLedgerDevice::Arrives(Ptr<const Packet> packet)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        m_ledger.Seen(key, PacketStage::ARRIVED, m_node);
        m_ledger.Came(key, m_node, FindPeer());
    }
}

void
PacketLedgerDevice::Queued(Ptr<const QueueDiscItem> item)
{
    Sends(item->GetPacket());
}

void
PacketLedgerDevice::NicDrops(Ptr<const Packet> frame, EthernetDropReason reason)
{
    Drop(frame, ToString(reason));
}

void
PacketLedgerDevice::SendDropped(Ptr<const Packet> packet)
{
    Drop(packet, m_device->IsLinkUp() ? "device-queue-full" : "link-down");
}

void
PacketLedgerDevice::TransmitDropped(Ptr<const Packet> packet)
{
    Drop(packet, "transmit-error");
}

void
PacketLedgerDevice::ReceiveDropped(Ptr<const Packet> packet)
{
    Drop(packet, LinkFailure::IsAt(m_device) ? "link-failed" : "receive-error");
}

void
PacketLedgerDevice::QueueDropped(Ptr<const QueueDiscItem> item)
{
    Drop(item->GetPacket(), "queue-disc-full");
}

void
PacketLedgerDevice::Drop(Ptr<const Packet> packet, const std::string& reason)
{
    PacketLedger::Key key;
    if (m_ledger.Identify(packet, key))
    {
        Leaves(key);
    }
    m_ledger.Dropped(packet, reason);
}

} // namespace ns3
