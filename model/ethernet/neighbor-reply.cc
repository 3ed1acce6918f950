/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "neighbor-reply.h"

#include "neighbor-message.h"

#include "ns3/internet-checksum.h"
#include "ns3/network-octets.h"

namespace ns3
{

namespace
{

constexpr uint8_t ADVERTISEMENT = 136;           //!< RFC 4861 section 4.4
constexpr uint8_t TARGET_LINK_LAYER = 2;         //!< RFC 4861 section 4.6.1
constexpr uint8_t ADVERTISEMENT_HOP_LIMIT = 255; //!< RFC 4861 section 4.4
constexpr uint8_t ADVERTISEMENT_SIZE = 32;       //!< with the one option
// RFC 4861 section 4.4: the flags.
constexpr uint8_t ROUTER = 0x80;
constexpr uint8_t SOLICITED = 0x40;
constexpr uint8_t OVERRIDE = 0x20;

} // namespace

EthernetFrame
MakeArpReply(const ArpReply& reply)
{
    // RFC 826: Ethernet, IPv4, the lengths of their addresses, a reply.
    uint8_t octets[28] = {0, 1, 8, 0, 6, 4, 0, 2};
    reply.mac.CopyTo(octets + 8);
    reply.host.Serialize(octets + 14);
    reply.askerMac.CopyTo(octets + 18);
    reply.asker.Serialize(octets + 24);
    EthernetFrame frame;
    frame.destination = reply.askerMac;
    frame.source = reply.fromMac;
    frame.protocol = EthernetFrame::ARP;
    frame.payload = Create<Packet>(octets, sizeof(octets));
    return frame;
}

EthernetFrame
MakeNeighborAdvertisement(const NeighborAdvertisement& advertisement)
{
    const bool isSolicited = !advertisement.asker.IsAny();
    const Ipv6Address to = isSolicited ? advertisement.asker : Ipv6Address::GetAllNodesMulticast();
    uint8_t octets[IPV6_HEADER_SIZE + ADVERTISEMENT_SIZE] =
        {6 << 4, 0, 0, 0, 0, ADVERTISEMENT_SIZE, IP_PROTOCOL_ICMPV6, ADVERTISEMENT_HOP_LIMIT};
    advertisement.source.Serialize(octets + 8);
    to.Serialize(octets + 24);
    uint8_t* body = octets + IPV6_HEADER_SIZE;
    body[0] = ADVERTISEMENT;
    body[4] = (advertisement.isRouter ? ROUTER : 0) | (isSolicited ? SOLICITED : 0) |
              (advertisement.isOverride ? OVERRIDE : 0);
    advertisement.host.Serialize(body + 8);
    body[24] = TARGET_LINK_LAYER;
    body[25] = 1;
    advertisement.mac.CopyTo(body + 26);
    InternetChecksum checksum;
    checksum.Add(octets + 8, 32);
    checksum.Add(uint16_t{ADVERTISEMENT_SIZE});
    checksum.Add(uint16_t{IP_PROTOCOL_ICMPV6});
    checksum.Add(body, ADVERTISEMENT_SIZE);
    const uint16_t sum = checksum.Get();
    body[2] = static_cast<uint8_t>(sum >> 8);
    body[3] = static_cast<uint8_t>(sum);
    EthernetFrame frame;
    frame.destination = isSolicited ? advertisement.askerMac : Mac48Address::GetMulticast(to);
    frame.source = advertisement.fromMac;
    frame.protocol = EthernetFrame::IPV6;
    frame.payload = Create<Packet>(octets, sizeof(octets));
    return frame;
}

} // namespace ns3
