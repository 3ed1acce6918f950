/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef NAT_TEST_NET_H
#define NAT_TEST_NET_H

#include "control-test-network.h"

#include "ns3/inet-socket-address.h"
#include "ns3/nat-router.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief ControlTestNetwork whose node 1, 10.0.1.2, is a NAT before a node inside, 172.16.0.2, on a
 * link of 1 ms.
 */
struct NatTestNet
{
    ControlTestNetwork network;       ///< the underlay
    Ptr<Node> box;                    ///< the NAT's node
    Ptr<Node> inside;                 ///< behind it
    Ptr<NatRouter> nat;               ///< on node 1
    std::vector<Ptr<Socket>> sockets; ///< opened
    std::string received;             ///< "10.0.1.2:49152>6000 "

    NatTestNet()
        : box(network.AddNode()),
          inside(CreateObject<Node>()),
          nat(CreateObject<NatRouter>())
    {
        InternetStackHelper().Install(inside);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const auto devices = link.Install(box, inside);
        for (uint32_t end = 0; end < 2; ++end)
        {
            const auto ipv4 = (end == 0 ? box : inside)->GetObject<Ipv4>();
            const auto at = ipv4->AddInterface(devices.Get(end));
            ipv4->AddAddress(
                at,
                Ipv4InterfaceAddress(end == 0 ? "172.16.0.1" : "172.16.0.2", Ipv4Mask("/24")));
            ipv4->SetUp(at);
        }
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(inside->GetObject<Ipv4>())
            ->SetDefaultRoute("172.16.0.1", 1);
        nat->Install(box, box->GetDevice(1));
    }

    /// @param node where @param port local @param answers whether it answers what it receives
    /// @return the socket, which writes down what it receives
    Ptr<Socket> OpenUdp(Ptr<Node> node, uint16_t port, bool answers = false)
    {
        const auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->SetRecvCallback(
            MakeCallback(answers ? &NatTestNet::OnAnswered : &NatTestNet::OnReceived, this));
        sockets.push_back(socket);
        return socket;
    }

    /// @param when in milliseconds @param socket from @param to an address @param port its port
    static void SendUdp(int64_t when, Ptr<Socket> socket, const std::string& to, uint16_t port)
    {
        Simulator::Schedule(MilliSeconds(when), [socket, to, port] {
            socket->SendTo(Create<Packet>(4), 0, InetSocketAddress(Ipv4Address(to.c_str()), port));
        });
    }

    /// @param socket that has received something
    void OnReceived(Ptr<Socket> socket)
    {
        Read(socket, false);
    }

    /// @param socket that has received something, and answers
    void OnAnswered(Ptr<Socket> socket)
    {
        Read(socket, true);
    }

    /// @param socket that has received something @param answers whether it answers
    void Read(Ptr<Socket> socket, bool answers)
    {
        Address from;
        Address local;
        socket->GetSockName(local);
        while (const auto packet = socket->RecvFrom(from))
        {
            const auto peer = InetSocketAddress::ConvertFrom(from);
            const auto octets = NetworkAddress(peer.GetIpv4()).ToString();
            received += octets + ":" + std::to_string(peer.GetPort()) + ">" +
                        std::to_string(InetSocketAddress::ConvertFrom(local).GetPort()) + " ";
            if (answers)
            {
                socket->SendTo(Create<Packet>(4), 0, from);
            }
        }
    }
};

} // namespace ns3

#endif /* NAT_TEST_NET_H */
