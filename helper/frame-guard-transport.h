/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FRAME_GUARD_TRANSPORT_H
#define FRAME_GUARD_TRANSPORT_H

#include "frame-refusal.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{

/**
 * @file
 * @brief The part of FrameGuard that reads what an IP packet holds.
 */

/// What an IP packet holds.
struct TransportOctets
{
    const uint8_t* octets{nullptr}; //!< behind the IP header
    std::size_t size{0};            //!< how many the IP header says there are
    uint8_t protocol{0};            //!< of the IP header
    uint8_t hopLimit{0};            //!< of an IPv6 header
    uint8_t depth{0};               //!< LISP headers around the packet
    bool isIpv6{false};             //!< whether it is of IPv6
    bool isFragment{false};         //!< it goes on in other packets
};

/// @param transport UDP, TCP, ICMP or anything else @return why it may not enter
FrameRefusal CheckTransport(const TransportOctets& transport);

/// @param transport what CheckTransport lets enter @return the LISP header of LISP data (RFC 9300
/// section 5.1); nullptr: it is none
const uint8_t* FindLispData(const TransportOctets& transport);

/// @param transport of IPv6 @return true if it is a neighbour solicitation or advertisement
bool IsNeighborDiscovery(const TransportOctets& transport);

/// @param transport of IPv6 @return true if it is any other message of RFC 4861
bool IsRouterDiscovery(const TransportOctets& transport);

} // namespace ns3

#endif /* FRAME_GUARD_TRANSPORT_H */
