/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "data-center-helper.h"
#include "ethernet-helper.h"
#include "lan-extension-helper.h"
#include "lisp-helper.h"
#include "mpls-core-helper.h"

#include "ns3/bundle-extension.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/gre-pseudowire-transport.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/lisp-lan-extension.h"
#include "ns3/nic-port.h"
#include "ns3/otv-extension.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pseudowire.h"
#include "ns3/site-election.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/vpc-domain.h"
#include "ns3/vpls-extension.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

namespace
{

/// The number of the vPC that a pair of gateways shares towards the other data centre.
constexpr uint16_t EXTENSION_VPC = 1;

/// The LISP site of gateways that are tunnel routers for the LAN extension alone.
constexpr const char* LISP_SITE = "lan-extension";

/// @param node an edge device @return its address on its link to the core; of no family: none
NetworkAddress
FindCoreAddress(Ptr<Node> node)
{
    auto ipv4 = node->GetObject<Ipv4>();
    auto ipv6 = node->GetObject<Ipv6>();
    for (uint32_t i = 0; i < node->GetNDevices(); i++)
    {
        auto device = DynamicCast<PointToPointNetDevice>(node->GetDevice(i));
        const int32_t four = device && ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
        if (four >= 0 && ipv4->GetNAddresses(four) > 0)
        {
            return ipv4->GetAddress(four, 0).GetLocal();
        }
        const int32_t six = device && ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
        for (uint32_t j = 0; six >= 0 && j < ipv6->GetNAddresses(six); j++)
        {
            const auto address = ipv6->GetAddress(six, j).GetAddress();
            if (!address.IsLinkLocal())
            {
                return address;
            }
        }
    }
    return NetworkAddress();
}

} // namespace

void
LanExtensionHelper::FindCoreAddresses()
{
    for (const auto* dataCenter : m_dataCenters)
    {
        const auto& gateways = dataCenter->GetGateways();
        for (auto node = gateways.Begin(); node != gateways.End(); ++node)
        {
            const auto address = FindCoreAddress(*node);
            const auto& first = m_coreAddresses.empty() ? address : m_coreAddresses.begin()->second;
            if (!address.IsValid() || address.GetFamily() != first.GetFamily())
            {
                m_coreAddresses.clear();
                throw std::invalid_argument(
                    "LAN extension: " + m_kind + ": a gateway of " + dataCenter->GetName() +
                    " has no link to the core, or one of another family: attach it first, by "
                    "CoreHelper::Attach");
            }
            m_coreAddresses[*node] = address;
        }
    }
}

// ---- two edge devices in a data centre ---------------------------------------------------------

void
LanExtensionHelper::ShareBundles()
{
    EthernetHelper ethernet;
    ethernet.DisableFlowControl();
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        std::vector<Ptr<EthernetNic>> keepalives;
        for (uint32_t gateway = 0; gateway < m_extensions[i].size(); gateway++)
        {
            AddPort(i, gateway, m_extensions[i][gateway]);
            auto peerLink = m_dataCenters[i]->GetPeerPort(gateway);
            if (peerLink && m_extensions[i].size() > 1)
            {
                auto domain = CreateObject<VpcDomain>();
                domain->Install(
                    m_dataCenters[i]->GetGateways().Get(gateway)->GetObject<VlanSwitch>(),
                    static_cast<uint16_t>(i + 1),
                    peerLink);
                domain->AddVpc(EXTENSION_VPC, m_extensions[i][gateway]);
                keepalives.push_back(
                    ethernet.Install(m_dataCenters[i]->GetGateways().Get(gateway)));
                auto port = CreateObject<NicPort>();
                port->Install(keepalives.back());
                domain->SetKeepaliveLink(port);
            }
        }
        if (keepalives.size() == 2)
        {
            ethernet.Connect(keepalives[0], keepalives[1]);
        }
    }
}

void
LanExtensionHelper::Elect()
{
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        if (m_extensions[i].size() < 2)
        {
            continue;
        }
        if (m_dataCenters[i]->GetVlans().count(m_siteVlan) == 0)
        {
            m_dataCenters[i]->AddVlan(m_siteVlan);
        }
        for (uint32_t gateway = 0; gateway < m_extensions[i].size(); gateway++)
        {
            auto election = CreateObject<SiteElection>();
            election->Install(m_dataCenters[i]->GetGateways().Get(gateway), m_siteVlan, i + 1);
            election->AddExtension(m_extensions[i][gateway]);
        }
    }
}

// ---- kinds -------------------------------------------------------------------------------------

void
LanExtensionHelper::InstallDarkFiber()
{
    const auto& one = m_dataCenters[0]->GetGateways();
    const auto& other = m_dataCenters[1]->GetGateways();
    // A fibre for each gateway; where one data centre has fewer, its gateways have several.
    const uint32_t fibers = std::max(one.GetN(), other.GetN());
    EthernetHelper ethernet;
    ethernet.DisableFlowControl();
    ethernet.SetNicAttribute("DataRate", StringValue("10Gbps"));
    ethernet.SetCableAttribute("Delay", TimeValue(m_delay));
    for (uint32_t i = 0; i < fibers; i++)
    {
        std::vector<Ptr<EthernetNic>> ends;
        for (std::size_t dataCenter = 0; dataCenter < 2; dataCenter++)
        {
            const auto& gateways = m_dataCenters[dataCenter]->GetGateways();
            const uint32_t gateway = i % gateways.GetN();
            auto& extensions = m_extensions[dataCenter];
            if (gateway == extensions.size())
            {
                auto extension = CreateObject<BundleExtension>();
                SetAttributes(extension);
                extensions.push_back(extension);
            }
            auto nic = ethernet.Install(gateways.Get(gateway));
            StaticCast<BundleExtension>(extensions[gateway])->AddNic(nic);
            ends.push_back(nic);
        }
        ethernet.Connect(ends[0], ends[1]);
    }
    ShareBundles();
}

void
LanExtensionHelper::MakeProvider()
{
    if (m_overGre)
    {
        return; // the core is there
    }
    m_provider = std::make_unique<MplsCoreHelper>(m_delay);
    for (const auto* dataCenter : m_dataCenters)
    {
        m_provider->AddSite(dataCenter->GetName(), dataCenter->GetGateways());
    }
    m_nodes = m_provider->GetNodes();
}

std::pair<Ptr<Pseudowire>, Ptr<Pseudowire>>
LanExtensionHelper::AddPseudowire(Ptr<Node> a, Ptr<Node> b)
{
    if (m_provider)
    {
        return m_provider->AddPseudowire(a, b);
    }
    // A label for each direction, free at both ends.
    const uint32_t atA = m_nextLabel++;
    const uint32_t atB = m_nextLabel++;
    const auto makeEnd = [this](Ptr<Node> near, Ptr<Node> far, uint32_t out, uint32_t in) {
        auto transport = CreateObject<GrePseudowireTransport>();
        transport->Install(near, m_coreAddresses.at(near), m_coreAddresses.at(far), out, in);
        auto pseudowire = CreateObject<Pseudowire>();
        pseudowire->Install(transport);
        return pseudowire;
    };
    return {makeEnd(a, b, atB, atA), makeEnd(b, a, atA, atB)};
}

void
LanExtensionHelper::InstallPseudowires()
{
    MakeProvider();
    std::vector<NodeContainer> gateways{m_dataCenters[0]->GetGateways(),
                                        m_dataCenters[1]->GetGateways()};
    for (std::size_t i = 0; i < 2; i++)
    {
        for (uint32_t gateway = 0; gateway < gateways[i].GetN(); gateway++)
        {
            auto extension = CreateObject<BundleExtension>();
            extension->SetAttribute("Kind", StringValue("eompls"));
            SetAttributes(extension);
            m_extensions[i].push_back(extension);
        }
    }
    const uint32_t wires = std::max(gateways[0].GetN(), gateways[1].GetN());
    for (uint32_t i = 0; i < wires; i++)
    {
        const uint32_t a = i % gateways[0].GetN();
        const uint32_t b = i % gateways[1].GetN();
        const auto ends = AddPseudowire(gateways[0].Get(a), gateways[1].Get(b));
        StaticCast<BundleExtension>(m_extensions[0][a])->AddMember(ends.first);
        StaticCast<BundleExtension>(m_extensions[1][b])->AddMember(ends.second);
    }
    ShareBundles();
}

void
LanExtensionHelper::InstallVpls()
{
    MakeProvider();
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        for (uint32_t gateway = 0; gateway < gateways.GetN(); gateway++)
        {
            auto extension = CreateObject<VplsExtension>();
            SetAttributes(extension);
            m_extensions[i].push_back(extension);
            AddPort(i, gateway, extension);
            extension->SetSwitch(gateways.Get(gateway)->GetObject<VlanSwitch>());
        }
        for (std::size_t j = 0; j < i; j++)
        {
            const auto& others = m_dataCenters[j]->GetGateways();
            for (uint32_t a = 0; a < gateways.GetN(); a++)
            {
                for (uint32_t b = 0; b < others.GetN(); b++)
                {
                    const auto ends = AddPseudowire(gateways.Get(a), others.Get(b));
                    StaticCast<VplsExtension>(m_extensions[i][a])->AddPeer(ends.first);
                    StaticCast<VplsExtension>(m_extensions[j][b])->AddPeer(ends.second);
                }
            }
        }
    }
    Elect();
}

void
LanExtensionHelper::InstallOtv()
{
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        for (uint32_t gateway = 0; gateway < gateways.GetN(); gateway++)
        {
            auto extension = CreateObject<OtvExtension>();
            extension->SetAttribute("SiteId", UintegerValue(i + 1));
            SetAttributes(extension);
            extension->Install(gateways.Get(gateway)->GetObject<VlanSwitch>(),
                               m_coreAddresses.at(gateways.Get(gateway)),
                               GetVlanSet());
            // The first gateway of the first data centre tells the edge devices of each other.
            extension->SetAdjacencyServer(
                m_coreAddresses.at(m_dataCenters[0]->GetGateways().Get(0)));
            m_extensions[i].push_back(extension);
        }
    }
    Elect();
}

void
LanExtensionHelper::InstallLisp()
{
    bool hasSite = false;
    for (const auto& [node, address] : m_coreAddresses)
    {
        if (node->GetObject<LispXtr>())
        {
            continue;
        }
        if (!hasSite)
        {
            m_lisp->AddSite(LISP_SITE, "secret of " + std::string(LISP_SITE));
            hasSite = true;
        }
        m_lisp->InstallXtr(node, LISP_SITE, {address.ToString()});
    }
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        for (auto gateway = gateways.Begin(); gateway != gateways.End(); ++gateway)
        {
            auto extension = CreateObject<LispLanExtension>();
            SetAttributes(extension);
            extension->Install((*gateway)->GetObject<VlanSwitch>());
            for (const uint16_t vlan : m_vlans)
            {
                m_lisp->AddDynamicPrefix(*gateway, LispLanExtension::GetAll(vlan).ToString());
                extension->AddVlan(vlan, vlan);
            }
            m_extensions[i].push_back(extension);
        }
    }
    Elect();
}

} // namespace ns3
