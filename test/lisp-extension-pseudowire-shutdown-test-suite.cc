/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A pseudowire that is switched off at one end: the other end hears of it by BFD.
 */

#include "pseudowire-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

using State = BfdSession::State;
using Diagnostic = BfdSession::Diagnostic;

/// @return a frame
EthernetFrame
MakeFrame()
{
    EthernetFrame frame;
    frame.destination = Mac48Address("02:00:00:00:00:02");
    frame.source = Mac48Address("02:00:00:00:00:01");
    frame.protocol = TEST_TYPE;
    frame.payload = Create<Packet>(46);
    return frame;
}

/**
 * Method: a pseudowire over each carrier, with liveness; edge 0 is switched off from 5 to 8 s, and
 * sends and is sent a frame at 5 s, 6 s and 9 s.
 * Expected: edge 0 is down at once, its session in AdminDown with diagnostic 7 (RFC 5880 sections
 * 4.1 and 6.8.16). It says so at once, so edge 1 is down within 1 ms, with diagnostic 3, and stays
 * so: AdminDown is repeated each second, and the detection time is 3 s. The frame that edge 1 sent
 * before it heard is dropped at edge 0, as is each one that edge 0 is to send; edge 1 drops the one
 * of 6 s. From 8 s both are up again within 1 ms, as Down, Init and Up are each sent at once, and
 * each frame of 9 s arrives. No message counts as malformed.
 */
class ShutdownTestCase : public TestCase
{
  public:
    explicit ShutdownTestCase(TestCarrier carrier)
        : TestCase("switched off and on, carrier " + std::to_string(static_cast<int>(carrier))),
          m_carrier(carrier)
    {
    }

  private:
    void DoRun() override
    {
        PseudowireTestNet net(m_carrier, true);
        const auto send = [&net]() {
            net.wire[1]->Send(MakeFrame());
            net.wire[0]->Send(MakeFrame());
        };
        const auto expect = [this, &net](Time at, State first, State second) {
            Simulator::Schedule(at, [this, at, first, second, &net]() {
                const State states[] = {first, second};
                for (int i = 0; i < 2; ++i)
                {
                    const auto& wire = net.wire[i];
                    NS_TEST_EXPECT_MSG_EQ(unsigned{wire->GetBfd()->GetState()},
                                          unsigned{states[i]},
                                          i << " at " << at.GetSeconds());
                    NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), (states[i] == State::UP), i);
                }
            });
        };
        expect(MilliSeconds(4999), State::UP, State::UP);
        Simulator::Schedule(Seconds(5), [&]() {
            net.wire[0]->SetEnabled(false);
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->IsUp(), false, "at once");
            send();
        });
        expect(MilliSeconds(5001), State::ADMIN_DOWN, State::DOWN);
        Simulator::Schedule(MilliSeconds(5001), [&]() {
            NS_TEST_EXPECT_MSG_EQ(unsigned{net.wire[0]->GetBfd()->GetDiagnostic()}, 7, "here");
            NS_TEST_EXPECT_MSG_EQ(unsigned{net.wire[1]->GetBfd()->GetDiagnostic()}, 3, "there");
        });
        Simulator::Schedule(Seconds(6), send);
        expect(MilliSeconds(7999), State::ADMIN_DOWN, State::DOWN);
        Simulator::Schedule(Seconds(8), [&net]() { net.wire[0]->SetEnabled(true); });
        expect(MilliSeconds(8001), State::UP, State::UP);
        Simulator::Schedule(Seconds(9), send);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        for (int i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.wire[i]->GetDrops(ExtensionDropReason::MALFORMED), 0, i);
            NS_TEST_EXPECT_MSG_EQ(net.wire[i]->GetReceived(), 1, "of 9 s, at " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetDrops(ExtensionDropReason::DOWN), 3, "here");
        NS_TEST_EXPECT_MSG_EQ(net.wire[1]->GetDrops(ExtensionDropReason::DOWN), 1, "there");
        Simulator::Destroy();
    }

    TestCarrier m_carrier; //!< of the pseudowire
};

/// The suite of pseudowires that are switched off.
class ExtensionPseudowireShutdownTestSuite : public TestSuite
{
  public:
    ExtensionPseudowireShutdownTestSuite()
        : TestSuite("lisp-extension-pseudowire-shutdown", TestSuite::Type::UNIT)
    {
        for (const auto carrier : {TestCarrier::MPLS, TestCarrier::IPV4, TestCarrier::IPV6})
        {
            AddTestCase(new ShutdownTestCase(carrier), compat::TestDuration<>::QUICK);
        }
    }
};

ExtensionPseudowireShutdownTestSuite g_extensionPseudowireShutdownTestSuite; //!< registers it

} // namespace
