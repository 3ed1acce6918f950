/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_MESSAGE_H
#define HSRP_MESSAGE_H

#include "ns3/mac48-address.h"
#include "ns3/network-address.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

namespace ns3
{

/// What an HSRP message is for (RFC 2281 section 5.1). The values are those on the wire.
enum class HsrpOpcode : uint8_t
{
    HELLO = 0,  //!< the sender runs
    COUP = 1,   //!< the sender becomes the active router
    RESIGN = 2, //!< the sender is the active router no more
};

/// The state of a router in its group (RFC 2281 section 5.3), in the order of that section.
enum class HsrpState : uint8_t
{
    INITIAL, //!< HSRP does not run
    LEARN,   //!< waits to hear the virtual address
    LISTEN,  //!< neither active nor standby
    SPEAK,   //!< takes part in the election
    STANDBY, //!< next to be active
    ACTIVE,  //!< the gateway
};

/// @param opcode an operation @return "hello", "coup" or "resign"
const char* ToString(HsrpOpcode opcode);
/// @param state a state @return "initial", "learn", "listen", "speak", "standby" or "active"
const char* ToString(HsrpState state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, HsrpState state);

/**
 * @brief One message of the Hot Standby Router Protocol, and its octets.
 *
 * Version 1 is RFC 2281 section 5.1. Version 2 is the vendor's: a group state TLV and one of text
 * authentication, as protocol analysers decode them. An MD5 authentication TLV is recognised, not
 * checked.
 */
struct HsrpMessage
{
    static constexpr std::size_t SIZE_V1 = 20;       //!< RFC 2281 section 5.1
    static constexpr std::size_t MAX_SIZE = 52;      //!< the longest that Write makes
    static constexpr uint16_t MAX_GROUP_V1 = 255;    //!< RFC 2281 section 5.1
    static constexpr uint16_t MAX_GROUP_V2 = 4095;   //!< 12 bits of the virtual MAC address
    static constexpr std::size_t SECRET_SIZE = 8;    //!< RFC 2281 section 5.1
    using Secret = std::array<uint8_t, SECRET_SIZE>; //!< text that messages carry

    /// How octets were taken.
    enum class Outcome : uint8_t
    {
        MESSAGE,       //!< it is in the message
        MALFORMED,     //!< cut short, or with a value that there is not
        WRONG_VERSION, //!< of another version
        OTHER_OPCODE,  //!< of an operation that the state machine does not have
    };

    /**
     * @brief Read a message. No octet is trusted.
     * @param version 1 or 2: which layout is expected
     * @param octets what UDP carried
     * @param size how many octets there are
     * @param message what it says, if the outcome is MESSAGE
     * @return the outcome
     */
    static Outcome Read(uint8_t version,
                        const uint8_t* octets,
                        std::size_t size,
                        HsrpMessage& message);

    /**
     * @brief Write the message.
     * @param octets room for MAX_SIZE
     * @return the octets written
     */
    std::size_t Write(uint8_t* octets) const;

    /// @param text the first 8 octets count @return them, filled with zeros
    static Secret MakeSecret(const std::string& text);

    /**
     * @brief The MAC address that a group has unless told otherwise.
     * @param version 1 or 2 @param family IPV4 or IPV6 @param group its number
     * @return 00:00:0c:07:ac:GG (RFC 2281 section 6.1), version 2 00:00:0c:9f:fG:GG, IPv6
     * 00:05:73:a0:0G:GG
     */
    static Mac48Address MakeVirtualMac(uint8_t version, AddressFamily family, uint16_t group);
    /**
     * @brief The link-local address that an IPv6 group has unless told otherwise.
     * @param mac the group's virtual MAC address
     * @return fe80:: with the address in it as it is: fe80::5:73ff:fea0:1 for group 1
     */
    static Ipv6Address MakeVirtualLinkLocal(const Mac48Address& mac);

    uint8_t version{1};                        //!< 1 or 2
    HsrpOpcode opcode{HsrpOpcode::HELLO};      //!< what it is for
    HsrpState state{HsrpState::INITIAL};       //!< the sender's
    uint16_t group{0};                         //!< the group's number
    uint32_t priority{0};                      //!< the sender's; version 1: 8 bits
    uint32_t hello{0};                         //!< Hellotime in ms; version 1 sends whole seconds
    uint32_t hold{0};                          //!< Holdtime in ms; version 1 sends whole seconds
    Mac48Address identifier;                   //!< the sender's MAC address; version 2
    AddressFamily family{AddressFamily::IPV4}; //!< of the group; version 1: IPv4
    NetworkAddress virtualAddress;             //!< the gateway's address, of that family
    Secret secret{};                           //!< authentication; all zero: none
    bool hasDigest{false};                     //!< an MD5 authentication TLV was there
};

} // namespace ns3

#endif /* HSRP_MESSAGE_H */
