/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Ports of a VLAN switch: they come and go, carry full-size frames, are gateway ports.
 */

#include "switch-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Reason = SwitchDropReason;
using Role = SwitchPortRole;
using Host = SwitchTestNet::Host;

const Mac48Address BROADCAST = Mac48Address::GetBroadcast();

/**
 * Method: A broadcasts every 20 us from 10 us on, 50 frames; B's port is taken out at 205 us and
 * its NIC added again at 605 us, three times over within that time; C's is never touched. Expected:
 * frames are at the switch 1.076 us after they were sent. Those sent at 10, 30 .. 190 us came
 * before 205 us: 10 frames; those sent at 610 .. 990 us after 605 us: 20 frames. B gets 30, once
 * each, C all 50. What was learned at B's port is forgotten.
 */
class RunTimePortTestCase : public TestCase
{
  public:
    RunTimePortTestCase()
        : TestCase("a port is taken out and added while frames flow")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        Host& b = net.AddHost(lan);
        Host& c = net.AddHost(lan);
        auto nic = b.nic->GetPeer();
        for (int64_t i = 0; i < 50; ++i)
        {
            net.SendAt(MicroSeconds(10 + 20 * i), a, BROADCAST);
        }
        net.SendAt(MicroSeconds(15), b, a.GetMac()); // A is known by then
        std::vector<std::string> heard;
        lan->AddPortListener([&](const Ptr<SwitchPort>& port) {
            heard.emplace_back(lan->HasPort(port) ? (port->IsUp() ? "up" : "down") : "out");
        });
        Simulator::Schedule(MicroSeconds(205), [&]() {
            NS_TEST_EXPECT_MSG_EQ(lan->Locate(1, b.GetMac()), b.port, "learned");
            lan->RemovePort(b.port);
            NS_TEST_EXPECT_MSG_EQ(lan->Locate(1, b.GetMac()), nullptr, "forgotten");
            NS_TEST_EXPECT_MSG_EQ(lan->FindPort(nic), nullptr, "out");
            b.port = nullptr;
        });
        for (int i = 0; i < 3; ++i)
        {
            Simulator::Schedule(MicroSeconds(602 + i), [&]() { b.port = lan->AddNic(nic); });
            Simulator::Schedule(NanoSeconds(602500 + 1000 * i), [&, i]() {
                if (i < 2)
                {
                    lan->RemovePort(b.port);
                    b.port = nullptr;
                }
            });
        }
        Simulator::Schedule(MicroSeconds(1100), [&]() { b.nic->Unplug(); });
        Simulator::Stop(MilliSeconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(b.seen.size(), 30, "while its port was in");
        NS_TEST_EXPECT_MSG_EQ(c.seen.size(), 50, "all");
        const std::vector<std::string> expected = {"out", "up", "out", "up", "out", "up", "down"};
        NS_TEST_EXPECT_MSG_EQ((heard == expected), true, "listeners");
        Simulator::Destroy();
    }
};

/**
 * Method: ports are taken out in the middle of a frame: the one that it came in at, when its source
 * is learned, or when it is for a protocol; the one that it is about to leave by, when another one
 * sends it.
 * Expected: the frame that came in goes on to the ports left; the port that went gets none; later
 * frames of both go nowhere.
 */
class RemovalInFrameTestCase : public TestCase
{
  public:
    RemovalInFrameTestCase()
        : TestCase("a port is taken out by what happens to a frame")
    {
    }

  private:
    /// A port that does something with what is sent.
    class ActingPort : public SwitchPort
    {
      public:
        std::function<void()> act; //!< what

        void Send(const EthernetFrame&) override
        {
            act();
        }

        bool IsUp() const override
        {
            return true;
        }

        std::string GetName() const override
        {
            return "acting";
        }
    };

    static void Learned(std::function<void()>* act, uint16_t, const Mac48Address&, Ptr<SwitchPort>)
    {
        (*act)();
    }

    void DoRun() override
    {
        for (const std::string how : {"ingress", "egress", "protocol"})
        {
            SwitchTestNet net;
            auto lan = net.AddSwitch();
            Host& a = net.AddHost(lan);
            auto acting = CreateObject<ActingPort>();
            lan->AddPort(acting);
            Host& b = net.AddHost(lan);
            Host& c = net.AddHost(lan);
            Host* gone = how == "egress" ? &b : &a;
            std::function<void()> remove = [&]() {
                if (gone->port)
                {
                    lan->RemovePort(gone->port);
                    gone->port = nullptr;
                }
            };
            acting->act = [&]() {
                if (how == "egress")
                {
                    remove();
                }
            };
            const Mac48Address protocol("01:80:c2:00:00:00");
            lan->SetLinkHandler(protocol,
                                [&](const EthernetFrame&, const Ptr<SwitchPort>&) { remove(); });
            if (how == "ingress")
            {
                lan->TraceConnectWithoutContext("Learned", MakeBoundCallback(&Learned, &remove));
            }
            net.SendAt(Seconds(1), a, how == "protocol" ? protocol : BROADCAST);
            net.SendAt(Seconds(2), *gone, BROADCAST);
            Simulator::Stop(Seconds(3));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(c.seen.size(), (how == "protocol" ? 0 : 1), how << ": C");
            NS_TEST_EXPECT_MSG_EQ(b.seen.size(), (how == "ingress" ? 1 : 0), how << ": B");
            NS_TEST_EXPECT_MSG_EQ(lan->GetPorts().size(), 3, how << ": one has gone");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: frames with 1500 and 1501 octets of payload, untagged and tagged, through an access port
 * and a trunk.
 * Expected: 1500 octets pass, with a tag 14 + 4 + 1500 + 4 = 1522 octets (IEEE 802.3-2018 section
 * 3.2.7); 1501 are refused by the NIC of the host.
 */
class SizeTestCase : public TestCase
{
  public:
    SizeTestCase()
        : TestCase("full-size frames with a tag")
    {
    }

  private:
    static void Keep(std::vector<uint32_t>* sizes, Ptr<const Packet> frame)
    {
        sizes->push_back(frame->GetSize());
    }

    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& access = net.AddHost(lan);
        Host& trunk = net.AddHost(lan);
        lan->SetAccess(access.port, 100);
        lan->SetTrunk(trunk.port, MakeVlans({100}));
        std::vector<uint32_t> sizes;
        trunk.nic->GetPeer()->TraceConnectWithoutContext("PhyTxBegin",
                                                         MakeBoundCallback(&Keep, &sizes));
        for (const uint32_t size : {1500, 1501})
        {
            access.Send(trunk.GetMac(), size);
            trunk.Send(SwitchTestNet::MakeFrame(trunk.GetMac(), access.GetMac(), 100, size));
        }
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((sizes == std::vector<uint32_t>{1522}), true, "on the trunk");
        NS_TEST_ASSERT_MSG_EQ(access.seen.size(), 1, "from the trunk");
        NS_TEST_EXPECT_MSG_EQ(access.seen[0].frame.payload->GetSize(), 1500, "all of it");
        NS_TEST_EXPECT_MSG_EQ(access.nic->GetDrops(EthernetDropReason::TOO_LARGE), 1, "refused");
        NS_TEST_EXPECT_MSG_EQ(trunk.nic->GetDrops(EthernetDropReason::TOO_LARGE), 1, "refused");
        Simulator::Destroy();
    }
};

/**
 * Method: a switch with an SVI in VLAN 100, a host there, and another switch behind a trunk. Frames
 * to the SVI's address, to a further one before it is added, while it is there and after it was
 * removed, and to all; one that claims the SVI's address as its source.
 * Expected: handed up are those for the addresses of that time and for groups, each once, with the
 * port that they came in at; the switch floods what is for nobody; nobody learns the SVI's address
 * elsewhere. What the node sends has the VLAN's tag on the trunk; 1500 octets pass, 1501 are
 * counted.
 */
class SviTestCase : public TestCase
{
  public:
    SviTestCase()
        : TestCase("gateway ports")
    {
    }

  private:
    /// A frame that was handed up.
    struct Up
    {
        Mac48Address destination; //!< to
        Ptr<SwitchPort> ingress;  //!< came in there
        bool fromHost;            //!< as the SVI says
    };

    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet>,
                 uint16_t,
                 const Address&,
                 const Address& destination,
                 NetDevice::PacketType type)
    {
        auto svi = DynamicCast<SviDevice>(device);
        if (type != NetDevice::PACKET_OTHERHOST)
        {
            m_up.push_back(
                {Mac48Address::ConvertFrom(destination), svi->GetIngress(), svi->IsFromHost()});
        }
    }

    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& host = net.AddHost(lan);
        Host& far = net.AddHost(lan, Role::FABRIC);
        lan->SetAccess(host.port, 100);
        lan->SetTrunk(far.port, MakeVlans({100, 200}));
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 100);
        lan->GetNode()->RegisterProtocolHandler(MakeCallback(&SviTestCase::Receive, this),
                                                0,
                                                svi,
                                                true);
        const auto own = Mac48Address::ConvertFrom(svi->GetAddress());
        const Mac48Address further("00:00:0c:07:ac:01");
        net.SendAt(Seconds(1), host, own);
        Simulator::Schedule(Seconds(2),
                            [&]() { far.Send(SwitchTestNet::MakeFrame(far.GetMac(), own, 100)); });
        net.SendAt(Seconds(3), host, further); // flooded to the trunk
        Simulator::Schedule(Seconds(4), [&]() {
            svi->AddMacAddress(further);
            NS_TEST_EXPECT_MSG_EQ(svi->HasMacAddress(further), true, "there");
            NS_TEST_EXPECT_MSG_EQ(lan->Locate(100, further), svi->GetSwitchPort(), "known");
        });
        net.SendAt(Seconds(5), host, further);
        Simulator::Schedule(Seconds(6), [&]() { svi->RemoveMacAddress(further); });
        net.SendAt(Seconds(7), host, further); // flooded to the trunk
        net.SendAt(Seconds(8), host, BROADCAST);
        Simulator::Schedule(Seconds(9),
                            [&]() { host.Send(SwitchTestNet::MakeFrame(own, BROADCAST)); });
        net.SendAt(Seconds(10), host, own);
        Simulator::Schedule(Seconds(11), [&]() {
            far.Send(SwitchTestNet::MakeFrame(far.GetMac(), BROADCAST, 200)); // another VLAN
        });
        bool sent1500 = false;
        bool sent1501 = true;
        Simulator::Schedule(Seconds(12), [&]() {
            sent1500 = svi->Send(Create<Packet>(1500), far.GetMac(), SwitchTestNet::TYPE);
            sent1501 = svi->Send(Create<Packet>(1501), far.GetMac(), SwitchTestNet::TYPE);
        });
        Simulator::Stop(Seconds(13));
        Simulator::Run();

        const std::vector<std::pair<Mac48Address, Ptr<SwitchPort>>> expected = {
            {own, host.port},
            {own, far.port},
            {further, host.port},
            {BROADCAST, host.port},
            {BROADCAST, host.port},
            {own, host.port},
        };
        NS_TEST_ASSERT_MSG_EQ(m_up.size(), expected.size(), "handed up");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(m_up[i].destination, expected[i].first, i);
            NS_TEST_EXPECT_MSG_EQ(m_up[i].ingress, expected[i].second, i);
            NS_TEST_EXPECT_MSG_EQ(m_up[i].fromHost, (expected[i].second == host.port), i);
        }
        NS_TEST_EXPECT_MSG_EQ(svi->GetIngress(), nullptr, "nothing is being handed up");
        NS_TEST_EXPECT_MSG_EQ(lan->Locate(100, own), svi->GetSwitchPort(), "not learned over");
        // At 3, 7, 8, 9 and 12 s.
        NS_TEST_ASSERT_MSG_EQ(far.seen.size(), 5, "at the trunk");
        NS_TEST_EXPECT_MSG_EQ(far.seen[4].frame.vlan, 100, "tagged");
        NS_TEST_EXPECT_MSG_EQ(far.seen[4].frame.source, own, "from the SVI");
        NS_TEST_EXPECT_MSG_EQ(far.seen[4].frame.payload->GetSize(), 1500, "whole");
        NS_TEST_EXPECT_MSG_EQ(sent1500, true, "as long as the MTU");
        NS_TEST_EXPECT_MSG_EQ(sent1501, false, "longer than the MTU");
        NS_TEST_EXPECT_MSG_EQ(svi->GetTooLarge(), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(lan->GetDrops(Reason::NO_PORT), 1, "VLAN 200 is nowhere else");
        Simulator::Destroy();
        m_up.clear();
    }

    std::vector<Up> m_up; //!< what was handed up
};

/**
 * Method: what cannot be done with a switch, a port and an SVI is tried.
 * Expected: std::invalid_argument for each.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("what is refused")
    {
    }

  private:
    void DoRun() override
    {
        SwitchTestNet net;
        auto lan = net.AddSwitch();
        Host& a = net.AddHost(lan);
        auto other = net.AddSwitch();
        Host& b = net.AddHost(other);
        auto svi = CreateObject<SviDevice>();
        svi->Install(lan->GetNode(), 100);
        const auto none = CreateObject<VlanSwitch>();
        const std::map<std::string, std::function<void()>> refused = {
            {"a second switch", [&]() { none->Install(lan->GetNode()); }},
            {"a second node", [&]() { lan->Install(CreateObject<Node>()); }},
            {"no node", [&]() { none->Install(nullptr); }},
            {"a NIC of another node", [&]() { lan->AddNic(b.nic); }},
            {"a NIC of no node at a switch of no node",
             [&]() { none->AddNic(CreateObject<EthernetNic>()); }},
            {"a NIC twice", [&]() { lan->AddNic(a.nic->GetPeer()); }},
            {"a port twice", [&]() { other->AddPort(a.port); }},
            {"a port of another switch", [&]() { other->RemovePort(a.port); }},
            {"no port", [&]() { other->GetRole(nullptr); }},
            {"VLAN 0", [&]() { lan->SetAccess(a.port, 0); }},
            {"VLAN 4095", [&]() { lan->SetAccess(a.port, 4095); }},
            {"native VLAN 4095", [&]() { lan->SetTrunk(a.port, VlanSet(), 4095); }},
            {"a static address in VLAN 4095", [&]() { lan->SetStatic(4095, a.GetMac(), a.port); }},
            {"a second SVI", [&]() { CreateObject<SviDevice>()->Install(lan->GetNode(), 100); }},
            {"an SVI in VLAN 0", [&]() { CreateObject<SviDevice>()->Install(lan->GetNode(), 0); }},
            {"an SVI without a switch", [&]() { CreateObject<SviDevice>()->Install(a.node, 1); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            bool thrown = false;
            try
            {
                attempt();
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(lan->GetPorts().size(), 2, "nothing has changed");
        Simulator::Destroy();
    }
};

/// The suite.
class SwitchPortsTestSuite : public TestSuite
{
  public:
    SwitchPortsTestSuite()
        : TestSuite("lisp-ethernet-switch-ports", TestSuite::Type::UNIT)
    {
        AddTestCase(new RunTimePortTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RemovalInFrameTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SizeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SviTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefusalTestCase, compat::TestDuration<>::QUICK);
    }
};

const SwitchPortsTestSuite g_switchPortsTestSuite; //!< registers itself

} // namespace
