/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-etr.h"

#include "ns3/boolean.h"
#include "ns3/lisp-mapping.h"
#include "ns3/lisp-xtr.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispEtr);

TypeId
LispEtr::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispEtr")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispEtr>()
            .AddAttribute("RegisterPeriod",
                          "Between Map-Registers (RFC 9301 section 8.2: one minute).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispEtr::m_period),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("QuickPeriod",
                          "Between Map-Registers of the quick phase (RFC 9301 section 8.2: not "
                          "below 20 s).",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&LispEtr::m_quickPeriod),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("QuickPhase",
                          "Time of quicker registration after a start or change (RFC 9301 section "
                          "8.2: at most 5 minutes).",
                          TimeValue(Minutes(5)),
                          MakeTimeAccessor(&LispEtr::m_quickPhase),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FirstBackoff",
                          "Before a Map-Register without Map-Notify is repeated; doubled each time "
                          "(RFC 9301 section 5.7: 1 s).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispEtr::m_firstBackoff),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxBackoff",
                          "The longest time between repeats (RFC 9301 section 5.7: 1 minute).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispEtr::m_maxBackoff),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("WantMapNotify",
                          "Map-Registers of the quick phase want a Map-Notify (RFC 9301 section "
                          "8.2: typical).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEtr::m_wantMapNotify),
                          MakeBooleanChecker())
            .AddAttribute("MapNotifyEvery",
                          "After the quick phase, each so-many-th Map-Register wants a Map-Notify; "
                          "0: none (RFC 9301 section 8.2: only occasionally).",
                          UintegerValue(5),
                          MakeUintegerAccessor(&LispEtr::m_mapNotifyEvery),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MappingTtl",
                          "Minutes that ITRs may keep this site's mappings. Open in the standard; "
                          "24 hours is what deployed routers send.",
                          UintegerValue(LISP_DEFAULT_TTL_MINUTES),
                          MakeUintegerAccessor(&LispEtr::m_ttl),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MergeRequest",
                          "Ask Map-Servers to merge configured EID-prefixes with what other xTRs "
                          "register for them (RFC 9301 section 5.6, a). Hosts are never merged: "
                          "they are in one place.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEtr::m_merge),
                          MakeBooleanChecker())
            .AddAttribute("UseXtrId",
                          "Send an xTR-ID, drawn at the start, and the site-ID in Map-Registers "
                          "(RFC 9301 section 5.6, I).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEtr::m_useXtrId),
                          MakeBooleanChecker())
            .AddAttribute("SiteId",
                          "The site-ID that goes with the xTR-ID (RFC 9301 section 5.6).",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LispEtr::m_siteId),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("FirstNonce",
                          "Nonce of the first Map-Register; 0: drawn. A Map-Server outside the "
                          "simulation remembers the last one of an earlier run (RFC 9301 section "
                          "5.6).",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LispEtr::m_firstNonce),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("MapReplyInterval",
                          "Least time between Map-Replies to an ITR-RLOC for an EID-prefix: see "
                          "the Map-Server's attribute of this name (RFC 9301 section 5.4).",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&LispEtr::m_replyInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("SmrInterval",
                          "Least time between Solicit-Map-Requests to a locator (RFC 9301 section "
                          "6.1: 3 s recommended).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispEtr::m_smrInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxSolicited",
                          "The most locators solicited within SmrInterval. Open in the standard.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&LispEtr::m_maxSolicited),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SolicitOnStaleData",
                          "Solicit the ITR that sends data for an EID that is not here (RFC 9301 "
                          "section 6.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispEtr::m_solicitStale),
                          MakeBooleanChecker())
            .AddAttribute("SolicitOnChange",
                          "Solicit the sites that were sent data lately, once a change is "
                          "registered (RFC 9301 section 6.1).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispEtr::m_solicitOnChange),
                          MakeBooleanChecker())
            .AddAttribute("SolicitWindow",
                          "How lately (RFC 9301 section 6.1: within the last minute).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispEtr::m_solicitWindow),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("ReturnHold",
                          "How long a host that came home to a configured EID-prefix is registered "
                          "by itself. Open in the standard; the default is the registration "
                          "time-out, by when its former xTR has been told.",
                          TimeValue(Minutes(3)),
                          MakeTimeAccessor(&LispEtr::m_returnHold),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("IdleTimeout",
                          "Silence after which a discovered host is taken to be gone; 0: never. "
                          "Open in the standard.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LispEtr::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("NotifyInterval",
                          "Between the first Map-Notifies about a host to the site's group. Open "
                          "in the standard; the default is the first repeat of a Map-Register "
                          "(RFC 9301 section 5.7).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispEtr::m_notifyInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("NotifyRepeats",
                          "Repeats at NotifyInterval; further ones follow every RegisterPeriod. "
                          "Open in the standard: these messages are not acknowledged.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&LispEtr::m_notifyRepeats),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("NotifyTtl",
                          "TTL or hop limit of Map-Notifies to the site's group. Open in the LISP "
                          "standards; 1 keeps them in the subnet (RFC 1112 section 6.1: the "
                          "default of multicast).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LispEtr::m_notifyTtl),
                          MakeUintegerChecker<uint8_t>(1))
            .AddAttribute("PeerTimeout",
                          "How long a host that another xTR of the data centre has announced is "
                          "delivered to without a further announcement. Open in the standard; the "
                          "default is three times RegisterPeriod, as of registrations (RFC 9301 "
                          "section 8.2).",
                          TimeValue(Minutes(3)),
                          MakeTimeAccessor(&LispEtr::m_peerTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("FlapLimit",
                          "Moves between data centres that a host may have within FlapWindow; 0: "
                          "any number. Open in the LISP standards; RFC 7432 section 15.1 has 5.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&LispEtr::m_flapLimit),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("FlapWindow",
                          "Over which moves are counted (RFC 7432 section 15.1: 180 s).",
                          TimeValue(Seconds(180)),
                          MakeTimeAccessor(&LispEtr::m_flapWindow),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("FlapHold",
                          "How long a host with more moves is not believed to come here. RFC 7432 "
                          "section 15.1 leaves it open; the default is its window.",
                          TimeValue(Seconds(180)),
                          MakeTimeAccessor(&LispEtr::m_flapHold),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("MapRegisterSent",
                            "A Map-Register went out.",
                            MakeTraceSourceAccessor(&LispEtr::m_registerTrace),
                            "ns3::LispEtr::RegisterTrace")
            .AddTraceSource("Registered",
                            "A Map-Server confirmed a new or changed registration.",
                            MakeTraceSourceAccessor(&LispEtr::m_registeredTrace),
                            "ns3::LispEtr::EidTrace")
            .AddTraceSource("Discovered",
                            "A host was seen here for the first time, again, or elsewhere.",
                            MakeTraceSourceAccessor(&LispEtr::m_discoveredTrace),
                            "ns3::LispEtr::DiscoveryTrace")
            .AddTraceSource("Notified",
                            "A Map-Server said unasked where an EID-prefix is.",
                            MakeTraceSourceAccessor(&LispEtr::m_notifiedTrace),
                            "ns3::LispEtr::NotifyTrace")
            .AddTraceSource("Away",
                            "An EID-prefix is elsewhere now.",
                            MakeTraceSourceAccessor(&LispEtr::m_awayTrace),
                            "ns3::LispEtr::GoneTrace")
            .AddTraceSource("Gone",
                            "A host is withdrawn: silent, gone, or home and covered by its prefix.",
                            MakeTraceSourceAccessor(&LispEtr::m_goneTrace),
                            "ns3::LispEtr::GoneTrace")
            .AddTraceSource("MappingChanged",
                            "An EID-prefix of this site has other locators now, or they another "
                            "state.",
                            MakeTraceSourceAccessor(&LispEtr::m_mappingTrace),
                            "ns3::LispEtr::GoneTrace")
            .AddTraceSource("SmrSent",
                            "A Solicit-Map-Request went out.",
                            MakeTraceSourceAccessor(&LispEtr::m_smrTrace),
                            "ns3::LispEtr::EidTrace")
            .AddTraceSource("Answered",
                            "A Map-Request was answered.",
                            MakeTraceSourceAccessor(&LispEtr::m_answeredTrace),
                            "ns3::LispEtr::EidTrace")
            .AddTraceSource("SiteNotifySent",
                            "A Map-Notify about a host went to the site's group.",
                            MakeTraceSourceAccessor(&LispEtr::m_siteNotifyTrace),
                            "ns3::LispEtr::SiteNotifyTrace")
            .AddTraceSource("SiteNotified",
                            "Another xTR of the site said where a host is.",
                            MakeTraceSourceAccessor(&LispEtr::m_siteNotifiedTrace),
                            "ns3::LispEtr::SiteNotifiedTrace")
            .AddTraceSource("Peer",
                            "A host is in this data centre now, seen by another xTR.",
                            MakeTraceSourceAccessor(&LispEtr::m_peerTrace),
                            "ns3::LispEtr::PeerTrace")
            .AddTraceSource("FlapHeld",
                            "A host moves too often, and is not believed for a while.",
                            MakeTraceSourceAccessor(&LispEtr::m_flapTrace),
                            "ns3::LispEtr::FlapTrace");
    return tid;
}

LispEtr::LispEtr()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_registrar(
          {m_period,
           m_quickPeriod,
           m_quickPhase,
           m_firstBackoff,
           m_maxBackoff,
           m_wantMapNotify,
           m_mapNotifyEvery},
          {[this](const EidPrefix& eid) { return MakeRecord(eid); },
           [this](AddressFamily family) { return m_xtr->GetRloc(family); },
           [this](const EidPrefix& eid, const NetworkAddress& server, unsigned repeats) {
               m_registerTrace(eid, server, repeats);
           },
           [this](const std::vector<uint8_t>& octets, const LispRegistrar::MapServer& server) {
               return m_relay && m_relay(octets, server);
           }}),
      m_replier(m_replyInterval),
      m_smrSender(m_smrInterval,
                  m_maxSolicited,
                  [this](const NetworkAddress& rloc, const EidPrefix& eid) { SendSmr(rloc, eid); }),
      m_notifier({m_notifyInterval, m_notifyRepeats, m_period, m_notifyTtl},
                 {[this] { return m_registrar.TakeNonce(); },
                  [this] { return GetNotifyKey(); },
                  [this](const EidPrefix& eid) { return MakeRecord(eid); },
                  [this](const EidPrefix& eid, const NetworkAddress& group, unsigned repeats) {
                      m_siteNotifyTrace(eid, group, repeats);
                  }}),
      m_flaps({m_flapLimit, m_flapWindow, m_flapHold}),
      m_peers([this](const EidPrefix& eid) { EndPeer(eid); }),
      m_returns([this](const EidPrefix& eid) { EndReturn(eid); })
{
}

LispEtr::~LispEtr() = default;

void
LispEtr::Install(Ptr<LispXtr> xtr)
{
    auto node = xtr->GetNode();
    if (node->GetObject<LispEtr>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " has an ETR already; one a node is accepted");
    }
    m_port = LispControlPort::Of(node);
    m_xtr = xtr;
    m_registrar.SetPort(m_port);
    m_notifier.SetPort(m_port);
    m_port->SetHandler(LispControlPort::Role::ETR,
                       [this](const LispReception& reception) { return Receive(reception); });
    m_xtr->TraceConnectWithoutContext("StaleData", MakeCallback(&LispEtr::OnStaleData, this));
    node->AggregateObject(this);
    if (node->IsInitialized())
    {
        Initialize();
    }
}

void
LispEtr::DoInitialize()
{
    m_started = true;
    m_registrar.SetFirstNonce(m_firstNonce ? m_firstNonce : MakeNonce() >> 2);
    if (m_useXtrId)
    {
        LispXtrId id;
        id.siteId = m_siteId;
        for (auto& octet : id.xtrId)
        {
            octet = static_cast<uint8_t>(m_random->GetInteger(0, 255));
        }
        m_registrar.SetXtrId(id);
    }
    RegisterAll();
    m_notifier.Start();
    Object::DoInitialize();
}

void
LispEtr::DoDispose()
{
    m_registrar.Clear();
    m_smrSender.Clear();
    m_notifier.Clear();
    m_flaps.Clear();
    m_peers.Clear();
    m_returns.Clear();
    m_idle.Cancel();
    m_relay = nullptr;
    m_xtr = nullptr;
    m_port = nullptr;
    Object::DoDispose();
}

void
LispEtr::SetEchoesNonces(bool echoes)
{
    m_replier.SetEchoesNonces(echoes);
}

void
LispEtr::SetRegisterRelay(RegisterRelay relay)
{
    m_relay = std::move(relay);
    m_registrar.SetProxyReply(m_relay != nullptr);
}

void
LispEtr::RegisterAll()
{
    m_xtr->GetEidDatabase().GetEntries().ForEach([this](const EidDatabaseEntry& entry) {
        if (entry.IsConfigured() || entry.kind == EidKind::DISCOVERED)
        {
            Register(entry.prefix);
        }
    });
}

uint64_t
LispEtr::TakeNonce()
{
    return MakeNonce();
}

const LispRegistrar&
LispEtr::GetRegistrar() const
{
    return m_registrar;
}

void
LispEtr::SendRegister(const LispMapRegister& message)
{
    m_registrar.SendOnce(message);
}

int64_t
LispEtr::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

uint64_t
LispEtr::MakeNonce()
{
    return static_cast<uint64_t>(m_random->GetInteger(0, 0xffffffff)) << 32 |
           m_random->GetInteger(0, 0xffffffff);
}

} // namespace ns3
