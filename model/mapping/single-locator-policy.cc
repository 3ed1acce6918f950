/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "single-locator-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SingleLocatorPolicy);

TypeId
SingleLocatorPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SingleLocatorPolicy")
                            .SetParent<LocatorPolicy>()
                            .SetGroupName("Lisp")
                            .AddConstructor<SingleLocatorPolicy>();
    return tid;
}

void
SingleLocatorPolicy::Share(std::vector<Candidate>& candidates) const
{
    const auto [best, isWeightless] = GetBest(candidates);
    for (auto& candidate : candidates)
    {
        // They come by ascending address.
        if (candidate.locator->priority == best && (isWeightless || candidate.locator->weight > 0))
        {
            candidate.share = 1;
            return;
        }
    }
}

} // namespace ns3
