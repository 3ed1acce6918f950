/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_FORMAT_H
#define BGP_FORMAT_H

#include <cstddef>
#include <cstdint>

namespace ns3
{

/**
 * @file
 * @brief The numbers in BGP messages that both directions of the codec need.
 */

constexpr std::size_t BGP_MARKER_SIZE = 16;      //!< octets of ones (RFC 4271 section 4.1)
constexpr std::size_t BGP_MIN_OPEN = 29;         //!< octets (RFC 4271 section 4.2)
constexpr std::size_t BGP_MIN_UPDATE = 23;       //!< octets (RFC 4271 section 4.3)
constexpr std::size_t BGP_MIN_NOTIFICATION = 21; //!< octets (RFC 4271 section 4.5)

constexpr uint8_t BGP_PARAMETER_CAPABILITIES = 2;    //!< RFC 5492 section 4
constexpr uint8_t BGP_CAPABILITY_MULTIPROTOCOL = 1;  //!< RFC 4760 section 8
constexpr uint8_t BGP_CAPABILITY_FOUR_OCTET_AS = 65; //!< RFC 6793 section 3

constexpr uint16_t BGP_AFI_IPV4 = 1;    //!< IANA Address Family Numbers
constexpr uint16_t BGP_AFI_IPV6 = 2;    //!< IANA Address Family Numbers
constexpr uint8_t BGP_SAFI_UNICAST = 1; //!< RFC 4760 section 6

constexpr uint8_t BGP_FLAG_OPTIONAL = 0x80;   //!< RFC 4271 section 4.3
constexpr uint8_t BGP_FLAG_TRANSITIVE = 0x40; //!< RFC 4271 section 4.3
constexpr uint8_t BGP_FLAG_PARTIAL = 0x20;    //!< RFC 4271 section 4.3
constexpr uint8_t BGP_FLAG_EXTENDED = 0x10;   //!< a length of two octets (RFC 4271 section 4.3)

constexpr uint8_t BGP_SEGMENT_SET = 1;      //!< RFC 4271 section 4.3
constexpr uint8_t BGP_SEGMENT_SEQUENCE = 2; //!< RFC 4271 section 4.3

/// Types of path attributes (RFC 4271 section 4.3; RFC 4760 sections 3, 4; RFC 6793 section 3).
enum BgpAttributeType : uint8_t
{
    BGP_ORIGIN = 1,
    BGP_AS_PATH = 2,
    BGP_NEXT_HOP = 3,
    BGP_MULTI_EXIT_DISC = 4,
    BGP_LOCAL_PREF = 5,
    BGP_ATOMIC_AGGREGATE = 6,
    BGP_AGGREGATOR = 7,
    BGP_MP_REACH_NLRI = 14,
    BGP_MP_UNREACH_NLRI = 15,
    BGP_AS4_PATH = 17,
    BGP_AS4_AGGREGATOR = 18,
};

} // namespace ns3

#endif /* BGP_FORMAT_H */
