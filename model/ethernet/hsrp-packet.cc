/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hsrp-packet.h"

#include "gateway-addresses.h"

#include "ns3/internet-checksum.h"
#include "ns3/network-octets.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint8_t TTL = 1;               //!< RFC 2281 section 5.1
constexpr uint8_t HOP_LIMIT_V6 = 255;    //!< vendor documentation
constexpr uint8_t NETWORK_CONTROL = 192; //!< class selector 6 (RFC 2474 section 4.2.2.2)
constexpr std::size_t MOST_READ = 256;   //!< octets of a packet that are looked at

// The groups: RFC 2281 section 5.1; vendor documentation for the others.
constexpr uint8_t GROUP_V1[] = {224, 0, 0, 2};
constexpr uint8_t GROUP_V2[] = {224, 0, 0, 102};
constexpr uint8_t GROUP_V6[] = {0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x66};

/**
 * @brief The checksum of UDP with its pseudo header (RFC 768; RFC 8200 section 8.1).
 * @param addresses source and destination @param addressSize octets of both
 * @param udp header and data @param size their octets
 * @return the checksum; 0 over what holds its own right checksum
 */
uint16_t
GetUdpChecksum(const uint8_t* addresses,
               std::size_t addressSize,
               const uint8_t* udp,
               std::size_t size)
{
    InternetChecksum checksum;
    checksum.Add(addresses, addressSize);
    checksum.Add(uint16_t{IP_PROTOCOL_UDP});
    checksum.Add(static_cast<uint16_t>(size));
    checksum.Add(udp, size);
    return checksum.Get();
}

} // namespace

EthernetFrame
MakeHsrpFrame(const HsrpMessage& message,
              const NetworkAddress& source,
              const Mac48Address& mac,
              uint16_t identification)
{
    uint8_t octets[IPV6_HEADER_SIZE + UDP_HEADER_SIZE + HsrpMessage::MAX_SIZE] = {};
    const bool isIpv4 = message.family == AddressFamily::IPV4;
    const std::size_t header = isIpv4 ? IPV4_HEADER_SIZE : IPV6_HEADER_SIZE;
    const std::size_t addressSize = isIpv4 ? 4 : 16;
    const std::size_t addressAt = header - 2 * addressSize;
    uint8_t* udp = octets + header;
    const std::size_t size = UDP_HEADER_SIZE + message.Write(udp + UDP_HEADER_SIZE);
    const uint16_t port = isIpv4 ? HSRP_PORT : HSRP_PORT_IPV6;
    std::copy_n(source.GetOctets(), addressSize, octets + addressAt);
    EthernetFrame frame;
    frame.source = mac;
    if (isIpv4)
    {
        octets[0] = 4 << 4 | IPV4_HEADER_SIZE / 4;
        octets[1] = NETWORK_CONTROL;
        Put16(octets + 2, static_cast<uint16_t>(header + size));
        Put16(octets + 4, identification);
        octets[8] = TTL;
        octets[9] = IP_PROTOCOL_UDP;
        std::copy_n(message.version == 1 ? GROUP_V1 : GROUP_V2, addressSize, octets + 16);
        InternetChecksum checksum;
        checksum.Add(octets, IPV4_HEADER_SIZE);
        Put16(octets + 10, checksum.Get());
        frame.protocol = EthernetFrame::IPV4;
        frame.destination =
            Mac48Address::GetMulticast(Ipv4Address::Deserialize(octets + addressAt + addressSize));
    }
    else
    {
        octets[0] = 6 << 4 | NETWORK_CONTROL >> 4;
        Put16(octets + 4, static_cast<uint16_t>(size));
        octets[6] = IP_PROTOCOL_UDP;
        octets[7] = HOP_LIMIT_V6;
        std::copy_n(GROUP_V6, addressSize, octets + addressAt + addressSize);
        frame.protocol = EthernetFrame::IPV6;
        frame.destination =
            Mac48Address::GetMulticast(Ipv6Address::Deserialize(octets + addressAt + addressSize));
    }
    Put16(udp, port);
    Put16(udp + 2, port);
    Put16(udp + 4, static_cast<uint16_t>(size));
    const uint16_t checksum = GetUdpChecksum(octets + addressAt, 2 * addressSize, udp, size);
    Put16(udp + 6, checksum == 0 ? 0xffff : checksum);
    frame.payload = Create<Packet>(octets, header + size);
    return frame;
}

HsrpDropReason
ReadHsrpFrame(const EthernetFrame& frame, HsrpMessage& message, NetworkAddress& source)
{
    uint8_t octets[MOST_READ];
    const std::size_t size = frame.payload->CopyData(octets, MOST_READ);
    const bool isIpv4 = frame.protocol == EthernetFrame::IPV4;
    const std::size_t header = isIpv4 ? (octets[0] & 0x0fU) * 4 : IPV6_HEADER_SIZE;
    if (header < IPV4_HEADER_SIZE || size < header + UDP_HEADER_SIZE ||
        octets[0] >> 4 != (isIpv4 ? 4 : 6))
    {
        return HsrpDropReason::MALFORMED;
    }
    const std::size_t total = isIpv4 ? Get16(octets + 2) : IPV6_HEADER_SIZE + Get16(octets + 4);
    const bool isFragment = isIpv4 && (Get16(octets + 6) & 0x3fff) != 0;
    const uint8_t* udp = octets + header;
    const std::size_t udpSize = Get16(udp + 4);
    if (total > size || isFragment || udpSize < UDP_HEADER_SIZE || header + udpSize > total)
    {
        return HsrpDropReason::MALFORMED;
    }
    const std::size_t addressSize = isIpv4 ? 4 : 16;
    const uint8_t* addresses =
        octets + (isIpv4 ? IPV4_HEADER_SIZE : IPV6_HEADER_SIZE) - 2 * addressSize;
    InternetChecksum headerChecksum;
    headerChecksum.Add(octets, isIpv4 ? header : 0);
    const bool hasChecksum = !isIpv4 || Get16(udp + 6) != 0;
    if ((isIpv4 && headerChecksum.Get() != 0) ||
        (hasChecksum && GetUdpChecksum(addresses, 2 * addressSize, udp, udpSize) != 0))
    {
        return HsrpDropReason::BAD_CHECKSUM;
    }
    const auto family = isIpv4 ? AddressFamily::IPV4 : AddressFamily::IPV6;
    const bool isVersion1 = isIpv4 && std::equal(GROUP_V1, GROUP_V1 + 4, addresses + addressSize);
    source = NetworkAddress::FromOctets(family, addresses);
    switch (HsrpMessage::Read(isVersion1 ? 1 : 2,
                              udp + UDP_HEADER_SIZE,
                              udpSize - UDP_HEADER_SIZE,
                              message))
    {
    case HsrpMessage::Outcome::MESSAGE:
        return message.family == family ? HsrpDropReason::NONE : HsrpDropReason::MALFORMED;
    case HsrpMessage::Outcome::WRONG_VERSION:
        return HsrpDropReason::WRONG_VERSION;
    case HsrpMessage::Outcome::OTHER_OPCODE:
        return HsrpDropReason::OTHER_OPCODE;
    case HsrpMessage::Outcome::MALFORMED:
        break;
    }
    return HsrpDropReason::MALFORMED;
}

} // namespace ns3
