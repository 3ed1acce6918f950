/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-timeout.h"

#include "neighbor-message.h"

#include "ns3/arp-cache.h"
#include "ns3/ndisc-cache.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NeighborTimeout);

TypeId
NeighborTimeout::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NeighborTimeout")
            .SetParent<NeighborObserver>()
            .SetGroupName("Lisp")
            .AddConstructor<NeighborTimeout>()
            .AddAttribute("ReachableTime",
                          "How long a neighbour that was heard is taken to be reachable. RFC 4861 "
                          "sections 6.3.2 and 10: REACHABLE_TIME, 30 s, times a random factor from "
                          "0.5 on, as Linux has it for ARP too; the default is the least.",
                          TimeValue(Seconds(15)),
                          MakeTimeAccessor(&NeighborTimeout::m_reachableTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("Expired",
                            "A neighbour is to be asked for again.",
                            MakeTraceSourceAccessor(&NeighborTimeout::m_expiredTrace),
                            "ns3::NeighborTimeout::ExpiredTracedCallback");
    return tid;
}

NeighborTimeout::NeighborTimeout()
    : m_timer([this]() { Expire(); })
{
}

NeighborTimeout::~NeighborTimeout() = default;

void
NeighborTimeout::DoDispose()
{
    m_timer.Cancel();
    NeighborObserver::DoDispose();
}

void
NeighborTimeout::Attach()
{
    Listen(EthernetFrame::ARP);
    Listen(EthernetFrame::IPV6);
}

uint64_t
NeighborTimeout::GetExpired(AddressFamily family) const
{
    return m_expired[family == AddressFamily::IPV6 ? 1 : 0];
}

void
NeighborTimeout::Hear(const EthernetFrame& frame)
{
    NeighborMessage message;
    if (NeighborMessage::Read(frame, message) != NeighborMessage::Outcome::HOST ||
        message.cause == HostSeenCause::NEIGHBOR_SOLICITATION || !IsKnown(message.host))
    {
        return;
    }
    m_ends[message.host] = Simulator::Now() + m_reachableTime;
    m_timer.Watch(m_ends[message.host]);
}

bool
NeighborTimeout::IsKnown(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto cache = GetArpCache();
        return cache && cache->Lookup(host.ToIpv4());
    }
    const auto cache = GetNdiscCache();
    return cache && cache->Lookup(host.ToIpv6());
}

void
NeighborTimeout::Expire()
{
    const Time now = Simulator::Now();
    const auto deadline = [](Time end) { return end; };
    m_timer.Watch(DeadlineTimer::TakeDue(m_ends, now, deadline, [this](const auto& neighbor) {
        if (End(neighbor.first))
        {
            m_expired[neighbor.first.GetFamily() == AddressFamily::IPV6 ? 1 : 0]++;
            m_expiredTrace(neighbor.first);
        }
    }));
}

bool
NeighborTimeout::End(const NetworkAddress& host) const
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        const auto cache = GetArpCache();
        auto* entry = cache ? cache->Lookup(host.ToIpv4()) : nullptr;
        if (!entry || !entry->IsAlive())
        {
            return false; // asked for already, or permanent
        }
        cache->Remove(entry);
        return true;
    }
    const auto cache = GetNdiscCache();
    auto* entry = cache ? cache->Lookup(host.ToIpv6()) : nullptr;
    if (!entry || !entry->IsReachable())
    {
        return false;
    }
    entry->MarkStale();
    return true;
}

} // namespace ns3
