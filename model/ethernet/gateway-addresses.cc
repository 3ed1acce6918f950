/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "gateway-addresses.h"

#include "ns3/network-octets.h"

#include <algorithm>
#include <array>

namespace ns3
{

namespace
{

using MacOctets = std::array<uint8_t, 6>;

/// @param address a MAC address @return its octets
MacOctets
GetOctets(const Mac48Address& address)
{
    MacOctets octets;
    address.CopyTo(octets.data());
    return octets;
}

} // namespace

bool
IsSpanningTreeAddress(const Mac48Address& address)
{
    const auto octets = GetOctets(address);
    return octets == MacOctets{0x01, 0x80, 0xc2, 0, 0, 0} ||
           octets == MacOctets{0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd};
}

bool
IsVirtualGatewayMac(const Mac48Address& address)
{
    const auto o = GetOctets(address);
    const bool isVersion1 = o[0] == 0 && o[1] == 0 && o[2] == 0x0c && o[3] == 0x07 && o[4] == 0xac;
    const bool isVersion2 =
        o[0] == 0 && o[1] == 0 && o[2] == 0x0c && o[3] == 0x9f && (o[4] & 0xf0) == 0xf0;
    const bool isIpv6 =
        o[0] == 0 && o[1] == 0x05 && o[2] == 0x73 && o[3] == 0xa0 && (o[4] & 0xf0) == 0;
    return isVersion1 || isVersion2 || isIpv6;
}

bool
IsHsrp(const EthernetFrame& frame)
{
    if (!frame.IsGroup() ||
        (frame.protocol != EthernetFrame::IPV4 && frame.protocol != EthernetFrame::IPV6))
    {
        return false;
    }
    uint8_t octets[64];
    const uint32_t size = frame.payload->CopyData(octets, sizeof(octets));
    if (frame.protocol == EthernetFrame::IPV4)
    {
        const uint32_t header = size > 0 ? (octets[0] & 0x0fU) * 4 : 0;
        const bool isRouters = size >= 20 && octets[16] == 224 && octets[17] == 0 &&
                               octets[18] == 0 && (octets[19] == 2 || octets[19] == 102);
        // Ports are in whole packets and in first fragments (RFC 791 section 3.1).
        const bool isFirst = size >= 20 && (octets[6] & 0x1f) == 0 && octets[7] == 0;
        return isRouters && isFirst && octets[9] == IP_PROTOCOL_UDP && header >= 20 &&
               size >= header + 4 && Get16(octets + header + 2) == HSRP_PORT;
    }
    constexpr std::array<uint8_t, 16> GROUP =
        {0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x66};
    return size >= 44 && octets[6] == IP_PROTOCOL_UDP &&
           std::equal(GROUP.begin(), GROUP.end(), octets + 24) &&
           Get16(octets + 42) == HSRP_PORT_IPV6;
}

} // namespace ns3
