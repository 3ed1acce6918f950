/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"

#include "ns3/lisp-authentication.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <memory>
#include <random>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief No octets stop the program, are read past their end, or give a message that cannot be
 * written. Meant to run under the address and undefined-behaviour sanitizers as well.
 */

namespace
{

/**
 * @brief Decode octets from a piece of memory of just their size, so that a sanitizer sees any read
 * past them.
 * @param octets some octets
 * @return what came of them
 */
LispDecodeResult
DecodeTight(const Octets& octets)
{
    const std::unique_ptr<uint8_t[]> memory(new uint8_t[octets.size()]);
    std::copy(octets.begin(), octets.end(), memory.get());
    return DecodeLispMessage(memory.get(), octets.size());
}

/**
 * @brief See that what came of octets is an error, or a message that is good for something.
 * @param octets some octets
 * @return empty, or what is wrong
 */
std::string
Fault(const Octets& octets)
{
    const auto result = DecodeTight(octets);
    if (!result)
    {
        const bool good = !result.error.what.empty() &&
                          result.error.what.find('\n') == std::string::npos &&
                          result.error.offset <= octets.size();
        return good ? "" : "error without a text or an offset";
    }
    if (Describe(result).find('\n') != std::string::npos)
    {
        return "text of more than a line";
    }
    VerifyLispMessage(octets.data(), octets.size(), result, "password");
    const Octets encoded = EncodeLispMessage(*result.message);
    if (result.notes.empty() != (encoded == octets))
    {
        return "notes and octets disagree";
    }
    const auto again = DecodeTight(encoded);
    if (!again || !again.notes.empty() || EncodeLispMessage(*again.message) != encoded)
    {
        return "not in standard form when encoded";
    }
    return "";
}

/// @return the control messages among the vectors, and a few more types
std::vector<std::pair<std::string, Octets>>
Messages()
{
    std::vector<std::pair<std::string, Octets>> all;
    for (const auto& [name, vector] : ReadVectors())
    {
        if (vector.kind == "ctrl")
        {
            all.emplace_back(name, vector.octets);
        }
    }
    const std::string nonce = "0123456789abcdef";
    all.emplace_back("map-referral",
                     FromHex("60000001" + nonce +
                             "000005a0 01 08 2800 1000 4003 0000 02 20 000a 00000005 0001 0a000000"
                             "01 64 ff 00 0001 0001 cb007101"
                             "0000000f 70000000 60000000 beef 0003 02 00 0000 aabbcc"));
    all.emplace_back("info-reply",
                     FromHex("78000000" + nonce + "0001000c" + std::string(24, '0') +
                             "000005a0 00180001c0000200 4003 0000 07 00 001c 10f6 9c40"
                             "0001cb007107 0001c6336402 00010a000001 0001cb007109"));
    all.emplace_back("encapsulated with security data",
                     FromHex("88000000 01000002 0004 0001 aabbccdd 0004 0001"
                             "45c0003c1234400020115b81c0000201c6336407 c35010f60028688e 10000001" +
                             nonce + "0001c0000201 0001cb007105 00200001c6336407"));
    return all;
}

/**
 * Method: each message is cut after each of its octets.
 * Expected: an error, except for one message with the M bit: cut before its Map-Reply record it is
 * a Map-Request with the bit and no record, which deployed senders send, too.
 */
class TruncationTestCase : public TestCase
{
  public:
    TruncationTestCase()
        : TestCase("messages cut short")
    {
    }

  private:
    void DoRun() override
    {
        std::string taken;
        for (const auto& [name, octets] : Messages())
        {
            for (std::size_t size = 0; size < octets.size(); ++size)
            {
                const Octets cut(octets.begin(), octets.begin() + static_cast<long>(size));
                NS_TEST_EXPECT_MSG_EQ(Fault(cut), "", name << " cut to " << size);
                if (DecodeTight(cut))
                {
                    taken += name + " " + std::to_string(size) + ";";
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(taken, "odl-request-lispmob 32;", "cut messages that are messages");
    }
};

/**
 * Method: each single bit of each message is changed; then 40,000 times up to 8 octets of a message
 * are replaced by random ones (a fixed seed), octets inserted or removed.
 * Expected: an error with a text and an offset, or a message that has a text of one line, can be
 * written in standard form, and is noted to differ from it if its octets do.
 */
class ChangedTestCase : public TestCase
{
  public:
    ChangedTestCase()
        : TestCase("messages with changed octets")
    {
    }

  private:
    void DoRun() override
    {
        const auto messages = Messages();
        std::size_t errors = 0;
        std::size_t flips = 0;
        for (const auto& [name, octets] : messages)
        {
            for (std::size_t bit = 0; bit < octets.size() * 8; ++bit)
            {
                Octets changed = octets;
                changed[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
                NS_TEST_EXPECT_MSG_EQ(Fault(changed), "", name << " bit " << bit);
                errors += DecodeTight(changed) ? 0 : 1;
                ++flips;
            }
        }
        NS_TEST_EXPECT_MSG_GT(errors, flips / 50, "some are errors");
        NS_TEST_EXPECT_MSG_LT(errors, flips / 2, "most are messages");

        std::mt19937 random(1);
        const auto below = [&random](std::size_t limit) {
            return static_cast<std::size_t>(random()) % limit;
        };
        for (int i = 0; i < 40000; ++i)
        {
            Octets changed = messages[below(messages.size())].second;
            for (std::size_t n = below(8) + 1; n > 0; --n)
            {
                const auto where = changed.begin() + static_cast<long>(below(changed.size()));
                switch (below(4))
                {
                case 0:
                    changed.insert(where, static_cast<uint8_t>(random()));
                    break;
                case 1:
                    changed.erase(where, changed.size() > 1 ? where + 1 : where);
                    break;
                default:
                    *where = static_cast<uint8_t>(random());
                }
            }
            NS_TEST_EXPECT_MSG_EQ(Fault(changed), "", ToHex(changed));
        }
    }
};

/**
 * Method: messages that are known to have stopped other implementations, and others whose counts
 * and lengths say more than there is, are decoded. Expected: the message where it is a legal one;
 * otherwise an error that says what and where.
 */
class KnownFaultsTestCase : public TestCase
{
  public:
    KnownFaultsTestCase()
        : TestCase("messages that stopped other implementations")
    {
    }

  private:
    void DoRun() override
    {
        const std::string nonce = "0123456789abcdef";
        const std::string mapRecord = "0000000a 00200000 00000001 c0000201";
        const std::string auth = "00010014" + std::string(40, '0');
        const std::string inner = "10000001" + nonce + "0000 0001cb007105 00200001c6336407";
        const std::string ipv6 = "20010db8000000000000000000000001"
                                 "20010db8000000000000000000000002";
        const std::vector<std::pair<std::string, std::string>> cases = {
            // Daemons crash on a second record, which RFC 9301 section 5.2 wants taken.
            {"10000002" + nonce + "0000 0001cb007105 00200001c6336407 00180001c6336400",
             "map-request nonce 0x0123456789abcdef from none itr-rlocs 203.0.113.5 for "
             "198.51.100.7/32 198.51.100.0/24"},
            // Daemons read the xTR-ID past the end of the message.
            {"32000101" + nonce + auth + mapRecord,
             "I bit set, but 0 octets instead of 24 of xTR-ID and site-ID, at byte 52"},
            {"48000001" + nonce + auth + mapRecord + "00112233",
             "I bit set, but 4 octets instead of 24 of xTR-ID and site-ID, at byte 52"},
            {"", "message ends in message type: 1 octets wanted, 0 left, at byte 0"},
            {"00000000", "unknown message type 0, at byte 0"},
            {"f0000000", "unknown message type 15, at byte 0"},
            {"10000000" + nonce, "Map-Request without a record, at byte 3"},
            {"100000ff" + nonce + "0000 0001cb007105 00200001c6336407",
             "message ends in EID record: 1 octets wanted, 0 left, at byte 28"},
            {"10001f01" + nonce + "0000 0001cb007105 00200001c6336407",
             "unknown AFI 32 in ITR-RLOC, at byte 20"},
            {"200000ff" + nonce + mapRecord,
             "message ends in record: 4 octets wanted, 0 left, at byte 28"},
            {"20000001" + nonce + "0000000a ff200000 00000001 c0000201",
             "message ends in locator: 1 octets wanted, 0 left, at byte 28"},
            {"20000001" + nonce + "0000000a 00210000 00000001 c0000201",
             "mask length 33 of an EID of 32 bits, at byte 22"},
            {"38000101" + nonce + "0001ffff 00",
             "message ends in authentication data: 65535 octets wanted, 1 left, at byte 16"},
            {"88000000 02", "security data of unknown type 2, at byte 4"},
            {"88000000 01000000 00000000 0001", "EID security data of 1 octets, at byte 12"},
            {"80000000 50", "inner packet has IP version 5, at byte 4"},
            {"80000000 44000014 00000000 20110000 c0000201 c6336407",
             "inner IPv4 header of 16 octets in a packet of 20, at byte 4"},
            {"80000000 45000010 00000000 20110000 c0000201 c6336407",
             "inner IPv4 header of 20 octets in a packet of 16, at byte 4"},
            {"80000000 4f00003c 00000000 20110000 c0000201 c6336407",
             "message ends in inner IPv4 header: 40 octets wanted, 0 left, at byte 24"},
            {"80000000 45000014 00002000 20110000 c0000201 c6336407",
             "inner packet is a fragment, at byte 10"},
            {"80000000 45000014 00000001 20110000 c0000201 c6336407",
             "inner packet is a fragment, at byte 10"},
            {"80000000 45000014 00000000 20670000 c0000201 c6336407",
             "inner packet has protocol 103 instead of UDP, at byte 13"},
            {"80000000 60000000 00000040" + ipv6,
             "inner packet has next header 0 instead of UDP, at byte 10"},
            {"80000000 4500001c 00000000 20110000 c0000201 c6336407 10f610f6 00070000",
             "inner UDP length 7 in 8 octets of IP payload, at byte 28"},
            {"80000000 4500001c 00000000 20110000 c0000201 c6336407 10f610f6 00090000",
             "inner UDP length 9 in 8 octets of IP payload, at byte 28"},
            {"80000000 4500001c 00000000 20110000 c0000201 c6336407 10f610f6 00080000",
             "message ends in message type: 1 octets wanted, 0 left, at byte 32"},
            {"80000000 45000020 00000000 20110000 c0000201 c6336407 10f610f6 000c0000 80000000",
             "Encapsulated Control Message inside another, at byte 32"},
        };
        for (const auto& [hex, expected] : cases)
        {
            const Octets octets = FromHex(hex);
            NS_TEST_EXPECT_MSG_EQ(Describe(DecodeTight(octets)), expected, hex);
            NS_TEST_EXPECT_MSG_EQ(Fault(octets), "", hex);
        }
        NS_TEST_EXPECT_MSG_EQ(DecodeLispMessage(nullptr, 0).error.offset, 0, "no octets at all");
    }
};

/**
 * Method: messages as long as UDP allows, made of the smallest parts, are decoded.
 * Expected: they take no more memory and time than their length makes reasonable: of their many
 * notes a few are kept, and a name of 65,000 octets is one name.
 */
class LargeTestCase : public TestCase
{
  public:
    LargeTestCase()
        : TestCase("messages as long as they can be")
    {
    }

  private:
    void DoRun() override
    {
        Octets octets = FromHex("100000ff 0123456789abcdef 0000 0000");
        for (int i = 0; i < 255; ++i)
        {
            const Octets record = FromHex("ff 18 0001 c00002ff");
            octets.insert(octets.end(), record.begin(), record.end());
        }
        auto result = DecodeTight(octets);
        NS_TEST_EXPECT_MSG_EQ(bool(result), true, Describe(result));
        NS_TEST_EXPECT_MSG_EQ(result.Get<LispMapRequest>()->requests.size(), 255, "records");
        NS_TEST_EXPECT_MSG_EQ(result.notes.size(), 8, "notes that are kept of 510");
        NS_TEST_EXPECT_MSG_EQ(Fault(octets), "", "255 records");

        octets = FromHex("10000001 0123456789abcdef 0011");
        octets.insert(octets.end(), 65000, 'a');
        NS_TEST_EXPECT_MSG_EQ(Describe(DecodeTight(octets)),
                              "distinguished name without its ending zero octet, at byte 14",
                              "a name without end");
        const Octets rest = FromHex("00 0000 00200001c6336407");
        octets.insert(octets.end(), rest.begin(), rest.end());
        NS_TEST_EXPECT_MSG_EQ(Fault(octets), "", "a long name");

        // An AFI list of 32,000 addresses of no family.
        octets = FromHex("10000001 0123456789abcdef 4003 0000 01 00 fa00");
        octets.insert(octets.end(), 64000, 0);
        octets.insert(octets.end(), rest.begin() + 1, rest.end());
        result = DecodeTight(octets);
        NS_TEST_EXPECT_MSG_EQ(bool(result), true, result.error.what);
        NS_TEST_EXPECT_MSG_EQ(Fault(octets), "", "a long list");
    }
};

/// The suite of hostile messages.
class WireRobustnessTestSuite : public TestSuite
{
  public:
    WireRobustnessTestSuite()
        : TestSuite("lisp-wire-robustness", TestSuite::Type::UNIT)
    {
        AddTestCase(new TruncationTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChangedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new KnownFaultsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LargeTestCase, compat::TestDuration<>::QUICK);
    }
};

WireRobustnessTestSuite g_suite; ///< registers itself

} // namespace
