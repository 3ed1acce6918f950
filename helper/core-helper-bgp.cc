/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "checked-attribute.h"
#include "core-helper.h"

#include "ns3/bgp-speaker.h"
#include "ns3/boolean.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/lisp-xtr.h"
#include "ns3/unreachable-reporter.h"

#include <algorithm>
#include <stdexcept>

/**
 * @file
 * @brief A core whose routers learn their routes by BGP, and what is asked of its tables.
 */

namespace ns3
{

namespace
{

/// The first of the AS numbers for private use (RFC 6996 section 5).
constexpr uint32_t FIRST_AS = 4200000000;
/// What TCP may take besides the delays of links, such as for a table of many segments.
constexpr int64_t TCP_SECONDS = 1;

/// The outer routes of a tunnel router on a node follow its neighbours' routes. @param node it
void
HearOffers(Node* node, const NetworkAddress& /* neighbor */)
{
    if (const auto xtr = node->GetObject<LispXtr>())
    {
        xtr->InvalidateRoutes();
    }
}

/// The same, of its best routes, its own among them. @param node it
void
LookUpAgain(Node* node, const EidPrefix& /* prefix */, const NetworkAddress& nextHop)
{
    HearOffers(node, nextHop);
}

} // namespace

void
CoreHelper::EnableBgp()
{
    if (m_routers.GetN() > 0)
    {
        throw std::invalid_argument("CoreHelper::EnableBgp: there are " +
                                    std::to_string(m_routers.GetN()) +
                                    " routers already: accepted: before the first");
    }
    m_isBgp = true;
    m_speakerFactory.SetTypeId(BgpSpeaker::GetTypeId());
}

void
CoreHelper::SetSpeakerAttribute(const std::string& name, const AttributeValue& value)
{
    m_speakerFactory.SetTypeId(BgpSpeaker::GetTypeId());
    SetCheckedAttribute(m_speakerFactory, name, value);
}

void
CoreHelper::SetSessionAttribute(const std::string& name, const AttributeValue& value)
{
    CheckAttribute(BgpSession::GetTypeId(), name, value);
    m_sessionAttributes.emplace_back(name, value.Copy());
}

void
CoreHelper::AddSpeaker(Ptr<Node> node, bool isTransit)
{
    const auto speaker = m_speakerFactory.Create<BgpSpeaker>();
    if (!isTransit)
    {
        speaker->SetAttribute("Transit", BooleanValue(false));
    }
    speaker->Install(node, FIRST_AS + m_speakers.GetN());
    // Not as a Ptr: the node would keep itself, as the speaker is a part of it.
    Node* const itself = PeekPointer(node);
    speaker->TraceConnectWithoutContext("RouteChanged", MakeBoundCallback(&LookUpAgain, itself));
    speaker->TraceConnectWithoutContext("OffersChanged", MakeBoundCallback(&HearOffers, itself));
    m_speakers.Add(node);
}

void
CoreHelper::AddSession(Ptr<Node> a, Ptr<Node> b, const Uplink& link, Time delay)
{
    const auto first = GetSpeaker(a);
    const auto second = GetSpeaker(b);
    for (const auto& session :
         {first->AddNeighbor(link.device, link.router, second->GetAsNumber()),
          second->AddNeighbor(link.coreDevice, link.address, first->GetAsNumber())})
    {
        for (const auto& [name, value] : m_sessionAttributes)
        {
            session->SetAttribute(name, *value);
        }
    }
    m_sessions.emplace_back(first->GetAsNumber() - FIRST_AS, second->GetAsNumber() - FIRST_AS);
    m_longest = std::max(m_longest, delay);
}

CoreHelper::Uplink
CoreHelper::AttachSpeaker(Ptr<Node> node, uint32_t router, Time delay, uint16_t mtu)
{
    if (!m_isBgp)
    {
        throw std::invalid_argument("CoreHelper::AttachSpeaker: a core with static routes: "
                                    "accepted: after EnableBgp");
    }
    auto uplink = Attach(node, router, delay, false, mtu);
    if (!node->GetObject<BgpSpeaker>())
    {
        AddSpeaker(node, false);
    }
    AddSession(node, m_routers.Get(router), uplink, delay);
    return uplink;
}

void
CoreHelper::Originate(const Destination& destination)
{
    const auto router = m_routers.Get(destination.router);
    const auto towards =
        std::find_if(m_adjacencies.begin(), m_adjacencies.end(), [&](const Adjacency& adjacency) {
            return adjacency.neighbor == destination.via && adjacency.device->GetNode() == router;
        });
    if (towards == m_adjacencies.end())
    {
        throw std::invalid_argument("CoreHelper::Advertise: " + destination.prefix.ToString() +
                                    " by " + destination.via.ToString() +
                                    ": accepted: the other end of a link of core router " +
                                    std::to_string(destination.router));
    }
    GetSpeaker(router)->Originate(destination.prefix, towards->device, destination.via);
}

void
CoreHelper::Anycast(Ptr<Node> node, const NetworkAddress& address)
{
    const auto speaker = GetSpeaker(node);
    if (address.GetFamily() != m_family || address.IsMulticast())
    {
        throw std::invalid_argument("CoreHelper::Anycast: " + address.ToString() +
                                    ": accepted: a unicast address of the core's family");
    }
    const auto ipv4 = node->GetObject<Ipv4>();
    const auto ipv6 = node->GetObject<Ipv6>();
    const bool isIpv4 = m_family == AddressFamily::IPV4;
    const bool isThere = isIpv4 ? ipv4->GetInterfaceForAddress(address.ToIpv4()) >= 0
                                : ipv6->GetInterfaceForAddress(address.ToIpv6()) >= 0;
    if (isThere)
    {
        throw std::invalid_argument("CoreHelper::Anycast: node " + std::to_string(node->GetId()) +
                                    " has " + address.ToString() +
                                    " already: accepted: one that no interface of it has");
    }
    // The loopback interface is the first, and always there.
    if (isIpv4)
    {
        ipv4->AddAddress(0, Ipv4InterfaceAddress(address.ToIpv4(), Ipv4Mask::GetOnes()));
    }
    else
    {
        // What comes in elsewhere is for the address, too; releases without the attribute do so.
        ipv6->SetAttributeFailSafe("StrongEndSystemModel", BooleanValue(false));
        ipv6->AddAddress(0, Ipv6InterfaceAddress(address.ToIpv6(), Ipv6Prefix(128)));
    }
    speaker->Originate(EidPrefix::Host(address));
}

Ptr<BgpSpeaker>
CoreHelper::GetSpeaker(Ptr<Node> node)
{
    const auto speaker = node->GetObject<BgpSpeaker>();
    if (!speaker)
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " does not speak BGP: accepted: a router of a core after "
                                    "EnableBgp, or a node of AttachSpeaker");
    }
    return speaker;
}

void
CoreHelper::ReportUnreachable()
{
    for (uint32_t i = 0; i < m_routers.GetN(); i++)
    {
        CreateObject<UnreachableReporter>()->Install(m_routers.Get(i));
    }
}

Time
CoreHelper::GetConvergedTime() const
{
    const std::size_t n = m_speakers.GetN();
    if (n == 0)
    {
        return Time(0);
    }
    Time interval;
    Time start;
    for (uint32_t i = 0; i < n; i++)
    {
        const auto speaker = GetSpeaker(m_speakers.Get(i));
        interval = std::max(interval, speaker->GetAdvertisementInterval());
        for (const auto& session : speaker->GetSessions())
        {
            start = std::max(start, session->GetStartDelay());
        }
    }
    // The most sessions on a shortest way, by breadth-first search from each speaker.
    std::vector<std::vector<uint32_t>> next(n);
    for (const auto& [a, b] : m_sessions)
    {
        next[a].push_back(b);
        next[b].push_back(a);
    }
    std::size_t diameter = 0;
    for (std::size_t from = 0; from < n; from++)
    {
        std::vector<std::size_t> distance(n, n);
        std::vector<uint32_t> queue{static_cast<uint32_t>(from)};
        distance[from] = 0;
        for (std::size_t i = 0; i < queue.size(); i++)
        {
            for (const uint32_t to : next[queue[i]])
            {
                if (distance[to] == n)
                {
                    distance[to] = distance[queue[i]] + 1;
                    queue.push_back(to);
                }
            }
        }
        if (queue.size() < n)
        {
            throw std::invalid_argument("CoreHelper::GetConvergedTime: the core is in parts: "
                                        "accepted: speakers that all reach each other");
        }
        diameter = std::max(diameter, distance[queue.back()]);
    }
    // TCP's three segments, OPEN and KEEPALIVE of both ends: five times a link's delay.
    return start + m_longest * 5 + (interval + m_longest) * static_cast<int64_t>(diameter) +
           Seconds(TCP_SECONDS);
}

Time
CoreHelper::GetLastRouteChange() const
{
    Time last;
    for (uint32_t i = 0; i < m_speakers.GetN(); i++)
    {
        last = std::max(last, GetSpeaker(m_speakers.Get(i))->GetLastChange());
    }
    return last;
}

std::vector<std::size_t>
CoreHelper::GetTableSizes() const
{
    std::vector<std::size_t> sizes;
    for (uint32_t at = 0; at < m_routers.GetN(); at++)
    {
        std::size_t size = 0;
        const auto router = m_routers.Get(at);
        if (m_family == AddressFamily::IPV4)
        {
            const auto table =
                Ipv4StaticRoutingHelper().GetStaticRouting(router->GetObject<Ipv4>());
            for (uint32_t i = 0; i < table->GetNRoutes(); i++)
            {
                size += table->GetRoute(i).GetInterface() > 0;
            }
        }
        else
        {
            const auto table =
                Ipv6StaticRoutingHelper().GetStaticRouting(router->GetObject<Ipv6>());
            for (uint32_t i = 0; i < table->GetNRoutes(); i++)
            {
                const auto route = table->GetRoute(i);
                size += route.GetInterface() > 0 && !route.GetDestNetwork().IsLinkLocal();
            }
        }
        sizes.push_back(size);
    }
    return sizes;
}

int64_t
CoreHelper::AssignStreams(int64_t stream) const
{
    int64_t used = 0;
    for (uint32_t i = 0; i < m_speakers.GetN(); i++)
    {
        used += GetSpeaker(m_speakers.Get(i))->AssignStreams(stream + used);
    }
    return used;
}

} // namespace ns3
