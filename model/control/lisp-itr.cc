/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-itr.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/eid-database.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LispItr");
NS_OBJECT_ENSURE_REGISTERED(LispItr);

TypeId
LispItr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispItr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispItr>()
            .AddAttribute("MapRequestInterval",
                          "Least time between Map-Requests for an EID-prefix (RFC 9301 section "
                          "5.3: one a second).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispItr::m_interval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxRetransmits",
                          "How often a Map-Request is repeated (RFC 9301 section 5.3: 10).",
                          UintegerValue(10),
                          MakeUintegerAccessor(&LispItr::m_maxRetransmits),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("HoldTime",
                          "Silence after the last repeat (RFC 9301 section 5.3: 30 s).",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&LispItr::m_holdTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxPending",
                          "The most EID-prefixes asked for at a time. Open in the standard.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispItr::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SmrInterval",
                          "Least time between SMR-invoked Map-Requests for an EID-prefix (RFC 9301 "
                          "section 6.1: 3 s recommended).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispItr::m_smrInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxSmrsPerMapping",
                          "The most SMR-invoked Map-Requests within SmrInterval for EIDs of one "
                          "mapping: who solicits is not authenticated, and could name each host. "
                          "Open in the standard.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&LispItr::m_maxSmrs),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("RefreshAt",
                          "The part of its life after which a mapping in use is asked for again; 1 "
                          "lets it expire. Open in the standard (RFC 9301 section 5.3: before the "
                          "TTL expires).",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&LispItr::m_refreshAt),
                          MakeDoubleChecker<double>(0.1, 1))
            .AddAttribute("RefreshDirect",
                          "The first Map-Request of a refresh goes to a locator of the mapping "
                          "(RFC 9301 section 5.3), further ones to a Map-Resolver; false: all.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispItr::m_refreshDirect),
                          MakeBooleanChecker())
            .AddAttribute("OwnTtl",
                          "Minutes to keep a mapping whose TTL leaves that to the ITR (RFC 9301 "
                          "section 5.4). 24 hours is what deployed routers take.",
                          UintegerValue(LISP_DEFAULT_TTL_MINUTES),
                          MakeUintegerAccessor(&LispItr::m_ownTtl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "BroadestIpv4Prefix",
                "The shortest IPv4 prefix of a mapping with locators to be believed. Open "
                "in the standard, which warns of overclaiming (RFC 9301 section 9).",
                UintegerValue(8),
                MakeUintegerAccessor(&LispItr::m_broadestIpv4),
                MakeUintegerChecker<uint8_t>(0, 32))
            .AddAttribute("BroadestIpv6Prefix",
                          "As BroadestIpv4Prefix, for IPv6.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&LispItr::m_broadestIpv6),
                          MakeUintegerChecker<uint8_t>(0, 128))
            .AddAttribute("CheckReplySource",
                          "Believe an authoritative Map-Reply only if it comes from a locator of "
                          "the mapping. An ETR may send from another of its addresses (RFC 9301 "
                          "section 5.5), so this is for networks where none does.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispItr::m_checkSource),
                          MakeBooleanChecker())
            .AddTraceSource("MapRequestSent",
                            "A Map-Request went out.",
                            MakeTraceSourceAccessor(&LispItr::m_requestTrace),
                            "ns3::LispItr::MapRequestTrace")
            .AddTraceSource("MappingLearned",
                            "A Map-Reply's mapping was taken in, or out if its TTL is 0.",
                            MakeTraceSourceAccessor(&LispItr::m_learnedTrace),
                            "ns3::LispItr::MappingTrace")
            .AddTraceSource("SmrReceived",
                            "A Solicit-Map-Request came for a mapping that is cached.",
                            MakeTraceSourceAccessor(&LispItr::m_smrTrace),
                            "ns3::LispItr::EidTrace")
            .AddTraceSource("ResolutionFailed",
                            "An EID-prefix got no answer to any Map-Request.",
                            MakeTraceSourceAccessor(&LispItr::m_failedTrace),
                            "ns3::LispItr::EidTrace");
    return tid;
}

LispItr::LispItr()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_requester(
          {m_interval, m_maxRetransmits, m_holdTime, m_maxPending},
          [this](const LispMapRequester::Attempt& attempt) { return SendMapRequest(attempt); },
          [this](const EidPrefix& prefix) { Fail(prefix); }),
      m_refresh([this](const EidPrefix& prefix) { Refresh(prefix); })
{
}

LispItr::~LispItr() = default;

void
LispItr::Install(Ptr<LispXtr> xtr)
{
    auto node = xtr->GetNode();
    if (node->GetObject<LispItr>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " has an ITR already; one a node is accepted");
    }
    m_port = LispControlPort::Of(node);
    m_xtr = xtr;
    m_port->SetHandler(LispControlPort::Role::ITR,
                       [this](const LispReception& reception) { return Receive(reception); });
    m_xtr->SetMapRequestCallback(MakeCallback(&LispItr::Resolve, this));
    node->AggregateObject(this);
}

void
LispItr::DoDispose()
{
    m_requester.Clear();
    m_refresh.Clear();
    m_expiry.Cancel();
    m_xtr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

void
LispItr::AddMapResolver(const NetworkAddress& rloc)
{
    if ((rloc.GetFamily() != AddressFamily::IPV4 && rloc.GetFamily() != AddressFamily::IPV6) ||
        rloc.IsMulticast())
    {
        throw std::invalid_argument("Map-Resolver '" + rloc.ToString() +
                                    "' is no unicast IPv4 or IPv6 address");
    }
    m_resolvers.push_back(rloc);
}

const std::vector<NetworkAddress>&
LispItr::GetMapResolvers() const
{
    return m_resolvers;
}

std::size_t
LispItr::GetPending() const
{
    return m_requester.GetPending();
}

int64_t
LispItr::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
LispItr::Resolve(const EidPrefix& eid, const NetworkAddress& sourceEid)
{
    switch (m_requester.Ask(eid, sourceEid, LispMapRequester::Purpose::MISS))
    {
    case LispMapRequester::Outcome::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL, sourceEid, "map-request for " + eid.ToString());
        m_xtr->ResolutionFailed(eid);
        break;
    case LispMapRequester::Outcome::HOLDING:
        // Nobody answered a moment ago; packets need not wait for the next try.
        m_xtr->ResolutionFailed(eid);
        break;
    default:
        break;
    }
}

void
LispItr::Fail(const EidPrefix& prefix)
{
    m_failedTrace(prefix, NetworkAddress());
    m_xtr->ResolutionFailed(prefix);
}

uint64_t
LispItr::SendMapRequest(const LispMapRequester::Attempt& attempt)
{
    LispMapRequest request;
    // Not to be guessed by who does not see the request (RFC 9301 section 5.2): 64 random bits.
    request.nonce = static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
                    m_random->GetInteger(0, 0xffffffff);
    request.pitr = m_xtr->IsProxyItr();
    request.smrInvoked = attempt.purpose == LispMapRequester::Purpose::SMR;
    request.requests = {attempt.prefix};
    if (attempt.purpose == LispMapRequester::Purpose::MISS)
    {
        request.sourceEid = attempt.sourceEid;
    }
    for (const auto& rloc : m_xtr->GetRlocs())
    {
        if (request.itrRlocs.size() < LISP_MAX_ITR_RLOCS)
        {
            request.itrRlocs.emplace_back(rloc);
        }
    }
    if (request.itrRlocs.empty())
    {
        m_port->Drop(LispControlDrop::NO_ROUTE, NetworkAddress(), "map-request: no RLOC");
        return request.nonce;
    }

    NetworkAddress target = GetRefreshTarget(attempt);
    if (target.IsValid())
    {
        m_port->Send(request, {target, m_xtr->GetRloc(target.GetFamily()), LISP_CONTROL_PORT});
    }
    else if (m_resolvers.empty())
    {
        m_port->Drop(LispControlDrop::NO_ROUTE, NetworkAddress(), "map-request: no Map-Resolver");
    }
    else
    {
        m_lastAsked = (m_preferred + attempt.number) % m_resolvers.size();
        target = m_resolvers[m_lastAsked];
        SendEncapsulated(request, target);
    }
    m_requestTrace(attempt.prefix, attempt.purpose, attempt.number, target);
    return request.nonce;
}

NetworkAddress
LispItr::GetRefreshTarget(const LispMapRequester::Attempt& attempt) const
{
    if (attempt.purpose != LispMapRequester::Purpose::REFRESH || !m_refreshDirect ||
        attempt.number > 0)
    {
        return {};
    }
    const auto* entry = m_xtr->GetMapCache().Find(attempt.prefix);
    const auto* locator = entry && entry->locators ? entry->locators->Select(0) : nullptr;
    return locator ? locator->address : NetworkAddress();
}

void
LispItr::SendEncapsulated(const LispMapRequest& request, const NetworkAddress& resolver)
{
    const auto eid = request.requests.front().GetEidPrefix()->GetAddress();
    // The inner source is an RLOC (RFC 9301 section 5.3) of the family that the EID asked for has;
    // else the source EID.
    auto source = m_xtr->GetRloc(eid.GetFamily());
    if (!source.IsValid())
    {
        source = request.sourceEid.GetNetworkAddress().value_or(NetworkAddress());
    }
    const auto inner = LispControlPort::MakeInnerHeader(eid, source);
    m_port->Send(LispEncapsulatedControl(inner, request),
                 {resolver, m_xtr->GetRloc(resolver.GetFamily()), LISP_CONTROL_PORT});
}

void
LispItr::Refresh(const EidPrefix& prefix)
{
    const auto* entry = m_xtr->GetMapCache().Find(prefix);
    if (!entry || !entry->locators)
    {
        return;
    }
    // In use is what was looked up in the second half of the time since it came.
    const int64_t now = Simulator::Now().GetTimeStep();
    const int64_t left = entry->expires - now;
    const auto age = static_cast<int64_t>(left / (1 - m_refreshAt) * m_refreshAt);
    if (entry->hits > 0 && entry->lastUsed >= now - age / 2)
    {
        m_requester.Ask(prefix, NetworkAddress(), LispMapRequester::Purpose::REFRESH);
    }
}

void
LispItr::ArmExpiry()
{
    const Time next = m_xtr->GetMapCache().GetNextExpiry();
    // An event that comes too early arms itself again.
    if (next == Time::Max() || (!m_expiry.IsExpired() && m_expiryAt <= next))
    {
        return;
    }
    m_expiry.Cancel();
    m_expiryAt = next;
    m_expiry =
        Simulator::Schedule(std::max(next - Simulator::Now(), Time(0)), &LispItr::Expire, this);
}

void
LispItr::Expire()
{
    m_xtr->GetMapCache().ExpireUntil(Simulator::Now());
    ArmExpiry();
}

} // namespace ns3
