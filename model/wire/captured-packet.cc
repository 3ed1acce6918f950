/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "captured-packet.h"

#include "lisp-buffer.h"

#include <algorithm>
#include <pcap/dlt.h>

namespace ns3
{

namespace
{

constexpr uint16_t ETHERTYPE_IPV4 = 0x0800; ///< IEEE 802 number of IPv4
constexpr uint16_t ETHERTYPE_IPV6 = 0x86dd; ///< IEEE 802 number of IPv6
constexpr uint16_t PPP_IPV4 = 0x0021;       ///< PPP protocol number (RFC 1332)
constexpr uint16_t PPP_IPV6 = 0x0057;       ///< PPP protocol number (RFC 5072)
constexpr int MAX_TAGS = 4;                 ///< VLAN tags that are read through
constexpr int MAX_EXTENSION_HEADERS = 8;    ///< IPv6 extension headers that are read through
constexpr uint8_t PROTOCOL_TCP = 6;         ///< IP protocol number
constexpr uint8_t PROTOCOL_UDP = 17;        ///< IP protocol number

/// IPv6 extension headers (RFC 8200 section 4.1, RFC 4302).
enum ExtensionHeader : uint8_t
{
    HOP_BY_HOP = 0,
    ROUTING = 43,
    FRAGMENT = 44,
    AUTHENTICATION = 51,
    DESTINATION_OPTIONS = 60,
};

/// @param type an Ethertype @return true for the tags of 802.1Q, 802.1ad and what came before it
bool
IsTag(uint16_t type)
{
    return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/**
 * @brief Read through an Ethertype and VLAN tags.
 * @param reader left behind them
 * @return true if IP follows
 */
bool
SkipEthertype(LispBufferReader& reader)
{
    uint16_t type = reader.ReadU16("frame");
    for (int tags = 0; IsTag(type) && tags < MAX_TAGS; ++tags)
    {
        reader.ReadU16("frame");
        type = reader.ReadU16("frame");
    }
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
}

/**
 * @brief Read through a PPP header, with the address and control octets or without.
 * @param reader left behind it
 * @return true if IP follows
 */
bool
SkipPpp(LispBufferReader& reader)
{
    uint16_t protocol = reader.ReadU16("frame");
    if (protocol == 0xff03)
    {
        protocol = reader.ReadU16("frame");
    }
    return protocol == PPP_IPV4 || protocol == PPP_IPV6;
}

/**
 * @brief Read through the header of a link.
 * @param linkType as libpcap says
 * @param reader left behind it
 * @return true if IP follows
 */
bool
SkipLink(int linkType, LispBufferReader& reader)
{
    switch (linkType)
    {
    case DLT_EN10MB:
        reader.ReadOctets(12, "frame");
        return SkipEthertype(reader);
    case DLT_PPP:
    case DLT_PPP_SERIAL:
        return SkipPpp(reader);
    case DLT_LINUX_SLL:
        reader.ReadOctets(14, "frame");
        return SkipEthertype(reader);
    case DLT_LINUX_SLL2: {
        const uint16_t type = reader.ReadU16("frame");
        reader.ReadOctets(18, "frame");
        return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
    }
    case DLT_NULL:
    case DLT_LOOP:
        // A protocol family whose number and byte order differ; the IP version says enough.
        reader.ReadU32("frame");
        return true;
    default:
        return CapturedPacket::IsKnownLinkType(linkType);
    }
}

/**
 * @brief Take what is left as payload.
 * @param packet filled in
 * @param reader behind the IP headers
 * @param announced octets of payload as the header says
 */
void
SetPayload(CapturedPacket& packet, LispBufferReader& reader, std::size_t announced)
{
    packet.size = std::min(announced, reader.GetRemaining());
    packet.missing = announced - packet.size;
    packet.payload = reader.ReadOctets(packet.size, "packet");
}

CapturedPacket
ReadIpv4(LispBufferReader& reader)
{
    CapturedPacket x;
    const std::size_t headerSize = (reader.ReadU8("packet") & 0xf) * std::size_t{4};
    x.trafficClass = reader.ReadU8("packet");
    const std::size_t totalLength = reader.ReadU16("packet");
    x.identification = reader.ReadU16("packet");
    const uint16_t fragment = reader.ReadU16("packet");
    x.ttl = reader.ReadU8("packet");
    x.protocol = reader.ReadU8("packet");
    reader.ReadU16("packet");
    x.source = NetworkAddress::FromOctets(AddressFamily::IPV4, reader.ReadOctets(4, "packet"));
    x.destination = NetworkAddress::FromOctets(AddressFamily::IPV4, reader.ReadOctets(4, "packet"));
    if (headerSize < 20 || totalLength < headerSize)
    {
        LispBufferReader::Fail("IPv4 header length", 0);
    }
    reader.ReadOctets(headerSize - 20, "packet");
    x.fragmentOffset = (fragment & 0x1fff) * std::size_t{8};
    x.moreFragments = fragment & 0x2000;
    SetPayload(x, reader, totalLength - headerSize);
    return x;
}

CapturedPacket
ReadIpv6(LispBufferReader& reader)
{
    CapturedPacket x;
    x.trafficClass = static_cast<uint8_t>(reader.ReadU32("packet") >> 20);
    std::size_t length = reader.ReadU16("packet");
    x.protocol = reader.ReadU8("packet");
    x.ttl = reader.ReadU8("packet");
    x.source = NetworkAddress::FromOctets(AddressFamily::IPV6, reader.ReadOctets(16, "packet"));
    x.destination =
        NetworkAddress::FromOctets(AddressFamily::IPV6, reader.ReadOctets(16, "packet"));
    for (int headers = 0; headers < MAX_EXTENSION_HEADERS && x.fragmentOffset == 0; ++headers)
    {
        const uint8_t kind = x.protocol;
        if (kind != HOP_BY_HOP && kind != ROUTING && kind != FRAGMENT && kind != AUTHENTICATION &&
            kind != DESTINATION_OPTIONS)
        {
            break;
        }
        x.protocol = reader.ReadU8("packet");
        const uint8_t units = reader.ReadU8("packet");
        std::size_t size = (units + std::size_t{1}) * 8;
        if (kind == FRAGMENT)
        {
            size = 8;
            const uint16_t fragment = reader.ReadU16("packet");
            x.fragmentOffset = fragment & 0xfff8;
            x.moreFragments = fragment & 1;
            x.identification = reader.ReadU32("packet");
        }
        else
        {
            size = kind == AUTHENTICATION ? (units + std::size_t{2}) * 4 : size;
            reader.ReadOctets(size - 2, "packet");
        }
        if (length < size)
        {
            LispBufferReader::Fail("IPv6 payload length", 0);
        }
        length -= size;
    }
    SetPayload(x, reader, length);
    return x;
}

CapturedPacket
ReadIp(LispBufferReader& reader)
{
    LispBufferReader ahead = reader;
    switch (ahead.ReadU8("packet") >> 4)
    {
    case 4:
        return ReadIpv4(reader);
    case 6:
        return ReadIpv6(reader);
    default:
        LispBufferReader::Fail("IP version", 0);
    }
}

} // namespace

bool
CapturedPacket::IsKnownLinkType(int linkType)
{
    switch (linkType)
    {
    case DLT_EN10MB:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
        return true;
    default:
        return false;
    }
}

std::optional<CapturedPacket>
CapturedPacket::FromFrame(int linkType, const uint8_t* data, std::size_t size)
{
    try
    {
        LispBufferReader reader(data, size, nullptr);
        return SkipLink(linkType, reader) ? std::optional(ReadIp(reader)) : std::nullopt;
    }
    catch (const LispBufferError&)
    {
        return std::nullopt;
    }
}

std::optional<CapturedPacket>
CapturedPacket::FromIp(const uint8_t* data, std::size_t size)
{
    try
    {
        LispBufferReader reader(data, size, nullptr);
        return ReadIp(reader);
    }
    catch (const LispBufferError&)
    {
        return std::nullopt;
    }
}

std::optional<CapturedPorts>
CapturedPorts::FromPacket(const CapturedPacket& packet)
{
    if (packet.protocol != PROTOCOL_UDP && packet.protocol != PROTOCOL_TCP)
    {
        return std::nullopt;
    }
    try
    {
        LispBufferReader reader(packet.payload, packet.size, nullptr);
        CapturedPorts x;
        x.source = reader.ReadU16("ports");
        x.destination = reader.ReadU16("ports");
        if (packet.protocol == PROTOCOL_UDP)
        {
            constexpr std::size_t headerSize = 8;
            const std::size_t length = reader.ReadU16("UDP header");
            reader.ReadU16("UDP header");
            x.damaged = length < headerSize;
            const std::size_t announced = x.damaged ? 0 : length - headerSize;
            x.size = std::min(announced, reader.GetRemaining());
            x.missing = announced - x.size;
            x.payload = reader.ReadOctets(x.size, "UDP payload");
        }
        return x;
    }
    catch (const LispBufferError&)
    {
        return std::nullopt;
    }
}

} // namespace ns3
