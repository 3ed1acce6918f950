/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OVERLAY_TEST_NET_H
#define OVERLAY_TEST_NET_H

#include "control-test-network.h"
#include "packet-hex.h"

#include "ns3/ethernet-frame.h"
#include "ns3/inet-socket-address.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-lan-extension.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/vlan-switch.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// A port with hosts, without a cable: a test sends frames in, and finds what came out.
class HostPort : public SwitchPort
{
  public:
    /// What the switch sent to the hosts.
    struct Arrival
    {
        Time time;           //!< when
        EthernetFrame frame; //!< as it was on the port
    };

    void Send(const EthernetFrame& frame) override
    {
        seen.push_back({Simulator::Now(), frame});
    }

    bool IsUp() const override
    {
        return true;
    }

    std::string GetName() const override
    {
        return "hosts";
    }

    /// @param frame a host sends
    void Speak(const EthernetFrame& frame)
    {
        Deliver(frame);
    }

    /// @param source a MAC address @return how often something came from it
    std::size_t Count(const Mac48Address& source) const
    {
        std::size_t count = 0;
        for (const auto& arrival : seen)
        {
            count += arrival.frame.source == source;
        }
        return count;
    }

    std::vector<Arrival> seen; //!< in order
};

/**
 * @brief Edge devices around a core, each with a switch, a port with hosts in VLAN 100 and a
 * LispLanExtension, and a node that is Map-Server and Map-Resolver: node 1 of ControlTestNetwork.
 * Edge i (from 0) is node i + 2. A way from one node to another takes 20 ms and some microseconds.
 */
class OverlayTestNet : public ControlTestNetwork
{
  public:
    static constexpr uint16_t VLAN = 100;      //!< stretched
    static constexpr uint32_t INSTANCE = 7000; //!< of it: not the same number
    static constexpr uint16_t TYPE = 0x88b5;   //!< for experiments (IEEE 802-2014 table 9-1)

    /// An edge device.
    struct Edge
    {
        Ptr<Node> node;                  //!< itself
        NetworkAddress rloc;             //!< its locator
        Ptr<VlanSwitch> lan;             //!< its switch
        Ptr<HostPort> hosts;             //!< in VLAN 100
        Ptr<LispLanExtension> extension; //!< under test
        Ptr<LispXtr> xtr;                //!< its data plane
    };

    /// @param count edge devices @param isIpv6 whether locators are @param options of the site
    explicit OverlayTestNet(std::size_t count,
                            bool isIpv6 = false,
                            const LispSiteOptions& options = {})
    {
        const auto addressOf = isIpv6 ? &Ipv6Of : &Ipv4Of;
        mapping = AddNode();
        lisp.SetMapServer(mapping, addressOf(1).ToString());
        lisp.AddSite("lan", "secret of lan", options);
        for (uint32_t i = 0; i < count; i++)
        {
            Edge edge;
            edge.node = AddNode();
            edge.rloc = addressOf(i + 2);
            edge.lan = CreateObject<VlanSwitch>();
            edge.lan->Install(edge.node);
            edge.hosts = CreateObject<HostPort>();
            edge.lan->AddPort(edge.hosts, SwitchPortRole::HOST);
            edge.lan->SetAccess(edge.hosts, VLAN);
            edge.xtr = lisp.InstallXtr(edge.node, "lan", {edge.rloc.ToString()});
            lisp.AddDynamicPrefix(edge.node, LispLanExtension::GetAll(INSTANCE).ToString());
            edge.extension = CreateObject<LispLanExtension>();
            edge.extension->Install(edge.lan);
            edge.extension->AddVlan(VLAN, INSTANCE);
            edges.push_back(edge);
        }
        lisp.AssignStreams(1);
    }

    /// @param number of a host @return its MAC address
    static Mac48Address MacOf(uint8_t number)
    {
        const std::string digits = "0123456789abcdef";
        return Mac48Address(
            (std::string("02:00:00:00:00:") + digits[number >> 4] + digits[number & 15]).c_str());
    }

    /// @param from a MAC address @param to another @param size octets of payload @return a frame
    static EthernetFrame MakeFrame(const Mac48Address& from,
                                   const Mac48Address& to,
                                   uint32_t size = 46)
    {
        EthernetFrame frame;
        frame.source = from;
        frame.destination = to;
        frame.protocol = TYPE;
        frame.payload = Create<Packet>(size);
        return frame;
    }

    /// @param at when @param edge number of an edge device @param from host that sends there
    /// @param to host that it sends to; 255: all @param size octets of payload
    void SpeakAt(Time at, std::size_t edge, uint8_t from, uint8_t to, uint32_t size = 46)
    {
        const auto destination = to == 255 ? Mac48Address::GetBroadcast() : MacOf(to);
        const auto frame = MakeFrame(MacOf(from), destination, size);
        auto port = edges[edge].hosts;
        Simulator::ScheduleWithContext(edges[edge].node->GetId(), at, [port, frame]() {
            port->Speak(frame);
        });
    }

    /// @param at when @param from a node @param edge number of the edge device @param hex what is
    /// sent to its UDP port 4341, IPv4
    void SendDataAt(Time at, Ptr<Node> from, std::size_t edge, const std::string& hex)
    {
        const auto to = edges[edge].rloc.ToIpv4();
        Simulator::ScheduleWithContext(from->GetId(), at, [from, to, hex]() {
            auto socket = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
            socket->Bind();
            socket->SendTo(FromHex(hex), 0, InetSocketAddress(to, 4341));
            socket->Close();
        });
    }

    /// @param edge number of an edge device @param reason a reason @return frames dropped for it
    uint64_t GetDrops(std::size_t edge, ExtensionDropReason reason) const
    {
        return edges[edge].extension->GetDrops(reason);
    }

    /// @param edge number of an edge device @return all frames that its extension dropped
    uint64_t GetDrops(std::size_t edge) const
    {
        uint64_t drops = 0;
        for (std::size_t i = 0; i < EXTENSION_DROP_REASONS; i++)
        {
            drops += GetDrops(edge, static_cast<ExtensionDropReason>(i));
        }
        return drops;
    }

    /// @param host number of a host @return the locators registered for it, with blanks between
    std::string GetRegistered(uint8_t host) const
    {
        return NameRegistration(EidPrefix::Host(MacOf(host), INSTANCE));
    }

    /// @param eid an EID @return the locators registered for it, with blanks between
    std::string NameRegistration(const EidPrefix& eid) const
    {
        const auto* registration =
            mapping->GetObject<LispMapServer>()->GetRegistrations().Find(eid);
        std::string names;
        if (registration)
        {
            for (const auto& locator : registration->GetRecord().locators)
            {
                names += (names.empty() ? "" : " ") + locator.address.ToString();
            }
        }
        return names;
    }

    /// @param edge number of an edge device @param host number of a host @return what its map-cache
    /// has for it, as LocatorSet::ToString; "negative"; "": nothing
    std::string GetCached(std::size_t edge, uint8_t host) const
    {
        const auto* entry = edges[edge].xtr->PeekMapping(INSTANCE, MacOf(host));
        return !entry ? "" : entry->locators ? entry->locators->ToString() : "negative";
    }

    LispHelper lisp;         //!< of all
    Ptr<Node> mapping;       //!< Map-Server and Map-Resolver
    std::vector<Edge> edges; //!< edge devices
};

} // namespace ns3

#endif /* OVERLAY_TEST_NET_H */
