/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A guest's memory: sets of pages, sizes, and the log of the pages written.
 *
 * The writer of the tests goes through 1024 pages of 4096 bytes at 32.768 Mbit/s, which is a page
 * each millisecond, from the first one at 1 ms: write n (from 0) is at (n + 1) ms, of page
 * n mod 1024.
 */

#include "guest-test-simulation.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-nic.h"
#include "ns3/guest-memory.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/page-set.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint32_t PAGE = 4096;  //!< bytes
constexpr uint64_t PAGES = 1024; //!< of the memory

/// @return the writer of the file's comment
Ptr<ConstantRateWrites>
MakeWriter()
{
    Ptr<ConstantRateWrites> writer = CreateObject<ConstantRateWrites>();
    writer->SetAttribute("Rate", DataRateValue(DataRate(32768000)));
    return writer;
}

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

/// @param set a set @return its pages, by FirstFrom
std::vector<uint64_t>
GetPages(const PageSet& set)
{
    std::vector<uint64_t> pages;
    for (uint64_t page = set.FirstFrom(0); page < set.GetSize(); page = set.FirstFrom(page + 1))
    {
        pages.push_back(page);
    }
    return pages;
}

/**
 * Method: pages at both ends of 64-bit words go in and out of a set of 130 pages, twice; pages
 * beyond it too; it is filled, cleared, and changed with a smaller one.
 * Expected: each page counts once, the scan finds them in order, what is beyond is never in.
 */
class PageSetTestCase : public TestCase
{
  public:
    PageSetTestCase()
        : TestCase("a set of pages")
    {
    }

  private:
    void DoRun() override
    {
        const PageSet none;
        NS_TEST_EXPECT_MSG_EQ(none.FirstFrom(0), 0, "no pages at all");
        NS_TEST_EXPECT_MSG_EQ(none.Contains(0), false, "no pages at all");

        PageSet set(130);
        const std::vector<uint64_t> pages = {0, 63, 64, 127, 128, 129};
        for (uint64_t page : pages)
        {
            NS_TEST_EXPECT_MSG_EQ(set.Insert(page), true, "comes in: " << page);
            NS_TEST_EXPECT_MSG_EQ(set.Insert(page), false, "is in: " << page);
        }
        NS_TEST_EXPECT_MSG_EQ(set.Insert(130), false, "beyond");
        NS_TEST_EXPECT_MSG_EQ(set.Contains(130), false, "beyond");
        NS_TEST_EXPECT_MSG_EQ(set.Erase(130), false, "beyond");
        NS_TEST_EXPECT_MSG_EQ(set.Count(), 6, "each counts once");
        NS_TEST_EXPECT_MSG_EQ((GetPages(set) == pages), true, "in order");
        NS_TEST_EXPECT_MSG_EQ(set.FirstFrom(65), 127, "from within a word");
        NS_TEST_EXPECT_MSG_EQ(set.FirstFrom(130), 130, "from beyond");

        NS_TEST_EXPECT_MSG_EQ(set.Erase(64), true, "goes out");
        NS_TEST_EXPECT_MSG_EQ(set.Erase(64), false, "is out");
        NS_TEST_EXPECT_MSG_EQ(set.Count(), 5, "one less");
        NS_TEST_EXPECT_MSG_EQ(set.FirstFrom(64), 127, "the next one");

        set.Fill();
        NS_TEST_EXPECT_MSG_EQ(set.Count(), 130, "full");
        NS_TEST_EXPECT_MSG_EQ(GetPages(set).size(), 130, "no page beyond");
        PageSet small(2, true);
        NS_TEST_EXPECT_MSG_EQ(small.Count(), 2, "full from the start");
        set.Swap(small);
        NS_TEST_EXPECT_MSG_EQ(set.GetSize(), 2, "sizes change places");
        NS_TEST_EXPECT_MSG_EQ(small.Count(), 130, "contents too");
        small.Clear();
        NS_TEST_EXPECT_MSG_EQ(small.IsEmpty(), true, "cleared");
        NS_TEST_EXPECT_MSG_EQ(small.FirstFrom(0), 130, "cleared");
    }
};

/**
 * Method: memories that cannot be, patterns that do not fit, a log that is not kept.
 * Expected: std::invalid_argument that names the value and what is accepted.
 */
class SizeTestCase : public TestCase
{
  public:
    SizeTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<GuestMemory> memory = Create<GuestMemory>(PAGES * PAGE, PAGE);
        NS_TEST_EXPECT_MSG_EQ(memory->GetPages(), PAGES, "4 MiB");
        NS_TEST_EXPECT_MSG_EQ(Create<GuestMemory>(uint64_t{1} << 44, PAGE)->GetPages(),
                              uint64_t{1} << 32,
                              "16 TiB");
        Ptr<ConstantRateWrites> used = MakeWriter();
        memory->SetPattern(used);

        struct Beyond : WritePattern
        {
            bool Next(Access& access) override
            {
                access.page = PAGES;
                return true;
            }

            double GetRate() const override
            {
                return 0;
            }

            double ExpectedPages(double /* seconds */) const override
            {
                return 0;
            }

            void DoStart() override
            {
            }
        };

        const std::vector<std::pair<std::function<void()>, std::string>> refused = {
            {[]() { GuestMemory::Check(0, PAGE); },
             "a memory of 0 bytes; accepted are multiples of its page size, 4096, above 0"},
            {[]() { GuestMemory::Check(PAGE + 1, PAGE); }, "a memory of 4097 bytes"},
            {[]() { GuestMemory::Check(PAGE / 2, PAGE); }, "a memory of 2048 bytes"},
            {[]() { GuestMemory::Check(PAGE, 0); },
             "a page size of 0 bytes; accepted are powers of two"},
            {[]() { GuestMemory::Check(PAGE, 3000); }, "a page size of 3000 bytes"},
            {[]() { GuestMemory::Check((uint64_t{1} << 44) + PAGE, PAGE); },
             "accepted are at most 4294967296 pages"},
            {[]() { Create<GuestMemory>(0, PAGE); }, "a memory of 0 bytes"},
            {[&]() { Create<GuestMemory>(PAGE, PAGE)->SetPattern(used); },
             "a write pattern serves one memory"},
            {[&]() { memory->SetPattern(used); }, "a write pattern serves one memory"},
            {[&]() {
                 PageSet pages;
                 memory->TakeDirty(pages);
             },
             "no log is kept; call StartLog first"},
            {[]() {
                 Ptr<GuestMemory> other = Create<GuestMemory>(PAGES * PAGE, PAGE);
                 other->SetPattern(CreateObject<Beyond>());
                 other->StartLog(Time(-1));
             },
             "a write pattern writes page 1024; accepted are 0 to 1023"},
        };
        for (const auto& [attempt, what] : refused)
        {
            const std::string said = GetRefusal(attempt);
            NS_TEST_EXPECT_MSG_NE(said.find(what), std::string::npos, "'" << said << "'");
        }
        NS_TEST_EXPECT_MSG_EQ(memory->GetPattern(), used, "the former pattern stays");
    }
};

/**
 * Method: the log of the sequential writer at several times, across the end of the memory.
 * Expected: min(t / 1 ms, 1024) pages while it is not taken, a write at the very time included;
 * after it was taken at 1.5 s, when 1500 writes were done, the next 100 ms write the pages
 * 1500 - 1024 = 476 to 575.
 */
class LogTestCase : public TestCase
{
  public:
    LogTestCase()
        : TestCase("the log of what is written")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<GuestMemory> memory = Create<GuestMemory>(PAGES * PAGE, PAGE);
        memory->SetPattern(MakeWriter());
        NS_TEST_EXPECT_MSG_EQ(memory->IsLogging(), false, "not asked for");
        memory->Advance(MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirty().GetSize(), 0, "no log");

        memory = Create<GuestMemory>(PAGES * PAGE, PAGE);
        memory->SetPattern(MakeWriter());
        memory->StartLog(Time(0));
        const std::map<Time, uint64_t> expected = {
            {NanoSeconds(999999), 0},
            {MilliSeconds(1), 1},
            {NanoSeconds(9999999), 9},
            {MilliSeconds(10), 10},
            {MilliSeconds(500), 500},
            {MilliSeconds(1023), 1023},
            {MilliSeconds(1024), 1024},
            {MilliSeconds(1500), 1024},
        };
        for (const auto& [time, pages] : expected)
        {
            memory->Advance(time);
            NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), pages, "at " << time.As(Time::MS));
        }
        memory->Advance(MilliSeconds(3));
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 1024, "a time that is over");

        PageSet taken(PAGES, true);
        memory->TakeDirty(taken);
        NS_TEST_EXPECT_MSG_EQ(taken.Count(), 1024, "all of them");
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 0, "what was in the set before is gone");
        memory->Advance(MilliSeconds(1600));
        memory->TakeDirty(taken);
        NS_TEST_EXPECT_MSG_EQ(taken.Count(), 100, "100 ms");
        NS_TEST_EXPECT_MSG_EQ(taken.FirstFrom(0), 476, "the first of them");
        NS_TEST_EXPECT_MSG_EQ(GetPages(taken).back(), 575, "the last of them");
        PageSet empty;
        memory->TakeDirty(empty);
        NS_TEST_EXPECT_MSG_EQ(empty.GetSize(), PAGES, "a set of another size gets this one");

        memory->StopLog();
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 0, "no log");
    }
};

/**
 * Method: a log begins after an hour, ends, and begins again later; the pattern is changed for
 * another one at 7201 s, and for none.
 * Expected: of the writes before nothing is in the log: after an hour 3,600,000 of them are done,
 * the next page is 3,600,000 mod 1024 = 640. A pattern's time 0 is when it is set, so the new one
 * comes to page 4 by 7201.005 s.
 */
class MiddleTestCase : public TestCase
{
  public:
    MiddleTestCase()
        : TestCase("a log from the middle")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<GuestMemory> memory = Create<GuestMemory>(PAGES * PAGE, PAGE);
        memory->SetPattern(MakeWriter());
        const Time hour = Seconds(3600);
        memory->StartLog(hour);
        memory->Advance(hour);
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 0, "what was before");
        memory->Advance(hour + MilliSeconds(10));
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 10, "10 ms");
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirty().FirstFrom(0), 640, "the first of them");
        memory->StopLog();

        memory->StartLog(hour * 2);
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 0, "begun anew");
        memory->Advance(hour * 2 + MilliSeconds(1));
        // 7,200,000 mod 1024 = 256
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirty().FirstFrom(0), 256, "another hour");

        PageSet taken;
        memory->SetPattern(MakeWriter(), hour * 2 + Seconds(1));
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 1000, "the former one up to then");
        memory->TakeDirty(taken);
        memory->Advance(hour * 2 + MilliSeconds(1005));
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 5, "the new one");
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirty().FirstFrom(0), 0, "from its beginning");
        memory->SetPattern(nullptr, hour * 2 + MilliSeconds(1005));
        memory->Advance(hour * 3);
        NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), 5, "nothing writes any more");
        WritePattern::Access access;
        NS_TEST_EXPECT_MSG_EQ(memory->NextMissing(PageSet(PAGES), hour * 3, access),
                              false,
                              "nothing will");
    }
};

/**
 * Method: all pages but 10 and 12 are there, then they come one by one; a log is kept meanwhile.
 * Expected: the writer misses page 10 at 11 ms and page 12 at 13 ms. When all pages are there, at
 * 13 ms, 4096 writes are looked at, those of 14 ms to 4109 ms; the answer is the write after them,
 * at 4110 ms, of page 4109 mod 1024 = 13. None is missing in the log for it: at 1 s it has 1000
 * pages.
 */
class MissingTestCase : public TestCase
{
  public:
    MissingTestCase()
        : TestCase("the next page that is missing")
    {
    }

  private:
    void DoRun() override
    {
        for (bool isLogging : {true, false})
        {
            Ptr<GuestMemory> memory = Create<GuestMemory>(PAGES * PAGE, PAGE);
            memory->SetPattern(MakeWriter());
            if (isLogging)
            {
                memory->StartLog(Time(0));
            }
            PageSet present(PAGES, true);
            present.Erase(10);
            present.Erase(12);
            Check(memory, present, 0, 11, 10);
            Check(memory, present, 4, 11, 10);
            present.Insert(10);
            Check(memory, present, 5, 13, 12);
            Check(memory, present, 11, 13, 12);
            present.Insert(12);
            Check(memory, present, 13, 4110, 13);
            NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), (isLogging ? 13 : 0), "13 ms");
            if (!isLogging)
            {
                memory->StartLog(MilliSeconds(13));
            }
            memory->Advance(MilliSeconds(1000));
            NS_TEST_EXPECT_MSG_EQ(memory->GetDirtyPages(), (isLogging ? 1000 : 987), "1 s");
            present.Erase(500);
            // Page 500 is written at 501 ms, 1525 ms and so on.
            Check(memory, present, 1000, 1525, 500);
            memory->Advance(MilliSeconds(6000));
            Check(memory, present, 6000, 501 + 6 * 1024, 500);
        }
        Ptr<GuestMemory> idle = Create<GuestMemory>(PAGES * PAGE, PAGE);
        WritePattern::Access access;
        NS_TEST_EXPECT_MSG_EQ(idle->NextMissing(PageSet(PAGES), Time(0), access), false, "none");
    }

    /// @param memory asked @param present there @param now ms @param when ms @param page expected
    void Check(Ptr<GuestMemory> memory, const PageSet& present, int now, int when, uint64_t page)
    {
        WritePattern::Access access;
        const bool is = memory->NextMissing(present, MilliSeconds(now), access);
        NS_TEST_EXPECT_MSG_EQ(is, true, "asked at " << now);
        NS_TEST_EXPECT_MSG_EQ(access.when, MilliSeconds(when), "asked at " << now);
        NS_TEST_EXPECT_MSG_EQ(access.page, page, "asked at " << now);
    }
};

/**
 * Method: the writer is set on a virtual machine at 100 ms; the machine is paused from 500 to 800
 * ms. Machines with memories that cannot be, and one whose memory is changed.
 * Expected: the writer runs in the guest's time: at 1 s of simulation, 700 ms of its own, it has
 * written for 600 ms. std::invalid_argument for the others.
 */
class MachineTestCase : public TestCase
{
  public:
    MachineTestCase()
        : TestCase("the memory of a virtual machine")
    {
    }

  private:
    void DoRun() override
    {
        const GuestTestSimulation simulation;
        Ptr<EthernetNic> nic = CreateObject<EthernetNic>();
        CreateObject<Node>()->AddDevice(nic);
        Ptr<VirtualMachine> machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(PAGES * PAGE));
        machine->Install(nic);
        machine->GetGuestMemory()->StartLog(Time(0));
        Simulator::Schedule(MilliSeconds(100), [=]() { machine->SetWritePattern(MakeWriter()); });
        Simulator::Schedule(MilliSeconds(500), [=]() { machine->Pause(); });
        Simulator::Schedule(MilliSeconds(800), [=]() { machine->Resume(); });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(machine->GetGuestTime(), MilliSeconds(700), "300 ms of pause");
        machine->GetGuestMemory()->Advance(machine->GetGuestTime());
        NS_TEST_EXPECT_MSG_EQ(machine->GetGuestMemory()->GetDirtyPages(), 600, "600 ms of writing");

        machine->SetAttribute("Memory", UintegerValue(2 * PAGES * PAGE));
        const std::string changed = GetRefusal([&]() { machine->GetGuestMemory(); });
        NS_TEST_EXPECT_MSG_NE(changed.find("set both before"), std::string::npos, changed);
        Ptr<VirtualMachine> none = CreateObject<VirtualMachine>();
        none->SetAttribute("Memory", UintegerValue(0));
        const std::string empty = GetRefusal([&]() { none->SetWritePattern(MakeWriter()); });
        NS_TEST_EXPECT_MSG_NE(empty.find("a memory of 0 bytes"), std::string::npos, empty);
        none->SetAttribute("Memory", UintegerValue(PAGES * PAGE));
        none->SetWritePattern(nullptr);
        NS_TEST_EXPECT_MSG_EQ(!none->GetGuestMemory()->GetPattern(), true, "none, as before");
    }
};

/// The suite of a guest's memory.
class MemoryTestSuite : public TestSuite
{
  public:
    MemoryTestSuite()
        : TestSuite("lisp-mobility-memory", TestSuite::Type::UNIT)
    {
        AddTestCase(new PageSetTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SizeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LogTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MiddleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MissingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MachineTestCase, compat::TestDuration<>::QUICK);
    }
};

MemoryTestSuite g_memoryTestSuite; //!< registers the suite

} // namespace
