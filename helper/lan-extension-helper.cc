/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lan-extension-helper.h"

#include "data-center-helper.h"
#include "ethernet-helper.h"
#include "mpls-core-helper.h"

#include "ns3/bundle-extension.h"
#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hsrp-router.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
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
#include <set>
#include <stdexcept>

namespace ns3
{

namespace
{

/// The number of the vPC that a pair of gateways shares towards the other data centre.
constexpr uint16_t EXTENSION_VPC = 1;

/// @param what is wrong, and what is accepted @throws std::invalid_argument saying so
[[noreturn]] void
Refuse(const std::string& what)
{
    throw std::invalid_argument("LAN extension: " + what);
}

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

/// @param address of a gateway @return the text, or "no gateway"
std::string
NameGateway(const InterfaceAddress& address)
{
    return address.address.IsValid() ? "gateway " + address.ToString() : "no gateway";
}

/// @param mac an address @return its text
std::string
NameMac(const Mac48Address& mac)
{
    return NetworkAddress(mac).ToString();
}

} // namespace

LanExtensionHelper::LanExtensionHelper(const std::string& kind)
    : m_kind(kind),
      m_delay(MilliSeconds(5))
{
    const auto kinds = GetKinds();
    if (std::count(kinds.begin(), kinds.end(), kind) == 0)
    {
        Refuse("kind '" + kind + "': accepted: otv, dark-fiber, vpls, eompls");
    }
}

LanExtensionHelper::~LanExtensionHelper() = default;

std::vector<std::string>
LanExtensionHelper::GetKinds()
{
    return {"otv", "dark-fiber", "vpls", "eompls"};
}

void
LanExtensionHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_attributes.emplace_back(name, value.Copy());
}

void
LanExtensionHelper::SetDelay(Time delay)
{
    m_delay = delay;
}

void
LanExtensionHelper::SetSiteVlan(uint16_t vlan)
{
    m_siteVlan = vlan;
}

void
LanExtensionHelper::AddVlan(uint16_t vlan)
{
    m_vlans.push_back(vlan);
}

void
LanExtensionHelper::Add(DataCenterHelper& dataCenter)
{
    m_dataCenters.push_back(&dataCenter);
}

const std::string&
LanExtensionHelper::GetKind() const
{
    return m_kind;
}

const std::vector<std::vector<Ptr<LanExtension>>>&
LanExtensionHelper::GetExtensions() const
{
    return m_extensions;
}

const NodeContainer&
LanExtensionHelper::GetNodes() const
{
    return m_nodes;
}

// ---- checks ------------------------------------------------------------------------------------

void
LanExtensionHelper::Check() const
{
    const std::size_t count = m_dataCenters.size();
    const bool isPair = m_kind == "dark-fiber" || m_kind == "eompls";
    if (!m_extensions.empty())
    {
        Refuse("installed already; accepted: Install once");
    }
    if (count < 2 || (isPair && count > 2))
    {
        Refuse(m_kind + " between " + std::to_string(count) + " data centre" +
               (count == 1 ? "" : "s") + ": accepted: " + (isPair ? "two" : "two or more"));
    }
    if (m_vlans.empty())
    {
        Refuse("no VLAN is to be stretched; name one with AddVlan");
    }
    for (const uint16_t vlan : m_vlans)
    {
        if (vlan == m_siteVlan)
        {
            Refuse("VLAN " + std::to_string(vlan) +
                   " is the site VLAN, which stays in its data centre; choose another with "
                   "SetSiteVlan");
        }
        CheckVlan(vlan);
    }
}

void
LanExtensionHelper::CheckVlan(uint16_t vlan) const
{
    const std::string name = "VLAN " + std::to_string(vlan);
    for (const auto* one : m_dataCenters)
    {
        for (const auto* other : m_dataCenters)
        {
            if (one->GetVlans().count(vlan) > 0 && other->GetVlans().count(vlan) == 0)
            {
                Refuse(name + " is in " + one->GetName() + " and not in " + other->GetName() +
                       ": add it there, or do not stretch it");
            }
        }
    }
    const auto& first = m_dataCenters.front()->GetVlan(vlan);
    std::set<NetworkAddress> own;
    for (const auto* dataCenter : m_dataCenters)
    {
        const auto& here = dataCenter->GetVlan(vlan);
        if (here.gateway.address != first.gateway.address ||
            here.gateway.length != first.gateway.length)
        {
            Refuse(name + ": " + NameGateway(first.gateway) + " in " +
                   m_dataCenters.front()->GetName() + ", " + NameGateway(here.gateway) + " in " +
                   dataCenter->GetName() +
                   ": a stretched VLAN needs the same shared address in all of them");
        }
        if (here.virtualMac != first.virtualMac)
        {
            Refuse(name + ": virtual MAC address " + NameMac(first.virtualMac) + " in " +
                   m_dataCenters.front()->GetName() + ", " + NameMac(here.virtualMac) + " in " +
                   dataCenter->GetName() +
                   ": a machine that moves keeps what it has, so give AddVlan the same one");
        }
        for (const auto& address : here.own)
        {
            if (!own.insert(address.address).second)
            {
                Refuse(name + ": two gateways have the address " + address.address.ToString() +
                       ": give AddVlan another firstOwn in " + dataCenter->GetName());
            }
        }
    }
}

void
LanExtensionHelper::Install()
{
    Check();
    m_extensions.resize(m_dataCenters.size());
    if (m_kind == "otv")
    {
        InstallOtv();
    }
    else if (m_kind == "dark-fiber")
    {
        InstallDarkFiber();
    }
    else if (m_kind == "eompls")
    {
        InstallPseudowires();
    }
    else
    {
        InstallVpls();
    }
}

// ---- ports -------------------------------------------------------------------------------------

VlanSet
LanExtensionHelper::GetVlanSet() const
{
    VlanSet vlans;
    for (const uint16_t vlan : m_vlans)
    {
        vlans.set(vlan);
    }
    return vlans;
}

void
LanExtensionHelper::SetAttributes(Ptr<LanExtension> extension) const
{
    for (const auto& [name, value] : m_attributes)
    {
        if (!extension->SetAttributeFailSafe(name, *value))
        {
            Refuse("attribute '" + name + "' of " + extension->GetInstanceTypeId().GetName() +
                   ": no such attribute, or the value does not fit");
        }
    }
}

void
LanExtensionHelper::AddPort(std::size_t dataCenter, uint32_t gateway, Ptr<LanExtension> extension)
{
    auto lanSwitch = m_dataCenters[dataCenter]->GetGateways().Get(gateway)->GetObject<VlanSwitch>();
    lanSwitch->AddPort(extension, SwitchPortRole::EXTENSION);
    lanSwitch->SetTrunk(extension, GetVlanSet());
}

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
LanExtensionHelper::InstallPseudowires()
{
    MplsCoreHelper core(m_delay);
    std::vector<NodeContainer> gateways{m_dataCenters[0]->GetGateways(),
                                        m_dataCenters[1]->GetGateways()};
    for (std::size_t i = 0; i < 2; i++)
    {
        core.AddSite(m_dataCenters[i]->GetName(), gateways[i]);
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
        const auto ends = core.AddPseudowire(gateways[0].Get(a), gateways[1].Get(b));
        StaticCast<BundleExtension>(m_extensions[0][a])->AddMember(ends.first);
        StaticCast<BundleExtension>(m_extensions[1][b])->AddMember(ends.second);
    }
    m_nodes = core.GetNodes();
    ShareBundles();
}

void
LanExtensionHelper::InstallVpls()
{
    MplsCoreHelper core(m_delay);
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        core.AddSite(m_dataCenters[i]->GetName(), gateways);
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
                    const auto ends = core.AddPseudowire(gateways.Get(a), others.Get(b));
                    StaticCast<VplsExtension>(m_extensions[i][a])->AddPeer(ends.first);
                    StaticCast<VplsExtension>(m_extensions[j][b])->AddPeer(ends.second);
                }
            }
        }
    }
    m_nodes = core.GetNodes();
    Elect();
}

void
LanExtensionHelper::InstallOtv()
{
    std::vector<std::vector<NetworkAddress>> addresses(m_dataCenters.size());
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        for (auto node = gateways.Begin(); node != gateways.End(); ++node)
        {
            addresses[i].push_back(FindCoreAddress(*node));
            if (!addresses[i].back().IsValid() ||
                addresses[i].back().GetFamily() != addresses[0].front().GetFamily())
            {
                m_extensions.clear();
                Refuse("otv: a gateway of " + m_dataCenters[i]->GetName() +
                       " has no link to the core, or one of another family: attach it first, by "
                       "CoreHelper::Attach");
            }
        }
    }
    for (std::size_t i = 0; i < m_dataCenters.size(); i++)
    {
        const auto& gateways = m_dataCenters[i]->GetGateways();
        for (uint32_t gateway = 0; gateway < gateways.GetN(); gateway++)
        {
            auto extension = CreateObject<OtvExtension>();
            extension->SetAttribute("SiteId", UintegerValue(i + 1));
            SetAttributes(extension);
            extension->Install(gateways.Get(gateway)->GetObject<VlanSwitch>(),
                               addresses[i][gateway],
                               GetVlanSet());
            // The first gateway of the first data centre tells the edge devices of each other.
            extension->SetAdjacencyServer(addresses[0].front());
            m_extensions[i].push_back(extension);
        }
    }
    Elect();
}

} // namespace ns3
