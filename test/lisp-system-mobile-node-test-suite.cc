/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-test-sites.h"
#include "script-mistakes.h"

#include "ns3/lisp-helper.h"
#include "ns3/lisp-xtr.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-ledger.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <map>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief A LISP mobile node: a host that is its own tunnel router and moves between two access
 * networks.
 *
 * Nodes of LispTestSites: 2 is the router of a site with host 192.168.2.9, 3 the mapping system, 4
 * the mobile node, EID 192.168.9.9, at 10.0.4.2; its other access network gives it 10.0.8.2. From
 * node to node it is 20 ms, from the site's router to its host 1 ms.
 */

namespace
{

/// The nodes, and the mobile node's way.
struct MobileNet
{
    LispTestSites sites;      ///< the nodes
    LispHelper lisp;          ///< makes them LISP nodes
    std::vector<int> inward;  ///< milliseconds at which the mobile node received a datagram
    std::vector<int> outward; ///< the same of the host
    Ptr<PacketLedger> ledger{CreateObject<PacketLedger>()}; ///< what becomes of the datagrams

    MobileNet()
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        const auto core = sites.network.GetCore();
        const auto devices = link.Install(core, sites.nodes[4]);
        for (uint32_t end = 0; end < 2; ++end)
        {
            const auto ipv4 = (end == 0 ? core : sites.nodes[4])->GetObject<Ipv4>();
            const auto at = ipv4->AddInterface(devices.Get(end));
            ipv4->AddAddress(
                at,
                Ipv4InterfaceAddress(end == 0 ? "10.0.8.1" : "10.0.8.2", Ipv4Mask("/24")));
            ipv4->SetUp(at);
        }
        sites.nodes[4]->GetObject<Ipv4>()->SetDown(2);
        lisp.SetMapServer(sites.nodes[3], "10.0.3.2");
        lisp.AddSite("lyon", "rhone");
        lisp.AddSite("mobile", "phone");
        lisp.InstallXtr(sites.nodes[2], "lyon", {"10.0.2.2"}, {"192.168.2.0/24"});
        lisp.InstallMobileNode(sites.nodes[4], "mobile", "192.168.9.9", {"10.0.4.2"});
        lisp.AssignStreams(100);
    }

    /// @param when in seconds @param isAway whether it goes to the other network, or back
    void Move(double when, bool isAway)
    {
        Simulator::Schedule(Seconds(when), [this, isAway] {
            const auto ipv4 = sites.nodes[4]->GetObject<Ipv4>();
            ipv4->SetDown(isAway ? 1 : 2);
            ipv4->SetUp(isAway ? 2 : 1);
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(isAway ? "10.0.8.1"
                                                                                     : "10.0.4.1",
                                                                              isAway ? 2 : 1);
            lisp.Roam(sites.nodes[4], {isAway ? "10.0.8.2" : "10.0.4.2"});
        });
    }

    /// @param socket of the mobile node
    void OnInward(Ptr<Socket> socket)
    {
        Read(socket, inward);
    }

    /// @param socket of the host
    void OnOutward(Ptr<Socket> socket)
    {
        Read(socket, outward);
    }

    /// @param socket with datagrams @param times gets when they came
    void Read(const Ptr<Socket>& socket, std::vector<int>& times) const
    {
        while (const auto packet = socket->Recv())
        {
            ledger->Received(packet);
            times.push_back(static_cast<int>(Simulator::Now().GetMilliSeconds()));
        }
    }

    /// @param isInward to the mobile node, or from it @param first @param last datagram, in
    /// milliseconds, with one every 10 ms
    void Stream(bool isInward, int first, int last)
    {
        const auto from = isInward ? sites.hosts[2] : sites.nodes[4];
        const auto to = isInward ? sites.nodes[4] : sites.hosts[2];
        const Ipv4Address fromAddress(isInward ? "192.168.2.9" : "192.168.9.9");
        const Ipv4Address toAddress(isInward ? "192.168.9.9" : "192.168.2.9");
        const auto sender = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
        sender->Bind(InetSocketAddress(fromAddress, 5000));
        const auto sink = Socket::CreateSocket(to, UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(toAddress, 6000));
        sink->SetRecvCallback(isInward ? MakeCallback(&MobileNet::OnInward, this)
                                       : MakeCallback(&MobileNet::OnOutward, this));
        NodeContainer all(sites.network.GetCore(), sites.nodes[2], sites.nodes[4], sites.hosts[2]);
        ledger->Watch(all);
        const auto flow = ledger->AddFlow({"flow", "udp", from, to, MilliSeconds(10)});
        for (int when = first; when <= last; when += 10)
        {
            Simulator::Schedule(MilliSeconds(when), [this, flow, sender, toAddress] {
                const auto packet = Create<Packet>(100);
                ledger->Sent(flow, packet);
                sender->SendTo(packet, 0, InetSocketAddress(toAddress, 6000));
            });
        }
        sites.sockets.push_back(sender);
        sites.sockets.push_back(sink);
    }
};

/**
 * Method: datagrams every 10 ms both ways, from 8.005 s (to the mobile node) and 8.003 s (from it)
 * to 18 s; it moves at 10 s and back at 14 s. Expected: what it sends is not interrupted: its own
 * router knows where it is. To it, the way takes 21 ms: what was sent from 9.985 s on comes too
 * late. At 10 s it registers: at the Map-Server after 20 ms, acknowledged after 40 ms; it solicits
 * the site's router, which has the SMR after 60 ms, asks the mapping system and has the answer
 * after 120 ms. What the host sends is there 1 ms later: up to 10.115 s it is lost, from 10.125 s
 * on it arrives. Lost, at the interface that the node has left: 9.985 s to 10.115 s, 14 datagrams;
 * nothing comes between 9.996 s and 10.146 s: 150 ms. The same on the way back.
 */
class DatagramsTestCase : public TestCase
{
  public:
    DatagramsTestCase()
        : TestCase("datagrams to and from a node that moves")
    {
    }

  private:
    void DoRun() override
    {
        MobileNet net;
        net.Stream(true, 8005, 18000);
        net.Stream(false, 8003, 18000);
        net.Move(10, true);
        net.Move(14, false);
        LispTestSites::Run(19);
        NS_TEST_EXPECT_MSG_EQ(net.outward.size(), 1000, "all that it sends");
        NS_TEST_EXPECT_MSG_EQ(net.inward.size(), 1000 - 2 * 14, "of what is sent to it");
        net.ledger->Close();
        const std::map<std::string, uint64_t> expected{{"interface-down", 2 * 14}};
        NS_TEST_EXPECT_MSG_EQ((net.ledger->Report(0, {}).lostByReason == expected),
                              true,
                              "lost at the interface that is down");
        std::string gaps;
        for (std::size_t i = 1; i < net.inward.size(); ++i)
        {
            // Those that waited for the first mapping came at once.
            if (net.inward[i] - net.inward[i - 1] > 10)
            {
                gaps +=
                    std::to_string(net.inward[i - 1]) + "-" + std::to_string(net.inward[i]) + " ";
            }
        }
        NS_TEST_EXPECT_MSG_EQ(gaps, "9996-10146 13996-14146 ", "interruptions");
    }
};

/**
 * Method: the host sends 2,000,000 octets by TCP to the mobile node from 9 s on, as fast as TCP
 * does; it moves at 9.5 s. Expected: the connection survives: all octets arrive, and it ends of
 * itself. On a path of 42 ms there and back, and with buffers of 131072 octets, TCP needs 2000000 /
 * 131072 = 15.3 round trips and more, 0.64 s at least, so that it is in the middle when the node
 * moves.
 */
class TcpTestCase : public TestCase
{
  public:
    TcpTestCase()
        : TestCase("a TCP connection to a node that moves")
    {
    }

  private:
    /// @param socket with room to send
    void Fill(Ptr<Socket> socket, uint32_t /* room */)
    {
        while (m_left > 0 && socket->GetTxAvailable() > 0)
        {
            const auto size =
                std::min({m_left, socket->GetTxAvailable(), static_cast<uint32_t>(1000)});
            const int sent = socket->Send(Create<Packet>(size));
            if (sent <= 0)
            {
                return;
            }
            m_left -= sent;
        }
        if (m_left == 0)
        {
            socket->Close();
        }
    }

    /// @param socket a connection @param from the other side
    void OnAccepted(Ptr<Socket> socket, const Address& /* from */)
    {
        socket->SetRecvCallback(MakeCallback(&TcpTestCase::OnData, this));
        socket->SetCloseCallbacks(MakeCallback(&TcpTestCase::OnClosed, this),
                                  MakeCallback(&TcpTestCase::OnBroken, this));
        m_accepted = socket;
    }

    /// @param socket with data
    void OnData(Ptr<Socket> socket)
    {
        while (const auto packet = socket->Recv())
        {
            m_received += packet->GetSize();
            m_last = Simulator::Now();
        }
    }

    /// @param socket that the other side has closed
    void OnClosed(Ptr<Socket>)
    {
        m_end = "closed";
    }

    /// @param socket that is broken
    void OnBroken(Ptr<Socket>)
    {
        m_end = "broken";
    }

    void DoRun() override
    {
        MobileNet net;
        m_left = TOTAL;
        m_received = 0;
        const auto listener =
            Socket::CreateSocket(net.sites.nodes[4], TcpSocketFactory::GetTypeId());
        listener->Bind(InetSocketAddress("192.168.9.9", 80));
        listener->Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&TcpTestCase::OnAccepted, this));
        const auto sender = Socket::CreateSocket(net.sites.hosts[2], TcpSocketFactory::GetTypeId());
        sender->Bind();
        sender->SetSendCallback(MakeCallback(&TcpTestCase::Fill, this));
        Simulator::Schedule(Seconds(9),
                            [sender] { sender->Connect(InetSocketAddress("192.168.9.9", 80)); });
        uint32_t before = 0;
        Simulator::Schedule(Seconds(9.5), [this, &before] { before = m_received; });
        net.Move(9.5, true);
        LispTestSites::Run(40);
        NS_TEST_EXPECT_MSG_EQ((before > 0 && before < TOTAL), true, "in the middle: " << before);
        NS_TEST_EXPECT_MSG_EQ(m_received, TOTAL, "octets");
        NS_TEST_EXPECT_MSG_EQ(m_end, "closed", "how it ends");
        NS_TEST_EXPECT_MSG_GT(m_last, Seconds(9.62), "after the move");
        m_accepted = nullptr;
    }

    static constexpr uint32_t TOTAL = 2000000; ///< octets
    uint32_t m_left{0};                        ///< to be sent
    uint32_t m_received{0};                    ///< octets
    Time m_last;                               ///< of the last octets
    Ptr<Socket> m_accepted;                    ///< the connection
    std::string m_end;                         ///< how it ended
};

/**
 * Method: mistakes of a script.
 * Expected: one line each.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("what scripts are told")
    {
    }

  private:
    void DoRun() override
    {
        MobileNet net;
        const auto& node = net.sites.nodes[4];
        const auto name = "node " + std::to_string(node->GetId());
        NS_TEST_EXPECT_MSG_EQ(Say([&] { net.lisp.Roam(node, {}); }),
                              name + " roams without a locator: expected one of its addresses",
                              "no locator");
        NS_TEST_EXPECT_MSG_EQ(Say([&] { net.lisp.Roam(node, {"10.0.9.9"}); }),
                              "10.0.9.9 is not an address of " + name +
                                  ": accepted are 192.168.9.9, 10.0.4.2, 10.0.8.2, fd00:4::2",
                              "a foreign one");
        NS_TEST_EXPECT_MSG_EQ(
            Say([&] {
                net.lisp.InstallMobileNode(net.sites.nodes[1], "mobile", "fd09::9", {"10.0.1.2"});
            }),
            "EID 'fd09::9' of a mobile node: expected an IPv4 address",
            "IPv6");
    }
};

/// The suite.
class MobileNodeTestSuite : public TestSuite
{
  public:
    MobileNodeTestSuite()
        : TestSuite("lisp-system-mobile-node", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new DatagramsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TcpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

MobileNodeTestSuite g_suite; ///< registers itself

} // namespace
