/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "echo-services.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EchoServices);

namespace
{

/// Ports of servers are below (RFC 6335 section 6).
constexpr uint16_t FIRST_USER_PORT = 1024;

/// Octets taken from a connection at once: of one segment, or a few.
constexpr uint32_t PORTION = 16384;

/// Repeats of a SYN-ACK, as of Linux (net.ipv4.tcp_synack_retries is 5; fewer, since half-open
/// connections are what a flood makes).
constexpr uint32_t SYN_REPEATS = 3;

/// @param address of a peer @return its port
uint16_t
GetPort(const Address& address)
{
    return InetSocketAddress::IsMatchingType(address)
               ? InetSocketAddress::ConvertFrom(address).GetPort()
               : Inet6SocketAddress::ConvertFrom(address).GetPort();
}

/// @param address a host's @param port a port @return both
Address
MakeEndPoint(const NetworkAddress& address, uint16_t port)
{
    if (address.GetFamily() == AddressFamily::IPV6)
    {
        return Inet6SocketAddress(address.ToIpv6(), port);
    }
    return InetSocketAddress(address.ToIpv4(), port);
}

} // namespace

TypeId
EchoServices::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EchoServices")
            .SetParent<Application>()
            .SetGroupName("Lisp")
            .AddConstructor<EchoServices>()
            .AddAttribute("MaxConnections",
                          "TCP connections at a time (own choice).",
                          UintegerValue(64),
                          MakeUintegerAccessor(&EchoServices::m_maxConnections),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxConnectionRate",
                          "TCP connections that may be asked for in a second; after a pause twice "
                          "as many at once (own choice).",
                          UintegerValue(32),
                          MakeUintegerAccessor(&EchoServices::m_maxRate),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("IdleTimeout",
                          "How long a TCP connection may be silent (own choice).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&EchoServices::m_idle),
                          MakeTimeChecker(MilliSeconds(1)));
    return tid;
}

EchoServices::EchoServices() = default;

EchoServices::~EchoServices() = default;

void
EchoServices::SetAddress(const NetworkAddress& address)
{
    m_address = address;
}

uint64_t
EchoServices::GetEchoed() const
{
    return m_echoed;
}

uint64_t
EchoServices::GetIgnored() const
{
    return m_ignored;
}

uint64_t
EchoServices::GetAccepted() const
{
    return m_accepted;
}

uint64_t
EchoServices::GetRefused() const
{
    return m_refused;
}

uint64_t
EchoServices::GetReceived() const
{
    return m_received;
}

std::size_t
EchoServices::GetConnections() const
{
    return m_connections.size();
}

void
EchoServices::DoDispose()
{
    m_sweep.Cancel();
    m_listeners.clear();
    m_connections.clear();
    Application::DoDispose();
}

void
EchoServices::StartApplication()
{
    auto datagrams = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    datagrams->Bind(MakeEndPoint(m_address, ECHO_PORT));
    datagrams->SetRecvCallback(MakeCallback(&EchoServices::Echo, this));
    m_listeners.push_back(datagrams);
    Listen(ECHO_PORT);
    Listen(DISCARD_PORT);
    m_filled = Simulator::Now();
    m_tokens = 2.0 * m_maxRate;
    m_sweep = Simulator::Schedule(m_idle, &EchoServices::Sweep, this);
}

void
EchoServices::StopApplication()
{
    m_sweep.Cancel();
    for (const auto& listener : m_listeners)
    {
        listener->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        listener->Close();
    }
    m_listeners.clear();
    while (!m_connections.empty())
    {
        const auto socket = m_connections.begin()->first;
        Forget(socket);
        socket->Close();
    }
}

void
EchoServices::Listen(uint16_t port)
{
    auto listener = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    // What a peer selects to acknowledge is believed too readily by the sender's buffer.
    listener->SetAttribute("Sack", BooleanValue(false));
    listener->SetAttribute("ConnCount", UintegerValue(SYN_REPEATS));
    listener->Bind(MakeEndPoint(m_address, port));
    listener->SetAcceptCallback(MakeCallback(&EchoServices::MayConnect, this),
                                MakeCallback(&EchoServices::Connected, this));
    listener->Listen();
    m_listeners.push_back(listener);
}

void
EchoServices::Echo(Ptr<Socket> socket)
{
    Address from;
    while (const auto packet = socket->RecvFrom(from))
    {
        if (GetPort(from) < FIRST_USER_PORT)
        {
            ++m_ignored;
            continue;
        }
        packet->RemoveAllPacketTags();
        packet->RemoveAllByteTags();
        socket->SendTo(packet, 0, from);
        ++m_echoed;
    }
}

bool
EchoServices::MayConnect(Ptr<Socket> /* listener */, const Address& /* from */)
{
    const Time now = Simulator::Now();
    m_tokens = std::min(2.0 * m_maxRate, m_tokens + m_maxRate * (now - m_filled).GetSeconds());
    m_filled = now;
    if (m_tokens < 1 || m_connections.size() >= m_maxConnections)
    {
        ++m_refused;
        return false;
    }
    m_tokens -= 1;
    return true;
}

void
EchoServices::Connected(Ptr<Socket> socket, const Address& /* from */)
{
    if (m_connections.size() >= m_maxConnections)
    {
        ++m_refused;
        socket->Close();
        return;
    }
    ++m_accepted;
    Address own;
    socket->GetSockName(own);
    Connection connection;
    connection.isEcho = GetPort(own) == ECHO_PORT;
    connection.last = Simulator::Now();
    m_connections.emplace(socket, connection);
    socket->SetRecvCallback(MakeCallback(&EchoServices::Move, this));
    socket->SetSendCallback(MakeCallback(&EchoServices::MoveOn, this));
    socket->SetCloseCallbacks(MakeCallback(&EchoServices::PeerEnded, this),
                              MakeCallback(&EchoServices::Forget, this));
    Move(socket);
}

void
EchoServices::MoveOn(Ptr<Socket> socket, uint32_t /* room */)
{
    Move(socket);
}

void
EchoServices::Move(Ptr<Socket> socket)
{
    const auto found = m_connections.find(socket);
    if (found == m_connections.end())
    {
        return;
    }
    auto& connection = found->second;
    while (true)
    {
        const uint32_t room =
            connection.isEcho ? std::min(PORTION, socket->GetTxAvailable()) : PORTION;
        const auto data = room > 0 ? socket->Recv(room, 0) : nullptr;
        if (!data || data->GetSize() == 0)
        {
            break;
        }
        m_received += data->GetSize();
        connection.last = Simulator::Now();
        if (connection.isEcho)
        {
            data->RemoveAllPacketTags();
            data->RemoveAllByteTags();
            socket->Send(data);
        }
    }
    if (connection.isEnding && socket->GetRxAvailable() == 0)
    {
        Forget(socket);
        socket->Close();
    }
}

void
EchoServices::PeerEnded(Ptr<Socket> socket)
{
    const auto found = m_connections.find(socket);
    if (found != m_connections.end())
    {
        found->second.isEnding = true;
        Move(socket);
    }
}

void
EchoServices::Forget(Ptr<Socket> socket)
{
    socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
    m_connections.erase(socket);
}

void
EchoServices::Sweep()
{
    const Time now = Simulator::Now();
    std::vector<Ptr<Socket>> idle;
    for (const auto& [socket, connection] : m_connections)
    {
        if (connection.last + m_idle <= now)
        {
            idle.push_back(socket);
        }
    }
    for (const auto& socket : idle)
    {
        Forget(socket);
        socket->Close();
    }
    m_sweep = Simulator::Schedule(m_idle / 2, &EchoServices::Sweep, this);
}

} // namespace ns3
