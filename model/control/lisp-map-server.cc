/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-server.h"

#include "ns3/boolean.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-mapping.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LispMapServer");
NS_OBJECT_ENSURE_REGISTERED(LispMapServer);

namespace
{

/// More-specific prefixes that an answer has at most beside the match.
constexpr std::size_t MAX_MORE_SPECIFICS = 32;

/// @param site a site @return a key to sign with for it, if an xTR's own is not known
LispKey
GetFirstKey(const LispSite& site)
{
    const auto& [keyId, siteKey] = *site.keys.begin();
    LispKey key;
    key.secret = siteKey.secret;
    key.keyId = keyId;
    if (siteKey.algorithm != LispAlgorithm::NONE)
    {
        key.algorithm = siteKey.algorithm;
    }
    return key;
}

} // namespace

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
    const auto answer = m_registrations.Resolve(asked, MAX_MORE_SPECIFICS + 2);
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
    LispMapReply reply;
    reply.records.push_back(answer.match->GetRecord());
    uint32_t ttl = reply.records.front().ttl;
    for (const auto* inside : answer.moreSpecifics)
    {
        reply.records.push_back(inside->GetRecord());
        ttl = std::min(ttl, reply.records.back().ttl);
    }
    // All are to time out together (RFC 9301 section 5.5).
    for (auto& record : reply.records)
    {
        record.ttl = ttl;
    }
    if (answer.moreSpecifics.size() > MAX_MORE_SPECIFICS ||
        (reply.records.size() > 1 &&
         EncodeLispMessage(reply).size() > m_port->GetMaxMessageSize(AddressFamily::IPV4)))
    {
        // The set does not fit, and a part of it would hide prefixes: answer for the host alone.
        reply.records.resize(1);
        reply.records.front().SetEidPrefix(
            EidPrefix::Host(asked.GetAddress(), asked.GetInstanceId()));
    }
    return reply.records;
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
    std::vector<uint8_t> octets;
    LispEncapsulatedControl message;
    if (reception.encapsulation && request.requests.size() == 1)
    {
        // Forwarded as it came, but for the bits that say to whom (RFC 9301 section 12.6).
        message = *reception.encapsulation;
        octets = *reception.octets;
        octets[0] = (octets[0] & 0xf8) | 0x02;
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
        message = LispEncapsulatedControl(header, single);
        message.toEtr = true;
        octets = EncodeLispMessage(message);
    }
    if (m_port->SendOctets(message, octets, {etr, NetworkAddress(), LISP_CONTROL_PORT}))
    {
        m_forwardedTrace(asked, etr);
    }
}

const LispSite*
LispMapServer::Authenticate(const LispReception& reception,
                            const LispMapRegister& message,
                            const LispSite& owner)
{
    std::vector<const LispSite*> candidates{&owner};
    candidates.insert(candidates.end(), owner.guests.begin(), owner.guests.end());
    auto reason = LispControlDrop::UNKNOWN_KEY;
    for (const auto* site : candidates)
    {
        const auto key = site->keys.find(message.authentication.keyId);
        if (key == site->keys.end())
        {
            continue;
        }
        const auto algorithm = message.authentication.algorithm;
        const auto wanted = key->second.algorithm;
        if (algorithm == LispAlgorithm::NONE ||
            (wanted != LispAlgorithm::NONE && wanted != algorithm))
        {
            reason = LispControlDrop::NOT_SIGNED;
            continue;
        }
        if (VerifyLispMessage(reception.octets->data(),
                              reception.octets->size(),
                              *reception.decoded,
                              key->second.secret) == LispAuthenticationResult::VALID)
        {
            return site;
        }
        reason = LispControlDrop::BAD_SIGNATURE;
    }
    m_port->Drop(reason, reception.source, "map-register for site " + owner.name);
    return nullptr;
}

void
LispMapServer::ReceiveRegister(const LispReception& reception, const LispMapRegister& message)
{
    const auto first =
        message.records.empty() ? std::nullopt : message.records.front().GetEidPrefix();
    if (!first)
    {
        m_port->Drop(LispControlDrop::BAD_EID, reception.source, "map-register");
        return;
    }
    const auto refuse = [&](const EidPrefix& eid) { m_refusedTrace(eid, reception.source); };
    const auto* entry = m_sites.FindForRegistration(*first);
    if (!entry)
    {
        m_port->Drop(LispControlDrop::EID_NOT_ALLOWED, reception.source, first->ToString());
        refuse(*first);
        return;
    }
    const auto* signer = Authenticate(reception, message, entry->site);
    if (!signer)
    {
        refuse(*first);
        return;
    }

    Peer peer;
    peer.xtr = {message.xtrId, reception.source};
    peer.address = reception.source;
    peer.key.secret = signer->keys.at(message.authentication.keyId).secret;
    peer.key.algorithm = message.authentication.algorithm;
    peer.key.keyId = message.authentication.keyId;
    peer.key.layout =
        message.authentication.data.size() >= 20 ? LispKey::RFC6830 : LispKey::RFC9301;
    switch (m_replay.Check(peer.xtr, peer.key.keyId, message.nonce))
    {
    case LispReplayGuard::REPEAT:
        Acknowledge(reception, message, message.records, peer);
        return;
    case LispReplayGuard::REPLAY:
        m_port->Drop(LispControlDrop::REPLAYED_NONCE, reception.source, first->ToString());
        refuse(*first);
        return;
    case LispReplayGuard::FULL:
        m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, "map-register");
        return;
    case LispReplayGuard::FRESH:
        break;
    }
    Remember(peer, message);

    std::vector<LispMappingRecord> taken;
    for (const auto& record : message.records)
    {
        const auto eid = record.GetEidPrefix();
        const auto* owner = eid ? m_sites.FindForRegistration(*eid) : nullptr;
        const bool allowed =
            owner && (&owner->site == signer ||
                      std::count(owner->site.guests.begin(), owner->site.guests.end(), signer) > 0);
        if (!allowed)
        {
            m_port->Drop(LispControlDrop::EID_NOT_ALLOWED,
                         reception.source,
                         record.eid.ToPrefixString(record.maskLength));
            refuse(eid.value_or(EidPrefix()));
            continue;
        }
        if (IsStale(peer, record))
        {
            m_port->Drop(LispControlDrop::STALE_REGISTER, reception.source, eid->ToString());
            continue;
        }
        const auto result =
            m_registrations.Register(message, record, reception.source, Simulator::Now());
        if (result.outcome == LispRegisterOutcome::FULL)
        {
            m_port->Drop(LispControlDrop::TABLE_FULL, reception.source, eid->ToString());
            continue;
        }
        // What this xTR was to be told of the EID is out of date now.
        m_notifyQueue.Cancel(*eid, peer.address);
        m_registrationTrace(result, reception.source);
        TellOthers(result, &peer);
        taken.push_back(message.merge && result.registration ? result.registration->GetRecord()
                                                             : record);
    }
    ArmExpiry();
    if (!taken.empty())
    {
        Acknowledge(reception, message, std::move(taken), peer);
    }
}

void
LispMapServer::Remember(const Peer& peer, const LispMapRegister& message)
{
    std::set<NetworkAddress> addresses{peer.address};
    for (const auto& record : message.records)
    {
        for (const auto& locator : record.locators)
        {
            const auto address = locator.GetNetworkAddress();
            if (locator.local && address)
            {
                addresses.insert(*address);
            }
        }
    }
    for (const auto& address : addresses)
    {
        const auto known = m_peers.find(address);
        if (known != m_peers.end())
        {
            known->second = peer;
        }
        else if (m_peers.size() < m_maxPeers)
        {
            m_peers.emplace(address, peer);
        }
    }
}

bool
LispMapServer::IsStale(const Peer& peer, const LispMappingRecord& record) const
{
    const auto since = m_notifyQueue.GetPendingSince(*record.GetEidPrefix(), peer.address);
    return record.ttl != 0 && since && Simulator::Now() < *since + m_notifyInterval;
}

void
LispMapServer::Acknowledge(const LispReception& reception,
                           const LispMapRegister& message,
                           std::vector<LispMappingRecord> records,
                           const Peer& peer)
{
    if (!message.wantMapNotify)
    {
        return;
    }
    LispMapNotify notify;
    notify.nonce = message.nonce;
    notify.authentication = peer.key.MakeField();
    notify.records = std::move(records);
    notify.xtrId = message.xtrId;
    // To port 4342, whatever the source port was (RFC 9301 section 8.2).
    m_port->SendOctets(notify,
                       EncodeSignedLispMessage(notify, peer.key.secret),
                       {reception.source, reception.destination, LISP_CONTROL_PORT});
}

void
LispMapServer::TellOthers(const LispRegisterResult& result, const Peer* sender)
{
    if (!m_notifyFormer || result.outcome == LispRegisterOutcome::REFRESHED)
    {
        return;
    }
    std::vector<NetworkAddress> rlocs;
    LispMappingRecord record;
    if (result.registration)
    {
        record = result.registration->GetRecord();
        rlocs = result.formerRlocs;
        // Those whose locators were merged learn of the whole set.
        for (const auto& registrant : result.registration->registrants)
        {
            if (registrant.merge)
            {
                rlocs.push_back(registrant.xtr.source);
            }
        }
        if (!result.formerRlocs.empty())
        {
            AddHomeXtrs(*result.registration, rlocs);
        }
    }
    else
    {
        // Packets go where a shorter prefix says again: its xTRs may have put the EID aside.
        const auto covering = m_registrations.Resolve(result.eid);
        if (!covering.match)
        {
            return;
        }
        record.SetEidPrefix(result.eid);
        record.ttl = 0;
        for (const auto& registrant : covering.match->registrants)
        {
            rlocs.push_back(registrant.xtr.source);
        }
    }
    // Once for each xTR, at the address that it registers from.
    std::set<NetworkAddress> told;
    for (const auto& rloc : rlocs)
    {
        const auto peer = m_peers.find(rloc);
        const auto& address = peer == m_peers.end() ? rloc : peer->second.address;
        const bool isSender =
            sender && (address == sender->address ||
                       (peer != m_peers.end() && peer->second.xtr == sender->xtr));
        if (!isSender && told.insert(address).second)
        {
            Notify(result.eid, record, address);
        }
    }
}

void
LispMapServer::AddHomeXtrs(const LispRegistration& registration,
                           std::vector<NetworkAddress>& rlocs) const
{
    const auto here = registration.GetRlocs();
    m_registrations.GetEntries().ForEachCovering(
        registration.prefix,
        [&](const LispRegistration& covering) {
            for (const auto& registrant : covering.registrants)
            {
                const auto& source = registrant.xtr.source;
                if (&covering != &registration &&
                    std::find(here.begin(), here.end(), source) != here.end())
                {
                    rlocs.push_back(source);
                }
            }
        });
}

void
LispMapServer::Notify(const EidPrefix& eid,
                      const LispMappingRecord& record,
                      const NetworkAddress& rloc)
{
    const auto peer = m_peers.find(rloc);
    const auto* entry = m_sites.Find(eid);
    if (peer == m_peers.end() && !entry)
    {
        return;
    }
    LispMapNotify message;
    message.nonce = MakeNonce();
    message.records = {record};
    const auto key = peer == m_peers.end() ? GetFirstKey(entry->site) : peer->second.key;
    if (m_notifyQueue.Send(m_port, eid, message, key, {rloc, NetworkAddress(), LISP_CONTROL_PORT}))
    {
        m_notifiedTrace(eid, rloc);
    }
    else
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, rloc, "map-notify about " + eid.ToString());
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
