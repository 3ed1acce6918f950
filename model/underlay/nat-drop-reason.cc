/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "nat-drop-reason.h"

#include <array>

namespace ns3
{

const char*
ToString(NatDropReason reason)
{
    // In the order of the enum.
    static constexpr std::array<const char*, NAT_DROP_REASONS> NAMES{
        "nat-no-mapping",
        "nat-filtered",
        "nat-table-full",
        "nat-fragment",
        "nat-protocol",
        "nat-truncated",
        "nat-no-route",
    };
    static_assert(NAMES.back() != nullptr, "each reason has a name");
    return reason < NatDropReason::COUNT ? NAMES[static_cast<std::size_t>(reason)] : "unknown";
}

std::ostream&
operator<<(std::ostream& os, NatDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
