/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_MESSAGE_H
#define VPC_MESSAGE_H

#include "ns3/mac48-address.h"
#include "ns3/packet.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * @brief What the two switches of a VpcDomain tell each other.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Version 1   |     Type      |            Domain             |
 * |                        Sequence number                        |
 * |                 Acknowledged sequence number                  |
 * |           Priority            |     Flags     |     Count     |
 * |                  MAC address of the switch                    |
 * |   MAC address, continued      |           Reserved            |
 * |                    as many records as Count says              |
 * ```
 * Flags: bit 0 says that the sender's peer-link is up, bit 1 that it keeps its members down. A
 * record of a hello (type 1):
 * ```
 * |          vPC number           |  1 up, 0 down |   Reserved    |
 * ```
 * A record of addresses (type 2), with the time in microseconds since the sender heard the address:
 * ```
 * |             VLAN              |  vPC number; 0: no vPC's port |
 * |                          MAC address                          |
 * |   MAC address, continued      |           Reserved            |
 * |                              Age                              |
 * ```
 * The format is this module's own: that of deployed switches is not published. It goes in frames
 * with the local experimental EtherType (IEEE 802-2014 section 9.2.4). Octets after the records are
 * padding.
 */
struct VpcMessage
{
    static constexpr uint16_t ETHER_TYPE = 0x88b5; //!< Local Experimental EtherType 1
    /// Where messages go: Nearest Bridge group address, which no bridge forwards (IEEE 802.1Q-2018,
    /// table 8-1).
    static constexpr const char* DESTINATION = "01:80:c2:00:00:0e";
    static constexpr uint8_t VERSION = 1;            //!< of the format
    static constexpr uint32_t HEADER_SIZE = 24;      //!< octets before the records
    static constexpr uint32_t VPC_SIZE = 4;          //!< octets of a vPC's record
    static constexpr uint32_t ADDRESS_SIZE = 16;     //!< octets of an address's record
    static constexpr uint8_t PEER_LINK_UP = 0x01;    //!< flag
    static constexpr uint8_t HOLDING = 0x02;         //!< flag
    static constexpr uint16_t MAX_VPC = 4094;        //!< the highest number of a vPC
    static constexpr std::size_t MAX_VPCS = 255;     //!< in a message
    static constexpr std::size_t MAX_ADDRESSES = 92; //!< in a message: 1496 octets with the header

    /// What a message tells.
    enum Type : uint8_t
    {
        HELLO = 1,     //!< that the switch is there, and which of its vPC members are up
        ADDRESSES = 2, //!< where MAC addresses are
    };

    /// Whether the sender's member of a vPC is up.
    struct Vpc
    {
        uint16_t number; //!< of the vPC, 1 to 4094
        bool isUp;       //!< true if so
    };

    /// Where an address is.
    struct Address
    {
        uint16_t vlan;        //!< its VLAN, 1 to 4094
        uint16_t vpc;         //!< the vPC at which it was heard; 0: at another port
        Mac48Address address; //!< a unicast MAC address
        uint32_t age;         //!< microseconds since it was heard
    };

    Type type{HELLO};               //!< what it tells
    uint16_t domain{0};             //!< both switches have the same
    uint32_t sequence{0};           //!< of the sender's state: larger is newer
    uint32_t acknowledged{0};       //!< the newest of the receiver's that the sender has
    uint16_t priority{0};           //!< the smaller one is the primary switch's
    uint8_t flags{0};               //!< PEER_LINK_UP, HOLDING
    Mac48Address system;            //!< of the sender
    std::vector<Vpc> vpcs;          //!< of a hello: all of the sender's
    std::vector<Address> addresses; //!< of addresses

    /// @return the octets
    Ptr<Packet> ToPacket() const;
    /**
     * @brief Read a message. No octet is trusted.
     * @param packet the payload of a frame
     * @return the message; nothing if it is cut short, of another version or type, or names a VLAN,
     * vPC or MAC address that cannot be
     */
    static std::optional<VpcMessage> FromPacket(Ptr<const Packet> packet);
};

} // namespace ns3

#endif /* VPC_MESSAGE_H */
