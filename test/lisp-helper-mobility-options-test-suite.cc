/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The options of the mobility study: what is refused beside what, what is noted, and that
 * each arrives at the objects and in the closed form.
 */

#include "ns3/cold-migration.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/vm-mobility-migration.h"
#include "ns3/vm-mobility-options.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

using Words = std::vector<std::string>;

/// @param line a command line @return its words
Words
Split(const std::string& line)
{
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    return words;
}

/// @param line a command line @return what it asks for
VmMobilityParameters
Parse(const std::string& line)
{
    VmMobilityOptions options;
    options.Parse(Split(line));
    return options.GetParameters();
}

/// @param line a command line @return what is said of it; "" if it is taken
std::string
Complain(const std::string& line)
{
    try
    {
        Parse(line);
    }
    catch (const std::invalid_argument& mistake)
    {
        return mistake.what();
    }
    return "";
}

/**
 * Method: options that have no effect beside others, one by one; then the same where they have.
 * Expected: one line that names the option, the other one and all that it is accepted with, whether
 * the other is given or a default; nothing is said where it counts.
 */
class CombinationTestCase : public TestCase
{
  public:
    CombinationTestCase()
        : TestCase("options that have no effect")
    {
    }

  private:
    void DoRun() override
    {
        const std::string trace = "--write-trace=" LISP_TEST_DATA_DIR "/write-trace.txt";

        struct Row
        {
            std::string option; // given
            const char* other;  // with this it is refused
            const char* shown;  // which is so named
            const char* only;   // what is accepted
            const char* fits;   // with this it is not
        };

        const std::string copied = "--migration=pre-copy only";
        const Row rows[] = {
            {"--extension=vpls",
             "--mode=across-subnet",
             "--mode=across-subnet",
             "--mode=extended-subnet only",
             ""},
            {"--without=hsrp-filter",
             "--mode=across-subnet",
             "--mode=across-subnet",
             "--mode=extended-subnet only",
             ""},
            {"--without=proxy-arp",
             "",
             "--mode=extended-subnet",
             "--mode=across-subnet only",
             "--mode=across-subnet"},
            {"--update=smr",
             "--system=triangular",
             "--system=triangular",
             "--system=lisp only",
             ""},
            {"--family=ipv4-over-ipv6",
             "--system=host-route",
             "--system=host-route",
             "--system=lisp only",
             ""},
            {"--rate-control=fixed", "--migration=cold", "--migration=cold", copied.c_str(), ""},
            {"--stop-pages=9",
             "--migration=post-copy",
             "--migration=post-copy",
             copied.c_str(),
             ""},
            {"--max-rounds=9", "--mode=across-subnet", "--migration=cold", copied.c_str(), ""},
            {"--max-sent=9",
             "--migration=stop-and-copy",
             "--migration=stop-and-copy",
             copied.c_str(),
             ""},
            {"--downtime-limit=1s",
             "--migration=post-copy",
             "--migration=post-copy",
             copied.c_str(),
             ""},
            {"--prepaging=none",
             "",
             "--migration=pre-copy",
             "--migration=post-copy only",
             "--migration=post-copy"},
            {"--cold=shutdown",
             "",
             "--migration=pre-copy",
             "--migration=cold only",
             "--migration=cold"},
            {"--boot-time=1s",
             "--migration=stop-and-copy",
             "--migration=stop-and-copy",
             "--migration=cold only",
             "--mode=across-subnet"},
            {"--shutdown-time=1s",
             "--migration=post-copy",
             "--migration=post-copy",
             "--migration=cold only",
             "--migration=cold"},
            {"--pause-buffer=3",
             "--migration=cold",
             "--migration=cold",
             "--migration=pre-copy, post-copy or stop-and-copy only",
             "--migration=stop-and-copy"},
            {"--disk=1GiB", "", "--storage=shared", "--storage=local only", "--storage=local"},
            {trace,
             "--write-pattern=constant",
             "--write-pattern=constant",
             "--write-pattern=trace only",
             ""},
            {"--write-rate=1MiB/s",
             trace.c_str(),
             "--write-pattern=trace",
             "--write-pattern=constant or working-set only",
             "--write-pattern=working-set"},
            {"--hot-share=1%",
             "",
             "--write-pattern=constant",
             "--write-pattern=working-set only",
             "--write-pattern=working-set"},
            {"--hot-writes=0.5",
             "",
             "--write-pattern=constant",
             "--write-pattern=working-set only",
             "--write-pattern=working-set"},
            {"--total-share=0.5",
             "",
             "--write-pattern=constant",
             "--write-pattern=working-set only",
             "--write-pattern=working-set"},
        };
        for (const auto& row : rows)
        {
            NS_TEST_EXPECT_MSG_EQ(Complain(row.option + " " + row.other),
                                  row.option + " with " + row.shown + ": accepted with " + row.only,
                                  "refused");
            NS_TEST_EXPECT_MSG_EQ(Complain(row.option + " " + row.fits), "", row.option);
        }
    }
};

/**
 * Method: values that are wrong by themselves or beside another number.
 * Expected: one line that begins with the option and its value as given, and says what is accepted;
 * 4 MiB is above the largest page of the option, 2 MiB; a file that is not there has no line.
 */
class ValueTestCase : public TestCase
{
  public:
    ValueTestCase()
        : TestCase("values that are wrong")
    {
    }

  private:
    void DoRun() override
    {
        const std::pair<const char*, const char*> rows[] = {
            {"--update=foo", "--update=foo: accepted: map-notify, smr; pubsub is not there yet"},
            {"--update=pubsub",
             "--update=pubsub: accepted: map-notify, smr; pubsub is not there yet"},
            {"--page-size=3000", "--page-size=3000: accepted: powers of two, as 4096"},
            {"--page-size=4MiB", "--page-size=4MiB: accepted: a size such as "},
            {"--memory=10000000",
             "--memory=10000000: accepted: multiples of its page size, 4096, above 0"},
            {"--memory=65GiB",
             "--memory=65GiB with --hypervisor-memory=64GiB: accepted: at most what "},
            {"--write-pattern=trace",
             "--write-pattern=trace without a file: accepted: --write-trace=FILE"},
            {"--write-trace=no/such",
             "--write-trace=no/such: cannot be read: No such file or directory; accepted is "},
            {"--write-pattern=working-set --hot-share=0.3",
             "--hot-share=0.3 with --total-share=0.2: accepted: at most as much"},
            {"--write-pattern=working-set --hot-share=0 --total-share=0",
             "--total-share=0: accepted: more than 0, up to 1"},
            {"--hot-share=2", "--hot-share=2: accepted: a share such as 0.25 or 25%, from 0 to 1"},
            {"--repair-link=3",
             "--repair-link=3 without a failure: accepted: later than the failure, "
             "--fail-link=TIME"},
            {"--fail-link=3s --repair-link=3",
             "--repair-link=3 with --fail-link=3s: accepted: later than the failure"},
            {"--stall-timeout=0", "--stall-timeout=0: accepted: a time such as "},
            {"--memory=32GiB --migration-rate=1Mbps",
             "--memory=32GiB at --migration-rate=1Mbps: the move would take more than an hour"},
        };
        for (const auto& [line, expected] : rows)
        {
            const auto said = Complain(line);
            NS_TEST_EXPECT_MSG_EQ(said.compare(0, std::string(expected).size(), expected),
                                  0,
                                  expected << " in: " << said);
            NS_TEST_EXPECT_MSG_EQ(said.find('\n'), std::string::npos, "one line");
        }
    }
};

/**
 * Method: the same mistakes by parameters, as a script has them.
 * Expected: the names of the parameters, words in quotes; each zero is named by itself.
 */
class ParameterTestCase : public TestCase
{
  public:
    ParameterTestCase()
        : TestCase("parameters that are wrong")
    {
    }

  private:
    using Change = void (*)(VmMobilityParameters&);

    void DoRun() override
    {
        const std::pair<Change, const char*> rows[] = {
            {[](auto& p) { p.pageSize = 3000; },
             "page size 3000: accepted: powers of two, as 4096"},
            {[](auto& p) { p.pageSize = 4 << 20; }, "page size 4194304: accepted: up to 2097152"},
            {[](auto& p) { p.memory = 0; }, "memory 0: accepted: more than 0"},
            {[](auto& p) { p.vCpus = 0; }, "vcpus 0: accepted: more than 0"},
            {[](auto& p) { p.migrationRate = 0; }, "migration rate 0: accepted: more than 0"},
            {[](auto& p) { p.coreRate = 0; }, "core rate 0: accepted: more than 0"},
            {[](auto& p) { p.maxSent = NAN; }, "max sent "},
            {[](auto& p) { p.stallTimeout = 0; },
             "stall timeout 0: accepted: a number from 0.001 to 1e+06"},
            {[](auto& p) { p.bootTime = INFINITY; }, "boot time "},
            {[](auto& p) { p.failLink = NAN; }, "fail link "},
            {[](auto& p) { p.hotWrites = 1.5; }, "hot writes 1.5: accepted: a number from 0 to 1"},
            {[](auto& p) { p.mode = "flat"; }, "mode 'flat': accepted: extended-subnet, across-"},
            {[](auto& p) { p.prepaging = "all"; }, "prepaging 'all': accepted: bubble, sequential"},
            {[](auto& p) { p.cold = "frozen"; }, "cold 'frozen': accepted: hibernate, shutdown"},
            {[](auto& p) { p.without = "proxy-arp"; },
             "without 'proxy-arp' with mode 'extended-subnet': accepted with mode 'across-subnet'"},
            {[](auto& p) { (p.rateControl = "adaptive", p.migration = "cold"); },
             "rate control 'adaptive' with migration 'cold': accepted with migration 'pre-copy'"},
            {[](auto& p) { p.writeTrace = "a file"; },
             "write trace 'a file' with write pattern 'constant': accepted with write pattern "},
        };
        for (const auto& [change, expected] : rows)
        {
            VmMobilityParameters parameters;
            change(parameters);
            std::string said;
            try
            {
                VmMobilityMigration migration(parameters);
            }
            catch (const std::invalid_argument& mistake)
            {
                said = mistake.what();
            }
            NS_TEST_EXPECT_MSG_EQ(said.compare(0, std::string(expected).size(), expected),
                                  0,
                                  expected << " in: " << said);
        }
    }
};

/**
 * Method: options of each kind of migration, and what VmMobilityMigration makes of them.
 *
 * Expected: the attributes have the values. In the closed form, of 16 MiB, 4096 pages, at 5 MiB/s,
 * with a round trip of 100 ms. TCP sends 10 segments of 8948 octets in the first one and, since 7
 * are acknowledged together, up to 24, 52, 108, 220, 444, 892, 1788 in all by the end of each
 * further one (MigrationModelTcp); then it has its rate:
 * - with 4096 pages left at most, one round and the pause's; with 50, a first round of 0.8 s, in
 *   which 1000 pages and more are written, and another one of 34 ms, in which fewer than 50 are;
 * - with a limit of 10 s the pause comes after the first round, too;
 * - shut down in 1 s and booted in 2 s, 0 octets carried: 3 s, and half a round trip of 0.1 s;
 *   hibernated, memory and state besides: 2 * 28.0 ms at 4.8 Gbit/s, 8 round trips, and 1.86 MB
 *   beyond 1788 segments, 14.9 ms at 1 Gbit/s;
 * - of a working set of which all is hot, 1 % of 4096 pages are written at most.
 */
class EffectTestCase : public TestCase
{
  public:
    EffectTestCase()
        : TestCase("what options do")
    {
    }

  private:
    static constexpr const char* SMALL = "--memory=16MiB ";

    /// @param line a command line @param name of an attribute of the migration @return its value
    static std::string Get(const std::string& line, const std::string& name)
    {
        StringValue text;
        VmMobilityMigration(Parse(SMALL + line)).Create()->GetAttribute(name, text);
        return text.Get();
    }

    /// @param line a command line @return what is to be expected
    static MigrationPrediction Predict(const std::string& line)
    {
        return VmMobilityMigration(Parse(SMALL + line)).Predict(MilliSeconds(100));
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Get("--stop-pages=7", "StopPages"), "7", "stop-pages");
        const std::string limit = Get("--downtime-limit=30ms", "DowntimeLimit");
        NS_TEST_EXPECT_MSG_EQ(Time(limit), MilliSeconds(30), "downtime-limit");
        const std::string stall = Get("--stall-timeout=3", "StallTimeout");
        NS_TEST_EXPECT_MSG_EQ(Time(stall), Seconds(3), "stall-timeout");
        NS_TEST_EXPECT_MSG_EQ(Get("--migration=post-copy", "Prepaging"), "Bubble", "default");
        NS_TEST_EXPECT_MSG_EQ(Get("--migration=post-copy --prepaging=sequential", "Prepaging"),
                              "Sequential",
                              "prepaging");
        NS_TEST_EXPECT_MSG_EQ(Get("--migration=cold", "Method"), "Hibernate", "default");
        NS_TEST_EXPECT_MSG_EQ(Get("--migration=cold --cold=shutdown", "Method"),
                              "Shutdown",
                              "cold");
        const std::string boot = Get("--migration=cold --boot-time=20s", "BootTime");
        NS_TEST_EXPECT_MSG_EQ(Time(boot), Seconds(20), "boot-time");

        NS_TEST_EXPECT_MSG_EQ(Predict("--stop-pages=4096").rounds.size(), 2, "all may be left");
        NS_TEST_EXPECT_MSG_EQ(Predict("").rounds.size(), 3, "1000 are too many");
        NS_TEST_EXPECT_MSG_EQ(Predict("--downtime-limit=10s").rounds.size(), 2, "long enough");
        const std::string times = "--migration=cold --shutdown-time=1s --boot-time=2s ";
        const auto boots = Predict(times + "--cold=shutdown");
        NS_TEST_EXPECT_MSG_EQ_TOL(boots.downtime_s, 3.05, 1e-3, "it boots");
        NS_TEST_EXPECT_MSG_EQ(boots.bytes, 0, "without its memory");
        NS_TEST_EXPECT_MSG_EQ_TOL(Predict(times).downtime_s, 3.9208, 1e-3, "with its memory");
        const auto set =
            VmMobilityMigration(Parse(SMALL + std::string("--write-pattern=working-set "
                                                          "--hot-share=1% "
                                                          "--total-share=0.01")))
                .CreatePattern();
        set->Start(4096, 4096);
        NS_TEST_EXPECT_MSG_LT(set->ExpectedPages(1000), 41.5, "1 % of the pages");

        const auto endless = VmMobilityMigration(Parse("--migration=post-copy --prepaging=none"));
        NS_TEST_EXPECT_MSG_EQ(endless.HasEnd(), false, "no end in sight");
        NS_TEST_EXPECT_MSG_LT(VmMobilityStudy::GetMoveTime(
                                  Parse("--migration=post-copy --prepaging=none --memory=8GiB")),
                              Seconds(70),
                              "followed for a minute");
        const auto fails = Parse(SMALL + std::string("--fail-link=100 --stall-timeout=7s"));
        NS_TEST_EXPECT_MSG_GT(VmMobilityStudy::GetMoveTime(fails),
                              Seconds(107),
                              "given up by then");
    }
};

/**
 * Method: what the machine does, given where its memory is carried while it stands still; notes of
 * the migration itself.
 * Expected: it is taken, and a note for each says where it counts; a silent machine and one that
 * boots have theirs.
 */
class NoteTestCase : public TestCase
{
  public:
    NoteTestCase()
        : TestCase("notes")
    {
    }

  private:
    /// @param line a command line @return its notes
    static Words GetNotes(const std::string& line)
    {
        VmMobilityOptions options;
        options.Parse(Split(line));
        RunResult result;
        result.notes = VmMobilityMigration(options.GetParameters()).GetNotes();
        options.Describe(result);
        return result.notes;
    }

    void DoRun() override
    {
        const std::pair<const char*, Words> rows[] = {
            {"", {}},
            {"--write-rate=1MiB/s --vcpus=2 --migration=post-copy", {}},
            {"--write-rate=1MiB/s --vcpus=2 --migration=cold",
             {"--write-rate=1MiB/s changes nothing with --migration=cold: it counts with "
              "--migration=pre-copy or post-copy",
              "--vcpus=2 changes nothing with --migration=cold: it counts with "
              "--migration=post-copy"}},
            {"--announcement=none", {"nothing announces the machine: "}},
            {"--migration=cold --cold=shutdown --boot-time=20s",
             {"the machine is shut down and boots: its memory is not carried, its TCP connections "
              "end; shutting down takes 0 s, booting 20 s"}},
            {"--fail-link=2 --repair-link=3",
             {"the core's link between the data centres fails 2 s"}},
        };
        for (const auto& [line, expected] : rows)
        {
            const auto notes = GetNotes(line);
            NS_TEST_ASSERT_MSG_EQ(notes.size(), expected.size(), line);
            for (std::size_t i = 0; i < notes.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ(notes[i].compare(0, expected[i].size(), expected[i]),
                                      0,
                                      expected[i] << " in: " << notes[i]);
            }
        }
    }
};

/**
 * Method: --help.
 * Expected: lines of at most 100 columns; no word that is refused; what is to be known of captures.
 */
class HelpTestCase : public TestCase
{
  public:
    HelpTestCase()
        : TestCase("help")
    {
    }

  private:
    void DoRun() override
    {
        std::ostringstream text;
        VmMobilityOptions().PrintHelp(text);
        std::istringstream lines(text.str());
        for (std::string line; std::getline(lines, line);)
        {
            NS_TEST_EXPECT_MSG_LT(line.size(), 101, line);
        }
        NS_TEST_EXPECT_MSG_EQ(text.str().find("pubsub"), std::string::npos, "not there yet");
        for (const auto* words : {"--fail-link= ", "RFC 6935", "has UDP checksum 0"})
        {
            NS_TEST_EXPECT_MSG_NE(text.str().find(words), std::string::npos, words);
        }
    }
};

/// The suite of the mobility study's options.
class HelperMobilityOptionsTestSuite : public TestSuite
{
  public:
    HelperMobilityOptionsTestSuite()
        : TestSuite("lisp-helper-mobility-options", TestSuite::Type::UNIT)
    {
        AddTestCase(new CombinationTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ValueTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ParameterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EffectTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NoteTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HelpTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperMobilityOptionsTestSuite g_helperMobilityOptionsTestSuite; //!< registers the suite

} // namespace
