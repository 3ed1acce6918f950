/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-session.h"
#include "underlay-socket.h"

#include "ns3/boolean.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/socket.h"

#include <cmath>
#include <stdexcept>
#include <string>

/**
 * @file
 * @brief The attributes, counters and names of a BGP session.
 */

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BgpSession);

namespace
{

/// Octets that may wait for room in TCP before there should be no more: what comes to many
/// messages.
constexpr std::size_t MOST_WAITING = 16 * BGP_MAX_MESSAGE_SIZE;

} // namespace

TypeId
BgpSession::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BgpSession")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<BgpSession>()
            .AddAttribute(
                "HoldTime",
                "The hold time that is offered, whole seconds, the lesser of both ends' "
                "being taken; a KEEPALIVE is sent each third of it. 0: none of both. 1 "
                "and 2 are not allowed (RFC 4271 sections 4.2 and 10: 90 s).",
                TimeValue(Seconds(90)),
                MakeTimeAccessor(&BgpSession::SetOfferedHoldTime, &BgpSession::GetOfferedHoldTime),
                MakeTimeChecker(Seconds(0), Seconds(65535)))
            .AddAttribute("SendHoldTime",
                          "How long the other end may read nothing of what is for it before the "
                          "session ends; twice the hold time if that is longer (RFC 9687: 8 min).",
                          TimeValue(Minutes(8)),
                          MakeTimeAccessor(&BgpSession::m_sendHoldTime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("ConnectRetryTime",
                          "How long a connection may take to open before it is tried anew (RFC "
                          "4271 section 10: 120 s).",
                          TimeValue(Seconds(120)),
                          MakeTimeAccessor(&BgpSession::m_connectRetryTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IdleHoldTime",
                          "How long after its end a connection is opened anew. Open in RFC 4271 "
                          "section 8.1.1; BIRD's \"connect delay time\" is 5 s.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&BgpSession::m_idleHoldTime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("StartDelay",
                          "How long after its start a session is opened, the first time: "
                          "addresses are there after one second of duplicate address detection "
                          "(RFC 4862 section 5.1).",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&BgpSession::m_startDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FastFallOver",
                          "Whether a session ends with its interface, rather than by its hold "
                          "timer. Open in RFC 4271; routers do so by default.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&BgpSession::m_fastFallOver),
                          MakeBooleanChecker())
            .AddTraceSource("State",
                            "The state changed.",
                            MakeTraceSourceAccessor(&BgpSession::m_stateTrace),
                            "ns3::BgpSession::StateTracedCallback")
            .AddTraceSource("Sent",
                            "A message was sent.",
                            MakeTraceSourceAccessor(&BgpSession::m_sentTrace),
                            "ns3::BgpSession::MessageTracedCallback")
            .AddTraceSource("Received",
                            "A message came.",
                            MakeTraceSourceAccessor(&BgpSession::m_receivedTrace),
                            "ns3::BgpSession::MessageTracedCallback")
            .AddTraceSource("Down",
                            "A connection ended, why, and the last NOTIFICATION of the session.",
                            MakeTraceSourceAccessor(&BgpSession::m_downTrace),
                            "ns3::BgpSession::DownTracedCallback");
    return tid;
}

BgpSession::BgpSession()
    : m_jitter(CreateObject<UniformRandomVariable>())
{
}

BgpSession::~BgpSession() = default;

void
BgpSession::DoDispose()
{
    m_isStopped = true;
    for (EventId* timer : {&m_startTimer, &m_connectRetry, &m_hold, &m_keepalive, &m_sendHold})
    {
        timer->Cancel();
    }
    if (m_socket)
    {
        UnderlaySocket::Silence(m_socket);
        m_socket = nullptr;
    }
    m_handlers = Handlers();
    m_ends = Ends();
    m_jitter = nullptr;
    Object::DoDispose();
}

Time
BgpSession::Jittered(Time time) const
{
    // RFC 4271 section 10: 75 to 100 %.
    return Time(static_cast<int64_t>(time.GetTimeStep() * m_jitter->GetValue(0.75, 1.0)));
}

int64_t
BgpSession::AssignStreams(int64_t stream)
{
    m_jitter->SetStream(stream);
    return 1;
}

bool
BgpSession::IsActive() const
{
    return m_ends.remote < m_ends.local;
}

bool
BgpSession::IsBehind() const
{
    return m_output.size() >= MOST_WAITING;
}

BgpState
BgpSession::GetState() const
{
    return m_state;
}

const BgpSession::Ends&
BgpSession::GetEnds() const
{
    return m_ends;
}

const BgpOpen&
BgpSession::GetPeer() const
{
    return m_peer;
}

void
BgpSession::SetOfferedHoldTime(Time hold)
{
    const bool isWhole = hold == Seconds(std::floor(hold.GetSeconds()));
    if (!isWhole || hold == Seconds(1) || hold == Seconds(2))
    {
        throw std::invalid_argument("BgpSession: HoldTime " + std::to_string(hold.GetSeconds()) +
                                    " s: accepted: whole seconds, 0 or 3 and more (RFC 4271 "
                                    "section 4.2)");
    }
    m_holdTime = hold;
}

Time
BgpSession::GetOfferedHoldTime() const
{
    return m_holdTime;
}

Time
BgpSession::GetHoldTime() const
{
    return m_agreedHold;
}

Time
BgpSession::GetStartDelay() const
{
    return m_startDelay;
}

uint64_t
BgpSession::GetSent(BgpMessageType type) const
{
    return m_sent.at(static_cast<std::size_t>(type));
}

uint64_t
BgpSession::GetReceived(BgpMessageType type) const
{
    return m_received.at(static_cast<std::size_t>(type));
}

uint64_t
BgpSession::GetDowns(BgpDownReason reason) const
{
    return m_downs.at(static_cast<std::size_t>(reason));
}

const BgpNotification&
BgpSession::GetLastError() const
{
    return m_lastError;
}

const char*
ToString(BgpState state)
{
    switch (state)
    {
    case BgpState::IDLE:
        return "idle";
    case BgpState::CONNECT:
        return "connect";
    case BgpState::ACTIVE:
        return "active";
    case BgpState::OPEN_SENT:
        return "open-sent";
    case BgpState::OPEN_CONFIRM:
        return "open-confirm";
    case BgpState::ESTABLISHED:
        return "established";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, BgpState state)
{
    return os << ToString(state);
}

const char*
ToString(BgpDownReason reason)
{
    switch (reason)
    {
    case BgpDownReason::HOLD_TIMER:
        return "bgp-hold-timer";
    case BgpDownReason::INTERFACE_DOWN:
        return "bgp-interface-down";
    case BgpDownReason::CLOSED:
        return "bgp-closed";
    case BgpDownReason::REFUSED:
        return "bgp-refused";
    case BgpDownReason::NOTIFIED:
        return "bgp-notified";
    case BgpDownReason::STOPPED:
        return "bgp-stopped";
    case BgpDownReason::REPLACED:
        return "bgp-replaced";
    case BgpDownReason::SEND_HOLD:
        return "bgp-send-hold-timer";
    }
    return "bgp-unknown";
}

std::ostream&
operator<<(std::ostream& os, BgpDownReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
