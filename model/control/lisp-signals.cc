/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-signals.h"

#include "lisp-etr.h"
#include "lisp-itr.h"
#include "lisp-reachability.h"

#include "ns3/boolean.h"
#include "ns3/lisp-map-version.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispSignals);

TypeId
LispSignals::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispSignals")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispSignals>()
            .AddAttribute(
                "MapVersioning",
                "Number the mappings of this site, send map-versions in data packets and "
                "heed those that come (RFC 9302). Both sides of a path have to.",
                BooleanValue(false),
                MakeBooleanAccessor(&LispSignals::SetMapVersioning, &LispSignals::GetMapVersioning),
                MakeBooleanChecker())
            .AddAttribute("FirstMapVersion",
                          "The first map-version of an EID-prefix; 0: drawn. RFC 9302 section 6 "
                          "would have it drawn, or configured; the default is a fixed one, since "
                          "all xTRs of a site must have the same (section 9).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LispSignals::m_firstVersion),
                          MakeUintegerChecker<uint16_t>(0, LISP_MAP_VERSIONS - 1))
            .AddAttribute("SolicitInterval",
                          "Between Solicit-Map-Requests to a sender with an old mapping, as it "
                          "goes on sending (RFC 9301 section 6.1: 3 s recommended).",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&LispSignals::m_solicitInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("SolicitRetries",
                          "Solicit-Map-Requests after which packets of a sender that still has an "
                          "old mapping are dropped (RFC 9302 section 7.1: 10).",
                          UintegerValue(10),
                          MakeUintegerAccessor(&LispSignals::m_solicitRetries),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SolicitRetryTime",
                          "Between those that follow (RFC 9302 section 7.1: 30 s).",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&LispSignals::m_solicitRetryTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("DropOldSource",
                          "Drop packets whose source map-version is older than the cached one (RFC "
                          "9302 section 7.2: SHOULD).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispSignals::m_dropOldSource),
                          MakeBooleanChecker())
            .AddAttribute("MaxStaleSenders",
                          "The most senders with an old mapping that are kept in mind; further "
                          "ones are not solicited. Open in the standard.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&LispSignals::m_maxStaleSenders),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "LocatorStatusBits",
                "Send locator-status bits in data packets and heed those that come (RFC "
                "9300 section 10).",
                BooleanValue(false),
                MakeBooleanAccessor(&LispSignals::SetStatusBits, &LispSignals::GetStatusBits),
                MakeBooleanChecker())
            .AddAttribute("UseStatusBitsDelay",
                          "No locator-status bits are sent for this time after a locator was added "
                          "or removed (RFC 9300 section 13.1, 'use-LSB' timer: 5 minutes "
                          "recommended).",
                          TimeValue(Minutes(5)),
                          MakeTimeAccessor(&LispSignals::m_useDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute(
                "EchoNonce",
                "Ask for echoes of nonces, and echo those that are asked for (RFC 9300 "
                "section 10.1). Sites are asked that say in Map-Replies that they do.",
                BooleanValue(false),
                MakeBooleanAccessor(&LispSignals::SetEchoNonce, &LispSignals::GetEchoNonce),
                MakeBooleanChecker())
            .AddAttribute("EchoInterval",
                          "From an echo to the next request. Open in RFC 9300 section 10.1; the "
                          "default is a tenth of an RLOC-probe's usual interval.",
                          TimeValue(Seconds(6)),
                          MakeTimeAccessor(&LispSignals::m_echoInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("EchoTimeout",
                          "A locator that sends packets is down if none of them is an echo for "
                          "this time; longer than any round trip. Open in RFC 9300 section 10.1.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispSignals::m_echoTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("EchoMinRequests",
                          "Packets that have asked by then, so that the loss of one says nothing. "
                          "Open in RFC 9300 section 10.1.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispSignals::m_echoMinRequests),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("EchoRequestTime",
                          "How long at most a locator is asked that sends nothing, before the next "
                          "pause of EchoInterval. Open in RFC 9300 section 10.1.",
                          TimeValue(Seconds(6)),
                          MakeTimeAccessor(&LispSignals::m_echoRequestTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("EchoSuspendTime",
                          "How long a request waits that meets one of the other side: the "
                          "'Echo-Nonce-request-state' timer, open in RFC 9300 section 10.1.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispSignals::m_echoSuspendTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("EchoRetryAfter",
                          "When a locator that is down for want of echoes is tried again, with "
                          "data; 0: not before it was reached by other means. Open in RFC 9300 "
                          "section 10.1; the default is an RLOC-probe's usual interval.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispSignals::m_echoRetryAfter),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("EchoRequested",
                            "A locator is asked for an echo from now on.",
                            MakeTraceSourceAccessor(&LispSignals::m_requestTrace),
                            "ns3::LispSignals::RequestTrace")
            .AddTraceSource("Echoed",
                            "A locator echoed its nonce.",
                            MakeTraceSourceAccessor(&LispSignals::m_echoTrace),
                            "ns3::LispSignals::EchoTrace")
            .AddTraceSource("LocatorDown",
                            "A locator is down, by status bits or for want of echoes.",
                            MakeTraceSourceAccessor(&LispSignals::m_downTrace),
                            "ns3::LispSignals::LocatorTrace")
            .AddTraceSource("LocatorUp",
                            "That keeps a locator down no longer.",
                            MakeTraceSourceAccessor(&LispSignals::m_upTrace),
                            "ns3::LispSignals::LocatorTrace")
            .AddTraceSource("StaleVersion",
                            "A sender that has an old mapping of this site is solicited.",
                            MakeTraceSourceAccessor(&LispSignals::m_staleTrace),
                            "ns3::LispSignals::StaleTrace")
            .AddTraceSource("NewerVersion",
                            "A site's packet says that its cached mapping is old.",
                            MakeTraceSourceAccessor(&LispSignals::m_newerTrace),
                            "ns3::LispSignals::NewerTrace");
    return tid;
}

LispSignals::LispSignals()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_versions({m_solicitInterval,
                  m_solicitRetries,
                  m_solicitRetryTime,
                  m_dropOldSource,
                  m_maxStaleSenders},
                 {[this](const NetworkAddress& rloc, const EidPrefix& eid, uint16_t version) {
                      m_staleTrace(rloc, eid, version);
                      if (m_etr)
                      {
                          m_etr->Solicit(rloc, eid);
                      }
                  },
                  [this](const EidPrefix& eid, uint16_t version) {
                      m_newerTrace(eid, version);
                      if (m_itr)
                      {
                          m_itr->Renew(eid);
                      }
                  }}),
      m_statusBits(m_useDelay,
                   [this](RlocTable::Id id, bool up) {
                       ++m_statusChanges;
                       TellLocator(id, RlocDownCause::STATUS_BITS, up);
                   }),
      m_echoNonce({m_echoInterval,
                   m_echoTimeout,
                   m_echoMinRequests,
                   m_echoRequestTime,
                   m_echoSuspendTime,
                   m_echoRetryAfter},
                  {[this](RlocTable::Id id, uint32_t nonce) {
                       m_requestTrace(m_xtr->GetRlocTable().GetAddress(id), nonce);
                   },
                   [this](RlocTable::Id id, Time after) {
                       m_echoTrace(m_xtr->GetRlocTable().GetAddress(id), after);
                   },
                   [this](RlocTable::Id id, bool up) {
                       m_xtr->GetRlocTable().SetUp(id, RlocDownCause::ECHO_NONCE, up);
                       TellLocator(id, RlocDownCause::ECHO_NONCE, up);
                   }},
                  m_random)
{
}

LispSignals::~LispSignals() = default;

void
LispSignals::Install(Ptr<LispXtr> xtr)
{
    const auto node = xtr ? xtr->GetNode() : nullptr;
    if (!node)
    {
        throw std::invalid_argument("signals in data headers need a LISP tunnel router that is "
                                    "installed in a node");
    }
    if (node->GetObject<LispSignals>())
    {
        throw std::invalid_argument("node " + std::to_string(node->GetId()) +
                                    " has signals in data headers already; one set a node is "
                                    "accepted");
    }
    m_xtr = xtr;
    m_itr = node->GetObject<LispItr>();
    m_etr = node->GetObject<LispEtr>();
    m_xtr->GetRlocTable().AddObserver(this);
    m_xtr->TraceConnectWithoutContext("UnderlayChanged",
                                      MakeCallback(&LispSignals::OnUnderlayChanged, this));
    if (auto reachability = node->GetObject<LispReachability>())
    {
        reachability->TraceConnectWithoutContext("RoundTrip",
                                                 MakeCallback(&LispSignals::OnRoundTrip, this));
    }
    if (m_itr)
    {
        m_itr->TraceConnectWithoutContext("MappingLearned",
                                          MakeCallback(&LispSignals::OnMappingLearned, this));
    }
    if (m_etr)
    {
        m_etr->TraceConnectWithoutContext("MappingChanged",
                                          MakeCallback(&LispSignals::OnOwnMappingChanged, this));
    }
    node->AggregateObject(this);
    Apply();
}

void
LispSignals::DoDispose()
{
    if (m_xtr)
    {
        m_xtr->SetHeaderSignals(nullptr);
        m_xtr->GetRlocTable().RemoveObserver(this);
    }
    m_echoNonce.SetTable(nullptr);
    m_statusBits.SetXtr(nullptr, nullptr);
    m_versions.SetXtr(nullptr);
    m_xtr = nullptr;
    m_itr = nullptr;
    m_etr = nullptr;
    Object::DoDispose();
}

int64_t
LispSignals::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
LispSignals::SetMapVersioning(bool enabled)
{
    m_wantsVersions = enabled;
    Apply();
}

bool
LispSignals::GetMapVersioning() const
{
    return m_wantsVersions;
}

void
LispSignals::SetStatusBits(bool enabled)
{
    m_wantsStatusBits = enabled;
    Apply();
}

bool
LispSignals::GetStatusBits() const
{
    return m_wantsStatusBits;
}

void
LispSignals::SetEchoNonce(bool enabled)
{
    m_wantsEchoNonce = enabled;
    Apply();
}

bool
LispSignals::GetEchoNonce() const
{
    return m_wantsEchoNonce;
}

void
LispSignals::Apply()
{
    if (!m_xtr)
    {
        return;
    }
    m_versions.SetXtr(m_wantsVersions ? m_xtr : nullptr);
    m_statusBits.SetXtr(m_wantsStatusBits ? m_xtr : nullptr, m_wantsStatusBits ? m_etr : nullptr);
    m_echoNonce.SetTable(m_wantsEchoNonce ? &m_xtr->GetRlocTable() : nullptr);
    if (m_etr)
    {
        m_etr->SetEchoesNonces(m_wantsEchoNonce);
    }
    if (m_etr && m_wantsVersions)
    {
        const uint16_t drawn =
            m_firstVersion != LISP_NULL_MAP_VERSION
                ? m_firstVersion
                : static_cast<uint16_t>(m_random->GetInteger(1, LISP_MAP_VERSIONS - 1));
        m_etr->EnableMapVersions(drawn);
    }
    const bool isAny = m_wantsVersions || m_wantsStatusBits || m_wantsEchoNonce;
    m_xtr->SetHeaderSignals(isAny ? this : nullptr);
}

} // namespace ns3
