/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "echo-services.h"

#include "tcp-echo-port.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EchoServices);

namespace
{

/// Ports of servers are below (RFC 6335 section 6).
constexpr uint16_t FIRST_USER_PORT = 1024;

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
    static TypeId tid = TypeId("ns3::EchoServices")
                            .SetParent<Application>()
                            .SetGroupName("Lisp")
                            .AddConstructor<EchoServices>();
    return tid;
}

EchoServices::EchoServices() = default;

EchoServices::~EchoServices() = default;

void
EchoServices::Install(Ptr<Node> node, const NetworkAddress& address)
{
    m_address = address;
    m_tcp = CreateObject<TcpEchoPort>();
    m_tcp->Install(node);
    node->AddApplication(this);
}

Ptr<TcpEchoPort>
EchoServices::GetTcp() const
{
    return m_tcp;
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

void
EchoServices::DoDispose()
{
    m_tcp = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

void
EchoServices::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind(MakeEndPoint(m_address, TcpEchoPort::ECHO));
    m_socket->SetRecvCallback(MakeCallback(&EchoServices::Echo, this));
}

void
EchoServices::StopApplication()
{
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
        m_socket = nullptr;
    }
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

} // namespace ns3
