/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "load-meter.h"

namespace ns3
{

LoadMeter::LoadMeter(Time bin)
    : m_bin(bin.GetTimeStep())
{
    m_parts.reserve(PARTS);
}

void
LoadMeter::Add(Time time, uint32_t octets)
{
    while (static_cast<std::size_t>(time.GetTimeStep() / m_bin) >= PARTS)
    {
        Merge();
    }
    const auto part = static_cast<std::size_t>(time.GetTimeStep() / m_bin);
    if (part >= m_parts.size())
    {
        m_parts.resize(part + 1);
    }
    m_parts[part] += octets;
    m_octets += octets;
}

void
LoadMeter::Merge()
{
    for (std::size_t i = 0; i < m_parts.size(); i++)
    {
        const uint64_t octets = m_parts[i];
        m_parts[i] = 0;
        m_parts[i / 2] += octets;
    }
    m_parts.resize((m_parts.size() + 1) / 2);
    m_bin *= 2;
}

uint64_t
LoadMeter::GetOctets() const
{
    return m_octets;
}

FlowReport::Throughput
LoadMeter::Report() const
{
    return {0, TimeStep(m_bin).GetSeconds(), m_parts};
}

} // namespace ns3
