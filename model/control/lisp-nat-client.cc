/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-nat-client.h"

#include "lisp-etr.h"

#include "ns3/eid-database.h"
#include "ns3/ipv4-header.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/node.h"
#include "ns3/pointer.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispNatClient);

TypeId
LispNatClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispNatClient")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispNatClient>()
            .AddAttribute(
                "InfoInterval",
                "Between Info-Requests to a Map-Server, whatever TTL its Info-Reply has. Open in "
                "the draft; the default is that of Map-Registers (RFC 9301 section 8.2).",
                TimeValue(Seconds(60)),
                MakeTimeAccessor(&LispNatClient::m_infoInterval),
                MakeTimeChecker(Seconds(1)))
            .AddAttribute("KeepAlive",
                          "Between Info-Requests to the RTR from the data port, less than a NAT "
                          "keeps a mapping; 0: none, as in the draft, whose Map-Registers do that "
                          "(section 5.1.1). RFC 8085 section 3.5 wants no less than 15 s.",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&LispNatClient::m_keepAlive),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxUnanswered",
                          "Info-Requests to the RTR without an answer after which the next one is "
                          "taken. Open in the draft.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispNatClient::m_maxUnanswered),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("StateChanged",
                            "It was found whether there is a NAT, or another RTR is used",
                            MakeTraceSourceAccessor(&LispNatClient::m_stateTrace),
                            "ns3::LispNatClient::StateTrace");
    return tid;
}

LispNatClient::LispNatClient() = default;
LispNatClient::~LispNatClient() = default;

void
LispNatClient::Install(Ptr<LispXtr> xtr)
{
    const auto node = xtr->GetNode();
    const auto etr = node->GetObject<LispEtr>();
    if (!etr || node->IsInitialized() || node->GetObject<LispNatClient>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " cannot look for a NAT: expected a tunnel router with an ETR, "
                                    "once, before the simulation starts");
    }
    m_xtr = xtr;
    m_etr = etr;
    m_port = LispControlPort::Of(node);
    m_etr->SetAttribute("UseXtrId", BooleanValue(true));
    m_etr->SetRegisterRelay(
        [this](const std::vector<uint8_t>& octets, const LispRegistrar::MapServer& server) {
            return Relay(octets, server);
        });
    m_xtr->SetControlCallback(MakeCallback(&LispNatClient::OnControl, this));
    m_port->SetHandler(LispControlPort::Role::NAT,
                       [this](const LispReception& reception) { return Receive(reception); });
    node->AggregateObject(this);
}

void
LispNatClient::DoInitialize()
{
    m_backoff = Seconds(1);
    m_infoEvent = Simulator::ScheduleNow(&LispNatClient::AskMapServer, this);
    Object::DoInitialize();
}

void
LispNatClient::DoDispose()
{
    m_infoEvent.Cancel();
    m_keepEvent.Cancel();
    m_etr = nullptr;
    m_xtr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

LispNatClient::State
LispNatClient::GetState() const
{
    return m_state;
}

NetworkAddress
LispNatClient::GetGlobalAddress() const
{
    return m_global;
}

NetworkAddress
LispNatClient::GetRtr() const
{
    return m_state == TRANSLATED && m_rtr < m_rtrs.size() ? m_rtrs[m_rtr] : NetworkAddress();
}

NetworkAddress
LispNatClient::GetOwn() const
{
    return m_xtr->GetRloc(AddressFamily::IPV4);
}

// ---- asking ------------------------------------------------------------------------------------

std::vector<uint8_t>
LispNatClient::MakeRequest(const LispKey& key, uint64_t nonce, LispInfoMessage& request) const
{
    request.nonce = nonce;
    request.authentication = key.MakeField();
    bool isFirst = true;
    m_xtr->GetEidDatabase().GetEntries().ForEach([&](const EidDatabaseEntry& entry) {
        if (isFirst && (entry.IsConfigured() || entry.kind == EidKind::DYNAMIC))
        {
            request.eid = entry.prefix;
            isFirst = false;
        }
    });
    return EncodeSignedLispMessage(request, key.secret);
}

void
LispNatClient::AskMapServer()
{
    const auto& servers = m_etr->GetRegistrar().GetMapServers();
    const Time next = m_state == UNKNOWN ? m_backoff : m_infoInterval;
    m_backoff = std::min(m_backoff + m_backoff, m_infoInterval);
    m_infoEvent = Simulator::Schedule(next, &LispNatClient::AskMapServer, this);
    if (servers.empty())
    {
        return;
    }
    m_server = (m_server + 1) % servers.size();
    m_infoNonce = m_etr->TakeNonce();
    LispInfoMessage request;
    const auto octets = MakeRequest(servers[m_server].key, m_infoNonce, request);
    m_port->SendOctets(request, octets, {servers[m_server].address, GetOwn(), LISP_CONTROL_PORT});
}

void
LispNatClient::KeepAlive()
{
    if (m_keepNonce != 0 && ++m_unanswered >= m_maxUnanswered)
    {
        UseRtr((m_rtr + 1) % m_rtrs.size());
        return;
    }
    m_keepEvent = Simulator::Schedule(m_keepAlive, &LispNatClient::KeepAlive, this);
    m_keepNonce = m_etr->TakeNonce();
    const auto& servers = m_etr->GetRegistrar().GetMapServers();
    LispInfoMessage request;
    const auto octets = MakeRequest(servers[m_server].key, m_keepNonce, request);
    LispControlPath path{GetRtr(), GetOwn(), LISP_CONTROL_PORT};
    path.sourcePort = LISP_DATA_PORT;
    m_port->SendOctets(request, octets, path);
}

// ---- answers -----------------------------------------------------------------------------------

void
LispNatClient::OnControl(Ptr<Packet> packet, const NetworkAddress& outerSource)
{
    if (outerSource != GetRtr())
    {
        m_port->Drop(LispControlDrop::NAT_NOT_FROM_RTR, outerSource, "control message as data");
        return;
    }
    Ipv4Header header;
    constexpr uint8_t udpProtocol = 17; // RFC 768
    if (packet->PeekHeader(header) == 0 || header.GetProtocol() != udpProtocol ||
        header.GetFragmentOffset() != 0 || !header.IsLastFragment())
    {
        m_port->Drop(LispControlDrop::MALFORMED, outerSource, "control message as data");
        return;
    }
    packet->RemoveHeader(header);
    m_isOverData = true;
    m_port->ReceiveOverData(packet, header.GetSource(), header.GetDestination());
    m_isOverData = false;
}

bool
LispNatClient::IsForOther(const LispMapNotify& notify) const
{
    // Zero: unspecified (draft-ermagan-lisp-nat-traversal section 2).
    const auto& own = m_etr->GetRegistrar().GetXtrId();
    return notify.xtrId && own && notify.xtrId->xtrId != LispXtrId().xtrId &&
           notify.xtrId->xtrId != own->xtrId;
}

bool
LispNatClient::Receive(const LispReception& reception)
{
    const auto* notify = std::get_if<LispMapNotify>(reception.message);
    if (notify && m_isOverData && IsForOther(*notify))
    {
        m_port->Drop(LispControlDrop::NAT_OTHER_XTR, reception.source, "map-notify");
        return true;
    }
    const auto* reply = std::get_if<LispInfoMessage>(reception.message);
    if (!reply || !reply->reply)
    {
        return false;
    }
    const auto* lcaf = reply->nat.GetLcaf();
    const auto* nat = lcaf ? lcaf->Get<LispNatTraversal>() : nullptr;
    if (!nat || !nat->globalEtr.GetNetworkAddress())
    {
        m_port->Drop(LispControlDrop::NAT_BAD_REPLY, reception.source, "info-reply");
    }
    else if (m_keepNonce != 0 && reply->nonce == m_keepNonce && reception.source == GetRtr())
    {
        OnKeptAlive(*reply, *nat);
    }
    else if (m_infoNonce == 0 || reply->nonce != m_infoNonce)
    {
        m_port->Drop(LispControlDrop::NONCE_NOT_OUTSTANDING, reception.source, "info-reply");
    }
    else if (VerifyLispMessage(reception.octets->data(),
                               reception.octets->size(),
                               *reception.decoded,
                               m_etr->GetRegistrar().GetMapServers()[m_server].key.secret) !=
             LispAuthenticationResult::VALID)
    {
        m_port->Drop(LispControlDrop::BAD_SIGNATURE, reception.source, "info-reply");
    }
    else
    {
        m_infoNonce = 0;
        Learn(*reply, *nat);
    }
    return true;
}

void
LispNatClient::Learn(const LispInfoMessage& /* reply */, const LispNatTraversal& nat)
{
    const auto global = *nat.globalEtr.GetNetworkAddress();
    const bool isTranslated = global != GetOwn() || nat.etrPort != LISP_CONTROL_PORT;
    std::vector<NetworkAddress> rtrs;
    for (const auto& rtr : nat.rtrs)
    {
        const auto address = rtr.GetNetworkAddress();
        if (address && address->GetFamily() == AddressFamily::IPV4 && !address->IsMulticast())
        {
            rtrs.push_back(*address);
        }
    }
    if (isTranslated && rtrs.empty())
    {
        m_port->Drop(LispControlDrop::NAT_NO_RTR, global, "info-reply");
        return;
    }
    m_infoEvent.Cancel();
    m_infoEvent = Simulator::Schedule(m_infoInterval, &LispNatClient::AskMapServer, this);
    const State before = m_state;
    const auto former = GetRtr();
    m_global = global;
    m_state = isTranslated ? TRANSLATED : DIRECT;
    m_rtrs = rtrs;
    if (m_state == DIRECT)
    {
        if (before != DIRECT)
        {
            LeaveRtr();
        }
        return;
    }
    const auto same = std::find(m_rtrs.begin(), m_rtrs.end(), former);
    if (same != m_rtrs.end())
    {
        m_rtr = same - m_rtrs.begin();
    }
    else
    {
        UseRtr(0);
    }
}

void
LispNatClient::OnKeptAlive(const LispInfoMessage& reply, const LispNatTraversal& /* nat */)
{
    m_keepNonce = 0;
    m_unanswered = 0;
    if (reply.ttl == 0)
    {
        m_etr->RegisterAll();
    }
}

// ---- with and without an RTR -------------------------------------------------------------------

void
LispNatClient::UseRtr(std::size_t place)
{
    m_rtr = place;
    m_keepNonce = 0;
    m_unanswered = 0;
    m_keepEvent.Cancel();
    if (m_keepAlive > Time(0))
    {
        m_keepEvent = Simulator::Schedule(m_keepAlive, &LispNatClient::KeepAlive, this);
    }
    m_etr->SetRegisterRelay(
        [this](const std::vector<uint8_t>& octets, const LispRegistrar::MapServer& server) {
            return Relay(octets, server);
        });
    PointerValue encapsulator;
    m_xtr->GetAttribute("Encapsulator", encapsulator);
    encapsulator.GetObject()->SetAttribute("SourcePort", UintegerValue(LISP_DATA_PORT));
    WantMapNotifies(true);

    LispLocator locator;
    locator.address = GetRtr();
    std::vector<EidPrefix> prefixes;
    std::vector<uint32_t> instances;
    m_xtr->GetEidDatabase().GetEntries().ForEach([&](const EidDatabaseEntry& entry) {
        if (entry.IsConfigured() || entry.kind == EidKind::DYNAMIC)
        {
            prefixes.push_back(entry.prefix);
            instances.push_back(entry.prefix.GetInstanceId());
        }
    });
    const auto set = m_xtr->GetLocatorSets().Intern(std::vector<LispLocator>{locator});
    for (const auto instance : instances)
    {
        for (const char* all : {"0.0.0.0/0", "::/0"})
        {
            LispMapping mapping;
            mapping.eid = EidPrefix::FromString(all, instance);
            mapping.locators = set;
            m_xtr->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
            m_xtr->MappingChanged(mapping.eid);
        }
    }
    m_stateTrace(m_state, m_global, GetRtr());
    for (const auto& prefix : prefixes)
    {
        m_etr->SetLocators(prefix, {locator});
    }
}

void
LispNatClient::WantMapNotifies(bool all)
{
    if (all == m_wantsAll)
    {
        return;
    }
    m_wantsAll = all;
    if (all)
    {
        m_etr->GetAttribute("WantMapNotify", m_wantBefore);
        m_etr->GetAttribute("MapNotifyEvery", m_everyBefore);
    }
    m_etr->SetAttribute("WantMapNotify", all ? BooleanValue(true) : m_wantBefore);
    m_etr->SetAttribute("MapNotifyEvery", all ? UintegerValue(1) : m_everyBefore);
}

void
LispNatClient::LeaveRtr()
{
    WantMapNotifies(false);
    m_keepEvent.Cancel();
    m_keepNonce = 0;
    PointerValue encapsulator;
    m_xtr->GetAttribute("Encapsulator", encapsulator);
    encapsulator.GetObject()->SetAttribute("SourcePort", UintegerValue(0));
    std::vector<EidPrefix> prefixes;
    m_xtr->GetEidDatabase().GetEntries().ForEach([&](const EidDatabaseEntry& entry) {
        if (entry.IsConfigured() || entry.kind == EidKind::DYNAMIC)
        {
            prefixes.push_back(entry.prefix);
        }
    });
    m_etr->SetRegisterRelay({});
    m_stateTrace(m_state, m_global, {});
    bool wasTranslated = false;
    for (const auto& prefix : prefixes)
    {
        for (const char* all : {"0.0.0.0/0", "::/0"})
        {
            const auto eid = EidPrefix::FromString(all, prefix.GetInstanceId());
            wasTranslated = m_xtr->GetMapCache().Erase(eid) || wasTranslated;
        }
    }
    if (!wasTranslated)
    {
        m_etr->RegisterAll();
        return;
    }
    for (const auto& prefix : prefixes)
    {
        m_etr->SetLocators(prefix, {});
    }
}

bool
LispNatClient::Relay(const std::vector<uint8_t>& octets, const LispRegistrar::MapServer& server)
{
    if (m_state == DIRECT)
    {
        return false;
    }
    if (m_state == UNKNOWN)
    {
        return true; // registered when it is known where
    }
    const auto decoded = DecodeLispMessage(octets.data(), octets.size());
    const auto inner = LispControlPort::MakeInnerHeader(server.address, GetOwn());
    LispControlPath path{GetRtr(), GetOwn(), LISP_CONTROL_PORT};
    path.sourcePort = LISP_DATA_PORT;
    m_port->Send(LispEncapsulatedControl(inner, *decoded.message), path);
    return true;
}

} // namespace ns3
