/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACKET_HEX_H
#define PACKET_HEX_H

#include "ns3/packet.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @brief Packets as hexadecimal digits, for the suites that compare octets.
 */

namespace ns3
{

/// @param packet a packet @param skip octets at its end that are left out
/// @return it as hexadecimal digits, without blanks
inline std::string
ToHex(const Ptr<const Packet>& packet, uint32_t skip = 0)
{
    static const char* const DIGITS = "0123456789abcdef";
    std::vector<uint8_t> octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    std::string text;
    for (std::size_t i = 0; i + skip < octets.size(); ++i)
    {
        text += DIGITS[octets[i] >> 4];
        text += DIGITS[octets[i] & 15];
    }
    return text;
}

/// @param digits hexadecimal digits, blanks between them allowed @return the octets
inline Ptr<Packet>
FromHex(const std::string& digits)
{
    std::vector<uint8_t> octets;
    std::string pair;
    for (const char digit : digits)
    {
        if (digit != ' ')
        {
            pair += digit;
        }
        if (pair.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(pair, nullptr, 16)));
            pair.clear();
        }
    }
    return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
}

} // namespace ns3

#endif /* PACKET_HEX_H */
