/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_TEST_NETWORK_H
#define OTV_TEST_NETWORK_H

#include "ns3/arp-header.h"
#include "ns3/boolean.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/otv-extension.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/site-election.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{

/// Loses every frame, or none.
class SwitchedErrorModel : public ErrorModel
{
  public:
    bool isOn{false}; //!< loses

  private:
    bool DoCorrupt(Ptr<Packet>) override
    {
        return isOn;
    }

    void DoReset() override
    {
    }
};

/**
 * @brief Data centres with hosts in VLAN 100 on a fabric switch, edge devices on that switch, and a
 * core router in the middle. From edge device to edge device it takes 10 ms and less than 5 us;
 * from a host to an edge device of its data centre less than 10 us.
 */
class OtvTestNetwork
{
  public:
    static constexpr double CORE = 0.01;      //!< s between two edge devices
    static constexpr double INSIDE = 1e-4;    //!< s: what all is that a data centre takes, at most
    static constexpr uint16_t VLAN = 100;     //!< extended
    static constexpr uint16_t SITE_VLAN = 10; //!< not extended
    static constexpr uint16_t DATA = 0x88b5;  //!< type of the hosts' frames (IEEE 802, local)

    /// A frame that a host got.
    struct Arrival
    {
        double time;       //!< s
        uint16_t protocol; //!< its type
        uint32_t id;       //!< number in its first octets
        Mac48Address from; //!< its source
    };

    /// A host.
    struct Host
    {
        Ptr<EthernetNic> nic;                             //!< to a fabric
        std::map<std::size_t, Ptr<EthernetCable>> cables; //!< by data centre: where it may plug in
        std::vector<Arrival> arrivals;                    //!< what it got

        /// @return its MAC address
        Mac48Address GetMac() const
        {
            return Mac48Address::ConvertFrom(nic->GetAddress());
        }

        /// @param id a number @return how often it got that
        std::size_t Count(uint32_t id) const
        {
            std::size_t count = 0;
            for (const auto& arrival : arrivals)
            {
                count += arrival.protocol == DATA && arrival.id == id;
            }
            return count;
        }

        /// @param id a number @return when it first got that, in s; -1: never
        double GetTime(uint32_t id) const
        {
            for (const auto& arrival : arrivals)
            {
                if (arrival.protocol == DATA && arrival.id == id)
                {
                    return arrival.time;
                }
            }
            return -1;
        }
    };

    /// An edge device.
    struct Edge
    {
        Ptr<Node> node;                   //!< itself
        Ptr<VlanSwitch> lanSwitch;        //!< its switch
        Ptr<EthernetNic> nic;             //!< to the fabric
        Ptr<EthernetCable> cable;         //!< the same
        Ptr<OtvExtension> otv;            //!< its extension
        Ptr<SiteElection> election;       //!< null: it is the only one
        NetworkAddress address;           //!< of the join interface
        Ptr<SwitchedErrorModel> toEdge;   //!< of the link to the core
        Ptr<SwitchedErrorModel> fromEdge; //!< of the link to the core
        Ptr<NetDevice> coreDevice;        //!< the router's end of it
    };

    /// @param edgesPerSite one number for each data centre @param isIpv6 whether the core is IPv6
    explicit OtvTestNetwork(const std::vector<std::size_t>& edgesPerSite, bool isIpv6 = false)
        : m_isIpv6(isIpv6)
    {
        m_ethernet.SetCableAttribute("Delay", TimeValue(MicroSeconds(1)));
        m_pointToPoint.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Gbps")));
        m_pointToPoint.SetChannelAttribute("Delay", TimeValue(MilliSeconds(5)));
        router = CreateObject<Node>();
        InternetStackHelper().Install(router);
        for (std::size_t site = 0; site < edgesPerSite.size(); site++)
        {
            fabrics.push_back(MakeSwitch(CreateObject<Node>()));
            for (std::size_t i = 0; i < edgesPerSite[site]; i++)
            {
                AddEdge(site, edgesPerSite[site] > 1);
            }
        }
    }

    /// @param server number of the edge device that is the adjacency server
    void UseServer(std::size_t server)
    {
        for (const auto& edge : edges)
        {
            edge.otv->SetAdjacencyServer(edges[server].address);
        }
    }

    /// @param group the control group, for which the core gets its routes
    void UseGroup(Ipv4Address group)
    {
        auto routing = Ipv4StaticRoutingHelper().GetStaticRouting(router->GetObject<Ipv4>());
        for (const auto& from : edges)
        {
            from.otv->SetControlGroup(group);
            std::vector<uint32_t> out;
            auto ip = router->GetObject<Ipv4>();
            for (const auto& to : edges)
            {
                if (&to != &from)
                {
                    out.push_back(ip->GetInterfaceForDevice(to.coreDevice));
                }
            }
            routing->AddMulticastRoute(from.address.ToIpv4(),
                                       group,
                                       ip->GetInterfaceForDevice(from.coreDevice),
                                       out);
        }
    }

    /// @param sites where it may plug in; it begins in the first @return its number
    std::size_t AddHost(const std::vector<std::size_t>& sites)
    {
        hosts.emplace_back();
        Host& host = hosts.back();
        auto node = CreateObject<Node>();
        host.nic = m_ethernet.Install(node);
        for (const std::size_t site : sites)
        {
            auto port = m_ethernet.Install(fabrics[site]->GetNode());
            fabrics[site]->SetAccess(fabrics[site]->AddNic(port, SwitchPortRole::HOST), VLAN);
            host.cables[site] = m_ethernet.CreateCable();
            port->Plug(host.cables[site]);
        }
        host.nic->Plug(host.cables[sites.front()]);
        node->RegisterProtocolHandler(MakeBoundCallback(&OtvTestNetwork::Received, &host),
                                      0,
                                      host.nic);
        return hosts.size() - 1;
    }

    /// @param at s @param what to do then
    static void At(double at, std::function<void()> what)
    {
        Simulator::Schedule(Seconds(at), [what]() { what(); });
    }

    /// @param from a host @param to a MAC address @param id a number @param size octets
    void Send(std::size_t from, const Mac48Address& to, uint32_t id, uint32_t size = 46)
    {
        std::vector<uint8_t> octets(size);
        for (int i = 0; i < 4; i++)
        {
            octets[i] = static_cast<uint8_t>(id >> (24 - 8 * i));
        }
        hosts[from].nic->Send(Create<Packet>(octets.data(), size), to, DATA);
    }

    /// @param from a host @param to a host @param id a number
    void SendTo(std::size_t from, std::size_t to, uint32_t id)
    {
        Send(from, hosts[to].GetMac(), id);
    }

    /// @param from a host @param id a number
    void Broadcast(std::size_t from, uint32_t id)
    {
        Send(from, Mac48Address::GetBroadcast(), id);
    }

    /// @param host a host @param site where it goes, unplugged and plugged in
    void Move(std::size_t host, std::size_t site)
    {
        hosts[host].nic->Unplug();
        hosts[host].nic->Plug(hosts[host].cables.at(site));
    }

    /// @param host a host that sends an ARP message @param request or else a reply
    /// @param sender IPv4 address @param target IPv4 address @param to its destination
    void SendArp(std::size_t host,
                 bool request,
                 Ipv4Address sender,
                 Ipv4Address target,
                 const Mac48Address& to)
    {
        ArpHeader arp;
        const auto mac = hosts[host].GetMac();
        if (request)
        {
            arp.SetRequest(mac, sender, Mac48Address("00:00:00:00:00:00"), target);
        }
        else
        {
            arp.SetReply(mac, sender, to, target);
        }
        auto packet = Create<Packet>();
        packet->AddHeader(arp);
        hosts[host].nic->Send(packet, to, 0x0806);
    }

    /// @param i an edge device that is off from now on, or on again
    /// @param isDead whether it is off
    void SetDead(std::size_t i, bool isDead)
    {
        Edge& edge = edges[i];
        edge.toEdge->isOn = isDead;
        edge.fromEdge->isOn = isDead;
        if (isDead)
        {
            edge.nic->Unplug();
        }
        else
        {
            edge.nic->Plug(edge.cable);
        }
    }

    /// @param i an edge device @param mac a MAC address @return true if its switch has it overlay
    bool IsRemote(std::size_t i, const Mac48Address& mac) const
    {
        return edges[i].lanSwitch->Locate(VLAN, mac) == edges[i].otv;
    }

    /// @param i an edge device @param mac a MAC address @return true if its switch has it inside
    bool IsLocal(std::size_t i, const Mac48Address& mac) const
    {
        const auto port = edges[i].lanSwitch->Locate(VLAN, mac);
        return port && port != edges[i].otv;
    }

    Ptr<Node> router;                     //!< the core
    std::vector<Ptr<VlanSwitch>> fabrics; //!< by data centre
    std::vector<Edge> edges;              //!< in order
    std::deque<Host> hosts;               //!< in order

  private:
    /// @param node a node @return its new switch
    static Ptr<VlanSwitch> MakeSwitch(Ptr<Node> node)
    {
        auto lanSwitch = CreateObject<VlanSwitch>();
        lanSwitch->Install(node);
        return lanSwitch;
    }

    /// @param site its data centre @param elects whether it has an election
    void AddEdge(std::size_t site, bool elects)
    {
        Edge edge;
        edge.node = CreateObject<Node>();
        InternetStackHelper().Install(edge.node);
        const auto link = m_pointToPoint.Install(edge.node, router);
        edge.toEdge = CreateObject<SwitchedErrorModel>();
        edge.fromEdge = CreateObject<SwitchedErrorModel>();
        link.Get(0)->SetAttribute("ReceiveErrorModel", PointerValue(edge.toEdge));
        link.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(edge.fromEdge));
        edge.coreDevice = link.Get(1);
        const std::string number = std::to_string(edges.size() + 1);
        if (m_isIpv6)
        {
            Ipv6AddressHelper addresses(Ipv6Address(("fd00:" + number + "::").c_str()),
                                        Ipv6Prefix(64));
            auto interfaces = addresses.Assign(link);
            interfaces.SetForwarding(1, true);
            interfaces.SetDefaultRouteInAllNodes(1);
            edge.address = interfaces.GetAddress(0, 1);
        }
        else
        {
            Ipv4AddressHelper addresses(("10.0." + number + ".0").c_str(), "255.255.255.0");
            const auto interfaces = addresses.Assign(link);
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(edge.node->GetObject<Ipv4>())
                ->SetDefaultRoute(interfaces.GetAddress(1), 1);
            edge.address = interfaces.GetAddress(0);
        }
        edge.lanSwitch = MakeSwitch(edge.node);
        edge.nic = m_ethernet.Install(edge.node);
        auto port = m_ethernet.Install(fabrics[site]->GetNode());
        edge.cable = m_ethernet.Connect(edge.nic, port);
        VlanSet vlans;
        vlans.set(VLAN).set(SITE_VLAN);
        edge.lanSwitch->SetTrunk(edge.lanSwitch->AddNic(edge.nic), vlans);
        fabrics[site]->SetTrunk(fabrics[site]->AddNic(port), vlans);
        edge.otv = CreateObject<OtvExtension>();
        edge.otv->SetAttribute("SiteId", UintegerValue(site + 1));
        VlanSet extended;
        extended.set(VLAN);
        edge.otv->Install(edge.lanSwitch, edge.address, extended);
        if (elects)
        {
            edge.election = CreateObject<SiteElection>();
            edge.election->Install(edge.node, SITE_VLAN, site + 1);
            edge.election->AddExtension(edge.otv);
        }
        edges.push_back(edge);
    }

    /// @param host got a frame: see Node::ProtocolHandler
    static void Received(Host* host,
                         Ptr<NetDevice>,
                         Ptr<const Packet> packet,
                         uint16_t protocol,
                         const Address& from,
                         const Address&,
                         NetDevice::PacketType)
    {
        uint8_t octets[4]{};
        packet->CopyData(octets, 4);
        const uint32_t id = static_cast<uint32_t>(octets[0]) << 24 |
                            static_cast<uint32_t>(octets[1]) << 16 |
                            static_cast<uint32_t>(octets[2]) << 8 | octets[3];
        host->arrivals.push_back(
            {Simulator::Now().GetSeconds(), protocol, id, Mac48Address::ConvertFrom(from)});
    }

    bool m_isIpv6;                     //!< the core
    EthernetHelper m_ethernet;         //!< cables
    PointToPointHelper m_pointToPoint; //!< links to the core
};

} // namespace ns3

#endif /* OTV_TEST_NETWORK_H */
