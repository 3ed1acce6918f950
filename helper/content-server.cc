/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-server.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ContentServer);

TypeId
ContentServer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ContentServer")
                            .SetParent<Application>()
                            .SetGroupName("Lisp")
                            .AddConstructor<ContentServer>();
    return tid;
}

void
ContentServer::Install(Ptr<Node> node, const NetworkAddress& address, uint8_t copy, uint32_t size)
{
    m_address = address;
    m_content.assign(size, 0);
    m_content.back() = copy;
    node->AddApplication(this);
}

uint64_t
ContentServer::GetAnswered() const
{
    return m_answered;
}

void
ContentServer::DoDispose()
{
    m_socket = nullptr;
    Application::DoDispose();
}

void
ContentServer::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), TypeId::LookupByName("ns3::UdpSocketFactory"));
    m_socket->Bind(InetSocketAddress(m_address.ToIpv4(), PORT));
    m_socket->SetRecvCallback(MakeCallback(&ContentServer::Receive, this));
}

void
ContentServer::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
ContentServer::Receive(Ptr<Socket> socket)
{
    Address from;
    while (auto packet = socket->RecvFrom(from))
    {
        packet->AddAtEnd(Create<Packet>(m_content.data(), static_cast<uint32_t>(m_content.size())));
        m_answered++;
        socket->SendTo(packet, 0, from);
    }
}

} // namespace ns3
