/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A pseudowire over MPLS and over GRE: octets, MTU, order, liveness, hostile octets.
 */

#include "pseudowire-test-net.h"

#include "ns3/bfd-session.h"
#include "ns3/error-model.h"
#include "ns3/flow-id-tag.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ns3-compat.h"
#include "ns3/pseudowire-control-word.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;

constexpr TestCarrier CARRIERS[] = {TestCarrier::MPLS, TestCarrier::IPV4, TestCarrier::IPV6};

/// @param carrier how a pseudowire is carried @return its name
const char*
ToString(TestCarrier carrier)
{
    return carrier == TestCarrier::MPLS ? "MPLS" : carrier == TestCarrier::IPV4 ? "IPv4" : "IPv6";
}

/// @param size octets of payload @param priority of the frame @return from host 0 to host 1
EthernetFrame
MakeFrame(uint32_t size, uint8_t priority = 0)
{
    EthernetFrame frame;
    frame.source = PseudowireTestNet::Mac(0, 0);
    frame.destination = PseudowireTestNet::Mac(0, 1);
    frame.vlan = 100;
    frame.priority = priority;
    frame.protocol = TEST_TYPE;
    frame.payload = Create<Packet>(size);
    return frame;
}

/**
 * A transport whose other end is the test: what is sent is kept, and any octets can arrive.
 */
class TestTransport : public PseudowireTransport
{
  public:
    TestTransport()
    {
        SetLabels(16, 16);
    }

    Ptr<Node> GetNode() const override
    {
        return node;
    }

    bool Send(Ptr<Packet> packet, uint8_t, ExtensionDropReason& reason) override
    {
        reason = Reason::DOWN;
        sent.push_back(packet);
        return true;
    }

    uint32_t GetMtu() const override
    {
        return 1500;
    }

    bool IsUp() const override
    {
        return true;
    }

    std::string GetName() const override
    {
        return "test";
    }

    /// @param octets arrive
    void Arrive(const std::string& octets)
    {
        Deliver(FromHex(octets));
    }

    using PseudowireTransport::Deliver;

    Ptr<Node> node{CreateObject<Node>()}; //!< the edge device
    std::vector<Ptr<Packet>> sent;        //!< by the pseudowire
};

/**
 * Method: host 0 sends 46 octets to host 1; the edge device sends a frame of priority 5 as well.
 * Expected: on the core link, as RFC 3032, 4448, 2784 and 4023 have it, MPLS: Ethernet 0x8847,
 * [100, TTL 255] = 000640ff, [501, S, 255] = 001f51ff, control word 0, and host 0's frame with its
 * tag, without frame check sequence. With priority 5 (tag a064) the traffic class is 5: 00064aff,
 * 001f5bff. GRE: protocol 47 = 2f, 0000 8847, the label, the control word, the frame; class
 * selector 5 << 5 = a0. Total length IPv4: 20 + 4 + 4 + 4 + 64 = 96 = 0060; IPv6 payload: 76 =
 * 004c.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("golden octets on the core link: MPLS, GRE over IPv4 and IPv6")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto carrier : CARRIERS)
        {
            PseudowireTestNet net(carrier, false);
            Simulator::Schedule(Seconds(3), [&]() { net.host[0].Send(net.host[1].GetMac()); });
            Simulator::Schedule(Seconds(4), [&]() { net.wire[0]->Send(MakeFrame(46, 5)); });
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            std::vector<std::string> frames;
            const std::string type = carrier == TestCarrier::MPLS   ? "8847"
                                     : carrier == TestCarrier::IPV4 ? "0800"
                                                                    : "86dd";
            for (const auto& frame : net.sent[0])
            {
                const auto digits = ToHex(frame, 4);
                // No neighbour discovery: its next header is 58.
                if (digits.substr(24, 4) == type &&
                    (carrier != TestCarrier::IPV6 || digits.substr(40, 2) == "2f"))
                {
                    frames.push_back(digits);
                }
            }
            NS_TEST_ASSERT_MSG_EQ(frames.size(), 2, ToString(carrier));
            for (const bool marked : {false, true})
            {
                auto digits = frames[marked];
                const auto inner = Digits("020000000001 020000000000 8100") +
                                   (marked ? "a064" : "0064") + "88b5" + std::string(92, '0');
                const auto label = std::string(marked ? "001f5bff" : "001f51ff") + "00000000";
                const auto outer = Digits("020000000200 020000000100") + type;
                std::string expected;
                if (carrier == TestCarrier::MPLS)
                {
                    expected = (marked ? "00064aff" : "000640ff") + label;
                }
                else if (carrier == TestCarrier::IPV4)
                {
                    digits.replace(36, 4, "0000"); // the identification is the stack's
                    expected = "45" + std::string(marked ? "a0" : "00") +
                               Digits("0060 0000 0000 40 2f 0000 0a000001 0a000101") + "00008847" +
                               label;
                }
                else
                {
                    digits.replace(31, 5, "00000"); // the flow label is the stack's
                    expected = std::string(marked ? "6a000000" : "60000000") +
                               Digits("004c 2f 40 20010000000000000000000000000001 "
                                      "20010000000000010000000000000001") +
                               "00008847" + label;
                }
                NS_TEST_EXPECT_MSG_EQ(digits,
                                      outer + expected + inner,
                                      ToString(carrier) << marked);
            }
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals.size(),
                                  2,
                                  ToString(carrier) << ": both arrive");
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetSent(), 2, "sent");
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetSentOctets(), 128, "2 x (18 + 46)");
            NS_TEST_EXPECT_MSG_EQ(net.wire[1]->GetReceived(), 2, "received");
            NS_TEST_EXPECT_MSG_EQ(net.wire[1]->GetReceivedOctets(), 128, "2 x (18 + 46)");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: a frame of the longest payload, and one of an octet more; then a shorter MTU.
 * Expected: 1500 octets less control word 4, tag and header 18, and two labels 8: 1470; or GRE 4,
 * label 4 and IPv4 20: 1450, IPv6 40: 1430. The longer one is dropped, TOO_LARGE, and traced. With
 * an MTU of 1400 the longest one is 100 less (IPv6 has at least 1280).
 */
class MtuTestCase : public TestCase
{
  public:
    MtuTestCase()
        : TestCase("what the outgoing device cannot carry is dropped")
    {
    }

  private:
    /// @param octets counts them @param frame that was dropped @param reason why
    static void Dropped(uint32_t* octets, Ptr<const Packet> frame, Reason reason)
    {
        *octets += reason == Reason::TOO_LARGE ? frame->GetSize() : 0;
    }

    void DoRun() override
    {
        const std::map<TestCarrier, uint32_t> longest = {{TestCarrier::MPLS, 1470},
                                                         {TestCarrier::IPV4, 1450},
                                                         {TestCarrier::IPV6, 1430}};
        for (const auto& [carrier, size] : longest)
        {
            PseudowireTestNet net(carrier, false);
            uint32_t traced = 0;
            net.wire[0]->TraceConnectWithoutContext(
                "Drop",
                MakeBoundCallback(&MtuTestCase::Dropped, &traced));
            const uint32_t most = size;
            Simulator::Schedule(Seconds(3), [&net, most]() {
                net.wire[0]->Send(MakeFrame(most));
                net.wire[0]->Send(MakeFrame(most + 1));
            });
            Simulator::Schedule(Seconds(4), [&net, most]() {
                net.nic[0]->SetMtu(1400);
                net.wire[0]->Send(MakeFrame(most - 100));
                net.wire[0]->Send(MakeFrame(most - 99));
            });
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            const auto name = ToString(carrier);
            NS_TEST_EXPECT_MSG_EQ(net.transport[0]->GetMtu(), most + 22 - 100, name);
            NS_TEST_ASSERT_MSG_EQ(net.host[1].arrivals.size(), 2, name);
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals[0].packet->GetSize(), most, name);
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals[1].packet->GetSize(), most - 100, name);
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetDrops(Reason::TOO_LARGE), 2, name);
            NS_TEST_EXPECT_MSG_EQ(traced, 18 + most + 1 + 18 + most - 99, name);
            Simulator::Destroy();
        }
    }
};

/**
 * Method: frames with a packet tag go from host to host.
 * Expected: the tag arrives, whatever carries it.
 */
class TagTestCase : public TestCase
{
  public:
    TagTestCase()
        : TestCase("packet tags of the payload survive")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto carrier : CARRIERS)
        {
            PseudowireTestNet net(carrier, false);
            Simulator::Schedule(Seconds(3), [&net]() {
                auto packet = Create<Packet>(100);
                packet->AddPacketTag(FlowIdTag(4711));
                net.host[0].nic->Send(packet, net.host[1].GetMac(), TEST_TYPE);
            });
            Simulator::Stop(Seconds(4));
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(net.host[1].arrivals.size(), 1, ToString(carrier));
            FlowIdTag tag;
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals[0].packet->PeekPacketTag(tag),
                                  true,
                                  ToString(carrier));
            NS_TEST_EXPECT_MSG_EQ(tag.GetFlowId(), 4711, ToString(carrier));
            Simulator::Destroy();
        }
    }
};

/**
 * Method: frames with chosen sequence numbers arrive; 65536 frames are sent.
 * Expected: RFC 4385 section 4.2: with E expected, S >= E is in order if S - E < 32768, S < E if
 * E - S >= 32768; then S + 1 is expected, or 1 after 65535; 0 is taken in any case. Section 4.1:
 * the numbers start at 1, and 1 follows 65535. Without the attribute all are taken, and 0 is sent.
 */
class SequenceTestCase : public TestCase
{
  public:
    SequenceTestCase()
        : TestCase("late frames are dropped if the attribute says so")
    {
    }

  private:
    void DoRun() override
    {
        const std::pair<uint16_t, bool> numbers[] = {
            {1, true},
            {2, true},
            {2, false},     // 3 - 2 = 1
            {5, true},      // 2 ahead
            {4, false},     // 6 - 4 = 2
            {0, true},      // not numbered
            {32774, false}, // 32774 - 6 = 32768
            {32773, true},  // 32773 - 6 = 32767
            {6, true},      // 32774 - 6 = 32768
            {65535, false}, // 65535 - 7 = 65528
            {32774, true},  // 32774 - 7 = 32767
            {65535, true},  // 65535 - 32775 = 32760
            {65535, false}, // 1 is expected: 65534
            {1, true},
        };
        for (const bool numbered : {true, false})
        {
            auto transport = CreateObject<TestTransport>();
            auto wire = CreateObject<Pseudowire>();
            wire->SetAttribute("Liveness", BooleanValue(false));
            wire->SetAttribute("Sequencing", BooleanValue(numbered));
            wire->Install(transport);
            uint64_t late = 0;
            uint64_t taken = 0;
            for (const auto& [number, inOrder] : numbers)
            {
                auto packet = MakeFrame(46).ToPacket();
                PseudowireControlWord word;
                word.sequence = number;
                packet->AddHeader(word);
                transport->Deliver(packet);
                late += numbered && !inOrder;
                taken += !numbered || inOrder;
                NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::SEQUENCE), late, number);
                NS_TEST_EXPECT_MSG_EQ(wire->GetReceived(), taken, number);
            }
            for (int i = 0; i < 65536; ++i)
            {
                wire->Send(MakeFrame(46));
            }
            for (const auto& [at, octets] :
                 {std::make_pair(0, "00000001"), {65534, "0000ffff"}, {65535, "00000001"}})
            {
                NS_TEST_EXPECT_MSG_EQ(ToHex(transport->sent.at(at)).substr(0, 8),
                                      (numbered ? octets : "00000000"),
                                      "number of frame " << at);
            }
            Simulator::Destroy();
        }
    }
};

/**
 * Method: the other end of a BFD session is played octet by octet.
 * Expected: RFC 5880 sections 4.1 and 6.8.6. At first version 1, Down (40), multiplier 3, our
 * discriminator 16 = the label, theirs 0, 1 s = 000f4240 us because it is not up (6.8.3), 300 ms =
 * 000493e0 us. Their Down makes it Init (80); their Init makes it Up, with 300 ms and Poll (c0 |
 * 20) until a Final comes; their Poll is answered by a Final (c0 | 10) at once. Each packet in the
 * table is discarded, and counted MALFORMED.
 */
class BfdOctetsTestCase : public TestCase
{
  public:
    BfdOctetsTestCase()
        : TestCase("BFD: golden octets, states, what is discarded")
    {
    }

  private:
    void DoRun() override
    {
        auto transport = CreateObject<TestTransport>();
        auto wire = CreateObject<Pseudowire>();
        wire->AssignStreams(1);
        wire->Install(transport);
        const auto bfd = wire->GetBfd();
        const auto last = [&]() { return ToHex(transport->sent.back()); };
        const auto arrive = [&](const std::string& octets) {
            transport->Arrive("10000007" + octets);
        };
        const std::string ids = "00000010 00000009";
        Simulator::Schedule(MilliSeconds(1), [&]() {
            NS_TEST_ASSERT_MSG_EQ(transport->sent.size(), 1, "one at once");
            NS_TEST_EXPECT_MSG_EQ(
                last(),
                Digits("10000007 20400318 00000010 00000000 000f4240 000493e0 00000000"),
                "Down");
            arrive("20400318 00000009 00000000 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20800318" + ids + "000f4240 000493e0 00000000"),
                                  "Init, at once");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), false, "Init is not up");
            NS_TEST_EXPECT_MSG_EQ(bfd->GetDetectionTime(), Seconds(3), "3 x their 1 s");
            arrive("20800318 00000009 00000010 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20e00318" + ids + "000493e0 000493e0 00000000"),
                                  "Up, Poll");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), true, "up");
            arrive("20e00518 00000009 00000010 00030d40 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20d00318" + ids + "000493e0 000493e0 00000000"),
                                  "Up, Final");
            NS_TEST_EXPECT_MSG_EQ(bfd->GetDetectionTime(),
                                  MilliSeconds(1500),
                                  "5 x our 300 ms, as their 200 ms is less");
        });
        Simulator::Schedule(MilliSeconds(400), [&]() {
            NS_TEST_EXPECT_MSG_EQ(last().substr(8, 4), "20e0", "still polls: no Final came");
            arrive("20d00518 00000009 00000010 00030d40 000493e0 00000000");
        });
        Simulator::Schedule(MilliSeconds(800), [&]() {
            NS_TEST_EXPECT_MSG_EQ(last().substr(8, 4), "20c0", "the Final ended the Poll");
            const std::pair<const char*, const char*> wrong[] = {
                {"cut short", "20c00318 00000009 00000010 000f4240 000493e0 000000"},
                {"nothing", ""},
                {"version 0", "00c00318 00000009 00000010 000f4240 000493e0 00000000"},
                {"length 23", "20c00317 00000009 00000010 000f4240 000493e0 00000000"},
                {"length beyond it", "20c00319 00000009 00000010 000f4240 000493e0 00000000"},
                {"multiplier 0", "20c00018 00000009 00000010 000f4240 000493e0 00000000"},
                {"multipoint", "20c10318 00000009 00000010 000f4240 000493e0 00000000"},
                {"authenticated", "20c40318 00000009 00000010 000f4240 000493e0 00000000"},
                {"my discriminator 0", "20c00318 00000000 00000010 000f4240 000493e0 00000000"},
                {"not our discriminator", "20c00318 00000009 00000011 000f4240 000493e0 00000000"},
                {"up without ours", "20c00318 00000009 00000000 000f4240 000493e0 00000000"},
            };
            const uint64_t received = bfd->GetReceived();
            uint64_t count = 0;
            for (const auto& [name, octets] : wrong)
            {
                arrive(octets);
                NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED), ++count, name);
            }
            NS_TEST_EXPECT_MSG_EQ(bfd->GetReceived(), received, "none of them counts");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), true, "nor does it harm");
            arrive("20000318 00000009 00000010 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), false, "the other end is held down");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 23400318" + ids + "000f4240 000493e0 00000000"),
                                  "Down, diagnostic 3");
        });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        Simulator::Destroy();
    }
};

/**
 * Method: a pseudowire over MPLS; at 5 s, either the core's cable to edge 0 is pulled so that no
 * link signal tells (row 0), or what edge 1 receives is corrupted (row 1); at 8 s it is mended.
 * Expected: up within 10 ms, since each change is sent at once. An end that hears nothing goes down
 * 3 x 300 ms after the last packet that it heard (RFC 5880 section 6.8.4), which is 225 to 300 ms
 * before the cut at most: between 5.6 and 5.9 s and a little for the way. In row 1 edge 0 is told
 * by edge 1's Down, less than 1 ms later, and becomes Init when the next Down comes. Sending each
 * second while down, both are up again within 1 s and a little.
 */
class LivenessTestCase : public TestCase
{
  public:
    LivenessTestCase()
        : TestCase("BFD: detection time, one-way failure, return")
    {
    }

  private:
    /// What happened at one end.
    struct Course
    {
        Time heard;                                              //!< the last packet
        std::vector<std::pair<Time, BfdSession::State>> changes; //!< of the session
    };

    /// @param course gets it @param now the new state
    static void Changed(Course* course, BfdSession::State, BfdSession::State now)
    {
        course->changes.emplace_back(Simulator::Now(), now);
    }

    /// @param course gets the time
    static void Heard(Course* course, Ptr<const Packet>)
    {
        course->heard = Simulator::Now();
    }

    void DoRun() override
    {
        for (const bool oneWay : {false, true})
        {
            PseudowireTestNet net(TestCarrier::MPLS);
            std::array<Course, 2> course;
            for (int i = 0; i < 2; ++i)
            {
                net.wire[i]->GetBfd()->TraceConnectWithoutContext(
                    "State",
                    MakeBoundCallback(&LivenessTestCase::Changed, &course[i]));
                net.nic[i]->TraceConnectWithoutContext(
                    "MacRx",
                    MakeBoundCallback(&LivenessTestCase::Heard, &course[i]));
            }
            auto error = CreateObject<RateErrorModel>();
            error->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            error->SetRate(1);
            Simulator::Schedule(MilliSeconds(10), [&]() {
                NS_TEST_EXPECT_MSG_EQ((net.wire[0]->IsUp() && net.wire[1]->IsUp()), true, "up");
            });
            Simulator::Schedule(Seconds(5), [&]() {
                oneWay ? net.nic[1]->SetReceiveErrorModel(error)
                       : net.coreNic[0]->Unplug(LinkSignal::SILENT);
            });
            std::array<Time, 2> down;
            Simulator::Schedule(Seconds(7), [&]() {
                for (int i = 0; i < 2; ++i)
                {
                    NS_TEST_EXPECT_MSG_EQ(net.wire[i]->IsUp(), false, "down " << i);
                    const bool told = oneWay && i == 0;
                    NS_TEST_ASSERT_MSG_EQ(course[i].changes.size(),
                                          (told ? 4 : 3),
                                          "Init, Up, Down, and Init");
                    down[i] = course[i].changes[2].first;
                    if (!told)
                    {
                        NS_TEST_EXPECT_MSG_EQ(down[i], course[i].heard + MilliSeconds(900), i);
                        NS_TEST_EXPECT_MSG_EQ(
                            (down[i] >= MilliSeconds(5600) && down[i] <= MilliSeconds(5901)),
                            true,
                            i);
                    }
                    NS_TEST_EXPECT_MSG_EQ(unsigned{net.wire[i]->GetBfd()->GetDiagnostic()},
                                          (told ? 3U : 1U),
                                          i);
                }
                if (oneWay)
                {
                    NS_TEST_EXPECT_MSG_EQ(
                        (down[0] > down[1] && down[0] < down[1] + MilliSeconds(1)),
                        true,
                        "the other end is told at once");
                }
                net.wire[0]->Send(MakeFrame(46));
                NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetDrops(Reason::DOWN), 1, "dropped");
            });
            Simulator::Schedule(Seconds(8), [&]() {
                oneWay ? net.nic[1]->SetReceiveErrorModel(nullptr)
                       : net.coreNic[0]->Plug(net.cable[0], LinkSignal::SILENT);
            });
            Simulator::Schedule(MilliSeconds(9002), [&]() {
                NS_TEST_EXPECT_MSG_EQ((net.wire[0]->IsUp() && net.wire[1]->IsUp()), true, "again");
                net.wire[0]->Send(MakeFrame(46));
            });
            Simulator::Stop(Seconds(10));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals.size(), 1, "carries again");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: the pseudowire over each carrier, with and without liveness; at 5 s edge 0's own link is
 * cut, announced, and back at 6 s.
 * Expected: up by 3 s (IPv6 needs 1 s for its addresses, and BFD tries again each second). The cut:
 * over MPLS edge 0 is down at once, and up again at once without liveness; over GRE without
 * liveness it stays up, because an IP tunnel has no link of its own. Edge 1 notices by liveness
 * alone.
 */
class LinkTestCase : public TestCase
{
  public:
    LinkTestCase()
        : TestCase("up and down with the link, by carrier and liveness")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto carrier : CARRIERS)
        {
            for (const bool liveness : {true, false})
            {
                PseudowireTestNet net(carrier, liveness);
                const bool isMpls = carrier == TestCarrier::MPLS;
                const std::string name = ToString(carrier) + std::string(liveness ? " BFD" : "");
                const auto expect = [&](Time at, bool first, bool second) {
                    Simulator::Schedule(at, [this, &net, name, at, first, second]() {
                        const auto what = name + " at " + std::to_string(at.GetSeconds());
                        NS_TEST_EXPECT_MSG_EQ(net.wire[0]->IsUp(), first, what);
                        NS_TEST_EXPECT_MSG_EQ(net.wire[1]->IsUp(), second, what);
                    });
                };
                uint32_t changes = 0;
                net.lan[0]->AddPortListener(
                    [&](const Ptr<SwitchPort>& port) { changes += port == net.wire[0]; });
                expect(Seconds(3), true, true);
                Simulator::Schedule(Seconds(5), [&net]() { net.nic[0]->Unplug(); });
                expect(MilliSeconds(5001), !isMpls, true);
                expect(MilliSeconds(5950), !isMpls && !liveness, !liveness);
                Simulator::Schedule(Seconds(6), [&net]() { net.nic[0]->Plug(net.cable[0]); });
                expect(MilliSeconds(6001), !liveness, !liveness);
                expect(MilliSeconds(9000), true, true);
                Simulator::Stop(Seconds(10));
                Simulator::Run();
                const uint32_t ups = liveness ? 1 : 0; // before the cut
                const uint32_t rest = isMpls || liveness ? 2 : 0;
                NS_TEST_EXPECT_MSG_EQ(changes, ups + rest, name << ": the switch is told");
                Simulator::Destroy();
            }
        }
    }
};

/**
 * Method: octets arrive at edge 0's GRE, from its peer 10.0.1.1 unless said otherwise.
 * Expected: dropped once for the reason in the row. The checksum of 8000 8847 0000 001f 41ff and
 * four zero octets: 8000 + 8847 = 10847, + 001f + 41ff = 14a65, folded 4a66, complement b599.
 */
class GreTestCase : public TestCase
{
  public:
    GreTestCase()
        : TestCase("GRE: what is taken and what is not")
    {
    }

  private:
    void DoRun() override
    {
        /// Octets and what becomes of them.
        struct Row
        {
            const char* name;                     //!< what
            const char* octets;                   //!< from the GRE header on
            const char* from;                     //!< outer source
            std::optional<MplsDropReason> reason; //!< nothing: taken
        };

        const auto peer = "10.0.1.1";
        const Row rows[] = {
            {"plain", "00008847 001f41ff 00000000", peer, std::nullopt},
            {"checksum", "80008847 b5990000 001f41ff 00000000", peer, std::nullopt},
            {"reserved bits that are ignored", "03f88847 001f41ff 00000000", peer, std::nullopt},
            {"wrong checksum",
             "80008847 b5980000 001f41ff 00000000",
             peer,
             MplsDropReason::CHECKSUM},
            {"checksum cut short", "80008847 b599", peer, MplsDropReason::MALFORMED},
            {"header cut short", "000088", peer, MplsDropReason::MALFORMED},
            {"nothing", "", peer, MplsDropReason::MALFORMED},
            {"key", "20008847 00000001 001f41ff 00000000", peer, MplsDropReason::UNSUPPORTED},
            {"version 1", "00018847 001f41ff 00000000", peer, MplsDropReason::UNSUPPORTED},
            {"IPv4 inside", "00000800 45000000", peer, MplsDropReason::UNSUPPORTED},
            {"label cut short", "00008847 001f41", peer, MplsDropReason::MALFORMED},
            {"not the bottom", "00008847 001f40ff 001f41ff", peer, MplsDropReason::MALFORMED},
            {"special label", "00008847 000001ff 00000000", peer, MplsDropReason::SPECIAL_LABEL},
            {"unknown label", "00008847 001f61ff 00000000", peer, MplsDropReason::UNKNOWN_LABEL},
            {"time to live 0", "00008847 001f4100 00000000", peer, MplsDropReason::TTL_EXPIRED},
            {"stranger", "00008847 001f41ff 00000000", "10.0.9.9", MplsDropReason::UNKNOWN_PEER},
        };
        for (const auto& row : rows)
        {
            PseudowireTestNet net(TestCarrier::IPV4, false);
            auto gre = GreProtocol::Of(net.edge[0]);
            Ipv4Header header;
            header.SetSource(Ipv4Address(row.from));
            gre->Receive(FromHex(row.octets), header, nullptr);
            uint64_t drops = 0;
            for (std::size_t i = 0; i < MPLS_DROP_REASONS; ++i)
            {
                drops += gre->GetDrops(static_cast<MplsDropReason>(i));
            }
            NS_TEST_EXPECT_MSG_EQ(gre->GetDelivered(), !row.reason, row.name);
            NS_TEST_EXPECT_MSG_EQ(drops, row.reason.has_value(), row.name);
            if (row.reason)
            {
                NS_TEST_EXPECT_MSG_EQ(gre->GetDrops(*row.reason), 1, row.name);
            }
            // What is taken here has a control word and no frame.
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetDrops(Reason::MALFORMED), !row.reason, row.name);
            Simulator::Destroy();
        }
    }
};

/**
 * Method: octets that are no frame and no message, and 20000 packets of random ones, half of them
 * with a control word or a channel header of a known type.
 * Expected: each is MALFORMED, or taken as a frame or a message; none ends the program.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets are counted")
    {
    }

  private:
    void DoRun() override
    {
        auto transport = CreateObject<TestTransport>();
        auto wire = CreateObject<Pseudowire>();
        wire->Install(transport);
        uint64_t count = 0;
        for (const auto* octets : {
                 "",
                 "000000",                                            // control word cut short
                 "00000000",                                          // no frame
                 "00000000 020000000001 0200000000 88",               // header cut short
                 "00000000 020000000001 020000000000 8100 00",        // tag cut short
                 "00000000 020000000001 020000000000 8100 0fff 88b5", // VLAN 4095
                 "00000000 020000000001 020000000000 0040 00",        // length beyond the end
                 "45000000 020000000001 020000000000 88b5",           // no control word
                 "11000007 20400318 00000009 00000000 000f4240 000493e0 00000000", // version 1
                 "10000021 45000000", // nobody's channel type
                 "10000028 00000800", // nobody's without a VPLS
             })
        {
            transport->Arrive(octets);
            NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED), ++count, octets);
        }
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        constexpr uint64_t PACKETS = 20000;
        const uint64_t before = count;
        for (uint64_t i = 0; i < PACKETS; ++i)
        {
            std::vector<uint8_t> octets(random->GetInteger(0, 80));
            for (auto& octet : octets)
            {
                octet = static_cast<uint8_t>(random->GetInteger(0, 255));
            }
            if (octets.size() > 8 && i % 2)
            {
                octets[0] = i % 4 == 1 ? 0 : 0x10;
                octets[2] = 0;
                octets[3] = 7;
                octets[4] = 0x20; // version of BFD
            }
            transport->Deliver(Create<Packet>(octets.data(), octets.size()));
        }
        NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED) + wire->GetReceived() +
                                  wire->GetBfd()->GetReceived(),
                              before + PACKETS,
                              "each is counted once");
        Simulator::Destroy();
    }
};

/**
 * Method: a script asks for what cannot be.
 * Expected: std::invalid_argument.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes are refused")
    {
    }

  private:
    /// @param name what @param action does it
    void Refuse(const char* name, const std::function<void()>& action)
    {
        bool refused = false;
        try
        {
            action();
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, name);
    }

    void DoRun() override
    {
        PseudowireTestNet net(TestCarrier::IPV4);
        const auto gre = [&](const char* local, const char* remote, uint32_t out, uint32_t in) {
            CreateObject<GrePseudowireTransport>()->Install(net.edge[0],
                                                            NetworkAddress::FromString(local),
                                                            NetworkAddress::FromString(remote),
                                                            out,
                                                            in);
        };
        Refuse("not its address", [&]() { gre("10.0.9.1", "10.0.1.1", 20, 20); });
        Refuse("two families", [&]() { gre("10.0.0.1", "2001::1", 20, 20); });
        Refuse("multicast", [&]() { gre("10.0.0.1", "239.0.0.1", 20, 20); });
        Refuse("label 3", [&]() { gre("10.0.0.1", "10.0.1.1", 3, 20); });
        Refuse("label in use", [&]() { gre("10.0.0.1", "10.0.1.1", 20, 500); });
        Refuse("no transport", [&]() { CreateObject<Pseudowire>()->Install(nullptr); });
        Refuse("two transports", [&]() { net.wire[0]->Install(net.transport[1]); });
        Refuse("no stack", [&]() { GreProtocol::Of(net.host[0].node); });
        gre("10.0.0.1", "10.0.1.1", 20, 20);
        Simulator::Destroy();
    }
};

/// The suite.
class PseudowireTestSuite : public TestSuite
{
  public:
    PseudowireTestSuite()
        : TestSuite("lisp-extension-pseudowire", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MtuTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TagTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SequenceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BfdOctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LivenessTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LinkTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GreTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

PseudowireTestSuite g_pseudowireTestSuite; //!< registers the suite

} // namespace
