/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BUNDLE_DROP_REASON_H
#define BUNDLE_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a LinkBundle dropped a frame.
 */
enum class BundleDropReason : uint8_t
{
    NO_MEMBER, //!< none of its links is up
    DISABLED,  //!< it is switched off
};

/// The number of values of BundleDropReason.
constexpr std::size_t BUNDLE_DROP_REASONS =
    static_cast<std::size_t>(BundleDropReason::DISABLED) + 1;

/// @param reason a reason @return its name, such as "bundle-no-member"
const char* ToString(BundleDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, BundleDropReason reason);

} // namespace ns3

#endif /* BUNDLE_DROP_REASON_H */
