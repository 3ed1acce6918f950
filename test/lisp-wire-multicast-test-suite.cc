/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/lisp-codec.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/multicast-eid.h"
#include "ns3/ns3-compat.h"
#include "ns3/replication-list.h"
#include "ns3/test.h"

#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Multicast entries and their registration, octet by octet.
 */

namespace
{

/// @param octets some @return them as hexadecimal digits
std::string
Digits(const std::vector<uint8_t>& octets)
{
    static const char* const DIGITS = "0123456789abcdef";
    std::string text;
    for (const uint8_t octet : octets)
    {
        text += DIGITS[octet >> 4];
        text += DIGITS[octet & 15];
    }
    return text;
}

/// @param digits with blanks @return without
std::string
Joined(const std::string& digits)
{
    std::string text;
    for (const char digit : digits)
    {
        if (digit != ' ')
        {
            text += digit;
        }
    }
    return text;
}

/// @param eid what @param rlocs of the router @return its Map-Register, not signed
LispMapRegister
MakeMulticastRegister(const MulticastEid& eid, const std::vector<std::string>& rlocs)
{
    ReplicationHop own;
    for (const auto& rloc : rlocs)
    {
        own.addresses.push_back(NetworkAddress::FromString(rloc));
    }
    LispMapRegister message;
    message.nonce = 0x0102030405060708;
    message.proxyReply = true;
    message.merge = true;
    message.records = {MakeReplicationRecord(eid, {own}, 1440)};
    message.records.front().locators.front().local = true;
    return message;
}

/**
 * Method: encode the Map-Registers of RFC 8378 section 5.1.2, drawn by hand from RFC 9301 sections
 * 5.4 and 5.6 and RFC 8060 sections 4.5, 4.6 and 4.9, and decode them.
 * Expected: P is bit 4 and a is bit 21 of the first word, M (bit 23) is not set: 38 00 04 01 for
 * one record. The EID is an LCAF of type 9, of 20 octets with IPv4 (4 instance ID, 4 lengths, 2 and
 * 4 twice) and 44 with IPv6; the RLOC-record one of type 13, with level 80 hex. Two RLOCs are a
 * path (type 10) inside, whose hops have the p and s bits, 3 (RFC 8378 section 7.3). Decoding gives
 * the same messages without a note.
 */
class RegisterTestCase : public TestCase
{
  public:
    RegisterTestCase()
        : TestCase("Map-Register of a receiver site")
    {
    }

  private:
    void DoRun() override
    {
        const std::string header = "38000401 0102030405060708 00000000 000005a0";
        Check(MakeMulticastRegister(MulticastEid::FromString("192.168.1.9", "239.1.2.3"),
                                    {"10.0.2.2"}),
              header + "01 20 0000 0000"
                       "4003 0000 0900 0014 00000000 0000 20 20 0001 c0a80109 0001 ef010203"
                       "01 64 01 64 0005"
                       "4003 0000 0d00 000a 00000080 0001 0a000202");
        Check(MakeMulticastRegister(MulticastEid::FromString("", "ff0e::5", 7), {"10.0.2.2"}),
              header + "01 00 0000 0000"
                       "4003 0000 0900 002c 00000007 0000 00 80"
                       "0002 00000000000000000000000000000000"
                       "0002 ff0e0000000000000000000000000005"
                       "01 64 01 64 0005"
                       "4003 0000 0d00 000a 00000080 0001 0a000202");
        Check(MakeMulticastRegister(MulticastEid::FromString("", "239.1.2.3"),
                                    {"10.0.2.2", "10.0.2.3"}),
              header + "01 00 0000 0000"
                       "4003 0000 0900 0014 00000000 0000 00 20 0001 00000000 0001 ef010203"
                       "01 64 01 64 0005"
                       "4003 0000 0d00 001c 00000080"
                       "4003 0000 0a00 0010 0003 0001 0a000202 0003 0001 0a000203");
    }

    /// @param message a message @param expected its octets
    void Check(const LispMapRegister& message, const std::string& expected)
    {
        const auto octets = EncodeLispMessage(message);
        NS_TEST_EXPECT_MSG_EQ(Digits(octets), Joined(expected), "octets");
        const auto decoded = DecodeLispMessage(octets.data(), octets.size());
        const auto* read = decoded.Get<LispMapRegister>();
        NS_TEST_ASSERT_MSG_EQ((read != nullptr), true, "decoded");
        NS_TEST_EXPECT_MSG_EQ((*read == message), true, "the same");
        NS_TEST_EXPECT_MSG_EQ(read->proxyReply && read->merge && !read->wantMapNotify,
                              true,
                              "the bits of RFC 8378 section 5.1.2");
        NS_TEST_EXPECT_MSG_EQ((MulticastEid::FromLispAddress(read->records[0].eid) ==
                               MulticastEid::FromLispAddress(message.records[0].eid)),
                              true,
                              "its EID");
    }
};

/**
 * Method: read entries from addresses, and from text.
 * Expected: text as written; what is no source and group is refused: a group that is a unicast
 * address, a group prefix wider than the groups of its family (RFC 5771: /4, RFC 4291: /8), a
 * source that is a group, two families, a length beyond the family's, an instance ID of more than
 * 24 bits, an address inside another LCAF. No source at all is any.
 */
class EntriesTestCase : public TestCase
{
  public:
    EntriesTestCase()
        : TestCase("multicast entries")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(MulticastEid::FromString("", "239.1.2.3").ToString(),
                              "(*, 239.1.2.3)",
                              "any source");
        NS_TEST_EXPECT_MSG_EQ(MulticastEid::FromString("10.1.0.0/16", "239.0.0.0/8", 7).ToString(),
                              "[7](10.1.0.0/16, 239.0.0.0/8)",
                              "prefixes");
        for (const auto& [source, group] :
             std::vector<std::pair<const char*, const char*>>{{"", "10.0.0.1"},
                                                              {"", "224.0.0.0/3"},
                                                              {"", "ff00::/7"},
                                                              {"239.1.1.1", "239.1.2.3"},
                                                              {"10.0.0.1", "ff0e::5"},
                                                              {"x", "239.1.2.3"}})
        {
            bool isRefused = false;
            try
            {
                MulticastEid::FromString(source, group);
            }
            catch (const std::invalid_argument&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, source << " " << group);
        }
        const auto ip = [](const std::string& text) {
            return LispAddress(NetworkAddress::FromString(text));
        };
        const LispMulticastInfo good{7, 32, 32, ip("10.0.0.1"), ip("239.1.2.3")};
        NS_TEST_EXPECT_MSG_EQ(Read(good), "[7](10.0.0.1, 239.1.2.3)", "good");
        auto info = good;
        info.source = LispAddress();
        NS_TEST_EXPECT_MSG_EQ(Read(info), "[7](*, 239.1.2.3)", "no source");
        info = good;
        info.groupMaskLength = 33;
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "group length");
        info = good;
        info.groupMaskLength = 3;
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "wider than all groups");
        info = good;
        info.sourceMaskLength = 33;
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "source length");
        info = good;
        info.instanceId = 0x1000000;
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "instance ID");
        info = good;
        info.group = ip("10.0.0.2");
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "no group");
        info = good;
        info.group = ip("ff0e::5");
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "two families");
        info = good;
        info.group = LispAddress(LispLcaf{LispInstanceId{32, 7, ip("239.1.2.3")}});
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "an LCAF inside");
        info = good;
        info.group = LispAddress::FromName("group");
        NS_TEST_EXPECT_MSG_EQ(Read(info), "none", "a name");

        for (const auto& [group, isWide] :
             std::vector<std::pair<const char*, bool>>{{"224.0.0.5", false},
                                                       {"224.0.1.1", true},
                                                       {"232.1.1.1", true},
                                                       {"239.192.0.1", true},
                                                       {"239.255.0.1", false},
                                                       {"10.0.0.1", false},
                                                       {"ff02::1", false},
                                                       {"ff05::1", false},
                                                       {"ff08::1", true},
                                                       {"ff3e::1", true},
                                                       {"fd00::1", false}})
        {
            NS_TEST_EXPECT_MSG_EQ(IsGroupBeyondSite(NetworkAddress::FromString(group)),
                                  isWide,
                                  group);
        }
    }

    /// @param info an LCAF @return the entry's text
    static std::string Read(const LispMulticastInfo& info)
    {
        const auto eid = MulticastEid::FromLispAddress(LispAddress(LispLcaf{info}));
        return eid ? eid->ToString() : "none";
    }
};

/**
 * @brief The suite of multicast on the wire.
 */
class LispWireMulticastTestSuite : public TestSuite
{
  public:
    LispWireMulticastTestSuite()
        : TestSuite("lisp-wire-multicast", TestSuite::Type::UNIT)
    {
        AddTestCase(new RegisterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EntriesTestCase, compat::TestDuration<>::QUICK);
    }
};

LispWireMulticastTestSuite g_lispWireMulticastTestSuite; //!< registers the suite

} // namespace
