/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-session.h"

#include "bgp-format.h"
#include "underlay-socket.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"

#include <algorithm>

/**
 * @file
 * @brief The state machine of a BGP session; bgp-session-status.cc has its attributes and counters.
 */

namespace ns3
{

namespace
{

/// The hold time before the neighbour's OPEN has come (RFC 4271 section 8.2.2: 4 minutes).
constexpr int64_t OPEN_HOLD_SECONDS = 240;

/// Between KEEPALIVEs, at least (RFC 4271 section 4.4).
constexpr int64_t LEAST_KEEPALIVE_SECONDS = 1;

/// No error.
const BgpNotification NO_ERROR{};

} // namespace

void
BgpSession::Start(const Ends& ends, Handlers handlers, bool isUp)
{
    m_ends = ends;
    m_handlers = std::move(handlers);
    m_isUp = isUp;
    m_isStopped = false;
    if (m_isUp)
    {
        Resume();
    }
}

void
BgpSession::Stop(BgpCease subcode)
{
    m_isStopped = true;
    Fall(BgpDownReason::STOPPED, {BgpErrorCode::CEASE, subcode, {}});
}

void
BgpSession::SetState(BgpState state)
{
    const BgpState from = m_state;
    m_state = state;
    if (from != state)
    {
        m_stateTrace(from, state);
    }
}

void
BgpSession::Resume()
{
    if (m_isStopped || !m_isUp)
    {
        return;
    }
    if (!IsActive())
    {
        SetState(BgpState::ACTIVE);
        return;
    }
    m_startTimer.Cancel();
    // Called by scripts too, whose events have no context.
    Simulator::ScheduleWithContext(m_ends.node->GetId(),
                                   Time(0),
                                   &BgpSession::Arm,
                                   Ptr<BgpSession>(this));
}

void
BgpSession::Arm()
{
    if (m_state == BgpState::IDLE && !m_isStopped && m_isUp)
    {
        m_startTimer.Cancel();
        const Time delay = Jittered(m_isFirst ? m_startDelay : m_idleHoldTime);
        m_startTimer = Simulator::Schedule(delay, &BgpSession::Connect, this);
    }
}

void
BgpSession::Connect()
{
    if (m_isStopped || !m_isUp)
    {
        return;
    }
    m_isFirst = false;
    CloseSocket();
    SetState(BgpState::CONNECT);
    m_connectRetry.Cancel();
    m_connectRetry = Simulator::Schedule(Jittered(m_connectRetryTime), &BgpSession::Connect, this);
    const Ptr<Socket> socket = UnderlaySocket::Create(m_ends.node);
    m_socket = socket;
    socket->SetConnectCallback(MakeCallback(&BgpSession::HandleConnected, this),
                               MakeCallback(&BgpSession::HandleNotConnected, this));
    // So ns-3's TCP says that it has given up.
    socket->SetCloseCallbacks(MakeCallback(&BgpSession::HandleNotConnected, this),
                              MakeCallback(&BgpSession::HandleNotConnected, this));
    if (socket->Bind(UnderlaySocket::MakeAddress(m_ends.local, 0)) != 0 ||
        socket->Connect(UnderlaySocket::MakeAddress(m_ends.remote, BGP_PORT)) != 0)
    {
        HandleNotConnected(socket);
    }
}

void
BgpSession::HandleConnected(Ptr<Socket> socket)
{
    if (m_socket == socket)
    {
        m_connectRetry.Cancel();
        Begin(socket);
    }
}

void
BgpSession::HandleNotConnected(Ptr<Socket> socket)
{
    if (m_socket == socket)
    {
        // To Idle, as there is no DelayOpenTimer (RFC 4271 section 8.2.2, Connect, event 18).
        Fall(BgpDownReason::CLOSED, NO_ERROR);
    }
}

void
BgpSession::HandleClosed(Ptr<Socket> socket)
{
    if (m_socket == socket)
    {
        Fall(BgpDownReason::CLOSED, NO_ERROR);
    }
}

void
BgpSession::HandleRoom(Ptr<Socket> socket, uint32_t /* room */)
{
    if (m_socket == socket)
    {
        const bool wasBehind = IsBehind();
        Flush();
        if (wasBehind && !IsBehind() && m_state == BgpState::ESTABLISHED)
        {
            m_handlers.room();
        }
    }
}

bool
BgpSession::MayAccept() const
{
    return !m_isStopped && m_isUp && !IsActive() && m_state != BgpState::IDLE &&
           m_state != BgpState::ESTABLISHED;
}

void
BgpSession::Accept(Ptr<Socket> socket)
{
    if (!MayAccept())
    {
        socket->Close();
        return;
    }
    if (m_socket)
    {
        Fall(BgpDownReason::REPLACED, {BgpErrorCode::CEASE, BGP_COLLISION, {}});
    }
    Begin(socket);
}

void
BgpSession::Begin(Ptr<Socket> socket)
{
    m_socket = socket;
    m_input.clear();
    m_output.clear();
    UnderlaySocket::LimitToLink(socket);
    socket->SetRecvCallback(MakeCallback(&BgpSession::Receive, this));
    socket->SetCloseCallbacks(MakeCallback(&BgpSession::HandleClosed, this),
                              MakeCallback(&BgpSession::HandleClosed, this));
    socket->SetSendCallback(MakeCallback(&BgpSession::HandleRoom, this));
    BgpOpen open;
    open.asNumber = m_ends.localAs;
    open.holdTime = static_cast<uint16_t>(m_holdTime.GetSeconds());
    open.identifier = m_ends.identifier;
    open.isMultiprotocol = true;
    open.ipv4Unicast = m_ends.local.GetFamily() == AddressFamily::IPV4;
    open.ipv6Unicast = !open.ipv4Unicast;
    SetState(BgpState::OPEN_SENT);
    RestartHold(Seconds(OPEN_HOLD_SECONDS));
    Transmit(open);
    // What came before the callback was set.
    Receive(socket);
}

void
BgpSession::CloseSocket()
{
    const Ptr<Socket> socket = m_socket;
    m_socket = nullptr;
    if (socket)
    {
        UnderlaySocket::Close(socket);
        // It may be the socket that told of its failure, and it has to outlive that.
        Simulator::ScheduleNow([socket]() {});
    }
}

void
BgpSession::Fall(BgpDownReason reason, const BgpNotification& error)
{
    const bool wasEstablished = m_state == BgpState::ESTABLISHED;
    const bool hadConnection = m_state != BgpState::IDLE && m_socket;
    if (error && m_socket && m_state >= BgpState::OPEN_SENT)
    {
        m_output.clear();
        m_lastError = error;
        Transmit(error);
    }
    for (EventId* timer : {&m_startTimer, &m_connectRetry, &m_hold, &m_keepalive, &m_sendHold})
    {
        timer->Cancel();
    }
    CloseSocket();
    m_input.clear();
    m_output.clear();
    SetState(BgpState::IDLE);
    if (hadConnection)
    {
        ++m_downs[static_cast<std::size_t>(reason)];
        m_downTrace(reason, m_lastError);
    }
    if (wasEstablished)
    {
        m_handlers.down();
    }
    Resume();
}

void
BgpSession::SetInterface(bool isUp)
{
    if (m_isUp == isUp)
    {
        return;
    }
    if (isUp)
    {
        m_isUp = true;
        if (m_state == BgpState::IDLE)
        {
            Resume();
        }
    }
    else if (m_fastFallOver)
    {
        m_isUp = false;
        // The NOTIFICATION cannot get out: with it, TCP has something that it gives up in the end.
        Fall(BgpDownReason::INTERFACE_DOWN,
             {BgpErrorCode::CEASE, BGP_OTHER_CONFIGURATION_CHANGE, {}});
    }
}

void
BgpSession::Send(const BgpUpdate& update)
{
    for (const BgpUpdate& part : SplitBgpUpdate(update))
    {
        if (m_state != BgpState::ESTABLISHED)
        {
            return;
        }
        Transmit(part);
        RestartKeepalive(); // RFC 4271 section 8.2.2, Established
    }
}

void
BgpSession::Refuse(const BgpNotification& error)
{
    Fall(BgpDownReason::REFUSED, error);
}

void
BgpSession::Transmit(const BgpMessage& message)
{
    const std::vector<uint8_t> octets = EncodeBgpMessage(message);
    m_output.insert(m_output.end(), octets.begin(), octets.end());
    ++m_sent[static_cast<std::size_t>(GetBgpType(message))];
    m_sentTrace(message);
    Flush();
}

void
BgpSession::Flush()
{
    bool isTaken = false;
    while (m_socket && !m_output.empty())
    {
        const auto size = static_cast<uint32_t>(
            std::min<std::size_t>(m_output.size(), m_socket->GetTxAvailable()));
        if (size == 0 || m_socket->Send(Create<Packet>(m_output.data(), size)) < 0)
        {
            break;
        }
        m_output.erase(m_output.begin(), m_output.begin() + size);
        isTaken = true;
    }
    if (isTaken || m_output.empty())
    {
        m_sendHold.Cancel();
    }
    if (!m_output.empty() && m_sendHold.IsExpired())
    {
        m_sendHold = Simulator::Schedule(std::max(m_sendHoldTime, m_agreedHold * 2),
                                         &BgpSession::HandleDeafness,
                                         this);
    }
}

void
BgpSession::Receive(Ptr<Socket> socket)
{
    if (m_socket != socket)
    {
        return;
    }
    // ns-3's TCP gives empty packets, of which there is no end, once the other end has closed.
    while (socket->GetRxAvailable() > 0)
    {
        const Ptr<Packet> packet = socket->Recv();
        const std::size_t at = m_input.size();
        m_input.resize(at + packet->GetSize());
        packet->CopyData(m_input.data() + at, packet->GetSize());
        std::size_t done = 0;
        while (m_socket == socket)
        {
            const uint8_t* next = m_input.data() + done;
            const BgpFrame frame = PeekBgpMessage(next, m_input.size() - done);
            if (frame.error)
            {
                Refuse(frame.error);
                return;
            }
            if (frame.length == 0 || m_input.size() - done < frame.length)
            {
                break;
            }
            const BgpDecoded decoded = DecodeBgpMessage(next, frame.length);
            if (decoded.error)
            {
                Refuse(decoded.error);
                return;
            }
            done += frame.length;
            Handle(decoded.message);
        }
        if (m_socket != socket)
        {
            return;
        }
        m_input.erase(m_input.begin(), m_input.begin() + static_cast<std::ptrdiff_t>(done));
    }
}

void
BgpSession::Handle(const BgpMessage& message)
{
    const BgpMessageType type = GetBgpType(message);
    ++m_received[static_cast<std::size_t>(type)];
    m_receivedTrace(message);
    if (const auto* error = std::get_if<BgpNotification>(&message))
    {
        m_lastError = *error;
        Fall(BgpDownReason::NOTIFIED, NO_ERROR);
        return;
    }
    if (m_state == BgpState::OPEN_SENT && type == BgpMessageType::OPEN)
    {
        HandleOpen(std::get<BgpOpen>(message));
    }
    else if (m_state == BgpState::OPEN_CONFIRM && type == BgpMessageType::KEEPALIVE)
    {
        RestartHold(m_agreedHold);
        SetState(BgpState::ESTABLISHED);
        m_handlers.established();
    }
    else if (m_state == BgpState::ESTABLISHED && type == BgpMessageType::KEEPALIVE)
    {
        RestartHold(m_agreedHold);
    }
    else if (m_state == BgpState::ESTABLISHED && type == BgpMessageType::UPDATE)
    {
        RestartHold(m_agreedHold);
        m_handlers.update(std::get<BgpUpdate>(message));
    }
    else
    {
        const uint8_t subcode = m_state == BgpState::OPEN_SENT      ? BGP_UNEXPECTED_IN_OPEN_SENT
                                : m_state == BgpState::OPEN_CONFIRM ? BGP_UNEXPECTED_IN_OPEN_CONFIRM
                                                                    : BGP_UNEXPECTED_IN_ESTABLISHED;
        Refuse({BgpErrorCode::STATE_MACHINE, subcode, {static_cast<uint8_t>(type)}});
    }
}

void
BgpSession::HandleOpen(const BgpOpen& open)
{
    if (open.asNumber != m_ends.remoteAs && open.fourOctetAs)
    {
        Refuse({BgpErrorCode::OPEN, BGP_BAD_PEER_AS, {}});
        return;
    }
    const uint32_t own = m_ends.localAs;
    if (!open.fourOctetAs)
    {
        // The data is the capability that is asked for (RFC 5492 section 5). The session is not to
        // be opened anew by itself (section 3); who only listens still answers.
        m_isStopped = IsActive();
        Refuse({BgpErrorCode::OPEN,
                BGP_UNSUPPORTED_CAPABILITY,
                {BGP_CAPABILITY_FOUR_OCTET_AS,
                 4,
                 static_cast<uint8_t>(own >> 24),
                 static_cast<uint8_t>(own >> 16),
                 static_cast<uint8_t>(own >> 8),
                 static_cast<uint8_t>(own)}});
        return;
    }
    const bool isIpv4 = m_ends.local.GetFamily() == AddressFamily::IPV4;
    // Without any capability of its kind, a speaker has routes of IPv4 (RFC 4760 section 1).
    const bool agrees = isIpv4 ? open.ipv4Unicast || !open.isMultiprotocol : open.ipv6Unicast;
    if (!agrees)
    {
        const auto afi = static_cast<uint8_t>(isIpv4 ? BGP_AFI_IPV4 : BGP_AFI_IPV6);
        m_isStopped = IsActive();
        Refuse({BgpErrorCode::OPEN,
                BGP_UNSUPPORTED_CAPABILITY,
                {BGP_CAPABILITY_MULTIPROTOCOL, 4, 0, afi, 0, BGP_SAFI_UNICAST}});
        return;
    }
    m_peer = open;
    m_agreedHold = std::min(Seconds(open.holdTime), m_holdTime); // RFC 4271 section 4.2
    SetState(BgpState::OPEN_CONFIRM);
    RestartHold(m_agreedHold);
    SendKeepalive();
}

void
BgpSession::RestartHold(Time wait)
{
    m_hold.Cancel();
    if (wait.IsStrictlyPositive())
    {
        m_hold = Simulator::Schedule(wait, &BgpSession::HandleSilence, this);
    }
}

void
BgpSession::HandleSilence()
{
    Fall(BgpDownReason::HOLD_TIMER, {BgpErrorCode::HOLD_TIMER_EXPIRED, 0, {}});
}

void
BgpSession::HandleDeafness()
{
    Fall(BgpDownReason::SEND_HOLD, {BgpErrorCode::SEND_HOLD_TIMER_EXPIRED, 0, {}});
}

void
BgpSession::SendKeepalive()
{
    // What waits says as much when it gets there, and a neighbour that does not read gets no queue.
    if (m_output.empty())
    {
        Transmit(BgpKeepalive());
    }
    RestartKeepalive();
}

void
BgpSession::RestartKeepalive()
{
    m_keepalive.Cancel();
    if (m_agreedHold.IsStrictlyPositive())
    {
        // A third of the hold time (RFC 4271 section 10), but no sooner than the next second
        // (section 4.4).
        const Time wait = std::max(Jittered(m_agreedHold / 3), Seconds(LEAST_KEEPALIVE_SECONDS));
        m_keepalive = Simulator::Schedule(wait, &BgpSession::SendKeepalive, this);
    }
}

} // namespace ns3
