/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "unreachable-reporter.h"

#include "ipv6-interface-watch.h"

#include "ns3/double.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-checksum.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(UnreachableReporter);

namespace
{

constexpr uint8_t DESTINATION_UNREACHABLE = 3; //!< RFC 792
constexpr uint8_t NET_UNREACHABLE = 0;         //!< RFC 792
constexpr uint8_t HOST_UNREACHABLE = 1;        //!< RFC 792
constexpr uint32_t ICMP_HEADER = 8;            //!< octets (RFC 792)
constexpr uint8_t INTERNETWORK_CONTROL = 0xc0; //!< precedence 6 (RFC 1812 section 4.3.2.5)
/// The longest IPv4 header, in octets (RFC 791 section 3.1).
constexpr uint32_t MOST_IP_HEADER = 60;
/// The longest message with its IP header, in octets (RFC 1812 section 4.3.2.3).
constexpr uint32_t MOST_MESSAGE = 576;
/// What may be quoted behind a header.
constexpr uint32_t MOST_QUOTE = MOST_MESSAGE - 20 - ICMP_HEADER - 20;

constexpr uint8_t DESTINATION_UNREACHABLE_6 = 1; //!< RFC 4443 section 3.1
constexpr uint8_t NO_ROUTE_6 = 0;                //!< RFC 4443 section 3.1
constexpr uint8_t FIRST_QUERY_6 = 128;           //!< lower types are errors (RFC 4443 section 2.1)
constexpr uint8_t REDIRECT_6 = 137;              //!< RFC 4861 section 4.5
/// The longest ICMPv6 error without its IP header, in octets (RFC 4443 section 2.4 (c)).
constexpr uint32_t MOST_MESSAGE_6 = 1280 - 40;

/// @param type of an ICMP message @return true if it is about another packet (RFC 1122 section
/// 3.2.2): Destination Unreachable, Source Quench, Redirect, Time Exceeded, Parameter Problem
bool
IsError(uint8_t type)
{
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

/// What is behind the extension headers of a packet of IPv6 (RFC 8200 section 4).
struct Upper6
{
    uint8_t protocol{0};  //!< its protocol
    uint8_t type{0};      //!< of ICMPv6; 0, as of an error, if it is not there
    bool isLater{false};  //!< it is a later fragment, which does not begin with a type
    bool isCutOff{false}; //!< there is no telling: a header ends too late
};

/// @param next the next header of the IPv6 header @param packet what is behind that
/// @return what is behind the extension headers
Upper6
FindUpper6(uint8_t next, const Packet& packet)
{
    constexpr uint8_t hopByHop = 0;
    constexpr uint8_t routing = 43;
    constexpr uint8_t fragment = 44;
    constexpr uint8_t destination = 60;
    constexpr uint32_t unit = 8; // octets: headers are multiples of it
    std::array<uint8_t, 32 * unit> octets{};
    const uint32_t size = packet.CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
    uint32_t at = 0;
    Upper6 upper;
    upper.protocol = next;
    while (!upper.isLater && (upper.protocol == hopByHop || upper.protocol == routing ||
                              upper.protocol == fragment || upper.protocol == destination))
    {
        if (at + unit > size)
        {
            upper.isCutOff = true;
            return upper;
        }
        const uint8_t* header = octets.data() + at;
        const bool isFragment = upper.protocol == fragment;
        upper.isLater = isFragment && (header[2] != 0 || header[3] >= unit); // offset, flags
        upper.protocol = header[0];
        at += isFragment ? unit : unit * (header[1] + 1U);
    }
    upper.type = at < size ? octets[at] : 0;
    return upper;
}

} // namespace

TypeId
UnreachableReporter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::UnreachableReporter")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<UnreachableReporter>()
            .AddAttribute("QuotedOctets",
                          "Octets of the packet that are quoted behind its header. RFC 792 has 8; "
                          "RFC 1812 section 4.3.2.3 recommends as many as make a message of 576, "
                          "which are 528 behind a header without options.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&UnreachableReporter::m_quote),
                          MakeUintegerChecker<uint32_t>(8, MOST_QUOTE))
            .AddAttribute("Rate",
                          "The most messages a second, on average; 0: no limit. RFC 1812 section "
                          "4.3.2.8 asks for a limit and leaves it open; RFC 4443 section 2.4 (f) "
                          "gives 10 as an example.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&UnreachableReporter::m_rate),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Burst",
                          "The most messages at a time: the size of the token bucket (RFC 4443 "
                          "section 2.4 (f) gives 10 as an example).",
                          UintegerValue(10),
                          MakeUintegerAccessor(&UnreachableReporter::m_burst),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Sent",
                            "A message was sent about a packet, and its code.",
                            MakeTraceSourceAccessor(&UnreachableReporter::m_sentTrace),
                            "ns3::UnreachableReporter::SentTracedCallback")
            .AddTraceSource("Silent",
                            "Nothing was said about a packet, and why.",
                            MakeTraceSourceAccessor(&UnreachableReporter::m_silentTrace),
                            "ns3::UnreachableReporter::SilentTracedCallback");
    return tid;
}

UnreachableReporter::UnreachableReporter()
    : m_filled(-1)
{
}

UnreachableReporter::~UnreachableReporter() = default;

void
UnreachableReporter::DoDispose()
{
    if (m_watch)
    {
        m_watch->SetNoRouteHandler(nullptr);
    }
    m_watch = nullptr;
    m_ipv4 = nullptr;
    m_ipv6 = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
UnreachableReporter::Install(Ptr<Node> node)
{
    if (m_node || !node || node->GetObject<UnreachableReporter>())
    {
        throw std::invalid_argument("UnreachableReporter::Install: give each reporter one node, "
                                    "and each node one reporter");
    }
    m_ipv4 = node->GetObject<Ipv4L3Protocol>();
    m_ipv6 = node->GetObject<Ipv6L3Protocol>();
    if (!m_ipv4 && !m_ipv6)
    {
        throw std::invalid_argument("UnreachableReporter::Install: node " +
                                    std::to_string(node->GetId()) + " has no IPv4 or IPv6");
    }
    if (m_ipv6)
    {
        m_watch = Ipv6InterfaceWatch::Install(node);
        m_watch->SetNoRouteHandler([this](Ptr<const Packet> packet, const Ipv6Header& header) {
            HandleNoRoute(packet, header);
        });
    }
    if (m_ipv4)
    {
        m_ipv4->TraceConnectWithoutContext("Drop",
                                           MakeCallback(&UnreachableReporter::HandleDrop, this));
    }
    m_node = node;
    node->AggregateObject(this);
}

void
UnreachableReporter::HandleDrop(const Ipv4Header& header,
                                Ptr<const Packet> packet,
                                Ipv4L3Protocol::DropReason reason,
                                Ptr<Ipv4> /* ipv4 */,
                                uint32_t interface)
{
    // What has no interface, or comes by the loopback's, is of the node itself.
    if (reason != Ipv4L3Protocol::DROP_NO_ROUTE || interface == 0 || !m_node)
    {
        return;
    }
    const uint8_t code = IsConnected(header.GetDestination()) ? HOST_UNREACHABLE : NET_UNREACHABLE;
    Verdict verdict = Judge(header, *packet);
    if (verdict.isTold)
    {
        const Ptr<Packet> message = MakeMessage(header, *packet, code);
        Ipv4Header outer;
        outer.SetDestination(header.GetSource());
        outer.SetProtocol(Icmpv4L4Protocol::PROT_NUMBER);
        Socket::SocketErrno error;
        const Ptr<Ipv4Route> route =
            m_ipv4->GetRoutingProtocol()->RouteOutput(message, outer, nullptr, error);
        if (!route || !TakeToken())
        {
            verdict = {false, route ? UnreachableSilence::RATE : UnreachableSilence::NO_ROUTE};
        }
        else
        {
            SocketIpTosTag precedence;
            precedence.SetTos(INTERNETWORK_CONTROL);
            message->ReplacePacketTag(precedence);
            // From an address of the interface that it leaves by (RFC 1812 section 4.3.2.4).
            m_ipv4->Send(message,
                         route->GetSource(),
                         header.GetSource(),
                         Icmpv4L4Protocol::PROT_NUMBER,
                         route);
        }
    }
    Count(verdict, header.GetSource(), header.GetDestination(), code);
}

void
UnreachableReporter::HandleNoRoute(Ptr<const Packet> packet, const Ipv6Header& header)
{
    if (header.GetDestination().IsLinkLocalMulticast())
    {
        return; // no router has a route for what stays on its link
    }
    Verdict verdict = Judge6(header, *packet);
    if (verdict.isTold)
    {
        Ipv6Header outer;
        outer.SetDestination(header.GetSource());
        outer.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
        Socket::SocketErrno error;
        const Ptr<Ipv6Route> route =
            m_ipv6->GetRoutingProtocol()->RouteOutput(nullptr, outer, nullptr, error);
        if (!route || !TakeToken())
        {
            verdict = {false, route ? UnreachableSilence::RATE : UnreachableSilence::NO_ROUTE};
        }
        else
        {
            m_ipv6->Send(MakeMessage6(header, *packet, route->GetSource()),
                         route->GetSource(),
                         header.GetSource(),
                         Icmpv6L4Protocol::PROT_NUMBER,
                         route);
        }
    }
    Count(verdict, header.GetSource(), header.GetDestination(), NO_ROUTE_6);
}

void
UnreachableReporter::Count(const Verdict& verdict,
                           const NetworkAddress& source,
                           const NetworkAddress& destination,
                           uint8_t code)
{
    if (verdict.isTold)
    {
        ++m_sent;
        m_sentTrace(source, destination, code);
        return;
    }
    ++m_silent[static_cast<std::size_t>(verdict.silence)];
    m_silentTrace(source, destination, verdict.silence);
}

UnreachableReporter::Verdict
UnreachableReporter::Judge(const Ipv4Header& header, const Packet& packet) const
{
    const Ipv4Address destination = header.GetDestination();
    const Ipv4Address source = header.GetSource();
    if (destination.IsBroadcast() || destination.IsMulticast() || IsBroadcast(destination))
    {
        return {false, UnreachableSilence::BROADCAST};
    }
    if (header.GetFragmentOffset() != 0)
    {
        return {false, UnreachableSilence::FRAGMENT};
    }
    // No network 0 or 127, no class D or E, no broadcast (RFC 1812 section 4.3.2.7).
    const uint32_t first = source.Get() >> 24;
    if (first == 0 || first == 127 || first >= 224 || IsBroadcast(source))
    {
        return {false, UnreachableSilence::SOURCE};
    }
    if (header.GetProtocol() == Icmpv4L4Protocol::PROT_NUMBER)
    {
        uint8_t type = 0;
        if (packet.CopyData(&type, 1) == 0 || IsError(type))
        {
            return {false, UnreachableSilence::ICMP_ERROR};
        }
    }
    return {};
}

UnreachableReporter::Verdict
UnreachableReporter::Judge6(const Ipv6Header& header, const Packet& packet) const
{
    // RFC 4443 section 2.4 (e).
    if (header.GetDestination().IsMulticast())
    {
        return {false, UnreachableSilence::BROADCAST};
    }
    const Ipv6Address source = header.GetSource();
    if (source.IsAny() || source.IsMulticast() || source.IsLocalhost() || source.IsLinkLocal())
    {
        return {false, UnreachableSilence::SOURCE};
    }
    const Upper6 upper = FindUpper6(header.GetNextHeader(), packet);
    const bool isIcmp = upper.protocol == Icmpv6L4Protocol::PROT_NUMBER;
    if (isIcmp && upper.isLater)
    {
        return {false, UnreachableSilence::FRAGMENT};
    }
    if (upper.isCutOff || (isIcmp && (upper.type < FIRST_QUERY_6 || upper.type == REDIRECT_6)))
    {
        return {false, UnreachableSilence::ICMP_ERROR};
    }
    return {};
}

bool
UnreachableReporter::IsBroadcast(Ipv4Address address) const
{
    for (uint32_t i = 0; i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < m_ipv4->GetNAddresses(i); ++j)
        {
            const Ipv4InterfaceAddress own = m_ipv4->GetAddress(i, j);
            if (own.GetMask() != Ipv4Mask::GetOnes() && address == own.GetBroadcast())
            {
                return true;
            }
        }
    }
    return false;
}

bool
UnreachableReporter::IsConnected(Ipv4Address address) const
{
    for (uint32_t i = 1; i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < m_ipv4->GetNAddresses(i); ++j)
        {
            const Ipv4InterfaceAddress own = m_ipv4->GetAddress(i, j);
            if (own.GetMask().IsMatch(own.GetLocal(), address))
            {
                return true;
            }
        }
    }
    return false;
}

bool
UnreachableReporter::TakeToken()
{
    if (m_rate == 0)
    {
        return true;
    }
    const Time now = Simulator::Now();
    if (m_filled.IsStrictlyNegative())
    {
        m_tokens = m_burst;
    }
    else
    {
        m_tokens = std::min<double>(m_burst, m_tokens + (now - m_filled).GetSeconds() * m_rate);
    }
    m_filled = now;
    if (m_tokens < 1)
    {
        return false;
    }
    m_tokens -= 1;
    return true;
}

Ptr<Packet>
UnreachableReporter::MakeMessage(const Ipv4Header& header, const Packet& packet, uint8_t code) const
{
    const Ptr<Packet> quoted = packet.CreateFragment(0, std::min(packet.GetSize(), m_quote));
    quoted->RemoveAllPacketTags();
    quoted->AddHeader(header);
    std::array<uint8_t, ICMP_HEADER + MOST_IP_HEADER + MOST_QUOTE> octets{};
    const uint32_t size =
        ICMP_HEADER + quoted->CopyData(octets.data() + ICMP_HEADER,
                                       static_cast<uint32_t>(octets.size()) - ICMP_HEADER);
    octets[0] = DESTINATION_UNREACHABLE;
    octets[1] = code;
    InternetChecksum sum;
    sum.Add(octets.data(), size);
    octets[2] = static_cast<uint8_t>(sum.Get() >> 8);
    octets[3] = static_cast<uint8_t>(sum.Get());
    return Create<Packet>(octets.data(), size);
}

Ptr<Packet>
UnreachableReporter::MakeMessage6(const Ipv6Header& header,
                                  const Packet& packet,
                                  const Ipv6Address& source)
{
    const Ptr<Packet> quoted = packet.Copy();
    quoted->RemoveAllPacketTags();
    quoted->AddHeader(header);
    std::array<uint8_t, MOST_MESSAGE_6> octets{};
    const uint32_t size =
        ICMP_HEADER + quoted->CopyData(octets.data() + ICMP_HEADER,
                                       static_cast<uint32_t>(octets.size()) - ICMP_HEADER);
    octets[0] = DESTINATION_UNREACHABLE_6;
    octets[1] = NO_ROUTE_6;
    // The pseudo-header (RFC 8200 section 8.1).
    const NetworkAddress ends[] = {source, header.GetSource()};
    InternetChecksum sum;
    for (const NetworkAddress& end : ends)
    {
        sum.Add(end.GetOctets(), end.GetSize());
    }
    sum.Add(static_cast<uint16_t>(size));
    sum.Add(uint16_t{Icmpv6L4Protocol::PROT_NUMBER});
    sum.Add(octets.data(), size);
    octets[2] = static_cast<uint8_t>(sum.Get() >> 8);
    octets[3] = static_cast<uint8_t>(sum.Get());
    return Create<Packet>(octets.data(), size);
}

uint64_t
UnreachableReporter::GetSent() const
{
    return m_sent;
}

uint64_t
UnreachableReporter::GetSilent(UnreachableSilence silence) const
{
    return m_silent.at(static_cast<std::size_t>(silence));
}

const char*
ToString(UnreachableSilence silence)
{
    switch (silence)
    {
    case UnreachableSilence::ICMP_ERROR:
        return "unreachable-icmp-error";
    case UnreachableSilence::BROADCAST:
        return "unreachable-broadcast";
    case UnreachableSilence::FRAGMENT:
        return "unreachable-fragment";
    case UnreachableSilence::SOURCE:
        return "unreachable-source";
    case UnreachableSilence::RATE:
        return "unreachable-rate";
    case UnreachableSilence::NO_ROUTE:
        return "unreachable-no-route";
    }
    return "unreachable-unknown";
}

std::ostream&
operator<<(std::ostream& os, UnreachableSilence silence)
{
    return os << ToString(silence);
}

} // namespace ns3
