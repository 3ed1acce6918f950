/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPLS_DROP_REASON_H
#define MPLS_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a labelled packet goes nowhere: on a label-switching router, or out of a GRE tunnel.
 */
enum class MplsDropReason : uint8_t
{
    MALFORMED,     //!< cut short, or its bottom of stack is where it must not be
    SPECIAL_LABEL, //!< labels 0 to 15 (RFC 3032 section 2.1): none of them is in use here
    UNKNOWN_LABEL, //!< no one is told what to do with it (RFC 3031 section 3.18)
    TTL_EXPIRED,   //!< its time to live is over (RFC 3443 section 5)
    TOO_LARGE,     //!< longer than the MTU of the link it is to leave by
    LINK_DOWN,     //!< that link is down
    UNKNOWN_PEER,  //!< a GRE packet from an address that its label does not belong to
    UNSUPPORTED,   //!< a GRE header with fields or a protocol that are not in use here
    CHECKSUM,      //!< a GRE packet whose checksum is wrong
};

/// The number of values of MplsDropReason.
constexpr std::size_t MPLS_DROP_REASONS = static_cast<std::size_t>(MplsDropReason::CHECKSUM) + 1;

/// @param reason a reason @return its name, such as "mpls-unknown-label"
const char* ToString(MplsDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, MplsDropReason reason);

} // namespace ns3

#endif /* MPLS_DROP_REASON_H */
