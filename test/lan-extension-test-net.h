/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_TEST_NET_H
#define LAN_EXTENSION_TEST_NET_H

#include "lan-extension-test-streams.h"

#include "ns3/bundle-extension.h"
#include "ns3/channel.h"
#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/names.h"
#include "ns3/nic-port.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-traffic.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Data centres that share a VLAN over a LAN extension, built by the helpers as a script
 * does, and their failures.
 *
 * Each data centre has two gateways and two racks, with a host in each; they are 5 ms from each
 * other. Host 0 is in rack 1 of data centre 0, host 1 in rack 2 there, hosts 2 and 3 in data centre
 * 1, and so on.
 */
class LanExtensionTestNet : public LanExtensionTestStreams
{
  public:
    static constexpr uint16_t VLAN = 100;              //!< stretched
    static constexpr std::size_t HOSTS = 2;            //!< in each data centre
    static constexpr const char* GATEWAY = "10.1.0.1"; //!< shared by all gateways

    /**
     * @param kind of extension
     * @param dataCenters how many
     * @param filterHsrp whether each data centre has its own active gateway
     * @param transport of pseudowires; "": as the kind has it by itself
     * @param mtu of the links between switches and to the core
     */
    explicit LanExtensionTestNet(const std::string& kind,
                                 std::size_t dataCenters = 2,
                                 bool filterHsrp = true,
                                 const std::string& transport = "",
                                 uint16_t mtu = CoreHelper::JUMBO_MTU)
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
            options.mtu = mtu;
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
            sites[i]->Attach(core, i);
            extension.Add(*sites[i]);
        }
        if (!transport.empty())
        {
            extension.SetTransport(transport);
        }
        if (kind == "lisp")
        {
            mapping = core.AddServer("map-server", 0);
            lisp.SetMapServer(mapping.device->GetNode(), mapping.address.ToString());
            extension.SetLisp(lisp);
        }
        extension.AddVlan(VLAN);
        extension.SetDelay(MilliSeconds(5));
        extension.SetAttribute("FilterHsrp", StringValue(filterHsrp ? "true" : "false"));
        extension.Install();
        lisp.AssignStreams(1);
        Listen();
    }

    ~LanExtensionTestNet()
    {
        Simulator::Destroy();
        Names::Clear();
    }

    // ---- traffic -------------------------------------------------------------------------------

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
        if (mapping.device)
        {
            all.Add(mapping.device->GetNode());
        }
        for (const auto& site : sites)
        {
            all.Add(site->GetNodes());
        }
        return all;
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
    LispHelper lisp;                                      //!< of the kind lisp
    CoreHelper::Uplink mapping;                           //!< of its Map-Server
    std::vector<std::unique_ptr<DataCenterHelper>> sites; //!< data centres

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

    std::map<Ptr<EthernetNic>, Ptr<EthernetCable>> m_pulled; //!< see SetCable
    std::map<Ptr<NetDevice>, Ptr<RateErrorModel>> m_models;  //!< of links to and in the core
};

} // namespace ns3

#endif /* LAN_EXTENSION_TEST_NET_H */
