/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What the options of a program accept, and how their values are read.
 */

#include "accepted-words.h"
#include "program-options.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// A unit and how many base units it is.
using Unit = std::pair<const char*, double>;

/// @param kind what is measured @return its units
const std::vector<Unit>&
GetUnits(ProgramOptions::Amount kind)
{
    static const std::vector<Unit> bytes = {{"", 1},
                                            {"B", 1},
                                            {"kB", 1e3},
                                            {"MB", 1e6},
                                            {"GB", 1e9},
                                            {"TB", 1e12},
                                            {"KiB", 1024.0},
                                            {"MiB", 1048576.0},
                                            {"GiB", 1073741824.0},
                                            {"TiB", 1099511627776.0}};
    static const std::vector<Unit> bits = {{"", 1},
                                           {"bps", 1},
                                           {"kbps", 1e3},
                                           {"Mbps", 1e6},
                                           {"Gbps", 1e9}};
    static const std::vector<Unit> seconds =
        {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"min", 60}, {"h", 3600}};
    static const std::vector<Unit> shares = {{"", 1}, {"%", 1e-2}};
    switch (kind)
    {
    case ProgramOptions::BITS_PER_SECOND:
        return bits;
    case ProgramOptions::SECONDS:
        return seconds;
    case ProgramOptions::SHARE:
        return shares;
    default:
        return bytes;
    }
}

/// @param kind what is measured @return how to write it, for a message
const char*
GetExamples(ProgramOptions::Amount kind)
{
    switch (kind)
    {
    case ProgramOptions::BITS_PER_SECOND:
        return "a rate such as 100Mbps or 1Gbps";
    case ProgramOptions::SECONDS:
        return "a time such as 2.5, 500ms or 1min";
    case ProgramOptions::BYTES_PER_SECOND:
        return "bytes a second such as 10MiB or 5MB/s";
    case ProgramOptions::SHARE:
        return "a share such as 0.25 or 25%";
    default:
        return "a size such as 512MiB or 1GB";
    }
}

} // namespace

bool
ProgramOptions::ParseAmount(const std::string& text, Amount kind, double& value)
{
    // strtod takes hexadecimal numbers, "inf" and leading blanks too.
    if (text.empty() || text.find_first_not_of("0123456789.") == 0)
    {
        return false;
    }
    char* end = nullptr;
    double number = std::strtod(text.c_str(), &end);
    std::string unit = end;
    if (text.substr(0, text.size() - unit.size()).find_first_of("xX") != std::string::npos)
    {
        return false;
    }
    if (kind == BYTES_PER_SECOND && unit.size() >= 2 && unit.substr(unit.size() - 2) == "/s")
    {
        unit.resize(unit.size() - 2);
    }
    for (const auto& [word, factor] : GetUnits(kind))
    {
        if (unit == word)
        {
            value = number * factor;
            return std::isfinite(value);
        }
    }
    return false;
}

std::string
ProgramOptions::Accepted(const Option& option)
{
    switch (option.kind)
    {
    case CHOICE:
        return JoinWords(option.words) +
               (option.missing.empty() ? "" : "; " + option.missing + " is not there yet");
    case FLAG:
        return "true, false, or no value";
    case INTEGER:
        return "a whole number from " + std::to_string(option.least) + " to " +
               std::to_string(option.most);
    case AMOUNT:
        return std::string(GetExamples(option.amount)) + ", from " + option.words[0] + " to " +
               option.words[1];
    case FOLDER:
        return "the name of a folder";
    case FILE_NAME:
        return "the name of a file";
    case TEXT:
        return option.words[0];
    }
    return "";
}

void
ProgramOptions::Set(Option& option, const std::string& value)
{
    bool good = false;
    switch (option.kind)
    {
    case CHOICE:
        good = std::find(option.words.begin(), option.words.end(), value) != option.words.end();
        break;
    case FLAG:
        good = value == "true" || value == "false";
        option.integer = value == "true";
        break;
    case INTEGER:
        // 20 digits hold any number that the comparison below may accept.
        good = !value.empty() && value.size() <= 19 &&
               value.find_first_not_of("0123456789") == std::string::npos;
        if (good)
        {
            option.integer = std::strtoull(value.c_str(), nullptr, 10);
            good = option.integer >= option.least && option.integer <= option.most;
        }
        break;
    case AMOUNT: {
        double least = 0;
        double most = 0;
        ParseAmount(option.words[0], option.amount, least);
        ParseAmount(option.words[1], option.amount, most);
        good = ParseAmount(value, option.amount, option.number) && option.number >= least &&
               option.number <= most;
        break;
    }
    case FOLDER:
    case FILE_NAME:
    case TEXT:
        good = !value.empty();
        break;
    }
    if (!good)
    {
        throw std::invalid_argument("--" + option.name + "=" + value +
                                    ": accepted: " + Accepted(option));
    }
    option.text = value;
    option.given = true;
}

} // namespace ns3
