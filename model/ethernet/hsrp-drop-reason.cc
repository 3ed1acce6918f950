/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hsrp-drop-reason.h"

namespace ns3
{

const char*
ToString(HsrpDropReason reason)
{
    switch (reason)
    {
    case HsrpDropReason::NONE:
        return "none";
    case HsrpDropReason::NOT_RUNNING:
        return "hsrp-not-running";
    case HsrpDropReason::MALFORMED:
        return "hsrp-malformed";
    case HsrpDropReason::BAD_CHECKSUM:
        return "hsrp-bad-checksum";
    case HsrpDropReason::WRONG_VERSION:
        return "hsrp-wrong-version";
    case HsrpDropReason::OTHER_OPCODE:
        return "hsrp-other-opcode";
    case HsrpDropReason::WRONG_GROUP:
        return "hsrp-wrong-group";
    case HsrpDropReason::WRONG_AUTHENTICATION:
        return "hsrp-wrong-authentication";
    case HsrpDropReason::OWN_ADDRESS:
        return "hsrp-own-address";
    case HsrpDropReason::FOREIGN_SOURCE:
        return "hsrp-foreign-source";
    }
    return "hsrp-unknown";
}

std::ostream&
operator<<(std::ostream& os, HsrpDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
