/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-options.h"

#include "accepted-words.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// The largest seed that ns-3's generator takes: below m2 of MRG32k3a (rng-stream.cc).
constexpr uint64_t MAX_SEED = 4294944442ULL;

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

/// @param options of a program @param name of one of them @return it; a name that is none is the
/// program's mistake
template <typename Options>
auto&
FindOption(Options& options, const std::string& name)
{
    const auto found = std::find_if(options.begin(), options.end(), [&name](const auto& option) {
        return option.name == name;
    });
    if (found == options.end())
    {
        throw std::logic_error("the program asks for an option that it does not have: " + name);
    }
    return *found;
}

/// @param near words @return whether they were meant, and where the others are
std::string
AskForWords(const std::vector<std::string>& near)
{
    std::string question = "did you mean " + near.front();
    for (std::size_t i = 1; i < near.size(); i++)
    {
        question += (i + 1 < near.size() ? ", " : " or ") + near[i];
    }
    return question + "? accepted: what --help lists";
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
ProgramOptions::ClearDefault(const std::string& name, const std::string& help)
{
    auto& option = Find(name);
    option.help = help;
    option.text.clear();
    option.integer = 0;
    option.number = 0;
}

void
ProgramOptions::AddEffect(const std::string& name,
                          const std::string& other,
                          const std::vector<std::string>& accepted)
{
    AddEffect(EffectRule{name, {}, other, accepted});
}

void
ProgramOptions::AddEffect(const EffectRule& rule)
{
    m_effects.Add(rule);
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

ProgramOptions::Option&
ProgramOptions::FindArgument(const std::string& argument)
{
    std::vector<std::string> names;
    for (const auto& option : m_options)
    {
        names.push_back("--" + option.name);
    }
    const std::string name = argument.substr(0, argument.find('='));
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
    {
        const auto near = FindNearWords(name, names);
        throw std::invalid_argument(
            "unknown option '" + argument +
            "': " + (near.empty() ? "accepted: " + JoinWords(names) : AskForWords(near)));
    }
    return m_options[found - names.begin()];
}

void
ProgramOptions::Parse(const std::vector<std::string>& arguments)
{
    for (const auto& argument : arguments)
    {
        auto& option = FindArgument(argument);
        const auto equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
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
    if (!GetFlag("help"))
    {
        m_effects.Check(MakeWords());
    }
}

ParameterWords
ProgramOptions::MakeWords() const
{
    ParameterWords words;
    words.isGiven = [this](const std::string& name) { return IsGiven(name); };
    words.getValue = [this](const std::string& name) { return GetText(name); };
    words.getNumber = [this](const std::string& name) {
        const auto& option = Find(name);
        return option.kind == AMOUNT ? option.number : static_cast<double>(option.integer);
    };
    words.prefix = [](const std::string& name) { return "--" + name + "="; };
    words.quote = [](const std::string& value) { return value; };
    return words;
}

const ProgramOptions::Option&
ProgramOptions::Find(const std::string& name) const
{
    return FindOption(m_options, name);
}

ProgramOptions::Option&
ProgramOptions::Find(const std::string& name)
{
    return FindOption(m_options, name);
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
