/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EID_KEY_H
#define EID_KEY_H

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"

#include <cstdint>
#include <cstring>
#include <endian.h>

namespace ns3
{

/**
 * @brief An address as 128 bits, its first bit the highest: what EidTrie walks along.
 *
 * Shorter addresses have zero bits behind them, so that one walk serves every family.
 */
class EidKey
{
  public:
    /// Bits that one step of the walk takes.
    static constexpr unsigned STRIDE = 6;
    /// Zero bits that stand before the address, so that prefixes of 19 to 24 bits (43 to 48, 61 to
    /// 66) end in one step: most subnets' hosts then hang directly under them.
    static constexpr unsigned LEAD = 5;

    /// @param address an address of any family
    explicit EidKey(const NetworkAddress& address)
    {
        std::memcpy(&m_high, address.GetOctets(), sizeof(m_high));
        std::memcpy(&m_low, address.GetOctets() + sizeof(m_high), sizeof(m_low));
        m_high = be64toh(m_high);
        m_low = be64toh(m_low);
    }

    /**
     * @param at the first bit wanted, counted from the leading ones: a multiple of STRIDE
     * @return the STRIDE bits from there on; zero bits stand behind the last one
     */
    unsigned GetChunk(unsigned at) const
    {
        constexpr unsigned mask = (1U << STRIDE) - 1;
        if (at == 0)
        {
            return m_high >> (64 - STRIDE + LEAD);
        }
        const unsigned offset = at - LEAD;
        if (offset + STRIDE <= 64)
        {
            return (m_high >> (64 - STRIDE - offset)) & mask;
        }
        if (offset < 64)
        {
            return ((m_high << (offset + STRIDE - 64)) | (m_low >> (128 - STRIDE - offset))) & mask;
        }
        return ((m_low << (offset - 64)) >> (64 - STRIDE)) & mask;
    }

    /**
     * @param other another key
     * @return the number of bits up to the first in which the two differ, LEAD included
     */
    unsigned GetCommonLength(const EidKey& other) const
    {
        if (const uint64_t high = m_high ^ other.m_high)
        {
            return LEAD + __builtin_clzll(high);
        }
        const uint64_t low = m_low ^ other.m_low;
        return LEAD + (low ? 64 + __builtin_clzll(low) : 128);
    }

    /// @param prefix a prefix @return the number of its bits, LEAD included
    static unsigned GetLength(const EidPrefix& prefix)
    {
        return LEAD + prefix.GetLength();
    }

  private:
    uint64_t m_high; //!< the first 64 bits
    uint64_t m_low;  //!< the others
};

} // namespace ns3

#endif /* EID_KEY_H */
