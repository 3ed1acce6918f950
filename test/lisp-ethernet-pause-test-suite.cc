/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief NICs whose host stands still: the machine under it goes on.
 *
 * A frame with 1500 octets of payload takes 12208 ns to send at 1 Gbit/s and 500 ns to travel, and
 * the next one starts 96 ns after it: of frames that are handed down at 0 the first arrives at
 * 12708, the second at 25012, the third at 37316. All times are in nanoseconds.
 */

#include "ethernet-test-pair.h"
#include "guest-test-simulation.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <memory>
#include <vector>

using namespace ns3;

namespace
{

using Reason = EthernetDropReason;

/// A pair whose second host can stand still, with guest time or with its NIC alone held.
class PausedPair
{
  public:
    /// @param guestTime whether timers of the host stand still as well
    explicit PausedPair(bool guestTime)
    {
        if (guestTime)
        {
            m_simulation = std::make_unique<GuestTestSimulation>();
        }
        pair = std::make_unique<EthernetTestPair>();
        guest = pair->node[1]->GetId();
        if (guestTime)
        {
            GuestSimulatorImpl::Get()->AddGuest(guest);
        }
        pair->nic[1]->TraceConnectWithoutContext("PhyRxEnd",
                                                 MakeCallback(&PausedPair::Arrived, this));
        pair->nic[1]->TraceConnectWithoutContext("MacRxDrop",
                                                 MakeCallback(&PausedPair::Refused, this));
    }

    ~PausedPair()
    {
        pair.reset();
        Simulator::Destroy();
    }

    /// @param from when the second host is paused @param to when it goes on @param room frames
    void Pause(int64_t from, int64_t to, uint32_t room)
    {
        Simulator::Schedule(NanoSeconds(from), [this, room]() {
            if (m_simulation)
            {
                GuestSimulatorImpl::Get()->Pause(guest);
            }
            pair->nic[1]->Hold(room);
        });
        Simulator::Schedule(NanoSeconds(to), [this]() {
            if (m_simulation)
            {
                GuestSimulatorImpl::Get()->Resume(guest);
            }
            pair->nic[1]->Release();
        });
    }

    /// @param from 0 or 1 @param first protocol of the first frame @param count how many, at 0
    void SendNumbered(std::size_t from, uint16_t first, uint16_t count)
    {
        Simulator::ScheduleWithContext(pair->node[from]->GetId(),
                                       Time(0),
                                       [this, from, first, count]() {
                                           for (uint16_t i = 0; i < count; ++i)
                                           {
                                               pair->Send(from, 1500, first + i);
                                           }
                                       });
    }

    /// @param side 0 or 1 @return when which frames came to the host
    std::vector<std::pair<int64_t, uint16_t>> GetArrivals(std::size_t side) const
    {
        std::vector<std::pair<int64_t, uint16_t>> result;
        for (const auto& arrival : pair->arrivals[side])
        {
            result.emplace_back(arrival.time, arrival.protocol);
        }
        return result;
    }

    std::unique_ptr<EthernetTestPair> pair; //!< the hosts
    uint32_t guest;                         //!< context of the second
    std::vector<int64_t> atCard;            //!< when frames came to the second NIC
    uint32_t refused{0};                    //!< of the trace MacRxDrop there

  private:
    void Arrived(Ptr<const Packet>)
    {
        atCard.push_back(Simulator::Now().GetNanoSeconds());
    }

    void Refused(Ptr<const Packet>)
    {
        ++refused;
    }

    std::unique_ptr<GuestTestSimulation> m_simulation; //!< null: no guest time
};

using Arrivals = std::vector<std::pair<int64_t, uint16_t>>;

/**
 * Method: three frames are sent to a host that is paused from 5000, when the first is on its way,
 * to 100000 and from 100001 to 110000; a fourth at 200000. It may keep 256, 3, 2 or no frames.
 * With and without guest time.
 * Expected: they come to the card when they do without a pause; to the host in order at 100000,
 * those for which there is room, the others are lost by name, each once. The fourth comes as ever.
 */
class ReceiveTestCase : public TestCase
{
  public:
    ReceiveTestCase()
        : TestCase("what arrives in a pause")
    {
    }

  private:
    void Run(bool guestTime, uint32_t room)
    {
        PausedPair net(guestTime);
        net.SendNumbered(0, 0x9000, 3);
        net.Pause(5000, 100000, room);
        net.Pause(100001, 110000, room);
        net.pair->SendAt(200000, 0, 1500);
        Simulator::Run();
        Arrivals expected;
        for (uint16_t i = 0; i < std::min<uint32_t>(room, 3); ++i)
        {
            expected.emplace_back(100000, 0x9000 + i);
        }
        expected.emplace_back(212708, 0x88b5);
        const uint32_t lost = 4 - expected.size();
        NS_TEST_EXPECT_MSG_EQ((net.GetArrivals(1) == expected), true, "host, room for " << room);
        NS_TEST_EXPECT_MSG_EQ((net.atCard == std::vector<int64_t>{12708, 25012, 37316, 212708}),
                              true,
                              "card, room for " << room);
        NS_TEST_EXPECT_MSG_EQ(net.pair->nic[1]->GetDrops(Reason::HOST_PAUSED), lost, "counted");
        NS_TEST_EXPECT_MSG_EQ(net.pair->nic[1]->GetDrops(), lost, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(net.pair->dropped[1][Reason::HOST_PAUSED], lost, "traced");
        NS_TEST_EXPECT_MSG_EQ(net.refused, lost, "ns-3's trace source");
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(std::string(ToString(Reason::HOST_PAUSED)),
                              "ethernet-host-paused",
                              "its name");
        for (const bool guestTime : {true, false})
        {
            for (const uint32_t room : {256, 3, 2, 0})
            {
                Run(guestTime, room);
            }
        }
    }
};

/**
 * Method: a host hands down three frames at 0 and is paused from 5000 to 100000. At 10000 a script
 * lets it hand down a fourth, which no guest does that stands still.
 * Expected: what was being sent at the pause ends at its time, what waited at the card is sent: the
 * three arrive at their times. The fourth is sent from 100000 on and arrives at 112708.
 */
class SendTestCase : public TestCase
{
  public:
    SendTestCase()
        : TestCase("what is sent in a pause")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool guestTime : {true, false})
        {
            PausedPair net(guestTime);
            net.SendNumbered(1, 0x9000, 3);
            net.Pause(5000, 100000, 256);
            Simulator::Schedule(NanoSeconds(10000), [&]() { net.pair->Send(1, 1500, 0x9003); });
            Simulator::Run();
            const Arrivals expected{{12708, 0x9000},
                                    {25012, 0x9001},
                                    {37316, 0x9002},
                                    {112708, 0x9003}};
            NS_TEST_EXPECT_MSG_EQ((net.GetArrivals(0) == expected), true, "at their times");
            NS_TEST_EXPECT_MSG_EQ(net.pair->nic[1]->GetDrops(), 0, "none lost");
        }
    }
};

/**
 * Method: both hosts hand down five frames at 0; the second is paused from 5000 to 100000. Its NIC
 * is pulled out of one cable at 30000 and plugged into another at 60000, both silently. From there
 * a third host sends one at 70000. Then the same, but the host is switched off at 50000.
 * Expected: two have come and wait; by hand, the third is being sent both ways from 24608 to 36816.
 * The two, and the third host's, which is at the card at 82708, come to the host at 100000. The
 * guest's third frame is lost as it is cut; its last two wait until it goes on, and arrive at the
 * third host at 112708 and 125012. A host that is switched off loses by that name what waits.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("what waits moves with the NIC")
    {
    }

  private:
    void Sent(Ptr<const Packet>)
    {
        m_sent.push_back(Simulator::Now().GetNanoSeconds());
    }

    void Run(bool guestTime, bool off)
    {
        m_sent.clear();
        PausedPair net(guestTime);
        EthernetHelper helper;
        Ptr<Node> third = CreateObject<Node>();
        Ptr<EthernetNic> port = helper.Install(third);
        port->Plug(helper.CreateCable());
        port->TraceConnectWithoutContext("PhyRxEnd", MakeCallback(&MoveTestCase::Sent, this));
        const Ptr<EthernetNic> nic = net.pair->nic[1];
        net.SendNumbered(0, 0x9000, 5);
        net.SendNumbered(1, 0x9100, 5);
        net.Pause(5000, 100000, 256);
        Simulator::Schedule(NanoSeconds(30000), [&]() { nic->Unplug(LinkSignal::SILENT); });
        if (off)
        {
            Simulator::Schedule(NanoSeconds(50000), [&]() { nic->SetHostOn(false); });
        }
        Simulator::Schedule(NanoSeconds(60000),
                            [&]() { nic->Plug(port->GetCable(), LinkSignal::SILENT); });
        Simulator::ScheduleWithContext(third->GetId(), NanoSeconds(70000), [&]() {
            port->Send(Create<Packet>(1500), nic->GetAddress(), 0x9200);
        });
        Simulator::Run();
        const Arrivals expected{{100000, 0x9000}, {100000, 0x9001}, {100000, 0x9200}};
        NS_TEST_EXPECT_MSG_EQ((net.GetArrivals(1) == (off ? Arrivals() : expected)), true, "host");
        NS_TEST_EXPECT_MSG_EQ((m_sent == std::vector<int64_t>{112708, 125012}), true, "elsewhere");
        const std::map<Reason, uint32_t> lost{{Reason::CUT_SENDING, 1}, {Reason::CUT_ARRIVING, 1}};
        std::map<Reason, uint32_t> lostOff = lost;
        lostOff[Reason::RECEIVER_OFF] = 3;
        NS_TEST_EXPECT_MSG_EQ((net.pair->dropped[1] == (off ? lostOff : lost)), true, "by name");
    }

    void DoRun() override
    {
        for (const bool guestTime : {true, false})
        {
            Run(guestTime, false);
            Run(guestTime, true);
        }
    }

    std::vector<int64_t> m_sent; //!< when frames came to the third host
};

/// The suite.
class EthernetPauseTestSuite : public TestSuite
{
  public:
    EthernetPauseTestSuite()
        : TestSuite("lisp-ethernet-pause", TestSuite::Type::UNIT)
    {
        AddTestCase(new ReceiveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SendTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetPauseTestSuite g_ethernetPauseTestSuite; //!< registers the suite

} // namespace
