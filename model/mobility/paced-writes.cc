/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "paced-writes.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacedWrites);

TypeId
PacedWrites::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PacedWrites")
            .SetParent<WritePattern>()
            .SetGroupName("Lisp")
            .AddAttribute("Rate",
                          "How fast the guest writes to its memory, whole pages counted; 0: it "
                          "never does. No source: the default is a choice, a tenth of what a link "
                          "of 1 Gbit/s carries.",
                          DataRateValue(DataRate("100Mbps")),
                          MakeDataRateAccessor(&PacedWrites::m_rate),
                          MakeDataRateChecker());
    return tid;
}

PacedWrites::PacedWrites() = default;
PacedWrites::~PacedWrites() = default;

void
PacedWrites::DoStart()
{
    const double bits = 8.0 * GetPageSize();
    const auto rate = static_cast<double>(m_rate.GetBitRate());
    const auto second = static_cast<double>(Seconds(1).GetTimeStep());
    m_perSecond = rate / bits;
    m_interval = rate > 0 ? bits / rate * second : 0;
    if (m_interval > 0 && m_interval < 1)
    {
        throw std::invalid_argument("Rate " + std::to_string(m_rate.GetBitRate()) +
                                    " bit/s writes more than a page in each time step of ns-3; "
                                    "accepted is at most " +
                                    std::to_string(static_cast<uint64_t>(bits * second)) +
                                    " bit/s with pages of this size");
    }
}

int64_t
PacedWrites::GetWhen(uint64_t number) const
{
    // A product, not a sum, so that no error adds up.
    return std::llround((static_cast<double>(number) + 1) * m_interval);
}

bool
PacedWrites::Next(Access& access)
{
    if (m_interval == 0)
    {
        return false;
    }
    access.when = Time(GetWhen(m_number));
    access.page = GetPage(m_number);
    ++m_number;
    return true;
}

bool
PacedWrites::NextAfter(Time when, Access& access)
{
    if (m_interval == 0)
    {
        return false;
    }
    const int64_t after = when.GetTimeStep();
    if (GetWhen(m_number) <= after)
    {
        // From the last one that is surely early enough, in a few steps.
        const double passed = std::floor(static_cast<double>(after) / m_interval) - 2;
        m_number = std::max(m_number, static_cast<uint64_t>(std::max(passed, 0.0)));
        while (GetWhen(m_number) <= after)
        {
            ++m_number;
        }
    }
    return Next(access);
}

double
PacedWrites::GetRate() const
{
    return static_cast<double>(m_rate.GetBitRate()) / 8;
}

double
PacedWrites::GetWritesPerSecond() const
{
    return m_perSecond;
}

} // namespace ns3
