/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mac-table.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr unsigned KEY_VLAN_SHIFT = 48; //!< of a MAC address in a key

} // namespace

uint64_t
MacTable::MakeKey(uint16_t vlan, const Mac48Address& address)
{
    uint8_t octets[6];
    address.CopyTo(octets);
    uint64_t key = vlan;
    for (const uint8_t octet : octets)
    {
        key = key << 8 | octet;
    }
    return key;
}

Mac48Address
MacTable::GetAddress(uint64_t key)
{
    uint8_t octets[6];
    for (int i = 5; i >= 0; i--)
    {
        octets[i] = static_cast<uint8_t>(key);
        key >>= 8;
    }
    Mac48Address address;
    address.CopyFrom(octets);
    return address;
}

MacTable::Result
MacTable::Learn(uint16_t vlan,
                const Mac48Address& address,
                SwitchPort* port,
                Time now,
                std::size_t limit)
{
    const uint64_t key = MakeKey(vlan, address);
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
    {
        if (m_entries.size() >= limit)
        {
            return Result::FULL;
        }
        m_entries.emplace(key, Entry{port, now, false, false});
        return Result::NEW;
    }
    Entry& entry = found->second;
    if (entry.isStatic && entry.port == port)
    {
        return Result::SEEN;
    }
    if (entry.isStatic && !entry.yields)
    {
        return Result::PINNED;
    }
    entry.isStatic = false;
    entry.yields = false;
    entry.seen = now;
    if (entry.port == port)
    {
        return Result::SEEN;
    }
    entry.port = port;
    return Result::MOVED;
}

void
MacTable::SetStatic(uint16_t vlan, const Mac48Address& address, SwitchPort* port, bool yields)
{
    m_entries[MakeKey(vlan, address)] = Entry{port, Time::Max(), true, yields};
}

const MacTable::Entry*
MacTable::Find(uint16_t vlan, const Mac48Address& address) const
{
    const auto found = m_entries.find(MakeKey(vlan, address));
    return found == m_entries.end() ? nullptr : &found->second;
}

bool
MacTable::Remove(uint16_t vlan, const Mac48Address& address)
{
    return m_entries.erase(MakeKey(vlan, address)) > 0;
}

void
MacTable::RemoveIf(const std::function<bool(const Entry&)>& matches, const Visitor& visit)
{
    std::vector<std::pair<uint64_t, Entry>> gone;
    for (auto entry = m_entries.begin(); entry != m_entries.end();)
    {
        if (matches(entry->second))
        {
            gone.emplace_back(*entry);
            entry = m_entries.erase(entry);
        }
        else
        {
            ++entry;
        }
    }
    // In an order of their own, so that what follows is the same on every machine.
    std::sort(gone.begin(), gone.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    for (const auto& [key, entry] : gone)
    {
        visit(static_cast<uint16_t>(key >> KEY_VLAN_SHIFT), GetAddress(key), entry);
    }
}

void
MacTable::ForEach(const Visitor& visit) const
{
    std::vector<uint64_t> keys;
    keys.reserve(m_entries.size());
    for (const auto& [key, entry] : m_entries)
    {
        keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    for (const uint64_t key : keys)
    {
        visit(static_cast<uint16_t>(key >> KEY_VLAN_SHIFT), GetAddress(key), m_entries.at(key));
    }
}

Time
MacTable::GetOldest() const
{
    Time oldest = Time::Max();
    for (const auto& [key, entry] : m_entries)
    {
        if (!entry.isStatic)
        {
            oldest = std::min(oldest, entry.seen);
        }
    }
    return oldest;
}

std::size_t
MacTable::GetSize() const
{
    return m_entries.size();
}

} // namespace ns3
