/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "locator-policy.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LocatorPolicy);

TypeId
LocatorPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LocatorPolicy").SetParent<Object>().SetGroupName("Lisp");
    return tid;
}

bool
LocatorPolicy::UsesDelays() const
{
    return false;
}

std::pair<uint8_t, bool>
LocatorPolicy::GetBest(const std::vector<Candidate>& candidates)
{
    uint8_t best = LISP_PRIORITY_UNUSABLE;
    bool isWeightless = true;
    for (const auto& candidate : candidates)
    {
        const LocatorSet::Locator& locator = *candidate.locator;
        if (locator.priority < best)
        {
            best = locator.priority;
            isWeightless = true;
        }
        isWeightless = isWeightless && (locator.priority != best || locator.weight == 0);
    }
    return {best, isWeightless};
}

} // namespace ns3
