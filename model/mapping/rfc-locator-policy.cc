/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "rfc-locator-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RfcLocatorPolicy);

TypeId
RfcLocatorPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RfcLocatorPolicy")
                            .SetParent<LocatorPolicy>()
                            .SetGroupName("Lisp")
                            .AddConstructor<RfcLocatorPolicy>();
    return tid;
}

void
RfcLocatorPolicy::Share(std::vector<Candidate>& candidates) const
{
    ShareByRule(candidates);
}

void
RfcLocatorPolicy::ShareByRule(std::vector<Candidate>& candidates)
{
    const auto [best, isWeightless] = GetBest(candidates);
    for (auto& candidate : candidates)
    {
        if (candidate.locator->priority == best)
        {
            candidate.share = isWeightless ? 1 : candidate.locator->weight;
        }
    }
}

} // namespace ns3
