/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-guard.h"

#include "frame-guard-transport.h"

#include "ns3/internet-checksum.h"
#include "ns3/lisp-protocol.h"
#include "ns3/network-octets.h"

#include <algorithm>

namespace ns3
{

namespace
{

// IEEE 802.3 clause 3.1.1 and 3.2.6.
constexpr std::size_t ETHERNET_HEADER = 14; //!< two addresses and the type
constexpr uint16_t FIRST_TYPE = 0x0600;     //!< below it is a length

// EtherTypes of the IEEE registry.
constexpr uint16_t TYPE_IPV4 = 0x0800;
constexpr uint16_t TYPE_ARP = 0x0806;
constexpr uint16_t TYPE_VLAN = 0x8100;
constexpr uint16_t TYPE_IPV6 = 0x86dd;
constexpr uint16_t TYPE_PROVIDER_VLAN = 0x88a8;
constexpr uint16_t TYPE_LLDP = 0x88cc;

/// Where bridges send to (IEEE 802.1D table 7-10).
constexpr FrameGuard::Mac BRIDGES = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x00};

// RFC 826, for IPv4 over Ethernet.
constexpr std::size_t ARP_SIZE = 28;
constexpr uint8_t ARP_START[] = {0, 1, 8, 0, 6, 4, 0}; //!< all but the last octet of the operation

constexpr std::size_t IPV4_HEADER = 20; //!< without options (RFC 791 section 3.1)
constexpr std::size_t IPV6_HEADER = 40; //!< RFC 8200 section 3
constexpr std::size_t LISP_HEADER = 8;  //!< RFC 9300 section 5.1

/// Packets in packets that are looked into.
constexpr uint8_t MOST_DEPTH = 2;

/// @param refusal why @param depth LISP headers around what is refused @return the verdict
FrameVerdict
Refuse(FrameRefusal refusal, uint8_t depth = 0)
{
    FrameVerdict verdict;
    verdict.refusal = refusal;
    verdict.isInner = depth > 0;
    return verdict;
}

FrameVerdict JudgeIp(const uint8_t* packet, std::size_t size, uint8_t depth);

/// @param transport what an IP packet holds @param depth LISP headers around it @return the verdict
FrameVerdict
JudgeTransport(const TransportOctets& transport, uint8_t depth)
{
    const auto refusal = CheckTransport(transport);
    if (refusal != FrameRefusal::NONE)
    {
        return Refuse(refusal, depth);
    }
    const auto* lisp = FindLispData(transport);
    if (!lisp)
    {
        return {};
    }
    if (transport.isFragment)
    {
        return Refuse(FrameRefusal::LISP_DATA_FRAGMENT, depth);
    }
    const std::size_t size = transport.octets + transport.size - lisp;
    // The tunnel router knows by itself what to do with what is no IP packet.
    const uint8_t version = size > LISP_HEADER ? lisp[LISP_HEADER] >> 4 : 0;
    if (version != 4 && version != 6)
    {
        return {};
    }
    if (depth == MOST_DEPTH)
    {
        return Refuse(FrameRefusal::LISP_DEPTH, depth);
    }
    return JudgeIp(lisp + LISP_HEADER, size - LISP_HEADER, depth + 1);
}

/// @param address an IPv4 address @return true if no host has it (RFC 1122 section 3.2.1.3)
bool
IsNoHost(uint32_t address)
{
    const uint32_t first = address >> 24;
    return first == 0 || first == 127 || first >= 224;
}

/// @param packet from its IPv4 header on @param size octets there are @param depth LISP headers
/// around it @return the verdict
FrameVerdict
JudgeIpv4(const uint8_t* packet, std::size_t size, uint8_t depth)
{
    const std::size_t header = size > 0 ? (packet[0] & 0x0f) * std::size_t{4} : 0;
    if (size < IPV4_HEADER || header < IPV4_HEADER || Get16(packet + 2) < header ||
        Get16(packet + 2) > size)
    {
        return Refuse(FrameRefusal::IPV4_MALFORMED, depth);
    }
    InternetChecksum sum;
    sum.Add(packet, header);
    if (sum.Get() != 0)
    {
        return Refuse(FrameRefusal::IPV4_CHECKSUM, depth);
    }
    const uint32_t source = Get32(packet + 12);
    const uint32_t destination = Get32(packet + 16);
    if (destination >> 24 >= 224)
    {
        return Refuse(FrameRefusal::MULTICAST, depth);
    }
    if (header > IPV4_HEADER)
    {
        return Refuse(FrameRefusal::IPV4_OPTIONS, depth);
    }
    if (IsNoHost(source) || IsNoHost(destination) || source == destination)
    {
        return Refuse(FrameRefusal::ADDRESS, depth);
    }

    TransportOctets transport;
    transport.octets = packet + IPV4_HEADER;
    transport.size = Get16(packet + 2) - IPV4_HEADER;
    transport.protocol = packet[9];
    transport.depth = depth;
    const uint16_t field = Get16(packet + 6);
    const bool more = (field & 0x2000) != 0;
    const std::size_t begin = (field & 0x1fff) * std::size_t{8};
    if (!more && begin == 0)
    {
        return JudgeTransport(transport, depth);
    }
    if (transport.size == 0 || (more && transport.size % 8 != 0) ||
        begin + transport.size > 0xffff - IPV4_HEADER)
    {
        return Refuse(FrameRefusal::FRAGMENT_LENGTH, depth);
    }
    transport.isFragment = true;
    FrameVerdict verdict;
    if (begin == 0)
    {
        verdict = JudgeTransport(transport, depth);
    }
    verdict.isFragment = true;
    verdict.fragment.source = source;
    verdict.fragment.destination = destination;
    verdict.fragment.identification = Get16(packet + 4);
    verdict.fragment.protocol = transport.protocol;
    verdict.fragment.depth = depth;
    verdict.fragment.begin = static_cast<uint16_t>(begin);
    verdict.fragment.end = static_cast<uint16_t>(begin + transport.size);
    return verdict;
}

/// @param address an IPv6 address @return true if it is none that a host may have on a wire: none,
/// the loopback's, or an IPv4 address (RFC 4291 section 2.5)
bool
IsNoIpv6Host(const uint8_t* address)
{
    const auto isZero = [](uint8_t octet) { return octet == 0; };
    if (!std::all_of(address, address + 10, isZero))
    {
        return false;
    }
    return (address[10] == 0xff && address[11] == 0xff) ||
           (std::all_of(address + 10, address + 15, isZero) && address[15] <= 1);
}

/// @param address an IPv6 address @return true if it is none (RFC 4291 section 2.5.2)
bool
IsUnspecified(const uint8_t* address)
{
    return std::all_of(address, address + 16, [](uint8_t octet) { return octet == 0; });
}

/// @param packet from its IPv6 header on @param size octets there are @param depth LISP headers
/// around it @return the verdict
FrameVerdict
JudgeIpv6(const uint8_t* packet, std::size_t size, uint8_t depth)
{
    if (size < IPV6_HEADER || Get16(packet + 4) > size - IPV6_HEADER)
    {
        return Refuse(FrameRefusal::IPV6_MALFORMED, depth);
    }
    const uint8_t* source = packet + 8;
    const uint8_t* destination = packet + 24;
    TransportOctets transport;
    transport.octets = packet + IPV6_HEADER;
    transport.size = Get16(packet + 4);
    transport.protocol = packet[6];
    transport.isIpv6 = true;
    transport.hopLimit = packet[7];
    transport.depth = depth;
    const bool isGroup = destination[0] == 0xff;
    // Asks whether an address is in use: nobody's but its own (RFC 4862 section 5.4.2).
    if (isGroup && IsNeighborDiscovery(transport) && IsUnspecified(source))
    {
        return Refuse(FrameRefusal::DUPLICATE_DETECTION, depth);
    }
    if (isGroup && !IsNeighborDiscovery(transport))
    {
        return Refuse(IsRouterDiscovery(transport) ? FrameRefusal::ROUTER_DISCOVERY
                                                   : FrameRefusal::MULTICAST,
                      depth);
    }
    // An address of the link alone says nothing beyond it (RFC 4291 section 2.5.6).
    const auto isOfLink = [](const uint8_t* address) {
        return address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
    };
    if (source[0] == 0xff || IsNoIpv6Host(source) || (!isGroup && IsNoIpv6Host(destination)) ||
        std::equal(source, source + 16, destination) ||
        (depth > 0 && (isOfLink(source) || isOfLink(destination))))
    {
        return Refuse(FrameRefusal::ADDRESS, depth);
    }
    return JudgeTransport(transport, depth);
}

/// @param packet from its IP header on @param size octets there are, at least one @param depth
/// LISP headers around it @return the verdict
FrameVerdict
JudgeIp(const uint8_t* packet, std::size_t size, uint8_t depth)
{
    return packet[0] >> 4 == 4 ? JudgeIpv4(packet, size, depth) : JudgeIpv6(packet, size, depth);
}

/// @param packet an ARP packet @param size octets there are @return why it may not enter
FrameRefusal
CheckArp(const uint8_t* packet, std::size_t size)
{
    if (size < ARP_SIZE || !std::equal(std::begin(ARP_START), std::end(ARP_START), packet) ||
        (packet[7] != 1 && packet[7] != 2) || (packet[8] & 1) != 0)
    {
        return FrameRefusal::ARP_MALFORMED;
    }
    // A sender that only tests whether an address is in use has none yet (RFC 5227 section 2.1.1).
    const uint32_t sender = Get32(packet + 14);
    return sender != 0 && IsNoHost(sender) ? FrameRefusal::ADDRESS : FrameRefusal::NONE;
}

/// @param frame a frame @param type its EtherType @return whose it is, if it is none of ours
FrameRefusal
FindStranger(const uint8_t* frame, uint16_t type)
{
    switch (type)
    {
    case TYPE_IPV4:
    case TYPE_ARP:
    case TYPE_IPV6:
        return FrameRefusal::NONE;
    case TYPE_VLAN:
    case TYPE_PROVIDER_VLAN:
        return FrameRefusal::VLAN_TAG;
    case TYPE_LLDP:
        return FrameRefusal::LLDP;
    default:
        break;
    }
    if (type >= FIRST_TYPE)
    {
        return FrameRefusal::ETHERTYPE;
    }
    return std::equal(BRIDGES.begin(), BRIDGES.end(), frame) ? FrameRefusal::SPANNING_TREE
                                                             : FrameRefusal::LLC;
}

} // namespace

FrameVerdict
FrameGuard::Judge(const Mac& own, const uint8_t* frame, std::size_t size)
{
    if (size < ETHERNET_HEADER)
    {
        return Refuse(FrameRefusal::TOO_SHORT);
    }
    const uint8_t* source = frame + own.size();
    if ((source[0] & 1) != 0)
    {
        return Refuse(FrameRefusal::BAD_SOURCE);
    }
    if (std::equal(own.begin(), own.end(), source))
    {
        return Refuse(FrameRefusal::OWN_SOURCE);
    }
    const bool isGroup = (frame[0] & 1) != 0;
    if (!isGroup && !std::equal(own.begin(), own.end(), frame))
    {
        return Refuse(FrameRefusal::OTHER_HOST);
    }
    const uint16_t type = Get16(frame + 12);
    const auto stranger = FindStranger(frame, type);
    if (stranger != FrameRefusal::NONE)
    {
        return Refuse(stranger);
    }
    const uint8_t* packet = frame + ETHERNET_HEADER;
    size -= ETHERNET_HEADER;
    if (type == TYPE_ARP)
    {
        return Refuse(CheckArp(packet, size));
    }
    if (size == 0 || packet[0] >> 4 != (type == TYPE_IPV4 ? 4 : 6))
    {
        return Refuse(type == TYPE_IPV4 ? FrameRefusal::IPV4_MALFORMED
                                        : FrameRefusal::IPV6_MALFORMED);
    }
    const auto verdict = JudgeIp(packet, size, 0);
    // What is sent to all stations is for a group; a single host's packet in it is nobody's.
    const bool isForGroup = type == TYPE_IPV6 && size >= IPV6_HEADER && packet[24] == 0xff;
    return verdict && isGroup && !isForGroup ? Refuse(FrameRefusal::MULTICAST) : verdict;
}

} // namespace ns3
