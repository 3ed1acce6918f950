/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-advertiser.h"

namespace ns3
{

namespace
{

constexpr std::size_t MAC_OCTETS = 6; //!< octets
constexpr std::size_t TLV_SIZE = 7;   //!< type, length, and MAC-Reachability before the addresses

/// @param count of addresses of a VLAN @return octets of their TLVs
std::size_t
GetTlvSize(std::size_t count)
{
    return count * MAC_OCTETS + (count + ISIS_MACS_PER_TLV - 1) / ISIS_MACS_PER_TLV * TLV_SIZE;
}

} // namespace

void
OtvAdvertiser::SetFragmentSize(std::size_t size)
{
    m_fragmentSize = size;
}

bool
OtvAdvertiser::Add(uint16_t vlan, const Mac48Address& mac)
{
    if (Has(vlan, mac))
    {
        return false;
    }
    for (std::size_t i = 0; i < MAX_FRAGMENTS; i++)
    {
        if (i == m_fragments.size())
        {
            m_fragments.emplace_back();
        }
        Fragment& fragment = m_fragments[i];
        const auto found = fragment.macs.find(vlan);
        const std::size_t count = found == fragment.macs.end() ? 0 : found->second.size();
        const std::size_t size = fragment.size + GetTlvSize(count + 1) - GetTlvSize(count);
        if (size <= m_fragmentSize)
        {
            fragment.macs[vlan].insert(mac);
            fragment.size = size;
            m_where[{vlan, mac}] = static_cast<uint8_t>(i);
            Touch(static_cast<uint8_t>(i));
            return true;
        }
    }
    return false;
}

bool
OtvAdvertiser::Remove(uint16_t vlan, const Mac48Address& mac)
{
    const auto where = m_where.find({vlan, mac});
    if (where == m_where.end())
    {
        return false;
    }
    Fragment& fragment = m_fragments[where->second];
    auto& macs = fragment.macs[vlan];
    fragment.size -= GetTlvSize(macs.size()) - GetTlvSize(macs.size() - 1);
    macs.erase(mac);
    if (macs.empty())
    {
        fragment.macs.erase(vlan);
    }
    Touch(where->second);
    m_where.erase(where);
    return true;
}

bool
OtvAdvertiser::RemoveVlan(uint16_t vlan)
{
    bool any = false;
    for (std::size_t i = 0; i < m_fragments.size(); i++)
    {
        Fragment& fragment = m_fragments[i];
        const auto found = fragment.macs.find(vlan);
        if (found != fragment.macs.end())
        {
            for (const auto& mac : found->second)
            {
                m_where.erase({vlan, mac});
            }
            fragment.size -= GetTlvSize(found->second.size());
            fragment.macs.erase(found);
            Touch(static_cast<uint8_t>(i));
            any = true;
        }
    }
    return any;
}

bool
OtvAdvertiser::Has(uint16_t vlan, const Mac48Address& mac) const
{
    return m_where.count({vlan, mac}) > 0;
}

std::size_t
OtvAdvertiser::GetSize() const
{
    return m_where.size();
}

void
OtvAdvertiser::Touch(uint8_t fragment)
{
    m_changed.insert(fragment);
}

std::set<uint8_t>
OtvAdvertiser::TakeChanged()
{
    return std::exchange(m_changed, {});
}

std::size_t
OtvAdvertiser::GetFragments() const
{
    return m_fragments.size();
}

std::vector<IsisMacReachability>
OtvAdvertiser::GetReach(uint8_t fragment) const
{
    std::vector<IsisMacReachability> reach;
    if (fragment < m_fragments.size())
    {
        for (const auto& [vlan, macs] : m_fragments[fragment].macs)
        {
            IsisMacReachability one;
            one.vlan = vlan;
            one.macs.assign(macs.begin(), macs.end());
            reach.push_back(std::move(one));
        }
    }
    return reach;
}

} // namespace ns3
