/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MOBILITY_TEST_NET_H
#define MOBILITY_TEST_NET_H

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/host-routes.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/virtual-machine.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A guest with a static IPv4 and a static IPv6 address, and two gateways.
 *
 * The home gateway's port is in the guest's subnets. The away gateway's port is in others; it has
 * the home gateway's addresses besides, and its MAC address.
 */
struct TwoGateways
{
    TwoGateways()
    {
        InternetStackHelper stack;
        EthernetHelper helper;
        guest = CreateObject<Node>();
        stack.Install(guest);
        Ptr<EthernetNic> nic = helper.Install(guest);
        AddAddress(nic, "10.1.0.10", "/24", "fd0e:1::a", 64);
        for (std::size_t i = 0; i < 2; ++i)
        {
            gateway[i] = CreateObject<Node>();
            stack.Install(gateway[i]);
            port[i] = helper.Install(gateway[i]);
            port[i]->SetAddress(Mac48Address("00:00:0c:07:ac:01"));
        }
        AddAddress(port[0], "10.1.0.1", "/24", "fd0e:1::1", 64);
        AddAddress(port[1], "10.2.0.1", "/24", "fd0e:2::1", 64);
        AddForeignGateway(port[1], Ipv4Address("10.1.0.1"), 24);
        AddForeignGateway(port[1], Ipv6Address("fd0e:1::1"), 64);
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(guest->GetObject<Ipv4>())
            ->SetDefaultRoute("10.1.0.1", 1);
        Ipv6StaticRoutingHelper()
            .GetStaticRouting(guest->GetObject<Ipv6>())
            ->SetDefaultRoute("fd0e:1::1", 1);
        machine = CreateObject<VirtualMachine>();
        machine->Install(nic);
        machine->Attach(port[0]);
    }

    /// @param nic a NIC @param ipv4 its address @param mask its mask @param ipv6 another @param
    /// length its prefix length
    static void AddAddress(Ptr<EthernetNic> nic,
                           const char* ipv4,
                           const char* mask,
                           const char* ipv6,
                           uint8_t length)
    {
        Ptr<Ipv4> stack4 = nic->GetNode()->GetObject<Ipv4>();
        Ptr<Ipv6> stack6 = nic->GetNode()->GetObject<Ipv6>();
        int32_t interface4 = stack4->GetInterfaceForDevice(nic);
        int32_t interface6 = stack6->GetInterfaceForDevice(nic);
        if (interface4 < 0)
        {
            interface4 = stack4->AddInterface(nic);
            interface6 = stack6->AddInterface(nic);
        }
        stack4->AddAddress(interface4, Ipv4InterfaceAddress(ipv4, mask));
        stack6->AddAddress(interface6, Ipv6InterfaceAddress(ipv6, Ipv6Prefix(length)));
        stack4->SetUp(interface4);
        stack6->SetUp(interface6);
    }

    /**
     * @brief Move the machine as a cold migration does: off and detached, and on elsewhere.
     * @param at when it stops @param away how long it is off @param to 0: home, 1: away
     * @param announces whether it tells so when it goes on
     */
    void Move(Time at, Time away, std::size_t to, bool announces = true) const
    {
        Simulator::Schedule(at, [mobile = machine]() {
            mobile->Suspend();
            mobile->Detach();
        });
        Simulator::Schedule(at + away, [mobile = machine, target = port[to], announces]() {
            mobile->Attach(target);
            mobile->Resume();
            const auto nic = mobile->GetNic();
            if (announces)
            {
                Simulator::ScheduleWithContext(nic->GetNode()->GetId(), Time(0), [nic]() {
                    AnnounceNeighbor(nic);
                });
            }
        });
    }

    Ptr<Node> guest;                      //!< the virtual machine's
    std::array<Ptr<Node>, 2> gateway;     //!< home, away
    std::array<Ptr<EthernetNic>, 2> port; //!< of each
    Ptr<VirtualMachine> machine;          //!< runs on guest, attached at home
};

/// UDP echo: one node asks every 100 ms, others answer.
class Echo
{
  public:
    /**
     * @param asker asks @param to whom @param local any address of that family
     * @param answerers may answer
     */
    Echo(Ptr<Node> asker, const Address& to, const Address& local, std::vector<Ptr<Node>> answerers)
    {
        for (const Ptr<Node>& node : answerers)
        {
            Ptr<Socket> socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
            socket->Bind(local);
            socket->SetRecvCallback(MakeCallback(&Echo::Answer, this));
            m_answerers.push_back(socket);
        }
        m_asker = Socket::CreateSocket(asker, UdpSocketFactory::GetTypeId());
        m_asker->Bind();
        m_asker->Connect(to);
        m_asker->SetRecvCallback(MakeCallback(&Echo::Count, this));
        m_node = asker;
    }

    /// @param from when the first question @param until no later than this
    void Run(Time from, Time until)
    {
        for (Time at = from; at <= until; at += MilliSeconds(100))
        {
            Simulator::ScheduleWithContext(m_node->GetId(), at, [this]() {
                ++sent;
                m_asker->Send(Create<Packet>(size));
            });
        }
    }

    uint32_t size{100};                       //!< octets of a question
    uint32_t sent{0};                         //!< questions
    std::map<Ptr<Node>, uint32_t> answeredBy; //!< answers sent, by node
    std::vector<Time> received;               //!< when each answer came

  private:
    void Answer(Ptr<Socket> socket)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            ++answeredBy[socket->GetNode()];
            socket->SendTo(packet, 0, from);
        }
    }

    void Count(Ptr<Socket> socket)
    {
        while (socket->Recv())
        {
            received.push_back(Simulator::Now());
        }
    }

    Ptr<Node> m_node;                     //!< asks
    Ptr<Socket> m_asker;                  //!< its socket
    std::vector<Ptr<Socket>> m_answerers; //!< the others'
};

} // namespace ns3

#endif /* MOBILITY_TEST_NET_H */
