/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EXTENDED_SUBNET_TEST_NET_H
#define EXTENDED_SUBNET_TEST_NET_H

#include "control-test-network.h"

#include "ns3/dynamic-eid-detection.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-frame.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/lisp-control-port.h"
#include "ns3/lisp-helper.h"
#include "ns3/svi-device.h"
#include "ns3/vlan-switch.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief A LISP site over two data centres of two xTRs each, on one stretched subnet.
 *
 * xTR i (0 and 1 in data centre 1, 2 and 3 in data centre 2) is node i + 1 of a
 * ControlTestNetwork: its locator is 10.0.(i+1).2, 10 ms from the core. It is a switch too, with a
 * gateway port 10.1.0.(i+2), and a port with a host. The switches make a row, 1 - 0 - 2 - 3, by
 * cables of 1 ms; that from 0 to 2 is the LAN extension. Host i is on a cable of 1 ms too. The
 * Map-Server is node 5. All links are of 1 Gbit/s, so that a short message adds 1 us at each.
 *
 * So what host 0 says is heard by xTR 0 after 1 ms; what this announces by 1 and 2 after 1 ms, by
 * 3 after 2 ms; and what it registers is at the Map-Server after 20 ms.
 */
struct ExtendedSubnetNet
{
    static constexpr uint32_t XTRS = 4; //!< xTRs

    /// What a test does otherwise.
    struct Options
    {
        std::string prefix{"10.1.0.0/24"};                      //!< of the subnet
        std::string group{"239.1.1.1"};                         //!< of its xTRs
        std::vector<std::string> here{"10.0.1.2", "10.0.2.2"};  //!< of data centre 1
        std::vector<std::string> there{"10.0.3.2", "10.0.4.2"}; //!< of data centre 2
        LispSiteOptions site;                                   //!< of the site
        std::function<void(LispHelper&)> configure;             //!< sets attributes
        std::function<void(ExtendedSubnetNet&)> addPorts;       //!< before LISP comes
    };

    /// Without anything else.
    ExtendedSubnetNet()
        : ExtendedSubnetNet(Options())
    {
    }

    /// @param options what is different
    explicit ExtendedSubnetNet(const Options& options)
    {
        ethernet.SetNicAttribute("DataRate", StringValue("1Gbps"));
        ethernet.SetCableAttribute("Delay", StringValue("1ms"));
        for (uint32_t i = 0; i < XTRS; ++i)
        {
            xtrs[i] = network.AddNode();
            switches[i] = CreateObject<VlanSwitch>();
            switches[i]->Install(xtrs[i]);
            hosts[i] = Join(CreateObject<Node>(), i, SwitchPortRole::HOST);
        }
        fabric = Link(0, 1, SwitchPortRole::FABRIC);
        Link(2, 3, SwitchPortRole::FABRIC);
        extension = Link(0, 2, SwitchPortRole::EXTENSION);
        extensionCable = extension->GetCable();
        for (uint32_t i = 0; i < XTRS; ++i)
        {
            AddGateway(i);
        }
        mapServer = network.AddNode();
        if (options.addPorts)
        {
            options.addPorts(*this);
        }
        if (options.configure)
        {
            options.configure(lisp);
        }
        lisp.AddSite("dc", "louvre", options.site);
        lisp.SetMapServer(mapServer, "10.0.5.2");
        for (uint32_t i = 0; i < XTRS; ++i)
        {
            lisp.InstallXtr(xtrs[i], "dc", {"10.0." + std::to_string(i + 1) + ".2"});
            lisp.AddDynamicPrefix(xtrs[i],
                                  options.prefix,
                                  options.group,
                                  i < 2 ? options.here : options.there);
            lisp.DetectHosts(xtrs[i], svis[i]);
            Watch(i);
        }
        lisp.AssignStreams(1);
    }

    // ---- what happens ------------------------------------------------------------------------

    /// @param milliseconds when @param action what
    static void At(int64_t milliseconds, std::function<void()> action)
    {
        Simulator::Schedule(MilliSeconds(milliseconds), std::move(action));
    }

    /// @param milliseconds until when to run
    static void Run(int64_t milliseconds)
    {
        Simulator::Stop(MilliSeconds(milliseconds));
        Simulator::Run();
    }

    /**
     * @brief A host says something to its neighbours.
     * @param at at which xTR's host port @param type of the frame @param operation of ARP or RARP
     * @param ip its address @param target whom it asks for @param mac its MAC address
     */
    void SayArp(uint32_t at,
                uint16_t type,
                uint8_t operation,
                const char* ip,
                const char* target,
                const char* mac)
    {
        std::vector<uint8_t> octets{0, 1, 8, 0, 6, 4, 0, operation};
        uint8_t address[6];
        Mac48Address(mac).CopyTo(address);
        octets.insert(octets.end(), address, address + 6);
        Ipv4Address(ip).Serialize(address);
        octets.insert(octets.end(), address, address + 4);
        Mac48Address(type == EthernetFrame::RARP ? mac : "00:00:00:00:00:00").CopyTo(address);
        octets.insert(octets.end(), address, address + 6);
        Ipv4Address(target).Serialize(address);
        octets.insert(octets.end(), address, address + 4);
        hosts[at]->SendFrom(Create<Packet>(octets.data(), octets.size()),
                            Mac48Address(mac),
                            Mac48Address::GetBroadcast(),
                            type);
    }

    /// A host announces itself. @param at at which xTR's host port @param ip its address @param mac
    /// its MAC address
    void Speak(uint32_t at, const char* ip = HOST, const char* mac = MAC)
    {
        SayArp(at, EthernetFrame::ARP, 1, ip, ip, mac);
    }

    /// @param milliseconds when @param at where the host announces itself @param ip its address
    void SpeakAt(int64_t milliseconds, uint32_t at, const char* ip = HOST)
    {
        At(milliseconds, [this, at, ip] { Speak(at, ip); });
    }

    /// @param from when the extension is cut @param until when it is whole again; 0: never
    void CutAt(int64_t from, int64_t until = 0)
    {
        At(from, [this] { extension->Unplug(); });
        if (until)
        {
            At(until, [this] { extension->Plug(extensionCable); });
        }
    }

    // ---- what came of it ---------------------------------------------------------------------

    /// @param i an xTR @return its control plane
    Ptr<LispEtr> Etr(uint32_t i) const
    {
        return xtrs[i]->GetObject<LispEtr>();
    }

    /// @param i an xTR @return its data plane
    Ptr<LispXtr> Xtr(uint32_t i) const
    {
        return xtrs[i]->GetObject<LispXtr>();
    }

    /// @param i an xTR @return its detection
    Ptr<DynamicEidDetection> Detection(uint32_t i) const
    {
        return xtrs[i]->GetObject<DynamicEidDetection>();
    }

    /// @param i an xTR @param reason a reason @return what it dropped of control for it
    uint64_t ControlDrops(uint32_t i, LispControlDrop reason) const
    {
        return xtrs[i]->GetObject<LispControlPort>()->GetStatistics().GetDrops(reason);
    }

    /// @param ip a host @return what the xTRs know of it, as "discovered peer away away"
    std::string Kinds(const char* ip = HOST) const
    {
        std::string text;
        for (uint32_t i = 0; i < XTRS; ++i)
        {
            const auto* entry =
                Xtr(i)->GetEidDatabase().Find(EidPrefix::Host(NetworkAddress::FromString(ip)));
            text += (i ? " " : "") + std::string(entry ? ToString(entry->kind) : "-");
        }
        return text;
    }

    /// @param ip a host @return where it is registered, as "10.0.1.2 10.0.2.2 by 10.0.1.2"
    std::string Registered(const char* ip = HOST) const
    {
        const auto& registrations = mapServer->GetObject<LispMapServer>()->GetRegistrations();
        const auto* entry =
            registrations.GetEntries().Find(EidPrefix::Host(NetworkAddress::FromString(ip)));
        if (!entry)
        {
            return "-";
        }
        std::string text;
        for (const auto& rloc : entry->GetRlocs())
        {
            text += rloc.ToString() + " ";
        }
        text += "by";
        for (const auto& registrant : entry->registrants)
        {
            text += " " + registrant.xtr.source.ToString();
        }
        return text;
    }

    /// @param i an xTR @return when it announced a host, "1001 2001 3001"
    std::string Announced(uint32_t i) const
    {
        return ControlTestText(sent[i]);
    }

    static constexpr const char* HOST = "10.1.0.10";        //!< a host
    static constexpr const char* MAC = "02:00:00:00:00:10"; //!< its MAC address

    ControlTestNetwork network;                  //!< the core
    EthernetHelper ethernet;                     //!< of the subnet
    LispHelper lisp;                             //!< of the site
    std::array<Ptr<Node>, XTRS> xtrs;            //!< the xTRs
    std::array<Ptr<VlanSwitch>, XTRS> switches;  //!< the same as switches
    std::array<Ptr<SviDevice>, XTRS> svis;       //!< their gateway ports
    std::array<Ptr<EthernetNic>, XTRS> hosts;    //!< a host's at each
    Ptr<EthernetNic> fabric;                     //!< xTR 0's end of the cable to 1
    Ptr<EthernetNic> extension;                  //!< xTR 0's end of the extension
    Ptr<EthernetCable> extensionCable;           //!< the extension
    Ptr<Node> mapServer;                         //!< the Map-Server
    std::vector<std::string> log;                //!< "1002 1 peer 10.1.0.10/32", ...
    std::array<std::vector<int64_t>, XTRS> sent; //!< when each announced a host
    std::array<uint32_t, XTRS> received{};       //!< announcements that each believed
    std::array<ControlTestLog, XTRS> messages;   //!< control messages that each sent
    std::vector<std::string> causes;             //!< "0 gratuitous-arp", ...

  private:
    /// @param node a node @param i the xTR whose switch it joins @param role of the port @return
    /// the node's NIC
    Ptr<EthernetNic> Join(Ptr<Node> node, uint32_t i, SwitchPortRole role)
    {
        auto nics = ethernet.Install(node, xtrs[i]);
        switches[i]->AddNic(DynamicCast<EthernetNic>(nics.Get(1)), role);
        return DynamicCast<EthernetNic>(nics.Get(0));
    }

    /// @param a a switch @param b another @param role of the ports between @return a's NIC
    Ptr<EthernetNic> Link(uint32_t a, uint32_t b, SwitchPortRole role)
    {
        auto nic = Join(xtrs[a], b, role);
        switches[a]->AddNic(nic, role);
        return nic;
    }

    /// @param i an xTR that gets its gateway port
    void AddGateway(uint32_t i)
    {
        svis[i] = CreateObject<SviDevice>();
        svis[i]->Install(xtrs[i], 1);
        auto ipv4 = xtrs[i]->GetObject<Ipv4>();
        auto at = ipv4->AddInterface(svis[i]);
        const auto last = std::to_string(i + 2);
        ipv4->AddAddress(
            at,
            Ipv4InterfaceAddress(Ipv4Address(("10.1.0." + last).c_str()), Ipv4Mask("/24")));
        ipv4->SetUp(at);
        auto ipv6 = xtrs[i]->GetObject<Ipv6>();
        at = ipv6->AddInterface(svis[i]);
        ipv6->SetUp(at);
        ipv6->AddAddress(
            at,
            Ipv6InterfaceAddress(Ipv6Address(("fd01::" + last).c_str()), Ipv6Prefix(64)));
        ipv6->SetForwarding(at, true);
    }

    /// @param i an xTR whose events are written down
    void Watch(uint32_t i)
    {
        auto etr = Etr(i);
        etr->TraceConnectWithoutContext(
            "Discovered",
            MakeBoundCallback(&ExtendedSubnetNet::OnDiscovered, this, i));
        etr->TraceConnectWithoutContext("Peer",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnPeer, this, i));
        etr->TraceConnectWithoutContext("Away",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnAway, this, i));
        etr->TraceConnectWithoutContext("Gone",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnGone, this, i));
        etr->TraceConnectWithoutContext("FlapHeld",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnHeld, this, i));
        etr->TraceConnectWithoutContext("SiteNotifySent",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnSent, this, i));
        etr->TraceConnectWithoutContext("SiteNotified",
                                        MakeBoundCallback(&ExtendedSubnetNet::OnNotified, this, i));
        Detection(i)->TraceConnectWithoutContext(
            "Detected",
            MakeBoundCallback(&ExtendedSubnetNet::OnDetected, this, i));
        messages[i].Watch(xtrs[i]->GetObject<LispControlPort>(), "Sent");
    }

    /// @param i an xTR @param what came to pass @param eid with which host
    void Note(uint32_t i, const std::string& what, const EidPrefix& eid)
    {
        log.push_back(std::to_string(Simulator::Now().GetMilliSeconds()) + " " + std::to_string(i) +
                      " " + what + " " + eid.GetAddress().ToString());
    }

    // Trace sinks. net: the network; i: the xTR; then as the trace source says.

    static void OnDiscovered(ExtendedSubnetNet* net,
                             uint32_t i,
                             const EidPrefix& eid,
                             EidDiscovery discovery)
    {
        net->Note(i, ToString(discovery), eid);
    }

    static void OnPeer(ExtendedSubnetNet* net, uint32_t i, const EidPrefix& eid, Ptr<NetDevice>)
    {
        net->Note(i, "peer", eid);
    }

    static void OnAway(ExtendedSubnetNet* net, uint32_t i, const EidPrefix& eid)
    {
        net->Note(i, "away", eid);
    }

    static void OnGone(ExtendedSubnetNet* net, uint32_t i, const EidPrefix& eid)
    {
        net->Note(i, "gone", eid);
    }

    static void OnHeld(ExtendedSubnetNet* net, uint32_t i, const EidPrefix& eid, Time until)
    {
        net->Note(i, "held-until-" + std::to_string(until.GetMilliSeconds()), eid);
    }

    static void OnSent(ExtendedSubnetNet* net,
                       uint32_t i,
                       const EidPrefix&,
                       const NetworkAddress&,
                       unsigned)
    {
        net->sent[i].push_back(Simulator::Now().GetMilliSeconds());
    }

    static void OnNotified(ExtendedSubnetNet* net,
                           uint32_t i,
                           const LispMappingRecord&,
                           const NetworkAddress&)
    {
        ++net->received[i];
    }

    static void OnDetected(ExtendedSubnetNet* net,
                           uint32_t i,
                           const EidPrefix&,
                           Ptr<NetDevice>,
                           EidDiscovery,
                           const std::string& cause)
    {
        net->causes.push_back(std::to_string(i) + " " + cause);
    }
};

} // namespace ns3

#endif /* EXTENDED_SUBNET_TEST_NET_H */
