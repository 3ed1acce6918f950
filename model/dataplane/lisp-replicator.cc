/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-replicator.h"

#include "lisp-eid-packet.h"
#include "lisp-encapsulator.h"
#include "lisp-xtr.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/rloc-table.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <array>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispReplicator);

TypeId
LispReplicator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispReplicator")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispReplicator>()
            .AddAttribute("PendingPerGroup",
                          "The most packets that wait for the replication lists of one group; 0: "
                          "none waits (RFC 9300 section 6 leaves it open).",
                          UintegerValue(16),
                          MakeUintegerAccessor(&LispReplicator::m_pendingPerGroup),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("PendingTotal",
                          "The most packets that wait for replication lists in all (RFC 9300 "
                          "section 6 leaves it open).",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&LispReplicator::m_pendingTotal),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("PendingTimeout",
                          "How long a packet waits for a replication list at most (RFC 9300 "
                          "section 6 leaves it open).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&LispReplicator::m_pendingTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxEntries",
                          "The most replication lists that are kept. Open in the standards.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispReplicator::SetMaxEntries,
                                               &LispReplicator::GetMaxEntries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Replicated",
                            "A packet goes to the routers of its replication list.",
                            MakeTraceSourceAccessor(&LispReplicator::m_replicatedTrace),
                            "ns3::LispReplicator::ReplicatedTrace")
            .AddTraceSource("StaleData",
                            "Data came for a group that is not joined here.",
                            MakeTraceSourceAccessor(&LispReplicator::m_staleDataTrace),
                            "ns3::LispReplicator::StaleDataTrace");
    return tid;
}

LispReplicator::LispReplicator()
    : m_pending(
          {m_pendingPerGroup, m_pendingTotal, m_pendingTimeout},
          [this](const Ptr<Packet>& packet, LispDropReason reason) { m_xtr->Drop(packet, reason); })
{
}

LispReplicator::~LispReplicator() = default;

void
LispReplicator::Install(Ptr<LispXtr> xtr)
{
    const auto node = xtr ? xtr->GetNode() : nullptr;
    if (!node || node->GetObject<LispReplicator>())
    {
        throw std::invalid_argument(
            !node ? std::string("multicast needs a LISP tunnel router that is installed in a node")
                  : "node " + std::to_string(node->GetId()) +
                        " has LISP multicast already; once a node is accepted");
    }
    m_xtr = PeekPointer(xtr);
    m_cache =
        std::make_unique<MulticastCache>(xtr->GetRlocTable(), [this](const NetworkAddress& rloc) {
            return m_xtr && m_xtr->IsLocalRloc(rloc);
        });
    m_cache->SetMaxSize(m_maxEntries);
    node->AggregateObject(this);
    xtr->SetReplicator(this);
}

void
LispReplicator::XtrChanged(bool isGone)
{
    if (isGone)
    {
        m_pending.Clear();
        m_cache.reset(); // it holds on to the router's locators
        m_xtr = nullptr;
    }
    else if (m_cache)
    {
        m_cache->Invalidate();
    }
}

void
LispReplicator::DoDispose()
{
    m_pending.Clear();
    if (m_xtr)
    {
        m_xtr->SetReplicator(nullptr);
    }
    m_cache.reset();
    m_xtr = nullptr;
    m_request = RequestCallback();
    Object::DoDispose();
}

Ptr<LispXtr>
LispReplicator::GetXtr() const
{
    return m_xtr;
}

MulticastCache&
LispReplicator::GetCache()
{
    return *m_cache;
}

// ---- into the tunnel ---------------------------------------------------------------------------

void
LispReplicator::Send(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    if (!IsGroupBeyondSite(eid.destination))
    {
        m_xtr->Drop(packet, LispDropReason::ITR_NOT_UNICAST);
        return;
    }
    const auto* entry = m_cache->Lookup(instanceId, eid.source, eid.destination, Simulator::Now());
    if (!entry)
    {
        HandleMiss(packet, eid, instanceId);
        return;
    }
    // Held on to: what listens to a trace may change the cache meanwhile.
    const auto targets = entry->targets;
    if (targets->empty())
    {
        m_xtr->Drop(packet,
                    entry->hops.empty() ? LispDropReason::ITR_NO_RECEIVERS
                                        : LispDropReason::ITR_NO_USABLE_RLOC);
        return;
    }
    ++m_replicated;
    m_copies += targets->size();
    m_replicatedTrace(packet, entry->eid, targets->size());
    const auto& encapsulator = m_xtr->GetEncapsulator();
    for (std::size_t i = 0; i < targets->size(); ++i)
    {
        const auto& target = (*targets)[i];
        encapsulator->SendTo(i + 1 < targets->size() ? packet->Copy() : packet,
                             eid,
                             instanceId,
                             target.id,
                             target.rloc);
    }
}

void
LispReplicator::HandleMiss(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId)
{
    m_pending.Push(EidPrefix::Host(eid.destination, instanceId), packet);
    // After queueing, because the answer may be at hand.
    if (!m_request.IsNull())
    {
        m_request(MulticastEid::Of(instanceId, eid.source, eid.destination));
    }
}

// ---- out of the tunnel -------------------------------------------------------------------------

LispDropReason
LispReplicator::CheckArrival(const NetworkAddress& outerSource,
                             uint32_t instanceId,
                             const LispEidPacket& eid)
{
    if (!IsGroupBeyondSite(eid.destination))
    {
        return LispDropReason::ETR_INNER_MULTICAST;
    }
    // The tunnel is not the way to a source that is here.
    if (m_xtr->IsLocalEid(instanceId, eid.source))
    {
        return LispDropReason::ETR_GROUP_FROM_HERE;
    }
    if (m_xtr->IsRtr() || m_members.Wants(instanceId, eid.source, eid.destination))
    {
        return LispDropReason::NONE;
    }
    m_staleDataTrace(outerSource, MulticastEid::Of(instanceId, eid.source, eid.destination));
    return LispDropReason::ETR_GROUP_NOT_JOINED;
}

void
LispReplicator::SetSilent(uint32_t port, bool isSilent)
{
    if (port >= m_silent.size())
    {
        m_silent.resize(port + 1);
    }
    m_silent[port] = isSilent;
}

// ---- what control says -------------------------------------------------------------------------

void
LispReplicator::SetRequestCallback(RequestCallback callback)
{
    m_request = callback;
}

void
LispReplicator::MappingChanged(const MulticastEid& eid)
{
    // Those of other sources of the group find no list, and wait again.
    for (const auto& item : m_pending.Take(eid.GetGroup()))
    {
        std::array<uint8_t, LispEidPacket::VIEW> octets;
        item.packet->CopyData(octets.data(), octets.size());
        LispEidPacket read;
        read.Read(octets.data(), item.packet->GetSize(), false);
        Send(item.packet, read, item.instanceId);
    }
}

void
LispReplicator::ResolutionFailed(const MulticastEid& eid)
{
    m_pending.Drop(eid.GetGroup(), LispDropReason::ITR_RESOLUTION_FAILED);
}

// ---- counters and attributes -------------------------------------------------------------------

uint64_t
LispReplicator::GetReplicated() const
{
    return m_replicated;
}

uint64_t
LispReplicator::GetCopies() const
{
    return m_copies;
}

std::size_t
LispReplicator::GetPending() const
{
    return m_pending.GetSize();
}

void
LispReplicator::SetMaxEntries(uint32_t entries)
{
    m_maxEntries = entries;
    if (m_cache)
    {
        m_cache->SetMaxSize(entries);
    }
}

uint32_t
LispReplicator::GetMaxEntries() const
{
    return m_maxEntries;
}

} // namespace ns3
