/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a neighbour can do to a BGP speaker, and what is left for the others.
 *
 * ```
 *   attacker .2 (AS 64513) -- 10.0.1.0/24 -- .1 speaker (AS 64512) .1 -- 10.0.2.0/24 -- .2 other
 * (AS 64514)
 * ```
 *
 * Links have 10 ms and 1 Gbit/s. The attacker is a socket, or a speaker.
 */

#include "ns3/bgp-speaker.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// Octets of a message, or of many.
using Octets = std::vector<uint8_t>;

/// @param parts some octets @return them one after the other
Octets
Join(const std::vector<Octets>& parts)
{
    Octets all;
    for (const auto& part : parts)
    {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

/// @param prefix a prefix @return it
EidPrefix
Prefix(const std::string& prefix)
{
    return EidPrefix::FromString(prefix);
}

/// The three routers.
struct BesiegedSpeaker
{
    BesiegedSpeaker()
    {
        for (auto& node : nodes)
        {
            node = CreateObject<Node>();
            InternetStackHelper().Install(node);
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        for (uint32_t i = 1; i <= 2; ++i)
        {
            const auto ends = link.Install(nodes[0], nodes[i]);
            const std::string net = "10.0." + std::to_string(i) + ".";
            AddIpInterface(ends.Get(0), InterfaceAddress::FromString(net + "1/24"));
            AddIpInterface(ends.Get(1), InterfaceAddress::FromString(net + "2/24"));
            for (uint32_t end = 0; end < 2; ++end)
            {
                const uint32_t owner = end == 0 ? 0 : i;
                if (!speakers[owner] && owner != 1)
                {
                    AddSpeaker(owner);
                }
                devices[i][end] = ends.Get(end);
            }
        }
        session =
            speakers[0]->AddNeighbor(devices[1][0], NetworkAddress::FromString("10.0.1.2"), 64513);
        good =
            speakers[0]->AddNeighbor(devices[2][0], NetworkAddress::FromString("10.0.2.2"), 64514);
        speakers[2]->AddNeighbor(devices[2][1], NetworkAddress::FromString("10.0.2.1"), 64512);
        speakers[2]->Originate(Prefix("198.51.100.0/24"));
    }

    ~BesiegedSpeaker()
    {
        Simulator::Destroy();
    }

    /// @param number a router that gets a speaker
    void AddSpeaker(uint32_t number)
    {
        speakers[number] = CreateObject<BgpSpeaker>();
        speakers[number]->SetAttribute("AdvertisementInterval", TimeValue(Seconds(0)));
        speakers[number]->Install(nodes[number], 64512 + number);
    }

    /// Open a new connection of the attacker's, whose octets are all read.
    void Connect()
    {
        socket = Socket::CreateSocket(nodes[1], TcpSocketFactory::GetTypeId());
        socket->SetIpTtl(1);
        socket->SetRecvCallback(MakeCallback(&BesiegedSpeaker::Read, this));
        socket->Bind();
        socket->Connect(InetSocketAddress(Ipv4Address("10.0.1.1"), BGP_PORT));
    }

    /// @param from has octets
    void Read(Ptr<Socket> from)
    {
        while (from->GetRxAvailable() > 0)
        {
            from->Recv();
        }
    }

    /// @param octets that the attacker sends
    void Send(const Octets& octets) const
    {
        socket->Send(Create<Packet>(octets.data(), octets.size()));
    }

    /// @return OPEN and KEEPALIVE of the attacker
    static Octets Handshake()
    {
        BgpOpen open;
        open.asNumber = 64513;
        open.holdTime = 90;
        open.identifier = 2;
        open.isMultiprotocol = true;
        open.ipv4Unicast = true;
        return Join({EncodeBgpMessage(open), EncodeBgpMessage(BgpKeepalive())});
    }

    /// @param prefix where to @param transitive attributes @return an UPDATE of the attacker's
    static Octets Announce(const std::string& prefix, const Octets& transitive = {})
    {
        BgpUpdate update;
        update.attributes.path = {{false, {64513}}};
        update.attributes.transitive = transitive;
        update.announced = {{NetworkAddress::FromString("10.0.1.2"), {Prefix(prefix)}}};
        return EncodeBgpMessage(update);
    }

    /// @param prefix where to @return true if the other router has been told of it
    bool IsTold(const std::string& prefix) const
    {
        return speakers[2]->GetRib().GetBest(Prefix(prefix)) != nullptr;
    }

    Ptr<Node> nodes[3];           //!< speaker, attacker, other
    Ptr<NetDevice> devices[3][2]; //!< of a link from the speaker to a router: both ends
    Ptr<BgpSpeaker> speakers[3];  //!< on them
    Ptr<BgpSession> session;      //!< of the speaker with the attacker
    Ptr<BgpSession> good;         //!< of the speaker with the other
    Ptr<Socket> socket;           //!< of the attacker
};

/**
 * Method: 600 connections of the attacker, one a second. On each go, in pieces of random length, an
 * OPEN and a KEEPALIVE that are right in two of three cases and random octets or nothing in the
 * third, and then two messages of a kind that each exists, with up to 4 octets changed, cut or
 * followed by random ones. At the end a connection with all as it should be. A fixed seed.
 * Expected: each connection that was open has ended, for a reason that is counted; the
 * table has no more than what could be announced (two prefixes a message); the session with
 * the other router lives through all of it, with its one OPEN, and it hears of the route of the end
 * 10 ms after the speaker, which is 20 ms after it was sent.
 */
class GarbageTestCase : public TestCase
{
  public:
    GarbageTestCase()
        : TestCase("octets of no sense on port 179")
    {
    }

  private:
    /// @return some messages that are well formed
    static std::vector<Octets> MakeMessages()
    {
        BgpUpdate withdrawal;
        withdrawal.withdrawn = {Prefix("192.0.2.0/24")};
        BgpUpdate ipv6;
        ipv6.attributes.path = {{false, {64513, 7}}, {true, {8, 9}}};
        ipv6.announced = {{NetworkAddress::FromString("fd00::2"), {Prefix("2001:db8::/32")}}};
        return {BesiegedSpeaker::Announce("192.0.2.0/24"),
                BesiegedSpeaker::Announce("10.0.0.0/8", {0xc0, 8, 4, 0xfd, 0xe9, 0, 1}),
                EncodeBgpMessage(withdrawal),
                EncodeBgpMessage(ipv6),
                EncodeBgpMessage(BgpNotification{BgpErrorCode::CEASE, 2, {1, 2}}),
                EncodeBgpMessage(BgpKeepalive()),
                BesiegedSpeaker::Handshake()};
    }

    /// @param octets a message that is changed @param random numbers
    static void Change(Octets& octets, std::mt19937& random)
    {
        for (uint32_t changes = random() % 5; changes > 0; --changes)
        {
            // Behind the marker in most cases, since a wrong one ends it all.
            const std::size_t first =
                random() % 8 ? std::min<std::size_t>(16, octets.size() - 1) : 0;
            octets[first + random() % (octets.size() - first)] = static_cast<uint8_t>(random());
        }
        if (random() % 6 == 0)
        {
            octets.resize(random() % octets.size() + 1);
        }
        for (uint32_t more = random() % 6 ? 0 : random() % 5000; more > 0; --more)
        {
            octets.push_back(static_cast<uint8_t>(random()));
        }
    }

    void DoRun() override
    {
        constexpr uint32_t connections = 600;
        BesiegedSpeaker net;
        const auto messages = MakeMessages();
        std::mt19937 random(179);
        for (uint32_t i = 0; i < connections; ++i)
        {
            const Time at = Seconds(5 + i);
            Simulator::Schedule(at, &BesiegedSpeaker::Connect, &net);
            Octets stream;
            const uint32_t start = random() % 6;
            if (start > 1)
            {
                stream = BesiegedSpeaker::Handshake();
            }
            else if (start == 1)
            {
                stream.resize(random() % 100);
                std::generate(stream.begin(), stream.end(), [&] { return random(); });
            }
            for (int n = 0; n < 2; ++n)
            {
                auto message = messages[random() % messages.size()];
                Change(message, random);
                stream.insert(stream.end(), message.begin(), message.end());
            }
            int64_t when = 100;
            for (std::size_t done = 0; done < stream.size();)
            {
                const std::size_t size =
                    std::min<std::size_t>(stream.size() - done,
                                          random() % 2 ? 8000 : random() % 99 + 1);
                const Octets piece(stream.begin() + done, stream.begin() + done + size);
                Simulator::Schedule(at + MilliSeconds(when++), [&net, piece] { net.Send(piece); });
                done += size;
            }
            Simulator::Schedule(at + MilliSeconds(900), [&net] { net.socket->Close(); });
        }
        const Time end = Seconds(10 + connections);
        Simulator::Schedule(end, &BesiegedSpeaker::Connect, &net);
        Simulator::Schedule(end + MilliSeconds(100),
                            [&] { net.Send(BesiegedSpeaker::Handshake()); });
        Simulator::Schedule(end + Seconds(1),
                            [&] { net.Send(BesiegedSpeaker::Announce("203.0.113.0/24")); });
        Simulator::Stop(end + MilliSeconds(1009));
        Simulator::Run();
        const auto& rib = net.speakers[0]->GetRib();
        NS_TEST_EXPECT_MSG_EQ((net.session->GetState() == BgpState::ESTABLISHED),
                              true,
                              "at the end");
        NS_TEST_EXPECT_MSG_EQ(rib.GetNRoutes(), 1, "what was announced has gone with its session");
        uint64_t ends = 0;
        for (const auto reason :
             {BgpDownReason::CLOSED, BgpDownReason::REFUSED, BgpDownReason::NOTIFIED})
        {
            NS_TEST_EXPECT_MSG_GT(net.session->GetDowns(reason), 20, ToString(reason));
            ends += net.session->GetDowns(reason);
        }
        NS_TEST_EXPECT_MSG_EQ(ends, connections, "each ended once");
        NS_TEST_EXPECT_MSG_EQ(net.good->GetReceived(BgpMessageType::OPEN), 1, "the other session");
        NS_TEST_EXPECT_MSG_EQ(net.IsTold("203.0.113.0/24"), false, "not yet");
        Simulator::Stop(MilliSeconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((rib.GetBest(Prefix("203.0.113.0/24")) != nullptr), true, "heard");
        Simulator::Stop(MilliSeconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.IsTold("203.0.113.0/24"), true, "passed on");
    }
};

/**
 * Method: the attacker announces 192.0.2.0/24, then again with an attribute that is to be passed on
 * and fills the message, then as before.
 * Expected: an UPDATE has 23 octets, ORIGIN 4, AS_PATH 9, NEXT_HOP 7 and the prefix 4, so 4049 of
 * 4096 are left: 4 of a header with a long length, 4045 of a value. With AS 64512 before the path
 * it would be 4100: it cannot be told to the other router, which had the shorter one and must not
 * go on with it. It is withdrawn, counted, and announced again with the third.
 */
class LongTestCase : public TestCase
{
  public:
    LongTestCase()
        : TestCase("attributes that fill a message")
    {
    }

  private:
    void DoRun() override
    {
        BesiegedSpeaker net;
        Octets filling = {0xf0, 200, 4045 >> 8, 4045 & 0xff};
        filling.resize(4049);
        const auto full = BesiegedSpeaker::Announce("192.0.2.0/24", filling);
        NS_TEST_ASSERT_MSG_EQ(full.size(), 4096, "the attacker's UPDATE");
        Simulator::Schedule(Seconds(5), &BesiegedSpeaker::Connect, &net);
        Simulator::Schedule(Seconds(6), [&] { net.Send(BesiegedSpeaker::Handshake()); });
        const std::vector<Octets> updates = {BesiegedSpeaker::Announce("192.0.2.0/24"),
                                             full,
                                             BesiegedSpeaker::Announce("192.0.2.0/24")};
        for (std::size_t i = 0; i < updates.size(); ++i)
        {
            Simulator::Schedule(Seconds(7 + i), [&net, &updates, i] { net.Send(updates[i]); });
            Simulator::Schedule(Seconds(7 + i) + MilliSeconds(500), [this, &net, i] {
                const auto* best = net.speakers[0]->GetRib().GetBest(Prefix("192.0.2.0/24"));
                NS_TEST_ASSERT_MSG_NE(best, nullptr, "used here");
                NS_TEST_EXPECT_MSG_EQ(best->attributes->transitive.empty(), (i != 1), "as sent");
                NS_TEST_EXPECT_MSG_EQ(net.IsTold("192.0.2.0/24"), (i != 1), "told");
                NS_TEST_EXPECT_MSG_EQ(net.speakers[0]->GetDrops(BgpDropReason::TOO_LONG),
                                      (i == 0 ? 0 : 1),
                                      "counted");
            });
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.good->GetState() == BgpState::ESTABLISHED), true, "as before");
    }
};

/**
 * Method: the attacker is sent to, but its socket reads nothing, for good or until 105 s, while it
 * sends a KEEPALIVE each 20 s. The other router announces 3000 prefixes in one second and withdraws
 * them in the next, from 10 s to 50 s.
 * Expected: a second's UPDATEs have 3000 x 4 octets and more, so that after 28 seconds, by 38 s,
 * the window of 131072, TCP's own 131072 and the 65536 that may wait are full: 327680 < 28 x 12000.
 * No more is queued than the prefixes that changed. The other router notices nothing. The attacker
 * that never reads loses the session 8 minutes after TCP took something for the last time, by 518 s
 * (RFC 9687), with NOTIFICATION 8. The one that reads late is
 * then told of a prefix that came at 60 s, and stays.
 */
class DeafTestCase : public TestCase
{
  public:
    /// @param isForGood whether the attacker never reads
    explicit DeafTestCase(bool isForGood)
        : TestCase(isForGood ? "a neighbour that never reads" : "a neighbour that reads late"),
          m_isForGood(isForGood)
    {
    }

  private:
    static constexpr uint32_t PREFIXES = 3000; //!< of the other router

    void DoRun() override
    {
        BesiegedSpeaker net;
        Simulator::Schedule(Seconds(5), [&net] {
            net.Connect();
            net.socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        });
        Simulator::Schedule(Seconds(6), [&net] { net.Send(BesiegedSpeaker::Handshake()); });
        for (uint32_t at = 20; at < 520; at += 20)
        {
            Simulator::Schedule(Seconds(at), [&net] {
                if (net.session->GetState() == BgpState::ESTABLISHED)
                {
                    net.Send(EncodeBgpMessage(BgpKeepalive()));
                }
            });
        }
        for (uint32_t round = 0; round <= 40; ++round)
        {
            Simulator::Schedule(Seconds(10 + round), [&net, round] {
                for (uint32_t i = 0; i < PREFIXES; ++i)
                {
                    const EidPrefix prefix(Ipv4Address(0x0b000000 + (i << 8)), 24);
                    round % 2 ? net.speakers[2]->Withdraw(prefix)
                              : net.speakers[2]->Originate(prefix);
                }
            });
        }
        if (!m_isForGood)
        {
            Simulator::Schedule(Seconds(105), [&net] {
                net.Read(net.socket);
                net.socket->SetRecvCallback(MakeCallback(&BesiegedSpeaker::Read, &net));
            });
        }
        // Changes while it does not read; of the others, it may have the last state already.
        Simulator::Schedule(Seconds(60), [&net] {
            net.speakers[2]->Originate(Prefix("203.0.113.0/24"));
            net.speakers[2]->Withdraw(Prefix("203.0.113.0/24"));
            net.speakers[2]->Originate(Prefix("192.0.2.0/24"));
        });
        uint64_t sentAtStop = 0;
        Simulator::Schedule(Seconds(100), [&] {
            NS_TEST_EXPECT_MSG_EQ(net.session->IsBehind(), true, "what waits");
            sentAtStop = net.session->GetSent(BgpMessageType::UPDATE);
        });
        Simulator::Stop(Seconds(m_isForGood ? 520 : 200));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((net.good->GetState() == BgpState::ESTABLISHED), true, "the other");
        NS_TEST_EXPECT_MSG_EQ(net.speakers[0]->GetRib().GetNRoutes(), PREFIXES + 2, "all is here");
        if (m_isForGood)
        {
            NS_TEST_EXPECT_MSG_EQ(net.session->GetDowns(BgpDownReason::SEND_HOLD), 1, "ended");
            NS_TEST_EXPECT_MSG_EQ(ToString(net.session->GetLastError()),
                                  "send hold timer expired 0",
                                  "why");
            return;
        }
        NS_TEST_EXPECT_MSG_EQ((net.session->GetState() == BgpState::ESTABLISHED), true, "lives");
        NS_TEST_EXPECT_MSG_EQ(net.session->IsBehind(), false, "nothing waits");
        NS_TEST_EXPECT_MSG_GT(net.session->GetSent(BgpMessageType::UPDATE), sentAtStop, "the rest");
    }

    const bool m_isForGood; //!< the attacker never reads
};

/// The suite.
class BgpHostileTestSuite : public TestSuite
{
  public:
    BgpHostileTestSuite()
        : TestSuite("lisp-underlay-bgp-hostile", TestSuite::Type::UNIT)
    {
        AddTestCase(new GarbageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LongTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeafTestCase(true), compat::TestDuration<>::QUICK);
        AddTestCase(new DeafTestCase(false), compat::TestDuration<>::QUICK);
    }
};

BgpHostileTestSuite g_bgpHostileTestSuite; //!< registers the suite

} // namespace
