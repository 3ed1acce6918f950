/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_CONTROL_HEADER_H
#define LISP_CONTROL_HEADER_H

#include "lisp-codec.h"

#include "ns3/header.h"

#include <vector>

namespace ns3
{

/**
 * @brief A whole control message as an ns-3 header, so that packets can be built, read and printed
 * in ns-3's way.
 *
 * It holds the octets, as they were signed or received, and what they decode to. Removing it from a
 * packet takes all that the packet has, whether or not that is a message: GetResult tells.
 */
class LispControlHeader : public Header
{
  public:
    LispControlHeader() = default;

    /// @param octets an encoded message
    explicit LispControlHeader(std::vector<uint8_t> octets);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @return the octets
    const std::vector<uint8_t>& GetOctets() const
    {
        return m_octets;
    }

    /// @return what the octets decode to
    const LispDecodeResult& GetResult() const
    {
        return m_result;
    }

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    std::vector<uint8_t> m_octets; //!< the message
    LispDecodeResult m_result;     //!< what it decodes to
};

} // namespace ns3

#endif /* LISP_CONTROL_HEADER_H */
