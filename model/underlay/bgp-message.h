/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BGP_MESSAGE_H
#define BGP_MESSAGE_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{

/**
 * @file
 * @brief The messages of BGP-4 (RFC 4271) as values, and their codec.
 *
 * Routes are of IPv4 unicast, in the fields of RFC 4271, and of IPv6 unicast, in the attributes of
 * RFC 4760 and RFC 2545. AS numbers have four octets in every path (RFC 6793): both ends of a
 * session have to have said so.
 */

constexpr uint16_t BGP_PORT = 179;                 //!< of TCP (RFC 4271 section 8.2.1)
constexpr uint8_t BGP_VERSION = 4;                 //!< RFC 4271 section 4.2
constexpr std::size_t BGP_HEADER_SIZE = 19;        //!< octets (RFC 4271 section 4.1)
constexpr std::size_t BGP_MAX_MESSAGE_SIZE = 4096; //!< octets (RFC 4271 section 4.1)
constexpr uint16_t BGP_AS_TRANS = 23456; //!< for an AS number of more octets (RFC 6793 section 9)

/// The type of a message (RFC 4271 section 4.1).
enum class BgpMessageType : uint8_t
{
    OPEN = 1,
    UPDATE = 2,
    NOTIFICATION = 3,
    KEEPALIVE = 4,
};

/// The error codes of a NOTIFICATION (RFC 4271 section 4.5).
enum class BgpErrorCode : uint8_t
{
    NONE = 0,                    //!< no error; never sent
    HEADER = 1,                  //!< Message Header Error
    OPEN = 2,                    //!< OPEN Message Error
    UPDATE = 3,                  //!< UPDATE Message Error
    HOLD_TIMER_EXPIRED = 4,      //!< no message within the hold time
    STATE_MACHINE = 5,           //!< a message that the state does not expect
    CEASE = 6,                   //!< closed for another reason (RFC 4486)
    ROUTE_REFRESH = 7,           //!< ROUTE-REFRESH Message Error (RFC 7313 section 5); never sent
    SEND_HOLD_TIMER_EXPIRED = 8, //!< the other end does not read (RFC 9687)
};

/// Subcodes of BgpErrorCode::HEADER (RFC 4271 section 6.1).
enum BgpHeaderError : uint8_t
{
    BGP_NOT_SYNCHRONIZED = 1,
    BGP_BAD_LENGTH = 2,
    BGP_BAD_TYPE = 3,
};

/// Subcodes of BgpErrorCode::OPEN (RFC 4271 section 6.2; RFC 5492 section 5).
enum BgpOpenError : uint8_t
{
    BGP_OPEN_UNSPECIFIC = 0,
    BGP_UNSUPPORTED_VERSION = 1,
    BGP_BAD_PEER_AS = 2,
    BGP_BAD_IDENTIFIER = 3,
    BGP_UNSUPPORTED_PARAMETER = 4,
    BGP_UNACCEPTABLE_HOLD_TIME = 6,
    BGP_UNSUPPORTED_CAPABILITY = 7,
};

/// Subcodes of BgpErrorCode::UPDATE (RFC 4271 section 6.3).
enum BgpUpdateError : uint8_t
{
    BGP_MALFORMED_ATTRIBUTE_LIST = 1,
    BGP_UNRECOGNIZED_WELL_KNOWN = 2,
    BGP_MISSING_WELL_KNOWN = 3,
    BGP_ATTRIBUTE_FLAGS = 4,
    BGP_ATTRIBUTE_LENGTH = 5,
    BGP_INVALID_ORIGIN = 6,
    BGP_INVALID_NEXT_HOP = 8,
    BGP_OPTIONAL_ATTRIBUTE = 9,
    BGP_INVALID_NETWORK = 10,
    BGP_MALFORMED_AS_PATH = 11,
};

/// Subcodes of BgpErrorCode::STATE_MACHINE (RFC 6608 section 3).
enum BgpStateError : uint8_t
{
    BGP_UNEXPECTED_IN_OPEN_SENT = 1,
    BGP_UNEXPECTED_IN_OPEN_CONFIRM = 2,
    BGP_UNEXPECTED_IN_ESTABLISHED = 3,
};

/// Subcodes of BgpErrorCode::CEASE (RFC 4486 section 4).
enum BgpCease : uint8_t
{
    BGP_MAXIMUM_PREFIXES = 1,
    BGP_ADMINISTRATIVE_SHUTDOWN = 2,
    BGP_CONNECTION_REJECTED = 5,
    BGP_OTHER_CONFIGURATION_CHANGE = 6,
    BGP_COLLISION = 7,
};

/// What a NOTIFICATION says, and what is wrong with octets that came.
struct BgpNotification
{
    BgpErrorCode code{BgpErrorCode::NONE}; //!< the error
    uint8_t subcode{0};                    //!< of the code; 0: unspecific
    std::vector<uint8_t> data;             //!< what it is about, as the section of the code says

    /// @return true if there is an error
    explicit operator bool() const
    {
        return code != BgpErrorCode::NONE;
    }
};

/// @param notification what it says @return it as text: "update error 11"
std::string ToString(const BgpNotification& notification);

/// An OPEN message (RFC 4271 section 4.2) with the capabilities that are known here.
struct BgpOpen
{
    uint32_t asNumber{0};        //!< of the sender (RFC 6793)
    uint16_t holdTime{0};        //!< seconds; 0: no KEEPALIVEs
    uint32_t identifier{0};      //!< of the sender, not 0
    bool fourOctetAs{true};      //!< capability 65 (RFC 6793 section 3)
    bool isMultiprotocol{false}; //!< capability 1 for any family (RFC 4760 section 8)
    bool ipv4Unicast{false};     //!< capability 1 for IPv4 unicast
    bool ipv6Unicast{false};     //!< capability 1 for IPv6 unicast
};

/// The origin of a route (RFC 4271 section 5.1.1): the lower is preferred.
enum class BgpOrigin : uint8_t
{
    IGP = 0,
    EGP = 1,
    INCOMPLETE = 2,
};

/// A part of an AS_PATH (RFC 4271 section 4.3).
struct BgpPathSegment
{
    bool isSet{false};               //!< AS_SET; else AS_SEQUENCE
    std::vector<uint32_t> asNumbers; //!< at least one

    /// @param o another @return true if they are the same
    bool operator==(const BgpPathSegment& o) const
    {
        return isSet == o.isSet && asNumbers == o.asNumbers;
    }
};

/// The path attributes that go with routes from one AS to the next.
struct BgpAttributes
{
    BgpOrigin origin{BgpOrigin::IGP}; //!< ORIGIN
    std::vector<BgpPathSegment> path; //!< AS_PATH
    std::vector<uint8_t> transitive;  //!< attributes that are passed on unread, as they are sent

    /// @return the length of the path, an AS_SET counting 1 (RFC 4271 section 9.1.2.2 a)
    std::size_t GetPathLength() const;
    /// @param asNumber an AS @return true if the path has it
    bool Contains(uint32_t asNumber) const;
    /// @return the AS that the route came from; 0: none, or a set
    uint32_t GetFirstAs() const;
    /// @param asNumber an AS @return these with it before the path (RFC 4271 section 5.1.2)
    BgpAttributes Prepended(uint32_t asNumber) const;

    /// @param o others @return true if they are the same
    bool operator==(const BgpAttributes& o) const
    {
        return origin == o.origin && path == o.path && transitive == o.transitive;
    }
};

/// Routes to prefixes of one family by one next hop.
struct BgpReach
{
    NetworkAddress nextHop;          //!< NEXT_HOP, or that in MP_REACH_NLRI
    std::vector<EidPrefix> prefixes; //!< NLRI
    NetworkAddress linkLocal{};      //!< also the next hop's, of IPv6; none: not told
};

/// An UPDATE message (RFC 4271 section 4.3).
struct BgpUpdate
{
    std::vector<EidPrefix> withdrawn; //!< of either family
    std::vector<BgpReach> announced;  //!< of either family
    BgpAttributes attributes;         //!< of all that is announced
};

/// A KEEPALIVE message (RFC 4271 section 4.4).
struct BgpKeepalive
{
};

/// Any message.
using BgpMessage = std::variant<BgpKeepalive, BgpOpen, BgpUpdate, BgpNotification>;

/// @param message a message @return its type
BgpMessageType GetBgpType(const BgpMessage& message);
/// @param type a type @return its name, such as "update"
const char* ToString(BgpMessageType type);

/**
 * @brief Write a message.
 * @param message the message; an UPDATE announces one BgpReach of a family at most
 * @return its octets, header included
 * @throws std::length_error if they are more than BGP_MAX_MESSAGE_SIZE: see SplitBgpUpdate
 */
std::vector<uint8_t> EncodeBgpMessage(const BgpMessage& message);

/**
 * @brief Divide an UPDATE into such as fit into a message each.
 * @param update what to say, with one BgpReach at most
 * @return the same in parts: withdrawals first, and those of one family in each; without what
 * FitsBgpUpdate says no to
 */
std::vector<BgpUpdate> SplitBgpUpdate(const BgpUpdate& update);

/// @param attributes of a route @return true if an UPDATE with these and any one prefix is not
/// longer than BGP_MAX_MESSAGE_SIZE, so that the route can be told
bool FitsBgpUpdate(const BgpAttributes& attributes);

/// How far the octets of a stream are a message.
struct BgpFrame
{
    std::size_t length{0}; //!< of the message; 0: its header is not all there, or in error
    BgpNotification error; //!< what is wrong with the header (RFC 4271 section 6.1)
};

/// @param data octets of a stream @param size how many @return the message at its start
BgpFrame PeekBgpMessage(const uint8_t* data, std::size_t size);

/// What came of octets.
struct BgpDecoded
{
    BgpMessage message;    //!< if there is no error
    BgpNotification error; //!< what to send back (RFC 4271 section 6)
};

/// @param data one message, as PeekBgpMessage found it @param size its length @return it
BgpDecoded DecodeBgpMessage(const uint8_t* data, std::size_t size);

} // namespace ns3

#endif /* BGP_MESSAGE_H */
