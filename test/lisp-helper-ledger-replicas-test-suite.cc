/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two servers with one address: flows to them, and what they do with TCP connections that
 * they do not know.
 *
 * client --- router --- server A, server B; links take 1 ms. The router has a route to 10.0.9.9 by
 * A's link until 3.05 s, by B's until 4.05 s, then by A's again. A boots at 4 s.
 */

#include "ns3/ip-interfaces.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/study-nodes.h"
#include "ns3/study-traffic.h"
#include "ns3/tcp-header.h"
#include "ns3/test.h"
#include "ns3/unknown-connections.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Method: a TCP flow of 1000 octets each 100 ms, from 1 s on, two segments by ns-3's SegmentSize of
 * 536, and a UDP flow of a packet each 10 ms, both until 6 s, while the route changes as above.
 * Expected: UDP packets arrive at whom the route leads to, by three ways one after the other, and
 * none is lost. TCP's first two segments after each change leave together, and each is reset, with
 * its acknowledgment number as the sequence number and no other flag than RST (RFC 9293 section
 * 3.10.7.2), and lost by "connection-unknown": two at B, two at A. The client opens a connection at
 * the first reset, which the server takes: nothing else is lost.
 */
class ReplicasTestCase : public TestCase
{
  public:
    ReplicasTestCase()
        : TestCase("two servers with one address")
    {
    }

  private:
    /// @param header of a packet to B @param packet it
    void ToServer(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t /* interface */)
    {
        TcpHeader tcp;
        if (header.GetProtocol() == 6 && packet->PeekHeader(tcp) > 0 && m_acked == 0 &&
            (tcp.GetFlags() & TcpHeader::SYN) == 0)
        {
            m_acked = tcp.GetAckNumber().GetValue();
        }
    }

    /// @param header of a packet to the client @param packet it
    void ToClient(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t /* interface */)
    {
        TcpHeader tcp;
        if (header.GetProtocol() == 6 && packet->PeekHeader(tcp) > 0 &&
            (tcp.GetFlags() & TcpHeader::RST) != 0)
        {
            m_resets.push_back(tcp);
        }
    }

    void DoRun() override
    {
        const auto client = MakeStudyNode("client");
        const auto router = MakeStudyNode("router");
        const std::vector<Ptr<Node>> servers{MakeStudyNode("server-a"), MakeStudyNode("server-b")};
        const Time delay = MilliSeconds(1);
        JoinStudyNodes(router, "10.0.1.1/24", client, "10.0.1.2/24", delay);
        const auto everywhere = MakeDefaultPrefix(AddressFamily::IPV4);
        AddIpRoute(client, everywhere, NetworkAddress::FromString("10.0.1.1"));
        for (std::size_t i = 0; i < servers.size(); i++)
        {
            const std::string net = "10.0." + std::to_string(2 + i) + ".";
            JoinStudyNodes(router, net + "1/24", servers[i], net + "2/24", delay);
            AddIpRoute(servers[i], everywhere, NetworkAddress::FromString(net + "1"));
            servers[i]->GetObject<Ipv4>()->AddAddress(
                0,
                Ipv4InterfaceAddress(Ipv4Address("10.0.9.9"), Ipv4Mask::GetOnes()));
        }
        const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(router->GetObject<Ipv4>());
        const auto lead = [&](uint32_t server) {
            for (uint32_t i = 0; i < routes->GetNRoutes(); i++)
            {
                if (routes->GetRoute(i).GetDest() == Ipv4Address("10.0.9.9"))
                {
                    routes->RemoveRoute(i);
                    break;
                }
            }
            // The loopback interface is 0, the client's link 1.
            const std::string next = "10.0." + std::to_string(2 + server) + ".2";
            routes->AddHostRouteTo(Ipv4Address("10.0.9.9"), Ipv4Address(next.c_str()), 2 + server);
        };
        lead(0);

        StudyTraffic traffic(Seconds(1), Seconds(6));
        std::vector<std::unique_ptr<UnknownConnections>> guards;
        for (const auto& server : servers)
        {
            guards.push_back(std::make_unique<UnknownConnections>(server, traffic.GetLedger()));
        }
        NodeContainer nodes(client, router);
        nodes.Add(servers[0]);
        nodes.Add(servers[1]);
        traffic.Watch(nodes);
        const StudyTraffic::End from{client, NetworkAddress::FromString("10.0.1.2")};
        const StudyTraffic::End to{servers[0],
                                   NetworkAddress::FromString("10.0.9.9"),
                                   {servers[1]}};
        traffic.AddTcp("tcp", from, to, 80000);
        traffic.AddUdp("udp", from, to, MilliSeconds(10), 100);
        servers[1]->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeCallback(&ReplicasTestCase::ToServer, this));
        client->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            MakeCallback(&ReplicasTestCase::ToClient, this));
        Simulator::Schedule(MilliSeconds(3050), [&] { lead(1); });
        Simulator::Schedule(Seconds(4), [&] { guards[0]->Boot(); });
        Simulator::Schedule(MilliSeconds(4050), [&] { lead(0); });
        Simulator::Stop(Seconds(7));
        Simulator::Run();

        const auto reports = traffic.Report({}, NOT_MEASURED);
        for (const auto& report : reports)
        {
            std::string ends;
            for (const auto& change : report.pathChanges)
            {
                ends += change.path.back() + " ";
            }
            NS_TEST_EXPECT_MSG_EQ(ends, "server-a server-b server-a ", report.name << ": ways");
        }
        const auto& tcp = reports.front();
        NS_TEST_EXPECT_MSG_EQ(tcp.lost, 4, "two segments at each change");
        NS_TEST_EXPECT_MSG_EQ(tcp.lostByReason.at("connection-unknown"), 4, "its reason");
        NS_TEST_EXPECT_MSG_EQ(guards[0]->GetRefused(), 2, "reset by A");
        NS_TEST_EXPECT_MSG_EQ(guards[1]->GetRefused(), 2, "reset by B");
        NS_TEST_ASSERT_MSG_EQ(m_resets.size(), 4, "resets");
        NS_TEST_EXPECT_MSG_EQ(m_resets.front().GetSequenceNumber().GetValue(),
                              m_acked,
                              "the sequence number is what was acknowledged");
        NS_TEST_EXPECT_MSG_EQ(static_cast<uint32_t>(m_resets.front().GetFlags()),
                              static_cast<uint32_t>(TcpHeader::RST),
                              "no other flag");
        NS_TEST_EXPECT_MSG_EQ(reports.back().lost, 0, "UDP");
        Simulator::Destroy();
    }

    uint32_t m_acked{0};             //!< by the first segment to B that is no SYN
    std::vector<TcpHeader> m_resets; //!< to the client
};

/**
 * Method: a node without IPv4.
 * Expected: it is refused by an exception that says so.
 */
class NoStackTestCase : public TestCase
{
  public:
    NoStackTestCase()
        : TestCase("a node without IPv4")
    {
    }

  private:
    void DoRun() override
    {
        std::string message;
        try
        {
            UnknownConnections(CreateObject<Node>(), CreateObject<PacketLedger>());
        }
        catch (const std::invalid_argument& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((message.find("a node with IPv4") != std::string::npos),
                              true,
                              message);
        Simulator::Destroy();
    }
};

/// The suite of servers with one address.
class LedgerReplicasTestSuite : public TestSuite
{
  public:
    LedgerReplicasTestSuite()
        : TestSuite("lisp-helper-ledger-replicas", TestSuite::Type::UNIT)
    {
        AddTestCase(new ReplicasTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NoStackTestCase, compat::TestDuration<>::QUICK);
    }
};

LedgerReplicasTestSuite g_suite; ///< registers itself

} // namespace
