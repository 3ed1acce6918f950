/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef GATEWAY_TEST_NET_H
#define GATEWAY_TEST_NET_H

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-frame.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"
#include "ns3/vlan-switch.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * A VLAN (100) with routers and hosts around one switch, and a core node that each router has a
 * cable to: 10.1.0.0/24 and 2001:db8:1::/64 in the VLAN, 10.8.N.0/24 between router N and the core,
 * 10.9.0.1 the core itself.
 */
struct GatewayTestNet
{
    static constexpr uint16_t VLAN = 100; //!< of routers and hosts

    /// @param octets of an IP packet or the like @return them as hexadecimal digits
    static std::string ToHex(const Ptr<const Packet>& octets)
    {
        std::vector<uint8_t> buffer(octets->GetSize());
        octets->CopyData(buffer.data(), buffer.size());
        static const char* const digits = "0123456789abcdef";
        std::string hex;
        for (const uint8_t octet : buffer)
        {
            hex += digits[octet >> 4];
            hex += digits[octet & 15];
        }
        return hex;
    }

    /// @param hex digits, blanks ignored @return the octets
    static std::vector<uint8_t> FromHex(const std::string& hex)
    {
        std::vector<uint8_t> octets;
        std::string digits;
        for (const char c : hex)
        {
            if (c != ' ')
            {
                digits += c;
            }
            if (digits.size() == 2)
            {
                octets.push_back(static_cast<uint8_t>(std::stoul(digits, nullptr, 16)));
                digits.clear();
            }
        }
        return octets;
    }

    /// A router: a switch with a gateway port, and a cable to the core.
    struct Router
    {
        Ptr<Node> node;           //!< it
        Ptr<SviDevice> svi;       //!< its port in the VLAN
        Ptr<EthernetNic> lan;     //!< its NIC to the switch
        Ptr<EthernetCable> cable; //!< of that NIC
        Ptr<SwitchPort> port;     //!< of the switch, where that cable ends
        Ptr<EthernetNic> uplink;  //!< its NIC to the core
        Ptr<EthernetCable> core;  //!< of that NIC
    };

    /// A host, which records each frame that comes to its NIC.
    struct Host
    {
        /// A frame that came.
        struct Arrival
        {
            Time time;           //!< when
            EthernetFrame frame; //!< it
        };

        Ptr<Node> node;            //!< it
        Ptr<EthernetNic> nic;      //!< its NIC
        std::vector<Arrival> seen; //!< what came, whomever it was for

        /// @param frame to be sent as it is
        void Send(const EthernetFrame& frame)
        {
            nic->SendFrom(frame.payload->Copy(), frame.source, frame.destination, frame.protocol);
        }

        /// A frame came: see Node::ProtocolHandler.
        void Receive(Ptr<NetDevice>,
                     Ptr<const Packet> payload,
                     uint16_t protocol,
                     const Address& source,
                     const Address& destination,
                     NetDevice::PacketType)
        {
            EthernetFrame frame;
            frame.source = Mac48Address::ConvertFrom(source);
            frame.destination = Mac48Address::ConvertFrom(destination);
            frame.protocol = protocol;
            frame.payload = payload;
            seen.push_back({Simulator::Now(), frame});
        }
    };

    GatewayTestNet()
    {
        fabric = CreateObject<Node>();
        lanSwitch = CreateObject<VlanSwitch>();
        lanSwitch->Install(fabric);
        core = CreateObject<Node>();
        InternetStackHelper().Install(core);
        const auto ipv4 = core->GetObject<Ipv4>();
        ipv4->AddAddress(0, Ipv4InterfaceAddress("10.9.0.1", "255.255.255.255"));
    }

    /// @param node a node @return a new port of the switch in the VLAN, to a new NIC of the node
    Ptr<SwitchPort> Join(Ptr<Node> node, Ptr<EthernetNic>& nic, Ptr<EthernetCable>* cable = nullptr)
    {
        nic = ethernet.Install(node);
        const auto far = ethernet.Install(fabric);
        const auto between = ethernet.Connect(nic, far);
        if (cable)
        {
            *cable = between;
        }
        const auto port = lanSwitch->AddNic(far);
        lanSwitch->SetAccess(port, VLAN);
        return port;
    }

    /**
     * @brief Give a device an address.
     * @param device it @param address with its prefix length, IPv4 and /24 or IPv6 and /64
     */
    static void Assign(Ptr<NetDevice> device, const std::string& address)
    {
        const auto node = device->GetNode();
        if (address.find(':') != std::string::npos)
        {
            const auto ipv6 = node->GetObject<Ipv6>();
            int32_t interface = ipv6->GetInterfaceForDevice(device);
            interface = interface < 0 ? ipv6->AddInterface(device) : interface;
            ipv6->AddAddress(interface,
                             Ipv6InterfaceAddress(Ipv6Address(address.c_str()), Ipv6Prefix(64)));
            ipv6->SetUp(interface);
            ipv6->SetForwarding(interface, true);
            return;
        }
        const auto ipv4 = node->GetObject<Ipv4>();
        int32_t interface = ipv4->GetInterfaceForDevice(device);
        interface = interface < 0 ? ipv4->AddInterface(device) : interface;
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address(address.c_str()), "255.255.255.0"));
        ipv4->SetUp(interface);
    }

    /// @param number 2 to 254 @return a router, 10.1.0.number and 2001:db8:1::number in the VLAN
    Router& AddRouter(uint8_t number)
    {
        routers.push_back(std::make_unique<Router>());
        Router& router = *routers.back();
        const std::string n = std::to_string(number);
        router.node = CreateObject<Node>();
        InternetStackHelper().Install(router.node);
        const auto own = CreateObject<VlanSwitch>();
        own->Install(router.node);
        router.port = Join(router.node, router.lan, &router.cable);
        own->SetAccess(own->AddNic(router.lan), VLAN);
        router.svi = CreateObject<SviDevice>();
        router.svi->Install(router.node, VLAN);
        router.svi->SetAddress(Mac48Address(("02:00:00:00:01:0" + n).c_str()));
        Assign(router.svi, "10.1.0." + n);
        Assign(router.svi, "2001:db8:1::" + n);
        router.uplink = ethernet.Install(router.node);
        const auto far = ethernet.Install(core);
        router.core = ethernet.Connect(router.uplink, far);
        Assign(router.uplink, "10.8." + n + ".1");
        Assign(far, "10.8." + n + ".2");
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(router.node->GetObject<Ipv4>())
            ->AddHostRouteTo("10.9.0.1",
                             Ipv4Address(("10.8." + n + ".2").c_str()),
                             router.node->GetObject<Ipv4>()->GetInterfaceForDevice(router.uplink));
        return router;
    }

    /// @param number 2 to 254 @return a host, 10.1.0.number and 2001:db8:1::number; its gateways
    /// are 10.1.0.1 and none
    Host& AddHost(uint8_t number)
    {
        hosts.push_back(std::make_unique<Host>());
        Host& host = *hosts.back();
        const std::string n = std::to_string(number);
        host.node = CreateObject<Node>();
        InternetStackHelper().Install(host.node);
        Join(host.node, host.nic);
        Assign(host.nic, "10.1.0." + n);
        Assign(host.nic, "2001:db8:1::" + n);
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(host.node->GetObject<Ipv4>())
            ->SetDefaultRoute("10.1.0.1",
                              host.node->GetObject<Ipv4>()->GetInterfaceForDevice(host.nic));
        host.node->RegisterProtocolHandler(MakeCallback(&Host::Receive, &host), 0, host.nic, true);
        return host;
    }

    /// @param router it is alone in another VLAN: nobody hears it, nor does it hear anybody
    void Cut(const Router& router)
    {
        lanSwitch->SetAccess(router.port, VLAN + 1);
    }

    /// @param router it is in the VLAN again
    void Heal(const Router& router)
    {
        lanSwitch->SetAccess(router.port, VLAN);
    }

    EthernetHelper ethernet;                      //!< makes NICs and cables
    Ptr<Node> fabric;                             //!< the switch between them
    Ptr<VlanSwitch> lanSwitch;                    //!< the same
    Ptr<Node> core;                               //!< beyond the routers
    std::vector<std::unique_ptr<Router>> routers; //!< in order
    std::vector<std::unique_ptr<Host>> hosts;     //!< in order
};

} // namespace ns3

#endif /* GATEWAY_TEST_NET_H */
