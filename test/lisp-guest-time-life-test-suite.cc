/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Guest time from outside: other nodes, threads, the end of runs and of simulations, TCP.
 *
 * All times are in milliseconds unless they say otherwise.
 */

#include "guest-test-simulation.h"

#include "ns3/bulk-send-application.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: the guest is paused in [5, 15). In the pause, at 10, another node schedules for it with
 * 3 and 20 to go, and another thread for 3 from the start. Then Simulator::Stop(12) from the guest
 * at 0, Simulator::Stop() by an event of the guest that is due at 30, and events for the end.
 * Expected: 5 and 3, and 5 and 20, of guest time: 18 and 35. The thread's is due at 3 and runs
 * then; one for 7 waits until 15. The run stops at 12, in the pause, and goes on; it stops at 40,
 * where what follows at the same time, and what is left, runs next. What is for the end runs at
 * Destroy, unless cancelled.
 */
class OutsideTestCase : public TestCase
{
  public:
    OutsideTestCase()
        : TestCase("events from outside, from threads, and the end of runs")
    {
    }

  private:
    void DoRun() override
    {
        Course course;
        {
            OneGuest net;
            GuestTestSimulation::PauseBetween(GUEST, 5, 15);
            net.Do(OTHER, 10, [&]() {
                net.At(GUEST, 3, "3");
                net.At(GUEST, 20, "20");
            });
            std::thread thread([&]() {
                net.At(GUEST, 3, "thread 3");
                net.At(GUEST, 7, "thread 7");
                net.At(OTHER, 7, "thread, other");
            });
            thread.join();
            EventId kept;
            EventId gone;
            net.Do(GUEST, 0, [&]() {
                Simulator::Stop(MilliSeconds(12));
                kept = Simulator::ScheduleDestroy(static_cast<void (*)(Course*)>([](Course* list) {
                                                      list->emplace_back("end", 0);
                                                  }),
                                                  &course);
                gone = Simulator::ScheduleDestroy(static_cast<void (*)(Course*)>([](Course* list) {
                                                      list->emplace_back("cancelled", 0);
                                                  }),
                                                  &course);
                gone.Cancel();
            });
            net.Do(GUEST, 30, []() { Simulator::Stop(); });
            net.At(GUEST, 30, "after the stop");
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(NowMs(), 12, "not held");
            NS_TEST_EXPECT_MSG_EQ(kept.IsExpired(), false, "until the end");
            NS_TEST_EXPECT_MSG_EQ(gone.IsExpired(), true, "cancelled");
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(NowMs(), 40, "by the guest");
            const Course before{{"thread 3", 3},
                                {"thread, other", 7},
                                {"thread 7", 15},
                                {"3", 18},
                                {"20", 35}};
            NS_TEST_EXPECT_MSG_EQ((net.course == before), true, "before the stop");
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ((net.course.back() == Course::value_type("after the stop", 40)),
                                  true,
                                  "afterwards");
        }
        NS_TEST_EXPECT_MSG_EQ((course == Course{{"end", 0}}), true, "at Destroy");
    }
};

/**
 * Method: a simulation is destroyed while its guest is paused, with one event held, one cancelled
 * while held, one with its turn to come, all of which hold an object, and two of which somebody
 * keeps the identifiers; then a second one, with the same guest, asks for them. Then a simulator is
 * used before Enable; types that are no simulators are chosen; the functions are misused.
 * Expected: the objects are free when the identifiers are; old identifiers do no harm; all misuse
 * is refused with one line, and leaves the choice as it was. Around the realtime simulator events
 * are held as well: due at 2 in a pause [1, 4), run at 5.
 */
class LifeTestCase : public TestCase
{
  public:
    LifeTestCase()
        : TestCase("simulations one after the other, and misuse")
    {
    }

  private:
    void Twice()
    {
        auto object = std::make_shared<int>(0);
        std::vector<EventId> old;
        {
            OneGuest net;
            GuestTestSimulation::PauseBetween(GUEST, 5, 500);
            net.Do(GUEST, 0, [&]() {
                for (const int64_t at : {10, 11, 90})
                {
                    old.push_back(Simulator::Schedule(MilliSeconds(at), [object]() {}));
                }
            });
            net.Do(OTHER, 20, [&]() { old[1].Cancel(); });
            Simulator::Stop(MilliSeconds(30));
            Simulator::Run();
        }
        NS_TEST_EXPECT_MSG_EQ((GuestSimulatorImpl::Get() == nullptr), true, "not in use");
        {
            OneGuest net;
            NS_TEST_EXPECT_MSG_EQ(old[1].IsExpired(), true, "cancelled");
            for (EventId& id : old)
            {
                id.Cancel();
                NS_TEST_EXPECT_MSG_EQ(id.IsExpired(), true, "cancelled");
            }
            GuestTestSimulation::PauseBetween(GUEST, 5, 15);
            net.At(GUEST, 10, "second");
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ((net.course == Course{{"second", 20}}), true, "second");
        }
        old.clear();
        NS_TEST_EXPECT_MSG_EQ(object.use_count(), 1, "all events are gone");
    }

    void Misuse()
    {
        StringValue choice;
        GlobalValue::GetValueByName("SimulatorImplementationType", choice);
        const std::string before = choice.Get();
        Simulator::Now();
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(&GuestSimulatorImpl::Enable), true, "too late");
        GlobalValue::GetValueByName("SimulatorImplementationType", choice);
        NS_TEST_EXPECT_MSG_EQ(choice.Get(), before, "as it was");
        NS_TEST_EXPECT_MSG_EQ((GuestSimulatorImpl::Get() == nullptr), true, "of another kind");
        Simulator::Destroy();
        for (const char* wrong : {"ns3::Nonsense", "ns3::MapScheduler", "ns3::SimulatorImpl"})
        {
            GlobalValue::Bind("SimulatorImplementationType", StringValue(wrong));
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(&GuestSimulatorImpl::Enable), true, wrong);
        }
        GlobalValue::Bind("SimulatorImplementationType", StringValue(before));

        OneGuest net;
        GuestSimulatorImpl::Enable();
        const Ptr<GuestSimulatorImpl> simulator = GuestSimulatorImpl::Get();
        simulator->AddGuest(GUEST); // neither does any harm twice
        const std::function<void()> attempts[] = {
            [&]() { simulator->AddGuest(Simulator::NO_CONTEXT); },
            [&]() { simulator->Pause(OTHER); },
            [&]() { simulator->Resume(OTHER); },
            [&]() { simulator->Pause(Simulator::NO_CONTEXT); },
            [&]() { simulator->Resume(GUEST); },
            [&]() {
                simulator->Pause(GUEST);
                simulator->Pause(GUEST);
            },
        };
        for (const auto& attempt : attempts)
        {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(attempt), true, "misuse");
        }
        NS_TEST_EXPECT_MSG_EQ(simulator->IsGuest(GUEST), true, "is one");
        NS_TEST_EXPECT_MSG_EQ(simulator->IsPaused(GUEST), true, "is paused");
        NS_TEST_EXPECT_MSG_EQ(simulator->IsGuest(OTHER), false, "is none");
        NS_TEST_EXPECT_MSG_EQ(simulator->IsPaused(OTHER), false, "is none");
    }

    void Realtime()
    {
        StringValue choice;
        GlobalValue::GetValueByName("SimulatorImplementationType", choice);
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
        {
            OneGuest net;
            NS_TEST_EXPECT_MSG_EQ(
                GuestSimulatorImpl::Get()->GetSimulator()->GetInstanceTypeId().GetName(),
                "ns3::RealtimeSimulatorImpl",
                "inside");
            GuestTestSimulation::PauseBetween(GUEST, 1, 4);
            net.At(GUEST, 2, "guest");
            Simulator::Stop(MilliSeconds(6));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ((net.course == Course{{"guest", 5}}), true, "in real time");
        }
        GlobalValue::Bind("SimulatorImplementationType", choice);
        {
            OneGuest net;
            NS_TEST_EXPECT_MSG_EQ(
                GuestSimulatorImpl::Get()->GetSimulator()->GetInstanceTypeId().GetName(),
                choice.Get(),
                "inside the next one");
        }
    }

    void DoRun() override
    {
        Twice();
        Misuse();
        Realtime();
    }
};

/**
 * Method: a guest sends 2,000,000 octets by TCP over 10 Mbit/s with a round trip of 20 from 1000
 * on; at 2000 it is paused for 500 and for 5000. Its devices are point-to-point ones, which know
 * nothing of HostTime, so that what comes back waits among the guest's events.
 * Expected: by hand, the payload alone takes 1600, so the transfer is under way at 2000. Nothing is
 * sent in the pause but the frame that was on its way; no retransmission times out, which the least
 * time-out of 1000 would have done in the long one; all octets arrive, and the last one later than
 * without a pause by the pause and no more than a round trip besides.
 */
class TcpTestCase : public TestCase
{
  public:
    TcpTestCase()
        : TestCase("TCP: no retransmission times out in the sender's pause")
    {
    }

  private:
    /// What a run has to tell.
    struct Result
    {
        uint64_t received{0}; //!< octets
        double last{0};       //!< ms: when the last ones came
        uint32_t losses{0};   //!< times that TCP went to loss recovery after a time-out
        uint32_t sent{0};     //!< frames begun in the pause
    };

    static void Changed(uint32_t* losses,
                        TcpSocketState::TcpCongState_t,
                        TcpSocketState::TcpCongState_t now)
    {
        *losses += now == TcpSocketState::CA_LOSS ? 1 : 0;
    }

    static void Begun(Result* result, int64_t length, Ptr<const Packet>)
    {
        result->sent += NowMs() > 2000 && NowMs() < 2000 + length ? 1 : 0;
    }

    static void Came(Result* result, Ptr<const Packet> packet, const Address&)
    {
        result->received += packet->GetSize();
        result->last = NowMs();
    }

    Result Transfer(int64_t pause)
    {
        GuestTestSimulation simulation;
        NodeContainer nodes;
        nodes.Create(2);
        const uint32_t guest = nodes.Get(0)->GetId();
        GuestSimulatorImpl::Get()->AddGuest(guest);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Mbps")));
        link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(10)));
        const NetDeviceContainer devices = link.Install(nodes);
        InternetStackHelper().Install(nodes);
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
        BulkSendHelper source("ns3::TcpSocketFactory",
                              InetSocketAddress(interfaces.GetAddress(1), 9));
        source.SetAttribute("MaxBytes", UintegerValue(2000000));
        source.SetAttribute("StartTime", TimeValue(Seconds(1)));
        const ApplicationContainer sender = source.Install(nodes.Get(0));
        PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 9));
        const ApplicationContainer receiver = sink.Install(nodes.Get(1));
        Result result;
        receiver.Get(0)->TraceConnectWithoutContext("Rx", MakeBoundCallback(&Came, &result));
        devices.Get(0)->TraceConnectWithoutContext("PhyTxBegin",
                                                   MakeBoundCallback(&Begun, &result, pause));
        Simulator::Schedule(Seconds(1.5), [&]() {
            DynamicCast<BulkSendApplication>(sender.Get(0))
                ->GetSocket()
                ->TraceConnectWithoutContext("CongState",
                                             MakeBoundCallback(&Changed, &result.losses));
        });
        if (pause)
        {
            GuestTestSimulation::PauseBetween(guest, 2000, 2000 + pause);
        }
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        return result;
    }

    void DoRun() override
    {
        const Result without = Transfer(0);
        NS_TEST_EXPECT_MSG_EQ(without.received, 2000000, "all");
        NS_TEST_EXPECT_MSG_GT(without.last, 2600, "by hand");
        for (const int64_t pause : {500, 5000})
        {
            const Result with = Transfer(pause);
            NS_TEST_EXPECT_MSG_EQ(with.received, 2000000, "all, with " << pause);
            NS_TEST_EXPECT_MSG_EQ(with.losses, 0, "no time-out, with " << pause);
            NS_TEST_EXPECT_MSG_EQ(with.sent, 0, "stands still, with " << pause);
            NS_TEST_EXPECT_MSG_EQ_TOL(with.last, without.last + pause + 10, 10, "later by that");
        }
    }
};

/// The suite.
class GuestTimeLifeTestSuite : public TestSuite
{
  public:
    GuestTimeLifeTestSuite()
        : TestSuite("lisp-guest-time-life", TestSuite::Type::UNIT)
    {
        AddTestCase(new OutsideTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LifeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TcpTestCase, compat::TestDuration<>::QUICK);
    }
};

GuestTimeLifeTestSuite g_guestTimeLifeTestSuite; //!< registers the suite

} // namespace
