/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-gpe.h"

namespace ns3
{

const char*
ToString(LispNextProtocol protocol)
{
    switch (protocol)
    {
    case LispNextProtocol::RESERVED:
        return "reserved";
    case LispNextProtocol::IPV4:
        return "ipv4";
    case LispNextProtocol::IPV6:
        return "ipv6";
    case LispNextProtocol::ETHERNET:
        return "ethernet";
    case LispNextProtocol::NSH:
        return "nsh";
    default:
        break;
    }
    // The last two values of either half are for experiments (RFC 9305 section 3).
    constexpr uint8_t half = 0x7f;
    constexpr uint8_t experiments = 0x7e;
    const auto value = static_cast<uint8_t>(protocol);
    if ((value & half) >= experiments)
    {
        return "experimental";
    }
    return value >= LISP_FIRST_SHIM_PROTOCOL ? "shim" : "unassigned";
}

} // namespace ns3
