/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_VERSION_H
#define LISP_MAP_VERSION_H

#include <cstdint>

/**
 * @file
 * @brief Map-Version numbers (RFC 9302): which of two words about an EID is the newer one.
 */

namespace ns3
{

/// The Null Map-Version: no version, comes neither before nor after another (RFC 9302 section 6.1).
constexpr uint16_t LISP_NULL_MAP_VERSION = 0;
/// Versions there are, the null one included: 12 bits (RFC 9302 section 6).
constexpr uint16_t LISP_MAP_VERSIONS = 4096;

/// @param version a Map-Version @return the one after it, never the null one (RFC 9302 section 6)
constexpr uint16_t
GetNextMapVersion(uint16_t version)
{
    const uint16_t next = (version + 1) % LISP_MAP_VERSIONS;
    return next == LISP_NULL_MAP_VERSION ? 1 : next;
}

/**
 * @brief Compare on the circle of versions, half of which are newer (the rules of RFC 9302 section
 * 6).
 * @param version a Map-Version
 * @param other another
 * @return true if version is newer; never, if one of them is the null one
 */
constexpr bool
IsNewerMapVersion(uint16_t version, uint16_t other)
{
    constexpr uint16_t half = LISP_MAP_VERSIONS / 2;
    const bool isOtherNewer = other > version ? other - version <= half : version - other > half;
    return version != LISP_NULL_MAP_VERSION && other != LISP_NULL_MAP_VERSION && version != other &&
           !isOtherNewer;
}

} // namespace ns3

#endif /* LISP_MAP_VERSION_H */
