/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Rapid spanning tree: BPDUs, rings that are cut and closed again, edge ports, version 0.
 *
 * A BPDU is padded to 46 octets of payload: 8 + 14 + 46 + 4 = 72 octet times, 576 ns at 1 Gbit/s,
 * and 500 ns on the cable: HOP = 1076 ns from one bridge to the next.
 */

#include "switch-test-net.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = BpduDropReason;
using Role = SpanningTreeRole;
using State = SwitchPortState;
using Host = SwitchTestNet::Host;
using Link = SwitchTestNet::Link;

constexpr int64_t HOP = 1076; //!< ns

const Mac48Address GROUP("01:80:c2:00:00:00");

/// @param last octet @return a MAC address
Mac48Address
MakeAddress(uint8_t last)
{
    const uint8_t octets[6] = {0, 0, 0, 0, 0, last};
    Mac48Address address;
    address.CopyFrom(octets);
    return address;
}

/// @param lan a switch @param last octet of its bridge address @return its new spanning tree
Ptr<SpanningTree>
AddTree(const Ptr<VlanSwitch>& lan, uint8_t last)
{
    auto tree = CreateObject<SpanningTree>();
    tree->SetAttribute("BridgeAddress", Mac48AddressValue(MakeAddress(last)));
    tree->Install(lan);
    return tree;
}

/// @param type of the BPDU @param root of the tree @param cost of the path @param bridge that sends
/// it @return a BPDU of a designated port
BridgeBpdu
MakeBpdu(BridgeBpdu::Type type, uint8_t root, uint32_t cost, uint8_t bridge)
{
    BridgeBpdu bpdu;
    bpdu.type = type;
    bpdu.role = BridgeBpdu::Role::DESIGNATED;
    bpdu.priority.root = BridgeId::Make(32768, MakeAddress(root));
    bpdu.priority.cost = cost;
    bpdu.priority.bridge = BridgeId::Make(32768, MakeAddress(bridge));
    bpdu.priority.port = 0x8001;
    bpdu.times.maxAge = 20 * 256;
    bpdu.times.helloTime = 2 * 256;
    bpdu.times.forwardDelay = 15 * 256;
    return bpdu;
}

/// @param host sends @param payload in a frame with a length, to the spanning tree
void
SendPayload(Host& host, const Ptr<Packet>& payload)
{
    EthernetFrame frame;
    frame.source = host.GetMac();
    frame.destination = GROUP;
    frame.protocol = static_cast<uint16_t>(payload->GetSize());
    frame.payload = payload;
    host.Send(frame);
}

/// @param host a host @return the BPDUs that came to it
std::vector<BridgeBpdu>
GetBpdus(const Host& host)
{
    std::vector<BridgeBpdu> bpdus;
    for (const auto& arrival : host.seen)
    {
        auto reason = Reason::NONE;
        const auto bpdu = BridgeBpdu::Read(arrival.frame.payload, reason);
        if (arrival.frame.destination == GROUP && bpdu)
        {
            bpdus.push_back(*bpdu);
        }
    }
    return bpdus;
}

/// When each port came to each state.
struct StateLog
{
    /// A state that a port came to.
    struct Entry
    {
        int64_t time;         //!< ns
        Ptr<SwitchPort> port; //!< the port
        State state;          //!< its state from then on
    };

    std::vector<Entry> entries; //!< in order

    /// @param log gets it @param port a port @param state its state
    static void Note(StateLog* log, Ptr<SwitchPort> port, State state)
    {
        log->entries.push_back({Simulator::Now().GetNanoSeconds(), port, state});
    }

    /// @param tree to be followed
    void Follow(const Ptr<SpanningTree>& tree)
    {
        tree->TraceConnectWithoutContext("PortState", MakeBoundCallback(&Note, this));
    }

    /// @param port a port @param state a state @param from a time, in ns
    /// @return when it came to it, first after that time, in ns; -1: never
    int64_t Find(const Ptr<SwitchPort>& port, State state, int64_t from = 0) const
    {
        for (const auto& entry : entries)
        {
            if (entry.port == port && entry.state == state && entry.time >= from)
            {
                return entry.time;
            }
        }
        return -1;
    }
};

/**
 * Method: BPDUs of the three types are written and read.
 * Expected: octets by hand from IEEE 802.1D-2004 section 9.3, after the LLC header 42 42 03:
 * protocol 0000, version, type, flags, root 8000 and MAC, cost, bridge, port, and four times in
 * 1/256 s: age 0100, 1400, 0200, 0f00. Flags of a proposing designated port: role 3 << 2 | 02 = 0e;
 * of an agreeing root port that forwards and tells of a change: 2 << 2 | 40 | 20 | 10 | 01 = 79; of
 * version 0 with both flags 81.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("octets of BPDUs")
    {
    }

  private:
    void DoRun() override
    {
        const std::string vector = "8000000000000001"
                                   "00004e20"
                                   "8000000000000002"
                                   "8001";
        const std::string times = "01001400"
                                  "02000f00";
        auto bpdu = MakeBpdu(BridgeBpdu::Type::RAPID, 1, 20000, 2);
        bpdu.times.messageAge = 256;
        bpdu.proposal = true;
        const std::string proposing = "4242030000"
                                      "02"
                                      "02"
                                      "0e" +
                                      vector + times + "00";
        NS_TEST_EXPECT_MSG_EQ(ToHex(bpdu.ToPayload()), proposing, "proposing");
        bpdu.proposal = false;
        bpdu.role = BridgeBpdu::Role::ROOT;
        bpdu.agreement = true;
        bpdu.learning = true;
        bpdu.forwarding = true;
        bpdu.topologyChange = true;
        const std::string agreeing = "4242030000"
                                     "02"
                                     "02"
                                     "79" +
                                     vector + times + "00";
        NS_TEST_EXPECT_MSG_EQ(ToHex(bpdu.ToPayload()), agreeing, "agreeing");
        bpdu.type = BridgeBpdu::Type::CONFIGURATION;
        bpdu.topologyChangeAck = true;
        const std::string config = "4242030000"
                                   "00"
                                   "00"
                                   "81" +
                                   vector + times;
        NS_TEST_EXPECT_MSG_EQ(ToHex(bpdu.ToPayload()), config, "version 0");
        bpdu.type = BridgeBpdu::Type::TOPOLOGY_CHANGE;
        NS_TEST_EXPECT_MSG_EQ(ToHex(bpdu.ToPayload()), "42420300000080", "notification");

        auto reason = Reason::OWN;
        auto read = BridgeBpdu::Read(FromHex(agreeing), reason);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(reason, Reason::NONE, "no reason");
        NS_TEST_EXPECT_MSG_EQ((read->role == BridgeBpdu::Role::ROOT), true, "role");
        NS_TEST_EXPECT_MSG_EQ((read->agreement && read->learning && read->forwarding &&
                               read->topologyChange && !read->proposal && !read->topologyChangeAck),
                              true,
                              "flags");
        NS_TEST_EXPECT_MSG_EQ(read->priority.root.ToString(), "32768.00:00:00:00:00:01", "root");
        NS_TEST_EXPECT_MSG_EQ(read->priority.cost, 20000, "cost");
        NS_TEST_EXPECT_MSG_EQ(read->priority.bridge.GetAddress(), MakeAddress(2), "bridge");
        NS_TEST_EXPECT_MSG_EQ(read->priority.port, 0x8001, "port");
        NS_TEST_EXPECT_MSG_EQ(read->times.messageAge, 256, "1 s");
        NS_TEST_EXPECT_MSG_EQ(read->times.maxAge, 5120, "20 s");
        NS_TEST_EXPECT_MSG_EQ(read->times.helloTime, 512, "2 s");
        NS_TEST_EXPECT_MSG_EQ(read->times.forwardDelay, 3840, "15 s");
        read = BridgeBpdu::Read(FromHex(config), reason);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ((read->topologyChange && read->topologyChangeAck), true, "flags");
        // A later version, longer: read as far as it is known.
        read =
            BridgeBpdu::Read(FromHex("424203000003020e" + vector + times + "000040000000"), reason);
        NS_TEST_EXPECT_MSG_EQ(read.has_value(), true, "version 3");
    }
};

/**
 * Method: BPDUs that are none come to a port; the tree's own; one at a port that is outside.
 * Expected: each is counted under its reason and traced, the bridge remains root.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile BPDUs")
    {
    }

  private:
    static void Dropped(std::vector<Reason>* drops, Ptr<const Packet>, Reason reason)
    {
        drops->push_back(reason);
    }

    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        Host& far = net.AddHost(lan, SwitchPortRole::EXTENSION);
        auto tree = AddTree(lan, 9);
        std::vector<Reason> drops;
        tree->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Dropped, &drops));
        const std::string good = ToHex(MakeBpdu(BridgeBpdu::Type::RAPID, 1, 0, 1).ToPayload());
        const std::string old =
            ToHex(MakeBpdu(BridgeBpdu::Type::CONFIGURATION, 1, 0, 1).ToPayload());
        auto own = MakeBpdu(BridgeBpdu::Type::RAPID, 9, 0, 9);
        own.priority.port = 0x8001; // the host's port is the first one
        auto expired = MakeBpdu(BridgeBpdu::Type::CONFIGURATION, 1, 0, 1);
        expired.times.messageAge = expired.times.maxAge;
        const std::vector<std::pair<std::string, Reason>> rows = {
            {"4242", Reason::NO_LLC},
            {"aaaa0300000c010b", Reason::NO_LLC},
            {"424203", Reason::TRUNCATED},
            {"424203000002", Reason::TRUNCATED},
            {good.substr(0, good.size() - 2), Reason::TRUNCATED},
            {old.substr(0, old.size() - 2), Reason::TRUNCATED},
            {"424203"
             "0001" +
                 good.substr(10),
             Reason::PROTOCOL},
            {"424203"
             "0000"
             "0002" +
                 good.substr(14),
             Reason::UNKNOWN_TYPE}, // version 0
            {"424203"
             "0000"
             "0207" +
                 good.substr(14),
             Reason::UNKNOWN_TYPE},
            {ToHex(expired.ToPayload()), Reason::EXPIRED},
            {ToHex(own.ToPayload()), Reason::OWN},
        };
        std::vector<Reason> expected;
        Time at = Seconds(1);
        for (const auto& [octets, reason] : rows)
        {
            expected.push_back(reason);
            const std::string text = octets;
            Simulator::Schedule(at, [&host, text]() { SendPayload(host, FromHex(text)); });
            at += MilliSeconds(1);
        }
        Simulator::Schedule(Seconds(2), [&]() {
            auto frame = SwitchTestNet::MakeFrame(host.GetMac(), GROUP, 1);
            frame.payload = FromHex(good);
            frame.protocol = 39;
            host.Send(frame);
        });
        expected.push_back(Reason::TAGGED);
        Simulator::Schedule(Seconds(3), [&]() {
            host.Send(SwitchTestNet::MakeFrame(host.GetMac(), GROUP)); // Ethernet II
        });
        expected.push_back(Reason::NO_LLC);
        Simulator::Schedule(Seconds(4), [&]() { SendPayload(far, FromHex(good)); });
        expected.push_back(Reason::OUTSIDE);
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((drops == expected), true, "traced");
        for (std::size_t i = 1; i < BPDU_DROP_REASONS; ++i)
        {
            const auto reason = static_cast<Reason>(i);
            const auto count = std::count(expected.begin(), expected.end(), reason);
            NS_TEST_EXPECT_MSG_EQ(tree->GetDrops(reason), static_cast<uint64_t>(count), reason);
        }
        NS_TEST_EXPECT_MSG_EQ(tree->GetReceived(), 0, "none taken");
        NS_TEST_EXPECT_MSG_EQ(tree->GetRootId(), tree->GetBridgeId(), "still the root");
        NS_TEST_EXPECT_MSG_EQ(tree->IsEdge(host.port), true, "still an edge port");
        NS_TEST_EXPECT_MSG_EQ(tree->GetSent(far.port), 0, "nothing to the extension");
        NS_TEST_EXPECT_MSG_EQ(GetBpdus(far).size(), 0, "nothing to the extension");
        Simulator::Destroy();
    }
};

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
 * Method: a bridge with address 5 and two neighbours of version 0, Q with a path of 0 to root 1 and
 * P with one of 10, that send every 2 s; P stops after 20 s. Q acknowledges a topology change at 70
 * s. P returns with a rapid BPDU at 80 s. Expected: P's port is the alternate port; P's last BPDU
 * comes at 20 s and HOP and ages 3 * 2 s later; the port, designated then, learns after
 * ForwardDelay, at 41 s, and forwards after another one, at 56 s: 30 s. It sends BPDUs of version
 * 0. The change is told to Q by notifications until it acknowledges. At 80 s the port speaks rapid
 * spanning tree again.
 */
class OldNeighbourTestCase : public TestCase
{
  public:
    OldNeighbourTestCase()
        : TestCase("neighbours of version 0")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& p = net.AddHost(lan);
        Host& q = net.AddHost(lan);
        auto tree = AddTree(lan, 5);
        StateLog log;
        log.Follow(tree);
        const auto type = BridgeBpdu::Type::CONFIGURATION;
        for (int at = 0; at < 90; at += 2)
        {
            Simulator::Schedule(Seconds(at), [&q, type, at]() {
                auto bpdu = MakeBpdu(type, 1, 0, 1);
                bpdu.topologyChangeAck = at == 70;
                SendPayload(q, bpdu.ToPayload());
            });
            if (at <= 20)
            {
                Simulator::Schedule(Seconds(at), [&p, type]() {
                    SendPayload(p, MakeBpdu(type, 1, 10, 2).ToPayload());
                });
            }
        }
        Simulator::Schedule(Seconds(19), [&]() {
            NS_TEST_EXPECT_MSG_EQ((tree->GetPortRole(p.port) == Role::ALTERNATE), true, "P");
            NS_TEST_EXPECT_MSG_EQ((tree->GetPortRole(q.port) == Role::ROOT), true, "Q");
            NS_TEST_EXPECT_MSG_EQ(tree->IsRapid(p.port), false, "P speaks version 0");
            NS_TEST_EXPECT_MSG_EQ(tree->IsRapid(q.port), false, "Q speaks version 0");
            p.seen.clear();
            q.seen.clear();
        });
        Simulator::Schedule(Seconds(69), [&]() {
            const auto toP = GetBpdus(p);
            NS_TEST_EXPECT_MSG_GT(toP.size(), 20, "every 2 s from 26 s on");
            for (const auto& bpdu : toP)
            {
                NS_TEST_EXPECT_MSG_EQ((bpdu.type == type), true, "of version 0");
            }
            const auto toQ = GetBpdus(q);
            // At 56 s and HOP, and every 2 s up to 68 s.
            NS_TEST_EXPECT_MSG_EQ(std::count_if(toQ.begin(),
                                                toQ.end(),
                                                [](const auto& bpdu) {
                                                    return bpdu.type ==
                                                           BridgeBpdu::Type::TOPOLOGY_CHANGE;
                                                }),
                                  7,
                                  "notifications");
        });
        Simulator::Schedule(Seconds(70.5), [&]() { q.seen.clear(); });
        Simulator::Schedule(Seconds(79), [&]() {
            NS_TEST_EXPECT_MSG_EQ(GetBpdus(q).size(), 0, "acknowledged");
        });
        Simulator::Schedule(Seconds(80), [&]() {
            SendPayload(p, MakeBpdu(BridgeBpdu::Type::RAPID, 7, 0, 7).ToPayload());
        });
        Simulator::Stop(Seconds(81));
        Simulator::Run();
        const int64_t second = 1000000000;
        const int64_t from = 19 * second;
        NS_TEST_EXPECT_MSG_EQ(log.Find(p.port, State::LEARNING, from), 41 * second + HOP, "learns");
        NS_TEST_EXPECT_MSG_EQ(log.Find(p.port, State::FORWARDING, from),
                              56 * second + HOP,
                              "forwards");
        NS_TEST_EXPECT_MSG_EQ(tree->IsRapid(p.port), true, "rapid again");
        Simulator::Destroy();
    }
};

/**
 * Method: a neighbour proposes 50 times from 5.5 s on, 10 ms apart.
 * Expected: the port, a root port now, agrees at once each time, but sends 6 BPDUs (TxHoldCount,
 * IEEE 802.1D-2004 table 17-1), and from then on one a second: the seventh a second after the
 * first.
 */
class HoldTestCase : public TestCase
{
  public:
    HoldTestCase()
        : TestCase("the rate of BPDUs")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        auto tree = AddTree(lan, 5);
        for (int i = 0; i < 50; ++i)
        {
            Simulator::Schedule(Seconds(5.5) + MilliSeconds(10 * i), [&]() {
                auto bpdu = MakeBpdu(BridgeBpdu::Type::RAPID, 1, 0, 1);
                bpdu.proposal = true;
                SendPayload(host, bpdu.ToPayload());
            });
        }
        uint64_t before = 0;
        Simulator::Schedule(Seconds(5.4), [&]() { before = tree->GetSent(); });
        Simulator::Schedule(Seconds(6.4), [&]() {
            NS_TEST_EXPECT_MSG_EQ(tree->GetSent() - before, 6, "the most at once");
            NS_TEST_EXPECT_MSG_EQ(GetBpdus(host).back().agreement, true, "agrees");
        });
        Simulator::Schedule(Seconds(6.6), [&]() {
            NS_TEST_EXPECT_MSG_EQ(tree->GetSent() - before, 7, "one a second");
        });
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(tree->GetReceived(), 50, "all taken");
        Simulator::Destroy();
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

/**
 * Method: what cannot be set is tried.
 * Expected: std::invalid_argument for each.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        Host& other = net.AddHost(net.AddSwitch());
        auto tree = AddTree(lan, 1);
        auto loose = CreateObject<SpanningTree>();
        const auto with = [&](const char* name, const AttributeValue& value) {
            auto wrong = CreateObject<SpanningTree>();
            wrong->SetAttribute(name, value);
            wrong->Install(net.switches[1]);
        };
        const std::map<std::string, std::function<void()>> refused = {
            {"no switch", [&]() { loose->Install(nullptr); }},
            {"a switch on no node", [&]() { loose->Install(CreateObject<VlanSwitch>()); }},
            {"a second one", [&]() { loose->Install(lan); }},
            {"a second switch", [&]() { tree->Install(net.switches[1]); }},
            {"priority 1", [&]() { with("BridgePriority", UintegerValue(1)); }},
            {"more than 2 * (15 - 1) s", [&]() { with("MaxAge", TimeValue(Seconds(29))); }},
            {"less than 2 * (4 - 1) s", [&]() { with("ForwardDelay", TimeValue(Seconds(4))); }},
            {"cost 0", [&]() { tree->SetPathCost(host.port, 0); }},
            {"cost 200000001", [&]() { tree->SetPathCost(host.port, 200000001); }},
            {"port priority 8", [&]() { tree->SetPortPriority(host.port, 8); }},
            {"a port of another switch", [&]() { tree->SetEdge(other.port, true); }},
            {"no port", [&]() { tree->SetEnabled(nullptr, true); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            bool thrown = false;
            try
            {
                attempt();
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, name);
        }
        Simulator::Destroy();
    }
};

/// The suite.
class SpanningTreeTestSuite : public TestSuite
{
  public:
    SpanningTreeTestSuite()
        : TestSuite("lisp-ethernet-spanning-tree", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new HostileTestCase, quick);
        AddTestCase(new RingTestCase, quick);
        AddTestCase(new CutTestCase, quick);
        AddTestCase(new LostHellosTestCase, quick);
        AddTestCase(new EdgeTestCase, quick);
        AddTestCase(new OldNeighbourTestCase, quick);
        AddTestCase(new HoldTestCase, quick);
        AddTestCase(new SelectionTestCase, quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

const SpanningTreeTestSuite g_spanningTreeTestSuite; //!< registers itself

} // namespace
