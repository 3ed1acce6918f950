/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "rloc-table.h"

namespace ns3
{

RlocTable::Id
RlocTable::Acquire(const NetworkAddress& rloc)
{
    const auto [at, isNew] = m_ids.try_emplace(rloc, static_cast<Id>(m_rlocs.size()));
    if (isNew)
    {
        if (m_free.empty())
        {
            m_rlocs.emplace_back();
        }
        else
        {
            at->second = m_free.back();
            m_free.pop_back();
        }
        Rloc& made = m_rlocs[at->second];
        made.address = rloc;
        made.up = true;
        ++made.generation;
    }
    ++m_rlocs[at->second].users;
    return at->second;
}

void
RlocTable::Release(Id id)
{
    Rloc& rloc = m_rlocs[id];
    if (--rloc.users == 0)
    {
        m_ids.erase(rloc.address);
        rloc.address = NetworkAddress();
        m_free.push_back(id);
    }
}

RlocTable::Id
RlocTable::Find(const NetworkAddress& rloc) const
{
    const auto found = m_ids.find(rloc);
    return found == m_ids.end() ? NONE : found->second;
}

bool
RlocTable::SetUp(Id id, bool up)
{
    if (m_rlocs[id].up == up)
    {
        return false;
    }
    m_rlocs[id].up = up;
    ++m_epoch;
    return true;
}

void
RlocTable::SetUsableFamilies(bool ipv4, bool ipv6)
{
    m_ipv4 = ipv4;
    m_ipv6 = ipv6;
    ++m_epoch;
}

} // namespace ns3
