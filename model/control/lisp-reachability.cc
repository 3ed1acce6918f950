/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-reachability.h"

#include "lisp-etr.h"
#include "lisp-itr.h"
#include "lisp-underlay.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/lisp-xtr.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispReachability);

TypeId
LispReachability::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispReachability")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<LispReachability>()
            .AddAttribute("Probing",
                          "Send RLOC-probes to the locators of the map-cache (RFC 9301 section "
                          "7.1); to be set before the start.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispReachability::m_probing),
                          MakeBooleanChecker())
            .AddAttribute("ProbeInterval",
                          "Between an answer and the next probe of a locator. Open in the "
                          "standard; deployed routers take 60 s.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispReachability::m_probeInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("ProbeJitter",
                          "The part of an interval that is drawn, evenly: with 0.05 one of 60 s is "
                          "57 to 60 s long. RFC 9301 section 7.1 asks for a jittered timer; "
                          "deployed routers' intervals are 57.5 to 58.5 s long.",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&LispReachability::m_probeJitter),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("DownProbeInterval",
                          "Between the probes of a locator that is down by them, so that its "
                          "return is noticed; 0: as ProbeInterval. Open in the standard.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LispReachability::m_downInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FirstProbeDelay",
                          "The first probe of a new locator comes after a random part of it. Open "
                          "in the standard.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispReachability::m_firstDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("ProbeTimeout",
                          "How long the answer to a probe is waited for before it is repeated. "
                          "Open in the standard; deployed routers take 1 s.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispReachability::m_probeTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("ProbeBackoff",
                          "By how much longer each repeat is waited for. Open in the standard; "
                          "deployed routers wait 1 s, then 2.1 s.",
                          DoubleValue(2.1),
                          MakeDoubleAccessor(&LispReachability::m_probeBackoff),
                          MakeDoubleChecker<double>(1, 100))
            .AddAttribute("ProbeAttempts",
                          "Probes without an answer after which a locator is down. Open in the "
                          "standard; deployed routers send 3.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LispReachability::m_attempts),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("ProbeIdleTime",
                          "A locator is not probed while no packet went to it, or to another one "
                          "of its mapping, for this time; 0: all of the map-cache are probed. "
                          "Open in the standard, which warns of the number of messages (RFC 9301 "
                          "section 7.1).",
                          TimeValue(Minutes(3)),
                          MakeTimeAccessor(&LispReachability::m_idleTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FollowProbeReplies",
                          "Take the mapping that the answer to a probe has, R bits included, if it "
                          "differs from the cached one (RFC 9301 section 7.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispReachability::m_followReplies),
                          MakeBooleanChecker())
            .AddAttribute("IcmpHoldTime",
                          "How long a locator is down after an ICMP Destination Unreachable about "
                          "it; 0: these are ignored. Open in the standard (RFC 9301 section 7: "
                          "neither to be trusted nor to be ignored).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LispReachability::m_icmpHoldTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("IcmpConfirm",
                          "Believe ICMP only if an RLOC-probe, sent at once, is not answered "
                          "within ProbeTimeout.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LispReachability::m_icmpConfirm),
                          MakeBooleanChecker())
            .AddAttribute(
                "RouteCheck",
                "Which routes of the underlay a locator must have to be up (RFC 9301 "
                "section 7, item 2): Ignore, Any, or Specific, where the default route "
                "is none: for routers that know all of the underlay's routes.",
                EnumValue(ANY),
                compat::MakeEnumAttributeAccessor<RouteCheck>(&LispReachability::m_routeCheck),
                MakeEnumChecker(IGNORE, "Ignore", ANY, "Any", SPECIFIC, "Specific"))
            .AddAttribute("RoutePeriod",
                          "How often routes and uplinks are looked at without a notification, "
                          "because ns-3 tells nobody of edited static routes.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&LispReachability::m_routePeriod),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("WatchSite",
                          "Look at the uplinks of this router, and at the site's routes to the "
                          "locators of the others, and signal what cannot be reached (R bit, RFC "
                          "9301 section 5.4).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispReachability::m_watchSite),
                          MakeBooleanChecker())
            .AddTraceSource("LocatorDown",
                            "A cause keeps a locator down from now on.",
                            MakeTraceSourceAccessor(&LispReachability::m_downTrace),
                            "ns3::LispReachability::LocatorTrace")
            .AddTraceSource("LocatorUp",
                            "A cause keeps a locator down no longer.",
                            MakeTraceSourceAccessor(&LispReachability::m_upTrace),
                            "ns3::LispReachability::LocatorTrace")
            .AddTraceSource("UplinkChanged",
                            "A locator of the own site can be reached no longer, or again.",
                            MakeTraceSourceAccessor(&LispReachability::m_uplinkTrace),
                            "ns3::LispReachability::UplinkTrace")
            .AddTraceSource("ProbeSent",
                            "An RLOC-probe went out.",
                            MakeTraceSourceAccessor(&LispReachability::m_probeTrace),
                            "ns3::LispReachability::ProbeTrace")
            .AddTraceSource("RoundTrip",
                            "An RLOC-probe was answered.",
                            MakeTraceSourceAccessor(&LispReachability::m_roundTripTrace),
                            "ns3::LispReachability::RoundTripTrace")
            .AddTraceSource("ProbeTimedOut",
                            "An RLOC-probe was not answered in time.",
                            MakeTraceSourceAccessor(&LispReachability::m_timeoutTrace),
                            "ns3::LispReachability::TimeoutTrace");
    return tid;
}

LispReachability::LispReachability()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_prober({m_probing,
                m_probeInterval,
                m_probeJitter,
                m_downInterval,
                m_firstDelay,
                m_probeTimeout,
                m_probeBackoff,
                m_attempts,
                m_idleTime},
               {[this](const NetworkAddress& rloc, const EidPrefix& eid, unsigned unanswered) {
                    ++m_statistics.probesSent;
                    m_probeTrace(rloc, eid, unanswered);
                },
                [this](RlocTable::Id id, Time rtt, Time smoothed) {
                    ++m_statistics.probesAnswered;
                    // Who answers is not unreachable, whatever somebody said of it.
                    m_held.Remove(id);
                    m_xtr->GetRlocTable().SetUp(id, RlocDownCause::ICMP, true);
                    m_roundTripTrace(m_xtr->GetRlocTable().GetAddress(id), rtt, smoothed);
                },
                [this](RlocTable::Id id) {
                    ++m_statistics.probesTimedOut;
                    m_timeoutTrace(m_xtr->GetRlocTable().GetAddress(id));
                },
                [this](RlocTable::Id id) { HoldDown(id); }},
               m_random),
      m_held([this](const RlocTable::Id& id) {
          m_xtr->GetRlocTable().SetUp(id, RlocDownCause::ICMP, true);
      })
{
}

LispReachability::~LispReachability() = default;

void
LispReachability::Install(Ptr<LispXtr> xtr)
{
    if (!xtr || !xtr->GetNode())
    {
        throw std::invalid_argument(
            "locators can be watched at a LISP tunnel router only: expected "
            "one that is installed in a node");
    }
    const auto node = xtr->GetNode();
    if (node->GetObject<LispReachability>())
    {
        throw std::invalid_argument("the locators of node " + std::to_string(node->GetId()) +
                                    " are watched already; one LispReachability a node is "
                                    "accepted");
    }
    m_port = LispControlPort::Of(node);
    m_xtr = xtr;
    m_xtr->GetRlocTable().AddObserver(this);
    m_xtr->TraceConnectWithoutContext("IcmpUnreachable",
                                      MakeCallback(&LispReachability::OnIcmp, this));
    m_xtr->TraceConnectWithoutContext("UnderlayChanged",
                                      MakeCallback(&LispReachability::OnUnderlayChanged, this));
    node->AggregateObject(this);
    if (node->IsInitialized())
    {
        Initialize();
    }
}

void
LispReachability::NotifyNewAggregate()
{
    // A proxy ETR may become a proxy ITR as well, and the other way round.
    if (m_xtr)
    {
        m_etr = m_xtr->GetObject<LispEtr>();
    }
    if (m_xtr && !m_itr && (m_itr = m_xtr->GetObject<LispItr>()))
    {
        m_itr->SetProbeReplyHandler(
            [this](const LispReception& reception, const LispMapReply& reply) {
                return ReceiveProbe(reception, reply);
            });
        if (m_started)
        {
            m_prober.Start(m_xtr, m_port);
        }
    }
    Object::NotifyNewAggregate();
}

void
LispReachability::DoInitialize()
{
    m_started = true;
    if (m_itr)
    {
        m_prober.Start(m_xtr, m_port);
    }
    OnUnderlayChanged();
    Object::DoInitialize();
}

void
LispReachability::DoDispose()
{
    if (m_xtr)
    {
        m_xtr->GetRlocTable().RemoveObserver(this);
        m_xtr->TraceDisconnectWithoutContext("IcmpUnreachable",
                                             MakeCallback(&LispReachability::OnIcmp, this));
        m_xtr->TraceDisconnectWithoutContext(
            "UnderlayChanged",
            MakeCallback(&LispReachability::OnUnderlayChanged, this));
    }
    if (m_itr)
    {
        m_itr->SetProbeReplyHandler(nullptr);
    }
    m_started = false;
    m_prober.Stop();
    m_held.Clear();
    m_check.Cancel();
    m_checkNow.Cancel();
    m_xtr = nullptr;
    m_port = nullptr;
    m_itr = nullptr;
    m_etr = nullptr;
    Object::DoDispose();
}

int64_t
LispReachability::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

// ---- what the table of locators tells -----------------------------------------------------------

void
LispReachability::RlocAdded(uint32_t id)
{
    if (m_started)
    {
        m_prober.Add(id);
        m_new.push_back(id);
        if (m_checkNow.IsExpired())
        {
            m_checkNow = Simulator::ScheduleNow(&LispReachability::Check, this);
        }
    }
}

void
LispReachability::RlocForgotten(uint32_t id)
{
    m_prober.Remove(id);
    m_held.Remove(id);
    const NetworkAddress rloc = m_xtr->GetRlocTable().GetAddress(id);
    if (!m_xtr->IsLocalRloc(rloc))
    {
        m_routed.erase(rloc);
        SetUplink(rloc, true);
    }
}

void
LispReachability::RlocChanged(uint32_t id, RlocDownCause cause, bool up)
{
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    std::size_t causes = 0;
    for (std::size_t i = 0; i < RLOC_DOWN_CAUSES; ++i)
    {
        causes += rlocs.IsDownFor(id, static_cast<RlocDownCause>(i)) ? 1 : 0;
    }
    m_statistics.ups += up && causes == 0 ? 1 : 0;
    m_statistics.downs += !up && causes == 1 ? 1 : 0;
    const NetworkAddress rloc = rlocs.GetAddress(id);
    up ? m_upTrace(rloc, cause) : m_downTrace(rloc, cause);
}

// ---- probes and ICMP ----------------------------------------------------------------------------

bool
LispReachability::ReceiveProbe(const LispReception& reception, const LispMapReply& reply)
{
    const auto asked = m_prober.Receive(reply);
    if (!asked)
    {
        return false;
    }
    if (m_followReplies)
    {
        m_itr->FollowProbe(reception, reply, *asked);
    }
    return true;
}

void
LispReachability::OnIcmp(const NetworkAddress& source,
                         const NetworkAddress& destination,
                         const NetworkAddress& reporter,
                         uint8_t code)
{
    if (m_icmpHoldTime.IsZero() || !m_started)
    {
        return;
    }
    // Network, host or port for ICMPv4 (RFC 792); no route, address or port for ICMPv6 (RFC 4443
    // section 3.1). The others say nothing of the way there.
    const bool isIpv4 = destination.GetFamily() == AddressFamily::IPV4;
    if (code != 0 && code != (isIpv4 ? 1 : 3) && code != (isIpv4 ? 3 : 4))
    {
        return;
    }
    const RlocTable::Id id = m_xtr->GetRlocTable().Find(destination);
    if (!m_xtr->IsLocalRloc(source) || id == RlocTable::NONE || !m_xtr->GetLastUse(id).has_value())
    {
        m_port->Drop(LispControlDrop::ICMP_NOT_OURS,
                     reporter,
                     source.ToString() + " to " + destination.ToString());
        return;
    }
    if (!m_icmpConfirm || !m_prober.Confirm(id))
    {
        HoldDown(id);
    }
}

void
LispReachability::HoldDown(RlocTable::Id id)
{
    RlocTable& rlocs = m_xtr->GetRlocTable();
    if (rlocs.IsDownFor(id, RlocDownCause::ICMP))
    {
        // It is about a packet that went before, and does not hold the locator down any longer.
        return;
    }
    ++m_statistics.icmpBelieved;
    m_held.Set(id, Simulator::Now() + m_icmpHoldTime);
    rlocs.SetUp(id, RlocDownCause::ICMP, false);
}

} // namespace ns3
