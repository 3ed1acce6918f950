/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Rapid spanning tree: rings that are cut and closed again, edge ports, who is the root.
 *
 * A BPDU is padded to 46 octets of payload: 8 + 14 + 46 + 4 = 72 octet times, 576 ns at 1 Gbit/s,
 * and 500 ns on the cable: HOP = 1076 ns from one bridge to the next.
 */

#include "spanning-tree-test-tools.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <sstream>

using namespace ns3;
using namespace ns3::stptest;

namespace
{

using Link = SwitchTestNet::Link;

/// Four switches in a ring, bridge addresses 1 to 4, a host at each; numbered broadcasts.
struct Ring
{
    Ring()
    {
        for (uint8_t i = 0; i < 4; ++i)
        {
            net.AddSwitch();
        }
        for (std::size_t i = 0; i < 4; ++i)
        {
            net.Connect(net.switches[i], net.switches[(i + 1) % 4]);
            net.AddHost(net.switches[i]);
        }
        for (uint8_t i = 0; i < 4; ++i)
        {
            trees.push_back(AddTree(net.switches[i], i + 1));
            log.Follow(trees.back());
        }
    }

    /// @param at a time: each host broadcasts a frame with a number of its own
    void BroadcastAt(Time at)
    {
        for (const auto& host : net.hosts)
        {
            Host* from = host.get();
            const uint32_t number = sent++;
            Simulator::Schedule(at, [from, number]() {
                auto frame = SwitchTestNet::MakeFrame(from->GetMac(), Mac48Address::GetBroadcast());
                uint8_t octets[46] = {};
                octets[0] = static_cast<uint8_t>(number >> 8);
                octets[1] = static_cast<uint8_t>(number);
                frame.payload = Create<Packet>(octets, sizeof(octets));
                from->Send(frame);
            });
        }
    }

    /// @param host a host @return how often each number came to it
    static std::map<uint32_t, uint32_t> Count(const Host& host)
    {
        std::map<uint32_t, uint32_t> counts;
        for (const auto& arrival : host.seen)
        {
            uint8_t octets[2] = {};
            arrival.frame.payload->CopyData(octets, 2);
            if (arrival.frame.protocol == SwitchTestNet::TYPE)
            {
                counts[octets[0] << 8 | octets[1]]++;
            }
        }
        return counts;
    }

    /// @param first number @return how often a host got a frame of that number or a later one
    uint32_t GetMostCopies(uint32_t first = 0) const
    {
        uint32_t most = 0;
        for (const auto& host : net.hosts)
        {
            for (const auto& [number, count] : Count(*host))
            {
                most = std::max(most, number < first ? 0 : count);
            }
        }
        return most;
    }

    /// @param first number @param last number @return true if all of these came to all other hosts
    bool HasAll(uint32_t first, uint32_t last) const
    {
        for (std::size_t i = 0; i < net.hosts.size(); ++i)
        {
            auto counts = Count(*net.hosts[i]);
            for (uint32_t number = first; number <= last; ++number)
            {
                if (counts[number] != (number % 4 == i ? 0 : 1))
                {
                    return false;
                }
            }
        }
        return true;
    }

    SwitchTestNet net;                    //!< link i is from switch i to the next one
    std::vector<Ptr<SpanningTree>> trees; //!< by switch
    StateLog log;                         //!< of all
    uint32_t sent{0};                     //!< numbers given
};

/**
 * Method: a ring of four switches starts at 0; all hosts broadcast every 10 us from 2 us on until 1
 * ms, and once at 100 ms.
 * Expected: switch 1 has the lowest address and is the root; 2 and 4 are next to it, at a cost of
 * 20000; 3 has two equal paths, of 40000, and takes that by 2, which has the lower address; its
 * port to 4 is the alternate port and discards. Nobody ever gets a frame twice; at 100 ms everybody
 * gets each exactly once: proposals and agreements are a few HOPs. Host ports forward from 0 on.
 */
class RingTestCase : public TestCase
{
  public:
    RingTestCase()
        : TestCase("a ring does not storm")
    {
    }

  private:
    void DoRun() override
    {
        Ring ring;
        auto& net = ring.net;
        for (int i = 0; i < 100; ++i)
        {
            ring.BroadcastAt(MicroSeconds(2 + 10 * i));
        }
        const uint32_t settled = ring.sent;
        ring.BroadcastAt(MilliSeconds(100));
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ring.GetMostCopies(), 1, "no frame twice");
        NS_TEST_EXPECT_MSG_EQ(ring.HasAll(settled, settled + 3), true, "each once");
        const std::vector<std::pair<Role, Role>> roles = {
            {Role::DESIGNATED, Role::ROOT},      // 1 to 2
            {Role::DESIGNATED, Role::ROOT},      // 2 to 3
            {Role::ALTERNATE, Role::DESIGNATED}, // 3 to 4
            {Role::ROOT, Role::DESIGNATED},      // 4 to 1
        };
        const uint32_t costs[] = {0, 20000, 40000, 20000};
        for (std::size_t i = 0; i < 4; ++i)
        {
            const auto& link = *net.links[i];
            const std::size_t next = (i + 1) % 4;
            NS_TEST_EXPECT_MSG_EQ((ring.trees[i]->GetPortRole(link.port[0]) == roles[i].first),
                                  true,
                                  ToString(ring.trees[i]->GetPortRole(link.port[0])));
            NS_TEST_EXPECT_MSG_EQ((ring.trees[next]->GetPortRole(link.port[1]) == roles[i].second),
                                  true,
                                  ToString(ring.trees[next]->GetPortRole(link.port[1])));
            NS_TEST_EXPECT_MSG_EQ((net.switches[i]->GetState(link.port[0]) == State::FORWARDING),
                                  (i != 2),
                                  "state " << i);
            NS_TEST_EXPECT_MSG_EQ((net.switches[next]->GetState(link.port[1]) == State::FORWARDING),
                                  true,
                                  "state " << i);
            NS_TEST_EXPECT_MSG_EQ(ring.trees[i]->GetRootId(),
                                  BridgeId::Make(32768, MakeAddress(1)),
                                  "root");
            NS_TEST_EXPECT_MSG_EQ(ring.trees[i]->GetRootCost(), costs[i], "cost");
            NS_TEST_EXPECT_MSG_EQ(ring.log.Find(net.hosts[i]->port, State::FORWARDING), 0, "edge");
            NS_TEST_EXPECT_MSG_EQ(ring.trees[i]->IsEdge(net.hosts[i]->port), true, "edge");
            NS_TEST_EXPECT_MSG_EQ(ring.trees[i]->IsEdge(link.port[0]), false, "no edge");
        }
        NS_TEST_EXPECT_MSG_EQ(ring.trees[0]->GetRootPort(), nullptr, "the root has none");
        NS_TEST_EXPECT_MSG_EQ(ring.trees[2]->GetRootPort(), net.links[1]->port[1], "of 3");
        std::ostringstream text;
        ring.trees[2]->Print(text);
        NS_TEST_EXPECT_MSG_NE(text.str().find("alternate   discarding  20000     128.2   rapid"),
                              std::string::npos,
                              text.str());
        Simulator::Destroy();
    }
};

/**
 * Method: in the ring, the cable between 1 and 2 is cut at 10 s; hosts 1 and 2 then send to each
 * other, who knew each other by that cable. At 20.5 s it is plugged in again, while all broadcast
 * every 10 us for 2 ms.
 * Expected: the ends see the cut at once. 2 has lost the root and says so to 3: one HOP. 3 then has
 * its alternate port as its root port, which forwards at once, since its former root port discards;
 * it proposes to 2 and gets the agreement two HOPs later: 3 HOPs = 3228 ns after the cut all
 * forwards again. What was learned is flushed: both unicast frames arrive at 10.001 s. The cable's
 * return makes no frame come twice, and the tree is as at first.
 */
class CutTestCase : public TestCase
{
  public:
    CutTestCase()
        : TestCase("a cut heals in the time of three BPDUs, a returning cable makes no loop")
    {
    }

  private:
    void DoRun() override
    {
        Ring ring;
        auto& net = ring.net;
        Host& first = *net.hosts[0];
        Host& second = *net.hosts[1];
        const int64_t cut = 10000000000;
        net.SendAt(Seconds(9), first, Mac48Address::GetBroadcast());
        net.SendAt(Seconds(9.1), second, first.GetMac());
        Simulator::Schedule(Seconds(10), [&]() {
            net.links[0]->Cut();
            first.seen.clear();
            second.seen.clear();
        });
        net.SendAt(Seconds(10.001), first, second.GetMac());
        net.SendAt(Seconds(10.002), second, first.GetMac());
        Simulator::Schedule(Seconds(11), [&]() {
            NS_TEST_EXPECT_MSG_EQ(first.Count(), 1, "to 1");
            NS_TEST_EXPECT_MSG_EQ(second.Count(), 1, "to 2");
            NS_TEST_EXPECT_MSG_EQ(ring.trees[1]->GetRootCost(), 60000, "by 3, 4 and 1");
            for (const auto& host : net.hosts)
            {
                host->seen.clear();
            }
        });
        Simulator::Schedule(Seconds(20.5), [&]() { net.links[0]->Heal(); });
        for (int i = 0; i < 200; ++i)
        {
            ring.BroadcastAt(Seconds(20.5) + MicroSeconds(10 * i));
        }
        const uint32_t settled = ring.sent;
        ring.BroadcastAt(Seconds(21));
        Simulator::Stop(Seconds(22));
        Simulator::Run();
        const auto& log = ring.log;
        NS_TEST_EXPECT_MSG_EQ(log.Find(net.links[2]->port[0], State::FORWARDING, cut),
                              cut + HOP,
                              "the alternate port of 3");
        NS_TEST_EXPECT_MSG_EQ(log.Find(net.links[1]->port[1], State::DISCARDING, cut),
                              cut + HOP,
                              "the former root port of 3");
        NS_TEST_EXPECT_MSG_EQ(log.Find(net.links[1]->port[1], State::FORWARDING, cut),
                              cut + 3 * HOP,
                              "agreed");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(ring.GetMostCopies(), 2, "under way while the tree changes");
        NS_TEST_EXPECT_MSG_EQ(ring.GetMostCopies(4), 1, "no later frame twice");
        NS_TEST_EXPECT_MSG_EQ(ring.HasAll(settled, settled + 3), true, "each once");
        NS_TEST_EXPECT_MSG_EQ(ring.trees[1]->GetRootCost(), 20000, "as at first");
        NS_TEST_EXPECT_MSG_EQ(
            (net.switches[2]->GetState(net.links[2]->port[0]) == State::DISCARDING),
            true,
            "as at first");
        Simulator::Destroy();
    }
};

/**
 * Method: in the ring, the cable between 1 and 2 is pulled silently at 10.5 s: no end hears of it.
 * Expected: 2 gets no more hellos, which came every 2 s; what it had ages after three of them, 6 s
 * after the last one (IEEE 802.1D-2004 section 17.21.23): between 14.5 s and 16.5 s its path is
 * that by 3.
 */
class LostHellosTestCase : public TestCase
{
  public:
    LostHellosTestCase()
        : TestCase("three hellos lost")
    {
    }

  private:
    static void Changed(std::vector<Time>* times, Ptr<SwitchPort>, Role before, Role)
    {
        if (before == Role::ROOT)
        {
            times->push_back(Simulator::Now());
        }
    }

    void DoRun() override
    {
        Ring ring;
        std::vector<Time> times;
        ring.trees[1]->TraceConnectWithoutContext("PortRole", MakeBoundCallback(&Changed, &times));
        Simulator::Schedule(Seconds(10.5),
                            [&]() { ring.net.links[0]->nic[0]->Unplug(LinkSignal::SILENT); });
        Simulator::Stop(Seconds(18));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(times.size(), 1, "the root port changes once");
        NS_TEST_EXPECT_MSG_GT(times[0], Seconds(14.5), "not before");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(times[0], Seconds(16.5), "not after");
        NS_TEST_EXPECT_MSG_EQ(ring.trees[1]->GetRootCost(), 60000, "by 3, 4 and 1");
        NS_TEST_EXPECT_MSG_EQ(ring.trees[1]->GetRootPort(), ring.net.links[1]->port[0], "to 3");
        Simulator::Destroy();
    }
};

/**
 * Method: a port with a host, as it is, with no edge set, and with no detection either; at 29 s the
 * host sends a BPDU that is worse than the bridge's own.
 * Expected: as it is, it forwards at 0. Not set, it proposes at 0 and is an edge port when nothing
 * has come for MigrateTime: 3 s (IEEE 802.1D-2004 sections 17.25 and 17.20.4). Without detection,
 * it learns after MaxAge, 20 s, and forwards a HelloTime later, 22 s (sections 17.29.1
 * and 17.20.5). It stops being an edge port when the BPDU comes.
 */
class EdgeTestCase : public TestCase
{
  public:
    EdgeTestCase()
        : TestCase("edge ports")
    {
    }

  private:
    void Run(bool set, bool detect, int64_t learns, int64_t forwards)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        auto tree = CreateObject<SpanningTree>();
        tree->SetAttribute("EdgeHosts", BooleanValue(set));
        tree->SetAttribute("AutoEdge", BooleanValue(detect));
        tree->Install(lan);
        StateLog log;
        log.Follow(tree);
        Simulator::Schedule(Seconds(29), [&]() {
            NS_TEST_EXPECT_MSG_EQ(tree->IsEdge(host.port), (set || detect), "edge port");
            auto bpdu = MakeBpdu(BridgeBpdu::Type::RAPID, 0, 0, 0);
            bpdu.priority.root.value = UINT64_MAX;
            SendPayload(host, bpdu.ToPayload());
        });
        Simulator::Stop(Seconds(29.5));
        Simulator::Run();
        const int64_t second = 1000000000;
        NS_TEST_EXPECT_MSG_EQ(log.Find(host.port, State::LEARNING), learns * second, "learns");
        NS_TEST_EXPECT_MSG_EQ(log.Find(host.port, State::FORWARDING),
                              forwards * second,
                              "forwards");
        NS_TEST_EXPECT_MSG_EQ(tree->IsEdge(host.port), false, "no edge port");
        NS_TEST_EXPECT_MSG_EQ(tree->GetReceived(host.port), 1, "the BPDU");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(true, true, 0, 0);
        Run(true, false, 0, 0);
        Run(false, true, 3, 3);
        Run(false, false, 20, 22);
    }
};

/**
 * Method: two switches with three cables between them, of 10 Gbit/s, 1 Gbit/s and 1 Gbit/s, and a
 * cable from the second one to itself; then the cost of the first cable is set to 50000, and the
 * priority of the root's port on the third to 64; last, the third cable's ports are taken out.
 * Expected: costs 2000, 20000 and 20000 (IEEE 802.1D-2004 table 17-3): the first cable forwards. At
 * 50000 it is the second, whose port has the lower number at the root; with priority 64 it is the
 * third. Of the ports on one cable to oneself, the second is the backup port. Ports that are not in
 * the tree forward.
 */
class SelectionTestCase : public TestCase
{
  public:
    SelectionTestCase()
        : TestCase("costs, priorities, a backup port, ports outside")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto a = net.AddSwitch();
        auto b = net.AddSwitch();
        std::vector<Link*> links;
        for (const char* rate : {"10Gbps", "1Gbps", "1Gbps"})
        {
            net.helper.SetNicAttribute("DataRate", DataRateValue(DataRate(rate)));
            links.push_back(&net.Connect(a, b));
        }
        Link& self = net.Connect(b, b);
        auto treeA = AddTree(a, 9);
        treeA->SetAttribute("BridgePriority", UintegerValue(32768));
        auto treeB = CreateObject<SpanningTree>();
        treeB->SetAttribute("BridgeAddress", Mac48AddressValue(MakeAddress(1)));
        treeB->SetAttribute("BridgePriority", UintegerValue(36864)); // 1, but of less priority
        treeB->Install(b);
        const auto expectRoot = [&](std::size_t root, uint32_t cost) {
            for (std::size_t i = 0; i < links.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ((treeB->GetPortRole(links[i]->port[1]) ==
                                       (i == root ? Role::ROOT : Role::ALTERNATE)),
                                      true,
                                      i << " with root port " << root);
            }
            NS_TEST_EXPECT_MSG_EQ(treeB->GetRootCost(), cost, "cost");
        };
        Simulator::Schedule(Seconds(1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(treeB->GetRootId(), treeA->GetBridgeId(), "by priority");
            expectRoot(0, 2000);
            NS_TEST_EXPECT_MSG_EQ((treeB->GetPortRole(self.port[0]) == Role::DESIGNATED),
                                  true,
                                  "to itself");
            NS_TEST_EXPECT_MSG_EQ((treeB->GetPortRole(self.port[1]) == Role::BACKUP),
                                  true,
                                  "to itself");
            NS_TEST_EXPECT_MSG_EQ((b->GetState(self.port[1]) == State::DISCARDING),
                                  true,
                                  "blocked");
            treeB->SetPathCost(links[0]->port[1], 50000);
        });
        Simulator::Schedule(Seconds(2), [&]() {
            expectRoot(1, 20000);
            treeA->SetPortPriority(links[2]->port[0], 64);
        });
        Simulator::Schedule(Seconds(3), [&]() {
            expectRoot(2, 20000);
            links[2]->Cut();
            treeB->SetEnabled(links[2]->port[1], false);
            NS_TEST_EXPECT_MSG_EQ((b->GetState(links[2]->port[1]) == State::DISCARDING), true, "3");
        });
        Simulator::Schedule(Seconds(4), [&]() {
            NS_TEST_EXPECT_MSG_EQ((b->GetState(links[2]->port[1]) == State::FORWARDING),
                                  true,
                                  "outside");
            NS_TEST_EXPECT_MSG_EQ(treeB->GetRootPort(), links[1]->port[1], "the second again");
            b->RemovePort(links[1]->port[1]);
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(treeB->GetRootPort(), links[0]->port[1], "the last one");
        NS_TEST_EXPECT_MSG_EQ(treeB->GetRootCost(), 50000, "cost");
        Simulator::Destroy();
    }
};

/// The suite of trees.
class EthernetSpanningTreeTestSuite : public TestSuite
{
  public:
    EthernetSpanningTreeTestSuite()
        : TestSuite("lisp-ethernet-spanning-tree", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new RingTestCase, quick);
        AddTestCase(new CutTestCase, quick);
        AddTestCase(new LostHellosTestCase, quick);
        AddTestCase(new EdgeTestCase, quick);
        AddTestCase(new SelectionTestCase, quick);
    }
};

EthernetSpanningTreeTestSuite g_ethernetSpanningTreeTestSuite; //!< registers the suite

} // namespace
