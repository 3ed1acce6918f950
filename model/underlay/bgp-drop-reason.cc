/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bgp-drop-reason.h"

namespace ns3
{

const char*
ToString(BgpDropReason reason)
{
    switch (reason)
    {
    case BgpDropReason::OWN_AS:
        return "bgp-own-as";
    case BgpDropReason::NEXT_HOP:
        return "bgp-next-hop";
    case BgpDropReason::BAD_PREFIX:
        return "bgp-bad-prefix";
    case BgpDropReason::FAMILY:
        return "bgp-family";
    case BgpDropReason::UNKNOWN_PEER:
        return "bgp-unknown-peer";
    case BgpDropReason::TOO_LONG:
        return "bgp-too-long";
    }
    return "bgp-unknown";
}

std::ostream&
operator<<(std::ostream& os, BgpDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
