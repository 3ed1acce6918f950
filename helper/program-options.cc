/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-options.h"

#include "accepted-words.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// The largest seed that ns-3's generator takes: below m2 of MRG32k3a (rng-stream.cc).
constexpr uint64_t MAX_SEED = 4294944442ULL;

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

/// @param text a message that may hold what the caller typed @return the same on one line
std::string
OneLine(std::string text)
{
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char letter) { return letter < ' '; },
        ' ');
    return text;
}

/// @param name an option's, with dashes @param accepted what it accepts @return that it has no
/// value
std::invalid_argument
MakeValueMissing(const std::string& name, const std::string& accepted)
{
    return std::invalid_argument(name + " has no value: accepted: " + name + "=VALUE, " + accepted);
}

} // namespace

ProgramOptions::ProgramOptions(const std::string& program, const std::string& brief)
    : m_program(program),
      m_brief(brief)
{
    AddInteger("seed",
               "seed of the random numbers; the same seed, the same result",
               1,
               1,
               MAX_SEED);
    Option out{};
    out.name = "out";
    out.help = "folder of the result; if not absolute, in the folder that you are in";
    out.kind = FOLDER;
    out.text = "results/" + program;
    m_options.push_back(out);
    AddFlag("json", "print the result as JSON, and nothing else, on standard output");
    AddFlag("pcap", "write the packets of each link beside the result");
    AddFlag("help", "print this");
}

void
ProgramOptions::AddChoice(const std::string& name,
                          const std::string& help,
                          const std::vector<std::string>& words,
                          const std::string& missing)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = CHOICE;
    option.words = words;
    option.missing = missing;
    option.text = words.front();
    m_options.push_back(option);
}

void
ProgramOptions::AddRemark(const std::string& remark)
{
    m_remarks.push_back(remark);
}

void
ProgramOptions::AddFlag(const std::string& name, const std::string& help)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = FLAG;
    option.text = "false";
    m_options.push_back(option);
}

void
ProgramOptions::AddInteger(const std::string& name,
                           const std::string& help,
                           uint64_t value,
                           uint64_t least,
                           uint64_t most)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = INTEGER;
    option.text = std::to_string(value);
    option.integer = value;
    option.least = least;
    option.most = most;
    m_options.push_back(option);
}

void
ProgramOptions::AddAmount(const std::string& name,
                          const std::string& help,
                          Amount kind,
                          const std::string& value,
                          const std::string& least,
                          const std::string& most)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = AMOUNT;
    option.amount = kind;
    option.words = {least, most};
    if (!value.empty())
    {
        Set(option, value);
        option.given = false;
    }
    m_options.push_back(option);
}

void
ProgramOptions::AddFile(const std::string& name, const std::string& help)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = FILE_NAME;
    m_options.push_back(option);
}

void
ProgramOptions::AddText(const std::string& name,
                        const std::string& help,
                        const std::string& accepted)
{
    Option option{};
    option.name = name;
    option.help = help;
    option.kind = TEXT;
    option.words = {accepted};
    m_options.push_back(option);
}

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

void
ProgramOptions::Parse(const std::vector<std::string>& arguments)
{
    for (const auto& argument : arguments)
    {
        std::vector<std::string> names;
        for (const auto& option : m_options)
        {
            names.push_back("--" + option.name);
        }
        const auto equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
        {
            throw std::invalid_argument("unknown option '" + argument +
                                        "': accepted: " + JoinWords(names));
        }
        auto& option = m_options[found - names.begin()];
        if (option.given)
        {
            throw std::invalid_argument(name + " is given twice: accepted: once");
        }
        if (equals == std::string::npos && option.kind != FLAG)
        {
            throw MakeValueMissing(name, Accepted(option));
        }
        Set(option, equals == std::string::npos ? "true" : argument.substr(equals + 1));
    }
}

const ProgramOptions::Option&
ProgramOptions::Find(const std::string& name) const
{
    auto found = std::find_if(m_options.begin(), m_options.end(), [&name](const Option& option) {
        return option.name == name;
    });
    if (found == m_options.end())
    {
        throw std::logic_error("the program asks for an option that it does not have: " + name);
    }
    return *found;
}

const std::string&
ProgramOptions::GetProgram() const
{
    return m_program;
}

bool
ProgramOptions::IsGiven(const std::string& name) const
{
    return Find(name).given;
}

const std::string&
ProgramOptions::GetText(const std::string& name) const
{
    return Find(name).text;
}

bool
ProgramOptions::GetFlag(const std::string& name) const
{
    return Find(name).integer != 0;
}

uint64_t
ProgramOptions::GetInteger(const std::string& name) const
{
    return Find(name).integer;
}

double
ProgramOptions::GetAmount(const std::string& name) const
{
    return Find(name).number;
}

ResultValue
ProgramOptions::GetValue(const std::string& name) const
{
    const auto& option = Find(name);
    switch (option.kind)
    {
    case FLAG:
        return option.integer != 0;
    case INTEGER:
        return option.integer;
    case AMOUNT:
        return option.number;
    default:
        return option.text;
    }
}

void
ProgramOptions::Refuse(const std::string& name,
                       const std::string& other,
                       const std::string& accepted) const
{
    throw std::invalid_argument("--" + name + "=" + GetText(name) + " with --" + other + "=" +
                                GetText(other) + ": accepted: " + accepted);
}

void
ProgramOptions::PrintHelp(std::ostream& os) const
{
    os << m_program << ": " << m_brief << "\n\noptions, with their defaults:\n";
    for (const auto& option : m_options)
    {
        std::string left = "  --" + option.name;
        if (option.kind != FLAG)
        {
            left += "=" + option.text;
        }
        os << std::left << std::setw(28) << left
           << (left.size() < 28 ? "" : "\n" + std::string(28, ' ')) << option.help << "\n";
        if (option.kind == CHOICE && option.words.size() > 1)
        {
            os << std::string(28, ' ') << "one of " << JoinWords(option.words) << "\n";
        }
    }
    for (const auto& remark : m_remarks)
    {
        os << "\n" << remark << "\n";
    }
}

int
ProgramOptions::Run(int argc, char* argv[], const std::function<int(const ProgramOptions&)>& body)
{
    try
    {
        Parse(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
        int status = 0;
        if (GetFlag("help"))
        {
            PrintHelp(std::cout);
        }
        else
        {
            status = body(*this);
        }
        if (!std::cout.flush())
        {
            throw std::runtime_error("could not write to standard output");
        }
        return status;
    }
    catch (const std::invalid_argument& mistake)
    {
        std::cerr << m_program << ": " << OneLine(mistake.what()) << std::endl;
        return 2;
    }
    catch (const std::exception& failure)
    {
        std::cerr << m_program << ": " << OneLine(failure.what()) << std::endl;
        return 1;
    }
}

} // namespace ns3
