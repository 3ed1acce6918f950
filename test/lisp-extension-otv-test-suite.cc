/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Overlay Transport Virtualization among data centres: see OtvTestNetwork for the network
 * and its delays.
 *
 * Adjacencies: the hellos at 0 s reach the adjacency server 10 ms later, which answers with the
 * list; who is told of another greets it at 20 ms, is heard at 30 ms, and the answers are there at
 * 50 ms at the latest. LSPs follow the CSNPs in 20 ms. At 1 s all is quiet.
 */

#include "otv-test-network.h"

#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv6-header.h"
#include "ns3/otv-header.h"
#include "ns3/site-state.h"
#include "ns3/socket.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;

/// Between two edge devices, in s.
constexpr double CORE = 0.01;
/// What all the links inside a data centre and the time of sending take at most, in s.
constexpr double INSIDE = 1e-4;

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
 * Method: three data centres with a host each, by adjacency server over IPv4 and IPv6, and by
 * control group. At 1 s host 1 speaks to an address that nobody has; at 2 s host 0 sends one frame
 * to host 1; at 3 s host 2 broadcasts; at 4 s host 0 sends to an address that nobody has. Expected:
 * all adjacencies are up. Host 1's frame goes nowhere (unknown unicast) but makes it known: host
 * 0's arrives once, in one copy, CORE and less than INSIDE later, and at no other host. The
 * broadcast arrives at hosts 0 and 1 once: in two copies, or in one by the group. Unknown unicast
 * is never sent. LSPs are in all databases.
 */
class ThreeSitesTestCase : public TestCase
{
  public:
    /// How the edge devices find each other.
    enum Mode
    {
        SERVER,
        SERVER_IPV6,
        GROUP,
    };

    explicit ThreeSitesTestCase(Mode mode, const std::string& name)
        : TestCase("three data centres, " + name),
          m_mode(mode)
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({1, 1, 1}, m_mode == SERVER_IPV6);
        if (m_mode == GROUP)
        {
            net.UseGroup(Ipv4Address("239.1.1.1"));
        }
        else
        {
            net.UseServer(0);
        }
        for (std::size_t site = 0; site < 3; site++)
        {
            net.AddHost({site});
        }
        const Mac48Address nobody("02:00:00:00:99:99");
        net.At(5, [&]() { net.Send(1, nobody, 1); });
        net.At(6, [&]() { net.SendTo(0, 1, 2); });
        net.At(6.5, [&]() {
            for (std::size_t i = 0; i < 3; i++)
            {
                NS_TEST_EXPECT_MSG_EQ(net.edges[i].otv->GetCopies(), (i == 0), "copies " << i);
            }
        });
        net.At(7, [&]() { net.Broadcast(2, 3); });
        net.At(8, [&]() { net.Send(0, nobody, 4); });
        Simulator::Stop(Seconds(9));
        Simulator::Run();
        for (std::size_t i = 0; i < 3; i++)
        {
            const auto& edge = net.edges[i];
            for (std::size_t j = 0; j < 3; j++)
            {
                const auto state = edge.otv->GetIsis()->GetState(net.edges[j].address);
                NS_TEST_EXPECT_MSG_EQ((state == OtvAdjacencyState::UP), (i != j), i << " to " << j);
            }
            NS_TEST_EXPECT_MSG_EQ(edge.otv->IsUp(), true, "up");
            NS_TEST_EXPECT_MSG_EQ(edge.otv->GetIsis()->IsDesignated(), (i == 2), "highest name");
            NS_TEST_EXPECT_MSG_EQ(edge.otv->GetIsis()->GetDatabase().GetAll().size(), 3, "LSPs");
            NS_TEST_EXPECT_MSG_EQ(edge.otv->GetRemoteAddresses(), 2, "addresses of others");
            NS_TEST_EXPECT_MSG_EQ(edge.otv->GetDrops(Reason::MALFORMED), 0, "malformed");
        }
        NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(2), 1, "the frame");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[0].Count(2) + net.hosts[2].Count(2), 0, "at nobody else");
        NS_TEST_EXPECT_MSG_EQ_TOL(net.hosts[1].GetTime(2), 6 + CORE, INSIDE, "when");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[0].Count(3), 1, "broadcast");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(3), 1, "broadcast");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(3), 0, "not back");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].otv->GetCopies(), (m_mode == GROUP ? 1 : 2), "copies");
        NS_TEST_EXPECT_MSG_EQ(net.edges[2].otv->GetSent(), 1, "of one frame");
        for (const auto& host : net.hosts)
        {
            NS_TEST_EXPECT_MSG_EQ(host.Count(1) + host.Count(4), 0, "no flooding");
        }
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetDrops(Reason::UNKNOWN_UNICAST), 1, "at 0");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].otv->GetDrops(Reason::UNKNOWN_UNICAST), 1, "at 1");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetCopies(), 1, "none more");
        Simulator::Destroy();
    }

    Mode m_mode; //!< how
};

/**
 * Method: host 0 moves from data centre 0 to 1 at 10 s and announces itself; at 20 s it moves back.
 * Host 1, in data centre 0, sends to it every 0.5 ms from 9.99 s on for 60 ms. A third data centre
 * looks on.
 * Expected: the announcement reaches edge device 1 in less than INSIDE, which advertises it at
 * once; CORE later edge device 0 has it elsewhere, and has withdrawn it; edge device 2 hears that
 * at the same time. Frames sent before 10 s arrive at once, those sent from 10 s to 10 s + CORE are
 * lost (its cable is elsewhere), those sent INSIDE later arrive, CORE after. Likewise back.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("a host moves, and back")
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({1, 1, 1});
        net.UseServer(2);
        net.AddHost({0, 1});
        net.AddHost({0});
        const auto mac = net.hosts[0].GetMac();
        const Ipv4Address ip("192.0.2.1");
        const auto announce = [&]() { net.SendArp(0, true, ip, ip, Mac48Address::GetBroadcast()); };
        net.At(1, announce);
        net.At(10, [&]() { net.Move(0, 1); });
        net.At(10, announce);
        for (uint32_t i = 0; i < 120; i++)
        {
            net.At(9.99025 + i * 0.0005, [&net, i]() { net.SendTo(1, 0, i); });
        }
        net.At(10 + CORE - INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsLocal(0, mac), true, "not yet");
            NS_TEST_EXPECT_MSG_EQ(net.IsLocal(1, mac), true, "heard");
            NS_TEST_EXPECT_MSG_EQ((net.edges[2].otv->Locate(100, mac) == net.edges[0].address),
                                  true,
                                  "there before");
        });
        net.At(10 + CORE + INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, mac), true, "away");
            NS_TEST_EXPECT_MSG_EQ((net.edges[2].otv->Locate(100, mac) == net.edges[1].address),
                                  true,
                                  "there now");
            NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetIsis()->GetAdvertiser().Has(100, mac),
                                  false,
                                  "withdrawn");
        });
        net.At(11, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.edges[1].otv->Locate(100, mac).IsValid(), false, "its own");
            NS_TEST_EXPECT_MSG_EQ(net.IsLocal(1, mac), true, "its own");
        });
        net.At(20, [&]() { net.Move(0, 0); });
        net.At(20, announce);
        net.At(20 + CORE + INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsLocal(0, mac), true, "back");
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(1, mac), true, "away");
            NS_TEST_EXPECT_MSG_EQ((net.edges[2].otv->Locate(100, mac) == net.edges[0].address),
                                  true,
                                  "there again");
        });
        Simulator::Stop(Seconds(21));
        Simulator::Run();
        for (uint32_t i = 0; i < 120; i++)
        {
            const double sent = 9.99025 + i * 0.0005;
            const bool isLost = sent > 10 && sent < 10 + CORE;
            NS_TEST_EXPECT_MSG_EQ(net.hosts[0].Count(i), (isLost ? 0 : 1), "sent at " << sent);
        }
        // What it was told is learned over once, at 10 s.
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].lanSwitch->GetMoves(), 1, "from the overlay to inside");
        Simulator::Destroy();
    }
};

/**
 * Method: data centre 0 has edge devices 0 and 1 with an election, data centres 1 and 2 one each,
 * the adjacency server is in data centre 1. A host in data centre 0 and one in 1 broadcast every 10
 * ms from 15.0025 s on to 50 s. Edge device 0, which has VLAN 100 (100 mod 2 = 0), dies at 20 s,
 * inside and outside, and comes back at 40 s. Expected: the last hello of edge device 0 is that at
 * 18 s; it is given up at 27 s and VLAN 100 taken over 3 s and 100 ms later: the outage is from 20
 * s to 30.1 s. Back at 40 s it listens. Its next hello to the adjacency server is at 42 s, the
 * answer comes after 2 CORE, and its extension is up: edge device 1 stops, and 100 ms later it
 * starts: an outage from 42.02 s to 42.12 s. What comes from other data centres meets these times
 * CORE after it was sent. Outside of these each broadcast arrives at each other host once, inside
 * not at all, never twice.
 */
class PairTestCase : public TestCase
{
  public:
    explicit PairTestCase(bool isGroup)
        : TestCase(std::string("two edge devices in one data centre") +
                   (isGroup ? ", control group" : "")),
          m_isGroup(isGroup)
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({2, 1, 1});
        if (m_isGroup)
        {
            net.UseGroup(Ipv4Address("239.1.1.1"));
        }
        else
        {
            net.UseServer(2);
        }
        for (std::size_t site = 0; site < 3; site++)
        {
            net.AddHost({site});
        }
        constexpr uint32_t COUNT = 3500;
        constexpr uint32_t UNICAST = 100000;
        for (uint32_t i = 0; i < COUNT; i++)
        {
            net.At(15.0025 + i * 0.01, [&net, i]() {
                net.Broadcast(0, 2 * i);
                net.Broadcast(1, 2 * i + 1);
            });
        }
        for (const double at : {19.0, 35.0, 45.0})
        {
            net.At(at, [&net, at]() {
                net.SendTo(0, 1, UNICAST + static_cast<uint32_t>(at));
                net.SendTo(1, 0, UNICAST + static_cast<uint32_t>(at));
            });
        }
        net.At(20, [&]() { net.SetDead(0, true); });
        net.At(40, [&]() { net.SetDead(0, false); });
        Simulator::Stop(Seconds(51));
        Simulator::Run();
        for (const uint32_t at : {19, 35, 45})
        {
            NS_TEST_EXPECT_MSG_EQ(net.hosts[0].Count(UNICAST + at), 1, "unicast at " << at);
            NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(UNICAST + at), 1, "unicast at " << at);
            NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(UNICAST + at), 0, "unicast at " << at);
        }
        // In multicast mode the first hello at 42 s is heard by all, whose answers come 2 CORE
        // later.
        const auto isOut = [](double at) {
            return (at > 20 && at < 30.1) || (at > 42 + 2 * CORE && at < 42.1 + 2 * CORE);
        };
        std::vector<std::map<uint32_t, uint32_t>> counts(3);
        for (std::size_t host = 0; host < 3; host++)
        {
            for (const auto& arrival : net.hosts[host].arrivals)
            {
                counts[host][arrival.id]++;
            }
        }
        uint32_t wrong = 0;
        uint32_t twice = 0;
        for (uint32_t i = 0; i < COUNT; i++)
        {
            const double sent = 15.0025 + i * 0.01;
            const uint32_t out = isOut(sent) ? 0 : 1;
            const uint32_t in = isOut(sent + CORE) ? 0 : 1;
            wrong += counts[1][2 * i] != out;
            wrong += counts[2][2 * i] != out;
            wrong += counts[0][2 * i + 1] != in;
            wrong += counts[2][2 * i + 1] != 1;
            wrong += counts[0][2 * i] != 0;
            wrong += counts[1][2 * i + 1] != 0;
            for (std::size_t host = 0; host < 3; host++)
            {
                twice += counts[host][2 * i] > 1 || counts[host][2 * i + 1] > 1;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(twice, 0, "never twice");
        NS_TEST_EXPECT_MSG_EQ(wrong, 0, "once, or in an outage not at all");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->IsForwarder(100), true, "back");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].otv->IsForwarder(100), false, "ceased");
        const auto mac = net.hosts[0].GetMac();
        NS_TEST_EXPECT_MSG_EQ((net.edges[2].otv->Locate(100, mac) == net.edges[0].address),
                              true,
                              "the forwarder advertises");
        NS_TEST_EXPECT_MSG_EQ(net.edges[1].otv->GetIsis()->GetAdvertiser().GetSize(),
                              0,
                              "the other one does not");
        NS_TEST_EXPECT_MSG_EQ((net.edges[1].otv->GetDrops(Reason::PEER_LINK) > 0),
                              m_isGroup,
                              "heard by the group, from its own data centre");
        Simulator::Destroy();
    }

    bool m_isGroup; //!< by control group
};

/**
 * Method: the link to one edge device loses everything for 0.1 s around the only LSP that tells of
 * a new host, at 5 s. Expected: the designated edge device is number 2, the highest name; its CSNP
 * is at 10 s. Edge device 1 lacks the LSP: it hears the CSNP CORE later, asks, and has it after 3
 * CORE. If edge device 2 lacks it, its CSNP says so, and it is sent after CORE, there after 2.
 */
class LostLspTestCase : public TestCase
{
  public:
    LostLspTestCase()
        : TestCase("a lost LSP heals")
    {
    }

  private:
    void Run(std::size_t loser, double healed)
    {
        OtvTestNetwork net({1, 1, 1});
        net.UseServer(0);
        net.AddHost({0});
        const auto mac = net.hosts[0].GetMac();
        net.At(4.95, [&]() { net.edges[loser].toEdge->isOn = true; });
        net.At(5, [&]() { net.Broadcast(0, 1); });
        net.At(5.05, [&]() { net.edges[loser].toEdge->isOn = false; });
        net.At(healed - INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(loser, mac), false, "not yet");
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(3 - loser, mac), true, "the other one");
        });
        net.At(healed + INSIDE,
               [&]() { NS_TEST_EXPECT_MSG_EQ(net.IsRemote(loser, mac), true, "healed"); });
        Simulator::Stop(Seconds(11));
        Simulator::Run();
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Run(1, 10 + 3 * CORE);
        Run(2, 10 + 2 * CORE);
    }
};

/**
 * Method: host 0 is known from 1 s on. The edge device 0, which is the adjacency server, dies at 5
 * s. At 60 s host 1 broadcasts. Expected: its last hello is that of 3 s, heard CORE later; after 9
 * s the others give it and host 0 up. They know of each other as before: the broadcast arrives at
 * host 2. The LSP with host 0 was made at 1 s and stays for its lifetime of 1200 s; those of the
 * living are made anew after 900 s and stay.
 */
class ServerDiesTestCase : public TestCase
{
  public:
    ServerDiesTestCase()
        : TestCase("the adjacency server dies")
    {
    }

  private:
    void DoRun() override
    {
        OtvTestNetwork net({1, 1, 1});
        net.UseServer(0);
        for (std::size_t site = 0; site < 3; site++)
        {
            net.AddHost({site});
        }
        const auto mac = net.hosts[0].GetMac();
        auto otv = net.edges[1].otv;
        net.At(1, [&]() { net.Broadcast(0, 1); });
        net.At(5, [&]() { net.SetDead(0, true); });
        net.At(12 + CORE - INSIDE,
               [&]() { NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, mac).IsValid(), true, "not yet"); });
        net.At(12 + CORE + INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(otv->Locate(100, mac).IsValid(), false, "given up");
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(1, mac), false, "the switch was told");
            NS_TEST_EXPECT_MSG_EQ(otv->GetIsis()->GetPeers().size(), 1, "one is left");
        });
        net.At(60, [&]() { net.Broadcast(1, 2); });
        const auto& all = otv->GetIsis()->GetDatabase().GetAll();
        net.At(1201, [&]() { NS_TEST_EXPECT_MSG_EQ(all.size(), 3, "not yet"); });
        net.At(1201 + 2 * CORE, [&]() { NS_TEST_EXPECT_MSG_EQ(all.size(), 2, "over"); });
        Simulator::Stop(Seconds(1300));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(2), 1, "broadcast");
        NS_TEST_EXPECT_MSG_EQ(all.size(), 2, "made anew");
        Simulator::Destroy();
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
 * speaking.
 * Expected: of 1500 octets the core's headers take 20 + 8 + 8, the frame's own 14 and its VLAN tag
 * 4: 1446 octets of payload fit, 1447 do not (too large). The tag arrives. After the switches'
 * ageing time of 300 s the address is withdrawn.
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
        net.At(300.9, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[1].GetMac()), true, "known");
        });
        net.At(301.2, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[1].GetMac()), false, "gone");
        });
        Simulator::Stop(Seconds(302));
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

/// The overlay's suite.
class ExtensionOtvTestSuite : public TestSuite
{
  public:
    ExtensionOtvTestSuite()
        : TestSuite("lisp-extension-otv", TestSuite::Type::UNIT)
    {
        constexpr auto QUICK = compat::TestDuration<>::QUICK;
        AddTestCase(new ThreeSitesTestCase(ThreeSitesTestCase::SERVER, "server"), QUICK);
        AddTestCase(new ThreeSitesTestCase(ThreeSitesTestCase::SERVER_IPV6, "IPv6"), QUICK);
        AddTestCase(new ThreeSitesTestCase(ThreeSitesTestCase::GROUP, "control group"), QUICK);
        AddTestCase(new MoveTestCase, QUICK);
        AddTestCase(new PairTestCase(false), QUICK);
        AddTestCase(new PairTestCase(true), QUICK);
        AddTestCase(new LostLspTestCase, QUICK);
        AddTestCase(new ServerDiesTestCase, QUICK);
        AddTestCase(new GatewayTestCase, QUICK);
        AddTestCase(new ArpTestCase, QUICK);
        AddTestCase(new NeighborsTestCase, QUICK);
        AddTestCase(new FrameTestCase, QUICK);
        AddTestCase(new RefusalTestCase, QUICK);
    }
};

ExtensionOtvTestSuite g_extensionOtvTestSuite; //!< registers the suite

} // namespace
