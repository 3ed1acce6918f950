/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Many migrations at once: limits, orders, what is refused, what fails, what is kept account
 * of.
 *
 * The network is EvacuationNetwork's: hypervisors 0 to 3 in dc1, 4 to 7 in dc2; what goes to 4 or 6
 * takes link 0, to 5 or 7 link 1, of 1 Gbit/s and 1 ms each. Machines have 2 MiB and write nothing,
 * unless a case says otherwise; moves have 100 Mbit/s, of which several do not disturb each other,
 * so that all of the same size take the same time.
 */

#include "guest-test-simulation.h"

#include "ns3/constant-rate-writes.h"
#include "ns3/data-rate.h"
#include "ns3/enum.h"
#include "ns3/evacuation-network.h"
#include "ns3/hypervisor.h"
#include "ns3/migration-scheduler.h"
#include "ns3/move-resources.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/pre-copy-migration.h"
#include "ns3/simulator.h"
#include "ns3/stop-and-copy-migration.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/virtual-machine.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint64_t MIB = 1 << 20;
constexpr uint64_t GBPS = 1000000000;

/// Two data centres, machines, a scheduler.
struct ManyMoves : GuestTestSimulation
{
    /// @param hostMemory of each hypervisor, MiB
    explicit ManyMoves(uint64_t hostMemory = 1000)
    {
        EvacuationNetworkOptions options;
        options.hypervisors = 4;
        options.links = 2;
        options.linkDelay = MilliSeconds(1);
        options.hostMemory = hostMemory * MIB;
        options.hostVCpus = 1000;
        network = std::make_unique<EvacuationNetwork>(options);
        scheduler = CreateObject<MigrationScheduler>();
        scheduler->AddLinkGroup("link0", GBPS);
        scheduler->AddLinkGroup("link1", GBPS);
        scheduler->SetAttribute("MoveRate", StringValue("100Mbps"));
        Limit("MaxParallel", 0);
        Limit("MaxPerSource", 0);
        Limit("MaxPerTarget", 0);
        SetKind("ns3::StopAndCopyMigration");
        scheduler->TraceConnectWithoutContext("MoveStarted",
                                              MakeCallback(&ManyMoves::OnStarted, this));
        scheduler->TraceConnectWithoutContext("MoveEnded", MakeCallback(&ManyMoves::OnEnded, this));
        scheduler->TraceConnectWithoutContext("Finished",
                                              MakeCallback(&ManyMoves::OnFinished, this));
    }

    ~ManyMoves()
    {
        machines.clear();
        scheduler = nullptr;
        network.reset();
        Names::Clear();
    }

    /// @param type of migration @param stall its StallTimeout
    void SetKind(const std::string& type, Time stall = Seconds(2)) const
    {
        ObjectFactory factory(type);
        factory.Set("Announcement", StringValue("None"));
        factory.Set("StallTimeout", TimeValue(stall));
        scheduler->SetMigration(factory);
    }

    /// @param attribute of the scheduler @param number its value
    void Limit(const std::string& attribute, uint32_t number) const
    {
        scheduler->SetAttribute(attribute, UintegerValue(number));
    }

    /// @param at a hypervisor @param memory of a new machine there, MiB @return its number
    std::size_t Add(std::size_t at, uint64_t memory = 2)
    {
        machines.push_back(
            network->AddMachine("vm" + std::to_string(machines.size()), at, memory * MIB));
        return machines.size() - 1;
    }

    /// @param machine its number @param to a hypervisor @param deadline seconds; 0: none
    /// @return the request
    MoveRequest Make(std::size_t machine, std::size_t to, double deadline = 0) const
    {
        MoveRequest request;
        request.machine = machines[machine];
        request.to = network->GetHypervisors()[to];
        request.deadline = Seconds(deadline);
        if (to >= 4)
        {
            request.linkGroups = {to % 2};
        }
        return request;
    }

    /// @param at a hypervisor @param to another @param deadline of a new machine's move, seconds
    /// @return the request's number
    uint32_t Ask(std::size_t at, std::size_t to, double deadline = 0)
    {
        return scheduler->Request(Make(Add(at), to, deadline));
    }

    /// Begin at 1 s, and run to the end.
    void Run()
    {
        Simulator::Schedule(Seconds(1), &MigrationScheduler::Start, scheduler);
        Simulator::Stop(Seconds(100));
        Simulator::Run();
    }

    /// @param number of a request @return when it began, seconds
    double Began(uint32_t number) const
    {
        return scheduler->GetReport(number).started.GetSeconds();
    }

    /// @param number of a request @return when it ended, seconds
    double Ended(uint32_t number) const
    {
        return scheduler->GetReport(number).ended.GetSeconds();
    }

    /// @param number of a request @return what has become of it, with the reason of a refusal
    std::string Outcome(uint32_t number) const
    {
        const auto& report = scheduler->GetReport(number);
        const std::string outcome = ToString(report.outcome);
        return report.outcome == MoveOutcome::REFUSED ? outcome + " " + ToString(report.refusal)
                                                      : outcome;
    }

    /// @param machine its number @param at a hypervisor
    /// @return whether it runs there, and is nowhere else
    bool Runs(std::size_t machine, std::size_t at) const
    {
        const auto& all = network->GetHypervisors();
        const auto places = std::count_if(all.begin(), all.end(), [&](const auto& hypervisor) {
            return hypervisor->Has(machines[machine]);
        });
        return places == 1 && Hypervisor::Find(machines[machine]) == all[at] &&
               machines[machine]->GetState() == VirtualMachine::RUNNING;
    }

    /// @param report of the move that begins
    void OnStarted(const MoveReport& report, Ptr<Migration>)
    {
        order += (order.empty() ? "" : " ") + std::to_string(report.number);
    }

    /// @param report of the request that has ended
    void OnEnded(const MoveReport& report)
    {
        ends[report.number]++;
    }

    /// All requests have ended.
    void OnFinished()
    {
        finished++;
    }

    std::unique_ptr<EvacuationNetwork> network; //!< the nodes
    Ptr<MigrationScheduler> scheduler;          //!< under test
    std::vector<Ptr<VirtualMachine>> machines;  //!< by number
    std::string order;                          //!< in which requests began
    std::map<uint32_t, int> ends;               //!< how often each has ended
    int finished{0};                            //!< how often all had
};

/**
 * Method: MoveResources with 3 moves in all, 2 from a source, 2 to a target, two links of 10; moves
 * of rate 5, and one of 11.
 * Expected: from source 0 two begin, of which each takes half of link 0; a third would fit neither
 * there nor, over link 1, the source. One from source 1 over link 1 is the third in all: full. A
 * rate of 11 is never possible. When one has ended, link 0 has been busy since its first began, and
 * had 2 moves and 10 at a time.
 */
class ResourcesTestCase : public TestCase
{
  public:
    ResourcesTestCase()
        : TestCase("what moves use")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t all = 3;
        const uint32_t two = 2;
        const uint32_t any = 0;
        MoveResources resources({all, two, two, any});
        resources.AddLinkGroup("a", 10);
        resources.AddLinkGroup("b", 10);
        const MoveResources::Need first{0, 0, {0}, 5};
        const MoveResources::Need second{0, 1, {0}, 5};
        NS_TEST_EXPECT_MSG_EQ(resources.IsPossible({0, 0, {0}, 11}), false, "11 of 10");
        NS_TEST_EXPECT_MSG_EQ(resources.IsPossible({0, 0, {}, 11}), true, "over no link");
        NS_TEST_EXPECT_MSG_EQ(resources.Fits(first), true, "nothing is taken");
        resources.Take(first, Seconds(1));
        resources.Take(second, Seconds(2));
        NS_TEST_EXPECT_MSG_EQ(resources.Fits({1, 2, {0}, 5}), false, "link a has 10 of 10");
        NS_TEST_EXPECT_MSG_EQ(resources.Fits({0, 2, {1}, 5}), false, "source 0 has two of two");
        const MoveResources::Need third{1, 0, {1}, 5};
        NS_TEST_EXPECT_MSG_EQ(resources.Fits(third), true, "all else is free");
        NS_TEST_EXPECT_MSG_EQ(resources.IsFull(), false, "two of three");
        resources.Take(third, Seconds(2));
        NS_TEST_EXPECT_MSG_EQ(resources.IsFull(), true, "three of three");
        resources.Release(third, 0, Seconds(3));
        NS_TEST_EXPECT_MSG_EQ(resources.Fits({1, 0, {1}, 5}), true, "as before");
        resources.Release(first, 1000, Seconds(4));
        resources.Release(second, 500, Seconds(6));
        const auto links = resources.GetLinkGroups(Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(links[0].busy, Seconds(5), "from 1 s to 6 s");
        NS_TEST_EXPECT_MSG_EQ(links[0].mostMoves, 2, "first and second");
        NS_TEST_EXPECT_MSG_EQ(links[0].mostRate, 10, "5 and 5");
        NS_TEST_EXPECT_MSG_EQ(links[0].bytes, 1500, "1000 and 500");
        NS_TEST_EXPECT_MSG_EQ(links[1].busy, Seconds(1), "from 2 s to 3 s");
    }
};

/**
 * Method: a link of 10 has a move of 6; one of 10 waits for it and claims it.
 * Expected: one of 2, which would fit, does not any more; over the other link it does, and so it
 * does once the claim is forgotten.
 */
class ClaimTestCase : public TestCase
{
  public:
    ClaimTestCase()
        : TestCase("what a waiting move claims")
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t any = 0;
        MoveResources resources({any, any, any, any});
        resources.AddLinkGroup("a", 10);
        resources.AddLinkGroup("b", 10);
        resources.Take({0, 0, {0}, 6}, Seconds(0));
        const MoveResources::Need small{0, 0, {0}, 2};
        NS_TEST_EXPECT_MSG_EQ(resources.Fits(small), true, "8 of 10");
        resources.Claim({0, 0, {0}, 10});
        NS_TEST_EXPECT_MSG_EQ(resources.Fits(small), false, "claimed");
        NS_TEST_EXPECT_MSG_EQ(resources.Fits({0, 0, {1}, 2}), true, "only what was missing is");
        resources.ClearClaims();
        NS_TEST_EXPECT_MSG_EQ(resources.Fits(small), true, "8 of 10");
    }
};

/**
 * Method: eight equal machines from one hypervisor to another, two at a time.
 * Expected: pairs begin when the pair before has ended: four times what one takes. All have moved,
 * each request has ended once, and the scheduler has finished once.
 */
class MakespanTestCase : public TestCase
{
  public:
    MakespanTestCase()
        : TestCase("eight machines, two at a time")
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.Limit("MaxParallel", 2);
        for (int i = 0; i < 8; i++)
        {
            moves.Ask(0, 4);
        }
        moves.Run();
        const double one = moves.Ended(0) - moves.Began(0);
        NS_TEST_EXPECT_MSG_EQ(moves.Began(0), 1, "at once");
        for (uint32_t i = 0; i < 8; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(i), "done", i);
            NS_TEST_EXPECT_MSG_EQ(moves.Runs(i, 4), true, i);
            NS_TEST_EXPECT_MSG_EQ(moves.ends[i], 1, i);
            NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(i), 1 + i / 2 * one, 0.02 * one, i);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(moves.Ended(7) - 1, 4 * one, 0.04 * one, "four times one");
        NS_TEST_EXPECT_MSG_EQ(moves.order, "0 1 2 3 4 5 6 7", "as asked for");
        NS_TEST_EXPECT_MSG_EQ(moves.finished, 1, "once");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->Count(MoveOutcome::DONE), 8, "all");
        const auto links = moves.scheduler->GetLinkGroups();
        NS_TEST_EXPECT_MSG_EQ(links[0].mostMoves, 2, "two at a time");
        NS_TEST_EXPECT_MSG_EQ(links[0].moves, 8, "all");
        NS_TEST_EXPECT_MSG_EQ_TOL(links[0].busy.GetSeconds(), 4 * one, 0.04 * one, "all the time");
        NS_TEST_EXPECT_MSG_EQ(links[1].moves, 0, "nobody");
    }
};

/**
 * Method: four machines, one at a time, with deadlines of 30, none, 10 and 20 s and memories of 3,
 * 4, 2 and 1 MiB, in each order.
 * Expected: as asked for; 2, 3, 0 and at last the one without a deadline; the shortest first: 3, 2,
 * 0, 1.
 */
class OrderTestCase : public TestCase
{
  public:
    /// @param order of the scheduler @param expected order of the requests
    OrderTestCase(const std::string& order, const std::string& expected)
        : TestCase("order: " + order),
          m_order(order),
          m_expected(expected)
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.Limit("MaxParallel", 1);
        moves.scheduler->SetAttribute("Order", StringValue(m_order));
        moves.scheduler->Request(moves.Make(moves.Add(0, 3), 4, 30));
        moves.scheduler->Request(moves.Make(moves.Add(0, 4), 4));
        moves.scheduler->Request(moves.Make(moves.Add(0, 2), 4, 10));
        moves.scheduler->Request(moves.Make(moves.Add(0, 1), 4, 20));
        moves.Run();
        NS_TEST_EXPECT_MSG_EQ(moves.order, m_expected, "order");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->Count(MoveOutcome::DONE), 4, "all");
    }

    std::string m_order;    //!< of the scheduler
    std::string m_expected; //!< of the requests
};

/**
 * Method: links of 1 Gbit/s, moves of 500 Mbit/s. Four machines over link 0, one over link 1.
 * Then moves of 2 Gbit/s.
 * Expected: two begin at once, and so does the one over link 1; the third begins when the first
 * ends, the fourth when the second does. No link has more than 1 Gbit/s at a time. What is faster
 * than its link is refused.
 */
class LinkRateTestCase : public TestCase
{
  public:
    LinkRateTestCase()
        : TestCase("the sum of rates on a link")
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.scheduler->SetAttribute("MoveRate", StringValue("500Mbps"));
        for (std::size_t from = 0; from < 4; from++)
        {
            moves.Ask(from, 4);
        }
        moves.Ask(0, 5);
        moves.Run();
        NS_TEST_EXPECT_MSG_EQ(moves.order, "0 1 4 2 3", "two, and another link");
        NS_TEST_EXPECT_MSG_EQ(moves.Began(4), 1, "at once");
        const double begun = std::min(moves.Ended(0), moves.Ended(1));
        NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(2), begun, 1e-9, "the third");
        NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(3),
                                  std::max(moves.Ended(0), moves.Ended(1)),
                                  1e-9,
                                  "the fourth");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetLinkGroups()[0].mostRate, GBPS, "link 0");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetLinkGroups()[1].mostRate, GBPS / 2, "link 1");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->Count(MoveOutcome::DONE), 5, "all");
    }
};

/**
 * Method: over a link of 1 Gbit/s a move of 600 Mbit/s, behind it one of 1 Gbit/s, behind that one
 * of 300 Mbit/s; predicted to take 1, 2 and 3 s, so that they are in this order in both ways.
 * Expected: in the order of requests the third waits behind the second, which needs all of the
 * link; by bandwidth it begins at once, and the second when both have ended.
 */
class OwnRateTestCase : public TestCase
{
  public:
    OwnRateTestCase()
        : TestCase("moves with rates of their own")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool isFifo : {true, false})
        {
            ManyMoves moves;
            moves.scheduler->SetAttribute("Order", StringValue(isFifo ? "Fifo" : "Bandwidth"));
            moves.scheduler->SetPredictor([](Ptr<VirtualMachine> machine, uint64_t) {
                return Seconds(static_cast<double>(machine->GetMemory() / MIB));
            });
            for (uint64_t memory : {1, 2, 3})
            {
                auto request = moves.Make(moves.Add(0, memory), 4);
                request.rate = memory == 1 ? 600000000 : memory == 2 ? GBPS : 300000000;
                moves.scheduler->Request(request);
            }
            moves.Run();
            NS_TEST_EXPECT_MSG_EQ(moves.order, (isFifo ? "0 1 2" : "0 2 1"), "order");
            NS_TEST_EXPECT_MSG_EQ(moves.scheduler->Count(MoveOutcome::DONE), 3, "all");
            NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(1), moves.Ended(isFifo ? 0 : 2), 1e-9, "alone");
            NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetLinkGroups()[0].mostRate, GBPS, "at most");
            // 1 MiB and 1 MiB of device state at 600 Mbit/s take 28 ms at the least.
            NS_TEST_EXPECT_MSG_GT(moves.Ended(0) - moves.Began(0), 0.028, "its own rate");
        }
    }
};

/**
 * Method: limits of one move from a source, one to a target and one over a link group, one by one.
 * Two machines that both need it, and a third that does not.
 * Expected: the third begins with the first, the second when the first ends.
 */
class LimitsTestCase : public TestCase
{
  public:
    /// @param attribute the limit @param from of the second and third @param to of all
    LimitsTestCase(const std::string& attribute,
                   const std::vector<std::size_t>& from,
                   const std::vector<std::size_t>& to)
        : TestCase("limit: " + attribute),
          m_attribute(attribute),
          m_from(from),
          m_to(to)
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.Limit(m_attribute, 1);
        for (std::size_t i = 0; i < 3; i++)
        {
            moves.Ask(m_from[i], m_to[i]);
        }
        moves.Run();
        NS_TEST_EXPECT_MSG_EQ(moves.order, "0 2 1", "who needs it waits");
        NS_TEST_EXPECT_MSG_EQ(moves.Began(2), 1, "at once");
        NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(1), moves.Ended(0), 1e-9, "afterwards");
    }

    std::string m_attribute;         //!< the limit
    std::vector<std::size_t> m_from; //!< sources
    std::vector<std::size_t> m_to;   //!< targets
};

/**
 * Method: hypervisors with room for two machines of 2 MiB. Three go to an empty one; then one goes
 * to a full one that somebody leaves; then two change places at full ones.
 * Expected: the third is refused for memory, and stays. Of two that wait for the room of one the
 * first begins when it is there, and the other one is refused then. In a circle nobody can begin:
 * the first is refused, and as it stays, so is the second.
 */
class RoomTestCase : public TestCase
{
  public:
    RoomTestCase()
        : TestCase("a target that fills")
    {
    }

  private:
    void DoRun() override
    {
        {
            ManyMoves moves(4);
            moves.Ask(0, 4);
            moves.Ask(1, 4);
            moves.Ask(2, 4);
            moves.Run();
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "done", "room for two");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "done", "room for two");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(2), "refused no-memory", "none for three");
            NS_TEST_EXPECT_MSG_EQ(moves.Runs(2, 2), true, "stays");
            NS_TEST_EXPECT_MSG_EQ(moves.ends[2], 1, "once");
        }
        {
            ManyMoves moves(4);
            moves.Add(4);
            const auto leaves = moves.Add(4);
            moves.Ask(0, 4);
            moves.scheduler->Request(moves.Make(leaves, 5));
            moves.Ask(1, 4);
            moves.Run();
            NS_TEST_EXPECT_MSG_EQ(moves.order, "1 0", "when there is room");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(2), "refused no-memory", "for one only");
            NS_TEST_EXPECT_MSG_EQ_TOL(moves.Ended(2), moves.Ended(1), 1e-9, "nobody else leaves");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "done", "it waits");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "done", "it leaves");
            NS_TEST_EXPECT_MSG_EQ_TOL(moves.Began(0), moves.Ended(1), 1e-9, "at once");
        }
        {
            ManyMoves moves(2);
            const auto a = moves.Add(4);
            const auto b = moves.Add(5);
            moves.scheduler->Request(moves.Make(a, 5));
            moves.scheduler->Request(moves.Make(b, 4));
            moves.Run();
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "refused no-memory", "in a circle");
            NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "refused no-memory", "the other stays");
            NS_TEST_EXPECT_MSG_EQ(moves.Runs(a, 4), true, "stays");
            NS_TEST_EXPECT_MSG_EQ(moves.Runs(b, 5), true, "stays");
            NS_TEST_EXPECT_MSG_EQ(moves.finished, 1, "nobody waits for ever");
        }
    }
};

/**
 * Method: link 0 fails 100 ms after the first move began over it (2 MiB and device state at 100
 * Mbit/s take longer), for good or until 3.5 s; a move gives up after 1 s without an answer, one
 * retry after 2 s. Another move goes over link 1.
 * Expected: for good: tried twice, aborted with a reason; the machine runs where it was, and the
 * target keeps no room for it. For a while: the second try, at about 1.1 + 1 + 2 s, is done. The
 * other link is not concerned.
 */
class FailingLinkTestCase : public TestCase
{
  public:
    FailingLinkTestCase()
        : TestCase("a link that fails")
    {
    }

  private:
    /// @param back when the link works again, seconds @param outcome expected @param at where the
    /// machine is then
    void Check(double back, const std::string& outcome, std::size_t at)
    {
        ManyMoves moves;
        moves.SetKind("ns3::PreCopyMigration", Seconds(1));
        moves.Limit("Retries", 1);
        moves.scheduler->SetAttribute("RetryDelay", TimeValue(Seconds(2)));
        moves.Ask(0, 4);
        moves.Ask(1, 5);
        auto* network = moves.network.get();
        Simulator::Schedule(Seconds(1.1), [network]() { network->SetLink(0, false); });
        Simulator::Schedule(Seconds(back), [network]() { network->SetLink(0, true); });
        moves.Run();
        const auto& report = moves.scheduler->GetReport(0);
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), outcome, "outcome");
        NS_TEST_EXPECT_MSG_EQ(report.tries, 2, "again");
        NS_TEST_EXPECT_MSG_EQ(report.why.empty(), (outcome == "done"), report.why);
        NS_TEST_EXPECT_MSG_EQ(moves.Runs(0, at), true, "on one side");
        NS_TEST_EXPECT_MSG_EQ(moves.network->GetHypervisors()[4]->GetFreeMemory(),
                              (at == 4 ? 998 : 1000) * MIB,
                              "room at the target");
        NS_TEST_EXPECT_MSG_EQ(moves.ends[0], 1, "ended once");
        NS_TEST_EXPECT_MSG_EQ(moves.order, "0 1 0", "begun twice");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "done", "the other link");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetReport(1).tries, 1, "the other link");
        NS_TEST_EXPECT_MSG_EQ(moves.finished, 1, "once");
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetLinkGroups()[0].moves, 2, "nothing is kept");
    }

    void DoRun() override
    {
        Check(90, "aborted", 0);
        Check(3.5, "done", 4);
    }
};

/**
 * Method: post-copy of a machine of 2 MiB at 100 Mbit/s: it goes on at the target after its 1 MiB
 * of device state (84 ms and round trips), its memory takes 168 ms more. The link fails 170 ms
 * after the beginning, for good. Expected: lost, with a reason, and not tried again: the machine is
 * off, at the target. The request has ended once.
 */
class LostTestCase : public TestCase
{
  public:
    LostTestCase()
        : TestCase("a machine that is lost")
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.SetKind("ns3::PostCopyMigration", Seconds(1));
        moves.Ask(0, 4);
        auto* network = moves.network.get();
        Simulator::Schedule(Seconds(1.17), [network]() { network->SetLink(0, false); });
        moves.Run();
        const auto& report = moves.scheduler->GetReport(0);
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "lost", report.why);
        NS_TEST_EXPECT_MSG_EQ(report.why.empty(), false, "a reason");
        NS_TEST_EXPECT_MSG_EQ(report.tries, 1, "there is nothing to try again");
        NS_TEST_EXPECT_MSG_EQ(moves.ends[0], 1, "once");
        NS_TEST_EXPECT_MSG_EQ(moves.finished, 1, "once");
        NS_TEST_EXPECT_MSG_EQ(moves.machines[0]->GetState(), VirtualMachine::OFF, "off");
        NS_TEST_EXPECT_MSG_EQ(moves.network->GetHypervisors()[4]->Has(moves.machines[0]),
                              true,
                              "at the target");
    }
};

/**
 * Method: one at a time, predicted to take 1 s each (they take less), from 1 s on. Deadlines: 10 s,
 * 1.5 s, 10 s, and 1 s, which has come. Warned or refused.
 * Expected: warned: all are done; the second and the fourth were begun as late; those that were not
 * done by then have missed it. Refused: the second and the fourth, as too late, and these have
 * missed theirs; the others are done.
 */
class DeadlineTestCase : public TestCase
{
  public:
    DeadlineTestCase()
        : TestCase("deadlines that cannot be met")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool refuses : {false, true})
        {
            ManyMoves moves;
            moves.Limit("MaxParallel", 1);
            moves.scheduler->SetAttribute("Lateness", StringValue(refuses ? "Refuse" : "Warn"));
            moves.scheduler->SetPredictor([](Ptr<VirtualMachine>, uint64_t) { return Seconds(1); });
            for (double deadline : {10.0, 1.5, 10.0, 1.0})
            {
                moves.Ask(0, 4, deadline);
            }
            moves.Run();
            for (uint32_t i = 0; i < 4; i++)
            {
                const auto& report = moves.scheduler->GetReport(i);
                const bool isLate = i % 2 == 1;
                NS_TEST_EXPECT_MSG_EQ(moves.Outcome(i),
                                      (refuses && isLate ? "refused too-late" : "done"),
                                      i);
                NS_TEST_EXPECT_MSG_EQ(report.isLate, !refuses && isLate, i);
                const bool missed =
                    moves.Outcome(i) != "done" || report.ended > report.request.deadline;
                NS_TEST_EXPECT_MSG_EQ(report.missedDeadline, missed, i);
                NS_TEST_EXPECT_MSG_EQ(report.predicted, Seconds(1), i);
            }
            NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetReport(3).missedDeadline,
                                  true,
                                  "it has come");
            NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetReport(0).missedDeadline, false, "in time");
        }
    }
};

/**
 * Method: moves of 4 MiB at 100 Mbit/s, of a machine that writes 2 MiB/s: pre-copy, stop-and-copy.
 * Expected: the prediction is that of the closed form, and the move takes as long within 5 %.
 */
class PredictionTestCase : public TestCase
{
  public:
    PredictionTestCase()
        : TestCase("predicted times")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto* kind : {"ns3::PreCopyMigration", "ns3::StopAndCopyMigration"})
        {
            ManyMoves moves;
            moves.SetKind(kind);
            moves.scheduler->SetAttribute("RoundTrip", TimeValue(moves.network->GetRoundTrip()));
            const auto machine = moves.Add(0, 4);
            auto writes = CreateObject<ConstantRateWrites>();
            writes->SetAttribute("Rate", DataRateValue(DataRate(2 * MIB * 8)));
            moves.machines[machine]->SetWritePattern(writes);
            moves.scheduler->Request(moves.Make(machine, 4));
            moves.Run();
            const double took = moves.Ended(0) - moves.Began(0);
            const double predicted = moves.scheduler->GetReport(0).predicted.GetSeconds();
            NS_TEST_EXPECT_MSG_EQ_TOL(predicted, took, 0.05 * took, kind);
            // 5 MiB with the device state, at the least.
            NS_TEST_EXPECT_MSG_GT(predicted, 5.0 * MIB * 8 / 100e6, kind);
        }
    }
};

/**
 * Method: what cannot be moved, and what makes no sense.
 * Expected: refused by name, each request once: at no hypervisor, at the target already, asked for
 * twice, faster than its link, a VLAN that is not there (with the migration's own words). A request
 * without machine or target, over a link that is not there, a number that is none, and a kind that
 * is no migration throw, with what is accepted.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    /// @param words that the message is to have @param mistake to be made
    void Expect(const std::string& words, const std::function<void()>& mistake)
    {
        std::string message = "nothing";
        try
        {
            mistake();
        }
        catch (const std::invalid_argument& thrown)
        {
            message = thrown.what();
        }
        NS_TEST_EXPECT_MSG_EQ((message.find(words) != std::string::npos), true, message);
    }

    void DoRun() override
    {
        ManyMoves moves;
        const auto lost = moves.Add(0);
        moves.network->GetHypervisors()[0]->Remove(moves.machines[lost]);
        moves.scheduler->Request(moves.Make(lost, 4));
        moves.scheduler->Request(moves.Make(moves.Add(4), 4));
        const auto machine = moves.Add(0);
        moves.scheduler->Request(moves.Make(machine, 4));
        moves.scheduler->Request(moves.Make(machine, 5));
        auto request = moves.Make(moves.Add(0), 4);
        request.vlan = 77;
        moves.scheduler->Request(request);
        moves.Run();
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "refused not-hosted", "removed");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "refused already-there", "from 4 to 4");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(2), "done", "the first");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(3), "refused in-progress", "the second");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(4), "refused not-accepted", "VLAN 77");
        const auto& why = moves.scheduler->GetReport(4).why;
        NS_TEST_EXPECT_MSG_EQ((why.find("77") != std::string::npos), true, why);
        NS_TEST_EXPECT_MSG_EQ(moves.Runs(3, 0), true, "where it was");
        for (uint32_t i = 0; i < 5; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(moves.ends[i], 1, "once: " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(moves.scheduler->GetReports().size(), 5, "each once");

        Expect("machine", [&]() { moves.scheduler->Request({}); });
        Expect("below 2", [&]() {
            auto bad = moves.Make(machine, 5);
            bad.linkGroups = {2};
            moves.scheduler->Request(bad);
        });
        Expect("below 5", [&]() { moves.scheduler->GetReport(5); });
        Expect("ns3::Migration",
               [&]() { moves.scheduler->SetMigration(ObjectFactory("ns3::VirtualMachine")); });
        Expect("capacity", [&]() { moves.scheduler->AddLinkGroup("none", 0); });
    }
};

/**
 * Method: moves of 2 Gbit/s over a link of 1 Gbit/s; a machine asked for again after its move.
 * Expected: the first is refused for its rate. A later request for the machine back home is done.
 */
class LaterTestCase : public TestCase
{
  public:
    LaterTestCase()
        : TestCase("requests that come later")
    {
    }

  private:
    void DoRun() override
    {
        ManyMoves moves;
        moves.scheduler->SetAttribute("MoveRate", StringValue("2Gbps"));
        moves.Ask(0, 4);
        Simulator::Schedule(Seconds(20), [&moves]() {
            moves.scheduler->SetAttribute("MoveRate", StringValue("100Mbps"));
            moves.scheduler->Request(moves.Make(0, 4));
        });
        Simulator::Schedule(Seconds(40),
                            [&moves]() { moves.scheduler->Request(moves.Make(0, 0)); });
        moves.Run();
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(0), "refused rate", "2 of 1 Gbit/s");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(1), "done", "there");
        NS_TEST_EXPECT_MSG_EQ(moves.Outcome(2), "done", "and back");
        NS_TEST_EXPECT_MSG_EQ(moves.Runs(0, 0), true, "home");
        NS_TEST_EXPECT_MSG_EQ(moves.Began(2), 40, "at once");
        NS_TEST_EXPECT_MSG_EQ(moves.finished, 3, "each time");
    }
};

/// The suite.
class SchedulerTestSuite : public TestSuite
{
  public:
    SchedulerTestSuite()
        : TestSuite("lisp-mobility-scheduler", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResourcesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ClaimTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MakespanTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OrderTestCase("Fifo", "0 1 2 3"), compat::TestDuration<>::QUICK);
        AddTestCase(new OrderTestCase("Deadline", "2 3 0 1"), compat::TestDuration<>::QUICK);
        AddTestCase(new OrderTestCase("Bandwidth", "3 2 0 1"), compat::TestDuration<>::QUICK);
        AddTestCase(new LinkRateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OwnRateTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LimitsTestCase("MaxPerSource", {0, 0, 1}, {4, 5, 4}),
                    compat::TestDuration<>::QUICK);
        AddTestCase(new LimitsTestCase("MaxPerTarget", {0, 1, 0}, {4, 4, 5}),
                    compat::TestDuration<>::QUICK);
        AddTestCase(new LimitsTestCase("MaxPerLinkGroup", {0, 1, 0}, {4, 6, 5}),
                    compat::TestDuration<>::QUICK);
        AddTestCase(new RoomTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailingLinkTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LostTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeadlineTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PredictionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LaterTestCase, compat::TestDuration<>::QUICK);
    }
};

SchedulerTestSuite g_schedulerTestSuite; //!< registers the suite

} // namespace
