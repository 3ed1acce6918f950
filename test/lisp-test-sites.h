/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_TEST_SITES_H
#define LISP_TEST_SITES_H

#include "control-test-network.h"
#include "routed-test-host.h"

#include "ns3/icmpv4.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/ipv6-raw-socket-factory.h"
#include "ns3/socket.h"
#include "ns3/uinteger.h"

#include <map>

namespace ns3
{

/**
 * @brief ControlTestNetwork with four nodes, of which the first ones are routers with a host behind
 * each, on a link of 1 ms.
 *
 * Host i is 192.168.i.9 and fd11:i::9, its router is .1 and ::1. The core has no routes to them.
 */
struct LispTestSites
{
    ControlTestNetwork network;         ///< the underlay
    std::vector<Ptr<Node>> nodes{{}};   ///< from 1
    std::vector<Ptr<Node>> hosts{{}};   ///< from 1, behind the node of that number
    std::map<uint16_t, int64_t> echoes; ///< sequence number to milliseconds of the reply
    std::vector<Ptr<Socket>> sockets;   ///< that hear replies

    /// @param hostCount nodes with a host
    explicit LispTestSites(uint32_t hostCount = 2)
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            nodes.push_back(network.AddNode());
            if (number <= hostCount)
            {
                hosts.push_back(AddHost(number));
            }
        }
    }

    /// @param number a router @return a new host behind it, on a link of 1 ms
    Ptr<Node> AddHost(uint32_t number)
    {
        const auto text = std::to_string(number);
        return AddRoutedHost(nodes[number], "192.168." + text + ".", "fd11:" + text + "::", "9");
    }

    /// @param when in milliseconds @param from a host @param to another @param sequence of the echo
    void Ping(int64_t when, uint32_t from, uint32_t to, uint16_t sequence)
    {
        Ping(when, from, "192.168." + std::to_string(to) + ".9", sequence);
    }

    /// @param when in milliseconds @param from a host @param to an address @param sequence of the
    /// echo
    void Ping(int64_t when, uint32_t from, const std::string& to, uint16_t sequence)
    {
        auto socket = Socket::CreateSocket(hosts[from], Ipv4RawSocketFactory::GetTypeId());
        socket->SetAttribute("Protocol", UintegerValue(1));
        socket->Bind();
        socket->SetRecvCallback(MakeCallback(&LispTestSites::OnReply, this));
        sockets.push_back(socket);
        Simulator::Schedule(MilliSeconds(when), [socket, to, sequence] {
            auto packet = Create<Packet>();
            Icmpv4Echo echo;
            echo.SetSequenceNumber(sequence);
            echo.SetData(Create<Packet>(56));
            packet->AddHeader(echo);
            Icmpv4Header header;
            header.SetType(Icmpv4Header::ICMPV4_ECHO);
            packet->AddHeader(header);
            socket->SendTo(packet, 0, InetSocketAddress(Ipv4Address(to.c_str()), 0));
        });
    }

    /// As Ping, by IPv6. @param when in milliseconds @param from a host @param to another @param
    /// sequence of the echo
    void Ping6(int64_t when, uint32_t from, uint32_t to, uint16_t sequence)
    {
        auto socket = Socket::CreateSocket(hosts[from], Ipv6RawSocketFactory::GetTypeId());
        socket->SetAttribute("Protocol", UintegerValue(58));
        socket->Bind();
        socket->SetRecvCallback(MakeCallback(&LispTestSites::OnReply6, this));
        sockets.push_back(socket);
        auto icmp = hosts[from]->GetObject<Icmpv6L4Protocol>();
        Simulator::Schedule(MilliSeconds(when), [icmp, from, to, sequence] {
            const auto address = [](uint32_t number) {
                return Ipv6Address(("fd11:" + std::to_string(number) + "::9").c_str());
            };
            auto packet = Create<Packet>(56);
            Icmpv6Echo echo(true);
            echo.SetSeq(sequence);
            echo.CalculatePseudoHeaderChecksum(address(from),
                                               address(to),
                                               packet->GetSize() + echo.GetSerializedSize(),
                                               Icmpv6L4Protocol::PROT_NUMBER);
            packet->AddHeader(echo);
            icmp->SendMessage(packet, address(from), address(to), 64);
        });
    }

    /// @param socket that has a reply
    void OnReply(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            Ipv4Header ip;
            Icmpv4Header header;
            Icmpv4Echo echo;
            packet->RemoveHeader(ip);
            packet->RemoveHeader(header);
            if (header.GetType() == Icmpv4Header::ICMPV4_ECHO_REPLY)
            {
                packet->RemoveHeader(echo);
                echoes[echo.GetSequenceNumber()] = Simulator::Now().GetMilliSeconds();
            }
        }
    }

    /// @param socket that has a reply
    void OnReply6(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            Ipv6Header ip;
            Icmpv6Echo echo;
            packet->RemoveHeader(ip);
            packet->RemoveHeader(echo);
            if (echo.GetType() == Icmpv6Header::ICMPV6_ECHO_REPLY)
            {
                echoes[echo.GetSeq()] = Simulator::Now().GetMilliSeconds();
            }
        }
    }

    /// @return the echoes that came back, as "1@1044 "
    std::string Echoes() const
    {
        std::string text;
        for (const auto& [sequence, when] : echoes)
        {
            text += std::to_string(sequence) + "@" + std::to_string(when) + " ";
        }
        return text;
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

} // namespace ns3

#endif /* LISP_TEST_SITES_H */
