/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "locator-set.h"

#include "explicit-path.h"
#include "locator-policy.h"
#include "locator-set-pool.h"
#include "rfc-locator-policy.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace ns3
{

namespace
{

/**
 * @brief Slots shared out by what each locator is to get.
 *
 * Think of the locators side by side on a line, each as long as its share, and of the slots as
 * equal steps along it: a locator's slots end at the step nearest to its end. That is exact if the
 * ends are on steps, else less than a slot off; but any share has a slot, however small it is.
 */
class Shares
{
  public:
    /// @param share that of the next locator
    void Add(uint32_t share)
    {
        m_sum += share;
        m_divisor = std::gcd(m_divisor, share);
        m_waiting += share > 0 ? 1 : 0;
    }

    /// @return the slots that it takes: exact if they are few enough
    std::size_t GetSlots() const
    {
        return m_sum == 0 ? 0 : std::min<uint64_t>(m_sum / m_divisor, LocatorSet::MAX_SLOTS);
    }

    /// @param share that of the next locator to be served, in the order of Add
    /// @return the slots up to its end
    std::size_t Take(uint32_t share)
    {
        if (share > 0)
        {
            m_end += share;
            --m_waiting;
            const std::size_t nearest = (2 * m_end * GetSlots() + m_sum) / (2 * m_sum);
            m_taken = std::min(std::max(nearest, m_taken + 1), GetSlots() - m_waiting);
        }
        return m_taken;
    }

  private:
    uint64_t m_sum{0};        //!< of the shares
    uint32_t m_divisor{0};    //!< greatest common
    std::size_t m_waiting{0}; //!< locators with a share that have no slots yet
    uint64_t m_end{0};        //!< on the line, of the last that was served
    std::size_t m_taken{0};   //!< slots up to there
};

} // namespace

bool
LocatorSet::Locator::operator==(const Locator& o) const
{
    const bool isSamePlace =
        path && o.path ? *path == *o.path : path == o.path && address == o.address;
    return isSamePlace &&
           std::tie(priority, weight, multicastPriority, multicastWeight, local, reachable) ==
               std::tie(o.priority,
                        o.weight,
                        o.multicastPriority,
                        o.multicastWeight,
                        o.local,
                        o.reachable);
}

LocatorSet::LocatorSet(const Ptr<LocatorSetPool>& pool,
                       std::vector<Locator> locators,
                       std::size_t hash)
    : m_rlocs(pool->GetRlocs()),
      m_locators(std::move(locators)),
      m_pool(pool),
      m_hash(hash)
{
    const bool hasPaths = std::any_of(m_locators.begin(), m_locators.end(), [](const auto& own) {
        return own.path != nullptr;
    });
    m_hops.resize(hasPaths ? m_locators.size() : 0);
    for (std::size_t i = 0; i < m_locators.size(); ++i)
    {
        Locator& locator = m_locators[i];
        if (locator.path)
        {
            for (const auto& hop : locator.path->next)
            {
                m_hops[i].push_back(pool->GetRlocs().Acquire(hop.rloc));
            }
        }
        else
        {
            locator.id = pool->GetRlocs().Acquire(locator.address);
        }
    }
    ChooseHops();
    m_slots.reserve(GetMostSlots());
}

LocatorSet::~LocatorSet()
{
    for (std::size_t i = 0; i < m_locators.size(); ++i)
    {
        if (!m_locators[i].path)
        {
            m_pool->GetRlocs().Release(m_locators[i].id);
            continue;
        }
        for (const auto hop : m_hops[i])
        {
            m_pool->GetRlocs().Release(hop);
        }
    }
    m_pool->Forget(this);
}

NetworkAddress
LocatorSet::Locator::GetEtr() const
{
    return path ? path->end : address;
}

bool
LocatorSet::Locator::MayProbe() const
{
    return !path || std::any_of(path->next.begin(), path->next.end(), [this](const auto& hop) {
        return hop.rloc == address && hop.mayProbe;
    });
}

void
LocatorSet::ChooseHops() const
{
    for (std::size_t i = 0; i < m_hops.size(); ++i)
    {
        if (!m_locators[i].path)
        {
            continue;
        }
        const auto& hops = m_hops[i];
        auto chosen = std::find_if(hops.begin(), hops.end(), [this](RlocTable::Id hop) {
            return m_rlocs.IsUsable(hop);
        });
        // Without one that is usable the first, which says why not.
        chosen = chosen == hops.end() ? hops.begin() : chosen;
        m_locators[i].id = *chosen;
        m_locators[i].address = m_rlocs.GetAddress(*chosen);
    }
}

std::size_t
LocatorSet::GetMostSlots() const
{
    // Any locators of one priority that remain need no more slots than all of them do.
    // The same for as many as there are is what weights that are all 0 come to.
    std::array<Shares, LISP_PRIORITY_UNUSABLE> levels;
    std::size_t most = m_locators.size();
    for (const auto& locator : m_locators)
    {
        if (locator.priority != LISP_PRIORITY_UNUSABLE)
        {
            levels[locator.priority].Add(locator.weight);
            most = std::max<std::size_t>(most, levels[locator.priority].GetSlots());
        }
    }
    return most;
}

bool
LocatorSet::HasSlots(std::size_t place) const
{
    return m_only ? m_only == &m_locators[place]
                  : std::binary_search(m_slots.begin(), m_slots.end(), place);
}

void
LocatorSet::Rebuild() const
{
    m_epoch = m_rlocs.GetEpoch();
    ChooseHops();
    std::vector<LocatorPolicy::Candidate>& candidates = m_pool->GetScratch();
    candidates.clear();
    for (std::size_t i = 0; i < m_locators.size(); ++i)
    {
        const Locator& locator = m_locators[i];
        if (locator.reachable && locator.priority != LISP_PRIORITY_UNUSABLE &&
            m_rlocs.IsUsable(locator.id))
        {
            candidates.push_back({&locator, m_rlocs.GetDelay(locator.id), HasSlots(i), 0});
        }
    }
    m_slots.clear();
    m_only = nullptr;
    if (candidates.empty())
    {
        return;
    }
    const Ptr<const LocatorPolicy>& policy = m_pool->GetPolicy();
    policy ? policy->Share(candidates) : RfcLocatorPolicy::ShareByRule(candidates);
    Shares shares;
    for (const auto& candidate : candidates)
    {
        shares.Add(candidate.share);
    }
    if (shares.GetSlots() == 0)
    {
        return;
    }
    for (const auto& candidate : candidates)
    {
        m_slots.resize(shares.Take(candidate.share),
                       static_cast<uint8_t>(candidate.locator - m_locators.data()));
    }
    const bool isOne = m_slots.front() == m_slots.back();
    m_only = isOne ? &m_locators[m_slots.front()] : nullptr;
}

const LocatorSet::Locator*
LocatorSet::Find(const NetworkAddress& rloc) const
{
    const auto found =
        std::find_if(m_locators.begin(), m_locators.end(), [&rloc](const Locator& locator) {
            return locator.path
                       ? locator.path->end == rloc ||
                             std::any_of(locator.path->next.begin(),
                                         locator.path->next.end(),
                                         [&rloc](const auto& hop) { return hop.rloc == rloc; })
                       : locator.address == rloc;
        });
    return found == m_locators.end() ? nullptr : &*found;
}

void
LocatorSet::SetExample(const EidPrefix& eid) const
{
    for (const auto& locator : m_locators)
    {
        m_pool->GetRlocs().SetExample(locator.id, eid);
    }
}

std::vector<LispLocator>
LocatorSet::ToLispLocators() const
{
    std::vector<LispLocator> locators;
    locators.reserve(m_locators.size());
    for (const auto& own : m_locators)
    {
        LispLocator& locator = locators.emplace_back();
        locator.address = own.path ? own.path->path : LispAddress(own.address);
        locator.priority = own.priority;
        locator.weight = own.weight;
        locator.multicastPriority = own.multicastPriority;
        locator.multicastWeight = own.multicastWeight;
        locator.local = own.local;
        locator.reachable = own.reachable;
    }
    return locators;
}

std::string
LocatorSet::ToString() const
{
    std::string text;
    for (const auto& locator : m_locators)
    {
        text += (text.empty() ? "" : ", ") +
                (locator.path ? FormatExplicitPath(*GetExplicitPath(locator.path->path))
                              : locator.address.ToString()) +
                " " + std::to_string(locator.priority) + "/" + std::to_string(locator.weight);
    }
    return text;
}

} // namespace ns3
