/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"

#include "ns3/lisp-lcaf.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <functional>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Messages that the vectors lack, drawn by hand from the figures of the standards.
 *
 * The checksums of the encapsulated packets were computed by a few lines of Python that sum 16-bit
 * words as RFC 1071 says, independently of this library.
 */

namespace
{

const std::string NONCE = "0123456789abcdef"; ///< of all messages

/// A message, its octets and its text.
struct Golden
{
    std::string what;    //!< in words
    std::string hex;     //!< the octets, a group for each field
    LispMessage message; //!< the values
    std::string text;    //!< printed
};

/// @return Map-Requests and Map-Replies (RFC 9301 sections 5.2 and 5.4)
std::vector<Golden>
RequestsAndReplies()
{
    std::vector<Golden> all;
    LispMapRequest request;
    request.nonce = 0x0123456789abcdef;
    request.localXtr = true;
    request.dontReply = true;
    request.smr = true;
    request.sourceEid = Addr("192.0.2.1");
    request.itrRlocs = {Addr("203.0.113.5")};
    request.requests = {EidPrefix::FromString("198.51.100.0/24", 7)};
    all.push_back({"Map-Request with L and D, for an EID of instance 7",
                   "11006001" + NONCE + "0001c0000201 0001cb007105" +
                       "00 18 4003 0000 02 20 000a 00000007 0001c6336400",
                   request,
                   "map-request nonce 0x0123456789abcdef smr local-xtr dont-reply from 192.0.2.1 "
                   "itr-rlocs 203.0.113.5 for 198.51.100.0/24"});

    request = LispMapRequest();
    request.nonce = 0x0123456789abcdef;
    request.itrRlocs.assign(32, Addr("203.0.113.5"));
    request.requests = {EidPrefix::FromString("::/0")};
    std::string rlocs;
    std::string rlocsText;
    for (int i = 0; i < 32; ++i)
    {
        rlocs += "0001cb007105";
        rlocsText += " 203.0.113.5";
    }
    all.push_back(
        {"Map-Request with the most ITR-RLOCs",
         "10001f01" + NONCE + "0000" + rlocs + "00 00 0002" + std::string(32, '0'),
         request,
         "map-request nonce 0x0123456789abcdef from none itr-rlocs" + rlocsText + " for ::/0"});

    LispMapReply reply;
    reply.nonce = 0x0123456789abcdef;
    reply.echoNonce = true;
    reply.security = true;
    reply.records = {Rec(Addr("192.0.2.0"), 24, LISP_TTL_RECEIVER_DECIDES, true, {})};
    reply.records[0].action = LispAction::DROP_POLICY_DENIED;
    reply.records[0].mapVersion = 0xfff;
    reply.securityData = {1, 0, 0, 0};
    all.push_back({"negative Map-Reply with E, S, security data and a map-version",
                   "26000001" + NONCE + "ffffffff 00 18 9000 0fff 0001c0000200 01000000",
                   reply,
                   "map-reply nonce 0x0123456789abcdef echo-nonce security 192.0.2.0/24 ttl "
                   "4294967295 ->"});
    return all;
}

/// @return Map-Registers, Map-Notifies and Map-Notify-Acks (RFC 9301 sections 5.6 and 5.7)
std::vector<Golden>
Registrations()
{
    std::vector<Golden> all;
    const std::string record = "00000001 01 80 0000 0000 0002" +
                               ("20010db8" + std::string(24, '0')) +
                               "02 03 04 05 0007 0001 c6336401";
    const auto value =
        Rec(Addr("2001:db8::"), 128, 1, false, {Loc(Addr("198.51.100.1"), {2, 3, 4, 5}, "LpR")});
    LispMapRegister x;
    x.proxyReply = true;
    x.security = true;
    x.eidNotify = true;
    x.useTtl = true;
    x.merge = true;
    x.wantMapNotify = true;
    x.nonce = 0x0123456789abcdef;
    x.authentication = LispAuthenticationField::For(LispAlgorithm::HMAC_SHA_256_128_HKDF, 9);
    x.records = {value, value};
    x.xtrId = LispXtrId();
    x.xtrId->xtrId.fill(0xee);
    x.xtrId->siteId = 0x1122334455667788;
    const std::string tail = std::string(32, 'e') + "1122334455667788";
    all.push_back(
        {"Map-Register with all flags and two records",
         "3e001d02" + NONCE + "09 03 0010" + std::string(32, '0') + record + record + tail,
         x,
         "map-register nonce 0x0123456789abcdef proxy-reply security eid-notify use-ttl "
         "merge want-map-notify 2001:db8::/128 ttl 1 -> 198.51.100.1 2/3 2001:db8::/128 "
         "ttl 1 -> 198.51.100.1 2/3"});

    LispMapNotifyAck ack;
    ack.nonce = 0x0123456789abcdef;
    ack.authentication = LispAuthenticationField::For(LispAlgorithm::HMAC_SHA_1_96, 1);
    ack.records = {value};
    all.push_back({"Map-Notify-Ack",
                   "50000001" + NONCE + "01 01 000c" + std::string(24, '0') + record,
                   ack,
                   "map-notify-ack nonce 0x0123456789abcdef 2001:db8::/128 ttl 1 -> 198.51.100.1 "
                   "2/3"});
    ack.xtrId = x.xtrId;
    LispMapNotify notify = ack;
    all.push_back({"Map-Notify with xTR-ID",
                   "48000001" + NONCE + "01 01 000c" + std::string(24, '0') + record + tail,
                   notify,
                   "map-notify nonce 0x0123456789abcdef 2001:db8::/128 ttl 1 -> 198.51.100.1 2/3"});
    return all;
}

/// @return Map-Referrals (RFC 8111 section 6.4) and Info messages
/// (draft-ermagan-lisp-nat-traversal-19 sections 4.1 and 4.2)
std::vector<Golden>
ReferralsAndInfos()
{
    std::vector<Golden> all;
    LispReferralRecord node;
    static_cast<LispMappingRecord&>(node) = Rec(LispLcaf{LispInstanceId{32, 5, Addr("10.0.0.0")}},
                                                8,
                                                1440,
                                                false,
                                                {Loc(Addr("203.0.113.1"), {1, 100, 255, 0}, "R")});
    node.SetReferralAction(LispReferralAction::MS_REFERRAL);
    node.incomplete = true;
    LispReferralRecord hole;
    static_cast<LispMappingRecord&>(hole) = Rec(Addr("192.0.0.0"), 16, 15, true, {});
    hole.SetReferralAction(LispReferralAction::DELEGATION_HOLE);
    hole.signatures = {{15, 0x70000000, 0x60000000, 0xbeef, 2, {0xaa, 0xbb, 0xcc}}, {}};
    LispMapReferral referral;
    referral.nonce = 0x0123456789abcdef;
    referral.records = {node, hole};
    all.push_back({"Map-Referral",
                   "60000002" + NONCE +
                       "000005a0 01 08 2800 0000 4003 0000 02 20 000a 00000005 0001 0a000000"
                       "01 64 ff 00 0001 0001 cb007101"
                       "0000000f 00 10 9000 2000 0001 c0000000"
                       "0000000f 70000000 60000000 beef 0003 02 00 0000 aabbcc"
                       "00000000 00000000 00000000 0000 0000 00 00 0000",
                   referral,
                   "map-referral nonce 0x0123456789abcdef ms-referral incomplete 10.0.0.0/8 "
                   "instance 5 ttl 1440 -> 203.0.113.1 1/100 delegation-hole 192.0.0.0/16 ttl 15 "
                   "->"});

    LispInfoMessage info;
    info.nonce = 0x0123456789abcdef;
    info.authentication = LispAuthenticationField::For(LispAlgorithm::HMAC_SHA_1_96, 0);
    info.ttl = 1440;
    info.eid = EidPrefix::FromString("192.0.2.0/24");
    const std::string start =
        NONCE + "00 01 000c" + std::string(24, '0') + "000005a0 00 18 0001 c0000200";
    all.push_back({"Info-Request",
                   "70000000" + start + "0000",
                   info,
                   "info nonce 0x0123456789abcdef 192.0.2.0/24 ttl 1440 none"});
    info.reply = true;
    info.nat = LispLcaf{LispNatTraversal{4342,
                                         40000,
                                         Addr("203.0.113.7"),
                                         Addr("198.51.100.2"),
                                         Addr("10.0.0.1"),
                                         {Addr("203.0.113.9")}}};
    all.push_back({"Info-Reply",
                   "78000000" + start +
                       "4003 0000 07 00 001c 10f6 9c40 0001 cb007107 0001 c6336402 0001 0a000001 "
                       "0001 cb007109",
                   info,
                   "info nonce 0x0123456789abcdef reply 192.0.2.0/24 ttl 1440 nat(map-server "
                   "198.51.100.2 port 4342, etr 203.0.113.7 port 40000, private 10.0.0.1, rtr "
                   "203.0.113.9)"});
    return all;
}

/// @return Encapsulated Control Messages (RFC 9301 section 5.8, RFC 9303 section 6.1)
std::vector<Golden>
Encapsulated()
{
    std::vector<Golden> all;
    LispMapRequest request;
    request.nonce = 0x0123456789abcdef;
    request.sourceEid = Addr("192.0.2.1");
    request.itrRlocs = {Addr("203.0.113.5")};
    request.requests = {EidPrefix::FromString("198.51.100.7")};
    LispInnerHeader header;
    header.source = NetworkAddress::FromString("192.0.2.1");
    header.destination = NetworkAddress::FromString("198.51.100.7");
    header.sourcePort = 50000;
    header.destinationPort = 4342;
    header.ttl = 32;
    header.trafficClass = 0xc0;
    header.identification = 0x1234;
    header.dontFragment = true;
    const std::string ipv4 = "45c0003c1234400020115b81c0000201c6336407";
    const std::string body = "0001c0000201 0001cb007105 00200001c6336407";
    const std::string text = " 192.0.2.1:50000 > 198.51.100.7:4342 (map-request nonce ";
    const std::string rest = " from 192.0.2.1 itr-rlocs 203.0.113.5 for 198.51.100.7/32)";
    all.push_back({"over IPv4",
                   "80000000" + ipv4 + "c35010f60028688e 10000001" + NONCE + body,
                   LispEncapsulatedControl(header, request),
                   "encapsulated-control" + text + "0x0123456789abcdef" + rest});

    LispEncapsulatedControl flags(header, request);
    flags.security = true;
    flags.ddt = true;
    flags.toEtr = true;
    flags.toMapServer = true;
    // One-time key of 24 octets with its preamble, then an EID part of 4: its length and a KDF ID.
    const std::string security =
        "01 00 0002 0018 00 01" + std::string(16, '0') + std::string(32, 'a') + "0004 0001";
    flags.securityData = FromHex(security);
    all.push_back({"with all flags and security data",
                   "8f000000" + security + ipv4 + "c35010f60028688e 10000001" + NONCE + body,
                   flags,
                   "encapsulated-control security ddt to-etr to-map-server" + text +
                       "0x0123456789abcdef" + rest});

    request.nonce = 1716;
    all.push_back({"with a UDP checksum that sums to zero",
                   "80000000" + ipv4 + "c35010f60028ffff 10000001 00000000000006b4" + body,
                   LispEncapsulatedControl(header, request),
                   "encapsulated-control" + text + "0x00000000000006b4" + rest});

    request.nonce = 0x0123456789abcdef;
    request.sourceEid = Addr("2001:db8::1");
    request.requests = {EidPrefix::FromString("2001:db8:1::7")};
    header.source = NetworkAddress::FromString("2001:db8::1");
    header.destination = NetworkAddress::FromString("2001:db8:1::7");
    header.ttl = 64;
    header.flowLabel = 0x12345;
    header.identification = 0;
    header.dontFragment = false;
    const std::string source = "20010db8000000000000000000000001";
    const std::string destination = "20010db8000100000000000000000007";
    all.push_back({"over IPv6",
                   "80000000 6c01234500401140" + source + destination +
                       "c35010f60040897f 10000001" + NONCE + "0002" + source +
                       "0001cb007105 00800002" + destination,
                   LispEncapsulatedControl(header, request),
                   "encapsulated-control 2001:db8::1:50000 > 2001:db8:1::7:4342 (map-request nonce "
                   "0x0123456789abcdef from 2001:db8::1 itr-rlocs 203.0.113.5 for "
                   "2001:db8:1::7/128)"});
    return all;
}

/**
 * Method: messages are encoded, decoded and printed. Their octets were drawn by hand from the
 * figures of RFC 9301, RFC 8111, RFC 9303 and draft-ermagan-lisp-nat-traversal.
 * Expected: these octets, these values, no notes, one line of text.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("messages drawn by hand")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& some :
             {RequestsAndReplies(), Registrations(), ReferralsAndInfos(), Encapsulated()})
        {
            for (const auto& golden : some)
            {
                Check(golden);
            }
        }
    }

    void Check(const Golden& golden)
    {
        const Octets octets = FromHex(golden.hex);
        NS_TEST_EXPECT_MSG_EQ(ToHex(EncodeLispMessage(golden.message)), ToHex(octets), golden.what);
        const auto result = DecodeLispMessage(octets.data(), octets.size());
        NS_TEST_EXPECT_MSG_EQ(Describe(result), golden.text, golden.what);
        NS_TEST_EXPECT_MSG_EQ(result.notes.size(), 0, golden.what);
        NS_TEST_EXPECT_MSG_EQ((result && *result.message == golden.message), true, golden.what);
    }
};

/**
 * Method: messages that cannot be written are encoded.
 * Expected: std::invalid_argument whose text names the number and what is accepted.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("messages that cannot be written")
    {
    }

  private:
    void DoRun() override
    {
        LispMapRequest good;
        good.itrRlocs = {Addr("203.0.113.5")};
        good.requests = {EidPrefix::FromString("192.0.2.1")};
        LispMapRequest request = good;
        request.itrRlocs.clear();
        Refuse(request, "map-request with 0 ITR-RLOCs: expected 1 to 32");
        request.itrRlocs.assign(33, Addr("203.0.113.5"));
        Refuse(request, "map-request with 33 ITR-RLOCs: expected 1 to 32");
        request = good;
        request.requests.clear();
        Refuse(request, "map-request with 0 records: expected at least 1");
        request.requests = {LispEidRecord(Addr("192.0.2.1"), 33)};
        Refuse(request, "mask length 33 of EID 192.0.2.1: expected at most 32");

        LispMapReply reply;
        reply.records.resize(256);
        Refuse(reply, "map-reply of 256 records: expected at most 255");
        reply.records.resize(1);
        reply.records[0].locators.resize(256);
        Refuse(reply, "record of 256 locators: expected at most 255");

        LispMapReferral referral;
        referral.records.resize(1);
        referral.records[0].signatures.resize(16);
        Refuse(referral, "record of 16 signatures: expected at most 15");

        const LispLcaf big{LispOpaqueLcaf{14, 0, Octets(65536)}};
        request = good;
        request.sourceEid = big;
        Refuse(request, "canonical address of 65536 octets or entries: expected at most 65535");

        Refuse(LispEncapsulatedControl(),
               "encapsulated-control with nothing inside: expected a control message of another "
               "type");
        LispInnerHeader header;
        header.source = NetworkAddress::FromString("192.0.2.1");
        header.destination = NetworkAddress::FromString("2001:db8::1");
        Refuse(LispEncapsulatedControl(header, good),
               "inner header from 192.0.2.1 to 2001:db8::1: expected two IPv4 or two IPv6 "
               "addresses");
        header.destination = header.source;
        Refuse(LispEncapsulatedControl(header, LispEncapsulatedControl(header, good)),
               "encapsulated-control with another inside: expected a control message of another "
               "type");
        LispMapRegister large;
        large.authentication.data.resize(65535);
        Refuse(LispEncapsulatedControl(header, large),
               "inner packet of 65579 octets: expected at most 65535");
    }

    void Refuse(const LispMessage& message, const std::string& expected)
    {
        std::string error = "written";
        try
        {
            EncodeLispMessage(message);
        }
        catch (const std::invalid_argument& e)
        {
            error = e.what();
        }
        NS_TEST_EXPECT_MSG_EQ(error, expected, "the error");
    }
};

/**
 * Method: values that differ from others in one field are compared.
 * Expected: they are equal to themselves and to no other.
 */
class EqualityTestCase : public TestCase
{
  public:
    EqualityTestCase()
        : TestCase("messages compare by content")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<LispMessage> all;
        for (const auto& some :
             {RequestsAndReplies(), Registrations(), ReferralsAndInfos(), Encapsulated()})
        {
            for (const auto& golden : some)
            {
                all.push_back(golden.message);
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            const auto copy = all[i];
            for (std::size_t j = 0; j < all.size(); ++j)
            {
                NS_TEST_EXPECT_MSG_EQ((copy == all[j]), (i == j), i << " and " << j);
            }
        }
    }
};

/// The suite of messages.
class WireMessagesTestSuite : public TestSuite
{
  public:
    WireMessagesTestSuite()
        : TestSuite("lisp-wire-messages", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoldenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EqualityTestCase, compat::TestDuration<>::QUICK);
    }
};

WireMessagesTestSuite g_suite; ///< registers itself

} // namespace
