/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mpls-drop-reason.h"

namespace ns3
{

const char*
ToString(MplsDropReason reason)
{
    switch (reason)
    {
    case MplsDropReason::MALFORMED:
        return "mpls-malformed";
    case MplsDropReason::SPECIAL_LABEL:
        return "mpls-special-label";
    case MplsDropReason::UNKNOWN_LABEL:
        return "mpls-unknown-label";
    case MplsDropReason::TTL_EXPIRED:
        return "mpls-ttl-expired";
    case MplsDropReason::TOO_LARGE:
        return "mpls-too-large";
    case MplsDropReason::LINK_DOWN:
        return "mpls-link-down";
    case MplsDropReason::UNKNOWN_PEER:
        return "mpls-unknown-peer";
    case MplsDropReason::UNSUPPORTED:
        return "mpls-unsupported";
    case MplsDropReason::CHECKSUM:
        return "mpls-checksum";
    }
    return "mpls-unknown";
}

std::ostream&
operator<<(std::ostream& os, MplsDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
