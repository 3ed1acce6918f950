/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Mobility without LISP through the home gateway: the triangle, and the tunnel.
 */

#include "core-test-net.h"

#include "ns3/data-rate.h"
#include "ns3/home-agent.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ip-in-ip-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: both gateways are home agents. The client asks the guest every 100 ms from 3 s to 19.9 s;
 * the guest moves at 5.05 s, is away from 5.25 s on, leaves at 12.05 s, is home from 12.25 s on.
 * Expected, by hand: the registration reaches home at 5.28 s, 30 ms after the guest is heard. The
 * questions of 5.1 and 5.2 s are lost at home; those from 5.3 to 12.2 s (70) go through the tunnel,
 * which takes them to the away gateway 60 ms after they left: those of 12.0, 12.1 and 12.2 s are
 * lost there, for want of a peer on the cable. All others are answered. The answers go straight to
 * the client: a question and its answer take 60 + 30 ms.
 */
class TriangularTestCase : public TestCase
{
  public:
    TriangularTestCase(bool isIpv6, bool isIpv6Core)
        : TestCase(std::string("through the home gateway, ") + (isIpv6 ? "IPv6" : "IPv4") +
                   (isIpv6Core ? " in IPv6" : " in IPv4")),
          m_isIpv6(isIpv6),
          m_isIpv6Core(isIpv6Core)
    {
    }

  private:
    void DoRun() override
    {
        CoreNet net;
        net.MoveThereAndBack();
        std::array<Ptr<HomeAgent>, 2> agents;
        for (std::size_t i = 0; i < 2; ++i)
        {
            agents[i] = CreateObject<HomeAgent>();
            agents[i]->Install(net.gateway[i], CoreNet::Near(i, m_isIpv6Core));
            agents[i]->AddPeer(CoreNet::Near(1 - i, m_isIpv6Core));
            agents[i]->Listen(net.listener[i]);
        }
        const EidPrefix subnet(CoreNet::Lan(0, m_isIpv6), m_isIpv6 ? 64 : 24);
        agents[0]->AddHomePrefix(subnet);
        agents[1]->AddForeignPrefix(subnet, CoreNet::Near(0, m_isIpv6Core));
        auto echo = net.AskGuest(m_isIpv6);
        echo->Run(Seconds(3), Seconds(19.9));
        Simulator::Stop(Seconds(25));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo->sent, 170, "questions");
        NS_TEST_EXPECT_MSG_EQ(echo->received.size(), 165, "answers");
        NS_TEST_EXPECT_MSG_EQ(agents[0]->GetTunnel()->GetEncapsulated(), 70, "through home");
        NS_TEST_EXPECT_MSG_EQ(agents[1]->GetTunnel()->GetDecapsulated(), 70, "through home");
        NS_TEST_EXPECT_MSG_EQ(agents[1]->GetTunnel()->GetEncapsulated(), 0, "answers do not");
        NS_TEST_EXPECT_MSG_EQ(net.port[0]->GetDrops(EthernetDropReason::NO_PEER), 2, "home");
        NS_TEST_EXPECT_MSG_EQ(net.port[1]->GetDrops(EthernetDropReason::NO_PEER), 3, "away");
        for (const auto& agent : agents)
        {
            for (auto reason : {TunnelDropReason::NO_BINDING,
                                TunnelDropReason::UNKNOWN_PEER,
                                TunnelDropReason::MALFORMED,
                                TunnelDropReason::NOT_HERE})
            {
                NS_TEST_EXPECT_MSG_EQ(agent->GetTunnel()->GetDrops(reason), 0, reason);
            }
            NS_TEST_EXPECT_MSG_EQ(agent->GetChannel()->GetUnacknowledged(), 0, "acknowledged");
        }
        const Time answered = echo->received.at(40); // of 7.2 s, after 21 and 19
        NS_TEST_EXPECT_MSG_EQ(AreClose({Seconds(7.29)}, {answered}), true, "the triangle's time");
        Simulator::Destroy();
    }

    bool m_isIpv6;     //!< of guest and client, or IPv4
    bool m_isIpv6Core; //!< of the tunnel, or IPv4
};

/**
 * Method: the guest is bound to the away gateway; the client sends it three datagrams that fill the
 * links' 1500 octets, which do not fit the tunnel's 1480 or 1460.
 * Expected: by IPv4 the home gateway fragments them and all arrive; by IPv6 it refuses the first,
 * telling the client the tunnel's MTU, and the others arrive in fragments.
 */
class TunnelMtuTestCase : public TestCase
{
  public:
    explicit TunnelMtuTestCase(bool isIpv6)
        : TestCase(isIpv6 ? "the tunnel's MTU, IPv6" : "the tunnel's MTU, IPv4"),
          m_isIpv6(isIpv6)
    {
    }

  private:
    void DoRun() override
    {
        CoreNet net;
        std::array<Ptr<HomeAgentTunnel>, 2> tunnels;
        for (std::size_t i = 0; i < 2; ++i)
        {
            tunnels[i] = CreateObject<HomeAgentTunnel>();
            tunnels[i]->Install(net.gateway[i], CoreNet::Near(i, m_isIpv6));
            tunnels[i]->AddPeer(CoreNet::Near(1 - i, m_isIpv6));
            tunnels[i]->Bind(CoreNet::Guest(m_isIpv6), CoreNet::Near(1, m_isIpv6));
        }
        NS_TEST_EXPECT_MSG_EQ(tunnels[0]->GetDevice()->GetMtu(), (m_isIpv6 ? 1460 : 1480), "MTU");
        HostRoutes(net.gateway[0]).Set(CoreNet::Guest(m_isIpv6), tunnels[0]->GetDevice());
        HostRoutes(net.gateway[1]).Set(CoreNet::Guest(m_isIpv6), net.port[1]);
        net.machine->Detach();
        net.machine->Attach(net.port[1]);
        auto echo = net.AskGuest(m_isIpv6);
        echo->size = 1500 - 8 - (m_isIpv6 ? 40 : 20);
        echo->Run(Seconds(3), Seconds(3.2));
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        const bool isRefused = m_isIpv6 && !compat::IPV6_EXCEEDS_MTU;
        const uint32_t arrived = isRefused ? 2 : 3;
        const uint32_t fragments = m_isIpv6 && !isRefused ? 1 : 2;
        NS_TEST_EXPECT_MSG_EQ(echo->answeredBy[net.guest], arrived, "arrived");
        NS_TEST_EXPECT_MSG_EQ(tunnels[0]->GetEncapsulated(), arrived * fragments, "fragments");
        NS_TEST_EXPECT_MSG_EQ(echo->received.size(), echo->answeredBy[net.guest], "and back");
        Simulator::Destroy();
    }

    bool m_isIpv6; //!< or IPv4
};

/**
 * Method: packets are sent to the away gateway with another IP packet inside, by the home gateway
 * or by the client; the guest is bound there or not. Expected: the reason in each row, counted
 * once; the simulation goes on.
 */
class TunnelDropTestCase : public TestCase
{
  public:
    TunnelDropTestCase()
        : TestCase("what a tunnel drops")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* name;
            bool isPeer;
            uint8_t protocol;
            std::vector<uint8_t> inner;
            TunnelDropReason reason;
        };

        const std::vector<uint8_t> whole = {0x45, 0, 0,  20, 0, 0, 0,  0, 64, 17,
                                            0,    0, 10, 3,  0, 1, 10, 1, 0,  10};
        auto with = [&whole](std::size_t index, uint8_t value) {
            std::vector<uint8_t> changed = whole;
            changed[index] = value;
            return changed;
        };
        const std::vector<uint8_t> cut(whole.begin(), whole.begin() + 19);
        const Row rows[] = {
            {"from the client", false, 4, whole, TunnelDropReason::UNKNOWN_PEER},
            {"for a stranger", true, 4, with(19, 11), TunnelDropReason::NOT_HERE},
            {"nothing inside", true, 4, {}, TunnelDropReason::MALFORMED},
            {"cut short", true, 4, cut, TunnelDropReason::MALFORMED},
            {"version 5", true, 4, with(0, 0x55), TunnelDropReason::MALFORMED},
            {"header of 4 words", true, 4, with(0, 0x44), TunnelDropReason::MALFORMED},
            {"header of 15 words", true, 4, with(0, 0x4f), TunnelDropReason::MALFORMED},
            {"longer than it is", true, 4, with(3, 21), TunnelDropReason::MALFORMED},
            {"shorter than its header", true, 4, with(3, 19), TunnelDropReason::MALFORMED},
            {"IPv4 as IPv6", true, 41, whole, TunnelDropReason::MALFORMED},
        };
        for (const Row& row : rows)
        {
            CoreNet net;
            Ptr<HomeAgentTunnel> tunnel = CreateObject<HomeAgentTunnel>();
            tunnel->Install(net.gateway[1], CoreNet::Near(1, false));
            tunnel->AddPeer(CoreNet::Near(0, false));
            tunnel->Bind(CoreNet::Guest(false), CoreNet::Near(1, false));
            const int from = row.isPeer ? 0 : 2;
            Ptr<Node> sender = row.isPeer ? net.gateway[0] : net.client;
            Simulator::ScheduleWithContext(sender->GetId(), Seconds(3), [&]() {
                sender->GetObject<Ipv4>()->Send(Create<Packet>(row.inner.data(), row.inner.size()),
                                                CoreNet::Near(from, false).ToIpv4(),
                                                CoreNet::Near(1, false).ToIpv4(),
                                                row.protocol,
                                                nullptr);
            });
            // Sent into the tunnel by the gateway itself: a host of which it knows no gateway.
            HostRoutes(net.gateway[1]).Set(Ipv4Address("10.1.0.77"), tunnel->GetDevice());
            Ptr<Socket> socket =
                Socket::CreateSocket(net.gateway[1], UdpSocketFactory::GetTypeId());
            Simulator::ScheduleWithContext(net.gateway[1]->GetId(), Seconds(3), [&]() {
                socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.1.0.77", 7));
            });
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(tunnel->GetDrops(row.reason), 1, row.name);
            NS_TEST_EXPECT_MSG_EQ(tunnel->GetDrops(TunnelDropReason::NO_BINDING), 1, row.name);
            NS_TEST_EXPECT_MSG_EQ(tunnel->GetDecapsulated(), 0, row.name);
            Simulator::Destroy();
        }
    }
};

/// The suite of home agents.
class MobilityHomeAgentTestSuite : public TestSuite
{
  public:
    MobilityHomeAgentTestSuite()
        : TestSuite("lisp-mobility-home-agent", TestSuite::Type::UNIT)
    {
        for (bool isIpv6 : {false, true})
        {
            for (bool isIpv6Core : {false, true})
            {
                AddTestCase(new TriangularTestCase(isIpv6, isIpv6Core),
                            compat::TestDuration<>::QUICK);
            }
            AddTestCase(new TunnelMtuTestCase(isIpv6), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new TunnelDropTestCase, compat::TestDuration<>::QUICK);
    }
};

const MobilityHomeAgentTestSuite g_mobilityHomeAgentTestSuite; //!< registers itself

} // namespace
