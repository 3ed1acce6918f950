/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PROGRAM_OPTIONS_H
#define PROGRAM_OPTIONS_H

#include "effect-rules.h"
#include "result-value.h"

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief The command line of a program: a table of options, checked before anything is done.
 *
 * ns3::CommandLine ends the process by itself, with a status and words that differ between
 * releases, and takes any text for a string. Here every option says what it accepts, and a mistake
 * is a std::invalid_argument with one line that names the value and what is accepted. Run() turns
 * it into exit status 2.
 *
 * Every program has --seed, --out, --json, --pcap and --help.
 */
class ProgramOptions
{
  public:
    /// What an amount measures, hence its units.
    enum Amount : uint8_t
    {
        BYTES,            //!< 1GiB, 64MB, 4096
        BYTES_PER_SECOND, //!< 10MiB/s, or as bytes
        BITS_PER_SECOND,  //!< 1Gbps, 1e9
        SECONDS,          //!< 2.5, 2500ms, 1min
        SHARE,            //!< 0.25, 25%
    };

    /**
     * @param program the program's name
     * @param brief what it does, one line
     */
    ProgramOptions(const std::string& program, const std::string& brief);

    /**
     * @brief Add an option that takes one of some words.
     * @param name the name, without dashes
     * @param help what it says, one line
     * @param words what is accepted, the default first
     * @param missing a word that is to come: whoever gives it, or another that is not accepted, is
     * told that it is not there yet; empty: none
     */
    void AddChoice(const std::string& name,
                   const std::string& help,
                   const std::vector<std::string>& words,
                   const std::string& missing = "");

    /**
     * @brief Leave an option without a default, though its kind has one.
     * @param name an option's name; without it, its value is empty or zero
     * @param help what it says, one line
     */
    void ClearDefault(const std::string& name, const std::string& help);

    /**
     * @brief Say that an option counts only with some words of another. Given beside others, it is
     * refused; --help says so.
     * @param name an option's name
     * @param other the other one's name
     * @param accepted the other one's words with which this one counts
     */
    void AddEffect(const std::string& name,
                   const std::string& other,
                   const std::vector<std::string>& accepted);
    /// @param rule with what an option counts, or some of its words: beside other values it is
    /// refused
    void AddEffect(const EffectRule& rule);

    /// @param remark said after the options by --help: of more than one option
    void AddRemark(const std::string& remark);

    /**
     * @brief Add an option that is there or not.
     * @param name the name, without dashes
     * @param help what it says, one line
     */
    void AddFlag(const std::string& name, const std::string& help);

    /**
     * @brief Add an option that takes a whole number.
     * @param name the name, without dashes
     * @param help what it says, one line
     * @param value the default
     * @param least the smallest number accepted
     * @param most the largest number accepted
     */
    void AddInteger(const std::string& name,
                    const std::string& help,
                    uint64_t value,
                    uint64_t least,
                    uint64_t most);

    /**
     * @brief Add an option that takes an amount with a unit.
     * @param name the name, without dashes
     * @param help what it says, one line
     * @param kind what is measured
     * @param value the default, as a caller would write it; empty: none, and the amount is zero
     * @param least the smallest amount accepted, as a caller would write it
     * @param most the largest amount accepted, as a caller would write it
     */
    void AddAmount(const std::string& name,
                   const std::string& help,
                   Amount kind,
                   const std::string& value,
                   const std::string& least,
                   const std::string& most);

    /**
     * @brief Add an option that takes the name of a file, none by default.
     * @param name the name, without dashes
     * @param help what it says, one line
     */
    void AddFile(const std::string& name, const std::string& help);

    /**
     * @brief Add an option that takes any text, none by default.
     * @param name the name, without dashes
     * @param help what it says, one line
     * @param accepted what texts are accepted, for a message; the program checks it
     */
    void AddText(const std::string& name, const std::string& help, const std::string& accepted);

    /**
     * @brief Read the command line.
     * @param arguments the words after the program's name
     * @throws std::invalid_argument naming the word and what is accepted, or is near to it; or an
     * option that changes nothing beside another
     */
    void Parse(const std::vector<std::string>& arguments);

    /// @return the program's name
    const std::string& GetProgram() const;
    /// @param name an option's name @return true if the command line had it
    bool IsGiven(const std::string& name) const;
    /// @param name an option's name @return its value as written: the word of a choice
    const std::string& GetText(const std::string& name) const;
    /// @param name the name of a flag @return true if it is set
    bool GetFlag(const std::string& name) const;
    /// @param name the name of a whole number @return the number
    uint64_t GetInteger(const std::string& name) const;
    /// @param name the name of an amount @return the amount in its base unit
    double GetAmount(const std::string& name) const;
    /// @param name an option's name @return its value as a result has it: a flag, a whole number,
    /// an amount in its base unit, or a text
    ResultValue GetValue(const std::string& name) const;

    /**
     * @brief Refuse a value that makes no sense beside another.
     * @param name an option's name
     * @param other the other one's name
     * @param accepted what is accepted instead
     * @throws std::invalid_argument always
     */
    [[noreturn]] void Refuse(const std::string& name,
                             const std::string& other,
                             const std::string& accepted) const;

    /// @param os where the list of options goes
    void PrintHelp(std::ostream& os) const;

    /**
     * @brief Parse the command line and run a program; say what is wrong on standard error.
     *
     * With --help, prints the options and does not run the body.
     *
     * @param argc the number of arguments
     * @param argv the arguments
     * @param body the program
     * @return the exit status: the body's own, 2 for a mistake of the caller, 1 for another
     * failure, such as standard output that cannot be written to
     */
    int Run(int argc, char* argv[], const std::function<int(const ProgramOptions&)>& body);

    /**
     * @brief Read an amount.
     * @param text the amount, with or without a unit
     * @param kind what is measured
     * @param value where it goes, in the base unit
     * @return false if the text is not one
     */
    static bool ParseAmount(const std::string& text, Amount kind, double& value);

  protected:
    /// @return how options are asked for and called; not to outlive them
    ParameterWords MakeWords() const;

  private:
    /// What the value of an option is.
    enum Kind : uint8_t
    {
        CHOICE,
        FLAG,
        INTEGER,
        AMOUNT,
        FOLDER,
        FILE_NAME,
        TEXT,
    };

    /// One row of the table.
    struct Option
    {
        std::string name;               //!< without dashes
        std::string help;               //!< one line
        Kind kind;                      //!< what the value is
        Amount amount;                  //!< the unit, of an amount
        std::vector<std::string> words; //!< the words, of a choice; the bounds, of an amount; what
                                        //!< is accepted, of a text
        std::string missing;            //!< a word that a choice does not have yet; empty: none
        std::string text;               //!< the value as written
        uint64_t integer;               //!< the value of a whole number or a flag
        uint64_t least;                 //!< the smallest whole number
        uint64_t most;                  //!< the largest whole number
        double number;                  //!< the value of an amount
        bool given;                     //!< on the command line
    };

    /// @param option a row @param value what the command line says
    static void Set(Option& option, const std::string& value);
    /// @param option a row @return what it accepts, as words for a message
    static std::string Accepted(const Option& option);
    /// @param name a name @return its row; a name that is not in the table is the program's mistake
    const Option& Find(const std::string& name) const;
    /// @param name as Find @return its row
    Option& Find(const std::string& name);
    /// @param argument of the command line @return its option; throws if there is none
    Option& FindArgument(const std::string& argument);
    /// @param option a row @return its lines of --help
    std::string Describe(const Option& option) const;

    std::string m_program;              //!< the program's name
    std::string m_brief;                //!< what it does
    std::vector<Option> m_options;      //!< the table, in the order of --help
    EffectRules m_effects;              //!< with what options count
    std::vector<std::string> m_remarks; //!< see AddRemark
};

} // namespace ns3

#endif /* PROGRAM_OPTIONS_H */
