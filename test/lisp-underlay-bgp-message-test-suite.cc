/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The codec of BGP-4: octets by hand, what is refused and how, and octets of no sense.
 */

#include "ns3/bgp-message.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// @param hex pairs of digits, with spaces @return the octets
std::vector<uint8_t>
Octets(const std::string& hex)
{
    std::vector<uint8_t> octets;
    std::string pair;
    for (const char digit : hex)
    {
        if (digit == ' ')
        {
            continue;
        }
        pair += digit;
        if (pair.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(pair, nullptr, 16)));
            pair.clear();
        }
    }
    return octets;
}

/// @param type of a message @param body behind its header, in hexadecimal @return the message
std::vector<uint8_t>
Message(uint8_t type, const std::string& body)
{
    std::vector<uint8_t> octets(16, 0xff);
    const std::vector<uint8_t> rest = Octets(body);
    const std::size_t size = 19 + rest.size();
    octets.push_back(static_cast<uint8_t>(size >> 8));
    octets.push_back(static_cast<uint8_t>(size));
    octets.push_back(type);
    octets.insert(octets.end(), rest.begin(), rest.end());
    return octets;
}

/// @param attributes in hexadecimal @param nlri likewise @return an UPDATE
std::vector<uint8_t>
Update(const std::string& attributes, const std::string& nlri)
{
    const std::size_t size = Octets(attributes).size();
    static const char* const digits = "0123456789abcdef";
    std::string length;
    for (int shift : {12, 8, 4, 0})
    {
        length += digits[size >> shift & 15];
    }
    return Message(2, "0000" + length + attributes + nlri);
}

/// @param text a prefix @return it
EidPrefix
Prefix(const std::string& text)
{
    return EidPrefix::FromString(text);
}

/**
 * Method: each kind of message is written, and the octets read again.
 * Expected: octets derived by hand from the figures of RFC 4271 section 4, RFC 4760 sections 3, 4
 * and 8, RFC 6793 section 3 and RFC 2545 section 3:
 * - OPEN: version 4; My AS is AS_TRANS 23456 = 5ba0, as AS 4200000001 = fa56ea01 needs four octets;
 *   hold time 90 = 5a; identifier; 14 octets of parameters: one, of type 2 and 12 octets:
 * capability 1 of 4 octets (AFI 1, SAFI 1), capability 65 = 41 of 4 octets.
 * - UPDATE of IPv4: nothing withdrawn; ORIGIN 40 01 01 00; AS_PATH 40 02, of 10 octets: a sequence
 *   (2) of 2 AS numbers of 4; NEXT_HOP 40 03 04 10.0.0.1; NLRI 24 = 18, three octets, and 0/0,
 *   which is a length alone. Attributes: 4 + 13 + 7 = 24 = 18.
 * - UPDATE of IPv6: MP_REACH_NLRI 80 0e: AFI 2, SAFI 1, a next hop of 16 octets, reserved, 2001:db8
 *   ::/32 = 20: 2 + 1 + 1 + 16 + 1 + 5 = 26 = 1a; AS_PATH of one AS: 6 octets. 4 + 9 + 29 = 42 =
 * 2a. With the next hop's link-local address behind the global one (RFC 2545 section 3) a next hop
 * of 32 = 20 octets: MP_REACH_NLRI has 26 + 16 = 42 = 2a, all attributes 42 + 16 = 58 = 3a. What
 * has prefixes is the first attribute (RFC 7606 section 5.1: SHALL).
 * - withdrawals: 10.1.0.0/16 in 3 octets; MP_UNREACH_NLRI 80 0f of 2 + 1 + 5 = 8.
 * - NOTIFICATION: Hold Timer Expired; KEEPALIVE: the header alone, of 19 = 13 octets.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("octets by hand")
    {
    }

  private:
    /// @param message a message @param expected its octets @param what it is
    void Check(const BgpMessage& message, const std::vector<uint8_t>& expected, const char* what)
    {
        const auto octets = EncodeBgpMessage(message);
        NS_TEST_EXPECT_MSG_EQ((octets == expected), true, what);
        const auto decoded = DecodeBgpMessage(expected.data(), expected.size());
        NS_TEST_ASSERT_MSG_EQ(bool(decoded.error), false, what);
        NS_TEST_EXPECT_MSG_EQ((GetBgpType(decoded.message) == GetBgpType(message)), true, what);
        NS_TEST_EXPECT_MSG_EQ((EncodeBgpMessage(decoded.message) == expected), true, what);
        for (std::size_t size = 0; size < expected.size(); ++size)
        {
            const BgpFrame frame = PeekBgpMessage(expected.data(), size);
            NS_TEST_EXPECT_MSG_EQ(bool(frame.error), false, what);
            NS_TEST_EXPECT_MSG_EQ(frame.length, (size < 19 ? 0 : expected.size()), what);
        }
    }

    void DoRun() override
    {
        BgpOpen open;
        open.asNumber = 4200000001;
        open.holdTime = 90;
        open.identifier = 0x0a000001;
        open.isMultiprotocol = true;
        open.ipv4Unicast = true;
        Check(open,
              Message(1, "04 5ba0 005a 0a000001 0e 02 0c 01 04 0001 00 01 41 04 fa56ea01"),
              "open");

        BgpUpdate update;
        update.attributes.path = {{false, {4200000001, 65001}}};
        update.announced = {{NetworkAddress::FromString("10.0.0.1"),
                             {Prefix("192.0.2.0/24"), Prefix("0.0.0.0/0")}}};
        Check(update,
              Message(2,
                      "0000 0018 40010100 40020a 0202 fa56ea01 0000fde9 400304 0a000001"
                      "18c00002 00"),
              "update of IPv4");

        update.attributes.path = {{false, {65001}}};
        update.announced = {{NetworkAddress::FromString("fd00::1"), {Prefix("2001:db8::/32")}}};
        Check(update,
              Message(2,
                      "0000 002a 800e1a 0002 01 10 fd000000000000000000000000000001"
                      "00 2020010db8 40010100 400206 0201 0000fde9"),
              "update of IPv6");

        update.announced[0].linkLocal = NetworkAddress::FromString("fe80::1");
        Check(update,
              Message(2,
                      "0000 003a 800e2a 0002 01 20 fd000000000000000000000000000001"
                      "fe800000000000000000000000000001 00 2020010db8"
                      "40010100 400206 0201 0000fde9"),
              "update of IPv6 on one link");

        BgpUpdate withdrawal;
        withdrawal.withdrawn = {Prefix("10.1.0.0/16"), Prefix("2001:db8::/32")};
        Check(withdrawal, Message(2, "0003 100a01 000b 800f08 0002 01 2020010db8"), "withdrawals");

        Check(BgpNotification{BgpErrorCode::HOLD_TIMER_EXPIRED, 0, {}},
              Message(3, "0400"),
              "notification");
        Check(BgpKeepalive(), Octets("ffffffffffffffffffffffffffffffff 0013 04"), "keepalive");
    }
};

/**
 * Method: messages with one fault each are read.
 * Expected: the codes, subcodes and data of RFC 4271 section 6 (of an attribute: all its octets),
 * and of RFC 5492, 4760 and 7607 where the comment names them.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("what is refused, and how")
    {
    }

  private:
    void DoRun() override
    {
        struct Row
        {
            const char* what;            //!< the fault
            std::vector<uint8_t> octets; //!< the message
            uint8_t code;                //!< of the NOTIFICATION
            uint8_t subcode;             //!< of it
            std::string data;            //!< of it
        };

        const std::string origin = "40010100";
        const std::string path = "400206 0201 0000fde9";
        const std::string hop = "400304 0a000001";
        const std::string net = "18c00002";
        auto marker = Message(4, "");
        marker[3] = 0;
        auto longer = Message(4, "00");
        auto shorter = Message(1, "045ba0");
        auto tooLong = Message(2, "00000000");
        tooLong[16] = 0x10; // 4113 octets
        tooLong[17] = 0x11;
        const Row rows[] = {
            {"marker", marker, 1, 1, ""},
            {"a keepalive of 20", longer, 1, 2, "0014"},
            {"an open of 22", shorter, 1, 2, "0016"},
            {"4113 octets", tooLong, 1, 2, "1011"},
            {"type 5", Message(5, ""), 1, 3, "05"},
            {"version 3", Message(1, "03 fde9 005a 0a000001 00"), 2, 1, "0004"},
            {"AS 0", Message(1, "04 0000 005a 0a000001 00"), 2, 2, ""}, // RFC 7607
            {"identifier 0", Message(1, "04 fde9 005a 00000000 00"), 2, 3, ""},
            {"parameter 1", Message(1, "04 fde9 005a 0a000001 02 0100"), 2, 4, ""},
            {"hold time 2", Message(1, "04 fde9 0002 0a000001 00"), 2, 6, ""},
            {"parameters too long", Message(1, "04 fde9 005a 0a000001 05 0200"), 2, 0, ""},
            {"capability too long", Message(1, "04 fde9 005a 0a000001 04 02024104"), 2, 0, ""},
            {"withdrawn too long", Message(2, "0005 0000"), 3, 1, ""},
            {"attributes too long", Message(2, "0000 0004 4001"), 3, 1, ""},
            {"an attribute twice", Update(origin + origin + path + hop, net), 3, 1, ""},
            {"an attribute too long", Update(path + hop + "40010200", net), 3, 1, ""},
            {"well-known 200", Update(origin + "40c80101" + path + hop, net), 3, 2, "40c80101"},
            {"no origin", Update(path + hop, net), 3, 3, "01"},
            {"no path", Update(origin + hop, net), 3, 3, "02"},
            {"no next hop", Update(origin + path, net), 3, 3, "03"},
            {"an optional origin", Update("c0010100" + path + hop, net), 3, 4, "c0010100"},
            {"an origin of 2", Update("4001020000" + path + hop, net), 3, 5, "4001020000"},
            {"origin 3", Update("40010103" + path + hop, net), 3, 6, "40010103"},
            {"next hop 224.0.0.5",
             Update(origin + path + "400304e0000005", net),
             3,
             8,
             "400304e0000005"},
            {"MP_REACH too short", Update("800e020002", ""), 3, 9, "800e020002"}, // RFC 4760
            {"MP_REACH with /129",
             Update("800e1a 0002 01 10 fd000000000000000000000000000001 00 81aabbccdd", ""),
             3,
             9,
             "800e1a00020110fd00000000000000000000000000000100 81aabbccdd"},
            {"a /33", Update(origin + path + hop, "21c000020180"), 3, 10, ""},
            {"a /24 of two octets", Update(origin + path + hop, "18c000"), 3, 10, ""},
            {"withdrawn /40", Message(2, "0006 280a01020304 0000"), 3, 10, ""},
            {"segment 3", Update(origin + "400206 0301 0000fde9" + hop, net), 3, 11, ""},
            {"segment too long", Update(origin + "400206 0202 0000fde9" + hop, net), 3, 11, ""},
            {"segment of none", Update(origin + "400202 0200" + hop, net), 3, 11, ""},
            {"AS 0 in it", Update(origin + "400206 0201 00000000" + hop, net), 3, 11, ""},
        };
        for (const Row& row : rows)
        {
            const auto decoded = DecodeBgpMessage(row.octets.data(), row.octets.size());
            NS_TEST_EXPECT_MSG_EQ(static_cast<int>(decoded.error.code), +row.code, row.what);
            NS_TEST_EXPECT_MSG_EQ(+decoded.error.subcode, +row.subcode, row.what);
            NS_TEST_EXPECT_MSG_EQ((decoded.error.data == Octets(row.data)), true, row.what);
        }
    }
};

/**
 * Method: an UPDATE with attributes that this speaker does not read, or reads but does not pass on.
 * Expected: of COMMUNITIES (c0 08), optional and transitive, the octets are kept, with the Partial
 * bit (RFC 4271 section 5): e0 08; MULTI_EXIT_DISC, LOCAL_PREF and an optional non-transitive one
 * (80 c9) are not; nor is AS4_PATH (RFC 6793 section 4.1). A family that was not agreed on (AFI 25)
 * leads to nothing. An AS_SET counts 1 in the length of a path (section 9.1.2.2 a). AGGREGATOR goes
 * on as it came; that of AS 0 MUST NOT (RFC 7607 section 2): it alone is discarded (RFC 7606
 * section 7.7). A NEXT_HOP, be it 0.0.0.0, is not looked at if all the routes are in MP_REACH_NLRI
 * (RFC 4760 section 3: SHOULD ignore).
 */
class AttributesTestCase : public TestCase
{
  public:
    AttributesTestCase()
        : TestCase("attributes of others")
    {
    }

  private:
    /// @param more attributes of a good UPDATE, in hexadecimal @return what of them is passed on
    std::vector<uint8_t> ReadKept(const std::string& more)
    {
        const auto octets =
            Update("40010100 400206 0201 0000fde9 400304 0a000001" + more, "18c00002");
        const auto decoded = DecodeBgpMessage(octets.data(), octets.size());
        NS_TEST_EXPECT_MSG_EQ(bool(decoded.error), false, ToString(decoded.error));
        const auto* update = std::get_if<BgpUpdate>(&decoded.message);
        return update ? update->attributes.transitive : Octets("ff");
    }

    void DoRun() override
    {
        const auto beside = Update("40010100 400206 0201 0000fde9 400304 00000000 800e1a 0002 01 10"
                                   "fd000000000000000000000000000001 00 2020010db8",
                                   "");
        const auto ignored = DecodeBgpMessage(beside.data(), beside.size());
        NS_TEST_EXPECT_MSG_EQ(bool(ignored.error), false, ToString(ignored.error));

        const auto octets = Update("40010102 400214 0202 0000fde9 0000fdea 0102 0000fdeb 0000fdec "
                                   "400304 0a000001 800404 00000007 400504 00000064 "
                                   "c00804 fde90001 80c901 ff c01106 0201 00000001 "
                                   "800e09 0019 41 04 01020304 00",
                                   "18c00002");
        const auto decoded = DecodeBgpMessage(octets.data(), octets.size());
        NS_TEST_ASSERT_MSG_EQ(bool(decoded.error), false, ToString(decoded.error));
        const auto& update = std::get<BgpUpdate>(decoded.message);
        NS_TEST_ASSERT_MSG_EQ(update.announced.size(), 1, "one reach");
        const auto& attributes = update.attributes;
        NS_TEST_EXPECT_MSG_EQ((attributes.origin == BgpOrigin::INCOMPLETE), true, "origin");
        NS_TEST_EXPECT_MSG_EQ(attributes.GetPathLength(), 3, "two, and a set");
        NS_TEST_EXPECT_MSG_EQ(attributes.GetFirstAs(), 65001, "first");
        NS_TEST_EXPECT_MSG_EQ(attributes.Contains(65004), true, "in the set");
        NS_TEST_EXPECT_MSG_EQ(attributes.Contains(65005), false, "not there");
        NS_TEST_EXPECT_MSG_EQ((attributes.transitive == Octets("e00804fde90001")), true, "kept");
        NS_TEST_EXPECT_MSG_EQ(
            (ReadKept("c00708 0000fde9 0a000001") == Octets("c00708 0000fde9 0a000001")),
            true,
            "an aggregator");
        NS_TEST_EXPECT_MSG_EQ(ReadKept("c00708 00000000 0a000001").size(), 0, "of AS 0");
        const auto longer = attributes.Prepended(7);
        NS_TEST_EXPECT_MSG_EQ(longer.GetPathLength(), 4, "one more");
        NS_TEST_EXPECT_MSG_EQ(longer.path.size(), 2, "in the first segment");
        NS_TEST_EXPECT_MSG_EQ(longer.GetFirstAs(), 7, "before the others");
        BgpAttributes full;
        full.path = {{false, std::vector<uint32_t>(255, 9)}};
        NS_TEST_EXPECT_MSG_EQ(full.Prepended(7).path.size(), 2, "a segment has 255 at most");
    }
};

/**
 * Method: 3000 prefixes of /24 are withdrawn and 3000 announced, in one value.
 * Expected: a withdrawal takes 4 octets, and a message has room for 4096 - 23 - 7 (the bound for
 * MP_UNREACH_NLRI, which is not needed here) = 4066, so 1016 fit: 3 messages. With 4 + 9 octets of
 * ORIGIN and AS_PATH and 25 for the next hop 4096 - 23 - 38 = 4035 are left, so 1008 fit: 3. Each
 * encodes in 4096 octets or fewer; nothing is lost. As one message they throw. Withdrawals of two
 * families are not in one message, however few they are (RFC 7606 section 5.1: MUST NOT).
 */
class SplitTestCase : public TestCase
{
  public:
    SplitTestCase()
        : TestCase("more than fits into a message")
    {
    }

  private:
    void DoRun() override
    {
        BgpUpdate update;
        update.attributes.path = {{false, {65001}}};
        update.announced.push_back({NetworkAddress::FromString("10.0.0.1"), {}});
        for (uint32_t i = 0; i < 3000; ++i)
        {
            update.withdrawn.emplace_back(Ipv4Address(0x0a000000 + (i << 8)), 24);
            update.announced[0].prefixes.emplace_back(Ipv4Address(0x0b000000 + (i << 8)), 24);
        }
        const auto parts = SplitBgpUpdate(update);
        NS_TEST_ASSERT_MSG_EQ(parts.size(), 6, "messages");
        NS_TEST_EXPECT_MSG_EQ(parts[0].withdrawn.size(), 1016, "withdrawn in a message");
        NS_TEST_EXPECT_MSG_EQ(parts[3].announced[0].prefixes.size(), 1008, "announced in one");
        std::size_t withdrawn = 0;
        std::size_t announced = 0;
        for (const auto& part : parts)
        {
            const auto octets = EncodeBgpMessage(part);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(octets.size(), 4096, "octets");
            const auto decoded = DecodeBgpMessage(octets.data(), octets.size());
            NS_TEST_ASSERT_MSG_EQ(bool(decoded.error), false, "it is read");
            const auto& read = std::get<BgpUpdate>(decoded.message);
            withdrawn += read.withdrawn.size();
            announced += read.announced.empty() ? 0 : read.announced[0].prefixes.size();
        }
        NS_TEST_EXPECT_MSG_EQ(withdrawn, 3000, "withdrawn in all");
        NS_TEST_EXPECT_MSG_EQ(announced, 3000, "announced in all");
        bool isRefused = false;
        try
        {
            EncodeBgpMessage(update);
        }
        catch (const std::length_error&)
        {
            isRefused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, "too much for one");
        BgpUpdate mixed;
        mixed.withdrawn = {Prefix("10.1.0.0/16"), Prefix("2001:db8::/32")};
        NS_TEST_EXPECT_MSG_EQ(SplitBgpUpdate(mixed).size(), 2, "a message for each family");
    }
};

/**
 * Method: each octet of each message of OctetsTestCase's kinds takes 256 values, and 20000 messages
 * are random behind a right header.
 * Expected: each is either refused with a code from 1 to 3, or read; what is read encodes, and
 * reads again to the same octets.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("octets of no sense")
    {
    }

  private:
    /// @param octets a message, perhaps
    void Feed(const std::vector<uint8_t>& octets)
    {
        PeekBgpMessage(octets.data(), octets.size());
        const auto decoded = DecodeBgpMessage(octets.data(), octets.size());
        if (decoded.error)
        {
            const auto code = static_cast<int>(decoded.error.code);
            m_good = m_good && code >= 1 && code <= 3;
            return;
        }
        const auto encoded = EncodeBgpMessage(decoded.message);
        const auto again = DecodeBgpMessage(encoded.data(), encoded.size());
        m_good = m_good && !again.error && EncodeBgpMessage(again.message) == encoded;
        ++m_read;
    }

    void DoRun() override
    {
        const std::vector<std::vector<uint8_t>> messages = {
            Message(1, "04 5ba0 005a 0a000001 0e 02 0c 01 04 0001 00 01 41 04 fa56ea01"),
            Update("40010100 400206 0201 0000fde9 400304 0a000001 c00804 fde90001", "18c00002"),
            Update("40010100 400206 0201 0000fde9 800e1a 0002 01 10 "
                   "fd000000000000000000000000000001 00 2020010db8 800f08 0002 01 2020010db8",
                   ""),
            Message(3, "0602aabb"),
        };
        for (const auto& message : messages)
        {
            for (std::size_t i = 0; i < message.size(); ++i)
            {
                for (int value = 0; value < 256; ++value)
                {
                    auto changed = message;
                    changed[i] = static_cast<uint8_t>(value);
                    Feed(changed);
                }
                Feed({message.begin(), message.begin() + static_cast<std::ptrdiff_t>(i)});
            }
        }
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        for (int i = 0; i < 20000; ++i)
        {
            std::vector<uint8_t> octets(random->GetInteger(19, 120), 0xff);
            octets[16] = 0;
            octets[17] = static_cast<uint8_t>(octets.size());
            octets[18] = static_cast<uint8_t>(random->GetInteger(1, 4));
            for (std::size_t j = 19; j < octets.size(); ++j)
            {
                // Small numbers make more sense as lengths and types.
                octets[j] = static_cast<uint8_t>(random->GetInteger(0, j % 2 ? 255 : 20));
            }
            Feed(octets);
        }
        NS_TEST_EXPECT_MSG_EQ(m_good, true, "refused by a code, or stable");
        NS_TEST_EXPECT_MSG_GT(m_read, 1000, "some are read");
    }

    bool m_good{true};  //!< all is as expected
    uint32_t m_read{0}; //!< messages that were read
};

/// The suite.
class BgpMessageTestSuite : public TestSuite
{
  public:
    BgpMessageTestSuite()
        : TestSuite("lisp-underlay-bgp-message", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AttributesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SplitTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

BgpMessageTestSuite g_bgpMessageTestSuite; //!< registers the suite

} // namespace
