/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_DROP_REASON_H
#define BGP_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a BGP speaker does not take, or not pass on, what a neighbour or someone else offers.
 */
enum class BgpDropReason : uint8_t
{
    OWN_AS,       //!< the route has been here already (RFC 4271 section 9.1.2)
    NEXT_HOP,     //!< its next hop is not on the link (RFC 4271 section 6.3)
    BAD_PREFIX,   //!< it leads to what no route leads to: a group, or the node itself
    FAMILY,       //!< it is of a family that was not agreed on (RFC 4760 section 8)
    UNKNOWN_PEER, //!< a connection from someone who is no neighbour
    TOO_LONG,     //!< with this AS in its path, it would not fit into a message
};

/// The number of values of BgpDropReason.
constexpr std::size_t BGP_DROP_REASONS = static_cast<std::size_t>(BgpDropReason::TOO_LONG) + 1;

/// @param reason a reason @return its name, such as "bgp-own-as"
const char* ToString(BgpDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, BgpDropReason reason);

} // namespace ns3

#endif /* BGP_DROP_REASON_H */
