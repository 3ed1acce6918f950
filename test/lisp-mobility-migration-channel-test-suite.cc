/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The messages of migrations and the channel that carries them: golden octets, what is
 * refused, pace, order, backlog, loss of the other end.
 */

#include "migration-test-net.h"
#include "packet-hex.h"

#include "ns3/migration-channel.h"
#include "ns3/migration-message.h"
#include "ns3/ns3-compat.h"
#include "ns3/tcp-cubic.h"
#include "ns3/test.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Message = MigrationMessage;

constexpr uint16_t PORT = 5000; //!< of the tests' own listener

/**
 * Method: messages of each type are written, and read again; then octets that no hypervisor sends.
 * Expected: the octets as the class draws them: type, flags, 16 bits of count, 32 of length, 64 of
 * value. 15 pages of 4096 octets with 8 of header each are 61560 = 0xf078. Octets of an unknown
 * type or flag, with a length above 2^22, one that is no multiple of the count, or one where none
 * belongs, are not valid.
 */
class MessageTestCase : public TestCase
{
  public:
    MessageTestCase()
        : TestCase("golden octets of messages")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<Message, std::string>> golden = {
            {Message(Message::HELLO, 0x0000000300000001, 1), "01000001 00000000 0000000300000001"},
            {Message(Message::ACCEPT), "02000000 00000000 0000000000000000"},
            {Message(Message::BLOCKS, 65520, 0, 65520), "03000000 0000fff0 000000000000fff0"},
            {Message::MakePages(30, 15, 4096, false), "0400000f 0000f078 000000000000001e"},
            {Message::MakePages(7, 2, 4096, true), "04010002 00002010 0000000000000007"},
            {Message(Message::STATE, 0, 0, 1024), "05000000 00000400 0000000000000000"},
            {Message(Message::COMPLETE, 262144), "06000000 00000000 0000000000040000"},
            {Message(Message::COMPLETE, 0, 0, 0, Message::PAGES_FOLLOW),
             "06020000 00000000 0000000000000000"},
            {Message(Message::TAKEN), "07000000 00000000 0000000000000000"},
            {Message(Message::DEMAND, 4711, 1), "08000001 00000000 0000000000001267"},
            {Message(Message::ABORT), "09000000 00000000 0000000000000000"},
            {Message(Message::ALIVE), "0a000000 00000000 0000000000000000"},
        };
        for (const auto& [message, octets] : golden)
        {
            const auto packet = Create<Packet>();
            packet->AddHeader(message);
            NS_TEST_EXPECT_MSG_EQ(ToHex(packet), ToHex(FromHex(octets)), octets);
            Message read;
            FromHex(octets)->PeekHeader(read);
            NS_TEST_EXPECT_MSG_EQ(read.IsValid(), true, octets);
            NS_TEST_EXPECT_MSG_EQ(read.GetType(), message.GetType(), octets);
            NS_TEST_EXPECT_MSG_EQ(read.GetValue(), message.GetValue(), octets);
            NS_TEST_EXPECT_MSG_EQ(read.GetCount(), message.GetCount(), octets);
            NS_TEST_EXPECT_MSG_EQ(read.GetLength(), message.GetLength(), octets);
        }
        const std::vector<std::string> invalid = {
            "00000000 00000000 0000000000000000", // no type 0
            "0b000000 00000000 0000000000000000", // no type 11
            "ff000000 00000000 0000000000000000", // nor 255
            "01000002 00000000 0000000300000001", // HELLO of version 2
            "01000001 00000001 0000000300000001", // HELLO with something behind it
            "01010001 00000000 0000000300000001", // HELLO with a flag
            "02000000 00000010 0000000000000000", // ACCEPT with something behind it
            "03000000 00000000 0000000000000000", // BLOCKS of nothing
            "03000000 00400001 0000000000000000", // BLOCKS above 4 MiB
            "04000000 0000f078 0000000000000000", // no PAGES, but octets
            "0400000f 0000f079 0000000000000000", // not a multiple
            "0400000f 00000078 0000000000000000", // headers without pages
            "04020001 00001008 0000000000000000", // PAGES with another flag
            "0400ffff ffffffff 0000000000000000", // PAGES of 4 GiB
            "05000000 00000000 0000000000000000", // STATE of nothing
            "06010000 00000000 0000000000000000", // COMPLETE with another flag
            "06000000 00000001 0000000000000000", // COMPLETE with something behind it
            "08000000 00000000 0000000000000000", // DEMAND of nothing
        };
        for (const auto& octets : invalid)
        {
            Message read;
            FromHex(octets)->PeekHeader(read);
            NS_TEST_EXPECT_MSG_EQ(read.IsValid(), false, octets);
        }
        NS_TEST_EXPECT_MSG_EQ(Message::MakePages(0, 3, 4096, false).GetPageSize(), 4096, "pages");
        NS_TEST_EXPECT_MSG_EQ(Message(Message::ALIVE).GetPageSize(), 0, "no pages");
    }
};

/// An end that sends what it is given, and remembers what happens.
class End : public MigrationChannel::User
{
  public:
    explicit End(Time stall = Seconds(10))
        : channel(Create<MigrationChannel>(this, stall))
    {
    }

    void Connected() override
    {
        connected = Simulator::Now();
    }

    HypervisorDropReason Screen(const Message&) override
    {
        return HypervisorDropReason::NONE;
    }

    void Receive(const Message& message) override
    {
        if (message.GetType() == Message::ACCEPT)
        {
            isAccepted = true;
            channel->Wake();
        }
        else if (message.GetType() != Message::ALIVE)
        {
            received.emplace_back(message, Simulator::Now());
        }
    }

    std::optional<Message> Next() override
    {
        if (!isAccepted)
        {
            return std::nullopt;
        }
        pulls.push_back(Simulator::Now());
        mostUnsent = std::max(mostUnsent, channel->GetUnsent());
        if (toSend.empty())
        {
            return std::nullopt;
        }
        const Message message = toSend.front();
        toSend.pop_front();
        return message;
    }

    void Closed(const std::string& text, HypervisorDropReason drop) override
    {
        why = text;
        reason = drop;
        closed = Simulator::Now();
    }

    void Count(uint32_t out, uint32_t in) override
    {
        sentOctets += out;
        receivedOctets += in;
    }

    Ptr<MigrationChannel> channel;                           //!< its
    std::deque<Message> toSend;                              //!< when pulled
    std::vector<std::pair<Message, Time>> received;          //!< but for ALIVE
    std::vector<Time> pulls;                                 //!< when it was asked
    uint64_t mostUnsent{0};                                  //!< at a pull
    uint64_t sentOctets{0};                                  //!< handed over
    uint64_t receivedOctets{0};                              //!< taken
    bool isAccepted{false};                                  //!< it may send
    Time connected;                                          //!< when
    Time closed;                                             //!< when
    std::string why;                                         //!< it was closed
    HypervisorDropReason reason{HypervisorDropReason::NONE}; //!< and counted as
};

/**
 * @brief Two ends at the two hypervisors' nodes. The second one accepts, and with that acknowledges
 * the whole window of TCP: that of its first packet is 65535 octets at most (RFC 7323 section 2.2).
 */
struct Pair
{
    explicit Pair(MigrationTestNet& net, Time stall = Seconds(10))
        : a(stall),
          b(stall),
          m_stall(stall)
    {
        const auto tcp = net.hypervisor[0]->GetTcp();
        const bool isIpv6 = net.Address(1, 0).GetFamily() == AddressFamily::IPV6;
        listener = MigrationChannel::CreateSocket(net.node[1], MigrationTestNet::MTU, isIpv6, tcp);
        listener->Bind(isIpv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), PORT))
                              : Address(InetSocketAddress(Ipv4Address::GetAny(), PORT)));
        listener->Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&Pair::Accept, this));
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2), [this, &net, tcp]() {
            a.channel->Connect(net.node[0], net.Address(0, 0), net.Address(1, 0), PORT, tcp);
        });
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        b.channel->Accept(socket);
        b.channel->SetUser(&b, m_stall);
        b.channel->Send(Message(Message::ACCEPT));
    }

    Ptr<Socket> listener; //!< at hypervisor 1
    End a;                //!< connects at 2 s, and may send from 2.04 s on
    End b;                //!< is connected to

  private:
    Time m_stall; //!< of both
};

/**
 * Method: messages of 15 pages (61576 octets each, with their first 16) are pulled at several
 * rates, from an end whose TCP never waits.
 * Expected, by hand: from the first pull to the one that finds nothing, n octets take n * 8 /
 * rate, to 1 ns for each piece of up to 65536 octets (which is what ns-3's clock rounds to). 200
 * messages are 12315200 octets: 98.5216 ms at 1 Gbit/s, 985.216 ms at 100 Mbit/s. At 64 kbit/s
 * pieces are of 0.1 s or 800 octets, 77 for the one message, 7.697 s. All octets arrive, and
 * messages in order: the last one 10 ms after it was handed over and what the links take for a
 * piece of 65536 octets (1.1 ms, the router's link three times that at least is allowed for).
 * Never more than 131072 octets wait in TCP. IPv6 once.
 */
class PaceTestCase : public TestCase
{
  public:
    PaceTestCase(uint64_t rate, uint32_t messages, uint32_t pieces, Time expected, bool isIpv6)
        : TestCase("at " + std::to_string(rate) + " bit a second" + (isIpv6 ? ", IPv6" : "")),
          m_rate(rate),
          m_messages(messages),
          m_pieces(pieces),
          m_expected(expected),
          m_isIpv6(isIpv6)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net(m_isIpv6);
        Pair pair(net);
        for (uint32_t i = 0; i < m_messages; ++i)
        {
            pair.a.toSend.push_back(Message::MakePages(i * 15, 15, 4096, false));
        }
        pair.a.channel->SetRate(m_rate);
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(pair.a.pulls.size(), m_messages + 1, "one pull a message");
        const Time taken = pair.a.pulls.back() - pair.a.pulls.front();
        NS_TEST_EXPECT_MSG_EQ_TOL(taken.GetNanoSeconds(),
                                  m_expected.GetNanoSeconds(),
                                  m_pieces,
                                  "pace");
        NS_TEST_ASSERT_MSG_EQ(pair.b.received.size(), m_messages, "all arrive");
        for (uint32_t i = 0; i < m_messages; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(pair.b.received[i].first.GetValue(), i * 15, "in order");
        }
        NS_TEST_EXPECT_MSG_LT(pair.b.received.back().second - pair.a.pulls.back(),
                              MilliSeconds(14),
                              "arrival");
        NS_TEST_EXPECT_MSG_LT(pair.a.mostUnsent, MigrationChannel::MAX_UNSENT + 1, "backlog");
        Simulator::Destroy();
    }

    uint64_t m_rate;     //!< bit/s
    uint32_t m_messages; //!< how many
    uint32_t m_pieces;   //!< that they are handed over in
    Time m_expected;     //!< by hand
    bool m_isIpv6;       //!< family
};

/**
 * Method: without a rate, 500 messages (30788000 octets) go by a link of 100 Mbit/s, with a TCP
 * window of 1 MiB and a first one of 10 segments. At 3 s a control message is sent.
 * Expected: TCP takes what the link carries: 30788000 octets in segments of 8920 with 54 octets of
 * TCP, timestamps, IP and PPP take 2.478 s; two round trips before the first one are 40 ms, its
 * way is 10 ms; from 10 segments to the 250000 octets that fill the link TCP needs at most three
 * round trips more, 60 ms: between 2.52 and 2.6 s. Never more than 131072 octets wait in TCP. The
 * control message comes between two whole messages. It does not wait behind more than what waits
 * in TCP and its window, 1 MiB and 131072 octets or 95 ms, and the rest of one message. Both ends
 * count the octets: 30788000 and 16 of each control message.
 */
class BacklogTestCase : public TestCase
{
  public:
    BacklogTestCase()
        : TestCase("as TCP allows, with little backlog")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net(false, "100Mbps");
        net.hypervisor[0]->SetAttribute("InitialWindow", UintegerValue(10));
        net.hypervisor[0]->SetAttribute("Window", UintegerValue(1U << 20));
        Pair pair(net);
        for (uint32_t i = 0; i < 500; ++i)
        {
            pair.a.toSend.push_back(Message::MakePages(i * 15, 15, 4096, false));
        }
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(3), [&]() {
            pair.a.channel->Send(Message(Message::COMPLETE, 1));
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(pair.b.received.size(), 501, "all arrive");
        const Time taken = pair.b.received.back().second - Seconds(2);
        NS_TEST_EXPECT_MSG_GT(taken, MilliSeconds(2520), "not faster than the link");
        NS_TEST_EXPECT_MSG_LT(taken, MilliSeconds(2600), "as fast as the link");
        NS_TEST_EXPECT_MSG_LT(pair.a.mostUnsent, MigrationChannel::MAX_UNSENT + 1, "backlog");
        uint32_t at = 0;
        while (pair.b.received[at].first.GetType() != Message::COMPLETE)
        {
            ++at;
        }
        NS_TEST_EXPECT_MSG_GT(at, 0, "not first");
        NS_TEST_EXPECT_MSG_LT(at, 500, "not last");
        NS_TEST_EXPECT_MSG_LT(pair.b.received[at].second, MilliSeconds(3110), "soon");
        NS_TEST_EXPECT_MSG_EQ(pair.a.sentOctets, pair.b.receivedOctets, "counted at both ends");
        NS_TEST_EXPECT_MSG_EQ((pair.a.sentOctets - 30788000) % 16, 0, "and messages of 16");
        Simulator::Destroy();
    }
};

/**
 * Method: at 1 Mbit/s, 3 messages of one page (4120 octets, 32.96 ms each) wait; 40 ms after the
 * first pull another one is put before them and Wake told to hurry.
 * Expected, by hand: pulls at 0 and 32.96 ms; at 40 ms the hurried one; the rate is made good for
 * after it, so that the next ones come at 98.88 and 131.84 ms and the end at 164.8 ms.
 */
class HurryTestCase : public TestCase
{
  public:
    HurryTestCase()
        : TestCase("what has hurry does not wait for the rate")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        Pair pair(net);
        for (uint32_t i = 0; i < 4; ++i)
        {
            pair.a.toSend.push_back(Message::MakePages(i, 1, 4096, false));
        }
        pair.a.channel->SetRate(1000000);
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2), [&]() {
            WaitForFirst(pair, net.node[0]->GetId());
        });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        const std::vector<double> expected = {0, 32.96, 40, 98.88, 131.84, 164.8};
        NS_TEST_ASSERT_MSG_EQ(pair.a.pulls.size(), expected.size(), "pulls");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            const Time at = pair.a.pulls[i] - pair.a.pulls[0];
            NS_TEST_EXPECT_MSG_EQ_TOL(at.GetSeconds() * 1000, expected[i], 1e-5, "pull " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(pair.b.received[2].first.GetValue(), 99, "the hurried one");
        Simulator::Destroy();
    }

    /// @param pair has it been asked? @param context then, 40 ms later, hurry
    static void WaitForFirst(Pair& pair, uint32_t context)
    {
        if (pair.a.pulls.empty())
        {
            Simulator::Schedule(MicroSeconds(10),
                                [&pair, context]() { WaitForFirst(pair, context); });
            return;
        }
        Simulator::Schedule(pair.a.pulls[0] + MilliSeconds(40) - Simulator::Now(), [&pair]() {
            pair.a.toSend.push_front(Message::MakePages(99, 1, 4096, false));
            pair.a.channel->Wake(true);
        });
    }
};

/**
 * Method: the link fails (a) in the middle of a long message at 2.2 s, (b) between ends that have
 * nothing to say at 30 s; before that they were silent for ten times the stall time of 2 s.
 * Expected, by hand: keep-alives hold the idle channel up. (a) The last acknowledgement came until
 * 10 ms after the cut, so the sender gives up 2 s after that at most, the receiver 2 s after the
 * last octet, which came until the cut. (b) keep-alives come every 0.5 s: both give up 1.5 to 2.01
 * s after the cut. The reason is "hypervisor-silent".
 */
class StallTestCase : public TestCase
{
  public:
    explicit StallTestCase(bool isIdle)
        : TestCase(isIdle ? "lost while idle" : "lost while sending"),
          m_isIdle(isIdle)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net(false, "10Mbps");
        Pair pair(net, Seconds(2));
        if (!m_isIdle)
        {
            pair.a.toSend.emplace_back(Message::BLOCKS, 0, 0, 4000000);
        }
        const Time cut = m_isIdle ? Seconds(30) : Seconds(2.2);
        Simulator::Schedule(cut - MilliSeconds(1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(pair.a.channel->IsOpen(), true, "still there");
            NS_TEST_EXPECT_MSG_EQ(pair.b.channel->IsOpen(), true, "still there");
            net.SetLink(false);
        });
        Simulator::Stop(Seconds(40));
        Simulator::Run();
        for (const End* end : {&pair.a, &pair.b})
        {
            const Time after = end->closed - cut;
            NS_TEST_EXPECT_MSG_GT(after, MilliSeconds(m_isIdle ? 1490 : 1950), "not sooner");
            NS_TEST_EXPECT_MSG_LT(after, MilliSeconds(2015), "not later");
            NS_TEST_EXPECT_MSG_EQ(end->reason, HypervisorDropReason::SILENT, "reason");
            NS_TEST_EXPECT_MSG_EQ(end->why, "no answer for 2000 ms", "text");
        }
        Simulator::Destroy();
    }

    bool m_isIdle; //!< nothing to say
};

/**
 * Method: an end connects to an address without a route, to a port where nobody listens, to
 * nobody; another one's peer closes in the middle of a message.
 * Expected: closed at once; after the stall time, because ns-3's TCP does not heed the reset that
 * answers its SYN, as it does not that nobody answers; and as "hypervisor-cut".
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("no connection")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        Pair pair(net);
        const auto tcp = net.hypervisor[0]->GetTcp();
        End noRoute;
        End noListener;
        End nobody;
        Simulator::ScheduleWithContext(net.lan->GetId(), Seconds(2), [&]() {
            // The client has no default route.
            noRoute.channel->Connect(net.client, NetworkAddress(), net.Address(1, 0), PORT, tcp);
        });
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2), [&]() {
            noListener.channel->Connect(net.node[0],
                                        net.Address(0, 0),
                                        net.Address(1, 0),
                                        PORT + 1,
                                        tcp);
            nobody.channel->Connect(net.node[0],
                                    net.Address(0, 0),
                                    NetworkAddress::FromString("192.168.77.1"),
                                    PORT,
                                    tcp);
        });
        pair.a.toSend.emplace_back(Message::BLOCKS, 0, 0, 4000000);
        pair.a.channel->SetRate(10000000);
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2.05), [&]() {
            pair.a.channel->Close();
        });
        Simulator::Stop(Seconds(40));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(noRoute.closed, Seconds(2), "at once");
        NS_TEST_EXPECT_MSG_EQ(noRoute.why, "no route to 192.168.1.1", "why");
        NS_TEST_EXPECT_MSG_EQ(noListener.closed, Seconds(12), "stall time");
        NS_TEST_EXPECT_MSG_EQ(nobody.closed, Seconds(12), "stall time");
        NS_TEST_EXPECT_MSG_EQ(pair.b.reason, HypervisorDropReason::CUT, "cut");
        NS_TEST_EXPECT_MSG_EQ(pair.b.received.size(), 0, "nothing whole");
        Simulator::Destroy();
    }
};

/// The suite of the messages of migrations and their channel.
class MigrationChannelTestSuite : public TestSuite
{
  public:
    MigrationChannelTestSuite()
        : TestSuite("lisp-mobility-migration-channel", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new MessageTestCase, quick);
        AddTestCase(new PaceTestCase(1000000000, 200, 200, NanoSeconds(98521600), false), quick);
        AddTestCase(new PaceTestCase(100000000, 200, 200, NanoSeconds(985216000), true), quick);
        AddTestCase(new PaceTestCase(64000, 1, 77, NanoSeconds(7697000000), false), quick);
        AddTestCase(new BacklogTestCase, quick);
        AddTestCase(new HurryTestCase, quick);
        AddTestCase(new StallTestCase(false), quick);
        AddTestCase(new StallTestCase(true), quick);
        AddTestCase(new RefusedTestCase, quick);
    }
};

MigrationChannelTestSuite g_migrationChannelTestSuite; //!< registers the suite

} // namespace
