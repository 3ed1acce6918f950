/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A pseudowire over MPLS and over GRE: MTU, tags, order, liveness.
 */

#include "pseudowire-test-transport.h"
#include "script-mistakes.h"

#include "ns3/bfd-session.h"
#include "ns3/error-model.h"
#include "ns3/flow-id-tag.h"
#include "ns3/ns3-compat.h"
#include "ns3/pseudowire-control-word.h"
#include "ns3/test.h"

#include <array>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;

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
        NS_TEST_EXPECT_MSG_EQ(IsRefused(action), true, name);
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
        AddTestCase(new MtuTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TagTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SequenceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LivenessTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LinkTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

const PseudowireTestSuite g_pseudowireTestSuite; //!< registers itself

} // namespace
