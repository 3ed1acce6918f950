/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What the underlay's routing and the uplinks say of locators, and how that is printed.
 */

#include "lisp-etr.h"
#include "lisp-itr.h"
#include "lisp-reachability.h"
#include "lisp-underlay.h"

#include "ns3/lisp-text-table.h"
#include "ns3/lisp-xtr.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <string>

namespace ns3
{

namespace
{

/// @param time a time @return it in milliseconds, "20.5"
std::string
FormatMilliSeconds(Time time)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << time.GetSeconds() * 1000;
    return text.str();
}

} // namespace

// ---- routes and uplinks -------------------------------------------------------------------------

void
LispReachability::OnUnderlayChanged()
{
    if (!m_started)
    {
        return;
    }
    // What tells of a change is often in the middle of it.
    m_all = true;
    if (m_checkNow.IsExpired())
    {
        m_checkNow = Simulator::ScheduleNow(&LispReachability::Check, this);
    }
}

void
LispReachability::CheckRoutes()
{
    m_all = true;
    Check();
}

void
LispReachability::ArmCheck()
{
    m_check.Cancel();
    m_check = Simulator::Schedule(m_routePeriod, &LispReachability::CheckRoutes, this);
}

void
LispReachability::Check()
{
    if (!m_started)
    {
        return;
    }
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    if (m_all)
    {
        m_all = false;
        m_new.clear();
        if (m_watchSite)
        {
            CheckUplinks();
        }
        for (RlocTable::Id id = 0; id < rlocs.GetCapacity(); ++id)
        {
            CheckRloc(id);
        }
        ArmCheck();
    }
    std::vector<RlocTable::Id> added;
    added.swap(m_new);
    for (const auto id : added)
    {
        CheckRloc(id);
    }
}

void
LispReachability::CheckRloc(RlocTable::Id id)
{
    RlocTable& rlocs = m_xtr->GetRlocTable();
    if (!rlocs.IsKnown(id))
    {
        return;
    }
    const NetworkAddress rloc = rlocs.GetAddress(id);
    if (m_xtr->IsLocalRloc(rloc) || (m_routeCheck == IGNORE && !m_watchSite))
    {
        return;
    }
    const auto route = LispFindUnderlayRoute(*m_xtr, rloc);
    if (m_routeCheck != IGNORE)
    {
        rlocs.SetUp(id,
                    RlocDownCause::ROUTE,
                    route == LispUnderlayRoute::SPECIFIC ||
                        (route == LispUnderlayRoute::DEFAULT && m_routeCheck == ANY));
    }
    if (m_watchSite)
    {
        const bool isRouted = route == LispUnderlayRoute::SPECIFIC;
        if (isRouted)
        {
            m_routed.insert(rloc);
        }
        // A default route leads to the core, whether or not the router is there.
        SetUplink(rloc, isRouted || m_routed.count(rloc) == 0);
    }
}

void
LispReachability::CheckUplinks()
{
    std::vector<NetworkAddress> core;
    if (m_etr)
    {
        for (const auto& server : m_etr->GetRegistrar().GetMapServers())
        {
            core.push_back(server.address);
        }
    }
    if (m_itr)
    {
        core.insert(core.end(), m_itr->GetMapResolvers().begin(), m_itr->GetMapResolvers().end());
    }
    core.erase(
        std::remove_if(core.begin(),
                       core.end(),
                       [this](const NetworkAddress& address) { return m_port->IsLocal(address); }),
        core.end());
    // Where no interface leads says nothing of one.
    const bool isThere = std::any_of(core.begin(), core.end(), [this](const auto& address) {
        return LispFindUnderlayRoute(*m_xtr, address) != LispUnderlayRoute::NONE;
    });
    // A copy: what listens to a trace may change them.
    const auto own = m_xtr->GetRlocs();
    for (const auto& rloc : own)
    {
        const auto device = LispGetUplink(*m_xtr, rloc);
        if (device && m_links.insert(PeekPointer(device)).second)
        {
            device->AddLinkChangeCallback(MakeCallback(&LispReachability::OnUnderlayChanged, this));
        }
        const bool isUp = LispIsUplinkUp(*m_xtr, rloc);
        const bool isRouted = isUp && LispLeadsAnywhere(*m_xtr, rloc, core);
        if (isRouted)
        {
            m_routed.insert(rloc);
        }
        // Without a route from the start, it may be one that others send to all the same.
        const bool isUnknown = m_routed.count(rloc) == 0 || (!isThere && m_lost.count(rloc) == 0);
        SetUplink(rloc, isRouted || (isUp && isUnknown));
    }
}

void
LispReachability::SetUplink(const NetworkAddress& rloc, bool up)
{
    if (!(up ? m_lost.erase(rloc) != 0 : m_lost.insert(rloc).second))
    {
        return;
    }
    // First where to send from, then what to send.
    m_xtr->SetRlocUp(rloc, up);
    const bool isOfSite = m_etr && m_etr->SetReachable(rloc, up);
    if (isOfSite || m_xtr->IsLocalRloc(rloc))
    {
        m_uplinkTrace(rloc, up);
    }
}

// ---- what it knows ------------------------------------------------------------------------------

const LispReachability::Statistics&
LispReachability::GetStatistics() const
{
    return m_statistics;
}

const LispRlocProber::Measured*
LispReachability::GetMeasured(const NetworkAddress& rloc) const
{
    const auto id = m_xtr->GetRlocTable().Find(rloc);
    return id == RlocTable::NONE ? nullptr : m_prober.Get(id);
}

void
LispReachability::Print(std::ostream& os) const
{
    const RlocTable& rlocs = m_xtr->GetRlocTable();
    std::map<NetworkAddress, RlocTable::Id> sorted;
    for (RlocTable::Id id = 0; id < rlocs.GetCapacity(); ++id)
    {
        if (rlocs.IsKnown(id))
        {
            sorted[rlocs.GetAddress(id)] = id;
        }
    }
    LispTextTable table(
        {"LISP locator", "state", ">RTT ms", ">smoothed", ">probes", ">answered", ">timed out"});
    for (const auto& [rloc, id] : sorted)
    {
        std::string state;
        for (std::size_t i = 0; i < RLOC_DOWN_CAUSES; ++i)
        {
            const auto cause = static_cast<RlocDownCause>(i);
            if (rlocs.IsDownFor(id, cause))
            {
                state += (state.empty() ? "down: " : ", ") + std::string(ToString(cause));
            }
        }
        if (m_xtr->IsLocalRloc(rloc))
        {
            state = m_lost.count(rloc) != 0 ? "own, no uplink" : "own";
        }
        LispTextTable::Row row{rloc.ToString(), state.empty() ? "up" : state};
        if (const auto* measured = m_prober.Get(id))
        {
            const bool isAnswered = measured->answered > 0;
            row.push_back(isAnswered ? FormatMilliSeconds(measured->last) : "-");
            row.push_back(isAnswered ? FormatMilliSeconds(measured->smoothed) : "-");
            row.push_back(std::to_string(measured->sent));
            row.push_back(std::to_string(measured->answered));
            row.push_back(std::to_string(measured->timedOut));
        }
        table.AddRow(row);
    }
    table.Print(os);
    LispTextTable counters({"LISP reachability", ">count"});
    counters.AddRow({"  locators down", std::to_string(m_statistics.downs)});
    counters.AddRow({"  locators up again", std::to_string(m_statistics.ups)});
    counters.AddRow({"  probes sent", std::to_string(m_statistics.probesSent)});
    counters.AddRow({"  probes answered", std::to_string(m_statistics.probesAnswered)});
    counters.AddRow({"  probes timed out", std::to_string(m_statistics.probesTimedOut)});
    counters.AddRow({"  ICMP believed", std::to_string(m_statistics.icmpBelieved)});
    counters.Print(os);
}

} // namespace ns3
