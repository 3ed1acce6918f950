/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <stdexcept>
#include <unordered_set>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief Addresses and prefixes as values.
 */

namespace
{

/// @param call something @return the text of the std::invalid_argument it throws; empty if none
template <typename T>
std::string
ErrorOf(T call)
{
    try
    {
        call();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/**
 * Method: texts are read as addresses and printed; ns-3's address types are made and taken back.
 * Expected: the usual text of each family; what is no address gives nothing, or an error of one
 * line that names it; octets beyond the size are zero.
 */
class AddressTestCase : public TestCase
{
  public:
    AddressTestCase()
        : TestCase("addresses from and to text")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, AddressFamily>> good = {
            {"192.0.2.1", AddressFamily::IPV4},
            {"0.0.0.0", AddressFamily::IPV4},
            {"2001:db8::1", AddressFamily::IPV6},
            {"::", AddressFamily::IPV6},
            {"02:00:00:00:ab:01", AddressFamily::MAC},
        };
        for (const auto& [text, family] : good)
        {
            const auto address = NetworkAddress::FromString(text);
            NS_TEST_EXPECT_MSG_EQ((address.GetFamily() == family), true, text);
            NS_TEST_EXPECT_MSG_EQ(address.ToString(), text, "there and back");
            NS_TEST_EXPECT_MSG_EQ(
                (NetworkAddress::FromOctets(family, address.GetOctets()) == address),
                true,
                "by octets");
            for (std::size_t i = address.GetSize(); i < 16; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(+address.GetOctets()[i], 0, "beyond the size");
            }
        }
        for (const std::string text : {"",
                                       "192.0.2",
                                       "192.0.2.256",
                                       "192.0.2.1 ",
                                       "192.0.2.1/24",
                                       "1:2:3:4:5:6:7",
                                       ":::",
                                       "02:00:00:00:00",
                                       "02-00-00-00-00-01",
                                       "02:00:00:00:00:0g",
                                       "host"})
        {
            NS_TEST_EXPECT_MSG_EQ(NetworkAddress::Parse(text).has_value(), false, text);
            const auto error = ErrorOf([&text] { NetworkAddress::FromString(text); });
            NS_TEST_EXPECT_MSG_EQ(error.find("bad address '" + text + "': expected"), 0, error);
        }
        const std::string hidden("192.0.2.1\0.5", 12);
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress::Parse(hidden).has_value(), false, "a zero octet");

        NS_TEST_EXPECT_MSG_EQ(NetworkAddress(Ipv4Address("192.0.2.1")).ToIpv4(),
                              Ipv4Address("192.0.2.1"),
                              "IPv4");
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress(Ipv6Address("2001:db8::1")).ToIpv6(),
                              Ipv6Address("2001:db8::1"),
                              "IPv6");
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress(Mac48Address("02:00:00:00:00:01")).ToMac48(),
                              Mac48Address("02:00:00:00:00:01"),
                              "MAC");
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress(Ipv6Address("2001:db8::1")).ToIpv4(),
                              Ipv4Address("0.0.0.0"),
                              "another family");
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress().IsValid(), false, "no address");
        NS_TEST_EXPECT_MSG_EQ(NetworkAddress().ToString(), "none", "no address");
        for (const std::string text :
             {"224.0.0.1", "239.255.255.255", "ff02::1", "01:00:5e:00:00:01"})
        {
            NS_TEST_EXPECT_MSG_EQ(NetworkAddress::FromString(text).IsMulticast(), true, text);
        }
        for (const std::string text :
             {"223.255.255.255", "240.0.0.1", "fe80::1", "02:00:00:00:00:01"})
        {
            NS_TEST_EXPECT_MSG_EQ(NetworkAddress::FromString(text).IsMulticast(), false, text);
        }
    }
};

/**
 * Method: texts are read as prefixes; prefixes are compared, and asked what they cover.
 * Expected: host bits masked; what is no prefix gives an error of one line that names it; a prefix
 * covers what starts with its bits, in its family and instance; it sorts by instance ID, family,
 * address, length; equal ones have equal hashes.
 */
class PrefixTestCase : public TestCase
{
  public:
    PrefixTestCase()
        : TestCase("prefixes from text, what they cover, their order")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, std::string>> texts = {
            {"192.0.2.77/24", "192.0.2.0/24"},
            {"192.0.2.77/31", "192.0.2.76/31"},
            {"192.0.2.77/0", "0.0.0.0/0"},
            {"192.0.2.77", "192.0.2.77/32"},
            {"2001:db8:ffff::1/33", "2001:db8:8000::/33"},
            {"2001:db8::1", "2001:db8::1/128"},
            {"02:00:00:00:00:ff/44", "02:00:00:00:00:f0/44"},
        };
        for (const auto& [text, expected] : texts)
        {
            NS_TEST_EXPECT_MSG_EQ(EidPrefix::FromString(text).ToString(), expected, text);
        }
        NS_TEST_EXPECT_MSG_EQ(EidPrefix::FromString("192.0.2.0/24", 7).ToString(),
                              "[7]192.0.2.0/24",
                              "with an instance ID");
        for (const std::string text : {"",
                                       "/",
                                       "192.0.2.0/",
                                       "192.0.2.0/33",
                                       "192.0.2.0/-1",
                                       "192.0.2.0/+8",
                                       "192.0.2.0/ 8",
                                       "192.0.2.0/4294967304",
                                       "192.0.2.0/8/8",
                                       "2001:db8::/129",
                                       "192.0.2/24"})
        {
            const auto error = ErrorOf([&text] { EidPrefix::FromString(text); });
            NS_TEST_EXPECT_MSG_EQ(error.find("bad EID-prefix '" + text + "': expected"), 0, error);
        }
        NS_TEST_EXPECT_MSG_EQ(EidPrefix(NetworkAddress::FromString("192.0.2.1"), 200).ToString(),
                              "192.0.2.1/32",
                              "a length beyond the family's");

        const auto covers = [](const std::string& prefix, const std::string& address) {
            return EidPrefix::FromString(prefix).Covers(NetworkAddress::FromString(address));
        };
        NS_TEST_EXPECT_MSG_EQ(covers("192.0.2.0/25", "192.0.2.127"), true, "last address");
        NS_TEST_EXPECT_MSG_EQ(covers("192.0.2.0/25", "192.0.2.128"), false, "next address");
        NS_TEST_EXPECT_MSG_EQ(covers("192.0.2.0/24", "192.0.3.0"), false, "next prefix");
        NS_TEST_EXPECT_MSG_EQ(covers("0.0.0.0/0", "255.255.255.255"), true, "all");
        NS_TEST_EXPECT_MSG_EQ(covers("0.0.0.0/0", "::"), false, "another family");
        NS_TEST_EXPECT_MSG_EQ(covers("2001:db8::1/128", "2001:db8::1"), true, "itself");
        NS_TEST_EXPECT_MSG_EQ(covers("2001:db8::1/128", "2001:db8::"), false, "its neighbour");
        const auto wide = EidPrefix::FromString("192.0.0.0/16");
        const auto narrow = EidPrefix::FromString("192.0.2.0/24");
        NS_TEST_EXPECT_MSG_EQ(wide.Covers(narrow), true, "a longer one");
        NS_TEST_EXPECT_MSG_EQ(narrow.Covers(wide), false, "a shorter one");
        NS_TEST_EXPECT_MSG_EQ(wide.Covers(wide), true, "itself");
        NS_TEST_EXPECT_MSG_EQ(wide.Covers(EidPrefix::FromString("192.0.2.0/24", 1)),
                              false,
                              "another instance");
        NS_TEST_EXPECT_MSG_EQ(EidPrefix().Covers(NetworkAddress()), true, "nothing covers nothing");

        const std::vector<EidPrefix> sorted = {
            EidPrefix(),
            EidPrefix::FromString("10.0.0.0/8"),
            EidPrefix::FromString("10.0.0.0/9"),
            EidPrefix::FromString("192.0.2.0/24"),
            EidPrefix::FromString("::/0"),
            EidPrefix::FromString("02:00:00:00:00:00/48"),
            EidPrefix::FromString("10.0.0.0/8", 1),
        };
        std::unordered_set<std::size_t> hashes;
        for (std::size_t i = 0; i < sorted.size(); ++i)
        {
            hashes.insert(sorted[i].Hash());
            const EidPrefix copy = sorted[i];
            NS_TEST_EXPECT_MSG_EQ(copy.Hash(), sorted[i].Hash(), "equal hashes");
            for (std::size_t j = 0; j < sorted.size(); ++j)
            {
                NS_TEST_EXPECT_MSG_EQ((sorted[i] < sorted[j]), (i < j), i << " and " << j);
                NS_TEST_EXPECT_MSG_EQ((sorted[i] == sorted[j]), (i == j), i << " and " << j);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(hashes.size(), sorted.size(), "different hashes");
        NS_TEST_EXPECT_MSG_EQ(EidPrefix::FromString("192.0.2.1").IsHost(), true, "a host");
        NS_TEST_EXPECT_MSG_EQ(narrow.IsHost(), false, "no host");
        NS_TEST_EXPECT_MSG_EQ(EidPrefix().IsHost(), false, "nothing");
    }
};

/// The suite of addresses and prefixes.
class WirePrefixTestSuite : public TestSuite
{
  public:
    WirePrefixTestSuite()
        : TestSuite("lisp-wire-prefix", TestSuite::Type::UNIT)
    {
        AddTestCase(new AddressTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PrefixTestCase, compat::TestDuration<>::QUICK);
    }
};

WirePrefixTestSuite g_suite; ///< registers itself

} // namespace
