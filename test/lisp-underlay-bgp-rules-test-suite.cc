/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Rules of the BGP session that show in what is sent when: keepalives, connections that
 * fail, capabilities, and the next hop over IPv6.
 */

#include "bgp-test-pair.h"

#include "ns3/config.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/mac48-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: both ends offer a hold time of 3 s, the least there is, and are left alone for a minute;
 * then, with 60 s and no AdvertisementInterval, one end tells of a change each 10 s for 200 s.
 * Expected: a third of 3 s, less jitter, would be 0.75 to 1 s, but KEEPALIVEs MUST NOT be sent more
 * often than each second (RFC 4271 section 4.4): from the second on, which the KeepaliveTimer
 * sends, none comes sooner than 1 s after the one before, and the session stays. An UPDATE restarts
 * the timer (section 8.2.2, Established), which runs for 15 s at least: the end that tells sends no
 * KEEPALIVE but the one of OPEN_CONFIRM until the last UPDATE; the other, each 15 to 20 s, sends 9
 * to 13 more in 198 s. Hold times that a speaker MUST NOT offer (1 and 2 s, section 4.2), or that
 * the field of whole seconds cannot hold, throw.
 */
class KeepaliveTestCase : public TestCase
{
  public:
    KeepaliveTestCase()
        : TestCase("keepalives")
    {
    }

  private:
    /// @param message that router 0 sends
    void Sent(const BgpMessage& message)
    {
        if (GetBgpType(message) == BgpMessageType::KEEPALIVE)
        {
            m_times.push_back(Simulator::Now());
        }
    }

    void RunLeast()
    {
        BgpTestPair net(AddressFamily::IPV4);
        net.Speak();
        for (uint32_t i = 0; i < 2; ++i)
        {
            net.sessions[i]->SetAttribute("HoldTime", TimeValue(Seconds(3)));
            net.speakers[i]->AssignStreams(10 * i);
        }
        net.sessions[0]->TraceConnectWithoutContext("Sent",
                                                    MakeCallback(&KeepaliveTestCase::Sent, this));
        Simulator::Stop(Seconds(62));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.sessions[0]->GetState() == BgpState::ESTABLISHED), true, "up");
        NS_TEST_EXPECT_MSG_EQ(net.sessions[0]->GetSent(BgpMessageType::OPEN), 1, "all the time");
        NS_TEST_ASSERT_MSG_GT(m_times.size(), 55, "about one a second");
        for (std::size_t i = 1; i < m_times.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(m_times[i] - m_times[i - 1], Seconds(1), "number " << i);
        }
        Simulator::Destroy();
    }

    void RunUpdates()
    {
        BgpTestPair net(AddressFamily::IPV4);
        net.Speak();
        for (uint32_t i = 0; i < 2; ++i)
        {
            net.sessions[i]->SetAttribute("HoldTime", TimeValue(Seconds(60)));
            net.speakers[i]->SetAttribute("AdvertisementInterval", TimeValue(Seconds(0)));
            net.speakers[i]->AssignStreams(10 * i);
        }
        for (int i = 0; i < 20; ++i)
        {
            Simulator::Schedule(Seconds(10 + 10 * i), [&net, i]() {
                const auto prefix = EidPrefix::FromString("192.0.2.0/24");
                i % 2 ? net.speakers[0]->Withdraw(prefix) : net.speakers[0]->Originate(prefix);
            });
        }
        Simulator::Stop(Seconds(200.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.sessions[0]->GetSent(BgpMessageType::UPDATE), 20, "updates");
        NS_TEST_EXPECT_MSG_EQ(net.sessions[0]->GetSent(BgpMessageType::KEEPALIVE), 1, "the first");
        const auto others = net.sessions[1]->GetSent(BgpMessageType::KEEPALIVE);
        NS_TEST_EXPECT_MSG_EQ((others >= 10 && others <= 14), true, others);
        Simulator::Destroy();
    }

    void DoRun() override
    {
        RunLeast();
        RunUpdates();
        for (const Time& wrong : {Seconds(1), Seconds(2), MilliSeconds(3500)})
        {
            bool isRefused = false;
            try
            {
                CreateObject<BgpSession>()->SetAttribute("HoldTime", TimeValue(wrong));
            }
            catch (const std::invalid_argument&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, "hold time " << wrong);
        }
    }

    std::vector<Time> m_times; //!< of router 0's KEEPALIVEs
};

/**
 * Method: router 1 connects to router 0, which is no speaker. TCP gives up after one SYN and 1 s.
 * Expected: without DelayOpenTimer a connection that fails in the state Connect leads to Idle (RFC
 * 4271 section 8.2.2, event 18), from where the next is opened after IdleHoldTime, 5 s less jitter;
 * ConnectRetryTimer has not run out. The first fails at 2.5 to 3 s, each further one 1 + 3.75 to 1
 * + 5 s later: in 32 s 1 + 29 / 6 = 5 to 1 + 29.5 / 4.75 = 7.
 */
class FailureTestCase : public TestCase
{
  public:
    FailureTestCase()
        : TestCase("connections that fail")
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(1));
        Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(1)));
        BgpTestPair net(AddressFamily::IPV4);
        const auto speaker = CreateObject<BgpSpeaker>();
        speaker->Install(net.routers[1], 64513);
        const auto session = speaker->AddNeighbor(net.devices.Get(1), net.addresses[0], 64512);
        session->SetAttribute("StartDelay", TimeValue(Seconds(2)));
        speaker->AssignStreams(1);
        BgpStateLog log(session);
        Simulator::Stop(Seconds(32));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(log.When(BgpState::IDLE),
                                  log.When(BgpState::CONNECT) + Seconds(1),
                                  MilliSeconds(1),
                                  "TCP gave up");
        const auto failed = session->GetDowns(BgpDownReason::CLOSED);
        NS_TEST_EXPECT_MSG_EQ((failed >= 5 && failed <= 7), true, failed);
        Simulator::Destroy();
        Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(6));
        Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(3)));
    }
};

/**
 * Method: a session over IPv6 between routers on one link; router 1 tells a prefix.
 * Expected: its MP_REACH_NLRI has, behind the global address of the next hop, that of router 1's
 * interface on the link, fe80::/10 (RFC 2545 section 3: shall be included if and only if the next
 * hop, the speaker and the peer share a subnet). The route is by the global one.
 */
class LinkLocalTestCase : public TestCase
{
  public:
    LinkLocalTestCase()
        : TestCase("the next hop's link-local address")
    {
    }

  private:
    /// @param message that router 0 gets
    void Received(const BgpMessage& message)
    {
        if (const auto* update = std::get_if<BgpUpdate>(&message))
        {
            m_reaches.insert(m_reaches.end(), update->announced.begin(), update->announced.end());
        }
    }

    void DoRun() override
    {
        BgpTestPair net(AddressFamily::IPV6);
        net.Speak();
        net.speakers[1]->Originate(EidPrefix::FromString("fd0b::/16"));
        net.sessions[0]->TraceConnectWithoutContext(
            "Received",
            MakeCallback(&LinkLocalTestCase::Received, this));
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(m_reaches.size(), 1, "one route");
        NS_TEST_EXPECT_MSG_EQ(m_reaches[0].nextHop, net.addresses[1], "by the global address");
        const NetworkAddress own = Ipv6Address::MakeAutoconfiguredLinkLocalAddress(
            Mac48Address::ConvertFrom(net.devices.Get(1)->GetAddress()));
        NS_TEST_EXPECT_MSG_EQ(m_reaches[0].linkLocal, own, "and by that of the link");
        Simulator::Destroy();
    }

    std::vector<BgpReach> m_reaches; //!< what router 0 was told
};

/**
 * Method: router 0 has IPv6 as well, and a session over it; a socket of router 1 connects, with an
 * OPEN for IPv4 alone, at 1 s, and again at 11 s.
 * Expected: Unsupported Capability (RFC 5492 section 5) each time: two refusals. Such a peering
 * SHOULD NOT be established anew by itself (section 3); router 0, which only listens, opens none
 * anyway, and would take one that is right: no octets of a neighbour end its session for good.
 */
class CapabilityTestCase : public TestCase
{
  public:
    CapabilityTestCase()
        : TestCase("a capability that is needed")
    {
    }

  private:
    void DoRun() override
    {
        BgpTestPair net(AddressFamily::IPV6);
        const auto speaker = CreateObject<BgpSpeaker>();
        speaker->Install(net.routers[0], 64512);
        const auto session = speaker->AddNeighbor(net.devices.Get(0), net.addresses[1], 64513);
        BgpOpen open;
        open.asNumber = 64513;
        open.identifier = 1;
        open.holdTime = 90;
        open.isMultiprotocol = true;
        open.ipv4Unicast = true;
        const auto octets = EncodeBgpMessage(open);
        std::vector<Ptr<Socket>> sockets;
        for (const int at : {1, 11})
        {
            Simulator::ScheduleWithContext(net.routers[1]->GetId(), Seconds(at), [&]() {
                sockets.push_back(
                    Socket::CreateSocket(net.routers[1], TcpSocketFactory::GetTypeId()));
                sockets.back()->Bind(Inet6SocketAddress(net.addresses[1].ToIpv6(), 0));
                sockets.back()->Connect(Inet6SocketAddress(net.addresses[0].ToIpv6(), 179));
                sockets.back()->Send(Create<Packet>(octets.data(), octets.size()));
            });
        }
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ToString(session->GetLastError()), "open error 7", "refused");
        NS_TEST_EXPECT_MSG_EQ(session->GetDowns(BgpDownReason::REFUSED), 2, "each time");
        NS_TEST_EXPECT_MSG_EQ((session->GetState() == BgpState::ACTIVE), true, "it listens");
        NS_TEST_EXPECT_MSG_EQ(session->MayAccept(), true, "and would take another");
        sockets.clear();
        Simulator::Destroy();
    }
};

/// The suite.
class BgpRulesTestSuite : public TestSuite
{
  public:
    BgpRulesTestSuite()
        : TestSuite("lisp-underlay-bgp-rules", TestSuite::Type::UNIT)
    {
        AddTestCase(new KeepaliveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LinkLocalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CapabilityTestCase, compat::TestDuration<>::QUICK);
    }
};

BgpRulesTestSuite g_bgpRulesTestSuite; //!< registers the suite

} // namespace
