/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GRE_HEADER_H
#define GRE_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief The first four octets of a GRE header (RFC 2784 section 2.1).
 */
class GreHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 4;          //!< octets without a checksum
    static constexpr uint32_t CHECKSUM_SIZE = 4; //!< octets of checksum and Reserved1
    static constexpr uint8_t PROTOCOL = 47;      //!< IP protocol number (RFC 2784 section 3)
    static constexpr uint16_t CHECKSUM_PRESENT = 0x8000; //!< flag C (section 2.2)
    static constexpr uint16_t MUST_BE_ZERO = 0x7c00; //!< bits 1 to 5: other senders' (section 2.3)
    static constexpr uint16_t VERSION = 0x0007;      //!< 0 is the only one (section 2.3.1)

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Only to be called with SIZE octets there.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint16_t flags{0};    //!< flags, reserved bits and version
    uint16_t protocol{0}; //!< EtherType of what is inside
};

} // namespace ns3

#endif /* GRE_HEADER_H */
