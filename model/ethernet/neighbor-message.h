/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NEIGHBOR_MESSAGE_H
#define NEIGHBOR_MESSAGE_H

#include "ns3/mac48-address.h"
#include "ns3/network-address.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>

namespace ns3
{

struct EthernetFrame;

/**
 * @brief What made a host known.
 */
enum class HostSeenCause : uint8_t
{
    ARP_REQUEST,            //!< it asks for a neighbour
    ARP_REPLY,              //!< it answers
    GRATUITOUS_ARP,         //!< it announces itself (RFC 5227 section 3; also as a reply)
    RARP,                   //!< it, or its hypervisor, announces its MAC address (RFC 903)
    NEIGHBOR_SOLICITATION,  //!< it asks for a neighbour (RFC 4861 section 4.3)
    NEIGHBOR_ADVERTISEMENT, //!< it answers, or announces itself (RFC 4861 section 4.4)
};

/// The number of values of HostSeenCause.
constexpr std::size_t HOST_SEEN_CAUSES =
    static_cast<std::size_t>(HostSeenCause::NEIGHBOR_ADVERTISEMENT) + 1;

/// @param cause a cause @return its name, such as "arp-request"
const char* ToString(HostSeenCause cause);
/// @param os a stream @param cause a cause @return the stream, after the cause's name
std::ostream& operator<<(std::ostream& os, HostSeenCause cause);

/**
 * @brief What one ARP, RARP or Neighbor Discovery message says of the host it is about.
 */
struct NeighborMessage
{
    /// How a message was taken.
    enum class Outcome : uint8_t
    {
        HOST,      //!< it tells of a host
        SILENT,    //!< it is right but tells of none: a probe for an address nobody has yet
        MALFORMED, //!< it breaks a rule of its RFC, or is cut short
        OTHER,     //!< it is something else
    };

    /**
     * @brief Tell Neighbor Discovery from other IPv6 packets.
     * @param octets an IPv6 packet @param size how many octets there are; 41 are enough
     * @return true if it is a Neighbor Solicitation or Advertisement
     */
    static bool IsDiscovery(const uint8_t* octets, std::size_t size);

    /**
     * @brief Read a message. No octet is trusted.
     * @param protocol the frame's type: ARP, RARP or IPV6
     * @param octets the frame's payload
     * @param size how many octets there are, padding included
     * @param frameSource the frame's source, for a message that does not name a MAC address
     * @param message what it says, if the outcome is HOST; if it is SILENT, the MAC address, what
     * it asks for and that it does
     * @return the outcome
     */
    static Outcome Read(uint16_t protocol,
                        const uint8_t* octets,
                        std::size_t size,
                        const Mac48Address& frameSource,
                        NeighborMessage& message);
    /**
     * @brief Read the message in a frame. No octet is trusted.
     * @param frame any frame: data costs no more than a look at its header
     * @param message as above
     * @return the outcome
     */
    static Outcome Read(const EthernetFrame& frame, NeighborMessage& message);

    NetworkAddress host; //!< its IP address; none in a RARP that does not tell it
    Mac48Address mac;    //!< its MAC address
    HostSeenCause cause; //!< the kind of message

    NetworkAddress target; //!< whom an ARP or ND message asks for or tells of, unless MALFORMED
    bool isRequest{false}; //!< an ARP request or a Neighbor Solicitation
};

} // namespace ns3

#endif /* NEIGHBOR_MESSAGE_H */
