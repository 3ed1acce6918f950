/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "locator-set.h"

#include "explicit-path.h"
#include "locator-set-pool.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace ns3
{

namespace
{

/**
 * @brief Slots shared out by weight.
 *
 * Think of the locators side by side on a line, each as long as its weight, and of the slots as
 * equal steps along it: a locator's slots end at the step nearest to its end. That is exact if the
 * ends are on steps, else less than a slot off for any locator.
 */
class Shares
{
  public:
    /// @param weight the weight of the next locator
    void Add(unsigned weight)
    {
        m_sum += weight;
        m_divisor = std::gcd(m_divisor, weight);
        ++m_count;
    }

    /// @return the slots that it takes: exact if they are few enough
    unsigned GetSlots() const
    {
        return std::min(m_sum == 0 ? m_count : m_sum / m_divisor, LocatorSet::MAX_SLOTS);
    }

    /// @param end a locator's end on the line @return the slots up to there
    unsigned GetSlotsUpTo(unsigned end) const
    {
        const unsigned whole = m_sum == 0 ? m_count : m_sum;
        return (2 * end * GetSlots() + whole) / (2 * whole);
    }

    /// @param weight a locator's weight @return its length on the line
    unsigned GetLength(unsigned weight) const
    {
        return m_sum == 0 ? 1 : weight;
    }

  private:
    unsigned m_sum{0};     //!< of the weights
    unsigned m_divisor{0}; //!< greatest common
    unsigned m_count{0};   //!< of the locators
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

void
LocatorSet::Rebuild() const
{
    m_epoch = m_rlocs.GetEpoch();
    m_slots.clear();
    m_only = nullptr;
    ChooseHops();
    const auto canUse = [this](const Locator& locator) {
        return locator.reachable && m_rlocs.IsUsable(locator.id);
    };
    uint8_t best = LISP_PRIORITY_UNUSABLE;
    for (const auto& locator : m_locators)
    {
        best = canUse(locator) ? std::min(best, locator.priority) : best;
    }
    if (best == LISP_PRIORITY_UNUSABLE)
    {
        return;
    }
    Shares shares;
    for (const auto& locator : m_locators)
    {
        if (locator.priority == best && canUse(locator))
        {
            shares.Add(locator.weight);
        }
    }
    unsigned end = 0;
    for (std::size_t i = 0; i < m_locators.size(); ++i)
    {
        if (m_locators[i].priority == best && canUse(m_locators[i]))
        {
            end += shares.GetLength(m_locators[i].weight);
            m_slots.resize(shares.GetSlotsUpTo(end), static_cast<uint8_t>(i));
        }
    }
    const bool isOne = !m_slots.empty() && m_slots.front() == m_slots.back();
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
