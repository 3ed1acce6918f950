/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-text-table.h"

#include <algorithm>

namespace ns3
{

LispTextTable::LispTextTable(const Row& head)
{
    Row names;
    for (const auto& name : head)
    {
        m_right.push_back(!name.empty() && name[0] == '>');
        names.push_back(m_right.back() ? name.substr(1) : name);
    }
    m_width.resize(head.size());
    AddRow(names);
}

void
LispTextTable::AddRow(const Row& row)
{
    m_rows.push_back(row);
    m_rows.back().resize(m_width.size());
    for (std::size_t i = 0; i < m_width.size(); ++i)
    {
        m_width[i] = std::max(m_width[i], m_rows.back()[i].size());
    }
}

void
LispTextTable::AddRows(const Row& once, const std::vector<Row>& lines)
{
    Row first = once;
    if (lines.empty())
    {
        AddRow(first);
    }
    for (const auto& line : lines)
    {
        first.insert(first.end(), line.begin(), line.end());
        AddRow(first);
        first.assign(once.size(), "");
    }
}

void
LispTextTable::Print(std::ostream& os) const
{
    for (const auto& row : m_rows)
    {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            const std::string gap(m_width[i] - row[i].size(), ' ');
            line += (i == 0 ? "" : "  ") + (m_right[i] ? gap + row[i] : row[i] + gap);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        os << line << '\n';
    }
}

std::string
LispTextTable::FormatTime(Time time)
{
    if (time == Time::Max())
    {
        return "never";
    }
    const int64_t seconds = time.GetTimeStep() / Seconds(1).GetTimeStep();
    const auto two = [](int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

} // namespace ns3
