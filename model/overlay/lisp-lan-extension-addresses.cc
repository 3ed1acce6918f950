/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Which MAC addresses a LispLanExtension registers, and whom it knows.
 */

#include "lisp-lan-extension.h"

#include "ns3/eid-database.h"
#include "ns3/gateway-addresses.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"

namespace ns3
{

namespace
{

/// How often is looked whether gateway ports have come, gone, or changed their addresses.
const Time GATEWAY_INTERVAL = Seconds(1);

} // namespace

void
LispLanExtension::Start()
{
    if (m_node)
    {
        m_hasStarted = true;
        Resync();
        RegisterPeriodically();
    }
}

// ---- who carries a VLAN ------------------------------------------------------------------------

void
LispLanExtension::Merged(const EidPrefix& eid)
{
    const auto known = m_instances.find(eid.GetInstanceId());
    if (known != m_instances.end() && eid == GetGroup(eid.GetInstanceId()))
    {
        LearnPeers(m_segments.at(known->second));
    }
}

void
LispLanExtension::LearnPeers(Segment& segment)
{
    if (!segment.isRegistered)
    {
        return;
    }
    const auto before = GetPeers(segment.vlan);
    segment.locators =
        m_xtr->GetLocatorSets().Intern(m_etr->GetMergedLocators(GetGroup(segment.instanceId)));
    if (GetPeers(segment.vlan) == before)
    {
        return;
    }
    std::vector<EidPrefix> cached;
    m_xtr->GetMapCache().GetEntries().ForEachCovered(
        GetAll(segment.instanceId),
        [&cached](const LispMapCacheEntry& entry) { cached.push_back(entry.prefix); });
    for (const auto& prefix : cached)
    {
        m_xtr->GetMapCache().Erase(prefix);
    }
}

void
LispLanExtension::ForwarderChanged(uint16_t, bool)
{
    if (m_hasStarted && m_resyncEvent.IsExpired())
    {
        m_resyncEvent = Simulator::ScheduleNow(&LispLanExtension::Resync, this);
    }
}

void
LispLanExtension::Resync()
{
    for (auto& [vlan, segment] : m_segments)
    {
        if (IsForwarder(vlan) && !segment.isRegistered)
        {
            Register(segment);
        }
        else if (!IsForwarder(vlan) && segment.isRegistered)
        {
            Withdraw(segment);
        }
    }
    RegisterGateways();
}

void
LispLanExtension::Register(Segment& segment)
{
    segment.isRegistered = true;
    // One copy of a frame is enough, however many locators this edge device has: the first is for
    // copies, and the others say whose frames they are.
    std::vector<LispLocator> locators;
    for (const auto& rloc : m_xtr->GetRlocs())
    {
        locators.emplace_back();
        locators.back().address = rloc;
        locators.back().priority = locators.size() == 1 ? 1 : LISP_PRIORITY_UNUSABLE;
    }
    m_etr->AddSharedPrefix(GetGroup(segment.instanceId), std::move(locators));
    std::vector<std::pair<Mac48Address, Ptr<SwitchPort>>> heard;
    m_switch->GetMacTable().ForEach(
        [&](uint16_t vlan, const Mac48Address& mac, const MacTable::Entry& entry) {
            if (vlan == segment.vlan && !entry.isStatic)
            {
                heard.emplace_back(mac, entry.port);
            }
        });
    for (const auto& [mac, port] : heard)
    {
        Learned(segment.vlan, mac, port);
    }
}

void
LispLanExtension::Withdraw(Segment& segment)
{
    segment.isRegistered = false;
    segment.locators = nullptr;
    m_etr->RemovePrefix(GetGroup(segment.instanceId));
    std::vector<NetworkAddress> here;
    m_xtr->GetEidDatabase().GetEntries().ForEachCovered(GetAll(segment.instanceId),
                                                        [&here](const EidDatabaseEntry& entry) {
                                                            if (entry.kind == EidKind::DISCOVERED)
                                                            {
                                                                here.push_back(
                                                                    entry.prefix.GetAddress());
                                                            }
                                                        });
    for (const auto& mac : here)
    {
        m_etr->HostGone(mac, segment.instanceId);
    }
}

// ---- addresses ---------------------------------------------------------------------------------

bool
LispLanExtension::IsKeptHere(const Mac48Address& mac) const
{
    return FiltersHsrp() && IsVirtualGatewayMac(mac);
}

void
LispLanExtension::Learned(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port)
{
    const Segment* segment = Find(vlan);
    if (!segment || !segment->isRegistered)
    {
        return;
    }
    const auto role = m_switch->GetRole(port);
    if (PeekPointer(port) == this)
    {
        m_forgotten.erase({vlan, mac});
        m_etr->HostAway(mac, segment->instanceId);
    }
    else if ((role == SwitchPortRole::FABRIC || role == SwitchPortRole::HOST) && !IsKeptHere(mac))
    {
        m_forgotten.erase({vlan, mac});
        m_etr->HostDiscovered(mac, segment->instanceId, nullptr);
    }
}

void
LispLanExtension::Forgotten(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort>)
{
    const Segment* segment = Find(vlan);
    const auto* entry =
        segment ? m_xtr->GetEidDatabase().Find(EidPrefix::Host(mac, segment->instanceId)) : nullptr;
    if (entry && entry->kind == EidKind::DISCOVERED)
    {
        m_forgotten[{vlan, mac}] = Simulator::Now() + m_withdrawDelay;
        m_forgottenTimer.Watch(Simulator::Now() + m_withdrawDelay);
    }
}

void
LispLanExtension::WithdrawForgotten()
{
    const auto deadline = [](Time end) { return end; };
    m_forgottenTimer.Watch(DeadlineTimer::TakeDue(m_forgotten,
                                                  Simulator::Now(),
                                                  deadline,
                                                  [this](const auto& forgotten) {
                                                      const auto& [vlan, mac] = forgotten.first;
                                                      const Segment* segment = Find(vlan);
                                                      if (segment &&
                                                          m_gateways.count(forgotten.first) == 0)
                                                      {
                                                          m_etr->HostGone(mac, segment->instanceId);
                                                      }
                                                  }));
}

void
LispLanExtension::RegisterGateways()
{
    std::set<Reach> gateways;
    const auto add = [this, &gateways](uint16_t vlan, const Mac48Address& mac) {
        const Segment* segment = Find(vlan);
        if (segment && segment->isRegistered && !IsKeptHere(mac))
        {
            gateways.emplace(vlan, mac);
        }
    };
    // A virtual address, also one set by hand, is one that the port has beside its own.
    for (uint32_t i = 0; FiltersHsrp() && i < m_node->GetNDevices(); i++)
    {
        if (auto gateway = DynamicCast<SviDevice>(m_node->GetDevice(i)))
        {
            add(gateway->GetVlan(), Mac48Address::ConvertFrom(gateway->GetAddress()));
        }
    }
    if (!FiltersHsrp())
    {
        m_switch->GetMacTable().ForEach(
            [&](uint16_t vlan, const Mac48Address& mac, const MacTable::Entry& entry) {
                if (entry.isStatic && m_switch->GetRole(entry.port) == SwitchPortRole::GATEWAY)
                {
                    add(vlan, mac);
                }
            });
    }
    for (const auto& [vlan, mac] : m_gateways)
    {
        const Segment* segment = Find(vlan);
        if (segment && gateways.count({vlan, mac}) == 0)
        {
            m_etr->HostGone(mac, segment->instanceId);
        }
    }
    for (const auto& [vlan, mac] : gateways)
    {
        m_etr->HostDiscovered(mac, Find(vlan)->instanceId, nullptr);
    }
    m_gateways = std::move(gateways);
}

void
LispLanExtension::RegisterPeriodically()
{
    RegisterGateways();
    m_gatewayEvent =
        Simulator::Schedule(GATEWAY_INTERVAL, &LispLanExtension::RegisterPeriodically, this);
}

} // namespace ns3
