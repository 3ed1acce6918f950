/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GATEWAY_ADDRESSES_H
#define GATEWAY_ADDRESSES_H

#include "ethernet-frame.h"

#include <cstdint>

namespace ns3
{

/**
 * @file
 * @brief How frames of spanning tree and of HSRP are told from others: what LAN extensions filter.
 */

/// The UDP port of HSRP over IPv4 (RFC 2281 section 5.1).
constexpr uint16_t HSRP_PORT = 1985;
/// The UDP port of HSRP over IPv6 (IANA, "hsrpv6").
constexpr uint16_t HSRP_PORT_IPV6 = 2029;

/// @param address a destination @return true if it is spanning tree's: 01:80:c2:00:00:00 (IEEE
/// 802.1D-2004 table 7-10) or 01:00:0c:cc:cc:cd (of per-VLAN trees)
bool IsSpanningTreeAddress(const Mac48Address& address);

/// @param address a MAC address @return true if HSRP makes it of a group number: version 1
/// 00:00:0c:07:ac:GG (RFC 2281 section 5.6), version 2 00:00:0c:9f:fG:GG, IPv6 00:05:73:a0:0G:GG
bool IsVirtualGatewayMac(const Mac48Address& address);

/// @param frame a frame @return true if it holds an HSRP message: UDP port 1985 to 224.0.0.2 (RFC
/// 2281 section 5) or 224.0.0.102, or UDP port 2029 to ff02::66
bool IsHsrp(const EthernetFrame& frame);

} // namespace ns3

#endif /* GATEWAY_ADDRESSES_H */
