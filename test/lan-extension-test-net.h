/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_TEST_NET_H
#define LAN_EXTENSION_TEST_NET_H

#include "ns3/bundle-extension.h"
#include "ns3/channel.h"
#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/flow-report.h"
#include "ns3/ipv4-header.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/mac48-address.h"
#include "ns3/names.h"
#include "ns3/nic-port.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-traffic.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Data centres that share a VLAN over a LAN extension, built by the helpers as a script
 * does, and streams of frames whose copies are counted at every host.
 *
 * Each data centre has two gateways and two racks, with a host in each; they are 5 ms from each
 * other. Host 0 is in rack 1 of data centre 0, host 1 in rack 2 there, hosts 2 and 3 in data centre
 * 1, and so on.
 */
class LanExtensionTestNet
{
  public:
    static constexpr uint16_t VLAN = 100;              //!< stretched
    static constexpr uint16_t TYPE = 0x88b5;           //!< for local experiments (IEEE 802)
    static constexpr uint16_t IPV4 = 0x0800;           //!< EtherType
    static constexpr uint32_t MAGIC = 0x4c414e58;      //!< begins each payload
    static constexpr uint32_t PAYLOAD = 46;            //!< octets
    static constexpr std::size_t HOSTS = 2;            //!< in each data centre
    static constexpr const char* GATEWAY = "10.1.0.1"; //!< shared by all gateways

    /// A host.
    struct Host
    {
        std::size_t dataCenter; //!< where it is
        Ptr<Node> node;         //!< its node
        Ptr<EthernetNic> nic;   //!< its NIC
        std::string address;    //!< its address
    };

    /// Frames that one host sends to one address, and how many copies of each come to whom.
    struct Stream
    {
        std::size_t from;                          //!< number of the host
        Mac48Address to;                           //!< destination
        Ipv4Address group;                         //!< of IPv4 multicast; 0.0.0.0: not IPv4
        std::vector<Time> sent;                    //!< when, by number of the frame
        std::vector<std::vector<uint16_t>> copies; //!< by host and number of the frame
    };

    /// Times between which frames may be lost.
    using Windows = std::vector<std::pair<Time, Time>>;

    /**
     * @param kind of extension
     * @param dataCenters how many
     * @param filterHsrp whether each data centre has its own active gateway
     */
    explicit LanExtensionTestNet(const std::string& kind,
                                 std::size_t dataCenters = 2,
                                 bool filterHsrp = true)
        : core(AddressFamily::IPV4),
          extension(kind)
    {
        for (std::size_t i = 0; i < dataCenters; i++)
        {
            const std::string name = NAMES[i];
            core.AddRouter("core-" + name);
            for (std::size_t other = 0; other < i; other++)
            {
                core.Connect(other, i, MilliSeconds(5));
            }
            DataCenterOptions options;
            options.racks = HOSTS;
            sites.push_back(std::make_unique<DataCenterHelper>(name, options));
            sites[i]->AddVlan(VLAN, std::string(GATEWAY) + "/24", 1 + 2 * i);
            for (std::size_t rack = 0; rack < HOSTS; rack++)
            {
                const std::string address = "10.1.0." + std::to_string(100 + 10 * i + rack);
                auto node = sites[i]->AddHost(name + "-host" + std::to_string(rack + 1),
                                              VLAN,
                                              address,
                                              rack + 1);
                hosts.push_back({i, node, FindNic(node), address});
            }
            for (uint32_t gateway = 0; gateway < 2; gateway++)
            {
                core.Attach(sites[i]->GetGateways().Get(gateway), i);
            }
            extension.Add(*sites[i]);
        }
        extension.AddVlan(VLAN);
        extension.SetDelay(MilliSeconds(5));
        extension.SetAttribute("FilterHsrp", StringValue(filterHsrp ? "true" : "false"));
        extension.Install();
        for (const auto& host : hosts)
        {
            for (const uint16_t type : {TYPE, IPV4})
            {
                host.node->RegisterProtocolHandler(
                    MakeCallback(&LanExtensionTestNet::Receive, this),
                    type,
                    host.nic,
                    true);
            }
        }
    }

    ~LanExtensionTestNet()
    {
        Simulator::Destroy();
        Names::Clear();
    }

    LanExtensionTestNet(const LanExtensionTestNet&) = delete;
    LanExtensionTestNet& operator=(const LanExtensionTestNet&) = delete;

    // ---- traffic -------------------------------------------------------------------------------

    /**
     * @brief Let a host send a frame every 10 ms.
     * @param from number of the host @param to destination @param start when the first one leaves
     * @param stop no frame leaves from then on
     * @param group of IPv4 multicast, whose address becomes the destination
     * @return number of the stream
     */
    std::size_t AddStream(std::size_t from,
                          const Mac48Address& to,
                          Time start,
                          Time stop,
                          Ipv4Address group = Ipv4Address(uint32_t{0}))
    {
        const bool isIp = group != Ipv4Address(uint32_t{0});
        streams.push_back({from,
                           isIp ? Mac48Address::GetMulticast(group) : to,
                           group,
                           {},
                           std::vector<std::vector<uint16_t>>(hosts.size())});
        const std::size_t number = streams.size() - 1;
        Simulator::Schedule(start, [this, number, stop]() { Send(number, stop); });
        return number;
    }

    /// @param start of the first of them @param stop of all: each host sends broadcasts
    /// @return number of host 0's stream; those of the others follow
    std::size_t AddBroadcasts(Time start, Time stop)
    {
        const std::size_t first = streams.size();
        for (std::size_t host = 0; host < hosts.size(); host++)
        {
            // Between each other, so that the frames of hosts do not meet.
            AddStream(host,
                      Mac48Address::GetBroadcast(),
                      start + MicroSeconds(1500) * static_cast<int64_t>(host),
                      stop);
        }
        return first;
    }

    /// @param stream a number @param host another @return copies that came to the host
    uint64_t GetCopies(std::size_t stream, std::size_t host) const
    {
        uint64_t sum = 0;
        for (const auto copies : streams[stream].copies[host])
        {
            sum += copies;
        }
        return sum;
    }

    /**
     * @brief Look whether each frame of a stream came once, or not at all where that may be.
     * @param stream a number @param host another @param windows in which frames may be lost
     * @return what is wrong with the first one of which it is not so; "": nothing
     */
    std::string Check(std::size_t stream, std::size_t host, const Windows& windows = {}) const
    {
        const auto& sent = streams[stream].sent;
        const auto& copies = streams[stream].copies[host];
        for (std::size_t i = 0; i < sent.size(); i++)
        {
            const bool mayBeLost =
                std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
                    return sent[i] >= window.first && sent[i] <= window.second;
                });
            if (copies[i] > 1 || (copies[i] == 0 && !mayBeLost))
            {
                return "host " + std::to_string(streams[stream].from) + " to " +
                       std::to_string(host) + ": " + std::to_string(copies[i]) +
                       " copies of the frame sent at " + std::to_string(sent[i].GetSeconds());
            }
        }
        return sent.empty() ? "nothing was sent" : "";
    }

    /// @param stream a number @param host another @return frames that did not come to the host
    uint64_t GetLost(std::size_t stream, std::size_t host) const
    {
        const auto& copies = streams[stream].copies[host];
        return std::count(copies.begin(), copies.end(), 0);
    }

    /**
     * @brief Account for everything, and let two hosts send UDP to each other, 100 octets every
     * 10 ms: the first two flows.
     * @param traffic the account @param one number of a host @param other another's
     */
    void AddFlows(StudyTraffic& traffic, std::size_t one, std::size_t other) const
    {
        traffic.Watch(GetNodes());
        for (const auto& [from, to] : {std::make_pair(one, other), std::make_pair(other, one)})
        {
            traffic.AddUdp(hosts[from].address, GetEnd(from), GetEnd(to), MilliSeconds(10), 100);
        }
    }

    /// @return all nodes
    NodeContainer GetNodes() const
    {
        NodeContainer all(core.GetRouters(), extension.GetNodes());
        for (const auto& site : sites)
        {
            all.Add(site->GetNodes());
        }
        return all;
    }

    /// @param host a number @return the host, as an end of a flow
    StudyTraffic::End GetEnd(std::size_t host) const
    {
        return {hosts[host].node, NetworkAddress::FromString(hosts[host].address)};
    }

    /**
     * @brief Look whether each packet of a flow came once, or not at all where that may be, and has
     * a named reason if it did not.
     * @param flow what became of it @param windows in which packets may be lost
     * @return what is wrong; "": nothing
     */
    static std::string CheckFlow(const FlowReport& flow, const Windows& windows = {})
    {
        for (const auto& packet : flow.packets)
        {
            const Time sent = Seconds(packet.sent_s);
            const bool mayBeLost =
                std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
                    return sent >= window.first && sent <= window.second;
                });
            if (packet.reason != 0 && !mayBeLost)
            {
                return flow.name + ": lost at " + std::to_string(packet.sent_s) + ", " +
                       flow.reasons[packet.reason - 1];
            }
        }
        uint64_t named = 0;
        for (const auto& [reason, count] : flow.lostByReason)
        {
            if (reason.find("vanished") != std::string::npos)
            {
                return flow.name + ": " + reason;
            }
            named += count;
        }
        return flow.packets.empty() || named != flow.lost || flow.duplicated > 0
                   ? flow.name + ": doubled, or lost without a reason"
                   : "";
    }

    // ---- failures ------------------------------------------------------------------------------

    /**
     * @brief Let all links of a gateway fail, or come back.
     * @param site number of the data centre @param gateway 0 or 1 @param up whether they are
     */
    void SetGateway(std::size_t site, uint32_t gateway, bool up)
    {
        SetLinks(sites[site]->GetGateways().Get(gateway), up, false);
    }

    /// @param site number of a data centre @param gateway 0 or 1 @param up whether its links to the
    /// core, the provider or the other data centre are
    void SetUplink(std::size_t site, uint32_t gateway, bool up)
    {
        SetLinks(sites[site]->GetGateways().Get(gateway), up, true);
    }

    /// @param site number of a data centre @param up whether its peer-link is
    void SetPeerLink(std::size_t site, bool up)
    {
        auto port = DynamicCast<NicPort>(sites[site]->GetPeerPort(0));
        SetCable(port->GetNic(), up);
    }

    /// @param site number of a data centre @param up whether it reaches the others
    void SetExtension(std::size_t site, bool up)
    {
        for (const auto& port : extension.GetExtensions()[site])
        {
            auto bundle = DynamicCast<BundleExtension>(port);
            for (const auto& member :
                 bundle ? bundle->GetBundle()->GetMembers() : std::vector<Ptr<SwitchPort>>())
            {
                if (auto nicPort = DynamicCast<NicPort>(member))
                {
                    SetCable(nicPort->GetNic(), up);
                }
            }
        }
        const bool isMpls = extension.GetNodes().GetN() > 0;
        const auto& routers = isMpls ? extension.GetNodes() : core.GetRouters();
        auto node = routers.Get(site);
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            auto device = node->GetDevice(i);
            auto nic = DynamicCast<EthernetNic>(device);
            const Ptr<Channel> channel = nic ? Ptr<Channel>(GetCable(nic)) : device->GetChannel();
            if (!channel)
            {
                continue;
            }
            bool isInside = false; // of the core
            for (std::size_t end = 0; end < channel->GetNDevices(); end++)
            {
                const auto other = channel->GetDevice(end)->GetNode();
                isInside = isInside || (other != node && routers.Contains(other->GetId()));
            }
            if (isInside && nic)
            {
                SetCable(nic, up);
            }
            else if (isInside)
            {
                SetLink(DynamicCast<PointToPointNetDevice>(device), up);
            }
        }
    }

    CoreHelper core;                                      //!< with a router for each data centre
    LanExtensionHelper extension;                         //!< under test
    std::vector<std::unique_ptr<DataCenterHelper>> sites; //!< data centres
    std::vector<Host> hosts;                              //!< by number
    std::vector<Stream> streams;                          //!< by number

  private:
    static constexpr const char* NAMES[] = {"paris", "rome", "oslo"}; //!< of data centres

    /// @param node a host @return its NIC
    static Ptr<EthernetNic> FindNic(Ptr<Node> node)
    {
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            if (auto nic = DynamicCast<EthernetNic>(node->GetDevice(i)))
            {
                return nic;
            }
        }
        return nullptr;
    }

    /// @param stream sends a frame now, and later @param stop until then
    void Send(std::size_t stream, Time stop)
    {
        if (Simulator::Now() >= stop)
        {
            return;
        }
        auto& what = streams[stream];
        const auto number = static_cast<uint32_t>(what.sent.size());
        uint8_t octets[PAYLOAD] = {};
        const uint32_t words[] = {MAGIC, static_cast<uint32_t>(stream), number};
        for (std::size_t i = 0; i < 12; i++)
        {
            octets[i] = static_cast<uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
        }
        auto packet = Create<Packet>(octets, PAYLOAD);
        const bool isIp = what.group != Ipv4Address(uint32_t{0});
        if (isIp)
        {
            Ipv4Header header;
            header.SetSource(Ipv4Address(hosts[what.from].address.c_str()));
            header.SetDestination(what.group);
            header.SetProtocol(EXPERIMENT);
            header.SetPayloadSize(PAYLOAD);
            header.SetTtl(1);
            header.EnableChecksum();
            packet->AddHeader(header);
        }
        what.sent.push_back(Simulator::Now());
        for (auto& copies : what.copies)
        {
            copies.push_back(0);
        }
        hosts[what.from].nic->Send(packet, what.to, isIp ? IPV4 : TYPE);
        Simulator::Schedule(MilliSeconds(10), [this, stream, stop]() { Send(stream, stop); });
    }

    /// See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> nic,
                 Ptr<const Packet> packet,
                 uint16_t type,
                 const Address&,
                 const Address&,
                 NetDevice::PacketType)
    {
        constexpr uint32_t HEADER = 20;
        uint8_t octets[HEADER + 12] = {};
        const uint32_t before = type == IPV4 ? HEADER : 0;
        if (packet->CopyData(octets, before + 12) < before + 12)
        {
            return;
        }
        uint32_t words[3] = {};
        for (std::size_t i = 0; i < 12; i++)
        {
            words[i / 4] = words[i / 4] << 8 | octets[before + i];
        }
        if (words[0] != MAGIC)
        {
            return;
        }
        const auto host = std::find_if(hosts.begin(), hosts.end(), [&nic](const Host& other) {
            return other.nic == nic;
        });
        streams.at(words[1]).copies[host - hosts.begin()].at(words[2])++;
    }

    /// @param node a gateway @param up whether its links are @param outside not those to its peer
    /// and to racks
    void SetLinks(Ptr<Node> node, bool up, bool outside)
    {
        NodeContainer inside;
        for (const auto& site : sites)
        {
            inside.Add(site->GetRacks());
            inside.Add(site->GetGateways().Contains(node->GetId()) ? site->GetGateways()
                                                                   : NodeContainer());
        }
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            auto nic = DynamicCast<EthernetNic>(node->GetDevice(i));
            if (auto link = DynamicCast<PointToPointNetDevice>(node->GetDevice(i)))
            {
                SetLink(link, up);
            }
            else if (nic && !(outside && GetCable(nic) && LeadsTo(nic, inside)))
            {
                SetCable(nic, up);
            }
        }
    }

    /// @param nic a NIC @param nodes some nodes @return true if its cable's other end is at one
    bool LeadsTo(Ptr<EthernetNic> nic, const NodeContainer& nodes) const
    {
        const auto cable = GetCable(nic);
        for (std::size_t end = 0; end < cable->GetNDevices(); end++)
        {
            const auto other = cable->GetDevice(end)->GetNode();
            if (other != nic->GetNode() && nodes.Contains(other->GetId()))
            {
                return true;
            }
        }
        return false;
    }

    /// @param nic a NIC @return its cable, also if it was pulled by SetCable
    Ptr<EthernetCable> GetCable(Ptr<EthernetNic> nic) const
    {
        const auto pulled = m_pulled.find(nic);
        return pulled == m_pulled.end() ? nic->GetCable() : pulled->second;
    }

    /// @param nic a NIC @param up whether its cable is plugged in
    void SetCable(Ptr<EthernetNic> nic, bool up)
    {
        const auto pulled = m_pulled.find(nic);
        if (up && pulled != m_pulled.end())
        {
            nic->Plug(pulled->second);
            m_pulled.erase(pulled);
        }
        else if (!up && nic->GetCable())
        {
            m_pulled[nic] = nic->GetCable();
            nic->Unplug();
        }
    }

    /// @param link one end of a link to or in the core @param up whether both ends take what comes
    void SetLink(Ptr<PointToPointNetDevice> link, bool up)
    {
        for (std::size_t i = 0; i < 2; i++)
        {
            auto& model = m_models[link->GetChannel()->GetDevice(i)];
            if (!model)
            {
                model = CreateObject<RateErrorModel>();
                model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                model->SetRate(1);
                link->GetChannel()->GetDevice(i)->SetAttribute("ReceiveErrorModel",
                                                               PointerValue(model));
            }
            up ? model->Disable() : model->Enable();
        }
    }

    static constexpr uint8_t EXPERIMENT = 253; //!< protocol for experiments (RFC 3692)

    std::map<Ptr<EthernetNic>, Ptr<EthernetCable>> m_pulled; //!< see SetCable
    std::map<Ptr<NetDevice>, Ptr<RateErrorModel>> m_models;  //!< of links to and in the core
};

} // namespace ns3

#endif /* LAN_EXTENSION_TEST_NET_H */
