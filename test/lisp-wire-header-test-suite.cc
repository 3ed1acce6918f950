/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-wire-vectors.h"

#include "ns3/lisp-control-header.h"
#include "ns3/lisp-data-header.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/test.h"

#include <functional>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief The headers that go into packets.
 */

namespace
{

/// @param header a header @return its octets in a packet
template <typename T>
Octets
OctetsOf(const T& header)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    Octets octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    return octets;
}

/// @param octets the content of a packet @return the packet
Ptr<Packet>
PacketOf(const Octets& octets)
{
    return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
}

/// A header, and what it is on the wire.
struct Golden
{
    std::string what;                          //!< in words
    std::function<void(LispDataHeader&)> fill; //!< makes it
    std::string hex;                           //!< drawn by hand from RFC 9300 section 5.3
    std::string text;                          //!< printed
};

/**
 * Method: headers are filled in and put into packets. The octets were drawn by hand from the
 * figures of RFC 9300 section 5.3: N is 0x80, L 0x40, E 0x20, V 0x10, I 0x08, K 0x03; the instance
 * ID is the first three of the last four octets. Expected: these octets; read back, the same text
 * and the same values.
 */
class DataHeaderTestCase : public TestCase
{
  public:
    DataHeaderTestCase()
        : TestCase("data header")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Golden> all = {
            {"nothing", [](LispDataHeader&) {}, "00000000 00000000", "flags="},
            {"a nonce",
             [](LispDataHeader& h) { h.SetNonce(0xabcdef); },
             "80abcdef 00000000",
             "flags=N nonce=11259375"},
            {"a nonce to be echoed",
             [](LispDataHeader& h) { h.SetNonce(0xabcdef, true); },
             "a0abcdef 00000000",
             "flags=NE nonce=11259375"},
            {"32 locator-status bits",
             [](LispDataHeader& h) { h.SetLocatorStatusBits(0x80000003); },
             "40000000 80000003",
             "flags=L status-bits=2147483651"},
            {"an instance ID",
             [](LispDataHeader& h) { h.SetInstanceId(0x123456); },
             "08000000 12345600",
             "flags=I instance=1193046"},
            {"an instance ID and 8 locator-status bits",
             [](LispDataHeader& h) {
                 h.SetInstanceId(0x123456);
                 h.SetLocatorStatusBits(0x1fd);
             },
             "48000000 123456fd",
             "flags=LI instance=1193046 status-bits=253"},
            {"the same, set the other way round",
             [](LispDataHeader& h) {
                 h.SetLocatorStatusBits(0x1fd);
                 h.SetInstanceId(0x123456);
             },
             "48000000 123456fd",
             "flags=LI instance=1193046 status-bits=253"},
            {"map-versions",
             [](LispDataHeader& h) { h.SetMapVersions(0xabc, 0xdef); },
             "10abcdef 00000000",
             "flags=V versions=2748>3567"},
            {"map-versions that replace a nonce",
             [](LispDataHeader& h) {
                 h.SetNonce(0xffffff, true);
                 h.SetMapVersions(1, 2);
             },
             "10001002 00000000",
             "flags=V versions=1>2"},
            {"a nonce that replaces map-versions",
             [](LispDataHeader& h) {
                 h.SetMapVersions(0xfff, 0xfff);
                 h.SetNonce(1);
             },
             "80000001 00000000",
             "flags=N nonce=1"},
            {"all at once",
             [](LispDataHeader& h) {
                 h.SetKeyBits(3);
                 h.SetInstanceId(0xffffff);
                 h.SetLocatorStatusBits(0xff);
                 h.SetNonce(0x1ffffff, true);
             },
             "ebffffff ffffffff",
             "flags=NLEI nonce=16777215 instance=16777215 status-bits=255 key=3"},
        };
        for (const auto& golden : all)
        {
            LispDataHeader header;
            golden.fill(header);
            const Octets octets = OctetsOf(header);
            NS_TEST_EXPECT_MSG_EQ(ToHex(octets), ToHex(FromHex(golden.hex)), golden.what);
            LispDataHeader read;
            NS_TEST_EXPECT_MSG_EQ(PacketOf(octets)->RemoveHeader(read), 8, golden.what);
            std::ostringstream text;
            read.Print(text);
            NS_TEST_EXPECT_MSG_EQ(text.str(), golden.text, golden.what);
        }
    }
};

/**
 * Method: octets that no standard sender makes are read as a header; and fewer than it has.
 * Expected: with N and V both set the field is a nonce (RFC 9300 section 5.3); E without N means
 * nothing; the field means nothing without N and V, nor the last octets without L and I; the
 * reserved bit is ignored but kept. From 7 octets nothing is taken.
 */
class DeviantDataHeaderTestCase : public TestCase
{
  public:
    DeviantDataHeaderTestCase()
        : TestCase("data header of other senders")
    {
    }

  private:
    void DoRun() override
    {
        LispDataHeader header;
        PacketOf(FromHex("90abcdef 00000000"))->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(header.GetNonce(), 0xabcdef, "N and V: a nonce");
        NS_TEST_EXPECT_MSG_EQ(header.HasMapVersions(), false, "N and V: no map-versions");
        NS_TEST_EXPECT_MSG_EQ(header.GetSourceMapVersion(), 0, "N and V: no map-versions");

        PacketOf(FromHex("24abcdef 12345678"))->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(header.IsEchoRequested(), false, "E without N");
        NS_TEST_EXPECT_MSG_EQ(header.GetNonce(), 0, "no nonce");
        NS_TEST_EXPECT_MSG_EQ(header.GetInstanceId(), 0, "no instance ID");
        NS_TEST_EXPECT_MSG_EQ(header.GetLocatorStatusBits(), 0, "no locator-status bits");
        NS_TEST_EXPECT_MSG_EQ(header.GetFirstWord(), 0x24abcdef, "as received");
        NS_TEST_EXPECT_MSG_EQ(header.GetSecondWord(), 0x12345678, "as received");

        PacketOf(FromHex("08000000 12345678"))->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(header.GetInstanceId(), 0x123456, "I without L");
        NS_TEST_EXPECT_MSG_EQ(header.GetLocatorStatusBits(), 0, "I without L");

        Ptr<Packet> packet = PacketOf(FromHex("80abcdef 000000"));
        NS_TEST_EXPECT_MSG_EQ(packet->RemoveHeader(header), 0, "too short");
        NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 7, "left as it was");
        NS_TEST_EXPECT_MSG_EQ(header.HasNonce(), false, "empty");
    }
};

/**
 * Method: a control message, and octets that are none, go through a packet as a header.
 * Expected: the octets are those of the message; read back, it is the message, printed on one line;
 * octets that are none are taken whole, and printed as malformed.
 */
class ControlHeaderTestCase : public TestCase
{
  public:
    ControlHeaderTestCase()
        : TestCase("control message as a header")
    {
    }

  private:
    void DoRun() override
    {
        const Octets smr = ReadVectors()["odl-request-smr"].octets;
        const Octets octets = OctetsOf(LispControlHeader(smr));
        NS_TEST_EXPECT_MSG_EQ(ToHex(octets), ToHex(smr), "the octets");
        LispControlHeader header;
        Ptr<Packet> packet = PacketOf(octets);
        packet->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 0, "all taken");
        std::ostringstream text;
        header.Print(text);
        NS_TEST_EXPECT_MSG_EQ(text.str(),
                              "map-request nonce 0x3d8d2acd39c8d608 authoritative smr from none "
                              "itr-rlocs 192.168.136.10 for 1.2.3.4/32",
                              "printed");

        packet = PacketOf(FromHex("ffff"));
        packet->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 0, "all taken");
        text.str("");
        header.Print(text);
        NS_TEST_EXPECT_MSG_EQ(text.str(),
                              "malformed: unknown message type 15, at byte 0",
                              "printed");
    }
};

/// The suite of headers.
class WireHeaderTestSuite : public TestSuite
{
  public:
    WireHeaderTestSuite()
        : TestSuite("lisp-wire-header", TestSuite::Type::UNIT)
    {
        AddTestCase(new DataHeaderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DeviantDataHeaderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ControlHeaderTestCase, compat::TestDuration<>::QUICK);
    }
};

WireHeaderTestSuite g_suite; ///< registers itself

} // namespace
