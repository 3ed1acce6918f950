/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief VPLS among data centres: split horizon, learning, failures, two edge devices.
 */

#include "vpls-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/vpls-extension.h"

using namespace ns3;
using namespace ns3::vplstest;

namespace
{

using Reason = ExtensionDropReason;

/**
 * Method: a host of data centre 0 sends a broadcast, another one a multicast, and one of data
 * centre 1 to an address that nobody has. Expected: each goes out by the two pseudowires of its
 * data centre and by no other (split horizon), and reaches each of the five other hosts once (of
 * the third, which is for none of them, the NICs hand nothing up).
 */
class FloodTestCase : public TestCase
{
  public:
    FloodTestCase()
        : TestCase("broadcast, multicast, unknown: to each once, split horizon")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh;
        Mesh::At(1, [&]() { mesh.host[0][0].Send(Mac48Address::GetBroadcast()); });
        Mesh::At(2, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "01 11 11", "broadcast");
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "1 1 0 0 0 0", "broadcast");
            mesh.host[0][1].Send(Mac48Address("01:00:5e:01:02:03"));
        });
        Mesh::At(3, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "11 22 22", "multicast");
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "2 2 0 0 0 0", "multicast");
            mesh.host[1][0].Send(Mac48Address("02:00:00:00:09:09"));
        });
        Mesh::RunUntil(4);
        NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "2 2 1 1 0 0", "unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetFlooded(), 1, "unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 0, "groups are not unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetSent(), 2, "a frame counts once");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[2]->GetReceived(), 3, "received");
        Simulator::Destroy();
    }
};

/**
 * Method: host 0 of data centre 0 sends to host 0 of data centre 1, which answers, thrice; then its
 * address appears in VLAN 200 of data centre 2. Addresses age after 10 s.
 * Expected: the first frame is flooded, also to data centre 2; then nothing is: 3 frames to 1, 1 to
 * 2, 3 back. An address of two VLANs is in two places. After 10 s without a frame it is flooded to.
 */
class LearnTestCase : public TestCase
{
  public:
    LearnTestCase()
        : TestCase("learning by VLAN and pseudowire, ageing")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh(true, 10);
        auto& one = mesh.host[0][0];
        auto& other = mesh.host[1][0];
        for (int i = 0; i < 3; ++i)
        {
            Mesh::At(1 + i, [&]() { one.Send(other.GetMac()); });
            Mesh::At(1.5 + i, [&]() { other.Send(one.GetMac()); });
        }
        Mesh::At(4, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "3 1 3 0 0 0", "flooded once");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 1, "flooded");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetForwarded(), 2, "not flooded");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetForwarded(), 3, "answers");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), 1, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, one.GetMac()), 0, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, one.GetMac()), 0, "learned from the flooded one");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, other.GetMac()), -1, "never heard there");
            EthernetFrame frame;
            frame.source = other.GetMac();
            frame.destination = one.GetMac();
            frame.vlan = 200;
            frame.protocol = TEST_TYPE;
            frame.payload = Create<Packet>(46);
            mesh.vpls[2]->Send(frame);
        });
        Mesh::At(5, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 100), 1, "VLAN 100");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 200), 2, "VLAN 200");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 300), -1, "VLAN 300");
        });
        // Last heard at 3.5 s.
        Mesh::At(13.4, [&]() { NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), 1, "kept"); });
        Mesh::At(13.6, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), -1, "aged");
            one.Send(other.GetMac());
        });
        Mesh::RunUntil(15);
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 2, "flooded again");
        NS_TEST_EXPECT_MSG_EQ(other.arrivals.size(), 4, "and arrives");
        Simulator::Destroy();
    }
};

/**
 * Method: the cable between data centres 0 and 1 is pulled at 5 s, without a signal, and is back at
 * 10 s. Then all of data centre 0's are pulled.
 * Expected: after 3 x 300 ms both ends forget what was there, and go on with data centre 2: a
 * broadcast from 0 reaches 2 alone, once each, and the extension stays up. Back, it reaches each
 * once. With none left the extension is down, and the switch told; what it is to send is DOWN.
 */
class FailureTestCase : public TestCase
{
  public:
    FailureTestCase()
        : TestCase("a pseudowire fails and comes back; all fail")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh;
        auto& sender = mesh.host[0][0];
        const auto broadcast = [&]() { sender.Send(Mac48Address::GetBroadcast()); };
        auto cable = mesh.nic[0][1]->GetCable();
        uint32_t changes = 0;
        mesh.lan[0]->AddPortListener(
            [&](const Ptr<SwitchPort>& port) { changes += port == mesh.vpls[0]; });
        Mesh::At(1, [&]() { mesh.host[1][0].Send(Mac48Address::GetBroadcast()); });
        Mesh::At(2, [&]() {
            NS_TEST_EXPECT_MSG_EQ(changes, 2, "up with the first one, ready with the second");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][0].GetMac()), 1, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "11 01 11", "the broadcast");
        });
        Mesh::At(5, [&]() { mesh.nic[0][1]->Unplug(LinkSignal::SILENT); });
        Mesh::At(6, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.wire[0][1]->IsUp(), false, "down");
            NS_TEST_EXPECT_MSG_EQ(mesh.wire[1][0]->IsUp(), false, "down");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][0].GetMac()), -1, "forgotten");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, mesh.host[1][0].GetMac()), 1, "not there");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->IsUp(), true, "still up");
            broadcast();
        });
        Mesh::At(7, [&]() { NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "12 01 22", "not to 1"); });
        Mesh::At(10, [&]() { mesh.nic[0][1]->Plug(cable, LinkSignal::SILENT); });
        Mesh::At(12, broadcast);
        Mesh::At(13, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "13 12 33", "to each once");
            NS_TEST_EXPECT_MSG_EQ(changes, 2, "the switch has seen nothing");
            mesh.nic[0][1]->Unplug();
            mesh.nic[0][2]->Unplug();
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->IsUp(), false, "down with its links");
            NS_TEST_EXPECT_MSG_EQ(changes, 3, "the switch is told");
            EthernetFrame frame;
            frame.vlan = 100;
            frame.source = sender.GetMac();
            frame.destination = Mac48Address::GetBroadcast();
            frame.protocol = TEST_TYPE;
            frame.payload = Create<Packet>(46);
            mesh.vpls[0]->Send(frame);
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetDrops(Reason::DOWN), 1, "dropped");
        });
        Mesh::RunUntil(14);
        Simulator::Destroy();
    }
};

/**
 * Method: data centre 0's pseudowire to 2 has no cable until 10 s; both have none from 20 to 30 s.
 * Expected, of what the switch is told: up with the pseudowire to 1, ready ReadyDelay, 2 s, later,
 * as the other one does not come; nothing when it comes at last, nor when the first one alone goes;
 * down with the second one; up with the first that is back, ready with the second, which is so by
 * 31 s and three ways (BFD sends each second while down, RFC 5880 section 6.8.3; a cable here takes
 * microseconds), and before ReadyDelay is over.
 */
class ReadyTestCase : public TestCase
{
  public:
    ReadyTestCase()
        : TestCase("ready when all pseudowires are up, or some time later")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh;
        const std::array<Ptr<EthernetCable>, SITES> cable{nullptr,
                                                          mesh.nic[0][1]->GetCable(),
                                                          mesh.nic[0][2]->GetCable()};
        std::string told;
        std::vector<double> when;
        mesh.lan[0]->AddPortListener([&](const Ptr<SwitchPort>& port) {
            if (port == mesh.vpls[0])
            {
                const bool isReady = mesh.vpls[0]->IsReady();
                told += isReady ? "ready " : mesh.vpls[0]->IsUp() ? "up " : "down ";
                when.push_back(Simulator::Now().GetSeconds());
            }
        });
        mesh.nic[0][2]->Unplug(LinkSignal::SILENT);
        Mesh::At(10, [&]() { mesh.nic[0][2]->Plug(cable[2], LinkSignal::SILENT); });
        Mesh::At(20, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.wire[0][2]->IsUp(), true, "came at last");
            mesh.nic[0][1]->Unplug();
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->IsReady(), true, "one is left");
            mesh.nic[0][2]->Unplug();
        });
        Mesh::At(30, [&]() {
            mesh.nic[0][1]->Plug(cable[1]);
            mesh.nic[0][2]->Plug(cable[2]);
        });
        Mesh::RunUntil(40);
        NS_TEST_ASSERT_MSG_EQ(told, "up ready down up ready ", "in this order");
        NS_TEST_EXPECT_MSG_EQ_TOL(when[1] - when[0], 2, 1e-9, "ReadyDelay");
        NS_TEST_EXPECT_MSG_EQ(when[2], 20, "with the last one");
        NS_TEST_EXPECT_MSG_EQ((when[3] > 30 && when[3] < when[4] && when[4] < 31.001),
                              true,
                              "one after the other: " << when[3] << ", " << when[4]);
        Simulator::Destroy();
    }
};

/**
 * Method: hosts of data centre 1 have spoken; then its edge device stops being VLAN 100's
 * forwarder, as one does whose neighbour in the data centre takes over. A broadcast from 0, and one
 * from 1. Expected: the others forget what was behind it; nothing comes in or goes out there any
 * more, NOT_FORWARDER; nothing is learned from what is dropped.
 */
class ForwarderTestCase : public TestCase
{
  public:
    ForwarderTestCase()
        : TestCase("who stops being forwarder withdraws")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool watches : {true, false})
        {
            Mesh mesh(watches);
            Mesh::At(1, [&]() {
                mesh.host[1][0].Send(Mac48Address::GetBroadcast());
                mesh.host[1][1].Send(Mac48Address::GetBroadcast());
                mesh.host[2][1].Send(Mac48Address::GetBroadcast());
            });
            Mesh::At(2, [&]() {
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][1].GetMac()), 1, "learned");
                mesh.vpls[1]->SetForwarder(100, true); // as it is
                mesh.vpls[1]->SetForwarder(100, false);
                mesh.vpls[1]->SetForwarder(100, false);
            });
            Mesh::At(3, [&]() {
                for (const int k : {0, 1})
                {
                    NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][k].GetMac()), -1, k);
                    NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, mesh.host[1][k].GetMac()), -1, k);
                }
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[2][1].GetMac()), 2, "another's stays");
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, mesh.host[2][1].GetMac()), -1, "not its own");
                NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetWithdrawals(mesh.wire[1][0]).sent, 1, "one");
                mesh.host[0][0].Send(Mac48Address::GetBroadcast());
                mesh.host[1][0].Send(Mac48Address::GetBroadcast());
            });
            Mesh::RunUntil(4);
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetDrops(Reason::NOT_FORWARDER), 2, "both ways");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, mesh.host[0][0].GetMac()), -1, "not learned");
            // 3 of the first broadcasts, less its own, and the local one at data centre 1.
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "34 23 43", "who got what");
            Simulator::Destroy();
        }
    }
};

/**
 * Two data centres with two edge devices each: 0 and 1, 2 and 3; each a switch with a host in VLAN
 * 100 and a link to the other one of its data centre. A pseudowire from each to both of the other
 * data centre; 0 and 2 are forwarders of VLAN 100.
 */
struct TwoEdges
{
    static constexpr int EDGES = 4; //!< edge devices

    TwoEdges()
    {
        EthernetHelper helper;
        VlanSet vlans;
        vlans.set(100);
        for (uint8_t i = 0; i < EDGES; ++i)
        {
            edge[i] = CreateObject<Node>();
            lan[i] = CreateObject<VlanSwitch>();
            lan[i]->Install(edge[i]);
            router[i] = CreateObject<MplsRouter>();
            router[i]->Install(edge[i]);
            host[i].Create(Mesh::Mac(i, 0));
            host[i].Attach(lan[i], 100);
            vpls[i] = CreateObject<VplsExtension>();
            vpls[i]->SetForwarder(100, i % 2 == 0);
        }
        for (const int i : {0, 2})
        {
            const auto link = helper.Install(edge[i], edge[i + 1]);
            for (const int end : {0, 1})
            {
                const auto fabric = lan[i + end]->AddNic(DynamicCast<EthernetNic>(link.Get(end)));
                lan[i + end]->SetTrunk(fabric, vlans);
            }
        }
        for (const int i : {0, 1})
        {
            for (const int j : {2, 3})
            {
                const auto link = helper.Install(edge[i], edge[j]);
                const std::array<Ptr<EthernetNic>, 2> nic = {DynamicCast<EthernetNic>(link.Get(0)),
                                                             DynamicCast<EthernetNic>(link.Get(1))};
                Join(i, j, nic[0], nic[1]);
                Join(j, i, nic[1], nic[0]);
                core[i].push_back(nic[0]);
            }
        }
        for (int i = 0; i < EDGES; ++i)
        {
            lan[i]->AddPort(vpls[i], SwitchPortRole::EXTENSION);
            lan[i]->SetTrunk(vpls[i], vlans);
            vpls[i]->SetSwitch(lan[i]);
        }
    }

    /// @param i an edge device @param j another @param near NIC of i @param far NIC of j
    void Join(int i, int j, const Ptr<EthernetNic>& near, const Ptr<EthernetNic>& far)
    {
        router[i]->AddInterface(near);
        auto transport = CreateObject<MplsPseudowireTransport>();
        transport->Install(router[i],
                           {{}, near, Mac48Address::ConvertFrom(far->GetAddress())},
                           1000 + 10 * j + i,
                           1000 + 10 * i + j);
        auto wire = CreateObject<Pseudowire>();
        wire->AssignStreams(10 * i + j);
        wire->Install(transport);
        vpls[i]->AddPeer(wire);
    }

    /// @return the frames that each host got, such as "0111"
    std::string Arrivals() const
    {
        std::string text;
        for (const auto& one : host)
        {
            text += std::to_string(one.arrivals.size());
        }
        return text;
    }

    std::array<Ptr<Node>, EDGES> edge;                     //!< edge devices
    std::array<Ptr<VlanSwitch>, EDGES> lan;                //!< on them
    std::array<Ptr<MplsRouter>, EDGES> router;             //!< on them
    std::array<Ptr<VplsExtension>, EDGES> vpls;            //!< on them
    std::array<TestHost, EDGES> host;                      //!< behind them
    std::array<std::vector<Ptr<EthernetNic>>, EDGES> core; //!< of 0 and 1: to the others
};

/**
 * Method: broadcasts and unicast between two data centres with two edge devices each. At 5 s edge
 * device 0 loses its links to the other data centre, and 1 becomes forwarder; at 10 s they are
 * back, and at 12 s so is 0 as forwarder. Expected: every broadcast reaches each of the three other
 * hosts once; no frame goes round, although there is no tree. A unicast frame arrives once, by
 * whichever of the two carries the VLAN.
 */
class TwoEdgesTestCase : public TestCase
{
  public:
    TwoEdgesTestCase()
        : TestCase("two edge devices in each data centre: to each once, failure, return")
    {
    }

  private:
    void DoRun() override
    {
        TwoEdges net;
        const auto broadcast = [&](int from) { net.host[from].Send(Mac48Address::GetBroadcast()); };
        const auto expect = [&](double at, const std::string& arrivals) {
            Mesh::At(at, [this, &net, at, arrivals]() {
                NS_TEST_EXPECT_MSG_EQ(net.Arrivals(), arrivals, "at " << at << " s");
            });
        };
        Mesh::At(1, [&]() { broadcast(0); });
        expect(1.5, "0111");
        Mesh::At(2, [&]() { broadcast(3); });
        expect(2.5, "1221");
        Mesh::At(3, [&]() { net.host[1].Send(net.host[3].GetMac()); });
        Mesh::At(3.2, [&]() { net.host[3].Send(net.host[1].GetMac()); });
        expect(3.5, "1322");
        std::vector<Ptr<EthernetCable>> cables;
        Mesh::At(5, [&]() {
            for (const auto& nic : net.core[0])
            {
                cables.push_back(nic->GetCable());
                nic->Unplug(LinkSignal::SILENT);
            }
            net.vpls[0]->SetForwarder(100, false);
            net.vpls[1]->SetForwarder(100, true);
        });
        Mesh::At(6, [&]() { net.host[3].Send(net.host[1].GetMac()); });
        expect(6.5, "1422");
        Mesh::At(7, [&]() { broadcast(2); });
        expect(7.5, "2523");
        Mesh::At(8, [&]() { net.host[0].Send(net.host[2].GetMac()); });
        expect(8.5, "2533");
        Mesh::At(10, [&]() {
            for (std::size_t i = 0; i < cables.size(); ++i)
            {
                net.core[0][i]->Plug(cables[i], LinkSignal::SILENT);
            }
        });
        Mesh::At(12, [&]() {
            net.vpls[1]->SetForwarder(100, false);
            net.vpls[0]->SetForwarder(100, true);
        });
        Mesh::At(13, [&]() { net.host[2].Send(net.host[0].GetMac()); });
        expect(13.5, "3533");
        Mesh::At(14, [&]() { broadcast(1); });
        expect(14.5, "4544");
        Mesh::RunUntil(15);
        Simulator::Destroy();
    }
};

/// The suite of VPLS.
class ExtensionVplsTestSuite : public TestSuite
{
  public:
    ExtensionVplsTestSuite()
        : TestSuite("lisp-extension-vpls", TestSuite::Type::UNIT)
    {
        AddTestCase(new FloodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LearnTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReadyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForwarderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TwoEdgesTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionVplsTestSuite g_extensionVplsTestSuite; //!< registers the suite

} // namespace
