/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-multicast-itr.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-mapping.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispMulticastItr);

namespace
{

/// Nonces of Map-Notify messages that are remembered.
constexpr std::size_t MAX_TOLD_LISTS = 256;

} // namespace

TypeId
LispMulticastItr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispMulticastItr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispMulticastItr>()
            .AddAttribute("MapRequestInterval",
                          "Least time between Map-Requests for a source and group (RFC 9301 "
                          "section 5.3: one a second).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispMulticastItr::m_interval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxRetransmits",
                          "How often a Map-Request is repeated (RFC 9301 section 5.3: 10).",
                          UintegerValue(10),
                          MakeUintegerAccessor(&LispMulticastItr::m_maxRetransmits),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("HoldTime",
                          "Silence after the last repeat (RFC 9301 section 5.3: 30 s).",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&LispMulticastItr::m_holdTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxPending",
                          "The most sources and groups asked for at a time. Open in the standard.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&LispMulticastItr::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SmrInterval",
                          "Least time between SMR-invoked Map-Requests for a source and group (RFC "
                          "9301 section 6.1: 3 s recommended).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispMulticastItr::m_smrInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("OwnTtl",
                          "Minutes to keep a list whose TTL leaves that to the ITR (RFC 9301 "
                          "section 5.4).",
                          UintegerValue(LISP_DEFAULT_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMulticastItr::m_ownTtl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("MapRequestSent",
                            "A Map-Request went out.",
                            MakeTraceSourceAccessor(&LispMulticastItr::m_requestTrace),
                            "ns3::LispMulticastItr::MapRequestTrace")
            .AddTraceSource("MappingLearned",
                            "A replication list came, asked for or not.",
                            MakeTraceSourceAccessor(&LispMulticastItr::m_learnedTrace),
                            "ns3::LispMulticastItr::MappingTrace")
            .AddTraceSource("SmrReceived",
                            "A Solicit-Map-Request came for a list that is cached.",
                            MakeTraceSourceAccessor(&LispMulticastItr::m_smrTrace),
                            "ns3::LispMulticastItr::SmrTrace");
    return tid;
}

LispMulticastItr::LispMulticastItr()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_requester(
          {m_interval, m_maxRetransmits, m_holdTime, m_maxPending},
          [this](const Requester::Attempt& attempt) { return SendMapRequest(attempt); },
          [this](const MulticastEid& eid) { m_replicator->ResolutionFailed(eid); })
{
}

LispMulticastItr::~LispMulticastItr() = default;

void
LispMulticastItr::Install(Ptr<LispReplicator> replicator)
{
    const auto xtr = replicator ? replicator->GetXtr() : nullptr;
    const auto node = xtr ? xtr->GetNode() : nullptr;
    if (!node || !node->GetObject<LispItr>() || !node->GetObject<LispEtr>() ||
        node->GetObject<LispMulticastItr>())
    {
        throw std::invalid_argument("LISP multicast needs a node with an ITR, an ETR and their "
                                    "multicast data plane, once a node");
    }
    m_replicator = replicator;
    m_itr = node->GetObject<LispItr>();
    m_etr = node->GetObject<LispEtr>();
    m_port = LispControlPort::Of(node);
    m_port->SetHandler(LispControlPort::Role::MULTICAST_ITR,
                       [this](const LispReception& reception) { return Receive(reception); });
    m_replicator->SetRequestCallback(MakeCallback(&LispMulticastItr::Resolve, this));
    node->AggregateObject(this);
}

void
LispMulticastItr::DoDispose()
{
    m_requester.Clear();
    m_replicator = nullptr;
    m_itr = nullptr;
    m_etr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

int64_t
LispMulticastItr::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

std::size_t
LispMulticastItr::GetPending() const
{
    return m_requester.GetPending();
}

uint64_t
LispMulticastItr::GetSent() const
{
    return m_sent;
}

// ---- asking ------------------------------------------------------------------------------------

void
LispMulticastItr::Resolve(const MulticastEid& eid)
{
    switch (m_requester.Ask(eid, eid.GetSource().GetAddress(), Requester::Purpose::MISS))
    {
    case Requester::Outcome::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL,
                     eid.GetSource().GetAddress(),
                     "map-request for " + eid.ToString());
        m_replicator->ResolutionFailed(eid);
        break;
    case Requester::Outcome::HOLDING:
        // Nobody answered a moment ago; packets need not wait for the next try.
        m_replicator->ResolutionFailed(eid);
        break;
    default:
        break;
    }
}

uint64_t
LispMulticastItr::SendMapRequest(const Requester::Attempt& attempt)
{
    const auto& eid = attempt.prefix;
    const auto xtr = m_replicator->GetXtr();
    LispMapRequest request;
    // Not to be guessed by who does not see the request (RFC 9301 section 5.2): 64 random bits.
    request.nonce = static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
                    m_random->GetInteger(0, 0xffffffff);
    request.smrInvoked = attempt.purpose == Requester::Purpose::SMR;
    if (attempt.purpose == Requester::Purpose::MISS)
    {
        request.sourceEid =
            LispAddress::FromEidPrefix(EidPrefix::Host(attempt.sourceEid, eid.GetInstanceId()));
    }
    request.requests = {LispEidRecord(eid.ToLispAddress(), eid.GetSource().GetLength())};
    for (const auto& rloc : xtr->GetRlocs())
    {
        if (request.itrRlocs.size() < LISP_MAX_ITR_RLOCS)
        {
            request.itrRlocs.emplace_back(rloc);
        }
    }
    const auto& resolvers = m_itr->GetMapResolvers();
    if (request.itrRlocs.empty() || resolvers.empty())
    {
        m_port->Drop(LispControlDrop::NO_ROUTE,
                     NetworkAddress(),
                     request.itrRlocs.empty() ? "map-request: no RLOC"
                                              : "map-request: no Map-Resolver");
        return request.nonce;
    }
    const auto& resolver = resolvers[attempt.number % resolvers.size()];
    const auto& group = eid.GetGroup().GetAddress();
    const auto inner = LispControlPort::MakeInnerHeader(group, xtr->GetRloc(group.GetFamily()));
    m_port->Send(LispEncapsulatedControl(inner, request),
                 {resolver, xtr->GetRloc(resolver.GetFamily()), LISP_CONTROL_PORT});
    ++m_sent;
    m_requestTrace(eid, attempt.number, resolver);
    return request.nonce;
}

// ---- what comes --------------------------------------------------------------------------------

bool
LispMulticastItr::Receive(const LispReception& reception)
{
    if (const auto* reply = std::get_if<LispMapReply>(reception.message))
    {
        return !reply->probe && ReceiveReply(reception, *reply);
    }
    if (const auto* notify = std::get_if<LispMapNotify>(reception.message))
    {
        const bool isOurs =
            !notify->records.empty() && MulticastEid::FromLispAddress(notify->records.front().eid);
        if (isOurs)
        {
            ReceiveNotify(reception, *notify);
        }
        return isOurs;
    }
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    if (!request || !request->smr || reception.encapsulation || request->requests.empty())
    {
        return false;
    }
    const auto eid = MulticastEid::FromLispAddress(request->requests.front().eid);
    if (eid)
    {
        ReceiveSmr(reception, *eid);
    }
    return eid.has_value();
}

bool
LispMulticastItr::ReceiveReply(const LispReception& reception, const LispMapReply& reply)
{
    const auto asked = m_requester.Find(reply.nonce);
    if (!asked)
    {
        return false;
    }
    for (const auto& record : reply.records)
    {
        const auto eid = MulticastEid::FromLispAddress(record.eid);
        if (eid && eid->Covers(*asked))
        {
            m_requester.Answered(*asked);
            // A list of any source is kept for the source that was asked for (RFC 8378 section 8).
            Learn(*asked, record, reception.source, false);
            return true;
        }
    }
    m_port->Drop(LispControlDrop::REPLY_NOT_COVERING, reception.source, asked->ToString());
    return true;
}

void
LispMulticastItr::ReceiveNotify(const LispReception& reception, const LispMapNotify& notify)
{
    if (notify.authentication.algorithm == LispAlgorithm::NONE)
    {
        m_port->Drop(LispControlDrop::NOT_SIGNED, reception.source, "map-notify");
        return;
    }
    const std::string* secret = nullptr;
    for (const auto& server : m_etr->GetRegistrar().GetMapServers())
    {
        if (VerifyLispMessage(reception.octets->data(),
                              reception.octets->size(),
                              *reception.decoded,
                              server.key.secret) == LispAuthenticationResult::VALID)
        {
            secret = &server.key.secret;
            break;
        }
    }
    if (!secret)
    {
        m_port->Drop(LispControlDrop::BAD_SIGNATURE, reception.source, "map-notify");
        return;
    }
    LispMapNotifyAck ack;
    static_cast<LispMapNotify&>(ack) = notify;
    m_port->SendOctets(ack,
                       EncodeSignedLispMessage(ack, *secret),
                       {reception.source, reception.destination, LISP_CONTROL_PORT});
    // A repetition is acknowledged again, but what it says may be out of date by now.
    if (std::count(m_told.begin(), m_told.end(), notify.nonce) > 0)
    {
        return;
    }
    m_told.push_back(notify.nonce);
    if (m_told.size() > MAX_TOLD_LISTS)
    {
        m_told.pop_front();
    }
    for (const auto& record : notify.records)
    {
        const auto eid = MulticastEid::FromLispAddress(record.eid);
        if (!eid)
        {
            m_port->Drop(LispControlDrop::BAD_EID, reception.source, record.eid.ToString());
        }
        else if (m_replicator->GetCache().Find(*eid))
        {
            // Of other sources nobody here sends; when one does, the mapping system is asked.
            Learn(*eid, record, reception.source, true);
        }
    }
}

void
LispMulticastItr::Learn(const MulticastEid& eid,
                        const LispMappingRecord& record,
                        const NetworkAddress& source,
                        bool isNotify)
{
    const uint32_t minutes = record.ttl == LISP_TTL_RECEIVER_DECIDES ? m_ownTtl : record.ttl;
    m_replicator->GetCache().Insert(eid,
                                    ReadReplicationList(record),
                                    LispTtlToTime(minutes),
                                    Simulator::Now());
    m_learnedTrace(record, source, isNotify);
    if (minutes == 0)
    {
        m_replicator->ResolutionFailed(eid);
    }
    else
    {
        m_replicator->MappingChanged(eid);
    }
}

void
LispMulticastItr::ReceiveSmr(const LispReception& reception, const MulticastEid& eid)
{
    if (!m_replicator->GetCache().Find(eid))
    {
        m_port->Drop(LispControlDrop::SMR_WITHOUT_MAPPING, reception.source, eid.ToString());
        return;
    }
    if (!m_smrLimit.Allow(eid, Simulator::Now(), m_smrInterval))
    {
        m_port->Drop(LispControlDrop::SMR_RATE, reception.source, eid.ToString());
        return;
    }
    m_smrTrace(eid, reception.source);
    m_requester.Ask(eid, NetworkAddress(), Requester::Purpose::SMR);
}

} // namespace ns3
