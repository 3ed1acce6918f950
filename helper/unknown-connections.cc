/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "unknown-connections.h"

#include "packet-ledger.h"

#include "ns3/guest-boot.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"

#include <stdexcept>
#include <string>

namespace ns3
{

UnknownConnections::UnknownConnections(Ptr<Node> server, Ptr<PacketLedger> ledger)
    : m_server(server),
      m_ledger(ledger)
{
    const auto ipv4 = server->GetObject<Ipv4L3Protocol>();
    if (!ipv4)
    {
        throw std::invalid_argument("UnknownConnections: node " + std::to_string(server->GetId()) +
                                    ": accepted: a node with IPv4");
    }
    ipv4->TraceConnectWithoutContext("LocalDeliver",
                                     MakeCallback(&UnknownConnections::Delivered, this));
}

void
UnknownConnections::Boot()
{
    ForgetAsByBooting(m_server);
    m_ended.insert(m_known.begin(), m_known.end());
    m_known.clear();
}

uint64_t
UnknownConnections::GetRefused() const
{
    return m_refused;
}

void
UnknownConnections::Delivered(const Ipv4Header& ip,
                              Ptr<const Packet> packet,
                              uint32_t /* interface */)
{
    TcpHeader tcp;
    if (ip.GetProtocol() != TcpL4Protocol::PROT_NUMBER || packet->PeekHeader(tcp) == 0)
    {
        return;
    }
    const Connection connection{ip.GetSource().Get(),
                                tcp.GetSourcePort(),
                                tcp.GetDestinationPort()};
    if ((tcp.GetFlags() & (TcpHeader::SYN | TcpHeader::RST)) != 0)
    {
        if ((tcp.GetFlags() & TcpHeader::SYN) != 0)
        {
            m_known.insert(connection);
            m_ended.erase(connection);
        }
        return;
    }
    if (m_known.count(connection) > 0)
    {
        return;
    }
    m_refused++;
    m_ledger->Dropped(packet, "connection-unknown");
    if (m_ended.count(connection) == 0 && (tcp.GetFlags() & TcpHeader::ACK) != 0)
    {
        Reset(ip, tcp);
    }
}

void
UnknownConnections::Reset(const Ipv4Header& ip, const TcpHeader& tcp)
{
    // RFC 9293 section 3.10.7.2: <SEQ=SEG.ACK><CTL=RST>
    TcpHeader reset;
    reset.SetSourcePort(tcp.GetDestinationPort());
    reset.SetDestinationPort(tcp.GetSourcePort());
    reset.SetSequenceNumber(tcp.GetAckNumber());
    reset.SetFlags(TcpHeader::RST);
    if (Node::ChecksumEnabled())
    {
        reset.EnableChecksums();
    }
    reset.InitializeChecksum(ip.GetDestination(), ip.GetSource(), TcpL4Protocol::PROT_NUMBER);
    auto segment = Create<Packet>();
    segment->AddHeader(reset);
    const auto from = ip.GetDestination();
    const auto to = ip.GetSource();
    // After what IPv4 is doing now.
    Simulator::ScheduleNow([server = m_server, segment, from, to] {
        server->GetObject<Ipv4>()->Send(segment, from, to, TcpL4Protocol::PROT_NUMBER, nullptr);
    });
}

} // namespace ns3
