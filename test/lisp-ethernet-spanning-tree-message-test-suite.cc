/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Rapid spanning tree: BPDUs, also those of version 0, how often they are sent, and set-up.
 *
 * A BPDU is padded to 46 octets of payload: 8 + 14 + 46 + 4 = 72 octet times, 576 ns at 1 Gbit/s,
 * and 500 ns on the cable: HOP = 1076 ns from one bridge to the next.
 */

#include "spanning-tree-test-tools.h"

#include "ns3/ns3-compat.h"
#include "ns3/spanning-tree.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

using namespace ns3;
using namespace ns3::stptest;

namespace
{

using Reason = BpduDropReason;

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

/// The suite of BPDUs.
class EthernetSpanningTreeMessageTestSuite : public TestSuite
{
  public:
    EthernetSpanningTreeMessageTestSuite()
        : TestSuite("lisp-ethernet-spanning-tree-message", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new GoldenTestCase, quick);
        AddTestCase(new HostileTestCase, quick);
        AddTestCase(new OldNeighbourTestCase, quick);
        AddTestCase(new HoldTestCase, quick);
        AddTestCase(new RefusalTestCase, quick);
    }
};

EthernetSpanningTreeMessageTestSuite
    g_ethernetSpanningTreeMessageTestSuite; //!< registers the suite

} // namespace
