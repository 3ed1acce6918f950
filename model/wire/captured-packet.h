/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CAPTURED_PACKET_H
#define CAPTURED_PACKET_H

#include "network-address.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @brief An IP packet found in the octets of a captured frame: a view, valid as long as they are.
 *
 * Reads nothing past the octets, and goes through a bounded number of headers.
 */
struct CapturedPacket
{
    NetworkAddress source;      //!< IPv4 or IPv6
    NetworkAddress destination; //!< of the same family
    uint8_t protocol{0};        //!< of the payload, behind any extension headers
    uint8_t ttl{0};             //!< TTL or hop limit
    uint8_t trafficClass{0};    //!< TOS or traffic class

    uint32_t identification{0};    //!< of a fragment
    std::size_t fragmentOffset{0}; //!< where the payload is in the whole packet's
    bool moreFragments{false};     //!< this is not the last fragment

    const uint8_t* payload{nullptr}; //!< behind the IP headers
    std::size_t size{0};             //!< octets of payload that were captured
    std::size_t missing{0};          //!< octets of payload that the capture cut off

    /// @return true if this is a part of a packet
    bool IsFragment() const
    {
        return fragmentOffset > 0 || moreFragments;
    }

    /**
     * @brief Whether frames of a link type can be read.
     * @param linkType as libpcap's pcap_datalink says
     * @return true for Ethernet, PPP, raw IP, Linux cooked captures (both versions), and BSD
     * loopback
     */
    static bool IsKnownLinkType(int linkType);

    /**
     * @brief Find the IP packet in a frame.
     * @param linkType as libpcap's pcap_datalink says
     * @param data the frame
     * @param size octets of it that were captured
     * @return the packet; nothing if there is none, or its headers are damaged or cut off
     */
    static std::optional<CapturedPacket> FromFrame(int linkType,
                                                   const uint8_t* data,
                                                   std::size_t size);

    /**
     * @brief Read an IP packet.
     * @param data the IP header
     * @param size octets that were captured, of which there may be more than the packet has
     * @return the packet; nothing if its headers are damaged or cut off
     */
    static std::optional<CapturedPacket> FromIp(const uint8_t* data, std::size_t size);
};

/**
 * @brief The ports of a UDP or TCP packet, and what UDP carries.
 */
struct CapturedPorts
{
    uint16_t source{0};              //!< source port
    uint16_t destination{0};         //!< destination port
    const uint8_t* payload{nullptr}; //!< of UDP
    std::size_t size{0};             //!< octets of UDP payload that were captured
    std::size_t missing{0};          //!< octets of UDP payload that are not there
    bool damaged{false};             //!< UDP says that it is shorter than its header

    /**
     * @brief Read the ports.
     * @param packet an IP packet, no later fragment
     * @return the ports; nothing if it is not UDP or TCP, or too short for its header
     */
    static std::optional<CapturedPorts> FromPacket(const CapturedPacket& packet);
};

} // namespace ns3

#endif /* CAPTURED_PACKET_H */
