/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NAT_HEADER_H
#define NAT_HEADER_H

#include "ns3/header.h"
#include "ns3/ipv4-address.h"

#include <array>
#include <cstdint>

namespace ns3
{

/**
 * @brief The first eight octets of a UDP datagram (RFC 768) or an ICMP echo (RFC 792), as a NAT
 * changes them: with their checksum adapted rather than computed, so that a wrong one stays wrong.
 */
class NatHeader : public Header
{
  public:
    static constexpr uint32_t SIZE = 8; //!< octets of either

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @param offset even, below SIZE @return the two octets there
    uint16_t Get16(uint32_t offset) const;
    /// @return the type of an ICMP message
    uint8_t GetIcmpType() const;

    /**
     * @brief Change a port or an identifier, and the checksum with it.
     * @param offset of the field
     * @param value the new one
     * @param checksum offset of the checksum
     */
    void Replace(uint32_t offset, uint16_t value, uint32_t checksum);
    /**
     * @brief Adapt the checksum of UDP to another address in the pseudo-header.
     * @param before the address
     * @param after the new one
     */
    void ReplaceAddress(Ipv4Address before, Ipv4Address after);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    static constexpr uint32_t UDP_SOURCE = 0;      //!< offset of the source port
    static constexpr uint32_t UDP_DESTINATION = 2; //!< offset of the destination port
    static constexpr uint32_t UDP_CHECKSUM = 6;    //!< offset of the checksum
    static constexpr uint32_t ICMP_CHECKSUM = 2;   //!< offset of the checksum
    static constexpr uint32_t ICMP_IDENTIFIER = 4; //!< offset of the identifier of an echo
    static constexpr uint8_t ICMP_ECHO = 8;        //!< type of a request
    static constexpr uint8_t ICMP_ECHO_REPLY = 0;  //!< type of a reply

  private:
    void Set16(uint32_t offset, uint16_t value);
    void Adapt(uint32_t checksum, uint16_t before, uint16_t after);

    std::array<uint8_t, SIZE> m_octets{}; //!< as on the wire
};

} // namespace ns3

#endif /* NAT_HEADER_H */
