/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Overlay Transport Virtualization among data centres: who is where, moves and failures. See
 * OtvTestNetwork for the network and its delays.
 *
 * Adjacencies: the hellos at 0 s reach the adjacency server 10 ms later, which answers with the
 * list; who is told of another greets it at 20 ms, is heard at 30 ms, and the answers are there at
 * 50 ms at the latest. LSPs follow the CSNPs in 20 ms. At 1 s all is quiet.
 */

#include "otv-test-network.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <cmath>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;
constexpr double CORE = OtvTestNetwork::CORE;
constexpr double INSIDE = OtvTestNetwork::INSIDE;

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
 * Method: hosts 1 and 2 of data centre 1 speak at 1 s; host 1 broadcasts every 10 ms from 9.9975 s
 * to 10.1 s, host 2 says nothing more. At 10 s the switch of data centre 1 forgets everything, as
 * when the spanning tree changes. Host 0 of data centre 0 sends to host 1 every 0.5 ms from 9.98025
 * s on for 100 ms, and to host 2 at 10.5 s, 10.98 s and 11.02 s.
 * Expected: host 1 is heard again at 10.0075 s, before WithdrawDelay, 1 s, is over: it stays
 * advertised, edge device 1 makes no LSP for it, and all 200 frames arrive. Host 2 is withdrawn at
 * 11 s, in the one LSP that there is, and CORE later edge device 0 does not know it: the first two
 * frames, which come when it is forgotten but advertised, arrive by flooding, the last is dropped.
 */
class ForgottenTestCase : public TestCase
{
  public:
    ForgottenTestCase()
        : TestCase("what a switch forgets and hears again is not withdrawn")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t FRAMES = 200;
        constexpr uint32_t TO_SILENT = 1000;
        constexpr uint32_t OTHERS = 2000;
        OtvTestNetwork net({1, 1});
        net.UseServer(0);
        net.AddHost({0});
        net.AddHost({1});
        net.AddHost({1});
        for (const std::size_t host : {0, 1, 2})
        {
            net.At(1, [&net, host]() { net.Broadcast(host, OTHERS); });
        }
        for (uint32_t i = 0; i <= 10; i++)
        {
            net.At(9.9975 + i * 0.01, [&net]() { net.Broadcast(1, OTHERS); });
        }
        for (uint32_t i = 0; i < FRAMES; i++)
        {
            net.At(9.98025 + i * 0.0005, [&net, i]() { net.SendTo(0, 1, i); });
        }
        for (const double at : {10.5, 10.98, 11.02})
        {
            net.At(at, [&net, at]() {
                net.SendTo(0, 2, TO_SILENT + static_cast<uint32_t>(std::lround(at * 100)));
            });
        }
        auto isis = net.edges[1].otv->GetIsis();
        uint64_t lsps = 0;
        net.At(10, [&]() {
            lsps = isis->GetLspsSent();
            net.edges[1].lanSwitch->Flush(nullptr);
        });
        net.At(11 + CORE - INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[2].GetMac()), true, "not yet");
        });
        net.At(11 + CORE + INSIDE, [&]() {
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[2].GetMac()), false, "withdrawn");
            NS_TEST_EXPECT_MSG_EQ(net.IsRemote(0, net.hosts[1].GetMac()), true, "still there");
        });
        Simulator::Stop(Seconds(12));
        Simulator::Run();
        for (uint32_t i = 0; i < FRAMES; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(net.hosts[1].Count(i), 1, "frame " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(TO_SILENT + 1050), 1, "flooded");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(TO_SILENT + 1098), 1, "flooded");
        NS_TEST_EXPECT_MSG_EQ(net.hosts[2].Count(TO_SILENT + 1102), 0, "dropped");
        NS_TEST_EXPECT_MSG_EQ(net.edges[0].otv->GetDrops(Reason::UNKNOWN_UNICAST), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(isis->GetLspsSent(), lsps + 1, "one LSP");
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

/// The suite of OTV among data centres.
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
        AddTestCase(new ForgottenTestCase, QUICK);
        AddTestCase(new PairTestCase(false), QUICK);
        AddTestCase(new PairTestCase(true), QUICK);
        AddTestCase(new LostLspTestCase, QUICK);
        AddTestCase(new ServerDiesTestCase, QUICK);
    }
};

ExtensionOtvTestSuite g_extensionOtvTestSuite; //!< registers the suite

} // namespace
