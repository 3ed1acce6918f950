/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_TUNNEL_RULES_H
#define LISP_TUNNEL_RULES_H

#include <algorithm>
#include <cstdint>

/**
 * @file
 * @brief What an encapsulated packet takes from the packet inside, and gives back to it.
 *
 * "TOS" is the octet of DSCP and ECN: TOS in IPv4, traffic class in IPv6.
 */

namespace ns3
{

/// Octets that encapsulation puts between the outer IP header and the inner one: UDP and LISP
/// header (RFC 9300 section 5.1).
constexpr uint32_t LISP_SHIM_SIZE = 16;
/// Octets that encapsulation adds, "H" of RFC 9300 section 7.1, with an IPv4 outer header.
constexpr uint32_t LISP_OVERHEAD_IPV4 = 20 + LISP_SHIM_SIZE;
/// As LISP_OVERHEAD_IPV4, with an IPv6 outer header.
constexpr uint32_t LISP_OVERHEAD_IPV6 = 40 + LISP_SHIM_SIZE;

/// The IP protocol that LISP data travels in, UDP (RFC 9300 section 5.3, "Outer Header").
constexpr uint8_t LISP_UDP_PROTOCOL = 17;

/// The two low bits of a TOS (RFC 3168 section 5).
constexpr uint8_t LISP_ECN_MASK = 0x03;
/// ECN: the sender knows none.
constexpr uint8_t LISP_ECN_NOT_ECT = 0x00;
/// ECN: the sender knows it, second code point.
constexpr uint8_t LISP_ECN_ECT1 = 0x01;
/// ECN: congestion experienced.
constexpr uint8_t LISP_ECN_CE = 0x03;

/**
 * @brief The outer TOS.
 * @param inner of the packet to be encapsulated
 * @param copyDscp copy the DSCP (RFC 9300 section 5.3: SHOULD), else 0
 * @return DSCP, and the ECN field copied ("normal mode" of RFC 6040 section 4.1)
 */
constexpr uint8_t
LispOuterTos(uint8_t inner, bool copyDscp)
{
    return copyDscp ? inner : inner & LISP_ECN_MASK;
}

/**
 * @brief The inner TTL or hop limit after decapsulation.
 * @param inner as it arrived
 * @param outer as it arrived
 * @return the smaller, so that a loop of tunnels comes to an end (RFC 9300 section 5.3: MUST)
 */
constexpr uint8_t
LispInnerTtl(uint8_t inner, uint8_t outer)
{
    return std::min(inner, outer);
}

/**
 * @brief Whether the packet must be dropped on decapsulation: its path saw congestion, and its
 * sender would not understand the mark (RFC 6040 section 4.2, figure 4).
 * @param inner the inner TOS
 * @param outer the outer TOS
 * @return true if so
 */
constexpr bool
LispEcnDrops(uint8_t inner, uint8_t outer)
{
    return (outer & LISP_ECN_MASK) == LISP_ECN_CE && (inner & LISP_ECN_MASK) == LISP_ECN_NOT_ECT;
}

/**
 * @brief The inner TOS after decapsulation.
 * @param inner as it arrived
 * @param outer as it arrived
 * @param copyDscp copy the outer DSCP (RFC 9300 section 5.3: SHOULD), else leave the inner
 * @return DSCP, and ECN of RFC 6040 section 4.2, figure 4: a mark of the outer header, CE or
 * ECT(1), goes in, unless the sender knows no ECN or the inner mark is the stronger one
 */
constexpr uint8_t
LispInnerTos(uint8_t inner, uint8_t outer, bool copyDscp)
{
    const uint8_t in = inner & LISP_ECN_MASK;
    const uint8_t out = outer & LISP_ECN_MASK;
    const bool marks =
        in != LISP_ECN_NOT_ECT && in != LISP_ECN_CE && (out == LISP_ECN_CE || out == LISP_ECN_ECT1);
    const auto dscp = static_cast<uint8_t>((copyDscp ? outer : inner) & ~LISP_ECN_MASK);
    return static_cast<uint8_t>(dscp | (marks ? out : in));
}

} // namespace ns3

#endif /* LISP_TUNNEL_RULES_H */
