/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ethernet-drop-reason.h"

namespace ns3
{

const char*
ToString(EthernetDropReason reason)
{
    switch (reason)
    {
    case EthernetDropReason::LINK_DOWN:
        return "ethernet-link-down";
    case EthernetDropReason::HOST_OFF:
        return "ethernet-host-off";
    case EthernetDropReason::RECEIVER_OFF:
        return "ethernet-receiver-off";
    case EthernetDropReason::HOST_PAUSED:
        return "ethernet-host-paused";
    case EthernetDropReason::TOO_LARGE:
        return "ethernet-too-large";
    case EthernetDropReason::QUEUE_FULL:
        return "ethernet-queue-full";
    case EthernetDropReason::FLUSHED:
        return "ethernet-flushed";
    case EthernetDropReason::CUT_SENDING:
        return "ethernet-cut-sending";
    case EthernetDropReason::CUT_ARRIVING:
        return "ethernet-cut-arriving";
    case EthernetDropReason::NO_PEER:
        return "ethernet-no-peer";
    case EthernetDropReason::CORRUPTED:
        return "ethernet-corrupted";
    case EthernetDropReason::BAD_FCS:
        return "ethernet-bad-fcs";
    case EthernetDropReason::MALFORMED:
        return "ethernet-malformed";
    }
    return "ethernet-unknown";
}

std::ostream&
operator<<(std::ostream& os, EthernetDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
