/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-speaker.h"
#include "underlay-routes.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <unordered_map>

/**
 * @file
 * @brief What a BGP speaker hears and tells.
 */

namespace ns3
{

namespace
{

/**
 * @brief Of routes over IPv6 a neighbour on the same link is told this too (RFC 2545 section 3).
 * @param ends of a session
 * @return the link-local address of this end's interface; none if the session is of IPv4
 */
NetworkAddress
FindLinkLocal(const BgpSession::Ends& ends)
{
    const bool isIpv6 = ends.local.GetFamily() == AddressFamily::IPV6;
    const Ptr<Ipv6> ipv6 = isIpv6 ? ends.node->GetObject<Ipv6>() : nullptr;
    const int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(ends.device) : -1;
    for (uint32_t i = 0; interface >= 0 && i < ipv6->GetNAddresses(interface); ++i)
    {
        const Ipv6Address own = ipv6->GetAddress(interface, i).GetAddress();
        if (own.IsLinkLocal())
        {
            return own;
        }
    }
    return {};
}

} // namespace

void
BgpSpeaker::HandleEstablished(BgpRib::Peer peer)
{
    Neighbor& neighbor = m_neighbors[peer];
    m_rib->SetIdentifier(peer, neighbor.session->GetPeer().identifier);
    for (const auto& [prefix, routes] : m_rib->GetTable())
    {
        neighbor.pending.insert(prefix);
    }
    ScheduleFlush();
}

void
BgpSpeaker::HandleDown(BgpRib::Peer peer)
{
    Neighbor& neighbor = m_neighbors[peer];
    neighbor.interval.Cancel();
    neighbor.pending.clear();
    neighbor.out.clear();
    const bool hadRoutes = m_rib->GetNRoutes(peer) > 0;
    for (const EidPrefix& prefix : m_rib->WithdrawAll(peer))
    {
        Apply(prefix);
    }
    if (hadRoutes)
    {
        m_offersChanged(neighbor.session->GetEnds().remote);
    }
}

bool
BgpSpeaker::IsOnLink(const BgpSession& session, const BgpReach& reach)
{
    const BgpSession::Ends& ends = session.GetEnds();
    if (reach.nextHop == ends.remote)
    {
        return true;
    }
    // Another router of the same subnet may be the better next hop (RFC 4271 section 5.1.3).
    if (reach.nextHop == ends.local || reach.nextHop.IsMulticast())
    {
        return false;
    }
    if (reach.nextHop.GetFamily() == AddressFamily::IPV4)
    {
        const Ptr<Ipv4> ipv4 = ends.node->GetObject<Ipv4>();
        const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(ends.device) : -1;
        for (uint32_t i = 0; interface >= 0 && i < ipv4->GetNAddresses(interface); ++i)
        {
            const Ipv4InterfaceAddress own = ipv4->GetAddress(interface, i);
            if (own.GetMask().IsMatch(own.GetLocal(), reach.nextHop.ToIpv4()))
            {
                return true;
            }
        }
        return false;
    }
    const Ptr<Ipv6> ipv6 = ends.node->GetObject<Ipv6>();
    const int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(ends.device) : -1;
    for (uint32_t i = 0; interface >= 0 && i < ipv6->GetNAddresses(interface); ++i)
    {
        const Ipv6InterfaceAddress own = ipv6->GetAddress(interface, i);
        if (own.GetPrefix().IsMatch(own.GetAddress(), reach.nextHop.ToIpv6()))
        {
            return true;
        }
    }
    return false;
}

void
BgpSpeaker::Drop(const BgpSession& session, const EidPrefix& prefix, BgpDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(session.GetEnds().remote, prefix, reason);
}

void
BgpSpeaker::HandleUpdate(BgpRib::Peer peer, const BgpUpdate& update)
{
    const Ptr<BgpSession> session = m_neighbors[peer].session;
    const BgpSession::Ends& ends = session->GetEnds();
    if (!update.announced.empty() && update.attributes.GetFirstAs() != ends.remoteAs)
    {
        // RFC 4271 section 6.3: the leftmost AS is the neighbour's.
        session->Refuse({BgpErrorCode::UPDATE, BGP_MALFORMED_AS_PATH, {}});
        return;
    }
    for (const EidPrefix& prefix : update.withdrawn)
    {
        if (m_rib->Withdraw(prefix, peer))
        {
            Apply(prefix);
        }
    }
    const auto attributes = std::make_shared<const BgpAttributes>(update.attributes);
    for (const BgpReach& reach : update.announced)
    {
        const bool isAgreed = reach.nextHop.GetFamily() == ends.local.GetFamily();
        const bool isOnLink = isAgreed && IsOnLink(*session, reach);
        const bool isLoop = m_rib->IsLoop(*attributes);
        for (const EidPrefix& prefix : reach.prefixes)
        {
            // A group's, or a loopback's (RFC 1122 section 3.2.1.3), is ignored (RFC 4271 section
            // 6.3).
            const uint8_t* octets = prefix.GetAddress().GetOctets();
            const bool isIpv4 = prefix.GetFamily() == AddressFamily::IPV4;
            const bool isGood = !prefix.GetAddress().IsMulticast() &&
                                !(isIpv4 && (octets[0] == 127 || octets[0] >= 240));
            if (!isAgreed || !isOnLink || !isGood || isLoop)
            {
                Drop(*session,
                     prefix,
                     !isAgreed   ? BgpDropReason::FAMILY
                     : !isGood   ? BgpDropReason::BAD_PREFIX
                     : !isOnLink ? BgpDropReason::NEXT_HOP
                                 : BgpDropReason::OWN_AS);
                // What the neighbour said of the prefix before does not hold any more.
                if (m_rib->Withdraw(prefix, peer))
                {
                    Apply(prefix);
                }
                continue;
            }
            if (m_rib->Announce(prefix, {peer, reach.nextHop, attributes}))
            {
                Apply(prefix);
            }
        }
    }
    if (!update.withdrawn.empty() || !update.announced.empty())
    {
        m_offersChanged(ends.remote);
    }
    if (m_rib->GetNRoutes(peer) > m_maxPrefixes)
    {
        session->Refuse({BgpErrorCode::CEASE, BGP_MAXIMUM_PREFIXES, {}});
    }
}

void
BgpSpeaker::HandleInterface(AddressFamily family, uint32_t interface, bool isUp)
{
    const Ptr<NetDevice> device = family == AddressFamily::IPV4
                                      ? m_node->GetObject<Ipv4>()->GetNetDevice(interface)
                                      : m_node->GetObject<Ipv6>()->GetNetDevice(interface);
    m_routes->SetInterface(family, interface, isUp);
    for (const auto& [prefix, origin] : m_origins)
    {
        if (origin.device != device || prefix.GetFamily() != family)
        {
            continue;
        }
        const bool isChanged = isUp ? m_rib->Announce(prefix, {BgpRib::LOCAL, origin.via, m_own})
                                    : m_rib->Withdraw(prefix, BgpRib::LOCAL);
        if (isChanged)
        {
            Apply(prefix);
        }
    }
    for (const Neighbor& neighbor : m_neighbors)
    {
        const BgpSession::Ends& ends = neighbor.session->GetEnds();
        if (ends.device == device && ends.local.GetFamily() == family)
        {
            neighbor.session->SetInterface(isUp);
        }
    }
}

void
BgpSpeaker::Apply(const EidPrefix& prefix)
{
    const BgpRib::Route* best = m_rib->GetBest(prefix);
    Ptr<NetDevice> device;
    if (best && best->peer == BgpRib::LOCAL)
    {
        device = best->nextHop.IsValid() ? m_origins.at(prefix).device : nullptr;
    }
    else if (best)
    {
        device = m_neighbors[best->peer].session->GetEnds().device;
    }
    if (device)
    {
        m_routes->Set(prefix, device, best->nextHop);
    }
    else
    {
        m_routes->Remove(prefix);
    }
    for (Neighbor& neighbor : m_neighbors)
    {
        neighbor.pending.insert(prefix);
    }
    m_lastChange = Simulator::Now();
    m_routeChanged(prefix, device ? best->nextHop : NetworkAddress());
    ScheduleFlush();
}

const BgpRib::Route*
BgpSpeaker::Export(const Neighbor& neighbor, const EidPrefix& prefix) const
{
    const BgpSession::Ends& ends = neighbor.session->GetEnds();
    const BgpRib::Route* best = m_rib->GetBest(prefix);
    if (!best || prefix.GetFamily() != ends.local.GetFamily() ||
        (best->peer != BgpRib::LOCAL &&
         (!m_transit || m_neighbors[best->peer].session == neighbor.session)))
    {
        return nullptr;
    }
    return best;
}

void
BgpSpeaker::ScheduleFlush()
{
    // Scripts call from no context; and what comes at one time goes out together.
    if (!m_isFlushing)
    {
        m_isFlushing = true;
        Simulator::ScheduleWithContext(m_node->GetId(),
                                       Time(0),
                                       &BgpSpeaker::FlushAll,
                                       Ptr<BgpSpeaker>(this));
    }
}

void
BgpSpeaker::FlushAll()
{
    m_isFlushing = false;
    for (BgpRib::Peer peer = 0; peer < m_neighbors.size(); ++peer)
    {
        Flush(peer);
    }
}

void
BgpSpeaker::Flush(BgpRib::Peer peer)
{
    Neighbor& neighbor = m_neighbors[peer];
    if (neighbor.session->GetState() != BgpState::ESTABLISHED)
    {
        neighbor.pending.clear(); // it hears all once it is established
        return;
    }
    const bool isResting = !neighbor.interval.IsExpired();
    if (neighbor.pending.empty() || (isResting && m_delayWithdrawals) ||
        neighbor.session->IsBehind())
    {
        return;
    }

    /// Prefixes with the same route.
    struct Group
    {
        std::shared_ptr<const BgpAttributes> attributes; //!< of the route
        std::vector<EidPrefix> prefixes;                 //!< where to
    };

    BgpUpdate withdrawals;
    std::vector<Group> groups;
    std::unordered_map<const BgpAttributes*, std::size_t> index;
    for (auto next = neighbor.pending.begin(); next != neighbor.pending.end();)
    {
        const EidPrefix prefix = *next;
        const BgpRib::Route* route = Export(neighbor, prefix);
        if (route && isResting)
        {
            ++next;
            continue;
        }
        next = neighbor.pending.erase(next);
        if (route && index.count(route->attributes.get()) == 0 &&
            !FitsBgpUpdate(route->attributes->Prepended(m_asNumber)))
        {
            Drop(*neighbor.session, prefix, BgpDropReason::TOO_LONG);
            route = nullptr;
        }
        const auto told = neighbor.out.find(prefix);
        if (!route)
        {
            if (told != neighbor.out.end())
            {
                withdrawals.withdrawn.push_back(prefix);
                neighbor.out.erase(told);
            }
            continue;
        }
        if (told != neighbor.out.end() && *told->second == *route->attributes)
        {
            continue;
        }
        neighbor.out[prefix] = route->attributes;
        const auto [place, isNew] = index.try_emplace(route->attributes.get(), groups.size());
        if (isNew)
        {
            groups.push_back({route->attributes, {}});
        }
        groups[place->second].prefixes.push_back(prefix);
    }
    const bool isSomething = !withdrawals.withdrawn.empty() || !groups.empty();
    if (!withdrawals.withdrawn.empty())
    {
        neighbor.session->Send(withdrawals);
    }
    for (Group& group : groups)
    {
        SendRoutes(neighbor, std::move(group.prefixes), *group.attributes);
    }
    if (isSomething && !isResting && m_interval.IsStrictlyPositive())
    {
        const Time interval(
            static_cast<int64_t>(m_interval.GetTimeStep() * m_jitter->GetValue(0.75, 1.0)));
        neighbor.interval = Simulator::Schedule(interval, &BgpSpeaker::Flush, this, peer);
    }
}

void
BgpSpeaker::SendRoutes(Neighbor& neighbor,
                       std::vector<EidPrefix> announced,
                       const BgpAttributes& attributes) const
{
    BgpUpdate update;
    update.attributes = attributes.Prepended(m_asNumber);
    const BgpSession::Ends& ends = neighbor.session->GetEnds();
    update.announced.push_back({ends.local, std::move(announced), FindLinkLocal(ends)});
    neighbor.session->Send(update);
}

} // namespace ns3
