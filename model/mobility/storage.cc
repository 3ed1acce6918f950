/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "storage.h"

#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Storage);

TypeId
Storage::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Storage")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<Storage>()
            .AddAttribute("Name",
                          "What it is called in messages.",
                          StringValue("storage"),
                          MakeStringAccessor(&Storage::m_name),
                          MakeStringChecker())
            .AddAttribute("Rate",
                          "Bits a second that are read or written; 0: no limit. The default is "
                          "what Serial ATA 3.0 carries: 6 Gbit/s less its 8b/10b code.",
                          DataRateValue(DataRate("4.8Gbps")),
                          MakeDataRateAccessor(&Storage::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("Capacity",
                          "Octets of disks that there is room for; 0: no limit.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Storage::m_capacity),
                          MakeUintegerChecker<uint64_t>());
    return tid;
}

Storage::Storage() = default;
Storage::~Storage() = default;

std::string
Storage::GetName() const
{
    return m_name;
}

DataRate
Storage::GetRate() const
{
    return m_rate;
}

uint64_t
Storage::GetCapacity() const
{
    return m_capacity;
}

uint64_t
Storage::GetFree() const
{
    if (m_capacity == 0)
    {
        return std::numeric_limits<uint64_t>::max();
    }
    return m_capacity - std::min(m_capacity, m_used);
}

void
Storage::Allocate(uint64_t octets)
{
    if (octets > GetFree())
    {
        throw std::invalid_argument("Storage::Allocate: " + m_name + " has " +
                                    std::to_string(GetFree()) + " octets free, a disk needs " +
                                    std::to_string(octets));
    }
    m_used += octets;
}

void
Storage::Free(uint64_t octets)
{
    m_used -= std::min(m_used, octets);
}

Time
Storage::Transfer(uint64_t octets)
{
    m_ready = std::max(m_ready, Simulator::Now());
    if (m_rate.GetBitRate() != 0)
    {
        m_ready += Seconds(octets * 8.0 / m_rate.GetBitRate());
    }
    return m_ready;
}

Time
Storage::GetReady() const
{
    return m_ready;
}

} // namespace ns3
