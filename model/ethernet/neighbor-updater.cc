/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-updater.h"

#include "neighbor-message.h"
#include "svi-device.h"

#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NeighborUpdater);

namespace
{

/**
 * @brief Give an entry a MAC address, whatever its state, and send what waits for it.
 * @param cache the cache @param entry of it, not permanent @param mac the MAC address
 */
void
Renew(const Ptr<ArpCache>& cache, ArpCache::Entry* entry, const Mac48Address& mac)
{
    if (!entry->IsWaitReply())
    {
        // Only an entry that waits can come alive, and it waits with a packet: an empty one, which
        // goes nowhere.
        entry->MarkWaitReply(std::make_pair(Create<Packet>(), Ipv4Header()));
        entry->MarkAlive(mac);
        entry->DequeuePending();
        return;
    }
    entry->MarkAlive(mac);
    const Ipv4Address host = entry->GetIpv4Address();
    for (auto waiting = entry->DequeuePending(); waiting.first; waiting = entry->DequeuePending())
    {
        cache->GetInterface()->Send(waiting.first, waiting.second, host);
    }
}

} // namespace

TypeId
NeighborUpdater::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NeighborUpdater")
            .SetParent<NeighborObserver>()
            .SetGroupName("Lisp")
            .AddConstructor<NeighborUpdater>()
            .AddAttribute("CreateEntries",
                          "Whether an announcement from the port's subnet makes an entry where the "
                          "cache has none (as Linux' arp_accept; RFC 826 leaves it to those who "
                          "were asked).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&NeighborUpdater::m_creates),
                          MakeBooleanChecker())
            .AddTraceSource("Updated",
                            "An entry of the ARP cache has another MAC address.",
                            MakeTraceSourceAccessor(&NeighborUpdater::m_updatedTrace),
                            "ns3::NeighborUpdater::UpdatedTracedCallback");
    return tid;
}

NeighborUpdater::NeighborUpdater() = default;
NeighborUpdater::~NeighborUpdater() = default;

void
NeighborUpdater::DoDispose()
{
    m_svi = nullptr;
    NeighborObserver::DoDispose();
}

void
NeighborUpdater::Attach()
{
    m_svi = DynamicCast<SviDevice>(GetPort());
    if (!m_svi)
    {
        Listen(EthernetFrame::ARP);
        return;
    }
    m_svi->AddInterceptor([self = Ptr<NeighborUpdater>(this)](const EthernetFrame& frame) {
        self->Hear(frame);
        return false;
    });
}

bool
NeighborUpdater::IsOwn(const Mac48Address& mac) const
{
    return m_svi ? m_svi->HasMacAddress(mac) : Address(mac) == GetPort()->GetAddress();
}

uint64_t
NeighborUpdater::GetUpdated() const
{
    return m_updated;
}

uint64_t
NeighborUpdater::GetCreated() const
{
    return m_created;
}

uint64_t
NeighborUpdater::GetConflicts() const
{
    return m_conflicts;
}

void
NeighborUpdater::Hear(const EthernetFrame& frame)
{
    NeighborMessage message;
    if (frame.protocol != EthernetFrame::ARP ||
        NeighborMessage::Read(frame, message) != NeighborMessage::Outcome::HOST)
    {
        return;
    }
    const auto ipv4 = GetPort()->GetNode()->GetObject<Ipv4L3Protocol>();
    const int32_t index = ipv4 ? ipv4->GetInterfaceForDevice(GetPort()) : -1;
    if (index < 0)
    {
        return;
    }
    const Ipv4Address host = message.host.ToIpv4();
    if (ipv4->GetInterfaceForAddress(host) >= 0)
    {
        // Of a virtual address too: another active router's MAC address is the same.
        m_conflicts += !IsOwn(message.mac);
        return;
    }
    const Ptr<ArpCache> cache = GetArpCache();
    ArpCache::Entry* entry = cache ? cache->Lookup(host) : nullptr;
    bool isOfSubnet = false;
    for (uint32_t i = 0; i < ipv4->GetNAddresses(index); ++i)
    {
        const auto own = ipv4->GetAddress(index, i);
        isOfSubnet |= own.GetMask().IsMatch(own.GetLocal(), host);
    }
    if (cache && !entry && m_creates && isOfSubnet &&
        message.cause == HostSeenCause::GRATUITOUS_ARP)
    {
        entry = cache->Add(host);
        m_created++;
    }
    else if (!entry || entry->IsPermanent() ||
             (entry->IsAlive() && entry->GetMacAddress() == Address(message.mac)) ||
             (entry->IsWaitReply() && message.cause == HostSeenCause::ARP_REPLY))
    {
        return; // nothing new, or a reply that ns-3 itself waits for
    }
    else
    {
        m_updated++;
    }
    Renew(cache, entry, message.mac);
    m_updatedTrace(message.host, message.mac);
}

} // namespace ns3
