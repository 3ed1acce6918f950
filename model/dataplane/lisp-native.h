/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_NATIVE_H
#define LISP_NATIVE_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>

/**
 * @file
 * @brief Packets that a tunnel router sends by its ordinary routing: those without a tunnel, and
 * what it tells their sources.
 */

namespace ns3
{

class EidPrefix;
class Ipv4Header;
class Ipv6Header;
class LispXtr;
class Packet;
struct LispEidPacket;

/// @param header a header @return true if it was read with options
bool LispHasOptions(const Ipv4Header& header);

/**
 * @brief A header that says what it writes: ns-3 writes no IPv4 options, but leaves room for those
 * that it read.
 * @param header a header
 * @return it, without options
 */
Ipv4Header LispWithoutOptions(const Ipv4Header& header);

/**
 * @param xtr the tunnel router
 * @param instanceId an instance
 * @param destination where to
 * @return true if the instance's ordinary routing has a route other than the default one
 */
bool LispHasNativeRoute(const LispXtr& xtr, uint32_t instanceId, const NetworkAddress& destination);

/**
 * @param xtr the tunnel router
 * @param prefix a prefix, and its instance
 * @param destination an address inside
 * @return true if the instance's ordinary routing has a route to it that is for a part of the
 * prefix alone. Routes tell their network's address and not its length: that of a part which
 * begins where the prefix does is not told from the prefix's own, and does not count.
 */
bool LispHasNativeRouteInside(const LispXtr& xtr,
                              const EidPrefix& prefix,
                              const NetworkAddress& destination);

/**
 * @brief Forward a packet that came to the tunnel as it is; its TTL has been dealt with.
 * @param xtr the tunnel router
 * @param packet the packet from its IP header on
 * @param eid its fields
 * @param instanceId its instance
 */
void LispForwardNatively(LispXtr& xtr,
                         Ptr<Packet> packet,
                         const LispEidPacket& eid,
                         uint32_t instanceId);

/**
 * @brief Tell the source of a packet, if it may be told, that the packet is too big (RFC 9300
 * section 7).
 * @param xtr the tunnel router
 * @param packet the packet from its IP header on
 * @param eid its fields
 * @param instanceId its instance
 * @param mtu what would not be too big
 */
void LispTellTooBig(LispXtr& xtr,
                    const Packet& packet,
                    const LispEidPacket& eid,
                    uint32_t instanceId,
                    uint32_t mtu);

/**
 * @brief Send an encapsulated packet that is bigger than the outgoing link's MTU, in fragments.
 * @param xtr the tunnel router
 * @param packet the packet from its outer UDP header on
 * @param outer its outer IP header
 */
void LispSendFragmented(LispXtr& xtr, Ptr<Packet> packet, const Ipv4Header& outer);
/// @copydoc LispSendFragmented(LispXtr&, Ptr<Packet>, const Ipv4Header&)
void LispSendFragmented(LispXtr& xtr, Ptr<Packet> packet, const Ipv6Header& outer);

} // namespace ns3

#endif /* LISP_NATIVE_H */
