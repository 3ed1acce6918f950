/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Mobility without LISP by host routes: the message, its channel, and what speakers do.
 */

#include "core-test-net.h"

#include "ns3/error-model.h"
#include "ns3/home-agent.h"
#include "ns3/host-route-channel.h"
#include "ns3/host-route-speaker.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <list>
#include <map>
#include <stdexcept>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: gateways and core are speakers (33 ms for each message). The client asks the guest every
 * 100 ms from 3 s to 19.9 s; the guest moves at 5.05 s, is away from 5.25 s on, and back at home
 * from 12.25 s on.
 * Expected, by hand. News goes 10 + 33 ms a router: the away gateway routes at 5.25 s, core 1 at
 * 5.293, core 0 and 2 at 5.336, the home gateway at 5.379; the withdrawal likewise from the home
 * gateway at 12.25 s. A question reaches core 2 10 ms and core 0 20 ms after it left: those of 5.1,
 * 5.2 and 5.3 s go home and are lost there, those of 12.1, 12.2 and 12.3 s likewise at the away
 * gateway, for want of a peer on the cable. All others are answered, those while the guest is away
 * without passing the home gateway. Once more with the other family.
 */
class HostRouteTestCase : public TestCase
{
  public:
    explicit HostRouteTestCase(bool isIpv6)
        : TestCase(isIpv6 ? "host routes, IPv6" : "host routes, IPv4"),
          m_isIpv6(isIpv6)
    {
    }

  private:
    static void Changed(std::vector<Time>* times, const NetworkAddress& host, Ptr<NetDevice>)
    {
        if (host == CoreNet::Guest(false) || host == CoreNet::Guest(true))
        {
            times->push_back(Simulator::Now());
        }
    }

    static void Count(uint32_t* counter, Ptr<const Packet> packet)
    {
        // Questions have 100 octets of payload; messages and all else here have less.
        *counter += packet->GetSize() > 100;
    }

    void DoRun() override
    {
        CoreNet net;
        net.MoveThereAndBack();
        std::vector<Ptr<HostRouteSpeaker>> speakers;
        std::array<std::vector<Time>, 5> changes;
        const std::array<Ptr<Node>, 5> routers = {net.gateway[1],
                                                  net.core[1],
                                                  net.core[0],
                                                  net.core[2],
                                                  net.gateway[0]};
        for (std::size_t i = 0; i < routers.size(); ++i)
        {
            Ptr<HostRouteSpeaker> speaker = CreateObject<HostRouteSpeaker>();
            speaker->Install(routers[i]);
            speaker->TraceConnectWithoutContext("RouteChanged",
                                                MakeBoundCallback(&Changed, &changes[i]));
            speakers.push_back(speaker);
        }
        for (std::size_t link : {0, 1, 3, 4, 5})
        {
            for (int end : {0, 1})
            {
                Ptr<NetDevice> device = net.links[link].Get(end);
                device->GetNode()->GetObject<HostRouteSpeaker>()->AddNeighbor(
                    device,
                    CoreNet::Address(link, m_isIpv6, 2 - end));
            }
        }
        const EidPrefix subnet(CoreNet::Lan(0, m_isIpv6), m_isIpv6 ? 64 : 24);
        speakers[0]->AddMobilePrefix(subnet);
        speakers[0]->Listen(net.listener[1]);
        speakers[4]->AddHomePrefix(subnet);
        speakers[4]->Listen(net.listener[0]);
        auto echo = net.AskGuest(m_isIpv6);
        echo->Run(Seconds(3), Seconds(19.9));
        uint32_t atHome = 0; // questions that reach the home gateway from 6 to 12 s
        Simulator::Schedule(Seconds(6), [&]() {
            net.links[0].Get(0)->TraceConnectWithoutContext("MacRx",
                                                            MakeBoundCallback(&Count, &atHome));
        });
        Simulator::Schedule(Seconds(12), [&]() {
            net.links[0].Get(0)->TraceDisconnectWithoutContext("MacRx",
                                                               MakeBoundCallback(&Count, &atHome));
            for (const auto& speaker : speakers)
            {
                NS_TEST_EXPECT_MSG_EQ(speaker->GetNRoutes(), 1, "a route at each router");
            }
        });
        Simulator::Stop(Seconds(25));
        Simulator::Run();

        const std::array<std::vector<Time>, 5> expected = {{
            {Seconds(5.25), Seconds(12.379)},
            {Seconds(5.293), Seconds(12.336)},
            {Seconds(5.336), Seconds(12.293)},
            {Seconds(5.336), Seconds(12.336)},
            {Seconds(5.379), Seconds(12.25)},
        }};
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(AreClose(expected[i], changes[i]), true, "router " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(echo->sent, 170, "questions");
        NS_TEST_EXPECT_MSG_EQ(echo->received.size(), 164, "answers");
        NS_TEST_EXPECT_MSG_EQ(net.port[0]->GetDrops(EthernetDropReason::NO_PEER), 3, "home");
        NS_TEST_EXPECT_MSG_EQ(net.port[1]->GetDrops(EthernetDropReason::NO_PEER), 3, "away");
        NS_TEST_EXPECT_MSG_EQ(atHome, 0, "no detour");
        for (const auto& speaker : speakers)
        {
            NS_TEST_EXPECT_MSG_EQ(speaker->GetNRoutes(), 0, "no host route is left");
            NS_TEST_EXPECT_MSG_EQ(speaker->GetChannel()->GetUnacknowledged(), 0, "acknowledged");
        }
        // Each of the five links carried each of the two news once or, in the core, both ways.
        uint64_t sent = 0;
        for (const auto& speaker : speakers)
        {
            sent += speaker->GetChannel()->GetSent(HostRouteMessage::ADVERTISE);
            sent += speaker->GetChannel()->GetSent(HostRouteMessage::WITHDRAW);
        }
        NS_TEST_EXPECT_MSG_EQ(sent, 12, "news: 4 + 2 messages, twice");
        Simulator::Destroy();
    }

    bool m_isIpv6; //!< or IPv4
};

/**
 * Method: messages are written, and octets by hand are read.
 * Expected: the octets of the figure in HostRouteMessage; what breaks the format is refused.
 */
class MessageTestCase : public TestCase
{
  public:
    MessageTestCase()
        : TestCase("the message's octets")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            HostRouteMessage message;
            std::vector<uint8_t> octets;
        };

        const Row rows[] = {
            {{HostRouteMessage::ADVERTISE, Ipv4Address("10.1.0.10"), 0x0102030405060708, 7},
             {1,  1, 0, 1,  0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8,
              10, 1, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
            {{HostRouteMessage::ADVERTISE, Ipv4Address("10.1.0.10"), 9, 7, 254},
             {1,  1, 254, 1,  0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 9,
              10, 1, 0,   10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
            {{HostRouteMessage::WITHDRAW, Ipv6Address("2001:db8::a"), 1, 0xfffefdfc},
             {1,    2,    0,    2,    255, 254, 253, 252, 0, 0, 0, 0, 0, 0, 0, 1,
              0x20, 0x01, 0x0d, 0xb8, 0,   0,   0,   0,   0, 0, 0, 0, 0, 0, 0, 10}},
        };
        for (const Row& row : rows)
        {
            Ptr<Packet> packet = Create<Packet>();
            packet->AddHeader(row.message);
            std::vector<uint8_t> octets(packet->GetSize());
            packet->CopyData(octets.data(), octets.size());
            NS_TEST_EXPECT_MSG_EQ((octets == row.octets), true, "octets");
            HostRouteMessage read;
            NS_TEST_EXPECT_MSG_EQ(HostRouteMessage::Read(packet, read), true, "read");
            NS_TEST_EXPECT_MSG_EQ(read.GetHost(), row.message.GetHost(), "host");
            NS_TEST_EXPECT_MSG_EQ(read.GetSequence(), row.message.GetSequence(), "sequence");
            NS_TEST_EXPECT_MSG_EQ(read.GetOrigin(), row.message.GetOrigin(), "origin");
            NS_TEST_EXPECT_MSG_EQ(+read.GetHops(), +row.message.GetHops(), "hops");
        }
        const std::vector<std::pair<std::size_t, uint8_t>> faults =
            {{0, 2}, {1, 0}, {1, 4}, {3, 0}, {3, 3}, {16, 224}};
        for (const auto& [index, value] : faults)
        {
            std::vector<uint8_t> octets = rows[0].octets;
            octets[index] = value;
            HostRouteMessage read;
            NS_TEST_EXPECT_MSG_EQ(
                HostRouteMessage::Read(Create<Packet>(octets.data(), octets.size()), read),
                false,
                "octet " << index << " is " << +value);
        }
        for (std::size_t size = 0; size < 40; ++size)
        {
            std::vector<uint8_t> octets = rows[0].octets;
            octets.resize(size);
            HostRouteMessage read;
            NS_TEST_EXPECT_MSG_EQ(HostRouteMessage::Read(Create<Packet>(octets.data(), size), read),
                                  (size == HostRouteMessage::SIZE),
                                  size);
        }
        const HostRouteMessage older(HostRouteMessage::ADVERTISE, Ipv4Address("10.1.0.10"), 4, 9);
        const HostRouteMessage newer(HostRouteMessage::ADVERTISE, Ipv4Address("10.1.0.10"), 5, 1);
        const HostRouteMessage other(HostRouteMessage::ADVERTISE, Ipv4Address("10.1.0.10"), 5, 2);
        NS_TEST_EXPECT_MSG_EQ(newer.IsNewerThan(older), true, "sequence first");
        NS_TEST_EXPECT_MSG_EQ(older.IsNewerThan(newer), false, "sequence first");
        NS_TEST_EXPECT_MSG_EQ(other.IsNewerThan(newer), true, "then origin");
        NS_TEST_EXPECT_MSG_EQ(newer.IsNewerThan(newer), false, "not than itself");
        const HostRouteMessage farther(HostRouteMessage::ADVERTISE,
                                       Ipv4Address("10.1.0.10"),
                                       5,
                                       1,
                                       2);
        NS_TEST_EXPECT_MSG_EQ(newer.IsNewerThan(farther), true, "then the shorter way");
        NS_TEST_EXPECT_MSG_EQ(farther.IsNewerThan(newer), false, "then the shorter way");
        NS_TEST_EXPECT_MSG_EQ(farther.IsNewerThan(older), true, "news by whatever way");
    }
};

/**
 * Method: the home and the away gateway have a channel; the first sends the second a message at 101
 * s over a link that loses everything, or only the first message, or nothing; and a stranger and a
 * peer send it rubbish.
 * Expected: with everything lost, sent at 101, 102, 104, 108, 116, 132, 164, 196 and 228 s (RFC
 * 6275 section 11.8: doubling up to 32 s, 8 repetitions) and given up at 260 s; with the first
 * lost, sent twice and received once; the rubbish is counted by reason and answered by nothing.
 */
class ChannelTestCase : public TestCase
{
  public:
    ChannelTestCase()
        : TestCase("repeated until acknowledged")
    {
    }

  private:
    static void Sent(std::vector<Time>* times, const NetworkAddress&, const HostRouteMessage&)
    {
        times->push_back(Simulator::Now());
    }

    void Receive(const NetworkAddress&, const HostRouteMessage&)
    {
        ++m_received;
    }

    void Run(std::size_t lost, const std::vector<Time>& expected, bool arrives)
    {
        CoreNet net;
        m_received = 0;
        std::vector<Time> times;
        std::array<Ptr<HostRouteChannel>, 2> channels;
        for (std::size_t i = 0; i < 2; ++i)
        {
            channels[i] = CreateObject<HostRouteChannel>();
            channels[i]->Open(net.gateway[i], MakeCallback(&ChannelTestCase::Receive, this));
            channels[i]->AddPeer(CoreNet::Near(1 - i, false));
        }
        channels[0]->TraceConnectWithoutContext("Sent", MakeBoundCallback(&Sent, &times));
        Ptr<ReceiveListErrorModel> model = CreateObject<ReceiveListErrorModel>();
        std::list<uint32_t> packets;
        for (uint32_t i = 0; i < lost; ++i)
        {
            packets.push_back(i);
        }
        model->SetList(packets);
        Simulator::ScheduleWithContext(net.gateway[0]->GetId(), Seconds(101), [&]() {
            // By now the nodes have done with asking for routers, and only this is on the link.
            DynamicCast<PointToPointNetDevice>(net.links[1].Get(0))->SetReceiveErrorModel(model);
            channels[0]->Send(
                CoreNet::Near(1, false),
                HostRouteMessage(HostRouteMessage::ADVERTISE, CoreNet::Guest(false), 1, 0));
        });
        auto rubbish = [&](Ptr<Node> node, uint8_t first) {
            std::vector<uint8_t> octets(HostRouteMessage::SIZE, 1);
            octets[0] = first;
            octets[2] = 0;
            Ptr<Socket> socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
            socket->SendTo(Create<Packet>(octets.data(), octets.size()),
                           0,
                           InetSocketAddress(CoreNet::Near(1, false).ToIpv4(), 1021));
        };
        if (lost == 0)
        {
            Simulator::ScheduleWithContext(net.client->GetId(), Seconds(3), [&]() {
                rubbish(net.client, 1);
            });
            Simulator::ScheduleWithContext(net.gateway[0]->GetId(), Seconds(3), [&]() {
                rubbish(net.gateway[0], 9);
            });
        }
        Simulator::Stop(Seconds(400));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(AreClose(expected, times), true, "sent, losing " << lost);
        NS_TEST_EXPECT_MSG_EQ(m_received, (arrives ? 1 : 0), "received, losing " << lost);
        NS_TEST_EXPECT_MSG_EQ(channels[0]->GetDrops(HostRouteDropReason::NO_ANSWER),
                              (arrives ? 0 : 1),
                              "given up, losing " << lost);
        NS_TEST_EXPECT_MSG_EQ(channels[0]->GetUnacknowledged(), 0, "nothing waits");
        NS_TEST_EXPECT_MSG_EQ(channels[1]->GetSent(HostRouteMessage::ACKNOWLEDGE),
                              (arrives ? 1 : 0),
                              "acknowledged, losing " << lost);
        NS_TEST_EXPECT_MSG_EQ(channels[1]->GetDrops(HostRouteDropReason::UNKNOWN_PEER),
                              (lost == 0 ? 1 : 0),
                              "the stranger's");
        NS_TEST_EXPECT_MSG_EQ(channels[1]->GetDrops(HostRouteDropReason::MALFORMED),
                              (lost == 0 ? 1 : 0),
                              "the peer's");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(0, {Seconds(101)}, true);
        Run(1, {Seconds(101), Seconds(102)}, true);
        std::vector<Time> all;
        for (int second : {1, 2, 4, 8, 16, 32, 64, 96, 128})
        {
            all.push_back(Seconds(100 + second));
        }
        Run(1000, all, false);
    }

    uint32_t m_received{0}; //!< messages that arrived
};

/**
 * Method: what cannot be configured is tried; and news that a speaker cannot use is sent to one
 * with room for one host. Expected: std::invalid_argument for each of the first; the others are
 * dropped under their reasons.
 */
class LimitTestCase : public TestCase
{
  public:
    LimitTestCase()
        : TestCase("what is refused, and limits")
    {
    }

  private:
    void DoRun() override
    {
        CoreNet net;
        Ptr<HostRouteSpeaker> speaker = CreateObject<HostRouteSpeaker>();
        speaker->SetAttribute("MaxHosts", UintegerValue(1));
        speaker->Install(net.core[0]);
        Ptr<NetDevice> device = net.links[0].Get(1);
        speaker->AddNeighbor(device, CoreNet::Near(0, false));
        Ptr<HostRouteChannel> neighbor = CreateObject<HostRouteChannel>();
        neighbor->Open(net.gateway[0],
                       MakeNullCallback<void, const NetworkAddress&, const HostRouteMessage&>());
        neighbor->AddPeer(CoreNet::Far(0, false));
        Ptr<HomeAgent> agent = CreateObject<HomeAgent>();
        agent->Install(net.gateway[1], CoreNet::Near(1, false));
        auto isRefused = [](const std::function<void()>& attempt) {
            try
            {
                attempt();
            }
            catch (const std::invalid_argument&)
            {
                return true;
            }
            return false;
        };
        const std::map<std::string, std::function<void()>> refused = {
            {"speaker twice", [&]() { speaker->Install(net.core[0]); }},
            {"two speakers", [&]() { CreateObject<HostRouteSpeaker>()->Install(net.core[0]); }},
            {"no IP", [&]() { CreateObject<HostRouteSpeaker>()->Install(CreateObject<Node>()); }},
            {"another node's device",
             [&]() { speaker->AddNeighbor(net.links[0].Get(0), CoreNet::Near(0, false)); }},
            {"a group", [&]() { speaker->AddNeighbor(device, Ipv4Address("224.0.0.5")); }},
            {"no address", [&]() { speaker->AddNeighbor(device, NetworkAddress()); }},
            {"port taken",
             [&]() {
                 CreateObject<HostRouteChannel>()->Open(
                     net.core[0],
                     MakeNullCallback<void, const NetworkAddress&, const HostRouteMessage&>());
             }},
            {"no such address",
             [&]() { CreateObject<HomeAgent>()->Install(net.gateway[0], Ipv4Address("1.2.3.4")); }},
            {"a peer of the other family", [&]() { agent->AddPeer(CoreNet::Near(0, true)); }},
            {"itself as peer", [&]() { agent->AddPeer(CoreNet::Near(1, false)); }},
            {"home gateway is no peer",
             [&]() {
                 agent->AddForeignPrefix(EidPrefix::FromString("10.1.0.0/24"),
                                         CoreNet::Near(0, false));
             }},
        };
        for (const auto& [name, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_EQ(isRefused(attempt), true, name);
        }

        const NetworkAddress to = CoreNet::Far(0, false);
        Simulator::ScheduleWithContext(net.gateway[0]->GetId(), Seconds(1), [&]() {
            auto send = [&](const char* host, uint64_t sequence) {
                neighbor->Send(to,
                               HostRouteMessage(HostRouteMessage::ADVERTISE,
                                                NetworkAddress::FromString(host),
                                                sequence,
                                                0));
            };
            send("10.1.0.10", 5);
            send("10.1.0.11", 5); // no room
            send("fd0e:1::a", 5); // no next hop of that family
        });
        Simulator::ScheduleWithContext(net.gateway[0]->GetId(), Seconds(2), [&]() {
            neighbor->Send(to,
                           HostRouteMessage(HostRouteMessage::WITHDRAW,
                                            CoreNet::Guest(false),
                                            4,
                                            0)); // stale
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(speaker->GetNRoutes(), 1, "one host");
        Ptr<HostRouteChannel> channel = speaker->GetChannel();
        NS_TEST_EXPECT_MSG_EQ(channel->GetDrops(HostRouteDropReason::NO_ROOM), 1, "no room");
        NS_TEST_EXPECT_MSG_EQ(channel->GetDrops(HostRouteDropReason::NOT_OURS), 1, "family");
        NS_TEST_EXPECT_MSG_EQ(channel->GetDrops(HostRouteDropReason::STALE), 1, "stale");
        Simulator::Destroy();
    }
};

/// The suite of host routes.
class MobilityRoutingTestSuite : public TestSuite
{
  public:
    MobilityRoutingTestSuite()
        : TestSuite("lisp-mobility-routing", TestSuite::Type::UNIT)
    {
        AddTestCase(new MessageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChannelTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LimitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostRouteTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new HostRouteTestCase(true), compat::TestDuration<>::QUICK);
    }
};

const MobilityRoutingTestSuite g_mobilityRoutingTestSuite; //!< registers itself

} // namespace
