/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "effect-rules.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{

namespace
{

/// @param all some words @param word a word @return true if it is one of them
bool
HasWord(const std::vector<std::string>& all, const std::string& word)
{
    return std::find(all.begin(), all.end(), word) != all.end();
}

} // namespace

std::string
ParameterWords::Show(const std::string& name) const
{
    return prefix(name) + quote(getValue(name));
}

std::string
ParameterWords::ShowAny(const std::string& name, const std::vector<std::string>& values) const
{
    std::string any = prefix(name) + quote(values.front());
    for (std::size_t i = 1; i < values.size(); i++)
    {
        any += (i + 1 < values.size() ? ", " : " or ") + quote(values[i]);
    }
    return any;
}

EffectRules::EffectRules(std::vector<EffectRule> rules)
    : m_rules(std::move(rules))
{
}

void
EffectRules::Add(const EffectRule& rule)
{
    m_rules.push_back(rule);
}

bool
EffectRules::IsIdle(const EffectRule& rule, const ParameterWords& words)
{
    if (!words.isGiven(rule.name) ||
        (!rule.values.empty() && !HasWord(rule.values, words.getValue(rule.name))))
    {
        return false;
    }
    return rule.accepted.empty() ? words.getNumber(rule.other) <= rule.above
                                 : !HasWord(rule.accepted, words.getValue(rule.other));
}

std::string
EffectRules::ShowAccepted(const EffectRule& rule, const ParameterWords& words)
{
    if (!rule.accepted.empty())
    {
        return words.ShowAny(rule.other, rule.accepted);
    }
    // "--page-size=" or "page size ", of which only the name is wanted.
    auto name = words.prefix(rule.other);
    name.erase(name.find_last_not_of("= ") + 1);
    std::ostringstream bound;
    bound << name << " of more than " << rule.above;
    return bound.str();
}

void
EffectRules::Check(const ParameterWords& words) const
{
    for (const auto& rule : m_rules)
    {
        if (rule.idle == EffectRule::REFUSED && IsIdle(rule, words))
        {
            throw std::invalid_argument(words.Show(rule.name) + " with " + words.Show(rule.other) +
                                        ": accepted with " + ShowAccepted(rule, words) + " only");
        }
    }
}

std::vector<std::string>
EffectRules::FindNoted(const ParameterWords& words) const
{
    std::vector<std::string> notes;
    for (const auto& rule : m_rules)
    {
        if (rule.idle == EffectRule::NOTED && IsIdle(rule, words))
        {
            notes.push_back(words.Show(rule.name) + " changes nothing with " +
                            words.Show(rule.other) + ": it counts with " +
                            ShowAccepted(rule, words));
        }
    }
    return notes;
}

std::vector<std::string>
EffectRules::Explain(const std::string& name, const ParameterWords& words) const
{
    std::vector<std::string> lines;
    for (const auto& rule : m_rules)
    {
        if (rule.name == name && rule.values.empty())
        {
            lines.push_back("with " + ShowAccepted(rule, words) + " only");
        }
    }
    return lines;
}

} // namespace ns3
