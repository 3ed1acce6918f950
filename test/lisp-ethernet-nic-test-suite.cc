/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What an Ethernet NIC puts on the wire, when it arrives, and what is lost on the way.
 *
 * Times by hand. On the wire a frame takes 8 octets of preamble and delimiter, 14 of header, the
 * payload (at least 46) and 4 of frame check sequence; then come 12 octet times of gap. At 1 Gbit/s
 * an octet takes 8 ns.
 */

#include "ethernet-test-pair.h"

#include "ns3/boolean.h"
#include "ns3/bridge-helper.h"
#include "ns3/error-model.h"
#include "ns3/global-value.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/ns3-compat.h"
#include "ns3/queue.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = EthernetDropReason;

/**
 * Method: two frames are handed at once to each of two NICs, at several rates, sizes and delays.
 * Expected: the first arrives after (8 + 14 + max(payload, 46) + 4) octets and the delay, the
 * second one frame and one gap later; both directions alike, as the cable is full duplex.
 */
class TimingTestCase : public TestCase
{
  public:
    TimingTestCase()
        : TestCase("serialisation, gap and delay, both directions at once")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* rate;
            int64_t delay;   // ns
            uint32_t size;   // octets of payload
            int64_t first;   // ns
            int64_t spacing; // ns
        };

        const Row rows[] = {
            {"1Gbps", 0, 1500, 1526 * 8, (1500 + 18 + 8 + 12) * 8},
            {"1Gbps", 500, 1500, 1526 * 8 + 500, 12304},
            {"1Gbps", 0, 46, 72 * 8, 84 * 8},
            {"1Gbps", 0, 47, 73 * 8, 85 * 8},
            {"1Gbps", 0, 1, 72 * 8, 84 * 8},
            {"1Gbps", 0, 0, 72 * 8, 84 * 8},
            {"100Mbps", 5000, 1500, 1526 * 80 + 5000, 1538 * 80},
            {"10Mbps", 0, 1000, 1026 * 800, 1038 * 800},
            {"10Gbps", 10000000, 1499, 1220 + 10000000, 1220 + 10}, // 1525 * 0.8; 9.6, rounded
        };
        for (const Row& row : rows)
        {
            EthernetTestPair pair(row.rate, NanoSeconds(row.delay));
            for (std::size_t side : {0, 0, 1, 1})
            {
                pair.SendAt(0, side, row.size);
            }
            Simulator::Run();
            for (const auto& arrivals : pair.arrivals)
            {
                NS_TEST_ASSERT_MSG_EQ(arrivals.size(), 2, row.rate << " " << row.size);
                NS_TEST_EXPECT_MSG_EQ(arrivals[0].time, row.first, row.rate << " " << row.size);
                NS_TEST_EXPECT_MSG_EQ(arrivals[1].time - arrivals[0].time,
                                      row.spacing,
                                      row.rate << " " << row.size);
                NS_TEST_EXPECT_MSG_EQ(arrivals[0].size, std::max(row.size, 46U), "padding");
            }
            Simulator::Destroy();
        }
    }
};

/**
 * Method: a frame is sent, and another one 100 ns after its last bit has left (at 576 + 100 ns, the
 * gap being 96 ns), a third 50 ns after the second's last bit.
 * Expected: the second goes out at once; the third waits for the end of the gap.
 */
class GapTestCase : public TestCase
{
  public:
    GapTestCase()
        : TestCase("an idle NIC still keeps the gap")
    {
    }

  private:
    void DoRun() override
    {
        EthernetTestPair pair("1Gbps", Time(0));
        pair.SendAt(0, 0, 46);
        pair.SendAt(676, 0, 46);       // leaves in full at 1252
        pair.SendAt(1252 + 50, 0, 46); // starts at 1252 + 96
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(pair.arrivals[1].size(), 3, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1][1].time, 1252, "not delayed");
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1][2].time, 1252 + 96 + 576, "after the gap");
        Simulator::Destroy();
    }
};

/**
 * Method: frames that each meet one reason to be lost.
 * Expected: the trace "Drop" fires once with that reason at the NIC that loses the frame, the
 * counter agrees, and the rest arrives.
 */
class DropTestCase : public TestCase
{
  public:
    DropTestCase()
        : TestCase("each reason to lose a frame")
    {
    }

  private:
    /**
     * @param pair has run @param index 0 or 1 @param reason expected @param count expected
     * @param arrived frames that are to have arrived at NIC 1
     */
    void Check(const EthernetTestPair& pair,
               std::size_t index,
               Reason reason,
               uint32_t count,
               std::size_t arrived)
    {
        const auto& dropped = pair.dropped[index];
        NS_TEST_EXPECT_MSG_EQ(dropped.size(), 1, reason << " is the only reason");
        NS_TEST_EXPECT_MSG_EQ((dropped.count(reason) ? dropped.at(reason) : 0), count, reason);
        NS_TEST_EXPECT_MSG_EQ(pair.nic[index]->GetDrops(reason), count, reason);
        NS_TEST_EXPECT_MSG_EQ(pair.nic[index]->GetDrops(), count, reason);
        NS_TEST_EXPECT_MSG_EQ(pair.dropped[1 - index].size(), 0, reason << ": the other NIC");
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1].size(), arrived, reason);
    }

    void DoRun() override
    {
        {
            EthernetTestPair pair("1Gbps", Time(0), "2p");
            for (int i = 0; i < 5; ++i)
            {
                pair.SendAt(0, 0, 100); // one on the wire, two wait, two too many
            }
            Simulator::Run();
            Check(pair, 0, Reason::QUEUE_FULL, 2, 3);
            Simulator::Destroy();
        }
        {
            EthernetTestPair pair;
            pair.SendAt(0, 0, 1500);
            pair.SendAt(0, 0, 1501);
            Simulator::Run();
            Check(pair, 0, Reason::TOO_LARGE, 1, 1);
            Simulator::Destroy();
        }
        {
            EthernetTestPair pair;
            Ptr<ReceiveListErrorModel> second = CreateObject<ReceiveListErrorModel>();
            second->SetList({1});
            pair.nic[1]->SetReceiveErrorModel(second);
            for (int i = 0; i < 3; ++i)
            {
                pair.SendAt(0, 0, 100);
            }
            Simulator::Run();
            Check(pair, 1, Reason::CORRUPTED, 1, 2);
            Simulator::Destroy();
        }
        {
            EthernetTestPair pair;
            pair.SendAt(0, 0, 100); // its FCS is zero: checksums are not computed yet
            Simulator::Schedule(NanoSeconds(1),
                                []() { GlobalValue::Bind("ChecksumEnabled", BooleanValue(true)); });
            pair.SendAt(2, 0, 100);
            Simulator::Run();
            GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
            Check(pair, 1, Reason::BAD_FCS, 1, 1);
            Simulator::Destroy();
        }
        for (const bool sender : {true, false})
        {
            EthernetTestPair pair;
            pair.nic[sender ? 0 : 1]->SetHostOn(false);
            NS_TEST_EXPECT_MSG_EQ(pair.nic[0]->NeedsArp(), !sender, "off: the stack asks no ARP");
            pair.SendAt(0, 0, 100);
            pair.SendAt(0, 0, 100);
            Simulator::Run();
            Check(pair, sender ? 0 : 1, sender ? Reason::HOST_OFF : Reason::RECEIVER_OFF, 2, 0);
            Simulator::Destroy();
        }
    }
};

/**
 * Method: frames whose length/type field is around the two limits of IEEE 802.3-2018 section 3.2.6,
 * with 10 octets of payload (so 46 on the wire).
 * Expected: up to 1500 it is a length: padding beyond it is taken off, more than there is loses the
 * frame; 1501 to 1535 is undefined and loses it; from 1536 it is a type and the padding stays.
 */
class LengthTypeTestCase : public TestCase
{
  public:
    LengthTypeTestCase()
        : TestCase("length or type")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            uint16_t lengthType;
            bool arrives;
            uint32_t size;
        };

        const Row rows[] = {{0, true, 0},
                            {10, true, 10},
                            {46, true, 46},
                            {47, false, 0},
                            {1500, false, 0},
                            {1501, false, 0},
                            {1535, false, 0},
                            {1536, true, 46},
                            {0xffff, true, 46}};
        for (const Row& row : rows)
        {
            EthernetTestPair pair;
            Simulator::ScheduleWithContext(0, Time(0), [&]() { pair.Send(0, 10, row.lengthType); });
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(pair.arrivals[1].size(), (row.arrives ? 1 : 0), row.lengthType);
            NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetDrops(Reason::MALFORMED),
                                  (row.arrives ? 0 : 1),
                                  row.lengthType);
            if (row.arrives)
            {
                NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1][0].size, row.size, row.lengthType);
                NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1][0].protocol, row.lengthType, "protocol");
            }
            Simulator::Destroy();
        }
    }
};

/**
 * Method: four frames are sent to the receiver's address, to all, to a group and to a stranger;
 * then the receiver takes the stranger's address and a frame is sent there again. Expected: the
 * node gets the first three, a promiscuous handler all four, with their kinds; after the change the
 * fifth counts as the node's own.
 */
class AddressTestCase : public TestCase
{
  public:
    AddressTestCase()
        : TestCase("unicast, broadcast, multicast, promiscuous, a new MAC address")
    {
    }

  private:
    void Promiscuous(Ptr<NetDevice>,
                     Ptr<const Packet>,
                     uint16_t,
                     const Address&,
                     const Address&,
                     NetDevice::PacketType type)
    {
        m_types.push_back(type);
    }

    void DoRun() override
    {
        EthernetTestPair pair;
        pair.node[1]->RegisterProtocolHandler(MakeCallback(&AddressTestCase::Promiscuous, this),
                                              0,
                                              pair.nic[1],
                                              true);
        const Mac48Address stranger("00:00:0c:07:ac:01");
        const Mac48Address own = Mac48Address::ConvertFrom(pair.nic[1]->GetAddress());
        auto send = [&pair](Mac48Address to) { pair.nic[0]->Send(Create<Packet>(46), to, 0x88b5); };
        Simulator::ScheduleWithContext(0, Time(0), [&]() {
            send(own);
            send(Mac48Address::GetBroadcast());
            send(Mac48Address("01:00:5e:00:00:02"));
            send(stranger);
        });
        Simulator::Schedule(MicroSeconds(10), [&]() { pair.nic[1]->SetAddress(stranger); });
        Simulator::ScheduleWithContext(0, MicroSeconds(11), [&]() { send(stranger); });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1].size(), 4, "own, all, group, and own again");
        const std::vector<NetDevice::PacketType> types = {NetDevice::PACKET_HOST,
                                                          NetDevice::PACKET_BROADCAST,
                                                          NetDevice::PACKET_MULTICAST,
                                                          NetDevice::PACKET_OTHERHOST,
                                                          NetDevice::PACKET_HOST};
        NS_TEST_EXPECT_MSG_EQ((m_types == types), true, "the kinds seen promiscuously");
        NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetDrops(), 0, "a filtered frame is not a lost one");
        Simulator::Destroy();

        bool refused = false;
        try
        {
            CreateObject<EthernetNic>()->SetAddress(Ipv4Address("192.0.2.1"));
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "an address of another kind is refused");
    }

    std::vector<NetDevice::PacketType> m_types; //!< of the frames seen promiscuously
};

/**
 * Method: one frame of 46 octets passes, with a sink on every trace source of both NICs.
 * Expected: each fires once, at these times: MacTx, Sniffer and PhyTxBegin at 0; PhyRxBegin after
 * the delay, 500; PhyTxEnd after 576; PhyRxEnd, MacRx and Sniffer after 1076; no drop trace fires.
 */
class TraceTestCase : public TestCase
{
  public:
    TraceTestCase()
        : TestCase("the trace sources, in their places and at their times")
    {
    }

  private:
    static void Note(std::vector<int64_t>* times, Ptr<const Packet> frame)
    {
        times->push_back(frame->GetSize() == 64 ? Simulator::Now().GetNanoSeconds() : -1);
    }

    void DoRun() override
    {
        struct Row
        {
            std::size_t nic;
            const char* source;
            std::vector<int64_t> expected;
        };

        const Row rows[] = {{0, "MacTx", {0}},
                            {0, "Sniffer", {0}},
                            {0, "PromiscSniffer", {0}},
                            {0, "PhyTxBegin", {0}},
                            {0, "PhyTxEnd", {576}},
                            {0, "MacTxDrop", {}},
                            {0, "PhyTxDrop", {}},
                            {1, "PhyRxBegin", {500}},
                            {1, "PhyRxEnd", {1076}},
                            {1, "MacRx", {1076}},
                            {1, "MacPromiscRx", {}},
                            {1, "Sniffer", {1076}},
                            {1, "PromiscSniffer", {1076}},
                            {1, "MacRxDrop", {}},
                            {1, "PhyRxDrop", {}}};
        EthernetTestPair pair;
        std::vector<std::vector<int64_t>> times(std::size(rows));
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            const bool found = pair.nic[rows[i].nic]->TraceConnectWithoutContext(
                rows[i].source,
                MakeBoundCallback(&TraceTestCase::Note, &times[i]));
            NS_TEST_ASSERT_MSG_EQ(found, true, rows[i].source);
        }
        pair.SendAt(0, 0, 46);
        Simulator::Run();
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((times[i] == rows[i].expected), true, rows[i].source);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: a queue of one frame with ns-3's flow control; two frames are sent, then time passes.
 * Expected: with one on the wire and one waiting the device queue is stopped; once the second one
 * has begun to be sent it is awake.
 */
class FlowControlTestCase : public TestCase
{
  public:
    FlowControlTestCase()
        : TestCase("flow control with the traffic control layer")
    {
    }

  private:
    void DoRun() override
    {
        EthernetTestPair pair("1Gbps", Time(0), "1p");
        Ptr<NetDeviceQueue> queue =
            pair.nic[0]->GetObject<NetDeviceQueueInterface>()->GetTxQueue(0);
        pair.SendAt(0, 0, 46);
        pair.SendAt(1, 0, 46);
        Simulator::Schedule(NanoSeconds(2),
                            [&]() { NS_TEST_EXPECT_MSG_EQ(queue->IsStopped(), true, "full"); });
        Simulator::Schedule(NanoSeconds(84 * 8 + 1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(queue->IsStopped(), false, "room again");
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(pair.arrivals[1].size(), 2, "both arrive");
        Simulator::Destroy();
    }
};

/**
 * Method: three hosts on the three ports of a BridgeNetDevice; host 0 sends to host 1, which
 * answers, then host 0 sends again, and then to all.
 * Expected: the first frame is flooded (host 2's NIC filters it), the answer and the second go to
 * one port only, the broadcast to both others.
 */
class BridgeTestCase : public TestCase
{
  public:
    BridgeTestCase()
        : TestCase("as the ports of a bridge")
    {
    }

  private:
    static void Count(uint32_t* counter, Ptr<const Packet>)
    {
        ++*counter;
    }

    void DoRun() override
    {
        EthernetHelper helper;
        Ptr<Node> bridge = CreateObject<Node>();
        std::array<Ptr<EthernetNic>, 3> hosts;
        std::array<uint32_t, 3> heard{};    // frames that came to the host's NIC
        std::array<uint32_t, 3> accepted{}; // of them, handed to the host
        NetDeviceContainer ports;
        for (std::size_t i = 0; i < hosts.size(); ++i)
        {
            NetDeviceContainer pair = helper.Install(CreateObject<Node>(), bridge);
            hosts[i] = DynamicCast<EthernetNic>(pair.Get(0));
            ports.Add(pair.Get(1));
            hosts[i]->TraceConnectWithoutContext("PhyRxEnd", MakeBoundCallback(&Count, &heard[i]));
            hosts[i]->TraceConnectWithoutContext("MacRx", MakeBoundCallback(&Count, &accepted[i]));
        }
        BridgeHelper().Install(bridge, ports);
        auto send = [&hosts](int64_t us, std::size_t from, Address to) {
            Simulator::ScheduleWithContext(
                hosts[from]->GetNode()->GetId(),
                MicroSeconds(us),
                [&hosts, from, to]() { hosts[from]->Send(Create<Packet>(100), to, 0x88b5); });
        };
        send(0, 0, hosts[1]->GetAddress());
        send(100, 1, hosts[0]->GetAddress());
        send(200, 0, hosts[1]->GetAddress());
        send(300, 0, hosts[0]->GetBroadcast());
        Simulator::Run();
        const std::array<uint32_t, 3> expectHeard = {1, 3, 2};
        const std::array<uint32_t, 3> expectAccepted = {1, 3, 1};
        NS_TEST_EXPECT_MSG_EQ((heard == expectHeard), true, "flooded, learned, broadcast");
        NS_TEST_EXPECT_MSG_EQ((accepted == expectAccepted), true, "a stranger's frame is filtered");
        Simulator::Destroy();
    }
};

/**
 * Method: a frame with the payload "LISP" from 02:00:00:00:00:01 to 02:00:00:00:00:02, type 0x88b5,
 * with checksums computed, seen by a sink on Sniffer and captured to a pcap file.
 * Expected: the frame is the header, the payload, 42 octets of zero padding and the FCS ecde8d83
 * (CRC-32 of the 60 octets before it, lowest octet first, computed with Python's zlib.crc32); the
 * capture is that without the FCS, link type 1.
 */
class CaptureTestCase : public TestCase
{
  public:
    CaptureTestCase()
        : TestCase("the octets of a frame, and of a capture")
    {
    }

  private:
    static void Keep(std::vector<uint8_t>* octets, Ptr<const Packet> frame)
    {
        octets->resize(frame->GetSize());
        frame->CopyData(octets->data(), frame->GetSize());
    }

    /// @param file the capture @param sniffed the frame; the capture is complete on return
    void Run(const std::string& file, std::vector<uint8_t>* sniffed)
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        EthernetTestPair pair;
        pair.nic[0]->SetAddress(Mac48Address("02:00:00:00:00:01"));
        pair.nic[1]->SetAddress(Mac48Address("02:00:00:00:00:02"));
        pair.nic[1]->TraceConnectWithoutContext("Sniffer", MakeBoundCallback(&Keep, sniffed));
        EthernetHelper().EnablePcap(file, pair.nic[1], false, true);
        Simulator::ScheduleWithContext(0, Time(0), [&]() {
            const uint8_t text[] = {'L', 'I', 'S', 'P'};
            pair.nic[0]->Send(Create<Packet>(text, 4), pair.nic[1]->GetAddress(), 0x88b5);
        });
        Simulator::Run();
        Simulator::Destroy();
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
        NS_TEST_EXPECT_MSG_EQ(pair.nic[1]->GetDrops(), 0, "its FCS is right");
    }

    void DoRun() override
    {
        std::vector<uint8_t> golden = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};
        golden.insert(golden.end(), {'L', 'I', 'S', 'P'});
        golden.resize(60);
        const std::vector<uint8_t> fcs = {0xec, 0xde, 0x8d, 0x83};

        std::vector<uint8_t> sniffed;
        const std::string file = CreateTempDirFilename("ethernet.pcap");
        Run(file, &sniffed);

        std::vector<uint8_t> frame = golden;
        frame.insert(frame.end(), fcs.begin(), fcs.end());
        NS_TEST_EXPECT_MSG_EQ((sniffed == frame), true, "octets of the frame");

        std::ifstream stream(file, std::ios::binary);
        const std::vector<uint8_t> capture{std::istreambuf_iterator<char>(stream), {}};
        NS_TEST_ASSERT_MSG_EQ(capture.size(), 24 + 16 + golden.size(), "one record");
        NS_TEST_EXPECT_MSG_EQ(+capture[20], 1, "link type Ethernet");
        NS_TEST_EXPECT_MSG_EQ(std::equal(golden.begin(), golden.end(), capture.begin() + 40),
                              true,
                              "octets of the capture");
    }
};

/// The NIC's suite.
class EthernetNicTestSuite : public TestSuite
{
  public:
    EthernetNicTestSuite()
        : TestSuite("lisp-ethernet-nic", TestSuite::Type::UNIT)
    {
        AddTestCase(new TimingTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GapTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DropTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LengthTypeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AddressTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TraceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FlowControlTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BridgeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CaptureTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetNicTestSuite g_ethernetNicTestSuite; //!< registers the suite

} // namespace
