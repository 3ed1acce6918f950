/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PSEUDOWIRE_TEST_NET_H
#define PSEUDOWIRE_TEST_NET_H

#include "packet-hex.h"

#include "ns3/boolean.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/gre-protocol.h"
#include "ns3/gre-pseudowire-transport.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/mpls-pseudowire-transport.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pseudowire.h"
#include "ns3/simulator.h"
#include "ns3/vlan-switch.h"

#include <array>
#include <string>
#include <vector>

/**
 * @file
 * @brief Hosts, edge devices and a core for the suites of MPLS, pseudowires and VPLS.
 */

namespace ns3
{

/// EtherType for local experiments (IEEE 802-2014 section 9.2.3): what the tests' frames are of.
constexpr uint16_t TEST_TYPE = 0x88b5;

/// @param digits hex digits with blanks @return them without
inline std::string
Digits(std::string digits)
{
    std::string packed;
    for (const char digit : digits)
    {
        if (digit != ' ')
        {
            packed += digit;
        }
    }
    return packed;
}

/// A host: a NIC that records what it is given.
struct TestHost
{
    /// A frame that arrived.
    struct Arrival
    {
        Time time;                //!< when
        Mac48Address source;      //!< from
        Ptr<const Packet> packet; //!< payload
    };

    /// @param address its MAC address
    void Create(const Mac48Address& address)
    {
        node = CreateObject<Node>();
        nic = EthernetHelper().Install(node);
        nic->SetAddress(address);
        node->RegisterProtocolHandler(MakeCallback(&TestHost::Receive, this), TEST_TYPE, nic);
    }

    /// @param lan a switch @param vlan the VLAN of the port @return the port
    Ptr<SwitchPort> Attach(const Ptr<VlanSwitch>& lan, uint16_t vlan)
    {
        EthernetHelper helper;
        const auto port = helper.Install(lan->GetNode());
        cable = helper.Connect(nic, port);
        const auto added = lan->AddNic(port, SwitchPortRole::HOST);
        lan->SetAccess(added, vlan);
        return added;
    }

    /// @param to its destination @param size octets of payload
    void Send(const Mac48Address& to, uint32_t size = 46) const
    {
        nic->Send(ns3::Create<Packet>(size), to, TEST_TYPE);
    }

    /// @return its MAC address
    Mac48Address GetMac() const
    {
        return Mac48Address::ConvertFrom(nic->GetAddress());
    }

    /// See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice>,
                 Ptr<const Packet> packet,
                 uint16_t,
                 const Address& source,
                 const Address&,
                 NetDevice::PacketType)
    {
        arrivals.push_back({Simulator::Now(), Mac48Address::ConvertFrom(source), packet});
    }

    Ptr<Node> node;                //!< the host
    Ptr<EthernetNic> nic;          //!< its NIC
    Ptr<EthernetCable> cable;      //!< to the switch
    std::vector<Arrival> arrivals; //!< what arrived
};

/// How a PseudowireTestNet carries its pseudowire.
enum class TestCarrier
{
    MPLS, //!< two labels: the core swaps the outer one
    IPV4, //!< GRE over IPv4
    IPV6, //!< GRE over IPv6
};

/**
 * Two hosts in VLAN 100 of two switches that are edge devices of one pseudowire over a core.
 * ```
 *   host 0 - edge 0 - core - edge 1 - host 1
 * ```
 * Tunnel labels: 100, swapped for 101, to edge 1; 200, swapped for 201, to edge 0. The pseudowire
 * is 500 at edge 0, 501 at edge 1. Addresses: 10.0.i.1 and 2001:0:0:i::1 at edge i, .2 and ::2 at
 * the core. MAC addresses: host i 02:00:00:00:00:0i, edge i 02:00:00:00:01:0i, core
 * 02:00:00:00:02:0i.
 */
struct PseudowireTestNet
{
    /**
     * @param carrier how it is carried
     * @param liveness the attribute Liveness @param sequencing the attribute Sequencing
     */
    explicit PseudowireTestNet(TestCarrier carrier, bool liveness = true, bool sequencing = false)
    {
        EthernetHelper helper;
        core = CreateObject<Node>();
        if (carrier != TestCarrier::MPLS)
        {
            InternetStackHelper().Install(core);
            core->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(true));
        }
        for (uint8_t i = 0; i < 2; ++i)
        {
            edge[i] = CreateObject<Node>();
            lan[i] = CreateObject<VlanSwitch>();
            lan[i]->Install(edge[i]);
            host[i].Create(Mac(0, i));
            host[i].Attach(lan[i], 100);
            nic[i] = helper.Install(edge[i]);
            nic[i]->SetAddress(Mac(1, i));
            coreNic[i] = helper.Install(core);
            coreNic[i]->SetAddress(Mac(2, i));
            cable[i] = helper.Connect(nic[i], coreNic[i]);
        }
        carrier == TestCarrier::MPLS ? SetUpMpls() : SetUpIp(carrier == TestCarrier::IPV6);
        for (int i = 0; i < 2; ++i)
        {
            wire[i] = CreateObject<Pseudowire>();
            wire[i]->SetAttribute("Liveness", BooleanValue(liveness));
            wire[i]->SetAttribute("Sequencing", BooleanValue(sequencing));
            wire[i]->AssignStreams(1 + i);
            wire[i]->Install(transport[i]);
            lan[i]->AddPort(wire[i], SwitchPortRole::EXTENSION);
            VlanSet vlans;
            vlans.set(100);
            lan[i]->SetTrunk(wire[i], vlans);
            nic[i]->TraceConnectWithoutContext(
                "PhyTxEnd",
                MakeBoundCallback(&PseudowireTestNet::Record, &sent[i]));
        }
    }

    /// @param kind 0: host, 1: edge, 2: core @param side 0 or 1 @return its MAC address
    static Mac48Address Mac(uint8_t kind, uint8_t side)
    {
        const uint8_t octets[6] = {2, 0, 0, 0, kind, side};
        Mac48Address address;
        address.CopyFrom(octets);
        return address;
    }

    /// @param side 0 or 1 @param isIpv6 or IPv4 @param end 1: edge, 2: core @return its address
    static NetworkAddress Ip(int side, bool isIpv6, int end)
    {
        return NetworkAddress::FromString(
            isIpv6 ? "2001:0:0:" + std::to_string(side) + "::" + std::to_string(end)
                   : "10.0." + std::to_string(side) + "." + std::to_string(end));
    }

    /// Core and edges switch labels.
    void SetUpMpls()
    {
        router[2] = CreateObject<MplsRouter>();
        router[2]->Install(core);
        for (int i = 0; i < 2; ++i)
        {
            router[2]->AddInterface(coreNic[i]);
            router[i] = CreateObject<MplsRouter>();
            router[i]->Install(edge[i]);
            router[i]->AddInterface(nic[i]);
        }
        router[2]->AddSwap(100, 101, coreNic[1], Mac(1, 1));
        router[2]->AddSwap(200, 201, coreNic[0], Mac(1, 0));
        router[1]->AddPop(101);
        router[0]->AddPop(201);
        for (uint32_t i = 0; i < 2; ++i)
        {
            auto mpls = CreateObject<MplsPseudowireTransport>();
            mpls->Install(router[i], {{i == 0 ? 100U : 200U}, nic[i], Mac(2, i)}, 501 - i, 500 + i);
            transport[i] = mpls;
        }
    }

    /// @param isIpv6 or IPv4: the core routes
    void SetUpIp(bool isIpv6)
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            InternetStackHelper().Install(edge[i]);
            const std::array<Ptr<EthernetNic>, 2> ends = {nic[i], coreNic[i]};
            for (int end = 0; end < 2; ++end)
            {
                const auto node = ends[end]->GetNode();
                auto ipv4 = node->GetObject<Ipv4>();
                auto ipv6 = node->GetObject<Ipv6>();
                const uint32_t at = ipv4->AddInterface(ends[end]);
                ipv4->AddAddress(at, {Ip(i, false, end + 1).ToIpv4(), Ipv4Mask("/24")});
                ipv4->SetUp(at);
                const uint32_t at6 = ipv6->AddInterface(ends[end]);
                ipv6->AddAddress(at6, {Ip(i, true, end + 1).ToIpv6(), Ipv6Prefix(64)});
                ipv6->SetUp(at6);
                if (end == 0)
                {
                    Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(
                        Ip(i, false, 2).ToIpv4(),
                        at);
                    Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->SetDefaultRoute(
                        Ip(i, true, 2).ToIpv6(),
                        at6);
                }
            }
        }
        for (uint32_t i = 0; i < 2; ++i)
        {
            auto gre = CreateObject<GrePseudowireTransport>();
            gre->Install(edge[i], Ip(i, isIpv6, 1), Ip(1 - i, isIpv6, 1), 501 - i, 500 + i);
            transport[i] = gre;
        }
    }

    /// @param frames where to keep it @param frame that a NIC has sent
    static void Record(std::vector<Ptr<const Packet>>* frames, Ptr<const Packet> frame)
    {
        frames->push_back(frame->Copy());
    }

    std::array<TestHost, 2> host;                       //!< hosts
    std::array<Ptr<Node>, 2> edge;                      //!< edge devices
    Ptr<Node> core;                                     //!< between them
    std::array<Ptr<VlanSwitch>, 2> lan;                 //!< on the edge devices
    std::array<Ptr<EthernetNic>, 2> nic;                //!< of the edges, to the core
    std::array<Ptr<EthernetNic>, 2> coreNic;            //!< of the core
    std::array<Ptr<EthernetCable>, 2> cable;            //!< between these two
    std::array<Ptr<MplsRouter>, 3> router;              //!< edges and core
    std::array<Ptr<PseudowireTransport>, 2> transport;  //!< of the pseudowire
    std::array<Ptr<Pseudowire>, 2> wire;                //!< its ends
    std::array<std::vector<Ptr<const Packet>>, 2> sent; //!< by the edges, to the core
};

} // namespace ns3

#endif /* PSEUDOWIRE_TEST_NET_H */
