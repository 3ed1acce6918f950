/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "trace-writes.h"

#include "ns3/string.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TraceWrites);

TypeId
TraceWrites::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TraceWrites")
            .SetParent<WritePattern>()
            .SetGroupName("Lisp")
            .AddConstructor<TraceWrites>()
            .AddAttribute("File",
                          "The name of the file with the writes: lines 'time_s page [pages]', "
                          "comments after '#'.",
                          StringValue(""),
                          MakeStringAccessor(&TraceWrites::m_file),
                          MakeStringChecker())
            .AddAttribute("Repeat",
                          "After this time the trace begins again; 0: it does not. At least the "
                          "time of the last line.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&TraceWrites::m_repeat),
                          MakeTimeChecker(Time(0)));
    return tid;
}

TraceWrites::TraceWrites() = default;
TraceWrites::~TraceWrites() = default;

void
TraceWrites::DoStart()
{
    if (m_file.empty())
    {
        throw std::invalid_argument("TraceWrites: no File; accepted is the name of a file with "
                                    "lines 'time_s page [pages]'");
    }
    std::vector<WriteTraceLine> lines = ReadWriteTrace(m_file, GetPages());
    if (m_repeat.IsStrictlyPositive() && m_repeat < lines.back().when)
    {
        throw std::invalid_argument(m_file + ":" + std::to_string(lines.back().number) +
                                    ": the last time is after Repeat, " +
                                    std::to_string(m_repeat.GetSeconds()) +
                                    " s; accepted is 0 (once) or at least the last time");
    }
    m_lines = std::move(lines);
}

bool
TraceWrites::Next(Access& access)
{
    if (m_line == m_lines.size())
    {
        if (m_lines.empty() || !m_repeat.IsStrictlyPositive())
        {
            return false;
        }
        m_line = 0;
        m_origin += m_repeat;
    }
    const WriteTraceLine& line = m_lines[m_line];
    access.when = m_origin + line.when;
    access.page = line.page + m_within;
    if (++m_within == line.pages)
    {
        m_within = 0;
        ++m_line;
    }
    return true;
}

bool
TraceWrites::NextAfter(Time when, Access& access)
{
    if (m_repeat.IsStrictlyPositive() && when >= m_origin + m_repeat)
    {
        m_origin = Time(when.GetTimeStep() / m_repeat.GetTimeStep() * m_repeat.GetTimeStep());
        m_line = 0;
        m_within = 0;
    }
    const auto next =
        std::upper_bound(m_lines.begin() + m_line,
                         m_lines.end(),
                         when - m_origin,
                         [](Time time, const WriteTraceLine& line) { return time < line.when; });
    const auto line = static_cast<std::size_t>(next - m_lines.begin());
    if (line != m_line)
    {
        m_line = line;
        m_within = 0;
    }
    return Next(access);
}

double
TraceWrites::GetLength() const
{
    if (m_lines.empty())
    {
        return 0;
    }
    return (m_repeat.IsStrictlyPositive() ? m_repeat : m_lines.back().when).GetSeconds();
}

double
TraceWrites::GetRate() const
{
    const double length = GetLength();
    uint64_t pages = 0;
    for (const auto& line : m_lines)
    {
        pages += line.pages;
    }
    return length > 0 ? static_cast<double>(pages) * GetPageSize() / length : 0;
}

void
TraceWrites::FindGaps() const
{
    std::unordered_map<uint64_t, double> before;
    if (m_repeat.IsStrictlyPositive())
    {
        // What the repetition before has left behind.
        for (const auto& line : m_lines)
        {
            for (uint64_t i = 0; i < line.pages; ++i)
            {
                before[line.page + i] = (line.when - m_repeat).GetSeconds();
            }
        }
    }
    for (const auto& line : m_lines)
    {
        const double when = line.when.GetSeconds();
        for (uint64_t i = 0; i < line.pages; ++i)
        {
            const auto [page, isFirst] = before.try_emplace(line.page + i, when);
            m_gaps.emplace_back(isFirst ? when : when - page->second, 0);
            page->second = when;
        }
    }
    std::sort(m_gaps.begin(), m_gaps.end());
    double sum = 0;
    for (auto& gap : m_gaps)
    {
        sum += gap.first;
        gap.second = sum;
    }
}

double
TraceWrites::ExpectedPages(double seconds) const
{
    const double length = GetLength();
    if (length <= 0 || seconds <= 0)
    {
        return 0;
    }
    if (m_gaps.empty())
    {
        FindGaps();
    }
    const auto longer =
        std::upper_bound(m_gaps.begin(), m_gaps.end(), seconds, [](double time, const auto& gap) {
            return time < gap.first;
        });
    const double shorter = longer == m_gaps.begin() ? 0 : std::prev(longer)->second;
    return (shorter + static_cast<double>(m_gaps.end() - longer) * seconds) / length;
}

} // namespace ns3
