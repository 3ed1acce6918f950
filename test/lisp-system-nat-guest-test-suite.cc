/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"
#include "lisp-test-sites.h"

#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-nat-client.h"
#include "ns3/lisp-nat-rtr.h"
#include "ns3/lisp-xtr.h"
#include "ns3/nat-router.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

using namespace ns3;

/**
 * @file
 * @brief Hosts that move to and from a tunnel router behind a NAT, which has no EID-prefix of its
 * own (draft-ermagan-lisp-nat-traversal-19).
 *
 * Nodes of LispTestSites: 1 is the NAT, 10.0.1.2 outside; behind it, on a link of 1 ms, node 5 is
 * the tunnel router of the site "guest", 192.168.1.9. Its only prefix is 192.168.7.0/24, dynamic,
 * of the site "home", whose router is node 2. Node 3 is the mapping system, 4 the RTR. Node 6,
 * 10.0.5.2, is the router of "oslo", with host 192.168.6.9; node 7, 10.0.6.2, that of "paris",
 * where home's hosts may be, too. Between nodes outside it is 20 ms, from the router inside to one
 * of them 21 ms, from a host to its router 1 ms.
 *
 * The machine that moves is 192.168.7.77, with a link to node 5 and one to node 7.
 */

namespace
{

/// The nodes, and what happens.
struct GuestNet
{
    LispTestSites sites;                           ///< the nodes
    LispHelper lisp;                               ///< makes them LISP nodes
    Ptr<NatRouter> nat{CreateObject<NatRouter>()}; ///< on node 1
    Ptr<Node> machine{CreateObject<Node>()};       ///< moves
    std::vector<Ptr<NetDevice>> ports;             ///< of the machine: to node 5, to node 7
    std::string states;                            ///< "10.0.4.2@42 ": RTR, ms
    std::string peers;                             ///< "192.168.7.77/32:49153@103 "
    std::string registrations;                     ///< "added@5042 "
    std::string away;                              ///< "192.168.7.77/32@10062 "
    Ptr<Socket> hello;                             ///< the machine's

    GuestNet()
    {
        sites.nodes.push_back(sites.hosts[1]);
        sites.nodes.push_back(sites.network.AddNode());
        sites.nodes.push_back(sites.network.AddNode());
        sites.hosts[1] = sites.AddHost(6);
        nat->Install(sites.nodes[1], sites.nodes[1]->GetDevice(1));
        InternetStackHelper().Install(machine);
        Join(5, "169.254.5.1");
        Join(7, "169.254.7.1");
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        for (const auto* site : {"home", "guest", "paris", "oslo"})
        {
            lisp.AddSite(site, std::string("secret of ") + site);
        }
        lisp.InstallNatRtr(sites.nodes[4], {"10.0.4.2"});
        lisp.InstallXtr(sites.nodes[2], "home", {"10.0.2.2"}, {"192.168.7.0/24"});
        lisp.InstallXtr(sites.nodes[5], "guest", {"192.168.1.9"});
        lisp.InstallXtr(sites.nodes[6], "oslo", {"10.0.5.2"}, {"192.168.6.0/24"});
        lisp.InstallXtr(sites.nodes[7], "paris", {"10.0.6.2"});
        lisp.AddDynamicPrefix(sites.nodes[5], "192.168.7.0/24");
        lisp.AddDynamicPrefix(sites.nodes[7], "192.168.7.0/24");
        lisp.LookForNat(sites.nodes[5]);
        lisp.AssignStreams(100);
        sites.nodes[4]->GetObject<LispNatRtr>()->TraceConnectWithoutContext(
            "PeerSet",
            MakeCallback(&GuestNet::OnPeer, this));
        sites.nodes[5]->GetObject<LispNatClient>()->TraceConnectWithoutContext(
            "StateChanged",
            MakeCallback(&GuestNet::OnState, this));
        sites.nodes[5]->GetObject<LispEtr>()->TraceConnectWithoutContext(
            "Away",
            MakeCallback(&GuestNet::OnAway, this));
        sites.nodes[3]->GetObject<LispMapServer>()->TraceConnectWithoutContext(
            "Registration",
            MakeCallback(&GuestNet::OnRegistration, this));
    }

    /// @param number a router @param address of its port to the machine
    void Join(uint32_t number, const std::string& address)
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const auto devices = link.Install(sites.nodes[number], machine);
        const auto ipv4 = sites.nodes[number]->GetObject<Ipv4>();
        const auto at = ipv4->AddInterface(devices.Get(0));
        ipv4->AddAddress(at, Ipv4InterfaceAddress(Ipv4Address(address.c_str()), Ipv4Mask("/30")));
        ipv4->SetUp(at);
        ports.push_back(devices.Get(1));
        machine->GetObject<Ipv4>()->AddInterface(devices.Get(1));
    }

    /// @param when in milliseconds @param port of the machine: it is there from then on, and sends
    /// a packet to oslo's host
    void Move(int64_t when, uint32_t port)
    {
        Simulator::Schedule(MilliSeconds(when), [this, port] {
            const auto ipv4 = machine->GetObject<Ipv4>();
            for (uint32_t i = 0; i < ports.size(); ++i)
            {
                const uint32_t at = ipv4->GetInterfaceForDevice(ports[i]);
                ipv4->SetDown(at);
                while (ipv4->GetNAddresses(at) > 0)
                {
                    ipv4->RemoveAddress(at, 0U);
                }
            }
            const uint32_t at = ipv4->GetInterfaceForDevice(ports[port]);
            ipv4->AddAddress(at, Ipv4InterfaceAddress("192.168.7.77", Ipv4Mask("/32")));
            ipv4->SetUp(at);
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(
                Ipv4Address::GetZero(),
                Ipv4Mask::GetZero(),
                at);
            if (!hello)
            {
                hello = Socket::CreateSocket(machine, UdpSocketFactory::GetTypeId());
            }
            hello->SendTo(Create<Packet>(1), 0, InetSocketAddress(Ipv4Address("192.168.6.9"), 9));
        });
    }

    /// @param when in milliseconds @param sequence of an echo of oslo's host to the machine
    void Ping(int64_t when, uint16_t sequence)
    {
        sites.Ping(when, 1, "192.168.7.77", sequence);
    }

    /// @return the time, as "@5042 "
    static std::string Now()
    {
        return "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// See LispNatClient::StateTrace.
    void OnState(LispNatClient::State, const NetworkAddress&, const NetworkAddress& rtr)
    {
        states += rtr.ToString() + Now();
    }

    /// See LispNatRtr::PeerTrace.
    void OnPeer(const EidPrefix& eid, const NetworkAddress&, uint16_t port)
    {
        peers += eid.ToString() + ":" + std::to_string(port) + Now();
    }

    /// See LispEtr::GoneTrace.
    void OnAway(const EidPrefix& eid)
    {
        away += eid.ToString() + Now();
    }

    /// See LispMapServer::RegistrationTrace.
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress&)
    {
        if (result.eid.IsHost() && result.outcome != LispRegisterOutcome::REFRESHED)
        {
            registrations += std::string(ToString(result.outcome)) + Now();
        }
    }

    /// @param number a node @return what its control plane dropped
    uint64_t Drops(uint32_t number) const
    {
        const auto& statistics = LispControlPort::Of(sites.nodes[number])->GetStatistics();
        uint64_t drops = 0;
        for (std::size_t i = 0; i < LISP_CONTROL_DROPS; ++i)
        {
            drops += statistics.GetDrops(static_cast<LispControlDrop>(i));
        }
        return drops;
    }
};

/**
 * Method: the machine comes up at the guest's router at 5 s. Oslo's host pings it at 7 s and 8 s.
 * Expected: the router asks about 192.168.7.0/24 at 0 s, signed with the key of "guest", and is
 * answered at 42 ms. Of the machine it hears at 5.001 s; the Map-Register is at the RTR at 5.022 s
 * and at the Map-Server at 5.042 s, its Map-Notify at the RTR at 5.062 s. The NAT gave 49152 to the
 * control port and 49153 to the data port.
 *
 * Its packet of 5 s needs oslo's mapping at the RTR, and what oslo's host says of it (nobody is at
 * that port) the machine's at oslo's router: all is known there at 7 s. An echo takes 1 + 20 + 21 +
 * 1 ms there and as much back, 86 ms. No message is refused.
 */
class ArrivalTestCase : public TestCase
{
  public:
    ArrivalTestCase()
        : TestCase("a guest router behind a NAT without a prefix of its own")
    {
    }

  private:
    void DoRun() override
    {
        GuestNet net;
        net.Move(5000, 0);
        net.Ping(7000, 1);
        net.Ping(8000, 2);
        LispTestSites::Run(10);
        NS_TEST_EXPECT_MSG_EQ(net.states, "10.0.4.2@42 ", "the NAT");
        NS_TEST_EXPECT_MSG_EQ(net.registrations, "added@5042 ", "at the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(net.peers, "192.168.7.77/32:49153@5062 ", "at the RTR");
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@7086 2@8086 ", "reached");
        for (const uint32_t number : {2, 3, 4, 5, 6})
        {
            NS_TEST_EXPECT_MSG_EQ(net.Drops(number), 0, "refused at " + std::to_string(number));
        }
    }
};

/**
 * Method: as before; at 10 s the machine goes on to paris, and at 50 s it comes back. Oslo's host
 * pings it at 7 s, 10.5 s, 40 s and 51 s.
 * Expected: paris's router hears of it at 10.001 s, the Map-Server at 10.021 s. Its Map-Notify to
 * the former locator is at the RTR at 10.041 s, which hands it on, to the guest's router at 10.062
 * s, and asks itself: 20 ms to the Map-Server, 20 ms to paris, 20 ms back, 10.101 s. From then on
 * the RTR knows of no peer, and sends to paris what oslo's router sends it, whose mapping is the
 * old one: 1 + 20 + 20 + 1 ms. Paris knows oslo's mapping since the packet of 10 s; the echo comes
 * back straight, 1 + 20 + 1 ms: 64 ms in all. The guest's router has acknowledged the Map-Notify by
 * the RTR, so that it came once, and does not register the machine again: so it is at 40 s.
 *
 * Back, the guest's router registers it at 50.042 s, and the RTR knows at 50.062 s.
 */
class DepartureTestCase : public TestCase
{
  public:
    DepartureTestCase()
        : TestCase("a machine leaves a router behind a NAT, and returns")
    {
    }

  private:
    /// See LispMapServer::EidTrace.
    void OnNotified(const EidPrefix&, const NetworkAddress& peer)
    {
        m_notified += peer.ToString() + GuestNet::Now();
    }

    void DoRun() override
    {
        GuestNet net;
        net.sites.nodes[3]->GetObject<LispMapServer>()->TraceConnectWithoutContext(
            "Notified",
            MakeCallback(&DepartureTestCase::OnNotified, this));
        net.Move(5000, 0);
        net.Move(10000, 1);
        net.Move(50000, 0);
        net.Ping(7000, 1);
        net.Ping(10500, 2);
        net.Ping(40000, 3);
        net.Ping(51000, 4);
        LispTestSites::Run(55);
        NS_TEST_EXPECT_MSG_EQ(net.registrations,
                              "added@5042 changed@10021 changed@50042 ",
                              "at the Map-Server");
        NS_TEST_EXPECT_MSG_EQ(net.peers,
                              "192.168.7.77/32:49153@5062 192.168.7.77/32:0@10101 "
                              "192.168.7.77/32:49153@50062 ",
                              "at the RTR");
        NS_TEST_EXPECT_MSG_EQ(net.away, "192.168.7.77/32@10062 ", "at the guest's router");
        NS_TEST_EXPECT_MSG_EQ(m_notified, "10.0.2.2@5042 10.0.4.2@10021 10.0.6.2@50042 ", "told");
        NS_TEST_EXPECT_MSG_EQ(net.sites.Echoes(), "1@7086 2@10564 3@40064 4@51086 ", "reached");
        const auto& statistics = LispControlPort::Of(net.sites.nodes[3])->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetReceived(LispMessageType::MAP_NOTIFY_ACK),
                              3,
                              "each told once");
        for (const uint32_t number : {2, 3, 4, 5})
        {
            NS_TEST_EXPECT_MSG_EQ(net.Drops(number), 0, "refused at " + std::to_string(number));
        }
    }

    std::string m_notified; ///< "10.0.2.2@5042 "
};

/**
 * Method: the guest's router uses the RTR. As if from there, it gets as data: a Map-Notify that is
 * for an xTR of another ID; UDP of 4 octets, right after a whole message; UDP to port 4343; a later
 * fragment; a first fragment; TCP; IPv6; a datagram of octets that are no message; and a Map-Notify
 * from another address than the RTR's.
 * Expected: none stops it, each is counted: NAT_OTHER_XTR (section 5.1.1), UDP_LENGTH, MALFORMED
 * for the next six, NAT_NOT_FROM_RTR. Then the machine is registered as ever.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile control messages as data")
    {
    }

  private:
    void DoRun() override
    {
        GuestNet net;
        const auto xtr = net.sites.nodes[5]->GetObject<LispXtr>();
        const auto take = [&xtr](const lisptest::Octets& octets, const char* from) {
            xtr->TakeControl(lisptest::ToPacket(octets), NetworkAddress::FromString(from));
        };
        Simulator::Schedule(Seconds(1), [&] {
            LispMapNotify notify;
            notify.xtrId.emplace();
            notify.xtrId->xtrId[3] = 7;
            const auto message = EncodeLispMessage(notify);
            const auto datagram =
                lisptest::MakeUdp(4342, 4342, lisptest::Octets(message.begin(), message.end()));
            lisptest::IpFields fields{"10.0.3.2", "192.168.1.9"};
            const auto send = [&](const lisptest::Octets& payload) {
                take(lisptest::MakeIp(fields, payload), "10.0.4.2");
            };
            send(datagram);
            send({0x10, 0xf6, 0x10, 0xf6});
            send(lisptest::MakeUdp(4342, 4343, {1, 2, 3, 4}));
            fields.fragment = 1;
            send(datagram);
            fields.fragment = 0x2000;
            send(datagram);
            fields.fragment = 0x4000;
            fields.protocol = 6;
            send(datagram);
            fields.protocol = 17;
            take(lisptest::MakeIp({"fd01::5", "fd02::9"}, datagram), "10.0.4.2");
            send(lisptest::MakeUdp(4342, 4342, {0x40, 1, 2, 3}));
            take(lisptest::MakeIp(fields, datagram), "10.0.2.2");
        });
        net.Move(5000, 0);
        LispTestSites::Run(6);
        const auto& statistics = LispControlPort::Of(net.sites.nodes[5])->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::NAT_OTHER_XTR), 1, "another's");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UDP_LENGTH), 1, "no whole UDP");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::MALFORMED), 6, "no message");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::NAT_NOT_FROM_RTR), 1, "forged");
        NS_TEST_EXPECT_MSG_EQ(net.peers, "192.168.7.77/32:49153@5062 ", "registered");
    }
};

/// The suite.
class NatGuestTestSuite : public TestSuite
{
  public:
    NatGuestTestSuite()
        : TestSuite("lisp-system-nat-guest", TestSuite::Type::UNIT)
    {
        AddTestCase(new ArrivalTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new DepartureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

NatGuestTestSuite g_suite; ///< registers itself

} // namespace
