/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_CONTROL_DROP_H
#define LISP_CONTROL_DROP_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a control message, or a part of one, was not acted on.
 */
enum class LispControlDrop : uint8_t
{
    // Any message.
    UDP_LENGTH,       //!< the UDP length is not that of the packet
    CHECKSUM,         //!< the UDP checksum is wrong (RFC 9301 section 5)
    MALFORMED,        //!< not a LISP control message
    UNEXPECTED_TYPE,  //!< no role of this node takes such a message
    UNEXPECTED_INNER, //!< nothing that may come in an Encapsulated Control Message (section 5.8)

    // On the way out.
    NO_ROUTE, //!< no route to the destination, or no address to send from
    TOO_LONG, //!< longer than a message may be (RFC 9301 section 5)

    // Authentication: Map-Register, Map-Notify, Map-Notify-Ack.
    UNKNOWN_KEY,     //!< no secret is configured for the sender, the EID-prefix or the key ID
    NOT_SIGNED,      //!< algorithm "none", or one that the other side may not use
    BAD_SIGNATURE,   //!< the authentication data does not fit the secret
    REPLAYED_NONCE,  //!< a nonce that is not greater than the last one (RFC 9301 section 5.6)
    EID_NOT_ALLOWED, //!< an EID-prefix that the site may not register (RFC 9301 section 8.2)
    BAD_EID,         //!< an EID that is no IPv4, IPv6 or MAC prefix
    STALE_REGISTER,  //!< sent before its sender learned that the EID has left it
    OLD_MAP_VERSION, //!< registered by the same xTR with a newer map-version (RFC 9302 section 5)
    NO_REGISTRATION, //!< acknowledges what was not sent, or not to that address
    TABLE_FULL,      //!< a table of bounded size is full

    // Map-Notify of an xTR to its site's group.
    NOTIFY_NO_GROUP,  //!< to a group that no dynamic-EID prefix of this router has
    NOTIFY_NO_SENDER, //!< no locator is marked as the sender's own (RFC 9301 section 5.4, L)
    NOTIFY_OWN,       //!< this router's own message, come back
    NOTIFY_EID,       //!< about an EID that is no host of a prefix with that group
    NOTIFY_STALE,     //!< older than what is known of where the host is (RFC 9302 section 6)

    // Map-Request.
    PROBE_TO_MAPPING_SYSTEM, //!< probe at a Map-Server or Map-Resolver (RFC 9301 section 5.2)
    PROBE_ENCAPSULATED,      //!< probe in an Encapsulated Control Message (RFC 9301 section 5.8)
    NO_ITR_RLOC,             //!< none of the ITR-RLOCs can be reached
    NOT_MY_EID,              //!< an EID that this ETR does not answer for
    REPLY_RATE,              //!< a Map-Reply too soon after the last one (RFC 9301 section 5.4)
    SMR_RATE,                //!< a solicitation too soon after the last one (RFC 9301 section 6.1)
    SMR_WITHOUT_MAPPING,     //!< solicited for an EID that is not cached (RFC 9301 section 6.1)

    // Map-Reply.
    NONCE_NOT_OUTSTANDING,   //!< answers no Map-Request of this ITR (RFC 9301 section 5.3)
    REPLY_NOT_COVERING,      //!< no record covers the EID that was asked for
    REPLY_UNRELATED_RECORD,  //!< a record beside the one that was asked for
    REPLY_TOO_BROAD,         //!< a mapping of a prefix broader than this ITR believes
    REPLY_FOR_OWN_EID,       //!< a mapping for EIDs of this very site
    REPLY_BAD_LOCATOR,       //!< a locator that packets cannot be sent to (RFC 9301 section 5.4)
    REPLY_UNEXPECTED_SOURCE, //!< authoritative, but not from a locator of the mapping
    REPLY_BAD_PATH,          //!< an explicit path that cannot be followed (RFC 8060 section 4.6)

    // NAT traversal (draft-ermagan-lisp-nat-traversal).
    NAT_NO_RTR,         //!< behind a NAT, and the Map-Server knows no RTR
    NAT_NOT_FROM_RTR,   //!< a control message as data, but not from the RTR in use
    NAT_BAD_REPLY,      //!< an Info-Reply without a usable address
    NAT_OTHER_XTR,      //!< a control message as data, for another tunnel router (section 5.1.1)
    NAT_UNKNOWN_SERVER, //!< to be handed on to a Map-Server that the RTR does not know

    // ICMP about data packets.
    ICMP_NOT_OURS, //!< unreachable, quoting no packet that this router sent (RFC 9301 section 7)

    // Any message, before it is read.
    BAD_SOURCE, //!< from an address that is no host's: a group's, a broadcast's, none

    COUNT //!< how many reasons there are
};

/// How many reasons there are.
constexpr std::size_t LISP_CONTROL_DROPS = static_cast<std::size_t>(LispControlDrop::COUNT);

/// @param reason a reason @return its name, as "lisp-control-bad-signature"
const char* ToString(LispControlDrop reason);

/// @param os a stream @param reason a reason @return the stream
std::ostream& operator<<(std::ostream& os, LispControlDrop reason);

} // namespace ns3

#endif /* LISP_CONTROL_DROP_H */
