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
 * @brief The messages of other implementations decode to the fields they are known to have.
 */

namespace
{

/// What a vector must decode to.
struct Expected
{
    std::string name;    //!< of the vector
    LispMessage message; //!< its fields, from the "expect" line of the file and its octets by hand
    std::vector<std::string> notes = {}; //!< parts of the notes of a message not in standard form
};

/**
 * @brief The authentication field of a vector: its value is in the octets, from the 16th on.
 * @param number of the older 16-bit key ID
 * @param mac hexadecimal digits
 * @return the field
 */
LispAuthenticationField
Auth(uint8_t number, const std::string& mac)
{
    LispAuthenticationField x;
    x.algorithm = static_cast<LispAlgorithm>(number);
    x.data = FromHex(mac);
    return x;
}

/**
 * @brief A Map-Register with the P and M bits, as most vectors have them.
 * @param nonce the nonce
 * @param authentication the authentication field
 * @param record the only record
 * @return the message
 */
LispMapRegister
Register(uint64_t nonce,
         const LispAuthenticationField& authentication,
         const LispMappingRecord& record)
{
    LispMapRegister x;
    x.proxyReply = true;
    x.wantMapNotify = true;
    x.nonce = nonce;
    x.authentication = authentication;
    x.records = {record};
    return x;
}

/// The record that many vectors have.
const LispMappingRecord g_record =
    Rec(Addr("153.16.254.1"), 32, 10, true, {Loc(Addr("192.168.136.10"), {1, 100, 255, 0}, "LR")});

/// The nonce that many vectors have.
constexpr uint64_t NONCE = 0xffbb000000000000;

std::vector<Expected>
Registers()
{
    std::vector<Expected> all;
    all.push_back({"odl-register-noauth", Register(NONCE, {}, g_record), {}});
    all.push_back({"odl-register-sha1",
                   Register(NONCE, Auth(1, "2c61b9c99a20bad8f540d3556f5f6e5ab20abfb5"), g_record),
                   {}});
    all.push_back(
        {"odl-register-sha256",
         Register(NONCE,
                  Auth(2, "7030d4c610440d83be4dbffda98c576d68a5bf3211c97b58c4b99f061123b938"),
                  g_record),
         {}});
    all.push_back({"odl-register-badauth",
                   Register(NONCE, Auth(1, "e8f50bc5c5f2b02127a8214104f3465a5a5b5c5d"), g_record),
                   {}});
    all.push_back({"odl-register-3loc",
                   Register(NONCE,
                            Auth(1, "f1b8abf066bb2eef127074466f6b8ecabf1e6840"),
                            Rec(Addr("153.16.254.1"),
                                32,
                                10,
                                true,
                                {Loc(Addr("192.168.136.10"), {1, 0x64, 0x1f, 0}, "LR"),
                                 Loc(Addr("204.170.170.17"), {0x67, 0, 0x30, 0x34}, "p"),
                                 Loc(Addr("192.168.136.10"), {0x60, 0x11, 0x34, 0xa4}, "pR")})),
                   {}});

    LispMapRegister tailed = Register(0x639983642306a8be,
                                      Auth(1, "b8c2a2e1dc4a080cf601b09d705ad48895f873dd"),
                                      Rec(LispLcaf{LispInstanceId{32, 1, Addr("195.168.200.1")}},
                                          32,
                                          1440,
                                          true,
                                          {Loc(Addr("172.16.1.2"), {10, 50, 255, 0}, "L")}));
    tailed.proxyReply = false;
    tailed.xtrId = LispXtrId();
    const Octets id = FromHex("151a3980e335e6c449a6908720659ab7");
    std::copy(id.begin(), id.end(), tailed.xtrId->xtrId.begin());
    all.push_back({"odl-register-iid-xtrid", tailed, {}});

    all.push_back({"odl-register-tworlocs",
                   Register(0,
                            Auth(1, "aed87bd49c59e935756ef12927a345209606c2e1"),
                            Rec(Addr("172.1.1.2"),
                                32,
                                10,
                                true,
                                {Loc(Addr("10.1.0.110"), {1, 100, 255, 0}, "LR"),
                                 Loc(Addr("192.168.136.51"), {6, 100, 255, 0}, "LR")})),
                   {}});
    all.push_back({"odl-register-v6eid",
                   Register(0,
                            Auth(1, "2297ff61ecd80f91c6c401ef7fbb7758395c9223"),
                            Rec(Addr("2610:d0:ffff:192::1"),
                                128,
                                10,
                                true,
                                {Loc(Addr("10.0.58.156"), {1, 100, 255, 0}, "LR")})),
                   {"reserved bits set in message header, at byte 0"}});

    LispMapRegister quiet =
        Register(0, Auth(1, "c0c7c52f57f6e720253de8b207e263de622b7a20"), g_record);
    quiet.wantMapNotify = false;
    all.push_back({"odl-register-nomapnotify-reserved",
                   quiet,
                   {"reserved bits set in message header, at byte 0"}});

    LispMapRegister mac = Register(0,
                                   Auth(1, std::string(40, '0')),
                                   Rec(Addr("01:02:03:04:05:06"),
                                       0,
                                       86400,
                                       false,
                                       {Loc(Addr("102.119.136.153"), {2, 1, 0, 0}, "L")}));
    mac.proxyReply = false;
    all.push_back({"vpp-mapreg-mac", mac, {"MAC address with mask length 0 instead of 48"}});
    return all;
}

std::vector<Expected>
Requests()
{
    std::vector<Expected> all;
    LispMapRequest x;
    x.mapDataReceived = true;
    x.nonce = 0x3ef77f5b417c773c;
    x.sourceEid = Addr("1.1.1.1");
    x.itrRlocs = {Addr("192.168.56.102")};
    x.requests = {{Addr("1.2.3.4"), 32}};
    x.replyRecord =
        Rec(Addr("1.1.1.1"), 32, 10, true, {Loc(Addr("192.168.56.102"), {1, 100, 255, 0}, "LR")});
    all.push_back({"odl-request-lispmob", x, {}});

    x = LispMapRequest();
    x.nonce = 0x3d8d2acd39c8d608;
    x.itrRlocs = {Addr("192.168.136.10"), Addr("::1"), Addr("17.34.52.86")};
    x.requests = {{Addr("1.2.3.4"), 32}};
    all.push_back({"odl-request-3itr", x, {}});

    x.itrRlocs = {Addr("192.168.136.10")};
    x.authoritative = true;
    x.smr = true;
    all.push_back({"odl-request-smr", x, {}});
    x.smrInvoked = true;
    all.push_back({"odl-request-smr-invoked", x, {}});

    x = LispMapRequest();
    x.probe = true;
    x.pitr = true;
    x.nonce = 13;
    x.sourceEid = Addr("10.0.0.1");
    x.itrRlocs = {Addr("1.2.3.4"), Addr("1:2:3:4:5:6:7:8")};
    x.requests = {{Addr("1.2.3.4"), 32}};
    all.push_back({"odl-request-all-serialize", x, {}});

    x = LispMapRequest();
    x.mapDataReceived = true;
    x.probe = true;
    x.pitr = true;
    x.nonce = 0x3d8d2acd39c8d608;
    x.itrRlocs = {Addr("192.168.136.10")};
    x.requests = {{Addr("1.2.3.4"), 32}, {Addr("::5"), 128}};
    all.push_back({"odl-request-2recs", x, {"M bit set without a Map-Reply record"}});

    x = LispMapRequest();
    x.smrInvoked = true;
    x.sourceEid = Addr("120.86.52.18");
    x.itrRlocs = {Addr("64.48.32.16"), Addr("ccdd:eeff:8899:aabb:4455:6677:11:2233")};
    x.requests = {{Addr("240.222.188.154"), 24}};
    all.push_back({"vpp-mapreq-2itr", x, {"host bits set beyond the /24"}});

    x.itrRlocs = {LispLcaf{LispInstanceId{0x17, 0x90919293, Addr("68.51.34.17")}}};
    all.push_back({"vpp-mapreq-iid-itr", x, {"host bits set beyond the /24"}});
    return all;
}

std::vector<Expected>
Replies()
{
    std::vector<Expected> all;
    LispMapReply x;
    x.nonce = 2;
    x.records = {Rec(Addr("1.2.3.4"),
                     32,
                     2,
                     false,
                     {Loc(Addr("10.10.10.10"), {1, 2, 3, 4}, "Lp"),
                      Loc(Addr("1:2:3:4:5:6:7:8"), {4, 3, 2, 1}, "R")}),
                 Rec(Addr("4.3.0.0"), 16, 0, true, {})};
    x.records[1].action = LispAction::NATIVELY_FORWARD;
    x.records[1].mapVersion = 2;
    all.push_back({"odl-reply-all", x, {}});

    x = LispMapReply();
    x.probe = true;
    x.security = true;
    all.push_back({"odl-reply-flags", x, {}});

    LispMapNotify y;
    y.nonce = NONCE;
    y.records = {g_record};
    y.xtrId = LispXtrId();
    y.xtrId->xtrId[15] = 1;
    y.xtrId->siteId = 1;
    all.push_back({"odl-notify-xtrid", y, {}});
    return all;
}

std::vector<Expected>
Encapsulated()
{
    std::vector<Expected> all;
    LispMapRequest x;
    x.nonce = 0xfff5bf5d7b7593e6;
    x.sourceEid = Addr("2610:d0:ffff:192::1");
    x.itrRlocs = {Addr("10.0.58.156")};
    x.requests = {{Addr("2610:d0:ffff:192::2"), 128}};
    LispInnerHeader header;
    header.source = NetworkAddress::FromString("2610:d0:ffff:192::1");
    header.destination = NetworkAddress::FromString("2610:d0:ffff:192::2");
    header.sourcePort = 4342;
    header.destinationPort = 4342;
    header.ttl = 255;
    const std::vector<std::string> notes = {"wrong checksum of the inner UDP header",
                                            "which read as a Map-Reply record"};
    all.push_back({"odl-ecm-v6-lispmob", LispEncapsulatedControl(header, x), notes});

    x.nonce = 0x7967ff75a0616619;
    x.sourceEid = Addr("172.1.1.2");
    x.itrRlocs = {Addr("10.1.0.111"), Addr("192.168.136.51")};
    x.requests = {{Addr("8.8.8.8"), 32}};
    header.source = NetworkAddress::FromString("172.1.1.2");
    header.destination = NetworkAddress::FromString("8.8.8.8");
    header.identification = 0xd431;
    all.push_back({"odl-ecm-v4-2itr", LispEncapsulatedControl(header, x), notes});
    return all;
}

/// @return every expectation
std::vector<Expected>
AllExpected()
{
    std::vector<Expected> all;
    for (const auto& some : {Registers(), Requests(), Replies(), Encapsulated()})
    {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

/**
 * Method: each control message of the file is decoded, and the values that it must hold, written
 * out by hand from the file's "expect" line, are encoded.
 * Expected: the decoded message equals the values. Where the octets are in the standard's form
 * there is no note and the values encode to the octets; where they are not, a note says why, and
 * what the values encode to differs and decodes to the same values. The one message that must be
 * refused gives its error at the octet where it ends.
 */
class VectorsTestCase : public TestCase
{
  public:
    VectorsTestCase()
        : TestCase("control messages of other implementations")
    {
    }

  private:
    void DoRun() override
    {
        auto vectors = ReadVectors();
        std::size_t checked = 0;
        for (const auto& expected : AllExpected())
        {
            Check(vectors[expected.name], expected);
            ++checked;
        }
        std::size_t known = 0;
        for (const auto& [name, vector] : vectors)
        {
            known += vector.kind == "ctrl" ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(checked + 1, known, "all vectors but the truncated one");

        const Vector& cut = vectors["vpp-reply-truncated"];
        const auto result = DecodeLispMessage(cut.octets.data(), cut.octets.size());
        NS_TEST_EXPECT_MSG_EQ(Describe(result),
                              "message ends in record: 1 octets wanted, 0 left, at byte 17",
                              cut.name);
    }

    void Check(const Vector& vector, const Expected& expected)
    {
        const auto& octets = vector.octets;
        const auto result = DecodeLispMessage(octets.data(), octets.size());
        NS_TEST_EXPECT_MSG_EQ(bool(result), true, vector.name << ": " << Describe(result));
        if (!result)
        {
            return;
        }
        NS_TEST_EXPECT_MSG_EQ((*result.message == expected.message),
                              true,
                              vector.name << ": " << *result.message << " instead of "
                                          << expected.message);
        const Octets encoded = EncodeLispMessage(expected.message);
        if (expected.notes.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(result.notes.size(), 0, vector.name << " is in standard form");
            NS_TEST_EXPECT_MSG_EQ(ToHex(encoded), ToHex(octets), vector.name);
            return;
        }
        NS_TEST_EXPECT_MSG_EQ(result.notes.size(), expected.notes.size(), vector.name);
        for (std::size_t i = 0; i < std::min(result.notes.size(), expected.notes.size()); ++i)
        {
            NS_TEST_EXPECT_MSG_NE(result.notes[i].find(expected.notes[i]),
                                  std::string::npos,
                                  vector.name << ": " << result.notes[i]);
        }
        NS_TEST_EXPECT_MSG_NE(ToHex(encoded), ToHex(octets), vector.name);
        const auto again = DecodeLispMessage(encoded.data(), encoded.size());
        NS_TEST_EXPECT_MSG_EQ(again.notes.size(), 0, vector.name << " encoded is standard form");
    }
};

/**
 * Method: flags that the vectors have as variants of one another.
 * Expected: with 0x80 instead of 0x40 in the second octet of odl-request-smr-invoked, p is 1 and s
 * is 0; the M bit of odl-request-2recs is kept as it was received.
 */
class VariantsTestCase : public TestCase
{
  public:
    VariantsTestCase()
        : TestCase("variants of the vectors")
    {
    }

  private:
    void DoRun() override
    {
        auto vectors = ReadVectors();
        Octets octets = vectors["odl-request-smr-invoked"].octets;
        octets[1] = 0x80;
        const auto result = DecodeLispMessage(octets.data(), octets.size());
        const auto* request = result.Get<LispMapRequest>();
        NS_TEST_EXPECT_MSG_NE(request, nullptr, Describe(result));
        if (!request)
        {
            return;
        }
        NS_TEST_EXPECT_MSG_EQ(request->pitr, true, "p");
        NS_TEST_EXPECT_MSG_EQ(request->smrInvoked, false, "s");

        const Octets& two = vectors["odl-request-2recs"].octets;
        const auto decoded = DecodeLispMessage(two.data(), two.size());
        NS_TEST_EXPECT_MSG_EQ(decoded.Get<LispMapRequest>()->mapDataReceived, true, "M");
        NS_TEST_EXPECT_MSG_EQ(decoded.Get<LispMapRequest>()->replyRecord.has_value(),
                              false,
                              "no record");
    }
};

/**
 * Method: the mapping record and the header octets among the vectors are decoded.
 * Expected: the fields of the file's "expect" lines. The EID of the record has host bits beyond its
 * /0, which are noted and not written; its locators are as sent. The header, whose checksums the
 * sender left zero, is noted as being without them and announces the 900 octets that do not follow.
 */
class PartsTestCase : public TestCase
{
  public:
    PartsTestCase()
        : TestCase("a record and a header of other implementations")
    {
    }

  private:
    void DoRun() override
    {
        auto vectors = ReadVectors();
        const Octets& octets = vectors["vpp-maprec-iid-locs"].octets;
        std::vector<std::string> notes;
        LispBufferReader reader(octets.data(), octets.size(), &notes);
        const auto record = DecodeLispMappingRecord(reader);
        const LispAddress v6 = Addr("ccdd:eeff:8899:aabb:4455:6677:11:2233");
        const auto expected = Rec(
            Addr("51.68.85.102"),
            0,
            0x01020304,
            false,
            {Loc(LispLcaf{LispInstanceId{0x18, 9, Addr("16.187.204.221")}}, {10, 11, 12, 13}, ""),
             Loc(LispLcaf{LispInstanceId{0x18, 0x22446688, v6}}, {7, 6, 5, 4}, ""),
             Loc(Addr("170.187.204.221"), {10, 11, 12, 13}, "")});
        NS_TEST_EXPECT_MSG_EQ((record == expected), true, "the record");
        NS_TEST_EXPECT_MSG_EQ(reader.GetRemaining(), 0, "the whole of it");
        NS_TEST_EXPECT_MSG_EQ(notes.size(), 1, "one note");
        NS_TEST_EXPECT_MSG_EQ(notes.at(0),
                              "host bits set beyond the /0 of an EID-prefix, at byte 10",
                              "the note");
        LispBufferWriter writer;
        EncodeLispMappingRecord(writer, record);
        Octets masked = octets;
        std::fill_n(masked.begin() + 12, 4, 0);
        NS_TEST_EXPECT_MSG_EQ(ToHex(writer.GetOctets()), ToHex(masked), "without host bits");

        const Octets& ecm = vectors["vpp-ecm-hdr"].octets;
        const auto result = DecodeLispMessage(ecm.data(), ecm.size());
        NS_TEST_EXPECT_MSG_EQ(
            Describe(result),
            "message ends in inner message: 900 octets wanted, 0 left, at byte 32",
            "only the header is there");
        notes.clear();
        LispBufferReader inner(ecm.data() + 4, ecm.size() - 4, &notes);
        std::size_t size = 0;
        const auto header = LispInnerHeader::Decode(inner, size);
        NS_TEST_EXPECT_MSG_EQ(header.source.ToString(), "212.195.178.161", "source");
        NS_TEST_EXPECT_MSG_EQ(header.destination.ToString(), "99.114.129.144", "destination");
        NS_TEST_EXPECT_MSG_EQ(header.dontFragment, true, "DF");
        NS_TEST_EXPECT_MSG_EQ(+header.ttl, 255, "TTL");
        NS_TEST_EXPECT_MSG_EQ(header.sourcePort, 21, "source port");
        NS_TEST_EXPECT_MSG_EQ(header.destinationPort, 20, "destination port");
        NS_TEST_EXPECT_MSG_EQ(size, 900, "928 octets without 28 of headers");
        NS_TEST_EXPECT_MSG_EQ(notes.size(), 2, "two checksums are missing");
    }
};

/// The suite of known messages.
class WireVectorsTestSuite : public TestSuite
{
  public:
    WireVectorsTestSuite()
        : TestSuite("lisp-wire-vectors", TestSuite::Type::UNIT)
    {
        AddTestCase(new VectorsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new VariantsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PartsTestCase, compat::TestDuration<>::QUICK);
    }
};

WireVectorsTestSuite g_suite; ///< registers itself

} // namespace
