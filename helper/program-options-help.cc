/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What --help says of the options of a program.
 */

#include "accepted-words.h"
#include "program-options.h"

#include <iterator>
#include <sstream>

namespace ns3
{

namespace
{

/// Where what an option says begins, and the longest line.
constexpr std::size_t HELP_COLUMN = 28;
constexpr std::size_t HELP_WIDTH = 100;

/// @param text some words @return them
std::vector<std::string>
SplitWords(const std::string& text)
{
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

/// @param words to be written @return them on lines from HELP_COLUMN to HELP_WIDTH, the first of
/// which has no blanks before
std::string
FillLines(const std::vector<std::string>& words)
{
    std::string lines;
    std::size_t column = HELP_COLUMN;
    for (const auto& word : words)
    {
        if (column > HELP_COLUMN && column + 1 + word.size() > HELP_WIDTH)
        {
            lines += "\n" + std::string(HELP_COLUMN, ' ');
            column = HELP_COLUMN;
        }
        lines += (column > HELP_COLUMN ? " " : "") + word;
        column += (column > HELP_COLUMN ? 1 : 0) + word.size();
    }
    return lines + "\n";
}

} // namespace

std::string
ProgramOptions::Describe(const Option& option) const
{
    const std::string blanks(HELP_COLUMN, ' ');
    std::string lines = "  --" + option.name + (option.kind == FLAG ? "" : "=" + option.text);
    if (lines.size() < HELP_COLUMN)
    {
        lines.resize(HELP_COLUMN, ' ');
    }
    else
    {
        lines += "\n" + blanks;
    }
    auto words = SplitWords(option.help);
    if (option.kind == INTEGER || option.kind == AMOUNT)
    {
        const bool isWhole = option.kind == INTEGER;
        words.back() += ";";
        // As one word, which stays on one line.
        words.push_back((isWhole ? std::to_string(option.least) : option.words[0]) + " to " +
                        (isWhole ? std::to_string(option.most) : option.words[1]));
    }
    lines += FillLines(words);
    if (option.kind == CHOICE && option.words.size() > 1)
    {
        lines += blanks + FillLines(SplitWords("one of " + JoinWords(option.words)));
    }
    for (const auto& effect : m_effects.Explain(option.name, MakeWords()))
    {
        lines += blanks + FillLines(SplitWords(effect));
    }
    return lines;
}

void
ProgramOptions::PrintHelp(std::ostream& os) const
{
    os << m_program << ": " << m_brief
       << "\n\noptions, with their defaults (there is none where nothing follows '='):\n";
    for (const auto& option : m_options)
    {
        os << Describe(option);
    }
    for (const auto& remark : m_remarks)
    {
        os << "\n" << remark << "\n";
    }
}

} // namespace ns3
