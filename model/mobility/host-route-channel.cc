/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "host-route-channel.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HostRouteChannel);

TypeId
HostRouteChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::HostRouteChannel")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<HostRouteChannel>()
            .AddAttribute("Port",
                          "UDP port of both ends; the default is one for experiments (RFC 4727 "
                          "section 6).",
                          UintegerValue(1021),
                          MakeUintegerAccessor(&HostRouteChannel::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("RetransmitInterval",
                          "How long an acknowledgement is waited for at first; doubled at each "
                          "repetition (RFC 6275 section 12, INITIAL_BINDACK_TIMEOUT).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&HostRouteChannel::m_interval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxRetransmitInterval",
                          "How long it is waited for at most (RFC 6275 section 12, "
                          "MAX_BINDACK_TIMEOUT).",
                          TimeValue(Seconds(32)),
                          MakeTimeAccessor(&HostRouteChannel::m_maxInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxRepeats",
                          "How often a message is repeated before it is given up. RFC 6275 section "
                          "11.8 names no number; 8 take about four minutes.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&HostRouteChannel::m_maxRepeats),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Sent",
                            "A message was sent or repeated.",
                            MakeTraceSourceAccessor(&HostRouteChannel::m_sentTrace),
                            "ns3::HostRouteChannel::MessageTracedCallback")
            .AddTraceSource("Received",
                            "A message came from a peer.",
                            MakeTraceSourceAccessor(&HostRouteChannel::m_receivedTrace),
                            "ns3::HostRouteChannel::MessageTracedCallback")
            .AddTraceSource("Drop",
                            "A message came to nothing, and why.",
                            MakeTraceSourceAccessor(&HostRouteChannel::m_dropTrace),
                            "ns3::HostRouteChannel::DropTracedCallback");
    return tid;
}

HostRouteChannel::HostRouteChannel() = default;
HostRouteChannel::~HostRouteChannel() = default;

void
HostRouteChannel::DoDispose()
{
    m_timer.Cancel();
    m_unacknowledged.clear();
    m_callback.Nullify();
    for (Ptr<Socket>* socket : {&m_ipv4, &m_ipv6})
    {
        if (*socket)
        {
            (*socket)->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        }
        *socket = nullptr;
    }
    m_node = nullptr;
    Object::DoDispose();
}

void
HostRouteChannel::Open(Ptr<Node> node, ReceiveCallback callback)
{
    if (m_node)
    {
        throw std::invalid_argument("HostRouteChannel::Open: it is open on node " +
                                    std::to_string(m_node->GetId()) + " already");
    }
    if (!node || (!node->GetObject<Ipv4>() && !node->GetObject<Ipv6>()))
    {
        throw std::invalid_argument("HostRouteChannel::Open: the router needs IPv4 or IPv6");
    }
    m_node = node;
    m_callback = callback;
    m_ipv4 = node->GetObject<Ipv4>() ? OpenSocket(AddressFamily::IPV4) : nullptr;
    m_ipv6 = node->GetObject<Ipv6>() ? OpenSocket(AddressFamily::IPV6) : nullptr;
}

Ptr<Socket>
HostRouteChannel::OpenSocket(AddressFamily family)
{
    const Ptr<Socket> socket = Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId());
    const Address any = family == AddressFamily::IPV4
                            ? Address(InetSocketAddress(Ipv4Address::GetAny(), m_port))
                            : Address(Inet6SocketAddress(Ipv6Address::GetAny(), m_port));
    if (socket->Bind(any) != 0)
    {
        throw std::invalid_argument("HostRouteChannel::Open: UDP port " + std::to_string(m_port) +
                                    " of node " + std::to_string(m_node->GetId()) + " is taken");
    }
    socket->SetRecvCallback(MakeCallback(&HostRouteChannel::Receive, this));
    return socket;
}

void
HostRouteChannel::AddPeer(const NetworkAddress& peer)
{
    const bool isIp =
        peer.GetFamily() == AddressFamily::IPV4 || peer.GetFamily() == AddressFamily::IPV6;
    if (!isIp || peer.IsMulticast() || !GetSocket(peer))
    {
        throw std::invalid_argument("HostRouteChannel::AddPeer: " + peer.ToString() +
                                    " is no unicast address that this node could send to; give an "
                                    "IPv4 or IPv6 address, after Open");
    }
    m_peers.insert(peer);
}

const std::set<NetworkAddress>&
HostRouteChannel::GetPeers() const
{
    return m_peers;
}

Ptr<Socket>
HostRouteChannel::GetSocket(const NetworkAddress& peer) const
{
    return peer.GetFamily() == AddressFamily::IPV4 ? m_ipv4 : m_ipv6;
}

void
HostRouteChannel::Send(const NetworkAddress& peer, const HostRouteMessage& message)
{
    const auto [entry, isNew] =
        m_unacknowledged.try_emplace(std::make_pair(peer, message.GetHost()));
    if (!isNew)
    {
        Drop(entry->second.message, HostRouteDropReason::SUPERSEDED);
    }
    entry->second = {message, Simulator::Now() + m_interval, m_interval, 0};
    Transmit(peer, message);
    ScheduleRepeat();
}

void
HostRouteChannel::Transmit(const NetworkAddress& peer, const HostRouteMessage& message)
{
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(message);
    const Address to = peer.GetFamily() == AddressFamily::IPV4
                           ? Address(InetSocketAddress(peer.ToIpv4(), m_port))
                           : Address(Inet6SocketAddress(peer.ToIpv6(), m_port));
    if (GetSocket(peer)->SendTo(packet, 0, to) < 0)
    {
        Drop(message, HostRouteDropReason::NOT_SENT);
        return;
    }
    ++m_sent[message.GetType()];
    m_sentTrace(peer, message);
}

void
HostRouteChannel::Receive(Ptr<Socket> socket)
{
    Address from;
    while (const Ptr<Packet> packet = socket->RecvFrom(from))
    {
        const NetworkAddress peer =
            InetSocketAddress::IsMatchingType(from)
                ? NetworkAddress(InetSocketAddress::ConvertFrom(from).GetIpv4())
                : NetworkAddress(Inet6SocketAddress::ConvertFrom(from).GetIpv6());
        HostRouteMessage message;
        if (!HostRouteMessage::Read(packet, message))
        {
            Drop(HostRouteMessage(), HostRouteDropReason::MALFORMED);
            continue;
        }
        if (m_peers.count(peer) == 0)
        {
            Drop(message, HostRouteDropReason::UNKNOWN_PEER);
            continue;
        }
        ++m_received[message.GetType()];
        m_receivedTrace(peer, message);
        if (message.GetType() != HostRouteMessage::ACKNOWLEDGE)
        {
            Transmit(peer,
                     HostRouteMessage(HostRouteMessage::ACKNOWLEDGE,
                                      message.GetHost(),
                                      message.GetSequence(),
                                      message.GetOrigin(),
                                      message.GetHops()));
            m_callback(peer, message);
            continue;
        }
        const auto waiting = m_unacknowledged.find({peer, message.GetHost()});
        if (waiting != m_unacknowledged.end() &&
            waiting->second.message.GetSequence() == message.GetSequence() &&
            waiting->second.message.GetHops() == message.GetHops())
        {
            m_unacknowledged.erase(waiting);
        }
    }
}

void
HostRouteChannel::Repeat()
{
    const Time now = Simulator::Now();
    for (auto it = m_unacknowledged.begin(); it != m_unacknowledged.end();)
    {
        Unacknowledged& entry = it->second;
        if (entry.next > now)
        {
            ++it;
            continue;
        }
        if (entry.repeats == m_maxRepeats)
        {
            Drop(entry.message, HostRouteDropReason::NO_ANSWER);
            it = m_unacknowledged.erase(it);
            continue;
        }
        ++entry.repeats;
        entry.interval = std::min(entry.interval + entry.interval, m_maxInterval);
        entry.next = now + entry.interval;
        Transmit(it->first.first, entry.message);
        ++it;
    }
    ScheduleRepeat();
}

void
HostRouteChannel::ScheduleRepeat()
{
    m_timer.Cancel();
    if (m_unacknowledged.empty())
    {
        return;
    }
    const auto first = std::min_element(
        m_unacknowledged.begin(),
        m_unacknowledged.end(),
        [](const auto& a, const auto& b) { return a.second.next < b.second.next; });
    m_timer = Simulator::Schedule(std::max(first->second.next - Simulator::Now(), Time(0)),
                                  &HostRouteChannel::Repeat,
                                  this);
}

void
HostRouteChannel::Drop(const HostRouteMessage& message, HostRouteDropReason reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
    m_dropTrace(message, reason);
}

uint64_t
HostRouteChannel::GetSent(HostRouteMessage::Type type) const
{
    return m_sent.at(type);
}

uint64_t
HostRouteChannel::GetReceived(HostRouteMessage::Type type) const
{
    return m_received.at(type);
}

uint64_t
HostRouteChannel::GetDrops(HostRouteDropReason reason) const
{
    return m_drops.at(static_cast<std::size_t>(reason));
}

std::size_t
HostRouteChannel::GetUnacknowledged() const
{
    return m_unacknowledged.size();
}

const char*
ToString(HostRouteDropReason reason)
{
    switch (reason)
    {
    case HostRouteDropReason::MALFORMED:
        return "host-route-malformed";
    case HostRouteDropReason::UNKNOWN_PEER:
        return "host-route-unknown-peer";
    case HostRouteDropReason::NO_ANSWER:
        return "host-route-no-answer";
    case HostRouteDropReason::SUPERSEDED:
        return "host-route-superseded";
    case HostRouteDropReason::NOT_SENT:
        return "host-route-not-sent";
    case HostRouteDropReason::STALE:
        return "host-route-stale";
    case HostRouteDropReason::NO_ROOM:
        return "host-route-no-room";
    case HostRouteDropReason::NOT_OURS:
        return "host-route-not-ours";
    }
    return "host-route-unknown";
}

std::ostream&
operator<<(std::ostream& os, HostRouteDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
