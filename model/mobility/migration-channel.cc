/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "migration-channel.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Pieces last no longer than this at a low rate, and there are no smaller ones.
constexpr double LONGEST_PIECE = 0.1;
constexpr uint32_t MIN_PIECE = 512;
constexpr int64_t ALIVES = 4; //!< in the stall time

/// @param socket has nobody any more, and is to be closed
void
CloseSocket(Ptr<Socket> socket)
{
    socket->Close();
}

/// @param address an address @param port a port @return both
Address
MakeSocketAddress(const NetworkAddress& address, uint16_t port)
{
    return address.GetFamily() == AddressFamily::IPV6
               ? Address(Inet6SocketAddress(address.ToIpv6(), port))
               : Address(InetSocketAddress(address.ToIpv4(), port));
}

} // namespace

MigrationChannel::MigrationChannel(User* user, Time stall)
    : m_user(user),
      m_stall(stall)
{
}

MigrationChannel::~MigrationChannel()
{
    Detach();
}

void
MigrationChannel::Connect(Ptr<Node> node,
                          const NetworkAddress& from,
                          const NetworkAddress& to,
                          uint16_t port,
                          const Tcp& tcp)
{
    const auto mtu = FindMtu(node, to);
    if (!mtu)
    {
        Fail("no route to " + to.ToString());
        return;
    }
    const bool isIpv6 = to.GetFamily() == AddressFamily::IPV6;
    const Ptr<Socket> socket = CreateSocket(node, *mtu, isIpv6, tcp);
    m_keepsAlive = true;
    Watch(socket);
    int failed = from.GetFamily() == to.GetFamily() ? socket->Bind(MakeSocketAddress(from, 0))
                 : isIpv6                           ? socket->Bind6()
                                                    : socket->Bind();
    failed = failed ? failed : socket->Connect(MakeSocketAddress(to, port));
    if (failed && m_user)
    {
        Fail("no connection to " + to.ToString() + " can be made");
    }
}

void
MigrationChannel::Accept(Ptr<Socket> socket)
{
    Watch(socket);
    m_connected = true;
}

void
MigrationChannel::SetUser(User* user, Time stall)
{
    m_user = user;
    m_stall = stall;
    m_keepsAlive = true;
    Watchdog();
}

void
MigrationChannel::Watch(Ptr<Socket> socket)
{
    m_socket = socket;
    m_said = m_heard = m_acknowledged = Simulator::Now();
    UintegerValue window;
    socket->GetAttribute("SndBufSize", window);
    m_window = window.Get();
    socket->SetConnectCallback(MakeCallback(&MigrationChannel::OnConnected, this),
                               MakeCallback(&MigrationChannel::OnRefused, this));
    socket->SetCloseCallbacks(MakeCallback(&MigrationChannel::OnClosed, this),
                              MakeCallback(&MigrationChannel::OnError, this));
    socket->SetRecvCallback(MakeCallback(&MigrationChannel::OnReceive, this));
    socket->SetDataSentCallback(MakeCallback(&MigrationChannel::OnSent, this));
    socket->SetSendCallback(MakeCallback(&MigrationChannel::OnAcknowledged, this));
    Watchdog();
}

Ptr<Socket>
MigrationChannel::Detach()
{
    m_paceEvent.Cancel();
    m_watchEvent.Cancel();
    m_user = nullptr;
    m_connected = false;
    m_control.clear();
    const Ptr<Socket> socket = m_socket;
    m_socket = nullptr;
    if (socket)
    {
        const auto none = MakeNullCallback<void, Ptr<Socket>>();
        socket->SetConnectCallback(none, none);
        socket->SetCloseCallbacks(none, none);
        socket->SetRecvCallback(none);
        socket->SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    }
    return socket;
}

void
MigrationChannel::Close()
{
    const bool isConnected = m_connected;
    const Ptr<Socket> socket = Detach();
    if (socket && isConnected)
    {
        socket->Close();
    }
    else if (socket)
    {
        // ns-3 would send a reset after its SYN, which listeners do not stand (see CreateSocket).
        socket->SetConnectCallback(MakeCallback(&CloseSocket),
                                   MakeNullCallback<void, Ptr<Socket>>());
    }
}

void
MigrationChannel::CloseIn(uint32_t context, MigrationMessage::Type type)
{
    if (!m_connected)
    {
        Close(); // sends nothing
        return;
    }
    const bool isBetween = m_left == 0;
    const Ptr<Socket> socket = Detach();
    Simulator::ScheduleWithContext(context, Time(0), [socket, type, isBetween]() {
        if (isBetween)
        {
            const Ptr<Packet> packet = Create<Packet>();
            packet->AddHeader(MigrationMessage(type));
            socket->Send(packet);
        }
        socket->Close();
    });
}

void
MigrationChannel::Fail(const std::string& why, HypervisorDropReason reason)
{
    User* const user = m_user;
    const Ptr<MigrationChannel> self(this); // the user may let go of it
    Close();
    if (user)
    {
        user->Closed(why, reason);
    }
}

void
MigrationChannel::OnConnected(Ptr<Socket>)
{
    m_connected = true;
    m_heard = m_acknowledged = Simulator::Now();
    m_user->Connected();
    Fill();
}

void
MigrationChannel::OnRefused(Ptr<Socket>)
{
    Fail("no answer to the connection");
}

void
MigrationChannel::OnClosed(Ptr<Socket> socket)
{
    const Ptr<MigrationChannel> self(this);
    OnReceive(socket);
    if (!m_user)
    {
        return;
    }
    if (!m_connected)
    {
        Fail("the connection was refused");
    }
    else if (m_headSize > 0 || m_need > 0)
    {
        Fail("the connection was closed in the middle of a message", HypervisorDropReason::CUT);
    }
    else
    {
        Fail("the connection was closed by the other end");
    }
}

void
MigrationChannel::OnError(Ptr<Socket>)
{
    Fail("the connection was reset");
}

void
MigrationChannel::OnReceive(Ptr<Socket> socket)
{
    const Ptr<MigrationChannel> self(this);
    while (m_socket == socket)
    {
        // No more at once: ns-3 copies the octets of pieces that it puts together.
        const Ptr<Packet> packet = socket->Recv(PIECE, 0);
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        m_heard = Simulator::Now();
        m_user->Count(0, packet->GetSize());
        Parse(packet);
    }
}

void
MigrationChannel::Parse(Ptr<Packet> octets)
{
    while (m_user)
    {
        const uint32_t size = octets->GetSize();
        if (m_need > 0 || m_headSize == MigrationMessage::SIZE)
        {
            const uint32_t part = std::min(m_need, size);
            octets->RemoveAtStart(part);
            m_need -= part;
            if (m_need > 0)
            {
                return;
            }
            m_headSize = 0;
            m_user->Receive(m_coming);
            continue;
        }
        if (size == 0)
        {
            return;
        }
        const uint32_t part = std::min(MigrationMessage::SIZE - m_headSize, size);
        octets->CopyData(m_head.data() + m_headSize, part);
        octets->RemoveAtStart(part);
        m_headSize += part;
        if (m_headSize < MigrationMessage::SIZE)
        {
            return;
        }
        Create<Packet>(m_head.data(), MigrationMessage::SIZE)->PeekHeader(m_coming);
        const auto reason =
            m_coming.IsValid() ? m_user->Screen(m_coming) : HypervisorDropReason::MALFORMED;
        if (reason != HypervisorDropReason::NONE)
        {
            Fail(std::string("the other end sent what does not belong there (") + ToString(reason) +
                     ")",
                 reason);
            return;
        }
        m_need = m_coming.GetLength();
    }
}

void
MigrationChannel::SetRate(uint64_t rate)
{
    m_rate = rate;
    const double longest = rate / 8.0 * LONGEST_PIECE;
    m_piece =
        rate == 0 || longest > PIECE ? PIECE : std::max(MIN_PIECE, static_cast<uint32_t>(longest));
}

void
MigrationChannel::Wake(bool hurry)
{
    m_hurry = m_hurry || hurry;
    m_isIdle = false;
    Fill();
}

void
MigrationChannel::Send(const MigrationMessage& message)
{
    if (m_user)
    {
        m_control.push_back(message);
        Fill();
    }
}

void
MigrationChannel::Fill()
{
    if (m_filling)
    {
        return;
    }
    const Ptr<MigrationChannel> self(this);
    m_filling = true;
    while (m_connected)
    {
        if (m_left == 0 && !m_control.empty())
        {
            const MigrationMessage message = m_control.front();
            m_control.pop_front();
            Hand(&message, 0);
            continue;
        }
        if ((m_left == 0 && m_isIdle) || GetUnsent() + m_piece > MAX_UNSENT)
        {
            break; // Wake or OnSent come back
        }
        if (m_socket->GetTxAvailable() < m_piece)
        {
            break; // OnAcknowledged comes back
        }
        if (Simulator::Now() < m_next && !m_hurry && !m_hurried)
        {
            if (m_paceEvent.IsExpired())
            {
                m_paceEvent =
                    Simulator::Schedule(m_next - Simulator::Now(), &MigrationChannel::Fill, this);
            }
            break;
        }
        if (m_left > 0)
        {
            Hand(nullptr, std::min(m_left, m_piece));
            continue;
        }
        m_hurried = m_hurry;
        m_hurry = false;
        const auto message = m_user->Next();
        if (!m_connected)
        {
            break; // closed there
        }
        if (!message)
        {
            m_hurried = false;
            m_isIdle = true;
            continue;
        }
        m_left = message->GetLength();
        Hand(&*message, std::min(m_left, m_piece - MigrationMessage::SIZE));
    }
    m_filling = false;
}

void
MigrationChannel::Hand(const MigrationMessage* message, uint32_t octets)
{
    const Ptr<Packet> packet = Create<Packet>(octets);
    if (message)
    {
        packet->AddHeader(*message);
    }
    const uint32_t size = packet->GetSize();
    const bool isControl = message && message->GetLength() == 0;
    if (m_socket->GetTxAvailable() >= m_window)
    {
        m_acknowledged = Simulator::Now();
    }
    m_left -= octets;
    m_hurried = m_hurried && m_left > 0;
    if (m_socket->Send(packet) < 0)
    {
        Fail("the connection takes no more");
        return;
    }
    m_handed += size;
    m_said = Simulator::Now();
    m_user->Count(size, 0);
    if (m_rate != 0 && !isControl)
    {
        m_next = std::max(m_next, Simulator::Now()) + Seconds(size * 8.0 / m_rate);
    }
}

void
MigrationChannel::OnSent(Ptr<Socket>, uint32_t octets)
{
    m_sent += octets;
    if (GetUnsent() + m_piece <= MAX_UNSENT)
    {
        Fill();
    }
}

void
MigrationChannel::OnAcknowledged(Ptr<Socket>, uint32_t)
{
    // ns-3 also tells when it has sent: only room that was taken is an acknowledgement.
    const uint64_t arrived = m_handed + m_socket->GetTxAvailable() - m_window;
    if (arrived > m_arrived)
    {
        m_arrived = arrived;
        m_heard = m_acknowledged = Simulator::Now();
    }
    if (GetUnsent() + m_piece <= MAX_UNSENT)
    {
        Fill();
    }
}

void
MigrationChannel::Watchdog()
{
    m_watchEvent.Cancel();
    const Time now = Simulator::Now();
    if (m_socket->GetTxAvailable() >= m_window)
    {
        m_acknowledged = now; // there is nothing to be acknowledged
    }
    if (now >= std::min(m_heard, m_acknowledged) + m_stall)
    {
        Fail("no answer for " + std::to_string(m_stall.GetMilliSeconds()) + " ms",
             HypervisorDropReason::SILENT);
        return;
    }
    const Time interval = m_stall / ALIVES;
    if (m_connected && m_keepsAlive && m_left == 0 && now >= m_said + interval)
    {
        Send(MigrationMessage(MigrationMessage::ALIVE));
    }
    if (m_user)
    {
        const Time end = std::min(m_heard, m_acknowledged) + m_stall;
        m_watchEvent =
            Simulator::Schedule(std::min(end - now, interval), &MigrationChannel::Watchdog, this);
    }
}

bool
MigrationChannel::IsOpen() const
{
    return m_connected;
}

uint64_t
MigrationChannel::GetHanded() const
{
    return m_handed;
}

uint64_t
MigrationChannel::GetUnsent() const
{
    return m_handed - m_sent;
}

} // namespace ns3
