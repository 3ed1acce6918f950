/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Overlay Transport Virtualization at an edge device: gateways, ARP and Neighbor Discovery
 * that it answers, frames that it carries and those that it refuses. See OtvTestNetwork for the
 * network.
 */

#include "otv-test-network.h"

#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv6-header.h"
#include "ns3/ns3-compat.h"
#include "ns3/otv-header.h"
#include "ns3/socket.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;
constexpr double CORE = OtvTestNetwork::CORE;
constexpr double INSIDE = OtvTestNetwork::INSIDE;

/// A tag that a host puts on its frames.
class MarkTag : public Tag
{
  public:
    /// @return the type
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::OtvTestMarkTag").SetParent<Tag>().AddConstructor<MarkTag>();
        return tid;
    }

    TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return 0;
    }

    void Serialize(TagBuffer) const override
    {
    }

    void Deserialize(TagBuffer) override
    {
    }

    void Print(std::ostream&) const override
    {
    }
};

/**
 * Method: edge device 0 has a gateway port in VLAN 100 with a further MAC address set by hand, and
 * a host in its data centre speaks from an address of HSRP; with the filter of HSRP and without.
 * Expected: the port's own address is advertised. The other two are so only without the filter: set
 * by hand, it is virtual because it is a further one. A further address that goes at 3 s is
 * withdrawn within a second and CORE.
 */
class GatewayTestCase : public TestCase
{
  public:
    GatewayTestCase()
        : TestCase("addresses of gateways")
    {
    }

  private:
    void Run(bool filter)
    {
        OtvTestNetwork net({1, 1});
        net.UseServer(0);
        net.AddHost({0});
        for (const auto& edge : net.edges)
        {
            edge.otv->SetAttribute("FilterHsrp", BooleanValue(filter));
        }
        const Mac48Address byHand("02:00:00:00:aa:aa");
        const Mac48Address hsrp("00:00:0c:07:ac:01");
        auto gateway = CreateObject<SviDevice>();
        gateway->Install(net.edges[0].node, OtvTestNetwork::VLAN);
        gateway->AddMacAddress(byHand);
        net.At(1, [&]() {
            net.hosts[0].nic->SendFrom(Create<Packet>(46),
                                       hsrp,
                                       Mac48Address::GetBroadcast(),
                                       OtvTestNetwork::DATA);
        });
        auto otv = net.edges[1].otv;
        net.At(2.5, [&]() {
            const auto own = Mac48Address::ConvertFrom(gateway->GetAddress());
            NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, own).IsValid(), true, "own");
            NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, byHand).IsValid(), !filter, "by hand");
            NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, hsrp).IsValid(), !filter, "HSRP");
        });
        net.At(3, [&]() { gateway->RemoveMacAddress(byHand); });
        net.At(4 + CORE + INSIDE,
               [&]() { NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, byHand).IsValid(), false, "gone"); });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(true);
        Run(false);
    }
};

/**
 * Method: host 1 in data centre 1 answers an ARP request of host 0 by hand at 2 s; host 2, in data
 * centre 0, asks for the same address at 3 s; at 4 s host 1 announces itself; host 2 asks again at
 * 5 s; host 1 replies at 6 s; host 2 asks at 7 s, and for its own address at 8 s; host 1 replies at
 * 9 s, and host 2 asks 480 s and 2 CORE later. Hosts 0 and 1 speak in between, so as not to age.
 * Expected: the request at 3 s is answered by the edge device in host 1's name within INSIDE and is
 * not sent; at 5 s it is sent, as the announcement made the answer void; at 7 s it is answered; the
 * one for its own address is sent. The last reply was heard at 9 s + CORE and is too old: sent.
 */
class ArpTestCase : public TestCase
{
  public:
    ArpTestCase()
        : TestCase("ARP is answered")
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({1, 1});
        net.UseServer(0);
        net.AddHost({0});
        net.AddHost({1});
        net.AddHost({0});
        const Ipv4Address ip0("192.0.2.1");
        const Ipv4Address ip1("192.0.2.2");
        const Ipv4Address ip2("192.0.2.3");
        const auto all = Mac48Address::GetBroadcast();
        const auto ask = [&]() { net.SendArp(2, true, ip2, ip1, all); };
        const auto reply = [&]() { net.SendArp(1, false, ip1, ip0, net.hosts[0].GetMac()); };
        net.At(1, [&]() { net.SendArp(0, true, ip0, ip1, all); });
        net.At(2, reply);
        net.At(3, ask);
        net.At(4, [&]() { net.SendArp(1, true, ip1, ip1, all); });
        net.At(5, ask);
        net.At(6, reply);
        net.At(7, ask);
        net.At(8, [&]() { net.SendArp(2, true, ip1, ip1, all); });
        net.At(9, reply);
        for (double at = 100; at < 480; at += 100)
        {
            net.At(at, [&]() {
                net.Broadcast(1, 7);
                net.Broadcast(0, 8);
            });
        }
        net.At(489 + 2 * CORE, ask);
        std::map<double, uint64_t> answered;
        for (const double at : {2.5, 3.5, 5.5, 7.5, 8.5, 490.0})
        {
            net.At(at, [&answered, &net, at]() {
                answered[at] = net.edges[0].otv->GetDrops(Reason::ARP_ANSWERED);
            });
        }
        Simulator::Stop(Seconds(490.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(answered[2.5], 0, "not known");
        NS_TEST_EXPECT_MSG_EQ(answered[3.5], 1, "answered");
        NS_TEST_EXPECT_MSG_EQ(answered[5.5], 1, "void");
        NS_TEST_EXPECT_MSG_EQ(answered[7.5], 2, "answered");
        NS_TEST_EXPECT_MSG_EQ(answered[8.5], 2, "its own");
        NS_TEST_EXPECT_MSG_EQ(answered[490.0], 2, "too old");
        std::vector<double> replies;
        for (const auto& arrival : net.hosts[2].arrivals)
        {
            if (arrival.protocol == 0x0806 && arrival.from == net.hosts[1].GetMac())
            {
                replies.push_back(arrival.time);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(replies.size(), 3, "two answers and the announcement");
        NS_TEST_EXPECT_MSG_EQ_TOL(replies[0], 3, INSIDE, "at once");
        NS_TEST_EXPECT_MSG_EQ_TOL(replies[1], 4 + CORE, INSIDE, "the announcement");
        NS_TEST_EXPECT_MSG_EQ_TOL(replies[2], 7, INSIDE, "at once");
        Simulator::Destroy();
    }
};

/**
 * Method: host 1 in data centre 1 sends a solicited neighbour advertisement to host 0 at 2 s; host
 * 0 solicits it at 3 s, and checks whether the address is its own (from ::) at 4 s. 500 addresses
 * speak at host 1's port at 5 s, to one that nobody has. Expected: the
 * solicitation at 3 s is answered by the edge device within INSIDE, in an advertisement of 40 + 24
 * + 8 octets from host 1's MAC address; the check is not answered, but sent. LSPs of 1400 octets
 * hold 1400 - 27 - 8 = 1365 of TLVs: five of 253 and (1365 - 1265 - 7) / 6 = 15 addresses more,
 * 220; 500 addresses and host 1 take 3 LSPs, all of which arrive.
 */
class NeighborsTestCase : public TestCase
{
  public:
    NeighborsTestCase()
        : TestCase("neighbour discovery is answered, and many addresses")
    {
    }

  private:
    /// @param icmp an ICMPv6 message with its checksum @param from its source @param to its
    /// destination @return the packet
    static Ptr<Packet> MakePacket(const Header& icmp, Ipv6Address from, Ipv6Address to)
    {
        auto packet = Create<Packet>();
        packet->AddHeader(icmp);
        Ipv6Header header;
        header.SetSource(from);
        header.SetDestination(to);
        header.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
        header.SetPayloadLength(packet->GetSize());
        header.SetHopLimit(255);
        packet->AddHeader(header);
        return packet;
    }

    void DoRun() override
    {
        OtvTestNetwork net({1, 1});
        net.UseServer(0);
        net.AddHost({0});
        net.AddHost({1});
        const Ipv6Address ip0("fd00::1");
        const Ipv6Address ip1("fd00::2");
        const Ipv6Address asked("ff02::1:ff00:2");
        const auto solicit = [&](Ipv6Address from) {
            Icmpv6NS solicitation(ip1);
            solicitation.CalculatePseudoHeaderChecksum(from, asked, 24, 58);
            net.hosts[0].nic->Send(MakePacket(solicitation, from, asked),
                                   net.hosts[0].nic->GetMulticast(asked),
                                   0x86dd);
        };
        net.At(1, [&]() { net.Broadcast(0, 1); });
        net.At(2, [&]() {
            auto packet = Create<Packet>();
            packet->AddHeader(Icmpv6OptionLinkLayerAddress(false, net.hosts[1].GetMac()));
            Icmpv6NA advertisement;
            advertisement.SetIpv6Target(ip1);
            advertisement.SetFlagS(true);
            advertisement.CalculatePseudoHeaderChecksum(ip1, ip0, 32, 58);
            packet->AddHeader(advertisement);
            Ipv6Header header;
            header.SetSource(ip1);
            header.SetDestination(ip0);
            header.SetNextHeader(58);
            header.SetPayloadLength(32);
            header.SetHopLimit(255);
            packet->AddHeader(header);
            net.hosts[1].nic->Send(packet, net.hosts[0].GetMac(), 0x86dd);
        });
        net.At(3, [&]() { solicit(ip0); });
        net.At(4, [&]() { solicit(Ipv6Address::GetAny()); });
        net.At(5, [&]() {
            for (uint32_t i = 0; i < 500; i++)
            {
                const uint8_t octets[6] =
                    {2, 0, 0, 1, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)};
                Mac48Address mac;
                mac.CopyFrom(octets);
                net.At(i * 1e-5, [&net, mac]() {
                    net.hosts[1].nic->SendFrom(Create<Packet>(46),
                                               mac,
                                               Mac48Address("02:00:00:00:99:99"),
                                               OtvTestNetwork::DATA);
                });
            }
        });
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetDrops(Reason::ARP_ANSWERED), 1, "answered");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetSent(), 2, "a broadcast and the check");
        std::vector<double> answers;
        for (const auto& arrival : net.hosts[0].arrivals)
        {
            if (arrival.protocol == 0x86dd && arrival.from == net.hosts[1].GetMac())
            {
                answers.push_back(arrival.time);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(answers.size(), 2, "host 1's and the edge device's");
        NS_TEST_EXPECT_MSG_EQ_TOL(answers[0], 2 + CORE, INSIDE, "host 1's");
        NS_TEST_EXPECT_MSG_EQ_TOL(answers[1], 3, INSIDE, "the edge device's");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetRemoteAddresses(), 501, "addresses");
        const auto& lsps = net.edges[0].otv->GetIsis()->GetDatabase().GetAll();
        NS_TEST_EXPECT_MSG_EQ(lsps.size(), 1 + 3, "LSPs");
        Simulator::Destroy();
    }
};

/**
 * Method: frames with 1446 and 1447 octets, a frame with a tag of ns-3, and a host that stops
 * speaking, last at 1 s.
 * Expected: of 1500 octets the core's headers take 20 + 8 + 8, the frame's own 14 and its VLAN tag
 * 4: 1446 octets of payload fit, 1447 do not (too large). The tag arrives. After the switches'
 * ageing time of 300 s, at 301 s, and WithdrawDelay, 1 s, the address is withdrawn: CORE later, at
 * 302.01 s, the other edge device does not know it.
 */
class FrameTestCase : public TestCase
{
  public:
    FrameTestCase()
        : TestCase("length, tags and ageing")
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({1, 1});
        net.UseServer(0);
        net.AddHost({0});
        net.AddHost({1});
        net.At(1, [&]() { net.Broadcast(1, 1); });
        net.At(2, [&]() { net.Send(0, net.hosts[1].GetMac(), 2, 1446); });
        net.At(3, [&]() { net.Send(0, net.hosts[1].GetMac(), 3, 1447); });
        net.At(4, [&]() {
            auto packet = Create<Packet>(100);
            packet->AddPacketTag(MarkTag());
            net.hosts[0].nic->Send(packet, net.hosts[1].GetMac(), OtvTestNetwork::DATA);
        });
        uint32_t marked = 0;
        net.hosts[1].nic->TraceConnectWithoutContext("MacRx", MakeBoundCallback(&Count, &marked));
        net.At(301.9, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[1].GetMac()), true, "known");
        });
        net.At(302.1, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[1].GetMac()), false, "gone");
        });
        Simulator::Stop(Seconds(303));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(2), 1, "fits");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(3), 0, "does not");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetDrops(Reason::TOO_LARGE), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(marked, 1, "tag");
        Simulator::Destroy();
    }

    /// @param count of packets with the tag @param packet one of them, or not
    static void Count(uint32_t* count, Ptr<const Packet> packet)
    {
        MarkTag tag;
        *count += packet->PeekPacketTag(tag);
    }
};

/**
 * Method: a stranger in the core sends datagrams to edge device 1, which is no adjacency server; an
 * edge device of another overlay asks for an adjacency; calls that make no sense are tried.
 * Expected: by hand in each row; no adjacency, no frame to the host; std::invalid_argument.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("hostile octets and strangers")
    {
    }

  private:
    /// @param frame what follows the header @param overlay in the header @return a datagram
    static Ptr<Packet> Wrap(Ptr<Packet> frame, uint32_t overlay = 1)
    {
        OtvHeader header;
        header.overlay = overlay;
        frame->AddHeader(header);
        return frame;
    }

    void DoRun() override
    {
        OtvTestNetwork net({1, 1, 1});
        net.UseServer(0);
        net.AddHost({1});
        net.edges[2].otv->SetAttribute("OverlayId", UintegerValue(2));
        const Mac48Address from("02:00:00:00:00:77");
        const Mac48Address isis("01:80:c2:00:00:14");
        IsisHello hello;
        hello.source = MakeIsisSystemId(from);
        hello.holdingTime = 9;
        hello.area = MakeSiteArea(9);
        IsisLsp lsp;
        lsp.lifetime = 1200;
        lsp.id = MakeIsisLspId(hello.source, 0);
        lsp.sequence = 1;
        auto broken = EncodeIsis(hello);
        broken[0] = 0;
        EthernetFrame data;
        data.destination = Mac48Address::GetBroadcast();
        data.source = from;
        data.vlan = OtvTestNetwork::VLAN;
        data.protocol = OtvTestNetwork::DATA;
        data.payload = Create<Packet>(46);
        auto reserved = data;
        reserved.vlan = 4095;
        auto group = data;
        group.source = Mac48Address("03:00:00:00:00:77");
        auto plain = Wrap(data.ToPacket());
        plain->RemoveAtStart(1);
        auto noFlag = Create<Packet>(1);
        noFlag->AddAtEnd(plain);
        const std::pair<Ptr<Packet>, Reason> rows[] = {
            {Create<Packet>(7), Reason::MALFORMED},
            {Wrap(Create<Packet>(13)), Reason::MALFORMED},
            {Wrap(reserved.ToPacket()), Reason::MALFORMED},
            {Wrap(group.ToPacket()), Reason::MALFORMED},
            {noFlag, Reason::MALFORMED},
            {Wrap(MakeIsisFrame(broken, from, isis).ToPacket()), Reason::MALFORMED},
            {Wrap(MakeIsisFrame(EncodeIsis(hello), from, isis).ToPacket()), Reason::UNKNOWN_PEER},
            {Wrap(MakeIsisFrame(EncodeIsis(lsp), from, isis).ToPacket()), Reason::UNKNOWN_PEER},
            {Wrap(data.ToPacket()), Reason::UNKNOWN_PEER},
            {Wrap(data.ToPacket(), 5), Reason::UNKNOWN_PEER},
        };
        auto stranger = Socket::CreateSocket(net.router, UdpSocketFactory::GetTypeId());
        std::map<Reason, uint64_t> expected;
        auto otv = net.edges[1].otv;
        double at = 1;
        for (const auto& [packet, reason] : rows)
        {
            expected[reason]++;
            net.At(at += 0.1, [&stranger, &otv, packet = packet]() {
                stranger->SendTo(packet,
                                 0,
                                 InetSocketAddress(otv->GetLocal().ToIpv4(), OtvHeader::PORT));
            });
            net.At(at + 0.05, [this, otv, reason = reason, count = expected[reason]]() {
                NS_TEST_EXPECT_MSG_EQ(otv->GetDrops(reason), count, reason);
            });
        }
        Simulator::Stop(Seconds(2.9));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.hosts[0].arrivals.size(), 0, "nothing for the host");
        NS_TEST_EXPECT_MSG_EQ(otv->GetIsis()->GetPeers().size(), 1, "the server");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].otv->IsUp(), false, "of another overlay");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetDrops(Reason::UNKNOWN_PEER),
                              1,
                              "its hello at 0");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetIsis()->GetPeers().size(), 1, "refused");

        auto fresh = CreateObject<OtvExtension>();
        const std::function<void()> refused[] = {
            [&]() { fresh->SetAdjacencyServer(Ipv4Address("10.0.1.1")); },
            [&]() { fresh->SetControlGroup(Ipv4Address("239.1.1.1")); },
            [&]() { fresh->Install(nullptr, Ipv4Address("10.0.1.1"), VlanSet()); },
            [&]() { fresh->Install(net.edges[0].lanSwitch, Ipv4Address("10.9.9.9"), VlanSet()); },
            [&]() { otv->Install(net.edges[1].lanSwitch, otv->GetLocal(), VlanSet()); },
            [&]() { otv->SetControlGroup(Ipv4Address("10.1.1.1")); },
            [&]() { otv->SetAdjacencyServer(Ipv6Address("2001:db8::1")); },
        };
        for (const auto& attempt : refused)
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
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "refused");
        }
        Simulator::Destroy();
    }
};

/// The suite of what an edge device of OTV does with single frames.
class ExtensionOtvEdgeTestSuite : public TestSuite
{
  public:
    ExtensionOtvEdgeTestSuite()
        : TestSuite("lisp-extension-otv-edge", TestSuite::Type::UNIT)
    {
        constexpr auto QUICK = compat::TestDuration<>::QUICK;
        AddTestCase(new GatewayTestCase, QUICK);
        AddTestCase(new ArpTestCase, QUICK);
        AddTestCase(new NeighborsTestCase, QUICK);
        AddTestCase(new FrameTestCase, QUICK);
        AddTestCase(new RefusalTestCase, QUICK);
    }
};

ExtensionOtvEdgeTestSuite g_extensionOtvEdgeTestSuite; //!< registers the suite

} // namespace
