/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/accepted-words.h"
#include "ns3/ns3-compat.h"
#include "ns3/program-options.h"
#include "ns3/test.h"

#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief The options of programs: what is taken, and what is said of the rest.
 */

namespace
{

/// @return a table with one option of each kind
ProgramOptions
MakeOptions()
{
    ProgramOptions options("lisp-study", "shows something");
    options.AddChoice("family", "address families", {"ipv4", "ipv6"});
    options.AddFlag("return-home", "come back");
    options.AddInteger("clients", "how many", 2, 1, 20);
    options.AddAmount("memory", "size", ProgramOptions::BYTES, "1GiB", "1MiB", "1TiB");
    options
        .AddAmount("rate", "speed", ProgramOptions::BITS_PER_SECOND, "1Gbps", "1Mbps", "100Gbps");
    options.AddChoice("update", "how", {"fast", "slow"}, "clever");
    options.AddAmount("break", "when", ProgramOptions::SECONDS, "", "0", "1h");
    options.AddAmount("retry", "how often", ProgramOptions::SECONDS, "10s", "100ms", "1h");
    options.AddEffect("retry", "update", {"slow"});
    options.AddInteger("jobs", "processes", 0, 0, 8);
    options.AddEffect({"jobs", {}, "clients", {}, EffectRule::REFUSED, 2});
    options.AddEffect({"family", {"ipv6"}, "update", {"fast"}});
    options.AddChoice("role", "", {"first", "second"});
    options.ClearDefault("role", "has to be given");
    options.AddRemark("Of all options: they are few.");
    return options;
}

/// @param arguments a command line @return what is said of it, or "" if it is taken
std::string
Complaint(const std::vector<std::string>& arguments)
{
    auto options = MakeOptions();
    try
    {
        options.Parse(arguments);
    }
    catch (const std::invalid_argument& mistake)
    {
        return mistake.what();
    }
    return "";
}

/**
 * Method: amounts are read.
 * Expected: the base units of each; powers of 1024 for KiB to TiB, of 1000 for kB to TB and bit
 * rates; nothing for other units, signs, hexadecimal, blanks or no number.
 */
class AmountTestCase : public TestCase
{
  public:
    AmountTestCase()
        : TestCase("amounts with units")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* text;
            ProgramOptions::Amount kind;
            double value; // negative: refused
        };

        const Row rows[] = {
            {"1GiB", ProgramOptions::BYTES, 1073741824.0},
            {"1.5KiB", ProgramOptions::BYTES, 1536.0},
            {"2MB", ProgramOptions::BYTES, 2e6},
            {"4096", ProgramOptions::BYTES, 4096},
            {"4096B", ProgramOptions::BYTES, 4096},
            {"10MiB/s", ProgramOptions::BYTES_PER_SECOND, 10485760.0},
            {"10MiB", ProgramOptions::BYTES_PER_SECOND, 10485760.0},
            {"1Gbps", ProgramOptions::BITS_PER_SECOND, 1e9},
            {"2.5Mbps", ProgramOptions::BITS_PER_SECOND, 2.5e6},
            {"1e9", ProgramOptions::BITS_PER_SECOND, 1e9},
            {"500ms", ProgramOptions::SECONDS, 0.5},
            {"2min", ProgramOptions::SECONDS, 120},
            {"0.25", ProgramOptions::SHARE, 0.25},
            {"25%", ProgramOptions::SHARE, 0.25},
            {"25%", ProgramOptions::BYTES, -1},
            {"1Gbps", ProgramOptions::BYTES, -1},
            {"1GiB", ProgramOptions::BITS_PER_SECOND, -1},
            {"10MiB/s", ProgramOptions::BYTES, -1},
            {"-1", ProgramOptions::BYTES, -1},
            {"+1", ProgramOptions::BYTES, -1},
            {"0x10", ProgramOptions::BYTES, -1},
            {" 1", ProgramOptions::BYTES, -1},
            {"1 GiB", ProgramOptions::BYTES, -1},
            {"GiB", ProgramOptions::BYTES, -1},
            {"", ProgramOptions::BYTES, -1},
            {".", ProgramOptions::BYTES, -1},
            {"inf", ProgramOptions::BYTES, -1},
            {"1e999", ProgramOptions::BYTES, -1},
        };
        for (const auto& row : rows)
        {
            double value = 0;
            const bool taken = ProgramOptions::ParseAmount(row.text, row.kind, value);
            NS_TEST_EXPECT_MSG_EQ(taken, (row.value >= 0), "'" << row.text << "'");
            if (taken)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(value, row.value, 1e-6, "'" << row.text << "'");
            }
        }
    }
};

/**
 * Method: command lines without a mistake.
 * Expected: the defaults where an option is not given, the value where it is.
 */
class ValueTestCase : public TestCase
{
  public:
    ValueTestCase()
        : TestCase("defaults and values")
    {
    }

  private:
    void DoRun() override
    {
        auto options = MakeOptions();
        options.Parse({});
        NS_TEST_EXPECT_MSG_EQ(options.GetInteger("seed"), 1, "seed");
        NS_TEST_EXPECT_MSG_EQ(options.GetText("out"), "results/lisp-study", "out");
        NS_TEST_EXPECT_MSG_EQ(options.GetText("family"), "ipv4", "the first word");
        NS_TEST_EXPECT_MSG_EQ(options.GetFlag("return-home"), false, "flag");
        NS_TEST_EXPECT_MSG_EQ_TOL(options.GetAmount("memory"), 1073741824.0, 0.5, "memory");
        NS_TEST_EXPECT_MSG_EQ(options.IsGiven("memory"), false, "a default is not given");
        NS_TEST_EXPECT_MSG_EQ(options.IsGiven("break"), false, "nor is one without");
        NS_TEST_EXPECT_MSG_EQ(options.GetText("break"), "", "without a default");
        NS_TEST_EXPECT_MSG_EQ(options.GetText("role"), "", "its default was taken away");
        NS_TEST_EXPECT_MSG_EQ(options.IsGiven("role"), false, "nor is it given");

        auto given = MakeOptions();
        given.Parse({"--family=ipv6",
                     "--return-home",
                     "--json=false",
                     "--clients=20",
                     "--memory=2GiB",
                     "--out=a=b"});
        NS_TEST_EXPECT_MSG_EQ(given.GetText("family"), "ipv6", "family");
        NS_TEST_EXPECT_MSG_EQ(given.GetFlag("return-home"), true, "flag");
        NS_TEST_EXPECT_MSG_EQ(given.GetFlag("json"), false, "flag with a value");
        NS_TEST_EXPECT_MSG_EQ(given.GetInteger("clients"), 20, "clients");
        NS_TEST_EXPECT_MSG_EQ_TOL(given.GetAmount("memory"), 2147483648.0, 0.5, "memory");
        NS_TEST_EXPECT_MSG_EQ(given.GetText("out"), "a=b", "a value may hold an equals sign");
        NS_TEST_EXPECT_MSG_EQ(given.IsGiven("memory"), true, "given");
    }
};

/**
 * Method: command lines with one mistake each.
 * Expected: a complaint that has the words in the table: what was given and what is accepted.
 */
class MistakeTestCase : public TestCase
{
  public:
    MistakeTestCase()
        : TestCase("mistakes")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* argument;
            const char* given;
            const char* accepted;
        };

        const Row rows[] = {
            {"--colour=red", "--colour=red", "--family"},
            {"ipv4", "'ipv4'", "--family"},
            {"-h", "'-h'", "--help"},
            {"", "''", "--seed"},
            {"--family=ipv5", "--family=ipv5", "ipv4, ipv6"},
            {"--family=", "--family=:", "ipv4, ipv6"},
            {"--family", "--family has no value", "ipv4, ipv6"},
            {"--return-home=yes", "yes", "true, false"},
            {"--clients=0", "--clients=0", "from 1 to 20"},
            {"--clients=21", "--clients=21", "from 1 to 20"},
            {"--clients=2.5", "--clients=2.5", "a whole number"},
            {"--clients=-1", "--clients=-1", "a whole number"},
            {"--clients=99999999999999999999999", "9999", "from 1 to 20"},
            {"--seed=0", "--seed=0", "from 1 to 4294944442"},
            {"--seed=4294944443", "--seed=4294944443", "from 1 to 4294944442"},
            {"--memory=1Gbps", "--memory=1Gbps", "512MiB"},
            {"--memory=0", "--memory=0", "from 1MiB to 1TiB"},
            {"--rate=1GiB", "--rate=1GiB", "1Gbps"},
            {"--out=", "--out=", "folder"},
            {"--update=clever", "--update=clever: accepted: fast, slow", "clever is not there yet"},
            {"--update=odd", "--update=odd: accepted: fast, slow", "clever is not there yet"},
            {"--break=", "--break=", "from 0 to 1h"},
        };
        for (const auto& row : rows)
        {
            const std::string said = Complaint({row.argument});
            NS_TEST_EXPECT_MSG_NE(said.find(row.given), std::string::npos, said);
            NS_TEST_EXPECT_MSG_NE(said.find(row.accepted), std::string::npos, said);
            NS_TEST_EXPECT_MSG_EQ(said.find('\n'), std::string::npos, "one line: " << said);
        }
        NS_TEST_EXPECT_MSG_NE(Complaint({"--seed=1", "--seed=2"}).find("twice"),
                              std::string::npos,
                              "the same option again");
    }
};

/**
 * Method: the list of options is printed.
 * Expected: each option has its line with its default, if it has one, and the range of a number,
 * on another line if there is no room; with what it counts; all within 100 columns.
 */
class HelpTestCase : public TestCase
{
  public:
    HelpTestCase()
        : TestCase("the list of options")
    {
    }

  private:
    void DoRun() override
    {
        std::ostringstream text;
        MakeOptions().PrintHelp(text);
        for (const char* line :
             {"--seed=1                  seed of the random numbers; the same seed, "
              "the same result;\n                            1 to 4294944442\n",
              "--clients=2               how many; 1 to 20\n",
              "--retry=10s               how often; 100ms to 1h\n"
              "                            with --update=slow only\n",
              "processes; 0 to 8\n"
              "                            with --clients of more than 2 only\n",
              "--role=                   has to be given\n"
              "                            one of first, second\n",
              "--out=results/lisp-study",
              "--json ",
              "--pcap ",
              "--help ",
              "--family=ipv4 ",
              "--memory=1GiB ",
              "--break= ",
              "one of ipv4, ipv6",
              "one of fast, slow\n",
              "\n\nOf all options: they are few.\n"})
        {
            NS_TEST_EXPECT_MSG_NE(text.str().find(line), std::string::npos, line);
        }
        std::istringstream lines(text.str());
        for (std::string line; std::getline(lines, line);)
        {
            NS_TEST_EXPECT_MSG_LT(line.size(), 101, line);
        }
    }
};

/**
 * Method: options beside others, with which they count or not: one with a word, one with more than
 * two clients, and one word of one.
 * Expected: refused, where they are given and change nothing, whether the other is given or not; in
 * one line with both values and what is accepted. Nothing is refused that is a default, that
 * counts, or beside --help.
 */
class EffectOfOptionsTestCase : public TestCase
{
  public:
    EffectOfOptionsTestCase()
        : TestCase("options that change nothing")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            std::vector<std::string> arguments;
            const char* said;
        };

        const Row rows[] = {
            {{"--retry=5s"}, "--retry=5s with --update=fast: accepted with --update=slow only"},
            {{"--update=fast", "--retry=10s"},
             "--retry=10s with --update=fast: accepted with --update=slow only"},
            {{"--update=slow", "--retry=5s"}, ""},
            {{"--retry=5s", "--help"}, ""},
            {{"--jobs=4"},
             "--jobs=4 with --clients=2: accepted with --clients of more than 2 only"},
            {{"--jobs=4", "--clients=3"}, ""},
            {{"--family=ipv6", "--update=slow"},
             "--family=ipv6 with --update=slow: accepted with --update=fast only"},
            {{"--family=ipv4", "--update=slow"}, ""},
        };
        for (const auto& row : rows)
        {
            NS_TEST_EXPECT_MSG_EQ(Complaint(row.arguments), row.said, row.arguments.front());
        }
    }
};

/**
 * Method: words that are mistyped.
 * Expected: those with the fewest mistakes, two at most, and no more than half of the word: a
 * letter left out or more, another one, two swapped (one mistake: "otu"), and none where all differ
 * more.
 * "--jso" is one from "--json", two from "--jobs"; "--job" is as far from "--job1" as from
 * "--job2". Of an option with three letters two are not to be wrong.
 */
class NearTestCase : public TestCase
{
  public:
    NearTestCase()
        : TestCase("words that are near")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::string> all{"--out", "--json", "--jobs", "--migration"};

        const std::pair<const char*, std::vector<std::string>> rows[] = {
            {"--migraton", {"--migration"}},
            {"--migratoin", {"--migration"}},
            {"migration", {"--migration"}},
            {"--migrationss", {"--migration"}},
            {"--imgraton", {"--migration"}},
            {"--migrtn", {}},
            {"--jso", {"--json"}},
            {"--jobn", {"--jobs"}},
            {"--joon", {"--json"}},
            {"--otu", {"--out"}},
            {"--oxy", {}},
            {"", {}},
            {"--", {}},
        };
        for (const auto& [word, near] : rows)
        {
            const auto found = FindNearWords(word, all);
            NS_TEST_EXPECT_MSG_EQ(JoinWords(found), JoinWords(near), "'" << word << "'");
        }
        NS_TEST_EXPECT_MSG_EQ(JoinWords(FindNearWords("--job", {"--job1", "--job2"})),
                              "--job1, --job2",
                              "two as near");
        NS_TEST_EXPECT_MSG_EQ(Complaint({"--famly=ipv4"}),
                              "unknown option '--famly=ipv4': did you mean --family? "
                              "accepted: what --help lists",
                              "an option");
        NS_TEST_EXPECT_MSG_EQ(Complaint({"--rte=1Gbps"}),
                              "unknown option '--rte=1Gbps': did you mean --rate? "
                              "accepted: what --help lists",
                              "another one");
    }
};

/**
 * Method: an option that takes any text is given, left out, and given empty.
 * Expected: its text; no text, and not given; a complaint that says what is accepted.
 */
class TextTestCase : public TestCase
{
  public:
    TextTestCase()
        : TestCase("an option with any text")
    {
    }

  private:
    void DoRun() override
    {
        ProgramOptions options("lisp-study", "shows something");
        options.AddText("key", "a secret", "any text");
        NS_TEST_EXPECT_MSG_EQ(options.GetText("key"), "", "none by default");
        NS_TEST_EXPECT_MSG_EQ(options.IsGiven("key"), false, "not given");
        options.Parse({"--key=a = b"});
        NS_TEST_EXPECT_MSG_EQ(options.GetText("key"), "a = b", "as it is");
        std::string said;
        try
        {
            ProgramOptions other("lisp-study", "shows something");
            other.AddText("key", "a secret", "any text");
            other.Parse({"--key="});
        }
        catch (const std::invalid_argument& mistake)
        {
            said = mistake.what();
        }
        NS_TEST_EXPECT_MSG_EQ(said, "--key=: accepted: any text", "an empty one");
    }
};

/// The suite of the options.
class OptionsTestSuite : public TestSuite
{
  public:
    OptionsTestSuite()
        : TestSuite("lisp-helper-options", TestSuite::Type::UNIT)
    {
        AddTestCase(new AmountTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ValueTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EffectOfOptionsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NearTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TextTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HelpTestCase, compat::TestDuration<>::QUICK);
    }
};

OptionsTestSuite g_suite; ///< registers itself

} // namespace
