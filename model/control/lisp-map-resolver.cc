/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-resolver.h"

#include "lisp-map-server.h"

#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispMapResolver);

TypeId
LispMapResolver::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispMapResolver")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispMapResolver>()
            .AddAttribute("MapReplyInterval",
                          "Least time between Map-Replies to an ITR-RLOC for an EID-prefix: see "
                          "the Map-Server's attribute of this name (RFC 9301 section 5.4).",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&LispMapResolver::m_replyInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("NoSuchEidTtl",
                          "Minutes that a Negative Map-Reply holds (RFC 9301 section 8.4: 15).",
                          UintegerValue(LISP_NEGATIVE_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMapResolver::m_noSuchEidTtl),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Forwarded",
                            "A Map-Request was forwarded to a Map-Server.",
                            MakeTraceSourceAccessor(&LispMapResolver::m_forwardedTrace),
                            "ns3::LispMapResolver::ForwardedTrace")
            .AddTraceSource("Answered",
                            "A Map-Request was answered: no such EID.",
                            MakeTraceSourceAccessor(&LispMapResolver::m_answeredTrace),
                            "ns3::LispMapResolver::AnsweredTrace");
    return tid;
}

LispMapResolver::LispMapResolver()
    : m_replier(m_replyInterval)
{
}

LispMapResolver::~LispMapResolver() = default;

void
LispMapResolver::Install(Ptr<Node> node)
{
    if (node->GetObject<LispMapResolver>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " is a Map-Resolver already; one a node is accepted");
    }
    m_port = LispControlPort::Of(node);
    m_node = node;
    m_port->SetHandler(LispControlPort::Role::MAP_RESOLVER,
                       [this](const LispReception& reception) { return Receive(reception); });
    node->AggregateObject(this);
}

void
LispMapResolver::DoDispose()
{
    m_port = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
LispMapResolver::AddMapServer(const EidPrefix& prefix, const NetworkAddress& mapServer)
{
    if ((mapServer.GetFamily() != AddressFamily::IPV4 &&
         mapServer.GetFamily() != AddressFamily::IPV6) ||
        mapServer.IsMulticast())
    {
        throw std::invalid_argument("Map-Server '" + mapServer.ToString() +
                                    "' is no unicast IPv4 or IPv6 address");
    }
    auto* delegation = m_delegations.Emplace(prefix).first;
    if (!delegation)
    {
        throw std::invalid_argument("bad EID-prefix '" + prefix.ToString() +
                                    "': expected one such as 192.0.2.0/24");
    }
    delegation->mapServers.push_back(mapServer);
}

bool
LispMapResolver::Receive(const LispReception& reception)
{
    const auto* request = std::get_if<LispMapRequest>(reception.message);
    if (!request || !reception.encapsulation || request->smr || reception.encapsulation->toEtr ||
        reception.encapsulation->toMapServer)
    {
        return false;
    }
    for (const auto& record : request->requests)
    {
        const auto eid = record.GetEidPrefix();
        if (const auto entry = MulticastEid::FromLispAddress(record.eid))
        {
            // The source determines the Map-Server (RFC 8378 section 5.1.2).
            ForwardMulticast(reception, *request, *entry);
            continue;
        }
        if (eid)
        {
            Resolve(reception, *request, *eid);
        }
        else
        {
            m_port->Drop(LispControlDrop::BAD_EID, reception.source, record.eid.ToString());
        }
    }
    return true;
}

void
LispMapResolver::Resolve(const LispReception& reception,
                         const LispMapRequest& request,
                         const EidPrefix& asked)
{
    const uint32_t instanceId = asked.GetInstanceId();
    auto* delegation = m_delegations.Lookup(instanceId, asked.GetAddress());
    auto mapServer = m_node->GetObject<LispMapServer>();
    const auto* site =
        mapServer ? mapServer->GetSites().Find(EidPrefix::Host(asked.GetAddress(), instanceId))
                  : nullptr;
    if (site && (!delegation || site->prefix.GetLength() >= delegation->prefix.GetLength()))
    {
        mapServer->Resolve(reception, request, asked);
        return;
    }
    if (delegation)
    {
        Forward(reception, request, asked, *delegation);
        return;
    }
    if (!mapServer && m_delegations.GetSize() == 0)
    {
        m_port->Drop(LispControlDrop::NO_ROUTE, reception.source, "no Map-Server is known");
        return;
    }
    // The widest prefix that has nothing known inside (RFC 9301 section 8.4): here and there.
    const EidPrefix within = mapServer ? mapServer->GetSites().GetHole(asked) : EidPrefix();
    const auto hole = m_delegations.GetWidestHole(instanceId, asked.GetAddress(), within)
                          .value_or(EidPrefix::Host(asked.GetAddress(), instanceId));
    if (!request.dontReply && m_replier.Send(*m_port,
                                             reception,
                                             request,
                                             asked,
                                             {LispMapReplier::MakeNegative(hole, m_noSuchEidTtl)}))
    {
        m_answeredTrace(asked, hole);
    }
}

void
LispMapResolver::ForwardMulticast(const LispReception& reception,
                                  const LispMapRequest& request,
                                  const MulticastEid& asked)
{
    auto* delegation = m_delegations.Lookup(asked.GetInstanceId(), asked.GetSource().GetAddress());
    if (delegation && request.requests.size() == 1)
    {
        Forward(reception, request, asked.GetSource(), *delegation);
        return;
    }
    m_port->Drop(LispControlDrop::NO_ROUTE,
                 reception.source,
                 "no Map-Server is known for " + asked.ToString());
}

void
LispMapResolver::Forward(const LispReception& reception,
                         const LispMapRequest& request,
                         const EidPrefix& asked,
                         Delegation& delegation)
{
    const auto& mapServer = delegation.mapServers[delegation.next++ % delegation.mapServers.size()];
    LispEncapsulatedControl message = *reception.encapsulation;
    message.toMapServer = true;
    const LispControlPath path{mapServer, NetworkAddress(), LISP_CONTROL_PORT};
    bool isSent = false;
    if (request.requests.size() == 1)
    {
        // As it came, but for the bit that says to whom (RFC 9301 section 12.6).
        auto octets = *reception.octets;
        octets[0] |= 0x01;
        isSent = m_port->SendOctets(message, octets, path);
    }
    else
    {
        LispMapRequest single = request;
        single.requests = {LispEidRecord(asked)};
        message.inner = std::make_shared<const LispMessage>(std::move(single));
        isSent = m_port->Send(message, path);
    }
    if (isSent)
    {
        m_forwardedTrace(asked, mapServer);
    }
}

} // namespace ns3
