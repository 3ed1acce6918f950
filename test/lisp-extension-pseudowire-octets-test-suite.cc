/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A pseudowire on the wire: golden octets over MPLS and GRE and of BFD, hostile ones.
 */

#include "pseudowire-test-transport.h"

#include "ns3/bfd-session.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <optional>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;

/**
 * Method: host 0 sends 46 octets to host 1; the edge device sends a frame of priority 5 as well.
 * Expected: on the core link, as RFC 3032, 4448, 2784 and 4023 have it, MPLS: Ethernet 0x8847,
 * [100, TTL 255] = 000640ff, [501, S, 255] = 001f51ff, control word 0, and host 0's frame with its
 * tag, without frame check sequence. With priority 5 (tag a064) the traffic class is 5: 00064aff,
 * 001f5bff. GRE: protocol 47 = 2f, 0000 8847, the label, the control word, the frame; class
 * selector 5 << 5 = a0. Total length IPv4: 20 + 4 + 4 + 4 + 64 = 96 = 0060; IPv6 payload: 76 =
 * 004c.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("golden octets on the core link: MPLS, GRE over IPv4 and IPv6")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto carrier : CARRIERS)
        {
            PseudowireTestNet net(carrier, false);
            Simulator::Schedule(Seconds(3), [&]() { net.host[0].Send(net.host[1].GetMac()); });
            Simulator::Schedule(Seconds(4), [&]() { net.wire[0]->Send(MakeFrame(46, 5)); });
            Simulator::Stop(Seconds(5));
            Simulator::Run();
            std::vector<std::string> frames;
            const std::string type = carrier == TestCarrier::MPLS   ? "8847"
                                     : carrier == TestCarrier::IPV4 ? "0800"
                                                                    : "86dd";
            for (const auto& frame : net.sent[0])
            {
                const auto digits = ToHex(frame, 4);
                // No neighbour discovery: its next header is 58.
                if (digits.substr(24, 4) == type &&
                    (carrier != TestCarrier::IPV6 || digits.substr(40, 2) == "2f"))
                {
                    frames.push_back(digits);
                }
            }
            NS_TEST_ASSERT_MSG_EQ(frames.size(), 2, ToString(carrier));
            for (const bool marked : {false, true})
            {
                auto digits = frames[marked];
                const auto inner = Digits("020000000001 020000000000 8100") +
                                   (marked ? "a064" : "0064") + "88b5" + std::string(92, '0');
                const auto label = std::string(marked ? "001f5bff" : "001f51ff") + "00000000";
                const auto outer = Digits("020000000200 020000000100") + type;
                std::string expected;
                if (carrier == TestCarrier::MPLS)
                {
                    expected = (marked ? "00064aff" : "000640ff") + label;
                }
                else if (carrier == TestCarrier::IPV4)
                {
                    digits.replace(36, 4, "0000"); // the identification is the stack's
                    expected = "45" + std::string(marked ? "a0" : "00") +
                               Digits("0060 0000 0000 40 2f 0000 0a000001 0a000101") + "00008847" +
                               label;
                }
                else
                {
                    digits.replace(31, 5, "00000"); // the flow label is the stack's
                    expected = std::string(marked ? "6a000000" : "60000000") +
                               Digits("004c 2f 40 20010000000000000000000000000001 "
                                      "20010000000000010000000000000001") +
                               "00008847" + label;
                }
                NS_TEST_EXPECT_MSG_EQ(digits,
                                      outer + expected + inner,
                                      ToString(carrier) << marked);
            }
            NS_TEST_EXPECT_MSG_EQ(net.host[1].arrivals.size(),
                                  2,
                                  ToString(carrier) << ": both arrive");
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetSent(), 2, "sent");
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetSentOctets(), 128, "2 x (18 + 46)");
            NS_TEST_EXPECT_MSG_EQ(net.wire[1]->GetReceived(), 2, "received");
            NS_TEST_EXPECT_MSG_EQ(net.wire[1]->GetReceivedOctets(), 128, "2 x (18 + 46)");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: the other end of a BFD session is played octet by octet.
 * Expected: RFC 5880 sections 4.1 and 6.8.6. At first version 1, Down (40), multiplier 3, our
 * discriminator 16 = the label, theirs 0, 1 s = 000f4240 us because it is not up (6.8.3), 300 ms =
 * 000493e0 us. Their Down makes it Init (80); their Init makes it Up, with 300 ms and Poll (c0 |
 * 20) until a Final comes; their Poll is answered by a Final (c0 | 10) at once. Each packet in the
 * table is discarded, and counted MALFORMED.
 */
class BfdOctetsTestCase : public TestCase
{
  public:
    BfdOctetsTestCase()
        : TestCase("BFD: golden octets, states, what is discarded")
    {
    }

  private:
    void DoRun() override
    {
        auto transport = CreateObject<TestTransport>();
        auto wire = CreateObject<Pseudowire>();
        wire->AssignStreams(1);
        wire->Install(transport);
        const auto bfd = wire->GetBfd();
        const auto last = [&]() { return ToHex(transport->sent.back()); };
        const auto arrive = [&](const std::string& octets) {
            transport->Arrive("10000007" + octets);
        };
        const std::string ids = "00000010 00000009";
        Simulator::Schedule(MilliSeconds(1), [&]() {
            NS_TEST_ASSERT_MSG_EQ(transport->sent.size(), 1, "one at once");
            NS_TEST_EXPECT_MSG_EQ(
                last(),
                Digits("10000007 20400318 00000010 00000000 000f4240 000493e0 00000000"),
                "Down");
            arrive("20400318 00000009 00000000 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20800318" + ids + "000f4240 000493e0 00000000"),
                                  "Init, at once");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), false, "Init is not up");
            NS_TEST_EXPECT_MSG_EQ(bfd->GetDetectionTime(), Seconds(3), "3 x their 1 s");
            arrive("20800318 00000009 00000010 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20e00318" + ids + "000493e0 000493e0 00000000"),
                                  "Up, Poll");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), true, "up");
            arrive("20e00518 00000009 00000010 00030d40 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 20d00318" + ids + "000493e0 000493e0 00000000"),
                                  "Up, Final");
            NS_TEST_EXPECT_MSG_EQ(bfd->GetDetectionTime(),
                                  MilliSeconds(1500),
                                  "5 x our 300 ms, as their 200 ms is less");
        });
        Simulator::Schedule(MilliSeconds(400), [&]() {
            NS_TEST_EXPECT_MSG_EQ(last().substr(8, 4), "20e0", "still polls: no Final came");
            arrive("20d00518 00000009 00000010 00030d40 000493e0 00000000");
        });
        Simulator::Schedule(MilliSeconds(800), [&]() {
            NS_TEST_EXPECT_MSG_EQ(last().substr(8, 4), "20c0", "the Final ended the Poll");
            const std::pair<const char*, const char*> wrong[] = {
                {"cut short", "20c00318 00000009 00000010 000f4240 000493e0 000000"},
                {"nothing", ""},
                {"version 0", "00c00318 00000009 00000010 000f4240 000493e0 00000000"},
                {"length 23", "20c00317 00000009 00000010 000f4240 000493e0 00000000"},
                {"length beyond it", "20c00319 00000009 00000010 000f4240 000493e0 00000000"},
                {"multiplier 0", "20c00018 00000009 00000010 000f4240 000493e0 00000000"},
                {"multipoint", "20c10318 00000009 00000010 000f4240 000493e0 00000000"},
                {"authenticated", "20c40318 00000009 00000010 000f4240 000493e0 00000000"},
                {"my discriminator 0", "20c00318 00000000 00000010 000f4240 000493e0 00000000"},
                {"not our discriminator", "20c00318 00000009 00000011 000f4240 000493e0 00000000"},
                {"up without ours", "20c00318 00000009 00000000 000f4240 000493e0 00000000"},
            };
            const uint64_t received = bfd->GetReceived();
            uint64_t count = 0;
            for (const auto& [name, octets] : wrong)
            {
                arrive(octets);
                NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED), ++count, name);
            }
            NS_TEST_EXPECT_MSG_EQ(bfd->GetReceived(), received, "none of them counts");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), true, "nor does it harm");
            arrive("20000318 00000009 00000010 000f4240 000493e0 00000000");
            NS_TEST_EXPECT_MSG_EQ(wire->IsUp(), false, "the other end is held down");
            NS_TEST_EXPECT_MSG_EQ(last(),
                                  Digits("10000007 23400318" + ids + "000f4240 000493e0 00000000"),
                                  "Down, diagnostic 3");
        });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        Simulator::Destroy();
    }
};

/**
 * Method: octets arrive at edge 0's GRE, from its peer 10.0.1.1 unless said otherwise.
 * Expected: dropped once for the reason in the row. The checksum of 8000 8847 0000 001f 41ff and
 * four zero octets: 8000 + 8847 = 10847, + 001f + 41ff = 14a65, folded 4a66, complement b599.
 */
class GreTestCase : public TestCase
{
  public:
    GreTestCase()
        : TestCase("GRE: what is taken and what is not")
    {
    }

  private:
    void DoRun() override
    {
        /// Octets and what becomes of them.
        struct Row
        {
            const char* name;                     //!< what
            const char* octets;                   //!< from the GRE header on
            const char* from;                     //!< outer source
            std::optional<MplsDropReason> reason; //!< nothing: taken
        };

        const auto peer = "10.0.1.1";
        const Row rows[] = {
            {"plain", "00008847 001f41ff 00000000", peer, std::nullopt},
            {"checksum", "80008847 b5990000 001f41ff 00000000", peer, std::nullopt},
            {"reserved bits that are ignored", "03f88847 001f41ff 00000000", peer, std::nullopt},
            {"wrong checksum",
             "80008847 b5980000 001f41ff 00000000",
             peer,
             MplsDropReason::CHECKSUM},
            {"checksum cut short", "80008847 b599", peer, MplsDropReason::MALFORMED},
            {"header cut short", "000088", peer, MplsDropReason::MALFORMED},
            {"nothing", "", peer, MplsDropReason::MALFORMED},
            {"key", "20008847 00000001 001f41ff 00000000", peer, MplsDropReason::UNSUPPORTED},
            {"version 1", "00018847 001f41ff 00000000", peer, MplsDropReason::UNSUPPORTED},
            {"IPv4 inside", "00000800 45000000", peer, MplsDropReason::UNSUPPORTED},
            {"label cut short", "00008847 001f41", peer, MplsDropReason::MALFORMED},
            {"not the bottom", "00008847 001f40ff 001f41ff", peer, MplsDropReason::MALFORMED},
            {"special label", "00008847 000001ff 00000000", peer, MplsDropReason::SPECIAL_LABEL},
            {"unknown label", "00008847 001f61ff 00000000", peer, MplsDropReason::UNKNOWN_LABEL},
            {"time to live 0", "00008847 001f4100 00000000", peer, MplsDropReason::TTL_EXPIRED},
            {"stranger", "00008847 001f41ff 00000000", "10.0.9.9", MplsDropReason::UNKNOWN_PEER},
        };
        for (const auto& row : rows)
        {
            PseudowireTestNet net(TestCarrier::IPV4, false);
            auto gre = GreProtocol::Of(net.edge[0]);
            Ipv4Header header;
            header.SetSource(Ipv4Address(row.from));
            gre->Receive(FromHex(row.octets), header, nullptr);
            uint64_t drops = 0;
            for (std::size_t i = 0; i < MPLS_DROP_REASONS; ++i)
            {
                drops += gre->GetDrops(static_cast<MplsDropReason>(i));
            }
            NS_TEST_EXPECT_MSG_EQ(gre->GetDelivered(), !row.reason, row.name);
            NS_TEST_EXPECT_MSG_EQ(drops, row.reason.has_value(), row.name);
            if (row.reason)
            {
                NS_TEST_EXPECT_MSG_EQ(gre->GetDrops(*row.reason), 1, row.name);
            }
            // What is taken here has a control word and no frame.
            NS_TEST_EXPECT_MSG_EQ(net.wire[0]->GetDrops(Reason::MALFORMED), !row.reason, row.name);
            Simulator::Destroy();
        }
    }
};

/**
 * Method: octets that are no frame and no message, and 20000 packets of random ones, half of them
 * with a control word or a channel header of a known type.
 * Expected: each is MALFORMED, or taken as a frame or a message; none ends the program.
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
        auto transport = CreateObject<TestTransport>();
        auto wire = CreateObject<Pseudowire>();
        wire->Install(transport);
        uint64_t count = 0;
        for (const auto* octets : {
                 "",
                 "000000",                                            // control word cut short
                 "00000000",                                          // no frame
                 "00000000 020000000001 0200000000 88",               // header cut short
                 "00000000 020000000001 020000000000 8100 00",        // tag cut short
                 "00000000 020000000001 020000000000 8100 0fff 88b5", // VLAN 4095
                 "00000000 020000000001 020000000000 0040 00",        // length beyond the end
                 "45000000 020000000001 020000000000 88b5",           // no control word
                 "11000007 20400318 00000009 00000000 000f4240 000493e0 00000000", // version 1
                 "10000021 45000000", // nobody's channel type
                 "10000028 00000800", // nobody's without a VPLS
             })
        {
            transport->Arrive(octets);
            NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED), ++count, octets);
        }
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        constexpr uint64_t PACKETS = 20000;
        const uint64_t before = count;
        for (uint64_t i = 0; i < PACKETS; ++i)
        {
            std::vector<uint8_t> octets(random->GetInteger(0, 80));
            for (auto& octet : octets)
            {
                octet = static_cast<uint8_t>(random->GetInteger(0, 255));
            }
            if (octets.size() > 8 && i % 2)
            {
                octets[0] = i % 4 == 1 ? 0 : 0x10;
                octets[2] = 0;
                octets[3] = 7;
                octets[4] = 0x20; // version of BFD
            }
            transport->Deliver(Create<Packet>(octets.data(), octets.size()));
        }
        NS_TEST_EXPECT_MSG_EQ(wire->GetDrops(Reason::MALFORMED) + wire->GetReceived() +
                                  wire->GetBfd()->GetReceived(),
                              before + PACKETS,
                              "each is counted once");
        Simulator::Destroy();
    }
};

/// The suite.
class PseudowireOctetsTestSuite : public TestSuite
{
  public:
    PseudowireOctetsTestSuite()
        : TestSuite("lisp-extension-pseudowire-octets", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BfdOctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new GreTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

const PseudowireOctetsTestSuite g_pseudowireOctetsTestSuite; //!< registers itself

} // namespace
