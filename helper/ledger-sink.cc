/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ledger-sink.h"

#include "packet-ledger.h"

#include "ns3/socket.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LedgerSink);

TypeId
LedgerSink::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LedgerSink")
                            .SetParent<Application>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LedgerSink>()
                            .AddAttribute("Local",
                                          "Address and port to listen on; any address will do.",
                                          AddressValue(),
                                          MakeAddressAccessor(&LedgerSink::m_local),
                                          MakeAddressChecker());
    return tid;
}

void
LedgerSink::SetLedger(Ptr<PacketLedger> ledger)
{
    m_ledger = ledger;
}

void
LedgerSink::DoDispose()
{
    m_socket = nullptr;
    m_ledger = nullptr;
    Application::DoDispose();
}

void
LedgerSink::StartApplication()
{
    if (!m_ledger)
    {
        throw std::invalid_argument("a ledger sink has no ledger: accepted: SetLedger before it "
                                    "starts");
    }
    m_socket = Socket::CreateSocket(GetNode(), TypeId::LookupByName("ns3::UdpSocketFactory"));
    m_socket->Bind(m_local);
    m_socket->SetRecvCallback(MakeCallback(&LedgerSink::Receive, this));
    m_socket->TraceConnectWithoutContext("Drop", MakeCallback(&LedgerSink::Drop, this));
}

void
LedgerSink::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
LedgerSink::Receive(Ptr<Socket> socket)
{
    while (auto packet = socket->Recv())
    {
        m_ledger->Received(packet);
    }
}

void
LedgerSink::Drop(Ptr<const Packet> packet)
{
    m_ledger->Dropped(packet, "socket-buffer-full");
}

} // namespace ns3
