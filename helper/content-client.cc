/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-client.h"

#include "content-server.h"
#include "packet-ledger.h"

#include "ns3/inet-socket-address.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"

#include <array>
#include <cmath>
#include <stdexcept>

namespace ns3
{

namespace
{

/// Octets of a request, of which the first four are its number: a short line of text and headers.
constexpr std::size_t REQUEST_SIZE = 100;

} // namespace

NS_OBJECT_ENSURE_REGISTERED(ContentClient);

TypeId
ContentClient::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ContentClient")
                            .SetParent<Application>()
                            .SetGroupName("Lisp")
                            .AddConstructor<ContentClient>();
    return tid;
}

ContentClient::ContentClient() = default;
ContentClient::~ContentClient() = default;

void
ContentClient::Install(Ptr<Node> node, const NetworkAddress& address, uint32_t ports, Time interval)
{
    m_address = address;
    m_ports = ports;
    m_interval = interval;
    node->AddApplication(this);
}

void
ContentClient::SetFlow(Ptr<PacketLedger> ledger, uint32_t flow)
{
    m_ledger = ledger;
    m_flow = flow;
}

const std::vector<ContentClient::Request>&
ContentClient::GetRequests() const
{
    return m_requests;
}

void
ContentClient::DoDispose()
{
    m_next.Cancel();
    m_sockets.clear();
    m_ledger = nullptr;
    Application::DoDispose();
}

void
ContentClient::StartApplication()
{
    if (!m_ledger)
    {
        throw std::invalid_argument("a content client has no ledger: accepted: SetFlow before it "
                                    "starts");
    }
    for (uint32_t i = 0; i < m_ports; i++)
    {
        auto socket =
            Socket::CreateSocket(GetNode(), TypeId::LookupByName("ns3::UdpSocketFactory"));
        socket->Bind();
        socket->SetRecvCallback(MakeCallback(&ContentClient::Receive, this));
        m_sockets.push_back(socket);
    }
    Send();
}

void
ContentClient::StopApplication()
{
    m_next.Cancel();
}

void
ContentClient::Send()
{
    const auto number = static_cast<uint32_t>(m_requests.size());
    std::array<uint8_t, REQUEST_SIZE> octets{};
    Put32(octets.data(), number);
    auto packet = Create<Packet>(octets.data(), REQUEST_SIZE);
    m_requests.push_back({Simulator::Now().GetSeconds(), NOT_MEASURED, 0});
    m_ledger->Sent(m_flow, packet);
    const InetSocketAddress to(m_address.ToIpv4(), ContentServer::PORT);
    if (m_sockets[number % m_ports]->SendTo(packet, 0, to) < 0)
    {
        m_ledger->Dropped(packet, "refused-by-socket");
    }
    m_next = Simulator::Schedule(m_interval, &ContentClient::Send, this);
}

void
ContentClient::Receive(Ptr<Socket> socket)
{
    Address from;
    while (auto packet = socket->RecvFrom(from))
    {
        m_ledger->Received(packet);
        std::array<uint8_t, 4> first{};
        uint8_t copy = 0;
        if (packet->GetSize() <= REQUEST_SIZE)
        {
            continue;
        }
        packet->CopyData(first.data(), 4);
        packet->CreateFragment(packet->GetSize() - 1, 1)->CopyData(&copy, 1);
        const uint32_t number = Get32(first.data());
        if (number < m_requests.size() && std::isnan(m_requests[number].answered_s))
        {
            m_requests[number].answered_s = Simulator::Now().GetSeconds();
            m_requests[number].copy = copy;
        }
    }
}

} // namespace ns3
