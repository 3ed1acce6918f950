/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RLOC_DOWN_CAUSE_H
#define RLOC_DOWN_CAUSE_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a node takes a locator to be unreachable (RFC 9300 section 10, RFC 9301 section 7).
 *
 * Each is found out, and taken back, by a mechanism of its own: a locator can be used when none
 * holds.
 */
enum class RlocDownCause : uint8_t
{
    ROUTE,       //!< the underlay has no route to it (RFC 9301 section 7, item 2)
    ICMP,        //!< a router or host said that it is unreachable (RFC 9301 section 7, items 1, 3)
    PROBE,       //!< it answers no RLOC-probe (RFC 9301 section 7.1)
    STATUS_BITS, //!< its site says so in locator-status bits (RFC 9300 section 10)
    ECHO_NONCE,  //!< it does not echo nonces (RFC 9300 section 10.1)
    SCRIPT,      //!< a script says so
};

/// How many causes there are.
constexpr std::size_t RLOC_DOWN_CAUSES = static_cast<std::size_t>(RlocDownCause::SCRIPT) + 1;

/// @param cause a cause @return "route", "icmp", "probe", "status-bits", "echo-nonce" or "script"
const char* ToString(RlocDownCause cause);

/// @param os a stream @param cause a cause @return the stream
std::ostream& operator<<(std::ostream& os, RlocDownCause cause);

} // namespace ns3

#endif /* RLOC_DOWN_CAUSE_H */
