/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "working-set-writes.h"

#include "ns3/boolean.h"
#include "ns3/double.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WorkingSetWrites);

namespace
{

/// Strides near this share of a length fall evenly over it, however many are taken: Knuth, "The Art
/// of Computer Programming", volume 3, section 6.4, theorem S.
constexpr double GOLDEN_SHARE = 0.6180339887498949;

/// @param pages how many @param share of the writes @param writes how many @return expected number
/// of the pages that are written
double
ExpectedDistinct(uint64_t pages, double share, double writes)
{
    if (pages == 0 || writes <= 0)
    {
        return 0;
    }
    const auto count = static_cast<double>(pages);
    // Of a single page, a part of a write writes a part.
    return pages == 1 && share >= 1 ? std::min(writes, 1.0)
                                    : -count * std::expm1(writes * std::log1p(-share / count));
}

} // namespace

TypeId
WorkingSetWrites::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WorkingSetWrites")
            .SetParent<PacedWrites>()
            .SetGroupName("Lisp")
            .AddConstructor<WorkingSetWrites>()
            .AddAttribute("HotShare",
                          "The share of the memory's pages that is hot; 0: none is. At most "
                          "TotalShare. No source: the default is a choice.",
                          DoubleValue(0.02),
                          MakeDoubleAccessor(&WorkingSetWrites::m_hotShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("HotWrites",
                          "The share of the writes that goes to hot pages. No source: the default "
                          "is a choice.",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&WorkingSetWrites::m_hotWrites),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("TotalShare",
                          "The share of the memory's pages that is ever written, hot ones "
                          "included. No source: the default is a choice.",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&WorkingSetWrites::m_totalShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Spread",
                          "Whether the written pages are spread evenly over the memory; else they "
                          "lie side by side in its middle.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WorkingSetWrites::m_isSpread),
                          MakeBooleanChecker());
    return tid;
}

WorkingSetWrites::WorkingSetWrites()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

WorkingSetWrites::~WorkingSetWrites() = default;

int64_t
WorkingSetWrites::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

void
WorkingSetWrites::DoStart()
{
    PacedWrites::DoStart();
    if (m_hotShare > m_totalShare)
    {
        throw std::invalid_argument("WorkingSetWrites: HotShare " + std::to_string(m_hotShare) +
                                    " is above TotalShare " + std::to_string(m_totalShare) +
                                    "; accepted are shares from 0 to that");
    }
    if (m_totalShare == 0)
    {
        throw std::invalid_argument("WorkingSetWrites: TotalShare is 0; accepted are shares above "
                                    "0, or Rate 0 for a guest that never writes");
    }
    const uint64_t pages = GetPages();
    // A share of a few pages is a page rather than none.
    auto count = [pages](double share) {
        const auto rounded =
            static_cast<uint64_t>(std::llround(share * static_cast<double>(pages)));
        return share > 0 ? std::max<uint64_t>(rounded, 1) : 0;
    };
    m_hot = count(m_hotShare);
    m_written = std::max(count(m_totalShare), m_hot);
    m_toHot = m_hot == 0 ? 0 : (m_hot == m_written ? 1 : m_hotWrites);
    m_stride = 1;
    if (m_isSpread)
    {
        m_stride =
            std::max<uint64_t>(static_cast<uint64_t>(GOLDEN_SHARE * static_cast<double>(pages)), 1);
        // Only a stride without a common factor comes to each page once.
        while (std::gcd(m_stride, pages) != 1)
        {
            ++m_stride;
        }
    }
}

uint64_t
WorkingSetWrites::GetPlace(uint64_t index) const
{
    if (m_isSpread)
    {
        return index * m_stride % GetPages();
    }
    const uint64_t within = index + (m_written - m_hot) / 2;
    return (GetPages() - m_written) / 2 + (within < m_written ? within : within - m_written);
}

uint64_t
WorkingSetWrites::GetPage(uint64_t /* number */)
{
    // One number says both which class and which page of it.
    const double drawn = m_uniform->GetValue();
    if (drawn < m_toHot)
    {
        const auto index = static_cast<uint64_t>(drawn / m_toHot * static_cast<double>(m_hot));
        return GetPlace(std::min(index, m_hot - 1));
    }
    const double within = (drawn - m_toHot) / (1 - m_toHot);
    const auto index =
        m_hot + static_cast<uint64_t>(within * static_cast<double>(m_written - m_hot));
    return GetPlace(std::min(index, m_written - 1));
}

double
WorkingSetWrites::ExpectedPages(double seconds) const
{
    const double writes = seconds * GetWritesPerSecond();
    return ExpectedDistinct(m_hot, m_toHot, writes) +
           ExpectedDistinct(m_written - m_hot, 1 - m_toHot, writes);
}

uint64_t
WorkingSetWrites::GetHotPages() const
{
    return m_hot;
}

uint64_t
WorkingSetWrites::GetWrittenPages() const
{
    return m_written;
}

} // namespace ns3
