/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A VLAN switch and frames: tags, learning, ageing, flooding, drops.
 *
 * A frame with 46 octets of payload takes 8 + 14 + 46 + 4 = 72 octet times, 576 ns at 1 Gbit/s, and
 * 500 ns on the cable: it is at the switch 1076 ns after it was sent.
 */

#include "switch-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <array>
#include <functional>
#include <map>
#include <vector>

using namespace ns3;

namespace
{

using Reason = SwitchDropReason;
using Role = SwitchPortRole;
using Host = SwitchTestNet::Host;

const Mac48Address BROADCAST = Mac48Address::GetBroadcast();

/**
 * Method: frames are written and read; a host on an access port of VLAN 100 sends to a trunk, and
 * one on a trunk sends with priority 5 to another trunk.
 * Expected: octets by hand from IEEE 802.1Q-2018 section 9: destination, source, 8100, priority (3
 * bits), DEI 0, VLAN (12 bits), type. 5 << 13 | 100 = a064. The frame check sequence is zero, as
 * checksums are off.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("octets of a tagged frame")
    {
    }

  private:
    static void Keep(std::vector<std::string>* wire, Ptr<const Packet> frame)
    {
        wire->push_back(ToHex(frame));
    }

    void DoRun() override
    {
        const Mac48Address a("02:00:00:00:00:0a");
        const Mac48Address b("02:00:00:00:00:0b");
        const std::string zeros(92, '0'); // 46 octets of payload
        auto frame = SwitchTestNet::MakeFrame(a, b, 100, 46, 5);
        const std::string tagged = "02000000000b02000000000a8100a06488b5" + zeros;
        NS_TEST_EXPECT_MSG_EQ(ToHex(frame.ToPacket()), tagged, "written");
        NS_TEST_EXPECT_MSG_EQ(frame.GetSize(), 64, "14 + 4 + 46");
        const auto read = EthernetFrame::FromPacket(FromHex(tagged));
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(read->vlan, 100, "VLAN");
        NS_TEST_EXPECT_MSG_EQ(unsigned{read->priority}, 5, "priority");
        NS_TEST_EXPECT_MSG_EQ(read->protocol, 0x88b5, "type");
        NS_TEST_EXPECT_MSG_EQ(read->source, a, "source");
        NS_TEST_EXPECT_MSG_EQ(read->destination, b, "destination");
        NS_TEST_EXPECT_MSG_EQ(ToHex(read->payload), zeros, "payload");

        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& access = net.AddHost(lan);
        Host& trunk1 = net.AddHost(lan);
        Host& trunk2 = net.AddHost(lan);
        lan->SetAccess(access.port, 100);
        lan->SetTrunk(trunk1.port, MakeVlans({100}));
        lan->SetTrunk(trunk2.port, MakeVlans({100}));
        std::vector<std::string> wire;
        trunk2.nic->GetPeer()->TraceConnectWithoutContext("PhyTxBegin",
                                                          MakeBoundCallback(&Keep, &wire));
        access.Send(SwitchTestNet::MakeFrame(a, b));
        Simulator::Schedule(MilliSeconds(1), [&]() {
            trunk1.Send(SwitchTestNet::MakeFrame(b, BROADCAST, 100, 46, 5));
        });
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(wire.size(), 2, "both came out of the trunk");
        NS_TEST_EXPECT_MSG_EQ(wire[0],
                              "02000000000b02000000000a8100006488b5" + zeros + "00000000",
                              "a tag is put on");
        NS_TEST_EXPECT_MSG_EQ(wire[1],
                              "ffffffffffff02000000000b8100a06488b5" + zeros + "00000000",
                              "a tag is kept, with its priority");
        NS_TEST_ASSERT_MSG_EQ(access.seen.size(), 1, "the broadcast");
        NS_TEST_EXPECT_MSG_EQ(access.seen[0].frame.IsTagged(), false, "a tag is taken off");
        Simulator::Destroy();
    }
};

/**
 * Method: ports: access 10, access 20, trunk 10 and 20, trunk 10 and 20 with native VLAN 20; a
 * broadcast comes in at one, tagged or not.
 * Expected: by hand in each row: the tag at each other port, or that nothing is there (IEEE
 * 802.1Q-2018 sections 6.9 and 8.6).
 */
class TagTestCase : public TestCase
{
  public:
    TagTestCase()
        : TestCase("access, trunk and native VLAN")
    {
    }

  private:
    static constexpr int NOTHING = -1; //!< no frame at this port

    /// One frame.
    struct Row
    {
        const char* name;       //!< what it shows
        std::size_t in;         //!< port where it comes in
        uint16_t vlan;          //!< its tag
        uint8_t priority;       //!< its tag
        std::array<int, 4> out; //!< VLAN of the tag at each port, or 0: untagged
        uint8_t outPriority;    //!< where there is a tag
        uint64_t wrong;         //!< frames dropped as WRONG_VLAN
    };

    void Run(const Row& row)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        for (int i = 0; i < 4; ++i)
        {
            net.AddHost(lan);
        }
        lan->SetAccess(net.hosts[0]->port, 10);
        lan->SetAccess(net.hosts[1]->port, 20);
        lan->SetTrunk(net.hosts[2]->port, MakeVlans({10, 20}));
        lan->SetTrunk(net.hosts[3]->port, MakeVlans({10}), 20);
        Host& from = *net.hosts[row.in];
        from.Send(SwitchTestNet::MakeFrame(from.GetMac(), BROADCAST, row.vlan, 46, row.priority));
        Simulator::Run();
        for (std::size_t i = 0; i < 4; ++i)
        {
            const auto& seen = net.hosts[i]->seen;
            NS_TEST_ASSERT_MSG_EQ(seen.size(), (row.out[i] == NOTHING ? 0 : 1), row.name << i);
            if (row.out[i] != NOTHING)
            {
                NS_TEST_EXPECT_MSG_EQ(seen[0].frame.vlan, row.out[i], row.name << i);
                NS_TEST_EXPECT_MSG_EQ(unsigned{seen[0].frame.priority},
                                      (row.out[i] ? row.outPriority : 0),
                                      row.name << i);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(lan->GetDrops(Reason::WRONG_VLAN), row.wrong, row.name);
        NS_TEST_EXPECT_MSG_EQ(lan->GetMulticast(), 1 - row.wrong, row.name);
        Simulator::Destroy();
    }

    void DoRun() override
    {
        const int no = NOTHING;
        const Row rows[] = {
            {"access 10", 0, 0, 0, {no, no, 10, 10}, 0, 0},
            {"access 20", 1, 0, 0, {no, no, 20, 0}, 0, 0},
            {"trunk, tag 10", 2, 10, 0, {0, no, no, 10}, 0, 0},
            {"trunk, tag 20", 2, 20, 6, {no, 0, no, 0}, 0, 0},
            {"trunk, tag 30", 2, 30, 0, {no, no, no, no}, 0, 1},
            {"trunk without native VLAN, no tag", 2, 0, 0, {no, no, no, no}, 0, 1},
            {"native VLAN, no tag", 3, 0, 0, {no, 0, 20, no}, 0, 0},
            {"native VLAN, its tag", 3, 20, 2, {no, 0, 20, no}, 2, 0},
            {"access, its tag", 0, 10, 0, {no, no, no, no}, 0, 1},
            {"access, tag of priority alone", 0, 0, 3, {no, no, 10, 10}, 3, 0},
        };
        for (const Row& row : rows)
        {
            Run(row);
        }
    }
};

/**
 * Method: A sends to B, B to A, then C with A's source address, then B to A again; then a third
 * address where two are the most.
 * Expected: the first frame is flooded to B and C, the second goes to A alone; A has moved to C's
 * port once, and the fourth goes there alone; what is beyond the bound is not learned: frames to it
 * are flooded.
 */
class LearningTestCase : public TestCase
{
  public:
    LearningTestCase()
        : TestCase("learning, flooding, moved addresses, a bound")
    {
    }

  private:
    static void Learned(std::vector<Ptr<SwitchPort>>* ports,
                        uint16_t vlan,
                        const Mac48Address&,
                        Ptr<SwitchPort> port)
    {
        ports->push_back(vlan == 1 ? port : nullptr);
    }

    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        lan->SetAttribute("MaxAddresses", UintegerValue(2));
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        std::vector<Ptr<SwitchPort>> learned;
        lan->TraceConnectWithoutContext("Learned", MakeBoundCallback(&Learned, &learned));
        net.SendAt(Seconds(1), a, b.GetMac());
        net.SendAt(Seconds(2), b, a.GetMac());
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(b.seen.size(), 1, "flooded to B");
            NS_TEST_EXPECT_MSG_EQ(c.seen.size(), 1, "flooded to C");
            NS_TEST_EXPECT_MSG_EQ(a.seen.size(), 1, "not back to A, but B's answer");
            c.Send(SwitchTestNet::MakeFrame(a.GetMac(), b.GetMac()));
        });
        net.SendAt(Seconds(4), b, a.GetMac());
        net.SendAt(Seconds(5), c, b.GetMac()); // C's own address is the third
        net.SendAt(Seconds(6), b, c.GetMac());
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(lan->GetFlooded(), 2, "A to B at first, B to C at last");
        NS_TEST_EXPECT_MSG_EQ(lan->GetForwarded(), 4, "all others");
        NS_TEST_EXPECT_MSG_EQ(lan->GetMoves(), 1, "A");
        NS_TEST_EXPECT_MSG_EQ(a.seen.size(), 2, "B's answer and what is flooded at last");
        NS_TEST_EXPECT_MSG_EQ(b.seen.size(), 3, "from A, from C twice");
        NS_TEST_EXPECT_MSG_EQ(c.seen.size(), 3, "flooded, to the moved A, to C");
        const std::vector<Ptr<SwitchPort>> expected = {a.port, b.port, c.port};
        NS_TEST_EXPECT_MSG_EQ((learned == expected), true, "A, B, and A at C's port");
        NS_TEST_EXPECT_MSG_EQ(lan->GetMacTable().GetSize(), 2, "the bound");
        NS_TEST_EXPECT_MSG_EQ(lan->Locate(1, a.GetMac()), c.port, "A is at C's port");
        NS_TEST_EXPECT_MSG_EQ(lan->Locate(2, a.GetMac()), nullptr, "in its own VLAN alone");
        Simulator::Destroy();
    }
};

/**
 * Method: A speaks at 0 and at 100 s, B at 50 s; the ageing time is 300 s (the default), or 10 s,
 * or 300 s and set to 10 s at 120 s.
 * Expected: an address goes 300 s (10 s) after its last frame arrived, at 1076 ns after it was
 * sent; when the time is cut down, what is too old by then goes at once.
 */
class AgeingTestCase : public TestCase
{
  public:
    AgeingTestCase()
        : TestCase("ageing: 300 s, another time, a time changed")
    {
    }

  private:
    using Gone = std::vector<std::pair<int64_t, Mac48Address>>;

    static void Forgotten(Gone* gone, uint16_t, const Mac48Address& address, Ptr<SwitchPort>)
    {
        gone->emplace_back(Simulator::Now().GetNanoSeconds(), address);
    }

    Gone Run(bool set, Time changeAt, std::array<Mac48Address, 2>& macs)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        if (set)
        {
            lan->SetAttribute("AgeingTime", TimeValue(Seconds(10)));
        }
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        macs = {a.GetMac(), b.GetMac()};
        Gone gone;
        lan->TraceConnectWithoutContext("Forgotten", MakeBoundCallback(&Forgotten, &gone));
        net.SendAt(Time(0), a, b.GetMac());
        net.SendAt(Seconds(50), b, a.GetMac());
        net.SendAt(Seconds(100), a, b.GetMac());
        if (!changeAt.IsZero())
        {
            Simulator::Schedule(changeAt,
                                [&]() { lan->SetAttribute("AgeingTime", TimeValue(Seconds(10))); });
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(lan->GetMacTable().GetSize(), 0, "all have gone");
        Simulator::Destroy();
        return gone;
    }

    void DoRun() override
    {
        std::array<Mac48Address, 2> macs;
        const int64_t second = 1000000000;
        const int64_t late = 1076;
        auto gone = Run(false, Time(0), macs);
        NS_TEST_EXPECT_MSG_EQ(
            (gone == Gone{{350 * second + late, macs[1]}, {400 * second + late, macs[0]}}),
            true,
            "300 s");
        gone = Run(true, Time(0), macs);
        NS_TEST_EXPECT_MSG_EQ((gone == Gone{{10 * second + late, macs[0]},
                                            {60 * second + late, macs[1]},
                                            {110 * second + late, macs[0]}}),
                              true,
                              "10 s");
        gone = Run(false, Seconds(105), macs);
        NS_TEST_EXPECT_MSG_EQ(
            (gone == Gone{{105 * second, macs[1]}, {110 * second + late, macs[0]}}),
            true,
            "cut down at 105 s");
    }
};

/**
 * Method: for each reason one frame (for some, several kinds) that cannot go anywhere.
 * Expected: the frame is counted and traced once under that reason, none under another.
 */
class DropTestCase : public TestCase
{
  public:
    DropTestCase()
        : TestCase("each reason for a drop")
    {
    }

  private:
    static void Dropped(std::map<Reason, uint64_t>* drops, Ptr<const Packet> frame, Reason reason)
    {
        (*drops)[reason] += frame->GetSize() >= EthernetFrame::HEADER_SIZE;
    }

    /// What a row does with a switch and its hosts A and B.
    using Act = std::function<void(const Ptr<VlanSwitch>&, Host&, Host&)>;

    void Run(const std::string& name, Reason reason, const Act& act)
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        std::map<Reason, uint64_t> drops;
        lan->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Dropped, &drops));
        act(lan, a, b);
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        const std::map<Reason, uint64_t> expected{{reason, 1}};
        NS_TEST_EXPECT_MSG_EQ((drops == expected), true, name << ": traced");
        for (std::size_t i = 0; i < SWITCH_DROP_REASONS; ++i)
        {
            const auto each = static_cast<Reason>(i);
            NS_TEST_EXPECT_MSG_EQ(lan->GetDrops(each), (each == reason ? 1 : 0), name << each);
        }
        NS_TEST_EXPECT_MSG_EQ(b.seen.size(), 0, name << ": goes nowhere");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        const Mac48Address group("01:00:5e:01:02:03");
        const Mac48Address other("02:00:00:00:00:01");
        Run("a group as source", Reason::MALFORMED, [&](auto, Host& a, Host& b) {
            a.Send(SwitchTestNet::MakeFrame(group, b.GetMac()));
        });
        Run("VLAN 4095", Reason::MALFORMED, [](auto, Host& a, Host& b) {
            a.nic->Send(FromHex("0fff88b5" + std::string(92, '0')), b.GetMac(), 0x8100);
        });
        // 1501 is no type (IEEE 802.3-2018 section 3.2.6), and 100 octets are not there.
        Run("a tag before length 1501", Reason::MALFORMED, [](auto, Host& a, Host& b) {
            a.nic->Send(FromHex("000105dd" + std::string(92, '0')), b.GetMac(), 0x8100);
        });
        Run("a tag before a length of more", Reason::MALFORMED, [](auto, Host& a, Host& b) {
            a.nic->Send(FromHex("00010064" + std::string(92, '0')), b.GetMac(), 0x8100);
        });
        Run("a VLAN that the port is not in", Reason::WRONG_VLAN, [](auto lan, Host& a, Host& b) {
            lan->SetTrunk(a.port, MakeVlans({10}), 1);
            a.Send(SwitchTestNet::MakeFrame(a.GetMac(), b.GetMac(), 11));
        });
        Run("discarding", Reason::BLOCKED, [](auto lan, Host& a, Host& b) {
            lan->SetState(a.port, SwitchPortState::DISCARDING);
            a.Send(b.GetMac());
        });
        Run("learning", Reason::BLOCKED, [](auto lan, Host& a, Host& b) {
            lan->SetState(a.port, SwitchPortState::LEARNING);
            a.Send(b.GetMac());
        });
        Run("for a port that is discarding", Reason::BLOCKED_EXIT, [](auto lan, Host& a, Host& b) {
            lan->SetStatic(1, b.GetMac(), b.port);
            lan->SetState(b.port, SwitchPortState::DISCARDING);
            a.Send(b.GetMac());
        });
        Run("for where it came from", Reason::SAME_PORT, [&](auto lan, Host& a, Host&) {
            lan->SetStatic(1, other, a.port);
            a.Send(other);
        });
        Run("for a port that left the VLAN", Reason::NOT_IN_VLAN, [](auto lan, Host& a, Host& b) {
            lan->SetStatic(1, b.GetMac(), b.port);
            lan->SetAccess(b.port, 2);
            a.Send(b.GetMac());
        });
        Run("for a port that is down", Reason::PORT_DOWN, [](auto lan, Host& a, Host& b) {
            lan->SetStatic(1, b.GetMac(), b.port);
            b.nic->Unplug();
            a.Send(b.GetMac());
        });
        Run("a broadcast to nobody", Reason::NO_PORT, [](auto lan, Host& a, Host&) {
            lan->SetAccess(a.port, 7);
            a.Send(BROADCAST);
        });
        for (const char* reserved : {"01:80:c2:00:00:00", "01:80:c2:00:00:0f", "01:80:c2:00:00:21"})
        {
            Run(reserved, Reason::NO_PROTOCOL, [&](auto, Host& a, Host&) {
                a.Send(Mac48Address(reserved));
            });
        }
        // A NIC pads what it sends, so that these come out of tunnels alone.
        const Mac48Address a("02:00:00:00:00:0a");
        for (const char* cut : {"",
                                "02000000000b02000000000a81",   // no header
                                "02000000000b02000000000a8100", // no tag
                                "02000000000b02000000000a8100000188",
                                "02000000000b02000000000a81000fff88b500",
                                "02000000000b02000000000a000200",
                                "02000000000b02000000000a05dd00"})
        {
            NS_TEST_EXPECT_MSG_EQ(EthernetFrame::FromPacket(FromHex(cut)).has_value(), false, cut);
        }
        NS_TEST_EXPECT_MSG_EQ(
            EthernetFrame::FromDevice(Create<Packet>(3), 0x8100, a, a).has_value(),
            false,
            "three octets of a tag");
        // Length 2 of three octets: one is padding.
        const auto padded =
            EthernetFrame::FromPacket(FromHex("02000000000b02000000000a0002424203"));
        NS_TEST_ASSERT_MSG_EQ(padded.has_value(), true, "with a length");
        NS_TEST_EXPECT_MSG_EQ(ToHex(padded->payload), "4242", "without padding");
    }
};

/// The suite.
class SwitchTestSuite : public TestSuite
{
  public:
    SwitchTestSuite()
        : TestSuite("lisp-ethernet-switch", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoldenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TagTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LearningTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AgeingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DropTestCase, compat::TestDuration<>::QUICK);
    }
};

const SwitchTestSuite g_switchTestSuite; //!< registers itself

} // namespace
