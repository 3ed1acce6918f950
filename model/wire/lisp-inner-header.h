/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_INNER_HEADER_H
#define LISP_INNER_HEADER_H

#include "lisp-buffer.h"
#include "network-address.h"

namespace ns3
{

/**
 * @brief The IP and UDP header inside an Encapsulated Control Message (RFC 9301 section 5.8, "IH").
 *
 * The family of the source, which is that of the destination, says whether it is IPv4 or IPv6.
 * Lengths and checksums are not kept: they follow from the rest.
 */
struct LispInnerHeader
{
    NetworkAddress source;       //!< IPv4 or IPv6
    NetworkAddress destination;  //!< of the same family; the EID asked for, in a Map-Request
    uint16_t sourcePort{0};      //!< where a Map-Reply goes to
    uint16_t destinationPort{0}; //!< 4342 for a Map-Request
    uint8_t ttl{255};            //!< TTL or hop limit
    uint8_t trafficClass{0};     //!< TOS or traffic class
    uint32_t flowLabel{0};       //!< IPv6 only
    uint16_t identification{0};  //!< IPv4 only
    bool dontFragment{false};    //!< IPv4 only

    /**
     * @brief Write the headers and their payload, with lengths and checksums.
     * @param writer where to
     * @param payload the UDP payload
     * @throws std::invalid_argument if the addresses are not both IPv4 or both IPv6, or if the
     * payload is more than a packet holds
     */
    void Encode(LispBufferWriter& writer, const std::vector<uint8_t>& payload) const;

    /**
     * @brief Read the headers.
     * @param reader left at the first octet of the payload
     * @param payloadSize set to the payload's size as the UDP header says it; it may be more than
     * the reader has left
     * @return the headers
     * @throws LispBufferError if they are cut off, or not IP with UDP
     */
    static LispInnerHeader Decode(LispBufferReader& reader, std::size_t& payloadSize);

    /// @param o another header @return true if they are the same
    bool operator==(const LispInnerHeader& o) const;
};

} // namespace ns3

#endif /* LISP_INNER_HEADER_H */
