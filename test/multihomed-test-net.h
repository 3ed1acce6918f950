/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTIHOMED_TEST_NET_H
#define MULTIHOMED_TEST_NET_H

#include "ns3/boolean.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/icmpv4.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-reachability.h"
#include "ns3/packet-ledger.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Two sites whose routers have two uplinks each, and a mapping node, around a core router.
 *
 * Router r (1, 2) has the uplinks 2r-1 and 2r; uplink n is 10.0.n.2 at the router and 10.0.n.1 at
 * the core, and takes 10 ms. The mapping node is 10.0.5.2. Host r is 192.168.r.9 behind router r,
 * 1 ms away. Each router has default routes by both of its uplinks; router 1 prefers its first,
 * router 2 its second one. Links are so fast that packets take a few microseconds. Host 2 sends
 * back what comes to its port 9.
 */
struct MultihomedTestNet
{
    Ptr<Node> core{CreateObject<Node>()};    ///< in the middle
    std::vector<Ptr<Node>> routers{nullptr}; ///< from 1
    std::vector<Ptr<Node>> hosts{nullptr};   ///< from 1
    Ptr<Node> mapping;                       ///< the mapping node
    std::vector<uint32_t> atCore{0};         ///< interface of uplink n at the core, from 1
    std::vector<uint32_t> atRouter{0};       ///< interface of uplink n at its router, from 1
    PointToPointHelper links;                ///< between them
    std::vector<Ptr<Socket>> sockets;        ///< that hear packets
    std::vector<Time> heard;                 ///< when packets came to a host
    bool reports{false};                     ///< the core tells of packets that it has no route for
    Ptr<PacketLedger> ledger{CreateObject<PacketLedger>()}; ///< what became of host 1's packets
    std::optional<uint32_t> flow;                           ///< host 1's packets in it

    MultihomedTestNet()
    {
        InternetStackHelper().Install(core);
        links.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
        for (uint32_t number = 1; number <= 5; ++number)
        {
            if (number % 2 == 1)
            {
                auto node = CreateObject<Node>();
                InternetStackHelper().Install(node);
                (number == 5 ? mapping : routers.emplace_back()) = node;
            }
            links.SetChannelAttribute("Delay", StringValue("10ms"));
            auto node = number == 5 ? mapping : routers.back();
            const std::string subnet = "10.0." + std::to_string(number) + ".";
            const auto at = Connect(core, node, subnet + "1", subnet + "2");
            atCore.push_back(at.first);
            atRouter.push_back(at.second);
            AddDefaultRoute(number);
        }
        links.SetChannelAttribute("Delay", StringValue("1ms"));
        for (uint32_t number = 1; number <= 2; ++number)
        {
            auto host = CreateObject<Node>();
            InternetStackHelper().Install(host);
            hosts.push_back(host);
            const std::string subnet = "192.168." + std::to_string(number) + ".";
            const auto at = Connect(routers[number], host, subnet + "1", subnet + "9");
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(host->GetObject<Ipv4>())
                ->SetDefaultRoute(Ipv4Address((subnet + "1").c_str()), at.second);
        }
        core->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "Drop",
            MakeCallback(&MultihomedTestNet::OnCoreDrop, this));
    }

    ~MultihomedTestNet()
    {
        Simulator::Destroy();
    }

    /// @param left a node @param right another @param leftAddress on a new link @param rightAddress
    /// on it @return the interfaces
    std::pair<uint32_t, uint32_t> Connect(Ptr<Node> left,
                                          Ptr<Node> right,
                                          const std::string& leftAddress,
                                          const std::string& rightAddress)
    {
        auto devices = links.Install(left, right);
        const auto add = [](Ptr<Node> node, Ptr<NetDevice> device, const std::string& address) {
            auto ipv4 = node->GetObject<Ipv4>();
            const uint32_t at = ipv4->AddInterface(device);
            ipv4->AddAddress(at,
                             Ipv4InterfaceAddress(Ipv4Address(address.c_str()), Ipv4Mask("/24")));
            ipv4->SetUp(at);
            return at;
        };
        const auto first = add(left, devices.Get(0), leftAddress);
        return {first, add(right, devices.Get(1), rightAddress)};
    }

    /// @param number an uplink @return the router that has it, or the mapping node
    Ptr<Node> RouterOf(uint32_t number) const
    {
        return number == 5 ? mapping : routers[(number + 1) / 2];
    }

    /// @param number an uplink @return the static routes of its router
    Ptr<Ipv4StaticRouting> RoutesOf(uint32_t number) const
    {
        return Ipv4StaticRoutingHelper().GetStaticRouting(RouterOf(number)->GetObject<Ipv4>());
    }

    /// @param number an uplink that its router is to have a default route by
    void AddDefaultRoute(uint32_t number)
    {
        RoutesOf(number)->SetDefaultRoute(
            Ipv4Address(("10.0." + std::to_string(number) + ".1").c_str()),
            atRouter[number],
            number == 2 || number == 3 ? 2 : 1);
    }

    /// @param number an uplink @return the locator at its router
    static NetworkAddress Rloc(uint32_t number)
    {
        return NetworkAddress::FromString("10.0." + std::to_string(number) + ".2");
    }

    /// The router's end of an uplink goes down, or comes up with its route. @param number the
    /// uplink @param up which of these
    void SetUplink(uint32_t number, bool up)
    {
        auto ipv4 = RouterOf(number)->GetObject<Ipv4>();
        if (up)
        {
            ipv4->SetUp(atRouter[number]);
            AddDefaultRoute(number);
        }
        else
        {
            ipv4->SetDown(atRouter[number]);
        }
    }

    /// The core's end of an uplink goes down, of which the router hears nothing, or comes up.
    /// @param number the uplink @param up which of these
    void SetCoreEnd(uint32_t number, bool up)
    {
        auto ipv4 = core->GetObject<Ipv4>();
        up ? ipv4->SetUp(atCore[number]) : ipv4->SetDown(atCore[number]);
    }

    /// @param header of a packet @param packet it, after its header @param reason why the core
    /// drops it
    void OnCoreDrop(const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    Ipv4L3Protocol::DropReason reason,
                    Ptr<Ipv4>,
                    uint32_t)
    {
        if (!reports || reason != Ipv4L3Protocol::DROP_NO_ROUTE || header.GetProtocol() != 17)
        {
            return;
        }
        // RFC 792: a network that the router has no route to, code 0.
        Icmpv4DestinationUnreachable unreachable;
        unreachable.SetHeader(header);
        unreachable.SetData(packet);
        auto message = Create<Packet>();
        message->AddHeader(unreachable);
        Icmpv4Header icmp;
        icmp.SetType(Icmpv4Header::ICMPV4_DEST_UNREACH);
        icmp.SetCode(Icmpv4DestinationUnreachable::ICMPV4_NET_UNREACHABLE);
        message->AddHeader(icmp);
        auto ipv4 = core->GetObject<Ipv4L3Protocol>();
        Ipv4Header to;
        to.SetDestination(header.GetSource());
        Socket::SocketErrno error = Socket::ERROR_NOTERROR;
        auto route = ipv4->GetRoutingProtocol()->RouteOutput(message, to, nullptr, error);
        if (route)
        {
            ipv4->Send(message,
                       route->GetSource(),
                       header.GetSource(),
                       Icmpv4L4Protocol::PROT_NUMBER,
                       route);
        }
    }

    /// Account for what host 1 sends to host 2 from now on; after LISP is there.
    void Account()
    {
        NodeContainer nodes(core, mapping, routers[1], routers[2]);
        nodes.Add(NodeContainer(hosts[1], hosts[2]));
        ledger->Watch(nodes);
        flow = ledger->AddFlow({"flow", "udp", hosts[1], hosts[2], Seconds(0)});
    }

    /// @param packet that host 1 sends
    void OnSend(const Ptr<Packet>& packet) const
    {
        if (flow)
        {
            ledger->Sent(*flow, packet);
        }
    }

    /// @return at the end, what became of host 1's packets that did not arrive, and of how many:
    /// "ip-no-route 6 "
    std::string Losses() const
    {
        std::string losses;
        ledger->Close();
        for (const auto& [reason, count] : ledger->Report(flow.value(), {}).lostByReason)
        {
            losses += reason + " " + std::to_string(count) + " ";
        }
        return losses;
    }

    /**
     * @brief Have host 1 send to host 2.
     * @param first when the first packet leaves
     * @param last none leaves after this
     * @param interval between packets
     * @param flows that take turns, by their destination ports; one: to port 9
     */
    void SendFlow(Time first, Time last, Time interval, uint16_t flows = 1)
    {
        if (sockets.empty())
        {
            sockets.push_back(Socket::CreateSocket(hosts[2], UdpSocketFactory::GetTypeId()));
            sockets.front()->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
            sockets.front()->SetRecvCallback(MakeCallback(&MultihomedTestNet::OnReceive, this));
        }
        auto sender = Socket::CreateSocket(hosts[1], UdpSocketFactory::GetTypeId());
        sender->Bind();
        sockets.push_back(sender);
        uint32_t turn = 0;
        for (Time at = first; at <= last; at += interval)
        {
            const auto port = static_cast<uint16_t>(flows == 1 ? 9 : 10000 + turn++ % flows);
            Simulator::Schedule(at - Simulator::Now(), [this, sender, port] {
                const auto packet = Create<Packet>(100);
                OnSend(packet);
                sender->SendTo(packet, 0, InetSocketAddress(Ipv4Address("192.168.2.9"), port));
            });
        }
    }

    /// @param socket that has a packet
    void OnReceive(Ptr<Socket> socket)
    {
        Address from;
        while (auto packet = socket->RecvFrom(from))
        {
            heard.push_back(Simulator::Now());
            ledger->Received(packet);
            socket->SendTo(Create<Packet>(packet->GetSize()), 0, from);
        }
    }
};

} // namespace ns3

#endif /* MULTIHOMED_TEST_NET_H */
