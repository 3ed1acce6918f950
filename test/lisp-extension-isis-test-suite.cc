/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The PDUs of IS-IS that edge devices speak, octet by octet.
 */

#include "ns3/isis-pdu.h"
#include "ns3/ns3-compat.h"
#include "ns3/otv-advertiser.h"
#include "ns3/otv-database.h"
#include "ns3/otv-header.h"
#include "ns3/simulator.h"
#include "ns3/site-state.h"
#include "ns3/test.h"

#include <algorithm>

using namespace ns3;

namespace
{

const IsisSystemId ONE{0x02, 0, 0, 0, 0, 0x01}; //!< a name

/// A hello of 0200.0000.0001 in site 7 that has heard one neighbour: 27 + 8 + 8 + 11 octets.
const IsisOctets HELLO{
    0x83, 27,   1,    0,    15,   1, 0, 0,             // common header
    1,    0x02, 0,    0,    0,    0, 1,                // level 1, source
    0,    9,    0,    54,   64,                        // hold, length, priority
    0x02, 0,    0,    0,    0,    2, 1,                // LAN ID
    1,    6,    5,    0x49, 0,    0, 0, 7,             // TLV 1: one area, 5 octets
    6,    6,    0x02, 0,    0,    0, 0, 2,             // TLV 6: one neighbour
    250,  9,    0x02, 0x4c, 0x58, 1, 1, 0, 0, 1, 0x2c, // TLV 250: member, 300
};

/// An LSP of 0200.0000.0001, fragment 0, number 3, with two addresses in VLAN 100: 27 + 8 + 19.
const IsisOctets LSP{
    0x83, 27, 1,    0,    18,   1,    0,    0,             // common header
    0,    54, 0x04, 0xb0,                                  // length, 1200 s
    0x02, 0,  0,    0,    0,    1,    0,    0,             // LSP ID
    0,    0,  0,    3,    0x51, 0x38, 1,                   // number, checksum, level 1
    1,    6,  5,    0x49, 0,    0,    0,    7,             // TLV 1
    147,  17, 0,    0,    1,    0,    100,                 // TLV 147: VLAN 100
    0x02, 0,  0,    0,    1,    1,    0x02, 0, 0, 0, 1, 2, // two addresses
};

/// @return what HELLO says
IsisHello
MakeHello()
{
    IsisHello hello;
    hello.source = ONE;
    hello.holdingTime = 9;
    hello.lanId = {0x02, 0, 0, 0, 0, 2, 1};
    hello.area = MakeSiteArea(7);
    hello.neighbors = {Mac48Address("02:00:00:00:00:02")};
    SiteState state;
    state.number = 300;
    state.isMember = true;
    hello.experimental = {state.Encode()};
    return hello;
}

/// @return what LSP says
IsisLsp
MakeLsp()
{
    IsisLsp lsp;
    lsp.lifetime = 1200;
    lsp.id = MakeIsisLspId(ONE, 0);
    lsp.sequence = 3;
    lsp.area = MakeSiteArea(7);
    IsisMacReachability reach;
    reach.vlan = 100;
    reach.macs = {Mac48Address("02:00:00:00:01:01"), Mac48Address("02:00:00:00:01:02")};
    lsp.reach = {reach};
    return lsp;
}

/// @param complete which of the two @return sequence numbers that tell of LSP
IsisSequenceNumbers
MakeNumbers(bool complete)
{
    IsisSequenceNumbers numbers;
    numbers.complete = complete;
    numbers.source = {0x02, 0, 0, 0, 0, 2, 0};
    numbers.last.fill(0xff);
    numbers.entries = {{1199, MakeIsisLspId(ONE, 0), 3, 0x5138}};
    return numbers;
}

/// @param octets a PDU @return what it was
IsisMessage
Decode(const IsisOctets& octets)
{
    return DecodeIsis(octets.data(), octets.size());
}

/**
 * Method: each kind of PDU is encoded, compared with octets written by hand from the drawings of
 * ISO 10589 sections 9.5, 9.8, 9.10 and 9.12 and RFC 6165 section 2.1, and read back.
 * Expected: the octets; the lengths are in their comments. The checksum of the LSP makes both sums
 * of ISO 8473-1 zero modulo 255, which is checked here as the standard defines them.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("golden octets")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ((EncodeIsis(MakeHello()) == HELLO), true, "hello");
        const auto message = Decode(HELLO);
        const auto* hello = std::get_if<IsisHello>(&message);
        NS_TEST_ASSERT_MSG_NE(hello, nullptr, "hello");
        NS_TEST_EXPECT_MSG_EQ((hello->source == ONE), true, "source");
        NS_TEST_EXPECT_MSG_EQ(hello->holdingTime, 9, "hold");
        NS_TEST_EXPECT_MSG_EQ((hello->area == MakeSiteArea(7)), true, "area");
        NS_TEST_ASSERT_MSG_EQ(hello->neighbors.size(), 1, "neighbours");
        NS_TEST_ASSERT_MSG_EQ(hello->experimental.size(), 1, "experimental");
        const auto state = SiteState::Decode(hello->experimental[0]);
        NS_TEST_ASSERT_MSG_EQ(state.has_value(), true, "state");
        NS_TEST_EXPECT_MSG_EQ(state->number, 300, "number");

        const auto octets = EncodeIsis(MakeLsp());
        uint32_t c0 = 0;
        uint32_t c1 = 0;
        for (std::size_t i = 12; i < octets.size(); i++)
        {
            c0 = (c0 + octets[i]) % 255;
            c1 = (c1 + c0) % 255;
        }
        NS_TEST_EXPECT_MSG_EQ(c0, 0, "first sum");
        NS_TEST_EXPECT_MSG_EQ(c1, 0, "second sum");
        NS_TEST_EXPECT_MSG_EQ((octets == LSP), true, "LSP");
        const auto second = Decode(LSP);
        const auto* lsp = std::get_if<IsisLsp>(&second);
        NS_TEST_ASSERT_MSG_NE(lsp, nullptr, "LSP");
        NS_TEST_EXPECT_MSG_EQ(lsp->sequence, 3, "number");
        NS_TEST_ASSERT_MSG_EQ(lsp->reach.size(), 1, "reach");
        NS_TEST_EXPECT_MSG_EQ(lsp->reach[0].vlan, 100, "VLAN");
        NS_TEST_EXPECT_MSG_EQ((lsp->reach[0].macs == MakeLsp().reach[0].macs), true, "addresses");

        const IsisOctets entry{9, 16, 0x04, 0xaf, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0x51, 0x38};
        IsisOctets csnp{0x83, 33, 1, 0, 24, 1, 0, 0, 0, 51, 2, 0, 0, 0, 0, 2, 0};
        csnp.insert(csnp.end(), 8, 0);
        csnp.insert(csnp.end(), 8, 0xff);
        csnp.insert(csnp.end(), entry.begin(), entry.end());
        NS_TEST_EXPECT_MSG_EQ((EncodeIsis(MakeNumbers(true)) == csnp), true, "CSNP");
        IsisOctets psnp{0x83, 17, 1, 0, 26, 1, 0, 0, 0, 35, 2, 0, 0, 0, 0, 2, 0};
        psnp.insert(psnp.end(), entry.begin(), entry.end());
        NS_TEST_EXPECT_MSG_EQ((EncodeIsis(MakeNumbers(false)) == psnp), true, "PSNP");
        const auto third = Decode(psnp);
        const auto* numbers = std::get_if<IsisSequenceNumbers>(&third);
        NS_TEST_ASSERT_MSG_NE(numbers, nullptr, "PSNP");
        NS_TEST_EXPECT_MSG_EQ(numbers->complete, false, "partial");
        NS_TEST_ASSERT_MSG_EQ(numbers->entries.size(), 1, "entries");
        NS_TEST_EXPECT_MSG_EQ(numbers->entries[0].checksum, 0x5138, "checksum");
    }
};

/**
 * Method: a frame is made of a PDU, and an OTV header (draft-hasmit-otv-04) written.
 * Expected: LLC fe fe 03 and a length of 3 more than the PDU (IEEE 802.3: 54 + 3); the header's 8
 * octets: flag I, overlay 0x010203, instance 0x0a0b0c, a zero.
 */
class FrameTestCase : public TestCase
{
  public:
    FrameTestCase()
        : TestCase("frames and the OTV header")
    {
    }

  private:
    void DoRun() override
    {
        const auto frame = MakeIsisFrame(HELLO,
                                         Mac48Address("02:00:00:00:00:01"),
                                         Mac48Address("01:80:c2:00:00:14"));
        NS_TEST_EXPECT_MSG_EQ(frame.protocol, 57, "length");
        uint8_t llc[3];
        frame.payload->CopyData(llc, 3);
        NS_TEST_EXPECT_MSG_EQ((llc[0] == 0xfe && llc[1] == 0xfe && llc[2] == 3), true, "LLC");
        NS_TEST_EXPECT_MSG_EQ((GetIsisPdu(frame) == HELLO), true, "read back");

        OtvHeader header;
        header.overlay = 0x010203;
        header.instance = 0x0a0b0c;
        auto packet = Create<Packet>();
        packet->AddHeader(header);
        uint8_t octets[8];
        NS_TEST_ASSERT_MSG_EQ(packet->CopyData(octets, 8), 8, "size");
        const uint8_t expected[] = {0x08, 1, 2, 3, 0x0a, 0x0b, 0x0c, 0};
        NS_TEST_EXPECT_MSG_EQ(std::equal(octets, octets + 8, expected), true, "octets");
        packet->RemoveHeader(header);
        NS_TEST_EXPECT_MSG_EQ(header.overlay, 0x010203, "overlay");
        NS_TEST_EXPECT_MSG_EQ(header.instance, 0x0a0b0c, "instance");
    }
};

/**
 * Method: PDUs are cut at each octet, each octet is set to each value of some, and single rules are
 * broken.
 * Expected: nothing reads beyond its end (the sanitizers see it); a PDU that is cut, a wrong
 * discriminator, type or header length, a TLV beyond the end, an area of 0 or 21 octets, 7 octets
 * of MAC addresses, VLAN 4095, number 0 and a wrong checksum are malformed; a TLV of an unknown
 * type and padding are not. An LSP whose lifetime is over needs no checksum (section 7.3.16.4).
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets")
    {
    }

  private:
    /// @param octets a PDU @param at where @param value to be there @return whether it is malformed
    static bool IsMalformed(IsisOctets octets, std::size_t at, uint8_t value)
    {
        octets[at] = value;
        return std::holds_alternative<std::monostate>(Decode(octets));
    }

    void DoRun() override
    {
        const IsisOctets pdus[] = {HELLO, LSP, EncodeIsis(MakeNumbers(true))};
        for (const auto& pdu : pdus)
        {
            for (std::size_t size = 0; size < pdu.size(); size++)
            {
                const IsisOctets cut(pdu.begin(), pdu.begin() + size);
                NS_TEST_EXPECT_MSG_EQ(std::holds_alternative<std::monostate>(Decode(cut)),
                                      true,
                                      "cut at " << size);
                for (const int value : {0, 1, 0x7f, 0x80, 0xff})
                {
                    IsMalformed(pdu, size, static_cast<uint8_t>(value));
                }
            }
            for (const auto& [at, value] :
                 {std::make_pair(0, 0x82), {1, 26}, {2, 2}, {3, 7}, {4, 17}, {5, 2}})
            {
                NS_TEST_EXPECT_MSG_EQ(IsMalformed(pdu, at, static_cast<uint8_t>(value)),
                                      true,
                                      "header octet " << at);
            }
            auto padded = pdu;
            padded.insert(padded.end(), 20, 0xff);
            NS_TEST_EXPECT_MSG_EQ(std::holds_alternative<std::monostate>(Decode(padded)),
                                  false,
                                  "padding");
        }
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(HELLO, 29, 0), true, "area of 0 octets");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(HELLO, 36, 5), true, "5 octets of neighbours");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(HELLO, 36, 200), true, "a TLV beyond the end");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(HELLO, 27, 77), false, "an unknown TLV");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(HELLO, 8, 2), true, "level 2 alone");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(LSP, 53, 3), true, "checksum");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(LSP, 10, 0), false, "lifetime is not covered");
        auto over = LSP;
        over[10] = over[11] = 0;
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(over, 53, 3), false, "its lifetime is over");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(over, 23, 0), true, "number 0");
        over[40] = 0xff;
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(over, 41, 0xff), true, "VLAN 4095");
        NS_TEST_EXPECT_MSG_EQ(IsMalformed(over, 36, 16), true, "11 octets of addresses");

        SiteState state;
        state.neighbors.resize(30);
        const auto value = state.Encode();
        NS_TEST_EXPECT_MSG_EQ(value.size(), 9 + 22 * 11, "as many as there is room for");
        for (std::size_t size = 0; size < value.size(); size++)
        {
            const auto cut = SiteState::Decode(IsisOctets(value.begin(), value.begin() + size));
            NS_TEST_EXPECT_MSG_EQ(cut.has_value(), (size >= 9 && (size - 9) % 11 == 0), size);
        }
        OverlayMembers members;
        for (uint32_t i = 1; i <= 63; i++)
        {
            members.addresses.emplace_back(Ipv4Address(0x0a000000 + i));
        }
        const auto values = members.Encode();
        NS_TEST_ASSERT_MSG_EQ(values.size(), 2, "62 of 4 octets and 5 before are 253 of 255");
        NS_TEST_EXPECT_MSG_EQ(values[0].size(), 253, "the first");
        NS_TEST_EXPECT_MSG_EQ(OverlayMembers::Decode(values[1])->addresses.size(), 1, "the last");
        auto bad = values[1];
        bad[4] = 5;
        NS_TEST_EXPECT_MSG_EQ(OverlayMembers::Decode(bad).has_value(), false, "5 octets each");
    }
};

/**
 * Method: 500 addresses of one VLAN are dealt out to fragments of 600 octets of TLVs; one is taken
 * away and another comes. The same LSP is put into a database with older and newer numbers.
 * Expected: 41 addresses take 7 + 246 = 253 octets, so 600 hold 82 (506) and, with 7 more, (600 -
 * 513) / 6 = 14: 96; 500 need 6 fragments. A change changes one fragment. By ISO 10589 section
 * 7.3.16: the higher number is newer; with the same one, that whose lifetime is over.
 */
class StateTestCase : public TestCase
{
  public:
    StateTestCase()
        : TestCase("fragments and the database")
    {
    }

  private:
    void DoRun() override
    {
        OtvAdvertiser advertiser;
        advertiser.SetFragmentSize(600);
        std::vector<Mac48Address> macs;
        for (uint32_t i = 0; i < 500; i++)
        {
            const uint8_t octets[6] =
                {2, 0, 0, 1, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)};
            Mac48Address mac;
            mac.CopyFrom(octets);
            macs.push_back(mac);
            NS_TEST_EXPECT_MSG_EQ(advertiser.Add(100, mac), true, "new");
        }
        NS_TEST_EXPECT_MSG_EQ(advertiser.GetFragments(), 6, "fragments");
        NS_TEST_EXPECT_MSG_EQ(advertiser.GetReach(0)[0].macs.size(), 96, "in the first");
        NS_TEST_EXPECT_MSG_EQ(advertiser.TakeChanged().size(), 6, "all are new");
        NS_TEST_EXPECT_MSG_EQ(advertiser.Add(100, macs[0]), false, "known");
        NS_TEST_EXPECT_MSG_EQ(advertiser.Remove(100, macs[200]), true, "away");
        NS_TEST_EXPECT_MSG_EQ((advertiser.TakeChanged() == std::set<uint8_t>{2}), true, "200 / 96");
        NS_TEST_EXPECT_MSG_EQ(advertiser.RemoveVlan(101), false, "none");
        NS_TEST_EXPECT_MSG_EQ(advertiser.RemoveVlan(100), true, "all");
        NS_TEST_EXPECT_MSG_EQ(advertiser.GetSize(), 0, "none left");

        using Order = OtvDatabase::Order;
        OtvDatabase database;
        database.SetLimit(1);
        const auto now = Seconds(10);
        auto lsp = MakeLsp();
        NS_TEST_EXPECT_MSG_EQ(database.Put(lsp, LSP, now + Seconds(1200)).has_value(), true, "put");
        IsisLspEntry entry{1200, lsp.id, 3, 0};
        NS_TEST_EXPECT_MSG_EQ((database.Compare(entry, now) == Order::SAME), true, "same");
        entry.lifetime = 0;
        NS_TEST_EXPECT_MSG_EQ((database.Compare(entry, now) == Order::NEWER), true, "over");
        entry.sequence = 2;
        NS_TEST_EXPECT_MSG_EQ((database.Compare(entry, now) == Order::OLDER), true, "2 < 3");
        entry.sequence = 4;
        NS_TEST_EXPECT_MSG_EQ((database.Compare(entry, now) == Order::NEWER), true, "4 > 3");
        lsp.reach[0].macs.erase(lsp.reach[0].macs.begin());
        const auto change = database.Put(lsp, LSP, now + Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(change->first.size(), 2, "before");
        NS_TEST_EXPECT_MSG_EQ(change->second.size(), 1, "after");
        lsp.id[7] = 1;
        NS_TEST_EXPECT_MSG_EQ(database.Put(lsp, LSP, now).has_value(), false, "no room");
        std::size_t gone = 0;
        const auto count = [&gone](const IsisLspId&, const OtvDatabase::Entry&) { gone++; };
        NS_TEST_EXPECT_MSG_EQ(database.Expire(now, count), now + Seconds(5), "the next");
        NS_TEST_EXPECT_MSG_EQ((database.Expire(now + Seconds(5), count) == Time::Max()), true, "-");
        NS_TEST_EXPECT_MSG_EQ(gone, 1, "its lifetime was over");
    }
};

/// The suite of the PDUs.
class ExtensionIsisTestSuite : public TestSuite
{
  public:
    ExtensionIsisTestSuite()
        : TestSuite("lisp-extension-isis", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoldenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FrameTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StateTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionIsisTestSuite g_extensionIsisTestSuite; //!< registers the suite

} // namespace
