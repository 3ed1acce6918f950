/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PSEUDOWIRE_CONTROL_WORD_H
#define PSEUDOWIRE_CONTROL_WORD_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief The control word before an Ethernet frame on a pseudowire (RFC 4448 section 4.6): a nibble
 * of 0, 12 reserved bits and the sequence number.
 */
class PseudowireControlWord : public Header
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

    uint16_t sequence{0}; //!< sequence number; 0: not in use
};

} // namespace ns3

#endif /* PSEUDOWIRE_CONTROL_WORD_H */
