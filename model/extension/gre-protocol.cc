/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "gre-protocol.h"

#include "gre-header.h"
#include "mpls-router.h"

#include "ns3/internet-checksum.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <stdexcept>
#include <utility>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GreProtocol);

TypeId
GreProtocol::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::GreProtocol")
            .SetParent<TunnelReceiver>()
            .SetGroupName("Lisp")
            .AddConstructor<GreProtocol>()
            .AddTraceSource("Drop",
                            "A GRE packet that has come here is not handed on, and why.",
                            MakeTraceSourceAccessor(&GreProtocol::m_dropTrace),
                            "ns3::GreProtocol::DropTracedCallback");
    return tid;
}

GreProtocol::GreProtocol() = default;
GreProtocol::~GreProtocol() = default;

void
GreProtocol::DoDispose()
{
    m_labels.clear();
    m_node = nullptr;
    TunnelReceiver::DoDispose();
}

Ptr<GreProtocol>
GreProtocol::Of(Ptr<Node> node)
{
    if (auto known = node->GetObject<GreProtocol>())
    {
        return known;
    }
    auto gre = CreateObject<GreProtocol>();
    if (!gre->Join(node))
    {
        throw std::invalid_argument("GRE on node " + std::to_string(node->GetId()) +
                                    ": it has neither IPv4 nor IPv6; install a stack first");
    }
    gre->m_node = node;
    node->AggregateObject(gre);
    return gre;
}

Ptr<Node>
GreProtocol::GetNode() const
{
    return m_node;
}

void
GreProtocol::AddLabel(uint32_t label, const NetworkAddress& peer, Handler handler)
{
    MplsRouter::CheckLabel(label);
    if (!m_labels.emplace(label, Owner{peer, std::move(handler)}).second)
    {
        throw std::invalid_argument("MPLS label " + std::to_string(label) +
                                    " is in use on this node; accepted: a free one");
    }
}

void
GreProtocol::RemoveLabel(uint32_t label)
{
    m_labels.erase(label);
}

bool
GreProtocol::RemoveGre(const Ptr<Packet>& packet, MplsDropReason& reason)
{
    reason = MplsDropReason::MALFORMED;
    if (packet->GetSize() < GreHeader::SIZE)
    {
        return false;
    }
    GreHeader gre;
    packet->PeekHeader(gre);
    uint32_t size = GreHeader::SIZE;
    if ((gre.flags & GreHeader::CHECKSUM_PRESENT) != 0)
    {
        size += GreHeader::CHECKSUM_SIZE;
        if (packet->GetSize() < size)
        {
            return false;
        }
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        InternetChecksum sum; // over header and payload (RFC 2784 section 2.5)
        sum.Add(octets.data(), octets.size());
        if (sum.Get() != 0)
        {
            reason = MplsDropReason::CHECKSUM;
            return false;
        }
    }
    reason = MplsDropReason::UNSUPPORTED;
    if ((gre.flags & (GreHeader::MUST_BE_ZERO | GreHeader::VERSION)) != 0 ||
        gre.protocol != MplsLabelStackEntry::ETHER_TYPE)
    {
        return false;
    }
    packet->RemoveAtStart(size);
    return true;
}

void
GreProtocol::Take(const Ptr<Packet>& packet, const NetworkAddress& source)
{
    MplsDropReason reason;
    if (!RemoveGre(packet, reason))
    {
        Drop(packet, reason);
        return;
    }
    MplsLabelStackEntry entry;
    if (packet->GetSize() < MplsLabelStackEntry::SIZE || packet->PeekHeader(entry) == 0)
    {
        Drop(packet, MplsDropReason::MALFORMED);
        return;
    }
    const auto found = m_labels.find(entry.label);
    if (entry.label < MplsLabelStackEntry::MIN_LABEL)
    {
        Drop(packet, MplsDropReason::SPECIAL_LABEL);
    }
    else if (found == m_labels.end())
    {
        Drop(packet, MplsDropReason::UNKNOWN_LABEL);
    }
    else if (found->second.peer != source)
    {
        Drop(packet, MplsDropReason::UNKNOWN_PEER);
    }
    else if (!entry.bottom)
    {
        Drop(packet, MplsDropReason::MALFORMED);
    }
    else if (entry.ttl == 0)
    {
        Drop(packet, MplsDropReason::TTL_EXPIRED);
    }
    else
    {
        m_delivered++;
        packet->RemoveHeader(entry);
        const Handler handler = found->second.handler; // it may be removed while it runs
        handler(packet);
    }
}

void
GreProtocol::Drop(Ptr<const Packet> packet, MplsDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(packet, reason);
}

uint64_t
GreProtocol::GetDelivered() const
{
    return m_delivered;
}

uint64_t
GreProtocol::GetDrops(MplsDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

int
GreProtocol::GetProtocolNumber() const
{
    return GreHeader::PROTOCOL;
}

} // namespace ns3
