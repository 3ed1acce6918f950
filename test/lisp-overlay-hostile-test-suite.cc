/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What comes to a LAN extension over LISP that should not, and mistakes of scripts.
 */

#include "overlay-test-net.h"

#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-decapsulator.h"
#include "ns3/lisp-etr.h"
#include "ns3/ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Net = OverlayTestNet;
using Reason = ExtensionDropReason;

/// A LISP-GPE header (RFC 9305 figure 3): I and P, Ethernet, instance 7000.
const std::string GPE = "0c000003 001b5800 ";
/// Addresses of a frame.
const std::string HOSTS = "02000000000b 02000000000a ";
/// A type and a payload.
const std::string REST = "88b5 00000000000000000000000000000000";
/// An IPv4 packet from 192.0.2.1 to 198.51.100.1, TTL 64, UDP, without a payload.
const std::string IP = "4500001c 00000000 4011 4cb4 c0000201 c6336401 00010002 00080000";

/// @param net a network @param edge number of an edge device @return its drops by name, of both the
/// extension and the tunnel router
std::map<std::string, uint64_t>
CountDrops(const Net& net, std::size_t edge)
{
    std::map<std::string, uint64_t> drops;
    for (std::size_t i = 0; i < EXTENSION_DROP_REASONS; i++)
    {
        const auto reason = static_cast<Reason>(i);
        if (const auto count = net.GetDrops(edge, reason))
        {
            drops[ToString(reason)] = count;
        }
    }
    for (std::size_t i = 0; i < LISP_DROP_REASONS; i++)
    {
        const auto reason = static_cast<LispDropReason>(i);
        if (const auto count = net.edges[edge].xtr->GetDrops(reason))
        {
            drops[ToString(reason)] = count;
        }
    }
    return drops;
}

/// What is sent to port 4341, and what comes of it.
struct Row
{
    std::string what;   //!< in words
    std::string hex;    //!< of a LISP header and what follows it
    std::string reason; //!< why it is dropped; "": it comes to the hosts
};

/**
 * Method: each of these is sent by edge 1, which is a peer, to port 4341 of edge 0.
 * Expected: as in its row; nothing else is dropped. By the standards: RFC 9305 section 3 (N, E, V
 * and the 16 bits are ignored on receipt, next protocols of the registry), RFC 9300 section 5.3
 * (instance ID, KK), IEEE 802.1D-2004 table 7-10 (bridge group address), RFC 2281 section 6
 * (virtual MAC addresses), IEEE 802-2014 (no group sends). The instance stands for the VLAN, so
 * that a tag with a VLAN in it does not belong there, one that has a priority alone does.
 */
class RowsTestCase : public TestCase
{
  public:
    RowsTestCase()
        : TestCase("of a peer")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Row> rows = {
            {"a frame", GPE + HOSTS + REST, ""},
            {"bits to be ignored", "bcabcd03 001b5800" + HOSTS + REST, ""},
            {"a priority", GPE + HOSTS + "8100 a000" + REST, ""},
            {"a VLAN", GPE + HOSTS + "8100 0064" + REST, "extension-malformed"},
            {"13 octets", GPE + HOSTS + "88", "extension-malformed"},
            {"a tag cut short", GPE + HOSTS + "8100 00", "extension-malformed"},
            {"from a group", GPE + "02000000000b 01005e000001" + REST, "extension-malformed"},
            {"to bridges", GPE + "0180c2000000 02000000000a" + REST, "extension-bpdu"},
            {"a gateway's", GPE + "02000000000b 00000c07ac01" + REST, "extension-virtual-mac"},
            {"nothing", GPE, "lisp-etr-truncated"},
            {"encrypted", "0d000003 001b5800" + HOSTS + REST, "lisp-etr-encrypted"},
            {"instance 7001", "0c000003 001b5900" + HOSTS + REST, "lisp-etr-unknown-instance"},
            {"no instance", "04000003 00000000" + HOSTS + REST, "lisp-etr-unknown-instance"},
            {"protocol 0", "0c000000 001b5800" + HOSTS + REST, "lisp-etr-next-protocol"},
            {"NSH", "0c000004 001b5800" + HOSTS + REST, "lisp-etr-next-protocol"},
            {"a shim", "0c000080 001b5800" + HOSTS + REST, "lisp-etr-next-protocol"},
            {"no IPv4", "04000001 00000000" + HOSTS + REST, "lisp-etr-bad-inner-version"},
            {"no IPv6", "04000002 00000000" + IP, "lisp-etr-bad-inner-version"},
            {"IPv4, P", "04000001 00000000" + IP, "lisp-etr-not-my-eid"},
            {"IPv4, no P", "00000000 00000000" + IP, "lisp-etr-not-my-eid"}};
        Net net(2);
        std::map<std::string, uint64_t> expected;
        uint64_t arrived = 0;
        Time at = Seconds(1);
        for (const auto& row : rows)
        {
            net.SendDataAt(at, net.edges[1].node, 0, row.hex);
            at += Seconds(1);
        }
        for (const auto& row : rows)
        {
            Simulator::Stop(Seconds(1) + MilliSeconds(row.what == rows[0].what ? 500 : 0));
            Simulator::Run();
            if (row.reason.empty())
            {
                arrived++;
            }
            else
            {
                expected[row.reason]++;
            }
            NS_TEST_EXPECT_MSG_EQ(net.edges[0].hosts->seen.size(), arrived, row.what);
            NS_TEST_EXPECT_MSG_EQ((CountDrops(net, 0) == expected), true, row.what);
        }
    }
};

/**
 * Method: a node that is no edge device sends a frame to edge 0, at 1 s with CheckPeers and at 2 s
 * without. At 3 s, edge 0 is told not to know LISP-GPE, and edge 1 sends one. At 4 s edge 1 sends
 * one to a tunnel router without an extension, edge 2's after Dispose.
 * Expected: dropped as of no peer; comes to the hosts; dropped as RFC 9305 section 5 has it;
 * dropped since nobody there takes frames.
 */
class StrangerTestCase : public TestCase
{
  public:
    StrangerTestCase()
        : TestCase("of a stranger, and to those who know no frames")
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        auto stranger = net.AddNode();
        const std::string frame = GPE + HOSTS + REST;
        net.SendDataAt(Seconds(1), stranger, 0, frame);
        net.SendDataAt(Seconds(2), stranger, 0, frame);
        net.SendDataAt(Seconds(3), net.edges[1].node, 0, frame);
        net.SendDataAt(Seconds(4), net.edges[1].node, 2, frame);
        const auto& edge = net.edges[0];
        Simulator::Schedule(Seconds(1.5), [&edge]() {
            edge.extension->SetAttribute("CheckPeers", BooleanValue(false));
        });
        Simulator::Schedule(Seconds(2.5), [&edge]() {
            PointerValue decapsulator;
            edge.xtr->GetAttribute("Decapsulator", decapsulator);
            decapsulator.Get<LispDecapsulator>()->SetAttribute("Gpe", BooleanValue(false));
        });
        Simulator::Schedule(Seconds(3.5), [&net]() {
            net.edges[2].lan->RemovePort(net.edges[2].extension);
            net.edges[2].extension->Dispose();
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(edge.hosts->seen.size(), 1, "without a check");
        const std::map<std::string, uint64_t> expected = {{"extension-unknown-peer", 1},
                                                          {"lisp-etr-no-gpe", 1}};
        NS_TEST_EXPECT_MSG_EQ((CountDrops(net, 0) == expected), true, "by name");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].xtr->GetDrops(LispDropReason::ETR_NEXT_PROTOCOL),
                              1,
                              "nobody there");
    }
};

/**
 * Method: edge 1 sends 2000 packets of up to 40 random octets behind a LISP-GPE header for
 * Ethernet, and 2000 that are random from the header on. Expected: the simulation goes on, and each
 * packet either came in or was dropped once.
 */
class RandomTestCase : public TestCase
{
  public:
    RandomTestCase()
        : TestCase("random octets")
    {
    }

  private:
    void DoRun() override
    {
        constexpr int count = 2000;
        Net net(2);
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(7);
        const auto draw = [&random](uint32_t size) {
            static const std::string digits = "0123456789abcdef";
            std::string hex;
            for (uint32_t i = 0; i < 2 * size; i++)
            {
                hex += digits[random->GetInteger(0, 15)];
            }
            return hex;
        };
        for (int i = 0; i < 2 * count; i++)
        {
            const auto octets = draw(random->GetInteger(1, 40));
            net.SendDataAt(Seconds(1) + MilliSeconds(i),
                           net.edges[1].node,
                           0,
                           i < count ? GPE + octets : octets);
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        uint64_t seen = net.edges[0].extension->GetReceived() + net.edges[0].xtr->GetDecapsulated();
        for (const auto& [reason, drops] : CountDrops(net, 0))
        {
            seen += drops;
        }
        NS_TEST_EXPECT_MSG_EQ(seen, 2 * count, "each once");
    }
};

/**
 * Method: edge 2 registers the MAC addresses 02:00:00:00:00:00/40 at once, and host 1 of edge 0
 * sends to host 0x30 among them. Host 2 of edge 1 is registered as any. Expected: MAC addresses are
 * registered one by one, so what claims more is not believed (BroadestMacPrefix), and counted as
 * too broad; the frame is flooded. The mapping of host 2 is.
 */
class BroadTestCase : public TestCase
{
  public:
    BroadTestCase()
        : TestCase("a mapping that claims too much")
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        net.edges[2].node->GetObject<LispEtr>()->AddPrefix(
            EidPrefix(Net::MacOf(0), 40, Net::INSTANCE));
        net.SpeakAt(Seconds(1), 1, 2, 255);
        net.SpeakAt(Seconds(2), 0, 1, 0x30);
        net.SpeakAt(Seconds(3), 0, 1, 2);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        std::map<std::string, uint64_t> sent;
        std::map<std::string, uint64_t> drops;
        LispHelper::CountControl(sent, drops);
        NS_TEST_EXPECT_MSG_EQ((drops["lisp-control-reply-too-broad"] > 0), true, "counted");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 0x30), "", "not believed");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(0, 2), "10.0.3.2 1/100", "believed");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(1)), 2, "both came");
    }
};

/**
 * Method: scripts call what cannot work.
 * Expected: std::invalid_argument with one line that names the value.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes of scripts")
    {
    }

  private:
    void DoRun() override
    {
        Net net(2);
        const auto& extension = net.edges[0].extension;
        auto plain = net.AddNode();
        auto lan = CreateObject<VlanSwitch>();
        lan->Install(plain);
        const std::vector<std::pair<std::function<void()>, std::string>> all = {
            {[&]() { CreateObject<LispLanExtension>()->Install(nullptr); }, "one switch"},
            {[&]() { CreateObject<LispLanExtension>()->Install(lan); }, "no tunnel router"},
            {[&]() { CreateObject<LispLanExtension>()->Install(net.edges[0].lan); }, "already"},
            {[&]() { CreateObject<LispLanExtension>()->AddVlan(1, 1); }, "after Install"},
            {[&]() { extension->AddVlan(0, 1); }, "VLAN 0 "},
            {[&]() { extension->AddVlan(4095, 1); }, "VLAN 4095 "},
            {[&]() { extension->AddVlan(1, 0); }, "instance 0:"},
            {[&]() { extension->AddVlan(1, 1 << 24); }, "instance 16777216:"},
            {[&]() { extension->AddVlan(Net::VLAN, 1); }, "VLAN 100 "},
            {[&]() { extension->AddVlan(1, Net::INSTANCE); }, "instance 7000:"},
            {[&]() { LanExtensionHelper("otv").SetLisp(net.lisp); }, "for otv"}};
        for (const auto& [call, words] : all)
        {
            std::string message;
            try
            {
                call();
            }
            catch (const std::invalid_argument& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(message.find(words), std::string::npos, words << ": " << message);
            NS_TEST_EXPECT_MSG_EQ(message.find('\n'), std::string::npos, "one line");
        }
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(extension->GetPeers(Net::VLAN).size(), 1, "as before");
    }
};

/// The suite of what should not come to a LAN extension over LISP.
class OverlayHostileTestSuite : public TestSuite
{
  public:
    OverlayHostileTestSuite()
        : TestSuite("lisp-overlay-hostile", TestSuite::Type::UNIT)
    {
        AddTestCase(new RowsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StrangerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RandomTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BroadTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

OverlayHostileTestSuite g_overlayHostileTestSuite; //!< registers the suite

} // namespace
