/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vpc-drop-reason.h"

namespace ns3
{

const char*
ToString(VpcDropReason reason)
{
    switch (reason)
    {
    case VpcDropReason::MALFORMED:
        return "vpc-malformed";
    case VpcDropReason::WRONG_PORT:
        return "vpc-wrong-port";
    case VpcDropReason::WRONG_DOMAIN:
        return "vpc-wrong-domain";
    case VpcDropReason::OWN:
        return "vpc-own";
    case VpcDropReason::UNKNOWN_PEER:
        return "vpc-unknown-peer";
    case VpcDropReason::STALE:
        return "vpc-stale";
    case VpcDropReason::TABLE_FULL:
        return "vpc-table-full";
    }
    return "vpc-unknown";
}

std::ostream&
operator<<(std::ostream& os, VpcDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
