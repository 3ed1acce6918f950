/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_FRAME_H
#define ETHERNET_FRAME_H

#include "ns3/mac48-address.h"
#include "ns3/packet.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * @brief An Ethernet frame with at most one IEEE 802.1Q tag, as switches and LAN extensions hand it
 * on: the header's fields, and a payload without header, tag and frame check sequence.
 */
struct EthernetFrame
{
    // EtherTypes, each where it is laid down
    static constexpr uint16_t IPV4 = 0x0800;     //!< RFC 894
    static constexpr uint16_t ARP = 0x0806;      //!< RFC 826
    static constexpr uint16_t RARP = 0x8035;     //!< RFC 903
    static constexpr uint16_t VLAN_TAG = 0x8100; //!< tag protocol of a C-tag (802.1Q-2018, 9.5)
    static constexpr uint16_t IPV6 = 0x86dd;     //!< RFC 2464 section 3

    static constexpr uint32_t HEADER_SIZE = 14;  //!< octets without a tag
    static constexpr uint32_t TAG_SIZE = 4;      //!< octets of a tag
    static constexpr uint16_t MAX_VLAN = 4094;   //!< 4095 is reserved (802.1Q-2018, table 9-2)
    static constexpr uint16_t MIN_TYPE = 0x0600; //!< below, protocol is a length (802.3, 3.2.6)

    Mac48Address destination;  //!< to
    Mac48Address source;       //!< from
    uint16_t vlan{0};          //!< VLAN; 0: untagged
    uint8_t priority{0};       //!< priority code point, 3 bits
    uint16_t protocol{0};      //!< EtherType, or the length before an LLC header
    Ptr<const Packet> payload; //!< what follows; of an LLC frame from the LLC header on

    /// @return true if it is for a group (multicast or broadcast)
    bool IsGroup() const
    {
        return destination.IsGroup();
    }

    /// @return the octets of header, tag if there is one, and payload
    uint32_t GetSize() const
    {
        return HEADER_SIZE + (IsTagged() ? TAG_SIZE : 0) + payload->GetSize();
    }

    /// @return true if it has a tag on the wire
    bool IsTagged() const
    {
        return vlan != 0 || priority != 0;
    }

    /// @return header, tag if there is one, and payload as one packet, with the payload's ns-3 tags
    Ptr<Packet> ToPacket() const;
    /**
     * @brief What a device that writes the header itself is to send.
     * @param type gets the header's length or type
     * @return tag if there is one, and payload, with the payload's ns-3 tags
     */
    Ptr<Packet> ToDevice(uint16_t& type) const;

    /**
     * @brief Read a frame, such as one that comes out of a tunnel. No octet is trusted.
     * @param packet from the header on, without frame check sequence
     * @return the frame; nothing if it is cut short or its length field does not fit
     */
    static std::optional<EthernetFrame> FromPacket(Ptr<const Packet> packet);

    /**
     * @brief Read a frame whose header a device has taken off.
     * @param payload what followed the header
     * @param protocol the header's length or type
     * @param source from @param destination to
     * @return the frame; nothing if a tag is cut short or names VLAN 4095
     */
    static std::optional<EthernetFrame> FromDevice(Ptr<const Packet> payload,
                                                   uint16_t protocol,
                                                   const Mac48Address& source,
                                                   const Mac48Address& destination);
};

} // namespace ns3

#endif /* ETHERNET_FRAME_H */
