/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HYPERVISOR_DROP_REASON_H
#define HYPERVISOR_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a hypervisor closed a connection, or did not take one.
 */
enum class HypervisorDropReason : uint8_t
{
    NONE,         //!< it did not
    MALFORMED,    //!< what came is no message: unknown type or flag, or a length out of bounds
    NOT_EXPECTED, //!< a message that does not belong here, such as another one before the first
    WRONG_TOKEN,  //!< it is about no machine that is expected here
    CUT,          //!< the other end closed in the middle of a message
    SILENT,       //!< nothing came in time
    TOO_MANY,     //!< as many as allowed wait for their first message already
};

/// The number of values of HypervisorDropReason.
constexpr std::size_t HYPERVISOR_DROP_REASONS =
    static_cast<std::size_t>(HypervisorDropReason::TOO_MANY) + 1;

/// @param reason a reason @return its name, such as "hypervisor-malformed"
const char* ToString(HypervisorDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, HypervisorDropReason reason);

} // namespace ns3

#endif /* HYPERVISOR_DROP_REASON_H */
