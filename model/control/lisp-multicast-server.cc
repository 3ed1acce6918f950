/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-multicast-server.h"

#include "ns3/lisp-mapping.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispMulticastServer);

TypeId
LispMulticastServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispMulticastServer")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispMulticastServer>()
            .AddAttribute("RegistrationTimeout",
                          "How long a registration lasts (RFC 9301 section 8.2: 3 minutes).",
                          TimeValue(Minutes(3)),
                          MakeTimeAccessor(&LispMulticastServer::SetTimeout,
                                           &LispMulticastServer::GetTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxEntries",
                          "The most multicast entries registered, and routers of one. Open in the "
                          "standard.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispMulticastServer::SetMaxEntries,
                                               &LispMulticastServer::GetMaxEntries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxSources",
                          "The most sources and groups remembered as asked for. Open in the "
                          "standard; those beyond hear of a change when their answer's TTL ends.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispMulticastServer::m_maxSources),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("NoReceiversTtl",
                          "TTL of an answer for a group without receivers, in minutes. Open in RFC "
                          "8378; of an EID that is not registered it is 1 (RFC 9301 section 8.3).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LispMulticastServer::m_emptyTtl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MapReplyInterval",
                          "Least time between Map-Replies to an ITR-RLOC for a source and group: "
                          "as of LispMapServer (RFC 9301 section 5.4).",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&LispMulticastServer::m_replyInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("NotifyInterval",
                          "Between the first Map-Notifies (RFC 9301 section 5.7: 3 s).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispMulticastServer::m_notifyInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("NotifyRepeats",
                          "Map-Notifies at that interval (RFC 9301 section 5.7: 3).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispMulticastServer::m_notifyRepeats),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("NotifyBackoffs",
                          "Further ones at doubled intervals (RFC 9301 section 5.7: 3).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispMulticastServer::m_notifyBackoffs),
                          MakeUintegerChecker<uint32_t>(0, 20))
            .AddAttribute("MaxNotifications",
                          "The most Map-Notifies that wait to be acknowledged. Open in the "
                          "standard.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispMulticastServer::m_maxNotifications),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Registration",
                            "A router was added, changed, taken back or timed out.",
                            MakeTraceSourceAccessor(&LispMulticastServer::m_registrationTrace),
                            "ns3::LispMulticastServer::RegistrationTrace")
            .AddTraceSource("Refused",
                            "A Map-Register was not believed.",
                            MakeTraceSourceAccessor(&LispMulticastServer::m_refusedTrace),
                            "ns3::LispMulticastServer::PeerTrace")
            .AddTraceSource("Notified",
                            "A source's site, or a router that replicates, is told of a change.",
                            MakeTraceSourceAccessor(&LispMulticastServer::m_notifiedTrace),
                            "ns3::LispMulticastServer::PeerTrace")
            .AddTraceSource("Answered",
                            "A Map-Request was answered.",
                            MakeTraceSourceAccessor(&LispMulticastServer::m_answeredTrace),
                            "ns3::LispMulticastServer::PeerTrace");
    return tid;
}

LispMulticastServer::LispMulticastServer()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_deadlines([this](const MulticastEid& eid) { Expire(eid); }),
      m_notifyQueue({m_notifyInterval, m_notifyRepeats, m_notifyBackoffs, m_maxNotifications},
                    nullptr)
{
}

LispMulticastServer::~LispMulticastServer() = default;

void
LispMulticastServer::Install(Ptr<Node> node)
{
    if (!node || !node->GetObject<LispMapServer>() || node->GetObject<LispMulticastServer>())
    {
        throw std::invalid_argument("multicast registrations need a node that is a Map-Server, "
                                    "once a node");
    }
    m_server = node->GetObject<LispMapServer>();
    m_port = LispControlPort::Of(node);
    m_port->SetHandler(LispControlPort::Role::MULTICAST_SERVER,
                       [this](const LispReception& reception) { return Receive(reception); });
    node->AggregateObject(this);
}

void
LispMulticastServer::DoDispose()
{
    m_notifyQueue.Clear();
    m_deadlines.Clear();
    m_server = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

void
LispMulticastServer::Admit(const std::string& site, const MulticastEid& range)
{
    m_admitted.emplace_back(site, range);
}

void
LispMulticastServer::AdmitSite(const std::string& site)
{
    m_admittedSites.insert(site);
}

const MulticastRegistrations&
LispMulticastServer::GetRegistrations() const
{
    return m_registrations;
}

std::size_t
LispMulticastServer::GetInterests() const
{
    return m_interests;
}

std::size_t
LispMulticastServer::GetPendingNotifies() const
{
    return m_notifyQueue.GetSize();
}

int64_t
LispMulticastServer::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

uint64_t
LispMulticastServer::MakeNonce()
{
    return static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
           m_random->GetInteger(0, 0xffffffff);
}

void
LispMulticastServer::SetTimeout(Time timeout)
{
    m_timeout = timeout;
    m_registrations.SetTimeout(timeout);
}

Time
LispMulticastServer::GetTimeout() const
{
    return m_timeout;
}

void
LispMulticastServer::SetMaxEntries(uint32_t entries)
{
    m_maxEntries = entries;
    m_registrations.SetLimits(entries);
}

uint32_t
LispMulticastServer::GetMaxEntries() const
{
    return m_maxEntries;
}

// ---- what comes --------------------------------------------------------------------------------

bool
LispMulticastServer::Receive(const LispReception& reception)
{
    const auto isOurs = [](const auto& records) {
        return !records.empty() && MulticastEid::FromLispAddress(records.front().eid);
    };
    if (const auto* message = std::get_if<LispMapRegister>(reception.message))
    {
        if (isOurs(message->records))
        {
            ReceiveRegister(reception, *message);
            return true;
        }
        return false;
    }
    if (const auto* ack = std::get_if<LispMapNotifyAck>(reception.message))
    {
        if (!isOurs(ack->records))
        {
            return false;
        }
        if (const auto reason = m_notifyQueue.Acknowledge(reception, *ack))
        {
            m_port->Drop(*reason, reception.source, "map-notify-ack");
        }
        return true;
    }
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    if (!request || request->probe || request->smr || !isOurs(request->requests))
    {
        return false;
    }
    const auto first = MulticastEid::FromLispAddress(request->requests.front().eid);
    // Another Map-Server may have the source; the Map-Resolver on this node knows it.
    const bool isToMapServer = reception.encapsulation && reception.encapsulation->toMapServer;
    if (!isToMapServer && !m_server->GetSites().Find(first->GetSource()))
    {
        return false;
    }
    for (const auto& record : request->requests)
    {
        const auto eid = MulticastEid::FromLispAddress(record.eid);
        if (eid && eid->IsExact())
        {
            Answer(reception, *request, *eid);
        }
        else
        {
            m_port->Drop(LispControlDrop::BAD_EID, reception.source, record.eid.ToString());
        }
    }
    return true;
}

// ---- answers -----------------------------------------------------------------------------------

void
LispMulticastServer::Answer(const LispReception& reception,
                            const LispMapRequest& request,
                            const MulticastEid& asked)
{
    Remember(asked);
    if (request.dontReply)
    {
        return;
    }
    const auto rloc = m_port->ChooseItrRloc(request);
    if (!rloc)
    {
        m_port->Drop(LispControlDrop::NO_ITR_RLOC, reception.source, asked.ToString());
        return;
    }
    if (!m_replyLimit.Allow({*rloc, asked}, Simulator::Now(), m_replyInterval))
    {
        m_port->Drop(LispControlDrop::REPLY_RATE, *rloc, asked.ToString());
        return;
    }
    LispMapReply reply;
    reply.nonce = request.nonce;
    reply.records = {m_registrations.GetRecord(asked, m_emptyTtl)};
    LispControlPath path;
    path.destination = *rloc;
    path.destinationPort = reception.GetReplyPort();
    if (reception.destination.GetFamily() == rloc->GetFamily() &&
        m_port->IsLocal(reception.destination))
    {
        path.source = reception.destination;
    }
    if (m_port->Send(reply, path))
    {
        m_answeredTrace(asked, *rloc);
    }
}

void
LispMulticastServer::Remember(const MulticastEid& asked)
{
    const auto& source = asked.GetSource().GetAddress();
    // Only what has somebody to tell: a registered EID.
    const auto answer =
        m_server->GetRegistrations().Resolve(EidPrefix::Host(source, asked.GetInstanceId()), 1);
    if (asked.IsAnySource() || !answer.match)
    {
        return;
    }
    auto& sources = m_sources[asked.GetGroup()];
    const auto known = sources.find(source);
    const auto record = m_registrations.GetRecord(asked, m_emptyTtl);
    const Time until = Simulator::Now() + LispTtlToTime(record.ttl);
    if (known != sources.end())
    {
        known->second = until;
    }
    else if (m_interests < m_maxSources)
    {
        sources.emplace(source, until);
        ++m_interests;
    }
    else
    {
        m_port->Drop(LispControlDrop::TABLE_FULL, source, "map-request for " + asked.ToString());
    }
    if (sources.empty())
    {
        m_sources.erase(asked.GetGroup());
    }
}

// ---- changes -----------------------------------------------------------------------------------

void
LispMulticastServer::Tell(const MulticastEid& eid)
{
    if (eid.GetGroup().IsHost())
    {
        TellGroup(eid.GetGroup());
        return;
    }
    std::vector<EidPrefix> groups;
    for (const auto& [group, sources] : m_sources)
    {
        if (eid.GetGroup().Covers(group))
        {
            groups.push_back(group);
        }
    }
    for (const auto& group : groups)
    {
        TellGroup(group);
    }
}

void
LispMulticastServer::TellGroup(const EidPrefix& group)
{
    const auto found = m_sources.find(group);
    if (found == m_sources.end())
    {
        return;
    }
    const Time now = Simulator::Now();
    auto& sources = found->second;
    // A message has all that is to be said of the group, so that it can take an older one's place.
    std::map<NetworkAddress, LispMapNotify> messages;
    std::map<NetworkAddress, LispKey> keys;
    for (auto source = sources.begin(); source != sources.end();)
    {
        if (source->second < now)
        {
            source = sources.erase(source);
            --m_interests;
            continue;
        }
        const auto eid = MulticastEid::Of(group.GetInstanceId(), source->first, group.GetAddress());
        const auto record = m_registrations.GetRecord(eid, m_emptyTtl);
        source->second = now + LispTtlToTime(record.ttl);
        std::map<NetworkAddress, LispKey> receivers;
        FindReceivers(eid, receivers);
        for (const auto& [address, key] : receivers)
        {
            auto& message = messages[address];
            if (message.records.size() < LISP_MAX_RECORDS)
            {
                message.records.push_back(record);
                keys[address] = key;
            }
        }
        ++source;
    }
    if (sources.empty())
    {
        m_sources.erase(found);
    }
    for (auto& [address, message] : messages)
    {
        message.nonce = MakeNonce();
        const auto eid = *MulticastEid::FromLispAddress(message.records.front().eid);
        if (m_notifyQueue.Send(m_port,
                               group,
                               message,
                               keys[address],
                               {address, NetworkAddress(), LISP_CONTROL_PORT}))
        {
            m_notifiedTrace(eid, address);
        }
        else
        {
            m_port->Drop(LispControlDrop::TABLE_FULL,
                         address,
                         "map-notify about " + eid.ToString());
        }
    }
}

void
LispMulticastServer::FindReceivers(const MulticastEid& eid,
                                   std::map<NetworkAddress, LispKey>& receivers) const
{
    const auto answer = m_server->GetRegistrations().Resolve(eid.GetSource(), 1);
    if (answer.match)
    {
        for (const auto& rloc : answer.match->GetRlocs())
        {
            NetworkAddress address;
            LispKey key;
            if (m_server->FindXtr(rloc, address, key))
            {
                receivers[address] = key;
            }
        }
    }
    for (const auto& address : m_registrations.GetReplicators(eid))
    {
        const auto peer = m_peers.find(address);
        if (peer != m_peers.end())
        {
            receivers[address] = peer->second.key;
        }
    }
}

void
LispMulticastServer::Expire(const MulticastEid& due)
{
    const MulticastEid eid = due;
    const bool isChanged = m_registrations.Expire(eid, Simulator::Now());
    const Time next = m_registrations.GetExpiry(eid);
    if (next != Time::Max())
    {
        m_deadlines.Set(eid, next);
    }
    if (isChanged)
    {
        m_registrationTrace(eid, m_registrations.GetCount(eid), NetworkAddress());
        Tell(eid);
    }
}

} // namespace ns3
