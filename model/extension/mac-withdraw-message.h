/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MAC_WITHDRAW_MESSAGE_H
#define MAC_WITHDRAW_MESSAGE_H

#include "ns3/mac48-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

class Packet;

/**
 * @brief A MAC Withdraw OAM message on a pseudowire's associated channel (RFC 7769 section 4), from
 * behind the channel header on.
 */
struct MacWithdrawMessage
{
    /// Which addresses the receiver is to forget.
    enum class Scope : uint8_t
    {
        NONE,        //!< none: an acknowledgement
        LISTED,      //!< those listed, if learned from the sender (RFC 4762 section 6.2)
        FROM_SENDER, //!< all learned from the sender (RFC 7361 section 5.1.1: flag N)
        BUT_SENDERS, //!< all but those learned from the sender (RFC 4762 section 6.2)
    };

    static constexpr uint8_t ACKNOWLEDGES = 0x80;    //!< flag A (RFC 7769 section 4)
    static constexpr uint8_t RESETS = 0x40;          //!< flag R (RFC 7769 section 4)
    static constexpr uint16_t SEQUENCE_TLV = 0x0001; //!< Sequence Number TLV (RFC 7769 section 4)
    static constexpr uint16_t MAC_LIST_TLV = 0x8404; //!< MAC List TLV, U bit set (RFC 4762, 6.2.1)
    static constexpr uint16_t FLUSH_TLV =
        0xc406; //!< MAC Flush Parameters, U and F (RFC 7361, 5.1.1)
    static constexpr uint16_t TLV_TYPE = 0x3fff; //!< the bits of a TLV's type that name it
    static constexpr uint8_t NEGATIVE = 0x40;    //!< flag N of FLUSH_TLV (RFC 7361 section 5.1.1)
    /// The most addresses in one: all TLVs have 255 octets, the first 8, a TLV header 4, one 6.
    static constexpr std::size_t MAX_ADDRESSES = 40;

    bool acknowledges{false};            //!< it acknowledges the message of this number
    bool resets{false};                  //!< its sender begins anew with its numbers
    uint32_t sequence{0};                //!< the message's number
    Scope scope{Scope::NONE};            //!< which addresses
    std::vector<Mac48Address> addresses; //!< LISTED: these, MAX_ADDRESSES at most

    /// @return the octets
    Ptr<Packet> ToPacket() const;
    /**
     * @brief Read a message. No octet is trusted.
     * @param packet the octets @return the message; nothing if it is malformed
     */
    static std::optional<MacWithdrawMessage> FromPacket(Ptr<const Packet> packet);
};

} // namespace ns3

#endif /* MAC_WITHDRAW_MESSAGE_H */
