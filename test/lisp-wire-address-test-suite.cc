/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"

#include "ns3/lisp-lcaf.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Addresses of control messages: their octets, their text, their order.
 */

namespace
{

/// What octets must decode to.
struct Expected
{
    std::string what;                    //!< a vector's name, or octets drawn by hand from RFC 8060
    LispAddress address;                 //!< its value
    std::string text;                    //!< its text
    std::vector<std::string> notes = {}; //!< of one not in standard form
};

/// @param octets an address @param notes filled in @return the address, or the error as a name
LispAddress
Decode(const Octets& octets, std::vector<std::string>* notes = nullptr)
{
    LispBufferReader reader(octets.data(), octets.size(), notes);
    try
    {
        LispAddress address = DecodeLispAddress(reader, "address");
        return reader.GetRemaining() ? LispAddress::FromName("octets left") : address;
    }
    catch (const LispBufferError& error)
    {
        return LispAddress::FromName(std::string("error: ") + error.what() + ", at byte " +
                                     std::to_string(error.GetOffset()));
    }
}

/// @param address an address @return its octets
Octets
Encode(const LispAddress& address)
{
    LispBufferWriter writer;
    EncodeLispAddress(writer, address);
    return writer.Take();
}

/// @return the addresses among the vectors that are taken
std::vector<Expected>
VectorAddresses()
{
    using Hop = LispExplicitLocatorPath::Hop;
    const LispAddress a = Addr("17.34.51.68");
    const LispAddress b = Addr("34.51.68.85");
    const LispAddress c = Addr("170.187.204.221");
    const LispAddress six = Addr("1122:3344:5566:7788:99aa:bbcc:aabb:ccdd");
    const LispAddress otherSix = Addr("4433:2211:8877:6655:99aa:bbcc:aabb:ccdd");
    const LispLcaf pair{LispSourceDest{24, 16, Addr("1.2.3.0"), Addr("9.8.0.0")}};
    return {
        {"odl-lcaf-iid", LispLcaf{LispInstanceId{32, 0x00bbccdd, a}}, "[12307677]17.34.51.68"},
        {"odl-lcaf-srcdst",
         LispLcaf{LispSourceDest{16, 24, a, b}},
         "source-dest(17.34.0.0/16, 34.51.68.0/24)",
         {"reserved bits set in canonical address, at byte 5"}},
        {"odl-lcaf-srcdst-v6",
         LispLcaf{LispSourceDest{120, 120, six, otherSix}},
         "source-dest(1122:3344:5566:7788:99aa:bbcc:aabb:cc00/120, "
         "4433:2211:8877:6655:99aa:bbcc:aabb:cc00/120)",
         {"reserved bits set in canonical address, at byte 5"}},
        {"odl-lcaf-elp",
         LispLcaf{LispExplicitLocatorPath{{Hop{true, false, true, c}, Hop{false, true, false, a}}}},
         "path(170.187.204.221 lookup strict, 17.34.51.68 probe)"},
        {"odl-lcaf-afilist",
         LispLcaf{LispAfiList{{c, Addr("1122:3344:1122:3344:1122:3344:1122:3344")}}},
         "afi-list(170.187.204.221, 1122:3344:1122:3344:1122:3344:1122:3344)"},
        {"odl-lcaf-appdata",
         LispLcaf{LispApplicationData{0xaabbcc, 0xdd, 0xa6a1, 0xa6a2, 0xffdd, 0xffde, a}},
         "application(traffic-class 11189196, protocol 221, local 42657-42658, remote 65501-65502, "
         "17.34.51.68)",
         {"length of application data is 4 less than it has, at byte 6",
          "reserved bits set in canonical address, at byte 5"}},
        {"odl-lcaf-keyvalue",
         LispLcaf{LispKeyValue{a, b}},
         "key-value(17.34.51.68, 34.51.68.85)",
         {"reserved bits set in canonical address, at byte 5"}},
        {"odl-lcaf-servicepath",
         LispLcaf{LispServicePath{0xaabbcc, 0xff}},
         "service-path(11189196, index 255)"},
        {"odl-distname", LispAddress::FromName("david"), "name(david)"},
        {"vpp-lcaf-iid-srcdst",
         LispLcaf{LispInstanceId{9, 0x12345678, pair}},
         "[305419896]source-dest(1.2.3.0/24, 9.8.0.0/16)"},
        {"vpp-lcaf-srcdst-mac",
         LispLcaf{LispSourceDest{0, 0, Addr("11:22:33:44:55:66"), Addr("10:21:32:43:54:65")}},
         "source-dest(11:22:33:44:55:66/48, 10:21:32:43:54:65/48)"},
        {"vpp-lcaf-iid-mac",
         LispLcaf{LispInstanceId{0x10, 0x01020304, Addr("01:02:03:04:05:06")}},
         "[16909060]01:02:03:04:05:06"},
        {"vpp-lcaf-nsh", LispLcaf{LispServicePath{0x559942, 9}}, "service-path(5609794, index 9)"},
    };
}

/// @return addresses drawn by hand from the figures of RFC 8060; each part stands for a field
std::vector<Expected>
DrawnAddresses()
{
    const LispAddress a = Addr("192.0.2.1");
    const LispAddress b = Addr("198.51.100.2");
    return {
        {"0000", LispAddress(), "none"},
        {"0001 c0000201", a, "192.0.2.1"},
        {"0002 20010db8000000000000000000000001", Addr("2001:db8::1"), "2001:db8::1"},
        {"4005 020000000001", Addr("02:00:00:00:00:01"), "02:00:00:00:00:01"},
        {"0011 00", LispAddress::FromName(""), "name()"},
        {"0011 612f0a5c00", LispAddress::FromName("a/\n\\"), "name(a/\\x0a\\x5c)"},
        // Section 4.1 with AFI 0: the instance IDs 4096 to 4351.
        {"4003 0000 02 18 0006 00001000 0000",
         LispLcaf{LispInstanceId{24, 4096, LispAddress()}},
         "[4096/24]"},
        // Section 4.2.
        {"4003 0000 03 00 000a 0000fde8 0001 c0000201",
         LispLcaf{LispAsNumber{65000, a}},
         "as(65000, 192.0.2.1)"},
        // Section 4.4, without and with RTRs.
        {"4003 0000 07 00 0012 10f6 8000 0001 c0000201 0001 c6336402 0000",
         LispLcaf{LispNatTraversal{4342, 0x8000, a, b, LispAddress(), {}}},
         "nat(map-server 198.51.100.2 port 4342, etr 192.0.2.1 port 32768, private none)"},
        {"4003 0000 07 00 001e 10f6 8000 0001 c0000201 0001 c6336402 0000"
         "0001 c0000201 0001 c6336402",
         LispLcaf{LispNatTraversal{4342, 0x8000, a, b, LispAddress(), {a, b}}},
         "nat(map-server 198.51.100.2 port 4342, etr 192.0.2.1 port 32768, private none, rtr "
         "192.0.2.1, 198.51.100.2)"},
        // Section 4.5.
        {"4003 0000 09 00 0014 00000007 0000 18 20 0001 c0000200 0001 ef010203",
         LispLcaf{LispMulticastInfo{7, 24, 32, Addr("192.0.2.0"), Addr("239.1.2.3")}},
         "multicast([7]192.0.2.0/24, 239.1.2.3/32)"},
        // Section 4.7: two keys, of 2 and 3 octets, revoked.
        {"4003 0000 0b 00 0013 02 00 05 01 0002 abcd 0003 010203 0001 c0000201",
         LispLcaf{LispSecurityKey{5, true, {{0xab, 0xcd}, {1, 2, 3}}, a}},
         "security-key(algorithm 5 revoked, 2 keys, 192.0.2.1)"},
        // Section 4.9.
        {"4003 0000 0d 00 0014 000000 01 0001 c0000201 000000 80 0001 c6336402",
         LispLcaf{LispReplicationList{{{1, a}, {128, b}}}},
         "replication(192.0.2.1 level 1, 198.51.100.2 level 128)"},
        // Section 5.4, JSON, is one of those kept as they are; its flag is in the octet Rsvd2.
        {"4003 0000 0e 01 0006 0002 7b7d 0000",
         LispLcaf{LispOpaqueLcaf{14, 1, {0, 2, 0x7b, 0x7d, 0, 0}}},
         "lcaf(type 14, 0x00027b7d0000)"},
        {"4003 0000 00 00 0000", LispLcaf{LispOpaqueLcaf{0, 0, {}}}, "lcaf(type 0, 0x)"},
    };
}

/**
 * Method: the addresses of the vectors, and others drawn by hand from the figures of RFC 8060, are
 * decoded, encoded and printed.
 * Expected: the value that was written out by hand; its text; its octets. Where those are not in
 * standard form (the second reserved octet of a canonical address set, a length as in older
 * drafts), notes say so, and the value encodes to others, which decode to the same value.
 */
class OctetsTestCase : public TestCase
{
  public:
    OctetsTestCase()
        : TestCase("addresses decode and encode")
    {
    }

  private:
    void DoRun() override
    {
        auto vectors = ReadVectors();
        std::size_t known = 0;
        for (const auto& [name, vector] : vectors)
        {
            known += vector.kind == "addr" ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(VectorAddresses().size() + 1, known, "all but the refused one");
        for (const auto& expected : VectorAddresses())
        {
            Check(vectors[expected.what].octets, expected);
        }
        for (const auto& expected : DrawnAddresses())
        {
            Check(FromHex(expected.what), expected);
        }
    }

    void Check(const Octets& octets, const Expected& expected)
    {
        std::vector<std::string> notes;
        const LispAddress address = Decode(octets, &notes);
        NS_TEST_EXPECT_MSG_EQ((address == expected.address),
                              true,
                              expected.what << ": " << address);
        NS_TEST_EXPECT_MSG_EQ(address.ToString(), expected.text, expected.what);
        NS_TEST_EXPECT_MSG_EQ((notes == expected.notes), true, expected.what);
        const bool same = Encode(expected.address) == octets;
        NS_TEST_EXPECT_MSG_EQ(same, expected.notes.empty(), expected.what);
        std::vector<std::string> none;
        NS_TEST_EXPECT_MSG_EQ((Decode(Encode(expected.address), &none) == expected.address),
                              true,
                              expected.what);
        NS_TEST_EXPECT_MSG_EQ(none.size(), 0, expected.what << " encoded is standard form");
    }
};

/**
 * Method: octets that are no address, and octets that are one in another form, are decoded.
 * Expected: an error that says what and where; or the address, with a note, where a receiver must
 * ignore what differs. Canonical addresses are taken 8 deep and no deeper.
 */
class DeviantTestCase : public TestCase
{
  public:
    DeviantTestCase()
        : TestCase("addresses in other forms")
    {
    }

  private:
    void DoRun() override
    {
        auto vectors = ReadVectors();
        NS_TEST_EXPECT_MSG_EQ(*Decode(vectors["vpp-lcaf-badafi"].octets).GetName(),
                              "error: unknown AFI 57005 in source prefix, at byte 12",
                              "vpp-lcaf-badafi");
        const std::vector<std::pair<std::string, std::string>> errors = {
            {"00", "error: message ends in address: 2 octets wanted, 1 left, at byte 0"},
            {"0001 c00002", "error: message ends in address: 4 octets wanted, 3 left, at byte 2"},
            {"0003 00", "error: unknown AFI 3 in address, at byte 0"},
            {"0011 6162", "error: distinguished name without its ending zero octet, at byte 2"},
            {"4003 0000 02 20 000b 00000007 0001 c0000201",
             "error: message ends in canonical address: 11 octets wanted, 10 left, at byte 8"},
            // The length leaves the address of the instance no room, though octets follow.
            {"4003 0000 02 20 0008 00000007 0001 c0000201",
             "error: message ends in address of the instance: 4 octets wanted, 2 left, at byte 14"},
            {"4003 0000 0b 00 0006 02 00 05 00 0000",
             "error: message ends in key length: 2 octets wanted, 0 left, at byte 14"},
        };
        for (const auto& [hex, error] : errors)
        {
            const LispAddress address = Decode(FromHex(hex));
            NS_TEST_EXPECT_MSG_EQ((address.GetName() ? *address.GetName() : "an address"),
                                  error,
                                  hex);
        }

        const LispAddress seven = LispLcaf{LispInstanceId{32, 7, Addr("192.0.2.1")}};
        const std::vector<std::pair<std::string, std::string>> notes = {
            {"4003 0100 02 20 000a 00000007 0001 c0000201",
             "reserved bits set in canonical address, at byte 2"},
            {"4003 0001 02 20 000a 00000007 0001 c0000201",
             "reserved bits set in canonical address, at byte 2"},
            {"4003 0000 02 20 000c 00000007 0001 c0000201 ffff",
             "2 octets after the canonical address, at byte 18"},
        };
        for (const auto& [hex, note] : notes)
        {
            std::vector<std::string> got;
            NS_TEST_EXPECT_MSG_EQ((Decode(FromHex(hex), &got) == seven), true, hex);
            NS_TEST_EXPECT_MSG_EQ((got.empty() ? "" : got[0]), note, hex);
        }
        std::vector<std::string> got;
        NS_TEST_EXPECT_MSG_EQ(Decode(FromHex("0006 020000000001"), &got).ToString(),
                              "02:00:00:00:00:01",
                              "the older AFI of MAC addresses");
        NS_TEST_EXPECT_MSG_EQ((got.empty() ? "" : got[0]),
                              "MAC address with AFI 6 instead of 16389, at byte 0",
                              "its note");

        LispAddress nested = Addr("192.0.2.1");
        for (int depth = 1; depth <= 9; ++depth)
        {
            nested = LispLcaf{LispAfiList{{nested}}};
            const bool taken = Decode(Encode(nested)) == nested;
            NS_TEST_EXPECT_MSG_EQ(taken, (depth <= 8), "nested " << depth << " deep");
        }
    }
};

/**
 * Method: addresses are read as EIDs, and EID-prefixes made addresses.
 * Expected: host bits masked; instance ID 0 plain and any other in an LCAF of type 2 with mask
 * length 32; a MAC address of length 0 is a host's; a length beyond the address, and an address
 * that is no EID, give nothing.
 */
class EidTestCase : public TestCase
{
  public:
    EidTestCase()
        : TestCase("addresses as EIDs")
    {
    }

  private:
    void DoRun() override
    {
        const auto text = [](const LispAddress& address, int length) {
            const auto prefix = address.ToEidPrefix(static_cast<uint8_t>(length));
            return prefix ? prefix->ToString() : "nothing";
        };
        const LispAddress seven = LispLcaf{LispInstanceId{0, 7, Addr("192.0.2.77")}};
        const LispAddress twice = LispLcaf{LispInstanceId{0, 8, seven}};
        NS_TEST_EXPECT_MSG_EQ(text(Addr("192.0.2.77"), 24), "192.0.2.0/24", "masked");
        NS_TEST_EXPECT_MSG_EQ(text(Addr("192.0.2.77"), 33), "nothing", "too long");
        NS_TEST_EXPECT_MSG_EQ(text(Addr("2001:db8::ff"), 120), "2001:db8::/120", "masked");
        NS_TEST_EXPECT_MSG_EQ(text(seven, 26), "[7]192.0.2.64/26", "with an instance ID");
        NS_TEST_EXPECT_MSG_EQ(text(seven, 40), "nothing", "too long");
        NS_TEST_EXPECT_MSG_EQ(text(twice, 24), "nothing", "two instance IDs");
        NS_TEST_EXPECT_MSG_EQ(text(Addr("02:00:00:00:00:01"), 0),
                              "02:00:00:00:00:01/48",
                              "a host's MAC address");
        NS_TEST_EXPECT_MSG_EQ(text(Addr("00:00:00:00:00:00"), 0),
                              "00:00:00:00:00:00/0",
                              "all MAC addresses");
        NS_TEST_EXPECT_MSG_EQ(text(LispAddress::FromName("a"), 8), "nothing", "a name");
        NS_TEST_EXPECT_MSG_EQ(text(LispAddress(), 0), "nothing", "none");

        NS_TEST_EXPECT_MSG_EQ(seven.ToPrefixString(24), "192.0.2.0/24", "without instance ID");
        NS_TEST_EXPECT_MSG_EQ(LispAddress::FromName("a").ToPrefixString(8), "name(a)", "a name");

        NS_TEST_EXPECT_MSG_EQ(
            ToHex(Encode(LispAddress::FromEidPrefix(EidPrefix::FromString("192.0.2.0/24")))),
            "0001c0000200",
            "instance ID 0");
        NS_TEST_EXPECT_MSG_EQ(
            ToHex(Encode(LispAddress::FromEidPrefix(EidPrefix::FromString("192.0.2.0/24", 7)))),
            "400300000220000a000000070001c0000200",
            "instance ID 7");
        NS_TEST_EXPECT_MSG_EQ(seven.GetInstanceId(), 7, "instance ID");
        NS_TEST_EXPECT_MSG_EQ(Addr("192.0.2.1").GetInstanceId(), 0, "no instance ID");
        bool thrown = false;
        try
        {
            LispAddress::FromName(std::string("a\0b", 3));
        }
        catch (const std::invalid_argument&)
        {
            thrown = true;
        }
        NS_TEST_EXPECT_MSG_EQ(thrown, true, "a name with a zero octet");
    }
};

/**
 * Method: addresses are asked for the one that can be used; locators are sorted.
 * Expected: the address inside those canonical addresses that only add to one; nothing from a path
 * or a name. The order of RFC 9301 section 5.5 and RFC 8060 section 3: IPv4 before IPv6, by
 * number; then names (AFI 17), canonical addresses (16387) by type, MAC addresses (16389); equal
 * ones as they were.
 */
class LocatorTestCase : public TestCase
{
  public:
    LocatorTestCase()
        : TestCase("usable addresses, sorted locators")
    {
    }

  private:
    void DoRun() override
    {
        const LispAddress a = Addr("192.0.2.1");
        const LispAddress name = LispAddress::FromName("r");
        const std::vector<std::pair<LispAddress, bool>> usable = {
            {a, true},
            {LispLcaf{LispInstanceId{32, 7, a}}, true},
            {LispLcaf{LispAsNumber{1, a}}, true},
            {LispLcaf{LispApplicationData{0, 0, 0, 0, 0, 0, a}}, true},
            {LispLcaf{LispSecurityKey{0, false, {}, a}}, true},
            {LispLcaf{LispKeyValue{a, name}}, true},
            {LispLcaf{LispAfiList{{name, LispLcaf{LispAsNumber{1, a}}}}}, true},
            {LispLcaf{LispAfiList{{name}}}, false},
            {LispLcaf{LispKeyValue{name, a}}, false},
            {LispLcaf{LispExplicitLocatorPath{{{false, false, false, a}}}}, false},
            {LispLcaf{LispOpaqueLcaf{}}, false},
            {name, false},
            {LispAddress(), false},
        };
        for (const auto& [address, expected] : usable)
        {
            const auto found = address.GetNetworkAddress();
            NS_TEST_EXPECT_MSG_EQ(found.has_value(), expected, address);
            NS_TEST_EXPECT_MSG_EQ((!found || a == *found), true, address);
        }

        std::vector<LispLocator> locators;
        const LispLcaf asNumber{LispAsNumber{1, a}};
        const LispLcaf instance{LispInstanceId{32, 7, a}};
        for (const auto& address : std::vector<LispAddress>{Addr("02:00:00:00:00:01"),
                                                            asNumber,
                                                            Addr("2001:db8::1"),
                                                            instance,
                                                            Addr("192.0.2.200"),
                                                            name,
                                                            Addr("192.0.2.3"),
                                                            Addr("10.0.0.9"),
                                                            LispAddress::FromName("q")})
        {
            locators.push_back(Loc(address, {1, 1, 255, 0}, ""));
        }
        locators.push_back(Loc(Addr("192.0.2.3"), {2, 1, 255, 0}, ""));
        SortLispLocators(locators);
        std::string order;
        for (const auto& locator : locators)
        {
            order += locator.address.ToString() + "/" + std::to_string(locator.priority) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(order,
                              "10.0.0.9/1 192.0.2.3/1 192.0.2.3/2 192.0.2.200/1 2001:db8::1/1 "
                              "name(q)/1 name(r)/1 [7]192.0.2.1/1 as(1, 192.0.2.1)/1 "
                              "02:00:00:00:00:01/1 ",
                              "the order");
    }
};

/// The suite of addresses.
class WireAddressTestSuite : public TestSuite
{
  public:
    WireAddressTestSuite()
        : TestSuite("lisp-wire-address", TestSuite::Type::UNIT)
    {
        AddTestCase(new OctetsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeviantTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EidTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LocatorTestCase, compat::TestDuration<>::QUICK);
    }
};

WireAddressTestSuite g_suite; ///< registers itself

} // namespace
