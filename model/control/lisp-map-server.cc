/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-server.h"

#include "ns3/boolean.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-mapping.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispMapServer);

TypeId
LispMapServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispMapServer")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispMapServer>()
            .AddAttribute("RegistrationTimeout",
                          "How long a registration lasts that does not say so itself (RFC 9301 "
                          "section 8.2: 3 minutes).",
                          TimeValue(Minutes(3)),
                          MakeTimeAccessor(&LispMapServer::SetTimeout, &LispMapServer::GetTimeout),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("NotifyInterval",
                          "Between the first repeats of an unsolicited Map-Notify (RFC 9301 "
                          "section 5.7: 3 s).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispMapServer::m_notifyInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("NotifyRepeats",
                          "Repeats at NotifyInterval (RFC 9301 section 5.7: 3).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispMapServer::m_notifyRepeats),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("NotifyBackoffs",
                          "Further repeats, each after twice the time (RFC 9301 section 5.7: 3).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispMapServer::m_notifyBackoffs),
                          MakeUintegerChecker<uint32_t>(0, 16))
            .AddAttribute("MaxNotifications",
                          "The most Map-Notify messages that wait for their acknowledgement. Open "
                          "in the standard.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispMapServer::m_maxNotifications),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("NotifyFormerXtrs",
                          "Tell the xTRs that EIDs have left them, and those of a merged "
                          "registration of each other (RFC 9301 section 5.7).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispMapServer::m_notifyFormer),
                          MakeBooleanChecker())
            .AddAttribute("MaxPeers",
                          "The most locators whose xTR and key are remembered. Open in the "
                          "standard.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&LispMapServer::m_maxPeers),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MapReplyInterval",
                          "Least time between Map-Replies to an ITR-RLOC for an EID-prefix. RFC "
                          "9301 section 5.4 recommends 3 s for each ITR-RLOC, which would leave an "
                          "ITR that asks for two EIDs waiting; the default is half the second "
                          "after which an ITR repeats.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&LispMapServer::m_replyInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("NoSuchEidTtl",
                          "Minutes that a Negative Map-Reply holds for an EID that is none (RFC "
                          "9301 section 8.3: 15).",
                          UintegerValue(LISP_NEGATIVE_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMapServer::m_noSuchEidTtl),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("NotRegisteredTtl",
                          "Minutes that a Negative Map-Reply holds for an EID-prefix that nobody "
                          "has registered (RFC 9301 section 8.3: 1).",
                          UintegerValue(LISP_UNREGISTERED_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMapServer::m_notRegisteredTtl),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("InfoTtl",
                          "Minutes that an Info-Reply holds. Open in "
                          "draft-ermagan-lisp-nat-traversal; the default is that of mappings.",
                          UintegerValue(LISP_DEFAULT_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMapServer::m_infoTtl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Registration",
                            "An EID-prefix was registered, refreshed, changed, withdrawn, or its "
                            "time was up.",
                            MakeTraceSourceAccessor(&LispMapServer::m_registrationTrace),
                            "ns3::LispMapServer::RegistrationTrace")
            .AddTraceSource("Refused",
                            "A Map-Register was not believed; the control port says why.",
                            MakeTraceSourceAccessor(&LispMapServer::m_refusedTrace),
                            "ns3::LispMapServer::EidTrace")
            .AddTraceSource("Forwarded",
                            "A Map-Request was forwarded to an ETR.",
                            MakeTraceSourceAccessor(&LispMapServer::m_forwardedTrace),
                            "ns3::LispMapServer::EidTrace")
            .AddTraceSource("Notified",
                            "An xTR is told of a change by an unsolicited Map-Notify.",
                            MakeTraceSourceAccessor(&LispMapServer::m_notifiedTrace),
                            "ns3::LispMapServer::EidTrace")
            .AddTraceSource("Answered",
                            "A Map-Request was answered by a Map-Reply.",
                            MakeTraceSourceAccessor(&LispMapServer::m_answeredTrace),
                            "ns3::LispMapServer::AnswerTrace");
    return tid;
}

LispMapServer::LispMapServer()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_registrations(m_sites),
      m_notifyQueue({m_notifyInterval, m_notifyRepeats, m_notifyBackoffs, m_maxNotifications}, {}),
      m_replier(m_replyInterval)
{
}

LispMapServer::~LispMapServer() = default;

void
LispMapServer::Install(Ptr<Node> node)
{
    if (node->GetObject<LispMapServer>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " is a Map-Server already; one a node is accepted");
    }
    m_port = LispControlPort::Of(node);
    m_node = node;
    m_port->SetHandler(LispControlPort::Role::MAP_SERVER,
                       [this](const LispReception& reception) { return Receive(reception); });
    node->AggregateObject(this);
}

void
LispMapServer::DoDispose()
{
    m_notifyQueue.Clear();
    m_expiry.Cancel();
    m_port = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

LispSiteTable&
LispMapServer::GetSites()
{
    return m_sites;
}

const LispRegistrations&
LispMapServer::GetRegistrations() const
{
    return m_registrations;
}

int64_t
LispMapServer::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
LispMapServer::SetTimeout(Time timeout)
{
    m_timeout = timeout;
    m_registrations.SetTimeout(timeout);
}

Time
LispMapServer::GetTimeout() const
{
    return m_timeout;
}

uint64_t
LispMapServer::MakeNonce()
{
    return static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
           m_random->GetInteger(0, 0xffffffff);
}

bool
LispMapServer::Receive(const LispReception& reception)
{
    if (const auto* message = std::get_if<LispMapRegister>(reception.message))
    {
        ReceiveRegister(reception, *message);
        return true;
    }
    if (const auto* request = std::get_if<LispMapRequest>(reception.message))
    {
        return ReceiveRequest(reception, *request);
    }
    const auto* info = std::get_if<LispInfoMessage>(reception.message);
    if (info && !info->reply && !reception.encapsulation)
    {
        ReceiveInfo(reception, *info);
        return true;
    }
    if (const auto* ack = std::get_if<LispMapNotifyAck>(reception.message))
    {
        if (const auto reason = m_notifyQueue.Acknowledge(reception, *ack))
        {
            m_port->Drop(*reason, reception.source, "map-notify-ack");
        }
        return true;
    }
    return false;
}

bool
LispMapServer::ReceiveRequest(const LispReception& reception, const LispMapRequest& request)
{
    if (request.probe || request.smr || (reception.encapsulation && reception.encapsulation->toEtr))
    {
        return false;
    }
    // A plain Map-Request can be for the ETR beside this role, about EIDs of another Map-Server.
    const auto isKnown = [this](const LispEidRecord& record) {
        const auto eid = record.GetEidPrefix();
        return eid && m_sites.Find(*eid);
    };
    if (!reception.encapsulation && m_port->HasRole(LispControlPort::Role::ETR) &&
        std::none_of(request.requests.begin(), request.requests.end(), isKnown))
    {
        return false;
    }
    for (const auto& record : request.requests)
    {
        const auto eid = record.GetEidPrefix();
        if (eid)
        {
            Resolve(reception, request, *eid);
        }
        else
        {
            m_port->Drop(LispControlDrop::BAD_EID, reception.source, record.eid.ToString());
        }
    }
    return true;
}

void
LispMapServer::Resolve(const LispReception& reception,
                       const LispMapRequest& request,
                       const EidPrefix& asked)
{
    const auto answer = m_registrations.Resolve(asked, LispMapReplier::MAX_MORE_SPECIFICS + 2);
    std::vector<LispMappingRecord> records;
    switch (answer.kind)
    {
    case LispRegistryAnswer::NO_SUCH_EID:
        records = {LispMapReplier::MakeNegative(answer.hole, m_noSuchEidTtl)};
        break;
    case LispRegistryAnswer::NOT_REGISTERED:
        records = {LispMapReplier::MakeNegative(answer.hole, m_notRegisteredTtl)};
        break;
    case LispRegistryAnswer::REGISTERED:
        // An ITR can ask for the site's own word (RFC 9301 section 5.2, A).
        if (request.authoritative || !answer.match->WantsProxyReply())
        {
            Forward(reception, request, asked, *answer.match);
            return;
        }
        records = MakeRecords(answer, asked);
        break;
    }
    if (request.dontReply)
    {
        return;
    }
    const auto record = records.front();
    if (m_replier.Send(*m_port, reception, request, asked, std::move(records)))
    {
        m_answeredTrace(asked, record);
    }
}

std::vector<LispMappingRecord>
LispMapServer::MakeRecords(const LispRegistryAnswer& answer, const EidPrefix& asked) const
{
    std::vector<LispMappingRecord> records = {answer.match->GetRecord()};
    uint32_t ttl = records.front().ttl;
    for (const auto* inside : answer.moreSpecifics)
    {
        records.push_back(inside->GetRecord());
        ttl = std::min(ttl, records.back().ttl);
    }
    // All are to time out together (RFC 9301 section 5.5).
    for (auto& record : records)
    {
        record.ttl = ttl;
    }
    LispMapReplier::FitMoreSpecifics(records, asked, *m_port);
    return records;
}

void
LispMapServer::Forward(const LispReception& reception,
                       const LispMapRequest& request,
                       const EidPrefix& asked,
                       const LispRegistration& registration)
{
    // To one of the registered ETRs (RFC 9301 section 8.3): in turn, so that an ITR that repeats
    // reaches another one.
    const auto& registrants = registration.registrants;
    const auto& etr = registrants[m_rotation++ % registrants.size()].xtr.source;
    const LispControlPath path{etr, NetworkAddress(), LISP_CONTROL_PORT};
    bool isSent = false;
    if (reception.encapsulation && request.requests.size() == 1)
    {
        // Forwarded as it came, but for the bits that say to whom (RFC 9301 section 12.6).
        auto octets = *reception.octets;
        octets[0] = (octets[0] & 0xf8) | 0x02;
        isSent = m_port->SendOctets(*reception.encapsulation, octets, path);
    }
    else
    {
        LispMapRequest single = request;
        single.requests = {LispEidRecord(asked)};
        const auto header = reception.encapsulation
                                ? reception.encapsulation->header
                                : LispControlPort::MakeInnerHeader(asked.GetAddress(),
                                                                   reception.source,
                                                                   reception.sourcePort);
        LispEncapsulatedControl message(header, single);
        message.toEtr = true;
        isSent = m_port->Send(message, path);
    }
    if (isSent)
    {
        m_forwardedTrace(asked, etr);
    }
}

void
LispMapServer::ArmExpiry()
{
    // Most changes put a registration off: the event then comes too early, and arms itself again.
    const Time next = m_registrations.GetNextExpiry();
    if (next == Time::Max() || (!m_expiry.IsExpired() && m_expiryAt <= next))
    {
        return;
    }
    m_expiry.Cancel();
    m_expiryAt = next;
    m_expiry = Simulator::Schedule(std::max(next - Simulator::Now(), Time(0)),
                                   &LispMapServer::Expire,
                                   this);
}

void
LispMapServer::Expire()
{
    for (const auto& result : m_registrations.ExpireUntil(Simulator::Now()))
    {
        m_registrationTrace(result, NetworkAddress());
        TellOthers(result, nullptr);
    }
    ArmExpiry();
}

} // namespace ns3
