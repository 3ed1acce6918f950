/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-extension.h"

#include "ns3/gateway-addresses.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/svi-device.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/// How often is looked whether gateway ports have come, gone, or changed their addresses.
const Time GATEWAY_INTERVAL = Seconds(1);

} // namespace

// ---- addresses of others -----------------------------------------------------------------------

void
OtvExtension::PeersChanged()
{
    m_peers.clear();
    for (const auto& peer : m_isis->GetPeers())
    {
        m_peers.push_back(MakeAddress(peer));
    }
    if (IsUp() != m_wasUp)
    {
        m_wasUp = !m_wasUp;
        LinkChanged();
    }
}

void
OtvExtension::Advertised(const IsisLspId& by,
                         const NetworkAddress& at,
                         uint16_t vlan,
                         const Mac48Address& mac)
{
    if (m_remotes >= m_maxRemotes || (FiltersHsrp() && IsVirtualGatewayMac(mac)))
    {
        return;
    }
    auto& claims = m_remote[vlan][mac];
    m_remotes += claims.empty();
    claims.push_back(Claim{by, at, MakeAddress(at)});
    if (IsForwarder(vlan))
    {
        TellSwitch(vlan, mac);
    }
}

void
OtvExtension::Withdrawn(const IsisLspId& by, uint16_t vlan, const Mac48Address& mac)
{
    if (!FindClaims(vlan, mac))
    {
        return;
    }
    auto& ofVlan = m_remote[vlan];
    Claims& claims = ofVlan[mac];
    claims.erase(std::remove_if(claims.begin(),
                                claims.end(),
                                [&by](const Claim& claim) { return claim.by == by; }),
                 claims.end());
    if (!claims.empty())
    {
        return;
    }
    ofVlan.erase(mac);
    m_remotes--;
    m_cache.ForgetMac(vlan, mac);
    if (m_switch->Locate(vlan, mac) == this)
    {
        m_switch->Forget(vlan, mac);
    }
}

void
OtvExtension::TellSwitch(uint16_t vlan, const Mac48Address& mac)
{
    const auto* entry = m_switch->GetMacTable().Find(vlan, mac);
    const bool isOwn = entry && entry->isStatic && entry->port != this;
    if (!isOwn && m_switch->IsMember(this, vlan))
    {
        m_switch->SetStatic(vlan, mac, this, true);
    }
}

const OtvExtension::Claims*
OtvExtension::FindClaims(uint16_t vlan, const Mac48Address& mac) const
{
    const auto ofVlan = m_remote.find(vlan);
    if (ofVlan == m_remote.end())
    {
        return nullptr;
    }
    const auto found = ofVlan->second.find(mac);
    return found == ofVlan->second.end() ? nullptr : &found->second;
}

NetworkAddress
OtvExtension::Locate(uint16_t vlan, const Mac48Address& mac) const
{
    const auto* claims = FindClaims(vlan, mac);
    return claims ? claims->back().at : NetworkAddress();
}

// ---- our own addresses -------------------------------------------------------------------------

bool
OtvExtension::IsKeptHere(const Mac48Address& mac) const
{
    return FiltersHsrp() && IsVirtualGatewayMac(mac);
}

void
OtvExtension::Learned(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort> port)
{
    const auto role = m_switch->GetRole(port);
    const bool isInside = role == SwitchPortRole::FABRIC || role == SwitchPortRole::HOST;
    if (isInside && IsForwarder(vlan) && m_switch->IsMember(this, vlan) && !IsKeptHere(mac))
    {
        m_forgotten.erase({vlan, mac});
        m_isis->Advertise(vlan, mac);
    }
}

void
OtvExtension::Forgotten(uint16_t vlan, const Mac48Address& mac, Ptr<SwitchPort>)
{
    if (m_switch->Locate(vlan, mac) == this) // another edge device has it
    {
        m_forgotten.erase({vlan, mac});
        m_isis->Withdraw(vlan, mac);
    }
    else if (m_isis->GetAdvertiser().Has(vlan, mac))
    {
        m_forgotten[{vlan, mac}] = Simulator::Now() + m_withdrawDelay;
        m_forgottenTimer.Watch(Simulator::Now() + m_withdrawDelay);
    }
}

void
OtvExtension::WithdrawForgotten()
{
    const Time now = Simulator::Now();
    const auto deadline = [](Time end) { return end; };
    m_forgottenTimer.Watch(
        DeadlineTimer::TakeDue(m_forgotten, now, deadline, [this](const auto& forgotten) {
            if (m_gateways.count(forgotten.first) == 0)
            {
                m_isis->Withdraw(forgotten.first.first, forgotten.first.second);
            }
        }));
}

void
OtvExtension::ForwarderChanged(uint16_t vlan, bool)
{
    m_changed.set(vlan);
    if (m_node && m_resyncEvent.IsExpired())
    {
        m_resyncEvent = Simulator::ScheduleNow(&OtvExtension::Resync, this);
    }
}

void
OtvExtension::Resync()
{
    const VlanSet changed = std::exchange(m_changed, VlanSet());
    for (uint16_t vlan = 1; vlan <= EthernetFrame::MAX_VLAN; vlan++)
    {
        const auto found = changed.test(vlan) ? m_remote.find(vlan) : m_remote.end();
        if (found != m_remote.end())
        {
            for (const auto& [mac, claims] : found->second)
            {
                if (IsForwarder(vlan))
                {
                    TellSwitch(vlan, mac);
                }
                else if (m_switch->Locate(vlan, mac) == this)
                {
                    m_switch->Forget(vlan, mac);
                }
            }
        }
        if (changed.test(vlan) && !IsForwarder(vlan))
        {
            m_isis->WithdrawVlan(vlan);
        }
    }
    m_switch->GetMacTable().ForEach(
        [this, &changed](uint16_t vlan, const Mac48Address& mac, const MacTable::Entry& entry) {
            if (changed.test(vlan) && !entry.isStatic)
            {
                Learned(vlan, mac, entry.port);
            }
        });
    if (changed.any())
    {
        AdvertiseGateways();
    }
}

void
OtvExtension::AdvertiseGateways()
{
    std::set<OtvDatabase::Reach> gateways;
    const auto add = [this, &gateways](uint16_t vlan, const Mac48Address& mac) {
        if (IsForwarder(vlan) && m_switch->IsMember(this, vlan) && !IsKeptHere(mac))
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
        if (gateways.count({vlan, mac}) == 0)
        {
            m_isis->Withdraw(vlan, mac);
        }
    }
    for (const auto& [vlan, mac] : gateways)
    {
        m_isis->Advertise(vlan, mac);
    }
    m_gateways = std::move(gateways);
}

void
OtvExtension::AdvertisePeriodically()
{
    AdvertiseGateways();
    m_gatewayEvent =
        Simulator::Schedule(GATEWAY_INTERVAL, &OtvExtension::AdvertisePeriodically, this);
}

} // namespace ns3
