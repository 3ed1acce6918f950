/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TEST_OCTETS_H
#define TEST_OCTETS_H

#include "ns3/network-address.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

/**
 * @file
 * @brief Octets put together from parts, without any header class.
 */

namespace ns3
{
namespace testoctets
{

/// Octets in network order.
using Octets = std::vector<uint8_t>;

/// @param parts octets @return one after the other
inline Octets
Join(std::initializer_list<Octets> parts)
{
    Octets whole;
    for (const auto& part : parts)
    {
        whole.insert(whole.end(), part.begin(), part.end());
    }
    return whole;
}

/// @param value a number @return its two octets
inline Octets
Two(uint32_t value)
{
    return {static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)};
}

/// @param text an address of any family @return its octets
inline Octets
AddressOctets(const std::string& text)
{
    const auto address = NetworkAddress::FromString(text);
    return {address.GetOctets(), address.GetOctets() + address.GetSize()};
}

} // namespace testoctets
} // namespace ns3

#endif /* TEST_OCTETS_H */
