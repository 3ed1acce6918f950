/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Label switching: headers, a path over four routers, and every way not to be sent on.
 */

#include "pseudowire-test-net.h"
#include "script-mistakes.h"

#include "ns3/associated-channel-header.h"
#include "ns3/bfd-control-header.h"
#include "ns3/gre-header.h"
#include "ns3/mpls-router.h"
#include "ns3/ns3-compat.h"
#include "ns3/pseudowire-control-word.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = MplsDropReason;

/// @param label label @param tc traffic class @param bottom bottom of stack @param ttl time to live
/// @return an entry
MplsLabelStackEntry
Label(uint32_t label, uint8_t tc, bool bottom, uint8_t ttl)
{
    MplsLabelStackEntry entry;
    entry.label = label;
    entry.trafficClass = tc;
    entry.bottom = bottom;
    entry.ttl = ttl;
    return entry;
}

/**
 * Method: each header is written, and read back from octets put down by hand.
 * Expected: RFC 3032 section 2.1: label 20 bits, TC 3, S 1, TTL 8. 100 is 0x64: 0x00064 then tc 0,
 * S 0 -> 00 06 40, ttl ff. 1048575 with tc 7, S, ttl 1 -> ff ff ff 01. RFC 4448 section 4.6: four
 * zero octets but the sequence number. RFC 4385 section 5: 10 00 and the type. RFC 2784: C bit 80
 * 00. RFC 5880 section 4.1: version 1 and diagnostic 3 -> 23; state 3 and P -> c0 | 20 = e0.
 */
class HeadersTestCase : public TestCase
{
  public:
    HeadersTestCase()
        : TestCase("headers: octets as in the standards")
    {
    }

  private:
    /// @param header a header @param octets what it is to be on the wire
    template <class T>
    void Check(const T& header, const std::string& octets)
    {
        auto packet = Create<Packet>();
        packet->AddHeader(header);
        NS_TEST_EXPECT_MSG_EQ(ToHex(packet), Digits(octets), "written");
        T read;
        FromHex(octets)->RemoveHeader(read);
        auto again = Create<Packet>();
        again->AddHeader(read);
        NS_TEST_EXPECT_MSG_EQ(ToHex(again), Digits(octets), "read and written");
    }

    void DoRun() override
    {
        Check(Label(100, 0, false, 255), "00 06 40 ff");
        Check(Label(1048575, 7, true, 1), "ff ff ff 01");
        Check(Label(16, 5, true, 64), "00 01 0b 40");
        MplsLabelStackEntry entry;
        FromHex("00 01 0b 40")->RemoveHeader(entry);
        NS_TEST_EXPECT_MSG_EQ(entry.label, 16, "label");
        NS_TEST_EXPECT_MSG_EQ(unsigned{entry.trafficClass}, 5, "tc");
        NS_TEST_EXPECT_MSG_EQ(entry.bottom, true, "bottom");
        NS_TEST_EXPECT_MSG_EQ(unsigned{entry.ttl}, 64, "ttl");

        PseudowireControlWord word;
        Check(word, "00 00 00 00");
        word.sequence = 0x1234;
        Check(word, "00 00 12 34");
        FromHex("0f ff 00 01")->RemoveHeader(word);
        NS_TEST_EXPECT_MSG_EQ(word.sequence, 1, "reserved bits are ignored");

        AssociatedChannelHeader channel;
        channel.type = AssociatedChannelHeader::MAC_WITHDRAWAL;
        Check(channel, "10 00 00 28");
        channel.type = AssociatedChannelHeader::BFD;
        Check(channel, "10 00 00 07");

        GreHeader gre;
        gre.protocol = 0x8847;
        Check(gre, "00 00 88 47");
        gre.flags = GreHeader::CHECKSUM_PRESENT;
        Check(gre, "80 00 88 47");

        BfdControlHeader bfd;
        bfd.diagnostic = BfdControlHeader::NEIGHBOR_DOWN;
        bfd.state = BfdControlHeader::UP;
        bfd.flags = BfdControlHeader::POLL;
        bfd.multiplier = 3;
        bfd.myDiscriminator = 0x01020304;
        bfd.yourDiscriminator = 0x05060708;
        bfd.desiredMinTx = 300000;   // 0x493e0
        bfd.requiredMinRx = 1000000; // 0xf4240
        Check(bfd, "23 e0 03 18 01020304 05060708 000493e0 000f4240 00000000");
    }
};

/// Four routers in a row, a path from the first to the last: push, swap, pop one before the last.
struct Line
{
    /// @param uniform the attribute UniformTtl
    explicit Line(bool uniform = false)
    {
        EthernetHelper helper;
        for (int i = 0; i < 4; ++i)
        {
            node[i] = CreateObject<Node>();
            router[i] = CreateObject<MplsRouter>();
            router[i]->SetAttribute("UniformTtl", BooleanValue(uniform));
            router[i]->Install(node[i]);
            router[i]->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Line::Count, this));
        }
        for (int i = 0; i < 3; ++i)
        {
            const auto ends = helper.Install(node[i], node[i + 1]);
            out[i] = DynamicCast<EthernetNic>(ends.Get(0));
            in[i + 1] = DynamicCast<EthernetNic>(ends.Get(1));
            router[i]->AddInterface(out[i]);
            router[i + 1]->AddInterface(in[i + 1]);
            out[i]->TraceConnectWithoutContext("PhyTxEnd",
                                               MakeBoundCallback(&Line::Record, &sent[i]));
        }
        router[1]->AddSwap(1001, 1002, out[1], Mac(2));
        router[2]->AddPenultimate(1002, out[2], Mac(3));
        router[3]->AddLocal(500, [this](Ptr<Packet> packet, const MplsLabelStackEntry& entry) {
            delivered.emplace_back(ToHex(packet), entry);
        });
    }

    /// @param i a router @return the MAC address of its link to the one before
    Mac48Address Mac(int i) const
    {
        return Mac48Address::ConvertFrom(in[i]->GetAddress());
    }

    /// @param packet with the inner label @param ttl of the path's label
    /// @return what MplsRouter::Send says
    bool Send(Ptr<Packet> packet, uint8_t ttl = 255)
    {
        const MplsPath path{{1001}, out[0], Mac(1)};
        router[0]->CheckPath(path);
        return router[0]->Send(packet, path, 5, ttl);
    }

    /// @param frames where to keep its payload @param frame that was sent
    static void Record(std::vector<std::string>* frames, Ptr<const Packet> frame)
    {
        frames->push_back(ToHex(frame, 4).substr(24)); // from the type on
    }

    /// @param line counts @param reason of a drop
    static void Count(Line* line, Ptr<const Packet>, MplsDropReason reason)
    {
        ++line->dropped[reason];
    }

    std::array<Ptr<Node>, 4> node;                                      //!< in a row
    std::array<Ptr<MplsRouter>, 4> router;                              //!< on them
    std::array<Ptr<EthernetNic>, 4> out;                                //!< to the next
    std::array<Ptr<EthernetNic>, 4> in;                                 //!< to the one before
    std::array<std::vector<std::string>, 3> sent;                       //!< to the next
    std::vector<std::pair<std::string, MplsLabelStackEntry>> delivered; //!< at the last
    std::map<MplsDropReason, uint32_t> dropped;                         //!< from the trace
};

/// The payload of the packets that go down a line: 48 octets, so that nothing is padded.
const std::string PAYLOAD(96, 'a');

/**
 * Method: a packet goes down the line, with the pipe and with the uniform model.
 * Expected: on the first link [1001 ttl 255 tc 5][500], on the second [1002 ttl 254][500], on the
 * third [500] alone. Below the path's label the time to live stays 64 with the pipe model, and is
 * 253 with the uniform one: routers 1 and 2 take one each (RFC 3443 sections 2 and 3).
 * 1001 = 0x3e9: 00 3e 9, tc 5 and S 0: a; 1002 = 0x3ea; 500 = 0x1f4, tc 0 and S: 1.
 */
class PathTestCase : public TestCase
{
  public:
    PathTestCase()
        : TestCase("push, swap, pop: octets on each link, time to live of both models")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool uniform : {false, true})
        {
            Line line(uniform);
            auto packet = FromHex(PAYLOAD);
            packet->AddHeader(Label(500, 0, true, 64));
            NS_TEST_EXPECT_MSG_EQ(line.Send(packet), true, "sent");
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(line.delivered.size(), 1, "delivered");
            NS_TEST_EXPECT_MSG_EQ(line.delivered[0].first, PAYLOAD, "payload");
            NS_TEST_EXPECT_MSG_EQ(unsigned{line.delivered[0].second.ttl},
                                  (uniform ? 253U : 64U),
                                  "time to live");
            NS_TEST_EXPECT_MSG_EQ(line.sent[0].at(0),
                                  Digits("8847 003e9aff 001f4140") + PAYLOAD,
                                  "first link");
            NS_TEST_EXPECT_MSG_EQ(line.sent[1].at(0),
                                  Digits("8847 003eaafe 001f4140") + PAYLOAD,
                                  "second link");
            NS_TEST_EXPECT_MSG_EQ(line.sent[2].at(0),
                                  Digits(uniform ? "8847 001f41fd" : "8847 001f4140") + PAYLOAD,
                                  "third link");
            NS_TEST_EXPECT_MSG_EQ(line.router[0]->GetSent(), 1, "sent");
            NS_TEST_EXPECT_MSG_EQ(line.router[1]->GetForwarded(), 1, "swapped");
            NS_TEST_EXPECT_MSG_EQ(line.router[2]->GetForwarded(), 1, "popped");
            NS_TEST_EXPECT_MSG_EQ(line.router[3]->GetDelivered(), 1, "delivered");
            NS_TEST_EXPECT_MSG_EQ(line.dropped.empty(), true, "nothing dropped");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: packets that cannot go on are handed to routers of the line.
 * Expected: each is dropped once, for the reason in its row, and nothing arrives. A time to live of
 * n passes n - 1 routers: with 1 the first that swaps drops it, with 2 the one that pops, and 3 is
 * enough. 1500 octets of MTU take 1492 of payload below two labels, not 1493.
 */
class DropsTestCase : public TestCase
{
  public:
    DropsTestCase()
        : TestCase("each drop has its reason, its counter and its trace")
    {
    }

  private:
    /// One way not to arrive.
    struct Row
    {
        const char* name;                  //!< what
        std::function<void(Line&)> action; //!< does it
        int at;                            //!< the router that drops
        Reason reason;                     //!< why
    };

    void DoRun() override
    {
        const auto inject = [](int at, const std::string& octets) {
            return [at, octets](Line& line) { line.router[at]->Receive(FromHex(octets)); };
        };
        const auto send = [](uint8_t ttl, uint32_t size) {
            return [ttl, size](Line& line) {
                auto packet = Create<Packet>(size);
                packet->AddHeader(Label(500, 0, true, 255));
                line.Send(packet, ttl);
            };
        };
        const Row rows[] = {
            {"cut short", inject(1, "003e9a"), 1, Reason::MALFORMED},
            {"nothing", inject(1, ""), 1, Reason::MALFORMED},
            {"explicit null", inject(1, "00000 1ff"), 1, Reason::SPECIAL_LABEL},
            {"last special label", inject(3, "0000f1ff"), 3, Reason::SPECIAL_LABEL},
            {"unknown label", inject(1, "7ffff1ff"), 1, Reason::UNKNOWN_LABEL},
            {"popped at the bottom of stack", inject(2, "003eabff"), 2, Reason::MALFORMED},
            {"popped with nothing below", inject(2, "003eaaff 0001"), 2, Reason::MALFORMED},
            {"local, with a label below", inject(3, "001f40ff 001f41ff"), 3, Reason::MALFORMED},
            {"local, time to live 0", inject(3, "001f4100"), 3, Reason::TTL_EXPIRED},
            {"expires at the swap", send(1, 100), 1, Reason::TTL_EXPIRED},
            {"expires at the pop", send(2, 100), 2, Reason::TTL_EXPIRED},
            {"too large for the first link", send(255, 1493), 0, Reason::TOO_LARGE},
            {"too large for a later link",
             [&](Line& line) {
                 line.out[1]->SetMtu(1000);
                 send(255, 993)(line);
             },
             1,
             Reason::TOO_LARGE},
            {"link down at the first router",
             [&](Line& line) {
                 line.out[0]->Unplug();
                 send(255, 100)(line);
             },
             0,
             Reason::LINK_DOWN},
            {"link down at a later one",
             [&](Line& line) {
                 line.out[1]->Unplug();
                 send(255, 100)(line);
             },
             1,
             Reason::LINK_DOWN},
        };
        for (const auto& row : rows)
        {
            Line line;
            row.action(line);
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(line.router[row.at]->GetDrops(row.reason), 1, row.name);
            NS_TEST_EXPECT_MSG_EQ(line.dropped.size(), 1, row.name << ": one reason");
            NS_TEST_EXPECT_MSG_EQ(line.dropped[row.reason], 1, row.name << ": traced once");
            NS_TEST_EXPECT_MSG_EQ(line.delivered.size(), 0, row.name << ": does not arrive");
            Simulator::Destroy();
        }
        for (const auto& [ttl, size] : {std::make_pair(3, 100), std::make_pair(255, 1492)})
        {
            Line line;
            send(ttl, size)(line);
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(line.delivered.size(), 1, "ttl " << ttl << ", size " << size);
            Simulator::Destroy();
        }
        for (std::size_t i = 0; i < MPLS_DROP_REASONS; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((std::string(ToString(static_cast<Reason>(i))) != "mpls-unknown"),
                                  true,
                                  "reason " << i << " has a name");
        }
    }
};

/**
 * Method: 20000 packets of 0 to 40 random octets, half of them with a label that is known, reach
 * the router that pops and the last one. Expected: each is dropped, sent on or delivered, and
 * counted once.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets are counted")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        line.out[2]->Unplug(LinkSignal::SILENT);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        constexpr int PACKETS = 20000;
        for (int i = 0; i < PACKETS; ++i)
        {
            std::vector<uint8_t> octets(random->GetInteger(0, 40));
            for (auto& octet : octets)
            {
                octet = static_cast<uint8_t>(random->GetInteger(0, 255));
            }
            auto packet = Create<Packet>(octets.data(), octets.size());
            if (i % 2)
            {
                packet->AddHeader(Label(i % 4 == 1 ? 1002 : 500, 0, i % 8 < 4, i % 3));
            }
            line.router[2 + (i / 2) % 2]->Receive(packet);
        }
        uint64_t dropped = 0;
        uint64_t passed = 0;
        for (const int at : {2, 3})
        {
            passed += line.router[at]->GetForwarded() + line.router[at]->GetDelivered();
            for (std::size_t reason = 0; reason < MPLS_DROP_REASONS; ++reason)
            {
                dropped += line.router[at]->GetDrops(static_cast<Reason>(reason));
            }
        }
        NS_TEST_EXPECT_MSG_EQ(dropped + passed, PACKETS, "each is counted once");
        NS_TEST_EXPECT_MSG_EQ((passed > 0 && dropped > 0), true, "both happen");
        Simulator::Destroy();
    }
};

/**
 * Method: a script asks for what cannot be.
 * Expected: std::invalid_argument.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes are refused")
    {
    }

  private:
    /// @param name what @param action does it
    void Refuse(const char* name, const std::function<void()>& action)
    {
        NS_TEST_EXPECT_MSG_EQ(IsRefused(action), true, name);
    }

    void DoRun() override
    {
        Line line;
        const auto nic = line.out[1];
        auto& router = line.router[1];
        Refuse("label 15", [&]() { router->AddPop(15); });
        Refuse("label 1048576", [&]() { router->AddSwap(20, 1048576, nic, line.Mac(2)); });
        Refuse("label in use", [&]() { router->AddPop(1001); });
        Refuse("another node's NIC",
               [&]() { router->AddPenultimate(20, line.out[0], line.Mac(2)); });
        Refuse("another node's interface", [&]() { router->AddInterface(line.out[0]); });
        Refuse("two routers on a node",
               [&]() { CreateObject<MplsRouter>()->Install(line.node[0]); });
        Refuse("path by no NIC", [&]() { router->CheckPath({{20}, nullptr, line.Mac(2)}); });
        Refuse("path with label 3", [&]() { router->CheckPath({{3}, nic, line.Mac(2)}); });
        router->Remove(1001);
        router->AddPop(1001);
        Simulator::Destroy();
    }
};

/// The suite.
class MplsTestSuite : public TestSuite
{
  public:
    MplsTestSuite()
        : TestSuite("lisp-extension-mpls", TestSuite::Type::UNIT)
    {
        AddTestCase(new HeadersTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PathTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DropsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

MplsTestSuite g_mplsTestSuite; //!< registers the suite

} // namespace
