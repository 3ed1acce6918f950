/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_DROP_REASON_H
#define VPC_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a VpcDomain did not heed a message, or an address in it.
 */
enum class VpcDropReason : uint8_t
{
    MALFORMED,    //!< no message, or not one of this version
    WRONG_PORT,   //!< came by another port than the peer-link and the keepalive link
    WRONG_DOMAIN, //!< of another domain
    OWN,          //!< it is this switch's own
    UNKNOWN_PEER, //!< of another switch than the peer, which is alive
    STALE,        //!< older than what was heard before
    TABLE_FULL,   //!< an address beyond MaxAddresses
};

/// The number of values of VpcDropReason.
constexpr std::size_t VPC_DROP_REASONS = static_cast<std::size_t>(VpcDropReason::TABLE_FULL) + 1;

/// @param reason a reason @return its name, such as "vpc-malformed"
const char* ToString(VpcDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, VpcDropReason reason);

} // namespace ns3

#endif /* VPC_DROP_REASON_H */
