/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The account of packets that LAN extensions lose: in a bundle, a pseudowire, MPLS or GRE.
 */

#include "pseudowire-test-net.h"

#include "ns3/bundle-extension.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/link-bundle.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-ledger.h"
#include "ns3/test.h"
#include "ns3/vpls-extension.h"

#include <functional>
#include <map>
#include <string>

using namespace ns3;

namespace
{

/**
 * Method: a switch with these ports, none of which can carry anything: a pseudowire whose BFD is
 * not up yet, a bundle without members, a bundle of a pseudowire, a LAN extension over a
 * pseudowire, a VPLS. A packet of a flow is given to each; a labelled and a GRE packet with labels
 * that nobody knows arrive. Expected: each is lost once, by the reason that its row says.
 */
class ExtensionDropsTestCase : public TestCase
{
  public:
    ExtensionDropsTestCase()
        : TestCase("what extensions drop has a name")
    {
    }

  private:
    /// How a packet is lost.
    struct Row
    {
        const char* reason;                             //!< why
        std::function<void(const EthernetFrame&)> lose; //!< loses it
    };

    /// @param net a network @param label by which it is known @return a pseudowire at edge 0
    static Ptr<Pseudowire> AddWire(const PseudowireTestNet& net, uint32_t label)
    {
        auto transport = CreateObject<MplsPseudowireTransport>();
        transport->Install(net.router[0],
                           {{100U}, net.nic[0], PseudowireTestNet::Mac(2, 0)},
                           label,
                           label);
        auto wire = CreateObject<Pseudowire>();
        wire->Install(transport);
        return wire;
    }

    void DoRun() override
    {
        PseudowireTestNet net(TestCarrier::MPLS);
        PseudowireTestNet greNet(TestCarrier::IPV4);
        auto lan = net.lan[0];
        auto empty = CreateObject<LinkBundle>();
        auto bundle = CreateObject<LinkBundle>();
        auto wire = AddWire(net, 600);
        bundle->AddMember(wire);
        auto extension = CreateObject<BundleExtension>();
        auto inner = AddWire(net, 601);
        extension->AddMember(inner);
        auto mesh = CreateObject<VplsExtension>();
        auto peer = AddWire(net, 602);
        mesh->AddPeer(peer);
        for (const Ptr<SwitchPort>& port :
             std::vector<Ptr<SwitchPort>>{empty, bundle, extension, mesh})
        {
            lan->AddPort(port, SwitchPortRole::EXTENSION);
        }
        const std::vector<Row> rows = {
            {"extension-down", [&](const EthernetFrame& frame) { net.wire[0]->Send(frame); }},
            {"bundle-no-member", [&](const EthernetFrame& frame) { empty->Send(frame); }},
            {"bundle-no-member", [&](const EthernetFrame& frame) { bundle->Send(frame); }},
            {"extension-down", [&](const EthernetFrame& frame) { wire->Send(frame); }},
            {"extension-down", [&](const EthernetFrame& frame) { extension->Send(frame); }},
            {"extension-down", [&](const EthernetFrame& frame) { inner->Send(frame); }},
            {"extension-down", [&](const EthernetFrame& frame) { mesh->Send(frame); }},
            {"extension-down", [&](const EthernetFrame& frame) { peer->Send(frame); }},
            {"mpls-unknown-label",
             [&](const EthernetFrame& frame) {
                 auto packet = FromHex("001f61ff"); // label 502
                 packet->AddAtEnd(frame.payload);
                 net.router[0]->Receive(packet);
             }},
            {"mpls-unknown-label", [&](const EthernetFrame& frame) {
                 auto packet = FromHex("00008847 001f61ff");
                 packet->AddAtEnd(frame.payload);
                 GreProtocol::Of(greNet.edge[0])->Receive(packet, Ipv4Header(), nullptr);
             }}};
        auto ledger = CreateObject<PacketLedger>();
        ledger->Watch(NodeContainer(net.edge[0], greNet.edge[0]));
        std::map<std::string, uint64_t> expected;
        for (const auto& row : rows)
        {
            const uint32_t flow =
                ledger->AddFlow({row.reason, "udp", net.edge[0], net.edge[1], Seconds(1)});
            auto payload = Create<Packet>(46);
            ledger->Sent(flow, payload);
            EthernetFrame frame;
            frame.destination = Mac48Address("02:00:00:00:00:02");
            frame.source = Mac48Address("02:00:00:00:00:01");
            frame.vlan = 100;
            frame.protocol = TEST_TYPE;
            frame.payload = payload;
            row.lose(frame);
            expected[row.reason]++;
        }
        ledger->Close();
        for (uint32_t flow = 0; flow < rows.size(); flow++)
        {
            const auto report = ledger->Report(flow, {});
            const std::map<std::string, uint64_t> one{{rows[flow].reason, 1}};
            NS_TEST_EXPECT_MSG_EQ((report.lostByReason == one), true, "row " << flow);
        }
        for (const auto& [reason, count] : ledger->GetDrops())
        {
            NS_TEST_EXPECT_MSG_EQ(count, expected[reason], reason);
        }
        ledger->Dispose();
        Simulator::Destroy();
    }
};

/// The suite of the account of LAN extensions.
class HelperLedgerExtensionTestSuite : public TestSuite
{
  public:
    HelperLedgerExtensionTestSuite()
        : TestSuite("lisp-helper-ledger-extension", TestSuite::Type::UNIT)
    {
        AddTestCase(new ExtensionDropsTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperLedgerExtensionTestSuite g_helperLedgerExtensionTestSuite; //!< registers the suite

} // namespace
