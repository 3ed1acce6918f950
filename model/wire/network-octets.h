/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NETWORK_OCTETS_H
#define NETWORK_OCTETS_H

#include <cstddef>
#include <cstdint>

/**
 * @file
 * @brief Numbers as packets hold them, and what every reader of packets knows of IP and UDP.
 */

namespace ns3
{

/// Octets of an IPv4 header without options (RFC 791 section 3.1).
constexpr std::size_t IPV4_HEADER_SIZE = 20;
/// Octets of an IPv6 header (RFC 8200 section 3).
constexpr std::size_t IPV6_HEADER_SIZE = 40;
/// Octets of a UDP header (RFC 768).
constexpr std::size_t UDP_HEADER_SIZE = 8;

/// Protocol number of ICMP (RFC 792).
constexpr uint8_t IP_PROTOCOL_ICMP = 1;
/// Protocol number of TCP (RFC 9293 section 3.1).
constexpr uint8_t IP_PROTOCOL_TCP = 6;
/// Protocol number of UDP (RFC 768).
constexpr uint8_t IP_PROTOCOL_UDP = 17;
/// Next header of ICMPv6 (RFC 4443 section 1).
constexpr uint8_t IP_PROTOCOL_ICMPV6 = 58;

/// @param at two octets in network order @return their number
constexpr uint16_t
Get16(const uint8_t* at)
{
    return static_cast<uint16_t>(at[0] << 8 | at[1]);
}

/// @param at four octets in network order @return their number
constexpr uint32_t
Get32(const uint8_t* at)
{
    return uint32_t{Get16(at)} << 16 | Get16(at + 2);
}

/// @param at where @param value written as two octets in network order
constexpr void
Put16(uint8_t* at, uint16_t value)
{
    at[0] = static_cast<uint8_t>(value >> 8);
    at[1] = static_cast<uint8_t>(value);
}

/// @param at where @param value written as four octets in network order
constexpr void
Put32(uint8_t* at, uint32_t value)
{
    Put16(at, static_cast<uint16_t>(value >> 16));
    Put16(at + 2, static_cast<uint16_t>(value));
}

} // namespace ns3

#endif /* NETWORK_OCTETS_H */
