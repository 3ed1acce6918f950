/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef WIRE_FRAMES_H
#define WIRE_FRAMES_H

#include "test-octets.h"

#include "ns3/internet-checksum.h"

#include <algorithm>
#include <cstdint>
#include <string>

/**
 * @file
 * @brief Frames made of parts, octet by octet as the standards lay them out and without any header
 * class of ns-3 or of the module; and their checksums made right again after a change.
 */

namespace ns3
{
namespace wireframes
{

using testoctets::AddressOctets;
using testoctets::Join;
using testoctets::Octets;
using testoctets::Two;

/// @param value a number @return its four octets
inline Octets
Four(uint32_t value)
{
    return Join({Two(value >> 16), Two(value & 0xffff)});
}

/// @param octets some @param at where two of them are @return the number
inline uint32_t
ReadTwo(const Octets& octets, std::size_t at)
{
    return octets[at] << 8 | octets[at + 1];
}

/// @param octets some @param at where two of them are @param value written there
inline void
WriteTwo(Octets& octets, std::size_t at, uint32_t value)
{
    octets[at] = static_cast<uint8_t>(value >> 8);
    octets[at + 1] = static_cast<uint8_t>(value);
}

/**
 * @brief Make the checksum behind an IP header right, and that of LISP data's own packet before.
 * @param packet from the IP header on
 * @param at where the transport header is
 * @param size of it and what follows
 * @param protocol which
 */
inline void RepairTransport(Octets& packet, std::size_t at, std::size_t size, uint8_t protocol);

/// Make the checksums of a packet right, as far as it can be read. @param packet from its IP
/// header on
inline void
Repair(Octets& packet)
{
    if (packet.size() >= 20 && packet[0] >> 4 == 4)
    {
        const std::size_t header = (packet[0] & 15) * 4;
        if (header < 20 || header > packet.size())
        {
            return;
        }
        const std::size_t end = std::min<std::size_t>(packet.size(), ReadTwo(packet, 2));
        if (end > header && (ReadTwo(packet, 6) & 0x3fff) == 0)
        {
            RepairTransport(packet, header, end - header, packet[9]);
        }
        WriteTwo(packet, 10, 0);
        InternetChecksum sum;
        sum.Add(packet.data(), header);
        WriteTwo(packet, 10, sum.Get());
    }
    else if (packet.size() > 40 && packet[0] >> 4 == 6)
    {
        const std::size_t size = std::min<std::size_t>(packet.size() - 40, ReadTwo(packet, 4));
        RepairTransport(packet, 40, size, packet[6]);
    }
}

inline void
RepairTransport(Octets& packet, std::size_t at, std::size_t size, uint8_t protocol)
{
    const std::size_t field = protocol == 6 ? 16 : protocol == 17 ? 6 : 2;
    if (size < field + 2 || (protocol != 1 && protocol != 6 && protocol != 17 && protocol != 58))
    {
        return;
    }
    if (protocol == 17 && size > 16 && ReadTwo(packet, at + 2) == 4341)
    {
        Octets inner(packet.begin() + at + 16, packet.begin() + at + size);
        Repair(inner);
        std::copy(inner.begin(), inner.end(), packet.begin() + at + 16);
    }
    WriteTwo(packet, at + field, 0);
    InternetChecksum sum;
    if (protocol != 1)
    {
        const bool isIpv6 = packet[0] >> 4 == 6;
        sum.Add(packet.data() + (isIpv6 ? 8 : 12), isIpv6 ? 32 : 8);
        sum.Add(static_cast<uint16_t>(size));
        sum.Add(uint16_t{protocol});
    }
    sum.Add(packet.data() + at, size);
    // A UDP checksum of zero means none (RFC 768).
    WriteTwo(packet, at + field, protocol == 17 && sum.Get() == 0 ? 0xffff : sum.Get());
}

/**
 * @param source an address
 * @param destination an address of the same family
 * @param protocol of the payload
 * @param payload what is behind the header
 * @param fragment the 16 bits with flags and offset, of IPv4
 * @param identification of IPv4
 * @param ttl or hop limit
 * @return an IP packet, checksums right
 */
inline Octets
Ip(const std::string& source,
   const std::string& destination,
   uint8_t protocol,
   const Octets& payload,
   uint32_t fragment = 0,
   uint32_t identification = 1,
   uint8_t ttl = 64)
{
    const auto size = static_cast<uint32_t>(payload.size());
    const Octets from = AddressOctets(source);
    Octets packet = from.size() == 4 ? Join({{0x45, 0},
                                             Two(20 + size),
                                             Two(identification),
                                             Two(fragment),
                                             {ttl, protocol, 0, 0}})
                                     : Join({{0x60, 0, 0, 0}, Two(size), {protocol, ttl}});
    packet = Join({packet, from, AddressOctets(destination), payload});
    Repair(packet);
    return packet;
}

/// @param source port @param destination port @param payload data @return a UDP datagram
inline Octets
Udp(uint32_t source, uint32_t destination, const Octets& payload)
{
    const auto size = static_cast<uint32_t>(payload.size());
    return Join({Two(source), Two(destination), Two(8 + size), {0, 0}, payload});
}

/// What a TCP header says.
struct TcpFields
{
    uint32_t source{0};      //!< port
    uint32_t destination{0}; //!< port
    uint32_t sequence{0};    //!< number
    uint32_t acknowledge{0}; //!< number
    uint8_t flags{0};        //!< from FIN (1) on
    uint32_t window{65535};  //!< octets
    Octets options;          //!< a multiple of four
};

/// @param fields of the header @param payload data @return a TCP segment
inline Octets
Tcp(const TcpFields& fields, const Octets& payload = {})
{
    const auto header = static_cast<uint8_t>(5 + fields.options.size() / 4);
    return Join({Two(fields.source),
                 Two(fields.destination),
                 Four(fields.sequence),
                 Four(fields.acknowledge),
                 {static_cast<uint8_t>(header << 4), fields.flags},
                 Two(fields.window),
                 {0, 0, 0, 0},
                 fields.options,
                 payload});
}

/// @param type of a message @param code of it @param rest what is behind the checksum
/// @return an ICMP or ICMPv6 message
inline Octets
Icmp(uint8_t type, uint8_t code, const Octets& rest)
{
    return Join({{type, code, 0, 0}, rest});
}

/// @param inner an IP packet @param instance its instance ID @return the same as LISP data, from
/// the UDP header on (RFC 9300 section 5.1)
inline Octets
LispData(const Octets& inner, uint32_t instance = 0)
{
    const auto flags = static_cast<uint8_t>(instance ? 0x08 : 0);
    return Udp(61000, 4341, Join({{flags, 0, 0, 0}, Four(instance << 8), inner}));
}

/// @param destination MAC address @param source MAC address @param type EtherType @param payload
/// what is behind it @return a frame
inline Octets
Frame(const std::string& destination,
      const std::string& source,
      uint32_t type,
      const Octets& payload)
{
    return Join({AddressOctets(destination), AddressOctets(source), Two(type), payload});
}

/**
 * @param operation 1: request, 2: reply
 * @param mac of the sender
 * @param sender IPv4 address
 * @param target IPv4 address
 * @param targetMac its MAC address
 * @return an ARP packet (RFC 826)
 */
inline Octets
Arp(uint8_t operation,
    const std::string& mac,
    const std::string& sender,
    const std::string& target,
    const std::string& targetMac = "00:00:00:00:00:00")
{
    return Join({{0, 1, 8, 0, 6, 4, 0, operation},
                 AddressOctets(mac),
                 AddressOctets(sender),
                 AddressOctets(targetMac),
                 AddressOctets(target)});
}

} // namespace wireframes
} // namespace ns3

#endif /* WIRE_FRAMES_H */
