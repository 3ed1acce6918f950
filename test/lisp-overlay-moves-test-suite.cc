/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Hosts that move between data centres whose VLAN runs over LISP, and edge devices that take
 * a VLAN over.
 */

#include "overlay-test-net.h"

#include "ns3/eid-database.h"
#include "ns3/lisp-etr.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

using Net = OverlayTestNet;
using Reason = ExtensionDropReason;

/// @param at the time to which the simulation is to run
void
RunTo(Time at)
{
    Simulator::Stop(at - Simulator::Now());
    Simulator::Run();
}

/// @param edge an edge device @param host number of a host @return what it knows of it; "": nothing
std::string
NameKind(const Net::Edge& edge, uint8_t host)
{
    const auto* entry =
        edge.xtr->GetEidDatabase().Find(EidPrefix::Host(Net::MacOf(host), Net::INSTANCE));
    return entry ? ToString(entry->kind) : "";
}

/**
 * Method: host 1 is at edge 0; host 3 of edge 2 sends to it, so that edge 2 has its mapping. At 4 s
 * host 1 sends a broadcast from edge 1. Host 3 sends to it at 5 and 6 s.
 * Expected: one way (20 ms) after the broadcast edge 0 has heard it from elsewhere and has the host
 * as away, edge 2 has lost its mapping to edge 0, and the Map-Server has the new locator. (The
 * frame at 2 s was flooded, but the switch of edge 1 had heard that the host is not there.) The
 * frame at 5 s finds no mapping, is flooded and arrives at edge 1; edge 0 drops its copy by name.
 * That at 6 s goes to edge 1 alone. None is lost, and host 1 is not registered by edge 0 any more,
 * whose former registration the Map-Server's word ends.
 */
class AnnouncedTestCase : public TestCase
{
  public:
    AnnouncedTestCase()
        : TestCase("a host that announces itself")
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        net.SpeakAt(Seconds(1), 0, 1, 255);
        net.SpeakAt(Seconds(2), 2, 3, 1);
        net.SpeakAt(Seconds(3), 2, 3, 1);
        net.SpeakAt(Seconds(4), 1, 1, 255);
        net.SpeakAt(Seconds(5), 2, 3, 1);
        net.SpeakAt(Seconds(6), 2, 3, 1);
        RunTo(Seconds(4) + MilliSeconds(19));
        NS_TEST_EXPECT_MSG_EQ(NameKind(net.edges[0], 1), "discovered", "not heard yet");
        NS_TEST_EXPECT_MSG_EQ(NameKind(net.edges[1], 1), "discovered", "here");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.2.2", "edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(2, 1), "10.0.2.2 1/100", "edge 0");
        RunTo(Seconds(4) + MilliSeconds(21));
        NS_TEST_EXPECT_MSG_EQ(NameKind(net.edges[0], 1), "away", "heard");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.3.2", "edge 1");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(2, 1), "", "gone");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].extension->GetRefuted(), 1, "by its broadcast");
        RunTo(Seconds(5.5));
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(3)), 1, "flooded");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::MOVED), 1, "the other copy");
        const auto copies = net.edges[2].extension->GetCopies();
        RunTo(Seconds(7));
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].extension->GetCopies(), copies + 1, "one");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(3)), 2, "arrived");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(2, 1), "10.0.3.2 1/100", "edge 1");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].hosts->Count(Net::MacOf(3)), 2, "before the move");
        RunTo(Seconds(100));
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.3.2", "and stays there");
    }
};

/**
 * Method: as before, but after the move host 1 sends to a host of edge 1 alone, which no other edge
 * device hears. Host 3 sends to it every 10 ms from 3.905 to 4.295 s: 40 frames.
 * Expected: edge 0 hears of it by the Map-Server, two ways after the move, at 4.04 s. What comes
 * there before (sent until 4.015 s: 12 frames) is handed to its hosts. From the next on (it comes
 * at 4.045 s) frames are dropped as moved, and edge 2 is solicited; it asks the Map-Server, which
 * asks edge 1, which answers: four ways later, at 4.125 s and some microseconds, it has the
 * mapping. So 11 frames are lost (4.025 to 4.125 s) and 17 arrive at edge 1 (4.135 to 4.295 s).
 */
class SilentTestCase : public TestCase
{
  public:
    SilentTestCase()
        : TestCase("a host that says nothing to others")
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        auto other = CreateObject<HostPort>();
        net.edges[1].lan->AddPort(other, SwitchPortRole::HOST);
        net.edges[1].lan->SetAccess(other, Net::VLAN);
        net.SpeakAt(Seconds(1), 0, 1, 255);
        Simulator::Schedule(Seconds(1.5), [other]() {
            other->Speak(Net::MakeFrame(Net::MacOf(2), Mac48Address::GetBroadcast()));
        });
        net.SpeakAt(Seconds(2), 2, 3, 1);
        net.SpeakAt(Seconds(4), 1, 1, 2);
        for (int i = 0; i < 40; i++)
        {
            net.SpeakAt(MilliSeconds(3905 + 10 * i), 2, 3, 1);
        }
        RunTo(Seconds(3.9));
        const auto before = net.edges[0].hosts->Count(Net::MacOf(3));
        const auto flooded = net.edges[1].hosts->Count(Net::MacOf(3));
        RunTo(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(other->Count(Net::MacOf(1)), 1 + 1, "from edge 0, and here");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].hosts->Count(Net::MacOf(3)) - before, 12, "too late");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(0, Reason::MOVED), 11, "turned away");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(3)) - flooded, 17, "followed");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].extension->GetRefuted(), 0, "nobody told it");
    }
};

/**
 * Method: host 1 of edge 0 is heard at 1 s. At 5 s the switch forgets all that it learned at its
 * port, as after a change of the spanning tree; the host is heard again at 5.5 s. At 7 s the switch
 * forgets it again, and it stays silent.
 * Expected: it stays registered for WithdrawDelay, 1 s, so that nothing changes the first time; the
 * second time it is withdrawn at 8 s, and the Map-Server knows one way later.
 */
class ForgottenTestCase : public TestCase
{
  public:
    ForgottenTestCase()
        : TestCase("a host that the switch forgets")
    {
    }

  private:
    void DoRun() override
    {
        Net net(2);
        uint64_t gone = 0;
        net.edges[0].node->GetObject<LispEtr>()->TraceConnectWithoutContext(
            "Gone",
            MakeBoundCallback(
                +[](uint64_t* count, const EidPrefix&) { ++*count; },
                &gone));
        const auto flush = [&net]() { net.edges[0].lan->Flush(net.edges[0].hosts); };
        net.SpeakAt(Seconds(1), 0, 1, 255);
        Simulator::Schedule(Seconds(5), flush);
        net.SpeakAt(Seconds(5.5), 0, 1, 255);
        Simulator::Schedule(Seconds(7), flush);
        RunTo(Seconds(6.9));
        NS_TEST_EXPECT_MSG_EQ(gone, 0, "kept");
        RunTo(Seconds(8) + MilliSeconds(19));
        NS_TEST_EXPECT_MSG_EQ(gone, 1, "given up");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.2.2", "on its way");
        RunTo(Seconds(8) + MilliSeconds(21));
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "", "withdrawn");
    }
};

/**
 * Method: edges 0 and 1 are of one data centre (both hear host 1), and edge 0 carries the VLAN.
 * Host 3 of edge 2 sends to host 1. At 5 s edge 1 takes the VLAN over: edge 0 gives it up at the
 * same time, or has been cut off at 4.5 s.
 * Expected: only who carries the VLAN registers, so edge 2 has edge 0 as its only peer. After the
 * take-over edge 1 has registered host 1 and the group; edge 2 hears of the new peer two ways later
 * and lets its mappings go, so that the frame at 6 s is flooded and that at 7 s goes to edge 1. If
 * edge 0 was cut off, its part of the group stays until it times out, 3 minutes after its last
 * Map-Register (RFC 9301 section 8.2), so that edge 2 sends a copy there; else it is gone at once.
 */
class TakeoverTestCase : public TestCase
{
  public:
    explicit TakeoverTestCase(bool isCut)
        : TestCase(isCut ? "an edge device that fails" : "an edge device that hands over"),
          m_isCut(isCut)
    {
    }

  private:
    void DoRun() override
    {
        Net net(3);
        net.edges[1].extension->SetForwarder(Net::VLAN, false);
        for (const std::size_t edge : {0, 1})
        {
            net.SpeakAt(Seconds(1), edge, 1, 255);
        }
        for (const int at : {2, 3, 6, 7})
        {
            net.SpeakAt(Seconds(at), 2, 3, 1);
        }
        if (m_isCut)
        {
            Simulator::Schedule(Seconds(4.5), [&net]() { net.SetLink(net.edges[0].node, false); });
        }
        Simulator::Schedule(Seconds(5), [this, &net]() {
            if (!m_isCut)
            {
                net.edges[0].extension->SetForwarder(Net::VLAN, false);
            }
            net.edges[1].extension->SetForwarder(Net::VLAN, true);
        });
        const auto& extension = net.edges[2].extension;
        RunTo(Seconds(4));
        NS_TEST_ASSERT_MSG_EQ(extension->GetPeers(Net::VLAN).size(), 1, "edge 0");
        NS_TEST_EXPECT_MSG_EQ(extension->GetPeers(Net::VLAN)[0], net.edges[0].rloc, "edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.2.2", "by edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(2, 1), "10.0.2.2 1/100", "edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].hosts->Count(Net::MacOf(3)), 2, "by edge 0");
        NS_TEST_EXPECT_MSG_EQ(net.GetDrops(1, Reason::NOT_FORWARDER), 1, "the broadcast out");
        RunTo(Seconds(5) + MilliSeconds(21));
        NS_TEST_EXPECT_MSG_EQ(net.GetRegistered(1), "10.0.3.2", "by edge 1");
        RunTo(Seconds(5.9));
        NS_TEST_EXPECT_MSG_EQ(net.GetCached(2, 1), "", "asked for anew");
        const auto peers = extension->GetPeers(Net::VLAN);
        NS_TEST_ASSERT_MSG_EQ(peers.size(), (m_isCut ? 2 : 1), "peers");
        NS_TEST_EXPECT_MSG_EQ(peers.back(), net.edges[1].rloc, "edge 1");
        const auto copies = extension->GetCopies();
        RunTo(Seconds(8));
        NS_TEST_EXPECT_MSG_EQ(extension->GetCopies() - copies, (m_isCut ? 3 : 2), "copies");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].hosts->Count(Net::MacOf(3)), 2, "by edge 1");
        RunTo(Seconds(190));
        NS_TEST_EXPECT_MSG_EQ(extension->GetPeers(Net::VLAN).size(), 1, "edge 1");
    }

    bool m_isCut; //!< it does not hand over
};

/// The suite of moves between data centres whose VLAN runs over LISP.
class OverlayMovesTestSuite : public TestSuite
{
  public:
    OverlayMovesTestSuite()
        : TestSuite("lisp-overlay-moves", TestSuite::Type::UNIT)
    {
        AddTestCase(new AnnouncedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SilentTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForgottenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TakeoverTestCase(false), compat::TestDuration<>::QUICK);
        AddTestCase(new TakeoverTestCase(true), compat::TestDuration<>::QUICK);
    }
};

OverlayMovesTestSuite g_overlayMovesTestSuite; //!< registers the suite

} // namespace
