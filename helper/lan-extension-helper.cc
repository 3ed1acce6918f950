/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lan-extension-helper.h"

#include "data-center-helper.h"
#include "mpls-core-helper.h"

#include "ns3/ethernet-nic.h"
#include "ns3/igmp-snooper.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param what is wrong, and what is accepted @throws std::invalid_argument saying so
[[noreturn]] void
Refuse(const std::string& what)
{
    throw std::invalid_argument("LAN extension: " + what);
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
        Refuse("kind '" + kind + "': accepted: otv, dark-fiber, vpls, eompls, lisp");
    }
}

LanExtensionHelper::~LanExtensionHelper() = default;

std::vector<std::string>
LanExtensionHelper::GetKinds()
{
    return {"otv", "dark-fiber", "vpls", "eompls", "lisp"};
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
LanExtensionHelper::SetTransport(const std::string& transport)
{
    const bool hasWires = m_kind == "eompls" || m_kind == "vpls";
    if (!hasWires || (transport != "mpls" && transport != "gre"))
    {
        Refuse("transport '" + transport + "' for " + m_kind +
               ": accepted: mpls or gre, for eompls and vpls");
    }
    m_overGre = transport == "gre";
}

void
LanExtensionHelper::SetLisp(LispHelper& lisp)
{
    if (m_kind != "lisp")
    {
        Refuse("SetLisp for " + m_kind + ": accepted: for lisp");
    }
    m_lisp = &lisp;
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
    if (m_kind == "lisp" && !m_lisp)
    {
        Refuse("lisp needs a mapping system; give SetLisp a LispHelper with a Map-Server");
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
    if (m_kind == "otv" || m_kind == "lisp" || m_overGre)
    {
        FindCoreAddresses();
    }
    m_extensions.resize(m_dataCenters.size());
    if (m_kind == "otv")
    {
        InstallOtv();
    }
    else if (m_kind == "lisp")
    {
        InstallLisp();
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
    for (std::size_t i = 0; i < m_extensions.size(); i++)
    {
        for (uint32_t gateway = 0; gateway < m_extensions[i].size(); gateway++)
        {
            auto node = m_dataCenters[i]->GetGateways().Get(gateway);
            if (auto snooper = node->GetObject<IgmpSnooper>())
            {
                // Who is behind it changes with what fails, and queries may be on the other side.
                snooper->AddRouterPort(m_extensions[i][gateway]);
            }
        }
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

} // namespace ns3
