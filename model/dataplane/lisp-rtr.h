/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_RTR_H
#define LISP_RTR_H

#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class LispXtr;
class Packet;

/// Where a packet that came out of a tunnel had its way, and what it takes from its outer header.
struct LispFormerTunnel
{
    NetworkAddress source;  //!< the tunnel router that sent it
    uint32_t instanceId{0}; //!< the instance
    uint8_t ttl{0};         //!< outer TTL or hop limit
    uint8_t tos{0};         //!< outer TOS or traffic class
    bool copyDscp{true};    //!< whether the inner header takes the outer DSCP
};

/**
 * @brief Send a packet that came out of a tunnel into the next one: what a re-encapsulating tunnel
 * router (RTR) does (RFC 9300 section 3).
 *
 * The inner header is treated as at an ETR that forwards, its TTL one less; then the map-cache is
 * asked as at an ITR, and what that says holds: waiting, native forwarding, dropping. No packet
 * goes round for ever, because the inner TTL never grows (RFC 9300 section 5.3); one that would go
 * back to where it came from ends at once (LispDropReason::RTR_LOOP). An inner source gets no ICMP
 * message of an RTR: it is an EID, to which no route leads from there.
 *
 * @param xtr the RTR
 * @param packet from its inner header on, whole
 * @param former the tunnel that it came out of
 */
void LispReencapsulate(LispXtr& xtr, Ptr<Packet> packet, const LispFormerTunnel& former);

} // namespace ns3

#endif /* LISP_RTR_H */
