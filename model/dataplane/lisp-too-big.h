/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_TOO_BIG_H
#define LISP_TOO_BIG_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class Packet;
struct LispEidPacket;

/**
 * @brief Whether the source of a packet may be told by ICMP that it is too big.
 * @param packet the packet from its IP header on
 * @param eid its fields
 * @return false for ICMP errors, fragments but the first, and sources that are no host (RFC 1122
 * section 3.2.2, RFC 4443 section 2.4)
 */
bool LispMayTellTooBig(const Packet& packet, const LispEidPacket& eid);

/**
 * @brief Make an ICMPv4 Fragmentation Needed (RFC 1191 section 4) or ICMPv6 Packet Too Big (RFC
 * 4443 section 3.2) message.
 *
 * ns-3's own classes quote eight octets in the one, and differ between releases in the other.
 *
 * @param packet what was too big, from its IP header on
 * @param mtu what would not be
 * @param source of the message; its family is that of the packet
 * @param destination of the message
 * @return the message from its ICMP header on; it quotes as much as fits into 576 octets (RFC 1812
 * section 4.3.2.3) or 1280
 */
Ptr<Packet> LispMakeTooBig(const Packet& packet,
                           uint32_t mtu,
                           const NetworkAddress& source,
                           const NetworkAddress& destination);

} // namespace ns3

#endif /* LISP_TOO_BIG_H */
