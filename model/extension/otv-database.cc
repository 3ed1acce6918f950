/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-database.h"

#include "ns3/deadline-timer.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

void
OtvDatabase::SetLimit(std::size_t limit)
{
    m_limit = limit;
}

OtvDatabase::Order
OtvDatabase::Compare(const IsisLspEntry& entry, Time now) const
{
    const auto found = m_entries.find(entry.id);
    if (found == m_entries.end() || entry.sequence > found->second.sequence)
    {
        return Order::NEWER;
    }
    if (entry.sequence < found->second.sequence)
    {
        return Order::OLDER;
    }
    // With the same number, the one whose lifetime is over is the newer one.
    const bool isOver = GetLifetime(found->second, now) == 0;
    if (isOver != (entry.lifetime == 0))
    {
        return isOver ? Order::OLDER : Order::NEWER;
    }
    return Order::SAME;
}

std::optional<std::pair<std::vector<OtvDatabase::Reach>, std::vector<OtvDatabase::Reach>>>
OtvDatabase::Put(const IsisLsp& lsp, IsisOctets octets, Time expires)
{
    if (m_entries.size() >= m_limit && m_entries.count(lsp.id) == 0)
    {
        return std::nullopt;
    }
    Entry& entry = m_entries[lsp.id];
    auto before = std::move(entry.reach);
    entry.octets = std::move(octets);
    entry.sequence = lsp.sequence;
    entry.checksum = lsp.checksum;
    entry.expires = expires;
    entry.reach.clear();
    if (lsp.lifetime > 0)
    {
        for (const auto& reach : lsp.reach)
        {
            for (const auto& mac : reach.macs)
            {
                if (!mac.IsGroup())
                {
                    entry.reach.emplace_back(reach.vlan, mac);
                }
            }
        }
    }
    std::sort(entry.reach.begin(), entry.reach.end());
    entry.reach.erase(std::unique(entry.reach.begin(), entry.reach.end()), entry.reach.end());
    return std::make_pair(std::move(before), entry.reach);
}

const OtvDatabase::Entry*
OtvDatabase::Find(const IsisLspId& id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

Time
OtvDatabase::Expire(Time now, const std::function<void(const IsisLspId&, const Entry&)>& visit)
{
    std::vector<std::pair<IsisLspId, Entry>> gone;
    const auto deadline = [](const Entry& entry) { return entry.expires; };
    Time next = DeadlineTimer::TakeDue(m_entries, now, deadline, [&gone](auto& entry) {
        gone.emplace_back(entry.first, std::move(entry.second));
    });
    for (const auto& [id, entry] : gone)
    {
        visit(id, entry);
    }
    return next;
}

const std::map<IsisLspId, OtvDatabase::Entry>&
OtvDatabase::GetAll() const
{
    return m_entries;
}

uint16_t
OtvDatabase::GetLifetime(const Entry& entry, Time now)
{
    return entry.expires <= now
               ? 0
               : static_cast<uint16_t>(std::ceil((entry.expires - now).GetSeconds()));
}

IsisLspEntry
OtvDatabase::Describe(const IsisLspId& id, const Entry& entry, Time now)
{
    IsisLspEntry description;
    description.lifetime = GetLifetime(entry, now);
    description.id = id;
    description.sequence = entry.sequence;
    description.checksum = entry.checksum;
    return description;
}

} // namespace ns3
