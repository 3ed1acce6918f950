/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A BGP session between two routers: how it comes up, goes on, and ends.
 */

#include "bgp-test-pair.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/link-failure.h"
#include "ns3/node-failure.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// @param a a time @param b another @return true if they are within a millisecond
bool
IsNear(Time a, Time b)
{
    return Abs(a - b) < MilliSeconds(1);
}

/**
 * Method: two speakers with hold times of 90 and 60 s; each originates a prefix. Each family.
 * Expected: the higher address, router 1, connects between 1.5 and 2 s (StartDelay with jitter);
 * the other listens. With a link of 10 ms: SYN at t, SYN-ACK back at t + 20 ms, when router 1 sends
 * its OPEN; router 0 has TCP's connection and that OPEN at t + 30 ms, and sends OPEN and KEEPALIVE;
 * router 1 has both at t + 40 ms: established; router 0 has its KEEPALIVE at t + 50 ms:
 * established. Router 1's UPDATE comes with it, router 0's at t + 60 ms. The hold time is the
 * lesser, 60 s; a KEEPALIVE goes out each 15 to 20 s: in the 600 s from then on 30 to 40 from each,
 * besides the first. The route to the other's prefix is in the node's table, by its address.
 */
class EstablishTestCase : public TestCase
{
  public:
    explicit EstablishTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "a session, IPv4" : "a session, IPv6"),
          m_family(family)
    {
    }

  private:
    /// @param prefix where to @param nextHop by whom
    void Changed(const EidPrefix& prefix, const NetworkAddress& nextHop)
    {
        if (nextHop.IsValid())
        {
            m_changes[nextHop] = {prefix, Simulator::Now()};
        }
    }

    void DoRun() override
    {
        BgpTestPair net(m_family);
        net.Speak();
        net.sessions[1]->SetAttribute("HoldTime", TimeValue(Seconds(60)));
        BgpStateLog passive(net.sessions[0]);
        BgpStateLog active(net.sessions[1]);
        const bool isIpv4 = m_family == AddressFamily::IPV4;
        const EidPrefix prefixes[] = {
            EidPrefix::FromString(isIpv4 ? "192.0.2.0/24" : "fd0a::/16"),
            EidPrefix::FromString(isIpv4 ? "198.51.100.0/24" : "fd0b::/16")};
        for (uint32_t i = 0; i < 2; ++i)
        {
            net.speakers[i]->AssignStreams(10 * i);
            net.speakers[i]->Originate(prefixes[i]);
            net.speakers[i]->TraceConnectWithoutContext(
                "RouteChanged",
                MakeCallback(&EstablishTestCase::Changed, this));
        }
        Simulator::Stop(Seconds(602));
        Simulator::Run();

        const Time start = active.When(BgpState::CONNECT);
        NS_TEST_EXPECT_MSG_EQ((start >= Seconds(1.5) && start <= Seconds(2)), true, start);
        NS_TEST_EXPECT_MSG_EQ(IsNear(active.When(BgpState::OPEN_SENT), start + MilliSeconds(20)),
                              true,
                              "TCP, active");
        NS_TEST_EXPECT_MSG_EQ(IsNear(passive.When(BgpState::OPEN_SENT), start + MilliSeconds(30)),
                              true,
                              "TCP, passive");
        NS_TEST_EXPECT_MSG_EQ(IsNear(active.When(BgpState::ESTABLISHED), start + MilliSeconds(40)),
                              true,
                              "established, active");
        NS_TEST_EXPECT_MSG_EQ(IsNear(passive.When(BgpState::ESTABLISHED), start + MilliSeconds(50)),
                              true,
                              "established, passive");
        NS_TEST_EXPECT_MSG_EQ(passive.When(BgpState::CONNECT), Seconds(-1), "it only listens");
        const auto& fromActive = m_changes[net.addresses[1]];
        NS_TEST_EXPECT_MSG_EQ(fromActive.first, prefixes[1], "router 0's route");
        NS_TEST_EXPECT_MSG_EQ(IsNear(fromActive.second, start + MilliSeconds(50)), true, "when");
        const auto& fromPassive = m_changes[net.addresses[0]];
        NS_TEST_EXPECT_MSG_EQ(fromPassive.first, prefixes[0], "router 1's route");
        NS_TEST_EXPECT_MSG_EQ(IsNear(fromPassive.second, start + MilliSeconds(60)), true, "when");
        for (uint32_t i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.sessions[i]->GetHoldTime(), Seconds(60), "hold time");
            NS_TEST_EXPECT_MSG_EQ(net.speakers[i]->GetNRoutes(), 1, "routes in the node");
            NS_TEST_EXPECT_MSG_EQ(net.sessions[i]->GetSent(BgpMessageType::OPEN), 1, "opens");
            NS_TEST_EXPECT_MSG_EQ(net.sessions[i]->GetSent(BgpMessageType::UPDATE), 1, "updates");
            const auto keepalives = net.sessions[i]->GetSent(BgpMessageType::KEEPALIVE);
            NS_TEST_EXPECT_MSG_EQ((keepalives >= 30 && keepalives <= 41), true, keepalives);
            NS_TEST_EXPECT_MSG_EQ(net.sessions[i]->GetPeer().asNumber, 64513 - i, "AS");
        }
        Simulator::Destroy();
        m_changes.clear();
    }

    AddressFamily m_family;                                         //!< of the session
    std::map<NetworkAddress, std::pair<EidPrefix, Time>> m_changes; //!< by next hop
};

/**
 * Method: three ends of a session that is established, and its return: the link goes down at 100 s
 * and comes back at 200 s; it breaks silently at 100 s, and is mended at 300 s; the script stops
 * router 0's end at 100 s. Router 1's prefix is at router 0 before.
 * Expected: (down) at 100 s both are idle and the route is gone; from 200 s on 3.75 to 5 s pass
 * (IdleHoldTime with jitter) to the connection, and 50 ms more until router 0 is established.
 * (silent) The last KEEPALIVE came 30 s before the break at most, so the hold timer runs out
 * between 160 and 190 s, at each end, where the route is gone then. Its NOTIFICATION reaches
 * nobody. SYNs are tried at 0, 3, 9, 21, 45, 93 s (ns-3's TCP doubles from 3 s), but
 * ConnectRetryTimer of 90 to 120 s begins anew: with the mended link the session is back by 190 + 5
 * + 2 x 120 = 435 s. (stopped) Router 1 gets the NOTIFICATION (Cease, Administrative Shutdown) 10
 * ms later, and connects in vain from then on.
 */
class EndTestCase : public TestCase
{
  public:
    /// How it ends.
    enum Way
    {
        DOWN,
        SILENT,
        STOPPED,
    };

    /// @param way how it ends @param family of the session
    EndTestCase(Way way, AddressFamily family)
        : TestCase("an end: way " + std::to_string(way) +
                   (family == AddressFamily::IPV4 ? ", IPv4" : ", IPv6")),
          m_way(way),
          m_family(family)
    {
    }

  private:
    /// @param nextHop by whom
    void Changed(const EidPrefix& /* prefix */, const NetworkAddress& nextHop)
    {
        if (!nextHop.IsValid() && m_gone.IsZero())
        {
            m_gone = Simulator::Now();
        }
    }

    void DoRun() override
    {
        BgpTestPair net(m_family);
        net.Speak();
        BgpStateLog passive(net.sessions[0]);
        BgpStateLog active(net.sessions[1]);
        for (uint32_t i = 0; i < 2; ++i)
        {
            net.speakers[i]->AssignStreams(10 * i);
        }
        net.speakers[1]->Originate(EidPrefix::FromString(
            m_family == AddressFamily::IPV4 ? "198.51.100.0/24" : "fd0b::/16"));
        net.speakers[0]->TraceConnectWithoutContext("RouteChanged",
                                                    MakeCallback(&EndTestCase::Changed, this));
        NodeFailure failure;
        const auto fail = [&](bool isUp) {
            if (m_way == DOWN)
            {
                failure.SetLink(net.devices.Get(0), isUp);
            }
            else if (m_way == SILENT)
            {
                LinkFailure::SetLink(net.devices.Get(0), isUp);
            }
            else if (!isUp)
            {
                net.sessions[0]->Stop();
            }
        };
        std::size_t before = 0;
        Simulator::Schedule(Seconds(99), [&]() { before = net.speakers[0]->GetNRoutes(); });
        Simulator::Schedule(Seconds(100), [&]() { fail(false); });
        Simulator::Schedule(Seconds(m_way == DOWN ? 200 : 300), [&]() { fail(true); });
        Simulator::Stop(Seconds(500));
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ(before, 1, "a route before");
        const auto downs = [&](uint32_t end, BgpDownReason reason) {
            return net.sessions[end]->GetDowns(reason);
        };
        const Time idle[] = {passive.When(BgpState::IDLE), active.When(BgpState::IDLE)};
        const Time back = passive.When(BgpState::ESTABLISHED, 1);
        NS_TEST_EXPECT_MSG_EQ(m_gone, idle[0], "the route goes with the session");
        switch (m_way)
        {
        case DOWN:
            for (uint32_t i = 0; i < 2; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(idle[i], Seconds(100), "at once");
                NS_TEST_EXPECT_MSG_EQ(downs(i, BgpDownReason::INTERFACE_DOWN), 1, "why");
            }
            NS_TEST_EXPECT_MSG_EQ((back >= Seconds(203.799) && back <= Seconds(205.051)),
                                  true,
                                  back);
            break;
        case SILENT:
            for (uint32_t i = 0; i < 2; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ((idle[i] >= Seconds(160) && idle[i] <= Seconds(190.011)),
                                      true,
                                      idle[i]);
                NS_TEST_EXPECT_MSG_EQ(downs(i, BgpDownReason::HOLD_TIMER), 1, "why");
                NS_TEST_EXPECT_MSG_EQ(
                    (net.sessions[i]->GetLastError().code == BgpErrorCode::HOLD_TIMER_EXPIRED),
                    true,
                    "said so");
            }
            NS_TEST_EXPECT_MSG_EQ((back > Seconds(300) && back < Seconds(435)), true, back);
            break;
        case STOPPED:
            NS_TEST_EXPECT_MSG_EQ(idle[0], Seconds(100), "at once");
            NS_TEST_EXPECT_MSG_EQ(IsNear(idle[1], Seconds(100.01)), true, idle[1]);
            NS_TEST_EXPECT_MSG_EQ(downs(0, BgpDownReason::STOPPED), 1, "why");
            NS_TEST_EXPECT_MSG_EQ(downs(1, BgpDownReason::NOTIFIED), 1, "why");
            NS_TEST_EXPECT_MSG_EQ(ToString(net.sessions[1]->GetLastError()), "cease 2", "said so");
            NS_TEST_EXPECT_MSG_EQ(back, Seconds(-1), "for good");
            break;
        }
        NS_TEST_EXPECT_MSG_EQ(net.speakers[0]->GetNRoutes(), (m_way == STOPPED ? 0 : 1), "after");
        Simulator::Destroy();
    }

    Way m_way;              //!< how it ends
    AddressFamily m_family; //!< of the session
    Time m_gone;            //!< when router 0 lost the route
};

/**
 * Method: a socket of router 1 plays the neighbour: it connects at 1 s and sends octets; what
 * router 0 answers behind its OPEN and KEEPALIVE is read. Expected: a NOTIFICATION with the code
 * and subcode of RFC 4271 section 6 or RFC 6608 for each, as the comment at each row says.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("a neighbour that errs")
    {
    }

  private:
    /// @param sent octets of the neighbour @return router 0's last error
    std::string Answer(const std::vector<uint8_t>& sent)
    {
        BgpTestPair net(AddressFamily::IPV4);
        const auto speaker = CreateObject<BgpSpeaker>();
        speaker->Install(net.routers[0], 64512);
        const auto session = speaker->AddNeighbor(net.devices.Get(0), net.addresses[1], 64513);
        const auto socket = Socket::CreateSocket(net.routers[1], TcpSocketFactory::GetTypeId());
        std::vector<uint8_t> received;
        Simulator::ScheduleWithContext(net.routers[1]->GetId(), Seconds(1), [&]() {
            socket->Connect(InetSocketAddress(net.addresses[0].ToIpv4(), 179));
            socket->Send(Create<Packet>(sent.data(), sent.size()));
        });
        Simulator::Schedule(Seconds(2), [&]() {
            while (socket->GetRxAvailable() > 0)
            {
                const Ptr<Packet> packet = socket->Recv();
                const std::size_t at = received.size();
                received.resize(at + packet->GetSize());
                packet->CopyData(received.data() + at, packet->GetSize());
            }
        });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        std::string text = ToString(session->GetState());
        std::size_t at = 0;
        while (at < received.size())
        {
            const BgpFrame frame = PeekBgpMessage(received.data() + at, received.size() - at);
            NS_TEST_EXPECT_MSG_GT(frame.length, 0, "whole messages");
            if (frame.length == 0)
            {
                break;
            }
            const auto decoded = DecodeBgpMessage(received.data() + at, frame.length);
            if (const auto* error = std::get_if<BgpNotification>(&decoded.message))
            {
                text = ToString(*error);
            }
            at += frame.length;
        }
        Simulator::Destroy();
        return text;
    }

    void DoRun() override
    {
        BgpOpen open;
        open.asNumber = 64513;
        open.identifier = 1;
        open.holdTime = 90;
        open.isMultiprotocol = true;
        open.ipv4Unicast = true;
        BgpOpen other = open;
        other.asNumber = 64514;
        BgpOpen shortAs = open;
        shortAs.fourOctetAs = false;
        BgpOpen ipv6 = open;
        ipv6.ipv4Unicast = false;
        ipv6.ipv6Unicast = true;
        BgpOpen plain = open;
        plain.isMultiprotocol = false;
        plain.ipv4Unicast = false;
        BgpUpdate wrongAs;
        wrongAs.attributes.path = {{false, {64999}}};
        wrongAs.announced = {
            {NetworkAddress::FromString("10.0.0.2"), {EidPrefix::FromString("192.0.2.0/24")}}};
        BgpUpdate good = wrongAs;
        good.attributes.path = {{false, {64513}}};
        const std::vector<uint8_t> rubbish(40, 0x42);

        struct Row
        {
            std::vector<BgpMessage> messages; //!< that the neighbour sends
            const char* expected;             //!< what comes back, or the state
        };

        const Row rows[] = {
            {{other}, "open error 2"},                               // Bad Peer AS
            {{shortAs}, "open error 7"},                             // RFC 5492 section 5
            {{ipv6}, "open error 7"},                                // RFC 5492 section 5
            {{BgpKeepalive()}, "state machine error 1"},             // RFC 6608
            {{open, open}, "state machine error 2"},                 // RFC 6608
            {{open, BgpKeepalive(), open}, "state machine error 3"}, // RFC 6608
            {{open, BgpKeepalive(), wrongAs}, "update error 11"},    // the leftmost AS
            {{open, BgpKeepalive(), good}, "established"},           // no error
            {{plain, BgpKeepalive(), good}, "established"},          // IPv4 needs no capability
            {{open, BgpNotification{BgpErrorCode::CEASE, 2, {}}}, "active"}, // it listens anew
        };
        for (const Row& row : rows)
        {
            std::vector<uint8_t> octets;
            for (const auto& message : row.messages)
            {
                const auto encoded = EncodeBgpMessage(message);
                octets.insert(octets.end(), encoded.begin(), encoded.end());
            }
            NS_TEST_EXPECT_MSG_EQ(Answer(octets), row.expected, row.expected);
        }
        NS_TEST_EXPECT_MSG_EQ(Answer(rubbish), "header error 1", "not synchronized");
    }
};

/**
 * Method: an established neighbour announces routes that are none; a stranger connects; and what
 * cannot be configured is tried.
 * Expected: each route is dropped under its reason, and the session goes on; the stranger gets no
 * answer; std::invalid_argument for each mistake. At more prefixes than allowed the session ends
 * with Cease, Maximum Number of Prefixes Reached (RFC 4486).
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        BgpTestPair net(AddressFamily::IPV4);
        net.Speak();
        net.speakers[0]->SetAttribute("MaxPrefixes", UintegerValue(3));
        net.sessions[0]->SetAttribute("StartDelay", TimeValue(Seconds(0)));
        const auto update = [](const std::string& hop,
                               const std::string& prefix,
                               const std::vector<uint32_t>& path) {
            BgpUpdate update;
            update.attributes.path = {{false, path}};
            update.announced = {{NetworkAddress::FromString(hop), {EidPrefix::FromString(prefix)}}};
            return update;
        };
        Simulator::Schedule(Seconds(10), [&]() {
            net.sessions[1]->Send(update("10.0.0.2", "192.0.2.0/24", {64513, 64512}));
            net.sessions[1]->Send(update("10.0.9.2", "192.0.2.0/24", {64513}));
            net.sessions[1]->Send(update("10.0.0.1", "192.0.2.0/24", {64513}));
            net.sessions[1]->Send(update("10.0.0.2", "240.0.0.0/24", {64513}));
            net.sessions[1]->Send(update("fd00::2", "fd0b::/16", {64513}));
            net.sessions[1]->Send(update("10.0.0.7", "192.0.2.0/24", {64513}));
        });
        std::size_t routes = 0;
        BgpState state{};
        Simulator::Schedule(Seconds(11), [&]() {
            routes = net.speakers[0]->GetNRoutes();
            state = net.sessions[0]->GetState();
            for (const char* prefix : {"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"})
            {
                net.sessions[1]->Send(update("10.0.0.2", prefix, {64513}));
            }
        });
        std::string error;
        Simulator::Schedule(Seconds(12),
                            [&]() { error = ToString(net.sessions[1]->GetLastError()); });
        Simulator::Stop(Seconds(13));
        Simulator::Run();
        const auto drops = [&](BgpDropReason reason) { return net.speakers[0]->GetDrops(reason); };
        NS_TEST_EXPECT_MSG_EQ(drops(BgpDropReason::OWN_AS), 1, "a loop");
        NS_TEST_EXPECT_MSG_EQ(drops(BgpDropReason::NEXT_HOP), 2, "not on the link; this node");
        NS_TEST_EXPECT_MSG_EQ(drops(BgpDropReason::BAD_PREFIX), 1, "class E");
        NS_TEST_EXPECT_MSG_EQ(drops(BgpDropReason::FAMILY), 1, "IPv6");
        NS_TEST_EXPECT_MSG_EQ(routes, 1, "by another router of the subnet");
        NS_TEST_EXPECT_MSG_EQ((state == BgpState::ESTABLISHED), true, "it goes on");
        NS_TEST_EXPECT_MSG_EQ(error, "cease 1", "too many");

        const auto isRefused = [](const std::function<void()>& attempt) {
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
        const auto device = net.devices.Get(0);
        auto& speaker = *net.speakers[0];
        const auto prefix = EidPrefix::FromString("192.0.2.0/24");
        const auto other = NetworkAddress::FromString("10.0.0.5");
        const std::map<std::string, std::function<void()>> refused = {
            {"twice", [&]() { speaker.Install(net.routers[0], 7); }},
            {"no IP", [&]() { CreateObject<BgpSpeaker>()->Install(CreateObject<Node>(), 7); }},
            {"AS 0", [&]() { CreateObject<BgpSpeaker>()->Install(CreateObject<Node>(), 0); }},
            {"AS_TRANS",
             [&]() { CreateObject<BgpSpeaker>()->Install(CreateObject<Node>(), 23456); }},
            {"another node's device", [&]() { speaker.AddNeighbor(net.devices.Get(1), other, 7); }},
            {"itself", [&]() { speaker.AddNeighbor(device, net.addresses[0], 7); }},
            {"beyond the link",
             [&]() { speaker.AddNeighbor(device, NetworkAddress::FromString("10.0.9.1"), 7); }},
            {"no address", [&]() { speaker.AddNeighbor(device, NetworkAddress(), 7); }},
            {"its own AS", [&]() { speaker.AddNeighbor(device, other, 64512); }},
            {"a neighbour twice", [&]() { speaker.AddNeighbor(device, net.addresses[1], 64513); }},
            {"a group", [&]() { speaker.Originate(EidPrefix::FromString("224.0.0.0/8")); }},
            {"an instance", [&]() { speaker.Originate(EidPrefix(prefix.GetAddress(), 24, 7)); }},
            {"a router without a device", [&]() { speaker.Originate(prefix, nullptr, other); }},
        };
        for (const auto& [what, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_EQ(isRefused(attempt), true, what);
        }
        Simulator::Destroy();
    }
};

/// The suite.
class BgpSessionTestSuite : public TestSuite
{
  public:
    BgpSessionTestSuite()
        : TestSuite("lisp-underlay-bgp-session", TestSuite::Type::UNIT)
    {
        for (const auto family : {AddressFamily::IPV4, AddressFamily::IPV6})
        {
            AddTestCase(new EstablishTestCase(family), compat::TestDuration<>::QUICK);
            for (const auto way : {EndTestCase::DOWN, EndTestCase::SILENT, EndTestCase::STOPPED})
            {
                AddTestCase(new EndTestCase(way, family), compat::TestDuration<>::QUICK);
            }
        }
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
    }
};

BgpSessionTestSuite g_bgpSessionTestSuite; //!< registers the suite

} // namespace
