/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Virtual machines that are paused, moved and stalled, and what their traffic makes of it.
 *
 * The guest and its gateways talk with real ARP and Neighbor Discovery; there is no LISP.
 */

#include "guest-test-simulation.h"
#include "mobility-test-net.h"

#include "ns3/bulk-send-application.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <vector>

using namespace ns3;

namespace
{

using Reason = EthernetDropReason;

/// The longest that ns-3 waits before it asks for a neighbour, ms: ArpL3Protocol::RequestJitter.
constexpr double ARP_JITTER = 10;

/**
 * Method: the home gateway sends the guest a packet of UDP every 10 from 3000 to 6990 ms, 400 in
 * all; a timer of the guest ticks every 100 ms from 3000 on. It is paused from 5005 to 5505 ms,
 * with a buffer of 256, 20 or no frames.
 * Expected: by hand, 50 packets come in the pause (5010 to 5500). Those for which there is room
 * come to the application at 5505 ms, in order, before any later one; the others are lost at the
 * NIC, "ethernet-host-paused", each counted once. All else comes within 0.1 ms, but the first, for
 * which ARP asks. The tick of 5100 has 95 ms to go when the pause
 * begins: it comes at 5600, and all later ones 500 ms late. Guest time is 500 ms behind at the end.
 */
class UdpTestCase : public TestCase
{
  public:
    UdpTestCase()
        : TestCase("packets for a guest in its pause")
    {
    }

  private:
    void Received(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            uint8_t number[2];
            packet->CopyData(number, 2);
            m_received.emplace_back(number[0] * 256 + number[1], NowMs());
        }
    }

    void Run(uint32_t buffer)
    {
        m_received.clear();
        GuestTestSimulation simulation;
        TwoGateways net;
        net.machine->SetAttribute("PauseBuffer", UintegerValue(buffer));
        Ptr<Socket> sink = Socket::CreateSocket(net.guest, UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        sink->SetRecvCallback(MakeCallback(&UdpTestCase::Received, this));
        Ptr<Socket> source = Socket::CreateSocket(net.gateway[0], UdpSocketFactory::GetTypeId());
        source->Bind();
        source->Connect(InetSocketAddress("10.1.0.10", 9));
        for (uint16_t i = 0; i < 400; ++i)
        {
            Simulator::ScheduleWithContext(
                net.gateway[0]->GetId(),
                MilliSeconds(3000 + 10 * i),
                [source, i]() {
                    const uint8_t number[] = {uint8_t(i / 256), uint8_t(i % 256)};
                    source->Send(Create<Packet>(number, 2));
                });
        }
        std::vector<double> ticks;
        for (int64_t at = 3000; at <= 6500; at += 100)
        {
            Simulator::ScheduleWithContext(net.guest->GetId(), MilliSeconds(at), [&ticks]() {
                ticks.push_back(NowMs());
            });
        }
        Simulator::Schedule(MilliSeconds(5005), [&]() { net.machine->Pause(); });
        Simulator::Schedule(MilliSeconds(5505), [&]() { net.machine->Resume(); });
        Simulator::Stop(MilliSeconds(7500));
        Simulator::Run();

        const uint32_t lost = 50 - std::min<uint32_t>(buffer, 50);
        NS_TEST_EXPECT_MSG_EQ(m_received.size(), 400 - lost, "all the others");
        NS_TEST_EXPECT_MSG_EQ(net.machine->GetNic()->GetDrops(Reason::HOST_PAUSED), lost, "lost");
        NS_TEST_EXPECT_MSG_EQ(net.machine->GetNic()->GetDrops(), lost, "nothing else");
        NS_TEST_EXPECT_MSG_EQ(std::is_sorted(m_received.begin(), m_received.end()), true, "order");
        const auto late = [](const auto& entry) { return entry.second == 5505; };
        NS_TEST_EXPECT_MSG_EQ(std::count_if(m_received.begin(), m_received.end(), late),
                              50 - lost,
                              "from the buffer");
        for (const auto& [number, at] : m_received)
        {
            const bool inPause = number >= 201 && number <= 250;
            NS_TEST_EXPECT_MSG_EQ_TOL(at,
                                      (inPause ? 5505 : 3000 + 10 * number),
                                      (number == 0 ? ARP_JITTER + 0.1 : 0.1),
                                      "packet " << number);
        }
        NS_TEST_ASSERT_MSG_EQ(ticks.size(), 36, "each tick once");
        for (std::size_t i = 0; i < ticks.size(); ++i)
        {
            const double planned = 3000 + 100 * i;
            NS_TEST_EXPECT_MSG_EQ(ticks[i], planned + (planned > 5005 ? 500 : 0), "tick " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(net.machine->GetGuestTime(), MilliSeconds(7000), "guest time");
    }

    void DoRun() override
    {
        for (const uint32_t buffer : {256, 50, 20, 0})
        {
            Run(buffer);
        }
    }

    std::vector<std::pair<int, double>> m_received; //!< number, ms
};

/**
 * Method: 6,000,000 octets by TCP, in segments of 1448, between guest and gateway from 3 s on; by
 * hand they take 48 ms at 1 Gbit/s. At 3.03 s the guest is paused for 500 ms or 5 s, as sender and
 * as receiver, and for 500 ms as receiver without a buffer.
 * Expected: all octets arrive. As sender no retransmission times out in either. As receiver none
 * does in 500 ms, because the peer's least time-out is 1 s and nothing is lost (its window of
 * 131,072 octets is 91 frames); without a buffer what was on its way is lost by name, and the peer
 * needs a time-out, because no acknowledgement is delayed until after the pause. In 5 s the peer's
 * timer fires, as it must, and the transfer goes on after it.
 */
class TcpTestCase : public TestCase
{
  public:
    TcpTestCase()
        : TestCase("TCP through a pause")
    {
    }

  private:
    /// How a row goes.
    struct Row
    {
        bool guestSends;  //!< or receives
        int64_t pause;    //!< ms
        uint32_t buffer;  //!< frames
        bool timesOut;    //!< a retransmission does
        bool losesFrames; //!< at the NIC
    };

    static void Changed(uint32_t* losses,
                        TcpSocketState::TcpCongState_t,
                        TcpSocketState::TcpCongState_t now)
    {
        *losses += now == TcpSocketState::CA_LOSS ? 1 : 0;
    }

    void Run(const Row& row)
    {
        GuestTestSimulation simulation;
        TwoGateways net;
        net.machine->SetAttribute("PauseBuffer", UintegerValue(row.buffer));
        const Ptr<Node> from = row.guestSends ? net.guest : net.gateway[0];
        const Ptr<Node> to = row.guestSends ? net.gateway[0] : net.guest;
        const Ipv4Address address(row.guestSends ? "10.1.0.1" : "10.1.0.10");
        BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress(address, 9));
        source.SetAttribute("MaxBytes", UintegerValue(6000000));
        source.SetAttribute("StartTime", TimeValue(Seconds(3)));
        const ApplicationContainer sender = source.Install(from);
        const ApplicationContainer receiver =
            PacketSinkHelper("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 9))
                .Install(to);
        uint32_t losses = 0;
        Simulator::Schedule(MilliSeconds(3001), [&]() {
            DynamicCast<BulkSendApplication>(sender.Get(0))
                ->GetSocket()
                ->TraceConnectWithoutContext("CongState", MakeBoundCallback(&Changed, &losses));
        });
        const auto received = [&]() {
            return DynamicCast<PacketSink>(receiver.Get(0))->GetTotalRx();
        };
        Simulator::Schedule(MilliSeconds(3030), [&]() {
            NS_TEST_EXPECT_MSG_GT(received(), 0, "it has begun");
            NS_TEST_EXPECT_MSG_LT(received(), 6000000, "it is under way");
            net.machine->Pause();
        });
        Simulator::Schedule(MilliSeconds(3030 + row.pause), [&]() { net.machine->Resume(); });
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        std::ostringstream name;
        name << (row.guestSends ? "sender, " : "receiver, ") << row.pause << " ms, " << row.buffer;
        NS_TEST_EXPECT_MSG_EQ(received(), 6000000, name.str());
        NS_TEST_EXPECT_MSG_EQ((losses > 0), row.timesOut, name.str() << ": time-outs");
        NS_TEST_EXPECT_MSG_EQ((net.machine->GetNic()->GetDrops(Reason::HOST_PAUSED) > 0),
                              row.losesFrames,
                              name.str() << ": losses");
    }

    void DoRun() override
    {
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
        Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(1));
        const Row rows[] = {
            {true, 500, 256, false, false},
            {true, 5000, 256, false, false},
            {false, 500, 256, false, false},
            {false, 500, 0, true, true},
            {false, 5000, 256, true, false},
        };
        for (const Row& row : rows)
        {
            Run(row);
        }
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(536));
        Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(2));
    }
};

/**
 * Method: the guest asks its gateway every 100 ms of its time from 3 to 19.9 s, 170 questions. At
 * 5.05 s it is paused, at 5.1 s detached, at 5.2 s attached to the away gateway, at 5.55 s it goes
 * on. Then the same, switched off and detached for 2 s.
 * Expected: all are answered and nothing is dropped: the home gateway answers those until 5.0 s of
 * guest time, 21, the away one the other 149; each answer after the move comes late by the length
 * of the pause (the first one besides by ARP at the away gateway), 500 ms, or of its being off.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("a guest moves while it stands still")
    {
    }

  private:
    void Run(bool isOff)
    {
        GuestTestSimulation simulation;
        TwoGateways net;
        HostRoutes routes(net.gateway[1]);
        routes.Set(Ipv4Address("10.1.0.10"), net.port[1]);
        Echo echo(net.guest,
                  InetSocketAddress("10.1.0.1", 7),
                  InetSocketAddress(Ipv4Address::GetAny(), 7),
                  {net.gateway[0], net.gateway[1]});
        echo.Run(Seconds(3), Seconds(19.9));
        if (isOff)
        {
            net.Move(Seconds(5.05), Seconds(2), 1, false);
        }
        else
        {
            Simulator::Schedule(Seconds(5.05), [&]() { net.machine->Pause(); });
            Simulator::Schedule(Seconds(5.1), [&]() { net.machine->Detach(); });
            Simulator::Schedule(Seconds(5.2), [&]() { net.machine->Attach(net.port[1]); });
            Simulator::Schedule(Seconds(5.55), [&]() { net.machine->Resume(); });
        }
        Simulator::Stop(Seconds(25));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo.sent, 170, "questions");
        NS_TEST_EXPECT_MSG_EQ(echo.answeredBy[net.gateway[0]], 21, "at home");
        NS_TEST_EXPECT_MSG_EQ(echo.answeredBy[net.gateway[1]], 149, "away");
        NS_TEST_ASSERT_MSG_EQ(echo.received.size(), 170, "answers");
        NS_TEST_EXPECT_MSG_EQ(net.machine->GetNic()->GetDrops(), 0, "nothing dropped");
        for (std::size_t i = 1; i < echo.received.size(); ++i)
        {
            const double planned = 3000 + 100.0 * i;
            const double pause = isOff ? 2000 : 500;
            NS_TEST_EXPECT_MSG_EQ_TOL(echo.received[i].GetNanoSeconds() / 1e6,
                                      planned + (planned > 5050 ? pause : 0),
                                      (i == 21 ? ARP_JITTER + 0.1 : 0.1),
                                      "answer " << i);
        }
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(false);
        Run(true);
    }
};

/**
 * Method: a guest with two processors; one waits for a page from 10 to 40 ms, the other from 20 to
 * 30, and it is paused from 25 to 35. Then both wait from 50 on, it is suspended at 55 and resumed
 * at 60.
 * Expected: guest time stands still from 20 (both wait) to 35 (both waited until 30, paused until
 * 35), and from 50 to 60: a suspension ends the waiting. At 70 it is 45, of which a timer set at 0
 * for 19 has gone off at 19, one for 21 at 36, one for 40 at 65.
 */
class StallTestCase : public TestCase
{
  public:
    StallTestCase()
        : TestCase("processors that wait for pages")
    {
    }

  private:
    void DoRun() override
    {
        GuestTestSimulation simulation;
        TwoGateways net;
        net.machine->SetAttribute("VCpus", UintegerValue(2));
        NS_TEST_EXPECT_MSG_EQ(net.machine->GetVCpus(), 2, "attribute");
        const std::pair<int64_t, void (VirtualMachine::*)()> events[] = {
            {10, &VirtualMachine::Stall},
            {20, &VirtualMachine::Stall},
            {25, &VirtualMachine::Pause},
            {30, &VirtualMachine::Unstall},
            {35, &VirtualMachine::Resume},
            {40, &VirtualMachine::Unstall},
            {50, &VirtualMachine::Stall},
            {50, &VirtualMachine::Stall},
            {55, &VirtualMachine::Suspend},
            {60, &VirtualMachine::Resume},
        };
        for (const auto& [at, function] : events)
        {
            Simulator::Schedule(MilliSeconds(at), function, net.machine);
        }
        std::vector<double> ran;
        for (const int64_t at : {19, 21, 40})
        {
            Simulator::ScheduleWithContext(net.guest->GetId(), MilliSeconds(at), [&ran]() {
                ran.push_back(NowMs());
            });
        }
        const std::map<int64_t, int64_t> guestTimes{{15, 15},
                                                    {20, 20},
                                                    {28, 20},
                                                    {33, 20},
                                                    {36, 21},
                                                    {45, 30},
                                                    {52, 35},
                                                    {58, 35},
                                                    {70, 45}};
        for (const auto& [at, guestTime] : guestTimes)
        {
            Simulator::Schedule(MilliSeconds(at), [&, guestTime = guestTime]() {
                NS_TEST_EXPECT_MSG_EQ(net.machine->GetGuestTime(),
                                      MilliSeconds(guestTime),
                                      "at " << NowMs());
            });
        }
        Simulator::Schedule(MilliSeconds(51), [&]() {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { net.machine->Stall(); }),
                                  true,
                                  "a third of two");
        });
        Simulator::Schedule(MilliSeconds(62), [&]() {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { net.machine->Unstall(); }),
                                  true,
                                  "none waits");
        });
        Simulator::Stop(MilliSeconds(80));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((ran == std::vector<double>{19, 36, 65}), true, "timers");
    }
};

/**
 * Method: from each state every function that changes it is called, with guest time. Then a machine
 * without guest time, and one without a guest.
 * Expected: the table below, drawn from the class comment; a refusal is one line and changes
 * nothing. A machine is being moved from BeginCopy to EndCopy or Resume. Without guest time it
 * cannot stand still, but be suspended; guest time is simulation time then.
 */
class StateTestCase : public TestCase
{
  public:
    StateTestCase()
        : TestCase("states, and what is refused in each")
    {
    }

  private:
    using Function = void (VirtualMachine::*)();

    void Changed(VirtualMachine::State before, VirtualMachine::State after)
    {
        std::ostringstream change;
        change << before << ">" << after;
        m_changes.push_back(change.str());
    }

    void DoRun() override
    {
        const auto RUNNING = VirtualMachine::RUNNING;
        const auto COPIED = VirtualMachine::COPIED;
        const auto PAUSED = VirtualMachine::PAUSED;
        const auto OFF = VirtualMachine::OFF;
        const Function functions[] = {&VirtualMachine::Pause,
                                      &VirtualMachine::Suspend,
                                      &VirtualMachine::Resume,
                                      &VirtualMachine::BeginCopy,
                                      &VirtualMachine::EndCopy};

        struct Row
        {
            std::vector<Function> way;                             //!< to the state
            VirtualMachine::State state;                           //!< it leads there
            std::map<std::size_t, VirtualMachine::State> accepted; //!< by function: new state
        };

        const Row rows[] = {
            {{}, RUNNING, {{0, PAUSED}, {1, OFF}, {3, COPIED}}},
            {{functions[3]}, COPIED, {{0, PAUSED}, {1, OFF}, {4, RUNNING}}},
            {{functions[3], functions[0]}, PAUSED, {{1, OFF}, {2, RUNNING}}},
            {{functions[0], functions[1]}, OFF, {{2, RUNNING}}},
        };
        for (const Row& row : rows)
        {
            for (std::size_t i = 0; i < 5; ++i)
            {
                GuestTestSimulation simulation;
                TwoGateways net;
                VirtualMachine& machine = *net.machine;
                for (const Function step : row.way)
                {
                    (machine.*step)();
                }
                NS_TEST_EXPECT_MSG_EQ(machine.GetState(), row.state, "the way there");
                const Function function = functions[i];
                const bool refused =
                    IsRefusedWithOneLine([&machine, function]() { (machine.*function)(); });
                const auto found = row.accepted.find(i);
                const bool accepted = found != row.accepted.end();
                NS_TEST_EXPECT_MSG_EQ(refused, !accepted, row.state << " and function " << i);
                NS_TEST_EXPECT_MSG_EQ(machine.GetState(),
                                      (accepted ? found->second : row.state),
                                      row.state << " and function " << i);
                const bool stands = machine.GetState() == PAUSED || machine.GetState() == OFF;
                NS_TEST_EXPECT_MSG_EQ(GuestSimulatorImpl::Get()->IsPaused(net.guest->GetId()),
                                      stands,
                                      row.state << " and function " << i);
            }
        }
        Moved();
        WithoutGuestTime();
    }

    void Moved()
    {
        GuestTestSimulation simulation;
        TwoGateways net;
        VirtualMachine& machine = *net.machine;
        machine.TraceConnectWithoutContext("StateChanged",
                                           MakeCallback(&StateTestCase::Changed, this));
        NS_TEST_EXPECT_MSG_EQ(machine.IsBeingMoved(), false, "nobody moves it");
        machine.BeginCopy();
        NS_TEST_EXPECT_MSG_EQ(machine.IsBeingMoved(), true, "copied");
        machine.Pause();
        NS_TEST_EXPECT_MSG_EQ(machine.IsBeingMoved(), true, "paused for it");
        machine.Resume();
        NS_TEST_EXPECT_MSG_EQ(machine.IsBeingMoved(), false, "there");
        machine.BeginCopy();
        machine.EndCopy();
        NS_TEST_EXPECT_MSG_EQ(machine.IsBeingMoved(), false, "given up");
        machine.Suspend();
        const std::vector<std::string> expected{"running>copied",
                                                "copied>paused",
                                                "paused>running",
                                                "running>copied",
                                                "copied>running",
                                                "running>off"};
        NS_TEST_EXPECT_MSG_EQ((m_changes == expected), true, "the trace");
    }

    void WithoutGuestTime()
    {
        TwoGateways net;
        VirtualMachine& machine = *net.machine;
        std::string what;
        try
        {
            machine.Pause();
        }
        catch (const std::invalid_argument& mistake)
        {
            what = mistake.what();
        }
        NS_TEST_EXPECT_MSG_NE(what.find("GuestSimulatorImpl::Enable()"), std::string::npos, what);
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { machine.Stall(); }), true, "stall");
        NS_TEST_EXPECT_MSG_EQ(machine.GetState(), VirtualMachine::RUNNING, "as before");
        Simulator::Schedule(Seconds(1), [&]() { machine.Suspend(); });
        Simulator::Schedule(Seconds(2), [&]() { machine.Resume(); });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(machine.GetGuestTime(), Seconds(3), "simulation time");
        Simulator::Destroy();

        Ptr<VirtualMachine> empty = CreateObject<VirtualMachine>();
        for (const Function function : {&VirtualMachine::Pause,
                                        &VirtualMachine::Suspend,
                                        &VirtualMachine::Resume,
                                        &VirtualMachine::BeginCopy,
                                        &VirtualMachine::EndCopy,
                                        &VirtualMachine::Stall,
                                        &VirtualMachine::Unstall})
        {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { ((*empty).*function)(); }),
                                  true,
                                  "no guest");
        }
        Simulator::Destroy();
    }

    std::vector<std::string> m_changes; //!< as traced
};

/// The suite.
class MobilityVirtualMachineTestSuite : public TestSuite
{
  public:
    MobilityVirtualMachineTestSuite()
        : TestSuite("lisp-mobility-virtual-machine", TestSuite::Type::UNIT)
    {
        AddTestCase(new UdpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TcpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StallTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StateTestCase, compat::TestDuration<>::QUICK);
    }
};

MobilityVirtualMachineTestSuite g_mobilityVirtualMachineTestSuite; //!< registers the suite

} // namespace
