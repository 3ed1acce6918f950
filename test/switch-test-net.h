/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SWITCH_TEST_NET_H
#define SWITCH_TEST_NET_H

#include "packet-hex.h"

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-frame.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/vlan-switch.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// @param list VLANs @return them as a set
inline VlanSet
MakeVlans(std::initializer_list<uint16_t> list)
{
    VlanSet vlans;
    for (const uint16_t vlan : list)
    {
        vlans.set(vlan);
    }
    return vlans;
}

/// Switches, the cables between them, and hosts that send and record whole frames.
struct SwitchTestNet
{
    static constexpr uint16_t TYPE = 0x88b5; //!< for local experiments (IEEE 802-2014 table 9-1)

    /// A host on a cable.
    struct Host
    {
        /// A frame that came to it.
        struct Arrival
        {
            Time time;           //!< when
            EthernetFrame frame; //!< as on the wire
        };

        Ptr<Node> node;            //!< the host
        Ptr<EthernetNic> nic;      //!< its NIC
        Ptr<EthernetCable> cable;  //!< of the NIC
        Ptr<SwitchPort> port;      //!< where it is plugged in
        std::vector<Arrival> seen; //!< what came, whomever it was for

        /// @return its MAC address
        Mac48Address GetMac() const
        {
            return Mac48Address::ConvertFrom(nic->GetAddress());
        }

        /// @param frame to be sent as it is
        void Send(const EthernetFrame& frame)
        {
            uint16_t type = 0;
            auto payload = frame.ToDevice(type);
            nic->SendFrom(payload, frame.source, frame.destination, type);
        }

        /// @param to its destination @param size octets of payload
        void Send(const Mac48Address& to, uint32_t size = 46)
        {
            Send(MakeFrame(GetMac(), to, 0, size));
        }

        /// @param frame has come
        void Receive(Ptr<NetDevice>,
                     Ptr<const Packet> payload,
                     uint16_t protocol,
                     const Address& source,
                     const Address& destination,
                     NetDevice::PacketType)
        {
            const auto frame = EthernetFrame::FromDevice(payload,
                                                         protocol,
                                                         Mac48Address::ConvertFrom(source),
                                                         Mac48Address::ConvertFrom(destination));
            if (frame)
            {
                seen.push_back({Simulator::Now(), *frame});
            }
        }

        /// @param type a type @return the frames of it that came
        std::size_t Count(uint16_t type = TYPE) const
        {
            std::size_t count = 0;
            for (const auto& arrival : seen)
            {
                count += arrival.frame.protocol == type;
            }
            return count;
        }
    };

    /// A cable between two switches.
    struct Link
    {
        Ptr<EthernetCable> cable; //!< the cable
        Ptr<EthernetNic> nic[2];  //!< its ends
        Ptr<SwitchPort> port[2];  //!< their ports

        /// Pull one end.
        void Cut()
        {
            nic[0]->Unplug();
        }

        /// Plug it in again.
        void Heal()
        {
            nic[0]->Plug(cable);
        }
    };

    /// @return a frame @param source from @param destination to @param vlan its tag @param size
    /// octets of payload @param priority of its tag
    static EthernetFrame MakeFrame(const Mac48Address& source,
                                   const Mac48Address& destination,
                                   uint16_t vlan = 0,
                                   uint32_t size = 46,
                                   uint8_t priority = 0)
    {
        EthernetFrame frame;
        frame.source = source;
        frame.destination = destination;
        frame.vlan = vlan;
        frame.priority = priority;
        frame.protocol = TYPE;
        frame.payload = Create<Packet>(size);
        return frame;
    }

    /// @return a new switch
    Ptr<VlanSwitch> AddSwitch()
    {
        auto made = CreateObject<VlanSwitch>();
        made->Install(CreateObject<Node>());
        switches.push_back(made);
        return made;
    }

    /// @param at a switch @param role of its port @return a new host there
    Host& AddHost(const Ptr<VlanSwitch>& at, SwitchPortRole role = SwitchPortRole::HOST)
    {
        hosts.push_back(std::make_unique<Host>());
        Host& host = *hosts.back();
        host.node = CreateObject<Node>();
        host.nic = helper.Install(host.node);
        host.node->RegisterProtocolHandler(MakeCallback(&Host::Receive, &host), 0, host.nic, true);
        auto nic = helper.Install(at->GetNode());
        host.port = at->AddNic(nic, role);
        host.cable = helper.Connect(host.nic, nic);
        return host;
    }

    /// @param a a switch @param b another, or the same @return a new cable between them
    Link& Connect(const Ptr<VlanSwitch>& a, const Ptr<VlanSwitch>& b)
    {
        links.push_back(std::make_unique<Link>());
        Link& link = *links.back();
        link.nic[0] = helper.Install(a->GetNode());
        link.nic[1] = helper.Install(b->GetNode());
        link.port[0] = a->AddNic(link.nic[0]);
        link.port[1] = b->AddNic(link.nic[1]);
        link.cable = helper.Connect(link.nic[0], link.nic[1]);
        return link;
    }

    /// @param at a time @param from sends then @param to its destination
    void SendAt(Time at, Host& from, const Mac48Address& to)
    {
        Host* host = &from;
        Simulator::ScheduleWithContext(host->node->GetId(), at - Simulator::Now(), [host, to]() {
            host->Send(to);
        });
    }

    EthernetHelper helper;                    //!< lays the cables
    std::vector<Ptr<VlanSwitch>> switches;    //!< in order
    std::vector<std::unique_ptr<Host>> hosts; //!< in order
    std::vector<std::unique_ptr<Link>> links; //!< in order
};

} // namespace ns3

#endif /* SWITCH_TEST_NET_H */
