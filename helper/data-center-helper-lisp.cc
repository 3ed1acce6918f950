/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief How a data centre is joined to the core and to LISP, and its tables.
 */

#include "data-center-helper.h"
#include "lisp-helper.h"

#include "ns3/ethernet-nic.h"
#include "ns3/igmp-host.h"
#include "ns3/names.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"

#include <iomanip>
#include <sstream>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param entry of a table @return since when it is known, in words
std::string
DescribeAge(const MacTable::Entry& entry)
{
    if (entry.isStatic)
    {
        return entry.yields ? "told" : "static";
    }
    std::ostringstream text;
    text << std::fixed << std::setprecision(3) << (Simulator::Now() - entry.seen).GetSeconds()
         << " s";
    return text.str();
}

/// @param node a switch @param os gets its table
void
PrintMacTable(const Ptr<Node>& node, std::ostream& os)
{
    os << "Node " << Names::FindName(node) << " at " << Simulator::Now().GetSeconds() << " s\n"
       << std::left << std::setw(6) << "vlan" << std::setw(19) << "address" << std::setw(16)
       << "port"
       << "age\n";
    node->GetObject<VlanSwitch>()->GetMacTable().ForEach(
        [&os](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
            os << std::setw(6) << vlan << std::setw(19) << NetworkAddress(address).ToString()
               << std::setw(16) << entry.port->GetName() << DescribeAge(entry) << "\n";
        });
    os << std::right;
}

} // namespace

void
DataCenterHelper::AnnounceHostsAt(Time when) const
{
    for (const auto& nic : m_hostNics)
    {
        Simulator::ScheduleWithContext(nic->GetNode()->GetId(),
                                       when - Simulator::Now(),
                                       [nic = nic]() { AnnounceNeighbor(nic); });
    }
}

const std::vector<std::string>&
DataCenterHelper::Attach(CoreHelper& core, uint32_t router, Time delay)
{
    for (auto gateway = m_gateways.Begin(); gateway != m_gateways.End(); ++gateway)
    {
        m_uplinks.push_back(core.Attach(*gateway, router, delay, true, m_options.mtu));
        m_locators.push_back(m_uplinks.back().address.ToString());
    }
    m_core = &core;
    m_coreRouter = router;
    AdvertiseMigration();
    return m_locators;
}

void
DataCenterHelper::AdvertiseMigration()
{
    if (m_migrationVlan != 0 && m_core)
    {
        m_core->Advertise(GetVlan(m_migrationVlan).gateway.GetSubnet(),
                          m_coreRouter,
                          m_uplinks.front().address);
    }
}

const std::vector<std::string>&
DataCenterHelper::GetLocators() const
{
    return m_locators;
}

const std::vector<CoreHelper::Uplink>&
DataCenterHelper::GetUplinks() const
{
    return m_uplinks;
}

void
DataCenterHelper::InstallXtrs(LispHelper& lisp,
                              const std::string& site,
                              const std::vector<std::string>& prefixes)
{
    if (m_locators.empty())
    {
        throw std::invalid_argument(m_name + ": tunnel routers without a link to the core: "
                                             "accepted: after Attach");
    }
    for (uint32_t i = 0; i < m_gateways.GetN(); i++)
    {
        lisp.InstallXtr(m_gateways.Get(i), site, {m_locators[i]});
        for (const auto& prefix : prefixes)
        {
            lisp.AddPrefix(m_gateways.Get(i), prefix, m_locators);
        }
    }
}

void
DataCenterHelper::AddDynamicVlan(LispHelper& lisp, uint16_t vlan, const std::string& notifyGroup)
{
    const auto& known = GetVlan(vlan);
    if (known.svis.empty())
    {
        throw std::invalid_argument(m_name + ": hosts of VLAN " + std::to_string(vlan) +
                                    " for LISP: accepted: a VLAN with a gateway");
    }
    const auto subnet = known.gateway.GetSubnet().ToPrefixString();
    for (uint32_t i = 0; i < m_gateways.GetN(); i++)
    {
        lisp.AddDynamicPrefix(m_gateways.Get(i), subnet, notifyGroup, m_locators);
        lisp.DetectHosts(m_gateways.Get(i), known.svis[i]);
    }
    const auto group = NetworkAddress::Parse(notifyGroup);
    if (m_options.igmpSnooping && group && group->GetFamily() == AddressFamily::IPV4)
    {
        for (const auto& svi : known.svis)
        {
            // ns-3's stack tells no switch which groups it is in.
            auto host = CreateObject<IgmpHost>();
            host->Install(svi);
            Simulator::ScheduleWithContext(svi->GetNode()->GetId(),
                                           Seconds(0),
                                           [host, to = group->ToIpv4()]() { host->Join(to); });
        }
    }
}

void
DataCenterHelper::PrintMacTablesAt(Time when, std::ostream& os) const
{
    NodeContainer switches(m_gateways, m_racks);
    Simulator::Schedule(when - Simulator::Now(), [switches, &os]() {
        for (auto node = switches.Begin(); node != switches.End(); ++node)
        {
            PrintMacTable(*node, os);
        }
    });
}

} // namespace ns3
