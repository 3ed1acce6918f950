/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief HSRP: its octets, and messages that are not taken.
 *
 * Golden octets were written by hand from RFC 2281 section 5.1 and, for version 2, from the layout
 * that protocol analysers decode; their checksums were computed apart (ones' complement sum in
 * Python).
 */

#include "hsrp-test-net.h"

#include "ns3/gateway-addresses.h"
#include "ns3/hsrp-packet.h"
#include "ns3/hsrp-router.h"
#include "ns3/mac48-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::hsrptest;

namespace
{

using Outcome = HsrpMessage::Outcome;
using Reason = HsrpDropReason;

// Hello, Active, 3 s, 10 s, priority 110, group 1, "cisco", 10.1.0.1.
const char* const HELLO_V1 = "00 00 10 03 0a 6e 01 00 636973636f000000 0a010001";

// The same of group 5 in milliseconds, from 02:00:00:00:01:02.
const char* const HELLO_V2 = "01 28 02 00 06 04 0005 020000000102 0000006e 00000bb8 00002710 "
                             "0a010001 000000000000000000000000 03 08 636973636f000000";

const char* const HELLO_V6 = "01 28 02 00 06 06 0005 020000000102 0000006e 00000bb8 00002710 "
                             "fe80000000000000000573fffea00005 03 08 636973636f000000";

/// @return the message of HELLO_V1, HELLO_V2 or HELLO_V6 @param version 1 or 2 @param isIpv6 V6
HsrpMessage
MakeHello(uint8_t version = 1, bool isIpv6 = false)
{
    HsrpMessage message;
    message.version = version;
    message.state = State::ACTIVE;
    message.group = version == 1 ? 1 : 5;
    message.priority = 110;
    message.hello = 3000;
    message.hold = 10000;
    message.identifier = Mac48Address("02:00:00:00:01:02");
    message.family = isIpv6 ? AddressFamily::IPV6 : AddressFamily::IPV4;
    message.virtualAddress = isIpv6 ? NetworkAddress(Ipv6Address("fe80::5:73ff:fea0:5")) : VIP;
    message.secret = HsrpMessage::MakeSecret("cisco");
    return message;
}

/**
 * Method: messages are written, and their octets read.
 * Expected: the golden octets; all fields back; virtual MAC addresses of RFC 2281 section 6.1 and
 * the vendor's for versions, families and group numbers.
 */
class CodecTestCase : public TestCase
{
  public:
    CodecTestCase()
        : TestCase("HSRP messages octet by octet")
    {
    }

  private:
    void DoRun() override
    {
        const std::pair<HsrpMessage, const char*> rows[] = {
            {MakeHello(), HELLO_V1},
            {MakeHello(2), HELLO_V2},
            {MakeHello(2, true), HELLO_V6},
        };
        for (const auto& [message, hex] : rows)
        {
            uint8_t octets[HsrpMessage::MAX_SIZE];
            const auto size = message.Write(octets);
            const auto golden = Net::FromHex(hex);
            NS_TEST_EXPECT_MSG_EQ((std::vector<uint8_t>(octets, octets + size) == golden),
                                  true,
                                  hex);
            HsrpMessage read;
            NS_TEST_EXPECT_MSG_EQ(
                (HsrpMessage::Read(message.version, golden.data(), golden.size(), read) ==
                 Outcome::MESSAGE),
                true,
                hex);
            NS_TEST_EXPECT_MSG_EQ(read.state, State::ACTIVE, hex);
            NS_TEST_EXPECT_MSG_EQ(read.group, message.group, hex);
            NS_TEST_EXPECT_MSG_EQ(read.priority, 110, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hello, 3000, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hold, 10000, hex);
            NS_TEST_EXPECT_MSG_EQ(read.virtualAddress, message.virtualAddress, hex);
            NS_TEST_EXPECT_MSG_EQ((read.secret == message.secret), true, hex);
            NS_TEST_EXPECT_MSG_EQ(read.hasDigest, false, hex);
        }
        // Each state and operation has its own octet: RFC 2281 section 5.1; version 2 from 1 on.
        const uint8_t states1[] = {0, 1, 2, 4, 8, 16};
        for (uint8_t i = 0; i < 6; ++i)
        {
            HsrpMessage message = MakeHello();
            message.state = static_cast<State>(i);
            message.opcode = HsrpOpcode::RESIGN;
            uint8_t octets[HsrpMessage::MAX_SIZE];
            message.Write(octets);
            NS_TEST_EXPECT_MSG_EQ(+octets[1], 2, "a resignation");
            NS_TEST_EXPECT_MSG_EQ(+octets[2], +states1[i], "version 1");
            message.version = 2;
            message.Write(octets);
            NS_TEST_EXPECT_MSG_EQ(+octets[3], 2, "a resignation");
            NS_TEST_EXPECT_MSG_EQ(+octets[4], i + 1, "version 2");
        }
        const auto mac = &HsrpMessage::MakeVirtualMac;
        NS_TEST_EXPECT_MSG_EQ(mac(1, AddressFamily::IPV4, 255),
                              Mac48Address("00:00:0c:07:ac:ff"),
                              "RFC 2281 section 6.1");
        NS_TEST_EXPECT_MSG_EQ(mac(2, AddressFamily::IPV4, 0xabc),
                              Mac48Address("00:00:0c:9f:fa:bc"),
                              "version 2");
        NS_TEST_EXPECT_MSG_EQ(mac(2, AddressFamily::IPV6, 0xabc),
                              Mac48Address("00:05:73:a0:0a:bc"),
                              "IPv6");
        NS_TEST_EXPECT_MSG_EQ(HsrpMessage::MakeVirtualLinkLocal(Mac48Address("00:05:73:a0:00:01")),
                              Ipv6Address("fe80::5:73ff:fea0:1"),
                              "IPv6 group 1");
    }
};

/**
 * Method: the golden octets are cut short at each length and changed one field at a time, and
 * octets made at random are read, alone and as frames.
 * Expected: the outcome by hand in each row; nothing cut short is a message but version 2 just
 * before its authentication; what is random ends with some outcome.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("HSRP octets that are not to be trusted")
    {
    }

  private:
    /// One octet changed.
    struct Row
    {
        const char* hex; //!< a good message
        uint8_t version; //!< of it
        std::size_t at;  //!< which octet
        uint8_t value;   //!< its new value
        Outcome outcome; //!< expected
    };

    void DoRun() override
    {
        HsrpMessage message;
        for (const char* hex : {HELLO_V1, HELLO_V2})
        {
            const auto golden = Net::FromHex(hex);
            const uint8_t version = hex == HELLO_V1 ? 1 : 2;
            for (std::size_t size = 0; size < golden.size(); ++size)
            {
                const bool isWhole = version == 2 && size == 42;
                // A copy of that size, so that a sanitizer sees a read beyond it.
                const std::vector<uint8_t> cut(golden.begin(), golden.begin() + size);
                NS_TEST_EXPECT_MSG_EQ(
                    (HsrpMessage::Read(version, cut.data(), size, message) == Outcome::MESSAGE),
                    isWhole,
                    "version " << +version << ", " << size << " octets");
            }
        }
        const Row rows[] = {
            {HELLO_V1, 1, 0, 1, Outcome::WRONG_VERSION},
            {HELLO_V1, 1, 1, 3, Outcome::OTHER_OPCODE}, // an interface advertises itself
            {HELLO_V1, 1, 2, 3, Outcome::MALFORMED},    // no state
            {HELLO_V1, 1, 2, 32, Outcome::MALFORMED},
            {HELLO_V1, 1, 4, 3, Outcome::MALFORMED}, // Holdtime is to be greater than Hellotime
            {HELLO_V1, 1, 7, 255, Outcome::MESSAGE}, // reserved
            {HELLO_V2, 2, 0, 2, Outcome::MALFORMED}, // another TLV first
            {HELLO_V2, 2, 1, 39, Outcome::MALFORMED},
            {HELLO_V2, 2, 2, 1, Outcome::WRONG_VERSION},
            {HELLO_V2, 2, 3, 3, Outcome::OTHER_OPCODE},
            {HELLO_V2, 2, 4, 0, Outcome::MALFORMED},
            {HELLO_V2, 2, 4, 7, Outcome::MALFORMED},
            {HELLO_V2, 2, 5, 5, Outcome::MALFORMED},    // no version of IP
            {HELLO_V2, 2, 6, 0x10, Outcome::MALFORMED}, // group 4101
            {HELLO_V2, 2, 42, 1, Outcome::MALFORMED},   // a second group state
            {HELLO_V2, 2, 43, 9, Outcome::MALFORMED},   // longer than there is
            {HELLO_V2, 2, 43, 7, Outcome::MALFORMED},
            {HELLO_V2, 2, 42, 9, Outcome::MESSAGE}, // an unknown TLV, skipped
        };
        for (const auto& row : rows)
        {
            auto octets = Net::FromHex(row.hex);
            octets[row.at] = row.value;
            NS_TEST_EXPECT_MSG_EQ(
                (HsrpMessage::Read(row.version, octets.data(), octets.size(), message) ==
                 row.outcome),
                true,
                "version " << +row.version << ", octet " << row.at << " = " << +row.value);
        }
        // A digest is noticed: RFC 2281 has none, so that it never matches.
        auto digest = Net::FromHex(HELLO_V2);
        digest[42] = 4;
        HsrpMessage::Read(2, digest.data(), digest.size(), message);
        NS_TEST_EXPECT_MSG_EQ(message.hasDigest, true, "a digest");

        uint32_t random = 1;
        const auto good = MakeHsrpFrame(MakeHello(), Ipv4Address("10.1.0.2"), VMAC, 0);
        std::size_t outcomes = 0;
        std::size_t hsrp = 0;
        for (uint32_t i = 0; i < 20000; ++i)
        {
            std::vector<uint8_t> octets(48);
            good.payload->CopyData(octets.data(), octets.size());
            for (uint32_t j = 0; j < 4; ++j)
            {
                random = random * 1664525 + 1013904223; // Numerical Recipes, chapter 7
                octets[(random >> 8) % octets.size()] = static_cast<uint8_t>(random >> 24);
            }
            octets.resize((random >> 16) % 49);
            auto frame = good;
            frame.payload = Create<Packet>(octets.data(), octets.size());
            NetworkAddress source;
            hsrp += IsHsrp(frame);
            outcomes += ReadHsrpFrame(frame, message, source) <= Reason::FOREIGN_SOURCE;
            HsrpMessage::Read(1, octets.data(), octets.size(), message);
            HsrpMessage::Read(2, octets.data(), octets.size(), message);
        }
        NS_TEST_EXPECT_MSG_EQ(outcomes, 20000, "each had an end");
        NS_TEST_EXPECT_MSG_GT(hsrp, 0, "some still looked like HSRP");
    }
};

/**
 * Method: messages are put into frames.
 * Expected: the golden octets of IP, UDP and message, checksums included; destination addresses
 * and EtherTypes; what is read out is what was put in.
 */
class FrameTestCase : public TestCase
{
  public:
    FrameTestCase()
        : TestCase("HSRP frames octet by octet")
    {
    }

  private:
    void DoRun() override
    {
        const NetworkAddress ipv4(Ipv4Address("10.1.0.2"));
        const NetworkAddress ipv6(Ipv6Address("fe80::ff:fe00:102"));
        Check(MakeHello(),
              ipv4,
              "45c00030000000000111cef80a010002e0000002 07c107c1001c9aee" + std::string(HELLO_V1),
              "01:00:5e:00:00:02",
              0x0800);
        Check(MakeHello(2),
              ipv4,
              "45c00050000000000111ce740a010002e0000066 07c107c1003c734a" + std::string(HELLO_V2),
              "01:00:5e:00:00:66",
              0x0800);
        Check(MakeHello(2, true),
              ipv6,
              "6c000000003c11fffe80000000000000000000fffe000102ff020000000000000000000000000066 "
              "07ed07ed003cf844" +
                  std::string(HELLO_V6),
              "33:33:00:00:00:66",
              0x86dd);
    }

    /// @param message to be sent @param source from where @param hex the IP packet @param to the
    /// frame's destination @param type its EtherType
    void Check(const HsrpMessage& message,
               const NetworkAddress& source,
               const std::string& hex,
               const char* to,
               uint16_t type)
    {
        const auto frame = MakeHsrpFrame(message, source, VMAC, 0);
        const auto golden = Net::FromHex(hex);
        NS_TEST_EXPECT_MSG_EQ(Net::ToHex(frame.payload),
                              Net::ToHex(Create<Packet>(golden.data(), golden.size())),
                              to);
        NS_TEST_EXPECT_MSG_EQ(frame.destination, Mac48Address(to), to);
        NS_TEST_EXPECT_MSG_EQ(frame.source, VMAC, to);
        NS_TEST_EXPECT_MSG_EQ(frame.protocol, type, to);
        NS_TEST_EXPECT_MSG_EQ(IsHsrp(frame), true, to);
        HsrpMessage read;
        NetworkAddress from;
        NS_TEST_EXPECT_MSG_EQ(ReadHsrpFrame(frame, read, from), Reason::NONE, to);
        NS_TEST_EXPECT_MSG_EQ(from, source, to);
        NS_TEST_EXPECT_MSG_EQ(read.group, message.group, to);
    }
};

/**
 * Method: one router, active from 20 on, gets one message of each kind that is not to count, every
 * 10 ms from 25 on, and at 27 a good Hello of a higher active router.
 * Expected: one drop for each row's reason; no change of state before 27; then Speak (event g).
 */
class DropTestCase : public TestCase
{
  public:
    DropTestCase()
        : TestCase("messages that are forged, foreign or malformed are counted, and nothing else")
    {
    }

  private:
    /// A message and why it does not count.
    struct Row
    {
        Reason reason;                                   //!< expected
        const char* source;                              //!< IP address of the sender
        std::function<void(HsrpMessage&)> change;        //!< of the good Hello
        std::function<void(std::vector<uint8_t>&)> harm; //!< of the IP packet
    };

    /// @param traced counts @param reason of a drop
    static void Count(std::map<Reason, uint64_t>* traced, Ptr<const Packet>, Reason reason)
    {
        ++(*traced)[reason];
    }

    void DoRun() override
    {
        const auto keep = [](HsrpMessage&) {};
        const auto whole = [](std::vector<uint8_t>&) {};
        const Row rows[] = {
            {Reason::MALFORMED, "10.1.0.9", keep, [](auto& octets) { octets.resize(40); }},
            {Reason::MALFORMED, "10.1.0.9", keep, [](auto& octets) { octets[6] |= 0x20; }},
            {Reason::BAD_CHECKSUM, "10.1.0.9", keep, [](auto& octets) { octets[33]++; }},
            {Reason::BAD_CHECKSUM, "10.1.0.9", keep, [](auto& octets) { octets[8]++; }},
            {Reason::WRONG_VERSION, "10.1.0.9", [](auto& message) { message.version = 2; }, whole},
            // RFC 768: a checksum of 0 is none.
            {Reason::WRONG_VERSION,
             "10.1.0.9",
             keep,
             [](auto& octets) {
                 octets[26] = octets[27] = 0;
                 octets[28] = 1;
             }},
            {Reason::OTHER_OPCODE,
             "10.1.0.9",
             keep,
             [](auto& octets) {
                 octets[26] = octets[27] = 0;
                 octets[29] = 3;
             }},
            {Reason::WRONG_GROUP, "10.1.0.9", [](auto& message) { message.group = 2; }, whole},
            {Reason::WRONG_AUTHENTICATION,
             "10.1.0.9",
             [](auto& message) { message.secret = HsrpMessage::MakeSecret("Cisco"); },
             whole},
            {Reason::OWN_ADDRESS, "10.1.0.2", keep, whole},
            {Reason::OWN_ADDRESS, "10.1.0.1", keep, whole},
            {Reason::FOREIGN_SOURCE, "10.2.0.9", keep, whole},
        };
        HsrpNet net;
        net.Add(2, 110);
        auto& host = net.AddHost(9);
        std::map<Reason, uint64_t> traced;
        net.hsrps[0]->TraceConnectWithoutContext("Drop", MakeBoundCallback(&Count, &traced));
        std::map<Reason, uint64_t> expected;
        double time = 25;
        const auto send = [&host](HsrpMessage message, const Row& row) {
            row.change(message);
            auto frame = MakeHsrpFrame(message,
                                       Ipv4Address(row.source),
                                       Mac48Address("02:00:00:00:00:99"),
                                       7);
            std::vector<uint8_t> octets(frame.payload->GetSize());
            frame.payload->CopyData(octets.data(), octets.size());
            row.harm(octets);
            frame.payload = Create<Packet>(octets.data(), octets.size());
            host.Send(frame);
        };
        for (const auto& row : rows)
        {
            ++expected[row.reason];
            HsrpMessage message = MakeHello();
            message.priority = 200;
            HsrpNet::At(time, [&row, message, send]() { send(message, row); });
            time += 0.01;
        }
        const Row good{Reason::NONE, "10.1.0.9", keep, whole};
        HsrpNet::At(27, [&good, send]() {
            HsrpMessage message = MakeHello();
            message.priority = 200;
            message.virtualAddress = Ipv4Address("10.1.0.111");
            send(message, good);
        });
        HsrpNet::RunUntil(28);
        for (const auto& [reason, count] : expected)
        {
            NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetDrops(reason), count, reason);
        }
        NS_TEST_EXPECT_MSG_EQ((traced == expected), true, "as traced");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(0,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {20, State::STANDBY},
                                           {20, State::ACTIVE},
                                           {27, State::SPEAK}}),
                              "",
                              "states");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetReceived(HsrpOpcode::HELLO), 1, "the good one");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetAddressMismatches(), 1, "it has another address");
        Simulator::Destroy();
    }
};

/// The suite of HSRP's messages.
class EthernetHsrpMessageTestSuite : public TestSuite
{
  public:
    EthernetHsrpMessageTestSuite()
        : TestSuite("lisp-ethernet-hsrp-message", TestSuite::Type::UNIT)
    {
        AddTestCase(new CodecTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FrameTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DropTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetHsrpMessageTestSuite g_ethernetHsrpMessageTestSuite; //!< registers the suite

} // namespace
