/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "constant-rate-writes.h"

#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ConstantRateWrites);

TypeId
ConstantRateWrites::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ConstantRateWrites")
            .SetParent<PacedWrites>()
            .SetGroupName("Lisp")
            .AddConstructor<ConstantRateWrites>()
            .AddAttribute("Pages",
                          "How many pages are written, from the first one on; 0: all of the "
                          "memory.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ConstantRateWrites::m_pages),
                          MakeUintegerChecker<uint64_t>());
    return tid;
}

ConstantRateWrites::ConstantRateWrites() = default;
ConstantRateWrites::~ConstantRateWrites() = default;

void
ConstantRateWrites::DoStart()
{
    PacedWrites::DoStart();
    if (m_pages > GetPages())
    {
        throw std::invalid_argument("ConstantRateWrites: Pages is " + std::to_string(m_pages) +
                                    ", the memory has " + std::to_string(GetPages()) +
                                    "; accepted are 0 (all) to that");
    }
    m_written = m_pages == 0 ? GetPages() : m_pages;
}

uint64_t
ConstantRateWrites::GetPage(uint64_t number)
{
    return number % m_written;
}

double
ConstantRateWrites::ExpectedPages(double seconds) const
{
    return std::min(GetWritesPerSecond() * seconds, static_cast<double>(m_written));
}

} // namespace ns3
