/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IGMP_MESSAGE_H
#define IGMP_MESSAGE_H

#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstddef>
#include <optional>
#include <ostream>
#include <vector>

namespace ns3
{

/**
 * @brief Why an IGMP message was not taken.
 */
enum class IgmpDropReason : uint8_t
{
    NONE,            //!< it was
    IP_HEADER,       //!< the IPv4 header is cut short or does not fit
    BAD_IP_CHECKSUM, //!< the IPv4 header's checksum is wrong
    TRUNCATED,       //!< shorter than its type or its counts say
    CHECKSUM,        //!< its checksum is wrong
    UNKNOWN_TYPE,    //!< of another type
    NO_GROUP,        //!< about an address that is no group
    FULL,            //!< there is no room for another membership
};

/// The number of values of IgmpDropReason.
constexpr std::size_t IGMP_DROP_REASONS = static_cast<std::size_t>(IgmpDropReason::FULL) + 1;

/// @param reason a reason @return its name, such as "igmp-truncated"
const char* ToString(IgmpDropReason reason);
/// @param os a stream @param reason a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, IgmpDropReason reason);

/**
 * @brief A message of the Internet Group Management Protocol, version 1 (RFC 1112), 2 (RFC 2236) or
 * 3 (RFC 3376), and the IPv4 packet that it travels in: to live one hop, with a Router Alert option
 * (RFC 2113). Whether a message that arrives has that option is not looked at. Lists of sources are
 * counted and left out: what asks for a group from some sources asks for the group.
 */
struct IgmpMessage
{
    /// Its type (RFC 3376 section 4).
    enum class Type : uint8_t
    {
        QUERY = 0x11,     //!< membership query of all versions
        REPORT_V1 = 0x12, //!< membership report
        REPORT_V2 = 0x16, //!< membership report
        LEAVE = 0x17,     //!< leave group, version 2
        REPORT_V3 = 0x22, //!< membership report
    };

    /// The kind of a record of a report (RFC 3376 section 4.2.12).
    enum class Mode : uint8_t
    {
        IS_INCLUDE = 1,        //!< only these sources
        IS_EXCLUDE = 2,        //!< all but these sources
        CHANGE_TO_INCLUDE = 3, //!< only these sources from now on
        CHANGE_TO_EXCLUDE = 4, //!< all but these sources from now on
        ALLOW = 5,             //!< these sources too
        BLOCK = 6,             //!< not these sources
    };

    /// A record of a report of version 3.
    struct Record
    {
        Mode mode;           //!< what about the group
        Ipv4Address group;   //!< the group
        uint16_t sources{0}; //!< how many sources are named

        /// @return true if somebody there wants the group
        bool IsJoin() const;
        /// @return true if somebody there does not want it any more
        bool IsLeave() const;
    };

    static constexpr uint8_t PROTOCOL = 2; //!< of IPv4

    Type type{Type::QUERY};               //!< its type
    uint8_t version{3};                   //!< of a query: 1, 2 or 3
    Time maxResponse;                     //!< of a query: when to have answered
    Ipv4Address group{uint32_t{0}};       //!< of a query: 0.0.0.0 is all; else which
    uint8_t robustness{2};                //!< of a query of version 3
    Time queryInterval;                   //!< of a query of version 3
    std::vector<Record> records;          //!< of a report of version 3
    Ipv4Address source{uint32_t{0}};      //!< of the packet
    Ipv4Address destination{uint32_t{0}}; //!< of the packet

    /// @return the IPv4 packet; fields of other types are left out
    Ptr<Packet> ToPacket() const;
    /**
     * @brief Read one. No octet is trusted.
     * @param packet an IPv4 packet
     * @param reason gets why it is not taken; NONE if it is no IGMP at all
     * @return the message; nothing if it is none
     */
    static std::optional<IgmpMessage> Read(const Ptr<const Packet>& packet, IgmpDropReason& reason);
};

} // namespace ns3

#endif /* IGMP_MESSAGE_H */
