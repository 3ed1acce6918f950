/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "move-resources.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ns3
{

MoveResources::MoveResources(const Limits& limits)
    : m_limits(limits)
{
}

std::size_t
MoveResources::AddLinkGroup(const std::string& name, uint64_t capacity)
{
    if (capacity == 0)
    {
        throw std::invalid_argument("link group '" + name + "': its capacity must be positive");
    }
    LinkGroupReport group;
    group.name = name;
    group.capacity = capacity;
    m_groups.push_back(group);
    m_links.emplace_back();
    return m_groups.size() - 1;
}

void
MoveResources::CheckLinkGroups(const std::vector<std::size_t>& groups) const
{
    for (const std::size_t group : groups)
    {
        if (group >= m_groups.size())
        {
            throw std::invalid_argument("link group " + std::to_string(group) +
                                        ": accepted: below " + std::to_string(m_groups.size()) +
                                        ", as AddLinkGroup has numbered them");
        }
    }
}

uint64_t
MoveResources::GetCapacity(const std::vector<std::size_t>& groups) const
{
    if (groups.empty())
    {
        return 0;
    }
    uint64_t least = std::numeric_limits<uint64_t>::max();
    for (const std::size_t group : groups)
    {
        least = std::min(least, m_groups[group].capacity);
    }
    return least;
}

bool
MoveResources::HasPlace(const Use& use, uint32_t moves, uint64_t rate, uint64_t more)
{
    return (moves == 0 || use.moves < moves) && (rate == 0 || use.rate + more <= rate);
}

MoveResources::Use&
MoveResources::Get(std::vector<Use>& uses, std::size_t number)
{
    if (number >= uses.size())
    {
        uses.resize(number + 1);
    }
    return uses[number];
}

bool
MoveResources::Visit(const Need& need, const Visitor& visit) const
{
    return visit(m_all, m_limits.parallel, 0) &&
           visit(Get(m_sources, need.from), m_limits.perSource, 0) &&
           visit(Get(m_targets, need.to), m_limits.perTarget, 0) &&
           std::all_of(need.linkGroups.begin(), need.linkGroups.end(), [&](std::size_t group) {
               return visit(m_links[group], m_limits.perLinkGroup, m_groups[group].capacity);
           });
}

bool
MoveResources::IsFull() const
{
    return !HasPlace(m_all, m_limits.parallel, 0, 0);
}

bool
MoveResources::IsPossible(const Need& need) const
{
    return std::all_of(need.linkGroups.begin(), need.linkGroups.end(), [&](std::size_t group) {
        return need.rate <= m_groups[group].capacity;
    });
}

bool
MoveResources::Fits(const Need& need) const
{
    return Visit(need, [&](const Use& use, uint32_t moves, uint64_t rate) {
        return !use.claimed && HasPlace(use, moves, rate, need.rate);
    });
}

void
MoveResources::Take(const Need& need, Time now)
{
    Visit(need, [&](Use& use, uint32_t, uint64_t) {
        use.since = use.moves == 0 ? now : use.since;
        use.moves++;
        use.rate += need.rate;
        return true;
    });
    for (const std::size_t group : need.linkGroups)
    {
        auto& report = m_groups[group];
        report.mostMoves = std::max(report.mostMoves, m_links[group].moves);
        report.mostRate = std::max(report.mostRate, m_links[group].rate);
    }
}

void
MoveResources::Release(const Need& need, uint64_t bytes, Time now)
{
    Visit(need, [&](Use& use, uint32_t, uint64_t) {
        use.moves--;
        use.rate -= need.rate;
        return true;
    });
    for (const std::size_t group : need.linkGroups)
    {
        auto& report = m_groups[group];
        report.bytes += bytes;
        report.moves++;
        if (m_links[group].moves == 0)
        {
            report.busy += now - m_links[group].since;
        }
    }
}

void
MoveResources::Claim(const Need& need)
{
    Visit(need, [&](Use& use, uint32_t moves, uint64_t rate) {
        use.claimed = use.claimed || !HasPlace(use, moves, rate, need.rate);
        return true;
    });
}

void
MoveResources::ClearClaims()
{
    m_all.claimed = false;
    for (auto* uses : {&m_sources, &m_targets, &m_links})
    {
        for (auto& use : *uses)
        {
            use.claimed = false;
        }
    }
}

uint32_t
MoveResources::GetMoves() const
{
    return m_all.moves;
}

std::vector<LinkGroupReport>
MoveResources::GetLinkGroups(Time now) const
{
    auto reports = m_groups;
    for (std::size_t group = 0; group < reports.size(); group++)
    {
        if (m_links[group].moves > 0)
        {
            reports[group].busy += now - m_links[group].since;
        }
    }
    return reports;
}

} // namespace ns3
