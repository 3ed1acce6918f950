/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The view of an election, and what an edge device begins and ceases to carry by it.
 */

#include "lan-extension.h"
#include "site-election.h"

#include "ns3/simulator.h"
#include "ns3/vlan-switch.h"

#include <algorithm>

namespace ns3
{

// ---- the election ------------------------------------------------------------------------------

void
SiteElection::Evaluate()
{
    std::vector<IsisSystemId> view;
    const bool isCapable = std::all_of(m_extensions.begin(),
                                       m_extensions.end(),
                                       [](const Ptr<LanExtension>& e) { return e->IsReady(); });
    if (!m_isListening && isCapable && !m_extensions.empty())
    {
        view.push_back(m_id);
    }
    for (const auto& [id, neighbor] : m_neighbors)
    {
        if (neighbor.isMember)
        {
            view.push_back(id);
        }
    }
    std::sort(view.begin(), view.end());
    if (view != m_view)
    {
        m_view = std::move(view);
        m_number++;
        m_toTell = true;
        m_hasStarted = false;
        for (uint16_t vlan = 1; vlan <= EthernetFrame::MAX_VLAN; vlan++)
        {
            if (m_forwards.test(vlan) && !IsOurs(vlan))
            {
                Set(vlan, false);
            }
        }
    }
    if (!MayStart())
    {
        m_startEvent.Cancel();
    }
    else if (m_startEvent.IsExpired())
    {
        m_startEvent = Simulator::Schedule(m_startDelay, &SiteElection::Start, this);
    }
    if (m_toTell)
    {
        SendHello();
    }
}

bool
SiteElection::MayStart() const
{
    if (m_hasStarted || Simulator::Now() < m_notBefore ||
        !std::binary_search(m_view.begin(), m_view.end(), m_id))
    {
        return false;
    }
    return std::all_of(m_neighbors.begin(), m_neighbors.end(), [this](const auto& entry) {
        const Neighbor& neighbor = entry.second;
        return neighbor.hearsUs && neighbor.heardNumber == m_number && neighbor.view == m_view;
    });
}

void
SiteElection::Start()
{
    m_hasStarted = true;
    for (uint16_t vlan = 1; vlan <= EthernetFrame::MAX_VLAN; vlan++)
    {
        if (!m_forwards.test(vlan) && IsOurs(vlan))
        {
            Set(vlan, true);
        }
    }
}

bool
SiteElection::IsOurs(uint16_t vlan) const
{
    return vlan != m_siteVlan && !m_view.empty() && m_view[vlan % m_view.size()] == m_id;
}

void
SiteElection::Set(uint16_t vlan, bool forwards)
{
    m_forwards.set(vlan, forwards);
    bool isExtended = false;
    for (const auto& extension : m_extensions)
    {
        extension->SetForwarder(vlan, forwards);
        isExtended =
            isExtended || (m_switch->HasPort(extension) && m_switch->IsMember(extension, vlan));
    }
    if (isExtended)
    {
        m_electedTrace(vlan, forwards);
    }
}

} // namespace ns3
