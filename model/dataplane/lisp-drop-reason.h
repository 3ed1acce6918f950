/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_DROP_REASON_H
#define LISP_DROP_REASON_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why the data plane of a tunnel router dropped a packet.
 *
 * Names with ITR are met on the way into the tunnel, names with ETR on the way out of it, names
 * with RTR between the two.
 */
enum class LispDropReason : uint8_t
{
    // On the way into the tunnel.
    ITR_DISABLED,           //!< the node is no ITR (any more)
    ITR_BAD_PACKET,         //!< not a whole IPv4 or IPv6 packet
    ITR_NOT_UNICAST,        //!< multicast, broadcast or link-local destination: not for a tunnel
    ITR_PENDING_EID_FULL,   //!< too many packets wait for this EID's mapping (RFC 9300 section 6)
    ITR_PENDING_FULL,       //!< too many packets wait for mappings in all (RFC 9300 section 6)
    ITR_PENDING_TIMEOUT,    //!< waited too long for its mapping (RFC 9300 section 6)
    ITR_PENDING_LOST,       //!< waited when the tunnel router stopped
    ITR_RESOLUTION_FAILED,  //!< the mapping system gave no answer
    ITR_NO_ACTION,          //!< negative mapping, ACT 0 (RFC 9301 section 5.4)
    ITR_ACTION_DROP,        //!< negative mapping, ACT 3, Drop/No-Reason (RFC 9301 section 5.4)
    ITR_POLICY_DENIED,      //!< negative mapping, ACT 4 (RFC 9301 section 5.4)
    ITR_AUTH_FAILURE,       //!< negative mapping, ACT 5 (RFC 9301 section 5.4)
    ITR_NO_NATIVE_ROUTE,    //!< to be forwarded natively, but there is no route
    ITR_NO_USABLE_RLOC,     //!< every locator is down or of priority 255 (RFC 9300 section 9)
    ITR_NO_LOCAL_RLOC,      //!< this router has no RLOC of the locator's family
    ITR_RLOC_IS_OWN,        //!< the locator is this router's own: the packet would come back
    ITR_NO_ROUTE_TO_RLOC,   //!< no route to the locator
    ITR_INTERFACE_DOWN,     //!< the interface towards the locator is down
    ITR_TOO_BIG,            //!< too big, and may not be fragmented (RFC 9300 section 7)
    ITR_EID_NOT_DISCOVERED, //!< for a host of a stretched subnet that nobody has seen so far
    ITR_PROXY_NOT_EID, //!< a proxy ITR attracted it, but the mapping system says that it is for no
                       //!< EID, and its other routes lead back (RFC 6832 section 5)
    ITR_EID_AWAY,      //!< for a host of a stretched subnet that is in another data centre, from a
                       //!< source that is no EID and so takes no tunnel
    ITR_NO_RECEIVERS,  //!< to a group that no other site has joined (RFC 8378 section 5.2.2)

    // On the way out of the tunnel.
    ETR_NOT_OWN_RLOC,          //!< outer destination is not a configured RLOC (RFC 9300 section 3)
    ETR_BAD_OUTER_SOURCE,      //!< outer source is no unicast address, or is our own
    ETR_BAD_UDP_LENGTH,        //!< UDP length and packet disagree (RFC 9300 section 5.3)
    ETR_BAD_UDP_CHECKSUM,      //!< not zero and wrong (RFC 9300 section 5.3)
    ETR_TRUNCATED,             //!< ends inside the LISP header, or nothing follows it
    ETR_ENCRYPTED,             //!< KK bits set, and no key (RFC 8061)
    ETR_UNKNOWN_INSTANCE,      //!< an instance ID this router has not (RFC 9300 section 8)
    ETR_BAD_INNER_VERSION,     //!< inner packet is neither IPv4 nor IPv6
    ETR_BAD_INNER_LENGTH,      //!< inner header or packet longer than what arrived
    ETR_BAD_INNER_CHECKSUM,    //!< inner IPv4 header checksum wrong
    ETR_INNER_TTL_ZERO,        //!< inner TTL or hop limit is zero
    ETR_BAD_INNER_SOURCE,      //!< inner source can be no sender: multicast, loopback, unspecified
    ETR_INNER_MULTICAST,       //!< inner destination is a group, and multicast is off here, or the
                               //!< group is none that leaves a site
    ETR_GROUP_NOT_JOINED,      //!< inner destination is a group that has no member here
    ETR_GROUP_FROM_HERE,       //!< to a group, from an EID that is here: the tunnel is not its way
    ETR_BAD_INNER_DESTINATION, //!< inner destination can be no host: loopback, link-local, ...
    ETR_ECN,        //!< congestion seen by a sender that knows no ECN (RFC 6040 section 4.2)
    ETR_NOT_MY_EID, //!< inner destination is in no EID-prefix of this router
    ETR_EID_AWAY,   //!< inner destination has moved away
    ETR_EID_NOT_DISCOVERED, //!< inner destination is dynamic, and not seen here so far
    ETR_MAP_VERSION_NULL,   //!< map-versions with a null one of the destination, or of a mapping
                            //!< that has none (RFC 9302 sections 7.1 and 6.1)
    ETR_MAP_VERSION_NEWER, //!< destination map-version newer than this ETR's (RFC 9302 section 7.1)
    ETR_MAP_VERSION_STALE, //!< destination map-version older, in spite of ten solicitations (RFC
                           //!< 9302 section 7.1)
    ETR_SOURCE_VERSION_OLD, //!< source map-version older than the cached one (RFC 9302 section 7.2)
    ETR_SPOOFED_SOURCE,     //!< inner source does not belong to the outer one (RFC 9300 section 16)
    ETR_SOURCE_PENDING_FULL,  //!< too many packets wait for the mapping of their inner source
    ETR_SOURCE_LOOKUP_RATE,   //!< too many inner sources were asked for lately
    ETR_SOURCE_UNANSWERED,    //!< the mapping system did not say in time where the inner source is
    ETR_PROXY_NOT_CLIENT,     //!< a proxy ETR does not serve the outer source
    ETR_PROXY_NOT_CLIENT_EID, //!< a proxy ETR does not serve the inner source (RFC 6832 section
                              //!< 6.1)
    ETR_NO_FAMILY,            //!< this router does not route the inner packet's family
    ETR_NO_ROUTE,             //!< no route to the inner destination in its instance
    ETR_NO_GPE, //!< P bit set, and this router is told not to know LISP-GPE (RFC 9305 section 5)
    ETR_NEXT_PROTOCOL, //!< of a next protocol that nobody here takes (RFC 9305 section 3)

    // From one tunnel into the next.
    RTR_TTL_EXPIRED, //!< inner TTL or hop limit used up
    RTR_LOOP,        //!< the next locator is the one that it came from

    NONE //!< not dropped; last, and so their number
};

/// How many reasons there are.
constexpr std::size_t LISP_DROP_REASONS = static_cast<std::size_t>(LispDropReason::NONE);

/// @param reason a reason @return its name, as "lisp-itr-pending-timeout"
const char* ToString(LispDropReason reason);

/// @param os a stream @param reason a reason @return the stream
std::ostream& operator<<(std::ostream& os, LispDropReason reason);

} // namespace ns3

#endif /* LISP_DROP_REASON_H */
