/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What the gateways of a data centre answer for: shared addresses, foreign subnets, hosts
 * elsewhere.
 */

#include "data-center-helper.h"

#include "ns3/host-routes.h"
#include "ns3/hsrp-router.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/proxy-neighbor.h"
#include "ns3/svi-device.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

void
DataCenterHelper::AddForeignSubnet(uint16_t vlan,
                                   const std::string& gateway,
                                   uint32_t firstOwn,
                                   bool shared)
{
    GetVlan(vlan);
    Vlan& known = m_vlans.at(vlan);
    if (known.svis.empty())
    {
        throw std::invalid_argument(m_name + ": a foreign subnet in VLAN " + std::to_string(vlan) +
                                    ": accepted: a VLAN with a gateway of its own");
    }
    const auto address = InterfaceAddress::FromString(gateway);
    for (uint32_t i = 0; i < m_gateways.GetN(); i++)
    {
        const auto own = address.Next(firstOwn + i);
        AddForeignGateway(known.svis[i], own.address, own.length);
    }
    if (shared)
    {
        ShareAddress(known, address);
    }
    known.foreign.push_back(address.address);
    ExceptGateways(known);
}

void
DataCenterHelper::ShareAddress(Vlan& vlan, const InterfaceAddress& address)
{
    // A group for each shared address, in the order in which the VLAN got them.
    const auto group = static_cast<uint16_t>(1 + vlan.routers.size() / m_gateways.GetN());
    for (uint32_t i = 0; i < m_gateways.GetN(); i++)
    {
        auto router = CreateObject<HsrpRouter>();
        router->SetAttribute("Priority", UintegerValue(m_options.hsrpPriority - 10 * i));
        router->SetAttribute("Version", UintegerValue(2));
        router->SetAttribute("HelloTime", TimeValue(m_options.hsrpHello));
        router->SetAttribute("HoldTime", TimeValue(m_options.hsrpHold));
        if (vlan.virtualMac != Mac48Address())
        {
            router->SetAttribute("VirtualMac", Mac48AddressValue(vlan.virtualMac));
        }
        router->Install(vlan.svis[i], group, address.address);
        vlan.routers.push_back(router);
        vlan.virtualMac = router->GetVirtualMac();
    }
}

void
DataCenterHelper::AnswerForOthers(uint16_t vlan)
{
    GetVlan(vlan);
    Vlan& known = m_vlans.at(vlan);
    for (const auto& svi : known.svis)
    {
        auto proxy = CreateObject<ProxyNeighbor>();
        proxy->Install(svi);
        known.proxies.push_back(proxy);
    }
    ExceptGateways(known);
}

void
DataCenterHelper::ExceptGateways(const Vlan& vlan)
{
    for (const auto& proxy : vlan.proxies)
    {
        for (const auto& gateway : vlan.foreign)
        {
            proxy->Except(gateway);
        }
    }
}

} // namespace ns3
