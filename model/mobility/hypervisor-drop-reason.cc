/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hypervisor-drop-reason.h"

namespace ns3
{

const char*
ToString(HypervisorDropReason reason)
{
    switch (reason)
    {
    case HypervisorDropReason::NONE:
        return "hypervisor-none";
    case HypervisorDropReason::MALFORMED:
        return "hypervisor-malformed";
    case HypervisorDropReason::NOT_EXPECTED:
        return "hypervisor-not-expected";
    case HypervisorDropReason::WRONG_TOKEN:
        return "hypervisor-wrong-token";
    case HypervisorDropReason::CUT:
        return "hypervisor-cut";
    case HypervisorDropReason::SILENT:
        return "hypervisor-silent";
    case HypervisorDropReason::TOO_MANY:
        return "hypervisor-too-many";
    }
    return "hypervisor-unknown";
}

std::ostream&
operator<<(std::ostream& os, HypervisorDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
