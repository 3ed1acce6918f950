/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Packets for hosts of a subnet that is stretched over two data centres of one LISP site.
 */

#include "extended-subnet-test-net.h"
#include "routed-test-host.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

using namespace ns3;

namespace
{

using Net = ExtendedSubnetNet;
using Reason = LispDropReason;

/**
 * @brief ExtendedSubnetNet with who sends and who receives.
 *
 * At xTR 0 there are two more hosts, each on a link of 1 ms: a server, 192.168.1.2, in an
 * EID-prefix of the site, and a plain one, 172.16.1.2, in none. A client, 192.168.6.2, is behind an
 * xTR of another site, node 6. The hosts 0 and 2 of the subnet are the same machine, 10.1.0.10 with
 * gateway 10.1.0.2 (xTR 0), of which one is on: MoveAt.
 */
class DataNet
{
  public:
    /// @param options of the network
    explicit DataNet(Net::Options options = {})
        : m_net(WithPorts(std::move(options)))
    {
        m_net.lisp.AddPrefix(m_net.xtrs[0], "192.168.1.0/24");
        m_net.lisp.AddSite("remote", "rhone");
        m_net.lisp.InstallXtr(clientXtr, "remote", {"10.0.6.2"}, {"192.168.6.0/24"});
    }

    /// @return the network
    Net& Get()
    {
        return m_net;
    }

    /// The machine goes from data centre 1 to 2, and says so. @param milliseconds when
    void MoveAt(int64_t milliseconds)
    {
        Net::At(milliseconds, [this] {
            m_net.hosts[0]->SetHostOn(false);
            m_net.hosts[2]->SetHostOn(true);
            m_net.Speak(2);
        });
    }

    /**
     * @brief Send short UDP packets 200 ms apart.
     * @param milliseconds when the first @param from who @param to an address @param count how many
     */
    void SendAt(int64_t milliseconds, Ptr<Node> from, const std::string& to, int64_t count)
    {
        const bool isIpv6 = to.find(':') != std::string::npos;
        auto socket = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
        isIpv6 ? socket->Bind6() : socket->Bind();
        for (int64_t i = 0; i < count; ++i)
        {
            Simulator::ScheduleWithContext(
                from->GetId(),
                MilliSeconds(milliseconds + 200 * i),
                [=] {
                    auto packet = Create<Packet>(100);
                    isIpv6 ? socket->SendTo(packet, 0, Inet6SocketAddress(to.c_str(), 9))
                           : socket->SendTo(packet, 0, InetSocketAddress(to.c_str(), 9));
                });
        }
    }

    /// @param reason a reason @return what the four xTRs dropped for it, in order
    std::string Drops(Reason reason)
    {
        std::string text;
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            text += (i ? " " : "") + std::to_string(m_net.Xtr(i)->GetDrops(reason));
        }
        return text;
    }

    /// @param node a node @return the packets that it got
    uint32_t Got(Ptr<Node> node)
    {
        return m_got[node->GetId()];
    }

    Ptr<Node> server;    //!< of the site
    Ptr<Node> plain;     //!< no EID
    Ptr<Node> clientXtr; //!< of another site
    Ptr<Node> client;    //!< behind it

  private:
    /// @param options what a test wants @return that, and the ports
    Net::Options WithPorts(Net::Options options)
    {
        options.addPorts = [this](Net& net) {
            server = AddHost(net.xtrs[0], "192.168.1.", "fd11:1::");
            plain = AddHost(net.xtrs[0], "172.16.1.", "fd12:1::");
            clientXtr = net.network.AddNode();
            client = AddHost(clientXtr, "192.168.6.", "fd11:6::");
            for (uint32_t i : {0, 2})
            {
                AddStack(net, i);
            }
            net.hosts[2]->SetHostOn(false);
        };
        return options;
    }

    /// @param router whose @param subnet begin of its addresses @param subnet6 the same
    /// @return a new host
    Ptr<Node> AddHost(Ptr<Node> router, const std::string& subnet, const std::string& subnet6)
    {
        auto host = AddRoutedHost(router, subnet, subnet6, "2");
        Receive(host);
        return host;
    }

    /// @param net the network @param i of whose host it becomes a machine with an IPv4 stack
    void AddStack(Net& net, uint32_t i)
    {
        auto nic = net.hosts[i];
        nic->SetAddress(Mac48Address(Net::MAC));
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(nic->GetNode());
        auto ipv4 = nic->GetNode()->GetObject<Ipv4>();
        const auto at = ipv4->AddInterface(nic);
        ipv4->AddAddress(at, Ipv4InterfaceAddress(Net::HOST, "/24"));
        ipv4->SetUp(at);
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute("10.1.0.2", at);
        Receive(nic->GetNode());
    }

    /// @param node whose packets are counted
    void Receive(Ptr<Node> node)
    {
        auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        socket->SetRecvCallback(MakeCallback(&DataNet::Count, this));
        m_sockets.push_back(socket);
    }

    /// @param socket has a packet
    void Count(Ptr<Socket> socket)
    {
        while (socket->Recv())
        {
            ++m_got[socket->GetNode()->GetId()];
        }
    }

    std::map<uint32_t, uint32_t> m_got; //!< packets by node
    std::vector<Ptr<Socket>> m_sockets; //!< that receive them
    Net m_net;                          //!< the network
};

/**
 * Method: nobody of the subnet has spoken. All xTRs register its prefix as well, merged.
 * Packets for 10.1.0.99: three of the client, two of the server, two of the plain host, one of xTR
 * 0 itself.
 * Expected: those of the client reach an ETR by the merged mapping and are dropped there, those
 * that are routed at xTR 0 there, by name; that of the router itself is sent: it asks for the host
 * by ARP.
 */
class UndiscoveredTestCase : public TestCase
{
  public:
    UndiscoveredTestCase()
        : TestCase("packets for hosts that nobody has seen")
    {
    }

  private:
    /// @param frame that xTR 0 sends into the subnet
    void CountArp(Ptr<const Packet> frame)
    {
        const auto read = EthernetFrame::FromPacket(frame);
        m_arps += read && read->protocol == 0x0806;
    }

    void DoRun() override
    {
        DataNet data;
        auto& net = data.Get();
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            net.lisp.AddPrefix(net.xtrs[i],
                               "10.1.0.0/24",
                               i < 2 ? std::vector<std::string>{"10.0.1.2", "10.0.2.2"}
                                     : std::vector<std::string>{"10.0.3.2", "10.0.4.2"});
        }
        net.svis[0]->TraceConnectWithoutContext(
            "MacTx",
            MakeCallback(&UndiscoveredTestCase::CountArp, this));
        data.SendAt(5000, data.client, "10.1.0.99", 3);
        data.SendAt(5000, data.server, "10.1.0.99", 2);
        data.SendAt(5000, data.plain, "10.1.0.99", 2);
        net.Run(7000);
        NS_TEST_EXPECT_MSG_EQ(data.Drops(Reason::ITR_EID_NOT_DISCOVERED), "4 0 0 0", "routed");
        uint64_t atEtrs = 0;
        for (uint32_t i = 0; i < Net::XTRS; ++i)
        {
            atEtrs += net.Xtr(i)->GetDrops(Reason::ETR_EID_NOT_DISCOVERED);
        }
        NS_TEST_EXPECT_MSG_EQ(atEtrs, 3, "out of the tunnel");
        NS_TEST_EXPECT_MSG_EQ(m_arps, 0, "nobody asked for it");
        data.SendAt(0, net.xtrs[0], "10.1.0.99", 1);
        net.Run(500);
        NS_TEST_EXPECT_MSG_GT(m_arps, 0, "the router may ask");
    }

    uint32_t m_arps{0}; //!< ARP messages
};

/**
 * Method: locators of data centre 1 of which xTR 1's comes first. Host .10 is found at xTR 0 at 1 s
 * and moves at 10 s. Before: three packets of the server, three of the client. After: three of the
 * server, two of the plain host, three of the client, and two from the host to the client by its
 * old gateway, xTR 0.
 * Expected: before, all arrive: the server's are routed by xTR 0, the client's come to xTR 1, the
 * peer. After, the server's leave xTR 0 encapsulated, and arrive; the plain host's, which take no
 * tunnel, are dropped there; the client's first meets xTR 1, which has the host away, drops it and
 * solicits, the next ones 200 ms and more later (one SMR of 20 ms, and a resolution of some 80 ms)
 * arrive. The host's own packets come to xTR 0 over the extension and leave it encapsulated: the
 * triangle.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("packets for a host before and after it moves")
    {
    }

  private:
    void DoRun() override
    {
        Net::Options options;
        options.here = {"10.0.1.2 2/100", "10.0.2.2 1/100"};
        DataNet data(options);
        auto& net = data.Get();
        const auto before = net.hosts[0]->GetNode();
        const auto after = net.hosts[2]->GetNode();
        net.SpeakAt(1000, 0);
        data.SendAt(5000, data.server, Net::HOST, 3);
        data.SendAt(6000, data.client, Net::HOST, 3);
        std::string first;
        net.At(9000, [&] {
            first = std::to_string(data.Got(before)) + " " +
                    std::to_string(net.Xtr(0)->GetDecapsulated()) + " " +
                    std::to_string(net.Xtr(1)->GetDecapsulated()) + " " +
                    std::to_string(net.Xtr(0)->GetEncapsulated());
        });
        data.MoveAt(10000);
        data.SendAt(15000, data.server, Net::HOST, 3);
        data.SendAt(16000, data.plain, Net::HOST, 2);
        data.SendAt(17000, data.client, Net::HOST, 3);
        data.SendAt(19000, after, "192.168.6.2", 2);
        net.Run(20000);
        NS_TEST_EXPECT_MSG_EQ(first,
                              "6 0 3 0",
                              "before: arrived, out of 0's and 1's tunnel, into 0's");
        NS_TEST_EXPECT_MSG_EQ(data.Got(before), 6, "none goes where it was");
        NS_TEST_EXPECT_MSG_EQ(data.Got(after), 3 + 2, "all but one arrive where it is");
        NS_TEST_EXPECT_MSG_EQ(data.Drops(Reason::ETR_EID_AWAY), "0 1 0 0", "the client's first");
        NS_TEST_EXPECT_MSG_EQ(data.Drops(Reason::ITR_EID_AWAY), "2 0 0 0", "the plain host's");
        NS_TEST_EXPECT_MSG_EQ(data.Got(data.client), 2, "the host's own");
        NS_TEST_EXPECT_MSG_EQ(net.Xtr(0)->GetEncapsulated(), 3 + 2, "by the tunnel from xTR 0");
        // With the three announcements of xTR 2, whose address is of the subnet too.
        NS_TEST_EXPECT_MSG_EQ(net.Detection(0)->GetIgnoredData(), 2 + 3, "and not seen there");
    }
};

/**
 * Method: an IPv6 subnet; the server sends two packets to a host that nobody has seen.
 * Expected: both dropped by name at xTR 0.
 */
class Ipv6TestCase : public TestCase
{
  public:
    Ipv6TestCase()
        : TestCase("packets for IPv6 hosts that nobody has seen")
    {
    }

  private:
    void DoRun() override
    {
        Net::Options options;
        options.prefix = "fd01::/64";
        options.group = "ff02::4342";
        DataNet data(options);
        data.SendAt(2000, data.server, "fd01::99", 2);
        Net::Run(3000);
        NS_TEST_EXPECT_MSG_EQ(data.Drops(Reason::ITR_EID_NOT_DISCOVERED), "2 0 0 0", "routed");
    }
};

/// The suite.
class ExtendedSubnetDataTestSuite : public TestSuite
{
  public:
    ExtendedSubnetDataTestSuite()
        : TestSuite("lisp-mobility-extended-subnet-data", TestSuite::Type::UNIT)
    {
        AddTestCase(new UndiscoveredTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Ipv6TestCase, compat::TestDuration<>::QUICK);
    }
};

ExtendedSubnetDataTestSuite g_extendedSubnetDataTestSuite; //!< registers the suite

} // namespace
