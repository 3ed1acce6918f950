/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-eid-packet.h"

#include "ns3/network-octets.h"

#include <cstring>

namespace ns3
{

namespace
{

/// @param protocol an IP protocol @return true if its header starts with two ports (RFC 9300
/// section 12: TCP, UDP, SCTP)
bool
HasPorts(uint8_t protocol)
{
    return protocol == 6 || protocol == 17 || protocol == 132;
}

/// @param protocol an IP protocol @return the octets of its shortest header; 0: not one of ours
uint32_t
GetShortestHeader(uint8_t protocol)
{
    switch (protocol)
    {
    case 1:  // ICMP, RFC 792
    case 17: // UDP, RFC 768
    case 58: // ICMPv6, RFC 4443
        return 8;
    case 6: // TCP, RFC 9293
        return 20;
    default:
        return 0;
    }
}

// IPv6 extension headers (RFC 8200 section 4).
constexpr uint8_t HOP_BY_HOP = 0;
constexpr uint8_t ROUTING = 43;
constexpr uint8_t FRAGMENT = 44;
constexpr uint8_t DESTINATION_OPTIONS = 60;
constexpr uint32_t EXTENSION_UNIT = 8; ///< of their lengths, and the shortest
/// The most of them: each once, destination options twice (RFC 8200 section 4.1), and some more.
constexpr int MOST_EXTENSIONS = 8;

/// @param next a next header @return true if it is one of an extension header that ns-3 reads
bool
IsExtension(uint8_t next)
{
    return next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION_OPTIONS;
}

/// @param options of an extension header @param size their octets @return true if each ends where
/// it should (RFC 8200 section 4.2)
bool
AreOptionsWhole(const uint8_t* options, uint32_t size)
{
    constexpr uint8_t pad1 = 0;
    constexpr uint8_t routerAlert = 5; // RFC 2711 section 2.1
    constexpr uint8_t jumbo = 0xc2;    // RFC 2675 section 2
    for (uint32_t at = 0; at < size;)
    {
        if (options[at] == pad1)
        {
            ++at;
            continue;
        }
        if (size - at < 2 || options[at + 1] > size - at - 2 ||
            (options[at] == routerAlert && options[at + 1] != 2) ||
            (options[at] == jumbo && options[at + 1] != 4))
        {
            return false;
        }
        at += 2 + options[at + 1];
    }
    return true;
}

/// @param octets an IPv4 header @param size its octets @return true if its checksum is right
bool
IsChecksumRight(const uint8_t* octets, uint32_t size)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < size; i += 2)
    {
        sum += Get16(octets + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/// The offset basis of FNV-1a.
constexpr uint32_t FNV_BASIS = 0x811c9dc5;

/**
 * @brief The FNV-1a hash of 32 bits: it needs no state, and a reader can work it out.
 * @param hash the hash of the octets before
 * @param octets what to hash
 * @param count how many octets
 * @return the hash
 */
uint32_t
HashOctets(uint32_t hash, const uint8_t* octets, std::size_t count)
{
    constexpr uint32_t prime = 0x01000193;
    for (std::size_t i = 0; i < count; ++i)
    {
        hash = (hash ^ octets[i]) * prime;
    }
    return hash;
}

} // namespace

bool
LispIsHostAddress(const NetworkAddress& address)
{
    const uint8_t* octets = address.GetOctets();
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        // This network, loopback, link-local (RFC 6890), groups and what is above (RFC 1112).
        return octets[0] != 0 && octets[0] != 127 && octets[0] < 224 &&
               !(octets[0] == 169 && octets[1] == 254);
    }
    // Groups and link-local addresses; then the first 96 bits zero: unspecified, loopback and
    // IPv4-compatible (RFC 4291 sections 2.4 and 2.5.5).
    constexpr uint8_t zeros[12] = {};
    return octets[0] != 0xff && !(octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80) &&
           std::memcmp(octets, zeros, sizeof(zeros)) != 0;
}

bool
LispEidPacket::IsTransportWhole() const
{
    return isLaterFragment || size - headerSize >= GetShortestHeader(protocol);
}

bool
LispEidPacket::HasExtensions() const
{
    return source.GetFamily() == AddressFamily::IPV6 && IsExtension(protocol);
}

bool
LispEidPacket::AreExtensionsWhole(const uint8_t* octets) const
{
    uint8_t next = protocol;
    uint32_t at = headerSize;
    for (int count = 0; IsExtension(next); ++count)
    {
        const uint32_t left = size - at;
        if (left < EXTENSION_UNIT || count == MOST_EXTENSIONS || (next == HOP_BY_HOP && count > 0))
        {
            return false;
        }
        if (next == FRAGMENT)
        {
            return true; // what follows may be the middle of something
        }
        const uint8_t* header = octets + at;
        const uint32_t length = (header[1] + 1U) * EXTENSION_UNIT;
        // Of type 0: an address for two units, and those that are left among them (RFC 8200 4.4).
        const bool isRoutingWhole = header[1] % 2 == 0 && header[3] <= header[1] / 2;
        if (length > left ||
            !(next == ROUTING ? isRoutingWhole : AreOptionsWhole(header + 2, length - 2)))
        {
            return false;
        }
        next = header[0];
        at += length;
    }
    return size - at >= GetShortestHeader(next);
}

LispEidPacket::Error
LispEidPacket::Read(const uint8_t* octets, uint32_t available, bool verify)
{
    if (available == 0)
    {
        return Error::EMPTY;
    }
    switch (octets[0] >> 4)
    {
    case 4:
        return ReadIpv4(octets, available, verify);
    case 6:
        return ReadIpv6(octets, available);
    default:
        return Error::VERSION;
    }
}

LispEidPacket::Error
LispEidPacket::ReadIpv4(const uint8_t* octets, uint32_t available, bool verify)
{
    constexpr uint32_t shortest = 20;
    if (available < shortest)
    {
        return Error::LENGTH;
    }
    headerSize = (octets[0] & 0x0fU) * 4;
    size = Get16(octets + 2);
    if (headerSize < shortest || size < headerSize || size > available)
    {
        return Error::LENGTH;
    }
    if (verify && !IsChecksumRight(octets, headerSize))
    {
        return Error::CHECKSUM;
    }
    tos = octets[1];
    ttl = octets[8];
    protocol = octets[9];
    const uint32_t fragment = Get16(octets + 6);
    constexpr uint32_t dontFragment = 0x4000;
    constexpr uint32_t isFragment = 0x3fff; // more fragments, or an offset
    constexpr uint32_t offset = 0x1fff;
    mayFragment = !(fragment & dontFragment);
    isLaterFragment = fragment & offset;
    source = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + 12);
    destination = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + 16);
    flowHash = HashOctets(FNV_BASIS, octets + 12, 8);
    if (HasPorts(protocol) && !(fragment & isFragment) && size >= headerSize + 4)
    {
        flowHash = HashOctets(HashOctets(flowHash, octets + 9, 1), octets + headerSize, 4);
    }
    return Error::NONE;
}

LispEidPacket::Error
LispEidPacket::ReadIpv6(const uint8_t* octets, uint32_t available)
{
    headerSize = 40;
    if (available < headerSize)
    {
        return Error::LENGTH;
    }
    size = headerSize + Get16(octets + 4);
    if (size > available)
    {
        return Error::LENGTH;
    }
    tos = static_cast<uint8_t>(octets[0] << 4 | octets[1] >> 4);
    protocol = octets[6];
    ttl = octets[7];
    mayFragment = false; // routers do not fragment IPv6
    isLaterFragment = false;
    source = NetworkAddress::FromOctets(AddressFamily::IPV6, octets + 8);
    destination = NetworkAddress::FromOctets(AddressFamily::IPV6, octets + 24);
    flowHash = HashOctets(FNV_BASIS, octets + 8, 32);
    const uint8_t flowLabel[3] = {static_cast<uint8_t>(octets[1] & 0x0f), octets[2], octets[3]};
    if (HasPorts(protocol) && size >= headerSize + 4)
    {
        flowHash = HashOctets(HashOctets(flowHash, octets + 6, 1), octets + headerSize, 4);
    }
    else if (flowLabel[0] | flowLabel[1] | flowLabel[2])
    {
        flowHash = HashOctets(flowHash, flowLabel, sizeof(flowLabel));
    }
    return Error::NONE;
}

} // namespace ns3
