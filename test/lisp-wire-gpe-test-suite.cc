/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief LISP-GPE (RFC 9305): the header with a P bit, what is behind it, and how it is printed.
 */

#include "packet-hex.h"

#include "ns3/lisp-buffer.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-gpe.h"
#include "ns3/lisp-json.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// @param header a header @return its octets as hexadecimal digits
std::string
HexOf(const LispDataHeader& header)
{
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    return ToHex(packet);
}

/**
 * Method: headers are filled in and put into packets. The octets were drawn by hand from figure 3
 * of RFC 9305: P is 0x04 of the first octet, I 0x08, L 0x40; the next protocol is the last octet of
 * the first word, between zeros.
 * Expected: these octets; N, E and V are 0 with P whichever was set first, and P is 0 once a nonce
 * or map-versions are set after it, since they have the same place.
 */
class HeaderTestCase : public TestCase
{
  public:
    HeaderTestCase()
        : TestCase("the header")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, std::function<void(LispDataHeader&)>>> all = {
            {"0400000100000000",
             [](LispDataHeader& h) { h.SetNextProtocol(LispNextProtocol::IPV4); }},
            {"0400000200000000",
             [](LispDataHeader& h) { h.SetNextProtocol(LispNextProtocol::IPV6); }},
            {"0c00000300006400",
             [](LispDataHeader& h) {
                 h.SetInstanceId(100);
                 h.SetNextProtocol(LispNextProtocol::ETHERNET);
             }},
            {"4c000003ffffff05",
             [](LispDataHeader& h) {
                 h.SetNextProtocol(LispNextProtocol::ETHERNET);
                 h.SetInstanceId(0xffffff);
                 h.SetLocatorStatusBits(5);
             }},
            {"0400000400000000",
             [](LispDataHeader& h) {
                 h.SetNonce(0xabcdef, true);
                 h.SetNextProtocol(LispNextProtocol::NSH);
             }},
            {"0400000300000000",
             [](LispDataHeader& h) {
                 h.SetMapVersions(0xabc, 0xdef);
                 h.SetNextProtocol(LispNextProtocol::ETHERNET);
             }},
            {"80abcdef00000000",
             [](LispDataHeader& h) {
                 h.SetNextProtocol(LispNextProtocol::ETHERNET);
                 h.SetNonce(0xabcdef);
             }},
            {"10abcdef00000000", [](LispDataHeader& h) {
                 h.SetNextProtocol(LispNextProtocol::ETHERNET);
                 h.SetMapVersions(0xabc, 0xdef);
             }}};
        for (const auto& [hex, fill] : all)
        {
            LispDataHeader header;
            fill(header);
            NS_TEST_EXPECT_MSG_EQ(HexOf(header), hex, "on the wire");
        }
    }
};

/**
 * Method: headers are read from octets: one with all flags but KK and a field that is not zero, and
 * one without P.
 * Expected: with P, N, E and V and the 16 bits before the next protocol mean nothing (RFC 9305
 * section 3: ignored on receipt), L and I do. Without P it is the header of RFC 9300, whatever its
 * last octet is.
 */
class ReceiptTestCase : public TestCase
{
  public:
    ReceiptTestCase()
        : TestCase("what is ignored on receipt")
    {
    }

  private:
    void DoRun() override
    {
        LispDataHeader header;
        FromHex("fcabcd03 00006402")->PeekHeader(header);
        NS_TEST_EXPECT_MSG_EQ(header.HasNextProtocol(), true, "P");
        NS_TEST_EXPECT_MSG_EQ((header.GetNextProtocol() == LispNextProtocol::ETHERNET), true, "3");
        NS_TEST_EXPECT_MSG_EQ(header.HasNonce(), false, "N");
        NS_TEST_EXPECT_MSG_EQ(header.IsEchoRequested(), false, "E");
        NS_TEST_EXPECT_MSG_EQ(header.HasMapVersions(), false, "V");
        NS_TEST_EXPECT_MSG_EQ(header.GetNonce(), 0, "no nonce");
        NS_TEST_EXPECT_MSG_EQ(header.GetSourceMapVersion(), 0, "no version");
        NS_TEST_EXPECT_MSG_EQ(header.GetInstanceId(), 100, "I");
        NS_TEST_EXPECT_MSG_EQ(header.GetLocatorStatusBits(), 2, "L");

        LispDataHeader plain;
        FromHex("80abcd03 00000000")->PeekHeader(plain);
        NS_TEST_EXPECT_MSG_EQ(plain.HasNextProtocol(), false, "no P");
        NS_TEST_EXPECT_MSG_EQ((plain.GetNextProtocol() == LispNextProtocol::RESERVED), true, "0");
        NS_TEST_EXPECT_MSG_EQ(plain.GetNonce(), 0xabcd03, "a nonce");
    }
};

/**
 * Method: names are asked of next protocols.
 * Expected: as in the registry of RFC 9305 section 6.1: 0 is reserved, 1 to 4 are IPv4, IPv6,
 * Ethernet and NSH, 0x7e, 0x7f, 0xfe and 0xff for experiments, 0x80 to 0xfd shim headers, all else
 * unassigned.
 */
class NamesTestCase : public TestCase
{
  public:
    NamesTestCase()
        : TestCase("the registry")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<uint8_t, std::string>> all = {{0x00, "reserved"},
                                                                  {0x01, "ipv4"},
                                                                  {0x02, "ipv6"},
                                                                  {0x03, "ethernet"},
                                                                  {0x04, "nsh"},
                                                                  {0x05, "unassigned"},
                                                                  {0x7d, "unassigned"},
                                                                  {0x7e, "experimental"},
                                                                  {0x7f, "experimental"},
                                                                  {0x80, "shim"},
                                                                  {0xfd, "shim"},
                                                                  {0xfe, "experimental"},
                                                                  {0xff, "experimental"}};
        for (const auto& [value, name] : all)
        {
            NS_TEST_EXPECT_MSG_EQ(std::string(ToString(static_cast<LispNextProtocol>(value))),
                                  name,
                                  +value);
        }
    }
};

/// 20 octets of IPv4 header and 8 of UDP, port 1 to 2: 10.0.0.1 to 10.0.0.2, TTL 64.
const std::string IP = "4500001c 00000000 4011 66cf 0a000001 0a000002 00010002 00080000";

/**
 * Method: data packets with P bits are printed as `lisp decode` does: Ethernet with an IPv4 packet
 * in a tag of VLAN 5, Ethernet with ARP, IPv4, a protocol nobody knows, and one with bits set that
 * are to be zero; then such that end inside what they announce.
 * Expected: the fields by hand from the octets; what the sender should have left zero makes
 * reencoded_equal false; the cut ones, an Ethernet header of 13 octets and an IPv6 header of 4,
 * are errors.
 */
class JsonTestCase : public TestCase
{
  public:
    JsonTestCase()
        : TestCase("lisp decode")
    {
    }

  private:
    using Json = nlohmann::ordered_json;

    /// @param hex a LISP header and what follows @return what is printed
    static Json Print(const std::string& hex)
    {
        auto packet = FromHex(hex);
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        return LispDataToJson(octets.data(), octets.size());
    }

    void DoRun() override
    {
        const auto tagged =
            Print("0c000003 00006400 02000000000b 02000000000a 8100 6005 0800" + IP);
        NS_TEST_EXPECT_MSG_EQ(tagged["type"], "data", "as any");
        NS_TEST_EXPECT_MSG_EQ(tagged["flags"]["P"], 1, "P");
        NS_TEST_EXPECT_MSG_EQ(tagged["flags"]["I"], 1, "I");
        NS_TEST_EXPECT_MSG_EQ(tagged["next_protocol"], "ethernet", "3");
        NS_TEST_EXPECT_MSG_EQ(tagged["instance_id"], 100, "instance");
        NS_TEST_EXPECT_MSG_EQ(tagged["nonce"].is_null(), true, "no nonce");
        const auto& inner = tagged["inner"];
        NS_TEST_EXPECT_MSG_EQ(inner["source"], "02:00:00:00:00:0a", "source");
        NS_TEST_EXPECT_MSG_EQ(inner["destination"], "02:00:00:00:00:0b", "destination");
        NS_TEST_EXPECT_MSG_EQ(inner["vlan"], 5, "VLAN");
        NS_TEST_EXPECT_MSG_EQ(inner["ethertype"], "0x0800", "IPv4");
        NS_TEST_EXPECT_MSG_EQ(inner["length"], 18 + 28, "with its header");
        NS_TEST_EXPECT_MSG_EQ(inner["packet"]["source"], "10.0.0.1", "in the frame");
        NS_TEST_EXPECT_MSG_EQ(inner["packet"]["destination_port"], 2, "UDP");
        NS_TEST_EXPECT_MSG_EQ(tagged["reencoded_equal"], true, "canonical");

        const auto arp = Print("0c000003 00006400 ffffffffffff 02000000000a 0806 0001080006040001");
        NS_TEST_EXPECT_MSG_EQ(arp["inner"]["ethertype"], "0x0806", "ARP");
        NS_TEST_EXPECT_MSG_EQ(arp["inner"]["vlan"].is_null(), true, "no tag");
        NS_TEST_EXPECT_MSG_EQ(arp["inner"].contains("packet"), false, "no IP");

        const auto ip = Print("04000001 00000000" + IP);
        NS_TEST_EXPECT_MSG_EQ(ip["next_protocol"], "ipv4", "1");
        NS_TEST_EXPECT_MSG_EQ(ip["inner"]["source"], "10.0.0.1", "as without P");

        const auto other = Print("04000042 00000000 0102");
        NS_TEST_EXPECT_MSG_EQ(other["next_protocol"], "unassigned", "0x42");
        NS_TEST_EXPECT_MSG_EQ(other["inner"].is_null(), true, "not looked into");

        const auto dirty = Print("84123401 00000000" + IP);
        NS_TEST_EXPECT_MSG_EQ(dirty["reencoded_equal"], false, "bits to be zero");

        for (const std::string hex : {"0c000003 00006400 02000000000b 02000000000a 08",
                                      "04000002 00000000 60000000",
                                      "0c000003 00006400 02000000000b 02000000000a 8100"})
        {
            bool isRefused = false;
            try
            {
                Print(hex);
            }
            catch (const LispBufferError&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, hex);
        }
    }
};

/// The suite of LISP-GPE on the wire.
class WireGpeTestSuite : public TestSuite
{
  public:
    WireGpeTestSuite()
        : TestSuite("lisp-wire-gpe", TestSuite::Type::UNIT)
    {
        AddTestCase(new HeaderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReceiptTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NamesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new JsonTestCase, compat::TestDuration<>::QUICK);
    }
};

WireGpeTestSuite g_wireGpeTestSuite; //!< registers the suite

} // namespace
