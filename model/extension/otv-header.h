/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_HEADER_H
#define OTV_HEADER_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief The header of Overlay Transport Virtualization (draft-hasmit-otv-04): flags, overlay ID,
 * instance ID, before an Ethernet frame without frame check sequence. It has the layout that VXLAN
 * took over (RFC 7348 section 5), so that a dissector of either reads it.
 */
class OtvHeader : public Header
{
  public:
    static constexpr uint16_t PORT = 8472;        //!< UDP, as assigned by IANA
    static constexpr uint32_t SIZE = 8;           //!< octets
    static constexpr uint32_t MAX_ID = 0xffffff;  //!< of overlay and instance: 24 bits
    static constexpr uint8_t HAS_INSTANCE = 0x08; //!< the flag I: the instance ID is valid

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Reads a header. What it is read from must hold SIZE octets.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint8_t flags{HAS_INSTANCE}; //!< flags
    uint32_t overlay{0};         //!< overlay ID
    uint32_t instance{0};        //!< instance ID
};

} // namespace ns3

#endif /* OTV_HEADER_H */
