/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-guard-transport.h"

#include "ns3/lisp-protocol.h"
#include "ns3/network-octets.h"

namespace ns3
{

namespace
{

// Protocol numbers of the IANA registry.

constexpr std::size_t UDP_HEADER = 8; //!< RFC 768

// RFC 9293 section 3.1.
constexpr std::size_t TCP_HEADER = 20;
constexpr uint8_t TCP_FIN = 0x01;
constexpr uint8_t TCP_SYN = 0x02;
constexpr uint8_t TCP_RST = 0x04;
constexpr uint8_t TCP_ACK = 0x10;

/// Octets that an ICMP error quotes behind the quoted IP header, at least (RFC 792).
constexpr std::size_t QUOTED = 8;
constexpr std::size_t ICMP_HEADER = 8; //!< RFC 792: type, code, checksum, and four more octets

// RFC 792: the errors.
constexpr uint8_t ICMP_UNREACHABLE = 3;
constexpr uint8_t ICMP_QUENCH = 4;
constexpr uint8_t ICMP_REDIRECT = 5;
constexpr uint8_t ICMP_TIME_EXCEEDED = 11;
constexpr uint8_t ICMP_PARAMETER = 12;

// RFC 4443 section 2.1: errors are below 128. RFC 2710, RFC 3810: listeners of groups.
constexpr uint8_t ICMPV6_TOO_BIG = 2;
constexpr uint8_t ICMPV6_PARAMETER = 4;
constexpr uint8_t ICMPV6_LISTENER_QUERY = 130;
constexpr uint8_t ICMPV6_LISTENER_DONE = 132;
constexpr uint8_t ICMPV6_LISTENER_REPORT_2 = 143;

// RFC 4861 section 4.
constexpr uint8_t ND_ROUTER_SOLICITATION = 133;
constexpr uint8_t ND_ROUTER_ADVERTISEMENT = 134;
constexpr uint8_t ND_SOLICITATION = 135;
constexpr uint8_t ND_ADVERTISEMENT = 136;
constexpr uint8_t ND_REDIRECT = 137;
constexpr uint8_t ND_SOURCE_LINK_ADDRESS = 1;
constexpr uint8_t ND_TARGET_LINK_ADDRESS = 2;
constexpr uint8_t ND_HOP_LIMIT = 255;
constexpr std::size_t ND_HEADER = 24;
constexpr std::size_t ND_OPTION_UNIT = 8;

/// The least MTU of a link with IPv6 (RFC 8200 section 5): no path has less (RFC 8201 section 4).
constexpr uint32_t IPV6_LEAST_MTU = 1280;

/// @param kind of a TCP option @param length of the option @return true if it is one of that kind
bool
IsTcpOptionLength(uint8_t kind, uint8_t length)
{
    switch (kind)
    {
    case 2: // maximum segment size (RFC 9293 section 3.7.1)
        return length == 4;
    case 3: // window scale (RFC 7323 section 2.2)
        return length == 3;
    case 4: // selective acknowledgements are permitted (RFC 2018 section 2)
        return length == 2;
    case 5: // selective acknowledgements (RFC 2018 section 3)
        return length >= 10 && length % 8 == 2;
    case 8: // timestamps (RFC 7323 section 3.2)
        return length == 10;
    default:
        return true;
    }
}

/// @param options of a TCP header @param size octets @return true if they end where they should
bool
AreTcpOptions(const uint8_t* options, std::size_t size)
{
    std::size_t i = 0;
    while (i < size && options[i] != 0)
    {
        if (options[i] == 1)
        {
            ++i;
            continue;
        }
        if (size - i < 2 || options[i + 1] < 2 || options[i + 1] > size - i ||
            !IsTcpOptionLength(options[i], options[i + 1]))
        {
            return false;
        }
        i += options[i + 1];
    }
    return true;
}

/// @param segment TCP @return why it may not enter
FrameRefusal
CheckTcp(const TransportOctets& segment)
{
    if (segment.size < TCP_HEADER)
    {
        return FrameRefusal::TCP_MALFORMED;
    }
    const std::size_t header = (segment.octets[12] >> 4) * std::size_t{4};
    const uint8_t flags = segment.octets[13];
    const bool isStart = (flags & TCP_SYN) != 0;
    if (header < TCP_HEADER || header > segment.size ||
        (flags & (TCP_SYN | TCP_RST | TCP_ACK | TCP_FIN)) == 0 ||
        (isStart && (flags & (TCP_FIN | TCP_RST)) != 0) ||
        !AreTcpOptions(segment.octets + TCP_HEADER, header - TCP_HEADER))
    {
        return FrameRefusal::TCP_MALFORMED;
    }
    return FrameRefusal::NONE;
}

/// @param datagram UDP @return why it may not enter
FrameRefusal
CheckUdp(const TransportOctets& datagram)
{
    if (datagram.size < UDP_HEADER || Get16(datagram.octets + 4) < UDP_HEADER ||
        (!datagram.isFragment && Get16(datagram.octets + 4) > datagram.size))
    {
        return FrameRefusal::UDP_MALFORMED;
    }
    return FrameRefusal::NONE;
}

/// @param message ICMP for IPv4 @return why it may not enter
FrameRefusal
CheckIcmp(const TransportOctets& message)
{
    if (message.size < ICMP_HEADER)
    {
        return FrameRefusal::ICMP_MALFORMED;
    }
    switch (message.octets[0])
    {
    case ICMP_UNREACHABLE:
    case ICMP_QUENCH:
    case ICMP_REDIRECT:
    case ICMP_TIME_EXCEEDED:
    case ICMP_PARAMETER: {
        // A quoted header with options is longer than ns-3 takes it to be.
        constexpr std::size_t header = 20;
        constexpr uint8_t plain = 0x45;
        const bool isQuoted = message.size >= ICMP_HEADER + header + QUOTED &&
                              message.octets[ICMP_HEADER] == plain && !message.isFragment;
        return isQuoted ? FrameRefusal::NONE : FrameRefusal::ICMP_MALFORMED;
    }
    default:
        return FrameRefusal::NONE;
    }
}

/// @param message a solicitation or advertisement @return why it may not enter
FrameRefusal
CheckNeighborDiscovery(const TransportOctets& message)
{
    // RFC 4861 sections 7.1.1 and 7.1.2. The option with the link-layer address has to come first:
    // without, ns-3 reads behind the end of the message. Both messages have it where it counts.
    const uint8_t* octets = message.octets;
    const uint8_t wanted =
        octets[0] == ND_SOLICITATION ? ND_SOURCE_LINK_ADDRESS : ND_TARGET_LINK_ADDRESS;
    if (message.depth > 0 || message.hopLimit != ND_HOP_LIMIT || octets[1] != 0 ||
        message.size < ND_HEADER + ND_OPTION_UNIT || octets[8] == 0xff ||
        octets[ND_HEADER] != wanted || octets[ND_HEADER + 1] != 1 ||
        (octets[ND_HEADER + 2] & 1) != 0)
    {
        return FrameRefusal::ND_MALFORMED;
    }
    for (std::size_t i = ND_HEADER + ND_OPTION_UNIT; i < message.size;)
    {
        const std::size_t left = message.size - i;
        const std::size_t length = left >= 2 ? octets[i + 1] * ND_OPTION_UNIT : 0;
        if (length == 0 || length > left || octets[i] <= ND_TARGET_LINK_ADDRESS)
        {
            return FrameRefusal::ND_MALFORMED;
        }
        i += length;
    }
    return FrameRefusal::NONE;
}

/// @param message ICMP for IPv6 @return why it may not enter
FrameRefusal
CheckIcmpv6(const TransportOctets& message)
{
    if (message.size < ICMP_HEADER)
    {
        return FrameRefusal::ICMP_MALFORMED;
    }
    const uint8_t type = message.octets[0];
    if (IsNeighborDiscovery(message))
    {
        return CheckNeighborDiscovery(message);
    }
    if (IsRouterDiscovery(message))
    {
        return FrameRefusal::ROUTER_DISCOVERY;
    }
    if ((type >= ICMPV6_LISTENER_QUERY && type <= ICMPV6_LISTENER_DONE) ||
        type == ICMPV6_LISTENER_REPORT_2)
    {
        return FrameRefusal::MULTICAST;
    }
    if (type <= ICMPV6_PARAMETER)
    {
        constexpr std::size_t header = 40;
        const bool isQuoted =
            message.size >= ICMP_HEADER + header + QUOTED && message.octets[ICMP_HEADER] >> 4 == 6;
        const uint32_t mtu = uint32_t{Get16(message.octets + 4)} << 16 | Get16(message.octets + 6);
        return !isQuoted || (type == ICMPV6_TOO_BIG && mtu < IPV6_LEAST_MTU)
                   ? FrameRefusal::ICMP_MALFORMED
                   : FrameRefusal::NONE;
    }
    return FrameRefusal::NONE;
}

} // namespace

bool
IsNeighborDiscovery(const TransportOctets& transport)
{
    return transport.protocol == IP_PROTOCOL_ICMPV6 && transport.size > 0 &&
           (transport.octets[0] == ND_SOLICITATION || transport.octets[0] == ND_ADVERTISEMENT);
}

bool
IsRouterDiscovery(const TransportOctets& transport)
{
    return transport.protocol == IP_PROTOCOL_ICMPV6 && transport.size > 0 &&
           (transport.octets[0] == ND_ROUTER_SOLICITATION ||
            transport.octets[0] == ND_ROUTER_ADVERTISEMENT || transport.octets[0] == ND_REDIRECT);
}

FrameRefusal
CheckTransport(const TransportOctets& transport)
{
    switch (transport.protocol)
    {
    case IP_PROTOCOL_TCP:
        return CheckTcp(transport);
    case IP_PROTOCOL_UDP:
        return CheckUdp(transport);
    case IP_PROTOCOL_ICMP:
        return transport.isIpv6 ? FrameRefusal::IPV6_NEXT_HEADER : CheckIcmp(transport);
    case IP_PROTOCOL_ICMPV6:
        return transport.isIpv6 ? CheckIcmpv6(transport) : FrameRefusal::NONE;
    default:
        return transport.isIpv6 ? FrameRefusal::IPV6_NEXT_HEADER : FrameRefusal::NONE;
    }
}

const uint8_t*
FindLispData(const TransportOctets& transport)
{
    const bool isData = transport.protocol == IP_PROTOCOL_UDP && transport.size >= UDP_HEADER &&
                        Get16(transport.octets + 2) == LISP_DATA_PORT;
    return isData ? transport.octets + UDP_HEADER : nullptr;
}

} // namespace ns3
