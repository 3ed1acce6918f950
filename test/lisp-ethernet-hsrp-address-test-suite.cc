/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief HSRP: what hosts notice of the virtual address, in both families, and its set-up.
 */

#include "hsrp-test-net.h"
#include "script-mistakes.h"

#include "ns3/double.h"
#include "ns3/gateway-addresses.h"
#include "ns3/hsrp-groups.h"
#include "ns3/hsrp-router.h"
#include "ns3/icmpv4.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/mac48-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <iomanip>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::hsrptest;

namespace
{

using Reason = HsrpDropReason;

/// @param time a time @return it in seconds with one digit behind the point, and a blank
std::string
Round(Time time)
{
    std::ostringstream os;
    os << std::fixed << std::setprecision(1) << time.GetSeconds() << " ";
    return os.str();
}

/// Answers each datagram to an address of a node from that address.
struct Echo
{
    /// @param node it @param local its address and port @param device for link-local addresses
    Echo(Ptr<Node> node, const Address& local, Ptr<NetDevice> device)
        : socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
    {
        socket->Bind(local);
        socket->BindToNetDevice(device);
        socket->SetRecvCallback(MakeCallback(&Echo::Answer));
    }

    /// @param socket has datagrams
    static void Answer(Ptr<Socket> socket)
    {
        Address from;
        while (const auto packet = socket->RecvFrom(from))
        {
            socket->SendTo(packet, 0, from);
        }
    }

    Ptr<Socket> socket; //!< bound to the address
};

/**
 * Method: IPv4 with version 1 and a MAC address set by hand, IPv4 with version 2, IPv6 with a
 * global address. A host sends a datagram and, in IPv4, a ping to the virtual address at 5, when no
 * router is active, at 35, and at 45, after the active router stopped at 40.5. Each router answers
 * datagrams to the virtual address.
 * Expected: no answer at 5; one each from the virtual address at 35 and at 45; the host knows it by
 * the virtual MAC address, 00:00:0c:9f:f0:05 and 00:05:73:a0:00:05 for group 5 of version 2.
 */
class VirtualAddressTestCase : public TestCase
{
  public:
    VirtualAddressTestCase()
        : TestCase("the virtual address answers while its router is active")
    {
    }

  private:
    void DoRun() override
    {
        Run(VIP, 1, "02:00:00:00:77:77", "02:00:00:00:77:77");
        Run(VIP, 2, "00:00:00:00:00:00", "00:00:0c:9f:f0:05");
        Run(Ipv6Address("2001:db8:1::1"), 2, "00:00:00:00:00:00", "00:05:73:a0:00:05");
    }

    /// @param address virtual @param version of HSRP @param given VirtualMac @param mac expected
    void Run(const NetworkAddress& address, uint8_t version, const char* given, const char* mac)
    {
        HsrpNet net;
        const bool isIpv4 = address.GetFamily() == AddressFamily::IPV4;
        const auto endpoint = [&address, isIpv4](uint16_t port) -> Address {
            return isIpv4 ? Address(InetSocketAddress(address.ToIpv4(), port))
                          : Address(Inet6SocketAddress(address.ToIpv6(), port));
        };
        std::vector<std::unique_ptr<Echo>> echoes;
        for (uint8_t i : {0, 1})
        {
            auto& router = net.AddRouter(2 + i);
            const auto hsrp = CreateObject<HsrpRouter>();
            hsrp->SetAttribute("Version", UintegerValue(version));
            hsrp->SetAttribute("Priority", UintegerValue(110 - i));
            hsrp->SetAttribute("VirtualMac", Mac48AddressValue(Mac48Address(given)));
            hsrp->SetAttribute("HelloJitter", DoubleValue(0));
            hsrp->Install(router.svi, 5, address);
            net.hsrps.push_back(hsrp);
            echoes.push_back(std::make_unique<Echo>(router.node, endpoint(7), router.svi));
        }
        auto& early = net.AddHost(9);
        auto& host = net.AddHost(10);
        m_endpoint = endpoint(7);
        m_answers.clear();
        m_pings.clear();
        HsrpNet::At(5, [&]() { Ask(early.node, isIpv4); });
        HsrpNet::At(35, [&]() { Ask(host.node, isIpv4); });
        HsrpNet::At(45, [&]() { Ask(host.node, isIpv4); });
        HsrpNet::At(40.5, [&]() { net.hsrps[0]->Stop(); });
        HsrpNet::RunUntil(50);
        const std::string name = address.ToString() + " " + mac;
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::INITIAL, name);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::ACTIVE, name);
        NS_TEST_EXPECT_MSG_EQ(m_answers, "35.0 45.0 ", name);
        NS_TEST_EXPECT_MSG_EQ(m_pings, (isIpv4 ? "35.0 45.0 " : ""), name);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetVirtualMac(), Mac48Address(mac), name);
        NS_TEST_EXPECT_MSG_EQ(net.lanSwitch->Locate(Net::VLAN, Mac48Address(mac)),
                              net.routers[1]->port,
                              name);
        // Nobody but the active router, with the virtual MAC address, has said where it is.
        for (const auto& [time, frame] : host.seen)
        {
            const bool tells = frame.protocol == 0x0806 &&
                               Net::ToHex(frame.payload).substr(12, 4) == "0002" &&
                               Net::ToHex(frame.payload).substr(28, 8) == "0a010001";
            NS_TEST_EXPECT_MSG_EQ((!tells || frame.source == Mac48Address(mac)), true, name);
        }
        m_sockets.clear();
        Simulator::Destroy();
    }

    /// @param node sends a datagram and, with @param isIpv4, a ping to the virtual address
    void Ask(Ptr<Node> node, bool isIpv4)
    {
        const auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        m_sockets.push_back(socket);
        socket->Bind(isIpv4 ? Address(InetSocketAddress(Ipv4Address::GetAny(), 0))
                            : Address(Inet6SocketAddress(Ipv6Address::GetAny(), 0)));
        socket->SetRecvCallback(MakeCallback(&VirtualAddressTestCase::Answered, this));
        socket->SendTo(Create<Packet>(20), 0, m_endpoint);
        if (!isIpv4)
        {
            return;
        }
        const auto raw = Socket::CreateSocket(node, Ipv4RawSocketFactory::GetTypeId());
        m_sockets.push_back(raw);
        raw->SetAttribute("Protocol", UintegerValue(1));
        raw->SetRecvCallback(MakeCallback(&VirtualAddressTestCase::Pinged, this));
        const auto ping = Create<Packet>();
        Icmpv4Echo echo;
        echo.SetIdentifier(1);
        ping->AddHeader(echo);
        Icmpv4Header header;
        header.SetType(Icmpv4Header::ICMPV4_ECHO);
        header.EnableChecksum();
        ping->AddHeader(header);
        raw->SendTo(ping, 0, InetSocketAddress("10.1.0.1", 0));
    }

    /// @param socket has datagrams
    void Answered(Ptr<Socket> socket)
    {
        Address sender;
        while (socket->RecvFrom(sender))
        {
            NS_TEST_EXPECT_MSG_EQ(sender, m_endpoint, "from the virtual address");
            m_answers += Round(Simulator::Now());
        }
    }

    /// @param socket has packets of ICMP; each such socket of the host gets each of them
    void Pinged(Ptr<Socket> socket)
    {
        Address sender;
        while (const auto packet = socket->RecvFrom(sender))
        {
            Ipv4Header ip;
            Icmpv4Header icmp;
            packet->RemoveHeader(ip);
            packet->RemoveHeader(icmp);
            if (socket == m_sockets.back() && icmp.GetType() == Icmpv4Header::ICMPV4_ECHO_REPLY &&
                ip.GetSource() == Ipv4Address("10.1.0.1"))
            {
                m_pings += Round(Simulator::Now());
            }
        }
    }

    Address m_endpoint;                 //!< where datagrams are sent
    std::string m_answers;              //!< when datagrams came back
    std::string m_pings;                //!< when pings came back
    std::vector<Ptr<Socket>> m_sockets; //!< of the hosts
};

/**
 * Method: IPv6 with the virtual address "::", group 5: two routers, one of which stops at 40.5.
 * Expected: the virtual address is fe80::5:73ff:fea0:5; the times of the election are those of
 * IPv4; at 20 the active router sends an unsolicited advertisement with the flags R and O to all
 * nodes; the resignation hands over at 40.5.
 */
class Ipv6TestCase : public TestCase
{
  public:
    Ipv6TestCase()
        : TestCase("IPv6: virtual link-local address, election, announcement")
    {
    }

  private:
    void DoRun() override
    {
        HsrpNet net;
        net.Add(2, 110, false, Ipv6Address::GetAny(), 2, 5);
        net.Add(3, 100, false, Ipv6Address::GetAny(), 2, 5);
        auto& host = net.AddHost(9);
        HsrpNet::At(40.5, [&]() { net.hsrps[0]->Stop(); });
        HsrpNet::RunUntil(45);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetVirtualAddress(),
                              NetworkAddress(Ipv6Address("fe80::5:73ff:fea0:5")),
                              "of the virtual MAC address");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(0,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {20, State::STANDBY},
                                           {20, State::ACTIVE},
                                           {40.5, State::INITIAL}}),
                              "",
                              "the first");
        NS_TEST_EXPECT_MSG_EQ(net.Compare(1,
                                          {{0, State::LISTEN},
                                           {10, State::SPEAK},
                                           {13, State::LISTEN},
                                           {20, State::SPEAK},
                                           {30, State::STANDBY},
                                           {40.5, State::ACTIVE}}),
                              "",
                              "the second");
        std::string announced;
        for (const auto& [time, frame] : host.seen)
        {
            // Next header 58, type 136, flags R and O.
            const auto hex = Net::ToHex(frame.payload);
            if (frame.source == Mac48Address("00:05:73:a0:00:05") && hex.substr(12, 2) == "3a")
            {
                announced += Round(time);
                NS_TEST_EXPECT_MSG_EQ(hex.substr(16, 64),
                                      "fe80000000000000000573fffea00005"
                                      "ff020000000000000000000000000001",
                                      "from the virtual address to all nodes");
                NS_TEST_EXPECT_MSG_EQ(hex.substr(80, 4), "8800", "an advertisement");
                NS_TEST_EXPECT_MSG_EQ(hex.substr(88, 56),
                                      "a0000000fe80000000000000000573fffea000050201000573a00005",
                                      "flags, target and its MAC address");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(announced, "20.0 40.5 ", "on becoming active");
        Simulator::Destroy();
    }
};

/**
 * Method: a router without a virtual address beside one with it; two groups on one port; a stopped
 * router; jitter.
 * Expected: Learn until the active router's Hello at 20 tells the address (event g or h), then
 * Listen, Speak at 30, Standby at 40. Two groups with routers of opposite priorities have an
 * active router each. A router that never ran drops what it hears as NOT_RUNNING. With a quarter of
 * jitter Hellos are 2.25 to 3 s apart, and not all the same.
 */
class ConfigurationTestCase : public TestCase
{
  public:
    ConfigurationTestCase()
        : TestCase("learned address, two groups, jitter, mistakes refused")
    {
    }

  private:
    void DoRun() override
    {
        Learn();
        TwoGroups();
        Jitter();
        Refuse();
    }

    void Learn()
    {
        HsrpNet net;
        net.Add(2, 100);
        net.Add(3, 110, false, Ipv4Address::GetAny());
        net.Add(4, 90)->Stop();
        HsrpNet::RunUntil(41);
        NS_TEST_EXPECT_MSG_EQ(
            net.Compare(
                1,
                {{0, State::LEARN}, {20, State::LISTEN}, {30, State::SPEAK}, {40, State::STANDBY}}),
            "",
            "learns");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetVirtualAddress(), VIP, "learned");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetState(), State::INITIAL, "never ran");
        const uint64_t heard =
            net.hsrps[0]->GetSent(HsrpOpcode::HELLO) + net.hsrps[1]->GetSent(HsrpOpcode::HELLO);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetDrops(Reason::NOT_RUNNING), heard, "never ran");
        Simulator::Destroy();
    }

    void TwoGroups()
    {
        HsrpNet net;
        net.Add(2, 110);
        net.Add(3, 100);
        for (std::size_t i : {0, 1})
        {
            const auto hsrp = CreateObject<HsrpRouter>();
            hsrp->SetAttribute("Priority", UintegerValue(i ? 110 : 100));
            hsrp->Install(net.routers[i]->svi, 2, Ipv4Address("10.1.0.254"));
            net.hsrps.push_back(hsrp);
        }
        HsrpNet::RunUntil(35);
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->GetState(), State::ACTIVE, "group 1");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[1]->GetState(), State::STANDBY, "group 1");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[2]->GetState(), State::STANDBY, "group 2");
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[3]->GetState(), State::ACTIVE, "group 2");
        const auto gateway = HsrpGroups::Find(net.routers[1]->svi, AddressFamily::IPV4);
        NS_TEST_EXPECT_MSG_EQ(
            (gateway && gateway->isActive && gateway->mac == Mac48Address("00:00:0c:07:ac:02")),
            true,
            "active in group 2");
        Simulator::Destroy();
    }

    void Jitter()
    {
        HsrpNet net;
        net.Add(2, 110)->SetAttribute("HelloJitter", DoubleValue(0.25));
        NS_TEST_EXPECT_MSG_EQ(net.hsrps[0]->AssignStreams(1), 1, "one stream");
        auto& host = net.AddHost(9);
        HsrpNet::RunUntil(120);
        double least = 1000;
        double most = 0;
        double before = 0;
        for (const auto& [time, frame] : host.seen)
        {
            if (IsHsrp(frame) && frame.source == VMAC)
            {
                const double now = time.GetSeconds();
                least = before > 0 ? std::min(least, now - before) : least;
                most = before > 0 ? std::max(most, now - before) : most;
                before = now;
            }
        }
        NS_TEST_EXPECT_MSG_EQ((least >= 2.25 - 1e-3 && least < 2.5), true, "three quarters of 3 s");
        NS_TEST_EXPECT_MSG_EQ((most <= 3 + 1e-3 && most > 2.75), true, "3 s");
        Simulator::Destroy();
    }

    /// @param action throws if all is well @param name what it is
    void Throws(const std::function<void()>& action, const char* name)
    {
        NS_TEST_EXPECT_MSG_EQ(IsRefused(action), true, name);
    }

    void Refuse()
    {
        HsrpNet net;
        auto& router = net.AddRouter(2);
        const auto install =
            [&router](const NetworkAddress& address, uint16_t group, const char* name, Time time) {
                const auto hsrp = CreateObject<HsrpRouter>();
                if (name)
                {
                    hsrp->SetAttribute(name, TimeValue(time));
                }
                hsrp->Install(router.svi, group, address);
            };
        const Time none(0);
        Throws([&]() { install(VIP, 256, nullptr, none); }, "group of version 1");
        Throws([&]() { install(Ipv4Address("224.0.0.1"), 1, nullptr, none); }, "a group address");
        Throws([&]() { install(NetworkAddress(), 1, nullptr, none); }, "no address");
        Throws([&]() { install(Ipv6Address("fe80::1"), 1, nullptr, none); }, "version 1 for IPv6");
        Throws([&]() { install(VIP, 1, "HoldTime", Seconds(3)); }, "not longer than HelloTime");
        Throws([&]() { install(VIP, 1, "HelloTime", MilliSeconds(500)); }, "no whole seconds");
        Throws([&]() { install(VIP, 1, "HoldTime", Seconds(256)); }, "more than an octet");
        Throws([&]() { CreateObject<HsrpRouter>()->Install(nullptr, 1, VIP); }, "no port");
        Throws([&]() { CreateObject<HsrpRouter>()->TrackInterface(nullptr); }, "no device");
        Throws(
            [&]() {
                CreateObject<HsrpRouter>()->SetAttribute("Authentication",
                                                         StringValue("ninechars"));
            },
            "9 characters");
        install(VIP, 1, nullptr, none);
        Throws([&]() { install(VIP, 1, nullptr, none); }, "the same group again");
        Simulator::Destroy();
    }
};

/// The suite of HSRP's addresses and its set-up.
class EthernetHsrpAddressTestSuite : public TestSuite
{
  public:
    EthernetHsrpAddressTestSuite()
        : TestSuite("lisp-ethernet-hsrp-address", TestSuite::Type::UNIT)
    {
        AddTestCase(new VirtualAddressTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new Ipv6TestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ConfigurationTestCase, compat::TestDuration<>::QUICK);
    }
};

EthernetHsrpAddressTestSuite g_ethernetHsrpAddressTestSuite; //!< registers the suite

} // namespace
