/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bundle-drop-reason.h"

namespace ns3
{

const char*
ToString(BundleDropReason reason)
{
    switch (reason)
    {
    case BundleDropReason::NO_MEMBER:
        return "bundle-no-member";
    case BundleDropReason::DISABLED:
        return "bundle-disabled";
    }
    return "bundle-unknown";
}

std::ostream&
operator<<(std::ostream& os, BundleDropReason reason)
{
    return os << ToString(reason);
}

} // namespace ns3
