/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-echo-port.h"

#include "ns3/internet-checksum.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6.h"
#include "ns3/network-octets.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <limits>
#include <utility>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpEchoPort);

namespace
{

/// Segments that pass a link of 1500 octets in a tunnel: less two IPv6 headers, UDP, LISP and TCP.
constexpr uint16_t MSS = 1500 - 40 - 8 - 8 - 40 - 20;

/// Where the checksum is in a TCP header (RFC 9293 section 3.1).
constexpr std::size_t CHECKSUM = 16;

/// @param octets from the TCP header on @param a an address @param b the other one @return their
/// checksum (RFC 9293 section 3.1, RFC 8200 section 8.1)
uint16_t
Sum(const std::vector<uint8_t>& octets, const NetworkAddress& a, const NetworkAddress& b)
{
    InternetChecksum sum;
    sum.Add(a.GetOctets(), a.GetSize());
    sum.Add(b.GetOctets(), b.GetSize());
    sum.Add(uint16_t{IP_PROTOCOL_TCP});
    sum.Add(static_cast<uint16_t>(octets.size()));
    sum.Add(octets.data(), octets.size());
    return sum.Get();
}

} // namespace

TypeId
TcpEchoPort::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpEchoPort")
            .SetParent<IpL4Protocol>()
            .SetGroupName("Lisp")
            .AddConstructor<TcpEchoPort>()
            .AddAttribute("MaxConnections",
                          "TCP connections at a time, established or not (own choice).",
                          UintegerValue(64),
                          MakeUintegerAccessor(&TcpEchoPort::m_maxConnections),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("IdleTimeout",
                          "How long a peer may be silent (own choice).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&TcpEchoPort::m_idle),
                          MakeTimeChecker(MilliSeconds(1)));
    return tid;
}

TcpEchoPort::TcpEchoPort()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

TcpEchoPort::~TcpEchoPort() = default;

void
TcpEchoPort::DoDispose()
{
    m_sweep.Cancel();
    for (auto& [key, entry] : m_entries)
    {
        entry.timer.Cancel();
    }
    m_entries.clear();
    m_node = nullptr;
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

void
TcpEchoPort::Install(Ptr<Node> node)
{
    m_node = node;
    if (const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>())
    {
        ipv4->Insert(this);
        m_down = MakeCallback(&Ipv4::Send, ipv4);
    }
    if (const Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->Insert(this);
        m_down6 = MakeCallback(&Ipv6::Send, ipv6);
    }
}

uint64_t
TcpEchoPort::GetAccepted() const
{
    return m_accepted;
}

uint64_t
TcpEchoPort::GetRefused() const
{
    return m_refused;
}

uint64_t
TcpEchoPort::GetReceived() const
{
    return m_received;
}

uint64_t
TcpEchoPort::GetBad() const
{
    return m_bad;
}

std::size_t
TcpEchoPort::GetConnections() const
{
    return m_entries.size();
}

int64_t
TcpEchoPort::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

int
TcpEchoPort::GetProtocolNumber() const
{
    return IP_PROTOCOL_TCP;
}

void
TcpEchoPort::SetDownTarget(DownTargetCallback callback)
{
    m_down = callback;
}

void
TcpEchoPort::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down6 = callback;
}

IpL4Protocol::DownTargetCallback
TcpEchoPort::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
TcpEchoPort::GetDownTarget6() const
{
    return m_down6;
}

IpL4Protocol::RxStatus
TcpEchoPort::Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> /* incomingInterface */)
{
    Take(packet, NetworkAddress(header.GetSource()), NetworkAddress(header.GetDestination()));
    return RX_OK;
}

IpL4Protocol::RxStatus
TcpEchoPort::Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> /* incomingInterface */)
{
    Take(packet, NetworkAddress(header.GetSource()), NetworkAddress(header.GetDestination()));
    return RX_OK;
}

void
TcpEchoPort::Take(Ptr<const Packet> packet, const NetworkAddress& peer, const NetworkAddress& own)
{
    std::vector<uint8_t> octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    const auto segment = TcpEchoSegment::FromOctets(octets.data(), octets.size());
    if (!segment || Sum(octets, peer, own) != 0)
    {
        ++m_bad;
        return;
    }
    const Key key(peer, own, segment->source, segment->destination);
    const auto found = m_entries.find(key);
    if (found != m_entries.end())
    {
        found->second.last = Simulator::Now();
        found->second.connection->Receive(*segment);
        Update(found);
        return;
    }
    constexpr uint8_t mask = TcpEchoSegment::SYN | TcpEchoSegment::ACK | TcpEchoSegment::RST;
    const bool isOpen = segment->destination == ECHO || segment->destination == DISCARD;
    if (isOpen && (segment->flags & mask) == TcpEchoSegment::SYN)
    {
        Accept(key, *segment);
    }
    else
    {
        Refuse(*segment, key);
    }
}

void
TcpEchoPort::Accept(const Key& key, const TcpEchoSegment& syn)
{
    if (!MakeRoom())
    {
        ++m_refused;
        return;
    }
    const auto first =
        static_cast<uint32_t>(m_random->GetInteger(0, std::numeric_limits<uint32_t>::max()));
    const auto made = m_entries.try_emplace(key).first;
    made->second.last = Simulator::Now();
    made->second.connection = std::make_unique<TcpEchoConnection>(
        syn,
        syn.destination == ECHO,
        first,
        MSS,
        [this, key](const TcpEchoSegment& segment) { Send(segment, key); });
    Update(made);
    if (m_sweep.IsExpired())
    {
        m_sweep = Simulator::Schedule(m_idle, &TcpEchoPort::Sweep, this);
    }
}

bool
TcpEchoPort::MakeRoom()
{
    if (m_entries.size() < m_maxConnections)
    {
        return true;
    }
    auto oldest = m_entries.end();
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry)
    {
        if (!entry->second.connection->IsEstablished() &&
            (oldest == m_entries.end() || entry->second.last < oldest->second.last))
        {
            oldest = entry;
        }
    }
    if (oldest == m_entries.end())
    {
        return false;
    }
    ++m_refused;
    Erase(oldest);
    return true;
}

void
TcpEchoPort::Refuse(const TcpEchoSegment& segment, const Key& key)
{
    if ((segment.flags & TcpEchoSegment::RST) != 0)
    {
        return;
    }
    TcpEchoSegment reset;
    reset.source = segment.destination;
    reset.destination = segment.source;
    reset.flags = TcpEchoSegment::RST;
    if ((segment.flags & TcpEchoSegment::ACK) != 0)
    {
        reset.sequence = segment.acknowledge;
    }
    else
    {
        reset.flags |= TcpEchoSegment::ACK;
        reset.acknowledge = segment.sequence + static_cast<uint32_t>(segment.data.size()) +
                            ((segment.flags & TcpEchoSegment::SYN) != 0 ? 1 : 0) +
                            ((segment.flags & TcpEchoSegment::FIN) != 0 ? 1 : 0);
    }
    Send(reset, key);
}

void
TcpEchoPort::Send(const TcpEchoSegment& segment, const Key& key)
{
    const auto& [peer, own, peerPort, ownPort] = key;
    auto octets = segment.ToOctets();
    const uint16_t sum = Sum(octets, peer, own);
    octets[CHECKSUM] = static_cast<uint8_t>(sum >> 8);
    octets[CHECKSUM + 1] = static_cast<uint8_t>(sum);
    auto packet = Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    if (peer.GetFamily() == AddressFamily::IPV6)
    {
        m_down6(packet, own.ToIpv6(), peer.ToIpv6(), IP_PROTOCOL_TCP, nullptr);
    }
    else
    {
        m_down(packet, own.ToIpv4(), peer.ToIpv4(), IP_PROTOCOL_TCP, nullptr);
    }
}

void
TcpEchoPort::Update(Entries::iterator entry)
{
    auto& [connection, timer, waits, received, isCounted, last] = entry->second;
    m_received += connection->GetReceived() - received;
    received = connection->GetReceived();
    if (connection->IsEstablished() && !isCounted)
    {
        isCounted = true;
        ++m_accepted;
    }
    if (connection->IsOver())
    {
        Erase(entry);
        return;
    }
    const double timeout_s = connection->GetTimeout();
    if (timeout_s > 0 && (timer.IsExpired() || waits != connection->GetWaits()))
    {
        timer.Cancel();
        timer = Simulator::Schedule(Seconds(timeout_s), &TcpEchoPort::TimeOut, this, entry->first);
        waits = connection->GetWaits();
    }
    else if (timeout_s == 0)
    {
        timer.Cancel();
    }
}

void
TcpEchoPort::TimeOut(const Key& key)
{
    const auto found = m_entries.find(key);
    if (found != m_entries.end())
    {
        found->second.connection->TimeOut();
        Update(found);
    }
}

void
TcpEchoPort::Erase(Entries::iterator entry)
{
    entry->second.timer.Cancel();
    m_entries.erase(entry);
}

void
TcpEchoPort::Sweep()
{
    const Time now = Simulator::Now();
    for (auto entry = m_entries.begin(); entry != m_entries.end();)
    {
        const auto present = entry++;
        if (present->second.last + m_idle <= now)
        {
            present->second.connection->Reset();
            Erase(present);
        }
    }
    if (!m_entries.empty())
    {
        m_sweep = Simulator::Schedule(m_idle / 2, &TcpEchoPort::Sweep, this);
    }
}

} // namespace ns3
