/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "switch-drop-reason.h"

namespace ns3
{

const char*
ToString(SwitchDropReason reason)
{
    switch (reason)
    {
    case SwitchDropReason::NONE:
        return "switch-none";
    case SwitchDropReason::MALFORMED:
        return "switch-malformed";
    case SwitchDropReason::WRONG_VLAN:
        return "switch-wrong-vlan";
    case SwitchDropReason::BLOCKED:
        return "switch-blocked";
    case SwitchDropReason::BLOCKED_EXIT:
        return "switch-blocked-exit";
    case SwitchDropReason::SAME_PORT:
        return "switch-same-port";
    case SwitchDropReason::NOT_IN_VLAN:
        return "switch-not-in-vlan";
    case SwitchDropReason::PORT_DOWN:
        return "switch-port-down";
    case SwitchDropReason::NO_PORT:
        return "switch-no-port";
    case SwitchDropReason::NO_PROTOCOL:
        return "switch-no-protocol";
    case SwitchDropReason::PEER_LINK:
        return "switch-peer-link";
    }
    return "switch-unknown";
}

std::ostream&
operator<<(std::ostream& os, SwitchDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
