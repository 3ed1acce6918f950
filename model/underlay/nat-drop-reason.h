/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NAT_DROP_REASON_H
#define NAT_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/// Why a NAT dropped a packet.
enum class NatDropReason : uint8_t
{
    NO_MAPPING, //!< from outside, to a port that is mapped to nobody inside (any more)
    FILTERED,   //!< from outside, from whom nobody inside has sent to (RFC 4787 section 5)
    TABLE_FULL, //!< from inside, with as many mappings as there may be
    FRAGMENT,   //!< a fragment: the later ones have no ports
    PROTOCOL,   //!< neither UDP nor an ICMP echo
    TRUNCATED,  //!< ends inside its UDP or ICMP header
    NO_ROUTE,   //!< no route to the other side

    COUNT //!< how many reasons there are
};

/// How many reasons there are.
constexpr std::size_t NAT_DROP_REASONS = static_cast<std::size_t>(NatDropReason::COUNT);

/// @param reason a reason @return its name, as "nat-no-mapping"
const char* ToString(NatDropReason reason);

/// @param os a stream @param reason a reason @return the stream
std::ostream& operator<<(std::ostream& os, NatDropReason reason);

} // namespace ns3

#endif /* NAT_DROP_REASON_H */
