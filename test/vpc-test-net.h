/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPC_TEST_NET_H
#define VPC_TEST_NET_H

#include "ns3/bundle-extension.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/link-bundle.h"
#include "ns3/nic-port.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/vlan-switch.h"
#include "ns3/vpc-domain.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Two data centres, each with two hosts behind an access switch that is bundled to a pair of
 * aggregation switches; the pairs are joined by two fibres, back-to-back.
 *
 * ```
 * hosts 0, 1 - access 0 =vPC 20= agg 0 =vPC 10= agg 2 =vPC 20= access 1 - hosts 2, 3
 *                          \\      ||  (peer-     ||      //
 *                           \\     ||   links)    ||     //
 *                            ==== agg 1 =vPC 10= agg 3 ==
 * ```
 * All links have 1 Gbit/s and 500 ns. A host's frame of 46 octets takes 576 ns on an untagged link
 * and 608 ns on a tagged one (8 of preamble, 14 of header, 4 of tag, 46, 4 of check sequence), so
 * that it is 576 + 500 + 608 + 500 + 608 + 500 + 608 + 500 + 576 + 500 = 5476 ns from host to host
 * across a fibre, and 576 + 500 + 576 + 500 = 2152 ns within a data centre.
 */
class VpcTestNet
{
  public:
    static constexpr uint16_t VLAN = 10;         //!< of all hosts
    static constexpr uint16_t TYPE = 0x88b6;     //!< Local Experimental EtherType 2
    static constexpr uint16_t IPV4 = 0x0800;     //!< EtherType
    static constexpr std::size_t IPV4_DATA = 28; //!< octets of IPv4's header and UDP's
    static constexpr std::size_t HOSTS = 4;      //!< two in each data centre
    static constexpr std::size_t AGGS = 4;       //!< two in each data centre
    static constexpr int64_t ACROSS = 5476;      //!< ns, see above
    static constexpr int64_t INSIDE = 2152;      //!< ns, see above
    static constexpr uint16_t FIBRE = 10;        //!< vPC over the fibres
    static constexpr uint16_t ACCESS = 20;       //!< vPC to the access switch

    /// How often, and when last, a frame was heard by each host.
    struct Heard
    {
        std::array<unsigned, HOSTS> times{}; //!< by host
        std::array<int64_t, HOSTS> at{};     //!< ns
        int64_t sent{0};                     //!< ns
        std::size_t from{0};                 //!< the host that sent it
    };

    /// @param hasKeepalive whether the pairs have keepalive links
    explicit VpcTestNet(bool hasKeepalive = true)
    {
        m_helper.SetNicAttribute("DataRate", DataRateValue(DataRate("1Gbps")));
        m_helper.SetCableAttribute("Delay", TimeValue(NanoSeconds(500)));
        VlanSet vlans;
        vlans.set(VLAN);
        for (auto& lanSwitch : agg)
        {
            lanSwitch = MakeSwitch();
        }
        for (std::size_t dc = 0; dc < 2; dc++)
        {
            access[dc] = MakeSwitch();
            bundle[dc] = CreateObject<LinkBundle>();
            for (std::size_t i = 0; i < 2; i++)
            {
                const std::size_t to = 2 * dc + i;
                auto [up, down] = Connect(access[dc], agg[to]);
                bundle[dc]->AddNic(up);
                accessPort[to] = agg[to]->AddNic(down);
                agg[to]->SetTrunk(accessPort[to], vlans);
            }
            access[dc]->AddPort(bundle[dc]);
            access[dc]->SetTrunk(bundle[dc], vlans);
            auto [a, b] = Connect(agg[2 * dc], agg[2 * dc + 1]);
            peerLink[2 * dc] = a;
            peerLink[2 * dc + 1] = b;
            auto [c, d] = Connect(agg[2 * dc], agg[2 * dc + 1]);
            keepalive[2 * dc] = c;
            keepalive[2 * dc + 1] = d;
        }
        for (std::size_t i = 0; i < 2; i++)
        {
            auto [a, b] = Connect(agg[i], agg[2 + i]);
            fibre[i] = a;
            fibre[2 + i] = b;
        }
        for (std::size_t i = 0; i < AGGS; i++)
        {
            extension[i] = CreateObject<BundleExtension>();
            extension[i]->AddNic(fibre[i]);
            agg[i]->AddPort(extension[i], SwitchPortRole::EXTENSION);
            agg[i]->SetTrunk(extension[i], vlans);
            peerPort[i] = agg[i]->AddNic(peerLink[i]);
            agg[i]->SetTrunk(peerPort[i], vlans);
            domain[i] = CreateObject<VpcDomain>();
            domain[i]->Install(agg[i], static_cast<uint16_t>(1 + i / 2), peerPort[i]);
            domain[i]->AddVpc(FIBRE, extension[i]);
            domain[i]->AddVpc(ACCESS, accessPort[i]);
            if (hasKeepalive)
            {
                auto port = CreateObject<NicPort>();
                port->Install(keepalive[i]);
                domain[i]->SetKeepaliveLink(port);
            }
        }
        for (std::size_t i = 0; i < HOSTS; i++)
        {
            AddHost(access[i / 2], i);
        }
    }

    /// @param index a host @return its MAC address
    static Mac48Address GetMac(std::size_t index)
    {
        const uint8_t octets[] = {2, 0, 0, 0, 1, static_cast<uint8_t>(index)};
        Mac48Address address;
        address.CopyFrom(octets);
        return address;
    }

    /**
     * @brief Send a frame of 46 octets now.
     * @param from a host @param to a host; HOSTS: to all
     * @param flow 0: of TYPE; any other: in UDP over IPv4, from this port
     * @return its number, see heard
     */
    uint32_t Send(std::size_t from, std::size_t to = HOSTS, uint16_t flow = 0)
    {
        const auto number = static_cast<uint32_t>(heard.size());
        heard.push_back(Heard{});
        heard.back().from = from;
        heard.back().sent = Simulator::Now().GetNanoSeconds();
        host[from]->Send(MakePayload(number, flow),
                         to == HOSTS ? Mac48Address::GetBroadcast() : GetMac(to),
                         flow == 0 ? TYPE : IPV4);
        return number;
    }

    /// @param number of a frame @param flow see Send @return its payload
    static Ptr<Packet> MakePayload(uint32_t number, uint16_t flow)
    {
        std::array<uint8_t, 46> octets{};
        if (flow != 0)
        {
            octets = {0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};
            octets[20] = static_cast<uint8_t>(flow >> 8);
            octets[21] = static_cast<uint8_t>(flow);
        }
        for (unsigned i = 0; i < 4; i++)
        {
            octets[(flow == 0 ? 0 : IPV4_DATA) + i] = static_cast<uint8_t>(number >> (8 * i));
        }
        return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    }

    /// @param at when, ns @param from a host @param to a host; HOSTS: to all
    void SendAt(int64_t at, std::size_t from, std::size_t to = HOSTS)
    {
        Simulator::Schedule(NanoSeconds(at) - Simulator::Now(),
                            [this, from, to]() { Send(from, to); });
    }

    /// @param from a host @param to a host; HOSTS: to all @param flow see Send
    /// @return such a frame at its access switch
    static EthernetFrame MakeFrame(std::size_t from, std::size_t to = HOSTS, uint16_t flow = 0)
    {
        EthernetFrame frame;
        frame.source = GetMac(from);
        frame.destination = to == HOSTS ? Mac48Address::GetBroadcast() : GetMac(to);
        frame.vlan = VLAN;
        frame.protocol = flow == 0 ? TYPE : IPV4;
        frame.payload = MakePayload(0, flow);
        return frame;
    }

    /// @param from a host @param to a host; HOSTS: to all @param flow see Send
    /// @return 0 or 1: the switch of the pair that such a frame goes to, all links being up
    std::size_t GetSide(std::size_t from, std::size_t to = HOSTS, uint16_t flow = 0) const
    {
        const auto& up = bundle[from / 2];
        return up->Choose(MakeFrame(from, to, flow)) == up->GetMembers()[0] ? 0 : 1;
    }

    /// @param number of a broadcast @param isOnce whether exactly, or at most
    /// @return true if each host but the sender heard it so often, and the sender did not
    bool IsHeardByAll(uint32_t number, bool isOnce = true) const
    {
        const Heard& frame = heard[number];
        for (std::size_t i = 0; i < HOSTS; i++)
        {
            const unsigned most = i == frame.from ? 0 : 1;
            if (frame.times[i] > most || (isOnce && frame.times[i] < most))
            {
                return false;
            }
        }
        return true;
    }

    /// @param nic of a cable to be pulled
    void Pull(Ptr<EthernetNic> nic)
    {
        m_pulled.emplace_back(nic, nic->GetCable());
        nic->Unplug();
    }

    /// @param which an aggregation switch, all of whose links fail now
    void Fail(std::size_t which)
    {
        const auto node = agg[which]->GetNode();
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            auto nic = DynamicCast<EthernetNic>(node->GetDevice(i));
            if (nic && nic->GetCable())
            {
                Pull(nic);
            }
        }
    }

    /// @param between whether the cables between the switches of a pair too @brief Put what was
    /// pulled back in.
    void Return(bool between = true)
    {
        for (const auto& [nic, cable] : m_pulled)
        {
            const bool isBetween = std::count(peerLink.begin(), peerLink.end(), nic) > 0 ||
                                   std::count(keepalive.begin(), keepalive.end(), nic) > 0;
            if (between || !isBetween)
            {
                nic->Plug(cable);
            }
        }
        m_pulled.clear();
    }

    std::array<Ptr<VlanSwitch>, 2> access;            //!< by data centre
    std::array<Ptr<LinkBundle>, 2> bundle;            //!< of the access switch
    std::array<Ptr<VlanSwitch>, AGGS> agg;            //!< two a data centre
    std::array<Ptr<SwitchPort>, AGGS> accessPort;     //!< theirs to the access switch
    std::array<Ptr<SwitchPort>, AGGS> peerPort;       //!< theirs to each other
    std::array<Ptr<BundleExtension>, AGGS> extension; //!< theirs to the other data centre
    std::array<Ptr<VpcDomain>, AGGS> domain;          //!< their pairs
    std::array<Ptr<EthernetNic>, AGGS> peerLink;      //!< NICs
    std::array<Ptr<EthernetNic>, AGGS> keepalive;     //!< NICs
    std::array<Ptr<EthernetNic>, AGGS> fibre;         //!< NICs
    std::array<Ptr<EthernetNic>, HOSTS> host;         //!< NICs
    std::vector<Heard> heard;                         //!< by number of the frame

    /**
     * @brief Move a host.
     * @param index the host @param to an access switch, or an aggregation switch
     */
    void MoveHost(std::size_t index, Ptr<VlanSwitch> to)
    {
        host[index]->Unplug();
        auto port = m_helper.Install(to->GetNode());
        m_helper.Connect(host[index], port);
        to->SetAccess(to->AddNic(port, SwitchPortRole::HOST), VLAN);
    }

    /// @param a a switch @param b another @return NICs at both, on a new cable
    std::pair<Ptr<EthernetNic>, Ptr<EthernetNic>> Connect(Ptr<VlanSwitch> a, Ptr<VlanSwitch> b)
    {
        auto one = m_helper.Install(a->GetNode());
        auto two = m_helper.Install(b->GetNode());
        m_helper.Connect(one, two);
        return {one, two};
    }

    /// @return a switch on a node of its own
    static Ptr<VlanSwitch> MakeSwitch()
    {
        auto lanSwitch = CreateObject<VlanSwitch>();
        lanSwitch->Install(CreateObject<Node>());
        return lanSwitch;
    }

  private:
    /// @param at its switch @param index its number
    void AddHost(Ptr<VlanSwitch> at, std::size_t index)
    {
        auto node = CreateObject<Node>();
        host[index] = m_helper.Install(node);
        host[index]->SetAddress(GetMac(index));
        for (const uint16_t type : {TYPE, IPV4})
        {
            node->RegisterProtocolHandler(MakeCallback(&VpcTestNet::Receive, this),
                                          type,
                                          host[index]);
        }
        auto port = m_helper.Install(at->GetNode());
        m_helper.Connect(host[index], port);
        at->SetAccess(at->AddNic(port, SwitchPortRole::HOST), VLAN);
    }

    /// A host hears a frame for it. See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> nic,
                 Ptr<const Packet> packet,
                 uint16_t type,
                 const Address&,
                 const Address&,
                 NetDevice::PacketType)
    {
        std::array<uint8_t, IPV4_DATA + 4> octets{};
        packet->CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
        uint32_t number = 0;
        for (unsigned i = 0; i < 4; i++)
        {
            number |= static_cast<uint32_t>(octets[(type == IPV4 ? IPV4_DATA : 0) + i]) << (8 * i);
        }
        const auto which = std::find(host.begin(), host.end(), nic) - host.begin();
        heard.at(number).times.at(which)++;
        heard.at(number).at.at(which) = Simulator::Now().GetNanoSeconds();
    }

    EthernetHelper m_helper;                                               //!< makes NICs
    std::vector<std::pair<Ptr<EthernetNic>, Ptr<EthernetCable>>> m_pulled; //!< see Return
};

} // namespace ns3

#endif /* VPC_TEST_NET_H */
