/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mpls-router.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MplsRouter);

TypeId
MplsRouter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MplsRouter")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<MplsRouter>()
            .AddAttribute("UniformTtl",
                          "Whether a label that is taken off leaves its time to live to the one "
                          "below it (uniform model) or not (pipe model). RFC 3443 has both.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MplsRouter::m_uniformTtl),
                          MakeBooleanChecker())
            .AddTraceSource("Drop",
                            "A labelled packet goes nowhere, and why.",
                            MakeTraceSourceAccessor(&MplsRouter::m_dropTrace),
                            "ns3::MplsRouter::DropTracedCallback");
    return tid;
}

MplsRouter::MplsRouter() = default;
MplsRouter::~MplsRouter() = default;

void
MplsRouter::DoDispose()
{
    m_labels.clear();
    m_listeners.clear();
    m_nics.clear();
    m_node = nullptr;
    Object::DoDispose();
}

void
MplsRouter::Install(Ptr<Node> node)
{
    if (m_node || !node || node->GetObject<MplsRouter>())
    {
        throw std::invalid_argument(
            "MplsRouter::Install: give each router one node, and each node one router");
    }
    m_node = node;
    node->AggregateObject(this);
}

Ptr<Node>
MplsRouter::GetNode() const
{
    return m_node;
}

void
MplsRouter::AddInterface(Ptr<EthernetNic> nic)
{
    if (!m_node || !nic || nic->GetNode() != m_node)
    {
        throw std::invalid_argument(
            "MplsRouter::AddInterface: the NIC must be one of the router's node");
    }
    if (std::find(m_nics.begin(), m_nics.end(), nic) != m_nics.end())
    {
        return;
    }
    m_nics.push_back(nic);
    m_node->RegisterProtocolHandler(MakeCallback(&MplsRouter::ReceiveFrame, this),
                                    MplsLabelStackEntry::ETHER_TYPE,
                                    nic);
    nic->AddLinkChangeCallback(MakeCallback(&MplsRouter::LinkChanged, this));
}

// ---- labels ------------------------------------------------------------------------------------

void
MplsRouter::CheckLabel(uint32_t label)
{
    if (label < MplsLabelStackEntry::MIN_LABEL || label > MplsLabelStackEntry::MAX_LABEL)
    {
        throw std::invalid_argument("MPLS label " + std::to_string(label) +
                                    ": accepted: 16 to 1048575");
    }
}

void
MplsRouter::CheckInterface(const Ptr<const EthernetNic>& nic) const
{
    if (std::find(m_nics.begin(), m_nics.end(), nic) == m_nics.end())
    {
        throw std::invalid_argument(
            "MplsRouter: a path leaves by a NIC that is no interface; call AddInterface first");
    }
}

void
MplsRouter::CheckPath(const MplsPath& path) const
{
    for (const uint32_t label : path.labels)
    {
        CheckLabel(label);
    }
    CheckInterface(path.nic);
}

void
MplsRouter::Add(uint32_t in, Entry entry)
{
    CheckLabel(in);
    if (!m_labels.emplace(in, std::move(entry)).second)
    {
        throw std::invalid_argument("MPLS label " + std::to_string(in) +
                                    " is in use on this node; accepted: a free one");
    }
}

void
MplsRouter::AddSwap(uint32_t in, uint32_t out, Ptr<EthernetNic> nic, const Mac48Address& nextHop)
{
    CheckLabel(out);
    CheckInterface(nic);
    Add(in, {Action::SWAP, out, nic, nextHop, nullptr});
}

void
MplsRouter::AddPenultimate(uint32_t in, Ptr<EthernetNic> nic, const Mac48Address& nextHop)
{
    CheckInterface(nic);
    Add(in, {Action::PENULTIMATE, 0, nic, nextHop, nullptr});
}

void
MplsRouter::AddPop(uint32_t in)
{
    Add(in, {Action::POP, 0, nullptr, Mac48Address(), nullptr});
}

void
MplsRouter::AddLocal(uint32_t in, Handler handler)
{
    Add(in, {Action::LOCAL, 0, nullptr, Mac48Address(), std::move(handler)});
}

void
MplsRouter::Remove(uint32_t in)
{
    m_labels.erase(in);
}

// ---- packets -----------------------------------------------------------------------------------

void
MplsRouter::ReceiveFrame(Ptr<NetDevice>,
                         Ptr<const Packet> packet,
                         uint16_t,
                         const Address&,
                         const Address&,
                         NetDevice::PacketType)
{
    Receive(packet->Copy());
}

void
MplsRouter::Receive(Ptr<Packet> packet)
{
    bool popped = false;
    uint8_t ttl = 0;
    for (;;)
    {
        if (packet->GetSize() < MplsLabelStackEntry::SIZE)
        {
            Drop(packet, MplsDropReason::MALFORMED);
            return;
        }
        MplsLabelStackEntry entry;
        packet->RemoveHeader(entry);
        if (popped && m_uniformTtl)
        {
            entry.ttl = ttl;
        }
        if (entry.label < MplsLabelStackEntry::MIN_LABEL)
        {
            Drop(packet, entry, MplsDropReason::SPECIAL_LABEL);
            return;
        }
        const auto found = m_labels.find(entry.label);
        if (found == m_labels.end())
        {
            Drop(packet, entry, MplsDropReason::UNKNOWN_LABEL);
            return;
        }
        const Entry& known = found->second;
        const bool leaves = known.action == Action::SWAP || known.action == Action::PENULTIMATE;
        if (entry.ttl == 0 || (leaves && entry.ttl == 1))
        {
            Drop(packet, entry, MplsDropReason::TTL_EXPIRED);
            return;
        }
        // Pseudowires are what paths carry: below a path's label there is always another, and
        // there is none below a pseudowire's.
        if (known.action != Action::SWAP && entry.bottom != (known.action == Action::LOCAL))
        {
            Drop(packet, entry, MplsDropReason::MALFORMED);
            return;
        }
        switch (known.action)
        {
        case Action::LOCAL: {
            m_delivered++;
            const Handler handler = known.handler; // it may be removed while it runs
            handler(packet, entry);
            return;
        }
        case Action::POP:
            popped = true;
            ttl = entry.ttl;
            continue;
        case Action::PENULTIMATE:
            if (packet->GetSize() < MplsLabelStackEntry::SIZE)
            {
                Drop(packet, entry, MplsDropReason::MALFORMED);
                return;
            }
            if (m_uniformTtl)
            {
                CopyTtl(packet, entry.ttl - 1);
            }
            break;
        case Action::SWAP:
            entry.label = known.out;
            entry.ttl--;
            packet->AddHeader(entry);
            break;
        }
        m_forwarded += Transmit(packet, known.nic, known.nextHop);
        return;
    }
}

void
MplsRouter::CopyTtl(const Ptr<Packet>& packet, uint8_t ttl)
{
    MplsLabelStackEntry next;
    packet->RemoveHeader(next);
    next.ttl = ttl;
    packet->AddHeader(next);
}

bool
MplsRouter::Send(Ptr<Packet> packet, const MplsPath& path, uint8_t trafficClass, uint8_t ttl)
{
    MplsLabelStackEntry entry;
    entry.trafficClass = trafficClass;
    entry.ttl = ttl;
    for (auto label = path.labels.rbegin(); label != path.labels.rend(); ++label)
    {
        entry.label = *label;
        packet->AddHeader(entry);
    }
    const bool sent = Transmit(packet, path.nic, path.nextHop);
    m_sent += sent;
    return sent;
}

bool
MplsRouter::Transmit(const Ptr<Packet>& packet,
                     const Ptr<EthernetNic>& nic,
                     const Mac48Address& nextHop)
{
    if (!nic->IsLinkUp())
    {
        Drop(packet, MplsDropReason::LINK_DOWN);
        return false;
    }
    if (packet->GetSize() > nic->GetMtu())
    {
        Drop(packet, MplsDropReason::TOO_LARGE);
        return false;
    }
    // What the NIC loses is reported there.
    nic->Send(packet, nextHop, MplsLabelStackEntry::ETHER_TYPE);
    return true;
}

void
MplsRouter::Drop(Ptr<const Packet> packet, MplsDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    m_dropTrace(packet, reason);
}

void
MplsRouter::Drop(const Ptr<Packet>& packet, const MplsLabelStackEntry& entry, MplsDropReason reason)
{
    packet->AddHeader(entry);
    Drop(packet, reason);
}

// ---- links -------------------------------------------------------------------------------------

uint32_t
MplsRouter::AddLinkListener(std::function<void()> listener)
{
    m_listeners.emplace(m_nextListener, std::move(listener));
    return m_nextListener++;
}

void
MplsRouter::RemoveLinkListener(uint32_t number)
{
    m_listeners.erase(number);
}

void
MplsRouter::LinkChanged()
{
    const auto listeners = m_listeners; // one may remove itself
    for (const auto& [number, listener] : listeners)
    {
        listener();
    }
}

// ---- counters ----------------------------------------------------------------------------------

uint64_t
MplsRouter::GetForwarded() const
{
    return m_forwarded;
}

uint64_t
MplsRouter::GetSent() const
{
    return m_sent;
}

uint64_t
MplsRouter::GetDelivered() const
{
    return m_delivered;
}

uint64_t
MplsRouter::GetDrops(MplsDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

} // namespace ns3
