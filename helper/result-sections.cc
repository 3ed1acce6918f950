/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-sections.h"

#include "figure-words.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{

namespace
{

constexpr std::size_t LINE_WIDTH = 96;  //!< columns of the page
constexpr std::size_t LABEL_WIDTH = 22; //!< columns of a name at the start of a line

/**
 * @brief Write words, over as many lines as they need.
 * @param os where to
 * @param indent columns to leave free from the second line on; the first one begins there
 * @param words the words
 * @param separator after each word but the last, before a space or the line's end
 */
void
Wrap(std::ostream& os,
     std::size_t indent,
     const std::vector<std::string>& words,
     const std::string& separator)
{
    std::size_t column = indent;
    for (std::size_t i = 0; i < words.size(); i++)
    {
        const std::string word = words[i] + (i + 1 < words.size() ? separator : "");
        if (column > indent && column + 1 + word.size() > LINE_WIDTH)
        {
            os << "\n" << std::string(indent, ' ');
            column = indent;
        }
        os << (column == indent ? "" : " ") << word;
        column += word.size() + (column == indent ? 0 : 1);
    }
    os << "\n";
}

/// @param text a sentence @return its words
std::vector<std::string>
Split(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    return words;
}

/// @param text a cell @param width of it @param isLeft at its left side @return the cell
std::string
Pad(const std::string& text, std::size_t width, bool isLeft)
{
    const std::string space(width - std::min(width, text.size()), ' ');
    return isLeft ? text + space : space + text;
}

/// @param text of some lines' end @return it without spaces there
std::string
Trim(std::string text)
{
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

void
PrintGroups(std::ostream& os, const std::vector<RunResult::Group>& groups)
{
    for (const auto& group : groups)
    {
        if (group.label.empty())
        {
            continue;
        }
        os << "\n" << group.label << "\n";
        for (const auto& sentence : group.sentences)
        {
            os << "  ";
            Wrap(os, 2, Split(sentence), "");
        }
        if (group.sentences.empty())
        {
            std::vector<std::string> words;
            for (const auto& [name, value] : group.figures)
            {
                words.push_back(NameFigure(name) + " " + FormatFigure(name, value));
            }
            os << "  ";
            Wrap(os, 2, words, ",");
        }
    }
}

void
PrintTables(std::ostream& os, const std::vector<RunResult::Table>& tables)
{
    for (const auto& table : tables)
    {
        if (table.rows.empty())
        {
            continue;
        }
        // Of each column: its heading, then its cells.
        std::vector<std::vector<std::string>> columns(table.rows.front().size());
        for (std::size_t i = 0; i < columns.size(); i++)
        {
            columns[i].push_back(i == 0 ? "" : NameFigure(table.rows.front()[i].first));
            for (const auto& row : table.rows)
            {
                columns[i].push_back(FormatFigure(i == 0 ? "" : row[i].first, row[i].second));
            }
        }
        os << "\n" << table.label << "\n";
        for (std::size_t line = 0; line <= table.rows.size(); line++)
        {
            std::string text;
            for (std::size_t i = 0; i < columns.size(); i++)
            {
                const auto widest = std::max_element(
                    columns[i].begin(),
                    columns[i].end(),
                    [](const auto& a, const auto& b) { return a.size() < b.size(); });
                text += Pad(columns[i][line], widest->size() + (i == 0 ? 0 : 2), i == 0);
            }
            os << Trim(text) << "\n";
        }
    }
}

void
PrintGroupStatistics(std::ostream& os, const std::vector<StatisticsRow>& groups)
{
    for (const auto& row : groups)
    {
        std::vector<std::string> words;
        for (const auto& [name, estimate] : row.figures)
        {
            // What is the same in each run is told above.
            if (std::isfinite(estimate.mean) && !(estimate.deviation == 0))
            {
                words.push_back(NameFigure(name) + " " + FormatFigure(name, estimate.mean) +
                                " +- " + FormatFigure(name, estimate.halfWidth) + " (" +
                                FormatFigure(name, estimate.percentiles.p5) + " to " +
                                FormatFigure(name, estimate.percentiles.p95) + ")");
            }
        }
        if (!words.empty())
        {
            os << Pad(row.name.substr(0, LABEL_WIDTH - 1), LABEL_WIDTH, true);
            Wrap(os, LABEL_WIDTH, words, ",");
        }
    }
}

} // namespace ns3
