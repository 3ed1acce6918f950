/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lowest-delay-policy.h"

#include "rfc-locator-policy.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LowestDelayPolicy);

TypeId
LowestDelayPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LowestDelayPolicy")
            .SetParent<LocatorPolicy>()
            .SetGroupName("Lisp")
            .AddConstructor<LowestDelayPolicy>()
            .AddAttribute("Hysteresis",
                          "By how much another locator's round-trip time must be lower before the "
                          "flows change over to it. Open in the standards; the default is about "
                          "what a queue in the core adds and takes away again.",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&LowestDelayPolicy::m_hysteresis),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

void
LowestDelayPolicy::Share(std::vector<Candidate>& candidates) const
{
    const auto [best, isWeightless] = GetBest(candidates);
    Candidate* lowest = nullptr;
    Candidate* current = nullptr;
    std::size_t inUse = 0;
    for (auto& candidate : candidates)
    {
        inUse += candidate.isCurrent ? 1 : 0;
        if (candidate.delay && candidate.locator->priority == best &&
            (isWeightless || candidate.locator->weight > 0))
        {
            lowest = !lowest || *candidate.delay < *lowest->delay ? &candidate : lowest;
            current = candidate.isCurrent ? &candidate : current;
        }
    }
    if (!lowest)
    {
        RfcLocatorPolicy::ShareByRule(candidates);
        return;
    }
    // Several in use were shared out by the standard's rule, and none of them chosen.
    const bool stays = current && inUse == 1 && *current->delay - *lowest->delay < m_hysteresis;
    (stays ? current : lowest)->share = 1;
}

bool
LowestDelayPolicy::UsesDelays() const
{
    return true;
}

} // namespace ns3
