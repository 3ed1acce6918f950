/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/inet-socket-address.h"
#include "ns3/lisp-control-port.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-map-server.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"

#include <map>

using namespace ns3;

/**
 * @file
 * @brief Two tenants with the same addresses behind the same tunnel routers, and whoever would mix
 * them (RFC 9300 section 8: an instance ID makes an address space of its own).
 *
 * Routers 1 and 2 are of the site "shared", router 3 of "third"; node 4 is the mapping system. Each
 * is 10 ms from the core. The tenants "red" (instance 7) and "blue" (instance 8) have both a host
 * 10.1.0.9 behind router 1 and a host 10.2.0.9 behind router 2, in subnets of the same numbers;
 * behind router 3, blue alone has 10.3.0.9.
 *
 * From 5 s to 15 s each pair sends both ways, a packet every 100 ms: 100 packets. Red's have 100
 * octets of payload, blue's 200, whoever's is forged 300.
 */

namespace
{

constexpr uint16_t PORT = 4000; ///< that all hosts listen to
constexpr uint32_t RED = 7;     ///< instance
constexpr uint32_t BLUE = 8;    ///< instance

/// What hosts have received: packets by octets of payload.
using Received = std::map<uint32_t, uint32_t>;

/// The network that the test cases have in common.
class Tenants
{
  public:
    ControlTestNetwork network;               ///< the underlay
    LispHelper lisp;                          ///< installs LISP
    std::vector<Ptr<Node>> nodes{{}};         ///< from 1
    std::vector<Ptr<LispXtr>> xtrs{{}};       ///< from 1
    std::map<std::string, Ptr<Node>> hosts;   ///< "red1", ...
    std::map<std::string, Received> received; ///< by host

    Tenants()
    {
        for (int i = 0; i < 4; ++i)
        {
            nodes.push_back(network.AddNode());
        }
        lisp.SetXtrAttribute("SourceCheck", StringValue("Loose"));
        lisp.SetMapServer(nodes[4], "10.0.4.2");
        lisp.AddSite("shared", "their key");
        lisp.AddSite("third", "another key");
        for (const uint32_t number : {1, 2, 3})
        {
            xtrs.push_back(lisp.InstallXtr(nodes[number],
                                           number == 3 ? "third" : "shared",
                                           {ControlTestNetwork::Ipv4Of(number).ToString()}));
        }
        lisp.AddTenant("red", RED);
        lisp.AddTenant("blue", BLUE);
        AddHost("red", 1);
        AddHost("blue", 1);
        AddHost("red", 2);
        AddHost("blue", 2);
        AddHost("blue", 3);
    }

    /// @param from a host @param to an address @param size octets of payload: 100 times from 5 s on
    void Send(const std::string& from, const std::string& to, uint32_t size)
    {
        const auto socket =
            Socket::CreateSocket(hosts[from], TypeId::LookupByName("ns3::UdpSocketFactory"));
        for (int i = 0; i < 100; ++i)
        {
            Simulator::Schedule(Seconds(5) + MilliSeconds(100 * i), [socket, to, size]() {
                socket->SendTo(Create<Packet>(size),
                               0,
                               InetSocketAddress(Ipv4Address(to.c_str()), PORT));
            });
        }
    }

    /// Each pair of hosts of one tenant sends both ways.
    void SendAll()
    {
        Send("red1", "10.2.0.9", 100);
        Send("red2", "10.1.0.9", 100);
        Send("blue1", "10.2.0.9", 200);
        Send("blue2", "10.1.0.9", 200);
        Send("blue1", "10.3.0.9", 200);
        Send("blue3", "10.1.0.9", 200);
    }

    /// @param number a router @return its control messages
    Ptr<LispControlPort> GetControl(uint32_t number) const
    {
        return nodes[number]->GetObject<LispControlPort>();
    }

    /// @param number a router @param reason why @return what its control plane dropped
    uint64_t GetControlDrops(uint32_t number, LispControlDrop reason) const
    {
        return GetControl(number)->GetStatistics().GetDrops(reason);
    }

  private:
    /// @param tenant whose @param number of the router
    void AddHost(const std::string& tenant, uint32_t number)
    {
        const std::string name = tenant + std::to_string(number);
        const std::string subnet = "10." + std::to_string(number) + ".0.";
        const auto host = CreateObject<Node>();
        hosts[name] = host;
        InternetStackHelper().Install(host);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        const auto devices = link.Install(nodes[number], host);
        for (uint32_t end = 0; end < 2; ++end)
        {
            const auto ipv4 = (end == 0 ? nodes[number] : host)->GetObject<Ipv4>();
            const auto at = ipv4->AddInterface(devices.Get(end));
            const std::string address = subnet + (end == 0 ? "1" : "9");
            ipv4->AddAddress(at,
                             Ipv4InterfaceAddress(Ipv4Address(address.c_str()), Ipv4Mask("/24")));
            ipv4->SetUp(at);
        }
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(host->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Address((subnet + "1").c_str()), 1);
        lisp.PutInTenant(devices.Get(0), tenant, {subnet + "0/24"});
        const auto socket =
            Socket::CreateSocket(host, TypeId::LookupByName("ns3::UdpSocketFactory"));
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        socket->SetRecvCallback(MakeCallback(&Tenants::HandleReceived, this));
    }

    /// @param socket of a host that has packets
    void HandleReceived(Ptr<Socket> socket)
    {
        for (const auto& [name, host] : hosts)
        {
            while (host == socket->GetNode())
            {
                const auto packet = socket->Recv();
                if (!packet)
                {
                    return;
                }
                ++received[name][packet->GetSize()];
            }
        }
    }
};

/// @param received by a host @return it as "100 octets 100 times "
std::string
Describe(const Received& received)
{
    std::string text;
    for (const auto& [size, count] : received)
    {
        text += std::to_string(size) + " octets " + std::to_string(count) + " times ";
    }
    return text;
}

/**
 * @brief A test case that ends with a look at what each host has received.
 */
class ApartTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Expect that each host has what its own tenant sent to it, and nothing else. @param net the
    /// network
    void ExpectApart(Tenants& net)
    {
        const std::map<std::string, std::string> expected = {{"red1", "100 octets 100 times "},
                                                             {"red2", "100 octets 100 times "},
                                                             {"blue1", "200 octets 200 times "},
                                                             {"blue2", "200 octets 100 times "},
                                                             {"blue3", "200 octets 100 times "}};
        for (const auto& [host, what] : expected)
        {
            NS_TEST_EXPECT_MSG_EQ(Describe(net.received[host]), what, host);
        }
    }
};

/**
 * Method: all send; and red's host 1 sends 100 packets to 10.3.0.9, which only blue has.
 * Expected: each gets what its tenant sent to it (blue 1 that of two hosts). Of red's 100 to blue's
 * host not one leaves router 1: the mapping system knows no such EID in red, and red has no way out
 * of LISP, so each is dropped by that name. No other drop.
 */
class OverlapTestCase : public ApartTestCase
{
  public:
    OverlapTestCase()
        : ApartTestCase("overlapping prefixes, and an EID that only the other tenant has")
    {
    }

  private:
    void DoRun() override
    {
        Tenants net;
        net.SendAll();
        net.Send("red1", "10.3.0.9", 100);
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(LispDropReason::ITR_NO_NATIVE_ROUTE),
                              100,
                              "to the other tenant's");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 100, "at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[2]->GetTotalDrops(), 0, "at router 2");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetTotalDrops(), 0, "at router 3");
    }
};

/**
 * Method: all send; from 10 s on router 3, which carries blue only, sends packets of 300 octets
 * that it has made up, each to 10.1.0.9 from 10.2.0.9: to router 1 in red, in an instance that
 * nobody has, and without an instance; and router 1's node sends one in red to router 3.
 * Expected: of these none comes to a host. In red: dropped, since red's 10.2.0.9 is behind router 2
 * by the map-cache, and not behind the outer source (RFC 9300 section 16); the unknown instance: as
 * that, at router 1 and, red itself, at router 3; without an instance: 10.1.0.9 is no EID there.
 */
class ForgedTestCase : public ApartTestCase
{
  public:
    ForgedTestCase()
        : ApartTestCase("forged instance IDs")
    {
    }

  private:
    void DoRun() override
    {
        Tenants net;
        net.SendAll();
        Forge(net, 10.00, 3, 1, RED);
        Forge(net, 10.01, 3, 1, 99);
        Forge(net, 10.02, 3, 1, 0);
        Forge(net, 10.03, 1, 3, RED);
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        for (const auto reason : {LispDropReason::ETR_SPOOFED_SOURCE,
                                  LispDropReason::ETR_UNKNOWN_INSTANCE,
                                  LispDropReason::ETR_NOT_MY_EID})
        {
            NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetDrops(reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[1]->GetTotalDrops(), 3, "nothing else at router 1");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetDrops(LispDropReason::ETR_UNKNOWN_INSTANCE),
                              1,
                              "red at router 3");
        NS_TEST_EXPECT_MSG_EQ(net.xtrs[3]->GetTotalDrops(), 1, "nothing else at router 3");
    }

    /// @param net the network @param when seconds @param from a router @param to another
    /// @param instanceId that the packet claims; 0: none
    static void Forge(Tenants& net, double when, uint32_t from, uint32_t to, uint32_t instanceId)
    {
        Simulator::Schedule(Seconds(when), [&net, from, to, instanceId]() {
            const auto packet = Create<Packet>(300);
            UdpHeader udp;
            udp.SetSourcePort(PORT);
            udp.SetDestinationPort(PORT);
            packet->AddHeader(udp);
            Ipv4Header inner;
            inner.SetSource("10.2.0.9");
            inner.SetDestination("10.1.0.9");
            inner.SetProtocol(17);
            inner.SetPayloadSize(packet->GetSize());
            inner.SetTtl(64);
            packet->AddHeader(inner);
            LispDataHeader lisp;
            if (instanceId != 0)
            {
                lisp.SetInstanceId(instanceId);
            }
            packet->AddHeader(lisp);
            const auto socket = Socket::CreateSocket(net.nodes[from],
                                                     TypeId::LookupByName("ns3::UdpSocketFactory"));
            socket->SendTo(packet,
                           0,
                           InetSocketAddress(ControlTestNetwork::Ipv4Of(to).ToIpv4(), 4341));
        });
    }
};

/**
 * Method: all send; router 3, asked by router 1 for blue's 10.3.0.9, answers with the nonce of that
 * Map-Request: first that red's 10.2.0.0/24 is at router 3; then the truth, and with it the same
 * lie; and registers the prefix with its own key.
 * Expected: the first Map-Reply covers nothing of what was asked for; of the second the one record
 * that does is taken, and the other refused; the ETR's own, true one comes for a nonce that is
 * answered. The Map-Server refuses the Map-Register, which is not signed with the key of shared,
 * whose prefix it is. Router 1's
 * mapping of red's 10.2.0.0/24, and the Map-Server's, is router 2's all the time, and each host
 * gets what it is to get.
 */
class PoisonTestCase : public ApartTestCase
{
  public:
    PoisonTestCase()
        : ApartTestCase("mapping cache poisoning across instances")
    {
    }

  private:
    void DoRun() override
    {
        Tenants net;
        m_net = &net;
        net.SendAll();
        net.GetControl(3)->TraceConnectWithoutContext(
            "Received",
            MakeCallback(&PoisonTestCase::HandleReceived, this));
        Simulator::Schedule(Seconds(9), [&net]() {
            net.nodes[3]->GetObject<LispEtr>()->AddPrefix(EidPrefix::FromString("10.2.0.0/24", RED),
                                                          {});
        });
        Simulator::Schedule(Seconds(12), [this]() { ExpectMapping(); });
        Simulator::Stop(Seconds(17));
        Simulator::Run();
        ExpectApart(net);
        NS_TEST_EXPECT_MSG_EQ(m_lies, 2, "Map-Replies with a lie");
        for (const auto reason : {LispControlDrop::REPLY_NOT_COVERING,
                                  LispControlDrop::REPLY_UNRELATED_RECORD,
                                  LispControlDrop::NONCE_NOT_OUTSTANDING})
        {
            NS_TEST_EXPECT_MSG_EQ(net.GetControlDrops(1, reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_GT(net.GetControlDrops(4, LispControlDrop::BAD_SIGNATURE),
                              0,
                              "the Map-Register");
        ExpectMapping();
    }

    /// Expect that red's 10.2.0.0/24 is at router 2 for router 1 and for the Map-Server.
    void ExpectMapping()
    {
        const auto prefix = EidPrefix::FromString("10.2.0.0/24", RED);
        const auto* entry = m_net->xtrs[1]->GetMapCache().Find(prefix);
        NS_TEST_ASSERT_MSG_EQ((entry && entry->locators), true, "a mapping");
        NS_TEST_EXPECT_MSG_EQ(entry->locators->ToString(), "10.0.2.2 1/100", "at router 1");
        const auto& registrations = m_net->nodes[4]->GetObject<LispMapServer>()->GetRegistrations();
        const auto* registration = registrations.Find(prefix);
        NS_TEST_ASSERT_MSG_NE(registration, nullptr, "a registration");
        const auto& locators = registration->GetRecord().locators;
        NS_TEST_ASSERT_MSG_EQ(locators.size(), 1, "of one locator");
        NS_TEST_EXPECT_MSG_EQ(*locators[0].GetNetworkAddress(),
                              ControlTestNetwork::Ipv4Of(2),
                              "router 2's");
    }

    /// @param message that router 3 received
    void HandleReceived(const LispMessage& message, const NetworkAddress&, const NetworkAddress&)
    {
        const auto* outer = std::get_if<LispEncapsulatedControl>(&message);
        const auto* request = std::get_if<LispMapRequest>(outer ? outer->inner.get() : &message);
        if (!request || m_lies > 0)
        {
            return;
        }
        LispLocator here;
        here.address = ControlTestNetwork::Ipv4Of(3);
        here.priority = 1;
        here.weight = 100;
        LispMappingRecord lie;
        lie.SetEidPrefix(EidPrefix::FromString("10.2.0.0/24", RED));
        lie.ttl = 1440;
        lie.authoritative = true;
        lie.locators = {here};
        LispMappingRecord truth = lie;
        truth.SetEidPrefix(EidPrefix::FromString("10.3.0.0/24", BLUE));
        for (const auto& records : {std::vector<LispMappingRecord>{lie}, {truth, lie}})
        {
            LispMapReply reply;
            reply.nonce = request->nonce;
            reply.records = records;
            m_net->GetControl(3)->Send(
                reply,
                {ControlTestNetwork::Ipv4Of(1), ControlTestNetwork::Ipv4Of(3)});
            ++m_lies;
        }
    }

    Tenants* m_net{nullptr}; ///< the network
    int m_lies{0};           ///< Map-Replies that router 3 made up
};

/**
 * @brief The suite.
 */
class TenantsTestSuite : public TestSuite
{
  public:
    TenantsTestSuite()
        : TestSuite("lisp-system-tenants", Type::SYSTEM)
    {
        AddTestCase(new OverlapTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForgedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PoisonTestCase, compat::TestDuration<>::QUICK);
    }
};

TenantsTestSuite g_tenantsTestSuite; ///< the suite

} // namespace
