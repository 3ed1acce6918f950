/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EFFECT_RULES_H
#define EFFECT_RULES_H

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief How parameters are asked for and called. A parameter's name is that of the option.
 */
struct ParameterWords
{
    /// @return whether a parameter was asked for: by an option, or by a value that asks for
    /// something, which most parameters do not have
    std::function<bool(const std::string& name)> isGiven;
    /// @return the value of a parameter that is in use, as it was given
    std::function<std::string(const std::string& name)> getValue;
    /// @return the value of a parameter that is a number; needed where a rule has a bound
    std::function<double(const std::string& name)> getNumber;
    /// @return what comes before the value: "--page-size=", or "page size "
    std::function<std::string(const std::string& name)> prefix;
    /// @return a value as it is shown
    std::function<std::string(const std::string& value)> quote;

    /// @param name of a parameter @return it and its value
    std::string Show(const std::string& name) const;
    /// @param name of a parameter @param values of it @return it with any of them
    std::string ShowAny(const std::string& name, const std::vector<std::string>& values) const;
};

/// With what a parameter counts: with others it changes nothing.
struct EffectRule
{
    /// What becomes of a parameter that is asked for where it changes nothing.
    enum Idle : uint8_t
    {
        REFUSED, //!< it is about a part that is not there
        NOTED,   //!< the result says so
    };

    std::string name;                  //!< of the parameter
    std::vector<std::string> values;   //!< of it, which the rule is about; none: all
    std::string other;                 //!< another parameter
    std::vector<std::string> accepted; //!< words of that one with which this one counts; none:
                                       //!< numbers above the bound
    Idle idle{REFUSED};                //!< what becomes of this one with others
    double above{0};                   //!< the bound, where there are no words
};

/**
 * @brief What counts with what: all there is to say of two parameters of a program or a study.
 */
class EffectRules
{
  public:
    /// @param rules the first ones
    explicit EffectRules(std::vector<EffectRule> rules = {});

    /// @param rule one more
    void Add(const EffectRule& rule);

    /**
     * @brief Refuse what is asked for and changes nothing.
     * @param words what is asked for
     * @throws std::invalid_argument in one line that names the parameter, the one beside which it
     * changes nothing, and with what it is accepted
     */
    void Check(const ParameterWords& words) const;

    /// @param words what is asked for @return a note for each parameter that changes nothing and is
    /// not refused for that
    std::vector<std::string> FindNoted(const ParameterWords& words) const;

    /// @param name of a parameter @param words how parameters are called @return with what it
    /// counts, for each rule about all its values
    std::vector<std::string> Explain(const std::string& name, const ParameterWords& words) const;

  private:
    /// @param rule a rule @param words what is asked for @return true if its parameter is given and
    /// changes nothing
    static bool IsIdle(const EffectRule& rule, const ParameterWords& words);
    /// @param rule a rule @param words how parameters are called @return with what its parameter
    /// counts
    static std::string ShowAccepted(const EffectRule& rule, const ParameterWords& words);

    std::vector<EffectRule> m_rules; //!< in order
};

} // namespace ns3

#endif /* EFFECT_RULES_H */
