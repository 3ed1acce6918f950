/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Migrations whose network fails: the machine is on exactly one side, whenever that is.
 */

#include "migration-test-net.h"

#include "ns3/cold-migration.h"
#include "ns3/constant-rate-writes.h"
#include "ns3/enum.h"
#include "ns3/migration-lease.h"
#include "ns3/ns3-compat.h"
#include "ns3/post-copy-migration.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/stop-and-copy-migration.h"
#include "ns3/test.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MEMORY = uint64_t{1} << 20; //!< octets: 256 pages
constexpr uint64_t STATE = 65536;              //!< octets
constexpr uint64_t DISK = uint64_t{1} << 19;   //!< octets
const Time STALL = Seconds(2);                 //!< StallTimeout

/// A kind of migration, and how long it takes when nothing fails.
struct Kind
{
    const char* name;                       //!< of the kind
    std::function<Ptr<Migration>()> create; //!< makes one
    bool withDisk;                          //!< the disk is carried
    std::set<Migration::State> ends;        //!< how it may end
};

/// @return the kinds
std::vector<Kind>
GetKinds()
{
    const auto preCopy = []() {
        const auto migration = CreateObject<PreCopyMigration>();
        migration->SetAttribute("StopPages", UintegerValue(10));
        migration->SetAttribute("MaxRounds", UintegerValue(4));
        return migration;
    };
    const auto stopAndCopy = []() { return CreateObject<StopAndCopyMigration>(); };
    const auto cold = []() { return CreateObject<ColdMigration>(); };
    const std::set<Migration::State> either = {Migration::DONE, Migration::ABORTED};
    const auto postCopy = []() { return CreateObject<PostCopyMigration>(); };
    std::set<Migration::State> any = either;
    any.insert(Migration::LOST);
    return {
        {"pre-copy", preCopy, false, either},
        {"pre-copy with its disk", preCopy, true, either},
        {"stop-and-copy", stopAndCopy, false, either},
        {"post-copy", postCopy, false, any},
        {"cold", cold, false, either},
        {"cold with its disk", cold, true, either},
    };
}

/// One run in which the link fails.
class Run
{
  public:
    /// What is looked at.
    struct Outcome
    {
        Migration::State state;        //!< of the migration
        VirtualMachine::State machine; //!< of the machine, at the end
        std::size_t at{2};             //!< the hypervisor that has it
        bool isAlwaysOne{true};        //!< one had it, whenever we looked
        bool isClean{true};            //!< nothing else is kept, nobody moves it
        bool isAnswered{true};         //!< it answers, once the link is back
        std::string failure;           //!< as recorded
        std::vector<Time> changes;     //!< of the migration's and the machine's state
        Time ended;                    //!< of the migration
    };

    /// @param kind a kind @param cut when the link fails @param back when it is back
    static Outcome Do(const Kind& kind, Time cut, Time back)
    {
        MigrationTestNet net;
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(MEMORY));
        machine->SetAttribute("DeviceState", UintegerValue(STATE));
        machine->SetAttribute("DiskSize", UintegerValue(kind.withDisk ? DISK : 0));
        machine->Install(
            DynamicCast<EthernetNic>(MigrationTestNet::AddHost("10.9.0.2")->GetDevice(1)));
        net.hypervisor[0]->Start(machine, 1);
        const auto writes = CreateObject<ConstantRateWrites>();
        writes->SetAttribute("Rate", DataRateValue(DataRate("200Mbps")));
        machine->SetWritePattern(writes);
        const auto migration = kind.create();
        migration->SetAttribute("MaxRate", DataRateValue(DataRate("500Mbps")));
        migration->SetAttribute("StallTimeout", TimeValue(STALL));
        migration->SetAttribute("ResumeTime", TimeValue(MilliSeconds(1)));
        MigrationLog log(migration);
        Echo echo(net.client,
                  InetSocketAddress("10.9.0.2", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {machine->GetNode()});
        Outcome outcome;
        net.StartAt2s(migration, machine);
        Simulator::Schedule(cut, [&]() { net.SetLink(false); });
        Simulator::Schedule(back, [&]() { net.SetLink(true); });
        const Time last = back + 8 * STALL;
        for (Time at = Seconds(2); at < last; at += MilliSeconds(50))
        {
            Simulator::Schedule(at, [&]() {
                outcome.isAlwaysOne = outcome.isAlwaysOne && net.Locate(machine) != 2;
            });
        }
        echo.Run(last - MilliSeconds(300), last - MilliSeconds(100));
        Simulator::Stop(last);
        Simulator::Run();
        outcome.state = migration->GetState();
        outcome.machine = machine->GetState();
        outcome.at = net.Locate(machine);
        outcome.failure = migration->GetRecord().failure;
        outcome.ended = migration->GetRecord().ended;
        for (const auto& [state, time] : log.states)
        {
            outcome.changes.push_back(time);
        }
        outcome.changes.push_back(migration->GetRecord().resumed);
        const uint64_t room = uint64_t{64} << 30;
        for (std::size_t i = 0; i < 2; ++i)
        {
            const auto hypervisor = net.hypervisor[i];
            outcome.isClean = outcome.isClean && !hypervisor->IsMoving(machine) &&
                              hypervisor->GetFreeMemory() == room - (i == outcome.at ? MEMORY : 0);
        }
        outcome.isAnswered = echo.received.size() == 3;
        Simulator::Destroy();
        return outcome;
    }
};

/**
 * Method: a run without failure says when states change. Then the link fails at each of 200
 * moments of a migration: half of them spread over all of it from its request on, half of them
 * around the changes of state, the guest's going on at the target among these, up to 0.5 ms and 11
 * ms before and after (a message is under way for 10 ms). The link is back 5 s later, or 0.1 s
 * later (60 moments).
 * Expected: whenever one looks, every 50 ms, exactly one hypervisor has the machine in its list,
 * and its NIC is at a port of that one. In the end it is at the target if the migration is DONE,
 * or LOST, as only post-copy may be and which leaves it off, else at the source; it runs and
 * answers over UDP; neither hypervisor keeps anything else for it; and what failed is on record in
 * one line if something did. Failures for 5 s are longer than the 2 s of StallTimeout, so that
 * each one before the guest's going on is found within StallTimeout of it and the 21 ms that a
 * last answer took, and the 1.7 ms in which an image is read. In those for 0.1 s TCP sends again
 * what was lost, and all are DONE, but for those before the handshake is over at 2.02 s: ns-3
 * repeats its SYN after 3 s, when StallTimeout is over.
 */
class CutTestCase : public TestCase
{
  public:
    CutTestCase(const Kind& kind, bool isShort)
        : TestCase(std::string(kind.name) + (isShort ? ", a short failure" : ", a long failure")),
          m_kind(kind),
          m_isShort(isShort)
    {
    }

  private:
    void DoRun() override
    {
        const auto whole = Run::Do(m_kind, Seconds(50), Seconds(51));
        NS_TEST_ASSERT_MSG_EQ(whole.state, Migration::DONE, "without failure");
        Check(whole, "without failure");
        std::set<Time> moments;
        const Time length = whole.ended - Seconds(2);
        const std::size_t number = m_isShort ? 60 : 200;
        const auto spread = static_cast<int64_t>(number / 2);
        for (int64_t i = 0; i < spread; ++i)
        {
            moments.insert(Seconds(2) + NanoSeconds(length.GetNanoSeconds() * i / spread));
        }
        const int64_t changes = static_cast<int64_t>(whole.changes.size());
        for (int64_t i = 0; moments.size() < number; ++i)
        {
            // Closer and closer ones around each change, before, after, and a message's way off.
            const Time change = whole.changes[i % changes];
            const int64_t step = i / changes / 4 + 1;
            const int64_t sign = i / changes % 2 == 0 ? 1 : -1;
            const int64_t way = i / changes / 2 % 2 == 0 ? 0 : 10000;
            const Time at = change + MicroSeconds(sign * way) + NanoSeconds(sign * step * 40000);
            if (at >= Seconds(2))
            {
                moments.insert(at);
            }
        }
        const Time length2 = m_isShort ? MilliSeconds(100) : Seconds(5);
        std::set<Migration::State> seen;
        for (const Time& moment : moments)
        {
            const auto outcome = Run::Do(m_kind, moment, moment + length2);
            const std::string at = "cut at " + std::to_string(moment.GetNanoSeconds());
            Check(outcome, at);
            seen.insert(outcome.state);
            if (m_isShort)
            {
                const bool isConnected = moment >= Seconds(2.02);
                NS_TEST_EXPECT_MSG_EQ(outcome.state,
                                      (isConnected ? Migration::DONE : Migration::ABORTED),
                                      at);
            }
            else if (outcome.state != Migration::DONE)
            {
                NS_TEST_EXPECT_MSG_LT(outcome.ended,
                                      moment + STALL + MilliSeconds(23),
                                      at << ": found in time");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(seen.size(), (m_isShort ? 2 : m_kind.ends.size()), "all ends seen");
    }

    /// @param outcome of a run @param at which
    void Check(const Run::Outcome& outcome, const std::string& at)
    {
        const bool isDone = outcome.state == Migration::DONE;
        NS_TEST_EXPECT_MSG_EQ(outcome.isAlwaysOne, true, at << ": on exactly one side, always");
        NS_TEST_EXPECT_MSG_EQ(m_kind.ends.count(outcome.state), 1, at << ": an end");
        const bool isLost = outcome.state == Migration::LOST;
        NS_TEST_EXPECT_MSG_EQ(outcome.at, (isDone || isLost ? 1 : 0), at << ": where it belongs");
        NS_TEST_EXPECT_MSG_EQ(outcome.machine,
                              (isLost ? VirtualMachine::OFF : VirtualMachine::RUNNING),
                              at << ": it runs");
        NS_TEST_EXPECT_MSG_EQ(outcome.isClean, true, at << ": nothing is left");
        NS_TEST_EXPECT_MSG_EQ(outcome.isAnswered, !isLost, at << ": it answers");
        NS_TEST_EXPECT_MSG_EQ(outcome.failure.empty(), isDone, at << ": on record");
        NS_TEST_EXPECT_MSG_EQ(outcome.failure.find('\n'), std::string::npos, at << ": one line");
    }

    Kind m_kind;    //!< the kind
    bool m_isShort; //!< of failure
};

/**
 * Method: the source has no route to the target; nobody is at the target's address; the target's
 * last router fails just before the connection is made.
 * Expected: ABORTED at once, after a round trip or StallTimeout; the machine goes on at the source
 * each time, and the room at the target is free at the same time.
 */
class NoWayTestCase : public TestCase
{
  public:
    explicit NoWayTestCase(bool hasRoute)
        : TestCase(hasRoute ? "nobody answers" : "no route"),
          m_hasRoute(hasRoute)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto machine = net.AddMachine(MEMORY);
        const auto migration = CreateObject<StopAndCopyMigration>();
        migration->SetAttribute("StallTimeout", TimeValue(STALL));
        if (m_hasRoute)
        {
            net.SetLink(false);
        }
        else
        {
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(net.node[0]->GetObject<Ipv4>())
                ->RemoveRoute(2);
        }
        net.StartAt2s(migration, machine);
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        const MigrationRecord& record = migration->GetRecord();
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::ABORTED, "aborted");
        NS_TEST_EXPECT_MSG_EQ(record.ended, (m_hasRoute ? Seconds(4) : Seconds(2)), "when");
        NS_TEST_EXPECT_MSG_EQ(record.failure,
                              (m_hasRoute ? "no answer for 2000 ms" : "no route to 192.168.1.1"),
                              "why");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "it runs");
        NS_TEST_EXPECT_MSG_EQ(net.hypervisor[1]->GetFreeMemory(), uint64_t{64} << 30, "free");
        NS_TEST_EXPECT_MSG_EQ(machine->GetGuestTime(), Seconds(6), "it never stood still");
        Simulator::Destroy();
    }

    bool m_hasRoute; //!< but nobody answers
};

/**
 * Method: the target takes a lease, or the source takes it back; then both try.
 * Expected: it is open at first; it goes to whoever comes first, and to nobody after that.
 */
class LeaseTestCase : public TestCase
{
  public:
    LeaseTestCase()
        : TestCase("a lease is decided once")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool targetFirst : {true, false})
        {
            MigrationLease lease;
            NS_TEST_EXPECT_MSG_EQ(lease.IsOpen(), true, "open");
            NS_TEST_EXPECT_MSG_EQ((targetFirst ? lease.Take() : lease.TakeBack()), true, "first");
            NS_TEST_EXPECT_MSG_EQ(lease.IsOpen(), false, "decided");
            NS_TEST_EXPECT_MSG_EQ(lease.Take(), false, "the target, then");
            NS_TEST_EXPECT_MSG_EQ(lease.TakeBack(), false, "the source, then");
        }
    }
};

/// The suite of failures.
class MigrationFailureTestSuite : public TestSuite
{
  public:
    MigrationFailureTestSuite()
        : TestSuite("lisp-mobility-migration-failure", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new LeaseTestCase, quick);
        AddTestCase(new NoWayTestCase(false), quick);
        AddTestCase(new NoWayTestCase(true), quick);
        for (const Kind& kind : GetKinds())
        {
            AddTestCase(new CutTestCase(kind, false), quick);
            AddTestCase(new CutTestCase(kind, true), quick);
        }
    }
};

MigrationFailureTestSuite g_migrationFailureTestSuite; //!< registers the suite

} // namespace
