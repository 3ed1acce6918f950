/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "rloc-table.h"

#include "rloc-observer.h"

#include <algorithm>

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
        made.causes = 0;
        made.delay = -1;
        made.example = EidPrefix();
        ++made.generation;
    }
    const Id id = at->second;
    ++m_rlocs[id].users;
    if (isNew)
    {
        for (auto* observer : m_observers)
        {
            observer->RlocAdded(id);
        }
    }
    return id;
}

void
RlocTable::Release(Id id)
{
    Rloc& rloc = m_rlocs[id];
    if (rloc.users == 1)
    {
        for (auto* observer : m_observers)
        {
            observer->RlocForgotten(id);
        }
    }
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
RlocTable::SetUp(Id id, RlocDownCause cause, bool up)
{
    Rloc& rloc = m_rlocs[id];
    const uint8_t before = rloc.causes;
    rloc.causes = static_cast<uint8_t>(up ? before & ~GetBit(cause) : before | GetBit(cause));
    const uint8_t after = rloc.causes;
    const bool isNews = (before == 0) != (after == 0);
    if (isNews)
    {
        ++m_epoch;
    }
    if (before != after)
    {
        for (auto* observer : m_observers)
        {
            observer->RlocChanged(id, cause, up);
        }
    }
    return isNews;
}

void
RlocTable::SetDelay(Id id, Time delay)
{
    Rloc& rloc = m_rlocs[id];
    if (rloc.delay != delay.GetTimeStep())
    {
        rloc.delay = delay.GetTimeStep();
        m_epoch += m_delaysMatter ? 1 : 0;
    }
}

void
RlocTable::SetDelaysMatter(bool matter)
{
    m_delaysMatter = matter;
}

void
RlocTable::AddObserver(RlocObserver* observer)
{
    m_observers.push_back(observer);
}

void
RlocTable::RemoveObserver(RlocObserver* observer)
{
    m_observers.erase(std::remove(m_observers.begin(), m_observers.end(), observer),
                      m_observers.end());
}

void
RlocTable::SetUsableFamilies(bool ipv4, bool ipv6)
{
    m_ipv4 = ipv4;
    m_ipv6 = ipv6;
    ++m_epoch;
}

} // namespace ns3
