/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What guests write to their memories: the kinds of patterns, and what is expected of them.
 */

#include "ns3/boolean.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/guest-memory.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/trace-writes.h"
#include "ns3/uinteger.h"
#include "ns3/working-set-writes.h"

#include <array>
#include <cmath>
#include <fstream>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint32_t PAGE = 4096; //!< bytes

/// Of a normal distribution, 1 in 10,000 is farther from the mean than this many deviations.
constexpr double DEVIATIONS = 3.89;

/// @param attempt something @return what it says when it refuses; empty if it does not
std::string
GetRefusal(const std::function<void()>& attempt)
{
    try
    {
        attempt();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/// @param hotShare attribute @param totalShare attribute @param hotWrites attribute @return a
/// pattern that writes a page each millisecond
Ptr<WorkingSetWrites>
MakeWorkingSet(double hotShare, double totalShare, double hotWrites)
{
    Ptr<WorkingSetWrites> pattern = CreateObject<WorkingSetWrites>();
    pattern->SetAttribute("Rate", DataRateValue(DataRate(32768000)));
    pattern->SetAttribute("HotShare", DoubleValue(hotShare));
    pattern->SetAttribute("TotalShare", DoubleValue(totalShare));
    pattern->SetAttribute("HotWrites", DoubleValue(hotWrites));
    pattern->AssignStreams(7);
    return pattern;
}

/**
 * @param pattern writes a page each millisecond
 * @param pages of the memory
 * @param writes in a stretch
 * @param stretches how many
 * @return the mean number of different pages written in a stretch
 */
double
GetMeanPages(Ptr<WritePattern> pattern, uint64_t pages, int writes, int stretches)
{
    Ptr<GuestMemory> memory = Create<GuestMemory>(pages * PAGE, PAGE);
    memory->SetPattern(pattern);
    memory->StartLog(Time(0));
    PageSet taken;
    uint64_t sum = 0;
    for (int i = 1; i <= stretches; ++i)
    {
        memory->Advance(MilliSeconds(writes) * i);
        memory->TakeDirty(taken);
        sum += taken.Count();
    }
    return static_cast<double>(sum) / stretches;
}

/**
 * Method: the times of writes at 333 Mbit/s with pages of 4096 bytes; passing over writes, against
 * fetching each of them.
 * Expected: write n (from 0) is at (n + 1) * 32768 / 0.333 ns = (n + 1) * 98402.4024 ns, to the
 * nearest nanosecond: 98402, 196805, 295207, and the millionth 98402402402 ns. Passing over is the
 * same as fetching.
 */
class PaceTestCase : public TestCase
{
  public:
    PaceTestCase()
        : TestCase("writes at one interval")
    {
    }

  private:
    void DoRun() override
    {
        auto make = []() {
            Ptr<ConstantRateWrites> pattern = CreateObject<ConstantRateWrites>();
            pattern->SetAttribute("Rate", DataRateValue(DataRate(333000000)));
            pattern->Start(1000, PAGE);
            return pattern;
        };
        Ptr<ConstantRateWrites> pattern = make();
        NS_TEST_EXPECT_MSG_EQ(pattern->GetRate(), 333e6 / 8, "bytes a second");
        WritePattern::Access access;
        for (int64_t expected : {98402, 196805, 295207})
        {
            pattern->Next(access);
            NS_TEST_EXPECT_MSG_EQ(access.when, NanoSeconds(expected), "of the first");
        }
        for (int n = 3; n < 1000000; ++n)
        {
            pattern->Next(access);
        }
        NS_TEST_EXPECT_MSG_EQ(access.when, NanoSeconds(98402402402), "of the millionth");
        NS_TEST_EXPECT_MSG_EQ(access.page, 999, "999,999 mod 1000");

        Ptr<ConstantRateWrites> slow = make();
        Ptr<ConstantRateWrites> fast = make();
        for (int64_t when :
             {0, 98401, 98402, 98403, 196805, 1000000, 98402402, 98402401, 500000000})
        {
            WritePattern::Access expected;
            slow->WritePattern::NextAfter(NanoSeconds(when), expected);
            fast->NextAfter(NanoSeconds(when), access);
            NS_TEST_EXPECT_MSG_EQ(access.when, expected.when, "after " << when);
            NS_TEST_EXPECT_MSG_EQ(access.page, expected.page, "after " << when);
        }

        Ptr<ConstantRateWrites> idle = CreateObject<ConstantRateWrites>();
        idle->SetAttribute("Rate", DataRateValue(DataRate(0)));
        idle->Start(1000, PAGE);
        NS_TEST_EXPECT_MSG_EQ(idle->Next(access), false, "rate 0");
        NS_TEST_EXPECT_MSG_EQ(idle->NextAfter(Seconds(1), access), false, "rate 0");
        NS_TEST_EXPECT_MSG_EQ(idle->ExpectedPages(100), 0, "rate 0");
    }
};

/**
 * Method: a sequential writer over 500 of 1000 pages, a page each millisecond.
 * Expected: min(t / 1 ms, 500) different pages in a time t, wherever it begins: both predicted and
 * counted.
 */
class SequentialTestCase : public TestCase
{
  public:
    SequentialTestCase()
        : TestCase("one page after the other")
    {
    }

  private:
    void DoRun() override
    {
        for (int writes : {1, 100, 499, 500, 501, 4000})
        {
            Ptr<ConstantRateWrites> pattern = CreateObject<ConstantRateWrites>();
            NS_TEST_EXPECT_MSG_EQ(pattern->ExpectedPages(1), 0, "no memory yet");
            pattern->SetAttribute("Rate", DataRateValue(DataRate(32768000)));
            pattern->SetAttribute("Pages", UintegerValue(500));
            const double mean = GetMeanPages(pattern, 1000, writes, 10);
            NS_TEST_EXPECT_MSG_EQ(mean, std::min(writes, 500), "counted");
            NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(writes / 1000.0),
                                      mean,
                                      1e-9,
                                      "predicted");
        }
    }
};

/**
 * Method: 4096 pages, all alike, k random writes in each of 20 stretches.
 * Expected: N (1 - (1 - 1/N)^k) different pages: for k = N = 4096 these are 2589.3 (N / e are
 * left). How many there are of them varies by N (N - 1) (1 - 2/N)^k + N (1 - 1/N)^k -
 * N^2 (1 - 1/N)^2k (the variance of the number of empty boxes among N after k balls); the mean of
 * 20 lies within 3.89 deviations of a mean.
 */
class UniformTestCase : public TestCase
{
  public:
    UniformTestCase()
        : TestCase("uniform random writes")
    {
    }

  private:
    void DoRun() override
    {
        constexpr double N = 4096;
        for (int k : {1, 100, 1000, 4096, 20000})
        {
            Ptr<WorkingSetWrites> pattern = MakeWorkingSet(0, 1, 0.9);
            const double mean = GetMeanPages(pattern, 4096, k, 20);
            const double expected = N * (1 - std::pow(1 - 1 / N, k));
            const double variance = N * (N - 1) * std::pow(1 - 2 / N, k) +
                                    N * std::pow(1 - 1 / N, k) - N * N * std::pow(1 - 1 / N, 2 * k);
            const double bound = DEVIATIONS * std::sqrt(std::max(variance, 0.0) / 20);
            NS_TEST_EXPECT_MSG_EQ_TOL(mean, expected, bound + 1e-6, "counted, " << k);
            NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(k / 1000.0),
                                      expected,
                                      1e-6 * expected,
                                      "predicted, " << k);
        }
        Ptr<WorkingSetWrites> pattern = MakeWorkingSet(0, 1, 0.9);
        pattern->Start(4096, PAGE);
        NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(4.096), 2589.3, 0.05, "by hand");
        Ptr<WorkingSetWrites> single = MakeWorkingSet(0, 1, 0.9);
        single->Start(1, PAGE);
        NS_TEST_EXPECT_MSG_EQ_TOL(single->ExpectedPages(10), 1, 1e-9, "a memory of one page");
        NS_TEST_EXPECT_MSG_EQ(single->ExpectedPages(0), 0, "no time");
    }
};

/**
 * Method: of 10,000 pages 200 are hot and get 0.9 of the writes, 1800 are cold; 1000 writes in each
 * of 20 stretches.
 * Expected: 200 (1 - (1 - 0.9/200)^1000) = 197.80 hot and 1800 (1 - (1 - 0.1/1800)^1000) = 97.28
 * cold pages, 295.08 in all. A page is written or not with the variance p (1 - p), and that one is
 * makes others less likely, hence the sum 200 * 0.989 * 0.011 + 1800 * 0.054 * 0.946 = 94.2 bounds
 * the variance: the mean of 20 lies within 3.89 * sqrt(94.2 / 20) = 8.4 of it. Of 20,000 writes
 * 18,000 go to hot pages, within 3.89 * sqrt(20000 * 0.9 * 0.1) = 165.
 */
class WorkingSetTestCase : public TestCase
{
  public:
    WorkingSetTestCase()
        : TestCase("hot and cold pages")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<WorkingSetWrites> pattern = MakeWorkingSet(0.02, 0.2, 0.9);
        const double mean = GetMeanPages(pattern, 10000, 1000, 20);
        NS_TEST_EXPECT_MSG_EQ_TOL(mean, 295.08, 8.4, "counted");
        NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(1), 295.08, 0.01, "predicted");
        NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(1e6), 2000, 1e-6, "no others, ever");

        pattern = MakeWorkingSet(0.02, 0.2, 0.9);
        pattern->Start(10000, PAGE);
        std::set<uint64_t> hot;
        std::set<uint64_t> written;
        for (uint64_t i = 0; i < pattern->GetWrittenPages(); ++i)
        {
            written.insert(pattern->GetPlace(i));
            if (i < pattern->GetHotPages())
            {
                hot.insert(pattern->GetPlace(i));
            }
        }
        NS_TEST_EXPECT_MSG_EQ(hot.size(), 200, "no two in one place");
        NS_TEST_EXPECT_MSG_EQ(written.size(), 2000, "no two in one place");
        int toHot = 0;
        int toOthers = 0;
        for (int i = 0; i < 20000; ++i)
        {
            WritePattern::Access access;
            pattern->Next(access);
            toHot += static_cast<int>(hot.count(access.page));
            toOthers += 1 - static_cast<int>(written.count(access.page));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(toHot, 18000, 165, "to hot pages");
        NS_TEST_EXPECT_MSG_EQ(toOthers, 0, "to pages that are never written");
    }
};

/**
 * Method: where hot and cold pages lie: spread over 10,000 pages, then side by side; sets of the
 * least sizes; the same and another stream of random numbers.
 * Expected: spread, each tenth of the memory has between half and twice its share of 20 hot pages;
 * side by side, the 2000 written pages are 4000 to 5999 and the 200 hot ones 4900 to 5099. A share
 * of less than a page is a page. A stream gives its sequence again.
 */
class PlaceTestCase : public TestCase
{
  public:
    PlaceTestCase()
        : TestCase("places of hot and cold pages")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<WorkingSetWrites> pattern = MakeWorkingSet(0.02, 0.2, 0.9);
        pattern->Start(10000, PAGE);
        std::array<int, 10> tenths{};
        for (uint64_t i = 0; i < 200; ++i)
        {
            ++tenths[pattern->GetPlace(i) / 1000];
        }
        for (int inTenth : tenths)
        {
            NS_TEST_EXPECT_MSG_EQ((inTenth >= 10 && inTenth <= 40), true, inTenth << " of 200");
        }

        pattern = MakeWorkingSet(0.02, 0.2, 0.9);
        pattern->SetAttribute("Spread", BooleanValue(false));
        pattern->Start(10000, PAGE);
        std::set<uint64_t> hot;
        std::set<uint64_t> written;
        for (uint64_t i = 0; i < 2000; ++i)
        {
            (i < 200 ? hot : written).insert(pattern->GetPlace(i));
        }
        NS_TEST_EXPECT_MSG_EQ(hot.size(), 200, "no two in one place");
        NS_TEST_EXPECT_MSG_EQ(*hot.begin(), 4900, "the first hot page");
        NS_TEST_EXPECT_MSG_EQ(*hot.rbegin(), 5099, "the last hot page");
        NS_TEST_EXPECT_MSG_EQ(written.size(), 1800, "no two in one place");
        NS_TEST_EXPECT_MSG_EQ(*written.begin(), 4000, "the first cold page");
        NS_TEST_EXPECT_MSG_EQ(*written.rbegin(), 5999, "the last cold page");

        Ptr<WorkingSetWrites> tiny = MakeWorkingSet(1e-9, 2e-9, 0.9);
        tiny->Start(10, PAGE);
        NS_TEST_EXPECT_MSG_EQ(tiny->GetHotPages(), 1, "at least one");
        NS_TEST_EXPECT_MSG_EQ(tiny->GetWrittenPages(), 1, "at least one");
        NS_TEST_EXPECT_MSG_EQ_TOL(tiny->ExpectedPages(100), 1, 1e-9, "all go to it");

        auto draw = [](int64_t stream) {
            Ptr<WorkingSetWrites> drawn = MakeWorkingSet(0.02, 0.2, 0.9);
            drawn->AssignStreams(stream);
            drawn->Start(10000, PAGE);
            std::vector<uint64_t> pages;
            WritePattern::Access access;
            while (pages.size() < 20 && drawn->Next(access))
            {
                pages.push_back(access.page);
            }
            return pages;
        };
        NS_TEST_EXPECT_MSG_EQ((draw(1) == draw(1)), true, "one stream");
        NS_TEST_EXPECT_MSG_EQ((draw(1) == draw(2)), false, "two streams");
    }
};

/// A test that writes trace files.
class TraceFileTestCase : public TestCase
{
  protected:
    /// @param name of the test case
    explicit TraceFileTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    /// @param text what the file holds @return its name
    std::string MakeFile(const std::string& text)
    {
        const std::string name = CreateTempDirFilename("trace.txt");
        std::ofstream(name, std::ios::binary) << text;
        return name;
    }

    /// @param file a trace @param repeat attribute @return the pattern, not started
    static Ptr<TraceWrites> Make(const std::string& file, Time repeat)
    {
        Ptr<TraceWrites> pattern = CreateObject<TraceWrites>();
        pattern->SetAttribute("File", StringValue(file));
        pattern->SetAttribute("Repeat", TimeValue(repeat));
        return pattern;
    }
};

/**
 * Method: a trace with pages 0, 1, 0, 2 at 0, 1, 2 and 3 s, once and with a period of 4 s.
 * Expected: these writes; in the n-th repetition 4 n s later. The times since a page's write
 * before are 2, 4, 2, 4 s in the repeated one: a stretch of 1 s sees (1 + 1 + 1 + 1) / 4 = 1 page,
 * of 3 s (2 + 3 + 2 + 3) / 4 = 2.5, of 4 s and more 3. Once, they are 0, 1, 2, 3 s in a length of
 * 3 s: a stretch of 1 s sees (0 + 1 + 1 + 1) / 3 = 1, one without end 6 / 3 = 2.
 */
class TraceTestCase : public TraceFileTestCase
{
  public:
    TraceTestCase()
        : TraceFileTestCase("a trace")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = MakeFile("0 0\n1 1\n2 0\n3 2\n");
        Ptr<TraceWrites> once = Make(file, Time(0));
        NS_TEST_EXPECT_MSG_EQ(once->ExpectedPages(1), 0, "not read yet");
        once->Start(3, PAGE);
        Ptr<TraceWrites> repeated = Make(file, Seconds(4));
        repeated->Start(3, PAGE);
        const std::vector<uint64_t> pages = {0, 1, 0, 2};
        WritePattern::Access access;
        for (int i = 0; i < 12; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(repeated->Next(access), true, "write " << i);
            NS_TEST_EXPECT_MSG_EQ(access.when, Seconds(i), "write " << i);
            NS_TEST_EXPECT_MSG_EQ(access.page, pages[i % 4], "write " << i);
            NS_TEST_EXPECT_MSG_EQ(once->Next(access), (i < 4), "write " << i);
        }
        for (const auto& [after, when] : std::vector<std::pair<double, int>>{{11.5, 12},
                                                                             {12, 13},
                                                                             {14, 15},
                                                                             {15, 16},
                                                                             {4001.5, 4002},
                                                                             {7999.5, 8000},
                                                                             {8000, 8001}})
        {
            NS_TEST_EXPECT_MSG_EQ(repeated->NextAfter(Seconds(after), access), true, after);
            NS_TEST_EXPECT_MSG_EQ(access.when, Seconds(when), "after " << after);
            NS_TEST_EXPECT_MSG_EQ(access.page, pages[when % 4], "after " << after);
        }
        Ptr<TraceWrites> passed = Make(file, Time(0));
        passed->Start(3, PAGE);
        NS_TEST_EXPECT_MSG_EQ(passed->NextAfter(Seconds(2), access), true, "the last one");
        NS_TEST_EXPECT_MSG_EQ(access.page, 2, "the last one");
        NS_TEST_EXPECT_MSG_EQ(passed->NextAfter(Seconds(3), access), false, "over");

        NS_TEST_EXPECT_MSG_EQ(repeated->GetRate(), 4096, "4 pages in 4 s");
        for (const auto& [time, expected] : std::vector<std::pair<double, double>>{{0, 0},
                                                                                   {1, 1},
                                                                                   {2, 2},
                                                                                   {3, 2.5},
                                                                                   {4, 3},
                                                                                   {9, 3}})
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(repeated->ExpectedPages(time), expected, 1e-12, time);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(once->ExpectedPages(1), 1, 1e-12, "once");
        NS_TEST_EXPECT_MSG_EQ_TOL(once->ExpectedPages(100), 2, 1e-12, "once");
    }
};

/**
 * Method: traces in all the forms that a file may have; the file of the test data, with its period
 * of 2 s, in a memory whose log is taken after each of two periods.
 * Expected: they are read. The file's period writes 16 + 32 + 32 + 256 + 1 = 337 different pages,
 * of 16 * 4 + 32 * 3 + 256 + 1 = 417 written.
 */
class TraceFormTestCase : public TraceFileTestCase
{
  public:
    TraceFormTestCase()
        : TraceFileTestCase("the form of a trace")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = MakeFile("# comment \xc3\xa9\r\n"
                                          "\t0.5\t3 # page 3\r\n"
                                          "\n"
                                          "5e-1 0 2\n"
                                          "  \t\n"
                                          "+1.25 9");
        const std::vector<WriteTraceLine> lines = ReadWriteTrace(file, 10);
        NS_TEST_ASSERT_MSG_EQ(lines.size(), 3, "lines with writes");
        NS_TEST_EXPECT_MSG_EQ(lines[0].when, MilliSeconds(500), "tabs, comment, carriage return");
        NS_TEST_EXPECT_MSG_EQ(lines[0].page, 3, "tabs, comment, carriage return");
        NS_TEST_EXPECT_MSG_EQ(lines[0].pages, 1, "not given");
        NS_TEST_EXPECT_MSG_EQ(lines[1].when, MilliSeconds(500), "the same time, an exponent");
        NS_TEST_EXPECT_MSG_EQ(lines[1].pages, 2, "given");
        NS_TEST_EXPECT_MSG_EQ(lines[2].when, MilliSeconds(1250), "no end of line");
        NS_TEST_EXPECT_MSG_EQ(lines[2].page, 9, "the last page");
        NS_TEST_EXPECT_MSG_EQ(lines[2].number, 6, "its number");

        Ptr<TraceWrites> pattern = Make(LISP_TEST_DATA_DIR "/write-trace.txt", Seconds(2));
        Ptr<GuestMemory> memory = Create<GuestMemory>(1024 * PAGE, PAGE);
        memory->SetPattern(pattern);
        memory->StartLog(NanoSeconds(-1));
        for (int period = 1; period <= 2; ++period)
        {
            memory->Advance(Seconds(2) * period - NanoSeconds(1));
            PageSet taken;
            memory->TakeDirty(taken);
            NS_TEST_EXPECT_MSG_EQ(taken.Count(), 337, "period " << period);
        }
        NS_TEST_EXPECT_MSG_EQ(pattern->GetRate(), 417 * 4096 / 2, "bytes a second");
        NS_TEST_EXPECT_MSG_EQ_TOL(pattern->ExpectedPages(2), 337, 1e-9, "in a period");
    }
};

/**
 * Method: files with a line that is wrong, for each way of being wrong; files that are none.
 * Expected: std::invalid_argument with the file, the number of the line and what is wrong.
 */
class BadTraceTestCase : public TraceFileTestCase
{
  public:
    BadTraceTestCase()
        : TraceFileTestCase("bad traces")
    {
    }

  private:
    void DoRun() override
    {
        // Until its simulator runs, ns-3 keeps a list of all times, which takes time.
        Simulator::Run();
        const std::string good = "# a good line\n1.5 7\n";
        std::string tooMany;
        for (int i = 0; i < 1048577; ++i)
        {
            tooMany += "0 0\n";
        }
        const std::vector<std::pair<std::string, std::string>> bad = {
            {"", ":0: no write up to the end of the file"},
            {"# nothing\n\n", ":2: no write up to the end of the file"},
            {good + "2 seven\n", ":3: the page 'seven' is no whole number from 0"},
            {good + "soon 7\n", ":3: the time 'soon' is no number"},
            {good + "nan 7\n", ":3: the time 'nan' is no number"},
            {good + "inf 7\n", ":3: the time 'inf' is no number"},
            {good + "0x10 7\n", ":3: the time '0x10' is no number"},
            {good + "1.2.3 7\n", ":3: the time '1.2.3' is no number"},
            {good + "-1 7\n", ":3: the time '-1' is negative"},
            {good + "1e300 7\n", ":3: the time '1e300' is too large"},
            {good + "1e999 7\n", ":3: the time '1e999' is too large"},
            {good + "2 -7\n", ":3: the page '-7' is no whole number"},
            {good + "2 7.5\n", ":3: the page '7.5' is no whole number"},
            {good + "2\n", ":3: no page after the time '2'"},
            {good + "2 100\n", ":3: page 100 is beyond the memory; accepted are 0 to 99"},
            {good + "2 98 3\n", ":3: page 100 is beyond the memory"},
            {good + "2 99999999999999999999999\n", " is beyond the memory"},
            {good + "2 1 18446744073709551615\n", ":3: page 100 is beyond the memory"},
            {good + "2 7 0\n", ":3: 0 pages are no write"},
            {good + "2 7 -1\n", ":3: the number of pages '-1' is no whole number"},
            {good + "1.4 7\n", ":3: the time 1.4"},
            {good + "1.4 7\n", " s is before that of line 2"},
            {good + "2 7 1 4\n", ":3: more than three fields, from '4' on"},
            {good + "2 7 " + std::string(300, '1') + "\n", ":3: a line of more than 255"},
            {good + std::string(100000, '#'), ":3: a line of more than 255"},
            {good + std::string("2 7\0\n", 5), ":3: an octet that is no text, at character 4"},
            {good + "\x7f"
                    "ELF\x02\x01\n",
             ":3: an octet that is no text, at character 1"},
            {good + "\xff\xfe"
                    "2 7\n",
             ":3: the time '??2' is no number"},
            {good + "2 " + std::string(60, 'x') + "\n", "'" + std::string(32, 'x') + "...'"},
            {tooMany, ":1048577: too long a trace"},
        };
        for (const auto& [text, what] : bad)
        {
            const std::string file = MakeFile(text);
            const std::string said = GetRefusal([&]() { ReadWriteTrace(file, 100); });
            NS_TEST_EXPECT_MSG_EQ(said.compare(0, file.size() + 1, file + ":"), 0, said);
            NS_TEST_EXPECT_MSG_NE(said.find(what), std::string::npos, what << " in " << said);
            NS_TEST_EXPECT_MSG_EQ(said.find('\n'), std::string::npos, "one line");
        }
        const std::string file = MakeFile("0 0 16777217\n");
        const std::string said = GetRefusal([&]() { ReadWriteTrace(file, 1 << 25); });
        NS_TEST_EXPECT_MSG_NE(said.find(":1: too long a trace"), std::string::npos, said);

        // None of the lines is wrong: none has a number.
        const std::string accepted = "; accepted is a file with lines 'time_s page [pages]'";
        const std::string none = CreateTempDirFilename("none.txt");
        NS_TEST_EXPECT_MSG_EQ(GetRefusal([&]() { ReadWriteTrace(none, 100); }),
                              none + ": cannot be read: No such file or directory" + accepted,
                              "no file");
        const std::string folder = LISP_TEST_DATA_DIR;
        NS_TEST_EXPECT_MSG_EQ(GetRefusal([&]() { ReadWriteTrace(folder, 100); }),
                              folder + ": cannot be read: Is a directory" + accepted,
                              "a folder");
        Simulator::Destroy();
    }
};

/**
 * Method: attributes that do not fit each other or the memory.
 * Expected: std::invalid_argument at the start that says what is accepted; a pattern that was
 * refused can be started with a memory that fits.
 */
class RefusedTestCase : public TraceFileTestCase
{
  public:
    RefusedTestCase()
        : TraceFileTestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<ConstantRateWrites> large = CreateObject<ConstantRateWrites>();
        large->SetAttribute("Pages", UintegerValue(101));
        Ptr<ConstantRateWrites> fast = CreateObject<ConstantRateWrites>();
        fast->SetAttribute("Rate", DataRateValue(DataRate(32768000000001)));
        Ptr<TraceWrites> early = Make(MakeFile("0 0\n# it goes on\n5 1\n"), Seconds(4.9));
        const std::vector<std::pair<Ptr<WritePattern>, std::string>> refused = {
            {large, "Pages is 101, the memory has 100"},
            {fast, "accepted is at most 32768000000000 bit/s"},
            {MakeWorkingSet(0.3, 0.2, 0.9), "is above TotalShare 0.2"},
            {MakeWorkingSet(0, 0, 0.9), "TotalShare is 0"},
            {Make("", Time(0)), "no File"},
            {early, ":3: the last time is after Repeat, 4.9"},
        };
        for (const auto& [pattern, what] : refused)
        {
            const Ptr<WritePattern> started = pattern;
            const std::string said = GetRefusal([&]() { started->Start(100, PAGE); });
            NS_TEST_EXPECT_MSG_NE(said.find(what), std::string::npos, what << " in " << said);
        }
        const std::string fits = GetRefusal([&]() { large->Start(101, PAGE); });
        NS_TEST_EXPECT_MSG_EQ(fits, "", "a memory that fits");
        const std::string twice = GetRefusal([&]() { large->Start(101, PAGE); });
        NS_TEST_EXPECT_MSG_NE(twice, "", "a second memory");
        const std::string none = GetRefusal([&]() { fast->Start(0, PAGE); });
        NS_TEST_EXPECT_MSG_NE(none, "", "no pages");
    }
};

/// The suite of what guests write.
class WritePatternTestSuite : public TestSuite
{
  public:
    WritePatternTestSuite()
        : TestSuite("lisp-mobility-write-pattern", TestSuite::Type::UNIT)
    {
        AddTestCase(new PaceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SequentialTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new UniformTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WorkingSetTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PlaceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TraceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TraceFormTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BadTraceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
    }
};

WritePatternTestSuite g_writePatternTestSuite; //!< registers the suite

} // namespace
