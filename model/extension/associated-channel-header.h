/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ASSOCIATED_CHANNEL_HEADER_H
#define ASSOCIATED_CHANNEL_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief The header of a message on a pseudowire's associated channel (RFC 4385 section 5): what
 * stands in place of the control word, with a nibble of 1.
 */
class AssociatedChannelHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 4;                //!< octets
    static constexpr uint8_t NIBBLE = 1;               //!< its first four bits
    static constexpr uint16_t BFD = 0x0007;            //!< BFD without IP and UDP (RFC 5885, 3.2)
    static constexpr uint16_t MAC_WITHDRAWAL = 0x0028; //!< MAC Withdraw OAM message (RFC 7769)

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Only to be called with SIZE octets there.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint8_t version{0}; //!< 4 bits; 0 is the only one there is
    uint16_t type{0};   //!< channel type: what follows
};

} // namespace ns3

#endif /* ASSOCIATED_CHANNEL_HEADER_H */
