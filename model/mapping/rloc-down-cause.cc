/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "rloc-down-cause.h"

namespace ns3
{

const char*
ToString(RlocDownCause cause)
{
    switch (cause)
    {
    case RlocDownCause::ROUTE:
        return "route";
    case RlocDownCause::ICMP:
        return "icmp";
    case RlocDownCause::PROBE:
        return "probe";
    case RlocDownCause::STATUS_BITS:
        return "status-bits";
    case RlocDownCause::ECHO_NONCE:
        return "echo-nonce";
    case RlocDownCause::SCRIPT:
        return "script";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, RlocDownCause cause)
{
    return os << ToString(cause);
}

} // namespace ns3
