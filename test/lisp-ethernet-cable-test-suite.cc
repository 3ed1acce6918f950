/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Cables that are pulled and plugged while frames are on them.
 *
 * A frame with 1500 octets of payload takes 12208 ns to send at 1 Gbit/s and 500 ns to travel, so
 * that it is being sent until 12208, is on the cable until 12708, and the next one starts at 12304.
 */

#include "ethernet-test-pair.h"

#include "ns3/boolean.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = EthernetDropReason;
using Counts = std::map<EthernetDropReason, uint32_t>;

constexpr auto ANNOUNCED = LinkSignal::ANNOUNCED;
constexpr auto SILENT = LinkSignal::SILENT;

/**
 * Method: both NICs are handed frames at 0; NIC 1 is unplugged at some time, announced or silently,
 * and in some rows plugged in again.
 * Expected: by hand in each row; what is sent and not lost arrives, and each frame is lost once.
 */
class CutTestCase : public TestCase
{
  public:
    CutTestCase()
        : TestCase("a cable is pulled: what is lost, where, and once each")
    {
    }

  private:
    /// One course of events.
    struct Row
    {
        const char* name;                  //!< what happens
        LinkSignal signal;                 //!< how it is pulled and plugged
        bool flush;                        //!< the attribute FlushOnLinkDown
        std::array<uint32_t, 2> sent;      //!< frames handed at 0 to each NIC
        int64_t cut;                       //!< ns
        int64_t plug;                      //!< ns; 0: not again
        std::array<std::size_t, 2> arrive; //!< frames that arrive at each NIC
        Counts lost0;                      //!< lost by NIC 0
        Counts lost1;                      //!< lost by NIC 1
    };

    void Run(const Row& row)
    {
        EthernetTestPair pair;
        for (std::size_t side : {0, 1})
        {
            pair.nic[side]->SetAttribute("FlushOnLinkDown", BooleanValue(row.flush));
            for (uint32_t i = 0; i < row.sent[side]; ++i)
            {
                pair.SendAt(0, side, 1500);
            }
        }
        Simulator::Schedule(NanoSeconds(row.cut), [&]() { pair.nic[1]->Unplug(row.signal); });
        if (row.plug)
        {
            Simulator::Schedule(NanoSeconds(row.plug),
                                [&]() { pair.nic[1]->Plug(pair.cable, row.signal); });
        }
        Simulator::Run();
        for (std::size_t side : {0, 1})
        {
            NS_TEST_EXPECT_MSG_EQ(pair.arrivals[side].size(), row.arrive[side], row.name << side);
            NS_TEST_EXPECT_MSG_EQ((pair.dropped[side] == (side ? row.lost1 : row.lost0)),
                                  true,
                                  row.name << side);
        }
        const uint64_t lost = pair.nic[0]->GetDrops() + pair.nic[1]->GetDrops();
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[0].size() + pair.arrivals[1].size() + lost,
                              row.sent[0] + row.sent[1],
                              row.name << ": every frame has one end");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        const Row rows[] = {
            {"announced, in mid-frame both ways",
             ANNOUNCED,
             true,
             {1, 1},
             6000,
             0,
             {0, 0},
             {{Reason::CUT_SENDING, 1}},
             {{Reason::CUT_SENDING, 1}}},
            {"announced, sent in full: what leaves arrives, what comes is lost",
             ANNOUNCED,
             true,
             {1, 1},
             12300,
             0,
             {1, 0},
             {},
             {{Reason::CUT_ARRIVING, 1}}},
            {"announced, one frame on the cable, one being sent",
             ANNOUNCED,
             true,
             {2, 2},
             12500,
             0,
             {1, 0},
             {{Reason::CUT_SENDING, 1}},
             {{Reason::CUT_SENDING, 1}, {Reason::CUT_ARRIVING, 1}}},
            {"announced, the queues are flushed",
             ANNOUNCED,
             true,
             {3, 2},
             6000,
             20000,
             {0, 0},
             {{Reason::CUT_SENDING, 1}, {Reason::FLUSHED, 2}},
             {{Reason::CUT_SENDING, 1}, {Reason::FLUSHED, 1}}},
            {"announced, the queues are kept",
             ANNOUNCED,
             false,
             {3, 2},
             6000,
             20000,
             {1, 2},
             {{Reason::CUT_SENDING, 1}},
             {{Reason::CUT_SENDING, 1}}},
            {"silent, in mid-frame both ways, the other NIC sends on",
             SILENT,
             true,
             {3, 1},
             6000,
             0,
             {0, 0},
             {{Reason::NO_PEER, 2}},
             {{Reason::CUT_SENDING, 1}, {Reason::CUT_ARRIVING, 1}}},
            {"silent, plugged in again while the second frame is sent into the void",
             SILENT,
             true,
             {3, 2},
             6000,
             20000,
             {1, 1},
             {{Reason::NO_PEER, 1}},
             {{Reason::CUT_SENDING, 1}, {Reason::CUT_ARRIVING, 1}}},
            {"silent, away and back before the frame would have arrived: it does not",
             SILENT,
             true,
             {1, 0},
             6000,
             6001,
             {0, 0},
             {},
             {{Reason::CUT_ARRIVING, 1}}},
            {"announced, nothing under way", ANNOUNCED, true, {1, 1}, 50000, 60000, {1, 1}, {}, {}},
        };
        for (const Row& row : rows)
        {
            Run(row);
        }
    }
};

/**
 * Method: NIC 1 is pulled and plugged, announced or silently, with callbacks on both links; a frame
 * is sent by each NIC while it is out.
 * Expected: announced, both links go down and come up, one callback each, and the frames are lost
 * at once; silent, both stay up without a callback, the frame of the pulled NIC waits and arrives
 * later and the other one's goes into the void.
 */
class SignalTestCase : public TestCase
{
  public:
    SignalTestCase()
        : TestCase("who hears of it")
    {
    }

  private:
    void Run(LinkSignal signal)
    {
        const bool announced = signal == ANNOUNCED;
        EthernetTestPair pair;
        std::array<std::vector<bool>, 2> heard;
        for (std::size_t side : {0, 1})
        {
            NS_TEST_EXPECT_MSG_EQ(pair.nic[side]->IsLinkUp(), true, "up at first");
            pair.nic[side]->AddLinkChangeCallback(
                MakeBoundCallback(&SignalTestCase::Hear, &heard[side], pair.nic[side]));
            pair.SendAt(2000, side, 46);
        }
        Simulator::Schedule(NanoSeconds(1000), [&]() {
            pair.nic[1]->Unplug(signal);
            NS_TEST_EXPECT_MSG_EQ(pair.nic[0]->IsLinkUp(), !announced, "peer");
            NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->IsLinkUp(), !announced, "pulled");
            NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetChannel(), nullptr, "no channel");
            NS_TEST_EXPECT_MSG_EQ(pair.cable->GetNDevices(), 1, "one end in use");
        });
        Simulator::Schedule(NanoSeconds(9000), [&]() { pair.nic[1]->Plug(pair.cable, signal); });
        Simulator::Run();
        const std::vector<bool> expected =
            announced ? std::vector<bool>{false, true} : std::vector<bool>{};
        for (std::size_t side : {0, 1})
        {
            NS_TEST_EXPECT_MSG_EQ((heard[side] == expected), true, "callbacks of " << side);
        }
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[0].size(), (announced ? 0 : 1), "kept");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetDrops(Reason::LINK_DOWN), (announced ? 1 : 0), "1");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[0]->GetDrops(Reason::LINK_DOWN), (announced ? 1 : 0), "0");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[0]->GetDrops(Reason::NO_PEER), (announced ? 0 : 1), "void");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[0]->GetDrops() + pair.nic[1]->GetDrops(),
                              (announced ? 2 : 1),
                              "nothing else");
        Simulator::Destroy();
    }

    static void Hear(std::vector<bool>* heard, Ptr<EthernetNic> nic)
    {
        heard->push_back(nic->IsLinkUp());
    }

    void DoRun() override
    {
        Run(ANNOUNCED);
        Run(SILENT);
    }
};

/**
 * Method: a NIC moves from one cable to another whose far end waits there, silently, with frames to
 * it on both cables.
 * Expected: what comes by the old cable is lost at the moved NIC, what comes by the new one
 * arrives; the waiting NIC's link, which was down, comes up.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("a silent move to another cable")
    {
    }

  private:
    void DoRun() override
    {
        EthernetTestPair pair;
        EthernetHelper helper;
        Ptr<Node> away = CreateObject<Node>();
        Ptr<EthernetNic> port = helper.Install(away);
        Ptr<EthernetCable> cable = helper.CreateCable();
        port->Plug(cable);
        NS_TEST_EXPECT_MSG_EQ(port->IsLinkUp(), false, "nothing at the far end");
        pair.SendAt(0, 0, 1500);
        Simulator::Schedule(NanoSeconds(6000), [&]() {
            pair.nic[1]->Unplug(SILENT);
            pair.nic[1]->Plug(cable, SILENT);
        });
        Simulator::ScheduleWithContext(away->GetId(), NanoSeconds(6001), [&]() {
            NS_TEST_EXPECT_MSG_EQ(port->IsLinkUp(), true, "up now");
            port->Send(Create<Packet>(46), pair.nic[1]->GetAddress(), 0x88b5);
        });
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(pair.arrivals[1].size(), 1, "by the new cable only");
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1][0].time, 6001 + 576 + 500, "its time");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetDrops(Reason::CUT_ARRIVING), 1, "by the old cable");
        Simulator::Destroy();
    }
};

/**
 * Method: what cannot be done with a NIC and a cable is tried.
 * Expected: std::invalid_argument for each, and nothing has changed.
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
        EthernetTestPair pair;
        Ptr<EthernetNic> loose = EthernetHelper().Install(CreateObject<Node>());
        const std::map<std::string, std::function<void()>> refused = {
            {"no cable", [&]() { loose->Plug(nullptr); }},
            {"both ends in use", [&]() { loose->Plug(pair.cable); }},
            {"not plugged in", [&]() { loose->Unplug(); }},
            {"plugged in already", [&]() { pair.nic[0]->Plug(EthernetHelper().CreateCable()); }},
            {"on no node",
             []() { CreateObject<EthernetNic>()->Plug(EthernetHelper().CreateCable()); }},
            {"no bits a second", [&]() { loose->SetDataRate(DataRate(0)); }},
            {"no queue", [&]() { loose->SetQueue(nullptr); }},
            {"no such attribute",
             []() { EthernetHelper().SetNicAttribute("Rate", BooleanValue(true)); }},
            {"a value of another type",
             []() { EthernetHelper().SetCableAttribute("Delay", BooleanValue(true)); }},
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
        pair.SendAt(0, 0, 46);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1].size(), 1, "the cable still works");
        Simulator::Destroy();
    }
};

/// The cable's suite.
class EthernetCableTestSuite : public TestSuite
{
  public:
    EthernetCableTestSuite()
        : TestSuite("lisp-ethernet-cable", TestSuite::Type::UNIT)
    {
        AddTestCase(new CutTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SignalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetCableTestSuite g_ethernetCableTestSuite; //!< registers the suite

} // namespace
