/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What --help says of the options of a program.
 */

#include "accepted-words.h"
#include "program-options.h"

namespace ns3
{

namespace
{

/// Where what an option says begins, and the longest line.
constexpr std::size_t HELP_COLUMN = 28;
constexpr std::size_t HELP_WIDTH = 100;

} // namespace

std::string
ProgramOptions::Describe(const Option& option) const
{
    const std::string blanks(HELP_COLUMN, ' ');
    std::string line = "  --" + option.name + (option.kind == FLAG ? "" : "=" + option.text);
    std::string lines;
    if (line.size() < HELP_COLUMN)
    {
        line.resize(HELP_COLUMN, ' ');
    }
    else
    {
        lines = line + "\n";
        line = blanks;
    }
    line += option.help;
    std::string range;
    if (option.kind == INTEGER)
    {
        range = std::to_string(option.least) + " to " + std::to_string(option.most);
    }
    else if (option.kind == AMOUNT)
    {
        range = option.words[0] + " to " + option.words[1];
    }
    if (!range.empty() && line.size() + 2 + range.size() <= HELP_WIDTH)
    {
        line += "; " + range;
    }
    else if (!range.empty())
    {
        line += "\n" + blanks + range;
    }
    lines += line + "\n";
    if (option.kind == CHOICE && option.words.size() > 1)
    {
        lines += blanks + "one of " + JoinWords(option.words) + "\n";
    }
    for (const auto& effect : m_effects.Explain(option.name, MakeWords()))
    {
        lines += blanks + effect + "\n";
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
