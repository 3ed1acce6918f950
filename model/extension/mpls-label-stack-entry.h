/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPLS_LABEL_STACK_ENTRY_H
#define MPLS_LABEL_STACK_ENTRY_H

#include "ns3/header.h"

#include <cstdint>

namespace ns3
{

/**
 * @brief One entry of an MPLS label stack (RFC 3032 section 2.1; the traffic class is RFC 5462's
 * name of the experimental bits).
 */
class MplsLabelStackEntry : public Header
{
  public:
    static constexpr uint32_t SIZE = 4;            //!< octets
    static constexpr uint16_t ETHER_TYPE = 0x8847; //!< MPLS (RFC 3032 section 5; RFC 5332)
    static constexpr uint32_t MIN_LABEL = 16; //!< below are special ones (RFC 3032 section 2.1)
    static constexpr uint32_t MAX_LABEL = 0xfffff; //!< 20 bits

    /// @return the type
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /// Only to be called with SIZE octets there.
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint32_t label{0};       //!< 20 bits
    uint8_t trafficClass{0}; //!< 3 bits
    bool bottom{false};      //!< whether no other entry follows
    uint8_t ttl{0};          //!< time to live
};

} // namespace ns3

#endif /* MPLS_LABEL_STACK_ENTRY_H */
