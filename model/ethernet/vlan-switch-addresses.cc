/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Where MAC addresses are: what a VlanSwitch is told, learns and forgets.
 */

#include "vlan-switch-port.h"
#include "vlan-switch.h"

#include "ns3/simulator.h"

namespace ns3
{

// ---- addresses ---------------------------------------------------------------------------------

const MacTable&
VlanSwitch::GetMacTable() const
{
    return m_table;
}

void
VlanSwitch::SetStatic(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port, bool yields)
{
    CheckVlan(vlan);
    Get(port);
    const auto* before = m_table.Find(vlan, address);
    Ptr<SwitchPort> was = before && !before->isStatic ? before->port : nullptr;
    m_table.SetStatic(vlan, address, PeekPointer(port), yields);
    if (was)
    {
        m_forgottenTrace(vlan, address, was);
    }
}

void
VlanSwitch::Learn(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port, Time seen)
{
    CheckVlan(vlan);
    Get(port);
    const auto* known = m_table.Find(vlan, address);
    if (known && known->seen > seen)
    {
        return;
    }
    NoteLearned(m_table.Learn(vlan, address, PeekPointer(port), seen, m_maxAddresses),
                vlan,
                address,
                port);
}

void
VlanSwitch::NoteLearned(MacTable::Result result,
                        uint16_t vlan,
                        const Mac48Address& address,
                        const Ptr<SwitchPort>& port)
{
    if (result == MacTable::Result::NEW || result == MacTable::Result::MOVED)
    {
        m_moves += result == MacTable::Result::MOVED;
        if (m_ageEvent.IsExpired())
        {
            m_ageEvent = Simulator::Schedule(m_ageing, &VlanSwitch::Age, this);
        }
        m_learnedTrace(vlan, address, port);
    }
}

void
VlanSwitch::Forget(uint16_t vlan, const Mac48Address& address)
{
    const auto* entry = m_table.Find(vlan, address);
    if (!entry)
    {
        return;
    }
    const Ptr<SwitchPort> port = entry->port;
    const bool learned = !entry->isStatic;
    m_table.Remove(vlan, address);
    if (learned)
    {
        m_forgottenTrace(vlan, address, port);
    }
}

void
VlanSwitch::Flush(Ptr<const SwitchPort> port)
{
    m_table.RemoveIf(
        [&port](const MacTable::Entry& entry) {
            return !entry.isStatic && (!port || entry.port == port);
        },
        [this](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
            m_forgottenTrace(vlan, address, entry.port);
        });
}

void
VlanSwitch::Age()
{
    const Time now = Simulator::Now();
    m_table.RemoveIf(
        [this, now](const MacTable::Entry& entry) {
            return !entry.isStatic && entry.seen + m_ageing <= now;
        },
        [this](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
            m_forgottenTrace(vlan, address, entry.port);
        });
    const Time oldest = m_table.GetOldest();
    if (oldest != Time::Max())
    {
        m_ageEvent = Simulator::Schedule(oldest + m_ageing - now, &VlanSwitch::Age, this);
    }
}

void
VlanSwitch::SetAgeingTime(Time ageing)
{
    m_ageing = ageing;
    if (!m_ageEvent.IsExpired())
    {
        m_ageEvent.Cancel();
        Age();
    }
}

Time
VlanSwitch::GetAgeingTime() const
{
    return m_ageing;
}

Ptr<SwitchPort>
VlanSwitch::Locate(uint16_t vlan, const Mac48Address& address) const
{
    const auto* entry = m_table.Find(vlan, address);
    return entry ? entry->port : nullptr;
}

} // namespace ns3
