/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_IPV4_SET_H
#define LISP_IPV4_SET_H

#include "ns3/ipv4-address.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @brief A set of IPv4 addresses that each packet's destination is looked up in.
 *
 * A sorted array, because it takes a tenth of a hash table's memory: even that of thousands of
 * addresses stays in the processor's cache from one packet to the next.
 */
class LispIpv4Set
{
  public:
    /// @param address an address to be a member
    void Insert(Ipv4Address address)
    {
        const auto place = Find(address.Get());
        if (place == m_addresses.end() || *place != address.Get())
        {
            m_addresses.insert(place, address.Get());
        }
    }

    /// @param address an address to be none
    void Erase(Ipv4Address address)
    {
        const auto place = Find(address.Get());
        if (place != m_addresses.end() && *place == address.Get())
        {
            m_addresses.erase(place);
        }
    }

    /// Leave no member.
    void Clear()
    {
        m_addresses.clear();
    }

    /// @param address an address @return true if it is a member
    bool Contains(Ipv4Address address) const
    {
        return std::binary_search(m_addresses.begin(), m_addresses.end(), address.Get());
    }

  private:
    /// @param address an address @return its place, or that before which it belongs
    std::vector<uint32_t>::iterator Find(uint32_t address)
    {
        return std::lower_bound(m_addresses.begin(), m_addresses.end(), address);
    }

    std::vector<uint32_t> m_addresses; //!< in ascending order
};

} // namespace ns3

#endif /* LISP_IPV4_SET_H */
