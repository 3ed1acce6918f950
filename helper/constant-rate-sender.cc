/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "constant-rate-sender.h"

#include "packet-ledger.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ConstantRateSender);

TypeId
ConstantRateSender::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ConstantRateSender")
                            .SetParent<Application>()
                            .SetGroupName("Lisp")
                            .AddConstructor<ConstantRateSender>()
                            .AddAttribute("Remote",
                                          "Address and port to send to.",
                                          AddressValue(),
                                          MakeAddressAccessor(&ConstantRateSender::m_remote),
                                          MakeAddressChecker())
                            .AddAttribute("Interval",
                                          "Time from one packet to the next.",
                                          TimeValue(MilliSeconds(10)),
                                          MakeTimeAccessor(&ConstantRateSender::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)))
                            .AddAttribute("PacketSize",
                                          "Bytes of UDP payload in a packet.",
                                          UintegerValue(200),
                                          MakeUintegerAccessor(&ConstantRateSender::m_size),
                                          MakeUintegerChecker<uint32_t>(1, 65507));
    return tid;
}

void
ConstantRateSender::SetFlow(Ptr<PacketLedger> ledger, uint32_t flow)
{
    m_ledger = ledger;
    m_flow = flow;
}

void
ConstantRateSender::DoDispose()
{
    m_next.Cancel();
    m_socket = nullptr;
    m_ledger = nullptr;
    Application::DoDispose();
}

void
ConstantRateSender::StartApplication()
{
    if (!m_ledger)
    {
        throw std::invalid_argument("a constant-rate sender has no ledger: accepted: SetFlow "
                                    "before it starts");
    }
    m_socket = Socket::CreateSocket(GetNode(), TypeId::LookupByName("ns3::UdpSocketFactory"));
    if (Inet6SocketAddress::IsMatchingType(m_remote))
    {
        m_socket->Bind6();
    }
    else
    {
        m_socket->Bind();
    }
    m_socket->Connect(m_remote);
    m_socket->ShutdownRecv();
    Send();
}

void
ConstantRateSender::StopApplication()
{
    Stop();
}

void
ConstantRateSender::Stop()
{
    m_next.Cancel();
    if (m_socket)
    {
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
ConstantRateSender::Send()
{
    auto packet = Create<Packet>(m_size);
    m_ledger->Sent(m_flow, packet);
    if (m_socket->Send(packet) < 0)
    {
        m_ledger->Dropped(packet, "refused-by-socket");
    }
    m_next = Simulator::Schedule(m_interval, &ConstantRateSender::Send, this);
}

} // namespace ns3
