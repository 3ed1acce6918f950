/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bfd-session.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BfdSession);

namespace
{

/// The shortest interval of a session that is not up, in us (RFC 5880 section 6.8.3).
constexpr uint64_t SLOW_INTERVAL = 1000000;
/// An interval is shortened by at most a quarter (RFC 5880 section 6.8.7).
constexpr double MIN_JITTER = 0.75;
/// With a multiplier of 1 it is shortened by at least a tenth (RFC 5880 section 6.8.7).
constexpr double MAX_JITTER_ALONE = 0.9;
/// bfd.RemoteMinRxInterval before anything is heard, in us (RFC 5880 section 6.8.1).
constexpr uint64_t INITIAL_MIN_RX = 1;

} // namespace

TypeId
BfdSession::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BfdSession")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<BfdSession>()
            .AddAttribute("Interval",
                          "The time between packets that this end would like to send, and can "
                          "take, when the session is up. Open in RFC 5880; 300 ms, with the "
                          "multiplier of 3, notices a failure within a second.",
                          TimeValue(MilliSeconds(300)),
                          MakeTimeAccessor(&BfdSession::m_interval),
                          MakeTimeChecker(MicroSeconds(10), Seconds(4000)))
            .AddAttribute("Multiplier",
                          "After how many intervals without a packet the other end notices. Open "
                          "in RFC 5880; 3 stands two lost packets.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&BfdSession::m_multiplier),
                          MakeUintegerChecker<uint8_t>(1))
            .AddTraceSource("State",
                            "The state has changed.",
                            MakeTraceSourceAccessor(&BfdSession::m_stateTrace),
                            "ns3::BfdSession::StateTracedCallback");
    return tid;
}

BfdSession::BfdSession()
    : m_jitter(CreateObject<UniformRandomVariable>())
{
}

BfdSession::~BfdSession()
{
    Stop();
}

void
BfdSession::DoDispose()
{
    Stop();
    m_jitter = nullptr;
    Object::DoDispose();
}

void
BfdSession::Start(Ptr<Node> node,
                  uint32_t discriminator,
                  Sender sender,
                  std::function<void()> changed)
{
    if (discriminator == 0)
    {
        throw std::invalid_argument("BFD discriminator 0: accepted: any other (RFC 5880, 6.8.1)");
    }
    m_local = discriminator;
    m_sender = std::move(sender);
    m_changed = std::move(changed);
    m_remoteMinRx = MicroSeconds(INITIAL_MIN_RX);
    Ptr<BfdSession> self(this);
    Simulator::ScheduleWithContext(node->GetId(), Time(0), [self]() {
        if (self->m_sender)
        {
            self->SendPeriodic();
        }
    });
}

void
BfdSession::Stop()
{
    m_sendEvent.Cancel();
    m_detectEvent.Cancel();
    m_sender = nullptr;
    m_changed = nullptr;
}

void
BfdSession::SetAdminDown(bool down)
{
    if (down == (m_state == State::ADMIN_DOWN))
    {
        return;
    }
    m_detectEvent.Cancel();
    SetState(down ? State::ADMIN_DOWN : State::DOWN,
             down ? Diagnostic::ADMINISTRATIVELY_DOWN : Diagnostic::NO_DIAGNOSTIC);
}

BfdSession::State
BfdSession::GetState() const
{
    return m_state;
}

bool
BfdSession::IsUp() const
{
    return m_state == State::UP;
}

BfdSession::Diagnostic
BfdSession::GetDiagnostic() const
{
    return m_diagnostic;
}

Time
BfdSession::GetDetectionTime() const
{
    return m_detection;
}

uint64_t
BfdSession::GetSent() const
{
    return m_sent;
}

uint64_t
BfdSession::GetReceived() const
{
    return m_received;
}

int64_t
BfdSession::AssignStreams(int64_t stream)
{
    m_jitter->SetStream(stream);
    return 1;
}

// ---- sending -----------------------------------------------------------------------------------

Time
BfdSession::GetDesiredMinTx() const
{
    return IsUp() ? m_interval : std::max(m_interval, MicroSeconds(SLOW_INTERVAL));
}

void
BfdSession::SendPeriodic()
{
    m_lastSent = Simulator::Now();
    Arm();
    Transmit(m_polling ? BfdControlHeader::POLL : 0);
}

void
BfdSession::Arm()
{
    m_sendEvent.Cancel();
    if (m_remoteMinRx.IsZero())
    {
        return; // the other end wants no periodic packets (RFC 5880 section 6.8.7)
    }
    const Time interval = std::max(GetDesiredMinTx(), m_remoteMinRx);
    const double part = m_jitter->GetValue(MIN_JITTER, m_multiplier == 1 ? MAX_JITTER_ALONE : 1.0);
    const auto jittered = static_cast<int64_t>(interval.GetNanoSeconds() * part);
    const Time due = m_lastSent + NanoSeconds(jittered);
    m_sendEvent = Simulator::Schedule(std::max(due - Simulator::Now(), Time(0)),
                                      &BfdSession::SendPeriodic,
                                      this);
}

void
BfdSession::Transmit(uint8_t flags)
{
    BfdControlHeader header;
    header.diagnostic = m_diagnostic;
    header.state = m_state;
    header.flags = flags;
    header.multiplier = m_multiplier;
    header.myDiscriminator = m_local;
    header.yourDiscriminator = m_remote;
    header.desiredMinTx = static_cast<uint32_t>(GetDesiredMinTx().GetMicroSeconds());
    header.requiredMinRx = static_cast<uint32_t>(m_interval.GetMicroSeconds());
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    m_sent++;
    m_sender(packet);
}

// ---- receiving ---------------------------------------------------------------------------------

bool
BfdSession::IsOurs(const BfdControlHeader& header) const
{
    if (header.yourDiscriminator != 0)
    {
        return header.yourDiscriminator == m_local;
    }
    return header.state == State::DOWN || header.state == State::ADMIN_DOWN;
}

bool
BfdSession::Receive(const Ptr<const Packet>& packet)
{
    if (!m_sender)
    {
        return false;
    }
    BfdControlHeader header;
    if (packet->GetSize() < BfdControlHeader::SIZE || packet->PeekHeader(header) == 0)
    {
        return false;
    }
    constexpr uint8_t REFUSED = BfdControlHeader::AUTHENTICATION | BfdControlHeader::MULTIPOINT;
    if (header.version != BfdControlHeader::VERSION || header.length < BfdControlHeader::SIZE ||
        header.length > packet->GetSize() || header.multiplier == 0 ||
        (header.flags & REFUSED) != 0 || header.myDiscriminator == 0 || !IsOurs(header))
    {
        return false;
    }
    if (m_state == State::ADMIN_DOWN)
    {
        return true; // discarded (RFC 5880 section 6.8.6)
    }
    m_received++;
    m_remote = header.myDiscriminator;
    const Time minRx = MicroSeconds(header.requiredMinRx);
    if (minRx != m_remoteMinRx)
    {
        m_remoteMinRx = minRx;
        Arm();
    }
    if ((header.flags & BfdControlHeader::FINAL) != 0)
    {
        m_polling = false;
    }
    // RFC 5880 section 6.8.4.
    const Time interval = std::max(m_interval, MicroSeconds(header.desiredMinTx));
    m_detection = interval * static_cast<int64_t>(header.multiplier);
    m_detectEvent.Cancel();
    m_detectEvent = Simulator::Schedule(m_detection, &BfdSession::Expire, this);
    Step(header.state);
    if ((header.flags & BfdControlHeader::POLL) != 0 && m_sender)
    {
        Transmit(BfdControlHeader::FINAL);
    }
    return true;
}

void
BfdSession::Step(State remote)
{
    if (remote == State::ADMIN_DOWN || (m_state == State::UP && remote == State::DOWN))
    {
        SetState(State::DOWN, Diagnostic::NEIGHBOR_DOWN);
    }
    else if (m_state == State::DOWN)
    {
        if (remote == State::DOWN)
        {
            SetState(State::INIT, m_diagnostic);
        }
        else if (remote == State::INIT)
        {
            SetState(State::UP, Diagnostic::NO_DIAGNOSTIC);
        }
    }
    else if (m_state == State::INIT && remote != State::DOWN)
    {
        SetState(State::UP, Diagnostic::NO_DIAGNOSTIC);
    }
}

void
BfdSession::Expire()
{
    m_remote = 0; // RFC 5880 section 6.8.1
    if (m_state == State::INIT || m_state == State::UP)
    {
        SetState(State::DOWN, Diagnostic::TIME_EXPIRED);
    }
}

void
BfdSession::SetState(State state, Diagnostic diagnostic)
{
    const State before = m_state;
    if (state == before)
    {
        return;
    }
    m_state = state;
    m_diagnostic = diagnostic;
    // The interval differs between up and not up: RFC 5880 section 6.8.3 asks for a Poll.
    m_polling = state == State::UP && m_interval < MicroSeconds(SLOW_INTERVAL);
    m_stateTrace(before, state);
    if (!m_sender)
    {
        return; // Start sends the first one
    }
    SendPeriodic(); // at once, so that the other end hears of it (RFC 5880 section 6.8.7)
    if ((before == State::UP || state == State::UP) && m_changed)
    {
        const auto changed = m_changed; // it may stop the session
        changed();
    }
}

} // namespace ns3
