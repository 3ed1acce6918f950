/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VLAN_TAG_HEADER_H
#define VLAN_TAG_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief What follows the tag protocol 0x8100 in a tagged frame: tag control information and the
 * type of what comes next (IEEE 802.1Q-2018 section 9.6).
 */
class VlanTagHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 4; //!< octets

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Only to be called with SIZE octets there.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint16_t vlan{0};     //!< VLAN identifier, 12 bits
    uint8_t priority{0};  //!< priority code point, 3 bits
    uint16_t protocol{0}; //!< type or length of what follows
};

} // namespace ns3

#endif /* VLAN_TAG_HEADER_H */
