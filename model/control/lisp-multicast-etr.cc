/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-multicast-etr.h"

#include "ns3/boolean.h"
#include "ns3/lisp-mapping.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispMulticastEtr);

TypeId
LispMulticastEtr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispMulticastEtr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispMulticastEtr>()
            .AddAttribute("RegisterPeriod",
                          "Between Map-Registers of a group (RFC 9301 section 8.2: 1 minute).",
                          TimeValue(Minutes(1)),
                          MakeTimeAccessor(&LispMulticastEtr::m_period),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("Repeats",
                          "How often a join or leave is said again, since no Map-Notify confirms "
                          "it (RFC 8378 section 5.1.2 forbids to ask for one). Open in the "
                          "standard; the default makes two messages, as of IGMP (RFC 3376 section "
                          "8.1).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LispMulticastEtr::m_repeats),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("RepeatInterval",
                          "Before each of these. Open in the standard; the default is the first "
                          "repeat of a Map-Register (RFC 9301 section 5.7).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispMulticastEtr::m_repeatInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MappingTtl",
                          "Minutes that ITRs may keep a replication list. Open in the standard; "
                          "the default is that of unicast mappings.",
                          UintegerValue(LISP_DEFAULT_TTL_MINUTES),
                          MakeUintegerAccessor(&LispMulticastEtr::m_ttl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SolicitOnStaleData",
                          "Solicit the ITR that sends data for a group that is not joined (RFC "
                          "9301 section 6.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispMulticastEtr::m_solicitStale),
                          MakeBooleanChecker())
            .AddAttribute("SmrInterval",
                          "Least time between Solicit-Map-Requests to a locator (RFC 9301 section "
                          "6.1: 3 s recommended).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispMulticastEtr::m_smrInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("Joined",
                            "A port joined a group.",
                            MakeTraceSourceAccessor(&LispMulticastEtr::m_joinedTrace),
                            "ns3::LispMulticastEtr::MemberTrace")
            .AddTraceSource("Left",
                            "A port left a group.",
                            MakeTraceSourceAccessor(&LispMulticastEtr::m_leftTrace),
                            "ns3::LispMulticastEtr::MemberTrace")
            .AddTraceSource("RegisterSent",
                            "A Map-Register went to each Map-Server.",
                            MakeTraceSourceAccessor(&LispMulticastEtr::m_registerTrace),
                            "ns3::LispMulticastEtr::RegisterTrace")
            .AddTraceSource("SmrSent",
                            "A Solicit-Map-Request went out.",
                            MakeTraceSourceAccessor(&LispMulticastEtr::m_smrTrace),
                            "ns3::LispMulticastEtr::SmrTrace");
    return tid;
}

LispMulticastEtr::LispMulticastEtr()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_deadlines([this](const MulticastEid& eid) { OnDeadline(eid); })
{
}

LispMulticastEtr::~LispMulticastEtr() = default;

void
LispMulticastEtr::Install(Ptr<LispReplicator> replicator)
{
    const auto xtr = replicator ? replicator->GetXtr() : nullptr;
    const auto node = xtr ? xtr->GetNode() : nullptr;
    if (!node || !node->GetObject<LispEtr>() || node->GetObject<LispMulticastEtr>())
    {
        throw std::invalid_argument("LISP multicast needs a node with an ETR and its multicast "
                                    "data plane, once a node");
    }
    m_replicator = replicator;
    m_etr = node->GetObject<LispEtr>();
    m_port = LispControlPort::Of(node);
    m_replicator->TraceConnectWithoutContext("StaleData",
                                             MakeCallback(&LispMulticastEtr::OnStaleData, this));
    node->AggregateObject(this);
    if (node->IsInitialized())
    {
        Initialize();
    }
}

void
LispMulticastEtr::DoInitialize()
{
    // The ETR's xTR-ID and nonces come first.
    m_start = Simulator::ScheduleNow(&LispMulticastEtr::Start, this);
    Object::DoInitialize();
}

void
LispMulticastEtr::Start()
{
    m_started = true;
    std::vector<MulticastEid> eids;
    for (const auto& [eid, entry] : m_entries)
    {
        eids.push_back(eid);
    }
    // In an order that does not depend on hashes.
    std::sort(eids.begin(), eids.end(), [](const auto& a, const auto& b) {
        return std::make_pair(a.GetGroup(), a.GetSource()) <
               std::make_pair(b.GetGroup(), b.GetSource());
    });
    for (const auto& eid : eids)
    {
        Register(eid, m_entries[eid].level);
    }
}

void
LispMulticastEtr::DoDispose()
{
    m_start.Cancel();
    m_deadlines.Clear();
    m_entries.clear();
    m_replicator = nullptr;
    m_etr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

int64_t
LispMulticastEtr::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

// ---- members -----------------------------------------------------------------------------------

void
LispMulticastEtr::Join(const MulticastEid& eid, Ptr<NetDevice> port)
{
    const auto xtr = m_replicator ? m_replicator->GetXtr() : nullptr;
    if (!xtr || !port || port->GetNode() != xtr->GetNode() ||
        xtr->GetInstanceId(port) != eid.GetInstanceId())
    {
        throw std::invalid_argument("group " + eid.ToString() +
                                    " can be joined on a port of the tunnel router's node that is "
                                    "in the group's instance");
    }
    if (!eid.IsExact() || !IsGroupBeyondSite(eid.GetGroup().GetAddress()))
    {
        throw std::invalid_argument("group " + eid.ToString() +
                                    ": expected one group whose scope is wider than a site, from "
                                    "one source or any");
    }
    auto& members = m_replicator->GetMembers();
    if (members.Has(eid, port->GetIfIndex()))
    {
        return;
    }
    const bool isFirst = members.Join(eid, port->GetIfIndex());
    m_joinedTrace(eid, port);
    if (isFirst)
    {
        Register(eid, LISP_RECEIVER_LEVEL);
    }
}

void
LispMulticastEtr::Leave(const MulticastEid& eid, Ptr<NetDevice> port)
{
    if (!m_replicator || !port)
    {
        return;
    }
    auto& members = m_replicator->GetMembers();
    if (!members.Has(eid, port->GetIfIndex()))
    {
        return;
    }
    const bool isLast = members.Leave(eid, port->GetIfIndex());
    m_leftTrace(eid, port);
    if (isLast)
    {
        Withdraw(eid);
    }
}

void
LispMulticastEtr::Offer(const MulticastEid& range, uint8_t level)
{
    if (level >= LISP_RECEIVER_LEVEL)
    {
        throw std::invalid_argument("level " + std::to_string(level) +
                                    " of a router that replicates: expected 0 to 127");
    }
    Register(range, level);
}

void
LispMulticastEtr::WithdrawOffer(const MulticastEid& range)
{
    Withdraw(range);
}

// ---- registration ------------------------------------------------------------------------------

std::size_t
LispMulticastEtr::GetRegistered() const
{
    return std::count_if(m_entries.begin(), m_entries.end(), [](const auto& one) {
        return !one.second.isLeaving;
    });
}

uint64_t
LispMulticastEtr::GetSent() const
{
    return m_sent;
}

void
LispMulticastEtr::Register(const MulticastEid& eid, uint8_t level)
{
    Entry& entry = m_entries[eid];
    entry.level = level;
    entry.isLeaving = false;
    entry.repeats = m_repeats;
    if (m_started)
    {
        OnDeadline(eid);
    }
}

void
LispMulticastEtr::Withdraw(const MulticastEid& eid)
{
    const auto found = m_entries.find(eid);
    if (found == m_entries.end())
    {
        return;
    }
    found->second.isLeaving = true;
    found->second.repeats = m_repeats;
    if (m_started)
    {
        OnDeadline(eid);
    }
    else
    {
        m_entries.erase(found);
    }
}

void
LispMulticastEtr::OnDeadline(const MulticastEid& due)
{
    const MulticastEid eid = due;
    const auto found = m_entries.find(eid);
    if (found == m_entries.end())
    {
        return;
    }
    const Entry entry = found->second;
    if (entry.repeats > 0)
    {
        --found->second.repeats;
        m_deadlines.Set(eid, Simulator::Now() + m_repeatInterval);
    }
    else if (entry.isLeaving)
    {
        m_deadlines.Remove(eid);
        m_entries.erase(found);
    }
    else
    {
        m_deadlines.Set(eid, Simulator::Now() + m_period);
    }
    SendRegister(eid, entry);
}

void
LispMulticastEtr::SendRegister(const MulticastEid& eid, const Entry& entry)
{
    // One RLOC-record, a replication list with this router as its only entry (RFC 8378 sections
    // 5.1.2 and 7.3).
    ReplicationHop own;
    own.level = entry.level;
    own.addresses = m_replicator->GetXtr()->GetRlocs();
    if (own.addresses.empty())
    {
        m_port->Drop(LispControlDrop::NO_ROUTE, NetworkAddress(), "map-register: no RLOC");
        return;
    }
    LispMapRegister message;
    message.proxyReply = true;
    message.merge = true;
    message.records = {MakeReplicationRecord(eid, {own}, entry.isLeaving ? 0 : m_ttl)};
    message.records.front().locators.front().local = true;
    m_sent += m_etr->GetRegistrar().GetMapServers().size();
    m_etr->SendRegister(message);
    m_registerTrace(eid, entry.isLeaving);
}

// ---- senders who are late ----------------------------------------------------------------------

void
LispMulticastEtr::OnStaleData(const NetworkAddress& rloc, const MulticastEid& eid)
{
    const auto xtr = m_replicator ? m_replicator->GetXtr() : nullptr;
    if (!m_solicitStale || !xtr)
    {
        return;
    }
    if (!m_smrLimit.Allow(rloc, Simulator::Now(), m_smrInterval))
    {
        m_port->Drop(LispControlDrop::SMR_RATE, rloc, eid.ToString());
        return;
    }
    LispMapRequest smr;
    smr.smr = true;
    smr.dontReply = true;
    smr.nonce = static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
                m_random->GetInteger(0, 0xffffffff);
    smr.sourceEid = eid.ToLispAddress();
    smr.requests = {LispEidRecord(eid.ToLispAddress(), eid.GetSource().GetLength())};
    for (const auto& own : xtr->GetRlocs())
    {
        if (smr.itrRlocs.size() < LISP_MAX_ITR_RLOCS)
        {
            smr.itrRlocs.emplace_back(own);
        }
    }
    if (m_port->Send(smr, {rloc, xtr->GetRloc(rloc.GetFamily()), LISP_CONTROL_PORT}))
    {
        m_smrTrace(eid, rloc);
    }
}

} // namespace ns3
