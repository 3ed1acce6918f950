/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FRAME_REFUSAL_H
#define FRAME_REFUSAL_H

#include <cstddef>
#include <cstdint>
#include <ostream>

namespace ns3
{

/**
 * @brief Why a frame of a real wire does not enter the simulation: see FrameGuard.
 */
enum class FrameRefusal : uint8_t
{
    NONE, //!< it may enter

    // Nothing wrong with them: for somebody else, or of no use here.
    OTHER_HOST,          //!< its destination is another station
    OWN_SOURCE,          //!< its source is this station: it came back
    VLAN_TAG,            //!< it has an 802.1Q or 802.1ad tag
    SPANNING_TREE,       //!< a bridge's (IEEE 802.1D)
    LLDP,                //!< a neighbour's (IEEE 802.1AB)
    LLC,                 //!< another with a length in place of an EtherType (IEEE 802.3)
    ETHERTYPE,           //!< neither ARP nor IP
    MULTICAST,           //!< IP to a group or to all stations, other than neighbour discovery
    DUPLICATE_DETECTION, //!< somebody asks whether an address is in use (RFC 4862 section 5.4)
    ROUTER_DISCOVERY, //!< solicitation, advertisement or redirect (RFC 4861): routes are fixed here

    // Of no use because ns-3's stack cannot take them.
    IPV4_OPTIONS,       //!< an IPv4 header with options
    IPV6_NEXT_HEADER,   //!< an extension header, or what is neither UDP, TCP nor ICMPv6
    LISP_DATA_FRAGMENT, //!< a fragment of LISP data: what is inside cannot be judged
    LISP_DEPTH,         //!< LISP data in LISP data, too often

    // Malformed.
    TOO_SHORT,        //!< shorter than an Ethernet header
    BAD_SOURCE,       //!< a group's address as its source
    ARP_MALFORMED,    //!< not ARP of IPv4 over Ethernet (RFC 826)
    IPV4_MALFORMED,   //!< lengths that do not fit (RFC 791)
    IPV4_CHECKSUM,    //!< a wrong header checksum
    IPV6_MALFORMED,   //!< lengths that do not fit (RFC 8200)
    ADDRESS,          //!< addresses that may not be on a wire (RFC 1122 section 3.2.1.3)
    UDP_MALFORMED,    //!< lengths that do not fit (RFC 768)
    TCP_MALFORMED,    //!< data offset, options or flags that make no sense (RFC 9293)
    ICMP_MALFORMED,   //!< a short message, or an error that quotes too little (RFC 792, RFC 4443)
    ND_MALFORMED,     //!< neighbour discovery against the rules of RFC 4861 section 7.1
    FRAGMENT_LENGTH,  //!< a fragment that is empty, ends oddly, or reaches beyond 65535 octets
    FRAGMENT_OVERLAP, //!< a fragment of octets that another one had already

    // Too much at a time.
    FRAGMENT_TABLE_FULL, //!< more datagrams in fragments than are remembered
    QUEUE_FULL,          //!< the simulation is behind
};

/// How many there are.
inline constexpr std::size_t FRAME_REFUSALS =
    static_cast<std::size_t>(FrameRefusal::QUEUE_FULL) + 1;

/// @param refusal why @return its name, such as "vlan-tag"
const char* ToString(FrameRefusal refusal);

/// @param os a stream @param refusal why @return the stream
std::ostream& operator<<(std::ostream& os, FrameRefusal refusal);

} // namespace ns3

#endif /* FRAME_REFUSAL_H */
