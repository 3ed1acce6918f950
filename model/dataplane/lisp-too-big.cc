/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-too-big.h"

#include "lisp-eid-packet.h"

#include "ns3/packet.h"

#include <algorithm>
#include <array>

namespace ns3
{

namespace
{

/// Octets of the ICMP header with the MTU, in either family.
constexpr uint32_t ICMP_HEADER = 8;

/**
 * @brief Add to an Internet checksum (RFC 1071).
 * @param sum the sum so far
 * @param octets what to add
 * @param count how many octets; an odd last one counts as if a zero followed
 * @return the sum
 */
uint32_t
AddToSum(uint32_t sum, const uint8_t* octets, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i)
    {
        sum += i % 2 ? octets[i] : uint32_t{octets[i]} << 8;
    }
    return sum;
}

/// @param sum a sum @return the checksum
uint16_t
FoldSum(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

/// @param at where to write @param value what, in network order
void
Write16(uint8_t* at, uint32_t value)
{
    at[0] = static_cast<uint8_t>(value >> 8);
    at[1] = static_cast<uint8_t>(value);
}

} // namespace

bool
LispMayTellTooBig(const Packet& packet, const LispEidPacket& eid)
{
    if (eid.isLaterFragment || !LispIsHostAddress(eid.source))
    {
        return false;
    }
    constexpr uint8_t icmp = 1;
    constexpr uint8_t icmp6 = 58;
    if (eid.protocol != icmp && eid.protocol != icmp6)
    {
        return true;
    }
    std::array<uint8_t, LispEidPacket::VIEW> octets{};
    if (packet.CopyData(octets.data(), octets.size()) <= eid.headerSize)
    {
        return false;
    }
    const uint8_t type = octets[eid.headerSize];
    if (eid.source.GetFamily() == AddressFamily::IPV6)
    {
        constexpr uint8_t firstQuery = 128; // RFC 4443 section 2.1
        return eid.protocol != icmp6 || type >= firstQuery;
    }
    // Destination Unreachable, Source Quench, Redirect, Time Exceeded, Parameter Problem.
    return eid.protocol != icmp ||
           (type != 3 && type != 4 && type != 5 && type != 11 && type != 12);
}

Ptr<Packet>
LispMakeTooBig(const Packet& packet,
               uint32_t mtu,
               const NetworkAddress& source,
               const NetworkAddress& destination)
{
    constexpr uint32_t most = 1280 - 40; // an IPv6 message without its IP header
    const bool isIpv6 = source.GetFamily() == AddressFamily::IPV6;
    const uint32_t room = (isIpv6 ? most : 576 - 20) - ICMP_HEADER;
    const uint32_t quoted = std::min(packet.GetSize(), room);
    const uint32_t size = ICMP_HEADER + quoted;
    std::array<uint8_t, most> octets{};
    packet.CopyData(octets.data() + ICMP_HEADER, quoted);
    Write16(octets.data() + 6, mtu); // the high half of an IPv6 MTU is zero
    uint32_t sum = 0;
    if (isIpv6)
    {
        constexpr uint8_t packetTooBig = 2;
        constexpr uint32_t nextHeader = 58;
        octets[0] = packetTooBig;
        // The pseudo-header (RFC 8200 section 8.1).
        sum = AddToSum(sum, source.GetOctets(), source.GetSize());
        sum = AddToSum(sum, destination.GetOctets(), destination.GetSize());
        sum += size + nextHeader;
    }
    else
    {
        constexpr uint8_t destinationUnreachable = 3;
        constexpr uint8_t fragmentationNeeded = 4;
        octets[0] = destinationUnreachable;
        octets[1] = fragmentationNeeded;
    }
    Write16(octets.data() + 2, FoldSum(AddToSum(sum, octets.data(), size)));
    return Create<Packet>(octets.data(), size);
}

} // namespace ns3
