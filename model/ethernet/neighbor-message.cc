/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-message.h"

#include "ethernet-frame.h"

#include "ns3/internet-checksum.h"
#include "ns3/network-octets.h"

#include <cstring>

namespace ns3
{

namespace
{

// RFC 826, RFC 903: where the fields of an ARP or RARP message for Ethernet and IPv4 are.
constexpr std::size_t ARP_SIZE = 28;
constexpr std::size_t ARP_SENDER_MAC = 8;
constexpr std::size_t ARP_SENDER_IP = 14;
constexpr std::size_t ARP_TARGET_MAC = 18;
constexpr std::size_t ARP_TARGET_IP = 24;
constexpr uint8_t ARP_START[] =
    {0, 1, 8, 0, 6, 4, 0}; //!< Ethernet, IPv4, their lengths, high octet

// RFC 826 and RFC 903: operations.
constexpr uint8_t ARP_OP_REQUEST = 1;
constexpr uint8_t ARP_OP_REPLY = 2;
constexpr uint8_t RARP_OP_REQUEST = 3;
constexpr uint8_t RARP_OP_REPLY = 4;

// RFC 8200 section 3, RFC 4861 sections 4.3, 4.4 and 4.6.1.
constexpr std::size_t ND_SIZE = 24; //!< up to the options
constexpr std::size_t ND_TARGET = 8;
constexpr uint8_t ND_SOLICITATION = 135;
constexpr uint8_t ND_ADVERTISEMENT = 136;
constexpr uint8_t ND_HOP_LIMIT = 255;
constexpr uint8_t ND_SOURCE_LINK_LAYER = 1;
constexpr uint8_t ND_TARGET_LINK_LAYER = 2;
constexpr std::size_t ND_OPTION_UNIT = 8;

/// What is looked at to tell Neighbor Discovery from other IPv6: the header and one octet.
constexpr uint32_t FIRST_LOOK = IPV6_HEADER_SIZE + 1;
/// The longest message that is read out of a frame: an Ethernet payload.
constexpr uint32_t LONGEST = 1500;

using ReadOutcome = NeighborMessage::Outcome;

/// @param octets six of them @return the MAC address
Mac48Address
ReadMac(const uint8_t* octets)
{
    Mac48Address address;
    address.CopyFrom(octets);
    return address;
}

/// @param mac an address @return true if one NIC can have it
bool
IsUnicast(const Mac48Address& mac)
{
    return !mac.IsGroup() && mac != Mac48Address();
}

/// @param host an address @return true if one host can have it
bool
IsUnicast(const NetworkAddress& host)
{
    if (host.GetFamily() == AddressFamily::IPV4)
    {
        // RFC 1122 section 3.2.1.3: 0/8, 127/8 and class E name no host on a network.
        const uint8_t first = host.GetOctets()[0];
        return first != 0 && first != 127 && first < 224;
    }
    return !host.IsMulticast() && !host.ToIpv6().IsAny() && !host.ToIpv6().IsLocalhost();
}

ReadOutcome
ReadArp(uint16_t protocol, const uint8_t* octets, std::size_t size, NeighborMessage& message)
{
    if (size < ARP_SIZE || std::memcmp(octets, ARP_START, sizeof(ARP_START)) != 0)
    {
        return ReadOutcome::MALFORMED;
    }
    const uint8_t operation = octets[sizeof(ARP_START)];
    if (protocol == EthernetFrame::RARP)
    {
        if (operation != RARP_OP_REQUEST && operation != RARP_OP_REPLY)
        {
            return ReadOutcome::MALFORMED;
        }
        // The message is about its target, which in an announcement is the sender as well.
        message.cause = HostSeenCause::RARP;
        message.mac = ReadMac(octets + ARP_TARGET_MAC);
        message.host = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + ARP_TARGET_IP);
        if (!IsUnicast(message.mac))
        {
            return ReadOutcome::MALFORMED;
        }
        if (!IsUnicast(message.host))
        {
            message.host = NetworkAddress();
        }
        return ReadOutcome::HOST;
    }
    if (operation != ARP_OP_REQUEST && operation != ARP_OP_REPLY)
    {
        return ReadOutcome::MALFORMED;
    }
    message.mac = ReadMac(octets + ARP_SENDER_MAC);
    message.host = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + ARP_SENDER_IP);
    message.target = NetworkAddress::FromOctets(AddressFamily::IPV4, octets + ARP_TARGET_IP);
    message.isRequest = operation == ARP_OP_REQUEST;
    if (!IsUnicast(message.mac))
    {
        return ReadOutcome::MALFORMED;
    }
    if (message.host.ToIpv4().Get() == 0 && operation == ARP_OP_REQUEST)
    {
        return ReadOutcome::SILENT; // RFC 5227 section 2.1.1: a probe
    }
    if (!IsUnicast(message.host))
    {
        return ReadOutcome::MALFORMED;
    }
    if (std::memcmp(octets + ARP_SENDER_IP, octets + ARP_TARGET_IP, 4) == 0)
    {
        message.cause = HostSeenCause::GRATUITOUS_ARP;
    }
    else
    {
        message.cause =
            operation == ARP_OP_REQUEST ? HostSeenCause::ARP_REQUEST : HostSeenCause::ARP_REPLY;
    }
    return ReadOutcome::HOST;
}

/**
 * @brief Walk the options of a Neighbor Discovery message.
 * @param octets the options @param size their length
 * @param wanted the option that holds the MAC address
 * @param mac set if that option is there
 * @return false if an option is cut short or has length 0 (RFC 4861 section 7.1)
 */
bool
ReadOptions(const uint8_t* octets, std::size_t size, uint8_t wanted, Mac48Address& mac)
{
    while (size > 0)
    {
        if (size < ND_OPTION_UNIT)
        {
            return false;
        }
        const std::size_t length = octets[1] * ND_OPTION_UNIT;
        if (length == 0 || length > size)
        {
            return false;
        }
        if (octets[0] == wanted)
        {
            mac = ReadMac(octets + 2);
        }
        octets += length;
        size -= length;
    }
    return true;
}

ReadOutcome
ReadNd(const uint8_t* octets,
       std::size_t size,
       const Mac48Address& frameSource,
       NeighborMessage& message)
{
    if (!NeighborMessage::IsDiscovery(octets, size))
    {
        return ReadOutcome::OTHER;
    }
    const uint8_t* body = octets + IPV6_HEADER_SIZE;
    const bool solicitation = body[0] == ND_SOLICITATION;
    const uint16_t length = octets[4] << 8 | octets[5];
    // RFC 4861 sections 7.1.1 and 7.1.2: what a valid message fulfils.
    if (length < ND_SIZE || length > size - IPV6_HEADER_SIZE || octets[7] != ND_HOP_LIMIT ||
        body[1] != 0)
    {
        return ReadOutcome::MALFORMED;
    }
    InternetChecksum checksum;
    checksum.Add(octets + 8, 32); // both addresses (RFC 8200 section 8.1)
    checksum.Add(length);
    checksum.Add(uint16_t{IP_PROTOCOL_ICMPV6});
    checksum.Add(body, length);
    const NetworkAddress target = NetworkAddress::FromOctets(AddressFamily::IPV6, body + ND_TARGET);
    message.mac = frameSource;
    if (checksum.Get() != 0 || target.IsMulticast() ||
        !ReadOptions(body + ND_SIZE,
                     length - ND_SIZE,
                     solicitation ? ND_SOURCE_LINK_LAYER : ND_TARGET_LINK_LAYER,
                     message.mac) ||
        !IsUnicast(message.mac))
    {
        return ReadOutcome::MALFORMED;
    }
    message.cause =
        solicitation ? HostSeenCause::NEIGHBOR_SOLICITATION : HostSeenCause::NEIGHBOR_ADVERTISEMENT;
    message.host = target;
    message.target = target;
    message.isRequest = solicitation;
    if (solicitation)
    {
        message.host = NetworkAddress::FromOctets(AddressFamily::IPV6, octets + 8);
        if (message.host.ToIpv6().IsAny())
        {
            return ReadOutcome::SILENT; // duplicate address detection (RFC 4862 section 5.4)
        }
    }
    return IsUnicast(message.host) ? ReadOutcome::HOST : ReadOutcome::MALFORMED;
}

} // namespace

const char*
ToString(HostSeenCause cause)
{
    switch (cause)
    {
    case HostSeenCause::ARP_REQUEST:
        return "arp-request";
    case HostSeenCause::ARP_REPLY:
        return "arp-reply";
    case HostSeenCause::GRATUITOUS_ARP:
        return "gratuitous-arp";
    case HostSeenCause::RARP:
        return "rarp";
    case HostSeenCause::NEIGHBOR_SOLICITATION:
        return "neighbor-solicitation";
    case HostSeenCause::NEIGHBOR_ADVERTISEMENT:
        return "neighbor-advertisement";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, HostSeenCause cause)
{
    return os << ToString(cause);
}

bool
NeighborMessage::IsDiscovery(const uint8_t* octets, std::size_t size)
{
    return size > IPV6_HEADER_SIZE && octets[0] >> 4 == 6 && octets[6] == IP_PROTOCOL_ICMPV6 &&
           (octets[IPV6_HEADER_SIZE] == ND_SOLICITATION ||
            octets[IPV6_HEADER_SIZE] == ND_ADVERTISEMENT);
}

NeighborMessage::Outcome
NeighborMessage::Read(uint16_t protocol,
                      const uint8_t* octets,
                      std::size_t size,
                      const Mac48Address& frameSource,
                      NeighborMessage& message)
{
    switch (protocol)
    {
    case EthernetFrame::ARP:
    case EthernetFrame::RARP:
        return ReadArp(protocol, octets, size, message);
    case EthernetFrame::IPV6:
        return ReadNd(octets, size, frameSource, message);
    default:
        return ReadOutcome::OTHER;
    }
}

NeighborMessage::Outcome
NeighborMessage::Read(const EthernetFrame& frame, NeighborMessage& message)
{
    if (frame.protocol != EthernetFrame::ARP && frame.protocol != EthernetFrame::RARP &&
        frame.protocol != EthernetFrame::IPV6)
    {
        return ReadOutcome::OTHER;
    }
    uint8_t octets[LONGEST];
    uint32_t size = frame.payload->CopyData(octets, FIRST_LOOK);
    if (frame.protocol == EthernetFrame::IPV6 && !IsDiscovery(octets, size))
    {
        return ReadOutcome::OTHER;
    }
    size = frame.payload->CopyData(octets, LONGEST);
    return Read(frame.protocol, octets, size, frame.source, message);
}

} // namespace ns3
