/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef INTERNET_CHECKSUM_H
#define INTERNET_CHECKSUM_H

#include <cstddef>
#include <cstdint>

namespace ns3
{

/**
 * @brief The ones' complement sum of IP and UDP (RFC 1071), taken over several runs of octets.
 */
class InternetChecksum
{
  public:
    /**
     * @brief Add octets. Every run but the last must have an even number of them.
     * @param octets the first octet
     * @param count how many
     */
    void Add(const uint8_t* octets, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
        {
            m_sum += i % 2 ? octets[i] : uint64_t{octets[i]} << 8;
        }
    }

    /// @param value added as 2 octets
    void Add(uint16_t value)
    {
        m_sum += value;
    }

    /// @return the checksum; 0 over octets that hold their own right checksum
    uint16_t Get() const
    {
        uint64_t sum = m_sum;
        while (sum >> 16)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return static_cast<uint16_t>(~sum);
    }

  private:
    uint64_t m_sum{0}; //!< not yet folded
};

} // namespace ns3

#endif /* INTERNET_CHECKSUM_H */
