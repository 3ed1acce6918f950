/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_GPE_H
#define LISP_GPE_H

#include <cstdint>

namespace ns3
{

/**
 * @brief What is behind a LISP header whose P bit is set, LISP-GPE (RFC 9305 section 6.1).
 *
 * Values that are not named here may come from the wire as well.
 */
enum class LispNextProtocol : uint8_t
{
    RESERVED = 0x00, //!< none may have it
    IPV4 = 0x01,     //!< an IPv4 packet
    IPV6 = 0x02,     //!< an IPv6 packet
    ETHERNET = 0x03, //!< an Ethernet frame from its header on, without frame check sequence
    NSH = 0x04,      //!< a Network Service Header (RFC 8300)
};

/// The first of the values that stand for a shim header, which says itself what is behind it (RFC
/// 9305 section 3).
constexpr uint8_t LISP_FIRST_SHIM_PROTOCOL = 0x80;

/**
 * @param protocol a next protocol
 * @return "ipv4", "ipv6", "ethernet", "nsh", "experimental", "shim", "reserved" or "unassigned"
 */
const char* ToString(LispNextProtocol protocol);

} // namespace ns3

#endif /* LISP_GPE_H */
